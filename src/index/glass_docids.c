/* A posting list, chunk by chunk. */
#include "glass_docids.h"

#include "glass_unchunk.h"

/* *more: fn wants to know more. */
static ndx_status tell_chunk(const ndx_page_cursor *cursor, const ndx_glass_list_chunk *chunk, bool *more,
                             ndx_glass_docid_fn *fn, void *context, ndx_error *err) {
    ndx_glass_postings in = ndx_glass_postings_begin(chunk->body, chunk->end, chunk->first);
    for (*more = true; *more && in.docid; ndx_glass_postings_next(&in)) *more = fn(context, in.docid);
    return *more && in.bad ? ndx_glass_pages_damaged(cursor->pages, err) : NDX_OK;
}

/* To the list's next chunk; *first: its first docid. `key` ends with a zero. */
static ndx_status next_chunk(ndx_page_cursor *cursor, const uint8_t *key, size_t len, uint32_t *first,
                             ndx_error *err) {
    bool more;
    ndx_status status = ndx_page_cursor_next(cursor, &more, err);
    if (status != NDX_OK) return status;
    return more && ndx_glass_at_chunk(cursor, key, len, first) && *first
               ? NDX_OK
               : ndx_glass_pages_damaged(cursor->pages, err);
}

ndx_status ndx_glass_docids(ndx_page_cursor *cursor, ndx_text term, ndx_glass_docid_fn *fn, void *context,
                            ndx_error *err) {
    uint8_t key[2 * GLASS_TERM_MAX + 1];
    if (!term.len || term.len > GLASS_TERM_MAX) return NDX_OK;
    size_t len = (size_t)(glass_put_ordered(key, term.data, term.len) - key);
    key[len] = 0; /* then come the docids of further chunks */
    ndx_status status = ndx_page_cursor_find(cursor, key, len, err);
    if (status != NDX_OK || !ndx_page_cursor_is(cursor, key, len)) return status;
    for (uint32_t first = 0;;) {
        ndx_glass_list_chunk chunk;
        ndx_text tag;
        bool more = false;
        status = ndx_page_cursor_tag(cursor, &tag, err);
        if (status == NDX_OK && !ndx_glass_list_chunk_read(tag, first, &chunk))
            status = ndx_glass_pages_damaged(cursor->pages, err);
        if (status == NDX_OK) status = tell_chunk(cursor, &chunk, &more, fn, context, err);
        if (status != NDX_OK || !more || chunk.is_last) return status;
        status = next_chunk(cursor, key, len + 1, &first, err);
        if (status != NDX_OK) return status;
    }
}
