/* From an expression to a Xapian query. */
#include "query.h"

#include <stdlib.h>

#include "schema.h"

typedef struct query_parts {
    ndx_x_query **at;
    size_t count, capacity;
} query_parts;

static void clear(query_parts *parts) {
    for (size_t i = 0; i < parts->count; i++) ndx_x_query_free(parts->at[i]);
    free(parts->at);
    *parts = (query_parts){0};
}

static ndx_status add(query_parts *parts, ndx_x_query *query, ndx_error *err) {
    ndx_x_query **grown = ndx_grow(parts->at, parts->count, &parts->capacity, sizeof *grown);
    if (!grown) {
        ndx_x_query_free(query);
        return ndx_fail_memory(err);
    }
    parts->at = grown;
    parts->at[parts->count++] = query;
    return NDX_OK;
}

static ndx_status add_term(query_parts *parts, ndx_text term, ndx_error *err) {
    ndx_x_query *query;
    ndx_status status = ndx_x_query_term(term, 1, 0, &query, err);
    return status == NDX_OK ? add(parts, query, err) : status;
}

/* Combine and forget the parts. */
static ndx_status combine(ndx_x_op op, query_parts *parts, ndx_x_query **query, ndx_error *err) {
    ndx_status status = ndx_x_query_combine(op, parts->at, parts->count, 0, query, err);
    clear(parts);
    return status;
}

/* Combine and forget two queries. */
static ndx_status pair(ndx_x_op op, ndx_x_query *left, ndx_x_query *right, ndx_x_query **query,
                       ndx_error *err) {
    ndx_x_query *both[] = {left, right};
    ndx_status status = ndx_x_query_combine(op, both, 2, 0, query, err);
    ndx_x_query_free(left);
    ndx_x_query_free(right);
    return status;
}

/* Without weight. Takes the query over. */
static ndx_status weightless(ndx_status status, ndx_x_query *inner, ndx_x_query **query, ndx_error *err) {
    if (status != NDX_OK) return status;
    status = ndx_x_query_scale(inner, 0, query, err);
    ndx_x_query_free(inner);
    return status;
}

/* --- leaves --------------------------------------------------------------------------------------------- */

/* The pieces of the calendar that cover the days, as one. */
static ndx_status calendar(ndx_x_op op, const char *prefix, const ndx_expr *expr, ndx_x_query **query,
                           ndx_error *err) {
    ndx_calendar_piece pieces[NDX_CALENDAR_PIECES_MAX];
    size_t count = ndx_calendar_cover(expr->first, expr->last, pieces);
    query_parts terms = {0};
    ndx_status status = NDX_OK;
    for (size_t i = 0; status == NDX_OK && i < count; i++) {
        char term[16];
        size_t len = ndx_calendar_term(prefix, pieces[i], term);
        status = add_term(&terms, (ndx_text){term, len}, err);
    }
    if (status == NDX_OK) return combine(op, &terms, query, err);
    clear(&terms);
    return status;
}

/* Weighted like a word: its wdf says how central the date is. */
static ndx_status mentioned(const ndx_expr *expr, ndx_x_query **query, ndx_error *err) {
    return calendar(NDX_X_SYNONYM, NDX_PREFIX_MENTIONED, expr, query, err);
}

static ndx_status days(const ndx_expr *expr, ndx_x_query **query, ndx_error *err) {
    ndx_x_query *terms = NULL, *cover = NULL, *range;
    ndx_status status = calendar(NDX_X_OR, NDX_PREFIX_DAY, expr, &terms, err);
    status = weightless(status, terms, &cover, err);
    if (status != NDX_OK || expr->high == 0) {
        *query = cover;
        return status;
    }
    char low[6], high[6];
    ndx_text lower = {low,
                      ndx_value_bound(expr->first, (int32_t)(expr->low < 86401 ? expr->low : 86401), low)};
    ndx_text upper = {high,
                      ndx_value_bound(expr->last, (int32_t)(expr->high < 86401 ? expr->high : 86401), high)};
    status = ndx_x_query_value_range(NDX_SLOT_DAY, &lower, &upper, &range, err);
    if (status == NDX_OK) return pair(NDX_X_AND, cover, range, query, err);
    ndx_x_query_free(cover);
    return status;
}

static ndx_status length(const ndx_expr *expr, ndx_x_query **query, ndx_error *err) {
    char low[3], high[3];
    ndx_value_words(expr->low, low);
    ndx_value_words(expr->high, high);
    ndx_text lower = {low, 3}, upper = {high, 3};
    return ndx_x_query_value_range(NDX_SLOT_WORDS, &lower, &upper, query, err);
}

static ndx_status all(ndx_x_query **query, ndx_error *err) {
    ndx_x_query *inner = NULL;
    ndx_status status = ndx_x_query_all(&inner, err);
    return weightless(status, inner, query, err);
}

/* --- operators ------------------------------------------------------------------------------------------ */

static bool has_positional(const ndx_expr *expr) {
    if (ndx_expr_is_positional(expr->kind) || expr->kind == NDX_EXPR_DATE) return true;
    for (size_t i = 0; i < expr->child_count; i++)
        if (has_positional(expr->child[i])) return true;
    return false;
}

/* `inside` a positional operator only words matter: NOT there forbids places, not articles. */
static ndx_status build(const ndx_expr *expr, bool inside, ndx_x_query **query, ndx_error *err);

/* Children from `from` on. skip_positional: leave those out that the filter has to decide. */
static ndx_status children(const ndx_expr *expr, size_t from, bool skip_positional, bool inside,
                           query_parts *parts, ndx_error *err) {
    ndx_status status = NDX_OK;
    for (size_t i = from; status == NDX_OK && i < expr->child_count; i++) {
        ndx_x_query *query;
        if (skip_positional && has_positional(expr->child[i])) continue;
        status = build(expr->child[i], inside, &query, err);
        if (status == NDX_OK) status = add(parts, query, err);
    }
    if (status != NDX_OK) clear(parts);
    return status;
}

static ndx_status group(ndx_x_op op, const ndx_expr *expr, bool inside, ndx_x_query **query, ndx_error *err) {
    query_parts parts = {0};
    ndx_status status = children(expr, 0, false, inside, &parts, err);
    return status == NDX_OK ? combine(op, &parts, query, err) : status;
}

/* Child 0 and the others together: AND_NOT, AND_MAYBE, FILTER. */
static ndx_status first_and_rest(ndx_x_op op, ndx_x_op rest_op, const ndx_expr *expr, bool inside,
                                 ndx_x_query **query, ndx_error *err) {
    ndx_x_query *first, *rest;
    query_parts parts = {0};
    if (expr->child_count == 0) return ndx_x_query_none(query, err);
    ndx_status status = build(expr->child[0], inside, &first, err);
    if (status != NDX_OK) return status;
    if (!inside || op != NDX_X_AND_NOT) status = children(expr, 1, op == NDX_X_AND_NOT, inside, &parts, err);
    if (status == NDX_OK && parts.count == 0) {
        *query = first;
        return NDX_OK;
    }
    if (status == NDX_OK) status = combine(rest_op, &parts, &rest, err);
    if (status == NDX_OK) return pair(op, first, rest, query, err);
    ndx_x_query_free(first);
    return status;
}

static ndx_status scaled(const ndx_expr *expr, bool inside, ndx_x_query **query, ndx_error *err) {
    ndx_x_query *inner;
    if (expr->child_count == 0) return ndx_x_query_none(query, err);
    ndx_status status = build(expr->child[0], inside, &inner, err);
    if (status != NDX_OK) return status;
    status = ndx_x_query_scale(inner, expr->weight > 0 ? expr->weight : 0, query, err);
    ndx_x_query_free(inner);
    return status;
}

static ndx_status build(const ndx_expr *expr, bool inside, ndx_x_query **query, ndx_error *err) {
    *query = NULL;
    switch (expr->kind) {
    case NDX_EXPR_ALL:
    case NDX_EXPR_DATE:
        return all(query, err);
    case NDX_EXPR_NONE:
        return ndx_x_query_none(query, err);
    case NDX_EXPR_TERM:
        return ndx_x_query_term(expr->term, 1, 0, query, err);
    case NDX_EXPR_EXACT:
        return expr->term.len ? ndx_x_query_term(expr->term, 1, 0, query, err) : all(query, err);
    case NDX_EXPR_PREFIX:
        return ndx_x_query_wildcard(expr->term, expr->number, NDX_X_LIMIT_MOST_FREQUENT, NDX_X_SYNONYM, query,
                                    err);
    case NDX_EXPR_OR:
        return group(NDX_X_OR, expr, inside, query, err);
    case NDX_EXPR_SYNONYM:
        return group(NDX_X_SYNONYM, expr, inside, query, err);
    case NDX_EXPR_AND:
        return group(NDX_X_AND, expr, inside, query, err);
    case NDX_EXPR_PHRASE:
    case NDX_EXPR_NEAR:
    case NDX_EXPR_SENTENCE:
    case NDX_EXPR_PARAGRAPH:
    case NDX_EXPR_ATLEAST:
    case NDX_EXPR_FIRST:
    case NDX_EXPR_IN_ZONE:
        return group(NDX_X_AND, expr, true, query, err);
    case NDX_EXPR_NOT:
        return first_and_rest(NDX_X_AND_NOT, NDX_X_OR, expr, inside, query, err);
    case NDX_EXPR_MAYBE:
        return first_and_rest(NDX_X_AND_MAYBE, NDX_X_OR, expr, inside, query, err);
    case NDX_EXPR_FILTER:
        return first_and_rest(NDX_X_FILTER, NDX_X_AND, expr, inside, query, err);
    case NDX_EXPR_SCALE:
        return scaled(expr, inside, query, err);
    case NDX_EXPR_DAYS:
        return days(expr, query, err);
    case NDX_EXPR_MENTIONED:
        return mentioned(expr, query, err);
    case NDX_EXPR_WORDS:
        return length(expr, query, err);
    }
    return ndx_fail(err, NDX_USAGE, "the query has a part of unknown kind %d", (int)expr->kind);
}

ndx_status ndx_query_of(const ndx_expr *expr, ndx_x_query **query, ndx_error *err) {
    return build(expr, false, query, err);
}
