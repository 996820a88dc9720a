/* search: what is asked (parse -> tree -> plan), what matched (hits, snippets, facets, counts over time). */
#ifndef NEWSDEX_SEARCH_H
#define NEWSDEX_SEARCH_H

#include "newsdex/dates.h"
#include "newsdex/index.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- the tree: syntax only ---------------------------------------------------------------------------------------------- */

typedef struct ndx_tree ndx_tree; /* owns its nodes and texts */
/* USAGE with err->column: what is wrong there and what is accepted. Bounded: 64 levels, 4,096 nodes, 64 KiB. */
NDX_API ndx_status ndx_query_parse(ndx_text query, ndx_tree **tree, ndx_error *err);
NDX_API void ndx_tree_free(ndx_tree *tree);
NDX_API void ndx_tree_print(const ndx_tree *tree, ndx_buf *out); /* for --explain: one line a node, indented */

/* --- the plan: words stemmed, names and dates resolved ---------------------------------------------------------------------- */

typedef struct ndx_plan_options {
    ndx_now now;
    bool any;             /* --any: best match on any word */
    const char *language; /* of the query's words; NULL: every language of the index */
    ndx_text since, until;/* date expressions, ANDed; empty: none */
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

/* --- what matched ------------------------------------------------------------------------------------------------------------- */

typedef struct ndx_snippet {
    ndx_buf text;           /* plain UTF-8, one line */
    ndx_range *highlights;  /* bytes in text */
    size_t highlight_count, highlight_capacity;
    bool cut_before, cut_after; /* not the beginning or end of the body */
} ndx_snippet;
/* The passage of the article that best shows why it matched, at most width_columns wide, cut at whole words.
 * kwic: centred on the best match. snippet is reused between calls; _clear frees. */
NDX_API ndx_status ndx_plan_snippet(ndx_plan *plan, const ndx_article *article, size_t width_columns, bool kwic, ndx_snippet *snippet, ndx_error *err);
NDX_API void ndx_snippet_clear(ndx_snippet *snippet);
/* Every place in the article's text that matched, by start: for --show and --kwic. *ranges owned by the plan, good until the next call. */
NDX_API ndx_status ndx_plan_highlights(ndx_plan *plan, const ndx_article *article, const ndx_range **ranges, size_t *count, ndx_error *err);

typedef enum ndx_span { NDX_SPAN_DAY, NDX_SPAN_WEEK, NDX_SPAN_MONTH, NDX_SPAN_QUARTER, NDX_SPAN_YEAR } ndx_span;
typedef struct ndx_bucket { ndx_text name; uint64_t articles; uint64_t of; double score; ndx_day first, last; } ndx_bucket; /* of: all articles of the bucket */
typedef struct ndx_buckets { ndx_bucket *bucket; size_t count, capacity; uint64_t matches, undated; ndx_arena arena; } ndx_buckets;
/* Exact counts per value, most first. field: PEOPLE SOURCE SECTION PLACE LANGUAGE. */
NDX_API ndx_status ndx_search_facet(ndx_index *index, const ndx_expr *expr, ndx_field field, ndx_buckets *buckets, ndx_error *err);
/* Exact counts per period, in order, empty ones as zero. relative: fill `of`. */
NDX_API ndx_status ndx_search_timeline(ndx_index *index, const ndx_expr *expr, ndx_span span, bool relative, ndx_buckets *buckets, ndx_error *err);
NDX_API void ndx_buckets_clear(ndx_buckets *buckets);
/* Words that tell this article from the rest: an expression for --like; owned by the plan. */
NDX_API ndx_status ndx_search_like(ndx_index *index, uint32_t number, bool earlier, ndx_plan **plan, ndx_error *err);

#ifdef __cplusplus
}
#endif
#endif
