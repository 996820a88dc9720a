/* Counting modes: --count, --facet, --timeline; as bars, JSON lines or tables. */
#include "query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- one row of a count, in any format ------------------------------------------------------------------ */

static void json_head(query_session *s, ndx_json *json, ndx_text label) {
    ndx_json_init(json, &s->out);
    ndx_json_begin_object(json);
    ndx_json_key(json, "schema");
    ndx_json_int(json, 1);
    if (label.len == 0) return;
    ndx_json_key(json, "label");
    ndx_json_text(json, label);
}

static void json_number(ndx_json *json, const char *key, uint64_t value) {
    ndx_json_key(json, key);
    ndx_json_int(json, (int64_t)value);
}

static void json_end(query_session *s, ndx_json *json) {
    ndx_json_end_object(json);
    ndx_buf_add_char(&s->out, '\n');
}

static char separator_of(const query_session *s) {
    return s->print.format == NDX_FORMAT_CSV ? ',' : s->print.format == NDX_FORMAT_TSV ? '\t' : 0;
}

static void end_row(query_session *s) {
    ndx_buf_add_str(&s->out, s->print.format == NDX_FORMAT_CSV ? "\r\n" : "\n");
}

static void add_cells(query_session *s, const ndx_text *cells, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (i) ndx_buf_add_char(&s->out, separator_of(s));
        ndx_print_cell(&s->out, cells[i], separator_of(s));
    }
}

static ndx_status only_table_formats(const query_session *s, const char *option, ndx_error *err) {
    if (s->print.format != NDX_FORMAT_TREC && s->print.format != NDX_FORMAT_IDS) return NDX_OK;
    return ndx_fail(err, NDX_USAGE, "%s prints as text, jsonl, csv or tsv", option);
}

/* --- count ---------------------------------------------------------------------------------------------- */

ndx_status query_count(query_session *s, ndx_text label, ndx_plan *plan, ndx_error *err) {
    ndx_find_options options = {.limit = 1, .count_exactly = true, .around = NDX_NO_DAY};
    ndx_hits hits = {0};
    ndx_status status = only_table_formats(s, "--count", err);
    if (!status) status = ndx_index_find(s->index, ndx_plan_expression(plan), &options, &hits, err);
    if (status) return status;
    if (s->print.format == NDX_FORMAT_JSONL) {
        ndx_json json;
        json_head(s, &json, label);
        json_number(&json, "articles", hits.total);
        json_end(s, &json);
    } else {
        if (label.len && separator_of(s))
            ndx_print_cell(&s->out, label, separator_of(s));
        else if (label.len)
            ndx_print_safe(&s->out, label, true);
        if (label.len) ndx_buf_add_char(&s->out, separator_of(s) ? separator_of(s) : '\t');
        ndx_buf_addf(&s->out, "%llu", (unsigned long long)hits.total);
        end_row(s);
    }
    s->any_hits = s->any_hits || hits.total;
    ndx_hits_clear(&hits);
    return NDX_OK;
}

/* --- facets --------------------------------------------------------------------------------------------- */

static const struct facet {
    const char *word;
    ndx_field field;
    ndx_span span;
    bool is_span;
} facets[] = {
    {"people", NDX_FIELD_PEOPLE, 0, false},           {"source", NDX_FIELD_SOURCE, 0, false},
    {"section", NDX_FIELD_SECTION, 0, false},         {"place", NDX_FIELD_PLACE, 0, false},
    {"language", NDX_FIELD_LANGUAGE, 0, false},       {"year", NDX_FIELD_COUNT, NDX_SPAN_YEAR, true},
    {"month", NDX_FIELD_COUNT, NDX_SPAN_MONTH, true},
};

static const struct facet *find_facet(const char *word, ndx_error *err) {
    for (size_t i = 0; i < NDX_COUNT(facets); i++)
        if (strcmp(facets[i].word, word) == 0) return &facets[i];
    ndx_fail(err, NDX_USAGE, "--facet=%s: there are people, source, section, place, language, year and month",
             word);
    return NULL;
}

static void facet_row(query_session *s, ndx_text label, const struct facet *facet, const ndx_bucket *bucket,
                      double most, size_t name_columns) {
    ndx_text name = bucket->label.len ? bucket->label : bucket->name;
    if (s->print.format == NDX_FORMAT_JSONL) {
        ndx_json json;
        json_head(s, &json, label);
        ndx_json_key(&json, "facet");
        ndx_json_text(&json, ndx_text_of(facet->word));
        ndx_json_key(&json, "value");
        ndx_json_text(&json, name);
        if (facet->field == NDX_FIELD_PEOPLE) {
            ndx_json_key(&json, "key");
            ndx_json_text(&json, bucket->name);
        }
        json_number(&json, "articles", bucket->articles);
        if (bucket->of) json_number(&json, "of", bucket->of);
        if (bucket->of) ndx_json_key(&json, "score");
        if (bucket->of) ndx_json_real(&json, bucket->score);
        json_end(s, &json);
        return;
    }
    char articles[24], of[24], score[32];
    snprintf(articles, sizeof articles, "%llu", (unsigned long long)bucket->articles);
    snprintf(of, sizeof of, "%llu", (unsigned long long)bucket->of);
    snprintf(score, sizeof score, "%.3g", bucket->score);
    if (separator_of(s)) {
        const ndx_text cells[] = {label, name, ndx_text_of(articles),
                                  bucket->of ? ndx_text_of(of) : NDX_TEXT(""),
                                  bucket->of ? ndx_text_of(score) : NDX_TEXT("")};
        add_cells(s, cells + (s->many ? 0 : 1), NDX_COUNT(cells) - (s->many ? 0 : 1));
        end_row(s);
        return;
    }
    size_t used = ndx_print_cut(&s->out, name, name_columns),
           room = s->print.width_columns > name_columns + 34 ? s->print.width_columns - name_columns - 34 : 8;
    ndx_buf_addf(&s->out, "%*s %9s", (int)(name_columns - used), "", articles);
    if (bucket->of) ndx_buf_addf(&s->out, " of %-8s x%-6s", of, score);
    ndx_buf_add_char(&s->out, ' ');
    query_bar(&s->out, (double)bucket->articles, most, room);
    ndx_buf_add_char(&s->out, '\n');
}

static void facet_header(query_session *s) {
    static const ndx_text names[] = {{"label", 5}, {"value", 5}, {"articles", 8}, {"of", 2}, {"score", 5}};
    if (!separator_of(s) || s->headed) return;
    s->headed = true;
    add_cells(s, names + (s->many ? 0 : 1), NDX_COUNT(names) - (s->many ? 0 : 1));
    end_row(s);
}

static size_t widest_name(const ndx_buckets *buckets, size_t from, size_t to) {
    size_t widest = 4;
    for (size_t i = from; i < to; i++) {
        size_t columns = ndx_width_columns(buckets->bucket[i].label.len ? buckets->bucket[i].label
                                                                        : buckets->bucket[i].name);
        if (columns > widest) widest = columns;
    }
    return widest < 40 ? widest : 40;
}

static void facet_label(query_session *s, ndx_text label) {
    if (s->print.format != NDX_FORMAT_TEXT || label.len == 0) return;
    ndx_buf_add_str(&s->out, "== ");
    ndx_print_safe(&s->out, label, true);
    ndx_buf_add_char(&s->out, '\n');
}

ndx_status query_facet(query_session *s, ndx_text label, ndx_plan *plan, ndx_error *err) {
    const struct facet *facet = find_facet(s->options.facet, err);
    const ndx_expr *expr = ndx_plan_expression(plan);
    ndx_buckets buckets = {0};
    if (!facet) return NDX_USAGE;
    ndx_status status = only_table_formats(s, "--facet", err);
    if (!status)
        status = facet->is_span
                     ? ndx_search_timeline(s->index, expr, facet->span, false, s->timezone, &buckets, err)
                     : ndx_search_facet(s->index, expr, facet->field, &buckets, err);
    size_t from = s->find.offset < buckets.count ? (size_t)s->find.offset : buckets.count;
    size_t to =
        s->find.limit && s->find.limit < buckets.count - from ? from + (size_t)s->find.limit : buckets.count;
    if (facet->is_span) from = 0, to = buckets.count; /* a calendar has no first ten */
    if (!status && facet->field == NDX_FIELD_PEOPLE)
        status = ndx_buckets_name_people(s->index, &buckets, to, err);
    if (!status) facet_header(s);
    if (!status) facet_label(s, label);
    double most = 0;
    for (size_t i = from; i < to; i++)
        most = (double)buckets.bucket[i].articles > most ? (double)buckets.bucket[i].articles : most;
    for (size_t i = from; !status && i < to; i++)
        if (buckets.bucket[i].articles)
            facet_row(s, label, facet, &buckets.bucket[i], most, widest_name(&buckets, from, to));
    s->any_hits = s->any_hits || buckets.matches;
    ndx_buckets_clear(&buckets);
    return status;
}

/* --- timelines ------------------------------------------------------------------------------------------ */

static const struct {
    const char *word;
    ndx_span span;
} spans[] = {
    {"", NDX_SPAN_MONTH},      {"day", NDX_SPAN_DAY},         {"week", NDX_SPAN_WEEK},
    {"month", NDX_SPAN_MONTH}, {"quarter", NDX_SPAN_QUARTER}, {"year", NDX_SPAN_YEAR},
};

ndx_status query_timeline(query_session *s, ndx_plan *plan, ndx_buckets *buckets, ndx_error *err) {
    ndx_status status = only_table_formats(s, "--timeline", err);
    if (status) return status;
    for (size_t i = 0; i < NDX_COUNT(spans); i++) {
        if (strcmp(spans[i].word, s->options.timeline) != 0) continue;
        status = ndx_search_timeline(s->index, ndx_plan_expression(plan), spans[i].span,
                                     s->options.relative != NULL, s->timezone, buckets, err);
        bool words = s->options.relative && strcmp(s->options.relative, "words") == 0;
        for (size_t k = 0; !status && words && k < buckets->count; k++) {
            ndx_bucket *b = &buckets->bucket[k];
            b->score = b->of_words ? (double)b->words / (double)b->of_words : 0;
        }
        s->any_hits = s->any_hits || buckets->matches;
        return status;
    }
    return ndx_fail(err, NDX_USAGE, "--timeline=%s: there are day, week, month, quarter and year",
                    s->options.timeline);
}

/* Periods of all series: from the earliest first to the latest last, each once. */
typedef struct periods {
    const ndx_bucket **period;
    size_t count;
} periods;

static int by_day(const void *a, const void *b) {
    const ndx_bucket *x = *(const ndx_bucket *const *)a, *y = *(const ndx_bucket *const *)b;
    return x->first < y->first ? -1 : x->first > y->first;
}

static ndx_status make_axis(const query_series *series, size_t count, periods *out, ndx_error *err) {
    size_t all = 0;
    for (size_t i = 0; i < count; i++) all += series[i].buckets.count;
    out->period = calloc(all + 1, sizeof(void *));
    if (!out->period) return ndx_fail_memory(err);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < series[i].buckets.count; k++)
            out->period[out->count++] = &series[i].buckets.bucket[k];
    if (out->count) qsort(out->period, out->count, sizeof(void *), by_day);
    size_t kept = 0;
    for (size_t i = 0; i < out->count; i++)
        if (kept == 0 || out->period[kept - 1]->first != out->period[i]->first)
            out->period[kept++] = out->period[i];
    out->count = kept;
    return NDX_OK;
}

/* The series' bucket of a period; NULL where the series has none (it is zero there). */
static const ndx_bucket *bucket_at(const query_series *series, ndx_day first) {
    size_t low = 0, high = series->buckets.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (series->buckets.bucket[middle].first < first)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < series->buckets.count && series->buckets.bucket[low].first == first;
    return found ? &series->buckets.bucket[low] : NULL;
}

static double shown_value(const query_session *s, const ndx_bucket *bucket) {
    if (!bucket) return 0;
    return s->options.relative ? bucket->score : (double)bucket->articles;
}

/* What finds the articles of a bar again, with the same options. */
static void add_bar_query(const query_series *series, const ndx_bucket *period, ndx_buf *out) {
    ndx_text asked = ndx_text_trim(series->query);
    if (asked.len) ndx_buf_addf(out, "(%.*s) ", NDX_ARG(asked));
    ndx_buf_addf(out, "date:%.*s", NDX_ARG(period->name));
}

static void timeline_json(query_session *s, const query_series *series, const ndx_bucket *period) {
    const ndx_bucket *bucket = bucket_at(series, period->first);
    char first[11], last[11];
    ndx_json json;
    ndx_day_format(period->first, first);
    ndx_day_format(period->last, last);
    json_head(s, &json, series->label);
    ndx_json_key(&json, "period");
    ndx_json_text(&json, period->name);
    ndx_json_key(&json, "first");
    ndx_json_text(&json, ndx_text_of(first));
    ndx_json_key(&json, "last");
    ndx_json_text(&json, ndx_text_of(last));
    json_number(&json, "articles", bucket ? bucket->articles : 0);
    json_number(&json, "words", bucket ? bucket->words : 0);
    if (s->options.relative) {
        json_number(&json, "of", bucket ? bucket->of : 0);
        json_number(&json, "of_words", bucket ? bucket->of_words : 0);
        ndx_json_key(&json, "share");
        ndx_json_real(&json, bucket ? bucket->score : 0);
    }
    if (s->options.explain) {
        ndx_buf query = {0};
        add_bar_query(series, period, &query);
        ndx_json_key(&json, "query");
        ndx_json_text(&json, ndx_buf_text(&query));
        if (query.failed) s->out.failed = true;
        ndx_buf_clear(&query);
    }
    json_end(s, &json);
}

/* Tables: a row for each period, a column for each query. */
static void timeline_header(query_session *s, const query_series *series, size_t count) {
    ndx_print_cell(&s->out, NDX_TEXT("period"), separator_of(s));
    for (size_t i = 0; i < count; i++) {
        ndx_buf_add_char(&s->out, separator_of(s));
        ndx_print_cell(&s->out,
                       series[i].label.len   ? series[i].label
                       : s->options.relative ? NDX_TEXT("share")
                                             : NDX_TEXT("articles"),
                       separator_of(s));
    }
    for (size_t i = 0; s->options.explain && i < count; i++) {
        ndx_buf name = {0};
        ndx_buf_addf(&name, series[i].label.len ? "%.*s query" : "%.*squery", NDX_ARG(series[i].label));
        ndx_buf_add_char(&s->out, separator_of(s));
        ndx_print_cell(&s->out, ndx_buf_text(&name), separator_of(s));
        if (name.failed) s->out.failed = true;
        ndx_buf_clear(&name);
    }
    end_row(s);
}

static void timeline_cells(query_session *s, const query_series *series, size_t count,
                           const ndx_bucket *period) {
    ndx_print_cell(&s->out, period->name, separator_of(s));
    for (size_t i = 0; i < count; i++) {
        double value = shown_value(s, bucket_at(&series[i], period->first));
        ndx_buf_addf(&s->out, s->options.relative ? "%c%.6g" : "%c%.0f", separator_of(s), value);
    }
    for (size_t i = 0; s->options.explain && i < count; i++) {
        ndx_buf query = {0};
        add_bar_query(&series[i], period, &query);
        ndx_buf_add_char(&s->out, separator_of(s));
        ndx_print_cell(&s->out, ndx_buf_text(&query), separator_of(s));
        if (query.failed) s->out.failed = true;
        ndx_buf_clear(&query);
    }
    end_row(s);
}

/* What each query's bar may take of a line. */
static size_t bar_columns(const query_session *s, size_t count) {
    size_t taken = 12 + 10 * count;
    return count && s->print.width_columns > taken + 8 * count ? (s->print.width_columns - taken) / count : 8;
}

/* Where there is no bar, the line ends with its number. */
static void end_line(query_session *s) {
    while (s->out.len && s->out.data[s->out.len - 1] == ' ') s->out.len--;
    ndx_buf_add_char(&s->out, '\n');
}

static void timeline_bars(query_session *s, const query_series *series, size_t count,
                          const ndx_bucket *period, double most) {
    size_t room = bar_columns(s, count);
    ndx_buf_addf(&s->out, "%-10.*s", NDX_ARG(period->name));
    for (size_t i = 0; i < count; i++) {
        const ndx_bucket *bucket = bucket_at(&series[i], period->first);
        double value = shown_value(s, bucket);
        ndx_buf_addf(&s->out, s->options.relative ? " %7.2f%% " : " %8.0f ",
                     s->options.relative ? 100 * value : value);
        size_t before = s->out.len;
        query_bar(&s->out, value, most, room - 1);
        size_t used = ndx_width_columns(ndx_text_slice(ndx_buf_text(&s->out), before, s->out.len));
        if (i + 1 < count) ndx_buf_addf(&s->out, "%*s", (int)(room > used ? room - used : 0), "");
    }
    end_line(s);
}

/* --explain: in the place of each bar the query that asks it back, one a line. */
static void timeline_queries(query_session *s, const query_series *series, size_t count,
                             const ndx_bucket *period) {
    for (size_t i = 0; i < count; i++) {
        ndx_buf query = {0};
        double value = shown_value(s, bucket_at(&series[i], period->first));
        add_bar_query(&series[i], period, &query);
        ndx_buf_addf(&s->out, "%-10.*s", NDX_ARG(period->name));
        ndx_buf_addf(&s->out, s->options.relative ? " %7.2f%%  " : " %8.0f  ",
                     s->options.relative ? 100 * value : value);
        ndx_print_safe(&s->out, ndx_buf_text(&query), true);
        ndx_buf_add_char(&s->out, '\n');
        if (query.failed) s->out.failed = true;
        ndx_buf_clear(&query);
    }
}

static void timeline_names(query_session *s, const query_series *series, size_t count) {
    size_t room = bar_columns(s, count);
    if (count < 2 || s->options.explain) return;
    ndx_buf_addf(&s->out, "%-10s", "");
    for (size_t i = 0; i < count; i++) {
        ndx_buf_add_char(&s->out, ' ');
        size_t used = ndx_print_cut(&s->out, series[i].label, room + 8);
        if (i + 1 < count) ndx_buf_addf(&s->out, "%*s", (int)(room + 9 - used), "");
    }
    ndx_buf_add_char(&s->out, '\n');
}

static ndx_status write_plot(query_session *s, const query_series *series, size_t count, ndx_error *err) {
    ndx_buf svg = {0};
    query_plot(&svg, series, count, s->options.relative != NULL);
    ndx_status status = ndx_buf_status(&svg, err);
    if (!status) status = ndx_file_write(s->options.plot, ndx_buf_text(&svg), err);
    ndx_buf_clear(&svg);
    return status;
}

ndx_status query_print_timelines(query_session *s, query_series *series, size_t count, ndx_error *err) {
    periods axis = {0};
    double most = 0;
    uint64_t undated = 0;
    ndx_status status = make_axis(series, count, &axis, err);
    if (!status && s->options.plot) status = write_plot(s, series, count, err);
    for (size_t i = 0; i < count; i++) {
        undated += series[i].buckets.undated;
        for (size_t k = 0; k < series[i].buckets.count; k++) {
            double value = shown_value(s, &series[i].buckets.bucket[k]);
            if (value > most) most = value;
        }
    }
    if (!status && separator_of(s)) timeline_header(s, series, count);
    if (!status && s->print.format == NDX_FORMAT_TEXT) timeline_names(s, series, count);
    for (size_t k = 0; !status && k < axis.count; k++) {
        if (separator_of(s))
            timeline_cells(s, series, count, axis.period[k]);
        else if (s->print.format == NDX_FORMAT_TEXT && s->options.explain)
            timeline_queries(s, series, count, axis.period[k]);
        else if (s->print.format == NDX_FORMAT_TEXT)
            timeline_bars(s, series, count, axis.period[k], most);
        else
            for (size_t i = 0; i < count; i++) timeline_json(s, &series[i], axis.period[k]);
        status = query_flush(s, false, err);
    }
    if (!status && undated) {
        char note[80];
        snprintf(note, sizeof note, "%llu matching articles have no date and are in no period",
                 (unsigned long long)undated);
        query_note(s, "note", note);
    }
    free(axis.period);
    return status;
}
