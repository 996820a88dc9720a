/* The record: what goes in comes out, and damaged bytes do no harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../src/index/record.h"

static const char headline[] = "Ferry line to reopen";
static const char body[] = "HARBOUR CITY - The ferry line will reopen on 3 May 2017, Mayor Ana Ruiz "
                           "said.\n\nRuiz thanked the crews. Boats leave hourly.\n\n"
                           "Follow the Lantern";

static void fill(ndx_article *article, size_t headline_at) {
    static const ndx_token tokens[] = {
        {0, 5, 0, 0, NDX_TOKEN_SENTENCE | NDX_TOKEN_PARAGRAPH},
        {22, 29, 4, 0, NDX_TOKEN_SENTENCE | NDX_TOKEN_PARAGRAPH},
        {37, 40, 6, 0, NDX_TOKEN_SENTENCE},
        {100, 104, 18, 0, NDX_TOKEN_SENTENCE | NDX_TOKEN_PARAGRAPH},
        {125, 130, 22, 0, NDX_TOKEN_SENTENCE},
        {148, 154, 25, 0, NDX_TOKEN_SENTENCE | NDX_TOKEN_PARAGRAPH},
    };
    ndx_article_reset(article);
    ndx_buf text = {0};
    for (size_t i = 0; i < headline_at; i++) ndx_buf_add_char(&text, '.');
    ndx_buf_addf(&text, "%s\n\n%s", headline, body);
    article->text = ndx_arena_copy(&article->arena, ndx_buf_text(&text));
    ndx_buf_clear(&text);
    uint32_t at = (uint32_t)headline_at, end = (uint32_t)article->text.len;
    article->zone[NDX_ZONE_HEADLINE] = (ndx_range){at, at + 20};
    article->zone[NDX_ZONE_BODY] = (ndx_range){at + 22, end - 20};
    article->zone[NDX_ZONE_DATELINE] = (ndx_range){at + 22, at + 34};
    article->zone[NDX_ZONE_LEAD] = (ndx_range){at + 22, at + 98};
    article->zone[NDX_ZONE_TAIL] = (ndx_range){end - 18, end};
    article->facts.tokens = malloc(sizeof tokens);
    memcpy(article->facts.tokens, tokens, sizeof tokens);
    article->facts.token_count = article->facts.token_capacity = NDX_COUNT(tokens);
    article->facts.tail_token = 5;
    article->facts.words = 25;
    ndx_article_set(article, NDX_FIELD_ID, NDX_TEXT("box/7.txt#3"), NULL);
    ndx_article_set(article, NDX_FIELD_HEADLINE, ndx_text_of(headline), NULL);
    ndx_article_set(article, NDX_FIELD_PLACE, NDX_TEXT("Harbour City"), NULL);
    ndx_article_set(article, NDX_FIELD_PEOPLE, NDX_TEXT("Ana Ruiz"), NULL);
    article->origin = (ndx_origin){NDX_TEXT("box/7.txt"), 1000, 200, 3, 99, 0x123456789abcdef0ull, false};
    article->date = (ndx_date){ndx_day_of(2017, 4, 30), 3600, -330, true, NDX_DATE_TEXT, NDX_PRECISION_TIME};
    article->stemmer = "en";
    article->facts.people = ndx_arena_array(&article->arena, 1, sizeof(ndx_person));
    article->facts.people[0] =
        (ndx_person){NDX_TEXT("Ana Ruiz"), NDX_TEXT("ana ruiz"), NDX_TEXT("Mayor"), 2, 0.8f, true, false, 41};
    article->facts.person_count = 1;
    article->facts.mentions = ndx_arena_array(&article->arena, 2, sizeof(ndx_mention));
    article->facts.mentions[0] = (ndx_mention){at + 85, at + 93, 0};
    article->facts.mentions[1] = (ndx_mention){at + 100, at + 104, 0};
    article->facts.mention_count = 2;
    article->facts.dates = ndx_arena_array(&article->arena, 2, sizeof(ndx_date_mention));
    article->facts.dates[0] = (ndx_date_mention){
        at + 67, at + 77, "DATE", NDX_TEXT("2017-05-03"), ndx_day_of(2017, 5, 3), ndx_day_of(2017, 5, 3)};
    article->facts.dates[1] =
        (ndx_date_mention){at + 136, at + 142, "SET", NDX_TEXT("PT1H"), NDX_NO_DAY, NDX_NO_DAY};
    article->facts.date_count = 2;
}

static void make(ndx_record_maker *maker, const ndx_article *article, ndx_buf *out) {
    static const uint32_t positions[] = {1, 7, 0};
    ndx_placed_term terms[] = {{NDX_TEXT("ferri"), 0, 0, 2}, {NDX_TEXT("reopen"), 0, 2, 1}};
    for (size_t i = 0; i < NDX_COUNT(terms); i++) terms[i].hash = ndx_term_hash(terms[i].term);
    assert_int_equal(ndx_record_make(maker, article, terms, NDX_COUNT(terms), positions, out, NULL), NDX_OK);
}

/* The terms of make() as a term list has them. */
static void know(ndx_record_terms *known) {
    *known = (ndx_record_terms){0};
    assert_true(ndx_record_terms_add(known, NDX_TEXT("ferri")) &&
                ndx_record_terms_add(known, NDX_TEXT("reopen")));
}

static void expect_same(const ndx_article *a, const ndx_article *b) {
    assert_true(ndx_text_equal(a->text, b->text));
    assert_memory_equal(a->zone, b->zone, sizeof a->zone);
    for (size_t i = 0; i < NDX_FIELD_COUNT; i++) assert_true(ndx_text_equal(a->field[i], b->field[i]));
    assert_true(a->date.day == b->date.day && a->date.second == b->date.second &&
                a->date.offset_minutes == b->date.offset_minutes);
    assert_true(a->date.offset_known == b->date.offset_known && a->date.source == b->date.source &&
                a->date.precision == b->date.precision);
    assert_string_equal(a->stemmer, b->stemmer);
    assert_true(ndx_text_equal(a->origin.path, b->origin.path));
    assert_true(a->origin.hash == b->origin.hash && a->origin.offset == b->origin.offset &&
                a->origin.ordinal == b->origin.ordinal);
    assert_int_equal(a->facts.words, b->facts.words);
    assert_int_equal(a->facts.person_count, b->facts.person_count);
    for (size_t i = 0; i < a->facts.person_count; i++) {
        const ndx_person *x = &a->facts.people[i], *y = &b->facts.people[i];
        assert_true(ndx_text_equal(x->name, y->name) && ndx_text_equal(x->key, y->key) &&
                    ndx_text_equal(x->role, y->role));
        assert_true(x->mentions == y->mentions && x->from_source == y->from_source &&
                    x->surname_only == y->surname_only);
        assert_true(x->prominence - y->prominence < 0.01f && y->prominence - x->prominence < 0.01f);
    }
    assert_int_equal(a->facts.mention_count, b->facts.mention_count);
    assert_memory_equal(a->facts.mentions, b->facts.mentions, a->facts.mention_count * sizeof(ndx_mention));
    assert_int_equal(a->facts.date_count, b->facts.date_count);
    for (size_t i = 0; i < a->facts.date_count; i++) {
        const ndx_date_mention *x = &a->facts.dates[i], *y = &b->facts.dates[i];
        assert_true(x->start == y->start && x->end == y->end && x->first == y->first && x->last == y->last);
        assert_string_equal(x->type, y->type);
        assert_true(ndx_text_equal(x->value, y->value));
    }
}

static void an_article_comes_out_as_it_went_in(void **state) {
    (void)state;
    ndx_record_maker maker = {0};
    ndx_record_terms known;
    ndx_article in, out;
    know(&known);
    ndx_article_init(&in);
    ndx_article_init(&out);
    for (size_t headline_at = 0; headline_at < 6;
         headline_at += 5) { /* the headline first, and behind something */
        ndx_buf bytes = {0};
        ndx_record record;
        fill(&in, headline_at);
        make(&maker, &in, &bytes);
        assert_int_equal(ndx_record_view(&record, ndx_buf_text(&bytes), NULL), NDX_OK);
        assert_int_equal(ndx_record_article(&record, &known, &out, NULL), NDX_OK);
        assert_int_equal(ndx_record_check(&record, &known, NULL), NDX_OK);
        expect_same(&in, &out);
        ndx_buf_clear(&bytes);
        free(in.facts.tokens);
        in.facts.tokens = NULL;
    }
    ndx_article_clear(&in);
    ndx_article_clear(&out);
    ndx_record_terms_clear(&known);
    ndx_record_maker_clear(&maker);
}

static void a_text_is_not_whole_without_the_articles_terms(void **state) {
    (void)state;
    ndx_record_maker maker = {0};
    ndx_record_terms known = {0};
    ndx_article in, out;
    ndx_buf bytes = {0};
    ndx_record record;
    ndx_article_init(&in);
    ndx_article_init(&out);
    fill(&in, 0);
    make(&maker, &in, &bytes);
    assert_int_equal(ndx_record_view(&record, ndx_buf_text(&bytes), NULL), NDX_OK);
    assert_int_equal(ndx_record_article(&record, &known, &out, NULL), NDX_BAD_INPUT);
    assert_true(ndx_record_terms_add(&known, NDX_TEXT("ferri")));
    assert_int_equal(ndx_record_article(&record, &known, &out, NULL), NDX_BAD_INPUT);
    assert_true(ndx_record_terms_add(&known, NDX_TEXT("reopen")));
    assert_int_equal(ndx_record_article(&record, &known, &out, NULL), NDX_OK);
    ndx_buf_clear(&bytes);
    ndx_article_clear(&in);
    ndx_article_clear(&out);
    ndx_record_terms_clear(&known);
    ndx_record_maker_clear(&maker);
}

/* Values that say the same as their days are not written, and all others come back as they were. */
static void dates_of_every_shape_come_back(void **state) {
    (void)state;
    static const struct {
        const char *type, *value;
        int days[6]; /* first and last; 0: none */
    } dates[] = {
        {"DATE", "2017-05-03", {2017, 5, 3, 2017, 5, 3}},
        {"DATE", "2016-12", {2016, 12, 1, 2016, 12, 31}},
        {"DATE", "2017-W01", {2017, 1, 2, 2017, 1, 8}},
        {"DATE", "2020-W53", {2020, 12, 28, 2021, 1, 3}},
        {"DATE", "2017-Q2", {2017, 4, 1, 2017, 6, 30}},
        {"DATE", "1917", {1917, 1, 1, 1917, 12, 31}},
        {"DATE", "1917", {1917, 1, 1, 1917, 12, 30}},
        {"DATE", "2017-Q2", {2017, 4, 1, 2017, 6, 29}},
        {"DATE", "2017-SU", {2017, 6, 1, 2017, 8, 31}},
        {"TIME", "2017-05-03TNI", {2017, 5, 3, 2017, 5, 3}},
        {"DATE", "PRESENT_REF", {0}},
        {"DATE", "PAST_REF", {2017, 5, 2, 2017, 5, 2}},
        {"DURATION", "P3W", {0}},
        {"DURATION", "P10Y", {2007, 5, 3, 2017, 5, 3}},
        {"DURATION", "P03W", {0}},
        {"DURATION", "PXY", {0}},
        {"SET", "P1D", {0}},
        {"DURATION", "PT36H", {0}},
        {"DATE", "", {0}},
        {"DATE", "XXXX-12", {0}},
    };
    ndx_record_maker maker = {0};
    ndx_record_terms known;
    ndx_article in, out;
    ndx_buf bytes = {0};
    ndx_record record;
    know(&known);
    ndx_article_init(&in);
    ndx_article_init(&out);
    fill(&in, 0);
    in.facts.date_count = NDX_COUNT(dates);
    in.facts.dates = ndx_arena_array(&in.arena, NDX_COUNT(dates), sizeof *in.facts.dates);
    for (size_t i = 0; i < NDX_COUNT(dates); i++) {
        const int *d = dates[i].days;
        in.facts.dates[i] = (ndx_date_mention){(uint32_t)(60 - i),
                                               (uint32_t)(62 + i),
                                               dates[i].type,
                                               ndx_text_of(dates[i].value),
                                               d[0] ? ndx_day_of(d[0], d[1], d[2]) : NDX_NO_DAY,
                                               d[0] ? ndx_day_of(d[3], d[4], d[5]) : NDX_NO_DAY};
    }
    make(&maker, &in, &bytes);
    assert_int_equal(ndx_record_view(&record, ndx_buf_text(&bytes), NULL), NDX_OK);
    assert_int_equal(ndx_record_article(&record, &known, &out, NULL), NDX_OK);
    expect_same(&in, &out);
    assert_true(record.section[NDX_SECTION_DATES].len < 8 * NDX_COUNT(dates));
    ndx_buf_clear(&bytes);
    ndx_article_clear(&in);
    ndx_article_clear(&out);
    ndx_record_terms_clear(&known);
    ndx_record_maker_clear(&maker);
}

/* Names and roles that stand in the text are not written a second time, wherever they stand. */
static void people_come_back_from_text_and_record(void **state) {
    (void)state;
    ndx_record_maker maker = {0};
    ndx_record_terms known;
    ndx_article in, out;
    ndx_buf bytes = {0};
    ndx_record record;
    know(&known);
    ndx_article_init(&in);
    ndx_article_init(&out);
    fill(&in, 0);
    uint32_t at = (uint32_t)((const char *)memmem(in.text.data, in.text.len, "Ana Ruiz", 8) - in.text.data);
    in.facts.people = ndx_arena_array(&in.arena, 3, sizeof(ndx_person));
    in.facts.people[0] = (ndx_person){
        NDX_TEXT("Ana Ruiz"), NDX_TEXT("ana ruiz"), NDX_TEXT("Mayor"), 1, 1, false, false, NDX_ROLE_MAX};
    in.facts.people[1] = (ndx_person){
        NDX_TEXT("Juan Ruiz"), NDX_TEXT("juan ruiz"), NDX_TEXT("Captain of a boat"), 1, 0, false, true, 0};
    in.facts.people[2] =
        (ndx_person){NDX_TEXT("Zo\xc3\xab Li"), NDX_TEXT("li zoe"), NDX_TEXT(""), 0, 0, true, false, 0};
    in.facts.person_count = 3;
    in.facts.mentions[0] = (ndx_mention){at, at + 8, 0};
    in.facts.mentions[1] = (ndx_mention){at + 4, at + 8, 1};
    make(&maker, &in, &bytes);
    assert_int_equal(ndx_record_view(&record, ndx_buf_text(&bytes), NULL), NDX_OK);
    assert_int_equal(ndx_record_article(&record, &known, &out, NULL), NDX_OK);
    expect_same(&in, &out);
    ndx_text people = record.section[NDX_SECTION_PEOPLE];
    assert_null(memmem(people.data, people.len, "Ana", 3));
    assert_null(memmem(people.data, people.len, "Mayor", 5));
    ndx_buf_clear(&bytes);
    ndx_article_clear(&in);
    ndx_article_clear(&out);
    ndx_record_terms_clear(&known);
    ndx_record_maker_clear(&maker);
}

/* Key, name and role as they are counted, of a section and a value. */
static ndx_status skim(ndx_text section, const char *keys, ndx_text names[4], ndx_text found[4],
                       size_t *count) {
    static ndx_arena arena;
    ndx_person *people;
    ndx_arena_clear(&arena);
    ndx_status status = ndx_facts_skim_people(section, ndx_text_of(keys), &arena, &people, count, NULL);
    for (size_t i = 0; i < *count; i++) names[i] = people[i].name, found[i] = people[i].key;
    return status;
}

static void people_are_counted_without_the_text(void **state) {
    (void)state;
    ndx_record_maker maker = {0};
    ndx_article in;
    ndx_buf bytes = {0};
    ndx_record record;
    ndx_text names[4], keys[4];
    size_t count;
    ndx_article_init(&in);
    fill(&in, 0);
    uint32_t at = (uint32_t)((const char *)memmem(in.text.data, in.text.len, "Ana Ruiz", 8) - in.text.data);
    in.facts.people = ndx_arena_array(&in.arena, 4, sizeof(ndx_person));
    in.facts.people[0] =
        (ndx_person){.name = NDX_TEXT("Ana Ruiz"), .key = NDX_TEXT("ana ruiz"), .role_code = 7};
    in.facts.people[1] = (ndx_person){.name = NDX_TEXT("Ruiz said"), .key = NDX_TEXT("ruiz said")};
    in.facts.people[2] = (ndx_person){.name = NDX_TEXT("Ana Ruiz"), .key = NDX_TEXT("")};
    in.facts.people[3] = (ndx_person){.name = NDX_TEXT("Zo\xc3\xab Li"), .key = NDX_TEXT("li zoe")};
    in.facts.person_count = 4;
    in.facts.mentions = ndx_arena_array(&in.arena, 3, sizeof(ndx_mention));
    in.facts.mentions[0] = (ndx_mention){at, at + 8, 0};
    in.facts.mentions[1] = (ndx_mention){at + 4, at + 13, 1};
    in.facts.mentions[2] = (ndx_mention){at, at + 8, 2};
    in.facts.mention_count = 3;
    make(&maker, &in, &bytes);
    assert_int_equal(ndx_record_view(&record, ndx_buf_text(&bytes), NULL), NDX_OK);
    ndx_text section = record.section[NDX_SECTION_PEOPLE];
    assert_int_equal(skim(section, "ana ruiz\tG\nruiz said\nli zoe", names, keys, &count), NDX_OK);
    assert_int_equal(count, 4);
    assert_true(ndx_text_equal(keys[0], NDX_TEXT("ana ruiz")) && names[0].len == 0); /* it is written so */
    assert_true(ndx_text_equal(keys[1], NDX_TEXT("ruiz said")) &&
                ndx_text_equal(names[1], NDX_TEXT("Ruiz said")));
    assert_int_equal(keys[2].len, 0);
    assert_true(ndx_text_equal(keys[3], NDX_TEXT("li zoe")) &&
                ndx_text_equal(names[3], NDX_TEXT("Zo\xc3\xab Li")));
    /* A value that is not this article's, or had not room for all, or a record that is damaged or has names in its text only */
    static const char *const others[] = {"ana ruiz\nruiz said", "ana ruiz\nruiz said\nli zoe\njuan",
                                         "ana\nruiz said\nli zoe", "ana ruiz\nruiz says\nli zoe",
                                         "\nruiz said\nli zoe"};
    for (size_t i = 0; i < NDX_COUNT(others); i++)
        assert_int_equal(skim(section, others[i], names, keys, &count), NDX_NOT_FOUND);
    for (size_t len = 0; len < section.len; len++) {
        char *cut = malloc(len + 1);
        memcpy(cut, section.data, len);
        assert_int_equal(skim((ndx_text){cut, len}, "ana ruiz\nruiz said\nli zoe", names, keys, &count),
                         NDX_NOT_FOUND);
        free(cut);
    }
    char *old = malloc(section.len);
    memcpy(old, section.data, section.len);
    assert_int_equal(old[1] & 64, 64);
    old[1] &= ~64;
    assert_int_equal(skim((ndx_text){old, section.len}, "ana ruiz\nruiz said\nli zoe", names, keys, &count),
                     NDX_NOT_FOUND);
    free(old);
    skim((ndx_text){"", 0}, "", names, keys, &count);
    ndx_buf_clear(&bytes);
    ndx_article_clear(&in);
    ndx_record_maker_clear(&maker);
}

static void sentences_paragraphs_and_zones_are_positions(void **state) {
    (void)state;
    ndx_record_maker maker = {0};
    ndx_article in;
    ndx_buf bytes = {0};
    ndx_record record;
    ndx_bounds bounds = {0};
    ndx_article_init(&in);
    fill(&in, 0);
    make(&maker, &in, &bytes);
    assert_int_equal(ndx_record_view(&record, ndx_buf_text(&bytes), NULL), NDX_OK);
    assert_int_equal(ndx_record_bounds(&record, &bounds, NULL), NDX_OK);
    static const uint32_t sentences[] = {0, 4, 6, 18, 22}, paragraphs[] = {0, 4, 18};
    assert_int_equal(bounds.sentences.count, 5);
    assert_memory_equal(bounds.sentences.at, sentences, sizeof sentences);
    assert_int_equal(bounds.paragraphs.count, 3);
    assert_memory_equal(bounds.paragraphs.at, paragraphs, sizeof paragraphs);
    assert_int_equal(bounds.zone[NDX_ZONE_HEADLINE].first, 0);
    assert_int_equal(bounds.zone[NDX_ZONE_HEADLINE].last, 4);
    assert_int_equal(bounds.zone[NDX_ZONE_LEAD].first, 4);
    assert_int_equal(bounds.zone[NDX_ZONE_LEAD].last, 18);
    assert_int_equal(bounds.zone[NDX_ZONE_BODY].last, 25);
    ndx_bounds_clear(&bounds);
    ndx_buf_clear(&bytes);
    ndx_article_clear(&in);
    ndx_record_maker_clear(&maker);
}

static void texts_of_every_kind_are_packed_and_unpacked(void **state) {
    (void)state;
    ndx_packer *packer;
    assert_int_equal(ndx_packer_new(&packer, NULL), NDX_OK);
    for (size_t len = 0; len < 200000; len = len * 5 / 3 + 1) {
        for (int kind = 0; kind < 3; kind++) {
            ndx_buf text = {0}, packed = {0}, out = {0};
            uint64_t random = len + 1;
            for (size_t i = 0; i < len; i++) {
                random = random * 6364136223846793005ull + 1442695040888963407ull;
                ndx_buf_add_char(&text, kind == 0   ? 'a'
                                        : kind == 1 ? (char)(random >> 56)
                                                    : "the government said "[(i + (random >> 62)) % 20]);
            }
            assert_int_equal(ndx_pack(packer, ndx_buf_text(&text), NULL, NULL, &packed, NULL), NDX_OK);
            assert_int_equal(ndx_packed_length(ndx_buf_text(&packed)), len);
            assert_true(packed.len <= len + 12);
            assert_int_equal(ndx_unpack(ndx_buf_text(&packed), NULL, &out, NULL), NDX_OK);
            assert_true(ndx_text_equal(ndx_buf_text(&text), ndx_buf_text(&out)));
            ndx_buf_clear(&text);
            ndx_buf_clear(&packed);
            ndx_buf_clear(&out);
        }
    }
    ndx_packer_free(packer);
}

static void a_text_that_claims_to_be_huge_is_not_believed(void **state) {
    (void)state;
    ndx_buf packed = {0}, out = {0};
    ndx_buf_add_char(&packed, 1);
    ndx_buf_add_varint(&packed, 1u << 30);
    ndx_buf_add_str(&packed, "few bytes");
    assert_int_equal(ndx_packed_length(ndx_buf_text(&packed)), 0);
    assert_int_equal(ndx_unpack(ndx_buf_text(&packed), NULL, &out, NULL), NDX_BAD_INPUT);
    assert_int_equal(out.capacity, 0);
    ndx_buf_clear(&packed);
}

static void damaged_records_are_refused_or_decoded_within_their_bounds(void **state) {
    (void)state;
    ndx_record_maker maker = {0};
    ndx_record_terms known;
    ndx_article in;
    ndx_buf bytes = {0};
    know(&known);
    ndx_article_init(&in);
    fill(&in, 0);
    make(&maker, &in, &bytes);
    uint64_t random = 3;
    for (unsigned round = 0; round < 20000; round++) {
        random = random * 6364136223846793005ull + 1442695040888963407ull;
        size_t len = round % 4 == 0 ? (size_t)(random >> 33) % bytes.len : bytes.len;
        char *copy = malloc(len + 1); /* an allocation of its own, so that sanitizers see a byte too far */
        memcpy(copy, bytes.data, len);
        for (unsigned flip = round % 5; len && flip; flip--) {
            random = random * 6364136223846793005ull + 1442695040888963407ull;
            copy[(random >> 40) % len] = (char)(random >> 24);
        }
        ndx_record record;
        if (ndx_record_view(&record, (ndx_text){copy, len}, NULL) == NDX_OK)
            ndx_record_check(&record, &known, NULL);
        free(copy);
    }
    ndx_buf_clear(&bytes);
    ndx_article_clear(&in);
    ndx_record_terms_clear(&known);
    ndx_record_maker_clear(&maker);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_article_comes_out_as_it_went_in),
        cmocka_unit_test(a_text_is_not_whole_without_the_articles_terms),
        cmocka_unit_test(dates_of_every_shape_come_back),
        cmocka_unit_test(people_come_back_from_text_and_record),
        cmocka_unit_test(people_are_counted_without_the_text),
        cmocka_unit_test(sentences_paragraphs_and_zones_are_positions),
        cmocka_unit_test(texts_of_every_kind_are_packed_and_unpacked),
        cmocka_unit_test(a_text_that_claims_to_be_huge_is_not_believed),
        cmocka_unit_test(damaged_records_are_refused_or_decoded_within_their_bounds),
    };
    return cmocka_run_group_tests_name("index: record", tests, NULL, NULL);
}
