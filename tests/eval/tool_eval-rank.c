/* Measures a ranking against judgments: eval-rank QRELS RUN [-v]
 *
 * QRELS: "query 0 document relevance" a line; RUN: TREC's six columns, as newsdex-query --format=trec prints them. Prints mean
 * average precision, precision at 5 and 10, nDCG at 10, reciprocal rank and recall, over the queries that have judgments; a query
 * without hits counts as 0. -v prints the average precision of every query. Definitions are trec_eval's: documents are ranked by
 * score, ties by document name, descending. */
#include "newsdex/base.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct hit {
    ndx_text document;
    double score;
    double relevance;
    uint32_t query;
} hit;

typedef struct table {
    ndx_names queries;
    ndx_arena arena;
    hit *at;
    size_t count, capacity;
} table;

static bool next_word(ndx_text *rest, ndx_text *word) {
    *rest = ndx_text_trim(*rest);
    size_t end = 0;
    while (end < rest->len && rest->data[end] != ' ' && rest->data[end] != '\t') end++;
    *word = ndx_text_slice(*rest, 0, end);
    *rest = ndx_text_slice(*rest, end, rest->len);
    return word->len > 0;
}

static void die(const char *what, const char *why) {
    fprintf(stderr, "eval-rank: %s: %s\n", what, why);
    exit(2);
}

static double number(ndx_text word) {
    char text[64];
    snprintf(text, sizeof text, "%.*s", NDX_ARG(word));
    return strtod(text, NULL);
}

/* columns: of query, document and value. */
static void read_table(const char *path, size_t document, size_t value, bool judged, table *t,
                       table *judgments) {
    ndx_buf file = {0};
    ndx_error err = {0};
    ndx_text line, words[6];
    if (ndx_file_read(path, 1u << 30, &file, &err)) die(path, err.message);
    ndx_text rest = ndx_buf_text(&file);
    while (ndx_text_line(&rest, &line)) {
        size_t count = 0;
        while (count < 6 && next_word(&line, &words[count])) count++;
        if (count == 0) continue;
        if (count <= value) die(path, "a line has too few columns");
        uint32_t query = ndx_names_add(&judgments->queries, words[0]);
        void *grown = ndx_grow(t->at, t->count, &t->capacity, sizeof *t->at);
        if (!grown || query == NDX_NO_NAME) die(path, "out of memory");
        t->at = grown;
        double number_read = number(words[value]);
        t->at[t->count++] = (hit){ndx_arena_copy(&t->arena, words[document]), judged ? 0 : number_read,
                                  judged ? number_read : 0, query};
    }
    ndx_buf_clear(&file);
}

static int by_document(const void *a, const void *b) {
    const hit *x = a, *y = b;
    if (x->query != y->query) return x->query < y->query ? -1 : 1;
    return ndx_text_compare(x->document, y->document);
}

static int by_score(const void *a, const void *b) {
    const hit *x = a, *y = b;
    if (x->query != y->query) return x->query < y->query ? -1 : 1;
    if (x->score < y->score || x->score > y->score) return x->score < y->score ? 1 : -1;
    return ndx_text_compare(y->document, x->document);
}

static int descending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

typedef struct figures {
    double map, p5, p10, ndcg, rr, recall;
} figures;

/* hits: of one query, best first. relevances: of its judgments, sorted descending. */
static figures measure(const hit *hits, size_t count, const double *relevances, size_t judged) {
    figures f = {0};
    double found = 0, relevant = 0, ideal = 0;
    for (size_t i = 0; i < judged; i++) {
        relevant += relevances[i] > 0;
        if (i < 10) ideal += relevances[i] / log2((double)i + 2);
    }
    for (size_t i = 0; i < count; i++) {
        if (hits[i].relevance <= 0) continue;
        found++;
        f.map += found / (double)(i + 1);
        if (found <= 1) f.rr = 1.0 / (double)(i + 1);
        if (i < 5) f.p5 += 0.2;
        if (i < 10) f.p10 += 0.1;
        if (i < 10) f.ndcg += hits[i].relevance / log2((double)i + 2);
    }
    if (relevant > 0) {
        f.map /= relevant;
        f.recall = found / relevant;
    }
    if (ideal > 0) f.ndcg /= ideal;
    return f;
}

static void judge(const table *judgments, table *run) {
    for (size_t i = 0; i < run->count; i++) {
        const hit *known =
            bsearch(&run->at[i], judgments->at, judgments->count, sizeof *judgments->at, by_document);
        run->at[i].relevance = known ? known->relevance : 0;
    }
}

static void add(figures *sum, const figures *one) {
    sum->map += one->map;
    sum->p5 += one->p5;
    sum->p10 += one->p10;
    sum->ndcg += one->ndcg;
    sum->rr += one->rr;
    sum->recall += one->recall;
}

/* Walks judgments and run side by side; both are sorted by query. */
static size_t measure_all(const table *judgments, const table *run, bool verbose, figures *sum) {
    size_t queries = 0, at = 0;
    double *relevances = calloc(judgments->count + 1, sizeof *relevances);
    if (!relevances) die("judgments", "out of memory");
    for (size_t i = 0; i < judgments->count;) {
        uint32_t query = judgments->at[i].query;
        size_t judged = 0;
        for (; i < judgments->count && judgments->at[i].query == query; i++)
            relevances[judged++] = judgments->at[i].relevance;
        qsort(relevances, judged, sizeof *relevances, descending);
        while (at < run->count && run->at[at].query < query) at++;
        size_t end = at;
        while (end < run->count && run->at[end].query == query) end++;
        if (relevances[0] <= 0) continue; /* nothing relevant is known: says nothing */
        figures one = measure(run->at + at, end - at, relevances, judged);
        if (verbose) printf("%.*s\t%.4f\n", NDX_ARG(judgments->queries.names[query]), one.map);
        add(sum, &one);
        queries++;
    }
    free(relevances);
    return queries;
}

int main(int argc, char **argv) {
    table judgments = {0}, run = {0};
    figures sum = {0};
    if (argc < 3) die("usage", "eval-rank QRELS RUN [-v]");
    read_table(argv[1], 2, 3, true, &judgments, &judgments);
    read_table(argv[2], 2, 4, false, &run, &judgments);
    if (judgments.count) qsort(judgments.at, judgments.count, sizeof *judgments.at, by_document);
    judge(&judgments, &run);
    if (run.count) qsort(run.at, run.count, sizeof *run.at, by_score);
    size_t queries = measure_all(&judgments, &run, argc > 3 && strcmp(argv[3], "-v") == 0, &sum);
    double n = queries ? (double)queries : 1;
    printf("queries %zu  MAP %.4f  P@5 %.4f  P@10 %.4f  nDCG@10 %.4f  MRR %.4f  recall %.4f\n", queries,
           sum.map / n, sum.p5 / n, sum.p10 / n, sum.ndcg / n, sum.rr / n, sum.recall / n);
    ndx_names_clear(&judgments.queries);
    ndx_arena_clear(&judgments.arena);
    ndx_arena_clear(&run.arena);
    free(judgments.at);
    free(run.at);
    return 0;
}
