/* A hit for people at a terminal:
 *
 *    1. Ministers agree on the tunnel under the strait
 *       2018-06-27 22:36 · Northern Post · Politics · id 17
 *       … the two governments signed the tunnel contract on
 *       Wednesday after nine years of talks …
 */
#include "layout.h"

#include <string.h>

#define INDENT 4 /* columns before everything but the number */
#define NARROWEST 20

static const char bold[] = "\033[1m", dim[] = "\033[2m", match[] = "\033[1;31m", normal[] = "\033[0m";

static void paint(ndx_buf *out, const ndx_print_options *options, const char *sequence) {
    if (options->color) ndx_buf_add_str(out, sequence);
}

static void indent(ndx_buf *out) {
    ndx_buf_addf(out, "%*s", INDENT, "");
}

static size_t room(const ndx_print_options *options) {
    size_t width = options->width_columns;
    return width > INDENT + NARROWEST ? width - INDENT : NARROWEST;
}

static void add_fact(ndx_buf *facts, ndx_text fact) {
    if (fact.len == 0) return;
    if (facts->len) ndx_buf_add_str(facts, " · ");
    ndx_buf_add_text(facts, fact);
}

/* "2018-06-27 22:36": seconds and offsets are for machines. */
static void add_date_fact(ndx_buf *facts, const ndx_date *date) {
    char iso[32];
    ndx_date_format(date, iso);
    char *t = strchr(iso, 'T');
    if (t) {
        *t = ' ';
        t[6] = '\0';
    }
    add_fact(facts, ndx_text_of(iso));
}

/* The id is there to be copied, so it is last and never cut: behind the facts where it fits, else on a line of its own, which
 * a very long one may overrun. */
static void add_id(ndx_buf *out, ndx_text id, size_t used, const ndx_print_options *options) {
    size_t wanted = strlen("id ") + ndx_width_columns(id);
    if (used && used + strlen(" - ") + wanted <= room(options)) {
        ndx_buf_add_str(out, " · ");
    } else if (used) {
        paint(out, options, normal);
        ndx_buf_add_char(out, '\n');
        indent(out);
        paint(out, options, dim);
    }
    ndx_buf_add_str(out, "id ");
    ndx_print_safe(out, id, true);
}

static void print_facts(ndx_buf *out, const ndx_record *record, const ndx_print_options *options) {
    ndx_buf facts = {0};
    add_date_fact(&facts, &record->date);
    add_fact(&facts, record->source);
    add_fact(&facts, record->section);
    add_fact(&facts, record->place);
    add_fact(&facts, record->byline);
    if (facts.len || record->id.len) {
        indent(out);
        paint(out, options, dim);
        size_t used = facts.len ? ndx_print_cut(out, ndx_buf_text(&facts), room(options)) : 0;
        if (record->id.len) add_id(out, record->id, used, options);
        paint(out, options, normal);
        ndx_buf_add_char(out, '\n');
    }
    if (facts.failed) out->failed = true;
    ndx_buf_clear(&facts);
}

/* --- the snippet, wrapped at blanks, matches painted ---------------------------------------------------- */

/* Where a line that starts at `from` ends: behind the last word that fits, or inside a word longer than the line
 * (scripts without blanks wrap between characters). */
static size_t line_end(ndx_text text, size_t from, size_t width) {
    size_t columns = 0, blank = SIZE_MAX;
    for (size_t at = from; at < text.len;) {
        size_t start = at;
        uint32_t c = ndx_utf8_next(text.data, text.len, &at);
        if (c == ' ') blank = start;
        columns += (size_t)ndx_codepoint_columns(c);
        if (columns > width) return blank != SIZE_MAX && blank > from ? blank : start > from ? start : at;
    }
    return text.len;
}

/* One line of the snippet; highlights may begin or end in the middle of it. */
static void add_marked(ndx_buf *out, const ndx_record *record, size_t from, size_t to,
                       const ndx_print_options *options) {
    size_t at = from;
    for (size_t i = 0; i < record->highlight_count && at < to; i++) {
        size_t start = record->highlights[i].start, end = record->highlights[i].end;
        if (end <= at || start >= to || start >= end) continue;
        if (start < at) start = at;
        if (end > to) end = to;
        ndx_print_safe(out, ndx_text_slice(record->snippet, at, start), true);
        paint(out, options, match);
        ndx_print_safe(out, ndx_text_slice(record->snippet, start, end), true);
        paint(out, options, normal);
        at = end;
    }
    ndx_print_safe(out, ndx_text_slice(record->snippet, at, to), true);
}

static void print_snippet(ndx_buf *out, const ndx_record *record, const ndx_print_options *options) {
    ndx_text text = record->snippet;
    size_t width = room(options) - 4; /* two for each "… " */
    for (size_t at = 0; at < text.len;) {
        size_t end = line_end(text, at, width);
        indent(out);
        if (at == 0 && record->cut_before) ndx_buf_add_str(out, "… ");
        add_marked(out, record, at, end, options);
        if (end == text.len && record->cut_after) ndx_buf_add_str(out, " …");
        ndx_buf_add_char(out, '\n');
        at = end;
        while (at < text.len && text.data[at] == ' ') at++;
    }
}

void ndx_print_text_record(ndx_buf *out, const ndx_record *record, const ndx_print_options *options) {
    ndx_buf_addf(out, "%2llu. ", (unsigned long long)record->rank);
    paint(out, options, bold);
    ndx_print_cut(out, record->headline.len ? record->headline : NDX_TEXT("(no headline)"), room(options));
    paint(out, options, normal);
    ndx_buf_add_char(out, '\n');
    print_facts(out, record, options);
    if (!ndx_text_equal(record->snippet, record->headline))
        print_snippet(out, record, options); /* a bulletin */
    ndx_buf_add_char(out, '\n');
}
