/* The tree of a query: what lex.c cuts, parse.c joins, tree.c prints and plan.c reads. Syntax only: no word has been
 * folded, no date read, no name looked up. */
#ifndef NEWSDEX_SEARCH_TREE_H
#define NEWSDEX_SEARCH_TREE_H

#include "newsdex/search.h"

#define NDX_QUERY_BYTES_MAX 65536u
#define NDX_QUERY_NODES_MAX 4096u
#define NDX_QUERY_DEPTH_MAX 64u
#define NDX_NEAR_DEFAULT 10u /* words, for NEAR without a number */
#define NDX_NEAR_MAX 1000u
#define NDX_FUZZY_MAX 3u

typedef enum ndx_node_kind {
    NODE_WORD,   /* text; exact, pattern, number = edit distance */
    NODE_PHRASE, /* text between the quotes; number = slop */
    NODE_LIST,   /* words side by side: all of them, or any with --any */
    NODE_AND,
    NODE_OR,
    NODE_NOT,         /* one child */
    NODE_NEAR,        /* number words apart; ordered */
    NODE_SENTENCE,    /* WITH */
    NODE_PARAGRAPH,   /* SAME */
    NODE_FIELD,       /* one child, in the words of a textual field */
    NODE_ZONE,        /* one child, in a zone of the text */
    NODE_ATLEAST,     /* one child, number times */
    NODE_FIRST,       /* one child, within the first number words */
    NODE_DATE,        /* text: a date expression; `bound` says which side of it */
    NODE_ABOUT,       /* text: a date expression */
    NODE_WHO,         /* text: a name; exact */
    NODE_ROLE,        /* text: words of a role */
    NODE_WORDS,       /* low..high */
    NODE_DATE_SOURCE, /* text: where the date of publication was taken from */
    NODE_PRECISION,   /* text: how precise it is */
    NODE_VALUE,       /* text: the whole value of an exact field */
    NODE_KIND_COUNT
} ndx_node_kind;

typedef enum ndx_bound { BOUND_WITHIN, BOUND_BEFORE, BOUND_AFTER, BOUND_SINCE, BOUND_UNTIL } ndx_bound;

/* What may stand before a colon. `name` is as users write it; numbered ones take digits ("atleast3:"). */
typedef struct ndx_qualifier {
    const char *name;
    ndx_node_kind kind;
    bool takes_value; /* a raw value (date, name, id) rather than words or brackets */
    bool numbered;
    ndx_field field;   /* FIELD, VALUE */
    ndx_zone zone;     /* ZONE */
    ndx_bound bound;   /* DATE */
    const char *needs; /* completes "NAME: needs ..." */
} ndx_qualifier;

/* By name or alias, case ignored; false when there is none. */
bool ndx_qualifier_find(ndx_text name, ndx_qualifier *qualifier);
/* The nearest known name, at most two edits away; NULL if none. */
const char *ndx_qualifier_nearest(ndx_text name);

typedef struct ndx_node ndx_node;
struct ndx_node {
    ndx_node_kind kind;
    uint32_t start, end; /* bytes in the query, for columns */
    uint32_t number;
    bool exact, pattern, ordered, required;
    ndx_bound bound;
    ndx_field field;
    ndx_zone zone;
    uint64_t low, high; /* WORDS */
    ndx_text text;
    const char *name; /* of the qualifier, as in the table */
    ndx_node *child, *last_child, *next;
};

struct ndx_tree {
    ndx_arena arena;
    ndx_text query;
    bool shouted; /* all in capitals: see lex.h */
    ndx_node *root;
};

/* The column (1-based, in characters) of a byte of the query. */
size_t ndx_query_column(ndx_text query, size_t at);
/* One line, as tests and logs like it: (list nuclear (not deal)). */
void ndx_node_print(const ndx_node *node, ndx_buf *out);

#endif
