/* Compiles a language's tables: words into a hash (grammar_words.c), patterns into one tree that shares their beginnings. */
#include "grammar_words.h"

#include <stdlib.h>
#include <string.h>

static const char *const SLOT_NAMES[] = {
#define X(name) #name,
#include "categories.def"
#include "measures.def"
#undef X
};

/* --- the tree ------------------------------------------------------------------------------------------- */

#define FRONTIER_MAX 64
#define FRONTIER_JOINED 6 /* more places than this are brought together */
/* The nodes a half-built pattern can stand at. */
typedef struct frontier {
    size_t count;
    uint32_t node[FRONTIER_MAX];
} frontier;

typedef struct builder {
    grammar *g;
    ndx_text rest; /* of the pattern */
    unsigned depth;
} builder;

static uint32_t add_node(grammar *g) {
    node *nodes = grammar_grow(g, g->nodes, g->node_count, &g->node_capacity, sizeof *nodes);
    if (!nodes) return UINT32_MAX;
    g->nodes = nodes;
    nodes[g->node_count] = (node){0};
    return (uint32_t)g->node_count++;
}

static bool add_edge(grammar *g, uint32_t from, edge_kind kind, uint16_t label, uint32_t to) {
    edge *edges =
        to == UINT32_MAX ? NULL : grammar_grow(g, g->edges, g->edge_count, &g->edge_capacity, sizeof *edges);
    if (!edges) return false;
    g->edges = edges;
    uint64_t categories = kind == EDGE_CATEGORY  ? BIT(label)
                          : kind == EDGE_MEASURE ? measure_begins((slot)label)
                                                 : 0;
    edges[g->edge_count] = (edge){categories, (uint8_t)kind,
                                  label,      kind == EDGE_WORD ? label : EDGE_NO_WORD,
                                  to,         g->nodes[from].first_edge};
    g->nodes[from].first_edge = (uint32_t)g->edge_count++;
    return true;
}

static uint32_t child(grammar *g, uint32_t from, edge_kind kind, uint16_t label) {
    uint32_t *link = &g->nodes[from].first_edge;
    while (*link) {
        const edge *e = &g->edges[*link];
        if (e->kind == kind && e->label == label) return e->to;
        link = &g->edges[*link].next;
    }
    uint32_t to = add_node(g);
    return add_edge(g, from, kind, label, to) ? to : UINT32_MAX;
}

static bool add_to_frontier(frontier *f, uint32_t to) {
    for (size_t i = 0; i < f->count; i++)
        if (f->node[i] == to) return true;
    if (f->count == FRONTIER_MAX || to == UINT32_MAX) return false;
    f->node[f->count++] = to;
    return true;
}

static bool unite(frontier *into, const frontier *from) {
    for (size_t i = 0; i < from->count; i++)
        if (!add_to_frontier(into, from->node[i])) return false;
    return true;
}

static bool slot_named(ndx_text name, slot *found) {
    for (size_t i = 0; i < NDX_COUNT(SLOT_NAMES); i++) {
        if (!ndx_text_equal(name, ndx_text_of(SLOT_NAMES[i]))) continue;
        *found = (slot)i;
        return true;
    }
    return false;
}

static bool is_name(ndx_text text) {
    return text.len > 1 && text.data[0] >= 'A' && text.data[0] <= 'Z';
}

static bool step(grammar *g, const frontier *from, frontier *to, ndx_text label) {
    slot s = S_MONTH;
    uint16_t word = 0;
    bool name = is_name(label);
    if (name ? !slot_named(label, &s) : !(word = grammar_add_word(g, label))) return false;
    edge_kind kind = !name ? EDGE_WORD : s < S_CATEGORY_COUNT ? EDGE_CATEGORY : EDGE_MEASURE;
    for (size_t i = 0; i < from->count; i++)
        if (!add_to_frontier(to, child(g, from->node[i], kind, name ? (uint16_t)s : word))) return false;
    return true;
}

static bool next_piece(builder *b, ndx_text *piece) {
    do {
        if (!ndx_text_split(&b->rest, ' ', piece)) return false;
    } while (!piece->len);
    return true;
}

/* One place instead of many: nothing else passes through it, so no rule gains what another one allows. */
static bool join(grammar *g, frontier *f) {
    if (f->count <= FRONTIER_JOINED) return true;
    uint32_t to = add_node(g);
    for (size_t i = 0; i < f->count; i++)
        if (!add_edge(g, f->node[i], EDGE_NOTHING, 0, to)) return false;
    f->count = 1;
    f->node[0] = to;
    return true;
}

static bool build_sequence(builder *b, frontier *f, bool *closed_optional);

/* a|b|c, with ? behind */
static bool build_element(builder *b, frontier *f, ndx_text piece) {
    frontier to = {0};
    ndx_text label;
    bool optional = piece.len > 1 && piece.data[piece.len - 1] == '?', good = true;
    if (optional) piece.len--;
    if (memchr(piece.data, ')', piece.len)) return false; /* a bracket without a blank before it */
    if (piece.len == 1)
        good = step(b->g, f, &to, piece);
    else
        while (good && ndx_text_split(&piece, '|', &label)) good = step(b->g, f, &to, label);
    if (good && optional) good = unite(&to, f);
    good = good && join(b->g, &to);
    *f = to;
    return good;
}

static bool build_group(builder *b, frontier *f) {
    frontier inner = *f;
    bool optional = false;
    if (b->depth == 8) return false;
    b->depth++;
    bool good = build_sequence(b, &inner, &optional);
    b->depth--;
    if (good && optional) good = unite(&inner, f);
    good = good && join(b->g, &inner);
    *f = inner;
    return good;
}

/* Up to the closing bracket or the end; alternatives all begin at the same place. */
static bool build_sequence(builder *b, frontier *f, bool *closed_optional) {
    frontier begin = *f, done = {0};
    bool good = true, open = b->depth > 0;
    ndx_text piece;
    while (good && next_piece(b, &piece)) {
        if (ndx_text_equal(piece, NDX_TEXT("("))) {
            good = build_group(b, f);
        } else if (ndx_text_equal(piece, NDX_TEXT("|"))) {
            good = open && unite(&done, f);
            *f = begin;
        } else if (open && piece.data[0] == ')') {
            *closed_optional = piece.len == 2 && piece.data[1] == '?';
            good = piece.len == 1 || *closed_optional;
            open = false;
            break;
        } else {
            good = build_element(b, f, piece);
        }
    }
    return good && !open && unite(f, &done);
}

/* --- rules ---------------------------------------------------------------------------------------------- */

static bool build_context(grammar *g, ndx_text inside, context *c) {
    ndx_text label;
    c->used = true;
    c->negative = inside.len && inside.data[0] == '!';
    if (c->negative) inside = ndx_text_slice(inside, 1, inside.len);
    while (ndx_text_split(&inside, '|', &label)) {
        slot s;
        if (is_name(label)) {
            if (!slot_named(label, &s) || s >= S_CATEGORY_COUNT) return false;
            c->categories |= BIT(s);
        } else {
            if (c->word_count == CONTEXT_MAX || !(c->words[c->word_count++] = grammar_add_word(g, label)))
                return false;
        }
    }
    return true;
}

/* Cut {..} off the front or the back of a pattern. */
static bool cut_contexts(grammar *g, ndx_text *pattern, rule *r) {
    *pattern = ndx_text_trim(*pattern);
    if (pattern->len && pattern->data[0] == '{') {
        size_t end = ndx_text_find(*pattern, NDX_TEXT("}"));
        if (end == SIZE_MAX || !build_context(g, ndx_text_slice(*pattern, 1, end), &r->before)) return false;
        *pattern = ndx_text_trim(ndx_text_slice(*pattern, end + 1, pattern->len));
    }
    size_t open = ndx_text_find(*pattern, NDX_TEXT("{"));
    if (open == SIZE_MAX) return true;
    if (pattern->data[pattern->len - 1] != '}') return false;
    if (!build_context(g, ndx_text_slice(*pattern, open + 1, pattern->len - 1), &r->after)) return false;
    *pattern = ndx_text_trim(ndx_text_slice(*pattern, 0, open));
    return true;
}

static bool build_set(const char *set, rule *r) {
    ndx_text rest = ndx_text_of(set), entry;
    while (ndx_text_split(&rest, ' ', &entry)) {
        size_t equal = ndx_text_find(entry, NDX_TEXT("="));
        slot s;
        int value;
        if (!entry.len) continue;
        if (equal == SIZE_MAX || !grammar_read_value(ndx_text_slice(entry, equal + 1, entry.len), &value) ||
            r->set_count == NDX_COUNT(r->set) || !slot_named(ndx_text_slice(entry, 0, equal), &s))
            return false;
        r->set[r->set_count].slot = (uint8_t)s;
        r->set[r->set_count++].value = (int16_t)value;
    }
    return true;
}

static bool add_accept(grammar *g, uint32_t at, uint16_t number) {
    accept *accepts = grammar_grow(g, g->accepts, g->accept_count, &g->accept_capacity, sizeof *accepts);
    if (!accepts) return false;
    g->accepts = accepts;
    uint32_t *link = &g->nodes[at].first_accept;
    while (*link) link = &accepts[*link].next; /* earlier rules stay first */
    accepts[g->accept_count] = (accept){number, 0};
    *link = (uint32_t)g->accept_count++;
    return true;
}

static bool add_rule(grammar *g, const rule_row *row, uint16_t number) {
    rule *r = &g->rules[number];
    ndx_text pattern = ndx_text_of(row->pattern);
    bool optional, good;
    r->type = row->type;
    r->operation = row->operation;
    if (!cut_contexts(g, &pattern, r) || !build_set(row->set, r)) return false;
    frontier f = {1, {0}};
    builder b = {g, pattern, 0};
    good = build_sequence(&b, &f, &optional);
    for (size_t i = 0; good && i < f.count; i++) good = f.node[i] != 0 && add_accept(g, f.node[i], number);
    return good;
}

/* Deeper with every join of a pattern. */
static void note_edges(grammar *g, node *n) {
    if (n->noted) return;
    n->noted = true;
    for (uint32_t i = n->first_edge; i; i = g->edges[i].next) {
        const edge *e = &g->edges[i];
        n->categories |= e->categories;
        if (e->kind == EDGE_WORD) n->words |= WORD_BIT(e->label);
        if (e->kind != EDGE_NOTHING) continue;
        node *to = &g->nodes[e->to];
        note_edges(g, to);
        n->joined = true;
        n->ends |= to->first_accept || to->ends;
        n->categories |= to->categories;
        n->words |= to->words;
    }
}

/* What the root, and what is joined to it, can begin with. */
static void note_first(grammar *g, uint32_t number) {
    for (uint32_t i = g->nodes[number].first_edge; i; i = g->edges[i].next) {
        const edge *e = &g->edges[i];
        bool lone = g->nodes[e->to].first_accept || g->nodes[e->to].ends;
        if (e->kind == EDGE_NOTHING) note_first(g, e->to); /* deeper with every join of a pattern */
        if (e->kind == EDGE_CATEGORY && lone) g->lone_categories |= e->categories;
        if (e->kind != EDGE_WORD) continue;
        g->first_word[e->label].joined = true;
        g->first_word[e->label].lone |= lone;
    }
}

/* The root's words are found by their number: its list of them is long, and every "the" would walk it. */
static bool index_root(grammar *g) {
    g->first_word = calloc(g->word_count, sizeof *g->first_word); /* word 0 leads nowhere */
    if (!g->first_word) return false;
    for (uint32_t *link = &g->nodes[0].first_edge; *link;) {
        edge *e = &g->edges[*link];
        if (e->kind == EDGE_WORD) {
            g->first_word[e->label].to = e->to;
            *link = e->next;
            continue;
        }
        link = &e->next;
    }
    note_edges(g, &g->nodes[0]);
    note_first(g, 0);
    g->first_categories = g->nodes[0].categories;
    for (size_t w = 1; w < g->word_count; w++)
        g->first_word[w].begins =
            g->first_word[w].to || g->first_word[w].joined || g->words[w].categories & g->first_categories;
    return true;
}

/* A node's edges side by side, in their order. */
static bool line_up_edges(grammar *g) {
    edge *edges = calloc(g->edge_count, sizeof *edges);
    uint32_t count = 1;
    if (!edges) return false;
    for (size_t n = 0; n < g->node_count; n++) {
        uint32_t first = count;
        for (uint32_t i = g->nodes[n].first_edge; i; i = g->edges[i].next) edges[count++] = g->edges[i];
        g->nodes[n].first_edge = first;
        g->nodes[n].edge_count = count - first;
    }
    free(g->edges);
    g->edges = edges;
    return true;
}

/* What a token must be to begin a rule or to go on with it, so that most are passed over at a glance. */
static bool note_beginnings(grammar *g) {
    for (size_t i = 1; i < g->node_count; i++) note_edges(g, &g->nodes[i]);
    return index_root(g) && line_up_edges(g) && grammar_index_short_words(g);
}

static ndx_status refuse(grammar *g, const char *what, const char *row, ndx_error *err) {
    ndx_status status =
        ndx_fail(err, NDX_FAILED, "%s: %s not well formed: %.200s", g->language->code, what, row);
    grammar_free(g);
    return status;
}

ndx_status grammar_compile(grammar *g, const language_rules *language, ndx_error *err) {
    memset(g, 0, sizeof *g);
    g->language = language;
    g->word_count = g->edge_count = g->accept_count = 1;
    g->words = calloc(1, sizeof *g->words);
    g->edges = calloc(1, sizeof *g->edges);
    g->accepts = calloc(1, sizeof *g->accepts);
    g->word_capacity = g->edge_capacity = g->accept_capacity = 1;
    g->rules = calloc(language->rule_count + 1, sizeof *g->rules);
    bool memory =
        g->words && g->edges && g->accepts && g->rules && grammar_enlarge_table(g) && add_node(g) == 0;
    g->failed |= !memory;
    for (size_t i = 0; !g->failed && i < language->word_count; i++)
        if (!grammar_add_words(g, &language->words[i]) && !g->failed)
            return refuse(g, "words", language->words[i].words, err);
    for (size_t i = 0; !g->failed && i < language->rule_count; i++)
        if (!add_rule(g, &language->rules[i], (uint16_t)i) && !g->failed)
            return refuse(g, "rule", language->rules[i].pattern, err);
    g->rule_count = language->rule_count;
    if (!g->failed && note_beginnings(g)) return NDX_OK;
    grammar_free(g);
    return ndx_fail_memory(err);
}

void grammar_free(grammar *g) {
    free(g->words);
    free(g->table);
    free(g->short_letters);
    free(g->short_word);
    free(g->nodes);
    free(g->edges);
    free(g->accepts);
    free(g->rules);
    free(g->first_word);
    memset(g, 0, sizeof *g);
}
