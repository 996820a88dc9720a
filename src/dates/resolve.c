/* The operations of rules: from slots to values. What is left out of a date is chosen as news means it: by the tense of the
 * sentence, else the nearest to the day of publication. */
#include "resolve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct work {
    resolver *r;
    const match *m;
    resolved *out;
    ndx_day today; /* day of publication, or NDX_NO_DAY */
    cal_unit unit; /* of the value */
} work;

static bool has(const work *w, slot s) {
    return (w->m->has & BIT(s)) != 0;
}
static int get(const work *w, slot s) {
    return has(w, s) ? w->m->value[s] : 0;
}
static int month_of(const work *w) {
    return has(w, S_MONTH) ? get(w, S_MONTH) : get(w, S_CLEARMONTH);
}
static bool has_month(const work *w) {
    return has(w, S_MONTH) || has(w, S_CLEARMONTH);
}

static bool put(work *w, const char *format, ...) NDX_PRINTF(2, 3);
static bool put(work *w, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int len = vsnprintf(w->out->value, VALUE_MAX, format, args);
    va_end(args);
    return len > 0 && len < VALUE_MAX;
}

static const char *const SEASONS[] = {"SP", "SU", "FA", "WI"};
static const char *const DAYPARTS[] = {"MO", "MI", "AF", "EV", "NI"};

/* As much of YYYY-MM-DD as `len` says: a day, a month, a year, ten or a hundred of them. */
static bool put_day(work *w, ndx_day day, size_t len) {
    _Static_assert(VALUE_MAX >= 11, "a day fits into a value");
    ndx_day_format(day, w->out->value);
    if (w->out->value[0]) w->out->value[len] = '\0';
    return w->out->value[0] != '\0';
}

/* The value of the unit that contains the day. */
static bool put_unit(work *w, cal_unit unit, ndx_day day) {
    if (day == NDX_NO_DAY) return false;
    ndx_civil c = ndx_day_civil(day);
    int year, week;
    switch (unit) {
    case CAL_WEEK:
    case CAL_FORTNIGHT:
        week = cal_week_number(day, &year);
        return put(w, "%04d-W%02d", year, week);
    case CAL_WEEKEND:
        week = cal_week_number(day, &year);
        return put(w, "%04d-W%02d-WE", year, week);
    case CAL_MONTH:
        return put_day(w, day, 7);
    case CAL_QUARTER:
        return put(w, "%04d-Q%d", c.year, (c.month + 2) / 3);
    case CAL_HALF:
        return put(w, "%04d-H%d", c.year, (c.month + 5) / 6);
    case CAL_SEASON:
        return put(w, "%04d-%s", c.month < 3 ? c.year - 1 : c.year, SEASONS[(c.month + 9) % 12 / 3]);
    case CAL_YEAR:
        return put_day(w, day, 4);
    case CAL_DECADE:
        return put_day(w, day, 3);
    case CAL_CENTURY:
        return put_day(w, day, 2);
    default:
        return put_day(w, day, 10);
    }
}

/* Clock or part of the day, behind a day's value. */
static bool add_time(work *w) {
    size_t len = strlen(w->out->value);
    char *end = w->out->value + len;
    size_t room = VALUE_MAX - len;
    if (has(w, S_CLOCK)) {
        int minutes = get(w, S_CLOCK);
        if (has(w, S_DAYPART) && get(w, S_DAYPART) >= 2 && minutes < 720) minutes += 720;
        snprintf(end, room, "T%02d:%02d", minutes / 60, minutes % 60);
    } else if (has(w, S_NOON)) {
        snprintf(end, room, "T%02d:00", get(w, S_NOON));
    } else if (has(w, S_DAYPART)) {
        snprintf(end, room, "T%s", DAYPARTS[cal_clamp(get(w, S_DAYPART), 0, 4)]);
    }
    return true;
}

/* --- calendar ------------------------------------------------------------------------------------------- */

#define DAY_PENALTY 150
#define MONTH_PENALTY 300
#define AHEAD_PENALTY 60

/* The year in which this month (and day) comes: by tense, else the nearest. */
static int choose_year(const work *w, int month, int day) {
    ndx_civil now = ndx_day_civil(w->today);
    int tense = tense_at(w->r->s, w->m), best = now.year;
    ndx_day least = INT32_MAX;
    for (int year = now.year - 1; year <= now.year + 1; year++) {
        ndx_day there =
            ndx_day_of(year, month, day ? day : cal_clamp(now.day, 1, ndx_month_days(year, month)));
        if (there == NDX_NO_DAY) continue;
        ndx_day distance = abs(there - w->today);
        /* a tense that points the other way makes it further; "Jan. 14" means the nearest one more often than
         * "January" does. News that does not tell looks back. */
        bool ahead = there > w->today;
        if ((tense < 0 && ahead) || (tense > 0 && there < w->today))
            distance += day ? DAY_PENALTY : MONTH_PENALTY;
        else if (!tense && ahead)
            distance += AHEAD_PENALTY;
        if (distance < least) least = distance, best = year;
    }
    return best;
}

/* "in", "since": of time. After "and" or "by" a name may follow as well. */
static bool is_led_by_time(const work *w) {
    if (!w->m->from) return false;
    const token *before = &w->r->s->tokens[w->m->from - 1];
    return before->categories & BIT(S_PREP) && grammar_value(w->r->s->grammar, before->word, S_PREP) != 0;
}

/* A bare month that may be something else: "August Wilson", "and Jan Smith", "AND MAY BE". */
static bool is_doubtful_month(const work *w) {
    const scan *s = w->r->s;
    const token *t = &s->tokens[w->m->from], *next = &s->tokens[w->m->to];
    if (w->m->to - w->m->from != 1) return false;
    if (!has(w, S_CLEARMONTH) && t->end - t->start > 1 && s->text.data[t->start + 1] < 'a') return true;
    return !is_led_by_time(w) && next->word == NO_WORD && (next->flags & (T_CAPITAL | T_BREAK)) == T_CAPITAL;
}

static bool month_value(work *w) {
    int month = month_of(w), day = get(w, S_DAY), year;
    if (is_doubtful_month(w)) return false;
    if (has(w, S_YEAR)) {
        year = get(w, S_YEAR);
    } else if (w->today == NDX_NO_DAY) {
        return has(w, S_DAY) ? put(w, "XXXX-%02d-%02d", month, day) : put(w, "XXXX-%02d", month);
    } else {
        ndx_civil now = ndx_day_civil(w->today);
        int which = get(w, S_WHICH);
        if (!has(w, S_WHICH) || has(w, S_WEEKDAY))
            year = choose_year(w, month, day);
        else if (has(w, S_UNIT))
            year = now.year + which;
        else
            year = now.year - (which < 0 && month >= now.month) + (which > 0 && month <= now.month);
    }
    if (has(w, S_DAY) && (get(w, S_UNIT) == CAL_WEEK || get(w, S_UNIT) == CAL_WEEKEND))
        return put_unit(w, (cal_unit)get(w, S_UNIT), ndx_day_of(year, month, day));
    if (!has(w, S_DAY)) return put_unit(w, CAL_MONTH, ndx_day_of(year, month, 1));
    return put_unit(w, CAL_DAY, ndx_day_of(year, month, day)) && add_time(w);
}

/* "Wednesday's ruling" has been given. */
static bool is_owner(const work *w) {
    const scan *s = w->r->s;
    return token_is(s, w->m->to, '\'') && w->m->to + 1 < s->count &&
           s->tokens[w->m->to + 1].end - s->tokens[w->m->to + 1].start == 1;
}

static bool weekday_value(work *w) {
    int weekday = get(w, S_WEEKDAY);
    if (w->today == NDX_NO_DAY) return put(w, "XXXX-WXX-%d", weekday + 1) && add_time(w);
    ndx_day base = has(w, S_OTHER) && w->r->last.day != NDX_NO_DAY ? w->r->last.day : w->today;
    int today = ndx_day_weekday(base), ahead = (weekday - today + 7) % 7, direction;
    bool said = has(w, S_WHICH) || has(w, S_OTHER);
    if (said)
        direction = has(w, S_WHICH) ? get(w, S_WHICH) : get(w, S_OTHER);
    else
        direction = is_owner(w) ? -1 : tense_at(w->r->s, w->m);
    ndx_day day;
    if (said && direction < 0)
        day = base + (ahead ? ahead - 7 : -7);
    else if (said && direction > 0)
        day = base + (ahead ? ahead : 7);
    else if (said)
        day = base + ahead;
    else
        day = direction > 0 || !ahead ? base + ahead : base + ahead - 7;
    return put_unit(w, CAL_DAY, day) && add_time(w);
}

static bool season_value(work *w) {
    int season = cal_clamp(get(w, S_SEASON), 0, 3), year;
    if (has(w, S_YEAR)) return put(w, "%04d-%s", get(w, S_YEAR), SEASONS[season]);
    if (w->today == NDX_NO_DAY) return put(w, "XXXX-%s", SEASONS[season]);
    ndx_period p;
    year = ndx_day_civil(w->today).year + get(w, S_WHICH);
    if (!has(w, S_WHICH) && tense_at(w->r->s, w->m) <= 0 && cal_season_of((cal_season)season, year, &p) &&
        p.first > w->today)
        year--;
    return put(w, "%04d-%s", year, SEASONS[season]);
}

/* A bare number of four digits is a year when it looks like one of our time, or a word before it says so. */
static bool is_year_here(const work *w) {
    const scan *s = w->r->s;
    int year = get(w, S_YEAR);
    const token *t = &s->tokens[w->m->from], *next = &s->tokens[w->m->to];
    if (w->m->to - w->m->from != 1 || !t->digits) return true;
    if (year > 2060) return false;
    const token *before = w->m->from ? t - 1 : NULL;
    if (before && before->categories & BIT(S_NOTDATE)) return false;
    if (before && t->flags & T_GLUED && token_is(s, w->m->from - 1, '-') && w->m->from > 1 &&
        before[-1].digits && before[-1].number < 1000)
        return false;
    bool led = w->m->from && s->tokens[w->m->from - 1].categories & BIT(S_PREP);
    if (!led && year < 1900) return false;
    bool of_our_time = year >= 1900 && year <= 2030 && year % 100;
    bool lower_word = !next->digits && next->word == NO_WORD && !(next->flags & (T_CAPITAL | T_BREAK)) &&
                      next->end - next->start > 3 && next->number == 0;
    char last = lower_word ? s->text.data[next->end - 1] : 0;
    if (!of_our_time && last == 's') return false;
    return true;
}

static bool op_calendar(work *w) {
    if (has_month(w)) return month_value(w);
    if (has(w, S_WEEKDAY)) return weekday_value(w);
    if (has(w, S_SEASON)) return season_value(w);
    return has(w, S_YEAR) && is_year_here(w) && put_unit(w, CAL_YEAR, ndx_day_of(get(w, S_YEAR), 1, 1));
}

/* --- spans ---------------------------------------------------------------------------------------------- */

static ndx_day moved(ndx_day day, cal_unit unit, int64_t count) {
    ndx_period p;
    if (day == NDX_NO_DAY) return NDX_NO_DAY;
    if (unit <= CAL_DAY) return cal_add(day, CAL_DAY, count);
    return cal_span(unit, day, count, &p) ? p.first : NDX_NO_DAY;
}

static bool reads(const scan *s, size_t at, const char *word) {
    if (at >= s->count) return false;
    ndx_text text = {s->text.data + s->tokens[at].start, s->tokens[at].end - s->tokens[at].start};
    return ndx_text_equal_nocase(text, ndx_text_of(word));
}

/* "the last week of June" is none of those before today. */
static bool is_last_of(const work *w) {
    const scan *s = w->r->s;
    return w->m->to > 2 && reads(s, w->m->to - 3, "the") && reads(s, w->m->to - 2, "last") &&
           reads(s, w->m->to, "of");
}

static bool op_span(work *w) {
    cal_unit unit = (cal_unit)get(w, S_UNIT);
    ndx_day base = has(w, S_OTHER) && w->r->last.day != NDX_NO_DAY ? w->r->last.day : w->today;
    int which = has(w, S_OTHER) ? get(w, S_OTHER) : get(w, S_WHICH);
    if (unit < CAL_DAY || (unit < CAL_QUARTER && is_last_of(w))) return false;
    if (has(w, S_OTHER) && !which && w->r->last.unit > unit)
        base = w->today; /* "1987 ... the month" is this one */
    if (has(w, S_OTHER) && !which && unit == CAL_QUARTER) {
        base = w->r->last_quarter != NDX_NO_DAY ? w->r->last_quarter : w->today;
        which = w->r->last_quarter != NDX_NO_DAY ? 0 : -1;
    }
    if (has(w, S_OTHER) && !which && unit == CAL_WEEKEND) {
        base = w->today;
        which = tense_at(w->r->s, w->m) <= 0 && base != NDX_NO_DAY && ndx_day_weekday(base) < 5 ? -1 : 0;
    }
    if (base == NDX_NO_DAY) return false;
    return put_unit(w, unit, moved(base, unit, which));
}

static bool op_away(work *w) {
    int count = get(w, S_COUNT), sign = has(w, S_AGO) ? get(w, S_AGO) : get(w, S_SHIFT);
    cal_unit unit = (cal_unit)(has(w, S_UNITS) ? get(w, S_UNITS) : get(w, S_UNIT));
    if (count < 0) return put(w, sign < 0 ? "PAST_REF" : "FUTURE_REF");
    if (unit >= CAL_DECADE) { /* "half a century ago" and "two decades ago" mean years */
        count *= unit == CAL_DECADE ? 10 : unit == CAL_CENTURY ? 100 : 1000;
        unit = CAL_YEAR;
    }
    bool from_spoken = !has(w, S_AGO) && w->r->last.day != NDX_NO_DAY;
    ndx_day base = from_spoken ? w->r->last.day : w->today;
    if (base == NDX_NO_DAY) return false;
    if (unit < CAL_DAY) {
        if (w->r->published.second < 0 || from_spoken) return put_unit(w, CAL_DAY, base);
        int64_t at = (int64_t)base * 86400 + w->r->published.second +
                     (int64_t)sign * count *
                         (unit == CAL_HOUR     ? 1800
                          : unit == CAL_MINUTE ? 30
                                               : 0);
        int64_t day = at / 86400 - (at % 86400 < 0), second = at - day * 86400;
        if (!put_unit(w, CAL_DAY, cal_add(base, CAL_DAY, day - base))) return false;
        size_t len = strlen(w->out->value);
        snprintf(w->out->value + len, VALUE_MAX - len, "T%02d:%02d", (int)(second / 3600),
                 (int)(second / 60 % 60));
        w->out->type = "TIME";
        return true;
    }
    if (unit == CAL_YEAR && count == 2 && w->r->last_quarter != NDX_NO_DAY)
        return put_unit(w, CAL_QUARTER, cal_add(w->r->last_quarter, CAL_YEAR, sign));
    ndx_day there = unit == CAL_DAY || unit == CAL_WEEK ? cal_add(base, unit, sign * count / 2)
                                                        : moved(base, unit, sign * count / 2);
    return put_unit(w, unit, there);
}

/* --- durations ------------------------------------------------------------------------------------------ */

#define AMOUNT_MAX 20000

/* "$500 million a year", "four flights a week": only after some words is "a year" a span of time. */
static bool is_rate(const work *w) {
    const scan *s = w->r->s;
    const token *t = &s->tokens[w->m->from];
    if (w->m->to - w->m->from != 2 || !(t->categories & BIT(S_NUMBER)) || t->end - t->start > 2) return false;
    return w->m->from && !(t->flags & (T_BREAK | T_CAPITAL)) &&
           !(t[-1].categories & (BIT(S_PREP) | BIT(S_MOD)));
}

static bool op_duration(work *w) {
    static const struct {
        const char *before, *letter, *half;
        int times;
    } units[] = {
        [CAL_SECOND] = {"PT", "S", "", 1},       [CAL_MINUTE] = {"PT", "M", "30S", 1},
        [CAL_HOUR] = {"PT", "H", "30M", 1},      [CAL_DAY] = {"P", "D", "T12H", 1},
        [CAL_WEEKEND] = {"P", "WE", "", 1},      [CAL_WEEK] = {"P", "W", "", 1},
        [CAL_FORTNIGHT] = {"P", "W", "", 2},     [CAL_MONTH] = {"P", "M", "", 1},
        [CAL_QUARTER] = {"P", "Q", "", 1},       [CAL_YEAR] = {"P", "Y", "6M", 1},
        [CAL_DECADE] = {"P", "Y", "", 10},       [CAL_CENTURY] = {"P", "Y", "", 100},
        [CAL_MILLENNIUM] = {"P", "Y", "", 1000},
    };
    int count = get(w, S_COUNT) + get(w, S_SCALE); /* SCALE: "and a half" */
    size_t unit = (size_t)(has(w, S_UNITS) ? get(w, S_UNITS) : get(w, S_UNIT));
    if (unit >= NDX_COUNT(units) || !units[unit].letter) return false;
    if (is_rate(w)) return false;
    bool alone = w->m->to - w->m->from == 1;
    if ((alone && (unit < CAL_DAY || unit == CAL_QUARTER)) || (unit == CAL_QUARTER && count == 2))
        return false; /* "a quarter of", "quarters" */
    if (count < 0)
        return put(w, "%sX%s", units[unit].before,
                   unit == CAL_DECADE    ? "DE"
                   : unit == CAL_CENTURY ? "CE"
                                         : units[unit].letter);
    long long whole = (long long)count / 2 * units[unit].times;
    if (count / 2 > AMOUNT_MAX) return false; /* "681,000  Year" in a table of results */
    bool half = count % 2;
    if (half && units[unit].times > 1) whole += units[unit].times / 2, half = false;
    if (whole == 0 && half && unit == CAL_YEAR) return put(w, "P6M");
    if (whole == 0 && half && unit == CAL_HOUR) return put(w, "PT30M");
    return put(w, "%s%lld%s%s", units[unit].before, whole, units[unit].letter, half ? units[unit].half : "");
}

/* --- days, times, references ---------------------------------------------------------------------------- */

static bool op_deictic(work *w) {
    if (w->today == NDX_NO_DAY) return false;
    return put_unit(w, CAL_DAY, cal_add(w->today, CAL_DAY, get(w, S_DEICTIC))) && add_time(w);
}

static bool op_daypart(work *w) {
    bool from_spoken = !has(w, S_WHICH) && w->r->last.day != NDX_NO_DAY && w->r->last.unit <= CAL_DAY;
    ndx_day base = from_spoken ? w->r->last.day : w->today;
    if (base == NDX_NO_DAY) return false;
    return put_unit(w, CAL_DAY,
                    cal_add(base, CAL_DAY, has(w, S_WHICH) ? get(w, S_WHICH) : get(w, S_OTHER))) &&
           add_time(w);
}

static bool op_ref(work *w) {
    return put(w, "%s", has(w, S_PAST) ? "PAST_REF" : has(w, S_FUTURE) ? "FUTURE_REF" : "PRESENT_REF");
}

static bool op_set(work *w) {
    if (has(w, S_WEEKDAY) || has(w, S_WEEKDAYS)) {
        put(w, "XXXX-WXX-%d", (has(w, S_WEEKDAY) ? get(w, S_WEEKDAY) : get(w, S_WEEKDAYS)) + 1);
        if (!has(w, S_DAYPARTS)) return true;
        size_t len = strlen(w->out->value);
        snprintf(w->out->value + len, VALUE_MAX - len, "T%s", DAYPARTS[cal_clamp(get(w, S_DAYPARTS), 0, 4)]);
        return true;
    }
    if (has_month(w)) return put(w, "XXXX-%02d", month_of(w));
    if (has(w, S_SEASON)) return put(w, "XXXX-%s", SEASONS[cal_clamp(get(w, S_SEASON), 0, 3)]);
    match m = *w->m;
    if (has(w, S_FREQ)) m.value[S_UNIT] = get(w, S_FREQ), m.has |= BIT(S_UNIT);
    if (!has(w, S_COUNT)) m.value[S_COUNT] = 2, m.has |= BIT(S_COUNT);
    work again = *w;
    again.m = &m;
    return op_duration(&again);
}

/* "les années 80", "1980-е": a number alone. */
static bool op_decade(work *w) {
    int year = has(w, S_DECADE) ? get(w, S_DECADE) : get(w, S_DIGITS);
    if (year < 100) year += 1900;
    return year % 10 == 0 && year >= NDX_YEAR_MIN && year <= NDX_YEAR_MAX && put(w, "%03d", year / 10);
}

static bool op_century(work *w) {
    int century = get(w, S_DAY) - 1;
    return century >= 9 && century <= 29 && put(w, "%02d", century);
}

static bool op_feast(work *w) {
    cal_feast feast = (cal_feast)cal_clamp(get(w, S_FEAST), 0, CAL_FEAST_COUNT - 1);
    if (has(w, S_YEAR)) return put_unit(w, CAL_DAY, cal_feast_day(feast, get(w, S_YEAR)));
    if (w->today == NDX_NO_DAY) return false;
    int year = ndx_day_civil(w->today).year;
    ndx_day there = cal_feast_day(feast, year);
    if (there == NDX_NO_DAY) return false;
    if (has(w, S_WHICH) && has(w, S_UNIT)) {
        year += get(w, S_WHICH); /* "Christmas last year" */
    } else if (has(w, S_WHICH)) {
        if (get(w, S_WHICH) < 0 && there >= w->today) year--;
        if (get(w, S_WHICH) > 0 && there <= w->today) year++;
    } else {
        ndx_civil c = ndx_day_civil(there);
        year = choose_year(w, c.month, c.day);
    }
    return put_unit(w, CAL_DAY, cal_feast_day(feast, year));
}

static bool op_numeric(work *w) {
    return put_unit(w, CAL_DAY, get(w, S_NUMERIC));
}

/* The quarter that was spoken of last, in another year. */
static bool same_quarter(work *w, int year) {
    if (w->r->last_quarter == NDX_NO_DAY) return put_unit(w, CAL_YEAR, ndx_day_of(year, 1, 1));
    return put(w, "%04d-Q%d", year, (ndx_day_civil(w->r->last_quarter).month + 2) / 3);
}

static bool op_half(work *w) {
    int half = has(w, S_ORDINAL) ? get(w, S_ORDINAL) : 2;
    if (!has(w, S_YEAR) && w->today == NDX_NO_DAY) return false;
    int year = has(w, S_YEAR) ? get(w, S_YEAR) : ndx_day_civil(w->today).year + get(w, S_WHICH);
    return half >= 1 && half <= 2 && put(w, "%04d-H%d", year, half);
}

static bool op_quarter(work *w) {
    int quarter = get(w, S_ORDINAL), year;
    if (!has(w, S_ORDINAL) && has(w, S_YEAR)) return same_quarter(w, get(w, S_YEAR));
    if (!has(w, S_ORDINAL))
        return w->today != NDX_NO_DAY && same_quarter(w, ndx_day_civil(w->today).year + get(w, S_OTHER));
    if (quarter < 1 || quarter > 4) return false;
    if (has(w, S_YEAR)) return put(w, "%04d-Q%d", get(w, S_YEAR), quarter);
    if (w->today == NDX_NO_DAY) return put(w, "XXXX-Q%d", quarter);
    ndx_civil now = ndx_day_civil(w->today);
    year = now.year + get(w, S_WHICH);
    if (!has(w, S_WHICH)) {
        /* results are spoken of just after their quarter, also when they are still expected */
        int current = (now.month + 2) / 3;
        if (quarter > current) year--;
        if ((year * 4 + quarter) < now.year * 4 + current - 1 && tense_at(w->r->s, w->m) > 0) year++;
    }
    return put(w, "%04d-Q%d", year + get(w, S_OTHER), quarter);
}

typedef bool operation_function(work *w);
static operation_function *const OPERATIONS[OP_COUNT] = {
    [OP_CALENDAR] = op_calendar, [OP_SPAN] = op_span,       [OP_AWAY] = op_away,
    [OP_DURATION] = op_duration, [OP_DEICTIC] = op_deictic, [OP_REF] = op_ref,
    [OP_SET] = op_set,           [OP_DAYPART] = op_daypart, [OP_DECADE] = op_decade,
    [OP_CENTURY] = op_century,   [OP_FEAST] = op_feast,     [OP_NUMERIC] = op_numeric,
    [OP_QUARTER] = op_quarter,   [OP_HALF] = op_half,
};

bool resolve(resolver *r, const match *m, resolved *found) {
    work w = {r, m, found, r->published.day, CAL_DAY};
    ndx_period period;
    *found = (resolved){.type = m->rule->type, .first = NDX_NO_DAY, .last = NDX_NO_DAY};
    if (!OPERATIONS[m->rule->operation](&w)) return false;
    if (!value_period(found->value, &period, &w.unit)) return true;
    bool aside = m->rule->operation == OP_AWAY ||
                 (m->has & BIT(S_OTHER)); /* "a year earlier" is a look back, no new subject */
    if (!aside || r->last.day == NDX_NO_DAY) r->last = (spoken){period.first, w.unit};
    if (w.unit == CAL_QUARTER && !aside) r->last_quarter = period.first;
    if (m->has & BIT(S_PART)) cal_third(w.unit, (cal_part)cal_clamp(m->value[S_PART], 0, 2), &period);
    found->first = period.first;
    found->last = period.last;
    return true;
}
