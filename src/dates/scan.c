/* The light scan: text into tokens, each looked up once in the language's words. Letters are hashed in lower case on the way, so
 * a word that no rule knows costs one failed look-up. */
#include "rules.h"

#include <string.h>

enum { LETTER = 1, NUMERAL = 2, BLANK = 4, NEWLINE = 8, MARK = 16, MULTIBYTE = 32 };

static const uint8_t kinds[256] = {
    [0 ... '\t'] = BLANK,    ['\n'] = NEWLINE | BLANK, ['\v' ... ' '] = BLANK, ['!' ... '/'] = MARK,
    ['0' ... '9'] = NUMERAL, [':' ... '@'] = MARK,     ['A' ... 'Z'] = LETTER, ['[' ... '`'] = MARK,
    ['a' ... 'z'] = LETTER,  ['{' ... '~'] = MARK,     [0x7F] = BLANK,         [0x80 ... 0xFF] = MULTIBYTE,
};

static inline unsigned kind_of(unsigned char c) {
    return kinds[c];
}

/* A character outside ASCII: its length, and what it is to us. mark: the ASCII mark it stands for. */
static size_t multibyte(const unsigned char *at, size_t left, unsigned *kind, char *mark) {
    size_t len = at[0] >= 0xF0 ? 4 : at[0] >= 0xE0 ? 3 : at[0] >= 0xC0 ? 2 : 1;
    if (len > left) len = left;
    *kind = LETTER;
    *mark = 0;
    if (len == 2 && at[0] == 0xC2) {
        *kind = at[1] == 0xA0 ? BLANK : MARK;
    } else if (len == 3 && at[0] == 0xE2 && at[1] == 0x80) {
        *kind = MARK;
        if (at[2] >= 0x90 && at[2] <= 0x95)
            *mark = '-';
        else if (at[2] == 0x98 || at[2] == 0x99)
            *mark = '\'';
        else if (at[2] <= 0x8B || at[2] == 0xAF)
            *kind = BLANK;
    } else if (len == 3 && at[0] == 0xE3 && at[1] == 0x80) {
        *kind = at[2] == 0x80 ? BLANK : MARK;
    }
    return len;
}

/* Lower case of a two-byte letter of Latin-1 or Cyrillic, in place; *capital if it was upper case. */
static void lower_pair(char pair[2], bool *capital) {
    unsigned char a = (unsigned char)pair[0], b = (unsigned char)pair[1];
    *capital = true;
    if (a == 0xC3 && b >= 0x80 && b <= 0x9E && b != 0x97)
        pair[1] = (char)(b + 0x20);
    else if (a == 0xD0 && b >= 0x90 && b <= 0x9F)
        pair[1] = (char)(b + 0x20);
    else if (a == 0xD0 && b >= 0xA0 && b <= 0xAF)
        pair[0] = (char)0xD1, pair[1] = (char)(b - 0x20);
    else if (a == 0xD0 && b == 0x81)
        pair[0] = (char)0xD1, pair[1] = (char)0x91;
    else
        *capital = false;
}

/* What the tables know of a word, and whether a full stop belongs to it. */
static inline void note_word(const scan *s, size_t *at, bool capital, token *t) {
    const vocable *v = &s->grammar->words[t->word];
    if (v->capital && !capital)
        t->word = NO_WORD;
    else
        t->categories = v->categories;
    if (!t->word || !v->dot) return;
    if (*at < s->text.len && s->text.data[*at] == '.')
        t->end = (uint32_t)++ * at;
    else
        t->categories &= ~BIT(S_CLEARMONTH); /* "Jan" may be a man */
}

static void read_word(const scan *s, size_t *at, token *t) {
    const char *text = s->text.data;
    size_t i = *at, len = 0, left = s->text.len;
    uint32_t hash = GRAMMAR_HASH_START;
    char lower[sizeof s->grammar->words->text + 4];
    bool capital = false;
    while (i < left) {
        unsigned char c = (unsigned char)text[i];
        if (kind_of(c) == LETTER) {
            capital |= c < 'a' && i == *at;
            if (len < sizeof lower) lower[len] = (char)(c | 32);
            hash = grammar_hash_step(hash, c | 32);
            len++, i++;
        } else if (c >= 0x80) {
            unsigned kind;
            char mark, pair[4];
            size_t width = multibyte((const unsigned char *)text + i, left - i, &kind, &mark);
            if (kind != LETTER) break;
            bool upper = false;
            memcpy(pair, text + i, width);
            if (width == 2) lower_pair(pair, &upper);
            capital |= upper && i == *at;
            for (size_t k = 0; k < width; k++, len++) {
                if (len < sizeof lower) lower[len] = pair[k];
                hash = grammar_hash_step(hash, (unsigned char)pair[k]);
            }
            i += width;
        } else {
            break;
        }
    }
    *at = i;
    t->end = (uint32_t)i;
    if (capital) t->flags |= T_CAPITAL;
    t->word = len <= sizeof s->grammar->words->text ? grammar_find(s->grammar, lower, len, hash) : NO_WORD;
    if (t->word) note_word(s, at, capital, t);
}

/* The vocable of 1 to 15 letters of ASCII, of which eight may be read. */
static inline uint16_t plain_vocable(const grammar *g, const char *text, size_t len) {
    if (len <= 8) return grammar_find_short(g, grammar_letters(text, len));
    if (!grammar_may_know(g, text, len)) return NO_WORD;
    char lower[16];
    uint32_t hash = GRAMMAR_HASH_START;
    for (size_t i = 0; i < len; i++) {
        lower[i] = (char)(text[i] | 32);
        hash = grammar_hash_step(hash, (unsigned char)lower[i]);
    }
    return grammar_find(g, lower, len, hash);
}

static inline void take_word(const scan *s, size_t *at, size_t len, bool capital, uint16_t word, token *t) {
    *at += len;
    t->end = (uint32_t)*at;
    t->word = word;
    if (capital) t->flags |= T_CAPITAL;
    if (word) note_word(s, at, capital, t);
}

/* A word that the lexicon knows is looked up once in a run. False: it is not such a one, or too near to the text's end to look at it. */
static inline bool read_known_word(scan *s, size_t *at, token *t) {
    const ndx_token *known = ndx_known_word_at(&s->known, *at);
    if (!known || s->text.len - *at < 16) return false;
    uint16_t *note = (uint16_t *)s->vocables.at + known->word;
    size_t len = known->end - known->start;
    if (!*note) *note = (uint16_t)(plain_vocable(s->grammar, s->text.data + *at, len) + 1);
    take_word(s, at, len, known->flags & NDX_TOKEN_CAPITAL, *note - 1u, t);
    return true;
}

/* Most words are ASCII, and most of these are short or can be in no table by their first letters and their length. False: not of
 * that kind, or too near to the text's end to look at sixteen bytes. */
static inline bool read_plain_word(const scan *s, size_t *at, token *t) {
    const char *text = s->text.data + *at;
    unsigned capitals;
    if (s->text.len - *at < 16) return false;
    unsigned len = ndx_letters_first(text, &capitals);
    if (len == 16 || (unsigned char)text[len] >= 0x80) return false;
    take_word(s, at, len, capitals & 1, plain_vocable(s->grammar, text, len), t);
    return true;
}

static bool is_numeral(const scan *s, size_t at) {
    return at < s->text.len && kind_of((unsigned char)s->text.data[at]) == NUMERAL;
}
static char byte_at(const scan *s, size_t at) {
    return at < s->text.len ? s->text.data[at] : ' ';
}

/* "th", "st", "s" directly behind a number, then no letter. */
static void read_suffix(const scan *s, size_t *at, token *t) {
    static const char *const ordinals[] = {"st", "nd", "rd", "th", "er", "re", "e"};
    char a = (char)(byte_at(s, *at) | 32), b = (char)(byte_at(s, *at + 1) | 32);
    if (kind_of((unsigned char)a) != LETTER) return;
    bool one = kind_of((unsigned char)byte_at(s, *at + 1)) & (LETTER | NUMERAL | MULTIBYTE) ? false : true;
    bool two = kind_of((unsigned char)byte_at(s, *at + 2)) & (LETTER | NUMERAL | MULTIBYTE) ? false : true;
    if (a == 's' && one) {
        t->flags |= T_PLURAL;
        *at += 1;
        return;
    }
    for (size_t i = 0; i < NDX_COUNT(ordinals); i++) {
        size_t len = strlen(ordinals[i]);
        if (ordinals[i][0] != a || (len == 2 ? !two || ordinals[i][1] != b : !one)) continue;
        t->flags |= T_ORDINAL;
        *at += len;
        return;
    }
}

/* Is the number at `at` one of a date with full stops, 27.6.2018? Of years in full, for else it may be a release or an address. */
static bool in_dotted_date(const scan *s, size_t at) {
    size_t digits[3] = {0}, part = 0;
    for (size_t back = 0; back < 6 && at > 0 && (is_numeral(s, at - 1) || byte_at(s, at - 1) == '.'); back++)
        at--;
    for (; part < 3; part++, at++) {
        for (; is_numeral(s, at); at++) digits[part]++;
        if (part < 2 && byte_at(s, at) != '.') return false;
    }
    bool more = byte_at(s, at - 1) == '.' && is_numeral(s, at);
    return !more && digits[0] - 1 < 2 && digits[1] - 1 < 2 && digits[2] == 4;
}

static void read_number(const scan *s, size_t *at, token *t) {
    const char *text = s->text.data;
    size_t begin = *at, digits = 0;
    int64_t value = 0;
    for (;;) {
        while (is_numeral(s, *at)) {
            if (digits++ < 9) value = value * 10 + (text[*at] - '0');
            ++*at;
        }
        bool group = byte_at(s, *at) == ',' && is_numeral(s, *at + 1) && is_numeral(s, *at + 2) &&
                     is_numeral(s, *at + 3) && !is_numeral(s, *at + 4) &&
                     (t->flags & T_GROUPED || digits <= 3);
        if (!group) break;
        t->flags |= T_GROUPED;
        ++*at;
    }
    if (byte_at(s, *at) == '.' && is_numeral(s, *at + 1)) {
        size_t end = *at + 1;
        while (is_numeral(s, end)) end++;
        if (!(byte_at(s, end) == '.' && is_numeral(s, end + 1)) && !in_dotted_date(s, begin)) {
            t->flags |= T_FRACTION;
            *at = end;
        }
    }
    char before = begin ? text[begin - 1] : ' ';
    if (before == '$' || before == '#' || byte_at(s, *at) == '%' ||
        (before == '.' && begin > 1 && is_numeral(s, begin - 2) && !in_dotted_date(s, begin)) ||
        (begin > 1 && !memcmp(text + begin - 2, "\xC2\xA3", 2)) ||
        (begin > 2 && !memcmp(text + begin - 3, "\xE2\x82\xAC", 3)))
        t->flags |= T_AMOUNT;
    t->digits = (uint8_t)(digits > 200 ? 200 : digits);
    t->number = digits > 9 ? -1 : (int32_t)value;
    if (digits <= 4 || t->flags & T_GROUPED) t->categories |= BIT(S_DIGITS);
    read_suffix(s, at, t);
    t->end = (uint32_t)*at;
}

static void read_mark(const scan *s, size_t *at, size_t width, char mark, token *t) {
    if (mark) {
        uint32_t hash = grammar_hash_step(GRAMMAR_HASH_START, (unsigned char)mark);
        t->word = grammar_find(s->grammar, &mark, 1, hash);
        if (t->word) t->categories = s->grammar->words[t->word].categories;
    }
    t->number = (unsigned char)mark;
    *at += width;
    t->end = (uint32_t)*at;
}

static bool grow_tokens(scan *s) {
    token *grown = ndx_grow(s->tokens, s->count + 1, &s->capacity, sizeof *grown);
    if (grown) s->tokens = grown;
    return grown != NULL;
}

bool scan_text(scan *s, size_t *at, size_t most) {
    const char *text = s->text.data;
    size_t i = *at, end = s->text.len, lines = 0;
    unsigned flags = T_BREAK; /* of the next token */
    s->count = 0;
    while (i < end && s->count < most) {
        unsigned char c = (unsigned char)text[i];
        if (c == ' ') {
            flags &= ~(unsigned)T_GLUED;
            i++;
            continue;
        }
        unsigned kind = kind_of(c);
        char mark = kind == MARK ? (char)c : 0;
        size_t width =
            kind == MULTIBYTE ? multibyte((const unsigned char *)text + i, end - i, &kind, &mark) : 1;
        if (kind & BLANK) {
            lines += kind & NEWLINE ? 1 : 0;
            flags = (flags & ~(unsigned)T_GLUED) | (lines > 1 ? T_BREAK : 0);
            if (lines > 1 && s->count > most / 2) break; /* a paragraph's end is the better place to stop */
            i += width;
            continue;
        }
        if (s->count + 1 >= s->capacity && !grow_tokens(s)) return false;
        token *t = &s->tokens[s->count++];
        *t = (token){.start = (uint32_t)i, .flags = (uint8_t)flags};
        if (kind == LETTER) {
            if (c >= 0x80 || (!read_known_word(s, &i, t) && !read_plain_word(s, &i, t))) read_word(s, &i, t);
        } else if (kind == NUMERAL)
            read_number(s, &i, t);
        else
            read_mark(s, &i, width, mark, t);
        flags = T_GLUED;
        lines = 0;
    }
    if (s->count) s->tokens[s->count] = (token){.start = (uint32_t)i, .end = (uint32_t)i, .flags = T_BREAK};
    *at = i;
    return true;
}

bool token_is(const scan *s, size_t at, char mark) {
    return at < s->count && !s->tokens[at].digits && s->tokens[at].number == mark &&
           s->tokens[at].end - s->tokens[at].start <= 3;
}
