/* Words and phrases: through the tokenizer in each language of the index, into terms.
 *
 * One written word can be several tokens ("AT&T", "well-known", a run of Chinese) and several stems (one a language). Each token
 * becomes a slot with the stems it may have; slots become a term, or a phrase beside its joined form. */
#include "plan.h"

#include <string.h>

#define SLOTS_MAX 512u /* tokens of one written word or phrase */
#define STEMS_MAX NDX_PLAN_LANGUAGES_MAX

typedef struct slot {
    uint32_t start, end, position, flags;
    ndx_text word;            /* folded */
    ndx_text stem[STEMS_MAX]; /* distinct, most likely language first */
    size_t stem_count;
    bool function_word; /* in the first language */
    ndx_text acronym;   /* stem of the name that its letters are in capitals ("us": "u.s"); empty: none */
} slot;

typedef struct slots {
    slot *at;
    size_t count;
    uint32_t positions; /* from the first to the last token, joined forms left out */
} slots;

/* --- tokens --------------------------------------------------------------------------------------------- */

static void add_stem(ndx_plan *plan, slot *s, ndx_text stem) {
    for (size_t i = 0; i < s->stem_count; i++)
        if (ndx_text_equal(s->stem[i], stem)) return;
    if (s->stem_count < STEMS_MAX) s->stem[s->stem_count++] = ndx_arena_copy(&plan->arena, stem);
}

/* Readers type "us" and mean the U.S.: where the pronoun is looked for, the name is too. */
static void add_acronym(ndx_plan *plan, slot *s, uint32_t word) {
    uint32_t acronym = s->acronym.len ? UINT32_MAX : ndx_lexicon_acronym(plan->analyzer, word);
    if (acronym == UINT32_MAX) return;
    s->acronym = ndx_arena_copy(
        &plan->arena, ndx_lexicon_stem_text(plan->analyzer, ndx_lexicon_stem(plan->analyzer, acronym)));
}

static ndx_status add_language(ndx_plan *plan, ndx_text text, size_t language, slots *out, ndx_error *err) {
    const ndx_token *tokens;
    size_t count;
    ndx_status status = ndx_tokenize(plan->analyzer, text, plan->languages[language], &tokens, &count, err);
    if (status) return status;
    if (count > SLOTS_MAX) count = SLOTS_MAX;
    if (language == 0) {
        out->at = ndx_arena_array(&plan->arena, count, sizeof *out->at);
        if (!out->at) return ndx_fail_memory(err);
        out->count = count;
    }
    /* Another language may cut words its own way; then it has no say in this word. */
    if (count != out->count) return NDX_OK;
    for (size_t i = 0; i < count; i++) {
        slot *s = &out->at[i];
        if (language == 0) {
            *s = (slot){tokens[i].start, tokens[i].end, tokens[i].position, tokens[i].flags,
                        .function_word = ndx_lexicon_is_function_word(plan->analyzer, tokens[i].word)};
            s->word = ndx_arena_copy(&plan->arena, ndx_lexicon_word(plan->analyzer, tokens[i].word));
        }
        if (s->start != tokens[i].start || s->end != tokens[i].end) continue;
        add_stem(plan, s,
                 ndx_lexicon_stem_text(plan->analyzer, ndx_lexicon_stem(plan->analyzer, tokens[i].word)));
        add_acronym(plan, s, tokens[i].word);
    }
    return plan->arena.failed ? ndx_fail_memory(err) : NDX_OK;
}

/* In small letters, so that IT and US are no acronyms; ASCII is all that acronyms are made of. */
static ndx_text quietly(ndx_plan *plan, ndx_text text) {
    char *lower = ndx_arena_alloc(&plan->arena, text.len + 1);
    for (size_t i = 0; lower && i < text.len; i++)
        lower[i] = (char)(text.data[i] >= 'A' && text.data[i] <= 'Z' ? text.data[i] + 32 : text.data[i]);
    return lower ? (ndx_text){lower, text.len} : text;
}

static ndx_status cut(ndx_plan *plan, ndx_text text, slots *out, ndx_error *err) {
    *out = (slots){0};
    if (plan->shouted) text = quietly(plan, text);
    for (size_t i = 0; i < plan->language_count; i++) {
        ndx_status status = add_language(plan, text, i, out, err);
        if (status) return status;
    }
    for (size_t i = 0; i < out->count; i++)
        if (!(out->at[i].flags & NDX_TOKEN_JOINED) && out->at[i].position + 1 > out->positions)
            out->positions = out->at[i].position + 1;
    return NDX_OK;
}

/* --- one token ------------------------------------------------------------------------------------------ */

static const char *scope_prefix(ndx_scope scope) {
    return scope.field == NDX_FIELD_COUNT ? "" : ndx_field_get(scope.field)->prefix;
}

/* A lone Chinese or Japanese character stands in the index only at the head of a pair. */
static bool is_lone_character(const slot *s) {
    return (s->flags & NDX_TOKEN_CJK) && ndx_utf8_count(s->word) == 1;
}

/* The stems of several languages that the index knows; the first alone if it knows none. */
static ndx_expr *stems(ndx_plan *plan, const slot *s, const char *prefix) {
    ndx_expr_list list = {0};
    for (size_t i = 0; i < s->stem_count; i++) {
        ndx_expr *term = ndx_expr_term(plan, prefix, s->stem[i]);
        if (term && (s->stem_count == 1 || ndx_index_term_articles(plan->index, term->term)))
            ndx_expr_list_add(plan, &list, term);
    }
    if (s->acronym.len) {
        ndx_expr *acronym = ndx_expr_term(plan, prefix, s->acronym);
        if (acronym && ndx_index_term_articles(plan->index, acronym->term))
            ndx_expr_list_add(plan, &list, acronym);
    }
    if (list.count == 0 && s->stem_count)
        ndx_expr_list_add(plan, &list, ndx_expr_term(plan, prefix, s->stem[0]));
    return ndx_expr_over(plan, NDX_EXPR_SYNONYM, &list);
}

static ndx_status one_token(ndx_plan *plan, const slot *s, ndx_scope scope, bool exact, ndx_expr **expr,
                            ndx_error *err) {
    if (is_lone_character(s) && !exact) {
        char pattern[8];
        memcpy(pattern, s->word.data, s->word.len);
        pattern[s->word.len] = '*';
        return ndx_plan_pattern(plan, (ndx_text){pattern, s->word.len + 1}, scope_prefix(scope), s->word,
                                expr, err);
    }
    if (!exact || scope.field != NDX_FIELD_COUNT) {
        *expr = stems(plan, s, scope_prefix(scope));
        return NDX_OK;
    }
    ndx_expr_list list = {0};
    for (size_t i = 0; i < s->stem_count; i++)
        if (i == 0 || ndx_index_term_articles(plan->index, s->stem[i]))
            ndx_expr_list_add(plan, &list, ndx_expr_exact(plan, s->stem[i], s->word));
    *expr = ndx_expr_over(plan, NDX_EXPR_SYNONYM, &list);
    return NDX_OK;
}

/* --- several tokens ------------------------------------------------------------------------------------- */

/* The tokens in a row; `slop` more than 0: within so many words. Terms of fields have no positions: there all
 * must be present. */
static ndx_status row(ndx_plan *plan, const slots *cuts, ndx_scope scope, bool exact, uint32_t slop,
                      ndx_expr **expr, ndx_error *err) {
    ndx_expr_list list = {0};
    uint32_t *offset = ndx_arena_array(&plan->arena, cuts->count, sizeof *offset);
    uint32_t first = UINT32_MAX;
    if (!offset) return ndx_fail_memory(err);
    for (size_t i = 0; i < cuts->count; i++) {
        const slot *s = &cuts->at[i];
        ndx_expr *token;
        if (s->flags & NDX_TOKEN_JOINED) continue;
        ndx_status status = one_token(plan, s, scope, exact, &token, err);
        if (status) return status;
        if (first == UINT32_MAX) first = s->position;
        offset[list.count] = s->position - first;
        ndx_expr_list_add(plan, &list, token);
    }
    bool placed = scope.field == NDX_FIELD_COUNT && list.count > 1;
    ndx_status status = placed && slop ? ndx_expr_list_near(&list, err) : NDX_OK;
    if (status) return status;
    *expr = ndx_expr_over(plan, !placed ? NDX_EXPR_AND : slop ? NDX_EXPR_NEAR : NDX_EXPR_PHRASE, &list);
    if (!*expr || !placed) return NDX_OK;
    if (slop)
        (*expr)->number = slop;
    else
        (*expr)->offset = offset;
    return NDX_OK;
}

/* Does a joined form ("at&t", "wellknown") stand for all the tokens? */
static bool covers(const slots *cuts, const slot *joined) {
    for (size_t i = 0; i < cuts->count; i++)
        if (cuts->at[i].start < joined->start || cuts->at[i].end > joined->end) return false;
    return true;
}

static ndx_status word_of(ndx_plan *plan, const slots *cuts, ndx_scope scope, bool exact, ndx_expr **expr,
                          ndx_error *err) {
    ndx_expr_list list = {0};
    for (size_t i = 0; i < cuts->count; i++) {
        ndx_expr *joined;
        if (!(cuts->at[i].flags & NDX_TOKEN_JOINED) || !covers(cuts, &cuts->at[i])) continue;
        ndx_status status = one_token(plan, &cuts->at[i], scope, exact, &joined, err);
        if (status) return status;
        ndx_expr_list_add(plan, &list, joined);
    }
    ndx_expr *parts;
    ndx_status status = row(plan, cuts, scope, exact, 0, &parts, err);
    if (status) return status;
    ndx_expr_list_add(plan, &list, parts);
    *expr = ndx_expr_over(plan, NDX_EXPR_OR, &list);
    return NDX_OK;
}

/* A scope of the headline looks in its own terms as long as no positions are asked for; then in the zone of
 * the text. */
static ndx_scope placed_scope(ndx_scope scope, bool needs_positions) {
    if (scope.field != NDX_FIELD_HEADLINE || !needs_positions) return scope;
    return (ndx_scope){NDX_FIELD_COUNT, NDX_ZONE_HEADLINE};
}

static ndx_expr *finish(ndx_plan *plan, ndx_scope scope, ndx_expr *expr, ndx_error *err, ndx_status *status) {
    ndx_expr *scoped = ndx_expr_in_scope(plan, scope, expr);
    if (!scoped)
        *status =
            plan->arena.failed
                ? ndx_fail_memory(err)
                : ndx_fail(err, NDX_USAGE, "the query stands for too many words; make its patterns longer");
    return scoped;
}

static ndx_status nothing_to_look_for(ndx_plan *plan, const ndx_node *node, ndx_error *err) {
    ndx_fail(err, NDX_USAGE, "there is no word in '%.*s'", NDX_ARG(node->text));
    if (err) err->column = ndx_query_column(plan->query, node->start);
    return NDX_USAGE;
}

/* --- patterns and near spellings ------------------------------------------------------------------------ */

/* What the stemmers leave of a pattern's letters as if they were a word: terms of fields have no written words beside them to
 * check, and source:reuters* has to find Reuters. */
static ndx_status letters_of(ndx_plan *plan, ndx_text pattern, ndx_scope scope, ndx_expr_list *list,
                             ndx_error *err) {
    ndx_text letters = ndx_text_slice(pattern, 0, pattern.len - 1);
    slots cuts;
    bool plain = pattern.data[letters.len] == '*' && ndx_text_find(letters, NDX_TEXT("*")) == SIZE_MAX &&
                 ndx_text_find(letters, NDX_TEXT("?")) == SIZE_MAX;
    ndx_status status = plain ? cut(plan, letters, &cuts, err) : NDX_OK;
    if (plain && !status && cuts.count == 1)
        ndx_expr_list_add_other(plan, list, stems(plan, &cuts.at[0], scope_prefix(scope)));
    return status;
}

static ndx_status pattern_of(ndx_plan *plan, const ndx_node *node, ndx_scope scope, ndx_expr **expr,
                             ndx_error *err) {
    ndx_buf folded = {0};
    ndx_expr_list list = {0};
    ndx_fold(&folded, node->text);
    ndx_status status = ndx_buf_status(&folded, err);
    if (!status)
        status = ndx_plan_pattern(plan, ndx_buf_text(&folded), scope_prefix(scope), node->text, expr, err);
    ndx_buf_clear(&folded);
    if (status || scope.field == NDX_FIELD_COUNT) return status;
    if ((*expr)->kind != NDX_EXPR_NONE) ndx_expr_list_add(plan, &list, *expr);
    status = letters_of(plan, node->text, scope, &list, err);
    *expr = ndx_expr_over(plan, NDX_EXPR_SYNONYM, &list);
    return status;
}

static ndx_status fuzzy_of(ndx_plan *plan, const ndx_node *node, const slots *cuts, ndx_scope scope,
                           ndx_expr **expr, ndx_error *err) {
    if (cuts->positions != 1) return word_of(plan, cuts, scope, false, expr, err);
    const slot *s = &cuts->at[0];
    return ndx_plan_fuzzy(plan, s->stem_count ? s->stem[0] : s->word, s->word, node->number,
                          scope_prefix(scope), node->text, expr, err);
}

static ndx_status pattern_phrase(ndx_plan *plan, const ndx_node *node, ndx_scope scope, ndx_expr **expr,
                                 ndx_error *err);

/* "vice-presid*": its words, linked or not, in a row. */
static ndx_status linked_pattern(ndx_plan *plan, const ndx_node *node, ndx_scope scope, ndx_expr **expr,
                                 ndx_error *err) {
    ndx_node row = *node;
    char *apart = ndx_arena_alloc(&plan->arena, node->text.len + 1);
    if (!apart) return ndx_fail_memory(err);
    for (size_t i = 0; i < node->text.len; i++)
        apart[i] = (char)(node->text.data[i] == '-' ? ' ' : node->text.data[i]);
    row.text = (ndx_text){apart, node->text.len};
    return pattern_phrase(plan, &row, scope, expr, err);
}

/* --- the door ------------------------------------------------------------------------------------------- */

ndx_status ndx_plan_word(ndx_plan *plan, const ndx_node *node, ndx_scope scope, ndx_expr **expr,
                         ndx_error *err) {
    slots cuts;
    ndx_status status = cut(plan, node->text, &cuts, err);
    if (status) return status;
    if (cuts.count == 0 && !node->pattern) return nothing_to_look_for(plan, node, err);
    ndx_scope where = placed_scope(scope, node->exact || node->pattern || cuts.positions > 1);
    if (node->pattern && ndx_text_find(node->text, NDX_TEXT("-")) != SIZE_MAX)
        status = linked_pattern(plan, node, (ndx_scope){where.field, NDX_ZONE_COUNT}, expr, err);
    else if (node->pattern)
        status = pattern_of(plan, node, where, expr, err);
    else if (node->number)
        status = fuzzy_of(plan, node, &cuts, where, expr, err);
    else
        status = word_of(plan, &cuts, where, node->exact, expr, err);
    if (!status) *expr = finish(plan, where, *expr, err, &status);
    if (status == NDX_USAGE && err && err->column == 0)
        err->column = ndx_query_column(plan->query, node->start);
    return status;
}

/* The words of a phrase that has a pattern in it, each with the place it has in the row. */
typedef struct pieces {
    ndx_expr_list list;
    uint32_t *offset, next;
} pieces;

/* One blank-separated word; what has no letter in it is no word. */
static ndx_status add_piece(ndx_plan *plan, const ndx_node *phrase, ndx_scope scope, ndx_text piece,
                            pieces *row, ndx_error *err) {
    ndx_node word = *phrase;
    slots cuts;
    word.kind = NODE_WORD;
    word.text = piece;
    word.number = 0;
    word.pattern =
        ndx_text_find(piece, NDX_TEXT("*")) != SIZE_MAX || ndx_text_find(piece, NDX_TEXT("?")) != SIZE_MAX;
    ndx_status status = cut(plan, piece, &cuts, err);
    if (status || (cuts.count == 0 && !word.pattern)) return status;
    ndx_expr *expr;
    status = ndx_plan_word(plan, &word, scope, &expr, err);
    if (status) return status;
    row->offset[row->list.count] = row->next;
    row->next += word.pattern ? 1 : cuts.positions;
    ndx_expr_list_add(plan, &row->list, expr);
    return NDX_OK;
}

static bool next_piece(ndx_text *rest, ndx_text *piece) {
    *rest = ndx_text_trim(*rest);
    size_t end = 0;
    while (end < rest->len && (unsigned char)rest->data[end] > ' ') end++;
    *piece = ndx_text_slice(*rest, 0, end);
    *rest = ndx_text_slice(*rest, end, rest->len);
    return end > 0;
}

/* "prime minist*": each word by itself, then in a row; in a field, whose terms have no places, all of them. */
static ndx_status pattern_phrase(ndx_plan *plan, const ndx_node *node, ndx_scope scope, ndx_expr **expr,
                                 ndx_error *err) {
    ndx_text rest = node->text, piece;
    pieces row = {.offset = ndx_arena_array(&plan->arena, node->text.len / 2 + 1, sizeof *row.offset)};
    ndx_status status = row.offset ? NDX_OK : ndx_fail_memory(err);
    while (!status && next_piece(&rest, &piece)) status = add_piece(plan, node, scope, piece, &row, err);
    bool placed = scope.field == NDX_FIELD_COUNT && row.list.count > 1;
    if (!status && placed && node->number) status = ndx_expr_list_near(&row.list, err);
    if (status) return status;
    *expr = ndx_expr_over(plan,
                          !placed        ? NDX_EXPR_AND
                          : node->number ? NDX_EXPR_NEAR
                                         : NDX_EXPR_PHRASE,
                          &row.list);
    if (!*expr || !placed) return NDX_OK;
    (*expr)->number = node->number;
    (*expr)->offset = row.offset;
    return NDX_OK;
}

ndx_status ndx_plan_phrase(ndx_plan *plan, const ndx_node *node, ndx_scope scope, ndx_expr **expr,
                           ndx_error *err) {
    slots cuts;
    ndx_scope where = placed_scope(scope, true);
    bool pattern = ndx_text_find(node->text, NDX_TEXT("*")) != SIZE_MAX;
    ndx_status status = NDX_OK;
    if (pattern) {
        status = pattern_phrase(plan, node, (ndx_scope){where.field, NDX_ZONE_COUNT}, expr, err);
    } else {
        status = cut(plan, node->text, &cuts, err);
        if (!status && cuts.count == 0) return nothing_to_look_for(plan, node, err);
        if (!status) status = row(plan, &cuts, where, node->exact, node->number, expr, err);
    }
    if (!status) *expr = finish(plan, where, *expr, err, &status);
    return status;
}

ndx_status ndx_plan_role(ndx_plan *plan, const ndx_node *node, ndx_expr **expr, ndx_error *err) {
    slots cuts;
    ndx_expr_list list = {0};
    ndx_status status = cut(plan, node->text, &cuts, err);
    if (!status && cuts.count == 0) return nothing_to_look_for(plan, node, err);
    for (size_t i = 0; !status && i < cuts.count; i++)
        if (!(cuts.at[i].flags & NDX_TOKEN_JOINED) && !cuts.at[i].function_word)
            ndx_expr_list_add(plan, &list, stems(plan, &cuts.at[i], NDX_PREFIX_ROLE));
    if (!status) *expr = finish(plan, NDX_ANYWHERE, ndx_expr_over(plan, NDX_EXPR_AND, &list), err, &status);
    return status;
}

ndx_status ndx_plan_is_function_word(ndx_plan *plan, const ndx_node *node, bool *is, ndx_error *err) {
    slots cuts;
    *is = false;
    if (node->kind != NODE_WORD || node->exact || node->pattern || node->number || node->required)
        return NDX_OK;
    ndx_status status = cut(plan, node->text, &cuts, err);
    if (status || cuts.count == 0) return status;
    *is = true;
    for (size_t i = 0; i < cuts.count; i++) *is = *is && cuts.at[i].function_word;
    return NDX_OK;
}
