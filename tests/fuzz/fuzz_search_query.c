/* Any bytes as a query: a tree, or an error whose column lies within the query; printing a tree never fails.
 */
#include "newsdex/search.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ndx_text query = {(const char *)data, size};
    ndx_tree *tree = NULL;
    ndx_error err;
    ndx_buf out = {0};
    if (ndx_query_parse(query, &tree, &err)) {
        if (tree || !err.message[0] || err.column > ndx_utf8_count(query) + 1) abort();
        return 0;
    }
    ndx_tree_print(tree, &out);
    ndx_buf_clear(&out);
    ndx_tree_free(tree);
    return 0;
}
