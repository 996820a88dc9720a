/* read: here is an archive (file, folder, container, stdin): the next article, please.
 *
 * A reader walks paths in a stable order (folders sorted bytewise), finds each file's format by content, and hands out
 * articles one at a time with bounded memory. What cannot be read is an event, not an end.
 *
 * Formats (src/read/formats.c is their table; each may be gzipped, come from "-", and be in any encoding ICU knows):
 *   plain    " date 2018-06-27 Headline", then the article; one or several in a file
 *   text     one article a file; "Key: value" lines at its top (two or more, a headline among them) are its fields
 *   reuters  Reuters-21578: PEOPLE codes as names, TOPICS as section, DATELINE before BODY; BRIEF and UNPROC read too
 *   trec     <DOC> with the tags of AP, WSJ, FT, LA Times, FBIS, AQUAINT, Gigaword; dates from DOCNO where none is given
 *   time     the TIME collection
 *   json     an object a line, an array, or an object around one (articles, docs, hits.hits, ...); ninjs
 *   csv tsv  with a header line; comma, semicolon or tab
 *   html     web pages: metadata from JSON-LD and meta elements, the story by the density of its text
 *   newsml   NewsML-G2, NewsML 1, NITF
 * Keys, columns and tags name fields by --map, else by the aliases of fields.def. An article that has only a headline has it as body too.
 *
 * Bounds: one article (64 MiB), nesting (128 levels of JSON, 200 of folders), files that unpack to hundreds of times their size
 * (DAMAGED). Folders are followed through symbolic links, each once; FIFOs, sockets and devices are never opened. In folders, names
 * that begin with "." or end with "~" are passed over.
 */
#ifndef NEWSDEX_READ_H
#define NEWSDEX_READ_H

#include "newsdex/article.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Why something was not read: fixed codes, the `reason` of logs: X(NAME, word, sentence part). */
#define NDX_REASONS(X) \
    X(MISSING, "missing", "there is no such file") \
    X(UNREADABLE, "unreadable", "it cannot be opened or read") \
    X(SPECIAL, "special-file", "it is not a regular file") \
    X(EMPTY, "empty", "it has no text") \
    X(BINARY, "binary", "it is not text") \
    X(FORMAT, "unknown-format", "its format was not recognised") \
    X(TRUNCATED, "truncated", "it ends in the middle") \
    X(DAMAGED, "damaged", "it is damaged") \
    X(MALFORMED, "malformed", "it is not well formed") \
    X(ENCODING, "bad-encoding", "its bytes are not text in the declared or detected encoding") \
    X(TOO_LONG, "too-long", "it exceeds the size limit") \
    X(TOO_DEEP, "too-deep", "it is nested too deeply") \
    X(NO_BODY, "no-body", "it has no body text") \
    X(DUPLICATE, "duplicate-id", "another article of this run has the same id") \
    X(BAD_DATE, "bad-date", "its date does not exist") \
    X(NO_DATE, "no-date", "it has no date, nor has its address or path") \
    X(LOOP, "symlink-loop", "its folder was already visited")

typedef enum ndx_reason {
#define X(name, word, sentence) NDX_REASON_##name,
    NDX_REASONS(X)
#undef X
    NDX_REASON_COUNT
} ndx_reason;
NDX_API const char *ndx_reason_word(ndx_reason reason);
NDX_API const char *ndx_reason_sentence(ndx_reason reason);

/* Something not read. fatal to the rest of its file or not; the run goes on. Views good during the callback only. */
typedef struct ndx_skip {
    ndx_text path;
    uint64_t offset; /* bytes into the uncompressed file */
    ndx_reason reason;
    ndx_text detail; /* for people: "unterminated string at line 7" */
    bool warning;    /* the article was read all the same (BAD_DATE, NO_DATE, repaired encoding) */
    bool known;      /* told by an earlier run too, and nothing has changed since; the reader leaves it false */
} ndx_skip;
typedef void ndx_skip_fn(void *context, const ndx_skip *skip);

/* What the caller wants to know of a file before it is opened: return true to skip it whole (unchanged since last time).
 * size bytes, mtime nanoseconds since 1970. */
typedef bool ndx_file_fn(void *context, ndx_text path, uint64_t size, int64_t mtime_ns);

typedef struct ndx_read_options {
    const char *format;   /* a name or alias of the format table; NULL or "auto": by content */
    const char *const *maps; /* "FIELD=NAME" strings (--map), NULL-terminated; may be NULL */
    const char *encoding; /* NULL: declared, else detected */
    size_t article_limit_bytes; /* a longer article is skipped (TOO_LONG); 0: 64 MiB */
    ndx_skip_fn *skipped; void *skipped_context; /* may be NULL */
    ndx_file_fn *unchanged; void *unchanged_context; /* may be NULL */
    const char *without;  /* a folder that is not entered, whatever leads there (the index itself); may be NULL */
} ndx_read_options;

typedef struct ndx_reader ndx_reader;
/* paths are borrowed until close; "-" is standard input. */
NDX_API ndx_status ndx_reader_open(const char *const *paths, size_t path_count, const ndx_read_options *options,
                                   ndx_reader **reader, ndx_error *err);
/* The next article into `article` (reset first). OK, or NDX_END, or a failure that stops the run (NO_MEMORY).
 * Sets field[], origin. field[ID]: the source's own, else path + "#" + ordinal (path alone for one-article files).
 * field[BODY] keeps paragraphs as blank lines. field[DATE_TEXT] is the date as written. */
NDX_API ndx_status ndx_reader_next(ndx_reader *reader, ndx_article *article, ndx_error *err);
/* Bytes of input done and in all, for progress; total grows while folders are walked, 0 if unknown. */
NDX_API void ndx_reader_progress(const ndx_reader *reader, uint64_t *done, uint64_t *total);
NDX_API void ndx_reader_close(ndx_reader *reader); /* NULL is fine */

/* The table of formats, for --help: name and description by number; NULL past the end. */
NDX_API const char *ndx_input_format_name(size_t number);
NDX_API const char *ndx_input_format_description(size_t number);

#ifdef __cplusplus
}
#endif
#endif
