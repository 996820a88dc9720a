/* What stands at the other end: a terminal, a pager, a file, a pipe that may close. */
#include "newsdex/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define WIDTH_DEFAULT 80
#define WIDTH_MAX 10000

/* A daemon's child may have no descriptors 0 to 2: the first file opened would then receive error messages.
 */
void ndx_cli_prepare(void) {
    int fd;
    do fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= 2);
    if (fd > 2) close(fd);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a limit on the size of files is told as a full disk is, not by a death */
}

static bool is_smart_terminal(int fd) {
    const char *term = getenv("TERM");
    return isatty(fd) && term && *term && strcmp(term, "dumb") != 0;
}

bool ndx_cli_color(ndx_when when, int fd) {
    const char *no_color = getenv("NO_COLOR");
    if (when != NDX_AUTO) return when == NDX_ALWAYS;
    return is_smart_terminal(fd) && !(no_color && *no_color);
}

size_t ndx_cli_width_columns(int fd) {
    struct winsize size;
    uint64_t columns;
    if (ndx_text_to_u64(ndx_text_of(getenv("COLUMNS")), &columns) && columns > 0 && columns <= WIDTH_MAX)
        return (size_t)columns;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return WIDTH_DEFAULT;
}

static bool wait_writable(int fd) {
    struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};
    return poll(&poll_fd, 1, -1) >= 0 || errno == EINTR;
}

ndx_status ndx_cli_write(int fd, ndx_text data, ndx_error *err) {
    while (data.len) {
        ssize_t wrote = write(fd, data.data, data.len);
        if (wrote >= 0)
            data = ndx_text_slice(data, (size_t)wrote, data.len);
        else if (errno == EPIPE)
            return ndx_fail(err, NDX_FAILED, "%s", "");
        else if (errno == EAGAIN && wait_writable(fd))
            continue;
        else if (errno != EINTR)
            return ndx_fail_errno(err, errno, "cannot write the output");
    }
    return NDX_OK;
}

/* --- the pager ------------------------------------------------------------------------------------------ */

static const char *pager_command(void) {
    const char *command = getenv("NEWSDEX_PAGER");
    if (!command) command = getenv("PAGER");
    if (!command) command = "less -FRX";
    return *command && strcmp(command, "cat") != 0 ? command : NULL;
}

static void become_pager(const char *command, const int pipe_fds[2]) {
    signal(SIGPIPE, SIG_DFL);
    dup2(pipe_fds[0], STDIN_FILENO);
    close(pipe_fds[0]);
    close(pipe_fds[1]);
    setenv("LESS", "FRX", 0); /* what a user says in LESS is kept */
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

void ndx_pager_begin(ndx_pager *pager) {
    const char *command = pager_command();
    int pipe_fds[2];
    *pager = (ndx_pager){0, -1};
    if (!command || !is_smart_terminal(STDOUT_FILENO) || pipe2(pipe_fds, O_CLOEXEC) != 0) return;
    fflush(stdout);
    pager->pid = fork();
    if (pager->pid == 0) become_pager(command, pipe_fds);
    if (pager->pid > 0) {
        pager->saved_stdout = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
        dup2(pipe_fds[1], STDOUT_FILENO);
    } else {
        pager->pid = 0;
    }
    close(pipe_fds[0]);
    close(pipe_fds[1]);
}

void ndx_pager_end(ndx_pager *pager) {
    if (pager->pid <= 0) return;
    fflush(stdout);
    if (pager->saved_stdout >= 0) {
        dup2(pager->saved_stdout, STDOUT_FILENO); /* closes the pipe: the pager sees the end */
        close(pager->saved_stdout);
    } else {
        close(STDOUT_FILENO);
    }
    while (waitpid(pager->pid, NULL, 0) < 0 && errno == EINTR) continue;
    *pager = (ndx_pager){0, -1};
}

/* --- complaints ----------------------------------------------------------------------------------------- */

void ndx_cli_complain(const char *program, const ndx_error *err, bool color) {
    ndx_buf out = {0};
    if (!err->message[0]) return;
    ndx_buf_addf(&out, "%serror:%s %s\n", color ? "\033[1;31m" : "", color ? "\033[0m" : "", err->message);
    if (err->status == NDX_USAGE && err->column == 0) ndx_buf_addf(&out, "try '%s --help'\n", program);
    ndx_cli_write(STDERR_FILENO, ndx_buf_text(&out), NULL);
    ndx_buf_clear(&out);
}

/* As on a terminal: line ends and what is unsafe would move the mark away from its place. */
static void add_one_line(ndx_buf *out, ndx_text query) {
    for (size_t at = 0; at < query.len;) {
        uint32_t c = ndx_utf8_next(query.data, query.len, &at);
        if (c == '\n' || c == '\t' || c == '\r') c = ' ';
        ndx_buf_add_utf8(out, c == NDX_BAD_CODEPOINT || ndx_codepoint_unsafe(c) ? 0xFFFD : c);
    }
}

void ndx_cli_point(ndx_text query, size_t column) {
    ndx_buf out = {0};
    size_t at = 0;
    if (column == 0) return;
    ndx_buf_add_str(&out, "  ");
    add_one_line(&out, query);
    ndx_text shown = ndx_text_slice(ndx_buf_text(&out), 2, out.len);
    for (size_t i = 1; i < column && at < shown.len; i++) ndx_utf8_next(shown.data, shown.len, &at);
    size_t columns = ndx_width_columns(ndx_text_slice(shown, 0, at));
    ndx_buf_addf(&out, "\n%*s^\n", (int)columns + 2, "");
    ndx_cli_write(STDERR_FILENO, ndx_buf_text(&out), NULL);
    ndx_buf_clear(&out);
}
