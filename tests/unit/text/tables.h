/* This room's case tables: lines `CODE| text ==> expected`, read by ../table.h. */
#ifndef NDX_TESTS_TEXT_TABLES_H
#define NDX_TESTS_TEXT_TABLES_H

#include "newsdex/text.h"

#include "../table.h"

/* Cut the language code off a case's input. */
static inline ndx_text case_language(ndx_text *input, char code[16]) {
    size_t bar = ndx_text_find(*input, NDX_TEXT("|")), len = bar < 16 ? bar : 0;
    memset(code, 0, 16);
    if (len) memcpy(code, input->data, len);
    if (bar < 16) *input = ndx_text_trim(ndx_text_slice(*input, bar + 1, input->len));
    return (ndx_text){code, len};
}

/* Tokens as the tables write them: forms separated by spaces; [joined]; `|` before the first word of a sentence, `¶` of a
 * paragraph (not before the very first). with_stems: stems in place of forms. */
static inline void draw_tokens(ndx_buf *out, const ndx_analyzer *analyzer, const ndx_token *tokens,
                               size_t count, bool with_stems) {
    for (size_t i = 0; i < count; i++) {
        const ndx_token *token = &tokens[i];
        bool joined = token->flags & NDX_TOKEN_JOINED;
        if (i) ndx_buf_add_char(out, ' ');
        if (token->position && (token->flags & NDX_TOKEN_PARAGRAPH))
            ndx_buf_add_str(out, "¶ ");
        else if (token->position && (token->flags & NDX_TOKEN_SENTENCE))
            ndx_buf_add_str(out, "| ");
        if (joined) ndx_buf_add_char(out, '[');
        ndx_buf_add_text(out, with_stems
                                  ? ndx_lexicon_stem_text(analyzer, ndx_lexicon_stem(analyzer, token->word))
                                  : ndx_lexicon_word(analyzer, token->word));
        if (joined) ndx_buf_add_char(out, ']');
    }
}

#endif
