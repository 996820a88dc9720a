/* A built table is read back: what is not as it was written is found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>

#include "../../../src/index/glass_verify.h"
#include "glass_pair.h"

/* Enough items, small and cut into pieces, for a tree of more than one level. */
static void build(ndx_glass_table *table, const char *dir) {
    ndx_error err;
    char tag[9000];
    OK(ndx_glass_table_open(table, dir, "postlist", &err));
    for (unsigned i = 0; i < 30000; i++) {
        char key[200];
        int len = snprintf(key, sizeof key, "%08u%s", i,
                           i % 3 ? "" : " with a key that fills branches, and more so that they are many");
        memset(tag, (int)('a' + i % 26), sizeof tag);
        OK(ndx_glass_table_add(table, (const uint8_t *)key, (size_t)len, tag, i % 1000 ? i % 40 : sizeof tag,
                               true, &err));
    }
    OK(ndx_glass_table_finish(table, &err));
}

static void what_was_written_is_found_sound(void **state) {
    (void)state;
    ndx_error err;
    ndx_glass_table table;
    build(&table, pair_fresh("sound"));
    assert_true(table.root.level >= 1);
    OK(ndx_glass_table_verify(&table, &err));
    ndx_glass_table_clear(&table, false);
    OK(ndx_glass_table_open(&table, pair_fresh("empty"), "postlist", &err));
    OK(ndx_glass_table_finish(&table, &err));
    OK(ndx_glass_table_verify(&table, &err));
    ndx_glass_table_clear(&table, false);
}

static void any_byte_changed_is_found(void **state) {
    (void)state;
    ndx_glass_table table;
    uint64_t random = 1;
    build(&table, pair_fresh("changed"));
    int fd = open(table.path, O_RDWR | O_CLOEXEC);
    for (unsigned i = 0; i < 200; i++) {
        off_t at = (off_t)(pair_random(&random) % (table.root.blocks * GLASS_BLOCK));
        char byte, other;
        assert_int_equal(pread(fd, &byte, 1, at), 1);
        other = (char)(byte ^ (1 << pair_random(&random) % 8));
        assert_int_equal(pwrite(fd, &other, 1, at), 1);
        assert_int_equal(ndx_glass_table_verify(&table, NULL), NDX_UNSOUND);
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    }
    assert_int_equal(ndx_glass_table_verify(&table, NULL), NDX_OK);
    assert_int_equal(ftruncate(fd, (off_t)(table.root.blocks - 1) * GLASS_BLOCK), 0);
    assert_int_equal(ndx_glass_table_verify(&table, NULL), NDX_UNSOUND);
    close(fd);
    ndx_glass_table_clear(&table, false);
    table = (ndx_glass_table){.path = (char *)(uintptr_t) "/nowhere"};
    assert_int_not_equal(ndx_glass_table_verify(&table, NULL), NDX_OK);
}

/* The same bytes would be written again: the blocks themselves must be wrong to be found so. */
static void blocks_that_are_no_tree_are_found(void **state) {
    (void)state;
    ndx_glass_table table;
    build(&table, pair_fresh("unsound"));
    int fd = open(table.path, O_RDWR | O_CLOEXEC);
    uint8_t block[GLASS_BLOCK];
    static const unsigned places[] = {4, 5, 7, 9, 11, 12, 13, GLASS_BLOCK - 60};
    for (size_t i = 0; i < NDX_COUNT(places); i++) {
        assert_int_equal(pread(fd, block, sizeof block, GLASS_BLOCK), sizeof block);
        block[places[i]] ^= 0x81;
        assert_int_equal(pwrite(fd, block, sizeof block, GLASS_BLOCK), sizeof block);
        assert_int_equal(ndx_glass_table_verify(&table, NULL), NDX_UNSOUND);
        block[places[i]] ^= 0x81;
        assert_int_equal(pwrite(fd, block, sizeof block, GLASS_BLOCK), sizeof block);
    }
    close(fd);
    table.root.items++;
    assert_int_equal(ndx_glass_table_verify(&table, NULL), NDX_UNSOUND);
    ndx_glass_table_clear(&table, false);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_found_sound),
        cmocka_unit_test(any_byte_changed_is_found),
        cmocka_unit_test(blocks_that_are_no_tree_are_found),
    };
    return cmocka_run_group_tests_name("index: glass read back", tests, pair_setup, pair_teardown);
}
