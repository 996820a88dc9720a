/* Backups. One is an index itself: it can be asked, checked, and copied with ordinary tools. */
#include "care.h"
#include "generation.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Copy a generation into a new one of `dir`, whose lock is held, and switch to it. */
static ndx_status copy_into(const char *generation, const char *dir, ndx_error *err) {
    ndx_buf to = {0};
    ndx_status status = ndx_generation_begin(dir, &to, err);
    if (status == NDX_OK) {
        status = ndx_compact_into(generation, to.data, err);
        if (status == NDX_OK) status = ndx_generation_switch(dir, to.data, err);
        if (status != NDX_OK) ndx_generation_remove(to.data);
    }
    if (status == NDX_OK) ndx_generation_sweep(dir, NULL);
    ndx_buf_clear(&to);
    return status;
}

/* Copy the index at `from` to the one at `to`, whose lock is held. */
static ndx_status copy_index(const char *from, const char *to, ndx_error *err) {
    ndx_buf generation = {0};
    int held = -1;
    ndx_status status = ndx_generation_hold(from, &generation, &held, err);
    if (status == NDX_OK) status = copy_into(generation.data, to, err);
    if (held >= 0) close(held);
    ndx_buf_clear(&generation);
    return status;
}

/* Whether two names lead to one folder ("index", "./index/", a link): its lock would be waited for in vain. */
static bool is_one_folder(const char *a, const char *b) {
    struct stat first, second;
    if (strcmp(a, b) == 0) return true;
    return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev &&
           first.st_ino == second.st_ino;
}

/* Before any lock is taken, which would make folders: there is an index at `from`, and it is another than `to`. */
static ndx_status check_places(const char *from, const char *to, ndx_error *err) {
    ndx_buf generation = {0};
    if (is_one_folder(from, to)) return ndx_fail(err, NDX_USAGE, "%s cannot be copied onto itself", from);
    ndx_status status = ndx_generation_current(from, &generation, err);
    ndx_buf_clear(&generation);
    return status;
}

ndx_status ndx_index_backup(const char *dir, const char *backup, double wait_seconds, ndx_error *err) {
    int writer = -1, lock = -1;
    ndx_status status = check_places(dir, backup, err);
    if (status == NDX_OK) status = ndx_lock_take(dir, &(ndx_patience){.seconds = wait_seconds}, &writer, err);
    if (status == NDX_OK)
        status = ndx_lock_take(backup, &(ndx_patience){.seconds = wait_seconds}, &lock, err);
    if (status == NDX_OK) status = copy_index(dir, backup, err);
    ndx_lock_drop(lock);
    ndx_lock_drop(writer);
    return status;
}

/* The backup may lie on a medium that cannot be written: it is not locked. */
ndx_status ndx_index_restore(const char *dir, const char *backup, double wait_seconds, ndx_error *err) {
    int lock = -1;
    ndx_status status = check_places(backup, dir, err);
    if (status == NDX_OK) status = ndx_lock_take(dir, &(ndx_patience){.seconds = wait_seconds}, &lock, err);
    if (status == NDX_OK) status = copy_index(backup, dir, err);
    ndx_lock_drop(lock);
    return status;
}
