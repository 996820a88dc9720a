/* The parts of a run that need no index: sets of names, notes of what was not read, the belt between threads,
 * dating. */
#include "../../../src/ingest/pipeline.h"
#include "../../../src/ingest/ring.h"
#include "../../../src/ingest/run.h"
#include "../../../src/ingest/seen.h"
#include "../table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* --- sets ----------------------------------------------------------------------------------------------- */

static void a_set_remembers_many_names(void **state) {
    ndx_seen seen = {0};
    bool added;
    char name[32];
    (void)state;
    assert_false(ndx_seen_has(&seen, NDX_TEXT("x")));
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 20000; i++) {
            snprintf(name, sizeof name, "article %d", i);
            assert_int_equal(ndx_seen_add(&seen, ndx_text_of(name), &added, NULL), NDX_OK);
            assert_int_equal(added, round == 0);
        }
    assert_int_equal(seen.count, 20000);
    assert_true(ndx_seen_has(&seen, NDX_TEXT("article 19999")));
    assert_false(ndx_seen_has(&seen, NDX_TEXT("article 20000")));
    assert_false(ndx_seen_has(&seen, NDX_TEXT("")));
    ndx_seen_clear(&seen);
}

/* --- notes ---------------------------------------------------------------------------------------------- */

typedef struct told {
    uint64_t count, offsets;
    char last[64];
    ndx_reason reason;
} told;

static void tell(void *context, const ndx_skip *skip) {
    told *t = context;
    t->count++;
    t->offsets += skip->offset;
    t->reason = skip->reason;
    snprintf(t->last, sizeof t->last, "%.*s|%.*s", NDX_ARG(skip->path), NDX_ARG(skip->detail));
}

static void a_note_tells_again_what_was_not_read(void **state) {
    ndx_unread unread = {0};
    ndx_buf note = {0};
    uint64_t more;
    told t = {0};
    (void)state;
    ndx_unread_write(&unread, &note);
    assert_int_equal(note.len, 0); /* nothing unread, no note */
    ndx_unread_add(&unread,
                   &(ndx_skip){.offset = 7, .reason = NDX_REASON_DAMAGED, .detail = NDX_TEXT("line 3")});
    ndx_unread_add(
        &unread,
        &(ndx_skip){.offset = UINT64_MAX - 7, .reason = NDX_REASON_MALFORMED, .detail = NDX_TEXT("a\nb")});
    ndx_unread_write(&unread, &note);
    ndx_unread_each(NDX_TEXT("f"), ndx_buf_text(&note), tell, &t, &more);
    assert_int_equal(t.count, 2);
    assert_int_equal(t.reason, NDX_REASON_MALFORMED);
    assert_true(t.offsets == UINT64_MAX);
    assert_string_equal(t.last, "f|a\nb");
    assert_int_equal(more, 0);
    assert_false(ndx_unread_retry(ndx_buf_text(&note)));
    ndx_buf_clear(&note);
    ndx_unread_clear(&unread);
}

static void a_note_stays_small_and_counts_the_rest(void **state) {
    ndx_unread unread = {0};
    ndx_buf note = {0};
    uint64_t more;
    told t = {0};
    char long_detail[5000];
    (void)state;
    memset(long_detail, 'x', sizeof long_detail);
    for (int i = 0; i < 5000; i++)
        ndx_unread_add(&unread, &(ndx_skip){.reason = NDX_REASON_UNREADABLE,
                                            .detail = {long_detail, sizeof long_detail}});
    ndx_unread_write(&unread, &note);
    assert_true(note.len < 25000);
    ndx_unread_each(NDX_TEXT("f"), ndx_buf_text(&note), tell, &t, &more);
    assert_int_equal(t.count + more, 5000);
    assert_true(ndx_unread_retry(ndx_buf_text(&note))); /* rights change without the file changing */
    ndx_buf_clear(&note);
    ndx_unread_clear(&unread);
}

static void a_note_is_made_worth_a_retry(void **state) {
    ndx_unread unread = {0};
    ndx_buf note = {0}, again = {0};
    uint64_t more;
    told t = {0};
    (void)state;
    ndx_unread_ask_again(ndx_buf_text(&note), &again);
    assert_true(ndx_unread_retry(ndx_buf_text(&again)));
    ndx_unread_each(NDX_TEXT("f"), ndx_buf_text(&again), tell, &t, &more);
    assert_int_equal(t.count + more, 0);
    ndx_unread_add(&unread, &(ndx_skip){.offset = 7, .reason = NDX_REASON_DAMAGED, .detail = NDX_TEXT("x")});
    ndx_unread_write(&unread, &note);
    ndx_buf_reset(&again);
    ndx_unread_ask_again(ndx_buf_text(&note), &again);
    assert_true(ndx_unread_retry(ndx_buf_text(&again)));
    ndx_unread_each(NDX_TEXT("f"), ndx_buf_text(&again), tell, &t, &more);
    assert_int_equal(t.count, 1);
    assert_string_equal(t.last, "f|x");
    ndx_buf_reset(&again);
    ndx_unread_ask_again(NDX_TEXT("\xFF"), &again); /* cut short: it stays what it is */
    assert_true(ndx_unread_retry(ndx_buf_text(&again)));
    ndx_buf_clear(&note);
    ndx_buf_clear(&again);
    ndx_unread_clear(&unread);
}

static void a_note_knows_what_it_told(void **state) {
    ndx_unread unread = {0};
    ndx_buf note = {0};
    ndx_skip first = {.offset = 7, .reason = NDX_REASON_MALFORMED, .detail = NDX_TEXT("line 3")};
    ndx_skip later = {.offset = 8, .reason = NDX_REASON_MALFORMED},
             other = {.offset = 7, .reason = NDX_REASON_DUPLICATE};
    (void)state;
    assert_false(ndx_unread_has(NDX_TEXT(""), &first));
    ndx_unread_add(&unread, &first);
    ndx_unread_write(&unread, &note);
    assert_true(ndx_unread_has(ndx_buf_text(&note), &first));
    assert_false(ndx_unread_has(ndx_buf_text(&note), &later));
    assert_false(ndx_unread_has(ndx_buf_text(&note), &other));
    for (int i = 0; i < 100; i++) ndx_unread_add(&unread, &first);
    ndx_buf_reset(&note);
    ndx_unread_write(&unread, &note);
    assert_true(ndx_unread_has(ndx_buf_text(&note), &later)); /* it may be one of those not listed */
    ndx_buf_clear(&note);
    ndx_unread_clear(&unread);
}

static void a_damaged_note_is_read_as_far_as_it_goes(void **state) {
    ndx_unread unread = {0};
    ndx_buf note = {0};
    uint64_t more;
    (void)state;
    ndx_unread_add(&unread,
                   &(ndx_skip){.offset = 300, .reason = NDX_REASON_DAMAGED, .detail = NDX_TEXT("detail")});
    ndx_unread_write(&unread, &note);
    for (size_t len = 0; len < note.len; len++) {
        told t = {0};
        ndx_unread_each(NDX_TEXT("f"), (ndx_text){note.data, len}, tell, &t, &more);
        assert_int_equal(t.count, 0);
    }
    for (int byte = 0; byte < 256; byte++)
        for (size_t at = 0; at < note.len; at++) {
            told t = {0};
            char saved = note.data[at];
            note.data[at] = (char)byte;
            ndx_unread_each(NDX_TEXT("f"), ndx_buf_text(&note), tell, &t, &more);
            note.data[at] = saved;
        }
    ndx_buf_clear(&note);
    ndx_unread_clear(&unread);
}

/* --- paths ---------------------------------------------------------------------------------------------- */

static void a_path_lies_below_another_only_at_a_slash(void **state) {
    (void)state;
    assert_true(ndx_path_below(NDX_TEXT("/a/b/c"), NDX_TEXT("/a/b")));
    assert_true(ndx_path_below(NDX_TEXT("/a/b"), NDX_TEXT("/a/b")));
    assert_true(ndx_path_below(NDX_TEXT("/a"), NDX_TEXT("/")));
    assert_false(ndx_path_below(NDX_TEXT("/a/bc"), NDX_TEXT("/a/b")));
    assert_false(ndx_path_below(NDX_TEXT("/a"), NDX_TEXT("/a/b")));
    assert_true(ndx_text_equal(ndx_path_tidy(NDX_TEXT("a//")), NDX_TEXT("a")));
    assert_true(ndx_text_equal(ndx_path_tidy(NDX_TEXT("/")), NDX_TEXT("/")));
    assert_true(ndx_text_equal(ndx_path_tidy(NDX_TEXT(".///./a/b/")), NDX_TEXT("a/b")));
    assert_true(ndx_text_equal(ndx_path_tidy(NDX_TEXT("./")), NDX_TEXT(".")));
    assert_true(ndx_text_equal(ndx_path_tidy(NDX_TEXT("../a")), NDX_TEXT("../a")));
}

/* --- the ring ------------------------------------------------------------------------------------------- */

#define ITEMS 5000

static void *fill_ring(void *context) {
    ndx_ring *ring = context;
    for (uint64_t i = 0; i < ITEMS; i++) {
        ndx_item *item = ndx_ring_fill(ring);
        if (!item) return NULL;
        item->kind = i + 1 == ITEMS ? NDX_ITEM_END : i % 3 ? NDX_ITEM_ARTICLE : NDX_ITEM_SKIP;
        item->done_bytes = i;
        item->total_bytes = 0;
        ndx_ring_publish(ring, item);
    }
    return NULL;
}

static void *work_ring(void *context) {
    ndx_item *item;
    while ((item = ndx_ring_take(context))) {
        item->total_bytes++; /* analysed once */
        ndx_ring_ready(context, item);
    }
    return NULL;
}

static void items_keep_their_order_whoever_works_on_them(void **state) {
    ndx_ring ring;
    pthread_t reader, workers[3];
    (void)state;
    assert_int_equal(ndx_ring_init(&ring, 8, 1 << 20, NULL), NDX_OK);
    pthread_create(&reader, NULL, fill_ring, &ring);
    for (size_t i = 0; i < NDX_COUNT(workers); i++) pthread_create(&workers[i], NULL, work_ring, &ring);
    for (uint64_t i = 0; i < ITEMS;) {
        ndx_item *item = ndx_ring_next(&ring, 1000);
        if (!item) continue;
        if (!item->ready) {
            item->total_bytes++;
            ndx_ring_ready(&ring, item);
            continue;
        }
        assert_int_equal(item->done_bytes, i);
        assert_int_equal(item->prepared != NULL, item->kind == NDX_ITEM_ARTICLE);
        assert_int_equal(item->total_bytes, item->kind == NDX_ITEM_ARTICLE ? 1 : 0);
        i++;
        ndx_ring_release(&ring, item);
    }
    ndx_ring_stop(&ring);
    pthread_join(reader, NULL);
    for (size_t i = 0; i < NDX_COUNT(workers); i++) pthread_join(workers[i], NULL);
    ndx_ring_clear(&ring);
}

static void the_reader_waits_for_memory_and_leaves_when_stopped(void **state) {
    ndx_ring ring;
    pthread_t reader;
    (void)state;
    assert_int_equal(ndx_ring_init(&ring, 8, 1 << 20, NULL), NDX_OK);
    ring.bytes_max = 0; /* one item at a time, however large */
    pthread_create(&reader, NULL, fill_ring, &ring);
    for (int i = 0; i < 10; i++) {
        ndx_item *item = NULL;
        while (!item) {
            item = ndx_ring_next(&ring, 10);
            if (!item || item->ready) continue;
            ndx_ring_ready(&ring, item);
            item = NULL;
        }
        assert_int_equal(ring.head - ring.tail, 1);
        ndx_ring_release(&ring, item);
    }
    ndx_ring_stop(&ring);
    pthread_join(reader, NULL);
    assert_true(ndx_ring_is_stopped(&ring));
    assert_null(ndx_ring_take(&ring));
    ndx_ring_clear(&ring);
}

/* --- globs ---------------------------------------------------------------------------------------------- */

static void match_glob(void *context, ndx_text input, ndx_text expected, size_t line) {
    char text[256], *path;
    (void)context;
    snprintf(text, sizeof text, "%.*s", NDX_ARG(input));
    path = strstr(text, " | ");
    assert_non_null(path);
    *path = '\0';
    const char *globs[] = {"no such file", text, NULL};
    bool wanted = ndx_text_equal(expected, NDX_TEXT("yes"));
    if (ndx_globs_match(globs, path + 3) != wanted) fail_msg("line %zu: %s with %s", line, text, path + 3);
}

static void a_glob_matches_files_and_folders_as_in_gitignore(void **state) {
    (void)state;
    assert_true(table_each("tests/tables/ingest-globs.txt", match_glob, NULL) > 10);
}

/* --- dates of publication ------------------------------------------------------------------------------- */

typedef struct witness {
    const char *date_text, *url, *path;
    int64_t mtime;
    const char *zone;
    bool markup, good;
    const char *expected, *source;
} witness;

static const witness witnesses[] = {
    {"27 June 2018 22:36 (UTC+04:00)", "http://x/2017/01/01/", "2016-01-01.txt", 1, NULL, true, true,
     "2018-06-27T22:36:00+04:00", "markup"},
    {"2018-06-27", NULL, "x", 1, NULL, false, true, "2018-06-27", "text"},
    {NULL, "http://x/2017/01/31/a.html", "2016-01-01.txt", 1, NULL, true, true, "2017-01-31", "url"},
    {NULL, NULL, "desk/2016-02-29-x.txt", 1, NULL, true, true, "2016-02-29", "filename"},
    {NULL, NULL, "desk/x.txt", 86400 * 3, NULL, true, true, "1970-01-04", "mtime"},
    {NULL, NULL, "desk/x.txt", 86400 * 3 - 3600, "UTC+04:00", true, true, "1970-01-04", "mtime"},
    {NULL, NULL, "x", 0, NULL, true, true, "", ""},
    /* its own date does not exist: told, and the next witness is heard */
    {"31 February 2018", NULL, "2016-02-29-x.txt", 1, NULL, true, false, "2016-02-29", "filename"},
    /* rubbish behind a date costs at most its time */
    {"27-MAR-1987 14:02:56.54&", NULL, "x", 1, NULL, true, true, "1987-03-27T14:02:56", "markup"},
    {"31-MAR-1987 605:12:19.12", NULL, "x", 1, NULL, true, true, "1987-03-31", "markup"},
    {"2018-06-27T24:00:00", NULL, "x", 1, NULL, true, true, "2018-06-27", "markup"},
    {"2018-06-27T22:36:00.5+02:00[Europe/Paris]", NULL, "x", 1, NULL, true, true, "2018-06-27T22:36:00+02:00",
     "markup"},
    {"2018-02-30T22:36:00", NULL, "x", 1, NULL, true, false, "", ""},
    {"31-FEB-1987 05:12:19.12", NULL, "x", 86400, NULL, true, false, "", ""},
    /* the zone of the source, with and without summer time */
    {"2018-06-27 22:36", NULL, "x", 1, "Europe/Paris", true, true, "2018-06-27T22:36:00+02:00", "markup"},
    {"2018-01-27 22:36", NULL, "x", 1, "Europe/Paris", true, true, "2018-01-27T22:36:00+01:00", "markup"},
    {"2018-01-27 22:36 +0400", NULL, "x", 1, "Europe/Paris", true, true, "2018-01-27T22:36:00+04:00",
     "markup"},
};

static void the_best_witness_dates_an_article(void **state) {
    ndx_article article;
    (void)state;
    ndx_article_init(&article);
    for (size_t i = 0; i < NDX_COUNT(witnesses); i++) {
        const witness *w = &witnesses[i];
        char day[32];
        ndx_article_reset(&article);
        ndx_article_set(&article, NDX_FIELD_DATE_TEXT, ndx_text_of(w->date_text), NULL);
        ndx_article_set(&article, NDX_FIELD_URL, ndx_text_of(w->url), NULL);
        article.origin.path = ndx_text_of(w->path);
        article.origin.mtime = w->mtime;
        assert_int_equal(ndx_article_find_date(&article, w->markup, w->zone, NDX_ORDER_UNSET), w->good);
        ndx_date_format(&article.date, day);
        assert_string_equal(day, w->expected);
        assert_string_equal(ndx_date_source_word((ndx_date_source)article.date.source), w->source);
    }
    ndx_article_clear(&article);
}

static void numeric_dates_follow_the_order_of_the_source(void **state) {
    static const struct {
        const char *date_text;
        ndx_date_order order;
        const char *expected;
    } cases[] = {
        {"3/4/2018", NDX_ORDER_UNSET, "2018-03-04"},        {"3/4/2018", NDX_ORDER_MONTH_FIRST, "2018-03-04"},
        {"3/4/2018", NDX_ORDER_DAY_FIRST, "2018-04-03"},    {"3/14/2018", NDX_ORDER_DAY_FIRST, "2018-03-14"},
        {"14/3/2018", NDX_ORDER_MONTH_FIRST, "2018-03-14"}, {"2018/3/4", NDX_ORDER_DAY_FIRST, "2018-03-04"},
    };
    ndx_article article;
    (void)state;
    ndx_article_init(&article);
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        char day[32];
        ndx_article_reset(&article);
        ndx_article_set(&article, NDX_FIELD_DATE_TEXT, ndx_text_of(cases[i].date_text), NULL);
        assert_true(ndx_article_find_date(&article, true, NULL, cases[i].order));
        ndx_date_format(&article.date, day);
        assert_string_equal(day, cases[i].expected);
    }
    ndx_article_clear(&article);
}

static void stages_have_names(void **state) {
    (void)state;
    for (int stage = 0; stage < NDX_STAGE_COUNT; stage++)
        assert_int_equal(ndx_stage_find(ndx_text_of(ndx_stage_word((ndx_stage)stage))), stage);
    assert_int_equal(ndx_stage_find(NDX_TEXT("peeple")), NDX_STAGE_COUNT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_set_remembers_many_names),
        cmocka_unit_test(a_note_tells_again_what_was_not_read),
        cmocka_unit_test(a_note_stays_small_and_counts_the_rest),
        cmocka_unit_test(a_note_is_made_worth_a_retry),
        cmocka_unit_test(a_note_knows_what_it_told),
        cmocka_unit_test(a_damaged_note_is_read_as_far_as_it_goes),
        cmocka_unit_test(a_path_lies_below_another_only_at_a_slash),
        cmocka_unit_test(items_keep_their_order_whoever_works_on_them),
        cmocka_unit_test(the_reader_waits_for_memory_and_leaves_when_stopped),
        cmocka_unit_test(a_glob_matches_files_and_folders_as_in_gitignore),
        cmocka_unit_test(the_best_witness_dates_an_article),
        cmocka_unit_test(numeric_dates_follow_the_order_of_the_source),
        cmocka_unit_test(stages_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
