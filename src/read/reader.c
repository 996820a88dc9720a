/* The reader: walks, opens, asks the format for articles, and goes on whatever happens. */
#include "archive.h"
#include "walk.h"

#include <stdlib.h>
#include <string.h>

enum { DEFAULT_LIMIT = 64 << 20 };

struct ndx_reader {
    ndx_read_options options;
    ndx_walk *walk;
    ndx_keys keys;
    ndx_archive archive;
    ndx_walk_file file;
    bool open;           /* archive is */
    uint64_t files_done; /* bytes of the files finished */
};

ndx_status ndx_reader_open(const char *const *paths, size_t path_count, const ndx_read_options *options,
                           ndx_reader **out, ndx_error *err) {
    *out = NULL;
    ndx_reader *reader = calloc(1, sizeof *reader);
    if (!reader) return ndx_fail_memory(err);
    if (options) reader->options = *options;
    ndx_read_options *own = &reader->options;
    if (own->format && strcmp(own->format, "auto") == 0) own->format = NULL;
    ndx_status status = NDX_OK;
    if (own->format && !ndx_format_named(own->format))
        status = ndx_fail(err, NDX_USAGE, "no input format is called %s; --help lists them", own->format);
    if (status == NDX_OK) status = ndx_keys_init(&reader->keys, own->maps, err);
    if (status == NDX_OK) status = ndx_charset_check(own->encoding, err);
    if (status == NDX_OK) status = ndx_walk_new(paths, path_count, own, &reader->walk, err);
    if (status != NDX_OK) {
        ndx_reader_close(reader);
        return status;
    }
    *out = reader;
    return NDX_OK;
}

/* --- one file ------------------------------------------------------------------------------------------- */

static void close_archive(ndx_reader *reader) {
    ndx_archive *archive = &reader->archive;
    if (archive->format && archive->format->close) archive->format->close(archive);
    ndx_input_close(&archive->input);
    ndx_charset_clear(&archive->charset);
    if (!reader->file.standard_input) reader->files_done += reader->file.size;
    reader->open = false;
}

static bool begins(ndx_text head, const char *magic, size_t len) {
    return head.len >= len && memcmp(head.data, magic, len) == 0;
}

/* Pictures, programs, archives, PDF: found by zero bytes, by many controls, or by their first bytes. */
static bool is_binary(ndx_text head) {
    if (begins(head, "%PDF-", 5) || begins(head, "PK\3\4", 4) || begins(head, "\x89PNG", 4) ||
        begins(head, "\xFF\xD8\xFF", 3))
        return true;
    size_t controls = 0, len = head.len < 8192 ? head.len : 8192;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)head.data[i];
        if (c == 0) return true;
        controls += c < 0x20 && !(c >= '\t' && c <= '\r') && c != 0x1A && c != 0x1B;
    }
    return controls * 10 > len;
}

/* What a librarian can do something about is called by its name. */
static const char *packed_as(ndx_text head) {
    static const struct {
        size_t at;
        const char *magic, *what;
    } kinds[] = {
        {0, "PK\3\4", "a ZIP archive; unpack it"},
        {257, "ustar", "a tar archive; unpack it"},
        {0, "BZh", "compressed by bzip2; unpack it, or pipe it in"},
        {0, "\xFD\067zXZ", "compressed by xz; unpack it, or pipe it in"},
        {0, "\x28\xB5\x2F\xFD", "compressed by zstd; unpack it, or pipe it in"},
        {0, "7z\xBC\xAF", "a 7-Zip archive; unpack it"},
        {0, "Rar!", "a RAR archive; unpack it"},
        {0, "\x1F\x8B", "compressed by gzip twice; unpack it, or pipe it in"},
        {0, "%PDF-", "a PDF document; extract its text"},
    };
    for (size_t i = 0; i < NDX_COUNT(kinds); i++)
        if (head.len > kinds[i].at &&
            ndx_text_starts(ndx_text_slice(head, kinds[i].at, head.len), ndx_text_of(kinds[i].magic)))
            return kinds[i].what;
    return NULL;
}

static bool is_blank(ndx_text text) {
    return ndx_text_trim(text).len == 0;
}

/* The format of the file just opened; PARTIAL when it is told as not readable. */
static ndx_status find_format(ndx_reader *reader, ndx_error *err) {
    ndx_archive *archive = &reader->archive;
    ndx_text head;
    ndx_status status = ndx_input_peek(&archive->input, NDX_SNIFF_BYTES, &head, err);
    if (status != NDX_OK) return status;
    ndx_sniff sniff = {ndx_text_slice(head, 0, NDX_SNIFF_BYTES), head.len < NDX_SNIFF_BYTES, archive->path,
                       &reader->keys};
    if (sniff.whole && is_blank(head)) return ndx_archive_skip(archive, 0, NDX_REASON_EMPTY, NULL);
    if (is_binary(sniff.head)) return ndx_archive_skip(archive, 0, NDX_REASON_BINARY, packed_as(sniff.head));
    const char *name = reader->options.format;
    archive->format = name ? ndx_format_named(name) : ndx_format_sniffed(&sniff);
    if (!archive->format) return ndx_archive_skip(archive, 0, NDX_REASON_FORMAT, NULL);
    return archive->format->open ? archive->format->open(archive, err) : NDX_OK;
}

/* A failure inside one file becomes an event; only failures of the run pass on. */
static ndx_status tell_failure(ndx_reader *reader, ndx_status status, const ndx_error *failure,
                               ndx_error *err) {
    if (status != NDX_BAD_INPUT && status != NDX_IO && status != NDX_NOT_FOUND) {
        if (status != NDX_PARTIAL && err) *err = *failure;
        return status;
    }
    ndx_archive *archive = &reader->archive;
    bool truncated = strncmp(failure->message, "truncated", 9) == 0;
    ndx_reason reason = status == NDX_NOT_FOUND ? NDX_REASON_MISSING
                        : status == NDX_IO      ? NDX_REASON_UNREADABLE
                        : truncated             ? NDX_REASON_TRUNCATED
                                                : NDX_REASON_DAMAGED;
    /* The article cut in two by the end of a truncated file was told already. */
    if (truncated && archive->truncation_told) return NDX_PARTIAL;
    uint64_t offset = archive->input.stream ? ndx_archive_offset(archive) : 0;
    return ndx_archive_skip(archive, offset, reason, failure->message);
}

static ndx_status open_archive(ndx_reader *reader, ndx_error *err) {
    ndx_walk_file *file = &reader->file;
    ndx_archive *archive = &reader->archive;
    *archive = (ndx_archive){
        .path = file->path,
        .mtime = file->mtime_ns / 1000000000,
        .options = &reader->options,
        .limit = reader->options.article_limit_bytes ? reader->options.article_limit_bytes : DEFAULT_LIMIT,
        .keys = &reader->keys,
    };
    ndx_error failure = {0};
    ndx_stream *stream;
    ndx_charset_init(&archive->charset, reader->options.encoding);
    ndx_status status = ndx_stream_open(file->path.data, &stream, &failure);
    if (status == NDX_OK)
        status = ndx_input_open(&archive->input, stream, reader->options.encoding, &failure);
    if (status == NDX_OK) status = find_format(reader, &failure);
    reader->open = status == NDX_OK;
    if (status == NDX_OK) return NDX_OK;
    status = tell_failure(reader, status, &failure, err);
    close_archive(reader);
    return status;
}

static ndx_status next_file(ndx_reader *reader, ndx_error *err) {
    const ndx_read_options *options = &reader->options;
    for (;;) {
        ndx_status status = ndx_walk_next(reader->walk, &reader->file, err);
        if (status != NDX_OK) return status;
        const ndx_walk_file *file = &reader->file;
        if (options->unchanged && !file->standard_input &&
            options->unchanged(options->unchanged_context, file->path, file->size, file->mtime_ns)) {
            reader->files_done += file->size;
            continue;
        }
        status = open_archive(reader, err);
        if (status != NDX_PARTIAL) return status;
    }
}

/* --- articles ------------------------------------------------------------------------------------------- */

/* A headline alone is an article too (bulletins, briefs): it is its own body. */
static ndx_status finish(ndx_archive *archive, ndx_article *article) {
    if (is_blank(article->field[NDX_FIELD_BODY]))
        article->field[NDX_FIELD_BODY] = article->field[NDX_FIELD_HEADLINE];
    if (!is_blank(article->field[NDX_FIELD_BODY])) return NDX_OK;
    return ndx_archive_skip(archive, article->origin.offset, NDX_REASON_NO_BODY, NULL);
}

/* The next article of the open file: OK, END of the file, or a failure of the run. */
static ndx_status next_article(ndx_reader *reader, ndx_article *article, ndx_error *err) {
    for (;;) {
        ndx_error failure = {0};
        ndx_article_reset(article);
        ndx_status status = reader->archive.format->next(&reader->archive, article, &failure);
        if (status == NDX_OK) status = finish(&reader->archive, article);
        if (status == NDX_PARTIAL) continue;
        if (status == NDX_OK || status == NDX_END) return status;
        status = tell_failure(reader, status, &failure, err);
        return status == NDX_PARTIAL ? NDX_END : status;
    }
}

ndx_status ndx_reader_next(ndx_reader *reader, ndx_article *article, ndx_error *err) {
    for (;;) {
        ndx_status status = reader->open ? NDX_OK : next_file(reader, err);
        if (status == NDX_OK)
            status = next_article(reader, article, err);
        else if (status == NDX_END)
            return NDX_END;
        else
            return status;
        if (status == NDX_OK) return NDX_OK;
        close_archive(reader);
        if (status != NDX_END) return status;
    }
}

void ndx_reader_progress(const ndx_reader *reader, uint64_t *done, uint64_t *total) {
    *done = reader->files_done;
    *total = ndx_walk_total(reader->walk);
    if (!reader->open) return;
    uint64_t file_done, file_total;
    ndx_stream_progress(reader->archive.input.stream, &file_done, &file_total);
    *done += file_done;
    if (reader->file.standard_input) *total += file_total;
}

void ndx_reader_close(ndx_reader *reader) {
    if (!reader) return;
    if (reader->open) close_archive(reader);
    ndx_walk_free(reader->walk);
    ndx_keys_clear(&reader->keys);
    free(reader);
}
