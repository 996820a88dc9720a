/* iamglass: what a committed glass database is made of (the format is in glass.h). Reading and writing it for a database that is there,
 * however it came to be. */
#ifndef NDX_INDEX_GLASS_VERSION_H
#define NDX_INDEX_GLASS_VERSION_H

#include "newsdex/base.h"

typedef enum ndx_glass_table_number {
    NDX_GLASS_POSTLIST,
    NDX_GLASS_DOCDATA,
    NDX_GLASS_TERMLIST,
    NDX_GLASS_POSITION,
    NDX_GLASS_SPELLING,
    NDX_GLASS_SYNONYM,
    NDX_GLASS_TABLES
} ndx_glass_table_number;

/* A place in the list of free blocks: a block of it, and the byte where the next number is, or goes. at 0: nowhere. */
typedef struct ndx_glass_free_place {
    uint32_t block, at;
} ndx_glass_free_place;

typedef struct ndx_glass_table_state {
    uint32_t root, blocks; /* number of the root block; blocks of the file */
    unsigned level;        /* the root's */
    bool sequential, no_file;
    uint64_t items;
    uint32_t block_bytes, compress_min;
    uint32_t free_revision;
    ndx_glass_free_place free, free_end;
} ndx_glass_table_state;

typedef struct ndx_glass_version {
    uint8_t uuid[16];
    uint32_t revision;
    ndx_glass_table_state table[NDX_GLASS_TABLES];
    uint64_t count, last; /* articles; highest number of one ever */
    uint64_t shortest, longest, highest_wdf, changesets, total_length, spelling_highest;
} ndx_glass_version;

/* Of the database in the folder dir. NO_INDEX: damaged, or no such database. */
ndx_status ndx_glass_version_read(const char *dir, ndx_glass_version *version, ndx_error *err);
/* Put it in the place of the one that is there, whole or not at all: this is the commit. */
ndx_status ndx_glass_version_write(const char *dir, const ndx_glass_version *version, ndx_error *err);

#endif
