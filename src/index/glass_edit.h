/* Many changes of a table at once. Every block that a change falls into is written anew, to a block that the last revision does not
 * need, with as much in it as fits; so each is read and written once, and until iamglass says otherwise nothing has happened. */
#ifndef NDX_INDEX_GLASS_EDIT_H
#define NDX_INDEX_GLASS_EDIT_H

#include "glass_pages.h"

typedef struct ndx_glass_edit {
    uint8_t *
        key; /* GLASS_LEAF_HEAD bytes of room before it, the tag behind it: an item, if it is not too long for one */
    uint32_t tag_len, number;
    uint8_t key_len;
    bool goes, deflated;
} ndx_glass_edit;

typedef struct ndx_glass_edits {
    ndx_glass_edit *at;
    size_t count, capacity;
    ndx_arena arena;
} ndx_glass_edits; /* {0} to begin */
void ndx_glass_edits_clear(ndx_glass_edits *edits);
/* Set a key's tag, or take the key out, there or not; the last word about a key counts. Copies both. */
ndx_status ndx_glass_edits_put(ndx_glass_edits *edits, const uint8_t *key, size_t key_len, ndx_text tag,
                               bool deflated, ndx_error *err);
/* The same with a tag of so many bytes that is to be written to *tag before anything else is done with the edits. */
ndx_status ndx_glass_edits_room(ndx_glass_edits *edits, const uint8_t *key, size_t key_len, size_t tag_len,
                                uint8_t **tag, ndx_error *err);
ndx_status ndx_glass_edits_drop(ndx_glass_edits *edits, const uint8_t *key, size_t key_len, ndx_error *err);
/* Put what there is from that one on in order, so that what comes after it in the order of keys costs no more than a look. */
void ndx_glass_edits_sort(ndx_glass_edits *edits, size_t from);

/* Further edits, all behind those before them, in order; *edits NULL: there are no more. They stay where they are. */
typedef ndx_status ndx_glass_edits_more(void *context, ndx_glass_edits **edits, ndx_error *err);
typedef struct ndx_glass_edits_source {
    ndx_glass_edits_more *more;
    void *context;
    bool threads; /* there is one to spare, which is to write the blocks */
} ndx_glass_edits_source;

/* Write the edits, which are sorted, and then those of `source` (NULL: none). *state is what the table has become once it is synced.
 * slack: bytes left free in each full leaf. */
ndx_status ndx_glass_edits_apply(ndx_glass_edits *edits, const ndx_glass_edits_source *source,
                                 ndx_glass_pages *pages, unsigned slack, uint32_t revision,
                                 ndx_glass_table_state *state, ndx_error *err);

#endif
