/* Terms and values of an article that are not words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "../../../src/index/schema.h"

static void join_cover(ndx_day first, ndx_day last, char out[4096]) {
    ndx_calendar_piece pieces[NDX_CALENDAR_PIECES_MAX];
    size_t count = ndx_calendar_cover(first, last, pieces);
    out[0] = 0;
    for (size_t i = 0; i < count; i++) {
        char term[16];
        ndx_calendar_term("D", pieces[i], term);
        snprintf(out + strlen(out), 4096 - strlen(out), "%s%s", i ? " " : "", term);
    }
}

static void a_range_of_days_is_covered_by_the_fewest_pieces(void **state) {
    (void)state;
    static const struct {
        int from[3], to[3];
        const char *expected;
    } cases[] = {
        {{2018, 6, 27}, {2018, 6, 27}, "D20180627"},
        {{2018, 6, 1}, {2018, 6, 30}, "D201806"},
        {{2018, 1, 1}, {2018, 12, 31}, "D2018"},
        {{2010, 1, 1}, {2019, 12, 31}, "D201"},
        {{2009, 12, 30}, {2020, 1, 1}, "D20091230 D20091231 D201 D20200101"},
        {{2018, 5, 31}, {2018, 7, 1}, "D20180531 D201806 D20180701"},
        {{2016, 2, 1},
         {2016, 2, 28},
         "D20160201 D20160202 D20160203 D20160204 D20160205 D20160206 D20160207 D20160208 D20160209 "
         "D20160210 "
         "D20160211 D20160212 D20160213 D20160214 D20160215 D20160216 D20160217 D20160218 D20160219 "
         "D20160220 "
         "D20160221 D20160222 D20160223 D20160224 D20160225 D20160226 D20160227 D20160228"},
        {{2998, 12, 31}, {2999, 12, 31}, "D29981231 D2999"},
    };
    char joined[4096];
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        const int *a = cases[i].from, *b = cases[i].to;
        join_cover(ndx_day_of(a[0], a[1], a[2]), ndx_day_of(b[0], b[1], b[2]), joined);
        assert_string_equal(joined, cases[i].expected);
    }
}

static void a_cover_has_room_for_every_range_and_leaves_no_day_out(void **state) {
    (void)state;
    ndx_calendar_piece pieces[NDX_CALENDAR_PIECES_MAX];
    assert_int_equal(ndx_calendar_cover(NDX_NO_DAY, INT32_MAX, pieces), 140);
    assert_int_equal(ndx_calendar_cover(10, 9, pieces), 0);
    size_t most = ndx_calendar_cover(ndx_day_of(1601, 1, 2), ndx_day_of(2999, 12, 30), pieces);
    assert_in_range(most, 140, NDX_CALENDAR_PIECES_MAX - 1);
}

static void dates_as_values_sort_like_dates(void **state) {
    (void)state;
    ndx_date dates[] = {
        {ndx_day_of(1600, 1, 1), -1, 0, false, 0, NDX_PRECISION_DAY},
        {ndx_day_of(1963, 4, 1), -1, 0, false, 0, NDX_PRECISION_DAY},
        {ndx_day_of(1963, 4, 1), 0, 0, false, 0, NDX_PRECISION_TIME},
        {ndx_day_of(1963, 4, 1), 86399, 0, false, 0, NDX_PRECISION_TIME},
        {ndx_day_of(2999, 12, 31), 5, 0, false, 0, NDX_PRECISION_TIME},
    };
    char before[6];
    size_t before_len = 0;
    for (size_t i = 0; i < NDX_COUNT(dates); i++) {
        char value[6];
        size_t len = ndx_value_date(&dates[i], value);
        assert_int_equal(ndx_value_day((ndx_text){value, len}), dates[i].day);
        if (i) assert_true(ndx_text_compare((ndx_text){before, before_len}, (ndx_text){value, len}) < 0);
        memcpy(before, value, len);
        before_len = len;
    }
    ndx_date none = NDX_NO_DATE;
    char value[6];
    assert_int_equal(ndx_value_date(&none, value), 0);
    assert_int_equal(ndx_value_day((ndx_text){"", 0}), NDX_NO_DAY);
}

static void a_long_id_becomes_a_hash_and_a_short_one_stays(void **state) {
    (void)state;
    char long_id[600];
    memset(long_id, 'x', sizeof long_id);
    ndx_buf out = {0};
    ndx_term_of_value(NDX_FIELD_ID, NDX_TEXT("Desk/7"), &out);
    assert_string_equal(out.data, "QDesk/7");
    ndx_buf_reset(&out);
    ndx_term_of_value(NDX_FIELD_ID, (ndx_text){long_id, sizeof long_id}, &out);
    assert_in_range(out.len, 30, 40);
    assert_memory_equal(out.data, "Q#", 2);
    ndx_buf_reset(&out);
    ndx_term_of_value(NDX_FIELD_PEOPLE, NDX_TEXT("José García"), &out);
    assert_string_equal(out.data, "XPjose garcia");
    ndx_buf_clear(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_range_of_days_is_covered_by_the_fewest_pieces),
        cmocka_unit_test(a_cover_has_room_for_every_range_and_leaves_no_day_out),
        cmocka_unit_test(dates_as_values_sort_like_dates),
        cmocka_unit_test(a_long_id_becomes_a_hash_and_a_short_one_stays),
    };
    return cmocka_run_group_tests_name("index: schema", tests, NULL, NULL);
}
