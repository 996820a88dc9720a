/* check, compact, backup, restore, remove: looking after an index. */
#include "indexer.h"

#include "newsdex/ingest.h"
#include "newsdex/search.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void say(const settings *s, const char *format, uint64_t count) {
    ndx_buf line = {0};
    if (s->quiet || !(s->verbose || s->dry_run || isatty(STDOUT_FILENO))) return;
    ndx_cli_add_count(&line, count);
    ndx_buf_add_str(&line, format);
    ndx_cli_write(STDOUT_FILENO, ndx_buf_text(&line), NULL);
    ndx_buf_clear(&line);
}

/* --- check ---------------------------------------------------------------------------------------------- */

static void check_and_tell(const settings *s, int to) {
    ndx_error told = {0};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_DUMPABLE, 0); /* no core of a death that is an answer */
    told.status = ndx_index_check(s->db_dir.data, s->deep ? ndx_jobs(s->jobs) : 0, &told);
    ndx_cli_write(to, (ndx_text){(const char *)&told, sizeof told}, NULL);
    _exit(0);
}

/* What the child said; false when it died before. */
static bool hear(int from, ndx_error *told) {
    size_t len = 0;
    for (ssize_t got; len < sizeof *told; len += (size_t)got) {
        do got = read(from, (char *)told + len, sizeof *told - len);
        while (got < 0 && errno == EINTR);
        if (got <= 0) break;
    }
    return len == sizeof *told;
}

static ndx_status judge_death(const settings *s, int how, ndx_error *err) {
    int number = WIFSIGNALED(how) ? WTERMSIG(how) : 0;
    /* Without a signal: a sanitizer's library ended it. */
    bool of_damage =
        !number || number == SIGSEGV || number == SIGBUS || number == SIGABRT || number == SIGFPE;
    if (of_damage)
        return ndx_fail(
            err, NDX_NO_INDEX,
            "the index at %s is damaged: libxapian cannot read it and live; rebuild it, or restore it from a "
            "backup",
            s->db_dir.data);
    return ndx_fail(err, NDX_FAILED, "the check of %s was ended (signal %d)", s->db_dir.data, number);
}

/* libxapian's own check, and its term lists, read on past the end of what is damaged in certain ways. In a process of its own that is
 * an answer. */
static ndx_status check_apart(const settings *s, ndx_error *err) {
    int ends[2], how = 0;
    ndx_error told;
    if (pipe(ends) != 0) return ndx_fail_errno(err, errno, "cannot make a pipe");
    pid_t child = fork();
    if (child == 0) check_and_tell(s, ends[1]);
    close(ends[1]);
    bool heard = child > 0 && hear(ends[0], &told);
    close(ends[0]);
    if (child < 0) return ndx_fail_errno(err, errno, "cannot start a process");
    while (waitpid(child, &how, 0) < 0 && errno == EINTR) {
    }
    if (!heard) return judge_death(s, how, err);
    *err = told;
    return told.status;
}

ndx_status command_check(const settings *s, ndx_error *err) {
    ndx_status status = check_apart(s, err);
    if (status != NDX_OK || s->quiet || !(s->verbose || isatty(STDOUT_FILENO))) return status;
    return ndx_cli_write(STDOUT_FILENO, NDX_TEXT("the index is sound\n"), err);
}

ndx_status command_compact(const settings *s, ndx_error *err) {
    double seconds;
    ndx_status status = wait_seconds(s, &seconds, err);
    return status == NDX_OK ? ndx_index_compact(s->db_dir.data, seconds, err) : status;
}

typedef ndx_status copy_fn(const char *dir, const char *backup, double wait_seconds, ndx_error *err);

static ndx_status copy(const settings *s, copy_fn *fn, const char *verb, ndx_error *err) {
    double seconds;
    if (s->item_count != 1) return ndx_fail(err, NDX_USAGE, "%s needs one folder: %s DIR", verb, verb);
    ndx_status status = wait_seconds(s, &seconds, err);
    return status == NDX_OK ? fn(s->db_dir.data, s->items[0], seconds, err) : status;
}

ndx_status command_backup(const settings *s, ndx_error *err) {
    return copy(s, ndx_index_backup, "backup", err);
}

ndx_status command_restore(const settings *s, ndx_error *err) {
    return copy(s, ndx_index_restore, "restore", err);
}

/* --- remove --------------------------------------------------------------------------------------------- */

typedef struct removal {
    const settings *settings;
    ndx_writer *writer;
    ndx_names ids, files;
    ndx_text root;
    bool failed;
} removal;

static ndx_status add_id(removal *r, ndx_text id, ndx_error *err) {
    return ndx_names_add(&r->ids, id) == NDX_NO_NAME ? ndx_fail_memory(err) : NDX_OK;
}

static bool on_article(void *context, ndx_text id) {
    removal *r = context;
    r->failed |= ndx_names_add(&r->ids, id) == NDX_NO_NAME;
    return !r->failed;
}

static bool on_file(void *context, ndx_text path, const ndx_seen_file *file) {
    removal *r = context;
    (void)file;
    bool below =
        path.len == r->root.len || path.data[r->root.len] == '/' || r->root.data[r->root.len - 1] == '/';
    if (below) r->failed |= ndx_names_add(&r->files, path) == NDX_NO_NAME;
    return !r->failed;
}

static ndx_status choose_path(removal *r, const char *path, ndx_error *err) {
    size_t first = r->files.count;
    r->root = ndx_path_tidy(ndx_text_of(path));
    if (r->root.len == 0) return ndx_fail(err, NDX_USAGE, "--path= needs the name of a file or folder");
    ndx_status status = ndx_writer_each_file(r->writer, r->root, on_file, r, err);
    for (size_t i = first; i < r->files.count && status == NDX_OK; i++)
        status = ndx_writer_each_article(r->writer, r->files.names[i], on_article, r, err);
    return status == NDX_OK && r->failed ? ndx_fail_memory(err) : status;
}

static ndx_now now(void) {
    time_t seconds = time(NULL);
    struct tm local;
    localtime_r(&seconds, &local);
    return (ndx_now){ndx_day_of(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday),
                     local.tm_hour * 3600 + local.tm_min * 60 + local.tm_sec};
}

static ndx_status add_hits(removal *r, ndx_index *index, const ndx_hits *hits, ndx_error *err) {
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < hits->count && status == NDX_OK; i++) {
        ndx_stored *stored;
        status = ndx_index_fetch(index, hits->hits[i].number, &stored, err);
        if (status != NDX_OK) break;
        status = add_id(r, ndx_stored_field(stored, NDX_FIELD_ID), err);
        ndx_stored_free(stored);
    }
    return status;
}

static ndx_status choose_query(removal *r, const char *query, ndx_error *err) {
    const char *dir = r->settings->db_dir.data;
    ndx_index *index = NULL;
    ndx_tree *tree = NULL;
    ndx_plan *plan = NULL;
    ndx_hits hits = {0};
    ndx_plan_options plan_options = {.now = now()};
    ndx_find_options find_options = {.around = NDX_NO_DAY, .count_exactly = true, .sort = NDX_SORT_OLDEST};
    ndx_status status = ndx_query_parse(ndx_text_of(query), &tree, err);
    if (status == NDX_USAGE) ndx_cli_point(ndx_text_of(query), err->column);
    if (status == NDX_OK) status = ndx_index_open(&dir, 1, &index, err);
    if (status == NDX_OK) status = ndx_query_plan(index, tree, &plan_options, &plan, err);
    if (status == NDX_OK)
        status = ndx_index_find(index, ndx_plan_expression(plan), &find_options, &hits, err);
    if (status == NDX_OK) status = add_hits(r, index, &hits, err);
    ndx_hits_clear(&hits);
    ndx_plan_free(plan);
    ndx_tree_free(tree);
    ndx_index_close(index);
    return status;
}

static ndx_status choose(removal *r, ndx_error *err) {
    const settings *s = r->settings;
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < s->ids.count && status == NDX_OK; i++)
        status = add_id(r, ndx_text_of(s->ids.items[i]), err);
    for (size_t i = 0; i < s->paths.count && status == NDX_OK; i++)
        status = choose_path(r, s->paths.items[i], err);
    if (s->query && status == NDX_OK) status = choose_query(r, s->query, err);
    return status;
}

static ndx_status remove_chosen(removal *r, uint64_t *count, ndx_error *err) {
    bool dry = r->settings->dry_run;
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < r->ids.count && status == NDX_OK; i++) {
        bool removed = false;
        uint64_t hash;
        if (dry)
            status = ndx_writer_article_hash(r->writer, r->ids.names[i], &hash, &removed, err);
        else
            status = ndx_writer_remove(r->writer, r->ids.names[i], &removed, err);
        *count += removed;
    }
    /* The state of a file removed goes too: an update that meets the file again reads it again. */
    for (size_t i = 0; i < r->files.count && status == NDX_OK && !dry; i++)
        status = ndx_writer_file_remove(r->writer, r->files.names[i], err);
    return status == NDX_OK && !dry ? ndx_writer_commit(r->writer, err) : status;
}

ndx_status command_remove(const settings *s, ndx_error *err) {
    removal r = {.settings = s};
    ndx_index *index = NULL;
    ndx_who *who = NULL;
    const char *dir = s->db_dir.data;
    ndx_writer_options options = {.jobs = 2}; /* the commit has two halves */
    uint64_t count = 0;
    if (s->item_count)
        return ndx_fail(err, NDX_USAGE, "remove takes no PATH as such: say --path=%s", s->items[0]);
    if (!s->ids.count && !s->paths.count && !s->query)
        return ndx_fail(err, NDX_USAGE, "which articles? Say --id, --path or --query");
    ndx_status status = wait_seconds(s, &options.wait_seconds, err);
    if (status == NDX_OK)
        status = ndx_index_open(&dir, 1, &index, err); /* a writer would make one where there is none */
    if (status == NDX_OK) status = ndx_writer_open(dir, &options, &r.writer, err);
    ndx_index_close(index);
    if (status == NDX_OK) status = ndx_who_of(r.writer, &who, err);
    if (status == NDX_OK) ndx_writer_naming(r.writer, ndx_who_naming(who));
    if (status == NDX_OK) status = choose(&r, err);
    if (status == NDX_OK) status = remove_chosen(&r, &count, err);
    ndx_writer_close(r.writer);
    ndx_who_free(who);
    ndx_names_clear(&r.ids);
    ndx_names_clear(&r.files);
    if (status == NDX_OK) say(s, s->dry_run ? " would be removed\n" : " removed\n", count);
    if (status == NDX_OK && count == 0)
        return ndx_fail(err, NDX_NOT_FOUND, "the index has no such article; nothing was removed");
    return status;
}
