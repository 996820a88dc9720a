/* Spans of the calendar: weeks, months, quarters, seasons, decades, feasts. Pure arithmetic on civil days. */
#ifndef NDX_DATES_CALENDAR_H
#define NDX_DATES_CALENDAR_H

#include "newsdex/dates.h"

/* From short to long; code compares them. */
typedef enum cal_unit {
    CAL_SECOND,
    CAL_MINUTE,
    CAL_HOUR,
    CAL_PART_OF_DAY,
    CAL_DAY,
    CAL_WEEKEND,
    CAL_WEEK,
    CAL_FORTNIGHT,
    CAL_MONTH,
    CAL_QUARTER,
    CAL_SEASON,
    CAL_HALF,
    CAL_YEAR,
    CAL_DECADE,
    CAL_CENTURY,
    CAL_MILLENNIUM
} cal_unit;

typedef enum cal_part { CAL_EARLY, CAL_MID, CAL_LATE } cal_part;
typedef enum cal_season { CAL_SPRING, CAL_SUMMER, CAL_AUTUMN, CAL_WINTER } cal_season;

typedef enum cal_feast {
#define X(id, words, code) CAL_##id,
#include "feasts.def"
#undef X
    CAL_FEAST_COUNT
} cal_feast;

static inline int cal_clamp(int value, int least, int most) {
    return value < least ? least : value > most ? most : value;
}

/* The day `count` units (day or longer) after `day`; the last of the month where that has fewer days. NDX_NO_DAY: outside
 * the years we know. */
ndx_day cal_add(ndx_day day, cal_unit unit, int64_t count);
/* The span of the unit (day or longer) that contains the day, moved by `count` units. Weeks are Monday to Sunday, a weekend
 * is Saturday and Sunday of that week; decades begin with 0, centuries with 00. False: outside the years we know. */
bool cal_span(cal_unit unit, ndx_day day, int64_t count, ndx_period *period);
/* Whole days. False if one is no day or last < first. */
bool cal_days(ndx_day first, ndx_day last, ndx_period *period);
/* Meteorological seasons of the north: spring March-May ... winter December of the year to February of the
 * next. */
bool cal_season_of(cal_season season, int year, ndx_period *period);
/* ISO 8601 week 1-53 of the year. False: that year has no such week. */
bool cal_iso_week(int year, int week, ndx_period *period);
/* The ISO week of a day; *year may differ from the day's own. */
int cal_week_number(ndx_day day, int *year);
/* The third of the span that is early, middle or late in it: of a week Mon-Tue, Wed-Thu, Fri-Sun; of a month days 1-10, 11-20, 21-;
 * of longer spans whole months, of decades years 0-3, 4-6, 7-9. */
bool cal_third(cal_unit unit, cal_part part, ndx_period *period);
/* The nth (1..5; -1 the last) weekday (0 Monday) of a month; NDX_NO_DAY if there is none. */
ndx_day cal_nth_weekday(int year, int month, int weekday, int nth);
/* The day of the feast in the year; NDX_NO_DAY outside the years we know. */
ndx_day cal_feast_day(cal_feast feast, int year);

#endif
