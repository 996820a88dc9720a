/* glass: change a database that is there, without libxapian and as it would: in one step, whole or not at all, seen by readers once
 * they reopen. The changes are gathered in memory, then each table is changed in one pass (glass_edit.h); libxapian goes from the
 * root to a leaf for each term of each article. The format is in glass.h.
 */
#ifndef NDX_INDEX_GLASS_UPDATE_H
#define NDX_INDEX_GLASS_UPDATE_H

#include "glass.h"

typedef struct ndx_glass_update ndx_glass_update;

/* Of the database in the folder dir, which nobody else changes meanwhile. NO_INDEX: it is damaged. */
ndx_status ndx_glass_update_new(const char *dir, ndx_glass_update **update, ndx_error *err);
void ndx_glass_update_free(ndx_glass_update *update); /* without commit nothing has happened; NULL is fine */

/* Put an article under a number: one that is there is replaced; 0: a new number, the next. Copies what it keeps. USAGE as
 * ndx_glass_builder_add. */
ndx_status ndx_glass_update_put(ndx_glass_update *update, uint32_t docid, const ndx_glass_article *article,
                                ndx_error *err);
ndx_status ndx_glass_update_remove(ndx_glass_update *update, uint32_t docid, ndx_error *err);
/* An empty value unsets. */
ndx_status ndx_glass_update_metadata(ndx_glass_update *update, ndx_text key, ndx_text value, ndx_error *err);

/* No more articles come or go: what they change may be worked out, and lists and data of articles be written, by another thread
 * from now on, if it can be had, while metadata is still told. The rest is done by commit; without this all of it is. */
void ndx_glass_update_store(ndx_glass_update *update);

/* Write, sync and switch. Afterwards the update is only to be freed. */
ndx_status ndx_glass_update_commit(ndx_glass_update *update, ndx_error *err);

#endif
