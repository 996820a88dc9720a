/* Articles and expressions written in a line, for tests of the index. */
#ifndef NDX_TEST_INDEX_FIXTURE_H
#define NDX_TEST_INDEX_FIXTURE_H

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "newsdex/index.h"

#include "../folder.h"

typedef struct sample {
    const char *id, *date, *headline, *body, *people, *section;
} sample;
#ifndef SOURCE_OF /* a test may have its own */
#define SOURCE_OF(sample) "Daily Lantern"
#endif

/* The article as the stages before us would have left it: text, zones, date, tokens, people. Paragraphs of the body are parted by
 * "\n\n"; the first is the lead. */
static void make_article(ndx_article *article, ndx_analyzer *analyzer, const sample *from) {
    ndx_article_reset(article);
    ndx_buf text = {0};
    int year, month, day;
    ndx_article_set(article, NDX_FIELD_ID, ndx_text_of(from->id), NULL);
    ndx_article_set(article, NDX_FIELD_HEADLINE, ndx_text_of(from->headline), NULL);
    ndx_article_set(article, NDX_FIELD_SECTION, ndx_text_of(from->section), NULL);
    ndx_article_set(article, NDX_FIELD_SOURCE, ndx_text_of(SOURCE_OF(from)), NULL);
    ndx_buf_addf(&text, "%s\n\n%s", from->headline, from->body);
    article->text = ndx_arena_copy(&article->arena, ndx_buf_text(&text));
    ndx_buf_clear(&text);
    uint32_t headline = (uint32_t)strlen(from->headline), end = (uint32_t)article->text.len;
    const char *paragraph = strstr(from->body, "\n\n");
    article->zone[NDX_ZONE_HEADLINE] = (ndx_range){0, headline};
    article->zone[NDX_ZONE_BODY] = (ndx_range){headline + 2, end};
    article->zone[NDX_ZONE_LEAD] =
        (ndx_range){headline + 2, paragraph ? headline + 2 + (uint32_t)(paragraph - from->body) : end};
    if (from->date && sscanf(from->date, "%d-%d-%d", &year, &month, &day) == 3)
        article->date =
            (ndx_date){ndx_day_of(year, month, day), -1, 0, false, NDX_DATE_MARKUP, NDX_PRECISION_DAY};
    article->origin.path = ndx_arena_copy(&article->arena, NDX_TEXT("archive/lantern.jsonl"));
    article->origin.hash = ndx_hash(from->body, strlen(from->body), 0);
    assert_int_equal(ndx_analyze(analyzer, article, NULL), NDX_OK);
    if (from->people) {
        article->facts.people = ndx_arena_array(&article->arena, 1, sizeof(ndx_person));
        article->facts.person_count = 1;
        article->facts.people[0] =
            (ndx_person){.name = ndx_text_of(from->people), .prominence = 0.5f, .from_source = true};
        ndx_buf key = {0};
        ndx_fold(&key, ndx_text_of(from->people));
        article->facts.people[0].key = ndx_arena_copy(&article->arena, ndx_buf_text(&key));
        ndx_buf_clear(&key);
    }
}

static inline void put_samples(const char *dir, const sample *samples, size_t count,
                               const ndx_writer_options *options) {
    ndx_writer *writer;
    ndx_analyzer *analyzer;
    ndx_prepared *prepared;
    ndx_article article;
    ndx_error err = {0};
    ndx_article_init(&article);
    assert_int_equal(ndx_analyzer_new("en", &analyzer, NULL), NDX_OK);
    assert_int_equal(ndx_prepared_new(&prepared, NULL), NDX_OK);
    ndx_status status = ndx_writer_open(dir, options, &writer, &err);
    if (status != NDX_OK) fail_msg("%s", err.message);
    for (size_t i = 0; i < count; i++) {
        make_article(&article, analyzer, &samples[i]);
        assert_int_equal(ndx_prepare(prepared, &article, analyzer, &err), NDX_OK);
        status = ndx_writer_put(writer, prepared, &err);
        if (status != NDX_OK) fail_msg("%s", err.message);
    }
    status = ndx_writer_commit(writer, &err);
    if (status != NDX_OK) fail_msg("%s", err.message);
    ndx_writer_close(writer);
    ndx_prepared_free(prepared);
    ndx_analyzer_free(analyzer);
    ndx_article_clear(&article);
}

static ndx_index *open_index(const char *dir) {
    ndx_index *index;
    ndx_error err = {0};
    if (ndx_index_open(&dir, 1, &index, &err) != NDX_OK) fail_msg("%s", err.message);
    return index;
}

/* --- expressions in brackets: (near 5 oil price) -------------------------------------------------------- */

static const struct {
    const char *name;
    ndx_expr_kind kind;
    bool takes_number;
} operators[] = {
    {"and", NDX_EXPR_AND, false},
    {"or", NDX_EXPR_OR, false},
    {"synonym", NDX_EXPR_SYNONYM, false},
    {"not", NDX_EXPR_NOT, false},
    {"maybe", NDX_EXPR_MAYBE, false},
    {"filter", NDX_EXPR_FILTER, false},
    {"phrase", NDX_EXPR_PHRASE, false},
    {"near", NDX_EXPR_NEAR, true},
    {"ordered", NDX_EXPR_NEAR, true},
    {"sentence", NDX_EXPR_SENTENCE, false},
    {"paragraph", NDX_EXPR_PARAGRAPH, false},
    {"atleast", NDX_EXPR_ATLEAST, true},
    {"first", NDX_EXPR_FIRST, true},
    {"headline", NDX_EXPR_IN_ZONE, false},
    {"lead", NDX_EXPR_IN_ZONE, false},
    {"prefix", NDX_EXPR_PREFIX, false},
    {"exact", NDX_EXPR_EXACT, false},
    {"days", NDX_EXPR_DAYS, false},
    {"words", NDX_EXPR_WORDS, false},
};

static ndx_text next_word(const char **at) {
    while (isspace((unsigned char)**at)) ++*at;
    const char *begin = *at;
    if (**at == '(' || **at == ')') return (ndx_text){(*at)++, 1};
    while (**at && !isspace((unsigned char)**at) && **at != '(' && **at != ')') ++*at;
    return (ndx_text){begin, (size_t)(*at - begin)};
}

static ndx_expr *read_expr(ndx_arena *arena, const char **at);

static void read_leaf(ndx_arena *arena, ndx_expr *expr, const char **at) {
    ndx_text word = next_word(at), second;
    int from[3], to[3];
    switch (expr->kind) {
    case NDX_EXPR_PREFIX:
        expr->term = word;
        break;
    case NDX_EXPR_EXACT: /* stem form */
        expr->term = word;
        expr->form = next_word(at);
        break;
    case NDX_EXPR_WORDS:
        expr->low = strtoull(word.data, NULL, 10);
        expr->high = strtoull(next_word(at).data, NULL, 10);
        break;
    default:
        second = next_word(at);
        assert_int_equal(sscanf(word.data, "%d-%d-%d", &from[0], &from[1], &from[2]), 3);
        assert_int_equal(sscanf(second.data, "%d-%d-%d", &to[0], &to[1], &to[2]), 3);
        expr->first = ndx_day_of(from[0], from[1], from[2]);
        expr->last = ndx_day_of(to[0], to[1], to[2]);
    }
    (void)arena;
    assert_true(ndx_text_equal(next_word(at), NDX_TEXT(")")));
}

static ndx_expr *read_list(ndx_arena *arena, const char **at) {
    ndx_expr *expr = ndx_arena_alloc(arena, sizeof *expr);
    ndx_text name = next_word(at);
    size_t op = 0;
    while (op < NDX_COUNT(operators) && !ndx_text_equal(name, ndx_text_of(operators[op].name))) op++;
    if (op == NDX_COUNT(operators)) fail_msg("no operator %.*s", NDX_ARG(name));
    expr->kind = operators[op].kind;
    expr->ordered = !strcmp(operators[op].name, "ordered");
    if (expr->kind == NDX_EXPR_IN_ZONE)
        expr->zone = strcmp(operators[op].name, "lead") ? NDX_ZONE_HEADLINE : NDX_ZONE_LEAD;
    if (operators[op].takes_number) expr->number = (uint32_t)strtoul(next_word(at).data, NULL, 10);
    if (expr->kind == NDX_EXPR_PREFIX || expr->kind == NDX_EXPR_EXACT || expr->kind == NDX_EXPR_DAYS ||
        expr->kind == NDX_EXPR_WORDS) {
        read_leaf(arena, expr, at);
        return expr;
    }
    expr->child = ndx_arena_array(arena, 32, sizeof *expr->child);
    expr->offset = ndx_arena_array(arena, 32, sizeof *expr->offset);
    for (uint32_t place = 0;; place++) {
        while (isspace((unsigned char)**at)) ++*at;
        if (**at == ')') break;
        if (**at == '_') { /* a word left open in a phrase */
            ++*at;
            continue;
        }
        expr->offset[expr->child_count] = place;
        expr->child[expr->child_count++] = read_expr(arena, at);
    }
    ++*at;
    return expr;
}

/* A word is a term; "ALL" and "NONE" are themselves. */
static ndx_expr *read_expr(ndx_arena *arena, const char **at) {
    ndx_text word = next_word(at);
    if (ndx_text_equal(word, NDX_TEXT("("))) return read_list(arena, at);
    ndx_expr *expr = ndx_arena_alloc(arena, sizeof *expr);
    expr->kind = ndx_text_equal(word, NDX_TEXT("ALL"))    ? NDX_EXPR_ALL
                 : ndx_text_equal(word, NDX_TEXT("NONE")) ? NDX_EXPR_NONE
                                                          : NDX_EXPR_TERM;
    expr->term = word;
    return expr;
}

/* The ids of all hits, in order, with blanks between. */
static inline void find_ids(ndx_index *index, const ndx_expr *expr, ndx_sort sort, char out[1024]) {
    ndx_hits hits;
    ndx_error err = {0};
    ndx_find_options options = {.around = NDX_NO_DAY, .sort = sort, .count_exactly = true};
    if (ndx_index_find(index, expr, &options, &hits, &err) != NDX_OK) fail_msg("%s", err.message);
    assert_int_equal(hits.total, hits.count);
    assert_true(hits.total_exact);
    out[0] = 0;
    for (size_t i = 0; i < hits.count; i++) {
        ndx_stored *stored;
        assert_int_equal(ndx_index_fetch(index, hits.hits[i].number, &stored, NULL), NDX_OK);
        snprintf(out + strlen(out), 1024 - strlen(out), "%s%.*s", i ? " " : "",
                 NDX_ARG(ndx_stored_field(stored, NDX_FIELD_ID)));
        ndx_stored_free(stored);
    }
    ndx_hits_clear(&hits);
}

#endif
