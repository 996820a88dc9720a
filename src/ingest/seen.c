/* What this run has seen, as hashes. */
#include "seen.h"

#include <stdlib.h>

#define SMALLEST 1024

/* 0 marks an empty slot. */
static uint64_t key_of(ndx_text name) {
    uint64_t hash = ndx_hash(name.data, name.len, 0);
    return hash ? hash : 1;
}

static size_t find_slot(const uint64_t *slots, size_t capacity, uint64_t key) {
    size_t at = (size_t)key & (capacity - 1);
    while (slots[at] && slots[at] != key) at = (at + 1) & (capacity - 1);
    return at;
}

void ndx_seen_clear(ndx_seen *seen) {
    free(seen->slots);
    *seen = (ndx_seen){0};
}

bool ndx_seen_has(const ndx_seen *seen, ndx_text name) {
    return seen->capacity && seen->slots[find_slot(seen->slots, seen->capacity, key_of(name))] != 0;
}

static bool grow(ndx_seen *seen) {
    size_t capacity = seen->capacity ? seen->capacity * 2 : SMALLEST;
    uint64_t *slots = calloc(capacity, sizeof *slots);
    if (!slots) return false;
    for (size_t i = 0; i < seen->capacity; i++)
        if (seen->slots[i]) slots[find_slot(slots, capacity, seen->slots[i])] = seen->slots[i];
    free(seen->slots);
    seen->slots = slots;
    seen->capacity = capacity;
    return true;
}

ndx_status ndx_seen_add(ndx_seen *seen, ndx_text name, bool *added, ndx_error *err) {
    *added = false;
    if ((seen->count + 1) * 4 > seen->capacity * 3 && !grow(seen)) return ndx_fail_memory(err);
    uint64_t key = key_of(name), *slot = &seen->slots[find_slot(seen->slots, seen->capacity, key)];
    *added = *slot == 0;
    *slot = key;
    seen->count += *added;
    return NDX_OK;
}
