/* Deflating term lists quickly: one block of literals and matches, with codes made for each list. A compressor's quickest level does
 * no better and takes twice the time: lists are short, and it prepares for long texts. Any inflater reads it (RFC 1951). */
#ifndef NDX_INDEX_GLASS_DEFLATE_H
#define NDX_INDEX_GLASS_DEFLATE_H

#include <stddef.h>
#include <stdint.h>

#define NDX_GLASS_DEFLATE_MAX 8000 /* bytes of a list */
#define NDX_GLASS_DEFLATE_SLACK 8  /* bytes behind what is written that may be overwritten */
#define NDX_GLASS_LENGTHS 286      /* bytes, the end of the block, lengths of matches */
#define NDX_GLASS_DISTANCES 30
#define NDX_GLASS_LOG_SEEN 10

/* At `at`, so many bytes are those that stand `distance` before. */
typedef struct ndx_glass_match {
    uint16_t at, length, distance;
} ndx_glass_match;

/* Scratch memory of one thread; {0} to begin. */
typedef struct ndx_glass_deflater {
    uint16_t seen[1 << NDX_GLASS_LOG_SEEN]; /* by what stands there: where it last stood */
    ndx_glass_match matches[NDX_GLASS_DEFLATE_MAX / 4 + 1];
    size_t match_count;
    uint16_t count[NDX_GLASS_LENGTHS], distance_count[NDX_GLASS_DISTANCES]; /* how often each symbol comes */
} ndx_glass_deflater;

/* Deflate at most NDX_GLASS_DEFLATE_MAX bytes into out, which has room for `most` and NDX_GLASS_DEFLATE_SLACK more. The length; 0: it would
 * be more than `most`. The same bytes for the same data, whatever was deflated before. */
size_t ndx_glass_deflate(ndx_glass_deflater *deflater, const uint8_t *data, size_t len, uint8_t *out,
                         size_t most);

#endif
