/* Sentences, paragraphs and zones of an article as bytes: BOUNDS, as record.h says. */
#include <stdlib.h>
#include <string.h>

#include "bits.h"
#include "record.h"

static ndx_status damaged(const char *part, ndx_error *err) {
    return ndx_fail(err, NDX_BAD_INPUT, "the %s of an article's record are damaged; rebuild the index", part);
}

/* --- making --------------------------------------------------------------------------------------------- */

/* First position at or after a byte; tokens are in order of their start. */
static uint32_t position_at(const ndx_facts *facts, uint32_t byte) {
    size_t ranked = facts->tail_token < facts->token_count ? facts->tail_token : facts->token_count,
           at = ndx_token_from(facts->tokens, ranked, byte);
    return at < facts->token_count ? facts->tokens[at].position : facts->words;
}

/* A zone as it mostly lies: behind the one before it, the body from its dateline or lead on, body and tail up to the last word. */
static ndx_zone_place expected_zone(const ndx_zone_place zone[NDX_ZONE_COUNT], size_t z, uint32_t words) {
    ndx_zone_place expected = {.last = words};
    for (size_t i = 0; i < z; i++) {
        if (zone[i].end <= zone[i].start) continue;
        bool around = z == NDX_ZONE_BODY && i > NDX_ZONE_HEADLINE;
        expected.start = around ? zone[i].start : zone[i].end;
        expected.first = around ? zone[i].first : zone[i].last;
        if (around) break;
    }
    return expected;
}

enum { ZONE_FIRST_SAID = 1, ZONE_LAST_SAID = 2, ZONE_BITS = 2 };

static void put_zone(const ndx_zone_place *zone, ndx_zone_place expected, ndx_buf *out) {
    int64_t step = (int64_t)zone->start - expected.start;
    uint64_t said = (zone->first != expected.first ? ZONE_FIRST_SAID : 0) |
                    (zone->last != expected.last ? ZONE_LAST_SAID : 0);
    ndx_buf_add_varint(out, ndx_zigzag(step) << ZONE_BITS | said);
    ndx_buf_add_varint(out, zone->end - zone->start);
    if (said & ZONE_FIRST_SAID) ndx_put_signed(out, (int64_t)zone->first - expected.first);
    if (said & ZONE_LAST_SAID) ndx_buf_add_varint(out, zone->last - zone->first);
}

static void put_zones(const ndx_article *article, ndx_buf *out) {
    const ndx_facts *facts = &article->facts;
    ndx_zone_place zone[NDX_ZONE_COUNT] = {{0}};
    uint8_t there = 0;
    for (size_t z = 0; z < NDX_ZONE_COUNT; z++) {
        ndx_range range = article->zone[z];
        if (range.end <= range.start) continue;
        uint32_t first = position_at(facts, range.start), last = position_at(facts, range.end);
        zone[z] = (ndx_zone_place){range.start, range.end, first, last > first ? last : first};
        there |= (uint8_t)(1u << z);
    }
    ndx_buf_add_char(out, (char)there);
    for (size_t z = 0; z < NDX_ZONE_COUNT; z++)
        if (there >> z & 1) put_zone(&zone[z], expected_zone(zone, z, facts->words), out);
}

/* The Rice parameter for words between sentences, twice. */
static unsigned sentence_bits(uint64_t words, uint64_t sentences) {
    unsigned bits = 0;
    while (bits < 24 && (words * 11 / 8) >> (bits + 1) >= sentences) bits++;
    return bits;
}

static bool begins_sentence(const ndx_token *token) {
    return token->flags & (NDX_TOKEN_SENTENCE | NDX_TOKEN_PARAGRAPH);
}

static void put_sentences(const ndx_facts *facts, ndx_buf *out) {
    size_t ranked = facts->tail_token < facts->token_count ? facts->tail_token : facts->token_count;
    uint64_t sentences = 0, last = 0;
    for (size_t i = 0; i < ranked; i++) {
        if (!begins_sentence(&facts->tokens[i])) continue;
        sentences++;
        if (facts->tokens[i].position > last) last = facts->tokens[i].position;
    }
    ndx_buf_add_varint(out, sentences);
    unsigned low_bits = sentence_bits(facts->words, sentences);
    uint64_t bits = ((2 * last + sentences) >> low_bits) + sentences * (1 + low_bits);
    if (!sentences || !ndx_buf_reserve(out, (size_t)(bits / 8) + 16)) return;
    ndx_bit_writer writer = {.at = (uint8_t *)out->data + out->len};
    last = 0;
    for (size_t i = 0; i < ranked; i++) {
        const ndx_token *token = &facts->tokens[i];
        if (!begins_sentence(token)) continue;
        uint32_t since = token->position > last ? token->position - (uint32_t)last : 0;
        ndx_bits_put_rice(&writer, since * 2 + ((token->flags & NDX_TOKEN_PARAGRAPH) != 0), low_bits);
        last += since;
    }
    ndx_bits_flush(&writer);
    out->len = (size_t)((char *)writer.at - out->data);
}

void ndx_bounds_put(const ndx_article *article, ndx_buf *out) {
    put_zones(article, out);
    put_sentences(&article->facts, out);
}

/* --- reading -------------------------------------------------------------------------------------------- */

void ndx_bounds_clear(ndx_bounds *bounds) {
    ndx_place_list_clear(&bounds->sentences);
    ndx_place_list_clear(&bounds->paragraphs);
}

static bool read_zone(ndx_cursor *cursor, ndx_zone_place expected, ndx_zone_place *zone) {
    uint64_t head = ndx_cursor_number(cursor), len = ndx_cursor_number_below(cursor, NDX_PACKED_MAX + 1ull);
    int64_t start = expected.start + ndx_unzigzag(head >> ZONE_BITS), first = expected.first;
    if (head & ZONE_FIRST_SAID) {
        int64_t step = ndx_cursor_signed(cursor);
        first = step < -(int64_t)UINT32_MAX || step > (int64_t)UINT32_MAX ? -1 : first + step;
    }
    int64_t last =
        head & ZONE_LAST_SAID ? first + ndx_cursor_number_below(cursor, UINT32_MAX) : expected.last;
    if (cursor->bad || head >> ZONE_BITS > 4ull * NDX_PACKED_MAX || start < 0 ||
        start + (int64_t)len > (int64_t)NDX_PACKED_MAX || first < 0 || last < first ||
        last > (int64_t)UINT32_MAX)
        return false;
    *zone =
        (ndx_zone_place){(uint32_t)start, (uint32_t)(start + (int64_t)len), (uint32_t)first, (uint32_t)last};
    return true;
}

static void read_zones(ndx_cursor *cursor, uint32_t words, ndx_zone_place zone[NDX_ZONE_COUNT]) {
    uint64_t there = ndx_cursor_number_below(cursor, 1u << NDX_ZONE_COUNT);
    memset(zone, 0, NDX_ZONE_COUNT * sizeof *zone);
    for (size_t z = 0; z < NDX_ZONE_COUNT && !cursor->bad; z++)
        if (there >> z & 1) cursor->bad = !read_zone(cursor, expected_zone(zone, z, words), &zone[z]);
    if (cursor->bad) memset(zone, 0, NDX_ZONE_COUNT * sizeof *zone);
}

ndx_status ndx_record_zones(const ndx_record *record, ndx_zone_place zone[NDX_ZONE_COUNT], ndx_error *err) {
    ndx_cursor cursor = ndx_cursor_of(record->section[NDX_SECTION_BOUNDS]);
    read_zones(&cursor, record->words, zone);
    return cursor.bad ? damaged("zones", err) : NDX_OK;
}

/* Each takes a bit at least: a count beyond the bits there are is damage, not a reason to allocate. */
static ndx_status read_sentences(ndx_cursor *cursor, uint32_t words, ndx_bounds *bounds, ndx_error *err) {
    uint64_t count = ndx_cursor_number(cursor), place = 0;
    unsigned low_bits = sentence_bits(words, count);
    ndx_bit_reader reader = {cursor->at, (size_t)(cursor->end - cursor->at), 0};
    if (cursor->bad || count > (uint64_t)reader.len * 8) return damaged("sentences", err);
    if (!ndx_place_list_room(&bounds->sentences, count) || !ndx_place_list_room(&bounds->paragraphs, count))
        return ndx_fail_memory(err);
    for (uint64_t i = 0; i < count; i++) {
        uint32_t step;
        if (!ndx_bits_get_rice(&reader, low_bits, &step)) return damaged("sentences", err);
        place += step >> 1;
        if (place >= UINT32_MAX) return damaged("sentences", err);
        bounds->sentences.at[i] = (uint32_t)place;
        if (step & 1) bounds->paragraphs.at[bounds->paragraphs.count++] = (uint32_t)place;
    }
    bounds->sentences.count = count;
    return NDX_OK;
}

ndx_status ndx_record_bounds(const ndx_record *record, ndx_bounds *bounds, ndx_error *err) {
    ndx_cursor cursor = ndx_cursor_of(record->section[NDX_SECTION_BOUNDS]);
    bounds->sentences.count = bounds->paragraphs.count = 0;
    read_zones(&cursor, record->words, bounds->zone);
    return cursor.bad ? damaged("sentences", err) : read_sentences(&cursor, record->words, bounds, err);
}
