/* One article cleaned: the steps in their order. */
#include "parts.h"

#include <string.h>

enum { FRONT_ROOM = 4, OPENING_LINES = 5 };

/* The article's text while it is put together in one piece of memory, with some room before and behind. */
typedef struct draft {
    char *data;
    size_t headline; /* bytes of the headline, at the front; 0: none */
    size_t body;     /* where the body begins */
    size_t end;
} draft;

static ndx_text body_of(const draft *d) {
    return (ndx_text){d->data + d->body, d->end - d->body};
}

static bool has_words(ndx_text text) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c >= 0x80 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z')) return true;
    }
    return false;
}

static ndx_range range(size_t start, size_t end) {
    return start < end ? (ndx_range){(uint32_t)start, (uint32_t)end} : (ndx_range){0, 0};
}

/* --- the opening ---------------------------------------------------------------------------------------- */

/* The line gives a better date than the source's markup when there was none, or one of the same day without
 * time. */
static ndx_status take_date(ndx_article *article, const ndx_written_date *line, ndx_error *err) {
    ndx_written_date had;
    ndx_text *field = &article->field[NDX_FIELD_DATE_TEXT];
    if (field->len) {
        if (!ndx_written_date_read(ndx_text_trim(*field), &had) || had.time || !line->time) return NDX_OK;
        if (had.year != line->year || had.month != line->month || had.day != line->day) return NDX_OK;
        *field = (ndx_text){"", 0};
    }
    return ndx_article_set(article, NDX_FIELD_DATE_TEXT, line->text, err);
}

/* What a dateline says of place and date, where nothing better did. */
static ndx_status take_dateline(ndx_article *article, ndx_text dateline, ndx_error *err) {
    ndx_text *place = &article->field[NDX_FIELD_PLACE];
    ndx_written_date date;
    ndx_status status = NDX_OK;
    if (place->len == 0 || ndx_text_starts(dateline, ndx_text_trim(*place)))
        *place = ndx_arena_copy(&article->arena, ndx_dateline_place(dateline));
    if (article->arena.failed) return ndx_fail_memory(err);
    if (ndx_dateline_date(dateline, &date)) status = take_date(article, &date, err);
    return status;
}

/* Take a line out of the body by moving what stands before it (the headline, some lines) up to what follows.
 */
static void remove_line(draft *d, size_t start, size_t next) {
    size_t gap = next - start;
    memmove(d->data + gap, d->data, start);
    d->data += gap;
    d->end -= gap;
}

/* The body's first line becomes the headline: an empty line must divide them. */
static void promote_headline(draft *d, size_t len, size_t next) {
    if (next - len < 2) {
        memmove(d->data - 1, d->data, len);
        d->data -= 1;
        d->end += 1;
        d->data[len] = '\n';
        next += 1;
    }
    d->headline = len;
    d->body = next;
}

/* The body's first line reads like a headline, and what follows it like a story. */
static bool opens_with_headline(const draft *d, ndx_text line, ndx_lines behind, bool paragraph) {
    ndx_text after;
    ndx_written_date date;
    if (d->headline || !ndx_line_is_headline(line)) return false;
    return paragraph || (ndx_lines_next(&behind, &after) &&
                         (ndx_line_is_byline(after) || ndx_written_date_read(after, &date)));
}

/* The line behind reads like a headline, and is not all there is. */
static bool opens_with_headline_behind(const draft *d, ndx_lines behind) {
    ndx_text line;
    size_t at = behind.at;
    return ndx_lines_next(&behind, &line) && behind.at < d->end &&
           opens_with_headline(d, line, behind, behind.at - at > line.len + 1);
}

/* One line before the story proper, at *at; moves on past it. END: the story begins here. */
static ndx_status read_opening_line(ndx_article *article, draft *d, size_t *at, ndx_error *err) {
    ndx_lines lines = {{d->data, d->end}, *at};
    ndx_text line;
    ndx_written_date date;
    ndx_range *byline = &article->zone[NDX_ZONE_BYLINE];
    if (!ndx_lines_next(&lines, &line) || lines.at >= d->end) return NDX_END; /* the last line is the story */
    bool paragraph = lines.at - *at > line.len + 1;
    size_t start = *at;
    if (ndx_written_date_read(line, &date)) {
        ndx_status status = take_date(article, &date, err);
        remove_line(d, start, lines.at);
        return status;
    }
    if (start == d->body && d->headline && ndx_text_equal_nocase(line, (ndx_text){d->data, d->headline})) {
        remove_line(d, start, lines.at); /* the headline once more is no lead */
        return NDX_OK;
    }
    *at = lines.at;
    if (ndx_line_is_byline(line)) {
        *byline = range(start, start + line.len);
        return article->field[NDX_FIELD_BYLINE].len ? NDX_OK
                                                    : ndx_article_set(article, NDX_FIELD_BYLINE, line, err);
    }
    if (byline->end && start <= byline->end + 2 && ndx_line_is_byline_title(line)) return NDX_OK;
    if (paragraph && ndx_line_is_dateline(line)) {
        ndx_status status = take_dateline(article, line, err);
        /* A headline must stand first; what is before it goes, if it says what fields now hold. */
        if (!d->headline && ndx_dateline_date(line, &date) && opens_with_headline_behind(d, lines)) {
            *at = start;
            remove_line(d, start, lines.at);
        } else {
            article->zone[NDX_ZONE_DATELINE] = range(start, start + line.len);
        }
        return status;
    }
    *at = start;
    if (start != d->body || !opens_with_headline(d, line, lines, paragraph)) return NDX_END;
    promote_headline(d, line.len, lines.at);
    *at = d->body;
    return ndx_article_set(article, NDX_FIELD_HEADLINE, (ndx_text){d->data, d->headline}, err);
}

/* Walk over the lines before the story proper; *lead is where that begins, in bytes of the draft. */
static ndx_status read_opening(ndx_article *article, draft *d, size_t *lead, ndx_error *err) {
    *lead = d->body;
    ndx_status status = NDX_OK;
    for (int count = 0; count < OPENING_LINES && status == NDX_OK; count++)
        status = read_opening_line(article, d, lead, err);
    return status == NDX_END ? NDX_OK : status;
}

/* --- zones ---------------------------------------------------------------------------------------------- */

/* A dateline as the source's markup gives it ("BOSTON (AP)", "PARIS, Feb 26 -"), not only a place's name. */
static bool is_marked_dateline(ndx_text place) {
    bool lower = false;
    for (size_t i = 0; i < place.len; i++) lower |= place.data[i] >= 'a' && place.data[i] <= 'z';
    return place.len && (!lower || strchr(")-_:", place.data[place.len - 1]));
}

/* The dateline the lead begins with: the source's own when the lead begins with it, else one that reads like
 * one. */
static size_t dateline_at(const ndx_article *article, ndx_text lead) {
    ndx_text place = ndx_text_trim(article->field[NDX_FIELD_PLACE]);
    size_t found = ndx_dateline_length(lead);
    return place.len > found && is_marked_dateline(place) && ndx_text_starts(lead, place) ? place.len : found;
}

static ndx_status draw_lead(ndx_article *article, draft *d, size_t lead, ndx_error *err) {
    ndx_text rest = ndx_text_slice((ndx_text){d->data, d->end}, lead, d->end);
    ndx_status status = NDX_OK;
    size_t dateline = dateline_at(article, rest);
    if (dateline) {
        article->zone[NDX_ZONE_DATELINE] = range(lead, lead + dateline);
        status = take_dateline(article, ndx_text_slice(rest, 0, dateline), err);
    }
    lead += dateline;
    while (lead < d->end && (d->data[lead] == ' ' || d->data[lead] == '\n')) lead++;
    size_t end = ndx_text_find(ndx_text_slice((ndx_text){d->data, d->end}, lead, d->end), NDX_TEXT("\n\n"));
    article->zone[NDX_ZONE_LEAD] = range(lead, end == SIZE_MAX ? d->end : lead + end);
    return status;
}

/* The tail behind an empty line, and the body without what stood between them. */
static void draw_tail(ndx_article *article, draft *d) {
    size_t lead_end =
        article->zone[NDX_ZONE_LEAD].end > d->body ? article->zone[NDX_ZONE_LEAD].end - d->body : 0;
    size_t start = d->body + ndx_tail_start(body_of(d), lead_end, article->field[NDX_FIELD_SOURCE]);
    size_t body_end = start;
    while (body_end > d->body && d->data[body_end - 1] == '\n') body_end--;
    if (start < d->end && start - body_end < 2) {
        memmove(d->data + start + 1, d->data + start, d->end - start);
        d->data[start++] = '\n';
        d->end++;
    }
    article->zone[NDX_ZONE_BODY] = range(d->body, body_end);
    article->zone[NDX_ZONE_TAIL] = range(start, d->end);
}

/* Headline, an empty line, body: normalised, one after the other. */
static ndx_status make_draft(ndx_article *article, draft *d, ndx_error *err) {
    ndx_text headline = article->field[NDX_FIELD_HEADLINE], body = article->field[NDX_FIELD_BODY];
    size_t room = ndx_normalise_room(headline.len) + ndx_normalise_room(body.len) + 2 * (size_t)FRONT_ROOM;
    char *memory = ndx_arena_room(&article->arena, room);
    if (!memory) return ndx_fail_memory(err);
    *d = (draft){.data = memory + FRONT_ROOM};
    d->headline = d->body = ndx_normalise(headline, true, d->data);
    if (d->headline) {
        article->field[NDX_FIELD_HEADLINE] =
            ndx_arena_copy(&article->arena, (ndx_text){d->data, d->headline});
        if (article->arena.failed) return ndx_fail_memory(err);
        d->data[d->body++] = '\n';
        d->data[d->body++] = '\n';
    }
    d->end = d->body + ndx_normalise(body, false, d->data + d->body);
    return NDX_OK;
}

ndx_status ndx_clean(ndx_article *article, ndx_error *err) {
    draft d = {0};
    size_t lead;
    memset(article->zone, 0, sizeof article->zone);
    ndx_status status = make_draft(article, &d, err);
    if (status != NDX_OK) return status;
    if (d.end > UINT32_MAX - FRONT_ROOM || !has_words((ndx_text){d.data, d.end}))
        return ndx_fail(err, NDX_BAD_INPUT, "the article has no words");
    status = read_opening(article, &d, &lead, err);
    if (status != NDX_OK) return status;
    status = draw_lead(article, &d, lead, err);
    if (status != NDX_OK) return status;
    article->field[NDX_FIELD_BYLINE] = ndx_byline_name(article->field[NDX_FIELD_BYLINE]);
    article->zone[NDX_ZONE_HEADLINE] = range(0, d.headline);
    draw_tail(article, &d);
    article->text = (ndx_text){d.data, d.end};
    return NDX_OK;
}
