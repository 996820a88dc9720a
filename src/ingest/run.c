/* The threads of a run: one reader, the caller's, which writes and analyses, and more analysts beside it. */
#include "run.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define MEMORY_DEFAULT ((size_t)256 << 20)
#define ITEMS_PER_JOB 32
#define LEXICON_LEAST ((size_t)16 << 20)
#define WAIT_MS 200     /* how soon a stop is noticed while nothing comes */
#define LEAVE_SECONDS 2 /* how long a reader stuck in the kernel is waited for */

static bool is_stopped(const ndx_run *run) {
    return run->options->stop && run->options->stop(run->options->stop_context);
}

typedef struct analyst {
    ndx_run *run;
    ndx_pipeline *pipeline;
    pthread_t thread;
    bool started;
} analyst;

static void analyse(const analyst *a, ndx_item *item) {
    item->status = ndx_pipeline_prepare(a->pipeline, item->source, &item->article, item->prepared,
                                        &item->bad_date, &item->err);
    ndx_ring_ready(&a->run->ring, item);
}

static void *analyst_main(void *context) {
    const analyst *a = context;
    ndx_item *item;
    while ((item = ndx_ring_take(&a->run->ring))) analyse(a, item);
    return NULL;
}

unsigned ndx_jobs(uint64_t asked) {
    long cores = asked ? 0 : sysconf(_SC_NPROCESSORS_ONLN);
    if (!asked) asked = cores < 1 ? 1 : (uint64_t)cores;
    return asked > 64 ? 64 : (unsigned)asked;
}

size_t ndx_run_memory(const ndx_ingest_options *options) {
    return options->memory_bytes ? options->memory_bytes : MEMORY_DEFAULT;
}

/* The first analyst is the caller and needs no thread. */
static ndx_status start_analysts(ndx_run *run, analyst *analysts, unsigned count, ndx_error *err) {
    size_t lexicon = ndx_run_memory(run->options) / 4 / count;
    ndx_status status = NDX_OK;
    for (unsigned i = 0; i < count && status == NDX_OK; i++) {
        analyst *a = &analysts[i];
        a->run = run;
        status = ndx_pipeline_new(run->options, &a->pipeline, err);
        if (status != NDX_OK) break;
        ndx_pipeline_bound(a->pipeline, lexicon < LEXICON_LEAST ? LEXICON_LEAST : lexicon);
        a->started = i > 0 && pthread_create(&a->thread, NULL, analyst_main, a) == 0;
        if (i > 0 && !a->started) status = ndx_fail(err, NDX_FAILED, "cannot start a thread; try --jobs=1");
    }
    return status;
}

static void end_analysts(analyst *analysts, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        if (analysts[i].started) pthread_join(analysts[i].thread, NULL);
        ndx_pipeline_free(analysts[i].pipeline);
    }
}

/* Items in order until the end, a failure, or a stop; what nobody has analysed yet is analysed here. */
static ndx_status write_all(ndx_run *run, const analyst *own, ndx_error *err) {
    for (;;) {
        if (is_stopped(run)) return ndx_fail(err, NDX_STOPPED, "stopped by a signal; what was done is kept");
        ndx_item *item = ndx_ring_next(&run->ring, WAIT_MS);
        if (!item) continue;
        if (!item->ready) {
            analyse(own, item);
            continue;
        }
        bool end = item->kind == NDX_ITEM_END;
        ndx_status status = ndx_run_handle(run, item, err);
        ndx_ring_release(&run->ring, item);
        if (status != NDX_OK || end) return status;
    }
}

/* False when the reader does not come back from the kernel (a pipe nobody writes to, a file system that
 * hangs). */
static bool reader_left(pthread_t reader) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += LEAVE_SECONDS;
    return pthread_timedjoin_np(reader, NULL, &until) == 0;
}

ndx_status ndx_run_threads(ndx_run *run, bool *abandoned, ndx_error *err) {
    unsigned count = ndx_jobs(run->options->jobs);
    pthread_t reader;
    ndx_status status =
        ndx_ring_init(&run->ring, (size_t)count * ITEMS_PER_JOB, ndx_run_memory(run->options) / 4, err);
    if (status != NDX_OK) return status;
    analyst *analysts = calloc(count, sizeof *analysts);
    status = analysts ? start_analysts(run, analysts, count, err) : ndx_fail_memory(err);
    bool reading = status == NDX_OK && pthread_create(&reader, NULL, ndx_scout_main, run) == 0;
    if (status == NDX_OK && !reading) status = ndx_fail(err, NDX_FAILED, "cannot start a thread");
    if (reading) status = write_all(run, analysts, err);
    ndx_ring_stop(&run->ring);
    if (reading && !reader_left(reader)) {
        pthread_detach(reader);
        *abandoned = true;
    }
    if (analysts) end_analysts(analysts, count);
    free(analysts);
    if (!*abandoned) ndx_ring_clear(&run->ring);
    return status;
}
