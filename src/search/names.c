/* who: a person, through the spellings and aliases of the name that the index has.
 *
 * A full name takes every key that names the same person. Keys that are less than a full name (the surname alone, initials) are
 * taken too when nearly everybody they could mean is the person asked for. A surname alone takes everybody of that name. */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#define GIVEN_NAME_ALONE 0.3 /* ndx_name_match of a given name with a full one */
#define DOMINANT 0.9         /* share of the articles of all full names that a short key could mean */
#define NAMES_SHOWN 6u
#define PROMINENT 0.2 /* of the articles of the most frequent of a surname */

typedef struct named {
    ndx_text key;
    uint64_t articles;
    double match; /* with the name asked for */
    bool full, taken;
} named;

typedef struct names {
    ndx_plan *plan;
    ndx_text asked;
    size_t prefix_len;
    named *at;
    size_t count, capacity;
    bool failed;
} names;

static bool is_full(ndx_text key) {
    return ndx_text_find(key, NDX_TEXT(" ")) != SIZE_MAX;
}

static bool look(void *context, ndx_text term, uint64_t articles) {
    names *n = context;
    ndx_text key = ndx_text_slice(term, n->prefix_len, term.len);
    if (key.len == 0 || (key.data[0] >= 'A' && key.data[0] <= 'Z')) return true; /* another kind of term */
    double match = ndx_name_match(n->asked, key);
    if (match < GIVEN_NAME_ALONE) return true;
    void *grown = ndx_grow(n->at, n->count, &n->capacity, sizeof *n->at);
    if (!grown) {
        n->failed = true;
        return false;
    }
    n->at = grown;
    n->at[n->count++] = (named){ndx_arena_copy(&n->plan->arena, key), articles, match, is_full(key), false};
    return true;
}

static int by_articles(const void *a, const void *b) {
    const named *x = a, *y = b;
    if (x->articles != y->articles) return x->articles < y->articles ? 1 : -1;
    return ndx_text_compare(x->key, y->key);
}

/* Is nearly everybody whom the short key could mean the person asked for? */
static bool mostly_asked(const names *n, const named *alias) {
    uint64_t all = 0, asked = 0;
    for (size_t i = 0; i < n->count; i++) {
        const named *other = &n->at[i];
        if (!other->full || ndx_name_match(other->key, alias->key) < NDX_NAME_POSSIBLE) continue;
        all += other->articles;
        if (other->match >= NDX_NAME_SAME) asked += other->articles;
    }
    return asked && (double)asked >= DOMINANT * (double)all;
}

static void take(names *n) {
    bool full = is_full(n->asked);
    double least = full ? NDX_NAME_SAME : NDX_NAME_POSSIBLE, best = 0;
    for (size_t i = 0; i < n->count; i++) best = n->at[i].match > best ? n->at[i].match : best;
    if (best < least) least = full ? NDX_NAME_POSSIBLE : GIVEN_NAME_ALONE;
    for (size_t i = 0; i < n->count; i++) n->at[i].taken = n->at[i].match >= least;
    for (size_t i = 0; full && i < n->count; i++)
        if (!n->at[i].taken && n->at[i].match >= NDX_NAME_POSSIBLE)
            n->at[i].taken = mostly_asked(n, &n->at[i]);
}

/* "vladimir putin (120), lyudmila putina (3) and 2 more"; `prominent`: only full names that have at least a share of the articles
 * of the first. Returns how many are named. */
static size_t list_people(const names *n, bool prominent, ndx_buf *list) {
    size_t listed = 0, others = 0;
    uint64_t most = 0;
    for (size_t i = 0; i < n->count; i++) {
        const named *person = &n->at[i];
        if (!person->taken || (prominent && !person->full)) continue;
        if (most == 0) most = person->articles;
        if (prominent && (double)person->articles < PROMINENT * (double)most) continue;
        if (listed == NAMES_SHOWN) {
            others++;
            continue;
        }
        ndx_buf_addf(list, "%s%.*s (%llu)", listed++ ? ", " : "", NDX_ARG(person->key),
                     (unsigned long long)person->articles);
    }
    if (others) ndx_buf_addf(list, " and %zu more", others);
    return listed;
}

/* --explain says whom a name stands for; the asker is told when a surname means several prominent people. */
static void note_people(const names *n, ndx_text shown) {
    ndx_buf all = {0}, prominent = {0};
    if (list_people(n, false, &all))
        ndx_plan_detail(n->plan, "who:%.*s stands for %.*s", NDX_ARG(shown), NDX_ARG(ndx_buf_text(&all)));
    if (!is_full(n->asked) && list_people(n, true, &prominent) > 1)
        ndx_plan_note(n->plan, "who:%.*s is several people: %.*s; who:\"GIVEN NAME %.*s\" asks for one",
                      NDX_ARG(shown), NDX_ARG(ndx_buf_text(&prominent)), NDX_ARG(shown));
    ndx_buf_clear(&all);
    ndx_buf_clear(&prominent);
}

static ndx_expr *over_taken(names *n, const ndx_node *node) {
    ndx_plan *plan = n->plan;
    size_t limit = plan->options.expansion_limit ? plan->options.expansion_limit : NDX_EXPANSION_DEFAULT,
           taken = 0;
    ndx_expr_list list = {0};
    if (n->count) qsort(n->at, n->count, sizeof *n->at, by_articles);
    take(n);
    for (size_t i = 0; i < n->count; i++) {
        if (!n->at[i].taken || ++taken > limit) continue;
        ndx_expr_list_add(plan, &list,
                          ndx_expr_term(plan, ndx_field_get(NDX_FIELD_PEOPLE)->prefix, n->at[i].key));
    }
    note_people(n, node->text);
    return ndx_expr_over(plan, NDX_EXPR_SYNONYM, &list);
}

static ndx_status exact_name(ndx_plan *plan, ndx_text key, ndx_expr **expr, ndx_error *err) {
    *expr = ndx_expr_term(plan, ndx_field_get(NDX_FIELD_PEOPLE)->prefix, key);
    return *expr ? NDX_OK : ndx_fail_memory(err);
}

static ndx_status any_name(ndx_plan *plan, const ndx_node *node, ndx_text key, ndx_expr **expr,
                           ndx_error *err) {
    const char *prefix = ndx_field_get(NDX_FIELD_PEOPLE)->prefix;
    names n = {.plan = plan, .asked = key, .prefix_len = strlen(prefix)};
    ndx_status status = ndx_index_each_term(plan->index, ndx_text_of(prefix), look, &n, err);
    if (!status && n.failed) status = ndx_fail_memory(err);
    if (!status) {
        *expr = over_taken(&n, node);
        if (!*expr) status = ndx_fail_memory(err);
    }
    free(n.at);
    return status;
}

ndx_status ndx_plan_who(ndx_plan *plan, const ndx_node *node, ndx_expr **expr, ndx_error *err) {
    ndx_buf key = {0};
    ndx_name_key(&key, node->text);
    ndx_status status = ndx_buf_status(&key, err);
    if (!status && key.len == 0) {
        ndx_fail(err, NDX_USAGE,
                 "there is no name in '%.*s'; who: needs one, such as putin or \"Vladimir Putin\"",
                 NDX_ARG(node->text));
        if (err) err->column = ndx_query_column(plan->query, node->start);
        status = NDX_USAGE;
    }
    if (!status)
        status = (node->exact ? exact_name(plan, ndx_buf_text(&key), expr, err)
                              : any_name(plan, node, ndx_buf_text(&key), expr, err));
    ndx_buf_clear(&key);
    return status;
}
