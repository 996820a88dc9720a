/* Tables with a header line: CSV (comma or semicolon, RFC 4180) and TSV. Rows are found here, so that any size is streamed and one bad
 * row costs one row; libcsv takes a row apart. */
#include "archive.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

/* Each is read to the end of the file, and so is the next. From so many on a line is a row, and one that ends within quotes is none. */
enum { MOST_UNCLOSED = 16 };

typedef struct table {
    struct csv_parser parser;
    bool parser_open;
    char separator;
    ndx_key *keys; /* by column */
    size_t columns, capacity;
    bool header_read;
    bool ragged; /* a row with fewer cells than the header was met */
    uint64_t header_hash;
    unsigned unclosed; /* rows with a quote that the rest of the file did not close */
    /* One row while libcsv hands over its cells: */
    ndx_archive *archive;
    ndx_article *article;
    ndx_ranks ranks;
    size_t column;
    ndx_buf cell;
    ndx_status status;
} table;

/* --- rows ----------------------------------------------------------------------------------------------- */

typedef struct row_scan {
    char separator;
    bool quoted, closing, begun; /* inside quotes; just behind a quote inside quotes; inside a cell */
} row_scan;

/* A row ends at a line end outside quotes; a quote opens only at a cell's beginning and closes only before a separator or line end, as
 * libcsv has it. */
static bool row_boundary(void *context, ndx_text view, size_t *from, bool last, size_t *end) {
    row_scan *scan = context;
    for (size_t at = *from; at < view.len; at++) {
        char c = view.data[at];
        if (scan->closing && c != ' ') {
            scan->closing = false;
            if (c == scan->separator || c == '\n' || c == '\r')
                scan->quoted = scan->begun = false;
            else if (c == '"')
                continue; /* a doubled one */
        } else if (scan->quoted) {
            scan->closing = scan->closing || c == '"';
            continue;
        }
        if (scan->quoted) continue;
        if (c == '\n') {
            *from = *end = at + 1;
            return true;
        }
        if (c == scan->separator)
            scan->begun = false;
        else if (!scan->begun && c != ' ' && c != '\r') {
            scan->begun = true;
            scan->quoted = c == '"';
        }
    }
    *from = *end = view.len;
    return last && (!scan->quoted || scan->closing);
}

static bool line_boundary(void *context, ndx_text view, size_t *from, bool last, size_t *end) {
    (void)context;
    const char *newline = memchr(view.data + *from, '\n', view.len - *from);
    *from = view.len;
    *end = newline ? (size_t)(newline + 1 - view.data) : view.len;
    return newline || last;
}

/* --- cells ---------------------------------------------------------------------------------------------- */

static void take_name(table *t, ndx_text name) {
    ndx_key *keys = ndx_grow(t->keys, t->columns, &t->capacity, sizeof *keys);
    if (!keys) {
        t->status = NDX_NO_MEMORY;
        return;
    }
    t->keys = keys;
    keys[t->columns++] = ndx_keys_find(t->archive->keys, ndx_text_trim(name));
}

static void take_cell(table *t, ndx_text cell) {
    if (t->status != NDX_OK) return;
    if (!t->header_read) {
        take_name(t, cell);
        return;
    }
    size_t column = t->column++;
    if (column >= t->columns || !ndx_ranks_want(&t->ranks, t->keys[column])) return;
    ndx_buf_reset(&t->cell);
    ndx_buf_add_text(&t->cell, cell);
    t->status = ndx_ranks_set_loose(&t->ranks, t->article, t->keys[column], &t->cell, NULL);
}

static void on_cell(void *data, size_t len, void *context) {
    take_cell(context, (ndx_text){data, len});
}

/* Tab-separated text of most programs knows no quotes: a line with as many cells as the header is taken as it
 * is. */
static bool take_plain_line(table *t, ndx_text line) {
    size_t cells = 1;
    for (size_t i = 0; i < line.len; i++) cells += line.data[i] == t->separator;
    if (t->header_read && cells != t->columns) return false;
    for (size_t from = 0, at = 0; at <= line.len; at++) {
        if (at < line.len && line.data[at] != t->separator) continue;
        ndx_text cell = ndx_text_slice(line, from, at);
        bool quoted = cell.len >= 2 && cell.data[0] == '"' && cell.data[cell.len - 1] == '"';
        take_cell(t, quoted ? ndx_text_slice(cell, 1, cell.len - 1) : cell);
        from = at + 1;
    }
    return true;
}

static ndx_status take_row(table *t, ndx_text row, ndx_error *err) {
    t->status = NDX_OK;
    t->column = 0;
    ndx_ranks_init(&t->ranks);
    while (row.len && (row.data[row.len - 1] == '\n' || row.data[row.len - 1] == '\r')) row.len--;
    if (t->separator != '\t' || !take_plain_line(t, row)) {
        if (csv_parse(&t->parser, row.data, row.len, on_cell, NULL, t) != row.len ||
            csv_fini(&t->parser, on_cell, NULL, t) != 0)
            t->status = csv_error(&t->parser) == CSV_ENOMEM ? NDX_NO_MEMORY : NDX_BAD_INPUT;
    }
    if (t->status == NDX_NO_MEMORY) return ndx_fail_memory(err);
    return t->status;
}

/* --- telling -------------------------------------------------------------------------------------------- */

/* How many columns of the head's first line are fields, with this separator; 0 unless headline or body is
 * among them. */
static size_t known_columns(const ndx_sniff *sniff, char separator) {
    ndx_text head = sniff->head, line, name;
    size_t known = 0, columns = 0;
    bool text = false;
    if (!ndx_text_line(&head, &line) || line.len > 4096) return 0;
    while (ndx_text_split(&line, separator, &name)) {
        name = ndx_text_trim(name);
        if (name.len >= 2 && name.data[0] == '"') name = ndx_text_slice(name, 1, name.len - 1);
        ndx_keys keys = {.maps = sniff->keys->maps};
        ndx_field field = ndx_keys_find(&keys, name).field;
        ndx_keys_clear(&keys);
        columns++;
        known += field != NDX_FIELD_COUNT;
        text |= field == NDX_FIELD_BODY || field == NDX_FIELD_HEADLINE;
    }
    return text && columns >= 2 ? known : 0;
}

static int sure(const ndx_sniff *sniff, char separator) {
    size_t known = known_columns(sniff, separator);
    return known >= 2 ? 60 : known ? 30 : 0;
}

static int sniff_csv(const ndx_sniff *sniff) {
    int comma = sure(sniff, ','), semicolon = sure(sniff, ';');
    return comma > semicolon ? comma : semicolon;
}

static int sniff_tsv(const ndx_sniff *sniff) {
    return sure(sniff, '\t');
}

/* --- the format ----------------------------------------------------------------------------------------- */

/* The header line; its columns must name a headline or a body. */
static ndx_status read_header(ndx_archive *archive, table *t, ndx_error *err) {
    row_scan scan = {.separator = t->separator};
    ndx_text row;
    bool complete, text = false;
    t->archive = archive;
    ndx_status status = ndx_archive_record(archive, row_boundary, &scan, &row, &complete, err);
    if (status == NDX_OK) status = take_row(t, row, err);
    if (status != NDX_OK) return status == NDX_END ? NDX_PARTIAL : status;
    t->header_read = true;
    t->header_hash = ndx_hash(row.data, row.len, 0);
    for (size_t i = 0; i < t->columns; i++)
        text |= t->keys[i].field == NDX_FIELD_BODY || t->keys[i].field == NDX_FIELD_HEADLINE;
    if (text) return NDX_OK;
    return ndx_archive_skip(archive, 0, NDX_REASON_FORMAT,
                            "no column is known as headline or body; --map=body=NAME tells which is");
}

static ndx_status open_table(ndx_archive *archive, char separator, ndx_error *err) {
    table *t = calloc(1, sizeof *t);
    if (!t) return ndx_fail_memory(err);
    archive->state = t;
    t->separator = separator;
    if (csv_init(&t->parser, 0) != 0) return ndx_fail_memory(err);
    t->parser_open = true;
    csv_set_delim(&t->parser, (unsigned char)separator);
    return read_header(archive, t, err);
}

static ndx_status open_csv(ndx_archive *archive, ndx_error *err) {
    ndx_text head;
    ndx_status status = ndx_input_peek(&archive->input, NDX_SNIFF_BYTES, &head, err);
    if (status != NDX_OK) return status;
    ndx_sniff sniff = {ndx_text_slice(head, 0, NDX_SNIFF_BYTES), false, archive->path, archive->keys};
    return open_table(archive, known_columns(&sniff, ';') > known_columns(&sniff, ',') ? ';' : ',', err);
}

static ndx_status open_tsv(ndx_archive *archive, ndx_error *err) {
    return open_table(archive, '\t', err);
}

static void close_table(ndx_archive *archive) {
    table *t = archive->state;
    if (!t) return;
    if (t->parser_open) csv_free(&t->parser);
    ndx_buf_clear(&t->cell);
    free(t->keys);
    free(t);
}

/* A quote that never closes would swallow the rest of the file: its first line alone is given up. */
static ndx_status skip_broken_row(ndx_archive *archive, ndx_error *err) {
    table *t = archive->state;
    ndx_text line;
    bool complete;
    uint64_t offset = ndx_archive_offset(archive);
    ndx_status status = NDX_OK;
    if (t->unclosed < MOST_UNCLOSED) {
        t->unclosed++;
        ndx_archive_keep(archive, 0);
        status = ndx_archive_record(archive, line_boundary, NULL, &line, &complete, err);
    }
    archive->ordinal++;
    if (status == NDX_OK)
        return ndx_archive_skip(archive, offset, NDX_REASON_MALFORMED, "a quoted cell without its end");
    return status;
}

/* A last row that lacks both its line end and cells, where no other lacks any, was cut off: half a story must not stand for the whole. */
static bool is_cut_off(table *t, ndx_text row) {
    bool lacking = t->column < t->columns,
         ended = ndx_text_ends(row, NDX_TEXT("\n")) || ndx_text_ends(row, NDX_TEXT("\r"));
    bool cut = lacking && !ended && !t->ragged;
    t->ragged |= lacking;
    return cut;
}

static ndx_status next_row(ndx_archive *archive, ndx_article *article, ndx_error *err) {
    table *t = archive->state;
    row_scan scan = {.separator = t->separator};
    ndx_text row, text;
    bool complete;
    bool lines = t->unclosed == MOST_UNCLOSED;
    ndx_status status = ndx_archive_record(
        archive, lines || t->separator == '\t' ? line_boundary : row_boundary, &scan, &row, &complete, err);
    if (status != NDX_OK) return status;
    if (lines) complete = row_boundary(&scan, row, &(size_t){0}, true, &(size_t){0});
    if (ndx_text_trim(row).len == 0) return NDX_PARTIAL;
    if (!complete) return skip_broken_row(archive, err);
    status = ndx_archive_article(archive, article, row, &text, err);
    if (status != NDX_OK) return status;
    /* The same row under another header is another article. */
    article->origin.hash = ndx_hash(&article->origin.hash, sizeof article->origin.hash, t->header_hash);
    t->archive = archive;
    t->article = article;
    status = take_row(t, text, err);
    if (status == NDX_BAD_INPUT)
        return ndx_archive_skip(archive, article->origin.offset, NDX_REASON_MALFORMED,
                                "not a row of a table");
    if (status == NDX_OK && is_cut_off(t, text))
        return ndx_archive_skip(archive, article->origin.offset, NDX_REASON_TRUNCATED,
                                "a row without its last cells");
    return status;
}

const ndx_input_format ndx_format_csv = {
    .name = "csv",
    .description = "CSV with a header line",
    .sniff = sniff_csv,
    .open = open_csv,
    .next = next_row,
    .close = close_table,
};

const ndx_input_format ndx_format_tsv = {
    .name = "tsv",
    .description = "tab-separated values with a header line",
    .sniff = sniff_tsv,
    .open = open_tsv,
    .next = next_row,
    .close = close_table,
};
