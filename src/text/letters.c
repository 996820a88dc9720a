/* Classes of characters, from Unicode's categories and a few ranges. */
#include "letters.h"

#include <stddef.h>

#include <utf8proc.h>

typedef struct span {
    uint32_t first, last;
    uint8_t letter;
} span;

/* Ascending. What stands here is decided without asking for a category. */
static const span spans[] = {
    {0x000AD, 0x000AD, NDX_LETTER_UNSEEN},
    {0x0034F, 0x0034F, NDX_LETTER_UNSEEN},
    {0x0061C, 0x0061C, NDX_LETTER_UNSEEN},
    {0x00E01, 0x00E30, NDX_LETTER_GRAM}, /* Thai; its digits are words */
    {0x00E31, 0x00E31, NDX_LETTER_MARK},
    {0x00E32, 0x00E33, NDX_LETTER_GRAM},
    {0x00E34, 0x00E3A, NDX_LETTER_MARK},
    {0x00E40, 0x00E46, NDX_LETTER_GRAM},
    {0x00E47, 0x00E4E, NDX_LETTER_MARK},
    {0x00E81, 0x00EB0, NDX_LETTER_GRAM}, /* Lao */
    {0x00EB1, 0x00EB1, NDX_LETTER_MARK},
    {0x00EB2, 0x00EB3, NDX_LETTER_GRAM},
    {0x00EB4, 0x00EBC, NDX_LETTER_MARK},
    {0x00EC0, 0x00EC6, NDX_LETTER_GRAM},
    {0x00EC8, 0x00ECD, NDX_LETTER_MARK},
    {0x01000, 0x0102A, NDX_LETTER_GRAM},
    {0x0102B, 0x0103E, NDX_LETTER_MARK}, /* Burmese */
    {0x01100, 0x011FF, NDX_LETTER_GRAM}, /* Hangul's single letters */
    {0x01780, 0x017B3, NDX_LETTER_GRAM},
    {0x017B4, 0x017D3, NDX_LETTER_MARK}, /* Khmer */
    {0x0180B, 0x0180F, NDX_LETTER_UNSEEN},
    {0x0200B, 0x0200F, NDX_LETTER_UNSEEN},
    {0x0202A, 0x0202E, NDX_LETTER_UNSEEN},
    {0x02060, 0x0206F, NDX_LETTER_UNSEEN},
    {0x02070, 0x02079, NDX_LETTER_WORD},
    {0x02080, 0x02089, NDX_LETTER_WORD}, /* super- and subscript digits */
    {0x03005, 0x03007, NDX_LETTER_GRAM},
    {0x03041, 0x03096, NDX_LETTER_GRAM},
    {0x03099, 0x0309A, NDX_LETTER_MARK},
    {0x0309D, 0x0309F, NDX_LETTER_GRAM},
    {0x030A1, 0x030FA, NDX_LETTER_GRAM},
    {0x030FC, 0x030FF, NDX_LETTER_GRAM},
    {0x03105, 0x0312F, NDX_LETTER_GRAM},
    {0x03131, 0x0318E, NDX_LETTER_GRAM},
    {0x031F0, 0x031FF, NDX_LETTER_GRAM},
    {0x03400, 0x04DBF, NDX_LETTER_GRAM},
    {0x04E00, 0x09FFF, NDX_LETTER_GRAM},
    {0x0A960, 0x0A97C, NDX_LETTER_GRAM},
    {0x0AC00, 0x0D7FB, NDX_LETTER_GRAM},
    {0x0F900, 0x0FAFF, NDX_LETTER_GRAM},
    {0x0FE00, 0x0FE0F, NDX_LETTER_UNSEEN},
    {0x0FEFF, 0x0FEFF, NDX_LETTER_UNSEEN},
    {0x0FF66, 0x0FF9D, NDX_LETTER_GRAM},
    {0x0FF9E, 0x0FF9F, NDX_LETTER_MARK},
    {0x0FFA0, 0x0FFDC, NDX_LETTER_GRAM},
    {0x1AFF0, 0x1B16F, NDX_LETTER_GRAM},
    {0x20000, 0x3FFFD, NDX_LETTER_GRAM},
    {0xE0100, 0xE01EF, NDX_LETTER_UNSEEN},
};

static ndx_letter by_category(uint32_t c) {
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
        return NDX_LETTER_WORD;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return NDX_LETTER_MARK;
    default:
        return NDX_LETTER_NONE;
    }
}

ndx_letter ndx_letter_of(uint32_t c) {
    /* Most text beyond ASCII is accented Latin or Cyrillic: answered first. */
    if (c >= 0xC0 && c <= 0x2AF) return c == 0xD7 || c == 0xF7 ? NDX_LETTER_NONE : NDX_LETTER_WORD;
    if (c >= 0x400 && c <= 0x481) return NDX_LETTER_WORD;
    if (c == 0xB2 || c == 0xB3 || c == 0xB9) return NDX_LETTER_WORD;
    if (c == 0x2BC) return NDX_LETTER_NONE; /* an apostrophe, although a letter to Unicode */
    size_t low = 0, high = sizeof spans / sizeof spans[0];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c > spans[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < sizeof spans / sizeof spans[0] && c >= spans[low].first) return (ndx_letter)spans[low].letter;
    return c > 0x10FFFF ? NDX_LETTER_NONE : by_category(c);
}

bool ndx_letter_is_upper(uint32_t c) {
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
}

bool ndx_letter_is_lower(uint32_t c) {
    return utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_LL;
}

bool ndx_letter_is_digit(uint32_t c) {
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    return category == UTF8PROC_CATEGORY_ND || category == UTF8PROC_CATEGORY_NO;
}
