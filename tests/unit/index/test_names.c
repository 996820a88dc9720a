/* Blocks of names: what was written is read, damage is told, memory that runs out is an error like others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../../src/index/names_commit.h"
#include "../failing.h"

/* --- a store in memory, and somebody who decides -------------------------------------------------------- */

typedef struct shelf {
    ndx_names keys;
    ndx_buf value[32];
} shelf;

static ndx_status shelf_get(void *context, ndx_text key, ndx_text *value, ndx_error *err) {
    shelf *s = context;
    uint32_t number = s->keys.count ? ndx_names_find(&s->keys, key) : NDX_NO_NAME;
    (void)err;
    *value = number == NDX_NO_NAME ? (ndx_text){"", 0} : ndx_buf_text(&s->value[number]);
    return NDX_OK;
}

static ndx_status shelf_set(void *context, ndx_text key, ndx_text value, ndx_error *err) {
    shelf *s = context;
    uint32_t number = ndx_names_add(&s->keys, key);
    if (number == NDX_NO_NAME) return ndx_fail_memory(err);
    ndx_buf_reset(&s->value[number]);
    ndx_buf_add_text(&s->value[number], value);
    return ndx_buf_status(&s->value[number], err);
}

static ndx_status shelf_each(void *context, ndx_text prefix, bool (*fn)(void *fn_context, ndx_text key),
                             void *fn_context, ndx_error *err) {
    shelf *s = context;
    (void)err;
    for (size_t i = 0; i < s->keys.count; i++)
        if (ndx_text_starts(s->keys.names[i], prefix) && s->value[i].len && !fn(fn_context, s->keys.names[i]))
            break;
    return NDX_OK;
}

static void shelf_clear(shelf *s) {
    ndx_names_clear(&s->keys);
    for (size_t i = 0; i < NDX_COUNT(s->value); i++) ndx_buf_clear(&s->value[i]);
}

static ndx_text last_word(ndx_text key) {
    size_t at = key.len;
    while (at > 0 && key.data[at - 1] != ' ') at--;
    return ndx_text_slice(key, at, key.len);
}

static void group(void *context, ndx_text key, ndx_buf *out) {
    (void)context;
    ndx_buf_add_text(out, last_word(key));
}

/* A word alone means, in 1987, everybody of that name; "nobody" is nobody. */
static ndx_status decide(void *context, const ndx_name *names, size_t count, const ndx_company *company,
                         ndx_alias_fn *fn, void *fn_context, ndx_error *err) {
    (void)context, (void)company, (void)err;
    for (size_t i = 0; i < count; i++) {
        ndx_alias nobody = {.key = names[i].key, .last_year = NDX_YEAR_ANY};
        if (ndx_text_equal(names[i].key, NDX_TEXT("nobody"))) fn(fn_context, &nobody);
        for (size_t k = 0; k < count; k++) {
            ndx_alias alias = {names[i].key, names[k].key, 1987, 1987, 0, {"", 0}};
            if (k != i && ndx_text_equal(names[i].key, last_word(names[k].key)) && !fn(fn_context, &alias))
                return NDX_OK;
        }
    }
    return NDX_OK;
}

static ndx_text called(void *context, ndx_text key) {
    (void)context;
    return ndx_text_equal(key, NDX_TEXT("anna holm")) ? NDX_TEXT("Anna the Great") : NDX_TEXT("");
}

static const ndx_naming naming = {
    .rules = 1, .note = {"rules", 5}, .group = group, .decide = decide, .called = called};

static ndx_status count_people(ndx_name_table *table, const char *const *people, size_t count, int year,
                               int sign) {
    ndx_person person[8];
    ndx_buf key[8] = {{0}};
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < count && status == NDX_OK; i++) {
        ndx_fold(&key[i], ndx_text_of(people[i]));
        person[i] = (ndx_person){.name = ndx_text_of(people[i]), .key = ndx_buf_text(&key[i])};
        status = ndx_buf_status(&key[i], NULL);
    }
    if (status == NDX_OK)
        status = ndx_name_table_count(table, person, count, ndx_day_of(year, 1, 2), sign, NULL);
    for (size_t i = 0; i < count; i++) ndx_buf_clear(&key[i]);
    return status;
}

static ndx_status commit(ndx_name_table *table, shelf *s) {
    const ndx_names_store store = {s, shelf_get, shelf_each, shelf_set, {NULL, NULL}};
    return ndx_names_commit(table, &naming, &store, NULL);
}

static ndx_status two_commits(shelf *s) {
    static const char *const first[] = {"Anna Holm", "ANNA HOLM", "Holm", "Peter Holm", "Nobody"},
                             *const second[] = {"Holm", "Jan Berg"};
    ndx_name_table table = {0};
    ndx_status status = count_people(&table, first, NDX_COUNT(first), 1987, 1);
    if (status == NDX_OK) status = commit(&table, s);
    if (status == NDX_OK) status = count_people(&table, second, NDX_COUNT(second), 1999, 1);
    if (status == NDX_OK) status = count_people(&table, first + 3, 1, 1987, -1);
    if (status == NDX_OK) status = commit(&table, s);
    ndx_name_table_clear(&table);
    return status;
}

static void names_come_and_go_and_blocks_say_so(void **state) {
    (void)state;
    shelf s = {0};
    ndx_text block;
    ndx_name_list list = {0};
    assert_int_equal(two_commits(&s), NDX_OK);
    shelf_get(&s, NDX_TEXT(NDX_NAMES_PREFIX "holm"), &block, NULL);
    assert_int_equal(ndx_names_block_read(block, NDX_TEXT("holm"), &list, NULL), NDX_OK);
    assert_int_equal(list.count, 2); /* Peter has gone */
    const ndx_name *holm = &list.names[0], *anna = &list.names[1];
    assert_true(ndx_text_equal(holm->key, NDX_TEXT("holm")) &&
                ndx_text_equal(holm->written, NDX_TEXT("Holm")));
    assert_int_equal(holm->articles, 2);
    assert_int_equal(holm->years[1].year, 1999);
    assert_int_equal(holm->is_count, 1);
    assert_true(ndx_text_equal(holm->is[0].person, anna->key));
    assert_int_equal(anna->has[0].last_year, 1987);
    assert_int_equal(anna->spelling_count, 1);
    assert_true(ndx_text_equal(anna->written, NDX_TEXT("Anna the Great")));
    ndx_name_list_clear(&list);
    shelf_clear(&s);
}

static bool count_alias(void *context, const ndx_alias *alias) {
    assert_true(alias->first_year <= alias->last_year);
    ++*(int *)context;
    return true;
}

static void damaged_bytes_are_told_or_harmless(void **state) {
    (void)state;
    shelf s = {0};
    assert_int_equal(two_commits(&s), NDX_OK);
    for (size_t number = 0; number < s.keys.count; number++)
        for (size_t i = 0; i < s.value[number].len * 256; i++) {
            ndx_name_list list = {0};
            int aliases = 0;
            char *byte = &s.value[number].data[i / 256], kept = *byte;
            *byte = (char)i;
            ndx_status status =
                ndx_names_block_read(ndx_buf_text(&s.value[number]), NDX_TEXT("holm"), &list, NULL);
            assert_true(status == NDX_OK || status == NDX_BAD_INPUT);
            status = ndx_aliases_each(ndx_buf_text(&s.value[number]), count_alias, &aliases, NULL);
            assert_true(status == NDX_OK || status == NDX_BAD_INPUT);
            *byte = kept;
            ndx_name_list_clear(&list);
        }
    shelf_clear(&s);
}

static void a_block_cut_short_is_damaged(void **state) {
    (void)state;
    shelf s = {0};
    ndx_text block;
    assert_int_equal(two_commits(&s), NDX_OK);
    shelf_get(&s, NDX_TEXT(NDX_NAMES_PREFIX "holm"), &block, NULL);
    for (size_t len = 1; len < block.len; len++) {
        ndx_name_list list = {0};
        assert_int_equal(ndx_names_block_read(ndx_text_slice(block, 0, len), NDX_TEXT("holm"), &list, NULL),
                         NDX_BAD_INPUT);
        ndx_name_list_clear(&list);
    }
    shelf_clear(&s);
}

static void memory_that_runs_out_is_an_error(void **state) {
    (void)state;
    if (!MAY_FAIL) skip();
    bool succeeded = false;
    for (long after = 0; after < 100000 && !succeeded; after++) {
        shelf s = {0};
        long before = held;
        allocations_left = after;
        ndx_status status = two_commits(&s);
        allocations_left = -1;
        shelf_clear(&s);
        succeeded = status == NDX_OK;
        assert_true(succeeded || status == NDX_NO_MEMORY);
        assert_int_equal(held, before);
    }
    assert_true(succeeded);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_come_and_go_and_blocks_say_so),
        cmocka_unit_test(damaged_bytes_are_told_or_harmless),
        cmocka_unit_test(a_block_cut_short_is_damaged),
        cmocka_unit_test(memory_that_runs_out_is_an_error),
    };
    return cmocka_run_group_tests_name("index: names", tests, NULL, NULL);
}
