/* A heap of hits. */
#include "best.h"

#include <stdlib.h>
#include <string.h>

static int compare_keys(const ndx_sort_key *a, const ndx_sort_key *b) {
    if (a->head != b->head) return a->head < b->head ? -1 : 1;
    if (a->len > 8 && b->len > 8)
        return ndx_text_compare((ndx_text){a->all, a->len}, (ndx_text){b->all, b->len});
    return (a->len > b->len) - (a->len < b->len);
}

static bool worse(const ndx_best *best, const ndx_ranked *a, const ndx_ranked *b) {
    int order = compare_keys(&a->key, &b->key);
    if (order) return best->descending ? order < 0 : order > 0;
    return a->hit.score != b->hit.score ? a->hit.score < b->hit.score : a->hit.number > b->hit.number;
}

bool ndx_best_wants(const ndx_best *best, const ndx_ranked *hit) {
    return best->count < best->most || (best->most && worse(best, &best->heap[0], hit));
}

static void sift_down(const ndx_best *best, size_t count, size_t at) {
    ndx_ranked *heap = best->heap;
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && worse(best, &heap[child + 1], &heap[child])) child++;
        if (!worse(best, &heap[child], &heap[at])) break;
        ndx_ranked swap = heap[at];
        heap[at] = heap[child];
        heap[child] = swap;
    }
}

ndx_status ndx_best_add(ndx_best *best, const ndx_ranked *hit, ndx_error *err) {
    if (best->count < best->most) {
        ndx_ranked *grown = ndx_grow(best->heap, best->count, &best->capacity, sizeof *grown);
        if (!grown) return ndx_fail_memory(err);
        best->heap = grown;
        size_t at = best->count++;
        for (; at > 0 && worse(best, hit, &grown[(at - 1) / 2]); at = (at - 1) / 2)
            grown[at] = grown[(at - 1) / 2];
        grown[at] = *hit;
    } else if (best->most && worse(best, &best->heap[0], hit)) {
        best->heap[0] = *hit;
        sift_down(best, best->count, 0);
    }
    return NDX_OK;
}

/* Heap sort: the least goes behind all others, again and again. */
void ndx_best_order(ndx_best *best) {
    for (size_t left = best->count; left > 1;) {
        ndx_ranked least = best->heap[0];
        best->heap[0] = best->heap[--left];
        best->heap[left] = least;
        sift_down(best, left, 0);
    }
}
