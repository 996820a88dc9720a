/* Dates in URLs and paths: the last resort. Only whole numbers between other characters count, so that an article's serial
 * number is rarely taken for a day. */
#include "newsdex/dates.h"
#include "names.h"

#include <string.h>

/* Eight digits without marks are a day only in these years: longer ago, they are serial numbers. */
#define BARE_YEAR_MIN 1800
#define BARE_YEAR_MAX 2099
#define PLACE_MAX 4096 /* bytes looked at, from the end of a path, from the start of a URL */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
static bool is_mark(char c) {
    return c == '/' || c == '-' || c == '_' || c == '.';
}
static bool is_letter(char c) {
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static size_t digit_run(ndx_text text, size_t at, int *value) {
    size_t len = 0;
    *value = 0;
    while (at + len < text.len && is_digit(text.data[at + len]) && len < 9)
        *value = *value * 10 + (text.data[at + len++] - '0');
    return len;
}

/* A month by number or English name ("jun"), at *at, which moves past it; 0 if none. */
static int month_at(ndx_text text, size_t *at) {
    int month;
    size_t len = digit_run(text, *at, &month);
    if (!len) {
        char folded[12];
        while (len < sizeof folded && *at + len < text.len && is_letter(text.data[*at + len])) {
            folded[len] = (char)(text.data[*at + len] | 32);
            len++;
        }
        month = names_month((ndx_text){folded, len});
    } else if (len > 2) {
        return 0;
    }
    *at += len;
    return month >= 1 && month <= 12 ? month : 0;
}

static bool set_day(ndx_date *date, int year, int month, int day, ndx_precision precision) {
    ndx_day found = ndx_day_of(year, month, day);
    if (found == NDX_NO_DAY) return false;
    *date = NDX_NO_DATE;
    date->day = found;
    date->precision = (uint8_t)precision;
    return true;
}

/* 2018/06/27, 2018-6-27, 2018_06_27, 2018/jun/27; /2018/06/ as a month. `at` is at the year. */
static bool marked_date(ndx_text text, size_t at, int year, ndx_date *date) {
    size_t begin = at;
    at += 4;
    if (at >= text.len || !is_mark(text.data[at])) return false;
    char mark = text.data[at++];
    int month = month_at(text, &at), day;
    if (!month || at >= text.len || text.data[at] != mark) return false;
    size_t len = digit_run(text, at + 1, &day);
    if (len >= 1 && len <= 2) return set_day(date, year, month, day, NDX_PRECISION_DAY);
    return mark == '/' && (!begin || text.data[begin - 1] == '/') &&
           set_day(date, year, month, 1, NDX_PRECISION_MONTH);
}

/* AP890101-0001, LA010189: two to four capitals, then six digits. */
static bool wire_date(ndx_text text, size_t at, ndx_date *date) {
    size_t letters = at;
    while (letters && text.data[letters - 1] >= 'A' && text.data[letters - 1] <= 'Z') letters--;
    ndx_text name = ndx_text_slice(text, letters, at + 6);
    if (at - letters < 2 || at - letters > 4 || (letters && is_letter(text.data[letters - 1]))) return false;
    if (ndx_date_read(name, date, NULL) != NDX_OK) return false;
    return date->precision == NDX_PRECISION_DAY;
}

/* The first whole day in the text; if there is none, the first month. */
static ndx_status find(ndx_text text, ndx_date *date) {
    ndx_date month = NDX_NO_DATE;
    for (size_t at = 0, len; at < text.len; at += len ? len : 1) {
        int value;
        len = digit_run(text, at, &value);
        if (!len) continue;
        if (len == 8 && value / 10000 >= BARE_YEAR_MIN && value / 10000 <= BARE_YEAR_MAX &&
            set_day(date, value / 10000, value / 100 % 100, value % 100, NDX_PRECISION_DAY))
            return NDX_OK;
        if (len == 6 && wire_date(text, at, date)) return NDX_OK;
        if (len != 4 || !marked_date(text, at, value, date)) continue;
        if (date->precision == NDX_PRECISION_DAY) return NDX_OK;
        if (month.day == NDX_NO_DAY) month = *date;
    }
    *date = month;
    return month.day == NDX_NO_DAY ? NDX_NOT_FOUND : NDX_OK;
}

ndx_status ndx_date_in_url(ndx_text url, ndx_date *date) {
    url = ndx_text_slice(url, 0, PLACE_MAX);
    size_t host = ndx_text_find(url, NDX_TEXT("://"));
    size_t from = host == SIZE_MAX ? 0 : host + 3;
    while (host != SIZE_MAX && from < url.len && url.data[from] != '/') from++;
    ndx_status status = find(ndx_text_slice(url, from, url.len), date);
    if (!status) date->source = NDX_DATE_URL;
    return status;
}

ndx_status ndx_date_in_path(ndx_text path, ndx_date *date) {
    if (path.len > PLACE_MAX) path = ndx_text_slice(path, path.len - PLACE_MAX, path.len);
    size_t name = path.len;
    while (name && path.data[name - 1] != '/') name--;
    ndx_status status = find(ndx_text_slice(path, name, path.len), date);
    if (status || date->precision != NDX_PRECISION_DAY) {
        ndx_date whole;
        if (!find(path, &whole)) *date = whole, status = NDX_OK;
    }
    if (!status) date->source = NDX_DATE_FILENAME;
    return status;
}
