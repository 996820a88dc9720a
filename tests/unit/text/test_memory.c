/* When memory runs out at any allocation, the answer is NO_MEMORY, and what was held is given back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "newsdex/text.h"
#include "../failing.h"

/* Enough to reach every kind of allocation: listed words, folding, stems, joined forms, growing tables. */
static const char text[] =
    "Häuser in the U.S. cost $1,000.5bn, AT&T's O'Brien said. 東京都 Путин\n\nZürich and Genève didn't.";

static ndx_status whole_life(void) {
    ndx_analyzer *analyzer = NULL;
    ndx_article article;
    ndx_article_init(&article);
    article.text = ndx_text_of(text);
    ndx_status status = ndx_analyzer_new("auto", &analyzer, NULL);
    if (status == NDX_OK) status = ndx_analyze(analyzer, &article, NULL);
    if (status == NDX_NO_MEMORY) assert_int_equal(article.facts.token_count, 0);
    ndx_analyzer_free(analyzer);
    ndx_article_clear(&article);
    return status;
}

static void running_out_of_memory_anywhere_is_reported(void **state) {
    (void)state;
    long tries = 0;
    ndx_status status = NDX_NO_MEMORY;
    if (!MAY_FAIL) skip();
    for (; status == NDX_NO_MEMORY && tries < 10000; tries++) {
        long before = held;
        allocations_left = tries;
        status = whole_life();
        allocations_left = -1;
        assert_int_equal(held, before);
    }
    assert_int_equal(status, NDX_OK);
    assert_true(tries > 20);
    one_fails = true;
    tries = 0;
    for (bool reached = true; reached && tries < 10000; tries++) {
        long before = held;
        allocations_left = tries;
        status = whole_life();
        reached = allocations_left <= 0;
        allocations_left = -1;
        assert_true(status == NDX_OK || (reached && status == NDX_NO_MEMORY));
        assert_int_equal(held, before);
    }
    one_fails = false;
}

static void a_lexicon_that_ran_out_works_again_after_a_reset(void **state) {
    (void)state;
    ndx_analyzer *analyzer;
    const ndx_token *tokens;
    size_t count;
    if (!MAY_FAIL) skip();
    assert_int_equal(ndx_analyzer_new("en", &analyzer, NULL), NDX_OK);
    allocations_left = 4;
    assert_int_equal(ndx_tokenize(analyzer, ndx_text_of(text), "en", &tokens, &count, NULL), NDX_NO_MEMORY);
    assert_int_equal(count, 0);
    allocations_left = -1;
    ndx_lexicon_reset(analyzer);
    assert_int_equal(ndx_tokenize(analyzer, ndx_text_of(text), "en", &tokens, &count, NULL), NDX_OK);
    assert_true(count > 10);
    ndx_analyzer_free(analyzer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(running_out_of_memory_anywhere_is_reported),
        cmocka_unit_test(a_lexicon_that_ran_out_works_again_after_a_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
