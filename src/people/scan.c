#include "scan.h"

#include <stdlib.h>
#include <string.h>

#include "scan_word.h"

/* Bytes that end a word of ASCII letters, whatever follows: blanks and most marks. */
static const bool ends_word[256] = {
    ['\t'] = true, ['\n'] = true, ['\v'] = true, ['\f'] = true, ['\r'] = true, [' '] = true, ['!'] = true,
    ['"'] = true,  ['('] = true,  [')'] = true,  ['*'] = true,  [','] = true,  ['/'] = true, [':'] = true,
    [';'] = true,  ['<'] = true,  ['>'] = true,  ['?'] = true,  ['['] = true,  [']'] = true,
};

/* Does a word of ASCII letters alone end at `at`, for certain? Anything but a letter or figure ends it, save a hyphen and what
 * may be an abbreviation's stop, an apostrophe inside a name, "AT&T". */
static bool ends_plain_word(const char *data, size_t end, size_t start, size_t at) {
    uint8_t byte = (uint8_t)data[at], next = at + 1 < end ? (uint8_t)data[at + 1] : ' ';
    if (byte >= 0x80 || ascii_class[byte] >= C_UPPER) return false;
    if (byte != '.' && byte != '-' && byte != '\'' && byte != '&') return true;
    if (byte == '\'' && next == 's') return possessive_at(data, end, at + 1);
    if (next >= 0x80 || ascii_class[next] >= C_UPPER) return false;
    return byte != '.' || (at - start > 1 && !is_abbreviation(data + start, at - start));
}

#define PLAIN_MAX 15 /* letters of a plain word: with what ends it they are looked at at once */

/* The hash of the `len` letters that end at `end`; without a loop, for words are short and many. */
static inline uint32_t hash_letters(const char *end, unsigned len) {
    uint32_t hash = WORD_HASH_START;
#define LETTER(n)                                                                                            \
    case n:                                                                                                  \
        hash = word_hash_byte(hash, (uint8_t)end[-(n)] | 0x20);                                              \
        __attribute__((fallthrough))
    switch (len) {
        LETTER(15);
        LETTER(14);
        LETTER(13);
        LETTER(12);
        LETTER(11);
        LETTER(10);
        LETTER(9);
        LETTER(8);
        LETTER(7);
        LETTER(6);
        LETTER(5);
        LETTER(4);
        LETTER(3);
        LETTER(2);
        LETTER(1);
    default:
        break;
    }
#undef LETTER
    return word_hash_end(hash);
}

/* Most words are ASCII letters between blanks or marks: they need none of read_word's care. Returns how many letters they have,
 * or 0 when the word is not of that kind (or too near to the text's end to look at sixteen bytes). */
static inline unsigned read_plain_word(const char *data, size_t end, size_t at, uint32_t *hash,
                                       scan_shape *shape) {
    unsigned capitals;
    if (end - at <= PLAIN_MAX) return 0;
    unsigned len = ndx_letters_first(data + at, &capitals);
    if (len - 1 >= PLAIN_MAX) return 0;
    if (!ends_word[(uint8_t)data[at + len]] && !ends_plain_word(data, end, at, at + len)) return 0;
    *hash = hash_letters(data + at + len, len);
    if (!capitals)
        *shape = SHAPE_LOWER;
    else if (!(capitals & 1))
        *shape = SHAPE_LOWER_CAP;
    else if (len == 1)
        *shape = SHAPE_LETTER;
    else if (capitals == 1)
        *shape = SHAPE_CAP;
    else
        *shape = capitals + 1 == 1u << len ? SHAPE_CAPS : SHAPE_MIXED;
    return len;
}

/* The same, of a word that the lexicon knows: it is hashed once in a run. */
static inline unsigned read_known_word(token_scan *scan, size_t end, size_t at, uint32_t *hash,
                                       scan_shape *shape) {
    const ndx_token *known = ndx_known_word_at(&scan->known, at);
    if (!known || end - at <= PLAIN_MAX) return 0;
    const char *data = scan->text;
    unsigned len = known->end - known->start;
    if (!ends_word[(uint8_t)data[at + len]] && !ends_plain_word(data, end, at, at + len)) return 0;
    uint32_t *note = (uint32_t *)scan->hashes.at + known->word;
    if (!*note) *note = hash_letters(data + at + len, len);
    *hash = *note;
    *shape = !(known->flags & NDX_TOKEN_CAPITAL) ? SHAPE_LOWER : len == 1 ? SHAPE_LETTER : SHAPE_CAP;
    return len;
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

static bool grow_tokens(token_scan *scan) {
    size_t capacity = scan->capacity;
    scan_token *token = ndx_grow(scan->token, scan->count, &capacity, sizeof *token);
    if (token) scan->token = token;
    uint32_t *name = token ? realloc(scan->name, capacity * sizeof *name) : NULL;
    if (name) scan->name = name, scan->capacity = capacity;
    scan->failed |= !name;
    return name != NULL;
}

/* Every token may be a name, so there is room for as many. */
static inline void add_token(token_scan *scan, size_t start, size_t end, uint32_t hash, scan_shape shape,
                             uint8_t flags) {
    if (flags & SCAN_SENTENCE) scan_end_sentence(scan);
    if (scan->count >= scan->capacity && !grow_tokens(scan)) return;
    scan_token *token = &scan->token[scan->count];
    *token = (scan_token){.start = (uint32_t)start,
                          .end = (uint32_t)end,
                          .lower = hash,
                          .shape = (uint8_t)shape,
                          .raw = (uint8_t)shape,
                          .flags = flags};
    size_t len = end - start;
    scan->seen += scan_counts[shape][(len >= 2) + (len >= 4)];
    scan->name[scan->name_count] = (uint32_t)scan->count++; /* kept if it is one */
    scan->name_count += SHAPE_IS_NAME(shape) | (shape == SHAPE_LOWER_CAP);
}

static inline uint8_t gap_flags(const gap_state *gap, bool first) {
    if (!first && !gap->newlines) return !gap->space ? SCAN_GLUED : gap->stop ? SCAN_SENTENCE : 0;
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
    if (len == 1 && at < end && data[at] != data[start]) return at;
    while (at + len <= end && memcmp(data + at, data + start, len) == 0) at += len;
    return at;
}

static inline void after_token(gap_state *gap, bool stop) {
    gap->newlines = 0;
    gap->space = false;
    gap->stop = stop;
}

/* One character (repeated ones make one token) that is no word, from `at` to `once`. Returns where it ends. */
static size_t add_mark(token_scan *scan, size_t at, size_t once, size_t end, gap_state *gap, uint8_t flags) {
    size_t next = skip_repeats(scan->text, end, at, once), read = at, count = 1;
    char bytes[4] = {scan->text[at]};
    uint32_t code = character_at(scan->text, end, &read).code, hash = WORD_HASH_START;
    if (code >= 0x80) count = lower_bytes(code == NDX_BAD_CODEPOINT ? '?' : code, bytes);
    for (size_t i = 0; i < count; i++) hash = word_hash_byte(hash, (uint8_t)bytes[i]);
    bool closing = gap->stop && closes(code);
    if (closing) flags &= (uint8_t)~SCAN_SENTENCE;
    add_token(scan, at, next, word_hash_end(hash), SHAPE_PUNCT, flags);
    after_token(gap, ends_sentence(code) || closing || (flags & SCAN_SENTENCE));
    return next;
}

/* White space at `at`: noted; returns where it ends, or `at` when there is none. */
static inline size_t skip_space(const char *data, size_t end, size_t at, gap_state *gap) {
    if (at < end && data[at] == ' ') {
        gap->space = true;
        at++;
    }
    if (at < end && (uint8_t)(data[at] - '!') < 0x7F - '!') return at; /* most often so */
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

/* A word that is not plain, a number, a mark: its shape, its hash if it is no mark, and where it ends. */
static size_t read_other(const char *data, size_t start, size_t end, size_t at, uint32_t *hash,
                         scan_shape *shape) {
    size_t next = at;
    *shape = SHAPE_NUMBER;
    if ((uint8_t)(data[at] - '0') < 10 && (next = read_plain_number(data, end, at, hash)) > 0) return next;
    next = at;
    character c = character_at(data, end, &next);
    *shape = SHAPE_PUNCT;
    if (c.class >= C_UPPER && !c.mark) {
        word_state word;
        next = read_word(data, end, at, &word);
        *hash = word.hash, *shape = word_shape(&word);
    } else if (is_apostrophe(c.code) && possessive_at(data, end, next) && at > start) {
        next++;
        *hash = scan_word_hash(NDX_TEXT("'s")), *shape = SHAPE_POSSESSIVE;
    }
    return next;
}

void scan_range(token_scan *scan, size_t start, size_t end, uint8_t zone_flags) {
    const char *data = scan->text;
    gap_state gap = {.line_start = start};
    bool first = true;
    for (size_t at = skip_space(data, end, start, &gap);
         at < end && !scan->failed && scan->count < SCAN_TOKENS_MAX; at = skip_space(data, end, at, &gap)) {
        uint8_t flags = gap_flags(&gap, first) | zone_flags;
        uint32_t hash = 0;
        scan_shape shape = SHAPE_PUNCT;
        size_t next = at + read_known_word(scan, end, at, &hash, &shape);
        if (next == at) next += read_plain_word(data, end, at, &hash, &shape);
        first = false;
        if (next == at) {
            next = read_other(data, start, end, at, &hash, &shape);
            if (shape == SHAPE_PUNCT) {
                at = add_mark(scan, at, next, end, &gap, flags);
                continue;
            }
            if (shape == SHAPE_POSSESSIVE) flags &= (uint8_t)~SCAN_SENTENCE;
            if (next - at > SCAN_WORD_MAX) shape = SHAPE_NUMBER;
        }
        add_token(scan, at, next, hash, shape, flags);
        after_token(&gap, false);
        at = next;
    }
}

void scan_start(token_scan *scan, const char *text) {
    scan->text = text;
    scan->count = scan->name_count = scan->name_next = scan->sentence = 0;
    scan->seen = (scan_seen){0};
    scan->known = (ndx_known_words){0};
    scan->failed = false;
}

void scan_know(token_scan *scan, const ndx_facts *facts) {
    ndx_word_notes_open(&scan->hashes, sizeof(uint32_t), &facts->lexicon);
    scan->known = ndx_known_words_of(facts, &scan->hashes, sizeof(uint32_t));
}

void scan_clear(token_scan *scan) {
    free(scan->token);
    free(scan->name);
    ndx_word_notes_clear(&scan->hashes);
    memset(scan, 0, sizeof *scan);
}
