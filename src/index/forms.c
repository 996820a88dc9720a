/* Packing by forms; the format stands in forms.h. */
#include "forms.h"

#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

extern const uint8_t ndx_bin_forms[];

#define SYMBOL_CODES 6 /* state * 2 + whether the next stem has been written before */
#define LOG_SLOTS 10
#define SLOTS (1u << LOG_SLOTS)
#define WRITTEN_MAX (2 * NDX_FORMS_STEM_MAX) /* of a stem, grouped or stopped */
#define GAMMA_MAX 24                         /* bits of a number, about: what the writer takes at a time */

_Static_assert(sizeof(ndx_forms_entry) == 16, "entries are read out of the table as they are");

/* --- what is known -------------------------------------------------------------------------------------- */

void ndx_forms_place(const ndx_placed_term *terms, uint32_t number, const uint32_t *positions, size_t count,
                     uint32_t *place_at) {
    for (size_t i = 0; i < count; i++) {
        uint32_t *there = &place_at[positions[i]];
        if (*there == NDX_NO_PLACE || ndx_text_compare(terms[number].term, terms[*there].term) < 0)
            *there = number;
    }
}

unsigned ndx_forms_class(ndx_text stem) {
    char last = stem.len ? stem.data[stem.len - 1] : 0;
    if (last >= 'a' && last <= 'z') return 1u + (unsigned)(last - 'a');
    return last >= '0' && last <= '9' ? 27 : 0;
}

static uint32_t term_at(const ndx_forms_guide *guide, uint32_t position) {
    return position < guide->places ? guide->place_at[position] : NDX_NO_PLACE;
}

/* What comes after text that stands between words. */
static ndx_forms_state state_after(const char *data, size_t len) {
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

#if defined __SSE2__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
/* Bytes between two letters, as a mask. */
static inline __m128i letters(__m128i bytes, char first, char last) {
    return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8((char)(first - 1))),
                         _mm_cmplt_epi8(bytes, _mm_set1_epi8((char)(last + 1))));
}

/* `len` bytes of at most 16, zeros behind; all 16 may be read. */
static inline __m128i first_bytes(const char *data, size_t len) {
    static const uint8_t ones[32] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    return _mm_and_si128(_mm_loadu_si128((const __m128i *)(const void *)data),
                         _mm_loadu_si128((const __m128i *)(const void *)(ones + 16 - len)));
}

/* form_of for a stem and a word of at most 16 bytes, where all 16 may be read. */
static ndx_forms_symbol form_of_short(ndx_text stem, ndx_text word, ndx_forms_entry *entry) {
    __m128i written = first_bytes(word.data, word.len), capital = letters(written, 'A', 'Z');
    __m128i small = _mm_or_si128(written, _mm_and_si128(capital, _mm_set1_epi8(0x20)));
    unsigned differ = ~(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(small, first_bytes(stem.data, stem.len)));
    size_t same = (size_t)__builtin_ctz(differ | 1u << 16), most = stem.len < word.len ? stem.len : word.len;
    if (same > most) same = most;
    size_t strip = stem.len - same, len = word.len - same;
    if (strip > NDX_FORMS_STRIPPED || len > NDX_FORMS_TEXT) return NDX_FORMS_TOKEN;
    *entry = (ndx_forms_entry){.strip = (uint8_t)strip, .len = (uint8_t)len};
    if (len) {
        char bytes[32] = {0};
        _mm_storeu_si128((__m128i *)(void *)bytes, small);
        memcpy(entry->text, bytes + same, NDX_FORMS_TEXT);
    }
    unsigned capitals = (unsigned)_mm_movemask_epi8(capital);
    if (!capitals) return NDX_FORMS_LOWER;
    return case_of((size_t)__builtin_popcount(capitals),
                   (size_t)_mm_movemask_epi8(letters(written, 'a', 'z')), capitals & 1);
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
    uint32_t term = token ? term_at(units->guide, token->position) : NDX_NO_PLACE;
    unit->symbol = NDX_FORMS_TOKEN;
    if (term == NDX_NO_PLACE) return;
    ndx_text stem = units->guide->terms[term].term,
             word = {units->text.data + unit->begin, unit->end - unit->begin};
    unit->position = token->position;
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
        units->state = state_after(data + at, unit->end - at);
    }
    units->at = unit->end;
    return true;
}

/* --- the table that comes with the program -------------------------------------------------------------- */

struct code_table {
    ndx_canonical code;
    const uint8_t *by_rank;
    uint32_t count;
};
struct forms_table {
    uint32_t between, forms;
    const uint8_t *entries;
    struct code_table symbols[SYMBOL_CODES], of_class[NDX_FORMS_CLASSES];
};

static const uint8_t *read_code(const uint8_t *at, uint32_t count, struct code_table *code) {
    ndx_canonical_read(&code->code, at);
    code->by_rank = at + 32;
    code->count = count;
    return at + 32 + count;
}

static void read_table(struct forms_table *table) {
    const uint8_t *at = ndx_bin_forms;
    table->between = ndx_u16_at(at, 2);
    table->forms = ndx_u16_at(at, 3);
    table->entries = at + 16;
    at = table->entries + 16 * (size_t)(table->between + table->forms);
    for (size_t i = 0; i < SYMBOL_CODES; i++)
        at = read_code(at, NDX_FORMS_SYMBOLS + table->between, &table->symbols[i]);
    for (size_t i = 0; i < NDX_FORMS_CLASSES; i++) at = read_code(at, table->forms, &table->of_class[i]);
}

static ndx_forms_entry entry_at(const struct forms_table *table, uint32_t number) {
    ndx_forms_entry entry;
    memcpy(&entry, table->entries + 16 * (size_t)number, sizeof entry);
    return entry;
}

/* --- encoding ------------------------------------------------------------------------------------------- */

struct ndx_forms_coder {
    struct forms_table table;
    ndx_code symbol[SYMBOL_CODES][256], form[NDX_FORMS_CLASSES][256];
    struct {
        uint64_t low, high;
        uint32_t number; /* of the entry + 1; 0: free */
    } slot[SLOTS];
    uint32_t plain; /* number of the form that is the stem itself: every second word has it */
    uint8_t *last;  /* by term: 1 + number of the form it was written in; 0: not yet */
    size_t last_capacity;
};

static void read_entry(const ndx_forms_entry *entry, uint64_t *low, uint64_t *high) {
    memcpy(low, entry, 8);
    memcpy(high, (const char *)entry + 8, 8);
}

/* Number of the entry in the table, or NDX_NO_RANK. */
static inline uint32_t find(const ndx_forms_coder *coder, const ndx_forms_entry *entry) {
    uint64_t low, high;
    read_entry(entry, &low, &high);
    if (!(low | high)) return coder->plain;
    size_t at = ndx_words_slot(low, high, LOG_SLOTS);
    for (; coder->slot[at].number; at = (at + 1) % SLOTS)
        if (coder->slot[at].low == low && coder->slot[at].high == high) return coder->slot[at].number - 1;
    return NDX_NO_RANK;
}

static void enter(ndx_forms_coder *coder, uint32_t number) {
    ndx_forms_entry entry = entry_at(&coder->table, number);
    uint64_t low, high;
    read_entry(&entry, &low, &high);
    size_t at = ndx_words_slot(low, high, LOG_SLOTS);
    while (coder->slot[at].number) at = (at + 1) % SLOTS;
    coder->slot[at].low = low;
    coder->slot[at].high = high;
    coder->slot[at].number = number + 1;
    if (!(low | high)) coder->plain = number;
}

static void number_codes(const struct code_table *table, ndx_code *codes) {
    for (uint32_t rank = 0; rank < table->count; rank++)
        codes[table->by_rank[rank]] = ndx_code_of(&table->code, rank);
}

ndx_status ndx_forms_coder_new(ndx_forms_coder **out, ndx_error *err) {
    ndx_forms_coder *coder = *out = calloc(1, sizeof *coder);
    if (!coder) return ndx_fail_memory(err);
    coder->plain = NDX_NO_RANK;
    read_table(&coder->table);
    for (uint32_t i = 0; i < coder->table.between + coder->table.forms; i++) enter(coder, i);
    for (size_t i = 0; i < SYMBOL_CODES; i++) number_codes(&coder->table.symbols[i], coder->symbol[i]);
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
    uint32_t term = term_at(encoder->guide, encoder->position);
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
    uint32_t term = term_at(encoder->guide, unit->position), number = 0;
    bool plain = unit->symbol <= NDX_FORMS_CAPITALS;
    if (unit->position < encoder->position || unit->position - encoder->position >= 1u << (GAMMA_MAX - 1))
        return false;
    if (plain && (number = find(coder, &unit->entry)) == NDX_NO_RANK) return false;
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
    uint32_t number = !unit->word && unit->entry.len ? find(encoder->coder, &unit->entry) : NDX_NO_RANK;
    if (number != NDX_NO_RANK) {
        put_symbol(encoder, unit->before, NDX_FORMS_SYMBOLS + number);
        return;
    }
    put_symbol(encoder, unit->before, NDX_FORMS_TOKEN);
    ndx_words_put(encoder->words, &encoder->writer, encoder->text, unit->begin, unit->end);
}

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
    while (!encoder.writer.full && ndx_forms_next(&units, &unit)) put_unit(&encoder, &unit);
    ndx_code_finish(&encoder.writer);
    if (encoder.writer.full) return false;
    out->len += (size_t)(encoder.writer.at - start);
    return true;
}

/* --- decoding ------------------------------------------------------------------------------------------- */

struct decoder {
    ndx_words_decoder words;
    struct forms_table table;
    const ndx_forms_guide *guide;
    uint8_t *last;
    uint32_t position;
    ndx_forms_state state;
};

/* NDX_NO_RANK: damaged. */
static uint32_t take(struct decoder *decoder, const struct code_table *code) {
    uint32_t rank = ndx_code_take_rank(&decoder->words.reader, &code->code);
    return rank >= code->count || decoder->words.reader.over ? NDX_NO_RANK : code->by_rank[rank];
}

static bool read_move(struct decoder *decoder) {
    unsigned high = 0;
    while (!ndx_code_take(&decoder->words.reader, 1))
        if (++high > GAMMA_MAX || decoder->words.reader.over) return false;
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
    ndx_forms_entry entry = entry_at(&decoder->table, decoder->table.between + form);
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
    uint32_t term = term_at(decoder->guide, decoder->position++);
    char written[WRITTEN_MAX];
    if (term == NDX_NO_PLACE) return false;
    decoder->state = NDX_FORMS_WORD;
    if (symbol < NDX_FORMS_GROUPED) return read_form(decoder, term, symbol);
    ndx_text stem = decoder->guide->terms[term].term;
    size_t len = symbol == NDX_FORMS_GROUPED ? group(stem, written) : stop(stem, written);
    return ndx_words_add(&decoder->words, written, len);
}

static bool read_between(struct decoder *decoder, uint32_t number) {
    ndx_forms_entry entry = entry_at(&decoder->table, number);
    decoder->state = is_possessive((ndx_text){entry.text, entry.len}) ? NDX_FORMS_WORD
                                                                      : state_after(entry.text, entry.len);
    return ndx_words_add(&decoder->words, entry.text, entry.len);
}

static bool read_token(struct decoder *decoder) {
    const char *begin = decoder->words.at;
    if (!ndx_words_read(&decoder->words)) return false;
    size_t len = (size_t)(decoder->words.at - begin);
    decoder->state = ndx_words_is_word(begin[len - 1]) ? NDX_FORMS_WORD : state_after(begin, len);
    return true;
}

static bool read_unit(struct decoder *decoder) {
    uint32_t term = term_at(decoder->guide, decoder->position);
    bool old = term != NDX_NO_PLACE && decoder->last[term];
    uint32_t symbol = take(decoder, &decoder->table.symbols[decoder->state * 2 + old]);
    if (symbol == NDX_NO_RANK) return false;
    if (symbol < NDX_FORMS_TOKEN) return read_word(decoder, symbol);
    if (symbol == NDX_FORMS_TOKEN) return read_token(decoder);
    return symbol == NDX_FORMS_MOVE ? read_move(decoder) : read_between(decoder, symbol - NDX_FORMS_SYMBOLS);
}

bool ndx_forms_decode(const ndx_forms_guide *guide, ndx_text coded, size_t len, ndx_buf *out) {
    if (len > NDX_WORDS_TEXT_MAX || !ndx_buf_reserve(out, len)) return false;
    struct decoder *decoder = calloc(1, sizeof *decoder + guide->term_count);
    if (!decoder) return !(out->failed = true);
    ndx_words_decoder_init(&decoder->words, coded, out->data + out->len, len);
    read_table(&decoder->table);
    decoder->guide = guide;
    decoder->last = (uint8_t *)(decoder + 1);
    bool good = true;
    while (good && decoder->words.at < decoder->words.end) good = read_unit(decoder);
    if (good) out->len += len;
    out->data[out->len] = 0;
    free(decoder);
    return good;
}
