/* One mutex, three cursors, three conditions. Items are large (an article each), so the lock is taken rarely.
 */
#include "ring.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum {
    BATCH = 16,      /* items to analyse before sleepers are woken */
    PATIENCE_MS = 50 /* how long a smaller batch of a slow archive may lie */
};

static ndx_item *item_at(ndx_ring *ring, uint64_t number) {
    return &ring->items[number % ring->count];
}

static ndx_status init_items(ndx_ring *ring, ndx_error *err) {
    ndx_status status = ring->items && ring->spare ? NDX_OK : ndx_fail_memory(err);
    for (; status == NDX_OK && ring->spare_count < ring->count; ring->spare_count++) {
        ndx_article_init(&ring->items[ring->spare_count].article);
        status = ndx_prepared_new(&ring->spare[ring->spare_count], err);
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
    ring->spare = calloc(count, sizeof *ring->spare);
    ndx_status status = init_items(ring, err);
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
    for (size_t i = 0; ring->spare && i < ring->spare_count; i++) ndx_prepared_free(ring->spare[i]);
    free(ring->items);
    free(ring->spare);
    ring->items = NULL;
    ring->spare = NULL;
    pthread_cond_destroy(&ring->freed);
    pthread_cond_destroy(&ring->filled);
    pthread_cond_destroy(&ring->readied);
    pthread_mutex_destroy(&ring->mutex);
}

static struct timespec after_ms(unsigned ms) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += (long)(ms % 1000) * 1000000;
    if (t.tv_nsec >= 1000000000) t.tv_sec++, t.tv_nsec -= 1000000000;
    return t;
}

static void wait_ms(ndx_ring *ring, pthread_cond_t *condition, unsigned ms) {
    struct timespec until = after_ms(ms);
    pthread_cond_timedwait(condition, &ring->mutex, &until);
}

/* Whoever could analyse. */
static void wake_workers(ndx_ring *ring) {
    pthread_cond_signal(&ring->filled);
    pthread_cond_signal(&ring->readied);
}

/* --- reader --------------------------------------------------------------------------------------------- */

/* One article may be larger than all that is allowed: alone it passes. */
static bool has_room(const ndx_ring *ring) {
    uint64_t inside = ring->head - ring->tail;
    return inside < ring->count && (ring->bytes < ring->bytes_max || inside == 0);
}

/* So much room that a reader who had to wait goes on for a while. */
static bool has_much_room(const ndx_ring *ring) {
    uint64_t inside = ring->head - ring->tail;
    return inside == 0 || (inside <= ring->count / 2 && ring->bytes < ring->bytes_max / 2);
}

ndx_item *ndx_ring_fill(ndx_ring *ring) {
    pthread_mutex_lock(&ring->mutex);
    if (!has_room(ring)) {
        wake_workers(ring);
        while (!ring->stopped && !has_much_room(ring)) pthread_cond_wait(&ring->freed, &ring->mutex);
    }
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
    if (ring->head - ring->work >= BATCH || item->kind == NDX_ITEM_END) wake_workers(ring);
    pthread_mutex_unlock(&ring->mutex);
}

/* --- analysers ------------------------------------------------------------------------------------------ */

/* The oldest article that nobody has taken, or NULL. */
static ndx_item *take(ndx_ring *ring) {
    if (ring->work < ring->tail) ring->work = ring->tail; /* the writer took items that needed no analysis */
    while (ring->work < ring->head && item_at(ring, ring->work)->ready) ring->work++;
    if (ring->work == ring->head) return NULL;
    ndx_item *item = item_at(ring, ring->work++);
    item->prepared = ring->spare[--ring->spare_count];
    return item;
}

ndx_item *ndx_ring_take(ndx_ring *ring) {
    ndx_item *item = NULL;
    pthread_mutex_lock(&ring->mutex);
    while (!ring->stopped && !(item = take(ring))) wait_ms(ring, &ring->filled, PATIENCE_MS);
    pthread_mutex_unlock(&ring->mutex);
    return item;
}

void ndx_ring_ready(ndx_ring *ring, ndx_item *item) {
    pthread_mutex_lock(&ring->mutex);
    item->ready = true;
    if (item == item_at(ring, ring->tail)) pthread_cond_signal(&ring->readied);
    pthread_mutex_unlock(&ring->mutex);
}

/* --- writer --------------------------------------------------------------------------------------------- */

static ndx_item *take_due(ndx_ring *ring) {
    bool due = ring->tail < ring->head && item_at(ring, ring->tail)->ready;
    return due ? item_at(ring, ring->tail) : take(ring);
}

ndx_item *ndx_ring_next(ndx_ring *ring, unsigned wait) {
    pthread_mutex_lock(&ring->mutex);
    ndx_item *item = take_due(ring);
    for (unsigned waited = 0; !item && waited < wait; waited += PATIENCE_MS) {
        wait_ms(ring, &ring->readied, PATIENCE_MS);
        item = take_due(ring);
    }
    pthread_mutex_unlock(&ring->mutex);
    return item;
}

void ndx_ring_release(ndx_ring *ring, ndx_item *item) {
    pthread_mutex_lock(&ring->mutex);
    if (item->prepared) ring->spare[ring->spare_count++] = item->prepared;
    item->prepared = NULL;
    ring->bytes -= item->bytes;
    ring->tail++;
    if (has_much_room(ring)) pthread_cond_signal(&ring->freed);
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
