/* Opening and closing: index, clock, zone, output. */
#include "query.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FLUSH_BYTES 65536u

/* --- clock ---------------------------------------------------------------------------------------------- */

/* $NEWSDEX_NOW (a date and time) takes the clock's place, so that "last week" can be said again later. */
static ndx_status fixed_now(const char *now, ndx_now *out, ndx_error *err) {
    ndx_date date;
    ndx_status status = ndx_date_read(ndx_text_of(now), &date, err);
    if (status)
        return ndx_fail(err, NDX_USAGE, "NEWSDEX_NOW is '%s'; it must be a date, such as 2018-06-27T22:36:00",
                        now);
    *out = (ndx_now){date.day, date.second < 0 ? 0 : date.second};
    return NDX_OK;
}

static ndx_status read_clock(query_session *s, ndx_error *err) {
    const char *fixed = getenv("NEWSDEX_NOW");
    time_t now = time(NULL);
    if (fixed && *fixed) return fixed_now(fixed, &s->now, err);
    if (s->timezone) {
        int64_t local = (int64_t)now + ndx_timezone_offset(s->timezone, now);
        s->now = (ndx_now){(ndx_day)(local / 86400), (int32_t)(local % 86400)};
        return NDX_OK;
    }
    struct tm tm;
    if (!localtime_r(&now, &tm)) return ndx_fail(err, NDX_FAILED, "the clock cannot be read");
    s->now = (ndx_now){ndx_day_of(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday),
                       tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec};
    return NDX_OK;
}

ndx_date query_date(const query_session *s, ndx_date date) {
    return s->timezone ? ndx_timezone_date(s->timezone, &date) : date;
}

/* --- options with values of their own kind -------------------------------------------------------------- */

/* Nothing with the year first is ambiguous, so ymd leaves the rest as it was. */
static ndx_date_order read_order(const query_session *s) {
    static const ndx_date_order orders[] = {NDX_ORDER_DAY_FIRST, NDX_ORDER_MONTH_FIRST, NDX_ORDER_UNSET};
    int given = s->options.date_order;
    return given >= 0 && (size_t)given < NDX_COUNT(orders) ? orders[given] : NDX_ORDER_UNSET;
}

/* "DATE" or "DATE,HALFLIFE" with a half-life in days. */
static ndx_status read_around(query_session *s, ndx_error *err) {
    const char *around = s->options.around, *comma = around ? strrchr(around, ',') : NULL;
    s->find.around = NDX_NO_DAY;
    s->find.halflife_days = 30;
    if (!around) return NDX_OK;
    char *end = NULL;
    double halflife = comma ? strtod(comma + 1, &end) : 0;
    bool given =
        comma && end != comma + 1 && (*end == 0 || strcmp(end, "d") == 0 || strcmp(end, "days") == 0);
    if (given && !(halflife > 0 && halflife < 1e6))
        return ndx_fail(err, NDX_USAGE, "--around: the half-life is a number of days, such as 7");
    if (given) s->find.halflife_days = halflife;
    ndx_period period;
    ndx_error own = {0};
    ndx_text date = {around, given ? (size_t)(comma - around) : strlen(around)};
    ndx_status status = ndx_date_expression_ordered(date, s->now, s->date_order, &period, &own);
    if (status) return ndx_fail(err, status, "--around: %s", own.message);
    s->find.around = period.first + (period.last - period.first) / 2;
    return NDX_OK;
}

static ndx_status open_index(query_session *s, ndx_error *err) {
    ndx_buf dir = {0};
    const char *one[1];
    ndx_status status = NDX_OK;
    if (s->options.db.count == 0) status = ndx_cli_index_dir(NULL, &dir, err);
    one[0] = dir.data;
    if (!status) {
        const char *const *dirs = s->options.db.count ? s->options.db.items : one;
        status = ndx_index_open(dirs, s->options.db.count ? s->options.db.count : 1, &s->index, err);
    }
    ndx_buf_clear(&dir);
    return status;
}

/* A terminal's lines are filled; elsewhere records keep one width, whatever the terminal. */
static void choose_output(query_session *s) {
    const query_options *o = &s->options;
    s->print.format = (ndx_format)o->format;
    s->print.color = ndx_cli_color((ndx_when)o->color, STDOUT_FILENO);
    s->print.width_columns = o->width ? o->width : ndx_cli_width_columns(STDOUT_FILENO);
    if (s->print.width_columns < 20) s->print.width_columns = 20;
    s->fold = o->width || isatty(STDOUT_FILENO);
    s->find.limit = o->limit;
    s->find.offset = o->offset;
    s->find.sort = (ndx_sort)o->sort;
    s->find.seed = o->seed;
}

ndx_status query_open(query_session *s, ndx_error *err) {
    ndx_article_init(&s->article);
    choose_output(s);
    ndx_status status = s->options.tz ? ndx_timezone_open(s->options.tz, &s->timezone, err) : NDX_OK;
    s->date_order = read_order(s);
    if (!status) status = read_clock(s, err);
    if (!status) status = read_around(s, err);
    if (!status) status = open_index(s, err);
    if (!status && s->options.since_last) status = query_since_open(s, err);
    if (!status && s->options.pager && s->print.format == NDX_FORMAT_TEXT) ndx_pager_begin(&s->pager);
    return status;
}

void query_close(query_session *s) {
    ndx_pager_end(&s->pager);
    query_since_close(s);
    ndx_persons_free(s->persons);
    ndx_index_close(s->index);
    ndx_timezone_close(s->timezone);
    ndx_article_clear(&s->article);
    ndx_buf_clear(&s->out);
    ndx_string_list_clear(&s->options.db);
    ndx_string_list_clear(&s->options.show);
    ndx_string_list_clear(&s->options.with);
}

/* --- output --------------------------------------------------------------------------------------------- */

ndx_status query_flush(query_session *s, bool all, ndx_error *err) {
    ndx_status status = ndx_buf_status(&s->out, err);
    if (status || s->out.len == 0 || (!all && s->out.len < FLUSH_BYTES)) return status;
    status = ndx_cli_write(STDOUT_FILENO, ndx_buf_text(&s->out), err);
    ndx_buf_reset(&s->out);
    return status;
}

void query_note(const query_session *s, const char *word, const char *sentence) {
    ndx_buf line = {0};
    ndx_buf_addf(&line, "%s%s:%s ", s->color_errors ? "\033[33m" : "", word,
                 s->color_errors ? "\033[0m" : "");
    ndx_print_safe(&line, ndx_text_of(sentence), true);
    ndx_buf_add_char(&line, '\n');
    ndx_cli_write(STDERR_FILENO, ndx_buf_text(&line), NULL);
    ndx_buf_clear(&line);
}

int query_exit_code(const query_session *s, ndx_status status) {
    switch (status) {
    case NDX_OK:
        return s->batch_failed ? EXIT_USAGE : s->any_hits ? EXIT_HITS : EXIT_NONE;
    case NDX_NOT_FOUND:
        return EXIT_NONE;
    case NDX_USAGE:
        return EXIT_USAGE;
    case NDX_SCHEMA:
        return EXIT_SCHEMA;
    default:
        return EXIT_NO_INDEX; /* missing, damaged, unreachable, or no memory to read it */
    }
}
