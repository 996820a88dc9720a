/* Packing article text; the format stands in pack.h. */
#include "pack.h"

#include <libdeflate.h>
#include <stdlib.h>

enum { CODEC_PLAIN, CODEC_DEFLATE };

/* Deflate cannot do better than 1,032 to one: what claims more is damaged. */
#define RATIO_MAX 1032u
/* Level 1 is the only one that keeps up with indexing: it packs news to half at some 150 MB/s; 6 wins a tenth and takes thrice
 * the time. */
#define LEVEL 1

struct ndx_packer { struct libdeflate_compressor *compressor; };

ndx_status ndx_packer_new(ndx_packer **packer, ndx_error *err) {
    *packer = malloc(sizeof **packer);
    if (!*packer) return ndx_fail_memory(err);
    (*packer)->compressor = libdeflate_alloc_compressor(LEVEL);
    if ((*packer)->compressor) return NDX_OK;
    free(*packer);
    *packer = NULL;
    return ndx_fail_memory(err);
}

void ndx_packer_free(ndx_packer *packer) {
    if (packer) libdeflate_free_compressor(packer->compressor);
    free(packer);
}

ndx_status ndx_pack(ndx_packer *packer, ndx_text text, ndx_buf *out, ndx_error *err) {
    if (text.len > NDX_PACKED_MAX)
        return ndx_fail(err, NDX_BAD_INPUT, "an article's text of %zu bytes exceeds the limit of %u", text.len, NDX_PACKED_MAX);
    size_t begin = out->len;
    ndx_buf_add_char(out, CODEC_DEFLATE);
    ndx_buf_add_varint(out, text.len);
    /* One byte less than the text: what does not shrink is kept as it is. */
    if (!ndx_buf_reserve(out, text.len)) return ndx_fail_memory(err);
    size_t packed = text.len < 2 ? 0 : libdeflate_deflate_compress(packer->compressor, text.data, text.len, out->data + out->len, text.len - 1);
    if (packed) {
        out->len += packed;
    } else {
        ndx_buf_add_text(out, text);
        if (!out->failed) out->data[begin] = CODEC_PLAIN;
    }
    return ndx_buf_status(out, err);
}

/* --- unpacking ----------------------------------------------------------------------------------------------------- */

/* Take codec and length off the front; false when they cannot be right. */
static bool read_head(ndx_text *packed, uint8_t *codec, uint64_t *len) {
    const uint8_t *at = (const uint8_t *)packed->data, *end = at + packed->len;
    if (packed->len == 0) return false;
    *codec = *at++;
    if (!ndx_varint_get(&at, end, len)) return false;
    *packed = (ndx_text){(const char *)at, (size_t)(end - at)};
    if (*len > NDX_PACKED_MAX || *len > ((uint64_t)packed->len + 1) * RATIO_MAX) return false;
    return *codec == CODEC_DEFLATE || (*codec == CODEC_PLAIN && *len == packed->len);
}

uint64_t ndx_packed_length(ndx_text packed) {
    uint8_t codec;
    uint64_t len;
    return read_head(&packed, &codec, &len) ? len : 0;
}

static bool inflate_into(ndx_text packed, char *out, size_t len) {
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    if (!decompressor) return false;
    size_t got;
    bool good = libdeflate_deflate_decompress(decompressor, packed.data, packed.len, out, len, &got) == LIBDEFLATE_SUCCESS && got == len;
    libdeflate_free_decompressor(decompressor);
    return good;
}

ndx_status ndx_unpack(ndx_text packed, ndx_buf *out, ndx_error *err) {
    uint8_t codec;
    uint64_t len;
    bool good = read_head(&packed, &codec, &len);
    if (good && !ndx_buf_reserve(out, (size_t)len)) return ndx_fail_memory(err);
    if (good && codec == CODEC_PLAIN) {
        ndx_buf_add_text(out, packed);
    } else if (good) {
        good = inflate_into(packed, out->data + out->len, (size_t)len);
        if (good) out->len += (size_t)len;
        out->data[out->len] = 0;
    }
    return good ? ndx_buf_status(out, err) : ndx_fail(err, NDX_BAD_INPUT, "the text of an article's record is damaged; rebuild the index");
}
