/* Files put and removed since the last commit, on top of those that the index knows (files.h). */
#ifndef NDX_INDEX_CHANGED_FILES_H
#define NDX_INDEX_CHANGED_FILES_H

#include "newsdex/index.h"
#include "newsdex/xapian-c.h"

typedef struct ndx_changed_file {
    ndx_seen_file file; /* its note is owned */
    char *note;
    bool there; /* false: removed */
} ndx_changed_file;

typedef struct ndx_changed_files {
    ndx_names paths;
    ndx_changed_file *at; /* by number of the path */
    size_t capacity;
} ndx_changed_files; /* {0} to begin */

void ndx_changed_files_clear(ndx_changed_files *files);
ndx_status ndx_changed_files_put(ndx_changed_files *files, ndx_text path, const ndx_seen_file *file,
                                 ndx_error *err);
ndx_status ndx_changed_files_remove(ndx_changed_files *files, ndx_text path, ndx_error *err);

/* What is known of a file; `base` (NULL: nothing) is asked when it has not changed. note is appended to. */
ndx_status ndx_changed_files_get(const ndx_changed_files *files, ndx_x_database *base, ndx_text path,
                                 ndx_seen_file *file, ndx_buf *note, bool *known, ndx_error *err);
/* Every file known whose path begins with root; fn may put and remove files. */
ndx_status ndx_changed_files_each(const ndx_changed_files *files, ndx_x_database *base, ndx_text root,
                                  ndx_seen_file_fn *fn, void *context, ndx_error *err);

#endif
