/* Whole files: read with a limit, written whole or not at all. */
#include "newsdex/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

ndx_status ndx_file_read(const char *path, size_t limit, ndx_buf *buf, ndx_error *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) return ndx_fail_errno(err, errno, "cannot open %s", path);
    ndx_status status = NDX_OK;
    size_t before = buf->len;
    for (;;) {
        if (!ndx_buf_reserve(buf, (size_t)64 * 1024)) {
            status = ndx_fail_memory(err);
            break;
        }
        ssize_t got = read(fd, buf->data + buf->len, buf->capacity - buf->len - 1);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) status = ndx_fail_errno(err, errno, "cannot read %s", path);
        if (got <= 0) break;
        buf->len += (size_t)got;
        if (buf->len - before > limit) {
            status = ndx_fail(err, NDX_BAD_INPUT, "%s is larger than %zu bytes", path, limit);
            break;
        }
    }
    if (buf->data) buf->data[buf->len] = '\0';
    close(fd);
    return status;
}

static int write_all(int fd, ndx_text data) {
    while (data.len) {
        ssize_t put = write(fd, data.data, data.len);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return errno;
        data = ndx_text_slice(data, (size_t)put, data.len);
    }
    return 0;
}

/* A rename is durable only when its folder is. */
static int sync_folder_of(const char *path) {
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    if (!folder) return ENOMEM;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int failed = fd < 0 || fsync(fd) != 0 ? errno : 0;
    if (fd >= 0) close(fd);
    free(folder);
    return failed == EINVAL ? 0 : failed; /* some file systems cannot sync folders */
}

ndx_status ndx_file_sync_name(const char *path, ndx_error *err) {
    int failed = sync_folder_of(path);
    return failed ? ndx_fail_errno(err, failed, "cannot write the folder of %s to disk", path) : NDX_OK;
}

/* A device or a pipe is written to: a rename would put a file in its place. */
static bool is_written_in_place(const char *path) {
    struct stat at;
    return stat(path, &at) == 0 && !S_ISREG(at.st_mode);
}

static ndx_status write_in_place(const char *path, ndx_text data, ndx_error *err) {
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    int failed = fd < 0 ? errno : write_all(fd, data);
    if (fd >= 0 && close(fd) != 0 && !failed) failed = errno;
    return failed ? ndx_fail_errno(err, failed, "cannot write %s", path) : NDX_OK;
}

ndx_status ndx_file_write(const char *path, ndx_text data, ndx_error *err) {
    if (is_written_in_place(path)) return write_in_place(path, data, err);
    ndx_buf temporary = {0};
    ndx_buf_addf(&temporary, "%s.XXXXXX", path);
    if (temporary.failed) return ndx_fail_memory(err);
    int fd = mkostemp(temporary.data, O_CLOEXEC);
    int failed = fd < 0 ? errno : write_all(fd, data);
    if (fd >= 0) {
        if (!failed && fsync(fd) != 0) failed = errno;
        if (!failed && fchmod(fd, 0644) != 0) failed = errno;
        if (close(fd) != 0 && !failed) failed = errno;
        if (!failed && rename(temporary.data, path) != 0) failed = errno;
        if (failed)
            unlink(temporary.data);
        else
            failed = sync_folder_of(path);
    }
    ndx_buf_clear(&temporary);
    return failed ? ndx_fail_errno(err, failed, "cannot write %s", path) : NDX_OK;
}
