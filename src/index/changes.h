/* Changes of an index, gathered from commit to commit. New articles go into a file without a name (bulk.h), those of the index
 * that are to go are marked (base.h), files are kept beside. Nobody sees any of it before a commit, which takes one of two ways:
 *   apply.c  few changes: by glass_update.h into the database that is there, in one step
 *   build.c  many, or no database yet: every article, those that stay and those that come, is written by date into a new one
 * What a search finds is the same either way; a built one is smaller, and its article numbers follow the dates.
 */
#ifndef NDX_INDEX_CHANGES_H
#define NDX_INDEX_CHANGES_H

#include "base.h"
#include "changed_files.h"
#include "counts.h"
#include "names_commit.h"
#include "prepared.h"
#include "settings.h"

/* What is noted of a place of the bulk. */
typedef struct ndx_change_note {
    uint32_t path_hash; /* tells most other paths apart */
    uint32_t replaces;  /* docid of the base, 0: none */
    uint32_t party;     /* who is named, in names; NDX_NO_NAME: nobody */
} ndx_change_note;

/* Who is named in an article that comes in. */
typedef struct ndx_change_who {
    const ndx_person *people;
    size_t person_count;
    ndx_day day;
    ndx_text value; /* of NDX_SLOT_PEOPLE */
} ndx_change_who;

typedef struct ndx_changes {
    ndx_bulk *bulk;
    ndx_base *base; /* NULL: there is none yet */
    ndx_settings settings;
    ndx_counts counts; /* of all articles once it is committed */
    ndx_changed_files files;
    ndx_name_table names; /* who came and went */
    ndx_change_note *notes;
    size_t note_capacity, memory_bytes;
    ndx_buf data;
} ndx_changes;

/* Gather in the folder at path, which holds no database, changes for the database at base_path (NULL: none). SCHEMA, NO_INDEX;
 * dir is for the sentence. With a base the settings are read from it; else they are those given. memory_bytes 0: default. */
ndx_status ndx_changes_new(const char *path, const char *base_path, const char *dir, ndx_settings *settings,
                           size_t memory_bytes, ndx_changes **changes, ndx_error *err);
void ndx_changes_free(ndx_changes *changes); /* gives up what was not written; NULL is fine */

/* As the functions of ndx_writer (index.h) of the same names. */
ndx_status ndx_changes_put(ndx_changes *changes, const ndx_prepared_view *view, ndx_error *err);
ndx_status ndx_changes_remove(ndx_changes *changes, ndx_text id, bool *removed, ndx_error *err);
ndx_status ndx_changes_each_article(ndx_changes *changes, ndx_text path, ndx_id_fn *fn, void *context,
                                    ndx_error *err);
uint64_t ndx_changes_count(const ndx_changes *changes);

/* The half of put that knows an article which stands in the bulk's file already; it is not asked who is named there. */
ndx_status ndx_changes_adopt(ndx_changes *changes, ndx_text id, const ndx_bulk_kept *kept, uint32_t path_hash,
                             ndx_error *err);

/* The other half, when the article is in. */
ndx_status ndx_changes_count_people(ndx_changes *changes, ndx_text id, const ndx_change_who *who,
                                    ndx_error *err);

/* What is known of an article by its id. */
typedef struct ndx_known {
    uint64_t hash;
    ndx_buf *path; /* appended to; NULL: nobody wants to know */
} ndx_known;
ndx_status ndx_changes_known(ndx_changes *changes, ndx_text id, ndx_known *known, bool *found,
                             ndx_error *err);

static inline ndx_x_database *ndx_changes_database(const ndx_changes *changes) {
    return changes->base ? ndx_base_database(changes->base) : NULL;
}

/* --- the commit ----------------------------------------------------------------------------------------- */

typedef enum ndx_commit_way { NDX_COMMIT_NOTHING, NDX_COMMIT_APPLY, NDX_COMMIT_BUILD } ndx_commit_way;
ndx_status ndx_changes_way(const ndx_changes *changes, const ndx_naming *naming, ndx_commit_way *way,
                           ndx_error *err);

/* Who is named together in the articles as they will be. */
ndx_company ndx_changes_company(ndx_changes *changes);

/* Put the changes into the base, whose path it is. Afterwards they are only to be freed, as after build. naming NULL: nobody
 * decides who is who. */
ndx_status ndx_changes_apply(ndx_changes *changes, const char *base_path, const ndx_naming *naming,
                             unsigned jobs, ndx_error *err);
/* Write everything into the folder that the changes were gathered in, by so many threads at most. */
ndx_status ndx_changes_build(ndx_changes *changes, const ndx_naming *naming, unsigned jobs, ndx_error *err);

/* Call fn with every key of the metadata that begins with prefix, until it returns false. In the form that ndx_names_store has. */
ndx_status ndx_metadata_each_key(ndx_x_database *database, ndx_text prefix,
                                 bool (*fn)(void *context, ndx_text key), void *context, ndx_error *err);

#endif
