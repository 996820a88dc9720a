/* Opening a glass database: what iamglass says of its tables, and their files. */
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "glass_block.h"
#include "glass_read.h"

static const char magic[] = "\x0f\x0dXapian Glass";
#define MAGIC_LEN 14
#define VERSION (2u << 9 | 3u << 5 | 14u) /* 2016-03-14 */
#define UUID_LEN 16
#define ROOTS 6

static bool take_root(const uint8_t **at, const uint8_t *end, ndx_glass_file *file, bool *readable) {
    uint32_t level, items, size, squeezed, free_len;
    if (!glass_read_uint(at, end, &file->root) || !glass_read_uint(at, end, &level) ||
        !glass_read_uint(at, end, &items) || !glass_read_uint(at, end, &size) ||
        !glass_read_uint(at, end, &squeezed) || !glass_read_uint(at, end, &free_len) ||
        free_len > (size_t)(end - *at))
        return false;
    *at += free_len;
    file->level = level >> 2;
    file->empty = level & 1;
    *readable &= size == GLASS_BLOCK >> 11 && file->level < GLASS_READ_LEVELS;
    return true;
}

/* What iamglass says; *readable: that we can read such tables. */
static bool take_version(ndx_glass *glass, const uint8_t *at, const uint8_t *end, bool *readable) {
    ndx_glass_file others;
    uint32_t skipped, beyond;
    if (end - at < MAGIC_LEN + 2 + UUID_LEN || memcmp(at, magic, MAGIC_LEN) != 0) return false;
    *readable = glass_get2(at + MAGIC_LEN) == VERSION;
    at += MAGIC_LEN + 2 + UUID_LEN;
    if (!*readable) return true;
    if (!glass_read_uint(&at, end, &glass->revision)) return false;
    for (unsigned i = 0; i < ROOTS; i++)
        if (!take_root(&at, end, i < NDX_GLASS_NAMES ? &glass->file[i] : &others, readable)) return false;
    if (at == end) { /* no article, and never was one */
        glass->documents = glass->last_docid = 0;
        glass->total_length = 0;
        return true;
    }
    if (!glass_read_uint(&at, end, &glass->documents) || !glass_read_uint(&at, end, &beyond)) return false;
    glass->last_docid = glass->documents + beyond;
    for (unsigned i = 0; i < 4; i++)
        if (!glass_read_uint(&at, end, &skipped)) return false;
    return ndx_varint_get(&at, end, &glass->total_length) && glass->last_docid >= beyond;
}

static ndx_status read_version(ndx_glass *glass, ndx_error *err) {
    char path[4096];
    uint8_t bytes[512];
    bool readable = false;
    if (snprintf(path, sizeof path, "%s/iamglass", glass->dir.data) >= (int)sizeof path)
        return ndx_fail(err, NDX_NO_INDEX, "the name of the folder %s is too long", glass->dir.data);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return ndx_fail(err, NDX_NO_INDEX, "cannot open %s", path);
    ssize_t len;
    do len = read(fd, bytes, sizeof bytes);
    while (len < 0 && errno == EINTR);
    close(fd);
    if (len < 0 || !take_version(glass, bytes, bytes + len, &readable))
        return ndx_fail(err, NDX_NO_INDEX, "%s is damaged; the index has to be built again", path);
    return readable ? NDX_OK : ndx_fail(err, NDX_SCHEMA, "%s is of a kind that is read through Xapian", path);
}

static void unmap_all(ndx_glass *glass) {
    for (unsigned i = 0; i < NDX_GLASS_NAMES; i++) {
        ndx_glass_file *file = &glass->file[i];
        if (file->bytes) munmap((void *)file->bytes, file->len);
        *file = (ndx_glass_file){0};
    }
}

void ndx_glass_clear(ndx_glass *glass) {
    unmap_all(glass);
    ndx_buf_clear(&glass->dir);
    if (glass->inflater) libdeflate_free_decompressor(glass->inflater);
    *glass = (ndx_glass){0};
}

ndx_status ndx_glass_refresh(ndx_glass *glass, ndx_error *err) {
    unmap_all(glass);
    ndx_status status = read_version(glass, err);
    if (status != NDX_OK) ndx_glass_clear(glass);
    return status;
}

ndx_status ndx_glass_open(ndx_glass *glass, const char *dir, ndx_error *err) {
    *glass = (ndx_glass){0};
    ndx_buf_add_str(&glass->dir, dir);
    ndx_status status = ndx_buf_status(&glass->dir, err);
    if (status == NDX_OK) return ndx_glass_refresh(glass, err);
    ndx_glass_clear(glass);
    return status;
}

ndx_status ndx_glass_map(ndx_glass *glass, ndx_glass_name name, ndx_error *err) {
    static const char *const names[] = {"postlist", "docdata", "termlist"};
    ndx_glass_file *file = &glass->file[name];
    char path[4096];
    struct stat is;
    snprintf(path, sizeof path, "%s/%s.glass", glass->dir.data, names[name]);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return ndx_fail(err, NDX_NO_INDEX, "cannot open %s", path);
    ndx_status status = NDX_OK;
    if (fstat(fd, &is) != 0 || is.st_size < GLASS_BLOCK)
        status = ndx_fail(err, NDX_NO_INDEX, "%s is damaged; the index has to be built again", path);
    if (status == NDX_OK) {
        void *bytes = mmap(NULL, (size_t)is.st_size, PROT_READ, MAP_SHARED, fd, 0);
        if (bytes == MAP_FAILED)
            status = ndx_fail_errno(err, errno, "cannot map %s", path);
        else
            file->bytes = bytes;
        file->len = (size_t)is.st_size;
        file->blocks =
            (uint32_t)(file->len / GLASS_BLOCK < UINT32_MAX ? file->len / GLASS_BLOCK : UINT32_MAX);
    }
    close(fd);
    return status;
}
