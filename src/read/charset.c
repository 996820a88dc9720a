/* Encodings: told, declared or detected; everything becomes UTF-8. ICU does the tables. */
#include "charset.h"

#include <stdio.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

enum { DETECT_BYTES = 64 * 1024 };

static void keep_name(char out[48], ndx_text name) {
    out[0] = '\0';
    name = ndx_text_trim(name);
    if (name.len == 0 || name.len >= 48 || memchr(name.data, '\0', name.len)) return;
    memcpy(out, name.data, name.len);
    out[name.len] = '\0';
}

void ndx_charset_init(ndx_charset *charset, const char *forced) {
    *charset = (ndx_charset){0};
    if (forced) keep_name(charset->forced, ndx_text_of(forced));
}

void ndx_charset_clear(ndx_charset *charset) {
    ucnv_close(charset->converter);
    *charset = (ndx_charset){0};
}

void ndx_charset_declare(ndx_charset *charset, ndx_text name) {
    if (name.len) keep_name(charset->declared, name);
}

static bool is_utf8_name(const char *name) {
    return ndx_text_equal_nocase(ndx_text_of(name), NDX_TEXT("utf-8")) ||
           ndx_text_equal_nocase(ndx_text_of(name), NDX_TEXT("utf8"));
}

/* Pages that say ISO-8859-1 or ASCII mean Windows-1252, which has the curly quotes where those have nothing
 * (the WHATWG Encoding Standard prescribes the same). */
static const char *as_meant(const char *name) {
    static const char *const latin1[] = {"iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1",
                                         "l1",         "us-ascii",  "ascii",      "ansi"};
    for (size_t i = 0; i < NDX_COUNT(latin1); i++)
        if (ndx_text_equal_nocase(ndx_text_of(name), ndx_text_of(latin1[i]))) return "windows-1252";
    return name;
}

/* --- how much of it is UTF-8 ---------------------------------------------------------------------------- */

typedef struct census {
    size_t multibyte, invalid, high, letters;
} census;

static const char *first_high(const char *at, const char *end) {
    for (; end - at >= 32; at += 32) {
        uint64_t words[4];
        memcpy(words, at, 32);
        if ((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080u) break;
    }
    for (; end - at >= 8; at += 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        if (word & 0x8080808080808080u) break;
    }
    while (at < end && (unsigned char)*at < 0x80) at++;
    return at;
}

static bool is_utf8(ndx_text raw) {
    size_t at = 0;
    while (at < raw.len) {
        at = (size_t)(first_high(raw.data + at, raw.data + raw.len) - raw.data);
        if (at < raw.len && ndx_utf8_next(raw.data, raw.len, &at) == NDX_BAD_CODEPOINT) return false;
    }
    return true;
}

static census count_bytes(ndx_text raw) {
    census c = {0};
    for (size_t at = 0; at < raw.len;) {
        unsigned char byte = (unsigned char)raw.data[at];
        if (byte < 0x80) {
            c.letters += (byte | 32) >= 'a' && (byte | 32) <= 'z';
            at++;
            continue;
        }
        size_t from = at;
        if (ndx_utf8_next(raw.data, raw.len, &at) == NDX_BAD_CODEPOINT)
            c.invalid++;
        else
            c.multibyte++;
        c.high += at - from;
    }
    return c;
}

/* Each byte that belongs to no character becomes U+FFFD. */
static ndx_status repair(ndx_arena *arena, ndx_text raw, size_t invalid, ndx_text *text, ndx_error *err) {
    char *out = ndx_arena_alloc(arena, raw.len + invalid * 2 + 1);
    if (!out) return ndx_fail_memory(err);
    size_t len = 0;
    for (size_t at = 0; at < raw.len;) {
        size_t from = at;
        if (ndx_utf8_next(raw.data, raw.len, &at) == NDX_BAD_CODEPOINT) {
            len += ndx_utf8_put(out + len, 0xFFFD);
        } else {
            memcpy(out + len, raw.data + from, at - from);
            len += at - from;
        }
    }
    *text = (ndx_text){out, len};
    return NDX_OK;
}

/* --- detection ------------------------------------------------------------------------------------------ */

/* Bytes Windows-1252 leaves undefined: text that has them is in another encoding or damaged. */
static bool can_be_1252(ndx_text raw) {
    for (size_t i = 0; i < raw.len; i++) {
        unsigned char b = (unsigned char)raw.data[i];
        if (b == 0x81 || b == 0x8D || b == 0x8F || b == 0x90 || b == 0x9D) return false;
    }
    return true;
}

static bool is_latin(const char *name) {
    return strcmp(name, "ISO-8859-1") == 0 || strcmp(name, "windows-1252") == 0;
}

const char *ndx_charset_detect(ndx_text raw) {
    ndx_text part = ndx_text_slice(raw, 0, DETECT_BYTES);
    census c = count_bytes(part);
    bool western = can_be_1252(raw);
    UErrorCode failed = U_ZERO_ERROR;
    UCharsetDetector *detector = ucsdet_open(&failed);
    if (U_FAILURE(failed) || !detector) return "windows-1252"; /* ICU's own functions do not look */
    ucsdet_setText(detector, part.data, (int32_t)part.len, &failed);
    const UCharsetMatch *match = ucsdet_detect(detector, &failed);
    const char *name = match ? ucsdet_getName(match, &failed) : NULL;
    int confidence = match ? ucsdet_getConfidence(match, &failed) : 0;
    const char *found = "windows-1252";
    /* A few accents and quotes among Latin letters say Windows-1252 whatever statistics say of so little. */
    bool enough = c.high * 100 > (c.letters + c.high) * 3 && confidence >= 25;
    if (U_SUCCESS(failed) && name && !is_utf8_name(name) && !is_latin(name) &&
        strncmp(name, "UTF-", 4) != 0 && (enough || !western)) {
        UErrorCode alias_failed = U_ZERO_ERROR;
        /* ICU's own static name outlives the detector. */
        const char *canonical = ucnv_getStandardName(name, "MIME", &alias_failed);
        if (U_SUCCESS(alias_failed) && canonical)
            found = canonical;
        else if (U_SUCCESS(alias_failed)) {
            canonical = ucnv_getAlias(name, 0, &alias_failed);
            if (U_SUCCESS(alias_failed) && canonical) found = canonical;
        }
    }
    ucsdet_close(detector);
    return found;
}

/* ISO-2022-JP is written in seven bits, so that it looks like UTF-8; its shifts to JIS X 0208 and back tell it. */
static bool is_shifted(const ndx_charset *charset, ndx_text raw) {
    if (is_utf8_name(charset->declared) || !memchr(raw.data ? raw.data : "", '\x1B', raw.len)) return false;
    bool to_kanji = ndx_text_find(raw, NDX_TEXT("\x1B$B")) != SIZE_MAX ||
                    ndx_text_find(raw, NDX_TEXT("\x1B$@")) != SIZE_MAX;
    return to_kanji && ndx_text_find(raw, NDX_TEXT("\x1B(")) != SIZE_MAX;
}

/* --- conversion ----------------------------------------------------------------------------------------- */

static bool open_converter(ndx_charset *charset, const char *name) {
    name = as_meant(name);
    if (charset->converter && strcmp(charset->open_name, name) == 0) return true;
    UErrorCode failed = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(name, &failed);
    if (U_FAILURE(failed)) return false;
    ucnv_close(charset->converter);
    charset->converter = converter;
    snprintf(charset->open_name, sizeof charset->open_name, "%s", name);
    return true;
}

static bool has_replacement(ndx_text text) {
    return ndx_text_find(text, NDX_TEXT("\xEF\xBF\xBD")) != SIZE_MAX;
}

static ndx_status convert_open(ndx_charset *charset, ndx_arena *arena, ndx_text raw, ndx_text *text,
                               ndx_error *err) {
    /* One byte never becomes more than three of UTF-8 (four only for pairs of bytes and more). */
    if (raw.len > INT32_MAX / 3 - 64)
        return ndx_fail(err, NDX_BAD_INPUT, "a text of %zu bytes is too long to convert", raw.len);
    size_t room = raw.len * 3 + 64;
    char *out = ndx_arena_alloc(arena, room);
    if (!out) return ndx_fail_memory(err);
    UErrorCode failed = U_ZERO_ERROR;
    int32_t len = ucnv_toAlgorithmic(UCNV_UTF8, charset->converter, out, (int32_t)room, raw.data,
                                     (int32_t)raw.len, &failed);
    if (failed == U_MEMORY_ALLOCATION_ERROR) return ndx_fail_memory(err);
    if (U_FAILURE(failed))
        return ndx_fail(err, NDX_BAD_INPUT, "cannot convert from %s: %s", charset->open_name,
                        u_errorName(failed));
    *text = (ndx_text){out, (size_t)len};
    return NDX_OK;
}

static const char *choose(ndx_charset *charset, ndx_text raw) {
    if (charset->declared[0] && !is_utf8_name(charset->declared) &&
        open_converter(charset, charset->declared))
        return charset->declared;
    if (!charset->detected[0])
        snprintf(charset->detected, sizeof charset->detected, "%s", ndx_charset_detect(raw));
    return charset->detected;
}

ndx_status ndx_charset_convert(ndx_charset *charset, ndx_arena *arena, ndx_text raw, ndx_text *text,
                               bool *repaired, ndx_error *err) {
    *repaired = false;
    *text = raw;
    bool forced = charset->forced[0] && !is_utf8_name(charset->forced);
    bool shifted = !forced && is_shifted(charset, raw);
    if (!forced && !shifted && is_utf8(raw)) return NDX_OK;
    bool should_be_utf8 = is_utf8_name(charset->forced) || (!forced && is_utf8_name(charset->declared));
    if (!forced) {
        /* Characters of several bytes hardly come about by chance in other encodings: with them it is damaged
         * UTF-8. */
        census c = count_bytes(raw);
        if (is_utf8_name(charset->forced) || (c.multibyte && c.multibyte * 2 >= c.invalid) ||
            (should_be_utf8 && c.multibyte)) {
            *repaired = true;
            return repair(arena, raw, c.invalid, text, err);
        }
    }
    const char *name = forced ? charset->forced : shifted ? "iso-2022-jp" : choose(charset, raw);
    if (!open_converter(charset, name)) return ndx_fail(err, NDX_BAD_INPUT, "no encoding is called %s", name);
    ndx_status status = convert_open(charset, arena, raw, text, err);
    *repaired = status == NDX_OK && (should_be_utf8 || has_replacement(*text));
    return status;
}

ndx_status ndx_charset_check(const char *name, ndx_error *err) {
    if (!name || is_utf8_name(name)) return NDX_OK;
    UErrorCode failed = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(as_meant(name), &failed);
    ucnv_close(converter);
    if (U_SUCCESS(failed) && strlen(name) < 48) return NDX_OK;
    return ndx_fail(err, NDX_USAGE, "no encoding is called %s; try utf-8, windows-1252, iso-8859-2 or koi8-r",
                    name);
}
