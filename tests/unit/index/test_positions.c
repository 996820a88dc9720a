/* Positions packed and found again: the part of the record that phrases are decided by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../src/index/positions.h"

/* A small generator of our own, so that a failing round can be named and repeated. */
static uint32_t next_random(uint64_t *state) {
    *state = *state * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(*state >> 33);
}

typedef struct article {
    ndx_placed_term *terms;
    char (*names)[16];
    uint32_t *positions;
    size_t count;
} article;

static article make_article(uint64_t seed, size_t count, uint32_t most) {
    article made = {calloc(count + 1, sizeof *made.terms), calloc(count + 1, sizeof *made.names),
                    calloc(count * most + 1, sizeof(uint32_t)), count};
    uint32_t at = 0;
    for (size_t i = 0; i < count; i++) {
        snprintf(made.names[i], sizeof made.names[i], "w%zu", i * 7919);
        ndx_text name = ndx_text_of(made.names[i]);
        uint32_t places = 1 + next_random(&seed) % most, position = next_random(&seed) % 50;
        made.terms[i] = (ndx_placed_term){name, ndx_term_hash(name), at, places};
        for (uint32_t p = 0; p < places; p++) {
            made.positions[at++] = position;
            position +=
                1 + (next_random(&seed) % 40 == 0 ? next_random(&seed) % 5000 : next_random(&seed) % 9);
        }
    }
    return made;
}

static void free_article(article *made) {
    free(made->terms);
    free(made->names);
    free(made->positions);
}

static void expect_all_found(const article *made, const ndx_positions *view) {
    ndx_place_list list = {0};
    uint32_t *starts = malloc((view->terms + 1) * sizeof *starts);
    assert_true(ndx_positions_starts(view, starts));
    for (size_t i = 0; i < made->count; i++) {
        const ndx_placed_term *term = &made->terms[i];
        uint32_t index = ndx_positions_find(view, term->term, term->hash);
        assert_int_equal(ndx_positions_find_from(view, starts, term->term, term->hash), index);
        assert_int_not_equal(index, NDX_NO_PLACE);
        assert_int_equal(ndx_positions_count(view, index), term->count);
        assert_int_equal(ndx_positions_get(view, index, &list, NULL), NDX_OK);
        assert_int_equal(list.count, term->count);
        assert_memory_equal(list.at, made->positions + term->first, term->count * sizeof(uint32_t));
    }
    ndx_place_list_clear(&list);
    free(starts);
}

static void every_term_is_found_with_its_own_positions(void **state) {
    (void)state;
    static const size_t counts[] = {0,  1,  2,   3,   5,   15,  16,   17,   31,   32,
                                    33, 64, 100, 255, 256, 257, 1000, 5000, 70000};
    for (size_t i = 0; i < NDX_COUNT(counts); i++) {
        article made = make_article(i + 1, counts[i], counts[i] > 10000 ? 3 : 40);
        ndx_positions_maker maker = {0};
        ndx_buf out = {0};
        ndx_positions view;
        assert_int_equal(ndx_positions_make(&maker, made.terms, made.count, made.positions, &out, NULL),
                         NDX_OK);
        assert_true(ndx_positions_view(&view, (const uint8_t *)out.data, out.len));
        assert_int_equal(view.terms, counts[i]);
        assert_int_equal(ndx_positions_check(&view, NULL), NDX_OK);
        expect_all_found(&made, &view);
        ndx_buf_clear(&out);
        ndx_positions_maker_clear(&maker);
        free_article(&made);
    }
}

static void an_absent_term_is_seldom_taken_for_another(void **state) {
    (void)state;
    article made = make_article(7, 300, 5);
    ndx_positions_maker maker = {0};
    ndx_buf out = {0};
    ndx_positions view;
    assert_int_equal(ndx_positions_make(&maker, made.terms, made.count, made.positions, &out, NULL), NDX_OK);
    assert_true(ndx_positions_view(&view, (const uint8_t *)out.data, out.len));
    size_t mistaken = 0;
    for (unsigned i = 0; i < 10000; i++) {
        char name[16];
        snprintf(name, sizeof name, "absent%u", i);
        ndx_text term = ndx_text_of(name);
        mistaken += ndx_positions_find(&view, term, ndx_term_hash(term)) != NDX_NO_PLACE;
    }
    assert_in_range(mistaken, 0, 400);
    ndx_buf_clear(&out);
    ndx_positions_maker_clear(&maker);
    free_article(&made);
}

static void the_order_of_terms_does_not_show(void **state) {
    (void)state;
    article made = make_article(3, 500, 9);
    ndx_positions_maker maker = {0};
    ndx_buf one = {0}, other = {0};
    assert_int_equal(ndx_positions_make(&maker, made.terms, made.count, made.positions, &one, NULL), NDX_OK);
    for (size_t i = 0; i < made.count / 2; i++) {
        ndx_placed_term swap = made.terms[i];
        made.terms[i] = made.terms[made.count - 1 - i];
        made.terms[made.count - 1 - i] = swap;
    }
    assert_int_equal(ndx_positions_make(&maker, made.terms, made.count, made.positions, &other, NULL),
                     NDX_OK);
    assert_int_equal(one.len, other.len);
    assert_memory_equal(one.data, other.data, one.len);
    ndx_buf_clear(&one);
    ndx_buf_clear(&other);
    ndx_positions_maker_clear(&maker);
    free_article(&made);
}

static void damaged_bytes_are_refused_and_never_followed(void **state) {
    (void)state;
    article made = make_article(11, 200, 12);
    ndx_positions_maker maker = {0};
    ndx_buf out = {0};
    ndx_place_list list = {0};
    assert_int_equal(ndx_positions_make(&maker, made.terms, made.count, made.positions, &out, NULL), NDX_OK);
    uint64_t random = 5;
    for (unsigned round = 0; round < 5000; round++) {
        size_t len = round % 3 == 0 ? next_random(&random) % out.len : out.len;
        uint8_t *bytes =
            malloc(len + 1); /* an allocation of its own, so that sanitizers see a byte too far */
        memcpy(bytes, out.data, len);
        for (unsigned flips = next_random(&random) % 8; len && flips; flips--)
            bytes[next_random(&random) % len] ^= (uint8_t)next_random(&random);
        ndx_positions view;
        if (ndx_positions_view(&view, bytes, len)) {
            uint32_t *starts = malloc(((size_t)view.terms + 1) * sizeof *starts);
            bool sound = ndx_positions_starts(&view, starts);
            ndx_positions_check(&view, NULL);
            for (size_t i = 0; i < 20; i++) {
                uint32_t index = ndx_positions_find(&view, made.terms[i].term, made.terms[i].hash);
                if (index != NDX_NO_PLACE) ndx_positions_get(&view, index, &list, NULL);
                if (sound) {
                    index = ndx_positions_find_from(&view, starts, made.terms[i].term, made.terms[i].hash);
                    assert_true(index == NDX_NO_PLACE || index < view.terms);
                }
            }
            free(starts);
        }
        free(bytes);
    }
    ndx_place_list_clear(&list);
    ndx_buf_clear(&out);
    ndx_positions_maker_clear(&maker);
    free_article(&made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_term_is_found_with_its_own_positions),
        cmocka_unit_test(an_absent_term_is_seldom_taken_for_another),
        cmocka_unit_test(the_order_of_terms_does_not_show),
        cmocka_unit_test(damaged_bytes_are_refused_and_never_followed),
    };
    return cmocka_run_group_tests_name("index: positions", tests, NULL, NULL);
}
