/* train-people [OPTIONS] FILE...: learns the model of names from token/tag files. An averaged perceptron over the features that the
 * recogniser itself computes; several seeds are averaged; the same data and options give the same bytes. */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../builtin.h"
#include "../decode.h"
#include "corpus.h"
#include "weights.h"

typedef struct settings {
    const char *output, *lists;
    int epochs, choosing_seeds, seeds;
    double dropout, margin, caution;
    uint32_t buckets;
} settings;

/* --- lessons: documents as the recogniser sees them ----------------------------------------------------- */

typedef struct lesson_run {
    feature_run run;
    uint32_t first_gold; /* in lesson.gold */
    uint32_t *row_start; /* by token of the run, and one more: into lesson.row */
} lesson_run;

typedef struct lesson_text {
    token_scan scan;
    evidence_table evidence;
    lesson_run *run;
    size_t run_count;
    uint32_t *row; /* weight rows of the features that do not depend on memory */
    uint8_t *gold; /* by token */
} lesson_text;

static const gold_span *span_at(const corpus_document *document, size_t *next, const scan_token *token) {
    while (*next < document->span_count && document->span[*next].end <= token->start) (*next)++;
    if (*next == document->span_count || document->span[*next].start > token->start) return NULL;
    return &document->span[*next];
}

/* Gold labels of our tokens: a token has the type of the span its first byte lies in. */
static void set_gold(lesson_text *l, const corpus_document *document) {
    const gold_span *before = NULL;
    static const uint8_t label_of[GOLD_TYPES] = {LABEL_U, LABEL_ORG, LABEL_LOC, LABEL_MISC};
    size_t next = 0;
    for (size_t i = 0; i < l->scan.count; i++) {
        const gold_span *span = span_at(document, &next, &l->scan.token[i]);
        l->gold[i] = span ? label_of[span->type] : LABEL_O;
        if (span && span == before && span->type == GOLD_PER) {
            l->gold[i - 1] = l->gold[i - 1] == LABEL_U ? LABEL_B : LABEL_I;
            l->gold[i] = LABEL_L;
        }
        before = span;
    }
}

/* A run may cut through a gold person (a word in small letters ends it): repair, so that the gold sequence is
 * well-formed. */
static void repair_gold(uint8_t *gold, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!LABEL_IS_PERSON(gold[i])) continue;
        bool opens = gold[i] == LABEL_B || gold[i] == LABEL_U || i == 0 ||
                     !(gold[i - 1] == LABEL_B || gold[i - 1] == LABEL_I);
        bool closes = gold[i] == LABEL_L || gold[i] == LABEL_U || i + 1 == count ||
                      !(gold[i + 1] == LABEL_I || gold[i + 1] == LABEL_L);
        gold[i] = opens && closes ? LABEL_U : opens ? LABEL_B : closes ? LABEL_L : LABEL_I;
    }
}

static bool lesson_make(lesson_text *l, const corpus_document *document, const list_table *lists,
                        weight_table *w) {
    scan_start(&l->scan, document->text.data);
    scan_range(&l->scan, 0, document->text.len, 0);
    scan_end_sentence(&l->scan);
    evidence_gather(&l->evidence, &l->scan, lists);
    l->gold = calloc(l->scan.count + 1, 1);
    if (!l->gold || l->scan.failed || l->evidence.failed) return false;
    set_gold(l, document);
    size_t run_capacity = 0, row_capacity = 0, rows = 0;
    feature_run run;
    for (size_t at = 0; features_next_run(&l->scan, lists, at, &run); at = run.end) {
        lesson_run *grown = ndx_grow(l->run, l->run_count, &run_capacity, sizeof *grown);
        if (!grown) return false;
        l->run = grown;
        lesson_run *r = &l->run[l->run_count++];
        *r = (lesson_run){run, 0, calloc(run.end - run.first + 1, sizeof(uint32_t))};
        if (!r->row_start) return false;
        repair_gold(l->gold + run.first, run.end - run.first);
        for (size_t i = run.first; i < run.end; i++) {
            uint32_t feature[FEATURES_MAX];
            size_t count = features_of(&l->scan, &l->evidence, &run, i, feature);
            r->row_start[i - run.first] = (uint32_t)rows;
            for (size_t k = 0; k < count; k++) {
                uint32_t *more = ndx_grow(l->row, rows, &row_capacity, sizeof *more);
                if (!more) return false;
                l->row = more;
                l->row[rows++] = weights_row(w, feature[k]);
            }
        }
        r->row_start[run.end - run.first] = (uint32_t)rows;
    }
    return !w->failed;
}

static void lesson_clear(lesson_text *l) {
    for (size_t i = 0; i < l->run_count; i++) free(l->run[i].row_start);
    free(l->run);
    free(l->row);
    free(l->gold);
    scan_clear(&l->scan);
    evidence_clear(&l->evidence);
}

/* --- learning ------------------------------------------------------------------------------------------- */

typedef struct learner {
    weight_table *w;
    const settings *set;
    float transition[LABELS][LABELS], transition_sum[LABELS][LABELS];
    const bool *keep; /* by row: may be learnt; NULL: all */
    size_t keep_count;
    uint64_t random;
    uint32_t time;
    uint64_t mistakes, tokens;
} learner;

static uint64_t next_random(uint64_t *state) { /* splitmix64 */
    uint64_t x = (*state += 0x9E3779B97F4A7C15ull);
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
    return x ^ (x >> 31);
}

/* Rows that are active for one token in one lesson: those that dropout left. */
typedef struct active {
    uint32_t row[FEATURES_MAX + MEMORY_FEATURES_MAX];
    size_t count;
} active;

static void drop_features(learner *l, active *a) {
    uint64_t bits = 0;
    unsigned left = 0, threshold = (unsigned)(l->set->dropout * 256);
    size_t kept = 0;
    for (size_t i = 0; i < a->count; i++) {
        if (left == 0) bits = next_random(&l->random), left = 8;
        bool drop = (bits & 255) < threshold;
        bits >>= 8, left--;
        if (l->keep && (a->row[i] >= l->keep_count || !l->keep[a->row[i]])) continue;
        if (!drop) a->row[kept++] = a->row[i];
    }
    a->count = kept;
}

static void bring_up_to_date(weight_row *row, uint32_t time) {
    if (row->seen == time) return;
    float span = (float)(time - row->seen);
    for (int i = 0; i < LABELS; i++) row->sum[i] += row->now[i] * span;
    row->seen = time;
}

static void change(learner *l, uint32_t number, int up, int down) {
    weight_row *row = &l->w->row[number];
    bring_up_to_date(row, l->time);
    row->now[up] += 1;
    row->now[down] -= 1;
}

#define SCORE_UNIT 16 /* Viterbi works on integers */

/* Decodes one run with dropout, corrects the weights when it was wrong, and writes what was predicted into
 * the scan. */
static void learn_run(learner *l, lesson_text *lesson, const lesson_run *r, bool memory) {
    active act[RUN_TOKENS_MAX];
    int32_t score[RUN_TOKENS_MAX][LABELS], transition[LABELS][LABELS];
    size_t count = r->run.end - r->run.first;
    const uint8_t *gold = lesson->gold + r->run.first;
    for (size_t i = 0; i < count; i++) {
        active *a = &act[i];
        a->count = r->row_start[i + 1] - r->row_start[i];
        memcpy(a->row, lesson->row + r->row_start[i], a->count * sizeof a->row[0]);
        if (memory) {
            uint32_t feature[MEMORY_FEATURES_MAX];
            size_t more =
                features_of_memory(&lesson->scan, &lesson->evidence, &r->run, r->run.first + i, feature);
            for (size_t k = 0; k < more; k++) a->row[a->count++] = weights_row(l->w, feature[k]);
        }
        drop_features(l, a);
        float sum[LABELS] = {0};
        for (size_t k = 0; k < a->count; k++)
            for (int label = 0; label < LABELS; label++) sum[label] += l->w->row[a->row[k]].now[label];
        for (int label = 0; label < LABELS; label++)
            score[i][label] = (int32_t)(sum[label] * SCORE_UNIT) +
                              (label != gold[i] ? (int32_t)(l->set->margin * SCORE_UNIT) : 0);
    }
    for (int from = 0; from < LABELS; from++)
        for (int to = 0; to < LABELS; to++)
            transition[from][to] = label_may_follow(from, to)
                                       ? (int32_t)(l->transition[from][to] * SCORE_UNIT)
                                       : TRANSITION_NEVER;
    uint8_t label[RUN_TOKENS_MAX];
    decode_run((const int32_t(*)[LABELS])transition, (const int32_t(*)[LABELS])score, count, label);
    for (size_t i = 0; i < count; i++) {
        uint8_t gold_before = i ? gold[i - 1] : LABEL_O, before = i ? label[i - 1] : LABEL_O;
        if (gold_before != before || gold[i] != label[i]) {
            l->transition[gold_before][gold[i]] += 1;
            l->transition[before][label[i]] -= 1;
        }
        l->tokens++;
        if (gold[i] == label[i]) continue;
        l->mistakes++;
        for (size_t k = 0; k < act[i].count; k++) change(l, act[i].row[k], gold[i], label[i]);
    }
    for (size_t i = 0; i < count; i++) lesson->scan.token[r->run.first + i].label = label[i];
}

static void learn_lesson(learner *l, lesson_text *lesson) {
    for (size_t i = 0; i < lesson->scan.count; i++) lesson->scan.token[i].label = LABEL_O;
    for (size_t i = 0; i < lesson->run_count; i++) learn_run(l, lesson, &lesson->run[i], false);
    evidence_remember(&lesson->evidence, &lesson->scan);
    for (size_t i = 0; i < lesson->run_count; i++) learn_run(l, lesson, &lesson->run[i], true);
    for (int from = 0; from < LABELS; from++)
        for (int to = 0; to < LABELS; to++) l->transition_sum[from][to] += l->transition[from][to];
    l->time++;
}

static void shuffle(uint32_t *order, size_t count, uint64_t *random) {
    for (size_t i = count; i > 1; i--) {
        size_t k = next_random(random) % i;
        uint32_t swap = order[i - 1];
        order[i - 1] = order[k];
        order[k] = swap;
    }
}

/* What several seeds learnt: sums of their mean weights, by row. */
typedef struct learnt {
    float (*mean)[LABELS];
    size_t count;
    float transition[LABELS][LABELS];
} learnt;

static bool learnt_add(learnt *sum, learner *l) {
    weight_table *w = l->w;
    float(*grown)[LABELS] = realloc(sum->mean, (w->count + 1) * sizeof *grown);
    if (!grown) return false;
    sum->mean = grown;
    for (; sum->count < w->count; sum->count++) memset(grown[sum->count], 0, sizeof *grown);
    for (size_t i = 0; i < w->count; i++) {
        bring_up_to_date(&w->row[i], l->time);
        for (int label = 0; label < LABELS; label++) grown[i][label] += w->row[i].sum[label] / (float)l->time;
    }
    for (int from = 0; from < LABELS; from++)
        for (int to = 0; to < LABELS; to++)
            sum->transition[from][to] += l->transition_sum[from][to] / (float)l->time;
    return !w->failed;
}

/* All lessons over and over, with one seed. */
static bool learn_seed(learner *l, lesson_text *lessons, size_t lesson_count, learnt *sum) {
    uint32_t *order = calloc(lesson_count + 1, sizeof *order);
    if (!order) return false;
    weights_forget(l->w);
    for (size_t i = 0; i < lesson_count; i++) order[i] = (uint32_t)i;
    for (int epoch = 0; epoch < l->set->epochs; epoch++) {
        l->mistakes = l->tokens = 0;
        shuffle(order, lesson_count, &l->random);
        for (size_t i = 0; i < lesson_count; i++) learn_lesson(l, &lessons[order[i]]);
        fprintf(stderr, "  epoch %2d: %.2f %% of labels wrong, %zu features\n", epoch + 1,
                100.0 * (double)l->mistakes / (double)l->tokens, l->w->count);
    }
    free(order);
    return learnt_add(sum, l);
}

static bool learn_seeds(const settings *set, weight_table *w, lesson_text *lessons, size_t lesson_count,
                        const bool *keep, size_t keep_count, int seeds, learnt *sum) {
    *sum = (learnt){0};
    for (int seed = 1; seed <= seeds; seed++) {
        learner l = {.w = w,
                     .set = set,
                     .keep = keep,
                     .keep_count = keep_count,
                     .random = (uint64_t)seed * 1000003 + (keep != NULL)};
        fprintf(stderr, "%s seed %d\n", keep ? "kept features," : "all features,", seed);
        if (!learn_seed(&l, lessons, lesson_count, sum)) return false;
    }
    return true;
}

/* First all features, to find those worth their room; then these alone, so that their weights make up for
 * what was left out. */
static ndx_status learn(const settings *set, weight_table *w, lesson_text *lessons, size_t lesson_count,
                        ndx_buf *out, ndx_error *err) {
    learnt first, second;
    bool *keep = NULL;
    bool made = learn_seeds(set, w, lessons, lesson_count, NULL, 0, set->choosing_seeds, &first);
    size_t keep_count = w->count;
    if (made) keep = calloc(keep_count + 1, sizeof *keep);
    made = made && keep && weights_choose(w, (const float(*)[LABELS])first.mean, set->buckets, keep);
    made = made && learn_seeds(set, w, lessons, lesson_count, keep, keep_count, set->seeds, &second);
    for (int from = 0; from < LABELS && made; from++) /* the perceptron finds too many persons: it has seen
                                                         them oftener than an archive shows them */
        second.transition[from][LABEL_B] -= (float)(set->caution * set->seeds),
            second.transition[from][LABEL_U] -= (float)(set->caution * set->seeds);
    ndx_status status = made ? weights_pack(w, (const float(*)[LABELS])second.mean,
                                            (const float(*)[LABELS])second.transition, set->buckets, out, err)
                             : ndx_fail_memory(err);
    free(first.mean);
    if (made) free(second.mean);
    free(keep);
    return status;
}

/* --- main ----------------------------------------------------------------------------------------------- */

static ndx_status train(const settings *set, const labelled_corpus *data, ndx_error *err) {
    list_table lists;
    ndx_status status = lists_open(&lists, builtin_lists(), "built-in lists", err);
    if (status != NDX_OK) return status;
    weight_table w = {0};
    lesson_text *lessons = calloc(data->count + 1, sizeof *lessons);
    if (!lessons) return ndx_fail_memory(err);
    bool made = true;
    for (size_t i = 0; i < data->count && made; i++)
        made = lesson_make(&lessons[i], &data->document[i], &lists, &w);
    fprintf(stderr, "%zu documents, %zu features\n", data->count, w.count);
    ndx_buf out = {0};
    status = made ? learn(set, &w, lessons, data->count, &out, err) : ndx_fail_memory(err);
    if (status == NDX_OK) status = ndx_file_write(set->output, ndx_buf_text(&out), err);
    ndx_buf_clear(&out);
    for (size_t i = 0; i < data->count; i++) lesson_clear(&lessons[i]);
    free(lessons);
    weights_clear(&w);
    lists_close(&lists);
    return status;
}

int main(int argc, char **argv) {
    settings set = {.output = "names.bin",
                    .epochs = 6,
                    .choosing_seeds = 2,
                    .seeds = 4,
                    .dropout = 0.4,
                    .margin = 2,
                    .caution = 0.5,
                    .buckets = MODEL_BUCKETS};
    static const struct option options[] = {
        {"output", 1, NULL, 'o'},         {"epochs", 1, NULL, 'e'},  {"seeds", 1, NULL, 's'},
        {"choosing-seeds", 1, NULL, 'c'}, {"dropout", 1, NULL, 'd'}, {"margin", 1, NULL, 'm'},
        {"caution", 1, NULL, 'u'},        {"buckets", 1, NULL, 'b'}, {NULL, 0, NULL, 0}};
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (c) {
        case 'o':
            set.output = optarg;
            break;
        case 'e':
            set.epochs = atoi(optarg);
            break;
        case 's':
            set.seeds = atoi(optarg);
            break;
        case 'c':
            set.choosing_seeds = atoi(optarg);
            break;
        case 'd':
            set.dropout = atof(optarg);
            break;
        case 'm':
            set.margin = atof(optarg);
            break;
        case 'u':
            set.caution = atof(optarg);
            break;
        case 'b':
            set.buckets = (uint32_t)atoi(optarg);
            break;
        default:
            fprintf(stderr, "usage: train-people [--output=FILE --epochs=N --choosing-seeds=N --seeds=N "
                            "--dropout=P --margin=M --caution=C --buckets=N] FILE...\n");
            return 2;
        }
    }
    labelled_corpus data = {0};
    ndx_error err = {0};
    ndx_status status = NDX_OK;
    for (int i = optind; i < argc && status == NDX_OK; i++)
        status =
            corpus_read(&data, argv[i], (corpus_options){CORPUS_MIXED, .glue = true, .strip = true}, &err);
    if (status == NDX_OK) status = train(&set, &data, &err);
    if (status != NDX_OK) fprintf(stderr, "train-people: %s\n", err.message);
    corpus_clear(&data);
    return ndx_status_exit_code(status);
}
