/* Runs of blocks, filled by one thread and written by another. */
#include "glass_flush.h"

#include <fcntl.h>
#include <stdlib.h>

#include "glass_free.h"

#define RUN_BLOCKS 32 /* of a run at most */

static ndx_status write_run(ndx_glass_flush *flush, size_t number, ndx_error *err) {
    const struct ndx_glass_run *run = &flush->run[number % GLASS_FLUSH_RUNS];
    const uint8_t *bytes = flush->memory + number % GLASS_FLUSH_RUNS * RUN_BLOCKS * GLASS_BLOCK;
    ndx_status status = ndx_glass_pages_write(flush->pages, run->block, bytes, run->count, err);
#ifdef SYNC_FILE_RANGE_WRITE
    /* Only to begin early: whether it went well, the sync at the end tells. */
    if (status == NDX_OK)
        (void)sync_file_range(flush->pages->fd, (off_t)run->block * GLASS_BLOCK,
                              (off_t)(run->count * GLASS_BLOCK), SYNC_FILE_RANGE_WRITE);
#endif
    return status;
}

static void *flush_main(void *context) {
    ndx_glass_flush *flush = context;
    pthread_mutex_lock(&flush->lock);
    while (flush->status == NDX_OK) {
        while (flush->written == flush->ready && !flush->ends)
            pthread_cond_wait(&flush->changed, &flush->lock);
        if (flush->written == flush->ready) break;
        pthread_mutex_unlock(&flush->lock);
        ndx_status status = write_run(flush, flush->written, &flush->error);
        pthread_mutex_lock(&flush->lock);
        flush->status = status;
        flush->written++;
        pthread_cond_broadcast(&flush->changed);
    }
    pthread_mutex_unlock(&flush->lock);
    return NULL;
}

ndx_status ndx_glass_flush_init(ndx_glass_flush *flush, const ndx_glass_pages *pages, bool threaded,
                                ndx_error *err) {
    *flush = (ndx_glass_flush){.pages = pages};
    pthread_mutex_init(&flush->lock, NULL);
    pthread_cond_init(&flush->changed, NULL);
    flush->memory = malloc((size_t)(threaded ? GLASS_FLUSH_RUNS : 1) * RUN_BLOCKS * GLASS_BLOCK);
    if (!flush->memory) return ndx_fail_memory(err);
    flush->threaded = threaded && pthread_create(&flush->thread, NULL, flush_main, flush) == 0;
    return NDX_OK;
}

static void end_thread(ndx_glass_flush *flush) {
    if (!flush->threaded) return;
    pthread_mutex_lock(&flush->lock);
    flush->ends = true;
    pthread_cond_broadcast(&flush->changed);
    pthread_mutex_unlock(&flush->lock);
    pthread_join(flush->thread, NULL);
    flush->threaded = false;
}

void ndx_glass_flush_clear(ndx_glass_flush *flush) {
    end_thread(flush);
    pthread_cond_destroy(&flush->changed);
    pthread_mutex_destroy(&flush->lock);
    free(flush->memory);
}

/* Hand the run that is being filled to the thread, and wait until there is one to fill. */
static ndx_status hand_over(ndx_glass_flush *flush, ndx_error *err) {
    pthread_mutex_lock(&flush->lock);
    flush->ready = ++flush->filled;
    pthread_cond_broadcast(&flush->changed);
    while (flush->status == NDX_OK && flush->filled - flush->written >= GLASS_FLUSH_RUNS)
        pthread_cond_wait(&flush->changed, &flush->lock);
    ndx_status status = flush->status;
    if (status != NDX_OK && err) *err = flush->error;
    pthread_mutex_unlock(&flush->lock);
    return status;
}

static struct ndx_glass_run *filling(ndx_glass_flush *flush) {
    return &flush->run[flush->filled % GLASS_FLUSH_RUNS];
}

/* The run being filled is full, or the last. */
static ndx_status end_run(ndx_glass_flush *flush, ndx_error *err) {
    if (!filling(flush)->count) return NDX_OK;
    ndx_status status = flush->threaded ? hand_over(flush, err) : write_run(flush, flush->filled, err);
    filling(flush)->count = 0;
    return status;
}

ndx_status ndx_glass_flush_block(ndx_glass_flush *flush, uint32_t block, uint8_t **bytes, ndx_error *err) {
    struct ndx_glass_run *run = filling(flush);
    ndx_status status = NDX_OK;
    if (run->count == RUN_BLOCKS || block != run->block + run->count) status = end_run(flush, err);
    run = filling(flush);
    if (!run->count) run->block = block;
    *bytes =
        flush->memory + (flush->filled % GLASS_FLUSH_RUNS * RUN_BLOCKS + run->count) * (size_t)GLASS_BLOCK;
    run->count++;
    return status;
}

ndx_status ndx_glass_flush_finish(ndx_glass_flush *flush, ndx_error *err) {
    ndx_status status = end_run(flush, err);
    bool threaded = flush->threaded;
    end_thread(flush);
    if (status != NDX_OK || !threaded) return status;
    if (flush->status != NDX_OK && err) *err = flush->error;
    return flush->status;
}
