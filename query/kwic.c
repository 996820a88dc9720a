/* --kwic: every match in its line, one below the other. */
#include "query.h"

#include <stdlib.h>

#define ID_COLUMNS 24u

typedef struct kwic {
    query_session *s;
    ndx_text label;
    ndx_plan *plan;
    ndx_snippet line;
    ndx_range *places;
    size_t count, capacity;
    size_t width_columns;
} kwic;

/* The highlight that the line was made for: the one nearest to its middle. */
static ndx_range middle(const ndx_snippet *line) {
    ndx_text text = ndx_buf_text(&line->text);
    ndx_range best = {0, 0};
    size_t half = text.len / 2, least = SIZE_MAX;
    for (size_t i = 0; i < line->highlight_count; i++) {
        size_t centre = (line->highlights[i].start + line->highlights[i].end) / 2,
               away = centre > half ? centre - half : half - centre;
        if (away >= least) continue;
        least = away;
        best = line->highlights[i];
    }
    return best;
}

static void print_text(kwic *k, const ndx_stored *stored, ndx_text left, ndx_text match, ndx_text right) {
    query_session *s = k->s;
    size_t side = k->width_columns / 2, room = k->width_columns - side, used = ndx_width_columns(left);
    const char *on = s->print.color ? "\033[1;31m" : "", *off = s->print.color ? "\033[0m" : "",
               *dim = s->print.color ? "\033[2m" : "";
    ndx_buf_addf(&s->out, "%*s", (int)(side > used ? side - used : 0), "");
    ndx_print_cut_front(&s->out, left, side);
    ndx_buf_add_str(&s->out, on);
    used = ndx_print_cut(&s->out, match, room);
    ndx_buf_add_str(&s->out, off);
    used += ndx_print_cut(&s->out, right, room - used);
    ndx_buf_addf(&s->out, "%*s  %s", (int)(room - used), "", dim);
    ndx_print_cut_front(&s->out, ndx_stored_field(stored, NDX_FIELD_ID), ID_COLUMNS - 2);
    ndx_buf_addf(&s->out, "%s\n", off);
}

/* What programs get of a place, in JSON and in tables; the label only in batches. */
static const char *const value_names[] = {"label", "id", "day", "left", "match", "right"};
typedef struct values {
    ndx_text at[NDX_COUNT(value_names)];
} values;

static void print_json(kwic *k, const values *v, ndx_range place) {
    ndx_json json;
    ndx_json_init(&json, &k->s->out);
    ndx_json_begin_object(&json);
    ndx_json_key(&json, "schema");
    ndx_json_int(&json, 1);
    for (size_t i = k->label.len ? 0 : 1; i < NDX_COUNT(v->at); i++) {
        ndx_json_key(&json, value_names[i]);
        ndx_json_text(&json, v->at[i]);
    }
    ndx_json_key(&json, "start");
    ndx_json_int(&json, place.start);
    ndx_json_key(&json, "end");
    ndx_json_int(&json, place.end);
    ndx_json_end_object(&json);
    ndx_buf_add_char(&k->s->out, '\n');
}

static void print_cells(kwic *k, const values *v) {
    query_session *s = k->s;
    char separator = s->print.format == NDX_FORMAT_CSV ? ',' : '\t';
    for (int heading = !s->headed; heading >= 0; heading--) {
        for (size_t i = s->many ? 0 : 1; i < NDX_COUNT(v->at); i++) {
            ndx_print_cell(&s->out, heading ? ndx_text_of(value_names[i]) : v->at[i], separator);
            if (i + 1 < NDX_COUNT(v->at)) ndx_buf_add_char(&s->out, separator);
        }
        ndx_buf_add_str(&s->out, separator == ',' ? "\r\n" : "\n");
    }
    s->headed = true;
}

static ndx_status print_place(kwic *k, const ndx_stored *stored, ndx_range place, ndx_error *err) {
    ndx_status status = ndx_plan_context(k->plan, &k->s->article, place, k->width_columns, &k->line, err);
    if (status) return status;
    ndx_text text = ndx_buf_text(&k->line.text);
    ndx_range at = middle(&k->line);
    ndx_text left = ndx_text_slice(text, 0, at.start), match = ndx_text_slice(text, at.start, at.end),
             right = ndx_text_slice(text, at.end, text.len);
    char day[11];
    ndx_day_format(query_date(k->s, ndx_stored_date(stored)).day, day);
    values v = {{k->label, ndx_stored_field(stored, NDX_FIELD_ID), ndx_text_of(day), left, match, right}};
    ndx_format format = k->s->print.format;
    if (format == NDX_FORMAT_JSONL)
        print_json(k, &v, place);
    else if (format == NDX_FORMAT_CSV || format == NDX_FORMAT_TSV)
        print_cells(k, &v);
    else
        print_text(k, stored, left, match, right);
    return query_flush(k->s, false, err);
}

/* The plan's list of places is gone as soon as it is asked for the first context. */
static ndx_status keep_places(kwic *k, ndx_error *err) {
    const ndx_range *ranges;
    size_t count;
    ndx_status status = ndx_plan_highlights(k->plan, &k->s->article, &ranges, &count, err);
    k->count = 0;
    for (size_t i = 0; !status && i < count; i++) {
        void *grown = ndx_grow(k->places, k->count, &k->capacity, sizeof *k->places);
        if (!grown) return ndx_fail_memory(err);
        k->places = grown;
        k->places[k->count++] = ranges[i];
    }
    return status;
}

static ndx_status print_article(kwic *k, uint32_t number, ndx_error *err) {
    ndx_stored *stored = NULL;
    ndx_status status = ndx_index_fetch(k->s->index, number, &stored, err);
    if (!status) status = ndx_stored_article(stored, &k->s->article, err);
    if (!status) status = keep_places(k, err);
    for (size_t i = 0; !status && i < k->count; i++) status = print_place(k, stored, k->places[i], err);
    ndx_stored_free(stored);
    return status;
}

ndx_status query_kwic(query_session *s, ndx_text label, ndx_plan *plan, ndx_error *err) {
    kwic k = {.s = s, .label = label, .plan = plan};
    ndx_hits hits = {0};
    uint64_t width = 0;
    if (*s->options.kwic &&
        (!ndx_text_to_u64(ndx_text_of(s->options.kwic), &width) || width < 20 || width > 2000))
        return ndx_fail(err, NDX_USAGE, "--kwic=WIDTH is a number of columns from 20 to 2000");
    size_t fits = s->print.width_columns > 40 + ID_COLUMNS ? s->print.width_columns - ID_COLUMNS : 40;
    k.width_columns = width ? (size_t)width : fits;
    ndx_status status = ndx_index_find(s->index, ndx_plan_expression(plan), &s->find, &hits, err);
    for (size_t i = 0; !status && i < hits.count; i++) status = print_article(&k, hits.hits[i].number, err);
    s->any_hits = s->any_hits || hits.count;
    ndx_hits_clear(&hits);
    ndx_snippet_clear(&k.line);
    free(k.places);
    return status;
}
