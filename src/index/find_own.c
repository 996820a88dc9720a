/* Ranked or sorted hits by our own evaluation.
 *
 * Where only a filter can tell whether an article matches and not all of them are wanted, the best are decided on, best first, until
 * enough of them match; how many of the others match is told by some of them. */
#include <stdlib.h>

#include "find_parts.h"

/* So many are looked at to tell how many match, once the best are found: enough for a total to go by. */
enum { CHECKED_ANYWAY = 128 };

ndx_status ndx_search_enter(ndx_search *search, ndx_shard *shard, ndx_error *err) {
    ndx_searched in = {&shard->glass, shard->database, &shard->lengths};
    ndx_evaluation_free(search->evaluation);
    ndx_status status =
        ndx_evaluation_new(&in, search->superset, &search->weighing, &search->evaluation, err);
    if (search->evaluation && search->filter)
        ndx_filter_read_from(search->filter, &shard->glass, shard->database);
    return status;
}

struct own_match {
    ndx_search *search;
    uint32_t step, shift; /* number of the shard's article d: (d - 1) * step + shift */
    ndx_order order;
    ndx_best best;
    bool lazy;       /* the filter decides on the best only */
    ndx_queue queue; /* of the shard: those that it is to decide on */
    uint64_t total;  /* of those that are known to match, or likely to */
    bool estimated;
};

/* --- an article after the other ------------------------------------------------------------------------- */

static inline ndx_status rank(struct own_match *match, uint32_t docid, double score, ndx_ranked *ranked,
                              ndx_error *err) {
    *ranked =
        (ndx_ranked){.hit = {(docid - 1) * match->step + match->shift, score}, .key = ndx_score_key(score)};
    if (match->order.sort == NDX_SORT_RELEVANCE) return NDX_OK;
    return ndx_order_key(&match->order, docid, ranked->hit.number, &ranked->key, err);
}

/* Is it clear at first sight that it is not among the best? So it is with most. */
static bool is_below(const struct own_match *match, double score) {
    return match->order.sort == NDX_SORT_RELEVANCE && ndx_best_is_below(&match->best, score);
}

static ndx_status take_match(struct own_match *match, uint32_t docid, double score, ndx_error *err) {
    ndx_ranked ranked;
    match->total++;
    if (is_below(match, score)) return NDX_OK;
    ndx_status status = rank(match, docid, score, &ranked, err);
    return status == NDX_OK ? ndx_best_add(&match->best, &ranked, err) : status;
}

/* weights: by place in the window, which begins at base. */
static ndx_status take_matches(struct own_match *match, const uint32_t *docids, size_t count,
                               const double *weights, uint32_t base, ndx_error *err) {
    ndx_status status = NDX_OK;
    for (size_t i = 0; status == NDX_OK && i < count; i++)
        status = take_match(match, docids[i], weights[docids[i] - base], err);
    return status;
}

static ndx_status queue_candidates(struct own_match *match, const uint32_t *docids, size_t count,
                                   const double *weights, uint32_t base, ndx_error *err) {
    if (!count) return NDX_OK;
    ndx_ranked *room = ndx_queue_room(&match->queue, count);
    ndx_status status = room ? NDX_OK : ndx_fail_memory(err);
    for (size_t i = 0; status == NDX_OK && i < count; i++)
        status = rank(match, docids[i], weights[docids[i] - base], &room[i], err);
    if (status == NDX_OK) match->queue.count += count;
    return status;
}

/* --- deciding ------------------------------------------------------------------------------------------- */

static uint32_t docid_of(const struct own_match *match, const ndx_ranked *ranked) {
    return (ranked->hit.number - match->shift) / match->step + 1;
}

/* Some of the best of the queue, in the order of numbers, in which they are decided on quickest. */
static size_t take_some(ndx_queue *queue, ndx_ranked *taken) {
    size_t count = 0;
    while (count < NDX_GLASS_AT_ONCE && ndx_queue_first(queue)) {
        ndx_ranked ranked = ndx_queue_take(queue);
        size_t at = count++;
        for (; at > 0 && taken[at - 1].hit.number > ranked.hit.number; at--) taken[at] = taken[at - 1];
        taken[at] = ranked;
    }
    return count;
}

static ndx_status decide_some(struct own_match *match, ndx_error *err) {
    ndx_ranked taken[NDX_GLASS_AT_ONCE];
    uint32_t docids[NDX_GLASS_AT_ONCE];
    bool keep[NDX_GLASS_AT_ONCE];
    size_t count = take_some(&match->queue, taken);
    for (size_t i = 0; i < count; i++) docids[i] = docid_of(match, &taken[i]);
    ndx_status status = ndx_filter_decide_numbers(match->search->filter, docids, count, keep, err);
    for (size_t i = 0; status == NDX_OK && i < count; i++) {
        match->total += keep[i];
        if (keep[i]) status = ndx_best_add(&match->best, &taken[i], err);
    }
    return status;
}

/* Until none of those that are left would be among the best. */
static ndx_status decide_best(struct own_match *match, ndx_error *err) {
    const ndx_ranked *first;
    ndx_status status = NDX_OK;
    while (status == NDX_OK && (first = ndx_queue_first(&match->queue)) &&
           ndx_best_wants(&match->best, first))
        status = decide_some(match, err);
    ndx_queue_settle(&match->queue);
    return status;
}

/* How many of those that are left match, by some that are evenly drawn from them, or by all. */
static ndx_status count_others(struct own_match *match, ndx_error *err) {
    uint32_t docids[NDX_WINDOW], least = match->search->options->check_at_least;
    bool keep[NDX_WINDOW];
    size_t all = match->queue.count, passed = 0;
    size_t some = (least > CHECKED_ANYWAY ? least : CHECKED_ANYWAY) / match->step + 1;
    ndx_status status = NDX_OK;
    match->estimated |= some < all;
    if (some > all) some = all;
    for (size_t done = 0; status == NDX_OK && done < some;) {
        size_t count = 0;
        for (; count < NDX_WINDOW && done < some; done++)
            docids[count++] = docid_of(match, &match->queue.hit[(uint64_t)done * all / some]);
        ndx_numbers_sort(docids, count); /* quickest to be read */
        status = ndx_filter_decide_numbers(match->search->filter, docids, count, keep, err);
        for (size_t i = 0; status == NDX_OK && i < count; i++) passed += keep[i];
    }
    match->total += some ? ((uint64_t)passed * all + some / 2) / some : 0;
    ndx_queue_reset(&match->queue);
    return status;
}

/* --- a window, a shard, all ----------------------------------------------------------------------------- */

static ndx_status take_window(struct own_match *match, uint32_t base, uint64_t *bits, ndx_error *err) {
    const double *weights;
    uint32_t docids[NDX_WINDOW];
    ndx_filter *filter = match->search->filter;
    bool at_once = filter && !match->lazy;
    ndx_status status = at_once ? ndx_filter_decide_window(filter, base, bits, err) : NDX_OK;
    if (status == NDX_OK) status = ndx_evaluation_weigh(match->search->evaluation, &weights, err);
    size_t count = status == NDX_OK ? ndx_window_numbers(base, bits, docids) : 0;
    if (status != NDX_OK) return status;
    return match->lazy ? queue_candidates(match, docids, count, weights, base, err)
                       : take_matches(match, docids, count, weights, base, err);
}

static ndx_status match_shard(struct own_match *match, ndx_shard *shard, ndx_error *err) {
    uint32_t base;
    uint64_t *bits;
    ndx_status status = NDX_OK;
    ndx_order_enter(&match->order, shard->database);
    if (match->shift > 1) status = ndx_search_enter(match->search, shard, err);
    while (status == NDX_OK &&
           (status = ndx_evaluation_next(match->search->evaluation, &base, &bits, err)) == NDX_OK)
        status = take_window(match, base, bits, err);
    if (status == NDX_END) status = decide_best(match, err);
    return status == NDX_OK ? count_others(match, err) : status;
}

ndx_status ndx_search_match_own(ndx_search *search, const ndx_index *index, ndx_error *err) {
    const ndx_find_options *options = search->options;
    struct own_match match = {.search = search,
                              .step = (uint32_t)index->shard_count,
                              .order = {.sort = options->sort, .seed = options->seed}};
    bool descending = ndx_order_descends(&match.order);
    match.best = (ndx_best){.most = ndx_search_wanted(search), .descending = descending};
    match.queue.descending = descending;
    match.lazy = search->filter && !options->count_exactly && match.best.most < search->documents;
    ndx_status status = NDX_OK;
    for (size_t i = 0; status == NDX_OK && i < index->shard_count; i++) {
        match.shift = (uint32_t)i + 1;
        status = match_shard(&match, &index->shards[i], err);
    }
    if (status == NDX_OK) status = ndx_search_take_best(search, &match.best, err);
    free(match.best.heap);
    free(match.queue.hit);
    ndx_order_clear(&match.order);
    search->hits->total_exact = !match.estimated;
    search->hits->total = match.total;
    return status;
}
