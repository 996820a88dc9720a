/* Writing an index: the lock, the generation written to, and what a commit is. Articles go into a store
 * (store.h). */
#include <stdlib.h>

#include "generation.h"
#include "store.h"

struct ndx_writer {
    ndx_buf dir, generation; /* paths */
    int lock;
    bool building; /* the generation is new, and nobody sees it before the commit */
    ndx_settings settings;
    ndx_store *store;
    ndx_buf note;
    const ndx_naming *naming; /* NULL: nobody decides */
};

/* --- opening and closing -------------------------------------------------------------------------------- */

static ndx_status begin_generation(ndx_writer *writer, size_t memory_bytes, ndx_error *err) {
    writer->building = true;
    ndx_status status = ndx_generation_begin(writer->dir.data, &writer->generation, err);
    return status == NDX_OK
               ? ndx_build_new(writer->generation.data, &writer->settings, memory_bytes, &writer->store, err)
               : status;
}

static ndx_status open_generation(ndx_writer *writer, const ndx_writer_options *options, ndx_error *err) {
    ndx_status status =
        ndx_live_open(writer->generation.data, writer->dir.data, &writer->settings, &writer->store, err);
    return status == NDX_OK ? ndx_settings_agree(&writer->settings, options, writer->dir.data, err) : status;
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

static ndx_status open_parts(ndx_writer *writer, const char *dir, const ndx_writer_options *options,
                             ndx_error *err) {
    ndx_buf_add_str(&writer->dir, dir);
    while (writer->dir.len > 1 && writer->dir.data[writer->dir.len - 1] == '/')
        writer->dir.data[--writer->dir.len] = 0;
    if (writer->dir.failed) return ndx_fail_memory(err);
    ndx_patience patience = {options->wait_seconds, options->stop, options->stop_context};
    ndx_status status = ndx_lock_take(writer->dir.data, &patience, &writer->lock, err);
    bool found = false;
    writer->settings = ndx_settings_of(options);
    if (status == NDX_OK && !options->rebuild) status = find_generation(writer, &found, err);
    if (status != NDX_OK) return status;
    ndx_generation_sweep(writer->dir.data, NULL);
    return found ? open_generation(writer, options, err)
                 : begin_generation(writer, options->memory_bytes, err);
}

void ndx_writer_settings(const ndx_writer *writer, ndx_writer_options *options) {
    options->language = writer->settings.language;
    options->no_people = !writer->settings.people;
    options->no_dates = !writer->settings.dates;
}

ndx_status ndx_writer_open(const char *dir, const ndx_writer_options *options, ndx_writer **writer,
                           ndx_error *err) {
    ndx_writer *made = calloc(1, sizeof *made);
    *writer = NULL;
    if (!made) return ndx_fail_memory(err);
    made->lock = -1;
    ndx_status status = open_parts(made, dir, options, err);
    if (status == NDX_OK)
        *writer = made;
    else
        ndx_writer_close(made);
    return status;
}

void ndx_writer_close(ndx_writer *writer) {
    if (!writer) return;
    if (writer->store) writer->store->ops->close(writer->store);
    if (writer->building && writer->generation.len) ndx_generation_remove(writer->generation.data);
    ndx_lock_drop(writer->lock);
    ndx_buf_clear(&writer->dir);
    ndx_buf_clear(&writer->generation);
    ndx_buf_clear(&writer->note);
    free(writer);
}

/* --- commit --------------------------------------------------------------------------------------------- */

/* Nobody has seen the new generation yet: look at it with a reader's eyes before everybody does. The builder has read back
 * every table it wrote (glass_verify.h). */
static ndx_status verify(const ndx_writer *writer, uint64_t articles, ndx_error *err) {
    ndx_x_database *database;
    ndx_x_database_stats stats;
    const char *path = writer->generation.data;
    ndx_status status = ndx_x_database_open(path, NDX_X_GLASS, &database, err);
    if (status != NDX_OK) return status;
    status = ndx_x_database_stats_get(database, &stats, err);
    if (status == NDX_OK && stats.documents != articles)
        status = ndx_fail(err, NDX_FAILED,
                          "the new generation %s has %u articles in place of %llu; the old one stays in use",
                          path, stats.documents, (unsigned long long)articles);
    ndx_x_database_close(database);
    return status;
}

/* What was built becomes the index; from here on it is changed like any other. */
static ndx_status go_live(ndx_writer *writer, ndx_error *err) {
    uint64_t articles = writer->store->ops->count(writer->store);
    ndx_status status = verify(writer, articles, err);
    if (status == NDX_OK) status = ndx_generation_switch(writer->dir.data, writer->generation.data, err);
    if (status != NDX_OK) return status;
    writer->building = false;
    writer->store->ops->close(writer->store);
    writer->store = NULL;
    return ndx_live_open(writer->generation.data, writer->dir.data, &writer->settings, &writer->store, err);
}

ndx_status ndx_writer_commit(ndx_writer *writer, ndx_error *err) {
    ndx_status status = writer->store->ops->commit(writer->store, writer->naming, err);
    if (status == NDX_OK && writer->building) status = go_live(writer, err);
    if (status == NDX_OK) ndx_generation_sweep(writer->dir.data, NULL);
    return status;
}

void ndx_writer_naming(ndx_writer *writer, const ndx_naming *naming) {
    writer->naming = naming;
}

ndx_status ndx_writer_naming_note(ndx_writer *writer, ndx_buf *note, ndx_error *err) {
    return writer->store->ops->naming_note(writer->store, note, err);
}

/* --- articles and files --------------------------------------------------------------------------------- */

ndx_status ndx_writer_put(ndx_writer *writer, const ndx_prepared *prepared, ndx_error *err) {
    ndx_prepared_view view = ndx_prepared_look(prepared);
    return writer->store->ops->put(writer->store, &view, err);
}

ndx_status ndx_writer_remove(ndx_writer *writer, ndx_text id, bool *removed, ndx_error *err) {
    return writer->store->ops->remove(writer->store, id, removed, err);
}

uint64_t ndx_writer_count(const ndx_writer *writer) {
    return writer->store->ops->count(writer->store);
}

bool ndx_writer_is_new(const ndx_writer *writer) {
    return writer->building;
}

ndx_status ndx_writer_article_hash(ndx_writer *writer, ndx_text id, uint64_t *hash, bool *known,
                                   ndx_error *err) {
    ndx_known facts = {0};
    ndx_status status = writer->store->ops->known(writer->store, id, &facts, known, err);
    *hash = facts.hash;
    ndx_buf_clear(&facts.path);
    return status;
}

ndx_status ndx_writer_article_path(ndx_writer *writer, ndx_text id, ndx_buf *path, bool *known,
                                   ndx_error *err) {
    ndx_known facts = {0};
    ndx_status status = writer->store->ops->known(writer->store, id, &facts, known, err);
    ndx_buf_add_text(path, ndx_buf_text(&facts.path));
    ndx_buf_clear(&facts.path);
    return status == NDX_OK ? ndx_buf_status(path, err) : status;
}

ndx_status ndx_writer_each_article(ndx_writer *writer, ndx_text path, ndx_id_fn *fn, void *context,
                                   ndx_error *err) {
    return writer->store->ops->each_article(writer->store, path, fn, context, err);
}

ndx_status ndx_writer_file_get(ndx_writer *writer, ndx_text path, ndx_seen_file *file, bool *known,
                               ndx_error *err) {
    ndx_buf_reset(&writer->note);
    return writer->store->ops->file_get(writer->store, path, file, &writer->note, known, err);
}

ndx_status ndx_writer_file_put(ndx_writer *writer, ndx_text path, const ndx_seen_file *file, ndx_error *err) {
    return writer->store->ops->file_put(writer->store, path, file, err);
}

ndx_status ndx_writer_file_remove(ndx_writer *writer, ndx_text path, ndx_error *err) {
    return writer->store->ops->file_remove(writer->store, path, err);
}

ndx_status ndx_writer_each_file(ndx_writer *writer, ndx_text root, ndx_seen_file_fn *fn, void *context,
                                ndx_error *err) {
    return writer->store->ops->each_file(writer->store, root, fn, context, err);
}
