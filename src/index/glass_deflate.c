/* One code for all term lists. */
#include "glass_deflate.h"

#include <stdbool.h>
#include <string.h>

/* Bits of each byte's code and, last, of the end's: those that make the term lists of some 5,000 articles of English news shortest, the
 * block's head included, which says them again for each list and is the shorter the more neighbours have the same. */
static const uint8_t literal_bits[NDX_GLASS_LITERALS] = {
    13, 5,  5,  5,  5,  5,  6,  6,  6,  6,  6,  6,  6,  7,  7,  7,  7,  7,  7,  7,  7,  9,  9,  9,  9,  9,
    9,  9,  9,  9,  9,  9,  9,  11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 8,  11, 6,  7,  7,  7,
    7,  7,  7,  7,  7,  7,  12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12,
    12, 12, 9,  9,  9,  9,  9,  13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 5,  7,  6,  6,  4,  7,  7,
    6,  5,  9,  7,  5,  6,  5,  5,  6,  10, 4,  5,  5,  5,  7,  7,  7,  7,  13, 13, 13, 13, 13, 13, 13, 13,
    13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13,
    13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13,
    13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13,
    13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13,
    13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13,
};
/* The same for the code that the lengths themselves are written in: 0 to 15, then "the last one 3 to 6 times more". */
static const uint8_t length_bits[19] = {6, 0, 0, 0, 6, 3, 4, 3, 6, 5, 6, 6, 6, 4, 0, 0, 1, 0, 0};
#define REPEAT 16

/* --- codes ---------------------------------------------------------------------------------------------- */

/* RFC 1951, 3.2.2: codes of the same length follow each other in order, first bit highest; here turned round. */
static void make_codes(const uint8_t *bits, size_t count, uint16_t *codes) {
    unsigned of_length[16] = {0}, next[16] = {0};
    for (size_t i = 0; i < count; i++) of_length[bits[i]]++;
    of_length[0] = 0;
    for (unsigned length = 1; length < 16; length++)
        next[length] = (next[length - 1] + of_length[length - 1]) << 1;
    for (size_t i = 0; i < count; i++) {
        unsigned code = bits[i] ? next[bits[i]]++ : 0, turned = 0;
        for (unsigned bit = 0; bit < bits[i]; bit++) turned |= (code >> bit & 1) << (bits[i] - 1u - bit);
        codes[i] = (uint16_t)turned;
    }
}

/* --- bits ----------------------------------------------------------------------------------------------- */

typedef struct bit_writer {
    uint8_t *at;
    uint64_t waiting;
    unsigned count; /* bits waiting, below 32 between calls */
} bit_writer;

static inline void put_bits(bit_writer *out, uint64_t bits, unsigned count) {
    out->waiting |= bits << out->count;
    out->count += count;
    if (out->count < 32) return;
    for (unsigned i = 0; i < 4; i++) out->at[i] = (uint8_t)(out->waiting >> (8 * i));
    out->at += 4;
    out->waiting >>= 32;
    out->count -= 32;
}
static void end_bits(bit_writer *out) {
    for (; out->count > 0; out->waiting >>= 8) {
        *out->at++ = (uint8_t)out->waiting;
        out->count = out->count > 8 ? out->count - 8 : 0;
    }
}

/* --- the block's head ----------------------------------------------------------------------------------- */

static size_t put_lengths(bit_writer *out, const uint16_t *codes) {
    size_t total = 0;
    for (size_t i = 0; i < NDX_GLASS_LITERALS;) {
        size_t run = 1;
        while (i + run < NDX_GLASS_LITERALS && literal_bits[i + run] == literal_bits[i]) run++;
        bool repeated = false;
        for (size_t left = run; left > 0;) {
            size_t more = repeated && left >= 3 ? (left < 6 ? left : 6) : 0;
            unsigned symbol = more ? REPEAT : literal_bits[i];
            put_bits(out, codes[symbol], length_bits[symbol]);
            if (more) put_bits(out, more - 3, 2);
            total += length_bits[symbol] + (more ? 2u : 0u);
            left -= more ? more : 1;
            repeated = true;
        }
        i += run;
    }
    put_bits(out, codes[0], length_bits[0]); /* one distance code, of no bits: there are no distances */
    return total + length_bits[0];
}

void ndx_glass_deflater_init(ndx_glass_deflater *deflater) {
    static const uint8_t order[19] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                      11, 4,  12, 3, 13, 2, 14, 1, 15}; /* RFC 1951, 3.2.7 */
    uint16_t codes[19];
    bit_writer out = {deflater->head, 0, 0};
    size_t used = 19;
    memset(deflater, 0, sizeof *deflater);
    make_codes(literal_bits, NDX_GLASS_LITERALS, deflater->code);
    make_codes(length_bits, 19, codes);
    while (!length_bits[order[used - 1]]) used--;
    put_bits(&out, 1 | 2 << 1, 3); /* the last block; its code is its own */
    put_bits(&out, 0, 5 + 5);      /* 257 literals, 1 distance */
    put_bits(&out, used - 4, 4);
    for (size_t i = 0; i < used; i++) put_bits(&out, length_bits[order[i]], 3);
    deflater->head_bits = 3 + 5 + 5 + 4 + 3 * used + put_lengths(&out, codes);
    end_bits(&out);
}

/* --- lists ---------------------------------------------------------------------------------------------- */

size_t ndx_glass_deflate_size(const ndx_glass_deflater *deflater, const uint8_t *data, size_t len) {
    size_t bits = deflater->head_bits + literal_bits[NDX_GLASS_LITERALS - 1];
    for (size_t i = 0; i < len; i++) bits += literal_bits[data[i]];
    return (bits + 7) / 8;
}

void ndx_glass_deflate(const ndx_glass_deflater *deflater, const uint8_t *data, size_t len, uint8_t *out) {
    size_t whole = deflater->head_bits / 8;
    unsigned rest = deflater->head_bits % 8;
    memcpy(out, deflater->head, whole);
    bit_writer writer = {out + whole, rest ? deflater->head[whole] : 0, rest};
    size_t i = 0;
    for (; i + 2 <= len; i += 2) { /* two at a time: half the tests of what waits */
        unsigned bits = literal_bits[data[i]];
        put_bits(&writer, deflater->code[data[i]] | (uint64_t)deflater->code[data[i + 1]] << bits,
                 bits + literal_bits[data[i + 1]]);
    }
    if (i < len) put_bits(&writer, deflater->code[data[i]], literal_bits[data[i]]);
    put_bits(&writer, deflater->code[NDX_GLASS_LITERALS - 1], literal_bits[NDX_GLASS_LITERALS - 1]);
    end_bits(&writer);
}
