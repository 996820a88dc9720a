/* Case tables: lines "input ==> expected", '#' comments. Shared by the tests of this room. */
#ifndef NEWSDEX_TEST_PEOPLE_TABLE_H
#define NEWSDEX_TEST_PEOPLE_TABLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "newsdex/people.h"

typedef void table_case(ndx_text input, ndx_text expected, size_t line);

static inline void table_run(const char *path, table_case *run) {
    ndx_buf file = {0};
    ndx_error err = {0};
    if (ndx_file_read(path, 1 << 20, &file, &err) != NDX_OK) fail_msg("%s", err.message);
    ndx_text rest = ndx_buf_text(&file), line;
    size_t number = 0, cases = 0;
    while (ndx_text_line(&rest, &line)) {
        number++;
        size_t arrow = ndx_text_find(line, NDX_TEXT("==>"));
        if (line.len == 0 || line.data[0] == '#') continue;
        if (arrow == SIZE_MAX) fail_msg("%s:%zu: no ==>", path, number);
        run(ndx_text_trim(ndx_text_slice(line, 0, arrow)),
            ndx_text_trim(ndx_text_slice(line, arrow + 3, line.len)), number);
        cases++;
    }
    assert_true(cases > 0);
    ndx_buf_clear(&file);
}

#endif
