/* UTF-8, folding, and terminal columns. */
#include "newsdex/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void every_codepoint_survives_the_round_trip(void **state) {
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        char bytes[4];
        size_t len = ndx_utf8_put(bytes, c), at = 0;
        if (ndx_utf8_next(bytes, len, &at) != c || at != len) fail_msg("U+%04X", c);
    }
}

static void invalid_bytes_are_refused_one_at_a_time(void **state) {
    (void)state;
    const char *bad[] = {"\x80",
                         "\xC0\x80",
                         "\xC1\xBF",
                         "\xE0\x80\x80",
                         "\xED\xA0\x80",
                         "\xF0\x80\x80\x80",
                         "\xF4\x90\x80\x80",
                         "\xF5\x80\x80\x80",
                         "\xE2\x82",
                         "\xFF",
                         "\xC3"};
    for (size_t i = 0; i < NDX_COUNT(bad); i++) {
        size_t at = 0;
        assert_true(ndx_utf8_next(bad[i], strlen(bad[i]), &at) == NDX_BAD_CODEPOINT);
        assert_int_equal(at, 1);
        assert_false(ndx_utf8_valid(ndx_text_of(bad[i])));
    }
    assert_true(ndx_utf8_valid(NDX_TEXT("Zürich — Москва 東京 🗞")));
}

static void a_cut_never_divides_a_character(void **state) {
    (void)state;
    ndx_text text = NDX_TEXT("aé東🗞z");
    const size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
    for (size_t at = 0; at < NDX_COUNT(expected); at++)
        assert_int_equal(ndx_utf8_floor(text, at), expected[at]);
    assert_int_equal(ndx_utf8_count(text), 5);
    assert_int_equal(ndx_utf8_floor(NDX_TEXT("\x80\x80\x80\x80\x80"), 4), 4);
}

static void folding_brings_spellings_together(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"The NEWS", "the news"},
        {"Élysée", "elysee"},
        {"E\xCC\x81lyse\xCC\x81"
         "e",
         "elysee"},
        {"Straße", "strasse"},
        {"Ødegård", "odegard"},
        {"Łódź", "lodz"},
        {"Ærø", "aero"},
        {"Œuvre", "oeuvre"},
        {"İstanbul", "istanbul"},
        {"ﬁnance", "finance"},
        {"Ёлка", "елка"},
        {"Йод", "йод"},
        {"ΑΘΉΝΑΣ", "αθηνασ"},
        {"Αθήνας", "αθηνασ"},
        {"ＡＢＣ", "abc"},
        {"が", "が"},
        {"한국", "한국"},
        {"हिन्दी", "हिन्दी"},
        {"soft\xC2\xADhyphen", "softhyphen"},
        {"x\xFFy", "x\xEF\xBF\xBDy"},
    };
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        ndx_buf out = {0};
        ndx_fold(&out, ndx_text_of(cases[i][0]));
        assert_string_equal(out.data, cases[i][1]);
        ndx_buf_clear(&out);
    }
}

static void folding_twice_changes_nothing_more(void **state) {
    (void)state;
    for (uint32_t c = 0x20; c < 0x30000; c++) {
        ndx_buf once = {0}, twice = {0};
        char bytes[4];
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        ndx_fold(&once, (ndx_text){bytes, ndx_utf8_put(bytes, c)});
        ndx_fold(&twice, ndx_buf_text(&once));
        if (!ndx_text_equal(ndx_buf_text(&once), ndx_buf_text(&twice)))
            fail_msg("U+%04X: %s then %s", c, once.data, twice.data);
        ndx_buf_clear(&once);
        ndx_buf_clear(&twice);
    }
}

static void columns_are_those_of_a_terminal(void **state) {
    (void)state;
    assert_int_equal(ndx_width_columns(NDX_TEXT("news")), 4);
    assert_int_equal(ndx_width_columns(NDX_TEXT("東京")), 4);
    assert_int_equal(ndx_width_columns(NDX_TEXT("e\xCC\x81")), 1);
    assert_int_equal(ndx_width_columns(NDX_TEXT("a\x01"
                                                "b")),
                     2);
}

static void what_could_steer_a_terminal_is_unsafe(void **state) {
    (void)state;
    const uint32_t unsafe[] = {0,      7,      0x1B,   0x0A,   0x7F,   0x9B,    0x2028,
                               0x202A, 0x202E, 0x2066, 0x2069, 0xFEFF, 0xE0041, 0xD800};
    const uint32_t safe[] = {' ', 'a', '~', 0xA0, 0xE9, 0x2014, 0x4E00, 0x1F5DE};
    for (size_t i = 0; i < NDX_COUNT(unsafe); i++) assert_true(ndx_codepoint_unsafe(unsafe[i]));
    for (size_t i = 0; i < NDX_COUNT(safe); i++) assert_false(ndx_codepoint_unsafe(safe[i]));
}

static void a_short_text_folds_without_memory_as_any_other(void **state) {
    (void)state;
    char room[NDX_FOLD_ROOM], text[NDX_FOLD_SHORT + 1];
    for (uint32_t c = 1; c < 0x30000; c++) {
        ndx_buf one = {0}, many = {0}, folded = {0};
        ndx_buf_add_utf8(&one, c);
        while (many.len + one.len <= NDX_FOLD_SHORT) ndx_buf_add_text(&many, ndx_buf_text(&one));
        ndx_fold(&folded, ndx_buf_text(&many));
        assert_true(ndx_text_equal(ndx_fold_short(ndx_buf_text(&many), room), ndx_buf_text(&folded)));
        assert_true(folded.len + 8 < NDX_FOLD_ROOM);
        ndx_buf_clear(&one);
        ndx_buf_clear(&many);
        ndx_buf_clear(&folded);
    }
    memset(text, 'x', sizeof text);
    assert_int_equal(ndx_fold_short((ndx_text){text, sizeof text}, room).len, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_text_folds_without_memory_as_any_other),
        cmocka_unit_test(every_codepoint_survives_the_round_trip),
        cmocka_unit_test(invalid_bytes_are_refused_one_at_a_time),
        cmocka_unit_test(a_cut_never_divides_a_character),
        cmocka_unit_test(folding_brings_spellings_together),
        cmocka_unit_test(folding_twice_changes_nothing_more),
        cmocka_unit_test(columns_are_those_of_a_terminal),
        cmocka_unit_test(what_could_steer_a_terminal_is_unsafe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
