#include "model.h"

#include <stddef.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

_Static_assert(LABELS == 8, "eight weights are added at once");
_Static_assert(sizeof(model_bucket) == 64, "a bucket is one cache line");
_Static_assert(sizeof(model_header) % 64 == 0, "buckets are aligned to cache lines");

uint64_t model_checksum(ndx_text data) {
    size_t from = offsetof(model_header, transition);
    return ndx_hash(data.data + from, data.len - from, 0);
}

ndx_status model_open(packed_model *model, ndx_text data, const char *what, ndx_error *err) {
    model_header header;
    if (data.len < sizeof header)
        return ndx_fail(err, NDX_BAD_INPUT, "%s: too short to be a model of names; use another or none",
                        what);
    memcpy(&header, data.data, sizeof header);
    if (memcmp(header.magic, MODEL_MAGIC, sizeof header.magic) != 0 || header.byte_order != BYTE_ORDER_MARK)
        return ndx_fail(err, NDX_BAD_INPUT,
                        "%s: not a model of names (of this byte order); use another or none", what);
    if (header.features_version != MODEL_FEATURES_VERSION)
        return ndx_fail(
            err, NDX_BAD_INPUT,
            "%s: a model for features of version %u, this program makes version %u; train it again", what,
            (unsigned)header.features_version, MODEL_FEATURES_VERSION);
    if (header.bucket_count == 0 || header.bucket_count > 1u << 16 ||
        sizeof header + (uint64_t)header.bucket_count * sizeof(model_bucket) != data.len ||
        model_checksum(data) != header.checksum)
        return ndx_fail(err, NDX_BAD_INPUT, "%s: damaged model of names; use another or none", what);
    model->bucket = (const model_bucket *)(const void *)(data.data + sizeof header);
    model->bucket_count = header.bucket_count;
    for (int from = 0; from < LABELS; from++)
        for (int to = 0; to < LABELS; to++)
            model->transition[from][to] =
                label_may_follow(from, to) ? header.transition[from][to] : TRANSITION_NEVER;
    return NDX_OK;
}

/* Eight weights added to eight sums: those of the slot of a bucket, the first that fits, that has `print`; zeros when none has,
 * for that is as often so as not, and a jump would be guessed wrongly. */
#ifdef __SSE2__
static inline label_sums plus(label_sums sums, const model_bucket *bucket, uint16_t print) {
    __m128i prints = _mm_load_si128((const __m128i *)(const void *)bucket->print); /* and four weights */
    __m128i equal = _mm_cmpeq_epi16(prints, _mm_set1_epi16((short)print));
    unsigned same = (unsigned)_mm_movemask_epi8(equal) & ((1u << (2 * MODEL_SLOTS)) - 1);
    size_t twice = (size_t)__builtin_ctz(same | 1u << (2 * MODEL_SLOTS - 2)); /* the slot's number */
    uint64_t weights;
    memcpy(&weights, (const char *)bucket->weight + twice * (LABELS / 2), sizeof weights);
    __m128i bytes = _mm_cvtsi64_si128((long long)(weights & (0 - (uint64_t)(same != 0))));
    return sums + (label_sums)_mm_srai_epi16(_mm_unpacklo_epi8(bytes, bytes), 8);
}
#else
static inline label_sums plus(label_sums sums, const model_bucket *bucket, uint16_t print) {
    unsigned slot = 0;
    while (slot + 1 < MODEL_SLOTS && bucket->print[slot] != print) slot++;
    for (unsigned label = 0; label < LABELS && bucket->print[slot] == print; label++)
        sums[label] = (int16_t)(sums[label] + bucket->weight[slot][label]);
    return sums;
}
#endif

static inline label_sums plus_feature(label_sums sums, const packed_model *model, uint32_t feature) {
    return plus(sums, &model->bucket[model_bucket_of(feature, model->bucket_count)], model_print(feature));
}

label_sums model_sums(const packed_model *model, const uint32_t *features, size_t count, label_sums sums) {
    label_sums others = {0};
    for (size_t i = 0; i + 1 < count; i += 2) {
        sums = plus_feature(sums, model, features[i]);
        others = plus_feature(others, model, features[i + 1]);
    }
    if (count & 1) sums = plus_feature(sums, model, features[count - 1]);
    return sums + others;
}
