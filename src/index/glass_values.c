/* Value streams and their statistics. */
#include "glass_values.h"

#include <stdlib.h>

#define CHUNK 2000 /* bytes: glass_values.cc's CHUNK_SIZE_THRESHOLD */
#define DONE_LIMIT_MIN (16u << 10)
/* Chunks of a slot that holds texts, the same few again and again, are deflated; those of numbers are not: whole queries sort and
 * filter by them, and inflating costs more than reading. */
#define NUMBER_MAX 6    /* bytes of a value that may be a number */
#define NUMBERS_PART 10 /* but when one is all they say, they shrink to less than a tenth */

void ndx_glass_values_init(ndx_glass_values *values, const char *dir, size_t memory_bytes) {
    *values = (ndx_glass_values){.done_limit = memory_bytes > DONE_LIMIT_MIN ? memory_bytes : DONE_LIMIT_MIN};
    ndx_glass_spill_init(&values->spill, dir);
}

void ndx_glass_values_clear(ndx_glass_values *values) {
    for (size_t i = 0; i < values->slot_count; i++) {
        ndx_glass_slot *slot = &values->slot[i];
        ndx_buf_clear(&slot->lower);
        ndx_buf_clear(&slot->upper);
        ndx_buf_clear(&slot->open);
        ndx_buf_clear(&slot->done);
        free(slot->extent);
    }
    free(values->slot);
    ndx_glass_spill_clear(&values->spill);
    *values = (ndx_glass_values){0};
    ndx_glass_spill_init(&values->spill, NULL);
}

/* The slot of that number, new or old; NULL: no memory. */
static ndx_glass_slot *slot_of(ndx_glass_values *values, uint32_t number) {
    size_t low = 0, high = values->slot_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (values->slot[middle].slot < number)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < values->slot_count && values->slot[low].slot == number) return &values->slot[low];
    ndx_glass_slot *grown = ndx_grow(values->slot, values->slot_count, &values->slot_capacity, sizeof *grown);
    if (!grown) return NULL;
    values->slot = grown;
    memmove(grown + low + 1, grown + low, (values->slot_count - low) * sizeof *grown);
    values->slot_count++;
    grown[low] = (ndx_glass_slot){.slot = number};
    return &grown[low];
}

static void set_bound(ndx_buf *bound, ndx_text value) {
    ndx_buf_reset(bound);
    ndx_buf_add_text(bound, value);
}

static void widen_bounds(ndx_glass_slot *slot, ndx_text value) {
    if (value.len > slot->longest) slot->longest = (uint32_t)value.len;
    if (slot->count++ == 0) {
        set_bound(&slot->lower, value);
        set_bound(&slot->upper, value);
    } else if (ndx_text_compare(value, ndx_buf_text(&slot->lower)) < 0) {
        set_bound(&slot->lower, value);
    } else if (ndx_text_compare(value, ndx_buf_text(&slot->upper)) > 0) {
        set_bound(&slot->upper, value);
    }
}

/* --- chunks --------------------------------------------------------------------------------------------- */

static ndx_status slot_status(const ndx_glass_slot *slot, ndx_error *err) {
    return slot->lower.failed || slot->upper.failed || slot->open.failed || slot->done.failed
               ? ndx_fail_memory(err)
               : NDX_OK;
}

static void close_chunk(ndx_glass_values *values, ndx_glass_slot *slot) {
    uint32_t head[2] = {slot->first, (uint32_t)slot->open.len};
    if (!slot->open.len) return;
    ndx_buf_add(&slot->done, head, sizeof head);
    ndx_buf_add_text(&slot->done, ndx_buf_text(&slot->open));
    values->done_bytes += sizeof head + slot->open.len;
    ndx_buf_reset(&slot->open);
}

static ndx_status spill_chunks(ndx_glass_values *values, ndx_error *err) {
    for (size_t i = 0; i < values->slot_count; i++) {
        ndx_glass_slot *slot = &values->slot[i];
        if (!slot->done.len) continue;
        ndx_glass_extent *grown =
            ndx_grow(slot->extent, slot->extent_count, &slot->extent_capacity, sizeof *grown);
        if (!grown) return ndx_fail_memory(err);
        slot->extent = grown;
        grown[slot->extent_count++] = (ndx_glass_extent){values->spill.size, slot->done.len};
        ndx_status status = ndx_glass_spill_append(&values->spill, slot->done.data, slot->done.len, err);
        if (status != NDX_OK) return status;
        ndx_buf_reset(&slot->done);
    }
    values->done_bytes = 0;
    return NDX_OK;
}

ndx_status ndx_glass_values_add(ndx_glass_values *values, uint32_t number, uint32_t docid, ndx_text value,
                                ndx_error *err) {
    ndx_glass_slot *slot = slot_of(values, number);
    if (!slot) return ndx_fail_memory(err);
    if (value.len > UINT32_MAX / 2)
        return ndx_fail(err, NDX_USAGE, "a value of %zu bytes is too long", value.len);
    widen_bounds(slot, value);
    if (slot->open.len && slot->open.len + (size_t)2 * GLASS_UINT_MAX + value.len > CHUNK)
        close_chunk(values, slot);
    if (slot->open.len)
        ndx_buf_add_varint(&slot->open, docid - slot->last - 1);
    else
        slot->first = docid;
    slot->last = docid;
    ndx_buf_add_varint(&slot->open, value.len);
    ndx_buf_add_text(&slot->open, value);
    ndx_status status = slot_status(slot, err);
    return status == NDX_OK && values->done_bytes > values->done_limit ? spill_chunks(values, err) : status;
}

/* --- writing -------------------------------------------------------------------------------------------- */

static ndx_status write_stats(const ndx_glass_slot *slot, ndx_glass_table *table, ndx_buf *tag,
                              ndx_error *err) {
    uint8_t key[2 + 4] = {0x00, 0xd0};
    size_t key_len = (size_t)(glass_put_last(key + 2, slot->slot) - key);
    ndx_buf_reset(tag);
    ndx_buf_add_varint(tag, slot->count);
    ndx_buf_add_varint(tag, slot->lower.len);
    ndx_buf_add_text(tag, ndx_buf_text(&slot->lower));
    if (!ndx_text_equal(ndx_buf_text(&slot->lower), ndx_buf_text(&slot->upper)))
        ndx_buf_add_text(tag, ndx_buf_text(&slot->upper));
    ndx_status status = ndx_buf_status(tag, err);
    return status == NDX_OK ? ndx_glass_table_add(table, key, key_len, tag->data, tag->len, true, err)
                            : status;
}

static ndx_status write_chunks(const ndx_glass_slot *slot, const char *at, size_t len, ndx_glass_table *table,
                               ndx_error *err) {
    uint8_t key[2 + GLASS_UINT_MAX + GLASS_SORTED_MAX] = {0x00, 0xd8},
                                     *docid_at = glass_put_uint(key + 2, slot->slot);
    ndx_status status = NDX_OK;
    for (const char *end = at + len; at < end && status == NDX_OK;) {
        uint32_t head[2]; /* docid, length */
        memcpy(head, at, sizeof head);
        at += sizeof head;
        size_t key_len = (size_t)(glass_put_sorted(docid_at, head[0]) - key);
        size_t most = slot->longest > NUMBER_MAX ? head[1] / 4 * 3 : head[1] / NUMBERS_PART;
        status = ndx_glass_table_add_squeezed(table, key, key_len, at, head[1], most, true, err);
        at += head[1];
    }
    return status;
}

static ndx_status write_stream(ndx_glass_values *values, ndx_glass_slot *slot, ndx_glass_table *table,
                               ndx_buf *space, ndx_error *err) {
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < slot->extent_count && status == NDX_OK; i++) {
        ndx_glass_extent extent = slot->extent[i];
        ndx_buf_reset(space);
        if (!ndx_buf_reserve(space, extent.len)) return ndx_fail_memory(err);
        status = ndx_glass_spill_read(&values->spill, extent.at, space->data, extent.len, err);
        if (status == NDX_OK) status = write_chunks(slot, space->data, extent.len, table, err);
    }
    close_chunk(values, slot);
    if (status == NDX_OK) status = slot_status(slot, err);
    return status == NDX_OK ? write_chunks(slot, slot->done.data, slot->done.len, table, err) : status;
}

/* A slot's number as its keys have it, so that slots compare as keys do. */
typedef struct keyed {
    uint8_t key[GLASS_UINT_MAX];
    size_t len, index;
} keyed;

static int compare_keyed(const void *a, const void *b) {
    const keyed *x = a, *y = b;
    return ndx_text_compare((ndx_text){(const char *)x->key, x->len},
                            (ndx_text){(const char *)y->key, y->len});
}

static void sort_slots(const ndx_glass_values *values, keyed *order, bool for_stats) {
    for (size_t i = 0; i < values->slot_count; i++) {
        uint8_t *end = (for_stats ? glass_put_last(order[i].key, values->slot[i].slot)
                                  : glass_put_uint(order[i].key, values->slot[i].slot));
        order[i].len = (size_t)(end - order[i].key);
        order[i].index = i;
    }
    qsort(order, values->slot_count, sizeof *order, compare_keyed);
}

ndx_status ndx_glass_values_write(ndx_glass_values *values, ndx_glass_table *table, ndx_error *err) {
    keyed *order = calloc(values->slot_count + 1, sizeof *order);
    ndx_buf space = {0};
    ndx_status status = order ? ndx_glass_spill_flush(&values->spill, err) : ndx_fail_memory(err);
    if (status == NDX_OK) sort_slots(values, order, true);
    for (size_t i = 0; i < values->slot_count && status == NDX_OK; i++)
        status = write_stats(&values->slot[order[i].index], table, &space, err);
    if (status == NDX_OK) sort_slots(values, order, false);
    for (size_t i = 0; i < values->slot_count && status == NDX_OK; i++)
        status = write_stream(values, &values->slot[order[i].index], table, &space, err);
    ndx_buf_clear(&space);
    free(order);
    return status;
}
