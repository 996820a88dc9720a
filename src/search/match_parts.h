/* The state of a matcher, shared by its two parts.
 *
 *   match_words.c  which words of the article have a stem that the query asks for
 *   match.c        the places that the query's parts match, by those words
 */
#ifndef NDX_SEARCH_MATCH_PARTS_H
#define NDX_SEARCH_MATCH_PARTS_H

#include "match.h"

#define NO_TOKEN UINT32_MAX

typedef struct places {
    ndx_place *at;
    size_t count, capacity;
} places;

typedef struct breaks {
    uint32_t *at; /* bytes */
    size_t count;
} breaks;

struct ndx_matcher {
    ndx_plan *plan;
    ndx_names stems; /* every stem of the expression, numbered */
    uint32_t *first; /* per stem: its first occurrence in the article, or NO_TOKEN */
    uint32_t *last;
    uint32_t *word_stem; /* per word of the lexicon: its number among stems, +1; 0: not yet known */
    size_t word_capacity;
    double *weights;
    size_t units, unit_capacity;
    /* of the article at hand */
    const ndx_article *article;
    const ndx_token *tokens;
    size_t token_count;
    uint32_t *next; /* per token: the next with the same stem */
    size_t next_capacity;
    ndx_arena arena;
    places found;
    breaks breaks[2]; /* sentences, paragraphs */
    ndx_range *ranges;
    size_t range_capacity;
};

/* Tokenize the article: m->tokens, and by stem first, last and next. NO_MEMORY. */
ndx_status ndx_matcher_read_words(ndx_matcher *m, const ndx_article *article, ndx_error *err);

#endif
