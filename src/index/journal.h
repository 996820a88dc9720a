/* The file that changes are gathered in, from which they can be gathered again when the program was killed before its commit.
 *
 *     record   u32 kind, u32 bytes of it, u64 hash of it and of all before it; the bytes
 * The first record is the heading: for what, and by whom, the journal is written. What is killed leaves a file whose end may be
 * missing, and after a loss of power anything behind what was synced; the hashes tell how far it is whole.
 */
#ifndef NDX_INDEX_JOURNAL_H
#define NDX_INDEX_JOURNAL_H

#include "glass_spill.h"

#define NDX_JOURNAL_HEAD 16 /* bytes before those of a record */

typedef struct ndx_journal {
    ndx_glass_spill spill;
    ndx_buf heading; /* with its head; empty: a file without a name, which nobody will go on with */
    uint64_t hash, synced;
} ndx_journal;

void ndx_journal_init(ndx_journal *journal,
                      const char *dir); /* dir is borrowed: for a file without a name, and for messages */
void ndx_journal_clear(ndx_journal *journal); /* a file with a name stays */

/* A record of the file; its bytes stand there from `at` on. The view is good during the call. */
typedef ndx_status ndx_journal_fn(void *context, uint32_t kind, ndx_text bytes, uint64_t at, ndx_error *err);
/* Write to the file that path names (borrowed) from now on. If there is one with that heading, fn is told of each of its records
 * that is whole (*found: there was one), and it goes on behind them; else it begins anew. Nothing must have been appended yet. */
ndx_status ndx_journal_open(ndx_journal *journal, const char *path, ndx_text heading, ndx_journal_fn *fn,
                            void *context, bool *found, ndx_error *err);
/* Append the record in `record`, whose first bytes, NDX_JOURNAL_HEAD of them, are filled in. *at: where its bytes stand. With a
 * name the file is brought to the disk now and then, else when the system likes. */
ndx_status ndx_journal_append(ndx_journal *journal, uint32_t kind, ndx_buf *record, uint64_t *at,
                              ndx_error *err);

#endif
