/* Inside of a plan: how a tree becomes an expression of the index, and what matching on an article's text
 * needs later. */
#ifndef NEWSDEX_SEARCH_PLAN_H
#define NEWSDEX_SEARCH_PLAN_H

#include "tree.h"

#include "newsdex/people.h"

#define NDX_PLAN_LANGUAGES_MAX 64u /* more than there are: in none of the index is a word left unstemmed */
#define NDX_PLAN_NOTICES_MAX 16u
#define NDX_EXPANSION_DEFAULT 1000u
#define NDX_PLAN_EXPRESSIONS_MAX 200000u /* nodes of all expansions together */
#define NDX_PLAN_PLACES_MAX                                                                                  \
    32u /* operands that may have to stand near each other: each is compared with each */

typedef struct ndx_matcher ndx_matcher; /* match.h */

/* Where words are looked for: in general text, in a zone of it, or in a field's own terms. */
typedef struct ndx_scope {
    ndx_field field; /* NDX_FIELD_COUNT: general text */
    ndx_zone zone;   /* NDX_ZONE_COUNT: anywhere */
} ndx_scope;
#define NDX_ANYWHERE ((ndx_scope){NDX_FIELD_COUNT, NDX_ZONE_COUNT})

struct ndx_plan {
    ndx_arena arena;
    ndx_index *index;       /* borrowed */
    ndx_analyzer *analyzer; /* borrowed of the index */
    const char *analyzer_language;
    ndx_plan_options options;
    const char *languages[NDX_PLAN_LANGUAGES_MAX]; /* NULL: unstemmed */
    size_t language_count;
    ndx_text query;
    bool shouted;                          /* the query is all in capitals: capitals make no acronyms */
    ndx_expr *asked;                       /* what the query says: what highlights show */
    ndx_expr *root;                        /* what is looked for: asked, perhaps with more words */
    size_t expressions, expansions_looked; /* bounds on what one query may cost */
    const char *notices[NDX_PLAN_NOTICES_MAX];
    size_t notice_count;
    const char *details[NDX_PLAN_NOTICES_MAX];
    size_t detail_count;
    ndx_matcher *matcher; /* made when first asked */
};

/* A growing list of expressions in the plan's arena. */
typedef struct ndx_expr_list {
    ndx_expr **items;
    size_t count, capacity;
} ndx_expr_list;

/* --- expr.c: making expressions; NULL when memory ends (the arena remembers) ---------------------------- */

ndx_expr *ndx_expr_new(ndx_plan *plan, ndx_expr_kind kind);
ndx_expr *ndx_expr_term(ndx_plan *plan, const char *prefix, ndx_text word); /* cut to what a term may hold */
ndx_expr *ndx_expr_exact(ndx_plan *plan, ndx_text stem, ndx_text form);
ndx_expr *ndx_expr_days(ndx_plan *plan, ndx_expr_kind kind, const ndx_period *period);
void ndx_expr_list_add(ndx_plan *plan, ndx_expr_list *list, ndx_expr *expr);
/* As add, unless the list has the word already: what is written twice in an OR is not looked for twice. */
void ndx_expr_list_add_other(ndx_plan *plan, ndx_expr_list *list, ndx_expr *expr);
/* USAGE when the list has more operands than may have to stand near each other. */
ndx_status ndx_expr_list_near(const ndx_expr_list *list, ndx_error *err);
/* One node over the list; the only child itself for AND, OR, SYNONYM; NONE for an empty list. */
ndx_expr *ndx_expr_over(ndx_plan *plan, ndx_expr_kind kind, const ndx_expr_list *list);
ndx_expr *ndx_expr_pair(ndx_plan *plan, ndx_expr_kind kind, ndx_expr *first, ndx_expr *second);
ndx_expr *ndx_expr_in_scope(ndx_plan *plan, ndx_scope scope,
                            ndx_expr *expr);             /* IN_ZONE around expr where the scope asks for it */
void ndx_expr_print(const ndx_expr *expr, ndx_buf *out); /* one line, for tests */

/* An empty plan on an index: languages chosen, analyzer made; the caller sets root. */
ndx_status ndx_plan_begin(ndx_index *index, const ndx_plan_options *options, ndx_plan **plan, ndx_error *err);
void ndx_plan_note(ndx_plan *plan, const char *format, ...) NDX_PRINTF(2, 3);
/* For --explain only. */
void ndx_plan_detail(ndx_plan *plan, const char *format, ...) NDX_PRINTF(2, 3);

/* --- words.c -------------------------------------------------------------------------------------------- */

ndx_status ndx_plan_word(ndx_plan *plan, const ndx_node *node, ndx_scope scope, ndx_expr **expr,
                         ndx_error *err);
ndx_status ndx_plan_phrase(ndx_plan *plan, const ndx_node *node, ndx_scope scope, ndx_expr **expr,
                           ndx_error *err);
/* All words of a role, in what one article's people are. */
ndx_status ndx_plan_role(ndx_plan *plan, const ndx_node *node, ndx_expr **expr, ndx_error *err);
/* A word that carries no meaning of its own in the first language of the index, and has no operator attached.
 */
ndx_status ndx_plan_is_function_word(ndx_plan *plan, const ndx_node *node, bool *is, ndx_error *err);

/* --- expand.c: patterns and near spellings, over the words of the index --------------------------------- */

/* pattern: folded, with * and ?. prefix: of the terms looked through. */
ndx_status ndx_plan_pattern(ndx_plan *plan, ndx_text pattern, const char *prefix, ndx_text shown,
                            ndx_expr **expr, ndx_error *err);
ndx_status ndx_plan_fuzzy(ndx_plan *plan, ndx_text stem, ndx_text word, uint32_t distance, const char *prefix,
                          ndx_text shown, ndx_expr **expr, ndx_error *err);
/* '*' any run of characters, '?' one character. Linear time in text for each star. */
bool ndx_pattern_matches(ndx_text pattern, ndx_text text);

/* --- names.c -------------------------------------------------------------------------------------------- */

ndx_status ndx_plan_who(ndx_plan *plan, const ndx_node *node, ndx_expr **expr, ndx_error *err);
/* Articles that name the person whose canonical key that is, by any name. */
ndx_status ndx_plan_person(ndx_plan *plan, ndx_text key, ndx_expr **expr, ndx_error *err);

/* --- suggest.c ------------------------------------------------------------------------------------------ */

/* Appends, in quotation marks and as articles write it, the name that is nearest to a full name nobody has; nothing when
 * none is near. */
ndx_status ndx_plan_near_name(ndx_index *index, ndx_text key, ndx_buf *out, ndx_error *err);

/* --- values.c ------------------------------------------------------------------------------------------- */

/* DATE, ABOUT, WORDS, VALUE. */
ndx_status ndx_plan_value(ndx_plan *plan, const ndx_node *node, ndx_expr **expr, ndx_error *err);
/* The days an option names (--since, --until): err->column 0. */
ndx_status ndx_plan_bound(ndx_plan *plan, ndx_text expression, ndx_bound bound, const char *option,
                          ndx_expr **expr, ndx_error *err);

#endif
