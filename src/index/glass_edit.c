/* The tree is walked along the changes, from the left. What a block that is given up held goes, merged with the changes, to the open
 * block of its level, which takes items until it is full; a block that stays is entered above as it is, which closes what is open
 * below. */
#include "glass_edit.h"

#include <stdlib.h>

#include "glass_flush.h"
#include "glass_free.h"

#define ROOM (GLASS_BLOCK - GLASS_HEAD)

/* --- edits ---------------------------------------------------------------------------------------------- */

void ndx_glass_edits_clear(ndx_glass_edits *edits) {
    ndx_arena_clear(&edits->arena);
    free(edits->at);
    *edits = (ndx_glass_edits){0};
}

/* Room for an edit, whose tag is then to be written; NULL: *status says why not. */
static ndx_glass_edit *add(ndx_glass_edits *edits, const uint8_t *key, size_t key_len, size_t tag_len,
                           ndx_status *status, ndx_error *err) {
    if (!key_len || key_len > GLASS_KEY_MAX || edits->count >= UINT32_MAX || tag_len > UINT32_MAX / 2) {
        *status = ndx_fail(err, NDX_USAGE, "a key of %zu bytes does not fit into an index", key_len);
        return NULL;
    }
    ndx_glass_edit *grown = ndx_grow(edits->at, edits->count, &edits->capacity, sizeof *grown);
    uint8_t *room = ndx_arena_room(&edits->arena, GLASS_LEAF_HEAD + key_len + tag_len);
    if (grown) edits->at = grown;
    if (!grown || !room) {
        *status = ndx_fail_memory(err);
        return NULL;
    }
    room += GLASS_LEAF_HEAD;
    memcpy(room, key, key_len);
    ndx_glass_edit *added = &grown[edits->count];
    *added = (ndx_glass_edit){.key = room,
                              .key_len = (uint8_t)key_len,
                              .tag_len = (uint32_t)tag_len,
                              .number = (uint32_t)edits->count};
    edits->count++;
    return added;
}

ndx_status ndx_glass_edits_put(ndx_glass_edits *edits, const uint8_t *key, size_t key_len, ndx_text tag,
                               bool deflated, ndx_error *err) {
    ndx_status status;
    ndx_glass_edit *added = add(edits, key, key_len, tag.len, &status, err);
    if (!added) return status;
    if (tag.len) memcpy(added->key + key_len, tag.data, tag.len);
    added->deflated = deflated;
    return NDX_OK;
}

ndx_status ndx_glass_edits_room(ndx_glass_edits *edits, const uint8_t *key, size_t key_len, size_t tag_len,
                                uint8_t **tag, ndx_error *err) {
    ndx_status status;
    ndx_glass_edit *added = add(edits, key, key_len, tag_len, &status, err);
    *tag = added ? added->key + key_len : NULL;
    return added ? NDX_OK : status;
}

ndx_status ndx_glass_edits_drop(ndx_glass_edits *edits, const uint8_t *key, size_t key_len, ndx_error *err) {
    ndx_status status;
    ndx_glass_edit *added = add(edits, key, key_len, 0, &status, err);
    if (!added) return status;
    added->goes = true;
    return NDX_OK;
}

static int compare(const void *a, const void *b) {
    const ndx_glass_edit *x = a, *y = b;
    return glass_key_compare(x->key, x->key_len, 0, y->key, y->key_len, 0);
}

static int compare_numbered(const void *a, const void *b) {
    const ndx_glass_edit *x = a, *y = b;
    int order = compare(a, b);
    return order ? order : x->number < y->number ? -1 : 1;
}

/* In order of their keys, of each key only the last. Most come in order. */
void ndx_glass_edits_sort(ndx_glass_edits *edits, size_t from) {
    bool in_order = true;
    size_t kept = from;
    for (size_t i = from + 1; i < edits->count && in_order; i++)
        in_order = compare(&edits->at[i - 1], &edits->at[i]) < 0;
    if (in_order) return;
    qsort(edits->at + from, edits->count - from, sizeof *edits->at, compare_numbered);
    for (size_t i = from; i < edits->count; i++) {
        if (kept > from && compare(&edits->at[kept - 1], &edits->at[i]) == 0) kept--;
        edits->at[kept++] = edits->at[i];
    }
    edits->count = kept;
}

/* --- open blocks ---------------------------------------------------------------------------------------- */

/* What divides a block from the one before it; no key: nothing stands before it. */
typedef struct divider {
    const uint8_t *key;
    unsigned len, piece;
} divider;

/* An item of an open block. */
typedef struct entry {
    divider before; /* in a leaf: only of the first item since the level was closed */
    const uint8_t *item;
    unsigned size; /* with its directory entry */
    uint32_t child;
} entry;

/* The open block of a level, or two: until the second is full, it is not known where it is best to part them. */
typedef struct open_block {
    entry *entry;
    size_t count, capacity;
    unsigned size;
    bool written; /* a block of this level has been */
} open_block;

typedef struct editing {
    ndx_glass_pages *pages;
    ndx_glass_edit *next, *end;
    const ndx_glass_edits_source *source; /* NULL: no more than these */
    ndx_status told;                      /* how the source ended */
    ndx_error error;
    const ndx_glass_edit *taken; /* the last one: pieces of its key that are still met go */
    ndx_glass_free blocks;
    open_block level[GLASS_LEVELS];
    unsigned room; /* of a leaf */
    ndx_arena arena;
    uint64_t items;
    ndx_glass_flush flush;
} editing;

static ndx_status new_block(editing *e, uint32_t *block, uint8_t **bytes, ndx_error *err) {
    ndx_status status = ndx_glass_free_take(&e->blocks, block, err);
    return status == NDX_OK ? ndx_glass_flush_block(&e->flush, *block, bytes, err) : status;
}

/* The key of a leaf's item cut where it begins to differ from the one before. */
static divider between(const entry *before, const entry *after) {
    const uint8_t *a = before->item, *b = after->item;
    unsigned a_len = a[2], b_len = b[2], same = 0;
    a += GLASS_LEAF_HEAD;
    b += GLASS_LEAF_HEAD;
    while (same < a_len && same < b_len && a[same] == b[same]) same++;
    bool first = glass_get2(after->item) & GLASS_FLAG_FIRST;
    return (divider){b, same < b_len ? same + 1 : b_len, first ? 1 : glass_get2(b + b_len)};
}

static unsigned put_item(uint8_t *bytes, unsigned at, const entry *from, bool leaf, bool first) {
    if (leaf) {
        memcpy(bytes + at - (from->size - GLASS_ENTRY), from->item, from->size - GLASS_ENTRY);
        return at - (from->size - GLASS_ENTRY);
    }
    unsigned len = first ? 0 : from->before.len;
    uint8_t *item = bytes + (at -= GLASS_BRANCH_HEAD + len + GLASS_PIECE);
    glass_put4(item, from->child);
    item[4] = (uint8_t)len;
    if (len) memcpy(item + GLASS_BRANCH_HEAD, from->before.key, len);
    glass_put2(item + GLASS_BRANCH_HEAD + len, first ? 0 : from->before.piece);
    return at;
}

static ndx_status enter(editing *e, unsigned level, divider before, uint32_t child, ndx_error *err);

/* Write the first `count` items of a level's open block, and enter the block above. */
static ndx_status write_block(editing *e, unsigned number, size_t count, ndx_error *err) {
    open_block *open = &e->level[number];
    uint32_t block;
    uint8_t *bytes;
    ndx_status status = new_block(e, &block, &bytes, err);
    if (status != NDX_OK) return status;
    unsigned at = GLASS_BLOCK, dir_end = GLASS_HEAD;
    for (size_t i = 0; i < count; i++, dir_end += GLASS_ENTRY) {
        at = put_item(bytes, at, &open->entry[i], number == 0, i == 0);
        glass_put2(bytes + dir_end, at);
    }
    glass_put4(bytes, e->blocks.revision);
    bytes[4] = (uint8_t)number;
    glass_put2(bytes + 5, at - dir_end);
    glass_put2(bytes + 7, at - dir_end);
    glass_put2(bytes + 9, dir_end);
    memset(bytes + dir_end, 0, at - dir_end);
    divider before = open->entry[0].before;
    if (number == 0 && count < open->count)
        open->entry[count].before = between(&open->entry[count - 1], &open->entry[count]);
    for (size_t i = 0; i < count; i++) open->size -= open->entry[i].size;
    open->count -= count;
    memmove(open->entry, open->entry + count, open->count * sizeof *open->entry);
    open->written = true;
    return enter(e, number + 1, before, block, err);
}

/* How many items fill `most` bytes, at least one. */
static size_t items_within(const open_block *open, unsigned most) {
    size_t count = 0;
    for (unsigned size = 0; count < open->count; count++)
        if ((size += open->entry[count].size) > most && count) break;
    return count;
}

static ndx_status add_entry(editing *e, unsigned number, entry added, ndx_error *err) {
    open_block *open = &e->level[number];
    unsigned room = number ? ROOM : e->room;
    entry *grown = ndx_grow(open->entry, open->count, &open->capacity, sizeof *grown);
    if (!grown) return ndx_fail_memory(err);
    open->entry = grown;
    grown[open->count++] = added;
    open->size += added.size;
    return open->size > 2 * room ? write_block(e, number, items_within(open, room), err) : NDX_OK;
}

static ndx_status enter(editing *e, unsigned level, divider before, uint32_t child, ndx_error *err) {
    if (level == GLASS_LEVELS) return ndx_fail(err, NDX_NO_SPACE, "%s has grown too deep", e->pages->path);
    unsigned size = GLASS_BRANCH_HEAD + before.len + GLASS_PIECE + GLASS_ENTRY;
    return add_entry(e, level, (entry){.before = before, .child = child, .size = size}, err);
}

/* Write what is open at a level: as one block, or as two of the same size. */
static ndx_status close_level(editing *e, unsigned number, ndx_error *err) {
    open_block *open = &e->level[number];
    ndx_status status = NDX_OK;
    if (open->size > ROOM) status = write_block(e, number, items_within(open, open->size / 2), err);
    while (status == NDX_OK && open->count) status = write_block(e, number, items_within(open, ROOM), err);
    return status;
}

static ndx_status close_below(editing *e, unsigned level, ndx_error *err) {
    ndx_status status = NDX_OK;
    for (unsigned i = 0; i < level && status == NDX_OK; i++) status = close_level(e, i, err);
    return status;
}

/* --- leaves --------------------------------------------------------------------------------------------- */

static ndx_status add_item(editing *e, const uint8_t *item, unsigned size, divider before, ndx_error *err) {
    entry added = {.item = item, .size = size + GLASS_ENTRY};
    if (!e->level[0].count) added.before = before;
    return add_entry(e, 0, added, err);
}

static void put_head(uint8_t *item, const ndx_glass_edit *edit, unsigned size, bool first, bool last) {
    glass_put2(item, (size - 3) | (last ? GLASS_FLAG_LAST : 0) | (first ? GLASS_FLAG_FIRST : 0) |
                         (edit->deflated ? GLASS_FLAG_DEFLATED : 0));
    item[2] = edit->key_len;
}

/* Pieces as long as they may be, but what is left in the open block is filled first. */
static ndx_status add_pieces(editing *e, const ndx_glass_edit *edit, divider before, ndx_error *err) {
    ndx_status status = NDX_OK;
    const uint8_t *tag = edit->key + edit->key_len;
    uint32_t left = edit->tag_len;
    for (unsigned piece = 1; status == NDX_OK; piece++) {
        unsigned head = GLASS_LEAF_HEAD + edit->key_len + (piece > 1 ? GLASS_PIECE : 0);
        unsigned len = left < GLASS_ITEM_MAX - head ? left : GLASS_ITEM_MAX - head;
        if (piece > UINT16_MAX) return ndx_fail(err, NDX_USAGE, "a value is too long for %s", e->pages->path);
        uint8_t *item = ndx_arena_room(&e->arena, head + len);
        if (!item) return ndx_fail_memory(err);
        put_head(item, edit, head + len, piece == 1, len == left);
        memcpy(item + GLASS_LEAF_HEAD, edit->key, edit->key_len);
        if (piece > 1) glass_put2(item + GLASS_LEAF_HEAD + edit->key_len, piece);
        if (len) memcpy(item + head, tag + (edit->tag_len - left), len);
        status = add_item(e, item, head + len, before, err);
        left -= len;
        if (!left) break;
    }
    return status;
}

static ndx_status add_tag(editing *e, const ndx_glass_edit *edit, divider before, ndx_error *err) {
    size_t size = (size_t)GLASS_LEAF_HEAD + edit->key_len + edit->tag_len;
    if (size > GLASS_ITEM_MAX) return add_pieces(e, edit, before, err);
    uint8_t *item = edit->key - GLASS_LEAF_HEAD;
    put_head(item, edit, (unsigned)size, true, true);
    return add_item(e, item, (unsigned)size, before, err);
}

/* Does the edit fall below the divider? */
static bool is_below(const ndx_glass_edit *edit, const divider *end) {
    return !end || glass_key_compare(edit->key, edit->key_len, 1, end->key, end->len, end->piece) < 0;
}

static bool is_key_of(const ndx_glass_edit *edit, const uint8_t *key, unsigned len) {
    return edit && edit->key_len == len && memcmp(edit->key, key, len) == 0;
}

static void begin_edits(editing *e, ndx_glass_edits *edits) {
    e->next = edits->at;
    e->end = edits->count ? edits->at + edits->count : edits->at; /* there may be no array */
}

/* Is there a next edit? Asks for more when there is none. */
static bool has_next(editing *e) {
    while (e->next == e->end && e->source) {
        ndx_glass_edits *edits = NULL;
        e->told = e->source->more(e->source->context, &edits, &e->error);
        if (e->told != NDX_OK || !edits) e->source = NULL;
        if (e->source) begin_edits(e, edits);
    }
    return e->next < e->end;
}

static ndx_status take_edit(editing *e, bool was_there, divider before, ndx_error *err) {
    const ndx_glass_edit *edit = e->taken = e->next++;
    e->items += !edit->goes - (uint64_t)was_there;
    return !edit->goes ? add_tag(e, edit, before, err) : NDX_OK;
}

static ndx_status merge_leaf(editing *e, const ndx_glass_page *page, divider before, const divider *end,
                             ndx_error *err) {
    ndx_status status = NDX_OK;
    for (unsigned i = 0; i < page->count && status == NDX_OK; i++) {
        ndx_glass_item item;
        if (!ndx_glass_page_item(page, i, &item)) return ndx_glass_pages_damaged(e->pages, err);
        while (status == NDX_OK && has_next(e) &&
               glass_key_compare(e->next->key, e->next->key_len, 0, item.key, item.key_len, 0) < 0)
            status = take_edit(e, false, before, err);
        if (status == NDX_OK && has_next(e) && is_key_of(e->next, item.key, item.key_len))
            status = take_edit(e, true, before, err);
        else if (status == NDX_OK && !is_key_of(e->taken, item.key, item.key_len))
            status = add_item(e, item.at, item.size, before, err);
    }
    while (status == NDX_OK && has_next(e) && is_below(e->next, end))
        status = take_edit(e, false, before, err);
    return status;
}

/* --- the tree ------------------------------------------------------------------------------------------- */

/* Is there anything to change between the dividers? */
static bool is_touched(editing *e, const divider *before, const divider *end) {
    if (before->piece > 1 && is_key_of(e->taken, before->key, before->len)) return true;
    return has_next(e) && is_below(e->next, end);
}

static ndx_status visit(editing *e, uint32_t block, unsigned level, divider before, const divider *end,
                        ndx_error *err) {
    ndx_glass_page page;
    ndx_status status = ndx_glass_page_get(e->pages, block, level, &page, err);
    if (status == NDX_OK) status = ndx_glass_free_give(&e->blocks, block, err);
    if (status == NDX_OK && !level) return merge_leaf(e, &page, before, end, err);
    for (unsigned i = 0; i < page.count && status == NDX_OK; i++) {
        ndx_glass_item item = {0}, next = {0};
        divider until;
        bool more = i + 1 < page.count;
        if (!ndx_glass_page_item(&page, i, &item) || (more && !ndx_glass_page_item(&page, i + 1, &next)))
            return ndx_glass_pages_damaged(e->pages, err);
        if (i) before = (divider){item.key, item.key_len, item.piece};
        if (more) until = (divider){next.key, next.key_len, next.piece};
        if (is_touched(e, &before, more ? &until : end)) {
            status = visit(e, item.child, level - 1, before, more ? &until : end, err);
        } else {
            status = close_below(e, level, err);
            if (status == NDX_OK) status = enter(e, level, before, item.child, err);
        }
    }
    return status;
}

/* Close everything; what is alone at the top is the root. */
static ndx_status finish_tree(editing *e, ndx_glass_table_state *state, ndx_error *err) {
    ndx_status status = NDX_OK;
    for (unsigned level = 0; status == NDX_OK; level++) {
        const open_block *above = level + 1 < GLASS_LEVELS ? &e->level[level + 1] : NULL;
        status = close_level(e, level, err);
        if (status != NDX_OK || !above) break;
        if (level + 1 > e->pages->state.level && above->count == 1 && !above->written) {
            state->root = above->entry[0].child;
            state->level = level;
            break;
        }
    }
    return status;
}

static ndx_status edit_tree(editing *e, ndx_glass_table_state *state, ndx_error *err) {
    const ndx_glass_table_state *old = &e->pages->state;
    bool any = has_next(e);
    ndx_status status = any ? visit(e, old->root, old->level, (divider){0}, NULL, err) : NDX_OK;
    if (status == NDX_OK && e->told != NDX_OK) {
        if (err) *err = e->error;
        status = e->told;
    }
    if (status != NDX_OK || !any) return status;
    status = finish_tree(e, state, err);
    if (status == NDX_OK) status = ndx_glass_flush_finish(&e->flush, err);
    if (status == NDX_OK) status = ndx_glass_free_finish(&e->blocks, state, err);
    state->items = e->items;
    state->sequential = false;
    return status;
}

ndx_status ndx_glass_edits_apply(ndx_glass_edits *edits, const ndx_glass_edits_source *source,
                                 ndx_glass_pages *pages, unsigned slack, uint32_t revision,
                                 ndx_glass_table_state *state, ndx_error *err) {
    *state = pages->state;
    if (!edits->count && !source) return NDX_OK;
    ndx_glass_edits_sort(edits, 0);
    editing e = {.pages = pages, .source = source, .room = ROOM - slack, .items = pages->state.items};
    begin_edits(&e, edits);
    ndx_status status = ndx_glass_flush_init(&e.flush, pages, source && source->threads, err);
    if (status == NDX_OK) status = ndx_glass_free_init(&e.blocks, pages, revision, err);
    if (status == NDX_OK) status = edit_tree(&e, state, err);
    for (size_t i = 0; i < GLASS_LEVELS; i++) free(e.level[i].entry);
    ndx_glass_free_clear(&e.blocks);
    ndx_arena_clear(&e.arena);
    ndx_glass_flush_clear(&e.flush);
    return status;
}
