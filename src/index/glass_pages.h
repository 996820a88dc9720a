/* A table of a glass database that is there: its blocks as one mapped file, and a cursor over its items. Nothing in a block is
 * trusted: what cannot be fails with NO_INDEX. */
#ifndef NDX_INDEX_GLASS_PAGES_H
#define NDX_INDEX_GLASS_PAGES_H

#include "glass_table.h"
#include "glass_version.h"

#define GLASS_BLOCK_HEAD 11
#define GLASS_LEAF_HEAD 3
#define GLASS_BRANCH_HEAD 5
#define GLASS_PIECE 2
#define GLASS_FLAG_DEFLATED 0x8000
#define GLASS_FLAG_LAST 0x4000
#define GLASS_FLAG_FIRST 0x2000

static inline unsigned ndx_glass_get2(const uint8_t *at) {
    return (unsigned)at[0] << 8 | at[1];
}
static inline uint32_t ndx_glass_get4(const uint8_t *at) {
    return (uint32_t)ndx_glass_get2(at) << 16 | ndx_glass_get2(at + 2);
}
static inline void ndx_glass_put2(uint8_t *at, unsigned value) {
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}
static inline void ndx_glass_put4(uint8_t *at, uint32_t value) {
    ndx_glass_put2(at, value >> 16);
    ndx_glass_put2(at + 2, value & 0xffff);
}

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

/* An item: views into its block. */
typedef struct ndx_glass_item {
    const uint8_t *at;
    unsigned size;
    const uint8_t *key;
    unsigned key_len, piece;
    uint32_t child; /* in a branch */
    /* in a leaf */
    const uint8_t *part;
    unsigned part_len;
    bool last, deflated;
} ndx_glass_item;
bool ndx_glass_page_item(const ndx_glass_page *page, unsigned number,
                         ndx_glass_item *item); /* false: damaged */

/* Order of (key, piece). */
static inline int ndx_glass_key_compare(const uint8_t *a, size_t a_len, unsigned a_piece, const uint8_t *b,
                                        size_t b_len, unsigned b_piece) {
    int order = memcmp(a, b, a_len < b_len ? a_len : b_len);
    if (order) return order;
    if (a_len != b_len) return a_len < b_len ? -1 : 1;
    return a_piece < b_piece ? -1 : a_piece > b_piece;
}

/* --- cursor --------------------------------------------------------------------------------------------- */

typedef struct ndx_glass_cursor {
    const ndx_glass_pages *pages;
    struct ndx_glass_step {
        ndx_glass_page page;
        unsigned item;
    } step[GLASS_LEVELS]; /* from the leaf to the root */
    bool placed;
    ndx_glass_item item; /* where it is */
    ndx_buf tag, inflated;
    struct libdeflate_decompressor *inflater; /* made when first needed */
} ndx_glass_cursor;                           /* {.pages = pages} to begin */
void ndx_glass_cursor_clear(ndx_glass_cursor *cursor);
/* Go to the first piece of the last key that is not above this one: the null item when there is none. Cheap when it is near where the
 * cursor was, further on. */
ndx_status ndx_glass_cursor_find(ndx_glass_cursor *cursor, const uint8_t *key, size_t len, ndx_error *err);
/* Go to the next item, be it a piece of the same tag. *more false: there is none. */
ndx_status ndx_glass_cursor_next(ndx_glass_cursor *cursor, bool *more, ndx_error *err);
/* The whole tag, inflated, from its first piece; the cursor is left at its last one. As it lies in the table if it is whole there, which is
 * good as long as the table is open; else (ndx_glass_cursor_lies false) good until the next call. */
ndx_status ndx_glass_cursor_tag(ndx_glass_cursor *cursor, ndx_text *tag, ndx_error *err);
static inline bool ndx_glass_cursor_lies(const ndx_glass_cursor *cursor) {
    return cursor->item.piece == 1 && cursor->item.last && !cursor->item.deflated;
}
static inline bool ndx_glass_cursor_is(const ndx_glass_cursor *cursor, const uint8_t *key, size_t len) {
    return cursor->item.key_len == len && memcmp(cursor->item.key, key, len) == 0;
}

#endif
