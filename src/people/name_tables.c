/* The tables about words in names. Rows are sorted by word where a comment says so; tests/unit/people proves
 * it. */
#include "names.h"

#include <string.h>

/* A row begins with its word, zeros behind it, so that bytes are compared eight at a time. */
#define ROW_WORD_MAX 24 /* no word of a table is as long */

/* Eight bytes as a number that orders as they do. */
static inline uint64_t eight_bytes(const char *data) {
    return __builtin_bswap64(ndx_load8(data));
}

/* A word as rows have it. */
typedef struct row_key {
    char word[ROW_WORD_MAX];
    uint64_t first;
} row_key;

/* False: too long for any. */
static inline bool row_key_of(row_key *key, ndx_text word) {
    if (word.len >= ROW_WORD_MAX) return false;
    memset(key->word, 0, sizeof key->word);
    memcpy(key->word, word.data, word.len);
    key->first = eight_bytes(key->word);
    return true;
}

static inline int compare_row(const row_key *key, const char *row) {
    uint64_t first = eight_bytes(row);
    if (key->first != first) return key->first < first ? -1 : 1;
    return memcmp(key->word + 8, row + 8, ROW_WORD_MAX - 8);
}

/* The first row of the word, or the place where it would stand. */
static inline size_t first_row(const void *rows, size_t count, size_t size_each, const row_key *key) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (compare_row(key, (const char *)rows + middle * size_each) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* --- titles, suffixes, particles (sorted) --------------------------------------------------------------- */

typedef struct kind_row {
    char word[ROW_WORD_MAX];
    unsigned kinds;
} kind_row;

static const kind_row kind_rows[] = {
#define X(word, kinds) {word, kinds},
#include "name_words.def"
#undef X
};

unsigned name_word_kinds(ndx_text word) {
    row_key key;
    if (!row_key_of(&key, word)) return 0;
    size_t at = first_row(kind_rows, NDX_COUNT(kind_rows), sizeof kind_rows[0], &key);
    return at < NDX_COUNT(kind_rows) && compare_row(&key, kind_rows[at].word) == 0 ? kind_rows[at].kinds : 0;
}

/* --- words that stand for one another (sorted) ---------------------------------------------------------- */

typedef struct form_row {
    char word[ROW_WORD_MAX];
    const char *head;
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

/* The rows of one word, side by side. */
typedef struct form_rows {
    const form_row *row;
    size_t count;
} form_rows;

static form_rows rows_of(const form_row *rows, size_t count, ndx_text word) {
    row_key key;
    if (!row_key_of(&key, word)) return (form_rows){rows, 0};
    size_t first = first_row(rows, count, sizeof *rows, &key), end = first;
    while (end < count && compare_row(&key, rows[end].word) == 0) end++;
    return (form_rows){rows + first, end - first};
}

static form_rows nicknames(ndx_text word) {
    return rows_of(nickname_rows, NDX_COUNT(nickname_rows), word);
}

static form_rows variants(ndx_text word) {
    return rows_of(variant_rows, NDX_COUNT(variant_rows), word);
}

/* Is `name` a full form of the pet form `word`, or one with it? */
static bool nickname_of(ndx_text word, ndx_text name) {
    form_rows own = nicknames(word);
    if (own.count == 0) return false;
    form_rows others = nicknames(name);
    for (size_t i = 0; i < own.count; i++) {
        if (ndx_text_equal(ndx_text_of(own.row[i].head), name)) return true;
        for (size_t k = 0; k < others.count; k++)
            if (strcmp(own.row[i].head, others.row[k].head) == 0) return true;
    }
    return false;
}

ndx_text name_full_form(ndx_text word, size_t number) {
    form_rows own = nicknames(word);
    return number < own.count ? ndx_text_of(own.row[number].head) : (ndx_text){"", 0};
}

bool name_is_nickname(ndx_text a, ndx_text b) {
    return nickname_of(a, b) || nickname_of(b, a);
}

ndx_text name_variant_head(ndx_text word) {
    form_rows own = variants(word);
    return own.count ? ndx_text_of(own.row[0].head) : word;
}

bool name_is_variant(ndx_text a, ndx_text b) {
    form_rows own = variants(a);
    return own.count && ndx_text_equal(ndx_text_of(own.row[0].head), name_variant_head(b));
}

/* --- family name first ---------------------------------------------------------------------------------- */

/* Family names that are hardly ever Western given names, and two (kim, lee) that count only before two
 * syllables. Eight bytes each, sorted. */
static const char eastern_families[][8] = {
    "bae",    "baek", "ban",  "cai",   "cao",  "chang", "chen",  "cheng", "chiang", "choi",  "choo",  "chou",
    "chow",   "chu",  "chun", "chung", "cui",  "deng",  "ding",  "dong",  "fan",    "fang",  "feng",  "gao",
    "gong",   "gu",   "guan", "guo",   "gwon", "ham",   "han",   "hong",  "hou",    "hu",    "huang", "hwang",
    "hyun",   "jang", "jeon", "jeong", "ji",   "jia",   "jiang", "jin",   "jo",     "jung",  "kang",  "kong",
    "kwon",   "lai",  "lau",  "lei",   "li",   "liang", "liao",  "lim",   "lin",    "ling",  "liu",   "lou",
    "luo",    "ma",   "mao",  "meng",  "moon", "mu",    "ni",    "noh",   "oh",     "ong",   "pak",   "pan",
    "park",   "peng", "qi",   "qian",  "qiao", "qin",   "qiu",   "ren",   "rhee",   "roh",   "ryu",   "seo",
    "shao",   "shen", "shi",  "shin",  "sim",  "sin",   "so",    "soh",   "song",   "su",    "suh",   "sun",
    "sung",   "tan",  "tang", "tao",   "teo",  "tian",  "tsai",  "tsang", "tung",   "wan",   "wang",  "wei",
    "wen",    "wong", "woo",  "wu",    "xi",   "xia",   "xiang", "xiao",  "xie",    "xing",  "xiong", "xu",
    "xue",    "yan",  "yang", "yao",   "yeo",  "yi",    "yim",   "yin",   "yong",   "yoo",   "yoon",  "you",
    "yu",     "yuan", "yun",  "zeng",  "zhai", "zhan",  "zhang", "zhao",  "zheng",  "zhong", "zhou",  "zhu",
    "zhuang", "zou"};
static const char eastern_ambiguous[][8] = {"bo", "chan", "chin", "ho", "kim", "ko", "lee"};

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

static bool listed(const char (*rows)[8], size_t count, ndx_text word) {
    char key[8] = {0};
    if (word.len >= sizeof key) return false;
    memcpy(key, word.data, word.len);
    uint64_t wanted = eight_bytes(key);
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        uint64_t row = eight_bytes(rows[middle]);
        if (wanted == row) return true;
        if (wanted > row)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
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
    ndx_text family = words->word[0];
    if (!listed(eastern_families, NDX_COUNT(eastern_families), family) &&
        !(words->count == 3 && listed(eastern_ambiguous, NDX_COUNT(eastern_ambiguous), family)))
        return false;
    for (size_t i = 1; i < words->count; i++)
        if (!is_syllables(words->word[i])) return false;
    return true;
}
