/* Records in every format, and hostile text made harmless in each. */
#include "newsdex/print.h"

#include "../table.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void expect_text(const ndx_buf *out, const char *expected) {
    assert_false(out->failed);
    assert_string_equal(out->data ? out->data : "", expected);
}

static void compare(const ndx_buf *out, ndx_text expected, size_t line) {
    if (ndx_text_equal(ndx_buf_text(out), expected)) return;
    fail_msg("line %zu: got '%.*s', expected '%.*s'", line, NDX_ARG(ndx_buf_text(out)), NDX_ARG(expected));
}

/* --- JSON ----------------------------------------------------------------------------------------------- */

static void json_case(void *context, ndx_text input, ndx_text expected, size_t line) {
    ndx_buf out = {0};
    ndx_json json;
    (void)context;
    ndx_json_init(&json, &out);
    ndx_json_text(&json, input);
    compare(&out, expected, line);
    ndx_buf_clear(&out);
}

static void json_strings_are_valid_whatever_comes_in(void **state) {
    (void)state;
    assert_true(table_each("tests/tables/print-json.txt", json_case, NULL) > 0);
}

static void json_puts_commas_where_they_belong(void **state) {
    ndx_buf out = {0};
    ndx_json json;
    (void)state;
    ndx_json_init(&json, &out);
    ndx_json_begin_object(&json);
    ndx_json_key(&json, "a");
    ndx_json_int(&json, -1);
    ndx_json_key(&json, "b");
    ndx_json_begin_array(&json);
    ndx_json_begin_array(&json);
    ndx_json_end_array(&json);
    ndx_json_bool(&json, true);
    ndx_json_begin_object(&json);
    ndx_json_end_object(&json);
    ndx_json_null(&json);
    ndx_json_end_array(&json);
    ndx_json_key(&json, "c");
    ndx_json_bool(&json, false);
    ndx_json_end_object(&json);
    expect_text(&out, "{\"a\":-1,\"b\":[[],true,{},null],\"c\":false}");
    ndx_buf_clear(&out);
}

static void json_reals_are_short_and_read_back_the_same(void **state) {
    static const struct {
        double value;
        const char *spelled;
    } cases[] = {
        {0.1, "0.1"},  {1.0, "1"},        {-2.5, "-2.5"}, {1e300, "1e+300"}, {1.0 / 3, "0.3333333333333333"},
        {NAN, "null"}, {INFINITY, "null"}};
    (void)state;
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        ndx_buf out = {0};
        ndx_json json;
        ndx_json_init(&json, &out);
        ndx_json_real(&json, cases[i].value);
        expect_text(&out, cases[i].spelled);
        ndx_buf_clear(&out);
    }
}

static void json_nested_too_deeply_fails_and_does_not_crash(void **state) {
    ndx_buf out = {0};
    ndx_json json;
    (void)state;
    ndx_json_init(&json, &out);
    for (int i = 0; i < 100; i++) ndx_json_begin_array(&json);
    assert_true(out.failed);
    for (int i = 0; i < 200; i++) ndx_json_end_array(&json);
    ndx_buf_clear(&out);
}

/* --- safe text ------------------------------------------------------------------------------------------ */

static void cell_case(void *context, ndx_text input, ndx_text expected, size_t line) {
    ndx_buf out = {0};
    (void)context;
    ndx_print_cell(&out, input, ',');
    compare(&out, expected, line);
    ndx_buf_clear(&out);
}

static void csv_cells_are_quoted_and_defused(void **state) {
    (void)state;
    assert_true(table_each("tests/tables/print-cells.txt", cell_case, NULL) > 0);
}

typedef size_t cut_fn(ndx_buf *out, ndx_text text, size_t width);

static void check_cut(cut_fn *cut, ndx_text input, ndx_text expected, size_t line) {
    ndx_buf out = {0};
    ndx_text width_text;
    uint64_t width = 0;
    ndx_text_split(&input, '|', &width_text);
    assert_true(ndx_text_to_u64(width_text, &width));
    size_t used = cut(&out, input, (size_t)width);
    assert_true(used <= width);
    ndx_buf_addf(&out, "|%zu", used);
    compare(&out, expected, line);
    ndx_buf_clear(&out);
}

static void cut_case(void *context, ndx_text input, ndx_text expected, size_t line) {
    (void)context;
    check_cut(ndx_print_cut, input, expected, line);
}

static void front_case(void *context, ndx_text input, ndx_text expected, size_t line) {
    (void)context;
    check_cut(ndx_print_cut_front, input, expected, line);
}

static void fold_case(void *context, ndx_text input, ndx_text expected, size_t line) {
    ndx_buf out = {0};
    ndx_text number;
    uint64_t width = 0, indent = 0;
    (void)context;
    ndx_text_split(&input, '|', &number);
    assert_true(ndx_text_to_u64(number, &width));
    ndx_text_split(&input, '|', &number);
    assert_true(ndx_text_to_u64(number, &indent));
    ndx_print_fold(&out, input, (size_t)width, (size_t)indent);
    compare(&out, expected, line);
    ndx_buf_clear(&out);
}

static void long_lines_are_folded_between_words(void **state) {
    (void)state;
    assert_true(table_each("tests/tables/print-fold.txt", fold_case, NULL) > 0);
}

static void the_end_of_a_text_is_kept_when_asked(void **state) {
    (void)state;
    assert_true(table_each("tests/tables/print-cut-front.txt", front_case, NULL) > 0);
}

static void text_is_cut_at_whole_characters_and_columns(void **state) {
    (void)state;
    assert_true(table_each("tests/tables/print-cut.txt", cut_case, NULL) > 0);
}

static void safe_text_keeps_lines_only_when_asked(void **state) {
    ndx_buf out = {0};
    ndx_text text = NDX_TEXT("a\r\nb\tc\033[0m\rd");
    (void)state;
    ndx_print_safe(&out, text, false);
    expect_text(&out, "a\nb\tc\xef\xbf\xbd[0m\nd");
    ndx_buf_reset(&out);
    ndx_print_safe(&out, text, true);
    expect_text(&out, "a b c\xef\xbf\xbd[0m d");
    ndx_buf_clear(&out);
}

/* --- records -------------------------------------------------------------------------------------------- */

static const ndx_text people[] = {{"Ann Lee", 7}, {"Bo Ek", 5}};
static const ndx_range highlights[] = {{4, 10}};

static ndx_record sample(void) {
    return (ndx_record){.rank = 1,
                        .score = 2.5,
                        .id = NDX_TEXT("desk/7"),
                        .headline = NDX_TEXT("Tunnel agreed"),
                        .source = NDX_TEXT("Northern Post"),
                        .path = NDX_TEXT("a b.txt"),
                        .date = {ndx_day_of(2018, 6, 27), 22 * 3600 + 36 * 60, 240, true, NDX_DATE_MARKUP,
                                 NDX_PRECISION_TIME},
                        .people = people,
                        .people_count = 2,
                        .words = 120,
                        .snippet = NDX_TEXT("the tunnel contract"),
                        .highlights = highlights,
                        .highlight_count = 1,
                        .cut_before = true};
}

static void print(ndx_buf *out, ndx_format format, bool color) {
    ndx_print_options options = {.format = format, .color = color, .width_columns = 40};
    ndx_record record = sample();
    ndx_print_header(out, &options);
    ndx_print_record(out, &record, &options);
}

static void a_record_reads_well_in_every_format(void **state) {
    static const char *const expected[NDX_FORMAT_COUNT] = {
        [NDX_FORMAT_TEXT] = " 1. Tunnel agreed\n    2018-06-27 22:36 · Northern Post\n    id desk/7\n    … "
                            "the tunnel contract\n\n",
        [NDX_FORMAT_JSONL] =
            "{\"schema\":1,\"rank\":1,\"score\":2.5,\"id\":\"desk/7\",\"date\":\"2018-06-27T22:36:00+04:00\","
            "\"day\":\"2018-06-27\",\"headline\":\"Tunnel agreed\",\"source\":\"Northern "
            "Post\",\"section\":\"\","
            "\"byline\":\"\",\"place\":\"\",\"path\":\"a b.txt\",\"url\":\"\",\"people\":[\"Ann Lee\",\"Bo "
            "Ek\"],"
            "\"words\":120,\"snippet\":\"the tunnel contract\",\"highlights\":[[4,10]],"
            "\"date_source\":\"markup\",\"precision\":\"time\"}\n",
        [NDX_FORMAT_CSV] =
            "schema,rank,score,id,date,day,headline,source,section,byline,place,path,url,"
            "people,words,snippet,"
            "highlights,label,date_source,precision\r\n1,1,2.5,desk/7,2018-06-27T22:36:00+04:00,2018-06-27,Tunnel "
            "agreed,Northern Post,"
            ",,,a b.txt,,Ann Lee; Bo Ek,120,the tunnel contract,4:10,,markup,time\r\n",
        [NDX_FORMAT_TSV] =
            "schema\trank\tscore\tid\tdate\tday\theadline\tsource\tsection\tbyline\tplace\tpath\turl\tpeople"
            "\twords\t"
            "snippet\thighlights\tlabel\tdate_source\tprecision\n1\t1\t2.5\tdesk/7\t2018-06-27T22:36:00+04:00\t2018-06-27\tTunnel "
            "agreed\t"
            "Northern Post\t\t\t\ta b.txt\t\tAnn Lee; Bo Ek\t120\tthe tunnel contract\t4:10\t\tmarkup\ttime\n",
        [NDX_FORMAT_TREC] = "1 Q0 desk/7 1 2.5 newsdex\n",
        [NDX_FORMAT_IDS] = "desk/7\n",
    };
    (void)state;
    for (int format = 0; format < NDX_FORMAT_COUNT; format++) {
        ndx_buf out = {0};
        print(&out, (ndx_format)format, false);
        expect_text(&out, expected[format]);
        ndx_buf_clear(&out);
    }
}

static void colour_marks_matches_and_nothing_else_changes(void **state) {
    ndx_buf out = {0};
    (void)state;
    print(&out, NDX_FORMAT_TEXT, true);
    assert_non_null(strstr(out.data, "the \033[1;31mtunnel\033[0m contract"));
    assert_non_null(strstr(out.data, "\033[1mTunnel agreed\033[0m"));
    ndx_buf_clear(&out);
}

static void a_snippet_is_wrapped_at_words_and_keeps_its_marks(void **state) {
    ndx_buf out = {0};
    ndx_range both[] = {{0, 3}, {24, 27}};
    ndx_record record = {.rank = 12,
                         .date = NDX_NO_DATE,
                         .snippet = NDX_TEXT("one two three four five six seven"),
                         .highlights = both,
                         .highlight_count = 2};
    ndx_print_options options = {NDX_FORMAT_TEXT, true, 26};
    (void)state;
    ndx_print_record(&out, &record, &options);
    expect_text(&out, "12. \033[1m(no headline)\033[0m\n    \033[1;31mone\033[0m two three four\n    five "
                      "\033[1;31msix\033[0m seven\n\n");
    ndx_buf_clear(&out);
}

static void an_id_is_last_and_never_cut(void **state) {
    static const struct {
        const char *source, *id, *expected;
    } cases[] = {
        {"Post", "desk/7", " 1. T\n    Post · id desk/7\n\n"},
        {"Post", "desk/2018/7.txt", " 1. T\n    Post · id desk/2018/7.txt\n\n"},
        {"Post", "desk/2018/17.txt", " 1. T\n    Post\n    id desk/2018/17.txt\n\n"},
        {"Post of the Northern Isles", "desk/7", " 1. T\n    Post of the Northern Isl…\n    id desk/7\n\n"},
        {"", "archive/desk/2018/06/27/17.txt", " 1. T\n    id archive/desk/2018/06/27/17.txt\n\n"},
        {"Post", "", " 1. T\n    Post\n\n"},
    };
    ndx_print_options options = {NDX_FORMAT_TEXT, false, 29};
    (void)state;
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        ndx_buf out = {0};
        ndx_record record = {.rank = 1,
                             .date = NDX_NO_DATE,
                             .headline = NDX_TEXT("T"),
                             .source = ndx_text_of(cases[i].source),
                             .id = ndx_text_of(cases[i].id)};
        ndx_print_record(&out, &record, &options);
        expect_text(&out, cases[i].expected);
        ndx_buf_clear(&out);
    }
}

static void a_bulletin_says_its_one_line_once(void **state) {
    ndx_buf out = {0};
    ndx_record record = {.rank = 1,
                         .date = NDX_NO_DATE,
                         .headline = NDX_TEXT("RATES UP"),
                         .id = NDX_TEXT("7"),
                         .snippet = NDX_TEXT("RATES UP")};
    ndx_print_options options = {NDX_FORMAT_TEXT, false, 80};
    (void)state;
    ndx_print_record(&out, &record, &options);
    expect_text(&out, " 1. RATES UP\n    id 7\n\n");
    ndx_buf_clear(&out);
}

static void blanks_in_ids_do_not_break_trec_columns(void **state) {
    ndx_buf out = {0};
    ndx_record record = {.rank = 3, .score = 0.1234567, .id = NDX_TEXT("a b\nc"), .label = NDX_TEXT("q 1")};
    ndx_print_options options = {NDX_FORMAT_TREC, false, 80};
    (void)state;
    ndx_print_record(&out, &record, &options);
    expect_text(&out, "q%201 Q0 a%20b%20c 3 0.123457 newsdex\n");
    ndx_buf_clear(&out);
}

static void formats_have_names(void **state) {
    (void)state;
    for (int format = 0; format < NDX_FORMAT_COUNT; format++)
        assert_int_equal(ndx_format_find(ndx_text_of(ndx_format_word((ndx_format)format))), format);
    assert_int_equal(ndx_format_find(NDX_TEXT("xml")), NDX_FORMAT_COUNT);
    assert_string_equal(ndx_format_word(NDX_FORMAT_COUNT), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_strings_are_valid_whatever_comes_in),
        cmocka_unit_test(json_puts_commas_where_they_belong),
        cmocka_unit_test(json_reals_are_short_and_read_back_the_same),
        cmocka_unit_test(json_nested_too_deeply_fails_and_does_not_crash),
        cmocka_unit_test(csv_cells_are_quoted_and_defused),
        cmocka_unit_test(long_lines_are_folded_between_words),
        cmocka_unit_test(the_end_of_a_text_is_kept_when_asked),
        cmocka_unit_test(text_is_cut_at_whole_characters_and_columns),
        cmocka_unit_test(safe_text_keeps_lines_only_when_asked),
        cmocka_unit_test(a_record_reads_well_in_every_format),
        cmocka_unit_test(colour_marks_matches_and_nothing_else_changes),
        cmocka_unit_test(a_snippet_is_wrapped_at_words_and_keeps_its_marks),
        cmocka_unit_test(an_id_is_last_and_never_cut),
        cmocka_unit_test(a_bulletin_says_its_one_line_once),
        cmocka_unit_test(blanks_in_ids_do_not_break_trec_columns),
        cmocka_unit_test(formats_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
