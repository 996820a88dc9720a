/* Random expressions over random articles, by our own evaluation and by libxapian's: the same articles, weights, order and totals, in
 * a built index and while changes go into it in place. */
#define SOURCE_OF(sample) source_of((sample)->id)
static const char *source_of(const char *id);
#include "fixture.h"

#include <math.h>

#include "../../../src/index/evaluate.h"
#include "../../../src/index/members.h"
#include "../../../src/index/reader.h"
#include "../../../src/index/schema.h"

enum { ARTICLES = 4000, WORDS = 16, ROUNDS = 80, DEPTH = 4 };

static const ndx_writer_options english = {.language = "en"};

/* Of article "a17" and so on. Some are alike in their first eight bytes, or shorter than that. */
static const char *source_of(const char *id) {
    static const char *const others[] = {"Daily Lantern of old", "Daily Lantern at sea", "Lantern",
                                         "A Lantern", "Zenith and Lantern"};
    unsigned number = (unsigned)atoi(id + 1);
    return number % 5 ? "Daily Lantern" : others[number / 5 % NDX_COUNT(others)];
}

/* --- articles ------------------------------------------------------------------------------------------- */

/* Stems of themselves. The n-th is in one article of 1 + n * n / 4 or so, at random; one more is in all but some, another in none. */
static const char *const words[WORDS] = {"oil",  "price", "bank", "fund", "ship", "court", "strik", "tax",
                                         "gold", "grain", "vote", "rain", "film", "chess", "moss",  "lute"};

/* Which words article `number` has in its `version`, as a headline and two paragraphs. */
static void write_text(char *out, size_t size, unsigned number, unsigned version) {
    unsigned seed = number * 7919 + version * 104729;
    size_t at = (size_t)snprintf(out, size, "%s", number % 200 ? "also" : "instead");
    for (unsigned i = 0, count = (unsigned)rand_r(&seed) % 60; i < count && at + 16 < size; i++) {
        unsigned word = (unsigned)rand_r(&seed) % WORDS;
        bool taken = (unsigned)rand_r(&seed) % (1 + word * word / 4) == 0;
        at += (size_t)snprintf(out + at, size - at, "%s%s",
                               i == 8  ? ".\n\n"
                               : i % 5 ? " "
                                       : ". ",
                               taken ? words[word] : "other");
    }
    snprintf(out + at, size - at, ".");
}

/* Articles from..to-1 in that version; a third of them have no date. */
static void put(const char *dir, unsigned from, unsigned to, unsigned version) {
    sample *samples = calloc(to - from, sizeof *samples);
    char(*texts)[2][1024] = calloc(to - from, sizeof *texts), (*ids)[2][16] = calloc(to - from, sizeof *ids);
    for (unsigned i = 0; i < to - from; i++) {
        unsigned number = from + i;
        write_text(texts[i][0], 64, number, version);
        write_text(texts[i][1], 1024, number + ARTICLES, version);
        snprintf(ids[i][0], 16, "a%u", number);
        snprintf(ids[i][1], 16, "20%02u-%02u-%02u", number / 12 / 28 % 20, 1 + number / 28 % 12,
                 1 + number % 28);
        samples[i] = (sample){ids[i][0], number % 3 ? ids[i][1] : NULL,    texts[i][0], texts[i][1],
                              NULL,      number % 4 ? "Business" : "Sport"};
    }
    put_samples(dir, samples, to - from, &english);
    free(samples);
    free(texts);
    free(ids);
}

static void take_out(const char *dir, unsigned from, unsigned to, unsigned step) {
    ndx_writer *writer;
    assert_int_equal(ndx_writer_open(dir, &english, &writer, NULL), NDX_OK);
    for (unsigned i = from; i < to; i += step) {
        char id[16];
        bool removed;
        snprintf(id, sizeof id, "a%u", i);
        assert_int_equal(ndx_writer_remove(writer, ndx_text_of(id), &removed, NULL), NDX_OK);
    }
    assert_int_equal(ndx_writer_commit(writer, NULL), NDX_OK);
    ndx_writer_close(writer);
}

/* --- expressions ---------------------------------------------------------------------------------------- */

static ndx_expr *term(ndx_arena *arena, unsigned *seed) {
    ndx_expr *expr = ndx_arena_alloc(arena, sizeof *expr);
    unsigned choice = (unsigned)rand_r(seed) % 24;
    const char *text = choice < WORDS        ? words[choice]
                       : choice == WORDS     ? "also"
                       : choice == WORDS + 1 ? "absent"
                       : choice == WORDS + 2 ? "XSbusi" /* wdf 0 */
                                             : words[choice % 4];
    expr->kind = NDX_EXPR_TERM;
    expr->term = ndx_text_of(text);
    return expr;
}

static ndx_expr *leaf(ndx_arena *arena, unsigned *seed) {
    ndx_expr *expr = term(arena, seed);
    switch (rand_r(seed) % 16) {
    case 0:
        expr->kind = NDX_EXPR_ALL;
        break;
    case 1:
        expr->kind = NDX_EXPR_NONE;
        break;
    case 2:
    case 3:
        expr->kind = rand_r(seed) % 3 ? NDX_EXPR_DAYS : NDX_EXPR_MENTIONED;
        expr->first = ndx_day_of(2000, 1, 1) + rand_r(seed) % 5000;
        expr->last = expr->first + rand_r(seed) % (rand_r(seed) % 4 ? 900 : 10);
        break;
    case 4:
        expr->kind = NDX_EXPR_PREFIX;
        expr->term = ndx_text_of(&"s\0f\0g\0co\0"[2 * (rand_r(seed) % 4)]);
        break;
    case 5:
        expr->kind = NDX_EXPR_WORDS;
        expr->low = (uint64_t)rand_r(seed) % 30;
        expr->high = expr->low + (uint64_t)rand_r(seed) % 30;
        break;
    default:
        break;
    }
    return expr;
}

static ndx_expr *new_expr(ndx_arena *arena, ndx_expr_kind kind, size_t room) {
    ndx_expr *expr = ndx_arena_alloc(arena, sizeof *expr);
    expr->kind = kind;
    expr->child = ndx_arena_array(arena, room, sizeof *expr->child);
    expr->offset = ndx_arena_array(arena, room, sizeof *expr->offset);
    return expr;
}

static void add_child(ndx_expr *to, ndx_expr *child) {
    to->offset[to->child_count] = (uint32_t)to->child_count;
    to->child[to->child_count++] = child;
}

/* What is left out is no AND here: libxapian 1.4.22 takes the bounds of weights within such a one from
 * memory that nobody has written to, and then answers now this, now that. */
static ndx_expr *flat(ndx_arena *arena, unsigned *seed) {
    ndx_expr *expr = new_expr(arena, NDX_EXPR_OR, 3);
    for (unsigned i = 0, count = (unsigned)rand_r(seed) % 3; i <= count; i++)
        add_child(expr, leaf(arena, seed));
    return expr;
}

/* A word in a month, as names are that mean one person for a time. */
static ndx_expr *in_a_month(ndx_arena *arena, unsigned *seed) {
    ndx_expr *expr = new_expr(arena, NDX_EXPR_FILTER, 2), *month = new_expr(arena, NDX_EXPR_DAYS, 0);
    int year = 2000 + rand_r(seed) % 12, which = 1 + rand_r(seed) % 12;
    month->first = ndx_day_of(year, which, 1);
    month->last = which == 12 ? ndx_day_of(year, 12, 31) : ndx_day_of(year, which + 1, 1) - 1;
    add_child(expr, term(arena, seed));
    add_child(expr, month);
    return expr;
}

/* What names are made of: words, in a month or in company, and not others. Neither MAYBE, whose rest libxapian 1.4.22 lets count in an
 * AND and nowhere else, nor NOT in an AND, which it takes out of there to estimate. */
static ndx_expr *name(ndx_arena *arena, unsigned *seed, unsigned depth) {
    static const ndx_expr_kind kinds[] = {NDX_EXPR_FILTER, NDX_EXPR_AND, NDX_EXPR_OR, NDX_EXPR_NOT};
    if (depth == 0 || rand_r(seed) % 3) return term(arena, seed);
    if (rand_r(seed) % 2) return in_a_month(arena, seed);
    ndx_expr *expr = new_expr(arena, kinds[(unsigned)rand_r(seed) % (NDX_COUNT(kinds) - (depth < 2))], 3);
    size_t count = 2 + (unsigned)rand_r(seed) % 2;
    while (expr->child_count < count) add_child(expr, name(arena, seed, depth - 1));
    return expr;
}

static ndx_expr *draw(ndx_arena *arena, unsigned *seed, unsigned depth) {
    static const ndx_expr_kind kinds[] = {NDX_EXPR_AND,    NDX_EXPR_OR,     NDX_EXPR_SYNONYM, NDX_EXPR_NOT,
                                          NDX_EXPR_MAYBE,  NDX_EXPR_FILTER, NDX_EXPR_SCALE,   NDX_EXPR_AND,
                                          NDX_EXPR_PHRASE, NDX_EXPR_NEAR,   NDX_EXPR_ATLEAST, NDX_EXPR_OR};
    if (depth == 0 || rand_r(seed) % 5 == 0) return leaf(arena, seed);
    ndx_expr *expr = new_expr(arena, kinds[(unsigned)rand_r(seed) % NDX_COUNT(kinds)], 4);
    bool one = expr->kind == NDX_EXPR_SCALE || expr->kind == NDX_EXPR_ATLEAST;
    bool of_words = ndx_expr_is_positional(expr->kind) || expr->kind == NDX_EXPR_SYNONYM;
    size_t count = one ? 1 : of_words ? 2 : 1 + (unsigned)rand_r(seed) % 4;
    expr->weight = rand_r(seed) % 4 ? (rand_r(seed) % 40) / 10.0 : 0;
    expr->number = 1 + (unsigned)rand_r(seed) % 4;
    while (expr->child_count < count)
        add_child(expr, expr->kind == NDX_EXPR_SYNONYM                    ? name(arena, seed, 2)
                        : of_words                                        ? term(arena, seed)
                        : expr->kind == NDX_EXPR_NOT && expr->child_count ? flat(arena, seed)
                                                                          : draw(arena, seed, depth - 1));
    return expr;
}

/* --- comparing ------------------------------------------------------------------------------------------ */

static ndx_hits ask(ndx_index *index, const ndx_expr *expr, const ndx_find_options *options,
                    bool by_libxapian, unsigned seed) {
    ndx_hits hits;
    ndx_error err = {0};
    index->by_libxapian = by_libxapian;
    if (ndx_index_find(index, expr, options, &hits, &err) != NDX_OK)
        fail_msg("seed %u: %s", seed, err.message);
    return hits;
}

static const ndx_hit *hit_of(const ndx_hits *hits, uint32_t number) {
    for (size_t i = 0; i < hits->count; i++)
        if (hits->hits[i].number == number) return &hits->hits[i];
    return NULL;
}

/* Scores are sums, which may differ in their last bits; of hits whose scores are closer than that either may be first. */
static void assert_same_hits(const ndx_hits *own, const ndx_hits *its, unsigned seed) {
    if (own->count != its->count) fail_msg("seed %u: %zu hits, not %zu", seed, own->count, its->count);
    for (size_t i = 0; i < own->count; i++) {
        const ndx_hit *a = &own->hits[i],
                      *b = a->number == its->hits[i].number ? &its->hits[i] : hit_of(its, a->number);
        if (!b) fail_msg("seed %u: %u is no hit", seed, a->number);
        if (fabs(a->score - b->score) > 1e-9 * (1 + b->score))
            fail_msg("seed %u: hit %zu has %.17g, not %.17g", seed, i, a->score, b->score);
        if (i && (a->score > a[-1].score || (a->score == a[-1].score && a->number < a[-1].number)))
            fail_msg("seed %u: hit %zu is before its time", seed, i);
    }
}

static bool add_number(void *context, const ndx_match *match) {
    uint64_t *sum = context;
    *sum = ndx_hash(&match->number, sizeof match->number, *sum);
    return true;
}

/* Every match once, in the order of numbers, says the same. */
static void compare_each(ndx_index *index, const ndx_expr *expr, unsigned seed) {
    uint64_t sums[2] = {0, 0};
    for (int by_libxapian = 0; by_libxapian < 2; by_libxapian++) {
        ndx_error err = {0};
        index->by_libxapian = by_libxapian;
        if (ndx_index_each(index, expr, add_number, &sums[by_libxapian], &err) != NDX_OK)
            fail_msg("seed %u: %s", seed, err.message);
    }
    if (sums[0] != sums[1]) fail_msg("seed %u: others are told one by one", seed);
}

/* All articles are those that match and those that do not. */
static void compare_others(ndx_index *index, ndx_expr *expr, uint64_t found, unsigned seed) {
    ndx_find_options options = {.around = NDX_NO_DAY, .limit = 1, .count_exactly = true};
    ndx_expr all = {.kind = NDX_EXPR_ALL};
    ndx_expr others = {.kind = NDX_EXPR_NOT, .child = (ndx_expr *[]){&all, expr}, .child_count = 2};
    ndx_hits hits = ask(index, &others, &options, false, seed);
    if (hits.total + found != ndx_index_count(index))
        fail_msg("seed %u: %llu match and %llu do not", seed, (unsigned long long)found,
                 (unsigned long long)hits.total);
    ndx_hits_clear(&hits);
}

/* The keys that hits are in order by. */
static void key_of(ndx_index *index, ndx_sort sort, uint32_t number, ndx_buf *out) {
    ndx_text value = {"", 0};
    if (sort == NDX_SORT_RANDOM) return;
    uint32_t slot = sort == NDX_SORT_SOURCE ? NDX_SLOT_SOURCE : NDX_SLOT_DAY;
    assert_int_equal(ndx_x_database_value(index->database, number, slot, &value, NULL), NDX_OK);
    ndx_buf_add_text(out, value);
}

/* Hits that are alike in what they are sorted by and in their scores may be in another order: scores are sums. */
static void compare_sorted(ndx_index *index, const ndx_expr *expr, ndx_sort sort, unsigned seed) {
    ndx_find_options every = {.around = NDX_NO_DAY, .sort = sort, .seed = seed, .count_exactly = true};
    ndx_find_options some = {.around = NDX_NO_DAY, .sort = sort, .seed = seed, .offset = 3, .limit = 20};
    ndx_hits own = ask(index, expr, &every, false, seed), its = ask(index, expr, &every, true, seed);
    ndx_hits few = ask(index, expr, &some, false, seed);
    if (own.count != its.count) fail_msg("seed %u: %zu sorted hits, not %zu", seed, own.count, its.count);
    for (size_t i = 0; i < own.count; i++) {
        ndx_buf a = {0}, b = {0};
        key_of(index, sort, own.hits[i].number, &a);
        key_of(index, sort, its.hits[i].number, &b);
        bool alike = ndx_text_equal(ndx_buf_text(&a), ndx_buf_text(&b));
        if (!alike || (sort != NDX_SORT_RANDOM &&
                       fabs(own.hits[i].score - its.hits[i].score) > 1e-9 * (1 + its.hits[i].score)))
            fail_msg("seed %u: sorted hit %zu is %u, not %u", seed, i, own.hits[i].number,
                     its.hits[i].number);
        ndx_buf_clear(&a);
        ndx_buf_clear(&b);
    }
    for (size_t i = 0; i < few.count; i++)
        if (i + 3 >= own.count || few.hits[i].number != own.hits[i + 3].number)
            fail_msg("seed %u: hit %zu of some sorted ones is another", seed, i);
    ndx_hits_clear(&few);
    ndx_hits_clear(&own);
    ndx_hits_clear(&its);
}

static unsigned compare(ndx_index *index, unsigned seed) {
    ndx_arena arena = {0};
    unsigned at = seed;
    ndx_expr *expr = draw(&arena, &at, DEPTH);
    ndx_find_options every = {.around = NDX_NO_DAY, .count_exactly = true};
    ndx_find_options some = {.around = NDX_NO_DAY, .offset = 5, .limit = 10};
    ndx_hits own = ask(index, expr, &every, false, seed), its = ask(index, expr, &every, true, seed);
    if (own.total != its.total || own.total != own.count || !own.total_exact)
        fail_msg("seed %u: %llu in all, not %llu", seed, (unsigned long long)own.total,
                 (unsigned long long)its.total);
    assert_same_hits(&own, &its, seed);
    unsigned found = (unsigned)own.count;
    compare_each(index, expr, seed);
    compare_sorted(index, expr, (ndx_sort)(NDX_SORT_NEWEST + seed % 4), seed);
    compare_others(index, expr, own.total, seed);
    ndx_hits few = ask(index, expr, &some, false, seed);
    /* With libxapian's own first hits there is no comparing: at times 1.4.22 leaves out one that is among them. */
    for (size_t i = 0; i < few.count; i++)
        if (i + 5 >= own.count || few.hits[i].number != own.hits[i + 5].number ||
            fabs(few.hits[i].score - own.hits[i + 5].score) > 0)
            fail_msg("seed %u: hit %zu of some is another", seed, i);
    if (few.total_exact) assert_int_equal(few.total, found);
    if (found > 15) assert_int_equal(few.count, 10);
    ndx_hits_clear(&few);
    ndx_hits_clear(&own);
    ndx_hits_clear(&its);
    ndx_arena_clear(&arena);
    return found;
}

/* What is stored of an article, or that there is none of that number. */
static ndx_status read_stored(ndx_index *index, uint32_t number, bool by_libxapian, ndx_article *article) {
    ndx_stored *stored;
    index->by_libxapian = by_libxapian;
    ndx_status status = ndx_index_fetch(index, number, &stored, NULL);
    if (status == NDX_OK) status = ndx_stored_article(stored, article, NULL);
    ndx_stored_free(stored);
    return status;
}

static unsigned compare_stored(ndx_index *index) {
    ndx_article own, its;
    unsigned found = 0;
    ndx_article_init(&own);
    ndx_article_init(&its);
    for (uint32_t number = 1; number < ARTICLES + ARTICLES / 2; number += 7) {
        ndx_status status = read_stored(index, number, false, &own);
        assert_int_equal(status, read_stored(index, number, true, &its));
        if (status != NDX_OK) continue;
        found++;
        assert_true(ndx_text_equal(own.text, its.text));
        assert_true(ndx_text_equal(own.field[NDX_FIELD_ID], its.field[NDX_FIELD_ID]));
        assert_int_equal(own.date.day, its.date.day);
    }
    ndx_article_clear(&own);
    ndx_article_clear(&its);
    return found;
}

static void compare_many(const char *dir, unsigned seed) {
    ndx_index *index = open_index(dir);
    unsigned found = 0;
    assert_true(ndx_shard_is_own(index, &index->shards[0]));
    for (unsigned i = 0; i < ROUNDS; i++) found += compare(index, seed + i) > 0;
    assert_true(found > ROUNDS / 3);
    assert_true(compare_stored(index) > ARTICLES / 20);
    ndx_index_close(index);
}

static void the_same_in_a_built_index_and_after_changes_in_place(void **state) {
    (void)state;
    char *dir = make_folder(), *built, *still;
    put(dir, 0, ARTICLES, 0);
    compare_many(dir, 1000);
    ndx_index *index = open_index(dir);
    built = strdup(index->shards[0].generation.data);
    ndx_index_close(index);
    for (unsigned round = 0; round < 4; round++) { /* new ones, changed ones, gone ones, here and there */
        put(dir, ARTICLES + round * 100, ARTICLES + round * 100 + 100, round);
        put(dir, round * 700, round * 700 + 60, round + 1);
        take_out(dir, round * 900, round * 900 + 400, 3 + round);
        compare_many(dir, 10000 * (round + 1));
    }
    take_out(dir, 0, 3 * 60, 1); /* whole chunks of the lengths */
    compare_many(dir, 60000);
    index = open_index(dir);
    still = strdup(index->shards[0].generation.data);
    ndx_index_close(index);
    assert_string_equal(built, still); /* or it was built anew, and nothing was changed in place */
    free(built);
    free(still);
    drop_folder(dir);
}

/* libxapian 1.4.22 does not: without weight it reads such a word's list as if it were that of all articles, which it then does not
 * recognise where that goes on in another chunk. */
static void a_word_of_every_article_is_found_without_weight(void **state) {
    (void)state;
    char *dir = make_folder();
    put(dir, 0, ARTICLES, 0);
    take_out(dir, 1000, 1100, 2);
    ndx_index *index = open_index(dir);
    ndx_expr lantern = {.kind = NDX_EXPR_TERM, .term = NDX_TEXT("XOlantern")}; /* of the source */
    ndx_expr oil = {.kind = NDX_EXPR_TERM, .term = NDX_TEXT("oil")};
    ndx_expr weightless = {.kind = NDX_EXPR_SCALE, .child = (ndx_expr *[]){&lantern}, .child_count = 1};
    ndx_expr either = {.kind = NDX_EXPR_OR, .child = (ndx_expr *[]){&weightless, &oil}, .child_count = 2};
    ndx_find_options options = {.around = NDX_NO_DAY, .limit = 1, .count_exactly = true};
    ndx_hits hits = ask(index, &either, &options, false, 0);
    assert_int_equal(ndx_index_count(index), ARTICLES - 50);
    assert_int_equal(hits.total, ndx_index_count(index));
    ndx_hits_clear(&hits);
    ndx_index_close(index);
    drop_folder(dir);
}

/* An index that was opened before the changes goes on with them. */
static void the_same_in_an_index_that_changes_while_it_is_open(void **state) {
    (void)state;
    char *dir = make_folder();
    put(dir, 0, ARTICLES, 0);
    ndx_index *index = open_index(dir);
    for (unsigned round = 0; round < 12; round++) {
        put(dir, round * 300, round * 300 + 40, round + 1);
        take_out(dir, round * 300 + 50, round * 300 + 90, 2);
        for (unsigned i = 0; i < ROUNDS / 20; i++) {
            assert_int_equal(ndx_index_reopen(index, NULL), NDX_OK);
            compare(index, round * 100 + i);
        }
    }
    ndx_index_close(index);
    drop_folder(dir);
}

/* Three indexes, one of which has been changed in place and one of which is empty, searched as one. */
static void the_same_in_several_indexes_searched_as_one(void **state) {
    (void)state;
    char *dirs[3];
    for (size_t i = 0; i < NDX_COUNT(dirs); i++) dirs[i] = make_folder();
    put(dirs[0], 0, 2500, 0);
    take_out(dirs[0], 0, 600, 3);
    put(dirs[1], 0, 0, 0);
    put(dirs[2], 2500, 2500 + 300, 1);
    ndx_index *index;
    ndx_error err = {0};
    unsigned found = 0;
    if (ndx_index_open((const char *const *)dirs, NDX_COUNT(dirs), &index, &err) != NDX_OK)
        fail_msg("%s", err.message);
    for (unsigned i = 0; i < 2 * ROUNDS; i++) found += compare(index, 500000 + i) > 0;
    assert_true(found > ROUNDS / 2);
    assert_true(compare_stored(index) > ARTICLES / 20);
    ndx_index_close(index);
    for (size_t i = 0; i < NDX_COUNT(dirs); i++) drop_folder(dirs[i]);
}

/* What only the texts can tell of some 1,600 articles: counted as far as is asked, told from some of them beyond. */
static void totals_are_counted_as_far_as_is_asked(void **state) {
    (void)state;
    char *dir = make_folder();
    put(dir, 0, ARTICLES, 0);
    ndx_index *index = open_index(dir);
    ndx_expr other = {.kind = NDX_EXPR_TERM, .term = NDX_TEXT("other")},
             oil = {.kind = NDX_EXPR_TERM, .term = NDX_TEXT("oil")};
    ndx_expr phrase = {.kind = NDX_EXPR_PHRASE, .child = (ndx_expr *[]){&other, &oil}, .child_count = 2};
    for (ndx_sort sort = NDX_SORT_RELEVANCE; sort <= NDX_SORT_RANDOM; sort++) {
        ndx_find_options options = {.around = NDX_NO_DAY, .limit = 10, .sort = sort, .count_exactly = true};
        ndx_hits exact = ask(index, &phrase, &options, false, 0);
        assert_true(exact.total_exact && exact.total > 500);
        options.count_exactly = false;
        ndx_hits some = ask(index, &phrase, &options, false, 0);
        assert_false(some.total_exact);
        assert_true(fabs((double)some.total - (double)exact.total) < 0.3 * (double)exact.total);
        options.check_at_least = ARTICLES;
        ndx_hits all = ask(index, &phrase, &options, false, 0);
        assert_true(all.total_exact);
        assert_int_equal(all.total, exact.total);
        for (size_t i = 0; i < exact.count; i++) {
            assert_int_equal(some.hits[i].number, exact.hits[i].number);
            assert_int_equal(all.hits[i].number, exact.hits[i].number);
        }
        ndx_hits_clear(&exact);
        ndx_hits_clear(&some);
        ndx_hits_clear(&all);
    }
    ndx_index_close(index);
    drop_folder(dir);
}

static void check_members(ndx_index *index, ndx_text term) {
    static bool truth[ARTICLES + 10];
    ndx_x_postings *postings;
    uint32_t number, found = 0;
    ndx_members members = {0};
    bool have;
    memset(truth, 0, sizeof truth);
    assert_int_equal(ndx_x_database_postings(index->database, term, &postings, NULL), NDX_OK);
    while (ndx_x_postings_next(postings, &number, NULL) == NDX_OK) truth[number] = ++found;
    ndx_x_postings_close(postings);
    ndx_glass *glass = &index->shards[0].glass;
    for (number = 1; number < NDX_COUNT(truth);
         number += number % 3 ? 1 : 4) { /* some twice, some passed over */
        assert_int_equal(ndx_members_have(&members, glass, term, number, &have, NULL), NDX_OK);
        assert_int_equal(have, truth[number]);
        assert_int_equal(ndx_members_have(&members, glass, term, number, &have, NULL), NDX_OK);
        assert_int_equal(have, truth[number]);
    }
    for (number = NDX_COUNT(truth) - 1; number > 200; number -= 97) { /* backwards too */
        assert_int_equal(ndx_members_have(&members, glass, term, number, &have, NULL), NDX_OK);
        assert_int_equal(have, truth[number]);
    }
    ndx_members_clear(&members);
}

static void members_of_a_list_are_those_that_libxapian_tells(void **state) {
    (void)state;
    char *dir = make_folder();
    put(dir, 0, ARTICLES, 0);
    ndx_index *index = open_index(dir);
    check_members(index, NDX_TEXT("also"));
    check_members(index, NDX_TEXT("price"));
    check_members(index, ndx_text_of(words[WORDS - 1]));
    check_members(index, NDX_TEXT("nowhere"));
    ndx_index_close(index);
    drop_folder(dir);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_in_a_built_index_and_after_changes_in_place),
        cmocka_unit_test(a_word_of_every_article_is_found_without_weight),
        cmocka_unit_test(the_same_in_an_index_that_changes_while_it_is_open),
        cmocka_unit_test(the_same_in_several_indexes_searched_as_one),
        cmocka_unit_test(totals_are_counted_as_far_as_is_asked),
        cmocka_unit_test(members_of_a_list_are_those_that_libxapian_tells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
