/* From tokens to a tree, by descent. Loosest first: OR; AND, NOT and words side by side; NEAR, w/n, SAME, WITH; then - + and
 * qualifiers, which govern the one thing that follows. The stack is bounded by NDX_QUERY_DEPTH_MAX, memory by
 * NDX_QUERY_NODES_MAX. */
#include "lex.h"

#include <stdlib.h>

typedef struct ndx_parser {
    ndx_lexer lexer;
    ndx_lexeme token; /* looked at, not yet taken */
    ndx_tree *tree;
    size_t nodes, depth;
    size_t before; /* end of the token taken last */
    ndx_error *err;
} ndx_parser;

static ndx_status parse_or(ndx_parser *p, ndx_node **node);
static ndx_status parse_operand(ndx_parser *p, ndx_node **node);

/* --- small things ------------------------------------------------------------------------------------------------------ */

static ndx_status advance(ndx_parser *p) {
    p->before = p->token.end;
    return ndx_lex_next(&p->lexer, &p->token, p->err);
}

/* Puts the column under a message that ndx_fail has just written. */
static ndx_status at_column(ndx_parser *p, size_t at, ndx_status status) {
    if (p->err && status == NDX_USAGE) p->err->column = ndx_query_column(p->tree->query, at);
    return status;
}

static ndx_status new_node(ndx_parser *p, ndx_node_kind kind, const ndx_lexeme *from, ndx_node **node) {
    if (++p->nodes > NDX_QUERY_NODES_MAX)
        return at_column(p, from->start, ndx_fail(p->err, NDX_USAGE, "the query has more than %u parts; split it", NDX_QUERY_NODES_MAX));
    *node = ndx_arena_alloc(&p->tree->arena, sizeof **node);
    if (!*node) return ndx_fail_memory(p->err);
    (*node)->kind = kind;
    (*node)->start = (uint32_t)from->start;
    (*node)->end = (uint32_t)from->end;
    (*node)->number = from->number;
    return NDX_OK;
}

static void add_child(ndx_node *parent, ndx_node *child) {
    if (parent->last_child) parent->last_child->next = child;
    else parent->child = child;
    parent->last_child = child;
    parent->end = child->end;
}

/* Hangs `right` beside `*left` under one node of the kind; a chain a OR b OR c stays flat. */
static ndx_status join(ndx_parser *p, ndx_node_kind kind, const ndx_lexeme *op, ndx_node **left, ndx_node *right, bool open) {
    ndx_node *parent = *left;
    if (!open) {
        ndx_status status = new_node(p, kind, op, &parent);
        if (status) return status;
        parent->start = (*left)->start;
        parent->ordered = op->ordered;
        add_child(parent, *left);
        *left = parent;
    }
    add_child(parent, right);
    return NDX_OK;
}

static ndx_text token_text(const ndx_parser *p, const ndx_lexeme *token) {
    return ndx_text_slice(p->tree->query, token->start, token->end);
}

static bool starts_operand(ndx_lexeme_kind kind) {
    return kind == LEX_OPEN || kind == LEX_MINUS || kind == LEX_PLUS || kind == LEX_NOT || kind == LEX_QUALIFIER || kind == LEX_WORD ||
           kind == LEX_PHRASE;
}

/* The token is where something to look for should stand, and is not that. */
static ndx_status missing_operand(ndx_parser *p, const ndx_lexeme *op) {
    ndx_text before = op ? token_text(p, op) : (ndx_text){0};
    if (op) {
        ndx_fail(p->err, NDX_USAGE, "%.*s needs a word, a phrase or brackets after it (to look for it as a word, put it in quotes)",
                 NDX_ARG(before));
        return at_column(p, op->start, NDX_USAGE);
    }
    if (p->token.kind == LEX_END) ndx_fail(p->err, NDX_USAGE, "there is nothing to look for; give words, a \"phrase\", or FIELD:VALUE");
    else if (p->token.kind == LEX_CLOSE)
        ndx_fail(p->err, NDX_USAGE, p->depth ? "there is nothing between these brackets" : "this bracket closes nothing; write ( before it");
    else
        ndx_fail(p->err, NDX_USAGE, "%.*s needs a word, a phrase or brackets before it (to look for it as a word, put it in quotes)",
                 NDX_ARG(token_text(p, &p->token)));
    return at_column(p, p->token.start, NDX_USAGE);
}

static ndx_status deeper(ndx_parser *p, const ndx_lexeme *at) {
    if (++p->depth <= NDX_QUERY_DEPTH_MAX) return NDX_OK;
    return at_column(p, at->start, ndx_fail(p->err, NDX_USAGE, "the query is nested more than %u levels deep", NDX_QUERY_DEPTH_MAX));
}

/* --- operands -------------------------------------------------------------------------------------------------------------- */

static ndx_status parse_word(ndx_parser *p, ndx_node **node) {
    ndx_lexeme token = p->token;
    ndx_status status = new_node(p, token.kind == LEX_PHRASE ? NODE_PHRASE : NODE_WORD, &token, node);
    if (status) return status;
    (*node)->text = token.text;
    (*node)->exact = token.exact;
    (*node)->pattern = token.pattern;
    return advance(p);
}

static ndx_status parse_group(ndx_parser *p, ndx_node **node) {
    ndx_lexeme open = p->token;
    ndx_status status = deeper(p, &open);
    if (!status) status = advance(p);
    if (!status && p->token.kind == LEX_END) {
        ndx_fail(p->err, NDX_USAGE, "this bracket is never closed; write ) after the last word that belongs to it");
        return at_column(p, open.start, NDX_USAGE);
    }
    if (!status) status = parse_or(p, node);
    if (status) return status;
    if (p->token.kind != LEX_CLOSE) {
        ndx_fail(p->err, NDX_USAGE, "this bracket is never closed; write ) after the last word that belongs to it");
        return at_column(p, open.start, NDX_USAGE);
    }
    p->depth--;
    return advance(p);
}

/* "-x", "NOT x", "+x". */
static ndx_status parse_signed(ndx_parser *p, ndx_node **node) {
    ndx_lexeme sign = p->token;
    ndx_node *child;
    ndx_status status = deeper(p, &sign);
    if (!status) status = advance(p);
    if (!status && !starts_operand(p->token.kind)) return missing_operand(p, &sign);
    if (!status) status = parse_operand(p, &child);
    if (status) return status;
    p->depth--;
    if (sign.kind == LEX_PLUS) {
        child->required = true;
        *node = child;
        return NDX_OK;
    }
    status = new_node(p, NODE_NOT, &sign, node);
    if (!status) add_child(*node, child);
    return status;
}

/* --- qualifiers ---------------------------------------------------------------------------------------------------------------- */

static bool read_bound(ndx_text text, uint64_t *value) { return ndx_text_to_u64(ndx_text_trim(text), value) && *value <= UINT32_MAX; }

/* ">500" ">=500" "<200" "<=200" "200..500" "500" */
static bool read_lengths(ndx_text text, uint64_t *low, uint64_t *high) {
    size_t dots = ndx_text_find(text, NDX_TEXT(".."));
    *low = 0;
    *high = UINT32_MAX;
    if (dots != SIZE_MAX) {
        ndx_text from = ndx_text_slice(text, 0, dots), to = ndx_text_slice(text, dots + 2, text.len);
        return (from.len || to.len) && (!from.len || read_bound(from, low)) && (!to.len || read_bound(to, high)) && *low <= *high;
    }
    bool more = ndx_text_starts(text, NDX_TEXT(">")), less = ndx_text_starts(text, NDX_TEXT("<"));
    if (!more && !less) return read_bound(text, low) && read_bound(text, high);
    bool equal = text.len > 1 && text.data[1] == '=';
    if (!read_bound(ndx_text_slice(text, equal ? 2 : 1, text.len), more ? low : high)) return false;
    if (more && !equal) ++*low;
    if (less && !equal && (*high)-- == 0) return false;
    return true;
}

static ndx_status finish_value(ndx_parser *p, const ndx_lexeme *from, ndx_node *node) {
    const ndx_qualifier *q = &from->qualifier;
    node->kind = q->kind;
    node->name = q->name;
    node->field = q->field;
    node->bound = q->bound;
    if (q->kind != NODE_WORDS || read_lengths(node->text, &node->low, &node->high)) return NDX_OK;
    return at_column(p, node->start, ndx_fail(p->err, NDX_USAGE, "'%.*s' is no length; %s: needs %s", NDX_ARG(node->text), q->name, q->needs));
}

/* who:(putin OR lavrov): every word or phrase within the brackets becomes a value of the qualifier. */
static ndx_status distribute(ndx_parser *p, const ndx_lexeme *from, ndx_node *node) {
    if (node->kind == NODE_WORD || node->kind == NODE_PHRASE) return finish_value(p, from, node);
    if (node->kind != NODE_LIST && node->kind != NODE_AND && node->kind != NODE_OR && node->kind != NODE_NOT)
        return at_column(p, node->start, ndx_fail(p->err, NDX_USAGE, "within %s:( ) only values, AND, OR and NOT can stand", from->qualifier.name));
    for (ndx_node *child = node->child; child; child = child->next) {
        ndx_status status = distribute(p, from, child);
        if (status) return status;
    }
    return NDX_OK;
}

static ndx_status parse_value(ndx_parser *p, ndx_node **node) {
    ndx_lexeme from = p->token;
    if (p->lexer.at < p->lexer.query.len && p->lexer.query.data[p->lexer.at] == '(') {
        ndx_status status = advance(p);
        if (!status) status = parse_group(p, node);
        return status ? status : distribute(p, &from, *node);
    }
    ndx_status status = new_node(p, from.qualifier.kind, &from, node);
    size_t value_at = p->lexer.at;
    if (!status) status = ndx_lex_value(&p->lexer, &from, &p->tree->arena, &(*node)->text, &(*node)->exact, p->err);
    if (status) return status;
    (*node)->start = (uint32_t)value_at;
    (*node)->end = (uint32_t)p->lexer.at;
    p->token.end = p->lexer.at;
    status = finish_value(p, &from, *node);
    return status ? status : advance(p);
}

/* What can be counted, or stand beside NEAR, w/n, SAME and WITH, has a place in the text: words, phrases, and what is made of
 * them. */
static bool has_place(const ndx_node *node) {
    switch (node->kind) {
    case NODE_WORD:
    case NODE_PHRASE: return true;
    case NODE_LIST:
    case NODE_AND:
    case NODE_OR:
    case NODE_NEAR:
    case NODE_SENTENCE:
    case NODE_PARAGRAPH:
        for (const ndx_node *child = node->child; child; child = child->next)
            if (!has_place(child)) return false;
        return true;
    default: return false;
    }
}

static ndx_status parse_qualifier(ndx_parser *p, ndx_node **node) {
    ndx_lexeme from = p->token;
    if (from.qualifier.takes_value) return parse_value(p, node);
    ndx_node *child;
    ndx_status status = deeper(p, &from);
    if (!status) status = new_node(p, from.qualifier.kind, &from, node);
    if (!status) status = advance(p);
    if (!status && (p->token.kind == LEX_MINUS || p->token.kind == LEX_NOT))
        return at_column(p, p->token.start, ndx_fail(p->err, NDX_USAGE, "write the exclusion before the field: -%s:word", from.qualifier.name));
    if (!status && !starts_operand(p->token.kind)) return missing_operand(p, &from);
    if (!status) status = parse_operand(p, &child);
    if (status) return status;
    if (from.qualifier.numbered && !has_place(child))
        return at_column(p, child->start, ndx_fail(p->err, NDX_USAGE, "%s: counts words, phrases and brackets of them; a field stands outside: headline:%s3:oil",
                                                   from.qualifier.name, from.qualifier.name));
    p->depth--;
    (*node)->name = from.qualifier.name;
    (*node)->field = from.qualifier.field;
    (*node)->zone = from.qualifier.zone;
    add_child(*node, child);
    return NDX_OK;
}

static ndx_status parse_operand(ndx_parser *p, ndx_node **node) {
    switch (p->token.kind) {
    case LEX_OPEN: return parse_group(p, node);
    case LEX_MINUS:
    case LEX_PLUS:
    case LEX_NOT: return parse_signed(p, node);
    case LEX_QUALIFIER: return parse_qualifier(p, node);
    case LEX_WORD:
    case LEX_PHRASE: return parse_word(p, node);
    default: return missing_operand(p, NULL);
    }
}

/* --- operators -------------------------------------------------------------------------------------------------------------------- */

static ndx_node_kind proximity_of(const ndx_lexeme *op) {
    return op->kind == LEX_NEAR ? NODE_NEAR : op->kind == LEX_SAME ? NODE_PARAGRAPH : op->kind == LEX_WITH ? NODE_SENTENCE : NODE_KIND_COUNT;
}

static ndx_status parse_near(ndx_parser *p, ndx_node **node) {
    ndx_status status = parse_operand(p, node);
    bool open = false;
    while (!status && proximity_of(&p->token) != NODE_KIND_COUNT) {
        ndx_lexeme op = p->token;
        ndx_node_kind kind = proximity_of(&op);
        ndx_node *right;
        status = advance(p);
        if (!status && !starts_operand(p->token.kind)) return missing_operand(p, &op);
        if (!status) status = parse_operand(p, &right);
        if (status) return status;
        if (!has_place(*node) || !has_place(right)) {
            ndx_fail(p->err, NDX_USAGE, "%.*s joins words, phrases and brackets of them; a field stands outside: headline:(oil NEAR/5 price)",
                     NDX_ARG(token_text(p, &op)));
            return at_column(p, op.start, NDX_USAGE);
        }
        open = open && (*node)->kind == kind && (*node)->number == op.number && (*node)->ordered == op.ordered;
        status = join(p, kind, &op, node, right, open);
        open = true;
    }
    return status;
}

/* Words side by side make a LIST; where AND stands between any two of a level, the whole level is AND. */
static ndx_status parse_and(ndx_parser *p, ndx_node **node) {
    ndx_status status = parse_near(p, node);
    bool open = false;
    while (!status && (p->token.kind == LEX_AND || starts_operand(p->token.kind))) {
        ndx_lexeme op = p->token;
        bool explicit_and = op.kind == LEX_AND;
        ndx_node *right;
        if (explicit_and) status = advance(p);
        if (!status && !starts_operand(p->token.kind)) return missing_operand(p, &op);
        if (!status) status = parse_near(p, &right);
        op.number = 0;
        if (!status) status = join(p, explicit_and ? NODE_AND : NODE_LIST, &op, node, right, open);
        if (!status && explicit_and) (*node)->kind = NODE_AND;
        open = true;
    }
    return status;
}

static ndx_status parse_or(ndx_parser *p, ndx_node **node) {
    ndx_status status = parse_and(p, node);
    bool open = false;
    while (!status && p->token.kind == LEX_OR) {
        ndx_lexeme op = p->token;
        ndx_node *right;
        status = advance(p);
        if (!status && !starts_operand(p->token.kind)) return missing_operand(p, &op);
        if (!status) status = parse_and(p, &right);
        if (!status) status = join(p, NODE_OR, &op, node, right, open);
        open = true;
    }
    return status;
}

/* --- the door ------------------------------------------------------------------------------------------------------------------------ */

static ndx_status check_bytes(ndx_text query, ndx_error *err) {
    if (query.len > NDX_QUERY_BYTES_MAX) return ndx_fail(err, NDX_USAGE, "the query is longer than %u bytes", NDX_QUERY_BYTES_MAX);
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
    ndx_status status = advance(p);
    if (!status) status = parse_or(p, &p->tree->root);
    if (!status && p->token.kind != LEX_END) status = missing_operand(p, NULL);
    return status;
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
    if (!status) *tree = made;
    else ndx_tree_free(made);
    return status;
}
