/* From tokens to a tree, by descent. Loosest first: OR; AND, NOT and words side by side; NEAR, w/n, SAME, WITH; then - + and
 * qualifiers, which govern the one thing that follows. The stack is bounded by NDX_QUERY_DEPTH_MAX, memory by
 * NDX_QUERY_NODES_MAX. */
#include "lex.h"

#include <stdlib.h>

/* Functions that parse give the node, or NULL when the query is wrong: then err and status say why. */
typedef struct ndx_parser {
    ndx_lexer lexer;
    ndx_lexeme token; /* looked at, not yet taken */
    ndx_tree *tree;
    size_t nodes, depth;
    ndx_error *err;
    ndx_status status;
} ndx_parser;

static ndx_node *parse_or(ndx_parser *p);
static ndx_node *parse_operand(ndx_parser *p);

/* --- small things --------------------------------------------------------------------------------------- */

static bool advance(ndx_parser *p) {
    p->status = ndx_lex_next(&p->lexer, &p->token, p->err);
    return p->status == NDX_OK;
}

/* The query is wrong at a byte of it. `written`: what ndx_fail gave for the sentence. */
static ndx_node *wrong(ndx_parser *p, size_t at, ndx_status written) {
    p->status = written;
    if (p->err) p->err->column = ndx_query_column(p->tree->query, at);
    return NULL;
}

static ndx_node *new_node(ndx_parser *p, ndx_node_kind kind, const ndx_lexeme *from) {
    if (++p->nodes > NDX_QUERY_NODES_MAX)
        return wrong(
            p, from->start,
            ndx_fail(p->err, NDX_USAGE, "the query has more than %u parts; split it", NDX_QUERY_NODES_MAX));
    ndx_node *node = ndx_arena_alloc(&p->tree->arena, sizeof *node);
    if (!node) {
        p->status = ndx_fail_memory(p->err);
        return NULL;
    }
    node->kind = kind;
    node->start = (uint32_t)from->start;
    node->end = (uint32_t)from->end;
    node->number = from->number;
    return node;
}

static void add_child(ndx_node *parent, ndx_node *child) {
    if (parent->last_child)
        parent->last_child->next = child;
    else
        parent->child = child;
    parent->last_child = child;
    parent->end = child->end;
}

/* A node of the kind over `left` and `right`; where `left` is an open one of this chain, a OR b OR c stays
 * flat. */
static ndx_node *join(ndx_parser *p, ndx_node_kind kind, const ndx_lexeme *op, ndx_node *left,
                      ndx_node *right, bool open) {
    ndx_node *parent = open ? left : new_node(p, kind, op);
    if (!parent) return NULL;
    if (!open) {
        parent->start = left->start;
        parent->ordered = op->ordered;
        add_child(parent, left);
    }
    add_child(parent, right);
    return parent;
}

static ndx_text token_text(const ndx_parser *p, const ndx_lexeme *token) {
    return ndx_text_slice(p->tree->query, token->start, token->end);
}

static bool starts_operand(ndx_lexeme_kind kind) {
    return kind == LEX_OPEN || kind == LEX_MINUS || kind == LEX_PLUS || kind == LEX_NOT ||
           kind == LEX_QUALIFIER || kind == LEX_WORD || kind == LEX_PHRASE;
}

#define AS_A_WORD "(to look for it as a word, put it in quotes)"

/* The token is where something to look for should stand, and is not that; op is what asked for it, if
 * anything. */
static ndx_node *missing_operand(ndx_parser *p, const ndx_lexeme *op) {
    if (op)
        return wrong(p, op->start,
                     ndx_fail(p->err, NDX_USAGE,
                              "%.*s needs a word, a phrase or brackets after it " AS_A_WORD,
                              NDX_ARG(token_text(p, op))));
    ndx_status status;
    if (p->token.kind == LEX_END)
        status = ndx_fail(p->err, NDX_USAGE,
                          "there is nothing to look for; give words, a \"phrase\", or FIELD:VALUE");
    else if (p->token.kind == LEX_CLOSE && p->depth)
        status = ndx_fail(p->err, NDX_USAGE, "there is nothing between these brackets");
    else if (p->token.kind == LEX_CLOSE)
        status = ndx_fail(p->err, NDX_USAGE, "this bracket closes nothing; write ( before it");
    else
        status = ndx_fail(p->err, NDX_USAGE, "%.*s needs a word, a phrase or brackets before it " AS_A_WORD,
                          NDX_ARG(token_text(p, &p->token)));
    return wrong(p, p->token.start, status);
}

static bool deeper(ndx_parser *p, const ndx_lexeme *at) {
    if (++p->depth <= NDX_QUERY_DEPTH_MAX) return true;
    wrong(p, at->start,
          ndx_fail(p->err, NDX_USAGE, "the query is nested more than %u levels deep", NDX_QUERY_DEPTH_MAX));
    return false;
}

/* The operand that follows `op`, which is already taken. */
static ndx_node *operand_of(ndx_parser *p, const ndx_lexeme *op, ndx_node *(*parse)(ndx_parser *p)) {
    return starts_operand(p->token.kind) ? parse(p) : missing_operand(p, op);
}

/* --- operands ------------------------------------------------------------------------------------------- */

static ndx_node *parse_word(ndx_parser *p) {
    ndx_node *node = new_node(p, p->token.kind == LEX_PHRASE ? NODE_PHRASE : NODE_WORD, &p->token);
    if (!node) return NULL;
    node->text = p->token.text;
    node->exact = p->token.exact;
    node->pattern = p->token.pattern;
    return advance(p) ? node : NULL;
}

static ndx_node *never_closed(ndx_parser *p, const ndx_lexeme *open) {
    return wrong(p, open->start,
                 ndx_fail(p->err, NDX_USAGE,
                          "this bracket is never closed; write ) after the last word that belongs to it"));
}

static ndx_node *parse_group(ndx_parser *p) {
    ndx_lexeme open = p->token;
    if (!deeper(p, &open) || !advance(p)) return NULL;
    if (p->token.kind == LEX_END) return never_closed(p, &open);
    ndx_node *node = parse_or(p);
    if (!node) return NULL;
    if (p->token.kind != LEX_CLOSE) return never_closed(p, &open);
    p->depth--;
    return advance(p) ? node : NULL;
}

/* "-x", "NOT x", "+x". */
static ndx_node *parse_signed(ndx_parser *p) {
    ndx_lexeme sign = p->token;
    if (!deeper(p, &sign) || !advance(p)) return NULL;
    ndx_node *child = operand_of(p, &sign, parse_operand);
    p->depth--;
    if (!child) return NULL;
    if (sign.kind == LEX_PLUS) {
        child->required = true;
        return child;
    }
    ndx_node *node = new_node(p, NODE_NOT, &sign);
    if (node) add_child(node, child);
    return node;
}

/* --- qualifiers ----------------------------------------------------------------------------------------- */

static bool read_bound(ndx_text text, uint64_t *value) {
    return ndx_text_to_u64(ndx_text_trim(text), value) && *value <= UINT32_MAX;
}

/* ">500" ">=500" "<200" "<=200" "200..500" "500" */
static bool read_lengths(ndx_text text, uint64_t *low, uint64_t *high) {
    size_t dots = ndx_text_find(text, NDX_TEXT(".."));
    *low = 0;
    *high = UINT32_MAX;
    if (dots != SIZE_MAX) {
        ndx_text from = ndx_text_slice(text, 0, dots), to = ndx_text_slice(text, dots + 2, text.len);
        return (from.len || to.len) && (!from.len || read_bound(from, low)) &&
               (!to.len || read_bound(to, high)) && *low <= *high;
    }
    bool more = ndx_text_starts(text, NDX_TEXT(">")), less = ndx_text_starts(text, NDX_TEXT("<"));
    if (!more && !less) return read_bound(text, low) && read_bound(text, high);
    bool equal = text.len > 1 && text.data[1] == '=';
    if (!read_bound(ndx_text_slice(text, equal ? 2 : 1, text.len), more ? low : high)) return false;
    if (more && !equal) ++*low;
    if (less && !equal && (*high)-- == 0) return false;
    return true;
}

static ndx_node *finish_value(ndx_parser *p, const ndx_lexeme *from, ndx_node *node) {
    const ndx_qualifier *q = &from->qualifier;
    node->kind = q->kind;
    node->name = q->name;
    node->field = q->field;
    node->bound = q->bound;
    if (q->kind != NODE_WORDS || read_lengths(node->text, &node->low, &node->high)) return node;
    return wrong(p, node->start,
                 ndx_fail(p->err, NDX_USAGE, "'%.*s' is no length; %s: needs %s", NDX_ARG(node->text),
                          q->name, q->needs));
}

/* who:(putin OR lavrov): every word or phrase within the brackets becomes a value of the qualifier. */
static ndx_node *distribute(ndx_parser *p, const ndx_lexeme *from, ndx_node *node) {
    if (node->kind == NODE_WORD || node->kind == NODE_PHRASE) return finish_value(p, from, node);
    if (node->kind != NODE_LIST && node->kind != NODE_AND && node->kind != NODE_OR && node->kind != NODE_NOT)
        return wrong(p, node->start,
                     ndx_fail(p->err, NDX_USAGE, "within %s:( ) only values, AND, OR and NOT can stand",
                              from->qualifier.name));
    for (ndx_node *child = node->child; child; child = child->next)
        if (!distribute(p, from, child)) return NULL;
    return node;
}

static ndx_node *parse_value(ndx_parser *p) {
    ndx_lexeme from = p->token;
    size_t value_at = p->lexer.at;
    if (value_at < p->lexer.query.len && p->lexer.query.data[value_at] == '(') {
        ndx_node *group = advance(p) ? parse_group(p) : NULL;
        return group ? distribute(p, &from, group) : NULL;
    }
    ndx_node *node = new_node(p, from.qualifier.kind, &from);
    if (!node) return NULL;
    p->status = ndx_lex_value(&p->lexer, &from, &p->tree->arena, &node->text, &node->exact, p->err);
    if (p->status) return NULL;
    node->start = (uint32_t)value_at;
    node->end = (uint32_t)p->lexer.at;
    return finish_value(p, &from, node) && advance(p) ? node : NULL;
}

/* What can be counted, or stand beside NEAR, w/n, SAME and WITH, has a place in the text: words, phrases, and what is made of
 * them. */
static bool has_place(const ndx_node *node) {
    switch (node->kind) {
    case NODE_WORD:
    case NODE_PHRASE:
        return true;
    case NODE_LIST:
    case NODE_AND:
    case NODE_OR:
    case NODE_NEAR:
    case NODE_SENTENCE:
    case NODE_PARAGRAPH:
        for (const ndx_node *child = node->child; child; child = child->next)
            if (!has_place(child)) return false;
        return true;
    default:
        return false;
    }
}

static ndx_node *parse_qualifier(ndx_parser *p) {
    ndx_lexeme from = p->token;
    const ndx_qualifier *q = &from.qualifier;
    if (q->takes_value) return parse_value(p);
    ndx_node *node = deeper(p, &from) ? new_node(p, q->kind, &from) : NULL;
    if (!node || !advance(p)) return NULL;
    if (p->token.kind == LEX_MINUS || p->token.kind == LEX_NOT)
        return wrong(p, p->token.start,
                     ndx_fail(p->err, NDX_USAGE, "write the exclusion before the field: -%s:word", q->name));
    ndx_node *child = operand_of(p, &from, parse_operand);
    if (!child) return NULL;
    if (q->numbered && !has_place(child))
        return wrong(p, child->start,
                     ndx_fail(p->err, NDX_USAGE,
                              "%s: counts words, phrases and brackets of them; a field stands outside: "
                              "headline:%s3:oil",
                              q->name, q->name));
    p->depth--;
    node->name = q->name;
    node->field = q->field;
    node->zone = q->zone;
    add_child(node, child);
    return node;
}

static ndx_node *parse_operand(ndx_parser *p) {
    switch (p->token.kind) {
    case LEX_OPEN:
        return parse_group(p);
    case LEX_MINUS:
    case LEX_PLUS:
    case LEX_NOT:
        return parse_signed(p);
    case LEX_QUALIFIER:
        return parse_qualifier(p);
    case LEX_WORD:
    case LEX_PHRASE:
        return parse_word(p);
    default:
        return missing_operand(p, NULL);
    }
}

/* --- operators ------------------------------------------------------------------------------------------ */

static ndx_node_kind proximity_of(const ndx_lexeme *op) {
    switch (op->kind) {
    case LEX_NEAR:
        return NODE_NEAR;
    case LEX_SAME:
        return NODE_PARAGRAPH;
    case LEX_WITH:
        return NODE_SENTENCE;
    default:
        return NODE_KIND_COUNT;
    }
}

static ndx_node *parse_near(ndx_parser *p) {
    ndx_node *node = parse_operand(p);
    bool open = false;
    while (node && proximity_of(&p->token) != NODE_KIND_COUNT) {
        ndx_lexeme op = p->token;
        ndx_node_kind kind = proximity_of(&op);
        ndx_node *right = advance(p) ? operand_of(p, &op, parse_operand) : NULL;
        if (!right) return NULL;
        if (!has_place(node) || !has_place(right))
            return wrong(p, op.start,
                         ndx_fail(p->err, NDX_USAGE,
                                  "%.*s joins words, phrases and brackets of them; a field stands outside: "
                                  "headline:(oil NEAR/5 price)",
                                  NDX_ARG(token_text(p, &op))));
        open = open && node->kind == kind && node->number == op.number && node->ordered == op.ordered;
        node = join(p, kind, &op, node, right, open);
        open = true;
    }
    return node;
}

/* Words side by side make a LIST; where AND stands between any two of a level, the whole level is AND. */
static ndx_node *parse_and(ndx_parser *p) {
    ndx_node *node = parse_near(p);
    bool open = false;
    while (node && (p->token.kind == LEX_AND || starts_operand(p->token.kind))) {
        ndx_lexeme op = p->token;
        bool written = op.kind == LEX_AND;
        if (written && !advance(p)) return NULL;
        ndx_node *right = operand_of(p, &op, parse_near);
        if (!right) return NULL;
        op.number = 0;
        node = join(p, written ? NODE_AND : NODE_LIST, &op, node, right, open);
        if (node && written) node->kind = NODE_AND;
        open = true;
    }
    return node;
}

static ndx_node *parse_or(ndx_parser *p) {
    ndx_node *node = parse_and(p);
    bool open = false;
    while (node && p->token.kind == LEX_OR) {
        ndx_lexeme op = p->token;
        ndx_node *right = advance(p) ? operand_of(p, &op, parse_and) : NULL;
        node = right ? join(p, NODE_OR, &op, node, right, open) : NULL;
        open = true;
    }
    return node;
}

/* --- the door ------------------------------------------------------------------------------------------- */

static ndx_status check_bytes(ndx_text query, ndx_error *err) {
    if (query.len > NDX_QUERY_BYTES_MAX)
        return ndx_fail(err, NDX_USAGE, "the query is longer than %u bytes", NDX_QUERY_BYTES_MAX);
    for (size_t at = 0; at < query.len;) {
        size_t start = at;
        if (ndx_utf8_next(query.data, query.len, &at) != NDX_BAD_CODEPOINT) continue;
        ndx_fail(err, NDX_USAGE, "the query is not valid UTF-8 here");
        if (err) err->column = ndx_query_column(query, start);
        return NDX_USAGE;
    }
    return NDX_OK;
}

static ndx_status parse_all(ndx_parser *p) {
    if (advance(p)) p->tree->root = parse_or(p);
    if (!p->status && p->token.kind != LEX_END) missing_operand(p, NULL);
    return p->status;
}

ndx_status ndx_query_parse(ndx_text query, ndx_tree **tree, ndx_error *err) {
    *tree = NULL;
    if (err) *err = (ndx_error){0};
    ndx_status status = check_bytes(query, err);
    if (status) return status;
    ndx_tree *made = calloc(1, sizeof *made);
    if (!made) return ndx_fail_memory(err);
    made->query = ndx_arena_copy(&made->arena, query);
    made->shouted = ndx_query_is_shouted(made->query);
    ndx_parser parser = {.lexer = {made->query, 0, made->shouted}, .tree = made, .err = err};
    status = made->arena.failed ? ndx_fail_memory(err) : parse_all(&parser);
    if (!status)
        *tree = made;
    else
        ndx_tree_free(made);
    return status;
}
