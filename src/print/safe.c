/* Text from archives made harmless: nothing in a headline may move a cursor, turn a line round or start a
 * formula. */
#include "newsdex/print.h"

#include <string.h>

static bool is_line_end_or_tab(uint32_t c) {
    return c == '\n' || c == '\r' || c == '\t' || c == '\v' || c == '\f' || c == 0x85 || c == 0x2028 ||
           c == 0x2029;
}

/* The character to show for the next one of value; 0 when it melts into a blank already shown. */
static uint32_t next_shown(ndx_text value, size_t *at, bool one_line, bool *blank) {
    uint32_t c = ndx_utf8_next(value.data, value.len, at);
    if (one_line && is_line_end_or_tab(c))
        c = *blank ? 0 : ' ';
    else if (!one_line && (c == '\n' || c == '\t'))
        return c;
    else if (!one_line && c == '\r')
        return *at < value.len && value.data[*at] == '\n' ? 0 : '\n';
    else if (c == NDX_BAD_CODEPOINT || ndx_codepoint_unsafe(c))
        c = 0xFFFD;
    if (c) *blank = c == ' ';
    return c;
}

void ndx_print_safe(ndx_buf *out, ndx_text value, bool one_line) {
    bool blank = false;
    for (size_t at = 0; at < value.len;) {
        uint32_t c = next_shown(value, &at, one_line, &blank);
        if (c) ndx_buf_add_utf8(out, c);
    }
}

static size_t whole_width(ndx_text value) {
    size_t columns = 0;
    bool blank = false;
    for (size_t at = 0; at < value.len;) {
        uint32_t c = next_shown(value, &at, true, &blank);
        if (c) columns += (size_t)ndx_codepoint_columns(c);
    }
    return columns;
}

size_t ndx_print_cut(ndx_buf *out, ndx_text value, size_t width_columns) {
    size_t columns = 0;
    bool blank = false, whole = whole_width(value) <= width_columns;
    size_t room = whole ? width_columns : width_columns ? width_columns - 1 : 0;
    for (size_t at = 0; at < value.len;) {
        uint32_t c = next_shown(value, &at, true, &blank);
        size_t wide = c ? (size_t)ndx_codepoint_columns(c) : 0;
        if (columns + wide > room) break;
        if (c) ndx_buf_add_utf8(out, c);
        columns += wide;
    }
    if (whole || width_columns == 0) return columns;
    ndx_buf_add_utf8(out, 0x2026);
    return columns + 1;
}

size_t ndx_print_cut_front(ndx_buf *out, ndx_text value, size_t width_columns) {
    size_t whole = whole_width(value), room = width_columns ? width_columns - 1 : 0, at = 0;
    if (whole <= width_columns) return ndx_print_cut(out, value, width_columns);
    bool blank = false;
    while (whole > room && at < value.len) {
        uint32_t c = next_shown(value, &at, true, &blank);
        if (c) whole -= (size_t)ndx_codepoint_columns(c);
    }
    /* Marks go with the letter they stand on, line ends with the blank they melt into. */
    for (size_t next = at; next < value.len; at = next) {
        uint32_t c = ndx_utf8_next(value.data, value.len, &next);
        if (ndx_codepoint_columns(c) && !is_line_end_or_tab(c)) break;
    }
    if (width_columns == 0) return 0;
    ndx_buf_add_utf8(out, 0x2026);
    return 1 + ndx_print_cut(out, ndx_text_slice(value, at, value.len), room);
}

void ndx_print_cell(ndx_buf *out, ndx_text value, char separator) {
    bool quote = separator != '\t' && value.len &&
                 (memchr(value.data, separator, value.len) || memchr(value.data, '"', value.len));
    bool blank = false, first = true;
    if (quote) ndx_buf_add_char(out, '"');
    for (size_t at = 0; at < value.len;) {
        uint32_t c = next_shown(value, &at, true, &blank);
        /* A spreadsheet would run it, also behind blanks that it skips. */
        if (first && c && c != ' ') {
            /* Some of them take the wide forms of = + - @ for the same. */
            uint32_t plain = c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c;
            if (strchr("=+-@", (int)(plain < 0x80 ? plain : 'x'))) ndx_buf_add_char(out, '\'');
            first = false;
        }
        if (c == '"' && quote) ndx_buf_add_char(out, '"');
        if (c) ndx_buf_add_utf8(out, c);
    }
    if (quote) ndx_buf_add_char(out, '"');
}
