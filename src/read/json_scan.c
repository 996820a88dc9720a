/* JSON taken apart. */
#include "json_scan.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* --- where a value ends --------------------------------------------------------------------------------- */

/* The next byte of a string that means something: quote, backslash, or a line end. */
static size_t string_stop(ndx_text text, size_t at) {
#ifdef __SSE2__
    const __m128i quotes = _mm_set1_epi8('"'), slashes = _mm_set1_epi8('\\'), ends = _mm_set1_epi8('\n');
    for (; text.len - at >= 16; at += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(text.data + at));
        __m128i found = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quotes), _mm_cmpeq_epi8(bytes, ends)),
                                     _mm_cmpeq_epi8(bytes, slashes));
        unsigned where = (unsigned)_mm_movemask_epi8(found);
        if (where) return at + (size_t)__builtin_ctz(where);
    }
#else
    const uint64_t ones = 0x0101010101010101u, high = ones * 0x80;
    for (; text.len - at >= 8; at += 8) {
        uint64_t word, quote, slash;
        memcpy(&word, text.data + at, 8);
        /* A byte that is zero after the exclusive or is the one looked for (Hacker's Delight, 6-1); controls:
         * below 0x20. */
        quote = word ^ ones * '"';
        slash = word ^ ones * '\\';
        if ((((quote - ones) & ~quote) | ((slash - ones) & ~slash) | ((word - ones * 0x20) & ~word)) & high)
            break;
    }
#endif
    while (at < text.len && text.data[at] != '"' && text.data[at] != '\\' && text.data[at] != '\n') at++;
    return at;
}

/* One byte at `at` inside a string; false when the string is broken off. */
static bool string_step(ndx_json_end *scan, char c) {
    if (scan->escaped)
        scan->escaped = false;
    else if (c == '\\')
        scan->escaped = true;
    else if (c == '"')
        scan->in_string = false;
    return c != '\n';
}

bool ndx_json_end_find(ndx_json_end *scan, ndx_text text, size_t from, size_t *end) {
    for (size_t at = from; at < text.len; at++) {
        if (scan->in_string) {
            if (!scan->escaped) at = string_stop(text, at);
            if (at == text.len) break;
            if (string_step(scan, text.data[at])) continue;
            scan->broken = true;
            *end = at;
            return true;
        }
        char c = text.data[at];
        if (c == '"') {
            scan->in_string = true;
        } else if (c == '{' || c == '[') {
            if (++scan->depth > scan->deepest) scan->deepest = scan->depth;
        } else if ((c == '}' || c == ']') && --scan->depth == 0) {
            *end = at + 1;
            return true;
        }
    }
    return false;
}

/* --- its parts ------------------------------------------------------------------------------------------ */

static bool bit(const uint64_t *bits, unsigned at) {
    return bits[at / 64] >> (at % 64) & 1;
}

static void set_bit(uint64_t *bits, unsigned at, bool value) {
    uint64_t mask = (uint64_t)1 << (at % 64);
    bits[at / 64] = value ? bits[at / 64] | mask : bits[at / 64] & ~mask;
}

static ndx_json_kind bad(ndx_json_reader *json, const char *detail) {
    json->detail = detail;
    return NDX_JSON_BAD;
}

static void skip_blanks(ndx_json_reader *json) {
    for (; json->at < json->text.len; json->at++) {
        char c = json->text.data[json->at];
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t') break;
    }
}

static char peek(const ndx_json_reader *json) {
    return json->at < json->text.len ? json->text.data[json->at] : '\0';
}

static bool read_string(ndx_json_reader *json, ndx_text *value, bool *escapes) {
    size_t from = ++json->at, at = from;
    *escapes = false;
    for (;;) {
        at = string_stop(json->text, at);
        if (at >= json->text.len || json->text.data[at] == '\n') return false;
        if (json->text.data[at] == '"') break;
        *escapes = true;
        at += 2;
        if (at > json->text.len) return false;
    }
    *value = ndx_text_slice(json->text, from, at);
    json->at = at + 1;
    return true;
}

static bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
           c == '-' || c == '.';
}

/* A number or one of the three words. */
static bool read_other(ndx_json_reader *json, ndx_text *value) {
    size_t from = json->at;
    while (json->at < json->text.len && is_word(json->text.data[json->at])) json->at++;
    *value = ndx_text_slice(json->text, from, json->at);
    if (value->len == 0) return false;
    char first = value->data[0];
    if (first == '-' || (first >= '0' && first <= '9')) return true;
    return ndx_text_equal(*value, NDX_TEXT("true")) || ndx_text_equal(*value, NDX_TEXT("false")) ||
           ndx_text_equal(*value, NDX_TEXT("null"));
}

static ndx_json_kind open_level(ndx_json_reader *json, bool object) {
    if (json->depth == NDX_JSON_DEPTH) return bad(json, "nested too deeply");
    set_bit(json->in_object, json->depth, object);
    set_bit(json->has_member, json->depth, false);
    json->depth++;
    json->at++;
    return object ? NDX_JSON_OBJECT : NDX_JSON_ARRAY;
}

static ndx_json_kind close_level(ndx_json_reader *json) {
    json->at++;
    json->depth--;
    json->done = json->depth == 0;
    return NDX_JSON_CLOSE;
}

/* Comma and key before a value inside an object or array. CLOSE: there is no further one. OTHER: a value
 * follows. */
static ndx_json_kind next_member(ndx_json_reader *json) {
    unsigned level = json->depth - 1;
    bool object = bit(json->in_object, level), closing = peek(json) == (object ? '}' : ']');
    if (closing) return close_level(json);
    if (bit(json->has_member, level)) {
        if (peek(json) != ',') return bad(json, "expected a comma");
        json->at++;
        skip_blanks(json);
        if (peek(json) == (object ? '}' : ']')) return bad(json, "a comma before the end");
    }
    set_bit(json->has_member, level, true);
    if (!object) return NDX_JSON_OTHER;
    bool escapes;
    if (peek(json) != '"' || !read_string(json, &json->key, &escapes)) return bad(json, "expected a key");
    skip_blanks(json);
    if (peek(json) != ':') return bad(json, "expected a colon");
    json->at++;
    skip_blanks(json);
    return NDX_JSON_OTHER;
}

ndx_json_kind ndx_json_next(ndx_json_reader *json) {
    skip_blanks(json);
    json->key = json->value = (ndx_text){"", 0};
    if (json->done)
        return json->at == json->text.len ? NDX_JSON_END : bad(json, "something follows the value");
    if (json->depth) {
        ndx_json_kind member = next_member(json);
        if (member != NDX_JSON_OTHER) return member;
    }
    char c = peek(json);
    if (c == '{' || c == '[') return open_level(json, c == '{');
    json->done = json->depth == 0;
    if (c == '"')
        return read_string(json, &json->value, &json->escapes) ? NDX_JSON_STRING
                                                               : bad(json, "a string without its end");
    json->escapes = false;
    return read_other(json, &json->value) ? NDX_JSON_OTHER : bad(json, "expected a value");
}

ndx_json_kind ndx_json_skip(ndx_json_reader *json) {
    unsigned outside = json->depth - 1;
    ndx_json_kind kind = NDX_JSON_OBJECT;
    while (json->depth > outside && kind != NDX_JSON_BAD && kind != NDX_JSON_END) kind = ndx_json_next(json);
    return kind;
}

/* --- escapes -------------------------------------------------------------------------------------------- */

static bool hex4(const char *text, size_t len, uint32_t *value) {
    if (len < 4) return false;
    *value = 0;
    for (int i = 0; i < 4; i++) {
        char c = text[i];
        int digit = c >= '0' && c <= '9'                 ? c - '0'
                    : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                         : -1;
        if (digit < 0) return false;
        *value = *value << 4 | (uint32_t)digit;
    }
    return true;
}

/* \uXXXX, or a pair of them for one character; returns the bytes used behind "\u", 0 if it is none. */
static size_t unicode_escape(const char *text, size_t len, uint32_t *c) {
    uint32_t low;
    if (!hex4(text, len, c)) return 0;
    if (*c < 0xD800 || *c > 0xDFFF) return 4;
    if (*c < 0xDC00 && len >= 10 && text[4] == '\\' && text[5] == 'u' && hex4(text + 6, len - 6, &low) &&
        low >= 0xDC00 && low <= 0xDFFF) {
        *c = 0x10000 + ((*c - 0xD800) << 10 | (low - 0xDC00));
        return 10;
    }
    *c = 0xFFFD;
    return 4;
}

size_t ndx_json_unescape(char *text, size_t len) {
    static const char letters[] = "bfnrt", meanings[] = "\b\f\n\r\t";
    size_t out = 0;
    for (size_t at = 0; at < len;) {
        const char *slash = memchr(text + at, '\\', len - at);
        size_t stop = slash ? (size_t)(slash - text) : len;
        if (out != at) memmove(text + out, text + at, stop - at);
        out += stop - at;
        at = stop;
        if (at + 1 >= len) break;
        char c = text[at + 1];
        const char *letter = memchr(letters, c, sizeof letters - 1);
        uint32_t codepoint;
        size_t used = c == 'u' ? unicode_escape(text + at + 2, len - at - 2, &codepoint) : 0;
        if (used)
            out += ndx_utf8_put(text + out, codepoint); /* six bytes become at most three, twelve four */
        else
            text[out++] = letter ? meanings[letter - letters] : c;
        at += 2 + used;
    }
    return out;
}
