#include "profile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void ndx_profile_init(ndx_profile *profile, ndx_plan *plan) {
    *profile = (ndx_profile){.plan = plan};
}

void ndx_profile_clear(ndx_profile *profile) {
    free(profile->weight);
    free(profile->seen);
    free(profile->words);
    *profile = (ndx_profile){0};
}

static bool count_stem(ndx_profile *p, uint32_t stem, double worth) {
    if (stem >= p->capacity) {
        size_t capacity = (size_t)stem + stem / 2 + 256;
        double *grown = realloc(p->weight, capacity * sizeof *grown);
        if (!grown) return false;
        memset(grown + p->capacity, 0, (capacity - p->capacity) * sizeof *grown);
        p->weight = grown;
        p->capacity = capacity;
    }
    if (p->weight[stem] <= 0) {
        void *grown = ndx_grow(p->seen, p->seen_count, &p->seen_capacity, sizeof *p->seen);
        if (!grown) return false;
        p->seen = grown;
        p->seen[p->seen_count++] = stem;
    }
    p->weight[stem] += worth;
    return true;
}

static bool tells(const ndx_analyzer *analyzer, const ndx_token *token) {
    return !(token->flags & NDX_TOKEN_JOINED) && token->end - token->start > 1 &&
           !ndx_lexicon_is_function_word(analyzer, token->word);
}

static ndx_status count_words(ndx_profile *p, const ndx_article *article, double worth, bool relative,
                              ndx_error *err) {
    const ndx_token *tokens;
    size_t count;
    ndx_analyzer *analyzer = p->plan->analyzer;
    const char *language = article->stemmer && article->stemmer[0] ? article->stemmer : NULL;
    ndx_status status =
        ndx_tokenize(analyzer, ndx_article_ranked_text(article), language, &tokens, &count, err);
    if (!status && relative && count) worth /= (double)count;
    for (size_t i = 0; !status && i < count; i++) {
        bool headline = tokens[i].end <= article->zone[NDX_ZONE_HEADLINE].end;
        if (tells(analyzer, &tokens[i]) &&
            !count_stem(p, ndx_lexicon_stem(analyzer, tokens[i].word), headline ? 2 * worth : worth))
            status = ndx_fail_memory(err);
    }
    return status;
}

ndx_status ndx_profile_add(ndx_profile *p, uint32_t article_number, double worth, bool relative,
                           ndx_article *scratch, ndx_error *err) {
    ndx_stored *stored = NULL;
    ndx_status status = ndx_index_fetch(p->plan->index, article_number, &stored, err);
    if (!status) status = ndx_stored_article(stored, scratch, err);
    if (!status) status = count_words(p, scratch, worth, relative, err);
    ndx_stored_free(stored);
    return status;
}

static int best_first(const void *a, const void *b) {
    const ndx_profile_word *x = a, *y = b;
    if (x->score < y->score || x->score > y->score) return x->score < y->score ? 1 : -1;
    return ndx_text_compare(x->stem, y->stem);
}

ndx_status ndx_profile_choose(ndx_profile *p, size_t most, uint64_t least, ndx_error *err) {
    double all = (double)ndx_index_count(p->plan->index);
    p->count = 0;
    p->words = calloc(p->seen_count ? p->seen_count : 1, sizeof *p->words);
    if (!p->words) return ndx_fail_memory(err);
    for (size_t i = 0; i < p->seen_count; i++) {
        ndx_text stem = ndx_lexicon_stem_text(p->plan->analyzer, p->seen[i]);
        uint64_t articles = ndx_index_term_articles(p->plan->index, stem);
        if (articles < least) continue;
        double weight = p->weight[p->seen[i]], rarity = log(1 + all / (double)articles);
        p->words[p->count++] =
            (ndx_profile_word){ndx_arena_copy(&p->plan->arena, stem), weight, weight * rarity, articles};
    }
    if (p->count) qsort(p->words, p->count, sizeof *p->words, best_first);
    if (p->count > most) p->count = most;
    return p->plan->arena.failed ? ndx_fail_memory(err) : NDX_OK;
}
