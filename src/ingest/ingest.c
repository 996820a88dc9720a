/* The two doors: bring an index up to date, or build it anew. */
#include "run.h"

#include "newsdex/dates.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- before --------------------------------------------------------------------------------------------- */

/* What would be found out only at the last source, or with the index already made, is found out before. */
static ndx_status check_words(const ndx_run *run, ndx_error *err) {
    const char *language = run->options->language;
    ndx_analyzer *analyzer = NULL;
    ndx_status status = language ? ndx_analyzer_new(language, &analyzer, err) : NDX_OK;
    ndx_analyzer_free(analyzer);
    int32_t offset;
    for (size_t i = 0; i < run->source_count && status == NDX_OK; i++)
        if (run->sources[i].zone) status = ndx_zone_offset(run->sources[i].zone, 0, &offset, err);
    ndx_date_order order;
    for (size_t i = 0; i < run->source_count && status == NDX_OK; i++)
        if (run->sources[i].date_order && !ndx_date_order_find(run->sources[i].date_order, &order))
            status = ndx_fail(err, NDX_USAGE, "there is no order of dates '%s'; there are dmy, mdy and ymd",
                              run->sources[i].date_order);
    return status;
}

/* --- the run's own copies: a reader thread left behind must find them whatever the caller has freed ----- */

static const char *copy_string(ndx_arena *arena, const char *string) {
    return string ? ndx_arena_copy(arena, ndx_text_of(string)).data : NULL;
}

ndx_text ndx_path_tidy(ndx_text path) {
    if (ndx_text_equal(path, NDX_TEXT("./-"))) return path; /* a file of that name, not standard input */
    while (path.len > 1 && path.data[path.len - 1] == '/') path.len--;
    while (path.len > 2 && path.data[0] == '.' && path.data[1] == '/') {
        path = ndx_text_slice(path, 2, path.len);
        while (path.len > 1 && path.data[0] == '/') path = ndx_text_slice(path, 1, path.len);
    }
    return path;
}

static const char *const *copy_paths(ndx_arena *arena, const char *const *paths, size_t count) {
    const char **copy = ndx_arena_array(arena, count + 1, sizeof *copy);
    for (size_t i = 0; copy && paths && i < count; i++)
        copy[i] = ndx_arena_copy(arena, ndx_path_tidy(ndx_text_of(paths[i]))).data;
    return copy;
}

static const char *const *copy_list(ndx_arena *arena, const char *const *list) {
    size_t count = 0;
    if (!list) return NULL;
    while (list[count]) count++;
    const char **copy = ndx_arena_array(arena, count + 1, sizeof *copy);
    for (size_t i = 0; copy && i < count; i++) copy[i] = copy_string(arena, list[i]);
    return copy;
}

static ndx_status copy_sources(ndx_run *run, const ndx_source *sources, size_t count, ndx_error *err) {
    ndx_arena *arena = &run->arena;
    ndx_source *copies = ndx_arena_array(arena, count + 1, sizeof *copies);
    for (size_t i = 0; copies && i < count; i++) {
        const ndx_source *from = &sources[i];
        copies[i] = (ndx_source){.name = copy_string(arena, from->name),
                                 .paths = copy_paths(arena, from->paths, from->path_count),
                                 .include = copy_list(arena, from->include),
                                 .exclude = copy_list(arena, from->exclude),
                                 .format = copy_string(arena, from->format),
                                 .maps = copy_list(arena, from->maps),
                                 .encoding = copy_string(arena, from->encoding),
                                 .zone = copy_string(arena, from->zone),
                                 .date_order = copy_string(arena, from->date_order),
                                 .language = copy_string(arena, from->language)};
        copies[i].path_count = copies[i].paths ? from->path_count : 0;
    }
    run->sources = copies;
    run->source_count = count;
    return arena->failed ? ndx_fail_memory(err) : NDX_OK;
}

static ndx_status collect_roots(ndx_run *run, ndx_error *err) {
    size_t capacity = 0;
    for (size_t i = 0; i < run->source_count; i++)
        for (size_t k = 0; k < run->sources[i].path_count; k++) {
            ndx_text path = ndx_text_of(run->sources[i].paths[k]); /* tidy */
            if (ndx_text_equal(path, NDX_TEXT("-"))) continue;
            ndx_root *roots = ndx_grow(run->roots, run->root_count, &capacity, sizeof *roots);
            if (!roots) return ndx_fail_memory(err);
            run->roots = roots;
            roots[run->root_count++] = (ndx_root){.path = path};
        }
    return NDX_OK;
}

#define PEOPLE_CONF_MAX (1u << 20)

/* The user's rules about names: read before anything is done, for they may be wrong. */
static ndx_status read_people_conf(ndx_run *run, ndx_error *err) {
    const char *path = run->options->people_conf;
    ndx_buf conf = {0};
    ndx_status status = path ? ndx_file_read(path, PEOPLE_CONF_MAX, &conf, err) : NDX_OK;
    if (status == NDX_OK) status = ndx_who_new(ndx_buf_text(&conf), path ? path : "", &run->who, err);
    if (status == NDX_BAD_INPUT && err) err->status = status = NDX_USAGE; /* it is the user's to put right */
    ndx_buf_clear(&conf);
    return status;
}

static ndx_status open_run(const char *dir, const ndx_source *sources, size_t count,
                           const ndx_ingest_options *options, ndx_ingest_report *report, ndx_run **out,
                           ndx_error *err) {
    ndx_run *run = calloc(1, sizeof *run);
    *out = run;
    *report = (ndx_ingest_report){0};
    if (!run) return ndx_fail_memory(err);
    run->own_options = *options;
    run->options = &run->own_options;
    run->article_limit_bytes = options->article_limit_bytes;
    run->report = report;
    run->file_whole = true;
    pthread_mutex_init(&run->lock, NULL);
    run->dir = copy_string(&run->arena, dir);
    ndx_status status = copy_sources(run, sources, count, err);
    if (status == NDX_OK) status = check_words(run, err);
    if (status == NDX_OK) status = read_people_conf(run, err);
    return status == NDX_OK ? collect_roots(run, err) : status;
}

static void close_run(ndx_run *run, bool abandoned) {
    if (!run) return;
    pthread_mutex_lock(&run->lock);
    run->incremental = false; /* a reader left behind must not ask a closed index */
    ndx_writer_close(run->writer);
    run->writer = NULL;
    pthread_mutex_unlock(&run->lock);
    if (abandoned) return;
    ndx_seen_clear(&run->ids);
    ndx_seen_clear(&run->files);
    ndx_seen_clear(&run->kept);
    ndx_seen_clear(&run->robbed);
    ndx_unread_clear(&run->unread);
    ndx_buf_clear(&run->unread_before);
    ndx_names_clear(&run->blind);
    ndx_arena_clear(&run->arena);
    ndx_who_free(run->who);
    free(run->pending);
    free(run->roots);
    pthread_mutex_destroy(&run->lock);
    free(run);
}

static ndx_status open_writer(ndx_run *run, const char *dir, ndx_error *err) {
    const ndx_ingest_options *options = run->options;
    ndx_writer_options writer = {.language = options->language,
                                 .no_people = options->no_people,
                                 .no_dates = options->no_dates,
                                 .wait_seconds = options->wait_seconds,
                                 .stop = options->stop,
                                 .stop_context = options->stop_context,
                                 .rebuild = run->rebuild,
                                 .carry_on = !run->rebuild && !options->dry_run,
                                 .memory_bytes = ndx_run_memory(options) / 2,
                                 .jobs = ndx_jobs(options->jobs)};
    ndx_status status = ndx_writer_open(dir, &writer, &run->writer, err);
    if (status != NDX_OK) return status;
    ndx_writer_naming(run->writer, ndx_who_naming(run->who));
    ndx_writer_settings(run->writer, &writer); /* what is added is analysed the way the rest was */
    run->own_options.language = writer.language;
    run->own_options.no_people = writer.no_people;
    run->own_options.no_dates = writer.no_dates;
    return NDX_OK;
}

/* Articles of the index as it is; 0 when there is none that can be read. */
static uint64_t count_articles(const char *dir) {
    ndx_index *index;
    if (ndx_index_open(&dir, 1, &index, NULL) != NDX_OK) return 0;
    uint64_t count = ndx_index_count(index);
    ndx_index_close(index);
    return count;
}

/* --- after ---------------------------------------------------------------------------------------------- */

static ndx_status commit(ndx_run *run, ndx_error *err) {
    return run->writer && !run->options->dry_run ? ndx_writer_commit(run->writer, err) : NDX_OK;
}

/* What an earlier run has told is told again as a number only; the status is that of an index which lacks something. A date that
 * cannot be read is part of that, in the run which meets it: the article is there. */
static ndx_status partial(const ndx_run *run, ndx_error *err) {
    uint64_t count = run->report->not_read, known = run->report->known;
    uint64_t dates = run->report->warned_by_reason[NDX_REASON_BAD_DATE];
    char unread[64] = "", undated[64] = "";
    if (count + dates == 0) return NDX_OK;
    if (count)
        snprintf(unread, sizeof unread, "%llu %s", (unsigned long long)count,
                 count == 1 ? "article or file" : "articles or files");
    if (dates)
        snprintf(undated, sizeof undated, "%s%llu %s", count ? " and " : "", (unsigned long long)dates,
                 dates == 1 ? "date" : "dates");
    return ndx_fail(err, NDX_PARTIAL, "%s%s could not be read%s", unread, undated,
                    known == 0 ? ""
                    : known == count + dates
                        ? ", as before: newsdex-index stats --unread lists what"
                        : ", some of them as before: newsdex-index stats --unread lists what");
}

/* What was read is kept also when the guard spoke or a signal came; the first failure is the one told. */
static ndx_status finish_update(ndx_run *run, ndx_status status, ndx_error *err) {
    if (status == NDX_OK && run->incremental) status = ndx_gone_remove(run, err);
    if (status != NDX_OK && status != NDX_GUARD && status != NDX_STOPPED) return status;
    ndx_status kept = commit(run, status == NDX_OK ? err : NULL);
    if (status == NDX_OK) status = kept;
    return status == NDX_OK ? partial(run, err) : status;
}

static ndx_status finish_rebuild(ndx_run *run, ndx_status status, ndx_error *err) {
    double percent =
        run->options->max_delete_percent < 0 ? NDX_MAX_DELETE_PERCENT : run->options->max_delete_percent;
    uint64_t before = run->articles_before, after = run->report->added;
    if (status == NDX_STOPPED)
        return ndx_fail(err, NDX_STOPPED, "stopped by a signal; the old index stays in use");
    if (status != NDX_OK) return status;
    if (after < before && (double)(before - after) * 100 > percent * (double)before)
        return ndx_fail(err, NDX_GUARD,
                        "the new index would have %llu articles where the old one has %llu, fewer than "
                        "--max-delete=%g allows; the old one "
                        "stays in use. If that is right, say --max-delete=100",
                        (unsigned long long)after, (unsigned long long)before, percent);
    status = commit(run, err);
    return status == NDX_OK ? partial(run, err) : status;
}

/* --- the doors ------------------------------------------------------------------------------------------ */

ndx_status ndx_ingest_update(const char *dir, const ndx_source *sources, size_t source_count,
                             const ndx_ingest_options *options, ndx_ingest_report *report, ndx_error *err) {
    double started = now_seconds();
    bool abandoned = false;
    ndx_run *run;
    ndx_status status = open_run(dir, sources, source_count, options, report, &run, err);
    if (status == NDX_OK && !(options->dry_run && count_articles(dir) == 0))
        status = open_writer(run, dir, err);
    if (status == NDX_OK && run->writer) run->articles_before = ndx_writer_count(run->writer);
    if (status == NDX_OK) run->incremental = run->writer && !ndx_writer_is_new(run->writer);
    if (status == NDX_OK) status = finish_update(run, ndx_run_threads(run, &abandoned, err), err);
    close_run(run, abandoned);
    report->seconds = now_seconds() - started;
    return status;
}

ndx_status ndx_ingest_rebuild(const char *dir, const ndx_source *sources, size_t source_count,
                              const ndx_ingest_options *options, ndx_ingest_report *report, ndx_error *err) {
    double started = now_seconds();
    bool abandoned = false;
    ndx_run *run;
    ndx_status status = open_run(dir, sources, source_count, options, report, &run, err);
    if (status == NDX_OK) run->rebuild = true;
    if (status == NDX_OK) run->articles_before = count_articles(dir);
    if (status == NDX_OK && !options->dry_run) status = open_writer(run, dir, err);
    if (status == NDX_OK) status = finish_rebuild(run, ndx_run_threads(run, &abandoned, err), err);
    close_run(run, abandoned);
    report->seconds = now_seconds() - started;
    return status;
}
