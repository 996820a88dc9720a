/* Who works out which part. */
#include "glass_relist.h"

#define PART_TERMS 256 /* at least: below, a thread costs more than it saves */

void ndx_glass_relist_init(ndx_glass_relist *relist, ndx_glass_merge *merge,
                           const ndx_glass_pages *postlist) {
    *relist = (ndx_glass_relist){.merge = merge, .postlist = postlist};
    pthread_mutex_init(&relist->lock, NULL);
    pthread_cond_init(&relist->changed, NULL);
}

void ndx_glass_relist_clear(ndx_glass_relist *relist) {
    for (size_t i = 0; i <= GLASS_RELIST_PARTS; i++) ndx_glass_edits_clear(&relist->edits[i]);
    pthread_cond_destroy(&relist->changed);
    pthread_mutex_destroy(&relist->lock);
}

void ndx_glass_relist_fail(ndx_glass_relist *relist, ndx_status status, const ndx_error *err) {
    pthread_mutex_lock(&relist->lock);
    relist->status = status;
    if (err) relist->error = *err;
    pthread_cond_broadcast(&relist->changed);
    pthread_mutex_unlock(&relist->lock);
}

ndx_status ndx_glass_relist_prepare(ndx_glass_relist *relist, ndx_error *err) {
    ndx_glass_edits *first = &relist->edits[0];
    ndx_status status = ndx_glass_merge_values(relist->merge, relist->postlist, first, err);
    ndx_glass_edits_sort(first, 0);
    if (status == NDX_OK) status = ndx_glass_merge_lengths(relist->merge, relist->postlist, first, err);
    if (status == NDX_OK) status = ndx_glass_merge_order(relist->merge, err);
    if (status != NDX_OK) return status;
    size_t parts = relist->merge->order_count / PART_TERMS + 1;
    pthread_mutex_lock(&relist->lock);
    relist->done[0] = true;
    relist->taken = 1;
    relist->count = 1 + (parts < GLASS_RELIST_PARTS ? parts : GLASS_RELIST_PARTS);
    pthread_cond_broadcast(&relist->changed);
    pthread_mutex_unlock(&relist->lock);
    return NDX_OK;
}

/* Begin and end a part, under the lock, which is not held meanwhile. */
static ndx_status work_out(ndx_glass_relist *relist, ndx_error *err) {
    size_t part = relist->taken++, of = relist->count - 1;
    pthread_mutex_unlock(&relist->lock);
    ndx_status status =
        ndx_glass_merge_lists(relist->merge, relist->postlist, part - 1, of, &relist->edits[part], err);
    pthread_mutex_lock(&relist->lock);
    relist->done[part] = status == NDX_OK;
    pthread_cond_broadcast(&relist->changed);
    return status;
}

ndx_status ndx_glass_relist_work(ndx_glass_relist *relist, ndx_error *err) {
    ndx_status status = NDX_OK;
    pthread_mutex_lock(&relist->lock);
    while (status == NDX_OK && relist->taken < relist->count) status = work_out(relist, err);
    pthread_mutex_unlock(&relist->lock);
    return status;
}

/* Until part `next` is done, or all there is to do has failed. */
static ndx_status await(ndx_glass_relist *relist, ndx_error *err) {
    while (!relist->count || (relist->next < relist->count && !relist->done[relist->next])) {
        ndx_status status = relist->status;
        if (status != NDX_OK) {
            if (err) *err = relist->error;
            return status;
        }
        if (relist->taken < relist->count)
            status = work_out(relist, err);
        else
            pthread_cond_wait(&relist->changed, &relist->lock);
        if (status != NDX_OK) return status;
    }
    return NDX_OK;
}

ndx_status ndx_glass_relist_next(void *context, ndx_glass_edits **edits, ndx_error *err) {
    ndx_glass_relist *relist = context;
    *edits = NULL;
    pthread_mutex_lock(&relist->lock);
    ndx_status status = await(relist, err);
    if (status == NDX_OK && relist->next < relist->count) *edits = &relist->edits[relist->next++];
    pthread_mutex_unlock(&relist->lock);
    return status;
}
