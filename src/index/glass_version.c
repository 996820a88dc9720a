/* iamglass, read and written. */
#include "glass_version.h"

#include <string.h>

#define MAGIC "\x0f\x0dXapian Glass\x04\x6e" /* and the format's version, 2016-03-14 */
#define MAGIC_LEN (sizeof MAGIC - 1)
#define FILE_MAX 4096
#define NO_FILE 1
#define SEQUENTIAL 2
#define LEVEL_SHIFT 2
#define BLOCK_SHIFT 11
#define FREE_UNIT 4 /* bytes of a number in the list of free blocks */

/* --- reading: bad once, bad for ever -------------------------------------------------------------------- */

typedef struct reading {
    const uint8_t *at, *end;
    bool bad;
} reading;

static uint64_t get(reading *in, uint64_t most) {
    uint64_t value = 0;
    if (!in->bad && (!ndx_varint_get(&in->at, in->end, &value) || value > most)) in->bad = true;
    return in->bad ? 0 : value;
}
static uint32_t get32(reading *in) {
    return (uint32_t)get(in, UINT32_MAX);
}

static void get_free(reading *in, ndx_glass_free_place *place) {
    place->block = get32(in);
    place->at = (uint32_t)get(in, UINT16_MAX) * FREE_UNIT;
}

static void get_table(reading *in, ndx_glass_table_state *table) {
    *table = (ndx_glass_table_state){.root = get32(in)};
    uint32_t bits = get32(in);
    table->level = bits >> LEVEL_SHIFT;
    table->sequential = bits & SEQUENTIAL;
    table->no_file = bits & NO_FILE;
    table->items = get(in, UINT64_MAX);
    table->block_bytes = (uint32_t)get(in, UINT16_MAX) << BLOCK_SHIFT;
    table->compress_min = get32(in);
    uint64_t len = get(in, (uint64_t)(in->end - in->at));
    if (in->bad || len == 0) return;
    reading list = {in->at, in->at + len, false};
    table->free_revision = get32(&list);
    table->blocks = get32(&list);
    get_free(&list, &table->free);
    get_free(&list, &table->free_end);
    in->bad |= list.bad;
    in->at += len;
}

static void get_statistics(reading *in, ndx_glass_version *version) {
    version->count = get(in, UINT32_MAX);
    version->last = version->count + get(in, UINT32_MAX);
    version->shortest = get(in, UINT32_MAX);
    version->highest_wdf = get(in, UINT32_MAX);
    version->longest = version->highest_wdf + get(in, UINT32_MAX);
    version->changesets = get(in, UINT64_MAX);
    version->total_length = get(in, UINT64_MAX);
    version->spelling_highest = get(in, UINT64_MAX);
    if (version->last > UINT32_MAX || in->at != in->end) in->bad = true;
}

static ndx_status path_of(const char *dir, ndx_buf *path, ndx_error *err) {
    ndx_buf_addf(path, "%s/iamglass", dir);
    return ndx_buf_status(path, err);
}

ndx_status ndx_glass_version_read(const char *dir, ndx_glass_version *version, ndx_error *err) {
    ndx_buf path = {0}, bytes = {0};
    ndx_status status = path_of(dir, &path, err);
    if (status == NDX_OK) status = ndx_file_read(path.data, FILE_MAX, &bytes, err);
    if (status == NDX_OK) {
        const uint8_t *at = (const uint8_t *)bytes.data;
        reading in = {at, at + bytes.len, bytes.len < MAGIC_LEN + sizeof version->uuid};
        if (!in.bad && memcmp(at, MAGIC, MAGIC_LEN) != 0) in.bad = true;
        *version = (ndx_glass_version){0};
        if (!in.bad) {
            memcpy(version->uuid, at + MAGIC_LEN, sizeof version->uuid);
            in.at += MAGIC_LEN + sizeof version->uuid;
        }
        version->revision = get32(&in);
        for (size_t i = 0; i < NDX_GLASS_TABLES; i++) get_table(&in, &version->table[i]);
        get_statistics(&in, version);
        if (in.bad) status = ndx_fail(err, NDX_NO_INDEX, "%s is damaged; rebuild the index", path.data);
    }
    ndx_buf_clear(&path);
    ndx_buf_clear(&bytes);
    return status;
}

/* --- writing -------------------------------------------------------------------------------------------- */

static void put_table(const ndx_glass_table_state *table, ndx_buf *out) {
    ndx_buf list = {0};
    if (table->blocks) {
        const ndx_glass_free_place places[] = {table->free, table->free_end};
        ndx_buf_add_varint(&list, table->free_revision);
        ndx_buf_add_varint(&list, table->blocks);
        for (size_t i = 0; i < NDX_COUNT(places); i++) {
            ndx_buf_add_varint(&list, places[i].block);
            ndx_buf_add_varint(&list, places[i].at / FREE_UNIT);
        }
    }
    ndx_buf_add_varint(out, table->root);
    ndx_buf_add_varint(out, (uint64_t)table->level << LEVEL_SHIFT | (table->sequential ? SEQUENTIAL : 0) |
                                (table->no_file ? NO_FILE : 0));
    ndx_buf_add_varint(out, table->items);
    ndx_buf_add_varint(out, table->block_bytes >> BLOCK_SHIFT);
    ndx_buf_add_varint(out, table->compress_min);
    ndx_buf_add_varint(out, list.len);
    ndx_buf_add_text(out, ndx_buf_text(&list));
    out->failed |= list.failed;
    ndx_buf_clear(&list);
}

ndx_status ndx_glass_version_write(const char *dir, const ndx_glass_version *version, ndx_error *err) {
    const uint64_t statistics[] = {version->count,
                                   version->last - version->count,
                                   version->shortest,
                                   version->highest_wdf,
                                   version->longest - version->highest_wdf,
                                   version->changesets,
                                   version->total_length,
                                   version->spelling_highest};
    ndx_buf path = {0}, out = {0};
    ndx_buf_add(&out, MAGIC, MAGIC_LEN);
    ndx_buf_add(&out, version->uuid, sizeof version->uuid);
    ndx_buf_add_varint(&out, version->revision);
    for (size_t i = 0; i < NDX_GLASS_TABLES; i++) put_table(&version->table[i], &out);
    for (size_t i = 0; i < NDX_COUNT(statistics); i++) ndx_buf_add_varint(&out, statistics[i]);
    ndx_status status = path_of(dir, &path, err);
    if (status == NDX_OK) status = ndx_buf_status(&out, err);
    if (status == NDX_OK) status = ndx_file_write(path.data, ndx_buf_text(&out), err);
    ndx_buf_clear(&path);
    ndx_buf_clear(&out);
    return status;
}
