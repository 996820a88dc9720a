/* ingest: how an article travels from archive to index (order of stages, threads, what changed). */
#ifndef NEWSDEX_INGEST_H
#define NEWSDEX_INGEST_H

#include "newsdex/article.h"
#include "newsdex/index.h"
#include "newsdex/read.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ndx_ingest_options {
    ndx_read_options read;    /* skipped and unchanged are ingest's own; leave NULL */
    const char *language;     /* --language */
    const char *zone;         /* --tz: zone of dates without offset; NULL: none */
    bool no_people, no_dates;
    unsigned jobs;            /* analyser threads; 0: as many as cores */
    size_t memory_bytes;      /* 0: default */
    bool dry_run;
    double max_delete_percent; /* deletion guard; < 0: default 10 */
    bool (*stop)(void *context); void *stop_context; /* asked between articles; true: commit and return STOPPED */
    void (*progress)(void *context, uint64_t done_bytes, uint64_t total_bytes, uint64_t articles); void *progress_context;
    ndx_skip_fn *skipped; void *skipped_context;     /* told of every article not read */
} ndx_ingest_options;

typedef struct ndx_ingest_report {
    uint64_t read, added, changed, removed, unchanged, not_read;
    uint64_t not_read_by_reason[NDX_REASON_COUNT];
    uint64_t text_bytes;
    double seconds;
} ndx_ingest_report;

/* Bring the index at `dir` up to date with the paths: new, changed, gone (only below the roots given). PARTIAL when some were not read. */
NDX_API ndx_status ndx_ingest_update(const char *dir, const char *const *paths, size_t path_count,
                                     const ndx_ingest_options *options, ndx_ingest_report *report, ndx_error *err);
/* Build a new generation beside the old from the paths, verify it, switch. */
NDX_API ndx_status ndx_ingest_rebuild(const char *dir, const char *const *paths, size_t path_count,
                                      const ndx_ingest_options *options, ndx_ingest_report *report, ndx_error *err);

/* The stages up to and including one, of one article: what dump shows. */
typedef enum ndx_stage { NDX_STAGE_READ, NDX_STAGE_CLEAN, NDX_STAGE_TOKENS, NDX_STAGE_DATES, NDX_STAGE_PEOPLE, NDX_STAGE_TERMS, NDX_STAGE_COUNT } ndx_stage;
NDX_API ndx_stage ndx_stage_find(ndx_text name); /* NDX_STAGE_COUNT: unknown */
typedef struct ndx_pipeline ndx_pipeline; /* the analysers of one thread */
NDX_API ndx_status ndx_pipeline_new(const ndx_ingest_options *options, ndx_pipeline **pipeline, ndx_error *err);
NDX_API ndx_status ndx_pipeline_run(ndx_pipeline *pipeline, ndx_article *article, ndx_stage last, ndx_error *err);
NDX_API ndx_analyzer *ndx_pipeline_analyzer(ndx_pipeline *pipeline); /* borrowed: resolves token numbers */
NDX_API void ndx_pipeline_free(ndx_pipeline *pipeline);

#ifdef __cplusplus
}
#endif
#endif
