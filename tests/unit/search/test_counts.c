/* Facets, timelines, like articles, feedback, near-duplicates, suggestions. */
#include "archive.h"

static int make(void **state) {
    static archive a;
    *state = &a;
    return archive_make(&a, "en");
}

static int drop(void **state) {
    return archive_drop(*state);
}

static const ndx_expr everything = {.kind = NDX_EXPR_ALL};

/* "name:articles name:articles" */
static void list_buckets(const ndx_buckets *buckets, ndx_buf *out) {
    for (size_t i = 0; i < buckets->count; i++)
        ndx_buf_addf(out, "%s%.*s:%llu", i ? " " : "", NDX_ARG(buckets->bucket[i].name),
                     (unsigned long long)buckets->bucket[i].articles);
}

static void expect_buckets(ndx_buckets *buckets, const char *expected) {
    ndx_buf got = {0};
    list_buckets(buckets, &got);
    assert_string_equal(got.data ? got.data : "", expected);
    ndx_buf_clear(&got);
    ndx_buckets_clear(buckets);
}

static void facets_count_every_match_once_for_each_value(void **state) {
    archive *a = *state;
    ndx_buckets buckets;
    ndx_error err = {0};
    archive_check(ndx_search_facet(a->index, &everything, NDX_FIELD_SOURCE, &buckets, &err), &err);
    assert_int_equal(buckets.matches, NDX_COUNT(archive_articles));
    expect_buckets(&buckets, "Daily Ferry:5 Harbour Post:4 Morning Wire:2");
    archive_check(ndx_search_facet(a->index, &everything, NDX_FIELD_SECTION, &buckets, &err), &err);
    expect_buckets(&buckets, "politics:3 business:2 life:2 news:2 oil:2 sport:1 world:1");
    archive_check(ndx_search_facet(a->index, &everything, NDX_FIELD_PEOPLE, &buckets, &err), &err);
    assert_int_equal(buckets.undated, 5);
    expect_buckets(&buckets, "anna holm:4 jan bergstrom:2 peter holm:2");
}

static void a_person_named_more_than_usual_scores_above_one(void **state) {
    archive *a = *state;
    ndx_buckets buckets;
    ndx_error err = {0};
    ndx_plan *plan = archive_plan(a, "oil", archive_options());
    archive_check(ndx_search_facet(a->index, ndx_plan_expression(plan), NDX_FIELD_PEOPLE, &buckets, &err),
                  &err);
    assert_int_equal(buckets.bucket[0].articles, 3);
    archive_check(ndx_buckets_name_people(a->index, &buckets, 10, &err), &err);
    assert_int_equal(buckets.bucket[0].of, 4);
    assert_true(buckets.bucket[0].score > 1.5);
    assert_true(ndx_text_equal(buckets.bucket[0].label, NDX_TEXT("Anna Holm")));
    ndx_buckets_clear(&buckets);
    ndx_plan_free(plan);
}

static void timelines_keep_empty_periods(void **state) {
    archive *a = *state;
    ndx_buckets buckets;
    ndx_error err = {0};
    ndx_plan *plan = archive_plan(a, "holm", archive_options());
    const ndx_expr *holm = ndx_plan_expression(plan);
    archive_check(ndx_search_timeline(a->index, holm, NDX_SPAN_MONTH, false, NULL, &buckets, &err), &err);
    expect_buckets(
        &buckets,
        "2018-03:3 2018-04:0 2018-05:0 2018-06:1 2018-07:0 2018-08:0 2018-09:0 2018-10:0 2018-11:1");
    archive_check(ndx_search_timeline(a->index, holm, NDX_SPAN_QUARTER, false, NULL, &buckets, &err), &err);
    expect_buckets(&buckets, "2018-Q1:3 2018-Q2:1 2018-Q3:0 2018-Q4:1");
    archive_check(ndx_search_timeline(a->index, holm, NDX_SPAN_YEAR, true, NULL, &buckets, &err), &err);
    assert_int_equal(buckets.bucket[0].of, 6);
    assert_true(buckets.bucket[0].of_words > buckets.bucket[0].words);
    expect_buckets(&buckets, "2018:5");
    ndx_plan_free(plan);
}

static void timelines_name_weeks_as_iso_8601_does(void **state) {
    archive *a = *state;
    ndx_buckets buckets;
    ndx_error err = {0};
    ndx_plan *plan = archive_plan(a, "id:cafe-1", archive_options());
    archive_check(
        ndx_search_timeline(a->index, ndx_plan_expression(plan), NDX_SPAN_WEEK, false, NULL, &buckets, &err),
        &err);
    assert_int_equal(buckets.bucket[0].first, ndx_day_of(2016, 2, 29));
    assert_int_equal(buckets.bucket[0].last, ndx_day_of(2016, 3, 6));
    expect_buckets(&buckets, "2016-W09:1");
    archive_check(
        ndx_search_timeline(a->index, ndx_plan_expression(plan), NDX_SPAN_DAY, false, NULL, &buckets, &err),
        &err);
    expect_buckets(&buckets, "2016-02-29:1");
    ndx_plan_free(plan);
}

static void a_timeline_covers_the_days_that_were_asked_for(void **state) {
    archive *a = *state;
    ndx_buckets buckets;
    ndx_error err = {0};
    ndx_plan *plan = archive_plan(a, "oil date:2018-02..2018-04", archive_options());
    archive_check(
        ndx_search_timeline(a->index, ndx_plan_expression(plan), NDX_SPAN_MONTH, false, NULL, &buckets, &err),
        &err);
    expect_buckets(&buckets, "2018-02:0 2018-03:3 2018-04:0");
    ndx_plan_free(plan);
}

static void timelines_recount_days_in_the_zone_asked_for(void **state) {
    archive *a = *state;
    ndx_buckets buckets;
    ndx_error err = {0};
    ndx_plan_options options = archive_options();
    ndx_timezone *utc;
    archive_check(ndx_timezone_open("UTC", &utc, &err), &err);
    ndx_plan *own = archive_plan(a, "council", options);
    archive_check(
        ndx_search_timeline(a->index, ndx_plan_expression(own), NDX_SPAN_DAY, false, NULL, &buckets, &err),
        &err);
    expect_buckets(&buckets, "2014-01-09:1");
    archive_check(
        ndx_search_timeline(a->index, ndx_plan_expression(own), NDX_SPAN_DAY, false, utc, &buckets, &err),
        &err);
    expect_buckets(&buckets, "2014-01-10:1");
    options.zone = utc;
    ndx_plan *zoned = archive_plan(a, "council date:2014-01-10..2014-01-11", options);
    archive_check(
        ndx_search_timeline(a->index, ndx_plan_expression(zoned), NDX_SPAN_DAY, true, utc, &buckets, &err),
        &err);
    assert_int_equal(buckets.bucket[0].of, 1);
    expect_buckets(&buckets, "2014-01-10:1 2014-01-11:0");
    ndx_plan_free(own);
    ndx_plan_free(zoned);
    ndx_timezone_close(utc);
}

static void every_period_can_be_asked_back(void **state) {
    archive *a = *state;
    ndx_error err = {0};
    for (ndx_span span = NDX_SPAN_DAY; span <= NDX_SPAN_YEAR; span++) {
        ndx_buckets buckets;
        archive_check(ndx_search_timeline(a->index, &everything, span, false, NULL, &buckets, &err), &err);
        for (size_t i = 0; i < buckets.count; i += 1 + buckets.count / 40) {
            ndx_period period;
            archive_check(ndx_date_expression(buckets.bucket[i].name, archive_options().now, &period, &err),
                          &err);
            assert_int_equal(period.first, buckets.bucket[i].first);
            assert_int_equal(period.last, buckets.bucket[i].last);
        }
        ndx_buckets_clear(&buckets);
    }
}

static void expect_found(archive *a, const ndx_plan *plan, const char *expected, bool first_only) {
    ndx_buf ids = {0};
    archive_find(a, plan, &ids);
    ndx_text rest = ndx_buf_text(&ids), first = rest;
    if (first_only) ndx_text_split(&rest, ' ', &first);
    if (!ndx_text_equal(first, ndx_text_of(expected)))
        fail_msg("found %.*s, not %s", NDX_ARG(ndx_buf_text(&ids)), expected);
    ndx_buf_clear(&ids);
}

static void like_finds_the_same_matter_but_not_the_article_itself(void **state) {
    archive *a = *state;
    ndx_plan *plan;
    uint32_t number;
    ndx_error err = {0};
    archive_check(ndx_index_find_id(a->index, NDX_TEXT("wire-1"), &number, &err), &err);
    archive_check(ndx_search_like(a->index, number, false, &plan, &err), &err);
    expect_found(a, plan, "oil-1", true);
    ndx_plan_free(plan);
    archive_check(ndx_index_find_id(a->index, NDX_TEXT("oil-1"), &number, &err), &err);
    archive_check(ndx_search_like(a->index, number, true, &plan, &err), &err);
    ndx_buf ids = {0};
    archive_find(a, plan, &ids);
    assert_null(strstr(ids.data ? ids.data : "", "wire-1")); /* a day later */
    ndx_buf_clear(&ids);
    ndx_plan_free(plan);
}

static void feedback_changes_the_order_but_not_what_is_found(void **state) {
    archive *a = *state;
    ndx_error err = {0};
    ndx_buf before = {0}, after = {0};
    ndx_plan *plan = archive_plan(a, "oil", archive_options());
    archive_find(a, plan, &before);
    archive_check(ndx_plan_feedback(plan, &err), &err);
    assert_int_equal(ndx_plan_expression(plan)->kind, NDX_EXPR_MAYBE);
    archive_find(a, plan, &after);
    assert_int_equal(before.len, after.len);
    ndx_buf_clear(&before);
    ndx_buf_clear(&after);
    ndx_plan_free(plan);
}

static void nearly_equal_articles_are_collapsed_into_the_best(void **state) {
    archive *a = *state;
    ndx_error err = {0};
    ndx_hits hits = {0};
    uint32_t similar[16] = {0};
    const ndx_find_options options = {.around = NDX_NO_DAY};
    ndx_plan *plan = archive_plan(a, "oil", archive_options());
    archive_check(ndx_index_find(a->index, ndx_plan_expression(plan), &options, &hits, &err), &err);
    assert_int_equal(hits.count, 4);
    archive_check(ndx_plan_collapse(plan, &hits, 0, similar, &err), &err);
    assert_int_equal(hits.count, 3);
    assert_int_equal(similar[0] + similar[1] + similar[2], 1);
    archive_check(ndx_plan_collapse(plan, &hits, 1, similar, &err), &err);
    assert_int_equal(hits.count, 1);
    ndx_hits_clear(&hits);
    ndx_plan_free(plan);
}

static void expect_suggestion(archive *a, const char *query, const char *expected) {
    ndx_tree *tree;
    ndx_buf better = {0};
    ndx_error err = {0};
    archive_check(ndx_query_parse(ndx_text_of(query), &tree, &err), &err);
    archive_check(ndx_query_suggest(a->index, tree, &better, &err), &err);
    assert_string_equal(better.data ? better.data : "", expected);
    ndx_buf_clear(&better);
    ndx_tree_free(tree);
}

static void words_that_no_article_has_get_a_better_spelling(void **state) {
    expect_suggestion(*state, "kremiln", "kremlin");
    expect_suggestion(*state, "harbuors -gas headline:strom", "harbours -gas headline:storm");
    expect_suggestion(*state, "(oil OR =sanctoins) date:2018", "(oil OR =sanctions) date:2018");
    expect_suggestion(*state, "who:\"Ana Bolm\"", "who:\"Anna Holm\"");
    expect_suggestion(*state, "rownig cup",
                      "rowing cup"); /* nearer to the stem "row" only when its ending is seen as one */
    expect_suggestion(*state, "congratualted", "congratulated");
    expect_suggestion(*state, "oil gas", "");
    expect_suggestion(*state, "who:holm", "");
    expect_suggestion(*state, "xyzzyplugh", "");
    expect_suggestion(*state, "-kremiln", "");
}

static void a_person_whom_the_index_does_not_know_keeps_the_name(void **state) {
    archive *a = *state;
    ndx_persons *persons;
    ndx_error err = {0};
    archive_check(ndx_persons_new(a->index, &persons, &err), &err);
    for (int article = 0; article < 2; article++) { /* whose arenas are used again */
        char key[] = "nobody known";
        ndx_person person = {.key = ndx_text_of(key)};
        ndx_article asked = {.facts = {.people = &person, .person_count = 1}, .date = {.day = NDX_NO_DAY}};
        const ndx_text *names;
        size_t count;
        archive_check(ndx_persons_of(persons, &asked, &names, &count, &err), &err);
        assert_int_equal(count, 1);
        memset(key, '?', sizeof key);
        assert_true(ndx_text_equal(names[0], NDX_TEXT("nobody known")));
    }
    ndx_persons_free(persons);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facets_count_every_match_once_for_each_value),
        cmocka_unit_test(a_person_named_more_than_usual_scores_above_one),
        cmocka_unit_test(a_person_whom_the_index_does_not_know_keeps_the_name),
        cmocka_unit_test(timelines_keep_empty_periods),
        cmocka_unit_test(timelines_name_weeks_as_iso_8601_does),
        cmocka_unit_test(a_timeline_covers_the_days_that_were_asked_for),
        cmocka_unit_test(timelines_recount_days_in_the_zone_asked_for),
        cmocka_unit_test(every_period_can_be_asked_back),
        cmocka_unit_test(like_finds_the_same_matter_but_not_the_article_itself),
        cmocka_unit_test(feedback_changes_the_order_but_not_what_is_found),
        cmocka_unit_test(nearly_equal_articles_are_collapsed_into_the_best),
        cmocka_unit_test(words_that_no_article_has_get_a_better_spelling),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
