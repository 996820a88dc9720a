/* The first lines of an article: what reads like a headline, what like a byline. */
#include "parts.h"

#include <string.h>

enum { LONGEST_HEADLINE = 200, LONGEST_BYLINE = 120, MOST_BYLINE_WORDS = 12, LONGEST_AGENCY = 32 };

/* What bylines begin with, and whether a capital must follow (all: "by a whisker" is none). */
static const char *const by_words[] = {"By ",   "by ",     "BY ",    "Written by ", "Par ",  "Von ",   "Por ",
                                       "Door ", "Автор: ", "Автор ", "Text: ",      "作者:", "作者：", "文/"};

/* What stands behind a name in bylines and is no name. */
static const char *const agencies[] = {"reuters",
                                       "reuter",
                                       "ap",
                                       "afp",
                                       "upi",
                                       "dpa",
                                       "associated press",
                                       "associated press writer",
                                       "the associated press",
                                       "staff writer",
                                       "staff reporter",
                                       "staff correspondent",
                                       "special correspondent",
                                       "correspondent"};

static size_t by_word(ndx_text line) {
    for (size_t i = 0; i < NDX_COUNT(by_words); i++)
        if (ndx_text_starts(line, ndx_text_of(by_words[i]))) return strlen(by_words[i]);
    return 0;
}

static bool is_small_word(ndx_text word) {
    static const char *const words[] = {"and", "of",  "in", "the",  "et",  "und", "y",   "e",
                                        "de",  "da",  "di", "von",  "van", "der", "den", "bin",
                                        "al",  "for", "at", "with", "и",   "en"};
    for (size_t i = 0; i < NDX_COUNT(words); i++)
        if (ndx_text_equal(word, ndx_text_of(words[i]))) return true;
    return false;
}

/* Days and months begin sentences: "By Friday ...". */
static bool is_day_word(ndx_text word) {
    static const char *const words[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday",   "Saturday",
                                        "Sunday", "January", "February",  "March",    "April",    "June",
                                        "July",   "August",  "September", "October",  "November", "December"};
    for (size_t i = 0; i < NDX_COUNT(words); i++)
        if (ndx_text_starts(word, ndx_text_of(words[i]))) return true;
    return false;
}

static bool is_agency(ndx_text text) {
    for (size_t i = 0; i < NDX_COUNT(agencies); i++)
        if (ndx_text_equal_nocase(text, ndx_text_of(agencies[i]))) return true;
    return false;
}

/* "By Ann Lee - Example:" without the agency behind the dash. */
static ndx_text before_dash(ndx_text line) {
    static const char *const dashes[] = {" – ", " — ", " - ", " / "};
    ndx_text end = ndx_text_slice(line, line.len > LONGEST_AGENCY ? line.len - LONGEST_AGENCY : 0, line.len);
    for (size_t i = 0; i < NDX_COUNT(dashes); i++) {
        if (ndx_text_find(end, ndx_text_of(dashes[i])) == SIZE_MAX) continue; /* most lines are long */
        size_t at = ndx_text_find(line, ndx_text_of(dashes[i]));
        if (at != SIZE_MAX && line.len - at <= LONGEST_AGENCY) return ndx_text_slice(line, 0, at);
    }
    return line;
}

bool ndx_line_is_byline_title(ndx_text line) {
    static const ndx_text titles[] = {NDX_TEXT(" Writer"), NDX_TEXT(" Reporter"), NDX_TEXT(" Correspondent"),
                                      NDX_TEXT(" Editor")};
    if (is_agency(line)) return true;
    for (size_t i = 0; i < NDX_COUNT(titles); i++)
        if (line.len <= LONGEST_AGENCY && ndx_text_ends(line, titles[i])) return true;
    return false;
}

bool ndx_line_is_byline(ndx_text line) {
    line = before_dash(line);
    size_t by = by_word(line), words = 0, small = 0;
    if (!by || line.len > LONGEST_BYLINE || line.len <= by) return false;
    char last = line.data[line.len - 1];
    ndx_text rest = ndx_text_slice(line, by, line.len), word;
    if (last == '!' || last == '?' || last == ':' || last == ',' || last == '"') return false;
    while (ndx_text_split(&rest, ' ', &word)) {
        if (word.len == 0) continue;
        unsigned char first = (unsigned char)word.data[0];
        bool lower = first >= 'a' && first <= 'z';
        if (words == 0 && ((first < 0x80 && !(first >= 'A' && first <= 'Z')) || is_day_word(word)))
            return false;
        if (lower && !is_small_word(word)) small++;
        words++;
    }
    /* "By ANN LEE, science writer" has small words behind the name; a sentence has more of them, and a full
     * stop. */
    return words >= 1 && words <= MOST_BYLINE_WORDS && small * 3 <= words && (last != '.' || words <= 4);
}

ndx_text ndx_byline_name(ndx_text byline) {
    ndx_text name = ndx_text_trim(byline);
    const char *newline = memchr(name.data ? name.data : "", '\n', name.len);
    if (newline) name = ndx_text_trim(ndx_text_slice(name, 0, (size_t)(newline - name.data)));
    ndx_text all = name;
    name = ndx_text_trim(ndx_text_slice(name, by_word(name), name.len));
    if (name.len < all.len) name = before_dash(name);
    const char *comma = memrchr(name.data ? name.data : "", ',', name.len);
    size_t cut = comma ? (size_t)(comma - name.data) : name.len;
    if (comma && is_agency(ndx_text_trim(ndx_text_slice(name, cut + 1, name.len))))
        name = ndx_text_trim(ndx_text_slice(name, 0, cut));
    return name.len ? name : all;
}

bool ndx_line_is_headline(ndx_text line) {
    static const char *const ends[] = {".", ",", ";", ":", "。", "，"};
    if (line.len == 0 || line.len > LONGEST_HEADLINE || ndx_line_is_byline(line) || ndx_dateline_length(line))
        return false;
    for (size_t i = 0; i < NDX_COUNT(ends); i++)
        if (ndx_text_ends(line, ndx_text_of(ends[i])) && !ndx_text_ends(line, NDX_TEXT("..."))) return false;
    bool wide = false, blank = false;
    for (size_t i = 0; i < line.len; i++) {
        wide |= (unsigned char)line.data[i] >= 0xE3; /* CJK writes no blanks */
        blank |= line.data[i] == ' ';
    }
    return blank || (wide && line.len >= 12);
}
