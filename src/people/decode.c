#include "decode.h"

#include <stdlib.h>
#include <string.h>

/* Numbers of all labels side by side. */
typedef int32_t four_numbers __attribute__((vector_size(16)));
typedef struct path_row {
    four_numbers low, high;
} path_row;
_Static_assert(sizeof(path_row) == LABELS * sizeof(int32_t), "a row is one number a label");

/* Of a and b, as the mask (all bits or none) says. */
static inline four_numbers chosen(four_numbers mask, four_numbers a, four_numbers b) {
    return (a & mask) | (b & ~mask);
}

static inline path_row row_of(const int32_t numbers[LABELS]) {
    path_row row;
    memcpy(&row, numbers, sizeof row);
    return row;
}

/* One token on: where the best path to each label comes from, and its score before the token's own. */
static inline path_row step(const int32_t transition[LABELS][LABELS], const int32_t best[LABELS],
                            int32_t from[LABELS]) {
    path_row first = row_of(transition[0]), next = {first.low + best[0], first.high + best[0]},
             top = {{0}, {0}};
    for (int f = 1; f < LABELS; f++) {
        path_row path = row_of(transition[f]);
        path.low += best[f], path.high += best[f];
        four_numbers low = path.low > next.low, high = path.high > next.high, label = (four_numbers){0} + f;
        next = (path_row){chosen(low, path.low, next.low), chosen(high, path.high, next.high)};
        top = (path_row){chosen(low, label, top.low), chosen(high, label, top.high)};
    }
    memcpy(from, &top, sizeof top);
    return next;
}

void decode_run(const int32_t transition[LABELS][LABELS], const int32_t score[][LABELS], size_t count,
                uint8_t *label) {
    static const int ends[] = {LABEL_L, LABEL_U, LABEL_ORG, LABEL_LOC, LABEL_MISC};
    int32_t best[LABELS] = {0}, from[RUN_TOKENS_MAX][LABELS];
    path_row next = row_of(transition[LABEL_O]);
    for (size_t i = 0; i < count; i++) {
        path_row own = row_of(score[i]);
        if (i > 0) next = step(transition, best, from[i]);
        next.low += own.low, next.high += own.high;
        memcpy(best, &next, sizeof best);
    }
    int end = LABEL_O;
    for (size_t e = 0; e < NDX_COUNT(ends); e++)
        if (best[ends[e]] > best[end]) end = ends[e];
    for (size_t i = count; i-- > 0;) {
        label[i] = (uint8_t)end;
        if (i > 0) end = from[i][end];
    }
}

/* --- an article ----------------------------------------------------------------------------------------- */

bool decoder_open(label_decoder *decoder, const packed_model *model) {
    decoder->table = feature_table_new(model);
    return decoder->table != NULL;
}

void decoder_clear(label_decoder *decoder) {
    free(decoder->table);
    free(decoder->score);
    free(decoder->run);
    memset(decoder, 0, sizeof *decoder);
}

static bool decoder_room(label_decoder *decoder, size_t more) {
    while (decoder->count + more > decoder->capacity) {
        size_t capacity = decoder->capacity ? decoder->capacity * 2 : 1024;
        void *grown = realloc(decoder->score, capacity * sizeof *decoder->score);
        if (!grown) {
            decoder->failed = true;
            return false;
        }
        decoder->score = grown;
        decoder->capacity = capacity;
    }
    return true;
}

static void set_labels(const packed_model *model, token_scan *scan, const feature_run *run,
                       const int32_t score[][LABELS]) {
    uint8_t label[RUN_TOKENS_MAX];
    decode_run(model->transition, score, run->end - run->first, label);
    for (size_t i = run->first; i < run->end; i++) scan->token[i].label = label[i - run->first];
}

static void remember_run(label_decoder *decoder, const feature_run *run) {
    feature_run *grown = ndx_grow(decoder->run, decoder->run_count, &decoder->run_capacity, sizeof *grown);
    if (grown) decoder->run = grown, grown[decoder->run_count++] = *run;
    decoder->failed |= !grown;
}

static void find_runs(label_decoder *decoder, token_scan *scan, const list_table *lists) {
    feature_run run;
    for (size_t at = 0; !decoder->failed && features_next_run(scan, lists, at, &run); at = run.end) {
        if (!decoder_room(decoder, run.end - run.first)) return;
        decoder->count += run.end - run.first;
        remember_run(decoder, &run);
    }
}

static void set_score(int32_t score[LABELS], const packed_model *model, const feature_bag *bag) {
    label_sums sums = features_sums(model, bag);
    for (int label = 0; label < LABELS; label++) score[label] = sums[label];
}

/* The sums of a token are made when the next one has been gathered. */
static void score_runs(label_decoder *decoder, const packed_model *model, const token_scan *scan,
                       const evidence_table *evidence) {
    feature_bag bag[2];
    size_t n = 0;
    for (size_t r = 0; r < decoder->run_count; r++) {
        const feature_run *run = &decoder->run[r];
        for (size_t i = run->first; i < run->end; i++, n++) {
            features_gather(decoder->table, scan, evidence, run, i, &bag[n % 2]);
            if (n) set_score(decoder->score[n - 1], model, &bag[(n - 1) % 2]);
        }
    }
    if (n) set_score(decoder->score[n - 1], model, &bag[(n - 1) % 2]);
}

static void add_memory(label_decoder *decoder, const token_scan *scan, const evidence_table *evidence) {
    int32_t(*score)[LABELS] = decoder->score;
    for (size_t r = 0; r < decoder->run_count; r++) {
        const feature_run *run = &decoder->run[r];
        for (size_t i = run->first; i < run->end; i++, score++) {
            label_sums sums = features_sums_of_memory(decoder->table, scan, evidence, run, i);
            for (int label = 0; label < LABELS; label++) (*score)[label] += sums[label];
        }
    }
}

static void label_runs(const label_decoder *decoder, const packed_model *model, token_scan *scan) {
    const int32_t(*score)[LABELS] = (const int32_t(*)[LABELS])decoder->score;
    for (size_t r = 0; r < decoder->run_count; r++) {
        set_labels(model, scan, &decoder->run[r], score);
        score += decoder->run[r].end - decoder->run[r].first;
    }
}

void decoder_label(label_decoder *decoder, const packed_model *model, const list_table *lists,
                   token_scan *scan, evidence_table *evidence) {
    decoder->count = decoder->run_count = 0;
    find_runs(decoder, scan, lists);
    if (decoder->failed) return;
    score_runs(decoder, model, scan, evidence);
    label_runs(decoder, model, scan);
    evidence_remember(evidence, scan);
    add_memory(decoder, scan, evidence); /* the runs and their first scores stand */
    label_runs(decoder, model, scan);
}
