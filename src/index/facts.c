/* Facts of an article as bytes: date, language, origin and fields.
 *
 * FACTS    varint flags: bit 0 day known, 1 time known, 2 offset known, 3 headline not in the packed text, 4 id begins with the
 *          path, 5-7 date source, 8-10 precision; then day (zigzag, since 2000-01-01), second, offset (zigzag minutes) where known;
 *          language (text); varints offset, length, ordinal; 8 bytes hash, little-endian; varint set of fields (bit: ndx_field);
 *          varint length of the path and of each of these fields; then path and fields, ", " between, packed together (pack.h).
 *          ID without the path when flag 4 says so.
 * A text is a varint length and its bytes.
 */
#include "record.h"

#include <string.h>

#include "newsdex/text.h"

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

static ndx_status damaged(const char *part, ndx_error *err) {
    return ndx_fail(err, NDX_BAD_INPUT, "the %s of an article's record are damaged; rebuild the index", part);
}

/* --- date, language, origin, fields --------------------------------------------------------------------- */

/* Kept in the section: the body is the packed text, and a date as written has become a date. */
static bool keeps_field(const ndx_article *article, size_t field) {
    return field != NDX_FIELD_BODY && ndx_field_get((ndx_field)field)->stored && article->field[field].len;
}

static void put_date(const ndx_date *date, ndx_buf *out) {
    if (date->day != NDX_NO_DAY) ndx_put_signed(out, (int64_t)date->day - NDX_DAY_2000);
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

static void get_date(ndx_cursor *cursor, uint64_t flags, ndx_date *date) {
    *date = NDX_NO_DATE;
    if (flags & HAS_DAY) {
        int64_t day = ndx_cursor_signed(cursor);
        if (!ndx_facts_day_is_sound(day + NDX_DAY_2000))
            cursor->bad = true;
        else
            date->day = (ndx_day)(day + NDX_DAY_2000);
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
