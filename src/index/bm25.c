/* Weights and estimates as libxapian has them. */
#include "bm25.h"

#include <math.h>

double ndx_bm25_weight(const ndx_bm25 *bm25, double all, uint32_t articles, double factor) {
    double rarity = (all - articles + 0.5) / (articles + 0.5);
    if (rarity < 2) rarity = rarity * 0.5 + 1;
    return log(rarity) * factor * (bm25->k1 + 1);
}

static void sift_down(uint32_t *heap, size_t count, size_t at) {
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && heap[child + 1] < heap[child]) child++;
        if (heap[at] <= heap[child]) break;
        uint32_t swap = heap[at];
        heap[at] = heap[child];
        heap[child] = swap;
    }
}

uint32_t ndx_estimate_any(uint32_t *articles, size_t count, double all) {
    for (size_t i = count / 2; i-- > 0;) sift_down(articles, count, i);
    while (count > 1) {
        double rarest = articles[0];
        articles[0] = articles[--count];
        sift_down(articles, count, 0);
        articles[0] = (uint32_t)(rarest + articles[0] - rarest * articles[0] / all + 0.5);
        sift_down(articles, count, 0);
    }
    return count ? articles[0] : 0;
}

uint32_t ndx_estimate_all(const uint32_t *articles, size_t count, double all) {
    double found = count ? articles[0] : 0;
    for (size_t i = 1; i < count; i++) found = found * articles[i] / all;
    return (uint32_t)(found + 0.5);
}
