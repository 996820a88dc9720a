/* Views: comparing, cutting and reading texts that somebody else owns. */
#include "newsdex/base.h"

#include <string.h>

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

ndx_text ndx_text_of(const char *nul_terminated) {
    return (ndx_text){nul_terminated, nul_terminated ? strlen(nul_terminated) : 0};
}

bool ndx_text_equal(ndx_text a, ndx_text b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

bool ndx_text_equal_nocase(ndx_text a, ndx_text b) {
    return a.len == b.len && ndx_text_starts_nocase(a, b);
}

int ndx_text_compare(ndx_text a, ndx_text b) {
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter ? memcmp(a.data, b.data, shorter) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool ndx_text_starts(ndx_text text, ndx_text prefix) {
    return text.len >= prefix.len && (prefix.len == 0 || memcmp(text.data, prefix.data, prefix.len) == 0);
}

bool ndx_text_starts_nocase(ndx_text text, ndx_text prefix) {
    if (text.len < prefix.len) return false;
    for (size_t i = 0; i < prefix.len; i++)
        if (lower(text.data[i]) != lower(prefix.data[i])) return false;
    return true;
}

bool ndx_text_ends(ndx_text text, ndx_text suffix) {
    return text.len >= suffix.len &&
           (suffix.len == 0 || memcmp(text.data + text.len - suffix.len, suffix.data, suffix.len) == 0);
}

ndx_text ndx_text_trim(ndx_text text) {
    while (text.len && is_space(text.data[0])) text.data++, text.len--;
    while (text.len && is_space(text.data[text.len - 1])) text.len--;
    return text;
}

ndx_text ndx_text_slice(ndx_text text, size_t from, size_t to) {
    if (to > text.len) to = text.len;
    if (from > to) from = to;
    return (ndx_text){text.data ? text.data + from : NULL, to - from};
}

size_t ndx_text_find(ndx_text text, ndx_text needle) {
    if (needle.len == 0) return 0;
    const char *found = text.len ? memmem(text.data, text.len, needle.data, needle.len) : NULL;
    return found ? (size_t)(found - text.data) : SIZE_MAX;
}

bool ndx_text_split(ndx_text *rest, char separator, ndx_text *piece) {
    if (!rest->data) return false; /* data NULL marks that the last piece was given out */
    const char *found = rest->len ? memchr(rest->data, separator, rest->len) : NULL;
    size_t len = found ? (size_t)(found - rest->data) : rest->len;
    *piece = (ndx_text){rest->data, len};
    *rest = found ? (ndx_text){found + 1, rest->len - len - 1} : (ndx_text){NULL, 0};
    return true;
}

bool ndx_text_line(ndx_text *rest, ndx_text *line) {
    if (rest->len == 0) return false;
    size_t len = 0;
    while (len < rest->len && rest->data[len] != '\n' && rest->data[len] != '\r') len++;
    size_t end = len;
    if (end < rest->len)
        end += rest->data[end] == '\r' && end + 1 < rest->len && rest->data[end + 1] == '\n' ? 2 : 1;
    *line = (ndx_text){rest->data, len};
    *rest = (ndx_text){rest->data + end, rest->len - end};
    return true;
}

bool ndx_text_to_u64(ndx_text text, uint64_t *value) {
    uint64_t sum = 0;
    if (text.len == 0) return false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned digit = (unsigned char)text.data[i] - (unsigned)'0';
        if (digit > 9 || __builtin_mul_overflow(sum, 10, &sum) || __builtin_add_overflow(sum, digit, &sum))
            return false;
    }
    *value = sum;
    return true;
}
