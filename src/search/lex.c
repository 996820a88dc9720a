#include "lex.h"

#include <string.h>

/* --- characters ----------------------------------------------------------------------------------------- */

static uint32_t peek(const ndx_lexer *lexer, size_t *next) {
    *next = lexer->at;
    return ndx_utf8_next(lexer->query.data, lexer->query.len, next);
}

static bool is_blank(uint32_t c) {
    return c <= ' ' || c == 0x7F || c == 0x85 || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x3000;
}

/* The character that closes what this one opens; 0 when it opens nothing. Typographic quotes come with pasted
 * text. */
static uint32_t closing_quote(uint32_t c) {
    switch (c) {
    case '"':
        return '"';
    case 0x201C:
        return 0x201D; /* “ ” */
    case 0x201D:
        return 0x201D;
    case 0x201E:
        return 0x201C; /* „ “ */
    case 0xAB:
        return 0xBB; /* « » */
    default:
        return 0;
    }
}

static bool closes(uint32_t c, uint32_t closing) {
    return c == closing || (closing == 0x201C && c == 0x201D); /* „ ends in “ or in ” */
}

/* True for characters that can be part of a word; marks and signs alone are not looked for. */
static bool is_wordy(uint32_t c) {
    if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA || (c >= 0xB2 && c <= 0xB3) || c == 0xB9;
    if (c == 0xD7 || c == 0xF7) return false;
    return !(c >= 0x2000 && c <= 0x206F) && !(c >= 0x2190 && c <= 0x2BFF) && !(c >= 0x3000 && c <= 0x303F) &&
           c != NDX_BAD_CODEPOINT;
}

static void skip_blanks(ndx_lexer *lexer) {
    size_t next;
    while (lexer->at < lexer->query.len && is_blank(peek(lexer, &next))) lexer->at = next;
}

/* --- errors --------------------------------------------------------------------------------------------- */

size_t ndx_query_column(ndx_text query, size_t at) {
    return ndx_utf8_count(ndx_text_slice(query, 0, at)) + 1;
}

static ndx_status wrong(const ndx_lexer *lexer, size_t at, ndx_error *err) {
    if (err) err->column = ndx_query_column(lexer->query, at);
    return NDX_USAGE;
}

/* --- numbers and suffixes ------------------------------------------------------------------------------- */

/* Digits at data[at..end), at most `most`; SIZE_MAX when it is not a number in 1..most. */
static size_t small_number(ndx_text digits, size_t most) {
    uint64_t value = 0;
    return ndx_text_to_u64(digits, &value) && value >= 1 && value <= most ? (size_t)value : SIZE_MAX;
}

/* "~3" at the lexer's place: reads it. Returns false when there is none. */
static bool tilde_number(ndx_lexer *lexer, uint32_t bare, ndx_text *digits, uint32_t *number) {
    ndx_text q = lexer->query;
    if (lexer->at >= q.len || q.data[lexer->at] != '~') return false;
    size_t end = lexer->at + 1;
    while (end < q.len && q.data[end] >= '0' && q.data[end] <= '9') end++;
    *digits = ndx_text_slice(q, lexer->at + 1, end);
    *number = bare;
    lexer->at = end;
    return true;
}

/* --- phrases -------------------------------------------------------------------------------------------- */

/* From an opening quote to its closing one; text is what stands between. */
static ndx_status quoted(ndx_lexer *lexer, ndx_text *text, ndx_error *err) {
    size_t open = lexer->at, next;
    uint32_t closing = closing_quote(peek(lexer, &next));
    lexer->at = next;
    while (lexer->at < lexer->query.len) {
        size_t here = lexer->at;
        uint32_t c = peek(lexer, &next);
        lexer->at = next;
        if (!closes(c, closing)) continue;
        *text = ndx_text_slice(lexer->query, open + (closing == '"' ? 1 : closing == 0xBB ? 2 : 3), here);
        return NDX_OK;
    }
    ndx_fail(err, NDX_USAGE,
             "a quote is opened here and never closed; write \"...\" around the whole phrase");
    return wrong(lexer, open, err);
}

static bool has_word(ndx_text text) {
    size_t at = 0;
    while (at < text.len)
        if (is_wordy(ndx_utf8_next(text.data, text.len, &at))) return true;
    return false;
}

static ndx_status lex_phrase(ndx_lexer *lexer, ndx_lexeme *lexeme, ndx_error *err) {
    ndx_status status = quoted(lexer, &lexeme->text, err);
    if (status) return status;
    lexeme->kind = LEX_PHRASE;
    lexeme->end = lexer->at;
    if (!has_word(lexeme->text)) {
        ndx_fail(err, NDX_USAGE, "there is no word between these quotes");
        return wrong(lexer, lexeme->start, err);
    }
    size_t tilde = lexer->at;
    ndx_text digits;
    if (!tilde_number(lexer, NDX_NEAR_DEFAULT, &digits, &lexeme->number)) return NDX_OK;
    lexeme->end = lexer->at;
    if (digits.len == 0) return NDX_OK;
    size_t slop = small_number(digits, NDX_NEAR_MAX);
    if (slop == SIZE_MAX) {
        ndx_fail(err, NDX_USAGE, "the number after ~ must be 1 to %u: \"oil price\"~5", NDX_NEAR_MAX);
        return wrong(lexer, tilde, err);
    }
    lexeme->number = (uint32_t)slop;
    return NDX_OK;
}

/* --- words, operators, qualifiers ----------------------------------------------------------------------- */

/* A run of characters up to a blank, a bracket or a quote. `brackets`: pairs of them within the run belong to
 * it. */
static ndx_text take_run(ndx_lexer *lexer, bool brackets) {
    size_t start = lexer->at, next, open = 0;
    while (lexer->at < lexer->query.len) {
        uint32_t c = peek(lexer, &next);
        if (is_blank(c) || closing_quote(c) || c == 0xBB) break;
        if (c == '(' && !brackets) break;
        if (c == ')' && open == 0) break;
        if (c == '(') open++;
        if (c == ')') open--;
        lexer->at = next;
    }
    return ndx_text_slice(lexer->query, start, lexer->at);
}

static const struct {
    const char *word;
    ndx_lexeme_kind kind;
} operators[] = {
    {"AND", LEX_AND},   {"OR", LEX_OR},     {"NOT", LEX_NOT},
    {"SAME", LEX_SAME}, {"WITH", LEX_WITH}, {"NEAR", LEX_NEAR},
};

/* NEAR/5 and w/5. A "w/" without digits is a word like any other. */
static ndx_status numbered_operator(const ndx_lexer *lexer, ndx_lexeme *lexeme, bool *is, ndx_error *err) {
    ndx_text run = lexeme->text;
    bool near = ndx_text_starts(run, NDX_TEXT("NEAR/"));
    bool within = ndx_text_starts_nocase(run, NDX_TEXT("w/")) && run.len > 2 && run.data[2] >= '0' &&
                  run.data[2] <= '9';
    *is = near || within;
    if (!*is) return NDX_OK;
    size_t number = small_number(ndx_text_slice(run, near ? 5 : 2, run.len), NDX_NEAR_MAX);
    if (number == SIZE_MAX) {
        ndx_fail(err, NDX_USAGE, "%.*s needs a number of words from 1 to %u: oil NEAR/5 price, oil w/5 price",
                 (int)(near ? 5 : 2), run.data, NDX_NEAR_MAX);
        return wrong(lexer, lexeme->start, err);
    }
    lexeme->kind = LEX_NEAR;
    lexeme->number = (uint32_t)number;
    lexeme->ordered = within;
    return NDX_OK;
}

static ndx_status lex_operator(const ndx_lexer *lexer, ndx_lexeme *lexeme, bool *is, ndx_error *err) {
    for (size_t i = 0; i < NDX_COUNT(operators); i++) {
        if (!ndx_text_equal(lexeme->text, ndx_text_of(operators[i].word))) continue;
        if (lexer->shouted) return NDX_OK;
        lexeme->kind = operators[i].kind;
        lexeme->number = lexeme->kind == LEX_NEAR ? NDX_NEAR_DEFAULT : 0;
        *is = true;
        return NDX_OK;
    }
    return numbered_operator(lexer, lexeme, is, err);
}

bool ndx_query_is_shouted(ndx_text query) {
    ndx_lexer lexer = {query, 0, false};
    size_t words = 0, next;
    while (skip_blanks(&lexer), lexer.at < query.len) {
        ndx_text run = take_run(&lexer, false);
        if (run.len == 0) { /* a bracket or a quote */
            peek(&lexer, &next);
            lexer.at = next;
            continue;
        }
        for (size_t i = 0; i < run.len; i++)
            if (run.data[i] >= 'a' && run.data[i] <= 'z') return false;
        words += has_word(run);
    }
    return words >= NDX_SHOUTED_WORDS;
}

/* Length of "name:" or "name12:" at the start of run, colon included; 0 when there is none, or when it is the beginning of an
 * address ("http://"). */
static size_t qualifier_length(ndx_text run, size_t *name_length) {
    size_t at = 0;
    while (at < run.len && ((run.data[at] | 32) >= 'a' && (run.data[at] | 32) <= 'z')) at++;
    while (at > 0 && at < run.len &&
           (run.data[at] == '_' || run.data[at] == '-' ||
            ((run.data[at] | 32) >= 'a' && (run.data[at] | 32) <= 'z')))
        at++;
    *name_length = at;
    while (at > 0 && at < run.len && run.data[at] >= '0' && run.data[at] <= '9') at++;
    if (*name_length == 0 || at >= run.len || run.data[at] != ':') return 0;
    return at + 2 < run.len && run.data[at + 1] == '/' && run.data[at + 2] == '/' ? 0 : at + 1;
}

static ndx_status unknown_field(const ndx_lexer *lexer, const ndx_lexeme *lexeme, ndx_text name,
                                ndx_error *err) {
    const char *nearest = ndx_qualifier_nearest(name);
    ndx_fail(err, NDX_USAGE,
             "there is no field '%.*s:'%s%s%s; --fields lists those there are (to look for the words "
             "themselves, put them in quotes)",
             NDX_ARG(name), nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? ":'" : "");
    return wrong(lexer, lexeme->start, err);
}

static ndx_status qualifier_number(const ndx_lexer *lexer, ndx_lexeme *lexeme, ndx_text digits,
                                   ndx_error *err) {
    const ndx_qualifier *q = &lexeme->qualifier;
    size_t number = small_number(digits, 100000);
    if (number == SIZE_MAX) {
        ndx_fail(err, NDX_USAGE, "%s needs a number from 1 to 100000 before the colon: %s3:oil", q->name,
                 q->name);
        return wrong(lexer, lexeme->start, err);
    }
    lexeme->number = (uint32_t)number;
    return NDX_OK;
}

/* Turns a run that begins with "name:" into a qualifier and puts the lexer behind the colon. */
static ndx_status lex_qualifier(ndx_lexer *lexer, ndx_lexeme *lexeme, bool *is, ndx_error *err) {
    size_t name_length, length = qualifier_length(lexeme->text, &name_length), next;
    if (length == 0) return NDX_OK;
    ndx_text name = ndx_text_slice(lexeme->text, 0, name_length),
             digits = ndx_text_slice(lexeme->text, name_length, length - 1);
    ndx_lexer behind = {lexer->query, lexeme->start + length, false};
    bool alone = behind.at >= behind.query.len || is_blank(peek(&behind, &next)) ||
                 behind.query.data[behind.at] == ')';
    bool known = ndx_qualifier_find(name, &lexeme->qualifier);
    if (!known && alone) return NDX_OK; /* "Breaking: ..." is a word with a colon behind it */
    if (known && digits.len && !lexeme->qualifier.numbered) known = false;
    if (!known) return unknown_field(lexer, lexeme, ndx_text_slice(lexeme->text, 0, length - 1), err);
    lexer->at = behind.at;
    lexeme->kind = LEX_QUALIFIER;
    lexeme->end = lexer->at;
    *is = true;
    if (alone) {
        ndx_fail(err, NDX_USAGE, "%s: needs %s", lexeme->qualifier.name, lexeme->qualifier.needs);
        return wrong(lexer, lexeme->start, err);
    }
    return lexeme->qualifier.numbered ? qualifier_number(lexer, lexeme, digits, err) : NDX_OK;
}

/* Cuts "~1" off the end of a word. */
static ndx_status lex_fuzzy(const ndx_lexer *lexer, ndx_lexeme *lexeme, ndx_error *err) {
    ndx_text run = lexeme->text;
    size_t tilde = run.len;
    while (tilde > 0 && run.data[tilde - 1] >= '0' && run.data[tilde - 1] <= '9') tilde--;
    if (tilde < 2 || run.data[tilde - 1] != '~') return NDX_OK;
    ndx_text digits = ndx_text_slice(run, tilde, run.len);
    size_t number = digits.len ? small_number(digits, NDX_FUZZY_MAX) : 1;
    if (number == SIZE_MAX) {
        ndx_fail(err, NDX_USAGE, "the number of letters that may differ is 1 to %u: kremlin~1",
                 NDX_FUZZY_MAX);
        return wrong(lexer, lexeme->start + tilde - 1, err);
    }
    lexeme->number = (uint32_t)number;
    lexeme->text = ndx_text_slice(run, 0, tilde - 1);
    return NDX_OK;
}

/* *skip: signs only, not looked for. */
static ndx_status lex_word(ndx_lexer *lexer, ndx_lexeme *lexeme, bool *skip, ndx_error *err) {
    lexeme->kind = LEX_WORD;
    ndx_status status = lex_fuzzy(lexer, lexeme, err);
    if (status) return status;
    bool star = ndx_text_find(lexeme->text, NDX_TEXT("*")) != SIZE_MAX,
         mark = ndx_text_find(lexeme->text, NDX_TEXT("?")) != SIZE_MAX;
    *skip = !has_word(lexeme->text);
    if (*skip && star) {
        ndx_fail(err, NDX_USAGE, "a star alone would match every word; put letters before it: nucle*");
        return wrong(lexer, lexeme->start, err);
    }
    lexeme->pattern = star || mark;
    if (lexeme->pattern && lexeme->number) {
        ndx_fail(err, NDX_USAGE, "a word can have * and ? or ~, not both");
        return wrong(lexer, lexeme->start, err);
    }
    return NDX_OK;
}

/* '-', '+' and '=' act only directly before what they govern; a dash between blanks is a dash. */
static bool governs(const ndx_lexer *lexer) {
    ndx_lexer behind = {lexer->query, lexer->at + 1, false};
    size_t next;
    if (behind.at >= behind.query.len) return false;
    uint32_t c = peek(&behind, &next);
    if (c == '(' || closing_quote(c)) return true;
    ndx_text run = take_run(&behind, false);
    return has_word(run) || ndx_text_find(run, NDX_TEXT("*")) != SIZE_MAX;
}

static bool lex_sign(ndx_lexer *lexer, ndx_lexeme *lexeme) {
    char c = lexer->query.data[lexer->at];
    if (c == '(' || c == ')')
        lexeme->kind = c == '(' ? LEX_OPEN : LEX_CLOSE;
    else if ((c == '-' || c == '+') && governs(lexer))
        lexeme->kind = c == '-' ? LEX_MINUS : LEX_PLUS;
    else
        return false;
    lexeme->end = ++lexer->at;
    return true;
}

static ndx_status lex_run(ndx_lexer *lexer, ndx_lexeme *lexeme, bool *skip, ndx_error *err) {
    bool is = false;
    lexeme->text = take_run(lexer, false);
    if (lexeme->text.len == 0) { /* a closing » that nothing opened */
        size_t next;
        peek(lexer, &next);
        lexer->at = next;
        *skip = true;
        return NDX_OK;
    }
    lexeme->end = lexer->at;
    if (!lexeme->exact) {
        ndx_status status = lex_operator(lexer, lexeme, &is, err);
        if (!status && !is) status = lex_qualifier(lexer, lexeme, &is, err);
        if (status || is) return status;
    }
    return lex_word(lexer, lexeme, skip, err);
}

ndx_status ndx_lex_next(ndx_lexer *lexer, ndx_lexeme *lexeme, ndx_error *err) {
    for (;;) {
        bool skip = false;
        skip_blanks(lexer);
        *lexeme = (ndx_lexeme){.kind = LEX_END, .start = lexer->at, .end = lexer->at};
        if (lexer->at >= lexer->query.len || lex_sign(lexer, lexeme)) return NDX_OK;
        if (lexer->query.data[lexer->at] == '=' && governs(lexer)) {
            lexeme->exact = true;
            lexer->at++;
        }
        size_t next;
        ndx_status status = closing_quote(peek(lexer, &next)) ? lex_phrase(lexer, lexeme, err)
                                                              : lex_run(lexer, lexeme, &skip, err);
        if (status || !skip) return status;
    }
}

/* --- raw values ----------------------------------------------------------------------------------------- */

ndx_status ndx_lex_value(ndx_lexer *lexer, const ndx_lexeme *qualifier, ndx_arena *arena, ndx_text *text,
                         bool *exact, ndx_error *err) {
    ndx_buf value = {0};
    ndx_status status = NDX_OK;
    *exact = qualifier->qualifier.kind == NODE_WHO && lexer->at < lexer->query.len &&
             lexer->query.data[lexer->at] == '=';
    if (*exact) lexer->at++;
    while (!status && lexer->at < lexer->query.len) {
        size_t next;
        ndx_text piece = {0};
        bool quote = closing_quote(peek(lexer, &next)) != 0;
        if (quote)
            status = quoted(lexer, &piece, err);
        else
            piece = take_run(lexer, qualifier->qualifier.kind == NODE_VALUE);
        if (!quote && piece.len == 0) break;
        ndx_buf_add_text(&value, piece);
    }
    if (!status) status = ndx_buf_status(&value, err);
    *text = (ndx_text){0};
    if (!status) *text = ndx_arena_copy(arena, ndx_text_trim(ndx_buf_text(&value)));
    ndx_buf_clear(&value);
    if (status || text->len) return status;
    if (arena->failed) return ndx_fail_memory(err);
    ndx_fail(err, NDX_USAGE, "%s: needs %s", qualifier->qualifier.name, qualifier->qualifier.needs);
    return wrong(lexer, qualifier->start, err);
}
