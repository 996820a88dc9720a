/* The archive's plain form: a line " date 2018-06-27 Headline", then the article. A file holds one such article, or several one
 * after the other, each with its own first line. */
#include "archive.h"

#include <string.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* " date YYYY-MM-DD Headline": what stands after "date", or false. */
static bool opens_article(ndx_text line, ndx_text *day, ndx_text *headline) {
    static const char shape[] = "dddd-dd-dd";
    ndx_text rest = ndx_text_trim(line);
    if (!ndx_text_starts(rest, NDX_TEXT("date "))) return false;
    rest = ndx_text_trim(ndx_text_slice(rest, 5, rest.len));
    if (rest.len < sizeof shape - 1) return false;
    for (size_t i = 0; i < sizeof shape - 1; i++)
        if (shape[i] == 'd' ? !is_digit(rest.data[i]) : rest.data[i] != shape[i]) return false;
    if (rest.len > sizeof shape - 1 && rest.data[sizeof shape - 1] != ' ' &&
        rest.data[sizeof shape - 1] != '\t')
        return false;
    *day = ndx_text_slice(rest, 0, sizeof shape - 1);
    *headline = ndx_text_trim(ndx_text_slice(rest, sizeof shape - 1, rest.len));
    return true;
}

static int sniff_plain(const ndx_sniff *sniff) {
    ndx_text rest = sniff->head, line, day, headline;
    while (ndx_text_line(&rest, &line))
        if (ndx_text_trim(line).len) return opens_article(line, &day, &headline) ? 95 : 0;
    return 0;
}

/* An article ends where the next one's first line begins: a line of that shape with its leading blank, or
 * after an empty line. */
static bool boundary(void *context, ndx_text view, size_t *from, bool last, size_t *end) {
    bool *begun = context;
    for (size_t at = *from; at < view.len;) {
        const char *newline = memchr(view.data + at, '\n', view.len - at);
        if (!newline && !last) break;
        size_t stop = newline ? (size_t)(newline - view.data) : view.len;
        ndx_text line = {view.data + at, stop - at}, day, headline;
        bool apart = line.len && (line.data[0] == ' ' || at < 2 || view.data[at - 2] == '\n' ||
                                  view.data[at - 2] == '\r');
        if (apart && opens_article(line, &day, &headline)) {
            if (*begun) {
                *end = at;
                *begun = false;
                return true;
            }
            *begun = true;
        }
        at = *from = stop + (newline != NULL);
    }
    *end = view.len;
    return last;
}

static ndx_status next_plain(ndx_archive *archive, ndx_article *article, ndx_error *err) {
    bool complete, begun = false;
    ndx_text record, text, line, day = {0}, headline = {0};
    ndx_status status = ndx_archive_record(archive, boundary, &begun, &record, &complete, err);
    if (status != NDX_OK) return status;
    if (ndx_text_trim(record).len == 0) return NDX_END;
    status = ndx_archive_article(archive, article, record, &text, err);
    if (status != NDX_OK) return status;
    while (ndx_text_line(&text, &line) && ndx_text_trim(line).len == 0) {
    }
    if (!opens_article(line, &day, &headline)) /* only when the format was forced on the file */
        return ndx_archive_skip(archive, article->origin.offset, NDX_REASON_MALFORMED,
                                "its first line is not \" date YYYY-MM-DD Headline\"");
    status = ndx_article_set(article, NDX_FIELD_DATE_TEXT, day, err);
    if (status == NDX_OK) status = ndx_article_set(article, NDX_FIELD_HEADLINE, headline, err);
    return status == NDX_OK ? ndx_article_set(article, NDX_FIELD_BODY, text, err) : status;
}

const ndx_input_format ndx_format_plain = {
    .name = "plain",
    .description = "\" date YYYY-MM-DD Headline\", then the article",
    .one_article = true,
    .sniff = sniff_plain,
    .next = next_plain,
};
