/* Values. A slot's chunks say nothing of each other, so one that comes out empty just goes; how many there are, and between which
 * bounds, stands apart. */
#include <stdlib.h>

#include "glass_merge.h"
#include "glass_unchunk.h"

#define CHUNK 2000 /* bytes */

ndx_status ndx_glass_merge_value(ndx_glass_merge *merge, uint32_t slot, uint32_t docid, ndx_text value,
                                 ndx_error *err) {
    ndx_glass_valued *grown =
        ndx_grow(merge->valued, merge->valued_count, &merge->valued_capacity, sizeof *grown);
    ndx_text copy = value.len ? ndx_arena_copy(&merge->arena, value) : (ndx_text){"", 0};
    if (grown) merge->valued = grown;
    if (!grown || merge->arena.failed) return ndx_fail_memory(err);
    grown[merge->valued_count++] = (ndx_glass_valued){slot, docid, copy};
    return NDX_OK;
}

typedef struct slot {
    ndx_page_cursor cursor;
    ndx_glass_edits *edits;
    uint8_t key[2 + GLASS_UINT_MAX]; /* of its chunks, up to the docid */
    size_t key_len;
    uint64_t count;
    ndx_buf lower, upper;
    ndx_buf merged;       /* the chunk being made */
    uint32_t first, last; /* of that; first 0: it is empty */
} slot;

/* --- statistics ----------------------------------------------------------------------------------------- */

static size_t stats_key(uint32_t number, uint8_t key[2 + 4]) {
    key[0] = 0x00;
    key[1] = 0xd0;
    return (size_t)(glass_put_last(key + 2, number) - key);
}

/* To be asked before they are set again, which forgets that there was no memory. */
static ndx_status bounds_status(const slot *s, ndx_error *err) {
    ndx_status status = ndx_buf_status(&s->lower, err);
    return status == NDX_OK ? ndx_buf_status(&s->upper, err) : status;
}

static ndx_status read_stats(slot *s, uint32_t number, ndx_error *err) {
    uint8_t key[2 + 4];
    size_t key_len = stats_key(number, key);
    ndx_text tag;
    uint64_t len;
    s->count = 0;
    ndx_buf_reset(&s->lower);
    ndx_buf_reset(&s->upper);
    ndx_status status = ndx_page_cursor_find(&s->cursor, key, key_len, err);
    if (status != NDX_OK || !ndx_page_cursor_is(&s->cursor, key, key_len)) return status;
    status = ndx_page_cursor_tag(&s->cursor, &tag, err);
    if (status != NDX_OK) return status;
    const uint8_t *at = (const uint8_t *)tag.data, *end = at + tag.len;
    if (!ndx_varint_get(&at, end, &s->count) || !ndx_varint_get(&at, end, &len) || len > (size_t)(end - at))
        return ndx_glass_pages_damaged(s->cursor.pages, err);
    ndx_buf_add(&s->lower, at, len);
    at += len;
    if (at < end)
        ndx_buf_add(&s->upper, at, (size_t)(end - at));
    else
        ndx_buf_add_text(&s->upper, ndx_buf_text(&s->lower));
    return bounds_status(s, err);
}

/* Bounds only widen: the next lowest is not known. */
static ndx_status widen(slot *s, ndx_text value, ndx_error *err) {
    ndx_buf *bounds[] = {&s->lower, &s->upper};
    bool none = !s->lower.len;
    for (int i = 0; i < 2; i++) {
        int order = ndx_text_compare(value, ndx_buf_text(bounds[i]));
        if (!none && (i ? order <= 0 : order >= 0)) continue;
        ndx_buf_reset(bounds[i]);
        ndx_buf_add_text(bounds[i], value);
    }
    return bounds_status(s, err);
}

static ndx_status write_stats(slot *s, uint32_t number, ndx_error *err) {
    uint8_t key[2 + 4];
    size_t key_len = stats_key(number, key);
    if (!s->count) return ndx_glass_edits_drop(s->edits, key, key_len, err);
    ndx_buf_reset(&s->merged);
    ndx_buf_add_varint(&s->merged, s->count);
    ndx_buf_add_varint(&s->merged, s->lower.len);
    ndx_buf_add_text(&s->merged, ndx_buf_text(&s->lower));
    if (!ndx_text_equal(ndx_buf_text(&s->lower), ndx_buf_text(&s->upper)))
        ndx_buf_add_text(&s->merged, ndx_buf_text(&s->upper));
    ndx_status status = ndx_buf_status(&s->merged, err);
    return status == NDX_OK
               ? ndx_glass_edits_put(s->edits, key, key_len, ndx_buf_text(&s->merged), false, err)
               : status;
}

/* --- chunks --------------------------------------------------------------------------------------------- */

static size_t chunk_key(const slot *s, uint32_t docid, uint8_t *key) {
    memcpy(key, s->key, s->key_len);
    return (size_t)(glass_put_sorted(key + s->key_len, docid) - key);
}

static bool is_chunk(const slot *s, uint32_t *docid) {
    return ndx_glass_at_chunk(&s->cursor, s->key, s->key_len, docid);
}

static ndx_status end_chunk(slot *s, ndx_error *err) {
    uint8_t key[2 + GLASS_UINT_MAX + GLASS_SORTED_MAX];
    if (!s->first) return NDX_OK;
    ndx_status status = ndx_buf_status(&s->merged, err);
    if (status == NDX_OK)
        status = ndx_glass_edits_put(s->edits, key, chunk_key(s, s->first, key), ndx_buf_text(&s->merged),
                                     false, err);
    s->first = 0;
    return status;
}

static ndx_status add_value(slot *s, uint32_t docid, ndx_text value, ndx_error *err) {
    ndx_status status = NDX_OK;
    if (s->first && s->merged.len + (size_t)2 * GLASS_UINT_MAX + value.len > CHUNK)
        status = end_chunk(s, err);
    if (s->first) {
        ndx_buf_add_varint(&s->merged, docid - s->last - 1);
    } else {
        ndx_buf_reset(&s->merged);
        s->first = docid;
    }
    s->last = docid;
    ndx_buf_add_varint(&s->merged, value.len);
    ndx_buf_add_text(&s->merged, value);
    return status;
}

static ndx_status merge_values(slot *s, ndx_glass_value_reader *in, const ndx_glass_valued *from,
                               const ndx_glass_valued *to, ndx_error *err) {
    ndx_status status = NDX_OK;
    while ((from < to || in->docid) && status == NDX_OK) {
        bool changed = from < to && (!in->docid || from->docid <= in->docid);
        if (changed)
            while (from + 1 < to && from[1].docid == from->docid) from++;
        uint32_t docid = changed ? from->docid : in->docid;
        ndx_text value = changed ? from->value : in->value;
        s->count -= in->docid == docid && s->count;
        if (value.len) {
            s->count++;
            if (changed) status = widen(s, value, err);
            if (status == NDX_OK) status = add_value(s, docid, value, err);
        }
        if (in->docid == docid) ndx_glass_values_next(in);
        from += changed;
    }
    if (status == NDX_OK && in->bad) status = ndx_glass_pages_damaged(s->cursor.pages, err);
    return status == NDX_OK ? end_chunk(s, err) : status;
}

/* The chunk where the cursor is, or none. */
static ndx_status change_chunk(slot *s, bool there, uint32_t first, const ndx_glass_valued *from,
                               const ndx_glass_valued *to, ndx_error *err) {
    uint8_t key[2 + GLASS_UINT_MAX + GLASS_SORTED_MAX];
    ndx_text tag = {"", 0};
    ndx_status status = there ? ndx_page_cursor_tag(&s->cursor, &tag, err) : NDX_OK;
    if (status == NDX_OK && there)
        status = ndx_glass_edits_drop(s->edits, key, chunk_key(s, first, key), err);
    if (status != NDX_OK) return status;
    ndx_glass_value_reader in = {0};
    if (there) in = ndx_glass_values_begin(tag, first);
    return merge_values(s, &in, from, to, err);
}

/* Change after change: those that fall into the same chunk together. */
static ndx_status change_chunks(slot *s, const ndx_glass_valued *from, const ndx_glass_valued *to,
                                ndx_error *err) {
    uint8_t key[2 + GLASS_UINT_MAX + GLASS_SORTED_MAX];
    ndx_status status = NDX_OK;
    const ndx_glass_valued *begin = from;
    uint32_t first = 0, docid;
    bool there = false;
    while (from < to && status == NDX_OK) {
        status = ndx_page_cursor_find(&s->cursor, key, chunk_key(s, from->docid, key), err);
        there = status == NDX_OK && is_chunk(s, &first);
        for (begin = from++; from < to && status == NDX_OK; from++) {
            status = ndx_page_cursor_find(&s->cursor, key, chunk_key(s, from->docid, key), err);
            bool other = is_chunk(s, &docid);
            if (other != there || (there && docid != first)) break;
        }
        if (status == NDX_OK && there)
            status = ndx_page_cursor_find(&s->cursor, key, chunk_key(s, first, key), err);
        if (status == NDX_OK) status = change_chunk(s, there, first, begin, from, err);
    }
    return status;
}

/* --- all of them ---------------------------------------------------------------------------------------- */

/* What goes comes before what comes. */
static int compare_valued(const void *a, const void *b) {
    const ndx_glass_valued *x = a, *y = b;
    if (x->slot != y->slot) return x->slot < y->slot ? -1 : 1;
    if (x->docid != y->docid) return x->docid < y->docid ? -1 : 1;
    return (x->value.len > 0) - (y->value.len > 0);
}

ndx_status ndx_glass_merge_values(ndx_glass_merge *merge, const ndx_glass_pages *postlist,
                                  ndx_glass_edits *edits, ndx_error *err) {
    slot s = {.cursor = {.pages = postlist}, .edits = edits};
    ndx_status status = NDX_OK;
    if (merge->valued_count) qsort(merge->valued, merge->valued_count, sizeof *merge->valued, compare_valued);
    for (size_t from = 0, to; from < merge->valued_count && status == NDX_OK; from = to) {
        uint32_t number = merge->valued[from].slot;
        for (to = from + 1; to < merge->valued_count && merge->valued[to].slot == number;) to++;
        s.key[0] = 0x00;
        s.key[1] = 0xd8;
        s.key_len = (size_t)(glass_put_uint(s.key + 2, number) - s.key);
        status = read_stats(&s, number, err);
        if (status == NDX_OK) status = change_chunks(&s, merge->valued + from, merge->valued + to, err);
        if (status == NDX_OK) status = write_stats(&s, number, err);
    }
    ndx_buf *buffers[] = {&s.lower, &s.upper, &s.merged};
    for (size_t i = 0; i < NDX_COUNT(buffers); i++) ndx_buf_clear(buffers[i]);
    ndx_page_cursor_clear(&s.cursor);
    return status;
}
