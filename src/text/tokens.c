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

/* --- from bytes to an atom ------------------------------------------------------------------------------ */

static inline uint32_t word_number(ndx_scan *scan, ndx_key key, const unsigned char *bytes, size_t len,
                                   uint32_t *flags) {
    const ndx_slot *slot = ndx_slots_at(&scan->lexicon->known, key);
    *flags = slot->flags;
    if (__builtin_expect(!ndx_slot_is_empty(slot), 1)) return slot->number;
    return ndx_lexicon_learn(scan->lexicon, scan->language, key, (ndx_text){(const char *)bytes, len}, flags);
}

static __attribute__((noinline)) uint32_t learn_short(ndx_scan *scan, const ndx_key *key, uint32_t len) {
    char form[NDX_GLANCE];
    for (uint32_t i = 0; i < len && i < sizeof form; i++) form[i] = (char)ndx_key_byte(key, i);
    return ndx_lexicon_form(scan->lexicon, scan->language, (ndx_text){form, len});
}

/* Word of an ASCII word of at most NDX_KEY_BYTES; its key is marked. */
static inline uint32_t short_word(ndx_scan *scan, const ndx_key *key, uint32_t len) {
    const ndx_slot *slot = ndx_slots_at(&scan->lexicon->known, *key);
    return __builtin_expect(!ndx_slot_is_empty(slot), 1) ? slot->number : learn_short(scan, key, len);
}

/* What the letters and digits of an ASCII word say. */
static inline uint32_t glance_flags(const ndx_glance *seen) {
    uint32_t upper = seen->within & ~seen->small & ~seen->digit, flags = 0;
    if (upper & 1) flags |= NDX_TOKEN_CAPITAL;
    if (upper <= 1) flags |= NDX_TOKEN_PLAIN;
    if (seen->digit) flags |= NDX_TOKEN_DIGITS;
    if (seen->small)
        flags |= NDX_SURFACE_MIXED | (seen->small & 1) * NDX_SURFACE_SMALL;
    else if (upper & (upper - 1))
        flags |= NDX_TOKEN_ALL_CAPS;
    return flags;
}

/* An ASCII word of at most NDX_KEY_BYTES that a glance saw whole. */
static inline ndx_atom short_atom(ndx_scan *scan, uint32_t start, const ndx_glance *seen) {
    ndx_key key = ndx_key_mark(seen->key, NDX_KEY_PLAIN, scan->language);
    return (ndx_atom){start, start + seen->len, short_word(scan, &key, seen->len), glance_flags(seen)};
}

/* An ASCII word of any length. */
static ndx_atom ascii_atom(ndx_scan *scan, uint32_t start, uint32_t end) {
    size_t len = end - start;
    if (len <= NDX_KEY_BYTES) {
        ndx_glance seen = ndx_glance_portable(scan->text + start, len);
        ndx_atom atom = short_atom(scan, start, &seen);
        atom.flags &= ~(uint32_t)NDX_TOKEN_PLAIN; /* what follows may be anything */
        return atom;
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
    if (upper + digit < end - start)
        atom.flags |= NDX_SURFACE_MIXED;
    else if (upper >= 2)
        atom.flags |= NDX_TOKEN_ALL_CAPS;
    if (!(atom.flags & NDX_TOKEN_CAPITAL) && !ndx_is_digit(scan->text[start]))
        atom.flags |= NDX_SURFACE_SMALL;
    atom.word = ndx_lexicon_form(scan->lexicon, scan->language, (ndx_text){(const char *)form, len});
    return atom;
}

static ndx_atom surface_atom(ndx_scan *scan, uint32_t start, uint32_t end, bool gram) {
    size_t len = end - start;
    const unsigned char *bytes = scan->text + start;
    ndx_atom atom = {start, end, 0, 0};
    ndx_key key;
    if (len > NDX_KEY_BYTES)
        key = ndx_key_hash(gram ? NDX_KEY_LONG_GRAM : NDX_KEY_LONG, scan->language,
                           (ndx_text){(const char *)bytes, len});
    else
        key = ndx_key_mark(ndx_key_of(bytes, len), gram ? NDX_KEY_GRAM : NDX_KEY_SURFACE, scan->language);
    atom.word = word_number(scan, key, bytes, len, &atom.flags);
    if (gram) atom.flags = NDX_TOKEN_CJK;
    return atom;
}

/* --- from an atom to a token ---------------------------------------------------------------------------- */

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

/* --- beyond ASCII --------------------------------------------------------------------------------------- */

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

/* Characters without spaces between words: every two neighbours are a token; one that stands alone is one too. */
static uint32_t scan_grams(ndx_scan *scan, uint32_t at, uint32_t to) {
    uint32_t first = at, middle = unit_end(scan, at, to), next;
    bool any = false;
    while (middle < to && letter_at(scan, middle, to, &next) == NDX_LETTER_GRAM && !scan->failed) {
        uint32_t end = unit_end(scan, middle, to);
        ndx_atom atom = surface_atom(scan, first, end, true);
        if (any || ndx_gap_before(scan, &atom)) append(scan, &atom);
        any = true;
        first = middle;
        middle = end;
    }
    if (!any) {
        ndx_atom atom = surface_atom(scan, first, middle, true);
        if (ndx_gap_before(scan, &atom)) append(scan, &atom);
    }
    return middle;
}

/* A word that may go beyond ASCII or a glance, or something that is no word at all. Returns where to go on. */
static uint32_t scan_word(ndx_scan *scan, uint32_t start, uint32_t to) {
    uint32_t at = start, end = start, next = start;
    for (; at < to; at = next) {
        ndx_letter letter = letter_at(scan, at, to, &next);
        if (letter == NDX_LETTER_WORD)
            end = next;
        else if (end == start || letter == NDX_LETTER_NONE || letter == NDX_LETTER_GRAM) {
            if (letter == NDX_LETTER_GRAM && end == start) return scan_grams(scan, at, to);
            break;
        } else if (letter == NDX_LETTER_MARK)
            end = next;
    }
    if (end == start) return next; /* a mark without its letter, a symbol */
    unsigned beyond = 0;
    for (uint32_t i = start; i < end && beyond < 0x80; i++) beyond |= scan->text[i];
    ndx_atom atom = beyond & 0x80 ? surface_atom(scan, start, end, false) : ascii_atom(scan, start, end);
    take(scan, &atom);
    return end;
}

/* Bytes E2 80 90 to E2 80 A7: dashes, quotation marks, the ellipsis. They end a word, and news is full of them. */
static inline bool is_quote_or_dash(const unsigned char *at, uint32_t left) {
    return left >= 3 && at[0] == 0xE2 && at[1] == 0x80 && at[2] >= 0x90 && at[2] <= 0xA7;
}

/* Words found and not yet looked up. */
#define WAITING 24
typedef struct waiting_word {
    ndx_key key;
    uint32_t small;
} waiting_word;

/* Words for the tokens they were found for. */
static inline void look_up(ndx_scan *scan, const waiting_word *waiting, size_t count, ndx_token *tokens) {
    uint32_t small = 0;
    for (size_t i = 0; i < count; i++) {
        tokens[i].word = short_word(scan, &waiting[i].key, tokens[i].end - tokens[i].start);
        small |= waiting[i].small;
    }
    scan->mixed |= small != 0;
}

/* Up to WAITING words of the common case: ASCII, not all in capitals, with a space, a line's end or a comma and a space before
 * them. Writes tokens without their words. Stops at the first thing that asks for more, or at `end`; *from tells where. */
static inline size_t find_plain(const ndx_slots *known, uint64_t mark, const unsigned char *text,
                                const unsigned char **from, const unsigned char *end, uint32_t position,
                                waiting_word *waiting, ndx_token *tokens) {
    const unsigned char *at = *from;
    size_t count = 0;
    while (at < end && count < WAITING) {
        const unsigned char *start = at + 1;
        if (*at != ' ') {
            start += *at == ',';
            if (start[-1] != ' ' && start[-1] != '\n') break;
        }
        ndx_glance seen = ndx_glance_whole(start);
        if (seen.len - 1 >= NDX_KEY_BYTES || start[seen.len] >= 0x80) break;
        seen.key.high |= mark;
        ndx_slots_prefetch(known, seen.key);
        uint32_t flags = NDX_TOKEN_PLAIN;
        if (seen.small != seen.within) {
            flags = glance_flags(&seen);
            if (flags & NDX_TOKEN_ALL_CAPS) break;
        }
        waiting[count] = (waiting_word){seen.key, seen.small};
        ndx_token *token = &tokens[count];
        token->start = (uint32_t)(start - text);
        token->end = token->start + seen.len;
        token->position = position + (uint32_t)count;
        token->flags = flags & 0xFF;
        count++;
        at = start + seen.len;
    }
    *from = at;
    return count;
}

/* The common case and nothing else: what find_plain finds. Words are found first and looked up then, so that those that lie in memory
 * far away are waited for together. Stops at the first thing that asks for more; returns where. */
static __attribute__((noinline)) uint32_t scan_plain(ndx_scan *scan, uint32_t from, uint32_t to) {
    waiting_word waiting[WAITING];
    size_t room = 2 * (scan->capacity - scan->count); /* a word and its gap: 2 bytes at least */
    uint64_t mark = ndx_key_mark((ndx_key){0, 0}, NDX_KEY_PLAIN, scan->language).high;
    uint32_t last = to - from > NDX_GLANCE + 2 ? to - NDX_GLANCE - 2 : from;
    const unsigned char *text = scan->text, *at = text + from,
                        *end = text + (last - from < room ? last : from + room);
    size_t found = WAITING;
    while (found == WAITING && !scan->lexicon->failed) {
        ndx_token *tokens = scan->tokens + scan->count;
        found = find_plain(&scan->lexicon->known, mark, text, &at, end, scan->position, waiting, tokens);
        look_up(scan, waiting, found, tokens);
        scan->count += found;
        scan->position += (uint32_t)found;
    }
    scan->gap = (uint32_t)(at - text);
    return scan->gap;
}

/* One word, or a stretch of none. Returns where to go on. */
static uint32_t scan_step(ndx_scan *scan, uint32_t at, uint32_t to) {
    static const unsigned char begins_word[256] = {
        ['0' ... '9'] = 1, ['A' ... 'Z'] = 1, ['a' ... 'z'] = 1, [0x80 ... 0xFF] = 1};
    const unsigned char *text = scan->text;
    while (at < to && !begins_word[text[at]]) at++;
    if (at == to || text[at] >= 0x80) return at == to ? to : scan_word(scan, at, to);
    ndx_glance seen = ndx_glance_at(text + at, to - at);
    uint32_t end = at + seen.len;
    if (seen.len > NDX_KEY_BYTES ||
        (end < to && text[end] >= 0x80 && !is_quote_or_dash(text + end, to - end)))
        return scan_word(scan, at, to);
    ndx_atom atom = short_atom(scan, at, &seen);
    if (end == to || text[end] >= 0x80) atom.flags &= ~(uint32_t)NDX_TOKEN_PLAIN;
    take(scan, &atom);
    return end;
}

void ndx_scan_range(ndx_scan *scan, uint32_t from, uint32_t to) {
    scan->gap = from;
    scan->to = to;
    scan->pending = NDX_TOKEN_SENTENCE | NDX_TOKEN_PARAGRAPH;
    scan->busy = NDX_BUSY_FRESH;
    scan->links = 0;
    ndx_sentence_close(scan);
    for (uint32_t at = from; at < to && !scan->failed && !scan->lexicon->failed;) {
        at = scan_step(scan, at, to);
        if (at == scan->gap && !scan->busy && !scan->pending) at = scan_plain(scan, at, to);
    }
    if (scan->failed || scan->lexicon->failed) return;
    ndx_compound_close(scan);
    ndx_sentence_close(scan);
}
