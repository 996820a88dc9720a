/* Reading an article's record, term list and values as far as they are asked for. */
#include "candidate.h"

#include "glass_pack.h"
#include "schema.h"

void ndx_candidate_clear(ndx_candidate *candidate) {
    if (candidate->owned) ndx_x_document_free(candidate->document);
    ndx_bounds_clear(&candidate->bounds);
    ndx_buf_clear(&candidate->scratch);
    ndx_buf_clear(&candidate->bytes);
    *candidate = (ndx_candidate){0};
}

void ndx_candidate_read_from(ndx_candidate *candidate, ndx_glass *glass, const ndx_x_database *database) {
    candidate->ahead[0] = (ndx_glass_cursor){.glass = glass, .name = NDX_GLASS_DOCDATA};
    candidate->docdata = &candidate->ahead[0];
    candidate->database = database;
}

void ndx_candidate_note(ndx_candidate *candidate, ndx_status status) {
    if (candidate->status == NDX_OK) candidate->status = status;
}

/* --- another article ------------------------------------------------------------------------------------ */

static void forget(ndx_candidate *candidate, ndx_error *err) {
    if (candidate->owned) ndx_x_document_free(candidate->document);
    candidate->document = NULL;
    candidate->owned = candidate->has_record = candidate->has_bounds = candidate->has_zones = false;
    candidate->status = NDX_OK;
    candidate->err = err;
}

static ndx_status view_places(ndx_candidate *candidate, ndx_error *err) {
    ndx_text places = candidate->record.section[NDX_SECTION_PLACES];
    if (ndx_positions_view(&candidate->places, (const uint8_t *)places.data, places.len)) return NDX_OK;
    return ndx_fail(err, NDX_BAD_INPUT,
                    "the word positions of an article's record are damaged; rebuild the index");
}

ndx_status ndx_candidate_take(ndx_candidate *candidate, ndx_x_document *document, ndx_error *err) {
    ndx_text data;
    forget(candidate, err);
    candidate->document = document;
    ndx_status status = ndx_x_document_data(document, &data, err);
    if (status == NDX_OK) status = ndx_record_view(&candidate->record, data, err);
    candidate->has_record = status == NDX_OK;
    return status == NDX_OK ? view_places(candidate, err) : status;
}

/* The record up to the end of its places, which most often lie in one piece. */
static ndx_status look_at_places(ndx_candidate *candidate, ndx_error *err) {
    size_t enough = 1;
    for (;;) {
        ndx_text begin;
        bool whole;
        ndx_status status =
            ndx_glass_tag(candidate->docdata, enough, &candidate->scratch, &begin, &whole, err);
        if (status == NDX_OK) status = ndx_record_begin(&candidate->record, begin, &enough, err);
        if (status != NDX_OK || begin.len >= enough) return status;
        if (whole) return ndx_glass_damaged(candidate->docdata, err);
    }
}

/* A record that makes no sense may have been written over while we looked. */
static ndx_status judge(const ndx_candidate *candidate, ndx_status status, ndx_error *err) {
    if (status == NDX_BAD_INPUT && ndx_glass_check(candidate->docdata, NULL) == NDX_MODIFIED)
        return ndx_glass_check(candidate->docdata, err);
    return status;
}

/* Of most records, what the places take. */
enum { PLACES_USUAL = 640 };

ndx_status ndx_candidate_look_ahead(ndx_candidate *candidate, const uint32_t *numbers, size_t count,
                                    ndx_error *err) {
    ndx_status status = ndx_glass_find_numbers(candidate->ahead, candidate->docdata->glass, NDX_GLASS_DOCDATA,
                                               numbers, count, PLACES_USUAL, err);
    return status == NDX_END ? ndx_glass_damaged(candidate->docdata, err) : status;
}

ndx_status ndx_candidate_go(ndx_candidate *candidate, size_t which, uint32_t number, ndx_error *err) {
    forget(candidate, err);
    candidate->number = number;
    candidate->docdata = &candidate->ahead[which];
    ndx_status status = look_at_places(candidate, err);
    if (status == NDX_OK) status = view_places(candidate, err);
    return judge(candidate, status, err);
}

ndx_status ndx_candidate_leave(ndx_candidate *candidate) {
    if (!candidate->database) return candidate->status;
    candidate->status = judge(candidate, candidate->status, candidate->err);
    return candidate->status == NDX_OK ? ndx_glass_check(candidate->docdata, candidate->err)
                                       : candidate->status;
}

/* --- what is asked of it -------------------------------------------------------------------------------- */

ndx_x_document *ndx_candidate_document(ndx_candidate *candidate) {
    if (candidate->document || candidate->status != NDX_OK) return candidate->document;
    ndx_status status = ndx_x_database_document(candidate->database, candidate->number, true,
                                                &candidate->document, candidate->err);
    if (status != NDX_OK) ndx_candidate_note(candidate, status);
    candidate->owned = status == NDX_OK;
    return candidate->document;
}

/* A copy: what is asked of it now takes longer than copying. */
static ndx_status read_record(ndx_candidate *candidate) {
    ndx_text tag;
    bool whole;
    ndx_status status =
        ndx_glass_tag(candidate->docdata, SIZE_MAX, &candidate->scratch, &tag, &whole, candidate->err);
    if (status != NDX_OK) return status;
    ndx_buf_reset(&candidate->bytes);
    ndx_buf_add_text(&candidate->bytes, tag);
    status = ndx_buf_status(&candidate->bytes, candidate->err);
    if (status == NDX_OK) status = ndx_glass_check(candidate->docdata, candidate->err);
    if (status == NDX_OK)
        status = ndx_record_view(&candidate->record, ndx_buf_text(&candidate->bytes), candidate->err);
    return status == NDX_OK ? view_places(candidate, candidate->err) : status;
}

const ndx_record *ndx_candidate_record(ndx_candidate *candidate) {
    if (!candidate->has_record && candidate->status == NDX_OK) {
        ndx_candidate_note(candidate, read_record(candidate));
        candidate->has_record = candidate->status == NDX_OK;
    }
    if (!candidate->has_record) candidate->record = (ndx_record){0};
    return &candidate->record;
}

bool ndx_candidate_has_term(ndx_candidate *candidate, ndx_text term) {
    ndx_x_terms *terms;
    ndx_text found;
    ndx_x_document *document = ndx_candidate_document(candidate);
    if (!document) return false;
    ndx_status status = ndx_x_document_terms(document, &terms, candidate->err);
    if (status == NDX_OK) {
        status = ndx_x_terms_skip_to(terms, term, &found, candidate->err);
        bool there = status == NDX_OK && ndx_text_equal(found, term);
        ndx_x_terms_close(terms);
        if (status == NDX_OK || status == NDX_END) return there;
    }
    ndx_candidate_note(candidate, status);
    return false;
}

ndx_text ndx_candidate_value(ndx_candidate *candidate, uint32_t slot) {
    ndx_text value = {"", 0};
    ndx_x_document *document = ndx_candidate_document(candidate);
    ndx_status status = document ? ndx_x_document_value(document, slot, &value, candidate->err) : NDX_OK;
    if (status == NDX_OK) return value;
    ndx_candidate_note(candidate, status);
    return (ndx_text){"", 0};
}

const ndx_bounds *ndx_candidate_bounds(ndx_candidate *candidate) {
    const ndx_record *record = ndx_candidate_record(candidate);
    if (!candidate->has_bounds && candidate->status == NDX_OK)
        ndx_candidate_note(candidate, ndx_record_bounds(record, &candidate->bounds, candidate->err));
    candidate->has_bounds = true;
    return &candidate->bounds;
}

ndx_zone_place ndx_candidate_zone(ndx_candidate *candidate, ndx_zone zone) {
    const ndx_record *record = ndx_candidate_record(candidate);
    if (!candidate->has_zones && candidate->status == NDX_OK)
        ndx_candidate_note(candidate, ndx_record_zones(record, candidate->zone, candidate->err));
    candidate->has_zones = true;
    return candidate->zone[zone < NDX_ZONE_COUNT ? zone : NDX_ZONE_TAIL];
}
