/* What making and reading of positions (positions.h) agree on. */
#ifndef NDX_INDEX_POSITIONS_PARTS_H
#define NDX_INDEX_POSITIONS_PARTS_H

#include "bits.h"
#include "positions.h"

#define POSITIONS_NUMBER_BITS 24u /* of a term among those of an article */
#define POSITIONS_TERMS_MAX (1u << POSITIONS_NUMBER_BITS)
#define POSITIONS_SAMPLE_EVERY 16u

static inline unsigned positions_bits(uint32_t count) {
    return count > 1 ? 32u - (unsigned)__builtin_clz(count - 1) : 0;
}

static inline uint32_t positions_bucket(uint64_t hash, unsigned bucket_bits) {
    return (uint32_t)(hash >> 1 >> (63 - bucket_bits)); /* none when there are no bits */
}

#define POSITIONS_PRINT_BITS 5u
static inline uint8_t positions_print(uint64_t hash, unsigned bucket_bits) {
    return (uint8_t)(hash >> (64 - POSITIONS_PRINT_BITS - bucket_bits)) & ((1u << POSITIONS_PRINT_BITS) - 1);
}

/* What tells those apart that share the fingerprint, mostly. */
static inline uint8_t positions_second_print(uint64_t hash, unsigned bucket_bits) {
    return (uint8_t)(hash >> (56 - POSITIONS_PRINT_BITS - bucket_bits));
}

static inline size_t positions_print_bytes(size_t terms) {
    return (terms * POSITIONS_PRINT_BITS + 7) / 8;
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
