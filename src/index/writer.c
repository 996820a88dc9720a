/* Writing an index: the lock, the generation written to, and what a commit is. Changes are gathered (changes.h) in the folder
 * of the next generation, which becomes one only when they are many. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "changes.h"
#include "deep.h"
#include "generation.h"
#include "unfinished.h"

struct ndx_writer {
    ndx_buf dir, generation,
        next; /* paths: the index, the generation in use ("": none to go on with), the one to come */
    int lock;
    size_t memory_bytes;
    unsigned jobs;
    bool looks_deep; /* at what was built, before it is used */
    ndx_settings settings;
    ndx_changes *changes; /* NULL: none since the commit */
    ndx_buf
        unfinished; /* path of the file that changes are kept in until they are committed (unfinished.h) */
    bool keeps, carries_on; /* they are; some were taken over from a run that was killed */
    uint64_t articles;      /* then */
    ndx_buf note;
    const ndx_naming *naming; /* NULL: nobody decides */
};

/* --- opening and closing -------------------------------------------------------------------------------- */

/* Give up what was gathered, and the folder that it was gathered in. */
static void drop_changes(ndx_writer *writer) {
    ndx_changes_free(writer->changes);
    writer->changes = NULL;
    if (writer->next.len) ndx_generation_remove(writer->next.data);
    ndx_buf_reset(&writer->next);
    if (writer->keeps && !writer->unfinished.failed) unlink(writer->unfinished.data);
}

static ndx_status new_changes(ndx_writer *writer, ndx_error *err) {
    return ndx_changes_new(writer->next.data, writer->generation.len ? writer->generation.data : NULL,
                           writer->dir.data, &writer->settings, writer->memory_bytes, &writer->changes, err);
}

/* Keep the changes, on top of those that a run which was killed has left: then the folders it has left too are nobody's. */
static ndx_status carry_on(ndx_writer *writer, ndx_error *err) {
    bool found;
    const char *base = writer->generation.len ? strrchr(writer->generation.data, '/') + 1 : "";
    ndx_status status = ndx_unfinished_begin(writer->changes, writer->unfinished.data, base, &found, err);
    if (status == NDX_BAD_INPUT) { /* the night's work must not wait for somebody to remove it */
        ndx_changes_free(writer->changes);
        writer->changes = NULL;
        unlink(writer->unfinished.data);
        status = new_changes(writer, err);
        if (status == NDX_OK)
            status = ndx_unfinished_begin(writer->changes, writer->unfinished.data, base, &found, err);
    }
    if (status != NDX_OK) return status;
    writer->carries_on |= found;
    if (found) ndx_generation_sweep(writer->dir.data, writer->next.data);
    return NDX_OK;
}

/* Be ready to gather changes. */
static ndx_status begin_changes(ndx_writer *writer, ndx_error *err) {
    if (writer->changes) return NDX_OK;
    ndx_buf_reset(&writer->next);
    ndx_status status = ndx_generation_begin(writer->dir.data, &writer->next, err);
    if (status == NDX_OK) status = new_changes(writer, err);
    return status == NDX_OK && writer->keeps ? carry_on(writer, err) : status;
}

/* Is there an index, sound or not? */
static ndx_status find_current(const ndx_writer *writer, bool *found, ndx_error *err) {
    ndx_buf file = {0}, ignored = {0};
    ndx_buf_addf(&file, "%s/current", writer->dir.data);
    if (file.failed) return ndx_fail_memory(err);
    ndx_status status = ndx_file_read(file.data, 4096, &ignored, err);
    *found = status == NDX_OK;
    ndx_buf_clear(&file);
    ndx_buf_clear(&ignored);
    return status == NDX_NOT_FOUND ? NDX_OK : status;
}

/* Go on with the index that is there, whose path is then in writer->generation; or begin one beside it, which takes the place of
 * what is in use only after a look at all of it. */
static ndx_status find_generation(ndx_writer *writer, bool rebuild, bool *found, ndx_error *err) {
    ndx_status status = find_current(writer, found, err);
    if (status != NDX_OK || !*found) return rebuild ? NDX_OK : status;
    writer->looks_deep = rebuild;
    *found = !rebuild;
    return rebuild ? NDX_OK : ndx_generation_current(writer->dir.data, &writer->generation, err);
}

static ndx_status open_parts(ndx_writer *writer, const char *dir, const ndx_writer_options *options,
                             ndx_error *err) {
    ndx_buf_add_str(&writer->dir, dir);
    while (writer->dir.len > 1 && writer->dir.data[writer->dir.len - 1] == '/')
        writer->dir.data[--writer->dir.len] = 0;
    ndx_buf_addf(&writer->unfinished, "%s/" NDX_UNFINISHED, writer->dir.data ? writer->dir.data : "");
    if (writer->dir.failed || writer->unfinished.failed) return ndx_fail_memory(err);
    ndx_patience patience = {options->wait_seconds, options->stop, options->stop_context};
    ndx_status status = ndx_lock_take(writer->dir.data, &patience, &writer->lock, err);
    bool found = false;
    writer->settings = ndx_settings_of(options);
    writer->memory_bytes = options->memory_bytes;
    writer->jobs = options->jobs;
    writer->keeps = options->carry_on;
    if (status == NDX_OK) status = find_generation(writer, options->rebuild, &found, err);
    if (status != NDX_OK) return status;
    ndx_generation_sweep(writer->dir.data, NULL);
    status = begin_changes(writer, err);
    return status == NDX_OK && found ? ndx_settings_agree(&writer->settings, options, writer->dir.data, err)
                                     : status;
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
    if (status == NDX_OK) {
        *writer = made;
    } else {
        made->keeps = false; /* it may be another's, and is nobody's fault */
        ndx_writer_close(made);
    }
    return status;
}

void ndx_writer_close(ndx_writer *writer) {
    if (!writer) return;
    drop_changes(writer);
    ndx_lock_drop(writer->lock);
    ndx_buf_clear(&writer->dir);
    ndx_buf_clear(&writer->generation);
    ndx_buf_clear(&writer->next);
    ndx_buf_clear(&writer->note);
    ndx_buf_clear(&writer->unfinished);
    free(writer);
}

/* --- commit --------------------------------------------------------------------------------------------- */

/* What is said of a damaged index, said of one that nobody has seen yet. */
static ndx_status unsound(ndx_status status, ndx_error *err) {
    bool is = status == NDX_NO_INDEX || status == NDX_IO || status == NDX_FAILED || status == NDX_BAD_INPUT ||
              status == NDX_NOT_FOUND || status == NDX_UNSOUND;
    if (!is || !err) return is ? NDX_UNSOUND : status;
    ndx_error said = *err;
    char *advice = strstr(said.message, "; rebuild the index");
    if (advice) *advice = 0;
    return ndx_fail(err, NDX_UNSOUND,
                    "what was just written is damaged, so it is given up, and the index stays as it was: %s",
                    said.message);
}

/* Nobody has seen the new generation yet: look at it with a reader's eyes before everybody does. The builder has read back
 * every block it wrote (glass_verify.h), which costs little and finds what a disk has done to it. A rebuild is the time to look at
 * everything else as well. */
static ndx_status verify(const ndx_writer *writer, uint64_t articles, ndx_error *err) {
    ndx_x_database *database;
    ndx_x_database_stats stats;
    const char *path = writer->next.data;
    ndx_status status = ndx_x_database_open(path, NDX_X_GLASS, &database, err);
    if (status != NDX_OK) return unsound(status, err);
    status = ndx_x_database_stats_get(database, &stats, err);
    if (status == NDX_OK && stats.documents != articles)
        status = ndx_fail(err, NDX_FAILED, "%s has %u articles in place of %llu", path, stats.documents,
                          (unsigned long long)articles);
    ndx_x_database_close(database);
    if (status == NDX_OK && writer->looks_deep) status = ndx_deep_check(path, writer->jobs, err);
    return unsound(status, err);
}

/* What was built becomes the index. */
static ndx_status switch_to_built(ndx_writer *writer, ndx_error *err) {
    ndx_status status = ndx_changes_build(writer->changes, writer->naming, writer->jobs, err);
    if (status == NDX_UNSOUND) return unsound(status, err);
    if (status == NDX_OK) status = verify(writer, writer->articles, err);
    if (status == NDX_OK) status = ndx_generation_switch(writer->dir.data, writer->next.data, err);
    if (status != NDX_OK) return status;
    ndx_changes_free(writer->changes);
    writer->changes = NULL;
    ndx_buf_clear(&writer->generation);
    writer->generation = writer->next;
    writer->next = (ndx_buf){0};
    return NDX_OK;
}

ndx_status ndx_writer_checkpoint(ndx_writer *writer, ndx_error *err) {
    if (!writer->changes) return NDX_OK;
    ndx_commit_way way;
    ndx_status status = ndx_changes_way(writer->changes, writer->naming, &way, err);
    return status == NDX_OK && way == NDX_COMMIT_APPLY ? ndx_writer_commit(writer, err) : status;
}

ndx_status ndx_writer_commit(ndx_writer *writer, ndx_error *err) {
    if (!writer->changes) return NDX_OK;
    ndx_commit_way way;
    ndx_status status = ndx_changes_way(writer->changes, writer->naming, &way, err);
    if (status != NDX_OK) return status;
    /* What somebody else has left is about an index that there is no more. */
    if (way != NDX_COMMIT_NOTHING && !writer->keeps) unlink(writer->unfinished.data);
    writer->articles = ndx_changes_count(writer->changes);
    if (way == NDX_COMMIT_BUILD) status = switch_to_built(writer, err);
    if (way == NDX_COMMIT_APPLY)
        status =
            ndx_changes_apply(writer->changes, writer->generation.data, writer->naming, writer->jobs, err);
    if (status != NDX_OK) return status;
    drop_changes(writer);
    ndx_generation_sweep(writer->dir.data, NULL);
    return NDX_OK;
}

void ndx_writer_naming(ndx_writer *writer, const ndx_naming *naming) {
    writer->naming = naming;
}

ndx_status ndx_writer_naming_note(ndx_writer *writer, ndx_buf *note, ndx_error *err) {
    ndx_text rules = {0};
    ndx_status status = begin_changes(writer, err);
    ndx_x_database *database = status == NDX_OK ? ndx_changes_database(writer->changes) : NULL;
    if (database) status = ndx_x_database_metadata(database, NDX_RULES_KEY, &rules, err);
    if (status != NDX_OK) return status;
    ndx_buf_add_text(note, ndx_names_note(rules));
    return ndx_buf_status(note, err);
}

/* --- articles and files --------------------------------------------------------------------------------- */

ndx_status ndx_writer_put(ndx_writer *writer, const ndx_prepared *prepared, ndx_error *err) {
    ndx_prepared_view view = ndx_prepared_look(prepared);
    ndx_status status = begin_changes(writer, err);
    return status == NDX_OK ? ndx_changes_put(writer->changes, &view, err) : status;
}

ndx_status ndx_writer_remove(ndx_writer *writer, ndx_text id, bool *removed, ndx_error *err) {
    *removed = false;
    ndx_status status = begin_changes(writer, err);
    return status == NDX_OK ? ndx_changes_remove(writer->changes, id, removed, err) : status;
}

uint64_t ndx_writer_count(const ndx_writer *writer) {
    return writer->changes ? ndx_changes_count(writer->changes) : writer->articles;
}

bool ndx_writer_is_new(const ndx_writer *writer) {
    return writer->generation.len == 0 && !writer->carries_on;
}

static ndx_status find_known(ndx_writer *writer, ndx_text id, ndx_known *known, bool *found, ndx_error *err) {
    *found = false;
    ndx_status status = begin_changes(writer, err);
    return status == NDX_OK ? ndx_changes_known(writer->changes, id, known, found, err) : status;
}

ndx_status ndx_writer_article_hash(ndx_writer *writer, ndx_text id, uint64_t *hash, bool *known,
                                   ndx_error *err) {
    ndx_known facts = {0};
    ndx_status status = find_known(writer, id, &facts, known, err);
    *hash = facts.hash;
    return status;
}

ndx_status ndx_writer_article_path(ndx_writer *writer, ndx_text id, ndx_buf *path, bool *known,
                                   ndx_error *err) {
    ndx_known facts = {.path = path};
    return find_known(writer, id, &facts, known, err);
}

ndx_status ndx_writer_each_article(ndx_writer *writer, ndx_text path, ndx_id_fn *fn, void *context,
                                   ndx_error *err) {
    ndx_status status = begin_changes(writer, err);
    return status == NDX_OK ? ndx_changes_each_article(writer->changes, path, fn, context, err) : status;
}

ndx_status ndx_writer_file_get(ndx_writer *writer, ndx_text path, ndx_seen_file *file, bool *known,
                               ndx_error *err) {
    *known = false;
    ndx_buf_reset(&writer->note);
    ndx_status status = begin_changes(writer, err);
    if (status != NDX_OK) return status;
    return ndx_changed_files_get(&writer->changes->files, ndx_changes_database(writer->changes), path, file,
                                 &writer->note, known, err);
}

ndx_status ndx_writer_file_put(ndx_writer *writer, ndx_text path, const ndx_seen_file *file, ndx_error *err) {
    ndx_status status = begin_changes(writer, err);
    return status == NDX_OK ? ndx_unfinished_file_put(writer->changes, path, file, err) : status;
}

ndx_status ndx_writer_file_remove(ndx_writer *writer, ndx_text path, ndx_error *err) {
    ndx_status status = begin_changes(writer, err);
    return status == NDX_OK ? ndx_unfinished_file_remove(writer->changes, path, err) : status;
}

ndx_status ndx_writer_each_file(ndx_writer *writer, ndx_text root, ndx_seen_file_fn *fn, void *context,
                                ndx_error *err) {
    ndx_status status = begin_changes(writer, err);
    if (status != NDX_OK) return status;
    return ndx_changed_files_each(&writer->changes->files, ndx_changes_database(writer->changes), root, fn,
                                  context, err);
}
