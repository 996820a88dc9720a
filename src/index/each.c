/* Every match once, in number order, for exact counts. */
#include <stdlib.h>
#include <string.h>

#include "evaluate.h"
#include "filter.h"
#include "query.h"
#include "reader.h"
#include "schema.h"

typedef struct numbers {
    uint32_t *at;
    size_t count, capacity;
} numbers;

struct gathering {
    const ndx_expr *expr;
    numbers found;
    /* while a shard is searched */
    ndx_filter *filter;
    uint32_t step, shift; /* number of document d: (d - 1) * step + shift */
};

static ndx_status add(struct gathering *gathering, uint32_t docid, ndx_error *err) {
    numbers *found = &gathering->found;
    uint32_t *grown = ndx_grow(found->at, found->count, &found->capacity, sizeof *grown);
    if (!grown) return ndx_fail_memory(err);
    found->at = grown;
    found->at[found->count++] = (docid - 1) * gathering->step + gathering->shift;
    return NDX_OK;
}

/* Called for every match; keeps none, so that Xapian has nothing to rank and to hold. */
static ndx_status collect(void *context, ndx_x_document *document, bool *keep, ndx_error *err) {
    struct gathering *gathering = context;
    uint32_t docid;
    bool matches = true;
    ndx_status status =
        gathering->filter ? ndx_filter_decide(gathering->filter, document, &matches, err) : NDX_OK;
    *keep = false;
    if (status == NDX_OK && matches) {
        status = ndx_x_document_docid(document, &docid, err);
        if (status == NDX_OK) status = add(gathering, docid, err);
    }
    return status;
}

static ndx_status gather_by_xapian(struct gathering *gathering, const ndx_x_database *database,
                                   const ndx_expr *superset, ndx_error *err) {
    static const ndx_x_weight unweighted = {.kind = NDX_X_BOOL};
    ndx_x_query *query = NULL;
    ndx_x_enquire *enquire = NULL;
    ndx_x_mset *mset = NULL;
    ndx_x_database_stats stats = {0};
    ndx_status status = ndx_query_of(superset, &query, err);
    if (status == NDX_OK) status = ndx_x_database_stats_get(database, &stats, err);
    if (status == NDX_OK) status = ndx_x_enquire_new(database, &enquire, err);
    if (status == NDX_OK) status = ndx_x_enquire_set_query(enquire, query, 0, err);
    if (status == NDX_OK) status = ndx_x_enquire_set_weight(enquire, &unweighted, err);
    ndx_x_match_options options = {.limit = 1,
                                   .check_at_least = status == NDX_OK ? stats.documents : 0,
                                   .decide = collect,
                                   .decide_context = gathering};
    if (status == NDX_OK) status = ndx_x_enquire_match(enquire, &options, &mset, err);
    ndx_x_mset_free(mset);
    ndx_x_enquire_free(enquire);
    ndx_x_query_free(query);
    return status;
}

static ndx_status add_window(struct gathering *gathering, uint32_t base, uint64_t *bits, ndx_error *err) {
    uint32_t matches[NDX_WINDOW];
    ndx_status status =
        gathering->filter ? ndx_filter_decide_window(gathering->filter, base, bits, err) : NDX_OK;
    size_t count = ndx_window_numbers(base, bits, matches);
    for (size_t i = 0; status == NDX_OK && i < count; i++) status = add(gathering, matches[i], err);
    return status;
}

static ndx_status gather_ourselves(struct gathering *gathering, ndx_evaluation *evaluation, ndx_error *err) {
    uint32_t base;
    uint64_t *bits;
    ndx_status status;
    while ((status = ndx_evaluation_next(evaluation, &base, &bits, err)) == NDX_OK &&
           (status = add_window(gathering, base, bits, err)) == NDX_OK)
        continue;
    return status == NDX_END ? NDX_OK : status;
}

static ndx_status gather_matches(struct gathering *gathering, const ndx_index *index, ndx_shard *shard,
                                 ndx_arena *arena, ndx_error *err) {
    const ndx_expr *resolved, *superset;
    ndx_evaluation *evaluation = NULL;
    ndx_status status = ndx_expr_resolve(shard->database, gathering->expr, arena, &resolved, err);
    if (status == NDX_OK) status = ndx_expr_superset(resolved, arena, &superset, err);
    if (status == NDX_OK) status = ndx_filter_new(resolved, &gathering->filter, err);
    if (status == NDX_OK && ndx_shard_is_own(index, shard))
        status = ndx_evaluation_new(&(ndx_searched){&shard->glass, shard->database, NULL}, superset, NULL,
                                    &evaluation, err);
    if (evaluation && gathering->filter)
        ndx_filter_read_from(gathering->filter, &shard->glass, shard->database);
    if (status == NDX_OK)
        status = evaluation ? gather_ourselves(gathering, evaluation, err)
                            : gather_by_xapian(gathering, shard->database, superset, err);
    ndx_evaluation_free(evaluation);
    ndx_filter_free(gathering->filter);
    gathering->filter = NULL;
    return status;
}

static ndx_status gather_shard(struct gathering *gathering, const ndx_index *index, size_t number,
                               ndx_error *err) {
    ndx_arena arena = {0};
    gathering->step = (uint32_t)index->shard_count;
    gathering->shift = (uint32_t)number + 1;
    ndx_status status = gather_matches(gathering, index, &index->shards[number], &arena, err);
    ndx_arena_clear(&arena);
    return status;
}

/* With remote shards no callback runs there: the hits come over, as many as there are. */
static ndx_status gather_remote(struct gathering *gathering, ndx_index *index, ndx_error *err) {
    ndx_hits hits;
    ndx_find_options options = {.around = NDX_NO_DAY, .count_exactly = true};
    ndx_status status = ndx_index_find(index, gathering->expr, &options, &hits, err);
    gathering->step = gathering->shift = 1;
    for (size_t i = 0; status == NDX_OK && i < hits.count; i++)
        status = add(gathering, hits.hits[i].number, err);
    ndx_hits_clear(&hits);
    return status;
}

static ndx_status gather(ndx_index *index, void *context, ndx_error *err) {
    struct gathering *gathering = context;
    ndx_status status = NDX_OK;
    gathering->found.count = 0;
    if (index->remote) {
        status = gather_remote(gathering, index, err);
    } else {
        for (size_t i = 0; status == NDX_OK && i < index->shard_count; i++)
            status = gather_shard(gathering, index, i, err);
    }
    ndx_numbers_sort(gathering->found.at, gathering->found.count);
    return status;
}

/* Day and words of one match; after a change of the index under us the values may be gone, which reads as
 * none. */
static ndx_status describe(ndx_index *index, uint32_t number, ndx_match *match, ndx_error *err) {
    ndx_text value;
    *match = (ndx_match){number, NDX_NO_DAY, 0, -1};
    ndx_status status = ndx_index_value(index, NDX_SLOT_DAY, number, &value, err);
    if (status == NDX_OK) match->day = ndx_value_day(value);
    if (status == NDX_OK) match->second = ndx_value_second(value);
    if (status == NDX_OK) status = ndx_index_value(index, NDX_SLOT_WORDS, number, &value, err);
    if (status == NDX_OK) match->words = ndx_value_number(value);
    return status;
}

ndx_status ndx_index_each(ndx_index *index, const ndx_expr *expr, ndx_match_fn *fn, void *context,
                          ndx_error *err) {
    struct gathering gathering = {.expr = expr};
    ndx_status status = ndx_index_persist(index, gather, &gathering, err);
    for (size_t i = 0; status == NDX_OK && i < gathering.found.count; i++) {
        ndx_match match;
        for (int tries = 0;
             (status = describe(index, gathering.found.at[i], &match, err)) == NDX_MODIFIED && tries < 20;
             tries++)
            if (ndx_index_refresh(index, err) != NDX_OK) break;
        if (status == NDX_OK && !fn(context, &match)) break;
    }
    free(gathering.found.at);
    return status;
}
