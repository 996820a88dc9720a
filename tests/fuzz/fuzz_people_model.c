/* Any bytes as a model of names: used or refused. The checksum is put right, so that what lies behind it is reached. */
#include "newsdex/people.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../src/people/lists.h"
#include "../../src/people/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define BUCKETS_MAX 64

/* The header and as many buckets as the input fills; what it does not say is zero. */
static size_t make_model(const uint8_t *data, size_t size, char *model) {
    model_header header = {.magic = MODEL_MAGIC};
    size_t buckets = 1 + size / sizeof(model_bucket) % BUCKETS_MAX,
           len = sizeof header + buckets * sizeof(model_bucket);
    size_t from = offsetof(model_header, transition);
    memset(model, 0, len);
    memcpy(model + from, data, size < len - from ? size : len - from);
    header.byte_order = BYTE_ORDER_MARK;
    header.features_version = MODEL_FEATURES_VERSION;
    header.bucket_count = (uint32_t)buckets;
    header.checksum = model_checksum((ndx_text){model, len});
    memcpy(model, &header, from);
    return len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static char model[sizeof(model_header) + BUCKETS_MAX * sizeof(model_bucket)];
    size_t len = make_model(data, size, model);
    bool as_it_is = size && data[0] == MODEL_MAGIC[0];
    char path[64];
    ndx_recognizer *recognizer;
    ndx_article article;
    ndx_error err = {0};
    int fd = memfd_create("model", 0);
    if (fd < 0 || write(fd, as_it_is ? (const char *)data : model, as_it_is ? size : len) < 0) abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    ndx_status status = ndx_recognizer_new(path, &recognizer, &err);
    close(fd);
    if (status != NDX_OK) {
        if (!as_it_is || !err.message[0]) abort();
        return 0;
    }
    ndx_article_init(&article);
    article.text = ndx_arena_copy(
        &article.arena, NDX_TEXT("Secretary James Baker met Mr Gorbachev in Moscow, Anna Holm said."));
    if (ndx_people_find(recognizer, &article, NULL) != NDX_OK) abort();
    ndx_article_clear(&article);
    ndx_recognizer_free(recognizer);
    return 0;
}
