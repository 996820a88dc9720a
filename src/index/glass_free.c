/* Free blocks, taken and given. */
#include "glass_free.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define FIRST 8                     /* bytes before the numbers of a block */
#define LAST (GLASS_BLOCK - NUMBER) /* where the number of the chain's next block is */
#define NUMBER 4u
#define LEVEL 254 /* stands where other blocks have their level */
#define NONE UINT32_MAX

ndx_status ndx_glass_pages_write(const ndx_glass_pages *pages, uint32_t block, const uint8_t *bytes,
                                 size_t count, ndx_error *err) {
    off_t at = (off_t)block * GLASS_BLOCK;
    for (size_t left = count * GLASS_BLOCK; left;) {
        ssize_t done = pwrite(pages->fd, bytes, left, at);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return ndx_fail_errno(err, errno, "cannot write %s", pages->path);
        bytes += done;
        at += done;
        left -= (size_t)done;
    }
    return NDX_OK;
}

ndx_status ndx_glass_pages_sync(const ndx_glass_pages *pages, ndx_error *err) {
    return fdatasync(pages->fd) == 0 ? NDX_OK : ndx_fail_errno(err, errno, "cannot sync %s", pages->path);
}

/* A block of the chain as the last revision left it: what this one adds lies behind what is read. */
static const uint8_t *chain_block(const ndx_glass_free *list, uint32_t block) {
    const uint8_t *bytes = list->pages->bytes + (size_t)block * GLASS_BLOCK;
    return block < list->pages->state.blocks && bytes[4] == LEVEL ? bytes : NULL;
}

static bool place_is_sound(const ndx_glass_free *list, ndx_glass_free_place place) {
    return !place.at || (place.at >= FIRST && place.at <= LAST && chain_block(list, place.block));
}

ndx_status ndx_glass_free_init(ndx_glass_free *list, ndx_glass_pages *pages, uint32_t revision,
                               ndx_error *err) {
    const ndx_glass_table_state *state = &pages->state;
    *list = (ndx_glass_free){.pages = pages,
                             .from = state->free,
                             .end = state->free_end,
                             .to = state->free_end,
                             .blocks = state->blocks,
                             .revision = revision};
    list->block = malloc(GLASS_BLOCK);
    if (!list->block) return ndx_fail_memory(err);
    return place_is_sound(list, list->from) && place_is_sound(list, list->end) &&
                   !list->from.at == !list->end.at
               ? NDX_OK
               : ndx_glass_pages_damaged(pages, err);
}

void ndx_glass_free_clear(ndx_glass_free *list) {
    free(list->block);
    list->block = NULL;
}

static bool is_end(const ndx_glass_free *list) {
    return list->from.block == list->end.block && list->from.at == list->end.at;
}

/* *left: a block of the chain that has been read to its end, or NONE. */
static ndx_status take(ndx_glass_free *list, uint32_t *block, uint32_t *left, ndx_error *err) {
    *left = NONE;
    if (is_end(list)) {
        if (list->blocks >= NONE - 1)
            return ndx_fail(err, NDX_NO_SPACE, "%s has grown too large", list->pages->path);
        *block = list->blocks++;
        return NDX_OK;
    }
    const uint8_t *bytes = chain_block(list, list->from.block);
    if (bytes && list->from.at == LAST) {
        *left = list->from.block;
        list->from = (ndx_glass_free_place){glass_get4(bytes + LAST), FIRST};
        bytes = chain_block(list, list->from.block);
        if (is_end(list)) {
            *block = list->blocks++;
            return NDX_OK;
        }
    }
    *block = bytes ? glass_get4(bytes + list->from.at) : NONE;
    list->from.at += NUMBER;
    return *block < list->pages->state.blocks ? NDX_OK : ndx_glass_pages_damaged(list->pages, err);
}

ndx_status ndx_glass_free_take(ndx_glass_free *list, uint32_t *block, ndx_error *err) {
    uint32_t left;
    ndx_status status = take(list, block, &left, err);
    return status == NDX_OK && left != NONE ? ndx_glass_free_give(list, left, err) : status;
}

static ndx_status write_block(ndx_glass_free *list, ndx_error *err) {
    glass_put4(list->block, list->revision);
    glass_put4(list->block + 4, 0);
    list->block[4] = LEVEL;
    return ndx_glass_pages_write(list->pages, list->to.block, list->block, 1, err);
}

/* Begin to write: where the last revision ended, or a chain's first block. */
static ndx_status begin(ndx_glass_free *list, ndx_error *err) {
    uint32_t left;
    list->writing = true;
    if (list->to.at) {
        memcpy(list->block, chain_block(list, list->to.block), GLASS_BLOCK);
        return NDX_OK;
    }
    ndx_status status = take(list, &list->to.block, &left, err);
    list->to.at = FIRST;
    memset(list->block, 0xff, GLASS_BLOCK);
    list->from = list->end = list->to;
    return status;
}

static ndx_status next_block(ndx_glass_free *list, uint32_t *left, ndx_error *err) {
    uint32_t next = NONE;
    ndx_status status = take(list, &next, left, err);
    if (status != NDX_OK) return status;
    glass_put4(list->block + LAST, next);
    status = write_block(list, err);
    memset(list->block, 0xff, GLASS_BLOCK);
    list->to = (ndx_glass_free_place){next, FIRST};
    return status;
}

ndx_status ndx_glass_free_give(ndx_glass_free *list, uint32_t block, ndx_error *err) {
    uint32_t left = NONE;
    ndx_status status = list->writing ? NDX_OK : begin(list, err);
    while (status == NDX_OK && block != NONE) {
        if (list->to.at == LAST) status = next_block(list, &left, err);
        glass_put4(list->block + list->to.at, block);
        list->to.at += NUMBER;
        block = left;
        left = NONE;
    }
    return status;
}

ndx_status ndx_glass_free_finish(ndx_glass_free *list, ndx_glass_table_state *state, ndx_error *err) {
    ndx_status status = list->writing ? write_block(list, err) : NDX_OK;
    state->blocks = list->blocks;
    state->free = list->from;
    state->free_end = list->to;
    state->free_revision = list->revision;
    return status;
}
