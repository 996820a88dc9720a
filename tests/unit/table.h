/* Case tables of the unit tests: one case a line, `input ==> expected`, # for remarks. Read from tests/tables/NAME,
 * relative to the repository's root, where the tests run.
 * Escapes on both sides: \n \t \r \e \\ \s (a blank at an edge) and \xHH. */
#ifndef NDX_TESTS_TABLE_H
#define NDX_TESTS_TABLE_H

#include "newsdex/base.h"

#include <stdlib.h>

static inline int table_hex(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static inline void table_unescape(ndx_buf *out, ndx_text text) {
    static const char letters[] = "ntre\\s", meanings[] = "\n\t\r\033\\ ";
    text = ndx_text_trim(text);
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] != '\\' || i + 1 == text.len) {
            ndx_buf_add_char(out, text.data[i]);
            continue;
        }
        char c = text.data[++i];
        if (c == 'x' && i + 2 < text.len && table_hex(text.data[i + 1]) >= 0 &&
            table_hex(text.data[i + 2]) >= 0) {
            ndx_buf_add_char(out, (char)(table_hex(text.data[i + 1]) * 16 + table_hex(text.data[i + 2])));
            i += 2;
            continue;
        }
        for (size_t k = 0; letters[k]; k++)
            if (letters[k] == c) ndx_buf_add_char(out, meanings[k]);
    }
}

typedef void table_case_fn(void *context, ndx_text input, ndx_text expected, size_t line);

/* Calls fn for every case; returns how many there were (a test asserts that it is not 0). */
static inline size_t table_each(const char *path, table_case_fn *fn, void *context) {
    ndx_buf file = {0}, input = {0}, expected = {0};
    size_t cases = 0, number = 0;
    if (ndx_file_read(path, 16 << 20, &file, NULL) != NDX_OK) return 0;
    ndx_text rest = ndx_buf_text(&file), line;
    while (ndx_text_line(&rest, &line)) {
        number++;
        size_t arrow = ndx_text_find(line, NDX_TEXT("==>"));
        if (arrow == SIZE_MAX || ndx_text_starts(ndx_text_trim(line), NDX_TEXT("#"))) continue;
        ndx_buf_reset(&input);
        ndx_buf_reset(&expected);
        table_unescape(&input, ndx_text_slice(line, 0, arrow));
        table_unescape(&expected, ndx_text_slice(line, arrow + 3, line.len));
        fn(context, ndx_buf_text(&input), ndx_buf_text(&expected), number);
        cases++;
    }
    ndx_buf_clear(&file);
    ndx_buf_clear(&input);
    ndx_buf_clear(&expected);
    return cases;
}

#endif
