/* Stemming one word: libstemmer's algorithms, fed what they expect, folded afterwards. */
#include "lexicon.h"

#include <libstemmer.h>

/* Endings that are never written without their accent: who typed them so gets it back, because the algorithms know the ending
 * only with it. Only unmistakable ones: Spanish "economia" is "economía", but "historia" is itself. Portuguese plurals that
 * the algorithm leaves alone go to their singular on the way. */
typedef struct ending {
    const char *typed, *meant;
} ending;

static const ending spanish[] = {{"cion", "ción"},   {"sion", "sión"},   {"gion", "gión"},
                                 {"logia", "logía"}, {"nomia", "nomía"}, {"grafia", "grafía"}};
static const ending portuguese[] = {
    {"cao", "ção"},  {"coes", "ção"},    {"sao", "são"},       {"soes", "são"},    {"ções", "ção"},
    {"sões", "são"}, {"encia", "ência"}, {"encias", "ências"}, {"ancia", "ância"}, {"ancias", "âncias"}};
static const ending catalan[] = {{"cio", "ció"}, {"sio", "sió"}};
static const ending french[] = {{"alite", "alité"},   {"alites", "alités"}, {"ilite", "ilité"},
                                {"ilites", "ilités"}, {"arite", "arité"},   {"orite", "orité"},
                                {"urite", "urité"},   {"ivite", "ivité"},   {"icite", "icité"},
                                {"osite", "osité"},   {"iere", "ière"},     {"ieres", "ières"}};
static const ending italian[] = {{"alita", "alità"}, {"ilita", "ilità"},  {"arita", "arità"},
                                 {"orita", "orità"}, {"ivita", "ività"},  {"icita", "icità"},
                                 {"osita", "osità"}, {"ersita", "ersità"}};

static const struct {
    const ending *at;
    size_t count;
} endings[NDX_LANGUAGE_COUNT] = {
    [NDX_LANGUAGE_SPANISH] = {spanish, NDX_COUNT(spanish)},
    [NDX_LANGUAGE_PORTUGUESE] = {portuguese, NDX_COUNT(portuguese)},
    [NDX_LANGUAGE_CATALAN] = {catalan, NDX_COUNT(catalan)},
    [NDX_LANGUAGE_FRENCH] = {french, NDX_COUNT(french)},
    [NDX_LANGUAGE_ITALIAN] = {italian, NDX_COUNT(italian)},
};

struct sb_stemmer *ndx_stemmer_open(ndx_language language) {
    const char *algorithm = ndx_language_get(language)->algorithm;
    return algorithm ? sb_stemmer_new(algorithm, NULL) : NULL;
}

/* Numbers, addresses and acronyms with their stops have no endings to take off. */
static bool is_stemmable(ndx_text written) {
    for (size_t i = 0; i < written.len; i++) {
        unsigned char c = (unsigned char)written.data[i];
        if (c < 0x80 && (ndx_is_digit(c) || !ndx_is_alnum(c)) && c != '\'') return false;
    }
    return written.len > 0;
}

/* The word with its ending as the algorithm wants it, in `room`, or itself. */
static ndx_text as_meant(ndx_language language, ndx_text written, char room[2 * NDX_FORM_MAX]) {
    if (written.len > NDX_FORM_MAX) return written;
    for (size_t i = 0; i < endings[language].count; i++) {
        ndx_text typed = ndx_text_of(endings[language].at[i].typed),
                 meant = ndx_text_of(endings[language].at[i].meant);
        if (written.len <= typed.len || !ndx_text_ends(written, typed)) continue;
        size_t kept = written.len - typed.len;
        memcpy(room, written.data, kept);
        memcpy(room + kept, meant.data, meant.len);
        return (ndx_text){room, kept + meant.len};
    }
    return written;
}

bool ndx_stem_written(struct sb_stemmer *stemmer, ndx_language language, ndx_text written, ndx_buf *out) {
    size_t before = out->len;
    char room[2 * NDX_FORM_MAX];
    ndx_text stem = written;
    if (stemmer && is_stemmable(written)) {
        ndx_text meant = as_meant(language, written, room);
        const sb_symbol *made = sb_stemmer_stem(stemmer, (const sb_symbol *)meant.data, (int)meant.len);
        if (!made) return false;
        if (sb_stemmer_length(stemmer) > 0)
            stem = (ndx_text){(const char *)made, (size_t)sb_stemmer_length(stemmer)};
    }
    ndx_fold(out, stem);
    if (out->len == before)
        ndx_buf_add_text(out, written); /* nothing but marks: better itself than nothing */
    if (out->failed) return false;
    size_t most = ndx_utf8_floor((ndx_text){out->data + before, out->len - before}, NDX_FORM_MAX);
    if (out->len - before > most) out->len = before + most;
    return true;
}
