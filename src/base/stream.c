/* Input streams: files, descriptors and memory, uncompressed when they are gzip. */
#include "newsdex/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { RAW_SIZE = 256 * 1024, LARGEST_WANT = 1 << 30 };

struct ndx_stream {
    int fd; /* -1: memory */
    bool own_fd, gzip, raw_end, end;
    ndx_text memory; /* what is left of it */
    char *raw;       /* bytes as stored, RAW_SIZE of room */
    size_t raw_at, raw_len;
    z_stream z;
    bool in_member; /* inside a gzip member, so an end now is a truncation */
    char *data;     /* uncompressed window */
    size_t at, len, capacity;
    size_t line_skip; /* what the last line used up, consumed by the next call */
    uint64_t offset, raw_done, raw_total;
    ndx_status failed; /* damage found; told once everything before it was delivered */
    ndx_error error;
};

static void forget(ndx_stream *s) {
    if (s->gzip) inflateEnd(&s->z);
    if (s->own_fd && s->fd >= 0) close(s->fd);
    free(s->raw);
    free(s->data);
    free(s);
}

void ndx_stream_close(ndx_stream *stream) {
    if (stream) forget(stream);
}

/* Refill the raw buffer; at the end of input raw_end is set and raw_len stays what it was. */
static ndx_status read_raw(ndx_stream *s) {
    size_t kept = s->raw_len - s->raw_at;
    if (kept) memmove(s->raw, s->raw + s->raw_at, kept);
    s->raw_at = 0;
    s->raw_len = kept;
    size_t room = RAW_SIZE - kept;
    ssize_t got;
    if (s->fd < 0) {
        got = (ssize_t)(s->memory.len < room ? s->memory.len : room);
        if (got) memcpy(s->raw + kept, s->memory.data, (size_t)got);
        s->memory = ndx_text_slice(s->memory, (size_t)got, s->memory.len);
    } else {
        do got = read(s->fd, s->raw + kept, room);
        while (got < 0 && errno == EINTR);
        if (got < 0)
            return ndx_fail_errno(&s->error, errno, "cannot read at byte %llu",
                                  (unsigned long long)s->raw_done);
    }
    if (got == 0) s->raw_end = true;
    s->raw_len += (size_t)got;
    s->raw_done += (uint64_t)got;
    return NDX_OK;
}

static bool make_room(ndx_stream *s, size_t more) {
    if (s->at) {
        memmove(s->data, s->data + s->at, s->len - s->at);
        s->len -= s->at;
        s->at = 0;
    }
    if (s->capacity - s->len >= more) return true;
    size_t capacity = s->capacity * 2 > s->len + more ? s->capacity * 2 : s->len + more;
    char *data = realloc(s->data, capacity);
    if (!data) return false;
    s->data = data;
    s->capacity = capacity;
    return true;
}

/* Begin the next gzip member if one follows; what follows the last member and is none is padding, and left. */
static bool next_member(ndx_stream *s) {
    if (s->raw_len - s->raw_at < 2 && !s->raw_end && read_raw(s) != NDX_OK) return false;
    if (s->raw_len - s->raw_at < 2 && !s->raw_end && read_raw(s) != NDX_OK) return false;
    const unsigned char *raw = (const unsigned char *)s->raw + s->raw_at;
    if (s->raw_len - s->raw_at < 2 || raw[0] != 0x1F || raw[1] != 0x8B) return false;
    return inflateReset(&s->z) == Z_OK;
}

static ndx_status damaged(ndx_stream *s, const char *what) {
    return ndx_fail(&s->error, NDX_BAD_INPUT, "%s gzip data at byte %llu", what,
                    (unsigned long long)(s->raw_done - (s->raw_len - s->raw_at)));
}

static ndx_status inflate_some(ndx_stream *s) {
    if (s->raw_at == s->raw_len && !s->raw_end) {
        ndx_status status = read_raw(s);
        if (status != NDX_OK) return status;
    }
    if (s->raw_at == s->raw_len && s->raw_end) {
        if (s->in_member) return damaged(s, "truncated");
        s->end = true;
        return NDX_OK;
    }
    size_t room = s->capacity - s->len;
    s->z.next_in = (Bytef *)(s->raw + s->raw_at);
    s->z.avail_in = (uInt)(s->raw_len - s->raw_at);
    s->z.next_out = (Bytef *)(s->data + s->len);
    s->z.avail_out = room > UINT32_MAX ? UINT32_MAX : (uInt)room;
    size_t offered = s->z.avail_out;
    int result = inflate(&s->z, Z_NO_FLUSH);
    s->in_member = true;
    s->raw_at = s->raw_len - s->z.avail_in;
    s->len += offered - s->z.avail_out;
    if (result == Z_STREAM_END) {
        s->in_member = false;
        if (!next_member(s))
            s->end = true;
        else
            s->in_member = true;
        return s->error.status;
    }
    if (result == Z_MEM_ERROR) return ndx_fail_memory(&s->error);
    return result == Z_OK || result == Z_BUF_ERROR ? NDX_OK : damaged(s, "damaged");
}

static ndx_status copy_some(ndx_stream *s) {
    if (s->raw_at == s->raw_len) {
        ndx_status status = read_raw(s);
        if (status != NDX_OK) return status;
    }
    size_t count = s->raw_len - s->raw_at, room = s->capacity - s->len;
    if (count == 0) s->end = true;
    if (count > room) count = room;
    memcpy(s->data + s->len, s->raw + s->raw_at, count);
    s->raw_at += count;
    s->len += count;
    return NDX_OK;
}

ndx_status ndx_stream_peek(ndx_stream *s, size_t want, ndx_text *view, ndx_error *err) {
    *view = (ndx_text){"", 0};
    if (s->line_skip) {
        size_t skip = s->line_skip;
        s->line_skip = 0;
        ndx_stream_skip(s, skip);
    }
    if (want > LARGEST_WANT) want = LARGEST_WANT;
    while (s->len - s->at < want && !s->end && s->failed == NDX_OK) {
        /* One step at a time beyond what is there, so that a small peek of a huge file stays small. */
        if (!make_room(s, RAW_SIZE)) return ndx_fail_memory(err);
        s->failed = s->gzip ? inflate_some(s) : copy_some(s);
    }
    if (s->len == s->at && s->failed != NDX_OK) {
        if (err) *err = s->error;
        return s->failed;
    }
    *view = (ndx_text){s->data + s->at, s->len - s->at};
    return NDX_OK;
}

bool ndx_stream_is_damaged(const ndx_stream *s) {
    return s->failed != NDX_OK;
}

void ndx_stream_skip(ndx_stream *s, size_t count) {
    if (count > s->len - s->at) count = s->len - s->at;
    s->at += count;
    s->offset += count;
}

/* Drop the rest of a line too long to be held. */
static ndx_status skip_line(ndx_stream *s, ndx_error *err) {
    ndx_text view;
    ndx_status status;
    while ((status = ndx_stream_peek(s, 1, &view, err)) == NDX_OK && view.len) {
        const char *end = memchr(view.data, '\n', view.len);
        ndx_stream_skip(s, end ? (size_t)(end - view.data) + 1 : view.len);
        if (end) break;
    }
    return status;
}

ndx_status ndx_stream_line(ndx_stream *s, size_t limit, ndx_text *line, bool *cut, ndx_error *err) {
    ndx_text view;
    size_t searched = 0, want = 1;
    *cut = false;
    for (;;) {
        ndx_status status = ndx_stream_peek(s, want, &view, err);
        if (status != NDX_OK) return status;
        if (view.len == 0) return NDX_END;
        const char *end = memchr(view.data + searched, '\n', view.len - searched);
        bool last = view.len < want; /* nothing more will come */
        if (end || last || view.len > limit) {
            size_t len = end ? (size_t)(end - view.data) : view.len;
            *line = (ndx_text){view.data, len};
            s->line_skip = len + (end != NULL);
            break;
        }
        searched = view.len;
        want = view.len + 1;
    }
    if (line->len && line->data[line->len - 1] == '\r') line->len--;
    if (line->len <= limit) return NDX_OK;
    *cut = true;
    line->len = limit;
    if (memchr(line->data + limit, '\n', s->line_skip - limit)) return NDX_OK;
    /* The rest is still to come and reading it moves the window: keep the beginning aside. */
    char *kept = malloc(limit + 1);
    if (!kept) return ndx_fail_memory(err);
    memcpy(kept, line->data, limit);
    ndx_status status = skip_line(s, err);
    if (status == NDX_OK) {
        if (s->at >= limit) {
            memcpy(s->data + s->at - limit, kept, limit);
            *line = (ndx_text){s->data + s->at - limit, limit};
        } else if (make_room(s, limit)) {
            /* Put it in front of what comes next. */
            memmove(s->data + limit, s->data, s->len);
            memcpy(s->data, kept, limit);
            s->at = limit;
            s->len += limit;
            *line = (ndx_text){s->data, limit};
        } else {
            status = ndx_fail_memory(err);
        }
    }
    free(kept);
    return status;
}

uint64_t ndx_stream_offset(const ndx_stream *s) {
    return s->offset + s->line_skip;
}

void ndx_stream_progress(const ndx_stream *s, uint64_t *done, uint64_t *total) {
    *done = s->raw_done - (s->raw_len - s->raw_at);
    *total = s->raw_total;
}

/* Look at the first bytes and set up inflating when they are gzip's. */
static ndx_status begin(ndx_stream *s, ndx_stream **out, ndx_error *err) {
    s->raw = malloc(RAW_SIZE);
    if (!s->raw) {
        forget(s);
        return ndx_fail_memory(err);
    }
    while (s->raw_len < 2 && !s->raw_end) {
        ndx_status status = read_raw(s);
        if (status != NDX_OK) {
            if (err) *err = s->error;
            forget(s);
            return status;
        }
    }
    const unsigned char *raw = (const unsigned char *)s->raw;
    if (s->raw_len >= 2 && raw[0] == 0x1F && raw[1] == 0x8B) {
        if (inflateInit2(&s->z, 15 + 16) != Z_OK) {
            forget(s);
            return ndx_fail_memory(err);
        }
        s->gzip = true;
        s->in_member = true;
    }
    *out = s;
    return NDX_OK;
}

ndx_status ndx_stream_open_fd(int fd, ndx_stream **stream, ndx_error *err) {
    struct stat st;
    ndx_stream *s = calloc(1, sizeof *s);
    if (!s) {
        close(fd);
        return ndx_fail_memory(err);
    }
    s->fd = fd;
    s->own_fd = fd != STDIN_FILENO;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) s->raw_total = (uint64_t)st.st_size;
    return begin(s, stream, err);
}

ndx_status ndx_stream_open_memory(ndx_text data, ndx_stream **stream, ndx_error *err) {
    ndx_stream *s = calloc(1, sizeof *s);
    if (!s) return ndx_fail_memory(err);
    s->fd = -1;
    s->memory = data;
    s->raw_total = data.len;
    return begin(s, stream, err);
}

ndx_status ndx_stream_open(const char *path, ndx_stream **stream, ndx_error *err) {
    if (strcmp(path, "-") == 0) return ndx_stream_open_fd(STDIN_FILENO, stream, err);
    /* O_NONBLOCK: opening a FIFO nobody writes to must not hang; it is refused just below. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat st;
    if (fd < 0) return ndx_fail_errno(err, errno, "cannot open %s", path);
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return ndx_fail(err, NDX_BAD_INPUT, "%s is not a regular file", path);
    }
    return ndx_stream_open_fd(fd, stream, err);
}
