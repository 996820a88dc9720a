/* Databases for reading: how they open, what they say of themselves, and iterators over what is in them. */
#include "shelf.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <signal.h>

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* --- opening -------------------------------------------------------------------------------------------- */

static void what_is_not_a_database_is_no_index_and_says_where(void **state) {
    ndx_error err = {0};
    ndx_x_database *database = (ndx_x_database *)&err;
    (void)state;
    assert_int_equal(ndx_x_database_open("/nonexistent/place", NDX_X_ANY, &database, &err), NDX_NO_INDEX);
    assert_null(database);
    assert_non_null(strstr(err.message, "/nonexistent/place"));
    assert_int_equal(ndx_x_database_open(shelf_folder, NDX_X_ANY, &database, NULL), NDX_NO_INDEX);
    write_file(shelf_path("rubbish"), "this is\nno stub\n");
    assert_int_equal(ndx_x_database_open(shelf_path("rubbish"), NDX_X_ANY, &database, &err), NDX_NO_INDEX);
    assert_int_equal(ndx_x_database_open(shelf_path("rubbish"), (ndx_x_backend)77, &database, &err),
                     NDX_USAGE);
}

static void damaged_version_files_are_named_damaged_or_another_version(void **state) {
    ndx_error err = {0};
    ndx_x_database *database;
    (void)state;
    assert_int_equal(mkdir(shelf_path("damaged"), 0700), 0);
    write_file(shelf_path("damaged/iamglass"), "an old shoe, and not at all a version file of any kind");
    assert_int_equal(ndx_x_database_open(shelf_path("damaged"), NDX_X_ANY, &database, &err), NDX_NO_INDEX);
    write_file(shelf_path("damaged/iamglass"),
               "\017\rXapian Glass\377\377 whatever follows the version number here");
    assert_int_equal(ndx_x_database_open(shelf_path("damaged"), NDX_X_ANY, &database, &err), NDX_SCHEMA);
}

static void a_database_without_shards_is_empty_and_cannot_be_asked(void **state) {
    ndx_error err = {0};
    ndx_x_database *database;
    ndx_x_database_stats stats;
    ndx_x_enquire *enquire;
    (void)state;
    OK(ndx_x_database_new(&database, &err));
    OK(ndx_x_database_stats_get(database, &stats, &err));
    assert_int_equal(stats.shards, 0);
    assert_int_equal(stats.documents, 0);
    assert_int_equal(ndx_x_enquire_new(database, &enquire, &err), NDX_USAGE);
    assert_null(enquire);
    ndx_x_database_close(database);
    ndx_x_database_close(NULL);
}

static void several_shards_read_as_one(void **state) {
    ndx_error err = {0};
    ndx_x_database *even, *odd, *whole;
    ndx_x_database_stats stats;
    ndx_buf out = {0};
    ndx_text data;
    (void)state;
    shelf_build(shelf_path("odd"), 0, 2);
    shelf_build(shelf_path("even"), 1, 2);
    OK(ndx_x_database_open(shelf_path("odd"), NDX_X_ANY, &odd, &err));
    OK(ndx_x_database_open(shelf_path("even"), NDX_X_GLASS, &even, &err));
    OK(ndx_x_database_new(&whole, &err));
    OK(ndx_x_database_add(whole, odd, &err));
    OK(ndx_x_database_add(whole, even, &err));
    ndx_x_database_close(odd); /* the whole keeps them */
    ndx_x_database_close(even);
    OK(ndx_x_database_stats_get(whole, &stats, &err));
    assert_int_equal(stats.shards, 2);
    assert_int_equal(stats.documents, 6);
    assert_int_equal(stats.total_length, 4 + 4 + 4 + 2 + 3 + 2);
    shelf_postings(whole, "brown", &out);
    expect_buf(&out, "1 2 5 6");
    OK(ndx_x_database_data(whole, 4, &data, &err));
    expect_view(data, "lazy cat");
    ndx_buf_clear(&out);
    ndx_x_database_close(whole);
}

static void a_stub_file_names_shards(void **state) {
    ndx_error err = {0};
    ndx_x_database *database;
    ndx_buf out = {0};
    (void)state;
    write_file(shelf_path("stub"), "glass odd\nglass even\n"); /* beside the databases of the test before */
    OK(ndx_x_database_open(shelf_path("stub"), NDX_X_STUB, &database, &err));
    shelf_postings(database, "quick", &out);
    expect_buf(&out, "1 3 5 6");
    ndx_buf_clear(&out);
    ndx_x_database_close(database);
}

static void a_single_file_opens_by_name_and_inside_another_file(void **state) {
    ndx_error err = {0};
    ndx_x_database *database;
    ndx_x_database_stats stats;
    ndx_x_compact_options options = {.flags = NDX_X_COMPACT_SINGLE_FILE};
    char command[512];
    (void)state;
    shelf_build(shelf_path("folder"), 0, 1);
    OK(ndx_x_database_open(shelf_path("folder"), NDX_X_ANY, &database, &err));
    OK(ndx_x_database_compact(database, shelf_path("single"), &options, &err));
    ndx_x_database_close(database);
    OK(ndx_x_database_open(shelf_path("single"), NDX_X_ANY, &database, &err));
    OK(ndx_x_database_stats_get(database, &stats, &err));
    assert_int_equal(stats.documents, 6);
    ndx_x_database_close(database);

    snprintf(command, sizeof command, "{ printf 'twelve bytes'; cat '%s'; } > '%s'", shelf_path("single"),
             shelf_path("within"));
    assert_int_equal(system(command), 0);
    int fd = open(shelf_path("within"), O_RDONLY);
    assert_int_equal(lseek(fd, 12, SEEK_SET), 12);
    OK(ndx_x_database_open_fd(fd, &database, &err));
    OK(ndx_x_database_stats_get(database, &stats, &err));
    assert_int_equal(stats.documents, 6);
    ndx_x_database_close(database);
    assert_int_equal(ndx_x_database_open_fd(-1, &database, &err), NDX_USAGE);
}

static void a_reader_left_behind_is_told_to_reopen(void **state) {
    ndx_error err = {0};
    ndx_x_writable *writable;
    ndx_x_database *reader;
    ndx_x_database_stats stats;
    ndx_status status = NDX_OK;
    bool changed = true, locked = false;
    (void)state;
    OK(ndx_x_writable_open(shelf_path("moving"), NDX_X_CREATE | NDX_X_NO_SYNC, 0, &writable, &err));
    for (int i = 0; i < 900; i++) shelf_add(writable, "many more words make blocks move about");
    OK(ndx_x_writable_close(writable, &err));
    OK(ndx_x_database_open(shelf_path("moving"), NDX_X_ANY, &reader, &err));
    OK(ndx_x_database_reopen(reader, &changed, &err));
    assert_false(changed);
    OK(ndx_x_writable_open(shelf_path("moving"), NDX_X_OPEN | NDX_X_NO_SYNC, 0, &writable, &err));
    OK(ndx_x_database_locked(reader, &locked, &err));
    assert_true(locked);
    for (int round = 0; round < 3; round++) { /* blocks a reader uses are reused after two commits */
        ndx_x_document *document = shelf_document(shelf_sentences[round]);
        for (uint32_t docid = 1; docid <= 900; docid++)
            OK(ndx_x_writable_replace(writable, docid, document, &err));
        ndx_x_document_free(document);
        OK(ndx_x_writable_commit(writable, &err));
    }
    for (uint32_t docid = 1; docid <= 900 && status == NDX_OK; docid++) {
        ndx_text data;
        status = ndx_x_database_data(reader, docid, &data, &err);
    }
    assert_int_equal(status, NDX_MODIFIED);
    OK(ndx_x_database_reopen(reader, &changed, &err));
    assert_true(changed);
    OK(ndx_x_database_stats_get(reader, &stats, &err));
    assert_int_equal(stats.documents, 900);
    OK(ndx_x_writable_close(writable, &err));
    ndx_x_database_close(reader);
}

/* --- remote --------------------------------------------------------------------------------------------- */

static void a_program_serves_a_remote_database(void **state) {
    ndx_error err = {0};
    ndx_x_database *database;
    ndx_buf out = {0};
    ndx_text data;
    (void)state;
    if (system("command -v xapian-progsrv >/dev/null 2>&1") != 0) skip();
    shelf_build(shelf_path("served"), 0, 1);
    OK(ndx_x_database_open_program("xapian-progsrv", shelf_path("served"), 10, &database, &err));
    shelf_postings(database, "dog", &out);
    expect_buf(&out, "2 3 5");
    OK(ndx_x_database_data(database, 2, &data, &err));
    expect_view(data, "the lazy brown dog");
    OK(ndx_x_database_keep_alive(database, &err));
    assert_int_equal(ndx_x_database_data(database, 77, &data, &err), NDX_NOT_FOUND);
    ndx_x_database_close(database);
    ndx_buf_clear(&out);
    assert_int_equal(ndx_x_database_open_program("false", "", 5, &database, &err), NDX_NETWORK);
}

static void a_program_writes_a_remote_database(void **state) {
    ndx_error err = {0};
    ndx_x_writable *writable;
    ndx_x_document *document;
    ndx_text data;
    char arguments[4200];
    uint32_t docid = 0;
    (void)state;
    if (system("command -v xapian-progsrv >/dev/null 2>&1") != 0) skip();
    shelf_build(shelf_path("written"), 0, 1);
    snprintf(arguments, sizeof arguments, "--writable %s", shelf_path("written"));
    OK(ndx_x_writable_open_program("xapian-progsrv", arguments, 10, &writable, &err));
    OK(ndx_x_document_new(&document, &err));
    OK(ndx_x_document_set_data(document, NDX_TEXT("from afar"), &err));
    OK(ndx_x_document_add_term(document, NDX_TEXT("afar"), 1, &err));
    OK(ndx_x_writable_add_document(writable, document, &docid, &err));
    OK(ndx_x_writable_commit(writable, &err));
    OK(ndx_x_database_data(ndx_x_writable_database(writable), docid, &data, &err));
    expect_view(data, "from afar");
    assert_int_equal(ndx_x_writable_delete(writable, docid + 7, &err), NDX_NOT_FOUND);
    ndx_x_document_free(document);
    OK(ndx_x_writable_close(writable, &err));
    ndx_x_database *database;
    OK(ndx_x_database_open(shelf_path("written"), NDX_X_GLASS, &database, &err));
    OK(ndx_x_database_data(database, docid, &data, &err));
    expect_view(data, "from afar");
    ndx_x_database_close(database);
    assert_int_equal(ndx_x_writable_open_program("false", "", 5, &writable, &err), NDX_NETWORK);
    assert_int_equal(ndx_x_writable_open_tcp("127.0.0.1", 1, 2, 2, &writable, &err), NDX_NETWORK);
}

static void a_server_answers_on_a_port_until_it_is_gone(void **state) {
    ndx_error err = {0};
    ndx_x_database *database = NULL;
    ndx_x_database_stats stats;
    ndx_text data;
    char port[16];
    unsigned number = 20000 + (unsigned)getpid() % 20000;
    (void)state;
    if (system("command -v xapian-tcpsrv >/dev/null 2>&1") != 0) skip();
    snprintf(port, sizeof port, "%u", number);
    pid_t server = fork();
    if (server == 0) {
        setpgid(0, 0);
        if (!freopen("/dev/null", "w", stdout)) _exit(126);
        execlp("xapian-tcpsrv", "xapian-tcpsrv", "--interface", "127.0.0.1", "--port", port,
               shelf_path("served"), (char *)NULL);
        _exit(127);
    }
    setpgid(server, server);
    for (int tries = 0; tries < 100 && !database; tries++) {
        ndx_x_database_open_tcp("127.0.0.1", number, 10, 10, &database, &err);
        if (!database) usleep(50000);
    }
    assert_non_null(database);
    OK(ndx_x_database_stats_get(database, &stats, &err));
    assert_int_equal(stats.documents, 6);
    kill(-server, SIGKILL);
    waitpid(server, NULL, 0);
    assert_int_equal(ndx_x_database_data(database, 1, &data, &err), NDX_NETWORK);
    ndx_x_database_close(database);
    assert_int_equal(ndx_x_database_open_tcp("127.0.0.1", number, 2, 2, &database, &err), NDX_NETWORK);
}

/* --- facts ---------------------------------------------------------------------------------------------- */

static void terms_documents_and_slots_tell_their_statistics(void **state) {
    ndx_error err = {0};
    ndx_x_database *database;
    ndx_x_database_stats stats;
    ndx_x_term_stats term;
    ndx_text lower, upper, uuid;
    uint32_t count;
    uint64_t revision;
    bool has;
    (void)state;
    OK(ndx_x_database_open(shelf_path("folder"), NDX_X_ANY, &database, &err));
    OK(ndx_x_database_stats_get(database, &stats, &err));
    assert_int_equal(stats.last_docid, 6);
    assert_int_equal(stats.length_lower, 2);
    assert_int_equal(stats.length_upper, 4);
    assert_true(stats.has_positions);
    assert_true(stats.average_length > 3.16 && stats.average_length < 3.17);
    OK(ndx_x_database_term(database, text_of("quick"), &term, &err));
    assert_int_equal(term.documents, 4);
    assert_int_equal(term.occurrences, 5);
    assert_true(term.wdf_upper >= 2);
    OK(ndx_x_database_term(database, text_of("unheard"), &term, &err));
    assert_int_equal(term.documents + term.wdf_upper, 0);
    OK(ndx_x_database_has_term(database, text_of("cat"), &has, &err));
    assert_true(has);
    OK(ndx_x_database_slot(database, 0, &count, &lower, &upper, &err));
    assert_int_equal(count, 6);
    expect_view(lower, "cat");
    expect_view(upper, "quick");
    OK(ndx_x_database_length(database, 3, &count, &err));
    assert_int_equal(count, 4);
    OK(ndx_x_database_unique_terms(database, 3, &count, &err));
    assert_int_equal(count, 3);
    assert_int_equal(ndx_x_database_length(database, 99, &count, &err), NDX_NOT_FOUND);
    assert_int_equal(ndx_x_database_length(database, 0, &count, &err), NDX_USAGE);
    OK(ndx_x_database_uuid(database, &uuid, &err));
    assert_int_equal(uuid.len, 36);
    OK(ndx_x_database_revision(database, &revision, &err));
    assert_true(revision > 0);
    ndx_x_database_close(database);
}

/* --- iterators ------------------------------------------------------------------------------------------ */

static void terms_come_in_byte_order_and_can_be_skipped(void **state) {
    ndx_error err = {0};
    const ndx_x_database *database = ndx_x_writable_database(library);
    ndx_x_terms *terms;
    ndx_buf out = {0};
    ndx_text term;
    uint32_t number;
    (void)state;
    OK(ndx_x_database_terms(database, text_of(""), &terms, &err));
    shelf_terms(terms, &out);
    expect_buf(&out, "brown cat dog fox lazy quick the");
    OK(ndx_x_database_terms(database, text_of("f"), &terms, &err));
    shelf_terms(terms, &out);
    expect_buf(&out, "fox");
    OK(ndx_x_database_terms(database, text_of(""), &terms, &err));
    assert_int_equal(ndx_x_terms_documents(terms, &number, &err), NDX_USAGE); /* it stands on nothing yet */
    OK(ndx_x_terms_skip_to(terms, text_of("e"), &term, &err));
    expect_view(term, "fox");
    OK(ndx_x_terms_documents(terms, &number, &err));
    assert_int_equal(number, 2);
    OK(ndx_x_terms_next(terms, &term, &err));
    expect_view(term, "lazy");
    assert_int_equal(ndx_x_terms_skip_to(terms, text_of("zebra"), &term, &err), NDX_END);
    assert_int_equal(ndx_x_terms_next(terms, &term, &err), NDX_END);
    ndx_x_terms_close(terms);
    ndx_buf_clear(&out);
}

static void a_documents_terms_tell_wdf_and_positions(void **state) {
    ndx_error err = {0};
    ndx_x_terms *terms;
    ndx_x_positions *positions;
    ndx_text term;
    uint32_t number;
    (void)state;
    OK(ndx_x_database_document_terms(ndx_x_writable_database(library), 3, &terms, &err));
    OK(ndx_x_terms_skip_to(terms, text_of("quick"), &term, &err));
    OK(ndx_x_terms_wdf(terms, &number, &err));
    assert_int_equal(number, 2);
    OK(ndx_x_terms_position_count(terms, &number, &err));
    assert_int_equal(number, 2);
    OK(ndx_x_terms_positions(terms, &positions, &err));
    OK(ndx_x_positions_next(positions, &number, &err));
    assert_int_equal(number, 1);
    OK(ndx_x_positions_next(positions, &number, &err));
    assert_int_equal(number, 3);
    assert_int_equal(ndx_x_positions_next(positions, &number, &err), NDX_END);
    ndx_x_positions_close(positions);
    ndx_x_terms_close(terms);
    OK(ndx_x_database_positions(ndx_x_writable_database(library), 3, text_of("quick"), &positions, &err));
    OK(ndx_x_positions_skip_to(positions, 2, &number, &err));
    assert_int_equal(number, 3);
    ndx_x_positions_close(positions);
}

static void terms_come_many_at_once(void **state) {
    ndx_error err = {0};
    ndx_x_database *database = ndx_x_writable_database(library);
    ndx_x_terms *one, *many;
    ndx_buf texts = {0};
    uint32_t lengths[2], wdfs[2], wdf;
    size_t count, at = 0;
    ndx_status status;
    (void)state;
    OK(ndx_x_database_document_terms(database, 3, &one, &err));
    OK(ndx_x_database_document_terms(database, 3, &many, &err));
    while ((status = ndx_x_terms_fetch(many, &texts, lengths, wdfs, 2, &count, &err)) == NDX_OK)
        for (size_t i = 0; i < count; at += lengths[i++]) {
            ndx_text term;
            OK(ndx_x_terms_next(one, &term, &err));
            OK(ndx_x_terms_wdf(one, &wdf, &err));
            assert_true(ndx_text_equal(term, (ndx_text){texts.data + at, lengths[i]}));
            assert_int_equal(wdfs[i], wdf);
        }
    assert_int_equal(status, NDX_END);
    assert_true(at > 0 && at == texts.len);
    assert_int_equal(ndx_x_terms_next(one, &(ndx_text){0}, &err), NDX_END);
    ndx_x_terms_close(one);
    ndx_x_terms_close(many);
    ndx_buf_clear(&texts);
}

static void postings_come_one_by_one_or_many_at_once(void **state) {
    ndx_error err = {0};
    ndx_x_postings *postings;
    uint32_t docids[3], wdfs[3], number;
    size_t count;
    (void)state;
    OK(ndx_x_database_postings(ndx_x_writable_database(library), text_of("quick"), &postings, &err));
    OK(ndx_x_postings_fetch(postings, docids, wdfs, 3, &count, &err));
    assert_int_equal(count, 3);
    assert_int_equal(docids[1], 3);
    assert_int_equal(wdfs[1], 2);
    OK(ndx_x_postings_length(postings, &number, &err)); /* of the third, where it stands */
    assert_int_equal(number, 3);
    OK(ndx_x_postings_fetch(postings, docids, NULL, 3, &count, &err));
    assert_int_equal(count, 1);
    assert_int_equal(docids[0], 6);
    assert_int_equal(ndx_x_postings_fetch(postings, docids, NULL, 3, &count, &err), NDX_END);
    assert_int_equal(ndx_x_postings_next(postings, docids, &err), NDX_END);
    ndx_x_postings_close(postings);

    OK(ndx_x_database_postings(ndx_x_writable_database(library), text_of("dog"), &postings, &err));
    OK(ndx_x_postings_skip_to(postings, 4, docids, &err));
    assert_int_equal(docids[0], 5);
    OK(ndx_x_postings_wdf(postings, &number, &err));
    assert_int_equal(number, 1);
    OK(ndx_x_postings_unique_terms(postings, &number, &err));
    assert_int_equal(number, 3);
    ndx_x_positions *positions;
    OK(ndx_x_postings_positions(postings, &positions, &err));
    OK(ndx_x_positions_next(positions, &number, &err));
    assert_int_equal(number, 3);
    ndx_x_positions_close(positions);
    ndx_x_postings_close(postings);

    OK(ndx_x_database_postings(ndx_x_writable_database(library), text_of("nowhere"), &postings, &err));
    assert_int_equal(ndx_x_postings_next(postings, docids, &err), NDX_END);
    ndx_x_postings_close(postings);
}

static void values_run_over_a_slot_or_over_a_document(void **state) {
    ndx_error err = {0};
    ndx_x_values *values;
    ndx_x_document *document;
    uint32_t key;
    ndx_text value;
    (void)state;
    OK(ndx_x_database_values(ndx_x_writable_database(library), 0, &values, &err));
    OK(ndx_x_values_next(values, &key, &value, &err));
    assert_int_equal(key, 1);
    expect_view(value, "fox");
    OK(ndx_x_values_skip_to(values, 4, &key, &value, &err));
    assert_int_equal(key, 4);
    expect_view(value, "cat");
    assert_int_equal(ndx_x_values_skip_to(values, 7, &key, &value, &err), NDX_END);
    ndx_x_values_close(values);
    OK(ndx_x_database_document(ndx_x_writable_database(library), 4, false, &document, &err));
    OK(ndx_x_document_values(document, &values, &err));
    OK(ndx_x_values_next(values, &key, &value, &err));
    OK(ndx_x_values_next(values, &key, &value, &err));
    assert_int_equal(key, 1);
    assert_true(ndx_x_unsortable(value) == 2.0);
    assert_int_equal(ndx_x_values_next(values, &key, &value, &err), NDX_END);
    ndx_x_values_close(values);
    ndx_x_document_free(document);
    OK(ndx_x_database_value(ndx_x_writable_database(library), 1, 0, &value, &err));
    expect_view(value, "fox");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_a_database_is_no_index_and_says_where),
        cmocka_unit_test(damaged_version_files_are_named_damaged_or_another_version),
        cmocka_unit_test(a_database_without_shards_is_empty_and_cannot_be_asked),
        cmocka_unit_test(several_shards_read_as_one),
        cmocka_unit_test(a_stub_file_names_shards),
        cmocka_unit_test(a_single_file_opens_by_name_and_inside_another_file),
        cmocka_unit_test(a_reader_left_behind_is_told_to_reopen),
        cmocka_unit_test(a_program_serves_a_remote_database),
        cmocka_unit_test(a_program_writes_a_remote_database),
        cmocka_unit_test(a_server_answers_on_a_port_until_it_is_gone),
        cmocka_unit_test(terms_documents_and_slots_tell_their_statistics),
        cmocka_unit_test_setup_teardown(terms_come_in_byte_order_and_can_be_skipped, library_setup,
                                        library_teardown),
        cmocka_unit_test_setup_teardown(a_documents_terms_tell_wdf_and_positions, library_setup,
                                        library_teardown),
        cmocka_unit_test_setup_teardown(terms_come_many_at_once, library_setup, library_teardown),
        cmocka_unit_test_setup_teardown(postings_come_one_by_one_or_many_at_once, library_setup,
                                        library_teardown),
        cmocka_unit_test_setup_teardown(values_run_over_a_slot_or_over_a_document, library_setup,
                                        library_teardown),
    };
    return cmocka_run_group_tests(tests, shelf_setup, shelf_teardown);
}
