#include "lex.h"

#include <string.h>

/* Characters outside ASCII that stand for a mark or a blank in dates. */
static const struct {
    uint32_t codepoint;
    char mark;
} MARKS[] = {
    {0x00A0, ' '}, {0x00AB, '"'}, {0x00BB, '"'},  {0x060C, ','},  {0x2009, ' '},  {0x200B, ' '},
    {0x200E, ' '}, {0x200F, ' '}, {0x2010, '-'},  {0x2011, '-'},  {0x2012, '-'},  {0x2013, '-'},
    {0x2014, '-'}, {0x2015, '-'}, {0x2018, '\''}, {0x2019, '\''}, {0x02BC, '\''}, {0x201C, '"'},
    {0x201D, '"'}, {0x202F, ' '}, {0x2212, '-'},  {0x3000, ' '},  {0x3001, ','},  {0xFF0C, ','},
    {0xFF1A, ':'}, {0xFEFF, ' '},
};

/* Zeros of the decimal digits that dates are written with. */
static const uint32_t ZEROS[] = {'0', 0x0660, 0x06F0, 0x0966, 0x0BE6, 0xFF10};

/* What may follow a number directly and says "the 27th". */
static const char *const ORDINALS[] = {"st", "nd", "rd", "th", "er",  "ere", "eme",
                                       "e",  "º",  "ª",  "o",  "ste", "de",  "го"};

static int digit_of(uint32_t codepoint, uint32_t *zero) {
    for (size_t i = 0; i < NDX_COUNT(ZEROS); i++) {
        if (codepoint - ZEROS[i] < 10) {
            *zero = ZEROS[i];
            return (int)(codepoint - ZEROS[i]);
        }
    }
    return -1;
}

static char mark_of(uint32_t codepoint) {
    if (codepoint < 0x80) {
        bool letter = (codepoint | 32) >= 'a' && (codepoint | 32) <= 'z';
        return letter ? 0 : codepoint <= ' ' || codepoint == 0x7F ? ' ' : (char)codepoint;
    }
    for (size_t i = 0; i < NDX_COUNT(MARKS); i++)
        if (MARKS[i].codepoint == codepoint) return MARKS[i].mark;
    return 0;
}

/* 年 月 日 stand directly between numbers and belong to no word. */
static bool stands_alone(uint32_t codepoint) {
    return codepoint == 0x5E74 || codepoint == 0x6708 || codepoint == 0x65E5;
}

bool lex_is_word(const lex_token *token, const char *word) {
    return token->kind == LEX_WORD && strlen(word) == token->word.len &&
           !memcmp(word, token->word.data, token->word.len);
}

/* Read the number at *at. False: too long, or digits of two scripts in one number. */
static bool read_number(ndx_text text, size_t *at, lex_token *token) {
    uint32_t script = 0, zero = 0;
    while (*at < text.len) {
        size_t next = *at;
        int digit = digit_of(ndx_utf8_next(text.data, text.len, &next), &zero);
        if (digit < 0) break;
        if (token->digits && zero != script) return false;
        if (token->digits == 18) return false;
        script = zero;
        token->value = token->value * 10 + digit;
        token->digits++;
        *at = next;
    }
    return true;
}

static size_t word_end(ndx_text text, size_t at, bool *ascii, bool *marked_script) {
    uint32_t zero;
    for (size_t next = at; at < text.len; at = next) {
        uint32_t c = ndx_utf8_next(text.data, text.len, &next);
        if (c == NDX_BAD_CODEPOINT || mark_of(c) || digit_of(c, &zero) >= 0 || stands_alone(c)) break;
        if (c >= 0x80) *ascii = false;
        if (c >= 0x0900 && c < 0x1000) *marked_script = true;
    }
    return at;
}

/* Folded into the lexer's own bytes. Vowel signs of Indic scripts count as marks when folding, and months that differ only in
 * them exist (जन॰ and जून), so those stay as written. */
static ndx_status fold_word(lex_tokens *lex, ndx_text written, bool ascii, bool raw, ndx_text *folded) {
    char *to = lex->folded + lex->folded_len;
    size_t room = sizeof lex->folded - lex->folded_len, len = written.len;
    if (ascii || raw) {
        if (len > room) return NDX_BAD_INPUT;
        for (size_t i = 0; i < len; i++) {
            char c = written.data[i];
            to[i] = c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
        }
    } else {
        ndx_buf buf = {0};
        ndx_fold(&buf, written);
        bool failed = buf.failed;
        len = buf.len;
        if (!failed && len <= room && len) memcpy(to, buf.data, len);
        ndx_buf_clear(&buf);
        if (failed) return NDX_NO_MEMORY;
        if (len > room) return NDX_BAD_INPUT;
    }
    *folded = (ndx_text){to, len};
    lex->folded_len += len;
    return NDX_OK;
}

/* "27th": the suffix melts into the number. */
static bool melt_ordinal(lex_tokens *lex, const lex_token *word) {
    lex_token *before = lex->count ? &lex->token[lex->count - 1] : NULL;
    if (!before || before->kind != LEX_NUMBER || !word->glued || before->digits > 2) return false;
    for (size_t i = 0; i < NDX_COUNT(ORDINALS); i++) {
        if (!lex_is_word(word, ORDINALS[i])) continue;
        before->ordinal = true;
        before->end = word->end;
        return true;
    }
    return false;
}

/* One token beginning at *at, which is not a blank. */
static ndx_status read_token(lex_tokens *lex, size_t *at, lex_token *token) {
    ndx_text text = lex->text;
    size_t next = *at;
    uint32_t zero, c = ndx_utf8_next(text.data, text.len, &next);
    if (c == NDX_BAD_CODEPOINT) return NDX_BAD_INPUT;
    token->start = (uint32_t)*at;
    if (digit_of(c, &zero) >= 0) {
        token->kind = LEX_NUMBER;
        if (!read_number(text, at, token)) return NDX_BAD_INPUT;
    } else if ((token->mark = mark_of(c))) {
        token->kind = LEX_MARK;
        *at = next;
    } else {
        bool ascii = true, marked_script = false;
        token->kind = LEX_WORD;
        size_t end = stands_alone(c) ? next : word_end(text, *at, &ascii, &marked_script);
        ndx_status status =
            fold_word(lex, ndx_text_slice(text, *at, end), ascii && c < 0x80, marked_script, &token->word);
        if (status) return status;
        *at = end;
    }
    token->end = (uint32_t)*at;
    return NDX_OK;
}

ndx_status lex_run(lex_tokens *lex, ndx_text text, size_t *bad) {
    size_t at = 0, ignored;
    if (!bad) bad = &ignored;
    bool glued = false;
    lex->text = text;
    lex->count = lex->folded_len = 0;
    *bad = LEX_TEXT_MAX;
    if (text.len > LEX_TEXT_MAX) return NDX_BAD_INPUT;
    while (at < text.len) {
        size_t next = at;
        if (mark_of(ndx_utf8_next(text.data, text.len, &next)) == ' ') {
            at = next;
            glued = false;
            continue;
        }
        *bad = at;
        if (lex->count == LEX_TOKENS_MAX) return NDX_BAD_INPUT;
        lex_token token = {.glued = glued};
        ndx_status status = read_token(lex, &at, &token);
        if (status) return status;
        glued = true;
        if (token.kind != LEX_WORD || !melt_ordinal(lex, &token)) lex->token[lex->count++] = token;
    }
    lex->token[lex->count] =
        (lex_token){.kind = LEX_END, .start = (uint32_t)text.len, .end = (uint32_t)text.len};
    return NDX_OK;
}
