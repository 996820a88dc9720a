/* Packing and finding positions; the format stands in positions.h. */
#include "positions.h"

#include <stdlib.h>

#include "bits.h"

#define NUMBER_BITS 24u /* of a term among those of an article */
#define TERMS_MAX (1u << NUMBER_BITS)
#define SAMPLE_EVERY 16u

uint64_t ndx_term_hash(ndx_text term) {
    return ndx_hash(term.data, term.len, NDX_TERM_HASH_SEED);
}

static unsigned bits_for(uint32_t count) {
    return count > 1 ? 32u - (unsigned)__builtin_clz(count - 1) : 0;
}

static uint32_t bucket_of(uint64_t hash, unsigned bucket_bits) {
    return (uint32_t)(hash >> 1 >> (63 - bucket_bits)); /* none when there are no bits */
}

#define PRINT_BITS 5u
static uint8_t fingerprint_of(uint64_t hash, unsigned bucket_bits) {
    return (uint8_t)(hash >> (64 - PRINT_BITS - bucket_bits)) & ((1u << PRINT_BITS) - 1);
}

/* What tells those apart that share the fingerprint, mostly. */
static uint8_t second_print_of(uint64_t hash, unsigned bucket_bits) {
    return (uint8_t)(hash >> (56 - PRINT_BITS - bucket_bits));
}

static size_t print_bytes(size_t terms) {
    return (terms * PRINT_BITS + 7) / 8;
}

/* The Rice parameter for `count` positions below span: gaps are about geometric, and log2(0.69 * mean) bits suit those best
 * (Gallager and van Voorhis 1975; 11/16 for ln 2). */
static unsigned gap_bits(uint32_t span, uint32_t count) {
    uint64_t most = (uint64_t)span * 11 / 16;
    if (!count || most / 2 < count) return 0;
    /* the highest bit of most / count, without dividing: it is there or one lower */
    unsigned bits = (unsigned)__builtin_clzll(count) - (unsigned)__builtin_clzll(most);
    return bits - (most >> bits < count);
}

/* --- making --------------------------------------------------------------------------------------------- */

void ndx_positions_maker_clear(ndx_positions_maker *maker) {
    ndx_buf_clear(&maker->bits);
    ndx_buf_clear(&maker->clashes);
    free(maker->order);
    free(maker->buckets);
    *maker = (ndx_positions_maker){0};
}

static bool ensure(uint32_t **array, size_t *capacity, size_t count) {
    if (count <= *capacity) return true;
    uint32_t *grown = realloc(*array, count * 2 * sizeof *grown);
    if (!grown) return false;
    *array = grown;
    *capacity = count * 2;
    return true;
}

static bool ensure_order(ndx_positions_maker *maker, size_t count) {
    if (count <= maker->order_capacity) return true;
    uint64_t *grown = realloc(maker->order, count * 2 * sizeof *grown);
    if (!grown) return false;
    maker->order = grown;
    maker->order_capacity = count * 2;
    return true;
}

/* What is seen of a hash: bucket and fingerprint, with a term's number behind them. */
static uint64_t entry_of(uint64_t hash, unsigned bucket_bits, uint32_t number) {
    return hash >> (64 - PRINT_BITS - bucket_bits) << NUMBER_BITS | number;
}
static uint32_t look_of(uint64_t entry) {
    return (uint32_t)(entry >> NUMBER_BITS);
}
static const ndx_placed_term *term_of(const ndx_placed_term *terms, uint64_t entry) {
    return &terms[entry & (TERMS_MAX - 1)];
}

/* Does a come after b? */
static inline bool after(const ndx_placed_term *terms, uint64_t a, uint64_t b) {
    if (look_of(a) != look_of(b)) return a > b;
    return ndx_text_compare(term_of(terms, a)->term, term_of(terms, b)->term) > 0;
}

/* maker->order: the terms by (bucket, fingerprint, term). */
static bool sort_terms(ndx_positions_maker *maker, const ndx_placed_term *terms, size_t count,
                       unsigned bucket_bits) {
    size_t bucket_count = (size_t)1 << bucket_bits;
    if (!ensure_order(maker, count)) return false;
    if (!ensure(&maker->buckets, &maker->buckets_capacity, bucket_count)) return false;
    uint32_t *restrict buckets = maker->buckets, sum = 0;
    uint64_t *restrict order = maker->order;
    memset(buckets, 0, bucket_count * sizeof *buckets);
    for (size_t i = 0; i < count; i++) buckets[bucket_of(terms[i].hash, bucket_bits)]++;
    for (size_t b = 0; b < bucket_count; b++) {
        uint32_t in_bucket = buckets[b];
        buckets[b] = sum;
        sum += in_bucket;
    }
    for (uint32_t i = 0; i < count; i++)
        order[buckets[bucket_of(terms[i].hash, bucket_bits)]++] = entry_of(terms[i].hash, bucket_bits, i);
    /* Buckets hold one or two terms each: insertion moves hardly anything. */
    for (size_t i = 1; i < count; i++) {
        uint64_t moved = order[i];
        size_t at = i;
        for (; at > 0 && after(terms, order[at - 1], moved); at--) order[at] = order[at - 1];
        if (at < i) order[at] = moved;
    }
    return true;
}

/* A term's one stands behind those of the terms before it and the zeros of the buckets before its own. */
static void put_buckets(const ndx_positions_maker *maker, size_t count, unsigned bucket_bits, ndx_buf *out) {
    size_t bytes = (count + ((size_t)1 << bucket_bits) + 7) / 8;
    uint8_t *restrict bits = (uint8_t *)out->data + out->len;
    const uint64_t *restrict order = maker->order;
    memset(bits, 0, bytes);
    for (size_t i = 0; i < count; i++) {
        size_t at = i + (look_of(order[i]) >> PRINT_BITS);
        bits[at / 8] |= (uint8_t)(1u << (at % 8));
    }
    out->len += bytes;
}

/* Terms order[first..last-1] look alike. */
static void put_clash(const ndx_positions_maker *maker, const ndx_placed_term *terms, size_t first,
                      size_t last, unsigned bucket_bits, ndx_buf *out) {
    for (size_t i = first; i < last; i++) {
        const ndx_placed_term *term = term_of(terms, maker->order[i]);
        uint8_t print = second_print_of(term->hash, bucket_bits);
        size_t same = 0;
        for (size_t k = first; k < last; k++)
            same += second_print_of(term_of(terms, maker->order[k])->hash, bucket_bits) == print;
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
    unsigned low_bits = gap_bits(span, count);
    uint32_t next = 0;
    for (uint32_t i = 0; i < count; next = positions[i++] + 1)
        ndx_bits_put_rice(writer, positions[i] - next, low_bits);
}

/* All terms' places, `all` of them, into maker->bits, and where every SAMPLE_EVERY-th begins. */
static bool put_all_places(ndx_positions_maker *maker, const ndx_placed_term *terms, size_t count,
                           const uint32_t *positions, size_t all, uint32_t span, uint32_t *samples) {
    unsigned span_bits = bits_for(span);
    const uint64_t *order = maker->order;
    /* A count takes 63 bits at most. The zeros of a term's gaps are at most span >> k, 3 for each position,
     * and k is below 32. */
    if (!ndx_buf_reserve(&maker->bits, (all + count) * 8 + 64)) return false;
    uint8_t *begin = (uint8_t *)maker->bits.data + maker->bits.len;
    ndx_bit_writer writer = {.at = begin};
    for (size_t i = 0; i < count; i++) {
        const ndx_placed_term *term = term_of(terms, order[i]);
        if (i && i % SAMPLE_EVERY == 0)
            samples[i / SAMPLE_EVERY - 1] = (uint32_t)(writer.at - begin) * 8 + writer.count;
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
        ndx_bits_put(&writer, look_of(maker->order[i]) & ((1u << PRINT_BITS) - 1), PRINT_BITS);
    ndx_bits_flush(&writer);
    out->len = (size_t)((char *)writer.at - out->data);
}

static void put_samples(const uint32_t *samples, size_t count, unsigned bytes, ndx_buf *out) {
    for (size_t i = 0; i < count; i++)
        for (unsigned b = 0; b < bytes; b++) out->data[out->len++] = (char)(samples[i] >> (8 * b));
}

ndx_status ndx_positions_make(ndx_positions_maker *maker, const ndx_placed_term *terms, size_t count,
                              const uint32_t *positions, ndx_buf *out, ndx_error *err) {
    if (count >= TERMS_MAX)
        return ndx_fail(err, NDX_USAGE, "an article has more than %u different words", TERMS_MAX);
    unsigned bucket_bits = bits_for((uint32_t)count);
    size_t sample_count = count ? (count - 1) / SAMPLE_EVERY : 0;
    if (!sort_terms(maker, terms, count, bucket_bits)) return ndx_fail_memory(err);
    if (!ensure(&maker->buckets, &maker->buckets_capacity, ((size_t)1 << bucket_bits) + sample_count))
        return ndx_fail_memory(err);
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

/* --- reading -------------------------------------------------------------------------------------------- */

bool ndx_positions_view(ndx_positions *view, const uint8_t *bytes, size_t len) {
    const uint8_t *at = bytes, *end = bytes + len;
    uint64_t terms, span, clash_bytes;
    if (!ndx_varint_get(&at, end, &terms) || !ndx_varint_get(&at, end, &span) ||
        !ndx_varint_get(&at, end, &clash_bytes))
        return false;
    if (terms >= TERMS_MAX || span >= UINT32_MAX || print_bytes(terms) > (uint64_t)(end - at)) return false;
    *view = (ndx_positions){.terms = (uint32_t)terms,
                            .span = (uint32_t)span,
                            .bucket_bits = bits_for((uint32_t)terms),
                            .end = end};
    uint64_t bucket_bytes = terms ? (terms + (1ull << view->bucket_bits) + 7) / 8 : 0;
    uint64_t sample_count = terms ? (terms - 1) / SAMPLE_EVERY : 0, left = (uint64_t)(end - at);
    if (clash_bytes > left || bucket_bytes + print_bytes(terms) + 2 * sample_count + clash_bytes > left)
        return false;
    uint64_t bits = left - bucket_bytes - print_bytes(terms) - 2 * sample_count - clash_bytes;
    view->sample_bytes = 2;
    /* 4-byte samples when what is left after 2-byte ones and their other half is still too long for 2 bytes.
     */
    if (bits >= 2 * sample_count && (bits - 2 * sample_count) * 8 >= 65536) view->sample_bytes = 4;
    view->buckets = at;
    view->fingerprints = view->buckets + bucket_bytes;
    view->samples = view->fingerprints + print_bytes(terms);
    view->clashes = view->samples + sample_count * view->sample_bytes;
    view->bits = view->clashes + clash_bytes;
    return true;
}

/* Ones in a word; a function of the compiler's library where the processor may have no such instruction. */
static inline uint32_t ones_in(uint64_t word) {
    word -= word >> 1 & UINT64_C(0x5555555555555555);
    word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
    word = (word + (word >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (uint32_t)(word * UINT64_C(0x0101010101010101) >> 56);
}

/* First and past-last index of a bucket's terms: find the zero that ends the bucket before, and the one that
 * ends it. */
static bool bucket_range(const ndx_positions *view, uint32_t bucket, uint32_t *first, uint32_t *last) {
    ndx_bit_reader reader = {view->buckets, (size_t)(view->fingerprints - view->buckets), 0};
    uint32_t zeros = 0; /* passed so far */
    while (zeros < bucket) {
        uint64_t word = ~ndx_bits_peek(&reader) & 0xFFFFFFFFFFFFFFull;
        uint32_t here = ones_in(word);
        if (zeros + here < bucket) {
            zeros += here;
            reader.at += 56;
        } else {
            for (; zeros + 1 < bucket; zeros++) word &= word - 1;
            zeros++;
            reader.at += (unsigned)__builtin_ctzll(word) + 1;
        }
        if (ndx_bits_over(&reader)) return false;
    }
    if (reader.at < bucket) return false;
    *first = *last = (uint32_t)(reader.at - bucket);
    for (;;) {
        uint64_t word = ~ndx_bits_peek(&reader) & 0xFFFFFFFFFFFFFFull;
        unsigned ones = word ? (unsigned)__builtin_ctzll(word) : 56;
        *last += ones;
        reader.at += ones;
        if (word) break;
        if (ndx_bits_over(&reader)) return false;
    }
    return *last <= view->terms;
}

/* Of the terms first..last-1 that look alike, the one that is spelled `term`, or has its hash. */
static uint32_t find_clash(const ndx_positions *view, uint32_t first, uint32_t last, ndx_text term,
                           uint8_t print) {
    const uint8_t *at = view->clashes, *end = view->bits;
    uint64_t head, len;
    while (at < end && ndx_varint_get(&at, end, &head) && at < end) {
        bool here = head >> 1 >= first && head >> 1 < last, found;
        if (head & 1) {
            if (!ndx_varint_get(&at, end, &len) || len > (uint64_t)(end - at)) return NDX_NO_PLACE;
            found = ndx_text_equal((ndx_text){(const char *)at, (size_t)len}, term);
            at += len;
        } else {
            found = *at++ == print;
        }
        if (here && found) return (uint32_t)(head >> 1);
    }
    return NDX_NO_PLACE;
}

/* The term of that hash among the bucket's, first..last-1. */
static uint32_t find_in_bucket(const ndx_positions *view, uint32_t first, uint32_t last, ndx_text term,
                               uint64_t hash) {
    uint32_t wanted = fingerprint_of(hash, view->bucket_bits), found = NDX_NO_PLACE, alike = 0;
    ndx_bit_reader prints = {view->fingerprints, (size_t)(view->end - view->fingerprints),
                             (uint64_t)first * PRINT_BITS};
    for (uint32_t i = first; i < last; i++) { /* one or two */
        if (ndx_bits_get(&prints, PRINT_BITS) != wanted) continue;
        if (!alike++) found = i;
    }
    return alike < 2 ? found
                     : find_clash(view, found, found + alike, term, second_print_of(hash, view->bucket_bits));
}

uint32_t ndx_positions_find(const ndx_positions *view, ndx_text term, uint64_t hash) {
    uint32_t first, last;
    if (!view->terms || !bucket_range(view, bucket_of(hash, view->bucket_bits), &first, &last))
        return NDX_NO_PLACE;
    return find_in_bucket(view, first, last, term, hash);
}

bool ndx_positions_starts(const ndx_positions *view, uint32_t *starts) {
    ndx_bit_reader reader = {view->buckets, (size_t)(view->fingerprints - view->buckets), 0};
    uint32_t bucket = 0, buckets = (uint32_t)ndx_positions_buckets(view), first = 0;
    starts[bucket++] = 0;
    while (view->terms && bucket <= buckets) {
        uint64_t zeros = ~ndx_bits_peek(&reader) & 0xFFFFFFFFFFFFFFull;
        unsigned at = 0;
        for (; zeros && bucket <= buckets; zeros &= zeros - 1) {
            unsigned zero = (unsigned)__builtin_ctzll(zeros);
            first += zero - at; /* as many ones before it */
            at = zero + 1;
            starts[bucket++] = first;
        }
        first += 56 - at; /* nobody asks for it behind the last */
        reader.at += 56;
        if (bucket <= buckets && ndx_bits_over(&reader)) return false;
    }
    return !view->terms || starts[buckets] <= view->terms;
}

uint32_t ndx_positions_find_from(const ndx_positions *view, const uint32_t *starts, ndx_text term,
                                 uint64_t hash) {
    if (!view->terms) return NDX_NO_PLACE;
    uint32_t bucket = bucket_of(hash, view->bucket_bits);
    return find_in_bucket(view, starts[bucket], starts[bucket + 1], term, hash);
}

void ndx_place_list_clear(ndx_place_list *list) {
    free(list->at);
    *list = (ndx_place_list){0};
}

static uint32_t sample(const ndx_positions *view, uint32_t number) {
    const uint8_t *at = view->samples + (size_t)number * view->sample_bytes;
    uint32_t value = 0;
    for (unsigned b = 0; b < view->sample_bytes; b++) value |= (uint32_t)at[b] << (8 * b);
    return value;
}

/* `count` rice gaps, several out of each machine word; positions to `places` unless that is NULL. This is where phrases spend
 * their time: most terms are only passed over. */
static bool read_gaps(ndx_bit_reader *reader, unsigned low_bits, uint32_t count, uint32_t span,
                      uint32_t *places) {
    uint64_t next = 0, low_mask = (1ull << low_bits) - 1;
    while (count) {
        uint64_t word = ndx_bits_peek(reader);
        unsigned used = 0;
        while (count && word) {
            unsigned run = (unsigned)__builtin_ctzll(word), need = run + 1 + low_bits;
            if (used + need > 57) break; /* a peek promises no more */
            next += ((uint64_t)run << low_bits) + (word >> (run + 1) & low_mask);
            if (places) *places++ = (uint32_t)next;
            next++;
            word >>= need;
            used += need;
            count--;
        }
        reader->at += used;
        if (used || !count) continue;
        uint32_t gap; /* one that is longer than a word */
        if (!ndx_bits_get_rice(reader, low_bits, &gap)) return false;
        next += gap;
        if (places) *places++ = (uint32_t)next;
        next++;
        count--;
    }
    return next <= span && !ndx_bits_over(reader);
}

/* Pass over one term's positions, storing them at `places` (room for its count) unless that is NULL. */
static bool read_places(const ndx_positions *view, ndx_bit_reader *reader, uint32_t count, uint32_t *places) {
    if (count == 1) {
        uint32_t place = ndx_bits_get(reader, bits_for(view->span));
        if (places) places[0] = place;
        return place < view->span && !ndx_bits_over(reader);
    }
    return read_gaps(reader, gap_bits(view->span, count), count, view->span, places);
}

/* Pass over terms. Most stand once: a one, then their place. */
static bool skip_terms(const ndx_positions *view, ndx_bit_reader *reader, uint32_t terms) {
    unsigned once = 1 + bits_for(view->span);
    while (terms) {
        uint64_t word = ndx_bits_peek(reader), begin = reader->at;
        for (unsigned used = once; terms && (word & 1) && used <= 57; used += once, terms--) {
            word >>= once;
            reader->at += once;
        }
        if (!terms || reader->at != begin) continue;
        uint32_t count;
        if (!ndx_bits_get_gamma(reader, &count) || count > view->span ||
            !read_gaps(reader, gap_bits(view->span, count), count, view->span, NULL))
            return false;
        terms--;
    }
    return !ndx_bits_over(reader);
}

/* Stand on the positions of term number `index`, its count read. */
static bool stand_on(const ndx_positions *view, uint32_t index, ndx_bit_reader *reader, uint32_t *count) {
    if (index >= view->terms) return false;
    uint32_t block = index / SAMPLE_EVERY;
    *reader =
        (ndx_bit_reader){view->bits, (size_t)(view->end - view->bits), block ? sample(view, block - 1) : 0};
    return skip_terms(view, reader, index % SAMPLE_EVERY) && ndx_bits_get_gamma(reader, count) &&
           *count <= view->span;
}

static ndx_status damaged(ndx_error *err) {
    return ndx_fail(err, NDX_BAD_INPUT,
                    "the word positions of an article's record are damaged; rebuild the index");
}

/* Every position takes a bit at least: a count beyond the bits there are is damage, not a reason to allocate. */
static ndx_status get_places(const ndx_positions *view, ndx_bit_reader *reader, uint32_t count,
                             ndx_place_list *list, ndx_error *err) {
    if (count > (uint64_t)reader->len * 8) return damaged(err);
    if (!ensure(&list->at, &list->capacity, count)) return ndx_fail_memory(err);
    if (!read_places(view, reader, count, list->at)) return damaged(err);
    list->count = count;
    return NDX_OK;
}

ndx_status ndx_positions_get(const ndx_positions *view, uint32_t index, ndx_place_list *list,
                             ndx_error *err) {
    ndx_bit_reader reader;
    uint32_t count;
    list->count = 0;
    return stand_on(view, index, &reader, &count) ? get_places(view, &reader, count, list, err)
                                                  : damaged(err);
}

ndx_status ndx_positions_next(const ndx_positions *view, uint64_t *at, ndx_place_list *list, ndx_error *err) {
    ndx_bit_reader reader = {view->bits, (size_t)(view->end - view->bits), *at};
    uint32_t count;
    list->count = 0;
    if (!ndx_bits_get_gamma(&reader, &count) || count > view->span) return damaged(err);
    ndx_status status = get_places(view, &reader, count, list, err);
    *at = reader.at;
    return status;
}

uint32_t ndx_positions_count(const ndx_positions *view, uint32_t index) {
    ndx_bit_reader reader;
    uint32_t count;
    return stand_on(view, index, &reader, &count) ? count : 0;
}

ndx_status ndx_positions_check(const ndx_positions *view, ndx_error *err) {
    ndx_bit_reader reader = {view->bits, (size_t)(view->end - view->bits), 0};
    for (uint32_t i = 0; i < view->terms; i++) {
        uint32_t count;
        if (i && i % SAMPLE_EVERY == 0 && reader.at != sample(view, i / SAMPLE_EVERY - 1))
            return damaged(err);
        if (!ndx_bits_get_gamma(&reader, &count) || count > view->span ||
            !read_places(view, &reader, count, NULL))
            return damaged(err);
    }
    return reader.at + 7 >= (uint64_t)reader.len * 8 && !ndx_bits_over(&reader) ? NDX_OK : damaged(err);
}
