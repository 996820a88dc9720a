/* Dates mentioned in an article, as bytes.
 *
 * DATES    varint count; for each a byte (bits 0-1 type, 2-5 shape of the value, 6 has days), varint start since the last one's
 *          start (zigzag), varint length; then by shape
 *            day, week, month, quarter, year   it covers just that, and the value says so ("1988-02-26", "1988-W08", "1988-02",
 *                                              "1988-Q1", "1988"): which one, zigzag, since that of publication (or of 2000-01-01)
 *            others                            if it has days: first day (zigzag, since publication), varint days beyond it; then
 *                                              of a duration ("P3W") varint number and a byte of unit; of another value a text
 * A text is a varint length and its bytes.
 */
#include "record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TYPE_MASK = 3, SHAPE_SHIFT = 2, SHAPE_MASK = 15, HAS_DAYS = 64 };

static const char *const date_types[] = {"DATE", "TIME", "DURATION", "SET"};

typedef enum shape {
    SHAPE_TEXT,
    SHAPE_DAY,
    SHAPE_WEEK,
    SHAPE_MONTH,
    SHAPE_QUARTER,
    SHAPE_YEAR,
    SHAPE_DURATION,
    SHAPE_PRESENT,
    SHAPE_PAST,
    SHAPE_FUTURE,
    SHAPES
} shape;
static const char *const references[] = {
    [SHAPE_PRESENT] = "PRESENT_REF", [SHAPE_PAST] = "PAST_REF", [SHAPE_FUTURE] = "FUTURE_REF"};

static bool is_piece(shape of) {
    return of >= SHAPE_DAY && of <= SHAPE_YEAR;
}

/* --- pieces of the calendar ----------------------------------------------------------------------------- */

static int64_t floor_div(int64_t a, int64_t b) {
    return a >= 0 ? a / b : -((b - 1 - a) / b);
}

/* The number of the piece that contains the day. */
static int64_t piece_of(shape of, ndx_day day) {
    ndx_civil civil = ndx_day_civil(day);
    int64_t months = (int64_t)civil.year * 12 + civil.month - 1;
    if (of == SHAPE_DAY) return day;
    if (of == SHAPE_WEEK) return floor_div((int64_t)day + 3, 7); /* day 0 was a Thursday */
    return of == SHAPE_MONTH ? months : floor_div(months, of == SHAPE_QUARTER ? 3 : 12);
}

static ndx_day month_begins(int64_t months) {
    int64_t year = floor_div(months, 12);
    return year < NDX_YEAR_MIN || year > NDX_YEAR_MAX
               ? NDX_NO_DAY
               : ndx_day_of((int)year, (int)(months - year * 12) + 1, 1);
}

/* Its first and last day; false: outside the calendar. */
static bool piece_days(shape of, int64_t number, ndx_day *first, ndx_day *last) {
    if (number < -4000000 || number > 4000000) return false;
    if (of == SHAPE_DAY || of == SHAPE_WEEK) {
        int64_t day = of == SHAPE_DAY ? number : number * 7 - 3;
        if (!ndx_facts_day_is_sound(day)) return false;
        /* A week is numbered within a year, which must have a first day. */
        if (of == SHAPE_WEEK && ndx_day_of(ndx_day_civil((ndx_day)day + 3).year, 1, 1) == NDX_NO_DAY)
            return false;
        *first = (ndx_day)day;
        *last = (ndx_day)day + (of == SHAPE_DAY ? 0 : 6);
        return true;
    }
    int64_t months = of == SHAPE_MONTH ? 1 : of == SHAPE_QUARTER ? 3 : 12;
    ndx_day after = month_begins((number + 1) * months);
    *first = month_begins(number * months);
    if (*first == NDX_NO_DAY || after == NDX_NO_DAY) return false;
    *last = after - 1;
    return true;
}

/* The value of a piece that begins on that day. */
static ndx_text piece_value(shape of, ndx_day first, char out[24]) {
    ndx_civil civil =
        ndx_day_civil(of == SHAPE_WEEK ? first + 3 : first); /* a week is in the year of its Thursday */
    int len = 0;
    if (of == SHAPE_DAY) {
        ndx_day_format(first, out);
        return ndx_text_of(out);
    }
    if (of == SHAPE_WEEK)
        len = snprintf(out, 24, "%04d-W%02d", civil.year,
                       (int)((first + 3 - ndx_day_of(civil.year, 1, 1)) / 7 + 1));
    else if (of == SHAPE_MONTH)
        len = snprintf(out, 24, "%04d-%02d", civil.year, civil.month);
    else if (of == SHAPE_QUARTER)
        len = snprintf(out, 24, "%04d-Q%d", civil.year, (civil.month + 2) / 3);
    else
        len = snprintf(out, 24, "%04d", civil.year);
    return (ndx_text){out, (size_t)len};
}

static ndx_day base_day(const ndx_article *article) {
    return article->date.day == NDX_NO_DAY ? NDX_DAY_2000 : article->date.day;
}

/* --- writing -------------------------------------------------------------------------------------------- */

static uint8_t type_number(const char *type) {
    for (size_t i = 0; i < NDX_COUNT(date_types); i++)
        if (type && !strcmp(type, date_types[i])) return (uint8_t)i;
    return 0;
}

/* "P3W" and the like, as it would be written again. */
static bool is_duration(ndx_text value, uint32_t *number) {
    *number = 0;
    if (value.len < 3 || value.len > 8 || value.data[0] != 'P' || value.data[1] == '0') return false;
    for (size_t i = 1; i + 1 < value.len; i++) {
        if (value.data[i] < '0' || value.data[i] > '9') return false;
        *number = *number * 10 + (uint32_t)(value.data[i] - '0');
    }
    static const char units[] = {'D', 'W', 'M', 'Y'};
    return memchr(units, value.data[value.len - 1], sizeof units);
}

static shape shape_of(const ndx_date_mention *date, bool has_days) {
    static const shape by_len[] = {[4] = SHAPE_YEAR, [7] = SHAPE_MONTH, [8] = SHAPE_WEEK, [10] = SHAPE_DAY};
    ndx_day first, last;
    uint32_t number;
    char value[24];
    shape piece = date->value.len < NDX_COUNT(by_len) ? by_len[date->value.len] : SHAPE_TEXT;
    if (piece == SHAPE_MONTH && date->value.data[5] == 'Q') piece = SHAPE_QUARTER;
    if (piece != SHAPE_TEXT && has_days && piece_days(piece, piece_of(piece, date->first), &first, &last) &&
        first == date->first && last == date->last &&
        ndx_text_equal(piece_value(piece, first, value), date->value))
        return piece;
    for (shape i = SHAPE_PRESENT; i <= SHAPE_FUTURE; i++)
        if (ndx_text_equal(date->value, ndx_text_of(references[i]))) return i;
    return is_duration(date->value, &number) ? SHAPE_DURATION : SHAPE_TEXT;
}

static void put_date(const ndx_article *article, const ndx_date_mention *date, int64_t start, ndx_buf *out) {
    bool has_days = date->first != NDX_NO_DAY && date->last >= date->first;
    shape of = shape_of(date, has_days);
    ndx_buf_add_char(
        out, (char)(type_number(date->type) | (unsigned)of << SHAPE_SHIFT | (has_days ? HAS_DAYS : 0)));
    ndx_put_signed(out, (int64_t)date->start - start);
    ndx_buf_add_varint(out, date->end - date->start);
    if (is_piece(of)) {
        ndx_put_signed(out, piece_of(of, date->first) - piece_of(of, base_day(article)));
        return;
    }
    if (has_days) {
        ndx_put_signed(out, (int64_t)date->first - base_day(article));
        ndx_buf_add_varint(out, (uint64_t)((int64_t)date->last - date->first));
    }
    uint32_t number;
    if (of == SHAPE_TEXT) ndx_put_text(out, date->value);
    if (of != SHAPE_DURATION || !is_duration(date->value, &number)) return;
    ndx_buf_add_varint(out, number);
    ndx_buf_add_char(out, date->value.data[date->value.len - 1]);
}

void ndx_facts_put_dates(const ndx_article *article, ndx_buf *out) {
    int64_t start = 0;
    ndx_buf_add_varint(out, article->facts.date_count);
    for (size_t i = 0; i < article->facts.date_count; i++) {
        put_date(article, &article->facts.dates[i], start, out);
        start = article->facts.dates[i].start;
    }
}

/* --- reading -------------------------------------------------------------------------------------------- */

static void get_days(ndx_cursor *cursor, ndx_day base, ndx_date_mention *date) {
    int64_t first = base + ndx_cursor_signed_within(cursor, NDX_FACTS_DAYS),
            last = first + ndx_cursor_number_below(cursor, NDX_FACTS_DAYS);
    if (!ndx_facts_day_is_sound(first) || !ndx_facts_day_is_sound(last)) {
        cursor->bad = true;
        return;
    }
    date->first = (ndx_day)first;
    date->last = (ndx_day)last;
}

/* The value, in `scratch` or the section. */
static ndx_text get_value(ndx_cursor *cursor, shape of, ndx_day base, ndx_date_mention *date,
                          char scratch[24]) {
    if (is_piece(of)) {
        int64_t number = piece_of(of, base) + ndx_cursor_signed_within(cursor, NDX_FACTS_DAYS);
        if (!piece_days(of, number, &date->first, &date->last)) cursor->bad = true;
        return cursor->bad ? (ndx_text){"", 0} : piece_value(of, date->first, scratch);
    }
    if (of == SHAPE_TEXT) return ndx_cursor_text(cursor);
    if (of != SHAPE_DURATION) return ndx_text_of(references[of]);
    uint32_t number = ndx_cursor_number_below(cursor, 1000000);
    if (cursor->at == cursor->end || *cursor->at < 'A' || *cursor->at > 'Z') cursor->bad = true;
    if (cursor->bad) return (ndx_text){"", 0};
    return (ndx_text){scratch, (size_t)snprintf(scratch, 24, "P%u%c", number, *cursor->at++)};
}

static void get_date_mention(ndx_cursor *cursor, ndx_article *article, int64_t *start,
                             ndx_date_mention *date) {
    uint8_t flags = *cursor->at++;
    shape of = flags >> SHAPE_SHIFT & SHAPE_MASK;
    char scratch[24];
    int64_t step = ndx_cursor_signed_within(cursor, NDX_PACKED_MAX);
    uint64_t len = ndx_cursor_number_below(cursor, NDX_PACKED_MAX);
    if (of >= SHAPES) cursor->bad = true;
    *start += step;
    if (*start < 0 || *start + (int64_t)len > (int64_t)article->text.len) cursor->bad = true;
    if (cursor->bad) return;
    *date = (ndx_date_mention){.start = (uint32_t)*start,
                               .end = (uint32_t)(*start + (int64_t)len),
                               .type = date_types[flags & TYPE_MASK],
                               .first = NDX_NO_DAY,
                               .last = NDX_NO_DAY};
    if ((flags & HAS_DAYS) && !is_piece(of)) get_days(cursor, base_day(article), date);
    date->value = ndx_arena_copy(&article->arena, get_value(cursor, of, base_day(article), date, scratch));
}

ndx_status ndx_facts_get_dates(ndx_text section, ndx_article *article, ndx_error *err) {
    ndx_cursor cursor = ndx_cursor_of(section);
    ndx_date_mention *dates = NULL;
    size_t found = 0, capacity = 0;
    int64_t start = 0;
    bool memory = true;
    for (uint64_t count = ndx_cursor_number(&cursor); count && memory && !cursor.bad; count--) {
        ndx_date_mention *grown = ndx_grow(dates, found, &capacity, sizeof *dates);
        memory = grown != NULL;
        if (grown) dates = grown;
        if (cursor.at == cursor.end)
            cursor.bad = true;
        else if (memory)
            get_date_mention(&cursor, article, &start, &dates[found++]);
    }
    if (memory && !cursor.bad) {
        article->facts.dates = ndx_facts_into_arena(&article->arena, dates, found, sizeof *dates);
        article->facts.date_count = article->facts.dates ? found : 0;
    }
    free(dates);
    if (!memory || article->arena.failed) return ndx_fail_memory(err);
    return cursor.bad ? ndx_fail(err, NDX_BAD_INPUT,
                                 "the dates of an article's record are damaged; rebuild the index")
                      : NDX_OK;
}
