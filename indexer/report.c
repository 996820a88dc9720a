/* What a run tells: one line an article not read or read with a warning, a log for machines, a summary for
 * people. Silence when all is well. */
#include "indexer.h"

#include "newsdex/print.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define TOLD_MAX 20 /* lines of either kind on stderr; the log has them all */

ndx_status report_open(report *r, const settings *s, ndx_error *err) {
    *r = (report){.settings = s, .log_fd = -1, .log_status = NDX_OK};
    if (!s->log) return NDX_OK;
    r->log_fd = open(s->log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    return r->log_fd >= 0 ? NDX_OK : ndx_fail_errno(err, errno, "cannot write the log %s", s->log);
}

ndx_status report_close(report *r, ndx_error *err) {
    if (r->log_fd >= 0 && close(r->log_fd) != 0 && r->log_status == NDX_OK)
        r->log_status = ndx_fail_errno(&r->log_error, errno, "cannot write the log %s", r->settings->log);
    r->log_fd = -1;
    if (r->log_status != NDX_OK && err) *err = r->log_error;
    return r->log_status;
}

/* What happened where, and why: the fields that lines of the log and of stats --unread have in common. */
static void put_event(ndx_json *json, ndx_text path, uint64_t offset, const char *reason, ndx_text detail) {
    ndx_json_key(json, "path");
    ndx_json_text(json, path);
    ndx_json_key(json, "offset");
    ndx_json_int(json, (int64_t)offset);
    ndx_json_key(json, "reason");
    ndx_json_text(json, ndx_text_of(reason));
    ndx_json_key(json, "detail");
    ndx_json_text(json, detail);
}

void report_skip_json(ndx_json *json, const ndx_skip *skip) {
    put_event(json, skip->path, skip->offset, ndx_reason_word(skip->reason),
              skip->detail.len ? skip->detail : ndx_text_of(ndx_reason_sentence(skip->reason)));
}

static void begin_log(ndx_json *json, ndx_buf *line) {
    struct tm utc;
    time_t now = time(NULL);
    char when[32];
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    ndx_json_init(json, line);
    ndx_json_begin_object(json);
    ndx_json_key(json, "time");
    ndx_json_text(json, ndx_text_of(when));
}

static void end_log(report *r, ndx_json *json, ndx_buf *line) {
    ndx_json_end_object(json);
    ndx_buf_add_char(line, '\n');
    ndx_error err;
    ndx_status status = ndx_buf_status(line, &err);
    if (status == NDX_OK) status = ndx_cli_write(r->log_fd, ndx_buf_text(line), &err);
    if (status != NDX_OK && r->log_status == NDX_OK)
        r->log_status = ndx_fail(&r->log_error, status, "the log %s: %s", r->settings->log, err.message);
    ndx_buf_clear(line);
}

static void write_log(report *r, const ndx_skip *skip) {
    ndx_buf line = {0};
    ndx_json json;
    begin_log(&json, &line);
    report_skip_json(&json, skip);
    ndx_json_key(&json, "warning");
    ndx_json_bool(&json, skip->warning);
    ndx_json_key(&json, "known");
    ndx_json_bool(&json, skip->known);
    end_log(r, &json, &line);
}

void report_unsound(report *r, const ndx_error *err) {
    ndx_buf line = {0};
    ndx_json json;
    if (r->log_fd < 0) return;
    begin_log(&json, &line);
    put_event(&json, ndx_text_of(r->settings->db_dir.data), 0, ndx_status_word(err->status),
              ndx_text_of(err->message));
    end_log(r, &json, &line);
}

/* "not read: archive/a.jsonl, byte 812: malformed: unterminated string at line 7" */
static void write_line(const ndx_skip *skip) {
    ndx_buf line = {0};
    ndx_buf_add_str(&line, skip->warning ? "warning: " : "not read: ");
    ndx_print_safe(&line, skip->path, true);
    if (skip->offset) ndx_buf_addf(&line, ", byte %llu", (unsigned long long)skip->offset);
    ndx_buf_addf(&line, ": %s: ", ndx_reason_word(skip->reason));
    if (skip->detail.len)
        ndx_print_safe(&line, skip->detail, true);
    else
        ndx_buf_add_str(&line, ndx_reason_sentence(skip->reason));
    ndx_buf_add_char(&line, '\n');
    ndx_cli_write(STDERR_FILENO, ndx_buf_text(&line), NULL);
    ndx_buf_clear(&line);
}

void report_skip(void *context, const ndx_skip *skip) {
    report *r = context;
    const settings *s = r->settings;
    if (r->log_fd >= 0) write_log(r, skip);
    if (skip->warning ? s->quiet : skip->known && !s->verbose) return;
    uint64_t told =
        skip->warning ? r->warned++ : r->told++; /* many warnings must not hide what was not read */
    if (told < TOLD_MAX || s->verbose)
        write_line(skip);
    else if (told == TOLD_MAX)
        ndx_cli_write(STDERR_FILENO,
                      skip->warning ? NDX_TEXT("warning: and more; --verbose tells them all\n")
                                    : NDX_TEXT("not read: and more; --verbose tells them all\n"),
                      NULL);
}

/* --- summary -------------------------------------------------------------------------------------------- */

static void add_figure(ndx_buf *out, const char *name, uint64_t count) {
    ndx_buf_add_str(out, out->len ? ", " : "");
    ndx_cli_add_count(out, count);
    ndx_buf_addf(out, " %s", name);
}

static void add_reasons(ndx_buf *out, const uint64_t by_reason[NDX_REASON_COUNT], const char *prefix) {
    for (int reason = 0; reason < NDX_REASON_COUNT; reason++) {
        if (by_reason[reason] == 0) continue;
        ndx_buf_addf(out, "  %s", prefix);
        ndx_cli_add_count(out, by_reason[reason]);
        ndx_buf_addf(out, " %s: %s\n", ndx_reason_word((ndx_reason)reason),
                     ndx_reason_sentence((ndx_reason)reason));
    }
}

/* Told on a terminal, or when asked for: under cron silence means that all is well. */
void report_summary(const report *r, const char *verb, const ndx_ingest_report *f) {
    const settings *s = r->settings;
    if (s->quiet || !(s->verbose || isatty(STDOUT_FILENO))) return;
    ndx_buf out = {0};
    add_figure(&out, "read", f->read);
    add_figure(&out, "added", f->added);
    add_figure(&out, "changed", f->changed);
    add_figure(&out, "removed", f->removed);
    add_figure(&out, "unchanged", f->unchanged);
    add_figure(&out, "not read", f->not_read);
    if (f->known) {
        ndx_buf_add_str(&out, " (");
        ndx_cli_add_count(&out, f->known);
        ndx_buf_add_str(&out, " known before)");
    }
    ndx_buf_addf(&out, "; %.1f s", f->seconds);
    if (f->text_bytes && f->seconds > 0)
        ndx_buf_addf(&out, ", %.1f MB/s of text", (double)f->text_bytes / 1e6 / f->seconds);
    ndx_buf_addf(&out, "%s\n", s->dry_run ? " (dry run: nothing was written)" : "");
    add_reasons(&out, f->not_read_by_reason, "");
    add_reasons(&out, f->warned_by_reason, "read all the same, ");
    ndx_buf line = {0};
    ndx_buf_addf(&line, "%s: ", verb);
    ndx_buf_add_text(&line, ndx_buf_text(&out));
    ndx_cli_write(STDOUT_FILENO, ndx_buf_text(&line), NULL);
    ndx_buf_clear(&out);
    ndx_buf_clear(&line);
}
