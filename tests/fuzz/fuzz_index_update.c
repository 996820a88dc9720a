/* Bytes as damage to a database: what changes it in place changes it or says what is wrong, and nothing else; undamaged, the database
 * is sound afterwards. */
#include "damaged.h"

#include "newsdex/xapian-c.h"

#include "../../src/index/glass_update.h"

/* One article replaced, some removed and one added: each table has blocks to read, lists to part and blocks to write. */
static ndx_status change(void) {
    static const uint32_t removed[] = {1, 450, 900, ARTICLES};
    ndx_posting postings[] = {{NDX_TEXT("all"), 2, UINT32_MAX}, {NDX_TEXT("new"), 1, UINT32_MAX}};
    ndx_glass_value value = {1, NDX_TEXT("value")};
    ndx_glass_article article = {postings, 2, &value, 1, NDX_TEXT("data"), false};
    ndx_glass_update *update;
    ndx_status status = ndx_glass_update_new(dir, &update, NULL);
    if (status == NDX_OK) status = ndx_glass_update_put(update, 7, &article, NULL);
    if (status == NDX_OK) status = ndx_glass_update_put(update, 0, &article, NULL);
    for (size_t i = 0; i < NDX_COUNT(removed) && status == NDX_OK; i++)
        status = ndx_glass_update_remove(update, removed[i], NULL);
    if (status == NDX_OK)
        status = ndx_glass_update_metadata(update, NDX_TEXT("key"), NDX_TEXT("value"), NULL);
    if (status == NDX_OK) status = ndx_glass_update_commit(update, NULL);
    ndx_glass_update_free(update);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    size_t errors;
    write_damaged(data, size);
    ndx_status status = change();
    if (size < 4)
        assert(status == NDX_OK && ndx_x_check(dir, 0, &errors, NULL, NULL) == NDX_OK && errors == 0);
    return 0;
}
