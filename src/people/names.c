/* Keys and surnames: the words of a name, without what stands around them. */
#include "names.h"

#include <string.h>
#include <utf8proc.h>

name_words name_split(ndx_text key) {
    name_words words;
    words.count = 0;
    for (size_t at = 0, start; at < key.len && words.count < NAME_WORDS_MAX; at++) {
        for (start = at; at < key.len && key.data[at] != ' ';) at++;
        if (at > start) words.word[words.count++] = (ndx_text){key.data + start, at - start};
    }
    return words;
}

ndx_text name_without_role(ndx_text key) {
    if (key.len == 0 || key.data[key.len - 1] != ')') return key;
    size_t bracket = ndx_text_find(key, NDX_TEXT(" ("));
    return ndx_text_slice(key, 0, bracket == SIZE_MAX ? key.len : bracket);
}

/* --- from a written name to words ----------------------------------------------------------------------- */

/* Words of a folded name; a comma is remembered, because "Doe, John" is John Doe. */
typedef struct name_scan {
    char bytes[NAME_INPUT_MAX];
    size_t len;
    struct {
        size_t start, end;
        bool after_comma;
    } word[NAME_WORDS_MAX];
    size_t count;
    bool open; /* inside a word */
    bool comma;
} name_scan;

static void scan_break(name_scan *scan) {
    scan->open = false;
}

static void scan_put(name_scan *scan, const char *data, size_t len) {
    if (!scan->open) {
        if (scan->count == NAME_WORDS_MAX) return;
        scan->word[scan->count].start = scan->word[scan->count].end = scan->len;
        scan->word[scan->count].after_comma = scan->comma;
        scan->count++;
        scan->open = true;
    }
    if (scan->len + len > sizeof scan->bytes) return;
    memcpy(scan->bytes + scan->len, data, len);
    scan->len += len;
    scan->word[scan->count - 1].end = scan->len;
}

static bool is_apostrophe(uint32_t c) {
    return c == '\'' || c == '`' || c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0x02BB;
}

/* A possessive ends here: apostrophe, s, and no letter after it. */
static bool is_possessive(const char *data, size_t len, size_t after_apostrophe) {
    if (after_apostrophe >= len || data[after_apostrophe] != 's') return false;
    size_t at = after_apostrophe + 1;
    if (at >= len) return true;
    uint32_t next = ndx_utf8_next(data, len, &at);
    return next == NDX_BAD_CODEPOINT || utf8proc_category((utf8proc_int32_t)next) > UTF8PROC_CATEGORY_NO;
}

enum char_class { CHAR_WORD, CHAR_IGNORED, CHAR_BREAK };

static enum char_class char_class_of(uint32_t c) {
    if (c == NDX_BAD_CODEPOINT) return CHAR_BREAK;
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ? CHAR_WORD
                                                                                          : CHAR_BREAK;
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
        return CHAR_WORD;
    case UTF8PROC_CATEGORY_CF: /* right-to-left marks and soft hyphens are no part of a name */
    case UTF8PROC_CATEGORY_ME:
        return CHAR_IGNORED;
    default:
        return CHAR_BREAK;
    }
}

static bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static void scan_name(name_scan *scan, ndx_text folded) {
    unsigned brackets = 0;
    for (size_t at = 0; at < folded.len;) {
        size_t start = at;
        while (brackets == 0 && at < folded.len && is_plain(folded.data[at])) at++;
        if (at > start) {
            size_t len = at - start, room = sizeof scan->bytes - scan->len;
            scan_put(scan, folded.data + start, len > room && room ? room : len);
            continue;
        }
        uint32_t c = ndx_utf8_next(folded.data, folded.len, &at);
        if (c == '(' || c == '[') brackets++;
        if (brackets > 0) {
            if ((c == ')' || c == ']')) brackets--;
            scan_break(scan);
        } else if (is_apostrophe(c)) {
            if (scan->open && is_possessive(folded.data, folded.len, at)) at++, scan_break(scan);
        } else if (c == ',') {
            scan->comma = scan->count > 0;
            scan_break(scan);
        } else {
            switch (char_class_of(c)) {
            case CHAR_WORD:
                scan_put(scan, folded.data + start, at - start);
                break;
            case CHAR_IGNORED:
                break;
            case CHAR_BREAK:
                scan_break(scan);
                break;
            }
        }
    }
}

static ndx_text scan_word(const name_scan *scan, size_t i) {
    return (ndx_text){scan->bytes + scan->word[i].start, scan->word[i].end - scan->word[i].start};
}

/* --- from words to a key -------------------------------------------------------------------------------- */

static void words_remove(name_words *words, size_t at, size_t count) {
    memmove(words->word + at, words->word + at + count, (words->count - at - count) * sizeof words->word[0]);
    words->count -= count;
}

/* In order of speech: what follows the comma goes first, except "Jr", "III" and the like, which stay last. */
static name_words words_in_order(const name_scan *scan) {
    name_words words = {.count = 0};
    for (size_t i = 0; i < scan->count; i++)
        if (scan->word[i].after_comma &&
            !(name_word_kinds(scan_word(scan, i)) & (NAME_SUFFIX | NAME_LETTERS)))
            words.word[words.count++] = scan_word(scan, i);
    for (size_t i = 0; i < scan->count; i++)
        if (!scan->word[i].after_comma) words.word[words.count++] = scan_word(scan, i);
    for (size_t i = 0; i < scan->count; i++)
        if (scan->word[i].after_comma && (name_word_kinds(scan_word(scan, i)) & (NAME_SUFFIX | NAME_LETTERS)))
            words.word[words.count++] = scan_word(scan, i);
    return words;
}

static size_t names_after(const name_words *words, size_t at) {
    size_t count = 0;
    for (size_t i = at; i < words->count; i++)
        if (!(name_word_kinds(words->word[i]) & (NAME_SUFFIX | NAME_LETTERS))) count++;
    return count;
}

static void drop_titles(name_words *words) {
    while (words->count > 0) {
        unsigned kinds = name_word_kinds(words->word[0]);
        if (!(kinds & (NAME_HONORIFIC | NAME_OFFICE | NAME_REGNAL))) break;
        size_t left = names_after(words, 1);
        bool drop = false;
        if (kinds & NAME_HONORIFIC)
            drop = true;
        else if (kinds & NAME_OFFICE)
            drop = left > 0;
        else if (kinds & NAME_REGNAL)
            drop = left > 1;
        if (!drop) break;
        words_remove(words, 0, 1);
    }
    while (words->count > 1 && (name_word_kinds(words->word[words->count - 1]) & NAME_LETTERS))
        words->count--;
}

void ndx_name_key(ndx_buf *out, ndx_text name) {
    if (name.len > NAME_INPUT_MAX / 2) name.len = ndx_utf8_floor(name, NAME_INPUT_MAX / 2);
    char room[NDX_FOLD_ROOM];
    ndx_buf folded = {0};
    name_scan scan = {.len = 0};
    if (name.len > NDX_FOLD_SHORT) ndx_fold(&folded, name);
    scan_name(&scan, name.len > NDX_FOLD_SHORT ? ndx_buf_text(&folded) : ndx_fold_short(name, room));
    if (folded.failed) out->failed = true;
    ndx_buf_clear(&folded);

    name_words words = words_in_order(&scan);
    drop_titles(&words);
    size_t used = 0;
    for (size_t i = 0; i < words.count; i++) {
        size_t need = words.word[i].len + (used > 0);
        if (used + need > NAME_KEY_MAX) {
            if (used == 0) ndx_buf_add(out, words.word[i].data, ndx_utf8_floor(words.word[i], NAME_KEY_MAX));
            break;
        }
        if (used > 0) ndx_buf_add_char(out, ' ');
        ndx_buf_add_text(out, words.word[i]);
        used += need;
    }
}

/* --- surnames ------------------------------------------------------------------------------------------- */

/* "al" and "ben" at the start of a name are a given name: Al Gore, Ben Bradlee. */
bool name_is_particle(const name_words *words, size_t at) {
    if (!(name_word_kinds(words->word[at]) & NAME_PARTICLE)) return false;
    return at > 0 || !(ndx_text_equal(words->word[0], NDX_TEXT("al")) ||
                       ndx_text_equal(words->word[0], NDX_TEXT("ben")));
}

ndx_text ndx_name_surname(ndx_text key) {
    name_words words = name_split(name_without_role(key));
    if (words.count == 0) return (ndx_text){key.data, 0};
    if (name_is_eastern(&words)) return words.word[0];
    size_t last = words.count - 1;
    while (last > 0 && (name_word_kinds(words.word[last]) & NAME_SUFFIX)) last--;
    size_t first = last;
    while (first > 0 && name_is_particle(&words, first - 1)) first--;
    const char *start = words.word[first].data;
    return (ndx_text){start, (size_t)(words.word[last].data + words.word[last].len - start)};
}
