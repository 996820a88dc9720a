/* The bulk builder against libxapian itself: the same articles must give the same database, and one that libxapian can go on
 * with. */
#include "glass_pair.h"

#include <signal.h>
#include <sys/resource.h>

/* --- the same database ---------------------------------------------------------------------------------- */

static void built_and_written_databases_are_the_same(void **state) {
    static const uint32_t sizes[] = {0, 1, 2, 10, 700, 10000};
    (void)state;
    for (size_t i = 0; i < NDX_COUNT(sizes); i++) {
        pair_build(pair_fresh("built"), sizes[i], 0);
        pair_write(pair_fresh("written"), sizes[i]);
        pair_check(pair_path("built"));
        pair_compare_paths(pair_path("built"), pair_path("written"), true);
    }
}

/* Many articles of one or two terms: docids of more bytes, long posting lists. Articles 1, 4, 9... have a term of their own. */
static size_t many_postings(uint32_t docid, ndx_text texts[3], uint32_t wdfs[3], char space[32]) {
    size_t count = 0;
    texts[count] = ndx_text_of("all");
    wdfs[count++] = docid % 5;
    uint32_t root = 1;
    while (root * root < docid) root++;
    if (root * root == docid) {
        texts[count] = (ndx_text){space, (size_t)snprintf(space, 32, "square%u", docid)};
        wdfs[count++] = 300;
    }
    if (docid % 1000 == 999) {
        texts[count] = ndx_text_of("thousand");
        wdfs[count++] = 100000;
    }
    return count;
}

static void build_many(const char *path, uint32_t documents, size_t memory_bytes) {
    ndx_error err = {0};
    ndx_glass_builder *builder;
    ndx_text texts[3];
    uint32_t wdfs[3];
    char space[32];
    OK(ndx_glass_builder_new(path, memory_bytes, &builder, &err));
    for (uint32_t docid = 1; docid <= documents; docid++) {
        ndx_posting postings[3];
        size_t count = many_postings(docid, texts, wdfs, space);
        for (size_t i = 0; i < count; i++) postings[i] = (ndx_posting){texts[i], wdfs[i], 0};
        ndx_glass_value value = {3, {"v", 1}};
        ndx_glass_article article = {postings, count, &value, 1, {"data", 4}, false};
        uint32_t number;
        OK(ndx_glass_builder_add(builder, &article, &number, &err));
        assert_int_equal(number, docid);
    }
    OK(ndx_glass_builder_finish(builder, &err));
    ndx_glass_builder_free(builder);
}

static void docids_of_every_size_keep_their_order(void **state) {
    enum { DOCUMENTS = 70000 };
    ndx_error err = {0};
    ndx_x_writable *writable;
    ndx_text texts[3];
    uint32_t wdfs[3];
    char space[32];
    (void)state;
    build_many(pair_fresh("built"), DOCUMENTS, 0);
    OK(ndx_x_writable_open(pair_path("many"), NDX_X_CREATE | NDX_X_NO_SYNC, 0, &writable, &err));
    for (uint32_t docid = 1; docid <= DOCUMENTS; docid++) {
        ndx_x_document *document;
        OK(ndx_x_document_new(&document, &err));
        size_t count = many_postings(docid, texts, wdfs, space);
        for (size_t i = 0; i < count; i++) OK(ndx_x_document_add_term(document, texts[i], wdfs[i], &err));
        OK(ndx_x_document_set_value(document, 3, ndx_text_of("v"), &err));
        OK(ndx_x_document_set_data(document, ndx_text_of("data"), &err));
        OK(ndx_x_writable_add_document(writable, document, NULL, &err));
        ndx_x_document_free(document);
    }
    OK(ndx_x_writable_close(writable, &err));
    pair_check(pair_path("built"));
    pair_compare_paths(pair_path("built"), pair_path("many"), true);
}

/* Terms of 245 bytes that differ at their end: hardly 30 dividing keys fit into a branch, so the tree grows four levels. */
static void deep_trees_find_every_term(void **state) {
    enum { TERMS = 40000 };
    ndx_error err = {0};
    ndx_glass_builder *builder;
    ndx_x_database *database;
    ndx_x_terms *terms;
    ndx_text term;
    char text[246];
    static ndx_posting postings[TERMS];
    static char texts[TERMS][246];
    (void)state;
    memset(text, 'q', sizeof text);
    OK(ndx_glass_builder_new(pair_fresh("deep"), 0, &builder, &err));
    for (uint32_t i = 0; i < TERMS; i++) {
        memset(texts[i], 'q', 238);
        snprintf(texts[i] + 238, 8, "%07u", i);
        postings[i] = (ndx_posting){{texts[i], 245}, 1 + i % 3, 0};
    }
    ndx_glass_article article = {.postings = postings, .posting_count = TERMS};
    OK(ndx_glass_builder_add(builder, &article, NULL, &err));
    OK(ndx_glass_builder_finish(builder, &err));
    ndx_glass_builder_free(builder);
    pair_check(pair_path("deep"));
    OK(ndx_x_database_open(pair_path("deep"), NDX_X_GLASS, &database, &err));
    OK(ndx_x_database_terms(database, (ndx_text){0}, &terms, &err));
    for (uint32_t i = 0; i < TERMS; i++) {
        ndx_x_term_stats stats;
        snprintf(text + 238, 8, "%07u", i);
        OK(ndx_x_terms_next(terms, &term, &err));
        assert_memory_equal(term.data, text, 245);
        if (i % 7) continue;
        OK(ndx_x_database_term(database, (ndx_text){text, 245}, &stats, &err));
        assert_int_equal(stats.occurrences, 1 + i % 3);
    }
    ndx_x_terms_close(terms);
    ndx_x_database_close(database);
}

static void expect_same_files(const char *a, const char *b) {
    char command[400];
    snprintf(command, sizeof command, "diff -r '%s' '%s'", a, b);
    assert_int_equal(system(command), 0);
}

static void spilling_does_not_change_a_byte(void **state) {
    (void)state;
    pair_build(pair_fresh("one run"), 3000, 0);
    pair_build(pair_fresh("many runs"), 3000, 1);
    expect_same_files(pair_path("one run"), pair_path("many runs"));
    build_many(pair_fresh("one run"), 70000, 0);
    build_many(pair_fresh("many runs"), 70000, 1);
    expect_same_files(pair_path("one run"), pair_path("many runs"));
}

/* --- going on with it ----------------------------------------------------------------------------------- */

/* The same random additions, replacements and deletions. */
static void change_at_random(const char *path, uint32_t count) {
    ndx_error err = {0};
    ndx_x_writable *writable;
    uint64_t state = 4711;
    static pair_article article;
    OK(ndx_x_writable_open(path, NDX_X_OPEN | NDX_X_NO_SYNC, 0, &writable, &err));
    for (uint32_t i = 0; i < 500; i++) {
        uint32_t what = pair_random(&state) % 3, docid = 1 + pair_random(&state) % (count + 100);
        pair_make(&article, 1000000 + i);
        ndx_x_document *document = pair_document(&article);
        if (what == 0) OK(ndx_x_writable_add_document(writable, document, NULL, &err));
        if (what == 1) OK(ndx_x_writable_replace(writable, docid, document, &err));
        if (what == 2) (void)ndx_x_writable_delete(writable, docid, &err); /* it may be gone already */
        if (i % 100 == 99) OK(ndx_x_writable_commit(writable, &err));
        ndx_x_document_free(document);
    }
    OK(ndx_x_writable_set_metadata(writable, ndx_text_of("zebra"), ndx_text_of("crossing"), &err));
    OK(ndx_x_writable_add_spelling(writable, ndx_text_of("banana"), 3, &err));
    OK(ndx_x_writable_remove_spelling(writable, ndx_text_of("parliaments"), 99, &err));
    OK(ndx_x_writable_close(writable, &err));
}

static void libxapian_goes_on_with_a_built_database(void **state) {
    static const uint32_t sizes[] = {0, 1, 10, 2000};
    (void)state;
    for (size_t i = 0; i < NDX_COUNT(sizes); i++) {
        pair_build(pair_fresh("built"), sizes[i], 0);
        pair_write(pair_fresh("written"), sizes[i]);
        change_at_random(pair_path("built"), sizes[i]);
        change_at_random(pair_path("written"), sizes[i]);
        pair_check(pair_path("built"));
        pair_compare_paths(pair_path("built"), pair_path("written"), false);
    }
}

static void a_built_database_compacts_alone_and_with_another(void **state) {
    ndx_error err = {0};
    ndx_x_database *whole, *shard;
    (void)state;
    pair_build(pair_fresh("built"), 700, 0);
    pair_write(pair_fresh("written"), 700);
    OK(ndx_x_database_open(pair_path("built"), NDX_X_GLASS, &whole, &err));
    OK(ndx_x_database_compact(whole, pair_path("compacted"), NULL, &err));
    pair_check(pair_path("compacted"));
    pair_compare_paths(pair_path("compacted"), pair_path("written"), true);
    OK(ndx_x_database_open(pair_path("written"), NDX_X_GLASS, &shard, &err));
    OK(ndx_x_database_add(whole, shard, &err));
    OK(ndx_x_database_compact(whole, pair_path("merged"), NULL, &err));
    ndx_x_database_close(shard);
    ndx_x_database_close(whole);
    pair_check(pair_path("merged"));
}

/* --- what is refused, and what is left behind ----------------------------------------------------------- */

static void expect_refused(ndx_glass_builder *builder, const ndx_glass_article *article) {
    ndx_error err = {0};
    assert_int_equal(ndx_glass_builder_add(builder, article, NULL, &err), NDX_USAGE);
    assert_true(err.message[0]);
    err = (ndx_error){0};
    assert_int_equal(ndx_glass_builder_finish(builder, &err), NDX_USAGE); /* the failure stays */
    assert_true(err.message[0]);
    ndx_glass_builder_free(builder);
    assert_int_equal(files_in(pair_path("refused")), 0);
}

static void articles_out_of_order_are_refused(void **state) {
    static char bytes[300]; /* zeros count twice */
    ndx_posting first = {NDX_TEXT("alpha"), 1, 0}, second = {NDX_TEXT("beta"), 1, 0};
    ndx_glass_value values[] = {{4, {"x", 1}}, {4, {"y", 1}}};
    const ndx_glass_article cases[] = {
        {.postings = (ndx_posting[]){second, first}, .posting_count = 2},
        {.postings = (ndx_posting[]){first, first}, .posting_count = 2},
        {.postings = (ndx_posting[]){{NDX_TEXT("alphabet"), 1, 0}, first}, .posting_count = 2},
        {.postings = (ndx_posting[]){{NDX_TEXT(""), 1, 0}, first}, .posting_count = 2},
        {.postings = (ndx_posting[]){{{bytes, 125}, 1, 0}}, .posting_count = 1},
        {.postings = (ndx_posting[]){{NDX_TEXT("long"), UINT32_MAX, 0}, {NDX_TEXT("longer"), 1, 0}},
         .posting_count = 2},
        {.values = values, .value_count = 2},
        {.values = (ndx_glass_value[]){{UINT32_MAX, {"x", 1}}}, .value_count = 1},
    };
    ndx_error err = {0};
    ndx_glass_builder *builder;
    (void)state;
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        OK(ndx_glass_builder_new(pair_fresh("refused"), 0, &builder, &err));
        expect_refused(builder, &cases[i]);
    }
    OK(ndx_glass_builder_new(pair_fresh("accepted"), 0, &builder, &err));
    ndx_posting zeros = {{bytes, 124}, 1, 0};
    OK(ndx_glass_builder_add(builder, &(ndx_glass_article){.postings = &zeros, .posting_count = 1}, NULL,
                             &err));
    OK(ndx_glass_builder_finish(builder, &err));
    ndx_glass_builder_free(builder);
    pair_check(pair_path("accepted"));
}

static void keys_and_words_of_wrong_lengths_are_refused(void **state) {
    ndx_error err = {0};
    ndx_glass_builder *builder;
    char bytes[300];
    (void)state;
    memset(bytes, 'x', sizeof bytes);
    OK(ndx_glass_builder_new(pair_fresh("refused"), 0, &builder, &err));
    OK(ndx_glass_builder_metadata(builder, (ndx_text){bytes, 253}, ndx_text_of("v"), &err));
    assert_int_equal(ndx_glass_builder_metadata(builder, (ndx_text){bytes, 254}, ndx_text_of("v"), &err),
                     NDX_USAGE);
    ndx_glass_builder_free(builder);
    OK(ndx_glass_builder_new(pair_fresh("refused"), 0, &builder, &err));
    OK(ndx_glass_builder_spelling(builder, (ndx_text){bytes, 245}, 1, &err));
    assert_int_equal(ndx_glass_builder_spelling(builder, (ndx_text){bytes, 246}, 1, &err), NDX_USAGE);
    ndx_glass_builder_free(builder);
}

static void a_database_is_never_built_over_another(void **state) {
    ndx_error err = {0};
    ndx_glass_builder *builder;
    (void)state;
    pair_build(pair_fresh("built"), 10, 0);
    size_t before = files_in(pair_path("built"));
    assert_int_equal(ndx_glass_builder_new(pair_path("built"), 0, &builder, &err), NDX_USAGE);
    assert_null(builder);
    assert_int_equal(files_in(pair_path("built")), before);
    pair_check(pair_path("built"));
    assert_int_equal(ndx_glass_builder_new(pair_path("no such folder"), 0, &builder, &err), NDX_NOT_FOUND);
    ndx_glass_builder_free(NULL);
}

static void a_full_disk_is_told_and_leaves_nothing(void **state) {
    ndx_error err = {0};
    struct rlimit old, small;
    ndx_glass_builder *builder;
    ndx_status status = NDX_OK;
    static char data[5000];
    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    OK(ndx_glass_builder_new(pair_fresh("full"), 0, &builder, &err));
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = 1 << 20;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    ndx_glass_article article = {.data = {data, sizeof data}};
    for (int i = 0; i < 1000 && status == NDX_OK; i++)
        status = ndx_glass_builder_add(builder, &article, NULL, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(status, NDX_NO_SPACE);
    ndx_glass_builder_free(builder);
    assert_int_equal(files_in(pair_path("full")), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(built_and_written_databases_are_the_same),
        cmocka_unit_test(docids_of_every_size_keep_their_order),
        cmocka_unit_test(deep_trees_find_every_term),
        cmocka_unit_test(spilling_does_not_change_a_byte),
        cmocka_unit_test(libxapian_goes_on_with_a_built_database),
        cmocka_unit_test(a_built_database_compacts_alone_and_with_another),
        cmocka_unit_test(articles_out_of_order_are_refused),
        cmocka_unit_test(keys_and_words_of_wrong_lengths_are_refused),
        cmocka_unit_test(a_database_is_never_built_over_another),
        cmocka_unit_test(a_full_disk_is_told_and_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, pair_setup, pair_teardown);
}
