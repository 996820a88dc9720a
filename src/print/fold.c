/* Long lines broken between words, for terminals that would break them anywhere. */
#include "newsdex/print.h"

#include <string.h>

/* Bytes of the escape sequence (ESC [ ... m) that begins at text[at]; 0 if none does. */
static size_t escape_length(ndx_text text, size_t at) {
    if (text.data[at] != '\033' || at + 1 >= text.len || text.data[at + 1] != '[') return 0;
    const char *end = memchr(text.data + at, 'm', text.len - at);
    return end ? (size_t)(end + 1 - text.data) - at : 0;
}

/* Where the line that begins at `from` is broken: at its last blank that fits, between characters where there
 * is none (scripts without blanks, addresses), or at its end. */
static size_t break_at(ndx_text line, size_t from, size_t room) {
    size_t columns = 0, blank = from;
    for (size_t at = from; at < line.len;) {
        size_t start = at, escape = escape_length(line, at);
        if (escape) {
            at += escape;
            continue;
        }
        uint32_t c = ndx_utf8_next(line.data, line.len, &at);
        if (c == ' ' && columns) blank = start;
        columns += (size_t)ndx_codepoint_columns(c);
        if (columns > room) return blank > from ? blank : start > from ? start : at;
    }
    return line.len;
}

static void fold_line(ndx_buf *out, ndx_text line, size_t width_columns, size_t indent_columns) {
    size_t indent = 0;
    for (size_t at = 0; at < line.len;) {
        size_t end = break_at(line, at, width_columns - indent);
        ndx_buf_addf(out, "%*s", (int)indent, "");
        ndx_buf_add_text(out, ndx_text_slice(line, at, end));
        for (at = end; at < line.len && line.data[at] == ' ';) at++;
        if (at < line.len) ndx_buf_add_char(out, '\n');
        indent = indent_columns;
    }
}

void ndx_print_fold(ndx_buf *out, ndx_text shown, size_t width_columns, size_t indent_columns) {
    if (indent_columns >= width_columns) indent_columns = 0;
    for (size_t at = 0; at < shown.len && width_columns;) {
        const char *newline = memchr(shown.data + at, '\n', shown.len - at);
        size_t end = newline ? (size_t)(newline - shown.data) : shown.len;
        fold_line(out, ndx_text_slice(shown, at, end), width_columns, indent_columns);
        if (newline) ndx_buf_add_char(out, '\n');
        at = end + (newline != NULL);
    }
}
