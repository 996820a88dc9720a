/* Notes of unread files, as an index damaged or made by others may hold them. */
#include "newsdex/ingest.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void touch(void *context, const ndx_skip *skip) {
    if ((size_t)skip->reason >= NDX_REASON_COUNT) abort();
    for (size_t i = 0; i < skip->detail.len; i++) *(size_t *)context += (unsigned char)skip->detail.data[i];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    size_t touched = 0;
    uint64_t more;
    ndx_unread_each(NDX_TEXT("file"), (ndx_text){(const char *)data, size}, touch, &touched, &more);
    return 0;
}
