/* Files seen, kept in the metadata of the database: in the same transaction as the articles that came from
 * them. */
#ifndef NDX_INDEX_FILES_H
#define NDX_INDEX_FILES_H

#include "newsdex/index.h"
#include "newsdex/xapian-c.h"

/* Append the key and the value that keep a file in the metadata. */
void ndx_files_entry(ndx_text path, const ndx_seen_file *file, ndx_buf *key, ndx_buf *value);
/* What such a value says; views. false: it is damaged. */
bool ndx_files_read(ndx_text value, ndx_text *path, ndx_seen_file *file);
/* note of *file is appended to `note`, which the caller keeps. */
ndx_status ndx_files_get(ndx_x_database *database, ndx_text path, ndx_seen_file *file, ndx_buf *note,
                         bool *known, ndx_error *err);
/* Every known file whose path begins with root, in no promised order; fn may put and remove files. */
ndx_status ndx_files_each(ndx_x_database *database, ndx_text root, ndx_seen_file_fn *fn, void *context,
                          ndx_error *err);

#endif
