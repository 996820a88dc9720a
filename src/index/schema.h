/* What an article looks like to Xapian: its value slots, and the terms that are not words. Said here once,
 * for the writer and for the queries. Prefixes of fields are in fields.def; these are the others:
 *
 *   (none)                     stem of the headline or body, wdf weighted by zone; function words and joined forms of compounds: wdf 0
 *   S, A, XL, XS, XO           stem of a word of the field (headline, byline, place, section, source); wdf in the headline only
 *   Q                          the id (hashed when long): unique
 *   P                          file it came from, hashed
 *   U                          address, hashed
 *   L                          language of the article, as its source or we say
 *   XG                         code of the language it was analysed in
 *   D20180627 D201806 D2018 D201   day, month, year and ten years of publication; what is not known is not there. One prefix, so that in
 *                              a term list, where terms share their beginnings, all four take 18 bytes
 *   XT...                      the same of each date mentioned; wdf is how central to the article it is
 *   XP vladimir putin          a person by key; wdf is how prominent
 *   XPR putin\t!               a person by key in articles that state that role, a printable character (index.h); wdf as above
 *   XR minist                  stem of a word of what a person of the article is ("foreign minister"); wdf 0
 *   XDS1 XDP3                  where the date of publication was taken from, how precise it is: ndx_date_source, ndx_precision
 * (without the blanks). A hash of U is ten hexadecimal digits, of P six letters: who looks one up compares the whole with the article's.
 */
#ifndef NDX_INDEX_SCHEMA_H
#define NDX_INDEX_SCHEMA_H

#include "newsdex/index.h"

#define NDX_PREFIX_PATH "P"
#define NDX_PREFIX_DAY "D"
#define NDX_PREFIX_MENTIONED "XT"
#define NDX_PREFIX_STEMMER "XG"

/* Value slots. SOURCE to PEOPLE hold the field as it is, for facets. */
typedef enum ndx_slot {
    NDX_SLOT_DAY,   /* ndx_value_date */
    NDX_SLOT_WORDS, /* ndx_value_words */
    NDX_SLOT_SOURCE,
    NDX_SLOT_SECTION,
    NDX_SLOT_PLACE,
    NDX_SLOT_LANGUAGE,
    NDX_SLOT_PEOPLE, /* keys, '\n' between them, most prominent first; behind a key '\t' and the role, as in the term */
    NDX_SLOT_PATH, /* file it came from, unless the id begins with it (record.h): neighbours come from few, so a chunk of them packs well */
    NDX_SLOT_COUNT
} ndx_slot;
/* The slot that holds a field, NDX_SLOT_COUNT if none does. */
ndx_slot ndx_slot_of(ndx_field field);

/* Days since 1600-01-01 in three bytes, then, when the time is known, the second + 1 in three more; big-endian, so that they
 * sort as bytes. Nothing when there is no day. Returns the length. */
size_t ndx_value_date(const ndx_date *date, char out[6]);
/* NDX_NO_DAY when the value is none. */
ndx_day ndx_value_day(ndx_text value);
/* -1 when the value has no time. */
int32_t ndx_value_second(ndx_text value);
/* Where a built generation has an article: numbers follow dates and times; the undated come first, so that the newest are at the
 * end. second -1: not known. */
uint64_t ndx_article_order(ndx_day day, int32_t second);
/* Bound of a range: the day with or without its second (-1: from its very beginning). */
size_t ndx_value_bound(ndx_day day, int32_t second, char out[6]);
/* A number in three bytes, big-endian; at most 0xFFFFFF. */
void ndx_value_words(uint64_t words, char out[3]);
uint32_t ndx_value_number(ndx_text value);

/* The term of a file's path. (That of a field's whole value is in index.h.) */
void ndx_term_of_path(ndx_text path, ndx_buf *out);

/* A term that words of the text have: no prefix in front, which would be a capital letter. */
bool ndx_term_is_general(ndx_text term);

/* --- calendar terms ------------------------------------------------------------------------------------- */

/* A piece of the calendar that has a term of its own. */
typedef enum ndx_calendar {
    NDX_CALENDAR_DAY,
    NDX_CALENDAR_MONTH,
    NDX_CALENDAR_YEAR,
    NDX_CALENDAR_DECADE
} ndx_calendar;
typedef struct ndx_calendar_piece {
    uint8_t kind;
    int16_t year;
    uint8_t month, day;
} ndx_calendar_piece;
#define NDX_CALENDAR_PIECES_MAX 256 /* 140 decades, twice 9 years, 11 months and 30 days */
/* The fewest pieces that cover first..last exactly, in order; days outside the calendar are left out. Returns
 * their number. */
size_t ndx_calendar_cover(ndx_day first, ndx_day last, ndx_calendar_piece pieces[NDX_CALENDAR_PIECES_MAX]);
/* The term of a piece, prefix in front ("D" or "XT"); NUL-terminated. Returns its length, at most 12. */
size_t ndx_calendar_term(const char *prefix, ndx_calendar_piece piece, char out[16]);
/* The piece that contains it: a day's month, a month's year, a year's decade; false for a decade. */
bool ndx_calendar_up(ndx_calendar_piece *piece);

#endif
