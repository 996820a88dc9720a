/* Statuses as words, and errors as one safe sentence. */
#include "newsdex/base.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct {
    int exit_code;
    const char *word, *meaning;
} statuses[] = {
#define X(name, exit_code, word, meaning) {exit_code, word, meaning},
#include "newsdex/status.def"
#undef X
};

/* A status out of range comes from a caller's bug; it reads as a plain failure rather than as another's memory. */
static size_t known(ndx_status status) {
    return (size_t)status < NDX_COUNT(statuses) ? (size_t)status : (size_t)NDX_FAILED;
}

int ndx_status_exit_code(ndx_status status) {
    return statuses[known(status)].exit_code;
}

const char *ndx_status_word(ndx_status status) {
    return statuses[known(status)].word;
}

const char *ndx_status_meaning(ndx_status status) {
    return statuses[known(status)].meaning;
}

/* File names and article text end up in sentences: nothing in them may steer a terminal. A sentence that was cut by
 * vsnprintf may end inside a character; what is not valid UTF-8 becomes '?' as well. */
static void make_safe(char *message) {
    size_t len = strlen(message), at = 0;
    while (at < len) {
        size_t start = at;
        uint32_t c = ndx_utf8_next(message, len, &at);
        if (c == NDX_BAD_CODEPOINT || ndx_codepoint_unsafe(c)) memset(message + start, '?', at - start);
    }
}

__attribute__((format(printf, 3, 0))) static void set_error(ndx_error *err, ndx_status status,
                                                            const char *format, va_list args) {
    err->status = status;
    err->column = 0;
    vsnprintf(err->message, sizeof err->message, format, args);
    make_safe(err->message);
}

ndx_status ndx_fail(ndx_error *err, ndx_status status, const char *format, ...) {
    if (!err) return status;
    va_list args;
    va_start(args, format);
    set_error(err, status, format, args);
    va_end(args);
    return status;
}

static ndx_status status_of_errno(int errno_value) {
    switch (errno_value) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return NDX_NO_SPACE;
    case ENOMEM:
        return NDX_NO_MEMORY;
    case ENOENT:
        return NDX_NOT_FOUND;
    default:
        return NDX_IO;
    }
}

ndx_status ndx_fail_errno(ndx_error *err, int errno_value, const char *format, ...) {
    ndx_status status = status_of_errno(errno_value);
    if (!err) return status;
    va_list args;
    va_start(args, format);
    set_error(err, status, format, args);
    va_end(args);
    size_t len = strlen(err->message);
    char text[128];
    snprintf(err->message + len, sizeof err->message - len, ": %s",
             strerror_r(errno_value, text, sizeof text));
    return status;
}
