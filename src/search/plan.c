/* From a tree to an expression: what must match, what only filters, what is excluded. */
#include "plan.h"
#include "match.h"

#include <stdlib.h>
#include <string.h>

static ndx_status translate(ndx_plan *plan, const ndx_node *node, ndx_scope scope, ndx_expr **expr,
                            ndx_error *err);

static ndx_status made(ndx_plan *plan, const ndx_expr *expr, ndx_error *err) {
    if (expr && !plan->arena.failed) return NDX_OK;
    if (plan->arena.failed) return ndx_fail_memory(err);
    return ndx_fail(err, NDX_USAGE, "the query stands for too many words; make its patterns longer");
}

/* --- side by side, AND ---------------------------------------------------------------------------------- */

/* What the parts of a level are for. */
typedef struct level {
    ndx_expr_list required, loose, filters, excluded;
    bool function_words; /* there are some, set aside: not required as long as there is anything else */
    bool plus;           /* a "+word" is among the required */
} level;

/* Dates, lengths and whole values say yes or no; they add no weight. */
static bool only_filters(const ndx_node *node) {
    switch (node->kind) {
    case NODE_DATE:
    case NODE_WORDS:
    case NODE_DATE_SOURCE:
    case NODE_PRECISION:
    case NODE_VALUE:
        return true;
    case NODE_LIST:
    case NODE_AND:
    case NODE_OR:
    case NODE_NOT:
        for (const ndx_node *child = node->child; child; child = child->next)
            if (!only_filters(child)) return false;
        return true;
    default:
        return false;
    }
}

/* --any loosens words, phrases and what is made of them; what has a field or a plus stays required. */
static bool is_loose(const ndx_plan *plan, const ndx_node *parent, const ndx_node *node) {
    bool words = node->kind != NODE_FIELD && node->kind != NODE_ZONE && node->kind != NODE_WHO &&
                 node->kind != NODE_ROLE && node->kind != NODE_ABOUT;
    return plan->options.any && parent->kind == NODE_LIST && !node->required && words;
}

static ndx_status sort_part(ndx_plan *plan, const ndx_node *parent, const ndx_node *node, ndx_scope scope,
                            level *l, ndx_error *err) {
    bool function_word = false;
    ndx_status status = ndx_plan_is_function_word(plan, node, &function_word, err);
    if (status) return status;
    if (function_word) {
        l->function_words = true;
        return NDX_OK;
    }
    ndx_expr *expr;
    status = translate(plan, node->kind == NODE_NOT ? node->child : node, scope, &expr, err);
    if (status) return status;
    ndx_expr_list *list = node->kind == NODE_NOT         ? &l->excluded
                          : only_filters(node)           ? &l->filters
                          : is_loose(plan, parent, node) ? &l->loose
                                                         : &l->required;
    ndx_expr_list_add(plan, list, expr);
    l->plus = l->plus || node->required;
    return NDX_OK;
}

/* A query of function words alone ("to be or not to be") means them after all. */
static ndx_status recall_function_words(ndx_plan *plan, const ndx_node *node, ndx_scope scope, level *l,
                                        ndx_error *err) {
    ndx_status status = NDX_OK;
    for (const ndx_node *child = node->child; child && !status; child = child->next) {
        bool function_word;
        ndx_expr *expr = NULL;
        status = ndx_plan_is_function_word(plan, child, &function_word, err);
        if (!status && function_word) status = translate(plan, child, scope, &expr, err);
        if (!status) ndx_expr_list_add(plan, plan->options.any ? &l->loose : &l->required, expr);
    }
    return status;
}

static ndx_expr *with_filters(ndx_plan *plan, ndx_expr *base, const ndx_expr_list *filters) {
    if (filters->count == 0) return base;
    if (!base) return ndx_expr_over(plan, NDX_EXPR_AND, filters);
    ndx_expr_list list = {0};
    ndx_expr_list_add(plan, &list, base);
    for (size_t i = 0; i < filters->count; i++) ndx_expr_list_add(plan, &list, filters->items[i]);
    return ndx_expr_over(plan, NDX_EXPR_FILTER, &list);
}

static ndx_expr *without(ndx_plan *plan, ndx_expr *base, const ndx_expr_list *excluded) {
    if (!base) base = ndx_expr_new(plan, NDX_EXPR_ALL);
    if (excluded->count == 0) return base;
    ndx_expr_list list = {0};
    ndx_expr_list_add(plan, &list, base);
    for (size_t i = 0; i < excluded->count; i++) ndx_expr_list_add(plan, &list, excluded->items[i]);
    return ndx_expr_over(plan, NDX_EXPR_NOT, &list);
}

static ndx_expr *scored(ndx_plan *plan, const level *l) {
    if (l->required.count == 0 && l->loose.count == 0) return NULL;
    ndx_expr *loose = l->loose.count ? ndx_expr_over(plan, NDX_EXPR_OR, &l->loose) : NULL;
    if (l->required.count == 0) return loose;
    ndx_expr *required = ndx_expr_over(plan, NDX_EXPR_AND, &l->required);
    if (!loose) return required;
    return ndx_expr_pair(plan, l->plus ? NDX_EXPR_MAYBE : NDX_EXPR_AND, required, loose);
}

static ndx_status translate_all(ndx_plan *plan, const ndx_node *node, ndx_scope scope, ndx_expr **expr,
                                ndx_error *err) {
    level l = {0};
    ndx_status status = NDX_OK;
    for (const ndx_node *child = node->child; child && !status; child = child->next)
        status = sort_part(plan, node, child, scope, &l, err);
    if (!status && l.function_words && l.required.count + l.loose.count == 0)
        status = recall_function_words(plan, node, scope, &l, err);
    if (status) return status;
    *expr = without(plan, with_filters(plan, scored(plan, &l), &l.filters), &l.excluded);
    return made(plan, *expr, err);
}

/* --- OR, NOT -------------------------------------------------------------------------------------------- */

static ndx_status translate_or(ndx_plan *plan, const ndx_node *node, ndx_scope scope, ndx_expr **expr,
                               ndx_error *err) {
    ndx_expr_list list = {0};
    for (const ndx_node *child = node->child; child; child = child->next) {
        ndx_expr *part;
        ndx_status status = translate(plan, child, scope, &part, err);
        if (status) return status;
        ndx_expr_list_add_other(plan, &list, part);
    }
    *expr = ndx_expr_over(plan, NDX_EXPR_OR, &list);
    return made(plan, *expr, err);
}

static ndx_status translate_not(ndx_plan *plan, const ndx_node *node, ndx_scope scope, ndx_expr **expr,
                                ndx_error *err) {
    ndx_expr *child;
    ndx_expr_list excluded = {0};
    ndx_status status = translate(plan, node->child, scope, &child, err);
    if (status) return status;
    ndx_expr_list_add(plan, &excluded, child);
    *expr = without(plan, NULL, &excluded);
    return made(plan, *expr, err);
}

/* --- proximity ------------------------------------------------------------------------------------------ */

static ndx_expr_kind place_kind(ndx_node_kind kind) {
    return kind == NODE_NEAR ? NDX_EXPR_NEAR : kind == NODE_SENTENCE ? NDX_EXPR_SENTENCE : NDX_EXPR_PARAGRAPH;
}

static bool is_plain_group(const ndx_node *node) {
    return node->kind == NODE_LIST || node->kind == NODE_AND;
}

static ndx_status place_group(ndx_plan *plan, const ndx_node *how, const ndx_node *group, ndx_expr **expr,
                              ndx_error *err);

/* An operand of `how`: words in brackets beside each other are to stand as near as the operator says. */
static ndx_status translate_operand(ndx_plan *plan, const ndx_node *how, const ndx_node *node,
                                    ndx_expr **expr, ndx_error *err) {
    if (is_plain_group(node)) return place_group(plan, how, node, expr, err);
    if (node->kind != NODE_OR) return translate(plan, node, NDX_ANYWHERE, expr, err);
    ndx_expr_list any = {0};
    for (const ndx_node *child = node->child; child; child = child->next) {
        ndx_expr *part;
        ndx_status status = translate_operand(plan, how, child, &part, err);
        if (status) return status;
        ndx_expr_list_add_other(plan, &any, part);
    }
    *expr = ndx_expr_over(plan, NDX_EXPR_OR, &any);
    return made(plan, *expr, err);
}

static ndx_status place_group(ndx_plan *plan, const ndx_node *how, const ndx_node *group, ndx_expr **expr,
                              ndx_error *err) {
    ndx_expr_list list = {0};
    for (const ndx_node *child = group->child; child; child = child->next) {
        ndx_expr *operand;
        ndx_status status = translate_operand(plan, how, child, &operand, err);
        if (status) return status;
        ndx_expr_list_add(plan, &list, operand);
    }
    ndx_status status = ndx_expr_list_near(&list, err);
    if (status) return status;
    *expr = ndx_expr_over(plan, place_kind(how->kind), &list);
    if (*expr) {
        (*expr)->number = how->kind == NODE_NEAR ? how->number : 0;
        (*expr)->ordered = how->ordered;
    }
    return made(plan, *expr, err);
}

/* Words of a field without positions cannot be near each other; there all must be present. */
static ndx_status translate_near(ndx_plan *plan, const ndx_node *node, ndx_scope scope, ndx_expr **expr,
                                 ndx_error *err) {
    if (scope.field == NDX_FIELD_HEADLINE) scope = (ndx_scope){NDX_FIELD_COUNT, NDX_ZONE_HEADLINE};
    if (scope.field != NDX_FIELD_COUNT) return translate_all(plan, node, scope, expr, err);
    ndx_status status = place_group(plan, node, node, expr, err);
    if (!status) *expr = ndx_expr_in_scope(plan, scope, *expr);
    return status ? status : made(plan, *expr, err);
}

/* atleast3:(oil gas): each of them; atleast3:(oil OR gas): together. */
static ndx_status translate_counted(ndx_plan *plan, const ndx_node *node, const ndx_node *child,
                                    ndx_scope scope, ndx_expr **expr, ndx_error *err) {
    ndx_expr_list list = {0};
    if (scope.field == NDX_FIELD_HEADLINE) scope = (ndx_scope){NDX_FIELD_COUNT, NDX_ZONE_HEADLINE};
    if (is_plain_group(child)) {
        for (const ndx_node *part = child->child; part; part = part->next) {
            ndx_expr *one;
            ndx_status status = translate_counted(plan, node, part, scope, &one, err);
            if (status) return status;
            ndx_expr_list_add(plan, &list, one);
        }
        *expr = ndx_expr_over(plan, NDX_EXPR_AND, &list);
        return made(plan, *expr, err);
    }
    ndx_expr *inner;
    ndx_status status = translate(plan, child, scope, &inner, err);
    if (status) return status;
    ndx_expr_list_add(plan, &list, inner);
    *expr = ndx_expr_over(plan, node->kind == NODE_ATLEAST ? NDX_EXPR_ATLEAST : NDX_EXPR_FIRST, &list);
    if (*expr) (*expr)->number = node->number;
    return made(plan, *expr, err);
}

/* --- any node ------------------------------------------------------------------------------------------- */

static ndx_status translate(ndx_plan *plan, const ndx_node *node, ndx_scope scope, ndx_expr **expr,
                            ndx_error *err) {
    switch (node->kind) {
    case NODE_WORD:
        return ndx_plan_word(plan, node, scope, expr, err);
    case NODE_PHRASE:
        return ndx_plan_phrase(plan, node, scope, expr, err);
    case NODE_LIST:
    case NODE_AND:
        return translate_all(plan, node, scope, expr, err);
    case NODE_OR:
        return translate_or(plan, node, scope, expr, err);
    case NODE_NOT:
        return translate_not(plan, node, scope, expr, err);
    case NODE_NEAR:
    case NODE_SENTENCE:
    case NODE_PARAGRAPH:
        return translate_near(plan, node, scope, expr, err);
    case NODE_FIELD:
        return translate(plan, node->child, (ndx_scope){node->field, NDX_ZONE_COUNT}, expr, err);
    case NODE_ZONE:
        return translate(plan, node->child, (ndx_scope){NDX_FIELD_COUNT, node->zone}, expr, err);
    case NODE_ATLEAST:
    case NODE_FIRST:
        return translate_counted(plan, node, node->child, scope, expr, err);
    case NODE_WHO:
        return ndx_plan_who(plan, node, expr, err);
    case NODE_ROLE:
        return ndx_plan_role(plan, node, expr, err);
    default:
        return ndx_plan_value(plan, node, expr, err);
    }
}

/* --- the door ------------------------------------------------------------------------------------------- */

/* The code of a language by its code or name; the analyzer complains of those there are not. */
static const char *language_of(const char *given) {
    for (size_t i = 0; ndx_language_code(i); i++)
        if (ndx_text_equal_nocase(ndx_text_of(given), ndx_text_of(ndx_language_name(ndx_language_code(i)))))
            return ndx_language_code(i);
    return ndx_text_equal(ndx_text_of(given), NDX_TEXT("none")) ? NULL : given;
}

/* The languages that words are stemmed in: the one given, or those of the index. */
static ndx_status choose_languages(ndx_plan *plan, ndx_error *err) {
    const char *given = plan->options.language, *code;
    if (given && ndx_text_equal(ndx_text_of(given), NDX_TEXT("auto"))) given = NULL;
    if (given) plan->languages[plan->language_count++] = language_of(given);
    for (size_t i = 0; plan->language_count < NDX_PLAN_LANGUAGES_MAX && !given &&
                       (code = ndx_index_stemmer(plan->index, i));
         i++)
        plan->languages[plan->language_count++] = code[0] ? code : NULL;
    if (plan->language_count == 0) plan->languages[plan->language_count++] = "en";
    plan->analyzer_language = ndx_arena_copy(&plan->arena, ndx_text_of(given ? given : "auto")).data;
    if (plan->arena.failed) return ndx_fail_memory(err);
    return ndx_index_borrow_analyzer(plan->index, plan->analyzer_language, &plan->analyzer, err);
}

static ndx_status add_bounds(ndx_plan *plan, ndx_error *err) {
    const struct {
        ndx_text expression;
        ndx_bound bound;
        const char *option;
    } bounds[] = {{plan->options.since, BOUND_SINCE, "--since"},
                  {plan->options.until, BOUND_UNTIL, "--until"}};
    ndx_expr_list filters = {0};
    for (size_t i = 0; i < NDX_COUNT(bounds); i++) {
        ndx_expr *expr;
        if (bounds[i].expression.len == 0) continue;
        ndx_status status =
            ndx_plan_bound(plan, bounds[i].expression, bounds[i].bound, bounds[i].option, &expr, err);
        if (status) return status;
        ndx_expr_list_add(plan, &filters, expr);
    }
    plan->root = with_filters(plan, plan->root, &filters);
    if (!plan->root) plan->root = ndx_expr_new(plan, NDX_EXPR_ALL);
    return made(plan, plan->root, err);
}

ndx_status ndx_plan_begin(ndx_index *index, const ndx_plan_options *options, ndx_plan **plan,
                          ndx_error *err) {
    *plan = calloc(1, sizeof **plan);
    if (!*plan) return ndx_fail_memory(err);
    (*plan)->index = index;
    (*plan)->options = *options;
    return choose_languages(*plan, err);
}

ndx_status ndx_query_plan(ndx_index *index, const ndx_tree *tree, const ndx_plan_options *options,
                          ndx_plan **plan, ndx_error *err) {
    ndx_plan *made_plan = NULL;
    *plan = NULL;
    ndx_status status = ndx_plan_begin(index, options, &made_plan, err);
    if (!status && tree) {
        made_plan->query = ndx_arena_copy(&made_plan->arena, tree->query);
        made_plan->shouted = tree->shouted;
        if (tree->shouted)
            ndx_plan_detail(
                made_plan,
                "the query is all in capitals, so AND, OR, NOT, NEAR, SAME and WITH are words in it");
        status = translate(made_plan, tree->root, NDX_ANYWHERE, &made_plan->root, err);
    }
    if (!status) status = add_bounds(made_plan, err);
    if (!status) made_plan->asked = made_plan->root;
    if (status)
        ndx_plan_free(made_plan);
    else
        *plan = made_plan;
    return status;
}

void ndx_plan_free(ndx_plan *plan) {
    if (!plan) return;
    ndx_matcher_free(plan->matcher);
    ndx_index_return_analyzer(plan->index, plan->analyzer_language, plan->analyzer);
    ndx_arena_clear(&plan->arena);
    free(plan);
}

const ndx_expr *ndx_plan_expression(const ndx_plan *plan) {
    return plan->root;
}

const char *ndx_plan_notice(const ndx_plan *plan, size_t number) {
    return number < plan->notice_count ? plan->notices[number] : NULL;
}
