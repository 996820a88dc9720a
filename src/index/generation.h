/* Generations of an index, who may write it, and who still reads it.
 *
 *   DIR/current         one line, the name of the generation in use; replaced whole by rename
 *   DIR/generation-N/   a Xapian database; in it `readers`, an empty file that readers hold a shared lock on
 *   DIR/lock            held by the writer (flock), never unlinked; "pid N\nsince TIME\n" in it is for people
 *
 * A reader never waits: it reads `current`, opens that generation's `readers` and locks it shared without blocking; if the
 * generation is just being removed (the lock is refused, or the file is gone) `current` has moved on, and it begins again.
 * A writer removes an old generation only with an exclusive lock on its `readers`; while that is refused somebody reads it, and
 * it is left for the next run. Locks die with their holder, so nothing is left to clean up after a crash.
 */
#ifndef NDX_INDEX_GENERATION_H
#define NDX_INDEX_GENERATION_H

#include "newsdex/base.h"

/* How long to wait for the lock: 0 not at all, < 0 for ever; `stop` (NULL: never) is asked meanwhile. */
typedef struct ndx_patience {
    double seconds;
    bool (*stop)(void *context);
    void *stop_context;
} ndx_patience;
/* Lock DIR for writing, making the folder when it is missing. LOCKED with the sentence that says who and
 * since when; STOPPED. */
ndx_status ndx_lock_take(const char *dir, const ndx_patience *patience, int *fd, ndx_error *err);
void ndx_lock_drop(int fd); /* -1 is fine */

/* Append the path of the generation in use. NO_INDEX: there is none, or `current` is not what it should be.
 */
ndx_status ndx_generation_current(const char *dir, ndx_buf *path, ndx_error *err);
/* As current, and held: *readers_fd keeps it from being removed until closed (-1 where it cannot be locked, such as on a
 * read-only file system without locks). */
ndx_status ndx_generation_hold(const char *dir, ndx_buf *path, int *readers_fd, ndx_error *err);

/* For the holder of the lock. Make the folder of a new generation and append its path. */
ndx_status ndx_generation_begin(const char *dir, ndx_buf *path, ndx_error *err);
/* Make a finished generation the one in use: its folder, then `current`, then DIR reach the disk, in this
 * order. */
ndx_status ndx_generation_switch(const char *dir, const char *path, ndx_error *err);
/* Remove every generation that is neither in use, nor `keep` (may be NULL), nor read by anybody. Never fails.
 */
void ndx_generation_sweep(const char *dir, const char *keep);
/* Remove one generation, unless `current` names it after all: a switch that failed at its last step has happened. */
void ndx_generation_remove(const char *path);

#endif
