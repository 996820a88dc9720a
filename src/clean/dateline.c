/* Datelines: "NEW YORK, Feb 26 (Reuters) -", "WASHINGTON (AP) _", "PARIS —", "Berlin (dpa) -", "МОСКВА, 27
 * июня. /ТАСС/." */
#include "parts.h"

#include <string.h>

enum {
    LONGEST_DATELINE = 120,
    LONGEST_AGENCY = 40,
    MOST_TRIES = 5,
    SHORT_STORY = 20,
    LONGEST_LINE = 80,
    MOST_PLACE_WORDS = 6
};

/* What divides dateline and story; the longest of those that fit at one place counts. weak: also common in
 * sentences. */
static const struct {
    const char *text;
    bool weak;
} dividers[] = {
    {" --- ", false}, {" -- ", false}, {" __ ", false}, {" - ", false}, {" _ ", false},
    {" – ", false},   {" — ", false},  {"—", false},    {" : ", true},  {": ", true},
    {"/. ", true},    {"/ ", true},    {") ", true},
};

static bool is_upper_ascii(char c) {
    return c >= 'A' && c <= 'Z';
}

static bool is_lower_ascii(char c) {
    return c >= 'a' && c <= 'z';
}

/* --- capitals ------------------------------------------------------------------------------------------- */

/* Whether a character is an upper or a lower case letter; Latin-1, Latin Extended-A, Greek and Cyrillic
 * capitals suffice for places. */
static void letter_case(uint32_t c, bool *upper, bool *lower) {
    *upper = *lower = false;
    if (c < 0x80) {
        *upper = is_upper_ascii((char)c);
        *lower = is_lower_ascii((char)c);
    } else if (c < 0x100) {
        *upper = c >= 0xC0 && c <= 0xDE && c != 0xD7;
        *lower = c >= 0xDF && c != 0xF7;
    } else if (c < 0x180) {
        *upper = (c & 1) == 0;
        *lower = !*upper;
    } else if (c >= 0x391 && c <= 0x3A9)
        *upper = true;
    else if (c >= 0x3B1 && c <= 0x3C9)
        *lower = true;
    else if (c >= 0x400 && c <= 0x42F)
        *upper = true;
    else if (c >= 0x430 && c <= 0x45F)
        *lower = true;
}

typedef struct capitals {
    size_t upper, lower, words, capital_words; /* letters; words, and those that begin with a capital */
} capitals;

static capitals count_capitals(ndx_text text) {
    capitals count = {0};
    bool in_word = false;
    for (size_t at = 0; at < text.len;) {
        bool upper, lower;
        letter_case(ndx_utf8_next(text.data, text.len, &at), &upper, &lower);
        if (upper || lower) {
            count.words += !in_word;
            count.capital_words += !in_word && upper;
        }
        in_word = upper || lower;
        count.upper += upper;
        count.lower += lower;
    }
    return count;
}

/* --- parts ---------------------------------------------------------------------------------------------- */

static bool has_month(ndx_text text) {
    char word[24];
    for (size_t at = 0, from; at < text.len; at++) {
        for (from = at; at < text.len && ((unsigned char)text.data[at] >= 0x80 ||
                                          is_upper_ascii(text.data[at]) || is_lower_ascii(text.data[at]));)
            at++;
        if (at == from || at - from >= sizeof word) continue;
        if ((unsigned char)text.data[from] < 0x80) {
            for (size_t i = from; i < at; i++)
                word[i - from] = (char)(is_upper_ascii(text.data[i]) ? text.data[i] + 32 : text.data[i]);
            if (ndx_month_named((ndx_text){word, at - from})) return true;
            continue;
        }
        char room[NDX_FOLD_ROOM];
        if (ndx_month_named(ndx_fold_short(ndx_text_slice(text, from, at), room))) return true;
    }
    return false;
}

static bool has_digit(ndx_text text) {
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] >= '0' && text.data[i] <= '9') return true;
    return false;
}

/* "(AP)", "(Reuters)", "/TASS/" at the end: without it, and whether it was there. */
static ndx_text without_agency(ndx_text text, bool *agency) {
    text = ndx_text_trim(text);
    *agency = false;
    char close = text.len ? text.data[text.len - 1] : 0, open = close == ')' ? '(' : close == '/' ? '/' : 0;
    if (!open || text.len < 3) return text;
    const char *begin = memrchr(text.data, open, text.len - 1);
    size_t len = begin ? (size_t)(text.data + text.len - begin) : 0;
    if (len < 4 || len > LONGEST_AGENCY) return text;
    *agency = true;
    return ndx_text_trim(ndx_text_slice(text, 0, text.len - len));
}

/* Take one dash, colon, comma or full stop off the end; false when there is none. */
static bool drop_end(ndx_text *text) {
    static const char *const ends[] = {"-", "–", "—", "_", ":", ",", "."};
    for (size_t i = 0; i < NDX_COUNT(ends); i++) {
        ndx_text end = ndx_text_of(ends[i]);
        if (!ndx_text_ends(*text, end)) continue;
        /* The full stop of "Mo." belongs to the place, that of "27 июня." to nothing. */
        if (ends[i][0] == '.' && text->len > 2 && !is_upper_ascii(text->data[text->len - 2]) &&
            !has_month(*text))
            continue;
        *text = ndx_text_trim(ndx_text_slice(*text, 0, text->len - end.len));
        return true;
    }
    return false;
}

static ndx_text without_dash(ndx_text text) {
    text = ndx_text_trim(text);
    while (drop_end(&text)) {
    }
    return text;
}

/* "SALVADOR, Feb 26" without the parts behind a comma that are dates. *dated: there were such. */
static ndx_text without_date(ndx_text text, bool *dated) {
    *dated = false;
    for (;;) {
        const char *comma = memrchr(text.data ? text.data : "", ',', text.len);
        if (!comma) return text;
        ndx_text part = ndx_text_slice(text, (size_t)(comma + 1 - text.data), text.len);
        if (!has_digit(part) && !has_month(part)) return text;
        *dated = true;
        text = ndx_text_trim(ndx_text_slice(text, 0, (size_t)(comma - text.data)));
    }
}

ndx_text ndx_dateline_place(ndx_text dateline) {
    bool agency, dated;
    ndx_text place = without_agency(without_dash(dateline), &agency);
    place = ndx_text_trim(without_date(without_dash(place), &dated));
    bool none = ndx_text_equal_nocase(place, NDX_TEXT("undated")) ||
                (has_digit(place) && ndx_is_date_words(place)) || count_capitals(place).capital_words == 0;
    if (none) return (ndx_text){"", 0};
    return place;
}

bool ndx_dateline_date(ndx_text dateline, ndx_written_date *date) {
    bool agency;
    ndx_text text = without_dash(without_agency(without_dash(dateline), &agency));
    for (size_t at = 0; at < text.len; at++) {
        const char *comma = memchr(text.data + at, ',', text.len - at);
        if (!comma) break;
        at = (size_t)(comma - text.data);
        if (ndx_written_date_read(ndx_text_trim(ndx_text_slice(text, at + 1, text.len)), date)) return true;
    }
    return false;
}

/* --- recognising ---------------------------------------------------------------------------------------- */

/* Does what stands before the divider read like place, date and agency? */
static bool is_dateline(ndx_text head, bool weak_divider) {
    bool agency, dated;
    ndx_text place = without_date(without_dash(without_agency(head, &agency)), &dated);
    capitals c = count_capitals(place);
    if (c.capital_words == 0 || c.words > 7) return false;
    /* The first place in capitals, the rest ("Mo.", "Azerbaijan") begins with them; small words join names
     * ("Rio de Janeiro"). */
    const char *comma = memchr(place.data, ',', place.len);
    capitals first =
        count_capitals(ndx_text_slice(place, 0, comma ? (size_t)(comma - place.data) : place.len));
    bool shouted = first.lower <= first.words / 3 && first.upper >= 3;
    bool capitalised = c.capital_words * 2 >= c.words && c.capital_words + 2 >= c.words;
    if (!capitalised || has_digit(place)) return false;
    if (weak_divider) return (shouted && (dated || agency)) || (dated && agency);
    return shouted || agency || dated;
}

bool ndx_line_is_dateline(ndx_text line) {
    bool agency, dated;
    if (line.len == 0 || line.len > LONGEST_LINE) return false;
    ndx_text whole = without_dash(without_agency(line, &agency)), place = without_date(whole, &dated);
    if (!dated || !ndx_is_date_words(ndx_text_slice(whole, place.len, whole.len))) return false;
    size_t shorter = ndx_dateline_length(line);
    if (shorter && shorter < line.len) return false;
    capitals c = count_capitals(place);
    ndx_written_date date;
    /* "Frankfurt am Main, 3. Mai 2018"; but "Weather for Monday, June 27" is no dateline. */
    bool named = c.words == c.capital_words ||
                 (c.words == c.capital_words + 1 && c.words >= 3 && ndx_dateline_date(line, &date));
    return c.words && named && c.words <= MOST_PLACE_WORDS && !has_digit(place);
}

/* The divider that stands at text[at]; NDX_COUNT(dividers) if none. One at the line's end needs no blank
 * behind it. */
static size_t divider_at(ndx_text head, size_t at, size_t *len) {
    size_t i = NDX_COUNT(dividers);
    if (at >= head.len) return i;
    char c = head.data[at];
    if (c != ' ' && c != ':' && c != '/' && c != ')' && c != '\xE2') return i;
    ndx_text rest = ndx_text_slice(head, at, head.len);
    if (c == ' ' && (rest.len < 2 || !strchr("-_:\xE2", rest.data[1]))) return i;
    for (i = 0; i < NDX_COUNT(dividers); i++) {
        ndx_text divider = ndx_text_of(dividers[i].text);
        if (ndx_text_starts(rest, divider) ||
            ndx_text_equal(rest, ndx_text_slice(divider, 0, divider.len - 1))) {
            *len = divider.len < rest.len ? divider.len : rest.len;
            break;
        }
    }
    return i;
}

size_t ndx_dateline_length(ndx_text paragraph) {
    ndx_text head = ndx_text_slice(paragraph, 0, LONGEST_DATELINE);
    if (head.len == 0) return 0;
    const char *line_end = memchr(head.data, '\n', head.len);
    if (line_end) head.len = (size_t)(line_end - head.data);
    size_t len = 0, dash = 0, tries = 0;
    for (size_t at = 1; at < head.len && tries < MOST_TRIES; at++) {
        size_t i = divider_at(head, at, &len);
        if (i == NDX_COUNT(dividers)) continue;
        tries++;
        size_t upto = head.data[at] == ')' || head.data[at] == '/' ? at + 1 : at;
        if (!is_dateline(ndx_text_slice(head, 0, upto), dividers[i].weak)) continue;
        /* "(AP)" alone divides too; a dash behind it goes with it. */
        if (upto > at && (i = divider_at(head, upto, &dash)) < NDX_COUNT(dividers) && !dividers[i].weak)
            len = upto - at + dash;
        ndx_text story = ndx_text_trim(ndx_text_slice(head, at + len, head.len));
        ndx_written_date date;
        /* "INTERBANK RATES - 26 FEB 1987" is a title. */
        if (story.len && story.len < SHORT_STORY && (has_digit(story) || ndx_written_date_read(story, &date)))
            return 0;
        /* The blank between the dateline and the story belongs to neither. */
        for (len += at; paragraph.data[len - 1] == ' ';) len--;
        return len;
    }
    return 0;
}
