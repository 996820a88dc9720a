/* --show: a whole article, its tail included, with matches, people and dates marked. */
#include "query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- marks ---------------------------------------------------------------------------------------------- */

typedef enum mark_kind {
    MARK_DATE,
    MARK_PERSON,
    MARK_MATCH,
    MARK_KINDS
} mark_kind; /* later ones paint over earlier ones */
static const char *const mark_color[MARK_KINDS] = {"\033[36m", "\033[4m", "\033[1;31m"};

typedef struct mark {
    ndx_range range;
    mark_kind kind;
} mark;

typedef struct marks {
    mark *at;
    size_t count, capacity;
} marks;

static bool add_mark(marks *m, uint32_t start, uint32_t end, mark_kind kind) {
    void *grown = ndx_grow(m->at, m->count, &m->capacity, sizeof *m->at);
    if (!grown) return false;
    m->at = grown;
    m->at[m->count++] = (mark){{start, end}, kind};
    return true;
}

static int by_start(const void *a, const void *b) {
    const mark *x = a, *y = b;
    if (x->range.start != y->range.start) return x->range.start < y->range.start ? -1 : 1;
    return x->kind > y->kind ? -1 : x->kind < y->kind;
}

static ndx_status gather(const ndx_article *article, ndx_plan *plan, marks *m, ndx_error *err) {
    const ndx_facts *facts = &article->facts;
    const ndx_range *ranges = NULL;
    size_t count = 0;
    bool ok = true;
    ndx_status status = plan ? ndx_plan_highlights(plan, article, &ranges, &count, err) : NDX_OK;
    for (size_t i = 0; !status && ok && i < count; i++)
        ok = add_mark(m, ranges[i].start, ranges[i].end, MARK_MATCH);
    for (size_t i = 0; !status && ok && i < facts->mention_count; i++)
        ok = add_mark(m, facts->mentions[i].start, facts->mentions[i].end, MARK_PERSON);
    for (size_t i = 0; !status && ok && i < facts->date_count; i++)
        ok = add_mark(m, facts->dates[i].start, facts->dates[i].end, MARK_DATE);
    if (!ok) return ndx_fail_memory(err);
    if (m->count) qsort(m->at, m->count, sizeof *m->at, by_start);
    return status;
}

/* text[from, to) with its marks. Where marks overlap, the stronger kind shows. */
static void paint(ndx_buf *out, ndx_text text, ndx_range range, const marks *m) {
    uint32_t at = range.start, until[MARK_KINDS] = {0};
    size_t next = 0;
    while (next < m->count && m->at[next].range.start < range.start) next++;
    while (at < range.end) {
        uint32_t stop = range.end;
        const char *color = NULL;
        for (; next < m->count && m->at[next].range.start <= at; next++)
            if (m->at[next].range.end > until[m->at[next].kind])
                until[m->at[next].kind] = m->at[next].range.end;
        if (next < m->count && m->at[next].range.start < stop) stop = m->at[next].range.start;
        for (int kind = MARK_KINDS - 1; kind >= 0; kind--) {
            if (until[kind] <= at) continue;
            if (!color) color = mark_color[kind];
            if (until[kind] < stop) stop = until[kind];
        }
        if (color) ndx_buf_add_str(out, color);
        ndx_print_safe(out, ndx_text_slice(text, at, stop), false);
        if (color) ndx_buf_add_str(out, "\033[0m");
        at = stop;
    }
}

#define NAME_COLUMNS 9

/* --- the article for people ----------------------------------------------------------------------------- */

static void add_line(query_session *s, const char *name, ndx_text value) {
    if (value.len == 0) return;
    ndx_buf_addf(&s->out, "%s%-*s%s ", s->print.color ? "\033[2m" : "", NAME_COLUMNS, name,
                 s->print.color ? "\033[0m" : "");
    ndx_print_safe(&s->out, value, true);
    ndx_buf_add_char(&s->out, '\n');
}

static void add_people_line(query_session *s) {
    ndx_buf list = {0};
    const ndx_facts *facts = &s->article.facts;
    for (size_t i = 0; i < facts->person_count; i++) {
        ndx_buf_addf(&list, "%s%.*s", i ? ", " : "", NDX_ARG(facts->people[i].name));
        if (facts->people[i].role.len) ndx_buf_addf(&list, " (%.*s)", NDX_ARG(facts->people[i].role));
    }
    add_line(s, "people", ndx_buf_text(&list));
    ndx_buf_clear(&list);
}

static void add_dates_line(query_session *s) {
    ndx_buf list = {0};
    ndx_names seen = {0};
    const ndx_facts *facts = &s->article.facts;
    for (size_t i = 0; i < facts->date_count; i++) {
        if (facts->dates[i].first == NDX_NO_DAY ||
            ndx_names_find(&seen, facts->dates[i].value) != NDX_NO_NAME)
            continue;
        ndx_names_add(&seen, facts->dates[i].value);
        ndx_buf_addf(&list, "%s%.*s", list.len ? ", " : "", NDX_ARG(facts->dates[i].value));
    }
    add_line(s, "dates", ndx_buf_text(&list));
    ndx_buf_clear(&list);
    ndx_names_clear(&seen);
}

static void add_facts(query_session *s, ndx_stored *stored) {
    static const ndx_field fields[] = {NDX_FIELD_SOURCE, NDX_FIELD_SECTION, NDX_FIELD_BYLINE, NDX_FIELD_PLACE,
                                       NDX_FIELD_URL};
    char text[64];
    ndx_date date = query_date(s, ndx_stored_date(stored));
    ndx_date_format(&date, text);
    if (date.day != NDX_NO_DAY && date.source != NDX_DATE_NONE) {
        size_t len = strlen(text);
        snprintf(text + len, sizeof text - len, " (%s, from its %s)",
                 ndx_precision_word((ndx_precision)date.precision),
                 ndx_date_source_word((ndx_date_source)date.source));
    }
    add_line(s, "date", ndx_text_of(text));
    for (size_t i = 0; i < NDX_COUNT(fields); i++)
        add_line(s, ndx_field_get(fields[i])->name, s->article.field[fields[i]]);
    add_people_line(s);
    add_dates_line(s);
    add_line(s, "id", s->article.field[NDX_FIELD_ID]);
    add_line(s, "path", ndx_stored_path(stored));
}

/* What was written from `from` on, its lines broken between words. */
static ndx_status fold(query_session *s, size_t from, size_t indent_columns, ndx_error *err) {
    ndx_buf wide = {0};
    if (!s->fold) return NDX_OK;
    ndx_buf_add_text(&wide, ndx_text_slice(ndx_buf_text(&s->out), from, s->out.len));
    s->out.len = from;
    ndx_print_fold(&s->out, ndx_buf_text(&wide), s->print.width_columns, indent_columns);
    ndx_status status = ndx_buf_status(&wide, err);
    ndx_buf_clear(&wide);
    return status;
}

static ndx_status show_text(query_session *s, ndx_stored *stored, ndx_plan *plan, ndx_error *err) {
    marks m = {0};
    const ndx_article *a = &s->article;
    size_t from = s->out.len;
    ndx_status status = s->print.color ? gather(a, plan, &m, err) : NDX_OK;
    ndx_buf_add_str(&s->out, s->print.color ? "\033[1m" : "");
    ndx_print_safe(&s->out,
                   a->field[NDX_FIELD_HEADLINE].len ? a->field[NDX_FIELD_HEADLINE]
                                                    : ndx_article_zone(a, NDX_ZONE_HEADLINE),
                   true);
    ndx_buf_add_str(&s->out, s->print.color ? "\033[0m\n" : "\n");
    add_facts(s, stored);
    if (!status) status = fold(s, from, NAME_COLUMNS + 1, err);
    ndx_buf_add_char(&s->out, '\n');
    from = s->out.len;
    if (!status) paint(&s->out, a->text, a->zone[NDX_ZONE_BODY], &m);
    ndx_text tail = ndx_article_zone(a, NDX_ZONE_TAIL);
    if (tail.len) {
        ndx_buf_add_str(&s->out, s->print.color ? "\n\n\033[2m" : "\n\n");
        ndx_print_safe(&s->out, tail, false);
        ndx_buf_add_str(&s->out, s->print.color ? "\033[0m" : "");
    }
    if (s->out.len && s->out.data[s->out.len - 1] != '\n') ndx_buf_add_char(&s->out, '\n');
    free(m.at);
    return status ? status : fold(s, from, 0, err);
}

/* --- the article for programs --------------------------------------------------------------------------- */

static void json_text(ndx_json *json, const char *key, ndx_text value) {
    ndx_json_key(json, key);
    ndx_json_text(json, value);
}

static void json_place(ndx_json *json, uint32_t start, uint32_t end) {
    ndx_json_key(json, "start");
    ndx_json_int(json, start);
    ndx_json_key(json, "end");
    ndx_json_int(json, end);
}

static void json_person(ndx_json *json, const ndx_facts *facts, size_t person) {
    ndx_json_begin_object(json);
    json_text(json, "name", facts->people[person].name);
    json_text(json, "key", facts->people[person].key);
    if (facts->people[person].role.len) json_text(json, "role", facts->people[person].role);
    ndx_json_key(json, "mentions");
    ndx_json_begin_array(json);
    for (size_t i = 0; i < facts->mention_count; i++) {
        if (facts->mentions[i].person != person) continue;
        ndx_json_begin_object(json);
        json_place(json, facts->mentions[i].start, facts->mentions[i].end);
        ndx_json_end_object(json);
    }
    ndx_json_end_array(json);
    ndx_json_end_object(json);
}

static void json_date(ndx_json *json, const ndx_date_mention *date) {
    ndx_json_begin_object(json);
    json_place(json, date->start, date->end);
    json_text(json, "type", ndx_text_of(date->type));
    json_text(json, "value", date->value);
    ndx_json_end_object(json);
}

static void json_facts(ndx_json *json, const ndx_facts *facts) {
    ndx_json_key(json, "people");
    ndx_json_begin_array(json);
    for (size_t i = 0; i < facts->person_count; i++) json_person(json, facts, i);
    ndx_json_end_array(json);
    ndx_json_key(json, "dates");
    ndx_json_begin_array(json);
    for (size_t i = 0; i < facts->date_count; i++) json_date(json, &facts->dates[i]);
    ndx_json_end_array(json);
}

static ndx_status show_json(query_session *s, ndx_stored *stored, ndx_plan *plan, ndx_error *err) {
    static const ndx_field fields[] = {NDX_FIELD_ID,      NDX_FIELD_HEADLINE, NDX_FIELD_SOURCE,
                                       NDX_FIELD_SECTION, NDX_FIELD_BYLINE,   NDX_FIELD_PLACE,
                                       NDX_FIELD_URL,     NDX_FIELD_LANGUAGE};
    const ndx_range *ranges = NULL;
    size_t count = 0;
    ndx_json json;
    char date_text[32];
    ndx_date date = query_date(s, ndx_stored_date(stored));
    ndx_status status = plan ? ndx_plan_highlights(plan, &s->article, &ranges, &count, err) : NDX_OK;
    if (status) return status;
    ndx_date_format(&date, date_text);
    ndx_json_init(&json, &s->out);
    ndx_json_begin_object(&json);
    ndx_json_key(&json, "schema");
    ndx_json_int(&json, 1);
    for (size_t i = 0; i < NDX_COUNT(fields); i++)
        json_text(&json, ndx_field_get(fields[i])->json, s->article.field[fields[i]]);
    json_text(&json, "date", ndx_text_of(date_text));
    json_text(&json, "date_source", ndx_text_of(ndx_date_source_word((ndx_date_source)date.source)));
    json_text(&json, "precision", ndx_text_of(ndx_precision_word((ndx_precision)date.precision)));
    json_text(&json, "path", ndx_stored_path(stored));
    json_text(&json, "text", ndx_article_ranked_text(&s->article));
    json_text(&json, "body", ndx_article_zone(&s->article, NDX_ZONE_BODY));
    json_text(&json, "tail", ndx_article_zone(&s->article, NDX_ZONE_TAIL));
    json_facts(&json, &s->article.facts);
    ndx_json_key(&json, "highlights");
    ndx_json_begin_array(&json);
    for (size_t i = 0; i < count; i++) {
        ndx_json_begin_array(&json);
        ndx_json_int(&json, ranges[i].start);
        ndx_json_int(&json, ranges[i].end);
        ndx_json_end_array(&json);
    }
    ndx_json_end_array(&json);
    ndx_json_end_object(&json);
    ndx_buf_add_char(&s->out, '\n');
    return NDX_OK;
}

/* --- the door ------------------------------------------------------------------------------------------- */

static ndx_status show_one(query_session *s, const char *id, ndx_plan *plan, ndx_error *err) {
    uint32_t number;
    ndx_stored *stored = NULL;
    ndx_status status = ndx_index_find_id(s->index, ndx_text_of(id), &number, err);
    if (status == NDX_NOT_FOUND) return ndx_fail(err, NDX_NOT_FOUND, "no article has the id '%s'", id);
    if (!status) status = ndx_index_fetch(s->index, number, &stored, err);
    if (!status) status = ndx_stored_article(stored, &s->article, err);
    if (!status)
        status = s->print.format == NDX_FORMAT_TEXT ? show_text(s, stored, plan, err)
                                                    : show_json(s, stored, plan, err);
    ndx_stored_free(stored);
    return status;
}

ndx_status query_show(query_session *s, ndx_plan *plan, ndx_error *err) {
    ndx_status status = NDX_OK;
    if (s->print.format != NDX_FORMAT_TEXT && s->print.format != NDX_FORMAT_JSONL)
        return ndx_fail(err, NDX_USAGE, "--show prints as text or jsonl");
    for (size_t i = 0; i < s->options.show.count && !status; i++) {
        if (i && s->print.format == NDX_FORMAT_TEXT) ndx_buf_add_char(&s->out, '\n');
        status = show_one(s, s->options.show.items[i], plan, err);
        s->any_hits = s->any_hits || !status;
    }
    return status;
}
