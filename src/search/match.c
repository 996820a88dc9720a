/* The places of an article that the parts of a query match. */
#include "match_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- what the expression asks for ----------------------------------------------------------------------- */

static ndx_text stem_of(const ndx_expr *expr) {
    bool headline = expr->term.len && expr->term.data[0] == 'S';
    return ndx_text_slice(expr->term, headline ? 1 : 0, expr->term.len);
}

static bool is_word_leaf(const ndx_expr *expr) {
    if (expr->kind != NDX_EXPR_TERM && expr->kind != NDX_EXPR_EXACT) return false;
    char first = expr->term.len ? expr->term.data[0] : 'X';
    return first == 'S' || !(first >= 'A' && first <= 'Z');
}

static bool gather_stems(ndx_matcher *m, const ndx_expr *expr) {
    if (is_word_leaf(expr)) return ndx_names_add(&m->stems, stem_of(expr)) != NDX_NO_NAME;
    size_t children = expr->kind == NDX_EXPR_NOT && expr->child_count ? 1 : expr->child_count;
    for (size_t i = 0; i < children; i++)
        if (!gather_stems(m, expr->child[i])) return false;
    return true;
}

/* Combinations whose parts are shown one by one; everything else is one unit of the query. */
static bool is_combination(ndx_expr_kind kind) {
    return kind == NDX_EXPR_AND || kind == NDX_EXPR_OR || kind == NDX_EXPR_NOT || kind == NDX_EXPR_MAYBE ||
           kind == NDX_EXPR_FILTER || kind == NDX_EXPR_SCALE;
}

/* log(1 + N/n), as BM25 weighs; a phrase weighs what its words weigh, alternatives what the commonest weighs.
 */
static double weight_of(const ndx_matcher *m, const ndx_expr *expr) {
    if (expr->kind == NDX_EXPR_TERM || expr->kind == NDX_EXPR_EXACT) {
        double articles = (double)ndx_index_term_articles(m->plan->index, expr->term);
        return log(1 + (double)ndx_index_count(m->plan->index) / (articles + 1));
    }
    double sum = 0, least = 0;
    for (size_t i = 0; i < expr->child_count && i < 16; i++) {
        double weight = weight_of(m, expr->child[i]);
        sum += weight;
        least = i == 0 || weight < least ? weight : least;
    }
    return expr->child_count == 0                                        ? 1
           : expr->kind == NDX_EXPR_SYNONYM || expr->kind == NDX_EXPR_OR ? least
                                                                         : sum;
}

static bool gather_units(ndx_matcher *m, const ndx_expr *expr) {
    if (is_combination(expr->kind)) {
        size_t children = expr->kind == NDX_EXPR_NOT ? 1 : expr->child_count;
        for (size_t i = 0; i < children; i++)
            if (!gather_units(m, expr->child[i])) return false;
        return true;
    }
    void *grown = ndx_grow(m->weights, m->units, &m->unit_capacity, sizeof *m->weights);
    if (!grown) return false;
    m->weights = grown;
    m->weights[m->units++] = weight_of(m, expr);
    return true;
}

ndx_status ndx_matcher_new(ndx_plan *plan, ndx_matcher **matcher, ndx_error *err) {
    ndx_matcher *m = calloc(1, sizeof *m);
    *matcher = m;
    if (!m) return ndx_fail_memory(err);
    m->plan = plan;
    if (!gather_stems(m, plan->asked) || !gather_units(m, plan->asked)) return ndx_fail_memory(err);
    m->first = calloc(m->stems.count + 1, sizeof *m->first);
    m->last = calloc(m->stems.count + 1, sizeof *m->last);
    return m->first && m->last ? NDX_OK : ndx_fail_memory(err);
}

void ndx_matcher_free(ndx_matcher *m) {
    if (!m) return;
    ndx_names_clear(&m->stems);
    ndx_arena_clear(&m->arena);
    free(m->first);
    free(m->last);
    free(m->word_stem);
    free(m->weights);
    free(m->next);
    free(m->ranges);
    free(m);
}

/* --- places of one expression --------------------------------------------------------------------------- */

static void add(ndx_matcher *m, places *set, ndx_place place) {
    if (set->count == set->capacity) {
        size_t capacity = set->capacity ? 2 * set->capacity : 16;
        ndx_place *at = ndx_arena_array(&m->arena, capacity, sizeof *at);
        if (!at) return;
        if (set->count) memcpy(at, set->at, set->count * sizeof *at);
        set->at = at;
        set->capacity = capacity;
    }
    set->at[set->count++] = place;
}

static int by_start(const void *a, const void *b) {
    const ndx_place *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    return x->end < y->end ? 1 : x->end > y->end ? -1 : 0; /* the longer first */
}

static void sort(places *set) {
    if (set->count > 1) qsort(set->at, set->count, sizeof *set->at, by_start);
}

static bool in_range(const ndx_place *place, ndx_range range) {
    return place->start >= range.start && place->end <= range.end;
}

/* anywhere: also in the body when the headline is asked for. */
static void word_places(ndx_matcher *m, const ndx_expr *expr, bool anywhere, places *set) {
    uint32_t stem = ndx_names_find(&m->stems, stem_of(expr));
    bool headline = expr->term.data[0] == 'S' && !anywhere;
    if (stem == NDX_NO_NAME) return;
    for (uint32_t i = m->first[stem]; i != NO_TOKEN; i = m->next[i]) {
        const ndx_token *token = &m->tokens[i];
        ndx_place place = {token->start, token->end, token->position, 0};
        if (headline && !in_range(&place, m->article->zone[NDX_ZONE_HEADLINE])) continue;
        if (expr->kind == NDX_EXPR_EXACT &&
            !ndx_pattern_matches(expr->form, ndx_lexicon_word(m->plan->analyzer, token->word)))
            continue;
        add(m, set, place);
    }
}

/* A pattern without a beginning stands for words, whatever their stems. */
static void form_places(ndx_matcher *m, ndx_text form, places *set) {
    for (size_t i = 0; i < m->token_count; i++) {
        const ndx_token *token = &m->tokens[i];
        if (ndx_pattern_matches(form, ndx_lexicon_word(m->plan->analyzer, token->word)))
            add(m, set, (ndx_place){token->start, token->end, token->position, 0});
    }
}

static void person_places(ndx_matcher *m, ndx_text term, places *set) {
    ndx_text prefix = ndx_text_of(ndx_field_get(NDX_FIELD_PEOPLE)->prefix);
    if (!ndx_text_starts(term, prefix)) return;
    if (ndx_text_starts(term, NDX_TEXT(NDX_PREFIX_PERSON_IN_ROLE))) {
        prefix = NDX_TEXT(NDX_PREFIX_PERSON_IN_ROLE);
        term = ndx_text_slice(term, 0, ndx_text_find(term, NDX_TEXT("\t")));
    }
    ndx_text key = ndx_text_slice(term, prefix.len, term.len);
    const ndx_facts *facts = &m->article->facts;
    for (size_t i = 0; i < facts->mention_count; i++) {
        const ndx_mention *mention = &facts->mentions[i];
        if (mention->person < facts->person_count && ndx_text_equal(facts->people[mention->person].key, key))
            add(m, set, (ndx_place){mention->start, mention->end, UINT32_MAX, 0});
    }
}

static void date_places(ndx_matcher *m, const ndx_expr *expr, places *set) {
    for (size_t i = 0; i < m->article->facts.date_count; i++) {
        const ndx_date_mention *date = &m->article->facts.dates[i];
        if (date->first != NDX_NO_DAY && date->first <= expr->last && date->last >= expr->first)
            add(m, set, (ndx_place){date->start, date->end, UINT32_MAX, 0});
    }
}

static void find(ndx_matcher *m, const ndx_expr *expr, places *set);

/* Index of the first place of a sorted set whose position is at least `position`. */
static size_t lower(const places *set, int64_t position) {
    size_t low = 0, high = set->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if ((int64_t)set->at[middle].position < position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static places *children_places(ndx_matcher *m, const ndx_expr *expr) {
    places *child = ndx_arena_array(&m->arena, expr->child_count, sizeof *child);
    for (size_t i = 0; child && i < expr->child_count; i++) {
        find(m, expr->child[i], &child[i]);
        sort(&child[i]);
    }
    return child;
}

static void phrase_places(ndx_matcher *m, const ndx_expr *expr, places *set) {
    places *child = children_places(m, expr);
    if (!child || expr->child_count == 0) return;
    for (size_t k = 0; k < child[0].count; k++) {
        ndx_place whole = child[0].at[k];
        size_t i = 1;
        for (; i < expr->child_count; i++) {
            int64_t wanted = (int64_t)child[0].at[k].position + expr->offset[i] - expr->offset[0];
            size_t at = lower(&child[i], wanted);
            if (at == child[i].count || child[i].at[at].position != wanted) break;
            if (child[i].at[at].end > whole.end) whole.end = child[i].at[at].end;
        }
        if (i == expr->child_count) add(m, set, whole);
    }
}

/* Where the sentences (or paragraphs) of the article begin; made once an article. */
static const breaks *breaks_of(ndx_matcher *m, uint32_t flag) {
    breaks *list = &m->breaks[flag == NDX_TOKEN_PARAGRAPH];
    if (list->at) return list;
    list->at = ndx_arena_array(&m->arena, m->token_count + 1, sizeof *list->at);
    for (size_t i = 0; list->at && i < m->token_count; i++)
        if (i == 0 || (m->tokens[i].flags & (flag | NDX_TOKEN_PARAGRAPH)))
            list->at[list->count++] = m->tokens[i].start;
    return list->at ? list : NULL;
}

/* The bytes of the sentence or paragraph that a byte is in. */
static ndx_range unit_around(ndx_matcher *m, uint32_t byte, uint32_t flag) {
    const breaks *list = breaks_of(m, flag);
    ndx_range around = {0, UINT32_MAX};
    if (!list) return around; /* out of memory: the arena tells */
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (list->at[middle] <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    if (low) around.start = list->at[low - 1];
    if (low < list->count) around.end = list->at[low];
    return around;
}

/* Does the other operand stand near enough to this place? `around`: the sentence or paragraph, for those
 * operators. */
static bool stands_by(const ndx_expr *expr, const ndx_place *place, ndx_range around, const places *other,
                      bool other_is_later) {
    if (expr->kind != NDX_EXPR_NEAR) {
        size_t at = ndx_places_from(other->at, other->count, around.start);
        return at < other->count && in_range(&other->at[at], around);
    }
    int64_t here = place->position, from = here - expr->number, to = here + expr->number;
    if (expr->ordered && other_is_later) from = here + 1;
    if (expr->ordered && !other_is_later) to = here - 1;
    size_t at = lower(other, from);
    return at < other->count && (int64_t)other->at[at].position <= to;
}

/* Those places of each operand that have all the others by them. */
static void near_places(ndx_matcher *m, const ndx_expr *expr, places *set) {
    places *child = children_places(m, expr);
    for (size_t i = 0; child && i < expr->child_count; i++) {
        for (size_t k = 0; k < child[i].count; k++) {
            const ndx_place *place = &child[i].at[k];
            ndx_range around = {0, 0};
            bool all = true;
            if (expr->kind != NDX_EXPR_NEAR)
                around =
                    unit_around(m, place->start,
                                expr->kind == NDX_EXPR_SENTENCE ? NDX_TOKEN_SENTENCE : NDX_TOKEN_PARAGRAPH);
            for (size_t j = 0; j < expr->child_count && all; j++)
                all = j == i || stands_by(expr, place, around, &child[j], j > i);
            if (all) add(m, set, *place);
        }
    }
}

static void zone_places(ndx_matcher *m, const ndx_expr *expr, places *set) {
    places *child = children_places(m, expr);
    for (size_t i = 0; child && i < expr->child_count; i++)
        for (size_t k = 0; k < child[i].count; k++) {
            bool in = expr->kind == NDX_EXPR_IN_ZONE ? in_range(&child[i].at[k], m->article->zone[expr->zone])
                                                     : child[i].at[k].position < expr->number;
            if (in) add(m, set, child[i].at[k]);
        }
}

static void find(ndx_matcher *m, const ndx_expr *expr, places *set) {
    switch (expr->kind) {
    case NDX_EXPR_TERM:
    case NDX_EXPR_EXACT:
        if (is_word_leaf(expr))
            word_places(m, expr, false, set);
        else if (expr->kind == NDX_EXPR_EXACT)
            form_places(m, expr->form, set);
        else
            person_places(m, expr->term, set);
        return;
    case NDX_EXPR_PHRASE:
        phrase_places(m, expr, set);
        return;
    case NDX_EXPR_NEAR:
    case NDX_EXPR_SENTENCE:
    case NDX_EXPR_PARAGRAPH:
        near_places(m, expr, set);
        return;
    case NDX_EXPR_FIRST:
    case NDX_EXPR_IN_ZONE:
        zone_places(m, expr, set);
        return;
    case NDX_EXPR_MENTIONED:
        date_places(m, expr, set);
        return;
    case NDX_EXPR_NOT:
    case NDX_EXPR_FILTER: /* inside a name: whom company tells of it */
        if (expr->child_count) find(m, expr->child[0], set);
        return;
    default:
        for (size_t i = 0; i < expr->child_count; i++) find(m, expr->child[i], set);
    }
}

/* --- the whole query ------------------------------------------------------------------------------------ */

static void find_units(ndx_matcher *m, const ndx_expr *expr, uint32_t *unit, places *all) {
    if (is_combination(expr->kind)) {
        size_t children = expr->kind == NDX_EXPR_NOT ? 1 : expr->child_count;
        for (size_t i = 0; i < children; i++) find_units(m, expr->child[i], unit, all);
        return;
    }
    size_t before = all->count;
    find(m, expr, all);
    for (size_t i = before; i < all->count; i++) all->at[i].unit = *unit;
    ++*unit;
}

ndx_status ndx_matcher_run(ndx_matcher *m, const ndx_article *article, ndx_error *err) {
    uint32_t unit = 0;
    m->article = article;
    m->found = (places){0};
    memset(m->breaks, 0, sizeof m->breaks);
    ndx_arena_reset(&m->arena);
    ndx_status status = ndx_matcher_read_words(m, article, err);
    if (status) return status;
    find_units(m, m->plan->asked, &unit, &m->found);
    if (m->arena.failed) return ndx_fail_memory(err);
    sort(&m->found);
    return NDX_OK;
}

static void find_loosely(ndx_matcher *m, const ndx_expr *expr, uint32_t *unit, places *all) {
    size_t before = all->count, children = expr->kind == NDX_EXPR_NOT ? 1 : expr->child_count;
    if (is_word_leaf(expr)) word_places(m, expr, true, all);
    for (size_t i = before; i < all->count; i++) all->at[i].unit = *unit;
    ++*unit;
    for (size_t i = 0; i < children; i++) find_loosely(m, expr->child[i], unit, all);
}

ndx_status ndx_matcher_run_loosely(ndx_matcher *m, ndx_error *err) {
    uint32_t unit = (uint32_t)m->units; /* no part of the query: they all weigh the same */
    m->found = (places){0};
    find_loosely(m, m->plan->asked, &unit, &m->found);
    if (m->arena.failed) return ndx_fail_memory(err);
    sort(&m->found);
    return NDX_OK;
}

size_t ndx_places_from(const ndx_place *sorted, size_t count, uint32_t byte) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (sorted[middle].start < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const ndx_place *ndx_matcher_places(const ndx_matcher *m, size_t *count) {
    *count = m->found.count;
    return m->found.at;
}

const ndx_token *ndx_matcher_tokens(const ndx_matcher *m, size_t *count) {
    *count = m->token_count;
    return m->tokens;
}

const double *ndx_matcher_weights(const ndx_matcher *m, size_t *units) {
    *units = m->units;
    return m->weights;
}

/* --- highlights ----------------------------------------------------------------------------------------- */

ndx_status ndx_plan_matcher(ndx_plan *plan, const ndx_article *article, ndx_matcher **matcher,
                            ndx_error *err) {
    ndx_status status = plan->matcher ? NDX_OK : ndx_matcher_new(plan, &plan->matcher, err);
    if (!status) status = ndx_matcher_run(plan->matcher, article, err);
    *matcher = plan->matcher;
    return status;
}

ndx_status ndx_plan_highlights(ndx_plan *plan, const ndx_article *article, const ndx_range **ranges,
                               size_t *count, ndx_error *err) {
    ndx_matcher *m;
    *count = 0;
    ndx_status status = ndx_plan_matcher(plan, article, &m, err);
    for (size_t i = 0; !status && i < m->found.count; i++) {
        const ndx_place *place = &m->found.at[i];
        if (*count && place->start <=
                          m->ranges[*count - 1].end) { /* overlapping or adjoining places are one highlight */
            if (place->end > m->ranges[*count - 1].end) m->ranges[*count - 1].end = place->end;
            continue;
        }
        void *grown = ndx_grow(m->ranges, *count, &m->range_capacity, sizeof *m->ranges);
        if (!grown) return ndx_fail_memory(err);
        m->ranges = grown;
        m->ranges[(*count)++] = (ndx_range){place->start, place->end};
    }
    *ranges = status ? NULL : m->ranges;
    return status;
}
