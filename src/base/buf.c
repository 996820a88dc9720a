/* Owned buffers and growing arrays. */
#include "newsdex/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ndx_buf_init(ndx_buf *buf) {
    *buf = (ndx_buf){0};
}

void ndx_buf_clear(ndx_buf *buf) {
    free(buf->data);
    *buf = (ndx_buf){0};
}

void ndx_buf_reset(ndx_buf *buf) {
    buf->len = 0;
    buf->failed = false;
    if (buf->data) buf->data[0] = '\0';
}

bool ndx_buf_reserve(ndx_buf *buf, size_t more) {
    size_t need;
    if (buf->failed) return false;
    if (__builtin_add_overflow(buf->len, more, &need) || need == SIZE_MAX) return !(buf->failed = true);
    if (need < buf->capacity) return true;
    size_t capacity = buf->capacity < 32 ? 64 : buf->capacity + buf->capacity / 2;
    if (capacity <= need) capacity = need + 1;
    char *data = realloc(buf->data, capacity);
    if (!data) return !(buf->failed = true);
    buf->data = data;
    buf->capacity = capacity;
    buf->data[buf->len] = '\0';
    return true;
}

/* As ndx_buf_reserve, without a call when there is room. */
static inline bool has_room(ndx_buf *buf, size_t more) {
    return (!buf->failed && more < buf->capacity - buf->len) || ndx_buf_reserve(buf, more);
}

void ndx_buf_add(ndx_buf *buf, const void *data, size_t len) {
    if (!has_room(buf, len)) return;
    if (len) memcpy(buf->data + buf->len, data, len);
    buf->len += len;
    buf->data[buf->len] = '\0';
}

void ndx_buf_add_text(ndx_buf *buf, ndx_text text) {
    ndx_buf_add(buf, text.data, text.len);
}

void ndx_buf_add_str(ndx_buf *buf, const char *nul_terminated) {
    ndx_buf_add(buf, nul_terminated, strlen(nul_terminated));
}

void ndx_buf_add_char(ndx_buf *buf, char byte) {
    if (!has_room(buf, 1)) return;
    buf->data[buf->len++] = byte;
    buf->data[buf->len] = '\0';
}

void ndx_buf_add_utf8(ndx_buf *buf, uint32_t codepoint) {
    char bytes[4];
    ndx_buf_add(buf, bytes, ndx_utf8_put(bytes, codepoint));
}

void ndx_buf_add_varint(ndx_buf *buf, uint64_t value) {
    enum { MOST_BYTES = 10 };
    if (!has_room(buf, MOST_BYTES)) return;
    for (; value >= 0x80; value >>= 7) buf->data[buf->len++] = (char)(value | 0x80);
    buf->data[buf->len++] = (char)value;
    buf->data[buf->len] = '\0';
}

bool ndx_varint_get_long(const uint8_t **at, const uint8_t *end, uint64_t *value) {
    uint64_t sum = 0;
    for (unsigned shift = 0; shift < 64 && *at < end; shift += 7) {
        uint8_t byte = *(*at)++;
        if (shift == 63 && byte > 1) return false;
        sum |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            *value = sum;
            return true;
        }
    }
    return false;
}

void ndx_buf_addf(ndx_buf *buf, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0) {
        buf->failed = true;
    } else if (ndx_buf_reserve(buf, (size_t)len)) {
        vsnprintf(buf->data + buf->len, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    }
    va_end(again);
}

ndx_text ndx_buf_text(const ndx_buf *buf) {
    return (ndx_text){buf->data ? buf->data : "", buf->len};
}

ndx_status ndx_buf_status(const ndx_buf *buf, ndx_error *err) {
    return buf->failed ? ndx_fail_memory(err) : NDX_OK;
}
