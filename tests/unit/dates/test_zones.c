/* Time zones. They come from the system's tzdata; without it the IANA cases are skipped. */
#include "table.h"

#include <string.h>
#include <unistd.h>

static void offset_of(ndx_text input, ndx_text expected, char *got, size_t room) {
    char zone[80] = "";
    long long at = 0;
    int32_t offset;
    ndx_error err = {0};
    size_t cut = ndx_text_find(input, NDX_TEXT(" at "));
    assert_true(cut < sizeof zone);
    memcpy(zone, input.data, cut);
    sscanf(input.data + cut + 4, "%lld", &at);
    (void)expected;
    ndx_status status = ndx_zone_offset(zone, at, &offset, &err);
    if (status) {
        assert_int_equal(status, NDX_USAGE);
        assert_non_null(strstr(err.message, "Europe/Berlin"));
    }
    if (status)
        snprintf(got, room, "none");
    else
        snprintf(got, room, "%d", offset);
}

static void zones_are_as_the_table_says(void **state) {
    (void)state;
    if (access("/usr/share/zoneinfo/Europe/Berlin", R_OK)) skip();
    table_run("tests/tables/dates-zones.txt", 35, offset_of);
}

static void half_past_midnight_at_baku_is_the_day_before_in_utc(void **state) {
    (void)state;
    ndx_date date, local;
    char iso[32];
    assert_int_equal(ndx_date_read(NDX_TEXT("27 June 2018 00:30 (UTC+04:00)"), &date, NULL), NDX_OK);
    assert_int_equal(date.day, ndx_day_of(2018, 6, 27));
    assert_int_equal(ndx_date_in_zone(&date, "UTC", &local, NULL), NDX_OK);
    ndx_date_format(&local, iso);
    assert_string_equal(iso, "2018-06-26T20:30:00+00:00");
    assert_int_equal(ndx_date_in_zone(&date, "UTC+10:00", &local, NULL), NDX_OK);
    ndx_date_format(&local, iso);
    assert_string_equal(iso, "2018-06-27T06:30:00+10:00");
}

static void a_date_without_time_or_offset_stays_as_it_is(void **state) {
    static const char *const dates[] = {"2018-06-27", "2018-06", "2018-06-27T00:30"};
    (void)state;
    for (size_t i = 0; i < NDX_COUNT(dates); i++) {
        ndx_date date, local;
        assert_int_equal(ndx_date_read(ndx_text_of(dates[i]), &date, NULL), NDX_OK);
        assert_int_equal(ndx_date_in_zone(&date, "UTC", &local, NULL), NDX_OK);
        assert_int_equal(local.day, date.day);
        assert_int_equal(local.second, date.second);
    }
}

static void a_missing_zone_is_an_error(void **state) {
    (void)state;
    ndx_timezone *zone;
    ndx_error err;
    assert_int_equal(ndx_timezone_open(NULL, &zone, &err), NDX_USAGE);
    assert_int_equal(ndx_timezone_open("", &zone, &err), NDX_USAGE);
    assert_int_equal(ndx_timezone_open("Mars/Olympus", &zone, &err), NDX_USAGE);
    assert_null(zone);
    ndx_timezone_close(NULL);
}

static void a_zone_keeps_the_name_it_was_opened_by(void **state) {
    ndx_timezone *zone;
    (void)state;
    assert_int_equal(ndx_timezone_open("UTC+04:00", &zone, NULL), NDX_OK);
    assert_string_equal(ndx_timezone_name(zone), "UTC+04:00");
    ndx_timezone_close(zone);
}

static void orders_of_numeric_dates_have_names(void **state) {
    ndx_date_order order = NDX_ORDER_UNSET;
    (void)state;
    assert_true(ndx_date_order_find("dmy", &order));
    assert_int_equal(order, NDX_ORDER_DAY_FIRST);
    assert_true(ndx_date_order_find("mdy", &order));
    assert_int_equal(order, NDX_ORDER_MONTH_FIRST);
    assert_true(ndx_date_order_find("ymd", &order));
    assert_int_equal(order, NDX_ORDER_UNSET);
    assert_false(ndx_date_order_find("myd", &order));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_zone_keeps_the_name_it_was_opened_by),
        cmocka_unit_test(orders_of_numeric_dates_have_names),
        cmocka_unit_test(zones_are_as_the_table_says),
        cmocka_unit_test(half_past_midnight_at_baku_is_the_day_before_in_utc),
        cmocka_unit_test(a_date_without_time_or_offset_stays_as_it_is),
        cmocka_unit_test(a_missing_zone_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
