/* The tables about words in names. Rows are sorted by word where a comment says so; tests/unit/people proves it. */
#include "names.h"

#include <stdlib.h>
#include <string.h>

/* --- titles, suffixes, particles (sorted) -------------------------------------------------------------------------- */

typedef struct kind_row {
    const char *word;
    unsigned kinds;
} kind_row;

static const kind_row kind_rows[] = {
#define X(word, kinds) {word, kinds},
#include "name_words.def"
#undef X
};

static int kind_compare(const void *key, const void *row) {
    const ndx_text *word = key;
    return ndx_text_compare(*word, ndx_text_of(((const kind_row *)row)->word));
}

unsigned name_word_kinds(ndx_text word) {
    const kind_row *row = bsearch(&word, kind_rows, NDX_COUNT(kind_rows), sizeof kind_rows[0], kind_compare);
    return row ? row->kinds : 0;
}

/* --- rows of words that stand for one another ------------------------------------------------------------------------ */

static const char *const nickname_rows[] = {
#define NICKNAMES(words) words,
#define VARIANTS(words)
#include "name_forms.def"
#undef NICKNAMES
#undef VARIANTS
};

static const char *const variant_rows[] = {
#define NICKNAMES(words)
#define VARIANTS(words) words,
#include "name_forms.def"
#undef NICKNAMES
#undef VARIANTS
};

static bool row_has(const char *row, ndx_text word) {
    ndx_text rest = ndx_text_of(row), piece;
    while (ndx_text_split(&rest, ' ', &piece))
        if (ndx_text_equal(piece, word)) return true;
    return false;
}

static const char *shared_row(const char *const *rows, size_t count, ndx_text a, ndx_text b) {
    for (size_t i = 0; i < count; i++)
        if (row_has(rows[i], a) && row_has(rows[i], b)) return rows[i];
    return NULL;
}

bool name_is_nickname(ndx_text a, ndx_text b) { return shared_row(nickname_rows, NDX_COUNT(nickname_rows), a, b) != NULL; }

bool name_is_variant(ndx_text a, ndx_text b) { return shared_row(variant_rows, NDX_COUNT(variant_rows), a, b) != NULL; }

ndx_text name_variant_head(ndx_text word) {
    const char *row = shared_row(variant_rows, NDX_COUNT(variant_rows), word, word);
    if (!row) return word;
    return (ndx_text){row, strcspn(row, " ")};
}

/* --- family name first ---------------------------------------------------------------------------------------------- */

/* Family names that are hardly ever Western given names, and two (kim, lee) that count only before two syllables. */
static const char eastern_families[] =
    " bae baek ban cai cao chang chen cheng chiang choi choo chou chu chun chung chow cui deng ding dong fan fang feng gao "
    "gong gu guan guo gwon ham han hong hou hu huang hwang hyun jang jeon jeong ji jia jiang jin jo jung kang kong kwon "
    "lai lau lei li liang liao lim lin ling liu lou luo ma mao meng moon mu ni noh oh ong pak pan park peng qi qian qiao "
    "qin qiu ren rhee roh ryu seo shao shen shi shin sim sin so soh song su suh sun sung tan tang tao teo tian tsai tsang tung "
    "wan wang wei wen wong woo wu xi xia xiang xiao xie xing xiong xu xue yan yang yao yeo yi yim yin yong yoo yoon you yu "
    "yuan yun zeng zhai zhan zhang zhao zheng zhong zhou zhu zhuang zou ";
static const char eastern_ambiguous[] = " kim lee bo chan chin ho ko ";

static const char *const syllable_starts[] = {"zh", "ch", "sh", "ts", "tz", "hs", "kh", "ph", "b", "p", "m", "f", "d", "t", "n", "l",
                                              "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y", "w", ""};
static const char *const syllable_ends[] = {"iang", "iong", "uang", "yeong", "yung", "eong", "oong", "eung", "ang", "eng", "ing", "ong",
                                            "ung", "iao", "ian", "uai", "uan", "eun", "eon", "eok", "eol", "yeon", "yun", "yuk", "oon",
                                            "ook", "ai", "ei", "ao", "ou", "an", "en", "in", "un", "on", "er", "ia", "ie", "iu", "ua",
                                            "uo", "ui", "ue", "ae", "eo", "eu", "oo", "ee", "ew", "aw", "ak", "ek", "ik", "ok", "uk", "am",
                                            "im", "om", "um", "ap", "ip", "op", "up", "al", "il", "ol", "ul", "yo", "ye", "yu", "ya", "a",
                                            "o", "e", "i", "u"};

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
            if (middle + end_len > word.len || memcmp(word.data + middle, syllable_ends[e], end_len) != 0) continue;
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
