/* Every allocation of a build fails once: it must say so, leave nothing behind, and lose nothing. */
#include "glass_pair.h"

#include "../failing.h"

#include "../../../src/index/bulk.h"
#include "../../../src/index/glass_update.h"

static ndx_status put_some(ndx_bulk *bulk, ndx_error *err) {
    static char data[3000], word[32];
    ndx_status status = NDX_OK;
    for (uint32_t i = 0; i < 12 && status == NDX_OK; i++) {
        snprintf(word, sizeof word, "word%u", i % 5);
        ndx_posting postings[] = {{NDX_TEXT("every"), 1, 0}, {ndx_text_of(word), 2, 0}};
        ndx_glass_value value = {i % 3, {"value", 5}};
        ndx_glass_article article = {postings, 2, &value, 1, {data, sizeof data}, false};
        status = ndx_bulk_put(bulk, (ndx_text){(char *)&i, sizeof i}, 100 - i, &article, err);
    }
    return status;
}

static ndx_status build_a_little(const char *dir, unsigned jobs, ndx_error *err) {
    ndx_bulk *bulk;
    ndx_status status = ndx_bulk_new(dir, 1, &bulk, err);
    if (status == NDX_OK) status = put_some(bulk, err);
    if (status == NDX_OK)
        status = ndx_glass_builder_metadata(ndx_bulk_builder(bulk), NDX_TEXT("key"), NDX_TEXT("value"), err);
    if (status == NDX_OK)
        status = ndx_glass_builder_spelling(ndx_bulk_builder(bulk), NDX_TEXT("word"), 3, err);
    if (status == NDX_OK) status = ndx_bulk_finish(bulk, NULL, jobs, err);
    ndx_bulk_free(bulk);
    return status;
}

static void expect_failures(unsigned jobs) {
    ndx_error err = {0};
    char dir[200];
    strcpy(dir, pair_fresh("little"));
    OK(build_a_little(dir, jobs, &err));
    pair_check(dir);
#if MAY_FAIL
    long failures = 0;
    one_fails = true;
    for (long tries = 0;; tries++) {
        pair_fresh("little");
        err = (ndx_error){0};
        allocations_left = tries;
        ndx_status status = build_a_little(dir, jobs, &err);
        bool reached = allocations_left < 0;
        allocations_left = -1;
        if (!reached) {
            OK(status);
            break;
        }
        if (status == NDX_OK) continue;
        failures++;
        assert_int_equal(status, NDX_NO_MEMORY);
        assert_true(err.message[0]);
        assert_int_equal(files_in(dir), 0);
    }
    assert_true(failures > 40);
#endif
}

static void a_build_out_of_memory_says_so_and_leaves_nothing(void **state) {
    (void)state;
    expect_failures(1);
}

static void so_does_one_by_two_threads(void **state) {
    (void)state;
    expect_failures(2);
}

/* --- changes -------------------------------------------------------------------------------------------- */

static ndx_status change_a_little(const char *dir, unsigned jobs, ndx_error *err) {
    static char data[3000];
    ndx_posting postings[] = {{NDX_TEXT("every"), 1, 0}, {NDX_TEXT("new"), 2, 0}};
    ndx_glass_value value = {0,
                             {"other", 5}}; /* in the first slot: its bounds are the first to need memory */
    ndx_glass_article article = {postings, 2, &value, 1, {data, sizeof data}, false};
    ndx_glass_update *update;
    ndx_status status = ndx_glass_update_new(dir, &update, err);
    if (status == NDX_OK) status = ndx_glass_update_put(update, 0, &article, err);
    if (status == NDX_OK) status = ndx_glass_update_put(update, 3, &article, err);
    if (status == NDX_OK) status = ndx_glass_update_remove(update, 1, err);
    if (status == NDX_OK) status = ndx_glass_update_metadata(update, NDX_TEXT("key"), NDX_TEXT("other"), err);
    if (status == NDX_OK && jobs > 1) ndx_glass_update_store(update);
    if (status == NDX_OK) status = ndx_glass_update_commit(update, err);
    ndx_glass_update_free(update);
    return status;
}

#if MAY_FAIL
/* What fails after the rename that commits has happened all the same: all of it then, else nothing. */
static void expect_all_or_nothing(const char *dir, bool all) {
    char command[500];
    snprintf(command, sizeof command, "cmp -s '%s/iamglass' '%s/iamglass'", dir, pair_path("little"));
    pair_check(dir);
    pair_compare_paths(dir, pair_path(!all && system(command) == 0 ? "little" : "whole"), true);
}
#endif

static void expect_failed_changes(unsigned jobs) {
    ndx_error err = {0};
    char dir[200], copy[500], keep[500];
    strcpy(dir, pair_fresh("changed"));
    OK(build_a_little(pair_fresh("little"), 1, &err));
    snprintf(copy, sizeof copy, "rm -f '%s'/* && cp '%s'/* '%s'", dir, pair_path("little"), dir);
    assert_int_equal(system(copy), 0);
    OK(change_a_little(dir, jobs, &err));
    snprintf(keep, sizeof keep, "cp '%s'/* '%s'", dir, pair_fresh("whole"));
    assert_int_equal(system(keep), 0);
    pair_check(dir);
#if MAY_FAIL
    long failures = 0;
    one_fails = true;
    for (long tries = 0;; tries++) {
        assert_int_equal(system(copy), 0);
        err = (ndx_error){0};
        long before = held;
        allocations_left = tries;
        ndx_status status = change_a_little(dir, jobs, &err);
        bool reached = allocations_left < 0;
        allocations_left = -1;
        assert_int_equal(held, before);
        if (!reached) {
            OK(status);
            break;
        }
        expect_all_or_nothing(dir, status == NDX_OK); /* what was done without it must be done whole */
        if (status == NDX_OK) continue;
        failures++;
        assert_int_equal(status, NDX_NO_MEMORY);
        assert_true(err.message[0]);
    }
    assert_true(failures > 30);
#endif
}

static void changes_out_of_memory_say_so_and_change_nothing(void **state) {
    (void)state;
    expect_failed_changes(1);
}

static void so_do_those_by_two_threads(void **state) {
    (void)state;
    expect_failed_changes(2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_build_out_of_memory_says_so_and_leaves_nothing),
        cmocka_unit_test(so_does_one_by_two_threads),
        cmocka_unit_test(changes_out_of_memory_say_so_and_change_nothing),
        cmocka_unit_test(so_do_those_by_two_threads),
    };
    return cmocka_run_group_tests(tests, pair_setup, pair_teardown);
}
