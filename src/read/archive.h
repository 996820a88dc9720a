/* read, inside: one archive file while it is being read, and what a format is.
 *
 * A format finds its records with ndx_archive_record (bounded, streaming), calls ndx_archive_article to begin an article,
 * and sets fields. It is one file of this folder and one row of formats.c.
 */
#ifndef NDX_READ_ARCHIVE_H
#define NDX_READ_ARCHIVE_H

#include "newsdex/read.h"
#include "charset.h"
#include "input.h"
#include "keys.h"

typedef struct ndx_input_format ndx_input_format;

typedef struct ndx_archive {
    ndx_text path;
    int64_t mtime; /* seconds; 0 unknown */
    const ndx_read_options *options;
    size_t limit; /* bytes of one article */
    ndx_keys *keys;
    ndx_input input;
    ndx_charset charset;
    const ndx_input_format *format;
    void *state;      /* the format's own */
    uint64_t ordinal; /* of the next article */
    size_t pending;   /* bytes of the last record, consumed by the next call */
    bool truncation_told;
    bool cut; /* the last record reaches to where the file breaks off */
} ndx_archive;

/* The beginning of a file, for telling its format. */
typedef struct ndx_sniff {
    ndx_text head; /* at most NDX_SNIFF_BYTES, without byte order mark */
    bool whole;    /* the head is the whole file */
    ndx_text path;
    const ndx_keys *keys;
} ndx_sniff;
enum { NDX_SNIFF_BYTES = 64 * 1024 };

struct ndx_input_format {
    const char *name, *description;
    const char *aliases;                  /* other names for --format, comma separated; may be NULL */
    bool one_article;                     /* usually one article a file: its id is the path without ordinal */
    int (*sniff)(const ndx_sniff *sniff); /* 0 (not this) to 100 (certain) */
    ndx_status (*open)(ndx_archive *archive, ndx_error *err); /* may be NULL */
    /* OK: an article. END: no more. PARTIAL: a record was skipped and told; call again. BAD_INPUT, IO: the
     * rest of the file cannot be read. Else the run stops. */
    ndx_status (*next)(ndx_archive *archive, ndx_article *article, ndx_error *err);
    void (*close)(ndx_archive *archive); /* may be NULL */
};

/* formats.c: the table. */
const ndx_input_format *ndx_format_named(const char *name);         /* NULL: no such format */
const ndx_input_format *ndx_format_sniffed(const ndx_sniff *sniff); /* NULL: none fits */

/* Tell the caller of something not read, or read with a warning. detail may be NULL. */
void ndx_archive_tell(ndx_archive *archive, uint64_t offset, ndx_reason reason, bool warning,
                      const char *detail);
/* As above, not a warning; returns PARTIAL, so that `return ndx_archive_skip(...)` reads well. */
ndx_status ndx_archive_skip(ndx_archive *archive, uint64_t offset, ndx_reason reason, const char *detail);

/* Does the record end in view? Search from *from and leave there where to go on when more has come; true with *end set when it
 * does. last: nothing more will come. Bytes before *from may be gone at the next call only if the record is too long. */
typedef bool ndx_boundary_fn(void *context, ndx_text view, size_t *from, bool last, size_t *end);
/* The next record, up to its boundary. END at the end of input. PARTIAL: it exceeded the limit and was skipped (told).
 * The record is good until the next call on the archive. *complete false: input ended before its boundary. */
ndx_status ndx_archive_record(ndx_archive *archive, ndx_boundary_fn *boundary, void *context,
                              ndx_text *record, bool *complete, ndx_error *err);
/* Give back the end of the last record: only its first `used` bytes count as read. */
void ndx_archive_keep(ndx_archive *archive, size_t used);
/* Take what stands before the article (line ends, declarations) off the front of the last record. */
void ndx_archive_lead(ndx_archive *archive, ndx_text *record, size_t lead);
/* Consume the record now rather than by the next call; its view ends. */
void ndx_archive_consume(ndx_archive *archive);
/* BAD_INPUT when the file unpacks to absurdly more than its size. Formats that pass over input by themselves
 * ask now and then. */
ndx_status ndx_archive_check(ndx_archive *archive, ndx_error *err);
uint64_t ndx_archive_offset(const ndx_archive *archive); /* where the last record begins */

/* Everything that is left as one record: for formats of one article a file. END: nothing is left. */
ndx_status ndx_archive_whole(ndx_archive *archive, ndx_text *record, ndx_error *err);

/* Begin an article from the last record, `raw` being its bytes: fills origin, converts to UTF-8 (told when repaired).
 * *text is raw itself or lies in the article's arena. */
ndx_status ndx_archive_article(ndx_archive *archive, ndx_article *article, ndx_text raw, ndx_text *text,
                               ndx_error *err);

/* Formats, in src/read/NAME.c */
extern const ndx_input_format ndx_format_plain, ndx_format_text, ndx_format_reuters, ndx_format_trec,
    ndx_format_time, ndx_format_json, ndx_format_csv, ndx_format_tsv, ndx_format_html, ndx_format_newsml;

#endif
