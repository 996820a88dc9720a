/* Where a writer puts articles: one interface, two ways.
 *   live.c   a Xapian database that is there already: one transaction from commit to commit
 *   build.c  a generation that is being built: everything spooled, then written at once in the order of dates
 * Functions of ndx_writer (index.h) of the same names say what they do.
 */
#ifndef NDX_INDEX_STORE_H
#define NDX_INDEX_STORE_H

#include "counts.h"
#include "names_table.h"
#include "prepared.h"
#include "record.h"
#include "settings.h"

/* What is known of an article by its id. */
typedef struct ndx_known {
    uint64_t hash;
    ndx_buf path;
} ndx_known; /* path is appended */
static inline ndx_status ndx_known_fill(ndx_known *known, const ndx_record_facts *facts, ndx_error *err) {
    known->hash = facts->origin.hash;
    ndx_buf_add_text(&known->path, facts->origin.path);
    return ndx_buf_status(&known->path, err);
}

typedef struct ndx_store ndx_store;
typedef struct ndx_store_ops {
    ndx_status (*put)(ndx_store *store, const ndx_prepared_view *view, ndx_error *err);
    ndx_status (*remove)(ndx_store *store, ndx_text id, bool *removed, ndx_error *err);
    ndx_status (*known)(ndx_store *store, ndx_text id, ndx_known *known, bool *found, ndx_error *err);
    ndx_status (*each_article)(ndx_store *store, ndx_text path, ndx_id_fn *fn, void *context, ndx_error *err);
    ndx_status (*file_get)(ndx_store *store, ndx_text path, ndx_seen_file *file, ndx_buf *note, bool *known,
                           ndx_error *err);
    ndx_status (*file_put)(ndx_store *store, ndx_text path, const ndx_seen_file *file, ndx_error *err);
    ndx_status (*file_remove)(ndx_store *store, ndx_text path, ndx_error *err);
    ndx_status (*each_file)(ndx_store *store, ndx_text root, ndx_seen_file_fn *fn, void *context,
                            ndx_error *err);
    uint64_t (*count)(const ndx_store *store);
    ndx_status (*commit)(ndx_store *store, const ndx_naming *naming, ndx_error *err); /* NULL: no names */
    ndx_status (*naming_note)(ndx_store *store, ndx_buf *note, ndx_error *err);
    void (*close)(ndx_store *store); /* gives up what is not committed */
} ndx_store_ops;
struct ndx_store {
    const ndx_store_ops *ops;
    ndx_name_table names; /* who came and went since the last commit */
};

/* Open the database at path for changes. *settings: what it was made with. SCHEMA, NO_INDEX; dir is for the
 * sentence. */
ndx_status ndx_live_open(const char *path, const char *dir, ndx_settings *settings, ndx_store **store,
                         ndx_error *err);
/* Build one in the folder at path. After its commit only close it. */
ndx_status ndx_build_new(const char *path, const ndx_settings *settings, size_t memory_bytes,
                         ndx_store **store, ndx_error *err);

#endif
