/* The words of a language's tables, and what they mean. */
#include "grammar_words.h"

#include <stdlib.h>
#include <string.h>

/* Values that tables write by name. */
static const struct {
    const char *name;
    int value;
} NAMED_VALUES[] = {
#define X(id, words, rule) {#id, CAL_##id},
#include "feasts.def"
#undef X
    {"SECOND", CAL_SECOND},       {"MINUTE", CAL_MINUTE},
    {"HOUR", CAL_HOUR},           {"DAY", CAL_DAY},
    {"WEEKEND", CAL_WEEKEND},     {"WEEK", CAL_WEEK},
    {"FORTNIGHT", CAL_FORTNIGHT}, {"MONTH", CAL_MONTH},
    {"QUARTER", CAL_QUARTER},     {"HALF", CAL_HALF},
    {"YEAR", CAL_YEAR},           {"DECADE", CAL_DECADE},
    {"CENTURY", CAL_CENTURY},     {"MILLENNIUM", CAL_MILLENNIUM},
    {"EARLY", CAL_EARLY},         {"MID", CAL_MID},
    {"LATE", CAL_LATE},           {"SPRING", CAL_SPRING},
    {"SUMMER", CAL_SUMMER},       {"AUTUMN", CAL_AUTUMN},
    {"WINTER", CAL_WINTER},
};

bool grammar_read_value(ndx_text written, int *value) {
    for (size_t i = 0; i < NDX_COUNT(NAMED_VALUES); i++) {
        if (!ndx_text_equal(written, ndx_text_of(NAMED_VALUES[i].name))) continue;
        *value = NAMED_VALUES[i].value;
        return true;
    }
    uint64_t number;
    bool minus = written.len > 1 && written.data[0] == '-';
    if (!ndx_text_to_u64(ndx_text_slice(written, minus, written.len), &number) || number > 9999) return false;
    *value = minus ? -(int)number : (int)number;
    return true;
}

uint16_t grammar_find(const grammar *g, const char *lower, size_t len, uint32_t hash) {
    for (size_t i = hash & (g->table_size - 1); g->table[i]; i = (i + 1) & (g->table_size - 1)) {
        const vocable *v = &g->words[g->table[i]];
        if (v->hash == hash && v->length == len && !memcmp(v->text, lower, len)) return g->table[i];
    }
    return NO_WORD;
}

int grammar_value(const grammar *g, uint16_t word, slot category) {
    const vocable *v = &g->words[word];
    for (size_t i = 0; i < v->sense_count; i++)
        if (v->sense[i].slot == category) return v->sense[i].value;
    return 0;
}

void *grammar_grow(grammar *g, void *array, size_t count, size_t *capacity, size_t each) {
    void *grown = ndx_grow(array, count, capacity, each);
    g->failed |= !grown;
    return grown;
}

bool grammar_enlarge_table(grammar *g) {
    size_t size = g->table_size ? g->table_size * 2 : 2048;
    uint16_t *table = calloc(size, sizeof *table);
    g->failed |= !table;
    if (!table) return false;
    for (size_t w = 1; w < g->word_count; w++) {
        size_t i = g->words[w].hash & (size - 1);
        while (table[i]) i = (i + 1) & (size - 1);
        table[i] = (uint16_t)w;
    }
    free(g->table);
    g->table = table;
    g->table_size = size;
    return true;
}

uint16_t grammar_add_word(grammar *g, ndx_text word) {
    uint32_t hash = GRAMMAR_HASH_START;
    if (!word.len || word.len > sizeof g->words->text) return NO_WORD;
    for (size_t i = 0; i < word.len; i++) hash = grammar_hash_step(hash, (unsigned char)word.data[i]);
    if (g->word_count * 2 >= g->table_size && !grammar_enlarge_table(g)) return NO_WORD;
    uint16_t old = grammar_find(g, word.data, word.len, hash);
    if (old) return old;
    vocable *words = g->word_count < EDGE_NO_WORD - 1
                         ? grammar_grow(g, g->words, g->word_count, &g->word_capacity, sizeof *words)
                         : NULL;
    if (!words) return NO_WORD;
    g->words = words;
    if (word.data[0] >= 'a' && word.data[0] <= 'z')
        g->lengths[word.data[0] - 'a'][word.len > 1 ? word.data[1] & 31 : 0] |= UINT32_C(1) << word.len;
    vocable *v = &words[g->word_count];
    memset(v, 0, sizeof *v);
    v->hash = hash;
    v->length = (uint16_t)word.len;
    memcpy(v->text, word.data, word.len);
    size_t i = hash & (g->table_size - 1);
    while (g->table[i]) i = (i + 1) & (g->table_size - 1);
    return g->table[i] = (uint16_t)g->word_count++;
}

/* "oct.=10", "May=5" */
static bool add_sense(grammar *g, slot category, ndx_text entry) {
    char lower[64];
    size_t equal = ndx_text_find(entry, NDX_TEXT("="));
    int value = 1;
    if (equal != SIZE_MAX && !grammar_read_value(ndx_text_slice(entry, equal + 1, entry.len), &value))
        return false;
    ndx_text word = ndx_text_slice(entry, 0, equal);
    bool dot = word.len > 1 && word.data[word.len - 1] == '.', capital = false;
    if (dot) word.len--;
    if (word.len > sizeof lower) return false;
    for (size_t i = 0; i < word.len; i++) {
        bool upper = word.data[i] >= 'A' && word.data[i] <= 'Z';
        capital |= upper;
        lower[i] = upper ? (char)(word.data[i] | 32) : word.data[i];
    }
    uint16_t number = grammar_add_word(g, (ndx_text){lower, word.len});
    if (!number) return false;
    vocable *v = &g->words[number];
    if (v->sense_count == SENSES_MAX) return false;
    v->dot |= dot;
    v->capital |= capital;
    v->sense[v->sense_count].slot = (uint8_t)category;
    v->sense[v->sense_count++].value = (int16_t)value;
    v->categories |= BIT(category);
    return true;
}

bool grammar_add_words(grammar *g, const word_row *row) {
    ndx_text rest = ndx_text_of(row->words), entry;
    while (ndx_text_split(&rest, ' ', &entry))
        if (entry.len && !add_sense(g, row->category, entry)) return false;
    return true;
}

/* Three quarters of the places stay free, so that words of no table end at once. */
bool grammar_index_short_words(grammar *g) {
    unsigned bits = 2;
    while ((size_t)1 << bits < 4 * g->word_count) bits++;
    g->short_shift = 64 - bits;
    g->short_letters = calloc((size_t)1 << bits, sizeof *g->short_letters);
    g->short_word = calloc((size_t)1 << bits, sizeof *g->short_word);
    if (!g->short_letters || !g->short_word) return false;
    for (size_t w = 1; w < g->word_count; w++) {
        const vocable *v = &g->words[w];
        bool letters = v->length > 0 && v->length <= 8;
        for (size_t i = 0; i < v->length && letters; i++) letters = v->text[i] >= 'a' && v->text[i] <= 'z';
        if (!letters) continue;
        uint64_t key = grammar_letters(v->text, v->length);
        size_t i = grammar_short_place(g, key), last = ((size_t)1 << bits) - 1;
        while (g->short_letters[i]) i = (i + 1) & last;
        g->short_letters[i] = key;
        g->short_word[i] = (uint16_t)w;
    }
    return true;
}
