/* One line on stderr that is redrawn: bar, percent, rate, time left, articles. */
#include "newsdex/cli.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define REDRAW_SECONDS 0.1
#define BAR_MAX_COLUMNS 40
#define BAR_MIN_COLUMNS 5

static double now_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- figures for people --------------------------------------------------------------------------------- */

void ndx_cli_add_size(ndx_buf *out, uint64_t bytes) {
    static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
    double size = (double)bytes;
    size_t unit = 0;
    while (size >= 999.5 && unit + 1 < NDX_COUNT(units)) size /= 1000, unit++;
    if (unit == 0)
        ndx_buf_addf(out, "%llu %s", (unsigned long long)bytes, bytes == 1 ? "byte" : "bytes");
    else
        ndx_buf_addf(out, size < 9.95 ? "%.1f %s" : "%.0f %s", size, units[unit]);
}

void ndx_cli_add_count(ndx_buf *out, uint64_t count) {
    char digits[24];
    ndx_buf plain = {0};
    ndx_buf_addf(&plain, "%llu", (unsigned long long)count);
    size_t len = plain.len < sizeof digits ? plain.len : 0;
    if (len) memcpy(digits, plain.data, len);
    for (size_t i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0) ndx_buf_add_char(out, ',');
        ndx_buf_add_char(out, digits[i]);
    }
    if (plain.failed) out->failed = true;
    ndx_buf_clear(&plain);
}

/* "0:07", "12:30", "3:05:00" */
static void add_duration(ndx_buf *out, double seconds) {
    unsigned long s = seconds < 1e6 ? (unsigned long)(seconds + 0.5) : 999999;
    if (s >= 3600)
        ndx_buf_addf(out, "%lu:%02lu:%02lu", s / 3600, s / 60 % 60, s % 60);
    else
        ndx_buf_addf(out, "%lu:%02lu", s / 60, s % 60);
}

/* --- the line ------------------------------------------------------------------------------------------- */

static void add_bar(ndx_buf *out, size_t columns, double fraction) {
    size_t full = (size_t)((double)columns * fraction + 0.5);
    ndx_buf_add_str(out, " [");
    for (size_t i = 0; i < columns; i++) ndx_buf_add_char(out, i < full ? '#' : '-');
    ndx_buf_add_char(out, ']');
}

static void add_figures(ndx_buf *out, double seconds, uint64_t done, uint64_t total, uint64_t articles) {
    double rate = seconds > 0 ? (double)done / seconds : 0;
    if (total) ndx_buf_addf(out, " %3u%%", (unsigned)((double)done / (double)total * 100));
    ndx_buf_add_str(out, "  ");
    ndx_cli_add_size(out, total ? (uint64_t)rate : done);
    if (total) ndx_buf_add_str(out, "/s");
    if (total && rate > 0 && seconds >= 1) {
        ndx_buf_add_str(out, "  ETA ");
        add_duration(out, (double)(total - done) / rate);
    }
    ndx_buf_add_str(out, "  ");
    ndx_cli_add_count(out, articles);
    ndx_buf_add_str(out, articles == 1 ? " article" : " articles");
}

void ndx_progress_line(ndx_buf *out, const char *label, size_t width_columns, double seconds,
                       uint64_t done_bytes, uint64_t total_bytes, uint64_t articles) {
    ndx_buf figures = {0};
    size_t start = out->len;
    if (done_bytes > total_bytes && total_bytes)
        done_bytes = total_bytes; /* a file may grow while it is read */
    add_figures(&figures, seconds, done_bytes, total_bytes, articles);
    ndx_buf_add_str(out, label);
    size_t taken = strlen(label) + figures.len + 3;
    size_t room = width_columns > taken ? width_columns - taken : 0;
    if (total_bytes && room >= BAR_MIN_COLUMNS)
        add_bar(out, room < BAR_MAX_COLUMNS ? room : BAR_MAX_COLUMNS,
                (double)done_bytes / (double)total_bytes);
    ndx_buf_add_text(out, ndx_buf_text(&figures));
    if (out->len - start > width_columns) { /* all ASCII: bytes are columns */
        out->len = start + width_columns;
        if (out->data) out->data[out->len] = '\0';
    }
    if (figures.failed) out->failed = true;
    ndx_buf_clear(&figures);
}

void ndx_progress_begin(ndx_progress *progress, ndx_when when, const char *label) {
    const char *term = getenv("TERM");
    bool can_redraw = isatty(STDERR_FILENO) && term && *term && strcmp(term, "dumb") != 0;
    *progress = (ndx_progress){.on = when == NDX_ALWAYS || (when == NDX_AUTO && can_redraw)};
    progress->width_columns =
        ndx_cli_width_columns(STDERR_FILENO) - 1; /* the last column wraps on some terminals */
    progress->started = now_seconds();
    size_t len = strnlen(label, sizeof progress->label - 1);
    memcpy(progress->label, label, len);
}

void ndx_progress_update(ndx_progress *progress, uint64_t done_bytes, uint64_t total_bytes,
                         uint64_t articles) {
    if (!progress->on) return;
    double now = now_seconds();
    if (now - progress->drawn < REDRAW_SECONDS) return;
    progress->drawn = now;
    ndx_buf out = {0};
    ndx_buf_add_char(&out, '\r');
    ndx_progress_line(&out, progress->label, progress->width_columns, now - progress->started, done_bytes,
                      total_bytes, articles);
    ndx_buf_add_str(&out, "\033[K");
    ndx_cli_write(STDERR_FILENO, ndx_buf_text(&out), NULL);
    ndx_buf_clear(&out);
}

void ndx_progress_end(ndx_progress *progress) {
    if (progress->on && progress->drawn > 0) ndx_cli_write(STDERR_FILENO, NDX_TEXT("\r\033[K"), NULL);
    progress->on = false;
}
