/* Articles that come in any order end in the order of their dates, once each. */
#include "glass_pair.h"

#include "../../../src/index/bulk.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>

#if defined(__SANITIZE_THREAD__)
#define OWN_THREADS 0 /* the sanitizer has them */
#elif defined(__has_feature)
#define OWN_THREADS !__has_feature(thread_sanitizer)
#else
#define OWN_THREADS 1
#endif

static atomic_int threads_left = 1000, threads_begun; /* how many more can be had; and were */

#if OWN_THREADS
NDX_API int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                           void *context) {
    int (*begin_thread)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    *(void **)&begin_thread = dlsym(RTLD_NEXT, "pthread_create");
    if (threads_left == 0) return EAGAIN;
    threads_left--;
    threads_begun++;
    return begin_thread(thread, attributes, start, context);
}
#endif

static void put(ndx_bulk *bulk, const char *id, uint64_t order, const char *word, const char *data) {
    ndx_error err = {0};
    ndx_posting postings[] = {{NDX_TEXT("every"), 1, 0}, {ndx_text_of(word), 2, 0}};
    ndx_glass_value value = {2, ndx_text_of(id)};
    OK(ndx_bulk_put(bulk, ndx_text_of(id), order,
                    &(ndx_glass_article){postings, 2, &value, 1, ndx_text_of(data), false}, &err));
}

static ndx_bulk *begin(void) {
    ndx_error err = {0};
    ndx_bulk *bulk;
    OK(ndx_bulk_new(pair_fresh("bulk"), 0, &bulk, &err));
    return bulk;
}

static void finish(ndx_bulk *bulk) {
    ndx_error err = {0};
    OK(ndx_bulk_finish(bulk, NULL, 1, &err));
    ndx_bulk_free(bulk);
    pair_check(pair_path("bulk"));
}

static void expect_data(const char *const *expected, size_t count) {
    ndx_error err = {0};
    ndx_x_database *database;
    ndx_x_database_stats stats;
    ndx_text data;
    OK(ndx_x_database_open(pair_path("bulk"), NDX_X_GLASS, &database, &err));
    OK(ndx_x_database_stats_get(database, &stats, &err));
    SAME(stats.documents, count, "articles");
    for (uint32_t docid = 1; docid <= count; docid++) {
        OK(ndx_x_database_data(database, docid, &data, &err));
        pair_same_text(data, ndx_text_of(expected[docid - 1]), "data");
    }
    ndx_x_database_close(database);
}

static void articles_are_numbered_by_order_then_arrival(void **state) {
    static const char *const expected[] = {"oldest", "day two, first come", "day two, then", "newest"};
    ndx_bulk *bulk = begin();
    (void)state;
    put(bulk, "a", 9, "new", "newest");
    put(bulk, "b", 2, "middle", "day two, first come");
    put(bulk, "c", 1, "old", "oldest");
    put(bulk, "d", 2, "middle", "day two, then");
    assert_int_equal(ndx_bulk_count(bulk), 4);
    finish(bulk);
    expect_data(expected, 4);
}

static void the_same_id_is_there_once(void **state) {
    static const char *const expected[] = {"second try", "kept"};
    ndx_error err = {0};
    ndx_bulk *bulk = begin();
    ndx_buf data = {0};
    (void)state;
    put(bulk, "one", 1, "first", "first try");
    put(bulk, "two", 5, "kept", "kept");
    put(bulk, "gone", 3, "gone", "removed");
    put(bulk, "one", 4, "second", "second try");
    assert_true(ndx_bulk_remove(bulk, ndx_text_of("gone")));
    assert_false(ndx_bulk_remove(bulk, ndx_text_of("gone")));
    assert_false(ndx_bulk_remove(bulk, ndx_text_of("never")));
    assert_int_equal(ndx_bulk_count(bulk), 2);
    assert_int_equal(ndx_bulk_find(bulk, ndx_text_of("gone")), NDX_BULK_NONE);
    uint32_t place = ndx_bulk_find(bulk, ndx_text_of("one"));
    OK(ndx_bulk_data(bulk, place, &data, &err));
    pair_same_text(ndx_buf_text(&data), ndx_text_of("second try"), "data of an article");
    pair_same_text(ndx_bulk_id(bulk, ndx_bulk_next(bulk, 0)), ndx_text_of("two"),
                   "first id in order of arrival");
    assert_int_equal(ndx_bulk_next(bulk, place + 1), NDX_BULK_NONE);
    finish(bulk);
    expect_data(expected, 2);
    ndx_buf_clear(&data);
}

/* Articles of every kind, in any order. */
static void put_many(ndx_bulk *bulk) {
    static pair_article article;
    static ndx_posting postings[400];
    ndx_error err = {0};
    for (uint32_t i = 1; i <= 700; i++) {
        uint32_t number = 1 + (i * 409) % 700; /* all of them, well mixed */
        char id[16];
        pair_make(&article, number);
        for (size_t k = 0; k < article.term_count; k++)
            postings[k] = (ndx_posting){article.texts[article.terms[k]], article.wdfs[article.terms[k]], 0};
        snprintf(id, sizeof id, "%u", number);
        ndx_glass_article added = {postings,
                                   article.term_count,
                                   article.values,
                                   article.value_count,
                                   {article.data, article.data_len},
                                   false};
        OK(ndx_bulk_put(bulk, ndx_text_of(id), number, &added, &err));
    }
    for (size_t i = 0; i < NDX_COUNT(pair_metadata); i++)
        OK(ndx_glass_builder_metadata(ndx_bulk_builder(bulk), ndx_text_of(pair_metadata[i].key),
                                      ndx_text_of(pair_metadata[i].value), &err));
    for (size_t i = 0; i < NDX_COUNT(pair_words); i++)
        OK(ndx_glass_builder_spelling(ndx_bulk_builder(bulk), ndx_text_of(pair_words[i].word),
                                      pair_words[i].frequency, &err));
}

static void expect_same_as_built(unsigned jobs) {
    ndx_error err = {0};
    ndx_bulk *bulk = begin();
    put_many(bulk);
    OK(ndx_bulk_finish(bulk, NULL, jobs, &err));
    ndx_bulk_free(bulk);
    pair_check(pair_path("bulk"));
    pair_build(pair_fresh("built"), 700, 0);
    char command[400];
    snprintf(command, sizeof command, "diff -r '%s' '%s'", pair_path("bulk"), pair_path("built"));
    assert_int_equal(system(command), 0);
}

static void any_article_comes_through_unchanged(void **state) {
    (void)state;
    expect_same_as_built(1);
    assert_int_equal(threads_begun, 0);
}

static void two_threads_write_what_one_does(void **state) {
    (void)state;
    expect_same_as_built(2);
    if (OWN_THREADS) assert_int_equal(threads_begun, 1);
}

static void a_thread_that_cannot_be_had_is_done_without(void **state) {
    (void)state;
    threads_left = threads_begun = 0;
    expect_same_as_built(2);
    if (OWN_THREADS) assert_int_equal(threads_begun, 0);
    threads_left = 1000;
}

/* A file that may not grow beyond `kilobytes` stands for a full disk: which thread meets it depends on what the articles are. */
static void expect_full_disk(ndx_bulk *bulk, unsigned kilobytes) {
    ndx_error err = {0};
    struct rlimit before, limit;
    ndx_buf data = {0};
    OK(ndx_bulk_data(bulk, 0, &data, &err)); /* the articles themselves are on the disk */
    ndx_buf_clear(&data);
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    limit = before;
    limit.rlim_cur = kilobytes << 10;
    setrlimit(RLIMIT_FSIZE, &limit);
    ndx_status status = ndx_bulk_finish(bulk, NULL, 2, &err);
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_DFL);
    assert_int_not_equal(status, NDX_OK);
    assert_int_equal(err.status, status);
    assert_non_null(strstr(err.message, ".glass"));
    ndx_bulk_free(bulk);
    assert_int_equal(rmdir(pair_path("bulk")), 0);
}

static void a_full_disk_ends_both_threads(void **state) {
    static char data[4000];
    char id[16], word[240];
    (void)state;
    ndx_bulk *bulk = begin(); /* much data: the store is too large */
    for (unsigned i = 0; i < 200; i++) {
        snprintf(id, sizeof id, "%u", i);
        memset(data, 'a' + (int)(i % 26), sizeof data - 1);
        put(bulk, id, i, "word", data);
    }
    expect_full_disk(bulk, 256);
    bulk = begin(); /* metadata are in the posting table: what is gathered is too large */
    put(bulk, "one", 1, "word", "data");
    for (unsigned i = 0; i < 200; i++) {
        ndx_error err = {0};
        snprintf(word, sizeof word, "key%0200u", i);
        OK(ndx_glass_builder_metadata(ndx_bulk_builder(bulk), ndx_text_of(word), ndx_text_of(data), &err));
    }
    expect_full_disk(bulk, 256);
}

static void an_empty_bulk_is_an_empty_database(void **state) {
    (void)state;
    finish(begin());
    expect_data(NULL, 0);
}

static void a_bulk_given_up_leaves_nothing(void **state) {
    ndx_error err = {0};
    char term[246];
    (void)state;
    ndx_bulk *bulk = begin();
    put(bulk, "a", 1, "word", "data");
    memset(term, 'x', sizeof term);
    ndx_posting too_long = {{term, 246}, 1, 0};
    assert_int_equal(ndx_bulk_put(bulk, ndx_text_of("b"), 1,
                                  &(ndx_glass_article){.postings = &too_long, .posting_count = 1}, &err),
                     NDX_USAGE);
    ndx_bulk_free(bulk);
    assert_int_equal(rmdir(pair_path("bulk")), 0);
    ndx_bulk_free(NULL);
    assert_int_equal(ndx_bulk_new(pair_path("no such folder"), 0, &bulk, &err), NDX_NOT_FOUND);
    assert_null(bulk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(articles_are_numbered_by_order_then_arrival),
        cmocka_unit_test(the_same_id_is_there_once),
        cmocka_unit_test(any_article_comes_through_unchanged),
        cmocka_unit_test(two_threads_write_what_one_does),
        cmocka_unit_test(a_thread_that_cannot_be_had_is_done_without),
        cmocka_unit_test(a_full_disk_ends_both_threads),
        cmocka_unit_test(an_empty_bulk_is_an_empty_database),
        cmocka_unit_test(a_bulk_given_up_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, pair_setup, pair_teardown);
}
