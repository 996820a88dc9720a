/* Facts of an article as bytes: date, language, origin and fields.
 *
 * FACTS    varint flags: bit 0 day known, 1 time known, 2 offset known, 3 headline not in the packed text, 4 id begins with the
 *          path, 5-7 date source, 8-10 precision, 11 the language is the one it was analysed in, 12 lengths follow; then day
 *          (zigzag, since 2000-01-01), second, offset (zigzag minutes) where known; varints offset, length, ordinal; 8 bytes hash,
 *          little-endian; varint set of fields but the id (bit i: the i-th that is kept here); then the texts, a line each, packed
 *          together (pack.h): language it was analysed in, path, id, the fields. The path only when the id begins with it, which
 *          then is what follows; else a value has it (schema.h). When a text has lines itself, varint length of each before them all.
 */
#include "record.h"

#include <string.h>

#include "newsdex/text.h"

#define BETWEEN "\n"
enum {
    HAS_DAY = 1,
    HAS_TIME = 2,
    HAS_OFFSET = 4,
    HEADLINE_CUT = 8,
    ID_HAS_PATH = 16,
    SOURCE_SHIFT = 5,
    PRECISION_SHIFT = 8,
    LANGUAGE_IS_STEMMER = 1 << 11,
    HAS_LENGTHS = 1 << 12
};
#define TEXTS_MAX (NDX_FIELD_COUNT + 2)

static ndx_status damaged(const char *part, ndx_error *err) {
    return ndx_fail(err, NDX_BAD_INPUT, "the %s of an article's record are damaged; rebuild the index", part);
}

/* --- date, language, origin, fields --------------------------------------------------------------------- */

/* Kept in the section, if there is any: the body is the packed text, and a date as written has become a date. */
static bool is_kept(size_t field) {
    return field != NDX_FIELD_BODY && ndx_field_get((ndx_field)field)->stored;
}

static void put_date(const ndx_date *date, ndx_buf *out) {
    if (date->day != NDX_NO_DAY) ndx_put_signed(out, (int64_t)date->day - NDX_DAY_2000);
    if (date->second >= 0) ndx_buf_add_varint(out, (uint64_t)date->second);
    if (date->offset_known) ndx_put_signed(out, date->offset_minutes);
}

/* The texts of an article, in order; and which fields are among them. */
typedef struct texts {
    ndx_text at[TEXTS_MAX];
    size_t count;
    uint64_t fields;
} texts;

static void gather_texts(const ndx_article *article, uint64_t flags, texts *made) {
    ndx_text id = article->field[NDX_FIELD_ID], path = article->origin.path;
    *made = (texts){.count = 0};
    made->at[made->count++] = ndx_text_of(article->stemmer);
    if (flags & ID_HAS_PATH) made->at[made->count++] = path;
    made->at[made->count++] = flags & ID_HAS_PATH ? ndx_text_slice(id, path.len, id.len) : id;
    for (size_t i = 0, bit = 0; i < NDX_FIELD_COUNT; i++) {
        if (i == NDX_FIELD_ID || !is_kept(i)) continue;
        bool said = i == NDX_FIELD_LANGUAGE && (flags & LANGUAGE_IS_STEMMER);
        if (article->field[i].len && !said) {
            made->fields |= 1ull << bit;
            made->at[made->count++] = article->field[i];
        }
        bit++;
    }
}

static bool have_lines(const texts *of) {
    for (size_t i = 0; i < of->count; i++)
        if (of->at[i].len && memchr(of->at[i].data, BETWEEN[0], of->at[i].len)) return true;
    return false;
}

static ndx_status put_texts(const texts *of, bool lengths, ndx_packer *packer, ndx_buf *out, ndx_error *err) {
    ndx_buf joined = {0};
    for (size_t i = 0; i < of->count; i++) {
        if (lengths) ndx_buf_add_varint(out, of->at[i].len);
        if (i) ndx_buf_add_str(&joined, BETWEEN);
        ndx_buf_add_text(&joined, of->at[i]);
    }
    ndx_status status = ndx_buf_status(&joined, err);
    if (status == NDX_OK) status = ndx_pack(packer, ndx_buf_text(&joined), NULL, NULL, out, err);
    ndx_buf_clear(&joined);
    return status;
}

static uint64_t flags_of(const ndx_article *article, bool headline_cut) {
    const ndx_date *date = &article->date;
    ndx_text language = article->field[NDX_FIELD_LANGUAGE];
    return (date->day != NDX_NO_DAY ? HAS_DAY : 0) | (date->second >= 0 ? HAS_TIME : 0) |
           (date->offset_known ? HAS_OFFSET : 0) | (headline_cut ? HEADLINE_CUT : 0) |
           (ndx_id_has_path(article) ? ID_HAS_PATH : 0) | (uint64_t)(date->source & 7) << SOURCE_SHIFT |
           (uint64_t)(date->precision & 7) << PRECISION_SHIFT |
           (language.len && ndx_text_equal(language, ndx_text_of(article->stemmer)) ? LANGUAGE_IS_STEMMER
                                                                                    : 0);
}

bool ndx_id_has_path(const ndx_article *article) {
    return article->origin.path.len && ndx_text_starts(article->field[NDX_FIELD_ID], article->origin.path);
}

ndx_status ndx_facts_put(const ndx_article *article, bool headline_cut, ndx_packer *packer, ndx_buf *out,
                         ndx_error *err) {
    const ndx_origin *origin = &article->origin;
    uint64_t flags = flags_of(article, headline_cut);
    texts all;
    gather_texts(article, flags, &all);
    if (have_lines(&all)) flags |= HAS_LENGTHS;
    ndx_buf_add_varint(out, flags);
    put_date(&article->date, out);
    ndx_buf_add_varint(out, origin->offset);
    ndx_buf_add_varint(out, origin->length);
    ndx_buf_add_varint(out, origin->ordinal);
    for (unsigned i = 0; i < 8; i++) ndx_buf_add_char(out, (char)(origin->hash >> (8 * i)));
    ndx_buf_add_varint(out, all.fields);
    return put_texts(&all, flags & HAS_LENGTHS, packer, out, err);
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
        int64_t day = NDX_DAY_2000 + ndx_cursor_signed_within(cursor, NDX_FACTS_DAYS);
        if (!ndx_facts_day_is_sound(day))
            cursor->bad = true;
        else
            date->day = (ndx_day)day;
    }
    if (flags & HAS_TIME) date->second = (int32_t)ndx_cursor_number_below(cursor, 86401);
    if (flags & HAS_OFFSET) {
        date->offset_minutes = (int32_t)ndx_cursor_signed_within(cursor, 1440);
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

/* The next `len` bytes of the joined texts, or without lengths the next line, and what stands between. */
static ndx_text next_text(ndx_text *joined, const uint64_t *len, bool *bad) {
    const char *end = len || !joined->len ? NULL : memchr(joined->data, BETWEEN[0], joined->len);
    uint64_t wanted = len ? *len : end ? (uint64_t)(end - joined->data) : joined->len;
    if (*bad || wanted > joined->len) {
        *bad = true;
        return (ndx_text){"", 0};
    }
    ndx_text text = ndx_text_slice(*joined, 0, (size_t)wanted);
    *joined = ndx_text_slice(*joined, (size_t)wanted + sizeof BETWEEN - 1, joined->len);
    return text;
}

/* The texts, in the arena, out of what they were packed into. */
static ndx_status get_texts(ndx_cursor *cursor, bool lengths, ndx_arena *arena, texts *got, ndx_error *err) {
    uint64_t len[TEXTS_MAX];
    for (size_t i = 0; lengths && i < got->count; i++) len[i] = ndx_cursor_number(cursor);
    if (cursor->bad) return damaged("facts", err);
    ndx_buf unpacked = {0};
    ndx_status status = ndx_unpack((ndx_text){(const char *)cursor->at, (size_t)(cursor->end - cursor->at)},
                                   NULL, &unpacked, err);
    ndx_text joined = ndx_arena_copy(arena, ndx_buf_text(&unpacked));
    ndx_buf_clear(&unpacked);
    if (status != NDX_OK) return status;
    if (arena->failed) return ndx_fail_memory(err);
    bool bad = false;
    for (size_t i = 0; i < got->count; i++) got->at[i] = next_text(&joined, lengths ? &len[i] : NULL, &bad);
    return bad || joined.len ? damaged("facts", err) : NDX_OK;
}

/* How many texts there are, with these fields among them. */
static bool count_texts(uint64_t flags, uint64_t fields, texts *expected) {
    unsigned kept = 0;
    expected->fields = fields;
    expected->count = flags & ID_HAS_PATH ? 3 : 2;
    for (size_t i = 0; i < NDX_FIELD_COUNT; i++)
        if (i != NDX_FIELD_ID && is_kept(i)) expected->count += fields >> kept++ & 1;
    return fields >> kept == 0;
}

/* The id behind its path. */
static ndx_text whole_id(ndx_text path, ndx_text rest, ndx_arena *arena) {
    char *id = ndx_arena_alloc(arena, path.len + rest.len + 1);
    if (!id) return (ndx_text){"", 0};
    if (path.len) memcpy(id, path.data, path.len);
    if (rest.len) memcpy(id + path.len, rest.data, rest.len);
    return (ndx_text){id, path.len + rest.len};
}

static void take_texts(const texts *from, uint64_t flags, ndx_arena *arena, ndx_record_facts *facts) {
    size_t at = 0;
    facts->stemmer = language_named(from->at[at++]);
    if (flags & ID_HAS_PATH) facts->origin.path = from->at[at++];
    ndx_text id = from->at[at++];
    facts->field[NDX_FIELD_ID] = flags & ID_HAS_PATH ? whole_id(facts->origin.path, id, arena) : id;
    for (size_t i = 0, bit = 0; i < NDX_FIELD_COUNT; i++) {
        if (i == NDX_FIELD_ID || !is_kept(i)) continue;
        if (from->fields >> bit++ & 1) facts->field[i] = from->at[at++];
    }
    if (flags & LANGUAGE_IS_STEMMER) facts->field[NDX_FIELD_LANGUAGE] = from->at[0];
}

ndx_status ndx_record_facts_get(const ndx_record *record, ndx_arena *arena, ndx_record_facts *facts,
                                ndx_error *err) {
    ndx_cursor cursor = ndx_cursor_of(record->section[NDX_SECTION_FACTS]);
    texts all;
    memset(facts, 0, sizeof *facts);
    uint64_t flags = ndx_cursor_number(&cursor);
    get_date(&cursor, flags, &facts->date);
    get_origin(&cursor, &facts->origin);
    bool sound = count_texts(flags, ndx_cursor_number(&cursor), &all);
    if (cursor.bad || !sound) return damaged("facts", err);
    ndx_status status = get_texts(&cursor, flags & HAS_LENGTHS, arena, &all, err);
    if (status != NDX_OK) return status;
    facts->headline_cut = flags & HEADLINE_CUT;
    take_texts(&all, flags, arena, facts);
    return arena->failed ? ndx_fail_memory(err) : NDX_OK;
}

ndx_status ndx_record_date(const ndx_record *record, ndx_date *date, ndx_error *err) {
    ndx_cursor cursor = ndx_cursor_of(record->section[NDX_SECTION_FACTS]);
    uint64_t flags = ndx_cursor_number(&cursor);
    get_date(&cursor, flags, date);
    return cursor.bad ? damaged("facts", err) : NDX_OK;
}

uint64_t ndx_record_text_length(const ndx_record *record) {
    ndx_zone_place zone[NDX_ZONE_COUNT];
    ndx_cursor cursor = ndx_cursor_of(record->section[NDX_SECTION_FACTS]);
    uint64_t length = ndx_packed_length(record->section[NDX_SECTION_TEXT]);
    if (!(ndx_cursor_number(&cursor) & HEADLINE_CUT)) return length;
    if (ndx_record_zones(record, zone, NULL) != NDX_OK) return 0;
    return length + (zone[NDX_ZONE_HEADLINE].end - zone[NDX_ZONE_HEADLINE].start);
}
