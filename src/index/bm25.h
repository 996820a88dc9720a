/* BM25 (Robertson and others, TREC-3, 1994) as libxapian computes it: so that hits found by ourselves have the scores, and the order,
 * that libxapian would give them. */
#ifndef NDX_INDEX_BM25_H
#define NDX_INDEX_BM25_H

#include <stddef.h>
#include <stdint.h>

typedef struct ndx_bm25 {
    double k1, b, least_length; /* k3 is 1, and each term of a query is there once; k2 is 0 */
} ndx_bm25;

/* The weight of a term that so many of all articles have, times factor: what a posting's weight comes near as its wdf grows
 * (xapian-core 1.4.22, weight/bm25weight.cc, init). */
double ndx_bm25_weight(const ndx_bm25 *bm25, double all, uint32_t articles, double factor);

/* How many of all articles libxapian thinks have one of some terms (OrContext::postlist in api/queryinternal.cc, and
 * OrPostList::get_termfreq_est_using_stats: as if they were independent, the two rarest joined first, rounded at each step),
 * or each of some (MultiAndPostList). Uses up the numbers. */
uint32_t ndx_estimate_any(uint32_t *articles, size_t count, double all);
uint32_t ndx_estimate_all(const uint32_t *articles, size_t count, double all);

#endif
