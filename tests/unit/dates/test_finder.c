/* Dates in running text. */
#include "table.h"
#include "../../../src/dates/rules.h"
#include "newsdex/text.h"

#include <string.h>

static ndx_date_finder *finder;

static int open_finder(void **state) {
    (void)state;
    return ndx_date_finder_new(&finder, NULL) != NDX_OK;
}

static int close_finder(void **state) {
    (void)state;
    ndx_date_finder_free(finder);
    return 0;
}

static void find_in(ndx_article *a, ndx_text text, const char *language, const char *published) {
    a->text = text;
    a->stemmer = language;
    if (published[0]) assert_int_equal(ndx_date_read(ndx_text_of(published), &a->date, NULL), NDX_OK);
    assert_int_equal(ndx_dates_find(finder, a, NULL), NDX_OK);
    uint32_t end = 0;
    for (size_t i = 0; i < a->facts.date_count; i++) {
        const ndx_date_mention *m = &a->facts.dates[i];
        assert_true(m->start >= end && m->start < m->end && m->end <= text.len && m->value.len);
        assert_true(m->first == NDX_NO_DAY ? m->last == NDX_NO_DAY : m->first <= m->last);
        end = m->end;
    }
}

/* Where the words of the text are known, the same is found: when they are met and when they come again. */
static void find_with_words(const ndx_article *found, const char *language) {
    ndx_analyzer *analyzer;
    ndx_article a;
    assert_int_equal(ndx_analyzer_new(language, &analyzer, NULL), NDX_OK);
    ndx_article_init(&a);
    for (int round = 0; round < 2; round++) {
        ndx_article_reset(&a);
        a.text = found->text;
        a.date = found->date;
        memcpy(a.zone, found->zone, sizeof a.zone);
        assert_int_equal(ndx_analyze(analyzer, &a, NULL), NDX_OK);
        assert_int_not_equal(a.facts.lexicon.edition, 0);
        a.stemmer = language;
        assert_int_equal(ndx_dates_find(finder, &a, NULL), NDX_OK);
        assert_int_equal(a.facts.date_count, found->facts.date_count);
        for (size_t i = 0; i < a.facts.date_count; i++) {
            const ndx_date_mention *m = &a.facts.dates[i], *n = &found->facts.dates[i];
            assert_int_equal(m->start, n->start);
            assert_int_equal(m->end, n->end);
            assert_true(ndx_text_equal(m->value, n->value));
        }
    }
    ndx_article_clear(&a);
    ndx_analyzer_free(analyzer);
}

/* "LANGUAGE DAY sentence" gives "[words] TYPE value; ..." */
static void find_as_table(ndx_text input, ndx_text expected, char *got, size_t room) {
    char language[3] = "", published[11] = "";
    ndx_article a;
    (void)expected;
    assert_true(input.len > 14);
    memcpy(language, input.data, 2);
    memcpy(published, input.data + 3, 10);
    ndx_article_init(&a);
    find_in(&a, ndx_text_slice(input, 14, input.len), language, published[0] == '-' ? "" : published);
    find_with_words(&a, language);
    if (!a.facts.date_count) snprintf(got, room, "nothing");
    for (size_t i = 0; i < a.facts.date_count; i++) {
        const ndx_date_mention *m = &a.facts.dates[i];
        size_t len = strlen(got);
        snprintf(got + len, room - len, "%s[%.*s] %s %.*s", i ? "; " : "", (int)(m->end - m->start),
                 a.text.data + m->start, m->type, NDX_ARG(m->value));
    }
    ndx_article_clear(&a);
}

static void dates_in_text_are_found_as_the_table_says(void **state) {
    (void)state;
    table_run("tests/tables/dates-text.txt", 30, find_as_table);
}

static void the_tail_does_not_count(void **state) {
    (void)state;
    static const char text[] = "It rained on Monday.\n\nRelated news: 27 June 2018";
    ndx_article a;
    ndx_article_init(&a);
    a.zone[NDX_ZONE_TAIL] = (ndx_range){22, sizeof text - 1};
    find_in(&a, NDX_TEXT(text), "en", "2018-06-27");
    assert_int_equal(a.facts.date_count, 1);
    assert_int_equal(a.facts.dates[0].first, ndx_day_of(2018, 6, 25));
    ndx_article_clear(&a);
}

static void days_covered_come_with_the_value(void **state) {
    static const struct {
        const char *text, *first, *last;
    } cases[] = {
        {"in June 1987", "1987-06-01", "1987-06-30"},
        {"the third quarter of 1987", "1987-07-01", "1987-09-30"},
        {"the 1980s", "1980-01-01", "1989-12-31"},
        {"early June", "2018-06-01", "2018-06-10"},
        {"in late 1987", "1987-09-01", "1987-12-31"},
        {"last week", "2018-06-18", "2018-06-24"},
        {"the 20th century", "1900-01-01", "1999-12-31"},
        {"27 June 2018", "2018-06-27", "2018-06-27"},
        {"yesterday morning", "2018-06-26", "2018-06-26"},
        {"the summer of 1987", "1987-06-01", "1987-08-31"},
        {"three days", "", ""},
        {"recently", "", ""},
    };
    (void)state;
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        ndx_article a;
        char first[11], last[11];
        ndx_article_init(&a);
        find_in(&a, ndx_text_of(cases[i].text), "en", "2018-06-27");
        assert_int_equal(a.facts.date_count, 1);
        ndx_day_format(a.facts.dates[0].first, first);
        ndx_day_format(a.facts.dates[0].last, last);
        assert_string_equal(first, cases[i].first);
        assert_string_equal(last, cases[i].last);
        ndx_article_clear(&a);
    }
}

static void an_undated_article_gives_only_what_stands_for_itself(void **state) {
    (void)state;
    ndx_article a;
    ndx_article_init(&a);
    find_in(&a, NDX_TEXT("On 27 June 1987, not on Friday, and not last week but in 1988 or on 3 May."), "en",
            "");
    assert_true(a.facts.date_count >= 2);
    for (size_t i = 0; i < a.facts.date_count; i++) {
        ndx_text value = a.facts.dates[i].value;
        assert_int_equal(a.facts.dates[i].first == NDX_NO_DAY, !ndx_text_starts(value, NDX_TEXT("198")));
    }
    ndx_article_clear(&a);
}

static void a_language_without_rules_gives_nothing(void **state) {
    (void)state;
    ndx_article a;
    ndx_article_init(&a);
    find_in(&a, NDX_TEXT("27 June 2018"), "xx", "2018-06-27");
    assert_int_equal(a.facts.date_count, 0);
    ndx_article_clear(&a);
}

/* Thousands of date-like pieces, in one paragraph and in many: all of it is read, and nothing lies outside
 * the text. */
static void floods_of_dates_are_survived(void **state) {
    static const char *const pieces[] = {
        "1987 ",           "the ", "27 June ", "31 February 2018, ",
        "99999999999 ",    "in ",  "' ",       "a few a few ",
        "\n\nMonday ",     "- ",   "\xff\xfe", "two hundred thousand million ",
        "early late mid ", "12:",  "1,",       "1.",
        "nineteen ",       "٢٧ "};
    (void)state;
    for (size_t i = 0; i < NDX_COUNT(pieces); i++) {
        ndx_buf text = {0};
        ndx_article a;
        while (text.len < 60000) ndx_buf_add_str(&text, pieces[i]);
        ndx_article_init(&a);
        find_in(&a, ndx_buf_text(&text), "en", "2018-06-27");
        for (size_t k = 0; k < a.facts.date_count; k++) {
            ndx_day first = a.facts.dates[k].first;
            assert_true(first == NDX_NO_DAY || (first >= ndx_day_of(1600, 1, 1) &&
                                                a.facts.dates[k].last <= ndx_day_of(2999, 12, 31)));
        }
        ndx_article_clear(&a);
        ndx_buf_clear(&text);
    }
}

static void a_rule_not_well_formed_is_refused(void **state) {
    static const word_row words[] = {{S_MONTH, "June=6"}};
    static const char *const bad[] = {"( MONTH", "MONTH )?x",    "MOTH",      "( MONTH )?DAY", "",
                                      "MONTH?",  "{MOTH} MONTH", "{in MONTH", "MONTH {in} DAY"};
    (void)state;
    for (size_t i = 0; i < NDX_COUNT(bad); i++) {
        rule_row row = {"DATE", OP_CALENDAR, bad[i], ""};
        language_rules rules = {"en", words, 1, &row, 1, "", ""};
        grammar g;
        ndx_error err = {0};
        assert_int_equal(grammar_compile(&g, &rules, &err), NDX_FAILED);
        assert_non_null(strstr(err.message, "not well formed"));
    }
    static const char *const bad_words[] = {"June=", "June=JUIN", "June=99999",
                                            "averyveryverylongwordthatisnoword=1"};
    for (size_t i = 0; i < NDX_COUNT(bad_words); i++) {
        word_row row = {S_MONTH, bad_words[i]};
        language_rules rules = {"en", &row, 1, NULL, 0, "", ""};
        grammar g;
        assert_int_equal(grammar_compile(&g, &rules, NULL), NDX_FAILED);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_in_text_are_found_as_the_table_says),
        cmocka_unit_test(the_tail_does_not_count),
        cmocka_unit_test(days_covered_come_with_the_value),
        cmocka_unit_test(an_undated_article_gives_only_what_stands_for_itself),
        cmocka_unit_test(a_language_without_rules_gives_nothing),
        cmocka_unit_test(floods_of_dates_are_survived),
        cmocka_unit_test(a_rule_not_well_formed_is_refused),
    };
    return cmocka_run_group_tests(tests, open_finder, close_finder);
}
