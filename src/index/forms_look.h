/* A word beside its stem, both of at most NDX_FORMS_SHORT bytes, seen at once. */
#ifndef NDX_INDEX_FORMS_LOOK_H
#define NDX_INDEX_FORMS_LOOK_H

#include "forms.h"

#if defined __SSE2__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define NDX_FORMS_LOOKS 1
#include <emmintrin.h>

typedef struct ndx_forms_look {
    __m128i written, small; /* the word as it is, and in small letters; anything behind */
    unsigned within;        /* a one for each byte of the word */
    unsigned capitals;      /* and for each that is a capital */
    size_t same;            /* bytes that the small word and the stem begin with in common */
} ndx_forms_look;

/* Bytes between two letters, as a mask: an addition moves them to the bottom of the signed range. */
static inline __m128i ndx_forms_letters(__m128i bytes, char first) {
    return _mm_cmplt_epi8(_mm_add_epi8(bytes, _mm_set1_epi8((char)(0x80 - first))),
                          _mm_set1_epi8((char)(0x80 + 26)));
}

/* All 16 bytes of both may be read. */
static inline ndx_forms_look ndx_forms_look_at(ndx_text stem, ndx_text word) {
    __m128i written = _mm_loadu_si128((const __m128i *)(const void *)word.data),
            known = _mm_loadu_si128((const __m128i *)(const void *)stem.data),
            capital = ndx_forms_letters(written, 'A'),
            small = _mm_or_si128(written, _mm_and_si128(capital, _mm_set1_epi8(0x20)));
    unsigned differ = ~(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(small, known)),
             within = (1u << word.len) - 1;
    size_t most = stem.len < word.len ? stem.len : word.len, same = (size_t)__builtin_ctz(differ);
    return (ndx_forms_look){written, small, within, (unsigned)_mm_movemask_epi8(capital) & within,
                            same < most ? same : most};
}

/* Are there small letters in the word as it is? */
static inline bool ndx_forms_has_small(const ndx_forms_look *look) {
    return ((unsigned)_mm_movemask_epi8(ndx_forms_letters(look->written, 'a')) & look->within) != 0;
}

/* The `len` bytes of the small word from look->same on, which are its last, zeros behind: 14 are asked for. */
static inline void ndx_forms_ending(const ndx_forms_look *look, size_t len, char ending[NDX_FORMS_TEXT]) {
    static const uint8_t ones[32] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    char bytes[32] = {0};
    __m128i kept = _mm_loadu_si128((const __m128i *)(const void *)(ones + 16 - (look->same + len)));
    _mm_storeu_si128((__m128i *)(void *)bytes, _mm_and_si128(look->small, kept));
    memcpy(ending, bytes + look->same, NDX_FORMS_TEXT);
}
#endif

#endif
