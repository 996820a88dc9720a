/* What a change makes of the posting table but for metadata, worked out part after part, in the order of the keys: by a thread of its
 * own, and by the one that writes the table while it would have to wait. */
#ifndef NDX_INDEX_GLASS_RELIST_H
#define NDX_INDEX_GLASS_RELIST_H

#include <pthread.h>

#include "glass_merge.h"

#define GLASS_RELIST_PARTS 64

typedef struct ndx_glass_relist {
    ndx_glass_merge *merge; /* both borrowed */
    const ndx_glass_pages *postlist;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* of what follows, under the lock */
    ndx_glass_edits edits[1 + GLASS_RELIST_PARTS]; /* first of values and lengths */
    bool done[1 + GLASS_RELIST_PARTS];
    size_t count, taken, next; /* parts, known when it is prepared; begun; asked for */
    ndx_status status;         /* why it came to nothing */
    ndx_error error;
} ndx_glass_relist;

void ndx_glass_relist_init(ndx_glass_relist *relist, ndx_glass_merge *merge, const ndx_glass_pages *postlist);
void ndx_glass_relist_clear(ndx_glass_relist *relist);
/* When everything has been gathered in merge. */
ndx_status ndx_glass_relist_prepare(ndx_glass_relist *relist, ndx_error *err);
/* Then: work out what nobody has begun. */
ndx_status ndx_glass_relist_work(ndx_glass_relist *relist, ndx_error *err);
/* There is nothing to wait for any more. */
void ndx_glass_relist_fail(ndx_glass_relist *relist, ndx_status status, const ndx_error *err);

/* A ndx_glass_edits_more: the next part, worked out here, or waited for. May be asked before it is prepared by another thread. */
ndx_status ndx_glass_relist_next(void *relist, ndx_glass_edits **edits, ndx_error *err);

#endif
