/* From an expression to what decides by it. */
#include <stdlib.h>

#include "filter_parts.h"
#include "schema.h"

static bool is_placeless(const struct node *node) {
    switch (node->expr->kind) {
    case NDX_EXPR_TERM:
        return !ndx_term_is_general(node->expr->term);
    case NDX_EXPR_ALL:
    case NDX_EXPR_DAYS:
    case NDX_EXPR_DATE:
    case NDX_EXPR_MENTIONED:
    case NDX_EXPR_WORDS:
        return true;
    case NDX_EXPR_AND:
    case NDX_EXPR_OR:
    case NDX_EXPR_SYNONYM:
    case NDX_EXPR_NOT:
    case NDX_EXPR_MAYBE:
    case NDX_EXPR_FILTER:
    case NDX_EXPR_SCALE:
        for (size_t i = 0; i < node->count; i++)
            if (!node->child[i]->placeless) return false;
        return true;
    default:
        return false;
    }
}

/* Does the superset guarantee child i of a node that it guarantees? */
static bool passes_on(const struct node *parent, size_t i) {
    switch (parent->expr->kind) {
    case NDX_EXPR_OR:
    case NDX_EXPR_SYNONYM:
        return parent->count == 1;
    case NDX_EXPR_NOT:
    case NDX_EXPR_MAYBE:
        return i == 0;
    default:
        return true;
    }
}

static struct node *compile(ndx_filter *filter, const ndx_expr *expr, bool sure, bool inside) {
    struct node *made = ndx_arena_alloc(&filter->arena, sizeof *made);
    if (!made) return NULL;
    made->expr = expr;
    made->count = expr->child_count;
    made->sure = sure;
    made->inside = inside;
    made->positional =
        ndx_expr_is_positional(expr->kind) || expr->kind == NDX_EXPR_DATE; /* the superset cannot tell */
    made->hash = expr->term.len ? ndx_term_hash(expr->term) : 0;
    made->child = ndx_arena_array(&filter->arena, made->count, sizeof *made->child);
    made->in = ndx_arena_array(&filter->arena, made->count, sizeof *made->in);
    made->offset = ndx_arena_array(&filter->arena, made->count, sizeof *made->offset);
    if (filter->arena.failed) return NULL;
    for (size_t i = 0; i < made->count; i++) {
        made->child[i] = compile(filter, expr->child[i], sure && passes_on(made, i),
                                 inside || ndx_expr_is_positional(expr->kind));
        if (!made->child[i]) return NULL;
        made->positional |= made->child[i]->positional;
    }
    made->placeless = !made->positional && is_placeless(made);
    return made;
}

static void release(struct node *node) {
    for (size_t i = 0; i < node->count && node->child; i++)
        if (node->child[i]) release(node->child[i]);
    ndx_spans_clear(&node->spans);
    ndx_exact_form_free(node->form);
    if (node->members) ndx_members_clear(node->members);
}

ndx_status ndx_filter_new(const ndx_expr *expr, ndx_filter **filter, ndx_error *err) {
    *filter = NULL;
    ndx_filter *made = calloc(1, sizeof *made);
    if (!made) return ndx_fail_memory(err);
    made->root = compile(made, expr, true, false);
    if (made->root && made->root->positional) {
        *filter = made;
        return NDX_OK;
    }
    bool failed = made->root == NULL;
    ndx_filter_free(made);
    return failed ? ndx_fail_memory(err) : NDX_OK;
}

void ndx_filter_free(ndx_filter *filter) {
    if (!filter) return;
    if (filter->root) release(filter->root);
    ndx_arena_clear(&filter->arena);
    ndx_exact_free(filter->exact);
    ndx_candidate_clear(&filter->at);
    ndx_place_list_clear(&filter->list);
    free(filter);
}
