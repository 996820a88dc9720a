#include "scan.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* --- characters ----------------------------------------------------------------------------------------- */

enum { C_OTHER, C_SPACE, C_NEWLINE, C_UPPER, C_LOWER, C_DIGIT, C_HIGH };

static const uint8_t ascii_class[128] = {
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

typedef struct character {
    uint32_t code;
    uint8_t class; /* C_OTHER, C_UPPER, C_LOWER, C_DIGIT; C_HIGH: a letter without case */
    bool mark;     /* part of a word, but no letter of its own */
} character;

static character character_at(const char *data, size_t len, size_t *at) {
    uint8_t byte = (uint8_t)data[*at];
    if (byte < 0x80) {
        (*at)++;
        return (character){byte, ascii_class[byte], false};
    }
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

static bool is_apostrophe(uint32_t code) {
    return code == '\'' || code == 0x2019;
}
static bool is_hyphen(uint32_t code) {
    return code == '-' || code == 0x2010 || code == 0x2011;
}

/* The bytes of a character as they are hashed: small, without diacritics. */
static size_t lower_bytes(uint32_t code, char out[4]) {
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

/* A word while it is read. */
typedef struct word_state {
    uint32_t hash;
    unsigned upper, lower, other, digits;
    unsigned parts;         /* pieces between hyphens */
    unsigned capital_parts; /* of them with a capital first */
    bool first_upper, inner_upper, apostrophe, dots, dot_end;
    bool part_starts;
} word_state;

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

static scan_shape word_shape(const word_state *word) {
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

static bool is_abbreviation(const char *data, size_t len) {
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
static bool possessive_at(const char *data, size_t end, size_t at) {
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
static size_t read_word(const char *data, size_t end, size_t at, word_state *word) {
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

/* Does a word of ASCII letters alone end at `at`, for certain? Anything but a letter or figure ends it, save a hyphen and what
 * may be an abbreviation's stop, an apostrophe inside a name, "AT&T". */
static bool ends_plain_word(const char *data, size_t end, size_t start, size_t at) {
    uint8_t byte = (uint8_t)data[at], next = at + 1 < end ? (uint8_t)data[at + 1] : ' ';
    if (byte >= 0x80 || ascii_class[byte] >= C_UPPER) return false;
    if (byte == ' ' || byte == '\n' || byte == ',') return true;
    if (byte != '.' && byte != '-' && byte != '\'' && byte != '&') return true;
    if (byte == '\'' && next == 's') return possessive_at(data, end, at + 1);
    if (next >= 0x80 || ascii_class[next] >= C_UPPER) return false;
    return byte != '.' || (at - start > 1 && !is_abbreviation(data + start, at - start));
}

/* Most words are ASCII letters between blanks or marks: they need none of read_word's care. Returns where the word ends, or 0 when
 * it is not of that kind (or too near to the text's end to look at eight bytes). */
static inline size_t read_plain_word(const char *data, size_t end, size_t at, uint32_t *hash_out,
                                     scan_shape *shape) {
    size_t start = at;
    uint32_t hash = WORD_HASH_START;
    uint64_t capitals, later = 0;
    bool all = true;
    for (unsigned more = 8; more == 8; at += more) {
        if (end - at < 8) return 0;
        more = ndx_letters_first(data + at, &capitals);
        for (unsigned i = 0; i < more; i++) hash = word_hash_byte(hash, (uint8_t)data[at + i] | 0x20);
        later |= at == start ? capitals >> 8 : capitals;
        all &= capitals ==
               (UINT64_C(0x2020202020202020) & (more == 8 ? ~UINT64_C(0) : (UINT64_C(1) << 8 * more) - 1));
    }
    if (at == start || at == end || !ends_plain_word(data, end, start, at)) return 0;
    *hash_out = word_hash_end(hash);
    if (data[start] >= 'a')
        *shape = later ? SHAPE_LOWER_CAP : SHAPE_LOWER;
    else if (at - start == 1)
        *shape = SHAPE_LETTER;
    else
        *shape = all ? SHAPE_CAPS : later ? SHAPE_MIXED : SHAPE_CAP;
    return at;
}

/* Figures and the marks between them: 5.93, 1,234, 10:35, 1987. Returns where they end, or 0 when more belongs to the word. */
static inline size_t read_plain_number(const char *data, size_t end, size_t at, uint32_t *hash_out) {
    size_t start = at;
    uint32_t hash = WORD_HASH_START;
    uint8_t byte = ' ', next = ' ';
    for (; at < end; at++) {
        byte = (uint8_t)data[at];
        next = at + 1 < end ? (uint8_t)data[at + 1] : ' ';
        bool figure = (uint8_t)(byte - '0') < 10;
        bool joins = (byte == ',' || byte == '.' || byte == ':' || byte == '/') && (uint8_t)(next - '0') < 10;
        if (!figure && !joins) break;
        hash = word_hash_byte(hash, byte);
    }
    bool more = byte >= 0x80 || ascii_class[byte] >= C_UPPER;
    bool may = (byte == '-' || byte == '\'' || byte == '.') && (next >= 0x80 || ascii_class[next] >= C_UPPER);
    if (at < end && (more || may)) return 0;
    *hash_out = word_hash_end(hash);
    return at > start ? at : 0;
}

/* --- tokens --------------------------------------------------------------------------------------------- */

/* What lies between two tokens. */
typedef struct gap_state {
    size_t line_start; /* of the line being read */
    unsigned newlines; /* since the last token */
    bool space, stop;  /* stop: the last token may end a sentence */
    size_t last_line_bytes;
} gap_state;

#define WRAPPED_LINE_BYTES                                                                                   \
    45 /* a line this long may go on in the next; a shorter one is a line of its own  \
                               */

static inline scan_token *add_token(token_scan *scan, size_t start, size_t end, uint32_t hash,
                                    scan_shape shape, uint8_t flags) {
    if (scan->count == SCAN_TOKENS_MAX) return NULL;
    if (scan->count == scan->capacity) {
        scan_token *grown = ndx_grow(scan->token, scan->count, &scan->capacity, sizeof *grown);
        if (!grown) {
            scan->failed = true;
            return NULL;
        }
        scan->token = grown;
    }
    scan_token *token = &scan->token[scan->count++];
    *token = (scan_token){.start = (uint32_t)start,
                          .end = (uint32_t)end,
                          .lower = hash,
                          .shape = (uint8_t)shape,
                          .raw = (uint8_t)shape,
                          .flags = flags};
    return token;
}

static uint8_t gap_flags(gap_state *gap, bool first) {
    uint8_t flags = gap->space || gap->newlines ? 0 : SCAN_GLUED;
    bool hard = first || gap->newlines > 1 ||
                (gap->newlines == 1 && (gap->stop || gap->last_line_bytes < WRAPPED_LINE_BYTES));
    if (hard)
        flags |= SCAN_HARD | SCAN_SENTENCE;
    else if (gap->stop && !(flags & SCAN_GLUED))
        flags |= SCAN_SENTENCE;
    return flags;
}

static bool ends_sentence(uint32_t code) {
    return code == '.' || code == '!' || code == '?' || code == 0x3002 || code == 0x2026;
}
/* Quotes and brackets after a full stop do not take the end of the sentence away. */
static bool closes(uint32_t code) {
    return code == '"' || code == ')' || code == ']' || code == '\'' || code == 0x201D || code == 0x2019 ||
           code == '`';
}

static size_t skip_repeats(const char *data, size_t end, size_t start, size_t at) {
    size_t len = at - start;
    while (at + len <= end && memcmp(data + at, data + start, len) == 0) at += len;
    return at;
}

static void after_token(gap_state *gap, bool stop) {
    gap->newlines = 0;
    gap->space = false;
    gap->stop = stop;
}

/* One character (repeated ones make one token) that is no word. Returns where it ends. */
static size_t add_mark(token_scan *scan, size_t at, size_t once, size_t end, uint32_t code, gap_state *gap,
                       uint8_t flags) {
    size_t next = skip_repeats(scan->text, end, at, once);
    char bytes[4];
    uint32_t hash = WORD_HASH_START;
    size_t count = lower_bytes(code == NDX_BAD_CODEPOINT ? '?' : code, bytes);
    for (size_t i = 0; i < count; i++) hash = word_hash_byte(hash, (uint8_t)bytes[i]);
    bool closing = closes(code) && gap->stop;
    if (closing) flags &= (uint8_t)~SCAN_SENTENCE;
    add_token(scan, at, next, word_hash_end(hash), SHAPE_PUNCT, flags);
    after_token(gap, ends_sentence(code) || closing || (flags & SCAN_SENTENCE));
    return next;
}

/* White space at `at`: noted; returns where it ends, or `at` when there is none. */
static inline size_t skip_space(const char *data, size_t end, size_t at, gap_state *gap) {
    while (at < end) {
        size_t next = at + 1;
        uint8_t byte = (uint8_t)data[at], class = byte < 0x80 ? ascii_class[byte] : C_OTHER;
        if (byte >= 0x80) next = at, class = character_at(data, end, &next).class;
        if (class == C_SPACE) {
            gap->space = true;
        } else if (class == C_NEWLINE) {
            if (gap->newlines++ == 0) gap->last_line_bytes = at - gap->line_start;
            gap->line_start = next;
        } else {
            break;
        }
        at = next;
    }
    return at;
}

void scan_range(token_scan *scan, size_t start, size_t end, uint8_t zone_flags) {
    const char *data = scan->text;
    gap_state gap = {.line_start = start};
    bool first = true;
    for (size_t at = skip_space(data, end, start, &gap);
         at < end && !scan->failed && scan->count < SCAN_TOKENS_MAX; at = skip_space(data, end, at, &gap)) {
        uint8_t flags = gap_flags(&gap, first) | zone_flags;
        uint32_t hash;
        scan_shape shape;
        bool figure = (uint8_t)(data[at] - '0') < 10;
        size_t next =
            figure ? read_plain_number(data, end, at, &hash) : read_plain_word(data, end, at, &hash, &shape);
        if (figure) shape = SHAPE_NUMBER;
        first = false;
        if (next == 0) {
            next = at;
            character c = character_at(data, end, &next);
            if (c.class >= C_UPPER && !c.mark) {
                word_state word;
                next = read_word(data, end, at, &word);
                hash = word.hash, shape = word_shape(&word);
            } else if (is_apostrophe(c.code) && possessive_at(data, end, next) && at > start) {
                next++;
                hash = scan_word_hash(NDX_TEXT("'s")), shape = SHAPE_POSSESSIVE;
                flags &= (uint8_t)~SCAN_SENTENCE;
            } else {
                at = add_mark(scan, at, next, end, c.code, &gap, flags);
                continue;
            }
        }
        add_token(scan, at, next, hash, next - at > SCAN_WORD_MAX ? SHAPE_NUMBER : shape, flags);
        after_token(&gap, false);
        at = next;
    }
}

void scan_clear(token_scan *scan) {
    free(scan->token);
    free(scan->name);
    memset(scan, 0, sizeof *scan);
}
