/* A file without a name for what does not fit into memory: written at its end, read anywhere, gone when closed. */
#ifndef NDX_INDEX_GLASS_SPILL_H
#define NDX_INDEX_GLASS_SPILL_H

#include "newsdex/base.h"

typedef struct ndx_glass_spill {
    const char *dir; /* borrowed */
    int fd;          /* -1 until something is written */
    uint64_t size;   /* what has been appended, the buffer included */
    char *buffer;
    size_t buffered;
} ndx_glass_spill;

void ndx_glass_spill_init(ndx_glass_spill *spill, const char *dir);
void ndx_glass_spill_clear(ndx_glass_spill *spill);
ndx_status ndx_glass_spill_append(ndx_glass_spill *spill, const void *data, size_t len, ndx_error *err);
/* Write out what is buffered: before reading. */
ndx_status ndx_glass_spill_flush(ndx_glass_spill *spill, ndx_error *err);
ndx_status ndx_glass_spill_read(const ndx_glass_spill *spill, uint64_t at, void *data, size_t len,
                                ndx_error *err);

#endif
