/* Inside ingest: what this run has seen, and what it must remember of what it could not read. */
#ifndef NDX_INGEST_SEEN_H
#define NDX_INGEST_SEEN_H

#include "newsdex/ingest.h"

/* --- a set of names, of which only hashes are kept --------------------------------------------------------------------------
 * 8 to 16 bytes a name, so that the ids of ten million articles fit into memory. Two names meet in one hash once in
 * some 10^5 runs of that size. */
typedef struct ndx_seen {
    uint64_t *slots;
    size_t capacity, count;
} ndx_seen; /* = {0} */
void ndx_seen_clear(ndx_seen *seen);
bool ndx_seen_has(const ndx_seen *seen, ndx_text name);
/* *added false: it was there. Only NO_MEMORY fails. */
ndx_status ndx_seen_add(ndx_seen *seen, ndx_text name, bool *added, ndx_error *err);

/* --- notes: what could not be read of a file ------------------------------------------------------------ */

typedef struct ndx_unread {
    ndx_buf entries;
    uint64_t total, listed;
    bool retry;
} ndx_unread; /* = {0} */
void ndx_unread_reset(ndx_unread *unread);
void ndx_unread_clear(ndx_unread *unread);
void ndx_unread_add(ndx_unread *unread, const ndx_skip *skip); /* sticky, see entries.failed */
/* The note to be kept: empty when there is nothing unread. Appends to out. */
void ndx_unread_write(const ndx_unread *unread, ndx_buf *out);
/* True when the note has that already, or has more than it lists. */
bool ndx_unread_has(ndx_text note, const ndx_skip *skip);
/* True when reading again may help although the file has not changed: rights, another file's id, a newer
 * program. */
bool ndx_unread_retry(ndx_text note);
/* The note (empty: of nothing unread) as one that is worth a retry. Appends to out. */
void ndx_unread_ask_again(ndx_text note, ndx_buf *out);

#endif
