/* Tokens: forms, positions, offsets, sentences, paragraphs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "newsdex/text.h"

#include "tables.h"

/* --- tables --------------------------------------------------------------------------------------------- */

typedef struct drawing {
    ndx_analyzer *analyzer;
    bool stems;
    size_t wrong;
} drawing;

static void check_case(void *context, ndx_text input, ndx_text expected, size_t line) {
    drawing *d = context;
    const ndx_token *tokens;
    size_t count;
    char language[16];
    ndx_buf drawn = {0};
    case_language(&input, language);
    assert_int_equal(ndx_tokenize(d->analyzer, input, language, &tokens, &count, NULL), NDX_OK);
    draw_tokens(&drawn, d->analyzer, tokens, count, d->stems);
    if (!ndx_text_equal(ndx_buf_text(&drawn), expected)) {
        d->wrong++;
        print_error("line %zu: expected %.*s\n        but got %.*s\n", line, NDX_ARG(expected),
                    NDX_ARG(ndx_buf_text(&drawn)));
    }
    ndx_buf_clear(&drawn);
}

static void run_table(const char *path, bool stems) {
    drawing d = {.stems = stems};
    assert_int_equal(ndx_analyzer_new("none", &d.analyzer, NULL), NDX_OK);
    assert_true(table_each(path, check_case, &d) > 0);
    ndx_analyzer_free(d.analyzer);
    assert_int_equal(d.wrong, 0);
}

static void forms_are_as_the_table_says(void **state) {
    (void)state;
    run_table("tests/tables/text-tokens.txt", false);
}

static void sentences_and_paragraphs_are_as_the_table_says(void **state) {
    (void)state;
    run_table("tests/tables/text-sentences.txt", false);
}

static void stems_are_as_the_table_says(void **state) {
    (void)state;
    run_table("tests/tables/text-stems.txt", true);
}

/* --- positions and offsets ------------------------------------------------------------------------------ */

static void every_position_has_one_token_that_is_not_joined(void **state) {
    (void)state;
    ndx_text text =
        NDX_TEXT("AT&T paid $1.5bn for the U.S.-led F-16 deal at www.example.com; it's 1,000,000.5 more.");
    ndx_analyzer *analyzer;
    const ndx_token *tokens;
    size_t count, next = 0;
    assert_int_equal(ndx_analyzer_new("en", &analyzer, NULL), NDX_OK);
    assert_int_equal(ndx_tokenize(analyzer, text, "en", &tokens, &count, NULL), NDX_OK);
    for (size_t i = 0; i < count; i++) {
        assert_true(tokens[i].start < tokens[i].end && tokens[i].end <= text.len);
        if (tokens[i].flags & NDX_TOKEN_JOINED) {
            assert_int_equal(tokens[i].position, next); /* before its first part */
            assert_false(tokens[i].flags & (NDX_TOKEN_SENTENCE | NDX_TOKEN_PARAGRAPH));
        } else
            assert_int_equal(tokens[i].position, next++);
    }
    ndx_analyzer_free(analyzer);
}

static void offsets_cover_the_word_as_written(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t token;
        const char *covered;
    } cases[] = {
        {"the U.S. said", 1, "U.S."},
        {"Putin\u2019s plan", 0, "Putin"},
        {"they don't", 1, "don't"},
        {"1,000,000 people", 0, "1,000,000"},
        {"an AT&T line", 1, "AT&T"},
        {"Zürich, Köln", 1, "Köln"},
        {"co\u00ADope\u00ADrate now", 0, "co\u00ADope\u00ADrate"},
        {"日本語", 1, "本語"},
    };
    ndx_analyzer *analyzer;
    const ndx_token *tokens;
    size_t count;
    assert_int_equal(ndx_analyzer_new("en", &analyzer, NULL), NDX_OK);
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        ndx_text text = ndx_text_of(cases[i].text);
        assert_int_equal(ndx_tokenize(analyzer, text, "en", &tokens, &count, NULL), NDX_OK);
        assert_true(cases[i].token < count);
        ndx_text covered = ndx_text_slice(text, tokens[cases[i].token].start, tokens[cases[i].token].end);
        assert_true(ndx_text_equal(covered, ndx_text_of(cases[i].covered)));
    }
    ndx_analyzer_free(analyzer);
}

static void flags_tell_capitals_and_digits(void **state) {
    (void)state;
    static const struct {
        const char *word;
        uint32_t flags;
    } cases[] = {
        {"word", 0},
        {"Word", NDX_TOKEN_CAPITAL},
        {"NATO", NDX_TOKEN_CAPITAL | NDX_TOKEN_ALL_CAPS},
        {"A", NDX_TOKEN_CAPITAL},
        {"1987", NDX_TOKEN_DIGITS},
        {"G20", NDX_TOKEN_CAPITAL | NDX_TOKEN_DIGITS},
        {"MI6", NDX_TOKEN_CAPITAL | NDX_TOKEN_ALL_CAPS | NDX_TOKEN_DIGITS},
        {"3D", NDX_TOKEN_DIGITS},
        {"Ärzte", NDX_TOKEN_CAPITAL},
        {"ÄÖ", NDX_TOKEN_CAPITAL | NDX_TOKEN_ALL_CAPS},
        {"über", 0},
        {"Путин", NDX_TOKEN_CAPITAL},
        {"МИД", NDX_TOKEN_CAPITAL | NDX_TOKEN_ALL_CAPS},
        {"中", NDX_TOKEN_CJK},
        {"U.S.", NDX_TOKEN_CAPITAL | NDX_TOKEN_ALL_CAPS},
        {"Internationalization", NDX_TOKEN_CAPITAL},
        {"INTERNATIONALIZATION", NDX_TOKEN_CAPITAL | NDX_TOKEN_ALL_CAPS},
        {"internationalization2", NDX_TOKEN_DIGITS},
        {"word ", NDX_TOKEN_PLAIN},
        {"Word.", NDX_TOKEN_CAPITAL | NDX_TOKEN_PLAIN},
        {"A,", NDX_TOKEN_CAPITAL | NDX_TOKEN_PLAIN},
        {"1987)", NDX_TOKEN_DIGITS | NDX_TOKEN_PLAIN},
        {"McA ", NDX_TOKEN_CAPITAL},
        {"NATO ", NDX_TOKEN_CAPITAL | NDX_TOKEN_ALL_CAPS},
        {"don't ", 0},
        {"word\xE2\x80\x9D ", 0},
        {"caf\xC3\xA9 ", 0},
    };
    ndx_analyzer *analyzer;
    const ndx_token *tokens;
    size_t count;
    assert_int_equal(ndx_analyzer_new("none", &analyzer, NULL), NDX_OK);
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        assert_int_equal(ndx_tokenize(analyzer, ndx_text_of(cases[i].word), "none", &tokens, &count, NULL),
                         NDX_OK);
        assert_int_equal(count, 1);
        assert_int_equal(tokens[0].flags & ~(uint32_t)(NDX_TOKEN_SENTENCE | NDX_TOKEN_PARAGRAPH),
                         cases[i].flags);
    }
    ndx_analyzer_free(analyzer);
}

/* --- articles ------------------------------------------------------------------------------------------- */

static void give_text(ndx_article *article, const char *text, size_t tail) {
    article->text = ndx_text_of(text);
    if (tail) article->zone[NDX_ZONE_TAIL] = (ndx_range){(uint32_t)tail, (uint32_t)strlen(text)};
}

static void words_of_the_tail_follow_but_are_not_counted(void **state) {
    (void)state;
    const char *text = "Oil falls\n\nPrices of oil fell on Monday.\n\nFollow us on Telegram";
    ndx_analyzer *analyzer;
    ndx_article article;
    ndx_article_init(&article);
    assert_int_equal(ndx_analyzer_new("en", &analyzer, NULL), NDX_OK);
    give_text(&article, text, (size_t)(strstr(text, "Follow") - text));
    assert_int_equal(ndx_analyze(analyzer, &article, NULL), NDX_OK);
    assert_int_equal(article.facts.words, 8);
    assert_int_equal(article.facts.tail_token, 8);
    assert_int_equal(article.facts.token_count, 12);
    assert_int_equal(article.facts.tokens[8].position, 8);
    assert_true(article.facts.tokens[8].flags & NDX_TOKEN_PARAGRAPH);
    assert_string_equal(article.stemmer, "en");
    assert_true(ndx_text_equal(article.field[NDX_FIELD_LANGUAGE], NDX_TEXT("en")));
    ndx_article_clear(&article);
    ndx_analyzer_free(analyzer);
}

static void an_articles_language_is_declared_or_detected_or_overridden(void **state) {
    (void)state;
    static const struct {
        const char *setting, *declared, *text, *stemmer, *field;
    } cases[] = {
        {"auto", "", "Die Regierung hat am Montag mit der Opposition über das Gesetz gesprochen.", "de",
         "de"},
        {"auto", "fr-FR", "Oil prices fell.", "fr", "fr-FR"},
        {"auto", "Klingon", "Premier spotkał się z prezydentem.", "", "Klingon"},
        {"auto", "", "Shr 25 cts vs 19 cts Net 1.2 mln Revs 30 mln", "en", ""},
        {"auto", "", "東京の株式市場は月曜日に下落した。", "", "ja"},
        {"ru", "", "Oil prices fell and that was that.", "ru", "ru"},
        {"english", "", "Ölpreise", "en", "en"},
        {"none", "", "Oil prices fell and that was that.", "", ""},
    };
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        ndx_analyzer *analyzer;
        ndx_article article;
        ndx_article_init(&article);
        assert_int_equal(ndx_analyzer_new(cases[i].setting, &analyzer, NULL), NDX_OK);
        give_text(&article, cases[i].text, 0);
        article.field[NDX_FIELD_LANGUAGE] = ndx_text_of(cases[i].declared);
        assert_int_equal(ndx_analyze(analyzer, &article, NULL), NDX_OK);
        assert_string_equal(article.stemmer, cases[i].stemmer);
        assert_true(ndx_text_equal(article.field[NDX_FIELD_LANGUAGE], ndx_text_of(cases[i].field)));
        ndx_article_clear(&article);
        ndx_analyzer_free(analyzer);
    }
}

static void an_unknown_language_is_refused_with_the_known_ones(void **state) {
    (void)state;
    ndx_analyzer *analyzer;
    ndx_error err;
    assert_int_equal(ndx_analyzer_new("klingon", &analyzer, &err), NDX_USAGE);
    assert_null(analyzer);
    assert_non_null(strstr(err.message, "klingon"));
    assert_non_null(strstr(err.message, " ru "));
}

/* --- hostile input -------------------------------------------------------------------------------------- */

static bool is_ascii_word(char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* What article.h says of plain tokens. */
static void check_plain(const ndx_analyzer *analyzer, ndx_text text, const ndx_token *tokens, size_t count,
                        size_t i) {
    const ndx_token *token = &tokens[i];
    ndx_text word = ndx_lexicon_word(analyzer, token->word);
    assert_int_equal(token->end - token->start, word.len);
    for (size_t k = 0; k < word.len; k++) {
        char c = text.data[token->start + k];
        bool capital = c >= 'A' && c <= 'Z';
        assert_true(is_ascii_word(c) && (!capital || k == 0));
        assert_int_equal(capital ? c | 0x20 : c, word.data[k]);
        if (k == 0) assert_true(capital == ((token->flags & NDX_TOKEN_CAPITAL) != 0));
    }
    assert_true(token->end < text.len && text.data[token->end] >= 0 && !is_ascii_word(text.data[token->end]));
    assert_true(i == 0 || tokens[i - 1].position != token->position);
    assert_true(i + 1 == count || tokens[i + 1].position != token->position);
}

static void check_tokens(const ndx_analyzer *analyzer, ndx_text text, const ndx_token *tokens, size_t count) {
    uint32_t next = 0;
    for (size_t i = 0; i < count; i++) {
        assert_true(tokens[i].start < tokens[i].end && tokens[i].end <= text.len);
        assert_true(ndx_lexicon_word(analyzer, tokens[i].word).len > 0 &&
                    ndx_lexicon_word(analyzer, tokens[i].word).len <= 64);
        assert_true(ndx_lexicon_stem(analyzer, tokens[i].word) < ndx_lexicon_stem_count(analyzer));
        if (!(tokens[i].flags & NDX_TOKEN_JOINED)) assert_int_equal(tokens[i].position, next++);
        if (tokens[i].flags & NDX_TOKEN_PLAIN) check_plain(analyzer, text, tokens, count, i);
    }
}

enum { RANDOM_MAX = 300, PADDING = 64 };

/* Characters that mean something, in any order. Returns how many bytes. */
static size_t random_text(uint64_t *seed, char text[RANDOM_MAX]) {
    static const char alphabet[] =
        "aB1.,'-&@:_ \n\t!?()\"eeeee     AS\xE2\x80\x99\xC3\xA9\xD0\xB9\xE6\x97\xA5\xFF\xC2\xAD\xE0\xB8\x81";
    size_t len = *seed % RANDOM_MAX;
    for (size_t i = 0; i < len; i++) {
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        text[i] = alphabet[(*seed >> 33) % (sizeof alphabet - 1)];
    }
    *seed = *seed * 6364136223846793005u + 1;
    return len;
}

static void random_bytes_give_sound_tokens(void **state) {
    (void)state;
    ndx_analyzer *analyzer;
    const ndx_token *tokens;
    size_t count;
    uint64_t seed = 1;
    char text[RANDOM_MAX];
    assert_int_equal(ndx_analyzer_new("none", &analyzer, NULL), NDX_OK);
    for (int round = 0; round < 3000; round++) {
        size_t len = random_text(&seed, text);
        /* A copy of exactly this size, so that a read beyond its end is seen. */
        char *exact = malloc(len ? len : 1);
        assert_non_null(exact);
        memcpy(exact, text, len);
        const char *language = ndx_language_code(seed % 29);
        assert_int_equal(ndx_tokenize(analyzer, (ndx_text){exact, len}, language, &tokens, &count, NULL),
                         NDX_OK);
        check_tokens(analyzer, (ndx_text){exact, len}, tokens, count);
        free(exact);
    }
    ndx_analyzer_free(analyzer);
}

/* A word at the text's end is not marked as plain. */
static ndx_token unmarked(ndx_token token) {
    token.flags &= ~(uint32_t)NDX_TOKEN_PLAIN;
    return token;
}

static void tokens_do_not_depend_on_what_is_known_or_how_near_the_end_is(void **state) {
    (void)state;
    uint64_t seed = 2;
    char text[RANDOM_MAX], padded[RANDOM_MAX + PADDING];
    for (int round = 0; round < 1000; round++) {
        ndx_analyzer *analyzer;
        const ndx_token *tokens;
        size_t len = random_text(&seed, text), count, again;
        memset(padded, ' ', sizeof padded);
        memcpy(padded, text, len);
        assert_int_equal(ndx_analyzer_new("en", &analyzer, NULL), NDX_OK);
        assert_int_equal(ndx_tokenize(analyzer, (ndx_text){text, len}, "en", &tokens, &count, NULL), NDX_OK);
        ndx_token *first = malloc((count + 1) * sizeof *first);
        assert_non_null(first);
        for (size_t i = 0; i < count; i++) first[i] = unmarked(tokens[i]);
        /* With every word known and room to look ahead, other code reads it. */
        assert_int_equal(
            ndx_tokenize(analyzer, (ndx_text){padded, len + PADDING}, "en", &tokens, &again, NULL), NDX_OK);
        assert_int_equal(again, count);
        for (size_t i = 0; i < count; i++) {
            ndx_token second = unmarked(tokens[i]);
            assert_memory_equal(&first[i], &second, sizeof second);
        }
        free(first);
        ndx_analyzer_free(analyzer);
    }
}

static void endless_words_links_and_marks_are_bounded(void **state) {
    (void)state;
    static const char *const units[] = {
        "a",  "a-",     "a.", "1,000,", "\u0301", "e\u0301", "\u0E01\u0E31\u0E31",
        "日", "\u00AD", "..", "\n",     "A.B",    "x@"};
    enum { LENGTH = 1 << 20 };
    ndx_analyzer *analyzer;
    const ndx_token *tokens;
    size_t count;
    char *text = malloc(LENGTH);
    assert_non_null(text);
    assert_int_equal(ndx_analyzer_new("en", &analyzer, NULL), NDX_OK);
    for (size_t i = 0; i < NDX_COUNT(units); i++) {
        size_t len = strlen(units[i]), used = 0;
        while (used + len <= LENGTH) memcpy(text + used, units[i], len), used += len;
        assert_int_equal(ndx_tokenize(analyzer, (ndx_text){text, used}, "en", &tokens, &count, NULL), NDX_OK);
        check_tokens(analyzer, (ndx_text){text, used}, tokens, count);
    }
    assert_true(ndx_lexicon_bytes(analyzer) < 1 << 20);
    ndx_analyzer_free(analyzer);
    free(text);
}

static void nothing_gives_no_tokens(void **state) {
    (void)state;
    static const char *const empty[] = {"", " ", "\n\n", "...", "\u2014", "\xFF\xFE", "\u0301"};
    ndx_analyzer *analyzer;
    const ndx_token *tokens;
    size_t count;
    assert_int_equal(ndx_analyzer_new("en", &analyzer, NULL), NDX_OK);
    assert_int_equal(ndx_tokenize(analyzer, (ndx_text){NULL, 0}, "en", &tokens, &count, NULL), NDX_OK);
    assert_int_equal(count, 0);
    for (size_t i = 0; i < NDX_COUNT(empty); i++) {
        assert_int_equal(ndx_tokenize(analyzer, ndx_text_of(empty[i]), "en", &tokens, &count, NULL), NDX_OK);
        assert_int_equal(count, 0);
    }
    ndx_analyzer_free(analyzer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_are_as_the_table_says),
        cmocka_unit_test(sentences_and_paragraphs_are_as_the_table_says),
        cmocka_unit_test(stems_are_as_the_table_says),
        cmocka_unit_test(every_position_has_one_token_that_is_not_joined),
        cmocka_unit_test(offsets_cover_the_word_as_written),
        cmocka_unit_test(flags_tell_capitals_and_digits),
        cmocka_unit_test(words_of_the_tail_follow_but_are_not_counted),
        cmocka_unit_test(an_articles_language_is_declared_or_detected_or_overridden),
        cmocka_unit_test(an_unknown_language_is_refused_with_the_known_ones),
        cmocka_unit_test(random_bytes_give_sound_tokens),
        cmocka_unit_test(tokens_do_not_depend_on_what_is_known_or_how_near_the_end_is),
        cmocka_unit_test(endless_words_links_and_marks_are_bounded),
        cmocka_unit_test(nothing_gives_no_tokens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
