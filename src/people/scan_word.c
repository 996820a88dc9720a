/* Words as they come: characters of any script, and where a word with marks inside ends. */
#include "scan_word.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* --- characters ----------------------------------------------------------------------------------------- */

const uint8_t ascii_class[128] = {
    ['\t'] = C_SPACE, ['\n'] = C_NEWLINE, ['\v'] = C_SPACE, ['\f'] = C_NEWLINE, ['\r'] = C_SPACE,
    [' '] = C_SPACE,  ['0'] = C_DIGIT,    ['1'] = C_DIGIT,  ['2'] = C_DIGIT,    ['3'] = C_DIGIT,
    ['4'] = C_DIGIT,  ['5'] = C_DIGIT,    ['6'] = C_DIGIT,  ['7'] = C_DIGIT,    ['8'] = C_DIGIT,
    ['9'] = C_DIGIT,  ['A'] = C_UPPER,    ['B'] = C_UPPER,  ['C'] = C_UPPER,    ['D'] = C_UPPER,
    ['E'] = C_UPPER,  ['F'] = C_UPPER,    ['G'] = C_UPPER,  ['H'] = C_UPPER,    ['I'] = C_UPPER,
    ['J'] = C_UPPER,  ['K'] = C_UPPER,    ['L'] = C_UPPER,  ['M'] = C_UPPER,    ['N'] = C_UPPER,
    ['O'] = C_UPPER,  ['P'] = C_UPPER,    ['Q'] = C_UPPER,  ['R'] = C_UPPER,    ['S'] = C_UPPER,
    ['T'] = C_UPPER,  ['U'] = C_UPPER,    ['V'] = C_UPPER,  ['W'] = C_UPPER,    ['X'] = C_UPPER,
    ['Y'] = C_UPPER,  ['Z'] = C_UPPER,    ['a'] = C_LOWER,  ['b'] = C_LOWER,    ['c'] = C_LOWER,
    ['d'] = C_LOWER,  ['e'] = C_LOWER,    ['f'] = C_LOWER,  ['g'] = C_LOWER,    ['h'] = C_LOWER,
    ['i'] = C_LOWER,  ['j'] = C_LOWER,    ['k'] = C_LOWER,  ['l'] = C_LOWER,    ['m'] = C_LOWER,
    ['n'] = C_LOWER,  ['o'] = C_LOWER,    ['p'] = C_LOWER,  ['q'] = C_LOWER,    ['r'] = C_LOWER,
    ['s'] = C_LOWER,  ['t'] = C_LOWER,    ['u'] = C_LOWER,  ['v'] = C_LOWER,    ['w'] = C_LOWER,
    ['x'] = C_LOWER,  ['y'] = C_LOWER,    ['z'] = C_LOWER,
};

/* Small letters of U+00C0 to U+017F without their marks, '?' where there is no letter. */
static const char latin_base[] = "aaaaaaaceeeeiiiidnooooo?ouuuuytsaaaaaaaceeeeiiiidnooooo?ouuuuyty"
                                 "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnn"
                                 "noooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

character character_beyond_ascii(const char *data, size_t len, size_t *at) {
    character c = {ndx_utf8_next(data, len, at), C_OTHER, false};
    if (c.code == NDX_BAD_CODEPOINT) return c;
    switch (utf8proc_category((utf8proc_int32_t)c.code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
        c.class = C_UPPER;
        break;
    case UTF8PROC_CATEGORY_LL:
        c.class = C_LOWER;
        break;
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        c.class = C_HIGH;
        break;
    case UTF8PROC_CATEGORY_ND:
        c.class = C_DIGIT;
        break;
    case UTF8PROC_CATEGORY_ZS:
        c.class = C_SPACE;
        break;
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        c.class = C_NEWLINE;
        break;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_CF:
        c.class = C_HIGH, c.mark = true;
        break;
    default:
        break;
    }
    return c;
}

static bool is_hyphen(uint32_t code) {
    return code == '-' || code == 0x2010 || code == 0x2011;
}

/* The bytes of a character as they are hashed: small, without diacritics. */
size_t lower_bytes(uint32_t code, char out[4]) {
    if (code < 0x80) {
        out[0] = code >= 'A' && code <= 'Z' ? (char)(code + 32) : (char)code;
        return 1;
    }
    if (code >= 0xC0 && code < 0x180 && latin_base[code - 0xC0] != '?') {
        out[0] = latin_base[code - 0xC0];
        return 1;
    }
    if (is_apostrophe(code)) code = '\'';
    if (is_hyphen(code)) code = '-';
    return ndx_utf8_put(out, (uint32_t)utf8proc_tolower((utf8proc_int32_t)code));
}

size_t scan_lower(ndx_text word, char *out, size_t size) {
    size_t len = 0;
    for (size_t at = 0; at < word.len;) {
        char bytes[4];
        uint8_t byte = (uint8_t)word.data[at];
        if (byte < 0x80) {
            if (len == size) break;
            out[len++] = (char)(ascii_class[byte] == C_UPPER ? byte | 0x20 : byte);
            at++;
            continue;
        }
        character c = character_at(word.data, word.len, &at);
        if (c.mark) continue;
        size_t count = lower_bytes(c.code, bytes);
        if (len + count > size) break;
        memcpy(out + len, bytes, count);
        len += count;
    }
    return len;
}

uint32_t scan_word_hash(ndx_text word) {
    uint32_t hash = WORD_HASH_START;
    for (size_t at = 0; at < word.len;) {
        char bytes[4];
        character c = character_at(word.data, word.len, &at);
        if (c.mark) continue;
        size_t count = lower_bytes(c.code, bytes);
        for (size_t i = 0; i < count; i++) hash = word_hash_byte(hash, (uint8_t)bytes[i]);
    }
    return word_hash_end(hash);
}

/* --- words ---------------------------------------------------------------------------------------------- */

static void word_letter(word_state *word, character c) {
    char bytes[4];
    if (c.mark) return;
    size_t count = lower_bytes(c.code, bytes);
    for (size_t i = 0; i < count; i++) word->hash = word_hash_byte(word->hash, (uint8_t)bytes[i]);
    bool first = word->upper + word->lower + word->other + word->digits == 0;
    switch (c.class) {
    case C_UPPER:
        word->upper++;
        if (first)
            word->first_upper = true;
        else if (!word->part_starts)
            word->inner_upper = true;
        if (word->part_starts) word->capital_parts++;
        break;
    case C_LOWER:
        word->lower++;
        break;
    case C_DIGIT:
        word->digits++;
        break;
    case C_HIGH:
        word->other++;
        break;
    default:
        break; /* a joiner */
    }
    word->part_starts = false;
}

scan_shape word_shape(const word_state *word) {
    if (!word->first_upper) {
        if (word->digits && word->digits >= word->upper + word->lower) return SHAPE_NUMBER;
        if (word->upper) return SHAPE_LOWER_CAP;
        if (word->lower) return SHAPE_LOWER;
        return word->other ? SHAPE_OTHER : SHAPE_NUMBER;
    }
    if (word->digits) return SHAPE_CAP_DIGIT;
    if (word->upper == 1 && word->lower == 0) return word->dot_end ? SHAPE_INITIAL : SHAPE_LETTER;
    if (word->dots && word->upper > 1 && word->lower <= 1) return SHAPE_ACRONYM;
    if (word->lower == 0) return SHAPE_CAPS;
    if (word->dot_end) return SHAPE_CAP_DOT;
    if (word->parts > 1) return word->capital_parts == word->parts ? SHAPE_HYPHEN_CAP : SHAPE_HYPHEN_LOW;
    if (word->apostrophe) return SHAPE_APOSTROPHE;
    return word->inner_upper ? SHAPE_MIXED : SHAPE_CAP;
}

/* Abbreviations that keep their full stop. Sorted. */
static const char abbreviations[][8] = {
    "adm",  "ala",    "apr",  "ariz", "ark",  "assn",  "atty", "aug",  "ave", "blvd", "brig", "bros", "calif",
    "capt", "cmdr",   "co",   "col",  "colo", "comdr", "conn", "corp", "cos", "cpl",  "dec",  "del",  "dept",
    "det",  "dr",     "esq",  "feb",  "fla",  "fr",    "ft",   "ga",   "gen", "gov",  "hon",  "ill",  "inc",
    "ind",  "jan",    "jr",   "jul",  "jun",  "kan",   "ky",   "la",   "lt",  "ltd",  "maj",  "mar",  "mass",
    "md",   "messrs", "mfg",  "mich", "minn", "miss",  "mlle", "mme",  "mo",  "mont", "mr",   "mrs",  "ms",
    "msgr", "mt",     "neb",  "nev",  "nov",  "oct",   "okla", "ore",  "pa",  "pfc",  "phd",  "prof", "pvt",
    "rd",   "rep",    "reps", "rev",  "sen",  "sens",  "sep",  "sept", "sgt", "sr",   "ste",  "supt", "tenn",
    "tex",  "univ",   "va",   "vs",   "vt",   "wash",  "wis",  "wyo",
};

static int abbreviation_compare(const void *key, const void *row) {
    return strcmp(key, row);
}

bool is_abbreviation(const char *data, size_t len) {
    char lower[8];
    if (len == 0 || len >= sizeof lower) return false;
    for (size_t i = 0; i < len; i++) {
        if ((uint8_t)data[i] >= 0x80) return false;
        lower[i] = (char)(ascii_class[(uint8_t)data[i]] == C_UPPER ? data[i] + 32 : data[i]);
    }
    lower[len] = '\0';
    return bsearch(lower, abbreviations, NDX_COUNT(abbreviations), sizeof abbreviations[0],
                   abbreviation_compare) != NULL;
}

static uint8_t class_at(const char *data, size_t end, size_t at) {
    if (at >= end) return C_SPACE;
    return character_at(data, end, &at).class;
}

static bool is_letter_class(uint8_t class) {
    return class == C_UPPER || class == C_LOWER || class == C_HIGH;
}

/* After an apostrophe at `at`: "s" and no letter more, so it is a possessive and not "O'Sullivan". */
bool possessive_at(const char *data, size_t end, size_t at) {
    if (at >= end || (data[at] != 's' && data[at] != 'S')) return false;
    uint8_t after = class_at(data, end, at + 1);
    return !is_letter_class(after) && after != C_DIGIT;
}

/* Does the full stop at `at` belong to the word that began at `start`? Single letters ("J.", "U.S."), known abbreviations
 * and names with a dot inside ("amazon.com"). */
static bool stop_belongs(const char *data, size_t end, size_t start, size_t part, size_t at) {
    uint8_t after = class_at(data, end, at + 1);
    if (at - part == 1 && is_letter_class(class_at(data, end, part))) {
        if (data[start] >= 'a' && data[start] <= 'z' && start == part)
            return is_letter_class(after) && class_at(data, end, at + 2) == C_OTHER;
        return true;
    }
    if (after == C_LOWER && class_at(data, end, at - 1) == C_LOWER) return true;
    return part == start && !is_letter_class(after) && is_abbreviation(data + start, at - start);
}

/* Reads the word at `at`; returns where it ends. */
size_t read_word(const char *data, size_t end, size_t at, word_state *word) {
    size_t start = at, part = at; /* part: after the last dot */
    *word = (word_state){.hash = WORD_HASH_START, .parts = 1, .part_starts = true};
    while (at < end) {
        size_t next = at;
        character c = character_at(data, end, &next);
        if (c.class >= C_UPPER) {
            if (word->dot_end && word->dots && is_letter_class(c.class) &&
                class_at(data, end, next) != C_OTHER && class_at(data, end, next) != C_SPACE &&
                at - part == 0 && word->lower == 0)
                break; /* "J.Smith" is two words */
            word_letter(word, c);
            word->dot_end = false;
        } else if (is_hyphen(c.code) && at > start && class_at(data, end, next) >= C_UPPER) {
            word_letter(word, (character){'-', C_OTHER, false});
            word->parts++;
            word->part_starts = true;
        } else if (is_apostrophe(c.code) && at > start && is_letter_class(class_at(data, end, next)) &&
                   !possessive_at(data, end, next)) {
            word_letter(word, (character){'\'', C_OTHER, false});
            word->apostrophe = true;
            word->part_starts = true;
            word->capital_parts--; /* "O'Neill" is one part */
        } else if (c.code == '&' && at > start && class_at(data, end, next) == C_UPPER &&
                   class_at(data, end, at - 1) == C_UPPER) {
            word_letter(word, (character){'&', C_OTHER, false});
        } else if (c.code == '.' && at > start && stop_belongs(data, end, start, part, at)) {
            word_letter(word, (character){'.', C_OTHER, false});
            word->dots = true;
            word->dot_end = true;
            part = next;
        } else if ((c.code == ',' || c.code == '.' || c.code == ':' || c.code == '/') && word->digits &&
                   word->upper + word->lower == 0 && class_at(data, end, next) == C_DIGIT) {
            word_letter(word, (character){c.code, C_OTHER, false});
        } else {
            break;
        }
        at = next;
    }
    word->hash = word_hash_end(word->hash);
    return at;
}
