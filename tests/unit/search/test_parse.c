/* Queries become trees, or an error with a column. */
#include "archive.h"
#include "../../../src/search/edit.h"
#include "../../../src/search/tree.h"

#include <stdlib.h>
#include <string.h>

static void parse_case(void *context, ndx_text input, ndx_buf *got) {
    ndx_tree *tree;
    ndx_error err;
    (void)context;
    if (ndx_query_parse(input, &tree, &err)) {
        assert_null(tree);
        ndx_buf_addf(got, "%zu: %s", err.column, err.message);
        return;
    }
    ndx_node_print(tree->root, got);
    ndx_tree_free(tree);
}

static void queries_are_parsed_as_the_table_says(void **state) {
    (void)state;
    archive_table("tests/tables/search-parse.txt", 110, parse_case, NULL);
}

/* "((((...oil...))))" and the like. */
static ndx_status parse_repeated(const char *before, const char *middle, const char *after, size_t times,
                                 ndx_error *err) {
    ndx_buf query = {0};
    ndx_tree *tree;
    for (size_t i = 0; i < times; i++) ndx_buf_add_str(&query, before);
    ndx_buf_add_str(&query, middle);
    for (size_t i = 0; i < times; i++) ndx_buf_add_str(&query, after);
    ndx_status status = ndx_query_parse(ndx_buf_text(&query), &tree, err);
    ndx_tree_free(tree);
    ndx_buf_clear(&query);
    return status;
}

static void nesting_is_bounded_and_said_where(void **state) {
    ndx_error err;
    (void)state;
    assert_int_equal(parse_repeated("(", "oil", ")", NDX_QUERY_DEPTH_MAX, &err), NDX_OK);
    assert_int_equal(parse_repeated("(", "oil", ")", NDX_QUERY_DEPTH_MAX + 1, &err), NDX_USAGE);
    assert_int_equal(err.column, NDX_QUERY_DEPTH_MAX + 1);
    assert_int_equal(parse_repeated("(", "oil", ")", 30000, &err), NDX_USAGE);
    assert_int_equal(parse_repeated("-", "oil", "", 60000, &err), NDX_USAGE);
    assert_int_equal(parse_repeated("NOT ", "oil", "", 16000, &err), NDX_USAGE);
    assert_int_equal(parse_repeated("lead:", "oil", "", 12000, &err), NDX_USAGE);
    assert_int_equal(parse_repeated("(", "", "", 60000, &err), NDX_USAGE);
}

static void size_is_bounded(void **state) {
    ndx_error err;
    (void)state;
    assert_int_equal(parse_repeated("oil ", "gas", "", NDX_QUERY_NODES_MAX - 2, &err), NDX_OK);
    assert_int_equal(parse_repeated("oil ", "gas", "", NDX_QUERY_NODES_MAX, &err), NDX_USAGE);
    assert_non_null(strstr(err.message, "4096"));
    assert_int_equal(parse_repeated("oil ", "gas", "", 20000, &err), NDX_USAGE);
    assert_int_equal(parse_repeated("id:x ", "gas", "", 10000, &err), NDX_USAGE);
}

static void text_that_is_not_utf8_is_refused_at_its_column(void **state) {
    ndx_tree *tree;
    ndx_error err;
    (void)state;
    assert_int_equal(ndx_query_parse(NDX_TEXT("\xC3\xA9t\xC3\xA9 \xFF"), &tree, &err), NDX_USAGE);
    assert_int_equal(err.column, 5);
    assert_int_equal(ndx_query_parse(NDX_TEXT(""), &tree, &err), NDX_USAGE);
    assert_int_equal(ndx_query_parse(NDX_TEXT(" \t\n"), &tree, NULL), NDX_USAGE);
}

static void a_tree_is_printed_for_people_one_node_a_line(void **state) {
    ndx_tree *tree;
    ndx_buf out = {0};
    (void)state;
    assert_int_equal(ndx_query_parse(NDX_TEXT("é -headline:\"oil price\"~5"), &tree, NULL), NDX_OK);
    ndx_tree_print(tree, &out);
    assert_string_equal(out.data, "side by side\n"
                                  "  word é  [column 1]\n"
                                  "  NOT\n"
                                  "    field (headline:)\n"
                                  "      phrase \"oil price\"~5  [column 13]\n");
    ndx_buf_clear(&out);
    ndx_tree_free(tree);
    ndx_tree_free(NULL);
}

static uint32_t distance(const char *a, const char *b, uint32_t limit) {
    ndx_edit_word x, y;
    ndx_edit_word_set(&x, ndx_text_of(a));
    ndx_edit_word_set(&y, ndx_text_of(b));
    uint32_t forth = ndx_edit_distance(&x, &y, limit);
    assert_int_equal(forth, ndx_edit_distance(&y, &x, limit));
    return forth;
}

static void edit_distance_counts_letters_not_bytes(void **state) {
    (void)state;
    assert_int_equal(distance("kremlin", "kremlin", 3), 0);
    assert_int_equal(distance("kremlin", "kremiln", 3), 1);
    assert_int_equal(distance("kremlin", "gremlins", 3), 2);
    assert_int_equal(distance("путин", "путен", 3), 1);
    assert_int_equal(distance("", "oil", 3), 3);
    assert_int_equal(distance("oil", "banana", 2), 3);
    assert_int_equal(distance("ca", "abc", 3), 3);
    assert_int_equal(distance("abcdef", "badcfe", 3), 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries_are_parsed_as_the_table_says),
        cmocka_unit_test(nesting_is_bounded_and_said_where),
        cmocka_unit_test(size_is_bounded),
        cmocka_unit_test(text_that_is_not_utf8_is_refused_at_its_column),
        cmocka_unit_test(a_tree_is_printed_for_people_one_node_a_line),
        cmocka_unit_test(edit_distance_counts_letters_not_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
