#include "decode.h"

#include <stdlib.h>
#include <string.h>

void decode_run(const int32_t transition[LABELS][LABELS], const int32_t score[][LABELS], size_t count,
                uint8_t *label) {
    int32_t best[LABELS], next[LABELS];
    uint8_t from[RUN_TOKENS_MAX][LABELS];
    for (int to = 0; to < LABELS; to++) best[to] = transition[LABEL_O][to] + score[0][to];
    for (size_t i = 1; i < count; i++) {
        int32_t top_from[LABELS] = {0};
        for (int to = 0; to < LABELS; to++) next[to] = best[0] + transition[0][to];
        for (int f = 1; f < LABELS; f++) {
            for (int to = 0; to < LABELS; to++) {
                int32_t path = best[f] + transition[f][to];
                top_from[to] = path > next[to] ? f : top_from[to];
                next[to] = path > next[to] ? path : next[to];
            }
        }
        for (int to = 0; to < LABELS; to++) {
            best[to] = next[to] + score[i][to];
            from[i][to] = (uint8_t)top_from[to];
        }
    }
    int end = LABEL_O;
    for (int to = 0; to < LABELS; to++)
        if (to != LABEL_B && to != LABEL_I && best[to] > best[end]) end = to;
    for (size_t i = count; i-- > 0;) {
        label[i] = (uint8_t)end;
        if (i > 0) end = from[i][end];
    }
}

/* --- an article ----------------------------------------------------------------------------------------- */

bool decoder_open(label_decoder *decoder, const packed_model *model) {
    decoder->few = features_tabulate(model);
    return decoder->few != NULL;
}

void decoder_clear(label_decoder *decoder) {
    free(decoder->few);
    free(decoder->score);
    memset(decoder, 0, sizeof *decoder);
}

static int32_t (*decoder_room(label_decoder *decoder, size_t more))[LABELS] {
    while (decoder->count + more > decoder->capacity) {
        size_t capacity = decoder->capacity ? decoder->capacity * 2 : 1024;
        void *grown = realloc(decoder->score, capacity * sizeof *decoder->score);
        if (!grown) {
            decoder->failed = true;
            return NULL;
        }
        decoder->score = grown;
        decoder->capacity = capacity;
    }
    return decoder->score + decoder->count;
}

static void set_labels(const packed_model *model, token_scan *scan, const feature_run *run,
                       const int32_t score[][LABELS]) {
    uint8_t label[RUN_TOKENS_MAX];
    decode_run(model->transition, score, run->end - run->first, label);
    for (size_t i = run->first; i < run->end; i++) scan->token[i].label = label[i - run->first];
}

static void label_first(label_decoder *decoder, const packed_model *model, const list_table *lists,
                        token_scan *scan, const evidence_table *evidence) {
    feature_run run;
    for (size_t at = 0; features_next_run(scan, lists, at, &run); at = run.end) {
        int32_t(*score)[LABELS] = decoder_room(decoder, run.end - run.first);
        if (!score) return;
        for (size_t i = run.first; i < run.end; i++) {
            label_sums sums = features_sums(model, decoder->few, scan, evidence, &run, i);
            for (int label = 0; label < LABELS; label++) score[i - run.first][label] = sums[label];
        }
        set_labels(model, scan, &run, (const int32_t(*)[LABELS])score);
        decoder->count += run.end - run.first;
    }
}

/* The scores of the first time stand; only what memory says is added. */
static void label_again(label_decoder *decoder, const packed_model *model, const list_table *lists,
                        token_scan *scan, const evidence_table *evidence) {
    feature_run run;
    int32_t(*score)[LABELS] = decoder->score;
    for (size_t at = 0; features_next_run(scan, lists, at, &run); at = run.end) {
        for (size_t i = run.first; i < run.end; i++) {
            label_sums sums = features_sums_of_memory(model, decoder->few, scan, evidence, &run, i);
            for (int label = 0; label < LABELS; label++) score[i - run.first][label] += sums[label];
        }
        set_labels(model, scan, &run, (const int32_t(*)[LABELS])score);
        score += run.end - run.first;
    }
}

void decoder_label(label_decoder *decoder, const packed_model *model, const list_table *lists,
                   token_scan *scan, evidence_table *evidence) {
    decoder->count = 0;
    label_first(decoder, model, lists, scan, evidence);
    if (decoder->failed) return;
    evidence_remember(evidence, scan);
    label_again(decoder, model, lists, scan, evidence);
}
