/* Terms and values as schema.h says. */
#include "schema.h"

#include <stdio.h>
#include <string.h>

#define DAY_1600 (-135140) /* 1600-01-01 */
#define TERM_HASH_SEED 0x7465726dull

ndx_slot ndx_slot_of(ndx_field field) {
    static const struct {
        ndx_field field;
        ndx_slot slot;
    } slots[] = {
        {NDX_FIELD_SOURCE, NDX_SLOT_SOURCE}, {NDX_FIELD_SECTION, NDX_SLOT_SECTION},
        {NDX_FIELD_PLACE, NDX_SLOT_PLACE},   {NDX_FIELD_LANGUAGE, NDX_SLOT_LANGUAGE},
        {NDX_FIELD_PEOPLE, NDX_SLOT_PEOPLE},
    };
    for (size_t i = 0; i < NDX_COUNT(slots); i++)
        if (slots[i].field == field) return slots[i].slot;
    return NDX_SLOT_COUNT;
}

/* --- values --------------------------------------------------------------------------------------------- */

static void put_three(uint32_t value, char out[3]) {
    out[0] = (char)(value >> 16);
    out[1] = (char)(value >> 8);
    out[2] = (char)value;
}

static uint32_t get_three(const char *data) {
    const unsigned char *byte = (const unsigned char *)data;
    return (uint32_t)byte[0] << 16 | (uint32_t)byte[1] << 8 | byte[2];
}

size_t ndx_value_bound(ndx_day day, int32_t second, char out[6]) {
    int64_t since = (int64_t)day - DAY_1600;
    put_three(since < 0 ? 0 : since > 0xFFFFFF ? 0xFFFFFF : (uint32_t)since, out);
    if (second < 0) return 3;
    put_three((uint32_t)second + 1, out + 3);
    return 6;
}

size_t ndx_value_date(const ndx_date *date, char out[6]) {
    return date->day == NDX_NO_DAY ? 0 : ndx_value_bound(date->day, date->second, out);
}

ndx_day ndx_value_day(ndx_text value) {
    return value.len < 3 ? NDX_NO_DAY : (ndx_day)get_three(value.data) + DAY_1600;
}

int32_t ndx_value_second(ndx_text value) {
    return value.len < 6 ? -1 : (int32_t)get_three(value.data + 3) - 1;
}

uint64_t ndx_article_order(ndx_day day, int32_t second) {
    return day == NDX_NO_DAY ? 0 : ((uint64_t)((int64_t)day - INT32_MIN) << 20) + (uint64_t)(second + 1);
}

void ndx_value_words(uint64_t words, char out[3]) {
    put_three(words > 0xFFFFFF ? 0xFFFFFF : (uint32_t)words, out);
}

uint32_t ndx_value_number(ndx_text value) {
    return value.len < 3 ? 0 : get_three(value.data);
}

/* --- terms ---------------------------------------------------------------------------------------------- */

static void add_hash(ndx_text value, ndx_buf *out) {
    ndx_buf_addf(out, "%010llx", (unsigned long long)(ndx_hash(value.data, value.len, TERM_HASH_SEED) >> 24));
}

/* Every article of a file has it in its term list, so it is short: six letters, 28 bits. */
#define PATH_LETTERS 6
static void add_letters(ndx_text value, ndx_buf *out) {
    uint64_t hash = ndx_hash(value.data, value.len, TERM_HASH_SEED) >> 32;
    for (unsigned i = 0; i < PATH_LETTERS; i++, hash /= 26) ndx_buf_add_char(out, (char)('a' + hash % 26));
}

void ndx_term_of_path(ndx_text path, ndx_buf *out) {
    ndx_buf_add_str(out, NDX_PREFIX_PATH);
    add_letters(path, out);
}

void ndx_term_of_person_in_role(ndx_text key, uint8_t role, ndx_buf *out) {
    ndx_buf_add_str(out, NDX_PREFIX_PERSON_IN_ROLE);
    ndx_buf_add_text(out, key);
    ndx_buf_add_char(out, '\t');
    ndx_buf_add_char(out, ndx_role_letter(role));
}

void ndx_term_of_mark(const char *prefix, unsigned number, ndx_buf *out) {
    ndx_buf_add_str(out, prefix);
    ndx_buf_add_char(out, (char)('0' + number));
}

void ndx_term_of_value(ndx_field field, ndx_text value, ndx_buf *out) {
    const char *prefix = ndx_field_get(field)->prefix;
    size_t prefix_len = strlen(prefix), begin = out->len;
    ndx_buf_add_str(out, prefix);
    if (field == NDX_FIELD_URL) {
        add_hash(value, out);
        return;
    }
    if (field == NDX_FIELD_ID)
        ndx_buf_add_text(out, value); /* ids and addresses that differ in case are different */
    else
        ndx_fold(out, value);
    /* Xapian stores a zero byte as two, and bounds a term by what it stores. */
    size_t zeros = 0;
    for (size_t i = begin; i < out->len; i++) zeros += out->data[i] == 0;
    if (out->len - begin + zeros <= NDX_TERM_MAX - 5 || out->failed) return;
    out->len = begin + prefix_len;
    /* Nobody compares these with the record, so they are long enough to be the value. */
    ndx_buf_addf(out, "#%016llx%016llx", (unsigned long long)ndx_hash(value.data, value.len, TERM_HASH_SEED),
                 (unsigned long long)ndx_hash(value.data, value.len, ~TERM_HASH_SEED));
}

bool ndx_term_is_general(ndx_text term) {
    return term.len && !(term.data[0] >= 'A' && term.data[0] <= 'Z');
}

/* --- the calendar --------------------------------------------------------------------------------------- */

static char *put_digits(char *at, unsigned value, unsigned digits) {
    for (unsigned i = digits; i-- > 0; value /= 10) at[i] = (char)('0' + value % 10);
    return at + digits;
}

size_t ndx_calendar_term(const char *prefix, ndx_calendar_piece piece, char out[16]) {
    size_t len = strlen(prefix);
    char *at = out + len;
    memcpy(out, prefix, len + 1);
    unsigned year = (unsigned)piece.year;
    at = piece.kind == NDX_CALENDAR_DECADE ? put_digits(at, year / 10, 3) : put_digits(at, year, 4);
    if (piece.kind <= NDX_CALENDAR_MONTH) at = put_digits(at, piece.month, 2);
    if (piece.kind == NDX_CALENDAR_DAY) at = put_digits(at, piece.day, 2);
    *at = 0;
    return (size_t)(at - out);
}

bool ndx_calendar_up(ndx_calendar_piece *piece) {
    if (piece->kind == NDX_CALENDAR_DECADE) return false;
    piece->kind++;
    return true;
}

/* The largest piece that begins on `day` and ends by `last`; *next is the day after it. */
static ndx_calendar_piece largest_piece(ndx_day day, ndx_day last, ndx_day *next) {
    ndx_civil civil = ndx_day_civil(day);
    ndx_calendar_piece piece = {NDX_CALENDAR_DAY, (int16_t)civil.year, (uint8_t)civil.month,
                                (uint8_t)civil.day};
    *next = day + 1;
    if (civil.day != 1) return piece;
    const struct {
        ndx_calendar kind;
        bool begins;
        int year, month;
    } ends[] = {
        {NDX_CALENDAR_MONTH, true, civil.year + civil.month / 12, civil.month % 12 + 1},
        {NDX_CALENDAR_YEAR, civil.month == 1, civil.year + 1, 1},
        {NDX_CALENDAR_DECADE, civil.month == 1 && civil.year % 10 == 0, civil.year + 10, 1},
    };
    for (size_t i = 0; i < NDX_COUNT(ends) && ends[i].begins; i++) {
        ndx_day after = ends[i].year > NDX_YEAR_MAX ? ndx_day_of(NDX_YEAR_MAX, 12, 31) + 1
                                                    : ndx_day_of(ends[i].year, ends[i].month, 1);
        if (after - 1 > last) break;
        piece.kind = (uint8_t)ends[i].kind;
        *next = after;
    }
    return piece;
}

size_t ndx_calendar_cover(ndx_day first, ndx_day last, ndx_calendar_piece pieces[NDX_CALENDAR_PIECES_MAX]) {
    ndx_day low = ndx_day_of(NDX_YEAR_MIN, 1, 1), high = ndx_day_of(NDX_YEAR_MAX, 12, 31);
    size_t count = 0;
    if (first < low) first = low;
    if (last > high) last = high;
    while (first <= last && count < NDX_CALENDAR_PIECES_MAX)
        pieces[count++] = largest_piece(first, last, &first);
    return count;
}
