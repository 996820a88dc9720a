/* Publication dates: in markup, in URLs, in paths. */
#include "table.h"
#include "../../../src/dates/lex.h"
#include "../../../src/dates/names.h"

#include <string.h>

static void read_markup(ndx_text input, ndx_text expected, char *got, size_t room) {
    ndx_date date;
    ndx_error err = {0};
    char iso[32];
    (void)expected;
    ndx_status status = ndx_date_read(input, &date, &err);
    if (status) assert_true(status == NDX_BAD_INPUT && err.message[0] && date.day == NDX_NO_DAY);
    ndx_date_format(&date, iso);
    snprintf(got, room, "%s", status ? "none" : iso);
}

static void read_place(ndx_text input, ndx_text expected, char *got, size_t room) {
    ndx_date date;
    char iso[32] = "none";
    bool url = ndx_text_starts(input, NDX_TEXT("url"));
    ndx_text where = ndx_text_trim(ndx_text_slice(input, url ? 3 : 4, input.len));
    (void)expected;
    ndx_status status = url ? ndx_date_in_url(where, &date) : ndx_date_in_path(where, &date);
    if (!status) {
        assert_int_equal(date.source, url ? NDX_DATE_URL : NDX_DATE_FILENAME);
        ndx_date_format(&date, iso);
    }
    snprintf(got, room, "%s", iso);
}

static void dates_in_markup_are_read_as_the_table_says(void **state) {
    (void)state;
    table_run("tests/tables/dates-markup.txt", 90, read_markup);
}

static void dates_in_urls_and_paths_are_found_as_the_table_says(void **state) {
    (void)state;
    table_run("tests/tables/dates-places.txt", 20, read_place);
}

static void an_archive_may_set_the_order_of_day_and_month(void **state) {
    (void)state;
    ndx_date date;
    assert_int_equal(ndx_date_read_ordered(NDX_TEXT("3/4/2018"), NDX_ORDER_DAY_FIRST, &date, NULL), NDX_OK);
    assert_int_equal(date.day, ndx_day_of(2018, 4, 3));
    assert_int_equal(ndx_date_read_ordered(NDX_TEXT("3/4/2018"), NDX_ORDER_MONTH_FIRST, &date, NULL), NDX_OK);
    assert_int_equal(date.day, ndx_day_of(2018, 3, 4));
}

/* Each form of the table, folded, must be the form itself and name that month, whatever language is asked
 * first. */
static void every_month_name_is_folded_and_means_one_month(void **state) {
    static const char *const rows[] = {
#define X(language, forms) forms,
#include "../../../src/dates/months.def"
#undef X
    };
    (void)state;
    for (size_t i = 0; i < NDX_COUNT(rows); i++) {
        ndx_text rest = ndx_text_of(rows[i]), forms, form;
        int month = 0;
        while (ndx_text_split(&rest, '|', &forms)) {
            month++;
            while (ndx_text_split(&forms, '/', &form)) {
                lex_tokens tokens;
                assert_int_equal(lex_run(&tokens, form, NULL), NDX_OK);
                if (tokens.count != 1 || !ndx_text_equal(tokens.token[0].word, form) ||
                    names_month(form) != month)
                    fail_msg("row %zu: %.*s is not folded, or means month %d elsewhere", i, NDX_ARG(form),
                             names_month(form));
            }
        }
        assert_int_equal(month, 12);
    }
}

static void a_damaged_date_is_refused_at_every_length(void **state) {
    static const char whole[] = "Wed, 27 июня 2018 22:36:05.123 (UTC+04:00)";
    ndx_date date;
    (void)state;
    for (size_t len = 0; len < sizeof whole; len++) {
        char cut[sizeof whole];
        memcpy(cut, whole, len);
        for (size_t i = 0; i < len; i++) {
            char kept = cut[i];
            cut[i] = (char)0xFF;
            assert_int_equal(ndx_date_read((ndx_text){cut, len}, &date, NULL), NDX_BAD_INPUT);
            cut[i] = kept;
        }
    }
    char *many = test_calloc(1, 100000);
    memset(many, '1', 100000);
    assert_int_equal(ndx_date_read((ndx_text){many, 100000}, &date, NULL), NDX_BAD_INPUT);
    memset(many, '/', 100000);
    assert_int_equal(ndx_date_in_url((ndx_text){many, 100000}, &date), NDX_NOT_FOUND);
    assert_int_equal(ndx_date_in_path((ndx_text){many, 100000}, &date), NDX_NOT_FOUND);
    test_free(many);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_in_markup_are_read_as_the_table_says),
        cmocka_unit_test(dates_in_urls_and_paths_are_found_as_the_table_says),
        cmocka_unit_test(an_archive_may_set_the_order_of_day_and_month),
        cmocka_unit_test(every_month_name_is_folded_and_means_one_month),
        cmocka_unit_test(a_damaged_date_is_refused_at_every_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
