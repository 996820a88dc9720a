/* A library to preload that makes one system call go wrong: the AT-th call of a kind kills the process, or fails.
 *
 *   NDX_FAULT_KIND   disk (every call that changes the disk), write, fsync, rename, open, memory
 *   NDX_FAULT_AT     which call, from 1; 0: none, only count
 *   NDX_FAULT_DO     kill (as by SIGKILL: nothing is flushed), flip (a write whose middle byte is another on the disk), or an errno by
 *                    number (28: ENOSPC, 5: EIO, 30: EROFS)
 *   NDX_FAULT_COUNT  a file that receives the number of calls at the end
 * From the AT-th on, an errno fault lasts: a full disk stays full. With NDX_FAULT_ONCE=1 only the AT-th fails. Only calls that touch files below NDX_FAULT_BELOW count
 * (by descriptor through /proc/self/fd), so that the programs' own output is left alone. Memory counts every malloc,
 * calloc and realloc, those of new and of libxapian too.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static struct {
    const char *kind, *below, *count_file;
    long at;
    int error; /* 0: kill */
    bool once, flip;
    bool ready;
} fault;
static atomic_long calls;
static __thread bool inside; /* our own calls do not count */

__attribute__((constructor)) static void begin(void) {
    const char *at = getenv("NDX_FAULT_AT"), *what = getenv("NDX_FAULT_DO");
    fault.kind = getenv("NDX_FAULT_KIND");
    fault.below = getenv("NDX_FAULT_BELOW");
    fault.count_file = getenv("NDX_FAULT_COUNT");
    fault.at = at ? strtol(at, NULL, 10) : 0;
    fault.flip = what && strcmp(what, "flip") == 0;
    fault.error = what && !fault.flip && strcmp(what, "kill") != 0 ? (int)strtol(what, NULL, 10) : 0;
    fault.once = getenv("NDX_FAULT_ONCE") != NULL;
    fault.ready = fault.kind != NULL;
}

__attribute__((destructor)) static void end(void) {
    if (!fault.count_file) return;
    inside = true;
    FILE *file = fopen(fault.count_file, "w");
    if (file) fprintf(file, "%ld\n", (long)calls), fclose(file);
}

/* glibc's own names: dlsym itself may allocate. */
void *__libc_malloc(size_t size);

#define FLIP (-1)
/* Is it this call's turn? Kills, or returns the errno to fail with, or FLIP; 0: go on. */
static int turn(const char *kind) {
    if (!fault.ready || inside) return 0;
    bool disk = strcmp(kind, "memory") != 0;
    if (strcmp(fault.kind, kind) != 0 && !(disk && strcmp(fault.kind, "disk") == 0)) return 0;
    long call = atomic_fetch_add(&calls, 1) + 1;
    if (fault.at == 0 || call < fault.at || (fault.once && call > fault.at)) return 0;
    if (fault.flip) return call == fault.at ? FLIP : 0;
    if (fault.error == 0) kill(getpid(), SIGKILL);
    return fault.error;
}

static bool path_counts(const char *path) {
    return !fault.below || strncmp(path, fault.below, strlen(fault.below)) == 0 || path[0] != '/';
}

static bool fd_counts(int fd) {
    char link[64], path[4096];
    if (!fault.ready || inside) return false;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t len = readlink(link, path, sizeof path - 1);
    if (len <= 0) return false;
    path[len] = '\0';
    return path[0] == '/' && path_counts(path);
}

#define REAL(name)                                                                                           \
    static __typeof__(&name) real;                                                                           \
    if (!real) inside = true, real = (__typeof__(&name))dlsym(RTLD_NEXT, #name), inside = false
#define FAIL_FD(kind, fd)                                                                                    \
    do {                                                                                                     \
        int error = fd_counts(fd) ? turn(kind) : 0;                                                          \
        if (error > 0) return errno = error, -1;                                                             \
    } while (0)
#define FAIL_PATH(kind, path)                                                                                \
    do {                                                                                                     \
        int error = fault.ready && path_counts(path) ? turn(kind) : 0;                                       \
        if (error) return errno = error, -1;                                                                 \
    } while (0)

/* The bytes as a disk keeps them that does not keep what it is given. */
static void *flipped(const void *data, size_t len) {
    unsigned char *copy = __libc_malloc(len);
    if (!copy) abort();
    memcpy(copy, data, len);
    if (len) copy[len / 2] ^= 1;
    return copy;
}
#define WRITE(call, data, len)                                                                               \
    do {                                                                                                     \
        int error = fd_counts(fd) ? turn("write") : 0;                                                       \
        if (error > 0) return errno = error, -1;                                                             \
        void *other = error == FLIP ? flipped(data, len) : NULL;                                             \
        const void *bytes = other ? other : data;                                                            \
        ssize_t done = call;                                                                                 \
        free(other);                                                                                         \
        return done;                                                                                         \
    } while (0)
ssize_t write(int fd, const void *data, size_t len) {
    REAL(write);
    WRITE(real(fd, bytes, len), data, len);
}
ssize_t pwrite(int fd, const void *data, size_t len, off_t at) {
    REAL(pwrite);
    WRITE(real(fd, bytes, len, at), data, len);
}
ssize_t pwrite64(int fd, const void *data, size_t len, off64_t at) {
    REAL(pwrite64);
    WRITE(real(fd, bytes, len, at), data, len);
}
ssize_t writev(int fd, const struct iovec *v, int count) {
    REAL(writev);
    FAIL_FD("write", fd);
    return real(fd, v, count);
}
int ftruncate(int fd, off_t size) {
    REAL(ftruncate);
    FAIL_FD("write", fd);
    return real(fd, size);
}
int ftruncate64(int fd, off64_t size) {
    REAL(ftruncate64);
    FAIL_FD("write", fd);
    return real(fd, size);
}
int fsync(int fd) {
    REAL(fsync);
    FAIL_FD("fsync", fd);
    return real(fd);
}
int fdatasync(int fd) {
    REAL(fdatasync);
    FAIL_FD("fsync", fd);
    return real(fd);
}
int rename(const char *from, const char *to) {
    REAL(rename);
    FAIL_PATH("rename", to);
    return real(from, to);
}
int unlink(const char *path) {
    REAL(unlink);
    FAIL_PATH("rename", path);
    return real(path);
}
int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    FAIL_PATH("open", path);
    return real(path, mode);
}
int rmdir(const char *path) {
    REAL(rmdir);
    FAIL_PATH("rename", path);
    return real(path);
}

#define OPEN(name)                                                                                           \
    int name(const char *path, int flags, ...) {                                                             \
        REAL(name);                                                                                          \
        mode_t mode = 0;                                                                                     \
        if (flags & (O_CREAT | __O_TMPFILE)) {                                                               \
            va_list args;                                                                                    \
            va_start(args, flags);                                                                           \
            mode = va_arg(args, mode_t);                                                                     \
            va_end(args);                                                                                    \
        }                                                                                                    \
        if (flags & O_CREAT) FAIL_PATH("open", path);                                                        \
        return real(path, flags, mode);                                                                      \
    }
OPEN(open)
OPEN(open64)

void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *malloc(size_t size) {
    return turn("memory") ? (errno = ENOMEM, NULL) : __libc_malloc(size);
}
void *calloc(size_t count, size_t size) {
    return turn("memory") ? (errno = ENOMEM, NULL) : __libc_calloc(count, size);
}
void *realloc(void *old, size_t size) {
    return turn("memory") ? (errno = ENOMEM, NULL) : __libc_realloc(old, size);
}
