/* Terms of an article gathered, sorted and joined. */
#include "drafts.h"

#include <stdlib.h>
#include <string.h>

void ndx_drafts_clear(ndx_drafts *drafts) {
    ndx_buf_clear(&drafts->texts);
    free(drafts->at);
    free(drafts->order);
    free(drafts->postings);
    *drafts = (ndx_drafts){0};
}

void ndx_drafts_reset(ndx_drafts *drafts) {
    ndx_buf_reset(&drafts->texts);
    drafts->count = drafts->posting_count = 0;
}

/* --- gathering -------------------------------------------------------------------------------------- */

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
    if (len == 0 || len > NDX_TERM_MAX || drafts->texts.len > UINT32_MAX || drafts->count >= NDX_DRAFTS_MAX) {
        drafts->texts.len = begin;
        return true;
    }
    drafts->at[drafts->count++] = (ndx_draft){ndx_text_start((ndx_text){drafts->texts.data + begin, len}),
                                              (uint32_t)begin, (uint32_t)len, wdf, stem};
    return true;
}

bool ndx_drafts_add_long_stem(ndx_drafts *drafts, ndx_text text, uint32_t wdf, uint32_t stem,
                              uint64_t *hash) {
    size_t begin = drafts->texts.len;
    if (begin + text.len > UINT32_MAX || drafts->count >= NDX_DRAFTS_MAX ||
        !ndx_buf_reserve(&drafts->texts, text.len + NDX_SHORT_MAX))
        return false;
    memcpy(drafts->texts.data + begin, text.data, text.len);
    drafts->texts.len = begin + text.len;
    *hash = ndx_term_hash(text);
    drafts->at[drafts->count++] =
        (ndx_draft){ndx_text_start(text), (uint32_t)begin, (uint32_t)text.len, wdf, stem};
    return true;
}

bool ndx_drafts_add(ndx_drafts *drafts, const char *prefix, ndx_text text, uint32_t wdf) {
    size_t begin = drafts->texts.len;
    ndx_buf_add_str(&drafts->texts, prefix);
    ndx_buf_add_text(&drafts->texts, text);
    return ndx_drafts_end(drafts, begin, wdf, UINT32_MAX);
}

/* --- sorting ---------------------------------------------------------------------------------------- */

/* What is sorted: a draft's first five bytes, then its number. */
#define NUMBER_MASK ((uint64_t)NDX_DRAFTS_MAX - 1)
static inline const ndx_draft *draft_of(const ndx_drafts *drafts, uint64_t entry) {
    return &drafts->at[entry & NUMBER_MASK];
}

static bool is_more(const ndx_drafts *drafts, uint64_t one, uint64_t other) {
    const ndx_draft *a = draft_of(drafts, one), *b = draft_of(drafts, other);
    if (a->key != b->key) return a->key > b->key;
    const char *terms = drafts->texts.data;
    return ndx_text_compare((ndx_text){terms + a->at, a->len}, (ndx_text){terms + b->at, b->len}) > 0;
}

static inline bool comes_after(const ndx_drafts *drafts, uint64_t a, uint64_t b) {
    return (a ^ b) > NUMBER_MASK ? a > b : is_more(drafts, a, b);
}

#define HEAP_SMALL 24

static void sort_small(const ndx_drafts *drafts, uint64_t *at, size_t count) {
    for (size_t i = 1; i < count; i++) {
        uint64_t moved = at[i];
        size_t to = i;
        for (; to > 0 && comes_after(drafts, at[to - 1], moved); to--) at[to] = at[to - 1];
        if (to < i) at[to] = moved;
    }
}

/* Merge sort of what is too much for insertion: bottom up over runs that are sorted by it. Comes out in `at`.
 */
static void sort_large(const ndx_drafts *drafts, uint64_t *at, uint64_t *scratch, size_t count) {
    uint64_t *from = at, *to = scratch;
    for (size_t begin = 0; begin < count; begin += HEAP_SMALL)
        sort_small(drafts, at + begin, count - begin < HEAP_SMALL ? count - begin : HEAP_SMALL);
    for (size_t width = HEAP_SMALL; width < count; width *= 2) {
        for (size_t begin = 0; begin < count; begin += 2 * width) {
            size_t a = begin, a_end = begin + width < count ? begin + width : count;
            size_t b = a_end, b_end = a_end + width < count ? a_end + width : count;
            for (size_t out = begin; out < b_end; out++)
                to[out] = a < a_end && (b == b_end || !comes_after(drafts, from[a], from[b])) ? from[a++]
                                                                                              : from[b++];
        }
        uint64_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != at && count) memcpy(at, from, count * sizeof *from);
}

/* The number of the heap a term belongs to, in the order of terms: of its first byte, and, since most are words, of a small
 * letter and what follows it: below the small letters, each of them, above them. */
#define SECONDS 28u
#define HEAPS (256u - 26u + 26u * SECONDS)
static inline size_t heap_of(uint64_t key) {
    unsigned first = (unsigned)(key >> 56), second = (unsigned)(key >> 48 & 0xff);
    if (first < 'a') return first;
    if (first > 'z') return first + 26 * (SECONDS - 1);
    second = second < 'a' ? 0 : second > 'z' ? SECONDS - 1 : second - 'a' + 1;
    return 'a' + (first - 'a') * SECONDS + second;
}

/* The drafts' entries into `to`, by heaps; end: of each heap; heaps: scratch memory. Returns the size of the largest. */
static uint32_t part(const ndx_drafts *drafts, uint64_t *restrict to, uint16_t *restrict heaps,
                     uint32_t end[restrict HEAPS]) {
    uint32_t begin = 0, largest = 0;
    const ndx_draft *at = drafts->at;
    size_t count = drafts->count;
    memset(end, 0, HEAPS * sizeof *end);
    for (size_t i = 0; i < count; i++) {
        size_t heap = heap_of(at[i].key);
        uint32_t size = ++end[heap];
        heaps[i] = (uint16_t)heap;
        if (size > largest) largest = size;
    }
    for (size_t heap = 0; heap < HEAPS; heap += 2) { /* an even number of them */
        uint32_t here = end[heap], there = end[heap + 1];
        end[heap] = begin;
        end[heap + 1] = begin + here;
        begin += here + there;
    }
    for (size_t i = 0; i < count; i++) to[end[heaps[i]]++] = (at[i].key & ~NUMBER_MASK) | i;
    return largest;
}

static bool order_room(ndx_drafts *drafts) {
    if (drafts->count <= drafts->order_capacity) return true;
    size_t capacity = drafts->count * 2;
    uint64_t *grown = realloc(drafts->order, 2 * capacity * sizeof *grown); /* and as much to sort with */
    if (!grown) return false;
    drafts->order = grown;
    drafts->order_capacity = capacity;
    return true;
}

/* First by their first two bytes, which parts most into heaps of one or two; stable, so that the general term of equals
 * comes first. NULL: no memory. */
static const uint64_t *sort_drafts(ndx_drafts *drafts) {
    uint32_t end[HEAPS];
    if (!order_room(drafts)) return NULL;
    uint64_t *order = drafts->order, *scratch = order + drafts->order_capacity;
    if (part(drafts, order, (uint16_t *)(void *)scratch, end) <= HEAP_SMALL) {
        sort_small(drafts, order, drafts->count); /* nothing moves further than its heap is long */
    } else {
        for (size_t heap = 0, begin = 0; heap < HEAPS; begin = end[heap++])
            sort_large(drafts, order + begin, scratch, end[heap] - begin);
    }
    return order;
}

static inline bool same_term(const ndx_drafts *drafts, const ndx_draft *a, const ndx_draft *b) {
    if (a->key != b->key || a->len != b->len) return false;
    return a->len <= 8 || memcmp(drafts->texts.data + a->at, drafts->texts.data + b->at, a->len) == 0;
}

/* Drafts in order, equals joined, become the postings. */
bool ndx_drafts_post(ndx_drafts *drafts) {
    drafts->posting_count = 0;
    if (drafts->count == 0) return true;
    if (!ndx_buf_reserve(&drafts->texts, NDX_SHORT_MAX)) return false;
    if (drafts->count > drafts->posting_capacity) {
        ndx_posting *grown = realloc(drafts->postings, drafts->count * 2 * sizeof *grown);
        if (!grown) return false;
        drafts->postings = grown;
        drafts->posting_capacity = drafts->count * 2;
    }
    const uint64_t *order = sort_drafts(drafts);
    if (!order) return false;
    ndx_posting *posting = drafts->postings;
    const char *texts = drafts->texts.data;
    const ndx_draft *last = NULL;
    for (size_t i = 0; i < drafts->count; i++) {
        const ndx_draft *next = draft_of(drafts, order[i]);
        if (last && same_term(drafts, next, last))
            posting[-1].wdf += next->wdf;
        else
            *posting++ = (ndx_posting){{texts + next->at, next->len}, next->wdf, next->stem};
        last = next;
    }
    drafts->posting_count = (size_t)(posting - drafts->postings);
    return true;
}
