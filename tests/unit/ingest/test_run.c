/* Whole runs, from files to an index and back: order, stops, guards, what a run tells while it goes on. */
#include "newsdex/ingest.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* --- a folder of its own for each test ------------------------------------------------------------------ */

typedef struct place {
    char root[64];
    char index[80], news[80];
} place;

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *walk) {
    (void)info, (void)kind, (void)walk;
    return remove(path);
}

static int begin(void **state) {
    place *p = calloc(1, sizeof *p);
    strcpy(p->root, "/tmp/newsdex-ingest-XXXXXX");
    assert_non_null(mkdtemp(p->root));
    snprintf(p->index, sizeof p->index, "%s/index", p->root);
    snprintf(p->news, sizeof p->news, "%s/news", p->root);
    assert_int_equal(mkdir(p->news, 0777), 0);
    *state = p;
    return 0;
}

static int end(void **state) {
    place *p = *state;
    nftw(p->root, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(p);
    return 0;
}

static void write_file(const place *p, const char *name, const char *text) {
    char path[200];
    snprintf(path, sizeof path, "%s/%s", p->news, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* count articles of JSON, every tenth line broken, ids PREFIX0, PREFIX1... */
static void write_lines(const place *p, const char *name, const char *prefix, int count) {
    ndx_buf text = {0};
    for (int i = 0; i < count; i++)
        if (i % 10 == 9)
            ndx_buf_addf(&text, "{\"id\":\"%s%d\",\"text\":\"cut\n", prefix, i);
        else
            ndx_buf_addf(
                &text,
                "{\"id\":\"%s%d\",\"title\":\"Report %d\",\"text\":\"The council said word%d on Monday.\"}\n",
                prefix, i, i, i);
    write_file(p, name, text.data);
    ndx_buf_clear(&text);
}

/* --- running -------------------------------------------------------------------------------------------- */

typedef struct watch {
    ndx_buf skips;
    uint64_t asked, stop_after, last_done, last_articles;
    bool went_back;
} watch;

static void on_skip(void *context, const ndx_skip *skip) {
    watch *w = context;
    const char *slash = memrchr(skip->path.data, '/', skip->path.len);
    ndx_text name =
        ndx_text_slice(skip->path, slash ? (size_t)(slash + 1 - skip->path.data) : 0, skip->path.len);
    ndx_buf_addf(&w->skips, "%.*s:%llu:%s\n", NDX_ARG(name), (unsigned long long)skip->offset,
                 ndx_reason_word(skip->reason));
}

static bool on_stop(void *context) {
    watch *w = context;
    return w->stop_after && ++w->asked > w->stop_after;
}

static void on_progress(void *context, uint64_t done, uint64_t total, uint64_t articles) {
    watch *w = context;
    w->went_back |= done < w->last_done || articles < w->last_articles || (total && done > total);
    w->last_done = done;
    w->last_articles = articles;
}

static ndx_ingest_options options_of(watch *w, unsigned jobs) {
    return (ndx_ingest_options){.jobs = jobs,
                                .max_delete_percent = -1,
                                .stop = on_stop,
                                .stop_context = w,
                                .progress = on_progress,
                                .progress_context = w,
                                .skipped = on_skip,
                                .skipped_context = w};
}

static ndx_status update(const place *p, watch *w, unsigned jobs, ndx_ingest_report *report, ndx_error *err) {
    const char *paths[] = {p->news};
    ndx_source source = {.paths = paths, .path_count = 1};
    ndx_ingest_options options = options_of(w, jobs);
    return ndx_ingest_update(p->index, &source, 1, &options, report, err);
}

static uint64_t count(const place *p) {
    const char *dir = p->index;
    ndx_index *index;
    if (ndx_index_open(&dir, 1, &index, NULL) != NDX_OK) return 0;
    uint64_t articles = ndx_index_count(index);
    ndx_index_close(index);
    return articles;
}

/* Ids in the order of the index. */
static void list_ids(const place *p, ndx_buf *out) {
    const char *dir = p->index;
    ndx_index *index;
    assert_int_equal(ndx_index_open(&dir, 1, &index, NULL), NDX_OK);
    for (uint32_t number = 1; number <= ndx_index_count(index); number++) {
        ndx_stored *stored;
        if (ndx_index_fetch(index, number, &stored, NULL) != NDX_OK) continue;
        ndx_buf_add_text(out, ndx_stored_field(stored, NDX_FIELD_ID));
        ndx_buf_add_char(out, ' ');
        ndx_stored_free(stored);
    }
    ndx_index_close(index);
}

/* --- tests ---------------------------------------------------------------------------------------------- */

static void events_and_articles_come_in_the_archives_order_whatever_the_threads(void **state) {
    static const unsigned jobs[] = {1, 2, 7};
    place *p = *state;
    ndx_buf skips[3] = {0}, ids[3] = {0};
    write_lines(p, "a.jsonl", "a", 100);
    write_lines(p, "b.jsonl", "b", 50);
    write_file(p, "c.txt", "");
    for (size_t i = 0; i < NDX_COUNT(jobs); i++) {
        watch w = {0};
        ndx_ingest_report report;
        ndx_error err;
        snprintf(p->index, sizeof p->index, "%s/index%zu", p->root, i);
        assert_int_equal(update(p, &w, jobs[i], &report, &err), NDX_PARTIAL);
        assert_int_equal(report.read, 135);
        assert_int_equal(report.added, 135);
        assert_int_equal(report.not_read, 16);
        assert_int_equal(report.not_read_by_reason[NDX_REASON_MALFORMED], 15);
        assert_int_equal(report.not_read_by_reason[NDX_REASON_EMPTY], 1);
        assert_false(w.went_back);
        skips[i] = w.skips;
        list_ids(p, &ids[i]);
        assert_string_equal(skips[i].data, skips[0].data);
        assert_string_equal(ids[i].data, ids[0].data);
    }
    for (size_t i = 0; i < NDX_COUNT(jobs); i++) {
        ndx_buf_clear(&skips[i]);
        ndx_buf_clear(&ids[i]);
    }
}

static void a_stop_keeps_what_was_done_and_the_next_run_does_the_rest(void **state) {
    place *p = *state;
    watch w = {.stop_after = 40};
    ndx_ingest_report report;
    ndx_error err;
    write_lines(p, "a.jsonl", "a", 9);
    write_lines(p, "b.jsonl", "b", 300);
    assert_int_equal(update(p, &w, 2, &report, &err), NDX_STOPPED);
    uint64_t kept = count(p);
    assert_int_equal(kept, report.added);
    assert_true(kept > 0 && kept < 279);
    w.stop_after = 0;
    assert_int_equal(update(p, &w, 2, &report, &err), NDX_PARTIAL);
    assert_int_equal(report.added, 279 - kept);
    assert_int_equal(report.unchanged, kept);
    assert_int_equal(count(p), 279);
    ndx_buf_clear(&w.skips);
}

static void a_rebuild_that_is_stopped_leaves_the_old_index(void **state) {
    place *p = *state;
    watch w = {0};
    ndx_ingest_report report;
    ndx_error err;
    const char *paths[] = {p->news};
    ndx_source source = {.paths = paths, .path_count = 1};
    write_lines(p, "a.jsonl", "a", 9);
    assert_int_equal(update(p, &w, 1, &report, &err), NDX_OK);
    write_lines(p, "b.jsonl", "b", 200);
    w.stop_after = 20;
    ndx_ingest_options options = options_of(&w, 1);
    assert_int_equal(ndx_ingest_rebuild(p->index, &source, 1, &options, &report, &err), NDX_STOPPED);
    assert_int_equal(count(p), 9);
    assert_int_equal(ndx_index_check(p->index, true, &err), NDX_OK);
    ndx_buf_clear(&w.skips);
}

static void only_files_that_are_wanted_are_read(void **state) {
    place *p = *state;
    watch w = {0};
    ndx_ingest_report report;
    ndx_error err;
    const char *paths[] = {p->news}, *include[] = {"*.jsonl", NULL}, *exclude[] = {"draft*", NULL};
    ndx_source source = {.paths = paths,
                         .path_count = 1,
                         .include = include,
                         .exclude = exclude,
                         .name = "Northern Post",
                         .language = "en"};
    ndx_ingest_options options = options_of(&w, 1);
    write_lines(p, "a.jsonl", "a", 5);
    write_lines(p, "draft.jsonl", "d", 5);
    write_file(p, "notes.txt", "Some notes.");
    assert_int_equal(ndx_ingest_update(p->index, &source, 1, &options, &report, &err), NDX_OK);
    assert_int_equal(report.added, 5);
    assert_int_equal(report.not_read, 0);
    ndx_buf_clear(&w.skips);
}

static void a_file_reached_by_two_ways_is_read_once(void **state) {
    place *p = *state;
    watch w = {0};
    ndx_ingest_report report;
    ndx_error err;
    char file[200];
    snprintf(file, sizeof file, "%s/a.jsonl", p->news);
    const char *paths[] = {p->news, file};
    ndx_source sources[] = {{.paths = paths, .path_count = 2}, {.paths = paths, .path_count = 1}};
    ndx_ingest_options options = options_of(&w, 2);
    write_lines(p, "a.jsonl", "a", 5);
    assert_int_equal(ndx_ingest_update(p->index, sources, 2, &options, &report, &err), NDX_OK);
    assert_int_equal(report.read, 5);
    assert_int_equal(ndx_ingest_update(p->index, sources, 2, &options, &report, &err), NDX_OK);
    assert_int_equal(report.unchanged, 5);
    assert_int_equal(report.removed, 0);
    ndx_buf_clear(&w.skips);
}

static void a_mistake_is_found_before_anything_is_written(void **state) {
    place *p = *state;
    watch w = {0};
    ndx_ingest_report report;
    ndx_error err;
    const char *paths[] = {p->news};
    ndx_source source = {.paths = paths, .path_count = 1, .zone = "Mars/Olympus"};
    ndx_ingest_options options = options_of(&w, 1);
    assert_int_equal(ndx_ingest_update(p->index, &source, 1, &options, &report, &err), NDX_USAGE);
    source.zone = NULL;
    options.language = "klingon";
    assert_int_equal(ndx_ingest_update(p->index, &source, 1, &options, &report, &err), NDX_USAGE);
    assert_int_not_equal(access(p->index, F_OK), 0);
}

static void a_small_memory_only_makes_it_slower(void **state) {
    place *p = *state;
    watch w = {0};
    ndx_error err;
    ndx_ingest_report report;
    const char *paths[] = {p->news};
    ndx_source source = {.paths = paths, .path_count = 1};
    ndx_ingest_options options = options_of(&w, 3);
    options.memory_bytes = 1;
    write_lines(p, "a.jsonl", "a", 200);
    assert_int_equal(ndx_ingest_update(p->index, &source, 1, &options, &report, &err), NDX_PARTIAL);
    assert_int_equal(count(p), 180);
    ndx_buf_clear(&w.skips);
}

static void nothing_to_read_is_no_failure(void **state) {
    place *p = *state;
    watch w = {0};
    ndx_ingest_report report;
    ndx_error err;
    assert_int_equal(update(p, &w, 1, &report, &err), NDX_OK);
    assert_int_equal(report.read, 0);
    assert_int_equal(count(p), 0);
}

#define IN_A_PLACE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_A_PLACE(events_and_articles_come_in_the_archives_order_whatever_the_threads),
        IN_A_PLACE(a_stop_keeps_what_was_done_and_the_next_run_does_the_rest),
        IN_A_PLACE(a_rebuild_that_is_stopped_leaves_the_old_index),
        IN_A_PLACE(only_files_that_are_wanted_are_read),
        IN_A_PLACE(a_file_reached_by_two_ways_is_read_once),
        IN_A_PLACE(a_mistake_is_found_before_anything_is_written),
        IN_A_PLACE(a_small_memory_only_makes_it_slower),
        IN_A_PLACE(nothing_to_read_is_no_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
