/* Inside the room: the packed model. A feature is a 32-bit hash; its weights for the 8 labels lie in one
 * bucket of 64 bytes. */
#ifndef NEWSDEX_PEOPLE_MODEL_H
#define NEWSDEX_PEOPLE_MODEL_H

#include "evidence.h"

#define MODEL_SLOTS 6
#define MODEL_BUCKETS 15600 /* as trained: of 64 bytes, so that the model stays below 1,000,000 */

typedef struct model_bucket {    /* one cache line */
    uint16_t print[MODEL_SLOTS]; /* upper half of the feature; 0: free */
    int8_t weight[MODEL_SLOTS][LABELS];
    uint8_t pad[4];
} model_bucket;

#define MODEL_MAGIC "NDXNAME1"
#define MODEL_FEATURES_VERSION 1 /* raise when features.c gives other features: other models are refused */
typedef struct model_header {    /* then buckets */
    char magic[8];
    uint32_t byte_order, features_version, bucket_count, reserved;
    uint64_t checksum;                  /* ndx_hash of transitions and all that follows the header, seed 0 */
    int16_t transition[LABELS][LABELS]; /* from, to; in the weights' unit */
    uint8_t pad[32];
} model_header;

#define TRANSITION_NEVER (-(1 << 24)) /* far below any path, and far from overflow */

typedef struct packed_model {
    const model_bucket *bucket;
    uint32_t bucket_count;
    int32_t transition[LABELS][LABELS]; /* TRANSITION_NEVER where a label may not follow */
} packed_model;

/* BAD_INPUT with a sentence that names `what` when the bytes are no such model. Borrows data (aligned to 64).
 */
ndx_status model_open(packed_model *model, ndx_text data, const char *what, ndx_error *err);
/* Eight sums of weights, one a label. 16 bits hold them: at most FEATURES_MAX (160) times 127. */
typedef int16_t label_sums __attribute__((vector_size(16)));
/* Adds the weights of features to sums. */
label_sums model_sums(const packed_model *model, const uint32_t *features, size_t count, label_sums sums);
uint64_t model_checksum(ndx_text data);

/* The lower half of a feature chooses the bucket, the upper half tells it from others there. */
static inline uint32_t model_bucket_of(uint32_t feature, uint32_t bucket_count) {
    return ((feature & 0xFFFFu) * bucket_count) >> 16;
}
static inline uint16_t model_print(uint32_t feature) {
    return (uint16_t)(feature >> 16 ? feature >> 16 : 1);
}
/* Ask for the bucket of a feature whose weights will be added in a while: the model is larger than the cache that it shares. */
static inline void model_prefetch(const packed_model *model, uint32_t feature) {
    __builtin_prefetch(&model->bucket[model_bucket_of(feature, model->bucket_count)]);
}

#endif
