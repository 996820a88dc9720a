/* The terms of one article while they are gathered: texts one after the other, sorted and joined at the end.
 */
#ifndef NDX_INDEX_DRAFTS_H
#define NDX_INDEX_DRAFTS_H

#include "newsdex/index.h"
#include "positions.h"

typedef struct ndx_draft {
    uint64_t key;     /* first eight bytes, so that most comparisons of a sort are of numbers */
    uint32_t at, len; /* in the texts */
    uint32_t wdf, stem;
} ndx_draft;

#define NDX_DRAFTS_MAX (1u << 24) /* more are dropped */

typedef struct ndx_drafts {
    ndx_buf texts;
    ndx_draft *at;
    size_t count, capacity;
    uint64_t *order; /* twice as many, to sort with */
    size_t order_capacity;
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
/* A stem of general text, of 1 to NDX_TERM_MAX bytes, of which NDX_SHORT_MAX may be read whatever its length; room for the draft must
 * have been made. *hash: its ndx_term_hash. false: out of memory, or there are too many. */
bool ndx_drafts_add_long_stem(ndx_drafts *drafts, ndx_text text, uint32_t wdf, uint32_t stem, uint64_t *hash);
static inline bool ndx_drafts_add_stem(ndx_drafts *drafts, ndx_text text, uint32_t wdf, uint32_t stem,
                                       uint64_t *hash) {
    size_t begin = drafts->texts.len, end = begin + text.len;
    if (text.len > NDX_SHORT_MAX || begin + NDX_SHORT_MAX >= drafts->texts.capacity || end > UINT32_MAX ||
        drafts->count >= NDX_DRAFTS_MAX)
        return ndx_drafts_add_long_stem(drafts, text, wdf, stem, hash);
    /* One look at its bytes for all there is to know. */
    ndx_short word = ndx_short_of_padded(text.data, text.len);
    ndx_short_put(word, drafts->texts.data + begin);
    *hash = ndx_short_hash(word, text.len, NDX_TERM_HASH_SEED);
    drafts->texts.len = end;
    drafts->at[drafts->count++] =
        (ndx_draft){__builtin_bswap64(word.low), (uint32_t)begin, (uint32_t)text.len, wdf, stem};
    return true;
}
/* Make drafts->postings: in byte order, each term once, its wdf the sum. Of equals the first one's stem. NDX_SHORT_MAX bytes of each may be
 * read. */
bool ndx_drafts_post(ndx_drafts *drafts);

#endif
