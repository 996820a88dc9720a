/* Packing by words: news is written with the same few thousand words, so each is one short code.
 *
 * A text is a row of tokens: words (runs of ASCII letters and digits and of bytes from 0x80 up) and what stands between them.
 * A single blank between two words is not written. A token of the table (src/index/words.bin, most frequent first) is its
 * Huffman code; "The" may also be CAPITAL "the", "OIL" may be CAPITALS "oil"; a token spelled out once in this text may be LOCAL and its number;
 * any other is SPELL, the codes of its bytes, the code of 256. Codes are canonical (Schwartz and Kallick 1964), at most 15 bits,
 * high bit first. The model is that of word-based Huffman coding with implied blanks (de Moura, Navarro, Ziviani,
 * Baeza-Yates 2000), with a table that comes with the program in place of one for each collection.
 *
 * words.bin is made by tests/eval/tool_train-words.c, which says from what. All numbers little-endian:
 *   u32 'nwd2', u32 symbols (words and escapes together), u32 log2 of slots, u16 rank of each escape, u16 symbols of each code
 *   length 0-15, u16 bytes of each code length 0-15, u16 byte or 256 by rank (257 of them), u16 slot of each symbol by rank (escapes:
 *   0), zeros up to a multiple of 16; for each slot 16 bytes of text (zeros behind it); for each slot u16 code, u8 bits of the code, u8 bytes
 *   of the text (0: free). A text's slot is the first free one from ndx_words_slot on.
 */
#ifndef NDX_INDEX_WORDS_H
#define NDX_INDEX_WORDS_H

#include "newsdex/base.h"

typedef enum ndx_words_escape {
    NDX_WORDS_SPELL,
    NDX_WORDS_LOCAL,
    NDX_WORDS_CAPITAL,
    NDX_WORDS_CAPITALS,
    NDX_WORDS_ESCAPES
} ndx_words_escape;
#define NDX_WORDS_MAGIC 0x3264776eu
#define NDX_WORDS_SPELLED 257           /* byte values, and the end */
#define NDX_WORDS_ENTRY_MAX 16          /* bytes of a text in the table: two machine words to look up */
#define NDX_WORDS_TEXT_MAX (256u << 10) /* longer texts are left to deflate, which learns */

/* Is the byte part of a word? */
static inline bool ndx_words_is_word(char byte) {
    unsigned char c = (unsigned char)byte;
    return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}
/* The end of the token that begins at text.data[at], or behind the one blank there that a word after a word
 * implies; *begin: where it does. */
size_t ndx_words_token(ndx_text text, size_t at, bool after_word, size_t *begin);
/* Where the search for a text begins; low and high: its bytes and zeros behind them, as two little-endian
 * numbers. */
static inline size_t ndx_words_slot(uint64_t low, uint64_t high, unsigned log_slots) {
    uint64_t hash = (low ^ (high * 0x9E3779B97F4A7C15ull)) * 0xD6E8FEB86659FD93ull;
    return (size_t)((hash ^ hash << 29) >> (64 - log_slots));
}

typedef struct ndx_words_coder ndx_words_coder; /* scratch memory of one thread */
ndx_status ndx_words_coder_new(ndx_words_coder **coder, ndx_error *err);
void ndx_words_coder_free(ndx_words_coder *coder);
/* Append the coded text; false when there is no memory or it would take more than `most` bytes (out is then
 * as it was). */
bool ndx_words_encode(ndx_words_coder *coder, ndx_text text, size_t most, ndx_buf *out);
/* Append exactly `len` bytes of text; false when the bytes are damaged or there is no memory (out->failed). */
bool ndx_words_decode(ndx_text coded, size_t len, ndx_buf *out);

#endif
