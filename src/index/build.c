/* A store that is being built: articles go to the bulk (bulk.h), which writes them by date at the commit; nothing is seen before.
 * Files and counts are kept here until then. */
#include <stdlib.h>
#include <string.h>

#include "bulk.h"
#include "files.h"
#include "names_commit.h"
#include "store.h"

#define BUILDER_SHARE                                                                                        \
    2 /* of the memory the builder may take one part in so many; ids, files and terms take of the rest */
#define MEMORY_DEFAULT (256u << 20)

struct file_entry {
    ndx_seen_file file;
    char *note;
    bool there;
};

struct build {
    ndx_store store; /* first: a store is a build */
    ndx_bulk *bulk;
    ndx_settings settings;
    ndx_counts counts;
    ndx_names files;
    struct file_entry *file_entries;
    size_t file_capacity;
    ndx_buf data;
};

static struct build *build_of(ndx_store *store) {
    return (struct build *)store;
}

/* --- articles ------------------------------------------------------------------------------------------- */

/* The record of an article that was put, in build->data. */
static ndx_status read_record(struct build *build, uint32_t place, ndx_record *record, ndx_error *err) {
    ndx_buf_reset(&build->data);
    ndx_status status = ndx_bulk_data(build->bulk, place, &build->data, err);
    return status == NDX_OK ? ndx_record_view(record, ndx_buf_text(&build->data), err) : status;
}

/* Take an article that is about to go out of the counts. */
static ndx_status uncount(struct build *build, uint32_t place, ndx_error *err) {
    ndx_record record;
    ndx_status status = read_record(build, place, &record, err);
    if (status == NDX_OK) ndx_counts_take(&build->counts, &record);
    if (status == NDX_OK) status = ndx_name_table_count_record(&build->store.names, &record, -1, err);
    return status;
}

/* Numbers follow dates and times; the undated come first, so that the newest are at the end. */
static uint64_t order_of(const ndx_date *date) {
    if (date->day == NDX_NO_DAY) return 0;
    return ((uint64_t)((int64_t)date->day - INT32_MIN) << 20) + (uint64_t)(date->second + 1);
}

static ndx_status build_put(ndx_store *store, const ndx_prepared_view *view, ndx_error *err) {
    struct build *build = build_of(store);
    ndx_glass_value values[NDX_SLOT_COUNT];
    ndx_record record;
    uint32_t place = ndx_bulk_find(build->bulk, view->id);
    ndx_status status = place == NDX_BULK_NONE ? NDX_OK : uncount(build, place, err);
    if (status != NDX_OK) return status;
    for (size_t i = 0; i < view->value_count; i++)
        values[i] = (ndx_glass_value){view->values[i].slot, view->values[i].value};
    ndx_glass_article article = {view->postings, view->posting_count, values, view->value_count,
                                 view->record};
    status = ndx_bulk_put(build->bulk, view->id, order_of(&view->date), &article, err);
    if (status == NDX_OK && ndx_record_view(&record, view->record, NULL) == NDX_OK)
        ndx_counts_add(&build->counts, &record);
    if (status == NDX_OK)
        status = ndx_name_table_count(&store->names, view->people, view->person_count, view->date.day, 1, err);
    return status;
}

static ndx_status build_remove(ndx_store *store, ndx_text id, bool *removed, ndx_error *err) {
    struct build *build = build_of(store);
    uint32_t place = ndx_bulk_find(build->bulk, id);
    *removed = place != NDX_BULK_NONE;
    ndx_status status = *removed ? uncount(build, place, err) : NDX_OK;
    if (status == NDX_OK && *removed) ndx_bulk_remove(build->bulk, id);
    return status;
}

static ndx_status read_facts(struct build *build, uint32_t place, ndx_arena *arena, ndx_record_facts *facts,
                             ndx_error *err) {
    ndx_record record;
    ndx_status status = read_record(build, place, &record, err);
    return status == NDX_OK ? ndx_record_facts_get(&record, arena, facts, err) : status;
}

static ndx_status build_known(ndx_store *store, ndx_text id, ndx_known *known, bool *found, ndx_error *err) {
    struct build *build = build_of(store);
    uint32_t place = ndx_bulk_find(build->bulk, id);
    ndx_arena arena = {0};
    ndx_record_facts facts;
    *found = place != NDX_BULK_NONE;
    if (!*found) return NDX_OK;
    ndx_status status = read_facts(build, place, &arena, &facts, err);
    if (status == NDX_OK) status = ndx_known_fill(known, &facts, err);
    ndx_arena_clear(&arena);
    return status;
}

static ndx_status build_each_article(ndx_store *store, ndx_text path, ndx_id_fn *fn, void *context,
                                     ndx_error *err) {
    struct build *build = build_of(store);
    ndx_names ids = {0};
    ndx_status status = NDX_OK;
    for (uint32_t at = ndx_bulk_next(build->bulk, 0); status == NDX_OK && at != NDX_BULK_NONE;
         at = ndx_bulk_next(build->bulk, at + 1)) {
        ndx_arena arena = {0};
        ndx_record_facts facts;
        status = read_facts(build, at, &arena, &facts, err);
        if (status == NDX_OK && ndx_text_equal(facts.origin.path, path) &&
            ndx_names_add(&ids, ndx_bulk_id(build->bulk, at)) == NDX_NO_NAME)
            status = ndx_fail_memory(err);
        ndx_arena_clear(&arena);
    }
    for (size_t i = 0; status == NDX_OK && i < ids.count; i++)
        if (!fn(context, ids.names[i])) break;
    ndx_names_clear(&ids);
    return status;
}

static uint64_t build_count(const ndx_store *store) {
    return ndx_bulk_count(((const struct build *)store)->bulk);
}

/* --- files ---------------------------------------------------------------------------------------------- */

static ndx_status build_file_get(ndx_store *store, ndx_text path, ndx_seen_file *file, ndx_buf *note,
                                 bool *known, ndx_error *err) {
    struct build *build = build_of(store);
    uint32_t number = ndx_names_find(&build->files, path);
    *known = number != NDX_NO_NAME && build->file_entries[number].there;
    if (!*known) return NDX_OK;
    *file = build->file_entries[number].file;
    size_t begin = note->len;
    ndx_buf_add_text(note, file->note);
    file->note = ndx_text_slice(ndx_buf_text(note), begin, note->len);
    return ndx_buf_status(note, err);
}

/* Room for one more file, made before it gets its number. */
static bool file_room(struct build *build) {
    if (build->files.count < build->file_capacity) return true;
    size_t capacity = build->file_capacity * 2 + 64;
    struct file_entry *grown = realloc(build->file_entries, capacity * sizeof *grown);
    if (!grown) return false;
    memset(grown + build->file_capacity, 0, (capacity - build->file_capacity) * sizeof *grown);
    build->file_entries = grown;
    build->file_capacity = capacity;
    return true;
}

static ndx_status build_file_put(ndx_store *store, ndx_text path, const ndx_seen_file *file, ndx_error *err) {
    struct build *build = build_of(store);
    char *note = file_room(build) ? malloc(file->note.len + 1) : NULL;
    uint32_t number = note ? ndx_names_add(&build->files, path) : NDX_NO_NAME;
    if (number == NDX_NO_NAME) {
        free(note);
        return ndx_fail_memory(err);
    }
    if (file->note.len) memcpy(note, file->note.data, file->note.len);
    struct file_entry *entry = &build->file_entries[number];
    free(entry->note);
    *entry = (struct file_entry){*file, note, true};
    entry->file.note = (ndx_text){note, file->note.len};
    return NDX_OK;
}

static ndx_status build_file_remove(ndx_store *store, ndx_text path, ndx_error *err) {
    struct build *build = build_of(store);
    uint32_t number = ndx_names_find(&build->files, path);
    (void)err;
    if (number != NDX_NO_NAME) build->file_entries[number].there = false;
    return NDX_OK;
}

static ndx_status build_each_file(ndx_store *store, ndx_text root, ndx_seen_file_fn *fn, void *context,
                                  ndx_error *err) {
    struct build *build = build_of(store);
    (void)err;
    for (size_t i = 0; i < build->files.count; i++)
        if (build->file_entries[i].there && ndx_text_starts(build->files.names[i], root) &&
            !fn(context, build->files.names[i], &build->file_entries[i].file))
            break;
    return NDX_OK;
}

/* --- commit and end ------------------------------------------------------------------------------------- */

static ndx_status put_files(const struct build *build, ndx_glass_builder *builder, ndx_error *err) {
    ndx_buf key = {0}, value = {0};
    ndx_status status = NDX_OK;
    for (size_t i = 0; status == NDX_OK && i < build->files.count; i++) {
        if (!build->file_entries[i].there) continue;
        ndx_buf_reset(&key);
        ndx_buf_reset(&value);
        ndx_files_entry(build->files.names[i], &build->file_entries[i].file, &key, &value);
        status = key.failed || value.failed
                     ? ndx_fail_memory(err)
                     : ndx_glass_builder_metadata(builder, ndx_buf_text(&key), ndx_buf_text(&value), err);
    }
    ndx_buf_clear(&key);
    ndx_buf_clear(&value);
    return status;
}

static ndx_status set_metadata(void *context, ndx_text key, ndx_text value, ndx_error *err) {
    return ndx_glass_builder_metadata(context, key, value, err);
}

static ndx_status build_naming_note(ndx_store *store, ndx_buf *note, ndx_error *err) {
    (void)store;
    return ndx_buf_status(note, err);
}

static ndx_status build_commit(ndx_store *store, const ndx_naming *naming, ndx_error *err) {
    struct build *build = build_of(store);
    ndx_glass_builder *builder = ndx_bulk_builder(build->bulk);
    ndx_buf settings = {0}, counts = {0};
    ndx_settings_print(&build->settings, &settings);
    ndx_counts_print(&build->counts, &counts);
    ndx_status status = settings.failed || counts.failed ? ndx_fail_memory(err) : NDX_OK;
    if (status == NDX_OK)
        status = ndx_glass_builder_metadata(builder, NDX_SETTINGS_KEY, ndx_buf_text(&settings), err);
    if (status == NDX_OK)
        status = ndx_glass_builder_metadata(builder, NDX_COUNTS_KEY, ndx_buf_text(&counts), err);
    if (status == NDX_OK) status = put_files(build, builder, err);
    const ndx_names_store metadata = {.context = builder, .set = set_metadata};
    if (status == NDX_OK && naming) status = ndx_names_commit(&store->names, naming, &metadata, err);
    if (status == NDX_OK) status = ndx_bulk_finish(build->bulk, err);
    ndx_buf_clear(&settings);
    ndx_buf_clear(&counts);
    return status;
}

static void build_close(ndx_store *store) {
    struct build *build = build_of(store);
    ndx_bulk_free(build->bulk);
    for (size_t i = 0; i < build->files.count; i++) free(build->file_entries[i].note);
    ndx_names_clear(&build->files);
    ndx_name_table_clear(&store->names);
    ndx_buf_clear(&build->data);
    free(build->file_entries);
    free(build);
}

static const ndx_store_ops ops = {
    .put = build_put,
    .remove = build_remove,
    .known = build_known,
    .each_article = build_each_article,
    .file_get = build_file_get,
    .file_put = build_file_put,
    .file_remove = build_file_remove,
    .each_file = build_each_file,
    .count = build_count,
    .commit = build_commit,
    .naming_note = build_naming_note,
    .close = build_close,
};

ndx_status ndx_build_new(const char *path, const ndx_settings *settings, size_t memory_bytes,
                         ndx_store **store, ndx_error *err) {
    struct build *made = calloc(1, sizeof *made);
    *store = NULL;
    if (!made) return ndx_fail_memory(err);
    made->store.ops = &ops;
    made->settings = *settings;
    ndx_status status =
        ndx_bulk_new(path, (memory_bytes ? memory_bytes : MEMORY_DEFAULT) / BUILDER_SHARE, &made->bulk, err);
    if (status == NDX_OK)
        *store = &made->store;
    else
        build_close(&made->store);
    return status;
}
