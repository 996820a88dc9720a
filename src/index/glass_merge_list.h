/* One posting list of a database that is there, changed. */
#ifndef NDX_INDEX_GLASS_MERGE_LIST_H
#define NDX_INDEX_GLASS_MERGE_LIST_H

#include "glass_merge.h"

typedef struct ndx_glass_list ndx_glass_list; /* used for one list after the other */

/* Both are borrowed. */
ndx_status ndx_glass_list_new(const ndx_glass_pages *postlist, ndx_glass_edits *edits, ndx_glass_list **out,
                              ndx_error *err);
void ndx_glass_list_free(ndx_glass_list *list); /* NULL is fine */

/* Say in edits what from..to, in order of their articles, makes of a term's list, or of that of the articles' lengths. Lists in the
 * order of their terms are found fastest. NO_INDEX: damaged. */
ndx_status ndx_glass_list_term(ndx_glass_list *list, ndx_text term, const ndx_glass_posted *from,
                               const ndx_glass_posted *to, ndx_error *err);
ndx_status ndx_glass_list_lengths(ndx_glass_list *list, const ndx_glass_posted *from,
                                  const ndx_glass_posted *to, ndx_error *err);

#endif
