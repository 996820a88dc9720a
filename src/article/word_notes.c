/* What is kept of words by their numbers. */
#include "newsdex/article.h"

#include <stdlib.h>
#include <string.h>

void ndx_word_notes_open(ndx_word_notes *notes, size_t each, const ndx_lexicon_state *lexicon) {
    notes->words = 0;
    if (!lexicon->edition) return;
    if (notes->edition != lexicon->edition && notes->capacity) memset(notes->at, 0, notes->capacity * each);
    notes->edition = lexicon->edition;
    if (lexicon->words > notes->capacity) {
        size_t capacity = (size_t)lexicon->words * 2 + 1024;
        char *grown = ndx_large_array(capacity, each);
        if (!grown) return;
        if (notes->capacity) memcpy(grown, notes->at, notes->capacity * each);
        free(notes->at);
        notes->at = grown;
        notes->capacity = capacity;
    }
    notes->words = lexicon->words;
}

void ndx_word_notes_clear(ndx_word_notes *notes) {
    free(notes->at);
    *notes = (ndx_word_notes){0};
}
