/* The tables about words in names. Rows are sorted by word where a comment says so; tests/unit/people proves
 * it. */
#include "names.h"

#include <string.h>

/* Compares a view with a NUL-terminated word, bytewise, without measuring the word. Mostly the first byte decides. */
static inline int compare_word(ndx_text text, const char *word) {
    if (text.len > 0 && text.data[0] != word[0]) return (uint8_t)text.data[0] < (uint8_t)word[0] ? -1 : 1;
    int order = strncmp(text.data, word, text.len);
    return order != 0 ? order : word[text.len] ? -1 : 0;
}

/* --- titles, suffixes, particles (sorted) --------------------------------------------------------------- */

typedef struct kind_row {
    const char *word;
    unsigned kinds;
} kind_row;

static const kind_row kind_rows[] = {
#define X(word, kinds) {word, kinds},
#include "name_words.def"
#undef X
};

unsigned name_word_kinds(ndx_text word) {
    size_t low = 0, high = NDX_COUNT(kind_rows);
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare_word(word, kind_rows[middle].word);
        if (order == 0) return kind_rows[middle].kinds;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

/* --- words that stand for one another (sorted) ---------------------------------------------------------- */

typedef struct form_row {
    const char *word, *head;
} form_row;

static const form_row nickname_rows[] = {
#define NICKNAME(word, name) {word, name},
#define VARIANT(word, head)
#include "name_forms.def"
#undef NICKNAME
#undef VARIANT
};

static const form_row variant_rows[] = {
#define NICKNAME(word, name)
#define VARIANT(word, head) {word, head},
#include "name_forms.def"
#undef NICKNAME
#undef VARIANT
};

/* The first row of the word, or the place where it would stand. */
static size_t first_row(const form_row *rows, size_t count, ndx_text word) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (compare_word(word, rows[middle].word) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool row_is(const form_row *rows, size_t count, size_t at, ndx_text word) {
    return at < count && compare_word(word, rows[at].word) == 0;
}

/* Is `name` a full form of the pet form `word`, or one with it? */
static bool nickname_of(ndx_text word, ndx_text name) {
    size_t count = NDX_COUNT(nickname_rows);
    for (size_t at = first_row(nickname_rows, count, word); row_is(nickname_rows, count, at, word); at++) {
        ndx_text full = ndx_text_of(nickname_rows[at].head);
        if (ndx_text_equal(full, name)) return true;
        for (size_t k = first_row(nickname_rows, count, name); row_is(nickname_rows, count, k, name); k++)
            if (compare_word(full, nickname_rows[k].head) == 0) return true;
    }
    return false;
}

ndx_text name_full_form(ndx_text word, size_t number) {
    size_t count = NDX_COUNT(nickname_rows), at = first_row(nickname_rows, count, word) + number;
    return row_is(nickname_rows, count, at, word) ? ndx_text_of(nickname_rows[at].head) : (ndx_text){"", 0};
}

bool name_is_nickname(ndx_text a, ndx_text b) {
    return nickname_of(a, b) || nickname_of(b, a);
}

ndx_text name_variant_head(ndx_text word) {
    size_t at = first_row(variant_rows, NDX_COUNT(variant_rows), word);
    return row_is(variant_rows, NDX_COUNT(variant_rows), at, word) ? ndx_text_of(variant_rows[at].head)
                                                                   : word;
}

bool name_is_variant(ndx_text a, ndx_text b) {
    size_t at = first_row(variant_rows, NDX_COUNT(variant_rows), a);
    return row_is(variant_rows, NDX_COUNT(variant_rows), at, a) &&
           ndx_text_equal(ndx_text_of(variant_rows[at].head), name_variant_head(b));
}

/* --- family name first ---------------------------------------------------------------------------------- */

/* Family names that are hardly ever Western given names, and two (kim, lee) that count only before two
 * syllables. */
static const char eastern_families[] = " bae baek ban cai cao chang chen cheng chiang choi choo chou chu "
                                       "chun chung chow cui deng ding dong fan fang feng gao "
                                       "gong gu guan guo gwon ham han hong hou hu huang hwang hyun jang jeon "
                                       "jeong ji jia jiang jin jo jung kang kong kwon "
                                       "lai lau lei li liang liao lim lin ling liu lou luo ma mao meng moon "
                                       "mu ni noh oh ong pak pan park peng qi qian qiao "
                                       "qin qiu ren rhee roh ryu seo shao shen shi shin sim sin so soh song "
                                       "su suh sun sung tan tang tao teo tian tsai tsang tung "
                                       "wan wang wei wen wong woo wu xi xia xiang xiao xie xing xiong xu xue "
                                       "yan yang yao yeo yi yim yin yong yoo yoon you yu "
                                       "yuan yun zeng zhai zhan zhang zhao zheng zhong zhou zhu zhuang zou ";
static const char eastern_ambiguous[] = " kim lee bo chan chin ho ko ";

static const char *const syllable_starts[] = {"zh", "ch", "sh", "ts", "tz", "hs", "kh", "ph", "b", "p",
                                              "m",  "f",  "d",  "t",  "n",  "l",  "g",  "k",  "h", "j",
                                              "q",  "x",  "r",  "z",  "c",  "s",  "y",  "w",  ""};
static const char *const syllable_ends[] = {
    "iang", "iong", "uang", "yeong", "yung", "eong", "oong", "eung", "ang",  "eng", "ing", "ong", "ung",
    "iao",  "ian",  "uai",  "uan",   "eun",  "eon",  "eok",  "eol",  "yeon", "yun", "yuk", "oon", "ook",
    "ai",   "ei",   "ao",   "ou",    "an",   "en",   "in",   "un",   "on",   "er",  "ia",  "ie",  "iu",
    "ua",   "uo",   "ui",   "ue",    "ae",   "eo",   "eu",   "oo",   "ee",   "ew",  "aw",  "ak",  "ek",
    "ik",   "ok",   "uk",   "am",    "im",   "om",   "um",   "ap",   "ip",   "op",  "up",  "al",  "il",
    "ol",   "ul",   "yo",   "ye",    "yu",   "ya",   "a",    "o",    "e",    "i",   "u"};

static bool listed(const char *list, ndx_text word) {
    char needle[16];
    if (word.len + 3 > sizeof needle) return false;
    needle[0] = ' ';
    memcpy(needle + 1, word.data, word.len);
    needle[word.len + 1] = ' ';
    needle[word.len + 2] = '\0';
    return strstr(list, needle) != NULL;
}

/* Marks in reach[] the places where one syllable that starts at `at` may end. */
static void syllable_reach(ndx_text word, size_t at, bool *reach) {
    for (size_t s = 0; s < NDX_COUNT(syllable_starts); s++) {
        size_t start_len = strlen(syllable_starts[s]);
        if (at + start_len > word.len || memcmp(word.data + at, syllable_starts[s], start_len) != 0) continue;
        size_t middle = at + start_len;
        for (size_t e = 0; e < NDX_COUNT(syllable_ends); e++) {
            size_t end_len = strlen(syllable_ends[e]);
            if (middle + end_len > word.len || memcmp(word.data + middle, syllable_ends[e], end_len) != 0)
                continue;
            reach[middle + end_len] = true;
        }
    }
}

/* One or two syllables. */
static bool is_syllables(ndx_text word) {
    enum { LONGEST = 10 };
    if (word.len < 2 || word.len > LONGEST) return false;
    bool one[LONGEST + 1] = {false}, two[LONGEST + 1] = {false};
    syllable_reach(word, 0, one);
    for (size_t i = 1; i < word.len; i++)
        if (one[i]) syllable_reach(word, i, two);
    return one[word.len] || two[word.len];
}

bool name_is_eastern(const name_words *words) {
    if (words->count < 2 || words->count > 3) return false;
    bool sure = listed(eastern_families, words->word[0]);
    if (!sure && !(words->count == 3 && listed(eastern_ambiguous, words->word[0]))) return false;
    for (size_t i = 1; i < words->count; i++)
        if (!is_syllables(words->word[i])) return false;
    return true;
}
