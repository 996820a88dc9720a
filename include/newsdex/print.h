/* print: how does a record look as text, JSON lines, CSV, TSV, TREC?
 *
 * A record is a list of named values. Printers are a table: one row a format. Output goes to a buffer that the program
 * writes out. Everything unsafe for a terminal or a one-line record is neutralised here, in every format.
 */
#ifndef NEWSDEX_PRINT_H
#define NEWSDEX_PRINT_H

#include "newsdex/article.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- values: a sticky writer of JSON, the base of jsonl and of dumps ------------------------------------ */

typedef struct ndx_json { ndx_buf *out; unsigned depth; uint64_t has_value; bool after_key; } ndx_json; /* at most 64 deep */
NDX_API void ndx_json_init(ndx_json *json, ndx_buf *out);
NDX_API void ndx_json_begin_object(ndx_json *json);
NDX_API void ndx_json_end_object(ndx_json *json);
NDX_API void ndx_json_begin_array(ndx_json *json);
NDX_API void ndx_json_end_array(ndx_json *json);
NDX_API void ndx_json_key(ndx_json *json, const char *key);
/* Valid UTF-8 whatever comes in (invalid bytes become U+FFFD); controls and unsafe characters as \uXXXX. */
NDX_API void ndx_json_text(ndx_json *json, ndx_text value);
NDX_API void ndx_json_int(ndx_json *json, int64_t value);
NDX_API void ndx_json_real(ndx_json *json, double value); /* shortest that reads back the same; NaN and infinities as null */
NDX_API void ndx_json_bool(ndx_json *json, bool value);
NDX_API void ndx_json_null(ndx_json *json);

/* --- text made safe ------------------------------------------------------------------------------------- */

/* Append value for a terminal: unsafe characters shown as U+FFFD, line ends and tabs as one space when `one_line`. */
NDX_API void ndx_print_safe(ndx_buf *out, ndx_text value, bool one_line);
/* Append at most width_columns of value (one line), cut at a whole character with "…". Returns the columns used. */
NDX_API size_t ndx_print_cut(ndx_buf *out, ndx_text value, size_t width_columns);
/* The same, but the end is kept and "…" stands first: for paths, and for what stands before something. */
NDX_API size_t ndx_print_cut_front(ndx_buf *out, ndx_text value, size_t width_columns);
/* Append text already made safe (it may have colours), its lines broken at blanks so that none is wider; what is broken off is indented.
 * Characters stay but for blanks at the breaks. Linear in the length of the text. */
NDX_API void ndx_print_fold(ndx_buf *out, ndx_text shown, size_t width_columns, size_t indent_columns);
/* One CSV (RFC 4180, separator ',') or TSV ('\t') cell: quoted where needed; a leading = + - @ of a text is defused by a quote mark '. */
NDX_API void ndx_print_cell(ndx_buf *out, ndx_text value, char separator);

/* --- records -------------------------------------------------------------------------------------------- */

typedef enum ndx_format { NDX_FORMAT_TEXT, NDX_FORMAT_JSONL, NDX_FORMAT_CSV, NDX_FORMAT_TSV, NDX_FORMAT_TREC, NDX_FORMAT_IDS, NDX_FORMAT_COUNT } ndx_format;
NDX_API ndx_format ndx_format_find(ndx_text name); /* NDX_FORMAT_COUNT: unknown */
NDX_API const char *ndx_format_word(ndx_format format);

/* One hit, all that CONTRACT's records name. Borrowed. */
typedef struct ndx_record {
    uint64_t rank;
    double score;
    ndx_text label; /* of a batch; TREC's qid; empty: none */
    ndx_text id, headline, source, section, byline, place, path, url;
    ndx_date date;
    const ndx_text *people; size_t people_count;
    uint32_t words;
    ndx_text snippet;
    const ndx_range *highlights; size_t highlight_count;
    bool cut_before, cut_after;
} ndx_record;

typedef struct ndx_print_options { ndx_format format; bool color; size_t width_columns; } ndx_print_options;
NDX_API void ndx_print_header(ndx_buf *out, const ndx_print_options *options); /* CSV, TSV column names; else nothing */
NDX_API void ndx_print_record(ndx_buf *out, const ndx_record *record, const ndx_print_options *options);

#ifdef __cplusplus
}
#endif
#endif
