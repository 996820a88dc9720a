/* Care of an index: what it holds, whether it is whole, and making it smaller. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "care.h"
#include "counts.h"
#include "deep.h"
#include "generation.h"
#include "reader.h"
#include "schema.h"

/* --- statistics ----------------------------------------------------------------------------------------- */

static uint64_t file_bytes(const ndx_shard *shard, const char *name) {
    ndx_buf path = {0};
    struct stat file;
    ndx_buf_addf(&path, "%s/%s", shard->generation.data, name);
    uint64_t bytes = !path.failed && stat(path.data, &file) == 0 ? (uint64_t)file.st_size : 0;
    ndx_buf_clear(&path);
    return bytes;
}

static void add_sizes(const ndx_shard *shard, ndx_index_stats *stats) {
    static const char *const others[] = {"iamglass", "position.glass", "spelling.glass", "synonym.glass"};
    if (shard->remote) return;
    stats->bytes_postlist += file_bytes(shard, "postlist.glass");
    stats->bytes_termlist += file_bytes(shard, "termlist.glass");
    stats->bytes_docdata += file_bytes(shard, "docdata.glass");
    for (size_t i = 0; i < NDX_COUNT(others); i++) stats->bytes_other += file_bytes(shard, others[i]);
}

static bool count_term(void *context, ndx_text term, uint64_t articles) {
    ndx_index_stats *stats = context;
    ndx_text person = ndx_text_of(ndx_field_get(NDX_FIELD_PEOPLE)->prefix);
    (void)articles;
    stats->terms++;
    if (ndx_text_starts(term, person) && term.len > person.len)
        stats->people += ndx_term_is_general(ndx_text_slice(term, person.len, term.len));
    return true;
}

static ndx_status find_days(ndx_index *index, void *context, ndx_error *err) {
    ndx_index_stats *stats = context;
    uint32_t dated;
    ndx_text lower, upper;
    ndx_status status = ndx_x_database_slot(index->database, NDX_SLOT_DAY, &dated, &lower, &upper, err);
    stats->first = status == NDX_OK && dated ? ndx_value_day(lower) : NDX_NO_DAY;
    stats->last = status == NDX_OK && dated ? ndx_value_day(upper) : NDX_NO_DAY;
    return status;
}

static ndx_status sum_counts(ndx_index *index, void *context, ndx_error *err) {
    ndx_index_stats *stats = context;
    ndx_status status = NDX_OK;
    stats->words = stats->bytes_text = 0;
    for (size_t i = 0; status == NDX_OK && i < index->shard_count; i++) {
        ndx_counts counts;
        status = ndx_counts_get(index->shards[i].database, &counts, err);
        stats->words += counts.words;
        stats->bytes_text += counts.text_bytes;
    }
    return status;
}

ndx_status ndx_index_sizes_get(ndx_index *index, ndx_index_stats *stats, ndx_error *err) {
    *stats = (ndx_index_stats){.articles = ndx_index_count(index), .first = NDX_NO_DAY, .last = NDX_NO_DAY};
    for (size_t i = 0; i < index->shard_count; i++) add_sizes(&index->shards[i], stats);
    return ndx_index_persist(index, sum_counts, stats, err);
}

/* A key that always means somebody else is no person more. */
static bool uncount_alias(void *context, const ndx_alias *alias) {
    ndx_index_stats *stats = context;
    if (alias->last_year == NDX_YEAR_ANY && stats->people > 0) stats->people--;
    return true;
}

ndx_status ndx_index_stats_get(ndx_index *index, ndx_index_stats *stats, ndx_error *err) {
    ndx_status status = ndx_index_sizes_get(index, stats, err);
    if (status == NDX_OK) status = ndx_index_each_term(index, (ndx_text){"", 0}, count_term, stats, err);
    if (status == NDX_OK) status = ndx_index_each_alias(index, uncount_alias, stats, err);
    return status == NDX_OK ? ndx_index_persist(index, find_days, stats, err) : status;
}

/* --- checking ------------------------------------------------------------------------------------------- */

static bool count_file(void *context, ndx_text path, const ndx_seen_file *file) {
    (void)path;
    (void)file;
    ++*(uint64_t *)context;
    return true;
}

/* Xapian's check opens tables for writing, though it writes nothing: where it may not, the index is not therefore damaged. */
static ndx_status may_check(const ndx_shard *shard, ndx_error *err) {
    ndx_buf path = {0};
    ndx_buf_addf(&path, "%s/docdata.glass", shard->generation.data);
    ndx_status status = ndx_buf_status(&path, err);
    if (status == NDX_OK && access(path.data, W_OK) != 0 && errno != ENOENT)
        status = ndx_fail_errno(err, errno, "to check an index takes the right to write it: %s", path.data);
    ndx_buf_clear(&path);
    return status;
}

ndx_status ndx_index_check(const char *dir, unsigned deep, ndx_error *err) {
    ndx_index *index;
    uint64_t files = 0;
    ndx_status status = ndx_index_open(&dir, 1, &index, err);
    if (status != NDX_OK) return status;
    if (!index->remote) status = may_check(&index->shards[0], err);
    if (status != NDX_OK) {
        ndx_index_close(index);
        return status;
    }
    const ndx_shard *shard = &index->shards[0];
    if (status == NDX_OK) status = ndx_index_each_file(index, (ndx_text){"", 0}, count_file, &files, err);
    if (status == NDX_OK && !shard->remote)
        status = deep ? ndx_deep_check(shard->generation.data, deep, err)
                      : ndx_deep_tables(shard->generation.data, err);
    ndx_index_close(index);
    /* A table that cannot be read to its end is a damaged index, whichever way it says so. */
    if (status == NDX_IO || status == NDX_FAILED || status == NDX_BAD_INPUT) status = NDX_NO_INDEX;
    if (err && status != NDX_OK) err->status = status;
    return status;
}

/* --- compaction ----------------------------------------------------------------------------------------- */

ndx_status ndx_compact_into(const char *from, const char *to, ndx_error *err) {
    ndx_x_database *database;
    ndx_x_compact_options options = {.flags = NDX_X_COMPACT_FULL | NDX_X_COMPACT_NO_RENUMBER};
    ndx_status status = ndx_x_database_open(from, NDX_X_GLASS, &database, err);
    if (status != NDX_OK) return status;
    status = ndx_x_database_compact(database, to, &options, err);
    ndx_x_database_close(database);
    return status == NDX_OK ? ndx_deep_tables(to, err) : status;
}

static ndx_status compact_locked(const char *dir, ndx_error *err) {
    ndx_buf from = {0}, to = {0};
    ndx_status status = ndx_generation_current(dir, &from, err);
    if (status == NDX_OK) status = ndx_generation_begin(dir, &to, err);
    if (status == NDX_OK) {
        status = ndx_compact_into(from.data, to.data, err);
        if (status == NDX_OK) status = ndx_generation_switch(dir, to.data, err);
        if (status != NDX_OK) ndx_generation_remove(to.data);
    }
    if (status == NDX_OK) ndx_generation_sweep(dir, NULL);
    ndx_buf_clear(&from);
    ndx_buf_clear(&to);
    return status;
}

ndx_status ndx_index_compact(const char *dir, double wait_seconds, ndx_error *err) {
    ndx_buf missing = {0};
    ndx_status status =
        ndx_generation_current(dir, &missing, err); /* before the lock, which would make the folder */
    int lock;
    ndx_buf_clear(&missing);
    if (status == NDX_OK) status = ndx_lock_take(dir, &(ndx_patience){.seconds = wait_seconds}, &lock, err);
    if (status != NDX_OK) return status;
    status = compact_locked(dir, err);
    ndx_lock_drop(lock);
    return status;
}
