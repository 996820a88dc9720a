/* A heap of hits. */
#include "best.h"

#include <stdlib.h>

static bool worse(const ndx_hit *a, const ndx_hit *b) {
    return a->score != b->score ? a->score < b->score : a->number > b->number;
}

static void sift_down(ndx_hit *heap, size_t count, size_t at) {
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && worse(&heap[child + 1], &heap[child])) child++;
        if (!worse(&heap[child], &heap[at])) break;
        ndx_hit swap = heap[at];
        heap[at] = heap[child];
        heap[child] = swap;
    }
}

ndx_status ndx_best_add(ndx_best *best, ndx_hit hit, ndx_error *err) {
    if (best->count < best->most) {
        ndx_hit *grown = ndx_grow(best->heap, best->count, &best->capacity, sizeof *grown);
        if (!grown) return ndx_fail_memory(err);
        best->heap = grown;
        size_t at = best->count++;
        for (; at > 0 && worse(&hit, &grown[(at - 1) / 2]); at = (at - 1) / 2)
            grown[at] = grown[(at - 1) / 2];
        grown[at] = hit;
    } else if (best->most && worse(&best->heap[0], &hit)) {
        best->heap[0] = hit;
        sift_down(best->heap, best->count, 0);
    }
    return NDX_OK;
}

static int best_first(const void *a, const void *b) {
    return worse(a, b) ? 1 : worse(b, a) ? -1 : 0;
}

void ndx_best_order(ndx_best *best) {
    if (best->count) qsort(best->heap, best->count, sizeof *best->heap, best_first);
}
