/* What has vanished from the archive goes from the index - unless it looks as if the archive itself had
 * vanished. */
#include "run.h"

/* --- looking -------------------------------------------------------------------------------------------- */

typedef struct lost {
    ndx_run *run;
    ndx_names *ids; /* NULL: only counted */
    uint64_t count;
    bool first_only, failed;
} lost;

/* ndx_id_fn: an article that came from a path; lost when this run did not meet it anywhere. */
static bool consider_article(void *context, ndx_text id) {
    lost *l = context;
    if (ndx_seen_has(&l->run->ids, id)) return true;
    l->count++;
    if (l->ids && ndx_names_add(l->ids, id) == NDX_NO_NAME) l->failed = true;
    return !l->first_only && !l->failed;
}

ndx_status ndx_gone_any(ndx_run *run, ndx_text path, bool *any, ndx_error *err) {
    lost l = {.run = run, .first_only = true};
    ndx_status status = ndx_writer_each_article(run->writer, path, consider_article, &l, err);
    *any = l.count > 0;
    return status;
}

typedef struct gone {
    ndx_run *run;
    ndx_names files; /* vanished */
    ndx_text root;
    uint64_t known;    /* files with articles that the index knows below root */
    uint64_t articles; /* that would be removed */
    bool failed;
} gone;

/* Is the path below one that could not be visited (ndx_path_below)? Each of those above it is looked up: they are fewer. */
static bool is_blind(const ndx_run *run, ndx_text path) {
    for (size_t i = 0; i <= path.len && run->blind.count; i++) {
        bool above = i == 0 || i == path.len || path.data[i] == '/' || path.data[i - 1] == '/';
        if (above && ndx_names_find(&run->blind, (ndx_text){path.data, i}) != NDX_NO_NAME) return true;
    }
    return false;
}

/* ndx_seen_file_fn: a file the index knows. */
static bool consider_file(void *context, ndx_text path, const ndx_seen_file *file) {
    gone *g = context;
    if (!ndx_path_below(path, g->root)) return true;
    g->known += file->articles > 0;
    if (ndx_seen_has(&g->run->files, path) || is_blind(g->run, path)) return true;
    if (ndx_names_add(&g->files, path) == NDX_NO_NAME) g->failed = true;
    return !g->failed;
}

/* --- the guard ------------------------------------------------------------------------------------------ */

static double allowed_percent(const ndx_run *run) {
    double percent = run->options->max_delete_percent;
    return percent < 0 ? NDX_MAX_DELETE_PERCENT : percent;
}

/* A path given that is missing, or has nothing below it where there was something, is more likely not
 * mounted. */
static ndx_status find_vanished(gone *g, ndx_error *err) {
    ndx_run *run = g->run;
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < run->root_count && status == NDX_OK; i++) {
        const ndx_root *root = &run->roots[i];
        g->root = root->path;
        g->known = 0;
        status = ndx_writer_each_file(run->writer, root->path, consider_file, g, err);
        if (status == NDX_OK && g->failed) status = ndx_fail_memory(err);
        bool vanished =
            g->known > 0 && (root->missing || root->files_seen == 0) && !is_blind(run, root->path);
        if (status == NDX_OK && vanished && allowed_percent(run) < 100)
            status = ndx_fail(err, NDX_GUARD,
                              "%.*s is %s, but the index knows %llu files from there; nothing was removed. "
                              "If it is not just "
                              "unmounted, say --max-delete=100",
                              NDX_ARG(root->path), root->missing ? "missing" : "empty",
                              (unsigned long long)g->known);
    }
    return status;
}

static ndx_status count_lost(gone *g, ndx_error *err) {
    ndx_run *run = g->run;
    lost l = {.run = run};
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < g->files.count && status == NDX_OK; i++)
        status = ndx_writer_each_article(run->writer, g->files.names[i], consider_article, &l, err);
    for (size_t i = 0; i < run->pending_count && status == NDX_OK; i++)
        status = ndx_writer_each_article(run->writer, run->pending[i].path, consider_article, &l, err);
    g->articles = l.count;
    return status;
}

static ndx_status guard(const gone *g, ndx_error *err) {
    uint64_t before = g->run->articles_before;
    double percent = before ? (double)g->articles * 100 / (double)before : 0;
    if (percent <= allowed_percent(g->run)) return NDX_OK;
    return ndx_fail(err, NDX_GUARD,
                    "%llu of %llu articles (%.1f %%) have gone from the archive, more than --max-delete=%g "
                    "allows; nothing was "
                    "removed. If that is right, say --max-delete=%.0f",
                    (unsigned long long)g->articles, (unsigned long long)before, percent,
                    allowed_percent(g->run), percent > 99 ? 100 : percent + 1);
}

/* --- removing ------------------------------------------------------------------------------------------- */

static ndx_status remove_articles(ndx_run *run, ndx_text path, ndx_error *err) {
    ndx_names ids = {0};
    lost l = {.run = run, .ids = &ids};
    ndx_status status = ndx_writer_each_article(run->writer, path, consider_article, &l, err);
    if (status == NDX_OK && l.failed) status = ndx_fail_memory(err);
    for (size_t i = 0; i < ids.count && status == NDX_OK; i++) {
        bool removed = true;
        if (!run->options->dry_run) status = ndx_writer_remove(run->writer, ids.names[i], &removed, err);
        run->report->removed += status == NDX_OK && removed;
    }
    ndx_names_clear(&ids);
    return status;
}

static ndx_status remove_all(gone *g, ndx_error *err) {
    ndx_run *run = g->run;
    bool dry = run->options->dry_run;
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < g->files.count && status == NDX_OK; i++) {
        status = remove_articles(run, g->files.names[i], err);
        if (status == NDX_OK && !dry) status = ndx_writer_file_remove(run->writer, g->files.names[i], err);
    }
    for (size_t i = 0; i < run->pending_count && status == NDX_OK; i++) {
        status = remove_articles(run, run->pending[i].path, err);
        if (status == NDX_OK && !dry)
            status = ndx_writer_file_put(run->writer, run->pending[i].path, &run->pending[i].file, err);
    }
    return status;
}

ndx_status ndx_gone_remove(ndx_run *run, ndx_error *err) {
    gone g = {.run = run};
    ndx_status status = find_vanished(&g, err);
    if (status == NDX_OK) status = count_lost(&g, err);
    if (status == NDX_OK) status = guard(&g, err);
    if (status == NDX_OK) status = remove_all(&g, err);
    ndx_names_clear(&g.files);
    return status;
}
