/* The article's words, as far as the query asks for their stems. */
#include "match_parts.h"

#include <stdlib.h>
#include <string.h>

#define NOT_ASKED UINT32_MAX
#define MARKED_STEMS_MAX 64 /* to find the places of more takes as long as to stem all words */

/* A zeroed array of at least `count` numbers, old contents kept. */
static bool widen(uint32_t **array, size_t *capacity, size_t count) {
    if (count <= *capacity) return true;
    size_t more = count + count / 2 + 64;
    uint32_t *grown = realloc(*array, more * sizeof **array);
    if (!grown) return false;
    memset(grown + *capacity, 0, (more - *capacity) * sizeof **array);
    *array = grown;
    *capacity = more;
    return true;
}

/* Number of the token's stem among those asked for; each word of the lexicon is looked up once in a run. */
static bool stem_number(ndx_matcher *m, uint32_t word, uint32_t *number) {
    if (!widen(&m->word_stem, &m->word_capacity, (size_t)word + 1)) return false;
    if (m->word_stem[word] == 0) {
        ndx_analyzer *analyzer = m->plan->analyzer;
        uint32_t stem;
        if (ndx_lexicon_stem_later(analyzer, word, &stem, NULL) != NDX_OK) return false;
        uint32_t found = ndx_names_find(&m->stems, ndx_lexicon_stem_text(analyzer, stem));
        m->word_stem[word] = found == NDX_NO_NAME ? NOT_ASKED : found + 1;
    }
    *number = m->word_stem[word] == NOT_ASKED ? NDX_NO_NAME : m->word_stem[word] - 1;
    return true;
}

/* A bit for each position at which one of the stems may stand, so that other words need not be stemmed; NULL: it may be any. */
static const uint64_t *mark_stems(ndx_matcher *m, const ndx_article *article) {
    size_t words = m->token_count / 64 + 1; /* there are no more positions than tokens */
    uint64_t *marks =
        m->stems.count <= MARKED_STEMS_MAX ? ndx_arena_array(&m->arena, words, sizeof *marks) : NULL;
    if (marks) memset(marks, 0, words * sizeof *marks);
    for (size_t i = 0; marks && i < m->stems.count; i++)
        if (!ndx_article_mark_stem(article, m->stems.names[i], marks, words)) return NULL;
    return marks;
}

ndx_status ndx_matcher_read_words(ndx_matcher *m, const ndx_article *article, ndx_error *err) {
    const char *language = article->stemmer && article->stemmer[0] ? article->stemmer : NULL;
    ndx_status status = ndx_tokenize_words(m->plan->analyzer, ndx_article_ranked_text(article), language,
                                           &m->tokens, &m->token_count, err);
    if (status) return status;
    const uint64_t *marks = mark_stems(m, article);
    if (!widen(&m->next, &m->next_capacity, m->token_count)) return ndx_fail_memory(err);
    memset(m->first, 0xFF, (m->stems.count + 1) * sizeof *m->first);
    for (size_t i = 0; i < m->token_count; i++) {
        uint32_t stem, position = m->tokens[i].position;
        m->next[i] = NO_TOKEN;
        if (marks && !(marks[position / 64] >> position % 64 & 1)) continue;
        if (!stem_number(m, m->tokens[i].word, &stem)) return ndx_fail_memory(err);
        if (stem == NDX_NO_NAME) continue;
        if (m->first[stem] == NO_TOKEN)
            m->first[stem] = (uint32_t)i;
        else
            m->next[m->last[stem]] = (uint32_t)i;
        m->last[stem] = (uint32_t)i;
    }
    return NDX_OK;
}
