/* What is damaged between building and switching is found by a rebuild, and the old index stays. */
#include "world.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "../../../src/index/deep.h"
#include "../failing.h"

/* --- damage --------------------------------------------------------------------------------------------- */

static const char *damaged_table; /* NULL: none */
static unsigned damages;

/* Zeros over some bytes in the middle of a table. */
static void damage(const char *folder, size_t folder_len) {
    static const char zeros[300];
    char path[256];
    struct stat file;
    snprintf(path, sizeof path, "%.*s/%s", (int)folder_len, folder, damaged_table);
    int fd = open(path, O_WRONLY);
    assert_true(fd >= 0 && fstat(fd, &file) == 0);
    assert_int_equal(pwrite(fd, zeros, sizeof zeros, file.st_size / 2), sizeof zeros);
    close(fd);
    damages++;
}

/* The last that a builder does, having read back all it wrote, is to give iamglass its name. */
NDX_API int rename(const char *from, const char *to) {
    int (*real)(const char *, const char *);
    *(void **)&real = dlsym(RTLD_NEXT, "rename");
    const char *name = strrchr(to, '/');
    if (damaged_table && name && !strcmp(name, "/iamglass")) damage(to, (size_t)(name - to));
    return real(from, to);
}

/* --- tests ---------------------------------------------------------------------------------------------- */

static void make(const char *dir, unsigned version) {
    teller t;
    begin(&t, dir, &anew);
    for (unsigned i = 0; i < ARTICLES; i++) put(&t, i, version);
    end(&t);
}

/* A rebuild by so many threads, of which the disk damages a table; what it says of that. */
static void rebuild_damaged(const char *dir, const char *table, unsigned jobs, ndx_error *err) {
    const ndx_writer_options options = {.language = "en", .rebuild = true, .jobs = jobs};
    teller t;
    begin(&t, dir, &options);
    for (unsigned i = 0; i < ARTICLES; i++) put(&t, i, 2);
    damaged_table = table;
    damages = 0;
    ndx_status status = ndx_writer_commit(t.writer, err);
    damaged_table = NULL;
    if (status != NDX_UNSOUND) fail_msg("%s: %s", table, ndx_status_word(status));
    assert_int_equal(damages, 1);
    leave(&t);
}

static void a_rebuild_that_is_damaged_is_given_up(void **state) {
    static const char *const tables[] = {"docdata.glass", "termlist.glass", "postlist.glass"};
    places *p = *state;
    make(p->index, 1);
    make(p->other, 1);
    for (size_t i = 0; i < NDX_COUNT(tables); i++)
        for (unsigned jobs = 1; jobs <= 3; jobs += 2) {
            ndx_error err = {0};
            rebuild_damaged(p->index, tables[i], jobs, &err);
            assert_non_null(strstr(err.message, "what was just written is damaged"));
            assert_null(strstr(err.message, "rebuild the index"));
            expect_same(p->index, p->other, 0); /* and whole */
            assert_true(exists(p->index, "generation-1"));
            assert_false(exists(p->index, "generation-2"));
        }
    make(p->index, 3);
    make(p->other, 3);
    expect_same(p->index, p->other, 1);
}

/* Exchange four bytes of a file for those. */
static void exchange(const char *path, long at, char bytes[4]) {
    char before[4];
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_equal(fread(before, 1, 4, file), 4);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, 4, file), 4);
    assert_int_equal(fclose(file), 0);
    memcpy(bytes, before, 4);
}

/* Xapian sees damage to the blocks of a table, and none within a record; where a word of the text became another one, nobody does. */
static void a_look_at_each_record_finds_what_xapian_cannot(void **state) {
    places *p = *state;
    ndx_error err = {0};
    char generation[256], path[300];
    struct stat file;
    unsigned hidden = 0, found = 0;
    make(p->index, 1);
    snprintf(generation, sizeof generation, "%s/generation-1", p->index);
    snprintf(path, sizeof path, "%s/docdata.glass", generation);
    assert_int_equal(stat(path, &file), 0);
    for (long at = 8192 / 2; at < file.st_size - 8192; at += 977) {
        char bytes[4] = {-1, -1, -1, -1};
        exchange(path, at, bytes);
        if (ndx_deep_tables(generation, &err) == NDX_OK) {
            ndx_status status = ndx_deep_check(generation, 1 + hidden % 3, &err);
            hidden++;
            found += status == NDX_NO_INDEX && strstr(err.message, "of article number");
        }
        exchange(path, at, bytes);
    }
    assert_int_equal(ndx_deep_check(generation, 2, &err), NDX_OK);
    if (hidden < 10 || found * 2 < hidden) fail_msg("%u of %u found", found, hidden);
}

/* Memory that runs out is no damage. */
static void memory_that_runs_out_is_no_damage(void **state) {
    places *p = *state;
    ndx_error err = {0};
    ndx_status status = NDX_NO_MEMORY;
    char generation[256];
    if (!MAY_FAIL) skip();
    make(p->index, 1);
    snprintf(generation, sizeof generation, "%s/generation-1", p->index);
    one_fails = true;
    for (long at = 0; status != NDX_OK; at += at < 400 ? 1 : 61) {
        allocations_left = at;
        status = ndx_deep_check(generation, 1, &err);
        bool refused_one = allocations_left < 0;
        allocations_left = -1;
        if (refused_one && status == NDX_OK) status = NDX_NO_MEMORY; /* one that can be done without */
        if (status != NDX_OK && status != NDX_NO_MEMORY) fail_msg("allocation %ld: %s", at, err.message);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_FOLDERS(a_rebuild_that_is_damaged_is_given_up),
        IN_FOLDERS(memory_that_runs_out_is_no_damage),
        IN_FOLDERS(a_look_at_each_record_finds_what_xapian_cannot),
    };
    return cmocka_run_group_tests_name("index: deep", tests, NULL, NULL);
}
