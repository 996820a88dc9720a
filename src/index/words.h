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
 *   u32 'nwd1', u32 symbols (words and escapes together), u16 rank of each escape, u16 symbols of each code length 0-15,
 *   u16 bytes of each code length 0-15, u16 byte or 256 by rank (257 of them), u32 offset of each symbol's text and of
 *   their end, texts. Escapes have no text.
 */
#ifndef NDX_INDEX_WORDS_H
#define NDX_INDEX_WORDS_H

#include "newsdex/base.h"

typedef enum ndx_words_escape { NDX_WORDS_SPELL, NDX_WORDS_LOCAL, NDX_WORDS_CAPITAL, NDX_WORDS_CAPITALS, NDX_WORDS_ESCAPES } ndx_words_escape;
#define NDX_WORDS_MAGIC 0x3164776eu
#define NDX_WORDS_CODE_MAX 15      /* bits */
#define NDX_WORDS_SPELLED 257      /* byte values, and the end */
#define NDX_WORDS_ENTRY_MAX 16     /* bytes of a text in the table: two machine words to look up */
#define NDX_WORDS_TEXT_MAX (256u << 10) /* longer texts are left to deflate, which learns */

/* Is the byte part of a word? */
static inline bool ndx_words_is_word(char byte) {
    unsigned char c = (unsigned char)byte;
    return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}
/* The end of the token that begins at text.data[at], or behind the one blank there that a word after a word implies; *begin: where it does. */
size_t ndx_words_token(ndx_text text, size_t at, bool after_word, size_t *begin);

typedef struct ndx_words_coder ndx_words_coder; /* scratch memory of one thread */
ndx_status ndx_words_coder_new(ndx_words_coder **coder, ndx_error *err);
void ndx_words_coder_free(ndx_words_coder *coder);
/* Append the coded text; false when there is no memory or it would take more than `most` bytes (out is then as it was). */
bool ndx_words_encode(ndx_words_coder *coder, ndx_text text, size_t most, ndx_buf *out);
/* Append exactly `len` bytes of text; false when the bytes are damaged or there is no memory. */
bool ndx_words_decode(ndx_text coded, size_t len, ndx_buf *out);

#endif
