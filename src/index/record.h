/* The record: all that is kept of one article, as bytes in its Xapian document.
 *
 *   byte     format (3)
 *   varint   words of headline and body
 *   varint   length of each section but the last, in the order of ndx_section
 *   bytes    the sections
 * What a positional filter reads comes first; facts shown with a hit next; the packed text, inflated only when it is shown,
 * last. Sections are decoded only when asked for, and none of their bytes is trusted.
 *
 * PLACES   positions.h
 * BOUNDS   a byte, bit z set when zone z (ndx_zone) is there; for each such zone varint (bytes from where it is expected to start to
 *          where it does, zigzag) * 4 + (1 if its first position is not the expected one) + (2 if its last is not), varint
 *          bytes, then where so said positions from the expected first one (zigzag), positions; varint sentences; bits for each, a Rice
 *          code of (words since the one before) * 2 + (1 if it begins a paragraph)
 * FACTS    date, language, origin, fields: facts.c
 * PEOPLE   facts_people.c
 * DATES    facts_dates.c
 * TEXT     pack.h; the headline's own bytes are left out when FACTS has them. Most texts are packed by forms: they are whole
 *          again only together with PLACES and the article's term list
 */
#ifndef NDX_INDEX_RECORD_H
#define NDX_INDEX_RECORD_H

#include <string.h>

#include "newsdex/article.h"
#include "pack.h"
#include "positions.h"

typedef enum ndx_section {
    NDX_SECTION_PLACES,
    NDX_SECTION_BOUNDS,
    NDX_SECTION_FACTS,
    NDX_SECTION_PEOPLE,
    NDX_SECTION_DATES,
    NDX_SECTION_TEXT,
    NDX_SECTION_COUNT
} ndx_section;

typedef struct ndx_zone_place {
    uint32_t start, end;
    uint32_t first, last;
} ndx_zone_place; /* bytes; positions; half open */

/* --- making --------------------------------------------------------------------------------------------- */

typedef struct ndx_record_maker {
    ndx_positions_maker positions;
    ndx_packer *packer;
    ndx_buf section[NDX_SECTION_COUNT];
    ndx_buf text;
    ndx_buf place_at; /* numbers: the guide of forms.h */
    bool padded;      /* terms will be as that says */
    bool placed;      /* ndx_record_places has been told */
    uint32_t places;
} ndx_record_maker; /* {0} to begin */
void ndx_record_maker_clear(ndx_record_maker *maker);
/* For who knows already which term stands where: as many numbers as there are positions, to be filled as forms.h says, NDX_NO_PLACE
 * each to begin with. Good for the next record; it is a matter of speed only. NULL: no memory. */
uint32_t *ndx_record_places(ndx_record_maker *maker, uint32_t places);
/* Append the record of an analysed article to out. terms and positions as in positions.h. */
ndx_status ndx_record_make(ndx_record_maker *maker, const ndx_article *article, const ndx_placed_term *terms,
                           size_t count, const uint32_t *positions, ndx_buf *out, ndx_error *err);

/* --- reading -------------------------------------------------------------------------------------------- */

typedef struct ndx_record {
    uint32_t words;
    ndx_text section[NDX_SECTION_COUNT]; /* views */
} ndx_record;
/* BAD_INPUT: not a record. The bytes are borrowed. */
ndx_status ndx_record_view(ndx_record *record, ndx_text bytes, ndx_error *err);

/* Of a record that begins with these bytes: words, and PLACES if they reach so far, which takes *enough. Other sections are
 * empty. */
ndx_status ndx_record_begin(ndx_record *record, ndx_text bytes, size_t *enough, ndx_error *err);

typedef struct ndx_bounds {
    ndx_place_list sentences; /* first position of each */
    ndx_place_list paragraphs;
    ndx_zone_place zone[NDX_ZONE_COUNT]; /* start == end: not there */
} ndx_bounds;
void ndx_bounds_clear(ndx_bounds *bounds);
ndx_status ndx_record_bounds(const ndx_record *record, ndx_bounds *bounds, ndx_error *err);
/* Only the zones: cheaper. */
ndx_status ndx_record_zones(const ndx_record *record, ndx_zone_place zone[NDX_ZONE_COUNT], ndx_error *err);

/* What the FACTS section says. Texts are in the arena. */
typedef struct ndx_record_facts {
    ndx_date date;
    const char *stemmer; /* static */
    ndx_origin
        origin; /* without mtime; the path only when the id begins with it, else a value has it (schema.h) */
    ndx_text field[NDX_FIELD_COUNT];
    bool headline_cut; /* the headline is not in the packed text */
} ndx_record_facts;
ndx_status ndx_record_facts_get(const ndx_record *record, ndx_arena *arena, ndx_record_facts *facts,
                                ndx_error *err);

/* Only the date: cheaper. */
ndx_status ndx_record_date(const ndx_record *record, ndx_date *date, ndx_error *err);

/* Bytes of the article's text when it is whole again; 0 when the bytes are damaged. */
uint64_t ndx_record_text_length(const ndx_record *record);

/* The general terms (schema.h) of the article's term list, in byte order: its text is packed with them. */
typedef struct ndx_record_terms {
    ndx_buf texts;
    ndx_placed_term *at;
    size_t count, capacity;
} ndx_record_terms; /* {0} to begin */
void ndx_record_terms_clear(ndx_record_terms *terms);
void ndx_record_terms_reset(ndx_record_terms *terms);
/* Copies the text. false: no memory. */
bool ndx_record_terms_add(ndx_record_terms *terms, ndx_text term);

/* The whole article again (reset first): text, zones, fields, date, origin (its path as in the facts), people and mentions, dates. Not
 * its tokens.
 * BAD_INPUT: damaged, or not the article's terms. */
ndx_status ndx_record_article(const ndx_record *record, const ndx_record_terms *terms, ndx_article *article,
                              ndx_error *err);
/* Decode everything: BAD_INPUT says what is wrong. */
ndx_status ndx_record_check(const ndx_record *record, const ndx_record_terms *terms, ndx_error *err);

/* --- the sections' own code (bounds.c, facts.c, facts_people.c, facts_dates.c) ------------------------------------ */

void ndx_bounds_put(const ndx_article *article, ndx_buf *out);
/* Does the record have the path, as the beginning of the id? */
bool ndx_id_has_path(const ndx_article *article);
ndx_status ndx_facts_put(const ndx_article *article, bool headline_cut, ndx_packer *packer, ndx_buf *out,
                         ndx_error *err);
void ndx_facts_put_people(const ndx_article *article, ndx_buf *out);
void ndx_facts_put_dates(const ndx_article *article, ndx_buf *out);
ndx_status ndx_facts_get_people(ndx_text section, ndx_article *article, ndx_error *err);
/* What is counted of the people (key, name unless it is the key with capitals, role_code), from the section and the article's value of
 * NDX_SLOT_PEOPLE, whose views they are, without the article's text. NOT_FOUND, without a sentence: it takes the text. */
ndx_status ndx_facts_skim_people(ndx_text section, ndx_text keys, ndx_arena *arena, ndx_person **people,
                                 size_t *count, ndx_error *err);
ndx_status ndx_facts_get_dates(ndx_text section, ndx_article *article, ndx_error *err);

#define NDX_DAY_2000 10957     /* 2000-01-01 */
#define NDX_FACTS_DAYS 2000000 /* more lie between no two sound days */
/* Years 1452 to 3095 or so: what is beyond them was not written by us. */
static inline bool ndx_facts_day_is_sound(int64_t day) {
    return day > NDX_DAY_2000 - 200000 && day < NDX_DAY_2000 + 400000;
}
/* A copy of an array; NULL when it is empty, or (arena->failed) there is no memory. */
static inline void *ndx_facts_into_arena(ndx_arena *arena, const void *array, size_t count, size_t each) {
    void *copy = count ? ndx_arena_array(arena, count, each) : NULL;
    if (copy) memcpy(copy, array, count * each);
    return copy;
}

static inline uint64_t ndx_zigzag(int64_t value) {
    return (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0);
}
static inline int64_t ndx_unzigzag(uint64_t value) {
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

/* Reading with one look at `bad` at the end, like the builders write. */
typedef struct ndx_cursor {
    const uint8_t *at, *end;
    bool bad;
} ndx_cursor;
ndx_cursor ndx_cursor_of(ndx_text bytes);
uint64_t ndx_cursor_number(ndx_cursor *cursor);                       /* 0 when bad */
uint32_t ndx_cursor_number_below(ndx_cursor *cursor, uint64_t limit); /* bad unless < limit */
int64_t ndx_cursor_signed(ndx_cursor *cursor);                        /* zigzag */
int64_t ndx_cursor_signed_within(ndx_cursor *cursor, int64_t most);   /* bad unless from -most to most */
ndx_text ndx_cursor_text(ndx_cursor *cursor);                         /* varint length, bytes */
void ndx_put_signed(ndx_buf *out, int64_t value);
void ndx_put_text(ndx_buf *out, ndx_text text);

#endif
