/* What articles that come and go change in the lists of a database that is there: posting lists, the list of lengths, values. Gathered
 * article by article, then merged, list after list, with the chunks they fall into. */
#ifndef NDX_INDEX_GLASS_MERGE_H
#define NDX_INDEX_GLASS_MERGE_H

#include "glass_edit.h"
#include "glass_terms.h"

#define NDX_GLASS_GONE UINT32_MAX /* instead of a wdf: the article has the term no more */

/* One article of a list. Of two changes of the same article the last counts, but one that says gone comes before any other. */
typedef struct ndx_glass_posted {
    uint32_t term, docid, wdf;
} ndx_glass_posted;

typedef struct ndx_glass_valued {
    uint32_t slot, docid;
    ndx_text value; /* empty: gone */
} ndx_glass_valued;

typedef struct ndx_glass_merge {
    ndx_glass_terms terms;
    ndx_glass_posted *posted, *length;
    size_t posted_count, posted_capacity, length_count, length_capacity;
    ndx_glass_valued *valued;
    size_t valued_count, valued_capacity;
    ndx_arena arena;
    /* made by ndx_glass_merge_order: the terms in order, what is posted term by term, where that of a term ends */
    ndx_glass_ranked *order;
    size_t order_count;
    ndx_glass_posted *by_term;
    size_t *end;
} ndx_glass_merge; /* {0} to begin */
void ndx_glass_merge_clear(ndx_glass_merge *merge);
/* wdf NDX_GLASS_GONE: the article goes from the list. */
ndx_status ndx_glass_merge_term(ndx_glass_merge *merge, ndx_text term, uint32_t docid, uint32_t wdf,
                                ndx_error *err);
ndx_status ndx_glass_merge_length(ndx_glass_merge *merge, uint32_t docid, uint32_t length, ndx_error *err);
/* Copies the value; an empty one goes. */
ndx_status ndx_glass_merge_value(ndx_glass_merge *merge, uint32_t slot, uint32_t docid, ndx_text value,
                                 ndx_error *err);

/* Say in edits of the posting table what has been gathered: of values (glass_merge_values.c), which do not come in order, of lengths,
 * and, once everything gathered is put in order, of the lists of a part of so many, which may be done beside other parts. */
ndx_status ndx_glass_merge_values(ndx_glass_merge *merge, const ndx_glass_pages *postlist,
                                  ndx_glass_edits *edits, ndx_error *err);
ndx_status ndx_glass_merge_lengths(ndx_glass_merge *merge, const ndx_glass_pages *postlist,
                                   ndx_glass_edits *edits, ndx_error *err);
ndx_status ndx_glass_merge_order(ndx_glass_merge *merge, ndx_error *err);
ndx_status ndx_glass_merge_lists(const ndx_glass_merge *merge, const ndx_glass_pages *postlist, size_t part,
                                 size_t parts, ndx_glass_edits *edits, ndx_error *err);

#endif
