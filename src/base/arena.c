/* Arenas: many small things, freed together. */
#include "newsdex/base.h"

#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 16, FIRST_BLOCK = 16 * 1024, LARGEST_STEP = 4 * 1024 * 1024 };

struct ndx_arena_block {
    ndx_arena_block *older;
    size_t size; /* of bytes */
    _Alignas(ALIGNMENT) char bytes[];
};

void ndx_arena_init(ndx_arena *arena) {
    *arena = (ndx_arena){0};
}

static void free_blocks(ndx_arena_block *block) {
    while (block) {
        ndx_arena_block *older = block->older;
        free(block);
        block = older;
    }
}

void ndx_arena_clear(ndx_arena *arena) {
    free_blocks(arena->block);
    *arena = (ndx_arena){0};
}

void ndx_arena_reset(ndx_arena *arena) {
    ndx_arena_block *kept = arena->block;
    if (kept) {
        free_blocks(kept->older); /* blocks double, so the newest is the largest */
        kept->older = NULL;
        arena->at = kept->bytes;
        arena->end = kept->bytes + kept->size;
    }
    arena->used = 0;
    arena->failed = false;
}

static bool add_block(ndx_arena *arena, size_t need) {
    size_t size = FIRST_BLOCK;
    if (arena->block) {
        size = arena->block->size;
        size = size < LARGEST_STEP ? size * 2 : size;
    }
    if (size < need) size = need;
    if (size > SIZE_MAX - sizeof(ndx_arena_block)) return false;
    ndx_arena_block *block = malloc(sizeof *block + size);
    if (!block) return false;
    block->older = arena->block;
    block->size = size;
    arena->block = block;
    arena->at = block->bytes;
    arena->end = block->bytes + size;
    return true;
}

void *ndx_arena_room(ndx_arena *arena, size_t size) {
    if (size > SIZE_MAX / 2)
        size = SIZE_MAX; /* rounding must not wrap; no block is that large */
    else
        size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (size == 0) size = ALIGNMENT;
    if (arena->failed || ((size_t)(arena->end - arena->at) < size && !add_block(arena, size))) {
        arena->failed = true;
        return NULL;
    }
    void *taken = arena->at;
    arena->at += size;
    arena->used += size;
    return taken;
}

void *ndx_arena_alloc(ndx_arena *arena, size_t size) {
    void *taken = ndx_arena_room(arena, size);
    if (taken) memset(taken, 0, size);
    return taken;
}

void *ndx_arena_array(ndx_arena *arena, size_t count, size_t size_each) {
    size_t size;
    if (__builtin_mul_overflow(count, size_each, &size)) size = SIZE_MAX;
    return ndx_arena_alloc(arena, size);
}

ndx_text ndx_arena_copy(ndx_arena *arena, ndx_text text) {
    char *copy = ndx_arena_room(arena, text.len + 1);
    if (!copy) return (ndx_text){"", 0};
    if (text.len) memcpy(copy, text.data, text.len);
    copy[text.len] = '\0';
    return (ndx_text){copy, text.len};
}
