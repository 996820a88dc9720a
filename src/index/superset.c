/* From an expression to its boolean superset. */
#include "superset.h"

#include "schema.h"

static bool has_positional(const ndx_expr *expr) {
    if (ndx_expr_is_positional(expr->kind) || expr->kind == NDX_EXPR_DATE) return true;
    for (size_t i = 0; i < expr->child_count; i++)
        if (has_positional(expr->child[i])) return true;
    return false;
}

/* With room for so many children, but none yet. NULL: no memory. */
static ndx_expr *make(ndx_arena *arena, ndx_expr_kind kind, size_t room) {
    ndx_expr *made = ndx_arena_alloc(arena, sizeof *made);
    if (!made) return NULL;
    made->kind = kind;
    made->child = ndx_arena_array(arena, room, sizeof *made->child);
    return made->child ? made : NULL;
}

static ndx_expr *make_term(ndx_arena *arena, ndx_text term) {
    ndx_expr *made = make(arena, term.len ? NDX_EXPR_TERM : NDX_EXPR_ALL, 0);
    if (made) made->term = term;
    return made;
}

static ndx_expr *add(ndx_expr *to, ndx_expr *child) {
    if (!to || !child) return NULL;
    to->child[to->child_count++] = child;
    return to;
}

/* --- leaves --------------------------------------------------------------------------------------------- */

/* The pieces of the calendar that cover the days. */
static ndx_expr *calendar(ndx_arena *arena, ndx_expr_kind kind, const char *prefix, const ndx_expr *expr) {
    ndx_calendar_piece pieces[NDX_CALENDAR_PIECES_MAX];
    size_t count = ndx_calendar_cover(expr->first, expr->last, pieces);
    ndx_expr *made = make(arena, kind, count);
    for (size_t i = 0; made && i < count; i++) {
        char term[16];
        size_t len = ndx_calendar_term(prefix, pieces[i], term);
        made = add(made, make_term(arena, ndx_arena_copy(arena, (ndx_text){term, len})));
    }
    return made;
}

/* Without weight; where a time is given, those with a value of that day in it. */
static ndx_expr *days(ndx_arena *arena, const ndx_expr *expr) {
    ndx_expr *cover = make(arena, NDX_EXPR_SCALE, 1);
    cover = add(cover, calendar(arena, NDX_EXPR_OR, NDX_PREFIX_DAY, expr));
    if (!cover || expr->high == 0) return cover;
    ndx_expr *range = make(arena, NDX_EXPR_DAYS, 0);
    if (!range) return NULL;
    *range = *expr;
    return add(add(make(arena, NDX_EXPR_AND, 2), cover), range);
}

static ndx_expr *copy(ndx_arena *arena, const ndx_expr *expr) {
    ndx_expr *made = ndx_arena_alloc(arena, sizeof *made);
    if (made) *made = *expr;
    return made;
}

/* --- operators ------------------------------------------------------------------------------------------ */

/* `inside` a positional operator only words matter: NOT there forbids places, not articles. */
static ndx_expr *superset(ndx_arena *arena, const ndx_expr *expr, bool inside);

/* Of the children from `from` on; skip_positional: without those that the filter has to decide. */
static ndx_expr *children(ndx_arena *arena, ndx_expr *made, const ndx_expr *expr, size_t from,
                          bool skip_positional, bool inside) {
    for (size_t i = from; made && i < expr->child_count; i++)
        if (!skip_positional || !has_positional(expr->child[i]))
            made = add(made, superset(arena, expr->child[i], inside));
    return made;
}

static ndx_expr *group(ndx_arena *arena, ndx_expr_kind kind, const ndx_expr *expr, bool inside) {
    return children(arena, make(arena, kind, expr->child_count), expr, 0, false, inside);
}

static ndx_expr *without(ndx_arena *arena, const ndx_expr *expr, bool inside) {
    if (expr->child_count == 0) return make(arena, NDX_EXPR_NONE, 0);
    ndx_expr *first = superset(arena, expr->child[0], inside);
    if (inside) return first;
    ndx_expr *made = add(make(arena, NDX_EXPR_NOT, expr->child_count), first);
    return children(arena, made, expr, 1, true, inside);
}

static ndx_expr *scaled(ndx_arena *arena, const ndx_expr *expr, bool inside) {
    if (expr->child_count == 0) return make(arena, NDX_EXPR_NONE, 0);
    ndx_expr *made = add(make(arena, NDX_EXPR_SCALE, 1), superset(arena, expr->child[0], inside));
    if (made) made->weight = expr->weight > 0 ? expr->weight : 0;
    return made;
}

static ndx_expr *superset(ndx_arena *arena, const ndx_expr *expr, bool inside) {
    switch (expr->kind) {
    case NDX_EXPR_ALL:
    case NDX_EXPR_DATE:
        return make(arena, NDX_EXPR_ALL, 0);
    case NDX_EXPR_TERM:
    case NDX_EXPR_EXACT:
        return make_term(arena, expr->term);
    case NDX_EXPR_OR:
    case NDX_EXPR_SYNONYM:
    case NDX_EXPR_AND:
    case NDX_EXPR_MAYBE:
    case NDX_EXPR_FILTER:
        return group(arena, expr->child_count ? expr->kind : NDX_EXPR_NONE, expr, inside);
    case NDX_EXPR_PHRASE:
    case NDX_EXPR_NEAR:
    case NDX_EXPR_SENTENCE:
    case NDX_EXPR_PARAGRAPH:
    case NDX_EXPR_ATLEAST:
    case NDX_EXPR_FIRST:
    case NDX_EXPR_IN_ZONE:
        return group(arena, expr->child_count ? NDX_EXPR_AND : NDX_EXPR_NONE, expr, true);
    case NDX_EXPR_NOT:
        return without(arena, expr, inside);
    case NDX_EXPR_SCALE:
        return scaled(arena, expr, inside);
    case NDX_EXPR_DAYS:
        return days(arena, expr);
    case NDX_EXPR_MENTIONED: /* weighted like a word: its wdf says how central the date is */
        return calendar(arena, NDX_EXPR_SYNONYM, NDX_PREFIX_MENTIONED, expr);
    case NDX_EXPR_WORDS:
        return copy(arena, expr);
    case NDX_EXPR_NONE:
    case NDX_EXPR_PREFIX: /* resolved: there is none */
        break;
    }
    return make(arena, NDX_EXPR_NONE, 0);
}

ndx_status ndx_expr_superset(const ndx_expr *expr, ndx_arena *arena, const ndx_expr **out, ndx_error *err) {
    *out = superset(arena, expr, false);
    return *out && !arena->failed ? NDX_OK : ndx_fail_memory(err);
}

/* --- values --------------------------------------------------------------------------------------------- */

static int32_t second_of(uint64_t second) {
    return (int32_t)(second < 86401 ? second : 86401);
}

void ndx_expr_values(const ndx_expr *expr, ndx_value_range *range) {
    if (expr->kind == NDX_EXPR_WORDS) {
        range->slot = NDX_SLOT_WORDS;
        ndx_value_words(expr->low, range->low);
        ndx_value_words(expr->high, range->high);
        range->lower = (ndx_text){range->low, 3};
        range->upper = (ndx_text){range->high, 3};
        return;
    }
    range->slot = NDX_SLOT_DAY;
    range->lower = (ndx_text){range->low, ndx_value_bound(expr->first, second_of(expr->low), range->low)};
    range->upper = (ndx_text){range->high, ndx_value_bound(expr->last, second_of(expr->high), range->high)};
}
