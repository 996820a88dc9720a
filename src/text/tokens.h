/* From text to tokens: the state of one pass, shared by its three parts.
 *
 *   tokens.c     finds words (letters and digits in a row) and n-grams, fast
 *   gaps.c       looks at what stands between two words: does it link them, end a sentence, a paragraph?
 *   compounds.c  what linked words become: U.S. one word, AT&T two and a joined form
 */
#ifndef NDX_TEXT_TOKENS_H
#define NDX_TEXT_TOKENS_H

#include "lexicon.h"

enum { NDX_PARTS_MAX = 8 }; /* linked words beyond this many have no joined form */

/* A word as found, before it is known what the gap before it means. */
typedef struct ndx_atom {
    uint32_t start, end; /* bytes in the text */
    uint32_t word;
    uint32_t flags; /* ndx_token_flag of its own, NDX_SURFACE_* */
} ndx_atom;

/* Why the gap before the next word needs a close look even if it is a plain space. */
enum {
    NDX_BUSY_LINKED = 1, /* tokens[first_part...] are linked: their joined form is due */
    NDX_BUSY_DOTTED = 2, /* the last token is an acronym and took its full stop */
    NDX_BUSY_FRESH = 4   /* there is no word before */
};

typedef struct ndx_scan {
    ndx_lexicon *lexicon;
    ndx_language language;
    unsigned traits; /* ndx_language_trait */
    const unsigned char *text;
    uint32_t to; /* end of the range under way */
    ndx_token *tokens;
    size_t count, capacity;
    uint32_t position; /* of the next word */
    uint32_t gap;      /* where the gap before the next word begins */
    uint32_t pending;  /* SENTENCE, PARAGRAPH for the next word */
    uint32_t busy;     /* NDX_BUSY_* */
    /* linked words */
    size_t first_part;
    uint32_t links; /* NDX_PARTS_MAX: too many */
    char link[NDX_PARTS_MAX];
    /* the sentence so far: may "US" in it be a country? */
    size_t sentence_token; /* its first */
    uint32_t capitals;     /* words all in capitals */
    bool mixed;            /* has a lower case letter */
    bool acronym;          /* has a word of class ACRONYM all in capitals */
    bool failed;           /* no memory for tokens */
} ndx_scan;

/* Tokenize text[from..to) as a text of its own: its first word begins a paragraph. */
void ndx_scan_range(ndx_scan *scan, uint32_t from, uint32_t to);
/* Room for `more` tokens; false (and failed) if there is none. */
bool ndx_scan_reserve(ndx_scan *scan, size_t more);

/* Look at the gap before `atom`. False: the atom became part of the token before it and is none of its own. */
bool ndx_gap_before(ndx_scan *scan, const ndx_atom *atom);
/* The sentence ends before the next word: settle what its capitals mean. */
void ndx_sentence_close(ndx_scan *scan);

/* text[start..end), a token's or atom's, is one letter of an alphabet. */
bool ndx_is_single_letter(const ndx_scan *scan, uint32_t start, uint32_t end, uint32_t flags);
/* The linked words are all single letters with stops between them. */
bool ndx_compound_is_dotted(const ndx_scan *scan);
/* No more words are linked: make the acronym or add the joined form. */
void ndx_compound_close(ndx_scan *scan);
/* The word of an acronym that would otherwise be a function word: "us" -> "u.s". */
uint32_t ndx_acronym_word(ndx_lexicon *lexicon, ndx_language language, ndx_text letters);
/* Put `suffix` behind the last token's form ("don" "'t", "1" "000") and stretch it to `end`; false if that gets too long. */
bool ndx_token_extend(ndx_scan *scan, const char *suffix, size_t len, uint32_t end);

static inline const ndx_word *ndx_scan_word(const ndx_scan *scan, uint32_t word) {
    return &scan->lexicon->words[word];
}

#endif
