/* The value streams of a glass database in the making: chunks are cut as the values come, and spilled when they are many. */
#ifndef NDX_INDEX_GLASS_VALUES_H
#define NDX_INDEX_GLASS_VALUES_H

#include "glass_spill.h"
#include "glass_table.h"

/* A stretch of finished chunks of one slot in the spill file. */
typedef struct ndx_glass_extent {
    uint64_t at;
    size_t len;
} ndx_glass_extent;

typedef struct ndx_glass_slot {
    uint32_t slot;
    uint32_t count;           /* articles with a value */
    uint32_t longest;         /* bytes of a value */
    ndx_buf lower, upper;     /* bounds */
    ndx_buf open;             /* the chunk being filled */
    uint32_t first, last;     /* docids of it */
    ndx_buf done;             /* finished chunks: docid and length as u32, then the bytes */
    ndx_glass_extent *extent; /* and those already in the spill file, before them */
    size_t extent_count, extent_capacity;
} ndx_glass_slot;

typedef struct ndx_glass_values {
    ndx_glass_slot *slot; /* ascending */
    size_t slot_count, slot_capacity;
    size_t done_bytes, done_limit; /* in memory, over all slots */
    ndx_glass_spill spill;
} ndx_glass_values;

/* dir is borrowed. */
void ndx_glass_values_init(ndx_glass_values *values, const char *dir, size_t memory_bytes);
void ndx_glass_values_clear(ndx_glass_values *values);
/* The value is not empty; docids ascend for each slot. */
ndx_status ndx_glass_values_add(ndx_glass_values *values, uint32_t slot, uint32_t docid, ndx_text value,
                                ndx_error *err);
/* Write statistics, then streams, both in key order; the values are of no use afterwards. */
ndx_status ndx_glass_values_write(ndx_glass_values *values, ndx_glass_table *table, ndx_error *err);

#endif
