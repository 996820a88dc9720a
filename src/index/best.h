/* The best hits so far. */
#ifndef NDX_INDEX_BEST_H
#define NDX_INDEX_BEST_H

#include "newsdex/index.h"

typedef struct ndx_best {
    ndx_hit *heap; /* the least on top */
    size_t count, capacity;
    size_t most; /* to be kept */
} ndx_best;      /* {.most} to begin; heap is the caller's to free */

/* Would it be kept? Of hits with equal scores, lower numbers are better. */
static inline bool ndx_best_wants(const ndx_best *best, double score, uint32_t number) {
    if (best->count < best->most) return true;
    if (!best->most) return false;
    const ndx_hit *least = &best->heap[0];
    return score != least->score ? score > least->score : number < least->number;
}
/* Keep it if it is one of the best. NO_MEMORY. */
ndx_status ndx_best_add(ndx_best *best, ndx_hit hit, ndx_error *err);
/* Put them in order, best first. */
void ndx_best_order(ndx_best *best);

#endif
