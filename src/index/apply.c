/* Few changes: into the database that is there, in one step. */
#include "changes.h"
#include "files.h"
#include "glass_update.h"
#include "uncommitted.h"

typedef struct applying {
    ndx_changes *changes;
    ndx_glass_update *update;
} applying;

/* --- articles ------------------------------------------------------------------------------------------- */

/* A replaced article keeps its number. */
static ndx_status put_article(applying *to, uint32_t place, ndx_error *err) {
    ndx_glass_article article;
    uint32_t docid = to->changes->notes[place].replaces;
    ndx_status status = ndx_bulk_article(to->changes->bulk, place, &article, err);
    if (status == NDX_OK) status = ndx_glass_update_put(to->update, docid, &article, err);
    if (status == NDX_OK && docid) ndx_base_replace(to->changes->base, docid);
    return status;
}

static ndx_status change_articles(applying *to, ndx_error *err) {
    ndx_status status = NDX_OK;
    for (uint32_t at = 0; status == NDX_OK && (at = ndx_bulk_next(to->changes->bulk, at)) != NDX_BULK_NONE;
         at++)
        status = put_article(to, at, err);
    for (uint32_t docid = 0;
         status == NDX_OK && (docid = ndx_base_next_dropped(to->changes->base, docid + 1)) != 0;)
        status = ndx_glass_update_remove(to->update, docid, err);
    return status;
}

/* --- beside them ---------------------------------------------------------------------------------------- */

static ndx_status change_file(applying *to, ndx_text path, const ndx_changed_file *changed, ndx_error *err) {
    ndx_buf key = {0}, value = {0};
    ndx_files_entry(path, &changed->file, &key, &value);
    if (!changed->there) ndx_buf_reset(&value);
    ndx_status status = key.failed || value.failed ? ndx_fail_memory(err) : NDX_OK;
    if (status == NDX_OK)
        status = ndx_glass_update_metadata(to->update, ndx_buf_text(&key), ndx_buf_text(&value), err);
    ndx_buf_clear(&key);
    ndx_buf_clear(&value);
    return status;
}

static ndx_status change_files(applying *to, ndx_error *err) {
    const ndx_changed_files *files = &to->changes->files;
    ndx_status status = NDX_OK;
    for (size_t i = 0; status == NDX_OK && i < files->paths.count; i++)
        status = change_file(to, files->paths.names[i], &files->at[i], err);
    return status;
}

static ndx_status set_counts(applying *to, ndx_error *err) {
    ndx_buf counts = {0};
    ndx_counts_print(&to->changes->counts, &counts);
    ndx_status status = ndx_buf_status(&counts, err);
    if (status == NDX_OK)
        status = ndx_glass_update_metadata(to->update, NDX_COUNTS_KEY, ndx_buf_text(&counts), err);
    ndx_buf_clear(&counts);
    return status;
}

/* What is read is what was committed: names are decided once all that is known of them has been read. */
static ndx_status get_metadata(void *context, ndx_text key, ndx_text *value, ndx_error *err) {
    return ndx_x_database_metadata(ndx_changes_database(((applying *)context)->changes), key, value, err);
}

static ndx_status set_metadata(void *context, ndx_text key, ndx_text value, ndx_error *err) {
    return ndx_glass_update_metadata(((applying *)context)->update, key, value, err);
}

static ndx_status each_metadata_key(void *context, ndx_text prefix,
                                    bool (*fn)(void *fn_context, ndx_text key), void *fn_context,
                                    ndx_error *err) {
    return ndx_metadata_each_key(ndx_changes_database(((applying *)context)->changes), prefix, fn, fn_context,
                                 err);
}

static ndx_status change_names(applying *to, const ndx_naming *naming, ndx_error *err) {
    const ndx_names_store metadata = {to, get_metadata, each_metadata_key, set_metadata,
                                      ndx_changes_company(to->changes)};
    return naming ? ndx_names_commit(&to->changes->names, naming, &metadata, err) : NDX_OK;
}

ndx_status ndx_changes_apply(ndx_changes *changes, const char *base_path, const ndx_naming *naming,
                             unsigned jobs, ndx_error *err) {
    applying to = {.changes = changes};
    ndx_tables tables;
    ndx_uncommitted_note(&tables, base_path);
    ndx_status status = ndx_glass_update_new(base_path, &to.update, err);
    if (status == NDX_OK) status = change_articles(&to, err);
    if (status == NDX_OK && jobs > 1) ndx_glass_update_store(to.update);
    if (status == NDX_OK) status = change_names(&to, naming, err);
    if (status == NDX_OK) status = change_files(&to, err);
    if (status == NDX_OK) status = set_counts(&to, err);
    if (status == NDX_OK) status = ndx_glass_update_commit(to.update, err);
    ndx_glass_update_free(to.update);
    if (status != NDX_OK) ndx_uncommitted_cut(&tables, base_path);
    return status;
}
