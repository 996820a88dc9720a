/* A store that is a Xapian database: changed through libxapian, one transaction from commit to commit. */
#include <stdlib.h>

#include "files.h"
#include "lookup.h"
#include "names_commit.h"
#include "store.h"
#include "uncommitted.h"

struct live {
    ndx_store store; /* first: a store is a live */
    ndx_buf path;
    ndx_tables tables; /* as last committed */
    ndx_x_writable *writable;
    ndx_x_document *document;
    ndx_x_term *terms;
    size_t term_capacity;
    ndx_counts counts;
};

static struct live *live_of(ndx_store *store) {
    return (struct live *)store;
}
static ndx_x_database *database_of(const ndx_store *store) {
    return ndx_x_writable_database(((const struct live *)store)->writable);
}

/* --- articles ------------------------------------------------------------------------------------------- */

static ndx_status fill_document(struct live *live, const ndx_prepared_view *view, ndx_error *err) {
    ndx_x_document *document = live->document;
    if (view->posting_count > live->term_capacity) {
        ndx_x_term *grown = realloc(live->terms, view->posting_count * 2 * sizeof *grown);
        if (!grown) return ndx_fail_memory(err);
        live->terms = grown;
        live->term_capacity = view->posting_count * 2;
    }
    for (size_t i = 0; i < view->posting_count; i++)
        live->terms[i] = (ndx_x_term){view->postings[i].term, view->postings[i].wdf};
    ndx_status status = ndx_x_document_clear_terms(document, err);
    if (status == NDX_OK) status = ndx_x_document_clear_values(document, err);
    if (status == NDX_OK) status = ndx_x_document_add_terms(document, live->terms, view->posting_count, err);
    for (size_t i = 0; status == NDX_OK && i < view->value_count; i++)
        status = ndx_x_document_set_value(document, view->values[i].slot, view->values[i].value, err);
    if (status == NDX_OK) status = ndx_x_document_set_data(document, view->record, err);
    return status;
}

/* Take a document that is about to go out of the counts. */
static ndx_status uncount(struct live *live, uint32_t docid, ndx_error *err) {
    ndx_record record;
    ndx_status status = ndx_lookup_record(database_of(&live->store), docid, &record, err);
    if (status == NDX_OK) ndx_counts_take(&live->counts, &record);
    if (status == NDX_OK) status = ndx_name_table_count_record(&live->store.names, &record, -1, err);
    return status == NDX_BAD_INPUT ? NDX_OK : status; /* a damaged record may always be replaced or removed */
}

static ndx_status live_put(ndx_store *store, const ndx_prepared_view *view, ndx_error *err) {
    struct live *live = live_of(store);
    uint32_t docid;
    ndx_record record;
    ndx_status status = fill_document(live, view, err);
    if (status == NDX_OK) status = ndx_lookup_id(database_of(store), view->id, &docid, err);
    if (status == NDX_OK && docid) status = uncount(live, docid, err);
    if (status != NDX_OK) return status;
    if (docid)
        status = ndx_x_writable_replace(live->writable, docid, live->document, err);
    else
        status = ndx_x_writable_add_document(live->writable, live->document, NULL, err);
    if (status == NDX_OK && ndx_record_view(&record, view->record, NULL) == NDX_OK)
        ndx_counts_add(&live->counts, &record);
    if (status == NDX_OK)
        status =
            ndx_name_table_count(&store->names, view->people, view->person_count, view->date.day, 1, err);
    return status;
}

static ndx_status live_remove(ndx_store *store, ndx_text id, bool *removed, ndx_error *err) {
    struct live *live = live_of(store);
    uint32_t docid;
    *removed = false;
    ndx_status status = ndx_lookup_id(database_of(store), id, &docid, err);
    if (status != NDX_OK || docid == 0) return status;
    status = uncount(live, docid, err);
    if (status == NDX_OK) status = ndx_x_writable_delete(live->writable, docid, err);
    *removed = status == NDX_OK;
    return status;
}

static uint64_t live_count(const ndx_store *store) {
    ndx_x_database_stats stats;
    return ndx_x_database_stats_get(database_of(store), &stats, NULL) == NDX_OK ? stats.documents : 0;
}

static ndx_status live_known(ndx_store *store, ndx_text id, ndx_known *known, bool *found, ndx_error *err) {
    uint32_t docid;
    ndx_record record;
    ndx_record_facts facts;
    ndx_arena arena = {0};
    *found = false;
    ndx_status status = ndx_lookup_id(database_of(store), id, &docid, err);
    if (status != NDX_OK || docid == 0) return status;
    status = ndx_lookup_record(database_of(store), docid, &record, err);
    if (status == NDX_OK) status = ndx_record_facts_get(&record, &arena, &facts, err);
    if (status == NDX_OK) {
        *found = true;
        status = ndx_known_fill(known, &facts, err);
    }
    ndx_arena_clear(&arena);
    return status;
}

static ndx_status live_each_article(ndx_store *store, ndx_text path, ndx_id_fn *fn, void *context,
                                    ndx_error *err) {
    ndx_names ids = {0};
    ndx_status status = ndx_lookup_path(database_of(store), path, &ids, err);
    for (size_t i = 0; status == NDX_OK && i < ids.count; i++)
        if (!fn(context, ids.names[i])) break;
    ndx_names_clear(&ids);
    return status;
}

/* --- files ---------------------------------------------------------------------------------------------- */

static ndx_status live_file_get(ndx_store *store, ndx_text path, ndx_seen_file *file, ndx_buf *note,
                                bool *known, ndx_error *err) {
    return ndx_files_get(database_of(store), path, file, note, known, err);
}

static ndx_status live_file_put(ndx_store *store, ndx_text path, const ndx_seen_file *file, ndx_error *err) {
    return ndx_files_put(live_of(store)->writable, path, file, err);
}

static ndx_status live_file_remove(ndx_store *store, ndx_text path, ndx_error *err) {
    return ndx_files_remove(live_of(store)->writable, path, err);
}

static ndx_status live_each_file(ndx_store *store, ndx_text root, ndx_seen_file_fn *fn, void *context,
                                 ndx_error *err) {
    return ndx_files_each(database_of(store), root, fn, context, err);
}

/* --- opening, commit, end ------------------------------------------------------------------------------- */

static ndx_status get_metadata(void *context, ndx_text key, ndx_text *value, ndx_error *err) {
    return ndx_x_database_metadata(database_of(context), key, value, err);
}

static ndx_status set_metadata(void *context, ndx_text key, ndx_text value, ndx_error *err) {
    return ndx_x_writable_set_metadata(live_of(context)->writable, key, value, err);
}

static ndx_status each_metadata_key(void *context, ndx_text prefix,
                                    bool (*fn)(void *fn_context, ndx_text key), void *fn_context,
                                    ndx_error *err) {
    ndx_x_terms *terms;
    ndx_text key;
    ndx_status status = ndx_x_database_metadata_keys(database_of(context), prefix, &terms, err);
    if (status != NDX_OK) return status;
    while ((status = ndx_x_terms_next(terms, &key, err)) == NDX_OK && fn(fn_context, key)) continue;
    ndx_x_terms_close(terms);
    return status == NDX_END ? NDX_OK : status;
}

static ndx_status live_naming_note(ndx_store *store, ndx_buf *note, ndx_error *err) {
    ndx_text rules;
    ndx_status status = ndx_x_database_metadata(database_of(store), NDX_RULES_KEY, &rules, err);
    if (status != NDX_OK) return status;
    ndx_buf_add_text(note, ndx_names_note(rules));
    return ndx_buf_status(note, err);
}

static ndx_status commit_names(ndx_store *store, const ndx_naming *naming, ndx_error *err) {
    const ndx_names_store metadata = {store, get_metadata, each_metadata_key, set_metadata};
    if (naming) return ndx_names_commit(&store->names, naming, &metadata, err);
    ndx_name_table_clear(&store->names);
    return NDX_OK;
}

static ndx_status live_commit(ndx_store *store, const ndx_naming *naming, ndx_error *err) {
    struct live *live = live_of(store);
    ndx_buf counts = {0};
    ndx_counts_print(&live->counts, &counts);
    ndx_status status = ndx_buf_status(&counts, err);
    if (status == NDX_OK)
        status = ndx_x_writable_set_metadata(live->writable, NDX_COUNTS_KEY, ndx_buf_text(&counts), err);
    if (status == NDX_OK) status = commit_names(store, naming, err);
    if (status == NDX_OK) status = ndx_x_writable_commit_transaction(live->writable, err);
    if (status == NDX_OK) ndx_uncommitted_note(&live->tables, live->path.data);
    if (status == NDX_OK) status = ndx_x_writable_begin(live->writable, true, err);
    ndx_buf_clear(&counts);
    return status;
}

static void live_close(ndx_store *store) {
    struct live *live = live_of(store);
    ndx_x_document_free(live->document);
    if (live->writable) ndx_x_writable_close(live->writable, NULL); /* an open transaction is given up */
    ndx_name_table_clear(&store->names);
    ndx_uncommitted_cut(&live->tables, live->path.data);
    ndx_buf_clear(&live->path);
    free(live->terms);
    free(live);
}

static const ndx_store_ops ops = {
    .put = live_put,
    .remove = live_remove,
    .known = live_known,
    .each_article = live_each_article,
    .file_get = live_file_get,
    .file_put = live_file_put,
    .file_remove = live_file_remove,
    .each_file = live_each_file,
    .count = live_count,
    .commit = live_commit,
    .naming_note = live_naming_note,
    .close = live_close,
};

ndx_status ndx_live_open(const char *path, const char *dir, ndx_settings *settings, ndx_store **store,
                         ndx_error *err) {
    struct live *made = calloc(1, sizeof *made);
    *store = NULL;
    if (!made) return ndx_fail_memory(err);
    made->store.ops = &ops;
    ndx_buf_add_str(&made->path, path);
    ndx_status status = ndx_buf_status(&made->path, err);
    if (status == NDX_OK) status = ndx_x_writable_open(path, NDX_X_OPEN, 0, &made->writable, err);
    if (status == NDX_OK) status = ndx_settings_get(database_of(&made->store), dir, settings, err);
    if (status == NDX_OK) status = ndx_counts_get(database_of(&made->store), &made->counts, err);
    if (status == NDX_OK) ndx_uncommitted_note(&made->tables, path);
    if (status == NDX_OK) status = ndx_x_document_new(&made->document, err);
    if (status == NDX_OK) status = ndx_x_writable_begin(made->writable, true, err);
    if (status == NDX_OK)
        *store = &made->store;
    else
        live_close(&made->store);
    return status;
}
