/* The fast part: finding words and their numbers. */
#include "tokens.h"
#include "letters.h"

#include <stdlib.h>

bool ndx_scan_reserve(ndx_scan *scan, size_t more) {
    while (scan->capacity - scan->count < more) {
        /* ndx_grow asks for one more than count, so a full array is what makes it double. */
        ndx_token *moved = ndx_grow(scan->tokens, scan->capacity, &scan->capacity, sizeof *moved);
        if (!moved) {
            scan->failed = true;
            return false;
        }
        scan->tokens = moved;
    }
    return true;
}

/* --- from bytes to an atom ------------------------------------------------------------------------------------------- */

static inline uint32_t word_number(ndx_scan *scan, ndx_key key, uint16_t tag, const unsigned char *bytes, size_t len,
                                   uint32_t *flags) {
    ndx_slot *slot = ndx_lexicon_slot(scan->lexicon, key, tag);
    if (__builtin_expect(slot->tag != 0, 1)) {
        *flags |= slot->flags;
        return slot->number;
    }
    uint16_t learnt;
    uint32_t number = ndx_lexicon_learn(scan->lexicon, key, tag, (ndx_text){(const char *)bytes, len}, &learnt);
    *flags |= learnt;
    return number;
}

/* An ASCII word that a glance saw whole. Letters are what is no digit. */
static inline ndx_atom short_atom(ndx_scan *scan, uint32_t start, const ndx_glance *seen) {
    uint32_t letters = ((1u << seen->len) - 1) & ~seen->digit, small = letters & ~seen->upper;
    ndx_atom atom = {start, start + seen->len, 0, 0};
    atom.flags = (seen->upper & 1) * NDX_TOKEN_CAPITAL;
    if (seen->digit) atom.flags |= NDX_TOKEN_DIGITS;
    if (small) atom.flags |= NDX_SURFACE_MIXED | (small & 1) * NDX_SURFACE_SMALL;
    else if (letters & (letters - 1)) atom.flags |= NDX_TOKEN_ALL_CAPS;
    unsigned char form[NDX_GLANCE];
    memcpy(form, &seen->key.low, 8);
    memcpy(form + 8, &seen->key.high, 8);
    uint32_t unused = 0;
    atom.word = word_number(scan, seen->key, ndx_tag(NDX_KEY_PLAIN, scan->language), form, seen->len, &unused);
    return atom;
}

/* An ASCII word of any length. */
static ndx_atom ascii_atom(ndx_scan *scan, uint32_t start, uint32_t end) {
    size_t len = end - start;
    if (len <= NDX_GLANCE) {
        ndx_glance seen = ndx_glance_portable(scan->text + start, len);
        return short_atom(scan, start, &seen);
    }
    unsigned char form[NDX_FORM_MAX];
    uint32_t upper = 0, digit = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = scan->text[start + i];
        upper += ndx_is_upper(c);
        digit += ndx_is_digit(c);
        if (i < NDX_FORM_MAX) form[i] = c | 0x20;
    }
    if (len > NDX_FORM_MAX) len = NDX_FORM_MAX;
    ndx_atom atom = {start, end, 0, ndx_is_upper(scan->text[start]) ? NDX_TOKEN_CAPITAL : 0};
    if (digit) atom.flags |= NDX_TOKEN_DIGITS;
    if (upper + digit < end - start) atom.flags |= NDX_SURFACE_MIXED;
    else if (upper >= 2) atom.flags |= NDX_TOKEN_ALL_CAPS;
    if (!(atom.flags & NDX_TOKEN_CAPITAL) && !ndx_is_digit(scan->text[start])) atom.flags |= NDX_SURFACE_SMALL;
    atom.word = ndx_lexicon_form(scan->lexicon, scan->language, (ndx_text){(const char *)form, len});
    return atom;
}

static ndx_key surface_key(const unsigned char *bytes, size_t len, bool *is_short) {
    ndx_key key = {0, 0};
    *is_short = len <= NDX_GLANCE;
    if (*is_short) {
        unsigned char padded[NDX_GLANCE] = {0};
        memcpy(padded, bytes, len);
        memcpy(&key.low, padded, 8);
        memcpy(&key.high, padded + 8, 8);
    } else {
        key.low = ndx_hash(bytes, len, 3);
        key.high = ndx_hash(bytes, len, 4);
    }
    return key;
}

static ndx_atom surface_atom(ndx_scan *scan, uint32_t start, uint32_t end) {
    bool is_short;
    const unsigned char *bytes = scan->text + start;
    ndx_key key = surface_key(bytes, end - start, &is_short);
    ndx_atom atom = {start, end, 0, 0};
    atom.word = word_number(scan, key, ndx_tag(is_short ? NDX_KEY_SURFACE : NDX_KEY_SURFACE_LONG, scan->language), bytes,
                            end - start, &atom.flags);
    return atom;
}

/* --- from an atom to a token ----------------------------------------------------------------------------------------- */

static inline void append(ndx_scan *scan, const ndx_atom *atom) {
    if (__builtin_expect(scan->count == scan->capacity, 0) && !ndx_scan_reserve(scan, 1)) return;
    scan->tokens[scan->count++] = (ndx_token){.start = atom->start,
                                              .end = atom->end,
                                              .position = scan->position++,
                                              .word = atom->word,
                                              .flags = (atom->flags & 0xFF) | scan->pending};
    scan->pending = 0;
    scan->gap = atom->end;
    scan->mixed |= (atom->flags & NDX_SURFACE_MIXED) != 0;
    if (__builtin_expect((atom->flags & NDX_TOKEN_ALL_CAPS) != 0, 0) && !scan->lexicon->failed) {
        scan->capitals++;
        scan->acronym |= (ndx_scan_word(scan, atom->word)->classes & NDX_WORD_ACRONYM) != 0;
    }
}

static inline void take(ndx_scan *scan, const ndx_atom *atom) {
    bool plain_gap = atom->start - scan->gap == 1 && scan->text[scan->gap] == ' ' && !scan->busy;
    if (__builtin_expect(plain_gap, 1) || ndx_gap_before(scan, atom)) append(scan, atom);
}

/* --- beyond ASCII ---------------------------------------------------------------------------------------------------- */

static ndx_letter letter_at(const ndx_scan *scan, uint32_t at, uint32_t to, uint32_t *next) {
    unsigned char c = scan->text[at];
    if (c < 0x80) {
        *next = at + 1;
        return ndx_is_alnum(c) ? NDX_LETTER_WORD : NDX_LETTER_NONE;
    }
    size_t after = at;
    uint32_t codepoint = ndx_utf8_next((const char *)scan->text, to, &after);
    *next = (uint32_t)after;
    return ndx_letter_of(codepoint);
}

/* End of the n-gram script's unit that begins at `at`: a character and the marks on it. */
static uint32_t unit_end(const ndx_scan *scan, uint32_t at, uint32_t to) {
    enum { MARKS_MAX = 8 }; /* more are left to the gap */
    uint32_t end, next;
    letter_at(scan, at, to, &end);
    for (int marks = 0; marks < MARKS_MAX && end < to; marks++, end = next) {
        ndx_letter letter = letter_at(scan, end, to, &next);
        if (letter != NDX_LETTER_MARK && letter != NDX_LETTER_UNSEEN) break;
    }
    return end;
}

static ndx_atom gram_atom(ndx_scan *scan, uint32_t start, uint32_t end) {
    bool is_short;
    ndx_key key = surface_key(scan->text + start, end - start, &is_short);
    ndx_atom atom = {start, end, 0, NDX_TOKEN_CJK};
    atom.word = word_number(scan, key, ndx_tag(NDX_KEY_GRAM, scan->language), scan->text + start, end - start, &atom.flags);
    return atom;
}

/* Characters without spaces between words: every two neighbours are a token; one that stands alone is one too. */
static uint32_t scan_grams(ndx_scan *scan, uint32_t at, uint32_t to) {
    uint32_t first = at, middle = unit_end(scan, at, to), next;
    bool any = false;
    while (middle < to && letter_at(scan, middle, to, &next) == NDX_LETTER_GRAM && !scan->failed) {
        uint32_t end = unit_end(scan, middle, to);
        ndx_atom atom = gram_atom(scan, first, end);
        if (any || ndx_gap_before(scan, &atom)) append(scan, &atom);
        any = true;
        first = middle;
        middle = end;
    }
    if (!any) {
        ndx_atom atom = gram_atom(scan, first, middle);
        if (ndx_gap_before(scan, &atom)) append(scan, &atom);
    }
    return middle;
}

/* A word that may go beyond ASCII or a glance, or something that is no word at all. Returns where to go on. */
static uint32_t scan_word(ndx_scan *scan, uint32_t start, uint32_t to) {
    uint32_t at = start, end = start, next = start;
    for (; at < to; at = next) {
        ndx_letter letter = letter_at(scan, at, to, &next);
        if (letter == NDX_LETTER_WORD) end = next;
        else if (end == start || letter == NDX_LETTER_NONE || letter == NDX_LETTER_GRAM) {
            if (letter == NDX_LETTER_GRAM && end == start) return scan_grams(scan, at, to);
            break;
        } else if (letter == NDX_LETTER_MARK) end = next;
    }
    if (end == start) return next; /* a mark without its letter, a symbol */
    unsigned beyond = 0;
    for (uint32_t i = start; i < end && beyond < 0x80; i++) beyond |= scan->text[i];
    ndx_atom atom = beyond & 0x80 ? surface_atom(scan, start, end) : ascii_atom(scan, start, end);
    take(scan, &atom);
    return end;
}

/* Bytes E2 80 90 to E2 80 A7: dashes, quotation marks, the ellipsis. They end a word, and news is full of them. */
static inline bool is_quote_or_dash(const unsigned char *at, uint32_t left) {
    return left >= 3 && at[0] == 0xE2 && at[1] == 0x80 && at[2] >= 0x90 && at[2] <= 0xA7;
}

void ndx_scan_range(ndx_scan *scan, uint32_t from, uint32_t to) {
    scan->gap = from;
    scan->to = to;
    scan->pending = NDX_TOKEN_SENTENCE | NDX_TOKEN_PARAGRAPH;
    scan->busy = NDX_BUSY_FRESH;
    scan->links = 0;
    ndx_sentence_close(scan);
    const unsigned char *text = scan->text;
    for (uint32_t at = from; at < to && !scan->failed && !scan->lexicon->failed;) {
        unsigned char c = text[at];
        if (c < 0x80 && !ndx_is_alnum(c)) {
            at++;
            continue;
        }
        if (c < 0x80) {
            ndx_glance seen = ndx_glance_at(text + at, to - at);
            uint32_t end = at + seen.len;
            if (end == to || (text[end] < 0x80 ? seen.len < NDX_GLANCE || !ndx_is_alnum(text[end])
                                               : is_quote_or_dash(text + end, to - end))) {
                ndx_atom atom = short_atom(scan, at, &seen);
                take(scan, &atom);
                at = end;
                continue;
            }
        }
        at = scan_word(scan, at, to);
    }
    if (scan->failed || scan->lexicon->failed) return;
    ndx_compound_close(scan);
    ndx_sentence_close(scan);
}
