/* The lexicon: each distinct form is folded, stemmed and classified once in a run.
 *
 * An open-addressing table leads from keys to numbers. A key is what can be read off the text without work: a short ASCII
 * word in lower case, or any other word's bytes as written (its "surface"). So an accented word costs one probe from its
 * second occurrence on, and folding and stemming happen once for each spelling. Stems and listed words, which only a new
 * word asks for, lie apart, so that this table stays small.
 *
 * Words are stemmed as written in lower case, with their diacritics, because the algorithms need them (German ä, French é,
 * Russian й); the stem is folded afterwards, so that é and e meet again in most words.
 */
#ifndef NDX_TEXT_LEXICON_H
#define NDX_TEXT_LEXICON_H

#include "languages.h"
#include "scan.h"

enum { NDX_FORM_MAX = 64 }; /* bytes of a form or stem; longer words are cut there */

/* What a key is made of: its top byte is one of these plus the language. */
typedef enum ndx_key_kind {
    NDX_KEY_PLAIN = 0,    /* folded ASCII word of at most 15 bytes */
    NDX_KEY_SURFACE = 64, /* bytes as written, at most 15 */
    NDX_KEY_GRAM = 128,   /* an n-gram's bytes as written, at most 15 */
    NDX_KEY_FORM = 192,   /* from here on hashes; the language is in them. A folded form that is not PLAIN */
    NDX_KEY_LONG = 193,   /* a longer surface */
    NDX_KEY_LONG_GRAM = 194,
    NDX_KEY_WRITTEN = 195, /* a word in lower case with its diacritics */
    NDX_KEY_JOINED = 196   /* several words as written */
} ndx_key_kind;
_Static_assert(NDX_LANGUAGE_COUNT <= 64, "languages outgrow the top byte of a key");

/* A key of 0, 0 marks an empty slot: no word is empty. */
typedef struct ndx_slot {
    ndx_key key;
    uint32_t number;
    uint32_t flags; /* surfaces: CAPITAL, ALL_CAPS, DIGITS, and NDX_SURFACE_* below */
} ndx_slot;

/* Beside the token flags that a surface has by itself. */
enum {
    NDX_SURFACE_SMALL = 1 << 8, /* begins with a lower case letter */
    NDX_SURFACE_MIXED = 1 << 9  /* has a lower case letter */
};

typedef struct ndx_slots {
    ndx_slot *at;
    size_t count, used; /* a power of two; at most half used */
    unsigned shift;     /* 64 - log2(count) */
} ndx_slots;

#define NDX_STEM_LATER UINT32_MAX
typedef struct ndx_word {
    const char *form;
    uint32_t stem; /* NDX_STEM_LATER: not yet known */
    uint8_t len, classes, language;
} ndx_word;

typedef struct ndx_lexicon {
    ndx_slots known;  /* words by what is read off the text */
    ndx_slots listed; /* words of words.def; the number is their classes */
    ndx_word *words;
    size_t word_count, word_capacity;
    ndx_names stems;
    ndx_arena arena;                                /* forms */
    struct sb_stemmer *stemmer[NDX_LANGUAGE_COUNT]; /* made when first needed */
    uint64_t seeded;                                /* bit of a language: its listed words are in */
    ndx_buf written, folded, stemmed;
    uint64_t edition; /* ndx_lexicon_state */
    bool puts_off;    /* new words are not stemmed */
    bool has_put_off; /* there are words that are not */
    bool failed;      /* out of memory happened: numbers are not to be trusted */
} ndx_lexicon;

void ndx_lexicon_init(ndx_lexicon *lexicon);
void ndx_lexicon_clear(ndx_lexicon *lexicon);
void ndx_lexicon_forget(ndx_lexicon *lexicon); /* all words; the table's memory and stemmers kept */
/* Make the language's listed words known. To be called before words of that language are looked up. */
void ndx_lexicon_seed(ndx_lexicon *lexicon, ndx_language language);

/* Number of a word met for the first time under this key, `text` being its bytes as written; sets its flags. */
uint32_t ndx_lexicon_learn(ndx_lexicon *lexicon, ndx_language language, ndx_key key, ndx_text text,
                           uint32_t *flags);
/* Remember a word under another key, for ndx_lexicon_find. */
void ndx_lexicon_keep(ndx_lexicon *lexicon, ndx_key key, uint32_t number);
/* Number of a folded form (of merged and joined words). */
uint32_t ndx_lexicon_form(ndx_lexicon *lexicon, ndx_language language, ndx_text folded);
/* The word's stem, if it was put off; may fail the lexicon. */
void ndx_lexicon_settle(ndx_lexicon *lexicon, uint32_t word);
/* The folded stem of a word written in lower case; appends to out. False: no memory. */
bool ndx_stem_written(struct sb_stemmer *stemmer, ndx_language language, ndx_text written, ndx_buf *out);
struct sb_stemmer *ndx_stemmer_open(ndx_language language); /* NULL: none, or no memory */

static inline ndx_key ndx_key_mark(ndx_key key, ndx_key_kind kind, ndx_language language) {
    key.high |= (uint64_t)((unsigned)kind + (unsigned)language) << 56;
    return key;
}
/* The key of bytes too long to be one themselves. */
ndx_key ndx_key_hash(ndx_key_kind kind, ndx_language language, ndx_text bytes);

static inline bool ndx_slot_is_empty(const ndx_slot *slot) {
    return (slot->key.low | slot->key.high) == 0;
}

/* The slot where looking for a key begins. */
static inline size_t ndx_slots_first(const ndx_slots *slots, ndx_key key) {
    /* Letters differ in the low five bits of a byte: turned by five, the halves of a word hardly touch each other. */
    return (size_t)(((key.low ^ (key.high << 5 | key.high >> 59)) * 0xD6E8FEB86659FD93u) >> slots->shift);
}

/* Its memory, both ends of it: a text has more words than the cache has room for. */
static inline void ndx_slots_prefetch(const ndx_slots *slots, ndx_key key) {
    const ndx_slot *at = &slots->at[ndx_slots_first(slots, key)];
    __builtin_prefetch(&at->key.low);
    __builtin_prefetch(&at->flags);
}

/* The slot of a key, or the empty one where it belongs. */
static inline ndx_slot *ndx_slots_at(const ndx_slots *slots, ndx_key key) {
    size_t i = ndx_slots_first(slots, key);
    ndx_slot *at = &slots->at[i];
    while (((at->key.low ^ key.low) | (at->key.high ^ key.high)) && !ndx_slot_is_empty(at))
        at = &slots->at[i = (i + 1) & (slots->count - 1)];
    return at;
}

/* The number kept under a key; UINT32_MAX when there is none. */
static inline uint32_t ndx_slots_find(const ndx_slots *slots, ndx_key key) {
    const ndx_slot *slot = ndx_slots_at(slots, key);
    return ndx_slot_is_empty(slot) ? UINT32_MAX : slot->number;
}

/* The number of a word met before under this key; UINT32_MAX when there is none. */
static inline uint32_t ndx_lexicon_find(const ndx_lexicon *lexicon, ndx_key key) {
    return ndx_slots_find(&lexicon->known, key);
}

#endif
