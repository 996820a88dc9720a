/* Views, buffers, arenas, names, errors. */
#include "newsdex/base.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define assert_text(text, literal) assert_true(ndx_text_equal((text), NDX_TEXT(literal)))

static void a_line_ends_with_lf_crlf_or_cr(void **state) {
    (void)state;
    ndx_text rest = NDX_TEXT("one\ntwo\r\nthree\rfour"), line;
    const char *expected[] = {"one", "two", "three", "four"};
    for (size_t i = 0; i < NDX_COUNT(expected); i++) {
        assert_true(ndx_text_line(&rest, &line));
        assert_true(ndx_text_equal(line, ndx_text_of(expected[i])));
    }
    assert_false(ndx_text_line(&rest, &line));
}

static void splitting_keeps_empty_pieces(void **state) {
    (void)state;
    ndx_text rest = NDX_TEXT("a,,b,"), piece;
    const char *expected[] = {"a", "", "b", ""};
    for (size_t i = 0; i < NDX_COUNT(expected); i++) {
        assert_true(ndx_text_split(&rest, ',', &piece));
        assert_true(ndx_text_equal(piece, ndx_text_of(expected[i])));
    }
    assert_false(ndx_text_split(&rest, ',', &piece));
}

static void numbers_are_whole_and_do_not_wrap(void **state) {
    (void)state;
    uint64_t value = 7;
    assert_true(ndx_text_to_u64(NDX_TEXT("18446744073709551615"), &value));
    assert_true(value == UINT64_MAX);
    const char *bad[] = {"", "18446744073709551616", "12a", "-1", " 1"};
    for (size_t i = 0; i < NDX_COUNT(bad); i++) assert_false(ndx_text_to_u64(ndx_text_of(bad[i]), &value));
    assert_true(value == UINT64_MAX);
}

static void finding_trimming_and_slicing_stay_inside(void **state) {
    (void)state;
    assert_int_equal(ndx_text_find(NDX_TEXT("the news"), NDX_TEXT("news")), 4);
    assert_true(ndx_text_find(NDX_TEXT("the"), NDX_TEXT("news")) == SIZE_MAX);
    assert_text(ndx_text_trim(NDX_TEXT(" \t\r\n x y \n")), "x y");
    assert_text(ndx_text_slice(NDX_TEXT("abcdef"), 2, 4), "cd");
    assert_text(ndx_text_slice(NDX_TEXT("abcdef"), 4, 99), "ef");
    assert_text(ndx_text_slice(NDX_TEXT("abc"), 9, 2), "");
    assert_true(ndx_text_compare(NDX_TEXT("ab"), NDX_TEXT("abc")) < 0);
    assert_true(ndx_text_starts_nocase(NDX_TEXT("Date: x"), NDX_TEXT("DATE:")));
}

static void a_buffer_grows_and_stays_terminated(void **state) {
    (void)state;
    ndx_buf buf = {0};
    for (int i = 0; i < 1000; i++) ndx_buf_addf(&buf, "%d,", i);
    assert_int_equal(ndx_buf_status(&buf, NULL), NDX_OK);
    assert_int_equal(buf.len, 10 * 2 + 90 * 3 + 900 * 4);
    assert_int_equal(buf.data[buf.len], 0);
    ndx_buf_clear(&buf);
}

static void a_buffer_refuses_a_size_that_wraps_and_stays_failed(void **state) {
    (void)state;
    ndx_buf buf = {0};
    ndx_buf_add_str(&buf, "kept");
    assert_false(ndx_buf_reserve(&buf, SIZE_MAX - 2));
    ndx_buf_add_str(&buf, " lost");
    assert_text(ndx_buf_text(&buf), "kept");
    assert_int_equal(ndx_buf_status(&buf, NULL), NDX_NO_MEMORY);
    ndx_buf_clear(&buf);
}

static void varints_come_back_and_short_ones_are_refused(void **state) {
    (void)state;
    const uint64_t values[] = {0, 1, 127, 128, 300, UINT32_MAX, UINT64_MAX};
    for (size_t i = 0; i < NDX_COUNT(values); i++) {
        ndx_buf buf = {0};
        uint64_t back = 0;
        ndx_buf_add_varint(&buf, values[i]);
        const uint8_t *at = (const uint8_t *)buf.data, *end = at + buf.len;
        assert_true(ndx_varint_get(&at, end, &back));
        assert_true(back == values[i] && at == end);
        at = (const uint8_t *)buf.data;
        assert_false(ndx_varint_get(&at, end - 1, &back));
        ndx_buf_clear(&buf);
    }
    const uint8_t endless[11] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02, 0};
    const uint8_t *at = endless;
    uint64_t value;
    assert_false(ndx_varint_get(&at, endless + sizeof endless, &value));
}

static void an_arena_aligns_clears_and_keeps_its_largest_block(void **state) {
    (void)state;
    ndx_arena arena = {0};
    for (int round = 0; round < 3; round++) {
        for (size_t size = 0; size < 5000; size += 7) {
            unsigned char *bytes = ndx_arena_alloc(&arena, size);
            assert_non_null(bytes);
            assert_int_equal((uintptr_t)bytes % 16, 0);
            for (size_t i = 0; i < size; i++) assert_int_equal(bytes[i], 0);
            memset(bytes, 0xAA, size);
        }
        ndx_arena_reset(&arena);
        assert_int_equal(arena.used, 0);
    }
    assert_null(ndx_arena_array(&arena, SIZE_MAX / 2, 16));
    assert_true(arena.failed);
    ndx_arena_clear(&arena);
}

static void names_are_numbered_in_order_of_arrival(void **state) {
    (void)state;
    ndx_names names = {0};
    char name[32];
    assert_true(ndx_names_find(&names, NDX_TEXT("x")) == NDX_NO_NAME);
    for (uint32_t i = 0; i < 10000; i++) {
        int len = snprintf(name, sizeof name, "name-%u", i % 5000);
        assert_int_equal(ndx_names_add(&names, (ndx_text){name, (size_t)len}), i % 5000);
    }
    assert_int_equal(names.count, 5000);
    assert_int_equal(ndx_names_find(&names, NDX_TEXT("name-4999")), 4999);
    assert_int_equal(ndx_names_add(&names, (ndx_text){NULL, 0}), 5000);
    ndx_names_clear(&names);
}

static void the_hash_never_changes_because_indexes_store_it(void **state) {
    (void)state;
    const char *text = "the hash of a text is stored in indexes";
    uint64_t seen[40] = {0};
    for (size_t len = 0; len < NDX_COUNT(seen); len++) {
        seen[len] = ndx_hash(text, len, 0);
        for (size_t i = 0; i < len; i++) assert_true(seen[i] != seen[len]);
    }
    assert_true(ndx_hash("newsdex", 7, 0) == 0x42f05616c5646a3eull);
}

static void a_short_text_as_two_numbers_is_that_text(void **state) {
    (void)state;
    static const char text[] = "\xff\x01zwei Zahlen \x80~";
    for (size_t len = 0; len <= NDX_SHORT_MAX; len++) {
        char exact[NDX_SHORT_MAX + 1], back[NDX_SHORT_MAX];
        char *own = len ? malloc(len) : NULL; /* not a byte beyond it is read */
        if (own) memcpy(own, text, len);
        ndx_short seen = ndx_short_of(own, len);
        memset(exact, 0, sizeof exact);
        memcpy(exact, text, len);
        ndx_short_put(seen, back);
        assert_memory_equal(back, exact, NDX_SHORT_MAX);
        ndx_short_put(ndx_short_of_padded(text, len), back);
        assert_memory_equal(back, exact, NDX_SHORT_MAX);
        assert_true(ndx_short_hash(seen, len, 7) == ndx_hash(text, len, 7));
        free(own);
    }
    assert_true(ndx_short_hash(ndx_short_of("newsdex", 7), 7, 0) == 0x42f05616c5646a3eull);
}

static void a_hostile_name_cannot_reach_a_terminal_through_an_error(void **state) {
    (void)state;
    ndx_error err;
    assert_int_equal(ndx_fail(&err, NDX_IO, "cannot open %s", "a\x1b[31m\nb\xE2\x80\xAE.txt\xFF"), NDX_IO);
    assert_string_equal(err.message, "cannot open a?[31m?b???.txt?");
    assert_int_equal(ndx_fail_errno(&err, ENOSPC, "cannot write %s", "x"), NDX_NO_SPACE);
    assert_string_equal(err.message, "cannot write x: No space left on device");
    assert_int_equal(ndx_fail_memory(NULL), NDX_NO_MEMORY);
}

static void letters_are_counted_sixteen_bytes_at_a_time(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        unsigned letters, capitals;
    } cases[] = {
        {"letters 12345678", 7, 0},
        {"abcdefghijklmnop", 16, 0},
        {"Zz\nAAAAAAAAAAAAA", 2, 1},
        {"NATO\n\n\n\nABCDEFGH", 4, 0xF},
        {"@`[{abcdabcdabcd", 0, 0},
        {"aB\xC3\x84"
         "bcdebcdebcde",
         2, 2},
        {"1abcdefgabcdefgh", 0, 0},
        {"ABCDEFGHIJKLMNOP", 16, 0xFFFF},
        {"abcdefghijklmnO.", 15, 0x4000},
        {"z{yyyyyyAAAAAAAA", 1, 0},
        {"a\xE1"
         "bbbbbbbbbbbbbb",
         1, 0},
    };
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        unsigned capitals;
        assert_int_equal(ndx_letters_first(cases[i].bytes, &capitals), cases[i].letters);
        assert_int_equal(capitals, cases[i].capitals);
    }
}

static void every_status_has_a_word_and_an_exit_code(void **state) {
    (void)state;
    for (int i = 0; i < NDX_STATUS_COUNT; i++) {
        assert_true(strlen(ndx_status_word((ndx_status)i)) > 1);
        assert_true(strlen(ndx_status_meaning((ndx_status)i)) > 3);
    }
    assert_int_equal(ndx_status_exit_code(NDX_LOCKED), 75);
    assert_int_equal(ndx_status_exit_code((ndx_status)999), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_ends_with_lf_crlf_or_cr),
        cmocka_unit_test(splitting_keeps_empty_pieces),
        cmocka_unit_test(numbers_are_whole_and_do_not_wrap),
        cmocka_unit_test(finding_trimming_and_slicing_stay_inside),
        cmocka_unit_test(a_buffer_grows_and_stays_terminated),
        cmocka_unit_test(a_buffer_refuses_a_size_that_wraps_and_stays_failed),
        cmocka_unit_test(varints_come_back_and_short_ones_are_refused),
        cmocka_unit_test(an_arena_aligns_clears_and_keeps_its_largest_block),
        cmocka_unit_test(names_are_numbered_in_order_of_arrival),
        cmocka_unit_test(the_hash_never_changes_because_indexes_store_it),
        cmocka_unit_test(a_short_text_as_two_numbers_is_that_text),
        cmocka_unit_test(a_hostile_name_cannot_reach_a_terminal_through_an_error),
        cmocka_unit_test(letters_are_counted_sixteen_bytes_at_a_time),
        cmocka_unit_test(every_status_has_a_word_and_an_exit_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
