/* Languages inside the room: small numbers, their traits, their word lists. */
#ifndef NDX_TEXT_LANGUAGES_H
#define NDX_TEXT_LANGUAGES_H

#include "newsdex/text.h"

/* How a language writes, where that changes tokens or sentences. */
typedef enum ndx_language_trait {
    NDX_TRAIT_CONTRACTION = 1,             /* "don't" is one word */
    NDX_TRAIT_ELISION = 2,                 /* "l'accord" is two, and nobody looks for "laccord" */
    NDX_TRAIT_SUFFIX_AFTER_APOSTROPHE = 4, /* "Ankara'da" is Ankara with a case ending */
    NDX_TRAIT_ORDINAL_DOT = 8              /* "3. Oktober" goes on */
} ndx_language_trait;

typedef enum ndx_language {
    NDX_LANGUAGE_NONE, /* not known, not stemmed; code "" */
#define X(id, code, others, name, algorithm, traits) NDX_LANGUAGE_##id,
#include "languages.def"
#undef X
    NDX_LANGUAGE_COUNT
} ndx_language;

/* A bit for each language fits 64 bits; detection counts on it. */
_Static_assert(NDX_LANGUAGE_COUNT <= 64, "languages outgrow a bit mask");

typedef struct ndx_language_info {
    const char *code, *others, *name, *algorithm;
    unsigned traits;
} ndx_language_info;

const ndx_language_info *ndx_language_get(ndx_language language);
/* By code, other code or English name, case ignored; region and script are dropped ("en-US", "pt_BR"). NONE if unknown. */
ndx_language ndx_language_find(ndx_text name);

/* What a listed word is. A word can be several things in several languages. */
typedef enum ndx_word_class {
    NDX_WORD_FUNCTION = 1, /* never required outside quotes */
    NDX_WORD_TITLE = 2,    /* its full stop never ends a sentence: "Mr." */
    NDX_WORD_SHORT = 4,    /* its full stop seldom does: "Inc." */
    NDX_WORD_NUMBERED = 8, /* nor does it before a number: "No. 10" */
    NDX_WORD_ACRONYM = 16  /* a function word that in capitals is a name: "US", "WHO" */
} ndx_word_class;

/* Words of one class in a language, separated by single spaces, lower case; "" if none. */
const char *ndx_language_words(ndx_language language, ndx_word_class class);

/* --- detection ------------------------------------------------------------------------------------------ */

/* Which languages have a function word, by its hash: made once for an analyzer, then read only. */
typedef struct ndx_detector ndx_detector;
ndx_detector *ndx_detector_new(void); /* NULL: no memory */
void ndx_detector_free(ndx_detector *detector);
ndx_language ndx_detect(const ndx_detector *detector, ndx_text text); /* NONE: too little speaks for any */
/* Latin letters, hardly any with diacritics: most likely figures or names in English, too few words to tell. */
bool ndx_detect_is_plain_latin(ndx_text text);

#endif
