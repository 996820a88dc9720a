/* Cleaning by table, and what must hold whatever the text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "newsdex/clean.h"

/* \n \t \r \\ and \xHH to bytes. */
static void unescape(const char *from, size_t len, ndx_buf *out) {
    for (size_t i = 0; i < len; i++) {
        char c = from[i];
        if (c == '\\' && i + 1 < len) {
            c = from[++i];
            char hex[3] = {0};
            if (c == 'x' && i + 2 < len) {
                memcpy(hex, from + i + 1, 2);
                c = (char)strtoul(hex, NULL, 16);
                i += 2;
            } else {
                c = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
            }
        }
        ndx_buf_add_char(out, c);
    }
}

static void show(ndx_buf *out, const char *name, ndx_text value) {
    if (value.len == 0) return;
    ndx_buf_addf(out, "%s%s=", out->len ? "; " : "", name);
    for (size_t i = 0; i < value.len; i++) {
        if (value.data[i] == '\n')
            ndx_buf_add_str(out, "\\n");
        else
            ndx_buf_add_char(out, value.data[i]);
    }
}

/* "field=value" pieces divided by " | " into an article. */
static void fill(ndx_article *article, char *row) {
    for (char *piece = row, *next; piece; piece = next) {
        next = strstr(piece, " | ");
        if (next) *next = '\0', next += 3;
        char *equals = strchr(piece, '=');
        assert_non_null(equals);
        ndx_buf value = {0};
        unescape(equals + 1, strlen(equals + 1), &value);
        ndx_field field = ndx_field_find((ndx_text){piece, (size_t)(equals - piece)});
        assert_true(field < NDX_FIELD_COUNT);
        assert_int_equal(ndx_article_set(article, field, ndx_buf_text(&value), NULL), NDX_OK);
        ndx_buf_clear(&value);
    }
}

static void render(const ndx_article *article, ndx_buf *out) {
    static const struct {
        const char *name;
        ndx_zone zone;
    } zones[] = {{"H", NDX_ZONE_HEADLINE}, {"BY", NDX_ZONE_BYLINE}, {"DL", NDX_ZONE_DATELINE},
                 {"LEAD", NDX_ZONE_LEAD},  {"BODY", NDX_ZONE_BODY}, {"TAIL", NDX_ZONE_TAIL}};
    static const ndx_field fields[] = {NDX_FIELD_DATE_TEXT, NDX_FIELD_BYLINE, NDX_FIELD_PLACE};
    for (size_t i = 0; i < NDX_COUNT(fields); i++)
        show(out, ndx_field_get(fields[i])->name, article->field[fields[i]]);
    for (size_t i = 0; i < NDX_COUNT(zones); i++)
        show(out, zones[i].name, ndx_article_zone(article, zones[i].zone));
}

static void every_row_of_the_table_is_cleaned_as_it_says(void **state) {
    (void)state;
    FILE *table = fopen("tests/tables/clean.txt", "r");
    assert_non_null(table);
    char *line = NULL;
    size_t room = 0, number = 0, failures = 0;
    ndx_article article;
    ndx_article_init(&article);
    while (getline(&line, &room, table) > 0) {
        number++;
        char *arrow = strstr(line, " ==> ");
        if (line[0] == '#' || !arrow) continue;
        *arrow = '\0';
        char *expected = arrow + 5;
        expected[strcspn(expected, "\n")] = '\0';
        ndx_buf got = {0};
        ndx_article_reset(&article);
        fill(&article, line);
        if (ndx_clean(&article, NULL) == NDX_OK)
            render(&article, &got);
        else
            ndx_buf_add_str(&got, "nothing");
        if (strcmp(got.data, expected) != 0) {
            fprintf(stderr, "tests/tables/clean.txt:%zu\n  expected %s\n  got      %s\n", number, expected,
                    got.data);
            failures++;
        }
        ndx_buf_clear(&got);
    }
    free(line);
    fclose(table);
    ndx_article_clear(&article);
    assert_int_equal(failures, 0);
}

/* Bytes above blank and below DEL: what no step of cleaning may lose or add. */
static size_t count_marks(ndx_text text) {
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) count += (unsigned char)text.data[i] > ' ' && text.data[i] != 0x7F;
    return count;
}

static void the_words_stay_whatever_the_layout(void **state) {
    (void)state;
    static const char *const pieces[] = {"Word",         " ",
                                         "\n",           "\n\n",
                                         "\r\n",         "    ",
                                         "\t",           "Reuter",
                                         "By Ann Lee",   "PARIS, May 3 -",
                                         "Related news", "a long sentence that goes on and on until it ends.",
                                         "\xC3\xA9",     "Follow us on X",
                                         "\x01",         "###"};
    ndx_article article;
    ndx_article_init(&article);
    uint64_t seed = 1;
    for (int round = 0; round < 3000; round++) {
        ndx_buf body = {0};
        for (int i = 0; i < 30; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            ndx_buf_add_str(&body, pieces[seed >> 33 & 15]);
        }
        ndx_article_reset(&article);
        article.field[NDX_FIELD_BODY] = ndx_buf_text(&body);
        size_t marks = 0;
        for (size_t i = 0; i < body.len; i++) marks += (unsigned char)body.data[i] > ' ';
        if (ndx_clean(&article, NULL) == NDX_OK) {
            size_t kept = count_marks(article.text),
                   headline = count_marks(ndx_article_zone(&article, NDX_ZONE_HEADLINE));
            assert_true(kept == marks ||
                        (headline && (marks - kept) % headline == 0)); /* a headline is not said twice */
            for (int zone = 0; zone < NDX_ZONE_COUNT; zone++) {
                assert_true(article.zone[zone].start <= article.zone[zone].end);
                assert_true(article.zone[zone].end <= article.text.len);
            }
            ndx_range tail = article.zone[NDX_ZONE_TAIL], body_zone = article.zone[NDX_ZONE_BODY];
            if (tail.end > tail.start) {
                assert_int_equal(tail.end, article.text.len);
                assert_true(tail.start == 0 || tail.start >= body_zone.end + 2);
            }
        }
        ndx_buf_clear(&body);
    }
    ndx_article_clear(&article);
}

static void hostile_lengths_end_soon(void **state) {
    (void)state;
    static const char *const units[] = {"Reuter\n", "\n", "Related news\n", "x",      "(", "By A\n", "a b ",
                                        " - ",      "1 ", "###\n",          "Follow "};
    ndx_article article;
    ndx_article_init(&article);
    for (size_t unit = 0; unit < NDX_COUNT(units); unit++) {
        ndx_buf body = {0};
        while (body.len < 2000000) ndx_buf_add_str(&body, units[unit]);
        ndx_article_reset(&article);
        article.field[NDX_FIELD_BODY] = ndx_buf_text(&body);
        ndx_clean(&article, NULL);
        ndx_buf_clear(&body);
    }
    ndx_article_clear(&article);
}

/* Lines are looked at twice; where there are many, not all are remembered in between. */
static void many_lines_are_as_few_lines_are(void **state) {
    (void)state;
    enum { LINES = 700 };
    ndx_buf body = {0}, expected = {0};
    for (int i = 0; i < LINES; i++) {
        bool paragraph = i % 3 == 0;
        ndx_buf_addf(&body, "%sline %d goes\ton and on\x03, as wrapped lines of a story do\r\n",
                     paragraph ? "   " : "", i);
        ndx_buf_addf(&expected, "%sline %d goes on and on, as wrapped lines of a story do",
                     i == 0      ? ""
                     : paragraph ? "\n\n"
                                 : "\n",
                     i);
    }
    ndx_article article;
    ndx_article_init(&article);
    assert_int_equal(ndx_article_set(&article, NDX_FIELD_BODY, ndx_buf_text(&body), NULL), NDX_OK);
    assert_int_equal(ndx_clean(&article, NULL), NDX_OK);
    assert_int_equal(article.text.len, expected.len);
    assert_memory_equal(article.text.data, expected.data, expected.len);
    ndx_article_clear(&article);
    ndx_buf_clear(&body);
    ndx_buf_clear(&expected);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_table_is_cleaned_as_it_says),
        cmocka_unit_test(the_words_stay_whatever_the_layout),
        cmocka_unit_test(hostile_lengths_end_soon),
        cmocka_unit_test(many_lines_are_as_few_lines_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
