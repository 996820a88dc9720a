/* The reader thread: walks the sources, tells what is new from what the index has, and fills the ring. */
#include "run.h"

#include <string.h>
#include <sys/stat.h>

typedef struct scout {
    ndx_run *run;
    const ndx_source *source;
    ndx_reader *reader;
    ndx_article article; /* the reader's; changed for an item's when it is handed on */
    ndx_buf path;        /* of the file being read; empty between files and on standard input */
    ndx_seen_file file;
    bool known, again;                /* to the index; read again though it has not changed */
    ndx_buf owner;                    /* scratch: the path an indexed article came from */
    uint64_t done_bytes, total_bytes; /* of the sources before this one */
    bool stopped;
    ndx_status status;
    ndx_error err;
} scout;

/* --- handing on ----------------------------------------------------------------------------------------- */

static ndx_item *fill(scout *s, ndx_item_kind kind) {
    ndx_item *item = s->stopped ? NULL : ndx_ring_fill(&s->run->ring);
    if (!item) {
        s->stopped = true;
        return NULL;
    }
    item->kind = kind;
    item->source = s->source;
    return item;
}

static void publish(scout *s, ndx_item *item) {
    if (s->reader) ndx_reader_progress(s->reader, &item->done_bytes, &item->total_bytes);
    item->done_bytes += s->done_bytes;
    item->total_bytes += s->total_bytes;
    ndx_ring_publish(&s->run->ring, item);
}

static void fail(scout *s, ndx_status status) {
    if (s->status == NDX_OK) s->status = status;
}

static void publish_skip(scout *s, const ndx_skip *skip, bool in_file) {
    ndx_item *item = fill(s, NDX_ITEM_SKIP);
    if (!item) return;
    ndx_buf_add_text(&item->path, skip->path);
    ndx_buf_add_text(&item->text, skip->detail);
    if (item->path.failed || item->text.failed) fail(s, ndx_fail_memory(&s->err));
    item->skip = *skip;
    item->skip.path = ndx_buf_text(&item->path);
    item->skip.detail = ndx_buf_text(&item->text);
    item->in_file = in_file;
    publish(s, item);
}

static void publish_file(scout *s, ndx_item_kind kind, ndx_text path, const ndx_seen_file *file, bool known) {
    ndx_item *item = fill(s, kind);
    if (!item) return;
    ndx_buf_add_text(&item->path, path);
    ndx_buf_add_text(&item->text, file->note);
    if (item->path.failed || item->text.failed) fail(s, ndx_fail_memory(&s->err));
    item->file = *file;
    item->file.note = ndx_buf_text(&item->text);
    item->known = known;
    publish(s, item);
}

/* --- files ---------------------------------------------------------------------------------------------- */

static void end_file(scout *s) {
    if (s->path.len == 0) return;
    publish_file(s, NDX_ITEM_FILE, ndx_buf_text(&s->path), &s->file, s->known);
    ndx_buf_reset(&s->path);
}

bool ndx_path_below(ndx_text path, ndx_text above) {
    if (!ndx_text_starts(path, above)) return false;
    if (path.len == above.len || above.len == 0) return true;
    return path.data[above.len] == '/' || above.data[above.len - 1] == '/';
}

/* A member of a container is told as CONTAINER and something that is no part of a longer name. */
static bool is_within(ndx_text path, ndx_text file) {
    if (file.len == 0 || !ndx_text_starts(path, file)) return false;
    return path.len == file.len || (path.data[file.len] && strchr("/#:!|", path.data[file.len]));
}

static void count_below_roots(ndx_run *run, ndx_text path) {
    for (size_t i = 0; i < run->root_count; i++)
        if (ndx_path_below(path, run->roots[i].path)) run->roots[i].files_seen++;
}

/* Look the file up; true when it is the same as last time and reading it again would tell nothing new. */
static bool is_same_file(scout *s, ndx_text path, uint64_t size, int64_t mtime_ns, ndx_status *status) {
    ndx_run *run = s->run;
    ndx_seen_file seen = {0};
    bool unchanged = false, same = false, added;
    s->known = s->again = false;
    s->file = (ndx_seen_file){.size = size, .mtime_ns = mtime_ns};
    pthread_mutex_lock(&run->lock);
    if (run->incremental) *status = ndx_writer_file_get(run->writer, path, &seen, &s->known, &s->err);
    if (*status == NDX_OK && s->known) {
        unchanged = seen.size == size && seen.mtime_ns == mtime_ns;
        same = unchanged && !ndx_unread_retry(seen.note) && !ndx_seen_has(&run->robbed, path);
        if (same) *status = ndx_seen_add(&run->kept, path, &added, &s->err);
        ndx_buf_reset(&s->owner);
        ndx_buf_add_text(&s->owner, seen.note); /* the view ends with the lock */
        if (*status == NDX_OK) *status = ndx_buf_status(&s->owner, &s->err);
    }
    pthread_mutex_unlock(&run->lock);
    s->again = unchanged && !same;
    if (!unchanged) return false;
    seen.note = ndx_buf_text(&s->owner);
    publish_file(s, same ? NDX_ITEM_KEPT : NDX_ITEM_AGAIN, path, &seen, true);
    return same;
}

/* ndx_file_fn of the reader: true passes the file over. */
static bool on_file(void *context, ndx_text path, uint64_t size, int64_t mtime_ns) {
    scout *s = context;
    bool added = false;
    if (ndx_ring_is_stopped(&s->run->ring)) return true;
    end_file(s);
    ndx_buf_add_text(&s->path, path); /* NUL-terminated, for globs */
    if (s->path.failed) fail(s, ndx_fail_memory(&s->err));
    if (s->stopped || s->status != NDX_OK || !ndx_source_wants(s->source, s->path.data)) {
        ndx_buf_reset(&s->path);
        return true;
    }
    pthread_mutex_lock(&s->run->lock);
    ndx_status status = ndx_seen_add(&s->run->files, path, &added, &s->err);
    pthread_mutex_unlock(&s->run->lock);
    count_below_roots(s->run, path);
    bool pass_over = status != NDX_OK || !added /* met through another path given */ ||
                     is_same_file(s, path, size, mtime_ns, &status);
    fail(s, status);
    if (pass_over) ndx_buf_reset(&s->path);
    return pass_over;
}

static void on_skip(void *context, const ndx_skip *skip) {
    scout *s = context;
    bool in_file = is_within(skip->path, ndx_buf_text(&s->path));
    if (!in_file) {
        end_file(s);
        ndx_buf_reset(&s->owner);
        ndx_buf_add_text(&s->owner, skip->path);
        if (s->owner.failed) fail(s, ndx_fail_memory(&s->err));
        if (s->owner.len && !s->owner.failed && ndx_source_excludes(s->source, s->owner.data)) return;
    }
    publish_skip(s, skip, in_file);
}

/* --- articles ------------------------------------------------------------------------------------------- */

typedef enum verdict { VERDICT_NEW, VERDICT_CHANGED, VERDICT_SAME, VERDICT_DUPLICATE } verdict;

/* A file not met so far loses an article to the one being read. It may hold that article still: it is read again although it has not
 * changed, in this run or, when this one does not come past it, in the next that does. What came from standard input cannot go, so
 * that nobody has to stand ready for it. */
static ndx_status read_again(scout *s, ndx_text path) {
    ndx_run *run = s->run;
    ndx_seen_file file = {0};
    ndx_buf note = {0};
    bool added, known = false;
    if (s->path.len == 0) return NDX_OK;
    ndx_status status = ndx_seen_add(&run->robbed, path, &added, &s->err);
    if (status != NDX_OK || !added || run->options->dry_run) return status;
    status = ndx_writer_file_get(run->writer, path, &file, &known, &s->err);
    if (status != NDX_OK || !known) return status;
    ndx_unread_ask_again(file.note, &note);
    file.note = ndx_buf_text(&note);
    status = ndx_buf_status(&note, &s->err);
    if (status == NDX_OK) status = ndx_writer_file_put(run->writer, path, &file, &s->err);
    ndx_buf_clear(&note);
    return status;
}

static bool is_below_roots(const ndx_run *run, ndx_text path) {
    for (size_t i = 0; i < run->root_count; i++)
        if (ndx_path_below(path, run->roots[i].path)) return true;
    return false;
}

/* Whether a file that this run does not come past is there as the index knows it. */
static ndx_status is_elsewhere(scout *s, const char *path, bool *there) {
    ndx_run *run = s->run;
    ndx_seen_file file = {0};
    struct stat st;
    bool known = false;
    *there = false;
    if (is_below_roots(run, ndx_text_of(path)) || stat(path, &st) != 0) return NDX_OK;
    ndx_status status = ndx_writer_file_get(run->writer, ndx_text_of(path), &file, &known, &s->err);
    *there = status == NDX_OK && known && file.size == (uint64_t)st.st_size &&
             file.mtime_ns == (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
    return status;
}

/* Another file that has not changed holds this id already: the first one keeps it. A file that this run does not come past loses it to
 * one that is new or changed, but not to one that has not changed either: two runs that take turns would move it for ever. */
static ndx_status is_owned_elsewhere(scout *s, bool *owned) {
    ndx_run *run = s->run;
    bool known;
    ndx_buf_reset(&s->owner);
    *owned = false;
    ndx_status status =
        ndx_writer_article_path(run->writer, s->article.field[NDX_FIELD_ID], &s->owner, &known, &s->err);
    ndx_text owner = ndx_buf_text(&s->owner);
    if (status != NDX_OK || !known || ndx_text_equal(owner, s->article.origin.path)) return status;
    if (ndx_seen_has(&run->files, owner)) {
        *owned = ndx_seen_has(&run->kept, owner);
        return NDX_OK;
    }
    if (s->again) status = is_elsewhere(s, s->owner.data, owned);
    return status == NDX_OK && !*owned ? read_again(s, owner) : status;
}

static ndx_status judge_locked(scout *s, verdict *found) {
    ndx_run *run = s->run;
    ndx_text id = s->article.field[NDX_FIELD_ID];
    uint64_t hash = 0;
    bool added, known = false, owned = false;
    *found = VERDICT_DUPLICATE;
    ndx_status status = ndx_seen_add(&run->ids, id, &added, &s->err);
    if (status != NDX_OK || !added) return status;
    *found = VERDICT_NEW;
    if (!run->incremental) return NDX_OK;
    status = ndx_writer_article_hash(run->writer, id, &hash, &known, &s->err);
    if (status != NDX_OK || !known) return status;
    *found = hash == s->article.origin.hash ? VERDICT_SAME : VERDICT_CHANGED;
    /* Half of it must not stand for the whole that was read when the file was sound. */
    if (s->article.origin.cut) *found = VERDICT_SAME;
    if (*found == VERDICT_CHANGED) status = is_owned_elsewhere(s, &owned);
    if (owned) *found = VERDICT_DUPLICATE;
    return status;
}

static void publish_article(scout *s, verdict found) {
    ndx_item *item = fill(s, found == VERDICT_SAME ? NDX_ITEM_SAME : NDX_ITEM_ARTICLE);
    if (!item) return;
    item->replaces = found == VERDICT_CHANGED;
    if (found != VERDICT_SAME) {
        ndx_article mine = s->article;
        s->article = item->article;
        item->article = mine;
    }
    publish(s, item);
}

static ndx_status hand_on(scout *s) {
    ndx_origin *origin = &s->article.origin;
    verdict found;
    /* The same words under another path are another fact: an article that moved is written again with its new
     * place. */
    origin->hash = ndx_hash(origin->path.data, origin->path.len, origin->hash);
    pthread_mutex_lock(&s->run->lock);
    ndx_status status = judge_locked(s, &found);
    pthread_mutex_unlock(&s->run->lock);
    if (status != NDX_OK) return status;
    if (found == VERDICT_DUPLICATE)
        publish_skip(s,
                     &(ndx_skip){.path = origin->path,
                                 .offset = origin->offset,
                                 .reason = NDX_REASON_DUPLICATE,
                                 .detail = s->article.field[NDX_FIELD_ID]},
                     is_within(origin->path, ndx_buf_text(&s->path)));
    else
        publish_article(s, found);
    return NDX_OK;
}

static ndx_status read_source(scout *s) {
    const ndx_source *source = s->source;
    ndx_read_options options = {.format = source->format,
                                .maps = source->maps,
                                .encoding = source->encoding,
                                .article_limit_bytes = s->run->article_limit_bytes,
                                .without = s->run->dir,
                                .skipped = on_skip,
                                .skipped_context = s,
                                .unchanged = on_file,
                                .unchanged_context = s};
    ndx_status status = ndx_reader_open(source->paths, source->path_count, &options, &s->reader, &s->err);
    while (status == NDX_OK && s->status == NDX_OK && !s->stopped) {
        status = ndx_reader_next(s->reader, &s->article, &s->err);
        if (status == NDX_OK) status = hand_on(s);
    }
    if (status == NDX_END) status = NDX_OK;
    if (status == NDX_OK && s->status == NDX_OK) end_file(s);
    if (s->reader) {
        uint64_t done, total;
        ndx_reader_progress(s->reader, &done, &total);
        s->done_bytes += done;
        s->total_bytes += total;
    }
    ndx_reader_close(s->reader);
    s->reader = NULL;
    return status;
}

void *ndx_scout_main(void *context) {
    scout s = {.run = context};
    ndx_article_init(&s.article);
    for (size_t i = 0; i < s.run->source_count && s.status == NDX_OK && !s.stopped; i++) {
        s.source = &s.run->sources[i];
        fail(&s, read_source(&s));
    }
    ndx_item *end = fill(&s, NDX_ITEM_END);
    if (end) {
        end->status = s.status;
        end->err = s.err;
        publish(&s, end);
    }
    ndx_article_clear(&s.article);
    ndx_buf_clear(&s.path);
    ndx_buf_clear(&s.owner);
    return NULL;
}
