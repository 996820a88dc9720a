/* Weights while they are learnt: a table from features to 8 averaged weights. */
#ifndef NEWSDEX_PEOPLE_WEIGHTS_H
#define NEWSDEX_PEOPLE_WEIGHTS_H

#include "../model.h"

typedef struct weight_row {
    float now[LABELS];
    float sum[LABELS]; /* of now over time, up to `seen` */
    uint32_t seen;
} weight_row;

typedef struct weight_table {
    uint32_t *slot;    /* feature -> row number + 1 */
    uint32_t *feature; /* by row */
    size_t slot_count;
    weight_row *row;
    size_t count, capacity;
    bool failed;
} weight_table;

void weights_clear(weight_table *weights);
/* Row number of a feature, made if it is new; UINT32_MAX when there is no memory. */
uint32_t weights_row(weight_table *weights, uint32_t feature);
void weights_forget(weight_table *weights); /* all weights 0, features kept */
/* Which rows would find room in a model of bucket_count buckets: keep[row]. False when there is no memory. */
bool weights_choose(const weight_table *weights, const float (*mean)[LABELS], uint32_t bucket_count,
                    bool *keep);
/* Packs mean weights (count rows of LABELS floats, by row) with transitions into a model file. */
ndx_status weights_pack(const weight_table *weights, const float (*mean)[LABELS],
                        const float transition[LABELS][LABELS], uint32_t bucket_count, ndx_buf *out,
                        ndx_error *err);

#endif
