/* When memory runs out at any allocation, an answer ends with NO_MEMORY, and nothing is lost or crashes. */
#include "archive.h"
#include "../failing.h"

static int make(void **state) {
    static archive a;
    *state = &a;
    return archive_make(&a, "en");
}

static int drop(void **state) {
    return archive_drop(*state);
}

typedef ndx_status answer_fn(archive *a, ndx_error *err);

static const char query[] =
    "(oil OR stor?) \"north coast\"~9 price NEAR/5 oil who:holm elec* -gas date:2018 lead:oil atleast2:oil";

static ndx_status answer_parse(archive *a, ndx_error *err) {
    ndx_tree *tree;
    ndx_buf text = {0};
    (void)a;
    ndx_status status = ndx_query_parse(ndx_text_of(query), &tree, err);
    if (!status) ndx_tree_print(tree, &text);
    if (!status) status = ndx_buf_status(&text, err);
    ndx_buf_clear(&text);
    ndx_tree_free(tree);
    return status;
}

static ndx_status make_plan(archive *a, const char *text, ndx_plan **plan, ndx_error *err) {
    ndx_tree *tree;
    ndx_plan_options options = archive_options();
    *plan = NULL;
    ndx_status status = ndx_query_parse(ndx_text_of(text), &tree, err);
    if (!status) status = ndx_query_plan(a->index, tree, &options, plan, err);
    ndx_tree_free(tree);
    return status;
}

static ndx_status answer_plan(archive *a, ndx_error *err) {
    ndx_plan *plan;
    ndx_status status =
        make_plan(a, "(oil OR stor?) \"north coast\"~9 price NEAR/5 oil who:holm electoin~2 -gas date:2018",
                  &plan, err);
    ndx_plan_free(plan);
    return status;
}

static ndx_status answer_snippet(archive *a, ndx_error *err) {
    static ndx_article article; /* read once: its reading is another room's test */
    ndx_plan *plan = NULL;
    ndx_snippet snippet = {0};
    if (article.text.len == 0) {
        ndx_article_init(&article);
        archive_article_of(a, "oil-1", &article);
    }
    ndx_status status = make_plan(a, "\"crude oil\" WITH traders shortage", &plan, err);
    if (!status) status = ndx_plan_snippet(plan, &article, 60, false, &snippet, err);
    ndx_snippet_clear(&snippet);
    ndx_plan_free(plan);
    return status;
}

static ndx_status answer_counts(archive *a, ndx_error *err) {
    static const ndx_expr everything = {.kind = NDX_EXPR_ALL};
    ndx_buckets buckets;
    ndx_status status = ndx_search_facet(a->index, &everything, NDX_FIELD_SOURCE, &buckets, err);
    if (!status) ndx_buckets_clear(&buckets);
    if (!status)
        status = ndx_search_timeline(a->index, &everything, NDX_SPAN_MONTH, true, NULL, &buckets, err);
    if (!status) ndx_buckets_clear(&buckets);
    return status;
}

static ndx_status answer_like(archive *a, ndx_error *err) {
    uint32_t number;
    ndx_plan *plan = NULL;
    ndx_status status = ndx_index_find_id(a->index, NDX_TEXT("oil-1"), &number, err);
    if (!status) status = ndx_search_like(a->index, number, true, &plan, err);
    ndx_plan_free(plan);
    return status;
}

/* Fails the first allocation, then the second, and so on, until the answer is whole. Later ones in strides:
 * an answer makes thousands, most of them in a loop. */
static void fail_everywhere(archive *a, answer_fn *answer) {
    ndx_error err = {0};
    long at = 0;
    for (ndx_status status = NDX_NO_MEMORY; status; at += 1 + at / 50) {
        err = (ndx_error){0};
        allocations_left = at;
        status = answer(a, &err);
        allocations_left = -1;
        if (status) assert_true(err.message[0] != 0);
        if (status) assert_int_not_equal(status, NDX_USAGE);
        if (at > 10000000) fail_msg("it never ends well");
    }
}

static void every_answer_survives_the_end_of_memory(void **state) {
    static answer_fn *const answers[] = {answer_parse, answer_plan, answer_snippet, answer_counts,
                                         answer_like};
    if (!MAY_FAIL) skip();
    for (size_t i = 0; i < NDX_COUNT(answers); i++) {
        ndx_error err = {0};
        archive_check(answers[i](*state, &err), &err); /* caches filled, the archive read */
        fail_everywhere(*state, answers[i]);
    }
}

static void a_parse_that_fails_gives_everything_back(void **state) {
    ndx_error err;
    if (!MAY_FAIL) skip();
    assert_int_equal(answer_parse(*state, &err), NDX_OK);
    long before = held;
    fail_everywhere(*state, answer_parse);
    assert_int_equal(held, before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_survives_the_end_of_memory),
        cmocka_unit_test(a_parse_that_fails_gives_everything_back),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
