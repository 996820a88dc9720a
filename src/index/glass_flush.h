/* Blocks on their way into a table's file: those that stand next to each other are written at once, by a thread of its own if that is
 * wanted and can be had, and the disk begins with them before anybody waits for it. */
#ifndef NDX_INDEX_GLASS_FLUSH_H
#define NDX_INDEX_GLASS_FLUSH_H

#include <pthread.h>

#include "glass_pages.h"

#define GLASS_FLUSH_RUNS 8

typedef struct ndx_glass_flush {
    const ndx_glass_pages *pages; /* borrowed */
    uint8_t *memory;
    struct ndx_glass_run {
        uint32_t block;
        size_t count;
    } run[GLASS_FLUSH_RUNS]; /* used in turn */
    size_t filled;           /* runs; the next is being filled */
    bool threaded;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* under the lock */
    size_t ready, written; /* runs; how many the thread may write, and has */
    bool ends;
    ndx_status status;
    ndx_error error;
} ndx_glass_flush;

ndx_status ndx_glass_flush_init(ndx_glass_flush *flush, const ndx_glass_pages *pages, bool threaded,
                                ndx_error *err);
/* What is not written by then is given up. */
void ndx_glass_flush_clear(ndx_glass_flush *flush);
/* *bytes: where to put the block, before the next call. Fails when an earlier one could not be written. */
ndx_status ndx_glass_flush_block(ndx_glass_flush *flush, uint32_t block, uint8_t **bytes, ndx_error *err);
/* Until everything is with the system; that it is on the disk is the caller's to see to. */
ndx_status ndx_glass_flush_finish(ndx_glass_flush *flush, ndx_error *err);

#endif
