/* Which part of a web page is the story. Paragraphs give points to the elements around them, less to those farther out; links, and names
 * that pages give to menus and adverts, take them away; the element with most points holds the story. (The idea is Arc90's
 * Readability of 2009; the numbers were set on pages of the press.) */
#include "html_text.h"

#include <string.h>

enum { LEVELS_UP = 4, SHORTEST_PARAGRAPH = 25, BARE_TEXT = 150, LONGEST_NAME = 400 };

/* What is known of an element; hangs at its _private. */
typedef struct mark {
    double points;
    size_t text, links, commas; /* bytes of text below, of it in links */
    size_t prose;               /* of the text, in paragraphs and outside links */
    bool dropped;               /* not of the story, by its name or its class */
} mark;

/* --- the tree ------------------------------------------------------------------------------------------- */

xmlNode *ndx_html_walk(const xmlNode *root, const xmlNode *node, bool into) {
    if (into && node->type == XML_ELEMENT_NODE && node->children) return node->children;
    while (node && node != root) {
        if (node->next) return node->next;
        node = node->parent;
    }
    return NULL;
}

const xmlNode *ndx_html_walk_leaving(const xmlNode *root, const xmlNode *node, bool into,
                                     ndx_html_leave_fn *leave, void *context) {
    if (into && node->type == XML_ELEMENT_NODE && node->children) return node->children;
    for (;; node = node->parent) {
        leave(node, context);
        if (node == root) return NULL;
        if (node->next) return node->next;
    }
}

bool ndx_html_is(const xmlNode *node, const char *name) {
    return node->type == XML_ELEMENT_NODE &&
           ndx_text_equal_nocase(ndx_text_of((const char *)node->name), ndx_text_of(name));
}

static bool is_any(const xmlNode *node, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (ndx_html_is(node, names[i])) return true;
    return false;
}

ndx_text ndx_html_attribute(const xmlNode *node, const char *name, ndx_arena *arena) {
    for (const xmlAttr *a = node->type == XML_ELEMENT_NODE ? node->properties : NULL; a; a = a->next)
        if (a->children && a->children->content &&
            ndx_text_equal_nocase(ndx_text_of((const char *)a->name), ndx_text_of(name)))
            return ndx_arena_copy(arena, ndx_text_trim(ndx_text_of((const char *)a->children->content)));
    return (ndx_text){"", 0};
}

static bool is_block(const xmlNode *node) {
    static const char *const names[] = {
        "p",      "div",   "li",    "ul",     "ol",         "h1",      "h2",         "h3",      "h4",
        "h5",     "h6",    "table", "tr",     "td",         "th",      "blockquote", "section", "article",
        "main",   "pre",   "hr",    "figure", "figcaption", "dd",      "dt",         "dl",      "header",
        "footer", "aside", "nav",   "form",   "body",       "address", "center"};
    return is_any(node, names, NDX_COUNT(names));
}

/* Elements that never hold a story. */
static bool is_never_text(const xmlNode *node) {
    static const char *const names[] = {
        "script", "style",    "noscript", "template", "svg",  "iframe", "object", "embed", "button",
        "select", "textarea", "input",    "head",     "nav",  "footer", "aside",  "form",  "figcaption",
        "video",  "audio",    "canvas",   "label",    "menu", "dialog", "time"};
    return node->type == XML_COMMENT_NODE || node->type == XML_PI_NODE ||
           is_any(node, names, NDX_COUNT(names));
}

/* --- names of classes ----------------------------------------------------------------------------------- */

/* clang-format off */
static const char *const bad_names[] = {"comment", "sidebar", "promo", "related", "share", "sharing", "social", "newsletter", "subscri", "footer", "navbar", "navigation", "menu",
                                        "breadcrumb", "advert", "ad-slot", "ad-container", "banner", "cookie", "popup", "modal", "caption", "gallery", "recirc", "outbrain",
                                        "taboola", "sponsor", "widget", "toolbar", "byline", "author", "tags", "tag-list", "masthead", "recommend", "most-read", "popular",
                                        "trending", "read-more", "readmore", "readnext", "more-stories", "disqus", "signup", "sign-up", "paywall", "credit", "skip-link", "hidden",
                                        "teaser", "dateline-time", "timestamp", "print-only", "screen-reader", "sr-only", "metadata", "meta-info", "copyright", "disclaimer", "follow"};
/* clang-format on */
static const char *const good_names[] = {
    "article-body",    "articlebody",    "article__body", "story-body",    "storybody",    "story__body",
    "article-content", "articlecontent", "article-text",  "entry-content", "post-content", "post-body",
    "content-body",    "body-content",   "body-copy",     "story-content", "story-text",   "article_body"};

static bool has_any(ndx_text text, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (ndx_text_find(text, ndx_text_of(words[i])) != SIZE_MAX) return true;
    return false;
}

/* Class, id and item property of an element in lower case, into out. */
static ndx_text names_of(const xmlNode *node, char out[LONGEST_NAME]) {
    static const char *const attributes[] = {"class", "id", "itemprop", "role", "data-component"};
    size_t len = 0;
    for (const xmlAttr *a = node->properties; a; a = a->next) {
        if (!a->children || !a->children->content) continue;
        bool wanted = false;
        for (size_t i = 0; i < NDX_COUNT(attributes); i++)
            wanted |= strcmp((const char *)a->name, attributes[i]) == 0;
        const char *value = (const char *)a->children->content;
        for (; wanted && *value && len + 2 < LONGEST_NAME; value++)
            out[len++] = (char)(*value >= 'A' && *value <= 'Z' ? *value + 32 : *value);
        if (len + 1 < LONGEST_NAME) out[len++] = ' ';
    }
    return (ndx_text){out, len};
}

/* --- pass 1: marks, sums of text ------------------------------------------------------------------------ */

static mark *mark_of(const xmlNode *node) {
    return node->_private;
}

static bool is_dropped_by_name(const xmlNode *node) {
    char names[LONGEST_NAME];
    if (ndx_html_is(node, "body") || ndx_html_is(node, "html") || ndx_html_is(node, "article") ||
        ndx_html_is(node, "main") || ndx_html_is(node, "a"))
        return false;
    ndx_text text = names_of(node, names);
    return text.len && has_any(text, bad_names, NDX_COUNT(bad_names)) &&
           !has_any(text, good_names, NDX_COUNT(good_names));
}

/* A text node's bytes, white space counted once, go to the element it stands in. */
static void count_text(const xmlNode *text) {
    mark *m = text->parent && text->parent->type == XML_ELEMENT_NODE ? mark_of(text->parent) : NULL;
    bool blank = true;
    for (const char *c = (const char *)text->content; m && c && *c; c++) {
        bool space = *c == ' ' || *c == '\n' || *c == '\t' || *c == '\r';
        m->text += !space || !blank;
        m->commas += *c == ',';
        blank = space;
    }
}

/* Leaving an element: all of it is known, and counts for the one around it. */
static void add_to_parent(const xmlNode *node, void *unused) {
    (void)unused;
    mark *m = node->type == XML_ELEMENT_NODE ? mark_of(node) : NULL;
    if (!m) return;
    if (ndx_html_is(node, "a")) m->links = m->text;
    if (ndx_html_is(node, "p") || ndx_html_is(node, "br")) m->prose = m->text - m->links;
    mark *around = node->parent && node->parent->type == XML_ELEMENT_NODE ? mark_of(node->parent) : NULL;
    if (!around || m->dropped) return;
    around->text += m->text;
    around->links += m->links;
    around->commas += m->commas;
    around->prose += m->prose;
}

/* Sum up the whole tree, dropped parts left out. */
static void sum_up(xmlNode *root) {
    for (const xmlNode *node = root; node;) {
        mark *m = node->type == XML_ELEMENT_NODE ? mark_of(node) : NULL;
        if (m) *m = (mark){.dropped = m->dropped};
        if (node->type == XML_TEXT_NODE) count_text(node);
        node = ndx_html_walk_leaving(root, node, m && !m->dropped, add_to_parent, NULL);
    }
}

/* Marks for all elements; then those dropped whose class says so, unless the page's prose is in there (themes call the strangest
 * things "sidebar"). */
static ndx_status mark_all(xmlNode *root, ndx_arena *arena, ndx_error *err) {
    for (xmlNode *node = root; node; node = ndx_html_walk(root, node, true)) {
        if (node->type != XML_ELEMENT_NODE) continue;
        mark *m = ndx_arena_alloc(arena, sizeof *m);
        if (!m) return ndx_fail_memory(err);
        node->_private = m;
        m->dropped = is_never_text(node);
    }
    sum_up(root);
    size_t prose = mark_of(root)->prose;
    for (xmlNode *node = root; node;) {
        mark *m = node->type == XML_ELEMENT_NODE ? mark_of(node) : NULL;
        if (m && !m->dropped) m->dropped = is_dropped_by_name(node) && m->prose * 10 <= prose * 3;
        node = ndx_html_walk(root, node, m && !m->dropped);
    }
    sum_up(root);
    return NDX_OK;
}

/* --- pass 2: points ------------------------------------------------------------------------------------- */

static bool has_block_child(const xmlNode *node) {
    for (const xmlNode *child = node->children; child; child = child->next)
        if (is_block(child)) return true;
    return false;
}

static double link_density(const mark *m) {
    return m->text ? (double)m->links / (double)m->text : 0;
}

static bool is_paragraph(const xmlNode *node) {
    if (ndx_html_is(node, "p") || ndx_html_is(node, "pre") || ndx_html_is(node, "blockquote")) return true;
    return (ndx_html_is(node, "div") || ndx_html_is(node, "td") || ndx_html_is(node, "section") ||
            ndx_html_is(node, "article")) &&
           !has_block_child(node);
}

/* Text that stands in an element itself, between its blocks: old pages divide paragraphs by <br> alone. */
static bool has_bare_text(const xmlNode *node) {
    size_t len = 0;
    if (!ndx_html_is(node, "div") && !ndx_html_is(node, "td")) return false;
    for (const xmlNode *child = node->children; child && len < BARE_TEXT; child = child->next)
        if (child->type == XML_TEXT_NODE && child->content)
            len += ndx_text_trim(ndx_text_of((const char *)child->content)).len;
    return len >= BARE_TEXT;
}

static void give_points(const xmlNode *paragraph, const xmlNode *up) {
    const mark *m = mark_of(paragraph);
    size_t own = m->text - m->links;
    if (own < SHORTEST_PARAGRAPH) return;
    double points = 1 + (double)m->commas + (double)(own < 300 ? own : 300) / 100;
    double share = 1;
    for (int level = 0; up && up->type == XML_ELEMENT_NODE && level < LEVELS_UP; level++, up = up->parent) {
        if (!mark_of(up)) break;
        mark_of(up)->points += points * share;
        share = level == 0 ? 0.5 : share / 2;
    }
}

static double final_points(const xmlNode *node) {
    char names[LONGEST_NAME];
    const mark *m = mark_of(node);
    double points = m->points;
    ndx_text text = names_of(node, names);
    if (has_any(text, good_names, NDX_COUNT(good_names))) points *= 1.5;
    if (ndx_html_is(node, "article")) points *= 1.2;
    if (ndx_html_is(node, "li") || ndx_html_is(node, "ul") || ndx_html_is(node, "td")) points *= 0.7;
    return points * (1 - link_density(m));
}

static const xmlNode *find_best(xmlNode *root) {
    const xmlNode *best = NULL;
    double most = 0;
    for (xmlNode *node = root; node;) {
        const mark *m = node->type == XML_ELEMENT_NODE ? mark_of(node) : NULL;
        if (m && !m->dropped && m->points > 0) {
            double points = final_points(node);
            if (points > most) {
                most = points;
                best = node;
            }
        }
        node = ndx_html_walk(root, node, m && !m->dropped);
    }
    return best;
}

/* --- pass 3: text --------------------------------------------------------------------------------------- */

/* Lists of links, boxes of other stories, single words: within the story but not of it. */
static bool is_aside(const xmlNode *node) {
    const mark *m = mark_of(node);
    if (!m || m->dropped) return true;
    double density = link_density(m);
    if (ndx_html_is(node, "ul") || ndx_html_is(node, "ol") || ndx_html_is(node, "table"))
        return density > 0.5;
    if (ndx_html_is(node, "p")) return density > 0.85 && m->text < 200;
    if (ndx_html_is(node, "h1") || ndx_html_is(node, "figure")) return true;
    if (ndx_html_is(node, "h2") || ndx_html_is(node, "h3") || ndx_html_is(node, "h4")) return density > 0.5;
    return is_block(node) && ((density > 0.6 && m->text < 1000) || (density > 0.3 && m->text < 80));
}

/* The text while it is put together. */
typedef struct writing {
    ndx_buf *out;
    size_t from; /* where it begins in out */
} writing;

/* End a line or paragraph; more ends in a row count once. */
static void add_break(writing *w, const char *divider) {
    ndx_buf *out = w->out;
    while (out->len > w->from &&
           (out->data[out->len - 1] == ' ' || (divider[0] && divider[1] && out->data[out->len - 1] == '\n')))
        out->len--;
    if (out->len > w->from && !(out->data[out->len - 1] == '\n')) ndx_buf_add_str(out, divider);
}

static void add_words(writing *w, const char *text) {
    ndx_buf *out = w->out;
    for (; text && *text; text++) {
        bool space = *text == ' ' || *text == '\n' || *text == '\t' || *text == '\r';
        if (!space)
            ndx_buf_add_char(out, *text);
        else if (out->len > w->from && out->data[out->len - 1] != ' ' && out->data[out->len - 1] != '\n')
            ndx_buf_add_char(out, ' ');
    }
}

/* A block ends a paragraph where it is left as well as where it is entered. */
static void leave_block(const xmlNode *node, void *context) {
    if (is_block(node)) add_break(context, "\n\n");
}

static void add_text(const xmlNode *root, bool story, ndx_buf *out) {
    writing w = {out, out->len};
    for (const xmlNode *node = root; node && !out->failed;) {
        bool into = node->type == XML_ELEMENT_NODE && (node == root || !is_never_text(node));
        if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
            add_words(&w, (const char *)node->content);
        else if (into && ndx_html_is(node, "br"))
            add_break(&w, "\n");
        else if (into && story && node != root && is_aside(node))
            into = false;
        else if (into && is_block(node))
            add_break(&w, "\n\n");
        node = ndx_html_walk_leaving(root, node, into, leave_block, &w);
    }
    while (out->len > w.from && (out->data[out->len - 1] == ' ' || out->data[out->len - 1] == '\n'))
        out->len--;
}

void ndx_html_text(const xmlNode *element, ndx_buf *out) {
    add_text(element, false, out);
}

/* The story may lie in several neighbours: those that have a good part of the best one's points, or are
 * paragraphs themselves. */
static bool is_part(const xmlNode *node, const xmlNode *best) {
    const mark *m = node->type == XML_ELEMENT_NODE ? mark_of(node) : NULL;
    if (!m || m->dropped) return false;
    if (m->points >= mark_of(best)->points * 0.2 && link_density(m) < 0.3) return true;
    return ndx_html_is(node, "p") && m->text > 80 && link_density(m) < 0.25;
}

ndx_status ndx_html_story(xmlDoc *page, ndx_arena *arena, ndx_buf *out, ndx_error *err) {
    xmlNode *root = xmlDocGetRootElement(page);
    if (!root) return NDX_OK;
    ndx_status status = mark_all(root, arena, err);
    if (status != NDX_OK) return status;
    for (xmlNode *node = root; node;) {
        const mark *m = node->type == XML_ELEMENT_NODE ? mark_of(node) : NULL;
        if (m && !m->dropped && is_paragraph(node))
            give_points(node, node->parent);
        else if (m && !m->dropped && has_bare_text(node))
            give_points(node, node);
        node = ndx_html_walk(root, node, m && !m->dropped);
    }
    const xmlNode *best = find_best(root);
    if (!best) return NDX_OK;
    for (const xmlNode *node = best->parent && best->parent->type == XML_ELEMENT_NODE ? best->parent->children
                                                                                      : best;
         node; node = node->next) {
        if (node != best && !is_part(node, best)) continue;
        if (out->len) ndx_buf_add_str(out, "\n\n");
        add_text(node, true, out);
    }
    return ndx_buf_status(out, err);
}
