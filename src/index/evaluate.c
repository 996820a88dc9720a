/* Windows of bits; evaluate.h says how. */
#include "evaluate_operands.h"

#include <string.h>

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

static ndx_status look(ndx_operand *at, part in, ndx_error *err);

/* The matches of one more alternative, with their wdf. */
static void join_counts(ndx_operand *at, const ndx_operand *child) {
    for (size_t i = 0; at->wdf && i < NDX_WINDOW_WORDS; i++)
        for (uint64_t left = child->bits[i]; left; left &= left - 1) {
            size_t place = i * 64 + (size_t)__builtin_ctzll(left);
            bool there = at->bits[i] & left & -left;
            at->wdf[place] = (child->wdf ? child->wdf[place] : 0) + (there ? at->wdf[place] : 0);
        }
    join(at->bits, child->bits);
}

/* Terms that have no weight need no bits of their own to be joined. */
static ndx_status look_any(ndx_operand *at, part in, ndx_error *err) {
    ndx_status status = NDX_OK;
    memset(at->bits, 0, NDX_WINDOW_WORDS * sizeof *at->bits);
    for (size_t i = 0; status == NDX_OK && i < at->count; i++) {
        ndx_operand *child = at->child[i];
        if (child->list && !child->weighted && (child->counts || !at->wdf)) {
            status = ndx_postings_read(child->list, in.from, in.to, at->bits, at->wdf, true, err);
        } else {
            status = look(child, in, err);
            join_counts(at, child);
        }
    }
    return status;
}

/* The wdf of what matches is that of its parts that match there, added up. */
static void add_counts(ndx_operand *at) {
    if (!at->wdf) return;
    for (size_t i = 0; i < NDX_WINDOW_WORDS; i++)
        for (uint64_t left = at->bits[i]; left; left &= left - 1) {
            size_t place = i * 64 + (size_t)__builtin_ctzll(left);
            at->wdf[place] = 0;
            for (size_t c = 0; c < at->count; c++)
                if (at->child[c]->wdf && (at->child[c]->bits[i] & left & -left))
                    at->wdf[place] += at->child[c]->wdf[place];
        }
}

/* One after the other, the rarest first, in what is left by those before. */
static ndx_status look_all(ndx_operand *at, part in, ndx_error *err) {
    ndx_status status = NDX_OK;
    memset(at->bits, at->count ? 0xff : 0, NDX_WINDOW_WORDS * sizeof *at->bits);
    for (size_t i = 0; status == NDX_OK && i < at->count; i++) {
        status = look(at->child[i], in, err);
        keep(at->bits, at->child[i]->bits);
        in = narrow(in, at->bits);
        if (in.from == in.to) break;
    }
    add_counts(at);
    return status;
}

/* Child 0; the others leave some out (NOT) or only add weight (MAYBE). */
static ndx_status look_first(ndx_operand *at, part in, ndx_error *err) {
    if (at->count == 0) return NDX_OK; /* its bits are clear, and stay so */
    ndx_status status = look(at->child[0], in, err);
    memcpy(at->bits, at->child[0]->bits, NDX_WINDOW_WORDS * sizeof *at->bits);
    for (size_t i = 1; status == NDX_OK && i < at->count; i++) {
        in = narrow(in, at->bits);
        if (in.from == in.to) break;
        status = look(at->child[i], in, err);
        if (at->kind == NDX_EXPR_NOT) leave_out(at->bits, at->child[i]->bits);
    }
    add_counts(at);
    return status;
}

/* Go on to the least article from there on that has a value. */
static ndx_status find_value(ndx_values *of, uint32_t from, ndx_error *err) {
    if (of->ended || of->number >= from) return NDX_OK;
    ndx_status status = ndx_x_values_skip_to(of->at, from, &of->number, &of->value, err);
    of->ended = status == NDX_END;
    if (status == NDX_OK && of->number < from)
        return ndx_fail(err, NDX_NO_INDEX,
                        "the values of articles are damaged; the index has to be built again");
    return of->ended ? NDX_OK : status;
}

static ndx_status look_values(ndx_operand *at, part in, ndx_error *err) {
    ndx_values *of = at->values;
    const ndx_value_range *range = &of->range;
    ndx_status status;
    memset(at->bits, 0, NDX_WINDOW_WORDS * sizeof *at->bits);
    while ((status = find_value(of, in.from, err)) == NDX_OK && !of->ended && of->number < in.to) {
        if (ndx_text_compare(of->value, range->lower) >= 0 && ndx_text_compare(of->value, range->upper) <= 0)
            at->bits[of->number % NDX_WINDOW / 64] |= 1ull << of->number % 64;
        in.from = of->number + 1;
    }
    return status;
}

static ndx_status look(ndx_operand *at, part in, ndx_error *err) {
    switch (at->kind) {
    case NDX_EXPR_DAYS:
    case NDX_EXPR_WORDS:
        return look_values(at, in, err);
    case NDX_EXPR_ALL:
    case NDX_EXPR_TERM:
        memset(at->bits, 0, NDX_WINDOW_WORDS * sizeof *at->bits);
        return ndx_postings_read(at->list, in.from, in.to, at->bits, at->wdf, false, err);
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
static ndx_status reach(ndx_operand *at, uint32_t from, uint32_t *number, ndx_error *err) {
    bool all = at->kind == NDX_EXPR_AND, one = at->kind == NDX_EXPR_OR || at->kind == NDX_EXPR_SYNONYM;
    ndx_status status = NDX_OK;
    if (at->list) return ndx_postings_reach(at->list, from, number, err);
    if (at->values) {
        status = find_value(at->values, from, err);
        *number = at->values->ended ? NDX_NO_NUMBER : at->values->number;
        return status;
    }
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
static void spread(ndx_operand *at, const uint64_t *only) {
    if (!at->weighted) return;
    keep(at->bits, only);
    for (size_t i = 0; !at->wdf && i < at->count; i++) spread(at->child[i], at->bits);
}

static ndx_status find_norms(ndx_evaluation *evaluation, ndx_error *err) {
    const ndx_bm25 *bm25 = &evaluation->weighing.bm25;
    double average = evaluation->documents ? (double)evaluation->total_length / evaluation->documents : 0;
    double per_word = average > 0 ? 1 / average : 0;
    for (size_t i = 0; i < NDX_WINDOW_WORDS; i++)
        for (uint64_t left = evaluation->root->bits[i]; left; left &= left - 1) {
            uint32_t place = (uint32_t)i * 64 + (uint32_t)__builtin_ctzll(left), length;
            ndx_status status =
                ndx_lengths_get(evaluation->in.lengths, evaluation->base + place, &length, err);
            if (status != NDX_OK) return status;
            double normal = length * per_word;
            if (normal < bm25->least_length) normal = bm25->least_length;
            evaluation->norm[place] = bm25->k1 * (normal * bm25->b + (1 - bm25->b));
            evaluation->weights[place] = 0;
        }
    return NDX_OK;
}

/* A synonym that has a term twice counts it twice, though not above the article's length (synonympostlist.cc). */
static uint32_t clamped(const ndx_evaluation *evaluation, const ndx_operand *leaf, size_t place) {
    uint32_t length = evaluation->in.lengths->at[evaluation->base + place];
    return leaf->wdf[place] < length ? leaf->wdf[place] : length;
}

static void weigh(ndx_evaluation *evaluation, const ndx_operand *leaf) {
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
