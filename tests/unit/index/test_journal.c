/* What was written to a journal is there again, as far as it is whole, and nothing else ever is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "../../../src/index/journal.h"
#include "../folder.h"

enum { RECORDS = 7 };
static const char *const bytes[RECORDS] = {"the first", "", "third", "a fourth one", "x", "", "and the last"};

static char *folder, path[64];

static int begin(void **state) {
    (void)state;
    folder = make_folder();
    snprintf(path, sizeof path, "%s/journal", folder);
    return 0;
}
static int end(void **state) {
    (void)state;
    drop_folder(folder);
    return 0;
}

/* --- writing and reading -------------------------------------------------------------------------------- */

typedef struct told {
    const ndx_journal *journal;
    size_t count;
    bool wrong; /* another record than was written */
} told;

static ndx_status hear(void *context, uint32_t kind, ndx_text text, uint64_t at, ndx_error *err) {
    told *t = context;
    char there[32] = "";
    t->wrong |= t->count >= RECORDS || kind != t->count || !ndx_text_equal(text, ndx_text_of(bytes[kind]));
    assert_int_equal(ndx_glass_spill_read(&t->journal->spill, at, there, text.len, err), NDX_OK);
    t->wrong |= memcmp(there, text.data, text.len) != 0;
    t->count++;
    return NDX_OK;
}

static void append(ndx_journal *journal, uint32_t kind, const char *text) {
    ndx_buf record = {0};
    uint64_t at;
    ndx_buf_add(&record, "0123456789abcdef", NDX_JOURNAL_HEAD);
    ndx_buf_add_str(&record, text);
    assert_int_equal(ndx_journal_append(journal, kind, &record, &at, NULL), NDX_OK);
    ndx_buf_clear(&record);
}

/* Open it, and append what it has not. How many it had. */
static size_t go_on(const char *heading, size_t until, bool *found) {
    ndx_journal journal;
    told t = {&journal, 0, false};
    ndx_error err = {0};
    ndx_journal_init(&journal, folder);
    ndx_status status = ndx_journal_open(&journal, path, ndx_text_of(heading), hear, &t, found, &err);
    if (status != NDX_OK) fail_msg("%s", err.message);
    assert_false(t.wrong);
    for (size_t i = t.count; i < until; i++) append(&journal, (uint32_t)i, bytes[i]);
    assert_int_equal(ndx_glass_spill_flush(&journal.spill, NULL), NDX_OK);
    ndx_journal_clear(&journal);
    return t.count;
}

static size_t read_file(char *into, size_t room) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(into, 1, room, file);
    fclose(file);
    assert_true(len < room);
    return len;
}

static void write_file(const char *from, size_t len) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(from, 1, len, file), len);
    fclose(file);
}

/* --- tests ---------------------------------------------------------------------------------------------- */

static void it_is_gone_on_with_as_often_as_one_likes(void **state) {
    bool found;
    (void)state;
    assert_int_equal(go_on("mine", 0, &found), 0);
    assert_false(found);
    assert_int_equal(access(path, F_OK), -1); /* nothing to say, no file */
    for (size_t i = 1; i <= RECORDS; i++) {
        assert_int_equal(go_on("mine", i, &found), i - 1);
        assert_true(found == (i > 1));
    }
    assert_int_equal(go_on("mine", RECORDS, &found), RECORDS);
}

static void another_heading_begins_anew(void **state) {
    bool found;
    (void)state;
    go_on("mine", 3, &found);
    assert_int_equal(go_on("yours", RECORDS, &found), 0);
    assert_false(found);
    assert_int_equal(go_on("mine", 0, &found), 0);
    assert_false(found);
}

/* Cut anywhere, what is whole is told, and the rest can be written again. */
static void a_cut_loses_only_what_is_behind_it(void **state) {
    char whole[1024], again[1024];
    bool found;
    (void)state;
    go_on("mine", RECORDS, &found);
    size_t len = read_file(whole, sizeof whole), last = 0;
    for (size_t cut = 0; cut <= len; cut++) {
        write_file(whole, cut);
        size_t count = go_on("mine", RECORDS, &found);
        assert_true(count == last || count == last + 1);
        last = count;
        assert_int_equal(read_file(again, sizeof again), len);
        assert_memory_equal(again, whole, len);
    }
    assert_int_equal(last, RECORDS);
}

/* Whatever a loss of power has made of a byte. */
static void a_damaged_byte_loses_only_what_is_behind_it(void **state) {
    char whole[1024], again[1024];
    bool found;
    (void)state;
    go_on("mine", RECORDS, &found);
    size_t len = read_file(whole, sizeof whole);
    for (size_t at = 0; at < len; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            whole[at] = (char)(whole[at] ^ 1 << bit);
            write_file(whole, len);
            whole[at] = (char)(whole[at] ^ 1 << bit);
            assert_true(go_on("mine", RECORDS, &found) < RECORDS);
            assert_int_equal(read_file(again, sizeof again), len);
            assert_memory_equal(again, whole, len);
        }
}

static void without_a_name_nothing_is_left(void **state) {
    ndx_journal journal;
    char command[128];
    (void)state;
    ndx_journal_init(&journal, folder);
    append(&journal, 0, bytes[0]);
    assert_int_equal(ndx_glass_spill_flush(&journal.spill, NULL), NDX_OK);
    snprintf(command, sizeof command, "test -z \"$(ls -A '%s')\"", folder);
    assert_int_equal(system(command), 0);
    ndx_journal_clear(&journal);
}

int main(void) {
#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, begin, end)
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(it_is_gone_on_with_as_often_as_one_likes),
        IN_A_FOLDER(another_heading_begins_anew),
        IN_A_FOLDER(a_cut_loses_only_what_is_behind_it),
        IN_A_FOLDER(a_damaged_byte_loses_only_what_is_behind_it),
        IN_A_FOLDER(without_a_name_nothing_is_left),
    };
    return cmocka_run_group_tests_name("index: the journal", tests, NULL, NULL);
}
