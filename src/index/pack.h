/* Article text made small: by the forms of the article's known stems, by words where it is like the news we know, else by
 * deflate, whichever is shorter.
 *
 *   byte     codec: 0 as it is, 1 raw deflate, 2 by words (words.h), 3 by forms (forms.h)
 *   varint   length of the text
 *   bytes    the packed text, to the end
 *
 * Reuters-21578, 17.4 MB, share of the text and time of packing: deflate (libdeflate, level 1) 0.56; by words 0.39 in three
 * quarters of the time; by forms 0.11 in no more. Deflate with a preset dictionary (zlib, level 6) lies between the first two
 * and takes four times as long.
 */
#ifndef NDX_INDEX_PACK_H
#define NDX_INDEX_PACK_H

#include "forms.h"

#define NDX_PACKED_MAX (1u << 30) /* bytes of text a record may hold */

/* Scratch memory of one thread. */
typedef struct ndx_packer ndx_packer;
ndx_status ndx_packer_new(ndx_packer **packer, ndx_error *err);
void ndx_packer_free(ndx_packer *packer);
/* Append the packed text. guide and tokens: what is known of the article it is the text of, and will be when it is unpacked;
 * NULL when it is no article's. */
ndx_status ndx_pack(ndx_packer *packer, ndx_text text, const ndx_forms_guide *guide,
                    const ndx_forms_tokens *tokens, ndx_buf *out, ndx_error *err);

/* Length of the text inside, 0 when the bytes are damaged. */
uint64_t ndx_packed_length(ndx_text packed);
/* Is a guide needed to unpack it? */
bool ndx_packed_by_forms(ndx_text packed);
/* Append the text to out. guide: as it was packed with; NULL for none. BAD_INPUT: damaged; NO_MEMORY. Never grows out by
 * more than deflate could have packed. */
ndx_status ndx_unpack(ndx_text packed, const ndx_forms_guide *guide, ndx_buf *out, ndx_error *err);

#endif
