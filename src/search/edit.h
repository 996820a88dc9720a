/* Edit distance between words, in characters. */
#ifndef NEWSDEX_SEARCH_EDIT_H
#define NEWSDEX_SEARCH_EDIT_H

#include "newsdex/base.h"

#define NDX_EDIT_WORD_MAX 64u /* characters; longer words are compared by their first 64 */

/* A word decoded once, to be compared with many. */
typedef struct ndx_edit_word {
    uint32_t letter[NDX_EDIT_WORD_MAX];
    uint32_t length;
} ndx_edit_word;

void ndx_edit_word_set(ndx_edit_word *word, ndx_text text);
/* Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment) that turn a into b; `limit` + 1 when
 * more than limit are needed. */
uint32_t ndx_edit_distance(const ndx_edit_word *a, const ndx_edit_word *b, uint32_t limit);

#endif
