/* Snippets: the passage of the body that shows best why an article matched.
 *
 * Every place that matched offers two beginnings: that of its sentence, and a few words before it. Of all the windows of the
 * wanted width that begin so, the one is taken whose distinct parts of the query weigh most; the beginning of a sentence is
 * worth a little, so are further places; the earliest wins a tie. */
#include "match.h"

#include <stdlib.h>
#include <string.h>

#define CANDIDATES_MAX 400u        /* places looked at as beginnings */
#define SENTENCE_BONUS 0.15        /* of the weight in the window */
#define REPEAT_BONUS 0.05          /* of the weight of a part seen again */
#define ELLIPSIS_COLUMNS (size_t)2 /* "… " that a printer puts where the text was cut */
#define UNITS_MAX 256u             /* parts of a query told apart in a window */
/* Bytes that a line of so many columns may reach to either side, marks without a width and runs of blanks too. */
#define REACH_BYTES(columns) (8 * (uint64_t)(columns) + 1024)

typedef struct passage {
    ndx_text text;  /* of the article, ranked part */
    ndx_range body; /* where snippets are taken from */
    const ndx_token *tokens;
    size_t token_count;
    size_t first_token, end_token; /* those in body */
    uint32_t *columns;             /* per token in body: columns from the body's start to the token's start */
    const ndx_place *places;
    size_t place_count;
    const double *weights;
    size_t units;
} passage;

/* --- widths --------------------------------------------------------------------------------------------- */

static bool is_space(uint32_t c) {
    return c <= ' ' || c == 0xA0 || c == 0x2028 || c == 0x2029 || c == 0x3000;
}

/* Columns of text[from, to), where any run of white space is one blank. */
static uint32_t columns_between(ndx_text text, size_t from, size_t to) {
    uint32_t columns = 0;
    bool space = false;
    for (size_t at = from; at < to;) {
        unsigned char byte = (unsigned char)text.data[at];
        uint32_t c = byte < 0x80 ? (at++, byte) : ndx_utf8_next(text.data, to, &at);
        if (is_space(c)) {
            columns += !space;
            space = true;
            continue;
        }
        space = false;
        columns += c < 0x80 ? 1 : (uint32_t)ndx_codepoint_columns(c);
    }
    return columns;
}

static ndx_status measure(passage *p, ndx_error *err) {
    p->columns = malloc((p->end_token - p->first_token + 1) * sizeof *p->columns);
    if (!p->columns) return ndx_fail_memory(err);
    size_t at = p->body.start;
    uint32_t columns = 0;
    for (size_t i = p->first_token; i < p->end_token; i++) {
        if (p->tokens[i].start > at) {
            columns += columns_between(p->text, at, p->tokens[i].start);
            at = p->tokens[i].start;
        }
        p->columns[i - p->first_token] = columns;
    }
    return NDX_OK;
}

/* Index of the token that a byte is in or after which it comes. */
static size_t token_at(const passage *p, uint32_t byte) {
    size_t low = p->first_token, high = p->end_token;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (p->tokens[middle].start <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low > p->first_token ? low - 1 : low;
}

static uint32_t column_of(const passage *p, size_t token) {
    return p->columns[token - p->first_token];
}

/* --- choosing ------------------------------------------------------------------------------------------- */

static bool is_letter_or_digit(uint32_t c) {
    /* Letters are below the punctuation of all scripts, but for those written without blanks. */
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= 0xC0 && c < 0x2000);
}

/* Bytes of the mark at text[at] that joins what is around it to one word for the reader: "Varenna's", "6.91",
 * "well-known"; else 0. */
static size_t joint_at(ndx_text text, size_t at) {
    static const char *const joints[] = {"'", "’", ".", ",", "-", "/", "&", ":", "@"};
    if (at == 0 ||
        !((unsigned char)text.data[at - 1] >= 0x80 || is_letter_or_digit((unsigned char)text.data[at - 1])))
        return 0;
    for (size_t i = 0; i < NDX_COUNT(joints); i++) {
        size_t next = at + strlen(joints[i]), behind = next;
        if (next < text.len && ndx_text_equal(ndx_text_slice(text, at, next), ndx_text_of(joints[i])) &&
            is_letter_or_digit(ndx_utf8_next(text.data, text.len, &behind)))
            return next - at;
    }
    return 0;
}

static bool begins_inside(const passage *p, size_t token) {
    size_t start = p->tokens[token].start;
    return (start >= 1 && joint_at(p->text, start - 1) == 1) ||
           (start >= 3 && joint_at(p->text, start - 3) == 3);
}

/* First token whose column is within `before` columns before the given token. */
static size_t back_up(const passage *p, size_t token, uint32_t before) {
    uint32_t here = column_of(p, token);
    size_t first = token;
    while (first > p->first_token && here - column_of(p, first - 1) <= before) first--;
    while (first < token && begins_inside(p, first)) first++;
    return first;
}

static size_t sentence_start(const passage *p, size_t token) {
    while (token > p->first_token && !(p->tokens[token].flags & (NDX_TOKEN_SENTENCE | NDX_TOKEN_PARAGRAPH)))
        token--;
    return token;
}

/* What a window that begins at the token and is `width` columns wide shows. */
static double worth(const passage *p, size_t first_place, size_t token, uint32_t width) {
    double sum = 0;
    bool seen[UNITS_MAX] = {false};
    uint32_t end_column = column_of(p, token) + width;
    for (size_t i = first_place; i < p->place_count; i++) {
        const ndx_place *place = &p->places[i];
        if (place->start < p->tokens[token].start) continue;
        if (place->end > p->body.end) break;
        size_t last = token_at(p, place->end - 1);
        if (column_of(p, last) + columns_between(p->text, p->tokens[last].start, p->tokens[last].end) >
            end_column)
            break;
        uint32_t unit = place->unit % UNITS_MAX;
        double weight = place->unit < p->units ? p->weights[place->unit] : 1;
        sum += seen[unit] ? REPEAT_BONUS * weight : weight;
        seen[unit] = true;
    }
    return p->tokens[token].flags & (NDX_TOKEN_SENTENCE | NDX_TOKEN_PARAGRAPH) ? sum * (1 + SENTENCE_BONUS)
                                                                               : sum;
}

/* The token that the best passage begins with. */
static size_t choose(const passage *p, uint32_t width) {
    size_t best = p->first_token, tried = 0;
    double best_worth = 0;
    for (size_t i = ndx_places_from(p->places, p->place_count, p->body.start);
         i < p->place_count && p->places[i].start < p->body.end && tried < CANDIDATES_MAX; i++, tried++) {
        size_t token = token_at(p, p->places[i].start);
        size_t starts[2] = {sentence_start(p, token), back_up(p, token, width / 4)};
        for (size_t k = 0; k < NDX_COUNT(starts); k++) {
            if (column_of(p, token) - column_of(p, starts[k]) > width / 2) continue;
            double value = worth(p, ndx_places_from(p->places, p->place_count, p->tokens[starts[k]].start),
                                 starts[k], width);
            if (value <= best_worth) continue;
            best_worth = value;
            best = starts[k];
        }
    }
    return best;
}

/* --- cutting -------------------------------------------------------------------------------------------- */

/* The furthest byte that text from `from` reaches within `width` columns, at a whole character; at least one
 * character. */
static uint32_t reach(ndx_text text, uint32_t from, uint32_t to, uint32_t width) {
    uint32_t columns = 0;
    bool space = false;
    size_t at = from;
    while (at < to) {
        size_t next = at;
        uint32_t c = ndx_utf8_next(text.data, to, &next);
        columns += is_space(c) ? !space : c < 0x80 ? 1 : (uint32_t)ndx_codepoint_columns(c);
        space = is_space(c);
        if (columns > width && at > from) break;
        at = next;
    }
    return (uint32_t)at;
}

/* Where a window from `start` of at most `width` columns ends: behind a word and the marks that close it; or, if not even one
 * word fits, behind a character. */
static uint32_t window_end(const passage *p, uint32_t start, uint32_t width) {
    uint32_t limit = reach(p->text, start, p->body.end, width), end = start;
    if (limit == p->body.end) return limit;
    for (size_t i = token_at(p, start); i < p->end_token && p->tokens[i].start < limit; i++)
        if (p->tokens[i].end <= limit && p->tokens[i].end > end && !joint_at(p->text, p->tokens[i].end))
            end = p->tokens[i].end;
    if (end == start) return limit;
    while (end < limit && strchr(".!?)'\"", p->text.data[end])) end++;
    return end;
}

static bool add_highlight(ndx_snippet *snippet, size_t start, size_t end) {
    if (snippet->highlight_count && start <= snippet->highlights[snippet->highlight_count - 1].end) {
        if (end > snippet->highlights[snippet->highlight_count - 1].end)
            snippet->highlights[snippet->highlight_count - 1].end = (uint32_t)end;
        return true;
    }
    void *grown = ndx_grow(snippet->highlights, snippet->highlight_count, &snippet->highlight_capacity,
                           sizeof *snippet->highlights);
    if (!grown) return false;
    snippet->highlights = grown;
    snippet->highlights[snippet->highlight_count++] = (ndx_range){(uint32_t)start, (uint32_t)end};
    return true;
}

/* Copies text[from, to), white space as one blank. */
static void copy_line(ndx_buf *out, ndx_text text, size_t from, size_t to) {
    for (size_t at = from; at < to;) {
        size_t start = at;
        uint32_t c = ndx_utf8_next(text.data, to, &at);
        if (!is_space(c))
            ndx_buf_add(out, text.data + start, at - start);
        else if (out->len && out->data[out->len - 1] != ' ')
            ndx_buf_add_char(out, ' ');
    }
}

/* The window as one line, with the places in it as highlights. */
static ndx_status take(const passage *p, ndx_range window, ndx_snippet *snippet, ndx_error *err) {
    size_t at = window.start;
    for (size_t i = ndx_places_from(p->places, p->place_count, window.start);
         i < p->place_count && p->places[i].start < window.end; i++) {
        const ndx_place *place = &p->places[i];
        uint32_t end = place->end < window.end ? place->end : window.end;
        if (end <= at) continue;
        if (place->start > at) {
            copy_line(&snippet->text, p->text, at, place->start);
            at = place->start;
        }
        size_t from = snippet->text.len;
        copy_line(&snippet->text, p->text, at, end);
        if (!add_highlight(snippet, from, snippet->text.len)) return ndx_fail_memory(err);
        at = end;
    }
    copy_line(&snippet->text, p->text, at, window.end);
    while (snippet->text.len && snippet->text.data[snippet->text.len - 1] == ' ')
        snippet->text.data[--snippet->text.len] = 0;
    snippet->cut_before = window.start > p->body.start;
    snippet->cut_after = window.end < p->body.end;
    return ndx_buf_status(&snippet->text, err);
}

/* --- the door ------------------------------------------------------------------------------------------- */

static ndx_range trimmed(ndx_text text, ndx_range range) {
    while (range.start < range.end && is_space((unsigned char)text.data[range.start])) range.start++;
    while (range.end > range.start && is_space((unsigned char)text.data[range.end - 1])) range.end--;
    return range;
}

static ndx_status open_passage(ndx_matcher *m, const ndx_article *article, ndx_range within, passage *p,
                               ndx_error *err) {
    p->text = ndx_article_ranked_text(article);
    if (within.end > p->text.len) within.end = (uint32_t)p->text.len;
    if (within.start > within.end) within.start = within.end;
    p->body = trimmed(p->text, within);
    p->tokens = ndx_matcher_tokens(m, &p->token_count);
    p->places = ndx_matcher_places(m, &p->place_count);
    p->weights = ndx_matcher_weights(m, &p->units);
    p->first_token = p->end_token = ndx_token_from(p->tokens, p->token_count, p->body.start);
    while (p->end_token < p->token_count && p->tokens[p->end_token].end <= p->body.end) p->end_token++;
    return measure(p, err);
}

static void reset(ndx_snippet *snippet) {
    ndx_buf_reset(&snippet->text);
    if (snippet->text.data) snippet->text.data[0] = 0;
    snippet->highlight_count = 0;
    snippet->cut_before = snippet->cut_after = false;
}

/* A window around the place, the place in its middle. */
static ndx_range centred(const passage *p, ndx_range place, uint32_t width) {
    uint32_t place_columns = columns_between(p->text, place.start, place.end);
    uint32_t side = width > place_columns ? (width - place_columns) / 2 : 0;
    if (place_columns > width) return (ndx_range){place.start, reach(p->text, place.start, place.end, width)};
    size_t token = token_at(p, place.start);
    uint32_t start = p->tokens[back_up(p, token, side)].start;
    if (start > place.start) start = place.start;
    uint32_t left = columns_between(p->text, start, place.start),
             end = window_end(p, start, left + place_columns + side);
    return (ndx_range){start, end < place.end ? place.end : end};
}

/* Room for the text itself: printers put "… " before and " …" behind it. */
static uint32_t text_columns(size_t width_columns) {
    size_t taken = 2 * ELLIPSIS_COLUMNS, most = UINT32_MAX / 4;
    return (uint32_t)(width_columns > most        ? most
                      : width_columns > 2 * taken ? width_columns - taken
                                                  : width_columns);
}

static ndx_range best_window(const passage *p, size_t width_columns) {
    uint32_t width = text_columns(width_columns);
    if (reach(p->text, p->body.start, p->body.end,
              width_columns < UINT32_MAX ? (uint32_t)width_columns : UINT32_MAX) == p->body.end)
        return p->body;
    size_t first = choose(p, width);
    uint32_t start = first == p->first_token ? p->body.start : p->tokens[first].start;
    return (ndx_range){start, window_end(p, start, width)};
}

static const ndx_place *first_in(const passage *p) {
    size_t i = ndx_places_from(p->places, p->place_count, p->body.start);
    return i < p->place_count && p->places[i].end <= p->body.end ? &p->places[i] : NULL;
}

/* The body without a byline that stands before it. */
static ndx_range body_proper(const ndx_article *article) {
    ndx_range body = article->zone[NDX_ZONE_BODY], byline = article->zone[NDX_ZONE_BYLINE];
    if (byline.end > body.start && byline.end < body.end && byline.start <= body.start + 2)
        body.start = byline.end;
    return body;
}

ndx_status ndx_plan_snippet(ndx_plan *plan, const ndx_article *article, size_t width_columns, bool kwic,
                            ndx_snippet *snippet, ndx_error *err) {
    ndx_matcher *m;
    passage p = {0};
    reset(snippet);
    ndx_status status = ndx_plan_matcher(plan, article, &m, err);
    if (!status) status = open_passage(m, article, body_proper(article), &p, err);
    if (!status &&
        !first_in(&p)) { /* it matched in the headline, or by a name: then any of the words will do */
        status = ndx_matcher_run_loosely(m, err);
        p.places = ndx_matcher_places(m, &p.place_count);
    }
    if (status || p.end_token == p.first_token) {
        free(p.columns);
        return status;
    }
    const ndx_place *first = kwic ? first_in(&p) : NULL;
    ndx_range window = first ? centred(&p, (ndx_range){first->start, first->end}, text_columns(width_columns))
                             : best_window(&p, width_columns);
    status = take(&p, window, snippet, err);
    free(p.columns);
    return status;
}

/* What of the text a line around the place can show: an article may have a hundred thousand places, and is not measured for each. */
static ndx_range surroundings(ndx_text text, ndx_range place, uint32_t width) {
    uint64_t most = REACH_BYTES(width), start = place.start > most ? place.start - most : 0;
    return (ndx_range){(uint32_t)ndx_utf8_floor(text, (size_t)start),
                       (uint32_t)ndx_utf8_floor(text, (size_t)(place.end + most))};
}

ndx_status ndx_plan_context(ndx_plan *plan, const ndx_article *article, ndx_range place, size_t width_columns,
                            ndx_snippet *snippet, ndx_error *err) {
    ndx_matcher *m = plan->matcher;
    passage p = {0};
    uint32_t width = text_columns(width_columns);
    ndx_text text = ndx_article_ranked_text(article);
    reset(snippet);
    ndx_status status = m ? NDX_OK : ndx_plan_matcher(plan, article, &m, err);
    if (!status) status = open_passage(m, article, surroundings(text, place, width), &p, err);
    if (!status && p.end_token > p.first_token && place.end <= p.text.len && place.start < place.end) {
        ndx_range whole = trimmed(text, (ndx_range){0, (uint32_t)text.len}),
                  window = centred(&p, place, width);
        status = take(&p, window, snippet, err);
        snippet->cut_before = window.start > whole.start;
        snippet->cut_after = window.end < whole.end;
    }
    free(p.columns);
    return status;
}

void ndx_snippet_clear(ndx_snippet *snippet) {
    ndx_buf_clear(&snippet->text);
    free(snippet->highlights);
    *snippet = (ndx_snippet){0};
}
