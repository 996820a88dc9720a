/* Inside the room: one pass over raw text into tokens made for recognising names: words with their shape and a hash of
 * their lower-case form, and punctuation. Cheaper and rawer than the tokens of room text, which are made for searching. */
#ifndef NEWSDEX_PEOPLE_SCAN_H
#define NEWSDEX_PEOPLE_SCAN_H

#include "newsdex/article.h"

#include "lists.h"

typedef enum scan_shape {
    SHAPE_PUNCT,      /* . , ( and the like */
    SHAPE_POSSESSIVE, /* 's */
    SHAPE_NUMBER,     /* 1996-08-30, 4th */
    SHAPE_LOWER,      /* said */
    SHAPE_LOWER_CAP,  /* al-Assad, d'Estaing, iPod: begins small, has a capital */
    SHAPE_OTHER,      /* letters of a script without capitals */
    SHAPE_CAP,        /* Putin: this and what follows may be (part of) a name */
    SHAPE_CAP_DOT,    /* Corp. */
    SHAPE_INITIAL,    /* J. */
    SHAPE_LETTER,     /* J */
    SHAPE_ACRONYM,    /* U.S. */
    SHAPE_CAPS,       /* NATO */
    SHAPE_MIXED,      /* McCain, DiMaggio, TelePrompTer */
    SHAPE_HYPHEN_CAP, /* Jean-Pierre */
    SHAPE_HYPHEN_LOW, /* Geun-hye, British-born */
    SHAPE_APOSTROPHE, /* O'Neill */
    SHAPE_CAP_DIGIT,  /* F-16 */
} scan_shape;
#define SHAPE_IS_NAME(shape) ((shape) >= SHAPE_CAP)

enum scan_flag {
    SCAN_HARD = 1,       /* a boundary no name crosses stands before it: blank line, short line, zone */
    SCAN_SENTENCE = 2,   /* first of a sentence */
    SCAN_ALL_CAPS = 4,   /* its sentence is all capitals; the shape is what it would be elsewhere */
    SCAN_TITLE_CASE = 8, /* its sentence capitalises nearly every word */
    SCAN_GLUED = 16,     /* no white space before it */
    SCAN_HEADLINE = 32,
    SCAN_PHRASE = 64,  /* inside a listed phrase, whose classes are part of `lists` */
    SCAN_LISTED = 128, /* lists looked up */
};

typedef struct scan_token {
    uint32_t start, end; /* bytes in the text */
    uint32_t lower;      /* hash of the lower-case form */
    uint32_t lists;      /* classes; known for words near capitals */
    uint16_t kind;       /* the lists in a few bits that usually decide */
    uint8_t shape;       /* scan_shape, truecased */
    uint8_t raw;         /* as written */
    uint8_t flags;       /* scan_flag */
    uint8_t label;       /* of the last decoding */
} scan_token;

/* What a sentence's case is told by, counted side by side: words, those in capitals, those of four letters and more, those of
 * them with a capital. */
typedef uint32_t scan_seen __attribute__((vector_size(16)));

#define SCAN_TOKENS_MAX 1000000 /* of one article; what follows is not looked at (some 6 MB of text) */
#define SCAN_WORD_MAX 64        /* bytes; longer words are no names */

typedef struct token_scan {
    const char *text;
    scan_token *token;
    size_t count, capacity;
    uint32_t *name;        /* numbers of the tokens that are written with a capital somewhere, in order: */
    size_t name_count;     /* most of the work is at these */
    size_t name_next;      /* where features_next_run goes on */
    scan_seen seen;        /* in the sentence at hand, */
    size_t sentence;       /* which began with this token */
    ndx_known_words known; /* of the text, if it has been tokenized */
    ndx_word_notes hashes; /* of words: scan_token.lower, 0 if not yet known */
    bool failed;           /* no memory */
} token_scan;

void scan_clear(token_scan *scan);
/* Forgets all tokens; before the first range of a text. */
void scan_start(token_scan *scan, const char *text);
/* After it, if the text has been tokenized: facts tells of its words and must stay. Words that come again are read faster. */
void scan_know(token_scan *scan, const ndx_facts *facts);
/* Append the tokens of text[start, end); the first is a hard boundary. `flags` are given to all of them. */
void scan_range(token_scan *scan, size_t start, size_t end, uint8_t flags);
/* After the last token of a sentence: marks it when it is in capitals or in title case. The text's last sentence ends so too. */
void scan_end_sentence(token_scan *scan);
/* What a token of this shape adds to the counts, when it is of one byte, of two or three, of more. */
extern const scan_seen scan_counts[][3];
/* What token i is, as written. */
static inline ndx_text scan_token_text(const token_scan *scan, size_t i) {
    return (ndx_text){scan->text + scan->token[i].start, scan->token[i].end - scan->token[i].start};
}
static inline bool scan_is_mark(const token_scan *scan, size_t i, char mark) {
    return scan->token[i].shape == SHAPE_PUNCT && scan->text[scan->token[i].start] == mark;
}
/* Is there a token i, in the same stretch of text as the one before it? */
static inline bool scan_goes_on(const token_scan *scan, size_t i) {
    return i < scan->count && !(scan->token[i].flags & SCAN_HARD);
}
/* The hash a token of this word has. */
uint32_t scan_word_hash(ndx_text word);
/* Lower-case and without Latin diacritics, as hashed; at most `size` bytes; returns them. */
size_t scan_lower(ndx_text word, char *out, size_t size);

#endif
