/* Where in an article's text an expression matches: for highlights, snippets and concordances.
 *
 * Works on the text alone, tokenized again as the index did, so it needs nothing stored but the text, and shows exactly the
 * words that the index matched. */
#ifndef NEWSDEX_SEARCH_MATCH_H
#define NEWSDEX_SEARCH_MATCH_H

#include "plan.h"

/* One place. Positions are words; UINT32_MAX for names and dates, which are known by bytes only. */
typedef struct ndx_place {
    uint32_t start, end; /* bytes in article.text */
    uint32_t position;
    uint32_t unit; /* which part of the query: an index into ndx_matcher_weights */
} ndx_place;

ndx_status ndx_matcher_new(ndx_plan *plan, ndx_matcher **matcher, ndx_error *err);
void ndx_matcher_free(ndx_matcher *matcher);
/* Tokenize the article and find every place, by start. Good until the next call. Tokens stop where the tail
 * begins. */
ndx_status ndx_matcher_run(ndx_matcher *matcher, const ndx_article *article, ndx_error *err);
/* The same article once more: every word of the query wherever it stands, phrases, zones and the like aside.
 */
ndx_status ndx_matcher_run_loosely(ndx_matcher *matcher, ndx_error *err);
const ndx_place *ndx_matcher_places(const ndx_matcher *matcher, size_t *count);
/* Index of the first of them that begins at or after `byte`; count: none does. */
size_t ndx_places_from(const ndx_place *sorted, size_t count, uint32_t byte);
const ndx_token *ndx_matcher_tokens(const ndx_matcher *matcher, size_t *count);
/* How telling each part of the query is: rarer words weigh more. */
const double *ndx_matcher_weights(const ndx_matcher *matcher, size_t *units);

/* The plan's own matcher, made when first asked, run on the article. */
ndx_status ndx_plan_matcher(ndx_plan *plan, const ndx_article *article, ndx_matcher **matcher,
                            ndx_error *err);

#endif
