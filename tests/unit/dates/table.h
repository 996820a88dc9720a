/* Case tables of the room (see ../table.h): each case is run, all differences are shown, then the test fails.
 */
#ifndef NDX_TESTS_DATES_TABLE_H
#define NDX_TESTS_DATES_TABLE_H

#include "newsdex/dates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "../table.h"

/* Writes what the input gives; may look at what is expected. */
typedef void table_function(ndx_text input, ndx_text expected, char *got, size_t room);

typedef struct table_report {
    const char *path;
    table_function *run;
    size_t wrong;
} table_report;

static inline void table_compare(void *context, ndx_text input, ndx_text expected, size_t line) {
    table_report *report = context;
    char got[800] = "";
    report->run(input, expected, got, sizeof got);
    if (ndx_text_equal(expected, ndx_text_of(got))) return;
    report->wrong++;
    print_error("%s:%zu: %.*s\n    expected %.*s\n    got      %s\n", report->path, line, NDX_ARG(input),
                NDX_ARG(expected), got);
}

static inline void table_run(const char *path, size_t at_least, table_function *run) {
    table_report report = {path, run, 0};
    assert_true(table_each(path, table_compare, &report) >= at_least);
    assert_int_equal(report.wrong, 0);
}

#endif
