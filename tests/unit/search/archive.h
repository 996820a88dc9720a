/* A small archive of invented news, indexed anew for the tests of a program. */
#ifndef NDX_TESTS_SEARCH_ARCHIVE_H
#define NDX_TESTS_SEARCH_ARCHIVE_H

#include "newsdex/ingest.h"
#include "newsdex/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../table.h"

typedef struct archive_article {
    const char *id, *date, *headline, *body, *people, *source, *section, *place;
} archive_article;

static const archive_article archive_articles[] = {
    {"oil-1", "2018-03-02", "Oil price rises after storm",
     "HAVNSBY (Reuters) - The oil price rose on Friday after a storm closed two harbours on the north "
     "coast.\n\n"
     "Traders said the price of crude oil could rise again. Oil is the first export of the country.\n\n"
     "Energy minister Anna Holm said that nobody should fear a shortage.",
     "Anna Holm", "Harbour Post", "business, oil", "Havnsby"},
    {"oil-2", "2018-03-09", "Storm damage keeps harbours closed",
     "Repairs at the two harbours will take a month, the harbour office said. The price of repairs is not "
     "yet known.\n\n"
     "Anna Holm visited the coast. She said oil would be sent by train.",
     "Anna Holm", "Harbour Post", "news", "Nordvik"},
    {"gas-1", "2018-06-27", "Minister denies gas shortage",
     "Energy minister Anna Holm denied that gas was short. \"There is no shortage of gas,\" she said.\n\n"
     "Peter Holm, who leads the opposition, asked for a debate about sanctions, more sanctions and again "
     "sanctions.",
     "Anna Holm\nPeter Holm", "Daily Ferry", "news", "Havnsby"},
    {"vote-1", "2017-11-05", "Elections end in a draw",
     "The elections of Sunday ended in a draw. Electors had waited in the rain; an election officer spoke of "
     "a record.\n\n"
     "The prime minister, Jan Bergström, will try to form a government. The minister of prime concern is "
     "that of finance.",
     "Jan Bergström", "Daily Ferry", "politics", "Havnsby"},
    {"vote-2", "2018-11-18", "Prime minister elected again",
     "Jan Bergström was elected prime minister once more. Peter Holm congratulated him.\n\n"
     "The new government wants to work with the U.S. and with AT&T on a cable for the well-known island of "
     "Tern.",
     "Jan Bergström\nPeter Holm", "Harbour Post", "politics", "Havnsby"},
    {"sport-1", "2018-07-01", "Ferry crew wins rowing cup",
     "The crew of the ferry won the rowing cup on a calm sea. The crew of the harbour came second.\n\n"
     "To be or not to be first was the question for the rowers all year.",
     "", "Daily Ferry", "sport", "Tern"},
    {"cafe-1", "2016-02-29", "A café on the quay",
     "The café on the quay has new owners. Their coffee is roasted in the old customs house.\n\n"
     "Guests from Zürich and Kraków were the first. The kremlin, as the house is called, will be open all "
     "winter.",
     "", "Harbour Post", "life", "Nordvik"},
    {"asia-1", "2015-05-05", "東京の港", "東京都の港は大きい。船は大阪へ行く。", "", "Daily Ferry", "world",
     "東京"},
    {"wire-1", "2018-03-03", "Oil price rises after storm on coast",
     "HAVNSBY (Reuters) - The oil price rose on Friday after a storm closed two harbours on the north "
     "coast.\n\n"
     "Traders said the price of crude oil could rise again. Oil is the first export of the country.\n\n"
     "Energy minister Anna Holm said that nobody should fear a shortage at all.",
     "Anna Holm", "Morning Wire", "business; oil", "Havnsby"},
    {"zone-1", "2014-01-09T23:30:00-05:00", "Council sits until midnight",
     "The session ended half an hour before midnight.", "", "Morning Wire", "politics", ""},
    {"undated", "", "Recipe: fish soup",
     "Boil the bones of a cod. Add cream, dill and a little oil. Serve at once.", "", "Daily Ferry", "life",
     ""},
};

typedef struct archive {
    char dir[64];
    ndx_index *index;
} archive;

static inline void archive_check(ndx_status status, const ndx_error *err) {
    if (status) fail_msg("%s", err->message);
}

static inline void archive_put(ndx_writer *writer, ndx_pipeline *pipeline, const archive_article *from) {
    ndx_article article;
    ndx_error err = {0};
    static const ndx_source source;
    const struct {
        ndx_field field;
        const char *value;
    } fields[] = {{NDX_FIELD_ID, from->id},         {NDX_FIELD_HEADLINE, from->headline},
                  {NDX_FIELD_BODY, from->body},     {NDX_FIELD_DATE_TEXT, from->date},
                  {NDX_FIELD_SOURCE, from->source}, {NDX_FIELD_SECTION, from->section},
                  {NDX_FIELD_PLACE, from->place}};
    ndx_article_init(&article);
    for (size_t i = 0; i < NDX_COUNT(fields); i++)
        archive_check(ndx_article_set(&article, fields[i].field, ndx_text_of(fields[i].value), &err), &err);
    ndx_text people = ndx_text_of(from->people), name;
    while (ndx_text_split(&people, '\n', &name))
        archive_check(ndx_article_set(&article, NDX_FIELD_PEOPLE, name, &err), &err);
    archive_check(ndx_pipeline_run(pipeline, &source, &article, NDX_STAGE_TERMS, NULL, &err), &err);
    archive_check(ndx_writer_put(writer, ndx_pipeline_prepared(pipeline), &err), &err);
    ndx_article_clear(&article);
}

static inline int archive_make(archive *a, const char *language) {
    ndx_writer *writer;
    ndx_who *who;
    ndx_pipeline *pipeline;
    ndx_error err = {0};
    const ndx_ingest_options ingest = {.language = language, .no_people = true};
    const ndx_writer_options options = {.language = language, .no_people = true};
    snprintf(a->dir, sizeof a->dir, "/tmp/newsdex-search-XXXXXX");
    if (!mkdtemp(a->dir)) return -1;
    archive_check(ndx_writer_open(a->dir, &options, &writer, &err), &err);
    archive_check(ndx_who_of(writer, &who, &err), &err);
    ndx_writer_naming(writer, ndx_who_naming(who));
    archive_check(ndx_pipeline_new(&ingest, &pipeline, &err), &err);
    for (size_t i = 0; i < NDX_COUNT(archive_articles); i++)
        archive_put(writer, pipeline, &archive_articles[i]);
    archive_check(ndx_writer_commit(writer, &err), &err);
    ndx_writer_close(writer);
    ndx_who_free(who);
    ndx_pipeline_free(pipeline);
    const char *dirs[] = {a->dir};
    archive_check(ndx_index_open(dirs, 1, &a->index, &err), &err);
    return 0;
}

static inline int archive_drop(archive *a) {
    char command[128];
    ndx_index_close(a->index);
    snprintf(command, sizeof command, "rm -rf '%s'", a->dir);
    return system(command);
}

/* Asked on Wednesday, 27 June 2018, at noon. */
static inline ndx_plan_options archive_options(void) {
    return (ndx_plan_options){.now = {ndx_day_of(2018, 6, 27), 12 * 3600}};
}

static inline ndx_plan *archive_plan(archive *a, const char *query, ndx_plan_options options) {
    ndx_tree *tree;
    ndx_plan *plan;
    ndx_error err = {0};
    archive_check(ndx_query_parse(ndx_text_of(query), &tree, &err), &err);
    archive_check(ndx_query_plan(a->index, tree, &options, &plan, &err), &err);
    ndx_tree_free(tree);
    return plan;
}

/* Ids that a plan finds, in the order found, blanks between them. */
static inline void archive_find(archive *a, const ndx_plan *plan, ndx_buf *ids) {
    ndx_hits hits = {0};
    ndx_error err = {0};
    const ndx_find_options options = {.around = NDX_NO_DAY, .count_exactly = true};
    archive_check(ndx_index_find(a->index, ndx_plan_expression(plan), &options, &hits, &err), &err);
    for (size_t i = 0; i < hits.count; i++) {
        ndx_stored *stored;
        archive_check(ndx_index_fetch(a->index, hits.hits[i].number, &stored, &err), &err);
        if (i) ndx_buf_add_char(ids, ' ');
        ndx_buf_add_text(ids, ndx_stored_field(stored, NDX_FIELD_ID));
        ndx_stored_free(stored);
    }
    assert_int_equal(hits.total, hits.count);
    ndx_hits_clear(&hits);
}

static inline void archive_article_of(archive *a, const char *id, ndx_article *article) {
    uint32_t number;
    ndx_stored *stored;
    ndx_error err = {0};
    archive_check(ndx_index_find_id(a->index, ndx_text_of(id), &number, &err), &err);
    archive_check(ndx_index_fetch(a->index, number, &stored, &err), &err);
    archive_check(ndx_stored_article(stored, article, &err), &err);
    ndx_stored_free(stored);
}

/* Runs a table whose cases append what came out to a buffer; all differences are shown before the test fails.
 */
typedef void archive_case(void *context, ndx_text input, ndx_buf *got);
typedef struct archive_run {
    archive_case *fn;
    void *context;
    const char *path;
    size_t wrong;
} archive_run;

static inline void archive_each(void *context, ndx_text input, ndx_text expected, size_t line) {
    archive_run *run = context;
    ndx_buf got = {0};
    run->fn(run->context, input, &got);
    if (!ndx_text_equal(expected, ndx_buf_text(&got))) {
        run->wrong++;
        print_error("%s:%zu: %.*s\n    expected %.*s\n    got      %.*s\n", run->path, line, NDX_ARG(input),
                    NDX_ARG(expected), NDX_ARG(ndx_buf_text(&got)));
    }
    ndx_buf_clear(&got);
}

static inline void archive_table(const char *path, size_t at_least, archive_case *fn, void *context) {
    archive_run run = {fn, context, path, 0};
    assert_true(table_each(path, archive_each, &run) >= at_least);
    assert_int_equal(run.wrong, 0);
}

#endif
