/* ingest: how an article travels from archive to index (order of stages, threads, what changed).
 *
 *     read -> clean -> publication date -> text -> dates -> people -> prepare -> index
 *
 * One thread reads, `jobs` threads analyse (each with its own pipeline); the caller's is one of them, and writes. Articles
 * keep the order in which they were read, so the index is the same whatever `jobs` is.
 */
#ifndef NEWSDEX_INGEST_H
#define NEWSDEX_INGEST_H

#include "newsdex/article.h"
#include "newsdex/index.h"
#include "newsdex/read.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where articles come from, and what is known of them beforehand. Everything is borrowed; what is NULL is not said. */
typedef struct ndx_source {
    const char *name;             /* the newspaper, for articles that do not name one */
    const char *const *paths;     /* files and folders; "-" is standard input */
    size_t path_count;
    const char *const *include;   /* NULL-terminated globs: only files of which one matches the path below the folder, or, without
                                   * "/", a part of it: the name, or that of a folder above */
    const char *const *exclude;   /* and not one of these */
    const char *format;           /* of the format table; NULL or "auto": by content */
    const char *const *maps;      /* NULL-terminated "FIELD=NAME" */
    const char *encoding;         /* NULL: declared or detected */
    const char *zone;             /* zone of dates without offset */
    const char *date_order;       /* of 3/4/2018: "dmy" or "mdy"; NULL and "ymd": month first */
    const char *language;         /* of articles that do not name one; ISO 639 */
} ndx_source;
/* What the source's globs say of a file below one of its paths: that it is to be read; that `exclude` names it. */
NDX_API bool ndx_source_wants(const ndx_source *source, const char *path);
NDX_API bool ndx_source_excludes(const ndx_source *source, const char *path);

typedef struct ndx_ingest_options {
    const char *language;     /* analysis setting of the index: "auto" or a code; NULL: the index's own, "auto" for a new one */
    bool no_people, no_dates; /* false: as the index was made */
    const char *people_conf;  /* file of the user's rules about who is who (people.h); NULL: there are none */
    unsigned jobs;            /* threads that analyse; 0: as many as cores */
    size_t memory_bytes;      /* for the run as a whole; 0: 256 MiB */
    size_t article_limit_bytes; /* a longer article is skipped; 0: the reader's default */
    double wait_seconds;      /* for the lock; 0: not at all, < 0: for ever */
    bool dry_run;             /* count, write nothing */
    double max_delete_percent; /* deletion guard: of the articles there were; < 0: default 10 */
    bool (*stop)(void *context); void *stop_context; /* asked between articles and while waiting; true: commit and return STOPPED */
    /* Called in the caller's thread, in the order of the archive. Bytes are of the input as it lies on the disk. */
    void (*progress)(void *context, uint64_t done_bytes, uint64_t total_bytes, uint64_t articles); void *progress_context;
    ndx_skip_fn *skipped; void *skipped_context;     /* told of every article not read, also of those known from earlier runs */
} ndx_ingest_options;

typedef struct ndx_ingest_report {
    uint64_t read;       /* articles read in this run */
    uint64_t added, changed, removed, unchanged;
    uint64_t not_read;   /* articles or files; those of earlier runs in unchanged files too */
    uint64_t known;      /* of those not read: told by an earlier run, and nothing has changed since */
    uint64_t not_read_by_reason[NDX_REASON_COUNT];
    uint64_t warned_by_reason[NDX_REASON_COUNT]; /* read all the same */
    uint64_t text_bytes; /* cleaned text of the articles added and changed */
    double seconds;
} ndx_ingest_report;

#define NDX_MAX_DELETE_PERCENT 10.0

/* How many threads are to work when so many are asked for: at most 64; 0: as many as there are cores. */
NDX_API unsigned ndx_jobs(uint64_t asked);

/* Bring the index at `dir` up to date with the sources: new, changed, gone (only below the paths given).
 * Files are compared by size and mtime, articles by content; what is the same is not touched. Vanished articles are removed
 * at the end, unless they are more than max_delete_percent of all, or a path given, or everything below it, has vanished:
 * then nothing is removed and the status is GUARD (additions are kept). A file that could be read only in part loses nothing.
 * The index itself is passed over when it lies among the sources. PARTIAL when something was not read, known from an
 * earlier run or not, or the date of an article read now could not be. STOPPED: what was done is committed. */
NDX_API ndx_status ndx_ingest_update(const char *dir, const ndx_source *sources, size_t source_count,
                                     const ndx_ingest_options *options, ndx_ingest_report *report, ndx_error *err);
/* Build a new generation beside the old from the sources, verify it, switch. GUARD when it would have fewer articles than
 * max_delete_percent allows, STOPPED, UNSOUND (every record is decoded before the switch): the old one stays in use. */
NDX_API ndx_status ndx_ingest_rebuild(const char *dir, const ndx_source *sources, size_t source_count,
                                      const ndx_ingest_options *options, ndx_ingest_report *report, ndx_error *err);

/* A path given, as the index knows it: without "./" before and "/" behind, so that ./news/ and news are one archive. */
NDX_API ndx_text ndx_path_tidy(ndx_text path);

/* What could not be read of one file, kept in ndx_seen_file.note. Calls fn for each; `more` are not listed one by one.
 * Views are good during the call. */
NDX_API void ndx_unread_each(ndx_text path, ndx_text note, ndx_skip_fn *fn, void *context, uint64_t *more);

/* --- who is who ----------------------------------------------------------------------------------------- */

/* What decides at commits which names are one person: the rules of people.h and the user's file. */
typedef struct ndx_who ndx_who;
/* conf: the file's contents, conf_name: how messages call it. BAD_INPUT names line, column and reason. */
NDX_API ndx_status ndx_who_new(ndx_text conf, const char *conf_name, ndx_who **who, ndx_error *err);
/* With the file that the index was last written with, for those who change it without another. */
NDX_API ndx_status ndx_who_of(ndx_writer *writer, ndx_who **who, ndx_error *err);
NDX_API const ndx_naming *ndx_who_naming(const ndx_who *who); /* for ndx_writer_naming; good as long as who */
NDX_API void ndx_who_free(ndx_who *who);

/* --- one article at a time: what dump shows ------------------------------------------------------------- */

typedef enum ndx_stage { NDX_STAGE_READ, NDX_STAGE_CLEAN, NDX_STAGE_TOKENS, NDX_STAGE_DATES, NDX_STAGE_PEOPLE, NDX_STAGE_TERMS, NDX_STAGE_COUNT } ndx_stage;
NDX_API ndx_stage ndx_stage_find(ndx_text name); /* NDX_STAGE_COUNT: unknown */
NDX_API const char *ndx_stage_word(ndx_stage stage);

typedef struct ndx_pipeline ndx_pipeline; /* the analysers of one thread */
NDX_API ndx_status ndx_pipeline_new(const ndx_ingest_options *options, ndx_pipeline **pipeline, ndx_error *err);
/* The stages after reading, up to and including `last`. An article that has a text already (from an index) is not cleaned or
 * dated again. *bad_date (may be NULL): its own date does not exist. BAD_INPUT: the article has no words. */
NDX_API ndx_status ndx_pipeline_run(ndx_pipeline *pipeline, const ndx_source *source, ndx_article *article, ndx_stage last, bool *bad_date, ndx_error *err);
/* Whether something is to be told of the article's date after these stages: fills reason (BAD_DATE, NO_DATE), warning and detail
 * (borrowed from the article) of *skip; the caller fills path and offset. */
NDX_API bool ndx_date_missed(const ndx_article *article, bool bad_date, ndx_skip *skip);
NDX_API ndx_analyzer *ndx_pipeline_analyzer(ndx_pipeline *pipeline); /* borrowed: resolves token numbers */
NDX_API const ndx_prepared *ndx_pipeline_prepared(const ndx_pipeline *pipeline); /* after NDX_STAGE_TERMS; until the next run */
NDX_API void ndx_pipeline_free(ndx_pipeline *pipeline);

#ifdef __cplusplus
}
#endif
#endif
