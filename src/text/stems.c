/* Stemming one word: libstemmer's algorithms, fed what they expect, folded afterwards. */
#include "lexicon.h"

#include <libstemmer.h>

/* Endings that are never written without their accent: who typed them so gets it back, because the algorithms know the ending
 * only with it. Only unmistakable ones: Spanish "economia" is "economía", but "historia" is itself. Portuguese plurals that
 * the algorithm leaves alone go to their singular on the way. */
static const struct {
    ndx_language language;
    const char *typed, *meant;
} endings[] = {
    {NDX_LANGUAGE_SPANISH, "cion", "ción"},     {NDX_LANGUAGE_SPANISH, "sion", "sión"},
    {NDX_LANGUAGE_SPANISH, "gion", "gión"},     {NDX_LANGUAGE_SPANISH, "logia", "logía"},
    {NDX_LANGUAGE_SPANISH, "nomia", "nomía"},   {NDX_LANGUAGE_SPANISH, "grafia", "grafía"},
    {NDX_LANGUAGE_PORTUGUESE, "cao", "ção"},    {NDX_LANGUAGE_PORTUGUESE, "coes", "ção"},
    {NDX_LANGUAGE_PORTUGUESE, "sao", "são"},    {NDX_LANGUAGE_PORTUGUESE, "soes", "são"},
    {NDX_LANGUAGE_PORTUGUESE, "ções", "ção"},   {NDX_LANGUAGE_PORTUGUESE, "sões", "são"},
    {NDX_LANGUAGE_PORTUGUESE, "encia", "ência"}, {NDX_LANGUAGE_PORTUGUESE, "encias", "ências"},
    {NDX_LANGUAGE_PORTUGUESE, "ancia", "ância"}, {NDX_LANGUAGE_PORTUGUESE, "ancias", "âncias"},
    {NDX_LANGUAGE_CATALAN, "cio", "ció"},       {NDX_LANGUAGE_CATALAN, "sio", "sió"},
    {NDX_LANGUAGE_FRENCH, "alite", "alité"},    {NDX_LANGUAGE_FRENCH, "alites", "alités"},
    {NDX_LANGUAGE_FRENCH, "ilite", "ilité"},    {NDX_LANGUAGE_FRENCH, "ilites", "ilités"},
    {NDX_LANGUAGE_FRENCH, "arite", "arité"},    {NDX_LANGUAGE_FRENCH, "orite", "orité"},
    {NDX_LANGUAGE_FRENCH, "urite", "urité"},    {NDX_LANGUAGE_FRENCH, "ivite", "ivité"},
    {NDX_LANGUAGE_FRENCH, "icite", "icité"},    {NDX_LANGUAGE_FRENCH, "osite", "osité"},
    {NDX_LANGUAGE_FRENCH, "iere", "ière"},      {NDX_LANGUAGE_FRENCH, "ieres", "ières"},
    {NDX_LANGUAGE_ITALIAN, "alita", "alità"},   {NDX_LANGUAGE_ITALIAN, "ilita", "ilità"},
    {NDX_LANGUAGE_ITALIAN, "arita", "arità"},   {NDX_LANGUAGE_ITALIAN, "orita", "orità"},
    {NDX_LANGUAGE_ITALIAN, "ivita", "ività"},   {NDX_LANGUAGE_ITALIAN, "icita", "icità"},
    {NDX_LANGUAGE_ITALIAN, "osita", "osità"},   {NDX_LANGUAGE_ITALIAN, "ersita", "ersità"},
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
    for (size_t i = 0; i < NDX_COUNT(endings); i++) {
        if (endings[i].language != language) continue;
        ndx_text typed = ndx_text_of(endings[i].typed), meant = ndx_text_of(endings[i].meant);
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
        if (sb_stemmer_length(stemmer) > 0) stem = (ndx_text){(const char *)made, (size_t)sb_stemmer_length(stemmer)};
    }
    ndx_fold(out, stem);
    if (out->len == before) ndx_buf_add_text(out, written); /* nothing but marks: better itself than nothing */
    if (out->failed) return false;
    size_t most = ndx_utf8_floor((ndx_text){out->data + before, out->len - before}, NDX_FORM_MAX);
    if (out->len - before > most) out->len = before + most;
    return true;
}
