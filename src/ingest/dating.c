/* The day of publication: the article's own word first, then ever weaker witnesses. */
#include "pipeline.h"

#include "newsdex/dates.h"

#define DAY_SECONDS 86400

static int64_t floor_days(int64_t seconds) {
    return seconds >= 0 ? seconds / DAY_SECONDS : -((-seconds + DAY_SECONDS - 1) / DAY_SECONDS);
}

/* A time without offset is one of the source's zone. The offset depends on the instant, which depends on the offset:
 * two steps settle it but for the hour that a change of clocks repeats. */
static void add_offset(ndx_date *date, const char *zone) {
    int32_t offset = 0;
    if (!zone || date->offset_known || date->second < 0 || date->precision != NDX_PRECISION_TIME) return;
    int64_t local = (int64_t)date->day * DAY_SECONDS + date->second;
    if (ndx_zone_offset(zone, local, &offset, NULL) != NDX_OK) return;
    if (ndx_zone_offset(zone, local - offset, &offset, NULL) != NDX_OK) return;
    date->offset_minutes = offset / 60;
    date->offset_known = true;
}

/* Where what is written falls apart: at a blank, before a time zone's name in brackets, between day and time of ISO 8601. */
static bool is_seam(ndx_text words, size_t at) {
    char c = words.data[at];
    return c == ' ' || c == '[' ||
           ((c | 0x20) == 't' && at > 0 && words.data[at - 1] >= '0' && words.data[at - 1] <= '9');
}

/* A date with rubbish behind it ("27-MAR-1987 14:02:56.54&", "31-MAR-1987 605:12:19", "2018-06-27T24:00:00") still tells its day: what
 * stands behind is dropped, piece by piece, as long as a day is left to be read. */
static bool read_own_words(ndx_text words, ndx_date_order order, ndx_date *date) {
    enum { SHORTEST = 8 }; /* "1.1.1987": what is shorter might be read as something else than a day */
    words = ndx_text_trim(words);
    for (int tries = 0; tries < 4 && words.len; tries++) {
        if (ndx_date_read_ordered(words, order, date, NULL) == NDX_OK &&
            (tries == 0 || date->precision >= NDX_PRECISION_DAY))
            return date->day != NDX_NO_DAY;
        size_t end = words.len - 1;
        char last = words.data[end];
        bool rubbish = !(last >= '0' && last <= '9') && !((last | 0x20) >= 'a' && (last | 0x20) <= 'z');
        while (!rubbish && end > 0 && !is_seam(words, end)) end--;
        words = ndx_text_trim(ndx_text_slice(words, 0, end));
        if (words.len < SHORTEST) break;
    }
    return false;
}

static bool date_from_own_words(ndx_article *article, bool from_markup, const char *zone,
                                ndx_date_order order) {
    ndx_date date = NDX_NO_DATE;
    if (!read_own_words(article->field[NDX_FIELD_DATE_TEXT], order, &date)) return false;
    date.source = from_markup ? NDX_DATE_MARKUP : NDX_DATE_TEXT;
    add_offset(&date, zone);
    article->date = date;
    return true;
}

static bool date_from_address(ndx_article *article) {
    ndx_date date = NDX_NO_DATE;
    ndx_text url = article->field[NDX_FIELD_URL];
    if (url.len == 0 || ndx_date_in_url(url, &date) != NDX_OK) return false;
    date.source = NDX_DATE_URL;
    article->date = date;
    return true;
}

static bool date_from_path(ndx_article *article) {
    ndx_date date = NDX_NO_DATE;
    if (ndx_date_in_path(article->origin.path, &date) != NDX_OK) return false;
    date.source = NDX_DATE_FILENAME;
    article->date = date;
    return true;
}

/* When the file was written tells the day at best, and often not even that: the source of the date says so.
 */
static void date_from_mtime(ndx_article *article, const char *zone) {
    int64_t mtime = article->origin.mtime;
    int32_t offset = 0;
    if (mtime == 0) return;
    if (zone && ndx_zone_offset(zone, mtime, &offset, NULL) != NDX_OK) offset = 0;
    int64_t day = floor_days(mtime + offset);
    if (day < ndx_day_of(NDX_YEAR_MIN, 1, 1) || day > ndx_day_of(NDX_YEAR_MAX, 12, 31)) return;
    article->date = (ndx_date){(ndx_day)day, -1, 0, false, NDX_DATE_MTIME, NDX_PRECISION_DAY};
}

bool ndx_date_missed(const ndx_article *article, bool bad_date, ndx_skip *skip) {
    if (!bad_date && article->date.day != NDX_NO_DAY) return false;
    skip->reason = bad_date ? NDX_REASON_BAD_DATE : NDX_REASON_NO_DATE;
    skip->detail = bad_date ? article->field[NDX_FIELD_DATE_TEXT] : (ndx_text){0};
    skip->warning = true;
    return true;
}

bool ndx_article_find_date(ndx_article *article, bool from_markup, const char *zone, ndx_date_order order) {
    bool said = article->field[NDX_FIELD_DATE_TEXT].len > 0;
    if (said && date_from_own_words(article, from_markup, zone, order)) return true;
    if (!date_from_address(article) && !date_from_path(article) && !said) date_from_mtime(article, zone);
    return !said;
}
