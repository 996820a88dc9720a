/* Chunks of posting lists and of values as they stand in a table (the format is in glass.h): bytes that nobody vouches for. */
#ifndef NDX_INDEX_GLASS_UNCHUNK_H
#define NDX_INDEX_GLASS_UNCHUNK_H

#include "glass_pages.h"

/* Is the cursor at the item whose key is `before` and then a docid, and nothing else? */
static inline bool ndx_glass_at_chunk(const ndx_page_cursor *cursor, const uint8_t *before, size_t len,
                                      uint32_t *docid) {
    const ndx_glass_item *item = &cursor->item;
    const uint8_t *end = item->key + item->key_len;
    return item->key_len > len && memcmp(item->key, before, len) == 0 &&
           glass_get_sorted(item->key + len, end, docid) == end;
}

/* --- posting lists -------------------------------------------------------------------------------------- */

/* Most have one byte. */
static inline uint32_t ndx_glass_get(const uint8_t **at, const uint8_t *end, bool *bad) {
    uint64_t value = 0;
    if (*at < end && **at < 0x80) return *(*at)++;
    if (!ndx_varint_get(at, end, &value) || value > UINT32_MAX) *bad = true;
    return *bad ? 0 : (uint32_t)value;
}

typedef struct ndx_glass_list_chunk {
    uint32_t count, sum;  /* of the list's postings, of their wdfs: said by the first chunk */
    uint32_t first, last; /* docids */
    bool is_last;
    const uint8_t *body, *end; /* wdf, then step - 1 and wdf again and again */
} ndx_glass_list_chunk;

/* first: as the key says; 0: the list's first chunk, which says so itself. False: damaged. */
static inline bool ndx_glass_list_chunk_read(ndx_text tag, uint32_t first, ndx_glass_list_chunk *chunk) {
    const uint8_t *at = (const uint8_t *)tag.data, *end = at + tag.len;
    bool bad = false;
    *chunk = (ndx_glass_list_chunk){.first = first, .end = end};
    if (!first) {
        chunk->count = ndx_glass_get(&at, end, &bad);
        chunk->sum = ndx_glass_get(&at, end, &bad);
        uint32_t before = ndx_glass_get(&at, end, &bad);
        bad |= before == UINT32_MAX;
        chunk->first = before + 1;
    }
    chunk->is_last = at < end && *at++ == '1';
    uint32_t more = ndx_glass_get(&at, end, &bad);
    chunk->last = chunk->first + more;
    chunk->body = at;
    return !bad && at < end && more <= UINT32_MAX - chunk->first;
}

/* Postings being read: where the one of `docid` (0: there is none) has its wdf, and where that ends. */
typedef struct ndx_glass_postings {
    const uint8_t *wdf, *after, *end;
    uint32_t docid;
    bool bad;
} ndx_glass_postings;

/* From body on; first: docid of the first one. */
static inline ndx_glass_postings ndx_glass_postings_begin(const uint8_t *body, const uint8_t *end,
                                                          uint32_t first) {
    ndx_glass_postings in = {body, body, end, 0, false};
    if (body == end) return in;
    ndx_glass_get(&in.after, end, &in.bad);
    in.docid = in.bad ? 0 : first;
    return in;
}

static inline void ndx_glass_postings_next(ndx_glass_postings *in) {
    const uint8_t *at = in->after;
    if (at == in->end || in->bad) {
        in->wdf = at;
        in->docid = 0;
        return;
    }
    uint32_t step = ndx_glass_get(&at, in->end, &in->bad);
    in->wdf = at;
    ndx_glass_get(&at, in->end, &in->bad);
    in->after = at;
    in->bad |= step >= UINT32_MAX - in->docid;
    in->docid = in->bad ? 0 : in->docid + step + 1;
}

/* --- values --------------------------------------------------------------------------------------------- */

/* A chunk's values being read. docid 0: no more. */
typedef struct ndx_glass_value_reader {
    const uint8_t *at, *end; /* behind the value */
    uint32_t docid;
    ndx_text value;
    bool bad;
} ndx_glass_value_reader;

static inline void ndx_glass_values_take(ndx_glass_value_reader *in, uint32_t docid) {
    uint64_t len;
    in->bad |= !ndx_varint_get(&in->at, in->end, &len) || len > (size_t)(in->end - in->at);
    in->docid = in->bad ? 0 : docid;
    if (in->bad) return;
    in->value = (ndx_text){(const char *)in->at, len};
    in->at += len;
}

/* first: docid of the first one, as the chunk's key says. */
static inline ndx_glass_value_reader ndx_glass_values_begin(ndx_text tag, uint32_t first) {
    const uint8_t *at = (const uint8_t *)tag.data;
    ndx_glass_value_reader in = {at, at + tag.len, 0, {"", 0}, false};
    ndx_glass_values_take(&in, first);
    return in;
}

static inline void ndx_glass_values_next(ndx_glass_value_reader *in) {
    uint64_t step = 0, docid = in->docid;
    in->docid = 0;
    if (in->at == in->end || in->bad) return;
    in->bad = !ndx_varint_get(&in->at, in->end, &step) || step >= UINT32_MAX - docid;
    if (!in->bad) ndx_glass_values_take(in, (uint32_t)(docid + step + 1));
}

#endif
