/* Making and printing expressions. */
#include "plan.h"

#include <stdio.h>
#include <string.h>

ndx_expr *ndx_expr_new(ndx_plan *plan, ndx_expr_kind kind) {
    if (++plan->expressions > NDX_PLAN_EXPRESSIONS_MAX) return NULL;
    ndx_expr *expr = ndx_arena_alloc(&plan->arena, sizeof *expr);
    if (!expr) return NULL;
    expr->kind = kind;
    expr->zone = NDX_ZONE_COUNT;
    expr->weight = 1;
    return expr;
}

ndx_expr *ndx_expr_term(ndx_plan *plan, const char *prefix, ndx_text word) {
    char term[NDX_TERM_MAX];
    ndx_text before = ndx_text_of(prefix);
    size_t len = word.len;
    if (before.len + len > sizeof term) len = ndx_utf8_floor(word, sizeof term - before.len);
    if (before.len) memcpy(term, before.data, before.len);
    if (len) memcpy(term + before.len, word.data, len);
    ndx_expr *expr = ndx_expr_new(plan, NDX_EXPR_TERM);
    if (expr) expr->term = ndx_arena_copy(&plan->arena, (ndx_text){term, before.len + len});
    return expr;
}

ndx_expr *ndx_expr_exact(ndx_plan *plan, ndx_text stem, ndx_text form) {
    ndx_expr *expr = ndx_expr_term(plan, "", stem);
    if (!expr) return NULL;
    expr->kind = NDX_EXPR_EXACT;
    expr->form = ndx_arena_copy(&plan->arena, form);
    return expr;
}

ndx_expr *ndx_expr_days(ndx_plan *plan, ndx_expr_kind kind, const ndx_period *period) {
    ndx_expr *expr = ndx_expr_new(plan, kind);
    if (!expr) return NULL;
    expr->first = period->first;
    expr->last = period->last;
    bool whole = period->first_second == 0 && period->last_second == 86399;
    expr->low = whole ? 0 : (uint64_t)period->first_second;
    expr->high = whole ? 0 : (uint64_t)period->last_second;
    return expr;
}

void ndx_expr_list_add(ndx_plan *plan, ndx_expr_list *list, ndx_expr *expr) {
    if (!expr) return;
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 8;
        ndx_expr **items = ndx_arena_array(&plan->arena, capacity, sizeof(void *));
        if (!items) return;
        if (list->count) memcpy(items, list->items, list->count * sizeof(void *));
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = expr;
}

static bool is_same_word(const ndx_expr *a, const ndx_expr *b) {
    bool word = a->kind == NDX_EXPR_TERM || a->kind == NDX_EXPR_EXACT || a->kind == NDX_EXPR_SYNONYM;
    if (!word || a->kind != b->kind || a->child_count != b->child_count) return false;
    for (size_t i = 0; i < a->child_count; i++)
        if (!is_same_word(a->child[i], b->child[i])) return false;
    return ndx_text_equal(a->term, b->term) && ndx_text_equal(a->form, b->form);
}

void ndx_expr_list_add_other(ndx_plan *plan, ndx_expr_list *list, ndx_expr *expr) {
    if (!expr) return;
    for (size_t i = 0; i < list->count; i++)
        if (is_same_word(list->items[i], expr)) return;
    ndx_expr_list_add(plan, list, expr);
}

ndx_status ndx_expr_list_near(const ndx_expr_list *list, ndx_error *err) {
    if (list->count <= NDX_PLAN_PLACES_MAX) return NDX_OK;
    return ndx_fail(
        err, NDX_USAGE,
        "NEAR, w/n, SAME, WITH and \"...\"~n take at most %u words or brackets, not %zu; split the query",
        NDX_PLAN_PLACES_MAX, list->count);
}

ndx_expr *ndx_expr_over(ndx_plan *plan, ndx_expr_kind kind, const ndx_expr_list *list) {
    bool transparent = kind == NDX_EXPR_AND || kind == NDX_EXPR_OR || kind == NDX_EXPR_SYNONYM;
    if (list->count == 0) return ndx_expr_new(plan, NDX_EXPR_NONE);
    if (list->count == 1 && transparent) return list->items[0];
    ndx_expr *expr = ndx_expr_new(plan, kind);
    if (!expr) return NULL;
    expr->child = list->items;
    expr->child_count = list->count;
    return expr;
}

ndx_expr *ndx_expr_pair(ndx_plan *plan, ndx_expr_kind kind, ndx_expr *first, ndx_expr *second) {
    ndx_expr_list list = {0};
    ndx_expr_list_add(plan, &list, first);
    ndx_expr_list_add(plan, &list, second);
    return ndx_expr_over(plan, kind, &list);
}

ndx_expr *ndx_expr_in_scope(ndx_plan *plan, ndx_scope scope, ndx_expr *expr) {
    if (scope.zone == NDX_ZONE_COUNT || !expr || expr->kind == NDX_EXPR_NONE) return expr;
    ndx_expr_list list = {0};
    ndx_expr_list_add(plan, &list, expr);
    ndx_expr *zone = ndx_expr_over(plan, NDX_EXPR_IN_ZONE, &list);
    if (zone) zone->zone = scope.zone;
    return zone;
}

static void remember(ndx_plan *plan, const char **lines, size_t *count, const char *line) {
    ndx_text kept = ndx_arena_copy(&plan->arena, ndx_text_of(line));
    if (kept.len && *count < NDX_PLAN_NOTICES_MAX) lines[(*count)++] = kept.data;
}

void ndx_plan_note(ndx_plan *plan, const char *format, ...) {
    char line[600];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    remember(plan, plan->notices, &plan->notice_count, line);
}

void ndx_plan_detail(ndx_plan *plan, const char *format, ...) {
    char line[600];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    remember(plan, plan->details, &plan->detail_count, line);
}

/* --- printing ------------------------------------------------------------------------------------------- */

static const char *const kind_words[] = {
    [NDX_EXPR_ALL] = "all",
    [NDX_EXPR_NONE] = "none",
    [NDX_EXPR_TERM] = "term",
    [NDX_EXPR_EXACT] = "exact",
    [NDX_EXPR_PREFIX] = "prefix",
    [NDX_EXPR_AND] = "and",
    [NDX_EXPR_OR] = "or",
    [NDX_EXPR_SYNONYM] = "synonym",
    [NDX_EXPR_NOT] = "not",
    [NDX_EXPR_MAYBE] = "maybe",
    [NDX_EXPR_FILTER] = "filter",
    [NDX_EXPR_SCALE] = "scale",
    [NDX_EXPR_PHRASE] = "phrase",
    [NDX_EXPR_NEAR] = "near",
    [NDX_EXPR_SENTENCE] = "sentence",
    [NDX_EXPR_PARAGRAPH] = "paragraph",
    [NDX_EXPR_ATLEAST] = "atleast",
    [NDX_EXPR_FIRST] = "first",
    [NDX_EXPR_IN_ZONE] = "in",
    [NDX_EXPR_DAYS] = "published",
    [NDX_EXPR_MENTIONED] = "mentioned",
    [NDX_EXPR_WORDS] = "words",
    [NDX_EXPR_DATE] = "in the zone asked for",
};

static const char *const zone_words[NDX_ZONE_COUNT] = {"headline", "byline", "dateline",
                                                       "lead",     "body",   "tail"};

static void add_range(const ndx_expr *expr, ndx_buf *out) {
    char first[11], last[11];
    if (expr->kind == NDX_EXPR_WORDS) {
        ndx_buf_addf(out, " %llu..", (unsigned long long)expr->low);
        if (expr->high < UINT32_MAX) ndx_buf_addf(out, "%llu", (unsigned long long)expr->high);
        return;
    }
    ndx_day_format(expr->first, first);
    ndx_day_format(expr->last, last);
    if (expr->high == 0) {
        ndx_buf_addf(out, " %s..%s", first, last);
        return;
    }
    unsigned low = (unsigned)expr->low, high = (unsigned)expr->high;
    ndx_buf_addf(out, " %sT%02u:%02u:%02u..%sT%02u:%02u:%02u", first, low / 3600, low / 60 % 60, low % 60,
                 last, high / 3600, high / 60 % 60, high % 60);
}

/* The node without its children. */
static void add_head(const ndx_expr *expr, ndx_buf *out) {
    ndx_buf_add_str(out, expr->kind == NDX_EXPR_NEAR && expr->ordered ? "within" : kind_words[expr->kind]);
    if (expr->number) ndx_buf_addf(out, "/%u", expr->number);
    if (expr->kind == NDX_EXPR_SCALE) ndx_buf_addf(out, "/%.3g", expr->weight);
    if (expr->zone != NDX_ZONE_COUNT) ndx_buf_addf(out, " %s", zone_words[expr->zone]);
    if (expr->kind == NDX_EXPR_DAYS || expr->kind == NDX_EXPR_DATE || expr->kind == NDX_EXPR_MENTIONED ||
        expr->kind == NDX_EXPR_WORDS)
        add_range(expr, out);
    if (expr->term.len) ndx_buf_addf(out, " %.*s", NDX_ARG(expr->term));
    if (expr->form.len) ndx_buf_addf(out, "=%.*s", NDX_ARG(expr->form));
}

void ndx_expr_print(const ndx_expr *expr, ndx_buf *out) {
    if (expr->kind == NDX_EXPR_TERM) {
        ndx_buf_add_text(out, expr->term);
        return;
    }
    ndx_buf_add_char(out, '(');
    add_head(expr, out);
    for (size_t i = 0; i < expr->child_count; i++) {
        ndx_buf_add_char(out, ' ');
        ndx_expr_print(expr->child[i], out);
        if (expr->offset && expr->offset[i] != i) ndx_buf_addf(out, "+%u", expr->offset[i]);
    }
    ndx_buf_add_char(out, ')');
}

/* Long lists of expanded words are shortened: what they are is said, how many, and the first. */
#define SHOWN_CHILDREN 12u

static void print_indented(const ndx_expr *expr, unsigned depth, ndx_buf *out) {
    ndx_buf_addf(out, "%*s", (int)(2 * depth), "");
    add_head(expr, out);
    ndx_buf_add_char(out, '\n');
    for (size_t i = 0; i < expr->child_count; i++) {
        if (i == SHOWN_CHILDREN && expr->child_count > SHOWN_CHILDREN + 4) {
            ndx_buf_addf(out, "%*s... and %zu more\n", (int)(2 * depth + 2), "", expr->child_count - i);
            return;
        }
        print_indented(expr->child[i], depth + 1, out);
    }
}

void ndx_plan_print(const ndx_plan *plan, ndx_buf *out) {
    print_indented(plan->root, 0, out);
    for (size_t i = 0; i < plan->detail_count; i++) ndx_buf_addf(out, "%s\n", plan->details[i]);
}
