/* A writer of JSON that cannot write anything else: commas, escapes and UTF-8 are its business, not the
 * caller's. */
#include "newsdex/print.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 64

void ndx_json_init(ndx_json *json, ndx_buf *out) {
    *json = (ndx_json){.out = out};
}

/* Whatever comes next needs a comma unless it is the first of its object or array, or stands behind its key.
 */
static void begin_value(ndx_json *json) {
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    if (json->depth == 0) return;
    uint64_t bit = UINT64_C(1) << (json->depth - 1);
    if (json->has_value & bit) ndx_buf_add_char(json->out, ',');
    json->has_value |= bit;
}

/* Nesting is the program's own, never the data's: going too deep is a bug, and fails like running out of
 * memory. */
static void begin(ndx_json *json, char bracket) {
    if (json->depth == MAX_DEPTH) {
        json->out->failed = true;
        return;
    }
    begin_value(json);
    ndx_buf_add_char(json->out, bracket);
    json->has_value &= ~(UINT64_C(1) << json->depth);
    json->depth++;
}

static void end(ndx_json *json, char bracket) {
    if (json->depth == 0) return;
    json->depth--;
    json->after_key = false;
    ndx_buf_add_char(json->out, bracket);
}

void ndx_json_begin_object(ndx_json *json) {
    begin(json, '{');
}

void ndx_json_end_object(ndx_json *json) {
    end(json, '}');
}

void ndx_json_begin_array(ndx_json *json) {
    begin(json, '[');
}

void ndx_json_end_array(ndx_json *json) {
    end(json, ']');
}

static const char *short_escape(uint32_t c) {
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return NULL;
    }
}

static void add_escape(ndx_buf *out, uint32_t c) {
    const char *escape = short_escape(c);
    if (escape)
        ndx_buf_add_str(out, escape);
    else if (c < 0x10000)
        ndx_buf_addf(out, "\\u%04x", c);
    else
        ndx_buf_addf(out, "\\u%04x\\u%04x", 0xD7C0 + (c >> 10), 0xDC00 + (c & 0x3FF));
}

static bool is_plain(unsigned char byte) {
    return byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
}

void ndx_json_text(ndx_json *json, ndx_text value) {
    begin_value(json);
    ndx_buf_add_char(json->out, '"');
    for (size_t at = 0; at < value.len;) {
        size_t start = at;
        while (at < value.len && is_plain((unsigned char)value.data[at])) at++;
        ndx_buf_add(json->out, value.data + start, at - start);
        if (at == value.len) break;
        start = at;
        uint32_t c = ndx_utf8_next(value.data, value.len, &at);
        if (c == NDX_BAD_CODEPOINT)
            ndx_buf_add_utf8(json->out, 0xFFFD);
        else if (short_escape(c) || ndx_codepoint_unsafe(c))
            add_escape(json->out, c);
        else
            ndx_buf_add(json->out, value.data + start, at - start);
    }
    ndx_buf_add_char(json->out, '"');
}

void ndx_json_key(ndx_json *json, const char *key) {
    json->after_key = false;
    ndx_json_text(json, ndx_text_of(key));
    ndx_buf_add_char(json->out, ':');
    json->after_key = true;
}

void ndx_json_int(ndx_json *json, int64_t value) {
    begin_value(json);
    ndx_buf_addf(json->out, "%lld", (long long)value);
}

/* The fewest digits that read back the same. The point is a point even where the process's locale says comma.
 */
void ndx_json_real(ndx_json *json, double value) {
    char digits[32];
    if (!isfinite(value)) {
        ndx_json_null(json);
        return;
    }
    for (int precision = 1; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value) break;
    }
    for (char *c = digits; *c; c++)
        if (!strchr("0123456789+-e", *c)) *c = '.';
    begin_value(json);
    ndx_buf_add_str(json->out, digits);
}

void ndx_json_bool(ndx_json *json, bool value) {
    begin_value(json);
    ndx_buf_add_str(json->out, value ? "true" : "false");
}

void ndx_json_null(ndx_json *json) {
    begin_value(json);
    ndx_buf_add_str(json->out, "null");
}
