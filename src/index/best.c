/* Heaps of hits. */
#include "best.h"

#include <stdlib.h>
#include <string.h>

static int compare_keys(const ndx_sort_key *a, const ndx_sort_key *b) {
    if (a->head != b->head) return a->head < b->head ? -1 : 1;
    if (a->len > 8 && b->len > 8)
        return ndx_text_compare((ndx_text){a->all, a->len}, (ndx_text){b->all, b->len});
    return (a->len > b->len) - (a->len < b->len);
}

static inline bool worse(bool descending, const ndx_ranked *a, const ndx_ranked *b) {
    int order = compare_keys(&a->key, &b->key);
    if (order) return descending ? order < 0 : order > 0;
    return a->hit.score != b->hit.score ? a->hit.score < b->hit.score : a->hit.number > b->hit.number;
}

bool ndx_best_wants(const ndx_best *best, const ndx_ranked *hit) {
    return best->count < best->most || (best->most && worse(best->descending, &best->heap[0], hit));
}

static inline void swap(ndx_ranked *a, ndx_ranked *b) {
    ndx_ranked kept = *a;
    *a = *b;
    *b = kept;
}

/* A hit moves down until it stands above those below it: the least on top, or the best. */
static inline void sift_down(ndx_ranked *heap, size_t count, size_t at, bool descending, bool best_on_top) {
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && worse(descending, &heap[child + 1], &heap[child]) != best_on_top) child++;
        if (worse(descending, &heap[child], &heap[at]) == best_on_top) break;
        swap(&heap[at], &heap[child]);
    }
}

ndx_status ndx_best_add(ndx_best *best, const ndx_ranked *hit, ndx_error *err) {
    if (best->count < best->most) {
        ndx_ranked *grown = ndx_grow(best->heap, best->count, &best->capacity, sizeof *grown);
        if (!grown) return ndx_fail_memory(err);
        best->heap = grown;
        size_t at = best->count++;
        for (; at > 0 && worse(best->descending, hit, &grown[(at - 1) / 2]); at = (at - 1) / 2)
            grown[at] = grown[(at - 1) / 2];
        grown[at] = *hit;
    } else if (best->most && worse(best->descending, &best->heap[0], hit)) {
        best->heap[0] = *hit;
        sift_down(best->heap, best->count, 0, best->descending, false);
    }
    return NDX_OK;
}

/* Heap sort: the least goes behind all others, again and again. */
void ndx_best_order(ndx_best *best) {
    for (size_t left = best->count; left > 1;) {
        swap(&best->heap[0], &best->heap[--left]);
        sift_down(best->heap, left, 0, best->descending, false);
    }
}

/* --- queues --------------------------------------------------------------------------------------------- */

enum { SAMPLE = 31, SAMPLE_PIVOT = 3 }; /* so that about a tenth becomes the heap */

/* One that few of them are better than. */
static ndx_ranked pivot_of(const ndx_ranked *hits, size_t count, bool descending) {
    ndx_ranked best[SAMPLE_PIVOT + 1];
    size_t kept = 0;
    for (size_t i = 0; i < SAMPLE; i++) {
        const ndx_ranked *hit = &hits[i * count / SAMPLE];
        size_t at = kept <= SAMPLE_PIVOT ? kept++ : SAMPLE_PIVOT + 1;
        if (at > SAMPLE_PIVOT && !worse(descending, &best[--at], hit)) continue;
        for (; at > 0 && worse(descending, &best[at - 1], hit); at--) best[at] = best[at - 1];
        best[at] = *hit;
    }
    return best[SAMPLE_PIVOT];
}

/* The best of the others become the heap, which is empty. */
static void refill(ndx_queue *queue) {
    ndx_ranked *hits = queue->hit + queue->settled;
    size_t count = queue->count - queue->settled;
    if (count <= (size_t)2 * SAMPLE) {
        queue->heap = count;
    } else {
        ndx_ranked pivot = pivot_of(hits, count, queue->descending);
        for (size_t i = 0; i < count; i++)
            if (!worse(queue->descending, &hits[i], &pivot)) swap(&hits[i], &hits[queue->heap++]);
    }
    for (size_t at = queue->heap / 2; at-- > 0;) sift_down(hits, queue->heap, at, queue->descending, true);
}

const ndx_ranked *ndx_queue_first(ndx_queue *queue) {
    if (queue->settled == queue->count) return NULL;
    if (queue->heap == 0) refill(queue);
    return &queue->hit[queue->settled];
}

ndx_ranked ndx_queue_take(ndx_queue *queue) {
    ndx_ranked *hits = queue->hit + queue->settled, taken = *ndx_queue_first(queue);
    hits[0] = hits[--queue->heap];
    hits[queue->heap] = queue->hit[--queue->count];
    sift_down(hits, queue->heap, 0, queue->descending, true);
    return taken;
}

void ndx_queue_settle(ndx_queue *queue) {
    queue->settled = queue->count;
    queue->heap = 0;
}
