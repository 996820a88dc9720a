/* What a block of a table holds, where others may write to it meanwhile. The format is in glass.h. */
#ifndef NDX_INDEX_GLASS_ITEMS_H
#define NDX_INDEX_GLASS_ITEMS_H

#include "glass_read.h"

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

/* Bytes that others may write to are read once for each time they are named: what was checked is what is used. */
static inline unsigned get1(const uint8_t *at) {
    return *(const volatile uint8_t *)at;
}
static inline unsigned get2(const uint8_t *at) {
    return get1(at) << 8 | get1(at + 1);
}
static inline uint32_t get4(const uint8_t *at) {
    return (uint32_t)get2(at) << 16 | get2(at + 2);
}

/* Within the block, whatever has become of it since it was entered. */
static inline unsigned directory_end(const uint8_t *block) {
    unsigned end = get2(block + 9);
    return end < HEAD ? HEAD : end > BLOCK ? BLOCK : end;
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
static inline bool leaf_item(const uint8_t *block, unsigned at, item *out) {
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

static inline bool branch_item(const uint8_t *block, unsigned at, item *out) {
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

#endif
