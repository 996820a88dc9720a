/* Which language is this? By script first, then by function words and letters that few languages have.
 *
 * Only the beginning is read: a few hundred words decide, and function words are two fifths of any text. A word that many
 * languages share says little, so its vote is divided among them. What only looks like a function word has none: the
 * letters of "p.m.", and capitals within a sentence ("EST", "La Paz", "Des Moines").
 */
#include "languages.h"
#include "letters.h"
#include "scan.h"

#include <stdlib.h>
#include <utf8proc.h>

enum {
    SAMPLE = 2048,     /* bytes read at most */
    ROUND = 32,        /* words after which a clear lead ends the count */
    SLOTS = 8192,      /* more than twice the listed words */
    VOTE = 12,         /* of a word that one language has; n share VOTE / n */
    LETTER_VOTE = 6,   /* of a letter that one language has */
    LETTERS_SURE = 3,  /* letters of one language that are enough by themselves in Cyrillic */
    HITS_MIN = 2,      /* function words that must have been met */
    HITS_SURE = 6,     /* below, it must have twice the votes of English: most short texts are English */
    SHARE_PERCENT = 15 /* and their share of all words, below which it is a language not listed */
};

typedef struct entry {
    ndx_key key; /* lower case, at most 16 bytes; both 0: empty */
    uint64_t languages;
    unsigned each; /* vote for each of them */
} entry;

struct ndx_detector {
    entry slots[SLOTS];
};

/* Letters that few languages of a script have. 0: none that is listed here, so they speak against all. */
#define BIT(language) ((uint64_t)1 << NDX_LANGUAGE_##language)
static const struct {
    const char *letters;
    uint64_t languages;
} marks[] = {
    {"ßäöü", BIT(GERMAN)},
    {"äö", BIT(FINNISH) | BIT(SWEDISH)},
    {"å", BIT(SWEDISH) | BIT(DANISH) | BIT(NORWEGIAN)},
    {"æø", BIT(DANISH) | BIT(NORWEGIAN)},
    {"ñ¿¡", BIT(SPANISH)},
    {"ñ", BIT(BASQUE)},
    {"ãõ", BIT(PORTUGUESE)},
    {"çêâà", BIT(PORTUGUESE) | BIT(FRENCH)},
    {"îûëœ", BIT(FRENCH)},
    {"àèò·", BIT(CATALAN)},
    {"àèìòù", BIT(ITALIAN)},
    {"őű", BIT(HUNGARIAN)},
    {"ğış", BIT(TURKISH)},
    {"ățșţ", BIT(ROMANIAN)},
    {"ėųįąęūš", BIT(LITHUANIAN)},
    {"čžšćđ", BIT(SERBIAN)},
    {"ыэё", BIT(RUSSIAN)},
    {"ъщ", BIT(BULGARIAN)},
    {"іїєґ", BIT(UKRAINIAN)},
    {"јљњћђџ", BIT(SERBIAN)},
    {"јѓќѕ", BIT(MACEDONIAN)},
    {"łżźśńąęć", BIT(POLISH)},
    {"řěů", BIT(CZECH)},
    {"ľĺŕôä", BIT(SLOVAK)},
    {"čžš", BIT(SLOVENE)},
    {"čžšýťďň", BIT(CZECH) | BIT(SLOVAK)},
    {"āēīūģķļņ", BIT(LATVIAN)},
    {"õäöü", BIT(ESTONIAN)},
    {"əşığ", BIT(AZERBAIJANI)},
    {"þðæ", BIT(ICELANDIC)},
    {"đơưăạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵ", BIT(VIETNAMESE)},
    {"گپچژکی", BIT(PERSIAN)},
    {"ٹڈڑےکیگ", BIT(URDU)},
    {"ўқңғүұһөә", 0}, /* Belarusian, Kazakh and their neighbours */
};

typedef enum script {
    LATIN,
    CYRILLIC,
    GREEK,
    ARMENIAN,
    HEBREW,
    ARABIC,
    DEVANAGARI,
    TAMIL,
    THAI,
    KANA,
    HAN,
    HANGUL,
    SCRIPTS
} script;

/* Scripts by range; `only` is the language when a script has but one here. */
static const struct {
    uint32_t first, last;
    script script;
} ranges[] = {
    {0x0041, 0x02AF, LATIN},      {0x0370, 0x03FF, GREEK},  {0x0400, 0x052F, CYRILLIC},
    {0x0531, 0x058A, ARMENIAN},   {0x0591, 0x05F4, HEBREW}, {0x0620, 0x06FF, ARABIC},
    {0x0900, 0x097F, DEVANAGARI}, {0x0B80, 0x0BFF, TAMIL},  {0x0E00, 0x0E7F, THAI},
    {0x1E00, 0x1EFF, LATIN},      {0x1F00, 0x1FFF, GREEK},  {0x3041, 0x30FF, KANA},
    {0x3400, 0x9FFF, HAN},        {0xAC00, 0xD7A3, HANGUL}, {0xF900, 0xFAFF, HAN},
    {0xFB1D, 0xFB4F, HEBREW},     {0x20000, 0x3FFFD, HAN},
};

/* The languages of a script that words must tell apart. */
static const uint64_t script_languages[SCRIPTS] = {
    [LATIN] = ~(BIT(RUSSIAN) | BIT(UKRAINIAN) | BIT(BULGARIAN) | BIT(MACEDONIAN) | BIT(GREEK) |
                BIT(ARMENIAN) | BIT(YIDDISH) | BIT(HEBREW) | BIT(ARABIC) | BIT(PERSIAN) | BIT(URDU) |
                BIT(HINDI) | BIT(NEPALI) | BIT(TAMIL)),
    [CYRILLIC] = BIT(RUSSIAN) | BIT(SERBIAN) | BIT(UKRAINIAN) | BIT(BULGARIAN) | BIT(MACEDONIAN),
    [GREEK] = BIT(GREEK),
    [ARMENIAN] = BIT(ARMENIAN),
    [HEBREW] = BIT(YIDDISH) | BIT(HEBREW),
    [ARABIC] = BIT(ARABIC) | BIT(PERSIAN) | BIT(URDU),
    [DEVANAGARI] = BIT(HINDI) | BIT(NEPALI),
    [TAMIL] = BIT(TAMIL),
};

/* --- the words ------------------------------------------------------------------------------------------ */

static entry *slot_of(const ndx_detector *detector, ndx_key key) {
    uint64_t mixed = (key.low ^ key.high * 0x9E3779B97F4A7C15u) * 0xD6E8FEB86659FD93u;
    for (size_t i = (size_t)(mixed >> 40) % SLOTS;; i = (i + 1) % SLOTS) {
        const entry *slot = &detector->slots[i];
        if ((slot->key.low == key.low && slot->key.high == key.high) || (slot->key.low | slot->key.high) == 0)
            return (entry *)slot;
    }
}

/* A word in lower case; false if it is too long to be listed. */
static bool key_of(ndx_text word, ndx_key *key) {
    if (word.len > NDX_GLANCE || word.len == 0) return false;
    *key = ndx_key_of((const unsigned char *)word.data, word.len);
    return true;
}

static unsigned share(uint64_t languages, unsigned weight) {
    unsigned each = languages ? weight / (unsigned)__builtin_popcountll(languages) : 0;
    return each ? each : 1;
}

ndx_detector *ndx_detector_new(void) {
    ndx_detector *detector = calloc(1, sizeof *detector);
    for (unsigned language = 1; detector && language < NDX_LANGUAGE_COUNT; language++) {
        ndx_text rest = ndx_text_of(ndx_language_words((ndx_language)language, NDX_WORD_FUNCTION)), word;
        ndx_key key;
        while (language != NDX_LANGUAGE_PORTER && ndx_text_split(&rest, ' ', &word))
            if (key_of(word, &key)) {
                entry *slot = slot_of(detector, key);
                slot->key = key;
                slot->languages |= (uint64_t)1 << language;
                slot->each = share(slot->languages, VOTE);
            }
    }
    return detector;
}

void ndx_detector_free(ndx_detector *detector) {
    free(detector);
}

/* --- the count ------------------------------------------------------------------------------------------ */

typedef struct count {
    unsigned votes[NDX_LANGUAGE_COUNT], hits[NDX_LANGUAGE_COUNT];
    const entry *last[NDX_LANGUAGE_COUNT]; /* its word met last: one word over and over is no evidence */
    unsigned letters[SCRIPTS];             /* beyond ASCII; LATIN also ASCII's words, by length */
    unsigned words, foreign;               /* foreign: letters that speak against all */
    unsigned capitals;                     /* words that begin with one */
    bool inside;                           /* a sentence has begun */
} count;

static void vote_word(count *c, const entry *word) {
    for (uint64_t left = word->languages; left; left &= left - 1) {
        unsigned language = (unsigned)__builtin_ctzll(left);
        if (c->last[language] == word) continue;
        c->last[language] = word;
        c->votes[language] += word->each;
        c->hits[language]++;
    }
}

static void vote_letter(count *c, uint64_t languages) {
    for (uint64_t left = languages; left; left &= left - 1)
        c->votes[__builtin_ctzll(left)] += share(languages, LETTER_VOTE);
}

static void see_letter(count *c, uint32_t codepoint, const char *bytes, size_t len) {
    for (size_t i = 0; i < NDX_COUNT(ranges); i++)
        if (codepoint >= ranges[i].first && codepoint <= ranges[i].last) {
            c->letters[ranges[i].script]++;
            break;
        }
    if (codepoint >= 0x1F00 || (codepoint >= 0x370 && codepoint < 0x400) ||
        (codepoint >= 0x700 && codepoint < 0x1E00))
        return; /* none listed */
    for (size_t i = 0; i < NDX_COUNT(marks); i++) {
        ndx_text letters = ndx_text_of(marks[i].letters);
        if (!memmem(letters.data, letters.len, bytes, len)) continue;
        if (marks[i].languages == 0) c->foreign++;
        vote_letter(c, marks[i].languages);
    }
}

static void see_word(count *c, const ndx_detector *detector, ndx_key key) {
    c->words++;
    vote_word(c, slot_of(detector, key));
}

/* Where most words have capitals, as in headlines, they say nothing. */
static bool is_name(count *c, const ndx_glance *seen) {
    bool capital = (seen->small & 1) == 0;
    c->capitals += capital;
    return capital && c->inside && c->capitals * 2 <= c->words;
}

/* A word of ASCII letters; `after` is the byte behind it. */
static void see_plain_word(count *c, const ndx_detector *detector, const ndx_glance *seen, char after) {
    c->letters[LATIN] += seen->len;
    if (is_name(c, seen) || (seen->len == 1 && after == '.'))
        c->words++;
    else
        see_word(c, detector, seen->key);
    c->inside = true;
}

/* The byte at `at` stands between words; the point of one letter or two ("p.m.", "Mr.") ends no sentence. */
static void see_gap(count *c, ndx_text text, size_t at) {
    char byte = text.data[at];
    if (byte == '.' && at >= 3 &&
        (!ndx_is_alnum((unsigned char)text.data[at - 2]) || !ndx_is_alnum((unsigned char)text.data[at - 3])))
        return;
    if (byte == '.' || byte == '!' || byte == '?' || byte == ':' || byte == '"' || byte == '\n')
        c->inside = false;
}

/* A word that goes beyond ASCII, from *at; moves behind it. */
static void see_wide_word(count *c, const ndx_detector *detector, ndx_text text, size_t *at) {
    char small[NDX_GLANCE + 4];
    size_t len = 0, next = *at;
    ndx_key key;
    for (; *at < text.len; *at = next) {
        uint32_t codepoint = ndx_utf8_next(text.data, text.len, &next);
        bool ascii = codepoint < 0x80;
        if (ascii ? !ndx_is_alnum((unsigned char)codepoint) : ndx_letter_of(codepoint) == NDX_LETTER_NONE)
            break;
        char bytes[4];
        size_t size = ndx_utf8_put(bytes, (uint32_t)utf8proc_tolower((utf8proc_int32_t)codepoint));
        if (ascii)
            c->letters[LATIN]++;
        else
            see_letter(c, codepoint, bytes, size);
        if (len + size <= NDX_GLANCE) memcpy(small + len, bytes, size);
        len += size;
    }
    if (len == 0)
        *at = next; /* a symbol */
    else if (key_of((ndx_text){small, len}, &key))
        see_word(c, detector, key);
    else
        c->words++;
}

static ndx_language leader(const unsigned *votes, uint64_t among, ndx_language *second) {
    ndx_language best = NDX_LANGUAGE_NONE;
    *second = NDX_LANGUAGE_NONE;
    for (unsigned i = 1; i < NDX_LANGUAGE_COUNT; i++) {
        if (!(among >> i & 1)) continue;
        if (best == NDX_LANGUAGE_NONE || votes[i] > votes[best])
            *second = best, best = (ndx_language)i;
        else if (*second == NDX_LANGUAGE_NONE || votes[i] > votes[*second])
            *second = (ndx_language)i;
    }
    return best;
}

static bool is_clear(const count *c) {
    ndx_language second, best = leader(c->votes, ~(uint64_t)1, &second);
    return c->hits[best] >= ROUND / 4 && c->votes[best] > 2 * c->votes[second];
}

static void take_count(count *c, const ndx_detector *detector, ndx_text text) {
    if (text.len > SAMPLE) text.len = ndx_utf8_floor(text, SAMPLE);
    for (size_t at = 0; at < text.len;) {
        unsigned char byte = (unsigned char)text.data[at];
        if (byte < 0x80 && !ndx_is_alnum(byte)) {
            see_gap(c, text, at++);
            continue;
        }
        if (c->words && c->words % ROUND == 0 && is_clear(c)) return;
        ndx_glance seen = {.len = 0};
        if (byte < 0x80) seen = ndx_glance_at((const unsigned char *)text.data + at, text.len - at);
        size_t end = at + seen.len;
        if (seen.len == 0 || seen.len == NDX_GLANCE ||
            (end < text.len && (unsigned char)text.data[end] >= 0xC2 &&
             (unsigned char)text.data[end] != 0xE2)) {
            see_wide_word(c, detector, text, &at);
            c->inside = true;
            continue;
        }
        if (seen.digit == 0) see_plain_word(c, detector, &seen, end < text.len ? text.data[end] : ' ');
        at = end;
    }
}

/* --- the decision --------------------------------------------------------------------------------------- */

static script main_script(const count *c, unsigned *all) {
    script most = LATIN;
    *all = 0;
    for (unsigned i = 0; i < SCRIPTS; i++) {
        *all += c->letters[i];
        if (c->letters[i] > c->letters[most]) most = (script)i;
    }
    return most;
}

/* In Cyrillic a handful of letters tell the language of a brief that has hardly a function word; those of languages not listed speak
 * against it. */
static bool is_told_by_letters(const count *c, script most, ndx_language best, ndx_language second) {
    return most == CYRILLIC && c->foreign == 0 && c->votes[best] >= LETTERS_SURE * LETTER_VOTE &&
           c->votes[best] > 2 * c->votes[second];
}

static ndx_language by_words(const count *c, script most) {
    ndx_language second, best = leader(c->votes, script_languages[most], &second);
    if (is_told_by_letters(c, most, best, second)) return best;
    if (c->hits[best] < HITS_MIN || c->votes[best] == c->votes[second]) return NDX_LANGUAGE_NONE;
    if (c->hits[best] < HITS_SURE && best != NDX_LANGUAGE_ENGLISH &&
        c->votes[best] < 2 * c->votes[NDX_LANGUAGE_ENGLISH])
        return NDX_LANGUAGE_NONE;
    if (c->hits[best] * 100 < c->words * SHARE_PERCENT || c->foreign * 20 > c->words)
        return NDX_LANGUAGE_NONE;
    return best;
}

ndx_language ndx_detect(const ndx_detector *detector, ndx_text text) {
    enum { LETTERS_MIN = 4 };
    count c = {0};
    unsigned all;
    take_count(&c, detector, text);
    script most = main_script(&c, &all);
    if (all < LETTERS_MIN) return NDX_LANGUAGE_NONE;
    switch (most) {
    case GREEK:
        return NDX_LANGUAGE_GREEK;
    case ARMENIAN:
        return NDX_LANGUAGE_ARMENIAN;
    case TAMIL:
        return NDX_LANGUAGE_TAMIL;
    case THAI:
        return NDX_LANGUAGE_THAI;
    case HANGUL:
        return NDX_LANGUAGE_KOREAN;
    case KANA:
        return NDX_LANGUAGE_JAPANESE;
    /* Japanese news has kana between its Han characters; Chinese has none. */
    case HAN:
        return c.letters[KANA] * 20 > c.letters[HAN] ? NDX_LANGUAGE_JAPANESE : NDX_LANGUAGE_CHINESE;
    default:
        return by_words(&c, most);
    }
}

const char *ndx_language_detect(ndx_text text) {
    ndx_detector *detector = ndx_detector_new();
    ndx_language language = detector ? ndx_detect(detector, text) : NDX_LANGUAGE_NONE;
    ndx_detector_free(detector);
    return ndx_language_get(language)->code;
}

bool ndx_detect_is_plain_latin(ndx_text text) {
    size_t wide = 0;
    if (text.len > SAMPLE) text.len = SAMPLE;
    for (size_t i = 0; i < text.len; i++)
        wide += (unsigned char)text.data[i] >= 0xC2 && (unsigned char)text.data[i] != 0xE2;
    return wide * 50 <= text.len;
}
