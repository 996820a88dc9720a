/* Queries: every operator on a few sentences, and what can be asked of a query itself. */
#include "shelf.h"

#include "../table.h"

/* --- the notation of the table -------------------------------------------------------------------------- */

static const struct {
    const char *name;
    ndx_x_op op;
} operators[] = {{"and", NDX_X_AND},
                 {"or", NDX_X_OR},
                 {"andnot", NDX_X_AND_NOT},
                 {"xor", NDX_X_XOR},
                 {"andmaybe", NDX_X_AND_MAYBE},
                 {"filter", NDX_X_FILTER},
                 {"near", NDX_X_NEAR},
                 {"phrase", NDX_X_PHRASE},
                 {"elite", NDX_X_ELITE_SET},
                 {"synonym", NDX_X_SYNONYM},
                 {"max", NDX_X_MAX}};

static ndx_text read_word(ndx_text *rest) {
    size_t end = 0;
    while (end < rest->len && !strchr(" ()/*", rest->data[end])) end++;
    ndx_text word = ndx_text_slice(*rest, 0, end);
    *rest = ndx_text_slice(*rest, end, rest->len);
    return word;
}
static bool accept(ndx_text *rest, char byte) {
    if (!rest->len || rest->data[0] != byte) return false;
    *rest = ndx_text_slice(*rest, 1, rest->len);
    return true;
}

static ndx_x_query *read_query(ndx_text *rest);

static ndx_x_query *read_range(ndx_text name, ndx_text *rest) {
    ndx_error err = {0};
    ndx_x_query *query;
    ndx_text first = read_word(rest), second = {0};
    if (accept(rest, ' ')) second = read_word(rest);
    assert_true(accept(rest, ')'));
    OK(ndx_x_query_value_range(0, name.data[0] == 'l' ? NULL : &first,
                               name.data[0] == 'l' ? &first
                               : second.len        ? &second
                                                   : NULL,
                               &query, &err));
    return query;
}

static ndx_x_query *read_operator(ndx_text name, uint32_t parameter, ndx_text *rest) {
    ndx_error err = {0};
    ndx_x_query *parts[8], *query = NULL;
    size_t count = 0;
    while (!accept(rest, ')')) {
        parts[count++] = read_query(rest);
        accept(rest, ' ');
    }
    if (ndx_text_equal(name, text_of("scale"))) OK(ndx_x_query_scale(parts[0], parameter, &query, &err));
    for (size_t i = 0; i < NDX_COUNT(operators); i++)
        if (ndx_text_equal(name, text_of(operators[i].name)))
            OK(ndx_x_query_combine(operators[i].op, parts, count, parameter, &query, &err));
    assert_non_null(query);
    while (count) ndx_x_query_free(parts[--count]);
    return query;
}

static ndx_x_query *read_query(ndx_text *rest) {
    ndx_error err = {0};
    ndx_x_query *query;
    ndx_text name = read_word(rest);
    uint64_t parameter = 0;
    if (accept(rest, '/')) assert_true(ndx_text_to_u64(read_word(rest), &parameter));
    if (accept(rest, '*'))
        OK(ndx_x_query_wildcard(name, 0, NDX_X_LIMIT_ERROR, NDX_X_OR, &query, &err));
    else if (accept(rest, '('))
        return name.len && (ndx_text_equal(name, text_of("value")) || name.len == 2) && name.data[1] != 'r'
                   ? read_range(name, rest)
                   : read_operator(name, (uint32_t)parameter, rest);
    else if (ndx_text_equal(name, text_of("all")))
        OK(ndx_x_query_all(&query, &err));
    else if (ndx_text_equal(name, text_of("none")))
        OK(ndx_x_query_none(&query, &err));
    else
        OK(ndx_x_query_term(name, 1, 0, &query, &err));
    return query;
}

/* --- matching --------------------------------------------------------------------------------------------------------- */

static void run(const ndx_x_query *query, ndx_buf *out) {
    ndx_error err = {0};
    ndx_x_enquire *enquire;
    ndx_x_mset *mset;
    ndx_x_match matches[16];
    size_t count;
    ndx_x_match_options options = {.limit = 16};
    ndx_x_weight weight = {.kind = NDX_X_BM25};
    bool seen[16] = {false};
    OK(ndx_x_enquire_new(ndx_x_writable_database(library), &enquire, &err));
    OK(ndx_x_enquire_set_weight(enquire, &weight, &err));
    OK(ndx_x_enquire_set_query(enquire, query, 0, &err));
    OK(ndx_x_enquire_match(enquire, &options, &mset, &err));
    OK(ndx_x_mset_matches(mset, 0, matches, NDX_COUNT(matches), &count, &err));
    for (size_t i = 0; i < count; i++) seen[matches[i].docid] = true;
    for (unsigned docid = 1; docid < 16; docid++)
        if (seen[docid]) ndx_buf_addf(out, out->len ? " %u" : "%u", docid);
    ndx_x_mset_free(mset);
    ndx_x_enquire_free(enquire);
}

static void match_case(void *context, ndx_text input, ndx_text expected, size_t line) {
    ndx_buf out = {0};
    ndx_text rest = input;
    (void)context;
    ndx_x_query *query = read_query(&rest);
    run(query, &out);
    if (rest.len || !ndx_text_equal(ndx_buf_text(&out), expected))
        fail_msg("line %zu: %.*s ==> '%s', expected '%.*s'", line, NDX_ARG(input), out.len ? out.data : "",
                 NDX_ARG(expected));
    ndx_buf_clear(&out);
    ndx_x_query_free(query);
}

static void every_operator_matches_what_it_should(void **state) {
    (void)state;
    assert_true(table_each("tests/tables/xapian-c-queries.txt", match_case, NULL) > 30);
}

/* A serialised query must come back as the same query, whatever it is made of. */
static void serialise_case(void *context, ndx_text input, ndx_text expected, size_t line) {
    ndx_error err = {0};
    ndx_buf bytes = {0}, before = {0}, after = {0};
    ndx_x_query *again;
    (void)context, (void)expected, (void)line;
    ndx_x_query *query = read_query(&input);
    OK(ndx_x_query_serialise(query, &bytes, &err));
    OK(ndx_x_query_unserialise(ndx_buf_text(&bytes), &again, &err));
    OK(ndx_x_query_describe(query, &before, &err));
    OK(ndx_x_query_describe(again, &after, &err));
    assert_string_equal(before.data, after.data);
    assert_int_equal(ndx_x_query_length(query), ndx_x_query_length(again));
    ndx_buf_clear(&bytes);
    ndx_buf_clear(&before);
    ndx_buf_clear(&after);
    ndx_x_query_free(query);
    ndx_x_query_free(again);
}

static void every_query_survives_being_bytes(void **state) {
    (void)state;
    assert_true(table_each("tests/tables/xapian-c-queries.txt", serialise_case, NULL) > 30);
}

static void bytes_that_are_no_query_are_refused(void **state) {
    ndx_error err = {0};
    ndx_x_query *query;
    (void)state;
    assert_int_equal(ndx_x_query_unserialise(text_of("\xff\xff\xff\xff rubbish"), &query, &err), NDX_USAGE);
    assert_null(query);
}

static void a_query_lists_its_terms_in_either_order(void **state) {
    ndx_error err = {0};
    static const char *const words[] = {"quick", "brown", "fox", "quick"};
    ndx_x_query *parts[4], *query, *none;
    ndx_x_terms *terms;
    ndx_buf out = {0};
    (void)state;
    for (uint32_t i = 0; i < 4; i++) OK(ndx_x_query_term(text_of(words[i]), 1, i + 1, &parts[i], &err));
    OK(ndx_x_query_combine(NDX_X_OR, parts, 4, 0, &query, &err));
    OK(ndx_x_query_terms(query, false, &terms, &err));
    shelf_terms(terms, &out);
    expect_buf(&out, "quick brown fox quick");
    OK(ndx_x_query_terms(query, true, &terms, &err));
    shelf_terms(terms, &out);
    expect_buf(&out, "brown fox quick");
    assert_int_equal(ndx_x_query_length(query), 4);
    assert_false(ndx_x_query_is_none(query));
    OK(ndx_x_query_none(&none, &err));
    assert_true(ndx_x_query_is_none(none));
    for (size_t i = 0; i < 4; i++) ndx_x_query_free(parts[i]);
    ndx_x_query_free(query);
    ndx_x_query_free(none);
    ndx_buf_clear(&out);
}

static void parts_may_be_freed_before_the_whole(void **state) {
    ndx_error err = {0};
    ndx_x_query *parts[2], *query;
    ndx_buf out = {0};
    (void)state;
    OK(ndx_x_query_term(text_of("lazy"), 1, 0, &parts[0], &err));
    OK(ndx_x_query_term(text_of("dog"), 1, 0, &parts[1], &err));
    OK(ndx_x_query_combine(NDX_X_AND, parts, 2, 0, &query, &err));
    ndx_x_query_free(parts[0]);
    ndx_x_query_free(parts[1]);
    run(query, &out);
    expect_buf(&out, "2");
    ndx_x_query_free(query);
    ndx_buf_clear(&out);
}

static void wildcards_keep_their_limit(void **state) {
    static const struct {
        ndx_x_limit limit;
        const char *found;
    } cases[] = {{NDX_X_LIMIT_FIRST, "1 2 5 6"}, {NDX_X_LIMIT_MOST_FREQUENT, "1 2 5 6"}};
    ndx_error err = {0};
    ndx_x_query *query;
    ndx_x_enquire *enquire;
    ndx_x_mset *mset;
    ndx_x_match_options options = {.limit = 10};
    ndx_buf out = {0};
    (void)state;
    for (size_t i = 0; i < NDX_COUNT(cases);
         i++) { /* of all seven terms: "brown" is first in order and among the most frequent */
        ndx_buf_reset(&out);
        OK(ndx_x_query_wildcard(text_of("b"), 1, cases[i].limit, NDX_X_SYNONYM, &query, &err));
        run(query, &out);
        expect_buf(&out, cases[i].found);
        ndx_x_query_free(query);
    }
    OK(ndx_x_query_wildcard(text_of(""), 3, NDX_X_LIMIT_ERROR, NDX_X_OR, &query, &err));
    OK(ndx_x_enquire_new(ndx_x_writable_database(library), &enquire, &err));
    OK(ndx_x_enquire_set_query(enquire, query, 0, &err));
    assert_int_equal(ndx_x_enquire_match(enquire, &options, &mset, &err), NDX_USAGE);
    assert_null(mset);
    ndx_x_query_free(query);
    ndx_x_enquire_free(enquire);
    ndx_buf_clear(&out);
}

static void arguments_xapian_refuses_are_usage_errors(void **state) {
    ndx_error err = {0};
    ndx_x_query *term, *query;
    (void)state;
    OK(ndx_x_query_term(text_of("dog"), 1, 0, &term, &err));
    assert_int_equal(ndx_x_query_scale(term, -1, &query, &err), NDX_USAGE);
    assert_int_equal(ndx_x_query_value_range(0, NULL, NULL, &query, &err), NDX_USAGE);
    assert_int_equal(ndx_x_query_combine((ndx_x_op)99, &term, 1, 0, &query, &err), NDX_USAGE);
    assert_int_equal(ndx_x_query_wildcard(text_of("a"), 0, (ndx_x_limit)9, NDX_X_OR, &query, &err),
                     NDX_USAGE);
    assert_int_equal(ndx_x_query_wildcard(text_of("a"), 0, NDX_X_LIMIT_FIRST, NDX_X_PHRASE, &query, &err),
                     NDX_USAGE);
    assert_null(query);
    assert_true(err.message[0]);
    ndx_x_query_free(term);
    ndx_x_query_free(NULL);
}

static void sortable_numbers_sort_and_come_back(void **state) {
    static const double numbers[] = {-1e300, -2, -1.5, -0.0001, 0, 1e-9, 0.5, 1, 2, 1987, 1e18};
    ndx_text before = {0};
    char place[NDX_COUNT(numbers)][9];
    (void)state;
    for (size_t i = 0; i < NDX_COUNT(numbers); i++) {
        ndx_text bytes = {place[i], ndx_x_sortable(numbers[i], place[i])};
        assert_true(ndx_x_unsortable(bytes) == numbers[i]);
        if (i) assert_true(ndx_text_compare(before, bytes) < 0);
        before = bytes;
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_operator_matches_what_it_should),
        cmocka_unit_test(every_query_survives_being_bytes),
        cmocka_unit_test(bytes_that_are_no_query_are_refused),
        cmocka_unit_test(a_query_lists_its_terms_in_either_order),
        cmocka_unit_test(parts_may_be_freed_before_the_whole),
        cmocka_unit_test(wildcards_keep_their_limit),
        cmocka_unit_test(arguments_xapian_refuses_are_usage_errors),
        cmocka_unit_test(sortable_numbers_sort_and_come_back),
    };
    return cmocka_run_group_tests(tests, library_setup, library_teardown);
}
