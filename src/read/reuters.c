/* Reuters-21578's SGML: <REUTERS NEWID=...> ... </REUTERS>, many in a file.
 * The text's own "<" is written &lt;, so that every "<" is a tag. Three kinds of TEXT: with BODY; TYPE="BRIEF", a title and filler;
 * TYPE="UNPROC", text without any markup. */
#include "archive.h"
#include "markup.h"

#include <string.h>

static int sniff_reuters(const ndx_sniff *sniff) {
    ndx_text head = ndx_text_trim(ndx_text_slice(sniff->head, 0, 4096));
    if (!ndx_text_starts(head, NDX_TEXT("<"))) return 0;
    return ndx_text_find(head, NDX_TEXT("<REUTERS ")) != SIZE_MAX ? 99 : 0;
}

static bool boundary(void *context, ndx_text view, size_t *from, bool last, size_t *end) {
    static const char closing[] = "</REUTERS>";
    (void)context;
    (void)last;
    const char *found = memmem(view.data + *from, view.len - *from, closing, sizeof closing - 1);
    if (found)
        *end = (size_t)(found - view.data) + sizeof closing - 1;
    else
        *from = view.len > sizeof closing ? view.len - sizeof closing : 0;
    return found != NULL;
}

/* What the source calls by codes, by initials that are no words. */
static bool is_initials(ndx_text code) {
    static const char *const initials[] = {"usa", "uk", "ussr", "uae", "imf", "opec", "ec", "gatt"};
    for (size_t i = 0; i < NDX_COUNT(initials); i++)
        if (ndx_text_equal(code, ndx_text_of(initials[i]))) return true;
    return false;
}

/* "james-baker" is James Baker, "el-salvador" El Salvador, "usa" USA. */
static void add_readable(ndx_buf *out, ndx_text code) {
    bool initials = is_initials(code), start = true;
    for (size_t i = 0; i < code.len; i++) {
        char c = code.data[i];
        bool lower = c >= 'a' && c <= 'z';
        ndx_buf_add_char(out, c == '-' ? ' ' : lower && (start || initials) ? (char)(c - 32) : c);
        start = c == '-';
    }
}

/* <D>code</D><D>code</D> as values with a separator between them. */
static ndx_status set_codes(ndx_article *article, ndx_field field, ndx_text content, bool readable,
                            const char *separator, ndx_error *err) {
    ndx_buf out = {0};
    ndx_tag tag = {0};
    size_t start, end;
    for (size_t at = 0; ndx_tag_next(content, &at, &tag); at = end) {
        if (tag.closing || !ndx_tag_close(content, &tag, &start, &end)) break;
        ndx_text code = ndx_text_trim(ndx_text_slice(content, tag.end, start));
        if (out.len) ndx_buf_add_str(&out, separator);
        if (readable)
            add_readable(&out, code);
        else
            ndx_buf_add_text(&out, code);
    }
    ndx_status status = ndx_buf_status(&out, err);
    if (status == NDX_OK && article->field[field].len == 0)
        status = ndx_article_set(article, field, ndx_buf_text(&out), err);
    ndx_buf_clear(&out);
    return status;
}

/* Content of an element, references decoded, in the arena. */
static ndx_status set_content(ndx_article *article, ndx_field field, ndx_text content, ndx_error *err) {
    ndx_text copy = ndx_arena_copy(&article->arena, ndx_text_trim(content));
    if (article->arena.failed) return ndx_fail_memory(err);
    size_t len = ndx_markup_decode((char *)copy.data, copy.len);
    article->field[field] = ndx_text_trim((ndx_text){copy.data, len});
    return NDX_OK;
}

/* Dateline and body as they were printed, one after the other. */
static ndx_status set_body(ndx_article *article, ndx_text dateline, ndx_text body, ndx_error *err) {
    char *joined = ndx_arena_room(&article->arena, dateline.len + body.len + 1);
    if (!joined) return ndx_fail_memory(err);
    if (dateline.len) memcpy(joined, dateline.data, dateline.len);
    if (body.len) memcpy(joined + dateline.len, body.data, body.len);
    article->field[NDX_FIELD_BODY] = (ndx_text){joined, ndx_markup_decode(joined, dateline.len + body.len)};
    return NDX_OK;
}

/* What stands in TEXT outside its elements: all of UNPROC; in BRIEF asterisks before the title and filler
 * after it. */
static ndx_text bare_text(ndx_text rest) {
    rest = ndx_text_trim(rest);
    if (ndx_text_starts(rest, NDX_TEXT("Blah blah blah."))) rest = (ndx_text){"", 0};
    return rest;
}

typedef struct parts {
    ndx_text dateline, body, bare;
} parts;

static ndx_status take_element(ndx_article *article, ndx_text name, ndx_text content, parts *text,
                               ndx_error *err) {
    if (ndx_text_equal(name, NDX_TEXT("DATE"))) {
        size_t note = ndx_text_find(content, NDX_TEXT("#")); /* one date has an editor's note behind it */
        return set_content(article, NDX_FIELD_DATE_TEXT, ndx_text_slice(content, 0, note), err);
    }
    if (ndx_text_equal(name, NDX_TEXT("TITLE")))
        return set_content(article, NDX_FIELD_HEADLINE, content, err);
    if (ndx_text_equal(name, NDX_TEXT("AUTHOR"))) return set_content(article, NDX_FIELD_BYLINE, content, err);
    if (ndx_text_equal(name, NDX_TEXT("PEOPLE")))
        return set_codes(article, NDX_FIELD_PEOPLE, content, true, "\n", err);
    if (ndx_text_equal(name, NDX_TEXT("TOPICS")))
        return set_codes(article, NDX_FIELD_SECTION, content, false, ", ", err);
    if (ndx_text_equal(name, NDX_TEXT("PLACES")))
        return set_codes(article, NDX_FIELD_PLACE, content, true, ", ", err);
    if (ndx_text_equal(name, NDX_TEXT("BODY"))) text->body = content;
    if (ndx_text_equal(name, NDX_TEXT("DATELINE"))) {
        text->dateline = content;
        return set_content(article, NDX_FIELD_PLACE, content, err); /* better than the country codes */
    }
    return NDX_OK;
}

/* Elements that hold others are walked into, the rest are taken whole. */
static ndx_status take_elements(ndx_article *article, ndx_text text, parts *found, ndx_error *err) {
    ndx_tag tag = {0};
    bool in_text = false;
    ndx_status status = NDX_OK;
    for (size_t at = 0, start, end; status == NDX_OK && ndx_tag_next(text, &at, &tag);) {
        if (ndx_text_equal(tag.name, NDX_TEXT("REUTERS"))) {
            ndx_text id = ndx_tag_attribute(&tag, NDX_TEXT("NEWID"));
            if (!tag.closing) status = ndx_article_set(article, NDX_FIELD_ID, id, err);
        } else if (ndx_text_equal(tag.name, NDX_TEXT("TEXT"))) {
            if (tag.closing && found->bare.data)
                found->bare.len = (size_t)(text.data + tag.start - found->bare.data);
            if (!tag.closing) found->bare = (ndx_text){text.data + tag.end, 0};
            in_text = !tag.closing;
        } else if (!tag.closing && ndx_tag_close(text, &tag, &start, &end)) {
            status = take_element(article, tag.name, ndx_text_slice(text, tag.end, start), found, err);
            at = end;
            if (in_text) found->bare = (ndx_text){text.data + end, 0};
        }
    }
    return status;
}

static const ndx_text opening = NDX_TEXT("<REUTERS ");

/* The record from its last <REUTERS on; an article before it that never closed is told. False: there is none.
 */
static bool take_lead(ndx_archive *archive, ndx_text *record) {
    size_t begin = ndx_text_find(*record, opening), next;
    if (begin == SIZE_MAX) return false;
    ndx_archive_lead(archive, record, begin);
    while ((next = ndx_text_find(ndx_text_slice(*record, 1, record->len), opening)) != SIZE_MAX) {
        archive->ordinal++;
        ndx_archive_tell(archive, ndx_archive_offset(archive), NDX_REASON_MALFORMED, false, "no </REUTERS>");
        ndx_archive_lead(archive, record, next + 1);
    }
    return true;
}

static ndx_status next_reuters(ndx_archive *archive, ndx_article *article, ndx_error *err) {
    bool complete;
    ndx_text record, text;
    parts found = {0};
    ndx_status status = ndx_archive_record(archive, boundary, NULL, &record, &complete, err);
    if (status != NDX_OK) return status;
    if (ndx_text_find(record, opening) == SIZE_MAX && ndx_text_trim(record).len == 0) return NDX_END;
    if (!complete || !take_lead(archive, &record)) {
        archive->ordinal++;
        return ndx_archive_skip(archive, ndx_archive_offset(archive),
                                complete ? NDX_REASON_MALFORMED : NDX_REASON_TRUNCATED,
                                complete ? "</REUTERS> without <REUTERS>" : "no </REUTERS>");
    }
    status = ndx_archive_article(archive, article, record, &text, err);
    if (status == NDX_OK) status = take_elements(article, text, &found, err);
    if (status == NDX_OK)
        status = set_body(article, found.dateline, found.body.len ? found.body : bare_text(found.bare), err);
    /* One article of the collection was sent without any text. It counts all the same. */
    bool empty =
        ndx_text_trim(article->field[NDX_FIELD_BODY]).len == 0 && article->field[NDX_FIELD_HEADLINE].len == 0;
    if (status == NDX_OK && empty)
        status = ndx_article_set(article, NDX_FIELD_BODY, NDX_TEXT("(no text)"), err);
    return status == NDX_OK ? ndx_article_set(article, NDX_FIELD_SOURCE, NDX_TEXT("Reuters"), err) : status;
}

const ndx_input_format ndx_format_reuters = {
    .name = "reuters",
    .description = "Reuters-21578 SGML",
    .aliases = "reuters21578,reuters-21578",
    .sniff = sniff_reuters,
    .next = next_reuters,
};
