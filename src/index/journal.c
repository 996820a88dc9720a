/* Changes that outlive their program. */
#include "journal.h"

#include <string.h>

/* A loss of power loses no more than this; the system writes most of it before, so that there is not much to wait for. */
#define SYNC_BYTES ((uint64_t)64 << 20)
#define KIND_HEADING UINT32_MAX

typedef struct head {
    uint32_t kind, len;
    uint64_t hash;
} head;
_Static_assert(sizeof(head) == NDX_JOURNAL_HEAD, "no gaps");

void ndx_journal_init(ndx_journal *journal, const char *dir) {
    *journal = (ndx_journal){0};
    ndx_glass_spill_init(&journal->spill, dir);
}

void ndx_journal_clear(ndx_journal *journal) {
    ndx_glass_spill_clear(&journal->spill);
    ndx_buf_clear(&journal->heading);
}

static uint64_t hash_of(uint64_t before, uint32_t kind, const char *bytes, size_t len) {
    return ndx_hash(bytes, len, before ^ ((uint64_t)kind << 32));
}

/* --- writing -------------------------------------------------------------------------------------------- */

static ndx_status append(ndx_journal *journal, uint32_t kind, ndx_buf *record, ndx_error *err) {
    size_t len = record->len - NDX_JOURNAL_HEAD;
    if (len > UINT32_MAX) return ndx_fail(err, NDX_USAGE, "an article of %zu bytes is too long", len);
    journal->hash = hash_of(journal->hash, kind, record->data + NDX_JOURNAL_HEAD, len);
    memcpy(record->data, &(head){kind, (uint32_t)len, journal->hash}, NDX_JOURNAL_HEAD);
    return ndx_glass_spill_append(&journal->spill, record->data, record->len, err);
}

ndx_status ndx_journal_append(ndx_journal *journal, uint32_t kind, ndx_buf *record, uint64_t *at,
                              ndx_error *err) {
    ndx_status status = ndx_buf_status(record, err);
    if (status == NDX_OK && journal->heading.len && journal->spill.size == 0)
        status = append(journal, KIND_HEADING, &journal->heading, err);
    *at = journal->spill.size + NDX_JOURNAL_HEAD;
    if (status == NDX_OK) status = append(journal, kind, record, err);
    if (status != NDX_OK || !journal->heading.len || journal->spill.size - journal->synced < SYNC_BYTES)
        return status;
    journal->synced = journal->spill.size;
    status = ndx_glass_spill_sync(&journal->spill, err);
    return status == NDX_OK ? ndx_file_sync_name(journal->spill.path, err) : status;
}

/* --- going on ------------------------------------------------------------------------------------------- */

typedef struct reading {
    const ndx_journal *journal;
    uint64_t at, hash; /* behind the last whole record */
    head head;
    ndx_buf bytes;
} reading;

/* The next record. END: there is none, or it is not whole. */
static ndx_status next(reading *in, ndx_error *err) {
    const ndx_glass_spill *spill = &in->journal->spill;
    uint64_t left = spill->size - in->at;
    if (left < NDX_JOURNAL_HEAD ||
        ndx_glass_spill_read(spill, in->at, &in->head, NDX_JOURNAL_HEAD, NULL) != NDX_OK ||
        in->head.len > left - NDX_JOURNAL_HEAD)
        return NDX_END;
    ndx_buf_reset(&in->bytes);
    if (!ndx_buf_reserve(&in->bytes, (size_t)in->head.len + 1)) return ndx_fail_memory(err);
    if (ndx_glass_spill_read(spill, in->at + NDX_JOURNAL_HEAD, in->bytes.data, in->head.len, NULL) != NDX_OK)
        return NDX_END;
    in->bytes.len = in->head.len;
    in->hash = hash_of(in->hash, in->head.kind, in->bytes.data, in->head.len);
    return in->hash == in->head.hash ? NDX_OK : NDX_END;
}

static void pass(reading *in, ndx_journal *journal) {
    in->at += NDX_JOURNAL_HEAD + in->head.len;
    journal->hash = in->hash;
}

/* Everything behind the heading that is whole. */
static ndx_status tell_all(reading *in, ndx_journal *journal, ndx_journal_fn *fn, void *context,
                           ndx_error *err) {
    ndx_status status;
    while ((status = next(in, err)) == NDX_OK) {
        status = fn(context, in->head.kind, ndx_buf_text(&in->bytes), in->at + NDX_JOURNAL_HEAD, err);
        if (status != NDX_OK) return status;
        pass(in, journal);
    }
    return status == NDX_END ? NDX_OK : status;
}

/* Is there a file with the journal's heading? */
static ndx_status find_heading(reading *in, ndx_journal *journal, bool *found, ndx_error *err) {
    ndx_text heading =
        ndx_text_slice(ndx_buf_text(&journal->heading), NDX_JOURNAL_HEAD, journal->heading.len);
    ndx_status status = next(in, err);
    *found = status == NDX_OK && in->head.kind == KIND_HEADING &&
             ndx_text_equal(ndx_buf_text(&in->bytes), heading);
    if (*found) pass(in, journal);
    return status == NDX_END ? NDX_OK : status;
}

ndx_status ndx_journal_open(ndx_journal *journal, const char *path, ndx_text heading, ndx_journal_fn *fn,
                            void *context, bool *found, ndx_error *err) {
    reading in = {.journal = journal};
    *found = false;
    ndx_buf_add(&journal->heading, &(head){0}, sizeof(head));
    ndx_buf_add_text(&journal->heading, heading);
    ndx_status status = ndx_buf_status(&journal->heading, err);
    if (status == NDX_OK) status = ndx_glass_spill_open(&journal->spill, path, err);
    if (status == NDX_OK) status = find_heading(&in, journal, found, err);
    if (status == NDX_OK && *found) status = tell_all(&in, journal, fn, context, err);
    if (status == NDX_OK) status = ndx_glass_spill_cut(&journal->spill, in.at, err);
    journal->synced = in.at;
    ndx_buf_clear(&in.bytes);
    return status;
}
