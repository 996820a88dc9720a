/* Where articles match: highlights, snippets, lines of a concordance. */
#include "archive.h"

static int make(void **state) {
    static archive a;
    *state = &a;
    return archive_make(&a, "en");
}

static int drop(void **state) {
    return archive_drop(*state);
}

/* The text with brackets around what is highlighted. */
static void bracket(ndx_text text, const ndx_range *ranges, size_t count, ndx_buf *out) {
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        ndx_buf_add_text(out, ndx_text_slice(text, at, ranges[i].start));
        ndx_buf_add_char(out, '[');
        ndx_buf_add_text(out, ndx_text_slice(text, ranges[i].start, ranges[i].end));
        ndx_buf_add_char(out, ']');
        at = ranges[i].end;
    }
    ndx_buf_add_text(out, ndx_text_slice(text, at, text.len));
}

/* "id query" ==> every highlighted piece of the article, strokes between them. */
static void highlight_case(void *context, ndx_text input, ndx_buf *got) {
    archive *a = context;
    ndx_text id, query = input;
    char id_text[32], query_text[200];
    const ndx_range *ranges;
    size_t count;
    ndx_article article;
    ndx_error err = {0};
    ndx_text_split(&query, ' ', &id);
    snprintf(id_text, sizeof id_text, "%.*s", NDX_ARG(id));
    snprintf(query_text, sizeof query_text, "%.*s", NDX_ARG(query));
    ndx_article_init(&article);
    archive_article_of(a, id_text, &article);
    ndx_plan *plan = archive_plan(a, query_text, archive_options());
    archive_check(ndx_plan_highlights(plan, &article, &ranges, &count, &err), &err);
    for (size_t i = 0; i < count; i++)
        ndx_buf_addf(got, "%s%.*s", i ? " | " : "",
                     NDX_ARG(ndx_text_slice(article.text, ranges[i].start, ranges[i].end)));
    if (count == 0) ndx_buf_add_str(got, "nothing");
    ndx_plan_free(plan);
    ndx_article_clear(&article);
}

static void highlights_are_what_the_table_says(void **state) {
    archive_table("tests/tables/search-highlights.txt", 20, highlight_case, *state);
}

static void snippet_of(archive *a, const char *id, const char *query, size_t width_columns, bool kwic,
                       ndx_buf *out) {
    ndx_article article;
    ndx_snippet snippet = {0};
    ndx_error err = {0};
    ndx_article_init(&article);
    archive_article_of(a, id, &article);
    ndx_plan *plan = archive_plan(a, query, archive_options());
    archive_check(ndx_plan_snippet(plan, &article, width_columns, kwic, &snippet, &err), &err);
    ndx_text text = ndx_buf_text(&snippet.text);
    assert_true(ndx_utf8_valid(text));
    if (width_columns > 1 && ndx_width_columns(text) > width_columns)
        fail_msg("%zu columns: %.*s", width_columns, NDX_ARG(text));
    for (size_t i = 0; i < snippet.highlight_count; i++)
        assert_true(snippet.highlights[i].start < snippet.highlights[i].end &&
                    snippet.highlights[i].end <= text.len);
    if (snippet.cut_before) ndx_buf_add_str(out, "..");
    bracket(text, snippet.highlights, snippet.highlight_count, out);
    if (snippet.cut_after) ndx_buf_add_str(out, "..");
    ndx_snippet_clear(&snippet);
    ndx_plan_free(plan);
    ndx_article_clear(&article);
}

static void expect_snippet(archive *a, const char *id, const char *query, size_t width_columns, bool kwic,
                           const char *expected) {
    ndx_buf got = {0};
    snippet_of(a, id, query, width_columns, kwic, &got);
    assert_string_equal(got.data, expected);
    ndx_buf_clear(&got);
}

static void a_snippet_is_the_passage_with_most_of_the_query(void **state) {
    expect_snippet(*state, "gas-1", "sanctions opposition", 80, false,
                   "..Peter Holm, who leads the [opposition], asked for a debate about [sanctions]..");
    expect_snippet(*state, "oil-1", "shortage nobody", 80, false,
                   "..Energy minister Anna Holm said that [nobody] should fear a [shortage].");
    expect_snippet(*state, "oil-1", "oil", 44, false, "..[Oil] is the first export of the country...");
}

static void a_snippet_ends_behind_a_whole_word(void **state) {
    for (size_t width = 24; width < 60; width++) {
        ndx_buf got = {0};
        snippet_of(*state, "vote-2", "cable", width, false, &got);
        assert_null(strstr(got.data, "well.."));
        assert_null(strstr(got.data, "AT.."));
        assert_null(strstr(got.data, "..T on"));
        ndx_buf_clear(&got);
    }
}

static void a_snippet_marks_phrases_as_wholes_and_words_elsewhere_not_at_all(void **state) {
    expect_snippet(*state, "vote-1", "\"prime minister\"", 90, false,
                   "..The [prime minister], Jan Bergström, will try to form a government. The minister of..");
}

static void a_snippet_of_a_match_in_the_headline_shows_the_words_in_the_body(void **state) {
    expect_snippet(*state, "oil-2", "headline:\"storm damage\" -gas", 60, false,
                   "Repairs at the two harbours will take a month, the..");
    expect_snippet(*state, "vote-2", "headline:elected", 60, false,
                   "Jan Bergström was [elected] prime minister once more...");
}

static void kwic_puts_the_match_in_the_middle(void **state) {
    expect_snippet(*state, "gas-1", "debate", 60, true,
                   "..opposition, asked for a [debate] about sanctions, more..");
}

static void wide_characters_count_as_two_columns(void **state) {
    expect_snippet(*state, "asia-1", "大阪", 40, false, "東京都の港は大きい。船は[大阪]へ行く。");
    expect_snippet(*state, "asia-1", "大阪", 12, false, "..は[大阪]へ..");
}

static void snippets_fit_any_width(void **state) {
    ndx_buf got = {0};
    for (size_t width = 0; width < 200; width++) {
        snippet_of(*state, "vote-1", "minister prime concern", width, width % 2, &got);
        snippet_of(*state, "asia-1", "東京", width, width % 2, &got);
        ndx_buf_reset(&got);
    }
    ndx_buf_clear(&got);
}

static void a_context_is_made_for_each_place(void **state) {
    archive *a = *state;
    ndx_article article;
    ndx_snippet line = {0};
    const ndx_range *ranges;
    size_t count;
    ndx_buf got = {0};
    ndx_error err = {0};
    ndx_article_init(&article);
    archive_article_of(a, "gas-1", &article);
    ndx_plan *plan = archive_plan(a, "sanctions", archive_options());
    archive_check(ndx_plan_highlights(plan, &article, &ranges, &count, &err), &err);
    assert_int_equal(count, 3);
    archive_check(ndx_plan_context(plan, &article, ranges[1], 50, &line, &err), &err);
    bracket(ndx_buf_text(&line.text), line.highlights, line.highlight_count, &got);
    assert_non_null(strstr(got.data, "more [sanctions]"));
    archive_check(ndx_plan_context(plan, &article, (ndx_range){5, 100000}, 50, &line, &err),
                  &err); /* outside: nothing */
    assert_int_equal(line.text.len, 0);
    ndx_buf_clear(&got);
    ndx_snippet_clear(&line);
    ndx_plan_free(plan);
    ndx_article_clear(&article);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(highlights_are_what_the_table_says),
        cmocka_unit_test(a_snippet_is_the_passage_with_most_of_the_query),
        cmocka_unit_test(a_snippet_ends_behind_a_whole_word),
        cmocka_unit_test(a_snippet_marks_phrases_as_wholes_and_words_elsewhere_not_at_all),
        cmocka_unit_test(a_snippet_of_a_match_in_the_headline_shows_the_words_in_the_body),
        cmocka_unit_test(kwic_puts_the_match_in_the_middle),
        cmocka_unit_test(wide_characters_count_as_two_columns),
        cmocka_unit_test(snippets_fit_any_width),
        cmocka_unit_test(a_context_is_made_for_each_place),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
