/* Web pages: metadata from JSON-LD, meta elements and the head; the story from the tree. One page, one
 * article. */
#include "html_text.h"
#include "json_article.h"
#include "markup.h"

#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LINKED_BYTES = 1 << 20, MOST_LINKED_OBJECTS = 64, SHORTEST_TITLE = 20 };

/* --- telling -------------------------------------------------------------------------------------------- */

static int sniff_html(const ndx_sniff *sniff) {
    ndx_text head = ndx_text_trim(ndx_text_slice(sniff->head, 0, 4096));
    ndx_tag tag = {0};
    if (ndx_text_starts_nocase(head, NDX_TEXT("<!doctype html"))) return 90;
    if (!ndx_text_starts(head, NDX_TEXT("<"))) return 0;
    size_t at = 0;
    if (!ndx_tag_next(head, &at, &tag)) return 0;
    static const struct {
        const char *name;
        int sure;
    } first_tags[] = {{"html", 90}, {"head", 60},    {"body", 60}, {"p", 20},
                      {"div", 20},  {"article", 20}, {"h1", 20}};
    for (size_t i = 0; i < NDX_COUNT(first_tags); i++)
        if (ndx_text_equal_nocase(tag.name, ndx_text_of(first_tags[i].name))) return first_tags[i].sure;
    return 0;
}

/* <meta charset=...> or <meta http-equiv content="...charset=..."> in the first bytes (WHATWG HTML, prescan).
 */
static ndx_text declared_charset(ndx_text head) {
    ndx_tag tag = {0};
    head = ndx_text_slice(head, 0, 4096);
    for (size_t at = 0; ndx_tag_next(head, &at, &tag);) {
        if (!ndx_text_equal_nocase(tag.name, NDX_TEXT("meta"))) continue;
        ndx_text name = ndx_tag_attribute(&tag, NDX_TEXT("charset")),
                 content = ndx_tag_attribute(&tag, NDX_TEXT("content"));
        if (name.len) return name;
        size_t found = ndx_text_find(content, NDX_TEXT("charset="));
        if (found != SIZE_MAX) return ndx_text_trim(ndx_text_slice(content, found + 8, content.len));
    }
    return (ndx_text){"", 0};
}

/* --- metadata ------------------------------------------------------------------------------------------- */

/* meta elements by name, property or itemprop; of those for one field the lower rank wins. JSON-LD ranks
 * before all (0 is --map). */
static const struct {
    const char *name;
    ndx_key key;
} metas[] = {
    {"og:title", {NDX_FIELD_HEADLINE, 100}},
    {"twitter:title", {NDX_FIELD_HEADLINE, 102}},
    {"article:published_time", {NDX_FIELD_DATE_TEXT, 100}},
    {"og:article:published_time", {NDX_FIELD_DATE_TEXT, 100}},
    {"datepublished", {NDX_FIELD_DATE_TEXT, 101}},
    {"parsely-pub-date", {NDX_FIELD_DATE_TEXT, 102}},
    {"sailthru.date", {NDX_FIELD_DATE_TEXT, 103}},
    {"pubdate", {NDX_FIELD_DATE_TEXT, 104}},
    {"publishdate", {NDX_FIELD_DATE_TEXT, 104}},
    {"publish-date", {NDX_FIELD_DATE_TEXT, 104}},
    {"date", {NDX_FIELD_DATE_TEXT, 105}},
    {"dc.date", {NDX_FIELD_DATE_TEXT, 105}},
    {"dc.date.issued", {NDX_FIELD_DATE_TEXT, 105}},
    {"dcterms.date", {NDX_FIELD_DATE_TEXT, 105}},
    {"og:site_name", {NDX_FIELD_SOURCE, 100}},
    {"application-name", {NDX_FIELD_SOURCE, 102}},
    {"author", {NDX_FIELD_BYLINE, 100}},
    {"parsely-author", {NDX_FIELD_BYLINE, 101}},
    {"sailthru.author", {NDX_FIELD_BYLINE, 102}},
    {"dc.creator", {NDX_FIELD_BYLINE, 103}},
    {"article:section", {NDX_FIELD_SECTION, 100}},
    {"parsely-section", {NDX_FIELD_SECTION, 101}},
    {"section", {NDX_FIELD_SECTION, 102}},
    {"og:url", {NDX_FIELD_URL, 101}},
    {"description", {NDX_FIELD_BODY, 200}},
    {"og:description", {NDX_FIELD_BODY, 201}},
};

typedef struct page {
    xmlDoc *doc;
    ndx_archive *archive;
    ndx_article *article;
    ndx_ranks ranks;
    ndx_buf scratch;
    ndx_text linked_body; /* JSON-LD's articleBody */
} page;

static ndx_status set(page *p, ndx_key key, ndx_text value, ndx_error *err) {
    return ndx_ranks_set(&p->ranks, p->article, key, value, err);
}

static ndx_status take_meta(page *p, const xmlNode *node, ndx_error *err) {
    static const char *const names[] = {"property", "name", "itemprop"};
    ndx_arena *arena = &p->article->arena;
    for (size_t i = 0; i < NDX_COUNT(names); i++) {
        ndx_text name = ndx_html_attribute(node, names[i], arena);
        for (size_t k = 0; name.len && k < NDX_COUNT(metas); k++)
            if (ndx_text_equal_nocase(name, ndx_text_of(metas[k].name)))
                return set(p, metas[k].key, ndx_html_attribute(node, "content", arena), err);
    }
    return NDX_OK;
}

/* Text of an element as one line, for titles. */
static ndx_status set_text(page *p, ndx_key key, const xmlNode *node, ndx_error *err) {
    ndx_buf_reset(&p->scratch);
    ndx_html_text(node, &p->scratch);
    ndx_status status = ndx_buf_status(&p->scratch, err);
    return status == NDX_OK ? set(p, key, ndx_buf_text(&p->scratch), err) : status;
}

/* <title>Rain in the hills - Example News</title>: without the last part behind a dash or bar. */
static ndx_status take_title(page *p, const xmlNode *node, ndx_error *err) {
    static const char *const bars[] = {" | ", " – ", " — ", " - ", " « ", " :: "};
    ndx_buf_reset(&p->scratch);
    ndx_html_text(node, &p->scratch);
    ndx_text title = ndx_buf_text(&p->scratch);
    size_t cut = 0;
    for (size_t i = 0; i < NDX_COUNT(bars) && !cut; i++)
        for (size_t at = 0; at + 3 < title.len; at++)
            if (ndx_text_starts(ndx_text_slice(title, at, title.len), ndx_text_of(bars[i])) &&
                at > SHORTEST_TITLE)
                cut = at;
    if (cut) title.len = cut;
    return set(p, (ndx_key){NDX_FIELD_HEADLINE, 110}, title, err);
}

/* Does JSON-LD text speak of an article at all? */
static bool names_article(ndx_text json) {
    static const ndx_text types[] = {NDX_TEXT("Article\""), NDX_TEXT("BlogPosting\""), NDX_TEXT("Report\"")};
    for (size_t i = 0; i < NDX_COUNT(types); i++)
        if (ndx_text_find(json, types[i]) != SIZE_MAX)
            return ndx_text_find(json, NDX_TEXT("\"headline\"")) != SIZE_MAX;
    return false;
}

/* One JSON-LD object that is an article: what it says counts before the page's other metadata. */
static ndx_status take_linked_article(page *p, ndx_text object, ndx_error *err) {
    static const ndx_field fields[] = {NDX_FIELD_HEADLINE, NDX_FIELD_DATE_TEXT, NDX_FIELD_BYLINE,
                                       NDX_FIELD_SOURCE};
    ndx_json_scratch scratch = {0};
    ndx_article found;
    ndx_article_init(&found);
    ndx_status status = ndx_json_article(&scratch, p->archive->keys, object, &found, NULL);
    for (size_t i = 0; status == NDX_OK && i < NDX_COUNT(fields); i++)
        status = set(p, (ndx_key){fields[i], 50}, found.field[fields[i]], err);
    if (status == NDX_OK && p->linked_body.len == 0 &&
        ndx_text_find(object, NDX_TEXT("\"articleBody\"")) != SIZE_MAX)
        p->linked_body = ndx_arena_copy(&p->article->arena, found.field[NDX_FIELD_BODY]);
    ndx_article_clear(&found);
    ndx_json_scratch_clear(&scratch);
    if (status == NDX_BAD_INPUT)
        return NDX_OK; /* pages often have broken JSON-LD; they say the same elsewhere */
    return status == NDX_OK && !p->article->arena.failed ? NDX_OK : ndx_fail_memory(err);
}

/* JSON-LD (schema.org): the article may stand alone, in an array, or in a @graph. */
static ndx_status take_linked_data(page *p, ndx_text json, ndx_error *err) {
    ndx_status status = NDX_OK;
    size_t at = 0;
    if (json.len > MOST_LINKED_BYTES || !names_article(json)) return NDX_OK;
    for (int tries = 0; tries < MOST_LINKED_OBJECTS && status == NDX_OK; tries++) {
        ndx_json_end scan = {0};
        size_t end;
        const char *open = memchr(json.data + at, '{', json.len - at);
        if (!open) break;
        at = (size_t)(open - json.data);
        ndx_text object = ndx_text_slice(json, at, json.len);
        if (!ndx_json_end_find(&scan, object, 0, &end) || scan.broken) break;
        object.len = end;
        bool graph = ndx_text_find(object, NDX_TEXT("\"@graph\"")) != SIZE_MAX;
        at += graph ? 1 : end; /* into the graph, or past the object */
        if (!graph && names_article(object)) status = take_linked_article(p, object, err);
    }
    return status;
}

static ndx_status take_node(page *p, const xmlNode *node, ndx_error *err) {
    ndx_arena *arena = &p->article->arena;
    if (ndx_html_is(node, "meta")) return take_meta(p, node, err);
    if (ndx_html_is(node, "title") && node->parent && ndx_html_is(node->parent, "head"))
        return take_title(p, node, err);
    if (ndx_html_is(node, "h1")) return set_text(p, (ndx_key){NDX_FIELD_HEADLINE, 101}, node, err);
    if (ndx_html_is(node, "html"))
        return set(p, (ndx_key){NDX_FIELD_LANGUAGE, 100}, ndx_html_attribute(node, "lang", arena), err);
    if (ndx_html_is(node, "time"))
        return set(p, (ndx_key){NDX_FIELD_DATE_TEXT, 110}, ndx_html_attribute(node, "datetime", arena), err);
    if (ndx_html_is(node, "link") &&
        ndx_text_equal_nocase(ndx_html_attribute(node, "rel", arena), NDX_TEXT("canonical")))
        return set(p, (ndx_key){NDX_FIELD_URL, 100}, ndx_html_attribute(node, "href", arena), err);
    if (ndx_html_is(node, "script") &&
        ndx_text_equal_nocase(ndx_html_attribute(node, "type", arena), NDX_TEXT("application/ld+json")) &&
        node->children)
        return take_linked_data(p, ndx_text_of((const char *)node->children->content), err);
    return NDX_OK;
}

/* --- the page ------------------------------------------------------------------------------------------- */

static ndx_status take_story(page *p, ndx_error *err) {
    ndx_buf_reset(&p->scratch);
    ndx_status status = ndx_html_story(p->doc, &p->article->arena, &p->scratch, err);
    if (status != NDX_OK) return status;
    ndx_text story = ndx_buf_text(&p->scratch);
    /* The site's own articleBody is exact where it is whole. */
    if (p->linked_body.len > 200 && p->linked_body.len * 10 > story.len * 6) story = p->linked_body;
    if (story.len == 0) {
        const xmlNode *root = xmlDocGetRootElement(p->doc);
        if (root) ndx_html_text(root, &p->scratch);
        story = ndx_buf_text(&p->scratch);
    }
    return set(p, (ndx_key){NDX_FIELD_BODY, 60}, story, err);
}

/* Letters and digits of a text, lower case ASCII and the rest as it is; for comparing names. */
static size_t letters_of(ndx_text text, char *out, size_t room) {
    size_t len = 0;
    for (size_t i = 0; i < text.len && len < room; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c >= 'A' && c <= 'Z') c = (unsigned char)(c + 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80) out[len++] = (char)c;
    }
    return len;
}

/* "Rain in the hills | The Echo", where the site is The Echo: without the site. */
static void drop_site(ndx_article *article) {
    static const char *const bars[] = {" | ", " - ", " – ", " — "};
    ndx_text *headline = &article->field[NDX_FIELD_HEADLINE];
    char site[64], end[64];
    size_t len = letters_of(article->field[NDX_FIELD_SOURCE], site, sizeof site);
    for (size_t i = 0; len && i < NDX_COUNT(bars); i++)
        for (size_t at = headline->len; at-- > 1;) {
            if (!ndx_text_starts(ndx_text_slice(*headline, at, headline->len), ndx_text_of(bars[i])))
                continue;
            ndx_text behind = ndx_text_slice(*headline, at + strlen(bars[i]), headline->len);
            if (letters_of(behind, end, sizeof end) == len && memcmp(site, end, len) == 0) headline->len = at;
            break;
        }
}

static ndx_status read_page(page *p, ndx_error *err) {
    const xmlNode *root = xmlDocGetRootElement(p->doc);
    ndx_status status = NDX_OK;
    ndx_ranks_init(&p->ranks);
    for (const xmlNode *node = root; node && status == NDX_OK; node = ndx_html_walk(root, node, true))
        status = take_node(p, node, err);
    drop_site(p->article);
    return status == NDX_OK ? take_story(p, err) : status;
}

static ndx_status next_html(ndx_archive *archive, ndx_article *article, ndx_error *err) {
    ndx_text record, text;
    ndx_status status = ndx_archive_whole(archive, &record, err);
    if (status != NDX_OK) return status;
    ndx_charset_declare(&archive->charset, declared_charset(record));
    status = ndx_archive_article(archive, article, record, &text, err);
    if (status != NDX_OK) return status;
    page p = {.archive = archive, .article = article};
    /* NONET: a page must not make us fetch anything. The limits of the parser's own stay on. */
    int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                  HTML_PARSE_COMPACT;
    p.doc = text.len < INT32_MAX ? htmlReadMemory(text.data, (int)text.len, NULL, "UTF-8", options) : NULL;
    if (!p.doc)
        return ndx_archive_skip(archive, article->origin.offset, NDX_REASON_MALFORMED,
                                "no page could be made of it");
    status = read_page(&p, err);
    xmlFreeDoc(p.doc);
    ndx_buf_clear(&p.scratch);
    return status;
}

const ndx_input_format ndx_format_html = {
    .name = "html",
    .description = "web pages, one article a page",
    .aliases = "htm,xhtml",
    .one_article = true,
    .sniff = sniff_html,
    .next = next_html,
};
