/* Byte order marks, and UTF-16 and UTF-32 made UTF-8 on the way in. */
#include "input.h"

#include <string.h>

enum { WIDE_STEP = 64 * 1024 };

static const struct {
    const char *mark;
    size_t len;
    unsigned unit;
    bool big_endian;
} marks[] = {
    /* UTF-32's little-endian mark begins with UTF-16's: longest first. */
    {"\xFF\xFE\0\0", 4, 4, false}, {"\0\0\xFE\xFF", 4, 4, true}, {"\xEF\xBB\xBF", 3, 1, false},
    {"\xFF\xFE", 2, 2, false},     {"\xFE\xFF", 2, 2, true},
};

static const struct {
    const char *name;
    unsigned unit;
    bool big_endian;
} wide_names[] = {
    {"utf-16", 2, false},  {"utf16", 2, false},    {"utf-16le", 2, false},
    {"utf16le", 2, false}, {"utf-16be", 2, true},  {"utf16be", 2, true},
    {"utf-32", 4, false},  {"utf-32le", 4, false}, {"utf-32be", 4, true},
};

/* UTF-16 without a mark: Latin text has a zero in every second byte, and always the same one. */
static void guess_wide(ndx_input *input, ndx_text head) {
    size_t pairs = head.len / 2, zeros[2] = {0, 0};
    if (pairs > 512) pairs = 512;
    for (size_t i = 0; i < pairs * 2; i++) zeros[i & 1] += head.data[i] == '\0';
    if (pairs < 4) return;
    for (int odd = 0; odd < 2; odd++)
        if (zeros[odd] > pairs * 6 / 10 && zeros[!odd] <= pairs / 20) {
            input->unit = 2;
            input->big_endian = odd == 0;
        }
}

static bool take_mark(ndx_input *input, ndx_text head) {
    for (size_t i = 0; i < NDX_COUNT(marks); i++) {
        if (head.len < marks[i].len || memcmp(head.data, marks[i].mark, marks[i].len) != 0) continue;
        input->unit = marks[i].unit;
        input->big_endian = marks[i].big_endian;
        input->utf8_marked = marks[i].unit == 1;
        ndx_stream_skip(input->stream, marks[i].len);
        return true;
    }
    return false;
}

ndx_status ndx_input_open(ndx_input *input, ndx_stream *stream, const char *encoding, ndx_error *err) {
    *input = (ndx_input){.stream = stream, .unit = 1};
    ndx_text head;
    ndx_status status = ndx_stream_peek(stream, 1024, &head, err);
    if (status != NDX_OK) return status;
    if (!take_mark(input, head)) {
        if (!encoding) guess_wide(input, head);
        for (size_t i = 0; encoding && i < NDX_COUNT(wide_names); i++)
            if (ndx_text_equal_nocase(ndx_text_of(encoding), ndx_text_of(wide_names[i].name))) {
                input->unit = wide_names[i].unit;
                input->big_endian = wide_names[i].big_endian;
            }
    }
    input->wide_offset = ndx_stream_offset(stream);
    return NDX_OK;
}

void ndx_input_close(ndx_input *input) {
    ndx_stream_close(input->stream);
    ndx_buf_clear(&input->decoded);
    *input = (ndx_input){0};
}

static uint32_t unit_at(const ndx_input *input, const unsigned char *p) {
    uint32_t value = 0;
    for (unsigned i = 0; i < input->unit; i++)
        value = value << 8 | p[input->big_endian ? i : input->unit - 1 - i];
    return value;
}

/* Decode one character at p; returns the bytes it took, 0 when it may go on beyond `left`. */
static size_t decode_one(ndx_input *input, const unsigned char *p, size_t left, uint32_t *c) {
    if (left < input->unit) return 0;
    *c = unit_at(input, p);
    if (input->unit == 4 || *c < 0xD800 || *c > 0xDFFF) return input->unit;
    if (*c >= 0xDC00) {
        *c = 0xFFFD;
        return 2;
    }
    if (left < 4) return 0;
    uint32_t low = unit_at(input, p + 2);
    if (low < 0xDC00 || low > 0xDFFF) {
        *c = 0xFFFD;
        return 2;
    }
    *c = 0x10000 + ((*c - 0xD800) << 10 | (low - 0xDC00));
    return 4;
}

static ndx_status decode_more(ndx_input *input, ndx_error *err) {
    ndx_text raw;
    ndx_status status = ndx_stream_peek(input->stream, WIDE_STEP, &raw, err);
    if (status != NDX_OK) return status;
    size_t at = 0, took;
    uint32_t c;
    size_t end = raw.len < WIDE_STEP ? raw.len : WIDE_STEP;
    while (at < end &&
           (took = decode_one(input, (const unsigned char *)raw.data + at, raw.len - at, &c)) > 0) {
        ndx_buf_add_utf8(&input->decoded, c);
        at += took;
    }
    if (at == 0) { /* nothing, or half a character at the very end */
        input->ended = true;
        if (raw.len) ndx_buf_add_utf8(&input->decoded, 0xFFFD), input->repaired = true;
        at = raw.len;
    }
    ndx_stream_skip(input->stream, at);
    return ndx_buf_status(&input->decoded, err);
}

ndx_status ndx_input_peek(ndx_input *input, size_t want, ndx_text *view, ndx_error *err) {
    if (input->unit == 1) return ndx_stream_peek(input->stream, want, view, err);
    ndx_buf *decoded = &input->decoded;
    ndx_status status = NDX_OK;
    if (decoded->len - input->decoded_at < want && input->decoded_at) {
        memmove(decoded->data, decoded->data + input->decoded_at, decoded->len - input->decoded_at);
        decoded->len -= input->decoded_at;
        input->decoded_at = 0;
    }
    while (decoded->len - input->decoded_at < want && !input->ended && status == NDX_OK)
        status = decode_more(input, err);
    *view = ndx_text_slice(ndx_buf_text(decoded), input->decoded_at, decoded->len);
    /* What came before damage is delivered first; the failure comes again when it is used up. */
    return view->len && status != NDX_NO_MEMORY ? NDX_OK : status;
}

void ndx_input_skip(ndx_input *input, size_t count) {
    if (input->unit == 1) {
        ndx_stream_skip(input->stream, count);
        return;
    }
    size_t end = input->decoded_at + count;
    if (end > input->decoded.len) end = input->decoded.len;
    for (size_t at = input->decoded_at; at < end; at++) {
        unsigned char byte = (unsigned char)input->decoded.data[at];
        if ((byte & 0xC0) != 0x80) input->wide_offset += input->unit == 2 && byte >= 0xF0 ? 4 : input->unit;
    }
    input->decoded_at = end;
}

uint64_t ndx_input_offset(const ndx_input *input) {
    return input->unit == 1 ? ndx_stream_offset(input->stream) : input->wide_offset;
}
