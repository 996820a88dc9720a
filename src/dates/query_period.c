/* Forms of a period that begin with a word: june 2018, last week, past 30 days, early 1963, easter 1987,
 * monday, summer. */
#include "query.h"
#include "names.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *word;
    uint8_t class;
    int value;
} WORDS[] = {
#define X(word, class, value) {word, W_##class, value},
#include "query_words.def"
#undef X
};

enum { DAYPART_NOON = 4 }; /* and midnight: moments, not hours */

static const char *const FEASTS[] = {
#define X(id, words, rule) words,
#include "feasts.def"
#undef X
};

word_class query_word(const lex_token *token, int *value) {
    if (token->kind != LEX_WORD) return W_NONE;
    for (size_t i = 0; i < NDX_COUNT(WORDS); i++) {
        if (!lex_is_word(token, WORDS[i].word)) continue;
        *value = WORDS[i].value;
        return (word_class)WORDS[i].class;
    }
    return W_NONE;
}

bool query_is(const lex_token *token, word_class class) {
    int value;
    return query_word(token, &value) == class;
}

size_t query_column(const query *q, size_t byte) {
    return ndx_utf8_count(ndx_text_slice(q->text, 0, byte)) + 1;
}

match query_wrong(const query *q, const lex_token *token, const char *format, ...) {
    char sentence[400];
    va_list args;
    va_start(args, format);
    vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    ndx_fail(q->err, NDX_USAGE, "%s", sentence);
    if (q->err) q->err->column = query_column(q, token->start);
    return BAD;
}

match query_unreadable(const query *q, const lex_token *token) {
    static const char forms[] = "2018, 2018-06, 2018-06-27, june 2018, 27 June 2018, Q2-2018, 1980s, early "
                                "1963, monday, yesterday 14:00, "
                                "last week, past 30 days, 3 months ago, A..B, A.., ..B";
    ndx_text what = ndx_text_slice(q->text, token->start, q->text.len);
    what = ndx_text_slice(what, 0, ndx_utf8_floor(what, 60));
    if (!what.len) return query_wrong(q, token, "a date is missing here: dates are written %s", forms);
    return query_wrong(q, token, "no date can be read at \"%.*s\": dates are written %s", NDX_ARG(what),
                       forms);
}

match query_span(const query *q, item *found, cal_unit unit, ndx_day day, int64_t count) {
    found->unit = unit;
    if (cal_span(unit, day, count, &found->period)) return HIT;
    return query_wrong(q, q->at > q->begin ? q->at - 1 : q->at, "that is outside the years %d to %d",
                       NDX_YEAR_MIN, NDX_YEAR_MAX);
}

match query_day(const query *q, const lex_token *token, item *found, int year, int month, int day) {
    ndx_day number = ndx_day_of(year, month, day);
    if (number != NDX_NO_DAY) return query_span(q, found, CAL_DAY, number, 0);
    if (year < NDX_YEAR_MIN || year > NDX_YEAR_MAX)
        return query_wrong(q, token, "%d is outside the years %d to %d", year, NDX_YEAR_MIN, NDX_YEAR_MAX);
    if (month < 1 || month > 12) return query_wrong(q, token, "there is no month %d", month);
    return query_wrong(q, token, "there is no such day: %04d-%02d has %d days", year, month,
                       ndx_month_days(year, month));
}

match query_decade(const query *q, const lex_token *token, item *found, int year) {
    int century = ndx_day_civil(q->now.day).year / 100 * 100;
    if (ndx_day_of(century + year, 1, 1) == NDX_NO_DAY) return query_unreadable(q, token);
    if (ndx_day_of(century + year, 1, 1) > q->now.day) century -= 100;
    return query_span(q, found, CAL_DECADE, ndx_day_of(century + year, 1, 1), 0);
}

bool query_year(query *q, int *year) {
    const lex_token *at = q->at;
    int value, now = ndx_day_civil(q->now.day).year;
    bool joined = query_is(at, W_OF) || lex_is_mark(at, ',') || (lex_is_mark(at, '-') && at->glued);
    if (joined) at++;
    if (query_is(at, W_ARTICLE)) at++;
    if (lex_is_mark(at, '\'') && at[1].kind == LEX_NUMBER && at[1].digits == 2 && at[1].glued) {
        *year = now / 100 * 100 + (int)at[1].value;
        if (*year > now) *year -= 100;
        q->at = at + 2;
        return true;
    }
    if (at->kind == LEX_NUMBER && at->digits == 4 && !lex_is_mark(&at[1], ':')) {
        *year = (int)at->value;
        q->at = at + 1;
        return true;
    }
    if (query_word(at, &value) == W_WHICH && lex_is_word(&at[1], "year")) {
        *year = now + value;
        q->at = at + 2;
        return true;
    }
    return false;
}

match query_latest(query *q, item *found, in_year *build, int value, cal_unit unit) {
    const lex_token *begin = q->at > q->begin ? q->at - 1 : q->at;
    int year;
    found->unit = unit;
    if (query_year(q, &year)) {
        if (build(value, year, &found->period)) return HIT;
        return query_wrong(q, begin, "there is no such day or period in %d; years are %d to %d", year,
                           NDX_YEAR_MIN, NDX_YEAR_MAX);
    }
    found->implied = true;
    year = ndx_day_civil(q->now.day).year;
    for (int back = 0; back < 9; back++) /* 29 February may lie eight years back */
        if (build(value, year - back, &found->period) && found->period.first <= q->now.day) return HIT;
    return query_wrong(q, begin, "there is no such day in the last years");
}

static bool month_in_year(int value, int year, ndx_period *period) {
    return cal_span(CAL_MONTH, ndx_day_of(year, value, 1), 0, period);
}
static bool quarter_in_year(int value, int year, ndx_period *period) {
    return month_in_year(value * 3, year, period) && cal_span(CAL_QUARTER, period->first, 0, period);
}
static bool half_in_year(int value, int year, ndx_period *period) {
    return month_in_year(value * 6, year, period) && cal_span(CAL_HALF, period->first, 0, period);
}
static bool season_in_year(int value, int year, ndx_period *period) {
    return cal_season_of((cal_season)value, year, period);
}
static bool feast_in_year(int value, int year, ndx_period *period) {
    ndx_day day = cal_feast_day((cal_feast)value, year);
    return cal_days(day, day, period);
}
static bool day_in_year(int value, int year, ndx_period *period) {
    ndx_day day = ndx_day_of(year, value / 100, value % 100);
    return cal_days(day, day, period);
}

/* june 1-15, june 1 to 15, 2018: q->at is between the days */
static match read_month_days(query *q, item *found, int month, const lex_token *day) {
    const lex_token *last = q->at + 1;
    q->at += 2;
    if (last->value <= day->value || last->value > 31)
        return query_wrong(q, last, "no day comes after %d", (int)day->value);
    match m = query_latest(q, found, day_in_year, month * 100 + (int)last->value, CAL_DAY);
    if (m != HIT) return m;
    ndx_civil c = ndx_day_civil(found->period.last);
    if (!day->value) return query_day(q, day, found, c.year, c.month, 0);
    found->period.first -= (ndx_day)(last->value - day->value);
    return HIT;
}

/* june, june 2018, june 27, june 27, 2018, june '87, june last year */
static match read_month(query *q, item *found) {
    const lex_token *begin = q->at;
    int month = begin->kind == LEX_WORD ? names_month(begin->word) : 0, year;
    if (!month) return MISS;
    q->at++;
    if (lex_is_mark(q->at, '.') && !lex_is_mark(&q->at[1], '.')) q->at++; /* Sept. */
    const lex_token *day = q->at + (query_is(q->at, W_ARTICLE) ? 1 : 0);
    if (day->kind != LEX_NUMBER || day->digits > 2 || (lex_is_mark(&day[1], ':') && day[1].glued))
        return query_latest(q, found, month_in_year, month, CAL_MONTH);
    q->at = day + 1;
    bool full = query_is(q->at, W_TO) && q->at[2].kind == LEX_WORD; /* "june 27 to 4 july" joins two dates */
    if (query_joins_days(q) && !full && !lex_is_mark(&q->at[2], ':'))
        return read_month_days(q, found, month, day);
    if (query_year(q, &year)) return query_day(q, begin, found, year, month, (int)day->value);
    if (day->value < 1 || day->value > ndx_month_days(2000, month))
        return query_wrong(q, day, "there is no day %d in that month", (int)day->value);
    return query_latest(q, found, day_in_year, month * 100 + (int)day->value, CAL_DAY);
}

/* Q2 2018, H1-2018 */
static match read_quarter(query *q, item *found) {
    bool quarter = lex_is_word(q->at, "q"), half = lex_is_word(q->at, "h");
    const lex_token *number = q->at + 1;
    if ((!quarter && !half) || number->kind != LEX_NUMBER || !number->glued || number->digits != 1)
        return MISS;
    if (number->value < 1 || number->value > (quarter ? 4 : 2))
        return query_wrong(q, number, "a year has no %s %d", quarter ? "quarter" : "half",
                           (int)number->value);
    q->at += 2;
    return query_latest(q, found, quarter ? quarter_in_year : half_in_year, (int)number->value,
                        quarter ? CAL_QUARTER : CAL_HALF);
}

/* second quarter of 2018, first half of 2018, twentieth century */
static match read_ordinal(query *q, item *found) {
    int value;
    const lex_token *begin = q->at;
    bool last = query_word(begin, &value) == W_WHICH && value < 0;
    if (!last && query_word(begin, &value) != W_ORDINAL) return MISS;
    bool quarter = lex_is_word(&begin[1], "quarter"), half = lex_is_word(&begin[1], "half"),
         century = lex_is_word(&begin[1], "century");
    if (last && (!(quarter || half) || !query_is(&begin[2], W_OF)))
        return MISS; /* "last quarter" is the one before this */
    if (!quarter && !half && !century) return MISS;
    if (last) value = quarter ? 4 : 2;
    q->at += 2;
    if (century && value >= 17)
        return query_span(q, found, CAL_CENTURY, ndx_day_of((value - 1) * 100, 1, 1), 0);
    if (value > (quarter ? 4 : 2)) return query_unreadable(q, begin);
    return query_latest(q, found, quarter ? quarter_in_year : half_in_year, value,
                        quarter ? CAL_QUARTER : CAL_HALF);
}

static match read_weekday(query *q, item *found) {
    int weekday;
    if (query_word(q->at, &weekday) != W_WEEKDAY) return MISS;
    q->at++;
    if (lex_is_mark(q->at, ',') &&
        (q->at[1].kind == LEX_NUMBER || q->at[1].kind == LEX_WORD)) { /* Wednesday, 27 June 2018 */
        q->at++;
        return query_period(q, found);
    }
    found->implied = true;
    return query_span(q, found, CAL_DAY, q->now.day - (ndx_day_weekday(q->now.day) - weekday + 7) % 7, 0);
}

/* summer 2018, winter 2017/18, winter 2017-2018 */
static match read_season(query *q, item *found) {
    int season;
    if (query_word(q->at, &season) != W_SEASON) return MISS;
    q->at++;
    match m = query_latest(q, found, season_in_year, season, CAL_SEASON);
    if (m != HIT || season != CAL_WINTER || found->implied) return m;
    bool two = (lex_is_mark(q->at, '/') || lex_is_mark(q->at, '-')) && q->at->glued &&
               q->at[1].kind == LEX_NUMBER && q->at[1].glued;
    if (!two) return HIT;
    int year = ndx_day_civil(found->period.last).year;
    if (q->at[1].value != (q->at[1].digits == 4 ? year : year % 100)) return query_unreadable(q, &q->at[1]);
    q->at += 2;
    return HIT;
}

static match read_named_day(query *q, item *found) {
    int offset;
    const lex_token *at = q->at;
    bool twice = lex_is_word(at, "day") && (query_is(&at[1], W_BEFORE) || query_is(&at[1], W_AFTER)) &&
                 query_word(&at[2], &offset) == W_DAY && offset;
    if (twice) {
        bool before = query_is(&at[1], W_BEFORE);
        if (before != (offset < 0)) return query_unreadable(q, at);
        q->at += 3;
        return query_span(q, found, CAL_DAY, q->now.day, INT64_C(2) * offset);
    }
    if (lex_is_word(at, "tonight")) {
        q->at++;
        if (query_span(q, found, CAL_DAY, q->now.day, 0) != HIT) return BAD;
        found->period.first_second = 18 * 3600;
        found->unit = CAL_PART_OF_DAY;
        return HIT;
    }
    if (query_word(at, &offset) != W_DAY) return MISS;
    q->at++;
    return query_span(q, found, CAL_DAY, q->now.day, offset);
}

static match read_feast(query *q, item *found) {
    for (int feast = 0; feast < CAL_FEAST_COUNT; feast++) {
        ndx_text all = ndx_text_of(FEASTS[feast]), words;
        while (ndx_text_split(&all, '|', &words)) {
            lex_tokens wanted;
            if (lex_run(&wanted, words, NULL)) continue;
            size_t i = 0;
            while (i < wanted.count && q->at[i].kind == wanted.token[i].kind &&
                   q->at[i].mark == wanted.token[i].mark &&
                   ndx_text_equal(q->at[i].word, wanted.token[i].word))
                i++;
            if (i < wanted.count) continue;
            q->at += i;
            return query_latest(q, found, feast_in_year, feast, CAL_DAY);
        }
    }
    return MISS;
}

/* Exactly `count` units that end with now: "past 30 days" are thirty days, today included. */
static match rolling(query *q, const lex_token *token, item *found, int64_t count, cal_unit unit,
                     int direction) {
    found->unit = CAL_DAY;
    if (count < 1 || count > 1000000) return query_wrong(q, token, "how many? 1 to 1000000");
    if (unit < CAL_DAY) {
        int64_t length = count * (unit == CAL_HOUR ? 3600 : unit == CAL_MINUTE ? 60 : 1);
        int64_t at = (int64_t)q->now.day * 86400 + q->now.second, from = direction < 0 ? at - length : at,
                to = direction < 0 ? at : at + length;
        int64_t first = (from - (from % 86400 + 86400) % 86400) / 86400,
                last = (to - (to % 86400 + 86400) % 86400) / 86400;
        found->unit = CAL_SECOND;
        found->period = (ndx_period){(ndx_day)first, (ndx_day)last, (int32_t)(from - first * 86400),
                                     (int32_t)(to - last * 86400)};
        return HIT;
    }
    ndx_day other = cal_add(q->now.day, unit, direction * count);
    bool fits = other != NDX_NO_DAY && (direction < 0 ? cal_days(other + 1, q->now.day, &found->period)
                                                      : cal_days(q->now.day, other - 1, &found->period));
    return fits ? HIT
                : query_wrong(q, token, "that is outside the years %d to %d", NDX_YEAR_MIN, NDX_YEAR_MAX);
}

static bool read_count(const lex_token *token, int64_t *count) {
    int value;
    if (token->kind == LEX_NUMBER && !token->ordinal)
        *count = token->value;
    else if (query_word(token, &value) == W_NUMBER)
        *count = value;
    else
        return false;
    return true;
}

/* "last june" is the latest one that is over. */
static match shifted(query *q, item *found, in_year *build, int value, int which, cal_unit unit) {
    int year = ndx_day_civil(q->now.day).year;
    found->unit = unit;
    for (int i = -1; i <= 2; i++) {
        int of = which < 0 ? year - i : year + i;
        if (!build(value, of, &found->period)) continue;
        bool fits = which < 0   ? found->period.last < q->now.day
                    : which > 0 ? found->period.first > q->now.day
                                : of == year;
        if (fits) return HIT;
    }
    return query_unreadable(q, q->at - 1);
}

static match which_weekday(query *q, item *found, int which, int weekday) {
    int today = ndx_day_weekday(q->now.day), ahead = (weekday - today + 7) % 7;
    if (which == 0) return query_span(q, found, CAL_DAY, q->now.day - today + weekday, 0);
    if (which > 0) return query_span(q, found, CAL_DAY, q->now.day, ahead ? ahead : 7);
    return query_span(q, found, CAL_DAY, q->now.day, ahead ? ahead - 7 : -7);
}

static match day_part(query *q, item *found, ndx_day day, int part);

/* last week, this month, next year, past 30 days, last monday, last summer, last june, last easter, last
 * night */
static match read_which(query *q, item *found) {
    int which, value;
    int64_t count;
    if (query_word(q->at, &which) != W_WHICH) return MISS;
    const lex_token *begin = q->at++, *what = q->at;
    bool past = lex_is_word(begin, "past");
    if (read_count(what, &count) && query_word(&what[1], &value) == W_UNIT) {
        if (!which) return query_unreadable(q, begin);
        q->at += 2;
        return rolling(q, what, found, count, (cal_unit)value, which);
    }
    word_class class = query_word(what, &value);
    int month = what->kind == LEX_WORD ? names_month(what->word) : 0;
    q->at++;
    if (class == W_UNIT && (past || value < CAL_DAY))
        return rolling(q, what, found, 1, (cal_unit)value, which ? which : -1); /* "past year" */
    if (class == W_UNIT) return query_span(q, found, (cal_unit)value, q->now.day, which);
    if (class == W_WEEKDAY) return which_weekday(q, found, which, value);
    if (class == W_SEASON) return shifted(q, found, season_in_year, value, which, CAL_SEASON);
    if (class == W_DAYPART) return day_part(q, found, cal_add(q->now.day, CAL_DAY, which), value);
    if (month) return shifted(q, found, month_in_year, month, which, CAL_MONTH);
    q->at = what;
    match m = read_feast(q, found);
    if (m != HIT) return m == BAD ? BAD : query_unreadable(q, begin);
    for (int feast = 0; feast < CAL_FEAST_COUNT; feast++) {
        ndx_civil c = ndx_day_civil(found->period.first);
        if (cal_feast_day((cal_feast)feast, c.year) == found->period.first)
            return shifted(q, found, feast_in_year, feast, which, CAL_DAY);
    }
    return MISS;
}

/* early 1963, mid-June, the end of last year, late 1980s */
static match read_part(query *q, item *found) {
    int part;
    if (query_word(q->at, &part) != W_PART) return MISS;
    const lex_token *begin = q->at++;
    if (lex_is_mark(q->at, '-') || query_is(q->at, W_OF)) q->at++;
    match m = query_period(q, found);
    if (m == MISS) return query_unreadable(q, begin);
    if (m == HIT && !cal_third(found->unit, (cal_part)part, &found->period))
        return query_wrong(q, begin, "early, mid and late go with a week or longer");
    return m;
}

/* 3 months ago: the month that is three before this one; a week ago: that day's week */
static match read_ago(query *q, item *found) {
    int64_t count;
    int unit;
    const lex_token *begin = q->at;
    if (!read_count(begin, &count) || query_word(&begin[1], &unit) != W_UNIT || !query_is(&begin[2], W_AGO))
        return MISS;
    q->at += 3;
    if (count > 1000000) return query_wrong(q, begin, "how many? 1 to 1000000");
    if (unit < CAL_DAY) {
        int64_t at = (int64_t)q->now.day * 86400 + q->now.second - count * (unit == CAL_HOUR ? 3600 : 60);
        int64_t day = (at - (at % 86400 + 86400) % 86400) / 86400;
        int32_t second = (int32_t)(at - day * 86400), length = unit == CAL_HOUR ? 3600 : 60;
        found->unit = (cal_unit)unit;
        found->period = (ndx_period){(ndx_day)day, (ndx_day)day, second / length * length,
                                     second / length * length + length - 1};
        return HIT;
    }
    if (unit == CAL_FORTNIGHT) unit = CAL_WEEK, count *= 2;
    return query_span(q, found, (cal_unit)unit, q->now.day, -count);
}

static match read_decade_word(query *q, item *found) {
    int decade;
    if (query_word(q->at, &decade) != W_DECADE) return MISS;
    return query_decade(q, q->at++, found, decade);
}

/* 14:00 or noon without a day is today's. */
static match read_lone_time(query *q, item *found) {
    int32_t first, last;
    int part;
    if (query_word(q->at, &part) == W_DAYPART && part >= DAYPART_NOON) {
        q->at++;
        return day_part(q, found, q->now.day, part);
    }
    match m = query_time(q, &first, &last);
    if (m != HIT) return m;
    *found = (item){{q->now.day, q->now.day, first, last}, CAL_MINUTE, false, true};
    return HIT;
}

/* Morning 5-12, afternoon 12-18, evening 18-24, night 18 until 6 of the next day. */
static match day_part(query *q, item *found, ndx_day day, int part) {
    static const int32_t from[] = {5, 12, 18, 18, 12, 0}, hours[] = {7, 6, 6, 12, 1, 1};
    if (query_span(q, found, CAL_DAY, day, 0) != HIT) return BAD;
    found->unit = CAL_PART_OF_DAY;
    found->period.first_second = from[part] * 3600;
    found->period.last_second = (from[part] + hours[part]) * 3600 - 1;
    if (part >= DAYPART_NOON) found->period.last_second = found->period.first_second + 59;
    if (found->period.last_second > 86399) found->period.last_second -= 86400, found->period.last++;
    return HIT;
}

/* A time, or a part of the day, after a day. */
static match add_time(query *q, item *found) {
    int part;
    const lex_token *begin = q->at;
    if (lex_is_mark(q->at, ',')) q->at++;
    if (lex_is_word(q->at, "at") || lex_is_word(q->at, "in")) q->at++;
    if (lex_is_word(q->at, "the")) q->at++;
    if (query_word(q->at, &part) == W_DAYPART) {
        q->at++;
        return day_part(q, found, found->period.first, part);
    }
    match m = query_time(q, &found->period.first_second, &found->period.last_second);
    if (m == HIT) found->unit = CAL_MINUTE;
    if (m == MISS) q->at = begin;
    return m == MISS ? HIT : m;
}

match query_period(query *q, item *found) {
    typedef match reader(query *, item *);
    static reader *const forms[] = {read_lone_time, read_ago,    read_feast,     query_number,    read_part,
                                    read_ordinal,   read_which,  read_month,     read_quarter,    query_week,
                                    read_weekday,   read_season, read_named_day, read_decade_word};
    while (query_is(q->at, W_ARTICLE)) q->at++;
    const lex_token *begin = q->at;
    /* "early", "last" and weekdays lead to another period; nobody needs more than a few in a row */
    if (begin - q->begin > 40) return query_unreadable(q, begin);
    for (size_t i = 0; i < NDX_COUNT(forms); i++) {
        q->at = begin;
        *found = (item){.unit = CAL_DAY};
        match m = forms[i](q, found);
        if (m == HIT && found->unit == CAL_DAY && found->period.first == found->period.last)
            return add_time(q, found);
        if (m != MISS) return m;
    }
    q->at = begin;
    return MISS;
}
