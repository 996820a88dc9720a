/* The parts of packing by words (words.h) that packing by forms (forms.h) is made of too. */
#ifndef NDX_INDEX_WORDS_CODER_H
#define NDX_INDEX_WORDS_CODER_H

#include "codes.h"
#include "words.h"

/* --- writing -------------------------------------------------------------------------------------------- */

/* A text begins: its map, and no token spelled yet. false: no memory. */
bool ndx_words_begin(ndx_words_coder *coder, ndx_text text);
/* That map: a one for each byte of a word, and zeros behind the text for a while. */
const uint64_t *ndx_words_map(const ndx_words_coder *coder);
static inline bool ndx_words_word_at(const uint64_t *map, size_t at) {
    return map[at / 64] >> (at % 64) & 1;
}
/* Where the run of bytes like the one at `at` ends: of a word, or between words. */
static inline size_t ndx_words_run(const uint64_t *map, size_t at, bool word, size_t len) {
    uint64_t flip = word ? UINT64_MAX : 0, rest = (map[at / 64] ^ flip) >> (at % 64);
    if (!rest)
        for (at = (at / 64 + 1) * 64; at < len && !(rest = map[at / 64] ^ flip); at += 64) continue;
    if (rest) at += (size_t)__builtin_ctzll(rest);
    return at < len ? at : len;
}
/* Append the code of the token text[begin..end). */
void ndx_words_put(ndx_words_coder *coder, ndx_code_writer *writer, ndx_text text, size_t begin, size_t end);

/* --- reading -------------------------------------------------------------------------------------------- */

#define NDX_WORDS_LOCAL_MAX 4096u

typedef struct ndx_words_table {
    uint32_t symbols;
    uint32_t escape[NDX_WORDS_ESCAPES];
    unsigned log_slots;
    const uint8_t *byte_of, *slot_of, *texts, *codes; /* texts and codes by slot: 16 and 4 bytes each */
    ndx_canonical symbol, spelled;
} ndx_words_table;

typedef struct ndx_words_decoder {
    ndx_words_table table;
    ndx_code_reader reader;
    char *begin, *at, *end; /* of the text */
    struct {
        uint32_t begin, len;
    } local[NDX_WORDS_LOCAL_MAX];
    uint32_t count;
} ndx_words_decoder;

/* The text will be `len` bytes at `out`. */
void ndx_words_decoder_init(ndx_words_decoder *decoder, ndx_text coded, char *out, size_t len);
/* One token, with the blank that is implied before it; false: damaged, or no room for it. */
bool ndx_words_read(ndx_words_decoder *decoder);
/* Append a token likewise. */
bool ndx_words_add(ndx_words_decoder *decoder, const char *data, size_t len);

#endif
