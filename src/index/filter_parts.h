/* What a positional filter (filter.h) is made of: made by filter_make.c, asked by filter.c. */
#ifndef NDX_INDEX_FILTER_PARTS_H
#define NDX_INDEX_FILTER_PARTS_H

#include "candidate.h"
#include "exact.h"
#include "filter.h"
#include "members.h"
#include "spans.h"

/* A part of the expression. */
struct node {
    const ndx_expr *expr;
    struct node **child;
    size_t count;
    bool positional; /* it, or something below, needs the record */
    bool sure;       /* the superset guarantees that it matches, as far as a superset can */
    bool inside;     /* a positional operator */
    bool placeless;  /* a field, a date...: says something of the article, not of places in it */
    uint64_t hash;   /* of a term */
    ndx_exact_form *form;
    ndx_members *members; /* of a term that must be looked for; made when first needed */
    ndx_spans spans;
    const ndx_spans **in; /* count of them: the children's spans as an operator takes them */
    uint32_t *offset;
};

struct ndx_filter {
    ndx_arena arena; /* nodes */
    struct node *root;
    ndx_exact *exact; /* made when first needed */
    ndx_candidate at; /* the article at hand */
    ndx_place_list list;
};

/* NOT ALL, b: speaks of places where b must not be. */
static inline bool forbids(const struct node *node) {
    return node->expr->kind == NDX_EXPR_NOT && node->count > 1 && node->child[0]->expr->kind == NDX_EXPR_ALL;
}

#endif
