/* What is known of files while changes are gathered. */
#include "changed_files.h"

#include <stdlib.h>
#include <string.h>

#include "files.h"

void ndx_changed_files_clear(ndx_changed_files *files) {
    for (size_t i = 0; i < files->paths.count; i++) free(files->at[i].note);
    ndx_names_clear(&files->paths);
    free(files->at);
    *files = (ndx_changed_files){0};
}

/* Room for one more file, made before it gets its number. */
static bool make_room(ndx_changed_files *files) {
    if (files->paths.count < files->capacity) return true;
    size_t capacity = files->capacity * 2 + 64;
    ndx_changed_file *grown = realloc(files->at, capacity * sizeof *grown);
    if (!grown) return false;
    memset(grown + files->capacity, 0, (capacity - files->capacity) * sizeof *grown);
    files->at = grown;
    files->capacity = capacity;
    return true;
}

static ndx_changed_file *entry_of(ndx_changed_files *files, ndx_text path) {
    uint32_t number = make_room(files) ? ndx_names_add(&files->paths, path) : NDX_NO_NAME;
    return number == NDX_NO_NAME ? NULL : &files->at[number];
}

ndx_status ndx_changed_files_put(ndx_changed_files *files, ndx_text path, const ndx_seen_file *file,
                                 ndx_error *err) {
    char *note = malloc(file->note.len + 1);
    ndx_changed_file *entry = note ? entry_of(files, path) : NULL;
    if (!entry) {
        free(note);
        return ndx_fail_memory(err);
    }
    if (file->note.len) memcpy(note, file->note.data, file->note.len);
    free(entry->note);
    entry->file = *file;
    entry->note = note;
    entry->there = true;
    entry->file.note = (ndx_text){note, file->note.len};
    return NDX_OK;
}

ndx_status ndx_changed_files_remove(ndx_changed_files *files, ndx_text path, ndx_error *err) {
    ndx_changed_file *entry = entry_of(files, path);
    if (!entry) return ndx_fail_memory(err);
    entry->there = false;
    return NDX_OK;
}

ndx_status ndx_changed_files_get(const ndx_changed_files *files, ndx_x_database *base, ndx_text path,
                                 ndx_seen_file *file, ndx_buf *note, bool *known, ndx_error *err) {
    uint32_t number = ndx_names_find(&files->paths, path);
    *known = false;
    if (number == NDX_NO_NAME) return base ? ndx_files_get(base, path, file, note, known, err) : NDX_OK;
    *known = files->at[number].there;
    if (!*known) return NDX_OK;
    *file = files->at[number].file;
    size_t begin = note->len;
    ndx_buf_add_text(note, file->note);
    file->note = ndx_text_slice(ndx_buf_text(note), begin, note->len);
    return ndx_buf_status(note, err);
}

/* --- all of them ---------------------------------------------------------------------------------------- */

typedef struct telling {
    const ndx_changed_files *files;
    size_t changed; /* before the telling began: what fn does meanwhile is not told of */
    ndx_seen_file_fn *fn;
    void *context;
    bool more;
} telling;

/* ndx_seen_file_fn: a file of the base. */
static bool tell_unchanged(void *context, ndx_text path, const ndx_seen_file *file) {
    telling *told = context;
    uint32_t number = ndx_names_find(&told->files->paths, path);
    if (number == NDX_NO_NAME || (number >= told->changed && told->files->at[number].there))
        told->more = told->fn(told->context, path, file);
    return told->more;
}

ndx_status ndx_changed_files_each(const ndx_changed_files *files, ndx_x_database *base, ndx_text root,
                                  ndx_seen_file_fn *fn, void *context, ndx_error *err) {
    telling told = {files, files->paths.count, fn, context, true};
    ndx_status status = base ? ndx_files_each(base, root, tell_unchanged, &told, err) : NDX_OK;
    for (size_t i = 0; i < told.changed && told.more && status == NDX_OK; i++) {
        ndx_seen_file file = files->at[i].file; /* a copy: fn may make the array move */
        if (files->at[i].there && ndx_text_starts(files->paths.names[i], root))
            told.more = fn(context, files->paths.names[i], &file);
    }
    return status;
}
