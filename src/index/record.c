/* The record as a whole: sections, text. Its parts: positions.c, bounds.c, facts.c, pack.c. */
#include "record.h"

#include <stdlib.h>
#include <string.h>

#define FORMAT 3

/* --- cursors -------------------------------------------------------------------------------------------- */

ndx_cursor ndx_cursor_of(ndx_text bytes) {
    const uint8_t *at = (const uint8_t *)(bytes.data ? bytes.data : "");
    return (ndx_cursor){at, at + bytes.len, false};
}

uint64_t ndx_cursor_number(ndx_cursor *cursor) {
    uint64_t value;
    if (!cursor->bad && ndx_varint_get(&cursor->at, cursor->end, &value)) return value;
    cursor->bad = true;
    return 0;
}

uint32_t ndx_cursor_number_below(ndx_cursor *cursor, uint64_t limit) {
    uint64_t value = ndx_cursor_number(cursor);
    if (value < limit && value <= UINT32_MAX) return (uint32_t)value;
    cursor->bad = true;
    return 0;
}

int64_t ndx_cursor_signed(ndx_cursor *cursor) {
    return ndx_unzigzag(ndx_cursor_number(cursor));
}

int64_t ndx_cursor_signed_within(ndx_cursor *cursor, int64_t most) {
    int64_t value = ndx_cursor_signed(cursor);
    if (value >= -most && value <= most) return value;
    cursor->bad = true;
    return 0;
}

ndx_text ndx_cursor_text(ndx_cursor *cursor) {
    uint64_t len = ndx_cursor_number(cursor);
    if (cursor->bad || len > (uint64_t)(cursor->end - cursor->at)) {
        cursor->bad = true;
        return (ndx_text){"", 0};
    }
    ndx_text text = {(const char *)cursor->at, (size_t)len};
    cursor->at += len;
    return text;
}

void ndx_put_signed(ndx_buf *out, int64_t value) {
    ndx_buf_add_varint(out, ndx_zigzag(value));
}

void ndx_put_text(ndx_buf *out, ndx_text text) {
    ndx_buf_add_varint(out, text.len);
    ndx_buf_add_text(out, text);
}

/* --- making --------------------------------------------------------------------------------------------- */

void ndx_record_maker_clear(ndx_record_maker *maker) {
    ndx_positions_maker_clear(&maker->positions);
    ndx_packer_free(maker->packer);
    for (size_t i = 0; i < NDX_SECTION_COUNT; i++) ndx_buf_clear(&maker->section[i]);
    ndx_buf_clear(&maker->text);
    ndx_buf_clear(&maker->place_at);
    *maker = (ndx_record_maker){0};
}

/* The text without its headline, which FACTS keeps unpacked: a list of hits shows headlines and inflates
 * nothing. */
static bool cut_headline(ndx_record_maker *maker, const ndx_article *article, ndx_text *text) {
    ndx_range headline = article->zone[NDX_ZONE_HEADLINE];
    *text = article->text;
    if (headline.end <= headline.start || headline.end > article->text.len) return false;
    if (!ndx_text_equal(ndx_article_zone(article, NDX_ZONE_HEADLINE), article->field[NDX_FIELD_HEADLINE]))
        return false;
    if (headline.start == 0) {
        *text = ndx_text_slice(article->text, headline.end, article->text.len);
        return true;
    }
    ndx_buf_reset(&maker->text);
    ndx_buf_add(&maker->text, article->text.data, headline.start);
    ndx_buf_add(&maker->text, article->text.data + headline.end, article->text.len - headline.end);
    *text = ndx_buf_text(&maker->text);
    return true;
}

/* `places` numbers, none of which is a term's yet. NULL: no memory. */
static uint32_t *no_places(ndx_buf *bytes, size_t places) {
    ndx_buf_reset(bytes);
    if (!ndx_buf_reserve(bytes, (places + 1) * sizeof(uint32_t))) return NULL;
    memset(bytes->data, 0xff, places * sizeof(uint32_t)); /* NDX_NO_PLACE */
    return (uint32_t *)(void *)bytes->data;
}

/* Which term stands where, by the terms' positions. */
static uint32_t *place_terms(ndx_buf *place_at, const ndx_placed_term *terms, size_t count,
                             const uint32_t *positions, uint32_t *places) {
    *places = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t last = positions[terms[i].first + terms[i].count - 1];
        if (last >= *places) *places = last + 1;
    }
    uint32_t *numbers = no_places(place_at, *places);
    for (uint32_t i = 0; numbers && i < count; i++)
        ndx_forms_place(terms, i, positions + terms[i].first, terms[i].count, numbers);
    return numbers;
}

uint32_t *ndx_record_places(ndx_record_maker *maker, uint32_t places) {
    uint32_t *numbers = no_places(&maker->place_at, places);
    maker->placed = numbers != NULL;
    maker->places = places;
    return numbers;
}

/* The text packed with the words that are known from term list and positions. */
static ndx_status put_text(ndx_record_maker *maker, const ndx_article *article, const ndx_placed_term *terms,
                           size_t count, const uint32_t *positions, ndx_buf *out, bool *headline_cut,
                           ndx_error *err) {
    ndx_text text;
    uint32_t places;
    *headline_cut = cut_headline(maker, article, &text);
    if (maker->text.failed) return ndx_fail_memory(err);
    uint32_t *place_at;
    if (maker->placed) {
        place_at = (uint32_t *)(void *)maker->place_at.data;
        places = maker->places;
    } else {
        place_at = place_terms(&maker->place_at, terms, count, positions, &places);
    }
    maker->placed = false;
    if (!place_at) return ndx_fail_memory(err);
    ndx_range headline = article->zone[NDX_ZONE_HEADLINE];
    ndx_forms_guide guide = {terms, count, place_at, places, maker->padded};
    ndx_forms_tokens tokens = {article->facts.tokens, article->facts.token_count,
                               *headline_cut ? headline.start : UINT32_MAX, headline.end - headline.start,
                               article->facts.lexicon};
    return ndx_pack(maker->packer, text, &guide, &tokens, out, err);
}

ndx_status ndx_record_make(ndx_record_maker *maker, const ndx_article *article, const ndx_placed_term *terms,
                           size_t count, const uint32_t *positions, ndx_buf *out, ndx_error *err) {
    ndx_buf *section = maker->section;
    for (size_t i = 0; i < NDX_SECTION_COUNT; i++) ndx_buf_reset(&section[i]);
    ndx_status status = maker->packer ? NDX_OK : ndx_packer_new(&maker->packer, err);
    if (status == NDX_OK)
        status =
            ndx_positions_make(&maker->positions, terms, count, positions, &section[NDX_SECTION_PLACES], err);
    if (status != NDX_OK) {
        maker->placed = false;
        return status;
    }
    bool headline_cut;
    status =
        put_text(maker, article, terms, count, positions, &section[NDX_SECTION_TEXT], &headline_cut, err);
    if (status != NDX_OK) return status;
    ndx_bounds_put(article, &section[NDX_SECTION_BOUNDS]);
    status = ndx_facts_put(article, headline_cut, maker->packer, &section[NDX_SECTION_FACTS], err);
    if (status != NDX_OK) return status;
    ndx_facts_put_people(article, &section[NDX_SECTION_PEOPLE]);
    ndx_facts_put_dates(article, &section[NDX_SECTION_DATES]);
    ndx_buf_add_char(out, FORMAT);
    ndx_buf_add_varint(out, article->facts.words);
    for (size_t i = 0; i + 1 < NDX_SECTION_COUNT; i++) ndx_buf_add_varint(out, section[i].len);
    for (size_t i = 0; i < NDX_SECTION_COUNT; i++) {
        ndx_buf_add_text(out, ndx_buf_text(&section[i]));
        if (section[i].failed) return ndx_fail_memory(err);
    }
    return ndx_buf_status(out, err);
}

/* --- reading -------------------------------------------------------------------------------------------- */

static ndx_status damaged(const char *part, ndx_error *err) {
    return ndx_fail(err, NDX_BAD_INPUT, "the %s of an article's record is damaged; rebuild the index", part);
}

ndx_status ndx_record_view(ndx_record *record, ndx_text bytes, ndx_error *err) {
    ndx_cursor cursor = ndx_cursor_of(bytes);
    if (bytes.len == 0 || *cursor.at++ != FORMAT) return damaged("head", err);
    record->words = ndx_cursor_number_below(&cursor, UINT32_MAX);
    uint64_t len[NDX_SECTION_COUNT], left;
    for (size_t i = 0; i + 1 < NDX_SECTION_COUNT; i++) len[i] = ndx_cursor_number(&cursor);
    left = (uint64_t)(cursor.end - cursor.at);
    for (size_t i = 0; i < NDX_SECTION_COUNT && !cursor.bad; i++) {
        if (i + 1 == NDX_SECTION_COUNT) len[i] = left;
        if (len[i] > left) return damaged("head", err);
        record->section[i] = (ndx_text){(const char *)cursor.at, (size_t)len[i]};
        cursor.at += len[i];
        left -= len[i];
    }
    return cursor.bad ? damaged("head", err) : NDX_OK;
}

#define HEAD_MAX (1 + 10 * NDX_SECTION_COUNT)

/* A number of the head, which most often is short; NULL when the bytes end in it. */
static const uint8_t *skip_number(const uint8_t *at, const uint8_t *end) {
    while (at < end && *at & 0x80) at++;
    return at < end ? at + 1 : NULL;
}

ndx_status ndx_record_begin(ndx_record *record, ndx_text bytes, size_t *enough, ndx_error *err) {
    ndx_cursor cursor = ndx_cursor_of(bytes);
    *record = (ndx_record){0};
    *enough = HEAD_MAX;
    if (bytes.len == 0) return NDX_OK;
    if (*cursor.at++ != FORMAT) return damaged("head", err);
    record->words = ndx_cursor_number_below(&cursor, UINT32_MAX);
    uint64_t places = ndx_cursor_number_below(&cursor, UINT32_MAX);
    const uint8_t *at = cursor.bad ? NULL : cursor.at;
    for (size_t i = 2; at && i < NDX_SECTION_COUNT; i++) at = skip_number(at, cursor.end);
    if (!at) return bytes.len < HEAD_MAX ? NDX_OK : damaged("head", err);
    *enough = (size_t)(at - (const uint8_t *)bytes.data) + (size_t)places;
    if (bytes.len >= *enough)
        record->section[NDX_SECTION_PLACES] = (ndx_text){(const char *)at, (size_t)places};
    return NDX_OK;
}

/* --- the text ------------------------------------------------------------------------------------------- */

void ndx_record_terms_clear(ndx_record_terms *terms) {
    ndx_buf_clear(&terms->texts);
    free(terms->at);
    *terms = (ndx_record_terms){0};
}

void ndx_record_terms_reset(ndx_record_terms *terms) {
    ndx_buf_reset(&terms->texts);
    terms->count = 0;
}

/* Texts may move while more are added: until they are used, .first is where each begins. */
bool ndx_record_terms_add(ndx_record_terms *terms, ndx_text term) {
    ndx_placed_term *grown = ndx_grow(terms->at, terms->count, &terms->capacity, sizeof *grown);
    if (!grown) return false;
    terms->at = grown;
    terms->at[terms->count++] = (ndx_placed_term){
        .term = {"", term.len}, .hash = ndx_term_hash(term), .first = (uint32_t)terms->texts.len};
    ndx_buf_add_text(&terms->texts, term);
    return !terms->texts.failed;
}

/* What PLACES says of the terms, for forms.h. place_at holds the guide's numbers. */
static ndx_status read_guide(const ndx_record *record, const ndx_record_terms *terms, ndx_buf *place_at,
                             ndx_forms_guide *guide, ndx_error *err) {
    ndx_text places = record->section[NDX_SECTION_PLACES];
    ndx_positions view;
    ndx_place_list list = {0};
    /* Each position is a word of the text, which is at least a byte, or of the headline. */
    if (!ndx_positions_view(&view, (const uint8_t *)places.data, places.len) || view.terms != terms->count ||
        view.span > ndx_record_text_length(record))
        return damaged("positions", err);
    uint32_t *numbers = no_places(place_at, view.span + 2 * terms->count + 1);
    if (!numbers) return ndx_fail_memory(err);
    uint32_t *by_index = numbers + view.span; /* number of the term that stands there in PLACES */
    uint32_t *starts = by_index + terms->count;
    ndx_status status = ndx_positions_starts(&view, starts) ? NDX_OK : damaged("positions", err);
    for (uint32_t i = 0; i < terms->count && status == NDX_OK; i++) {
        terms->at[i].term.data = terms->texts.data + terms->at[i].first;
        uint32_t index = ndx_positions_find_from(&view, starts, terms->at[i].term, terms->at[i].hash);
        if (index >= terms->count || by_index[index] != NDX_NO_PLACE)
            status = damaged("positions", err);
        else
            by_index[index] = i;
    }
    ndx_positions_walk walk = {0};
    for (size_t index = 0; index < terms->count && status == NDX_OK; index++) {
        status = ndx_positions_next(&view, &walk, &list, err);
        if (status == NDX_OK) ndx_forms_place(terms->at, by_index[index], list.at, list.count, numbers);
    }
    ndx_place_list_clear(&list);
    *guide = (ndx_forms_guide){terms->at, terms->count, numbers, view.span, false};
    return status;
}

static ndx_status unpack(const ndx_record *record, const ndx_record_terms *terms, ndx_buf *text,
                         ndx_error *err) {
    ndx_text packed = record->section[NDX_SECTION_TEXT];
    ndx_forms_guide guide;
    ndx_buf place_at = {0};
    if (!ndx_packed_by_forms(packed)) return ndx_unpack(packed, NULL, text, err);
    ndx_status status = read_guide(record, terms, &place_at, &guide, err);
    if (status == NDX_OK) status = ndx_unpack(packed, &guide, text, err);
    ndx_buf_clear(&place_at);
    return status;
}

/* The text with its headline put back where its zone says. */
static ndx_status unpack_text(const ndx_record *record, const ndx_record_terms *terms,
                              const ndx_record_facts *facts, ndx_article *article, ndx_error *err) {
    ndx_text headline = facts->headline_cut ? facts->field[NDX_FIELD_HEADLINE] : (ndx_text){"", 0};
    size_t at = facts->headline_cut ? article->zone[NDX_ZONE_HEADLINE].start : 0;
    ndx_buf text = {0};
    ndx_status status = unpack(record, terms, &text, err);
    if (status == NDX_OK && at > text.len) status = damaged("text", err);
    if (status == NDX_OK) {
        char *whole = ndx_arena_alloc(&article->arena, text.len + headline.len + 1);
        if (!whole) {
            status = ndx_fail_memory(err);
        } else {
            if (at) memcpy(whole, text.data, at);
            if (headline.len) memcpy(whole + at, headline.data, headline.len);
            if (text.len > at) memcpy(whole + at + headline.len, text.data + at, text.len - at);
            article->text = (ndx_text){whole, text.len + headline.len};
        }
    }
    ndx_buf_clear(&text);
    return status;
}

ndx_status ndx_record_article(const ndx_record *record, const ndx_record_terms *terms, ndx_article *article,
                              ndx_error *err) {
    ndx_article_reset(article);
    ndx_record_facts facts;
    ndx_zone_place zone[NDX_ZONE_COUNT];
    ndx_status status = ndx_record_facts_get(record, &article->arena, &facts, err);
    if (status == NDX_OK) status = ndx_record_zones(record, zone, err);
    if (status != NDX_OK) return status;
    for (size_t z = 0; z < NDX_ZONE_COUNT; z++) article->zone[z] = (ndx_range){zone[z].start, zone[z].end};
    if ((status = unpack_text(record, terms, &facts, article, err)) != NDX_OK) return status;
    for (size_t z = 0; z < NDX_ZONE_COUNT; z++)
        if (article->zone[z].end > article->text.len) return damaged("zones", err);
    article->date = facts.date;
    article->stemmer = facts.stemmer;
    article->origin = facts.origin;
    article->origin.path = ndx_arena_copy(&article->arena, facts.origin.path);
    for (size_t i = 0; i < NDX_FIELD_COUNT; i++)
        if (facts.field[i].len) article->field[i] = ndx_arena_copy(&article->arena, facts.field[i]);
    article->facts.words = record->words;
    article->places = ndx_arena_copy(&article->arena, record->section[NDX_SECTION_PLACES]);
    status = ndx_facts_get_people(record->section[NDX_SECTION_PEOPLE], article, err);
    if (status == NDX_OK) status = ndx_facts_get_dates(record->section[NDX_SECTION_DATES], article, err);
    if (status == NDX_OK && article->arena.failed) status = ndx_fail_memory(err);
    return status;
}

ndx_status ndx_record_check(const ndx_record *record, const ndx_record_terms *terms, ndx_error *err) {
    ndx_text places = record->section[NDX_SECTION_PLACES];
    ndx_positions view;
    ndx_bounds bounds = {0};
    ndx_article article;
    ndx_article_init(&article);
    ndx_status status = NDX_OK;
    if (!ndx_positions_view(&view, (const uint8_t *)places.data, places.len))
        status = damaged("positions", err);
    if (status == NDX_OK) status = ndx_positions_check(&view, err);
    if (status == NDX_OK) status = ndx_record_bounds(record, &bounds, err);
    if (status == NDX_OK) status = ndx_record_article(record, terms, &article, err);
    ndx_bounds_clear(&bounds);
    ndx_article_clear(&article);
    return status;
}
