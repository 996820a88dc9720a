/* How positional operators combine stretches of words, against what they say done the slow way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "../../../src/index/spans.h"

static uint32_t next_random(uint64_t *state) {
    *state = *state * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(*state >> 33);
}

static ndx_spans random_words(uint64_t *state, uint32_t words, uint32_t one_in) {
    ndx_spans spans = {0};
    for (uint32_t word = 0; word < words; word++)
        if (next_random(state) % one_in == 0) ndx_spans_add(&spans, word, word);
    return spans;
}

static bool has(const ndx_spans *spans, uint32_t word) {
    for (size_t i = 0; i < spans->count; i++)
        if (spans->at[i].first == word) return true;
    return false;
}

static void a_phrase_is_each_word_at_its_place(void **state) {
    (void)state;
    uint64_t random = 1;
    for (int round = 0; round < 500; round++) {
        ndx_spans a = random_words(&random, 60, 3), b = random_words(&random, 60, 4),
                  c = random_words(&random, 60, 5), out = {0};
        const ndx_spans *in[] = {&a, &b, &c};
        static const uint32_t offset[] = {0, 1, 3};
        if (a.count && b.count && c.count) {
            size_t expected = 0;
            ndx_spans_phrase(in, offset, 3, false, &out);
            for (uint32_t word = 0; word < 60; word++)
                if (has(&a, word) && has(&b, word + 1) && has(&c, word + 3)) {
                    assert_true(expected < out.count);
                    assert_int_equal(out.at[expected].first, word);
                    assert_int_equal(out.at[expected++].last, word + 3);
                }
            assert_int_equal(out.count, expected);
        }
        ndx_spans_clear(&a);
        ndx_spans_clear(&b);
        ndx_spans_clear(&c);
        ndx_spans_clear(&out);
    }
}

static void two_words_are_near_when_some_pair_is(void **state) {
    (void)state;
    uint64_t random = 2;
    for (int round = 0; round < 2000; round++) {
        ndx_spans a = random_words(&random, 50, 6), b = random_words(&random, 50, 7), near = {0},
                  ordered = {0};
        const ndx_spans *in[] = {&a, &b};
        uint32_t gap = 1 + next_random(&random) % 6;
        bool is_near = false, is_ordered = false;
        for (size_t i = 0; i < a.count; i++)
            for (size_t k = 0; k < b.count; k++) {
                uint32_t x = a.at[i].first, y = b.at[k].first, apart = x > y ? x - y : y - x;
                is_near |= apart > 0 && apart <= gap;
                is_ordered |= y > x && apart <= gap;
            }
        if (a.count && b.count) {
            ndx_spans_near(in, 2, gap, round % 2, &near);
            ndx_spans_ordered(in, 2, gap, round % 2, &ordered);
            assert_int_equal(near.count > 0, is_near);
            assert_int_equal(ordered.count > 0, is_ordered);
        }
        ndx_spans_clear(&a);
        ndx_spans_clear(&b);
        ndx_spans_clear(&near);
        ndx_spans_clear(&ordered);
    }
}

static void one_word_asked_for_twice_must_stand_there_twice(void **state) {
    (void)state;
    uint64_t random = 5;
    for (int round = 0; round < 2000; round++) {
        ndx_spans a = random_words(&random, 40, 9), b = random_words(&random, 40, 9), out = {0};
        const ndx_spans *in[] = {&a, &b, &b};
        uint32_t gap = 1 + next_random(&random) % 9;
        bool expected = false;
        for (size_t i = 0; i < a.count; i++)
            for (size_t k = 0; k < b.count; k++)
                for (size_t l = k + 1; l < b.count; l++) {
                    uint32_t x = a.at[i].first, y = b.at[k].first, z = b.at[l].first;
                    uint32_t low = x < y ? x : y, high = x > z ? x : z;
                    expected |=
                        x != y && x != z && high - low <= gap + 1; /* a third word makes one more room */
                }
        if (a.count && b.count) {
            ndx_spans_near(in, 3, gap, round % 2, &out);
            assert_int_equal(out.count > 0, expected);
        }
        ndx_spans_clear(&a);
        ndx_spans_clear(&b);
        ndx_spans_clear(&out);
    }
}

static void words_are_together_when_a_section_has_them_all(void **state) {
    (void)state;
    uint64_t random = 3;
    for (int round = 0; round < 2000; round++) {
        uint32_t begins[16], count = 0;
        for (uint32_t word = next_random(&random) % 3; word < 60 && count < 16;
             word += 1 + next_random(&random) % 12)
            begins[count++] = word;
        ndx_place_list starts = {begins, count, 16};
        ndx_spans a = random_words(&random, 60, 8), b = random_words(&random, 60, 9), out = {0};
        const ndx_spans *in[] = {&a, &b};
        size_t with_both = 0, without = 0;
        for (uint32_t s = 0; s < count; s++) {
            uint32_t high = s + 1 < count ? begins[s + 1] : 60;
            bool has_a = false, has_b = false;
            for (uint32_t word = begins[s]; word < high; word++) {
                has_a |= has(&a, word);
                has_b |= has(&b, word);
            }
            with_both += has_a && has_b;
            for (uint32_t word = begins[s]; word < high; word++) without += has(&a, word) && !has_b;
        }
        if (a.count && b.count) {
            ndx_spans_together(in, 2, &starts, 60, false, &out);
            assert_int_equal(out.count, with_both);
            while (a.count && a.at[0].first < begins[0]) { /* what lies before the first section has none */
                for (size_t i = 1; i < a.count; i++) a.at[i - 1] = a.at[i];
                a.count--;
            }
            ndx_spans_without_section(&a, &b, &starts);
            assert_int_equal(a.count, without);
        }
        ndx_spans_clear(&a);
        ndx_spans_clear(&b);
        ndx_spans_clear(&out);
    }
}

static void what_lies_near_something_forbidden_goes(void **state) {
    (void)state;
    uint64_t random = 4;
    for (int round = 0; round < 2000; round++) {
        ndx_spans a = random_words(&random, 80, 4), bad = random_words(&random, 80, 15);
        uint32_t gap = next_random(&random) % 4, stretch = next_random(&random) % 4;
        for (size_t i = 0; i < bad.count; i++) bad.at[i].last += stretch;
        size_t expected = 0;
        for (size_t i = 0; i < a.count; i++) {
            bool touched = false;
            for (size_t k = 0; k < bad.count; k++)
                touched |= bad.at[k].first <= a.at[i].last + gap && bad.at[k].last + gap >= a.at[i].first;
            expected += !touched;
        }
        ndx_spans_far_from(&a, &bad, gap);
        assert_int_equal(a.count, expected);
        ndx_spans_clear(&a);
        ndx_spans_clear(&bad);
    }
}

static void a_long_article_of_one_word_takes_no_time_to_speak_of(void **state) {
    (void)state;
    ndx_spans all = {0}, other = {0};
    for (uint32_t word = 0; word < 1000000; word++) {
        ndx_spans_add(&all, word, word);
        if (word % 2) ndx_spans_add(&other, word, word);
    }
    ndx_spans_far_from(&all, &other, 0);
    assert_int_equal(all.count, 500000);
    ndx_spans_clear(&all);
    ndx_spans_clear(&other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_phrase_is_each_word_at_its_place),
        cmocka_unit_test(two_words_are_near_when_some_pair_is),
        cmocka_unit_test(one_word_asked_for_twice_must_stand_there_twice),
        cmocka_unit_test(words_are_together_when_a_section_has_them_all),
        cmocka_unit_test(what_lies_near_something_forbidden_goes),
        cmocka_unit_test(a_long_article_of_one_word_takes_no_time_to_speak_of),
    };
    return cmocka_run_group_tests_name("index: spans", tests, NULL, NULL);
}
