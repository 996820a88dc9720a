/* A search for ranked or sorted hits: begun and ended by find.c, matched there by libxapian or in find_own.c by ourselves. */
#ifndef NDX_INDEX_FIND_PARTS_H
#define NDX_INDEX_FIND_PARTS_H

#include "best.h"
#include "evaluate.h"
#include "filter.h"
#include "order.h"
#include "reader.h"

/* What a search needs, made once and used again on every retry. */
typedef struct ndx_search {
    const ndx_find_options *options;
    const ndx_expr *expr;
    ndx_arena arena;
    ndx_filter *filter;
    const ndx_expr *superset;
    ndx_weighing weighing;
    ndx_evaluation *evaluation; /* of the shard at hand, the first to begin; NULL: libxapian matches */
    ndx_x_query *query;
    ndx_x_enquire *enquire;
    uint32_t documents;
    ndx_hits *hits;
    size_t hit_capacity;
} ndx_search;

ndx_status ndx_search_add(ndx_search *search, uint32_t number, double score, ndx_error *err);
/* How many of the best are needed to show those that are asked for. */
size_t ndx_search_wanted(const ndx_search *search);
/* The best, in order and without those before the first that is asked for, become hits. */
ndx_status ndx_search_take_best(ndx_search *search, ndx_best *best, ndx_error *err);
/* What follows is of that shard, which we read ourselves. */
ndx_status ndx_search_enter(ndx_search *search, ndx_shard *shard, ndx_error *err);
/* All shards, of which the first is entered. */
ndx_status ndx_search_match_own(ndx_search *search, const ndx_index *index, ndx_error *err);

#endif
