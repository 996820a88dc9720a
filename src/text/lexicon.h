/* The lexicon: each distinct form is folded, stemmed and classified once in a run.
 *
 * One open-addressing table leads from keys to numbers. A key is what can be read off the text without work: a short ASCII
 * word in lower case, or any other word's bytes as written (its "surface"). So an accented word costs one probe from its
 * second occurrence on, and folding and stemming happen once for each spelling.
 *
 * Words are stemmed as written in lower case, with their diacritics, because the algorithms need them (German ä, French é,
 * Russian й); the stem is folded afterwards, so that é and e meet again in most words.
 */
#ifndef NDX_TEXT_LEXICON_H
#define NDX_TEXT_LEXICON_H

#include "languages.h"
#include "scan.h"

enum { NDX_FORM_MAX = 64 }; /* bytes of a form or stem; longer words are cut there */

/* What a slot's key is made of. Never 0: a tag of 0 marks an empty slot. */
typedef enum ndx_key_kind {
    NDX_KEY_PLAIN = 1,       /* folded ASCII word, 16 bytes or fewer */
    NDX_KEY_PLAIN_LONG = 2,  /* hashes of a longer folded form, or of one with other characters */
    NDX_KEY_SURFACE = 3,     /* bytes as written */
    NDX_KEY_SURFACE_LONG = 4,
    NDX_KEY_GRAM = 5,        /* an n-gram's bytes: no folding of marks, no stem */
    NDX_KEY_STEM = 6,        /* hashes of a stem; the number is a stem's */
    NDX_KEY_WRITTEN = 7      /* hashes of a word in lower case with its diacritics */
} ndx_key_kind;

typedef struct ndx_slot {
    ndx_key key;
    uint32_t number;
    uint16_t tag;    /* kind | language << 8; 0: empty */
    uint16_t flags;  /* surfaces: CAPITAL, ALL_CAPS, DIGITS, and NDX_SURFACE_* below */
} ndx_slot;

/* Beside the token flags that a surface has by itself. */
enum { NDX_SURFACE_SMALL = 1 << 8, /* begins with a lower case letter */
       NDX_SURFACE_MIXED = 1 << 9  /* has a lower case letter */ };

typedef struct ndx_word {
    const char *form;
    uint32_t stem;
    uint8_t len, classes, language, unused;
} ndx_word;

typedef struct ndx_lexicon {
    ndx_slot *slots;
    size_t slot_count, slot_used; /* a power of two; at most half used */
    unsigned shift;               /* 64 - log2(slot_count) */
    ndx_word *words;
    size_t word_count, word_capacity;
    ndx_text *stems;
    size_t stem_count, stem_capacity;
    ndx_arena arena;              /* forms and stems */
    struct sb_stemmer *stemmer[NDX_LANGUAGE_COUNT]; /* made when first needed */
    uint64_t seeded;              /* bit of a language: its listed words are in */
    ndx_buf written, folded, stemmed;
    bool failed;                  /* out of memory happened: numbers are not to be trusted */
} ndx_lexicon;

void ndx_lexicon_init(ndx_lexicon *lexicon);
void ndx_lexicon_clear(ndx_lexicon *lexicon);
void ndx_lexicon_forget(ndx_lexicon *lexicon); /* all words; memory and stemmers kept */
/* Make the language's listed words known. To be called before words of that language are looked up. */
void ndx_lexicon_seed(ndx_lexicon *lexicon, ndx_language language);

/* Number of a word met for the first time under this key, `text` being its bytes; `kind` PLAIN, SURFACE or GRAM (or _LONG). */
uint32_t ndx_lexicon_learn(ndx_lexicon *lexicon, ndx_key key, uint16_t tag, ndx_text text, uint16_t *flags);
/* Number of a folded form (of merged and joined words). */
uint32_t ndx_lexicon_form(ndx_lexicon *lexicon, ndx_language language, ndx_text folded);
/* The folded stem of a word written in lower case; appends to out. False: no memory. */
bool ndx_stem_written(struct sb_stemmer *stemmer, ndx_language language, ndx_text written, ndx_buf *out);
struct sb_stemmer *ndx_stemmer_open(ndx_language language); /* NULL: none, or no memory */

static inline uint16_t ndx_tag(ndx_key_kind kind, ndx_language language) {
    return (uint16_t)((unsigned)kind | (unsigned)language << 8);
}

static inline size_t ndx_key_slot(const ndx_lexicon *lexicon, ndx_key key, uint16_t tag) {
    uint64_t mixed = key.low ^ (key.high * 0x9E3779B97F4A7C15u) ^ ((uint64_t)tag << 48);
    return (size_t)((mixed * 0xD6E8FEB86659FD93u) >> lexicon->shift);
}

/* The slot of a key, or the empty one where it belongs. */
static inline ndx_slot *ndx_lexicon_slot(const ndx_lexicon *lexicon, ndx_key key, uint16_t tag) {
    size_t mask = lexicon->slot_count - 1;
    for (size_t i = ndx_key_slot(lexicon, key, tag);; i = (i + 1) & mask) {
        ndx_slot *slot = &lexicon->slots[i];
        if ((slot->key.low == key.low && slot->key.high == key.high && slot->tag == tag) || slot->tag == 0) return slot;
    }
}

#endif
