/* Going on with an update that was killed.
 *
 * Notes: who     varint path hash, zigzag day, varint people, then of each the key and the name (texts); before its article
 *        removed the id of an article
 *        file    a file's value (files.c)
 *        gone    the path of a file that is no longer known */
#include "unfinished.h"

#include "files.h"

enum { NOTE_WHO = 1, NOTE_REMOVED, NOTE_FILE, NOTE_FILE_GONE };

/* --- noting --------------------------------------------------------------------------------------------- */

ndx_status ndx_unfinished_note_who(ndx_changes *changes, const ndx_prepared_view *view, uint32_t path_hash,
                                   ndx_error *err) {
    ndx_buf *note = &changes->data;
    ndx_buf_reset(note);
    ndx_buf_add_varint(note, path_hash);
    ndx_put_signed(note, view->date.day);
    ndx_buf_add_varint(note, view->person_count);
    for (size_t i = 0; i < view->person_count; i++) {
        ndx_put_text(note, view->people[i].key);
        ndx_put_text(note, view->people[i].name);
    }
    ndx_status status = ndx_buf_status(note, err);
    return status == NDX_OK ? ndx_bulk_note(changes->bulk, NOTE_WHO, ndx_buf_text(note), err) : status;
}

ndx_status ndx_unfinished_note_removed(ndx_changes *changes, ndx_text id, ndx_error *err) {
    return ndx_bulk_note(changes->bulk, NOTE_REMOVED, id, err);
}

ndx_status ndx_unfinished_file_put(ndx_changes *changes, ndx_text path, const ndx_seen_file *file,
                                   ndx_error *err) {
    ndx_buf key = {0}, value = {0};
    ndx_files_entry(path, file, &key, &value);
    ndx_status status = ndx_buf_status(&value, err);
    if (status == NDX_OK) status = ndx_bulk_note(changes->bulk, NOTE_FILE, ndx_buf_text(&value), err);
    ndx_buf_clear(&key);
    ndx_buf_clear(&value);
    return status == NDX_OK ? ndx_changed_files_put(&changes->files, path, file, err) : status;
}

ndx_status ndx_unfinished_file_remove(ndx_changes *changes, ndx_text path, ndx_error *err) {
    ndx_status status = ndx_bulk_note(changes->bulk, NOTE_FILE_GONE, path, err);
    return status == NDX_OK ? ndx_changed_files_remove(&changes->files, path, err) : status;
}

/* --- going on ------------------------------------------------------------------------------------------- */

typedef struct heir {
    ndx_changes *changes;
    ndx_buf who; /* the note before the article that comes */
} heir;

static ndx_status unreadable(ndx_error *err) {
    return ndx_fail(err, NDX_BAD_INPUT, "a note that an interrupted run has left is damaged");
}

/* The people of the article that was put after this note. */
static ndx_status count_people(ndx_changes *changes, ndx_cursor *who, ndx_error *err) {
    ndx_day day = (ndx_day)ndx_cursor_signed(who);
    size_t count = ndx_cursor_number_below(who, UINT32_MAX);
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < count && status == NDX_OK && !who->bad; i++) {
        ndx_person person = {.key = ndx_cursor_text(who)};
        person.name = ndx_cursor_text(who);
        status = ndx_name_table_count(&changes->names, &person, 1, day, 1, err);
    }
    return status == NDX_OK && who->bad ? unreadable(err) : status;
}

static ndx_status take_article(void *context, ndx_text id, const ndx_bulk_kept *kept, ndx_error *err) {
    heir *to = context;
    ndx_cursor who = ndx_cursor_of(ndx_buf_text(&to->who));
    uint32_t path_hash = (uint32_t)ndx_cursor_number(&who);
    ndx_status status = ndx_changes_adopt(to->changes, id, kept, path_hash, err);
    if (status == NDX_OK) status = count_people(to->changes, &who, err);
    ndx_buf_reset(&to->who);
    return status;
}

static ndx_status take_file(ndx_changes *changes, ndx_text value, ndx_error *err) {
    ndx_text path;
    ndx_seen_file file;
    return ndx_files_read(value, &path, &file) ? ndx_changed_files_put(&changes->files, path, &file, err)
                                               : unreadable(err);
}

static ndx_status take_note(void *context, uint32_t kind, ndx_text bytes, ndx_error *err) {
    heir *to = context;
    bool removed;
    switch (kind) {
    case NOTE_WHO:
        ndx_buf_reset(&to->who);
        ndx_buf_add_text(&to->who, bytes);
        return ndx_buf_status(&to->who, err);
    case NOTE_REMOVED:
        return ndx_changes_remove(to->changes, bytes, &removed, err);
    case NOTE_FILE:
        return take_file(to->changes, bytes, err);
    case NOTE_FILE_GONE:
        return ndx_changed_files_remove(&to->changes->files, bytes, err);
    default:
        return unreadable(err);
    }
}

static void make_heading(const ndx_settings *settings, const char *base, ndx_buf *heading) {
    ndx_buf_add_str(heading, "newsdex " NDX_VERSION " unfinished 1\n");
    ndx_settings_print(settings, heading);
    ndx_buf_addf(heading, "\n%s", base);
}

ndx_status ndx_unfinished_begin(ndx_changes *changes, const char *path, const char *base, bool *found,
                                ndx_error *err) {
    heir to = {.changes = changes};
    const ndx_bulk_heir told = {&to, take_article, take_note};
    ndx_buf heading = {0};
    make_heading(&changes->settings, base, &heading);
    ndx_status status = ndx_buf_status(&heading, err);
    if (status == NDX_OK)
        status = ndx_bulk_keep(changes->bulk, path, ndx_buf_text(&heading), &told, found, err);
    ndx_buf_clear(&heading);
    ndx_buf_clear(&to.who);
    return status;
}
