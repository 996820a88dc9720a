/* A B-tree built from the left: a leaf is numbered and handed to the write buffer when it is full, and its dividing key
 * goes to the branch above, which in turn is numbered when full. So leaves ascend, and nothing is ever read or rewritten. */
#include "glass_table.h"

#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BUFFER_BLOCKS 32
#define WORTH_CUTTING                                                                                        \
    34 /* bytes of a tag that pay for a piece of their own (glass_table.cc has the same rule of thumb) */

/* --- the file ------------------------------------------------------------------------------------------- */

/* The disk is to begin with what was written: then there is less to wait for when all must be on it. A hint, which may be in vain. */
static void send_off(ndx_glass_table *table, size_t len) {
#ifdef SYNC_FILE_RANGE_WRITE
    sync_file_range(table->fd, (off_t)table->sent, (off_t)len, SYNC_FILE_RANGE_WRITE);
#endif
    table->sent += len;
}

static ndx_status write_buffer(ndx_glass_table *table, ndx_error *err) {
    const uint8_t *at = table->buffer;
    size_t len = table->buffered * GLASS_BLOCK, left = len;
    table->buffered = 0;
    while (left) {
        ssize_t done = write(table->fd, at, left);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return ndx_fail_errno(err, errno, "cannot write %s", table->path);
        at += done;
        left -= (size_t)done;
    }
    send_off(table, len);
    return NDX_OK;
}

/* Give the block of a level its head and its number. */
static ndx_status put_block(ndx_glass_table *table, unsigned number, uint32_t *block, ndx_error *err) {
    ndx_glass_level *level = &table->level[number];
    unsigned gap = level->at - level->dir_end;
    glass_put4(level->block, GLASS_REVISION);
    level->block[4] = (uint8_t)number;
    glass_put2(level->block + 5, gap);
    glass_put2(level->block + 7, gap);
    glass_put2(level->block + 9, level->dir_end);
    memset(level->block + level->dir_end, 0, gap);
    if (table->root.blocks == UINT32_MAX)
        return ndx_fail(err, NDX_NO_SPACE, "%s has grown too large", table->path);
    *block = table->root.blocks++;
    table->hash = ndx_hash(level->block, GLASS_BLOCK, table->hash);
    memcpy(table->buffer + table->buffered++ * GLASS_BLOCK, level->block, GLASS_BLOCK);
    return table->buffered == BUFFER_BLOCKS ? write_buffer(table, err) : NDX_OK;
}

/* --- blocks --------------------------------------------------------------------------------------------- */

static void begin_block(ndx_glass_level *level) {
    level->dir_end = GLASS_HEAD;
    level->at = GLASS_BLOCK;
}

/* Room for an item of `size` bytes, entered in the directory. */
static uint8_t *place(ndx_glass_level *level, size_t size) {
    level->at -= (unsigned)size;
    glass_put2(level->block + level->dir_end, level->at);
    level->dir_end += GLASS_ENTRY;
    return level->block + level->at;
}

static ndx_status use_level(ndx_glass_table *table, unsigned number, ndx_error *err) {
    if (number == GLASS_LEVELS) return ndx_fail(err, NDX_NO_SPACE, "%s has grown too deep", table->path);
    ndx_glass_level *level = &table->level[number];
    level->block = calloc(1, GLASS_BLOCK);
    if (!level->block) return ndx_fail_memory(err);
    begin_block(level);
    return NDX_OK;
}

/* `under`: NULL for the first of a block. */
static void add_branch_item(ndx_glass_level *level, const ndx_glass_divider *under, uint32_t child) {
    size_t len = under ? under->len : 0;
    uint8_t *item = place(level, GLASS_BRANCH_HEAD + len + GLASS_PIECE);
    glass_put4(item, child);
    item[4] = (uint8_t)len;
    if (under) memcpy(item + GLASS_BRANCH_HEAD, under->key, len);
    glass_put2(item + GLASS_BRANCH_HEAD + len, under ? under->piece : 0);
}

/* Enter a child in the branch at level `number`. A branch that is full goes up under its own divider, and the child begins
 * the next one; so it may go on to the top. */
static ndx_status enter(ndx_glass_table *table, unsigned number, const ndx_glass_divider *divider,
                        uint32_t child, ndx_error *err) {
    ndx_glass_divider under = *divider;
    for (;; number++) {
        ndx_glass_level *level = &table->level[number];
        ndx_status status = number < GLASS_LEVELS && level->block ? NDX_OK : use_level(table, number, err);
        if (status != NDX_OK) return status;
        bool empty = level->dir_end == GLASS_HEAD;
        if (empty || level->at - level->dir_end >=
                         (unsigned)(GLASS_BRANCH_HEAD + under.len + GLASS_PIECE + GLASS_ENTRY)) {
            add_branch_item(level, empty ? NULL : &under, child);
            return NDX_OK;
        }
        uint32_t full = 0;
        status = put_block(table, number, &full, err);
        if (status != NDX_OK) return status;
        ndx_glass_divider up = level->divider;
        begin_block(level);
        add_branch_item(level, NULL, child);
        level->divider = under;
        under = up;
        child = full;
    }
}

/* --- leaves --------------------------------------------------------------------------------------------- */

/* Complete the leaf; the next one begins with a piece of `key`. The divider is cut where the keys begin to differ. */
static ndx_status next_leaf(ndx_glass_table *table, const uint8_t *key, size_t key_len, unsigned piece,
                            ndx_error *err) {
    ndx_glass_level *leaf = &table->level[0];
    uint32_t block = 0;
    ndx_status status = put_block(table, 0, &block, err);
    if (status == NDX_OK) status = enter(table, 1, &leaf->divider, block, err);
    if (status != NDX_OK) return status;
    size_t same = 0;
    while (same < key_len && same < table->key_len && key[same] == table->key[same]) same++;
    leaf->divider.len = (uint8_t)(same < key_len ? same + 1 : key_len);
    leaf->divider.piece = (uint16_t)piece;
    memcpy(leaf->divider.key, key, leaf->divider.len);
    begin_block(leaf);
    return NDX_OK;
}

/* Bytes an item with such a head has in the leaf; < 0: the head itself does not fit. */
static ptrdiff_t room_of(const ndx_glass_table *table, size_t head) {
    const ndx_glass_level *leaf = &table->level[0];
    return (ptrdiff_t)(leaf->at - leaf->dir_end) - (ptrdiff_t)(head + GLASS_ENTRY + table->slack);
}

size_t ndx_glass_table_room(const ndx_glass_table *table, size_t key_len) {
    ptrdiff_t most = GLASS_ITEM_MAX - GLASS_LEAF_HEAD - (ptrdiff_t)key_len,
              room = room_of(table, GLASS_LEAF_HEAD + key_len);
    return room < 0 ? 0 : (size_t)(room < most ? room : most);
}

static void add_leaf_item(ndx_glass_table *table, const uint8_t *key, size_t key_len, unsigned piece,
                          const void *part, size_t len, bool last) {
    size_t head = GLASS_LEAF_HEAD + key_len + (piece > 1 ? GLASS_PIECE : 0);
    uint8_t *item = place(&table->level[0], head + len);
    glass_put2(item, (unsigned)(head + len - 3) | (last ? GLASS_FLAG_LAST : 0) |
                         (piece == 1 ? GLASS_FLAG_FIRST : 0) | (table->deflated ? GLASS_FLAG_DEFLATED : 0));
    item[2] = (uint8_t)key_len;
    memcpy(item + GLASS_LEAF_HEAD, key, key_len);
    if (piece > 1) glass_put2(item + GLASS_LEAF_HEAD + key_len, piece);
    if (len) memcpy(item + head, part, len);
    if (piece > 1) return;
    memcpy(table->key, key, key_len);
    table->key_len = (uint8_t)key_len;
}

static ndx_status check_item(const ndx_glass_table *table, const uint8_t *key, size_t key_len,
                             ndx_error *err) {
    if (key_len == 0 || key_len > GLASS_KEY_MAX)
        return ndx_fail(err, NDX_USAGE, "a key of %zu bytes does not fit into %s", key_len, table->path);
    size_t same = key_len < table->key_len ? key_len : table->key_len;
    int order = memcmp(table->key, key, same);
    if (order > 0 || (order == 0 && table->key_len >= key_len))
        return ndx_fail(err, NDX_USAGE, "keys do not ascend in %s", table->path);
    return NDX_OK;
}

ndx_status ndx_glass_table_add(ndx_glass_table *table, const uint8_t *key, size_t key_len, const void *tag,
                               size_t tag_len, bool may_cut, ndx_error *err) {
    ndx_status status = check_item(table, key, key_len, err);
    const uint8_t *part = tag;
    bool whole = !may_cut && tag_len <= GLASS_ITEM_MAX - GLASS_LEAF_HEAD - key_len;
    for (unsigned piece = 1; status == NDX_OK; piece++) {
        size_t head = GLASS_LEAF_HEAD + key_len + (piece > 1 ? GLASS_PIECE : 0), most = GLASS_ITEM_MAX - head;
        size_t wanted = tag_len < most ? tag_len : most;
        ptrdiff_t gap = room_of(table, head);
        size_t room = gap < 0 ? 0 : (size_t)gap;
        if (gap < 0 || (room < wanted && (whole || room < key_len + WORTH_CUTTING))) {
            status = next_leaf(table, key, key_len, piece, err);
            if (status != NDX_OK) return status;
            room = most;
        }
        size_t len = wanted < room ? wanted : room;
        if (piece > UINT16_MAX) return ndx_fail(err, NDX_USAGE, "a value is too long for %s", table->path);
        add_leaf_item(table, key, key_len, piece, part, len, len == tag_len);
        if (len == tag_len) {
            table->root.items++;
            return NDX_OK;
        }
        part += len;
        tag_len -= len;
    }
    return status;
}

/* libxapian 1.4.22 inflates in pieces of 8 KB and trips over some texts that end with such a piece; and what is short is not
 * worth the time of either side. */
#define SQUEEZE_MIN 100
#define SQUEEZE_MAX 8000
#define SQUEEZE_LEVEL 3

ndx_status ndx_glass_table_add_squeezed(ndx_glass_table *table, const uint8_t *key, size_t key_len,
                                        const void *tag, size_t tag_len, size_t most, bool may_cut,
                                        ndx_error *err) {
    uint8_t squeezed[SQUEEZE_MAX];
    size_t shorter = 0;
    if (tag_len >= SQUEEZE_MIN && tag_len <= SQUEEZE_MAX) {
        if (!table->squeezer) table->squeezer = libdeflate_alloc_compressor(SQUEEZE_LEVEL);
        if (!table->squeezer) return ndx_fail_memory(err);
        shorter = libdeflate_deflate_compress(table->squeezer, tag, tag_len, squeezed, most);
    }
    if (!shorter) return ndx_glass_table_add(table, key, key_len, tag, tag_len, may_cut, err);
    table->deflated = true;
    ndx_status status = ndx_glass_table_add(table, key, key_len, squeezed, shorter, may_cut, err);
    table->deflated = false;
    return status;
}

/* --- the whole ------------------------------------------------------------------------------------------ */

ndx_status ndx_glass_table_open(ndx_glass_table *table, const char *dir, const char *name, ndx_error *err) {
    *table = (ndx_glass_table){.fd = -1};
    size_t size = strlen(dir) + strlen(name) + sizeof "/.glass";
    table->path = malloc(size);
    table->buffer = malloc((size_t)BUFFER_BLOCKS * GLASS_BLOCK);
    if (!table->path || !table->buffer) return ndx_fail_memory(err);
    snprintf(table->path, size, "%s/%s.glass", dir, name);
    table->fd = open(table->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (table->fd < 0 && errno == EEXIST)
        return ndx_fail(err, NDX_USAGE, "%s exists already: a database is built in an empty folder",
                        table->path);
    if (table->fd < 0) return ndx_fail_errno(err, errno, "cannot make %s", table->path);
    table->made = true;
    ndx_status status = use_level(table, 0, err);
    if (status != NDX_OK) return status;
    uint8_t *null_item = place(&table->level[0], GLASS_LEAF_HEAD);
    glass_put2(null_item, GLASS_FLAG_LAST | GLASS_FLAG_FIRST);
    return NDX_OK;
}

static ndx_status finish_tree(ndx_glass_table *table, ndx_error *err) {
    unsigned number = 0;
    ndx_status status = put_block(table, 0, &table->root.block, err);
    while (status == NDX_OK && number + 1 < GLASS_LEVELS && table->level[number + 1].block) {
        status = enter(table, number + 1, &table->level[number].divider, table->root.block, err);
        if (status == NDX_OK) status = put_block(table, number + 1, &table->root.block, err);
        number++;
    }
    table->root.level = number;
    return status == NDX_OK ? write_buffer(table, err) : status;
}

ndx_status ndx_glass_table_finish(ndx_glass_table *table, ndx_error *err) {
    ndx_status status = table->root.items ? finish_tree(table, err) : NDX_OK;
    if (status != NDX_OK) return status;
    if (fsync(table->fd) != 0) return ndx_fail_errno(err, errno, "cannot sync %s", table->path);
    int closed = close(table->fd);
    table->fd = -1;
    return closed == 0 ? NDX_OK : ndx_fail_errno(err, errno, "cannot close %s", table->path);
}

void ndx_glass_table_clear(ndx_glass_table *table, bool keep) {
    if (table->fd >= 0) close(table->fd);
    if (table->made && !keep) unlink(table->path);
    for (unsigned i = 0; i < GLASS_LEVELS; i++) free(table->level[i].block);
    if (table->squeezer) libdeflate_free_compressor(table->squeezer);
    free(table->buffer);
    free(table->path);
    *table = (ndx_glass_table){.fd = -1};
}
