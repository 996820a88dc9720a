/* The values of one slot of a database that is there, article by article. libxapian's stream of values reads its way from one article
 * to the next; this one goes where it is asked, and within a chunk from where it stands. */
#ifndef NDX_INDEX_GLASS_COLUMN_H
#define NDX_INDEX_GLASS_COLUMN_H

#include "glass_unchunk.h"

typedef struct ndx_glass_column {
    ndx_page_cursor cursor; /* over the posting table */
    uint32_t slot;
    ndx_glass_value_reader at;
} ndx_glass_column; /* {.cursor = {.pages = postlist}, .slot = slot} to begin */
void ndx_glass_column_clear(ndx_glass_column *column);
/* The article's value, empty when it has none; good until the next call. NO_INDEX: damaged. */
ndx_status ndx_glass_column_get(ndx_glass_column *column, uint32_t docid, ndx_text *value, ndx_error *err);

#endif
