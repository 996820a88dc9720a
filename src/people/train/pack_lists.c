/* pack-lists IN.tsv OUT.bin: "class TAB entry" lines (lists.sh) into the table that lists.c reads. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lists.h"
#include "../scan.h"

typedef struct entry {
    uint32_t hash, classes;
} entry;

typedef struct packer {
    entry *entry;
    size_t count, capacity;
} packer;

static const char *const class_names[LIST_BITS] = {
#define X(bit, name) name,
    LIST_CLASSES(X)
#undef X
};

/* Classes of the sources that are kept under another name. */
static uint32_t class_of(ndx_text name) {
    if (ndx_text_equal(name, NDX_TEXT("given_seen"))) return LIST_GIVEN;
    for (int i = 0; i < LIST_BITS; i++)
        if (ndx_text_equal(name, ndx_text_of(class_names[i]))) return 1u << i;
    return 0;
}

static bool packer_add(packer *p, uint32_t hash, uint32_t classes) {
    entry *grown = ndx_grow(p->entry, p->count, &p->capacity, sizeof *grown);
    if (!grown) return false;
    p->entry = grown;
    p->entry[p->count++] = (entry){hash, classes};
    return true;
}

/* The entry as the scanner would see it: its tokens; phrases add their first word and their beginnings. */
static bool add_line(packer *p, token_scan *scan, ndx_text line) {
    size_t tab = ndx_text_find(line, NDX_TEXT("\t"));
    if (tab == SIZE_MAX) return true;
    uint32_t classes = class_of(ndx_text_slice(line, 0, tab));
    ndx_text text = ndx_text_slice(line, tab + 1, line.len);
    if (classes == 0 || text.len < 2) return true;
    scan_start(scan, text.data);
    scan_range(scan, 0, text.len, 0);
    if (scan->count == 0 || scan->count > LIST_PHRASE_WORDS) return true;
    uint32_t hash = scan->token[0].lower;
    if (scan->count == 1) return packer_add(p, hash, classes);
    if (classes &
        (LIST_GIVEN | LIST_SURNAME | LIST_ROLE | LIST_WORD | LIST_COMMON | LIST_PROPER | LIST_PROPER_RARE))
        return true;
    for (size_t i = 1; i < scan->count; i++) {
        if (!packer_add(p, hash, LIST_STARTS)) return false;
        hash = phrase_hash(hash, scan->token[i].lower);
    }
    return packer_add(p, hash, classes);
}

static int entry_compare(const void *a, const void *b) {
    uint32_t x = ((const entry *)a)->hash, y = ((const entry *)b)->hash;
    return (x > y) - (x < y);
}

static int combo_compare(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void merge(packer *p) {
    if (p->count) qsort(p->entry, p->count, sizeof *p->entry, entry_compare);
    size_t out = 0;
    for (size_t i = 0; i < p->count; i++) {
        if (out > 0 && p->entry[out - 1].hash == p->entry[i].hash)
            p->entry[out - 1].classes |= p->entry[i].classes;
        else
            p->entry[out++] = p->entry[i];
    }
    p->count = out;
}

static size_t distinct_combos(const packer *p, uint32_t *combo) {
    for (size_t i = 0; i < p->count; i++) combo[i] = p->entry[i].classes;
    qsort(combo, p->count, sizeof *combo, combo_compare);
    size_t count = 0;
    for (size_t i = 0; i < p->count; i++)
        if (count == 0 || combo[count - 1] != combo[i]) combo[count++] = combo[i];
    return count;
}

static bool place(list_bucket *bucket, uint32_t bucket_count, const entry *e, const uint32_t *combo,
                  size_t combo_count) {
    const uint32_t *found = bsearch(&e->classes, combo, combo_count, sizeof *combo, combo_compare);
    uint16_t print = list_print(e->hash);
    uint32_t at = list_bucket_of(e->hash, bucket_count);
    for (uint32_t tries = 0; tries < 2; tries++) {
        list_bucket *b = &bucket[(at + tries) % bucket_count];
        for (unsigned i = 0; i < LIST_SLOTS; i++) {
            if (b->print[i] != 0) continue;
            b->print[i] = print;
            b->combo[i] = (uint16_t)(found - combo);
            return true;
        }
    }
    return false;
}

static ndx_status pack(packer *p, const char *path, ndx_error *err) {
    merge(p);
    uint32_t *combo = calloc(p->count + 1, sizeof *combo);
    if (!combo) return ndx_fail_memory(err);
    size_t combo_count = distinct_combos(p, combo), dropped = 0;
    uint32_t bucket_count =
        (uint32_t)(p->count * 10 / ((size_t)LIST_SLOTS * 6)) + 2; /* six tenths full: next to none dropped */
    list_bucket *bucket = calloc(bucket_count, sizeof *bucket);
    if (!bucket || combo_count > UINT16_MAX) {
        free(combo);
        free(bucket);
        return ndx_fail(err, NDX_BAD_INPUT, "too many sets of classes: %zu", combo_count);
    }
    for (size_t i = 0; i < p->count; i++)
        dropped += !place(bucket, bucket_count, &p->entry[i], combo, combo_count);
    ndx_buf out = {0};
    list_header header = {.magic = LIST_MAGIC,
                          .byte_order = BYTE_ORDER_MARK,
                          .combo_count = (uint32_t)combo_count,
                          .bucket_count = bucket_count};
    ndx_buf_add(&out, &header, sizeof header);
    ndx_buf_add(&out, combo, combo_count * sizeof *combo);
    while (out.len % 64) ndx_buf_add_char(&out, 0);
    ndx_buf_add(&out, bucket, (size_t)bucket_count * sizeof *bucket);
    ndx_status status = ndx_buf_status(&out, err);
    if (status == NDX_OK) {
        header.checksum = ndx_hash(out.data + sizeof header, out.len - sizeof header, 0);
        memcpy(out.data, &header, sizeof header);
        status = ndx_file_write(path, ndx_buf_text(&out), err);
    }
    printf("%zu entries, %zu sets of classes, %zu dropped, %zu bytes\n", p->count, combo_count, dropped,
           out.len);
    ndx_buf_clear(&out);
    free(combo);
    free(bucket);
    return status;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: pack-lists LISTS.tsv LISTS.bin\n");
        return 2;
    }
    ndx_buf file = {0};
    ndx_error err = {0};
    packer p = {0};
    token_scan scan = {0};
    ndx_status status = ndx_file_read(argv[1], 1 << 28, &file, &err);
    ndx_text rest = ndx_buf_text(&file), line;
    while (status == NDX_OK && ndx_text_line(&rest, &line))
        if (!add_line(&p, &scan, line)) status = ndx_fail_memory(&err);
    if (status == NDX_OK) status = pack(&p, argv[2], &err);
    if (status != NDX_OK) fprintf(stderr, "pack-lists: %s\n", err.message);
    ndx_buf_clear(&file);
    free(p.entry);
    scan_clear(&scan);
    return ndx_status_exit_code(status);
}
