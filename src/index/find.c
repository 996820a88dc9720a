/* Ranked or sorted hits. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "find_parts.h"
#include "query.h"
#include "schema.h"

/* BM25 (Robertson and others, TREC-3, 1994). k1 is above the usual 1.2 because words of the headline and lead count several
 * times; b is between what short and long articles ask for. k2 and the query's own frequencies play no part. */
static const ndx_bm25 bm25 = {1.6, 0.65, 0.25};
static const ndx_x_weight bm25_of_xapian = {
    .kind = NDX_X_BM25, .parameter_count = 5, .parameter = {1.6, 0, 1, 0.65, 0.25}};

static void end_search(ndx_search *search) {
    ndx_evaluation_free(search->evaluation);
    ndx_x_enquire_free(search->enquire);
    ndx_x_query_free(search->query);
    ndx_filter_free(search->filter);
    ndx_arena_clear(&search->arena);
    search->evaluation = NULL;
    search->enquire = NULL;
    search->query = NULL;
    search->filter = NULL;
}

static ndx_status begin_xapian(ndx_search *search, ndx_index *index, ndx_error *err) {
    ndx_status status = ndx_query_of(search->superset, &search->query, err);
    if (status == NDX_OK) status = ndx_x_enquire_new(index->database, &search->enquire, err);
    if (status == NDX_OK) status = ndx_x_enquire_set_query(search->enquire, search->query, 0, err);
    if (status == NDX_OK) status = ndx_x_enquire_set_weight(search->enquire, &bm25_of_xapian, err);
    return status == NDX_OK ? ndx_order_enquire(search->options, search->enquire, err) : status;
}

/* Whether all shards' tables are read by ourselves; then those are taken together. */
static ndx_status weigh_all(ndx_search *search, ndx_index *index, bool *own, ndx_error *err) {
    ndx_glass **all = ndx_arena_array(&search->arena, index->shard_count, sizeof *all);
    *own = true;
    if (!all) return ndx_fail_memory(err);
    for (size_t i = 0; i < index->shard_count; i++) {
        all[i] = &index->shards[i].glass;
        *own &= ndx_shard_is_own(index, &index->shards[i]);
    }
    search->weighing = (ndx_weighing){bm25, all, index->shard_count};
    return NDX_OK;
}

static ndx_status begin_search(ndx_search *search, ndx_index *index, ndx_error *err) {
    const ndx_expr *resolved;
    ndx_x_database_stats stats = {0};
    bool own = false;
    ndx_status status = ndx_order_check(search->options->sort, err);
    if (status == NDX_OK) status = ndx_x_database_stats_get(index->database, &stats, err);
    if (status == NDX_OK)
        status = ndx_expr_resolve(index->database, search->expr, &search->arena, &resolved, err);
    if (status == NDX_OK) status = ndx_expr_superset(resolved, &search->arena, &search->superset, err);
    if (status == NDX_OK) status = ndx_filter_new(resolved, &search->filter, err);
    if (status == NDX_OK) status = weigh_all(search, index, &own, err);
    if (status == NDX_OK && own) status = ndx_search_enter(search, &index->shards[0], err);
    if (status == NDX_OK && !search->evaluation) status = begin_xapian(search, index, err);
    search->documents = status == NDX_OK ? stats.documents : 0;
    return status;
}

/* --- taking hits ---------------------------------------------------------------------------------------- */

ndx_status ndx_search_add(ndx_search *search, uint32_t number, double score, ndx_error *err) {
    ndx_hit *grown = ndx_grow(search->hits->hits, search->hits->count, &search->hit_capacity, sizeof *grown);
    if (!grown) return ndx_fail_memory(err);
    search->hits->hits = grown;
    grown[search->hits->count++] = (ndx_hit){number, score};
    return NDX_OK;
}

static ndx_status take_matches(ndx_search *search, const ndx_x_mset *mset, ndx_error *err) {
    ndx_x_match matches[64];
    size_t count;
    uint32_t size = ndx_x_mset_size(mset);
    for (uint32_t at = 0; at < size; at += (uint32_t)count) {
        ndx_status status = ndx_x_mset_matches(mset, at, matches, NDX_COUNT(matches), &count, err);
        for (size_t i = 0; status == NDX_OK && i < count; i++)
            status = ndx_search_add(search, matches[i].docid, matches[i].weight, err);
        if (status != NDX_OK) return status;
        if (count == 0) break;
    }
    return NDX_OK;
}

static uint32_t clamp(uint64_t number, uint32_t most) {
    return number < most ? (uint32_t)number : most;
}

/* Totals up to here are counted, not estimated, whatever was asked: a reader who sees ten of some sixty articles should see
 * ten of sixty. Beyond, the bounds that let Xapian skip are worth more (count_exactly asks for the whole). */
enum { COUNTED_ANYWAY = 1000 };

static uint32_t check_at_least(const ndx_search *search) {
    uint32_t asked = search->options->check_at_least;
    if (search->options->count_exactly) return search->documents;
    return clamp(asked > COUNTED_ANYWAY ? asked : COUNTED_ANYWAY, search->documents);
}

/* Xapian ranks and, through the filter, decides: all in one pass. */
static ndx_status match_here(ndx_search *search, ndx_error *err) {
    const ndx_find_options *options = search->options;
    ndx_x_mset *mset;
    ndx_x_match_counts counts;
    ndx_x_match_options match = {.first = clamp(options->offset, search->documents),
                                 .limit = options->limit ? clamp(options->limit, search->documents)
                                                         : search->documents,
                                 .check_at_least = check_at_least(search),
                                 .decide = search->filter ? ndx_filter_decide : NULL,
                                 .decide_context = search->filter};
    ndx_status status = ndx_x_enquire_match(search->enquire, &match, &mset, err);
    if (status != NDX_OK) return status;
    status = take_matches(search, mset, err);
    if (status == NDX_OK) status = ndx_x_mset_counts(mset, &counts, err);
    if (status == NDX_OK) {
        search->hits->total = counts.estimate;
        search->hits->total_exact = counts.lower == counts.upper;
    }
    ndx_x_mset_free(mset);
    return status;
}

size_t ndx_search_wanted(const ndx_search *search) {
    const ndx_find_options *options = search->options;
    uint64_t most = options->limit ? options->offset + options->limit : UINT64_MAX;
    return most < search->documents ? (size_t)most : search->documents;
}

ndx_status ndx_search_take_best(ndx_search *search, ndx_best *best, ndx_error *err) {
    uint64_t offset = search->options->offset;
    ndx_status status = NDX_OK;
    ndx_best_order(best);
    for (size_t i = offset < best->count ? (size_t)offset : best->count; status == NDX_OK && i < best->count;
         i++)
        status = ndx_search_add(search, best->heap[i].hit.number, best->heap[i].hit.score, err);
    return status;
}

/* --- with remote shards: the filter runs here, on what comes over --------------------------------------- */

struct sieve {
    uint64_t seen, kept;
};

/* From the first match not seen yet. */
static ndx_status sieve_matches(ndx_search *search, const ndx_x_mset *mset, struct sieve *sieve,
                                ndx_error *err) {
    uint64_t wanted = search->options->limit ? search->options->offset + search->options->limit : UINT64_MAX;
    ndx_status status = NDX_OK;
    uint32_t size = ndx_x_mset_size(mset);
    for (uint32_t at = (uint32_t)sieve->seen; status == NDX_OK && at < size; at++) {
        ndx_x_document *document;
        ndx_x_match match;
        size_t one;
        bool keep = true;
        status = ndx_x_mset_document(mset, at, &document, err);
        if (status != NDX_OK) break;
        status = ndx_filter_decide(search->filter, document, &keep, err);
        ndx_x_document_free(document);
        sieve->seen++;
        if (status != NDX_OK || !keep) continue;
        sieve->kept++;
        if (sieve->kept <= search->options->offset || sieve->kept > wanted) continue;
        status = ndx_x_mset_matches(mset, at, &match, 1, &one, err);
        if (status == NDX_OK && one) status = ndx_search_add(search, match.docid, match.weight, err);
    }
    return status;
}

static ndx_status match_there(ndx_search *search, ndx_error *err) {
    const ndx_find_options *options = search->options;
    uint64_t wanted = options->limit ? options->offset + options->limit : UINT64_MAX;
    struct sieve sieve = {0, 0};
    uint32_t chunk = clamp(options->limit ? 2 * wanted + 100 : search->documents, search->documents);
    bool more = chunk > 0;
    ndx_status status = NDX_OK;
    while (status == NDX_OK && more && (sieve.kept < wanted || options->count_exactly)) {
        ndx_x_mset *mset;
        /* Always from rank 0: libxapian 1.4.22 fetches wrong items of a set that begins later. Chunks double,
         * so that little is asked twice. */
        ndx_x_match_options match = {.limit = chunk};
        status = ndx_x_enquire_match(search->enquire, &match, &mset, err);
        if (status != NDX_OK) break;
        more = ndx_x_mset_size(mset) == chunk && chunk < search->documents;
        if (ndx_x_mset_size(mset) > 0) status = ndx_x_mset_fetch(mset, err);
        if (status == NDX_OK) status = sieve_matches(search, mset, &sieve, err);
        ndx_x_mset_free(mset);
        chunk = clamp(2ull * chunk, search->documents);
    }
    search->hits->total = sieve.kept;
    search->hits->total_exact = !more;
    return status;
}

static ndx_status match(ndx_search *search, const ndx_index *index, ndx_error *err) {
    if (search->evaluation) return ndx_search_match_own(search, index, err);
    return search->filter && index->remote ? match_there(search, err) : match_here(search, err);
}

/* --- around a day --------------------------------------------------------------------------------------- */

/* The score halves with every half-life between the article and the day: score * 2^(-days / halflife). A product cannot be said to
 * Xapian, so all matches are weighed here and the best kept. */
static ndx_status match_around(ndx_search *search, ndx_index *index, ndx_error *err) {
    const ndx_find_options *options = search->options;
    ndx_best best = {.most = ndx_search_wanted(search)};
    ndx_find_options every = {.around = NDX_NO_DAY, .count_exactly = true};
    ndx_status status;
    search->options = &every;
    status = match(search, index, err);
    search->options = options;
    for (size_t i = 0; status == NDX_OK && i < search->hits->count; i++) {
        ndx_ranked ranked = {.hit = search->hits->hits[i]};
        ndx_text value;
        status = ndx_x_database_value(index->database, ranked.hit.number, NDX_SLOT_DAY, &value, err);
        if (status != NDX_OK) break;
        ndx_day day = ndx_value_day(value);
        /* An undated article counts as ten half-lives away. */
        double away = day == NDX_NO_DAY ? 10
                                        : fabs((double)day - options->around) /
                                              (options->halflife_days > 0 ? options->halflife_days : 1);
        ranked.hit.score *= exp2(-away);
        status = ndx_best_add(&best, &ranked, err);
    }
    search->hits->count = 0;
    if (status == NDX_OK) status = ndx_search_take_best(search, &best, err);
    free(best.heap);
    return status;
}

/* --- the whole ------------------------------------------------------------------------------------------ */

static ndx_status run(ndx_index *index, void *context, ndx_error *err) {
    ndx_search *search = context;
    search->hits->count = 0;
    ndx_status status = begin_search(search, index, err);
    bool around = search->options->around != NDX_NO_DAY && search->options->sort == NDX_SORT_RELEVANCE;
    if (status == NDX_OK) status = around ? match_around(search, index, err) : match(search, index, err);
    end_search(search);
    return status;
}

ndx_status ndx_index_find(ndx_index *index, const ndx_expr *expr, const ndx_find_options *options,
                          ndx_hits *hits, ndx_error *err) {
    ndx_search search = {.options = options, .expr = expr, .hits = hits};
    *hits = (ndx_hits){0};
    ndx_status status = ndx_index_persist(index, run, &search, err);
    if (status != NDX_OK) ndx_hits_clear(hits);
    return status;
}

void ndx_hits_clear(ndx_hits *hits) {
    free(hits->hits);
    *hits = (ndx_hits){0};
}
