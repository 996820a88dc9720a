/* Looking at sixteen bytes at once: where an ASCII word ends, its lower case, its capitals and digits.
 *
 * The same answers with SSE2 and without; NDX_TEXT_PORTABLE forces the second.
 */
#ifndef NDX_TEXT_SCAN_H
#define NDX_TEXT_SCAN_H

#include "newsdex/base.h"

/* A word of at most 15 bytes as two numbers, its first byte lowest, zero padded; or two hashes of a longer one. The top byte
 * of `high` tells which, and the language (lexicon.h). */
typedef struct ndx_key {
    uint64_t low, high;
} ndx_key;

enum { NDX_GLANCE = 16, NDX_KEY_BYTES = 15 };

/* What the bytes at a place are. Bit i of a mask speaks of byte i; masks are cut to the word. */
typedef struct ndx_glance {
    ndx_key key;     /* lower case */
    uint32_t len;    /* ASCII letters and digits in a row, at most NDX_GLANCE */
    uint32_t within; /* them all */
    uint32_t small;  /* a-z */
    uint32_t digit;  /* 0-9 */
} ndx_glance;

static inline bool ndx_is_digit(unsigned char c) {
    return (unsigned char)(c - '0') < 10;
}
static inline bool ndx_is_upper(unsigned char c) {
    return (unsigned char)(c - 'A') < 26;
}
static inline bool ndx_is_alnum(unsigned char c) {
    return ndx_is_digit(c) || (unsigned char)((c | 0x20) - 'a') < 26;
}

static inline void ndx_key_put(ndx_key *key, size_t place, unsigned char byte) {
    if (place < 8)
        key->low |= (uint64_t)byte << (8 * place);
    else
        key->high |= (uint64_t)byte << (8 * (place - 8));
}
static inline unsigned char ndx_key_byte(const ndx_key *key, size_t place) {
    return (unsigned char)(place < 8 ? key->low >> (8 * place) : key->high >> (8 * (place - 8)));
}
/* Any bytes, at most 16, as they are. */
static inline ndx_key ndx_key_of(const unsigned char *bytes, size_t len) {
    ndx_short text = ndx_short_of(bytes, len);
    return (ndx_key){text.low, text.high};
}

/* Byte by byte; `left` bytes may be read. */
static inline ndx_glance ndx_glance_portable(const unsigned char *at, size_t left) {
    ndx_glance seen = {{0, 0}, 0, 0, 0, 0};
    uint32_t limit = left < NDX_GLANCE ? (uint32_t)left : NDX_GLANCE;
    for (uint32_t i = 0; i < limit && ndx_is_alnum(at[i]); i++, seen.len++) {
        ndx_key_put(&seen.key, i, at[i] | 0x20);
        seen.small |= (uint32_t)(at[i] >= 'a') << i;
        seen.digit |= (uint32_t)ndx_is_digit(at[i]) << i;
    }
    seen.within = (1u << seen.len) - 1;
    return seen;
}

#if defined(__SSE2__) && !defined(NDX_TEXT_PORTABLE)
#include <emmintrin.h>

/* All 16 bytes at `at` may be read. */
__attribute__((always_inline)) static inline ndx_glance ndx_glance_whole(const unsigned char *at) {
    static const unsigned char keep[2 * NDX_GLANCE] = {255, 255, 255, 255, 255, 255, 255, 255,
                                                       255, 255, 255, 255, 255, 255, 255, 255};
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    /* Bit 5 makes letters small and leaves digits alone. An addition that moves the wanted range to the bottom of the
     * signed range turns "is between" into one comparison. */
    __m128i lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    __m128i letter = _mm_cmplt_epi8(_mm_add_epi8(lower, _mm_set1_epi8((char)(0x80 - 'a'))),
                                    _mm_set1_epi8((char)(0x80 + 26)));
    __m128i digit = _mm_cmplt_epi8(_mm_add_epi8(bytes, _mm_set1_epi8((char)(0x80 - '0'))),
                                   _mm_set1_epi8((char)(0x80 + 10)));
    __m128i small = _mm_and_si128(letter, _mm_cmpeq_epi8(bytes, lower));
    uint32_t after = ~(uint32_t)_mm_movemask_epi8(_mm_or_si128(letter, digit));
    ndx_glance seen;
    seen.within = (after & -after) - 1;
    seen.len = (uint32_t)__builtin_ctz(after);
    seen.small = (uint32_t)_mm_movemask_epi8(small) & seen.within;
    seen.digit = (uint32_t)_mm_movemask_epi8(digit) & seen.within;
    __m128i kept =
        _mm_and_si128(lower, _mm_loadu_si128((const __m128i *)(const void *)(keep + NDX_GLANCE - seen.len)));
    seen.key.low = (uint64_t)_mm_cvtsi128_si64(kept);
    seen.key.high = (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(kept, kept));
    return seen;
}
#else
static inline ndx_glance ndx_glance_whole(const unsigned char *at) {
    return ndx_glance_portable(at, NDX_GLANCE);
}
#endif

/* `left` bytes may be read. */
static inline ndx_glance ndx_glance_at(const unsigned char *at, size_t left) {
    return left >= NDX_GLANCE ? ndx_glance_whole(at) : ndx_glance_portable(at, left);
}

#endif
