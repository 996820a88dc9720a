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

/* What is seen of a term, with its number behind it. */
static uint64_t entry_of(uint64_t hash, uint32_t terms, uint32_t number) {
    return (uint64_t)positions_look(hash, terms) << POSITIONS_NUMBER_BITS | number;
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
static void sort_terms(ndx_positions_maker *maker, const ndx_placed_term *terms, uint32_t count) {
    uint32_t *restrict buckets = maker->buckets, sum = 0;
    uint64_t *restrict order = maker->order;
    memset(buckets, 0, count * sizeof *buckets);
    for (uint32_t i = 0; i < count; i++)
        buckets[positions_look(terms[i].hash, count) >> POSITIONS_PRINT_BITS]++;
    for (uint32_t b = 0; b < count; b++) {
        uint32_t in_bucket = buckets[b];
        buckets[b] = sum;
        sum += in_bucket;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint64_t entry = entry_of(terms[i].hash, count, i);
        order[buckets[look_of(entry) >> POSITIONS_PRINT_BITS]++] = entry;
    }
    /* Buckets hold one or two terms each: insertion moves hardly anything. */
    for (size_t i = 1; i < count; i++) {
        uint64_t moved = order[i];
        size_t at = i;
        for (; at > 0 && after(terms, order[at - 1], moved); at--) order[at] = order[at - 1];
        if (at < i) order[at] = moved;
    }
}

/* Where the next bytes of `out` go, `bytes` of them. Room must have been reserved. */
static uint8_t *take(ndx_buf *out, size_t bytes) {
    uint8_t *at = (uint8_t *)out->data + out->len;
    out->len += bytes;
    return at;
}

/* A term's one stands behind those of the terms before it and the zeros of the buckets before its own. */
static void put_buckets(const ndx_positions_maker *maker, size_t count, ndx_buf *out) {
    uint8_t *restrict bits = take(out, positions_bucket_bytes(count));
    const uint64_t *restrict order = maker->order;
    memset(bits, 0, positions_bucket_bytes(count));
    for (size_t i = 0; i < count; i++) {
        size_t at = i + (look_of(order[i]) >> POSITIONS_PRINT_BITS);
        bits[at / 8] |= (uint8_t)(1u << (at % 8));
    }
}

static void put_fingerprints(const ndx_positions_maker *maker, size_t count, ndx_buf *out) {
    ndx_bit_writer writer = {.at = take(out, positions_print_bytes(count))};
    for (size_t i = 0; i < count; i++)
        ndx_bits_put(&writer, look_of(maker->order[i]) % POSITIONS_PRINTS, POSITIONS_PRINT_BITS);
    ndx_bits_flush(&writer);
}

/* Terms order[first..last-1] look alike. *before: the one put before them. */
static void put_clash(const ndx_positions_maker *maker, const ndx_placed_term *terms, size_t first,
                      size_t last, uint32_t count, size_t *before, ndx_buf *out) {
    for (size_t i = first; i < last; i++) {
        const ndx_placed_term *term = term_of(terms, maker->order[i]);
        uint8_t print = positions_second_print(term->hash, count);
        size_t same = 0;
        for (size_t k = first; k < last; k++)
            same += positions_second_print(term_of(terms, maker->order[k])->hash, count) == print;
        ndx_buf_add_varint(out, (i - *before) * 2 + (same > 1));
        *before = i;
        if (same == 1) {
            ndx_buf_add_char(out, (char)print);
            continue;
        }
        ndx_buf_add_varint(out, term->term.len);
        ndx_buf_add_text(out, term->term);
    }
}

static void put_clashes(const ndx_positions_maker *maker, const ndx_placed_term *terms, uint32_t count,
                        ndx_buf *out) {
    const uint64_t *order = maker->order;
    size_t before = 0;
    for (size_t i = 1; i < count; i++) {
        if (look_of(order[i]) != look_of(order[i - 1])) continue;
        size_t first = i - 1;
        while (i + 1 < count && look_of(order[i + 1]) == look_of(order[first])) i++;
        put_clash(maker, terms, first, i + 1, count, &before, out);
    }
}

/* The places of a term that has several. */
static inline void put_gaps(ndx_bit_writer *writer, const uint32_t *positions, uint32_t count,
                            uint32_t span) {
    unsigned low_bits = positions_gap_bits(span, count);
    uint32_t next = 0;
    ndx_bits_put_gamma(writer, count - 1);
    for (uint32_t i = 0; i < count; next = positions[i++] + 1)
        ndx_bits_put_unary(writer, (positions[i] - next) >> low_bits);
    next = 0;
    for (uint32_t i = 0; low_bits && i < count; next = positions[i++] + 1)
        ndx_bits_put(writer, (positions[i] - next) & ((1u << low_bits) - 1), low_bits);
}

/* What an article's terms are as a whole. */
typedef struct extent {
    uint32_t terms, once, span;
    size_t places; /* of all */
} extent;

static extent measure(const ndx_placed_term *terms, size_t count, const uint32_t *positions) {
    extent of = {.terms = (uint32_t)count};
    for (size_t i = 0; i < count; i++) {
        uint32_t last = positions[terms[i].first + terms[i].count - 1];
        if (last >= of.span) of.span = last + 1;
        of.places += terms[i].count;
        of.once += terms[i].count == 1;
    }
    return of;
}

/* Marks and the places of what stands once to `out`; of the others to maker->bits, where room for both must have been reserved, and
 * where samples begin to `samples`. */
static void put_places(ndx_positions_maker *maker, const ndx_placed_term *terms, const uint32_t *positions,
                       const extent *of, uint32_t *samples, ndx_buf *out) {
    unsigned span_bits = positions_bits(of->span);
    uint8_t *marks = take(out, positions_mark_bytes(of->terms)), mark = 0;
    uint8_t *begin = (uint8_t *)maker->bits.data;
    ndx_bit_writer places = {.at = take(out, positions_place_bytes(of->once, of->span))};
    ndx_bit_writer others = {.at = begin};
    const uint64_t *order = maker->order;
    for (uint32_t i = 0, other = 0; i < of->terms; i++) {
        const ndx_placed_term *term = term_of(terms, order[i]);
        bool once = term->count == 1;
        mark = (uint8_t)(mark >> 1 | once << 7);
        if (i % 8 == 7) *marks++ = mark;
        if (once) {
            ndx_bits_put(&places, positions[term->first], span_bits);
            continue;
        }
        if (other && other % POSITIONS_SAMPLE_EVERY == 0)
            samples[other / POSITIONS_SAMPLE_EVERY - 1] = (uint32_t)(others.at - begin) * 8 + others.count;
        put_gaps(&others, positions + term->first, term->count, of->span);
        other++;
    }
    if (of->terms % 8) *marks = (uint8_t)(mark >> (8 - of->terms % 8));
    ndx_bits_flush(&places);
    ndx_bits_flush(&others);
    maker->bits.len = (size_t)(others.at - begin);
}

static void put_samples(const uint32_t *samples, size_t count, unsigned bytes, ndx_buf *out) {
    for (size_t i = 0; i < count; i++)
        for (unsigned b = 0; b < bytes; b++) out->data[out->len++] = (char)(samples[i] >> (8 * b));
}

ndx_status ndx_positions_make(ndx_positions_maker *maker, const ndx_placed_term *terms, size_t count,
                              const uint32_t *positions, ndx_buf *out, ndx_error *err) {
    if (count >= POSITIONS_TERMS_MAX)
        return ndx_fail(err, NDX_USAGE, "an article has more than %u different words", POSITIONS_TERMS_MAX);
    extent of = measure(terms, count, positions);
    size_t sample_count = positions_samples(of.terms - of.once);
    ndx_buf *clashes = &maker->clashes;
    ndx_buf_reset(&maker->bits);
    ndx_buf_reset(clashes);
    /* A count takes 63 bits at most. The zeros of a term's gaps are at most span >> k, 3 for each position, and k is below 32. */
    if (!make_room(maker, count, count + sample_count) ||
        !ndx_buf_reserve(&maker->bits, (of.places + count) * 8 + 64))
        return ndx_fail_memory(err);
    if (count) sort_terms(maker, terms, of.terms);
    put_clashes(maker, terms, of.terms, clashes);
    ndx_buf_add_varint(out, of.terms);
    ndx_buf_add_varint(out, of.once);
    ndx_buf_add_varint(out, of.span);
    ndx_buf_add_varint(out, clashes->len);
    if (count &&
        ndx_buf_reserve(out, count * 2 + positions_place_bytes(of.once, of.span) + sample_count * 4 + 16)) {
        uint32_t *samples = maker->buckets + count;
        put_buckets(maker, count, out);
        put_fingerprints(maker, count, out);
        put_places(maker, terms, positions, &of, samples, out);
        put_samples(samples, sample_count, maker->bits.len * 8 < 65536 ? 2 : 4, out);
    }
    ndx_buf_add_text(out, ndx_buf_text(clashes));
    ndx_buf_add_text(out, ndx_buf_text(&maker->bits));
    return clashes->failed || out->failed ? ndx_fail_memory(err) : NDX_OK;
}
