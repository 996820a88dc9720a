/* Orders of hits. */
#include "order.h"

#include "schema.h"

/* Undated articles and those without a source come last, whatever the direction. */
static const struct {
    bool by_value;
    ndx_slot slot;
    bool descends;
    ndx_text missing;
} orders[] = {
    [NDX_SORT_RELEVANCE] = {false, 0, true, {"", 0}}, /* by the score */
    [NDX_SORT_NEWEST] = {true, NDX_SLOT_DAY, true, {"", 0}},
    [NDX_SORT_OLDEST] = {true, NDX_SLOT_DAY, false, {"\xff", 1}},
    [NDX_SORT_SOURCE] = {true, NDX_SLOT_SOURCE, false, {"\xff", 1}},
    [NDX_SORT_RANDOM] = {false, 0, false, {"", 0}},
};

ndx_status ndx_order_check(ndx_sort sort, ndx_error *err) {
    return (size_t)sort < NDX_COUNT(orders) ? NDX_OK
                                            : ndx_fail(err, NDX_USAGE, "there is no such order of hits");
}

/* A place in a shuffled order, the same for the same seed. */
static uint64_t shuffled(uint32_t number, uint64_t seed) {
    return ndx_hash(&number, sizeof number, seed);
}

/* --- by libxapian --------------------------------------------------------------------------------------- */

static ndx_status random_key(void *context, ndx_x_document *document, ndx_buf *key, ndx_error *err) {
    const ndx_find_options *options = context;
    uint32_t number;
    ndx_status status = ndx_x_document_docid(document, &number, err);
    if (status != NDX_OK) return status;
    uint64_t place = shuffled(number, options->seed);
    ndx_buf_add(key, &place, sizeof place);
    return ndx_buf_status(key, err);
}

ndx_status ndx_order_enquire(const ndx_find_options *options, ndx_x_enquire *enquire, ndx_error *err) {
    if (options->sort == NDX_SORT_RANDOM)
        return ndx_x_enquire_sort_by_key(enquire, NDX_X_VALUE, random_key, (void *)options, false, err);
    if (!orders[options->sort].by_value) return NDX_OK;
    ndx_x_sort_slot slot = {orders[options->sort].slot, orders[options->sort].descends,
                            orders[options->sort].missing};
    return slot.missing.len
               ? ndx_x_enquire_sort_by_slots(enquire, NDX_X_VALUE_RELEVANCE, &slot, 1, false, err)
               : ndx_x_enquire_sort(enquire, NDX_X_VALUE_RELEVANCE, slot.slot, slot.reverse, err);
}

/* --- by ourselves --------------------------------------------------------------------------------------- */

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
    *key = (ndx_sort_key){ndx_text_start(bytes), bytes.len, NULL};
    if (bytes.len <= 8) return NDX_OK;
    uint32_t name = ndx_names_add(&order->names, bytes);
    if (name == NDX_NO_NAME) return ndx_fail_memory(err);
    key->all = order->names.names[name].data;
    return NDX_OK;
}

ndx_status ndx_order_key(ndx_order *order, uint32_t docid, uint32_t number, ndx_sort_key *key,
                         ndx_error *err) {
    ndx_text value = {"", 0};
    if (order->sort == NDX_SORT_RANDOM) {
        uint64_t place = shuffled(number, order->seed);
        return make_key(order, (ndx_text){(const char *)&place, sizeof place}, key, err);
    }
    if (!orders[order->sort].by_value) return make_key(order, value, key, err);
    ndx_status status =
        ndx_slot_read(&order->cursor, order->database, orders[order->sort].slot, docid, &value, err);
    if (status != NDX_OK) return status;
    return make_key(order, value.len ? value : orders[order->sort].missing, key, err);
}
