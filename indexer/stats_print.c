/* The two looks of stats: for people, and as one JSON object. */
#include "stats.h"

#include "newsdex/print.h"

#define GAPS_SHOWN 5 /* the latest ones; --json lists all */

static const struct part {
    const char *name, *key;
    size_t offset;
} parts[] = {
    {"postings", "postlist", offsetof(ndx_index_stats, bytes_postlist)},
    {"terms of articles", "termlist", offsetof(ndx_index_stats, bytes_termlist)},
    {"records and text", "docdata", offsetof(ndx_index_stats, bytes_docdata)},
    {"other", "other", offsetof(ndx_index_stats, bytes_other)},
};

static uint64_t part_bytes(const ndx_index_stats *totals, const struct part *part) {
    return *(const uint64_t *)((const char *)totals + part->offset);
}

uint64_t stats_bytes(const ndx_index_stats *totals) {
    uint64_t sum = 0;
    for (size_t i = 0; i < NDX_COUNT(parts); i++) sum += part_bytes(totals, &parts[i]);
    return sum;
}

bool stats_grown(const ndx_index_stats *totals) {
    uint64_t all = stats_bytes(totals);
    return all >= GROWN_BYTES && (double)all > GROWN_RATIO * (double)totals->bytes_text;
}

/* --- for people ----------------------------------------------------------------------------------------- */

static void text_count(ndx_buf *out, const char *name, uint64_t count) {
    ndx_buf_addf(out, "%-12s", name);
    ndx_cli_add_count(out, count);
    ndx_buf_add_char(out, '\n');
}

static void text_days(ndx_buf *out, ndx_day first, ndx_day last) {
    char a[11], b[11];
    ndx_day_format(first, a);
    ndx_day_format(last, b);
    if (first == last)
        ndx_buf_add_str(out, a);
    else
        ndx_buf_addf(out, "%s to %s", a, b);
}

static void text_sizes(ndx_buf *out, const ndx_index_stats *totals) {
    uint64_t all = stats_bytes(totals);
    ndx_buf_addf(out, "%-12s", "size");
    ndx_cli_add_size(out, all);
    if (totals->bytes_text) ndx_buf_addf(out, ", %.2f of the text", (double)all / (double)totals->bytes_text);
    for (size_t i = 0; i < NDX_COUNT(parts); i++) {
        ndx_buf_add_str(out, i ? ", " : " (");
        ndx_buf_addf(out, "%s ", parts[i].name);
        ndx_cli_add_size(out, part_bytes(totals, &parts[i]));
    }
    ndx_buf_addf(out, ")%s\n%-12s",
                 stats_grown(totals) ? "; newsdex-index compact would make it smaller" : "", "text");
    ndx_cli_add_size(out, totals->bytes_text);
    ndx_buf_add_char(out, '\n');
}

static void text_source(ndx_buf *out, ndx_text name, const ndx_source_stats *source) {
    ndx_buf_add_str(out, "  ");
    if (name.len)
        ndx_print_safe(out, name, true);
    else
        ndx_buf_add_str(out, "(no source named)");
    ndx_buf_add_str(out, ": ");
    ndx_cli_add_count(out, source->articles);
    if (source->day_count) {
        ndx_buf_add_str(out, ", ");
        text_days(out, source->days[0], source->days[source->day_count - 1]);
    }
    ndx_buf_add_char(out, '\n');
    size_t first = source->gap_count > GAPS_SHOWN ? source->gap_count - GAPS_SHOWN : 0;
    if (first) ndx_buf_addf(out, "    %zu earlier gaps (--json lists them)\n", first);
    for (size_t i = first; i < source->gap_count; i++) {
        ndx_buf_add_str(out, "    no articles ");
        text_days(out, source->gaps[i].first, source->gaps[i].last);
        ndx_buf_add_char(out, '\n');
    }
}

void stats_print_text(ndx_buf *out, const ndx_stats *stats) {
    const ndx_index_stats *totals = &stats->totals;
    ndx_buf_addf(out, "%-12s", "index");
    ndx_print_safe(out, ndx_text_of(stats->dir), true);
    ndx_buf_add_char(out, '\n');
    text_count(out, "articles", totals->articles);
    text_count(out, "people", totals->people);
    text_count(out, "terms", totals->terms);
    text_count(out, "words", totals->words);
    if (totals->first != NDX_NO_DAY && totals->articles > stats->undated) {
        ndx_buf_addf(out, "%-12s", "dates");
        text_days(out, totals->first, totals->last);
        ndx_buf_add_char(out, '\n');
    }
    if (stats->undated) text_count(out, "undated", stats->undated);
    text_sizes(out, totals);
    ndx_buf_add_str(out, "sources\n");
    for (size_t i = 0; i < stats->source_count; i++)
        text_source(out, stats->names.names[i], &stats->sources[i]);
    ndx_buf_add_str(out, "years\n");
    for (int year = NDX_YEAR_MIN; year <= NDX_YEAR_MAX; year++) {
        if (stats->years[year - NDX_YEAR_MIN] == 0) continue;
        ndx_buf_addf(out, "  %d: ", year);
        ndx_cli_add_count(out, stats->years[year - NDX_YEAR_MIN]);
        ndx_buf_add_char(out, '\n');
    }
}

/* --- for programs --------------------------------------------------------------------------------------- */

static void json_count(ndx_json *json, const char *key, uint64_t count) {
    ndx_json_key(json, key);
    ndx_json_int(json, (int64_t)count);
}

static void json_day(ndx_json *json, const char *key, ndx_day day) {
    char text[11];
    ndx_day_format(day, text);
    ndx_json_key(json, key);
    if (*text)
        ndx_json_text(json, ndx_text_of(text));
    else
        ndx_json_null(json);
}

static void json_source(ndx_json *json, ndx_text name, const ndx_source_stats *source) {
    ndx_json_begin_object(json);
    ndx_json_key(json, "source");
    ndx_json_text(json, name);
    json_count(json, "articles", source->articles);
    json_day(json, "first", source->day_count ? source->days[0] : NDX_NO_DAY);
    json_day(json, "last", source->day_count ? source->days[source->day_count - 1] : NDX_NO_DAY);
    json_count(json, "days", source->day_count);
    ndx_json_key(json, "gaps");
    ndx_json_begin_array(json);
    for (size_t i = 0; i < source->gap_count; i++) {
        ndx_json_begin_object(json);
        json_day(json, "first", source->gaps[i].first);
        json_day(json, "last", source->gaps[i].last);
        ndx_json_end_object(json);
    }
    ndx_json_end_array(json);
    ndx_json_end_object(json);
}

static void json_years(ndx_json *json, const ndx_stats *stats) {
    ndx_json_key(json, "years");
    ndx_json_begin_object(json);
    for (int year = NDX_YEAR_MIN; year <= NDX_YEAR_MAX; year++) {
        char name[5] = {(char)('0' + year / 1000), (char)('0' + year / 100 % 10),
                        (char)('0' + year / 10 % 10), (char)('0' + year % 10), 0};
        if (stats->years[year - NDX_YEAR_MIN]) json_count(json, name, stats->years[year - NDX_YEAR_MIN]);
    }
    ndx_json_end_object(json);
}

void stats_print_json(ndx_buf *out, const ndx_stats *stats) {
    const ndx_index_stats *totals = &stats->totals;
    ndx_json json;
    ndx_json_init(&json, out);
    ndx_json_begin_object(&json);
    ndx_json_key(&json, "index");
    ndx_json_text(&json, ndx_text_of(stats->dir));
    json_count(&json, "articles", totals->articles);
    json_count(&json, "people", totals->people);
    json_count(&json, "terms", totals->terms);
    json_count(&json, "words", totals->words);
    json_day(&json, "first", totals->first);
    json_day(&json, "last", totals->last);
    json_count(&json, "undated", stats->undated);
    ndx_json_key(&json, "bytes");
    ndx_json_begin_object(&json);
    for (size_t i = 0; i < NDX_COUNT(parts); i++)
        json_count(&json, parts[i].key, part_bytes(totals, &parts[i]));
    json_count(&json, "all", stats_bytes(totals));
    json_count(&json, "text", totals->bytes_text);
    ndx_json_end_object(&json);
    ndx_json_key(&json, "grown");
    ndx_json_bool(&json, stats_grown(totals));
    ndx_json_key(&json, "sources");
    ndx_json_begin_array(&json);
    for (size_t i = 0; i < stats->source_count; i++)
        json_source(&json, stats->names.names[i], &stats->sources[i]);
    ndx_json_end_array(&json);
    json_years(&json, stats);
    ndx_json_end_object(&json);
    ndx_buf_add_char(out, '\n');
}
