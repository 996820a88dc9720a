/* JSON archives: an object a line, an array of objects, or an object around such an array. Articles are streamed: of an array of any size
 * only one element is held at a time. */
#include "json_article.h"

#include <stdlib.h>
#include <string.h>

/* MOST_UNCLOSED: each is read to the end of the file, and so is the next. */
enum { PROBE_BYTES = 256 * 1024, STEP = 4096, MOST_UNCLOSED = 16 };

typedef struct json {
    ndx_json_scratch scratch;
    bool probed; /* the first object was looked at */
    bool lines;  /* one object a line: a line end always ends one */
    bool in_array;
    unsigned wrappers; /* objects open around the array */
    unsigned unclosed; /* values that went on to the end of the file */
} json;

/* --- telling -------------------------------------------------------------------------------------------- */

/* Whether a line of the head is a whole object: then lines are the records, whatever happens in one of them.
 */
static bool has_object_line(ndx_text head) {
    ndx_text line;
    for (int count = 0; count < 5 && ndx_text_line(&head, &line); count++) {
        ndx_json_end scan = {0};
        size_t end;
        line = ndx_text_trim(line);
        if (ndx_text_starts(line, NDX_TEXT("{")) && ndx_json_end_find(&scan, line, 0, &end) &&
            end == line.len)
            return true;
    }
    return false;
}

static int sniff_json(const ndx_sniff *sniff) {
    ndx_text head = ndx_text_trim(sniff->head);
    if (head.len < 2 || (head.data[0] != '{' && head.data[0] != '[')) return 0;
    ndx_text rest = ndx_text_trim(ndx_text_slice(head, 1, head.len));
    if (head.data[0] == '[') return rest.len && strchr("{[]", rest.data[0]) ? 70 : 0;
    return rest.len && (rest.data[0] == '"' || rest.data[0] == '}') ? 70 : 0;
}

/* --- wrappers ------------------------------------------------------------------------------------------- */

/* The first object may only wrap the list of articles: then *inside is where the list's first element begins.
 */
static bool is_wrapper(ndx_archive *archive, ndx_text view, size_t *inside, unsigned *depth) {
    ndx_json_reader reader = {.text = view};
    if (ndx_json_next(&reader) != NDX_JSON_OBJECT) return false;
    for (;;) {
        ndx_json_kind kind = ndx_json_next(&reader);
        ndx_text key = reader.key;
        if (kind == NDX_JSON_BAD || kind == NDX_JSON_END) return false;
        ndx_field field = kind == NDX_JSON_STRING && reader.depth == 1
                              ? ndx_keys_find(archive->keys, key).field
                              : NDX_FIELD_COUNT;
        if (field == NDX_FIELD_BODY || field == NDX_FIELD_HEADLINE) return false; /* an article after all */
        if (kind == NDX_JSON_ARRAY && ndx_json_is_list_key(key)) {
            ndx_text rest = ndx_text_trim(ndx_text_slice(view, reader.at, view.len));
            *inside = reader.at;
            *depth = reader.depth - 1;
            if (ndx_text_starts(rest, NDX_TEXT("{"))) return true;
        }
        bool step = kind == NDX_JSON_OBJECT && reader.depth <= 3 && ndx_json_is_step_key(key);
        if ((kind == NDX_JSON_OBJECT || kind == NDX_JSON_ARRAY) && !step &&
            ndx_json_skip(&reader) == NDX_JSON_BAD)
            return false;
    }
}

/* Look at the first object of the file: wrapper, line, or any. */
static ndx_status probe(ndx_archive *archive, ndx_error *err) {
    json *state = archive->state;
    ndx_text view;
    ndx_status status = ndx_input_peek(&archive->input, PROBE_BYTES, &view, err);
    if (status != NDX_OK) return status;
    size_t inside;
    unsigned depth;
    if (is_wrapper(archive, view, &inside, &depth)) {
        ndx_input_skip(&archive->input, inside);
        state->in_array = true;
        state->wrappers = depth;
    } else {
        state->lines = has_object_line(view);
        state->probed = true;
    }
    return NDX_OK;
}

/* --- records -------------------------------------------------------------------------------------------- */

static bool value_boundary(void *context, ndx_text view, size_t *from, bool last, size_t *end) {
    (void)last;
    bool found = ndx_json_end_find(context, view, *from, end);
    *from = view.len;
    return found;
}

static bool line_boundary(void *context, ndx_text view, size_t *from, bool last, size_t *end) {
    (void)context;
    const char *newline = memchr(view.data + *from, '\n', view.len - *from);
    *from = view.len;
    *end = newline ? (size_t)(newline + 1 - view.data) : view.len;
    return newline || last;
}

/* After a broken record: on to a line that begins with '{', from where records can be told apart again. */
static bool good_line_boundary(void *context, ndx_text view, size_t *from, bool last, size_t *end) {
    (void)context;
    for (size_t at = *from; at < view.len;) {
        const char *newline = memchr(view.data + at, '\n', view.len - at);
        if (!newline) break;
        size_t start = (size_t)(newline + 1 - view.data), first = start;
        while (first < view.len && (view.data[first] == ' ' || view.data[first] == '\t')) first++;
        if (first == view.len && !last) {
            *from = (size_t)(newline - view.data);
            return false;
        }
        if (first < view.len && view.data[first] == '{') {
            *end = start;
            return true;
        }
        at = start;
    }
    *from = view.len;
    *end = view.len;
    return last;
}

/* Pass over to where records begin again; what lies between is part of the damage already told. */
static ndx_status resynchronise(ndx_archive *archive, ndx_error *err) {
    ndx_text record;
    bool complete;
    ndx_archive_keep(archive, 0);
    ndx_status status = ndx_archive_record(archive, good_line_boundary, NULL, &record, &complete, err);
    return status == NDX_OK || status == NDX_PARTIAL ? NDX_PARTIAL : status;
}

/* Why a record was not read. One whose brackets do not close was cut off. */
static ndx_reason reason_of(ndx_text record, const char *message) {
    ndx_json_end scan = {0};
    size_t end;
    if (strstr(message, "too deeply")) return NDX_REASON_TOO_DEEP;
    return ndx_text_ends(record, NDX_TEXT("\n")) || ndx_json_end_find(&scan, record, 0, &end)
               ? NDX_REASON_MALFORMED
               : NDX_REASON_TRUNCATED;
}

static ndx_status read_object(ndx_archive *archive, ndx_article *article, ndx_text record, ndx_error *err) {
    json *state = archive->state;
    ndx_text text;
    ndx_error why = {0};
    uint64_t offset = ndx_archive_offset(archive);
    ndx_status status = ndx_archive_article(archive, article, record, &text, err);
    if (status == NDX_OK) status = ndx_json_article(&state->scratch, archive->keys, text, article, &why);
    if (status == NDX_BAD_INPUT)
        return ndx_archive_skip(archive, offset, reason_of(record, why.message), why.message);
    if (status == NDX_NO_MEMORY) return ndx_fail_memory(err);
    return status;
}

static ndx_status next_line(ndx_archive *archive, ndx_article *article, ndx_error *err) {
    ndx_text record;
    bool complete;
    ndx_status status = ndx_archive_record(archive, line_boundary, NULL, &record, &complete, err);
    if (status != NDX_OK) return status;
    ndx_text object = ndx_text_trim(record);
    if (object.len == 0) return NDX_PARTIAL;
    ndx_archive_lead(archive, &record, (size_t)(object.data - record.data));
    if (object.data[0] == '{' || object.data[0] == '[') return read_object(archive, article, record, err);
    archive->ordinal++;
    return ndx_archive_skip(archive, ndx_archive_offset(archive), NDX_REASON_MALFORMED,
                            "a line that is no JSON object");
}

static ndx_status next_value(ndx_archive *archive, ndx_article *article, ndx_error *err) {
    json *state = archive->state;
    ndx_json_end scan = {0};
    ndx_text record;
    bool complete;
    ndx_status status = ndx_archive_record(archive, value_boundary, &scan, &record, &complete, err);
    if (status != NDX_OK) return status;
    uint64_t offset = ndx_archive_offset(archive);
    if (complete && !scan.broken && scan.deepest <= NDX_JSON_DEPTH)
        return read_object(archive, article, record, err);
    archive->ordinal++;
    ndx_archive_tell(archive, offset,
                     scan.deepest > NDX_JSON_DEPTH ? NDX_REASON_TOO_DEEP
                     : scan.broken                 ? NDX_REASON_MALFORMED
                                                   : NDX_REASON_TRUNCATED,
                     false, scan.broken ? "a string without its end" : NULL);
    if (!complete) archive->truncation_told = true; /* the lists around it are not closed either */
    if (!complete && ++state->unclosed == MOST_UNCLOSED) {
        ndx_archive_tell(archive, offset, NDX_REASON_MALFORMED, false,
                         "too many objects do not end: the rest of the file is not read");
        return NDX_END;
    }
    return complete && !scan.broken ? NDX_PARTIAL : resynchronise(archive, err);
}

/* The array has ended; pass over the rest of the objects around it. */
static ndx_status leave_array(ndx_archive *archive, ndx_error *err) {
    json *state = archive->state;
    ndx_json_end scan = {.depth = state->wrappers};
    ndx_text record;
    bool complete;
    state->in_array = false;
    ndx_input_skip(&archive->input, 1);
    if (state->wrappers == 0) return NDX_PARTIAL;
    state->wrappers = 0;
    ndx_status status = ndx_archive_record(archive, value_boundary, &scan, &record, &complete, err);
    return status == NDX_OK ? NDX_PARTIAL : status;
}

/* --- the format ----------------------------------------------------------------------------------------- */

/* White space, commas, and the record separator of RFC 7464. */
static bool is_between(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',' || c == '\x1E';
}

/* Pass over what may stand between values; *c is the next byte, 0 at the end. */
static ndx_status next_byte(ndx_archive *archive, char *c, ndx_error *err) {
    ndx_archive_consume(archive);
    for (;;) {
        ndx_text view;
        ndx_status status = ndx_archive_check(archive, err);
        if (status == NDX_OK) status = ndx_input_peek(&archive->input, STEP, &view, err);
        if (status != NDX_OK) return status;
        size_t at = 0;
        while (at < view.len && is_between(view.data[at])) at++;
        ndx_input_skip(&archive->input, at);
        *c = at < view.len ? view.data[at] : '\0';
        if (at < view.len || view.len < STEP) return NDX_OK;
    }
}

static ndx_status next_json(ndx_archive *archive, ndx_article *article, ndx_error *err) {
    json *state = archive->state;
    char c;
    ndx_status status = next_byte(archive, &c, err);
    if (status != NDX_OK) return status;
    if (c == '\0') {
        if (!state->in_array || archive->truncation_told) return NDX_END;
        ndx_archive_tell(archive, ndx_archive_offset(archive), NDX_REASON_TRUNCATED, false,
                         "the list of articles is not closed");
        return NDX_END;
    }
    if (c == ']' && state->in_array) return leave_array(archive, err);
    if (c == '[' && !state->in_array && !state->lines) {
        ndx_input_skip(&archive->input, 1);
        state->in_array = true;
        return NDX_PARTIAL;
    }
    if (c == '{' && !state->in_array && !state->probed) {
        status = probe(archive, err);
        return status == NDX_OK ? NDX_PARTIAL : status;
    }
    if (state->lines) return next_line(archive, article, err);
    if (c == '{' || c == '[') return next_value(archive, article, err);
    archive->ordinal++;
    ndx_archive_tell(archive, ndx_archive_offset(archive), NDX_REASON_MALFORMED, false, "expected an object");
    return resynchronise(archive, err);
}

static ndx_status open_json(ndx_archive *archive, ndx_error *err) {
    ndx_charset_declare(&archive->charset, NDX_TEXT("utf-8")); /* RFC 8259, 8.1 */
    archive->state = calloc(1, sizeof(json));
    return archive->state ? NDX_OK : ndx_fail_memory(err);
}

static void close_json(ndx_archive *archive) {
    json *state = archive->state;
    if (state) ndx_json_scratch_clear(&state->scratch);
    free(state);
}

const ndx_input_format ndx_format_json = {
    .name = "json",
    .description = "JSON: an object a line, an array, or an object around one",
    .aliases = "jsonl,ndjson,json-lines,ninjs",
    .sniff = sniff_json,
    .open = open_json,
    .next = next_json,
    .close = close_json,
};
