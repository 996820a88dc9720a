/* What a transaction that failed has left behind the committed blocks of a database's tables. Nobody reads it, and the next commit
 * would use it, but until then it would keep a disk full that it has filled. */
#ifndef NDX_INDEX_UNCOMMITTED_H
#define NDX_INDEX_UNCOMMITTED_H

#include "newsdex/base.h"

#include <sys/types.h>

#define NDX_TABLE_COUNT 6
typedef struct ndx_tables {
    off_t bytes[NDX_TABLE_COUNT]; /* -1: not there */
    ino_t version;                /* of the file that says what is committed; 0: not known */
} ndx_tables;

/* Note how long the tables of the database at path are; call when everything is committed. */
void ndx_uncommitted_note(ndx_tables *tables, const char *path);
/* Cut them back to what was noted, unless something was committed since. Call with the database closed, under the writer's lock.
 * Never fails. */
void ndx_uncommitted_cut(const ndx_tables *tables, const char *path);

#endif
