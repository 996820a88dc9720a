/* TREC's SGML: <DOC> ... </DOC>, many in a file; each collection with tags of its own (AP, WSJ, FT, LA Times, FBIS, SJMN, AQUAINT,
 * Gigaword). The tags known are a table; unknown ones are walked into. */
#include "archive.h"
#include "markup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* tag, field, rank: of two tags for one field the lower rank wins. Body tags are all taken, in order. */
static const struct {
    ndx_text tag;
    ndx_field field;
    unsigned rank;
} tags[] = {
    {NDX_TEXT("DOCNO"), NDX_FIELD_ID, 1},
    {NDX_TEXT("DOCID"), NDX_FIELD_ID, 3},
    {NDX_TEXT("HEADLINE"), NDX_FIELD_HEADLINE, 1},
    {NDX_TEXT("HEAD"), NDX_FIELD_HEADLINE, 1},
    {NDX_TEXT("HL"), NDX_FIELD_HEADLINE, 1},
    {NDX_TEXT("TI"), NDX_FIELD_HEADLINE, 2},
    {NDX_TEXT("TITLE"), NDX_FIELD_HEADLINE, 2},
    {NDX_TEXT("DATE_TIME"), NDX_FIELD_DATE_TEXT, 1},
    {NDX_TEXT("DATETIME"), NDX_FIELD_DATE_TEXT, 1},
    {NDX_TEXT("DATE"), NDX_FIELD_DATE_TEXT, 2},
    {NDX_TEXT("DATE1"), NDX_FIELD_DATE_TEXT, 2},
    {NDX_TEXT("PUBDATE"), NDX_FIELD_DATE_TEXT, 2},
    {NDX_TEXT("DD"), NDX_FIELD_DATE_TEXT, 3},
    {NDX_TEXT("DATELINE"), NDX_FIELD_PLACE, 1},
    {NDX_TEXT("BYLINE"), NDX_FIELD_BYLINE, 1},
    {NDX_TEXT("AUTHOR"), NDX_FIELD_BYLINE, 2},
    {NDX_TEXT("AU"), NDX_FIELD_BYLINE, 3},
    {NDX_TEXT("SECTION"), NDX_FIELD_SECTION, 1},
    {NDX_TEXT("SUBJECT"), NDX_FIELD_SECTION, 2},
    {NDX_TEXT("PUB"), NDX_FIELD_SOURCE, 1},
    {NDX_TEXT("SO"), NDX_FIELD_SOURCE, 2},
    {NDX_TEXT("SOURCE"), NDX_FIELD_SOURCE, 1},
    {NDX_TEXT("URL"), NDX_FIELD_URL, 1},
    {NDX_TEXT("LANGUAGE"), NDX_FIELD_LANGUAGE, 1},
    {NDX_TEXT("LP"), NDX_FIELD_BODY, 1},
    {NDX_TEXT("LEADPARA"), NDX_FIELD_BODY, 1},
    {NDX_TEXT("TEXT"), NDX_FIELD_BODY, 1},
};

typedef struct trec {
    ndx_buf body;
} trec; /* one article's text while it is put together */

static int sniff_trec(const ndx_sniff *sniff) {
    ndx_text head = ndx_text_slice(sniff->head, 0, 8192);
    ndx_tag tag = {0};
    size_t at = 0;
    if (!ndx_text_starts(ndx_text_trim(head), NDX_TEXT("<")) || !ndx_tag_next(head, &at, &tag)) return 0;
    if (!ndx_text_equal_nocase(tag.name, NDX_TEXT("DOC"))) return 0;
    bool has_id = ndx_tag_attribute(&tag, NDX_TEXT("id")).len > 0;
    while (ndx_tag_next(head, &at, &tag))
        if (ndx_text_equal_nocase(tag.name, NDX_TEXT("DOCNO")) ||
            ndx_text_equal_nocase(tag.name, NDX_TEXT("TEXT")))
            return 95;
    return has_id ? 90 : 40;
}

/* "<DOC>", "</doc>": how long what begins with '<' is, when it is such a tag. */
static bool is_doc_tag(ndx_text text, bool closing) {
    size_t name = closing ? 2 : 1;
    if (closing && (text.len < 2 || text.data[1] != '/')) return false;
    if (!ndx_text_starts_nocase(ndx_text_slice(text, name, text.len), NDX_TEXT("DOC")) ||
        text.len <= name + 3)
        return false;
    char after = text.data[name + 3];
    return after == '>' || after == ' ' || after == '\n' || after == '\r' || after == '\t';
}

/* An article ends after </DOC>, or before the <DOC> that follows when </DOC> was forgotten. */
static bool boundary(void *context, ndx_text view, size_t *from, bool last, size_t *end) {
    bool *begun = context;
    for (size_t at = *from; at < view.len;) {
        const char *open = memchr(view.data + at, '<', view.len - at);
        if (!open) {
            *from = view.len;
            break;
        }
        at = *from = (size_t)(open - view.data);
        if (view.len - at < 8 && !last) break;
        ndx_text rest = ndx_text_slice(view, at, view.len);
        bool closing = is_doc_tag(rest, true), opening = !closing && is_doc_tag(rest, false);
        if (closing) {
            const char *close = memchr(rest.data, '>', rest.len);
            *end = close ? (size_t)(close + 1 - view.data) : view.len;
            return true;
        }
        if (opening && *begun) {
            *end = at;
            return true;
        }
        *begun |= opening;
        *from = ++at;
    }
    return false;
}

/* --- one article ---------------------------------------------------------------------------------------- */

static ndx_key key_of_tag(ndx_archive *archive, ndx_text name) {
    ndx_key mapped =
        archive->options->maps ? ndx_keys_find(archive->keys, name) : (ndx_key){NDX_FIELD_COUNT, 1};
    if (mapped.field != NDX_FIELD_COUNT && mapped.rank == 0) return mapped;
    for (size_t i = 0; i < NDX_COUNT(tags); i++)
        if (ndx_text_equal_nocase(name, tags[i].tag)) return (ndx_key){tags[i].field, tags[i].rank};
    return (ndx_key){NDX_FIELD_COUNT, 0};
}

static void add_stripped(ndx_buf *out, ndx_text content) {
    size_t from = out->len;
    ndx_buf_add_text(out, content);
    if (!out->failed && content.len) out->len = from + ndx_markup_strip(out->data + from, content.len);
}

static ndx_status set_stripped(ndx_article *article, ndx_ranks *ranks, ndx_key key, ndx_text content,
                               ndx_error *err) {
    ndx_text copy = ndx_arena_copy(&article->arena, content);
    if (article->arena.failed) return ndx_fail_memory(err);
    return ndx_ranks_set(ranks, article, key,
                         (ndx_text){copy.data, ndx_markup_strip((char *)copy.data, copy.len)}, err);
}

static ndx_status take_tags(ndx_archive *archive, ndx_article *article, ndx_text text, ndx_error *err) {
    trec *state = archive->state;
    ndx_ranks ranks;
    ndx_tag tag = {0};
    ndx_status status = NDX_OK;
    ndx_ranks_init(&ranks);
    ndx_buf_reset(&state->body);
    for (size_t at = 0, start, end; status == NDX_OK && ndx_tag_next(text, &at, &tag);) {
        if (tag.closing) continue;
        ndx_key key = key_of_tag(archive, tag.name);
        if (ndx_text_equal_nocase(tag.name, NDX_TEXT("DOC"))) {
            status = ndx_ranks_set(&ranks, article, (ndx_key){NDX_FIELD_ID, 2},
                                   ndx_tag_attribute(&tag, NDX_TEXT("id")), err);
            continue;
        }
        if (key.field == NDX_FIELD_COUNT || !ndx_tag_close(text, &tag, &start, &end)) continue;
        at = end;
        if (key.field != NDX_FIELD_BODY) {
            status = set_stripped(article, &ranks, key, ndx_text_slice(text, tag.end, start), err);
            continue;
        }
        if (state->body.len) ndx_buf_add_str(&state->body, "\n\n");
        add_stripped(&state->body, ndx_text_slice(text, tag.end, start));
    }
    return status == NDX_OK ? ndx_buf_status(&state->body, err) : status;
}

/* What stands outside the known elements: the text of collections that mark only their metadata. */
static void add_bare(ndx_archive *archive, ndx_text whole) {
    trec *state = archive->state;
    ndx_tag tag = {0};
    size_t from = 0;
    ndx_buf_reset(&state->body);
    for (size_t at = 0, start, end; ndx_tag_next(whole, &at, &tag);) {
        if (tag.closing || key_of_tag(archive, tag.name).field == NDX_FIELD_COUNT) continue;
        if (!ndx_tag_close(whole, &tag, &start, &end)) continue;
        add_stripped(&state->body, ndx_text_slice(whole, from, tag.start));
        at = from = end;
    }
    add_stripped(&state->body, ndx_text_slice(whole, from, whole.len));
}

/* The dateline as printed, then the text. */
static ndx_status set_body(ndx_archive *archive, ndx_article *article, ndx_text whole, ndx_error *err) {
    trec *state = archive->state;
    if (ndx_text_trim(ndx_buf_text(&state->body)).len == 0) add_bare(archive, whole);
    ndx_text body = ndx_text_trim(ndx_buf_text(&state->body)), dateline = article->field[NDX_FIELD_PLACE];
    if (state->body.failed) return ndx_fail_memory(err);
    if (dateline.len == 0 || body.len == 0) return ndx_article_set(article, NDX_FIELD_BODY, body, err);
    char *joined = ndx_arena_room(&article->arena, dateline.len + body.len + 1);
    if (!joined) return ndx_fail_memory(err);
    memcpy(joined, dateline.data, dateline.len);
    joined[dateline.len] = ' ';
    memcpy(joined + dateline.len + 1, body.data, body.len);
    article->field[NDX_FIELD_BODY] = (ndx_text){joined, dateline.len + body.len + 1};
    return NDX_OK;
}

/* --- dates hidden in names and numbers ------------------------------------------------------------------ */

static unsigned number(const char *digits, size_t count) {
    unsigned value = 0;
    while (count--) value = value * 10 + (unsigned)(*digits++ - '0');
    return value;
}

/* Years of two digits: the collections are of the 20th century, unless they are of this one. */
static int full_year(unsigned year) {
    return (int)(year < 60 ? 2000 + year : 1900 + year);
}

/* The day in a name such as AP890101-0001, LA010189-0012 (month first), APW19980601.0001; NDX_NO_DAY if none.
 */
static ndx_day day_in_name(ndx_text name) {
    for (size_t at = 0; at < name.len;) {
        size_t from = at;
        while (at < name.len && name.data[at] >= '0' && name.data[at] <= '9') at++;
        const char *d = name.data + from;
        ndx_day day = NDX_NO_DAY;
        if (at - from == 8) day = ndx_day_of((int)number(d, 4), (int)number(d + 4, 2), (int)number(d + 6, 2));
        if (at - from == 6) {
            day = ndx_day_of(full_year(number(d, 2)), (int)number(d + 2, 2), (int)number(d + 4, 2));
            if (day == NDX_NO_DAY)
                day = ndx_day_of(full_year(number(d + 4, 2)), (int)number(d, 2), (int)number(d + 2, 2));
        }
        if (day != NDX_NO_DAY) return day;
        if (at == from) at++;
    }
    return NDX_NO_DAY;
}

/* AP's <FILEID>AP-NR-01-01-89 2358EST</FILEID> has the time of the day that the DOCNO names. */
static void add_ap_time(ndx_text text, ndx_day day, char *out, size_t room) {
    ndx_tag tag = {0};
    size_t start, end;
    for (size_t at = 0; ndx_tag_next(text, &at, &tag);) {
        if (!ndx_text_equal_nocase(tag.name, NDX_TEXT("FILEID")) || !ndx_tag_close(text, &tag, &start, &end))
            continue;
        unsigned month, dom, year, clock;
        char zone[6] = "", id[64];
        ndx_text content = ndx_text_trim(ndx_text_slice(text, tag.end, start));
        if (content.len >= sizeof id) return;
        memcpy(id, content.data, content.len);
        id[content.len] = '\0';
        const char *digits = strpbrk(id, "0123456789");
        if (!digits || sscanf(digits, "%2u-%2u-%2u %4u%5[A-Z]", &month, &dom, &year, &clock, zone) != 5)
            return;
        if (ndx_day_of(full_year(year), (int)month, (int)dom) == day && clock / 100 < 24 && clock % 100 < 60)
            snprintf(out, room, " %02u:%02u %s", clock / 100, clock % 100, zone);
        return;
    }
}

static ndx_status date_from_name(ndx_article *article, ndx_text text, ndx_error *err) {
    char written[48];
    ndx_text *given = &article->field[NDX_FIELD_DATE_TEXT];
    bool packed = given->len == 6 && day_in_name(*given) != NDX_NO_DAY; /* the Financial Times' 910514 */
    ndx_day day = day_in_name(packed ? *given : article->field[NDX_FIELD_ID]);
    if ((given->len && !packed) || day == NDX_NO_DAY) return NDX_OK;
    ndx_day_format(day, written);
    add_ap_time(text, day, written + strlen(written), sizeof written - strlen(written));
    return ndx_article_set(article, NDX_FIELD_DATE_TEXT, ndx_text_of(written), err);
}

/* --- the format ----------------------------------------------------------------------------------------- */

static size_t find_doc(ndx_text record) {
    for (size_t at = 0; at < record.len; at++) {
        const char *open = memchr(record.data + at, '<', record.len - at);
        if (!open) break;
        at = (size_t)(open - record.data);
        if (is_doc_tag(ndx_text_slice(record, at, record.len), false)) return at;
    }
    return SIZE_MAX;
}

static ndx_status next_trec(ndx_archive *archive, ndx_article *article, ndx_error *err) {
    bool complete, begun = false;
    ndx_text record, text;
    ndx_status status = ndx_archive_record(archive, boundary, &begun, &record, &complete, err);
    if (status != NDX_OK) return status;
    size_t begin = find_doc(record);
    if (begin == SIZE_MAX) { /* what follows the last article: nothing, or a wrapper's closing tag */
        ndx_tag tag = {0};
        size_t at = 0;
        if (!complete && (!ndx_tag_next(record, &at, &tag) || tag.closing)) return NDX_END;
        return ndx_archive_skip(archive, ndx_archive_offset(archive), NDX_REASON_MALFORMED,
                                "</DOC> without <DOC>");
    }
    ndx_archive_lead(archive, &record, begin);
    if (!complete) {
        archive->ordinal++;
        return ndx_archive_skip(archive, ndx_archive_offset(archive), NDX_REASON_TRUNCATED, "no </DOC>");
    }
    if (!ndx_text_ends(record, NDX_TEXT(">"))) /* ended by the next <DOC> */
        ndx_archive_tell(archive, ndx_archive_offset(archive), NDX_REASON_MALFORMED, true, "no </DOC>");
    status = ndx_archive_article(archive, article, record, &text, err);
    if (status == NDX_OK) status = take_tags(archive, article, text, err);
    if (status == NDX_OK) status = set_body(archive, article, text, err);
    return status == NDX_OK ? date_from_name(article, text, err) : status;
}

static ndx_status open_trec(ndx_archive *archive, ndx_error *err) {
    archive->state = calloc(1, sizeof(trec));
    return archive->state ? NDX_OK : ndx_fail_memory(err);
}

static void close_trec(ndx_archive *archive) {
    trec *state = archive->state;
    if (state) ndx_buf_clear(&state->body);
    free(state);
}

const ndx_input_format ndx_format_trec = {
    .name = "trec",
    .description = "TREC SGML: DOC, DOCNO, HEADLINE, TEXT",
    .aliases = "trec-sgml",
    .sniff = sniff_trec,
    .open = open_trec,
    .next = next_trec,
    .close = close_trec,
};
