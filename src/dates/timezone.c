/* Time zones: fixed offsets, and IANA's zones from the system's compiled files (TZif, RFC 8536), read here so that the answer
 * depends on no environment variable and no locale. */
#include "newsdex/dates.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ZONE_FOLDER "/usr/share/zoneinfo/"
#define ZONE_FILE_MAX (1 << 20)
#define HEADER 44
#define SECONDS_A_DAY 86400

/* A POSIX rule for one change of a year: Mmonth.week.weekday, Jday (1-365, never the leap day), or day
 * (0-365). */
typedef struct change {
    char form; /* 'M', 'J', '0' */
    int month, week, day;
    int32_t second; /* of the day, local time before the change; may lie outside the day */
} change;

typedef struct rule {
    int32_t standard, summer; /* seconds east of UTC */
    bool has_summer;
    change start, end;
} rule;

struct ndx_timezone {
    ndx_buf file;                         /* transitions point into it */
    const uint8_t *times, *kinds, *types; /* 8 bytes, 1 byte, 6 bytes each */
    size_t time_count, type_count;
    bool has_rule;
    rule rule;
    int32_t fixed; /* when there is no file */
    char name[64]; /* as asked for */
};

static uint32_t be32(const uint8_t *at) {
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}
static int64_t be64(const uint8_t *at) {
    return (int64_t)((uint64_t)be32(at) << 32 | be32(at + 4));
}

/* --- POSIX rules: the last line of a TZif file, "CET-1CEST,M3.5.0,M10.5.0/3" ---------------------------- */

static bool read_integer(const char **at, int most, int *value) {
    *value = 0;
    const char *begin = *at;
    while (**at >= '0' && **at <= '9' && *value <= most) *value = *value * 10 + (*(*at)++ - '0');
    return *at > begin && *value <= most;
}

static bool read_clock(const char **at, int32_t *seconds) {
    int sign = 1, hour, part, unit = 60;
    if (**at == '+' || **at == '-') sign = *(*at)++ == '-' ? -1 : 1;
    if (!read_integer(at, 167, &hour)) return false;
    *seconds = hour * 3600;
    for (; **at == ':' && unit; unit = unit == 60 ? 1 : 0) {
        ++*at;
        if (!read_integer(at, 59, &part)) return false;
        *seconds += part * unit;
    }
    *seconds *= sign;
    return true;
}

static bool skip_name(const char **at) {
    const char *begin = *at;
    if (**at == '<') {
        while (**at && **at != '>') ++*at;
        return *(*at)++ == '>';
    }
    while ((**at | 32) >= 'a' && (**at | 32) <= 'z') ++*at;
    return *at - begin >= 3;
}

static bool read_change(const char **at, change *c) {
    bool good;
    if (*(*at)++ != ',') return false;
    c->second = 2 * 3600;
    c->form = **at == 'M' || **at == 'J' ? *(*at)++ : '0';
    if (c->form == 'M') {
        good = read_integer(at, 12, &c->month) && c->month && *(*at)++ == '.' &&
               read_integer(at, 5, &c->week) && c->week && *(*at)++ == '.' && read_integer(at, 6, &c->day);
    } else {
        good = read_integer(at, 365, &c->day) && (c->form == '0' || c->day);
    }
    if (!good || **at != '/') return good;
    ++*at;
    return read_clock(at, &c->second);
}

/* POSIX counts west as positive; we count east. */
static bool read_rule(const char *at, rule *r) {
    if (!skip_name(&at) || !read_clock(&at, &r->standard)) return false;
    r->standard = -r->standard;
    r->has_summer = *at != '\0';
    if (!r->has_summer) return true;
    if (!skip_name(&at)) return false;
    r->summer = r->standard + 3600;
    if (*at && *at != ',') {
        if (!read_clock(&at, &r->summer)) return false;
        r->summer = -r->summer;
    }
    return read_change(&at, &r->start) && read_change(&at, &r->end) && !*at;
}

/* Days since 1970 of a year's first day, for years that ndx_day_of may not know. */
static int64_t year_start(int64_t year) {
    int64_t y = year - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 - 719162;
}

/* The moment of a change in the year, in UTC, when the clock before it is `offset` east. */
static int64_t change_moment(const change *c, int year, int32_t offset) {
    bool leap = ndx_month_days(year, 2) == 29;
    int64_t day = year_start(year);
    if (c->form == 'J') {
        day += c->day - 1 + (leap && c->day >= 60);
    } else if (c->form == '0') {
        day += c->day;
    } else {
        for (int m = 1; m < c->month; m++) day += ndx_month_days(year, m);
        int weekday = (int)((day + 4) % 7),
            first = (c->day - weekday + 7) % 7 + 7 * (c->week - 1); /* 0 Sunday */
        while (first >= ndx_month_days(year, c->month)) first -= 7;
        day += first;
    }
    return day * SECONDS_A_DAY + c->second - offset;
}

static int32_t rule_offset(const rule *r, int64_t utc) {
    if (!r->has_summer) return r->standard;
    utc %= INT64_C(146097) * SECONDS_A_DAY; /* the calendar repeats every 400 years, weekdays too */
    int64_t local_day = (utc + r->standard) / SECONDS_A_DAY;
    int year = (int)(local_day / 366) + 1969; /* never too late; the loop finds it */
    while (year_start(year + 1) <= local_day) year++;
    int64_t start = change_moment(&r->start, year, r->standard),
            end = change_moment(&r->end, year, r->summer);
    bool summer = start < end ? utc >= start && utc < end : utc >= start || utc < end;
    return summer ? r->summer : r->standard;
}

/* --- TZif ----------------------------------------------------------------------------------------------- */

static const uint8_t *check_header(const uint8_t *at, const uint8_t *end, size_t count[6]) {
    if (end - at < HEADER || memcmp(at, "TZif", 4) != 0) return NULL;
    for (size_t i = 0; i < 6; i++) {
        count[i] = be32(at + 20 + 4 * i);
        if (count[i] > 100000) return NULL;
    }
    return at + HEADER;
}

enum { UT, STANDARD, LEAP, TIME, TYPE, CHARS };

static size_t block_size(const size_t count[6], size_t time_size) {
    return count[TIME] * (time_size + 1) + count[TYPE] * 6 + count[CHARS] + count[LEAP] * (time_size + 4) +
           count[STANDARD] + count[UT];
}

static bool check_types(const ndx_timezone *tz) {
    for (size_t i = 0; i < tz->time_count; i++)
        if (tz->kinds[i] >= tz->type_count) return false;
    for (size_t i = 0; i < tz->type_count; i++) {
        int32_t offset = (int32_t)be32(tz->types + 6 * i);
        if (offset < -26 * 3600 || offset > 26 * 3600) return false;
    }
    return tz->type_count > 0;
}

/* Version 2 and later: the block of 32-bit times is skipped, the one of 64-bit times used, then the rule. */
static bool read_tzif(ndx_timezone *tz) {
    size_t count[6];
    const uint8_t *at = (const uint8_t *)tz->file.data, *end = at + tz->file.len;
    if (tz->file.len < HEADER || at[4] < '2' || !(at = check_header(at, end, count))) return false;
    if ((size_t)(end - at) < block_size(count, 4)) return false;
    at = check_header(at + block_size(count, 4), end, count);
    if (!at || (size_t)(end - at) < block_size(count, 8)) return false;
    tz->time_count = count[TIME];
    tz->type_count = count[TYPE];
    tz->times = at;
    tz->kinds = at + 8 * count[TIME];
    tz->types = tz->kinds + count[TIME];
    at += block_size(count, 8);
    char footer[128];
    const uint8_t *stop = at < end ? memchr(at + 1, '\n', (size_t)(end - at - 1)) : NULL;
    if (stop && *at == '\n' && stop > at + 1 && (size_t)(stop - at) < sizeof footer) {
        memcpy(footer, at + 1, (size_t)(stop - at - 1));
        footer[stop - at - 1] = '\0';
        tz->has_rule = read_rule(footer, &tz->rule);
    }
    return check_types(tz);
}

/* "Z", "UTC", "UTC+04:00", "GMT-3", "+0400" */
static bool read_fixed(const char *name, int32_t *offset) {
    int hour, minute = 0;
    *offset = 0;
    if (!strcmp(name, "Z")) return true;
    if (!strncmp(name, "UTC", 3) || !strncmp(name, "GMT", 3)) {
        name += 3;
        if (!*name) return true;
    }
    if (*name != '+' && *name != '-') return false;
    int sign = *name++ == '-' ? -1 : 1;
    size_t digits = strspn(name, "0123456789");
    if (digits < 1 || digits > 4 || !read_integer(&name, 9999, &hour)) return false;
    if (digits > 2)
        minute = hour % 100, hour /= 100;
    else if (*name == ':' && strlen(name) == 3 && (name++, !read_integer(&name, 59, &minute)))
        return false;
    *offset = sign * (hour * 3600 + minute * 60);
    return !*name && minute < 60 && hour * 60 + minute <= 14 * 60;
}

/* Nothing but the characters of zone names, so that no name leads out of the folder. */
static bool is_zone_name(const char *name) {
    size_t len = strlen(name);
    return len > 0 && len < 64 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/") == len &&
           name[0] != '/' && name[len - 1] != '/' && !strstr(name, "//");
}

static ndx_status no_zone(const char *name, ndx_error *err) {
    return ndx_fail(
        err, NDX_USAGE,
        "there is no zone \"%.60s\": zones are named as in Europe/Berlin, America/New_York, UTC, UTC+04:00",
        name);
}

ndx_status ndx_timezone_open(const char *name, ndx_timezone **timezone_out, ndx_error *err) {
    int32_t fixed;
    *timezone_out = NULL;
    bool is_fixed = name && read_fixed(name, &fixed);
    if (!is_fixed && (!name || !is_zone_name(name))) return no_zone(name ? name : "", err);
    ndx_timezone *tz = calloc(1, sizeof *tz);
    if (!tz) return ndx_fail_memory(err);
    snprintf(tz->name, sizeof tz->name, "%s", name);
    if (is_fixed) {
        tz->fixed = fixed;
        *timezone_out = tz;
        return NDX_OK;
    }
    char path[sizeof ZONE_FOLDER + 64];
    snprintf(path, sizeof path, "%s%s", ZONE_FOLDER, name);
    ndx_status status = ndx_file_read(path, ZONE_FILE_MAX, &tz->file, err);
    if (status == NDX_NO_MEMORY) {
        ndx_timezone_close(tz);
        return status;
    }
    if (status || !read_tzif(tz)) {
        ndx_timezone_close(tz);
        return no_zone(name, err);
    }
    *timezone_out = tz;
    return NDX_OK;
}

const char *ndx_timezone_name(const ndx_timezone *tz) {
    return tz->name;
}

void ndx_timezone_close(ndx_timezone *tz) {
    if (!tz) return;
    ndx_buf_clear(&tz->file);
    free(tz);
}

int32_t ndx_timezone_offset(const ndx_timezone *tz, int64_t utc) {
    if (!tz->types) return tz->fixed;
    size_t low = 0, high = tz->time_count; /* the first transition after utc */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (be64(tz->times + 8 * middle) <= utc)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == tz->time_count && tz->has_rule && (utc >= 0 || !tz->time_count))
        return rule_offset(&tz->rule, utc < 0 ? 0 : utc);
    size_t type = low ? tz->kinds[low - 1] : 0; /* before the first: type 0, RFC 8536 3.2 */
    return (int32_t)be32(tz->types + 6 * type);
}

ndx_date ndx_timezone_date(const ndx_timezone *tz, const ndx_date *date) {
    ndx_date local = *date;
    if (date->day == NDX_NO_DAY || date->second < 0 || !date->offset_known) return local;
    int64_t utc = (int64_t)date->day * SECONDS_A_DAY + date->second - (int64_t)date->offset_minutes * 60;
    int32_t offset = ndx_timezone_offset(tz, utc);
    int64_t at = utc + offset, day = at / SECONDS_A_DAY - (at % SECONDS_A_DAY < 0);
    if (day < ndx_day_of(NDX_YEAR_MIN, 1, 1) || day > ndx_day_of(NDX_YEAR_MAX, 12, 31)) return local;
    local.day = (ndx_day)day;
    local.second = (int32_t)(at - day * SECONDS_A_DAY);
    local.offset_minutes = offset / 60;
    return local;
}

ndx_status ndx_zone_offset(const char *zone, int64_t utc_seconds, int32_t *offset_seconds, ndx_error *err) {
    ndx_timezone *tz;
    ndx_status status = ndx_timezone_open(zone, &tz, err);
    if (status || !tz) return status;
    *offset_seconds = ndx_timezone_offset(tz, utc_seconds);
    ndx_timezone_close(tz);
    return NDX_OK;
}

ndx_status ndx_date_in_zone(const ndx_date *date, const char *zone, ndx_date *local, ndx_error *err) {
    ndx_timezone *tz;
    ndx_status status = ndx_timezone_open(zone, &tz, err);
    if (status || !tz) return status;
    *local = ndx_timezone_date(tz, date);
    ndx_timezone_close(tz);
    return NDX_OK;
}
