/* The table of options, and with it --help, the man page's list and the completions. */
#include "indexer.h"

#include <stdlib.h>
#include <string.h>

#define BIT(id) (1u << COMMAND_##id)
enum {
    READS = BIT(UPDATE) | BIT(REBUILD) | BIT(DUMP),
    RUNS = BIT(UPDATE) | BIT(REBUILD),
    WRITES = RUNS | BIT(REMOVE) | BIT(COMPACT) | BIT(BACKUP) | BIT(RESTORE),
};

static const ndx_command commands[] = {
#define X(id, name, arguments, help, function) {name, arguments, help},
    COMMANDS(X)
#undef X
        {NULL, NULL, NULL},
};

static const char examples[] =
    "  newsdex-index update ~/archive                  index a folder, or bring its index up to date\n"
    "  zcat day.jsonl.gz | newsdex-index update -      index what comes from standard input\n"
    "  newsdex-index --db=/srv/news update             do the night's work that the config file describes\n"
    "  newsdex-index dump --stage=people story.txt     see whom a story names, without an index\n"
    "  newsdex-index remove --path=archive/drafts      take a folder out of the index\n"
    "  newsdex-index stats --unread                    list what could not be read\n"
    "\nExit status: 0 all read, 1 failure, 2 usage, 3 index missing or damaged, 4 index of another schema,\n"
    "  5 done but some articles could not be read, 6 deletion guard, 7 no space, 8 the new index is\n"
    "  damaged and the old one stays, 75 locked or stopped.\n";

void options_init(settings *s, ndx_option options[OPTION_COUNT_MAX], ndx_program *program) {
    const ndx_option table[] = {
        {NDX_OPTION_GROUP, NULL, 0, NULL, NULL, "Places", 0},
        {NDX_OPTION_STRING, "db", 'd', "DIR", &s->db,
         "the index (else $NEWSDEX_DB, else $XDG_DATA_HOME/newsdex/default)", 0},
        {NDX_OPTION_STRING, "config", 0, "FILE", &s->config,
         "settings and sources (else $XDG_CONFIG_HOME/newsdex/config)", 0},
        {NDX_OPTION_STRING, "people", 0, "FILE", &s->people,
         "who is who, by your own rules (else people.conf beside the configuration)", RUNS},
        {NDX_OPTION_OPTIONAL_STRING, "wait", 0, "SEC", &s->wait,
         "wait for another run to end, at most SEC seconds", WRITES},

        {NDX_OPTION_GROUP, NULL, 0, NULL, NULL, "Reading", 0},
        {NDX_OPTION_STRING, "format", 0, "auto|NAME", &s->format,
         "format of the files, instead of finding it by content", READS},
        {NDX_OPTION_LIST, "map", 0, "FIELD=NAME", &s->maps,
         "take FIELD (headline, body, date...) from the column or key NAME", READS},
        {NDX_OPTION_STRING, "encoding", 0, "NAME", &s->encoding,
         "character encoding, instead of the declared or detected one", READS},
        {NDX_OPTION_LIST, "include", 0, "GLOB", &s->include,
         "read only files and folders whose name or path below PATH matches", READS},
        {NDX_OPTION_LIST, "exclude", 0, "GLOB", &s->exclude,
         "do not read files and folders whose name or path below PATH matches", READS},
        {NDX_OPTION_STRING, "source", 0, "NAME", &s->source_name,
         "the newspaper, for articles that do not name one", READS},
        {NDX_OPTION_STRING, "tz", 0, "ZONE", &s->zone,
         "time zone of dates that do not say theirs (Europe/Paris, UTC+04:00)", READS},
        {NDX_OPTION_STRING, "date-order", 0, "dmy|mdy|ymd", &s->date_order,
         "how dates of publication such as 3/4/2018 are meant (mdy)", READS},
        {NDX_OPTION_STRING, "language", 0, "auto|CODE", &s->language,
         "language of the articles, instead of detecting it for each", READS},
        {NDX_OPTION_FLAG, "no-people", 0, NULL, &s->no_people, "do not look for people in the text", READS},
        {NDX_OPTION_FLAG, "no-dates", 0, NULL, &s->no_dates, "do not look for dates in the text", READS},

        {NDX_OPTION_GROUP, NULL, 0, NULL, NULL, "Running", 0},
        {NDX_OPTION_COUNT_, "jobs", 'j', "N", &s->jobs, "threads that work (as many as there are cores)",
         RUNS | BIT(CHECK)},
        {NDX_OPTION_SIZE, "memory", 0, "SIZE", &s->memory_bytes, "memory to work with (256M)", RUNS},
        {NDX_OPTION_REAL, "max-delete", 0, "PERCENT", &s->max_delete_percent,
         "remove nothing when more than this part of the articles has gone (10)", RUNS},
        {NDX_OPTION_FLAG, "dry-run", 'n', NULL, &s->dry_run, "tell what would be done, and do nothing",
         RUNS | BIT(REMOVE)},
        {NDX_OPTION_FLAG, "nice", 0, NULL, &s->nice, "leave processor and disk to others", WRITES},

        {NDX_OPTION_GROUP, NULL, 0, NULL, NULL, "Choosing", 0},
        {NDX_OPTION_LIST, "id", 0, "ID", &s->ids, "the article of this id", BIT(REMOVE) | BIT(DUMP)},
        {NDX_OPTION_LIST, "path", 0, "PATH", &s->paths, "the articles from this file or folder", BIT(REMOVE)},
        {NDX_OPTION_STRING, "query", 0, "QUERY", &s->query, "the articles that newsdex-query would find",
         BIT(REMOVE)},
        {NDX_OPTION_CHOICE, "stage", 0, "read|clean|tokens|dates|people|terms", &s->stage,
         "how far the articles go (clean)", BIT(DUMP)},
        {NDX_OPTION_FLAG, "deep", 0, NULL, &s->deep, "decode every record and compare it with its terms",
         BIT(CHECK)},
        {NDX_OPTION_FLAG, "unread", 0, NULL, &s->unread, "list what could not be read, and why", BIT(STATS)},
        {NDX_OPTION_FLAG, "json", 0, NULL, &s->json, "as JSON", BIT(STATS)},

        {NDX_OPTION_GROUP, NULL, 0, NULL, NULL, "Reporting", 0},
        {NDX_OPTION_FLAG, "quiet", 'q', NULL, &s->quiet, "say nothing when all went well, no warnings either",
         0},
        {NDX_OPTION_FLAG, "verbose", 'v', NULL, &s->verbose,
         "say what was done also where there is no terminal; name every file", 0},
        {NDX_OPTION_CHOICE, "progress", 0, "auto|always|never", &s->progress, "progress bar", WRITES},
        {NDX_OPTION_STRING, "log", 0, "FILE", &s->log,
         "append a JSON line for each article not read, and each warning", READS},
        {NDX_OPTION_CHOICE, "color", 0, "auto|always|never", &s->color, "colours", 0},
        {0},
    };
    _Static_assert(NDX_COUNT(table) <= OPTION_COUNT_MAX, "raise OPTION_COUNT_MAX");
    memcpy(options, table, sizeof table);
    *program =
        (ndx_program){.name = "newsdex-index",
                      .summary = "Reads news archives and keeps a full-text index of them for newsdex-query.",
                      .usage = "newsdex-index [--db=DIR] COMMAND [OPTIONS] [PATH...]",
                      .commands = commands,
                      .options = options,
                      .examples = examples};
    *s = (settings){.max_delete_percent = NDX_MAX_DELETE_PERCENT, .stage = NDX_STAGE_CLEAN};
}

void settings_clear(settings *s) {
    ndx_string_list_clear(&s->maps);
    ndx_string_list_clear(&s->include);
    ndx_string_list_clear(&s->exclude);
    ndx_string_list_clear(&s->ids);
    ndx_string_list_clear(&s->paths);
    ndx_buf_clear(&s->db_dir);
    config_free(s->file);
    s->file = NULL;
}

ndx_status wait_seconds(const settings *s, double *seconds, ndx_error *err) {
    char *end;
    *seconds = 0;
    if (!s->wait) return NDX_OK;
    *seconds = -1;
    if (!*s->wait) return NDX_OK;
    *seconds = strtod(s->wait, &end);
    if (*end == '\0' && *seconds >= 0) return NDX_OK;
    return ndx_fail(err, NDX_USAGE, "--wait: '%s' is not a number of seconds", s->wait);
}
