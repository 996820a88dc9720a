/* What trainers of coding tables share: reading a text, Huffman's code, numbers of the output. */
#ifndef NDX_EVAL_TRAIN_H
#define NDX_EVAL_TRAIN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/index/codes.h"

typedef struct coded {
    uint64_t weight;
    uint32_t item;
    unsigned length;
} coded;

static inline void die(const char *why) {
    fprintf(stderr, "train: %s\n", why);
    exit(1);
}

static inline void *need(void *memory) {
    if (!memory) die("out of memory");
    return memory;
}

static inline ndx_text read_all(void) {
    ndx_buf text = {0};
    char bytes[65536];
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, stdin)) > 0;) ndx_buf_add(&text, bytes, got);
    if (text.failed || text.len == 0) die("no text");
    return ndx_buf_text(&text);
}

/* --- Huffman, lengths at most NDX_CODE_MAX: the rarest are made more frequent until it fits ------- */

static int by_weight(const void *a, const void *b) {
    const coded *x = a, *y = b;
    if (x->weight != y->weight) return x->weight < y->weight ? -1 : 1;
    return x->item < y->item ? 1 : -1;
}

static unsigned assign_lengths(coded *items, size_t count) {
    size_t *parent = need(calloc(2 * count, sizeof *parent));
    uint64_t *weight = need(calloc(2 * count, sizeof *weight));
    unsigned *depth = need(calloc(2 * count, sizeof *depth)), deepest = 0;
    qsort(items, count, sizeof *items, by_weight);
    for (size_t i = 0; i < count; i++) weight[i] = items[i].weight;
    size_t leaf = 0, inner = count, made = count;
    for (; made < 2 * count - 1;
         made++) { /* two queues: leaves, and inner nodes, which come in ascending order (van Leeuwen 1976) */
        for (int k = 0; k < 2; k++) {
            size_t least =
                leaf < count && (inner == made || weight[leaf] <= weight[inner]) ? leaf++ : inner++;
            weight[made] += weight[least];
            parent[least] = made;
        }
    }
    for (size_t i = 2 * count - 2; i-- > 0;) depth[i] = depth[parent[i]] + 1;
    for (size_t i = 0; i < count; i++) {
        items[i].length = depth[i];
        if (depth[i] > deepest) deepest = depth[i];
    }
    free(parent);
    free(weight);
    free(depth);
    return deepest;
}

static int by_length(const void *a, const void *b) {
    const coded *x = a, *y = b;
    if (x->length != y->length) return x->length < y->length ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

/* items come out by rank. */
static inline void make_code(coded *items, size_t count) {
    for (uint64_t least = 1;; least *= 2) {
        for (size_t i = 0; i < count; i++)
            if (items[i].weight < least) items[i].weight = least;
        if (assign_lengths(items, count) <= NDX_CODE_MAX) break;
    }
    qsort(items, count, sizeof *items, by_length);
}

/* --- output --------------------------------------------------------------------------------------------- */

static inline void put16(uint32_t value) {
    putchar((int)(value & 255));
    putchar((int)(value >> 8 & 255));
}

static inline void put32(uint32_t value) {
    put16(value & 0xFFFF);
    put16(value >> 16);
}

static inline void put_lengths(const coded *items, size_t count) {
    uint32_t by[16] = {0};
    for (size_t i = 0; i < count; i++) by[items[i].length]++;
    for (size_t i = 0; i < 16; i++) put16(by[i]);
}

#endif
