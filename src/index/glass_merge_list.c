/* A list's first chunk is always written anew, for it tells how many there are; of the others those that an article comes into or goes
 * from. Only when the first or the last one comes out empty is the list put together and cut again. */
#include "glass_merge_list.h"

#include <stdlib.h>

#include "glass_unchunk.h"

#define CHUNK 2000        /* bytes: glass_postlist.cc's CHUNKSIZE */
#define LENGTHS_CHUNK 500 /* as glass_chunks.c */
#define HEAD_MAX (1 + 4 * GLASS_UINT_MAX)

/* --- a list --------------------------------------------------------------------------------------------- */

/* A chunk as it is, and what becomes of it. */
typedef struct chunk {
    uint32_t first, last; /* docids */
    bool is_first, is_last;
    const uint8_t *body, *end;         /* wdf, then step - 1 and wdf again and again */
    const ndx_glass_posted *from, *to; /* what changes in it */
    uint32_t new_first, new_last;
    ndx_buf merged;
} chunk;

struct ndx_glass_list {
    ndx_page_cursor cursor;
    ndx_glass_edits *edits;
    uint8_t key[GLASS_KEY_MAX];
    size_t key_len;
    bool lengths;
    uint64_t count, sum; /* of postings, of their wdfs */
    chunk *chunk;
    size_t chunk_count, chunk_capacity, buffers;
    ndx_arena arena; /* of bodies */
};
typedef struct ndx_glass_list list;

static size_t chunk_key(const list *l, uint32_t docid, uint8_t *key) {
    size_t before = l->key_len + !l->lengths;
    memcpy(key, l->key, before);
    return (size_t)(glass_put_sorted(key + before, docid) - key);
}

/* Is the cursor at a further chunk of the list? */
static bool is_chunk(const list *l, uint32_t *docid) {
    return ndx_glass_at_chunk(&l->cursor, l->key, l->key_len + !l->lengths, docid);
}

/* The tag where the cursor is; good as long as the list is being changed, for nothing is written over what is read. */
static ndx_status read_tag(list *l, ndx_text *tag, ndx_error *err) {
    bool lies = ndx_page_cursor_lies(&l->cursor);
    ndx_status status = ndx_page_cursor_tag(&l->cursor, tag, err);
    if (status != NDX_OK || lies) return status;
    *tag = ndx_arena_copy(&l->arena, *tag);
    return l->arena.failed ? ndx_fail_memory(err) : NDX_OK;
}

/* The chunk where the cursor is becomes the list's next. first: as its key says; 0: it is the list's first. */
static ndx_status add_chunk(list *l, uint32_t first, ndx_error *err) {
    ndx_text tag;
    ndx_status status = read_tag(l, &tag, err);
    if (status != NDX_OK) return status;
    chunk *grown = ndx_grow(l->chunk, l->chunk_count, &l->chunk_capacity, sizeof *grown);
    if (!grown) return ndx_fail_memory(err);
    l->chunk = grown;
    ndx_glass_list_chunk read;
    if (!ndx_glass_list_chunk_read(tag, first, &read)) return ndx_glass_pages_damaged(l->cursor.pages, err);
    if (!first) {
        l->count = read.count;
        l->sum = read.sum;
    }
    ndx_buf merged = {0};
    if (l->chunk_count < l->buffers)
        merged = grown[l->chunk_count].merged;
    else
        l->buffers++;
    grown[l->chunk_count++] = (chunk){.first = read.first,
                                      .last = read.last,
                                      .is_first = !first,
                                      .is_last = read.is_last,
                                      .body = read.body,
                                      .end = read.end,
                                      .merged = merged};
    return NDX_OK;
}

/* --- merging -------------------------------------------------------------------------------------------- */

/* Where postings are put together. */
typedef struct joined {
    ndx_buf *bytes;
    uint32_t first, last; /* first 0: none yet */
} joined;

/* Postings as they stand, from the wdf of `docid` on to that of `last`. */
static void join(joined *to, uint32_t docid, const uint8_t *wdf, const uint8_t *end, uint32_t last) {
    if (wdf == end) return;
    if (to->first)
        ndx_buf_add_varint(to->bytes, docid - to->last - 1);
    else
        to->first = docid;
    ndx_buf_add(to->bytes, wdf, (size_t)(end - wdf));
    to->last = last;
}

/* Past the postings before docid, but for one at least, as long as steps have no more than two bytes and wdfs one: so have most. Of
 * lists that hold every second article four postings, of one byte each for step and wdf, are read at once; else one is, in the same
 * way whether its step has one byte or two, for nobody can foresee that. */
static void hurry(ndx_glass_postings *in, uint32_t docid) {
    const uint64_t each = UINT64_C(0x0001000100010001), high = UINT64_C(0x8080808080808080);
    const uint8_t *at = in->after, *wdf = in->wdf;
    uint64_t passed = in->docid;
    while (in->end - at >= 8 + 2) {
        uint64_t bytes = ndx_load8(at), step = (bytes & 0xff * each) * each >> 48; /* the sum of four */
        if (!(bytes & high) && passed + step + 4 < docid) {
            passed += step + 4;
            at += 8;
            wdf = at - 1;
            continue;
        }
        uint64_t two = bytes >> 7 & 1; /* has the step two bytes? */
        step = (bytes & 0x7f) | (bytes >> 1 & 0x3f80 & -two);
        if (bytes & (0x8000 | two << 23) || passed + step + 1 >= docid) break;
        passed += step + 1;
        wdf = at + 1 + two;
        at = wdf + 1;
    }
    in->docid = (uint32_t)passed;
    in->after = at;
    in->wdf = wdf;
}

/* Past what stands before docid; what is passed is joined at once. */
static void pass(ndx_glass_postings *in, joined *to, uint32_t docid, uint32_t chunk_last) {
    const uint8_t *begin = in->wdf, *passed = in->wdf;
    uint32_t first = in->docid, last = in->docid;
    if (!in->docid || in->docid >= docid) return;
    if (docid > chunk_last) { /* the usual thing: behind all of them */
        join(to, first, begin, in->end, chunk_last);
        in->wdf = in->after = in->end;
        in->docid = 0;
        return;
    }
    while (in->docid && in->docid < docid) {
        hurry(in, docid);
        passed = in->after;
        last = in->docid;
        ndx_glass_postings_next(in);
    }
    join(to, first, begin, passed, last);
}

static void change(list *l, joined *to, const ndx_glass_posted *with, ndx_glass_postings *in) {
    uint8_t wdf[GLASS_UINT_MAX];
    if (in->docid == with->docid) {
        const uint8_t *at = in->wdf;
        l->count--;
        l->sum -= ndx_glass_get(&at, in->end, &in->bad);
        ndx_glass_postings_next(in);
    }
    if (with->wdf == NDX_GLASS_GONE) return;
    l->count++;
    l->sum += with->wdf;
    join(to, with->docid, wdf, glass_put_uint(wdf, with->wdf), with->docid);
}

static ndx_status merge_chunk(list *l, chunk *c, ndx_error *err) {
    joined to = {.bytes = &c->merged};
    ndx_glass_postings in = ndx_glass_postings_begin(c->body, c->end, c->first);
    ndx_buf_reset(&c->merged);
    for (const ndx_glass_posted *with = c->from; with < c->to; with++) {
        while (with + 1 < c->to && with[1].docid == with->docid) with++;
        pass(&in, &to, with->docid, c->last);
        change(l, &to, with, &in);
    }
    if (in.docid) join(&to, in.docid, in.wdf, in.end, c->last);
    c->new_first = to.first;
    c->new_last = to.last;
    if (in.bad) return ndx_glass_pages_damaged(l->cursor.pages, err);
    return ndx_buf_status(&c->merged, err);
}

/* --- writing -------------------------------------------------------------------------------------------- */

static uint8_t *chunk_head(const list *l, bool first, bool last, uint32_t from, uint32_t to, uint8_t *at) {
    if (first) {
        at = glass_put_uint(at, l->lengths ? 0 : l->count);
        at = glass_put_uint(at, l->lengths ? 0 : l->sum);
        at = glass_put_uint(at, from - 1);
    }
    *at++ = last ? '1' : '0';
    return glass_put_uint(at, to - from);
}

/* Where the chunk that begins there is to end; *to: docid of its last posting, *step: to the next one. What is damaged may end
 * anywhere, but ends. */
static const uint8_t *cut(const uint8_t *start, const uint8_t *end, size_t most, uint32_t *to,
                          uint64_t *step) {
    const uint8_t *at = glass_skip_uint(start);
    while (at < end) {
        const uint8_t *next = glass_skip_uint(glass_get_uint(at, step));
        if ((size_t)(next - start) > most) return at;
        *to += (uint32_t)*step + 1;
        at = next;
    }
    return end;
}

/* Cut postings into chunks, the first under the list's own key if it is_first. The buffer ends with a zero, which ends any number. */
static ndx_status write_chunks(list *l, const chunk *c, ndx_error *err) {
    uint8_t key[GLASS_KEY_MAX + GLASS_SORTED_MAX + 1], head[HEAD_MAX];
    ndx_text merged = ndx_buf_text(&c->merged);
    const uint8_t *at = (const uint8_t *)merged.data, *end = at + merged.len;
    size_t most = l->lengths ? LENGTHS_CHUNK : CHUNK;
    uint32_t docid = c->new_first;
    ndx_status status = NDX_OK;
    if (!l->lengths && l->sum > UINT32_MAX)
        return ndx_fail(err, NDX_USAGE, "a term occurs more than %u times", UINT32_MAX);
    for (bool first = c->is_first; at < end && status == NDX_OK; first = false) {
        const uint8_t *start = at;
        uint32_t from = docid, to = docid;
        uint64_t step = 0;
        bool whole = (size_t)(end - at) <= most;
        at = whole ? end : cut(start, end, most, &to, &step);
        uint8_t *tag;
        size_t body = (size_t)(at - start), key_len = first ? l->key_len : chunk_key(l, from, key);
        size_t head_len =
            (size_t)(chunk_head(l, first, at == end && c->is_last, from, whole ? c->new_last : to, head) -
                     head);
        status = ndx_glass_edits_room(l->edits, first ? l->key : key, key_len, head_len + body, &tag, err);
        if (status != NDX_OK) break;
        memcpy(tag, head, head_len);
        memcpy(tag + head_len, start, body);
        docid = to + (uint32_t)step + 1;
        if (at < end) at = glass_skip_uint(at); /* the step is in the key */
    }
    return status;
}

static ndx_status drop_chunk(list *l, const chunk *c, ndx_error *err) {
    uint8_t key[GLASS_KEY_MAX + GLASS_SORTED_MAX + 1];
    if (c->is_first) return ndx_glass_edits_drop(l->edits, l->key, l->key_len, err);
    return ndx_glass_edits_drop(l->edits, key, chunk_key(l, c->first, key), err);
}

/* --- changing a list ------------------------------------------------------------------------------------ */

/* Every chunk becomes part of the first. */
static ndx_status rewrite(list *l, const ndx_glass_posted *from, const ndx_glass_posted *to, ndx_error *err) {
    ndx_buf bytes = {0};
    uint32_t docid, last = 0;
    bool more = true;
    size_t edits = l->edits->count;
    l->chunk_count = 0;
    ndx_status status = ndx_page_cursor_find(&l->cursor, l->key, l->key_len, err);
    if (status == NDX_OK) status = add_chunk(l, 0, err);
    while (status == NDX_OK) {
        const chunk *c = &l->chunk[l->chunk_count - 1];
        if (last) ndx_buf_add_varint(&bytes, c->first - last - 1);
        ndx_buf_add(&bytes, c->body, (size_t)(c->end - c->body));
        last = c->last;
        if (l->chunk_count > 1) status = drop_chunk(l, c, err);
        if (status == NDX_OK && !c->is_last) status = ndx_page_cursor_next(&l->cursor, &more, err);
        if (status != NDX_OK || c->is_last) break;
        if (!more || !is_chunk(l, &docid) || docid <= last)
            status = ndx_glass_pages_damaged(l->cursor.pages, err);
        else
            status = add_chunk(l, docid, err);
    }
    if (status == NDX_OK) status = ndx_buf_status(&bytes, err);
    chunk *whole = l->chunk;
    if (status == NDX_OK) {
        whole->body = (const uint8_t *)bytes.data;
        whole->end = whole->body + bytes.len;
        whole->from = from;
        whole->to = to;
        whole->last = last;
        whole->is_last = true;
        status = merge_chunk(l, whole, err);
    }
    if (status == NDX_OK)
        status = whole->merged.len ? write_chunks(l, whole, err) : drop_chunk(l, whole, err);
    ndx_glass_edits_sort(l->edits, edits);
    ndx_buf_clear(&bytes);
    return status;
}

/* The chunk that an article belongs to, after those that are there, is the last of them from now on. */
static ndx_status reach(list *l, uint32_t docid, ndx_error *err) {
    uint8_t key[GLASS_KEY_MAX + GLASS_SORTED_MAX + 1];
    uint32_t first;
    const chunk *c = &l->chunk[l->chunk_count - 1];
    if (c->is_last || docid <= c->last) return NDX_OK;
    ndx_status status = ndx_page_cursor_find(&l->cursor, key, chunk_key(l, docid, key), err);
    if (status != NDX_OK || !is_chunk(l, &first) || first <= c->first) return status;
    return first <= c->last ? ndx_glass_pages_damaged(l->cursor.pages, err) : add_chunk(l, first, err);
}

static ndx_status reach_all(list *l, const ndx_glass_posted *from, const ndx_glass_posted *to,
                            ndx_error *err) {
    ndx_status status = NDX_OK;
    for (const ndx_glass_posted *at = from; at < to && status == NDX_OK; at++) {
        status = reach(l, at->docid, err);
        chunk *c = &l->chunk[l->chunk_count - 1];
        if (!c->from) c->from = at;
        c->to = at + 1;
    }
    return status;
}

static ndx_status write_list(list *l, ndx_error *err) {
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < l->chunk_count && status == NDX_OK; i++) {
        const chunk *c = &l->chunk[i];
        if (!c->is_first && c->new_first != c->first) status = drop_chunk(l, c, err);
        if (status == NDX_OK) status = write_chunks(l, c, err);
    }
    return status;
}

/* The list under l->key. */
static ndx_status change_list(list *l, const ndx_glass_posted *from, const ndx_glass_posted *to,
                              ndx_error *err) {
    ndx_arena_reset(&l->arena);
    l->chunk_count = 0;
    ndx_status status = ndx_page_cursor_find(&l->cursor, l->key, l->key_len, err);
    if (status != NDX_OK) return status;
    if (!ndx_page_cursor_is(&l->cursor, l->key, l->key_len)) {
        chunk none = {.is_first = true, .is_last = true, .from = from, .to = to};
        l->count = l->sum = 0;
        status = merge_chunk(l, &none, err);
        if (status == NDX_OK) status = write_chunks(l, &none, err);
        ndx_buf_clear(&none.merged);
        return status;
    }
    status = add_chunk(l, 0, err);
    if (status == NDX_OK) status = reach_all(l, from, to, err);
    for (size_t i = 0; i < l->chunk_count && status == NDX_OK; i++)
        status = merge_chunk(l, &l->chunk[i], err);
    if (status != NDX_OK) return status;
    const chunk *last = &l->chunk[l->chunk_count - 1];
    if (!l->chunk[0].merged.len || (last->is_last && !last->merged.len)) return rewrite(l, from, to, err);
    return write_list(l, err);
}

/* --- lists ---------------------------------------------------------------------------------------------- */

ndx_status ndx_glass_list_new(const ndx_glass_pages *postlist, ndx_glass_edits *edits, ndx_glass_list **out,
                              ndx_error *err) {
    list *l = *out = calloc(1, sizeof *l);
    if (!l) return ndx_fail_memory(err);
    l->cursor.pages = postlist;
    l->edits = edits;
    return NDX_OK;
}

void ndx_glass_list_free(ndx_glass_list *l) {
    if (!l) return;
    for (size_t i = 0; i < l->buffers; i++) ndx_buf_clear(&l->chunk[i].merged);
    free(l->chunk);
    ndx_arena_clear(&l->arena);
    ndx_page_cursor_clear(&l->cursor);
    free(l);
}

ndx_status ndx_glass_list_term(ndx_glass_list *l, ndx_text term, const ndx_glass_posted *from,
                               const ndx_glass_posted *to, ndx_error *err) {
    l->key_len = (size_t)(glass_put_ordered(l->key, term.data, term.len) - l->key);
    l->key[l->key_len] = 0; /* then come the docids of its further chunks */
    l->lengths = false;
    return change_list(l, from, to, err);
}

ndx_status ndx_glass_list_lengths(ndx_glass_list *l, const ndx_glass_posted *from, const ndx_glass_posted *to,
                                  ndx_error *err) {
    static const uint8_t key[] = {0x00, 0xe0};
    memcpy(l->key, key, l->key_len = sizeof key);
    l->lengths = true;
    return change_list(l, from, to, err);
}
