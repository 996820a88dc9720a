/* A file for what does not fit into memory: written at its end, read anywhere. It has no name, so it is gone when it is closed, unless
 * it was given one. */
#ifndef NDX_INDEX_GLASS_SPILL_H
#define NDX_INDEX_GLASS_SPILL_H

#include "newsdex/base.h"

typedef struct ndx_glass_spill {
    const char *dir;  /* borrowed; as the name: */
    const char *path; /* NULL: none */
    int fd;           /* -1 until something is written */
    uint64_t size;    /* what has been appended, the buffer included */
    char *buffer;
    size_t buffered;
} ndx_glass_spill;

void ndx_glass_spill_init(ndx_glass_spill *spill, const char *dir);
void ndx_glass_spill_clear(ndx_glass_spill *spill); /* a file with a name stays */
/* Go on with the file that path names, if there is one; what is appended goes there. Nothing must have been appended yet. */
ndx_status ndx_glass_spill_open(ndx_glass_spill *spill, const char *path, ndx_error *err);
/* Forget what lies behind the first `size` bytes. */
ndx_status ndx_glass_spill_cut(ndx_glass_spill *spill, uint64_t size, ndx_error *err);
/* Write out what is buffered, as far as to the disk. */
ndx_status ndx_glass_spill_sync(ndx_glass_spill *spill, ndx_error *err);
ndx_status ndx_glass_spill_append(ndx_glass_spill *spill, const void *data, size_t len, ndx_error *err);
/* Write out what is buffered: before reading. */
ndx_status ndx_glass_spill_flush(ndx_glass_spill *spill, ndx_error *err);
ndx_status ndx_glass_spill_read(const ndx_glass_spill *spill, uint64_t at, void *data, size_t len,
                                ndx_error *err);

#endif
