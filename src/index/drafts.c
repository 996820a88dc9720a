/* Terms of an article gathered, sorted and joined. */
#include "drafts.h"

#include <stdlib.h>
#include <string.h>

void ndx_drafts_clear(ndx_drafts *drafts) {
    ndx_buf_clear(&drafts->texts);
    free(drafts->at);
    free(drafts->scratch);
    free(drafts->postings);
    *drafts = (ndx_drafts){0};
}

void ndx_drafts_reset(ndx_drafts *drafts) {
    ndx_buf_reset(&drafts->texts);
    drafts->count = drafts->posting_count = 0;
}

/* --- gathering -------------------------------------------------------------------------------------- */

static uint64_t sort_key(const char *term, size_t len) {
    uint64_t key = 0;
    memcpy(&key, term, len < 8 ? len : 8);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    key = __builtin_bswap64(key);
#endif
    return key;
}

bool ndx_drafts_room(ndx_drafts *drafts, size_t more) {
    if (drafts->count + more <= drafts->capacity) return true;
    size_t capacity = (drafts->count + more) * 2;
    ndx_draft *grown = realloc(drafts->at, capacity * sizeof *grown);
    if (!grown) return false;
    drafts->at = grown;
    drafts->capacity = capacity;
    return true;
}

bool ndx_drafts_end(ndx_drafts *drafts, size_t begin, uint32_t wdf, uint32_t stem) {
    size_t len = drafts->texts.len - begin;
    if (drafts->texts.failed || !ndx_drafts_room(drafts, 1)) return false;
    if (len == 0 || len > NDX_TERM_MAX || drafts->texts.len > UINT32_MAX) {
        drafts->texts.len = begin;
        return true;
    }
    drafts->at[drafts->count++] =
        (ndx_draft){sort_key(drafts->texts.data + begin, len), (uint32_t)begin, (uint32_t)len, wdf, stem};
    return true;
}

bool ndx_drafts_add(ndx_drafts *drafts, const char *prefix, ndx_text text, uint32_t wdf) {
    size_t begin = drafts->texts.len;
    ndx_buf_add_str(&drafts->texts, prefix);
    ndx_buf_add_text(&drafts->texts, text);
    return ndx_drafts_end(drafts, begin, wdf, UINT32_MAX);
}

/* --- sorting ---------------------------------------------------------------------------------------- */

static bool comes_after(const ndx_drafts *drafts, const ndx_draft *a, const ndx_draft *b) {
    if (a->key != b->key) return a->key > b->key;
    const char *terms = drafts->texts.data;
    return ndx_text_compare((ndx_text){terms + a->at, a->len}, (ndx_text){terms + b->at, b->len}) > 0;
}

#define BUCKET_SMALL 24

static void sort_small(const ndx_drafts *drafts, ndx_draft *at, size_t count) {
    for (size_t i = 1; i < count; i++) {
        ndx_draft moved = at[i];
        size_t to = i;
        for (; to > 0 && comes_after(drafts, &at[to - 1], &moved); to--) at[to] = at[to - 1];
        at[to] = moved;
    }
}

/* Merge sort of what is too much for insertion: bottom up over runs that are sorted by it. Comes out in `at`.
 */
static void sort_large(const ndx_drafts *drafts, ndx_draft *at, ndx_draft *scratch, size_t count) {
    ndx_draft *from = at, *to = scratch;
    for (size_t begin = 0; begin < count; begin += BUCKET_SMALL)
        sort_small(drafts, at + begin, count - begin < BUCKET_SMALL ? count - begin : BUCKET_SMALL);
    for (size_t width = BUCKET_SMALL; width < count; width *= 2) {
        for (size_t begin = 0; begin < count; begin += 2 * width) {
            size_t a = begin, a_end = begin + width < count ? begin + width : count;
            size_t b = a_end, b_end = a_end + width < count ? a_end + width : count;
            for (size_t out = begin; out < b_end; out++)
                to[out] = a < a_end && (b == b_end || !comes_after(drafts, &from[a], &from[b])) ? from[a++]
                                                                                                : from[b++];
        }
        ndx_draft *swap = from;
        from = to;
        to = swap;
    }
    if (from != at) memcpy(at, from, count * sizeof *from);
}

/* First by their first byte, which parts them into heaps of a few; stable, so that the general term of equals
 * comes first. */
static bool sort_drafts(ndx_drafts *drafts) {
    size_t count = drafts->count;
    uint32_t end[256] = {0}, begin = 0;
    if (count > drafts->scratch_capacity) {
        ndx_draft *grown = realloc(drafts->scratch, count * 2 * sizeof *grown);
        if (!grown) return false;
        drafts->scratch = grown;
        drafts->scratch_capacity = count * 2;
    }
    for (size_t i = 0; i < count; i++) end[drafts->at[i].key >> 56]++;
    for (size_t byte = 0; byte < 256; byte++) {
        uint32_t in_heap = end[byte];
        end[byte] = begin;
        begin += in_heap;
    }
    for (size_t i = 0; i < count; i++) drafts->scratch[end[drafts->at[i].key >> 56]++] = drafts->at[i];
    begin = 0;
    for (size_t byte = 0; byte < 256; begin = end[byte++]) {
        size_t in_heap = end[byte] - begin;
        if (in_heap > BUCKET_SMALL)
            sort_large(drafts, drafts->scratch + begin, drafts->at, in_heap);
        else if (in_heap > 1)
            sort_small(drafts, drafts->scratch + begin, in_heap);
    }
    ndx_draft *swap = drafts->scratch;
    size_t capacity = drafts->scratch_capacity;
    drafts->scratch = drafts->at;
    drafts->scratch_capacity = drafts->capacity;
    drafts->at = swap;
    drafts->capacity = capacity;
    return true;
}

/* Drafts in order, equals joined, become the postings. */
bool ndx_drafts_post(ndx_drafts *drafts) {
    if (!sort_drafts(drafts)) return false;
    if (drafts->count > drafts->posting_capacity) {
        ndx_posting *grown = realloc(drafts->postings, drafts->count * 2 * sizeof *grown);
        if (!grown) return false;
        drafts->postings = grown;
        drafts->posting_capacity = drafts->count * 2;
    }
    drafts->posting_count = 0;
    for (size_t i = 0; i < drafts->count; i++) {
        const ndx_draft *next = &drafts->at[i];
        ndx_text term = {drafts->texts.data + next->at, next->len};
        ndx_posting *last = drafts->posting_count ? &drafts->postings[drafts->posting_count - 1] : NULL;
        if (last && ndx_text_equal(last->term, term))
            last->wdf += next->wdf;
        else
            drafts->postings[drafts->posting_count++] = (ndx_posting){term, next->wdf, next->stem};
    }
    return true;
}
