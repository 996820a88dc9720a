/* Packing by forms; the format stands in forms.h. */
#include "forms_table.h"

#include <stdlib.h>
#include <string.h>

#include "forms_look.h"

extern const uint8_t ndx_bin_forms[];

#define WRITTEN_MAX (2 * NDX_FORMS_STEM_MAX) /* of a stem, grouped or stopped */

/* --- what is known -------------------------------------------------------------------------------------- */

void ndx_forms_place(const ndx_placed_term *terms, uint32_t number, const uint32_t *positions, size_t count,
                     uint32_t *place_at) {
    for (size_t i = 0; i < count; i++) {
        uint32_t *there = &place_at[positions[i]];
        if (*there == NDX_NO_PLACE || ndx_text_compare(terms[number].term, terms[*there].term) < 0)
            *there = number;
    }
}

/* What comes after text that stands between words. */
ndx_forms_state ndx_forms_state_after(const char *data, size_t len) {
    static const bool ends[256] = {['.'] = true, ['!'] = true, ['?'] = true, ['\n'] = true, ['"'] = true};
    bool any = false;
    for (size_t i = 0; i < len; i++) any |= ends[(uint8_t)data[i]];
    return any ? NDX_FORMS_BEGIN : NDX_FORMS_BETWEEN;
}

static bool is_possessive(ndx_text text) {
    return text.len == 2 && text.data[0] == '\'' && text.data[1] == 's';
}

/* A number with a comma after every third digit from the end; 0: it is not one. */
static size_t group(ndx_text stem, char out[WRITTEN_MAX]) {
    size_t len = 0;
    if (stem.len < 4 || stem.len > NDX_FORMS_STEM_MAX) return 0;
    for (size_t i = 0; i < stem.len; i++) {
        if (stem.data[i] < '0' || stem.data[i] > '9') return 0;
        if (i && (stem.len - i) % 3 == 0) out[len++] = ',';
        out[len++] = stem.data[i];
    }
    return len;
}

/* An acronym with stops between its letters; 0: it is not one. */
static size_t stop(ndx_text stem, char out[WRITTEN_MAX]) {
    size_t len = 0;
    if (stem.len > NDX_FORMS_STEM_MAX) return 0;
    for (size_t i = 0; i < stem.len; i++) {
        if (stem.data[i] == '.') continue;
        if (stem.data[i] < 'a' || stem.data[i] > 'z') return 0;
        if (len) out[len++] = '.';
        out[len++] = (char)(stem.data[i] & ~0x20);
    }
    return len > 1 ? len : 0;
}

/* --- units ---------------------------------------------------------------------------------------------- */

static char lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

/* How a word with so many capitals and small letters is written: LOWER, CAPITAL or CAPITALS; TOKEN: otherwise. */
static ndx_forms_symbol case_of(size_t capitals, size_t small, bool begins) {
    if (capitals == 0) return NDX_FORMS_LOWER;
    if (capitals == 1 && begins) return NDX_FORMS_CAPITAL;
    return small == 0 ? NDX_FORMS_CAPITALS : NDX_FORMS_TOKEN;
}

/* The word as a form of the stem; TOKEN: it is none. */
static ndx_forms_symbol form_of(ndx_text stem, ndx_text word, ndx_forms_entry *entry) {
    size_t same = 0, most = stem.len < word.len ? stem.len : word.len, capitals = 0, small = 0;
    while (same < most && lower(word.data[same]) == stem.data[same]) same++;
    if (stem.len - same > NDX_FORMS_STRIPPED || word.len - same > NDX_FORMS_TEXT ||
        stem.len > NDX_FORMS_STEM_MAX)
        return NDX_FORMS_TOKEN;
    *entry = (ndx_forms_entry){.strip = (uint8_t)(stem.len - same), .len = (uint8_t)(word.len - same)};
    for (size_t i = 0; same + i < word.len; i++) entry->text[i] = lower(word.data[same + i]);
    for (size_t i = 0; i < word.len; i++) {
        capitals += (unsigned char)(word.data[i] - 'A') < 26;
        small += (unsigned char)(word.data[i] - 'a') < 26;
    }
    return case_of(capitals, small, lower(word.data[0]) != word.data[0]);
}

#ifdef NDX_FORMS_LOOKS
/* form_of for a stem and a word of at most 16 bytes, where all 16 may be read. */
static ndx_forms_symbol form_of_short(ndx_text stem, ndx_text word, ndx_forms_entry *entry) {
    ndx_forms_look look = ndx_forms_look_at(stem, word);
    size_t strip = stem.len - look.same, len = word.len - look.same;
    if (strip > NDX_FORMS_STRIPPED || len > NDX_FORMS_TEXT) return NDX_FORMS_TOKEN;
    *entry = (ndx_forms_entry){.strip = (uint8_t)strip, .len = (uint8_t)len};
    if (len) ndx_forms_ending(&look, len, entry->text);
    if (!look.capitals) return NDX_FORMS_LOWER;
    return case_of((size_t)__builtin_popcount(look.capitals), ndx_forms_has_small(&look), look.capitals & 1);
}
#else
#define form_of_short form_of
#endif

/* The token that begins where the unit does, compounds passed over; NULL: none. */
static const ndx_token *token_at(ndx_forms_units *units, size_t begin) {
    const ndx_forms_tokens *all = units->tokens;
    size_t at = begin < all->cut_at ? begin : begin + all->cut_len;
    while (units->token < all->count &&
           (all->tokens[units->token].start < at || (all->tokens[units->token].flags & NDX_TOKEN_JOINED)))
        units->token++;
    if (units->token == all->count || all->tokens[units->token].start != at) return NULL;
    return &all->tokens[units->token];
}

/* The whole token, longer than a run of bytes, as GROUPED or STOPPED says. */
static bool is_written(ndx_forms_units *units, ndx_text stem, size_t len, ndx_forms_unit *unit) {
    char written[WRITTEN_MAX];
    size_t end = unit->begin + len;
    for (unsigned symbol = NDX_FORMS_GROUPED; symbol <= NDX_FORMS_STOPPED; symbol++) {
        size_t wanted = symbol == NDX_FORMS_GROUPED ? group(stem, written) : stop(stem, written);
        if (wanted != len || end > units->text.len ||
            memcmp(written, units->text.data + unit->begin, len) != 0)
            continue;
        if (ndx_words_word_at(units->map, end)) continue;
        unit->symbol = (ndx_forms_symbol)symbol;
        unit->end = end;
        return true;
    }
    return false;
}

static void see_word(ndx_forms_units *units, ndx_forms_unit *unit) {
    const ndx_token *token = token_at(units, unit->begin);
    uint32_t term = token ? ndx_forms_term_at(units->guide, token->position) : NDX_NO_PLACE;
    unit->symbol = NDX_FORMS_TOKEN;
    if (term == NDX_NO_PLACE) return;
    ndx_text stem = units->guide->terms[term].term,
             word = {units->text.data + unit->begin, unit->end - unit->begin};
    unit->position = token->position;
    unit->token = token;
    if (token->end - token->start > word.len && is_written(units, stem, token->end - token->start, unit))
        return;
    if (units->guide->padded && stem.len <= NDX_FORMS_SHORT && word.len <= NDX_FORMS_SHORT &&
        unit->begin + NDX_FORMS_SHORT <= units->text.len)
        unit->symbol = form_of_short(stem, word, &unit->entry);
    else
        unit->symbol = form_of(stem, word, &unit->entry);
}

static void see_between(const ndx_forms_units *units, ndx_forms_unit *unit) {
    const char *text = units->text.data + unit->begin;
    size_t len = unit->end - unit->begin;
    unit->symbol = NDX_FORMS_TOKEN;
    unit->entry = (ndx_forms_entry){.strip = NDX_FORMS_STANDS};
    if (len > NDX_FORMS_TEXT) return;
    for (size_t i = 0; i < len; i++) unit->entry.text[i] = text[i]; /* mostly one or two */
    unit->entry.len = (uint8_t)len;
}

bool ndx_forms_next(ndx_forms_units *units, ndx_forms_unit *unit) {
    const uint64_t *map = units->map;
    const char *data = units->text.data;
    size_t at = units->at, len = units->text.len;
    bool after_word = units->state == NDX_FORMS_WORD;
    if (at >= len) return false;
    if (after_word && data[at] == ' ' && ndx_words_word_at(map, at + 1)) at++;
    unit->before = units->state;
    unit->begin = at;
    unit->word = ndx_words_word_at(map, at);
    unit->end = ndx_words_run(map, at, unit->word, len);
    units->state = NDX_FORMS_WORD;
    if (unit->word) {
        see_word(units, unit);
    } else if (after_word && data[at] == '\'' && unit->end == at + 1 && at + 1 < len && data[at + 1] == 's' &&
               !ndx_words_word_at(map, at + 2)) {
        unit->end++; /* the possessive leaves the state as it is */
        see_between(units, unit);
    } else {
        see_between(units, unit);
        units->state = ndx_forms_state_after(data + at, unit->end - at);
    }
    units->at = unit->end;
    return true;
}

/* --- the table that comes with the program -------------------------------------------------------------- */

static const uint8_t *read_code(const uint8_t *at, uint32_t count, ndx_forms_code *code) {
    ndx_canonical_read(&code->code, at);
    code->by_rank = at + 32;
    code->count = count;
    return at + 32 + count;
}

void ndx_forms_table_read(ndx_forms_table *table) {
    const uint8_t *at = ndx_bin_forms;
    table->between = ndx_u16_at(at, 2);
    table->forms = ndx_u16_at(at, 3);
    table->entries = at + 16;
    at = table->entries + 16 * (size_t)(table->between + table->forms);
    for (size_t i = 0; i < NDX_FORMS_SYMBOL_CODES; i++)
        at = read_code(at, NDX_FORMS_SYMBOLS + table->between, &table->symbols[i]);
    for (size_t i = 0; i < NDX_FORMS_CLASSES; i++) at = read_code(at, table->forms, &table->of_class[i]);
}

/* --- decoding ------------------------------------------------------------------------------------------- */

struct decoder {
    ndx_words_decoder words;
    ndx_forms_table table;
    const ndx_forms_guide *guide;
    uint8_t *last;
    uint32_t position;
    ndx_forms_state state;
};

/* NDX_NO_RANK: damaged. */
static uint32_t take(struct decoder *decoder, const ndx_forms_code *code) {
    uint32_t rank = ndx_code_take_rank(&decoder->words.reader, &code->code);
    return rank >= code->count || decoder->words.reader.over ? NDX_NO_RANK : code->by_rank[rank];
}

static bool read_move(struct decoder *decoder) {
    unsigned high = 0;
    while (!ndx_code_take(&decoder->words.reader, 1))
        if (++high > NDX_FORMS_GAMMA_MAX || decoder->words.reader.over) return false;
    decoder->position += (1u << high) + (high ? ndx_code_take(&decoder->words.reader, high) : 0);
    return !decoder->words.reader.over && decoder->position < decoder->guide->places;
}

static bool read_form(struct decoder *decoder, uint32_t term, uint32_t symbol) {
    ndx_text stem = decoder->guide->terms[term].term;
    char word[NDX_FORMS_STEM_MAX + NDX_FORMS_TEXT];
    bool other = symbol >= NDX_FORMS_OTHER, old = decoder->last[term];
    uint32_t form = decoder->last[term] - 1u;
    if (other && !old) return false;
    if (other || !old) form = take(decoder, &decoder->table.of_class[ndx_forms_class(stem)]);
    if (form == NDX_NO_RANK) return false;
    decoder->last[term] = (uint8_t)(form + 1);
    ndx_forms_entry entry = ndx_forms_entry_at(&decoder->table, decoder->table.between + form);
    if (entry.strip > stem.len || stem.len > NDX_FORMS_STEM_MAX) return false;
    size_t kept = stem.len - entry.strip, len = kept + entry.len;
    memcpy(word, stem.data, kept);
    memcpy(word + kept, entry.text, entry.len);
    symbol -= other ? NDX_FORMS_OTHER : 0;
    for (size_t i = 0; i < len && symbol != NDX_FORMS_LOWER && (i == 0 || symbol == NDX_FORMS_CAPITALS); i++)
        if (word[i] >= 'a' && word[i] <= 'z') word[i] = (char)(word[i] & ~0x20);
    return ndx_words_add(&decoder->words, word, len);
}

/* The stem at hand, and the position behind it. */
static bool read_word(struct decoder *decoder, uint32_t symbol) {
    uint32_t term = ndx_forms_term_at(decoder->guide, decoder->position++);
    char written[WRITTEN_MAX];
    if (term == NDX_NO_PLACE) return false;
    decoder->state = NDX_FORMS_WORD;
    if (symbol < NDX_FORMS_GROUPED) return read_form(decoder, term, symbol);
    ndx_text stem = decoder->guide->terms[term].term;
    size_t len = symbol == NDX_FORMS_GROUPED ? group(stem, written) : stop(stem, written);
    return ndx_words_add(&decoder->words, written, len);
}

static bool read_between(struct decoder *decoder, uint32_t number) {
    ndx_forms_entry entry = ndx_forms_entry_at(&decoder->table, number);
    decoder->state = is_possessive((ndx_text){entry.text, entry.len})
                         ? NDX_FORMS_WORD
                         : ndx_forms_state_after(entry.text, entry.len);
    return ndx_words_add(&decoder->words, entry.text, entry.len);
}

static bool read_token(struct decoder *decoder) {
    const char *begin = decoder->words.at;
    if (!ndx_words_read(&decoder->words)) return false;
    size_t len = (size_t)(decoder->words.at - begin);
    decoder->state = ndx_words_is_word(begin[len - 1]) ? NDX_FORMS_WORD : ndx_forms_state_after(begin, len);
    return true;
}

static bool read_unit(struct decoder *decoder) {
    uint32_t term = ndx_forms_term_at(decoder->guide, decoder->position);
    bool old = term != NDX_NO_PLACE && decoder->last[term];
    uint32_t symbol = take(decoder, &decoder->table.symbols[decoder->state * 2 + old]);
    if (symbol == NDX_NO_RANK) return false;
    if (symbol < NDX_FORMS_TOKEN) return read_word(decoder, symbol);
    if (symbol == NDX_FORMS_TOKEN) return read_token(decoder);
    return symbol == NDX_FORMS_MOVE ? read_move(decoder) : read_between(decoder, symbol - NDX_FORMS_SYMBOLS);
}

bool ndx_forms_decode(const ndx_forms_guide *guide, ndx_text coded, size_t len, ndx_buf *out) {
    if (len > NDX_WORDS_TEXT_MAX || !ndx_buf_reserve(out, len)) return false;
    struct decoder *decoder = malloc(sizeof *decoder + guide->term_count);
    if (!decoder) return !(out->failed = true);
    ndx_words_decoder_init(&decoder->words, coded, out->data + out->len, len);
    ndx_forms_table_read(&decoder->table);
    decoder->guide = guide;
    decoder->last = (uint8_t *)(decoder + 1);
    memset(decoder->last, 0, guide->term_count);
    decoder->position = 0;
    decoder->state = NDX_FORMS_BEGIN;
    bool good = true;
    while (good && decoder->words.at < decoder->words.end) good = read_unit(decoder);
    if (good) out->len += len;
    out->data[out->len] = 0;
    free(decoder);
    return good;
}
