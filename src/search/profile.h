/* Which words tell articles from the rest: what --like and --expand ask for. */
#ifndef NEWSDEX_SEARCH_PROFILE_H
#define NEWSDEX_SEARCH_PROFILE_H

#include "plan.h"

typedef struct ndx_profile_word {
    ndx_text stem;
    double weight; /* how often, over the articles added, headline words twice */
    double score;  /* weight times rarity */
    uint64_t articles;
} ndx_profile_word;

typedef struct ndx_profile {
    ndx_plan *plan;
    double *weight; /* by number of the stem in the plan's lexicon */
    uint32_t *seen; /* stems with a weight, in order of arrival */
    size_t capacity, seen_count, seen_capacity;
    ndx_profile_word *words;
    size_t count;
} ndx_profile;

void ndx_profile_init(ndx_profile *profile, ndx_plan *plan);
void ndx_profile_clear(ndx_profile *profile);
/* Count the content words of a stored article (function words, joined forms and single letters left out), each worth
 * `worth` over the length of the article when `relative`, else `worth`. */
ndx_status ndx_profile_add(ndx_profile *profile, uint32_t article_number, double worth, bool relative,
                           ndx_article *scratch, ndx_error *err);
/* The `most` words with the highest scores, best first, in profile->words. Words that stand in fewer than `least` articles of the
 * index are left out. */
ndx_status ndx_profile_choose(ndx_profile *profile, size_t most, uint64_t least, ndx_error *err);

#endif
