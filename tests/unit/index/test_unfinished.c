/* A writer that is killed before its commit leaves what the next one goes on with. */
#include "world.h"

#include "../../../src/index/journal.h"

static bool ignore_id(void *context, ndx_text id) {
    (void)context, (void)id;
    return true;
}

/* End without a commit and without the clearing up: what stands in the files stays there. */
static void be_killed(teller *t, const char *dir) {
    char command[512];
    ndx_text path =
        NDX_TEXT("archive/lantern.jsonl"); /* to look at the new articles of a file, they are written */
    assert_int_equal(ndx_writer_each_article(t->writer, path, ignore_id, NULL, NULL), NDX_OK);
    snprintf(command, sizeof command, "cp '%s/unfinished' '%s/kept'", dir, dir);
    assert_int_equal(system(command), 0);
    leave(t);
    snprintf(command, sizeof command, "! test -e '%s/unfinished' && mv '%s/kept' '%s/unfinished'", dir, dir,
             dir);
    assert_int_equal(system(command), 0);
}

/* Killed twice and carried on, a first build, a later one, and a few changes end like any other. */
static void what_was_killed_is_carried_on(void **state) {
    places *p = *state;
    for (uint64_t seed = 11; seed <= 13; seed++) {
        world w = {.random = seed};
        teller t;
        if (seed > 11) make_anew(&(world){0}, p->index);
        for (unsigned round = 0; round < 6; round++) {
            for (unsigned killed = 0; killed < 2; killed++) {
                begin(&t, p->index, &carrying_on);
                assert_true(ndx_writer_is_new(t.writer) == (seed == 11 && round + killed == 0));
                put(&t, 3, w.version[3] = 1 + killed);
                change(&t, &w, round % 2 ? 1 : ARTICLES / 2);
                be_killed(&t, p->index);
            }
            begin(&t, p->index, &carrying_on);
            end(&t);
            assert_false(exists(p->index, "unfinished"));
            make_anew(&w, p->other);
            expect_same(p->index, p->other, round);
        }
    }
}

static void a_first_build_carried_on_has_the_same_bytes(void **state) {
    places *p = *state;
    teller t;
    char command[512];
    for (unsigned from = 0; from < ARTICLES; from += ARTICLES / 4) {
        begin(&t, p->index, &carrying_on);
        for (unsigned i = from; i < from + ARTICLES / 4; i++) put(&t, i, 1 + i % 4);
        put_file(&t, from % FILES, 1);
        if (from + ARTICLES / 4 < ARTICLES)
            be_killed(&t, p->index);
        else
            end(&t);
    }
    begin(&t, p->other, &anew);
    for (unsigned i = 0; i < ARTICLES; i++) put(&t, i, 1 + i % 4);
    for (unsigned from = 0; from < ARTICLES; from += ARTICLES / 4) put_file(&t, from % FILES, 1);
    end(&t);
    snprintf(command, sizeof command, "diff -r '%s'/generation-? '%s'/generation-1", p->index, p->other);
    assert_int_equal(system(command), 0);
}

/* It was about another index: other settings, or somebody else's commit since. */
static void what_was_killed_is_not_carried_on_elsewhere(void **state) {
    places *p = *state;
    teller t;
    const ndx_writer_options german = {.language = "de", .carry_on = true};
    begin(&t, p->index, &carrying_on);
    put(&t, 1, 1);
    be_killed(&t, p->index);
    begin(&t, p->index, &german);
    assert_true(ndx_writer_is_new(t.writer));
    leave(&t);
    begin(&t, p->index, &carrying_on);
    put(&t, 1, 1);
    end(&t);
    begin(&t, p->index, &carrying_on);
    put(&t, 2, 1);
    be_killed(&t, p->index);
    begin(&t, p->index, &english); /* looks, and leaves all as it is */
    assert_int_equal(ndx_writer_count(t.writer), 1);
    leave(&t);
    assert_true(exists(p->index, "unfinished"));
    begin(&t, p->index, &english);
    put(&t, 3, 1);
    end(&t);
    assert_false(exists(p->index, "unfinished"));
    begin(&t, p->index, &carrying_on);
    assert_int_equal(ndx_writer_count(t.writer), 2);
    end(&t);
}

/* --- what nobody has put -------------------------------------------------------------------------------- */

/* Some bits of a file's records turned, and the hashes made to fit: as if somebody had written it so. */
static void forge(char *bytes, size_t len, world *w) {
    uint64_t before = 0;
    for (size_t at = 0; at + NDX_JOURNAL_HEAD <= len;) {
        uint32_t kind, record_len;
        memcpy(&kind, bytes + at, 4);
        memcpy(&record_len, bytes + at + 4, 4);
        char *record = bytes + at + NDX_JOURNAL_HEAD;
        if (at && record_len && draw(w, 8) == 0) {
            char *byte = record + draw(w, record_len < 80 ? record_len : draw(w, 2) ? 80 : record_len);
            *byte = (char)(*byte ^ 1 << draw(w, 8));
        }
        before = ndx_hash(record, record_len, before ^ ((uint64_t)kind << 32));
        memcpy(bytes + at + 8, &before, 8);
        at += NDX_JOURNAL_HEAD + record_len;
    }
}

static size_t exchange_unfinished(const char *dir, char *bytes, size_t room, const char *mode, size_t len) {
    char path[128];
    snprintf(path, sizeof path, "%s/unfinished", dir);
    FILE *file = fopen(path, mode);
    assert_non_null(file);
    size_t done = *mode == 'r' ? fread(bytes, 1, room, file) : fwrite(bytes, 1, len, file);
    assert_true(done && done <= room);
    fclose(file);
    return done;
}

/* It is an index of ours, or none; and never in the way of the next run. */
static void what_was_forged_is_refused_or_taken_for_what_it_says(void **state) {
    places *p = *state;
    static char whole[1 << 20], forged[1 << 20];
    world w = {.random = 21};
    unsigned taken = 0;
    teller t;
    begin(&t, p->index, &carrying_on);
    for (unsigned i = 0; i < 20; i++) put(&t, i, 1 + i % 3);
    put_file(&t, 1, 1);
    remove_article(&t, 2, true);
    put_file(&t, 1, 0);
    be_killed(&t, p->index);
    size_t len = exchange_unfinished(p->index, whole, sizeof whole, "rb", 0);
    for (unsigned round = 0; round < 150; round++) {
        char command[256];
        memcpy(forged, whole, len);
        if (round) forge(forged, len, &w);
        snprintf(command, sizeof command, "rm -rf '%s'/*", p->index);
        assert_int_equal(system(command), 0);
        exchange_unfinished(p->index, forged, sizeof forged, "wb", len);
        begin(&t, p->index, &carrying_on);
        taken += ndx_writer_count(t.writer) != 0;
        assert_true(round || ndx_writer_count(t.writer) == 19);
        (void)ndx_writer_commit(t.writer, NULL);
        leave(&t);
    }
    assert_in_range(taken, 1, 149);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_FOLDERS(what_was_killed_is_carried_on),
        IN_FOLDERS(a_first_build_carried_on_has_the_same_bytes),
        IN_FOLDERS(what_was_killed_is_not_carried_on_elsewhere),
        IN_FOLDERS(what_was_forged_is_refused_or_taken_for_what_it_says),
    };
    return cmocka_run_group_tests_name("index: what was killed", tests, NULL, NULL);
}
