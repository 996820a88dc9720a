/* bench-query DIR [ROUNDS [KIND]]: warm query latencies in one process, top 10 with headlines fetched; median and 99th percentile.
 *
 * Queries are drawn from the index itself with a fixed seed: frequent words (in 5-30 % of the articles), rare ones (in 5-30
 * articles), two frequent words OR and AND, phrases of two words that stand side by side in a real headline's article, and a
 * frequent word within one year; and the phrases again with their total counted to the last, where else it is told from a hundred
 * articles or so. KIND (from 0) asks only those of one kind, for a profiler.
 * ROUNDS 0: print one query of each of the first kinds, for other engines to answer. */
#include "newsdex/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { EACH = 50, TOP = 10, WORDS_MAX = 20000 };

typedef struct word_list {
    char word[WORDS_MAX][32];
    size_t count;
    uint64_t low, high; /* articles a word must stand in to be taken */
} word_list;

static bool take_word(void *context, ndx_text term, uint64_t articles) {
    word_list *list = context;
    bool lower =
        term.len >= 3 && term.len < sizeof list->word[0] && term.data[0] >= 'a' && term.data[0] <= 'z';
    if (lower && articles >= list->low && articles <= list->high && list->count < WORDS_MAX) {
        memcpy(list->word[list->count], term.data, term.len);
        list->word[list->count++][term.len] = '\0';
    }
    return true;
}

static double now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* One query from text to ten headlines; the time of everything a reader waits for. Not inlined, so that a profiler can count its
 * instructions alone: valgrind --tool=callgrind --toggle-collect=ask. */
__attribute__((noinline)) static ndx_status ask(ndx_index *index, const char *query, bool counted,
                                                uint64_t *found, double *microseconds, ndx_error *err) {
    ndx_tree *tree = NULL;
    ndx_plan *plan = NULL;
    ndx_hits hits = {0};
    ndx_plan_options plan_options = {.now = {ndx_day_of(2020, 1, 1), 0}};
    ndx_find_options find_options = {.limit = TOP, .around = NDX_NO_DAY, .count_exactly = counted};
    double started = now_us();
    ndx_status status = ndx_query_parse(ndx_text_of(query), &tree, err);
    if (!status) status = ndx_query_plan(index, tree, &plan_options, &plan, err);
    if (!status) status = ndx_index_find(index, ndx_plan_expression(plan), &find_options, &hits, err);
    for (size_t i = 0; !status && i < hits.count; i++) {
        ndx_stored *stored;
        status = ndx_index_fetch(index, hits.hits[i].number, &stored, err);
        if (!status && ndx_stored_field(stored, NDX_FIELD_HEADLINE).data) ndx_stored_free(stored);
    }
    *microseconds = now_us() - started;
    *found = hits.total;
    ndx_hits_clear(&hits);
    ndx_plan_free(plan);
    ndx_tree_free(tree);
    return status;
}

static const char *pick(const word_list *list, unsigned *seed) {
    return list->count ? list->word[(size_t)rand_r(seed) % list->count] : "news";
}

/* Two neighbouring words of a random article, so that the phrase is there at least once. */
static void natural_pair(ndx_index *index, unsigned *seed, char *out, size_t size) {
    ndx_stored *stored = NULL;
    ndx_article article;
    ndx_article_init(&article);
    snprintf(out, size, "\"of the\"");
    uint32_t number = 1 + (uint32_t)((uint64_t)rand_r(seed) % ndx_index_count(index));
    if (ndx_index_fetch(index, number, &stored, NULL) == NDX_OK &&
        ndx_stored_article(stored, &article, NULL) == NDX_OK) {
        ndx_text body = ndx_article_zone(&article, NDX_ZONE_BODY);
        for (size_t at = body.len / 3; at + 60 < body.len; at++) {
            char first[24], second[24];
            if (body.data[at] == ' ' && sscanf(body.data + at, " %23[a-z] %23[a-z]", first, second) == 2 &&
                strlen(first) > 3 && strlen(second) > 3) {
                snprintf(out, size, "\"%s %s\"", first, second);
                break;
            }
        }
    }
    ndx_stored_free(stored);
    ndx_article_clear(&article);
}

enum { FREQUENT, RARE, OR, AND, PHRASE, IN_A_YEAR, PHRASE_COUNTED, KINDS };
static const char *const kinds[KINDS] = {"frequent word",     "rare word",      "OR", "AND", "phrase",
                                         "word + date range", "phrase, counted"};

static void make_query(size_t kind, ndx_index *index, const word_list *frequent, const word_list *rare,
                       unsigned *seed, char *out, size_t size) {
    switch (kind) {
    case FREQUENT:
        snprintf(out, size, "%s", pick(frequent, seed));
        break;
    case RARE:
        snprintf(out, size, "%s", pick(rare, seed));
        break;
    case OR:
        snprintf(out, size, "%s OR %s", pick(frequent, seed), pick(frequent, seed));
        break;
    case AND:
        snprintf(out, size, "%s %s", pick(frequent, seed), pick(frequent, seed));
        break;
    case PHRASE:
    case PHRASE_COUNTED:
        natural_pair(index, seed, out, size);
        break;
    default:
        snprintf(out, size, "%s date:%d", pick(frequent, seed), 1981 + rand_r(seed) % 38);
        break;
    }
}

static ndx_status measure(ndx_index *index, size_t kind, const word_list *frequent, const word_list *rare,
                          unsigned rounds, ndx_error *err) {
    static double times[EACH * 100];
    size_t count = 0;
    uint64_t hits = 0;
    unsigned seed = 7 + (unsigned)(kind == PHRASE_COUNTED ? PHRASE : kind);
    for (size_t i = 0; i < EACH; i++) {
        char query[128];
        make_query(kind, index, frequent, rare, &seed, query, sizeof query);
        for (unsigned round = 0; round <= rounds; round++) {
            uint64_t found;
            double microseconds;
            ndx_status status = ask(index, query, kind == PHRASE_COUNTED, &found, &microseconds, err);
            if (status) return status;
            if (round == 0)
                hits += found; /* the first one warms up */
            else
                times[count++] = microseconds;
        }
    }
    qsort(times, count, sizeof times[0], by_value);
    printf("| %-18s | %8.0f | %8.0f | %10.0f |\n", kinds[kind], times[count / 2], times[count * 99 / 100],
           (double)hits / EACH);
    return NDX_OK;
}

/* A kind, a tab, a query of that kind; the range of dates is left out, since everybody writes it in their own way. */
static void print_queries(ndx_index *index, const word_list *frequent, const word_list *rare) {
    for (size_t kind = 0; kind < IN_A_YEAR; kind++) {
        unsigned seed = 7 + (unsigned)kind;
        char query[128];
        make_query(kind, index, frequent, rare, &seed, query, sizeof query);
        printf("%s\t%s\n", kinds[kind], query);
    }
}

int main(int argc, char **argv) {
    static word_list frequent, rare;
    unsigned rounds = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 5;
    size_t only = argc > 3 ? strtoul(argv[3], NULL, 10) : KINDS;
    ndx_error err = {0};
    ndx_index *index = NULL;
    if (argc < 2) {
        fprintf(stderr, "usage: bench-query DIR [ROUNDS [KIND]]\n");
        return 2;
    }
    bool list = rounds == 0;
    rounds = rounds < 1 ? 1 : rounds > 100 ? 100 : rounds;
    ndx_status status = ndx_index_open((const char *const *)&argv[1], 1, &index, &err);
    if (!status) {
        frequent.low = ndx_index_count(index) / 20, frequent.high = ndx_index_count(index) * 3 / 10;
        rare.low = 5, rare.high = 30;
        status = ndx_index_each_term(index, NDX_TEXT(""), take_word, &frequent, &err);
    }
    if (!status) status = ndx_index_each_term(index, NDX_TEXT(""), take_word, &rare, &err);
    if (!status && list) print_queries(index, &frequent, &rare);
    if (!status && !list)
        printf("| warm query, %llu articles | median us | p99 us | hits, mean |\n| --- | --- | --- | --- |\n",
               (unsigned long long)ndx_index_count(index));
    for (size_t kind = 0; !status && !list && kind < KINDS; kind++)
        if (only == KINDS || kind == only) status = measure(index, kind, &frequent, &rare, rounds, &err);
    if (status) fprintf(stderr, "bench-query: %s\n", err.message);
    ndx_index_close(index);
    return ndx_status_exit_code(status);
}
