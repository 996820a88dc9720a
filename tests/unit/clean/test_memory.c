/* When one allocation fails, cleaning says so: nothing that is missing because of it passes for an answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "newsdex/clean.h"
#include "../failing.h"

static const char story[] =
    "Harbour opens after repairs\n\nBy Ann Lee\n\n3 May 2017 10:15\n\n"
    "SARHOLM, 3 May 2017 (Agency) - The harbour opened on Wednesday, the mayor said.\n\n"
    "Ships may call again.\n\nFollow us on Twitter @harbour\n\nRelated news:\n";

/* What cleaning made of the story, in one text. */
static ndx_status clean_once(ndx_buf *made) {
    ndx_article article;
    ndx_article_init(&article);
    ndx_status status = ndx_article_set(&article, NDX_FIELD_BODY, ndx_text_of(story), NULL);
    if (status == NDX_OK) status = ndx_clean(&article, NULL);
    long left = allocations_left;
    allocations_left = -1;
    ndx_buf_reset(made);
    for (int field = 0; field < NDX_FIELD_COUNT && status == NDX_OK; field++)
        ndx_buf_addf(made, "%.*s|", NDX_ARG(article.field[field]));
    for (int zone = 0; zone < NDX_ZONE_COUNT && status == NDX_OK; zone++)
        ndx_buf_addf(made, "%.*s|", NDX_ARG(ndx_article_zone(&article, (ndx_zone)zone)));
    ndx_article_clear(&article);
    allocations_left = left;
    return status;
}

static void one_allocation_that_fails_changes_no_article(void **state) {
    (void)state;
    if (!MAY_FAIL) skip();
    ndx_buf whole = {0}, made = {0};
    assert_int_equal(clean_once(&whole), NDX_OK);
    assert_non_null(strstr(whole.data, "|3 May 2017 10:15|"));
    assert_non_null(strstr(whole.data, "|Ann Lee|"));
    bool refused = true;
    one_fails = true;
    for (long after = 0; after < 1000 && refused; after++) {
        allocations_left = after;
        ndx_status status = clean_once(&made);
        refused = allocations_left < 0;
        allocations_left = -1;
        assert_true(status == NDX_OK || status == NDX_NO_MEMORY);
        if (status == NDX_OK) assert_string_equal(made.data, whole.data);
    }
    assert_false(refused);
    ndx_buf_clear(&whole);
    ndx_buf_clear(&made);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_allocation_that_fails_changes_no_article)};
    return cmocka_run_group_tests_name("clean: memory", tests, NULL, NULL);
}
