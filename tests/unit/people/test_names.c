/* Keys, surnames, matching of names, names given by the source. */
#include "table.h"

#include <stdlib.h>

static void key_case(ndx_text input, ndx_text expected, size_t line) {
    ndx_buf key = {0}, got = {0};
    ndx_name_key(&key, input);
    if (key.len > 0) ndx_buf_addf(&got, "%s | %.*s", key.data, NDX_ARG(ndx_name_surname(ndx_buf_text(&key))));
    if (!ndx_text_equal(ndx_buf_text(&got), expected))
        fail_msg("people-keys.txt:%zu: %.*s: got \"%.*s\"", line, NDX_ARG(input),
                 NDX_ARG(ndx_buf_text(&got)));
    ndx_buf_clear(&key);
    ndx_buf_clear(&got);
}

static void keys_are_as_the_table_says(void **state) {
    (void)state;
    table_run("tests/tables/people-keys.txt", key_case);
}

static void the_key_of_a_key_is_itself(void **state) {
    (void)state;
    const char *names[] = {"Doe, John, Jr.",  "Pope Francis", "Kim Jong-il",
                           "Bashar al-Assad", "O'Neill",      "ПУТИН"};
    for (size_t i = 0; i < NDX_COUNT(names); i++) {
        ndx_buf once = {0}, twice = {0};
        ndx_name_key(&once, ndx_text_of(names[i]));
        ndx_name_key(&twice, ndx_buf_text(&once));
        assert_string_equal(once.data, twice.data);
        ndx_buf_clear(&once);
        ndx_buf_clear(&twice);
    }
}

static void a_key_is_bounded_and_never_cuts_a_character(void **state) {
    (void)state;
    ndx_buf name = {0}, key = {0};
    for (int i = 0; i < 100000; i++) ndx_buf_add_str(&name, i % 7 ? "\xc3\xa5\xe4\xb8\xad" : " ");
    ndx_name_key(&key, ndx_buf_text(&name));
    assert_true(key.len <= 120);
    assert_true(ndx_utf8_valid(ndx_buf_text(&key)));
    ndx_buf_clear(&name);
    ndx_buf_clear(&key);
}

static void marks_of_direction_and_broken_bytes_do_not_reach_a_key(void **state) {
    (void)state;
    ndx_buf key = {0};
    ndx_name_key(&key, NDX_TEXT("\xe2\x80\xae"
                                "Jo\xe2\x80\x8f"
                                "hn \xff Doe\xe2\x80\xac\x01"));
    assert_string_equal(key.data, "john doe");
    ndx_buf_clear(&key);
}

static const char *verdict(double match) {
    if (match == 1) return "exact";
    if (match >= NDX_NAME_SAME) return "same";
    if (match >= NDX_NAME_POSSIBLE) return "possible";
    return match > 0 ? "given" : "no";
}

static void match_case(ndx_text input, ndx_text expected, size_t line) {
    size_t at = ndx_text_find(input, NDX_TEXT("~"));
    assert_true(at != SIZE_MAX);
    ndx_text a = ndx_text_trim(ndx_text_slice(input, 0, at)),
             b = ndx_text_trim(ndx_text_slice(input, at + 1, input.len));
    double match = ndx_name_match(a, b);
    assert_true(match >= 0 && match <= 1);
    assert_true(match == ndx_name_match(b, a));
    if (!ndx_text_equal(ndx_text_of(verdict(match)), expected))
        fail_msg("people-matches.txt:%zu: %.*s: got %s (%.3f)", line, NDX_ARG(input), verdict(match), match);
    ndx_buf group_a = {0}, group_b = {0};
    ndx_name_group(&group_a, a);
    ndx_name_group(&group_b, b);
    bool grouped = ndx_text_equal(ndx_buf_text(&group_a), ndx_buf_text(&group_b));
    if (match >= NDX_NAME_POSSIBLE && !grouped &&
        !ndx_text_equal(input, NDX_TEXT("viktor orban ~ orban viktor")))
        fail_msg("people-matches.txt:%zu: groups \"%s\" and \"%s\"", line, group_a.data, group_b.data);
    ndx_buf_clear(&group_a);
    ndx_buf_clear(&group_b);
}

static void names_match_as_the_table_says(void **state) {
    (void)state;
    table_run("tests/tables/people-matches.txt", match_case);
}

static void people_of_the_source_get_keys_and_readable_names(void **state) {
    (void)state;
    ndx_article article;
    ndx_article_init(&article);
    const char *names[] = {"james-baker", "Doe, John", "Mr. John Doe",
                           "mitterrand",  "...",       "Vincent van Gogh"};
    for (size_t i = 0; i < NDX_COUNT(names); i++)
        assert_int_equal(ndx_article_set(&article, NDX_FIELD_PEOPLE, ndx_text_of(names[i]), NULL), NDX_OK);
    assert_int_equal(ndx_people_from_source(&article, NULL), NDX_OK);
    assert_int_equal(article.facts.person_count, 4);
    assert_string_equal(article.facts.people[0].name.data, "James Baker");
    assert_string_equal(article.facts.people[0].key.data, "james baker");
    assert_string_equal(article.facts.people[1].name.data, "John Doe");
    assert_string_equal(article.facts.people[2].name.data, "Mitterrand");
    assert_true(article.facts.people[2].surname_only);
    assert_string_equal(article.facts.people[3].name.data, "Vincent van Gogh");
    assert_true(article.facts.people[3].from_source);
    assert_int_equal(article.facts.mention_count, 0);
    ndx_article_clear(&article);
}

static void role_case(ndx_text input, ndx_text expected, size_t line) {
    const char *got = ndx_role_name(ndx_role_code(input));
    if (!ndx_text_equal(ndx_text_of(got), expected)) fail_msg("people-roles.txt:%zu: got \"%s\"", line, got);
}

static void roles_are_as_the_table_says(void **state) {
    (void)state;
    table_run("tests/tables/people-roles.txt", role_case);
}

static void every_word_for_a_role_is_found(void **state) {
    (void)state;
    enum {
        NONE, /* in the order of the table */
#define ROLE(id, name, kind) id,
#include "../../../src/people/roles.def"
#undef ROLE
    };
#define ROLE_WORD(word, id) assert_int_equal(ndx_role_code(NDX_TEXT(word)), id);
#include "../../../src/people/role_words.def"
#include "../../../src/people/role_words_abroad.def"
#undef ROLE_WORD
    assert_string_equal(ndx_role_name(NONE), "");
    assert_string_equal(ndx_role_name(255), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_as_the_table_says),
        cmocka_unit_test(the_key_of_a_key_is_itself),
        cmocka_unit_test(a_key_is_bounded_and_never_cuts_a_character),
        cmocka_unit_test(marks_of_direction_and_broken_bytes_do_not_reach_a_key),
        cmocka_unit_test(names_match_as_the_table_says),
        cmocka_unit_test(roles_are_as_the_table_says),
        cmocka_unit_test(every_word_for_a_role_is_found),
        cmocka_unit_test(people_of_the_source_get_keys_and_readable_names),
    };
    return cmocka_run_group_tests_name("people: names", tests, NULL, NULL);
}
