/* --batch: one query a line, label TAB query. */
#include "query.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BATCH_LINE_MAX 65536u

typedef struct batch {
    ndx_arena arena; /* labels */
    query_series *series;
    size_t count, capacity;
} batch;

static ndx_status run_batch_query(query_session *s, batch *b, ndx_text label, ndx_text text, ndx_error *err) {
    ndx_tree *tree = NULL;
    ndx_plan *plan = NULL;
    query_series series = {.label = label, .query = ndx_arena_copy(&b->arena, text)};
    ndx_status status = query_ask(s, text, &tree, &plan, err);
    if (!status && s->mode == MODE_TIMELINE) {
        void *grown = ndx_grow(b->series, b->count, &b->capacity, sizeof *b->series);
        status = grown ? query_timeline(s, plan, &series.buckets, err) : ndx_fail_memory(err);
        if (grown) b->series = grown;
        if (!status) b->series[b->count++] = series;
    } else if (!status) {
        status = query_run_plan(s, label, tree, plan, err);
    }
    ndx_plan_free(plan);
    ndx_tree_free(tree);
    return status;
}

/* A query that is wrong is named and left out; the others are answered, and the exit code tells. */
static ndx_status run_batch_line(query_session *s, batch *b, ndx_text line, size_t number, ndx_error *err) {
    ndx_text query = line, label;
    char own[24];
    ndx_text_split(&query, '\t', &label);
    if (ndx_text_find(line, NDX_TEXT("\t")) == SIZE_MAX) {
        snprintf(own, sizeof own, "%zu", number);
        label = ndx_text_of(own);
        query = line;
    }
    query = ndx_text_trim(query);
    label = ndx_arena_copy(&b->arena, label);
    if (ndx_text_trim(line).len == 0) return NDX_OK;
    ndx_status status = query.len ? run_batch_query(s, b, label, query, err)
                                  : ndx_fail(err, NDX_USAGE, "there is no query behind the label");
    if (status != NDX_USAGE) return status;
    ndx_error line_error = *err;
    ndx_fail(err, NDX_USAGE, "line %zu: %s", number, line_error.message);
    err->column = line_error.column;
    ndx_cli_complain("newsdex-query", err, s->color_errors);
    ndx_cli_point(query, line_error.column);
    s->batch_failed = true;
    return NDX_OK;
}

/* Pipes too, as of --batch=<(...): who names one wants to wait for it. */
static ndx_status open_batch(const char *path, ndx_stream **stream, ndx_error *err) {
    if (strcmp(path, "-") == 0) return ndx_stream_open(path, stream, err);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    return fd < 0 ? ndx_fail_errno(err, errno, "cannot open %s", path) : ndx_stream_open_fd(fd, stream, err);
}

ndx_status query_batch(query_session *s, ndx_error *err) {
    ndx_stream *stream = NULL;
    batch b = {0};
    ndx_text line;
    bool cut;
    s->many = true;
    ndx_status status = open_batch(s->options.batch, &stream, err);
    for (size_t number = 1; !status; number++) {
        status = ndx_stream_line(stream, BATCH_LINE_MAX, &line, &cut, err);
        if (!status && cut)
            status = ndx_fail(err, NDX_USAGE, "line %zu of the batch is longer than %u bytes", number,
                              BATCH_LINE_MAX);
        if (!status) status = run_batch_line(s, &b, line, number, err);
        if (!status) status = query_flush(s, false, err);
    }
    if (status == NDX_END) status = NDX_OK;
    if (!status && s->mode == MODE_TIMELINE && b.count)
        status = query_print_timelines(s, b.series, b.count, err);
    for (size_t i = 0; i < b.count; i++) ndx_buckets_clear(&b.series[i].buckets);
    free(b.series);
    ndx_arena_clear(&b.arena);
    ndx_stream_close(stream);
    return status;
}
