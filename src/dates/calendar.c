#include "calendar.h"

#include <stdlib.h>
#include <string.h>

static const char *const FEAST_RULES[] = {
#define X(id, words, rule) rule,
#include "feasts.def"
#undef X
};

/* How many months a unit has; 0: it is made of days. */
static int months_of(cal_unit unit) {
    switch (unit) {
    case CAL_MONTH:
        return 1;
    case CAL_QUARTER:
    case CAL_SEASON:
        return 3;
    case CAL_HALF:
        return 6;
    case CAL_YEAR:
        return 12;
    case CAL_DECADE:
        return 120;
    case CAL_CENTURY:
        return 1200;
    case CAL_MILLENNIUM:
        return 12000;
    default:
        return 0;
    }
}

/* Months are counted from January of year 0 here. */
#define MONTHS_END (INT64_C(12) * (NDX_YEAR_MAX + 1))

static ndx_day day_of_month_index(int64_t month, int day) {
    if (month < INT64_C(12) * NDX_YEAR_MIN || month >= MONTHS_END) return NDX_NO_DAY;
    int year = (int)(month / 12), number = (int)(month % 12) + 1, most = ndx_month_days(year, number);
    return ndx_day_of(year, number, day > most ? most : day);
}

static bool known(int64_t day) {
    return day >= ndx_day_of(NDX_YEAR_MIN, 1, 1) && day <= ndx_day_of(NDX_YEAR_MAX, 12, 31);
}

ndx_day cal_add(ndx_day day, cal_unit unit, int64_t count) {
    if (day == NDX_NO_DAY || count > 1000000 || count < -1000000) return NDX_NO_DAY;
    int months = months_of(unit);
    if (!months) {
        int64_t days = unit == CAL_FORTNIGHT ? 14 : unit == CAL_WEEK || unit == CAL_WEEKEND ? 7 : 1;
        return known(day + days * count) ? (ndx_day)(day + days * count) : NDX_NO_DAY;
    }
    ndx_civil c = ndx_day_civil(day);
    return day_of_month_index((int64_t)c.year * 12 + c.month - 1 + count * months, c.day);
}

bool cal_days(ndx_day first, ndx_day last, ndx_period *period) {
    *period = (ndx_period){first, last, 0, 86399};
    return first != NDX_NO_DAY && last != NDX_NO_DAY && first <= last;
}

bool cal_span(cal_unit unit, ndx_day day, int64_t count, ndx_period *period) {
    if (day == NDX_NO_DAY || count > 1000000 || count < -1000000) return false;
    int months = months_of(unit);
    if (months) {
        ndx_civil c = ndx_day_civil(day);
        int64_t month = (int64_t)c.year * 12 + c.month - 1;
        /* seasons begin with December, a month before the quarters */
        month -= unit == CAL_SEASON ? c.month % 3 : month % months;
        month += count * months;
        ndx_day end = day_of_month_index(month + months, 1);
        if (end == NDX_NO_DAY && month + months == MONTHS_END) end = ndx_day_of(NDX_YEAR_MAX, 12, 31) + 1;
        return end != NDX_NO_DAY && cal_days(day_of_month_index(month, 1), end - 1, period);
    }
    int weekday = ndx_day_weekday(day);
    ndx_day first = unit == CAL_WEEK || unit == CAL_FORTNIGHT ? day - weekday
                    : unit == CAL_WEEKEND                     ? day - weekday + 5
                                                              : day;
    int length = unit == CAL_FORTNIGHT ? 14 : unit == CAL_WEEK ? 7 : unit == CAL_WEEKEND ? 2 : 1;
    first = known(first) ? cal_add(first, unit, count) : NDX_NO_DAY;
    return first != NDX_NO_DAY && known((int64_t)first + length - 1) &&
           cal_days(first, first + length - 1, period);
}

bool cal_season_of(cal_season season, int year, ndx_period *period) {
    return cal_span(CAL_SEASON, ndx_day_of(year, 3 + 3 * (int)season, 1), 0, period);
}

static ndx_day first_iso_day(int year) {
    ndx_day fourth = ndx_day_of(year, 1, 4);
    return fourth == NDX_NO_DAY ? NDX_NO_DAY : fourth - ndx_day_weekday(fourth);
}

int cal_week_number(ndx_day day, int *year) {
    ndx_day thursday = day - ndx_day_weekday(day) + 3;
    *year = ndx_day_civil(thursday).year;
    return (int)(thursday - ndx_day_of(*year, 1, 1)) / 7 + 1;
}

bool cal_iso_week(int year, int week, ndx_period *period) {
    ndx_day first = first_iso_day(year);
    int of;
    if (first == NDX_NO_DAY || week < 1 || week > 53) return false;
    first += (week - 1) * 7;
    return known(first) && known(first + 6) && cal_week_number(first, &of) == week && of == year &&
           cal_days(first, first + 6, period);
}

bool cal_third(cal_unit unit, cal_part part, ndx_period *period) {
    static const int8_t week[] = {0, 2, 4, 7}, decade[] = {0, 4, 7, 10};
    ndx_day from = period->first, end = period->last + 1;
    if (unit <= CAL_DAY || unit == CAL_WEEKEND) return false;
    if (unit == CAL_WEEK) return cal_days(from + week[part], from + week[part + 1] - 1, period);
    if (unit == CAL_FORTNIGHT) return false;
    if (unit == CAL_MONTH)
        return cal_days(from + 10 * (int)part, part == CAL_LATE ? end - 1 : from + 10 * (int)part + 9,
                        period);
    int months = months_of(unit), begin = months * (int)part / 3, stop = months * ((int)part + 1) / 3;
    if (unit >= CAL_DECADE) { /* whole years; a century's thirds likewise end with a year */
        begin = months / 120 * decade[part] * 12;
        stop = months / 120 * decade[part + 1] * 12;
    }
    ndx_day first = cal_add(from, CAL_MONTH, begin),
            last = stop == months ? end : cal_add(from, CAL_MONTH, stop);
    return first != NDX_NO_DAY && last != NDX_NO_DAY && cal_days(first, last - 1, period);
}

ndx_day cal_nth_weekday(int year, int month, int weekday, int nth) {
    ndx_day first = ndx_day_of(year, month, 1);
    if (first == NDX_NO_DAY) return NDX_NO_DAY;
    int days = ndx_month_days(year, month), day = 1 + (weekday - ndx_day_weekday(first) + 7) % 7;
    if (nth < 0) {
        while (day + 7 <= days) day += 7;
    } else {
        day += 7 * (nth - 1);
    }
    return day > days ? NDX_NO_DAY : ndx_day_of(year, month, day);
}

/* Easter Sunday of the Gregorian calendar, after the anonymous computus of 1876 (Meeus, Astronomical
 * Algorithms, chapter 8). */
static ndx_day easter(int year) {
    int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25,
        g = (b - f + 1) / 3;
    int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
    int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
    return ndx_day_of(year, n / 31, n % 31 + 1);
}

ndx_day cal_feast_day(cal_feast feast, int year) {
    const char *rule = FEAST_RULES[feast];
    if (year < NDX_YEAR_MIN || year > NDX_YEAR_MAX) return NDX_NO_DAY;
    if (rule[0] == 'E') return easter(year) + atoi(rule + 1);
    int month = atoi(rule);
    if (rule[2] == '-') return ndx_day_of(year, month, atoi(rule + 3));
    const char *plus = strchr(rule, '+');
    ndx_day day = cal_nth_weekday(year, month, atoi(strrchr(rule, ':') + 1), atoi(rule + 3));
    return plus ? cal_add(day, CAL_DAY, atoi(plus)) : day;
}
