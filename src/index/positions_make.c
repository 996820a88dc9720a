/* Packing positions; the format stands in positions.h. */
#include <stdlib.h>

#include "positions_parts.h"

uint64_t ndx_term_hash(ndx_text term) {
    return ndx_hash(term.data, term.len, NDX_TERM_HASH_SEED);
}

void ndx_positions_maker_clear(ndx_positions_maker *maker) {
    ndx_buf_clear(&maker->bits);
    ndx_buf_clear(&maker->clashes);
    free(maker->order);
    free(maker->buckets);
    *maker = (ndx_positions_maker){0};
}

/* For so many terms, and numbers beside them. */
static bool make_room(ndx_positions_maker *maker, size_t terms, size_t numbers) {
    if (terms > maker->order_capacity) {
        uint64_t *grown = realloc(maker->order, terms * 2 * sizeof *grown);
        if (!grown) return false;
        maker->order = grown;
        maker->order_capacity = terms * 2;
    }
    if (numbers > maker->buckets_capacity) {
        uint32_t *grown = realloc(maker->buckets, numbers * 2 * sizeof *grown);
        if (!grown) return false;
        maker->buckets = grown;
        maker->buckets_capacity = numbers * 2;
    }
    return true;
}

/* What is seen of a hash: bucket and fingerprint, with a term's number behind them. */
static uint64_t entry_of(uint64_t hash, unsigned bucket_bits, uint32_t number) {
    return hash >> (64 - POSITIONS_PRINT_BITS - bucket_bits) << POSITIONS_NUMBER_BITS | number;
}
static uint32_t look_of(uint64_t entry) {
    return (uint32_t)(entry >> POSITIONS_NUMBER_BITS);
}
static const ndx_placed_term *term_of(const ndx_placed_term *terms, uint64_t entry) {
    return &terms[entry & (POSITIONS_TERMS_MAX - 1)];
}

/* Does a come after b? */
static inline bool after(const ndx_placed_term *terms, uint64_t a, uint64_t b) {
    if (look_of(a) != look_of(b)) return a > b;
    return ndx_text_compare(term_of(terms, a)->term, term_of(terms, b)->term) > 0;
}

/* maker->order: the terms by (bucket, fingerprint, term). */
static void sort_terms(ndx_positions_maker *maker, const ndx_placed_term *terms, size_t count,
                       unsigned bucket_bits) {
    size_t bucket_count = (size_t)1 << bucket_bits;
    uint32_t *restrict buckets = maker->buckets, sum = 0;
    uint64_t *restrict order = maker->order;
    memset(buckets, 0, bucket_count * sizeof *buckets);
    for (size_t i = 0; i < count; i++) buckets[positions_bucket(terms[i].hash, bucket_bits)]++;
    for (size_t b = 0; b < bucket_count; b++) {
        uint32_t in_bucket = buckets[b];
        buckets[b] = sum;
        sum += in_bucket;
    }
    for (uint32_t i = 0; i < count; i++)
        order[buckets[positions_bucket(terms[i].hash, bucket_bits)]++] =
            entry_of(terms[i].hash, bucket_bits, i);
    /* Buckets hold one or two terms each: insertion moves hardly anything. */
    for (size_t i = 1; i < count; i++) {
        uint64_t moved = order[i];
        size_t at = i;
        for (; at > 0 && after(terms, order[at - 1], moved); at--) order[at] = order[at - 1];
        if (at < i) order[at] = moved;
    }
}

/* A term's one stands behind those of the terms before it and the zeros of the buckets before its own. */
static void put_buckets(const ndx_positions_maker *maker, size_t count, unsigned bucket_bits, ndx_buf *out) {
    size_t bytes = (count + ((size_t)1 << bucket_bits) + 7) / 8;
    uint8_t *restrict bits = (uint8_t *)out->data + out->len;
    const uint64_t *restrict order = maker->order;
    memset(bits, 0, bytes);
    for (size_t i = 0; i < count; i++) {
        size_t at = i + (look_of(order[i]) >> POSITIONS_PRINT_BITS);
        bits[at / 8] |= (uint8_t)(1u << (at % 8));
    }
    out->len += bytes;
}

/* Terms order[first..last-1] look alike. */
static void put_clash(const ndx_positions_maker *maker, const ndx_placed_term *terms, size_t first,
                      size_t last, unsigned bucket_bits, ndx_buf *out) {
    for (size_t i = first; i < last; i++) {
        const ndx_placed_term *term = term_of(terms, maker->order[i]);
        uint8_t print = positions_second_print(term->hash, bucket_bits);
        size_t same = 0;
        for (size_t k = first; k < last; k++)
            same += positions_second_print(term_of(terms, maker->order[k])->hash, bucket_bits) == print;
        ndx_buf_add_varint(out, i * 2 + (same > 1));
        if (same == 1) {
            ndx_buf_add_char(out, (char)print);
            continue;
        }
        ndx_buf_add_varint(out, term->term.len);
        ndx_buf_add_text(out, term->term);
    }
}

static void put_clashes(const ndx_positions_maker *maker, const ndx_placed_term *terms, size_t count,
                        unsigned bucket_bits, ndx_buf *out) {
    const uint64_t *order = maker->order;
    for (size_t i = 1; i < count; i++) {
        if (look_of(order[i]) != look_of(order[i - 1])) continue;
        size_t first = i - 1;
        while (i + 1 < count && look_of(order[i + 1]) == look_of(order[first])) i++;
        put_clash(maker, terms, first, i + 1, bucket_bits, out);
    }
}

/* The places of a term. */
static inline void put_places(ndx_bit_writer *writer, const uint32_t *positions, uint32_t count,
                              uint32_t span, unsigned span_bits) {
    if (count == 1 && span_bits < 32) { /* gamma(1) is a one */
        ndx_bits_put(writer, 1 | (uint64_t)positions[0] << 1, span_bits + 1);
        return;
    }
    ndx_bits_put_gamma(writer, count);
    if (count == 1) {
        ndx_bits_put(writer, positions[0], span_bits);
        return;
    }
    unsigned low_bits = positions_gap_bits(span, count);
    uint32_t next = 0;
    for (uint32_t i = 0; i < count; next = positions[i++] + 1)
        ndx_bits_put_rice(writer, positions[i] - next, low_bits);
}

/* All terms' places, `all` of them, into maker->bits, and where every POSITIONS_SAMPLE_EVERY-th begins. */
static bool put_all_places(ndx_positions_maker *maker, const ndx_placed_term *terms, size_t count,
                           const uint32_t *positions, size_t all, uint32_t span, uint32_t *samples) {
    unsigned span_bits = positions_bits(span);
    const uint64_t *order = maker->order;
    /* A count takes 63 bits at most. The zeros of a term's gaps are at most span >> k, 3 for each position,
     * and k is below 32. */
    if (!ndx_buf_reserve(&maker->bits, (all + count) * 8 + 64)) return false;
    uint8_t *begin = (uint8_t *)maker->bits.data + maker->bits.len;
    ndx_bit_writer writer = {.at = begin};
    for (size_t i = 0; i < count; i++) {
        const ndx_placed_term *term = term_of(terms, order[i]);
        if (i && i % POSITIONS_SAMPLE_EVERY == 0)
            samples[i / POSITIONS_SAMPLE_EVERY - 1] = (uint32_t)(writer.at - begin) * 8 + writer.count;
        put_places(&writer, positions + term->first, term->count, span, span_bits);
    }
    ndx_bits_flush(&writer);
    maker->bits.len += (size_t)(writer.at - begin);
    return true;
}

/* Room for both must have been reserved. */
static void put_fingerprints(const ndx_positions_maker *maker, size_t count, ndx_buf *out) {
    ndx_bit_writer writer = {.at = (uint8_t *)out->data + out->len};
    for (size_t i = 0; i < count; i++)
        ndx_bits_put(&writer, look_of(maker->order[i]) & ((1u << POSITIONS_PRINT_BITS) - 1),
                     POSITIONS_PRINT_BITS);
    ndx_bits_flush(&writer);
    out->len = (size_t)((char *)writer.at - out->data);
}

static void put_samples(const uint32_t *samples, size_t count, unsigned bytes, ndx_buf *out) {
    for (size_t i = 0; i < count; i++)
        for (unsigned b = 0; b < bytes; b++) out->data[out->len++] = (char)(samples[i] >> (8 * b));
}

ndx_status ndx_positions_make(ndx_positions_maker *maker, const ndx_placed_term *terms, size_t count,
                              const uint32_t *positions, ndx_buf *out, ndx_error *err) {
    if (count >= POSITIONS_TERMS_MAX)
        return ndx_fail(err, NDX_USAGE, "an article has more than %u different words", POSITIONS_TERMS_MAX);
    unsigned bucket_bits = positions_bits((uint32_t)count);
    size_t sample_count = count ? (count - 1) / POSITIONS_SAMPLE_EVERY : 0;
    if (!make_room(maker, count, ((size_t)1 << bucket_bits) + sample_count)) return ndx_fail_memory(err);
    sort_terms(maker, terms, count, bucket_bits);
    uint32_t span = 0, *samples = maker->buckets + ((size_t)1 << bucket_bits);
    size_t all = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t last = positions[terms[i].first + terms[i].count - 1];
        if (last >= span) span = last + 1;
        all += terms[i].count;
    }
    ndx_buf_reset(&maker->bits);
    if (!put_all_places(maker, terms, count, positions, all, span, samples)) return ndx_fail_memory(err);

    ndx_buf *clashes = &maker->clashes;
    ndx_buf_reset(clashes);
    put_clashes(maker, terms, count, bucket_bits, clashes);
    ndx_buf_add_varint(out, count);
    ndx_buf_add_varint(out, span);
    ndx_buf_add_varint(out, clashes->len);
    if (count && ndx_buf_reserve(out, ((size_t)1 << bucket_bits) / 8 + count * 2 + sample_count * 4 + 16)) {
        put_buckets(maker, count, bucket_bits, out);
        put_fingerprints(maker, count, out);
        put_samples(samples, sample_count, maker->bits.len * 8 < 65536 ? 2 : 4, out);
    }
    ndx_buf_add_text(out, ndx_buf_text(clashes));
    ndx_buf_add_text(out, ndx_buf_text(&maker->bits));
    return clashes->failed || out->failed ? ndx_fail_memory(err) : NDX_OK;
}
