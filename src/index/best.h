/* The best hits so far. */
#ifndef NDX_INDEX_BEST_H
#define NDX_INDEX_BEST_H

#include <string.h>

#include "newsdex/index.h"

/* Bytes to sort by: the first eight as a number, how many there are, and all of them if there are more than eight. */
typedef struct ndx_sort_key {
    uint64_t head;
    size_t len;
    const char *all;
} ndx_sort_key; /* all alike to sort by scores alone, or each by its score, which takes less to compare */

/* A key that orders as the score does. */
static inline ndx_sort_key ndx_score_key(double score) {
    uint64_t bits;
    memcpy(&bits, &score, sizeof bits);
    return (ndx_sort_key){.head = bits >> 63 ? ~bits : bits | 1ull << 63};
}

typedef struct ndx_ranked {
    ndx_hit hit;
    ndx_sort_key key;
} ndx_ranked;

typedef struct ndx_best {
    ndx_ranked *heap; /* the least on top */
    size_t count, capacity;
    size_t most;     /* to be kept */
    bool descending; /* greater keys are better, else lesser ones */
} ndx_best;          /* {.most} to begin; heap is the caller's to free */

/* Of hits sorted by scores alone: is there no need to look closer at one with that score? So it is with most. */
static inline bool ndx_best_is_below(const ndx_best *best, double score) {
    return best->count == best->most && best->count && score < best->heap[0].hit.score;
}
/* Would it be kept? Of hits with equal keys higher scores are better, of those with equal scores lower numbers. */
bool ndx_best_wants(const ndx_best *best, const ndx_ranked *hit);
/* Keep it if it is one of the best. NO_MEMORY. */
ndx_status ndx_best_add(ndx_best *best, const ndx_ranked *hit, ndx_error *err);
/* Put them in order, best first. */
void ndx_best_order(ndx_best *best);

/* Hits to be looked at closer, the best first, as far as anybody wants: what is not taken is hardly ever compared. */
#define NDX_QUEUE_PARTS 64
typedef struct ndx_queue {
    ndx_ranked *hit; /* first those that were taken, then those that are next and in order, then the others */
    size_t count, capacity;
    size_t next, sorted;         /* where the first and the second end */
    size_t end[NDX_QUEUE_PARTS]; /* of parts of the others, each better than the next: the farthest first */
    unsigned parts, splits;      /* how many; times that others came into order */
    bool descending;             /* as in ndx_best */
} ndx_queue;                     /* {.descending} to begin; hit is the caller's to free */
/* Room for so many more hits, one at least, behind those that are there: to be filled, and then counted. Not while hits are taken.
 * NULL: no memory. */
static inline ndx_ranked *ndx_queue_room(ndx_queue *queue, size_t count) {
    while (queue->capacity - queue->count < count) {
        ndx_ranked *grown = ndx_grow(queue->hit, queue->capacity, &queue->capacity, sizeof *grown);
        if (!grown) return NULL;
        queue->hit = grown;
    }
    return queue->hit + queue->count;
}
/* The best of those that are left; NULL: there is none. */
const ndx_ranked *ndx_queue_first(ndx_queue *queue);
/* Take it out; there must be one. */
ndx_ranked ndx_queue_take(ndx_queue *queue);
/* None of those that are left will be taken. They stay in the queue: hit[0 .. count - 1]. */
void ndx_queue_settle(ndx_queue *queue);
/* Empty it. */
static inline void ndx_queue_reset(ndx_queue *queue) {
    queue->count = 0;
    queue->next = queue->sorted = queue->parts = queue->splits = 0;
}

#endif
