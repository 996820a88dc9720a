/* Printing and freeing trees. */
#include "tree.h"

#include <stdlib.h>

/* How each kind of node is called in --explain, and in the one-line form. */
static const struct {
    const char *word, *explained;
} kinds[NODE_KIND_COUNT] = {
    [NODE_WORD] = {"word", "word"},
    [NODE_PHRASE] = {"phrase", "phrase"},
    [NODE_LIST] = {"list", "side by side"},
    [NODE_AND] = {"and", "AND"},
    [NODE_OR] = {"or", "OR"},
    [NODE_NOT] = {"not", "NOT"},
    [NODE_NEAR] = {"near", "NEAR"},
    [NODE_SENTENCE] = {"sentence", "in one sentence"},
    [NODE_PARAGRAPH] = {"paragraph", "in one paragraph"},
    [NODE_FIELD] = {"field", "field"},
    [NODE_ZONE] = {"zone", "zone"},
    [NODE_ATLEAST] = {"atleast", "at least times"},
    [NODE_FIRST] = {"first", "within the first words"},
    [NODE_DATE] = {"date", "published"},
    [NODE_ABOUT] = {"about", "mentions the date"},
    [NODE_WHO] = {"who", "person"},
    [NODE_ROLE] = {"role", "role"},
    [NODE_WORDS] = {"words", "length in words"},
    [NODE_DATE_SOURCE] = {"date_source", "date taken from"},
    [NODE_PRECISION] = {"precision", "date precise to the"},
    [NODE_VALUE] = {"value", "value"},
};

void ndx_tree_free(ndx_tree *tree) {
    if (!tree) return;
    ndx_arena_clear(&tree->arena);
    free(tree);
}

static void add_text(const ndx_node *node, ndx_buf *out) {
    bool quote = node->kind != NODE_WORD;
    if (node->exact) ndx_buf_add_char(out, '=');
    if (quote) ndx_buf_add_char(out, '"');
    ndx_buf_add_text(out, node->text);
    if (quote) ndx_buf_add_char(out, '"');
    if ((node->kind == NODE_WORD || node->kind == NODE_PHRASE) && node->number)
        ndx_buf_addf(out, "~%u", node->number);
}

static void add_length(const ndx_node *node, ndx_buf *out) {
    ndx_buf_addf(out, "%llu..", (unsigned long long)node->low);
    if (node->high < UINT32_MAX) ndx_buf_addf(out, "%llu", (unsigned long long)node->high);
}

/* "headline:" "first/50" "within/5" "not" ... */
static void add_head(const ndx_node *node, ndx_buf *out) {
    if (node->kind == NODE_NEAR && node->ordered)
        ndx_buf_add_str(out, "within");
    else if (node->kind == NODE_FIELD || node->kind == NODE_ZONE || node->kind == NODE_DATE ||
             node->kind == NODE_VALUE) {
        ndx_buf_add_str(out, node->name);
        ndx_buf_add_char(out, ':');
    } else
        ndx_buf_add_str(out, kinds[node->kind].word);
    if (node->number && node->kind != NODE_WORD && node->kind != NODE_PHRASE)
        ndx_buf_addf(out, "/%u", node->number);
}

void ndx_node_print(const ndx_node *node, ndx_buf *out) {
    if (node->required) ndx_buf_add_char(out, '+');
    if (node->kind == NODE_WORD || node->kind == NODE_PHRASE) {
        add_text(node, out);
        return;
    }
    ndx_buf_add_char(out, '(');
    add_head(node, out);
    if (node->kind == NODE_WORDS) {
        ndx_buf_add_char(out, ' ');
        add_length(node, out);
    } else if (!node->child) {
        ndx_buf_add_char(out, ' ');
        add_text(node, out);
    }
    for (const ndx_node *child = node->child; child; child = child->next) {
        ndx_buf_add_char(out, ' ');
        ndx_node_print(child, out);
    }
    ndx_buf_add_char(out, ')');
}

static void print_indented(const ndx_node *node, ndx_text query, unsigned depth, ndx_buf *out) {
    ndx_buf_addf(out, "%*s", (int)(2 * depth), "");
    if (node->required) ndx_buf_add_str(out, "required ");
    ndx_buf_add_str(out, kinds[node->kind].explained);
    if (node->name) ndx_buf_addf(out, " (%s:)", node->name);
    if (node->kind == NODE_NEAR)
        ndx_buf_addf(out, " %u words%s", node->number, node->ordered ? ", in this order" : "");
    else if (node->child && node->number)
        ndx_buf_addf(out, ": %u", node->number);
    if (!node->child) {
        ndx_buf_add_char(out, ' ');
        if (node->kind == NODE_WORDS)
            add_length(node, out);
        else
            add_text(node, out);
        ndx_buf_addf(out, "  [column %zu]", ndx_query_column(query, node->start));
    }
    ndx_buf_add_char(out, '\n');
    for (const ndx_node *child = node->child; child; child = child->next)
        print_indented(child, query, depth + 1, out);
}

void ndx_tree_print(const ndx_tree *tree, ndx_buf *out) {
    if (tree && tree->root) print_indented(tree->root, tree->query, 0, out);
}
