/* An update killed by SIGKILL: the next one goes on where it was, and ends as if nothing had happened. */
#include "newsdex/ingest.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../folder.h"

enum { FILES = 12, EACH = 60 };

static char *folder, index_dir[64], other[64], news[64];

static int begin(void **state) {
    (void)state;
    folder = make_folder();
    snprintf(index_dir, sizeof index_dir, "%s/index", folder);
    snprintf(other, sizeof other, "%s/other", folder);
    snprintf(news, sizeof news, "%s/news", folder);
    assert_int_equal(mkdir(news, 0777), 0);
    return 0;
}
static int end(void **state) {
    (void)state;
    drop_folder(folder);
    return 0;
}

/* Files of long articles, the later a file the older they are, every twentieth line broken; some ids come twice. */
static void write_file(int number, const char *word) {
    char path[96];
    snprintf(path, sizeof path, "%s/%02d.jsonl", news, number);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (int i = 0; i < EACH; i++) {
        if (i % 20 == 19) fputs("{\"id\":\"cut\n", file);
        fprintf(
            file,
            "{\"id\":\"%d-%d\",\"date\":\"%d-05-%02d\",\"title\":\"%s %d\",\"text\":\"Minister Helena Marsh said ",
            i % 15 == 0 && number < 2 ? 99 : number, i, 2010 - number, 1 + i % 28, word, i);
        for (int k = 0; k < 200; k++)
            fprintf(file, "%s%d ", word, (number * 7919 + i * 104729 + k * k) % 30011);
        fputs(".\"}\n", file);
    }
    fclose(file);
}

/* --- runs ----------------------------------------------------------------------------------------------- */

typedef struct watch {
    uint64_t until; /* articles, then the process is killed; 0: never */
} watch;

static void on_progress(void *context, uint64_t done, uint64_t total, uint64_t articles) {
    const watch *w = context;
    (void)done, (void)total;
    if (w->until && articles >= w->until) raise(SIGKILL);
}

static ndx_status update(const char *dir, watch *w, unsigned jobs, ndx_ingest_report *report) {
    const char *paths[] = {news};
    ndx_source source = {.paths = paths, .path_count = 1};
    ndx_ingest_options options = {
        .jobs = jobs, .max_delete_percent = 100, .progress = on_progress, .progress_context = w};
    ndx_error err = {0};
    ndx_status status = ndx_ingest_update(dir, &source, 1, &options, report, &err);
    if (status != NDX_OK && status != NDX_PARTIAL) fail_msg("%s", err.message);
    return status;
}

static void update_killed(uint64_t until, unsigned jobs) {
    int how;
    pid_t child = fork();
    if (child == 0) {
        ndx_ingest_report report;
        update(index_dir, &(watch){until}, jobs, &report);
        _exit(0);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
}

/* The generation in use has the same bytes in both. */
static void expect_same(void) {
    char command[512];
    ndx_error err = {0};
    if (ndx_index_check(index_dir, true, &err) != NDX_OK) fail_msg("%s", err.message);
    snprintf(command, sizeof command, "diff -r '%s'/$(cat '%s/current') '%s'/$(cat '%s/current')", index_dir,
             index_dir, other, other);
    assert_int_equal(system(command), 0);
}

/* --- tests ---------------------------------------------------------------------------------------------- */

static void a_first_update_goes_on_where_it_was_killed(void **state) {
    ndx_ingest_report plain, report;
    (void)state;
    for (int i = 0; i < FILES; i++) write_file(i, "harbour");
    assert_int_equal(update(other, &(watch){0}, 2, &plain), NDX_PARTIAL);
    for (unsigned jobs = 1; jobs <= 2; jobs++) {
        char command[128];
        update_killed(FILES * EACH / 2, jobs);
        update_killed(FILES * EACH * 4 / 5, jobs);
        assert_int_equal(update(index_dir, &(watch){0}, jobs, &report), NDX_PARTIAL);
        assert_true(report.unchanged > FILES * EACH / 3);
        assert_true(report.read + 4 * EACH <= plain.read); /* some whole files were not read again */
        assert_int_equal(report.added + report.unchanged, plain.added);
        assert_int_equal(report.changed + report.removed, 0);
        assert_int_equal(report.not_read, plain.not_read);
        expect_same();
        assert_int_equal(update(index_dir, &(watch){0}, jobs, &report), NDX_PARTIAL);
        assert_true(report.read < EACH); /* those of the file whose ids are another's */
        snprintf(command, sizeof command, "rm -r '%s'", index_dir);
        assert_int_equal(system(command), 0);
    }
}

/* What changed between the runs is seen: a file that is another now, one that has gone. */
static void the_archive_may_change_meanwhile(void **state) {
    ndx_ingest_report report;
    char path[96];
    (void)state;
    for (int i = 0; i < FILES; i++) write_file(i, "harbour");
    update_killed(FILES * EACH * 4 / 5, 2);
    write_file(1, "lighthouse");
    snprintf(path, sizeof path, "%s/02.jsonl", news);
    assert_int_equal(unlink(path), 0);
    update(index_dir, &(watch){0}, 2, &report);
    assert_true(report.changed > 0 && report.removed > 0 && report.unchanged > 0);
    update(other, &(watch){0}, 2, &report);
    expect_same();
}

/* Many articles onto few: a new generation is built, of which nothing is seen before. */
static void a_later_update_too(void **state) {
    ndx_ingest_report report;
    const char *dir = index_dir;
    ndx_index *index;
    (void)state;
    write_file(0, "harbour");
    update(index_dir, &(watch){0}, 2, &report);
    uint64_t before = report.added;
    for (int i = 1; i < FILES; i++) write_file(i, "harbour");
    update_killed(FILES * EACH * 4 / 5, 2);
    assert_int_equal(ndx_index_open(&dir, 1, &index, NULL), NDX_OK);
    assert_int_equal(ndx_index_count(index), before);
    ndx_index_close(index);
    update(index_dir, &(watch){0}, 2, &report);
    assert_true(report.unchanged > FILES * EACH / 3);
    update(other, &(watch){0}, 2, &report);
    expect_same();
}

int main(void) {
#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, begin, end)
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(a_first_update_goes_on_where_it_was_killed),
        IN_A_FOLDER(the_archive_may_change_meanwhile),
        IN_A_FOLDER(a_later_update_too),
    };
    return cmocka_run_group_tests_name("ingest: killed", tests, NULL, NULL);
}
