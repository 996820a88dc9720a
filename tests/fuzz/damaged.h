/* A small database, and bytes as damage to it.
 * Each four bytes of input change one byte: in which file, where (two), by what; some cut the file off there. */
#ifndef NDX_TESTS_FUZZ_DAMAGED_H
#define NDX_TESTS_FUZZ_DAMAGED_H

#include <assert.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../src/index/glass.h"
#include "../../src/index/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARTICLES = 1300, BLOCK = 8192 };

static const char *const files[] = {"iamglass", "postlist.glass", "docdata.glass", "termlist.glass"};
static char dir[] = "/tmp/newsdex-fuzz-XXXXXX";
static struct {
    uint8_t *bytes;
    size_t len;
} whole[NDX_COUNT(files)];

static void path_of(size_t file, char path[64]) {
    snprintf(path, 64, "%s/%s", dir, files[file]);
}

static void write_file(size_t file, const uint8_t *bytes, size_t len) {
    char path[64];
    path_of(file, path);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert(fd >= 0 && write(fd, bytes, len) == (ssize_t)len);
    close(fd);
}

static void remove_all(void) {
    char path[64];
    for (size_t i = 0; i < NDX_COUNT(files); i++) {
        path_of(i, path);
        unlink(path);
        free(whole[i].bytes);
    }
    rmdir(dir);
}

/* Article n has word w where n is a multiple of w + 1, as many times as its last digit says; its record has the places. */
static void add_article(ndx_glass_builder *builder, ndx_record_maker *maker, uint32_t number) {
    static const char *const words[] = {"all", "half", "rare", "third"};
    static const uint32_t every[] = {1, 2, 900, 3};
    ndx_posting postings[4];
    ndx_placed_term terms[4];
    uint32_t positions[4 * 10], at = 0;
    size_t count = 0;
    ndx_buf record = {0};
    ndx_article article;
    ndx_article_init(&article);
    for (size_t w = 0; w < 4; w++) {
        if (number % every[w]) continue;
        ndx_text term = ndx_text_of(words[w]);
        postings[count] = (ndx_posting){term, number % 10, UINT32_MAX};
        terms[count] = (ndx_placed_term){term, ndx_term_hash(term), at, 1 + number % 10};
        for (uint32_t i = 0; i <= number % 10; i++) positions[at++] = (uint32_t)w + 4 * i;
        count++;
    }
    assert(ndx_record_make(maker, &article, terms, count, positions, &record, NULL) == NDX_OK);
    ndx_glass_value value = {1, {"even", number % 2 ? 1 : 4}};
    ndx_glass_article made = {postings, count, &value, 1, ndx_buf_text(&record), false};
    assert(ndx_glass_builder_add(builder, &made, NULL, NULL) == NDX_OK);
    ndx_buf_clear(&record);
    ndx_article_clear(&article);
}

static void build_once(void) {
    ndx_glass_builder *builder;
    ndx_record_maker maker = {0};
    char path[64];
    struct stat is;
    if (whole[0].bytes) return;
    assert(mkdtemp(dir));
    assert(ndx_glass_builder_new(dir, 0, &builder, NULL) == NDX_OK);
    for (uint32_t i = 1; i <= ARTICLES; i++) add_article(builder, &maker, i);
    static const char longer_than_a_block[3 * BLOCK];
    assert(ndx_glass_builder_metadata(builder, NDX_TEXT("key"),
                                      (ndx_text){longer_than_a_block, sizeof longer_than_a_block},
                                      NULL) == NDX_OK);
    assert(ndx_glass_builder_finish(builder, NULL) == NDX_OK);
    ndx_glass_builder_free(builder);
    ndx_record_maker_clear(&maker);
    for (size_t i = 0; i < NDX_COUNT(files); i++) {
        path_of(i, path);
        assert(stat(path, &is) == 0);
        whole[i].len = (size_t)is.st_size;
        whole[i].bytes = malloc(whole[i].len);
        FILE *file = fopen(path, "rb");
        assert(file && fread(whole[i].bytes, 1, whole[i].len, file) == whole[i].len);
        fclose(file);
    }
    atexit(remove_all);
}

/* 3 bits say in which block, among the first and the last ones, 13 bits where in it. */
static size_t place_of(const uint8_t *change, size_t len) {
    size_t where = (size_t)change[1] << 8 | change[2], block = where & 7, blocks = len / BLOCK;
    if (!blocks) return where % len;
    return (block < 4 ? block % blocks : (blocks - 1 - (block - 4) % blocks)) * BLOCK + (where >> 3);
}

/* How much of the file is left. */
static size_t damage(const uint8_t *data, size_t size, uint8_t *copy, size_t file) {
    size_t left = whole[file].len;
    memcpy(copy, whole[file].bytes, left);
    for (; size >= 4; data += 4, size -= 4) {
        if (data[0] % NDX_COUNT(files) != file) continue;
        size_t place = place_of(data, whole[file].len);
        copy[place] ^= data[3];
        if (data[0] == 0x80 + file && place < left) left = place;
    }
    return left;
}

/* The database with the damage that the input says. */
static void write_damaged(const uint8_t *data, size_t size) {
    build_once();
    for (size_t i = 0; i < NDX_COUNT(files); i++) {
        uint8_t *copy = malloc(whole[i].len);
        write_file(i, copy, damage(data, size, copy, i));
        free(copy);
    }
}

#endif
