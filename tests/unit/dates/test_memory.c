/* When memory runs out at any allocation, the answer is NO_MEMORY, and what was held is given back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "newsdex/dates.h"
#include "../failing.h"

static ndx_status find_once(void) {
    ndx_date_finder *finder = NULL;
    ndx_article article;
    ndx_article_init(&article);
    article.text = NDX_TEXT("On Friday, 27 June 1987, two weeks ago, in the third quarter and every Monday.");
    article.stemmer = "en";
    article.date.day = ndx_day_of(1987, 7, 1);
    ndx_status status = ndx_date_finder_new(&finder, NULL);
    if (status == NDX_OK) status = ndx_dates_find(finder, &article, NULL);
    assert_int_equal(status == NDX_OK, article.facts.date_count == 4);
    ndx_date_finder_free(finder);
    ndx_article_clear(&article);
    return status;
}

static ndx_status read_once(void) {
    ndx_date date;
    ndx_period period;
    ndx_timezone *zone = NULL;
    ndx_status status = ndx_date_read(NDX_TEXT("27 июня 2018"), &date, NULL);
    if (status == NDX_OK)
        status = ndx_date_expression(NDX_TEXT("27 июня 2018"), (ndx_now){0, 0}, &period, NULL);
    if (status == NDX_OK) status = ndx_timezone_open("UTC+04:00", &zone, NULL);
    ndx_timezone_close(zone);
    return status;
}

/* The first allocation fails, then the second, and so on until nothing does. */
static void run_out_everywhere(ndx_status (*life)(void)) {
    long tries = 0;
    for (bool reached = true; reached && tries < 100000; tries++) {
        long before = held;
        allocations_left = tries;
        ndx_status status = life();
        reached = allocations_left <= 0;
        allocations_left = -1;
        assert_int_equal(held, before);
        assert_true(status == NDX_OK || (reached && status == NDX_NO_MEMORY));
        if (tries > 200) tries += 6; /* the many of the rules are alike */
    }
    assert_true(tries > 1);
}

static void a_finder_without_memory_says_so(void **state) {
    (void)state;
    if (!MAY_FAIL) skip();
    for (int alone = 0; alone < 2; alone++) {
        one_fails = alone;
        run_out_everywhere(find_once);
    }
    one_fails = false;
}

static void readers_without_memory_say_so(void **state) {
    (void)state;
    if (!MAY_FAIL) skip();
    for (int alone = 0; alone < 2; alone++) {
        one_fails = alone;
        run_out_everywhere(read_once);
    }
    one_fails = false;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finder_without_memory_says_so),
        cmocka_unit_test(readers_without_memory_say_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
