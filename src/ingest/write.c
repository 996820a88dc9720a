/* The writing side of a run: items in order become articles of the index, states of files, and figures. */
#include "run.h"

/* So many articles go into the generation that is there at once. Where one is built, there is one commit; what is gathered for it
 * outlives the run (ndx_writer_options.carry_on). */
#define CHECKPOINT_ARTICLES 100000

/* --- counting ------------------------------------------------------------------------------------------- */

static void tell_skip(ndx_run *run, const ndx_skip *skip) {
    const ndx_ingest_options *options = run->options;
    if (skip->warning)
        run->report->warned_by_reason[skip->reason]++;
    else
        run->report->not_read_by_reason[skip->reason]++, run->report->not_read++;
    if (!skip->warning && skip->known) run->report->known++;
    if (options->skipped) options->skipped(options->skipped_context, skip);
}

static void tell_progress(ndx_run *run, const ndx_item *item) {
    const ndx_ingest_options *options = run->options;
    const ndx_ingest_report *report = run->report;
    if (options->progress)
        options->progress(options->progress_context, item->done_bytes, item->total_bytes,
                          report->read + report->unchanged);
}

/* --- items ---------------------------------------------------------------------------------------------- */

/* Reasons after which it is known what the file holds, so that what it does not hold any more has gone. */
static bool leaves_file_whole(ndx_reason reason) {
    return reason == NDX_REASON_NO_BODY || reason == NDX_REASON_EMPTY || reason == NDX_REASON_DUPLICATE ||
           reason == NDX_REASON_BAD_DATE || reason == NDX_REASON_NO_DATE;
}

static void skip_in_file(ndx_run *run, const ndx_skip *skip) {
    if (!skip->warning) ndx_unread_add(&run->unread, skip);
    if (!skip->warning && !leaves_file_whole(skip->reason)) run->file_whole = false;
    ndx_skip told = *skip;
    told.known = ndx_unread_has(ndx_buf_text(&run->unread_before), skip);
    tell_skip(run, &told);
}

/* What is known of a thing that is no file (a pipe, a link to nothing, a folder met twice) is kept like what is known of a file, so
 * that it is told once. A size that no file has makes sure that a file in its place is read. */
static ndx_status remember_beside(ndx_run *run, ndx_skip *skip, ndx_text path, ndx_error *err) {
    bool kept = skip->reason == NDX_REASON_SPECIAL || skip->reason == NDX_REASON_LOOP ||
                skip->reason == NDX_REASON_MISSING || skip->reason == NDX_REASON_TOO_DEEP;
    ndx_seen_file file = {0};
    ndx_unread unread = {0};
    ndx_buf note = {0};
    bool there;
    if (!kept || !run->writer) return NDX_OK;
    ndx_unread_add(&unread, skip);
    ndx_unread_write(&unread, &note);
    pthread_mutex_lock(&run->lock);
    ndx_status status = ndx_buf_status(&note, err);
    if (status == NDX_OK) status = ndx_writer_file_get(run->writer, path, &file, &there, err);
    if (status == NDX_OK) skip->known = there && ndx_unread_has(file.note, skip);
    file.size = UINT64_MAX;
    file.complete = false;
    file.note = ndx_buf_text(&note);
    if (status == NDX_OK && !skip->known && !run->options->dry_run)
        status = ndx_writer_file_put(run->writer, path, &file, err);
    pthread_mutex_unlock(&run->lock);
    ndx_unread_clear(&unread);
    ndx_buf_clear(&note);
    return status;
}

/* Something beside the file being read: a folder that may not be entered, or a path given that is not there: that is told every time. */
static ndx_status skip_beside(ndx_run *run, const ndx_skip *skip, ndx_error *err) {
    bool given = false, missing = skip->reason == NDX_REASON_MISSING;
    ndx_text path = ndx_path_tidy(skip->path);
    for (size_t i = 0; i < run->root_count; i++) {
        if (!ndx_text_equal(run->roots[i].path, path)) continue;
        given = true;
        run->roots[i].missing |= missing;
    }
    ndx_skip told = *skip;
    ndx_status status = given ? NDX_OK : remember_beside(run, &told, path, err);
    if (status != NDX_OK) return status;
    tell_skip(run, &told);
    if (given && missing) return NDX_OK;
    return ndx_names_add(&run->blind, path) == NDX_NO_NAME ? ndx_fail_memory(err) : NDX_OK;
}

static ndx_status checkpoint(ndx_run *run, ndx_error *err) {
    if (++run->uncommitted < CHECKPOINT_ARTICLES) return NDX_OK;
    run->uncommitted = 0;
    return ndx_writer_checkpoint(run->writer, err);
}

static ndx_status put(ndx_run *run, const ndx_prepared *prepared, ndx_error *err) {
    if (!run->writer || run->options->dry_run) return NDX_OK;
    pthread_mutex_lock(&run->lock);
    ndx_status status = ndx_writer_put(run->writer, prepared, err);
    if (status == NDX_OK) status = checkpoint(run, err);
    pthread_mutex_unlock(&run->lock);
    return status;
}

static ndx_status write_article(ndx_run *run, const ndx_item *item, ndx_error *err) {
    const ndx_origin *origin = &item->article.origin;
    ndx_skip skip = {.path = origin->path, .offset = origin->offset};
    run->report->read++;
    if (item->status == NDX_BAD_INPUT) {
        skip.reason = NDX_REASON_NO_BODY;
        skip_in_file(run, &skip);
        return NDX_OK;
    }
    if (item->status != NDX_OK) {
        *err = item->err;
        return item->status;
    }
    if (ndx_date_missed(&item->article, item->bad_date, &skip)) skip_in_file(run, &skip);
    run->file_articles++;
    run->report->text_bytes += item->article.text.len;
    if (item->replaces)
        run->report->changed++;
    else
        run->report->added++;
    return put(run, item->prepared, err);
}

/* ndx_skip_fn: what an unchanged file could not give last time, it cannot give now. */
static void tell_remembered(void *run, const ndx_skip *skip) {
    ndx_skip told = *skip;
    told.known = true;
    tell_skip(run, &told);
}

static void keep_file(ndx_run *run, const ndx_item *item) {
    uint64_t more;
    run->report->unchanged += item->file.articles;
    ndx_unread_each(ndx_buf_text(&item->path), item->file.note, tell_remembered, run, &more);
    run->report->not_read += more;
    run->report->known += more;
}

static ndx_status remember_pending(ndx_run *run, ndx_text path, const ndx_seen_file *file, ndx_error *err) {
    ndx_pending *pending =
        ndx_grow(run->pending, run->pending_count, &run->pending_capacity, sizeof *pending);
    if (!pending) return ndx_fail_memory(err);
    run->pending = pending;
    pending += run->pending_count++;
    pending->path = ndx_arena_copy(&run->arena, path);
    pending->file = *file;
    pending->file.note = ndx_arena_copy(&run->arena, file->note);
    return run->arena.failed ? ndx_fail_memory(err) : NDX_OK;
}

/* The file's state is written at once, unless articles of it have gone: then only once those are removed, so that a run
 * that ends before looks at the file again. */
static ndx_status end_file(ndx_run *run, ndx_item *item, ndx_error *err) {
    bool gone = false;
    ndx_status status = NDX_OK;
    ndx_seen_file file = item->file;
    ndx_buf_reset(&item->text);
    ndx_unread_write(&run->unread, &item->text);
    if (item->text.failed) return ndx_fail_memory(err);
    file.note = ndx_buf_text(&item->text);
    file.articles = run->file_articles;
    file.complete = run->file_whole;
    pthread_mutex_lock(&run->lock);
    if (item->known && file.complete && run->incremental)
        status = ndx_gone_any(run, ndx_buf_text(&item->path), &gone, err);
    if (status == NDX_OK && gone)
        status = remember_pending(run, ndx_buf_text(&item->path), &file, err);
    else if (status == NDX_OK && run->writer && !run->options->dry_run)
        status = ndx_writer_file_put(run->writer, ndx_buf_text(&item->path), &file, err);
    pthread_mutex_unlock(&run->lock);
    run->file_articles = 0;
    run->file_whole = true;
    ndx_unread_reset(&run->unread);
    ndx_buf_reset(&run->unread_before);
    return status;
}

ndx_status ndx_run_handle(ndx_run *run, ndx_item *item, ndx_error *err) {
    tell_progress(run, item);
    switch (item->kind) {
    case NDX_ITEM_ARTICLE:
        return write_article(run, item, err);
    case NDX_ITEM_SAME:
        run->report->read++, run->report->unchanged++, run->file_articles++;
        return NDX_OK;
    case NDX_ITEM_SKIP:
        if (!item->in_file) return skip_beside(run, &item->skip, err);
        skip_in_file(run, &item->skip);
        return NDX_OK;
    case NDX_ITEM_KEPT:
        keep_file(run, item);
        return NDX_OK;
    case NDX_ITEM_AGAIN:
        ndx_buf_add_text(&run->unread_before, ndx_buf_text(&item->text));
        return ndx_buf_status(&run->unread_before, err);
    case NDX_ITEM_FILE:
        return end_file(run, item, err);
    case NDX_ITEM_END:
        break;
    }
    if (item->status != NDX_OK) *err = item->err;
    return item->status;
}
