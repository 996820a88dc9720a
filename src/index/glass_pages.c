/* Reading the B-tree of a table that is there. */
#include "glass_pages.h"

#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define TAG_MAX (1024u << 20) /* a tag that inflates to more than this was not written by us */

/* --- the file ------------------------------------------------------------------------------------------- */

ndx_status ndx_glass_pages_damaged(const ndx_glass_pages *pages, ndx_error *err) {
    return ndx_fail(err, NDX_NO_INDEX, "%s is damaged; rebuild the index", pages->path);
}

static ndx_status map(ndx_glass_pages *pages, ndx_error *err) {
    struct stat file;
    size_t len = (size_t)pages->state.blocks * GLASS_BLOCK;
    if (fstat(pages->fd, &file) != 0) return ndx_fail_errno(err, errno, "cannot read %s", pages->path);
    if (!len || (uint64_t)file.st_size < len || pages->state.level >= GLASS_LEVELS ||
        pages->state.block_bytes != GLASS_BLOCK)
        return ndx_glass_pages_damaged(pages, err);
    void *bytes = mmap(NULL, len, PROT_READ, MAP_SHARED, pages->fd, 0);
    if (bytes == MAP_FAILED) return ndx_fail_errno(err, errno, "cannot read %s", pages->path);
    pages->bytes = bytes;
    return NDX_OK;
}

ndx_status ndx_glass_pages_open(ndx_glass_pages *pages, const char *dir, const char *name,
                                const ndx_glass_table_state *state, ndx_error *err) {
    *pages = (ndx_glass_pages){.fd = -1, .state = *state};
    size_t size = strlen(dir) + strlen(name) + sizeof "/.glass";
    pages->path = malloc(size);
    if (!pages->path) return ndx_fail_memory(err);
    snprintf(pages->path, size, "%s/%s.glass", dir, name);
    pages->fd = open(pages->path, O_RDWR | O_CLOEXEC);
    if (pages->fd < 0) return ndx_fail_errno(err, errno, "cannot open %s", pages->path);
    return map(pages, err);
}

void ndx_glass_pages_close(ndx_glass_pages *pages) {
    if (pages->bytes) munmap((void *)pages->bytes, (size_t)pages->state.blocks * GLASS_BLOCK);
    if (pages->path && pages->fd >= 0) close(pages->fd);
    free(pages->path);
    *pages = (ndx_glass_pages){.fd = -1};
}

/* --- blocks --------------------------------------------------------------------------------------------- */

ndx_status ndx_glass_page_get(const ndx_glass_pages *pages, uint32_t block, unsigned level,
                              ndx_glass_page *page, ndx_error *err) {
    if (block >= pages->state.blocks) return ndx_glass_pages_damaged(pages, err);
    const uint8_t *bytes = pages->bytes + (size_t)block * GLASS_BLOCK;
    if (!glass_is_block(bytes, level)) return ndx_glass_pages_damaged(pages, err);
    *page = (ndx_glass_page){bytes, level, glass_entries(bytes)};
    return NDX_OK;
}

/* --- finding -------------------------------------------------------------------------------------------- */

void ndx_page_cursor_clear(ndx_page_cursor *cursor) {
    ndx_buf_clear(&cursor->tag);
    ndx_buf_clear(&cursor->inflated);
    if (cursor->inflater) libdeflate_free_decompressor(cursor->inflater);
    *cursor = (ndx_page_cursor){.pages = cursor->pages};
}

/* The last item not above (key, piece), the first in any case. */
static bool search(const ndx_glass_page *page, const uint8_t *key, size_t len, unsigned piece,
                   unsigned *number) {
    unsigned low = 0, high = page->count;
    while (high - low > 1) {
        unsigned middle = low + (high - low) / 2;
        ndx_glass_item item;
        if (!ndx_glass_page_item(page, middle, &item)) return false;
        if (glass_key_compare(item.key, item.key_len, item.piece, key, len, piece) <= 0)
            low = middle;
        else
            high = middle;
    }
    *number = low;
    return true;
}

/* Is the key within the leaf where the cursor is? Below its last item, that is: what is above may stand in the next. */
static bool is_near(const ndx_page_cursor *cursor, const uint8_t *key, size_t len, unsigned piece) {
    const ndx_glass_page *page = &cursor->step[0].page;
    ndx_glass_item first, last;
    return cursor->placed && ndx_glass_page_item(page, 0, &first) &&
           ndx_glass_page_item(page, page->count - 1, &last) &&
           glass_key_compare(first.key, first.key_len, first.piece, key, len, piece) <= 0 &&
           glass_key_compare(last.key, last.key_len, last.piece, key, len, piece) >= 0;
}

static ndx_status descend(ndx_page_cursor *cursor, unsigned level, uint32_t block, const uint8_t *key,
                          size_t len, unsigned piece, ndx_error *err) {
    cursor->placed = false;
    for (;; level--) {
        struct ndx_glass_step *step = &cursor->step[level];
        ndx_status status = ndx_glass_page_get(cursor->pages, block, level, &step->page, err);
        if (status != NDX_OK) return status;
        if (!search(&step->page, key, len, piece, &step->item) ||
            !ndx_glass_page_item(&step->page, step->item, &cursor->item))
            return ndx_glass_pages_damaged(cursor->pages, err);
        if (!level) break;
        block = cursor->item.child;
    }
    cursor->placed = true;
    return NDX_OK;
}

/* From the first item of a leaf to the last one of the leaf before. */
static ndx_status step_back(ndx_page_cursor *cursor, ndx_error *err) {
    static const uint8_t highest[GLASS_KEY_MAX] = {[0 ... GLASS_KEY_MAX - 1] = 0xff};
    unsigned level = 1;
    while (level <= cursor->pages->state.level && cursor->step[level].item == 0) level++;
    if (level > cursor->pages->state.level) return ndx_glass_pages_damaged(cursor->pages, err);
    struct ndx_glass_step *step = &cursor->step[level];
    step->item--;
    if (!ndx_glass_page_item(&step->page, step->item, &cursor->item))
        return ndx_glass_pages_damaged(cursor->pages, err);
    return descend(cursor, level - 1, cursor->item.child, highest, sizeof highest, UINT16_MAX, err);
}

static bool is_above(const ndx_glass_item *item, const uint8_t *key, size_t len, unsigned piece) {
    return glass_key_compare(item->key, item->key_len, item->piece, key, len, piece) > 0;
}

static ndx_status find_piece(ndx_page_cursor *cursor, const uint8_t *key, size_t len, unsigned piece,
                             ndx_error *err) {
    const ndx_glass_table_state *state = &cursor->pages->state;
    struct ndx_glass_step *leaf = &cursor->step[0];
    if (is_near(cursor, key, len, piece))
        return search(&leaf->page, key, len, piece, &leaf->item) &&
                       ndx_glass_page_item(&leaf->page, leaf->item, &cursor->item)
                   ? NDX_OK
                   : ndx_glass_pages_damaged(cursor->pages, err);
    ndx_status status = descend(cursor, state->level, state->root, key, len, piece, err);
    /* what divides two leaves may be below the key and the first item above it */
    return status == NDX_OK && is_above(&cursor->item, key, len, piece) ? step_back(cursor, err) : status;
}

ndx_status ndx_page_cursor_find(ndx_page_cursor *cursor, const uint8_t *key, size_t len, ndx_error *err) {
    uint8_t whole[GLASS_KEY_MAX];
    ndx_status status = find_piece(cursor, key, len, UINT16_MAX, err);
    if (status != NDX_OK || cursor->item.piece <= 1) return status;
    size_t whole_len = cursor->item.key_len;
    memcpy(whole, cursor->item.key, whole_len);
    status = find_piece(cursor, whole, whole_len, 1, err);
    if (status == NDX_OK && (cursor->item.piece != 1 || !ndx_page_cursor_is(cursor, whole, whole_len)))
        return ndx_glass_pages_damaged(cursor->pages, err);
    return status;
}

ndx_status ndx_page_cursor_next(ndx_page_cursor *cursor, bool *more, ndx_error *err) {
    unsigned level = 0;
    while (level <= cursor->pages->state.level &&
           cursor->step[level].item + 1 >= cursor->step[level].page.count)
        level++;
    *more = level <= cursor->pages->state.level;
    if (!*more) return NDX_OK;
    struct ndx_glass_step *step = &cursor->step[level];
    step->item++;
    if (!ndx_glass_page_item(&step->page, step->item, &cursor->item))
        return ndx_glass_pages_damaged(cursor->pages, err);
    return level ? descend(cursor, level - 1, cursor->item.child, (const uint8_t *)"", 0, 0, err) : NDX_OK;
}

/* --- tags ----------------------------------------------------------------------------------------------- */

/* From cursor->tag to cursor->inflated. */
static ndx_status inflate_tag(ndx_page_cursor *cursor, ndx_error *err) {
    if (!cursor->inflater) cursor->inflater = libdeflate_alloc_decompressor();
    ndx_buf *out = &cursor->inflated;
    enum libdeflate_result result = LIBDEFLATE_INSUFFICIENT_SPACE;
    ndx_buf_reset(out);
    for (size_t room = cursor->tag.len * 4 + 256;
         cursor->inflater && result == LIBDEFLATE_INSUFFICIENT_SPACE && room < TAG_MAX && !out->failed;
         room *= 4)
        if (ndx_buf_reserve(out, room))
            result = libdeflate_deflate_decompress(cursor->inflater, cursor->tag.data, cursor->tag.len,
                                                   out->data, room, &out->len);
    if (!cursor->inflater || out->failed) return ndx_fail_memory(err);
    return result == LIBDEFLATE_SUCCESS ? NDX_OK : ndx_glass_pages_damaged(cursor->pages, err);
}

ndx_status ndx_page_cursor_tag(ndx_page_cursor *cursor, ndx_text *tag, ndx_error *err) {
    bool deflated = cursor->item.flags & GLASS_FLAG_DEFLATED;
    ndx_status status = NDX_OK;
    if (ndx_page_cursor_lies(cursor)) {
        *tag = (ndx_text){(const char *)cursor->item.part, cursor->item.part_len};
        return NDX_OK;
    }
    ndx_buf_reset(&cursor->tag);
    for (unsigned piece = 1;; piece++) {
        bool more = true;
        if (cursor->item.piece != piece) return ndx_glass_pages_damaged(cursor->pages, err);
        ndx_buf_add(&cursor->tag, cursor->item.part, cursor->item.part_len);
        if (cursor->item.flags & GLASS_FLAG_LAST) break;
        status = ndx_page_cursor_next(cursor, &more, err);
        if (status == NDX_OK && !more) status = ndx_glass_pages_damaged(cursor->pages, err);
        if (status != NDX_OK) return status;
    }
    status = ndx_buf_status(&cursor->tag, err);
    if (status == NDX_OK && deflated) status = inflate_tag(cursor, err);
    *tag = ndx_buf_text(deflated ? &cursor->inflated : &cursor->tag);
    return status;
}
