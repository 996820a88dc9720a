/* Inside the grammar's compiling: its words. */
#ifndef NEWSDEX_DATES_GRAMMAR_WORDS_H
#define NEWSDEX_DATES_GRAMMAR_WORDS_H

#include "rules.h"

/* A number, or a name that tables write for one; false if neither. */
bool grammar_read_value(ndx_text written, int *value);
/* Room for one more element; failure is remembered, so that no rule is blamed for missing memory. */
void *grammar_grow(grammar *g, void *array, size_t count, size_t *capacity, size_t each);
/* Room for more words, at first for any. */
bool grammar_enlarge_table(grammar *g);
/* The word's number, new or old; NO_WORD when it is too long or memory is out. */
uint16_t grammar_add_word(grammar *g, ndx_text word);
/* The words of a row with what they mean. False: it is not well formed, or (g->failed) memory is out. */
bool grammar_add_words(grammar *g, const word_row *row);
/* When all words are there: those of few letters once more, to be found by these. */
bool grammar_index_short_words(grammar *g);

#endif
