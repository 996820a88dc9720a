/* Dates in running text: scan, match, resolve, one paragraph-wise piece after the other. */
#include "resolve.h"

#include <stdlib.h>
#include <string.h>

#define PIECE_TOKENS 8192

static const language_rules *const LANGUAGES[] = {&rules_english, &rules_french, &rules_german,
                                                  &rules_spanish, &rules_russian};

struct ndx_date_finder {
    grammar grammars[NDX_COUNT(LANGUAGES)];
    scan s;
    ndx_date_mention *mentions; /* of the article at hand, until they go into its arena */
    size_t count, capacity;
};

ndx_status ndx_date_finder_new(ndx_date_finder **finder, ndx_error *err) {
    *finder = NULL;
    ndx_date_finder *f = calloc(1, sizeof *f);
    if (!f) return ndx_fail_memory(err);
    for (size_t i = 0; i < NDX_COUNT(LANGUAGES); i++) {
        ndx_status status = grammar_compile(&f->grammars[i], LANGUAGES[i], err);
        if (!status) continue;
        ndx_date_finder_free(f);
        return status;
    }
    *finder = f;
    return NDX_OK;
}

void ndx_date_finder_free(ndx_date_finder *finder) {
    if (!finder) return;
    for (size_t i = 0; i < NDX_COUNT(LANGUAGES); i++) grammar_free(&finder->grammars[i]);
    free(finder->s.tokens);
    ndx_word_notes_clear(&finder->s.vocables);
    free(finder->mentions);
    free(finder);
}

/* By the article's language; a language without rules of its own gets none but English for "" (not known). */
static const grammar *grammar_of(const ndx_date_finder *f, const char *code) {
    if (!code || !*code) return &f->grammars[0];
    for (size_t i = 0; i < NDX_COUNT(LANGUAGES); i++)
        if (!strcmp(f->grammars[i].language->code, code)) return &f->grammars[i];
    return NULL;
}

static bool keep(ndx_date_finder *f, ndx_article *article, const match *m, const resolved *found) {
    ndx_date_mention *mentions = ndx_grow(f->mentions, f->count, &f->capacity, sizeof *mentions);
    if (!mentions) return false;
    f->mentions = mentions;
    ndx_date_mention *to = &mentions[f->count++];
    to->start = f->s.tokens[m->from].start;
    to->end = f->s.tokens[m->to - 1].end;
    to->type = found->type;
    to->value = ndx_arena_copy(&article->arena, ndx_text_of(found->value));
    to->first = found->first;
    to->last = found->last;
    return to->value.data != NULL;
}

static bool find_in_piece(ndx_date_finder *f, ndx_article *article, resolver *r) {
    match m;
    resolved found;
    const struct first_word *first = f->s.grammar->first_word;
    for (size_t at = 0; at < f->s.count;) {
        const token *t = &f->s.tokens[at]; /* words of no table, which most are, begin nothing */
        bool begins = t->word ? first[t->word].begins : t->categories != 0;
        if (!begins || !match_at(&f->s, at, &m)) {
            at++;
            continue;
        }
        if (!resolve(r, &m, &found)) {
            at = m.has & BIT(S_DAY) ? m.to : at + 1; /* of "31 February 2018" no part is a date either */
            continue;
        }
        if (!keep(f, article, &m, &found)) return false;
        at = m.to;
    }
    return true;
}

ndx_status ndx_dates_find(ndx_date_finder *finder, ndx_article *article, ndx_error *err) {
    article->facts.dates = NULL;
    article->facts.date_count = 0;
    const grammar *g = grammar_of(finder, article->stemmer);
    if (!g) return NDX_OK;
    finder->count = 0;
    finder->s.grammar = g;
    finder->s.text = ndx_article_ranked_text(article);
    ndx_word_notes_open(&finder->s.vocables, sizeof(uint16_t), &article->facts.lexicon);
    finder->s.known = ndx_known_words_of(&article->facts, &finder->s.vocables, sizeof(uint16_t));
    resolver r = {&finder->s, article->date, {NDX_NO_DAY, CAL_DAY}, NDX_NO_DAY};
    for (size_t at = 0; at < finder->s.text.len;) {
        if (!scan_text(&finder->s, &at, PIECE_TOKENS)) return ndx_fail_memory(err);
        if (finder->s.count && !find_in_piece(finder, article, &r)) return ndx_fail_memory(err);
    }
    if (!finder->count) return NDX_OK;
    ndx_date_mention *dates = ndx_arena_array(&article->arena, finder->count, sizeof *dates);
    if (!dates) return ndx_fail_memory(err);
    memcpy(dates, finder->mentions, finder->count * sizeof *dates);
    article->facts.dates = dates;
    article->facts.date_count = finder->count;
    return NDX_OK;
}
