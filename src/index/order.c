/* Keys to sort by. */
#include "order.h"

#include "schema.h"

/* Undated articles and those without a source come last, whatever the direction. */
static const struct {
    bool by_value;
    ndx_slot slot;
    bool descends;
    ndx_text missing;
} orders[] = {
    [NDX_SORT_RELEVANCE] = {false, 0, false, {"", 0}},
    [NDX_SORT_NEWEST] = {true, NDX_SLOT_DAY, true, {"", 0}},
    [NDX_SORT_OLDEST] = {true, NDX_SLOT_DAY, false, {"\xff", 1}},
    [NDX_SORT_SOURCE] = {true, NDX_SLOT_SOURCE, false, {"\xff", 1}},
    [NDX_SORT_RANDOM] = {false, 0, false, {"", 0}},
};

void ndx_order_clear(ndx_order *order) {
    ndx_slot_close(&order->cursor);
    ndx_names_clear(&order->names);
}

bool ndx_order_descends(const ndx_order *order) {
    return orders[order->sort].descends;
}

void ndx_order_enter(ndx_order *order, const ndx_x_database *database) {
    ndx_slot_close(&order->cursor);
    order->database = database;
}

static ndx_status make_key(ndx_order *order, ndx_text bytes, ndx_sort_key *key, ndx_error *err) {
    *key = (ndx_sort_key){0, bytes.len, NULL};
    for (size_t i = 0; i < 8; i++) key->head = key->head << 8 | (i < bytes.len ? (uint8_t)bytes.data[i] : 0);
    if (bytes.len <= 8) return NDX_OK;
    uint32_t name = ndx_names_add(&order->names, bytes);
    if (name == NDX_NO_NAME) return ndx_fail_memory(err);
    key->all = order->names.names[name].data;
    return NDX_OK;
}

ndx_status ndx_order_key(ndx_order *order, uint32_t docid, uint32_t number, ndx_sort_key *key,
                         ndx_error *err) {
    ndx_text value = {"", 0};
    if (order->sort == NDX_SORT_RANDOM) { /* a place in a shuffled order, the same for the same seed */
        uint64_t place = ndx_hash(&number, sizeof number, order->seed);
        return make_key(order, (ndx_text){(const char *)&place, sizeof place}, key, err);
    }
    if (!orders[order->sort].by_value) return make_key(order, value, key, err);
    ndx_status status =
        ndx_slot_read(&order->cursor, order->database, orders[order->sort].slot, docid, &value, err);
    if (status != NDX_OK) return status;
    return make_key(order, value.len ? value : orders[order->sort].missing, key, err);
}
