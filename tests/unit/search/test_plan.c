/* Trees become expressions, and expressions find articles. */
#include "archive.h"
#include "../../../src/search/plan.h"

static int make(void **state) {
    static archive a;
    *state = &a;
    return archive_make(&a, "en");
}

static int drop(void **state) {
    return archive_drop(*state);
}

/* The expression of a query, or the column and message of its error. */
static void plan_case(void *context, ndx_text input, ndx_buf *got) {
    archive *a = context;
    ndx_tree *tree = NULL;
    ndx_plan *plan = NULL;
    ndx_error err = {0};
    ndx_plan_options options = archive_options();
    ndx_status status = ndx_query_parse(input, &tree, &err);
    if (!status) status = ndx_query_plan(a->index, tree, &options, &plan, &err);
    if (status)
        ndx_buf_addf(got, "%zu: %s", err.column, err.message);
    else
        ndx_expr_print(ndx_plan_expression(plan), got);
    ndx_plan_free(plan);
    ndx_tree_free(tree);
}

static void queries_are_planned_as_the_table_says(void **state) {
    archive_table("tests/tables/search-plan.txt", 60, plan_case, *state);
}

static int by_bytes(const void *a, const void *b) {
    return ndx_text_compare(*(const ndx_text *)a, *(const ndx_text *)b);
}

/* Ids found, in order of the alphabet; "any:" before the query is --any. */
static void find_case(void *context, ndx_text input, ndx_buf *got) {
    archive *a = context;
    ndx_plan_options options = archive_options();
    ndx_buf ids = {0}, query = {0};
    ndx_text sorted[32], rest;
    size_t count = 0;
    options.any = ndx_text_starts(input, NDX_TEXT("any: "));
    ndx_buf_add_text(&query, ndx_text_slice(input, options.any ? 5 : 0, input.len));
    ndx_plan *plan = archive_plan(a, query.data, options);
    archive_find(a, plan, &ids);
    rest = ndx_buf_text(&ids);
    while (ids.len && count < 32 && ndx_text_split(&rest, ' ', &sorted[count])) count++;
    qsort(sorted, count, sizeof *sorted, by_bytes);
    for (size_t i = 0; i < count; i++) ndx_buf_addf(got, "%s%.*s", i ? " " : "", NDX_ARG(sorted[i]));
    if (count == 0) ndx_buf_add_str(got, "none");
    ndx_plan_free(plan);
    ndx_buf_clear(&ids);
    ndx_buf_clear(&query);
}

static void queries_find_the_articles_the_table_says(void **state) {
    archive_table("tests/tables/search-find.txt", 60, find_case, *state);
}

static void expect(archive *a, ndx_plan_options options, const char *query, const char *ids) {
    ndx_buf found = {0};
    ndx_plan *plan = archive_plan(a, query, options);
    archive_find(a, plan, &found);
    assert_string_equal(found.data ? found.data : "", ids);
    ndx_buf_clear(&found);
    ndx_plan_free(plan);
}

static void options_bound_the_days(void **state) {
    ndx_plan_options options = archive_options();
    options.since = NDX_TEXT("2018-03-03");
    options.until = NDX_TEXT("2018-03-31");
    expect(*state, options, "headline:oil", "wire-1");
    options.until = NDX_TEXT("2018-03-02");
    expect(*state, options, "oil", "");
}

/* zone-1 was published at 23:30 in New York, which is the next day in Baku. */
static void days_can_be_counted_in_a_zone(void **state) {
    ndx_timezone *baku, *york;
    ndx_error err = {0};
    ndx_plan_options options = archive_options();
    archive_check(ndx_timezone_open("UTC+04:00", &baku, &err), &err);
    archive_check(ndx_timezone_open("UTC-05:00", &york, &err), &err);
    expect(*state, options, "date:2014-01-09", "zone-1");
    options.zone = york;
    expect(*state, options, "midnight date:2014-01-09", "zone-1");
    options.zone = baku;
    expect(*state, options, "date:2014-01-09", "");
    expect(*state, options, "date:2014-01-10", "zone-1");
    expect(*state, options, "date:\"2014-01-10 08:00..09:00\" midnight", "zone-1");
    expect(*state, options, "midnight -date:2014-01-09", "zone-1");
    options.since = NDX_TEXT("2014-01-11");
    expect(*state, options, "midnight", "");
    ndx_timezone_close(baku);
    ndx_timezone_close(york);
}

static void an_option_that_is_no_date_is_an_error_that_names_it(void **state) {
    archive *a = *state;
    ndx_plan *plan;
    ndx_error err = {0};
    ndx_plan_options options = archive_options();
    options.since = NDX_TEXT("someday");
    assert_int_equal(ndx_query_plan(a->index, NULL, &options, &plan, &err), NDX_USAGE);
    assert_non_null(strstr(err.message, "--since"));
    assert_int_equal(err.column, 0);
    assert_null(plan);
}

static void a_query_without_words_means_every_article(void **state) {
    archive *a = *state;
    ndx_plan *plan;
    ndx_plan_options options = archive_options();
    assert_int_equal(ndx_query_plan(a->index, NULL, &options, &plan, NULL), NDX_OK);
    assert_int_equal(ndx_plan_expression(plan)->kind, NDX_EXPR_ALL);
    ndx_plan_free(plan);
}

static void expansions_are_capped_and_it_is_said(void **state) {
    ndx_plan_options options = archive_options();
    options.expansion_limit = 3;
    ndx_plan *plan = archive_plan(*state, "s*", options);
    assert_int_equal(ndx_plan_expression(plan)->child_count, 3);
    assert_non_null(strstr(ndx_plan_notice(plan, 0), "s* stands for the 3 most frequent of "));
    assert_null(ndx_plan_notice(plan, 1));
    ndx_plan_free(plan);
}

static void a_surname_of_several_people_is_told_apart(void **state) {
    ndx_plan *plan = archive_plan(*state, "who:holm", archive_options());
    ndx_buf text = {0};
    assert_string_equal(ndx_plan_notice(plan, 0),
                        "which holm? who:\"Anna Holm\" (4), who:\"Peter Holm\" (2)");
    ndx_plan_print(plan, &text);
    assert_non_null(strstr(text.data, "who:holm stands for Anna Holm (4), Peter Holm (2)"));
    ndx_buf_clear(&text);
    ndx_plan_free(plan);
}

static void patterns_that_could_explode_are_bounded(void **state) {
    archive *a = *state;
    ndx_tree *tree;
    ndx_plan *plan;
    ndx_error err = {0};
    ndx_buf query = {0};
    ndx_plan_options options = archive_options();
    for (size_t i = 0; i < 4000; i++) ndx_buf_add_str(&query, i % 2 ? "*a* " : "b* ");
    assert_int_equal(ndx_query_parse(ndx_buf_text(&query), &tree, &err), NDX_OK);
    ndx_status status = ndx_query_plan(a->index, tree, &options, &plan, &err);
    assert_true(status == NDX_OK || status == NDX_USAGE);
    ndx_plan_free(plan);
    ndx_tree_free(tree);
    ndx_buf_clear(&query);
}

static void patterns_match_whole_words(void **state) {
    (void)state;
    assert_true(ndx_pattern_matches(NDX_TEXT("nucle*"), NDX_TEXT("nuclear")));
    assert_true(ndx_pattern_matches(NDX_TEXT("w?rd"), NDX_TEXT("wörd")));
    assert_false(ndx_pattern_matches(NDX_TEXT("w?rd"), NDX_TEXT("words")));
    assert_true(ndx_pattern_matches(NDX_TEXT("*a*a*"), NDX_TEXT("banana")));
    assert_false(ndx_pattern_matches(NDX_TEXT("a*"), NDX_TEXT("")));
    assert_true(ndx_pattern_matches(NDX_TEXT("*"), NDX_TEXT("")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries_are_planned_as_the_table_says),
        cmocka_unit_test(queries_find_the_articles_the_table_says),
        cmocka_unit_test(options_bound_the_days),
        cmocka_unit_test(days_can_be_counted_in_a_zone),
        cmocka_unit_test(an_option_that_is_no_date_is_an_error_that_names_it),
        cmocka_unit_test(a_query_without_words_means_every_article),
        cmocka_unit_test(expansions_are_capped_and_it_is_said),
        cmocka_unit_test(a_surname_of_several_people_is_told_apart),
        cmocka_unit_test(patterns_that_could_explode_are_bounded),
        cmocka_unit_test(patterns_match_whole_words),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
