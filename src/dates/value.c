/* Reads TIMEX3 values back into days, so that what is printed and what is indexed cannot differ. */
#include "resolve.h"

#include <string.h>

static bool digits(const char **at, int count, int *value) {
    *value = 0;
    for (int i = 0; i < count; i++) {
        char c = (*at)[i];
        if (c < '0' || c > '9') return false;
        *value = *value * 10 + (c - '0');
    }
    *at += count;
    return true;
}

static bool span(cal_unit of, ndx_day day, ndx_period *period, cal_unit *unit) {
    *unit = of;
    return cal_span(of, day, 0, period);
}

/* Behind "YYYY-": a letter. */
static bool lettered(const char *at, int year, ndx_period *period, cal_unit *unit) {
    static const char seasons[4][3] = {"SP", "SU", "FA", "WI"};
    int number;
    for (int i = 0; i < 4; i++) {
        if (strcmp(at, seasons[i]) != 0) continue;
        *unit = CAL_SEASON;
        return cal_season_of((cal_season)i, year, period);
    }
    char letter = *at++;
    if (letter == 'W') {
        *unit = CAL_WEEK;
        if (!digits(&at, 2, &number) || !cal_iso_week(year, number, period)) return false;
        if (!strcmp(at, "-WE")) return span(CAL_WEEKEND, period->first, period, unit);
        return !*at;
    }
    if (!digits(&at, 1, &number) || *at) return false;
    if (letter == 'Q' && number >= 1 && number <= 4)
        return span(CAL_QUARTER, ndx_day_of(year, number * 3, 1), period, unit);
    return letter == 'H' && number >= 1 && number <= 2 &&
           span(CAL_HALF, ndx_day_of(year, number * 6, 1), period, unit);
}

bool value_period(const char *value, ndx_period *period, cal_unit *unit) {
    int year, month, day;
    const char *at = value;
    if (!strncmp(at, "FY", 2)) at += 2;
    size_t len = strlen(at);
    if (len == 2 && digits(&at, 2, &year))
        return span(CAL_CENTURY, ndx_day_of(year * 100, 1, 1), period, unit);
    if (len == 3 && digits(&at, 3, &year)) return span(CAL_DECADE, ndx_day_of(year * 10, 1, 1), period, unit);
    if (!digits(&at, 4, &year)) return false;
    if (!*at) return span(CAL_YEAR, ndx_day_of(year, 1, 1), period, unit);
    if (*at++ != '-') return false;
    if (*at >= 'A') return lettered(at, year, period, unit);
    if (!digits(&at, 2, &month)) return false;
    if (!*at) return span(CAL_MONTH, ndx_day_of(year, month, 1), period, unit);
    if (*at++ != '-' || !digits(&at, 2, &day) || (*at && *at != 'T')) return false;
    return span(CAL_DAY, ndx_day_of(year, month, day), period, unit);
}
