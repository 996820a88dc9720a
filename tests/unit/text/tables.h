/* Case tables: lines `CODE| input ==> expected`, '#' comments, blank lines. \n, \r, \t and \uHHHH as in C. */
#ifndef NDX_TESTS_TEXT_TABLES_H
#define NDX_TESTS_TEXT_TABLES_H

#include "newsdex/text.h"

/* Everything is static inline: each test is one file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct table_case {
    char language[16];
    ndx_buf input, expected;
    size_t line;
} table_case;

typedef void table_fn(void *context, const table_case *one);

static inline void table_unescape(ndx_buf *out, ndx_text text) {
    ndx_buf_reset(out);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i], next = i + 1 < text.len ? text.data[i + 1] : 0;
        if (c == '\\' && (next == 'n' || next == 't' || next == 'r'))
            ndx_buf_add_char(out, next == 'n' ? '\n' : next == 't' ? '\t' : '\r'), i++;
        else if (c == '\\' && next == 'u' && i + 5 < text.len) {
            char digits[5] = {text.data[i + 2], text.data[i + 3], text.data[i + 4], text.data[i + 5], 0};
            ndx_buf_add_utf8(out, (uint32_t)strtoul(digits, NULL, 16));
            i += 5;
        } else ndx_buf_add_char(out, c);
    }
}

static inline void table_line(ndx_text line, size_t number, table_case *one, table_fn *fn, void *context, size_t *count) {
    size_t bar = ndx_text_find(line, NDX_TEXT("| ")), arrow = ndx_text_find(line, NDX_TEXT(" ==>"));
    if (line.len == 0 || line.data[0] == '#') return;
    if (bar >= sizeof one->language || arrow == SIZE_MAX || arrow < bar) fail_msg("line %zu is no case", number);
    memset(one->language, 0, sizeof one->language);
    memcpy(one->language, line.data, bar);
    table_unescape(&one->input, ndx_text_slice(line, bar + 2, arrow));
    table_unescape(&one->expected, ndx_text_trim(ndx_text_slice(line, arrow + 4, line.len)));
    one->line = number;
    ++*count;
    fn(context, one);
}

/* Call fn for every case of the file; fails the test if there are none or a line is malformed. */
static inline void table_each(const char *path, table_fn *fn, void *context) {
    ndx_buf file = {0};
    table_case one = {0};
    size_t number = 0, count = 0;
    ndx_text rest, line;
    assert_int_equal(ndx_file_read(path, 1 << 20, &file, NULL), NDX_OK);
    rest = ndx_buf_text(&file);
    while (ndx_text_line(&rest, &line)) table_line(line, ++number, &one, fn, context, &count);
    assert_true(count > 0);
    ndx_buf_clear(&one.input);
    ndx_buf_clear(&one.expected);
    ndx_buf_clear(&file);
}

/* Tokens as the tables write them: forms separated by spaces; [joined]; `|` before the first word of a sentence, `¶` of a
 * paragraph (not before the very first). with_stems: stems in place of forms. */
static inline void table_draw(ndx_buf *out, const ndx_analyzer *analyzer, const ndx_token *tokens, size_t count, bool with_stems) {
    for (size_t i = 0; i < count; i++) {
        const ndx_token *token = &tokens[i];
        bool joined = token->flags & NDX_TOKEN_JOINED;
        if (i) ndx_buf_add_char(out, ' ');
        if (token->position && (token->flags & NDX_TOKEN_PARAGRAPH)) ndx_buf_add_str(out, "¶ ");
        else if (token->position && (token->flags & NDX_TOKEN_SENTENCE)) ndx_buf_add_str(out, "| ");
        if (joined) ndx_buf_add_char(out, '[');
        ndx_buf_add_text(out, with_stems ? ndx_lexicon_stem_text(analyzer, ndx_lexicon_stem(analyzer, token->word))
                                         : ndx_lexicon_word(analyzer, token->word));
        if (joined) ndx_buf_add_char(out, ']');
    }
}

#endif
