/* Finding single articles in a database. */
#include "lookup.h"

#include <string.h>

#include "schema.h"

ndx_status ndx_lookup_id(const ndx_x_database *database, ndx_text id, uint32_t *docid, ndx_error *err) {
    ndx_buf term = {0};
    ndx_x_postings *postings = NULL;
    *docid = 0;
    ndx_term_of_value(NDX_FIELD_ID, id, &term);
    ndx_status status = ndx_buf_status(&term, err);
    if (status == NDX_OK) status = ndx_x_database_postings(database, ndx_buf_text(&term), &postings, err);
    if (status == NDX_OK && (status = ndx_x_postings_next(postings, docid, err)) == NDX_END) {
        *docid = 0;
        status = NDX_OK;
    }
    ndx_x_postings_close(postings);
    ndx_buf_clear(&term);
    return status;
}

ndx_status ndx_lookup_record(ndx_x_database *database, uint32_t docid, ndx_record *record, ndx_error *err) {
    ndx_text data;
    ndx_status status = ndx_x_database_data(database, docid, &data, err);
    return status == NDX_OK ? ndx_record_view(record, data, err) : status;
}

ndx_status ndx_lookup_origin(ndx_x_database *database, uint32_t docid, const ndx_record_facts *facts,
                             ndx_text *path, ndx_error *err) {
    *path = facts->origin.path;
    return path->len ? NDX_OK : ndx_x_database_value(database, docid, NDX_SLOT_PATH, path, err);
}

/* Add the article's id if it did come from path: the term is only a hash of it. */
static ndx_status add_id(ndx_x_database *database, uint32_t docid, ndx_text path, ndx_names *ids,
                         ndx_error *err) {
    ndx_record record;
    ndx_record_facts facts = {0};
    ndx_arena arena = {0};
    ndx_text origin = {"", 0};
    ndx_status status = ndx_lookup_record(database, docid, &record, err);
    if (status == NDX_OK) status = ndx_record_facts_get(&record, &arena, &facts, err);
    if (status == NDX_OK) status = ndx_lookup_origin(database, docid, &facts, &origin, err);
    if (status == NDX_OK && ndx_text_equal(origin, path) &&
        ndx_names_add(ids, facts.field[NDX_FIELD_ID]) == NDX_NO_NAME)
        status = ndx_fail_memory(err);
    ndx_arena_clear(&arena);
    return status;
}

ndx_status ndx_lookup_path(ndx_x_database *database, ndx_text path, ndx_names *ids, ndx_error *err) {
    ndx_buf term = {0};
    ndx_x_postings *postings = NULL;
    uint32_t docid;
    ndx_term_of_path(path, &term);
    ndx_status status = ndx_buf_status(&term, err);
    if (status == NDX_OK) status = ndx_x_database_postings(database, ndx_buf_text(&term), &postings, err);
    while (status == NDX_OK && (status = ndx_x_postings_next(postings, &docid, err)) == NDX_OK)
        status = add_id(database, docid, path, ids, err);
    ndx_x_postings_close(postings);
    ndx_buf_clear(&term);
    return status == NDX_END ? NDX_OK : status;
}

ndx_status ndx_lookup_terms(ndx_x_terms *list, ndx_record_terms *terms, ndx_error *err) {
    ndx_text term;
    ndx_status status;
    ndx_record_terms_reset(terms);
    while ((status = ndx_x_terms_next(list, &term, err)) == NDX_OK)
        if (ndx_term_is_general(term) && !ndx_record_terms_add(terms, term)) {
            status = ndx_fail_memory(err);
            break;
        }
    ndx_x_terms_close(list);
    return status == NDX_END ? NDX_OK : status;
}
