/* Deflating term lists quickly: literals only, in one block whose code was made beforehand from the term lists of news. It is
 * some 5 % longer than a compressor's best, at a fifteenth of its work: lists are short, and a compressor spends its time on
 * tables for each. Any inflater reads it (RFC 1951, a dynamic block). */
#ifndef NDX_INDEX_GLASS_DEFLATE_H
#define NDX_INDEX_GLASS_DEFLATE_H

#include <stddef.h>
#include <stdint.h>

#define NDX_GLASS_LITERALS 257 /* bytes, and the end of the block */

typedef struct ndx_glass_deflater {
    uint16_t code[NDX_GLASS_LITERALS]; /* first bit lowest */
    uint8_t head[128];                 /* of the block, up to the first literal */
    size_t head_bits;
} ndx_glass_deflater;

void ndx_glass_deflater_init(ndx_glass_deflater *deflater);
/* Bytes that ndx_glass_deflate will make of these. */
size_t ndx_glass_deflate_size(const ndx_glass_deflater *deflater, const uint8_t *data, size_t len);
/* out has room for so many and 8 more. */
void ndx_glass_deflate(const ndx_glass_deflater *deflater, const uint8_t *data, size_t len, uint8_t *out);

#endif
