/* Term lists, slots and data of articles, on their way into their tables. */
#include "glass_store.h"

#include <stdlib.h>

#include "glass_deflate.h"
#include "glass_termlist.h"
#include "glass_verify.h"

/* Lists that are worth deflating. libxapian 1.4.22 inflates in pieces of 8 KB and trips over some texts that end with such a piece. */
#define DEFLATE_MIN 64
_Static_assert(NDX_GLASS_DEFLATE_MAX < 8192, "a deflated list is inflated in one piece");

void ndx_glass_store_init(ndx_glass_store *store, ndx_glass_table *termlist, ndx_glass_table *docdata) {
    *store = (ndx_glass_store){.termlist = termlist, .docdata = docdata};
}

void ndx_glass_store_clear(ndx_glass_store *store) {
    ndx_buf_clear(&store->deflated);
    ndx_buf_clear(&store->slots);
    free(store->tag);
    *store = (ndx_glass_store){0};
}

/* --- term lists ----------------------------------------------------------------------------------------- */

static ndx_status make_term_list(ndx_glass_store *store, const ndx_glass_article *article, ndx_text *list,
                                 ndx_error *err) {
    size_t text_bytes,
        wanted = ndx_glass_termlist_bound(article->postings, article->posting_count, &text_bytes);
    if (wanted > store->tag_capacity) {
        free(store->tag);
        store->tag = malloc(2 * wanted);
        store->tag_capacity = store->tag ? 2 * wanted : 0;
        if (!store->tag) return ndx_fail_memory(err);
    }
    uint8_t *end;
    ndx_status status = ndx_glass_termlist_put(article, store->tag, &end, err);
    *list = (ndx_text){(const char *)store->tag, (size_t)(end - store->tag)};
    return status;
}

/* The list as it is stored, deflated if that makes it smaller: a third of what is a third of the index. libxapian does the same. */
static ndx_status store_form(ndx_glass_store *store, ndx_text *list, bool *deflated, ndx_error *err) {
    *deflated = false;
    if (list->len < DEFLATE_MIN) return NDX_OK;
    ndx_buf_reset(&store->deflated);
    if (!ndx_buf_reserve(&store->deflated, list->len + NDX_GLASS_DEFLATE_SLACK)) return ndx_fail_memory(err);
    size_t len = ndx_glass_deflate((const uint8_t *)list->data, list->len, (uint8_t *)store->deflated.data,
                                   list->len - 1);
    *deflated = len > 0;
    if (len) *list = (ndx_text){store->deflated.data, len};
    return NDX_OK;
}

static ndx_status add_term_list(ndx_glass_store *store, const uint8_t *key, size_t key_len, ndx_text list,
                                ndx_error *err) {
    ndx_status status = store_form(store, &list, &store->termlist->deflated, err);
    if (status == NDX_OK)
        status = ndx_glass_table_add(store->termlist, key, key_len, list.data, list.len, true, err);
    store->termlist->deflated = false;
    return status;
}

/* --- articles ------------------------------------------------------------------------------------------- */

/* Which slots have a value, into store->slots. */
static ndx_status list_slots(ndx_glass_store *store, const ndx_glass_article *article, ndx_error *err) {
    uint32_t next = 0; /* the least slot that may come */
    ndx_buf *slots = &store->slots;
    ndx_buf_reset(slots);
    for (size_t i = 0; i < article->value_count; i++) {
        ndx_glass_value value = article->values[i];
        if (value.slot < next || value.slot == UINT32_MAX)
            return ndx_fail(err, NDX_USAGE, "the values of article %u are not in order of their slots",
                            store->count + 1);
        if (!value.bytes.len) continue;
        ndx_buf_add_varint(slots, value.slot - next);
        next = value.slot + 1;
    }
    return ndx_buf_status(slots, err);
}

/* They stand under the article's key and a zero. */
static ndx_status add_slots(ndx_glass_store *store, const ndx_glass_article *article, uint8_t *key,
                            size_t key_len, ndx_error *err) {
    ndx_status status = list_slots(store, article, err);
    if (status != NDX_OK || !store->slots.len) return status;
    key[key_len++] = 0;
    return ndx_glass_table_add(store->termlist, key, key_len, store->slots.data, store->slots.len, true, err);
}

ndx_status ndx_glass_store_lists(ndx_glass_store *store, const ndx_glass_article *article, ndx_text *list,
                                 bool *deflated, ndx_text *slots, ndx_error *err) {
    ndx_status status = make_term_list(store, article, list, err);
    if (status == NDX_OK) status = store_form(store, list, deflated, err);
    if (status == NDX_OK) status = list_slots(store, article, err);
    *slots = ndx_buf_text(&store->slots);
    store->count += status == NDX_OK;
    return status;
}

ndx_status ndx_glass_store_add(ndx_glass_store *store, const ndx_glass_article *article,
                               const ndx_text *term_list, ndx_error *err) {
    uint8_t key[GLASS_SORTED_MAX + 1];
    ndx_text list = term_list ? *term_list : (ndx_text){"", 0}, data = article->data;
    if (store->count >= UINT32_MAX - 1)
        return ndx_fail(err, NDX_USAGE, "there are too many articles for one database");
    size_t key_len = (size_t)(glass_put_sorted(key, store->count + 1) - key);
    ndx_status status = term_list ? NDX_OK : make_term_list(store, article, &list, err);
    if (status == NDX_OK) status = add_term_list(store, key, key_len, list, err);
    if (status == NDX_OK) status = add_slots(store, article, key, key_len, err);
    if (status == NDX_OK && data.len)
        status = ndx_glass_table_add(store->docdata, key, key_len, data.data, data.len, true, err);
    store->count += status == NDX_OK;
    return status;
}

ndx_status ndx_glass_store_finish(ndx_glass_store *store, ndx_error *err) {
    if (store->finished) return NDX_OK;
    ndx_glass_table *tables[] = {store->docdata, store->termlist};
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < NDX_COUNT(tables) && status == NDX_OK; i++) {
        status = ndx_glass_table_finish(tables[i], err);
        if (status == NDX_OK) status = ndx_glass_table_verify(tables[i], err);
    }
    store->finished = status == NDX_OK;
    return status;
}
