/* Values, chunk by chunk. */
#include "glass_column.h"

void ndx_glass_column_clear(ndx_glass_column *column) {
    ndx_page_cursor_clear(&column->cursor);
}

/* The chunk that the article's value is in, if it has one; nothing to read when none begins before it. */
static ndx_status find_chunk(ndx_glass_column *c, uint32_t docid, ndx_error *err) {
    uint8_t key[2 + GLASS_UINT_MAX + GLASS_SORTED_MAX] = {0x00, 0xd8};
    uint8_t *slot_end = glass_put_uint(key + 2, c->slot);
    size_t before = (size_t)(slot_end - key), len = (size_t)(glass_put_sorted(slot_end, docid) - key);
    c->at = (ndx_glass_value_reader){0};
    ndx_status status = ndx_page_cursor_find(&c->cursor, key, len, err);
    const ndx_glass_item *item = &c->cursor.item;
    if (status != NDX_OK || item->key_len <= before || memcmp(item->key, key, before) != 0) return status;
    uint32_t first = 0;
    ndx_text tag;
    if (!ndx_glass_at_chunk(&c->cursor, key, before, &first) || !first)
        return ndx_glass_pages_damaged(c->cursor.pages, err);
    status = ndx_page_cursor_tag(&c->cursor, &tag, err);
    if (status == NDX_OK) c->at = ndx_glass_values_begin(tag, first);
    return status;
}

ndx_status ndx_glass_column_get(ndx_glass_column *c, uint32_t docid, ndx_text *value, ndx_error *err) {
    *value = (ndx_text){"", 0};
    bool other = !c->at.docid || docid < c->at.docid;
    for (;; other = true) {
        ndx_status status = other ? find_chunk(c, docid, err) : NDX_OK;
        if (status != NDX_OK) return status;
        while (c->at.docid && c->at.docid < docid && c->at.at < c->at.end) ndx_glass_values_next(&c->at);
        if (c->at.bad) return ndx_glass_pages_damaged(c->cursor.pages, err);
        if (c->at.docid == docid) *value = c->at.value;
        if (other || c->at.docid >= docid) return NDX_OK; /* else it may be in a chunk further on */
    }
}
