/* What hits are sorted by: said to libxapian, or as keys made from the values of articles for matches that are found by ourselves. */
#ifndef NDX_INDEX_ORDER_H
#define NDX_INDEX_ORDER_H

#include "best.h"
#include "reader.h"

/* USAGE: there is no such order. */
ndx_status ndx_order_check(ndx_sort sort, ndx_error *err);
/* options are borrowed as long as the enquire is asked. */
ndx_status ndx_order_enquire(const ndx_find_options *options, ndx_x_enquire *enquire, ndx_error *err);

typedef struct ndx_order {
    ndx_sort sort;
    uint64_t seed;
    const ndx_x_database *database; /* of the shard at hand */
    ndx_slot_cursor cursor;
    ndx_names names; /* values longer than the head of a key, each once: keys borrow them */
} ndx_order;         /* {.sort, .seed} to begin */
void ndx_order_clear(ndx_order *order);
/* Are greater keys to be first? */
bool ndx_order_descends(const ndx_order *order);
/* The articles that follow are the shard's. Borrowed. */
void ndx_order_enter(ndx_order *order, const ndx_x_database *database);
/* The key of the shard's article `docid`, which is `number` among all; quick when docids ascend. Keys are good until clear. MODIFIED. */
ndx_status ndx_order_key(ndx_order *order, uint32_t docid, uint32_t number, ndx_sort_key *key,
                         ndx_error *err);

#endif
