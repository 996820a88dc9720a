/* Many changes, or a first index: every article is written by date into a new database. */
#include <stdlib.h>

#include "changes.h"
#include "files.h"

typedef struct building {
    ndx_changes *changes;
    ndx_glass_builder *builder;
    ndx_status status; /* sticky */
    ndx_error *err;
} building;

static ndx_status set_metadata(void *context, ndx_text key, ndx_text value, ndx_error *err) {
    return ndx_glass_builder_metadata(((building *)context)->builder, key, value, err);
}

static ndx_status get_metadata(void *context, ndx_text key, ndx_text *value, ndx_error *err) {
    return ndx_x_database_metadata(ndx_changes_database(((building *)context)->changes), key, value, err);
}

static ndx_status each_metadata_key(void *context, ndx_text prefix,
                                    bool (*fn)(void *fn_context, ndx_text key), void *fn_context,
                                    ndx_error *err) {
    return ndx_metadata_each_key(ndx_changes_database(((building *)context)->changes), prefix, fn, fn_context,
                                 err);
}

/* --- what the base says beside its articles stays, unless it is said anew ------------------------------- */

static bool copy_metadata(void *context, ndx_text key) {
    building *to = context;
    ndx_text value;
    to->status = get_metadata(to, key, &value, to->err);
    if (to->status == NDX_OK) to->status = set_metadata(to, key, value, to->err);
    return to->status == NDX_OK;
}

static ndx_status copy_all_metadata(building *to) {
    ndx_status status = each_metadata_key(to, (ndx_text){"", 0}, copy_metadata, to, to->err);
    return to->status != NDX_OK ? to->status : status;
}

static ndx_status set_settings(building *to, ndx_error *err) {
    ndx_buf settings = {0}, counts = {0};
    ndx_settings_print(&to->changes->settings, &settings);
    ndx_counts_print(&to->changes->counts, &counts);
    ndx_status status = settings.failed || counts.failed ? ndx_fail_memory(err) : NDX_OK;
    if (status == NDX_OK) status = set_metadata(to, NDX_SETTINGS_KEY, ndx_buf_text(&settings), err);
    if (status == NDX_OK) status = set_metadata(to, NDX_COUNTS_KEY, ndx_buf_text(&counts), err);
    ndx_buf_clear(&settings);
    ndx_buf_clear(&counts);
    return status;
}

static ndx_status set_files(building *to, ndx_error *err) {
    const ndx_changed_files *files = &to->changes->files;
    ndx_buf key = {0}, value = {0};
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < files->paths.count && status == NDX_OK; i++) {
        ndx_buf_reset(&key);
        ndx_buf_reset(&value);
        ndx_files_entry(files->paths.names[i], &files->at[i].file, &key, &value);
        status = key.failed || value.failed ? ndx_fail_memory(err) : NDX_OK;
        ndx_text kept = files->at[i].there ? ndx_buf_text(&value) : (ndx_text){"", 0};
        if (status == NDX_OK) status = set_metadata(to, ndx_buf_text(&key), kept, err);
    }
    ndx_buf_clear(&key);
    ndx_buf_clear(&value);
    return status;
}

static ndx_status set_names(building *to, const ndx_naming *naming, ndx_error *err) {
    bool base = to->changes->base != NULL;
    const ndx_names_store metadata = {to, base ? get_metadata : NULL, base ? each_metadata_key : NULL,
                                      set_metadata, ndx_changes_company(to->changes)};
    return naming ? ndx_names_commit(&to->changes->names, naming, &metadata, err) : NDX_OK;
}

ndx_status ndx_changes_build(ndx_changes *changes, const ndx_naming *naming, unsigned jobs, ndx_error *err) {
    building to = {.changes = changes, .builder = ndx_bulk_builder(changes->bulk), .err = err};
    ndx_bulk_others others = {0};
    ndx_status status = changes->base ? copy_all_metadata(&to) : NDX_OK;
    if (status == NDX_OK) status = set_settings(&to, err);
    if (status == NDX_OK) status = set_files(&to, err);
    if (status == NDX_OK) status = set_names(&to, naming, err);
    if (status == NDX_OK && changes->base) status = ndx_base_others(changes->base, &others, err);
    if (status == NDX_OK) status = ndx_bulk_finish(changes->bulk, &others, jobs, err);
    free(others.at);
    return status;
}
