/* Asking who is who: blocks and aliases of an open index. */
#include "names_block.h"
#include "reader.h"

typedef struct names_asked {
    ndx_text key, group;
    ndx_name_list *list;
} names_asked;

static ndx_status read_names(ndx_index *index, void *context, ndx_error *err) {
    names_asked *asked = context;
    ndx_status status = NDX_OK;
    asked->list->count = 0;
    ndx_arena_reset(&asked->list->arena);
    for (size_t i = 0; i < index->shard_count && status == NDX_OK; i++) {
        ndx_text block;
        status = ndx_x_database_metadata(index->shards[i].database, asked->key, &block, err);
        if (status == NDX_OK) status = ndx_names_block_read(block, asked->group, asked->list, err);
    }
    return status;
}

ndx_status ndx_index_names(ndx_index *index, ndx_text group, ndx_name_list *list, ndx_error *err) {
    ndx_buf key = {0};
    ndx_buf_add_str(&key, NDX_NAMES_PREFIX);
    ndx_buf_add_text(&key, group);
    names_asked asked = {ndx_buf_text(&key), group, list};
    ndx_status status = ndx_buf_status(&key, err);
    if (status == NDX_OK) status = ndx_index_persist(index, read_names, &asked, err);
    ndx_buf_clear(&key);
    return status;
}

static ndx_status check_block(ndx_x_database *database, ndx_text key, ndx_name_list *list, ndx_error *err) {
    ndx_text block, group = ndx_text_slice(key, sizeof NDX_NAMES_PREFIX - 1, key.len);
    ndx_status status = ndx_x_database_metadata(database, key, &block, err);
    list->count = 0;
    ndx_arena_reset(&list->arena);
    return status == NDX_OK ? ndx_names_block_read(block, group, list, err) : status;
}

static bool ignore_alias(void *context, const ndx_alias *alias) {
    (void)context;
    (void)alias;
    return true;
}

ndx_status ndx_names_check(ndx_x_database *database, ndx_error *err) {
    ndx_x_terms *keys;
    ndx_text key, aliases;
    ndx_name_list list = {0};
    ndx_status status = ndx_x_database_metadata_keys(database, NDX_TEXT(NDX_NAMES_PREFIX), &keys, err);
    if (status != NDX_OK) return status;
    while ((status = ndx_x_terms_next(keys, &key, err)) == NDX_OK &&
           (status = check_block(database, key, &list, err)) == NDX_OK)
        continue;
    ndx_x_terms_close(keys);
    ndx_name_list_clear(&list);
    if (status == NDX_END) status = ndx_x_database_metadata(database, NDX_ALIASES_KEY, &aliases, err);
    return status == NDX_OK ? ndx_aliases_each(aliases, ignore_alias, NULL, err) : status;
}

/* The bytes are copied: fn may ask the index for other things. */
static ndx_status read_aliases(ndx_index *index, void *context, ndx_error *err) {
    ndx_buf *bytes = context;
    ndx_status status = NDX_OK;
    ndx_buf_reset(bytes);
    for (size_t i = 0; i < index->shard_count && status == NDX_OK; i++) {
        ndx_text aliases;
        status = ndx_x_database_metadata(index->shards[i].database, NDX_ALIASES_KEY, &aliases, err);
        if (status == NDX_OK) ndx_buf_add_text(bytes, aliases);
    }
    return status == NDX_OK ? ndx_buf_status(bytes, err) : status;
}

ndx_status ndx_index_each_alias(ndx_index *index, ndx_alias_fn *fn, void *context, ndx_error *err) {
    ndx_buf bytes = {0};
    ndx_status status = ndx_index_persist(index, read_aliases, &bytes, err);
    if (status == NDX_OK) status = ndx_aliases_each(ndx_buf_text(&bytes), fn, context, err);
    ndx_buf_clear(&bytes);
    return status;
}
