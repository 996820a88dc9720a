/* Packing by forms: the writing half; the format stands in forms.h. */
#include "forms_table.h"

#include <stdlib.h>
#include <string.h>

#include "forms_look.h"

#define LOG_SLOTS 10
#define SLOTS (1u << LOG_SLOTS)

/* --- encoding ------------------------------------------------------------------------------------------- */

struct ndx_forms_coder {
    ndx_forms_table table;
    ndx_code symbol[NDX_FORMS_SYMBOL_CODES][256], form[NDX_FORMS_CLASSES][256];
    struct {
        uint64_t low, high;
        uint32_t number; /* of the entry + 1; 0: free */
    } slot[SLOTS];
    uint8_t after[256]; /* the state behind it, by number of what stands between */
    uint32_t plain;     /* number of the form that is the stem itself: every second word has it */
    uint8_t *last;      /* by term: 1 + number of the form it was written in; 0: not yet */
    size_t last_capacity;
};

static void read_entry(const ndx_forms_entry *entry, uint64_t *low, uint64_t *high) {
    memcpy(low, entry, 8);
    memcpy(high, (const char *)entry + 8, 8);
}

/* Number of the entry in the table, or NDX_NO_RANK. */
static inline uint32_t find(const ndx_forms_coder *coder, uint64_t low, uint64_t high) {
    size_t at = ndx_words_slot(low, high, LOG_SLOTS);
    for (; coder->slot[at].number; at = (at + 1) % SLOTS)
        if (coder->slot[at].low == low && coder->slot[at].high == high) return coder->slot[at].number - 1;
    return NDX_NO_RANK;
}

static inline uint32_t find_entry(const ndx_forms_coder *coder, const ndx_forms_entry *entry) {
    uint64_t low, high;
    read_entry(entry, &low, &high);
    return low | high ? find(coder, low, high) : coder->plain;
}

static void enter(ndx_forms_coder *coder, uint32_t number) {
    ndx_forms_entry entry = ndx_forms_entry_at(&coder->table, number);
    uint64_t low, high;
    read_entry(&entry, &low, &high);
    size_t at = ndx_words_slot(low, high, LOG_SLOTS);
    while (coder->slot[at].number) at = (at + 1) % SLOTS;
    coder->slot[at].low = low;
    coder->slot[at].high = high;
    coder->slot[at].number = number + 1;
    if (!(low | high)) coder->plain = number;
}

static void number_codes(const ndx_forms_code *table, ndx_code *codes) {
    for (uint32_t rank = 0; rank < table->count; rank++)
        codes[table->by_rank[rank]] = ndx_code_of(&table->code, rank);
}

ndx_status ndx_forms_coder_new(ndx_forms_coder **out, ndx_error *err) {
    ndx_forms_coder *coder = *out = calloc(1, sizeof *coder);
    if (!coder) return ndx_fail_memory(err);
    coder->plain = NDX_NO_RANK;
    ndx_forms_table_read(&coder->table);
    for (uint32_t i = 0; i < coder->table.between + coder->table.forms; i++) enter(coder, i);
    for (uint32_t i = 0; i < coder->table.between && i < NDX_COUNT(coder->after); i++) {
        ndx_forms_entry entry = ndx_forms_entry_at(&coder->table, i);
        coder->after[i] = (uint8_t)ndx_forms_state_after(entry.text, entry.len);
    }
    for (size_t i = 0; i < NDX_FORMS_SYMBOL_CODES; i++)
        number_codes(&coder->table.symbols[i], coder->symbol[i]);
    for (size_t i = 0; i < NDX_FORMS_CLASSES; i++) number_codes(&coder->table.of_class[i], coder->form[i]);
    return NDX_OK;
}

void ndx_forms_coder_free(ndx_forms_coder *coder) {
    if (coder) free(coder->last);
    free(coder);
}

struct encoder {
    ndx_forms_coder *coder;
    ndx_words_coder *words;
    const ndx_forms_guide *guide;
    ndx_text text;
    ndx_code_writer writer;
    uint32_t position;
};

static inline void put_symbol(struct encoder *encoder, ndx_forms_state before, uint32_t symbol) {
    uint32_t term = ndx_forms_term_at(encoder->guide, encoder->position);
    bool old = term != NDX_NO_PLACE && encoder->coder->last[term];
    ndx_code_put_code(&encoder->writer, encoder->coder->symbol[before * 2 + old][symbol]);
}

/* Go on to a position that is not behind. */
static void move_to(struct encoder *encoder, ndx_forms_state before, uint32_t position) {
    uint32_t by = position - encoder->position;
    if (by == 0) return;
    unsigned high = 31u - (unsigned)__builtin_clz(by);
    put_symbol(encoder, before, NDX_FORMS_MOVE);
    ndx_code_put(&encoder->writer, 0, high);
    ndx_code_put(&encoder->writer, by, high + 1);
    encoder->position = position;
}

/* The word at unit->position; false: it has none of the forms in the table. */
static bool put_word(struct encoder *encoder, const ndx_forms_unit *unit) {
    ndx_forms_coder *coder = encoder->coder;
    uint32_t term = ndx_forms_term_at(encoder->guide, unit->position), number = 0;
    bool plain = unit->symbol <= NDX_FORMS_CAPITALS;
    if (unit->position < encoder->position ||
        unit->position - encoder->position >= 1u << (NDX_FORMS_GAMMA_MAX - 1))
        return false;
    if (plain && (number = find_entry(coder, &unit->entry)) == NDX_NO_RANK) return false;
    move_to(encoder, unit->before, unit->position);
    if (plain) {
        uint8_t form = (uint8_t)(number - coder->table.between), *last = &coder->last[term];
        bool other = *last && *last != form + 1, follows = !*last || other;
        put_symbol(encoder, unit->before, unit->symbol + (other ? NDX_FORMS_OTHER : 0u));
        if (follows)
            ndx_code_put_code(&encoder->writer,
                              coder->form[ndx_forms_class(encoder->guide->terms[term].term)][form]);
        *last = (uint8_t)(form + 1);
    } else {
        put_symbol(encoder, unit->before, unit->symbol);
    }
    encoder->position++;
    return true;
}

static void put_unit(struct encoder *encoder, const ndx_forms_unit *unit) {
    if (unit->word && unit->symbol != NDX_FORMS_TOKEN && put_word(encoder, unit)) return;
    uint32_t number = !unit->word && unit->entry.len ? find_entry(encoder->coder, &unit->entry) : NDX_NO_RANK;
    if (number != NDX_NO_RANK) {
        put_symbol(encoder, unit->before, NDX_FORMS_SYMBOLS + number);
        return;
    }
    put_symbol(encoder, unit->before, NDX_FORMS_TOKEN);
    ndx_words_put(encoder->words, &encoder->writer, encoder->text, unit->begin, unit->end);
}

#ifdef NDX_FORMS_LOOKS
/* The number of the form that a look saw, or NDX_NO_RANK. */
static inline uint32_t form_seen(const ndx_forms_coder *coder, const ndx_forms_look *look, size_t stem_len,
                                 size_t word_len) {
    size_t strip = stem_len - look->same, len = word_len - look->same;
    if (!(strip | len)) return coder->plain;
    if (strip > NDX_FORMS_STRIPPED || len > NDX_FORMS_TEXT) return NDX_NO_RANK;
    ndx_forms_entry entry = {.strip = (uint8_t)strip, .len = (uint8_t)len};
    uint64_t low, high;
    if (len) ndx_forms_ending(look, len, entry.text);
    read_entry(&entry, &low, &high);
    return find(coder, low, high);
}

/* LOWER, CAPITAL, CAPITALS, or TOKEN. */
static inline unsigned case_seen(const ndx_forms_look *look) {
    if (!look->capitals) return NDX_FORMS_LOWER;
    if (look->capitals == 1) return NDX_FORMS_CAPITAL;
    return ndx_forms_has_small(look) ? NDX_FORMS_TOKEN : NDX_FORMS_CAPITALS;
}

/* Bytes of the run at `at`, of a word or of what stands between (flip: all ones); 0: there is none; more than NDX_FORMS_SHORT:
 * longer. */
static inline size_t run_length(const uint64_t *map, size_t at, uint64_t flip) {
    uint64_t from = (map[at / 64] ^ flip) >> (at % 64), others = ~from;
    if (!(from & 1)) return 0;
    if (!others) return 64;
    size_t len = (size_t)__builtin_ctzll(others);
    if (len + at % 64 < 64) return len;
    others = ~(map[at / 64 + 1] ^ flip);
    return others ? len + (size_t)__builtin_ctzll(others) : 64;
}

/* Number of what stands there, of `len` bytes; NDX_NO_RANK: it has none, or it takes a closer look. */
static inline uint32_t between_seen(const ndx_forms_coder *coder, const char *data, size_t len) {
    if (len > 8 || data[0] == '\'') return NDX_NO_RANK;
    ndx_forms_entry entry = {.strip = NDX_FORMS_STANDS, .len = (uint8_t)len};
    uint64_t low, high;
    read_entry(&entry, &low, &high);
    memcpy(&low, data, 8);
    return find(coder, low & (UINT64_MAX >> (64 - 8 * len)), high);
}

/* The code of a word's symbol, and of its form if that is to follow. */
static inline void put_form(ndx_forms_coder *coder, ndx_code_writer *writer, const ndx_code codes[][256],
                            uint32_t term, ndx_text stem, uint32_t symbol, uint32_t number) {
    uint8_t form = (uint8_t)(number - coder->table.between + 1), old = coder->last[term];
    const ndx_code *of = codes[old != 0];
    if (old == form) {
        ndx_code_put_code(writer, of[symbol]);
        return;
    }
    ndx_code first = of[symbol + (old ? NDX_FORMS_OTHER : 0)],
             then = coder->form[ndx_forms_class(stem)][form - 1];
    coder->last[term] = form;
    ndx_code_put(writer, (uint32_t)first.bits << then.length | then.bits,
                 (unsigned)first.length + then.length);
}

/* The common case and nothing else, which ndx_forms_next and put_unit would see and put likewise: short words, each the one that is
 * next, in a form that the table has, and what the table has of what stands between. Stops before the first unit that asks for
 * more. */
static void put_plain_units(struct encoder *encoder, ndx_forms_units *units) {
    ndx_forms_coder *coder = encoder->coder;
    const ndx_forms_tokens *all = units->tokens;
    const ndx_token *token = all->tokens + units->token, *tokens_end = all->tokens + all->count;
    const ndx_placed_term *terms = encoder->guide->terms;
    const uint32_t *place_at = encoder->guide->place_at;
    const uint64_t *map = units->map;
    const char *data = units->text.data;
    size_t at = units->at, last = units->text.len, cut = at < all->cut_at ? 0 : all->cut_len;
    uint32_t position = encoder->position, places = encoder->guide->places;
    ndx_forms_state state = units->state;
    ndx_code_writer writer = encoder->writer;
    if (!encoder->guide->padded || last < 2 * (size_t)NDX_FORMS_SHORT) return;
    last -= 2 * (size_t)NDX_FORMS_SHORT;
    if (!cut && last > all->cut_at) last = all->cut_at;
    while (at + 1 < last && position < places && !writer.full) {
        const ndx_code(*codes)[256] = (const ndx_code(*)[256])(coder->symbol + (size_t)state * 2);
        uint32_t term = place_at[position];
        size_t begin = at + (state == NDX_FORMS_WORD), len = run_length(map, begin, 0), start = begin + cut;
        if (!len || begin > at + (data[at] == ' ')) {
            uint32_t number = NDX_NO_RANK;
            if (term != NDX_NO_PLACE && (len = run_length(map, at, UINT64_MAX)) != 0)
                number = between_seen(coder, data + at, len);
            if (number == NDX_NO_RANK) break;
            ndx_code_put_code(&writer, codes[coder->last[term] != 0][NDX_FORMS_SYMBOLS + number]);
            state = (ndx_forms_state)coder->after[number];
            at += len;
            continue;
        }
        if (len > NDX_FORMS_SHORT) break;
        while (token < tokens_end && (token->start < start || (token->flags & NDX_TOKEN_JOINED))) token++;
        if (token == tokens_end || token->start != start || token->position != position ||
            term == NDX_NO_PLACE || token->end - start > len)
            break;
        ndx_text stem = terms[term].term;
        if (stem.len > NDX_FORMS_SHORT) break;
        ndx_forms_look look = ndx_forms_look_at(stem, (ndx_text){data + begin, len});
        uint32_t number = form_seen(coder, &look, stem.len, len), symbol = case_seen(&look);
        if (number == NDX_NO_RANK || symbol == NDX_FORMS_TOKEN) break;
        put_form(coder, &writer, codes, term, stem, symbol, number);
        state = NDX_FORMS_WORD;
        at = begin + len;
        position++;
        token++;
    }
    units->at = at;
    units->state = state;
    units->token = (size_t)(token - all->tokens);
    encoder->writer = writer;
    encoder->position = position;
}
#else
static void put_plain_units(struct encoder *encoder, ndx_forms_units *units) {
    (void)encoder;
    (void)units;
}
#endif

/* No term has been written yet. */
static bool forget(ndx_forms_coder *coder, size_t terms) {
    if (terms > coder->last_capacity) {
        uint8_t *grown = realloc(coder->last, terms * 2);
        if (!grown) return false;
        coder->last = grown;
        coder->last_capacity = terms * 2;
    }
    if (terms) memset(coder->last, 0, terms);
    return true;
}

bool ndx_forms_encode(ndx_forms_coder *coder, ndx_words_coder *words, const ndx_forms_guide *guide,
                      const ndx_forms_tokens *tokens, ndx_text text, size_t most, ndx_buf *out) {
    ndx_forms_unit unit;
    if (!ndx_words_begin(words, text) || !forget(coder, guide->term_count) || !ndx_buf_reserve(out, most))
        return false;
    ndx_forms_units units = {guide, tokens, ndx_words_map(words), text, 0, 0, NDX_FORMS_BEGIN};
    uint8_t *start = (uint8_t *)out->data + out->len;
    struct encoder encoder = {coder, words, guide, text, {.at = start, .end = start + most}, 0};
    while (put_plain_units(&encoder, &units), !encoder.writer.full && ndx_forms_next(&units, &unit))
        put_unit(&encoder, &unit);
    ndx_code_finish(&encoder.writer);
    if (encoder.writer.full) return false;
    out->len += (size_t)(encoder.writer.at - start);
    return true;
}
