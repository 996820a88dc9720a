/* However changes reach an index, through libxapian or by building it anew, it is the index that a rebuild makes. */
#include "world.h"

/* Few and many changes in turn, each onto what the ones before have left. */
static void any_order_of_updates_leads_to_the_same_index(void **state) {
    places *p = *state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        world w = {.random = seed};
        for (unsigned round = 0; round < ROUNDS; round++) {
            teller t;
            begin(&t, p->index, round ? &english : &anew);
            change(&t, &w, round == 0 ? ARTICLES : round % 3 == 2 ? ARTICLES / 2 : 1 + draw(&w, 4));
            end(&t);
            make_anew(&w, p->other);
            expect_same(p->index, p->other, round);
        }
    }
}

static void many_changes_make_the_bytes_of_a_rebuild(void **state) {
    places *p = *state;
    world w = {.random = 9};
    teller t;
    char command[512];
    for (unsigned round = 0; round < 3; round++) {
        begin(&t, p->index, &english);
        change(&t, &w, round ? ARTICLES / 3 : ARTICLES);
        end(&t);
    }
    assert_true(exists(p->index, "generation-3"));
    make_anew(&w, p->other);
    snprintf(command, sizeof command, "diff -r '%s/generation-3' '%s/generation-1'", p->index, p->other);
    assert_int_equal(system(command), 0);
}

static void few_changes_stay_in_the_generation(void **state) {
    places *p = *state;
    world w = {.random = 4};
    teller t;
    begin(&t, p->index, &english);
    change(&t, &w, ARTICLES);
    end(&t);
    begin(&t, p->index, &english);
    change(&t, &w, 2);
    end(&t);
    assert_true(exists(p->index, "generation-1"));
    assert_false(exists(p->index, "generation-2"));
}

static void one_writer_commits_both_ways(void **state) {
    places *p = *state;
    world w = {.random = 5};
    teller t;
    begin(&t, p->index, &english);
    for (unsigned round = 0; round < 6; round++) {
        change(&t, &w, round % 2 ? 1 : ARTICLES / 2);
        assert_int_equal(ndx_writer_commit(t.writer, NULL), NDX_OK);
    }
    end(&t);
    make_anew(&w, p->other);
    expect_same(p->index, p->other, 0);
}

static bool add_id(void *context, ndx_text id) {
    ndx_buf_addf(context, "%.*s ", NDX_ARG(id));
    return true;
}

/* What is gathered is known before it is committed, and what goes is not known any more. */
static void the_writer_sees_its_own_changes(void **state) {
    places *p = *state;
    teller t;
    ndx_buf ids = {0};
    ndx_seen_file file;
    uint64_t hash, old_hash;
    bool known;
    begin(&t, p->index, &english);
    for (unsigned i = 0; i < 4; i++) put(&t, i, 1);
    put_file(&t, 1, 5);
    put_file(&t, 2, 7);
    end(&t);
    begin(&t, p->index, &english);
    assert_int_equal(ndx_writer_article_hash(t.writer, NDX_TEXT("n1"), &old_hash, &known, NULL), NDX_OK);
    assert_true(known);
    put(&t, 1, 2);
    put(&t, 9, 1);
    remove_article(&t, 0, true);
    remove_article(&t, 0, false);
    put_file(&t, 1, 0);
    put_file(&t, 3, 9);
    assert_int_equal(ndx_writer_article_hash(t.writer, NDX_TEXT("n1"), &hash, &known, NULL), NDX_OK);
    assert_true(known && hash != old_hash);
    assert_int_equal(ndx_writer_article_hash(t.writer, NDX_TEXT("n0"), &hash, &known, NULL), NDX_OK);
    assert_false(known);
    assert_int_equal(ndx_writer_each_article(t.writer, NDX_TEXT("archive/lantern.jsonl"), add_id, &ids, NULL),
                     NDX_OK);
    assert_string_equal(ids.data, "n2 n3 n1 n9 ");
    assert_int_equal(ndx_writer_count(t.writer), 4);
    assert_int_equal(ndx_writer_file_get(t.writer, NDX_TEXT("archive/1.txt"), &file, &known, NULL), NDX_OK);
    assert_false(known);
    assert_int_equal(ndx_writer_file_get(t.writer, NDX_TEXT("archive/2.txt"), &file, &known, NULL), NDX_OK);
    assert_true(known && file.size == 7);
    ndx_buf_reset(&ids);
    assert_int_equal(ndx_writer_each_file(t.writer, NDX_TEXT("archive/"), add_file, &ids, NULL), NDX_OK);
    assert_string_equal(ids.data, "archive/2.txt 7 2 'why'\narchive/3.txt 9 3 'why'\n");
    ndx_buf_clear(&ids);
    end(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_FOLDERS(any_order_of_updates_leads_to_the_same_index),
        IN_FOLDERS(many_changes_make_the_bytes_of_a_rebuild),
        IN_FOLDERS(few_changes_stay_in_the_generation),
        IN_FOLDERS(one_writer_commits_both_ways),
        IN_FOLDERS(the_writer_sees_its_own_changes),
    };
    return cmocka_run_group_tests_name("index: changes", tests, NULL, NULL);
}
