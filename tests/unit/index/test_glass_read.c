/* Finding entries by their numbers, one by one and several at once, in tables of one level and of more. */
#include "glass_pair.h"

#include "../../../src/index/glass_read.h"

/* Every tenth article has no data, and so no entry; the others' takes now a few bytes, now more than a block's item. */
static size_t data_of(uint32_t docid, char *out) {
    size_t len = docid % 10 == 0 ? 0 : docid % 97 == 0 ? 5000 : 60 + docid % 140;
    for (size_t i = 0; i < len; i++) out[i] = (char)(docid >> 8 * (i % 4));
    return len;
}

static void build(const char *path, uint32_t documents) {
    ndx_error err = {0};
    ndx_glass_builder *builder;
    char data[5000];
    OK(ndx_glass_builder_new(path, 0, &builder, &err));
    for (uint32_t docid = 1; docid <= documents; docid++) {
        ndx_posting all = {NDX_TEXT("all"), 1, 0};
        ndx_glass_article article = {.postings = &all, .posting_count = 1};
        article.data = (ndx_text){data, data_of(docid, data)};
        OK(ndx_glass_builder_add(builder, &article, NULL, &err));
    }
    OK(ndx_glass_builder_finish(builder, &err));
    ndx_glass_builder_free(builder);
}

static void check_entry(const ndx_glass_cursor *cursor, uint32_t docid, ndx_buf *scratch) {
    char data[5000];
    ndx_error err = {0};
    ndx_text tag;
    bool whole;
    OK(ndx_glass_tag(cursor, SIZE_MAX, scratch, &tag, &whole, &err));
    assert_true(whole);
    if (!ndx_text_equal(tag, (ndx_text){data, data_of(docid, data)}))
        fail_msg("article %u has other data", docid);
}

/* Some that are there, in any order or ascending, near each other or far. */
static size_t draw_numbers(unsigned *seed, uint32_t documents, uint32_t *numbers) {
    size_t count = 1 + (unsigned)rand_r(seed) % NDX_GLASS_AT_ONCE;
    uint32_t at = 1 + (uint32_t)rand_r(seed) % documents, within = 1u << rand_r(seed) % 12;
    bool ascending = rand_r(seed) % 2;
    for (size_t i = 0; i < count; i++) {
        at = ascending ? at + (uint32_t)rand_r(seed) % within : 1 + (uint32_t)rand_r(seed) % documents;
        if (at % 10 == 0) at++;
        if (at > documents) at = 1;
        numbers[i] = at;
    }
    return count;
}

static void find_many(uint32_t documents, unsigned levels) {
    ndx_error err = {0};
    ndx_glass glass;
    ndx_buf scratch = {0};
    uint32_t numbers[NDX_GLASS_AT_ONCE];
    unsigned seed = documents;
    build(pair_fresh("numbers"), documents);
    OK(ndx_glass_open(&glass, pair_path("numbers"), &err));
    assert_int_equal(glass.file[NDX_GLASS_DOCDATA].level, levels);
    ndx_glass_cursor one = {.glass = &glass, .name = NDX_GLASS_DOCDATA}, many[NDX_GLASS_AT_ONCE] = {one};
    for (unsigned round = 0; round < 3000; round++) {
        size_t count = draw_numbers(&seed, documents, numbers);
        OK(ndx_glass_find_numbers(many, &glass, NDX_GLASS_DOCDATA, numbers, count, 64, &err));
        for (size_t i = 0; i < count; i++) {
            check_entry(&many[i], numbers[i], &scratch);
            OK(ndx_glass_find_number(&one, numbers[i], &err));
            check_entry(&one, numbers[i], &scratch);
        }
        if (documents < 20 || round % 10) continue;
        numbers[count - 1] =
            round % 20 ? documents + 1 : 10 * (1 + round % (documents / 20)); /* there is none */
        assert_int_equal(ndx_glass_find_numbers(many, &glass, NDX_GLASS_DOCDATA, numbers, count, 64, &err), NDX_END);
        assert_int_equal(ndx_glass_find_number(&one, numbers[count - 1], &err), NDX_END);
        OK(ndx_glass_find_numbers(many, &glass, NDX_GLASS_DOCDATA, numbers, count - 1, 64, &err));
    }
    ndx_buf_clear(&scratch);
    ndx_glass_clear(&glass);
}

static void numbers_are_found_in_tables_of_any_size(void **state) {
    (void)state;
    find_many(9, 0);
    find_many(3000, 1);
    find_many(70000, 2);
}

/* A table without entries has nothing to be found. */
static void an_empty_table_has_no_number(void **state) {
    ndx_error err = {0};
    ndx_glass glass;
    uint32_t number = 1;
    (void)state;
    build(pair_fresh("empty"), 0);
    OK(ndx_glass_open(&glass, pair_path("empty"), &err));
    ndx_glass_cursor to;
    assert_int_equal(ndx_glass_find_numbers(&to, &glass, NDX_GLASS_DOCDATA, &number, 1, 64, &err), NDX_END);
    ndx_glass_clear(&glass);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_found_in_tables_of_any_size),
        cmocka_unit_test(an_empty_table_has_no_number),
    };
    return cmocka_run_group_tests(tests, pair_setup, pair_teardown);
}
