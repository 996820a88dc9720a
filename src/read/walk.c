/* Walking folders without recursion, without loops, without opening what is no file. */
#include "walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEEPEST_FOLDER = 200 };

typedef struct entry {
    size_t name_at; /* in the folder's names, while they still grow */
    const char *name;
    struct stat st;
    int error; /* of stat; 0: st is good */
} entry;

typedef struct folder {
    entry *entries;
    size_t count, capacity, at;
    ndx_buf names;   /* NUL-terminated, one after the other */
    size_t path_len; /* of the folder, in walk.path */
} folder;

typedef struct place {
    dev_t device;
    ino_t inode;
} place;

struct ndx_walk {
    const char *const *paths;
    size_t path_count, path_at;
    const ndx_read_options *options;
    ndx_buf path;
    folder *stack[DEEPEST_FOLDER];
    size_t depth;
    ndx_names visited; /* folders, by the bytes of their place */
    place without;     /* of no folder when inode is 0 */
    uint64_t total;
};

ndx_status ndx_walk_new(const char *const *paths, size_t count, const ndx_read_options *options,
                        ndx_walk **walk, ndx_error *err) {
    *walk = calloc(1, sizeof **walk);
    if (!*walk) return ndx_fail_memory(err);
    (*walk)->paths = paths;
    (*walk)->path_count = count;
    (*walk)->options = options;
    struct stat st;
    if (options->without && stat(options->without, &st) == 0)
        (*walk)->without = (place){st.st_dev, st.st_ino};
    return NDX_OK;
}

static void free_folder(folder *f) {
    if (!f) return;
    free(f->entries);
    ndx_buf_clear(&f->names);
    free(f);
}

void ndx_walk_free(ndx_walk *walk) {
    if (!walk) return;
    while (walk->depth) free_folder(walk->stack[--walk->depth]);
    ndx_names_clear(&walk->visited);
    ndx_buf_clear(&walk->path);
    free(walk);
}

uint64_t ndx_walk_total(const ndx_walk *walk) {
    return walk->total;
}

static ndx_status tell(ndx_walk *walk, ndx_reason reason, const char *detail) {
    if (!walk->options->skipped) return NDX_PARTIAL;
    ndx_skip skip = {ndx_buf_text(&walk->path), 0, reason, ndx_text_of(detail), false, false};
    walk->options->skipped(walk->options->skipped_context, &skip);
    return NDX_PARTIAL;
}

static ndx_status tell_errno(ndx_walk *walk, int error) {
    bool missing = error == ENOENT || error == ENOTDIR;
    return tell(walk,
                error == ELOOP ? NDX_REASON_LOOP
                : missing      ? NDX_REASON_MISSING
                               : NDX_REASON_UNREADABLE,
                strerror(error));
}

/* --- one folder ----------------------------------------------------------------------------------------- */

static bool passed_over(const char *name) {
    return name[0] == '.' || name[strlen(name) - 1] == '~';
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const entry *)a)->name, ((const entry *)b)->name);
}

/* *failed: errno of the reading; what was listed before is good. */
static ndx_status list(folder *f, DIR *dir, int *failed, ndx_error *err) {
    for (struct dirent *d; errno = 0, (d = readdir(dir)) != NULL;) {
        if (passed_over(d->d_name)) continue;
        entry *entries = ndx_grow(f->entries, f->count, &f->capacity, sizeof *entries);
        if (!entries) return ndx_fail_memory(err);
        f->entries = entries;
        entry *e = &entries[f->count++];
        *e = (entry){.name_at = f->names.len};
        if (fstatat(dirfd(dir), d->d_name, &e->st, 0) != 0) e->error = errno;
        ndx_buf_add(&f->names, d->d_name, strlen(d->d_name) + 1);
    }
    *failed = errno;
    for (size_t i = 0; i < f->count && !f->names.failed; i++)
        f->entries[i].name = f->names.data + f->entries[i].name_at;
    if (f->count && !f->names.failed) qsort(f->entries, f->count, sizeof *f->entries, by_name);
    return ndx_buf_status(&f->names, err);
}

static bool is_at(const place *p, const struct stat *st) {
    return p->inode == st->st_ino && p->device == st->st_dev;
}

/* True when the folder was visited before; notes it if not. */
static ndx_status visit(ndx_walk *walk, const struct stat *st, bool *before, ndx_error *err) {
    const uint64_t at[] = {st->st_dev, st->st_ino};
    size_t count = walk->visited.count;
    uint32_t number = ndx_names_add(&walk->visited, (ndx_text){(const char *)at, sizeof at});
    *before = number < count;
    return number == NDX_NO_NAME ? ndx_fail_memory(err) : NDX_OK;
}

static ndx_status enter(ndx_walk *walk, const struct stat *st, ndx_error *err) {
    bool before;
    ndx_status status = visit(walk, st, &before, err);
    if (status != NDX_OK) return status;
    if (before) return tell(walk, NDX_REASON_LOOP, NULL);
    if (walk->depth == DEEPEST_FOLDER)
        return tell(walk, NDX_REASON_TOO_DEEP, "folders are nested too deeply");
    DIR *dir = opendir(walk->path.data);
    if (!dir && errno == ENOMEM) return ndx_fail_memory(err);
    if (!dir) return tell_errno(walk, errno);
    folder *f = calloc(1, sizeof *f);
    if (!f) {
        closedir(dir);
        return ndx_fail_memory(err);
    }
    int failed = 0;
    status = list(f, dir, &failed, err);
    closedir(dir);
    if (status != NDX_OK) {
        free_folder(f);
        return status;
    }
    f->path_len = walk->path.len;
    for (size_t i = 0; i < f->count; i++)
        if (!f->entries[i].error && S_ISREG(f->entries[i].st.st_mode))
            walk->total += (uint64_t)f->entries[i].st.st_size;
    walk->stack[walk->depth++] = f;
    return failed ? tell_errno(walk, failed) : NDX_PARTIAL;
}

/* --- the walk ------------------------------------------------------------------------------------------- */

/* What walk.path names: OK for a file; PARTIAL when there is nothing to hand out yet. */
static ndx_status look(ndx_walk *walk, const struct stat *st, ndx_walk_file *file, ndx_error *err) {
    if (is_at(&walk->without, st)) return NDX_PARTIAL;
    if (S_ISDIR(st->st_mode)) return enter(walk, st, err);
    if (!S_ISREG(st->st_mode)) return tell(walk, NDX_REASON_SPECIAL, NULL);
    *file = (ndx_walk_file){
        .path = ndx_buf_text(&walk->path),
        .size = (uint64_t)st->st_size,
        .mtime_ns = (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec,
    };
    return NDX_OK;
}

static ndx_status next_path(ndx_walk *walk, ndx_walk_file *file, ndx_error *err) {
    struct stat st;
    if (walk->path_at == walk->path_count) return NDX_END;
    const char *path = walk->paths[walk->path_at++];
    ndx_buf_reset(&walk->path);
    ndx_buf_add_str(&walk->path, path);
    ndx_status status = ndx_buf_status(&walk->path, err);
    if (status != NDX_OK) return status;
    if (strcmp(path, "-") == 0) {
        *file = (ndx_walk_file){.path = ndx_buf_text(&walk->path), .standard_input = true};
        return NDX_OK;
    }
    if (stat(path, &st) != 0) return tell_errno(walk, path[0] ? errno : ENOENT);
    if (S_ISREG(st.st_mode)) walk->total += (uint64_t)st.st_size;
    return look(walk, &st, file, err);
}

static ndx_status next_entry(ndx_walk *walk, ndx_walk_file *file, ndx_error *err) {
    folder *f = walk->stack[walk->depth - 1];
    if (f->at == f->count) {
        free_folder(f);
        walk->depth--;
        return NDX_PARTIAL;
    }
    const entry *e = &f->entries[f->at++];
    walk->path.len = f->path_len;
    if (walk->path.len && walk->path.data[walk->path.len - 1] != '/') ndx_buf_add_char(&walk->path, '/');
    ndx_buf_add_str(&walk->path, e->name);
    ndx_status status = ndx_buf_status(&walk->path, err);
    if (status != NDX_OK) return status;
    return e->error ? tell_errno(walk, e->error) : look(walk, &e->st, file, err);
}

ndx_status ndx_walk_next(ndx_walk *walk, ndx_walk_file *file, ndx_error *err) {
    ndx_status status;
    do status = walk->depth ? next_entry(walk, file, err) : next_path(walk, file, err);
    while (status == NDX_PARTIAL);
    return status;
}
