/* The file for what does not fit into memory. */
#include "glass_spill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER (1u << 18)

void ndx_glass_spill_init(ndx_glass_spill *spill, const char *dir) {
    *spill = (ndx_glass_spill){.dir = dir, .fd = -1};
}

void ndx_glass_spill_clear(ndx_glass_spill *spill) {
    if (spill->fd >= 0) close(spill->fd);
    free(spill->buffer);
    ndx_glass_spill_init(spill, NULL);
}

static ndx_status make_nameless(ndx_glass_spill *spill, ndx_error *err) {
    char *path = NULL;
    if (asprintf(&path, "%s/spill.XXXXXX", spill->dir) < 0) return ndx_fail_memory(err);
    spill->fd = mkostemp(path, O_CLOEXEC);
    ndx_status status = NDX_OK;
    if (spill->fd < 0 || unlink(path) != 0)
        status = ndx_fail_errno(err, errno, "cannot make the temporary file %s", path);
    free(path);
    return status;
}

static ndx_status open_spill(ndx_glass_spill *spill, ndx_error *err) {
    if (!spill->buffer) spill->buffer = malloc(BUFFER);
    if (!spill->buffer) return ndx_fail_memory(err);
    if (!spill->path) return make_nameless(spill, err);
    spill->fd = open(spill->path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    return spill->fd < 0 ? ndx_fail_errno(err, errno, "cannot make the file %s", spill->path) : NDX_OK;
}

ndx_status ndx_glass_spill_open(ndx_glass_spill *spill, const char *path, ndx_error *err) {
    spill->path = path;
    spill->buffer = malloc(BUFFER);
    if (!spill->buffer) return ndx_fail_memory(err);
    spill->fd = open(path, O_RDWR | O_CLOEXEC);
    if (spill->fd < 0 && errno == ENOENT) return NDX_OK;
    off_t end = spill->fd < 0 ? -1 : lseek(spill->fd, 0, SEEK_END);
    if (end < 0) return ndx_fail_errno(err, errno, "cannot go on with %s", path);
    spill->size = (uint64_t)end;
    return NDX_OK;
}

ndx_status ndx_glass_spill_cut(ndx_glass_spill *spill, uint64_t size, ndx_error *err) {
    if (spill->fd < 0 || size == spill->size) return NDX_OK;
    if (ftruncate(spill->fd, (off_t)size) != 0 || lseek(spill->fd, (off_t)size, SEEK_SET) < 0)
        return ndx_fail_errno(err, errno, "cannot shorten a temporary file in %s", spill->dir);
    spill->size = size;
    return NDX_OK;
}

ndx_status ndx_glass_spill_sync(ndx_glass_spill *spill, ndx_error *err) {
    ndx_status status = ndx_glass_spill_flush(spill, err);
    if (status == NDX_OK && spill->fd >= 0 && fdatasync(spill->fd) != 0 && errno != EINVAL)
        status = ndx_fail_errno(err, errno, "cannot write a temporary file in %s to the disk", spill->dir);
    return status;
}

static ndx_status write_all(ndx_glass_spill *spill, const char *data, size_t len, ndx_error *err) {
    while (len) {
        ssize_t done = write(spill->fd, data, len);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return ndx_fail_errno(err, errno, "cannot write a temporary file in %s", spill->dir);
        data += done;
        len -= (size_t)done;
    }
    return NDX_OK;
}

ndx_status ndx_glass_spill_flush(ndx_glass_spill *spill, ndx_error *err) {
    size_t len = spill->buffered;
    spill->buffered = 0;
    return len ? write_all(spill, spill->buffer, len, err) : NDX_OK;
}

ndx_status ndx_glass_spill_append(ndx_glass_spill *spill, const void *data, size_t len, ndx_error *err) {
    ndx_status status = spill->fd < 0 ? open_spill(spill, err) : NDX_OK;
    if (status == NDX_OK && len > BUFFER - spill->buffered) status = ndx_glass_spill_flush(spill, err);
    if (status != NDX_OK) return status;
    spill->size += len;
    if (len > BUFFER) return write_all(spill, data, len, err);
    memcpy(spill->buffer + spill->buffered, data, len);
    spill->buffered += len;
    return NDX_OK;
}

ndx_status ndx_glass_spill_read(const ndx_glass_spill *spill, uint64_t at, void *data, size_t len,
                                ndx_error *err) {
    char *to = data;
    while (len) {
        ssize_t done = pread(spill->fd, to, len, (off_t)at);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return ndx_fail_errno(err, errno, "cannot read a temporary file in %s", spill->dir);
        if (done == 0) return ndx_fail(err, NDX_IO, "a temporary file in %s has become shorter", spill->dir);
        to += done;
        at += (uint64_t)done;
        len -= (size_t)done;
    }
    return NDX_OK;
}
