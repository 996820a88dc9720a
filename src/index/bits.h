/* Bit streams, low bit first: what the record's positions are packed with.
 *
 *   gamma(v), v >= 1   z zeros, a one, the z low bits of v; z is the number of the highest bit of v
 *   rice(v, k)         v >> k zeros, a one, the k low bits of v
 * Both after Elias (1975) and Rice (1979), mirrored so that counting trailing zeros reads them.
 */
#ifndef NDX_INDEX_BITS_H
#define NDX_INDEX_BITS_H

#include <string.h>

#include "newsdex/base.h"

/* A local variable of who writes, so that it stays in registers. */
typedef struct ndx_bit_writer {
    uint8_t *at;      /* where the next bytes go */
    uint64_t pending; /* bits not yet there */
    unsigned count;   /* how many, below 8 between calls */
} ndx_bit_writer;

/* At most 56 bits at a time. There must be room for them and eight bytes more. Without a jump: nobody could guess where it went, and this is
 * the inner loop of indexing. */
static inline void ndx_bits_put(ndx_bit_writer *writer, uint64_t value, unsigned bits) {
    writer->pending |= value << writer->count;
    ndx_store8(writer->at, writer->pending);
    writer->count += bits;
    writer->at += writer->count / 8;
    writer->pending >>= writer->count & ~7u;
    writer->count %= 8;
}

static inline void ndx_bits_put_gamma(ndx_bit_writer *writer, uint32_t value) {
    unsigned high = 31u - (unsigned)__builtin_clz(value);
    if (high < 16) { /* both parts at once */
        ndx_bits_put(writer, (2ull * (value - (1u << high)) + 1) << high, 2 * high + 1);
        return;
    }
    ndx_bits_put(writer, 1ull << high, high + 1);
    ndx_bits_put(writer, value & ((1ull << high) - 1), high);
}

/* So many zeros and a one. */
static inline void ndx_bits_put_unary(ndx_bit_writer *writer, uint32_t zeros) {
    for (; zeros >= 56; zeros -= 56) ndx_bits_put(writer, 0, 56);
    ndx_bits_put(writer, 1ull << zeros, zeros + 1);
}

static inline void ndx_bits_put_rice(ndx_bit_writer *writer, uint32_t value, unsigned low_bits) {
    uint32_t zeros = value >> low_bits;
    uint64_t low = value & ((1ull << low_bits) - 1);
    if (zeros + low_bits < 32) { /* both parts at once */
        ndx_bits_put(writer, (2 * low + 1) << zeros, zeros + 1 + low_bits);
        return;
    }
    ndx_bits_put_unary(writer, zeros);
    ndx_bits_put(writer, low, low_bits);
}

static inline void ndx_bits_flush(ndx_bit_writer *writer) {
    if (writer->count) *writer->at++ = (uint8_t)writer->pending;
    writer->pending = writer->count = 0;
}

/* Reads are never out of bounds: past the end come zeros, and `at` beyond the end tells. */
typedef struct ndx_bit_reader {
    const uint8_t *data;
    size_t len;  /* bytes */
    uint64_t at; /* bits */
} ndx_bit_reader;

/* At least 57 bits from here on, in the low bits. */
static inline uint64_t ndx_bits_peek(const ndx_bit_reader *reader) {
    size_t byte = (size_t)(reader->at >> 3);
    uint64_t word = 0;
    if (byte + 8 <= reader->len) return ndx_load8(reader->data + byte) >> (reader->at & 7);
    for (unsigned i = 0; i < 8 && byte + i < reader->len; i++)
        word |= (uint64_t)reader->data[byte + i] << (8 * i);
    return word >> (reader->at & 7);
}

static inline bool ndx_bits_over(const ndx_bit_reader *reader) {
    return reader->at > (uint64_t)reader->len * 8;
}

static inline uint32_t ndx_bits_get(ndx_bit_reader *reader, unsigned bits) {
    uint64_t word = ndx_bits_peek(reader);
    reader->at += bits;
    return (uint32_t)(word & ((1ull << bits) - 1));
}

/* False when it is not a gamma code of at most 32 bits. */
static inline bool ndx_bits_get_gamma(ndx_bit_reader *reader, uint32_t *value) {
    uint64_t word = ndx_bits_peek(reader);
    unsigned high = word ? (unsigned)__builtin_ctzll(word) : 64;
    if (high > 31) return false;
    reader->at += high + 1;
    *value = 1u << high | ndx_bits_get(reader, high);
    return !ndx_bits_over(reader);
}

#define NDX_BITS_AT_ONCE 56 /* of those that a peek has */
#define NDX_BITS_MASK ((1ull << NDX_BITS_AT_ONCE) - 1)

/* Past so many ones, one at least. False when the stream ends before. */
static inline bool ndx_bits_pass_ones(ndx_bit_reader *reader, uint32_t ones) {
    for (;;) {
        uint64_t word = ndx_bits_peek(reader) & NDX_BITS_MASK;
        for (; ones > 1 && word; ones--) word &= word - 1;
        if (word) {
            reader->at += (unsigned)__builtin_ctzll(word) + 1;
            return !ndx_bits_over(reader);
        }
        reader->at += NDX_BITS_AT_ONCE;
        if (ndx_bits_over(reader)) return false;
    }
}

/* How many zeros stand before the next one, which is passed. False when the stream ends before, or they are too many to be counted. */
static inline bool ndx_bits_get_unary(ndx_bit_reader *reader, uint32_t *zeros) {
    uint64_t from = reader->at;
    if (!ndx_bits_pass_ones(reader, 1) || reader->at - from > UINT32_MAX) return false;
    *zeros = (uint32_t)(reader->at - from - 1);
    return true;
}

/* False when the stream ends in it or it exceeds 32 bits. */
static inline bool ndx_bits_get_rice(ndx_bit_reader *reader, unsigned low_bits, uint32_t *value) {
    uint32_t zeros;
    if (!ndx_bits_get_unary(reader, &zeros) || (uint64_t)zeros << low_bits > UINT32_MAX) return false;
    *value = zeros << low_bits | ndx_bits_get(reader, low_bits);
    return !ndx_bits_over(reader);
}

#endif
