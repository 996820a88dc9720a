/* Hashing, and sets of numbered byte strings. */
#include "newsdex/base.h"

#include <stdlib.h>
#include <string.h>

uint64_t ndx_hash(const void *data, size_t len, uint64_t seed) {
    const unsigned char *at =
        len ? data : (const unsigned char *)""; /* the empty text may have no bytes at all */
    size_t left = len;
    uint64_t hash = seed ^ NDX_HASH_0;
    for (; left > 16; left -= 16, at += 16)
        hash = ndx_hash_mix(ndx_load8(at) ^ NDX_HASH_1, ndx_load8(at + 8) ^ hash);
    return ndx_hash_end(ndx_short_of(at, left), len, hash);
}

struct ndx_names_slot {
    uint32_t hash;   /* high bits: most probes end without touching the string */
    uint32_t number; /* plus one; 0: free */
};

void ndx_names_init(ndx_names *names) {
    *names = (ndx_names){0};
}

void ndx_names_clear(ndx_names *names) {
    free(names->slots);
    free(names->names);
    ndx_arena_clear(&names->arena);
    *names = (ndx_names){0};
}

/* The slot of name, or the free one where it belongs. */
static struct ndx_names_slot *slot_of(const ndx_names *names, ndx_text name, uint64_t hash) {
    size_t mask = names->slot_count - 1;
    for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
        struct ndx_names_slot *slot = &names->slots[i];
        if (!slot->number) return slot;
        if (slot->hash == (uint32_t)(hash >> 32) && ndx_text_equal(names->names[slot->number - 1], name))
            return slot;
    }
}

uint32_t ndx_names_find(const ndx_names *names, ndx_text name) {
    if (!names->slot_count) return NDX_NO_NAME;
    uint32_t number = slot_of(names, name, ndx_hash(name.data, name.len, 0))->number;
    return number ? number - 1 : NDX_NO_NAME;
}

/* Keep the table at most half full, so that probes stay short. */
static bool make_room(ndx_names *names) {
    if ((names->count + 1) * 2 <= names->slot_count) return true;
    size_t count = names->slot_count ? names->slot_count * 2 : 64;
    struct ndx_names_slot *slots = ndx_large_array(count, sizeof *slots), *old = names->slots;
    if (!slots) return false;
    names->slots = slots;
    names->slot_count = count;
    for (size_t i = 0; i < names->count; i++) {
        uint64_t hash = ndx_hash(names->names[i].data, names->names[i].len, 0);
        *slot_of(names, names->names[i], hash) =
            (struct ndx_names_slot){(uint32_t)(hash >> 32), (uint32_t)i + 1};
    }
    free(old);
    return true;
}

uint32_t ndx_names_add(ndx_names *names, ndx_text name) {
    if (names->count >= NDX_NO_NAME - 1 || !make_room(names)) return NDX_NO_NAME;
    uint64_t hash = ndx_hash(name.data, name.len, 0);
    struct ndx_names_slot *slot = slot_of(names, name, hash);
    if (slot->number) return slot->number - 1;
    ndx_text *grown = ndx_grow(names->names, names->count, &names->capacity, sizeof *grown);
    if (!grown) return NDX_NO_NAME;
    names->names = grown;
    ndx_text copy = ndx_arena_copy(&names->arena, name);
    if (names->arena.failed) return NDX_NO_NAME;
    names->names[names->count] = copy;
    *slot = (struct ndx_names_slot){(uint32_t)(hash >> 32), (uint32_t)++names->count};
    return slot->number - 1;
}
