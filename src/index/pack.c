/* Packing article text; the format stands in pack.h. */
#include "pack.h"

#include <libdeflate.h>
#include <stdlib.h>

#include "words.h"

enum { CODEC_PLAIN, CODEC_DEFLATE, CODEC_WORDS, CODEC_FORMS };

/* Deflate cannot do better than 1,032 to one, and words not as well: what claims more is damaged. */
#define RATIO_MAX 1032u
/* For what is not like the table's news: other languages, tables, addresses. Higher levels win a tenth and
 * take thrice the time. */
#define LEVEL 1
/* Shorter texts - names, paths, headlines - have next to nothing that deflate could refer to. */
#define DEFLATE_MIN 400
/* A text that words pack to this share of it (in 20ths) would not get smaller by deflate. */
#define GOOD_TWENTIETHS 11

struct ndx_packer {
    struct libdeflate_compressor *compressor;
    ndx_words_coder *words;
    ndx_forms_coder *forms;
    ndx_buf deflated;
};

ndx_status ndx_packer_new(ndx_packer **packer, ndx_error *err) {
    *packer = calloc(1, sizeof **packer);
    if (!*packer) return ndx_fail_memory(err);
    (*packer)->compressor = libdeflate_alloc_compressor(LEVEL);
    ndx_status status =
        (*packer)->compressor ? ndx_words_coder_new(&(*packer)->words, err) : ndx_fail_memory(err);
    if (status == NDX_OK) status = ndx_forms_coder_new(&(*packer)->forms, err);
    if (status == NDX_OK) return NDX_OK;
    ndx_packer_free(*packer);
    *packer = NULL;
    return status;
}

void ndx_packer_free(ndx_packer *packer) {
    if (!packer) return;
    if (packer->compressor) libdeflate_free_compressor(packer->compressor);
    ndx_words_coder_free(packer->words);
    ndx_forms_coder_free(packer->forms);
    ndx_buf_clear(&packer->deflated);
    free(packer);
}

/* Deflate into packer->deflated, in fewer than `most` bytes; false if that cannot be. */
static bool deflate_text(ndx_packer *packer, ndx_text text, size_t most) {
    ndx_buf *out = &packer->deflated;
    ndx_buf_reset(out);
    if (text.len < DEFLATE_MIN || most < 2 || !ndx_buf_reserve(out, most)) return false;
    out->len = libdeflate_deflate_compress(packer->compressor, text.data, text.len, out->data, most - 1);
    return out->len > 0;
}

/* By forms, or by words, whichever there is; CODEC_PLAIN: neither is shorter than the text. */
static char encode(ndx_packer *packer, ndx_text text, const ndx_forms_guide *guide,
                   const ndx_forms_tokens *tokens, ndx_buf *out) {
    if (text.len == 0 || text.len > NDX_WORDS_TEXT_MAX) return CODEC_PLAIN;
    if (guide && ndx_forms_encode(packer->forms, packer->words, guide, tokens, text, text.len - 1, out))
        return CODEC_FORMS;
    return ndx_words_encode(packer->words, text, text.len - 1, out) ? CODEC_WORDS : CODEC_PLAIN;
}

ndx_status ndx_pack(ndx_packer *packer, ndx_text text, const ndx_forms_guide *guide,
                    const ndx_forms_tokens *tokens, ndx_buf *out, ndx_error *err) {
    if (text.len > NDX_PACKED_MAX)
        return ndx_fail(err, NDX_BAD_INPUT, "an article's text of %zu bytes exceeds the limit of %u",
                        text.len, NDX_PACKED_MAX);
    size_t begin = out->len;
    ndx_buf_add_char(out, CODEC_PLAIN);
    ndx_buf_add_varint(out, text.len);
    size_t head = out->len;
    char codec = encode(packer, text, guide, tokens, out);
    size_t best = codec == CODEC_PLAIN ? text.len : out->len - head;
    if (!out->failed) out->data[begin] = codec;
    if (!out->failed && (codec == CODEC_PLAIN || best * 20 > text.len * GOOD_TWENTIETHS) &&
        deflate_text(packer, text, best)) {
        out->len = head;
        out->data[begin] = CODEC_DEFLATE;
        ndx_buf_add_text(out, ndx_buf_text(&packer->deflated));
    } else if (codec == CODEC_PLAIN && !out->failed) {
        ndx_buf_add_text(out, text);
    }
    return packer->deflated.failed ? ndx_fail_memory(err) : ndx_buf_status(out, err);
}

/* --- unpacking ------------------------------------------------------------------------------------------ */

/* Take codec and length off the front; false when they cannot be right. */
static bool read_head(ndx_text *packed, uint8_t *codec, uint64_t *len) {
    const uint8_t *at = (const uint8_t *)packed->data, *end = at + packed->len;
    if (packed->len == 0) return false;
    *codec = *at++;
    if (!ndx_varint_get(&at, end, len)) return false;
    *packed = (ndx_text){(const char *)at, (size_t)(end - at)};
    if (*len > NDX_PACKED_MAX || *len > ((uint64_t)packed->len + 1) * RATIO_MAX) return false;
    return (*codec >= CODEC_DEFLATE && *codec <= CODEC_FORMS) ||
           (*codec == CODEC_PLAIN && *len == packed->len);
}

uint64_t ndx_packed_length(ndx_text packed) {
    uint8_t codec;
    uint64_t len;
    return read_head(&packed, &codec, &len) ? len : 0;
}

bool ndx_packed_by_forms(ndx_text packed) {
    return packed.len && packed.data[0] == CODEC_FORMS;
}

/* There is room. */
static bool inflate_into(ndx_text packed, ndx_buf *out, size_t len) {
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    if (!decompressor) return !(out->failed = true);
    size_t got;
    bool good = libdeflate_deflate_decompress(decompressor, packed.data, packed.len, out->data + out->len,
                                              len, &got) == LIBDEFLATE_SUCCESS &&
                got == len;
    libdeflate_free_decompressor(decompressor);
    if (good) out->len += len;
    out->data[out->len] = 0;
    return good;
}

ndx_status ndx_unpack(ndx_text packed, const ndx_forms_guide *guide, ndx_buf *out, ndx_error *err) {
    uint8_t codec;
    uint64_t len;
    bool good = read_head(&packed, &codec, &len);
    if (good && codec >= CODEC_WORDS && len > NDX_WORDS_TEXT_MAX) good = false;
    if (good && !ndx_buf_reserve(out, (size_t)len)) return ndx_fail_memory(err);
    if (good && codec == CODEC_PLAIN) {
        ndx_buf_add_text(out, packed);
    } else if (good && codec == CODEC_WORDS) {
        good = ndx_words_decode(packed, (size_t)len, out);
    } else if (good && codec == CODEC_FORMS) {
        good = guide && ndx_forms_decode(guide, packed, (size_t)len, out);
    } else if (good) {
        good = inflate_into(packed, out, (size_t)len);
    }
    return good || out->failed ? ndx_buf_status(out, err)
                               : ndx_fail(err, NDX_BAD_INPUT,
                                          "the text of an article's record is damaged; rebuild the index");
}
