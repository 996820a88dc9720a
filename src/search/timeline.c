/* Counts over time: every match on its day, days gathered into periods, empty periods kept. */
#include "newsdex/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- periods -------------------------------------------------------------------------------------------- */

/* First day of the period that a day is in. */
static ndx_day period_start(ndx_day day, ndx_span span) {
    ndx_civil civil = ndx_day_civil(day);
    switch (span) {
    case NDX_SPAN_DAY:
        return day;
    case NDX_SPAN_WEEK:
        return day - ndx_day_weekday(day);
    case NDX_SPAN_MONTH:
        return ndx_day_of(civil.year, civil.month, 1);
    case NDX_SPAN_QUARTER:
        return ndx_day_of(civil.year, (civil.month - 1) / 3 * 3 + 1, 1);
    case NDX_SPAN_YEAR:
        return ndx_day_of(civil.year, 1, 1);
    }
    return day;
}

/* First day of the next period; `start` begins one. */
static ndx_day period_next(ndx_day start, ndx_span span) {
    ndx_civil civil = ndx_day_civil(start);
    static const int months[] = {[NDX_SPAN_MONTH] = 1, [NDX_SPAN_QUARTER] = 3, [NDX_SPAN_YEAR] = 12};
    if (span == NDX_SPAN_DAY) return start + 1;
    if (span == NDX_SPAN_WEEK) return start + 7;
    int month = civil.month - 1 + months[span];
    /* Past the calendar's end there is no day; the length of the last December says where it would be. */
    if (civil.year + month / 12 > NDX_YEAR_MAX) return ndx_day_of(NDX_YEAR_MAX, 12, 31) + 1;
    return ndx_day_of(civil.year + month / 12, month % 12 + 1, 1);
}

/* A name that `date:` understands: 2018-06-27, 2018-W26, 2018-06, 2018-Q2, 2018. */
static void period_name(ndx_day start, ndx_span span, char out[24]) {
    ndx_civil civil = ndx_day_civil(start);
    switch (span) {
    case NDX_SPAN_DAY:
        ndx_day_format(start, out);
        break;
    case NDX_SPAN_WEEK: { /* ISO 8601: the week belongs to the year of its Thursday */
        ndx_civil thursday = ndx_day_civil(start + 3);
        int week = (int)(start + 3 - ndx_day_of(thursday.year, 1, 1)) / 7 + 1;
        snprintf(out, 24, "%04d-W%02d", thursday.year, week);
        break;
    }
    case NDX_SPAN_MONTH:
        snprintf(out, 24, "%04d-%02d", civil.year, civil.month);
        break;
    case NDX_SPAN_QUARTER:
        snprintf(out, 24, "%04d-Q%d", civil.year, (civil.month - 1) / 3 + 1);
        break;
    case NDX_SPAN_YEAR:
        snprintf(out, 24, "%04d", civil.year);
        break;
    }
}

/* --- counting ------------------------------------------------------------------------------------------- */

typedef struct day_count {
    uint64_t words;
    uint32_t articles;
} day_count;

typedef struct calendar {
    ndx_day base;
    size_t days;
    day_count *day; /* zeroed pages cost nothing until touched */
    ndx_day first, last;
    uint64_t matches, undated;
    ndx_index *index;
    const ndx_timezone *zone; /* NULL: the articles' own local time */
    ndx_status status;        /* of looking into a record */
    ndx_error *err;
} calendar;

static ndx_status calendar_open(calendar *c, ndx_index *index, const ndx_timezone *zone, ndx_error *err) {
    *c = (calendar){.base = ndx_day_of(NDX_YEAR_MIN, 1, 1),
                    .first = NDX_NO_DAY,
                    .last = NDX_NO_DAY,
                    .index = index,
                    .zone = zone,
                    .err = err};
    c->days = (size_t)(ndx_day_of(NDX_YEAR_MAX, 12, 31) - c->base) + 1;
    c->day = calloc(c->days, sizeof *c->day);
    return c->day ? NDX_OK : ndx_fail_memory(err);
}

/* The day of a match in the zone asked for. Only a time can be recounted, and its offset is in the record. */
static ndx_day day_of(calendar *c, const ndx_match *match) {
    ndx_stored *stored = NULL;
    if (!c->zone || match->second < 0) return match->day;
    c->status = ndx_index_fetch(c->index, match->number, &stored, c->err);
    if (c->status) return match->day;
    ndx_date own = ndx_stored_date(stored), local = ndx_timezone_date(c->zone, &own);
    ndx_stored_free(stored);
    return local.day;
}

static bool count_day(void *context, const ndx_match *match) {
    calendar *c = context;
    ndx_day at = day_of(c, match);
    if (c->status) return false;
    c->matches++;
    if (at == NDX_NO_DAY || at < c->base || (size_t)(at - c->base) >= c->days) {
        c->undated++;
        return true;
    }
    day_count *day = &c->day[at - c->base];
    day->articles++;
    day->words += match->words;
    if (c->first == NDX_NO_DAY || at < c->first) c->first = at;
    if (c->last == NDX_NO_DAY || at > c->last) c->last = at;
    return true;
}

static ndx_status count_days(calendar *c, const ndx_expr *expr, ndx_error *err) {
    ndx_status status = ndx_index_each(c->index, expr, count_day, c, err);
    return status ? status : c->status;
}

/* The days a query limits itself to: its periods are shown even where they are empty. In a zone they are
 * those of DATE; the DAYS beside it are a day wider. */
static void widen_to_query(const ndx_expr *expr, calendar *c) {
    if (expr->kind == (c->zone ? NDX_EXPR_DATE : NDX_EXPR_DAYS)) {
        ndx_day low = ndx_day_of(NDX_YEAR_MIN, 1, 1), high = ndx_day_of(NDX_YEAR_MAX, 12, 31);
        if (expr->first <= low || expr->last >= high) return;
        if (c->first == NDX_NO_DAY || expr->first < c->first) c->first = expr->first;
        if (c->last == NDX_NO_DAY || expr->last > c->last) c->last = expr->last;
        return;
    }
    bool all = expr->kind == NDX_EXPR_AND || expr->kind == NDX_EXPR_FILTER;
    for (size_t i = 0; all && i < expr->child_count; i++) widen_to_query(expr->child[i], c);
}

static void sum_days(const calendar *c, ndx_day first, ndx_day last, uint64_t *articles, uint64_t *words) {
    *articles = *words = 0;
    if (first < c->base) first = c->base;
    for (ndx_day day = first; day <= last && (size_t)(day - c->base) < c->days; day++) {
        const day_count *at = &c->day[day - c->base];
        *articles += at->articles;
        *words += at->words;
    }
}

static ndx_status gather(const calendar *c, const calendar *all, ndx_span span, ndx_buckets *buckets,
                         ndx_error *err) {
    buckets->matches = c->matches;
    buckets->undated = c->undated;
    if (c->first == NDX_NO_DAY) return NDX_OK;
    for (ndx_day start = period_start(c->first, span); start <= c->last;) {
        ndx_day next = period_next(start, span);
        char name[24];
        void *grown = ndx_grow(buckets->bucket, buckets->count, &buckets->capacity, sizeof *buckets->bucket);
        if (!grown) return ndx_fail_memory(err);
        buckets->bucket = grown;
        ndx_bucket *bucket = &buckets->bucket[buckets->count++];
        period_name(start, span, name);
        *bucket = (ndx_bucket){
            .name = ndx_arena_copy(&buckets->arena, ndx_text_of(name)), .first = start, .last = next - 1};
        sum_days(c, start, next - 1, &bucket->articles, &bucket->words);
        if (all) sum_days(all, start, next - 1, &bucket->of, &bucket->of_words);
        bucket->score = bucket->of ? (double)bucket->articles / (double)bucket->of : 0;
        start = next;
    }
    return buckets->arena.failed ? ndx_fail_memory(err) : NDX_OK;
}

ndx_status ndx_search_timeline(ndx_index *index, const ndx_expr *expr, ndx_span span, bool relative,
                               const ndx_timezone *zone, ndx_buckets *buckets, ndx_error *err) {
    static const ndx_expr everything = {.kind = NDX_EXPR_ALL};
    calendar found = {0}, all = {0};
    *buckets = (ndx_buckets){0};
    ndx_status status = calendar_open(&found, index, zone, err);
    if (!status) status = count_days(&found, expr, err);
    if (!status && relative) status = calendar_open(&all, index, zone, err);
    if (!status && relative) status = count_days(&all, &everything, err);
    if (!status) {
        widen_to_query(expr, &found);
        status = gather(&found, relative ? &all : NULL, span, buckets, err);
    }
    free(found.day);
    free(all.day);
    if (status) ndx_buckets_clear(buckets);
    return status;
}
