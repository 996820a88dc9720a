/* Expressions made ready for one index. */
#include "resolve.h"

#include <stdlib.h>

#include "schema.h"

#define DEPTH_MAX 200
#define NODES_MAX 100000
#define EXPANSION_DEFAULT 1000

typedef struct resolution {
    ndx_x_database *database;
    ndx_arena *arena;
    size_t nodes;
} resolution;

bool ndx_expr_is_positional(ndx_expr_kind kind) {
    switch (kind) {
    case NDX_EXPR_EXACT:
    case NDX_EXPR_PHRASE:
    case NDX_EXPR_NEAR:
    case NDX_EXPR_SENTENCE:
    case NDX_EXPR_PARAGRAPH:
    case NDX_EXPR_ATLEAST:
    case NDX_EXPR_FIRST:
    case NDX_EXPR_IN_ZONE:
        return true;
    default:
        return false;
    }
}

typedef struct found_term {
    ndx_text term;
    uint32_t articles;
} found_term;

static int by_articles(const void *a, const void *b) {
    const found_term *x = a, *y = b;
    if (x->articles != y->articles) return x->articles < y->articles ? 1 : -1;
    return ndx_text_compare(x->term, y->term);
}

/* All terms with the prefix, most frequent first. */
static ndx_status find_terms(resolution *at, ndx_text prefix, found_term **found, size_t *count,
                             ndx_error *err) {
    ndx_x_terms *terms;
    ndx_text term;
    size_t capacity = 0;
    *found = NULL;
    *count = 0;
    ndx_status status = ndx_x_database_terms(at->database, prefix, &terms, err);
    if (status != NDX_OK) return status;
    while ((status = ndx_x_terms_next(terms, &term, err)) == NDX_OK) {
        if (prefix.len == 0 && !ndx_term_is_general(term)) continue;
        found_term *grown = ndx_grow(*found, *count, &capacity, sizeof *grown),
                   entry = {.term = ndx_arena_copy(at->arena, term)};
        if (grown) *found = grown;
        if (!grown || at->arena->failed) {
            status = ndx_fail_memory(err);
            break;
        }
        if ((status = ndx_x_terms_documents(terms, &entry.articles, err)) != NDX_OK) break;
        grown[(*count)++] = entry;
    }
    ndx_x_terms_close(terms);
    if (*count) qsort(*found, *count, sizeof **found, by_articles);
    return status == NDX_END ? NDX_OK : status;
}

static ndx_expr *new_node(resolution *at, ndx_expr_kind kind, size_t children) {
    ndx_expr *node = ndx_arena_alloc(at->arena, sizeof *node);
    if (!node) return NULL;
    node->kind = kind;
    node->child = ndx_arena_array(at->arena, children, sizeof *node->child);
    return node->child ? node : NULL;
}

static ndx_status expand(resolution *at, const ndx_expr *expr, ndx_expr **out, ndx_error *err) {
    found_term *found;
    size_t count, limit = expr->number ? expr->number : EXPANSION_DEFAULT;
    ndx_status status = find_terms(at, expr->term, &found, &count, err);
    if (count > limit) count = limit;
    *out = status == NDX_OK ? new_node(at, count ? NDX_EXPR_SYNONYM : NDX_EXPR_NONE, count) : NULL;
    for (size_t i = 0; *out && i < count; i++) {
        ndx_expr *term = new_node(at, NDX_EXPR_TERM, 0);
        if (!term) break;
        term->term = found[i].term;
        (*out)->child[(*out)->child_count++] = term;
    }
    free(found);
    if (status == NDX_OK && at->arena->failed) status = ndx_fail_memory(err);
    return status;
}

static ndx_status resolve(resolution *at, const ndx_expr *expr, unsigned depth, ndx_expr **out,
                          ndx_error *err) {
    if (depth > DEPTH_MAX || ++at->nodes > NODES_MAX)
        return ndx_fail(err, NDX_USAGE, "the query is too large: at most %d levels and %d parts", DEPTH_MAX,
                        NODES_MAX);
    if (expr->kind == NDX_EXPR_PREFIX) return expand(at, expr, out, err);
    ndx_expr *copy = new_node(at, expr->kind, expr->child_count);
    if (!copy) return ndx_fail_memory(err);
    ndx_expr **child = copy->child;
    *copy = *expr;
    copy->child = child;
    for (size_t i = 0; i < expr->child_count; i++) {
        ndx_status status = resolve(at, expr->child[i], depth + 1, &child[i], err);
        if (status != NDX_OK) return status;
    }
    *out = copy;
    return NDX_OK;
}

ndx_status ndx_expr_resolve(ndx_x_database *database, const ndx_expr *expr, ndx_arena *arena,
                            const ndx_expr **resolved, ndx_error *err) {
    resolution begin = {database, arena, 0};
    ndx_expr *out = NULL;
    ndx_status status = resolve(&begin, expr, 0, &out, err);
    *resolved = out;
    return status;
}
