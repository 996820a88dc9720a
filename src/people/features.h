/* Inside the room: what the model sees of a token. The same code for training and recognising. */
#ifndef NEWSDEX_PEOPLE_FEATURES_H
#define NEWSDEX_PEOPLE_FEATURES_H

#include "model.h"

#define FEATURES_MAX 160
#define MEMORY_FEATURES_MAX 24

/* A run of capitalised words with small words linking them ("Bank of England"): what is labelled as one
 * sequence. */
typedef struct feature_run {
    size_t first, end;
} feature_run;
#define RUN_TOKENS_MAX 48

/* The next run at or after `at`; false when there is none. */
bool features_next_run(token_scan *scan, const list_table *lists, size_t at, feature_run *run);

/* Features of token i of the run. The ones from memory depend on labels of an earlier decoding and are told
 * apart. */
size_t features_of(const token_scan *scan, const evidence_table *evidence, const feature_run *run, size_t i,
                   uint32_t out[FEATURES_MAX]);
size_t features_of_memory(const token_scan *scan, const evidence_table *evidence, const feature_run *run,
                          size_t i, uint32_t out[MEMORY_FEATURES_MAX]);

/* What a model weighs, found out beforehand or remembered from earlier words, so that half of what is told of a token need not be
 * hashed and looked up. For one thread. Borrows the model; freed by free(). NULL: no memory. */
typedef struct feature_table feature_table;
feature_table *feature_table_new(const packed_model *model);
/* The weights of features_of: of some the sum, of the others where they are to be looked up. Two steps, so that the memory that the
 * first asks for has arrived when the second wants it: best with another token between. */
typedef struct feature_bag {
    uint32_t feature[FEATURES_MAX];
    size_t count;
    label_sums sums;
} feature_bag;
void features_gather(feature_table *table, const token_scan *scan, const evidence_table *evidence,
                     const feature_run *run, size_t i, feature_bag *bag);
label_sums features_sums(const packed_model *model, const feature_bag *bag);
/* The weights of features_of_memory, summed. */
label_sums features_sums_of_memory(feature_table *table, const token_scan *scan,
                                   const evidence_table *evidence, const feature_run *run, size_t i);

#endif
