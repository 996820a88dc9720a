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

/* A hit moves down until it stands above those below it: the least on top. */
static inline void sift_down(ndx_ranked *heap, size_t count, size_t at, bool descending) {
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && worse(descending, &heap[child + 1], &heap[child])) child++;
        if (!worse(descending, &heap[child], &heap[at])) break;
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
        sift_down(best->heap, best->count, 0, best->descending);
    }
    return NDX_OK;
}

/* Heap sort: the least goes behind all others, again and again. */
static void order_heap(ndx_ranked *heap, size_t count, bool descending) {
    for (size_t left = count; left > 1;) {
        swap(&heap[0], &heap[--left]);
        sift_down(heap, left, 0, descending);
    }
}

void ndx_best_order(ndx_best *best) {
    order_heap(best->heap, best->count, best->descending);
}

/* --- queues ---------------------------------------------------------------------------------------------
 *
 * Sorted no further than it is taken, as quicksort would, the nearest part first (Paredes and Navarro 2006). Most often only a few are
 * taken, so the first parts are small; who goes on taking is likely to take all, so later ones are halves. */

enum { SAMPLE = 31, FIRST_PIVOT = 3, FEW = 2 * SAMPLE };

/* The one that `rank` others of a sample are better than. */
static ndx_ranked pivot_of(const ndx_ranked *hits, size_t count, size_t rank, bool descending) {
    ndx_ranked best[SAMPLE];
    size_t kept = 0;
    for (size_t i = 0; i < SAMPLE; i++) {
        const ndx_ranked *hit = &hits[i * count / SAMPLE];
        size_t at = kept <= rank ? kept++ : rank + 1;
        if (at > rank && !worse(descending, &best[--at], hit)) continue;
        for (; at > 0 && worse(descending, &best[at - 1], hit); at--) best[at] = best[at - 1];
        best[at] = *hit;
    }
    return best[rank];
}

/* The pivot and what is better than it to the front: how many. */
static size_t split(ndx_ranked *hits, size_t count, const ndx_ranked *pivot, bool descending) {
    size_t front = 0;
    for (size_t i = 0; i < count; i++)
        if (!worse(descending, &hits[i], pivot)) swap(&hits[i], &hits[front++]);
    return front;
}

/* Some of the next ones come into order. */
static void sort_next(ndx_queue *queue) {
    ndx_ranked *next = queue->hit + queue->next;
    while (queue->parts && queue->end[queue->parts - 1] == queue->next) queue->parts--;
    if (!queue->parts) queue->end[queue->parts++] = queue->count;
    size_t count = queue->end[queue->parts - 1] - queue->next;
    while (count > FEW && queue->parts < NDX_QUEUE_PARTS) {
        size_t rank = queue->splits < 2 ? (size_t)FIRST_PIVOT << queue->splits : SAMPLE / 2;
        ndx_ranked pivot = pivot_of(next, count, rank, queue->descending);
        count = split(next, count, &pivot, queue->descending); /* fewer: some of the sample are worse */
        queue->end[queue->parts++] = queue->next + count;
    }
    queue->splits++;
    for (size_t at = count / 2; at-- > 0;) sift_down(next, count, at, queue->descending);
    order_heap(next, count, queue->descending);
    queue->sorted = queue->next + count;
}

const ndx_ranked *ndx_queue_first(ndx_queue *queue) {
    if (queue->next == queue->count) return NULL;
    if (queue->next >= queue->sorted) sort_next(queue);
    return &queue->hit[queue->next];
}

ndx_ranked ndx_queue_take(ndx_queue *queue) {
    ndx_ranked taken = *ndx_queue_first(queue);
    queue->next++;
    return taken;
}

/* Some of those that are left go where others were taken. */
void ndx_queue_settle(ndx_queue *queue) {
    size_t taken = queue->next, left = queue->count - taken, moved = taken < left ? taken : left;
    if (moved) memcpy(queue->hit, queue->hit + queue->count - moved, moved * sizeof *queue->hit);
    queue->count = left;
    queue->next = queue->sorted = left;
    queue->parts = 0;
}
