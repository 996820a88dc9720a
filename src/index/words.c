/* Packing by words; the format stands in words.h. */
#include "words_coder.h"

#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

extern const uint8_t ndx_bin_words[], ndx_bin_words_end[];

#define LOCAL_SLOTS 8192u /* twice as many */

/* --- the table that comes with the program -------------------------------------------------------------- */

static uint32_t u32_at(const uint8_t *at, size_t index) {
    return ndx_u16_at(at, 2 * index) | ndx_u16_at(at, 2 * index + 1) << 16;
}

static void read_table(ndx_words_table *table) {
    const uint8_t *at = ndx_bin_words;
    table->symbols = u32_at(at, 1);
    table->log_slots = u32_at(at, 2);
    at += 12;
    for (size_t i = 0; i < NDX_WORDS_ESCAPES; i++) table->escape[i] = ndx_u16_at(at, i);
    at += (size_t)2 * NDX_WORDS_ESCAPES;
    ndx_canonical_read(&table->symbol, at);
    ndx_canonical_read(&table->spelled, at + 32);
    table->byte_of = at + 64;
    table->slot_of = table->byte_of + (size_t)2 * NDX_WORDS_SPELLED;
    size_t head = (size_t)(table->slot_of - ndx_bin_words) + 2 * (size_t)table->symbols;
    table->texts = ndx_bin_words + (head + 15) / 16 * 16;
    table->codes = table->texts + ((size_t)16 << table->log_slots);
}

static ndx_text text_of(const ndx_words_table *table, uint32_t rank) {
    size_t slot = ndx_u16_at(table->slot_of, rank);
    return (ndx_text){(const char *)table->texts + 16 * slot, table->codes[4 * slot + 3]};
}

/* Bits that tell `count` numbers apart. */
static unsigned bits_for(uint32_t count) {
    return count > 1 ? 32u - (unsigned)__builtin_clz(count - 1) : 0;
}

/* --- encoding ------------------------------------------------------------------------------------------- */

size_t ndx_words_token(ndx_text text, size_t at, bool after_word, size_t *begin) {
    if (after_word && text.data[at] == ' ' && at + 1 < text.len && ndx_words_is_word(text.data[at + 1])) at++;
    *begin = at;
    bool word = ndx_words_is_word(text.data[at]);
    while (at < text.len && ndx_words_is_word(text.data[at]) == word) at++;
    return at;
}

struct ndx_words_coder {
    ndx_words_table table;
    ndx_code escape[NDX_WORDS_ESCAPES], spelled[NDX_WORDS_SPELLED];
    struct {
        uint32_t round, number, begin, len;
    } slot[LOCAL_SLOTS]; /* tokens spelled in this text: where they stand in it */
    uint32_t round, count;
    uint64_t *map; /* of the text: a one for each byte of a word */
    size_t map_capacity;
};

static bool is_kept(const uint8_t *kept, ndx_short text) {
    return ndx_load8(kept) == text.low && ndx_load8(kept + 8) == text.high;
}

/* Its code; length 0: not in the table. */
static ndx_code find(const ndx_words_table *table, const char *data, size_t len) {
    if (len > NDX_WORDS_ENTRY_MAX) return (ndx_code){0, 0};
    ndx_short text = ndx_short_of(data, len);
    size_t mask = ((size_t)1 << table->log_slots) - 1,
           slot = ndx_words_slot(text.low, text.high, table->log_slots);
    for (;; slot = (slot + 1) & mask) {
        const uint8_t *code = table->codes + 4 * slot;
        if (code[3] == 0) return (ndx_code){0, 0};
        if (code[3] == len && is_kept(table->texts + 16 * slot, text))
            return (ndx_code){(uint16_t)ndx_u16_at(code, 0), code[2]};
    }
}

ndx_status ndx_words_coder_new(ndx_words_coder **coder, ndx_error *err) {
    *coder = calloc(1, sizeof **coder);
    if (!*coder) return ndx_fail_memory(err);
    ndx_words_table *table = &(*coder)->table;
    read_table(table);
    for (size_t i = 0; i < NDX_WORDS_ESCAPES; i++)
        (*coder)->escape[i] = ndx_code_of(&table->symbol, table->escape[i]);
    for (uint32_t rank = 0; rank < NDX_WORDS_SPELLED; rank++)
        (*coder)->spelled[ndx_u16_at(table->byte_of, rank) % NDX_WORDS_SPELLED] =
            ndx_code_of(&table->spelled, rank);
    return NDX_OK;
}

void ndx_words_coder_free(ndx_words_coder *coder) {
    if (coder) free(coder->map);
    free(coder);
}

/* Number of a token spelled before, or NDX_NO_RANK, and then it is one from now on. */
static uint32_t local_number(ndx_words_coder *coder, ndx_text text, size_t begin, size_t len) {
    uint32_t at = (uint32_t)(ndx_hash(text.data + begin, len, 1) & (LOCAL_SLOTS - 1));
    for (; coder->slot[at].round == coder->round; at = (at + 1) & (LOCAL_SLOTS - 1))
        if (coder->slot[at].len == len && !memcmp(text.data + coder->slot[at].begin, text.data + begin, len))
            return coder->slot[at].number;
    if (coder->count < NDX_WORDS_LOCAL_MAX) {
        coder->slot[at].round = coder->round;
        coder->slot[at].number = coder->count++;
        coder->slot[at].begin = (uint32_t)begin;
        coder->slot[at].len = (uint32_t)len;
    }
    return NDX_NO_RANK;
}

/* The token in lower case in `lower`; which escape leads back to it, or NDX_WORDS_ESCAPES if none does. */
static ndx_words_escape lower_form(ndx_text token, char lower[NDX_WORDS_ENTRY_MAX]) {
    size_t capitals = 0;
    if (token.len > NDX_WORDS_ENTRY_MAX || !(token.data[0] >= 'A' && token.data[0] <= 'Z'))
        return NDX_WORDS_ESCAPES;
    for (size_t i = 0; i < token.len; i++) {
        bool capital = token.data[i] >= 'A' && token.data[i] <= 'Z';
        capitals += capital;
        lower[i] = capital ? (char)(token.data[i] | 0x20) : token.data[i];
        if (!capital && !(token.data[i] >= 'a' && token.data[i] <= 'z')) return NDX_WORDS_ESCAPES;
    }
    if (capitals == 1) return NDX_WORDS_CAPITAL;
    return capitals == token.len ? NDX_WORDS_CAPITALS : NDX_WORDS_ESCAPES;
}

static void spell(const ndx_words_coder *coder, ndx_code_writer *writer, ndx_text token) {
    ndx_code_put_code(writer, coder->escape[NDX_WORDS_SPELL]);
    for (size_t i = 0; i < token.len && !writer->full; i++)
        ndx_code_put_code(writer, coder->spelled[(uint8_t)token.data[i]]);
    ndx_code_put_code(writer, coder->spelled[256]);
}

void ndx_words_put(ndx_words_coder *coder, ndx_code_writer *writer, ndx_text text, size_t begin, size_t end) {
    ndx_text token = {text.data + begin, end - begin};
    char lower[NDX_WORDS_ENTRY_MAX];
    ndx_code code = find(&coder->table, token.data, token.len);
    if (code.length) {
        ndx_code_put_code(writer, code);
        return;
    }
    ndx_words_escape escape = lower_form(token, lower);
    if (escape != NDX_WORDS_ESCAPES && (code = find(&coder->table, lower, token.len)).length) {
        ndx_code_put_code(writer, coder->escape[escape]);
        ndx_code_put_code(writer, code);
        return;
    }
    uint32_t known = coder->count, number = local_number(coder, text, begin, token.len);
    if (number == NDX_NO_RANK) {
        spell(coder, writer, token);
    } else {
        ndx_code_put_code(writer, coder->escape[NDX_WORDS_LOCAL]);
        ndx_code_put(writer, number, bits_for(known));
    }
}

static uint64_t map_bytes(const char *data, size_t len) {
    uint64_t bits = 0;
    for (size_t i = 0; i < len; i++) bits |= (uint64_t)ndx_words_is_word(data[i]) << i;
    return bits;
}

/* The same for 64 bytes at once. */
static uint64_t map_block(const char *data) {
#ifdef __SSE2__
    uint64_t bits = 0;
    for (int part = 0; part < 4; part++) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(data + (ptrdiff_t)16 * part));
        __m128i lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        __m128i letter = _mm_and_si128(_mm_cmpgt_epi8(lower, _mm_set1_epi8('a' - 1)),
                                       _mm_cmplt_epi8(lower, _mm_set1_epi8('z' + 1)));
        __m128i digit = _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('0' - 1)),
                                      _mm_cmplt_epi8(bytes, _mm_set1_epi8('9' + 1)));
        __m128i word = _mm_or_si128(_mm_or_si128(letter, digit),
                                    bytes); /* the highest bit of bytes from 0x80 up is set already */
        bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(word) << (16 * part);
    }
    return bits;
#else
    return map_bytes(data, 64);
#endif
}

/* coder->map of the text, one block longer, so that a run's end is always found. */
static bool make_map(ndx_words_coder *coder, ndx_text text) {
    size_t blocks = text.len / 64 + 1;
    if (blocks + 1 > coder->map_capacity) {
        uint64_t *grown = realloc(coder->map, (blocks + 1) * 2 * sizeof *grown);
        if (!grown) return false;
        coder->map = grown;
        coder->map_capacity = (blocks + 1) * 2;
    }
    for (size_t i = 0; i + 1 < blocks; i++) coder->map[i] = map_block(text.data + 64 * i);
    coder->map[blocks - 1] = map_bytes(text.data + 64 * (blocks - 1), text.len % 64);
    coder->map[blocks] = 0;
    return true;
}

bool ndx_words_begin(ndx_words_coder *coder, ndx_text text) {
    if (++coder->round == 0) {
        memset(coder->slot, 0, sizeof coder->slot);
        coder->round = 1;
    }
    coder->count = 0;
    return make_map(coder, text);
}

const uint64_t *ndx_words_map(const ndx_words_coder *coder) {
    return coder->map;
}

bool ndx_words_encode(ndx_words_coder *coder, ndx_text text, size_t most, ndx_buf *out) {
    if (!ndx_words_begin(coder, text) || !ndx_buf_reserve(out, most)) return false;
    uint8_t *start = (uint8_t *)out->data + out->len;
    ndx_code_writer writer = {.at = start, .end = start + most};
    bool word = false;
    for (size_t at = 0; at < text.len && !writer.full;) { /* tokens as ndx_words_token finds them */
        if (word && text.data[at] == ' ' && ndx_words_word_at(coder->map, at + 1)) at++;
        size_t begin = at;
        word = ndx_words_word_at(coder->map, at);
        at = ndx_words_run(coder->map, at, word, text.len);
        ndx_words_put(coder, &writer, text, begin, at);
    }
    ndx_code_finish(&writer);
    if (writer.full) return false;
    out->len += (size_t)(writer.at - start);
    return true;
}

/* --- decoding ------------------------------------------------------------------------------------------- */

bool ndx_words_add(ndx_words_decoder *decoder, const char *data, size_t len) {
    bool blank = len && decoder->at > decoder->begin && ndx_words_is_word(decoder->at[-1]) &&
                 ndx_words_is_word(data[0]);
    if (len == 0 || len + blank > (size_t)(decoder->end - decoder->at)) return false;
    if (blank) *decoder->at++ = ' ';
    memmove(decoder->at, data, len);
    decoder->at += len;
    return true;
}

/* A token spelled out: its bytes go straight into the text. */
static bool read_spelled(ndx_words_decoder *decoder) {
    char *start = decoder->at;
    for (;;) {
        uint32_t rank = ndx_code_take_rank(&decoder->reader, &decoder->table.spelled);
        uint32_t byte = rank < NDX_WORDS_SPELLED ? ndx_u16_at(decoder->table.byte_of, rank) : NDX_NO_RANK;
        if (decoder->reader.over || byte > 256) return false;
        if (byte == 256) break;
        if (decoder->at == start && start > decoder->begin && ndx_words_is_word(start[-1]) &&
            ndx_words_is_word((char)byte)) {
            if (start == decoder->end) return false;
            *decoder->at++ = ' ';
            start++;
        }
        if (decoder->at == decoder->end) return false;
        *decoder->at++ = (char)byte;
    }
    if (decoder->at == start) return false;
    if (decoder->count < NDX_WORDS_LOCAL_MAX) {
        decoder->local[decoder->count].begin = (uint32_t)(start - decoder->begin);
        decoder->local[decoder->count++].len = (uint32_t)(decoder->at - start);
    }
    return true;
}

static bool read_local(ndx_words_decoder *decoder) {
    uint32_t number = ndx_code_take(&decoder->reader, bits_for(decoder->count));
    if (number >= decoder->count || decoder->reader.over) return false;
    return ndx_words_add(decoder, decoder->begin + decoder->local[number].begin, decoder->local[number].len);
}

static bool read_capital(ndx_words_decoder *decoder, bool all) {
    char token[NDX_WORDS_ENTRY_MAX] = "";
    uint32_t rank = ndx_code_take_rank(&decoder->reader, &decoder->table.symbol);
    if (rank >= decoder->table.symbols) return false;
    ndx_text text = text_of(&decoder->table, rank);
    if (text.len == 0 || text.len > sizeof token) return false;
    for (size_t i = 0; i < text.len; i++)
        token[i] = (i == 0 || all) && text.data[i] >= 'a' && text.data[i] <= 'z'
                       ? (char)(text.data[i] & ~0x20)
                       : text.data[i];
    return ndx_words_add(decoder, token, text.len);
}

bool ndx_words_read(ndx_words_decoder *decoder) {
    const ndx_words_table *table = &decoder->table;
    uint32_t rank = ndx_code_take_rank(&decoder->reader, &table->symbol);
    if (rank >= table->symbols || decoder->reader.over) return false;
    if (rank == table->escape[NDX_WORDS_SPELL]) return read_spelled(decoder);
    if (rank == table->escape[NDX_WORDS_LOCAL]) return read_local(decoder);
    if (rank == table->escape[NDX_WORDS_CAPITAL]) return read_capital(decoder, false);
    if (rank == table->escape[NDX_WORDS_CAPITALS]) return read_capital(decoder, true);
    ndx_text text = text_of(table, rank);
    return ndx_words_add(decoder, text.data, text.len);
}

void ndx_words_decoder_init(ndx_words_decoder *decoder, ndx_text coded, char *out, size_t len) {
    const uint8_t *at = (const uint8_t *)coded.data;
    read_table(&decoder->table);
    decoder->reader = (ndx_code_reader){.at = at, .end = at + coded.len};
    decoder->begin = decoder->at = out;
    decoder->end = out + len;
    decoder->count = 0;
}

bool ndx_words_decode(ndx_text coded, size_t len, ndx_buf *out) {
    if (len > NDX_WORDS_TEXT_MAX || !ndx_buf_reserve(out, len)) return false;
    ndx_words_decoder *decoder = malloc(sizeof *decoder);
    if (!decoder) return !(out->failed = true);
    ndx_words_decoder_init(decoder, coded, out->data + out->len, len);
    bool good = true;
    while (good && decoder->at < decoder->end) good = ndx_words_read(decoder);
    if (good) out->len += len;
    out->data[out->len] = 0;
    free(decoder);
    return good;
}
