/* A posting list, chunk by chunk (the format is in glass.h). */
#include "glass_docids.h"

/* A chunk being read. */
typedef struct chunk {
    const uint8_t *at, *end;
    uint64_t docid;
    bool last, bad;
} chunk;

static uint64_t get(chunk *c) {
    uint64_t value = 0;
    if (!ndx_varint_get(&c->at, c->end, &value) || value > UINT32_MAX) c->bad = true;
    return c->bad ? 0 : value;
}

/* first: docid of its first posting, 0: it says so itself. */
static chunk begin_chunk(ndx_text tag, uint32_t first) {
    chunk c = {(const uint8_t *)tag.data, (const uint8_t *)tag.data + tag.len, first, false, false};
    if (!first) {
        get(&c); /* how many there are */
        get(&c); /* and their sum */
        c.docid = get(&c) + 1;
    }
    c.last = c.at < c.end && *c.at++ == '1';
    get(&c); /* docid of the last posting */
    get(&c); /* wdf */
    return c;
}

/* *more: fn wants to know more. */
static ndx_status tell_chunk(const ndx_glass_cursor *cursor, chunk *c, bool *more, ndx_glass_docid_fn *fn,
                             void *context, ndx_error *err) {
    while (!c->bad && c->docid <= UINT32_MAX) {
        *more = fn(context, (uint32_t)c->docid);
        if (!*more || c->at == c->end) return NDX_OK;
        c->docid += get(c) + 1;
        get(c);
    }
    return ndx_glass_pages_damaged(cursor->pages, err);
}

/* To the list's next chunk; *first: its first docid. */
static ndx_status next_chunk(ndx_glass_cursor *cursor, const uint8_t *key, size_t len, uint32_t *first,
                             ndx_error *err) {
    bool more;
    ndx_status status = ndx_glass_cursor_next(cursor, &more, err);
    if (status != NDX_OK) return status;
    const ndx_glass_item *item = &cursor->item;
    const uint8_t *end = item->key + item->key_len;
    bool is = more && item->key_len > len + 1 && memcmp(item->key, key, len) == 0 && item->key[len] == 0 &&
              glass_get_sorted(item->key + len + 1, end, first) == end && *first;
    return is ? NDX_OK : ndx_glass_pages_damaged(cursor->pages, err);
}

ndx_status ndx_glass_docids(ndx_glass_cursor *cursor, ndx_text term, ndx_glass_docid_fn *fn, void *context,
                            ndx_error *err) {
    uint8_t key[2 * GLASS_TERM_MAX];
    if (!term.len || term.len > GLASS_TERM_MAX) return NDX_OK;
    size_t len = (size_t)(glass_put_ordered(key, term.data, term.len) - key);
    ndx_status status = ndx_glass_cursor_find(cursor, key, len, err);
    if (status != NDX_OK || !ndx_glass_cursor_is(cursor, key, len)) return status;
    for (uint32_t first = 0;;) {
        ndx_text tag;
        bool more = false;
        status = ndx_glass_cursor_tag(cursor, &tag, err);
        if (status != NDX_OK) return status;
        chunk c = begin_chunk(tag, first);
        status = tell_chunk(cursor, &c, &more, fn, context, err);
        if (status != NDX_OK || !more || c.last) return status;
        status = next_chunk(cursor, key, len, &first, err);
        if (status != NDX_OK) return status;
    }
}
