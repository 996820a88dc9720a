/* Case tables of the room: lines `input ==> expected`, '#' begins a comment line. */
#ifndef NDX_TESTS_DATES_TABLE_H
#define NDX_TESTS_DATES_TABLE_H

#include "newsdex/dates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

typedef void table_case(ndx_text input, ndx_text expected, char *got, size_t room);

/* Run every line through `run`, which writes what it got; all differences are shown before the test fails. */
static inline void table_run(const char *path, size_t at_least, table_case *run) {
    ndx_buf buf = {0};
    ndx_error err;
    if (ndx_file_read(path, 4 << 20, &buf, &err)) fail_msg("%s", err.message);
    ndx_text rest = ndx_buf_text(&buf), line;
    size_t cases = 0, wrong = 0;
    for (size_t number = 1; ndx_text_line(&rest, &line); number++) {
        size_t arrow = ndx_text_find(line, NDX_TEXT(" ==>"));
        if (!line.len || line.data[0] == '#') continue;
        if (arrow == SIZE_MAX) fail_msg("%s:%zu: no ==>", path, number);
        ndx_text expected = ndx_text_trim(ndx_text_slice(line, arrow + 4, line.len));
        char got[800] = "";
        run(ndx_text_slice(line, 0, arrow), expected, got, sizeof got);
        cases++;
        if (ndx_text_equal(expected, ndx_text_of(got))) continue;
        wrong++;
        print_error("%s:%zu: %.*s\n    expected %.*s\n    got      %s\n", path, number, (int)arrow, line.data,
                    NDX_ARG(expected), got);
    }
    ndx_buf_clear(&buf);
    assert_int_equal(wrong, 0);
    assert_true(cases >= at_least);
}

#endif
