/* The TIME collection of SMART: "*TEXT 017 01/04/63 PAGE 020", then the article, every other line empty;
 * "*STOP" at the end. */
#include "archive.h"

#include <string.h>

static bool opens_article(ndx_text text) {
    return ndx_text_starts(text, NDX_TEXT("*TEXT ")) && text.len > 6 && text.data[6] >= '0' &&
           text.data[6] <= '9';
}

static int sniff_time(const ndx_sniff *sniff) {
    return opens_article(ndx_text_trim(sniff->head)) ? 95 : 0;
}

static bool boundary(void *context, ndx_text view, size_t *from, bool last, size_t *end) {
    (void)context;
    size_t at = *from ? *from : 1; /* the article's own first line is none */
    while (at < view.len) {
        const char *newline = memchr(view.data + at - 1, '\n', view.len - at + 1);
        if (!newline) break;
        at = (size_t)(newline + 1 - view.data);
        if (view.len - at < 8 && !last) {
            *from = at - 1 ? at - 1 : 1;
            return false;
        }
        ndx_text rest = ndx_text_slice(view, at, view.len);
        if (opens_article(rest) || ndx_text_starts(rest, NDX_TEXT("*STOP"))) {
            *end = at;
            return true;
        }
        at++;
    }
    *from = *end = view.len;
    return last;
}

/* Lines without the empty ones between them: those are the spacing of a printer, not paragraphs. */
static ndx_status set_lines(ndx_article *article, ndx_text text, ndx_error *err) {
    char *body = ndx_arena_alloc(&article->arena, text.len + 2);
    if (!body) return ndx_fail_memory(err);
    size_t len = 0;
    ndx_text line;
    while (ndx_text_line(&text, &line)) {
        line = ndx_text_trim(line);
        if (line.len == 0) continue;
        if (len) body[len++] = '\n';
        memcpy(body + len, line.data, line.len);
        len += line.len;
    }
    article->field[NDX_FIELD_BODY] = (ndx_text){body, len};
    return NDX_OK;
}

static ndx_status next_time(ndx_archive *archive, ndx_article *article, ndx_error *err) {
    ndx_text record, text, line, star, id, date;
    bool complete;
    ndx_status status = ndx_archive_record(archive, boundary, NULL, &record, &complete, err);
    if (status != NDX_OK) return status;
    ndx_text rest = ndx_text_trim(record);
    if (rest.len == 0 || ndx_text_starts(rest, NDX_TEXT("*STOP"))) return NDX_PARTIAL;
    ndx_archive_lead(archive, &record, (size_t)(rest.data - record.data));
    status = ndx_archive_article(archive, article, record, &text, err);
    if (status != NDX_OK) return status;
    if (!opens_article(text) || !ndx_text_line(&text, &line))
        return ndx_archive_skip(archive, article->origin.offset, NDX_REASON_MALFORMED,
                                "its first line is not \"*TEXT number date\"");
    if (ndx_text_split(&line, ' ', &star) && ndx_text_split(&line, ' ', &id))
        status = ndx_article_set(article, NDX_FIELD_ID, id, err);
    if (status == NDX_OK && ndx_text_split(&line, ' ', &date))
        status = ndx_article_set(article, NDX_FIELD_DATE_TEXT, date, err);
    return status == NDX_OK ? set_lines(article, text, err) : status;
}

const ndx_input_format ndx_format_time = {
    .name = "time",
    .description = "TIME collection: \"*TEXT 017 01/04/63\", then the article",
    .aliases = "smart",
    .sniff = sniff_time,
    .next = next_time,
};
