/* read, inside: JSON taken apart without a tree: where a value ends, and its parts one after the other. Bounded depth, no recursion,
 * no allocation; linear. (RFC 8259) */
#ifndef NDX_READ_JSON_SCAN_H
#define NDX_READ_JSON_SCAN_H

#include "newsdex/base.h"

enum { NDX_JSON_DEPTH = 128 };

/* Finding where a value ends, over bytes that come in pieces. Zero it to begin before the value's first byte.
 */
typedef struct ndx_json_end {
    uint64_t depth, deepest;
    bool in_string, escaped;
    bool broken; /* a line end inside a string: its closing quote is missing */
} ndx_json_end;
/* Look at the bytes from `from` on. True with *end one past an object's or array's last byte, or at the line end that breaks a string.
 * False: all were looked at, the value goes on. The value must begin with { or [. */
bool ndx_json_end_find(ndx_json_end *scan, ndx_text text, size_t from, size_t *end);

typedef enum ndx_json_kind {
    NDX_JSON_END, /* of the text, after one whole value */
    NDX_JSON_OBJECT,
    NDX_JSON_ARRAY, /* begin */
    NDX_JSON_CLOSE, /* of the innermost object or array */
    NDX_JSON_STRING,
    NDX_JSON_OTHER, /* number, true, false, null: as written */
    NDX_JSON_BAD    /* not JSON; `detail` says why */
} ndx_json_kind;

/* Reading one value's parts in order. Set text, the rest zero. */
typedef struct ndx_json_reader {
    ndx_text text;
    size_t at;
    unsigned depth;
    uint64_t in_object[NDX_JSON_DEPTH / 64]; /* bit: this level is an object */
    uint64_t has_member[NDX_JSON_DEPTH / 64];
    bool done;
    const char *detail;
    /* of the part just read */
    ndx_text key;   /* raw, without quotes; in objects */
    ndx_text value; /* raw, without quotes; of STRING and OTHER */
    bool escapes;   /* the value has backslashes */
} ndx_json_reader;
ndx_json_kind ndx_json_next(ndx_json_reader *json);
/* Read on past the object or array that was just begun. BAD or CLOSE. */
ndx_json_kind ndx_json_skip(ndx_json_reader *json);

/* A raw string with its escapes resolved, written over itself (never longer); the new length. Lone surrogates
 * become U+FFFD. */
size_t ndx_json_unescape(char *text, size_t len);

#endif
