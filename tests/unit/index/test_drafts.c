/* Terms of an article must come out in byte order, each once, whatever they begin with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../../src/index/drafts.h"

static uint32_t next(uint32_t *seed) {
    return *seed = *seed * 1664525u + 1013904223u;
}

/* Made of a few bytes on both sides of every border there is, so that many terms begin alike and some are the same. */
static size_t make_term(uint32_t *seed, char term[40]) {
    static const char bytes[] = "\x01/09:AXZ[`aabcmyz{\x7f\x80\xe4\xff";
    size_t len = 1 + (next(seed) >> 16) % ((next(seed) >> 16) % 9 ? 6 : 39);
    bool one_letter = (next(seed) >> 16) % 3 == 0;
    for (size_t i = 0; i < len; i++)
        term[i] = one_letter && i < 10 ? 's' : bytes[(next(seed) >> 16) % (sizeof bytes - 1)];
    return len;
}

static void check(const ndx_drafts *drafts, uint64_t weight) {
    uint64_t sum = 0;
    for (size_t i = 0; i < drafts->posting_count; i++) {
        sum += drafts->postings[i].wdf;
        if (i) assert_true(ndx_text_compare(drafts->postings[i - 1].term, drafts->postings[i].term) < 0);
    }
    assert_true(sum == weight);
}

static void terms_come_out_in_order_each_once(void **state) {
    ndx_drafts drafts = {0};
    uint32_t seed = 1;
    (void)state;
    for (size_t count = 0; count < 3000; count += count < 60 ? 1 : 377) {
        uint64_t weight = 0;
        ndx_drafts_reset(&drafts);
        assert_true(ndx_drafts_room(&drafts, count));
        for (size_t i = 0; i < count; i++) {
            char term[40];
            uint64_t hash;
            ndx_text text = {term, make_term(&seed, term)};
            if (i % 2) {
                assert_true(ndx_drafts_add(&drafts, "", text, (uint32_t)i));
                weight += i;
                continue;
            }
            assert_true(ndx_drafts_add_stem(&drafts, text, 0, (uint32_t)i, &hash));
            assert_true(hash == ndx_term_hash(text));
        }
        assert_true(ndx_drafts_post(&drafts));
        check(&drafts, weight);
    }
    ndx_drafts_clear(&drafts);
}

static void of_equals_the_first_gives_its_stem(void **state) {
    ndx_drafts drafts = {0};
    static const char oil[NDX_SHORT_MAX] = "oil"; /* as in the lexicon: sixteen bytes may be read */
    uint64_t hash;
    (void)state;
    assert_true(ndx_drafts_room(&drafts, 8));
    assert_true(ndx_drafts_add_stem(&drafts, NDX_TEXT("telecommunication"), 0, 5, &hash));
    assert_true(ndx_drafts_add_stem(&drafts, (ndx_text){oil, 3}, 0, 7, &hash));
    assert_true(ndx_drafts_add(&drafts, "tele", NDX_TEXT("communication"), 3));
    assert_true(ndx_drafts_add(&drafts, "o", NDX_TEXT("il"), 2));
    assert_true(ndx_drafts_add(&drafts, "", NDX_TEXT(""), 2));
    assert_true(ndx_drafts_post(&drafts));
    assert_int_equal(drafts.posting_count, 2);
    assert_true(ndx_text_equal(drafts.postings[0].term, NDX_TEXT("oil")));
    assert_int_equal(drafts.postings[0].stem, 7);
    assert_int_equal(drafts.postings[0].wdf, 2);
    assert_int_equal(drafts.postings[1].stem, 5);
    assert_int_equal(drafts.postings[1].wdf, 3);
    ndx_drafts_clear(&drafts);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_come_out_in_order_each_once),
        cmocka_unit_test(of_equals_the_first_gives_its_stem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
