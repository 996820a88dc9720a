/* newsdex-index, inside: what the command line said, and the commands that act on it.
 *
 * The program is thin: options.c turns words into settings, config.c adds the configuration file, each command calls the
 * library and reports. Commands return a status; main turns it into the exit code and the one block of text on failure. */
#ifndef NDX_INDEXER_H
#define NDX_INDEXER_H

#include "newsdex/cli.h"
#include "newsdex/ingest.h"
#include "newsdex/print.h"

/* The commands: X(ENUM, name, arguments, help, function). */
#define COMMANDS(X)                                                                                          \
    X(UPDATE, "update", "[PATH...]",                                                                         \
      "bring the index up to date: new, changed, gone (PATH - is standard input)", command_update)           \
    X(REBUILD, "rebuild", "[PATH...]", "build a new index beside the old, verify it, switch",                \
      command_rebuild)                                                                                       \
    X(REMOVE, "remove", "", "remove articles by --id, --path or --query", command_remove)                    \
    X(DUMP, "dump", "[PATH...]", "show what a stage makes of articles, as JSON lines", command_dump)         \
    X(STATS, "stats", "", "articles, people, dates, sizes, gaps", command_stats)                             \
    X(CHECK, "check", "", "verify the index", command_check)                                                 \
    X(COMPACT, "compact", "", "rewrite the index for size", command_compact)                                 \
    X(BACKUP, "backup", "DIR", "copy the index to DIR, which then is an index itself", command_backup)       \
    X(RESTORE, "restore", "DIR", "put a backup in the place of the index", command_restore)

typedef enum command {
#define X(id, name, arguments, help, function) COMMAND_##id,
    COMMANDS(X)
#undef X
        COMMAND_COUNT
} command;

typedef struct settings {
    /* places */
    const char *db, *config, *wait, *people;
    ndx_buf db_dir; /* as found: --db, environment, default */
    /* what to read, and how */
    const char *format, *encoding, *language, *zone, *date_order, *source_name;
    ndx_string_list maps, include, exclude;
    bool no_people, no_dates;
    /* the run */
    uint64_t jobs, memory_bytes;
    double max_delete_percent;
    bool dry_run, nice;
    /* what to remove, or to show */
    ndx_string_list ids, paths;
    const char *query;
    int stage;
    bool deep, json, unread;
    /* reporting */
    bool quiet, verbose;
    int progress, color; /* ndx_when */
    const char *log;
    /* words of the command line that are no options */
    const char *const *items;
    size_t item_count;
    /* sources of the configuration file */
    struct config *file;
} settings;

#define OPTION_COUNT_MAX 48

/* The program's table with targets in `s`, valid as long as both live. */
void options_init(settings *s, ndx_option options[OPTION_COUNT_MAX], ndx_program *program);
void settings_clear(settings *s);

/* config.c: read the file named by --config or found in its usual place; its [index] settings go through the
 * table. */
typedef struct config config;
ndx_status config_read(settings *s, const ndx_program *program, ndx_error *err);
void config_free(config *file);
/* The rules about names: --people, else people.conf beside the configuration file; NULL: there is none. Good until config_free. */
ndx_status config_people(const settings *s, const char **path, ndx_error *err);
/* The sources to read: the PATHs of the command line (each with what the file says of it), else the file's. USAGE when there
 * are none. *sources is good until config_free; free the array with free(). */
ndx_status config_sources(const settings *s, ndx_source **sources, size_t *count, ndx_error *err);

/* report.c: articles not read, on stderr and in the log, and the summary of a run. */
typedef struct report {
    const settings *settings;
    int log_fd;
    uint64_t told, warned; /* articles not read; read with a warning */
    ndx_status log_status;
    ndx_error log_error;
} report;
ndx_status report_open(report *r, const settings *s, ndx_error *err);
/* The pairs that say what was not read, where and why: the same in the log and in stats --unread. */
void report_skip_json(ndx_json *json, const ndx_skip *skip);
void report_skip(void *report, const ndx_skip *skip); /* ndx_skip_fn */
/* A line of the log for an index that was given up: path is the index, reason "unsound". */
void report_unsound(report *r, const ndx_error *err);
void report_summary(const report *r, const char *verb, const ndx_ingest_report *figures);
ndx_status report_close(report *r, ndx_error *err); /* fails when the log could not be written */

/* How much larger than its text an index may grow before somebody should know; small ones may be of any size.
 */
#define GROWN_RATIO 4.0
#define GROWN_BYTES (UINT64_C(64) << 20)
uint64_t stats_bytes(const ndx_index_stats *totals); /* all tables */
bool stats_grown(const ndx_index_stats *totals);

/* dump_json.c: one stage of one article as a JSON line. */
void dump_article(ndx_buf *out, const ndx_article *article, ndx_stage stage, ndx_pipeline *pipeline);

/* True once a signal asked to stop. */
bool stop_requested(void *unused);

/* How long to wait for the lock, from --wait. USAGE when it is no number. */
ndx_status wait_seconds(const settings *s, double *seconds, ndx_error *err);

#define X(id, name, arguments, help, function) ndx_status function(const settings *s, ndx_error *err);
COMMANDS(X)
#undef X

#endif
