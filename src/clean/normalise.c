/* Raw text to paragraphs: line ends, control characters and white space made regular, words untouched. */
#include "parts.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { INDENT_BYTES = 2, LONG_LINE = 150, LONGISH_LINE = 100, FULL_LINE = 50 };

/* How a text divides into paragraphs, found by looking at all its lines first. */
typedef struct layout {
    bool indented;  /* an indented line begins a paragraph */
    bool unwrapped; /* lines are as long as paragraphs, so a line end ends one */
} layout;

typedef struct raw_line {
    const char *start, *end; /* without white space around it */
    size_t indent;
} raw_line;

/* What is left of a text while its lines are walked over. */
typedef struct raw_rest {
    const char *at, *limit;
    bool returns; /* it has CRs somewhere: only then each line is searched for them */
} raw_rest;

static raw_rest all_of(ndx_text raw) {
    const char *data = raw.data ? raw.data : "";
    return (raw_rest){data, data + raw.len, memchr(data, '\r', raw.len) != NULL};
}

/* Controls that are no white space take no part in a line's look: Reuters' "^C" alone is an empty line. */
static bool is_control(char c) {
    return (unsigned char)c < 0x20 || c == 0x7F;
}

/* White space or control: one comparison for nearly every byte. */
static inline bool is_empty(char c) {
    return (unsigned char)c <= ' ' || c == 0x7F;
}

/* The next line up to LF or CR; CRLF is one end. */
static bool next_line(raw_rest *rest, raw_line *line) {
    if (rest->at == rest->limit) return false;
    const char *start = rest->at, *end = memchr(start, '\n', (size_t)(rest->limit - start));
    rest->at = end ? end + 1 : rest->limit;
    if (!end) end = rest->limit;
    const char *cr = rest->returns ? memchr(start, '\r', (size_t)(end - start)) : NULL;
    if (cr && cr + 1 < end) rest->at = cr + 1; /* an old Macintosh's line end */
    if (cr) end = cr;
    line->indent = 0;
    for (; start < end && is_empty(*start); start++) line->indent += *start == '\t' ? 4 : *start == ' ';
    while (end > start && is_empty(end[-1])) end--;
    line->start = start;
    line->end = end;
    return true;
}

static bool ends_sentence(const raw_line *line) {
    char c = line->end[-1];
    return c == '.' || c == '"' || c == '!' || c == '?' || c == ')';
}

/* The first lines of a text, found once for two looks at them, and what is left behind them. */
typedef struct first_lines {
    raw_line line[256];
    size_t count;
    raw_rest rest;
} first_lines;

static inline bool line_of(first_lines *lines, size_t number, raw_line *line) {
    if (number >= lines->count) return next_line(&lines->rest, line);
    *line = lines->line[number];
    return true;
}

static layout look_at(ndx_text raw, first_lines *lines) {
    size_t indented = 0, flush = 0, open = 0;
    bool long_line = false;
    raw_rest rest = all_of(raw);
    raw_line line;
    while (next_line(&rest, &line)) {
        if (lines->count < NDX_COUNT(lines->line)) {
            lines->line[lines->count++] = line;
            lines->rest = rest;
        }
        size_t len = (size_t)(line.end - line.start);
        if (len == 0) continue;
        long_line |= len > LONG_LINE;
        if (line.indent < INDENT_BYTES)
            flush++;
        else {
            indented++;
            open += len >= FULL_LINE && !ends_sentence(&line);
        }
    }
    /* A whole block of wrapped text moved to the right (a quotation, a body below its title) is not a
     * paragraph a line. */
    bool block = indented > flush * 5 && open * 2 > indented;
    return (layout){indented && flush && !block, long_line};
}

/* --- copying -------------------------------------------------------------------------------------------- */

/* Eight bytes of printable ASCII at once? (Bit tricks: Hacker's Delight, 6-1: a byte below 0x20, equal to
 * 0x7F, or above it.) */
static bool eight_plain(const char *at, uint64_t *word) {
    const uint64_t ones = 0x0101010101010101u, high = ones * 0x80;
    memcpy(word, at, 8);
    return ((*word | (*word - ones * 0x20) | (*word + ones)) & high) == 0;
}

/* The same for sixteen, which are copied; where there is no such instruction, eight must do. */
static inline bool sixteen_plain(const char *at, char *out) {
#ifdef __SSE2__
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i plain = _mm_andnot_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f)),
                                     _mm_cmpgt_epi8(bytes, _mm_set1_epi8(0x1f)));
    if (_mm_movemask_epi8(plain) != 0xffff) return false;
    _mm_storeu_si128((__m128i *)(void *)out, bytes);
    return true;
#else
    (void)at;
    (void)out;
    return false;
#endif
}

/* A character outside ASCII: bytes it takes, and whether it is a control (C1, U+2028/9, U+FEFF). */
static size_t wide_character(const char *at, const char *end, bool *control, bool *breaks) {
    unsigned char first = (unsigned char)at[0], second = end - at > 1 ? (unsigned char)at[1] : 0;
    *control = first == 0xC2 && second >= 0x80 && second < 0xA0;
    *breaks = false;
    if (*control) {
        *breaks = second == 0x85; /* NEL */
        return 2;
    }
    if (end - at < 3 || (first != 0xE2 && first != 0xEF)) return 1;
    unsigned char third = (unsigned char)at[2];
    *breaks = first == 0xE2 && second == 0x80 && (third == 0xA8 || third == 0xA9);
    *control = *breaks || (first == 0xEF && second == 0xBB && third == 0xBF);
    return *control ? 3 : 1;
}

static char *copy_line(const raw_line *line, char *out) {
    const char *at = line->start, *end = line->end;
    uint64_t word;
    while (at < end) {
        if (end - at >= 16 && sixteen_plain(at, out)) {
            at += 16;
            out += 16;
            continue;
        }
        if (end - at >= 8 && eight_plain(at, &word)) {
            memcpy(out, &word, 8);
            at += 8;
            out += 8;
            continue;
        }
        if (end - at < 8 && end - line->start >= 8 && eight_plain(end - 8, &word)) {
            out += end - at; /* the last ones with some before them, which went the same way */
            memcpy(out - 8, &word, 8);
            break;
        }
        unsigned char c = (unsigned char)*at;
        if (c < 0x80) {
            if (!is_control(*at))
                *out++ = *at;
            else if (*at == '\t')
                *out++ = ' ';
            at++;
            continue;
        }
        bool control, breaks;
        size_t len = wide_character(at, end, &control, &breaks);
        if (breaks) *out++ = ' ';
        for (size_t i = 0; i < len && !control; i++) *out++ = at[i];
        at += len;
    }
    return out;
}

size_t ndx_normalise_room(size_t len) {
    return len * 2 + 2; /* each byte may be a line of its own, divided by an empty one */
}

size_t ndx_normalise(ndx_text raw, bool one_line, char *out) {
    first_lines lines;
    lines.count = 0;
    lines.rest = all_of(raw);
    layout how = one_line ? (layout){false, false} : look_at(raw, &lines);
    char *start = out;
    bool blank = false;
    size_t before = 0; /* length of the line before */
    raw_line line;
    for (size_t number = 0; line_of(&lines, number, &line); number++) {
        size_t len = (size_t)(line.end - line.start);
        if (len == 0) {
            blank = true;
            continue;
        }
        bool longish = len > LONGISH_LINE || before > LONGISH_LINE;
        bool paragraph = blank || (how.indented && line.indent >= INDENT_BYTES) || (how.unwrapped && longish);
        if (out > start) {
            *out++ = one_line ? ' ' : '\n';
            if (paragraph && !one_line) *out++ = '\n';
        }
        char *from = out;
        out = copy_line(&line, out);
        if (out == from && from > start) out -= paragraph && !one_line ? 2 : 1; /* nothing but controls */
        blank = false;
        before = len;
    }
    return (size_t)(out - start);
}

bool ndx_lines_next(ndx_lines *lines, ndx_text *line) {
    if (lines->at >= lines->text.len) return false;
    const char *start = lines->text.data + lines->at, *limit = lines->text.data + lines->text.len;
    const char *end = memchr(start, '\n', (size_t)(limit - start));
    if (!end) end = limit;
    *line = (ndx_text){start, (size_t)(end - start)};
    while (end < limit && *end == '\n') end++;
    lines->at = (size_t)(end - lines->text.data);
    return true;
}
