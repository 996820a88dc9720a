/* One table of a glass database, written front to back: keys ascending, blocks full (the format is in glass.h). */
#ifndef NDX_INDEX_GLASS_TABLE_H
#define NDX_INDEX_GLASS_TABLE_H

#include "glass_block.h"
#include "glass_pack.h"
#include "newsdex/base.h"

#define GLASS_LEVELS 10 /* glass_table.h of xapian-core: BTREE_CURSOR_LEVELS */
#define GLASS_ITEM_MAX 2043
#define GLASS_REVISION 1

/* What divides a block from the one before it, for the level above; no key: nothing stands before it. */
typedef struct ndx_glass_divider {
    uint8_t key[GLASS_KEY_MAX];
    uint8_t len;
    uint16_t piece;
} ndx_glass_divider;

/* The block being filled at one level. */
typedef struct ndx_glass_level {
    uint8_t *block;   /* NULL: the level is not in use */
    unsigned dir_end; /* end of the directory */
    unsigned at;      /* start of the lowest item */
    ndx_glass_divider divider;
} ndx_glass_level;

typedef struct ndx_glass_root {
    uint32_t block, blocks;
    unsigned level;
    uint64_t items; /* 0: the table has no blocks */
} ndx_glass_root;

typedef struct ndx_glass_table {
    char *path;
    int fd;    /* -1: closed */
    bool made; /* the file is ours */
    ndx_glass_level level[GLASS_LEVELS];
    uint8_t key[GLASS_KEY_MAX]; /* the last one added */
    uint8_t key_len;
    uint8_t *buffer; /* complete blocks not yet written */
    size_t buffered; /* blocks in it */
    uint64_t sent;   /* bytes of the file that are on their way to the disk */
    uint64_t hash;   /* of all blocks */
    bool
        deflated; /* the tags being added are raw deflate, to be inflated by who reads them; set before adding */
    struct libdeflate_compressor *squeezer; /* made when first needed */
    unsigned
        slack; /* bytes left free in each leaf, so that a first update does not split them all; set before adding */
    ndx_glass_root root;
} ndx_glass_table;

/* Make dir/NAME.glass, which must not hold anything. IO, NO_SPACE, NO_MEMORY; USAGE: there is one already. */
ndx_status ndx_glass_table_open(ndx_glass_table *table, const char *dir, const char *name, ndx_error *err);
/* Bytes of tag that an item with such a key can take in what is left of the block; 0 when not even the key fits. */
size_t ndx_glass_table_room(const ndx_glass_table *table, size_t key_len);
/* Add an item; keys must ascend. A tag that does not fit into what is left of the block is cut there if may_cut, or else
 * begins a new block (if it fits into one item at all). */
ndx_status ndx_glass_table_add(ndx_glass_table *table, const uint8_t *key, size_t key_len, const void *tag,
                               size_t tag_len, bool may_cut, ndx_error *err);
/* The same, the tag deflated if that brings it down to `most` bytes. */
ndx_status ndx_glass_table_add_squeezed(ndx_glass_table *table, const uint8_t *key, size_t key_len,
                                        const void *tag, size_t tag_len, size_t most, bool may_cut,
                                        ndx_error *err);
/* Complete the tree, sync and close the file; then root tells what iamglass must say. */
ndx_status ndx_glass_table_finish(ndx_glass_table *table, ndx_error *err);
/* Free; and close and remove the file unless `keep`. */
void ndx_glass_table_clear(ndx_glass_table *table, bool keep);

#endif
