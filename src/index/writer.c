/* Writing an index: the lock, the generation written to, one transaction from commit to commit. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "generation.h"
#include "lookup.h"
#include "prepared.h"
#include "settings.h"
#include "counts.h"

struct ndx_writer {
    ndx_buf dir, generation; /* paths */
    int lock;
    bool building;           /* the generation is new and nobody sees it before the commit */
    ndx_settings settings;
    ndx_x_writable *writable;
    ndx_x_document *document;
    ndx_x_term *terms; size_t term_capacity;
    ndx_counts counts;
    ndx_buf note;
};

static ndx_x_database *database_of(const ndx_writer *writer) { return ndx_x_writable_database(writer->writable); }

/* --- opening ----------------------------------------------------------------------------------------------------------- */

static ndx_status begin_generation(ndx_writer *writer, ndx_error *err) {
    writer->building = true;
    ndx_status status = ndx_generation_begin(writer->dir.data, &writer->generation, err);
    if (status == NDX_OK) status = ndx_x_writable_open(writer->generation.data, NDX_X_CREATE, 0, &writer->writable, err);
    if (status == NDX_OK) status = ndx_x_writable_begin(writer->writable, true, err);
    if (status == NDX_OK) status = ndx_settings_put(writer->writable, &writer->settings, err);
    return status;
}

static ndx_status open_generation(ndx_writer *writer, const ndx_writer_options *options, ndx_error *err) {
    const char *dir = writer->dir.data;
    ndx_status status = ndx_x_writable_open(writer->generation.data, NDX_X_OPEN, 0, &writer->writable, err);
    if (status == NDX_OK) status = ndx_settings_get(database_of(writer), dir, &writer->settings, err);
    if (status == NDX_OK) status = ndx_settings_agree(&writer->settings, options, dir, err);
    if (status == NDX_OK) status = ndx_counts_get(database_of(writer), &writer->counts, err);
    if (status == NDX_OK) status = ndx_x_writable_begin(writer->writable, true, err);
    return status;
}

/* Is there an index to go on with? Its path is then in writer->generation. */
static ndx_status find_generation(ndx_writer *writer, bool *found, ndx_error *err) {
    ndx_buf file = {0}, ignored = {0};
    ndx_buf_addf(&file, "%s/current", writer->dir.data);
    if (file.failed) return ndx_fail_memory(err);
    ndx_status status = ndx_file_read(file.data, 4096, &ignored, err);
    *found = status == NDX_OK;
    if (status == NDX_NOT_FOUND) status = NDX_OK;
    if (*found) status = ndx_generation_current(writer->dir.data, &writer->generation, err);
    ndx_buf_clear(&file);
    ndx_buf_clear(&ignored);
    return status;
}

static ndx_status open_parts(ndx_writer *writer, const char *dir, const ndx_writer_options *options, ndx_error *err) {
    ndx_buf_add_str(&writer->dir, dir);
    while (writer->dir.len > 1 && writer->dir.data[writer->dir.len - 1] == '/') writer->dir.data[--writer->dir.len] = 0;
    if (writer->dir.failed) return ndx_fail_memory(err);
    ndx_status status = ndx_lock_take(writer->dir.data, options->wait_seconds, &writer->lock, err);
    bool found = false;
    writer->settings = ndx_settings_of(options);
    if (status == NDX_OK && !options->rebuild) status = find_generation(writer, &found, err);
    if (status != NDX_OK) return status;
    ndx_generation_sweep(writer->dir.data, NULL);
    status = found ? open_generation(writer, options, err) : begin_generation(writer, err);
    return status == NDX_OK ? ndx_x_document_new(&writer->document, err) : status;
}

ndx_status ndx_writer_open(const char *dir, const ndx_writer_options *options, ndx_writer **writer, ndx_error *err) {
    ndx_writer *made = calloc(1, sizeof *made);
    *writer = NULL;
    if (!made) return ndx_fail_memory(err);
    made->lock = -1;
    ndx_status status = open_parts(made, dir, options, err);
    if (status == NDX_OK) *writer = made;
    else ndx_writer_close(made);
    return status;
}

void ndx_writer_close(ndx_writer *writer) {
    if (!writer) return;
    ndx_x_document_free(writer->document);
    if (writer->writable) ndx_x_writable_close(writer->writable, NULL); /* an open transaction is given up */
    if (writer->building && writer->generation.len) ndx_generation_remove(writer->generation.data);
    ndx_lock_drop(writer->lock);
    ndx_buf_clear(&writer->dir);
    ndx_buf_clear(&writer->generation);
    ndx_buf_clear(&writer->note);
    free(writer->terms);
    free(writer);
}

/* --- articles ------------------------------------------------------------------------------------------------------------ */

static ndx_status fill_document(ndx_writer *writer, const ndx_prepared_view *view, ndx_error *err) {
    ndx_x_document *document = writer->document;
    if (view->posting_count > writer->term_capacity) {
        ndx_x_term *grown = realloc(writer->terms, view->posting_count * 2 * sizeof *grown);
        if (!grown) return ndx_fail_memory(err);
        writer->terms = grown;
        writer->term_capacity = view->posting_count * 2;
    }
    for (size_t i = 0; i < view->posting_count; i++) writer->terms[i] = (ndx_x_term){view->postings[i].term, view->postings[i].wdf};
    ndx_status status = ndx_x_document_clear_terms(document, err);
    if (status == NDX_OK) status = ndx_x_document_clear_values(document, err);
    if (status == NDX_OK) status = ndx_x_document_add_terms(document, writer->terms, view->posting_count, err);
    for (size_t i = 0; status == NDX_OK && i < view->value_count; i++)
        status = ndx_x_document_set_value(document, view->values[i].slot, view->values[i].value, err);
    if (status == NDX_OK) status = ndx_x_document_set_data(document, view->record, err);
    return status;
}

/* Take a document that is about to go out of the counts. */
static ndx_status uncount(ndx_writer *writer, uint32_t docid, ndx_error *err) {
    ndx_record record;
    ndx_status status = ndx_lookup_record(database_of(writer), docid, &record, err);
    if (status == NDX_OK) ndx_counts_take(&writer->counts, &record);
    return status == NDX_BAD_INPUT ? NDX_OK : status; /* a damaged record may always be replaced or removed */
}

ndx_status ndx_writer_put(ndx_writer *writer, const ndx_prepared *prepared, ndx_error *err) {
    ndx_prepared_view view = ndx_prepared_look(prepared);
    uint32_t docid;
    ndx_record record;
    ndx_status status = fill_document(writer, &view, err);
    if (status == NDX_OK) status = ndx_lookup_id(database_of(writer), view.id, &docid, err);
    if (status == NDX_OK && docid) status = uncount(writer, docid, err);
    if (status != NDX_OK) return status;
    if (docid) status = ndx_x_writable_replace(writer->writable, docid, writer->document, err);
    else status = ndx_x_writable_add_document(writer->writable, writer->document, NULL, err);
    if (status == NDX_OK && ndx_record_view(&record, view.record, NULL) == NDX_OK) ndx_counts_add(&writer->counts, &record);
    return status;
}

ndx_status ndx_writer_remove(ndx_writer *writer, ndx_text id, bool *removed, ndx_error *err) {
    uint32_t docid;
    *removed = false;
    ndx_status status = ndx_lookup_id(database_of(writer), id, &docid, err);
    if (status != NDX_OK || docid == 0) return status;
    status = uncount(writer, docid, err);
    if (status == NDX_OK) status = ndx_x_writable_delete(writer->writable, docid, err);
    *removed = status == NDX_OK;
    return status;
}

uint64_t ndx_writer_count(const ndx_writer *writer) {
    ndx_x_database_stats stats;
    return ndx_x_database_stats_get(database_of(writer), &stats, NULL) == NDX_OK ? stats.documents : 0;
}

/* --- commit --------------------------------------------------------------------------------------------------------------- */

/* Nobody has seen the new generation yet: look at it with a reader's eyes before everybody does. */
static ndx_status verify(const ndx_writer *writer, ndx_error *err) {
    size_t errors = 0;
    ndx_buf report = {0};
    ndx_status status = ndx_x_check(writer->generation.data, NDX_X_CHECK_STATS, &errors, &report, err);
    if (status == NDX_OK && errors)
        status = ndx_fail(err, NDX_FAILED, "the new generation %s did not pass Xapian's check (%zu errors); the old one stays in use", writer->generation.data, errors);
    ndx_buf_clear(&report);
    return status;
}

ndx_status ndx_writer_commit(ndx_writer *writer, ndx_error *err) {
    ndx_status status = ndx_counts_put(writer->writable, &writer->counts, err);
    if (status == NDX_OK) status = ndx_x_writable_commit_transaction(writer->writable, err);
    if (status == NDX_OK && writer->building) {
        status = verify(writer, err);
        if (status == NDX_OK) status = ndx_generation_switch(writer->dir.data, writer->generation.data, err);
        if (status == NDX_OK) writer->building = false;
    }
    if (status == NDX_OK) {
        ndx_generation_sweep(writer->dir.data, NULL);
        status = ndx_x_writable_begin(writer->writable, true, err);
    }
    return status;
}

/* --- what is known of sources ------------------------------------------------------------------------------------------------ */

ndx_status ndx_writer_file_get(ndx_writer *writer, ndx_text path, ndx_seen_file *file, bool *known, ndx_error *err) {
    ndx_buf_reset(&writer->note);
    return ndx_files_get(database_of(writer), path, file, &writer->note, known, err);
}

ndx_status ndx_writer_file_put(ndx_writer *writer, ndx_text path, const ndx_seen_file *file, ndx_error *err) {
    return ndx_files_put(writer->writable, path, file, err);
}

ndx_status ndx_writer_file_remove(ndx_writer *writer, ndx_text path, ndx_error *err) {
    return ndx_files_remove(writer->writable, path, err);
}

ndx_status ndx_writer_each_file(ndx_writer *writer, ndx_text root, ndx_seen_file_fn *fn, void *context, ndx_error *err) {
    return ndx_files_each(database_of(writer), root, fn, context, err);
}

/* Facts of an indexed article; views in the database's bytes and the arena. */
static ndx_status facts_of(ndx_writer *writer, ndx_text id, ndx_arena *arena, ndx_record_facts *facts, bool *known, ndx_error *err) {
    uint32_t docid;
    ndx_record record;
    *known = false;
    ndx_status status = ndx_lookup_id(database_of(writer), id, &docid, err);
    if (status != NDX_OK || docid == 0) return status;
    status = ndx_lookup_record(database_of(writer), docid, &record, err);
    if (status == NDX_OK) status = ndx_record_facts_get(&record, arena, facts, err);
    *known = status == NDX_OK;
    return status;
}

ndx_status ndx_writer_article_hash(ndx_writer *writer, ndx_text id, uint64_t *hash, bool *known, ndx_error *err) {
    ndx_arena arena = {0};
    ndx_record_facts facts;
    ndx_status status = facts_of(writer, id, &arena, &facts, known, err);
    if (*known) *hash = facts.origin.hash;
    ndx_arena_clear(&arena);
    return status;
}

ndx_status ndx_writer_article_path(ndx_writer *writer, ndx_text id, ndx_buf *path, bool *known, ndx_error *err) {
    ndx_arena arena = {0};
    ndx_record_facts facts;
    ndx_status status = facts_of(writer, id, &arena, &facts, known, err);
    if (*known) ndx_buf_add_text(path, facts.origin.path);
    ndx_arena_clear(&arena);
    return status == NDX_OK ? ndx_buf_status(path, err) : status;
}

ndx_status ndx_writer_each_article(ndx_writer *writer, ndx_text path, ndx_id_fn *fn, void *context, ndx_error *err) {
    ndx_names ids = {0};
    ndx_status status = ndx_lookup_path(database_of(writer), path, &ids, err);
    for (size_t i = 0; status == NDX_OK && i < ids.count; i++)
        if (!fn(context, ids.names[i])) break;
    ndx_names_clear(&ids);
    return status;
}
