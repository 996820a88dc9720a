/* Going on with an update that was killed.
 *
 * Notes: who     varint path hash, zigzag day, the value of its people, varint people, then of each the key, the name (texts)
 *                and varint the code of the role; before its article
 *        removed the id of an article
 *        file    a file's value (files.c)
 *        gone    the path of a file that is no longer known */
#include "unfinished.h"

#include <stdlib.h>

#include "files.h"

enum { NOTE_WHO = 1, NOTE_REMOVED, NOTE_FILE, NOTE_FILE_GONE };

/* --- noting --------------------------------------------------------------------------------------------- */

ndx_status ndx_unfinished_note_who(ndx_changes *changes, const ndx_change_who *who, uint32_t path_hash,
                                   ndx_error *err) {
    ndx_buf *note = &changes->data;
    ndx_buf_reset(note);
    ndx_buf_add_varint(note, path_hash);
    ndx_put_signed(note, who->day);
    ndx_put_text(note, who->value);
    ndx_buf_add_varint(note, who->person_count);
    for (size_t i = 0; i < who->person_count; i++) {
        ndx_put_text(note, who->people[i].key);
        ndx_put_text(note, who->people[i].name);
        ndx_buf_add_varint(note, who->people[i].role_code);
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
static ndx_status count_people(ndx_changes *changes, ndx_text id, ndx_cursor *note, ndx_error *err) {
    ndx_change_who who = {.day = (ndx_day)ndx_cursor_signed(note)};
    who.value = ndx_cursor_text(note);
    size_t count = ndx_cursor_number_below(note, UINT32_MAX);
    if (count > (size_t)(note->end - note->at)) return unreadable(err); /* each takes some bytes */
    ndx_person *people = calloc(count + 1, sizeof *people);
    if (!people) return ndx_fail_memory(err);
    for (; who.person_count < count && !note->bad; who.person_count++) {
        ndx_person *person = &people[who.person_count];
        person->key = ndx_cursor_text(note);
        person->name = ndx_cursor_text(note);
        person->role_code = (uint8_t)ndx_cursor_number_below(note, NDX_PARTY_ROLES);
    }
    who.people = people;
    ndx_status status = note->bad ? unreadable(err) : ndx_changes_count_people(changes, id, &who, err);
    free(people);
    return status;
}

static ndx_status take_article(void *context, ndx_text id, const ndx_bulk_kept *kept, ndx_error *err) {
    heir *to = context;
    ndx_cursor who = ndx_cursor_of(ndx_buf_text(&to->who));
    uint32_t path_hash = (uint32_t)ndx_cursor_number(&who);
    ndx_status status = ndx_changes_adopt(to->changes, id, kept, path_hash, err);
    if (status == NDX_OK) status = count_people(to->changes, id, &who, err);
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
