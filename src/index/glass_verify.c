/* Reading a built table back. */
#include "glass_verify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCKS 32 /* read at once */

typedef struct walk {
    const ndx_glass_table *table;
    uint64_t items; /* begun so far, the null item too */
    uint8_t key[GLASS_KEY_MAX];
    size_t key_len;
    unsigned piece; /* the last one's */
    bool open;      /* a tag that has begun and not ended */
    uint64_t hash;
} walk;

/* An item of a leaf; its size, 0 when it cannot be. */
static size_t leaf_item(walk *seen, const uint8_t *item, size_t room) {
    if (room < GLASS_LEAF_HEAD) return 0;
    size_t size = (glass_get2(item) & GLASS_SIZE_MASK) + 3u, key_len = item[2];
    bool first = glass_get2(item) & GLASS_FLAG_FIRST, last = glass_get2(item) & GLASS_FLAG_LAST;
    const uint8_t *key = item + GLASS_LEAF_HEAD;
    if (size > room || size < GLASS_LEAF_HEAD + key_len + (first ? 0 : GLASS_PIECE) || first == seen->open)
        return 0;
    int order = memcmp(key, seen->key, key_len < seen->key_len ? key_len : seen->key_len);
    bool same = order == 0 && key_len == seen->key_len;
    if (first ? seen->items && (order < 0 || (order == 0 && key_len <= seen->key_len))
              : !same || glass_get2(key + key_len) != seen->piece + 1)
        return 0;
    seen->piece = first ? 1 : seen->piece + 1;
    seen->items += first;
    seen->open = !last;
    memcpy(seen->key, key, key_len);
    seen->key_len = key_len;
    return size;
}

static size_t branch_item(const walk *seen, const uint8_t *item, size_t room) {
    if (room < GLASS_BRANCH_HEAD + GLASS_PIECE || glass_get4(item) >= seen->table->root.blocks) return 0;
    size_t size = GLASS_BRANCH_HEAD + GLASS_PIECE + (size_t)item[4];
    return size <= room ? size : 0;
}

/* Items lie one below the other from the end of the block, in the order of the directory. */
static bool block_is_sound(walk *seen, const uint8_t *block) {
    unsigned level = block[4], dir_end = glass_get2(block + 9), below = GLASS_BLOCK;
    if (level > seen->table->root.level || dir_end < GLASS_HEAD || dir_end > GLASS_BLOCK ||
        (dir_end - GLASS_HEAD) % 2)
        return false;
    for (unsigned at = GLASS_HEAD; at < dir_end; at += 2) {
        unsigned begin = glass_get2(block + at);
        if (begin < dir_end || begin >= below) return false;
        size_t room = below - begin;
        if ((level ? branch_item(seen, block + begin, room) : leaf_item(seen, block + begin, room)) != room)
            return false;
        below = begin;
    }
    return glass_get2(block + 5) == below - dir_end && glass_get2(block + 7) == below - dir_end;
}

static ndx_status fill(int fd, uint8_t *buffer, size_t len, const char *path, ndx_error *err) {
    for (size_t got = 0; got < len;) {
        ssize_t more = read(fd, buffer + got, len - got);
        if (more < 0 && errno == EINTR) continue;
        if (more < 0) return ndx_fail_errno(err, errno, "cannot read %s back", path);
        if (more == 0) return ndx_fail(err, NDX_UNSOUND, "%s is shorter than what was written to it", path);
        got += (size_t)more;
    }
    return NDX_OK;
}

static ndx_status look(walk *seen, int fd, uint8_t *buffer, ndx_error *err) {
    const ndx_glass_table *table = seen->table;
    for (uint32_t at = 0; at < table->root.blocks; at += BLOCKS) {
        uint32_t count = table->root.blocks - at < BLOCKS ? table->root.blocks - at : BLOCKS;
        ndx_status status = fill(fd, buffer, (size_t)count * GLASS_BLOCK, table->path, err);
        if (status != NDX_OK) return status;
        for (uint32_t i = 0; i < count; i++) {
            const uint8_t *block = buffer + (size_t)i * GLASS_BLOCK;
            seen->hash = ndx_hash(block, GLASS_BLOCK, seen->hash);
            if (!block_is_sound(seen, block))
                return ndx_fail(err, NDX_UNSOUND, "block %u of %s does not hold what was written to it",
                                at + i, table->path);
        }
    }
    if (seen->hash != table->hash || seen->open ||
        (table->root.items && seen->items != table->root.items + 1))
        return ndx_fail(err, NDX_UNSOUND, "%s does not hold what was written to it", table->path);
    return NDX_OK;
}

ndx_status ndx_glass_table_verify(const ndx_glass_table *table, ndx_error *err) {
    walk seen = {.table = table};
    uint8_t *buffer = calloc(BLOCKS, GLASS_BLOCK);
    if (!buffer) return ndx_fail_memory(err);
    int fd = open(table->path, O_RDONLY | O_CLOEXEC);
    ndx_status status = fd < 0 ? ndx_fail_errno(err, errno, "cannot read %s back", table->path)
                               : look(&seen, fd, buffer, err);
    if (fd >= 0) close(fd);
    free(buffer);
    return status;
}
