/* A hit in each output format. What a record has is one table of columns; JSON lines, CSV and TSV all read
 * it. */
#include "newsdex/print.h"

#include "layout.h"

#include <string.h>

#define RECORD_SCHEMA 1

/* --- values --------------------------------------------------------------------------------------------- */

static void put_schema(ndx_json *json, const ndx_record *record) {
    (void)record;
    ndx_json_int(json, RECORD_SCHEMA);
}

static void put_rank(ndx_json *json, const ndx_record *record) {
    ndx_json_int(json, (int64_t)record->rank);
}

/* Six digits tell any two hits apart that a reader could; more would only make outputs differ between
 * machines. */
static void put_score(ndx_json *json, const ndx_record *record) {
    double scaled = record->score * 1e6;
    bool roundable = scaled < 9e15 && scaled > -9e15; /* false for NaN too */
    ndx_json_real(json,
                  roundable ? (double)(int64_t)(scaled + (scaled < 0 ? -0.5 : 0.5)) / 1e6 : record->score);
}

static void put_words(ndx_json *json, const ndx_record *record) {
    ndx_json_int(json, record->words);
}

static void put_date(ndx_json *json, const ndx_record *record) {
    char date[32];
    ndx_date_format(&record->date, date);
    if (*date)
        ndx_json_text(json, ndx_text_of(date));
    else
        ndx_json_null(json);
}

static void put_day(ndx_json *json, const ndx_record *record) {
    char day[11];
    ndx_day_format(record->date.day, day);
    if (*day)
        ndx_json_text(json, ndx_text_of(day));
    else
        ndx_json_null(json);
}

static void put_word(ndx_json *json, const char *word) {
    if (*word)
        ndx_json_text(json, ndx_text_of(word));
    else
        ndx_json_null(json);
}

static void put_date_source(ndx_json *json, const ndx_record *record) {
    put_word(json, ndx_date_source_word((ndx_date_source)record->date.source));
}

static void put_precision(ndx_json *json, const ndx_record *record) {
    put_word(json, ndx_precision_word((ndx_precision)record->date.precision));
}

static void put_people(ndx_json *json, const ndx_record *record) {
    ndx_json_begin_array(json);
    for (size_t i = 0; i < record->people_count; i++) ndx_json_text(json, record->people[i]);
    ndx_json_end_array(json);
}

static void put_highlights(ndx_json *json, const ndx_record *record) {
    ndx_json_begin_array(json);
    for (size_t i = 0; i < record->highlight_count; i++) {
        ndx_json_begin_array(json);
        ndx_json_int(json, record->highlights[i].start);
        ndx_json_int(json, record->highlights[i].end);
        ndx_json_end_array(json);
    }
    ndx_json_end_array(json);
}

/* A list in one cell of a table. */
static void cell_people(ndx_buf *cell, const ndx_record *record) {
    for (size_t i = 0; i < record->people_count; i++) {
        if (i) ndx_buf_add_str(cell, "; ");
        ndx_buf_add_text(cell, record->people[i]);
    }
}

static void cell_highlights(ndx_buf *cell, const ndx_record *record) {
    for (size_t i = 0; i < record->highlight_count; i++)
        ndx_buf_addf(cell, "%s%u:%u", i ? " " : "", record->highlights[i].start, record->highlights[i].end);
}

/* --- columns -------------------------------------------------------------------------------------------- */

#define NOT_TEXT SIZE_MAX
#define TEXT_OF(member) offsetof(ndx_record, member), NULL, NULL

static const struct column {
    const char *name;
    size_t text; /* offset of an ndx_text in the record, or NOT_TEXT: then the functions tell */
    void (*put)(ndx_json *json, const ndx_record *record);
    void (*cell)(ndx_buf *cell, const ndx_record *record); /* NULL: as in JSON */
} columns[] = {
    {"schema", NOT_TEXT, put_schema, NULL},
    {"rank", NOT_TEXT, put_rank, NULL},
    {"score", NOT_TEXT, put_score, NULL},
    {"id", TEXT_OF(id)},
    {"date", NOT_TEXT, put_date, NULL},
    {"day", NOT_TEXT, put_day, NULL},
    {"headline", TEXT_OF(headline)},
    {"source", TEXT_OF(source)},
    {"section", TEXT_OF(section)},
    {"byline", TEXT_OF(byline)},
    {"place", TEXT_OF(place)},
    {"path", TEXT_OF(path)},
    {"url", TEXT_OF(url)},
    {"people", NOT_TEXT, put_people, cell_people},
    {"words", NOT_TEXT, put_words, NULL},
    {"snippet", TEXT_OF(snippet)},
    {"highlights", NOT_TEXT, put_highlights, cell_highlights},
    {"label", TEXT_OF(label)},
    {"date_source", NOT_TEXT, put_date_source, NULL},
    {"precision", NOT_TEXT, put_precision, NULL},
};

static ndx_text text_of(const struct column *column, const ndx_record *record) {
    ndx_text text;
    memcpy(&text, (const char *)record + column->text, sizeof text);
    return text;
}

/* --- formats -------------------------------------------------------------------------------------------- */

static void print_jsonl(ndx_buf *out, const ndx_record *record, const ndx_print_options *options) {
    ndx_json json;
    (void)options;
    ndx_json_init(&json, out);
    ndx_json_begin_object(&json);
    for (size_t i = 0; i < NDX_COUNT(columns); i++) {
        if (strcmp(columns[i].name, "label") == 0 && record->label.len == 0)
            continue; /* only batches have labels */
        ndx_json_key(&json, columns[i].name);
        if (columns[i].text == NOT_TEXT)
            columns[i].put(&json, record);
        else
            ndx_json_text(&json, text_of(&columns[i], record));
    }
    ndx_json_end_object(&json);
    ndx_buf_add_char(out, '\n');
}

/* A value that is no text, as a table shows it: JSON's spelling without quotes, nothing for null. */
static void add_plain_value(ndx_buf *out, const struct column *column, const ndx_record *record) {
    ndx_buf spelled = {0};
    ndx_json json;
    ndx_json_init(&json, &spelled);
    column->put(&json, record);
    ndx_text value = ndx_buf_text(&spelled);
    if (ndx_text_equal(value, NDX_TEXT("null"))) value = NDX_TEXT("");
    if (value.len >= 2 && value.data[0] == '"') value = ndx_text_slice(value, 1, value.len - 1);
    ndx_buf_add_text(out, value);
    if (spelled.failed) out->failed = true;
    ndx_buf_clear(&spelled);
}

static void add_cell(ndx_buf *out, const struct column *column, const ndx_record *record, char separator) {
    if (column->text != NOT_TEXT) {
        ndx_print_cell(out, text_of(column, record), separator);
    } else if (column->cell) {
        ndx_buf list = {0};
        column->cell(&list, record);
        ndx_print_cell(out, ndx_buf_text(&list), separator);
        if (list.failed) out->failed = true;
        ndx_buf_clear(&list);
    } else {
        add_plain_value(out, column, record);
    }
}

static void print_row(ndx_buf *out, const ndx_record *record, char separator, const char *line_end) {
    for (size_t i = 0; i < NDX_COUNT(columns); i++) {
        if (i) ndx_buf_add_char(out, separator);
        add_cell(out, &columns[i], record, separator);
    }
    ndx_buf_add_str(out, line_end);
}

static void print_names(ndx_buf *out, char separator, const char *line_end) {
    for (size_t i = 0; i < NDX_COUNT(columns); i++) {
        if (i) ndx_buf_add_char(out, separator);
        ndx_buf_add_str(out, columns[i].name);
    }
    ndx_buf_add_str(out, line_end);
}

static void print_csv(ndx_buf *out, const ndx_record *record, const ndx_print_options *options) {
    (void)options;
    print_row(out, record, ',', "\r\n");
}

static void csv_header(ndx_buf *out) {
    print_names(out, ',', "\r\n");
}

static void print_tsv(ndx_buf *out, const ndx_record *record, const ndx_print_options *options) {
    (void)options;
    print_row(out, record, '\t', "\n");
}

static void tsv_header(ndx_buf *out) {
    print_names(out, '\t', "\n");
}

/* TREC's columns are separated by blanks, so a blank inside one is written as an address would write it. */
static void add_trec_word(ndx_buf *out, ndx_text word) {
    ndx_buf safe = {0};
    ndx_print_safe(&safe, word, true);
    for (size_t i = 0; i < safe.len; i++)
        if (safe.data[i] == ' ')
            ndx_buf_add_str(out, "%20");
        else
            ndx_buf_add_char(out, safe.data[i]);
    if (safe.failed) out->failed = true;
    ndx_buf_clear(&safe);
}

static void print_trec(ndx_buf *out, const ndx_record *record, const ndx_print_options *options) {
    ndx_json json;
    (void)options;
    add_trec_word(out, record->label.len ? record->label : NDX_TEXT("1"));
    ndx_buf_add_str(out, " Q0 ");
    add_trec_word(out, record->id);
    ndx_buf_addf(out, " %llu ", (unsigned long long)record->rank);
    ndx_json_init(&json, out);
    put_score(&json, record);
    ndx_buf_add_str(out, " newsdex\n");
}

static void print_ids(ndx_buf *out, const ndx_record *record, const ndx_print_options *options) {
    (void)options;
    ndx_print_safe(out, record->id, true);
    ndx_buf_add_char(out, '\n');
}

static const struct {
    const char *word;
    void (*header)(ndx_buf *out);
    void (*record)(ndx_buf *out, const ndx_record *record, const ndx_print_options *options);
} formats[NDX_FORMAT_COUNT] = {
    [NDX_FORMAT_TEXT] = {"text", NULL, ndx_print_text_record},
    [NDX_FORMAT_JSONL] = {"jsonl", NULL, print_jsonl},
    [NDX_FORMAT_CSV] = {"csv", csv_header, print_csv},
    [NDX_FORMAT_TSV] = {"tsv", tsv_header, print_tsv},
    [NDX_FORMAT_TREC] = {"trec", NULL, print_trec},
    [NDX_FORMAT_IDS] = {"ids", NULL, print_ids},
};

ndx_format ndx_format_find(ndx_text name) {
    int format = 0;
    while (format < NDX_FORMAT_COUNT && !ndx_text_equal(name, ndx_text_of(formats[format].word))) format++;
    return (ndx_format)format;
}

const char *ndx_format_word(ndx_format format) {
    return (size_t)format < NDX_FORMAT_COUNT ? formats[format].word : "";
}

void ndx_print_header(ndx_buf *out, const ndx_print_options *options) {
    if (formats[options->format].header) formats[options->format].header(out);
}

void ndx_print_record(ndx_buf *out, const ndx_record *record, const ndx_print_options *options) {
    formats[options->format].record(out, record, options);
}
