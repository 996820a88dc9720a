/* Packing by forms: every text comes out as it went in, in fewer bytes than by words, and damage does no harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../../src/index/forms.h"
#include "newsdex/text.h"

/* An article tokenized, and what its index will know of it. */
typedef struct known {
    ndx_analyzer *analyzer;
    const ndx_token *tokens;
    size_t count;
    ndx_placed_term *terms;
    uint32_t *place_at;
    char (*texts)[NDX_FORMS_STEM_MAX + NDX_FORMS_SHORT]; /* of the terms, with anything behind */
    ndx_forms_guide guide;
} known;

static void know(known *k, ndx_text text, const char *language) {
    assert_int_equal(ndx_analyzer_new(language, &k->analyzer, NULL), NDX_OK);
    assert_int_equal(ndx_tokenize(k->analyzer, text, language, &k->tokens, &k->count, NULL), NDX_OK);
    uint32_t stems = ndx_lexicon_stem_count(k->analyzer);
    k->terms = calloc(stems + 1, sizeof *k->terms);
    k->place_at = malloc((k->count + 1) * sizeof *k->place_at);
    memset(k->place_at, 0xff, (k->count + 1) * sizeof *k->place_at);
    k->texts = malloc((stems + 1) * sizeof *k->texts);
    memset(k->texts, 'e', (stems + 1) * sizeof *k->texts);
    for (uint32_t i = 0; i < stems; i++) {
        ndx_text stem = ndx_lexicon_stem_text(k->analyzer, i);
        if (stem.len) memcpy(k->texts[i], stem.data, stem.len);
        k->terms[i].term = (ndx_text){k->texts[i], stem.len};
    }
    for (size_t i = 0; i < k->count; i++)
        ndx_forms_place(k->terms, ndx_lexicon_stem(k->analyzer, k->tokens[i].word), &k->tokens[i].position, 1,
                        k->place_at);
    k->guide = (ndx_forms_guide){k->terms, stems, k->place_at, (uint32_t)k->count + 1, false};
}

static void forget(known *k) {
    ndx_analyzer_free(k->analyzer);
    free(k->terms);
    free(k->texts);
    free(k->place_at);
}

typedef struct coders {
    ndx_forms_coder *forms;
    ndx_words_coder *words;
} coders;

static void open_coders(coders *c) {
    assert_int_equal(ndx_forms_coder_new(&c->forms, NULL), NDX_OK);
    assert_int_equal(ndx_words_coder_new(&c->words, NULL), NDX_OK);
}

static void close_coders(coders *c) {
    ndx_forms_coder_free(c->forms);
    ndx_words_coder_free(c->words);
}

/* The first `cut` bytes of the text are left out. */
static void encode_knowing(const coders *c, const known *k, ndx_text text, uint32_t cut,
                           ndx_lexicon_state lexicon, ndx_buf *coded) {
    ndx_forms_tokens tokens = {k->tokens, k->count, cut ? 0 : UINT32_MAX, cut, lexicon};
    text = ndx_text_slice(text, cut, text.len);
    assert_true(ndx_forms_encode(c->forms, c->words, &k->guide, &tokens, text, text.len * 4 + 64, coded));
}

static void encode(const coders *c, const known *k, ndx_text text, ndx_buf *coded) {
    encode_knowing(c, k, text, 0, (ndx_lexicon_state){0, 0}, coded);
}

static const char *const texts[][2] = {
    {"en", "The minister said ministers had agreed. The Ministers' talks ended."},
    {"en", "It's Putin's plan, isn't it? Putin's and Smiths' - the cat's."},
    {"en", "U.S. exports rose 1,500,000 tonnes to 1,500,000.5, the F.B.I. and FBI said; 12,34 and 0,000 no."},
    {"en", "F-16s and e-mail: O'Brien of AT&T paid $1.5bn on www.example.com in 1987-88."},
    {"en", "BahIa MacDonald iPhone MACDONALD Macdonald macdonald McD a A I i"},
    {"en", "line one\nline two  with   blanks \t and tabs\r\n\r\n\"Quoted,\" he said. 's"},
    {"en", " 's 's's 'so its' it's's"},
    {"en", "organization organizational representatives telecommunications Antidisestablishmentarianism"},
    {"en", "Caf\xc3\xa9 cafe CAF\xc3\x89 na\xc3\xafve M\xc3\xbcnchen \xe2\x80\x9cquoted\xe2\x80\x9d "
           "\xe2\x80\x93 dash"},
    {"de", "Die H\xc3\xa4user der Bundesregierung wurden verkauft. Das Haus H\xc3\x84USER."},
    {"none", "\xe6\x9d\xb1\xe4\xba\xac\xe9\x83\xbd\xe3\x81\xaf Tokyo \xe6\x9d\xb1\xe4\xba\xac 2020"},
    {"en", "\xff\xfe bad \xc3 bytes \x80\x80 here"},
    {"en", ""},
    {"en", "."},
    {"en", "word"},
    {"en", " word "},
};

static void a_text_comes_out_as_it_went_in(void **state) {
    (void)state;
    coders c;
    open_coders(&c);
    for (size_t i = 0; i < NDX_COUNT(texts); i++) {
        ndx_text text = ndx_text_of(texts[i][1]);
        ndx_buf coded = {0}, out = {0}, slowly = {0};
        known k;
        know(&k, text, texts[i][0]);
        encode(&c, &k, text, &coded);
        k.guide.padded = !k.guide.padded;
        encode(&c, &k, text, &slowly);
        assert_true(ndx_text_equal(ndx_buf_text(&coded), ndx_buf_text(&slowly)));
        ndx_buf_clear(&slowly);
        assert_true(ndx_forms_decode(&k.guide, ndx_buf_text(&coded), text.len, &out));
        assert_true(ndx_text_equal(ndx_buf_text(&out), text));
        ndx_buf_clear(&coded);
        ndx_buf_clear(&out);
        forget(&k);
    }
    close_coders(&c);
}

/* What is kept of words saves looks at them, and changes nothing: neither when they are met nor later, nor where the text begins. */
static void expect_the_same_by_what_is_kept(const coders *c, known *k, ndx_text text, uint32_t cut) {
    ndx_lexicon_state lexicon = ndx_lexicon_now(k->analyzer);
    ndx_buf looked_at = {0}, coded = {0}, out = {0};
    encode_knowing(c, k, text, cut, (ndx_lexicon_state){0, 0}, &looked_at);
    for (int i = 0; i < 3; i++) {
        ndx_buf_reset(&coded);
        encode_knowing(c, k, text, cut, lexicon, &coded);
        assert_true(ndx_text_equal(ndx_buf_text(&coded), ndx_buf_text(&looked_at)));
    }
    assert_true(ndx_forms_decode(&k->guide, ndx_buf_text(&coded), text.len - cut, &out));
    assert_true(ndx_text_equal(ndx_buf_text(&out), ndx_text_slice(text, cut, text.len)));
    ndx_buf_clear(&looked_at);
    ndx_buf_clear(&coded);
    ndx_buf_clear(&out);
}

static void what_is_kept_of_words_changes_nothing(void **state) {
    (void)state;
    static const char *const pieces[] = {" ",
                                         " ",
                                         " ",
                                         " ",
                                         " ",
                                         ", ",
                                         ". ",
                                         "\n",
                                         "\n\n",
                                         "-",
                                         "'s ",
                                         "' ",
                                         "\xe2\x80\x9d ",
                                         ".",
                                         "' s",
                                         "  ",
                                         "; ; ",
                                         "the",
                                         "The",
                                         "THE",
                                         "dying",
                                         "dye",
                                         "dies",
                                         "Dying",
                                         "cafe",
                                         "Caesar",
                                         "C\xc3\xa6sar",
                                         "caf\xc3\xa9",
                                         "us",
                                         "US",
                                         "U.S.",
                                         "Us",
                                         "u.s",
                                         "don't",
                                         "don",
                                         "1,000",
                                         "1000",
                                         "ministers",
                                         "minister",
                                         "McDonald",
                                         "Ministers",
                                         "ministering",
                                         "a",
                                         "I",
                                         "x",
                                         "organizational",
                                         "organizationally",
                                         "skies",
                                         "sky",
                                         "Skies",
                                         "gently",
                                         "gentle",
                                         "www",
                                         "example.com",
                                         "AT&T",
                                         "at",
                                         "t",
                                         "e-mail",
                                         "email",
                                         "\xff"};
    coders c;
    uint32_t random = 5;
    open_coders(&c);
    for (int round = 0; round < 1500; round++) {
        ndx_buf text = {0};
        for (int i = 0; i < 60; i++) {
            random = random * 1664525 + 1013904223;
            ndx_buf_add_str(&text, pieces[(random >> 8) % NDX_COUNT(pieces)]);
            if (random >> 30) ndx_buf_add_char(&text, ' ');
        }
        known k;
        know(&k, ndx_buf_text(&text), round % 3 ? "en" : round % 2 ? "de" : "none");
        k.guide.padded = round % 5;
        expect_the_same_by_what_is_kept(&c, &k, ndx_buf_text(&text),
                                        round % 4 ? 0 : k.tokens[k.count / 3].end);
        ndx_buf_clear(&text);
        forget(&k);
    }
    close_coders(&c);
}

/* Where something is left out within a word, what stands there is another one, of which nothing may be kept: "cit[y of ]i" is no way to
 * write "city". */
static void a_word_cut_into_teaches_nothing(void **state) {
    (void)state;
    ndx_text whole = NDX_TEXT("The city of i and of more, and of much more than that."),
             rest = NDX_TEXT("The citi and of more, and of much more than that.");
    coders c;
    known k;
    ndx_buf coded = {0}, out = {0};
    open_coders(&c);
    know(&k, whole, "en");
    ndx_forms_tokens tokens = {k.tokens, k.count, 7, 5, ndx_lexicon_now(k.analyzer)};
    for (int i = 0; i < 2; i++) {
        ndx_buf_reset(&coded);
        ndx_buf_reset(&out);
        assert_true(ndx_forms_encode(c.forms, c.words, &k.guide, &tokens, rest, rest.len * 4, &coded));
        assert_true(ndx_forms_decode(&k.guide, ndx_buf_text(&coded), rest.len, &out));
        assert_true(ndx_text_equal(ndx_buf_text(&out), rest));
        expect_the_same_by_what_is_kept(&c, &k, whole, 0);
    }
    ndx_buf_clear(&coded);
    ndx_buf_clear(&out);
    forget(&k);
    close_coders(&c);
}

static void a_text_without_its_headline_comes_out_too(void **state) {
    (void)state;
    ndx_text whole = NDX_TEXT("x Ferries reopen\n\nThe ferries reopened on Monday, ferries said.");
    ndx_text text = NDX_TEXT("x \n\nThe ferries reopened on Monday, ferries said.");
    coders c;
    known k;
    ndx_buf coded = {0}, out = {0};
    open_coders(&c);
    know(&k, whole, "en");
    ndx_forms_tokens tokens = {k.tokens, k.count, 2, 14, {0, 0}};
    assert_true(ndx_forms_encode(c.forms, c.words, &k.guide, &tokens, text, text.len, &coded));
    assert_true(coded.len < text.len / 3);
    assert_true(ndx_forms_decode(&k.guide, ndx_buf_text(&coded), text.len, &out));
    assert_true(ndx_text_equal(ndx_buf_text(&out), text));
    ndx_buf_clear(&coded);
    ndx_buf_clear(&out);
    forget(&k);
    close_coders(&c);
}

static const char news[] = "The ferry line across the harbour will reopen on Monday, the mayor said, after "
                           "the council's vote to pay for two "
                           "new boats.\n\nThe boats, built in the north, carry 250 passengers each. Ferries "
                           "had stopped in 2014 when the line "
                           "lost 1,500,000 pounds a year and the council ended its support.";

static void news_take_less_than_half_of_what_words_take(void **state) {
    (void)state;
    coders c;
    known k;
    ndx_buf forms = {0}, words = {0};
    ndx_text text = ndx_text_of(news);
    open_coders(&c);
    know(&k, text, "en");
    encode(&c, &k, text, &forms);
    assert_true(ndx_words_encode(c.words, text, text.len, &words));
    assert_true(forms.len * 2 < words.len);
    ndx_buf_clear(&forms);
    ndx_buf_clear(&words);
    forget(&k);
    close_coders(&c);
}

static void damaged_bytes_are_refused_or_decoded_within_their_bounds(void **state) {
    (void)state;
    coders c;
    known k;
    ndx_buf coded = {0};
    ndx_text text = ndx_text_of(news);
    uint64_t random = 5;
    size_t refused = 0;
    open_coders(&c);
    know(&k, text, "en");
    encode(&c, &k, text, &coded);
    for (unsigned round = 0; round < 3000; round++) {
        ndx_buf out = {0};
        random = random * 6364136223846793005ull + 1442695040888963407ull;
        size_t len = round % 4 ? coded.len : (size_t)(random >> 33) % coded.len;
        char *copy = malloc(len + 1); /* an allocation of its own, so that sanitizers see a byte too far */
        memcpy(copy, coded.data, len);
        for (unsigned flip = 1 + round % 3; len && flip; flip--) {
            random = random * 6364136223846793005ull + 1442695040888963407ull;
            copy[(random >> 40) % len] = (char)(random >> 24);
        }
        refused += !ndx_forms_decode(&k.guide, (ndx_text){copy, len}, text.len, &out);
        ndx_buf_clear(&out);
        free(copy);
    }
    assert_true(refused > 0);
    ndx_buf_clear(&coded);
    forget(&k);
    close_coders(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_comes_out_as_it_went_in),
        cmocka_unit_test(what_is_kept_of_words_changes_nothing),
        cmocka_unit_test(a_word_cut_into_teaches_nothing),
        cmocka_unit_test(a_text_without_its_headline_comes_out_too),
        cmocka_unit_test(news_take_less_than_half_of_what_words_take),
        cmocka_unit_test(damaged_bytes_are_refused_or_decoded_within_their_bounds),
    };
    return cmocka_run_group_tests_name("index: forms", tests, NULL, NULL);
}
