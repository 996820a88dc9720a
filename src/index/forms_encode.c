/* Packing by forms: the writing half; the format stands in forms.h. */
#include "forms_table.h"

#include <stdlib.h>
#include <string.h>

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
    ndx_word_notes form_of; /* of plain words: likewise, in any text; a byte each */
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
    if (!coder) return;
    free(coder->last);
    ndx_word_notes_clear(&coder->form_of);
    free(coder);
}

struct encoder {
    ndx_forms_coder *coder;
    ndx_words_coder *words;
    const ndx_forms_guide *guide;
    ndx_text text;
    ndx_code_writer writer;
    uint32_t position;
    const ndx_token *plain_end; /* those before may be taken for plain, where they say so */
};

/* Of symbols in that state: one for terms not yet written, one for those that were. */
static inline const ndx_code (*codes_of(const ndx_forms_coder *coder, ndx_forms_state state))[256] {
    return (const ndx_code(*)[256])(coder->symbol + (size_t)state * 2);
}

static inline void put_symbol(struct encoder *encoder, ndx_forms_state before, uint32_t symbol) {
    uint32_t term = ndx_forms_term_at(encoder->guide, encoder->position);
    bool old = term != NDX_NO_PLACE && encoder->coder->last[term];
    ndx_code_put_code(&encoder->writer, codes_of(encoder->coder, before)[old][symbol]);
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

/* What has been seen of a plain word is so in all texts. (But not where something is left out within a word: what stands there then is
 * another one.) */
static void keep_form(const struct encoder *encoder, const ndx_forms_unit *unit, uint8_t form) {
    ndx_word_notes *form_of = &encoder->coder->form_of;
    const ndx_token *token = unit->token;
    if (encoder->plain_end && token < encoder->plain_end && (token->flags & NDX_TOKEN_PLAIN) &&
        token->word < form_of->words && token->end - token->start == unit->end - unit->begin)
        ((uint8_t *)form_of->at)[token->word] = (uint8_t)(form + 1);
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
        keep_form(encoder, unit, form);
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

/* --- the common case --------------------------------------------------------------------------------- */

#define ROOM 16                 /* bytes, for the codes of a word and of what stands before it */
#define PLAIN_AHEAD ((size_t)8) /* bytes of the text that are read at once */

/* Number of what stands between words there, in `len` bytes; NDX_NO_RANK: it takes a closer look. */
static inline uint32_t plain_between(const ndx_forms_coder *coder, const uint64_t *map, const char *data,
                                     size_t at, size_t len) {
    if (len - 1 >= PLAIN_AHEAD || data[at] == '\'' || ndx_words_run(map, at, false, at + len) != at + len)
        return NDX_NO_RANK;
    ndx_forms_entry entry = {.strip = NDX_FORMS_STANDS, .len = (uint8_t)len};
    uint64_t low, high;
    read_entry(&entry, &low, &high);
    low = ndx_load8((const uint8_t *)data + at);
    return find(coder, low & (UINT64_MAX >> (64 - 8 * len)), high);
}

/* The code of a word's symbol, and of its form if that is to follow. */
static inline void plain_form(ndx_forms_coder *coder, ndx_code_writer *writer, const ndx_code codes[][256],
                              const ndx_placed_term *terms, uint32_t term, uint32_t symbol, uint8_t form) {
    uint8_t old = coder->last[term];
    ndx_code first = codes[old != 0][symbol];
    if (old == form) {
        ndx_code_put_roomy(writer, first.bits, first.length);
        return;
    }
    if (old) first = codes[1][symbol + NDX_FORMS_OTHER];
    ndx_code then = coder->form[ndx_forms_class(terms[term].term)][form - 1];
    coder->last[term] = form;
    ndx_code_put_roomy(writer, (uint64_t)first.bits << then.length | then.bits,
                       (unsigned)first.length + then.length);
}

/* Bytes left out at the beginning. */
static inline uint32_t cut_before(const ndx_forms_tokens *tokens) {
    return tokens->cut_at ? 0 : tokens->cut_len;
}

/* The common case and nothing else, which ndx_forms_next and put_unit would see and put likewise: plain words, each the one that is
 * next, in a form that has been seen of it, and what the table has of what stands between. Stops before the first unit that asks
 * for more. Offsets are those of the tokens. */
static void put_plain_units(struct encoder *encoder, ndx_forms_units *units) {
    ndx_forms_coder *coder = encoder->coder;
    const ndx_forms_guide *guide = encoder->guide;
    const ndx_forms_tokens *all = units->tokens;
    if (!encoder->plain_end) return;
    const ndx_token *token = all->tokens + units->token, *tokens_end = encoder->plain_end;
    uint32_t cut = cut_before(all), at = (uint32_t)units->at + cut;
    while (token < tokens_end && token->start < at) token++;
    units->token = (size_t)(token - all->tokens);
    if (token >= tokens_end || token->position != encoder->position) return;
    const ndx_token *first = token;
    const uint8_t *form_of = coder->form_of.at;
    const uint32_t *place = guide->place_at + token->position;
    const char *data = units->text.data;
    const ndx_code(*codes)[256] = codes_of(coder, units->state);
    bool after_word = units->state == NDX_FORMS_WORD;
    ndx_code_writer writer = encoder->writer;
    for (; token < tokens_end && writer.end - writer.at >= ROOM && (token->flags & NDX_TOKEN_PLAIN);
         token++, place++) {
        uint8_t form = form_of[token->word];
        uint32_t term = *place, start = token->start;
        if (tokens_end - token > NDX_WORDS_AHEAD) __builtin_prefetch(&form_of[token[NDX_WORDS_AHEAD].word]);
        if (!form || term == NDX_NO_PLACE) break;
        if (start != at + after_word || (after_word && data[at - cut] != ' ')) {
            uint32_t number = plain_between(coder, units->map, data, at - cut, start - at);
            if (number == NDX_NO_RANK) break;
            ndx_code code = codes[coder->last[term] != 0][NDX_FORMS_SYMBOLS + number];
            ndx_code_put_roomy(&writer, code.bits, code.length);
            codes = codes_of(coder, (ndx_forms_state)coder->after[number]);
        }
        plain_form(coder, &writer, codes, guide->terms, term,
                   token->flags & NDX_TOKEN_CAPITAL ? NDX_FORMS_CAPITAL : NDX_FORMS_LOWER, form);
        codes = codes_of(coder, NDX_FORMS_WORD);
        after_word = true;
        at = token->end;
    }
    if (token == first) return;
    encoder->writer = writer;
    units->at = at - cut;
    units->state = NDX_FORMS_WORD;
    units->token = (size_t)(token - all->tokens);
    encoder->position += (uint32_t)(token - first);
}

/* The end of the tokens that lie so far before the text's end that what is read beyond a plain one is of the text; NULL: there is none, or no
 * knowing what is plain, or what is left out of the text stands within it. */
static const ndx_token *plain_end(const ndx_forms_coder *coder, const ndx_forms_guide *guide,
                                  const ndx_forms_tokens *tokens, size_t text_len) {
    size_t count = tokens->count, end = text_len + cut_before(tokens);
    if (!coder->form_of.words || (tokens->cut_at && tokens->cut_at < text_len) || end > UINT32_MAX)
        return NULL;
    while (count && (tokens->tokens[count - 1].end + PLAIN_AHEAD > end ||
                     tokens->tokens[count - 1].position >= guide->places))
        count--;
    return count ? tokens->tokens + count : NULL;
}

/* --- the whole ------------------------------------------------------------------------------------------ */

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
    ndx_word_notes_open(&coder->form_of, 1, &tokens->lexicon);
    if (!ndx_words_begin(words, text) || !forget(coder, guide->term_count) || !ndx_buf_reserve(out, most))
        return false;
    ndx_forms_units units = {guide, tokens, ndx_words_map(words), text, 0, 0, NDX_FORMS_BEGIN};
    uint8_t *start = (uint8_t *)out->data + out->len;
    struct encoder encoder = {.coder = coder,
                              .words = words,
                              .guide = guide,
                              .text = text,
                              .writer = {.at = start, .end = start + most},
                              .plain_end = plain_end(coder, guide, tokens, text.len)};
    while (put_plain_units(&encoder, &units), !encoder.writer.full && ndx_forms_next(&units, &unit))
        put_unit(&encoder, &unit);
    ndx_code_finish(&encoder.writer);
    if (encoder.writer.full) return false;
    out->len += (size_t)(encoder.writer.at - start);
    return true;
}
