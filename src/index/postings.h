/* One term's posting list, read from the tables (glass_read.h) a window of articles at a time; and the lengths of articles. */
#ifndef NDX_INDEX_POSTINGS_H
#define NDX_INDEX_POSTINGS_H

#include "glass_read.h"

#define NDX_WINDOW 2048u /* articles looked at at once, from a multiple of it on */
#define NDX_WINDOW_WORDS (NDX_WINDOW / 64)
#define NDX_NO_NUMBER UINT32_MAX

/* The numbers of a window's set bits, ascending; room for NDX_WINDOW. How many. */
static inline size_t ndx_window_numbers(uint32_t base, const uint64_t *bits, uint32_t *numbers) {
    size_t count = 0;
    for (uint32_t i = 0; i < NDX_WINDOW_WORDS; i++)
        for (uint64_t left = bits[i]; left; left &= left - 1)
            numbers[count++] = base + i * 64 + (uint32_t)__builtin_ctzll(left);
    return count;
}

/* Put numbers in ascending order. */
void ndx_numbers_sort(uint32_t *numbers, size_t count);

typedef struct ndx_postings {
    ndx_glass_cursor cursor;
    uint8_t key[GLASS_KEY_MAX]; /* of the first chunk; then what the others' begin with */
    uint8_t key_len, stem_len;
    uint32_t articles; /* that have the term; for the list of lengths: 0 */
    bool ended;        /* there is no chunk to read on from */
    /* the chunk */
    uint32_t first, last; /* its articles */
    bool is_last;
    const uint8_t *at, *end; /* the wdf of `number` is at `at`; at end: there is no posting left */
    uint32_t number;
    ndx_buf scratch;
} ndx_postings; /* {0} to begin */

/* The list of a term; one that is in no article is as an empty list. The empty term's is the list of lengths: every article,
 * with its length as wdf. MODIFIED, NO_INDEX (damaged). */
ndx_status ndx_postings_open(ndx_postings *list, ndx_glass *glass, ndx_text term, ndx_error *err);
void ndx_postings_clear(ndx_postings *list);
/* Go on to the chunk that may have `from`, and tell the least article from there on that the list may have: NDX_NO_NUMBER if it has none.
 * Only forward: `from` is not below what was read. */
ndx_status ndx_postings_reach(ndx_postings *list, uint32_t from, uint32_t *number, ndx_error *err);
/* Read the postings of from..to-1, which lie in one window: set their bits; and their wdf (may be NULL), by place in the window. joins:
 * some bits are set already, and where one is, its wdf grows by the posting's. Only forward. */
ndx_status ndx_postings_read(ndx_postings *list, uint32_t from, uint32_t to, uint64_t *bits, uint32_t *wdf,
                             bool joins, ndx_error *err);

/* Lengths of articles, decoded where they are asked for and kept. */
typedef struct ndx_lengths {
    ndx_postings list;
    uint32_t *at; /* by number; 0: not read yet (or it has no words) */
} ndx_lengths;    /* {0} to begin */
void ndx_lengths_clear(ndx_lengths *lengths);
/* Room for every article there is. NO_MEMORY. */
ndx_status ndx_lengths_begin(ndx_lengths *lengths, ndx_glass *glass, ndx_error *err);
/* Read the lengths around an article. */
ndx_status ndx_lengths_read(ndx_lengths *lengths, uint32_t number, ndx_error *err);
static inline ndx_status ndx_lengths_get(ndx_lengths *lengths, uint32_t number, uint32_t *length,
                                         ndx_error *err) {
    ndx_status status = NDX_OK;
    if (!lengths->at[number]) status = ndx_lengths_read(lengths, number, err);
    *length = lengths->at[number];
    return status;
}

#endif
