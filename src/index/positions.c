/* Finding positions; the format stands in positions.h. */
#include <stdlib.h>

#include "positions_parts.h"

bool ndx_positions_view(ndx_positions *view, const uint8_t *bytes, size_t len) {
    const uint8_t *at = bytes, *end = bytes + len;
    uint64_t terms, once, span, clash_bytes;
    if (!ndx_varint_get(&at, end, &terms) || !ndx_varint_get(&at, end, &once) ||
        !ndx_varint_get(&at, end, &span) || !ndx_varint_get(&at, end, &clash_bytes))
        return false;
    uint64_t left = (uint64_t)(end - at);
    if (terms >= POSITIONS_TERMS_MAX || once > terms || span >= UINT32_MAX || clash_bytes > left)
        return false;
    *view = (ndx_positions){.terms = (uint32_t)terms, .once = (uint32_t)once, .span = (uint32_t)span};
    uint64_t sample_count = positions_samples(terms - once),
             place_bytes = positions_place_bytes(once, view->span),
             fixed = positions_bucket_bytes(terms) + positions_print_bytes(terms) +
                     positions_mark_bytes(terms) + place_bytes + clash_bytes;
    if (fixed + 2 * sample_count > left) return false;
    uint64_t bits = left - fixed - 2 * sample_count;
    /* 4-byte samples when what is left after 2-byte ones and their other half is still too long for 2 bytes. */
    view->sample_bytes = bits >= 2 * sample_count && (bits - 2 * sample_count) * 8 >= 65536 ? 4 : 2;
    view->buckets = at;
    view->fingerprints = view->buckets + positions_bucket_bytes(terms);
    view->marks = view->fingerprints + positions_print_bytes(terms);
    view->places = view->marks + positions_mark_bytes(terms);
    view->samples = view->places + place_bytes;
    view->clashes = view->samples + sample_count * view->sample_bytes;
    view->bits = view->clashes + clash_bytes;
    view->end = end;
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
static inline __attribute__((always_inline)) uint32_t count_ones(const ndx_bit_reader *bits,
                                                                 uint64_t before) {
    ndx_bit_reader reader = *bits;
    uint32_t ones = 0;
    for (; reader.at + 64 <= before; reader.at += 64)
        ones += (uint32_t)__builtin_popcountll(ndx_bits_peek(&reader));
    return ones + (uint32_t)__builtin_popcountll(ndx_bits_peek(&reader) & ((1ull << before % 64) - 1));
}

/* Most processors count bits by an instruction, which the compiler may not take for granted. */
#ifdef __x86_64__
__attribute__((target("popcnt"))) static bool pass_words_quickly(zero_walk *walk) {
    return pass_words(walk);
}
__attribute__((target("popcnt"))) static uint32_t count_ones_quickly(const ndx_bit_reader *bits,
                                                                     uint64_t before) {
    return count_ones(bits, before);
}
#define BY_PROCESSOR(name, ...)                                                                              \
    (__builtin_cpu_supports("popcnt") ? name##_quickly(__VA_ARGS__) : name(__VA_ARGS__))
#else
#define BY_PROCESSOR(name, ...) name(__VA_ARGS__)
#endif

/* Where the zero that ends bucket number `bucket` stands. False: damaged. */
static bool find_zero(const ndx_positions *view, uint32_t bucket, uint64_t *place) {
    size_t len = (size_t)(view->fingerprints - view->buckets);
    zero_walk walk = {.bytes = view->buckets, .words = len / 8, .zeros = bucket};
    if (!BY_PROCESSOR(pass_words, &walk)) { /* in what is left behind them */
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
        uint64_t word = ~ndx_bits_peek(&reader) & NDX_BITS_MASK;
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
    uint64_t head, len, index = 0;
    while (at < end && ndx_varint_get(&at, end, &head) && at < end) {
        index +=
            head >>
            1; /* of damaged bytes it may be anything: what counts is that it lies between first and last */
        bool here = index >= first, found;
        if (index >= last) return NDX_NO_PLACE;
        if (head & 1) {
            if (!ndx_varint_get(&at, end, &len) || len > (uint64_t)(end - at)) return NDX_NO_PLACE;
            found = ndx_text_equal((ndx_text){(const char *)at, (size_t)len}, term);
            at += len;
        } else {
            found = *at++ == print;
        }
        if (here && found) return (uint32_t)index;
    }
    return NDX_NO_PLACE;
}

/* The term of that hash among the bucket's, first..last-1. */
static uint32_t find_in_bucket(const ndx_positions *view, uint32_t first, uint32_t last, ndx_text term,
                               uint64_t hash) {
    uint32_t wanted = positions_look(hash, view->terms) % POSITIONS_PRINTS, found = NDX_NO_PLACE, alike = 0;
    ndx_bit_reader prints = {view->fingerprints, (size_t)(view->end - view->fingerprints),
                             (uint64_t)first * POSITIONS_PRINT_BITS};
    for (uint32_t i = first; i < last; i++) { /* one or two */
        if (ndx_bits_get(&prints, POSITIONS_PRINT_BITS) != wanted) continue;
        if (!alike++) found = i;
    }
    return alike < 2
               ? found
               : find_clash(view, found, found + alike, term, positions_second_print(hash, view->terms));
}

static inline uint32_t bucket_of(const ndx_positions *view, uint64_t hash) {
    return positions_look(hash, view->terms) >> POSITIONS_PRINT_BITS;
}

uint32_t ndx_positions_find(const ndx_positions *view, ndx_text term, uint64_t hash) {
    uint32_t first, last;
    if (!view->terms || !bucket_range(view, bucket_of(view, hash), &first, &last)) return NDX_NO_PLACE;
    return find_in_bucket(view, first, last, term, hash);
}

bool ndx_positions_starts(const ndx_positions *view, uint32_t *starts) {
    ndx_bit_reader reader = {view->buckets, (size_t)(view->fingerprints - view->buckets), 0};
    uint32_t bucket = 0, first = 0;
    starts[bucket++] = 0;
    while (bucket <= view->terms) {
        uint64_t zeros = ~ndx_bits_peek(&reader) & NDX_BITS_MASK;
        unsigned at = 0;
        for (; zeros && bucket <= view->terms; zeros &= zeros - 1) {
            unsigned zero = (unsigned)__builtin_ctzll(zeros);
            first += zero - at; /* as many ones before it */
            at = zero + 1;
            starts[bucket++] = first;
        }
        first += 56 - at; /* nobody asks for it behind the last */
        reader.at += 56;
        if (bucket <= view->terms && ndx_bits_over(&reader)) return false;
    }
    return starts[view->terms] <= view->terms;
}

uint32_t ndx_positions_find_from(const ndx_positions *view, const uint32_t *starts, ndx_text term,
                                 uint64_t hash) {
    if (!view->terms) return NDX_NO_PLACE;
    uint32_t bucket = bucket_of(view, hash);
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

/* The places that `count` gaps lead to: what they have in unary comes first, their low bits behind that. */
static bool read_gaps(ndx_bit_reader *reader, unsigned low_bits, uint32_t count, uint32_t span,
                      uint32_t *places) {
    ndx_bit_reader unary = *reader;
    uint64_t next = 0, zeros = 0;
    if (!ndx_bits_pass_ones(reader, count)) return false;
    while (count) {
        uint64_t word = ndx_bits_peek(&unary) & NDX_BITS_MASK;
        unsigned used = 0;
        for (; count && word; count--) {
            unsigned run = (unsigned)__builtin_ctzll(word);
            next += ((zeros + run) << low_bits) + ndx_bits_get(reader, low_bits);
            *places++ = (uint32_t)next++;
            word >>= run + 1;
            used += run + 1;
            zeros = 0;
        }
        zeros += NDX_BITS_AT_ONCE - used;
        unary.at += NDX_BITS_AT_ONCE;
        if (count && ndx_bits_over(&unary)) return false;
    }
    return next <= span && !ndx_bits_over(reader);
}

/* How many there are of a term that does not stand once. */
static inline bool read_count(const ndx_positions *view, ndx_bit_reader *reader, uint32_t *count) {
    if (!ndx_bits_get_gamma(reader, count) || *count >= view->span) return false;
    ++*count;
    return true;
}

/* Pass over terms that do not stand once. */
static bool skip_terms(const ndx_positions *view, ndx_bit_reader *reader, uint32_t terms) {
    uint32_t count;
    for (; terms; terms--) {
        if (!read_count(view, reader, &count) || !ndx_bits_pass_ones(reader, count)) return false;
        reader->at += (uint64_t)count * positions_gap_bits(view->span, count);
    }
    return !ndx_bits_over(reader);
}

/* Where a term's positions are told. */
typedef struct standing {
    uint32_t count;
    uint32_t place;        /* of one that stands once */
    ndx_bit_reader reader; /* of another one: at its gaps */
} standing;

static inline ndx_bit_reader read_others(const ndx_positions *view, uint64_t at) {
    return (ndx_bit_reader){view->bits, (size_t)(view->end - view->bits), at};
}

/* The place of the term before which so many others stand once. */
static inline bool read_once(const ndx_positions *view, uint32_t number, uint32_t *place) {
    unsigned bits = positions_bits(view->span);
    ndx_bit_reader reader = {view->places, (size_t)(view->end - view->places), (uint64_t)number * bits};
    *place = ndx_bits_get(&reader, bits);
    return number < view->once && *place < view->span;
}

static bool stand_on(const ndx_positions *view, uint32_t index, standing *at) {
    if (index >= view->terms) return false;
    ndx_bit_reader marks = {view->marks, (size_t)(view->end - view->marks), 0};
    uint32_t once = BY_PROCESSOR(count_ones, &marks, index);
    if (view->marks[index / 8] >> index % 8 & 1) {
        at->count = 1;
        return read_once(view, once, &at->place);
    }
    uint32_t other = index - once, block = other / POSITIONS_SAMPLE_EVERY;
    if (other >= view->terms - view->once) return false;
    at->reader = read_others(view, block ? sample(view, block - 1) : 0);
    return skip_terms(view, &at->reader, other % POSITIONS_SAMPLE_EVERY) &&
           read_count(view, &at->reader, &at->count);
}

static ndx_status damaged(ndx_error *err) {
    return ndx_fail(err, NDX_BAD_INPUT,
                    "the word positions of an article's record are damaged; rebuild the index");
}

static ndx_status get_once(uint32_t place, ndx_place_list *list, ndx_error *err) {
    if (!ndx_place_list_room(list, 1)) return ndx_fail_memory(err);
    list->at[0] = place;
    list->count = 1;
    return NDX_OK;
}

/* Every position takes a bit at least: a count beyond the bits there are is damage, not a reason to allocate. */
static ndx_status get_gaps(const ndx_positions *view, ndx_bit_reader *reader, uint32_t count,
                           ndx_place_list *list, ndx_error *err) {
    if (count > (uint64_t)reader->len * 8) return damaged(err);
    if (!ndx_place_list_room(list, count)) return ndx_fail_memory(err);
    if (!read_gaps(reader, positions_gap_bits(view->span, count), count, view->span, list->at))
        return damaged(err);
    list->count = count;
    return NDX_OK;
}

ndx_status ndx_positions_get(const ndx_positions *view, uint32_t index, ndx_place_list *list,
                             ndx_error *err) {
    standing at;
    list->count = 0;
    if (!stand_on(view, index, &at)) return damaged(err);
    return at.count == 1 ? get_once(at.place, list, err) : get_gaps(view, &at.reader, at.count, list, err);
}

ndx_status ndx_positions_next(const ndx_positions *view, ndx_positions_walk *walk, ndx_place_list *list,
                              ndx_error *err) {
    uint32_t index = walk->index++, place, count;
    list->count = 0;
    if (index >= view->terms) return damaged(err);
    if (view->marks[index / 8] >> index % 8 & 1)
        return read_once(view, walk->once++, &place) ? get_once(place, list, err) : damaged(err);
    ndx_bit_reader reader = read_others(view, walk->at);
    if (!read_count(view, &reader, &count)) return damaged(err);
    ndx_status status = get_gaps(view, &reader, count, list, err);
    walk->at = reader.at;
    return status;
}

uint32_t ndx_positions_count(const ndx_positions *view, uint32_t index) {
    standing at;
    return stand_on(view, index, &at) ? at.count : 0;
}

ndx_status ndx_positions_check(const ndx_positions *view, ndx_error *err) {
    ndx_positions_walk walk = {0};
    ndx_place_list list = {0};
    ndx_status status = NDX_OK;
    while (status == NDX_OK && walk.index < view->terms) {
        uint32_t other = walk.index - walk.once, number = other / POSITIONS_SAMPLE_EVERY;
        bool sampled = other && other % POSITIONS_SAMPLE_EVERY == 0 &&
                       number <= positions_samples(view->terms - view->once);
        if (sampled && walk.at != sample(view, number - 1)) status = damaged(err);
        if (status == NDX_OK) status = ndx_positions_next(view, &walk, &list, err);
    }
    ndx_place_list_clear(&list);
    if (status != NDX_OK) return status;
    bool all_read = walk.once == view->once && (walk.at + 7) / 8 == (uint64_t)(view->end - view->bits);
    return all_read ? NDX_OK : damaged(err);
}
