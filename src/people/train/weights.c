#include "weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void weights_clear(weight_table *weights) {
    free(weights->slot);
    free(weights->feature);
    free(weights->row);
    memset(weights, 0, sizeof *weights);
}

static uint32_t *weights_slot(const weight_table *weights, uint32_t feature) {
    size_t at = (uint32_t)(feature * 0x9E3779B1u) & (weights->slot_count - 1);
    while (weights->slot[at] && weights->feature[weights->slot[at] - 1] != feature)
        at = (at + 1) & (weights->slot_count - 1);
    return &weights->slot[at];
}

static bool weights_rehash(weight_table *weights) {
    size_t old = weights->slot_count;
    uint32_t *slot = calloc(old ? old * 2 : 1 << 16, sizeof *slot);
    if (!slot) return false;
    free(weights->slot);
    weights->slot = slot;
    weights->slot_count = old ? old * 2 : 1 << 16;
    for (size_t i = 0; i < weights->count; i++) *weights_slot(weights, weights->feature[i]) = (uint32_t)i + 1;
    return true;
}

static bool weights_room(weight_table *weights) {
    if (weights->count < weights->capacity) return true;
    size_t capacity = weights->capacity ? weights->capacity * 2 : 1 << 16;
    weight_row *row = realloc(weights->row, capacity * sizeof *row);
    if (row) weights->row = row;
    uint32_t *feature = realloc(weights->feature, capacity * sizeof *feature);
    if (feature) weights->feature = feature;
    if (!row || !feature) return false;
    weights->capacity = capacity;
    return true;
}

uint32_t weights_row(weight_table *weights, uint32_t feature) {
    if (weights->count * 2 >= weights->slot_count && !weights_rehash(weights)) weights->failed = true;
    if (!weights->failed && !weights_room(weights)) weights->failed = true;
    if (weights->failed) return UINT32_MAX;
    uint32_t *slot = weights_slot(weights, feature);
    if (*slot == 0) {
        weights->feature[weights->count] = feature;
        memset(&weights->row[weights->count], 0, sizeof *weights->row);
        *slot = (uint32_t)++weights->count;
    }
    return *slot - 1;
}

void weights_forget(weight_table *weights) {
    memset(weights->row, 0, weights->count * sizeof *weights->row);
}

/* --- packing -------------------------------------------------------------------------------------------- */

typedef struct strength {
    float value;
    uint32_t feature, row;
} strength;

/* Strongest first; ties by feature, so that the bytes do not depend on the order of arrival. */
static int strength_compare(const void *a, const void *b) {
    const strength *x = a, *y = b;
    if (x->value != y->value) return x->value < y->value ? 1 : -1;
    return (x->feature > y->feature) - (x->feature < y->feature);
}

static float row_strength(const float *weight) {
    float low = 0, high = 0;
    for (int i = 0; i < LABELS; i++) {
        if (weight[i] < low) low = weight[i];
        if (weight[i] > high) high = weight[i];
    }
    return high - low;
}

static int8_t rounded(float value, float unit) {
    float scaled = roundf(value / unit);
    return (int8_t)(scaled > 127 ? 127 : scaled < -127 ? -127 : scaled);
}

/* The heaviest features of a bucket stay; those of equal print and bucket cannot be told apart, the heavier wins. keep[row] is
 * set for what stayed (keep may be NULL). */
static void fill_buckets(model_bucket *bucket, uint32_t bucket_count, const strength *order, size_t count,
                         const float (*mean)[LABELS], float unit, bool *keep) {
    for (size_t i = 0; i < count; i++) {
        model_bucket *b = &bucket[model_bucket_of(order[i].feature, bucket_count)];
        uint16_t print = model_print(order[i].feature);
        bool any = false;
        for (int label = 0; label < LABELS; label++)
            any = any || rounded(mean[order[i].row][label], unit) != 0;
        for (unsigned s = 0; s < MODEL_SLOTS && any; s++) {
            if (b->print[s] == print) break;
            if (b->print[s] != 0) continue;
            b->print[s] = print;
            for (int label = 0; label < LABELS; label++)
                b->weight[s][label] = rounded(mean[order[i].row][label], unit);
            if (keep) keep[order[i].row] = true;
            break;
        }
    }
}

/* One step of a weight: the strongest 1 in 2,000 features saturate. */
static float choose_unit(const strength *order, size_t count) {
    float top = count ? order[count / 2000].value : 1;
    return top > 0 ? top / 127 : 1;
}

/* Rows in order of strength; NULL when there is no memory. */
static strength *rank_rows(const weight_table *weights, const float (*mean)[LABELS]) {
    strength *order = calloc(weights->count + 1, sizeof *order);
    if (!order) return NULL;
    for (size_t i = 0; i < weights->count; i++)
        order[i] = (strength){row_strength(mean[i]), weights->feature[i], (uint32_t)i};
    qsort(order, weights->count, sizeof *order, strength_compare);
    return order;
}

bool weights_choose(const weight_table *weights, const float (*mean)[LABELS], uint32_t bucket_count,
                    bool *keep) {
    strength *order = rank_rows(weights, mean);
    model_bucket *bucket = calloc(bucket_count, sizeof *bucket);
    bool enough = order && bucket;
    memset(keep, 0, weights->count * sizeof *keep);
    if (enough)
        fill_buckets(bucket, bucket_count, order, weights->count, mean, choose_unit(order, weights->count),
                     keep);
    free(order);
    free(bucket);
    return enough;
}

ndx_status weights_pack(const weight_table *weights, const float (*mean)[LABELS],
                        const float transition[LABELS][LABELS], uint32_t bucket_count, ndx_buf *out,
                        ndx_error *err) {
    strength *order = rank_rows(weights, mean);
    model_bucket *bucket = calloc(bucket_count, sizeof *bucket);
    if (!order || !bucket) {
        free(order);
        free(bucket);
        return ndx_fail_memory(err);
    }
    float unit = choose_unit(order, weights->count);
    fill_buckets(bucket, bucket_count, order, weights->count, mean, unit, NULL);
    model_header header = {.magic = MODEL_MAGIC,
                           .byte_order = BYTE_ORDER_MARK,
                           .features_version = MODEL_FEATURES_VERSION,
                           .bucket_count = bucket_count};
    for (int from = 0; from < LABELS; from++)
        for (int to = 0; to < LABELS; to++)
            header.transition[from][to] = (int16_t)roundf(transition[from][to] / unit);
    size_t start = out->len;
    ndx_buf_add(out, &header, sizeof header);
    ndx_buf_add(out, bucket, (size_t)bucket_count * sizeof *bucket);
    free(order);
    free(bucket);
    ndx_status status = ndx_buf_status(out, err);
    if (status != NDX_OK) return status;
    header.checksum = model_checksum((ndx_text){out->data + start, out->len - start});
    memcpy(out->data + start, &header, sizeof header);
    return NDX_OK;
}
