/* update and rebuild: the library does it; here are the bar, the log and the summary. */
#include "indexer.h"

#include <stdlib.h>

typedef ndx_status ingest_fn(const char *dir, const ndx_source *sources, size_t source_count,
                             const ndx_ingest_options *options, ndx_ingest_report *figures, ndx_error *err);

static void on_progress(void *context, uint64_t done, uint64_t total, uint64_t articles) {
    ndx_progress_update(context, done, total, articles);
}

/* A line about an article not read would stand in the middle of the bar. */
typedef struct teller {
    report *report;
    ndx_progress *bar;
} teller;

static void on_skip(void *context, const ndx_skip *skip) {
    teller *t = context;
    if (t->bar->on && t->bar->drawn > 0) ndx_cli_write(2, NDX_TEXT("\r\033[K"), NULL);
    report_skip(t->report, skip);
}

/* Told also when all else is silent: an index that eats its disk is noticed too late otherwise. */
static void warn_if_grown(const settings *s) {
    const char *dir = s->db_dir.data;
    ndx_index *index;
    ndx_index_stats totals;
    ndx_buf line = {0};
    if (ndx_index_open(&dir, 1, &index, NULL) != NDX_OK) return;
    if (ndx_index_sizes_get(index, &totals, NULL) == NDX_OK && stats_grown(&totals)) {
        ndx_buf_add_str(&line, "warning: the index has grown to ");
        ndx_cli_add_size(&line, stats_bytes(&totals));
        ndx_buf_addf(&line, ", more than %g times its text; newsdex-index compact makes it smaller\n",
                     GROWN_RATIO);
        ndx_cli_write(2, ndx_buf_text(&line), NULL);
    }
    ndx_buf_clear(&line);
    ndx_index_close(index);
}

static bool has_written(const settings *s, const ndx_ingest_report *figures) {
    return !s->dry_run && figures->added + figures->changed + figures->removed > 0;
}

static ndx_status ingest(const settings *s, const char *verb, ingest_fn *fn, ndx_error *err) {
    ndx_source *sources = NULL;
    size_t count = 0;
    report log = {.log_fd = -1, .log_status = NDX_OK};
    ndx_ingest_report figures = {0};
    ndx_progress bar = {0};
    teller tell = {&log, &bar};
    ndx_ingest_options options = {.language = s->language,
                                  .no_people = s->no_people,
                                  .no_dates = s->no_dates,
                                  .jobs = (unsigned)(s->jobs > 1024 ? 1024 : s->jobs),
                                  .memory_bytes = (size_t)s->memory_bytes,
                                  .dry_run = s->dry_run,
                                  .max_delete_percent = s->max_delete_percent,
                                  .stop = stop_requested,
                                  .progress = on_progress,
                                  .progress_context = &bar,
                                  .skipped = on_skip,
                                  .skipped_context = &tell};
    ndx_status status =
        s->max_delete_percent >= 0
            ? config_sources(s, &sources, &count, err)
            : ndx_fail(err, NDX_USAGE, "--max-delete: %g is no percentage (0 to 100)", s->max_delete_percent);
    if (status == NDX_OK) status = config_people(s, &options.people_conf, err);
    if (status == NDX_OK) status = wait_seconds(s, &options.wait_seconds, err);
    if (status == NDX_OK) status = report_open(&log, s, err);
    if (status == NDX_OK) {
        ndx_progress_begin(&bar, s->quiet && s->progress == NDX_AUTO ? NDX_NEVER : (ndx_when)s->progress,
                           verb);
        status = fn(s->db_dir.data, sources, count, &options, &figures, err);
        ndx_progress_end(&bar);
        if (status == NDX_UNSOUND) report_unsound(&log, err);
        if (status == NDX_OK || status == NDX_PARTIAL || status == NDX_GUARD || status == NDX_STOPPED)
            report_summary(&log, verb, &figures);
        if ((status == NDX_OK || status == NDX_PARTIAL) && has_written(s, &figures)) warn_if_grown(s);
        /* cron's mail about a file that nobody repairs must not come every day, or it is no longer read */
        if (status == NDX_PARTIAL && s->quiet && figures.known && figures.known == figures.not_read &&
            !figures.warned_by_reason[NDX_REASON_BAD_DATE])
            err->message[0] = '\0';
    }
    ndx_status logged = report_close(&log, status == NDX_OK || status == NDX_PARTIAL ? err : NULL);
    free(sources);
    /* A log that is not whole is worse than what it was to tell of. */
    return status == NDX_OK || (status == NDX_PARTIAL && logged != NDX_OK) ? logged : status;
}

ndx_status command_update(const settings *s, ndx_error *err) {
    return ingest(s, "update", ndx_ingest_update, err);
}

ndx_status command_rebuild(const settings *s, ndx_error *err) {
    return ingest(s, "rebuild", ndx_ingest_rebuild, err);
}
