/* Inside ingest: the belt between reader, analysers and writer.
 *
 * A ring of items in the order of the archive. The reader fills the next free item, analysers take the oldest one not yet
 * taken, the writer takes the oldest item once it is ready, and analyses when it would have to wait. Nobody overtakes, so
 * the order of the archive is the order of the index. The reader waits while the ring is full or the articles in it hold
 * more memory than allowed.
 * Whoever waits is woken for many items, not for each: the reader when half of the ring is free again, the others when a
 * batch has come or nothing more will. A change of threads costs more than reading an article.
 */
#ifndef NDX_INGEST_RING_H
#define NDX_INGEST_RING_H

#include "newsdex/ingest.h"

#include <pthread.h>

typedef enum ndx_item_kind {
    NDX_ITEM_ARTICLE, /* to be analysed and written */
    NDX_ITEM_SAME,    /* an article already in the index as it is */
    NDX_ITEM_SKIP,    /* something not read */
    NDX_ITEM_KEPT,    /* a file left alone because it has not changed */
    NDX_ITEM_AGAIN,   /* a file that has not changed is read again: its state is that of last time */
    NDX_ITEM_FILE,    /* a file read to its end */
    NDX_ITEM_END      /* nothing follows; status tells whether all went well */
} ndx_item_kind;

typedef struct ndx_item {
    ndx_item_kind kind;
    const ndx_source *source;
    /* ARTICLE */
    ndx_article article;
    ndx_prepared *prepared; /* the ring's; there from _take until _release */
    bool replaces;          /* the index has an article of this id */
    bool bad_date;          /* its own date does not exist */
    ndx_status status;      /* of its analysis; END: of the reading */
    ndx_error err;
    /* SKIP, KEPT, AGAIN, FILE */
    ndx_buf path;
    ndx_buf text;  /* SKIP: detail; KEPT, AGAIN: note */
    ndx_skip skip; /* its views are path and text */
    ndx_seen_file file;
    bool known;                       /* FILE: the index knew it before */
    bool in_file;                     /* SKIP: within the file being read, not beside it */
    uint64_t done_bytes, total_bytes; /* of input, when the item was put in */
    /* the ring's own */
    bool ready;
    size_t bytes;
} ndx_item;

typedef struct ndx_ring {
    pthread_mutex_t mutex;
    pthread_cond_t freed, filled, readied;
    ndx_item *items;
    size_t count;
    ndx_prepared *
        *spare; /* of the items that need none: the last one used is the next, still near the processor */
    size_t spare_count;
    uint64_t head, work, tail; /* numbers of items: next to fill, to analyse, to write */
    size_t bytes, bytes_max;
    bool stopped;
} ndx_ring;

ndx_status ndx_ring_init(ndx_ring *ring, size_t count, size_t bytes_max, ndx_error *err);
void ndx_ring_clear(ndx_ring *ring); /* once no thread uses it */

/* Reader: the next free item, once there is room; NULL when the ring was stopped. _publish hands it on. */
ndx_item *ndx_ring_fill(ndx_ring *ring);
void ndx_ring_publish(ndx_ring *ring, ndx_item *item);
/* Analyser: the next article to analyse; NULL when the ring was stopped. _ready hands it on. */
ndx_item *ndx_ring_take(ndx_ring *ring);
void ndx_ring_ready(ndx_ring *ring, ndx_item *item);
/* Writer: the next item in order; while it is not ready, one taken to be analysed; NULL after wait_ms with neither. Its `ready`
 * tells which. _release gives a written item back to the reader. */
ndx_item *ndx_ring_next(ndx_ring *ring, unsigned wait_ms);
void ndx_ring_release(ndx_ring *ring, ndx_item *item);
/* Everybody leaves. */
void ndx_ring_stop(ndx_ring *ring);
bool ndx_ring_is_stopped(ndx_ring *ring);

#endif
