/* What making and reading of positions (positions.h) agree on. */
#ifndef NDX_INDEX_POSITIONS_PARTS_H
#define NDX_INDEX_POSITIONS_PARTS_H

#include "bits.h"
#include "positions.h"

#define POSITIONS_NUMBER_BITS 24u /* of a term among those of an article */
#define POSITIONS_TERMS_MAX (1u << POSITIONS_NUMBER_BITS)
#define POSITIONS_SAMPLE_EVERY 8u

/* Bits that tell numbers below `count` apart. */
static inline unsigned positions_bits(uint32_t count) {
    return count > 1 ? 32u - (unsigned)__builtin_clz(count - 1) : 0;
}

#define POSITIONS_PRINT_BITS 5u
#define POSITIONS_PRINTS (1u << POSITIONS_PRINT_BITS)

/* What is seen of a term among so many: its bucket, and in the low bits its fingerprint. */
static inline uint32_t positions_look(uint64_t hash, uint32_t terms) {
    return (uint32_t)((hash >> 32) * terms >> (32 - POSITIONS_PRINT_BITS));
}

/* What tells those apart that share the fingerprint, mostly. */
static inline uint8_t positions_second_print(uint64_t hash, uint32_t terms) {
    return (uint8_t)((hash >> 32) * terms >> (24 - POSITIONS_PRINT_BITS));
}

static inline size_t positions_bucket_bytes(size_t terms) {
    return (terms * 2 + 7) / 8;
}
static inline size_t positions_print_bytes(size_t terms) {
    return (terms * POSITIONS_PRINT_BITS + 7) / 8;
}
static inline size_t positions_mark_bytes(size_t terms) {
    return (terms + 7) / 8;
}
static inline size_t positions_place_bytes(size_t once, uint32_t span) {
    return (once * positions_bits(span) + 7) / 8;
}
/* How many samples there are of terms that do not stand once. */
static inline size_t positions_samples(size_t others) {
    return others ? (others - 1) / POSITIONS_SAMPLE_EVERY : 0;
}

/* The Rice parameter for `count` positions below span: gaps are about geometric, and log2(0.69 * mean) bits suit those best
 * (Gallager and van Voorhis 1975; 11/16 for ln 2). */
static inline unsigned positions_gap_bits(uint32_t span, uint32_t count) {
    uint64_t most = (uint64_t)span * 11 / 16;
    if (!count || most / 2 < count) return 0;
    /* the highest bit of most / count, without dividing: it is there or one lower */
    unsigned bits = (unsigned)__builtin_clzll(count) - (unsigned)__builtin_clzll(most);
    return bits - (most >> bits < count);
}

#endif
