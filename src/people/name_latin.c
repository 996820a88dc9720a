/* Other scripts in Latin letters, and how a word sounds: so that spellings of one name meet. */
#include "names.h"

#include <string.h>

/* --- letters -------------------------------------------------------------------------------------------- */

/* Folded letters of each alphabet in the order of their code points; "" drops the letter, NULL keeps it. After Unicode's
 * own charts and the transliterations news agencies print in English. */
static const char *const cyrillic[] = {/* U+0430 */
                                       "a",  "b",    "v", "g", "d", "e",  "zh", "z",  "i", "i",  "k",  "l",
                                       "m",  "n",    "o", "p", "r", "s",  "t",  "u",  "f", "kh", "ts", "ch",
                                       "sh", "shch", "",  "y", "",  "e",  "yu", "ya", "e", "yo", "dj", "g",
                                       "ye", "dz",   "i", "i", "j", "lj", "nj", "c",  "k", "i",  "u",  "dz"};
static const char *const greek[] = {/* U+03B1 */
                                    "a", "v", "g", "d", "e", "z", "i", "th", "i", "k",  "l",  "m", "n",
                                    "x", "o", "p", "r", "s", "s", "t", "y",  "f", "ch", "ps", "o"};
static const char *const armenian[] = {/* U+0561 */
                                       "a", "b", "g",  "d",  "e",  "z", "e",  "y",  "t",  "zh",
                                       "i", "l", "kh", "ts", "k",  "h", "dz", "gh", "ch", "m",
                                       "y", "n", "sh", "o",  "ch", "p", "j",  "r",  "s",  "v",
                                       "t", "r", "ts", "v",  "p",  "k", "o",  "f",  "ev"};
static const char *const georgian[] = {/* U+10D0 */
                                       "a",  "b", "g",  "d",  "e",  "v",  "z",  "t",  "i",  "k", "l",
                                       "m",  "n", "o",  "p",  "zh", "r",  "s",  "t",  "u",  "p", "k",
                                       "gh", "q", "sh", "ch", "ts", "dz", "ts", "ch", "kh", "j", "h"};
static const char *const hebrew[] = {/* U+05D0; vowels are mostly unwritten, so only skeletons meet */
                                     "a", "b", "g", "d", "h", "v", "z", "ch", "t",  "y", "k", "k",  "l", "m",
                                     "m", "n", "n", "s", "a", "f", "p", "tz", "tz", "k", "r", "sh", "t"};
static const char *const arabic[] = {/* U+0621 */
                                     "",  "a", "a",  "u",  "i",  "i",  "a",  "b",  "a",  "t", "th",
                                     "j", "h", "kh", "d",  "dh", "r",  "z",  "s",  "sh", "s", "d",
                                     "t", "z", "a",  "gh", NULL, NULL, NULL, NULL, NULL, "",  "f",
                                     "q", "k", "l",  "m",  "n",  "h",  "u",  "a",  "i"};

static const struct alphabet {
    uint32_t first;
    size_t count;
    const char *const *latin;
} alphabets[] = {
    {0x0430, NDX_COUNT(cyrillic), cyrillic}, {0x03B1, NDX_COUNT(greek), greek},
    {0x0561, NDX_COUNT(armenian), armenian}, {0x10D0, NDX_COUNT(georgian), georgian},
    {0x05D0, NDX_COUNT(hebrew), hebrew},     {0x0621, NDX_COUNT(arabic), arabic},
};

static const char *letter_latin(uint32_t c) {
    for (size_t i = 0; i < NDX_COUNT(alphabets); i++)
        if (c >= alphabets[i].first && c < alphabets[i].first + alphabets[i].count)
            return alphabets[i].latin[c - alphabets[i].first];
    return NULL;
}

size_t name_latin(ndx_text word, char *out, size_t size) {
    size_t len = 0;
    for (size_t at = 0; at < word.len;) {
        size_t start = at;
        if ((uint8_t)word.data[at] < 0x80) {
            if (len == size) break;
            out[len++] = word.data[at++];
            continue;
        }
        uint32_t c = ndx_utf8_next(word.data, word.len, &at);
        const char *piece = word.data + start;
        size_t piece_len = at - start;
        const char *latin = letter_latin(c);
        if (latin) piece = latin, piece_len = strlen(latin);
        if (len + piece_len > size) break;
        memcpy(out + len, piece, piece_len);
        len += piece_len;
    }
    return len;
}

/* --- sounds --------------------------------------------------------------------------------------------- */

/* First rule that fits wins, so longer ones stand first. '^' at the front: only at the start; '$' at the end:
 * only there. */
typedef struct sound_rule {
    const char *from, *to;
} sound_rule;
static const sound_rule rules_a[] = {
    {"ai$", "ai"}, {"ay$", "ai"}, {"aj$", "ai"}, {"aev$", "aiev"}, {"ajew$", "aiev"}, {"ae", "a"}, {0}};
static const sound_rule rules_c[] = {{"ch", "C"},  {"ck", "k"},  {"cz", "C"}, {"ce", "se"},
                                     {"ci", "si"}, {"cy", "si"}, {"c", "k"},  {0}};
static const sound_rule rules_d[] = {{"dsch", "J"}, {"dzh", "J"}, {"dj", "J"}, {"dh", "d"}, {0}};
static const sound_rule rules_e[] = {
    {"ei$", "ei"}, {"ey$", "ei"}, {"ej$", "ei"}, {"eff$", "ev"}, {"ew$", "ev"}, {"ee", "i"}, {0}};
static const sound_rule rules_g[] = {{"gh", "g"}, {0}};
static const sound_rule rules_h[] = {{"h$", ""}, {0}};
static const sound_rule rules_i[] = {{"^ie", "e"},   {"iy$", "i"},   {"ij$", "i"}, {"ii$", "i"},
                                     {"ine$", "in"}, {"iev$", "ev"}, {0}};
static const sound_rule rules_j[] = {{"^je", "e"}, {"^ja", "ja"}, {"jan$", "ian"}, {"jew$", "ev"}, {0}};
static const sound_rule rules_k[] = {{"kh", "k"}, {0}};
static const sound_rule rules_o[] = {{"ow$", "ov"}, {"off$", "ov"}, {"ou", "u"},
                                     {"oo", "u"},   {"oe", "o"},    {0}};
static const sound_rule rules_p[] = {{"ph", "f"}, {0}};
static const sound_rule rules_q[] = {{"qu", "k"}, {"q", "k"}, {0}};
static const sound_rule rules_s[] = {{"schtsch", "S"},
                                     {"shch", "S"},
                                     {"sch", "S"},
                                     {"sh", "S"},
                                     {"skiy$", "ski"},
                                     {"skyy$", "ski"},
                                     {"skyj$", "ski"},
                                     {"skij$", "ski"},
                                     {"skii$", "ski"},
                                     {"sz", "S"},
                                     {0}};
static const sound_rule rules_t[] = {{"tsch", "C"}, {"tch", "C"}, {"th", "t"}, {"ts", "c"}, {"tz", "c"}, {0}};
static const sound_rule rules_u[] = {{"ue", "u"}, {0}};
static const sound_rule rules_w[] = {{"w", "v"}, {0}};
static const sound_rule rules_x[] = {{"x", "ks"}, {0}};
static const sound_rule rules_y[] = {{"^ye", "e"},   {"^ya", "ia"}, {"yi$", "i"},
                                     {"yy$", "i"},   {"yj$", "i"},  {"yan$", "ian"},
                                     {"yev$", "ev"}, {"y", "i"},    {0}};
static const sound_rule rules_z[] = {{"zh", "Z"}, {0}};
static const sound_rule *const rules_by_letter[26] = {
    ['a' - 'a'] = rules_a, ['c' - 'a'] = rules_c, ['d' - 'a'] = rules_d, ['e' - 'a'] = rules_e,
    ['g' - 'a'] = rules_g, ['h' - 'a'] = rules_h, ['i' - 'a'] = rules_i, ['j' - 'a'] = rules_j,
    ['k' - 'a'] = rules_k, ['o' - 'a'] = rules_o, ['p' - 'a'] = rules_p, ['q' - 'a'] = rules_q,
    ['s' - 'a'] = rules_s, ['t' - 'a'] = rules_t, ['u' - 'a'] = rules_u, ['w' - 'a'] = rules_w,
    ['x' - 'a'] = rules_x, ['y' - 'a'] = rules_y, ['z' - 'a'] = rules_z};

/* Length of what the rule takes at `at`, or 0. */
static size_t rule_fits(const char *rule, ndx_text word, size_t at) {
    if (*rule == '^') {
        if (at != 0) return 0;
        rule++;
    }
    size_t len = 0;
    for (; rule[len] && rule[len] != '$'; len++)
        if (at + len == word.len || word.data[at + len] != rule[len]) return 0;
    if (rule[len] == '$' && at + len != word.len) return 0;
    return len;
}

size_t name_sound(ndx_text latin, char *out, size_t size) {
    size_t len = 0;
    for (size_t at = 0; at < latin.len;) {
        const char *to = latin.data + at;
        size_t to_len = 1, taken = 1;
        bool letter = latin.data[at] >= 'a' && latin.data[at] <= 'z';
        for (const sound_rule *rule = letter ? rules_by_letter[latin.data[at] - 'a'] : NULL;
             rule && rule->from; rule++) {
            size_t fits = rule_fits(rule->from, latin, at);
            if (!fits) continue;
            taken = fits, to = rule->to, to_len = strlen(to);
            break;
        }
        at += taken;
        for (size_t i = 0; i < to_len; i++) {
            if (len > 0 && out[len - 1] == to[i]) continue; /* doubled letters sound once */
            if (len == size) return len;
            out[len++] = to[i];
        }
    }
    return len;
}
