/* Case tables of the room: lines `input ==> expected`; '#' begins a comment line. */
#ifndef NDX_TESTS_SEARCH_TABLE_H
#define NDX_TESTS_SEARCH_TABLE_H

#include "newsdex/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

/* Appends what came out for `input` to got. */
typedef void table_case(void *context, ndx_text input, ndx_buf *got);

/* Runs every line; shows all differences before the test fails. */
static inline void table_run(const char *path, size_t at_least, table_case *run, void *context) {
    ndx_buf file = {0}, got = {0};
    ndx_error err;
    if (ndx_file_read(path, 4u << 20, &file, &err)) fail_msg("%s", err.message);
    ndx_text rest = ndx_buf_text(&file), line;
    size_t cases = 0, wrong = 0;
    for (size_t number = 1; ndx_text_line(&rest, &line); number++) {
        size_t arrow = ndx_text_find(line, NDX_TEXT(" ==> "));
        if (line.len == 0 || line.data[0] == '#') continue;
        if (arrow == SIZE_MAX) fail_msg("%s:%zu: no ==>", path, number);
        ndx_text expected = ndx_text_slice(line, arrow + 5, line.len);
        ndx_buf_reset(&got);
        run(context, ndx_text_slice(line, 0, arrow), &got);
        cases++;
        if (ndx_text_equal(expected, ndx_buf_text(&got))) continue;
        wrong++;
        print_error("%s:%zu: %.*s\n    expected %.*s\n    got      %.*s\n", path, number, (int)arrow, line.data, NDX_ARG(expected),
                    NDX_ARG(ndx_buf_text(&got)));
    }
    ndx_buf_clear(&file);
    ndx_buf_clear(&got);
    assert_int_equal(wrong, 0);
    assert_true(cases >= at_least);
}

#endif
