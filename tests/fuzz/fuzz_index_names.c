/* Any bytes as what an index knows of the names of a group, and of aliases: read or refused; what is read is written again. */
#include "../../src/index/names_block.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool touch(void *context, const ndx_alias *alias) {
    *(size_t *)context += alias->key.len;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ndx_text bytes = {(const char *)data, size}, group = NDX_TEXT("holm");
    ndx_name_table table = {0};
    ndx_name_list list = {0};
    size_t touched = 0;
    ndx_names_block_load(bytes, group, &table, 0, NULL);
    ndx_name_table_clear(&table);
    if (ndx_names_block_read(bytes, group, &list, NULL) == NDX_OK) {
        ndx_buf again = {0};
        ndx_names_block_write(list.names, list.count, group, &again);
        ndx_buf_clear(&again);
    }
    ndx_name_list_clear(&list);
    ndx_aliases_each(bytes, touch, &touched, NULL);
    return 0;
}
