/* The bulk builder: what each article leaves in which half, and the last words of a database. */
#include "glass.h"

#include "glass_lists.h"
#include "glass_spelling.h"
#include "glass_store.h"
#include "glass_values.h"
#include "glass_verify.h"

#include <stdlib.h>
#include <unistd.h>

#define MEMORY_DEFAULT ((size_t)256 << 20)
#define VERSION ((2016 - 2014) << 9 | 3 << 5 | 14)
#define COMPRESS_MIN 18 /* glass_version.cc: what libxapian deflates when it adds to tables that allow it */
#define METADATA_KEY_MAX (GLASS_KEY_MAX - 2)

/* In the order of their roots in iamglass. compress_min: docdata are deflated already, as far as they shall be, and libxapian
 * 1.4.22 cannot always read back what it deflates itself (8,193 times the same letter). slack: an update touches nearly every
 * block of the posting table. libxapian writes each anew, beside the one that readers may still need, and uses the room of those at
 * the next update; what is full it splits in two besides. 300 articles into 20,000, then 300 more: 17.9 to 48.8 to 62.9 MB without
 * slack, 18.5 to 37.9 to 47.0 with 256 bytes, 20.5 to 39.7 to 40.6 with 1,024. The other tables it only appends to. */
enum { POSTLIST, DOCDATA, TERMLIST, POSITION, SPELLING, SYNONYM, TABLES };
static const struct table_kind {
    const char *name;
    unsigned compress_min;
    bool always;    /* the file is there even when it is empty */
    unsigned slack; /* bytes left free in each leaf */
} kinds[TABLES] = {
    {"postlist", 0, true, 256},           {"docdata", 0, false, 0},
    {"termlist", COMPRESS_MIN, true, 0},  {"position", 0, false, 0},
    {"spelling", COMPRESS_MIN, false, 0}, {"synonym", COMPRESS_MIN, false, 0},
};

struct ndx_glass_builder {
    char *dir;
    ndx_error error; /* status OK: none */
    bool written, finished;
    ndx_glass_table table[TABLES];
    ndx_glass_store store;
    ndx_glass_lists lists;
    ndx_glass_values values;
    ndx_glass_spelling spelling;
    ndx_names metadata_keys;
    ndx_buf *metadata; /* by number of the key */
    size_t metadata_capacity;
    uint32_t *lengths; /* by docid - 1 */
    size_t count, lengths_capacity;
    uint64_t total_length;
    uint32_t shortest, longest, highest_wdf;
    ndx_glass_wanted *wanted; /* the terms being looked up */
    size_t wanted_capacity;
};

/* The first failure stays: remember it and hand it out. */
static ndx_status settle(ndx_glass_builder *builder, ndx_status status, ndx_error *err) {
    if (builder->error.status == NDX_OK && status != NDX_OK) builder->error.status = status;
    if (builder->error.status != NDX_OK && err) *err = builder->error;
    return builder->error.status;
}

/* --- begin and end -------------------------------------------------------------------------------------- */

ndx_status ndx_glass_builder_new(const char *dir, size_t memory_bytes, ndx_glass_builder **out,
                                 ndx_error *err) {
    ndx_glass_builder *builder = *out = NULL;
    builder = calloc(1, sizeof *builder);
    if (!builder) return ndx_fail_memory(err);
    for (size_t i = 0; i < TABLES; i++) builder->table[i].fd = -1;
    if (!memory_bytes) memory_bytes = MEMORY_DEFAULT;
    builder->dir = strdup(dir);
    ndx_glass_values_init(&builder->values, builder->dir, memory_bytes / 8);
    ndx_status status = ndx_glass_lists_init(&builder->lists, builder->dir, memory_bytes / 8 * 7, err);
    if (status == NDX_OK && !builder->dir) status = ndx_fail_memory(err);
    for (size_t i = 0; i < TABLES && status == NDX_OK; i++)
        if (kinds[i].always || i == DOCDATA)
            status = ndx_glass_table_open(&builder->table[i], dir, kinds[i].name, err);
    ndx_glass_store_init(&builder->store, &builder->table[TERMLIST], &builder->table[DOCDATA]);
    builder->table[POSTLIST].slack = kinds[POSTLIST].slack;
    if (status == NDX_OK)
        *out = builder;
    else
        ndx_glass_builder_free(builder);
    return status;
}

void ndx_glass_builder_free(ndx_glass_builder *builder) {
    if (!builder) return;
    for (size_t i = 0; i < TABLES; i++)
        ndx_glass_table_clear(&builder->table[i],
                              builder->finished && (kinds[i].always || builder->table[i].root.items));
    ndx_glass_store_clear(&builder->store);
    ndx_glass_lists_clear(&builder->lists);
    ndx_glass_values_clear(&builder->values);
    ndx_glass_spelling_clear(&builder->spelling);
    for (size_t i = 0; i < builder->metadata_keys.count; i++) ndx_buf_clear(&builder->metadata[i]);
    ndx_names_clear(&builder->metadata_keys);
    free(builder->metadata);
    free(builder->lengths);
    free(builder->wanted);
    free(builder->dir);
    free(builder);
}

uint32_t ndx_glass_builder_count(const ndx_glass_builder *builder) {
    return (uint32_t)builder->count;
}

/* --- an article ----------------------------------------------------------------------------------------- */

static ndx_status reserve_wanted(ndx_glass_builder *builder, size_t count, ndx_error *err) {
    if (count + NDX_GLASS_AHEAD <= builder->wanted_capacity) return NDX_OK;
    free(builder->wanted);
    builder->wanted_capacity = 2 * (count + NDX_GLASS_AHEAD);
    builder->wanted = calloc(builder->wanted_capacity, sizeof *builder->wanted);
    if (!builder->wanted) builder->wanted_capacity = 0;
    return builder->wanted ? NDX_OK : ndx_fail_memory(err);
}

/* Post the article's terms. *length: sum of wdfs. */
static ndx_status post_terms(ndx_glass_builder *builder, const ndx_glass_article *article, uint32_t docid,
                             uint64_t *length, ndx_error *err) {
    const ndx_posting *postings = article->postings;
    size_t count = article->posting_count;
    ndx_status status = reserve_wanted(builder, count, err);
    if (status == NDX_OK)
        status = ndx_glass_lists_post(&builder->lists, postings, count, article->padded, docid,
                                      builder->wanted, err);
    if (status != NDX_OK) return status;
    uint32_t highest = builder->highest_wdf;
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += postings[i].wdf;
        if (postings[i].wdf > highest) highest = postings[i].wdf;
    }
    builder->highest_wdf = highest;
    *length = sum;
    return NDX_OK;
}

static ndx_status gather_values(ndx_glass_builder *builder, const ndx_glass_article *article, uint32_t docid,
                                ndx_error *err) {
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < article->value_count && status == NDX_OK; i++) {
        ndx_glass_value value = article->values[i];
        if (value.bytes.len)
            status = ndx_glass_values_add(&builder->values, value.slot, docid, value.bytes, err);
    }
    return status;
}

/* What an article leaves in memory: postings, values, its length. */
static ndx_status gather(ndx_glass_builder *builder, const ndx_glass_article *article, ndx_error *err) {
    uint32_t docid = (uint32_t)builder->count + 1;
    uint64_t length = 0;
    uint32_t *grown = ndx_grow(builder->lengths, builder->count, &builder->lengths_capacity, sizeof *grown);
    if (!grown) return ndx_fail_memory(err);
    builder->lengths = grown;
    ndx_status status = post_terms(builder, article, docid, &length, err);
    if (status == NDX_OK) status = gather_values(builder, article, docid, err);
    if (status != NDX_OK) return status;
    builder->lengths[builder->count++] = (uint32_t)length;
    builder->total_length += length;
    if (length && (!builder->shortest || length < builder->shortest)) builder->shortest = (uint32_t)length;
    if (length > builder->longest) builder->longest = (uint32_t)length;
    return NDX_OK;
}

ndx_status ndx_glass_builder_add(ndx_glass_builder *builder, const ndx_glass_article *article,
                                 uint32_t *docid, ndx_error *err) {
    if (builder->error.status != NDX_OK) return settle(builder, NDX_OK, err);
    ndx_status status = ndx_glass_store_add(&builder->store, article, NULL, &builder->error);
    if (status == NDX_OK) status = gather(builder, article, &builder->error);
    if (docid) *docid = (uint32_t)builder->count;
    return settle(builder, status, err);
}

ndx_status ndx_glass_builder_gather(ndx_glass_builder *builder, const ndx_glass_article *article,
                                    ndx_error *err) {
    if (builder->error.status != NDX_OK) return settle(builder, NDX_OK, err);
    return settle(builder, gather(builder, article, &builder->error), err);
}

ndx_glass_store *ndx_glass_builder_store(ndx_glass_builder *builder) {
    return &builder->store;
}

/* --- beside the articles -------------------------------------------------------------------------------- */

static ndx_status set_metadata(ndx_glass_builder *builder, ndx_text key, ndx_text value, ndx_error *err) {
    size_t before = builder->metadata_keys.count;
    if (!key.len || key.len > METADATA_KEY_MAX)
        return ndx_fail(err, NDX_USAGE, "a metadata key of %zu bytes: 1 to %d are possible", key.len,
                        METADATA_KEY_MAX);
    ndx_buf *grown = ndx_grow(builder->metadata, before, &builder->metadata_capacity, sizeof *grown);
    if (!grown) return ndx_fail_memory(err);
    builder->metadata = grown;
    uint32_t number = ndx_names_add(&builder->metadata_keys, key);
    if (number == NDX_NO_NAME) return ndx_fail_memory(err);
    if (builder->metadata_keys.count > before) grown[before] = (ndx_buf){0};
    ndx_buf_reset(&grown[number]);
    ndx_buf_add_text(&grown[number], value);
    return ndx_buf_status(&grown[number], err);
}

ndx_status ndx_glass_builder_metadata(ndx_glass_builder *builder, ndx_text key, ndx_text value,
                                      ndx_error *err) {
    if (builder->error.status != NDX_OK) return settle(builder, NDX_OK, err);
    return settle(builder, set_metadata(builder, key, value, &builder->error), err);
}

ndx_status ndx_glass_builder_spelling(ndx_glass_builder *builder, ndx_text word, uint32_t frequency,
                                      ndx_error *err) {
    if (builder->error.status != NDX_OK) return settle(builder, NDX_OK, err);
    return settle(builder, ndx_glass_spelling_add(&builder->spelling, word, frequency, &builder->error), err);
}

static int compare_metadata(const void *a, const void *b) {
    return ndx_text_compare(*(const ndx_text *)a, *(const ndx_text *)b);
}

static ndx_status write_metadata(ndx_glass_builder *builder, ndx_error *err) {
    const ndx_names *keys = &builder->metadata_keys;
    ndx_text *order = calloc(keys->count + 1, sizeof *order);
    ndx_status status = NDX_OK;
    if (!order) return ndx_fail_memory(err);
    if (keys->count) memcpy(order, keys->names, keys->count * sizeof *order);
    qsort(order, keys->count, sizeof *order, compare_metadata);
    for (size_t i = 0; i < keys->count && status == NDX_OK; i++) {
        uint8_t key[GLASS_KEY_MAX] = {0x00, 0xc0};
        ndx_text value = ndx_buf_text(&builder->metadata[ndx_names_find(keys, order[i])]);
        memcpy(key + 2, order[i].data, order[i].len);
        if (value.len)
            status = ndx_glass_table_add(&builder->table[POSTLIST], key, 2 + order[i].len, value.data,
                                         value.len, true, err);
    }
    free(order);
    return status;
}

/* --- the end -------------------------------------------------------------------------------------------- */

static ndx_status write_postlist(ndx_glass_builder *builder, ndx_error *err) {
    ndx_glass_table *table = &builder->table[POSTLIST];
    ndx_status status = write_metadata(builder, err);
    if (status == NDX_OK) status = ndx_glass_values_write(&builder->values, table, err);
    if (status == NDX_OK)
        status = ndx_glass_lengths_write(builder->lengths, (uint32_t)builder->count, table, err);
    if (status == NDX_OK) status = ndx_glass_lists_write(&builder->lists, table, err);
    return status;
}

static ndx_status write_spelling(ndx_glass_builder *builder, ndx_error *err) {
    ndx_glass_table *table = &builder->table[SPELLING];
    if (!builder->spelling.words.count) return NDX_OK;
    ndx_status status = ndx_glass_table_open(table, builder->dir, kinds[SPELLING].name, err);
    return status == NDX_OK ? ndx_glass_spelling_write(&builder->spelling, table, err) : status;
}

static void add_root(ndx_buf *out, const ndx_glass_root *root, unsigned compress_min) {
    enum { NO_FILE = 1, SEQUENTIAL = 2 };
    ndx_buf free_list = {0};
    if (root->items) {
        ndx_buf_add_varint(&free_list, GLASS_REVISION);
        ndx_buf_add_varint(&free_list, root->blocks);
        ndx_buf_add(&free_list, "\0\0\0", 4); /* the literal's own end is the fourth */
    }
    ndx_buf_add_varint(out, root->block);
    ndx_buf_add_varint(out, root->level << 2 | SEQUENTIAL | (root->items ? 0 : NO_FILE));
    ndx_buf_add_varint(out, root->items);
    ndx_buf_add_varint(out, GLASS_BLOCK >> 11);
    ndx_buf_add_varint(out, compress_min);
    ndx_buf_add_varint(out, free_list.len);
    ndx_buf_add_text(out, ndx_buf_text(&free_list));
    out->failed |= free_list.failed;
    ndx_buf_clear(&free_list);
}

/* The identity of a database is that of its contents: the same bytes get the same one. Marked as RFC 9562's version 8. */
static void add_uuid(ndx_buf *out, const ndx_glass_builder *builder) {
    uint64_t hashes[TABLES];
    uint8_t uuid[16];
    for (size_t i = 0; i < TABLES; i++) hashes[i] = builder->table[i].hash;
    for (size_t half = 0; half < 2; half++) {
        uint64_t hash = ndx_hash(hashes, sizeof hashes, half + 1);
        for (size_t i = 0; i < 8; i++) uuid[half * 8 + i] = (uint8_t)(hash >> (8 * i));
    }
    uuid[6] = (uint8_t)(0x80 | (uuid[6] & 0x0f));
    uuid[8] = (uint8_t)(0x80 | (uuid[8] & 0x3f));
    ndx_buf_add(out, uuid, sizeof uuid);
}

static ndx_status write_version(const ndx_glass_builder *builder, ndx_error *err) {
    ndx_buf out = {0}, path = {0};
    ndx_buf_add_str(&out, "\x0f\x0dXapian Glass");
    ndx_buf_add_char(&out, (char)(VERSION >> 8));
    ndx_buf_add_char(&out, (char)(VERSION & 0xff));
    add_uuid(&out, builder);
    ndx_buf_add_varint(&out, GLASS_REVISION);
    for (size_t i = 0; i < TABLES; i++) add_root(&out, &builder->table[i].root, kinds[i].compress_min);
    const uint64_t statistics[] = {builder->count,
                                   0,
                                   builder->shortest,
                                   builder->highest_wdf,
                                   builder->longest - builder->highest_wdf,
                                   0,
                                   builder->total_length,
                                   builder->spelling.highest};
    for (size_t i = 0; i < NDX_COUNT(statistics); i++) ndx_buf_add_varint(&out, statistics[i]);
    ndx_buf_addf(&path, "%s/iamglass", builder->dir);
    ndx_status status = ndx_buf_status(&out, err);
    if (status == NDX_OK) status = ndx_buf_status(&path, err);
    if (status == NDX_OK) {
        status = ndx_file_write(path.data, ndx_buf_text(&out), err);
        if (status != NDX_OK) unlink(path.data); /* it may stand there all the same, and the tables will go */
    }
    ndx_buf_clear(&out);
    ndx_buf_clear(&path);
    return status;
}

static ndx_status write_gathered(ndx_glass_builder *builder, ndx_error *err) {
    ndx_glass_table *tables[] = {&builder->table[POSTLIST], &builder->table[SPELLING]};
    ndx_status status = write_postlist(builder, err);
    if (status == NDX_OK) status = write_spelling(builder, err);
    for (size_t i = 0; i < NDX_COUNT(tables) && status == NDX_OK; i++) {
        if (!tables[i]->made) continue;
        status = ndx_glass_table_finish(tables[i], err);
        if (status == NDX_OK) status = ndx_glass_table_verify(tables[i], err);
    }
    return status;
}

ndx_status ndx_glass_builder_write(ndx_glass_builder *builder, ndx_error *err) {
    if (builder->error.status != NDX_OK || builder->written) return settle(builder, NDX_OK, err);
    builder->written = true;
    return settle(builder, write_gathered(builder, &builder->error), err);
}

static ndx_status finish(ndx_glass_builder *builder, ndx_error *err) {
    if (builder->store.count != builder->count)
        return ndx_fail(err, NDX_USAGE, "the two halves of the database in %s are not of the same articles",
                        builder->dir);
    ndx_status status = ndx_glass_store_finish(&builder->store, err);
    if (status == NDX_OK) status = write_version(builder, err);
    builder->finished = status == NDX_OK;
    return status;
}

ndx_status ndx_glass_builder_finish(ndx_glass_builder *builder, ndx_error *err) {
    if (builder->finished)
        return ndx_fail(err, NDX_USAGE, "the database in %s is finished already", builder->dir);
    ndx_status status = ndx_glass_builder_write(builder, err);
    return status == NDX_OK ? settle(builder, finish(builder, &builder->error), err) : status;
}
