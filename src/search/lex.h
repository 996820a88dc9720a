/* Cutting a query into tokens. The lexer keeps no memory of its own: every text is a view of the query. */
#ifndef NEWSDEX_SEARCH_LEX_H
#define NEWSDEX_SEARCH_LEX_H

#include "tree.h"

typedef enum ndx_lexeme_kind {
    LEX_END,
    LEX_OPEN,
    LEX_CLOSE,
    LEX_AND,
    LEX_OR,
    LEX_NOT,
    LEX_NEAR, /* number; ordered for w/n */
    LEX_SAME,
    LEX_WITH,
    LEX_MINUS, /* directly before what it excludes */
    LEX_PLUS,
    LEX_QUALIFIER, /* the colon included; what it governs follows directly */
    LEX_WORD,      /* exact, pattern, number = edit distance */
    LEX_PHRASE     /* text between the quotes; exact, number = slop */
} ndx_lexeme_kind;

typedef struct ndx_lexeme {
    ndx_lexeme_kind kind;
    size_t start, end; /* bytes in the query */
    ndx_text text;
    uint32_t number;
    bool exact, pattern, ordered;
    ndx_qualifier qualifier;
} ndx_lexeme;

typedef struct ndx_lexer {
    ndx_text query;
    size_t at;
    bool shouted; /* the whole query is in capitals: AND, OR, NOT, NEAR, SAME and WITH are words like the
                     others */
} ndx_lexer;

/* A sentence in capitals, as old archives and telex users write, is no boolean query: at least this many words, none of them with a
 * small letter. */
#define NDX_SHOUTED_WORDS 6u
bool ndx_query_is_shouted(ndx_text query);

/* The next token. USAGE with a column: an open quote, an unknown field, a star alone, a number out of range.
 */
ndx_status ndx_lex_next(ndx_lexer *lexer, ndx_lexeme *lexeme, ndx_error *err);
/* The raw value that directly follows a qualifier: quoted pieces and unquoted runs up to a blank or a closing bracket.
 * *text is in arena (quotes removed); *exact: it began with '='. USAGE when nothing follows. */
ndx_status ndx_lex_value(ndx_lexer *lexer, const ndx_lexeme *qualifier, ndx_arena *arena, ndx_text *text,
                         bool *exact, ndx_error *err);

#endif
