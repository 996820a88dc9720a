/* From an expression to the parts that are evaluated. */
#include "evaluate_operands.h"

#include <stdlib.h>
#include <string.h>

/* How many articles a synonym matches, or part of one, as libxapian estimates it (get_termfreq_est_using_stats of its posting lists).
 * `room` for a number for each part. */
static uint32_t estimate(const ndx_operand *of, uint32_t *room, double all) {
    if (of->list) return of->all;
    if (of->values) return (uint32_t)all;
    for (size_t i = 0; i < of->count; i++) room[i] = estimate(of->child[i], room + i, all);
    switch (of->kind) {
    case NDX_EXPR_AND:
        return ndx_estimate_all(room, of->count, all);
    case NDX_EXPR_NOT:
        return of->count
                   ? (uint32_t)(room[0] * (1 - ndx_estimate_any(room + 1, of->count - 1, all) / all) + 0.5)
                   : 0;
    case NDX_EXPR_MAYBE:
        return of->count ? room[0] : 0;
    default:
        return ndx_estimate_any(room, of->count, all);
    }
}

/* --- from the expression to nodes ----------------------------------------------------------------------- */

typedef struct making {
    ndx_evaluation *evaluation;
    bool counting; /* in a synonym that has a weight, where what matches adds to its wdf */
    ndx_status status;
    ndx_error *err;
} making;

static ndx_operand *make(making *at, const ndx_expr *expr, double factor);

static void note_memory(making *at) {
    if (at->status == NDX_OK) at->status = ndx_fail_memory(at->err);
}

static ndx_operand *make_node(making *at, ndx_expr_kind kind, size_t room) {
    ndx_arena *arena = &at->evaluation->arena;
    ndx_operand *made = ndx_arena_alloc(arena, sizeof *made);
    if (made) made->child = ndx_arena_array(arena, room, sizeof *made->child);
    if (made) made->bits = ndx_arena_array(arena, NDX_WINDOW_WORDS, sizeof *made->bits);
    if (!made || arena->failed) {
        note_memory(at);
        return NULL;
    }
    made->made_before = at->evaluation->made_last;
    at->evaluation->made_last = made;
    made->kind = kind;
    made->room = room;
    made->counts = at->counting;
    return made;
}

/* NULL: no memory. */
static void *hold(making *at, size_t bytes) {
    void *held = ndx_arena_alloc(&at->evaluation->arena, bytes);
    if (!held) note_memory(at);
    return held;
}

/* Add the articles that have the term in the other indexes. */
static void count_elsewhere(making *at, ndx_operand *made, ndx_text term) {
    const ndx_weighing *weighing = &at->evaluation->weighing;
    for (size_t i = 0; at->status == NDX_OK && i < weighing->count; i++) {
        ndx_postings list = {0};
        if (weighing->all[i] == at->evaluation->in.glass) continue;
        at->status = ndx_postings_open(&list, weighing->all[i], term, at->err);
        made->all += list.articles;
        ndx_postings_clear(&list);
    }
}

/* It has a weight of its own. */
static void add_weight(making *at, ndx_operand *made, uint32_t articles, double factor) {
    ndx_evaluation *evaluation = at->evaluation;
    ndx_operand **grown =
        ndx_grow(evaluation->leaf, evaluation->leaf_count, &evaluation->leaf_capacity, sizeof *grown);
    if (grown) evaluation->leaf = grown;
    made->wdf = grown ? ndx_arena_array(&evaluation->arena, NDX_WINDOW, sizeof *made->wdf) : NULL;
    if (!made->wdf) {
        note_memory(at);
        return;
    }
    grown[evaluation->leaf_count++] = made;
    made->weight = ndx_bm25_weight(&evaluation->weighing.bm25, evaluation->documents, articles, factor);
    made->weighted = true;
}

static ndx_operand *make_term(making *at, ndx_text term, double factor) {
    ndx_operand *made = make_node(at, term.len ? NDX_EXPR_TERM : NDX_EXPR_ALL, 0);
    if (!made || !(made->list = hold(at, sizeof *made->list))) return NULL;
    at->status = ndx_postings_open(made->list, at->evaluation->in.glass, term, at->err);
    if (at->status != NDX_OK) return NULL;
    made->counts &= term.len > 0;
    uint32_t documents = at->evaluation->in.glass->documents;
    made->articles = term.len ? made->list->articles : documents;
    made->all = term.len ? made->articles : at->evaluation->documents;
    if (made->articles > documents) {
        at->status = ndx_glass_damaged(&made->list->cursor, at->err);
        return NULL;
    }
    if (term.len) count_elsewhere(at, made, term);
    if (factor > 0 && term.len && at->status == NDX_OK) add_weight(at, made, made->all, factor);
    return made;
}

/* What is asked of values has no weight. */
static ndx_operand *make_values(making *at, const ndx_expr *expr) {
    ndx_evaluation *evaluation = at->evaluation;
    ndx_operand *made = make_node(at, expr->kind, 0);
    if (!made) return NULL;
    made->counts = false;
    made->values = hold(at, sizeof *made->values);
    if (!made->values) return NULL;
    ndx_expr_values(expr, &made->values->range);
    made->articles = evaluation->in.glass->documents;
    at->status =
        ndx_x_database_values(evaluation->in.database, made->values->range.slot, &made->values->at, at->err);
    return made;
}

/* An AND below an AND is one with it, as is an OR below an OR or a synonym: libxapian's estimates are those of the whole. */
static bool is_one_with(const ndx_operand *child, const ndx_operand *to) {
    if (child->kind == NDX_EXPR_AND) return to->kind == NDX_EXPR_AND;
    return child->kind == NDX_EXPR_OR && (to->kind == NDX_EXPR_OR || to->kind == NDX_EXPR_SYNONYM);
}

static bool make_room(making *at, ndx_operand *to, size_t more) {
    if (to->room - to->count >= more) return true;
    size_t room = 2 * to->room + more;
    ndx_operand **child = ndx_arena_array(&at->evaluation->arena, room, sizeof *child);
    if (!child) {
        note_memory(at);
        return false;
    }
    if (to->count) memcpy(child, to->child, to->count * sizeof *child);
    to->child = child;
    to->room = room;
    return true;
}

static void add_child(making *at, ndx_operand *to, const ndx_expr *expr, double factor) {
    ndx_operand *child = at->status == NDX_OK ? make(at, expr, factor) : NULL;
    if (!child) return;
    bool one = is_one_with(child, to);
    size_t more = one ? child->count : 1;
    if (!make_room(at, to, more)) return;
    for (size_t i = 0; i < more; i++) to->child[to->count++] = one ? child->child[i] : child;
    to->weighted |= child->weighted;
}

/* How many articles at most; what matters is which part of an AND has least. */
static uint32_t bound(const ndx_operand *made) {
    uint64_t sum = 0, least = UINT32_MAX;
    for (size_t i = 0; i < made->count; i++) {
        sum += made->child[i]->articles;
        if (made->child[i]->articles < least) least = made->child[i]->articles;
    }
    if (made->count == 0) return 0;
    if (made->kind == NDX_EXPR_OR || made->kind == NDX_EXPR_SYNONYM)
        return sum < UINT32_MAX ? (uint32_t)sum : UINT32_MAX;
    return made->kind == NDX_EXPR_AND ? (uint32_t)least : made->child[0]->articles;
}

static ndx_operand *make_operator(making *at, const ndx_expr *expr, double factor);

static size_t parts_of(const ndx_operand *of) {
    size_t parts = 1;
    for (size_t i = 0; i < of->count; i++) parts += parts_of(of->child[i]);
    return parts;
}

/* Let those below tell the wdf of their matches. Of a term below an OR it goes straight into what the OR adds up. */
static void give_counts(making *at, ndx_operand *of) {
    bool adds_up = of->kind == NDX_EXPR_OR || of->kind == NDX_EXPR_SYNONYM;
    for (size_t i = 0; i < of->count; i++) {
        ndx_operand *child = of->child[i];
        if (!child->counts || (adds_up && child->list)) continue;
        child->wdf = ndx_arena_array(&at->evaluation->arena, NDX_WINDOW, sizeof *child->wdf);
        if (!child->wdf) note_memory(at);
        give_counts(at, child);
    }
}

/* Weighed as one word: by the wdf of its parts added up. */
static ndx_operand *make_synonym(making *at, const ndx_expr *expr, double factor) {
    if (expr->child_count == 1 && expr->child[0]->kind == NDX_EXPR_TERM)
        return make(at, expr->child[0], factor);
    ndx_operand *made = make_node(at, NDX_EXPR_SYNONYM, expr->child_count);
    at->counting = true;
    for (size_t i = 0; made && i < expr->child_count; i++) add_child(at, made, expr->child[i], 0);
    at->counting = false;
    if (!made || at->status != NDX_OK) return NULL;
    uint32_t *room = malloc(parts_of(made) * sizeof *room);
    if (room)
        add_weight(at, made, estimate(made, room, at->evaluation->documents), factor);
    else
        note_memory(at);
    free(room);
    give_counts(at, made);
    made->articles = bound(made);
    return made;
}

static int by_articles(const void *a, const void *b) {
    const ndx_operand *x = *(ndx_operand *const *)a, *y = *(ndx_operand *const *)b;
    return (x->articles > y->articles) - (x->articles < y->articles);
}

static ndx_operand *make_operator(making *at, const ndx_expr *expr, double factor) {
    static const struct {
        ndx_expr_kind from, to;
        bool rest_weighted;
    } operators[] = {
        {NDX_EXPR_OR, NDX_EXPR_OR, true},       {NDX_EXPR_SYNONYM, NDX_EXPR_OR, true},
        {NDX_EXPR_AND, NDX_EXPR_AND, true},     {NDX_EXPR_FILTER, NDX_EXPR_AND, false},
        {NDX_EXPR_MAYBE, NDX_EXPR_MAYBE, true}, {NDX_EXPR_NOT, NDX_EXPR_NOT, false},
    };
    size_t op = 0;
    while (op < NDX_COUNT(operators) && operators[op].from != expr->kind) op++;
    if (op == NDX_COUNT(operators)) return make_node(at, NDX_EXPR_NONE, 0); /* there is no such superset */
    ndx_operand *made = make_node(at, operators[op].to, expr->child_count);
    bool counting = at->counting;
    for (size_t i = 0; made && i < expr->child_count; i++) {
        add_child(at, made, expr->child[i], i == 0 || operators[op].rest_weighted ? factor : 0);
        if (made->kind != NDX_EXPR_AND && made->kind != NDX_EXPR_OR)
            at->counting = false; /* the first's alone */
    }
    at->counting = counting;
    if (!made || at->status != NDX_OK) return NULL;
    made->articles = bound(made);
    if (made->kind == NDX_EXPR_AND) qsort(made->child, made->count, sizeof(ndx_operand *), by_articles);
    return made;
}

/* What has no weight does not count in a synonym either. */
static ndx_operand *make_scaled(making *at, const ndx_expr *expr, double factor) {
    bool counting = at->counting;
    at->counting &= expr->weight > 0;
    ndx_operand *made = make(at, expr->child[0], factor * expr->weight);
    at->counting = counting;
    return made;
}

/* NULL after a failure. */
static ndx_operand *make(making *at, const ndx_expr *expr, double factor) {
    switch (expr->kind) {
    case NDX_EXPR_NONE:
        return make_node(at, NDX_EXPR_NONE, 0);
    case NDX_EXPR_ALL:
        return make_term(at, (ndx_text){"", 0}, 0);
    case NDX_EXPR_TERM:
        return make_term(at, expr->term, factor);
    case NDX_EXPR_SCALE:
        return make_scaled(at, expr, factor);
    case NDX_EXPR_DAYS:
    case NDX_EXPR_WORDS:
        return make_values(at, expr);
    case NDX_EXPR_SYNONYM:
        return factor > 0 ? make_synonym(at, expr, factor) : make_operator(at, expr, 0);
    default:
        return make_operator(at, expr, factor);
    }
}

static void take_weighing(ndx_evaluation *evaluation, const ndx_weighing *weighing) {
    evaluation->weighing = *weighing;
    for (size_t i = 0; i < weighing->count; i++) {
        evaluation->documents += weighing->all[i]->documents;
        evaluation->total_length += weighing->all[i]->total_length;
    }
}

ndx_status ndx_evaluation_new(const ndx_searched *searched, const ndx_expr *superset,
                              const ndx_weighing *weighing, ndx_evaluation **evaluation, ndx_error *err) {
    ndx_evaluation *made = malloc(sizeof *made);
    *evaluation = NULL;
    if (!made) return ndx_fail_memory(err);
    memset(made, 0, offsetof(ndx_evaluation, norm));
    made->in = *searched;
    made->base = NDX_NO_NUMBER;
    if (weighing) take_weighing(made, weighing);
    making at = {made, false, NDX_OK, err};
    made->root = make(&at, superset, weighing ? 1 : 0);
    if (at.status == NDX_OK && made->leaf_count)
        at.status = ndx_lengths_begin(searched->lengths, searched->glass, err);
    if (at.status == NDX_OK)
        *evaluation = made;
    else
        ndx_evaluation_free(made);
    return at.status;
}

void ndx_evaluation_free(ndx_evaluation *evaluation) {
    if (!evaluation) return;
    for (ndx_operand *at = evaluation->made_last; at; at = at->made_before) {
        if (at->list) ndx_postings_clear(at->list);
        if (at->values) ndx_x_values_close(at->values->at);
    }
    free(evaluation->leaf);
    ndx_arena_clear(&evaluation->arena);
    free(evaluation);
}
