/* The blocks of a table that nobody needs any more, as glass keeps them (glass_freelist.cc): a chain of blocks of numbers. What one
 * revision gives up is still the one's before it, so that readers of that go on; it is taken again by the next. */
#ifndef NDX_INDEX_GLASS_FREE_H
#define NDX_INDEX_GLASS_FREE_H

#include "glass_pages.h"

typedef struct ndx_glass_free {
    ndx_glass_pages *pages;             /* borrowed */
    ndx_glass_free_place from, end, to; /* taken from; what the last revision left ends there; given up to */
    uint32_t blocks;                    /* of the file */
    uint8_t *block;                     /* the one being written */
    bool writing;
    uint32_t revision;
} ndx_glass_free;

ndx_status ndx_glass_free_init(ndx_glass_free *list, ndx_glass_pages *pages, uint32_t revision,
                               ndx_error *err);
void ndx_glass_free_clear(ndx_glass_free *list);
/* The number of a block to write to. */
ndx_status ndx_glass_free_take(ndx_glass_free *list, uint32_t *block, ndx_error *err);
ndx_status ndx_glass_free_give(ndx_glass_free *list, uint32_t block, ndx_error *err);
/* Write what is left, and enter it in the state. */
ndx_status ndx_glass_free_finish(ndx_glass_free *list, ndx_glass_table_state *state, ndx_error *err);

/* Write count blocks from that one on. */
ndx_status ndx_glass_pages_write(const ndx_glass_pages *pages, uint32_t block, const uint8_t *bytes,
                                 size_t count, ndx_error *err);
/* Until what was written is on the disk. */
ndx_status ndx_glass_pages_sync(const ndx_glass_pages *pages, ndx_error *err);

#endif
