/* Words, numbers and marks of one short date string: what both readers of dates stand on (markup and
 * queries). */
#ifndef NDX_DATES_LEX_H
#define NDX_DATES_LEX_H

#include "newsdex/dates.h"

#define LEX_TEXT_MAX 512 /* bytes; nobody writes a longer date */
#define LEX_TOKENS_MAX 64

typedef enum lex_kind { LEX_END, LEX_NUMBER, LEX_WORD, LEX_MARK } lex_kind;

typedef struct lex_token {
    lex_kind kind;
    char mark;      /* LEX_MARK: its ASCII form, so that every dash is '-' and every apostrophe '\'' */
    bool glued;     /* nothing between it and the token before */
    bool ordinal;   /* LEX_NUMBER: had a suffix, as in 27th, 1er, 2º */
    uint8_t digits; /* LEX_NUMBER: how many, leading zeros included */
    int64_t value;  /* LEX_NUMBER */
    ndx_text word;  /* LEX_WORD: folded */
    uint32_t start; /* bytes in the text */
    uint32_t end;
} lex_token;

typedef struct lex_tokens {
    ndx_text text;
    size_t count; /* tokens; token[count] is LEX_END */
    lex_token token[LEX_TOKENS_MAX + 1];
    size_t folded_len;
    char folded[2 * LEX_TEXT_MAX];
} lex_tokens;

/* BAD_INPUT: too long, too many tokens, a number of more than 18 digits or of mixed scripts, invalid UTF-8. `bad` (may be
 * NULL) is set to the byte where it went wrong. NO_MEMORY. */
ndx_status lex_run(lex_tokens *lex, ndx_text text, size_t *bad);

static inline bool lex_is_mark(const lex_token *token, char mark) {
    return token->kind == LEX_MARK && token->mark == mark;
}
bool lex_is_word(const lex_token *token, const char *word);

#endif
