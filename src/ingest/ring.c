/* One mutex, three cursors, three conditions. Items are large (an article each), so the lock is taken rarely.
 */
#include "ring.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

static ndx_item *item_at(ndx_ring *ring, uint64_t number) {
    return &ring->items[number % ring->count];
}

static ndx_status init_items(ndx_ring *ring, ndx_error *err) {
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < ring->count && status == NDX_OK; i++) {
        ndx_article_init(&ring->items[i].article);
        status = ndx_prepared_new(&ring->items[i].prepared, err);
    }
    return status;
}

static void init_condition(pthread_cond_t *condition) {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC); /* a clock set back must not stall the run */
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

ndx_status ndx_ring_init(ndx_ring *ring, size_t count, size_t bytes_max, ndx_error *err) {
    *ring = (ndx_ring){.count = count, .bytes_max = bytes_max};
    pthread_mutex_init(&ring->mutex, NULL);
    init_condition(&ring->freed);
    init_condition(&ring->filled);
    init_condition(&ring->readied);
    ring->items = calloc(count, sizeof *ring->items);
    ndx_status status = ring->items ? init_items(ring, err) : ndx_fail_memory(err);
    if (status != NDX_OK) ndx_ring_clear(ring);
    return status;
}

void ndx_ring_clear(ndx_ring *ring) {
    for (size_t i = 0; ring->items && i < ring->count; i++) {
        ndx_item *item = &ring->items[i];
        ndx_article_clear(&item->article);
        ndx_prepared_free(item->prepared);
        ndx_buf_clear(&item->path);
        ndx_buf_clear(&item->text);
    }
    free(ring->items);
    ring->items = NULL;
    pthread_cond_destroy(&ring->freed);
    pthread_cond_destroy(&ring->filled);
    pthread_cond_destroy(&ring->readied);
    pthread_mutex_destroy(&ring->mutex);
}

/* --- reader --------------------------------------------------------------------------------------------- */

/* One article may be larger than all that is allowed: alone it passes. */
static bool has_room(const ndx_ring *ring) {
    uint64_t inside = ring->head - ring->tail;
    return inside < ring->count && (ring->bytes < ring->bytes_max || inside == 0);
}

ndx_item *ndx_ring_fill(ndx_ring *ring) {
    pthread_mutex_lock(&ring->mutex);
    while (!ring->stopped && !has_room(ring)) pthread_cond_wait(&ring->freed, &ring->mutex);
    ndx_item *item = ring->stopped ? NULL : item_at(ring, ring->head);
    pthread_mutex_unlock(&ring->mutex);
    if (item) {
        item->ready = item->replaces = item->bad_date = item->known = false;
        item->status = NDX_OK;
        item->err.message[0] = '\0';
        ndx_buf_reset(&item->path);
        ndx_buf_reset(&item->text);
    }
    return item;
}

void ndx_ring_publish(ndx_ring *ring, ndx_item *item) {
    pthread_mutex_lock(&ring->mutex);
    item->ready = item->kind != NDX_ITEM_ARTICLE;
    item->bytes = item->kind == NDX_ITEM_ARTICLE ? item->article.arena.used : item->path.len + item->text.len;
    ring->bytes += item->bytes;
    ring->head++;
    pthread_cond_signal(&ring->filled);
    if (item->ready) pthread_cond_signal(&ring->readied);
    pthread_mutex_unlock(&ring->mutex);
}

/* --- analysers ------------------------------------------------------------------------------------------ */

ndx_item *ndx_ring_take(ndx_ring *ring) {
    ndx_item *item = NULL;
    pthread_mutex_lock(&ring->mutex);
    while (!item && !ring->stopped) {
        if (ring->work < ring->tail)
            ring->work = ring->tail; /* the writer took items that needed no analysis */
        while (ring->work < ring->head && item_at(ring, ring->work)->ready) ring->work++;
        if (ring->work < ring->head)
            item = item_at(ring, ring->work++);
        else
            pthread_cond_wait(&ring->filled, &ring->mutex);
    }
    pthread_mutex_unlock(&ring->mutex);
    return item;
}

void ndx_ring_ready(ndx_ring *ring, ndx_item *item) {
    pthread_mutex_lock(&ring->mutex);
    item->ready = true;
    pthread_cond_signal(&ring->readied);
    pthread_mutex_unlock(&ring->mutex);
}

/* --- writer --------------------------------------------------------------------------------------------- */

static struct timespec after_ms(unsigned ms) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += (long)(ms % 1000) * 1000000;
    if (t.tv_nsec >= 1000000000) t.tv_sec++, t.tv_nsec -= 1000000000;
    return t;
}

ndx_item *ndx_ring_next(ndx_ring *ring, unsigned wait_ms) {
    struct timespec until = after_ms(wait_ms);
    int waited = 0;
    pthread_mutex_lock(&ring->mutex);
    while (waited != ETIMEDOUT && !(ring->tail < ring->head && item_at(ring, ring->tail)->ready))
        waited = pthread_cond_timedwait(&ring->readied, &ring->mutex, &until);
    bool there = ring->tail < ring->head && item_at(ring, ring->tail)->ready;
    ndx_item *item = there ? item_at(ring, ring->tail) : NULL;
    pthread_mutex_unlock(&ring->mutex);
    return item;
}

void ndx_ring_release(ndx_ring *ring, ndx_item *item) {
    pthread_mutex_lock(&ring->mutex);
    ring->bytes -= item->bytes;
    ring->tail++;
    pthread_cond_signal(&ring->freed);
    pthread_mutex_unlock(&ring->mutex);
}

void ndx_ring_stop(ndx_ring *ring) {
    pthread_mutex_lock(&ring->mutex);
    ring->stopped = true;
    pthread_cond_broadcast(&ring->freed);
    pthread_cond_broadcast(&ring->filled);
    pthread_cond_broadcast(&ring->readied);
    pthread_mutex_unlock(&ring->mutex);
}

bool ndx_ring_is_stopped(ndx_ring *ring) {
    pthread_mutex_lock(&ring->mutex);
    bool stopped = ring->stopped;
    pthread_mutex_unlock(&ring->mutex);
    return stopped;
}
