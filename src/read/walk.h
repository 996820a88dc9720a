/* read, inside: the files below the paths given, one after the other, folders sorted bytewise. */
#ifndef NDX_READ_WALK_H
#define NDX_READ_WALK_H

#include "newsdex/read.h"

typedef struct ndx_walk ndx_walk;

typedef struct ndx_walk_file {
    ndx_text path; /* NUL-terminated; good until the next call */
    uint64_t size;
    int64_t mtime_ns;
    bool standard_input;
} ndx_walk_file;

/* paths are borrowed until free. */
ndx_status ndx_walk_new(const char *const *paths, size_t count, const ndx_read_options *options,
                        ndx_walk **walk, ndx_error *err);
/* The next regular file (symbolic links followed), or END. What cannot be visited is told through options. Names in folders
 * that begin with a dot or end with ~ are passed over: they are editors' and version control's. */
ndx_status ndx_walk_next(ndx_walk *walk, ndx_walk_file *file, ndx_error *err);
uint64_t ndx_walk_total(const ndx_walk *walk); /* bytes of all files found so far */
void ndx_walk_free(ndx_walk *walk);            /* NULL is fine */

#endif
