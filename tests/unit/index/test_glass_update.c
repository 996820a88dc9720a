/* Changing a database without libxapian, against libxapian itself: the same changes must give the same database, one that either of
 * them can go on with. */
#include "glass_pair.h"

#include "../../../src/index/glass_update.h"

#include <fcntl.h>

#define MOST 80000u

/* A change of both databases at once. */
typedef struct both {
    ndx_glass_update *update;
    ndx_x_writable *writable;
    const char *path;
    bool *there; /* by docid */
    uint32_t last;
} both;

static void begin(both *of, uint32_t count) {
    *of = (both){.path = strdup(pair_path("built")), .there = calloc(MOST, sizeof(bool)), .last = count};
    for (uint32_t i = 1; i <= count; i++) of->there[i] = true;
}

static void open_both(both *of) {
    ndx_error err = {0};
    OK(ndx_glass_update_new(of->path, &of->update, &err));
    OK(ndx_x_writable_open(pair_path("written"), NDX_X_OPEN | NDX_X_NO_SYNC, 0, &of->writable, &err));
}

static void commit_both(both *of) {
    ndx_error err = {0};
    if (of->last % 2) ndx_glass_update_store(of->update); /* by two threads */
    OK(ndx_glass_update_commit(of->update, &err));
    ndx_glass_update_free(of->update);
    OK(ndx_x_writable_close(of->writable, &err));
    pair_check(of->path);
    pair_compare_paths(of->path, pair_path("written"), false);
}

static void end(both *of) {
    free((char *)of->path);
    free(of->there);
}

static void put(both *of, uint32_t docid, uint64_t seed) {
    ndx_error err = {0};
    static pair_article article;
    ndx_posting postings[400];
    pair_make(&article, seed);
    for (size_t i = 0; i < article.term_count; i++)
        postings[i] = (ndx_posting){article.texts[article.terms[i]], article.wdfs[article.terms[i]], 0};
    ndx_glass_article put = {
        postings, article.term_count, article.values, article.value_count, {article.data, article.data_len},
        false};
    OK(ndx_glass_update_put(of->update, docid, &put, &err));
    ndx_x_document *document = pair_document(&article);
    if (docid)
        OK(ndx_x_writable_replace(of->writable, docid, document, &err));
    else
        OK(ndx_x_writable_add_document(of->writable, document, NULL, &err));
    ndx_x_document_free(document);
    of->there[docid ? docid : ++of->last] = true;
}

static void take(both *of, uint32_t docid) {
    ndx_error err = {0};
    OK(ndx_glass_update_remove(of->update, docid, &err));
    OK(ndx_x_writable_delete(of->writable, docid, &err));
    of->there[docid] = false;
}

static void metadata(both *of, const char *key, ndx_text value) {
    ndx_error err = {0};
    OK(ndx_glass_update_metadata(of->update, ndx_text_of(key), value, &err));
    OK(ndx_x_writable_set_metadata(of->writable, ndx_text_of(key), value, &err));
}

/* So many changes, none of them twice of the same article. */
static void change(both *of, uint32_t changes, uint64_t seed) {
    uint64_t state = seed;
    bool *changed = calloc(MOST, sizeof *changed);
    uint32_t last = of->last;
    for (uint32_t i = 0; i < changes; i++) {
        uint32_t what = pair_random(&state) % 3, docid = 1 + pair_random(&state) % last;
        if (what == 0 || changed[docid] || !of->there[docid]) {
            put(of, 0, 1000000 * seed + i);
            continue;
        }
        changed[docid] = true;
        if (what == 1)
            put(of, docid, 1000000 * seed + i);
        else
            take(of, docid);
    }
    free(changed);
}

static void the_same_changes_give_the_same_database(void **state) {
    static const uint32_t sizes[] = {1, 10, 300, 3000};
    (void)state;
    for (size_t i = 0; i < NDX_COUNT(sizes); i++) {
        both of;
        pair_build(pair_fresh("built"), sizes[i], 0);
        pair_write(pair_fresh("written"), sizes[i]);
        begin(&of, sizes[i]);
        for (uint64_t round = 1; round <= 6; round++) {
            static char long_value[30000];
            open_both(&of);
            change(&of, 30 + 60 * (uint32_t)round, round);
            memset(long_value, 'a' + (int)round, sizeof long_value);
            metadata(&of, "zebra", (ndx_text){long_value, round % 2 ? sizeof long_value : 10});
            metadata(&of, "a", round == 4 ? (ndx_text){"", 0} : NDX_TEXT("not empty"));
            metadata(&of, "never there", (ndx_text){"", 0});
            commit_both(&of);
        }
        end(&of);
    }
}

/* Lists that lose chunks at their beginning, in the middle, at their end; all of them; and get them again. */
static void whole_stretches_may_go(void **state) {
    static const uint32_t stretches[][2] = {{1, 900}, {1500, 2600}, {3500, 4000}, {901, 1499}, {2601, 3499}};
    both of;
    (void)state;
    pair_build(pair_fresh("built"), 4000, 0);
    pair_write(pair_fresh("written"), 4000);
    begin(&of, 4000);
    for (size_t i = 0; i < NDX_COUNT(stretches); i++) {
        open_both(&of);
        for (uint32_t docid = stretches[i][0]; docid <= stretches[i][1]; docid++) take(&of, docid);
        if (i == 2)
            for (uint32_t k = 0; k < 700; k++) put(&of, 0, 5000000 + k);
        commit_both(&of);
    }
    end(&of);
}

static void nothing_is_left_but_the_database(void **state) {
    both of;
    (void)state;
    pair_build(pair_fresh("built"), 500, 0);
    pair_write(pair_fresh("written"), 500);
    begin(&of, 500);
    open_both(&of);
    for (uint32_t docid = 1; docid <= 500; docid++) take(&of, docid);
    commit_both(&of);
    open_both(&of);
    for (uint32_t k = 0; k < 50; k++) put(&of, 0, 6000000 + k);
    commit_both(&of);
    end(&of);
}

/* Each goes on with what the other left. */
static void libxapian_and_we_take_turns(void **state) {
    both of;
    ndx_error err = {0};
    (void)state;
    pair_build(pair_fresh("built"), 1000, 0);
    pair_write(pair_fresh("written"), 1000);
    begin(&of, 1000);
    for (uint64_t round = 1; round <= 5; round++) {
        static pair_article article;
        ndx_x_writable *writable[2];
        open_both(&of);
        change(&of, 100, 70 + round);
        commit_both(&of);
        OK(ndx_x_writable_open(of.path, NDX_X_OPEN | NDX_X_NO_SYNC, 0, &writable[0], &err));
        OK(ndx_x_writable_open(pair_path("written"), NDX_X_OPEN | NDX_X_NO_SYNC, 0, &writable[1], &err));
        for (size_t i = 0; i < 2; i++) {
            for (uint32_t k = 0; k < 60; k++) {
                pair_make(&article, 8000000 + 100 * round + k);
                ndx_x_document *document = pair_document(&article);
                OK(ndx_x_writable_add_document(writable[i], document, NULL, &err));
                ndx_x_document_free(document);
            }
            OK(ndx_x_writable_close(writable[i], &err));
        }
        for (uint32_t k = 0; k < 60; k++) of.there[++of.last] = true;
        pair_check(of.path);
        pair_compare_paths(of.path, pair_path("written"), false);
    }
    end(&of);
}

/* Who has opened the database before a commit goes on with what was there then. */
static void readers_keep_what_they_opened(void **state) {
    both of;
    ndx_x_database *before, *same;
    ndx_error err = {0};
    (void)state;
    pair_build(pair_fresh("built"), 1000, 0);
    pair_write(pair_fresh("written"), 1000);
    pair_write(pair_fresh("before"), 1000);
    begin(&of, 1000);
    OK(ndx_x_database_open(of.path, NDX_X_GLASS, &before, &err));
    OK(ndx_x_database_open(pair_path("before"), NDX_X_GLASS, &same, &err));
    open_both(&of);
    change(&of, 400, 9);
    commit_both(&of);
    pair_compare_databases(before, same, true);
    ndx_x_database_close(before);
    ndx_x_database_close(same);
    end(&of);
}

static void without_commit_nothing_happens(void **state) {
    both of;
    (void)state;
    pair_build(pair_fresh("built"), 300, 0);
    pair_write(pair_fresh("written"), 300);
    pair_write(pair_fresh("spare"), 300);
    begin(&of, 300);
    open_both(&of);
    change(&of, 100, 3);
    ndx_glass_update_free(of.update);
    ndx_x_writable_close(of.writable, NULL);
    pair_check(of.path);
    pair_compare_paths(of.path, pair_path("spare"), true);
    end(&of);
}

/* --- damage --------------------------------------------------------------------------------------------- */

/* Change bytes at random places of a table. */
static void damage(const char *path, const char *table, uint64_t *state) {
    char file[300];
    snprintf(file, sizeof file, "%s/%s", path, table);
    int fd = open(file, O_RDWR | O_CLOEXEC);
    off_t size = lseek(fd, 0, SEEK_END);
    assert_true(fd >= 0 && size > 0);
    for (int i = 0; i < 40; i++) {
        uint8_t byte = (uint8_t)pair_random(state);
        off_t at = (off_t)pair_random(state) % size;
        if (i % 2) at = at / 8192 * 8192 + (off_t)pair_random(state) % 40; /* heads and directories */
        assert_int_equal(pwrite(fd, &byte, 1, at < size ? at : 0), 1);
    }
    close(fd);
}

static ndx_status try_update(const char *path) {
    static pair_article article;
    ndx_glass_update *update;
    ndx_error err = {0};
    ndx_status status = ndx_glass_update_new(path, &update, &err);
    if (status != NDX_OK) return status;
    for (uint32_t i = 0; i < 60 && status == NDX_OK; i++) {
        ndx_posting postings[400];
        pair_make(&article, 4000000 + i);
        for (size_t k = 0; k < article.term_count; k++)
            postings[k] = (ndx_posting){article.texts[article.terms[k]], article.wdfs[article.terms[k]], 0};
        ndx_glass_article put = {postings,
                                 article.term_count,
                                 article.values,
                                 article.value_count,
                                 {article.data, article.data_len},
                                 false};
        status = i % 3 == 2 ? ndx_glass_update_remove(update, 100 + i, &err)
                            : ndx_glass_update_put(update, i % 3 ? i : 0, &put, &err);
    }
    if (status == NDX_OK) status = ndx_glass_update_commit(update, &err);
    ndx_glass_update_free(update);
    return status;
}

static void damage_is_told_or_does_not_matter(void **state) {
    static const char *const names[] = {"postlist.glass", "termlist.glass", "docdata.glass", "iamglass"};
    uint64_t random = 99;
    unsigned told = 0;
    (void)state;
    pair_build(pair_fresh("whole"), 1500, 0);
    for (int i = 0; i < 120; i++) {
        char command[400];
        snprintf(command, sizeof command, "cp '%s'/* '%s'", pair_path("whole"), pair_fresh("damaged"));
        assert_int_equal(system(command), 0);
        damage(pair_path("damaged"), names[i % 4], &random);
        ndx_status status = try_update(pair_path("damaged"));
        assert_true(status == NDX_OK || status == NDX_NO_INDEX || status == NDX_USAGE ||
                    status == NDX_NO_SPACE);
        told += status == NDX_NO_INDEX;
    }
    assert_true(told > 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_changes_give_the_same_database),
        cmocka_unit_test(whole_stretches_may_go),
        cmocka_unit_test(nothing_is_left_but_the_database),
        cmocka_unit_test(libxapian_and_we_take_turns),
        cmocka_unit_test(readers_keep_what_they_opened),
        cmocka_unit_test(without_commit_nothing_happens),
        cmocka_unit_test(damage_is_told_or_does_not_matter),
    };
    return cmocka_run_group_tests(tests, pair_setup, pair_teardown);
}
