/* Databases for writing: documents in and out, transactions, locks, full disks, and what stands beside documents. */
#include "shelf.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static ndx_x_writable *open_scratch(const char *name) {
    ndx_error err = {0};
    ndx_x_writable *writable;
    OK(ndx_x_writable_open(shelf_path(name), NDX_X_CREATE_OR_OVERWRITE | NDX_X_NO_SYNC, 0, &writable, &err));
    return writable;
}
static uint32_t documents(ndx_x_writable *writable) {
    ndx_error err = {0};
    ndx_x_database_stats stats;
    OK(ndx_x_database_stats_get(ndx_x_writable_database(writable), &stats, &err));
    return stats.documents;
}

/* --- documents by themselves ---------------------------------------------------------------------------- */

static void a_document_holds_terms_values_and_data(void **state) {
    ndx_error err = {0};
    ndx_x_document *document = shelf_document("quick dog quick fox"), *copy;
    ndx_x_term more[] = {{text_of("cat"), 3}, {{"zero\0byte", 9}, 1}, {text_of("Kbool"), 0}};
    ndx_x_terms *terms;
    ndx_buf out = {0};
    ndx_text view;
    uint32_t number;
    (void)state;
    OK(ndx_x_document_docid(document, &number, &err));
    assert_int_equal(number, 0);
    OK(ndx_x_document_add_terms(document, more, NDX_COUNT(more), &err));
    OK(ndx_x_document_term_count(document, &number, &err));
    assert_int_equal(number, 6);
    OK(ndx_x_document_add_term(document, text_of("cat"), 2, &err));
    OK(ndx_x_document_remove_posting(document, text_of("quick"), 3, 1, &err));
    assert_int_equal(ndx_x_document_remove_posting(document, text_of("quick"), 3, 1, &err), NDX_USAGE);
    OK(ndx_x_document_remove_term(document, text_of("Kbool"), &err));
    assert_int_equal(ndx_x_document_remove_term(document, text_of("Kbool"), &err), NDX_USAGE);
    OK(ndx_x_document_remove_postings(document, text_of("dog"), 1, 9, 1, &number, &err));
    assert_int_equal(number, 1);
    OK(ndx_x_document_value_count(document, &number, &err));
    assert_int_equal(number, 2);
    OK(ndx_x_document_set_value(document, 1, text_of(""), &err));
    OK(ndx_x_document_value(document, 1, &view, &err));
    assert_int_equal(view.len, 0);

    OK(ndx_x_document_serialise(document, &out, &err));
    OK(ndx_x_document_unserialise(ndx_buf_text(&out), &copy, &err));
    OK(ndx_x_document_terms(copy, &terms, &err));
    OK(ndx_x_terms_next(terms, &view, &err));
    expect_view(view, "cat");
    OK(ndx_x_terms_wdf(terms, &number, &err));
    assert_int_equal(number, 5);
    OK(ndx_x_terms_skip_to(terms, text_of("z"), &view, &err));
    assert_int_equal(view.len, 9);
    assert_memory_equal(view.data, "zero\0byte", 9);
    ndx_x_terms_close(terms);
    OK(ndx_x_document_data(copy, &view, &err));
    expect_view(view, "quick dog quick fox");
    OK(ndx_x_document_clear_terms(copy, &err));
    OK(ndx_x_document_clear_values(copy, &err));
    OK(ndx_x_document_term_count(copy, &number, &err));
    assert_int_equal(number, 0);
    ndx_x_document_free(copy);
    assert_int_equal(ndx_x_document_unserialise(text_of("\xff\xff\xff"), &copy, &err), NDX_USAGE);
    assert_null(copy);
    ndx_x_document_free(document);
    ndx_buf_clear(&out);
}

static void terms_too_long_and_sizes_beyond_memory_are_refused(void **state) {
    ndx_error err = {0};
    ndx_x_writable *writable = open_scratch("long");
    ndx_x_document *document;
    char term[300];
    (void)state;
    memset(term, 'x', sizeof term);
    OK(ndx_x_document_new(&document, &err));
    OK(ndx_x_document_add_term(document, (ndx_text){term, NDX_X_TERM_MAX}, 1, &err));
    OK(ndx_x_writable_add_document(writable, document, NULL, &err));
    OK(ndx_x_document_add_term(document, (ndx_text){term, NDX_X_TERM_MAX + 1}, 1, &err));
    assert_int_equal(ndx_x_writable_add_document(writable, document, NULL, &err), NDX_USAGE);
    assert_int_equal(ndx_x_document_add_term(document, text_of(""), 1, &err), NDX_USAGE);
    assert_int_equal(ndx_x_document_set_data(document, (ndx_text){term, SIZE_MAX - 1}, &err), NDX_NO_MEMORY);
    ndx_x_document_free(document);
    OK(ndx_x_writable_close(writable, &err));
}

/* --- adding, replacing, deleting ------------------------------------------------------------------------ */

static void documents_are_added_replaced_and_deleted(void **state) {
    ndx_error err = {0};
    ndx_x_writable *writable = open_scratch("changes");
    ndx_x_document *document = shelf_document("a cat came back");
    ndx_text data;
    uint32_t docid;
    (void)state;
    for (size_t i = 0; i < NDX_COUNT(shelf_sentences); i++)
        assert_int_equal(shelf_add(writable, shelf_sentences[i]), i + 1);
    OK(ndx_x_writable_replace(writable, 2, document, &err));
    OK(ndx_x_writable_replace_by_term(writable, text_of("fox"), document, &docid,
                                      &err)); /* 1 replaced, 3 deleted */
    assert_int_equal(docid, 1);
    assert_int_equal(documents(writable), 5);
    OK(ndx_x_writable_replace_by_term(writable, text_of("unheard"), document, &docid, &err));
    assert_int_equal(docid, 7);
    OK(ndx_x_writable_delete(writable, 5, &err));
    assert_int_equal(ndx_x_writable_delete(writable, 5, &err), NDX_NOT_FOUND);
    OK(ndx_x_writable_delete_by_term(writable, text_of("lazy"), &err));
    OK(ndx_x_writable_delete_by_term(writable, text_of("lazy"), &err));
    OK(ndx_x_writable_commit(writable, &err));
    assert_int_equal(documents(writable), 4);
    OK(ndx_x_database_data(ndx_x_writable_database(writable), 2, &data, &err));
    expect_view(data, "a cat came back");
    ndx_x_document_free(document);
    OK(ndx_x_writable_close(writable, &err));
    assert_int_equal(ndx_x_writable_close(NULL, &err), NDX_OK);
}

static void a_document_read_can_be_written_back(void **state) {
    ndx_error err = {0};
    ndx_x_writable *writable;
    ndx_x_document *document;
    ndx_x_term_stats stats;
    (void)state;
    OK(ndx_x_writable_open(shelf_path("changes"), NDX_X_OPEN | NDX_X_NO_SYNC, 0, &writable, &err));
    OK(ndx_x_database_document(ndx_x_writable_database(writable), 1, true, &document, &err));
    OK(ndx_x_document_add_term(document, text_of("Gmarked"), 0, &err));
    OK(ndx_x_writable_replace(writable, 1, document, &err));
    ndx_x_document_free(document);
    OK(ndx_x_database_term(ndx_x_writable_database(writable), text_of("Gmarked"), &stats, &err));
    assert_int_equal(stats.documents, 1);
    OK(ndx_x_writable_close(writable, &err));
}

static void a_transaction_happens_whole_or_not_at_all(void **state) {
    ndx_error err = {0};
    ndx_x_writable *writable = open_scratch("transactions");
    (void)state;
    OK(ndx_x_writable_begin(writable, true, &err));
    shelf_add(writable, "one");
    assert_int_equal(ndx_x_writable_commit(writable, &err), NDX_USAGE);
    assert_int_equal(ndx_x_writable_begin(writable, true, &err), NDX_USAGE);
    OK(ndx_x_writable_cancel_transaction(writable, &err));
    assert_int_equal(documents(writable), 0);
    OK(ndx_x_writable_begin(writable, false, &err));
    shelf_add(writable, "two");
    OK(ndx_x_writable_commit_transaction(writable, &err));
    assert_int_equal(ndx_x_writable_commit_transaction(writable, &err), NDX_USAGE);
    assert_int_equal(documents(writable), 1);
    OK(ndx_x_writable_begin(writable, true, &err));
    shelf_add(writable, "three");
    OK(ndx_x_writable_close(writable, &err)); /* gives up the open transaction */
    OK(ndx_x_writable_open(shelf_path("transactions"), NDX_X_OPEN, 0, &writable, &err));
    assert_int_equal(documents(writable), 1);
    OK(ndx_x_writable_close(writable, &err));
}

static void documents_go_round_the_shards(void **state) {
    ndx_error err = {0};
    ndx_x_writable *first = open_scratch("shard1"), *second = open_scratch("shard2");
    (void)state;
    OK(ndx_x_writable_add(first, second, &err));
    for (int i = 0; i < 5; i++) shelf_add(first, "one of five");
    OK(ndx_x_writable_commit(first, &err));
    assert_int_equal(documents(first), 5);
    assert_int_equal(documents(second), 2);
    OK(ndx_x_writable_close(first, &err));
    OK(ndx_x_writable_close(second, &err));
}

/* --- opening -------------------------------------------------------------------------------------------- */

static void only_one_may_write(void **state) {
    ndx_error err = {0};
    ndx_x_writable *writable = open_scratch("locked"), *other = writable;
    (void)state;
    assert_int_equal(ndx_x_writable_open(shelf_path("locked"), NDX_X_OPEN, 0, &other, &err), NDX_LOCKED);
    assert_null(other);
    OK(ndx_x_writable_close(writable, &err));
    OK(ndx_x_writable_open(shelf_path("locked"), NDX_X_OPEN, 0, &other, &err));
    OK(ndx_x_writable_close(other, &err));
}

static void modes_are_kept(void **state) {
    ndx_error err = {0};
    ndx_x_writable *writable;
    (void)state;
    assert_int_equal(ndx_x_writable_open(shelf_path("absent"), NDX_X_OPEN, 0, &writable, &err), NDX_NO_INDEX);
    OK(ndx_x_writable_open(shelf_path("present"), NDX_X_CREATE | NDX_X_NO_TERMLIST, 4096, &writable, &err));
    OK(ndx_x_writable_close(writable, &err));
    assert_int_equal(ndx_x_writable_open(shelf_path("present"), NDX_X_CREATE, 0, &writable, &err), NDX_IO);
    assert_int_equal(ndx_x_writable_open(shelf_path("present"), 0x400, 0, &writable, &err), NDX_USAGE);
    assert_int_equal(ndx_x_writable_open(shelf_path("no/such/folder"), NDX_X_CREATE, 0, &writable, &err),
                     NDX_IO);
    assert_null(writable);
}

static void a_full_disk_is_told_as_such(void **state) {
    ndx_error err = {0};
    struct rlimit old, small;
    ndx_x_writable *writable = open_scratch("full");
    ndx_status status = NDX_OK;
    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = 64 << 10;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    ndx_x_document *document = shelf_document("words to fill a disk with");
    char data[4000];
    for (size_t i = 0; i < sizeof data; i++) data[i] = (char)(i * i >> 3); /* does not compress well */
    if (status == NDX_OK) status = ndx_x_document_set_data(document, (ndx_text){data, sizeof data}, &err);
    for (int i = 0; i < 1000 && status == NDX_OK; i++)
        status = ndx_x_writable_add_document(writable, document, NULL, &err);
    if (status == NDX_OK) status = ndx_x_writable_commit(writable, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(status, NDX_NO_SPACE);
    ndx_x_document_free(document);
    ndx_x_writable_close(writable, &err);
}

/* --- beside documents ----------------------------------------------------------------------------------- */

static void metadata_keep_any_bytes(void **state) {
    ndx_error err = {0};
    ndx_x_writable *writable = open_scratch("metadata");
    ndx_x_database *database = ndx_x_writable_database(writable);
    ndx_x_terms *keys;
    ndx_buf out = {0};
    ndx_text value;
    (void)state;
    OK(ndx_x_writable_set_metadata(writable, text_of("colour"), text_of("green"), &err));
    OK(ndx_x_writable_set_metadata(writable, (ndx_text){"zero\0", 5}, (ndx_text){"\0\1\2", 3}, &err));
    OK(ndx_x_writable_set_metadata(writable, text_of("gone"), text_of("soon"), &err));
    OK(ndx_x_writable_set_metadata(writable, text_of("gone"), text_of(""), &err));
    OK(ndx_x_writable_commit(writable, &err));
    OK(ndx_x_database_metadata(database, (ndx_text){"zero\0", 5}, &value, &err));
    assert_int_equal(value.len, 3);
    assert_memory_equal(value.data, "\0\1\2", 3);
    OK(ndx_x_database_metadata(database, text_of("gone"), &value, &err));
    assert_int_equal(value.len, 0);
    assert_int_equal(ndx_x_database_metadata(database, text_of(""), &value, &err), NDX_USAGE);
    OK(ndx_x_database_metadata_keys(database, text_of("c"), &keys, &err));
    shelf_terms(keys, &out);
    expect_buf(&out, "colour");
    ndx_buf_clear(&out);
    OK(ndx_x_writable_close(writable, &err));
}

static void spellings_are_suggested(void **state) {
    ndx_error err = {0};
    ndx_x_writable *writable = open_scratch("spelling");
    ndx_x_database *database = ndx_x_writable_database(writable);
    ndx_x_terms *words;
    ndx_buf out = {0};
    ndx_text suggestion;
    (void)state;
    OK(ndx_x_writable_add_spelling(writable, text_of("parliament"), 10, &err));
    OK(ndx_x_writable_add_spelling(writable, text_of("president"), 3, &err));
    OK(ndx_x_writable_remove_spelling(writable, text_of("president"), 3, &err));
    OK(ndx_x_writable_commit(writable, &err));
    OK(ndx_x_database_suggest(database, text_of("parlaiment"), 2, &suggestion, &err));
    expect_view(suggestion, "parliament");
    OK(ndx_x_database_suggest(database, text_of("presidant"), 2, &suggestion, &err));
    assert_int_equal(suggestion.len, 0);
    OK(ndx_x_database_spellings(database, &words, &err));
    shelf_terms(words, &out);
    expect_buf(&out, "parliament");
    ndx_buf_clear(&out);
    OK(ndx_x_writable_close(writable, &err));
}

static void synonyms_are_kept_by_term(void **state) {
    ndx_error err = {0};
    ndx_x_writable *writable = open_scratch("synonyms");
    ndx_x_database *database = ndx_x_writable_database(writable);
    ndx_x_terms *terms;
    ndx_buf out = {0};
    (void)state;
    OK(ndx_x_writable_add_synonym(writable, text_of("car"), text_of("automobile"), &err));
    OK(ndx_x_writable_add_synonym(writable, text_of("car"), text_of("motor"), &err));
    OK(ndx_x_writable_add_synonym(writable, text_of("film"), text_of("movie"), &err));
    OK(ndx_x_writable_remove_synonym(writable, text_of("car"), text_of("motor"), &err));
    OK(ndx_x_writable_commit(writable, &err));
    OK(ndx_x_database_synonyms(database, text_of("car"), &terms, &err));
    shelf_terms(terms, &out);
    expect_buf(&out, "automobile");
    OK(ndx_x_database_synonym_keys(database, text_of(""), &terms, &err));
    shelf_terms(terms, &out);
    expect_buf(&out, "car film");
    OK(ndx_x_writable_clear_synonyms(writable, text_of("film"), &err));
    OK(ndx_x_database_synonyms(database, text_of("film"), &terms, &err));
    shelf_terms(terms, &out);
    expect_buf(&out, "");
    ndx_buf_clear(&out);
    OK(ndx_x_writable_close(writable, &err));
}

/* --- care ----------------------------------------------------------------------------------------------- */

static ndx_status join_values(void *context, ndx_text key, const ndx_text *values, size_t count,
                              ndx_buf *value, ndx_error *err) {
    if (!ndx_text_equal(key, text_of("name"))) return ndx_fail(err, NDX_FAILED, "what key is this?");
    for (size_t i = 0; i < count; i++) ndx_buf_add_text(value, values[i]);
    ++*(int *)context;
    return NDX_OK;
}
static ndx_status refuse_values(void *context, ndx_text key, const ndx_text *values, size_t count,
                                ndx_buf *value, ndx_error *err) {
    (void)context, (void)key, (void)values, (void)count, (void)value;
    return ndx_fail(err, NDX_SCHEMA, "these do not go together");
}
static void note_progress(void *context, const char *table, const char *status) {
    if (status && strcmp(table, "postlist") == 0) ++*(int *)context;
}

static void compaction_merges_shards(void **state) {
    ndx_error err = {0};
    ndx_x_database *whole, *shard;
    ndx_x_database_stats stats;
    ndx_text value;
    int called = 0;
    ndx_x_compact_options options = {NDX_X_COMPACT_FULLER, 4096, note_progress, join_values, &called};
    static const char *const names[] = {"merge1", "merge2"};
    (void)state;
    OK(ndx_x_database_new(&whole, &err));
    for (size_t i = 0; i < 2; i++) {
        ndx_x_writable *writable = open_scratch(names[i]);
        shelf_add(writable, shelf_sentences[i]);
        OK(ndx_x_writable_set_metadata(writable, text_of("name"), text_of(names[i]), &err));
        OK(ndx_x_writable_close(writable, &err));
        OK(ndx_x_database_open(shelf_path(names[i]), NDX_X_ANY, &shard, &err));
        OK(ndx_x_database_add(whole, shard, &err));
        ndx_x_database_close(shard);
    }
    OK(ndx_x_database_compact(whole, shelf_path("merged"), &options, &err));
    assert_true(called >= 2);
    options.merge_metadata = refuse_values;
    assert_int_equal(ndx_x_database_compact(whole, shelf_path("unmerged"), &options, &err), NDX_SCHEMA);
    assert_string_equal(err.message, "these do not go together");
    OK(ndx_x_database_compact(whole, shelf_path("merged plainly"), NULL, &err));
    ndx_x_database_close(whole);
    OK(ndx_x_database_open(shelf_path("merged"), NDX_X_ANY, &whole, &err));
    OK(ndx_x_database_stats_get(whole, &stats, &err));
    assert_int_equal(stats.documents, 2);
    OK(ndx_x_database_metadata(whole, text_of("name"), &value, &err));
    expect_view(value, "merge1merge2");
    ndx_x_database_close(whole);
}

static void check_finds_damage(void **state) {
    ndx_error err = {0};
    ndx_buf report = {0};
    size_t errors = 99;
    (void)state;
    OK(ndx_x_check(shelf_path("merged"), NDX_X_CHECK_STATS, &errors, &report, &err));
    assert_int_equal(errors, 0);
    assert_non_null(strstr(report.data, "postlist"));
    FILE *file = fopen(shelf_path("merged/postlist.glass"), "r+");
    assert_non_null(file);
    for (int i = 0; i < 200; i++) fputc(0xA5, file);
    fclose(file);
    ndx_status status = ndx_x_check(shelf_path("merged"), 0, &errors, NULL, &err);
    assert_true(status == NDX_NO_INDEX || (status == NDX_OK && errors > 0));
    assert_int_equal(ndx_x_check("/nonexistent/place", 0, &errors, &report, &err), NDX_NO_INDEX);
    ndx_buf_clear(&report);
}

/* What C++ calls when an exception may not pass. */
extern _Noreturn void terminate(void) __asm__("_ZSt9terminatev");

static void leave_with_status(const ndx_error *err) {
    _exit(err->status == NDX_FAILED && err->message[0] ? 33 : 34);
}

static void the_end_that_nobody_can_catch_has_last_words(void **state) {
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        ndx_x_on_terminate(leave_with_status);
        terminate();
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 33);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_end_that_nobody_can_catch_has_last_words),
        cmocka_unit_test(a_document_holds_terms_values_and_data),
        cmocka_unit_test(terms_too_long_and_sizes_beyond_memory_are_refused),
        cmocka_unit_test(documents_are_added_replaced_and_deleted),
        cmocka_unit_test(a_document_read_can_be_written_back),
        cmocka_unit_test(a_transaction_happens_whole_or_not_at_all),
        cmocka_unit_test(documents_go_round_the_shards),
        cmocka_unit_test(only_one_may_write),
        cmocka_unit_test(modes_are_kept),
        cmocka_unit_test(a_full_disk_is_told_as_such),
        cmocka_unit_test(metadata_keep_any_bytes),
        cmocka_unit_test(spellings_are_suggested),
        cmocka_unit_test(synonyms_are_kept_by_term),
        cmocka_unit_test(compaction_merges_shards),
        cmocka_unit_test(check_finds_damage),
    };
    return cmocka_run_group_tests(tests, shelf_setup, shelf_teardown);
}
