/* The distinct terms of a database in the making, numbered in the order of arrival. Made for looking up many at once, since
 * what it costs is waiting for memory: hash them all and ask for the slots, then for the texts, then compare. */
#ifndef NDX_INDEX_GLASS_TERMS_H
#define NDX_INDEX_GLASS_TERMS_H

#include "newsdex/base.h"

#define GLASS_NO_TERM UINT32_MAX

typedef struct ndx_glass_term_slot {
    uint32_t hash;   /* high half: most probes end without touching the text */
    uint32_t number; /* plus one; 0: free */
} ndx_glass_term_slot;

typedef struct ndx_glass_terms {
    ndx_glass_term_slot *slot;
    size_t slot_count; /* a power of two, at most half used */
    uint8_t **text;    /* by number: length, then the bytes */
    size_t count, capacity;
    uint8_t **block; /* where the texts lie */
    size_t block_count, block_capacity, block_used;
} ndx_glass_terms;

void ndx_glass_terms_clear(ndx_glass_terms *terms);

static inline ndx_text ndx_glass_terms_text(const ndx_glass_terms *terms, uint32_t number) {
    return (ndx_text){(const char *)terms->text[number] + 1, terms->text[number][0]};
}
/* First step: the hash, and its slot on the way. */
static inline uint64_t ndx_glass_terms_hash(const ndx_glass_terms *terms, ndx_text term) {
    uint64_t hash = ndx_hash(term.data, term.len, 0);
    if (terms->slot_count) __builtin_prefetch(&terms->slot[hash & (terms->slot_count - 1)]);
    return hash;
}
/* Second step: the number it most likely has, or GLASS_NO_TERM. */
static inline uint32_t ndx_glass_terms_guess(const ndx_glass_terms *terms, uint64_t hash) {
    if (!terms->slot_count) return GLASS_NO_TERM;
    for (size_t mask = terms->slot_count - 1, i = hash & mask;; i = (i + 1) & mask) {
        const ndx_glass_term_slot *slot = &terms->slot[i];
        if (!slot->number) return GLASS_NO_TERM;
        if (slot->hash == (uint32_t)(hash >> 32)) return slot->number - 1;
    }
}
/* Last step: its number, new or old; GLASS_NO_TERM: no memory. A term has 1 to 255 bytes. */
uint32_t ndx_glass_terms_add(ndx_glass_terms *terms, ndx_text term, uint64_t hash);

typedef struct ndx_glass_ranked {
    uint64_t start; /* the term's first eight bytes, as a number */
    uint32_t number;
} ndx_glass_ranked;
typedef bool ndx_glass_term_fn(const void *context, uint32_t number);
/* The terms in byte order, those that wanted says yes to (NULL: all), for the caller to free. NULL: no memory. *count tells how many. */
ndx_glass_ranked *ndx_glass_terms_order(const ndx_glass_terms *terms, ndx_glass_term_fn *wanted,
                                        const void *context, size_t *count);

#endif
