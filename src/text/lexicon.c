/* The lexicon's slow side: what happens when a form is met for the first time. */
#include "lexicon.h"
#include "letters.h"

#include <libstemmer.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <utf8proc.h>

enum {
    FIRST_SLOTS_LOG2 = 11,
    SURFACE_MAX =
        256 /* bytes of a word as written that are looked at: after folding, more than a form holds */
};

/* --- slots ---------------------------------------------------------------------------------------------- */

static bool slots_begin(ndx_slots *slots, unsigned log2) {
    *slots = (ndx_slots){.count = (size_t)1 << log2, .shift = 64 - log2};
    slots->at = ndx_large_array(slots->count, sizeof *slots->at);
    return slots->at;
}

static void slots_forget(ndx_slots *slots) {
    memset(slots->at, 0, slots->count * sizeof *slots->at);
    slots->used = 0;
}

/* The highest bits of a hash number the slots, so that a table twice as large is filled in the order of the old one. */
static bool slots_grow(ndx_slots *slots) {
    ndx_slots old = *slots;
    if (!slots_begin(slots, 65 - old.shift)) {
        *slots = old;
        return false;
    }
    for (size_t i = 0; i < old.count; i++)
        if (!ndx_slot_is_empty(&old.at[i])) *ndx_slots_at(slots, old.at[i].key) = old.at[i];
    slots->used = old.used;
    free(old.at);
    return true;
}

static bool slots_put(ndx_slots *slots, ndx_key key, uint32_t number, uint32_t flags) {
    if (slots->used * 4 >= slots->count * 3 && !slots_grow(slots)) return false;
    ndx_slot *slot = ndx_slots_at(slots, key);
    slots->used += ndx_slot_is_empty(slot);
    *slot = (ndx_slot){key, number, flags};
    return true;
}

/* --- life ----------------------------------------------------------------------------------------------- */

static uint64_t next_edition(void) {
    static atomic_uint_fast64_t editions;
    return atomic_fetch_add(&editions, 1) + 1;
}

void ndx_lexicon_init(ndx_lexicon *lexicon) {
    *lexicon = (ndx_lexicon){.edition = next_edition()};
    lexicon->failed =
        !slots_begin(&lexicon->known, FIRST_SLOTS_LOG2) || !slots_begin(&lexicon->listed, FIRST_SLOTS_LOG2);
}

void ndx_lexicon_clear(ndx_lexicon *lexicon) {
    for (size_t i = 0; i < NDX_COUNT(lexicon->stemmer); i++)
        if (lexicon->stemmer[i]) sb_stemmer_delete(lexicon->stemmer[i]);
    free(lexicon->known.at);
    free(lexicon->listed.at);
    free(lexicon->words);
    ndx_names_clear(&lexicon->stems);
    ndx_arena_clear(&lexicon->arena);
    ndx_buf_clear(&lexicon->written);
    ndx_buf_clear(&lexicon->folded);
    ndx_buf_clear(&lexicon->stemmed);
    *lexicon = (ndx_lexicon){0};
}

void ndx_lexicon_forget(ndx_lexicon *lexicon) {
    slots_forget(&lexicon->known);
    lexicon->word_count = 0;
    lexicon->edition = next_edition();
    lexicon->has_put_off = false;
    ndx_names_clear(&lexicon->stems);
    lexicon->failed = false;
    ndx_arena_reset(&lexicon->arena);
}

/* --- keys ----------------------------------------------------------------------------------------------- */

ndx_key ndx_key_hash(ndx_key_kind kind, ndx_language language, ndx_text bytes) {
    /* The seed goes into the hash beside the bytes: spread out, lest a letter more in one and a language more in the other cancel. */
    const uint64_t spread = UINT64_C(0x9E3779B97F4A7C15);
    ndx_key key = {ndx_hash(bytes.data, bytes.len, spread * ((uint64_t)language + 1)),
                   ndx_hash(bytes.data, bytes.len, spread * ((uint64_t)language + 65))};
    key.high &= ~((uint64_t)0xFF << 56);
    return ndx_key_mark(key, kind, NDX_LANGUAGE_NONE);
}

/* The key of a text in a table that holds nothing else: most are short enough to be their own. */
static ndx_key key_of_text(ndx_language language, ndx_text text) {
    if (text.len > NDX_KEY_BYTES) return ndx_key_hash(NDX_KEY_FORM, language, text);
    return ndx_key_mark(ndx_key_of((const unsigned char *)text.data, text.len), NDX_KEY_SURFACE, language);
}

static uint32_t keep(ndx_lexicon *lexicon, ndx_key key, uint32_t number, uint32_t flags) {
    if (lexicon->failed || !slots_put(&lexicon->known, key, number, flags)) lexicon->failed = true;
    return number;
}

void ndx_lexicon_keep(ndx_lexicon *lexicon, ndx_key key, uint32_t number) {
    keep(lexicon, key, number, 0);
}

/* --- stems ---------------------------------------------------------------------------------------------- */

static uint32_t stem_number(ndx_lexicon *lexicon, ndx_text stem) {
    uint32_t number = ndx_names_add(&lexicon->stems, stem);
    if (number != NDX_NO_NAME) return number;
    lexicon->failed = true;
    return 0;
}

static uint32_t stem_of_written(ndx_lexicon *lexicon, ndx_language language, ndx_text written) {
    struct sb_stemmer **stemmer = &lexicon->stemmer[language];
    if (!*stemmer && ndx_language_get(language)->algorithm) {
        *stemmer = ndx_stemmer_open(language);
        if (!*stemmer) lexicon->failed = true;
    }
    ndx_buf_reset(&lexicon->stemmed);
    if (!ndx_stem_written(*stemmer, language, written, &lexicon->stemmed)) lexicon->failed = true;
    return lexicon->failed ? 0 : stem_number(lexicon, ndx_buf_text(&lexicon->stemmed));
}

/* --- words ---------------------------------------------------------------------------------------------- */

/* What the language's lists say of a word in lower case. */
static uint8_t classes_of(const ndx_lexicon *lexicon, ndx_language language, ndx_text written) {
    uint32_t classes = ndx_slots_find(&lexicon->listed, key_of_text(language, written));
    return classes == UINT32_MAX ? 0 : (uint8_t)classes;
}

static uint32_t add_word(ndx_lexicon *lexicon, ndx_language language, ndx_text form, uint32_t stem,
                         uint8_t classes) {
    ndx_word *words = ndx_grow(lexicon->words, lexicon->word_count, &lexicon->word_capacity, sizeof *words);
    if (words) lexicon->words = words;
    ndx_text copy = ndx_arena_copy(&lexicon->arena, form);
    if (!words || lexicon->arena.failed || lexicon->word_count >= UINT32_MAX - 1) {
        lexicon->failed = true;
        return 0;
    }
    words[lexicon->word_count] = (ndx_word){copy.data, stem, (uint8_t)copy.len, classes, (uint8_t)language};
    return (uint32_t)lexicon->word_count++;
}

void ndx_lexicon_settle(ndx_lexicon *lexicon, uint32_t word) {
    ndx_word entry = lexicon->words[word];
    if (entry.stem != NDX_STEM_LATER) return;
    lexicon->words[word].stem =
        stem_of_written(lexicon, (ndx_language)entry.language, (ndx_text){entry.form, entry.len});
}

uint32_t ndx_lexicon_form(ndx_lexicon *lexicon, ndx_language language, ndx_text folded) {
    if (folded.len > NDX_FORM_MAX) folded.len = ndx_utf8_floor(folded, NDX_FORM_MAX);
    ndx_glance seen = ndx_glance_portable((const unsigned char *)folded.data, folded.len);
    bool plain = seen.len == folded.len && folded.len > 0 && folded.len <= NDX_KEY_BYTES;
    ndx_key key = plain ? ndx_key_mark(seen.key, NDX_KEY_PLAIN, language)
                        : ndx_key_hash(NDX_KEY_FORM, language, folded);
    uint32_t known = ndx_lexicon_find(lexicon, key);
    if (known != UINT32_MAX) {
        if (!lexicon->puts_off) ndx_lexicon_settle(lexicon, known);
        return known;
    }
    uint32_t stem = lexicon->puts_off ? NDX_STEM_LATER : stem_of_written(lexicon, language, folded);
    lexicon->has_put_off |= lexicon->puts_off;
    return keep(lexicon, key,
                add_word(lexicon, language, folded, stem, classes_of(lexicon, language, folded)), 0);
}

/* As written, to lower case, composed, compatibility forms and unseen characters gone: what stemmers expect. */
static ndx_text write_lower(ndx_lexicon *lexicon, ndx_text surface) {
    ndx_buf *out = &lexicon->written;
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t len =
        utf8proc_map((const utf8proc_uint8_t *)surface.data, (utf8proc_ssize_t)surface.len, &composed,
                     UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_IGNORE);
    ndx_text text = len > 0 ? (ndx_text){(const char *)composed, (size_t)len} : surface;
    if (len == UTF8PROC_ERROR_NOMEM) lexicon->failed = true;
    ndx_buf_reset(out);
    for (size_t at = 0; at < text.len;) {
        uint32_t c = ndx_utf8_next(text.data, text.len, &at);
        if (c == 0x2019 || c == 0x2BC) c = '\'';
        if (c != NDX_BAD_CODEPOINT) ndx_buf_add_utf8(out, (uint32_t)utf8proc_tolower((utf8proc_int32_t)c));
    }
    free(composed);
    if (out->failed) lexicon->failed = true;
    return ndx_buf_text(out);
}

static uint32_t surface_flags(ndx_text surface) {
    uint32_t letters = 0, upper = 0, lower = 0, flags = 0;
    for (size_t at = 0; at < surface.len;) {
        uint32_t c = ndx_utf8_next(surface.data, surface.len, &at);
        if (ndx_letter_is_digit(c))
            flags |= NDX_TOKEN_DIGITS;
        else if (ndx_letter_of(c) == NDX_LETTER_WORD || (c < 0x80 && ndx_is_alnum((unsigned char)c))) {
            bool is_upper = ndx_letter_is_upper(c), is_lower = ndx_letter_is_lower(c);
            if (letters == 0 && !(flags & NDX_TOKEN_DIGITS))
                flags |= is_upper ? NDX_TOKEN_CAPITAL : is_lower ? NDX_SURFACE_SMALL : 0;
            letters++, upper += is_upper, lower += is_lower;
        }
    }
    if (letters >= 2 && upper == letters) flags |= NDX_TOKEN_ALL_CAPS;
    if (lower) flags |= NDX_SURFACE_MIXED;
    return flags;
}

/* A word with characters beyond ASCII. The word of its folded form serves when it has the same stem and is the same kind of
 * word: French "maïs" (maize) is not the "mais" (but) that queries drop. */
static uint32_t learn_surface(ndx_lexicon *lexicon, ndx_language language, ndx_text surface) {
    ndx_text written = write_lower(lexicon, surface);
    ndx_key key = ndx_key_hash(NDX_KEY_WRITTEN, language, written);
    uint32_t known = ndx_lexicon_find(lexicon, key);
    if (known != UINT32_MAX) return known;
    ndx_buf_reset(&lexicon->folded);
    ndx_fold(&lexicon->folded, written);
    ndx_text folded = lexicon->folded.len ? ndx_buf_text(&lexicon->folded) : written.len ? written : surface;
    if (lexicon->folded.failed) lexicon->failed = true;
    if (lexicon->failed) return 0;
    folded.len = ndx_utf8_floor(folded, NDX_FORM_MAX);
    uint32_t number = ndx_lexicon_form(lexicon, language, folded);
    if (lexicon->failed) return 0;
    ndx_lexicon_settle(lexicon, number);
    /* English's algorithm knows no diacritics: "résumé" would keep the e that it takes off "resume". */
    bool marks_count = language != NDX_LANGUAGE_ENGLISH;
    uint32_t stem = marks_count ? stem_of_written(lexicon, language, written) : lexicon->words[number].stem;
    uint8_t classes = classes_of(lexicon, language, written);
    if (lexicon->failed) return 0;
    const ndx_word *plain = &lexicon->words[number];
    if (plain->stem != stem || plain->classes != classes)
        number = add_word(lexicon, language, folded, stem, classes);
    return keep(lexicon, key, number, 0);
}

static uint32_t learn_gram(ndx_lexicon *lexicon, ndx_language language, ndx_text bytes) {
    ndx_text form = write_lower(lexicon, bytes);
    if (form.len == 0) form = bytes;
    form.len = ndx_utf8_floor(form, NDX_FORM_MAX);
    ndx_key key = ndx_key_hash(NDX_KEY_FORM, language, form);
    uint32_t known = ndx_lexicon_find(lexicon, key);
    if (known != UINT32_MAX) return known;
    uint32_t stem = stem_number(lexicon, form);
    return keep(lexicon, key, add_word(lexicon, language, form, stem, 0), 0);
}

uint32_t ndx_lexicon_learn(ndx_lexicon *lexicon, ndx_language language, ndx_key key, ndx_text text,
                           uint32_t *flags) {
    uint32_t number, kind = (uint32_t)(key.high >> 56);
    *flags = 0;
    if (lexicon->failed) return 0;
    if (kind < NDX_KEY_SURFACE) return ndx_lexicon_form(lexicon, language, text);
    text.len = ndx_utf8_floor(text, SURFACE_MAX);
    if (kind == NDX_KEY_LONG_GRAM || (kind >= NDX_KEY_GRAM && kind < NDX_KEY_FORM)) {
        number = learn_gram(lexicon, language, text);
    } else {
        number = learn_surface(lexicon, language, text);
        *flags = surface_flags(text);
    }
    return keep(lexicon, key, number, *flags);
}

/* --- listed words --------------------------------------------------------------------------------------- */

static void list(ndx_lexicon *lexicon, ndx_language language, unsigned class, ndx_text word) {
    uint32_t classes = classes_of(lexicon, language, word) | class;
    if (!slots_put(&lexicon->listed, key_of_text(language, word), classes, 0)) lexicon->failed = true;
}

/* Typed without its diacritics it is the same kind of word. */
static void list_folded(ndx_lexicon *lexicon, ndx_language language, unsigned class, ndx_text word) {
    ndx_buf_reset(&lexicon->folded);
    ndx_fold(&lexicon->folded, word);
    if (lexicon->folded.failed)
        lexicon->failed = true;
    else
        list(lexicon, language, class, ndx_buf_text(&lexicon->folded));
}

void ndx_lexicon_seed(ndx_lexicon *lexicon, ndx_language language) {
    if (lexicon->seeded >> language & 1) return;
    lexicon->seeded |= (uint64_t)1 << language;
    for (unsigned class = NDX_WORD_FUNCTION; class <= NDX_WORD_ACRONYM; class <<= 1) {
        ndx_text rest = ndx_text_of(ndx_language_words(language, (ndx_word_class) class)), word;
        while (ndx_text_split(&rest, ' ', &word))
            if (word.len) {
                list(lexicon, language, class, word);
                list_folded(lexicon, language, class, word);
            }
    }
}
