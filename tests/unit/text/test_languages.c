/* Languages: finding them by name, telling them from text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "tables.h"

static void check_case(void *context, ndx_text input, ndx_text expected, size_t line) {
    size_t *wrong = context;
    const char *code = ndx_language_detect(input);
    if (ndx_text_equal(ndx_text_of(code), expected)) return;
    ++*wrong;
    print_error("line %zu: expected \"%.*s\" but got \"%s\"\n", line, NDX_ARG(expected), code);
}

static void sentences_are_recognised_as_the_table_says(void **state) {
    (void)state;
    size_t wrong = 0;
    assert_true(table_each("tests/tables/text-languages.txt", check_case, &wrong) > 0);
    assert_int_equal(wrong, 0);
}

static void languages_are_found_by_code_name_and_tag(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        {"de", "German"},    {"deu", "German"},
        {"GER", "German"},   {"german", "German"},
        {"de-AT", "German"}, {"pt_BR", "Portuguese"},
        {"nb", "Norwegian"}, {"zh-Hans", "Chinese"},
        {"xx", ""},          {"", ""},
        {"-", ""},
    };
    for (size_t i = 0; i < NDX_COUNT(pairs); i++)
        assert_string_equal(ndx_language_name(pairs[i][0]), pairs[i][1]);
}

static void every_code_makes_an_analyzer_that_stems(void **state) {
    (void)state;
    const char *code;
    size_t count = 0;
    for (; (code = ndx_language_code(count)); count++) {
        ndx_analyzer *analyzer;
        const ndx_token *tokens;
        size_t token_count;
        assert_int_equal(ndx_analyzer_new(code, &analyzer, NULL), NDX_OK);
        assert_int_equal(
            ndx_tokenize(analyzer, NDX_TEXT("word Wort слово λέξη"), code, &tokens, &token_count, NULL),
            NDX_OK);
        assert_int_equal(token_count, 4);
        ndx_analyzer_free(analyzer);
    }
    assert_true(count >= 29); /* libstemmer's */
}

static void a_word_is_stemmed_without_a_lexicon_as_with_one(void **state) {
    (void)state;
    static const char *const cases[][3] = {
        {"en", "elections", "elect"},     {"de", "häuser", "haus"},       {"ru", "российский", "российск"},
        {"xx", "elections", "elections"}, {"", "Elections", "elections"},
    };
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        ndx_buf stem = {0};
        assert_int_equal(ndx_stem(cases[i][0], ndx_text_of(cases[i][1]), &stem, NULL), NDX_OK);
        assert_string_equal(stem.data, cases[i][2]);
        ndx_buf_clear(&stem);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_are_recognised_as_the_table_says),
        cmocka_unit_test(languages_are_found_by_code_name_and_tag),
        cmocka_unit_test(every_code_makes_an_analyzer_that_stems),
        cmocka_unit_test(a_word_is_stemmed_without_a_lexicon_as_with_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
