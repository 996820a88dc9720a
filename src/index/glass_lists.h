/* The posting lists of a glass database in the making: gathered in memory as the bytes the chunks will hold, spilled as runs
 * in the order of the terms, merged and cut into chunks at the end. */
#ifndef NDX_INDEX_GLASS_LISTS_H
#define NDX_INDEX_GLASS_LISTS_H

#include "glass_spill.h"
#include "glass_table.h"
#include "glass_terms.h"
#include "newsdex/index.h"

/* The postings of one term since the last spill. The first wdf stands in `sum` until there is a second posting; from then on
 * the bytes in the slices are: wdf, then docid step - 1 and wdf for each further posting, all as uint. */
typedef struct ndx_glass_list {
    uint64_t sum; /* of wdfs */
    uint32_t count;
    uint32_t first, last; /* docids */
    uint32_t head;        /* first slice, 0: none */
    uint32_t at;          /* where the next byte goes */
    uint32_t end;         /* of the last slice; its low four bits are the slice's size class */
} ndx_glass_list;

/* Where a run stands in the spill file, and how far it has been read. */
typedef struct ndx_glass_run {
    uint64_t at, end;
    char *buffer;
    size_t from, filled; /* unread bytes of the buffer */
} ndx_glass_run;

typedef struct ndx_glass_lists {
    ndx_glass_terms terms;
    ndx_glass_list *list; /* by number of the term */
    size_t list_capacity;
    uint8_t *pool; /* slices */
    uint32_t pool_used, pool_size;
    ndx_glass_spill spill;
    ndx_glass_run *run;
    size_t run_count, run_capacity;
} ndx_glass_lists;

/* dir is borrowed. */
ndx_status ndx_glass_lists_init(ndx_glass_lists *lists, const char *dir, size_t memory_bytes, ndx_error *err);
void ndx_glass_lists_clear(ndx_glass_lists *lists);
/* A term's number and hash while an article is posted. */
typedef struct ndx_glass_wanted {
    uint64_t hash;
    uint32_t number;
} ndx_glass_wanted;
#define NDX_GLASS_AHEAD ((size_t)16) /* postings: about as long as memory takes */
/* Post an article's terms; docids ascend for each term. padded: as in glass.h. wanted: scratch memory for as many terms and
 * NDX_GLASS_AHEAD more. The terms are looked up all of them a step at a time, so that memory is waited for once and not for each.
 * NO_MEMORY, USAGE (a term empty or too long). */
ndx_status ndx_glass_lists_post(ndx_glass_lists *lists, const ndx_posting *postings, size_t count,
                                bool padded, uint32_t docid, ndx_glass_wanted *wanted, ndx_error *err);
/* Write every list in key order; the lists are of no use afterwards. */
ndx_status ndx_glass_lists_write(ndx_glass_lists *lists, ndx_glass_table *table, ndx_error *err);
/* The document lengths: `lengths` by docid - 1. Nothing when there are none. */
ndx_status ndx_glass_lengths_write(const uint32_t *lengths, uint32_t count, ndx_glass_table *table,
                                   ndx_error *err);

#endif
