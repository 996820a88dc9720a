/* --like: articles on the same matter. --expand: the words of the best hits are asked for too (pseudo
 * relevance feedback). */
#include "profile.h"

#include <math.h>
#include <string.h>

#define LIKE_WORDS 30u
#define LIKE_PEOPLE 5u
#define LIKE_PERSON_WEIGHT 1.5
#define FEEDBACK_ARTICLES 10u
#define FEEDBACK_WORDS 20u
#define FEEDBACK_WEIGHT 0.4 /* of the best new word, against 1 of a word asked for */

static ndx_expr *scaled(ndx_plan *plan, const char *prefix, ndx_text word, double weight) {
    ndx_expr_list list = {0};
    ndx_expr_list_add(plan, &list, ndx_expr_term(plan, prefix, word));
    ndx_expr *scale = ndx_expr_over(plan, NDX_EXPR_SCALE, &list);
    if (scale) scale->weight = weight;
    return scale;
}

/* Not the article itself; with `earlier` only what was published before it. */
static ndx_status leave_out(ndx_plan *plan, const ndx_article *article, bool earlier, ndx_error *err) {
    ndx_buf id = {0};
    ndx_term_of_value(NDX_FIELD_ID, article->field[NDX_FIELD_ID], &id);
    ndx_status status = ndx_buf_status(&id, err);
    if (!status)
        plan->root =
            ndx_expr_pair(plan, NDX_EXPR_NOT, plan->root, ndx_expr_term(plan, "", ndx_buf_text(&id)));
    ndx_buf_clear(&id);
    if (status || !earlier || article->date.day == NDX_NO_DAY) return status;
    bool timed = article->date.second > 0;
    ndx_period before = {ndx_day_of(NDX_YEAR_MIN, 1, 1), timed ? article->date.day : article->date.day - 1, 0,
                         timed ? article->date.second - 1 : 86399};
    plan->root =
        ndx_expr_pair(plan, NDX_EXPR_FILTER, plan->root, ndx_expr_days(plan, NDX_EXPR_DAYS, &before));
    return NDX_OK;
}

static ndx_status ask_like(ndx_plan *plan, uint32_t number, bool earlier, ndx_article *article,
                           ndx_error *err) {
    ndx_profile profile;
    ndx_expr_list any = {0};
    ndx_profile_init(&profile, plan);
    ndx_status status = ndx_profile_add(&profile, number, 1, false, article, err);
    if (!status) status = ndx_profile_choose(&profile, LIKE_WORDS, 2, err);
    for (size_t i = 0; !status && i < profile.count; i++)
        ndx_expr_list_add(plan, &any,
                          scaled(plan, "", profile.words[i].stem, log(1 + profile.words[i].weight)));
    for (size_t i = 0; !status && i < article->facts.person_count && i < LIKE_PEOPLE; i++)
        ndx_expr_list_add(plan, &any,
                          scaled(plan, ndx_field_get(NDX_FIELD_PEOPLE)->prefix, article->facts.people[i].key,
                                 LIKE_PERSON_WEIGHT));
    if (!status) {
        plan->root = plan->asked = ndx_expr_over(plan, NDX_EXPR_OR, &any);
        status = leave_out(plan, article, earlier, err);
    }
    ndx_profile_clear(&profile);
    if (!status && (!plan->root || !plan->asked)) status = ndx_fail_memory(err);
    return status;
}

ndx_status ndx_search_like(ndx_index *index, uint32_t number, bool earlier, ndx_plan **plan, ndx_error *err) {
    static const ndx_plan_options none;
    ndx_article article;
    ndx_plan *like = NULL;
    *plan = NULL;
    ndx_article_init(&article);
    ndx_status status = ndx_plan_begin(index, &none, &like, err);
    if (!status) status = ask_like(like, number, earlier, &article, err);
    ndx_article_clear(&article);
    if (status)
        ndx_plan_free(like);
    else
        *plan = like;
    return status;
}

/* --- feedback ------------------------------------------------------------------------------------------- */

static ndx_status profile_best(ndx_plan *plan, ndx_profile *profile, ndx_error *err) {
    ndx_hits hits = {0};
    ndx_article article;
    ndx_find_options options = {.limit = FEEDBACK_ARTICLES, .around = NDX_NO_DAY};
    ndx_article_init(&article);
    ndx_status status = ndx_index_find(plan->index, plan->root, &options, &hits, err);
    for (size_t i = 0; !status && i < hits.count; i++)
        status = ndx_profile_add(profile, hits.hits[i].number, hits.hits[i].score, true, &article, err);
    if (!status) status = ndx_profile_choose(profile, FEEDBACK_WORDS, 2, err);
    ndx_hits_clear(&hits);
    ndx_article_clear(&article);
    return status;
}

ndx_status ndx_plan_feedback(ndx_plan *plan, ndx_error *err) {
    ndx_profile profile;
    ndx_expr_list more = {0};
    ndx_profile_init(&profile, plan);
    ndx_status status = profile_best(plan, &profile, err);
    for (size_t i = 0; !status && i < profile.count; i++)
        ndx_expr_list_add(plan, &more,
                          scaled(plan, "", profile.words[i].stem,
                                 FEEDBACK_WEIGHT * profile.words[i].score / profile.words[0].score));
    if (!status && more.count) {
        ndx_expr *added = ndx_expr_over(plan, NDX_EXPR_OR, &more);
        plan->root = ndx_expr_pair(plan, plan->options.any ? NDX_EXPR_OR : NDX_EXPR_MAYBE, plan->root, added);
        if (!plan->root) status = ndx_fail_memory(err);
    }
    ndx_profile_clear(&profile);
    return status;
}
