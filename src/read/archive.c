/* One file while it is read: records, offsets, events. */
#include "archive.h"

#include <stdio.h>
#include <string.h>

/* LONGEST_BOUNDARY: bytes by which the formats tell where a record ends, at most. */
enum { STEP = 64 * 1024, BOMB_FACTOR = 300, LONGEST_BOUNDARY = 64, MOST_LOOKED_AT = 1 << 20 };
static const uint64_t bomb_bytes = (uint64_t)256 << 20;

void ndx_archive_tell(ndx_archive *archive, uint64_t offset, ndx_reason reason, bool warning,
                      const char *detail) {
    if (reason == NDX_REASON_TRUNCATED && !warning) archive->truncation_told = true;
    const ndx_read_options *options = archive->options;
    if (!options->skipped) return;
    ndx_skip skip = {archive->path, offset, reason, ndx_text_of(detail), warning, false};
    options->skipped(options->skipped_context, &skip);
}

ndx_status ndx_archive_skip(ndx_archive *archive, uint64_t offset, ndx_reason reason, const char *detail) {
    ndx_archive_tell(archive, offset, reason, false, detail);
    return NDX_PARTIAL;
}

void ndx_archive_consume(ndx_archive *archive) {
    ndx_input_skip(&archive->input, archive->pending);
    archive->pending = 0;
}

void ndx_archive_keep(ndx_archive *archive, size_t used) {
    if (used < archive->pending) archive->pending = used;
}

void ndx_archive_lead(ndx_archive *archive, ndx_text *record, size_t lead) {
    ndx_input_skip(&archive->input, lead);
    *record = ndx_text_slice(*record, lead, record->len);
    archive->pending = archive->pending > lead ? archive->pending - lead : 0;
}

uint64_t ndx_archive_offset(const ndx_archive *archive) {
    return ndx_input_offset(&archive->input);
}

/* News deflates to a third or a tenth of its size; what unpacks to hundreds of times its size is made to fill
 * memory or time. */
ndx_status ndx_archive_check(ndx_archive *archive, ndx_error *err) {
    uint64_t packed, total, unpacked = ndx_archive_offset(archive);
    if (unpacked < bomb_bytes) return NDX_OK;
    ndx_stream_progress(archive->input.stream, &packed, &total);
    if (unpacked / BOMB_FACTOR < packed) return NDX_OK;
    return ndx_fail(err, NDX_BAD_INPUT, "it unpacks to more than %d times its size", BOMB_FACTOR);
}

/* Go on to the boundary of a record that is too long, keeping none of it. */
static ndx_status drop_record(ndx_archive *archive, ndx_boundary_fn *boundary, void *context, size_t from,
                              ndx_error *err) {
    for (size_t want = STEP;;) {
        ndx_input_skip(&archive->input, from);
        from = 0;
        ndx_text view;
        size_t end;
        ndx_status status = ndx_archive_check(archive, err);
        if (status == NDX_OK) status = ndx_input_peek(&archive->input, want, &view, err);
        if (status != NDX_OK) return status;
        bool last = view.len < want;
        if (boundary(context, view, &from, last, &end)) {
            ndx_input_skip(&archive->input, end);
            return NDX_OK;
        }
        if (last) {
            ndx_input_skip(&archive->input, view.len);
            return NDX_OK;
        }
        /* A line without its end, for one, is looked at from its beginning until that comes: not for ever. */
        if (!from && view.len > MOST_LOOKED_AT) from = view.len - LONGEST_BOUNDARY;
        want = from ? STEP : view.len + 1;
    }
}

static bool boundary_at_end(void *context, ndx_text view, size_t *from, bool last, size_t *end) {
    (void)context;
    *from = *end = view.len;
    return last;
}

ndx_status ndx_archive_record(ndx_archive *archive, ndx_boundary_fn *boundary, void *context,
                              ndx_text *record, bool *complete, ndx_error *err) {
    ndx_archive_consume(archive);
    size_t from = 0, want = STEP;
    if (ndx_archive_check(archive, err) != NDX_OK) return NDX_BAD_INPUT;
    for (;;) {
        ndx_text view;
        size_t end;
        ndx_status status = ndx_input_peek(&archive->input, want, &view, err);
        if (status != NDX_OK) return status;
        if (view.len == 0) return NDX_END;
        bool last = view.len < want;
        *complete = boundary(context, view, &from, last, &end);
        if (*complete || (last && view.len <= archive->limit)) {
            *record = ndx_text_slice(view, 0, *complete ? end : view.len);
            archive->pending = record->len;
            archive->cut = record->len == view.len && ndx_stream_is_damaged(archive->input.stream);
            if (record->len <= archive->limit) return NDX_OK;
            archive->ordinal++;
            return ndx_archive_skip(archive, ndx_archive_offset(archive), NDX_REASON_TOO_LONG, NULL);
        }
        if (view.len > archive->limit) {
            uint64_t offset = ndx_archive_offset(archive);
            /* Of what ends only with the file there is nothing behind it to go on to. */
            status =
                boundary == boundary_at_end ? NDX_END : drop_record(archive, boundary, context, from, err);
            archive->ordinal++;
            ndx_archive_tell(archive, offset, NDX_REASON_TOO_LONG, false, NULL);
            return status == NDX_OK ? NDX_PARTIAL : status;
        }
        want = view.len + 1;
    }
}

ndx_status ndx_archive_whole(ndx_archive *archive, ndx_text *record, ndx_error *err) {
    bool complete;
    return ndx_archive_record(archive, boundary_at_end, NULL, record, &complete, err);
}

static ndx_status set_id(ndx_archive *archive, ndx_article *article, ndx_error *err) {
    ndx_origin *origin = &article->origin;
    if (archive->format->one_article && origin->ordinal == 0) {
        article->field[NDX_FIELD_ID] = origin->path;
        return NDX_OK;
    }
    char ordinal[24];
    size_t len = (size_t)snprintf(ordinal, sizeof ordinal, "#%llu", (unsigned long long)origin->ordinal);
    char *id = ndx_arena_room(&article->arena, origin->path.len + len);
    if (!id) return ndx_fail_memory(err);
    memcpy(id, origin->path.data, origin->path.len);
    memcpy(id + origin->path.len, ordinal, len);
    article->field[NDX_FIELD_ID] = (ndx_text){id, origin->path.len + len};
    return NDX_OK;
}

ndx_status ndx_archive_article(ndx_archive *archive, ndx_article *article, ndx_text raw, ndx_text *text,
                               ndx_error *err) {
    bool repaired, alone = archive->format->one_article && archive->ordinal == 0;
    article->origin = (ndx_origin){
        .path = ndx_arena_copy(&article->arena, archive->path),
        .offset = ndx_archive_offset(archive),
        .length = raw.len,
        .ordinal = archive->ordinal++,
        .mtime = alone ? archive->mtime : 0,
        .hash = ndx_hash(raw.data, raw.len, 0),
        .cut = archive->cut,
    };
    if (article->arena.failed) return ndx_fail_memory(err);
    ndx_error reason;
    ndx_status status =
        ndx_charset_convert(&archive->charset, &article->arena, raw, text, &repaired, &reason);
    if (status == NDX_BAD_INPUT)
        return ndx_archive_skip(archive, article->origin.offset, NDX_REASON_ENCODING, reason.message);
    if (status != NDX_OK) return ndx_fail_memory(err);
    if (repaired || archive->input.repaired)
        ndx_archive_tell(archive, article->origin.offset, NDX_REASON_ENCODING, true,
                         "some bytes were no characters");
    archive->input.repaired = false;
    return set_id(archive, article, err);
}
