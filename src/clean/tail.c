/* Where the tail begins. Rules are in tail_rules.def; here is only how they are applied: backwards from the end, so that a sentence
 * in the middle that begins like a rule stays where it is, and in bounded steps, so that no text costs more than its length. */
#include "parts.h"

#include <string.h>

enum {
    LONGEST_RULE = 600,
    LINES_LOOKED_AT = 400,
    PROSE_LINE = 160,
    SENTENCE_LINE = 80,
    WRAPPED_LINE = 40,
    NAME_BYTES = 60,
    NAME_WORDS = 6,
    LONGEST_ANCHOR = 60,
    LONGEST_SIGNATURE = 12
};

typedef enum rule_kind { ANCHOR, LINE, WEAK } rule_kind;

typedef struct rule {
    uint8_t kind;
    uint16_t most_bytes;
    const char *pattern;
} rule;

static const rule rules[] = {
#define X(kind, most_bytes, pattern) {kind, most_bytes, pattern},
#include "tail_rules.def"
#undef X
};

/* The patterns' first bytes, in the rules' order: one search through them passes over nearly all rules. */
static const char firsts[] = {
#define X(kind, most_bytes, pattern) (pattern)[0],
#include "tail_rules.def"
#undef X
};

/* Words in names of newspapers and agencies, for the line that stands alone between the story and the list of
 * others. */
static const char *const paper_words[] = {
    "newspaper", "news",      "times",       "post",      "gazette",   "daily",    "herald",   "tribune",
    "journal",   "chronicle", "agency",      "press",     "telegraph", "observer", "guardian", "courier",
    "zeitung",   "tageblatt", "nachrichten", "rundschau", "anzeiger",  "figaro",   "monde",    "giornale",
    "corriere",  "diario",    "periodico",   "jornal",    "gazeta",    "haber",    "газета",   "вестник",
    "новости",   "известия",  "日报",        "新闻",      "新聞"};

/* --- folded lines --------------------------------------------------------------------------------------- */

typedef struct folded {
    char text[LONGEST_RULE * 2];
    size_t len;
} folded;

/* Fold a line or paragraph for matching; false when it is too long for any rule. Lines of a paragraph are
 * joined by blanks. */
static bool fold(ndx_text line, folded *out) {
    if (line.len == 0 || line.len > LONGEST_RULE) return false;
    out->len = line.len;
    uint64_t beyond = 0; /* has the high bit of a byte that is not ASCII */
    size_t i = 0;
    for (; line.len - i >= 8; i += 8) {
        const uint64_t ones = UINT64_C(0x0101010101010101), high = ones * 0x80;
        uint64_t word, low, capitals, ends;
        memcpy(&word, line.data + i, 8);
        low = word & ~high; /* so that no sum carries into the next byte */
        capitals = (low + (0x80 - 'A') * ones) & ~(low + (0x7f - 'Z') * ones) & ~word & high;
        ends = ~((low ^ '\n' * ones) + 0x7f * ones) & ~word & high;
        beyond |= word & high;
        word = (word | capitals >> 2) ^ ends >> 6 ^ ends >> 4 ^ ends >> 2; /* '\n' ^ ' ' is 0x2a */
        memcpy(out->text + i, &word, 8);
    }
    for (; i < line.len; i++) {
        char c = line.data[i];
        beyond |= (uint64_t)(c & 0x80);
        out->text[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == '\n' ? ' ' : c;
    }
    bool ascii = !beyond;
    if (ascii) return true;
    char plain[LONGEST_RULE], room[NDX_FOLD_ROOM];
    ndx_text rest = {memcpy(plain, out->text, line.len), line.len};
    for (out->len = 0; rest.len;) {
        size_t some = ndx_utf8_floor(rest, NDX_FOLD_SHORT);
        ndx_text part = ndx_fold_short(ndx_text_slice(rest, 0, some), room);
        if (part.len > sizeof out->text - out->len) return false;
        memcpy(out->text + out->len, part.data, part.len);
        out->len += part.len;
        rest = ndx_text_slice(rest, some, rest.len);
    }
    return out->len > 0;
}

/* What lines end with that says nothing: "Related news:", "Read more »". */
static ndx_text without_end(const folded *line) {
    ndx_text text = {line->text, line->len};
    while (text.len && strchr(": >-", text.data[text.len - 1])) text.len--;
    if (ndx_text_ends(text, NDX_TEXT("»")) || ndx_text_ends(text, NDX_TEXT("…"))) text.len -= strlen("»");
    while (text.len && strchr(": >-", text.data[text.len - 1])) text.len--;
    return text;
}

/* The pattern's next characters up to a '*' fit at text[at]. */
static bool fits(const char *pattern, size_t len, ndx_text text, size_t at) {
    if (text.len - at < len) return false;
    for (size_t i = 0; i < len; i++) {
        char c = text.data[at + i];
        if (pattern[i] != c && !(pattern[i] == '#' && c >= '0' && c <= '9')) return false;
    }
    return true;
}

/* Where a phrase stands in text at or after `at`; SIZE_MAX if nowhere. Lines are too short for memmem's
 * preparations to pay. */
static size_t find(ndx_text text, size_t at, const char *phrase, size_t len) {
    while (text.len - at >= len) {
        const char *hit = memchr(text.data + at, phrase[0], text.len - at - len + 1);
        if (!hit) break;
        at = (size_t)(hit - text.data);
        if (memcmp(hit, phrase, len) == 0) return at;
        at++;
    }
    return SIZE_MAX;
}

/* '*' any run, '#' a digit. What stands between two '*' may take its first place: no going back. */
static bool matches(const char *pattern, ndx_text text) {
    size_t at = 0, len = strcspn(pattern, "*");
    if (!fits(pattern, len, text, 0)) return false;
    for (at = len, pattern += len; *pattern; at += len, pattern += len) {
        pattern++;
        len = strcspn(pattern, "*");
        if (pattern[len] == '\0') { /* the end must fit at the end */
            size_t left = text.len - at;
            return left >= len && fits(pattern, len, text, text.len - len);
        }
        at = find(text, at, pattern, len);
        if (at == SIZE_MAX) return false;
    }
    return at == text.len;
}

/* The next rule at or after `from` whose pattern begins with this byte; NDX_COUNT(rules) if none. */
static size_t next_rule(char first, size_t from) {
    const char *found = memchr(firsts + from, first, sizeof firsts - from);
    return found ? (size_t)(found - firsts) : NDX_COUNT(rules);
}

/* Which of the wanted kinds (bits 1 << kind) have a rule with this first byte that the line matches. */
static unsigned kinds_with(char first, const folded *line, unsigned wanted) {
    ndx_text whole = {line->text, line->len}, bare = without_end(line);
    unsigned kinds = 0;
    for (size_t i = next_rule(first, 0); i < NDX_COUNT(rules); i = next_rule(first, i + 1)) {
        const rule *r = &rules[i];
        char second = r->pattern[1];
        if (!(wanted & 1u << r->kind) || whole.len > r->most_bytes) continue;
        if (first != '*' && second >= 'a' && second <= 'z' && (whole.len < 2 || whole.data[1] != second))
            continue;
        if (matches(r->pattern, whole) || (bare.len < whole.len && matches(r->pattern, bare)))
            kinds |= 1u << r->kind;
    }
    return kinds;
}

/* Which of the wanted kinds of rules the line matches. Rules that begin with '*' are for single lines only: as part of a wrapped
 * paragraph what they look for need not be all of it. */
static unsigned kinds_of(ndx_text line, unsigned wanted, bool paragraph) {
    folded f;
    char first = line.len ? line.data[0] : '\0';
    bool ascii = (unsigned char)first < 0x80;
    if (first >= 'A' && first <= 'Z') first = (char)(first + 32);
    bool stars = !paragraph && wanted & ~(1u << ANCHOR);
    /* Most lines begin like no rule: those are not even folded. */
    if (!stars && ascii && next_rule(first, 0) == NDX_COUNT(rules)) return 0;
    if (!fold(line, &f)) return 0;
    return kinds_with(f.text[0], &f, wanted) | (stars ? kinds_with('*', &f, wanted) : 0);
}

/* --- lines ---------------------------------------------------------------------------------------------- */

/* The last line before `end`, line ends left out; false when nothing is left at or after `floor`. */
static bool line_before(ndx_text body, size_t floor, size_t end, ndx_text *line) {
    while (end > floor && body.data[end - 1] == '\n') end--;
    if (end <= floor) return false;
    const char *newline = memrchr(body.data + floor, '\n', end - floor);
    *line = ndx_text_slice(body, newline ? (size_t)(newline + 1 - body.data) : floor, end);
    return true;
}

/* The last paragraph before `end`; false when it is longer than any rule. */
static bool paragraph_before(ndx_text body, size_t floor, size_t end, ndx_text *paragraph) {
    ndx_text line;
    if (!line_before(body, floor, end, &line)) return false;
    size_t stop = (size_t)(line.data - body.data) + line.len, start = stop - line.len;
    while (start > floor && !(start >= 2 && body.data[start - 2] == '\n')) {
        if (stop - start > LONGEST_RULE || !line_before(body, floor, start, &line)) return false;
        start = (size_t)(line.data - body.data);
    }
    *paragraph = ndx_text_slice(body, start, stop);
    return true;
}

static bool is_prose(ndx_text line) {
    char first = line.data[0], last = line.data[line.len - 1];
    if (line.len > PROSE_LINE) return true;
    /* A wrapped line goes on in lower case; a headline does not begin so. */
    if (line.len > WRAPPED_LINE && first >= 'a' && first <= 'z') return true;
    return line.len > SENTENCE_LINE && (last == '.' || last == '"' || last == '!' || last == '?');
}

static bool is_paper_name(ndx_text line, ndx_text source) {
    if (line.len > NAME_BYTES || line.len == 0 || strchr(".,;:?!\"", line.data[line.len - 1])) return false;
    if (source.len && ndx_text_equal_nocase(line, source)) return true;
    folded f;
    if (!fold(line, &f)) return false;
    ndx_text rest = {f.text, f.len}, word;
    size_t words = 0;
    bool found = false;
    while (ndx_text_split(&rest, ' ', &word)) {
        words++;
        for (size_t i = 0; i < NDX_COUNT(paper_words); i++) /* "azernews" ends as papers do */
            found |= ndx_text_ends(word, ndx_text_of(paper_words[i]));
    }
    return found && words <= NAME_WORDS;
}

/* --- the search ----------------------------------------------------------------------------------------- */

/* Cheap to ask of every line: short, no sentence, not the middle of one. */
static bool may_be_anchor(ndx_text line) {
    char first = line.data[0], last = line.data[line.len - 1];
    return line.len <= LONGEST_ANCHOR && last != '.' && last != ',' && !(first >= 'a' && first <= 'z');
}

/* The earliest anchor behind which there is no story any more (a list may have a teaser here and there). */
static size_t find_anchor(ndx_text body, size_t floor) {
    size_t found = body.len, prose = 0, count = 0;
    ndx_text line;
    for (size_t end = body.len; count < LINES_LOOKED_AT && line_before(body, floor, end, &line); count++) {
        end = (size_t)(line.data - body.data);
        if (may_be_anchor(line) && prose * 5 <= count && kinds_of(line, 1u << ANCHOR, false)) found = end;
        prose += is_prose(line);
        if (prose >= 2 && prose * 5 > count + 5) break;
    }
    return found;
}

/* "###", "* * *", "-----": a line without a letter or digit divides the story from what is none. */
static bool is_divider(ndx_text line) {
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.data[i];
        if (c >= 0x80 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z')) return false;
    }
    return true;
}

/* A line that goes on from the one before it: "... reports lower\nshare on the exchange." */
static bool goes_on(ndx_text body, ndx_text line) {
    size_t start = (size_t)(line.data - body.data);
    bool first = start < 2 || body.data[start - 2] == '\n';
    return !first && line.len > LONGEST_SIGNATURE && line.data[0] >= 'a' && line.data[0] <= 'z';
}

static bool belongs(ndx_text piece, bool begun, bool paragraph) {
    return is_divider(piece) || kinds_of(piece, 1u << LINE | (unsigned)begun << WEAK, paragraph);
}

size_t ndx_tail_start(ndx_text body, size_t lead_end, ndx_text source) {
    size_t start = find_anchor(body, lead_end);
    ndx_text piece;
    for (size_t count = 0; count < LINES_LOOKED_AT; count++) {
        bool begun = start < body.len;
        /* A rule may be wrapped over the lines of a paragraph, or be the last line of one. */
        ndx_text paragraph;
        if (!line_before(body, lead_end, start, &piece)) break;
        bool taken = (!goes_on(body, piece) && belongs(piece, begun, false)) ||
                     (begun && is_paper_name(piece, source));
        if (paragraph_before(body, lead_end, start, &paragraph) && paragraph.len > piece.len &&
            belongs(paragraph, begun, true)) {
            piece = paragraph;
            taken = true;
        }
        if (!taken) break;
        start = (size_t)(piece.data - body.data);
    }
    return start;
}
