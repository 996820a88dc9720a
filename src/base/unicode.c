/* UTF-8, folding, and what a terminal makes of characters. */
#include "newsdex/base.h"

#include <utf8proc.h>

uint32_t ndx_utf8_next(const char *data, size_t len, size_t *at) {
    const unsigned char *s = (const unsigned char *)data + *at;
    size_t left = len - *at, need;
    uint32_t c = s[0], least;
    *at += 1;
    if (c < 0x80) return c;
    if (c >= 0xC2 && c <= 0xDF)
        need = 1, least = 0x80, c &= 0x1F;
    else if ((c & 0xF0) == 0xE0)
        need = 2, least = 0x800, c &= 0x0F;
    else if (c >= 0xF0 && c <= 0xF4)
        need = 3, least = 0x10000, c &= 0x07;
    else
        return NDX_BAD_CODEPOINT;
    if (left <= need) return NDX_BAD_CODEPOINT;
    for (size_t i = 1; i <= need; i++) {
        if ((s[i] & 0xC0) != 0x80) return NDX_BAD_CODEPOINT;
        c = c << 6 | (s[i] & 0x3F);
    }
    if (c < least || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return NDX_BAD_CODEPOINT;
    *at += need;
    return c;
}

size_t ndx_utf8_put(char out[4], uint32_t c) {
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = len - 1; i > 0; i--, c >>= 6) out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)(lead[len] | c);
    return len;
}

bool ndx_utf8_valid(ndx_text text) {
    for (size_t at = 0; at < text.len;) {
        if ((unsigned char)text.data[at] < 0x80)
            at++;
        else if (ndx_utf8_next(text.data, text.len, &at) == NDX_BAD_CODEPOINT)
            return false;
    }
    return true;
}

size_t ndx_utf8_count(ndx_text text) {
    size_t count = 0;
    for (size_t at = 0; at < text.len; count++) ndx_utf8_next(text.data, text.len, &at);
    return count;
}

size_t ndx_utf8_floor(ndx_text text, size_t at) {
    if (at >= text.len) return text.len;
    size_t start = at;
    while (start > 0 && at - start < 3 && (text.data[start] & 0xC0) == 0x80) start--;
    size_t next = start;
    /* Only a whole valid character is kept together; stray continuation bytes may be cut anywhere. */
    return ndx_utf8_next(text.data, text.len, &next) != NDX_BAD_CODEPOINT && next > at ? start : at;
}

/* --- folding -------------------------------------------------------------------------------------------- */

/* Letters whose stroke or ligature is no combining mark, so that decomposition leaves them whole. */
static const struct {
    uint32_t letter;
    const char *fold;
} plain_letters[] = {
    {0x00DF, "ss"}, {0x00E6, "ae"}, {0x00F0, "d"}, {0x00F8, "o"}, {0x00FE, "th"}, {0x0111, "d"},
    {0x0127, "h"},  {0x0131, "i"},  {0x0138, "k"}, {0x0142, "l"}, {0x014B, "n"},  {0x0153, "oe"},
    {0x0167, "t"},  {0x0180, "b"},  {0x01E5, "g"}, {0x0259, "e"},
};

/* Letters of their own in their alphabets although Unicode decomposes them: й is not и to a Russian reader. */
static bool is_own_letter(uint32_t c) {
    return c == 0x0439 || c == 0x0457 || c == 0x045E || c == 0x0453 || c == 0x045C ||
           (c >= 0xAC00 && c <= 0xD7A3);
}

/* Marks that readers leave out when they type. Vowel signs of Indic scripts are marks too, but not these. */
static bool is_dropped_mark(uint32_t c) {
    return (c >= 0x0300 && c <= 0x036F) || (c >= 0x0483 && c <= 0x0487) || (c >= 0x0591 && c <= 0x05C7) ||
           (c >= 0x0610 && c <= 0x061A) || c == 0x0640 || (c >= 0x064B && c <= 0x065F) || c == 0x0670 ||
           (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF) ||
           (c >= 0xFE20 && c <= 0xFE2F) || c == 0x00AD || (c >= 0x200B && c <= 0x200D) || c == 0x2060 ||
           c == 0xFEFF;
}

static void add_plain(ndx_buf *out, uint32_t c) {
    for (size_t i = 0; i < NDX_COUNT(plain_letters); i++)
        if (plain_letters[i].letter == c) {
            ndx_buf_add_str(out, plain_letters[i].fold);
            return;
        }
    if (!is_dropped_mark(c)) ndx_buf_add_utf8(out, c);
}

static void fold_character(ndx_buf *out, uint32_t c) {
    utf8proc_int32_t parts[32];
    int boundary = 0;
    uint32_t small = (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
    if (is_own_letter(small)) {
        ndx_buf_add_utf8(out, small);
        return;
    }
    utf8proc_ssize_t count =
        utf8proc_decompose_char((utf8proc_int32_t)c, parts, NDX_COUNT(parts),
                                UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD, &boundary);
    if (count < 0 || count > (utf8proc_ssize_t)NDX_COUNT(parts)) {
        ndx_buf_add_utf8(out, small);
        return;
    }
    /* A character that decomposes into a mark we do not drop (the dots of か/が) stays whole. */
    for (utf8proc_ssize_t i = 1; i < count; i++)
        if (!is_dropped_mark((uint32_t)parts[i]) && utf8proc_category(parts[i]) == UTF8PROC_CATEGORY_MN) {
            ndx_buf_add_utf8(out, small);
            return;
        }
    for (utf8proc_ssize_t i = 0; i < count; i++) add_plain(out, (uint32_t)parts[i]);
}

/* ASCII from `at` on; returns where it ends. */
static size_t fold_ascii(ndx_buf *out, ndx_text text, size_t at) {
    if (!ndx_buf_reserve(out, text.len - at)) return text.len;
    char *to = out->data + out->len;
    for (; at < text.len && (unsigned char)text.data[at] < 0x80; at++)
        *to++ = (char)(text.data[at] >= 'A' && text.data[at] <= 'Z' ? text.data[at] + 32 : text.data[at]);
    *to = '\0';
    out->len = (size_t)(to - out->data);
    return at;
}

void ndx_fold(ndx_buf *out, ndx_text text) {
    for (size_t at = 0; at < text.len;) {
        if ((unsigned char)text.data[at] < 0x80) {
            at = fold_ascii(out, text, at);
            continue;
        }
        uint32_t c = ndx_utf8_next(text.data, text.len, &at);
        if (c == NDX_BAD_CODEPOINT)
            ndx_buf_add_utf8(out, 0xFFFD);
        else
            fold_character(out, c);
    }
}

ndx_text ndx_fold_short(ndx_text text, char room[NDX_FOLD_ROOM]) {
    ndx_buf out = {.data = room, .capacity = NDX_FOLD_ROOM}; /* which never has to grow */
    room[0] = '\0';
    if (text.len <= NDX_FOLD_SHORT) ndx_fold(&out, text);
    return ndx_buf_text(&out);
}

/* --- terminals ------------------------------------------------------------------------------------------ */

int ndx_codepoint_columns(uint32_t c) {
    if (c >= 0x20 && c < 0x7F) return 1;
    if (c == NDX_BAD_CODEPOINT || c > 0x10FFFF) return 1; /* shown as U+FFFD */
    int columns = utf8proc_charwidth((utf8proc_int32_t)c);
    return columns < 0 ? 0 : columns;
}

size_t ndx_width_columns(ndx_text text) {
    size_t columns = 0;
    for (size_t at = 0; at < text.len;)
        columns += (size_t)ndx_codepoint_columns(ndx_utf8_next(text.data, text.len, &at));
    return columns;
}

bool ndx_codepoint_unsafe(uint32_t c) {
    if (c < 0x20) return true;
    if (c < 0x7F) return false;
    return c <= 0x9F || c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x206F) || (c >= 0xD800 && c <= 0xDFFF) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F) || c > 0x10FFFF;
}
