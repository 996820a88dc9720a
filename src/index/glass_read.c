/* Descending a B-tree that others may write to. */
#include "glass_read.h"

#include <libdeflate.h>
#include <string.h>

#include "glass_block.h"

#define TAG_MAX (64u << 20) /* of one that is put together of pieces */
/* Of what is inflated, to begin with: a chunk has some 2,060 bytes at most, and only libxapian deflates long term lists. */
#define INFLATED_LEAST (1u << 16)

/* --- numbers -------------------------------------------------------------------------------------------- */

bool ndx_glass_read_sorted(const uint8_t *at, const uint8_t *end, uint32_t *value) {
    size_t len = (size_t)(end - at);
    if (len < 2 || len > GLASS_SORTED_MAX || at[0] == 0xff) return false;
    size_t ones = at[0] & 0x80 ? (size_t)__builtin_clz(~((unsigned)at[0] << 24)) : 0;
    if (len != ones + 2) return false;
    uint64_t number = at[0] & (0x7fu >> ones);
    for (size_t i = 1; i < len; i++) number = number << 8 | at[i];
    *value = (uint32_t)number;
    return number <= UINT32_MAX;
}

/* --- blocks --------------------------------------------------------------------------------------------- */

/* Read before the look at the revision: not moved behind it. */
static uint32_t revision_after(const uint8_t *block) {
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    uint32_t value = __atomic_load_n((const uint32_t *)(const void *)block, __ATOMIC_RELAXED);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    value = __builtin_bswap32(value);
#endif
    return value;
}

static ndx_status modified(ndx_error *err) {
    return ndx_fail(err, NDX_MODIFIED, "the index was changed while it was read: try again");
}

static ndx_status broken(const ndx_glass_cursor *cursor, ndx_error *err) {
    return ndx_fail(err, NDX_NO_INDEX, "the database in %s is damaged and has to be built again",
                    cursor->glass->dir.data);
}

/* Are all blocks on the way to the item still those of our state? */
static bool is_fresh(const ndx_glass_cursor *cursor) {
    for (unsigned i = 0; i <= cursor->glass->file[cursor->name].level; i++)
        if (cursor->step[i].block && revision_after(cursor->step[i].block) != cursor->step[i].revision)
            return false;
    return true;
}

ndx_status ndx_glass_check(const ndx_glass_cursor *cursor, ndx_error *err) {
    return revision_after(cursor->step[0].block) == cursor->step[0].revision ? NDX_OK : modified(err);
}

ndx_status ndx_glass_damaged(const ndx_glass_cursor *cursor, ndx_error *err) {
    return is_fresh(cursor) ? broken(cursor, err) : modified(err);
}

/* Stand in block `number`, on its first entry. */
static ndx_status enter(ndx_glass_cursor *cursor, unsigned level, uint32_t number, uint32_t newest,
                        ndx_error *err) {
    const ndx_glass_file *file = &cursor->glass->file[cursor->name];
    if (!file->bytes || number >= file->blocks) return ndx_glass_damaged(cursor, err);
    const uint8_t *block = file->bytes + (size_t)number * GLASS_BLOCK;
    uint32_t revision = glass_get4(block);
    if (revision > newest) return modified(err);
    if (!glass_is_block(block, level)) return ndx_glass_damaged(cursor, err);
    cursor->step[level].block = block;
    cursor->step[level].revision = revision;
    cursor->step[level].at = GLASS_HEAD;
    return NDX_OK;
}

/* A key that is looked for, down to blocks of level `floor`. */
typedef struct sought {
    const uint8_t *key;
    size_t key_len;
    uint64_t start; /* of the key, see key_start */
    unsigned floor;
    bool before; /* out: the block at `floor` begins behind it */
    bool exact;  /* out: it is there, in that block */
} sought;

/* The first eight bytes of a key in a block, as a number that orders as they do. */
static inline uint64_t key_start(const uint8_t *block, unsigned key, unsigned len) {
    unsigned beyond = 0;
    if (key > GLASS_BLOCK - 8) { /* nothing behind the block may be read */
        beyond = key - (GLASS_BLOCK - 8);
        key = GLASS_BLOCK - 8;
    }
    uint64_t start = __builtin_bswap64(ndx_load8(block + key)) << (8 * beyond & 63); /* of 64: an empty key */
    return len < 8 ? start & ~(UINT64_MAX >> 8 * len) : start;
}

/* Is the first piece of the key before the item, at it, or behind it? */
static inline int compare(const uint8_t *block, const sought *of, const ndx_glass_item *with) {
    uint64_t start = key_start(block, (unsigned)(with->key - block), (unsigned)with->key_len);
    if (of->start != start) return of->start < start ? -1 : 1;
    size_t shorter = of->key_len < with->key_len ? of->key_len : with->key_len;
    int order = shorter > 8 ? memcmp(of->key + 8, with->key + 8, shorter - 8) : 0;
    if (order) return order;
    if (of->key_len != with->key_len) return of->key_len < with->key_len ? -1 : 1;
    return with->piece > 1 ? -1 : 0;
}

static inline sought sought_key(const uint8_t *key, size_t key_len, unsigned floor) {
    return (sought){key,   key_len, ndx_text_start((ndx_text){(const char *)key, key_len}),
                    floor, false,   false};
}

/* compare with an entry of the block's directory, in most cases without taking all of its item apart. False when it cannot be one. */
static inline bool compare_entry(const uint8_t *block, unsigned level, unsigned number, const sought *of,
                                 int *order) {
    unsigned begin = glass_get2(block + GLASS_HEAD + (size_t)number * GLASS_ENTRY),
             head = level ? GLASS_BRANCH_HEAD : GLASS_LEAF_HEAD;
    unsigned key = begin + head;
    if (key + 8 <= GLASS_BLOCK) { /* the key's length is the last byte of either head */
        unsigned len = glass_get1(block + key - 1);
        uint64_t start = key_start(block, key, len);
        *order = of->start < start ? -1 : 1;
        if (of->start != start && key + len <= GLASS_BLOCK) return true;
    }
    ndx_glass_item at;
    if (!glass_item(block, level, number, &at)) return false;
    *order = compare(block, of, &at);
    return true;
}

/* The entries of a block that are not behind a key are those below `high`; `low` of them are known, so are those that are. */
typedef struct bounds {
    unsigned low, high;
} bounds;

/* Look a little ahead first, then farther: who reads on is mostly close to where they were. */
static bool gallop(const uint8_t *block, unsigned level, sought *of, bounds *within) {
    for (unsigned width = 1; within->low + width < within->high && !of->exact; width *= 2) {
        int order;
        if (!compare_entry(block, level, within->low + width - 1, of, &order)) return false;
        if (order < 0)
            within->high = within->low + width - 1;
        else
            within->low += width;
        of->exact = order == 0;
    }
    return true;
}

/* Stand on the last entry of the block whose item is not behind the key. In a branch that may always be the first, whose key
 * stands for all before; in a leaf, `before` says that even the first is behind. `from`: entries known not to be. */
static bool find_in_block(struct ndx_glass_step *step, unsigned level, unsigned from, sought *of) {
    bounds within = {from, glass_entries(step->block)};
    of->exact = false;
    if (from > 1 && !gallop(step->block, level, of, &within)) return false;
    while (within.low < within.high && !of->exact) {
        unsigned middle = within.low + (within.high - within.low) / 2;
        int order;
        if (!compare_entry(step->block, level, middle, of, &order)) return false;
        if (order < 0)
            within.high = middle;
        else
            within.low = middle + 1;
        of->exact = order == 0;
    }
    of->before = within.low == 0;
    step->at = GLASS_HEAD + (within.low ? within.low - 1 : 0) * GLASS_ENTRY;
    return true;
}

/* --- moving --------------------------------------------------------------------------------------------- */

/* Enter the block that a branch's entry points to. */
static ndx_status enter_child(ndx_glass_cursor *cursor, unsigned level, ndx_error *err) {
    const struct ndx_glass_step *step = &cursor->step[level];
    ndx_glass_item at;
    if (!glass_branch_item(step->block, step->at, &at)) return ndx_glass_damaged(cursor, err);
    return enter(cursor, level - 1, at.child, step->revision, err);
}

/* From the entry at `level` down to a leaf, always to the first or always to the last entry. */
static ndx_status descend(ndx_glass_cursor *cursor, unsigned level, bool last, ndx_error *err) {
    ndx_status status = NDX_OK;
    for (; status == NDX_OK && level > 0; level--) {
        status = enter_child(cursor, level, err);
        struct ndx_glass_step *below = &cursor->step[level - 1];
        if (status == NDX_OK && last) below->at = glass_directory_end(below->block) - GLASS_ENTRY;
    }
    return status;
}

/* The next item of the leaves, or the one before. END. */
static ndx_status move(ndx_glass_cursor *cursor, bool back, ndx_error *err) {
    unsigned top = cursor->glass->file[cursor->name].level;
    for (unsigned level = 0; level <= top; level++) {
        struct ndx_glass_step *step = &cursor->step[level];
        if (back ? step->at <= GLASS_HEAD : step->at + 2 * GLASS_ENTRY > glass_directory_end(step->block))
            continue;
        step->at = back ? step->at - GLASS_ENTRY : step->at + GLASS_ENTRY;
        return descend(cursor, level, back, err);
    }
    return NDX_END;
}

/* Tell the item at the cursor, now that the way to it is known to be sound. */
static ndx_status stand(ndx_glass_cursor *cursor, ndx_glass_item *at, ndx_error *err) {
    if (!glass_leaf_item(cursor->step[0].block, cursor->step[0].at, at))
        return ndx_glass_damaged(cursor, err);
    cursor->key = at->key;
    cursor->key_len = at->key_len;
    return is_fresh(cursor) ? NDX_OK : modified(err);
}

/* From a block at `level` that the key belongs to. `from`: entries of that block known not to be behind it. */
static ndx_status find_below(ndx_glass_cursor *cursor, unsigned level, unsigned from, sought *of,
                             ndx_error *err) {
    ndx_status status = NDX_OK;
    for (;; from = level > 0) {
        if (!find_in_block(&cursor->step[level], level, from, of)) return ndx_glass_damaged(cursor, err);
        if (level == of->floor) return NDX_OK;
        status = enter_child(cursor, level--, err);
        if (status != NDX_OK) return status;
    }
}

static ndx_status find_from_root(ndx_glass_cursor *cursor, sought *of, ndx_error *err) {
    const ndx_glass_file *file = &cursor->glass->file[cursor->name];
    memset(cursor->step, 0, sizeof cursor->step);
    ndx_status status = enter(cursor, file->level, file->root, cursor->glass->revision, err);
    return status == NDX_OK ? find_below(cursor, file->level, file->level > 0, of, err) : status;
}

/* Is the key before where the cursor stands? The first key of a branch stands for all before, so the one above it tells. */
static bool is_before(const ndx_glass_cursor *cursor, const sought *of) {
    unsigned top = cursor->glass->file[cursor->name].level, level = of->floor;
    const struct ndx_glass_step *step = &cursor->step[level];
    ndx_glass_item at;
    if (!step->block) return true;
    for (; level > 0 && level < top && step->at == GLASS_HEAD; level++) step++;
    return !glass_item(step->block, level, (step->at - GLASS_HEAD) / GLASS_ENTRY, &at) ||
           compare(step->block, of, &at) < 0;
}

/* From where the cursor stands, if the key is not before: in the block at `floor`, or in one under the lowest branch that is not
 * passed. */
static ndx_status find_from_here(ndx_glass_cursor *cursor, sought *of, ndx_error *err) {
    ndx_glass_item at;
    unsigned top = cursor->glass->file[cursor->name].level, level = of->floor;
    struct ndx_glass_step *step = &cursor->step[level];
    if (is_before(cursor, of)) return find_from_root(cursor, of, err);
    for (; level <= top; level++, step++) {
        if (!glass_item(step->block, level, glass_entries(step->block) - 1, &at))
            return ndx_glass_damaged(cursor, err);
        if (level < top && compare(step->block, of, &at) >= (level ? 0 : 1)) continue;
        /* In the leaf the item itself may be it; in a branch its entry is not behind. */
        return find_below(cursor, level, (step->at - GLASS_HEAD) / GLASS_ENTRY + (level > 0), of, err);
    }
    return ndx_glass_damaged(cursor, err);
}

/* Tell the item that was found: where the leaf begins behind the key, it is the last of the leaf before. */
static ndx_status stand_found(ndx_glass_cursor *cursor, const sought *of, ndx_glass_item *at,
                              ndx_error *err) {
    ndx_status status = of->before ? move(cursor, true, err) : NDX_OK;
    if (status == NDX_END) status = ndx_glass_damaged(cursor, err);
    return status == NDX_OK ? stand(cursor, at, err) : status;
}

static ndx_status open_table(ndx_glass *glass, ndx_glass_name name, ndx_error *err) {
    if (glass->file[name].empty) return NDX_END;
    return glass->file[name].bytes ? NDX_OK : ndx_glass_map(glass, name, err);
}

ndx_status ndx_glass_find(ndx_glass_cursor *cursor, const uint8_t *key, size_t key_len, bool *exact,
                          ndx_error *err) {
    sought of = sought_key(key, key_len, 0);
    ndx_glass_item at = {0};
    *exact = false;
    ndx_status status = open_table(cursor->glass, cursor->name, err);
    if (status == NDX_OK) status = find_from_here(cursor, &of, err);
    if (status == NDX_OK) status = stand_found(cursor, &of, &at, err);
    *exact = of.exact;
    if (status != NDX_OK || at.piece == 1) return status;
    /* A later piece of a tag: its first one is elsewhere. */
    uint8_t begin[GLASS_KEY_MAX];
    memcpy(begin, at.key, at.key_len);
    of = sought_key(begin, at.key_len, 0);
    status = find_from_root(cursor, &of, err);
    if (status == NDX_OK && !of.exact) status = ndx_glass_damaged(cursor, err);
    *exact = false;
    return status == NDX_OK ? stand(cursor, &at, err) : status;
}

/* The key of an article in a table that has them by number. */
typedef struct number_key {
    uint8_t bytes[GLASS_SORTED_MAX];
    size_t len;
    uint64_t start; /* as key_start */
} number_key;

static number_key key_of(uint32_t number) {
    number_key key;
    key.len = (size_t)(glass_put_sorted(key.bytes, number) - key.bytes);
    key.start = ndx_text_start((ndx_text){(const char *)key.bytes, key.len});
    return key;
}

ndx_status ndx_glass_find_number(ndx_glass_cursor *cursor, uint32_t number, ndx_error *err) {
    number_key key = key_of(number);
    bool exact;
    ndx_status status = ndx_glass_find(cursor, key.bytes, key.len, &exact, err);
    return status == NDX_OK && !exact ? NDX_END : status;
}

/* --- many at once --------------------------------------------------------------------------------------- */

#define LINE 64u /* bytes that memory gives at a time */

static void ask_for(const uint8_t *at, size_t len) {
    for (size_t i = 0; i < len; i += LINE) __builtin_prefetch(at + i);
}

/* key_start of a block's entry, whatever the block holds. */
static inline uint64_t entry_start(const uint8_t *block, unsigned number, unsigned head) {
    unsigned key = glass_get2(block + GLASS_HEAD + (size_t)number * GLASS_ENTRY) + head;
    if (key >= GLASS_BLOCK) key = GLASS_BLOCK - 1;
    return key_start(block, key,
                     glass_get1(block + key - 1)); /* the key's length is the last byte of either head */
}

/* Stand on the last entry whose item is not behind the key, of entries from..; without a jump that depends on what the block holds:
 * nobody could guess where it goes, and this is done for each of thousands of articles. */
static bool find_number_in_block(struct ndx_glass_step *step, unsigned level, const number_key *key,
                                 sought *of) {
    const uint8_t *block = step->block;
    unsigned head = level ? GLASS_BRANCH_HEAD : GLASS_LEAF_HEAD, low = level > 0;
    unsigned end = glass_entries(block);
    for (unsigned count = end > low ? end - low : 0; count > 0;) {
        unsigned half = (count + 1) / 2;
        low += entry_start(block, low + half - 1, head) < key->start ? half : 0;
        count -= half;
    }
    of->exact = false;
    for (int order = 0; low < end && !of->exact && entry_start(block, low, head) == key->start; low++) {
        ndx_glass_item at;
        if (!glass_item(block, level, low, &at)) return false;
        if ((order = compare(block, of, &at)) < 0) break;
        of->exact = order == 0;
    }
    of->before = low == 0;
    step->at = GLASS_HEAD + (low ? low - 1 : 0) * GLASS_ENTRY;
    return true;
}

/* From the root to the entry that points to the leaf of the key; that is asked for. */
static ndx_status approach(ndx_glass_cursor *cursor, const number_key *key, ndx_error *err) {
    const ndx_glass_file *file = &cursor->glass->file[cursor->name];
    sought of = {key->bytes, key->len, key->start, 1, false, false};
    ndx_glass_item at;
    memset(cursor->step, 0, sizeof cursor->step);
    if (file->level == 0) return NDX_OK;
    ndx_status status = enter(cursor, file->level, file->root, cursor->glass->revision, err);
    for (unsigned level = file->level; status == NDX_OK; level--) {
        if (!find_number_in_block(&cursor->step[level], level, key, &of))
            return ndx_glass_damaged(cursor, err);
        if (level == 1) break;
        status = enter_child(cursor, level, err);
    }
    if (status != NDX_OK) return status;
    if (!glass_branch_item(cursor->step[1].block, cursor->step[1].at, &at))
        return ndx_glass_damaged(cursor, err);
    if (at.child < file->blocks) ask_for(file->bytes + (size_t)at.child * GLASS_BLOCK, 1);
    return NDX_OK;
}

/* Into the leaf; the heads of its items are asked for, where they are few. */
static ndx_status enter_leaf(ndx_glass_cursor *cursor, ndx_error *err) {
    const ndx_glass_file *file = &cursor->glass->file[cursor->name];
    ndx_status status = file->level ? enter_child(cursor, 1, err)
                                    : enter(cursor, 0, file->root, cursor->glass->revision, err);
    if (status != NDX_OK) return status;
    const uint8_t *block = cursor->step[0].block;
    unsigned end = glass_directory_end(block);
    if (end - GLASS_HEAD <= LINE - GLASS_HEAD)
        for (unsigned at = GLASS_HEAD; at < end; at += GLASS_ENTRY)
            ask_for(block + glass_get2(block + at) % GLASS_BLOCK, 1);
    return NDX_OK;
}

/* To the item; the begin of its tag is asked for. */
static ndx_status find_in_leaf(ndx_glass_cursor *cursor, const number_key *key, size_t enough,
                               ndx_error *err) {
    sought of = {key->bytes, key->len, key->start, 0, false, false};
    ndx_glass_item at;
    bool found = find_number_in_block(&cursor->step[0], 0, key, &of);
    ndx_status status = found ? NDX_OK : ndx_glass_damaged(cursor, err);
    if (status == NDX_OK && !of.exact) return is_fresh(cursor) ? NDX_END : modified(err);
    if (status == NDX_OK) status = stand(cursor, &at, err);
    if (status == NDX_OK) ask_for(at.part, enough < at.part_len ? enough : at.part_len);
    return status;
}

ndx_status ndx_glass_find_numbers(ndx_glass_cursor *cursors, ndx_glass *glass, ndx_glass_name name,
                                  const uint32_t *numbers, size_t count, size_t enough, ndx_error *err) {
    number_key key[NDX_GLASS_AT_ONCE];
    ndx_status status = open_table(glass, name, err);
    for (size_t i = 0; status == NDX_OK && i < count; i++) {
        cursors[i].glass = glass;
        cursors[i].name = name;
        key[i] = key_of(numbers[i]);
        status = approach(&cursors[i], &key[i], err);
    }
    for (size_t i = 0; status == NDX_OK && i < count; i++) status = enter_leaf(&cursors[i], err);
    for (size_t i = 0; status == NDX_OK && i < count; i++)
        status = find_in_leaf(&cursors[i], &key[i], enough, err);
    return status;
}

/* --- further on ----------------------------------------------------------------------------------------- */

ndx_status ndx_glass_next(ndx_glass_cursor *cursor, ndx_error *err) {
    ndx_glass_item at = {0};
    ndx_status status;
    do {
        status = move(cursor, false, err);
        if (status == NDX_OK) status = stand(cursor, &at, err);
    } while (status == NDX_OK && at.piece > 1);
    return status;
}

/* --- tags ----------------------------------------------------------------------------------------------- */

/* Pieces from the cursor on, until the last or `enough` bytes, into scratch. */
static ndx_status join(ndx_glass_cursor *cursor, size_t enough, ndx_buf *scratch, bool *whole,
                       ndx_error *err) {
    ndx_glass_item at;
    ndx_status status = NDX_OK;
    for (unsigned piece = 1;; piece++) {
        if (!glass_leaf_item(cursor->step[0].block, cursor->step[0].at, &at) || at.piece != piece ||
            scratch->len > TAG_MAX)
            return ndx_glass_damaged(cursor, err);
        ndx_buf_add(scratch, at.part, at.part_len);
        *whole = at.flags & GLASS_FLAG_LAST;
        status = ndx_glass_check(cursor, err);
        if (status != NDX_OK || *whole || scratch->len >= enough) break;
        status = move(cursor, false, err);
        if (status == NDX_END) status = ndx_glass_damaged(cursor, err);
        if (status != NDX_OK) break;
    }
    return status == NDX_OK ? ndx_buf_status(scratch, err) : status;
}

/* tag becomes what it holds, in scratch; it may lie there itself. */
static ndx_status inflate(const ndx_glass_cursor *cursor, ndx_text *tag, ndx_buf *scratch, ndx_error *err) {
    ndx_glass *glass = cursor->glass;
    size_t own = scratch->data && tag->data == scratch->data ? tag->len : 0, len = 0;
    enum libdeflate_result result = LIBDEFLATE_INSUFFICIENT_SPACE;
    if (!glass->inflater) glass->inflater = libdeflate_alloc_decompressor();
    scratch->len = own;
    for (size_t most = INFLATED_LEAST; result == LIBDEFLATE_INSUFFICIENT_SPACE && most <= TAG_MAX;
         most *= 8) {
        if (!glass->inflater || !ndx_buf_reserve(scratch, most)) return ndx_fail_memory(err);
        if (own) tag->data = scratch->data;
        result = libdeflate_deflate_decompress(glass->inflater, tag->data, tag->len, scratch->data + own,
                                               most, &len);
    }
    if (result != LIBDEFLATE_SUCCESS) return ndx_glass_damaged(cursor, err);
    *tag = (ndx_text){scratch->data + own, len};
    return NDX_OK;
}

ndx_status ndx_glass_tag(const ndx_glass_cursor *cursor, size_t enough, ndx_buf *scratch, ndx_text *tag,
                         bool *whole, ndx_error *err) {
    ndx_glass_item at;
    if (!glass_leaf_item(cursor->step[0].block, cursor->step[0].at, &at))
        return ndx_glass_damaged(cursor, err);
    bool deflated = at.flags & GLASS_FLAG_DEFLATED;
    *whole = at.flags & GLASS_FLAG_LAST;
    *tag = (ndx_text){(const char *)at.part, at.part_len};
    if (!*whole && (deflated || at.part_len < enough)) {
        ndx_glass_cursor on = *cursor;
        ndx_buf_reset(scratch);
        ndx_status status = join(&on, deflated ? SIZE_MAX : enough, scratch, whole, err);
        if (status != NDX_OK) return status;
        *tag = ndx_buf_text(scratch);
    }
    return deflated ? inflate(cursor, tag, scratch, err) : NDX_OK;
}
