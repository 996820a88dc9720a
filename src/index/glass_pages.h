/* A table of a glass database that is there: its blocks as one mapped file, and a cursor over its items. Nothing in a block is
 * trusted: what cannot be fails with NO_INDEX. */
#ifndef NDX_INDEX_GLASS_PAGES_H
#define NDX_INDEX_GLASS_PAGES_H

#include "glass_block.h"
#include "glass_table.h"
#include "glass_version.h"

typedef struct ndx_glass_pages {
    char *path;
    int fd; /* -1: closed; open for writing too, but the map is only read */
    const uint8_t *bytes;
    ndx_glass_table_state state; /* as committed */
} ndx_glass_pages;

/* Open dir/NAME.glass as `state` says it is. */
ndx_status ndx_glass_pages_open(ndx_glass_pages *pages, const char *dir, const char *name,
                                const ndx_glass_table_state *state, ndx_error *err);
void ndx_glass_pages_close(ndx_glass_pages *pages);
ndx_status ndx_glass_pages_damaged(const ndx_glass_pages *pages, ndx_error *err);

/* A block of that level, its head checked. */
typedef struct ndx_glass_page {
    const uint8_t *bytes;
    unsigned level, count; /* items */
} ndx_glass_page;
ndx_status ndx_glass_page_get(const ndx_glass_pages *pages, uint32_t block, unsigned level,
                              ndx_glass_page *page, ndx_error *err);

/* false: damaged */
static inline bool ndx_glass_page_item(const ndx_glass_page *page, unsigned number, ndx_glass_item *item) {
    return glass_item(page->bytes, page->level, number, item);
}

/* --- cursor --------------------------------------------------------------------------------------------- */

typedef struct ndx_page_cursor {
    const ndx_glass_pages *pages;
    struct ndx_glass_step {
        ndx_glass_page page;
        unsigned item;
    } step[GLASS_LEVELS]; /* from the leaf to the root */
    bool placed;
    ndx_glass_item item; /* where it is */
    ndx_buf tag, inflated;
    struct libdeflate_decompressor *inflater; /* made when first needed */
} ndx_page_cursor;                            /* {.pages = pages} to begin */
void ndx_page_cursor_clear(ndx_page_cursor *cursor);
/* Go to the first piece of the last key that is not above this one: the null item when there is none. Cheap when it is near where the
 * cursor was, further on. */
ndx_status ndx_page_cursor_find(ndx_page_cursor *cursor, const uint8_t *key, size_t len, ndx_error *err);
/* Go to the next item, be it a piece of the same tag. *more false: there is none. */
ndx_status ndx_page_cursor_next(ndx_page_cursor *cursor, bool *more, ndx_error *err);
/* The whole tag, inflated, from its first piece; the cursor is left at its last one. As it lies in the table if it is whole there, which is
 * good as long as the table is open; else (ndx_page_cursor_lies false) good until the next call. */
ndx_status ndx_page_cursor_tag(ndx_page_cursor *cursor, ndx_text *tag, ndx_error *err);
static inline bool ndx_page_cursor_lies(const ndx_page_cursor *cursor) {
    unsigned flags = cursor->item.flags & (GLASS_FLAG_LAST | GLASS_FLAG_DEFLATED);
    return cursor->item.piece == 1 && flags == GLASS_FLAG_LAST;
}
static inline bool ndx_page_cursor_is(const ndx_page_cursor *cursor, const uint8_t *key, size_t len) {
    return cursor->item.key_len == len && memcmp(cursor->item.key, key, len) == 0;
}

#endif
