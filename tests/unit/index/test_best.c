/* The best hits, and a queue of hits that is put in order no further than it is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../../src/index/best.h"

enum { MOST = 5000 };

typedef struct order {
    const char *name;
    double (*score)(uint32_t number, unsigned *seed);
} order;

static double at_random(uint32_t number, unsigned *seed) {
    (void)number;
    return rand_r(seed) / (double)RAND_MAX;
}
static double few_scores(uint32_t number, unsigned *seed) {
    (void)number;
    return rand_r(seed) % 3;
}
static double on_both_sides(uint32_t number, unsigned *seed) {
    return at_random(number, seed) - 0.5;
}
static double falling(uint32_t number, unsigned *seed) {
    (void)seed;
    return -(double)number;
}
static double rising(uint32_t number, unsigned *seed) {
    (void)seed;
    return number;
}
static double all_alike(uint32_t number, unsigned *seed) {
    (void)number;
    (void)seed;
    return 1;
}
/* What a sample of every so many would take is worse than anything else. */
static double samples_worst(uint32_t number, unsigned *seed) {
    (void)seed;
    return number % 31 < 3 ? 0 : number;
}
static const order orders[] = {
    {"random", at_random}, {"few scores", few_scores}, {"signs", on_both_sides},  {"falling", falling},
    {"rising", rising},    {"alike", all_alike},       {"samples", samples_worst}};

static int best_first(const void *a, const void *b) {
    const ndx_ranked *x = a, *y = b;
    if (x->hit.score != y->hit.score) return x->hit.score > y->hit.score ? -1 : 1;
    return (x->hit.number > y->hit.number) - (x->hit.number < y->hit.number);
}

/* `count` hits into the queue and, in order, into `sorted`. */
static void fill(ndx_queue *queue, const order *by, size_t count, unsigned *seed, ndx_ranked *sorted) {
    for (uint32_t i = 0; i < count; i++) {
        double score = by->score(i, seed);
        sorted[i] = (ndx_ranked){{i, score}, queue->descending ? ndx_score_key(score) : (ndx_sort_key){0}};
    }
    if (count) memcpy(ndx_queue_room(queue, count), sorted, count * sizeof *sorted);
    queue->count += count;
    qsort(sorted, count, sizeof *sorted, best_first);
}

/* Those that are left, each once. */
static void expect_left(const ndx_queue *queue, const bool *left, size_t count) {
    bool seen[MOST] = {false};
    size_t expected = 0;
    for (size_t i = 0; i < count; i++) expected += left[i];
    assert_int_equal(queue->count, expected);
    for (size_t i = 0; i < queue->count; i++) {
        uint32_t number = queue->hit[i].hit.number;
        assert_true(number < count && left[number] && !seen[number]);
        seen[number] = true;
    }
}

/* Three lots one after the other, of each of which some are taken, best first, and the others stay. */
static void take_some(const order *by, size_t count, size_t taken, bool keyed, unsigned *seed) {
    static ndx_ranked sorted[MOST];
    ndx_queue queue = {.descending = keyed};
    for (size_t lot = 0; lot < 3; lot++) {
        bool left[MOST];
        fill(&queue, by, count, seed, sorted);
        memset(left, true, sizeof left);
        for (size_t i = 0; i < taken; i++) {
            assert_int_equal(ndx_queue_first(&queue)->hit.number, sorted[i].hit.number);
            assert_int_equal(ndx_queue_take(&queue).hit.number, sorted[i].hit.number);
            left[sorted[i].hit.number] = false;
        }
        assert_true(taken < count || !ndx_queue_first(&queue));
        ndx_queue_settle(&queue);
        assert_null(ndx_queue_first(&queue));
        expect_left(&queue, left, count);
        ndx_queue_reset(&queue);
        assert_null(ndx_queue_first(&queue));
    }
    free(queue.hit);
}

static void a_queue_gives_the_best_first_and_keeps_the_others(void **state) {
    static const size_t counts[] = {0, 1, 2, 61, 62, 63, 64, 500, MOST};
    unsigned seed = 1;
    (void)state;
    for (size_t o = 0; o < NDX_COUNT(orders); o++)
        for (size_t c = 0; c < NDX_COUNT(counts); c++)
            for (size_t part = 0; part <= 4; part++)
                take_some(&orders[o], counts[c], counts[c] * part / 4, part % 2, &seed);
}

static void the_best_are_kept_in_order(void **state) {
    static ndx_ranked sorted[MOST];
    unsigned seed = 2;
    (void)state;
    for (size_t o = 0; o < NDX_COUNT(orders); o++) {
        ndx_queue queue = {0};
        ndx_best best = {.most = 37};
        fill(&queue, &orders[o], MOST, &seed, sorted);
        for (size_t i = 0; i < queue.count; i++)
            assert_int_equal(ndx_best_add(&best, &queue.hit[i], NULL), NDX_OK);
        ndx_best_order(&best);
        assert_int_equal(best.count, best.most);
        for (size_t i = 0; i < best.count; i++)
            assert_int_equal(best.heap[i].hit.number, sorted[i].hit.number);
        free(best.heap);
        free(queue.hit);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_queue_gives_the_best_first_and_keeps_the_others),
        cmocka_unit_test(the_best_are_kept_in_order),
    };
    return cmocka_run_group_tests_name("index: best", tests, NULL, NULL);
}
