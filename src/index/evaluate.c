/* Windows of bits; evaluate.h says how. */
#include "evaluate.h"

#include <stdlib.h>

typedef struct node node;
struct node {
    ndx_expr_kind kind;
    node **child;
    size_t count;
    bool weighted;      /* it, or something below, has weight */
    uint32_t articles;  /* at most, or so */
    ndx_postings *list; /* TERM, ALL */
    double weight;      /* TERM and SYNONYM, if weighted: the highest weight there could be */
    uint64_t *bits;     /* of the window */
    uint32_t *wdf;      /* if it has a weight, or is the word of a synonym's part */
    node *word;         /* of a synonym's part that is a word with conditions: the word */
};

struct ndx_evaluation {
    ndx_arena arena;
    ndx_glass *glass;
    ndx_lengths *lengths; /* NULL: without weights */
    ndx_bm25 bm25;
    node *root;
    node **leaf; /* those with a weight */
    size_t leaf_count, leaf_capacity;
    ndx_postings **list; /* all, to be cleared */
    size_t list_count, list_capacity;
    uint32_t base; /* of the window; UINT32_MAX before the first */
    bool beyond;   /* there is no window left */
    double norm[NDX_WINDOW], weights[NDX_WINDOW];
};

/* How many articles a synonym matches, or part of one, as libxapian estimates it. `room` for a number for each part. */
static uint32_t estimate(const node *of, uint32_t *room, double all) {
    if (of->list) return of->articles;
    for (size_t i = 0; i < of->count; i++) room[i] = estimate(of->child[i], room + i, all);
    return of->kind == NDX_EXPR_AND ? ndx_estimate_all(room, of->count, all)
                                    : ndx_estimate_any(room, of->count, all);
}

/* --- from the expression to nodes ----------------------------------------------------------------------- */

typedef struct making {
    ndx_evaluation *evaluation;
    bool unable; /* there is something that is left to libxapian */
    ndx_status status;
    ndx_error *err;
} making;

static node *make(making *at, const ndx_expr *expr, double factor);

static void note_memory(making *at) {
    if (at->status == NDX_OK) at->status = ndx_fail_memory(at->err);
}

static node *make_node(making *at, ndx_expr_kind kind, size_t room) {
    ndx_arena *arena = &at->evaluation->arena;
    node *made = ndx_arena_alloc(arena, sizeof *made);
    if (made) made->child = ndx_arena_array(arena, room, sizeof *made->child);
    if (made) made->bits = ndx_arena_array(arena, NDX_WINDOW_WORDS, sizeof *made->bits);
    if (!made || arena->failed) {
        note_memory(at);
        return NULL;
    }
    made->kind = kind;
    return made;
}

static bool add_list(making *at, node *made, ndx_text term) {
    ndx_evaluation *evaluation = at->evaluation;
    ndx_postings **grown =
        ndx_grow(evaluation->list, evaluation->list_count, &evaluation->list_capacity, sizeof *grown);
    if (grown) evaluation->list = grown;
    made->list = grown ? ndx_arena_alloc(&evaluation->arena, sizeof *made->list) : NULL;
    if (!made->list) {
        note_memory(at);
        return false;
    }
    grown[evaluation->list_count++] = made->list;
    at->status = ndx_postings_open(made->list, evaluation->glass, term, at->err);
    return at->status == NDX_OK;
}

/* It has a weight of its own. */
static void add_weight(making *at, node *made, uint32_t articles, double factor) {
    ndx_evaluation *evaluation = at->evaluation;
    node **grown =
        ndx_grow(evaluation->leaf, evaluation->leaf_count, &evaluation->leaf_capacity, sizeof *grown);
    if (grown) evaluation->leaf = grown;
    made->wdf = grown ? ndx_arena_array(&evaluation->arena, NDX_WINDOW, sizeof *made->wdf) : NULL;
    if (!made->wdf) {
        note_memory(at);
        return;
    }
    grown[evaluation->leaf_count++] = made;
    made->weight = ndx_bm25_weight(&evaluation->bm25, evaluation->glass->documents, articles, factor);
    made->weighted = true;
}

static node *make_term(making *at, ndx_text term, double factor) {
    node *made = make_node(at, term.len ? NDX_EXPR_TERM : NDX_EXPR_ALL, 0);
    if (!made || !add_list(at, made, term)) return NULL;
    made->articles = term.len ? made->list->articles : at->evaluation->glass->documents;
    if (made->articles > at->evaluation->glass->documents) {
        at->status = ndx_glass_damaged(&made->list->cursor, at->err);
        return NULL;
    }
    if (factor > 0 && term.len) add_weight(at, made, made->articles, factor);
    return made;
}

static void add_child(making *at, node *to, const ndx_expr *expr, double factor) {
    node *child = at->status == NDX_OK && !at->unable ? make(at, expr, factor) : NULL;
    if (!child) return;
    to->child[to->count++] = child;
    to->weighted |= child->weighted;
}

/* How many articles at most; what matters is which part of an AND has least. */
static uint32_t bound(const node *made) {
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

/* A word in the days of some years: what a name means of a person that means others at other times. */
static bool is_filtered_word(const ndx_expr *expr) {
    if (expr->kind != NDX_EXPR_FILTER || expr->child[0]->kind != NDX_EXPR_TERM) return false;
    for (size_t i = 1; i < expr->child_count; i++)
        if (expr->child[i]->kind != NDX_EXPR_SCALE || expr->child[i]->weight > 0) return false;
    return true;
}

static node *make_operator(making *at, const ndx_expr *expr, double factor);

/* Its word's wdf is wanted; that of days is 0. */
static node *make_filtered_word(making *at, const ndx_expr *expr) {
    node *made = make_operator(at, expr, 0);
    for (size_t i = 0; made && i < made->count; i++)
        if (made->child[i]->kind == NDX_EXPR_TERM) made->word = made->child[i];
    if (!made || !made->word) return made;
    made->word->wdf = ndx_arena_array(&at->evaluation->arena, NDX_WINDOW, sizeof *made->word->wdf);
    if (!made->word->wdf) note_memory(at);
    return made;
}

static size_t parts_of(const node *of) {
    size_t parts = 1;
    for (size_t i = 0; i < of->count; i++) parts += parts_of(of->child[i]);
    return parts;
}

/* Children are read to be added up, not weighed each. */
static node *make_synonym(making *at, const ndx_expr *expr, double factor) {
    if (expr->child_count == 1 && expr->child[0]->kind == NDX_EXPR_TERM)
        return make(at, expr->child[0], factor);
    node *made = make_node(at, NDX_EXPR_SYNONYM, expr->child_count);
    for (size_t i = 0; made && at->status == NDX_OK && i < expr->child_count; i++) {
        bool filtered = is_filtered_word(expr->child[i]);
        at->unable |= !filtered && expr->child[i]->kind != NDX_EXPR_TERM;
        if (at->unable) return NULL;
        node *child = filtered ? make_filtered_word(at, expr->child[i]) : make(at, expr->child[i], 0);
        if (child) made->child[made->count++] = child;
    }
    if (!made || at->status != NDX_OK || at->unable) return NULL;
    uint32_t *room = malloc(parts_of(made) * sizeof *room);
    if (room)
        add_weight(at, made, estimate(made, room, at->evaluation->glass->documents), factor);
    else
        note_memory(at);
    free(room);
    made->articles = bound(made);
    return made;
}

static int by_articles(const void *a, const void *b) {
    const node *x = *(node *const *)a, *y = *(node *const *)b;
    return (x->articles > y->articles) - (x->articles < y->articles);
}

static node *make_operator(making *at, const ndx_expr *expr, double factor) {
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
    if (op == NDX_COUNT(operators)) {
        at->unable = true;
        return NULL;
    }
    node *made = make_node(at, operators[op].to, expr->child_count);
    for (size_t i = 0; made && i < expr->child_count; i++)
        add_child(at, made, expr->child[i], i == 0 || operators[op].rest_weighted ? factor : 0);
    if (!made || at->status != NDX_OK || at->unable) return NULL;
    made->articles = bound(made);
    if (made->kind == NDX_EXPR_AND) qsort(made->child, made->count, sizeof(node *), by_articles);
    return made;
}

/* NULL after a failure, or when unable. */
static node *make(making *at, const ndx_expr *expr, double factor) {
    switch (expr->kind) {
    case NDX_EXPR_NONE:
        return make_node(at, NDX_EXPR_NONE, 0);
    case NDX_EXPR_ALL:
        return make_term(at, (ndx_text){"", 0}, 0);
    case NDX_EXPR_TERM:
        return make_term(at, expr->term, factor);
    case NDX_EXPR_SCALE:
        return make(at, expr->child[0], factor * expr->weight);
    case NDX_EXPR_SYNONYM:
        return factor > 0 ? make_synonym(at, expr, factor) : make_operator(at, expr, 0);
    default:
        return make_operator(at, expr, factor);
    }
}

ndx_status ndx_evaluation_new(ndx_glass *glass, ndx_lengths *lengths, const ndx_expr *superset,
                              const ndx_bm25 *bm25, ndx_evaluation **evaluation, ndx_error *err) {
    ndx_evaluation *made = malloc(sizeof *made);
    *evaluation = NULL;
    if (!made) return ndx_fail_memory(err);
    memset(made, 0, offsetof(ndx_evaluation, norm));
    made->glass = glass;
    made->base = NDX_NO_NUMBER;
    if (bm25) made->bm25 = *bm25;
    making at = {made, false, NDX_OK, err};
    made->root = make(&at, superset, bm25 ? 1 : 0);
    if (at.status == NDX_OK && made->leaf_count) {
        made->lengths = lengths;
        at.status = ndx_lengths_begin(lengths, glass, err);
    }
    if (at.status == NDX_OK && !at.unable)
        *evaluation = made;
    else
        ndx_evaluation_free(made);
    return at.status;
}

void ndx_evaluation_free(ndx_evaluation *evaluation) {
    if (!evaluation) return;
    for (size_t i = 0; i < evaluation->list_count; i++) ndx_postings_clear(evaluation->list[i]);
    free(evaluation->list);
    free(evaluation->leaf);
    ndx_arena_clear(&evaluation->arena);
    free(evaluation);
}

/* --- bits ----------------------------------------------------------------------------------------------- */

static bool any(const uint64_t *bits) {
    uint64_t all = 0;
    for (size_t i = 0; i < NDX_WINDOW_WORDS; i++) all |= bits[i];
    return all != 0;
}
static void keep(uint64_t *bits, const uint64_t *only) {
    for (size_t i = 0; i < NDX_WINDOW_WORDS; i++) bits[i] &= only[i];
}
static void join(uint64_t *bits, const uint64_t *more) {
    for (size_t i = 0; i < NDX_WINDOW_WORDS; i++) bits[i] |= more[i];
}
static void leave_out(uint64_t *bits, const uint64_t *others) {
    for (size_t i = 0; i < NDX_WINDOW_WORDS; i++) bits[i] &= ~others[i];
}

/* The part of a window from its first to past its last set bit. */
typedef struct part {
    uint32_t from, to;
} part;

static part narrow(part of, const uint64_t *bits) {
    uint32_t base = of.from & ~(NDX_WINDOW - 1);
    size_t first = 0, last = NDX_WINDOW_WORDS;
    while (first < last && !bits[first]) first++;
    while (last > first && !bits[last - 1]) last--;
    if (first == last) return (part){of.from, of.from};
    return (part){base + (uint32_t)first * 64 + (uint32_t)__builtin_ctzll(bits[first]),
                  base + (uint32_t)last * 64 - (uint32_t)__builtin_clzll(bits[last - 1])};
}

/* --- evaluating a window -------------------------------------------------------------------------------- */

static ndx_status look(node *at, part in, ndx_error *err);

/* Add to a synonym's counts those of a word of it, where that has its conditions. */
static void add_word(node *at, const node *child) {
    for (size_t i = 0; i < NDX_WINDOW_WORDS; i++)
        for (uint64_t left = child->bits[i]; left; left &= left - 1) {
            size_t place = i * 64 + (size_t)__builtin_ctzll(left);
            bool there = at->bits[i] & left & -left;
            at->wdf[place] = child->word->wdf[place] + (there ? at->wdf[place] : 0);
        }
}

/* Children that have no weight need no bits of their own to be joined. */
static ndx_status look_any(node *at, part in, ndx_error *err) {
    ndx_status status = NDX_OK;
    memset(at->bits, 0, NDX_WINDOW_WORDS * sizeof *at->bits);
    for (size_t i = 0; status == NDX_OK && i < at->count; i++) {
        node *child = at->child[i];
        if (child->list && !child->weighted) {
            status = ndx_postings_read(child->list, in.from, in.to, at->bits, at->wdf, err);
        } else {
            status = look(child, in, err);
            if (at->wdf && child->word) add_word(at, child);
            join(at->bits, child->bits);
        }
    }
    return status;
}

/* One after the other, the rarest first, in what is left by those before. */
static ndx_status look_all(node *at, part in, ndx_error *err) {
    ndx_status status = NDX_OK;
    memset(at->bits, at->count ? 0xff : 0, NDX_WINDOW_WORDS * sizeof *at->bits);
    for (size_t i = 0; status == NDX_OK && i < at->count; i++) {
        status = look(at->child[i], in, err);
        keep(at->bits, at->child[i]->bits);
        in = narrow(in, at->bits);
        if (in.from == in.to) break;
    }
    return status;
}

/* Child 0; the others leave some out (NOT) or only add weight (MAYBE). */
static ndx_status look_first(node *at, part in, ndx_error *err) {
    if (at->count == 0) return NDX_OK; /* its bits are clear, and stay so */
    ndx_status status = look(at->child[0], in, err);
    memcpy(at->bits, at->child[0]->bits, NDX_WINDOW_WORDS * sizeof *at->bits);
    for (size_t i = 1; status == NDX_OK && i < at->count; i++) {
        in = narrow(in, at->bits);
        if (in.from == in.to) break;
        status = look(at->child[i], in, err);
        if (at->kind == NDX_EXPR_NOT) leave_out(at->bits, at->child[i]->bits);
    }
    return status;
}

static ndx_status look(node *at, part in, ndx_error *err) {
    switch (at->kind) {
    case NDX_EXPR_ALL:
    case NDX_EXPR_TERM:
        memset(at->bits, 0, NDX_WINDOW_WORDS * sizeof *at->bits);
        return ndx_postings_read(at->list, in.from, in.to, at->bits, at->wdf, err);
    case NDX_EXPR_OR:
    case NDX_EXPR_SYNONYM:
        return look_any(at, in, err);
    case NDX_EXPR_AND:
        return look_all(at, in, err);
    case NDX_EXPR_NOT:
    case NDX_EXPR_MAYBE:
        return look_first(at, in, err);
    default:
        return NDX_OK; /* NONE */
    }
}

/* --- from window to window ------------------------------------------------------------------------------ */

/* The least number from `from` on that may match; NDX_NO_NUMBER: none. */
static ndx_status reach(node *at, uint32_t from, uint32_t *number, ndx_error *err) {
    bool all = at->kind == NDX_EXPR_AND, one = at->kind == NDX_EXPR_OR || at->kind == NDX_EXPR_SYNONYM;
    ndx_status status = NDX_OK;
    if (at->list) return ndx_postings_reach(at->list, from, number, err);
    *number = all && at->count ? from : NDX_NO_NUMBER;
    for (size_t i = 0; status == NDX_OK && i < at->count; i++) {
        uint32_t next;
        if (all && *number == NDX_NO_NUMBER) break;
        status = reach(at->child[i], all ? *number : from, &next, err);
        if (all || next < *number) *number = next;
        if (!all && !one) break; /* the first child decides */
    }
    return status;
}

ndx_status ndx_evaluation_next(ndx_evaluation *evaluation, uint32_t *base, uint64_t **bits, ndx_error *err) {
    uint32_t from = evaluation->base == NDX_NO_NUMBER ? 1 : evaluation->base + NDX_WINDOW, number;
    ndx_status status = NDX_OK;
    while (!evaluation->beyond && status == NDX_OK) {
        status = reach(evaluation->root, from, &number, err);
        if (status != NDX_OK) break;
        evaluation->beyond = number == NDX_NO_NUMBER;
        if (evaluation->beyond) break;
        evaluation->base = number & ~(NDX_WINDOW - 1);
        part in = {number, evaluation->base + NDX_WINDOW};
        status = look(evaluation->root, in, err);
        *base = evaluation->base;
        *bits = evaluation->root->bits;
        if (status == NDX_OK && any(*bits)) return NDX_OK;
        from = evaluation->base + NDX_WINDOW;
    }
    return status == NDX_OK ? NDX_END : status;
}

/* --- weighing ------------------------------------------------------------------------------------------- */

/* Bits of parts that do not count, since what they are part of does not match, are cleared. */
static void spread(node *at, const uint64_t *only) {
    if (!at->weighted) return;
    keep(at->bits, only);
    for (size_t i = 0; !at->wdf && i < at->count; i++) spread(at->child[i], at->bits);
}

static ndx_status find_norms(ndx_evaluation *evaluation, ndx_error *err) {
    const ndx_glass *glass = evaluation->glass;
    const ndx_bm25 *bm25 = &evaluation->bm25;
    double average = glass->documents ? (double)glass->total_length / glass->documents : 0;
    double per_word = average > 0 ? 1 / average : 0;
    for (size_t i = 0; i < NDX_WINDOW_WORDS; i++)
        for (uint64_t left = evaluation->root->bits[i]; left; left &= left - 1) {
            uint32_t place = (uint32_t)i * 64 + (uint32_t)__builtin_ctzll(left), length;
            ndx_status status = ndx_lengths_get(evaluation->lengths, evaluation->base + place, &length, err);
            if (status != NDX_OK) return status;
            double normal = length * per_word;
            if (normal < bm25->least_length) normal = bm25->least_length;
            evaluation->norm[place] = bm25->k1 * (normal * bm25->b + (1 - bm25->b));
            evaluation->weights[place] = 0;
        }
    return NDX_OK;
}

/* A synonym that has a term twice counts it twice, though not above the article's length (synonympostlist.cc). */
static uint32_t clamped(const ndx_evaluation *evaluation, const node *leaf, size_t place) {
    uint32_t length = evaluation->lengths->at[evaluation->base + place];
    return leaf->wdf[place] < length ? leaf->wdf[place] : length;
}

static void weigh(ndx_evaluation *evaluation, const node *leaf) {
    for (size_t i = 0; i < NDX_WINDOW_WORDS; i++)
        for (uint64_t left = leaf->bits[i]; left; left &= left - 1) {
            size_t place = i * 64 + (size_t)__builtin_ctzll(left);
            double wdf = leaf->kind == NDX_EXPR_TERM ? leaf->wdf[place] : clamped(evaluation, leaf, place);
            evaluation->weights[place] += leaf->weight * (wdf / (evaluation->norm[place] + wdf));
        }
}

ndx_status ndx_evaluation_weigh(ndx_evaluation *evaluation, const double **weights, ndx_error *err) {
    *weights = evaluation->weights;
    if (!evaluation->leaf_count) {
        memset(evaluation->weights, 0, sizeof evaluation->weights);
        return NDX_OK;
    }
    ndx_status status = find_norms(evaluation, err);
    if (status != NDX_OK) return status;
    spread(evaluation->root, evaluation->root->bits);
    for (size_t i = 0; i < evaluation->leaf_count; i++) weigh(evaluation, evaluation->leaf[i]);
    return NDX_OK;
}
