/* The numbers of the glass format (see glass.h), written straight into memory that has room: each returns where it ended. */
#ifndef NDX_INDEX_GLASS_PACK_H
#define NDX_INDEX_GLASS_PACK_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define GLASS_UINT_MAX 10  /* bytes of the longest uint */
#define GLASS_SORTED_MAX 5 /* bytes of the longest sorted number of 32 bits */
#define GLASS_TERM_MAX 245 /* bytes of a term, as libxapian counts */
#define GLASS_NAME_MAX 249 /* bytes of a term with its zeros doubled, so that a chunk's key fits */
#define GLASS_KEY_MAX 255

static inline uint8_t *glass_put_uint(uint8_t *at, uint64_t value) {
    while (value >= 0x80) {
        *at++ = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    *at++ = (uint8_t)value;
    return at;
}

/* Our own bytes come back: no bounds to check. */
static inline const uint8_t *glass_get_uint(const uint8_t *at, uint64_t *value) {
    uint64_t result = *at & 0x7f;
    for (unsigned shift = 7; *at++ & 0x80; shift += 7) result |= (uint64_t)(*at & 0x7f) << shift;
    *value = result;
    return at;
}
static inline const uint8_t *glass_skip_uint(const uint8_t *at) {
    while (*at++ & 0x80) {
    }
    return at;
}

static inline size_t glass_uint_size(uint64_t value) {
    size_t size = 1;
    for (; value >= 0x80; value >>= 7) size++;
    return size;
}

static inline uint8_t *glass_put_sorted(uint8_t *at, uint32_t value) {
    if (value < 0x8000) {
        *at++ = (uint8_t)(value >> 8);
        *at++ = (uint8_t)value;
        return at;
    }
    size_t size = value < 1u << 22 ? 3 : value < 1u << 29 ? 4 : 5; /* 7 bits a byte, and one to begin with */
    unsigned marks = (0xffu << (10 - size)) & 0xff;
    *at++ = (uint8_t)(size == 5 ? marks : (value >> (8 * (size - 1))) | marks);
    for (size_t i = size - 1; i-- > 0;) *at++ = (uint8_t)(value >> (8 * i));
    return at;
}

/* A sorted number from there; NULL: there is none before the end. */
static inline const uint8_t *glass_get_sorted(const uint8_t *at, const uint8_t *end, uint32_t *value) {
    size_t size = at == end ? 0 : at[0] < 0x80 ? 2 : at[0] < 0xc0 ? 3 : at[0] < 0xe0 ? 4 : 5;
    if (!size || (size_t)(end - at) < size) return NULL;
    uint32_t result = at[0] & (size == 2 ? 0x7fu : size == 5 ? 0 : 0xffu >> (size - 1));
    for (size_t i = 1; i < size; i++) result = result << 8 | at[i];
    *value = result;
    return at + size;
}

static inline uint8_t *glass_put_last(uint8_t *at, uint32_t value) {
    for (; value; value >>= 8) *at++ = (uint8_t)value;
    return at;
}

/* A string's bytes with zeros doubled (00 FF), without the end mark. Room for twice its length. */
static inline uint8_t *glass_put_ordered(uint8_t *at, const char *data, size_t len) {
    for (size_t i = 0; i < len; i++) {
        *at++ = (uint8_t)data[i];
        if (!data[i]) *at++ = 0xff;
    }
    return at;
}

#endif
