/* A block of a glass table and what it holds; the format is described in glass.h. Whoever reads may share the block with others who
 * write to it, and nothing in it is trusted: what an item says of itself lies within the block, or it is none. */
#ifndef NDX_INDEX_GLASS_BLOCK_H
#define NDX_INDEX_GLASS_BLOCK_H

#include <string.h>

#include "newsdex/base.h"

#define GLASS_BLOCK 8192u
#define GLASS_HEAD 11u       /* bytes before a block's directory */
#define GLASS_ENTRY 2u       /* bytes of a directory entry */
#define GLASS_LEAF_HEAD 3u   /* size and key length */
#define GLASS_BRANCH_HEAD 5u /* block number and key length */
#define GLASS_PIECE 2u       /* piece number */
#define GLASS_FLAG_DEFLATED 0x8000u
#define GLASS_FLAG_LAST 0x4000u
#define GLASS_FLAG_FIRST 0x2000u
#define GLASS_SIZE_MASK 0x1fffu

/* Bytes that others may write to are read once for each time they are named: what was checked is what is used. */
static inline unsigned glass_get1(const uint8_t *at) {
    return *(const volatile uint8_t *)at;
}
static inline unsigned glass_get2(const uint8_t *at) {
    return glass_get1(at) << 8 | glass_get1(at + 1);
}
static inline uint32_t glass_get4(const uint8_t *at) {
    return (uint32_t)glass_get2(at) << 16 | glass_get2(at + 2);
}
static inline void glass_put2(uint8_t *at, unsigned value) {
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}
static inline void glass_put4(uint8_t *at, uint32_t value) {
    glass_put2(at, value >> 16);
    glass_put2(at + 2, value & 0xffff);
}

/* Where the directory ends: within the block, whatever has become of it since it was looked at first. */
static inline unsigned glass_directory_end(const uint8_t *block) {
    unsigned end = glass_get2(block + 9);
    return end < GLASS_HEAD ? GLASS_HEAD : end > GLASS_BLOCK ? GLASS_BLOCK : end;
}
static inline unsigned glass_entries(const uint8_t *block) {
    return (glass_directory_end(block) - GLASS_HEAD) / GLASS_ENTRY;
}
/* The head of a block that has entries. */
static inline bool glass_is_block(const uint8_t *block, unsigned level) {
    unsigned end = glass_get2(block + 9);
    return glass_get1(block + 4) == level && end >= GLASS_HEAD + GLASS_ENTRY && end <= GLASS_BLOCK &&
           (end - GLASS_HEAD) % GLASS_ENTRY == 0;
}

/* Views into its block. */
typedef struct ndx_glass_item {
    const uint8_t *at;
    size_t size;
    const uint8_t *key;
    size_t key_len;
    unsigned piece;
    uint32_t child; /* in a branch */
    /* in a leaf */
    const uint8_t *part; /* of the tag */
    size_t part_len;
    unsigned flags;
} ndx_glass_item;

/* Begin the item of a directory entry, which is so many bytes behind the block's beginning, with its key behind a head of so many; of
 * either head the last byte is the key's length. Bytes from the item on to the block's end; 0: there is no such item. */
static inline unsigned glass_item_begin(const uint8_t *block, unsigned entry, unsigned head,
                                        ndx_glass_item *out) {
    unsigned begin = entry + GLASS_ENTRY <= GLASS_BLOCK ? glass_get2(block + entry) : 0;
    if (begin < GLASS_HEAD || begin + head > GLASS_BLOCK) return 0;
    out->at = block + begin;
    out->key = out->at + head;
    out->key_len = glass_get1(out->key - 1);
    return GLASS_BLOCK - begin;
}

/* The item of a directory entry; false when it cannot be. */
static inline bool glass_leaf_item(const uint8_t *block, unsigned entry, ndx_glass_item *out) {
    unsigned room = glass_item_begin(block, entry, GLASS_LEAF_HEAD, out);
    if (!room) return false;
    out->flags = glass_get2(out->at);
    out->size = (out->flags & GLASS_SIZE_MASK) + 3;
    size_t head = GLASS_LEAF_HEAD + out->key_len,
           with_piece = head + (out->flags & GLASS_FLAG_FIRST ? 0 : GLASS_PIECE);
    if (out->size < with_piece || out->size > room) return false;
    out->piece = out->flags & GLASS_FLAG_FIRST ? 1 : glass_get2(out->at + head);
    out->part = out->at + with_piece;
    out->part_len = out->size - with_piece;
    return true;
}

static inline bool glass_branch_item(const uint8_t *block, unsigned entry, ndx_glass_item *out) {
    unsigned room = glass_item_begin(block, entry, GLASS_BRANCH_HEAD, out);
    if (!room) return false;
    out->child = glass_get4(out->at);
    out->size = GLASS_BRANCH_HEAD + out->key_len + GLASS_PIECE;
    if (out->size > room) return false;
    out->piece = glass_get2(out->key + out->key_len);
    return true;
}

/* The item of that number. */
static inline bool glass_item(const uint8_t *block, unsigned level, unsigned number, ndx_glass_item *out) {
    unsigned entry = GLASS_HEAD + number * GLASS_ENTRY;
    return level ? glass_branch_item(block, entry, out) : glass_leaf_item(block, entry, out);
}

/* Order of (key, piece). */
static inline int glass_key_compare(const uint8_t *a, size_t a_len, unsigned a_piece, const uint8_t *b,
                                    size_t b_len, unsigned b_piece) {
    int order = memcmp(a, b, a_len < b_len ? a_len : b_len);
    if (order) return order;
    if (a_len != b_len) return a_len < b_len ? -1 : 1;
    return a_piece < b_piece ? -1 : a_piece > b_piece;
}

#endif
