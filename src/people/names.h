/* Inside the room: names as words, and the tables that know about them. */
#ifndef NEWSDEX_PEOPLE_NAMES_H
#define NEWSDEX_PEOPLE_NAMES_H

#include "newsdex/people.h"

#define NAME_WORDS_MAX 12
#define NAME_KEY_MAX 120   /* bytes of a key */
#define NAME_INPUT_MAX 480 /* bytes of a name that are looked at */

/* The words of a key, as views into it. */
typedef struct name_words {
    ndx_text word[NAME_WORDS_MAX];
    size_t count;
} name_words;

name_words name_split(ndx_text key);
/* The name in the key of one of several namesakes: "john smith" of "john smith (bishop)". */
ndx_text name_without_role(ndx_text key);

/* What a word can be around a name. A word may be several of them. */
enum name_word_kind {
    NAME_HONORIFIC = 1, /* Mr, Dr, Sir: never part of a name */
    NAME_OFFICE = 2,    /* President, Senator, General: dropped when a name follows */
    NAME_REGNAL = 4,    /* Pope, Queen, Prince: kept when only a given name follows */
    NAME_SUFFIX = 8,    /* Jr, III: kept at the end */
    NAME_LETTERS = 16,  /* PhD, MP, OBE: dropped at the end */
    NAME_PARTICLE = 32, /* van, de, bin, al: belongs to the surname that follows */
    /* These say that it is no person's name. */
    NAME_COMPANY = 64,   /* Corp, Ltd, AG: ends a company's */
    NAME_PARTNERS = 128, /* Sons: ends one after "and" */
    NAME_GROUP = 256,    /* Banco, Compagnie: begins an organisation's */
    NAME_STATE = 512,    /* Conn., N.J., Ontario: stands behind a town's and a comma */
    NAME_MONTH = 1024,   /* Jul, Sept */
};
unsigned name_word_kinds(ndx_text word); /* folded, no dots */

bool name_is_particle(const name_words *words, size_t at);

/* Short and pet forms ("bob" of "robert"), and spellings of one name ("gaddafi", "qaddafi"). */
bool name_is_nickname(ndx_text a, ndx_text b);
bool name_is_variant(ndx_text a, ndx_text b);
/* The full forms of a pet form, one after the other from number 0; empty past the last. */
ndx_text name_full_form(ndx_text word, size_t number);
/* The first spelling of the row the word stands in; the word itself when it stands in none. */
ndx_text name_variant_head(ndx_text word);

/* True when the family name comes first: a family name of China or Korea and syllables of those languages
 * after it. */
bool name_is_eastern(const name_words *words);

/* Letters of other scripts in Latin ("путин" is "putin"); what has no letter here is left as it is. At most
 * `size` bytes. */
size_t name_latin(ndx_text word, char *out, size_t size);
/* How a Latin word sounds, roughly, so that Sergey meets Sergei and Poutine Putin. Returns bytes written, at
 * most `size`. */
size_t name_sound(ndx_text latin, char *out, size_t size);

/* A key taken apart for matching. It points into itself: don't copy it. Borrows the key. */
typedef struct name_parts {
    ndx_text key;
    char bytes[NAME_KEY_MAX * 2]; /* in Latin letters */
    size_t len;
    ndx_text given[NAME_WORDS_MAX];
    size_t given_count;
    ndx_text surname[1]; /* without particles */
    size_t surname_count;
    bool particle, eastern;
    ndx_text suffix;
} name_parts;
void name_parts_of(name_parts *parts, ndx_text key);
double name_parts_match(const name_parts *a, const name_parts *b); /* ndx_name_match of their keys */

/* As ndx_name_group. */
void name_parts_group(ndx_buf *out, const name_parts *parts);

/* What the given names of a key may agree by, as bits: a look before the dear comparison of names of one group. */
typedef struct name_marks {
    uint64_t forms[2];          /* sounds, pet forms and full forms */
    uint64_t initials, letters; /* first letters of the initials, of all given names */
    bool open;                  /* no given name: fits any */
} name_marks;
/* Add those of one given name, and of all of them joined to one word. */
void name_marks_add(name_marks *marks, ndx_text given);
void name_marks_add_joined(name_marks *marks, const name_parts *parts);
/* False: two names of one group with these marks do not match. */
static inline bool name_marks_meet(const name_marks *a, const name_marks *b) {
    return a->open || b->open || (a->forms[0] & b->forms[0]) || (a->forms[1] & b->forms[1]) ||
           (a->initials & b->letters) || (b->initials & a->letters);
}

#endif
