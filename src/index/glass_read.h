/* The tables of a glass database, read in place: files mapped, tags borrowed from them. The format is in glass.h.
 *
 * A writer changes the files under us as it does under libxapian: it never writes over a block that the newest two revisions use, and
 * a block says which revision wrote it. Who reads an older state finds out by that: a block that is newer than what points to it
 * has been written over. libxapian copies a block and then looks; we look when we enter a block, and again after what was read
 * from it (ndx_glass_check), for it may have been written over meanwhile. What is read before that second look may be anything, so
 * nothing of it is trusted. MODIFIED, as from libxapian: refresh and begin again.
 *
 * As with every mapped file, whoever cuts it off while it is read, or a disk that fails, ends the reader by SIGBUS. Nobody who writes
 * an index does the former: tables only grow, and a whole generation is removed only when nobody reads it. */
#ifndef NDX_INDEX_GLASS_READ_H
#define NDX_INDEX_GLASS_READ_H

#include "glass_pack.h"
#include "newsdex/base.h"

#define GLASS_READ_LEVELS 10 /* glass_table.h of xapian-core: BTREE_CURSOR_LEVELS */

typedef enum ndx_glass_name {
    NDX_GLASS_POSTLIST,
    NDX_GLASS_DOCDATA,
    NDX_GLASS_TERMLIST,
    NDX_GLASS_NAMES
} ndx_glass_name; /* in the order of iamglass */

typedef struct ndx_glass_file {
    const uint8_t *bytes; /* NULL: not mapped yet */
    size_t len;
    uint32_t blocks; /* whole ones in the file */
    uint32_t root;
    unsigned level;
    bool empty; /* the table has no blocks */
} ndx_glass_file;

typedef struct ndx_glass {
    ndx_buf dir;
    uint32_t revision;
    ndx_glass_file file[NDX_GLASS_NAMES];
    uint32_t documents, last_docid;
    uint64_t total_length;
    struct libdeflate_decompressor *inflater; /* made when first needed */
} ndx_glass;                                  /* {0} to begin */

/* Read dir/iamglass. Tables are mapped when first read. SCHEMA: not of the one kind that we read (format of 2016-03-14, blocks
 * of 8,192 bytes); NO_INDEX: damaged, or not there. After a failure it is as cleared. */
ndx_status ndx_glass_open(ndx_glass *glass, const char *dir, ndx_error *err);
/* Read it again; whatever was borrowed is gone. */
ndx_status ndx_glass_refresh(ndx_glass *glass, ndx_error *err);
void ndx_glass_clear(ndx_glass *glass);
/* Map the file of a table. An empty one is mapped as nothing: its table has no block to point to. NO_INDEX. */
ndx_status ndx_glass_map(ndx_glass *glass, ndx_glass_name name, ndx_error *err);

/* A place in a table. {.glass, .name} to begin; owns nothing. */
typedef struct ndx_glass_cursor {
    ndx_glass *glass;
    ndx_glass_name name;
    struct ndx_glass_step {
        const uint8_t *block;
        uint32_t revision;
        unsigned at; /* of the entry in the block's directory */
    } step[GLASS_READ_LEVELS];
    /* the item */
    const uint8_t *key;
    size_t key_len;
} ndx_glass_cursor;

/* Stand on the key, or (*exact false) on the last one before it: the table's null item, with an empty key, is before all. END: the
 * table is empty. MODIFIED, NO_INDEX (damaged). */
ndx_status ndx_glass_find(ndx_glass_cursor *cursor, const uint8_t *key, size_t key_len, bool *exact,
                          ndx_error *err);
/* Stand on the entry of article `number`, in a table that has them by number. END: there is none. Else as ndx_glass_find. */
ndx_status ndx_glass_find_number(ndx_glass_cursor *cursor, uint32_t number, ndx_error *err);
/* The same of several, each with a cursor of its own, quicker than one after the other: what lies in memory far apart is asked for
 * before it is needed. Numbers may come in any order, quickest is ascending. The first `enough` bytes of their tags are on their way.
 * END: one of them is not there. */
#define NDX_GLASS_AT_ONCE 16
ndx_status ndx_glass_find_numbers(ndx_glass_cursor *cursors, ndx_glass *glass, ndx_glass_name name,
                                  const uint32_t *numbers, size_t count, size_t enough, ndx_error *err);
/* The next key. END. */
ndx_status ndx_glass_next(ndx_glass_cursor *cursor, ndx_error *err);
/* The tag, or `enough` bytes of it at least: borrowed from the file where these are in one piece, else put together in `scratch`.
 * *whole: it is all there is. */
ndx_status ndx_glass_tag(const ndx_glass_cursor *cursor, size_t enough, ndx_buf *scratch, ndx_text *tag,
                         bool *whole, ndx_error *err);
/* Was what was read from where the cursor stands, up to now, what it should be? MODIFIED. */
ndx_status ndx_glass_check(const ndx_glass_cursor *cursor, ndx_error *err);
/* What is read there makes no sense: MODIFIED if it is because it was written over, else NO_INDEX. */
ndx_status ndx_glass_damaged(const ndx_glass_cursor *cursor, ndx_error *err);

/* Numbers of bytes that nobody vouches for: false when they end early or do not fit. */
static inline bool glass_read_uint(const uint8_t **at, const uint8_t *end, uint32_t *value) {
    uint64_t result = 0;
    for (unsigned shift = 0; *at < end && shift < 35; shift += 7) {
        uint8_t byte = *(*at)++;
        result |= (uint64_t)(byte & 0x7f) << shift;
        if (byte & 0x80) continue;
        *value = (uint32_t)result;
        return result <= UINT32_MAX;
    }
    return false;
}
bool ndx_glass_read_sorted(const uint8_t *at, const uint8_t *end,
                           uint32_t *value); /* and nothing behind it */

#endif
