/* Sums over all articles that the database itself does not keep; in its metadata. */
#ifndef NDX_INDEX_COUNTS_H
#define NDX_INDEX_COUNTS_H

#include "newsdex/xapian-c.h"
#include "record.h"

typedef struct ndx_counts {
    uint64_t text_bytes, words;
} ndx_counts; /* of the articles' texts, inflated; of headlines and bodies */

void ndx_counts_add(ndx_counts *counts, const ndx_record *record);
void ndx_counts_take(ndx_counts *counts, const ndx_record *record);
/* Append them as they stand in the metadata under NDX_COUNTS_KEY. */
#define NDX_COUNTS_KEY NDX_TEXT("newsdex counts")
void ndx_counts_print(const ndx_counts *counts, ndx_buf *out);
ndx_status ndx_counts_get(ndx_x_database *database, ndx_counts *counts,
                          ndx_error *err); /* zeros when there are none */

#endif
