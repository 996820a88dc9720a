/* What an evaluation (evaluate.h) is made of: made by evaluate_make.c, read window by window by evaluate.c. */
#ifndef NDX_INDEX_EVALUATE_OPERANDS_H
#define NDX_INDEX_EVALUATE_OPERANDS_H

#include "evaluate.h"

/* A slot's values, in the order of articles. */
typedef struct ndx_values {
    ndx_value_range range; /* those that match */
    ndx_x_values *at;
    uint32_t number; /* the article that `value` is of; 0 before the first */
    ndx_text value;
    bool ended;
} ndx_values;

typedef struct ndx_operand ndx_operand;
struct ndx_operand {
    ndx_expr_kind kind;
    ndx_operand *made_before; /* all are a chain, to be cleared */
    ndx_operand **child;
    size_t count, room;
    bool weighted;      /* it, or something below, has weight */
    bool counts;        /* part of a synonym with weight, whose wdf its own adds to */
    uint32_t articles;  /* at most, or so */
    uint32_t all;       /* TERM, ALL: articles in all indexes that are searched as one */
    ndx_postings *list; /* TERM, ALL */
    ndx_values *values; /* DAYS, WORDS */
    double weight;      /* TERM and SYNONYM, if weighted: the highest weight there could be */
    uint64_t *bits;     /* of the window */
    uint32_t *wdf;      /* of the matches in the window: if it has a weight of its own, or counts */
};

struct ndx_evaluation {
    ndx_arena arena;
    ndx_searched in;
    ndx_weighing weighing;
    uint32_t documents;    /* in all indexes that are searched as one */
    uint64_t total_length; /* of them */
    ndx_operand *root, *made_last;
    ndx_operand **leaf; /* those with a weight */
    size_t leaf_count, leaf_capacity;
    uint32_t base; /* of the window; UINT32_MAX before the first */
    bool beyond;   /* there is no window left */
    double norm[NDX_WINDOW], weights[NDX_WINDOW];
};

#endif
