/* Inside ingest: one run, shared by its threads.
 *
 * The reader thread (scout.c) decides what is new; analysts prepare it; the caller's thread (run.c, write.c) prepares too,
 * writes, keeps the state of files and counts; gone.c removes what has vanished, once everything was read. */
#ifndef NDX_INGEST_RUN_H
#define NDX_INGEST_RUN_H

#include "pipeline.h"
#include "ring.h"
#include "seen.h"

typedef struct ndx_root {
    ndx_text path;
    uint64_t files_seen; /* files met below it in this run */
    bool missing;
} ndx_root;

/* A file that lost articles: its state is written when they have been removed. */
typedef struct ndx_pending {
    ndx_text path;
    ndx_seen_file file;
} ndx_pending;

typedef struct ndx_run {
    const char *dir; /* of the index; the run's own copy, as what follows */
    const ndx_source *sources;
    size_t source_count;
    ndx_ingest_options own_options;
    const ndx_ingest_options *options; /* own_options: the caller's, and the settings of the index */
    ndx_ingest_report *report;
    size_t article_limit_bytes;
    ndx_arena arena;    /* of sources and pending */
    ndx_writer *writer; /* NULL: a dry run without an index */
    ndx_who *who;
    bool rebuild;     /* into a new generation: nothing is visible before the end */
    bool incremental; /* there is something to compare with */
    uint64_t articles_before;
    ndx_ring ring;

    /* The writer and these sets are used by two threads. */
    pthread_mutex_t lock;
    ndx_seen ids;    /* of articles met in this run */
    ndx_seen files;  /* met in this run */
    ndx_seen kept;   /* files left alone because they have not changed */
    ndx_seen robbed; /* files that lost an article to another before this run came past them */

    ndx_root *roots;
    size_t root_count;

    /* The writing thread's own. */
    uint64_t file_articles; /* of the file being read: in the index once the run is done */
    bool file_whole;        /* nothing in it was unreadable: what is not there any more has gone */
    ndx_unread unread;      /* of the file being read */
    ndx_buf unread_before;  /* its note of last time, when it has not changed since */
    ndx_names blind;        /* paths that could not be visited: nothing is known about what is below */
    ndx_pending *pending;
    size_t pending_count, pending_capacity;
    uint64_t uncommitted;
} ndx_run;

/* The reader thread: argument an ndx_run. */
void *ndx_scout_main(void *run);

/* True when `path` is `above` or lies below it. */
bool ndx_path_below(ndx_text path, ndx_text above);

/* globs.c: does one of the NULL-terminated globs match a file's path below its source, or a folder it lies in? A glob without "/" is
 * matched with each part of the path, one with "/" with the whole from its beginning; "/" at its end asks for a folder. */
bool ndx_globs_match(const char *const *globs, const char *below);

/* Memory of the whole run, bytes. */
size_t ndx_run_memory(const ndx_ingest_options *options);
/* Start everybody, write everything, send everybody home. OK: all was read, what has gone is left to ndx_gone_remove.
 * *abandoned: the reader thread hangs in the kernel; it and all it may touch stay as they are until the process ends. */
ndx_status ndx_run_threads(ndx_run *run, bool *abandoned, ndx_error *err);
/* Write one item. */
ndx_status ndx_run_handle(ndx_run *run, ndx_item *item, ndx_error *err);

/* At the end of a whole file that the index knew: does it have articles from there that are no longer there?
 */
ndx_status ndx_gone_any(ndx_run *run, ndx_text path, bool *any, ndx_error *err);
/* At the end of the run: remove what has gone, or GUARD. */
ndx_status ndx_gone_remove(ndx_run *run, ndx_error *err);

#endif
