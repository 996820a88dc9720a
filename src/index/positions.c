/* Finding positions; the format stands in positions.h. */
#include <stdlib.h>

#include "positions_parts.h"

bool ndx_positions_view(ndx_positions *view, const uint8_t *bytes, size_t len) {
    const uint8_t *at = bytes, *end = bytes + len;
    uint64_t terms, span, clash_bytes;
    if (!ndx_varint_get(&at, end, &terms) || !ndx_varint_get(&at, end, &span) ||
        !ndx_varint_get(&at, end, &clash_bytes))
        return false;
    if (terms >= POSITIONS_TERMS_MAX || span >= UINT32_MAX ||
        positions_print_bytes(terms) > (uint64_t)(end - at))
        return false;
    *view = (ndx_positions){.terms = (uint32_t)terms,
                            .span = (uint32_t)span,
                            .bucket_bits = positions_bits((uint32_t)terms),
                            .end = end};
    uint64_t bucket_bytes = terms ? (terms + (1ull << view->bucket_bits) + 7) / 8 : 0;
    uint64_t sample_count = terms ? (terms - 1) / POSITIONS_SAMPLE_EVERY : 0, left = (uint64_t)(end - at);
    if (clash_bytes > left ||
        bucket_bytes + positions_print_bytes(terms) + 2 * sample_count + clash_bytes > left)
        return false;
    uint64_t bits = left - bucket_bytes - positions_print_bytes(terms) - 2 * sample_count - clash_bytes;
    view->sample_bytes = 2;
    /* 4-byte samples when what is left after 2-byte ones and their other half is still too long for 2 bytes.
     */
    if (bits >= 2 * sample_count && (bits - 2 * sample_count) * 8 >= 65536) view->sample_bytes = 4;
    view->buckets = at;
    view->fingerprints = view->buckets + bucket_bytes;
    view->samples = view->fingerprints + positions_print_bytes(terms);
    view->clashes = view->samples + sample_count * view->sample_bytes;
    view->bits = view->clashes + clash_bytes;
    return true;
}

/* Place of the set bit of a word before which there are `before` others: sums of bits from each byte down tell its byte. */
static inline unsigned place_of_bit(uint64_t word, unsigned before) {
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    uint64_t sums = word - (word >> 1 & ones * 0x55);
    sums = (sums & ones * 0x33) + (sums >> 2 & ones * 0x33);
    sums = ((sums + (sums >> 4)) & ones * 0x0f) * ones;
    uint64_t reached = (((ones * before) | tops) - sums) & tops; /* bytes whose sum is not above */
    unsigned byte = (unsigned)((reached >> 7) * ones >> 56);
    if (byte) {
        before -= (unsigned)(sums >> (8 * byte - 8) & 0xff);
        word &= UINT64_MAX << (8 * byte);
    }
    for (; before; before--) word &= word - 1;
    return (unsigned)__builtin_ctzll(word);
}

/* Bits of a vector, a word of them at a time: its zeros are ones here. */
typedef struct zero_walk {
    const uint8_t *bytes;
    size_t words, at; /* whole ones; passed */
    uint64_t word;    /* the one at `at`, read once: others may write to what we read */
    uint32_t zeros;   /* still to be passed */
} zero_walk;

/* To the word in which the zeros to be passed end. False: they go beyond the whole words. */
static inline __attribute__((always_inline)) bool pass_words(zero_walk *walk) {
    for (; walk->at < walk->words; walk->at++) {
        walk->word = ~ndx_load8(walk->bytes + 8 * walk->at);
        uint32_t here = (uint32_t)__builtin_popcountll(walk->word);
        if (here > walk->zeros) return true;
        walk->zeros -= here;
    }
    return false;
}
/* Most processors count bits by an instruction, which the compiler may not take for granted. */
#ifdef __x86_64__
__attribute__((target("popcnt"))) static bool pass_words_quickly(zero_walk *walk) {
    return pass_words(walk);
}
#endif
static bool pass_zeros(zero_walk *walk) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("popcnt")) return pass_words_quickly(walk);
#endif
    return pass_words(walk);
}

/* Where the zero that ends bucket number `bucket` stands. False: damaged. */
static bool find_zero(const ndx_positions *view, uint32_t bucket, uint64_t *place) {
    size_t len = (size_t)(view->fingerprints - view->buckets);
    zero_walk walk = {.bytes = view->buckets, .words = len / 8, .zeros = bucket};
    if (!pass_zeros(&walk)) { /* in what is left behind them */
        ndx_bit_reader reader = {view->buckets, len, 64 * walk.words};
        walk.word = ~ndx_bits_peek(&reader) & ((1ull << len % 8 * 8) - 1);
        if ((uint32_t)__builtin_popcountll(walk.word) <= walk.zeros) return false;
    }
    *place = 64 * walk.at + place_of_bit(walk.word, walk.zeros);
    return true;
}

/* First and past-last index of a bucket's terms: what stands between the zero that ends the bucket before, and its own. */
static bool bucket_range(const ndx_positions *view, uint32_t bucket, uint32_t *first, uint32_t *last) {
    uint64_t begin = 0;
    if (bucket && !find_zero(view, bucket - 1, &begin)) return false;
    ndx_bit_reader reader = {view->buckets, (size_t)(view->fingerprints - view->buckets),
                             bucket ? begin + 1 : 0};
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
    uint32_t wanted = positions_print(hash, view->bucket_bits), found = NDX_NO_PLACE, alike = 0;
    ndx_bit_reader prints = {view->fingerprints, (size_t)(view->end - view->fingerprints),
                             (uint64_t)first * POSITIONS_PRINT_BITS};
    for (uint32_t i = first; i < last; i++) { /* one or two */
        if (ndx_bits_get(&prints, POSITIONS_PRINT_BITS) != wanted) continue;
        if (!alike++) found = i;
    }
    return alike < 2 ? found
                     : find_clash(view, found, found + alike, term,
                                  positions_second_print(hash, view->bucket_bits));
}

uint32_t ndx_positions_find(const ndx_positions *view, ndx_text term, uint64_t hash) {
    uint32_t first, last;
    if (!view->terms || !bucket_range(view, positions_bucket(hash, view->bucket_bits), &first, &last))
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
    uint32_t bucket = positions_bucket(hash, view->bucket_bits);
    return find_in_bucket(view, starts[bucket], starts[bucket + 1], term, hash);
}

void ndx_place_list_clear(ndx_place_list *list) {
    free(list->at);
    *list = (ndx_place_list){0};
}

bool ndx_place_list_room(ndx_place_list *list, size_t count) {
    if (count <= list->capacity) return true;
    uint32_t *grown = realloc(list->at, count * 2 * sizeof *grown);
    if (!grown) return false;
    list->at = grown;
    list->capacity = count * 2;
    return true;
}

static uint32_t sample(const ndx_positions *view, uint32_t number) {
    const uint8_t *at = view->samples + (size_t)number * view->sample_bytes;
    uint32_t value = 0;
    for (unsigned b = 0; b < view->sample_bytes; b++) value |= (uint32_t)at[b] << (8 * b);
    return value;
}

/* `count` rice gaps, several out of each machine word; positions to `places` unless that is NULL. */
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
        uint32_t place = ndx_bits_get(reader, positions_bits(view->span));
        if (places) places[0] = place;
        return place < view->span && !ndx_bits_over(reader);
    }
    return read_gaps(reader, positions_gap_bits(view->span, count), count, view->span, places);
}

/* Pass over the terms that end within the next bits, `terms` of them at most. How many. False: more positions than there can be. */
static inline bool skip_within(const ndx_positions *view, ndx_bit_reader *reader, uint32_t terms,
                               unsigned once, uint32_t *skipped) {
    uint64_t word = ndx_bits_peek(reader);
    unsigned used = 0;
    for (*skipped = 0; *skipped < terms && word; ++*skipped) {
        if (word & 1) { /* once */
            if (used + once > 57) break;
            word >>= once;
            used += once;
            continue;
        }
        unsigned high = (unsigned)__builtin_ctzll(word), passed = used + 2 * high + 1;
        if (passed > 57) break; /* a peek promises no more */
        uint32_t count = 1u << high | (uint32_t)(word >> (high + 1) & ((1ull << high) - 1));
        if (count > view->span) return false;
        unsigned low_bits = positions_gap_bits(view->span, count);
        uint64_t left = word >> (2 * high + 1);
        for (; count && left && passed <= 57; count--) {
            unsigned gap = (unsigned)__builtin_ctzll(left) + 1 + low_bits;
            passed += gap;
            left = gap < 64 ? left >> gap : 0;
        }
        if (count || passed > 57) break;
        word = left;
        used = passed;
    }
    reader->at += used;
    return true;
}

/* Pass over terms: several out of each machine word. This is where phrases spend their time. */
static bool skip_terms(const ndx_positions *view, ndx_bit_reader *reader, uint32_t terms) {
    unsigned once = 1 + positions_bits(view->span);
    while (terms) {
        uint32_t count;
        if (!skip_within(view, reader, terms, once, &count)) return false;
        terms -= count;
        if (count) continue;
        if (!ndx_bits_get_gamma(reader, &count) || count > view->span ||
            !read_gaps(reader, positions_gap_bits(view->span, count), count, view->span, NULL))
            return false;
        terms--;
    }
    return !ndx_bits_over(reader);
}

/* Stand on the positions of term number `index`, its count read. */
static bool stand_on(const ndx_positions *view, uint32_t index, ndx_bit_reader *reader, uint32_t *count) {
    if (index >= view->terms) return false;
    uint32_t block = index / POSITIONS_SAMPLE_EVERY;
    *reader =
        (ndx_bit_reader){view->bits, (size_t)(view->end - view->bits), block ? sample(view, block - 1) : 0};
    return skip_terms(view, reader, index % POSITIONS_SAMPLE_EVERY) && ndx_bits_get_gamma(reader, count) &&
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
    if (!ndx_place_list_room(list, count)) return ndx_fail_memory(err);
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
        if (i && i % POSITIONS_SAMPLE_EVERY == 0 && reader.at != sample(view, i / POSITIONS_SAMPLE_EVERY - 1))
            return damaged(err);
        if (!ndx_bits_get_gamma(&reader, &count) || count > view->span ||
            !read_places(view, &reader, count, NULL))
            return damaged(err);
    }
    return reader.at + 7 >= (uint64_t)reader.len * 8 && !ndx_bits_over(&reader) ? NDX_OK : damaged(err);
}
