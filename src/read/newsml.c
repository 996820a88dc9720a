/* XML of the news agencies, by the IPTC: NewsML-G2 (newsItem), NewsML 1 (NewsItem), NITF (nitf). A file may
 * hold several items. */
#include "archive.h"
#include "html_text.h"

#include <libxml/parser.h>
#include <string.h>

/* --- telling -------------------------------------------------------------------------------------------- */

static int sniff_newsml(const ndx_sniff *sniff) {
    static const char *const roots[] = {"<newsItem", "<newsMessage", "<NewsML",
                                        "<nitf",     "<NewsItem",    "<packageItem"};
    ndx_text head = ndx_text_trim(ndx_text_slice(sniff->head, 0, 8192));
    if (!ndx_text_starts(head, NDX_TEXT("<"))) return 0;
    for (size_t i = 0; i < NDX_COUNT(roots); i++)
        if (ndx_text_find(head, ndx_text_of(roots[i])) != SIZE_MAX) return 85;
    return 0;
}

/* --- what elements say ---------------------------------------------------------------------------------- */

/* element, attribute or child element that has the value (NULL: the element's own text), field, rank (the lower wins). The three
 * standards share few names, so one table serves them all. */
static const struct {
    const char *element, *attribute, *child;
    ndx_key key;
} parts[] = {
    {"headline", NULL, NULL, {NDX_FIELD_HEADLINE, 10}},
    {"HeadLine", NULL, NULL, {NDX_FIELD_HEADLINE, 10}},
    {"hl1", NULL, NULL, {NDX_FIELD_HEADLINE, 11}},
    {"title", NULL, NULL, {NDX_FIELD_HEADLINE, 14}},
    {"slugline", NULL, NULL, {NDX_FIELD_HEADLINE, 20}},
    {"by", NULL, NULL, {NDX_FIELD_BYLINE, 10}},
    {"ByLine", NULL, NULL, {NDX_FIELD_BYLINE, 10}},
    {"byline", NULL, "person", {NDX_FIELD_BYLINE, 11}},
    {"byline", NULL, NULL, {NDX_FIELD_BYLINE, 12}},
    {"creator", NULL, "name", {NDX_FIELD_BYLINE, 14}},
    {"located", NULL, "name", {NDX_FIELD_PLACE, 11}},
    {"DateLine", NULL, NULL, {NDX_FIELD_PLACE, 12}},
    {"dateline", NULL, "location", {NDX_FIELD_PLACE, 12}},
    {"dateline", NULL, NULL, {NDX_FIELD_PLACE, 13}},
    {"contentCreated", NULL, NULL, {NDX_FIELD_DATE_TEXT, 11}},
    {"versionCreated", NULL, NULL, {NDX_FIELD_DATE_TEXT, 10}},
    {"firstCreated", NULL, NULL, {NDX_FIELD_DATE_TEXT, 13}},
    {"ThisRevisionCreated", NULL, NULL, {NDX_FIELD_DATE_TEXT, 10}},
    {"FirstCreated", NULL, NULL, {NDX_FIELD_DATE_TEXT, 12}},
    {"DateId", NULL, NULL, {NDX_FIELD_DATE_TEXT, 20}},
    {"date.issue", "norm", NULL, {NDX_FIELD_DATE_TEXT, 12}},
    {"story.date", "norm", NULL, {NDX_FIELD_DATE_TEXT, 13}},
    {"pubdata", "date.publication", NULL, {NDX_FIELD_DATE_TEXT, 14}},
    {"pubdata", "name", NULL, {NDX_FIELD_SOURCE, 12}},
    {"pubdata", "position.section", NULL, {NDX_FIELD_SECTION, 12}},
    {"doc-id", "id-string", NULL, {NDX_FIELD_ID, 11}},
    {"PublicIdentifier", NULL, NULL, {NDX_FIELD_ID, 10}},
    {"NewsItemId", NULL, NULL, {NDX_FIELD_ID, 12}},
    {"provider", NULL, "name", {NDX_FIELD_SOURCE, 10}},
    {"infoSource", NULL, "name", {NDX_FIELD_SOURCE, 11}},
    {"doc.copyright", "holder", NULL, {NDX_FIELD_SOURCE, 14}},
    {"language", "tag", NULL, {NDX_FIELD_LANGUAGE, 10}},
    {"Language", "FormalName", NULL, {NDX_FIELD_LANGUAGE, 10}},
    {"person", NULL, NULL, {NDX_FIELD_PEOPLE, 10}},
    {"description", NULL, NULL, {NDX_FIELD_BODY, 50}},
    {"abstract", NULL, NULL, {NDX_FIELD_BODY, 51}},
};

typedef struct item {
    ndx_article *article;
    ndx_ranks ranks;
    ndx_buf text;   /* of the element at hand */
    size_t longest; /* bytes of the body taken so far */
} item;

static ndx_status set_text(item *it, ndx_key key, const xmlNode *node, ndx_error *err) {
    ndx_buf_reset(&it->text);
    ndx_html_text(node, &it->text);
    ndx_status status = ndx_buf_status(&it->text, err);
    return status == NDX_OK ? ndx_ranks_set(&it->ranks, it->article, key, ndx_buf_text(&it->text), err)
                            : status;
}

static const xmlNode *child_named(const xmlNode *node, const char *name) {
    for (const xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE && strcmp((const char *)child->name, name) == 0) return child;
    return NULL;
}

static ndx_status take_part(item *it, const xmlNode *node, size_t i, ndx_error *err) {
    ndx_key key = parts[i].key;
    if (parts[i].attribute) {
        ndx_text value = ndx_html_attribute(node, parts[i].attribute, &it->article->arena);
        return ndx_ranks_set(&it->ranks, it->article, key, value, err);
    }
    const xmlNode *from = parts[i].child ? child_named(node, parts[i].child) : node;
    return from ? set_text(it, key, from, err) : NDX_OK;
}

/* G2's subjects: people by their type, the first of the others is the section. */
static ndx_status take_subject(item *it, const xmlNode *node, ndx_error *err) {
    const xmlNode *name = child_named(node, "name");
    ndx_text type = ndx_html_attribute(node, "type", &it->article->arena);
    bool person = ndx_text_find(type, NDX_TEXT("person")) != SIZE_MAX;
    if (!name) return NDX_OK;
    return set_text(it, person ? (ndx_key){NDX_FIELD_PEOPLE, 10} : (ndx_key){NDX_FIELD_SECTION, 10}, name,
                    err);
}

static bool is_body(const xmlNode *node) {
    static const char *const names[] = {"body.content", "inlineXML", "inlineData", "DataContent"};
    for (size_t i = 0; i < NDX_COUNT(names); i++)
        if (strcmp((const char *)node->name, names[i]) == 0) return true;
    return false;
}

/* The Role of an element. What was found hangs at its _private, itself for none: a component may have many contents. */
static const xmlNode *role_of(xmlNode *component) {
    if (!component->_private) {
        const xmlNode *role = child_named(component, "Role");
        component->_private = (void *)(role ? role : component);
    }
    return component->_private == component ? NULL : component->_private;
}

/* NewsML 1 delivers headline, contacts and style sheet as contents too: their component's role tells. */
static bool is_other_role(const xmlNode *node, ndx_arena *arena) {
    static const char *const others[] = {"StyleSheet", "Contact", "HeadLine",  "SubHeadLine",
                                         "Logo",       "Caption", "Supporting"};
    for (xmlNode *up = node->parent; up && up->type == XML_ELEMENT_NODE; up = up->parent) {
        const xmlNode *role = role_of(up);
        if (!role) continue;
        ndx_text name = ndx_html_attribute(role, "FormalName", arena);
        for (size_t i = 0; i < NDX_COUNT(others); i++)
            if (ndx_text_equal(name, ndx_text_of(others[i]))) return true;
        return false;
    }
    return false;
}

/* Of several contents the longest is the story. */
static ndx_status take_body(item *it, const xmlNode *node, ndx_error *err) {
    if (is_other_role(node, &it->article->arena)) return NDX_OK;
    const xmlNode *nitf = child_named(node, "nitf");
    if (nitf) return NDX_OK; /* its body.content comes later in the walk */
    ndx_buf_reset(&it->text);
    ndx_html_text(node, &it->text);
    ndx_status status = ndx_buf_status(&it->text, err);
    if (status != NDX_OK || it->text.len <= it->longest) return status;
    it->longest = it->text.len;
    it->ranks.rank[NDX_FIELD_BODY] = 10;
    return ndx_article_set(it->article, NDX_FIELD_BODY, ndx_buf_text(&it->text), err);
}

static ndx_status take_node(item *it, const xmlNode *node, ndx_error *err) {
    if (node->type != XML_ELEMENT_NODE) return NDX_OK;
    if (strcmp((const char *)node->name, "subject") == 0) return take_subject(it, node, err);
    if (is_body(node)) return take_body(it, node, err);
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < NDX_COUNT(parts) && status == NDX_OK; i++)
        if (strcmp((const char *)node->name, parts[i].element) == 0) status = take_part(it, node, i, err);
    return status;
}

static ndx_status read_item(const xmlNode *root, ndx_article *article, ndx_error *err) {
    item it = {.article = article};
    ndx_ranks_init(&it.ranks);
    ndx_arena *arena = &article->arena;
    ndx_status status = ndx_ranks_set(&it.ranks, article, (ndx_key){NDX_FIELD_ID, 10},
                                      ndx_html_attribute(root, "guid", arena), err);
    for (const xmlNode *node = root; node && status == NDX_OK; node = ndx_html_walk(root, node, true))
        status = take_node(&it, node, err);
    ndx_buf_clear(&it.text);
    return status == NDX_OK && arena->failed ? ndx_fail_memory(err) : status;
}

/* --- records -------------------------------------------------------------------------------------------- */

static const char *const item_names[] = {"newsItem", "NewsItem", "nitf"};

typedef struct item_scan {
    const char *name;
} item_scan; /* of the item that has begun; NULL: none yet */

/* Whether text begins with the name and something that ends a name. */
static bool is_name(ndx_text text, const char *name) {
    size_t len = strlen(name);
    return ndx_text_starts(text, ndx_text_of(name)) && text.len > len && strchr(" \t\r\n>/", text.data[len]);
}

/* An item ends after its closing tag; NITF inside a NewsML item is part of that. */
static bool item_boundary(void *context, ndx_text view, size_t *from, bool last, size_t *end) {
    item_scan *scan = context;
    for (size_t at = *from; at < view.len;) {
        const char *open = memchr(view.data + at, '<', view.len - at);
        if (!open) {
            *from = view.len;
            return false;
        }
        at = *from = (size_t)(open - view.data);
        if (view.len - at < 16 && !last) return false;
        ndx_text rest = ndx_text_slice(view, at + 1, view.len);
        for (size_t i = 0; !scan->name && i < NDX_COUNT(item_names); i++)
            if (is_name(rest, item_names[i])) scan->name = item_names[i];
        if (scan->name && ndx_text_starts(rest, NDX_TEXT("/")) &&
            is_name(ndx_text_slice(rest, 1, rest.len), scan->name)) {
            const char *close = memchr(rest.data, '>', rest.len);
            *end = close ? (size_t)(close + 1 - view.data) : view.len;
            return close != NULL;
        }
        *from = ++at;
    }
    return false;
}

static size_t find_item(ndx_text record) {
    for (size_t at = 0; at < record.len; at++) {
        const char *open = memchr(record.data + at, '<', record.len - at);
        if (!open) break;
        at = (size_t)(open - record.data);
        for (size_t i = 0; i < NDX_COUNT(item_names); i++)
            if (is_name(ndx_text_slice(record, at + 1, record.len), item_names[i])) return at;
    }
    return SIZE_MAX;
}

/* --- the format ----------------------------------------------------------------------------------------- */

static ndx_status next_newsml(ndx_archive *archive, ndx_article *article, ndx_error *err) {
    item_scan scan = {NULL};
    ndx_text record, text;
    bool complete;
    ndx_status status = ndx_archive_record(archive, item_boundary, &scan, &record, &complete, err);
    if (status != NDX_OK) return status;
    size_t begin = find_item(record);
    if (begin == SIZE_MAX && archive->ordinal == 0)
        return ndx_archive_skip(archive, 0, NDX_REASON_NO_BODY, "no news item in it");
    if (begin == SIZE_MAX) return NDX_END;
    ndx_archive_lead(archive, &record, begin);
    if (!complete) {
        archive->ordinal++;
        return ndx_archive_skip(archive, ndx_archive_offset(archive), NDX_REASON_TRUNCATED,
                                "a news item without its end");
    }
    status = ndx_archive_article(archive, article, record, &text, err);
    if (status != NDX_OK) return status;
    /* No entities replaced, nothing fetched, no limits lifted: bombs stay unexploded. */
    int options =
        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_RECOVER | XML_PARSE_NOCDATA;
    xmlDoc *doc =
        text.len < INT32_MAX ? xmlReadMemory(text.data, (int)text.len, NULL, "UTF-8", options) : NULL;
    const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    if (root) status = read_item(root, article, err);
    xmlFreeDoc(doc);
    return root ? status
                : ndx_archive_skip(archive, article->origin.offset, NDX_REASON_MALFORMED,
                                   "not well-formed XML");
}

/* <?xml version="1.0" encoding="ISO-8859-1"?> */
static ndx_status open_newsml(ndx_archive *archive, ndx_error *err) {
    ndx_text head;
    ndx_status status = ndx_input_peek(&archive->input, 256, &head, err);
    if (status != NDX_OK) return status;
    head = ndx_text_slice(head, 0, 256);
    size_t at = ndx_text_find(head, NDX_TEXT("encoding=")), close = ndx_text_find(head, NDX_TEXT("?>"));
    if (at == SIZE_MAX || close == SIZE_MAX || at > close || at + 11 > head.len) return NDX_OK;
    ndx_text name = ndx_text_slice(head, at + 10, close);
    const char *quote = memchr(name.data, head.data[at + 9], name.len);
    if (quote) ndx_charset_declare(&archive->charset, ndx_text_slice(name, 0, (size_t)(quote - name.data)));
    return NDX_OK;
}

const ndx_input_format ndx_format_newsml = {
    .name = "newsml",
    .description = "NewsML-G2, NewsML 1 and NITF",
    .aliases = "nitf,newsml-g2,newsml1",
    .one_article = true,
    .sniff = sniff_newsml,
    .open = open_newsml,
    .next = next_newsml,
};
