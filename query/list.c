/* The ranked list: hits as records. */
#include "query.h"

#include <stdlib.h>
#include <string.h>

#define SNIPPET_COLUMNS 240u /* in records */
#define SNIPPET_LINES 2u     /* on a terminal */
#define WORD_COLUMNS 10u
#define COLLAPSE_LOOKS 5u /* hits looked at for one that is kept */

typedef struct list {
    query_session *s;
    ndx_text label;
    ndx_plan *plan;
    ndx_hits hits;
    uint32_t *similar; /* with --collapse */
    ndx_snippet snippet;
} list;

/* --- one record ----------------------------------------------------------------------------------------- */

/* Text does not show them, and need not wait for them. */
static ndx_status add_people(list *l, ndx_record *record, ndx_error *err) {
    query_session *s = l->s;
    if (s->print.format == NDX_FORMAT_TEXT) return NDX_OK;
    ndx_status status = s->persons ? NDX_OK : ndx_persons_new(s->index, &s->persons, err);
    if (!status)
        status = ndx_persons_of(s->persons, &s->article, &record->people, &record->people_count, err);
    return status;
}

static size_t snippet_columns(const query_session *s) {
    if (s->print.format != NDX_FORMAT_TEXT) return SNIPPET_COLUMNS;
    size_t line = s->print.width_columns > 12 ? s->print.width_columns - 8 : s->print.width_columns;
    return SNIPPET_LINES * line - WORD_COLUMNS; /* what a line loses when its last word goes to the next */
}

/* Identifiers and TREC lines need nothing but the id. */
static bool is_bare(ndx_format format) {
    return format == NDX_FORMAT_IDS || format == NDX_FORMAT_TREC;
}

static ndx_status fill(list *l, ndx_stored *stored, ndx_record *record, ndx_error *err) {
    query_session *s = l->s;
    record->id = ndx_stored_field(stored, NDX_FIELD_ID);
    if (is_bare(s->print.format)) return NDX_OK;
    ndx_status status = ndx_stored_article(stored, &s->article, err);
    if (!status) status = ndx_plan_snippet(l->plan, &s->article, snippet_columns(s), false, &l->snippet, err);
    if (status) return status;
    const ndx_text *field = s->article.field;
    record->headline = field[NDX_FIELD_HEADLINE];
    record->source = field[NDX_FIELD_SOURCE];
    record->section = field[NDX_FIELD_SECTION];
    record->byline = field[NDX_FIELD_BYLINE];
    record->place = field[NDX_FIELD_PLACE];
    record->url = field[NDX_FIELD_URL];
    if (s->print.format != NDX_FORMAT_TEXT) record->path = ndx_stored_path(stored);
    record->date = query_date(s, ndx_stored_date(stored));
    record->words = ndx_stored_words(stored);
    record->snippet = ndx_buf_text(&l->snippet.text);
    record->highlights = l->snippet.highlights;
    record->highlight_count = l->snippet.highlight_count;
    record->cut_before = l->snippet.cut_before;
    record->cut_after = l->snippet.cut_after;
    return add_people(l, record, err);
}

static ndx_status print_hit(list *l, size_t i, ndx_error *err) {
    query_session *s = l->s;
    ndx_record record = {.rank = s->find.offset + i + 1,
                         .score = l->hits.hits[i].score,
                         .label = l->label,
                         .date = NDX_NO_DATE};
    ndx_stored *stored = NULL;
    ndx_status status = ndx_index_fetch(s->index, l->hits.hits[i].number, &stored, err);
    if (!status) status = fill(l, stored, &record, err);
    if (!status) ndx_print_record(&s->out, &record, &s->print);
    if (!status && s->print.format == NDX_FORMAT_TEXT && l->similar && l->similar[i])
        ndx_buf_addf(&s->out, "    (and %u nearly the same)\n\n", l->similar[i]);
    ndx_stored_free(stored);
    return status ? status : query_flush(s, false, err);
}

/* --- the list ------------------------------------------------------------------------------------------- */

static ndx_status collapse(list *l, ndx_error *err) {
    uint64_t offset = l->s->find.offset, limit = l->s->find.limit;
    l->similar = calloc(l->hits.count + 1, sizeof *l->similar);
    if (!l->similar) return ndx_fail_memory(err);
    ndx_status status = ndx_plan_collapse(l->plan, &l->hits, limit ? offset + limit : 0, l->similar, err);
    if (status) return status;
    size_t skipped = l->hits.count < offset ? l->hits.count : (size_t)offset;
    memmove(l->hits.hits, l->hits.hits + skipped, (l->hits.count - skipped) * sizeof *l->hits.hits);
    memmove(l->similar, l->similar + skipped, (l->hits.count - skipped) * sizeof *l->similar);
    l->hits.count -= skipped;
    return NDX_OK;
}

/* --since-last: of all hits those that are new, then the part of them that was asked for. */
static ndx_status keep_new(list *l, ndx_error *err) {
    uint64_t offset = l->s->find.offset, limit = l->s->find.limit, found = 0;
    size_t kept = 0;
    for (size_t i = 0; i < l->hits.count; i++) {
        ndx_stored *stored = NULL;
        ndx_status status = ndx_index_fetch(l->s->index, l->hits.hits[i].number, &stored, err);
        if (status) return status;
        bool is_new = query_since_is_new(l->s, ndx_stored_field(stored, NDX_FIELD_ID));
        ndx_stored_free(stored);
        if (is_new && ++found > offset && (limit == 0 || kept < limit))
            l->hits.hits[kept++] = l->hits.hits[i];
    }
    l->hits.count = kept;
    l->hits.total = found;
    l->hits.total_exact = true;
    return NDX_OK;
}

/* Where the total is shown, so many articles are looked at for it beyond those that the best hits took: of a phrase that few
 * articles could have it is counted. Each lies elsewhere in the index, which for a command that has just begun is ten microseconds. */
enum { CHECKED = 1000 };

static ndx_status find(list *l, ndx_error *err) {
    ndx_find_options options = l->s->find;
    options.check_at_least = l->s->print.format == NDX_FORMAT_TEXT ? CHECKED : 0;
    bool part = !l->s->options.collapse && !l->s->since;
    if (!part) { /* those left out must be made up for */
        options.limit = options.limit && !l->s->since ? COLLAPSE_LOOKS * (options.offset + options.limit) : 0;
        options.offset = 0;
    }
    ndx_status status = ndx_index_find(l->s->index, ndx_plan_expression(l->plan), &options, &l->hits, err);
    if (!status && l->s->since)
        status = keep_new(l, err);
    else if (!status && !part)
        status = collapse(l, err);
    return status;
}

static void print_total(list *l) {
    query_session *s = l->s;
    if (s->print.format != NDX_FORMAT_TEXT || l->hits.count == 0) return;
    const char *dim = s->print.color ? "\033[2m" : "", *plain = s->print.color ? "\033[0m" : "";
    uint64_t first = s->find.offset + 1, last = s->find.offset + l->hits.count;
    ndx_buf_addf(&s->out, "%s", dim);
    if (first == 1 && last == l->hits.total && l->hits.total_exact)
        ndx_cli_add_count(&s->out, last);
    else {
        ndx_cli_add_count(&s->out, first);
        if (last > first) ndx_buf_add_char(&s->out, '-');
        if (last > first) ndx_cli_add_count(&s->out, last);
        ndx_buf_add_str(&s->out, l->hits.total_exact ? " of " : " of about ");
        ndx_cli_add_count(&s->out, l->hits.total);
    }
    ndx_buf_addf(&s->out, " article%s%s\n", l->hits.total == 1 ? "" : "s", plain);
}

static void print_label(list *l) {
    query_session *s = l->s;
    if (s->print.format != NDX_FORMAT_TEXT || l->label.len == 0) return;
    ndx_buf_add_str(&s->out, s->print.color ? "\033[1m== " : "== ");
    ndx_print_safe(&s->out, l->label, true);
    ndx_buf_add_str(&s->out, s->print.color ? "\033[0m\n\n" : "\n\n");
}

ndx_status query_list(query_session *s, ndx_text label, ndx_plan *plan, ndx_error *err) {
    list l = {.s = s, .label = label, .plan = plan};
    ndx_status status = find(&l, err);
    if (!status) print_label(&l);
    for (size_t i = 0; !status && i < l.hits.count; i++) status = print_hit(&l, i, err);
    if (!status) print_total(&l);
    s->any_hits = s->any_hits || l.hits.count || l.hits.total;
    ndx_hits_clear(&l.hits);
    ndx_snippet_clear(&l.snippet);
    free(l.similar);
    return status;
}
