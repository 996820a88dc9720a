/* What the tests of the bulk builder share: the same random articles written twice, by the builder and through libxapian, and
 * a comparison of everything that can be asked of the two databases. */
#ifndef NDX_TESTS_INDEX_GLASS_PAIR_H
#define NDX_TESTS_INDEX_GLASS_PAIR_H

#include "newsdex/xapian-c.h"

#include "../../../src/index/glass.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define OK(call) pair_ok((call), &err, __LINE__)
static inline void pair_ok(ndx_status status, const ndx_error *err, int line) {
    if (status != NDX_OK) fail_msg("line %d: %s: %s", line, ndx_status_word(status), err->message);
}
#define SAME(a, b, what) pair_same((uint64_t)(a), (uint64_t)(b), what, __LINE__)
static inline void pair_same(uint64_t a, uint64_t b, const char *what, int line) {
    if (a != b)
        fail_msg("line %d: %s: %llu and %llu", line, what, (unsigned long long)a, (unsigned long long)b);
}
static inline void pair_same_text(ndx_text a, ndx_text b, const char *what) {
    if (!ndx_text_equal(a, b)) fail_msg("%s: '%.*s' and '%.*s'", what, NDX_ARG(a), NDX_ARG(b));
}

static char pair_folder[64];
static inline int pair_setup(void **state) {
    (void)state;
    strcpy(pair_folder, "/tmp/newsdex-test-XXXXXX");
    return mkdtemp(pair_folder) ? 0 : -1;
}
static inline int pair_teardown(void **state) {
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", pair_folder);
    return system(command);
}
static inline const char *pair_path(const char *name) {
    static char paths[4][160];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", pair_folder, name);
    return path;
}
static inline const char *pair_fresh(const char *name) {
    char command[256];
    const char *path = pair_path(name);
    snprintf(command, sizeof command, "rm -rf '%s' && mkdir '%s'", path, path);
    assert_int_equal(system(command), 0);
    return path;
}

/* --- random articles ------------------------------------------------------------------------------------ */

static inline uint32_t pair_random(uint64_t *state) { /* Knuth's MMIX generator, its high half */
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 32);
}

/* The text of a made-up term: short, long, with zero bytes, one of 245 bytes, all told apart by their number. */
static inline ndx_text pair_term(uint32_t number, char space[300]) {
    static const char *const stems[] = {"a",           "elect",  "govern",    "Qnews#",
                                        "XPsome one#", "minist", "\xc3\xa9t", "S"};
    int len = snprintf(space, 100, "%s%u", stems[number % NDX_COUNT(stems)], number);
    if (number % 97 == 5) space[len++] = 0;
    if (number % 97 == 6) {
        memcpy(space + len, "\0\0\xff", 3);
        len += 3;
    }
    if (number % 211 == 7) {
        memset(space + len, 'z', 245 - (size_t)len);
        len = 245;
    }
    return (ndx_text){space, (size_t)len};
}

typedef struct pair_article {
    uint32_t terms[400], wdfs[400]; /* numbers of pair_term, each once */
    size_t term_count;
    ndx_text texts[400]; /* in byte order with terms and wdfs */
    char space[400][300];
    ndx_glass_value values[4];
    char value_space[4][3000];
    size_t value_count;
    char *data;
    size_t data_len;
} pair_article;

static inline int pair_compare(const void *a, const void *b, void *article) {
    const pair_article *of = article;
    return ndx_text_compare(of->texts[*(const uint32_t *)a], of->texts[*(const uint32_t *)b]);
}

/* Article `seed`: usually a few dozen terms, common ones far more often than others; now and then none, or 300. */
static inline void pair_make(pair_article *article, uint64_t seed) {
    uint64_t state = seed * 77777 + 1;
    static uint32_t seen[4096];
    static uint32_t turn;
    turn++;
    article->term_count = 0;
    size_t wanted = seed % 50 == 3 ? 0 : seed % 200 == 9 ? 300 : 1 + pair_random(&state) % 60;
    while (article->term_count < wanted) {
        uint32_t spread = pair_random(&state) % 3, number = spread == 0   ? pair_random(&state) % 20
                                                            : spread == 1 ? pair_random(&state) % 300
                                                                          : pair_random(&state) % 4096;
        if (seen[number] == turn) {
            wanted--;
            continue;
        }
        seen[number] = turn;
        size_t at = article->term_count++;
        article->texts[at] = pair_term(number, article->space[at]);
        article->wdfs[at] = pair_random(&state) % 9 == 0     ? 0
                            : pair_random(&state) % 100 == 0 ? pair_random(&state) >> 12
                                                             : 1 + pair_random(&state) % 3;
        article->terms[at] = (uint32_t)at;
    }
    qsort_r(article->terms, article->term_count, sizeof article->terms[0], pair_compare,
            article); /* indexes into texts, in order */

    static const uint32_t slots[4] = {0, 1, 200, 70000};
    article->value_count = 0;
    for (size_t i = 0; i < 4; i++) {
        if (pair_random(&state) % 4 == 0) continue;
        size_t len = i == 2 && seed % 100 == 1 ? 2500 : 1 + pair_random(&state) % 12;
        for (size_t k = 0; k < len; k++)
            article->value_space[i][k] =
                (char)(pair_random(&state) % (i == 1 ? 256 : 26) + (i == 1 ? 0 : 'a'));
        article->values[article->value_count++] = (ndx_glass_value){slots[i], {article->value_space[i], len}};
    }
    article->data_len = seed % 40 == 2 ? 0 : seed % 300 == 11 ? 40000 : pair_random(&state) % 3000;
    article->data = realloc(article->data, article->data_len + 1);
    for (size_t k = 0; k < article->data_len; k++) article->data[k] = (char)pair_random(&state);
}

static inline void pair_add_built(ndx_glass_builder *builder, const pair_article *article) {
    ndx_error err = {0};
    ndx_posting postings[400];
    ndx_glass_article added = {postings,
                               article->term_count,
                               article->values,
                               article->value_count,
                               {article->data, article->data_len},
                               false};
    for (size_t i = 0; i < article->term_count; i++)
        postings[i] = (ndx_posting){article->texts[article->terms[i]], article->wdfs[article->terms[i]], 0};
    OK(ndx_glass_builder_add(builder, &added, NULL, &err));
}

static inline ndx_x_document *pair_document(const pair_article *article) {
    ndx_error err = {0};
    ndx_x_document *document;
    OK(ndx_x_document_new(&document, &err));
    for (size_t i = 0; i < article->term_count; i++)
        OK(ndx_x_document_add_term(document, article->texts[i], article->wdfs[i], &err));
    for (size_t i = 0; i < article->value_count; i++)
        OK(ndx_x_document_set_value(document, article->values[i].slot, article->values[i].bytes, &err));
    OK(ndx_x_document_set_data(document, (ndx_text){article->data, article->data_len}, &err));
    return document;
}

static const struct {
    const char *key, *value;
} pair_metadata[] = {
    {"zebra", "stripes"}, {"a", "first"}, {"newsdex.schema", "1"}, {"gone", ""}, {"\xff\x01", "odd key"}};
static const struct {
    const char *word;
    uint32_t frequency;
} pair_words[] = {{"parliament", 300}, {"ab", 1},   {"banana", 2}, {"cat", 70000}, {"x", 5},
                  {"parliaments", 7},  {"four", 1}, {"cat", 1},    {"aaaa", 9}};

static inline void pair_build(const char *path, uint32_t count, size_t memory_bytes) {
    ndx_error err = {0};
    ndx_glass_builder *builder;
    static pair_article article;
    OK(ndx_glass_builder_new(path, memory_bytes, &builder, &err));
    for (uint32_t i = 1; i <= count; i++) {
        pair_make(&article, i);
        pair_add_built(builder, &article);
    }
    assert_int_equal(ndx_glass_builder_count(builder), count);
    for (size_t i = 0; i < NDX_COUNT(pair_metadata) && count; i++)
        OK(ndx_glass_builder_metadata(builder, ndx_text_of(pair_metadata[i].key),
                                      ndx_text_of(pair_metadata[i].value), &err));
    for (size_t i = 0; i < NDX_COUNT(pair_words) && count; i++)
        OK(ndx_glass_builder_spelling(builder, ndx_text_of(pair_words[i].word), pair_words[i].frequency,
                                      &err));
    OK(ndx_glass_builder_finish(builder, &err));
    ndx_glass_builder_free(builder);
}

static inline void pair_write(const char *path, uint32_t count) {
    ndx_error err = {0};
    ndx_x_writable *writable;
    static pair_article article;
    OK(ndx_x_writable_open(path, NDX_X_CREATE_OR_OPEN | NDX_X_NO_SYNC, 0, &writable, &err));
    for (uint32_t i = 1; i <= count; i++) {
        pair_make(&article, i);
        ndx_x_document *document = pair_document(&article);
        OK(ndx_x_writable_add_document(writable, document, NULL, &err));
        ndx_x_document_free(document);
    }
    for (size_t i = 0; i < NDX_COUNT(pair_metadata) && count; i++)
        OK(ndx_x_writable_set_metadata(writable, ndx_text_of(pair_metadata[i].key),
                                       ndx_text_of(pair_metadata[i].value), &err));
    for (size_t i = 0; i < NDX_COUNT(pair_words) && count; i++)
        OK(ndx_x_writable_add_spelling(writable, ndx_text_of(pair_words[i].word), pair_words[i].frequency,
                                       &err));
    OK(ndx_x_writable_close(writable, &err));
}

/* --- comparing ------------------------------------------------------------------------------------------ */

static inline void pair_compare_postings(const ndx_x_database *a, const ndx_x_database *b, ndx_text term) {
    ndx_error err = {0};
    ndx_x_postings *in_a, *in_b;
    uint32_t docids[2][512], wdfs[2][512], length_a, length_b;
    size_t count_a, count_b;
    OK(ndx_x_database_postings(a, term, &in_a, &err));
    OK(ndx_x_database_postings(b, term, &in_b, &err));
    do {
        ndx_status status = ndx_x_postings_fetch(in_a, docids[0], wdfs[0], 512, &count_a, &err);
        SAME(ndx_x_postings_fetch(in_b, docids[1], wdfs[1], 512, &count_b, &err), status, "end of postings");
        SAME(count_a, count_b, "number of postings");
        if (!count_a) break;
        assert_memory_equal(docids[0], docids[1], count_a * sizeof docids[0][0]);
        assert_memory_equal(wdfs[0], wdfs[1], count_a * sizeof wdfs[0][0]);
        if (count_a < 512) break; /* then they stand at the end */
        OK(ndx_x_postings_length(in_a, &length_a, &err));
        OK(ndx_x_postings_length(in_b, &length_b, &err));
        SAME(length_a, length_b, "length");
    } while (true);
    ndx_x_postings_close(in_a);
    ndx_x_postings_close(in_b);
}

/* Jump through a posting list by its own docids, the way a match does. */
static inline void pair_compare_skips(const ndx_x_database *a, const ndx_x_database *b, ndx_text term,
                                      uint32_t step) {
    ndx_error err = {0};
    ndx_x_postings *in_a, *in_b;
    ndx_status status = NDX_OK;
    OK(ndx_x_database_postings(a, term, &in_a, &err));
    OK(ndx_x_database_postings(b, term, &in_b, &err));
    for (uint32_t from = 1; status == NDX_OK; from += step) {
        uint32_t docid_a = 0, docid_b = 0;
        status = ndx_x_postings_skip_to(in_a, from, &docid_a, &err);
        SAME(ndx_x_postings_skip_to(in_b, from, &docid_b, &err), status, "end of skipping");
        SAME(docid_a, docid_b, "docid skipped to");
    }
    ndx_x_postings_close(in_a);
    ndx_x_postings_close(in_b);
}

static inline void pair_compare_terms(const ndx_x_database *a, const ndx_x_database *b, bool bounds) {
    ndx_error err = {0};
    ndx_x_terms *in_a, *in_b;
    ndx_text term_a, term_b;
    ndx_status status;
    uint32_t number = 0;
    OK(ndx_x_database_terms(a, (ndx_text){0}, &in_a, &err));
    OK(ndx_x_database_terms(b, (ndx_text){0}, &in_b, &err));
    while ((status = ndx_x_terms_next(in_a, &term_a, &err)) == NDX_OK) {
        ndx_x_term_stats stats_a, stats_b;
        OK(ndx_x_terms_next(in_b, &term_b, &err));
        pair_same_text(term_a, term_b, "term");
        OK(ndx_x_database_term(a, term_a, &stats_a, &err));
        OK(ndx_x_database_term(b, term_a, &stats_b, &err));
        SAME(stats_a.documents, stats_b.documents, "term frequency");
        SAME(stats_a.occurrences, stats_b.occurrences, "collection frequency");
        if (bounds) SAME(stats_a.wdf_upper, stats_b.wdf_upper, "wdf bound");
        pair_compare_postings(a, b, term_a);
        if (number++ % 50 == 0) pair_compare_skips(a, b, term_a, 7);
    }
    SAME(status, NDX_END, "end of terms");
    SAME(ndx_x_terms_next(in_b, &term_b, &err), NDX_END, "end of the other's terms");
    ndx_x_terms_close(in_a);
    ndx_x_terms_close(in_b);
    pair_compare_postings(a, b, (ndx_text){0});
}

static inline void pair_compare_document(ndx_x_database *a, ndx_x_database *b, uint32_t docid) {
    ndx_error err = {0};
    ndx_x_document *document_a, *document_b;
    ndx_buf bytes_a = {0}, bytes_b = {0};
    uint32_t number_a, number_b;
    ndx_status status = ndx_x_database_document(a, docid, false, &document_a, &err);
    SAME(ndx_x_database_document(b, docid, false, &document_b, &err), status, "document there");
    if (status == NDX_NOT_FOUND) return;
    OK(status);
    OK(ndx_x_document_serialise(document_a, &bytes_a, &err)); /* terms with wdf, values, data */
    OK(ndx_x_document_serialise(document_b, &bytes_b, &err));
    if (!ndx_text_equal(ndx_buf_text(&bytes_a), ndx_buf_text(&bytes_b)))
        fail_msg("document %u differs", docid);
    OK(ndx_x_database_unique_terms(a, docid, &number_a, &err));
    OK(ndx_x_database_unique_terms(b, docid, &number_b, &err));
    SAME(number_a, number_b, "number of terms");
    ndx_buf_clear(&bytes_a);
    ndx_buf_clear(&bytes_b);
    ndx_x_document_free(document_a);
    ndx_x_document_free(document_b);
}

static inline void pair_compare_slot(ndx_x_database *a, ndx_x_database *b, uint32_t slot, bool bounds) {
    ndx_error err = {0};
    uint32_t count_a, count_b, key_a, key_b;
    ndx_text low_a, low_b, high_a, high_b;
    ndx_x_values *in_a, *in_b;
    ndx_status status;
    OK(ndx_x_database_slot(a, slot, &count_a, &low_a, &high_a, &err));
    OK(ndx_x_database_slot(b, slot, &count_b, &low_b, &high_b, &err));
    SAME(count_a, count_b, "values in a slot");
    if (bounds) pair_same_text(low_a, low_b, "lowest value");
    if (bounds) pair_same_text(high_a, high_b, "highest value");
    OK(ndx_x_database_values(a, slot, &in_a, &err));
    OK(ndx_x_database_values(b, slot, &in_b, &err));
    do {
        status = ndx_x_values_next(in_a, &key_a, &low_a, &err);
        SAME(ndx_x_values_next(in_b, &key_b, &low_b, &err), status, "end of a slot");
        if (status == NDX_OK) SAME(key_a, key_b, "docid of a value");
        if (status == NDX_OK) pair_same_text(low_a, low_b, "value");
    } while (status == NDX_OK);
    SAME(status, NDX_END, "end of a slot");
    ndx_x_values_close(in_a);
    ndx_x_values_close(in_b);
}

static inline void pair_compare_keys(ndx_x_terms *in_a, ndx_x_terms *in_b, ndx_x_database *a,
                                     ndx_x_database *b) {
    ndx_error err = {0};
    ndx_text key_a, key_b, value_a, value_b;
    ndx_status status;
    while ((status = ndx_x_terms_next(in_a, &key_a, &err)) == NDX_OK) {
        OK(ndx_x_terms_next(in_b, &key_b, &err));
        pair_same_text(key_a, key_b, "key");
        if (a) OK(ndx_x_database_metadata(a, key_a, &value_a, &err));
        if (b) OK(ndx_x_database_metadata(b, key_a, &value_b, &err));
        if (a) pair_same_text(value_a, value_b, "metadata");
        uint32_t count_a, count_b;
        if (!a) OK(ndx_x_terms_documents(in_a, &count_a, &err));
        if (!a) OK(ndx_x_terms_documents(in_b, &count_b, &err));
        if (!a) SAME(count_a, count_b, "spelling frequency");
    }
    SAME(status, NDX_END, "end of keys");
    SAME(ndx_x_terms_next(in_b, &key_b, &err), NDX_END, "end of the other's keys");
    ndx_x_terms_close(in_a);
    ndx_x_terms_close(in_b);
}

static inline void pair_compare_beside(ndx_x_database *a, ndx_x_database *b) {
    ndx_error err = {0};
    ndx_x_terms *in_a, *in_b;
    OK(ndx_x_database_metadata_keys(a, (ndx_text){0}, &in_a, &err));
    OK(ndx_x_database_metadata_keys(b, (ndx_text){0}, &in_b, &err));
    pair_compare_keys(in_a, in_b, a, b);
    OK(ndx_x_database_spellings(a, &in_a, &err));
    OK(ndx_x_database_spellings(b, &in_b, &err));
    pair_compare_keys(in_a, in_b, NULL, NULL);
    static const char *const misspelt[] = {"parlament", "bananna", "ca", "cta", "fuor", "ba", "aaa", "tac"};
    for (size_t i = 0; i < NDX_COUNT(misspelt); i++) {
        ndx_text better_a, better_b;
        OK(ndx_x_database_suggest(a, ndx_text_of(misspelt[i]), 2, &better_a, &err));
        OK(ndx_x_database_suggest(b, ndx_text_of(misspelt[i]), 2, &better_b, &err));
        pair_same_text(better_a, better_b, misspelt[i]);
    }
}

/* bounds: also bounds that only a fresh database has tight. */
static inline void pair_compare_databases(ndx_x_database *a, ndx_x_database *b, bool bounds) {
    ndx_error err = {0};
    ndx_x_database_stats stats_a, stats_b;
    OK(ndx_x_database_stats_get(a, &stats_a, &err));
    OK(ndx_x_database_stats_get(b, &stats_b, &err));
    SAME(stats_a.documents, stats_b.documents, "documents");
    SAME(stats_a.last_docid, stats_b.last_docid, "last docid");
    SAME(stats_a.total_length, stats_b.total_length, "total length");
    SAME(stats_a.length_lower, stats_b.length_lower, "lowest length");
    SAME(stats_a.length_upper, stats_b.length_upper, "highest length");
    SAME(stats_a.has_positions, stats_b.has_positions, "positions");
    pair_compare_terms(a, b, bounds);
    for (uint32_t docid = 1; docid <= stats_a.last_docid + 1; docid++) pair_compare_document(a, b, docid);
    static const uint32_t slots[] = {0, 1, 2, 200, 70000};
    for (size_t i = 0; i < NDX_COUNT(slots); i++) pair_compare_slot(a, b, slots[i], bounds);
    pair_compare_beside(a, b);
}

static inline void pair_compare_paths(const char *a, const char *b, bool bounds) {
    ndx_error err = {0};
    ndx_x_database *database_a, *database_b;
    OK(ndx_x_database_open(a, NDX_X_GLASS, &database_a, &err));
    OK(ndx_x_database_open(b, NDX_X_GLASS, &database_b, &err));
    pair_compare_databases(database_a, database_b, bounds);
    ndx_x_database_close(database_a);
    ndx_x_database_close(database_b);
}

static inline void pair_check(const char *path) {
    ndx_error err = {0};
    ndx_buf report = {0};
    size_t errors = 0;
    ndx_status status = ndx_x_check(path, NDX_X_CHECK_STATS, &errors, &report, &err);
    if (status != NDX_OK || errors) fail_msg("check: %s\n%s", err.message, report.len ? report.data : "");
    ndx_buf_clear(&report);
}

/* Files of a folder, hidden ones aside. */
static inline size_t files_in(const char *path) {
    DIR *dir = opendir(path);
    size_t count = 0;
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) count += entry->d_name[0] != '.';
    closedir(dir);
    return count;
}

#endif
