/* Few changes: through libxapian into the database that is there, in one transaction. */
#include <stdlib.h>

#include "changes.h"
#include "files.h"
#include "uncommitted.h"

typedef struct applying {
    ndx_changes *changes;
    ndx_x_writable *writable;
    ndx_x_document *document;
    ndx_x_term *terms;
    size_t term_capacity;
} applying;

/* --- articles ------------------------------------------------------------------------------------------- */

static ndx_status fill_document(applying *to, const ndx_glass_article *article, ndx_error *err) {
    ndx_x_document *document = to->document;
    if (article->posting_count > to->term_capacity) {
        ndx_x_term *grown = realloc(to->terms, article->posting_count * 2 * sizeof *grown);
        if (!grown) return ndx_fail_memory(err);
        to->terms = grown;
        to->term_capacity = article->posting_count * 2;
    }
    for (size_t i = 0; i < article->posting_count; i++)
        to->terms[i] = (ndx_x_term){article->postings[i].term, article->postings[i].wdf};
    ndx_status status = ndx_x_document_clear_terms(document, err);
    if (status == NDX_OK) status = ndx_x_document_clear_values(document, err);
    if (status == NDX_OK) status = ndx_x_document_add_terms(document, to->terms, article->posting_count, err);
    for (size_t i = 0; status == NDX_OK && i < article->value_count; i++)
        status = ndx_x_document_set_value(document, article->values[i].slot, article->values[i].bytes, err);
    if (status == NDX_OK) status = ndx_x_document_set_data(document, article->data, err);
    return status;
}

/* A replaced article keeps its number. */
static ndx_status put_article(applying *to, uint32_t place, ndx_error *err) {
    ndx_glass_article article;
    uint32_t docid = to->changes->notes[place].replaces;
    ndx_status status = ndx_bulk_article(to->changes->bulk, place, &article, err);
    if (status == NDX_OK) status = fill_document(to, &article, err);
    if (status != NDX_OK) return status;
    if (!docid) return ndx_x_writable_add_document(to->writable, to->document, NULL, err);
    ndx_base_keep(to->changes->base, docid);
    return ndx_x_writable_replace(to->writable, docid, to->document, err);
}

static ndx_status change_articles(applying *to, ndx_error *err) {
    ndx_status status = NDX_OK;
    for (uint32_t at = 0; status == NDX_OK && (at = ndx_bulk_next(to->changes->bulk, at)) != NDX_BULK_NONE;
         at++)
        status = put_article(to, at, err);
    for (uint32_t docid = 0;
         status == NDX_OK && (docid = ndx_base_next_dropped(to->changes->base, docid + 1)) != 0;)
        status = ndx_x_writable_delete(to->writable, docid, err);
    return status;
}

/* --- beside them ---------------------------------------------------------------------------------------- */

static ndx_status change_files(applying *to, ndx_error *err) {
    const ndx_changed_files *files = &to->changes->files;
    ndx_status status = NDX_OK;
    for (size_t i = 0; status == NDX_OK && i < files->paths.count; i++)
        status = files->at[i].there
                     ? ndx_files_put(to->writable, files->paths.names[i], &files->at[i].file, err)
                     : ndx_files_remove(to->writable, files->paths.names[i], err);
    return status;
}

static ndx_status set_counts(applying *to, ndx_error *err) {
    ndx_buf counts = {0};
    ndx_counts_print(&to->changes->counts, &counts);
    ndx_status status = ndx_buf_status(&counts, err);
    if (status == NDX_OK)
        status = ndx_x_writable_set_metadata(to->writable, NDX_COUNTS_KEY, ndx_buf_text(&counts), err);
    ndx_buf_clear(&counts);
    return status;
}

static ndx_status get_metadata(void *context, ndx_text key, ndx_text *value, ndx_error *err) {
    return ndx_x_database_metadata(ndx_x_writable_database(((applying *)context)->writable), key, value, err);
}

static ndx_status set_metadata(void *context, ndx_text key, ndx_text value, ndx_error *err) {
    return ndx_x_writable_set_metadata(((applying *)context)->writable, key, value, err);
}

static ndx_status each_metadata_key(void *context, ndx_text prefix,
                                    bool (*fn)(void *fn_context, ndx_text key), void *fn_context,
                                    ndx_error *err) {
    return ndx_metadata_each_key(ndx_x_writable_database(((applying *)context)->writable), prefix, fn,
                                 fn_context, err);
}

static ndx_status change_names(applying *to, const ndx_naming *naming, ndx_error *err) {
    const ndx_names_store metadata = {to, get_metadata, each_metadata_key, set_metadata,
                                      ndx_changes_company(to->changes)};
    return naming ? ndx_names_commit(&to->changes->names, naming, &metadata, err) : NDX_OK;
}

ndx_status ndx_changes_apply(ndx_changes *changes, const char *base_path, const ndx_naming *naming,
                             ndx_error *err) {
    applying to = {.changes = changes};
    ndx_tables tables;
    ndx_uncommitted_note(&tables, base_path);
    ndx_status status = ndx_x_writable_open(base_path, NDX_X_OPEN, 0, &to.writable, err);
    if (status == NDX_OK) status = ndx_x_document_new(&to.document, err);
    if (status == NDX_OK) status = ndx_x_writable_begin(to.writable, true, err);
    /* before the articles: who is named together is asked of the base, and what of it goes is known until then */
    if (status == NDX_OK) status = change_names(&to, naming, err);
    if (status == NDX_OK) status = change_articles(&to, err);
    if (status == NDX_OK) status = change_files(&to, err);
    if (status == NDX_OK) status = set_counts(&to, err);
    if (status == NDX_OK) status = ndx_x_writable_commit_transaction(to.writable, err);
    ndx_x_document_free(to.document);
    if (to.writable) ndx_x_writable_close(to.writable, NULL); /* an open transaction is given up */
    if (status != NDX_OK) ndx_uncommitted_cut(&tables, base_path);
    free(to.terms);
    return status;
}
