/* One JSON object as an article: keys to fields by --map and aliases; nested objects and lists by a few
 * tables of what the world does. */
#include "json_article.h"

#include <string.h>

void ndx_json_scratch_clear(ndx_json_scratch *scratch) {
    ndx_buf_clear(&scratch->path);
    ndx_buf_clear(&scratch->value);
    ndx_buf_clear(&scratch->joined);
}

/* --- tables --------------------------------------------------------------------------------------------- */

static bool is_one_of(ndx_text key, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (ndx_text_equal(key, ndx_text_of(names[i]))) return true;
    return false;
}

bool ndx_json_is_list_key(ndx_text key) {
    static const char *const names[] = {"articles", "docs", "hits",      "items",   "results",
                                        "stories",  "news", "documents", "records", "entries",
                                        "posts",    "data", "value"};
    return is_one_of(key, names, NDX_COUNT(names));
}

bool ndx_json_is_step_key(ndx_text key) {
    static const char *const names[] = {"response", "hits", "data", "result", "results", "feed"};
    return is_one_of(key, names, NDX_COUNT(names));
}

/* Objects that only wrap the article: Elasticsearch's _source, Solr's doc, JSON:API's attributes. */
static bool is_wrapper(ndx_text key) {
    static const char *const names[] = {"_source",    "fields",  "doc",  "document",
                                        "attributes", "article", "item", "post"};
    return is_one_of(key, names, NDX_COUNT(names));
}

/* Keys beyond fields.def that formats of the press use; ninjs is of the IPTC (ninjs 1.4 and 2.1). Descriptions stand in for a body only
 * where there is none. first_only: a list of versions of the same thing, not of parts. */
static const struct {
    const char *name;
    ndx_key key;
    bool first_only;
} press_keys[] = {
    {"located", {NDX_FIELD_PLACE, NDX_RANK_FORMAT}, true},
    {"headlines", {NDX_FIELD_HEADLINE, NDX_RANK_FORMAT}, true},
    {"bodies", {NDX_FIELD_BODY, NDX_RANK_FORMAT}, true},
    {"body_xhtml", {NDX_FIELD_BODY, 40}, true},
    {"body_html", {NDX_FIELD_BODY, 41}, true},
    {"content_html", {NDX_FIELD_BODY, 42}, true},
    {"html", {NDX_FIELD_BODY, 43}, true},
    {"lead_paragraph", {NDX_FIELD_BODY, 50}, true},
    {"abstract", {NDX_FIELD_BODY, 51}, true},
    {"description_text", {NDX_FIELD_BODY, 52}, true},
    {"description", {NDX_FIELD_BODY, 53}, true},
    {"descriptions", {NDX_FIELD_BODY, 54}, true},
    {"summary", {NDX_FIELD_BODY, 55}, true},
    {"snippet", {NDX_FIELD_BODY, 56}, true},
    {"firstcreated", {NDX_FIELD_DATE_TEXT, 40}, true},
    {"firstCreated", {NDX_FIELD_DATE_TEXT, 40}, true},
    {"sourcename", {NDX_FIELD_SOURCE, 40}, true},
    {"news_desk", {NDX_FIELD_SECTION, 40}, true},
    {"section_name", {NDX_FIELD_SECTION, 39}, true},
    {"pub", {NDX_FIELD_SOURCE, 41}, true},
};

/* In an object that stands where a text is expected ({"main": ...}, {"name": ...}), the members that hold it,
 * best first. */
static const char *const text_members[] = {"main",  "original", "name",        "value",    "rendered",
                                           "text",  "content",  "title",       "full",     "default",
                                           "$date", "$oid",     "$numberLong", "_text",    "#text",
                                           "$t",    "$",        "fullname",    "fullName", "literal"};

static ndx_key find_key(ndx_keys *keys, ndx_text path, bool *first_only) {
    ndx_key key = ndx_keys_find(keys, path);
    *first_only = false;
    if (key.field != NDX_FIELD_COUNT) return key;
    for (size_t i = 0; i < NDX_COUNT(press_keys); i++)
        if (ndx_text_equal(path, ndx_text_of(press_keys[i].name))) {
            *first_only = press_keys[i].first_only;
            return press_keys[i].key;
        }
    return key;
}

/* --- values --------------------------------------------------------------------------------------------- */

typedef struct walk { /* one article being set */
    ndx_json_reader json;
    ndx_json_scratch *scratch;
    ndx_keys *keys;
    ndx_article *article;
    ndx_ranks ranks;
} walk;

static ndx_status bad_json(const walk *w, ndx_error *err) {
    return ndx_fail(err, NDX_BAD_INPUT, "%s at byte %zu of the object",
                    w->json.detail ? w->json.detail : "not JSON", w->json.at);
}

/* The value just read, plain, in scratch.value. */
static void take_plain(walk *w, ndx_json_kind kind) {
    ndx_buf *value = &w->scratch->value;
    ndx_buf_reset(value);
    if (kind == NDX_JSON_OTHER &&
        !(w->json.value.data[0] == '-' || (w->json.value.data[0] >= '0' && w->json.value.data[0] <= '9')))
        return;
    ndx_buf_add_text(value, w->json.value);
    if (w->json.escapes && !value->failed) value->len = ndx_json_unescape(value->data, value->len);
}

/* The object just begun stands for a text: the best of its members, plain, in scratch.value. */
static ndx_status take_object_text(walk *w, ndx_error *err) {
    size_t best = NDX_COUNT(text_members);
    ndx_buf_reset(&w->scratch->value);
    for (;;) {
        ndx_json_kind kind = ndx_json_next(&w->json);
        if (kind == NDX_JSON_CLOSE) return NDX_OK;
        if (kind == NDX_JSON_OBJECT || kind == NDX_JSON_ARRAY) kind = ndx_json_skip(&w->json);
        if (kind == NDX_JSON_BAD) return bad_json(w, err);
        if (kind == NDX_JSON_CLOSE) continue;
        for (size_t i = 0; i < best; i++)
            if (ndx_text_equal(w->json.key, ndx_text_of(text_members[i]))) {
                take_plain(w, kind);
                if (w->scratch->value.len) best = i;
                break;
            }
    }
}

static ndx_status set_value(walk *w, ndx_key key, ndx_buf *value, ndx_error *err) {
    return ndx_ranks_set_loose(&w->ranks, w->article, key, value, err);
}

/* What stands between the parts of a list that become one text. */
static const char *between(ndx_field field) {
    return field == NDX_FIELD_BODY ? "\n\n" : ", ";
}

/* The list just begun: each element is a value of a LIST field, or part of one text. */
static ndx_status take_list(walk *w, ndx_key key, bool first_only, ndx_error *err) {
    bool list = ndx_field_get(key.field)->kind == NDX_LIST,
         exact = ndx_field_get(key.field)->kind == NDX_EXACT;
    ndx_buf *joined = &w->scratch->joined;
    ndx_buf_reset(joined);
    for (;;) {
        ndx_json_kind kind = ndx_json_next(&w->json);
        ndx_status status = NDX_OK;
        if (kind == NDX_JSON_CLOSE) break;
        if (kind == NDX_JSON_OBJECT)
            status = take_object_text(w, err);
        else if (kind == NDX_JSON_ARRAY)
            kind = ndx_json_skip(&w->json), ndx_buf_reset(&w->scratch->value);
        else
            take_plain(w, kind);
        if (kind == NDX_JSON_BAD) return bad_json(w, err);
        if (status == NDX_OK && list) status = set_value(w, key, &w->scratch->value, err);
        if (status != NDX_OK) return status;
        if (list || w->scratch->value.len == 0 || ((first_only || exact) && joined->len)) continue;
        if (joined->len) ndx_buf_add_str(joined, between(key.field));
        ndx_buf_add_text(joined, ndx_buf_text(&w->scratch->value));
    }
    return list ? NDX_OK : set_value(w, key, joined, err);
}

static ndx_status take_members(walk *w, bool prefixed, ndx_error *err);

/* A list that no key names: its objects may hold what a dotted map names. */
static ndx_status take_inside_list(walk *w, ndx_error *err) {
    for (;;) {
        ndx_json_kind kind = ndx_json_next(&w->json);
        ndx_status status = NDX_OK;
        if (kind == NDX_JSON_CLOSE) return NDX_OK;
        if (kind == NDX_JSON_OBJECT)
            status = take_members(w, true, err);
        else if (kind == NDX_JSON_ARRAY)
            kind = ndx_json_skip(&w->json);
        if (kind == NDX_JSON_BAD) return bad_json(w, err);
        if (status != NDX_OK) return status;
    }
}

static ndx_status take_member(walk *w, ndx_json_kind kind, bool prefixed, ndx_error *err) {
    ndx_text path = ndx_buf_text(&w->scratch->path);
    bool first_only, object = kind == NDX_JSON_OBJECT;
    ndx_key key = find_key(w->keys, path, &first_only);
    bool wanted = ndx_ranks_want(&w->ranks, key);
    if (kind == NDX_JSON_STRING || kind == NDX_JSON_OTHER) {
        if (!wanted) return NDX_OK;
        take_plain(w, kind);
        return set_value(w, key, &w->scratch->value, err);
    }
    /* Depth is bounded by the reader's, so is this recursion. */
    if (object && !prefixed && is_wrapper(path)) return take_members(w, false, err);
    if (ndx_keys_maps_inside(w->keys, path))
        return object ? take_members(w, true, err) : take_inside_list(w, err);
    if (!wanted) return ndx_json_skip(&w->json) == NDX_JSON_BAD ? bad_json(w, err) : NDX_OK;
    if (!object) return take_list(w, key, first_only, err);
    ndx_status status = take_object_text(w, err);
    return status == NDX_OK ? set_value(w, key, &w->scratch->value, err) : status;
}

/* The members of the object just begun. prefixed: their names are dotted behind the path so far. */
static ndx_status take_members(walk *w, bool prefixed, ndx_error *err) {
    ndx_buf *path = &w->scratch->path;
    size_t length = path->len;
    for (;;) {
        ndx_json_kind kind = ndx_json_next(&w->json);
        if (kind == NDX_JSON_BAD) return bad_json(w, err);
        if (kind == NDX_JSON_CLOSE || kind == NDX_JSON_END) break;
        path->len = prefixed ? length : 0;
        if (path->len) ndx_buf_add_char(path, '.');
        ndx_buf_add_text(path, w->json.key);
        if (path->failed) return ndx_fail_memory(err);
        ndx_status status = take_member(w, kind, prefixed, err);
        if (status != NDX_OK) return status;
    }
    path->len = length;
    return NDX_OK;
}

ndx_status ndx_json_article(ndx_json_scratch *scratch, ndx_keys *keys, ndx_text object, ndx_article *article,
                            ndx_error *err) {
    walk w = {.json = {.text = object}, .scratch = scratch, .keys = keys, .article = article};
    ndx_ranks_init(&w.ranks);
    ndx_buf_reset(&scratch->path);
    ndx_json_kind kind = ndx_json_next(&w.json);
    if (kind == NDX_JSON_BAD) return bad_json(&w, err);
    if (kind != NDX_JSON_OBJECT) return ndx_fail(err, NDX_BAD_INPUT, "it is not an object");
    ndx_status status = take_members(&w, false, err);
    if (status == NDX_OK && ndx_json_next(&w.json) == NDX_JSON_BAD) return bad_json(&w, err);
    return status;
}
