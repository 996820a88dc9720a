/* Which articles have a term, asked for one after the other: from its posting list, which is quicker than from each one's term list. */
#ifndef NDX_INDEX_MEMBERS_H
#define NDX_INDEX_MEMBERS_H

#include "postings.h"

typedef struct ndx_members {
    ndx_postings list;
    const ndx_glass *glass; /* whose list it is; NULL: none is open */
    uint32_t from;          /* the window that was read; NDX_NO_NUMBER: none */
    uint64_t bits[NDX_WINDOW_WORDS];
} ndx_members; /* {0} to begin; always of the same term */
void ndx_members_clear(ndx_members *members);
/* Has the article the term? Quick as long as numbers in one and the same state of an index ascend. MODIFIED, NO_INDEX (damaged), NO_MEMORY. */
ndx_status ndx_members_have(ndx_members *members, ndx_glass *glass, ndx_text term, uint32_t number,
                            bool *have, ndx_error *err);

#endif
