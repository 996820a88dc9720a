/* From a boolean superset to a Xapian query: the same tree. */
#include "query.h"

#include <stdlib.h>

static ndx_status values(const ndx_expr *expr, ndx_x_query **query, ndx_error *err) {
    ndx_value_range range;
    ndx_expr_values(expr, &range);
    return ndx_x_query_value_range(range.slot, &range.lower, &range.upper, query, err);
}

/* Takes the query over. */
static ndx_status scale(ndx_status status, ndx_x_query *inner, double weight, ndx_x_query **query,
                        ndx_error *err) {
    if (status == NDX_OK) status = ndx_x_query_scale(inner, weight, query, err);
    ndx_x_query_free(inner);
    return status;
}

static ndx_status combine(ndx_x_op op, const ndx_expr *expr, ndx_x_query **query, ndx_error *err) {
    ndx_x_query **part = calloc(expr->child_count + 1, sizeof *part);
    size_t count = 0;
    if (!part) return ndx_fail_memory(err);
    ndx_status status = NDX_OK;
    while (status == NDX_OK && count < expr->child_count) {
        status = ndx_query_of(expr->child[count], &part[count], err);
        count += status == NDX_OK;
    }
    if (status == NDX_OK) status = ndx_x_query_combine(op, part, count, 0, query, err);
    while (count > 0) ndx_x_query_free(part[--count]);
    free(part);
    return status;
}

ndx_status ndx_query_of(const ndx_expr *expr, ndx_x_query **query, ndx_error *err) {
    ndx_x_query *inner = NULL;
    ndx_status status;
    *query = NULL;
    switch (expr->kind) {
    case NDX_EXPR_ALL:
        status = ndx_x_query_all(&inner, err);
        return scale(status, inner, 0, query, err);
    case NDX_EXPR_TERM:
        return ndx_x_query_term(expr->term, 1, 0, query, err);
    case NDX_EXPR_OR:
        return combine(NDX_X_OR, expr, query, err);
    case NDX_EXPR_SYNONYM:
        return combine(NDX_X_SYNONYM, expr, query, err);
    case NDX_EXPR_AND:
        return combine(NDX_X_AND, expr, query, err);
    case NDX_EXPR_NOT:
        return combine(NDX_X_AND_NOT, expr, query, err);
    case NDX_EXPR_MAYBE:
        return combine(NDX_X_AND_MAYBE, expr, query, err);
    case NDX_EXPR_FILTER:
        return combine(NDX_X_FILTER, expr, query, err);
    case NDX_EXPR_SCALE:
        status = ndx_query_of(expr->child[0], &inner, err);
        return scale(status, inner, expr->weight, query, err);
    case NDX_EXPR_DAYS:
    case NDX_EXPR_WORDS:
        return values(expr, query, err);
    default:
        return ndx_x_query_none(query, err);
    }
}
