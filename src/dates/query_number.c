/* Forms of a period that begin with a number: ISO 8601, 27/6/2018, 27 June 2018, 1980s, 20th century, 3
 * months ago, @epoch. */
#include "query.h"
#include "names.h"

#include <string.h>

static bool is_sep(const lex_token *token, char mark) {
    return lex_is_mark(token, mark) && token->glued;
}

static bool glued_number(const lex_token *token, unsigned least, unsigned most) {
    return token->kind == LEX_NUMBER && token->glued && !token->ordinal && token->digits >= least &&
           token->digits <= most;
}

static bool known_year(int64_t year) {
    return year >= NDX_YEAR_MIN && year <= NDX_YEAR_MAX;
}

/* 2018-W26, 2018-W26-3, 2018W263 */
static match read_week(query *q, item *found, int year) {
    const lex_token *at = q->at + 1 + is_sep(&q->at[1], '-');
    int week, weekday = 0;
    if (!lex_is_word(at, "w") || !glued_number(&at[1], 1, 3)) return MISS;
    week = (int)at[1].value;
    if (at[1].digits == 3) week /= 10, weekday = (int)at[1].value % 10;
    const lex_token *rest = at + 2;
    if (at[1].digits < 3 && is_sep(rest, '-') && glued_number(&rest[1], 1, 1)) {
        weekday = (int)rest[1].value;
        rest += 2;
    }
    if (!cal_iso_week(year, week, &found->period) || weekday > 7)
        return query_wrong(q, &at[1], "%d has no week %d%s", year, week,
                           weekday > 7 ? " with such a day" : "");
    found->unit = CAL_WEEK;
    if (weekday) {
        cal_days(found->period.first + weekday - 1, found->period.first + weekday - 1, &found->period);
        found->unit = CAL_DAY;
    }
    q->at = rest;
    return HIT;
}

static bool week_in_year(int value, int year, ndx_period *period) {
    return cal_iso_week(year, value, period);
}

match query_week(query *q, item *found) {
    const lex_token *number = q->at + 1;
    if (!lex_is_word(q->at, "week") || number->kind != LEX_NUMBER || number->ordinal) return MISS;
    if (number->value < 1 || number->value > 53)
        return query_wrong(q, number, "a year has no week %lld", (long long)number->value);
    q->at += 2;
    return query_latest(q, found, week_in_year, (int)number->value, CAL_WEEK);
}

/* 2018-Q2, 2018Q2, 2018 Q2, 2018-H1, and TIMEX3's seasons 2018-SU. */
static match read_year_part(query *q, item *found, int year) {
    static const char *const seasons[] = {"sp", "su", "fa", "wi"};
    const lex_token *at = q->at + 1 + is_sep(&q->at[1], '-');
    for (int i = 0; i < 4; i++) {
        if (!lex_is_word(at, seasons[i]) || !at->glued || at == q->at + 1) continue;
        found->unit = CAL_SEASON;
        if (!cal_season_of((cal_season)i, year, &found->period)) return query_unreadable(q, at);
        q->at = at + 1;
        return HIT;
    }
    bool quarter = lex_is_word(at, "q"), half = lex_is_word(at, "h");
    if ((!quarter && !half) || !glued_number(&at[1], 1, 1)) return MISS;
    int number = (int)at[1].value, most = quarter ? 4 : 2;
    if (number < 1 || number > most)
        return query_wrong(q, &at[1], "a year has no %s %d", quarter ? "quarter" : "half", number);
    q->at = at + 2;
    return query_span(q, found, quarter ? CAL_QUARTER : CAL_HALF,
                      ndx_day_of(year, 1 + (number - 1) * 12 / most, 1), 0);
}

/* 2018-06-27, 2018/6/27, 2018.06.27, 2018-06, 2018-178 */
static match read_iso(query *q, item *found, int year) {
    const lex_token *at = q->at;
    char mark = at[1].kind == LEX_MARK ? at[1].mark : 0;
    if ((mark != '-' && mark != '/' && mark != '.') || !at[1].glued) return MISS;
    if (mark == '-' && glued_number(&at[2], 3, 3)) {
        ndx_day day = ndx_day_of(year, 1, 1) + (ndx_day)at[2].value - 1;
        if (!at[2].value || ndx_day_civil(day).year != year)
            return query_wrong(q, &at[2], "%d has no day %d", year, (int)at[2].value);
        q->at = at + 3;
        return query_span(q, found, CAL_DAY, day, 0);
    }
    if (!glued_number(&at[2], 1, 2)) return MISS;
    int month = (int)at[2].value;
    if (at[3].kind == LEX_MARK && at[3].mark == mark && at[3].glued && glued_number(&at[4], 1, 2)) {
        q->at = at + 5;
        return query_day(q, at, found, year, month, (int)at[4].value);
    }
    if (mark == '.') return MISS;
    if (month < 1 || month > 12)
        return query_wrong(q, &at[2], "there is no month %d; several years are written %d..%d", month, year,
                           year + 1);
    q->at = at + 3;
    return query_span(q, found, CAL_MONTH, ndx_day_of(year, month, 1), 0);
}

/* 1980s. 1800s is the century; 1900s can be two things. */
static match read_plural_year(query *q, item *found, int year) {
    const lex_token *at = q->at + 1 + is_sep(&q->at[1], '\'');
    if (!lex_is_word(at, "s") || !at->glued) return MISS;
    if (year % 10) return query_wrong(q, q->at, "a decade is written %ds", year / 10 * 10);
    if (year == 1900)
        return query_wrong(
            q, q->at, "1900s may be the decade 1900..1909 or the century 1900..1999: write one of these");
    q->at = at + 1;
    if (year % 100 == 0 && year != 2000) return query_span(q, found, CAL_CENTURY, ndx_day_of(year, 1, 1), 0);
    return query_span(q, found, CAL_DECADE, ndx_day_of(year, 1, 1), 0);
}

/* 2018 june, 2018 june 27 */
static match read_year_name(query *q, item *found, int year) {
    const lex_token *at = q->at + 1;
    int month = at->kind == LEX_WORD ? names_month(at->word) : 0;
    if (!month) return MISS;
    if (at[1].kind == LEX_NUMBER && at[1].digits <= 2) {
        q->at = at + 2;
        return query_day(q, at, found, year, month, (int)at[1].value);
    }
    q->at = at + 1;
    return query_span(q, found, CAL_MONTH, ndx_day_of(year, month, 1), 0);
}

static match read_four_digits(query *q, item *found) {
    typedef match reader(query *, item *, int);
    static reader *const forms[] = {read_week, read_year_part, read_iso, read_plural_year, read_year_name};
    int year = (int)q->at->value;
    if (!known_year(year))
        return query_wrong(q, q->at, "%d is outside the years %d to %d", year, NDX_YEAR_MIN, NDX_YEAR_MAX);
    for (size_t i = 0; i < NDX_COUNT(forms); i++) {
        match m = forms[i](q, found, year);
        if (m != MISS) return m;
    }
    q->at++;
    return query_span(q, found, CAL_YEAR, ndx_day_of(year, 1, 1), 0);
}

/* Both readings of 3/4/2018, for the error that asks which. */
static match ambiguous(query *q, const lex_token *token, int a, int b, int year) {
    char day_first[11], month_first[11];
    ndx_day_format(ndx_day_of(year, b, a), day_first);
    ndx_day_format(ndx_day_of(year, a, b), month_first);
    return query_wrong(q, token, "%d/%d/%d may be %s (day first) or %s (month first): write one of these", a,
                       b, year, day_first, month_first);
}

/* 27/6/2018, 6/27/2018, 27-06-2018, 27.6.2018 (with dots the day is always first) */
static match read_slashes(query *q, item *found) {
    const lex_token *at = q->at;
    char mark = at[1].kind == LEX_MARK && at[1].glued ? at[1].mark : 0;
    if ((mark != '/' && mark != '-' && mark != '.') || !glued_number(&at[2], 1, 2) ||
        !lex_is_mark(&at[3], mark) || !at[3].glued || !glued_number(&at[4], 2, 4))
        return MISS;
    int a = (int)at[0].value, b = (int)at[2].value, year = (int)at[4].value;
    if (at[4].digits != 4)
        return query_wrong(q, &at[4], "the year %0*d is not whole: write it with four digits", at[4].digits,
                           year);
    if (!known_year(year))
        return query_wrong(q, &at[4], "%d is outside the years %d to %d", year, NDX_YEAR_MIN, NDX_YEAR_MAX);
    bool day_first = mark == '.' || a > 12 || a == b || (b <= 12 && q->order == NDX_ORDER_DAY_FIRST);
    if (!day_first && b <= 12 && q->order == NDX_ORDER_UNSET && a && b) return ambiguous(q, at, a, b, year);
    q->at = at + 5;
    return query_day(q, at, found, year, day_first ? b : a, day_first ? a : b);
}

static bool month_and_year(query *q, int *month, int *year, bool *implied) {
    if (query_is(q->at, W_OF)) q->at++;
    if (query_is(q->at, W_ARTICLE)) q->at++;
    if (is_sep(q->at, '-') || (lex_is_mark(q->at, '.') && !lex_is_mark(&q->at[1], '.'))) q->at++;
    *month = q->at->kind == LEX_WORD ? names_month(q->at->word) : 0;
    if (!*month) return false;
    q->at++;
    if (lex_is_mark(q->at, '.') && !lex_is_mark(&q->at[1], '.')) q->at++; /* 27 Jun. 2018 */
    if (is_sep(q->at, '-') && glued_number(&q->at[1], 4, 4)) q->at++;     /* 27-Jun-2018 */
    *implied = !query_year(q, year);
    return true;
}

static bool day_in_year(int value, int year, ndx_period *period) {
    ndx_day day = ndx_day_of(year, value / 100, value % 100);
    return cal_days(day, day, period);
}

bool query_joins_days(const query *q) {
    return (lex_is_mark(q->at, '-') || query_is(q->at, W_TO)) && q->at[1].kind == LEX_NUMBER &&
           q->at[1].digits <= 2;
}

/* 27 June 2018, the 27th of June, 27-29 June 2018, 27 to 29 June */
static match read_day_name(query *q, item *found) {
    const lex_token *begin = q->at;
    int month, year, first = (int)begin->value, last = first;
    bool implied;
    q->at++;
    if (query_joins_days(q)) {
        last = (int)q->at[1].value;
        q->at += 2;
    }
    if (!month_and_year(q, &month, &year, &implied)) {
        q->at = begin;
        return MISS;
    }
    if (implied && (first < 1 || last > ndx_month_days(2000, month)))
        return query_wrong(q, begin, "there is no day %d in that month", first < 1 ? first : last);
    match m = implied ? query_latest(q, found, day_in_year, month * 100 + last, CAL_DAY)
                      : query_day(q, begin, found, year, month, last);
    if (m != HIT || first == last) return m;
    if (first > last) return query_wrong(q, begin, "the range is reversed: %d comes after %d", first, last);
    ndx_civil c = ndx_day_civil(found->period.last);
    found->period.first = ndx_day_of(c.year, c.month, first);
    return found->period.first == NDX_NO_DAY ? query_day(q, begin, found, c.year, c.month, first) : HIT;
}

/* 20th century; 2nd quarter of 2018; 2Q 2018; 80s */
static match read_small_plural(query *q, item *found) {
    const lex_token *at = q->at;
    int value = (int)at->value;
    bool s = lex_is_word(&at[1], "s") && at[1].glued;
    if (s && at->digits == 2 && value % 10 == 0) {
        q->at += 2;
        return query_decade(q, at, found, value);
    }
    if (at->ordinal && lex_is_word(&at[1], "century")) {
        q->at += 2;
        if (value < 17 || value > 30)
            return query_wrong(q, at, "that century is outside the years %d to %d", NDX_YEAR_MIN,
                               NDX_YEAR_MAX);
        return query_span(q, found, CAL_CENTURY, ndx_day_of((value - 1) * 100, 1, 1), 0);
    }
    return MISS;
}

static bool quarter_in_year(int value, int year, ndx_period *period) {
    return cal_span(CAL_QUARTER, ndx_day_of(year, 1 + (value - 1) * 3, 1), 0, period);
}

static match read_count_of_quarters(query *q, item *found) {
    const lex_token *at = q->at;
    bool short_form = lex_is_word(&at[1], "q") && at[1].glued;
    if (at->value < 1 || at->value > 4 || !(short_form || (at->ordinal && lex_is_word(&at[1], "quarter"))))
        return MISS;
    q->at += 2;
    return query_latest(q, found, quarter_in_year, (int)at->value, CAL_QUARTER);
}

/* @1530124560: a moment, as UTC counts */
static match read_epoch(query *q, item *found) {
    bool minus = is_sep(&q->at[1], '-');
    const lex_token *number = q->at + 1 + minus;
    if (number->kind != LEX_NUMBER)
        return query_wrong(q, q->at, "after @ stand seconds since 1970: @1530124560");
    int64_t seconds = minus ? -number->value : number->value, day = seconds / 86400, rest = seconds % 86400;
    if (rest < 0) rest += 86400, day--;
    ndx_day least = ndx_day_of(NDX_YEAR_MIN, 1, 1), most = ndx_day_of(NDX_YEAR_MAX, 12, 31);
    if (day < least || day > most)
        return query_wrong(q, q->at, "that moment is outside the years %d to %d", NDX_YEAR_MIN, NDX_YEAR_MAX);
    q->at = number + 1;
    found->unit = CAL_SECOND;
    found->period = (ndx_period){(ndx_day)day, (ndx_day)day, (int32_t)rest, (int32_t)rest};
    return HIT;
}

/* 20180627 */
static match read_compact(query *q, item *found) {
    int64_t v = q->at->value;
    q->at++;
    return query_day(q, q->at - 1, found, (int)(v / 10000), (int)(v / 100 % 100), (int)(v % 100));
}

/* '87, '80s */
static match read_apostrophe(query *q, item *found) {
    const lex_token *number = q->at + 1;
    if (!glued_number(number, 2, 2)) return MISS;
    if (lex_is_word(&number[1], "s") && number[1].glued) {
        q->at += 3;
        return query_decade(q, number, found, (int)number->value);
    }
    int year = ndx_day_civil(q->now.day).year / 100 * 100 + (int)number->value;
    if (ndx_day_of(year, 1, 1) > q->now.day) year -= 100;
    q->at += 2;
    return query_span(q, found, CAL_YEAR, ndx_day_of(year, 1, 1), 0);
}

/* the 27th: the latest day of that number */
static match read_lone_ordinal(query *q, item *found) {
    if (!q->at->ordinal || q->at->value < 1 || q->at->value > 31) return MISS;
    ndx_civil c = ndx_day_civil(q->now.day);
    for (int i = 0; i < 3; i++, c.month = c.month == 1 ? c.year--, 12 : c.month - 1) {
        ndx_day day = ndx_day_of(c.year, c.month, (int)q->at->value);
        if (day == NDX_NO_DAY || day > q->now.day) continue;
        q->at++;
        found->implied = true;
        return query_span(q, found, CAL_DAY, day, 0);
    }
    return MISS;
}

match query_number(query *q, item *found) {
    typedef match reader(query *, item *);
    static reader *const forms[] = {read_slashes, read_day_name, read_small_plural, read_count_of_quarters,
                                    read_lone_ordinal};
    if (lex_is_mark(q->at, '@')) return read_epoch(q, found);
    if (lex_is_mark(q->at, '\'')) return read_apostrophe(q, found);
    if (q->at->kind != LEX_NUMBER) return MISS;
    if (q->at->digits == 4 && !lex_is_mark(&q->at[1], ':')) return read_four_digits(q, found);
    if (q->at->digits == 8) return read_compact(q, found);
    for (size_t i = 0; i < NDX_COUNT(forms) && q->at->digits <= 2; i++) {
        match m = forms[i](q, found);
        if (m != MISS) return m;
    }
    return MISS;
}
