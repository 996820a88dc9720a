/* dump: the developer's window into each stage. */
#include "indexer.h"

#include <stdlib.h>
#include <unistd.h>

#define FLUSH_BYTES ((size_t)64 << 10)

typedef struct dumper {
    const settings *settings;
    ndx_pipeline *pipeline;
    ndx_article article;
    ndx_buf out;
    report report;
    uint64_t not_read;
    bool on_terminal;
} dumper;

static ndx_status flush(dumper *d, size_t more_than, ndx_error *err) {
    ndx_status status = ndx_buf_status(&d->out, err);
    if (status != NDX_OK || d->out.len <= more_than) return status;
    status = ndx_cli_write(STDOUT_FILENO, ndx_buf_text(&d->out), err);
    ndx_buf_reset(&d->out);
    return status;
}

static void on_skip(void *context, const ndx_skip *skip) {
    dumper *d = context;
    d->not_read += !skip->warning;
    report_skip(&d->report, skip);
}

/* Files are passed over as an update would. */
typedef struct chooser {
    dumper *dumper;
    const ndx_source *source;
    ndx_buf path; /* NUL-terminated */
} chooser;

static const char *name_of(chooser *c, ndx_text path) {
    ndx_buf_reset(&c->path);
    ndx_buf_add_text(&c->path, path);
    return c->path.failed || path.len == 0 ? "" : c->path.data;
}

static bool is_unwanted(void *context, ndx_text path, uint64_t size, int64_t mtime_ns) {
    chooser *c = context;
    (void)size, (void)mtime_ns;
    return !ndx_source_wants(c->source, name_of(c, path));
}

static void on_skip_wanted(void *context, const ndx_skip *skip) {
    chooser *c = context;
    if (!ndx_source_excludes(c->source, name_of(c, skip->path))) on_skip(c->dumper, skip);
}

static ndx_status dump_one(dumper *d, const ndx_source *source, ndx_error *err) {
    ndx_stage stage = (ndx_stage)d->settings->stage;
    const ndx_origin *origin = &d->article.origin;
    bool bad_date;
    ndx_skip skip = {.path = origin->path, .offset = origin->offset, .reason = NDX_REASON_NO_BODY};
    ndx_status status = ndx_pipeline_run(d->pipeline, source, &d->article, stage, &bad_date, err);
    if (status == NDX_BAD_INPUT) {
        on_skip(d, &skip);
        return NDX_OK;
    }
    /* that there is none is seen in what is shown */
    if (status == NDX_OK && bad_date && ndx_date_missed(&d->article, bad_date, &skip)) on_skip(d, &skip);
    if (status == NDX_OK) dump_article(&d->out, &d->article, stage, d->pipeline);
    return status == NDX_OK ? flush(d, d->on_terminal ? 0 : FLUSH_BYTES, err) : status;
}

/* --- articles of files ---------------------------------------------------------------------------------- */

static ndx_status dump_source(dumper *d, const ndx_source *source, ndx_error *err) {
    chooser choose = {.dumper = d, .source = source};
    ndx_read_options options = {.format = source->format,
                                .maps = source->maps,
                                .encoding = source->encoding,
                                .skipped = on_skip_wanted,
                                .skipped_context = &choose,
                                .unchanged = is_unwanted,
                                .unchanged_context = &choose};
    ndx_reader *reader;
    ndx_status status = ndx_reader_open(source->paths, source->path_count, &options, &reader, err);
    while (status == NDX_OK) {
        status = ndx_reader_next(reader, &d->article, err);
        if (status == NDX_OK) status = dump_one(d, source, err);
    }
    ndx_reader_close(reader);
    ndx_buf_clear(&choose.path);
    return status == NDX_END ? NDX_OK : status;
}

static ndx_status dump_files(dumper *d, ndx_error *err) {
    ndx_source *sources = NULL;
    size_t count = 0;
    ndx_status status = config_sources(d->settings, &sources, &count, err);
    for (size_t i = 0; i < count && status == NDX_OK; i++) status = dump_source(d, &sources[i], err);
    free(sources);
    return status;
}

/* --- articles of the index ------------------------------------------------------------------------------ */

static ndx_status dump_stored(dumper *d, ndx_index *index, const char *id, ndx_error *err) {
    ndx_stored *stored = NULL;
    uint32_t number;
    ndx_stage stage = (ndx_stage)d->settings->stage;
    ndx_status status = ndx_index_find_id(index, ndx_text_of(id), &number, err);
    if (status == NDX_OK) status = ndx_index_fetch(index, number, &stored, err);
    if (status == NDX_OK) status = ndx_stored_article(stored, &d->article, err);
    if (status == NDX_OK) d->article.origin.path = ndx_stored_path(stored);
    /* What the index knows is shown as it knows it; tokens and terms are not stored in a form to show, and
     * are made again. */
    bool again = stage == NDX_STAGE_TOKENS || stage == NDX_STAGE_TERMS;
    if (status == NDX_OK && again)
        status = ndx_pipeline_run(d->pipeline, NULL, &d->article, stage, NULL, err);
    if (status == NDX_OK) dump_article(&d->out, &d->article, stage, d->pipeline);
    ndx_stored_free(stored);
    return status == NDX_OK ? flush(d, FLUSH_BYTES, err) : status;
}

static ndx_status dump_ids(dumper *d, ndx_error *err) {
    const ndx_string_list *ids = &d->settings->ids;
    const char *dir = d->settings->db_dir.data;
    ndx_index *index = NULL;
    ndx_status status = ndx_index_open(&dir, 1, &index, err);
    for (size_t i = 0; i < ids->count && status == NDX_OK; i++)
        status = dump_stored(d, index, ids->items[i], err);
    ndx_index_close(index);
    return status;
}

/* --- the command ---------------------------------------------------------------------------------------- */

ndx_status command_dump(const settings *s, ndx_error *err) {
    dumper d = {.settings = s, .report = {.log_fd = -1}, .on_terminal = isatty(STDOUT_FILENO)};
    ndx_ingest_options options = {.language = s->language,
                                  .no_people = s->no_people || s->stage < NDX_STAGE_PEOPLE,
                                  .no_dates = s->no_dates || s->stage < NDX_STAGE_DATES};
    if (s->ids.count && s->item_count)
        return ndx_fail(err, NDX_USAGE, "dump shows articles of PATHs or, by --id, of the index: not both");
    ndx_article_init(&d.article);
    ndx_status status = report_open(&d.report, s, err);
    if (status == NDX_OK) status = ndx_pipeline_new(&options, &d.pipeline, err);
    if (status == NDX_OK) status = s->ids.count ? dump_ids(&d, err) : dump_files(&d, err);
    ndx_status flushed = flush(&d, 0, status == NDX_OK ? err : NULL);
    if (status == NDX_OK) status = flushed;
    ndx_status logged = report_close(&d.report, status == NDX_OK ? err : NULL);
    if (status == NDX_OK) status = logged;
    if (status == NDX_OK && d.not_read)
        status = ndx_fail(err, NDX_PARTIAL, "%llu %s could not be read", (unsigned long long)d.not_read,
                          d.not_read == 1 ? "article or file" : "articles or files");
    ndx_pipeline_free(d.pipeline);
    ndx_article_clear(&d.article);
    ndx_buf_clear(&d.out);
    return status;
}
