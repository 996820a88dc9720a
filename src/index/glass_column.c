/* Values, chunk by chunk (the format is in glass.h). */
#include "glass_column.h"

void ndx_glass_column_clear(ndx_glass_column *column) {
    ndx_glass_cursor_clear(&column->cursor);
    ndx_buf_clear(&column->scratch);
}

static bool get_value(ndx_glass_column *c) {
    uint64_t len;
    if (!ndx_varint_get(&c->at, c->end, &len) || len > (size_t)(c->end - c->at)) return false;
    c->value = (ndx_text){(const char *)c->at, len};
    c->at += len;
    return true;
}

/* Go to the chunk's first value. */
static bool rewind_chunk(ndx_glass_column *c) {
    c->at = c->begin;
    c->docid = c->first;
    return get_value(c);
}

/* The tag where the cursor is, as it lies in the table if it is whole there. */
static ndx_status read_chunk(ndx_glass_column *c, ndx_error *err) {
    const ndx_glass_item *item = &c->cursor.item;
    ndx_text tag = {(const char *)item->part, item->part_len};
    ndx_status status = NDX_OK;
    if (item->piece != 1 || !item->last || item->deflated) {
        status = ndx_glass_cursor_tag(&c->cursor, &tag, err);
        if (status != NDX_OK) return status;
        ndx_buf_reset(&c->scratch);
        ndx_buf_add_text(&c->scratch, tag);
        status = ndx_buf_status(&c->scratch, err);
        tag = ndx_buf_text(&c->scratch);
    }
    c->begin = (const uint8_t *)tag.data;
    c->end = c->begin + tag.len;
    return status;
}

/* The chunk that the article's value is in, if it has one; c->first 0: there is none that begins before it. */
static ndx_status find_chunk(ndx_glass_column *c, uint32_t docid, ndx_error *err) {
    uint8_t key[2 + GLASS_UINT_MAX + GLASS_SORTED_MAX] = {0x00, 0xd8};
    uint8_t *slot_end = glass_put_uint(key + 2, c->slot);
    size_t before = (size_t)(slot_end - key), len = (size_t)(glass_put_sorted(slot_end, docid) - key);
    c->first = c->docid = 0;
    ndx_status status = ndx_glass_cursor_find(&c->cursor, key, len, err);
    const ndx_glass_item *item = &c->cursor.item;
    if (status != NDX_OK || item->key_len <= before || memcmp(item->key, key, before) != 0) return status;
    const uint8_t *end = item->key + item->key_len;
    uint32_t first = 0;
    bool sound = glass_get_sorted(item->key + before, end, &first) == end && first;
    if (sound) status = read_chunk(c, err);
    if (status != NDX_OK) return status;
    c->first = first;
    if (sound && rewind_chunk(c)) return NDX_OK;
    c->first = c->docid = 0;
    return ndx_glass_pages_damaged(c->cursor.pages, err);
}

ndx_status ndx_glass_column_get(ndx_glass_column *c, uint32_t docid, ndx_text *value, ndx_error *err) {
    *value = (ndx_text){"", 0};
    bool other = !c->docid || docid < c->docid;
    for (;; other = true) {
        ndx_status status = other ? find_chunk(c, docid, err) : NDX_OK;
        if (status != NDX_OK) return status;
        while (c->docid && c->docid < docid && c->at < c->end) {
            uint64_t step;
            bool sound = ndx_varint_get(&c->at, c->end, &step) && step < UINT32_MAX - c->docid;
            c->docid += sound ? (uint32_t)step + 1 : 0;
            if (sound && get_value(c)) continue;
            c->docid = 0;
            return ndx_glass_pages_damaged(c->cursor.pages, err);
        }
        if (c->docid == docid) *value = c->value;
        if (other || c->docid >= docid) return NDX_OK; /* else it may be in a chunk further on */
    }
}
