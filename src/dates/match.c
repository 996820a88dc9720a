/* Walks the compiled rules from one token: depth first over a tree whose depth is the length of the longest pattern, so the time
 * per token is bounded whatever the text. */
#include "rules.h"

#include <string.h>

#define DEPTH_MAX 24
#define STEPS_MAX 4000 /* per token; natural text needs some dozens */

#define MEASURES (S_COUNT_OF_SLOTS - S_CATEGORY_COUNT)

typedef struct walk {
    const scan *s;
    const grammar *g;
    match *best;
    size_t from;
    bool found;
    unsigned steps;
    size_t depth;
    struct {
        uint8_t slot;
        int32_t value;
    } path[DEPTH_MAX];
    /* what each measure took where it was last asked for: many rules ask alike */
    struct read_measure {
        size_t at, taken;
        int32_t value;
    } read[MEASURES];
} walk;

static bool context_holds(const scan *s, const context *c, size_t at, bool exists) {
    if (!c->used) return true;
    bool holds = false;
    if (exists) {
        const token *t = &s->tokens[at];
        holds = (t->categories & c->categories) != 0;
        for (size_t i = 0; i < c->word_count && !holds; i++) holds = t->word == c->words[i];
    }
    return holds != c->negative;
}

static void take(walk *w, const rule *r, size_t to) {
    match *m = w->best;
    w->found = true;
    m->rule = r;
    m->from = w->from;
    m->to = to;
    m->has = 0;
    for (size_t i = 0; i < w->depth; i++) {
        if (m->has & BIT(w->path[i].slot)) continue; /* said twice: the first counts */
        m->has |= BIT(w->path[i].slot);
        m->value[w->path[i].slot] = w->path[i].value;
    }
    for (size_t i = 0; i < r->set_count; i++) {
        m->has |= BIT(r->set[i].slot);
        m->value[r->set[i].slot] = r->set[i].value;
    }
}

static void try_accepts(walk *w, uint32_t first, size_t at) {
    for (uint32_t i = first; i; i = w->g->accepts[i].next) {
        const rule *r = &w->g->rules[w->g->accepts[i].rule];
        if (w->found && (at < w->best->to || (at == w->best->to && r > w->best->rule))) return;
        if (!context_holds(w->s, &r->before, w->from - 1,
                           w->from > 0 && !(w->s->tokens[w->from].flags & T_BREAK)))
            continue;
        if (!context_holds(w->s, &r->after, at, !(w->s->tokens[at].flags & T_BREAK))) continue;
        take(w, r, at);
        return;
    }
}

static inline bool may_go_on(const node *n, const token *t) {
    return (t->categories & n->categories) || (n->words & WORD_BIT(t->word));
}

/* Nothing ends at the node, and the token does not go on from it. */
static inline bool is_dead_end(const node *n, const token *t, bool stopped) {
    return !n->first_accept && !n->ends && (stopped || !may_go_on(n, t));
}

static size_t read_measure(walk *w, slot measure, size_t at, int32_t *value) {
    struct read_measure *read = &w->read[measure - S_CATEGORY_COUNT];
    if (read->at != at) {
        read->at = at;
        read->taken = measure_at(w->s, measure, at, &read->value);
    }
    *value = read->value;
    return read->taken;
}

static void descend(walk *w, const node *n, size_t at);

static void follow(walk *w, const edge *e, size_t at) {
    const token *t = &w->s->tokens[at];
    int32_t value = 0;
    size_t taken = e->kind != EDGE_NOTHING;
    if (e->kind == EDGE_CATEGORY)
        value = t->word ? grammar_value(w->g, t->word, (slot)e->label) : t->number;
    else if (e->kind == EDGE_MEASURE && !(taken = read_measure(w, (slot)e->label, at, &value)))
        return;
    const node *to = &w->g->nodes[e->to];
    if (taken && is_dead_end(to, t + taken, false)) return;
    bool captures = e->kind == EDGE_CATEGORY || e->kind == EDGE_MEASURE;
    if (captures) {
        w->path[w->depth].slot = (uint8_t)e->label;
        w->path[w->depth++].value = value;
    }
    descend(w, to, at + taken);
    if (captures) w->depth--;
}

static void descend(walk *w, const node *n, size_t at) {
    const token *t = &w->s->tokens[at];
    if (n->first_accept && at > w->from) try_accepts(w, n->first_accept, at);
    bool stopped = at >= w->s->count || w->depth == DEPTH_MAX || (at > w->from && t->flags & T_BREAK);
    if (!n->ends && (stopped || !may_go_on(n, t))) return;
    const edge *e = &w->g->edges[n->first_edge], *end = e + n->edge_count, *counted = e;
    uint64_t categories = stopped ? 0 : t->categories;
    uint16_t word = stopped || !t->word ? EDGE_NO_WORD - 1 : t->word; /* no edge is of such a word */
    for (; e < end; e++) {
        /* at a glance; only a measure may say no afterwards */
        if (!(e->categories & categories) && e->word != word &&
            (e->kind != EDGE_NOTHING || is_dead_end(&w->g->nodes[e->to], t, stopped)))
            continue;
        w->steps += (unsigned)(e + 1 - counted);
        counted = e + 1;
        if (w->steps >= STEPS_MAX) return;
        follow(w, e, at);
    }
    w->steps += (unsigned)(end - counted);
}

/* A word or mark that no rule and no measure knows, or a paragraph's end: nothing goes on over it. */
static bool is_barrier(const scan *s, const token *t) {
    return (!t->word && !measure_may_read(s, t)) || t->flags & T_BREAK;
}

/* Most that could begin a rule, as "a" and figures, stand before a word of which no rule speaks. */
static bool fits_root(const scan *s, const struct first_word *first, const token *t) {
    const grammar *g = s->grammar;
    if (!first->joined && !(t->categories & g->first_categories)) return false;
    if (t->categories == BIT(S_APOSTROPHE) && !t[1].digits)
        return first->joined; /* only figures are a year */
    return !is_barrier(s, t + 1) || first->lone || t->categories & g->lone_categories ||
           measure_may_be_lone(t);
}

bool match_at(const scan *s, size_t at, match *found) {
    const token *t = &s->tokens[at];
    const grammar *g = s->grammar;
    const struct first_word *first = &g->first_word[t->word];
    bool from_root = fits_root(s, first, t);
    if (!first->to && !from_root) return false;
    walk w;
    w.s = s, w.g = g, w.best = found, w.from = at;
    w.found = false, w.steps = 0, w.depth = 0;
    for (size_t i = 0; i < MEASURES; i++) w.read[i].at = SIZE_MAX;
    if (first->to) descend(&w, &g->nodes[first->to], at + 1);
    if (from_root) descend(&w, g->nodes, at);
    return w.found;
}
