/* Packing by forms: which word stands where in an article is known already, from its term list (stems) and PLACES (positions.h).
 * So its text need say no more than how each stem is written there, and what stands between: half a byte a word.
 *
 * The text is a row of words and of what stands between them, as in words.h; a single blank between two words is not written,
 * and an 's behind a word counts as what stands between. With every unit the decoder knows the position it has come to, and so the
 * stem that is next. A unit is a symbol, in a code that depends on what came before (a sentence's or line's end, something
 * else between, a word) and on whether the next stem has been written in this text before:
 *   LOWER, CAPITAL, CAPITALS   the next stem in the form it was last written in; if it is new: a form follows
 *   OTHER_...                  likewise, but it was written before and now has another form, which follows
 *   GROUPED, STOPPED           the next stem: "1500000" is 1,500,000, "fbi" is F.B.I (without the last stop)
 *   TOKEN                      a token as in words.h follows: not the next stem
 *   MOVE                       gamma code (high bit first) of positions to pass over
 *   the rest                   what stands between
 * A form is what to strip from the stem's end and what to add, in a code that depends on the stem's last letter.
 * Where several stems share a position, the least in byte order is meant: of a compound and its first part, mostly the part.
 *
 * forms.bin is made by tests/eval/tool_train-forms.c from the same text as words.bin. Little-endian:
 *   u32 'nwf1', u16 what stands between: how many, u16 forms: how many, zeros up to 16 bytes; for each of these 14 bytes of text, u8
 *   bytes stripped (0xff: stands between), u8 bytes of the text; for each of the 6 codes of symbols: u16 symbols of each length
 *   0-15, u8 symbol by rank; for each of the 28 codes of forms likewise
 */
#ifndef NDX_INDEX_FORMS_H
#define NDX_INDEX_FORMS_H

#include "newsdex/article.h"
#include "positions.h"
#include "words_coder.h"

typedef enum ndx_forms_symbol {
    NDX_FORMS_LOWER,
    NDX_FORMS_CAPITAL,
    NDX_FORMS_CAPITALS,
    NDX_FORMS_OTHER, /* three */
    NDX_FORMS_GROUPED = NDX_FORMS_OTHER + 3,
    NDX_FORMS_STOPPED,
    NDX_FORMS_TOKEN,
    NDX_FORMS_MOVE,
    NDX_FORMS_SYMBOLS
} ndx_forms_symbol;
typedef enum ndx_forms_state {
    NDX_FORMS_BEGIN,   /* the text begins, a sentence or line ended, a quotation begins or ends */
    NDX_FORMS_BETWEEN, /* something else stands before */
    NDX_FORMS_WORD,
    NDX_FORMS_STATES
} ndx_forms_state;
#define NDX_FORMS_MAGIC 0x3166776eu
#define NDX_FORMS_CLASSES 28  /* of the last letter of a stem */
#define NDX_FORMS_TEXT 14     /* bytes of a form's ending, or of what stands between */
#define NDX_FORMS_STANDS 0xff /* in place of what to strip: stands between words */
#define NDX_FORMS_ENTRIES 246 /* at most, of each kind: a symbol is a byte */
#define NDX_FORMS_SHORT 16    /* bytes of a word that is seen at once */
#define NDX_FORMS_STRIPPED 3  /* at most */

typedef struct ndx_forms_entry {
    char text[NDX_FORMS_TEXT]; /* zeros behind */
    uint8_t strip, len;
} ndx_forms_entry;

/* The words that are known. */
typedef struct ndx_forms_guide {
    const ndx_placed_term *terms; /* .term is read */
    size_t term_count;
    const uint32_t *place_at; /* by position: number of the term, or NDX_NO_PLACE */
    uint32_t places;
    bool padded; /* NDX_FORMS_SHORT bytes of each term may be read, whatever its length: quicker */
} ndx_forms_guide;
/* Enter term `number` at its positions. place_at was filled with NDX_NO_PLACE, and is longer than any of them. */
void ndx_forms_place(const ndx_placed_term *terms, uint32_t number, const uint32_t *positions, size_t count,
                     uint32_t *place_at);
/* The code of the stem's forms. */
static inline unsigned ndx_forms_class(ndx_text stem) {
    unsigned char last = stem.len ? (unsigned char)stem.data[stem.len - 1] : 0;
    if (last - (unsigned)'a' < 26) return 1u + (last - (unsigned)'a');
    return last - (unsigned)'0' < 10 ? 27 : 0;
}

/* --- units: how encoder and trainer see a text ---------------------------------------------------------- */

/* The tokens of the article whose text it is; its bytes cut_at to cut_at + cut_len - 1 are left out of the text. */
typedef struct ndx_forms_tokens {
    const ndx_token *tokens;
    size_t count;
    uint32_t cut_at, cut_len;
    ndx_lexicon_state lexicon; /* whose words they are */
} ndx_forms_tokens;

typedef struct ndx_forms_unit {
    size_t begin, end;
    ndx_forms_state before;
    bool word;               /* else it stands between */
    ndx_forms_symbol symbol; /* LOWER to CAPITALS, GROUPED, STOPPED: the word at `position`; else TOKEN */
    uint32_t position;
    const ndx_token *token; /* the one at `position` */
    ndx_forms_entry entry;  /* len 0 and not a word: too long to have one */
} ndx_forms_unit;

typedef struct ndx_forms_units {
    const ndx_forms_guide *guide;
    const ndx_forms_tokens *tokens;
    const uint64_t *map; /* ndx_words_map of the text */
    ndx_text text;
    size_t at, token;
    ndx_forms_state state;
} ndx_forms_units; /* the rest zero to begin */
bool ndx_forms_next(ndx_forms_units *units, ndx_forms_unit *unit);
/* What comes after text that stands between words. */
ndx_forms_state ndx_forms_state_after(const char *data, size_t len);

/* --- packing -------------------------------------------------------------------------------------------- */

typedef struct ndx_forms_coder ndx_forms_coder; /* scratch memory of one thread */
ndx_status ndx_forms_coder_new(ndx_forms_coder **coder, ndx_error *err);
void ndx_forms_coder_free(ndx_forms_coder *coder);
/* As ndx_words_encode. */
bool ndx_forms_encode(ndx_forms_coder *coder, ndx_words_coder *words, const ndx_forms_guide *guide,
                      const ndx_forms_tokens *tokens, ndx_text text, size_t most, ndx_buf *out);
/* As ndx_words_decode, with the same guide. No text of a term may be longer than NDX_FORMS_STEM_MAX bytes. */
bool ndx_forms_decode(const ndx_forms_guide *guide, ndx_text coded, size_t len, ndx_buf *out);
#define NDX_FORMS_STEM_MAX 64

#endif
