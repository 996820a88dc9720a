/* Inside the room: labels of an article's words, by Viterbi over each run, twice: the second time with the
 * first's memory. */
#ifndef NEWSDEX_PEOPLE_DECODE_H
#define NEWSDEX_PEOPLE_DECODE_H

#include "features.h"

/* Best sequence of labels for scores of `count` tokens (at most RUN_TOKENS_MAX). Transitions that must not be are
 * TRANSITION_NEVER. */
void decode_run(const int32_t transition[LABELS][LABELS], const int32_t score[][LABELS], size_t count,
                uint8_t *label);

typedef struct label_decoder { /* scratch of one thread */
    feature_table *table;      /* of the model */
    int32_t (*score)[LABELS];  /* of the tokens of all runs, one after the other */
    size_t count, capacity;
    feature_run *run; /* all runs */
    size_t run_count, run_capacity;
    bool failed;
} label_decoder;
/* For this model; false: no memory. */
bool decoder_open(label_decoder *decoder, const packed_model *model);
void decoder_clear(label_decoder *decoder);
/* Sets token.label of all tokens. The scan is gathered. */
void decoder_label(label_decoder *decoder, const packed_model *model, const list_table *lists,
                   token_scan *scan, evidence_table *evidence);

#endif
