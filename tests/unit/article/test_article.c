/* Fields, days, dates as written, and the article's life. */
#include "newsdex/article.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void fields_are_found_by_any_name_they_go_by(void **state) {
    (void)state;
    static const struct {
        const char *name;
        ndx_field field;
    } cases[] = {
        {"headline", NDX_FIELD_HEADLINE},
        {"Title", NDX_FIELD_HEADLINE},
        {"published-at", NDX_FIELD_DATE_TEXT},
        {"Full Text", NDX_FIELD_BODY},
        {"DOCNO", NDX_FIELD_ID},
        {"nothing", NDX_FIELD_COUNT},
        {"", NDX_FIELD_COUNT},
        {"author", NDX_FIELD_BYLINE},
    };
    for (size_t i = 0; i < NDX_COUNT(cases); i++)
        assert_int_equal(ndx_field_find(ndx_text_of(cases[i].name)), cases[i].field);
}

static void no_name_and_no_prefix_means_two_fields(void **state) {
    (void)state;
    for (int field = 0; field < NDX_FIELD_COUNT; field++) {
        const ndx_field_info *info = ndx_field_get((ndx_field)field);
        ndx_text rest = ndx_text_of(info->aliases), alias;
        assert_int_equal(ndx_field_find(ndx_text_of(info->name)), field);
        while (ndx_text_split(&rest, ',', &alias)) assert_int_equal(ndx_field_find(alias), field);
        for (int other = 0; other < field; other++)
            assert_true(!*info->prefix || strcmp(info->prefix, ndx_field_get((ndx_field)other)->prefix) != 0);
    }
}

static void every_day_of_fourteen_centuries_follows_the_one_before(void **state) {
    (void)state;
    ndx_day first = ndx_day_of(1600, 1, 1), last = ndx_day_of(2999, 12, 31);
    ndx_civil before = {1599, 12, 31};
    for (ndx_day day = first; day <= last; day++) {
        ndx_civil c = ndx_day_civil(day);
        bool next_day = c.year == before.year && c.month == before.month && c.day == before.day + 1;
        bool next_month = c.day == 1 && c.year == before.year && c.month == before.month + 1;
        bool next_year = c.day == 1 && c.month == 1 && c.year == before.year + 1;
        assert_true(next_day || next_month || next_year);
        assert_int_equal(ndx_day_of(c.year, c.month, c.day), day);
        before = c;
    }
    assert_int_equal(last - first + 1,
                     1400 * 365 + 340); /* 350 fourth years less 14 centuries and with 4 fourth centuries */
}

static void known_days_have_their_known_weekdays(void **state) {
    (void)state;
    assert_int_equal(ndx_day_of(1970, 1, 1), 0);
    assert_int_equal(ndx_day_weekday(ndx_day_of(1987, 10, 19)), 0); /* Black Monday */
    assert_int_equal(ndx_day_weekday(ndx_day_of(2018, 6, 27)), 2);
    assert_int_equal(ndx_day_weekday(ndx_day_of(1963, 11, 22)), 4);
    assert_int_equal(ndx_day_weekday(ndx_day_of(1815, 6, 18)), 6); /* Waterloo, a Sunday */
}

static void days_that_do_not_exist_are_no_days(void **state) {
    (void)state;
    static const int bad[][3] = {{2018, 2, 29}, {1900, 2, 29},  {2018, 4, 31}, {2018, 13, 1}, {2018, 0, 1},
                                 {2018, 1, 0},  {1599, 12, 31}, {3000, 1, 1},  {2018, -1, 5}, {2018, 1, 99}};
    for (size_t i = 0; i < NDX_COUNT(bad); i++)
        assert_int_equal(ndx_day_of(bad[i][0], bad[i][1], bad[i][2]), NDX_NO_DAY);
    assert_true(ndx_day_of(2000, 2, 29) != NDX_NO_DAY);
}

static void a_date_is_written_as_precisely_as_it_is_known(void **state) {
    (void)state;
    char out[32];
    ndx_date date = {ndx_day_of(2018, 6, 27), 22 * 3600 + 36 * 60, 240, true,
                     NDX_DATE_TEXT,           NDX_PRECISION_TIME};
    ndx_date_format(&date, out);
    assert_string_equal(out, "2018-06-27T22:36:00+04:00");
    date.offset_minutes = -570;
    ndx_date_format(&date, out);
    assert_string_equal(out, "2018-06-27T22:36:00-09:30");
    date.offset_known = false;
    ndx_date_format(&date, out);
    assert_string_equal(out, "2018-06-27T22:36:00");
    static const struct {
        uint8_t precision;
        const char *text;
    } cases[] = {
        {NDX_PRECISION_DAY, "2018-06-27"}, {NDX_PRECISION_MONTH, "2018-06"}, {NDX_PRECISION_YEAR, "2018"}};
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        date.precision = cases[i].precision;
        ndx_date_format(&date, out);
        assert_string_equal(out, cases[i].text);
    }
    date = NDX_NO_DATE;
    ndx_date_format(&date, out);
    assert_string_equal(out, "");
}

static void an_article_collects_lists_and_forgets_on_reset(void **state) {
    (void)state;
    ndx_article article;
    ndx_article_init(&article);
    for (int round = 0; round < 3; round++) {
        assert_int_equal(ndx_article_set(&article, NDX_FIELD_PEOPLE, NDX_TEXT("Ana Duarte"), NULL), NDX_OK);
        assert_int_equal(ndx_article_set(&article, NDX_FIELD_PEOPLE, NDX_TEXT(""), NULL), NDX_OK);
        assert_int_equal(ndx_article_set(&article, NDX_FIELD_PEOPLE, NDX_TEXT("Li Wei"), NULL), NDX_OK);
        assert_int_equal(ndx_article_set(&article, NDX_FIELD_HEADLINE, NDX_TEXT("first"), NULL), NDX_OK);
        assert_int_equal(ndx_article_set(&article, NDX_FIELD_HEADLINE, NDX_TEXT("second"), NULL), NDX_OK);
        assert_true(ndx_text_equal(article.field[NDX_FIELD_PEOPLE], NDX_TEXT("Ana Duarte\nLi Wei")));
        assert_true(ndx_text_equal(article.field[NDX_FIELD_HEADLINE], NDX_TEXT("second")));
        ndx_article_reset(&article);
        assert_int_equal(article.field[NDX_FIELD_PEOPLE].len, 0);
        assert_int_equal(article.date.day, NDX_NO_DAY);
    }
    ndx_article_clear(&article);
}

static void the_ranked_text_ends_where_the_tail_begins(void **state) {
    (void)state;
    ndx_article article;
    ndx_article_init(&article);
    article.text = NDX_TEXT("Head\n\nBody.\n\nRelated news");
    assert_true(ndx_text_equal(ndx_article_ranked_text(&article), article.text));
    article.zone[NDX_ZONE_BODY] = (ndx_range){6, 11};
    article.zone[NDX_ZONE_TAIL] = (ndx_range){13, 25};
    assert_true(ndx_text_equal(ndx_article_ranked_text(&article), NDX_TEXT("Head\n\nBody.")));
    assert_true(ndx_text_equal(ndx_article_zone(&article, NDX_ZONE_TAIL), NDX_TEXT("Related news")));
    ndx_article_clear(&article);
}

static void notes_of_words_last_as_long_as_their_lexicon(void **state) {
    (void)state;
    ndx_word_notes notes = {0};
    ndx_word_notes_open(&notes, sizeof(uint16_t), &(ndx_lexicon_state){0, 100});
    assert_int_equal(notes.words, 0); /* of no lexicon that is known */
    ndx_word_notes_open(&notes, sizeof(uint16_t), &(ndx_lexicon_state){7, 100});
    assert_int_equal(notes.words, 100);
    for (uint32_t word = 0; word < 100; word++) {
        assert_int_equal(((uint16_t *)notes.at)[word], 0);
        ((uint16_t *)notes.at)[word] = (uint16_t)(word + 1);
    }
    ndx_word_notes_open(&notes, sizeof(uint16_t), &(ndx_lexicon_state){7, 100000});
    assert_int_equal(notes.words, 100000);
    for (uint32_t word = 0; word < 100000; word++)
        assert_int_equal(((uint16_t *)notes.at)[word], word < 100 ? word + 1 : 0);
    ndx_word_notes_open(&notes, sizeof(uint16_t), &(ndx_lexicon_state){0, 0});
    assert_int_equal(notes.words, 0);
    ndx_word_notes_open(&notes, sizeof(uint16_t), &(ndx_lexicon_state){8, 50});
    assert_int_equal(notes.words, 50);
    for (uint32_t word = 0; word < 50; word++) assert_int_equal(((uint16_t *)notes.at)[word], 0);
    ndx_word_notes_clear(&notes);
    ndx_word_notes_clear(&notes);
}

static void known_words_are_the_plain_ones_where_they_begin(void **state) {
    (void)state;
    ndx_token tokens[] = {{0, 3, 0, 4, NDX_TOKEN_JOINED},
                          {0, 1, 0, 5, 0},
                          {4, 8, 1, 6, NDX_TOKEN_PLAIN},
                          {9, 13, 2, 7, NDX_TOKEN_PLAIN | NDX_TOKEN_DIGITS},
                          {14, 15, 3, 8, NDX_TOKEN_PLAIN | NDX_TOKEN_CAPITAL}};
    ndx_facts facts = {.tokens = tokens, .token_count = NDX_COUNT(tokens)};
    ndx_word_notes notes = {.words = 9};
    ndx_known_words known = ndx_known_words_of(&facts, &notes, 1);
    assert_null(ndx_known_word_at(&known, 0));
    assert_null(ndx_known_word_at(&known, 3));
    assert_ptr_equal(ndx_known_word_at(&known, 4), &tokens[2]);
    assert_ptr_equal(ndx_known_word_at(&known, 4), &tokens[2]);
    assert_null(ndx_known_word_at(&known, 9));
    assert_ptr_equal(ndx_known_word_at(&known, 14), &tokens[4]);
    assert_null(ndx_known_word_at(&known, 15));
    notes.words = 0;
    known = ndx_known_words_of(&facts, &notes, 1);
    assert_null(ndx_known_word_at(&known, 4));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_found_by_any_name_they_go_by),
        cmocka_unit_test(no_name_and_no_prefix_means_two_fields),
        cmocka_unit_test(every_day_of_fourteen_centuries_follows_the_one_before),
        cmocka_unit_test(known_days_have_their_known_weekdays),
        cmocka_unit_test(days_that_do_not_exist_are_no_days),
        cmocka_unit_test(a_date_is_written_as_precisely_as_it_is_known),
        cmocka_unit_test(an_article_collects_lists_and_forgets_on_reset),
        cmocka_unit_test(the_ranked_text_ends_where_the_tail_begins),
        cmocka_unit_test(notes_of_words_last_as_long_as_their_lexicon),
        cmocka_unit_test(known_words_are_the_plain_ones_where_they_begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
