/* Civil days and how dates are written down. */
#include "newsdex/article.h"

#include <stdio.h>

/* Counting days from 1970-01-01 with years that begin in March, so that the leap day is a year's last.
 * Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil and civil_from_days. */
static int32_t days_from_civil(int year, int month, int day) {
    year -= month <= 2;
    int era = (year >= 0 ? year : year - 399) / 400;
    int year_of_era = year - era * 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

int ndx_month_days(int year, int month) {
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (month < 1 || month > 12) return 0;
    return days[month - 1] + (month == 2 && leap);
}

ndx_day ndx_day_of(int year, int month, int day) {
    if (year < NDX_YEAR_MIN || year > NDX_YEAR_MAX || day < 1 || day > ndx_month_days(year, month))
        return NDX_NO_DAY;
    return days_from_civil(year, month, day);
}

ndx_civil ndx_day_civil(ndx_day day) {
    int64_t shifted = (int64_t)day + 719468;
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int day_of_era = (int)(shifted - era * 146097);
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int from_march = (5 * day_of_year + 2) / 153;
    ndx_civil civil;
    civil.day = day_of_year - (153 * from_march + 2) / 5 + 1;
    civil.month = from_march < 10 ? from_march + 3 : from_march - 9;
    civil.year = (int)(year_of_era + era * 400) + (civil.month <= 2);
    return civil;
}

int ndx_day_weekday(ndx_day day) {
    int64_t from_monday = ((int64_t)day + 3) % 7; /* 1970-01-01 was a Thursday */
    return (int)(from_monday < 0 ? from_monday + 7 : from_monday);
}

static void put_two_digits(char *out, int value) {
    out[0] = (char)('0' + value / 10 % 10);
    out[1] = (char)('0' + value % 10);
}

/* By hand: an article speaks of a dozen days, and printf takes as long as finding them. */
void ndx_day_format(ndx_day day, char out[11]) {
    ndx_civil c = ndx_day_civil(day);
    out[0] = '\0';
    if (day == NDX_NO_DAY || c.year < 0 || c.year > 9999) return;
    put_two_digits(out, c.year / 100);
    put_two_digits(out + 2, c.year);
    out[4] = out[7] = '-';
    put_two_digits(out + 5, c.month);
    put_two_digits(out + 8, c.day);
    out[10] = '\0';
}

const char *ndx_date_source_word(ndx_date_source source) {
    static const char *const words[] = {"", "markup", "text", "url", "filename", "mtime"};
    return (size_t)source < NDX_COUNT(words) ? words[source] : "";
}

const char *ndx_precision_word(ndx_precision precision) {
    static const char *const words[] = {"", "year", "month", "day", "time"};
    return (size_t)precision < NDX_COUNT(words) ? words[precision] : "";
}

void ndx_date_format(const ndx_date *date, char out[32]) {
    ndx_day_format(date->day, out);
    if (date->precision == NDX_PRECISION_YEAR) out[out[0] ? 4 : 0] = '\0';
    if (date->precision == NDX_PRECISION_MONTH) out[out[0] ? 7 : 0] = '\0';
    if (!out[0] || date->precision != NDX_PRECISION_TIME || date->second < 0 || date->second >= 86400) return;
    unsigned second = (unsigned)date->second;
    int len =
        10 + snprintf(out + 10, 22, "T%02u:%02u:%02u", second / 3600 % 24, second / 60 % 60, second % 60);
    if (!date->offset_known) return;
    unsigned offset = (unsigned)(date->offset_minutes < 0 ? -date->offset_minutes : date->offset_minutes);
    snprintf(out + len, (size_t)(32 - len), "%c%02u:%02u", date->offset_minutes < 0 ? '-' : '+',
             offset / 60 % 100, offset % 60);
}
