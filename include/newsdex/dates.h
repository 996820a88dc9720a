/* dates: date and time expressions: in queries, in markup, in running text against the publication date.
 * Pure: no clock, no locale, no zone but those given.
 */
#ifndef NEWSDEX_DATES_H
#define NEWSDEX_DATES_H

#include "newsdex/article.h"
#include "newsdex/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- publication dates in markup ------------------------------------------------------------------------ */

/* Which of the two numbers of 3/4/2018 is the day, when both could be. */
typedef enum ndx_date_order { NDX_ORDER_UNSET, NDX_ORDER_DAY_FIRST, NDX_ORDER_MONTH_FIRST } ndx_date_order;
/* "dmy", "mdy", or "ymd", which is UNSET: what begins with its year is read so anyway. False: another word. */
NDX_API bool ndx_date_order_find(const char *word, ndx_date_order *order);

/* Read a date as archives write it: RFC 2822, ISO 8601, "26-FEB-1987 15:01:01.79", "AP890101-0001", "01/04/63",
 * "27 June 2018 22:36 (UTC+04:00)", "27.06.2018", seconds since 1970, month names of all libstemmer's languages. The whole
 * string must be understood; only after a whole date and a comma may a few words follow (", Home Edition").
 * Numbers with slashes are month first, as American archives write, unless the first can be no month; with dots, day first.
 * Years of two digits mean 1950-2049. Leaves source to the caller. BAD_INPUT: not a date, or a day that does not exist; *date is then NDX_NO_DATE. */
NDX_API ndx_status ndx_date_read(ndx_text written, ndx_date *date, ndx_error *err);
/* As ndx_date_read, for an archive whose order of numbers is known (UNSET reads month first). */
NDX_API ndx_status ndx_date_read_ordered(ndx_text written, ndx_date_order order, ndx_date *date,
                                         ndx_error *err);
/* Last resorts: a date inside a URL ("/2018/06/27/", "/2018/jun/27/") or a path's name ("2018-06-27-putin.txt", "AP890101") or
 * its folders ("2018/06/27/x.txt"). A year and month alone are taken as such (precision month). They set source. NOT_FOUND if none. */
NDX_API ndx_status ndx_date_in_url(ndx_text url, ndx_date *date);
NDX_API ndx_status ndx_date_in_path(ndx_text path, ndx_date *date);

/* --- date expressions of queries ------------------------------------------------------------------------ */

/* The one clock: the day and second "now" is, in the asker's zone. */
typedef struct ndx_now {
    ndx_day day;
    int32_t second;
} ndx_now;

typedef struct ndx_period {
    ndx_day first, last;               /* inclusive */
    int32_t first_second, last_second; /* of first and last day; 0 and 86399 unless times were said */
} ndx_period;

/* "2018-06", "june 2018", "last week", "2016..", "2018-06-01..2018-06-27", "Q2-2018", "past 30 days", "since easter 1987"...
 * Every form is a line of tests/tables/dates-expressions.txt. What is left out is taken from the past: "june" is the latest one
 * that has begun, "monday" the latest, today included; "last june" and "last monday" are over. "last week" is the calendar's
 * (Monday to Sunday), "past 30 days" and "last 2 weeks" are so many days up to and with today; "3 months ago" is a whole month.
 * Seasons are meteorological (winter 2018: December 2018 to February 2019), decades begin with 0, centuries with 00.
 * early, mid, late: thirds. Open ends become NDX_YEAR_MIN-01-01 / NDX_YEAR_MAX-12-31. @seconds count as UTC.
 * USAGE: unreadable, ambiguous (3/4/2018: the sentence shows both), reversed, or no such day; err.column is in the expression. */
NDX_API ndx_status ndx_date_expression(ndx_text expression, ndx_now now, ndx_period *period, ndx_error *err);
/* As ndx_date_expression, with 3/4/2018 read in the order set. */
NDX_API ndx_status ndx_date_expression_ordered(ndx_text expression, ndx_now now, ndx_date_order order,
                                               ndx_period *period, ndx_error *err);
/* The period as --explain prints it: "2018-06-01..2018-06-27", with times where not whole days: "2018-06-27T14:00:00..2018-06-27T16:00:59";
 * "" for an open end. Always NUL-terminated. */
#define NDX_PERIOD_LENGTH 48
NDX_API void ndx_period_format(const ndx_period *period, char out[NDX_PERIOD_LENGTH]);

/* --- zones ---------------------------------------------------------------------------------------------- */

/* A zone opened once and asked often. Names: IANA's ("Europe/Baku", from the system's tzdata), "UTC", "UTC+04:00", "+0400".
 * No environment variable is looked at. USAGE: no such zone. */
typedef struct ndx_timezone ndx_timezone;
NDX_API ndx_status ndx_timezone_open(const char *name, ndx_timezone **timezone, ndx_error *err);
NDX_API void ndx_timezone_close(ndx_timezone *timezone); /* NULL is fine */
NDX_API const char *ndx_timezone_name(const ndx_timezone *timezone); /* as it was opened */
/* Seconds east of UTC at a UTC time (seconds since 1970, also before and after the tables: POSIX rule, RFC
 * 8536). */
NDX_API int32_t ndx_timezone_offset(const ndx_timezone *timezone, int64_t utc_seconds);
/* The date recounted in the zone, when its time and offset are known; else as it is. */
NDX_API ndx_date ndx_timezone_date(const ndx_timezone *timezone, const ndx_date *date);

/* The same for a single question: the zone is opened and closed. USAGE: no such zone. */
NDX_API ndx_status ndx_zone_offset(const char *zone, int64_t utc_seconds, int32_t *offset_seconds,
                                   ndx_error *err);
NDX_API ndx_status ndx_date_in_zone(const ndx_date *date, const char *zone, ndx_date *local, ndx_error *err);

/* --- dates in running text ------------------------------------------------------------------------------ */

/* Compiled rule tables of English, French, German, Spanish and Russian (src/dates/english.c ...); one a
 * thread. NO_MEMORY; FAILED names a row that is not well formed. */
typedef struct ndx_date_finder ndx_date_finder;
NDX_API ndx_status ndx_date_finder_new(ndx_date_finder **finder, ndx_error *err);
NDX_API void ndx_date_finder_free(ndx_date_finder *finder); /* NULL is fine */
/* Fill article.facts.dates (arena of the article), in order of the text and never overlapping, from all of
 * article.text but its tail. Values are TIMEX3's: "1998-02-26", "1998-02-26T17:00", "1998-02-26TEV",
 * "1998-W09", "1998-02", "1987-Q3", "1989-H2", "1998-SU", "198", "19", "P3D", "PT2H30M", "PXY", "XXXX-WXX-5",
 * "PRESENT_REF". What is left out is resolved against article.date, by the tense of the sentence, or against
 * what was spoken of before ("the following day"); without article.date it stays unresolved or is left alone.
 * The language is article.stemmer's; "" reads English, a language without rules finds nothing. Time is
 * bounded per token. Only NO_MEMORY fails. */
NDX_API ndx_status ndx_dates_find(ndx_date_finder *finder, ndx_article *article, ndx_error *err);

#ifdef __cplusplus
}
#endif
#endif
