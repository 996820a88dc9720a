/* Descending a B-tree that others may write to. */
#include "glass_read.h"

#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK 8192u
#define HEAD 11u       /* bytes before a block's directory */
#define ENTRY 2u       /* bytes of a directory entry */
#define LEAF_HEAD 3u   /* size and key length */
#define PIECE 2u       /* piece number */
#define BRANCH_HEAD 5u /* block number and key length */
#define FLAG_DEFLATED 0x8000u
#define FLAG_LAST 0x4000u
#define FLAG_FIRST 0x2000u
#define SIZE_MASK 0x1fffu
#define TAG_MAX (64u << 20) /* of one that is put together of pieces */
/* Of what is inflated, to begin with: a chunk has some 2,060 bytes at most, and only libxapian deflates long term lists. */
#define INFLATED_LEAST (1u << 16)

/* Bytes that others may write to are read once for each time they are named: what was checked is what is used. */
static unsigned get1(const uint8_t *at) {
    return *(const volatile uint8_t *)at;
}
static unsigned get2(const uint8_t *at) {
    return get1(at) << 8 | get1(at + 1);
}
static uint32_t get4(const uint8_t *at) {
    return (uint32_t)get2(at) << 16 | get2(at + 2);
}

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

/* --- the database --------------------------------------------------------------------------------------- */

static const char magic[] = "\x0f\x0dXapian Glass";
#define MAGIC_LEN 14
#define VERSION (2u << 9 | 3u << 5 | 14u) /* 2016-03-14 */
#define UUID_LEN 16
#define ROOTS 6

static bool take_root(const uint8_t **at, const uint8_t *end, ndx_glass_file *file, bool *readable) {
    uint32_t level, items, size, squeezed, free_len;
    if (!glass_read_uint(at, end, &file->root) || !glass_read_uint(at, end, &level) ||
        !glass_read_uint(at, end, &items) || !glass_read_uint(at, end, &size) ||
        !glass_read_uint(at, end, &squeezed) || !glass_read_uint(at, end, &free_len) ||
        free_len > (size_t)(end - *at))
        return false;
    *at += free_len;
    file->level = level >> 2;
    file->empty = level & 1;
    *readable &= size == BLOCK >> 11 && file->level < GLASS_READ_LEVELS;
    return true;
}

/* What iamglass says; *readable: that we can read such tables. */
static bool take_version(ndx_glass *glass, const uint8_t *at, const uint8_t *end, bool *readable) {
    ndx_glass_file others;
    uint32_t skipped, beyond;
    if (end - at < MAGIC_LEN + 2 + UUID_LEN || memcmp(at, magic, MAGIC_LEN) != 0) return false;
    *readable = get2(at + MAGIC_LEN) == VERSION;
    at += MAGIC_LEN + 2 + UUID_LEN;
    if (!*readable) return true;
    if (!glass_read_uint(&at, end, &glass->revision)) return false;
    for (unsigned i = 0; i < ROOTS; i++)
        if (!take_root(&at, end, i < NDX_GLASS_NAMES ? &glass->file[i] : &others, readable)) return false;
    if (at == end) { /* no article, and never was one */
        glass->documents = glass->last_docid = 0;
        glass->total_length = 0;
        return true;
    }
    if (!glass_read_uint(&at, end, &glass->documents) || !glass_read_uint(&at, end, &beyond)) return false;
    glass->last_docid = glass->documents + beyond;
    for (unsigned i = 0; i < 4; i++)
        if (!glass_read_uint(&at, end, &skipped)) return false;
    return ndx_varint_get(&at, end, &glass->total_length) && glass->last_docid >= beyond;
}

static ndx_status read_version(ndx_glass *glass, ndx_error *err) {
    char path[4096];
    uint8_t bytes[512];
    bool readable = false;
    if (snprintf(path, sizeof path, "%s/iamglass", glass->dir.data) >= (int)sizeof path)
        return ndx_fail(err, NDX_NO_INDEX, "the name of the folder %s is too long", glass->dir.data);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return ndx_fail(err, NDX_NO_INDEX, "cannot open %s", path);
    ssize_t len;
    do len = read(fd, bytes, sizeof bytes);
    while (len < 0 && errno == EINTR);
    close(fd);
    if (len < 0 || !take_version(glass, bytes, bytes + len, &readable))
        return ndx_fail(err, NDX_NO_INDEX, "%s is damaged; the index has to be built again", path);
    return readable ? NDX_OK : ndx_fail(err, NDX_SCHEMA, "%s is of a kind that is read through Xapian", path);
}

static void unmap(ndx_glass *glass) {
    for (unsigned i = 0; i < NDX_GLASS_NAMES; i++) {
        ndx_glass_file *file = &glass->file[i];
        if (file->bytes) munmap((void *)file->bytes, file->len);
        *file = (ndx_glass_file){0};
    }
}

void ndx_glass_clear(ndx_glass *glass) {
    unmap(glass);
    ndx_buf_clear(&glass->dir);
    if (glass->inflater) libdeflate_free_decompressor(glass->inflater);
    *glass = (ndx_glass){0};
}

ndx_status ndx_glass_refresh(ndx_glass *glass, ndx_error *err) {
    unmap(glass);
    ndx_status status = read_version(glass, err);
    if (status != NDX_OK) ndx_glass_clear(glass);
    return status;
}

ndx_status ndx_glass_open(ndx_glass *glass, const char *dir, ndx_error *err) {
    *glass = (ndx_glass){0};
    ndx_buf_add_str(&glass->dir, dir);
    ndx_status status = ndx_buf_status(&glass->dir, err);
    if (status == NDX_OK) return ndx_glass_refresh(glass, err);
    ndx_glass_clear(glass);
    return status;
}

/* An empty file is mapped as nothing: its table has no block to point to. */
static ndx_status map(ndx_glass *glass, ndx_glass_name name, ndx_error *err) {
    static const char *const names[] = {"postlist", "docdata", "termlist"};
    ndx_glass_file *file = &glass->file[name];
    char path[4096];
    struct stat is;
    snprintf(path, sizeof path, "%s/%s.glass", glass->dir.data, names[name]);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return ndx_fail(err, NDX_NO_INDEX, "cannot open %s", path);
    ndx_status status = NDX_OK;
    if (fstat(fd, &is) != 0 || is.st_size < BLOCK)
        status = ndx_fail(err, NDX_NO_INDEX, "%s is damaged; the index has to be built again", path);
    if (status == NDX_OK) {
        void *bytes = mmap(NULL, (size_t)is.st_size, PROT_READ, MAP_SHARED, fd, 0);
        if (bytes == MAP_FAILED)
            status = ndx_fail_errno(err, errno, "cannot map %s", path);
        else
            file->bytes = bytes;
        file->len = (size_t)is.st_size;
        file->blocks = (uint32_t)(file->len / BLOCK < UINT32_MAX ? file->len / BLOCK : UINT32_MAX);
    }
    close(fd);
    return status;
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
    const uint8_t *block = file->bytes + (size_t)number * BLOCK;
    uint32_t revision = get4(block);
    if (revision > newest) return modified(err);
    unsigned end = get2(block + 9);
    if (get1(block + 4) != level || end < HEAD + ENTRY || end > BLOCK || (end - HEAD) % ENTRY)
        return ndx_glass_damaged(cursor, err);
    cursor->step[level].block = block;
    cursor->step[level].revision = revision;
    cursor->step[level].at = HEAD;
    return NDX_OK;
}

static unsigned directory_end(const uint8_t *block) {
    unsigned end = get2(block + 9);
    return end > BLOCK ? BLOCK : end;
}

typedef struct item {
    const uint8_t *key;
    size_t key_len;
    unsigned piece;
    const uint8_t *tag; /* of a leaf */
    size_t tag_len;
    unsigned flags;
    uint32_t child; /* of a branch */
} item;

/* The item of a directory entry; false when it cannot be. */
static bool leaf_item(const uint8_t *block, unsigned at, item *out) {
    unsigned begin = at + ENTRY <= BLOCK ? get2(block + at) : BLOCK;
    if (begin + LEAF_HEAD > BLOCK) return false;
    const uint8_t *bytes = block + begin;
    out->flags = get2(bytes);
    out->key = bytes + LEAF_HEAD;
    out->key_len = get1(bytes + 2);
    size_t size = (out->flags & SIZE_MASK) + 3, head = LEAF_HEAD + out->key_len;
    size_t with_piece = head + (out->flags & FLAG_FIRST ? 0 : PIECE);
    if (size < with_piece || size > BLOCK - begin) return false;
    out->piece = out->flags & FLAG_FIRST ? 1 : get2(bytes + head);
    out->tag = bytes + with_piece;
    out->tag_len = size - with_piece;
    return true;
}

static bool branch_item(const uint8_t *block, unsigned at, item *out) {
    unsigned begin = at + ENTRY <= BLOCK ? get2(block + at) : BLOCK;
    if (begin + BRANCH_HEAD > BLOCK) return false;
    const uint8_t *bytes = block + begin;
    out->child = get4(bytes);
    out->key = bytes + BRANCH_HEAD;
    out->key_len = get1(bytes + 4);
    if (BRANCH_HEAD + out->key_len + PIECE > BLOCK - begin) return false;
    out->piece = get2(out->key + out->key_len);
    return true;
}

/* Is the first piece of the key before the item, at it, or behind it? Most keys differ within a few bytes. */
static inline int compare(const uint8_t *key, size_t key_len, const item *with) {
    size_t shorter = key_len < with->key_len ? key_len : with->key_len, same = 0;
    while (same < shorter && key[same] == with->key[same]) same++;
    if (same < shorter) return key[same] < with->key[same] ? -1 : 1;
    if (key_len != with->key_len) return key_len < with->key_len ? -1 : 1;
    return with->piece > 1 ? -1 : 0;
}

static inline bool any_item(const uint8_t *block, unsigned level, unsigned number, item *out) {
    return level ? branch_item(block, HEAD + number * ENTRY, out)
                 : leaf_item(block, HEAD + number * ENTRY, out);
}

/* The entries of a block that are not behind a key are those below `high`; `low` of them are known, so are those that are. */
typedef struct bounds {
    unsigned low, high;
} bounds;

/* Look a little ahead first, then farther: who reads on is mostly close to where they were. */
static bool gallop(const uint8_t *block, unsigned level, const uint8_t *key, size_t key_len, bounds *of,
                   bool *exact) {
    for (unsigned width = 1; of->low + width < of->high && !*exact; width *= 2) {
        item at;
        if (!any_item(block, level, of->low + width - 1, &at)) return false;
        int order = compare(key, key_len, &at);
        if (order < 0)
            of->high = of->low + width - 1;
        else
            of->low += width;
        *exact = order == 0;
    }
    return true;
}

/* Stand on the last entry of the block whose item is not behind the key. In a branch that may always be the first, whose key
 * stands for all before; in a leaf, *before says that even the first is behind. `from`: entries known not to be. */
static bool find_in_block(struct ndx_glass_step *step, unsigned level, unsigned from, const uint8_t *key,
                          size_t key_len, bool *before, bool *exact) {
    bounds of = {from, (directory_end(step->block) - HEAD) / ENTRY};
    *exact = false;
    if (from > 1 && !gallop(step->block, level, key, key_len, &of, exact)) return false;
    while (of.low < of.high && !*exact) {
        unsigned middle = of.low + (of.high - of.low) / 2;
        item at;
        if (!any_item(step->block, level, middle, &at)) return false;
        int order = compare(key, key_len, &at);
        if (order < 0)
            of.high = middle;
        else
            of.low = middle + 1;
        *exact = order == 0;
    }
    *before = of.low == 0;
    step->at = HEAD + (of.low ? of.low - 1 : 0) * ENTRY;
    return true;
}

/* --- moving --------------------------------------------------------------------------------------------- */

/* From the entry at `level` down to a leaf, always to the first or always to the last entry. */
static ndx_status descend(ndx_glass_cursor *cursor, unsigned level, bool last, ndx_error *err) {
    ndx_status status = NDX_OK;
    for (struct ndx_glass_step *step = &cursor->step[level]; status == NDX_OK && level > 0; level--, step--) {
        item at;
        if (!branch_item(step->block, step->at, &at)) return ndx_glass_damaged(cursor, err);
        status = enter(cursor, level - 1, at.child, step->revision, err);
        if (status == NDX_OK && last) step[-1].at = directory_end(step[-1].block) - ENTRY;
    }
    return status;
}

/* The next item of the leaves, or the one before. END. */
static ndx_status move(ndx_glass_cursor *cursor, bool back, ndx_error *err) {
    unsigned top = cursor->glass->file[cursor->name].level;
    for (unsigned level = 0; level <= top; level++) {
        struct ndx_glass_step *step = &cursor->step[level];
        if (back ? step->at <= HEAD : step->at + 2 * ENTRY > directory_end(step->block)) continue;
        step->at = back ? step->at - ENTRY : step->at + ENTRY;
        return descend(cursor, level, back, err);
    }
    return NDX_END;
}

/* Tell the item at the cursor, now that the way to it is known to be sound. */
static ndx_status stand(ndx_glass_cursor *cursor, item *at, ndx_error *err) {
    if (!leaf_item(cursor->step[0].block, cursor->step[0].at, at)) return ndx_glass_damaged(cursor, err);
    cursor->key = at->key;
    cursor->key_len = at->key_len;
    return is_fresh(cursor) ? NDX_OK : modified(err);
}

/* From a block at `level` that the key belongs to down to its leaf. `from`: entries of that block known not to be behind it. */
static ndx_status find_below(ndx_glass_cursor *cursor, unsigned level, unsigned from, const uint8_t *key,
                             size_t key_len, bool *exact, ndx_error *err) {
    bool before = false;
    ndx_status status = NDX_OK;
    for (;; from = level > 0) {
        item at;
        struct ndx_glass_step *step = &cursor->step[level];
        if (!find_in_block(step, level, from, key, key_len, &before, exact))
            return ndx_glass_damaged(cursor, err);
        if (level == 0) break;
        if (!branch_item(step->block, step->at, &at)) return ndx_glass_damaged(cursor, err);
        status = enter(cursor, --level, at.child, step->revision, err);
        if (status != NDX_OK) return status;
    }
    if (before) status = move(cursor, true, err);
    return status == NDX_END ? ndx_glass_damaged(cursor, err) : status;
}

static ndx_status find_from_root(ndx_glass_cursor *cursor, const uint8_t *key, size_t key_len, bool *exact,
                                 ndx_error *err) {
    const ndx_glass_file *file = &cursor->glass->file[cursor->name];
    memset(cursor->step, 0, sizeof cursor->step);
    ndx_status status = enter(cursor, file->level, file->root, cursor->glass->revision, err);
    return status == NDX_OK ? find_below(cursor, file->level, file->level > 0, key, key_len, exact, err)
                            : status;
}

/* From where the cursor stands, if the key is not before: in the leaf, or in one under the lowest branch that is not passed. */
static ndx_status find_from_here(ndx_glass_cursor *cursor, const uint8_t *key, size_t key_len, bool *exact,
                                 ndx_error *err) {
    item at;
    unsigned top = cursor->glass->file[cursor->name].level;
    struct ndx_glass_step *step = cursor->step;
    if (!step->block || !leaf_item(step->block, step->at, &at) || compare(key, key_len, &at) < 0)
        return find_from_root(cursor, key, key_len, exact, err);
    for (unsigned level = 0; level <= top; level++, step++) {
        if (!any_item(step->block, level, (directory_end(step->block) - HEAD) / ENTRY - 1, &at))
            return ndx_glass_damaged(cursor, err);
        if (level < top && compare(key, key_len, &at) >= (level ? 0 : 1)) continue;
        /* In the leaf the item itself may be it; in a branch its entry is not behind. */
        return find_below(cursor, level, (step->at - HEAD) / ENTRY + (level > 0), key, key_len, exact, err);
    }
    return ndx_glass_damaged(cursor, err);
}

ndx_status ndx_glass_find(ndx_glass_cursor *cursor, const uint8_t *key, size_t key_len, bool *exact,
                          ndx_error *err) {
    ndx_glass_file *file = &cursor->glass->file[cursor->name];
    item at;
    *exact = false;
    if (file->empty) return NDX_END;
    ndx_status status = file->bytes ? NDX_OK : map(cursor->glass, cursor->name, err);
    if (status == NDX_OK) status = find_from_here(cursor, key, key_len, exact, err);
    if (status == NDX_OK) status = stand(cursor, &at, err);
    if (status != NDX_OK || at.piece == 1) return status;
    /* A later piece of a tag: its first one is elsewhere. */
    uint8_t begin[GLASS_KEY_MAX];
    memcpy(begin, at.key, at.key_len);
    status = find_from_root(cursor, begin, at.key_len, exact, err);
    if (status == NDX_OK && !*exact) status = ndx_glass_damaged(cursor, err);
    *exact = false;
    return status == NDX_OK ? stand(cursor, &at, err) : status;
}

ndx_status ndx_glass_find_number(ndx_glass_cursor *cursor, uint32_t number, ndx_error *err) {
    uint8_t key[GLASS_SORTED_MAX];
    bool exact;
    ndx_status status =
        ndx_glass_find(cursor, key, (size_t)(glass_put_sorted(key, number) - key), &exact, err);
    return status == NDX_OK && !exact ? NDX_END : status;
}

ndx_status ndx_glass_next(ndx_glass_cursor *cursor, ndx_error *err) {
    item at = {0};
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
    item at;
    ndx_status status = NDX_OK;
    for (unsigned piece = 1;; piece++) {
        if (!leaf_item(cursor->step[0].block, cursor->step[0].at, &at) || at.piece != piece ||
            scratch->len > TAG_MAX)
            return ndx_glass_damaged(cursor, err);
        ndx_buf_add(scratch, at.tag, at.tag_len);
        *whole = at.flags & FLAG_LAST;
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
    item at;
    if (!leaf_item(cursor->step[0].block, cursor->step[0].at, &at)) return ndx_glass_damaged(cursor, err);
    bool deflated = at.flags & FLAG_DEFLATED;
    *whole = at.flags & FLAG_LAST;
    *tag = (ndx_text){(const char *)at.tag, at.tag_len};
    if (!*whole && (deflated || at.tag_len < enough)) {
        ndx_glass_cursor on = *cursor;
        ndx_buf_reset(scratch);
        ndx_status status = join(&on, deflated ? SIZE_MAX : enough, scratch, whole, err);
        if (status != NDX_OK) return status;
        *tag = ndx_buf_text(scratch);
    }
    return deflated ? inflate(cursor, tag, scratch, err) : NDX_OK;
}
