/* The terms of one article while they are gathered: texts one after the other, sorted and joined at the end.
 */
#ifndef NDX_INDEX_DRAFTS_H
#define NDX_INDEX_DRAFTS_H

#include "newsdex/index.h"

typedef struct ndx_draft {
    uint64_t key;     /* first eight bytes, so that most comparisons of a sort are of numbers */
    uint32_t at, len; /* in the texts */
    uint32_t wdf, stem;
} ndx_draft;

typedef struct ndx_drafts {
    ndx_buf texts;
    ndx_draft *at;
    size_t count, capacity;
    ndx_draft *scratch;
    size_t scratch_capacity;
    ndx_posting *postings;
    size_t posting_count, posting_capacity;
} ndx_drafts; /* {0} to begin; memory is kept from article to article */

void ndx_drafts_clear(ndx_drafts *drafts);
void ndx_drafts_reset(ndx_drafts *drafts);
/* Room for more drafts, so that the next ones need not look. false: out of memory, as everywhere below. */
bool ndx_drafts_room(ndx_drafts *drafts, size_t more);
/* Take the bytes of drafts->texts from `begin` on as a term. Too long or empty ones are dropped. stem as in
 * ndx_posting. */
bool ndx_drafts_end(ndx_drafts *drafts, size_t begin, uint32_t wdf, uint32_t stem);
bool ndx_drafts_add(ndx_drafts *drafts, const char *prefix, ndx_text text, uint32_t wdf);
/* Make drafts->postings: in byte order, each term once, its wdf the sum. Of equals the first one's stem. */
bool ndx_drafts_post(ndx_drafts *drafts);

#endif
