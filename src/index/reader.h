/* An open index, as the files of this room that read it see it. */
#ifndef NDX_INDEX_READER_H
#define NDX_INDEX_READER_H

#include "newsdex/index.h"
#include "newsdex/xapian-c.h"
#include "postings.h"
#include "settings.h"

/* One of the indexes opened as one. */
typedef struct ndx_shard {
    ndx_buf dir;        /* as given, without slashes at its end */
    ndx_buf generation; /* path; empty for a remote one */
    int readers;        /* keeps the generation from being removed; -1: none */
    bool remote;
    ndx_x_database *database;
    ndx_glass glass; /* the same state of the same database, read by ourselves; revision 0: it is not */
    ndx_lengths lengths;
    ndx_settings settings;
} ndx_shard;

/* A value slot read in ascending order: one cursor a slot, so that a pass over many hits reads each chunk
 * once. */
typedef struct ndx_slot_cursor {
    ndx_x_values *values;
    uint32_t asked, number; /* last asked for; where the cursor stands: the next article that has a value */
    ndx_text value;
    bool ended;
} ndx_slot_cursor; /* {0} to begin */
/* Value of an article in a slot of a database (ndx_slot); empty when there is none. Good until the next call. */
ndx_status ndx_slot_read(ndx_slot_cursor *cursor, const ndx_x_database *database, uint32_t slot,
                         uint32_t number, ndx_text *value, ndx_error *err);
void ndx_slot_close(ndx_slot_cursor *cursor);

struct ndx_index {
    ndx_shard *shards;
    size_t shard_count;
    bool remote;              /* any of them is */
    bool by_libxapian;        /* leave every search to it: for comparisons */
    ndx_x_database *database; /* all of them; shards[0].database when there is one only */
    ndx_slot_cursor cursors[8];
    ndx_buf scratch; /* for what is put together of a table */
    ndx_names stemmers;
    bool stemmers_known;
    ndx_analyzer *analyzer; /* given back; NULL: none, or lent */
    char analyzer_language[32];
};

/* After MODIFIED: the same generations in their newest state, numbers unchanged. */
ndx_status ndx_index_refresh(ndx_index *index, ndx_error *err);
/* Do `work` and, while it says MODIFIED, refresh and do it again; gives up after many times. */
typedef ndx_status ndx_index_work(ndx_index *index, void *context, ndx_error *err);
ndx_status ndx_index_persist(ndx_index *index, ndx_index_work *work, void *context, ndx_error *err);
/* Are the shard's tables read by ourselves? Else all goes through libxapian. */
static inline bool ndx_shard_is_own(const ndx_index *index, const ndx_shard *shard) {
    return shard->glass.revision && !index->by_libxapian;
}
/* The same over the whole index; good until the next call for the slot. */
ndx_status ndx_index_value(ndx_index *index, uint32_t slot, uint32_t number, ndx_text *value, ndx_error *err);

#endif
