/* Date expressions of queries. */
#include "table.h"

#include <string.h>

static ndx_now now_of(ndx_text written) {
    ndx_date date;
    if (ndx_date_read(written, &date, NULL)) fail_msg("no such now: %.*s", NDX_ARG(written));
    return (ndx_now){date.day, date.second < 0 ? 0 : date.second};
}

/* "expression @ now" gives a range, or "error COLUMN: sentence", of which the table may tell the beginning.
 */
static void read_expression(ndx_text input, ndx_text expected, char *got, size_t room) {
    size_t at = input.len;
    while (at && input.data[at - 1] != '@') at--;
    assert_true(at >= 1);
    ndx_now now = now_of(ndx_text_trim(ndx_text_slice(input, at, input.len)));
    ndx_period period;
    ndx_error err = {0};
    ndx_status status =
        ndx_date_expression(ndx_text_trim(ndx_text_slice(input, 0, at - 1)), now, &period, &err);
    if (!status) {
        assert_true(period.first <= period.last);
        ndx_period_format(&period, got);
        return;
    }
    assert_int_equal(status, NDX_USAGE);
    assert_true(period.first == NDX_NO_DAY && err.column >= 1);
    snprintf(got, room, "error %zu: %s", err.column, err.message);
    bool shortened =
        expected.len > 9 && expected.len < strlen(got) && ndx_text_starts(expected, NDX_TEXT("error "));
    if (shortened) got[expected.len] = '\0';
}

static void expressions_mean_what_the_table_says(void **state) {
    (void)state;
    table_run("tests/tables/dates-expressions.txt", 300, read_expression);
}

static void an_order_set_reads_what_is_ambiguous_without(void **state) {
    (void)state;
    ndx_now now = {ndx_day_of(2018, 6, 27), 0};
    ndx_period p;
    ndx_error err;
    assert_int_equal(ndx_date_expression_ordered(NDX_TEXT("3/4/2018"), now, NDX_ORDER_DAY_FIRST, &p, &err),
                     NDX_OK);
    assert_int_equal(p.first, ndx_day_of(2018, 4, 3));
    assert_int_equal(ndx_date_expression_ordered(NDX_TEXT("3/4/2018"), now, NDX_ORDER_MONTH_FIRST, &p, &err),
                     NDX_OK);
    assert_int_equal(p.first, ndx_day_of(2018, 3, 4));
    assert_int_equal(ndx_date_expression_ordered(NDX_TEXT("27/6/2018"), now, NDX_ORDER_MONTH_FIRST, &p, &err),
                     NDX_OK);
    assert_int_equal(p.first, ndx_day_of(2018, 6, 27));
    assert_int_equal(ndx_date_expression(NDX_TEXT("3/4/2018"), now, &p, &err), NDX_USAGE);
    assert_non_null(strstr(err.message, "2018-04-03"));
    assert_non_null(strstr(err.message, "2018-03-04"));
}

static void the_unreadable_is_told_with_the_accepted_forms(void **state) {
    (void)state;
    ndx_now now = {ndx_day_of(2018, 6, 27), 0};
    ndx_period p;
    ndx_error err;
    assert_int_equal(ndx_date_expression(NDX_TEXT("2018..soonish"), now, &p, &err), NDX_USAGE);
    assert_int_equal(err.column, 7);
    assert_non_null(strstr(err.message, "soonish"));
    assert_non_null(strstr(err.message, "last week"));
    assert_non_null(strstr(err.message, "A..B"));
}

static void columns_count_characters(void **state) {
    (void)state;
    ndx_now now = {ndx_day_of(2018, 6, 27), 0};
    ndx_period p;
    ndx_error err;
    assert_int_equal(ndx_date_expression(NDX_TEXT("1 août 2018 tôt"), now, &p, &err), NDX_USAGE);
    assert_int_equal(err.column, 13);
}

static void every_day_of_a_year_is_a_now(void **state) {
    static const char *const expressions[] = {"monday",      "last monday", "next friday",  "last week",
                                              "last month",  "june",        "last june",    "winter",
                                              "last winter", "easter",      "past 30 days", "3 months ago",
                                              "Q3",          "the 31st",    "29 february",  "last weekend"};
    (void)state;
    for (ndx_day day = ndx_day_of(2019, 1, 1); day <= ndx_day_of(2020, 12, 31); day++) {
        for (size_t i = 0; i < NDX_COUNT(expressions); i++) {
            ndx_period p;
            ndx_error err;
            if (ndx_date_expression(ndx_text_of(expressions[i]), (ndx_now){day, 1}, &p, &err))
                fail_msg("%s: %s", expressions[i], err.message);
            if (p.first > p.last || (strcmp(expressions[i], "next friday") ? p.first > day : p.first <= day))
                fail_msg("%s on day %d lies ahead", expressions[i], day);
        }
    }
}

static void long_and_damaged_expressions_are_refused(void **state) {
    (void)state;
    char many[3000];
    ndx_now now = {ndx_day_of(2018, 6, 27), 0};
    ndx_period p;
    ndx_error err;
    const char *const pieces[] = {"early ", "1",    "2018..", "last ",    "\xff",
                                  "P1Y",    "the ", "'",      "monday, ", "٣"};
    for (size_t i = 0; i < NDX_COUNT(pieces); i++) {
        for (size_t len = strlen(pieces[i]), at = 0; at + len < sizeof many; at += len)
            memcpy(many + at, pieces[i], len);
        for (size_t len = 200; len < 2900; len += 50)
            assert_int_equal(ndx_date_expression((ndx_text){many, len}, now, &p, &err), NDX_USAGE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_mean_what_the_table_says),
        cmocka_unit_test(an_order_set_reads_what_is_ambiguous_without),
        cmocka_unit_test(the_unreadable_is_told_with_the_accepted_forms),
        cmocka_unit_test(columns_count_characters),
        cmocka_unit_test(every_day_of_a_year_is_a_now),
        cmocka_unit_test(long_and_damaged_expressions_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
