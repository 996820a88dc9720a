/* What the tests of the bindings share: a scratch folder, and small databases of a few made-up sentences. */
#ifndef NDX_TESTS_XAPIAN_C_SHELF_H
#define NDX_TESTS_XAPIAN_C_SHELF_H

#include "newsdex/xapian-c.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define OK(call) shelf_ok((call), &err, __LINE__)
static inline void shelf_ok(ndx_status status, const ndx_error *err, int line) {
    if (status != NDX_OK) fail_msg("line %d: %s: %s", line, ndx_status_word(status), err->message);
}

/* A folder of its own for each test program; removed at the end. */
static char shelf_folder[64];

static inline int shelf_setup(void **state) {
    (void)state;
    strcpy(shelf_folder, "/tmp/newsdex-test-XXXXXX");
    return mkdtemp(shelf_folder) ? 0 : -1;
}
static inline int shelf_teardown(void **state) {
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", shelf_folder);
    return system(command);
}
static inline const char *shelf_path(const char *name) {
    static char paths[4][160];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", shelf_folder, name);
    return path;
}
static inline ndx_text text_of(const char *string) {
    return ndx_text_of(string);
}

/* A document whose terms are the words of a sentence at positions 1, 2, 3..., its data the sentence, slot 0 its last word,
 * slot 1 its number of words as a sortable number. */
static inline ndx_x_document *shelf_document(const char *sentence) {
    ndx_error err = {0};
    ndx_x_document *document;
    ndx_text rest = text_of(sentence), word, last = {0};
    uint32_t position = 0;
    char number[9];
    OK(ndx_x_document_new(&document, &err));
    while (ndx_text_split(&rest, ' ', &word)) {
        OK(ndx_x_document_add_posting(document, word, ++position, 1, &err));
        last = word;
    }
    OK(ndx_x_document_set_data(document, text_of(sentence), &err));
    OK(ndx_x_document_set_value(document, 0, last, &err));
    size_t length = ndx_x_sortable(position, number);
    OK(ndx_x_document_set_value(document, 1, (ndx_text){number, length}, &err));
    return document;
}

static inline uint32_t shelf_add(ndx_x_writable *writable, const char *sentence) {
    ndx_error err = {0};
    uint32_t docid = 0;
    ndx_x_document *document = shelf_document(sentence);
    OK(ndx_x_writable_add_document(writable, document, &docid, &err));
    ndx_x_document_free(document);
    return docid;
}

static const char *const shelf_sentences[] = {"the quick brown fox", "the lazy brown dog",
                                              "quick dog quick fox", "lazy cat",
                                              "quick brown dog",     "brown quick"};

/* A database of all sentences at the named place, or every second one from `first` when step is 2. */
static inline void shelf_build(const char *path, size_t first, size_t step) {
    ndx_error err = {0};
    ndx_x_writable *writable;
    OK(ndx_x_writable_open(path, NDX_X_CREATE | NDX_X_NO_SYNC, 0, &writable, &err));
    for (size_t i = first; i < NDX_COUNT(shelf_sentences); i += step) shelf_add(writable, shelf_sentences[i]);
    OK(ndx_x_writable_close(writable, &err));
}

/* The documents a posting iterator gives, as "1 3 5". */
static inline void shelf_postings(const ndx_x_database *database, const char *term, ndx_buf *out) {
    ndx_error err = {0};
    ndx_x_postings *postings;
    uint32_t docid;
    ndx_status status;
    OK(ndx_x_database_postings(database, text_of(term), &postings, &err));
    while ((status = ndx_x_postings_next(postings, &docid, &err)) == NDX_OK)
        ndx_buf_addf(out, out->len ? " %u" : "%u", docid);
    assert_int_equal(status, NDX_END);
    ndx_x_postings_close(postings);
}
/* The terms an iterator gives, as "a b c"; closes it. */
static inline void shelf_terms(ndx_x_terms *terms, ndx_buf *out) {
    ndx_error err = {0};
    ndx_text term;
    ndx_status status;
    ndx_buf_reset(out);
    while ((status = ndx_x_terms_next(terms, &term, &err)) == NDX_OK) {
        if (out->len) ndx_buf_add_char(out, ' ');
        ndx_buf_add_text(out, term);
    }
    assert_int_equal(status, NDX_END);
    ndx_x_terms_close(terms);
}
static inline void expect_buf(const ndx_buf *buf, const char *expected) {
    assert_false(buf->failed);
    assert_string_equal(buf->len ? buf->data : "", expected);
}
static inline void expect_view(ndx_text view, const char *expected) {
    if (!ndx_text_equal(view, text_of(expected)))
        fail_msg("got '%.*s', expected '%s'", NDX_ARG(view), expected);
}

/* The sentences in memory, for tests that change nothing. */
static ndx_x_writable *library;

static inline int library_setup(void **state) {
    ndx_error err = {0};
    (void)state;
    OK(ndx_x_writable_open_memory(&library, &err));
    for (size_t i = 0; i < NDX_COUNT(shelf_sentences); i++) shelf_add(library, shelf_sentences[i]);
    return 0;
}
static inline int library_teardown(void **state) {
    (void)state;
    return ndx_x_writable_close(library, NULL);
}

#endif
