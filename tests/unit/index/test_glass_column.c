/* Lists and values of a database that is there, read in place, against what libxapian reads. */
#include "glass_pair.h"

#include "../../../src/index/glass_column.h"
#include "../../../src/index/glass_docids.h"

#include <fcntl.h>

#define ARTICLES 5000u
#define SLOTS 12u /* more than there are */

static ndx_status open_postlist(const char *path, ndx_glass_pages *pages) {
    ndx_glass_version version;
    *pages = (ndx_glass_pages){.fd = -1};
    ndx_status status = ndx_glass_version_read(path, &version, NULL);
    return status == NDX_OK
               ? ndx_glass_pages_open(pages, path, "postlist", &version.table[NDX_GLASS_POSTLIST], NULL)
               : status;
}

/* Forwards, as a commit asks, and anywhere. */
static void values_are_those_that_libxapian_reads(ndx_glass_pages *pages, ndx_x_database *database) {
    ndx_error err = {0};
    uint64_t random = 7;
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        ndx_glass_column column = {.cursor = {.pages = pages}, .slot = slot};
        for (uint32_t i = 1; i < 2 * ARTICLES; i++) {
            uint32_t docid = i <= ARTICLES ? i : 1 + pair_random(&random) % ARTICLES;
            ndx_text mine, theirs;
            OK(ndx_glass_column_get(&column, docid, &mine, &err));
            OK(ndx_x_database_value(database, docid, slot, &theirs, &err));
            pair_same_text(mine, theirs, "a value");
        }
        ndx_text beyond;
        OK(ndx_glass_column_get(&column, ARTICLES + 1, &beyond, &err));
        assert_int_equal(beyond.len, 0);
        ndx_glass_column_clear(&column);
    }
}

typedef struct told {
    uint32_t docids[ARTICLES + 1], count, enough;
} told;

static bool tell(void *context, uint32_t docid) {
    told *t = context;
    if (t->count > ARTICLES) return false;
    t->docids[t->count++] = docid;
    return t->count != t->enough;
}

static void lists_are_those_that_libxapian_reads(ndx_glass_pages *pages, ndx_x_database *database) {
    static told t;
    ndx_error err = {0};
    ndx_x_terms *terms;
    ndx_text term;
    ndx_page_cursor cursor = {.pages = pages};
    OK(ndx_x_database_terms(database, (ndx_text){0}, &terms, &err));
    uint32_t lists = 0;
    while (ndx_x_terms_next(terms, &term, &err) == NDX_OK) {
        ndx_x_postings *postings;
        uint32_t docid, count = 0;
        t = (told){.enough = 0};
        OK(ndx_glass_docids(&cursor, term, tell, &t, &err));
        OK(ndx_x_database_postings(database, term, &postings, &err));
        for (; ndx_x_postings_next(postings, &docid, &err) == NDX_OK; count++)
            SAME(t.docids[count], docid, "an article of a list");
        SAME(t.count, count, "articles of a list");
        ndx_x_postings_close(postings);
        t = (told){.enough = 1};
        OK(ndx_glass_docids(&cursor, term, tell, &t, &err));
        SAME(t.count, 1, "articles, if one is enough");
        lists++;
    }
    ndx_x_terms_close(terms);
    assert_true(lists > 1000);
    t = (told){.enough = 0};
    OK(ndx_glass_docids(&cursor, NDX_TEXT("nobody ever said that"), tell, &t, &err));
    OK(ndx_glass_docids(&cursor, NDX_TEXT(""), tell, &t, &err));
    assert_int_equal(t.count, 0);
    ndx_page_cursor_clear(&cursor);
}

static void both_read_the_same(const char *path) {
    ndx_error err = {0};
    ndx_glass_pages pages;
    ndx_x_database *database;
    OK(open_postlist(path, &pages));
    OK(ndx_x_database_open(path, NDX_X_GLASS, &database, &err));
    values_are_those_that_libxapian_reads(&pages, database);
    lists_are_those_that_libxapian_reads(&pages, database);
    ndx_x_database_close(database);
    ndx_glass_pages_close(&pages);
}

static void what_we_built_is_read(void **state) {
    (void)state;
    pair_build(pair_fresh("built"), ARTICLES, 0);
    both_read_the_same(pair_path("built"));
}

static void what_libxapian_wrote_is_read(void **state) {
    (void)state;
    pair_write(pair_fresh("written"), ARTICLES);
    both_read_the_same(pair_path("written"));
}

/* Whatever a damaged table says, it is read within its bounds, and to an end. */
static void damage_is_told_or_does_not_matter(void **state) {
    static told t;
    uint64_t random = 5;
    unsigned bad = 0;
    (void)state;
    pair_build(pair_fresh("whole"), 1500, 0);
    for (int round = 0; round < 60; round++) {
        char command[400], file[300];
        ndx_glass_pages pages;
        snprintf(command, sizeof command, "cp '%s'/* '%s'", pair_path("whole"), pair_fresh("damaged"));
        assert_int_equal(system(command), 0);
        snprintf(file, sizeof file, "%s/postlist.glass", pair_path("damaged"));
        int fd = open(file, O_RDWR);
        off_t size = lseek(fd, 0, SEEK_END);
        for (int i = 0; i < 3000; i++) {
            uint8_t byte = (uint8_t)pair_random(&random);
            assert_int_equal(pwrite(fd, &byte, 1, (off_t)(pair_random(&random) % (uint64_t)size)), 1);
        }
        close(fd);
        if (open_postlist(pair_path("damaged"), &pages) == NDX_OK) {
            ndx_glass_column column = {.cursor = {.pages = &pages}, .slot = (uint32_t)round % SLOTS};
            ndx_page_cursor cursor = {.pages = &pages};
            for (uint32_t i = 1; i < 3000; i++) {
                char space[300];
                ndx_text value;
                t = (told){.enough = 0};
                bad += ndx_glass_column_get(&column, i, &value, NULL) != NDX_OK;
                bad += ndx_glass_docids(&cursor, pair_term(i, space), tell, &t, NULL) != NDX_OK;
            }
            ndx_glass_column_clear(&column);
            ndx_page_cursor_clear(&cursor);
        }
        ndx_glass_pages_close(&pages);
    }
    assert_true(bad > 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_we_built_is_read),
        cmocka_unit_test(what_libxapian_wrote_is_read),
        cmocka_unit_test(damage_is_told_or_does_not_matter),
    };
    return cmocka_run_group_tests(tests, pair_setup, pair_teardown);
}
