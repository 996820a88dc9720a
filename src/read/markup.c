/* Tags and character references. */
#include "markup.h"

#include <libxml/HTMLparser.h>
#include <string.h>

/* MOST_UNCLOSED: each is looked for to the end of the text; articles have none or a few. */
enum { LONGEST_TAG = 4096, LONGEST_REFERENCE = 32, MOST_UNCLOSED = 64 };

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':' || c == '.';
}

/* --- tags ----------------------------------------------------------------------------------------------- */

/* The end of a tag's attributes: '>' outside quotes. */
static const char *tag_end(const char *at, const char *end) {
    char quote = 0;
    if (end - at > LONGEST_TAG) end = at + LONGEST_TAG;
    for (; at < end; at++) {
        if (quote)
            quote = *at == quote ? 0 : quote;
        else if (*at == '>')
            return at;
        else if (*at == '"' || *at == '\'')
            quote = *at;
        else if (*at == '<')
            return NULL;
    }
    return NULL;
}

/* Parse what begins with '<' at text[from]. */
static bool read_tag(ndx_text text, size_t from, ndx_tag *tag) {
    const char *end = text.data + text.len, *at = text.data + from + 1;
    bool closing = at < end && *at == '/';
    at += closing;
    if (at >= end || !is_letter(*at)) return false;
    const char *name = at;
    while (at < end && is_name(*at)) at++;
    const char *close = tag_end(at, end);
    if (!close) return false;
    tag->name = (ndx_text){name, (size_t)(at - name)};
    tag->attributes = (ndx_text){at, (size_t)(close - at)};
    tag->closing = closing;
    tag->start = from;
    tag->end = (size_t)(close + 1 - text.data);
    return true;
}

/* Where a comment or declaration that begins at text[from] ends; from when there is none. */
static size_t skip_declaration(ndx_text text, size_t from) {
    ndx_text rest = ndx_text_slice(text, from, text.len);
    bool comment = ndx_text_starts(rest, NDX_TEXT("<!--"));
    if (!comment && !ndx_text_starts(rest, NDX_TEXT("<!")) && !ndx_text_starts(rest, NDX_TEXT("<?")))
        return from;
    if (!comment) rest.len = rest.len < LONGEST_TAG ? rest.len : LONGEST_TAG;
    size_t end = ndx_text_find(rest, comment ? NDX_TEXT("-->") : NDX_TEXT(">"));
    return end == SIZE_MAX ? from : from + end + (comment ? 3 : 1);
}

bool ndx_tag_next(ndx_text text, size_t *at, ndx_tag *tag) {
    while (*at < text.len) {
        const char *open = memchr(text.data + *at, '<', text.len - *at);
        if (!open) break;
        size_t from = (size_t)(open - text.data);
        if (read_tag(text, from, tag)) {
            *at = tag->end;
            return true;
        }
        bool comment = ndx_text_starts(ndx_text_slice(text, from, text.len), NDX_TEXT("<!--"));
        size_t past = comment && tag->no_comment_end ? from : skip_declaration(text, from);
        tag->no_comment_end |= comment && past == from;
        *at = past > from ? past : from + 1;
    }
    *at = text.len;
    return false;
}

bool ndx_tag_close(ndx_text text, ndx_tag *tag, size_t *start, size_t *end) {
    ndx_text name = tag->name;
    const char *open;
    for (size_t from = tag->end; from < text.len && tag->unclosed < MOST_UNCLOSED;) {
        if (!(open = memchr(text.data + from, '<', text.len - from))) break;
        size_t at = (size_t)(open - text.data);
        ndx_text rest = ndx_text_slice(text, at + 2, text.len);
        if (at + 1 < text.len && open[1] == '/' && ndx_text_starts_nocase(rest, name) &&
            rest.len > name.len && !is_name(rest.data[name.len])) {
            const char *close = memchr(rest.data, '>', rest.len);
            *start = at;
            *end = close ? (size_t)(close + 1 - text.data) : text.len;
            return true;
        }
        from = at + 1;
    }
    tag->unclosed++;
    return false;
}

ndx_text ndx_tag_attribute(const ndx_tag *tag, ndx_text name) {
    ndx_text rest = tag->attributes;
    for (size_t at = 0; at < rest.len;) {
        if (!is_letter(rest.data[at])) {
            at++;
            continue;
        }
        size_t from = at;
        while (at < rest.len && is_name(rest.data[at])) at++;
        ndx_text found = ndx_text_slice(rest, from, at);
        while (at < rest.len && (rest.data[at] == ' ' || rest.data[at] == '\n')) at++;
        if (at >= rest.len || rest.data[at] != '=') continue;
        do at++;
        while (at < rest.len && (rest.data[at] == ' ' || rest.data[at] == '\n'));
        char quote = at < rest.len && (rest.data[at] == '"' || rest.data[at] == '\'') ? rest.data[at++] : ' ';
        from = at;
        while (at < rest.len && rest.data[at] != quote && !(quote == ' ' && rest.data[at] <= ' ')) at++;
        if (ndx_text_equal_nocase(found, name)) return ndx_text_slice(rest, from, at);
        at++;
    }
    return (ndx_text){"", 0};
}

/* --- character references ------------------------------------------------------------------------------- */

/* What 128-159 mean in HTML's numeric references: Windows-1252 (WHATWG HTML, numeric character reference end
 * state). */
static const uint16_t windows_1252[32] = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178,
};

static bool numeric(ndx_text digits, uint32_t *c) {
    unsigned base = 10;
    if (digits.len && (digits.data[0] | 32) == 'x') {
        base = 16;
        digits = ndx_text_slice(digits, 1, digits.len);
    }
    if (digits.len == 0 || digits.len > 8) return false;
    uint64_t value = 0;
    for (size_t i = 0; i < digits.len; i++) {
        char d = digits.data[i];
        unsigned digit = d >= '0' && d <= '9'                 ? (unsigned)(d - '0')
                         : (d | 32) >= 'a' && (d | 32) <= 'f' ? (unsigned)((d | 32) - 'a') + 10
                                                              : 99;
        if (digit >= base) return false;
        value = value * base + digit;
    }
    *c = value > 0x10FFFF ? 0xFFFD : (uint32_t)value;
    if (*c >= 0x80 && *c < 0xA0) *c = windows_1252[*c - 0x80];
    if ((*c < 0x20 && *c != '\n' && *c != '\t') || (*c >= 0x7F && *c < 0xA0)) *c = ' ';
    return true;
}

static bool named(ndx_text name, uint32_t *c) {
    static const struct {
        ndx_text name;
        uint32_t c;
    } frequent[] = {{NDX_TEXT("lt"), '<'},   {NDX_TEXT("amp"), '&'},   {NDX_TEXT("gt"), '>'},
                    {NDX_TEXT("quot"), '"'}, {NDX_TEXT("apos"), '\''}, {NDX_TEXT("nbsp"), 0xA0}};
    for (size_t i = 0; i < NDX_COUNT(frequent); i++)
        if (ndx_text_equal(name, frequent[i].name)) {
            *c = frequent[i].c;
            return true;
        }
    char word[LONGEST_REFERENCE];
    if (name.len == 0 || name.len >= sizeof word) return false;
    memcpy(word, name.data, name.len);
    word[name.len] = '\0';
    const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)word);
    if (entity) *c = entity->value;
    return entity != NULL;
}

/* The reference that begins with '&' at text[0]: its length with ';', 0 if it is none. */
static size_t reference(const char *text, size_t len, uint32_t *c) {
    if (len > LONGEST_REFERENCE) len = LONGEST_REFERENCE;
    const char *semicolon = memchr(text, ';', len);
    if (!semicolon) return 0;
    ndx_text name = {text + 1, (size_t)(semicolon - text) - 1};
    bool found =
        name.len && name.data[0] == '#' ? numeric(ndx_text_slice(name, 1, name.len), c) : named(name, c);
    return found ? (size_t)(semicolon - text) + 1 : 0;
}

size_t ndx_markup_decode(char *text, size_t len) {
    size_t out = 0;
    for (size_t at = 0; at < len;) {
        const char *amp = memchr(text + at, '&', len - at);
        size_t stop = amp ? (size_t)(amp - text) : len;
        memmove(text + out, text + at, stop - at);
        out += stop - at;
        at = stop;
        if (!amp) break;
        uint32_t c = '&';
        size_t took = reference(text + at, len - at, &c);
        at += took ? took : 1;
        out += ndx_utf8_put(text + out, c); /* no reference is shorter than its character */
    }
    return out;
}

/* --- stripping ------------------------------------------------------------------------------------------ */

/* Tags that end a paragraph; the rest are inline and leave nothing. */
static bool is_block(ndx_text name) {
    static const char *const blocks[] = {
        "p",      "div",        "li",    "ul", "ol",         "h1",      "h2",      "h3",    "h4",
        "h5",     "h6",         "table", "tr", "blockquote", "section", "article", "pre",   "hr",
        "figure", "figcaption", "dd",    "dt", "dl",         "lp",      "hl2",     "block", "media"};
    for (size_t i = 0; i < NDX_COUNT(blocks); i++)
        if (ndx_text_equal_nocase(name, ndx_text_of(blocks[i]))) return true;
    return false;
}

static bool is_dropped(ndx_text name) {
    return ndx_text_equal_nocase(name, NDX_TEXT("script")) || ndx_text_equal_nocase(name, NDX_TEXT("style"));
}

size_t ndx_markup_strip(char *data, size_t len) {
    ndx_text text = {data, len};
    size_t out = 0, at = 0, from = 0;
    ndx_tag tag = {0};
    while (ndx_tag_next(text, &at, &tag)) {
        memmove(data + out, data + from, tag.start - from);
        out += tag.start - from;
        from = tag.end;
        /* A tag has at least three bytes; what it leaves has at most two. */
        if (ndx_text_equal_nocase(tag.name, NDX_TEXT("br")))
            data[out++] = '\n';
        else if (is_block(tag.name))
            data[out++] = '\n', data[out++] = '\n';
        size_t start, end;
        if (!tag.closing && is_dropped(tag.name) && ndx_tag_close(text, &tag, &start, &end)) at = from = end;
    }
    memmove(data + out, data + from, len - from);
    return ndx_markup_decode(data, out + len - from);
}

bool ndx_markup_probable(ndx_text text) {
    static const ndx_text signs[] = {NDX_TEXT("</"), NDX_TEXT("<br"), NDX_TEXT("<p>"), NDX_TEXT("<P>")};
    const char *open;
    for (; text.len && (open = memchr(text.data, '<', text.len)); text = ndx_text_slice(text, 1, text.len)) {
        text = ndx_text_slice(text, (size_t)(open - text.data), text.len);
        for (size_t i = 0; i < NDX_COUNT(signs); i++)
            if (ndx_text_starts(text, signs[i])) return true;
    }
    return false;
}
