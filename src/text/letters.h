/* What a character is to a tokenizer. */
#ifndef NDX_TEXT_LETTERS_H
#define NDX_TEXT_LETTERS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum ndx_letter {
    NDX_LETTER_NONE,   /* space, punctuation, symbol, control, invalid */
    NDX_LETTER_WORD,   /* letter or digit */
    NDX_LETTER_MARK,   /* part of the word it follows */
    NDX_LETTER_UNSEEN, /* soft hyphen, zero width: part of a word that goes on behind it */
    NDX_LETTER_GRAM    /* of a script without spaces between words: n-grams */
} ndx_letter;

ndx_letter ndx_letter_of(uint32_t codepoint);
bool ndx_letter_is_upper(uint32_t codepoint); /* upper or title case */
bool ndx_letter_is_lower(uint32_t codepoint);
bool ndx_letter_is_digit(uint32_t codepoint);

#endif
