/* Files seen: metadata "file:PATH", or "long:HASH" for paths that no key has room for; the value is
 * varint size, zigzag mtime, varint articles, a byte complete, path (text), note (text, to the end). */
#include "files.h"

#include <stdlib.h>

#include "record.h"

#define SHORT "file:"
#define LONG "long:"
#define KEY_PATH_MAX                                                                                         \
    200 /* bytes of a path inside a key, zero bytes counted twice; Xapian's limit is some 245 for the key */

static void make_key(ndx_text path, ndx_buf *key) {
    size_t len = path.len;
    for (size_t i = 0; i < path.len; i++) len += path.data[i] == 0;
    if (len <= KEY_PATH_MAX) {
        ndx_buf_add_str(key, SHORT);
        ndx_buf_add_text(key, path);
    } else {
        ndx_buf_addf(key, LONG "%016llx%016llx", (unsigned long long)ndx_hash(path.data, path.len, 1),
                     (unsigned long long)ndx_hash(path.data, path.len, 2));
    }
}

bool ndx_files_read(ndx_text value, ndx_text *path, ndx_seen_file *file) {
    ndx_cursor cursor = ndx_cursor_of(value);
    file->size = ndx_cursor_number(&cursor);
    file->mtime_ns = ndx_cursor_signed(&cursor);
    file->articles = ndx_cursor_number(&cursor);
    file->complete = ndx_cursor_number(&cursor) != 0;
    *path = ndx_cursor_text(&cursor);
    file->note = ndx_cursor_text(&cursor);
    return !cursor.bad;
}

static ndx_status damaged(ndx_text path, ndx_error *err) {
    return ndx_fail(err, NDX_NO_INDEX, "what the index knows of the file %.*s is damaged; rebuild it",
                    NDX_ARG(path));
}

ndx_status ndx_files_get(ndx_x_database *database, ndx_text path, ndx_seen_file *file, ndx_buf *note,
                         bool *known, ndx_error *err) {
    ndx_buf key = {0};
    ndx_text value = {0}, kept;
    *known = false;
    make_key(path, &key);
    ndx_status status = ndx_buf_status(&key, err);
    if (status == NDX_OK) status = ndx_x_database_metadata(database, ndx_buf_text(&key), &value, err);
    ndx_buf_clear(&key);
    if (status != NDX_OK || value.len == 0) return status;
    if (!ndx_files_read(value, &kept, file)) return damaged(path, err);
    if (!ndx_text_equal(kept, path)) return NDX_OK;
    size_t begin = note->len;
    ndx_buf_add_text(note, file->note);
    file->note = ndx_text_slice(ndx_buf_text(note), begin, note->len);
    *known = true;
    return ndx_buf_status(note, err);
}

void ndx_files_entry(ndx_text path, const ndx_seen_file *file, ndx_buf *key, ndx_buf *value) {
    make_key(path, key);
    ndx_buf_add_varint(value, file->size);
    ndx_put_signed(value, file->mtime_ns);
    ndx_buf_add_varint(value, file->articles);
    ndx_buf_add_varint(value, file->complete);
    ndx_put_text(value, path);
    ndx_put_text(value, file->note);
}

/* The keys first, the values after: the caller may change what it is told about. */
static ndx_status gather_keys(const ndx_x_database *database, ndx_text prefix, ndx_names *keys,
                              ndx_error *err) {
    ndx_x_terms *terms;
    ndx_text key;
    ndx_status status = ndx_x_database_metadata_keys(database, prefix, &terms, err);
    if (status != NDX_OK) return status;
    while ((status = ndx_x_terms_next(terms, &key, err)) == NDX_OK)
        if (ndx_names_add(keys, key) == NDX_NO_NAME) {
            status = ndx_fail_memory(err);
            break;
        }
    ndx_x_terms_close(terms);
    return status == NDX_END ? NDX_OK : status;
}

static ndx_status tell(ndx_x_database *database, ndx_text key, ndx_text root, ndx_seen_file_fn *fn,
                       void *context, bool *more, ndx_error *err) {
    ndx_text value, path;
    ndx_seen_file file;
    ndx_buf kept = {0};
    ndx_status status = ndx_x_database_metadata(database, key, &value, err);
    if (status == NDX_OK && value.len) {
        ndx_buf_add_text(&kept, value); /* fn may call what makes the view stale */
        status = ndx_buf_status(&kept, err);
        if (status == NDX_OK && !ndx_files_read(ndx_buf_text(&kept), &path, &file))
            status = damaged(key, err);
        if (status == NDX_OK && ndx_text_starts(path, root)) *more = fn(context, path, &file);
    }
    ndx_buf_clear(&kept);
    return status;
}

ndx_status ndx_files_each(ndx_x_database *database, ndx_text root, ndx_seen_file_fn *fn, void *context,
                          ndx_error *err) {
    ndx_names keys = {0};
    ndx_buf prefix = {0};
    ndx_buf_add_str(&prefix, SHORT);
    ndx_buf_add_text(&prefix, ndx_text_slice(root, 0, KEY_PATH_MAX / 2));
    ndx_status status = ndx_buf_status(&prefix, err);
    if (status == NDX_OK) status = gather_keys(database, ndx_buf_text(&prefix), &keys, err);
    if (status == NDX_OK) status = gather_keys(database, NDX_TEXT(LONG), &keys, err);
    bool more = true;
    for (size_t i = 0; i < keys.count && more && status == NDX_OK; i++)
        status = tell(database, keys.names[i], root, fn, context, &more, err);
    ndx_names_clear(&keys);
    ndx_buf_clear(&prefix);
    return status;
}
