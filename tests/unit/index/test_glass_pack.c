/* The numbers of the glass format, byte for byte, and term lists there and back. */
#include "../../../src/index/glass_pack.h"
#include "../../../src/index/glass_termlist.h"

#include "../table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void number_case(void *context, ndx_text input, ndx_text expected, size_t line) {
    ndx_text kind;
    uint8_t bytes[64], *end = bytes;
    uint64_t value = 0, again;
    ndx_buf out = {0};
    (void)context;
    assert_true(ndx_text_split(&input, ' ', &kind));
    if (!ndx_text_equal(kind, NDX_TEXT("ordered"))) assert_true(ndx_text_to_u64(input, &value));
    if (ndx_text_equal(kind, NDX_TEXT("uint"))) {
        end = glass_put_uint(bytes, value);
        assert_ptr_equal(glass_get_uint(bytes, &again), end);
        assert_true(again == value);
        assert_ptr_equal(glass_skip_uint(bytes), end);
    }
    if (ndx_text_equal(kind, NDX_TEXT("sorted"))) end = glass_put_sorted(bytes, (uint32_t)value);
    if (ndx_text_equal(kind, NDX_TEXT("last"))) end = glass_put_last(bytes, (uint32_t)value);
    if (ndx_text_equal(kind, NDX_TEXT("ordered"))) end = glass_put_ordered(bytes, input.data, input.len);
    for (const uint8_t *at = bytes; at < end; at++) ndx_buf_addf(&out, at > bytes ? " %02x" : "%02x", *at);
    if (!ndx_text_equal(ndx_buf_text(&out), expected))
        fail_msg("line %zu: got '%s', expected '%.*s'", line, out.len ? out.data : "", NDX_ARG(expected));
    ndx_buf_clear(&out);
}

static void numbers_have_the_bytes_libxapian_reads(void **state) {
    (void)state;
    assert_true(table_each("tests/tables/index-glass-numbers.txt", number_case, NULL) > 20);
}

static void sorted_numbers_sort_as_bytes(void **state) {
    (void)state;
    for (uint64_t value = 1; value <= UINT32_MAX; value = value * 3 / 2 + 1) {
        uint8_t before[8] = {0}, after[8] = {0};
        glass_put_sorted(before, (uint32_t)(value - 1));
        glass_put_sorted(after, (uint32_t)value);
        assert_true(memcmp(before, after, sizeof before) < 0);
        assert_int_not_equal(after[0], 0xff); /* or it would look like part of the term before it in a key */
    }
}

static void term_lists_come_back_as_they_were(void **state) {
    static char long_one[245];
    const ndx_posting postings[] = {
        {NDX_TEXT("\0zero"), 1, UINT32_MAX},        {NDX_TEXT("a"), 0, UINT32_MAX},
        {NDX_TEXT("ab"), 126, UINT32_MAX},          {NDX_TEXT("abacus"), 127, UINT32_MAX},
        {NDX_TEXT("abandon"), 4000000, UINT32_MAX}, {{long_one, 245}, 3, UINT32_MAX}};
    ndx_posting again[NDX_COUNT(postings)];
    size_t text_bytes, bound = ndx_glass_termlist_bound(postings, NDX_COUNT(postings), &text_bytes);
    uint8_t *list = malloc(bound + NDX_GLASS_SLACK), *end;
    char *texts = malloc(text_bytes + NDX_GLASS_SLACK);
    (void)state;
    memset(long_one, 'z', sizeof long_one);
    ndx_glass_article article = {.postings = postings, .posting_count = NDX_COUNT(postings)};
    assert_int_equal(ndx_glass_termlist_put(&article, list, &end, NULL), NDX_OK);
    assert_true((size_t)(end - list) <= bound);
    assert_int_equal(ndx_glass_termlist_count(list, (size_t)(end - list)), NDX_COUNT(postings));
    ndx_glass_termlist_get(list, (size_t)(end - list), again, texts);
    for (size_t i = 0; i < NDX_COUNT(postings); i++) {
        assert_true(ndx_text_equal(again[i].term, postings[i].term));
        assert_int_equal(again[i].wdf, postings[i].wdf);
    }
    /* What came back may be read beyond its terms, and gives the same list. */
    uint8_t *faster = malloc(bound + NDX_GLASS_SLACK), *faster_end;
    article.postings = again;
    article.padded = true;
    assert_int_equal(ndx_glass_termlist_put(&article, faster, &faster_end, NULL), NDX_OK);
    assert_int_equal(faster_end - faster, end - list);
    assert_memory_equal(faster, list, (size_t)(end - list));
    free(faster);
    article.posting_count = 0;
    assert_int_equal(ndx_glass_termlist_put(&article, list, &end, NULL), NDX_OK);
    assert_ptr_equal(end, list); /* no terms: an empty tag */
    assert_int_equal(ndx_glass_termlist_count(list, 0), 0);
    free(list);
    free(texts);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_the_bytes_libxapian_reads),
        cmocka_unit_test(sorted_numbers_sort_as_bytes),
        cmocka_unit_test(term_lists_come_back_as_they_were),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
