/* stats: what the index holds, from where and when, and what is missing from it. */
#include "stats.h"

#include "newsdex/print.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- gathering ------------------------------------------------------------------------------------------ */

static ndx_source_stats *source_named(ndx_stats *stats, ndx_text name) {
    uint32_t number = ndx_names_add(&stats->names, name);
    if (number == NDX_NO_NAME) return NULL;
    if (number < stats->source_count) return &stats->sources[number];
    ndx_source_stats *sources =
        ndx_grow(stats->sources, stats->source_count, &stats->source_capacity, sizeof *sources);
    if (!sources) return NULL;
    stats->sources = sources;
    sources[stats->source_count] = (ndx_source_stats){0};
    return &sources[stats->source_count++];
}

static bool add_day(ndx_source_stats *source, ndx_day day) {
    if (source->day_count && source->days[source->day_count - 1] == day)
        return true; /* numbers follow dates: mostly so */
    ndx_day *days = ndx_grow(source->days, source->day_count, &source->day_capacity, sizeof *days);
    if (!days) return false;
    source->days = days;
    days[source->day_count++] = day;
    return true;
}

static bool on_match(void *context, const ndx_match *match) {
    ndx_stats *stats = context;
    ndx_source_stats *source =
        source_named(stats, ndx_index_facet(stats->index, match->number, NDX_FIELD_SOURCE));
    if (!source) return !(stats->failed = true);
    source->articles++;
    if (match->day == NDX_NO_DAY) {
        stats->undated++;
        return true;
    }
    stats->years[ndx_day_civil(match->day).year - NDX_YEAR_MIN]++;
    stats->failed |= !add_day(source, match->day);
    return !stats->failed;
}

static int compare_days(const void *a, const void *b) {
    ndx_day x = *(const ndx_day *)a, y = *(const ndx_day *)b;
    return (x > y) - (x < y);
}

/* Sort the days of a source and drop repetitions. */
static void order_days(ndx_source_stats *source) {
    size_t kept = 0;
    if (source->day_count == 0) return;
    qsort(source->days, source->day_count, sizeof *source->days, compare_days);
    for (size_t i = 1; i < source->day_count; i++)
        if (source->days[i] != source->days[kept]) source->days[++kept] = source->days[i];
    source->day_count = kept + 1;
}

/* How long a source usually is silent: nine of ten of its silences are no longer (a daily 1, a paper without
 * Sundays 2). */
static ndx_day usual_step(const ndx_source_stats *source) {
    enum { LONGEST = 400 };
    size_t steps[LONGEST + 1] = {0}, count = source->day_count - 1, sum = 0;
    for (size_t i = 1; i < source->day_count; i++) {
        ndx_day step = source->days[i] - source->days[i - 1];
        steps[step < LONGEST ? step : LONGEST]++;
    }
    for (ndx_day step = 1; step <= LONGEST; step++)
        if ((sum += steps[step]) * 10 >= count * 9) return step;
    return LONGEST;
}

#define DAYS_TO_JUDGE 10 /* with fewer days there is no habit to miss */

static ndx_status find_gaps(ndx_source_stats *source, ndx_error *err) {
    size_t capacity = 0;
    if (source->day_count < DAYS_TO_JUDGE) return NDX_OK;
    ndx_day usual = usual_step(source);
    for (size_t i = 1; i < source->day_count; i++) {
        if (source->days[i] - source->days[i - 1] <= usual) continue;
        ndx_gap *gaps = ndx_grow(source->gaps, source->gap_count, &capacity, sizeof *gaps);
        if (!gaps) return ndx_fail_memory(err);
        source->gaps = gaps;
        gaps[source->gap_count++] = (ndx_gap){source->days[i - 1] + 1, source->days[i] - 1};
    }
    return NDX_OK;
}

static ndx_status gather(ndx_stats *stats, ndx_error *err) {
    const ndx_expr all = {.kind = NDX_EXPR_ALL};
    ndx_status status = ndx_index_stats_get(stats->index, &stats->totals, err);
    if (status == NDX_OK) status = ndx_index_each(stats->index, &all, on_match, stats, err);
    if (status == NDX_OK && stats->failed) status = ndx_fail_memory(err);
    for (size_t i = 0; i < stats->source_count && status == NDX_OK; i++) {
        order_days(&stats->sources[i]);
        status = find_gaps(&stats->sources[i], err);
    }
    return status;
}

static void clear(ndx_stats *stats) {
    for (size_t i = 0; i < stats->source_count; i++) {
        free(stats->sources[i].days);
        free(stats->sources[i].gaps);
    }
    free(stats->sources);
    free(stats->years);
    ndx_names_clear(&stats->names);
    ndx_index_close(stats->index);
}

/* --- what could not be read ----------------------------------------------------------------------------- */

typedef struct unread {
    ndx_buf *out;
    bool json;
    uint64_t count;
} unread;

static void add_unread_json(ndx_buf *out, const ndx_skip *skip) {
    ndx_json json;
    ndx_json_init(&json, out);
    ndx_json_begin_object(&json);
    report_skip_json(&json, skip);
    ndx_json_end_object(&json);
    ndx_buf_add_char(out, '\n');
}

static void on_unread(void *context, const ndx_skip *skip) {
    unread *u = context;
    u->count++;
    if (u->json) {
        add_unread_json(u->out, skip);
        return;
    }
    ndx_print_safe(u->out, skip->path, true);
    ndx_buf_addf(u->out, "\t%llu\t%s\t", (unsigned long long)skip->offset, ndx_reason_word(skip->reason));
    ndx_print_safe(u->out, skip->detail.len ? skip->detail : ndx_text_of(ndx_reason_sentence(skip->reason)),
                   true);
    ndx_buf_add_char(u->out, '\n');
}

static bool on_file(void *context, ndx_text path, const ndx_seen_file *file) {
    unread *u = context;
    uint64_t more;
    ndx_unread_each(path, file->note, on_unread, u, &more);
    if (more && !u->json) {
        ndx_print_safe(u->out, path, true);
        ndx_buf_addf(u->out, "\t\tmore\t%llu more in this file\n", (unsigned long long)more);
    }
    return true;
}

/* --- the command ---------------------------------------------------------------------------------------- */

ndx_status command_stats(const settings *s, ndx_error *err) {
    ndx_stats stats = {.dir = s->db_dir.data};
    ndx_buf out = {0};
    stats.years = calloc(NDX_YEAR_MAX - NDX_YEAR_MIN + 1, sizeof *stats.years);
    ndx_status status = stats.years ? ndx_index_open(&stats.dir, 1, &stats.index, err) : ndx_fail_memory(err);
    if (status == NDX_OK && s->unread) {
        unread u = {&out, s->json, 0};
        status = ndx_index_each_file(stats.index, (ndx_text){0}, on_file, &u, err);
    } else if (status == NDX_OK) {
        status = gather(&stats, err);
        if (status == NDX_OK && s->json)
            stats_print_json(&out, &stats);
        else if (status == NDX_OK)
            stats_print_text(&out, &stats);
    }
    if (status == NDX_OK) status = ndx_buf_status(&out, err);
    if (status == NDX_OK) status = ndx_cli_write(STDOUT_FILENO, ndx_buf_text(&out), err);
    ndx_buf_clear(&out);
    clear(&stats);
    return status;
}
