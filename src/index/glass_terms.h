/* The distinct terms of a database in the making, numbered in the order of arrival. Made for looking up many at once, since
 * what it costs is waiting for memory: hash them all and ask for the slots, then for the texts, then compare. */
#ifndef NDX_INDEX_GLASS_TERMS_H
#define NDX_INDEX_GLASS_TERMS_H

#include "newsdex/base.h"

#if defined __SSE2__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define GLASS_TERM_LOOKS 1
#include <emmintrin.h>
#endif

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
/* A term's bytes, if it is short. padded: sixteen may be read. */
static inline ndx_short ndx_glass_term_bytes(ndx_text term, bool padded) {
    return padded ? ndx_short_of_padded(term.data, term.len) : ndx_short_of(term.data, term.len);
}
/* Is it the term kept there? */
static inline bool ndx_glass_term_is(const uint8_t *text, ndx_text term, bool padded) {
    if (text[0] != term.len) return false;
    if (term.len > NDX_SHORT_MAX) return memcmp(text + 1, term.data, term.len) == 0;
#ifdef GLASS_TERM_LOOKS
    if (padded) { /* what is kept is so too */
        __m128i same = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(text + 1)),
                                      _mm_loadu_si128((const __m128i *)(const void *)term.data));
        return ((~(unsigned)_mm_movemask_epi8(same) << (16 - term.len)) & 0xffff) == 0;
    }
#else
    (void)padded;
#endif
    ndx_short a = ndx_short_of(text + 1, term.len), b = ndx_short_of(term.data, term.len);
    return !((a.low ^ b.low) | (a.high ^ b.high));
}
/* First step: the hash, and its slot on the way. */
static inline uint64_t ndx_glass_terms_hash_of(const ndx_glass_terms *terms, ndx_text term, bool padded) {
    uint64_t hash = term.len <= NDX_SHORT_MAX
                        ? ndx_short_hash(ndx_glass_term_bytes(term, padded), term.len, 0)
                        : ndx_hash(term.data, term.len, 0);
    if (terms->slot_count) __builtin_prefetch(&terms->slot[hash & (terms->slot_count - 1)]);
    return hash;
}
static inline uint64_t ndx_glass_terms_hash(const ndx_glass_terms *terms, ndx_text term) {
    return ndx_glass_terms_hash_of(terms, term, false);
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
