/* Short strings: publication dates, expressions of queries, zones, places. What is accepted must lie within
 * the years we know. */
#include "newsdex/dates.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ndx_text text = {(const char *)data, size};
    ndx_day least = ndx_day_of(NDX_YEAR_MIN, 1, 1), most = ndx_day_of(NDX_YEAR_MAX, 12, 31);
    ndx_date date;
    ndx_period period;
    ndx_error err;
    char zone[64], shown[NDX_PERIOD_LENGTH];
    int32_t offset;
    if (!ndx_date_read(text, &date, &err) && (date.day < least || date.day > most || date.second > 86399))
        abort();
    if (!ndx_date_in_url(text, &date) && (date.day < least || date.day > most)) abort();
    if (!ndx_date_in_path(text, &date) && (date.day < least || date.day > most)) abort();
    ndx_now now = {ndx_day_of(2018, 6, 27), 81360};
    if (!ndx_date_expression(text, now, &period, &err)) {
        if (period.first < least || period.last > most || period.first > period.last) abort();
        if (period.first_second < 0 || period.last_second > 86399) abort();
        ndx_period_format(&period, shown);
    } else if (!err.column || !err.message[0]) {
        abort();
    }
    if (size < sizeof zone) {
        memcpy(zone, data, size);
        zone[size] = '\0';
        if (!ndx_zone_offset(zone, 1530124560, &offset, &err) && (offset < -94000 || offset > 94000)) abort();
    }
    return 0;
}
