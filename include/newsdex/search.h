/* search: what is asked (parse -> tree -> plan), what matched (hits, snippets, facets, counts over time). */
#ifndef NEWSDEX_SEARCH_H
#define NEWSDEX_SEARCH_H

#include "newsdex/dates.h"
#include "newsdex/index.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- the tree: syntax only ------------------------------------------------------------------------------ */

typedef struct ndx_tree ndx_tree; /* owns its nodes and texts */
/* USAGE with err->column: what is wrong there and what is accepted. Bounded: 64 levels, 4,096 nodes, 64 KiB. */
NDX_API ndx_status ndx_query_parse(ndx_text query, ndx_tree **tree, ndx_error *err);
NDX_API void ndx_tree_free(ndx_tree *tree);
NDX_API void ndx_tree_print(const ndx_tree *tree, ndx_buf *out); /* for --explain: one line a node, indented */

/* --- the plan: words stemmed, names and dates resolved -------------------------------------------------- */

typedef struct ndx_plan_options {
    ndx_now now;
    bool any;             /* --any: best match on any word */
    const char *language; /* of the query's words; NULL: every language of the index */
    ndx_text since, until;/* date expressions, ANDed; empty: none */
    const ndx_timezone *zone; /* days are counted in this zone; NULL: in the articles' own local time */
    ndx_date_order date_order; /* of 3/4/2018; UNSET: an error that shows both readings */
    uint32_t expansion_limit; /* wildcard, fuzzy; 0: default 1,000 */
} ndx_plan_options;

typedef struct ndx_plan ndx_plan;
NDX_API ndx_status ndx_query_plan(ndx_index *index, const ndx_tree *tree, const ndx_plan_options *options, ndx_plan **plan, ndx_error *err);
NDX_API void ndx_plan_free(ndx_plan *plan);
NDX_API const ndx_expr *ndx_plan_expression(const ndx_plan *plan); /* borrowed */
NDX_API void ndx_plan_print(const ndx_plan *plan, ndx_buf *out);   /* for --explain */
/* Things the asker should know ("kremlin* stands for 1,000 of 1,203 words"), by number; NULL past the end. */
NDX_API const char *ndx_plan_notice(const ndx_plan *plan, size_t number);
/* A better spelling of the query when it finds nothing; appended to out; nothing if there is none. */
NDX_API ndx_status ndx_query_suggest(ndx_index *index, const ndx_tree *tree, ndx_buf *out, ndx_error *err);

/* --- what matched --------------------------------------------------------------------------------------- */

typedef struct ndx_snippet {
    ndx_buf text;           /* plain UTF-8, one line */
    ndx_range *highlights;  /* bytes in text */
    size_t highlight_count, highlight_capacity;
    bool cut_before, cut_after; /* not the beginning or end of the body */
} ndx_snippet;
/* The passage of the article that best shows why it matched, at most width_columns wide, cut at whole words.
 * kwic: centred on the best match. snippet is reused between calls; _clear frees. */
NDX_API ndx_status ndx_plan_snippet(ndx_plan *plan, const ndx_article *article, size_t width_columns, bool kwic, ndx_snippet *snippet, ndx_error *err);
/* One place of ndx_plan_highlights in the middle of its surroundings, for a line of a concordance. The article is the one that
 * highlights were last asked of. Only the place itself and matches near it are highlighted. */
NDX_API ndx_status ndx_plan_context(ndx_plan *plan, const ndx_article *article, ndx_range place, size_t width_columns, ndx_snippet *snippet, ndx_error *err);
NDX_API void ndx_snippet_clear(ndx_snippet *snippet);
/* Every place in the article's text that matched, by start: for --show and --kwic. *ranges owned by the plan, good until the next call. */
NDX_API ndx_status ndx_plan_highlights(ndx_plan *plan, const ndx_article *article, const ndx_range **ranges, size_t *count, ndx_error *err);

typedef enum ndx_span { NDX_SPAN_DAY, NDX_SPAN_WEEK, NDX_SPAN_MONTH, NDX_SPAN_QUARTER, NDX_SPAN_YEAR } ndx_span;
typedef struct ndx_bucket {
    ndx_text name;            /* a facet's value (PEOPLE: the key), or a period that `date:` understands: 2018-06, 2018-W26, 2018-Q2 */
    ndx_text label;           /* of people, once ndx_buckets_name_people was asked: the name as most articles write it */
    uint64_t articles, words; /* that match; words: timelines only */
    uint64_t of, of_words;    /* in the whole index; 0: not known or not asked for */
    double score; /* facet: share among the matches over share in the index (1: as usual); timeline, relative: articles / of */
    ndx_day first, last;
} ndx_bucket;
typedef struct ndx_buckets {
    ndx_bucket *bucket;
    size_t count, capacity;
    uint64_t matches, undated; /* undated: matches without a day, or without a value of the facet */
    ndx_arena arena;
} ndx_buckets;
/* Exact counts per value, most first. field: PEOPLE SOURCE SECTION PLACE LANGUAGE. PEOPLE are persons, whatever the names by which
 * articles name them: each article counts once; their `of` and score are known once they are named. */
NDX_API ndx_status ndx_search_facet(ndx_index *index, const ndx_expr *expr, ndx_field field, ndx_buckets *buckets, ndx_error *err);
/* Fill label, `of` and score of the first `count` buckets of a PEOPLE facet. */
NDX_API ndx_status ndx_buckets_name_people(ndx_index *index, ndx_buckets *buckets, size_t count, ndx_error *err);
/* Exact counts per period, in order, from the first to the last that has matches or that the query's date range names; empty ones
 * as zero. relative: fill `of` and `of_words`. zone: days are recounted in it, as those of ndx_plan_options are; NULL: the articles' own. */
NDX_API ndx_status ndx_search_timeline(ndx_index *index, const ndx_expr *expr, ndx_span span, bool relative, const ndx_timezone *zone, ndx_buckets *buckets, ndx_error *err);
NDX_API void ndx_buckets_clear(ndx_buckets *buckets);
/* People by the names the index calls them, whatever the article does. What was learned once is kept. */
typedef struct ndx_persons ndx_persons;
NDX_API ndx_status ndx_persons_new(ndx_index *index, ndx_persons **persons, ndx_error *err);
NDX_API void ndx_persons_free(ndx_persons *persons);
/* The people of an article, each once, in its order (most prominent first), without those whom the user's file says are nobody.
 * *names is good until the next call. */
NDX_API ndx_status ndx_persons_of(ndx_persons *persons, const ndx_article *article, const ndx_text **names, size_t *count, ndx_error *err);
/* Full names that begin with `prefix` (case and accents do not count), or whose surname does, most articles first: for completion. */
NDX_API ndx_status ndx_persons_complete(ndx_persons *persons, ndx_text prefix, size_t limit, const ndx_text **names, size_t *count, ndx_error *err);
/* Words and people that tell this article from the rest, as a plan of its own: any of them, weighted, but not the article itself;
 * earlier: only articles published before it. The caller frees the plan. */
NDX_API ndx_status ndx_search_like(ndx_index *index, uint32_t number, bool earlier, ndx_plan **plan, ndx_error *err);
/* --expand: find the best articles of the plan and ask also, with less weight, for the words that tell them from the rest. Without
 * `any` this changes only the order of the hits. Highlights keep showing what was asked. */
NDX_API ndx_status ndx_plan_feedback(ndx_plan *plan, ndx_error *err);
/* --collapse: keep of articles that say nearly the same only the first, until `wanted` are kept (0: all). similar[i] (hits->count of
 * them) becomes the number left out that are like hit i. */
NDX_API ndx_status ndx_plan_collapse(ndx_plan *plan, ndx_hits *hits, size_t wanted, uint32_t *similar, ndx_error *err);

#ifdef __cplusplus
}
#endif
#endif
