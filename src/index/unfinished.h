/* What an update leaves that was killed before its commit, so that the next one goes on with it: DIR/unfinished, the file its articles
 * were gathered in, with notes of everything else that was changed. It is good for the generation it was begun on, with the settings
 * and by the program of then; whatever else is committed makes an end of it. */
#ifndef NDX_INDEX_UNFINISHED_H
#define NDX_INDEX_UNFINISHED_H

#include "changes.h"

#define NDX_UNFINISHED "unfinished"

/* Gather in the file that path (borrowed) names, and take over what it has, if it is about the generation `base` ("": none yet). To be
 * called before anything is changed. *found: something was taken over. BAD_INPUT: the file was not written by us, and the changes are
 * only to be freed. */
ndx_status ndx_unfinished_begin(ndx_changes *changes, const char *path, const char *base, bool *found,
                                ndx_error *err);

/* Notes; they do nothing when the changes are not kept. Of who is named in an article, before it is put: */
ndx_status ndx_unfinished_note_who(ndx_changes *changes, const ndx_change_who *who, uint32_t path_hash,
                                   ndx_error *err);
ndx_status ndx_unfinished_note_removed(ndx_changes *changes, ndx_text id, ndx_error *err);

/* As ndx_changed_files_put and _remove, noted. */
ndx_status ndx_unfinished_file_put(ndx_changes *changes, ndx_text path, const ndx_seen_file *file,
                                   ndx_error *err);
ndx_status ndx_unfinished_file_remove(ndx_changes *changes, ndx_text path, ndx_error *err);

#endif
