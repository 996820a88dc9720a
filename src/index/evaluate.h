/* Boolean supersets (superset.h) evaluated by ourselves, straight over the posting lists: which articles match, and with which
 * weight. The weights are those that libxapian's BM25 gives to the same query: BM25Weight of xapian-core 1.4.22.
 *
 * Articles are looked at in windows of NDX_WINDOW numbers. In each, every part of the query has a set of bits, one an article, made from
 * its parts' bits by the operator; so all operators cost next to nothing, totals are exact, and what takes time is reading
 * posting lists, each but once and only in windows where there can be a match, and one division a match and term. */
#ifndef NDX_INDEX_EVALUATE_H
#define NDX_INDEX_EVALUATE_H

#include "bm25.h"
#include "postings.h"
#include "superset.h"

/* What is evaluated over: the tables, and the same state opened by libxapian, which values are read by. */
typedef struct ndx_searched {
    ndx_glass *glass;
    const ndx_x_database *database;
    ndx_lengths *lengths; /* NULL will do without weights */
} ndx_searched;

/* How matches are weighed. Of several indexes that are searched as one each has an evaluation; what a word weighs is counted in all. */
typedef struct ndx_weighing {
    ndx_bm25 bm25;
    ndx_glass *const *all; /* the one evaluated among them */
    size_t count;
} ndx_weighing;

typedef struct ndx_evaluation ndx_evaluation;
/* weighing NULL: without weights. Everything given is borrowed. MODIFIED, NO_INDEX (damaged). */
ndx_status ndx_evaluation_new(const ndx_searched *searched, const ndx_expr *superset,
                              const ndx_weighing *weighing, ndx_evaluation **evaluation, ndx_error *err);
void ndx_evaluation_free(ndx_evaluation *evaluation);

/* Go on to the next window in which something matches: *base is its first number, bits say which of the articles from there on.
 * The bits may be changed: cleared ones do not get weights. END: no more. */
ndx_status ndx_evaluation_next(ndx_evaluation *evaluation, uint32_t *base, uint64_t **bits, ndx_error *err);
/* The weights of the window's articles, by place in it, where the bits are set. */
ndx_status ndx_evaluation_weigh(ndx_evaluation *evaluation, const double **weights, ndx_error *err);

#endif
