/* People of whole articles: who is found, joined, named; hostile text; damaged models. */
#include "table.h"

#include <stdlib.h>
#include <unistd.h>

#include "newsdex/text.h"

static ndx_recognizer *recognizer;

static int make_recognizer(void **state) {
    (void)state;
    ndx_error err = {0};
    if (ndx_recognizer_new(NULL, &recognizer, &err) == NDX_OK) return 0;
    fprintf(stderr, "%s\n", err.message);
    return -1;
}

static int free_recognizer(void **state) {
    (void)state;
    ndx_recognizer_free(recognizer);
    return 0;
}

/* An article that is all body. */
static void find(ndx_article *article, ndx_text text) {
    ndx_error err = {0};
    article->text = ndx_arena_copy(&article->arena, text);
    if (ndx_people_find(recognizer, article, &err) != NDX_OK) fail_msg("%s", err.message);
}

static void unescape(ndx_buf *out, ndx_text text) {
    for (size_t i = 0; i < text.len; i++) {
        bool line_end = text.data[i] == '\\' && i + 1 < text.len && text.data[i + 1] == 'n';
        ndx_buf_add_char(out, line_end ? '\n' : text.data[i]);
        i += line_end;
    }
}

static void describe(const ndx_article *article, ndx_buf *out) {
    for (size_t i = 0; i < article->facts.person_count; i++) {
        const ndx_person *person = &article->facts.people[i];
        if (i > 0) ndx_buf_add_str(out, "; ");
        ndx_buf_addf(out, "%s%.*s x%u", person->surname_only ? "?" : "", NDX_ARG(person->name),
                     (unsigned)person->mentions);
        if (person->role.len > 0) ndx_buf_addf(out, " (%.*s)", NDX_ARG(person->role));
    }
}

/* What must hold for whatever was found. */
static void check_sound(const ndx_article *article) {
    const ndx_facts *facts = &article->facts;
    size_t ranked = ndx_article_ranked_text(article).len;
    for (size_t i = 0; i < facts->mention_count; i++) {
        assert_true(facts->mentions[i].start < facts->mentions[i].end);
        assert_true(facts->mentions[i].end <= ranked);
        assert_true(i == 0 || facts->mentions[i - 1].end <= facts->mentions[i].start);
        assert_true(facts->mentions[i].person < facts->person_count);
    }
    for (size_t i = 0; i < facts->person_count; i++) {
        const ndx_person *person = &facts->people[i];
        assert_true(person->key.len > 0 && person->key.len <= 120);
        assert_true(person->name.len > 0 && person->name.len <= 240);
        assert_true(person->prominence >= 0 && person->prominence <= 1);
        assert_true(i == 0 || facts->people[i - 1].prominence >= person->prominence);
    }
}

/* Where the words of the text are known, the same is found: when they are met and when they come again. */
static void find_with_words(ndx_article *article, const ndx_buf *expected) {
    ndx_analyzer *analyzer;
    ndx_buf got = {0};
    assert_int_equal(ndx_analyzer_new("en", &analyzer, NULL), NDX_OK);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(ndx_analyze(analyzer, article, NULL), NDX_OK);
        assert_int_not_equal(article->facts.lexicon.edition, 0);
        assert_int_equal(ndx_people_find(recognizer, article, NULL), NDX_OK);
        ndx_buf_reset(&got);
        describe(article, &got);
        assert_true(ndx_text_equal(ndx_buf_text(&got), ndx_buf_text(expected)));
    }
    ndx_buf_clear(&got);
    ndx_analyzer_free(analyzer);
}

static size_t found_wrong; /* all lines are tried, so that one run shows what a new model changed */

static void found_case(ndx_text input, ndx_text expected, size_t line) {
    ndx_article article;
    ndx_buf text = {0}, got = {0};
    ndx_article_init(&article);
    unescape(&text, input);
    find(&article, ndx_buf_text(&text));
    check_sound(&article);
    describe(&article, &got);
    find_with_words(&article, &got);
    if (!ndx_text_equal(ndx_buf_text(&got), expected)) {
        print_error("people-found.txt:%zu: got %.*s\n", line, NDX_ARG(ndx_buf_text(&got)));
        found_wrong++;
    }
    ndx_buf_clear(&text);
    ndx_buf_clear(&got);
    ndx_article_clear(&article);
}

static void people_are_found_as_the_table_says(void **state) {
    (void)state;
    table_run("tests/tables/people-found.txt", found_case);
    assert_int_equal(found_wrong, 0);
}

static void set_zone(ndx_article *article, ndx_zone zone, const char *from, const char *to) {
    size_t start = ndx_text_find(article->text, ndx_text_of(from)),
           end = ndx_text_find(article->text, ndx_text_of(to));
    assert_true(start != SIZE_MAX && end != SIZE_MAX);
    article->zone[zone] = (ndx_range){(uint32_t)start, (uint32_t)(end + strlen(to))};
}

static void the_tail_does_not_count_and_the_headline_does(void **state) {
    (void)state;
    ndx_article article;
    ndx_article_init(&article);
    article.text =
        ndx_arena_copy(&article.arena, NDX_TEXT("Robert Martinez resigns\n\nThe mayor, Robert Martinez, "
                                                "resigned on Friday after a talk with Susan Miller.\n\n"
                                                "Related news: Helen Baker wins race"));
    set_zone(&article, NDX_ZONE_HEADLINE, "Robert", "resigns");
    set_zone(&article, NDX_ZONE_BODY, "The mayor", "Miller.");
    set_zone(&article, NDX_ZONE_TAIL, "Related", "race");
    assert_int_equal(ndx_people_find(recognizer, &article, NULL), NDX_OK);
    check_sound(&article);
    assert_int_equal(article.facts.person_count, 2);
    assert_string_equal(article.facts.people[0].name.data, "Robert Martinez");
    assert_int_equal(article.facts.people[0].mentions, 2);
    assert_true(article.facts.people[0].prominence > article.facts.people[1].prominence + 0.3f);
    ndx_article_clear(&article);
}

static void people_of_the_source_are_joined_with_those_found(void **state) {
    (void)state;
    ndx_article article;
    ndx_article_init(&article);
    assert_int_equal(ndx_article_set(&article, NDX_FIELD_PEOPLE, NDX_TEXT("james-baker"), NULL), NDX_OK);
    assert_int_equal(ndx_article_set(&article, NDX_FIELD_PEOPLE, NDX_TEXT("Martinez, Robert"), NULL), NDX_OK);
    assert_int_equal(ndx_article_set(&article, NDX_FIELD_PEOPLE, NDX_TEXT("Quentin Zed"), NULL), NDX_OK);
    find(&article, NDX_TEXT("Treasury Secretary James A. Baker said rates would fall. Martinez disagreed, "
                            "Mr. Martinez said on Friday."));
    check_sound(&article);
    assert_int_equal(article.facts.person_count, 3);
    for (size_t i = 0; i < 3; i++) {
        const ndx_person *person = &article.facts.people[i];
        assert_true(person->from_source);
        if (ndx_text_equal(person->key, NDX_TEXT("quentin zed")))
            assert_int_equal(person->mentions, 0);
        else
            assert_true(person->mentions > 0);
        if (ndx_text_find(person->key, NDX_TEXT("martinez")) != SIZE_MAX)
            assert_string_equal(person->key.data, "robert martinez");
    }
    ndx_article_clear(&article);
}

/* --- hostile text --------------------------------------------------------------------------------------- */

static void repeat(ndx_buf *out, const char *piece, size_t times) {
    for (size_t i = 0; i < times; i++) ndx_buf_add_str(out, piece);
}

static void check_hostile(const ndx_buf *text, size_t people_max) {
    ndx_article article;
    ndx_article_init(&article);
    find(&article, ndx_buf_text(text));
    check_sound(&article);
    assert_true(article.facts.person_count <= people_max);
    ndx_article_clear(&article);
}

static void text_without_a_space_or_a_name_names_nobody(void **state) {
    (void)state;
    static const char *const pieces[] = {"a",
                                         "A",
                                         ".",
                                         "-",
                                         "Aa",
                                         "a-",
                                         "A.",
                                         "'s",
                                         "\xd0\x96",
                                         "\xff",
                                         "\xe2\x80\x8f",
                                         "\xe4\xb8\xad",
                                         "the prices fell and the rain went on ",
                                         "1,000.5 "};
    for (size_t i = 0; i < NDX_COUNT(pieces); i++) {
        ndx_buf text = {0};
        repeat(&text, pieces[i], 300000 / strlen(pieces[i]));
        check_hostile(&text, 0);
        ndx_buf_clear(&text);
    }
}

static void fifty_thousand_capitalised_words_in_a_row_are_read(void **state) {
    (void)state;
    ndx_buf text = {0};
    for (int i = 0; i < 50000; i++)
        ndx_buf_addf(&text, "%c%c%c%c ", 'A' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676 % 26,
                     'a' + i / 17576);
    check_hostile(&text, 5000);
    ndx_buf_clear(&text);
}

static void thousands_of_people_of_one_surname_are_read(void **state) {
    (void)state;
    ndx_buf text = {0};
    for (int i = 0; i < 6000; i++)
        ndx_buf_addf(&text, "Mr. Robert%c%c%c Smith said so. ", 'a' + i % 26, 'a' + i / 26 % 26,
                     'a' + i / 676);
    check_hostile(&text, 5000);
    ndx_buf_clear(&text);
}

static void names_of_one_letter_or_five_hundred_are_nobody(void **state) {
    (void)state;
    ndx_buf text = {0};
    ndx_buf_add_str(&text, "President X said Mr. ");
    repeat(&text, "Ab", 250);
    ndx_buf_add_str(&text, " agreed.");
    check_hostile(&text, 0);
    ndx_buf_clear(&text);
}

static void mixed_scripts_and_marks_of_direction_do_no_harm(void **state) {
    (void)state;
    ndx_buf text = {0};
    ndx_buf_add_str(
        &text, "\xe2\x80\xaeJohn\xe2\x80\x8f \xe2\x80\xabHarris\xe2\x80\xac said \xd0\x9f\xd1\x83\xd1\x82in "
               "met \xd9\x85\xd8\xad\xd9\x85\xd8\xaf. \xe2\x80\x8bMr. \xc3\x89mile Z\xcc\x81ola.");
    check_hostile(&text, 4);
    ndx_buf_clear(&text);
}

static void an_empty_article_has_no_people(void **state) {
    (void)state;
    ndx_buf text = {0};
    check_hostile(&text, 0);
}

static void the_same_article_gives_the_same_people_again(void **state) {
    (void)state;
    ndx_article article;
    ndx_buf first = {0}, second = {0};
    ndx_text text = NDX_TEXT("Robert Martinez met Susan Miller. Martinez said Miller was late.");
    ndx_article_init(&article);
    find(&article, text);
    describe(&article, &first);
    ndx_article_reset(&article);
    find(&article, NDX_TEXT("MILLER SAID MARTINEZ WAS LATE. Helen Baker agreed."));
    ndx_article_reset(&article);
    find(&article, text);
    describe(&article, &second);
    assert_string_equal(first.data, second.data);
    ndx_buf_clear(&first);
    ndx_buf_clear(&second);
    ndx_article_clear(&article);
}

/* --- models --------------------------------------------------------------------------------------------- */

static const char model_path[] = "src/people/names.bin";

static void check_refused(ndx_text bytes, const char *why) {
    char path[] = "/tmp/ndx-model-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    ndx_error err = {0};
    assert_int_equal(ndx_file_write(path, bytes, NULL), NDX_OK);
    ndx_recognizer *other = NULL;
    ndx_status status = ndx_recognizer_new(path, &other, &err);
    unlink(path);
    if (status != NDX_BAD_INPUT) fail_msg("%s: status %s", why, ndx_status_word(status));
    assert_null(other);
    assert_non_null(strstr(err.message, path));
}

static void a_model_file_works_like_the_one_built_in_and_damaged_ones_are_refused(void **state) {
    (void)state;
    ndx_buf file = {0};
    ndx_error err = {0};
    assert_int_equal(ndx_file_read(model_path, 1 << 24, &file, &err), NDX_OK);
    ndx_recognizer *other = NULL;
    assert_int_equal(ndx_recognizer_new(model_path, &other, &err), NDX_OK);
    ndx_recognizer_free(other);
    check_refused((ndx_text){file.data, 0}, "empty");
    check_refused((ndx_text){file.data, 50}, "header cut");
    check_refused((ndx_text){file.data, file.len - 1}, "end cut");
    check_refused(NDX_TEXT("not a model, but long enough to hold a header: "
                           "................................................................................."
                           "...................."
                           "..................................................................."),
                  "text");
    for (size_t at = 0; at < file.len; at += file.len / 7) {
        file.data[at] ^= 0x41;
        check_refused(ndx_buf_text(&file), "a byte changed");
        file.data[at] ^= 0x41;
    }
    assert_int_not_equal(ndx_recognizer_new("/no/such/model", &other, &err), NDX_OK);
    ndx_buf_clear(&file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_are_found_as_the_table_says),
        cmocka_unit_test(the_tail_does_not_count_and_the_headline_does),
        cmocka_unit_test(people_of_the_source_are_joined_with_those_found),
        cmocka_unit_test(text_without_a_space_or_a_name_names_nobody),
        cmocka_unit_test(fifty_thousand_capitalised_words_in_a_row_are_read),
        cmocka_unit_test(thousands_of_people_of_one_surname_are_read),
        cmocka_unit_test(names_of_one_letter_or_five_hundred_are_nobody),
        cmocka_unit_test(mixed_scripts_and_marks_of_direction_do_no_harm),
        cmocka_unit_test(an_empty_article_has_no_people),
        cmocka_unit_test(the_same_article_gives_the_same_people_again),
        cmocka_unit_test(a_model_file_works_like_the_one_built_in_and_damaged_ones_are_refused),
    };
    return cmocka_run_group_tests_name("people: find", tests, make_recognizer, free_recognizer);
}
