/* Facts of an article as bytes: date, language, origin and fields; people with their mentions; dates mentioned.
 *
 * FACTS    varint flags: bit 0 day known, 1 time known, 2 offset known, 3 headline not in the packed text, 4 id begins with the
 *          path, 5-7 date source, 8-10 precision; then day (zigzag, since 2000-01-01), second, offset (zigzag minutes) where known;
 *          language (text); varints offset, length, ordinal; 8 bytes hash, little-endian; varint set of fields (bit: ndx_field);
 *          varint length of the path and of each of these fields; then path and fields, ", " between, packed together (pack.h).
 *          ID without the path when flag 4 says so.
 * PEOPLE   varint count; for each a byte of flags (0 from the source, 1 surname only, 2 key is the folded name), a byte of
 *          prominence (of 255), name, key unless flag 2, role (texts); varint mentions, for each varint bytes since the
 *          start of that person's mention before, varint length
 * DATES    varint count; for each a byte (0-1 type, 2 has days, 3 value is the one day);
 *          varint start since the last one's start, varint length; first day (zigzag, since publication or 2000-01-01),
 *          varint days beyond it; value (text) unless bit 3
 * A text is a varint length and its bytes.
 */
#include "record.h"

#include <stdlib.h>
#include <string.h>

#include "newsdex/text.h"

#define DAY_2000 10957
#define BETWEEN ", " /* a token that every table has a short code for */
enum {
    HAS_DAY = 1,
    HAS_TIME = 2,
    HAS_OFFSET = 4,
    HEADLINE_CUT = 8,
    ID_HAS_PATH = 16,
    SOURCE_SHIFT = 5,
    PRECISION_SHIFT = 8
};
enum { FROM_SOURCE = 1, SURNAME_ONLY = 2, KEY_IS_FOLDED = 4 };
enum { TYPE_MASK = 3, HAS_DAYS = 4, VALUE_IS_DAY = 8 };

static const char *const date_types[] = {"DATE", "TIME", "DURATION", "SET"};

static ndx_status damaged(const char *part, ndx_error *err) {
    return ndx_fail(err, NDX_BAD_INPUT, "the %s of an article's record are damaged; rebuild the index", part);
}

/* --- date, language, origin, fields --------------------------------------------------------------------- */

/* Kept in the section: the body is the packed text, and a date as written has become a date. */
static bool keeps_field(const ndx_article *article, size_t field) {
    return field != NDX_FIELD_BODY && ndx_field_get((ndx_field)field)->stored && article->field[field].len;
}

static void put_date(const ndx_date *date, ndx_buf *out) {
    if (date->day != NDX_NO_DAY) ndx_put_signed(out, (int64_t)date->day - DAY_2000);
    if (date->second >= 0) ndx_buf_add_varint(out, (uint64_t)date->second);
    if (date->offset_known) ndx_put_signed(out, date->offset_minutes);
}

/* What is kept of a field: of the id only what follows the path, if it begins with that. */
static ndx_text kept_field(const ndx_article *article, size_t field, bool id_has_path) {
    size_t skip = field == NDX_FIELD_ID && id_has_path ? article->origin.path.len : 0;
    return ndx_text_slice(article->field[field], skip, article->field[field].len);
}

/* Path and fields: their lengths into `out`, and all of them behind one another into `joined`. */
static void put_texts(const ndx_article *article, bool id_has_path, ndx_buf *joined, ndx_buf *out) {
    uint64_t fields = 0;
    for (size_t i = 0; i < NDX_FIELD_COUNT; i++) fields |= (uint64_t)keeps_field(article, i) << i;
    ndx_buf_add_varint(out, fields);
    ndx_buf_add_varint(out, article->origin.path.len);
    ndx_buf_add_text(joined, article->origin.path);
    for (size_t i = 0; i < NDX_FIELD_COUNT; i++) {
        if (!(fields >> i & 1)) continue;
        ndx_text text = kept_field(article, i, id_has_path);
        ndx_buf_add_varint(out, text.len);
        ndx_buf_add_str(joined, BETWEEN);
        ndx_buf_add_text(joined, text);
    }
}

ndx_status ndx_facts_put(const ndx_article *article, bool headline_cut, ndx_packer *packer, ndx_buf *out,
                         ndx_error *err) {
    const ndx_date *date = &article->date;
    const ndx_origin *origin = &article->origin;
    bool id_has_path = origin->path.len && ndx_text_starts(article->field[NDX_FIELD_ID], origin->path);
    uint64_t flags = (date->day != NDX_NO_DAY ? HAS_DAY : 0) | (date->second >= 0 ? HAS_TIME : 0) |
                     (date->offset_known ? HAS_OFFSET : 0) | (headline_cut ? HEADLINE_CUT : 0) |
                     (id_has_path ? ID_HAS_PATH : 0) | (uint64_t)(date->source & 7) << SOURCE_SHIFT |
                     (uint64_t)(date->precision & 7) << PRECISION_SHIFT;
    ndx_buf_add_varint(out, flags);
    put_date(date, out);
    ndx_put_text(out, ndx_text_of(article->stemmer));
    ndx_buf_add_varint(out, origin->offset);
    ndx_buf_add_varint(out, origin->length);
    ndx_buf_add_varint(out, origin->ordinal);
    for (unsigned i = 0; i < 8; i++) ndx_buf_add_char(out, (char)(origin->hash >> (8 * i)));
    ndx_buf joined = {0};
    put_texts(article, id_has_path, &joined, out);
    ndx_status status = ndx_buf_status(&joined, err);
    if (status == NDX_OK) status = ndx_pack(packer, ndx_buf_text(&joined), NULL, NULL, out, err);
    ndx_buf_clear(&joined);
    return status;
}

static const char *language_named(ndx_text code) {
    const char *known;
    for (size_t i = 0; code.len && (known = ndx_language_code(i)); i++)
        if (ndx_text_equal(code, ndx_text_of(known))) return known;
    return "";
}

static bool day_in_range(int64_t day) {
    return day > -200000 && day < 400000;
} /* years 1422 to 3065 and some */

static void get_date(ndx_cursor *cursor, uint64_t flags, ndx_date *date) {
    *date = NDX_NO_DATE;
    if (flags & HAS_DAY) {
        int64_t day = ndx_cursor_signed(cursor);
        if (!day_in_range(day))
            cursor->bad = true;
        else
            date->day = (ndx_day)(day + DAY_2000);
    }
    if (flags & HAS_TIME) date->second = (int32_t)ndx_cursor_number_below(cursor, 86401);
    if (flags & HAS_OFFSET) {
        int64_t offset = ndx_cursor_signed(cursor);
        if (offset < -1440 || offset > 1440)
            cursor->bad = true;
        else
            date->offset_minutes = (int32_t)offset;
        date->offset_known = true;
    }
    date->source = flags >> SOURCE_SHIFT & 7;
    date->precision = flags >> PRECISION_SHIFT & 7;
    if (date->source > NDX_DATE_MTIME || date->precision > NDX_PRECISION_TIME) cursor->bad = true;
}

static void get_origin(ndx_cursor *cursor, ndx_origin *origin) {
    *origin = (ndx_origin){.path = {"", 0}};
    origin->offset = ndx_cursor_number(cursor);
    origin->length = ndx_cursor_number(cursor);
    origin->ordinal = ndx_cursor_number(cursor);
    if (cursor->end - cursor->at < 8) cursor->bad = true;
    for (unsigned i = 0; i < 8 && !cursor->bad; i++) origin->hash |= (uint64_t)*cursor->at++ << (8 * i);
}

/* The next `len` bytes of the joined texts and what stands between. */
static ndx_text next_text(ndx_text *joined, uint64_t len, bool *bad) {
    if (*bad || len > joined->len) {
        *bad = true;
        return (ndx_text){"", 0};
    }
    ndx_text text = ndx_text_slice(*joined, 0, (size_t)len);
    *joined = ndx_text_slice(*joined, (size_t)len + sizeof BETWEEN - 1, joined->len);
    return text;
}

/* Path and fields out of what they were packed into. */
static ndx_status get_texts(ndx_cursor *cursor, ndx_arena *arena, ndx_record_facts *facts, ndx_error *err) {
    uint64_t fields = ndx_cursor_number(cursor), path_len = ndx_cursor_number(cursor),
             len[NDX_FIELD_COUNT] = {0};
    for (size_t i = 0; i < NDX_FIELD_COUNT; i++)
        if (fields >> i & 1) len[i] = ndx_cursor_number(cursor);
    if (cursor->bad) return damaged("facts", err);
    ndx_buf unpacked = {0};
    ndx_status status = ndx_unpack((ndx_text){(const char *)cursor->at, (size_t)(cursor->end - cursor->at)},
                                   NULL, &unpacked, err);
    ndx_text joined = ndx_arena_copy(arena, ndx_buf_text(&unpacked));
    ndx_buf_clear(&unpacked);
    if (status != NDX_OK) return status;
    if (arena->failed) return ndx_fail_memory(err);
    bool bad = false;
    facts->origin.path = next_text(&joined, path_len, &bad);
    for (size_t i = 0; i < NDX_FIELD_COUNT; i++)
        if (fields >> i & 1) facts->field[i] = next_text(&joined, len[i], &bad);
    return bad ? damaged("facts", err) : NDX_OK;
}

ndx_status ndx_record_facts_get(const ndx_record *record, ndx_arena *arena, ndx_record_facts *facts,
                                ndx_error *err) {
    ndx_cursor cursor = ndx_cursor_of(record->section[NDX_SECTION_FACTS]);
    memset(facts, 0, sizeof *facts);
    uint64_t flags = ndx_cursor_number(&cursor);
    get_date(&cursor, flags, &facts->date);
    facts->stemmer = language_named(ndx_cursor_text(&cursor));
    get_origin(&cursor, &facts->origin);
    if (cursor.bad) return damaged("facts", err);
    ndx_status status = get_texts(&cursor, arena, facts, err);
    if (status != NDX_OK) return status;
    facts->headline_cut = flags & HEADLINE_CUT;
    if (flags & ID_HAS_PATH) {
        ndx_text path = facts->origin.path, rest = facts->field[NDX_FIELD_ID];
        char *id = ndx_arena_alloc(arena, path.len + rest.len + 1);
        if (!id) return ndx_fail_memory(err);
        if (path.len) memcpy(id, path.data, path.len);
        if (rest.len) memcpy(id + path.len, rest.data, rest.len);
        facts->field[NDX_FIELD_ID] = (ndx_text){id, path.len + rest.len};
    }
    return NDX_OK;
}

uint64_t ndx_record_text_length(const ndx_record *record) {
    ndx_zone_place zone[NDX_ZONE_COUNT];
    ndx_cursor cursor = ndx_cursor_of(record->section[NDX_SECTION_FACTS]);
    uint64_t length = ndx_packed_length(record->section[NDX_SECTION_TEXT]);
    if (!(ndx_cursor_number(&cursor) & HEADLINE_CUT)) return length;
    if (ndx_record_zones(record, zone, NULL) != NDX_OK) return 0;
    return length + (zone[NDX_ZONE_HEADLINE].end - zone[NDX_ZONE_HEADLINE].start);
}

/* --- people --------------------------------------------------------------------------------------------- */

static void put_mentions(const ndx_article *article, uint32_t person, ndx_buf *out) {
    const ndx_facts *facts = &article->facts;
    uint64_t count = 0;
    uint32_t start = 0;
    for (size_t i = 0; i < facts->mention_count; i++) count += facts->mentions[i].person == person;
    ndx_buf_add_varint(out, count);
    for (size_t i = 0; i < facts->mention_count && count; i++) {
        const ndx_mention *mention = &facts->mentions[i];
        if (mention->person != person) continue;
        ndx_buf_add_varint(out, mention->start - start);
        ndx_buf_add_varint(out, mention->end - mention->start);
        start = mention->start;
    }
}

void ndx_facts_put_people(const ndx_article *article, ndx_buf *out) {
    const ndx_facts *facts = &article->facts;
    ndx_buf folded = {0};
    ndx_buf_add_varint(out, facts->person_count);
    for (size_t i = 0; i < facts->person_count; i++) {
        const ndx_person *person = &facts->people[i];
        ndx_buf_reset(&folded);
        ndx_fold(&folded, person->name);
        bool key_is_folded = !folded.failed && ndx_text_equal(ndx_buf_text(&folded), person->key);
        ndx_buf_add_char(out, (char)((person->from_source ? FROM_SOURCE : 0) |
                                     (person->surname_only ? SURNAME_ONLY : 0) |
                                     (key_is_folded ? KEY_IS_FOLDED : 0)));
        float prominence = person->prominence > 0 ? person->prominence < 1 ? person->prominence : 1 : 0;
        ndx_buf_add_char(out, (char)(uint8_t)(prominence * 255 + 0.5f));
        ndx_put_text(out, person->name);
        if (!key_is_folded) ndx_put_text(out, person->key);
        ndx_put_text(out, person->role);
        put_mentions(article, (uint32_t)i, out);
    }
    ndx_buf_clear(&folded);
}

static ndx_text folded_key(ndx_arena *arena, ndx_text name) {
    ndx_buf folded = {0};
    ndx_fold(&folded, name);
    ndx_text key = ndx_arena_copy(arena, ndx_buf_text(&folded));
    if (folded.failed) arena->failed = true;
    ndx_buf_clear(&folded);
    return key;
}

static int by_start(const void *a, const void *b) {
    const ndx_mention *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person);
}

/* What get_people gathers, in memory that grows with what was really there. */
typedef struct people_list {
    ndx_person *people;
    size_t person_count, person_capacity;
    ndx_mention *mentions;
    size_t mention_count, mention_capacity;
} people_list;

static bool get_mentions(ndx_cursor *cursor, uint32_t number, size_t text_len, people_list *list) {
    uint64_t count = ndx_cursor_number(cursor), start = 0;
    list->people[number].mentions = (uint32_t)count;
    for (; count && !cursor->bad; count--) {
        start += ndx_cursor_number_below(cursor, NDX_PACKED_MAX);
        uint64_t end = start + ndx_cursor_number_below(cursor, NDX_PACKED_MAX);
        if (end > text_len) cursor->bad = true;
        if (cursor->bad) break;
        ndx_mention *grown =
            ndx_grow(list->mentions, list->mention_count, &list->mention_capacity, sizeof *grown);
        if (!grown) return false;
        list->mentions = grown;
        list->mentions[list->mention_count++] = (ndx_mention){(uint32_t)start, (uint32_t)end, number};
    }
    return true;
}

static bool get_person(ndx_cursor *cursor, ndx_article *article, people_list *list) {
    if (cursor->end - cursor->at < 2) {
        cursor->bad = true;
        return true;
    }
    ndx_person *grown = ndx_grow(list->people, list->person_count, &list->person_capacity, sizeof *grown);
    if (!grown) return false;
    list->people = grown;
    uint8_t flags = *cursor->at++, prominence = *cursor->at++;
    ndx_person *person = &list->people[list->person_count];
    *person = (ndx_person){.from_source = flags & FROM_SOURCE,
                           .surname_only = flags & SURNAME_ONLY,
                           .prominence = (float)prominence / 255};
    person->name = ndx_arena_copy(&article->arena, ndx_cursor_text(cursor));
    person->key = flags & KEY_IS_FOLDED ? folded_key(&article->arena, person->name)
                                        : ndx_arena_copy(&article->arena, ndx_cursor_text(cursor));
    person->role = ndx_arena_copy(&article->arena, ndx_cursor_text(cursor));
    return get_mentions(cursor, (uint32_t)list->person_count++, article->text.len, list);
}

static void *into_arena(ndx_arena *arena, const void *array, size_t count, size_t each) {
    void *copy = count ? ndx_arena_array(arena, count, each) : NULL;
    if (copy) memcpy(copy, array, count * each);
    return copy;
}

ndx_status ndx_facts_get_people(ndx_text section, ndx_article *article, ndx_error *err) {
    ndx_cursor cursor = ndx_cursor_of(section);
    people_list list = {0};
    bool memory = true;
    for (uint64_t count = ndx_cursor_number(&cursor); count && memory && !cursor.bad; count--)
        memory = get_person(&cursor, article, &list);
    if (memory && !cursor.bad) {
        if (list.mention_count) qsort(list.mentions, list.mention_count, sizeof *list.mentions, by_start);
        article->facts.people =
            into_arena(&article->arena, list.people, list.person_count, sizeof *list.people);
        article->facts.mentions =
            into_arena(&article->arena, list.mentions, list.mention_count, sizeof *list.mentions);
        article->facts.person_count = article->facts.people ? list.person_count : 0;
        article->facts.mention_count = article->facts.mentions ? list.mention_count : 0;
    }
    free(list.people);
    free(list.mentions);
    if (!memory || article->arena.failed) return ndx_fail_memory(err);
    return cursor.bad ? damaged("people", err) : NDX_OK;
}

/* --- dates mentioned ------------------------------------------------------------------------------------ */

static ndx_day base_day(const ndx_article *article) {
    return article->date.day == NDX_NO_DAY ? DAY_2000 : article->date.day;
}

static uint8_t type_number(const char *type) {
    for (uint8_t i = 0; i < NDX_COUNT(date_types); i++)
        if (type && !strcmp(type, date_types[i])) return i;
    return 0;
}

void ndx_facts_put_dates(const ndx_article *article, ndx_buf *out) {
    const ndx_facts *facts = &article->facts;
    int64_t start = 0;
    ndx_buf_add_varint(out, facts->date_count);
    for (size_t i = 0; i < facts->date_count; i++) {
        const ndx_date_mention *date = &facts->dates[i];
        bool has_days = date->first != NDX_NO_DAY && date->last >= date->first;
        char day[11] = "";
        if (has_days && date->first == date->last) ndx_day_format(date->first, day);
        bool value_is_day = day[0] && ndx_text_equal(date->value, ndx_text_of(day));
        ndx_buf_add_char(out, (char)(type_number(date->type) | (has_days ? HAS_DAYS : 0) |
                                     (value_is_day ? VALUE_IS_DAY : 0)));
        ndx_put_signed(out, (int64_t)date->start - start);
        ndx_buf_add_varint(out, date->end - date->start);
        if (has_days) {
            ndx_put_signed(out, (int64_t)date->first - base_day(article));
            ndx_buf_add_varint(out, (uint64_t)((int64_t)date->last - date->first));
        }
        if (!value_is_day) ndx_put_text(out, date->value);
        start = date->start;
    }
}

static void get_days(ndx_cursor *cursor, ndx_day base, ndx_date_mention *date) {
    int64_t first = base + (ndx_cursor_signed(cursor) % 2000000),
            last = first + ndx_cursor_number_below(cursor, 2000000);
    if (!day_in_range(first - DAY_2000) || !day_in_range(last - DAY_2000)) {
        cursor->bad = true;
        return;
    }
    date->first = (ndx_day)first;
    date->last = (ndx_day)last;
}

static void get_date_mention(ndx_cursor *cursor, ndx_article *article, int64_t *start,
                             ndx_date_mention *date) {
    uint8_t flags = *cursor->at++;
    int64_t step = ndx_cursor_signed(cursor);
    uint64_t len = ndx_cursor_number_below(cursor, NDX_PACKED_MAX);
    if (step < -(int64_t)NDX_PACKED_MAX || step > (int64_t)NDX_PACKED_MAX) cursor->bad = true;
    *start += cursor->bad ? 0 : step;
    if (*start < 0 || *start + (int64_t)len > (int64_t)article->text.len) cursor->bad = true;
    if (cursor->bad) return;
    *date = (ndx_date_mention){.start = (uint32_t)*start,
                               .end = (uint32_t)(*start + (int64_t)len),
                               .type = date_types[flags & TYPE_MASK],
                               .first = NDX_NO_DAY,
                               .last = NDX_NO_DAY};
    if (flags & HAS_DAYS) get_days(cursor, base_day(article), date);
    if (!(flags & VALUE_IS_DAY)) {
        date->value = ndx_arena_copy(&article->arena, ndx_cursor_text(cursor));
    } else if (!cursor->bad) {
        char day[11];
        ndx_day_format(date->first, day);
        date->value = ndx_arena_copy(&article->arena, ndx_text_of(day));
    }
}

ndx_status ndx_facts_get_dates(ndx_text section, ndx_article *article, ndx_error *err) {
    ndx_cursor cursor = ndx_cursor_of(section);
    ndx_date_mention *dates = NULL;
    size_t found = 0, capacity = 0;
    int64_t start = 0;
    bool memory = true;
    for (uint64_t count = ndx_cursor_number(&cursor); count && memory && !cursor.bad; count--) {
        ndx_date_mention *grown = ndx_grow(dates, found, &capacity, sizeof *dates);
        memory = grown != NULL;
        if (grown) dates = grown;
        if (cursor.at == cursor.end)
            cursor.bad = true;
        else if (memory)
            get_date_mention(&cursor, article, &start, &dates[found++]);
    }
    if (memory && !cursor.bad) {
        article->facts.dates = into_arena(&article->arena, dates, found, sizeof *dates);
        article->facts.date_count = article->facts.dates ? found : 0;
    }
    free(dates);
    if (!memory || article->arena.failed) return ndx_fail_memory(err);
    return cursor.bad ? damaged("dates", err) : NDX_OK;
}
