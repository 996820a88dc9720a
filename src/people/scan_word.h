/* Inside the scan: characters of any script, and words that are more than ASCII letters between blanks. */
#ifndef NEWSDEX_PEOPLE_SCAN_WORD_H
#define NEWSDEX_PEOPLE_SCAN_WORD_H

#include "scan.h"

enum { C_OTHER, C_SPACE, C_NEWLINE, C_UPPER, C_LOWER, C_DIGIT, C_HIGH };
extern const uint8_t ascii_class[128];

typedef struct character {
    uint32_t code;
    uint8_t class; /* C_OTHER, C_UPPER, C_LOWER, C_DIGIT; C_HIGH: a letter without case */
    bool mark;     /* part of a word, but no letter of its own */
} character;

/* The character at *at, which moves past it. */
character character_beyond_ascii(const char *data, size_t len, size_t *at);
static inline character character_at(const char *data, size_t len, size_t *at) {
    uint8_t byte = (uint8_t)data[*at];
    if (byte >= 0x80) return character_beyond_ascii(data, len, at);
    ++*at;
    return (character){byte, ascii_class[byte], false};
}
/* The bytes of a character as they are hashed: small, without diacritics. */
size_t lower_bytes(uint32_t code, char out[4]);

static inline bool is_apostrophe(uint32_t code) {
    return code == '\'' || code == 0x2019;
}

/* A word while it is read. */
typedef struct word_state {
    uint32_t hash;
    unsigned upper, lower, other, digits;
    unsigned parts;         /* pieces between hyphens */
    unsigned capital_parts; /* of them with a capital first */
    bool first_upper, inner_upper, apostrophe, dots, dot_end;
    bool part_starts;
} word_state;

/* Reads the word at `at`; returns where it ends. */
size_t read_word(const char *data, size_t end, size_t at, word_state *word);
scan_shape word_shape(const word_state *word);
/* Does the word keep its full stop? */
bool is_abbreviation(const char *data, size_t len);
/* After an apostrophe at `at`: "s" and no letter more, so it is a possessive and not "O'Sullivan". */
bool possessive_at(const char *data, size_t end, size_t at);

#endif
