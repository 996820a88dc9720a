/* Canonical codes (Schwartz and Kallick 1964) of at most 15 bits, high bit first: what the packers of text write and read.
 * A code is given by how many items have each length, and by its items in order of their length. */
#ifndef NDX_INDEX_CODES_H
#define NDX_INDEX_CODES_H

#include <string.h>

#include "newsdex/base.h"

#define NDX_CODE_MAX 15 /* bits */
#define NDX_NO_RANK UINT32_MAX

typedef struct ndx_canonical {
    uint32_t first_code[NDX_CODE_MAX + 1], first_rank[NDX_CODE_MAX + 1]; /* of each length */
    uint32_t limit[NDX_CODE_MAX + 1]; /* 16 bits, left-justified: codes up to that length are below */
} ndx_canonical;

static inline uint32_t ndx_u16_at(const uint8_t *at, size_t index) {
    return at[2 * index] | (uint32_t)at[2 * index + 1] << 8;
}

/* counts: 16 little-endian numbers of two bytes, by length. */
static inline void ndx_canonical_read(ndx_canonical *code, const uint8_t *counts) {
    uint32_t next = 0, rank = 0;
    memset(code, 0, sizeof *code);
    for (unsigned length = 1; length <= NDX_CODE_MAX; length++) {
        uint32_t count = ndx_u16_at(counts, length);
        code->first_code[length] = next;
        code->first_rank[length] = rank;
        next += count;
        rank += count;
        code->limit[length] = next << (16 - length);
        next <<= 1;
    }
}

typedef struct ndx_code {
    uint16_t bits;
    uint8_t length;
} ndx_code;

static inline ndx_code ndx_code_of(const ndx_canonical *code, uint32_t rank) {
    unsigned length = 1;
    while (length < NDX_CODE_MAX && code->first_rank[length + 1] <= rank) length++;
    return (ndx_code){(uint16_t)(code->first_code[length] + (rank - code->first_rank[length])),
                      (uint8_t)length};
}

/* --- writing -------------------------------------------------------------------------------------------- */

typedef struct ndx_code_writer {
    uint8_t *at, *end;
    uint64_t bits;  /* not yet written, the first one highest */
    unsigned count; /* of these: below 8 between calls */
    bool full;      /* there was no room */
} ndx_code_writer;

/* 1 to 56 bits where there is room for eight bytes: without a jump, since nobody could guess where it went. */
static inline void ndx_code_put_roomy(ndx_code_writer *writer, uint64_t value, unsigned bits) {
    writer->bits |= value << (64 - writer->count - bits);
    ndx_store8(writer->at, __builtin_bswap64(writer->bits));
    writer->count += bits;
    writer->at += writer->count / 8;
    writer->bits <<= writer->count & ~7u;
    writer->count %= 8;
}

/* Whole bytes leave, as far as there is room. */
static inline void ndx_code_flush(ndx_code_writer *writer) {
    for (; writer->count >= 8; writer->count -= 8, writer->bits <<= 8) {
        if (writer->at == writer->end)
            writer->full = true;
        else
            *writer->at++ = (uint8_t)(writer->bits >> 56);
    }
}

/* At most 32 bits, or none. */
static inline void ndx_code_put(ndx_code_writer *writer, uint32_t value, unsigned bits) {
    if (!bits) return;
    if (writer->end - writer->at >= 8) {
        ndx_code_put_roomy(writer, value, bits);
        return;
    }
    writer->bits |= (uint64_t)value << (64 - writer->count - bits);
    writer->count += bits;
    ndx_code_flush(writer);
}

static inline void ndx_code_put_code(ndx_code_writer *writer, ndx_code code) {
    ndx_code_put(writer, code.bits, code.length);
}

/* The last byte is filled with zeros. */
static inline void ndx_code_finish(ndx_code_writer *writer) {
    if (writer->count) writer->count = 8;
    ndx_code_flush(writer);
}

/* --- reading -------------------------------------------------------------------------------------------- */

typedef struct ndx_code_reader {
    const uint8_t *at, *end;
    uint64_t bits;
    size_t missing;
    unsigned count;
    bool over; /* bits beyond the end were used: they are zeros */
} ndx_code_reader;

/* At least 32 bits stand ready. */
static inline void ndx_code_refill(ndx_code_reader *reader) {
    for (; reader->count <= 32; reader->count += 8) {
        if (reader->at < reader->end) {
            reader->bits = reader->bits << 8 | *reader->at++;
        } else {
            reader->bits <<= 8;
            reader->missing++;
        }
    }
    reader->over = reader->missing * 8 > reader->count;
}

static inline uint32_t ndx_code_take(ndx_code_reader *reader, unsigned bits) {
    ndx_code_refill(reader);
    reader->count -= bits;
    return (uint32_t)(reader->bits >> reader->count) & ((1u << bits) - 1);
}

/* NDX_NO_RANK when there is no such code. */
static inline uint32_t ndx_code_take_rank(ndx_code_reader *reader, const ndx_canonical *code) {
    ndx_code_refill(reader);
    uint32_t ahead = (uint32_t)(reader->bits >> (reader->count - 16)) & 0xFFFF;
    for (unsigned length = 1; length <= NDX_CODE_MAX; length++) {
        if (ahead >= code->limit[length]) continue;
        reader->count -= length;
        return code->first_rank[length] + (ahead >> (16 - length)) - code->first_code[length];
    }
    return NDX_NO_RANK;
}

#endif
