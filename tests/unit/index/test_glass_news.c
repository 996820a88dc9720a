/* The bulk builder on real news, where it is at hand: the same articles through it and through libxapian. */
#include "glass_pair.h"

#include "newsdex/clean.h"
#include "newsdex/read.h"
#include "newsdex/text.h"

#include "../../../src/index/prepared.h"

#define NEWS "../shared/data/reuters21578/reut2-000.sgm.gz"

typedef struct stages {
    ndx_reader *reader;
    ndx_article article;
    ndx_analyzer *analyzer;
    ndx_prepared *prepared;
} stages;

static void begin(stages *of) {
    static const char *const paths[] = {NEWS};
    static const ndx_read_options options;
    ndx_error err = {0};
    ndx_article_init(&of->article);
    OK(ndx_reader_open(paths, 1, &options, &of->reader, &err));
    OK(ndx_analyzer_new("en", &of->analyzer, &err));
    OK(ndx_prepared_new(&of->prepared, &err));
}

static bool next(stages *of, ndx_prepared_view *view) {
    ndx_error err = {0};
    ndx_status status = ndx_reader_next(of->reader, &of->article, &err);
    if (status == NDX_END) return false;
    OK(status);
    OK(ndx_clean(&of->article, &err));
    OK(ndx_analyze(of->analyzer, &of->article, &err));
    OK(ndx_prepare(of->prepared, &of->article, of->analyzer, &err));
    *view = ndx_prepared_look(of->prepared);
    return true;
}

static void end(stages *of) {
    ndx_reader_close(of->reader);
    ndx_prepared_free(of->prepared);
    ndx_analyzer_free(of->analyzer);
    ndx_article_clear(&of->article);
}

static void build_news(const char *path) {
    ndx_error err = {0};
    stages of;
    ndx_prepared_view view;
    ndx_glass_builder *builder;
    ndx_glass_value values[NDX_SLOT_COUNT];
    begin(&of);
    OK(ndx_glass_builder_new(path, 1 << 20, &builder, &err));
    while (next(&of, &view)) {
        for (size_t i = 0; i < view.value_count; i++)
            values[i] = (ndx_glass_value){view.values[i].slot, view.values[i].value};
        ndx_glass_article article = {view.postings,    view.posting_count, values,
                                     view.value_count, view.record,        true};
        OK(ndx_glass_builder_add(builder, &article, NULL, &err));
    }
    OK(ndx_glass_builder_finish(builder, &err));
    ndx_glass_builder_free(builder);
    end(&of);
}

static void write_news(const char *path) {
    ndx_error err = {0};
    stages of;
    ndx_prepared_view view;
    ndx_x_writable *writable;
    begin(&of);
    OK(ndx_x_writable_open(path, NDX_X_CREATE_OR_OPEN | NDX_X_NO_SYNC, 0, &writable, &err));
    while (next(&of, &view)) {
        ndx_x_document *document;
        OK(ndx_x_document_new(&document, &err));
        for (size_t i = 0; i < view.posting_count; i++)
            OK(ndx_x_document_add_term(document, view.postings[i].term, view.postings[i].wdf, &err));
        for (size_t i = 0; i < view.value_count; i++)
            OK(ndx_x_document_set_value(document, view.values[i].slot, view.values[i].value, &err));
        OK(ndx_x_document_set_data(document, view.record, &err));
        OK(ndx_x_writable_add_document(writable, document, NULL, &err));
        ndx_x_document_free(document);
    }
    OK(ndx_x_writable_close(writable, &err));
    end(&of);
}

/* Pairs of neighbouring terms, as OR and as AND: the same matches with the same weights. */
static void compare_queries(ndx_x_database *a, ndx_x_database *b) {
    ndx_error err = {0};
    ndx_x_terms *terms;
    ndx_text term;
    ndx_buf before = {0};
    unsigned number = 0, asked = 0;
    OK(ndx_x_database_terms(a, (ndx_text){0}, &terms, &err));
    while (ndx_x_terms_next(terms, &term, &err) == NDX_OK) {
        if (number++ % 40 == 0 && before.len) {
            ndx_x_query *parts[2], *query;
            ndx_x_database *databases[2] = {a, b};
            ndx_x_match matches[2][20];
            size_t counts[2];
            OK(ndx_x_query_term(ndx_buf_text(&before), 1, 0, &parts[0], &err));
            OK(ndx_x_query_term(term, 1, 0, &parts[1], &err));
            OK(ndx_x_query_combine(asked++ % 2 ? NDX_X_AND : NDX_X_OR, parts, 2, 0, &query, &err));
            for (size_t i = 0; i < 2; i++) {
                static const ndx_x_match_options options = {.limit = 20};
                ndx_x_enquire *enquire;
                ndx_x_mset *mset;
                OK(ndx_x_enquire_new(databases[i], &enquire, &err));
                OK(ndx_x_enquire_set_query(enquire, query, 0, &err));
                OK(ndx_x_enquire_match(enquire, &options, &mset, &err));
                OK(ndx_x_mset_matches(mset, 0, matches[i], 20, &counts[i], &err));
                ndx_x_mset_free(mset);
                ndx_x_enquire_free(enquire);
            }
            SAME(counts[0], counts[1], "matches");
            for (size_t i = 0; i < counts[0]; i++) {
                SAME(matches[0][i].docid, matches[1][i].docid, "match");
                assert_true(matches[0][i].weight == matches[1][i].weight);
            }
            ndx_x_query_free(parts[0]);
            ndx_x_query_free(parts[1]);
            ndx_x_query_free(query);
        }
        ndx_buf_reset(&before);
        ndx_buf_add_text(&before, term);
    }
    assert_true(asked > 100);
    ndx_x_terms_close(terms);
    ndx_buf_clear(&before);
}

static void real_news_makes_the_same_database(void **state) {
    ndx_error err = {0};
    ndx_x_database *built, *written;
    (void)state;
    if (access(NEWS, R_OK) != 0) {
        print_message("skipped: %s is not there\n", NEWS);
        skip();
    }
    build_news(pair_fresh("built"));
    write_news(pair_fresh("written"));
    pair_check(pair_path("built"));
    OK(ndx_x_database_open(pair_path("built"), NDX_X_GLASS, &built, &err));
    OK(ndx_x_database_open(pair_path("written"), NDX_X_GLASS, &written, &err));
    pair_compare_databases(built, written, true);
    for (uint32_t slot = 0; slot < NDX_SLOT_COUNT; slot++) pair_compare_slot(built, written, slot, true);
    compare_queries(built, written);
    ndx_x_database_close(built);
    ndx_x_database_close(written);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(real_news_makes_the_same_database)};
    return cmocka_run_group_tests(tests, pair_setup, pair_teardown);
}
