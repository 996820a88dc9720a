#include "model.h"

#include <stddef.h>
#include <string.h>

_Static_assert(sizeof(model_bucket) == 64, "a bucket is one cache line");
_Static_assert(sizeof(model_header) % 64 == 0, "buckets are aligned to cache lines");

uint64_t model_checksum(ndx_text data) {
    size_t from = offsetof(model_header, transition);
    return ndx_hash(data.data + from, data.len - from, 0);
}

ndx_status model_open(packed_model *model, ndx_text data, const char *what, ndx_error *err) {
    model_header header;
    if (data.len < sizeof header) return ndx_fail(err, NDX_BAD_INPUT, "%s: too short to be a model of names; use another or none", what);
    memcpy(&header, data.data, sizeof header);
    if (memcmp(header.magic, MODEL_MAGIC, sizeof header.magic) != 0 || header.byte_order != BYTE_ORDER_MARK)
        return ndx_fail(err, NDX_BAD_INPUT, "%s: not a model of names (of this byte order); use another or none", what);
    if (header.features_version != MODEL_FEATURES_VERSION)
        return ndx_fail(err, NDX_BAD_INPUT, "%s: a model for features of version %u, this program makes version %u; train it again", what,
                        (unsigned)header.features_version, MODEL_FEATURES_VERSION);
    if (header.bucket_count == 0 || header.bucket_count > 1u << 16 || sizeof header + (uint64_t)header.bucket_count * sizeof(model_bucket) != data.len || model_checksum(data) != header.checksum)
        return ndx_fail(err, NDX_BAD_INPUT, "%s: damaged model of names; use another or none", what);
    model->bucket = (const model_bucket *)(const void *)(data.data + sizeof header);
    model->bucket_count = header.bucket_count;
    for (int from = 0; from < LABELS; from++)
        for (int to = 0; to < LABELS; to++) model->transition[from][to] = header.transition[from][to];
    return NDX_OK;
}

void model_score(const packed_model *model, const uint32_t *features, size_t count, int32_t score[LABELS]) {
    for (size_t i = 0; i < count; i++) __builtin_prefetch(&model->bucket[model_bucket_of(features[i], model->bucket_count)]);
    for (size_t i = 0; i < count; i++) {
        const model_bucket *bucket = &model->bucket[model_bucket_of(features[i], model->bucket_count)];
        uint16_t print = model_print(features[i]);
        for (unsigned s = 0; s < MODEL_SLOTS; s++) {
            if (bucket->print[s] != print) continue;
            for (unsigned label = 0; label < LABELS; label++) score[label] += bucket->weight[s][label];
            break;
        }
    }
}
