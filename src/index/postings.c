/* Posting lists in chunks (their format is in glass.h). Every number of a chunk is checked to be where it can be. */
#include "postings.h"

#include <stdlib.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

static int ascending(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

void ndx_numbers_sort(uint32_t *numbers, size_t count) {
    bool sorted = true;
    for (size_t i = 1; i < count && sorted; i++) sorted = numbers[i - 1] <= numbers[i];
    if (!sorted) qsort(numbers, count, sizeof *numbers, ascending);
}

/* --- chunks --------------------------------------------------------------------------------------------- */

/* Take the chunk that the cursor stands on; *first_chunk: it begins the list. */
static ndx_status take_chunk(ndx_postings *list, uint32_t first, bool first_chunk, ndx_error *err) {
    ndx_text tag;
    bool whole;
    uint32_t sum, span;
    ndx_status status = ndx_glass_tag(&list->cursor, SIZE_MAX, &list->scratch, &tag, &whole, err);
    if (status != NDX_OK) return status;
    const uint8_t *at = (const uint8_t *)tag.data, *end = at + tag.len;
    if (first_chunk && (!glass_read_uint(&at, end, &list->articles) || !glass_read_uint(&at, end, &sum) ||
                        !glass_read_uint(&at, end, &first) || first++ == UINT32_MAX))
        return ndx_glass_damaged(&list->cursor, err);
    if (at == end || (*at != '0' && *at != '1')) return ndx_glass_damaged(&list->cursor, err);
    list->is_last = *at++ == '1';
    uint32_t most = list->cursor.glass->last_docid;
    if (!glass_read_uint(&at, end, &span) || first == 0 || first > most || span > most - first || at == end)
        return ndx_glass_damaged(&list->cursor, err);
    list->first = list->number = first;
    list->last = first + span;
    list->at = at;
    list->end = end;
    return ndx_glass_check(&list->cursor, err);
}

/* Does the item belong to the list, and where does it begin? */
static bool chunk_begins(const ndx_postings *list, uint32_t *first) {
    const ndx_glass_cursor *cursor = &list->cursor;
    return cursor->key_len > list->stem_len && memcmp(cursor->key, list->key, list->stem_len) == 0 &&
           ndx_glass_read_sorted(cursor->key + list->stem_len, cursor->key + cursor->key_len, first);
}

static ndx_status next_chunk(ndx_postings *list, ndx_error *err) {
    uint32_t last = list->last, first;
    if (list->is_last) {
        list->ended = true;
        return NDX_OK;
    }
    ndx_status status = ndx_glass_next(&list->cursor, err);
    if (status == NDX_END || (status == NDX_OK && (!chunk_begins(list, &first) || first <= last)))
        return ndx_glass_damaged(&list->cursor, err);
    return status == NDX_OK ? take_chunk(list, first, false, err) : status;
}

/* The chunk that begins at `from` or is the last to begin before it. */
static ndx_status find_chunk(ndx_postings *list, uint32_t from, ndx_error *err) {
    uint8_t key[GLASS_KEY_MAX + 1 + GLASS_SORTED_MAX];
    uint32_t first = 0;
    bool exact;
    memcpy(key, list->key, list->stem_len);
    size_t key_len = (size_t)(glass_put_sorted(key + list->stem_len, from) - key);
    ndx_status status = ndx_glass_find(&list->cursor, key, key_len, &exact, err);
    if (status != NDX_OK) return status == NDX_END ? ndx_glass_damaged(&list->cursor, err) : status;
    bool begin =
        list->cursor.key_len == list->key_len && memcmp(list->cursor.key, list->key, list->key_len) == 0;
    if (!begin && !chunk_begins(list, &first)) return ndx_glass_damaged(&list->cursor, err);
    return take_chunk(list, first, begin, err);
}

ndx_status ndx_postings_open(ndx_postings *list, ndx_glass *glass, ndx_text term, ndx_error *err) {
    bool exact = false;
    list->cursor = (ndx_glass_cursor){.glass = glass, .name = NDX_GLASS_POSTLIST};
    list->ended = true;
    list->articles = 0;
    if (term.len > GLASS_TERM_MAX) return NDX_OK;
    uint8_t name[2 * GLASS_TERM_MAX], *end = glass_put_ordered(name, term.data, term.len);
    size_t len = (size_t)(end - name);
    if (len > GLASS_NAME_MAX) return NDX_OK;
    memcpy(list->key, term.len ? (const void *)name : "\x00\xe0", term.len ? len : 2);
    list->key_len = list->stem_len = (uint8_t)(term.len ? len : 2);
    if (term.len) list->key[list->stem_len++] = 0; /* between the term and the number */
    ndx_status status = ndx_glass_find(&list->cursor, list->key, list->key_len, &exact, err);
    if (status == NDX_END || (status == NDX_OK && !exact)) return NDX_OK;
    if (status == NDX_OK) status = take_chunk(list, 0, true, err);
    list->ended = status != NDX_OK;
    return status;
}

void ndx_postings_clear(ndx_postings *list) {
    ndx_buf_clear(&list->scratch);
    list->ended = true;
}

ndx_status ndx_postings_reach(ndx_postings *list, uint32_t from, uint32_t *number, ndx_error *err) {
    ndx_status status = NDX_OK;
    *number = NDX_NO_NUMBER;
    while (status == NDX_OK && !list->ended && (list->at == list->end || list->last < from)) {
        bool far = !list->is_last && list->at < list->end && list->last < from;
        uint32_t last = list->last;
        status = far ? find_chunk(list, from, err) : next_chunk(list, err);
        /* Between two chunks: the one found is behind us, or is where we were. */
        if (status == NDX_OK && far && list->last < from) {
            if (list->last < last) return ndx_glass_damaged(&list->cursor, err);
            status = next_chunk(list, err);
        }
    }
    if (status == NDX_OK && !list->ended) *number = from > list->number ? from : list->number;
    return status;
}

/* --- reading -------------------------------------------------------------------------------------------- */

/* A posting that may have numbers of any size. `number` is its article, and becomes that of the next one. */
static bool read_slowly(ndx_postings *list, const uint8_t **at, uint32_t *number, uint32_t *wdf) {
    uint32_t step;
    if (!glass_read_uint(at, list->end, wdf)) return false;
    if (*at == list->end) return *number == list->last;
    if (!glass_read_uint(at, list->end, &step) || step >= list->last - *number || *at == list->end)
        return false;
    *number += step + 1;
    return true;
}

/* What reading leaves behind. */
typedef struct window {
    uint32_t base, from, to; /* its first article; those that are read */
    uint64_t *bits;
    uint32_t *wdfs; /* NULL: nobody asks */
    bool joins;     /* to what is there already */
} window;

static inline void put(const window *to, uint32_t place, uint32_t wdf) {
    uint64_t bit = 1ull << place % 64;
    if (to->wdfs) to->wdfs[place] = to->joins && (to->bits[place / 64] & bit) ? to->wdfs[place] + wdf : wdf;
    to->bits[place / 64] |= bit;
}

enum { EIGHT = 8 };

#ifdef __SSE2__
#define EIGHT_BYTES ((ptrdiff_t)16)

/* Eight postings that follow each other and have numbers of one byte only: their places, their wdf, and how far it is to the ninth. */
typedef struct eight {
    uint16_t place[EIGHT], wdf[EIGHT];
    uint32_t span;
} eight;

/* False when one of the numbers takes more bytes than one. */
static inline __attribute__((always_inline)) bool read_eight(const uint8_t *at, uint32_t place, eight *out) {
    __m128i pairs = _mm_loadu_si128((const __m128i *)(const void *)at); /* wdf, articles between */
    if (_mm_movemask_epi8(pairs)) return false;
    __m128i steps = _mm_add_epi16(_mm_srli_epi16(pairs, 8), _mm_set1_epi16(1)), sums = steps;
    sums = _mm_add_epi16(sums, _mm_slli_si128(sums, 2));
    sums = _mm_add_epi16(sums, _mm_slli_si128(sums, 4));
    sums = _mm_add_epi16(sums, _mm_slli_si128(sums, 8));
    out->span = (uint32_t)_mm_extract_epi16(sums, EIGHT - 1);
    _mm_storeu_si128((__m128i *)(void *)out->place,
                     _mm_add_epi16(_mm_sub_epi16(sums, steps), _mm_set1_epi16((short)place)));
    _mm_storeu_si128((__m128i *)(void *)out->wdf, _mm_and_si128(pairs, _mm_set1_epi16(0xff)));
    return true;
}

/* Their bits are gathered before they are set: most often they are within 64 articles. */
static inline __attribute__((always_inline)) void put_eight(const window *to, const eight *some) {
    unsigned first = some->place[0], low = first % 64;
    if (to->joins || some->place[EIGHT - 1] - first >= 64) {
        for (unsigned i = 0; i < EIGHT; i++) put(to, some->place[i], some->wdf[i]);
        return;
    }
    uint64_t bits = 0;
#pragma GCC unroll 8
    for (unsigned i = 0; i < EIGHT; i++) bits |= 1ull << (some->place[i] - first);
    to->bits[first / 64] |= bits << low;
    if (low && bits >> (64 - low)) to->bits[first / 64 + 1] |= bits >> (64 - low);
    if (!to->wdfs) return;
#pragma GCC unroll 8
    for (unsigned i = 0; i < EIGHT; i++) to->wdfs[some->place[i]] = some->wdf[i];
}

/* As many eights as come next of which all are wanted, or none. */
static inline __attribute__((always_inline)) void read_eights(const window *to, const uint8_t **at,
                                                              const uint8_t *end, uint32_t *number) {
    eight some;
    while (end - *at > EIGHT_BYTES && *number < to->to && read_eight(*at, *number - to->base, &some)) {
        bool wanted = *number >= to->from;
        if (wanted ? some.place[EIGHT - 1] >= to->to - to->base : *number + some.span > to->from) return;
        if (wanted) put_eight(to, &some);
        *number += some.span;
        *at += EIGHT_BYTES;
    }
}
#else
static inline void read_eights(const window *to, const uint8_t **at, const uint8_t *end, uint32_t *number) {
    (void)to, (void)at, (void)end, (void)number;
}
#endif

/* Two numbers of a byte each, and something behind them? */
static inline bool is_short(const uint8_t *at, const uint8_t *end) {
    return end - at > 2 && !((at[0] | at[1]) & 0x80);
}

/* The postings of the chunk up to `to`: this is where queries spend their time. Most numbers take one byte. Inlined for each kind of
 * window, since half of the lists are read for their articles only. */
static inline __attribute__((always_inline)) bool read_chunk(ndx_postings *list, window to) {
    const uint8_t *at = list->at, *end = list->end;
    uint32_t number = list->number;
    while (number < to.to && at < end) {
        read_eights(&to, &at, end, &number);
        for (unsigned i = 0; i < EIGHT && number < to.to && is_short(at, end); i++, at += 2) {
            if (number >= to.from) put(&to, number - to.base, at[0]);
            number += at[1] + 1u;
        }
        if (number > list->last) return false;
        if (number >= to.to || is_short(at, end)) continue;
        uint32_t here = number, wdf;
        if (!read_slowly(list, &at, &number, &wdf)) return false;
        if (here >= to.from) put(&to, here - to.base, wdf);
    }
    list->at = at;
    list->number = number;
    return true;
}

static bool read_part(ndx_postings *list, uint32_t from, uint32_t to, uint64_t *bits, uint32_t *wdf,
                      bool joins) {
    uint32_t base = from & ~(NDX_WINDOW - 1);
    if (!wdf) return read_chunk(list, (window){base, from, to, bits, NULL, false});
    return joins ? read_chunk(list, (window){base, from, to, bits, wdf, true})
                 : read_chunk(list, (window){base, from, to, bits, wdf, false});
}

ndx_status ndx_postings_read(ndx_postings *list, uint32_t from, uint32_t to, uint64_t *bits, uint32_t *wdf,
                             bool joins, ndx_error *err) {
    uint32_t number;
    for (;;) {
        ndx_status status = ndx_postings_reach(list, from, &number, err);
        if (status != NDX_OK || number >= to) return status;
        if (!read_part(list, from, to, bits, wdf, joins)) return ndx_glass_damaged(&list->cursor, err);
        status = ndx_glass_check(&list->cursor, err);
        if (status != NDX_OK || list->at < list->end) return status;
    }
}

/* --- lengths -------------------------------------------------------------------------------------------- */

#define ARTICLES_MAX (1u << 28) /* in one index, for all their lengths to be kept: a gigabyte */

void ndx_lengths_clear(ndx_lengths *lengths) {
    ndx_postings_clear(&lengths->list);
    free(lengths->at);
    *lengths = (ndx_lengths){0};
}

ndx_status ndx_lengths_begin(ndx_lengths *lengths, ndx_glass *glass, ndx_error *err) {
    if (lengths->at) return NDX_OK;
    if (glass->last_docid >= ARTICLES_MAX) return ndx_fail_memory(err);
    lengths->at = calloc((size_t)glass->last_docid + NDX_WINDOW, sizeof *lengths->at); /* whole windows */
    if (!lengths->at) return ndx_fail_memory(err);
    ndx_status status = ndx_postings_open(&lengths->list, glass, (ndx_text){"", 0}, err);
    if (status != NDX_OK) ndx_lengths_clear(lengths);
    return status;
}

/* Most articles are followed by the next number, and have a length of two bytes. */
static inline bool read_length(ndx_postings *list, uint32_t *lengths) {
    const uint8_t *at = list->at;
    uint32_t number = list->number, wdf;
    if (list->end - at > 3 && at[0] & 0x80 && !(at[1] & 0x80) && at[2] == 0 && number < list->last) {
        lengths[number] = (at[0] & 0x7fu) | (uint32_t)at[1] << 7;
        list->number = number + 1;
        list->at = at + 3;
        return true;
    }
    if (!read_slowly(list, &list->at, &list->number, &wdf)) return false;
    lengths[number] = wdf;
    return true;
}

ndx_status ndx_lengths_read(ndx_lengths *lengths, uint32_t number, ndx_error *err) {
    ndx_postings *list = &lengths->list;
    if (list->ended && list->first == 0) return NDX_OK; /* no lengths at all */
    ndx_status status = find_chunk(list, number, err);
    while (status == NDX_OK && list->at < list->end)
        if (!read_length(list, lengths->at)) return ndx_glass_damaged(&list->cursor, err);
    return status == NDX_OK ? ndx_glass_check(&list->cursor, err) : status;
}
