/* Deflating term lists quickly: one block of single bytes, in Huffman's code made for each list. A list is sorted and tells of each term
 * only what it adds to the one before, so there is next to nothing in it that stood there already: looking for that makes lists half
 * a hundredth smaller (Reuters-21578: 0.7 %) and takes two thirds of a compressor's time. Any inflater reads it (RFC 1951). */
#ifndef NDX_INDEX_GLASS_DEFLATE_H
#define NDX_INDEX_GLASS_DEFLATE_H

#include <stddef.h>
#include <stdint.h>

#define NDX_GLASS_DEFLATE_MAX 8000 /* bytes of a list */
#define NDX_GLASS_DEFLATE_SLACK 8  /* bytes behind what is written that may be overwritten */

/* Deflate at most NDX_GLASS_DEFLATE_MAX bytes into out, which has room for `most` and NDX_GLASS_DEFLATE_SLACK more. The length; 0: it would
 * be more than `most`, and nothing was written. */
size_t ndx_glass_deflate(const uint8_t *data, size_t len, uint8_t *out, size_t most);

#endif
