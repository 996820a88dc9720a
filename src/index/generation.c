/* Generations, the writer's lock, the readers' locks; the protocol stands in generation.h. */
#include "generation.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define GENERATION "generation-"
#define REMOVED "removed-"
#define POLL_NANOSECONDS 50000000
#define HOLD_TRIES 100

/* "DIR/name" in buf, replacing what was there. */
static const char *path_in(ndx_buf *buf, const char *dir, const char *name) {
    ndx_buf_reset(buf);
    ndx_buf_addf(buf, "%s/%s", dir, name);
    return buf->failed ? NULL : buf->data;
}

/* --- the writer's lock ---------------------------------------------------------------------------------- */

/* The folder and those above it that are missing. */
static ndx_status make_folders(const char *dir, ndx_error *err) {
    ndx_buf path = {0};
    ndx_buf_add_str(&path, dir);
    if (path.failed) return ndx_fail_memory(err);
    for (size_t i = 1; i <= path.len; i++) {
        if (path.data[i] != '/' && path.data[i] != 0) continue;
        char kept = path.data[i];
        path.data[i] = 0;
        struct stat there;
        int why = mkdir(path.data, 0777) ? errno : 0;
        int failed = why && why != EEXIST && !(stat(path.data, &there) == 0 && S_ISDIR(there.st_mode));
        path.data[i] = kept;
        if (!failed) continue;
        ndx_buf_clear(&path);
        return ndx_fail_errno(err, why, "cannot make the folder %s for the index", dir);
    }
    ndx_buf_clear(&path);
    return NDX_OK;
}

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void write_holder(int fd) {
    char text[96], when[32] = "";
    time_t now = time(NULL);
    struct tm utc;
    if (gmtime_r(&now, &utc)) strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc);
    int len = snprintf(text, sizeof text, "pid %ld\nsince %s\n", (long)getpid(), when);
    /* For people only: a full disk must not keep anybody from the lock. */
    if (ftruncate(fd, 0) == 0 && len > 0 && pwrite(fd, text, (size_t)len, 0) < 0) return;
}

static ndx_status fail_locked(const char *dir, int fd, ndx_error *err) {
    char text[96] = "";
    ssize_t len = pread(fd, text, sizeof text - 1, 0);
    text[len > 0 ? len : 0] = 0;
    long pid = 0;
    char since[33] = "";
    if (sscanf(text, "pid %ld since %32s", &pid, since) == 2)
        return ndx_fail(err, NDX_LOCKED,
                        "the index %s is being written by process %ld since %s; let it finish, or wait for "
                        "it with --wait",
                        dir, pid, since);
    return ndx_fail(
        err, NDX_LOCKED,
        "the index %s is being written by another process; let it finish, or wait for it with --wait", dir);
}

static ndx_status wait_for_lock(const char *dir, int fd, const ndx_patience *patience, ndx_error *err) {
    double until = seconds_now() + patience->seconds;
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return ndx_fail_errno(err, errno, "cannot lock the index %s", dir);
        if (patience->seconds >= 0 && seconds_now() >= until) return fail_locked(dir, fd, err);
        if (patience->stop && patience->stop(patience->stop_context))
            return ndx_fail(err, NDX_STOPPED,
                            "stopped by a signal while waiting for the index %s; nothing was done", dir);
        nanosleep(&(struct timespec){0, POLL_NANOSECONDS}, NULL);
    }
    return NDX_OK;
}

ndx_status ndx_lock_take(const char *dir, const ndx_patience *patience, int *fd, ndx_error *err) {
    *fd = -1;
    ndx_status status = make_folders(dir, err);
    if (status != NDX_OK) return status;
    ndx_buf path = {0};
    if (!path_in(&path, dir, "lock")) return ndx_fail_memory(err);
    *fd = open(path.data, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    status = *fd < 0 ? ndx_fail_errno(err, errno, "cannot open %s", path.data)
                     : wait_for_lock(dir, *fd, patience, err);
    ndx_buf_clear(&path);
    if (status == NDX_OK) {
        write_holder(*fd);
    } else if (*fd >= 0) {
        close(*fd);
        *fd = -1;
    }
    return status;
}

void ndx_lock_drop(int fd) {
    if (fd >= 0) close(fd);
}

/* --- which generation ----------------------------------------------------------------------------------- */

/* The number in "generation-N", 0 if it is no such name. */
static uint64_t number_of(ndx_text name) {
    uint64_t number;
    if (!ndx_text_starts(name, NDX_TEXT(GENERATION))) return 0;
    return ndx_text_to_u64(ndx_text_slice(name, sizeof GENERATION - 1, name.len), &number) ? number : 0;
}

ndx_status ndx_generation_current(const char *dir, ndx_buf *path, ndx_error *err) {
    ndx_buf file = {0}, line = {0};
    ndx_status status = path_in(&file, dir, "current") ? NDX_OK : ndx_fail_memory(err);
    if (status == NDX_OK && access(file.data, F_OK) != 0)
        status =
            ndx_fail(err, NDX_NO_INDEX, "there is no index at %s; make one with newsdex-index update", dir);
    if (status == NDX_OK) status = ndx_file_read(file.data, 4096, &line, err);
    if (status == NDX_OK) {
        ndx_text name = ndx_text_trim(ndx_buf_text(&line));
        if (number_of(name) == 0) {
            status =
                ndx_fail(err, NDX_NO_INDEX, "%s/current does not name a generation; rebuild the index", dir);
        } else {
            ndx_buf_addf(path, "%s/%.*s", dir, NDX_ARG(name));
            status = ndx_buf_status(path, err);
        }
    }
    ndx_buf_clear(&file);
    ndx_buf_clear(&line);
    return status;
}

/* Lock the generation shared. 1 held, 0 it is being removed, -1 it cannot be locked here. */
static int hold_readers(const char *generation, int *fd) {
    ndx_buf path = {0};
    struct stat file;
    int held = -1;
    *fd = -1;
    if (path_in(&path, generation, "readers")) *fd = open(path.data, O_RDONLY | O_CLOEXEC);
    if (*fd < 0 && access(generation, F_OK) != 0) held = 0;
    if (*fd >= 0) {
        if (flock(*fd, LOCK_SH | LOCK_NB) == 0)
            held = fstat(*fd, &file) == 0 && file.st_nlink > 0;
        else if (errno == EWOULDBLOCK)
            held = 0;
    }
    if (held != 1 && *fd >= 0) {
        close(*fd);
        *fd = -1;
    }
    ndx_buf_clear(&path);
    return held;
}

ndx_status ndx_generation_hold(const char *dir, ndx_buf *path, int *readers_fd, ndx_error *err) {
    size_t begin = path->len;
    *readers_fd = -1;
    for (int tries = 0; tries < HOLD_TRIES; tries++) {
        path->len = begin;
        ndx_status status = ndx_generation_current(dir, path, err);
        if (status != NDX_OK) return status;
        if (hold_readers(path->data + begin, readers_fd) != 0) return NDX_OK;
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
    return ndx_fail(err, NDX_NO_INDEX, "the generation that %s/current names is not there; rebuild the index",
                    dir);
}

/* --- for the writer ------------------------------------------------------------------------------------- */

static ndx_status sync_folder(const char *path, ndx_error *err) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return ndx_fail_errno(err, errno, "cannot open the folder %s", path);
    int failed = fsync(fd) != 0 && errno != EINVAL && errno != EROFS ? errno : 0;
    close(fd);
    return failed ? ndx_fail_errno(err, failed, "cannot write the folder %s to disk", path) : NDX_OK;
}

static uint64_t highest_number(const char *dir) {
    uint64_t highest = 0;
    DIR *folder = opendir(dir);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        uint64_t number = number_of(ndx_text_of(entry->d_name));
        if (number > highest) highest = number;
    }
    if (folder) closedir(folder);
    return highest;
}

ndx_status ndx_generation_begin(const char *dir, ndx_buf *path, ndx_error *err) {
    ndx_buf readers = {0};
    size_t begin = path->len;
    ndx_buf_addf(path, "%s/" GENERATION "%" PRIu64, dir, highest_number(dir) + 1);
    const char *generation = path->failed ? NULL : path->data + begin;
    if (!generation || !path_in(&readers, generation, "readers")) {
        ndx_buf_clear(&readers);
        return ndx_fail_memory(err);
    }
    int fd = mkdir(generation, 0777) == 0 ? open(readers.data, O_RDWR | O_CREAT | O_CLOEXEC, 0666) : -1,
        why = errno;
    if (fd >= 0) close(fd);
    ndx_buf_clear(&readers);
    return fd >= 0 ? NDX_OK : ndx_fail_errno(err, why, "cannot make %s", generation);
}

ndx_status ndx_generation_switch(const char *dir, const char *path, ndx_error *err) {
    const char *name = strrchr(path, '/');
    ndx_buf file = {0}, line = {0};
    ndx_buf_addf(&line, "%s\n", name ? name + 1 : path);
    ndx_status status = path_in(&file, dir, "current") && !line.failed ? NDX_OK : ndx_fail_memory(err);
    if (status == NDX_OK) status = sync_folder(path, err);
    if (status == NDX_OK) status = sync_folder(dir, err);
    if (status == NDX_OK) status = ndx_file_write(file.data, ndx_buf_text(&line), err);
    ndx_buf_clear(&file);
    ndx_buf_clear(&line);
    return status;
}

/* True when `current` beside the generation names it, or cannot be read. */
static bool is_current(const char *path) {
    const char *name = strrchr(path, '/');
    ndx_buf dir = {0}, file = {0}, current = {0};
    ndx_buf_add(&dir, path, name ? (size_t)(name - path) : 0);
    bool absent =
        !dir.failed && path_in(&file, dir.data, "current") && access(file.data, F_OK) != 0 && errno == ENOENT;
    bool known = !absent && !dir.failed && ndx_generation_current(dir.data, &current, NULL) == NDX_OK;
    bool same = known ? ndx_text_equal(ndx_buf_text(&current), ndx_text_of(path)) : !absent;
    ndx_buf_clear(&dir);
    ndx_buf_clear(&file);
    ndx_buf_clear(&current);
    return same;
}

void ndx_generation_remove(const char *path) {
    ndx_buf file = {0};
    if (is_current(path)) return;
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        if (path_in(&file, path, entry->d_name)) unlink(file.data);
    }
    if (folder) closedir(folder);
    rmdir(path);
    ndx_buf_clear(&file);
}

/* Remove a generation unless somebody reads it. It gets another name first, so that it is there whole or not
 * at all. */
static void sweep_one(const char *dir, const char *name) {
    ndx_buf readers = {0}, path = {0}, removed = {0};
    ndx_buf_addf(&readers, "%s/%s/readers", dir, name);
    ndx_buf_addf(&removed, "%s/" REMOVED "%s", dir, name);
    bool room = path_in(&path, dir, name) && !readers.failed && !removed.failed;
    int fd = room ? open(readers.data, O_RDWR | O_CLOEXEC) : -1;
    if (room && (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0) && rename(path.data, removed.data) == 0)
        ndx_generation_remove(removed.data);
    if (fd >= 0) close(fd);
    ndx_buf_clear(&readers);
    ndx_buf_clear(&path);
    ndx_buf_clear(&removed);
}

void ndx_generation_sweep(const char *dir, const char *keep) {
    ndx_buf current = {0}, path = {0};
    bool known = ndx_generation_current(dir, &current, NULL) == NDX_OK;
    DIR *folder = known || keep ? opendir(dir) : NULL;
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        ndx_text name = ndx_text_of(entry->d_name);
        if (!path_in(&path, dir, entry->d_name)) continue;
        if (ndx_text_starts(name, NDX_TEXT(REMOVED GENERATION))) ndx_generation_remove(path.data);
        if (number_of(name) == 0 || (known && ndx_text_equal(ndx_buf_text(&path), ndx_buf_text(&current))) ||
            (keep && !strcmp(path.data, keep)))
            continue;
        sweep_one(dir, entry->d_name);
    }
    if (folder) closedir(folder);
    ndx_buf_clear(&current);
    ndx_buf_clear(&path);
}
