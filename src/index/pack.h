/* Article text made small: by words where it is like the news we know, else by deflate, whichever is shorter.
 *
 *   byte     codec: 0 as it is, 1 raw deflate, 2 by words (words.h)
 *   varint   length of the text
 *   bytes    the packed text, to the end
 *
 * Reuters-21578, 17.4 MB, share of the text and time of packing: deflate (libdeflate, level 1) 0.56; by words 0.39 in three
 * quarters of the time. Deflate with a preset dictionary (zlib, level 6) lies between the two and takes four times as long.
 */
#ifndef NDX_INDEX_PACK_H
#define NDX_INDEX_PACK_H

#include "newsdex/base.h"

#define NDX_PACKED_MAX (1u << 30) /* bytes of text a record may hold */

/* Scratch memory of one thread. */
typedef struct ndx_packer ndx_packer;
ndx_status ndx_packer_new(ndx_packer **packer, ndx_error *err);
void ndx_packer_free(ndx_packer *packer);
/* Append the packed text. */
ndx_status ndx_pack(ndx_packer *packer, ndx_text text, ndx_buf *out, ndx_error *err);

/* Length of the text inside, 0 when the bytes are damaged. */
uint64_t ndx_packed_length(ndx_text packed);
/* Append the text to out. BAD_INPUT: damaged; NO_MEMORY. Never grows out by more than deflate could have
 * packed. */
ndx_status ndx_unpack(ndx_text packed, ndx_buf *out, ndx_error *err);

#endif
