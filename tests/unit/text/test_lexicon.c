/* The lexicon: numbers, forms, stems, function words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "newsdex/text.h"

#include "../../../src/text/scan.h"

static ndx_analyzer *analyzer;
static size_t count;

static int make(void **state) {
    (void)state;
    return ndx_analyzer_new("none", &analyzer, NULL) != NDX_OK;
}

static int unmake(void **state) {
    (void)state;
    ndx_analyzer_free(analyzer);
    return 0;
}

static const ndx_token *tokens_of(const char *text, const char *language) {
    const ndx_token *tokens;
    assert_int_equal(ndx_tokenize(analyzer, ndx_text_of(text), language, &tokens, &count, NULL), NDX_OK);
    return tokens;
}

static uint32_t word_of(const char *text, const char *language) {
    const ndx_token *tokens = tokens_of(text, language);
    assert_int_equal(count, 1);
    return tokens[0].word;
}

static void one_word_has_one_number_however_it_is_written(void **state) {
    (void)state;
    assert_int_equal(word_of("election", "en"), word_of("ELECTION", "en"));
    assert_int_equal(word_of("café", "en"), word_of("CAFE\u0301", "en"));
    assert_int_equal(word_of("Élysée", "fr"), word_of("élysée", "fr"));
    assert_int_equal(word_of("FBI", "en"), word_of("F.B.I.", "en"));
    assert_int_equal(word_of("US", "en"), word_of("U.S.", "en"));
    assert_int_not_equal(word_of("us", "en"), word_of("U.S.", "en"));
    assert_int_not_equal(word_of("election", "en"), word_of("elections", "en"));
}

static void stems_are_shared_by_languages_and_words_are_not(void **state) {
    (void)state;
    uint32_t english = word_of("elect", "en"), unstemmed = word_of("elect", "");
    assert_int_not_equal(english, unstemmed);
    assert_int_equal(ndx_lexicon_stem(analyzer, english), ndx_lexicon_stem(analyzer, unstemmed));
    assert_int_equal(ndx_lexicon_stem(analyzer, word_of("elections", "en")),
                     ndx_lexicon_stem(analyzer, english));
}

static void function_words_are_known_in_their_language_with_or_without_accents(void **state) {
    (void)state;
    static const struct {
        const char *word, *language;
        bool expected;
    } cases[] = {
        {"the", "en", true},   {"The", "en", true},  {"don’t", "en", true}, {"oil", "en", false},
        {"der", "de", true},   {"the", "de", false}, {"FÜR", "de", true},   {"fur", "de", true},
        {"même", "fr", true},  {"meme", "fr", true}, {"mais", "fr", true},  {"maïs", "fr", false},
        {"и", "ru", true},     {"ещё", "ru", true},  {"еще", "ru", true},   {"the", "none", false},
        {"U.S.", "en", false}, {"us", "en", true},
    };
    for (size_t i = 0; i < NDX_COUNT(cases); i++)
        if (ndx_lexicon_is_function_word(analyzer, word_of(cases[i].word, cases[i].language)) !=
            cases[i].expected)
            fail_msg("%s in %s", cases[i].word, cases[i].language);
}

static void stems_of_many_tokens_are_those_of_each(void **state) {
    (void)state;
    const ndx_token *tokens = tokens_of("The elections, and the U.S. election of 1988, don't elect us", "en");
    uint32_t stems[32];
    assert_true(count > 8 && count <= NDX_COUNT(stems));
    ndx_lexicon_stems(analyzer, tokens, count, stems);
    for (size_t i = 0; i < count; i++) {
        bool function = ndx_lexicon_is_function_word(analyzer, tokens[i].word);
        assert_int_equal(stems[i],
                         ndx_lexicon_stem(analyzer, tokens[i].word) | (function ? NDX_STEM_FUNCTION : 0));
    }
}

/* Words that are stemmed later have the numbers and stems they would have had, whoever asks first, also those met by both ways. */
static void stems_put_off_are_the_same_in_the_end(void **state) {
    (void)state;
    static const char *const texts[] = {
        "The elections, and the U.S. election of 1988: don't elect us! E-mails, caf\u00e9s, cafes.",
        "Elections of emails; the Kaffeeh\u00e4user in the US. \u6771\u4eac re-elected F.B.I. elects"};
    ndx_analyzer *later;
    assert_int_equal(ndx_analyzer_new("none", &later, NULL), NDX_OK);
    for (size_t i = 0; i < 2 * NDX_COUNT(texts); i++) {
        const ndx_token *tokens = tokens_of(texts[i % 2], i == 3 ? "de" : "en"), *same;
        size_t as_many;
        ndx_text text = ndx_text_of(texts[i % 2]);
        assert_int_equal((i == 2 ? ndx_tokenize : ndx_tokenize_words)(later, text, i == 3 ? "de" : "en",
                                                                      &same, &as_many, NULL),
                         NDX_OK);
        assert_int_equal(count, as_many);
        for (size_t k = 0; k < count; k++) {
            uint32_t stem;
            assert_int_equal(tokens[k].start, same[k].start);
            assert_int_equal(tokens[k].end, same[k].end);
            assert_int_equal(tokens[k].position, same[k].position);
            assert_int_equal(tokens[k].flags, same[k].flags);
            assert_true(ndx_text_equal(ndx_lexicon_word(analyzer, tokens[k].word),
                                       ndx_lexicon_word(later, same[k].word)));
            if (i == 0 && k % 3) continue; /* not asked for: later */
            assert_int_equal(ndx_lexicon_stem_later(later, same[k].word, &stem, NULL), NDX_OK);
            assert_int_equal(ndx_lexicon_stem(later, same[k].word), stem);
            assert_true(
                ndx_text_equal(ndx_lexicon_stem_text(later, stem),
                               ndx_lexicon_stem_text(analyzer, ndx_lexicon_stem(analyzer, tokens[k].word))));
        }
    }
    ndx_analyzer_free(later);
}

/* Every word of the lists, in every way people write it, is one word and of its class. */
static const struct {
    const char *language, *class, *words;
} lists[] = {
#define W(language, class, words) {#language, #class, words},
#include "../../../src/text/words.def"
#undef W
};

static void every_listed_word_is_one_word_of_its_class(void **state) {
    (void)state;
    for (size_t i = 0; i < NDX_COUNT(lists); i++) {
        ndx_text rest = ndx_text_of(lists[i].words), word;
        while (ndx_text_split(&rest, ' ', &word)) {
            const ndx_token *tokens;
            bool function = strcmp(lists[i].class, "FUNCTION") == 0;
            assert_true(word.len > 0);
            assert_int_equal(ndx_tokenize(analyzer, word, lists[i].language, &tokens, &count, NULL), NDX_OK);
            if (count != 1 || (function && !ndx_lexicon_is_function_word(analyzer, tokens[0].word)))
                fail_msg("%s %s: %.*s", lists[i].language, lists[i].class, NDX_ARG(word));
        }
    }
}

static void a_small_us_leads_to_the_acronym(void **state) {
    (void)state;
    assert_int_equal(ndx_lexicon_acronym(analyzer, word_of("us", "en")), word_of("U.S.", "en"));
    assert_int_equal(ndx_lexicon_acronym(analyzer, word_of("oil", "en")), UINT32_MAX);
    assert_int_equal(ndx_lexicon_acronym(analyzer, word_of("the", "en")), UINT32_MAX);
}

static void many_words_keep_their_numbers_and_texts_until_reset(void **state) {
    (void)state;
    enum { WORDS = 50000 };
    char text[32];
    uint32_t first = word_of("alpha0", "en");
    ndx_text form = ndx_lexicon_word(analyzer, first);
    for (int i = 1; i < WORDS; i++) {
        snprintf(text, sizeof text, "alpha%d", i);
        word_of(text, "en");
    }
    assert_int_equal(word_of("alpha0", "en"), first);
    assert_ptr_equal(ndx_lexicon_word(analyzer, first).data, form.data);
    assert_true(ndx_text_equal(form, NDX_TEXT("alpha0")));
    size_t held = ndx_lexicon_bytes(analyzer);
    assert_true(held > WORDS * 16);
    ndx_lexicon_reset(analyzer);
    assert_int_equal(ndx_lexicon_stem_count(analyzer), 0);
    assert_true(ndx_text_equal(ndx_lexicon_word(analyzer, word_of("beta", "en")), NDX_TEXT("beta")));
    assert_true(ndx_lexicon_is_function_word(analyzer, word_of("the", "en")));
}

static void a_glance_sees_the_same_with_and_without_vectors(void **state) {
    (void)state;
    uint64_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        unsigned char bytes[NDX_GLANCE];
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            bytes[i] = (unsigned char)(seed >> 33);
            if (seed >> 60) bytes[i] = (unsigned char)("aZz09AmM@[`{/:"[(seed >> 40) % 14]);
        }
        ndx_glance fast = ndx_glance_whole(bytes), slow = ndx_glance_portable(bytes, sizeof bytes);
        assert_memory_equal(&fast, &slow, sizeof fast);
    }
}

static void a_query_sees_the_tokens_the_article_has(void **state) {
    (void)state;
    const char *text =
        "U.S. talks\n\nThe U.S.-led F-16 deal, worth $1.5bn, isn't AT&T's. Mr. O'Brien said so.\n\nFollow us";
    ndx_article article;
    ndx_article_init(&article);
    article.text = ndx_text_of(text);
    article.field[NDX_FIELD_LANGUAGE] = NDX_TEXT("en");
    ndx_analyzer *automatic;
    assert_int_equal(ndx_analyzer_new("auto", &automatic, NULL), NDX_OK);
    assert_int_equal(ndx_analyze(automatic, &article, NULL), NDX_OK);
    const ndx_token *tokens = tokens_of(text, "en");
    assert_int_equal(count, article.facts.token_count);
    for (size_t i = 0; i < count; i++) {
        const ndx_token *there = &article.facts.tokens[i];
        assert_int_equal(tokens[i].start, there->start);
        assert_int_equal(tokens[i].end, there->end);
        assert_int_equal(tokens[i].position, there->position);
        assert_int_equal(tokens[i].flags, there->flags);
        assert_true(ndx_text_equal(ndx_lexicon_word(analyzer, tokens[i].word),
                                   ndx_lexicon_word(automatic, there->word)));
    }
    ndx_analyzer_free(automatic);
    ndx_article_clear(&article);
}

/* Whatever the language and whatever was met in others before: a word is the one that is written. */
static void words_of_all_languages_stay_apart(void **state) {
    (void)state;
    const char *language;
    for (size_t i = 0; (language = ndx_language_code(i)); i++)
        for (char letter = 'a'; letter <= 'z'; letter++) {
            char text[64], form[32];
            snprintf(text, sizeof text, "xx.orgth%c longwords%cofothers", letter, letter);
            const ndx_token *tokens = tokens_of(text, language);
            snprintf(form, sizeof form, "xx.orgth%c", letter);
            assert_true(ndx_text_equal(ndx_lexicon_word(analyzer, tokens[0].word), ndx_text_of(form)));
            snprintf(form, sizeof form, "longwords%cofothers", letter);
            assert_true(
                ndx_text_equal(ndx_lexicon_word(analyzer, tokens[count - 1].word), ndx_text_of(form)));
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_word_has_one_number_however_it_is_written),
        cmocka_unit_test(stems_are_shared_by_languages_and_words_are_not),
        cmocka_unit_test(function_words_are_known_in_their_language_with_or_without_accents),
        cmocka_unit_test(stems_of_many_tokens_are_those_of_each),
        cmocka_unit_test(stems_put_off_are_the_same_in_the_end),
        cmocka_unit_test(every_listed_word_is_one_word_of_its_class),
        cmocka_unit_test(a_small_us_leads_to_the_acronym),
        cmocka_unit_test(many_words_keep_their_numbers_and_texts_until_reset),
        cmocka_unit_test(a_glance_sees_the_same_with_and_without_vectors),
        cmocka_unit_test(a_query_sees_the_tokens_the_article_has),
        cmocka_unit_test(words_of_all_languages_stay_apart),
    };
    return cmocka_run_group_tests(tests, make, unmake);
}
