/* Make src/index/words.bin, the table that article text is packed with (src/index/words.h): the most useful tokens of the
 * text on standard input, and a Huffman code for them as this text uses them.
 *
 *   build/tools/train-words 8000 < news.txt > src/index/words.bin
 *
 * The table in the tree was counted over half a million words of running text, put together again from four open collections of
 * labelled news - Groningen Meaning Bank (public domain), Wikigold (CC BY 4.0), CrossNER (MIT), SEC filings (CC BY 3.0) - and the
 * articles of corpus/, with a blank line between paragraphs. A text of another language is better served by a table of its own,
 * but the table is part of the format: an index is read with the one it was written with.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/index/words.h"
#include "train.h"

#define LOCAL_MAX 4096
#define ARTICLE_BYTES 3000 /* local numbers begin anew: about the length of an article */

typedef struct entry {
    ndx_text text;
    uint64_t count;
} entry;
/* Tokens by what they save: bytes that need not be spelled. */
static int by_use(const void *a, const void *b) {
    const entry *x = a, *y = b;
    uint64_t left = x->count * (x->text.len + 1), right = y->count * (y->text.len + 1);
    if (left != right) return left < right ? 1 : -1;
    return ndx_text_compare(x->text, y->text);
}

static entry *count_tokens(ndx_text text, ndx_names *names, size_t *count) {
    entry *entries = NULL;
    size_t capacity = 0;
    bool after_word = false;
    for (size_t at = 0, begin; at < text.len;) {
        at = ndx_words_token(text, at, after_word, &begin);
        ndx_text token = ndx_text_slice(text, begin, at);
        after_word = ndx_words_is_word(token.data[0]);
        if (token.len > NDX_WORDS_ENTRY_MAX) continue;
        uint32_t number = ndx_names_add(names, token);
        if (number == NDX_NO_NAME) die("out of memory");
        if (number >= capacity)
            entries = need(realloc(entries, (capacity = (size_t)number * 2 + 1024) * sizeof *entries));
        if (number + 1 == names->count && number >= *count) {
            entries[number] = (entry){names->names[number], 0};
            *count = number + 1;
        }
        entries[number].count++;
    }
    return entries;
}

/* --- the text once more, as it would be coded ----------------------------------------------------------- */

struct training {
    const ndx_names *table; /* number: item of symbols */
    coded *symbols;
    coded *spelled;
    ndx_names local;
    size_t words;
};

static bool lower_all(ndx_text token, char *lower, size_t *capitals) {
    *capitals = 0;
    for (size_t i = 0; i < token.len; i++) {
        bool capital = token.data[i] >= 'A' && token.data[i] <= 'Z';
        *capitals += capital;
        lower[i] = capital ? (char)(token.data[i] | 0x20) : token.data[i];
        if (!capital && !(token.data[i] >= 'a' && token.data[i] <= 'z')) return false;
    }
    return *capitals == 1 || *capitals == token.len;
}

static void train_token(struct training *training, ndx_text token) {
    char lower[NDX_WORDS_ENTRY_MAX];
    size_t capitals;
    uint32_t number = ndx_names_find(training->table, token);
    if (number == NDX_NO_NAME && token.len <= sizeof lower && token.data[0] >= 'A' && token.data[0] <= 'Z' &&
        lower_all(token, lower, &capitals)) {
        number = ndx_names_find(training->table, (ndx_text){lower, token.len});
        if (number != NDX_NO_NAME)
            training->symbols[training->words + (capitals == 1 ? NDX_WORDS_CAPITAL : NDX_WORDS_CAPITALS)]
                .weight++;
    }
    if (number != NDX_NO_NAME) {
        training->symbols[number].weight++;
        return;
    }
    bool known = ndx_names_find(&training->local, token) != NDX_NO_NAME;
    training->symbols[training->words + (known ? NDX_WORDS_LOCAL : NDX_WORDS_SPELL)].weight++;
    if (known) return;
    if (training->local.count < LOCAL_MAX) ndx_names_add(&training->local, token);
    for (size_t i = 0; i < token.len; i++) training->spelled[(uint8_t)token.data[i]].weight++;
    training->spelled[256].weight++;
}

static void train(struct training *training, ndx_text text) {
    bool after_word = false;
    for (size_t at = 0, begin, article = 0; at < text.len;) {
        at = ndx_words_token(text, at, after_word, &begin);
        ndx_text token = ndx_text_slice(text, begin, at);
        after_word = ndx_words_is_word(token.data[0]);
        train_token(training, token);
        if (at - article > ARTICLE_BYTES) {
            article = at;
            ndx_names_clear(&training->local);
        }
    }
    ndx_names_clear(&training->local);
}

/* --- output --------------------------------------------------------------------------------------------- */

/* Where each symbol's text lies: a slot by rank, and the other way round. */
static unsigned place(const ndx_text *texts, size_t count, uint16_t **slot_of, uint32_t **rank_at) {
    unsigned log_slots = 1;
    while ((size_t)1 << log_slots < 2 * count) log_slots++;
    size_t mask = ((size_t)1 << log_slots) - 1;
    *slot_of = need(calloc(count, sizeof **slot_of));
    *rank_at = need(calloc(mask + 1, sizeof **rank_at));
    for (size_t rank = 0; rank < count; rank++) {
        uint8_t bytes[16] = {0};
        uint64_t number[2] = {0, 0};
        if (texts[rank].len == 0) continue;
        memcpy(bytes, texts[rank].data, texts[rank].len);
        for (int i = 0; i < 16; i++) number[i / 8] |= (uint64_t)bytes[i] << (8 * (i % 8));
        size_t slot = ndx_words_slot(number[0], number[1], log_slots);
        while ((*rank_at)[slot]) slot = (slot + 1) & mask;
        (*rank_at)[slot] = (uint32_t)rank + 1;
        (*slot_of)[rank] = (uint16_t)slot;
    }
    return log_slots;
}

/* Canonical codes by rank. */
static uint32_t *number_codes(const coded *symbols, size_t count) {
    uint32_t *codes = need(calloc(count, sizeof *codes)), next = 0;
    for (size_t rank = 0; rank < count; rank++) {
        if (rank) next = (next + 1) << (symbols[rank].length - symbols[rank - 1].length);
        codes[rank] = next;
    }
    return codes;
}

static void put_slots(const ndx_text *texts, const coded *symbols, const uint32_t *codes,
                      const uint32_t *rank_at, size_t slots) {
    for (size_t slot = 0; slot < slots; slot++) {
        ndx_text text = rank_at[slot] ? texts[rank_at[slot] - 1] : (ndx_text){"", 0};
        for (size_t i = 0; i < 16; i++) putchar(i < text.len ? text.data[i] : 0);
    }
    for (size_t slot = 0; slot < slots; slot++) {
        size_t rank = rank_at[slot] - 1;
        put16(rank_at[slot] ? codes[rank] : 0);
        putchar(rank_at[slot] ? (int)symbols[rank].length : 0);
        putchar(rank_at[slot] ? (int)texts[rank].len : 0);
    }
}

static void put_table(const ndx_names *names, size_t words, const coded *symbols, const coded *spelled) {
    size_t count = words + NDX_WORDS_ESCAPES;
    ndx_text *texts = need(calloc(count, sizeof *texts));
    uint32_t escape[NDX_WORDS_ESCAPES] = {0}, *rank_at, *codes = number_codes(symbols, count);
    uint16_t *slot_of;
    for (uint32_t rank = 0; rank < count; rank++) {
        if (symbols[rank].item >= words)
            escape[symbols[rank].item - words] = rank;
        else
            texts[rank] = names->names[symbols[rank].item];
    }
    unsigned log_slots = place(texts, count, &slot_of, &rank_at);
    put32(NDX_WORDS_MAGIC);
    put32((uint32_t)count);
    put32(log_slots);
    for (size_t i = 0; i < NDX_WORDS_ESCAPES; i++) put16(escape[i]);
    put_lengths(symbols, count);
    put_lengths(spelled, NDX_WORDS_SPELLED);
    for (size_t i = 0; i < NDX_WORDS_SPELLED; i++) put16(spelled[i].item);
    for (size_t rank = 0; rank < count; rank++) put16(slot_of[rank]);
    for (size_t head = 12 + 2 * NDX_WORDS_ESCAPES + 64 + 2 * NDX_WORDS_SPELLED + 2 * count; head % 16; head++)
        putchar(0);
    put_slots(texts, symbols, codes, rank_at, (size_t)1 << log_slots);
    free(texts);
    free(codes);
    free(slot_of);
    free(rank_at);
}

int main(int argc, char **argv) {
    size_t wanted = argc > 1 ? strtoul(argv[1], NULL, 10) : 8000, count = 0;
    if (wanted < 100 || wanted > 32000)
        die("usage: train-words WORDS < TEXT > words.bin (WORDS 100 to 32000)");
    ndx_text text = read_all();
    ndx_names all = {0}, table = {0};
    entry *entries = count_tokens(text, &all, &count);
    qsort(entries, count, sizeof *entries, by_use);
    if (wanted > count) wanted = count;
    for (size_t i = 0; i < wanted; i++) ndx_names_add(&table, entries[i].text);
    struct training training = {.table = &table, .words = wanted};
    training.symbols = need(calloc(wanted + NDX_WORDS_ESCAPES, sizeof *training.symbols));
    training.spelled = need(calloc(NDX_WORDS_SPELLED, sizeof *training.spelled));
    for (uint32_t i = 0; i < wanted + NDX_WORDS_ESCAPES; i++) training.symbols[i].item = i;
    for (uint32_t i = 0; i < NDX_WORDS_SPELLED; i++) training.spelled[i].item = i;
    train(&training, text);
    make_code(training.symbols, wanted + NDX_WORDS_ESCAPES);
    make_code(training.spelled, NDX_WORDS_SPELLED);
    put_table(&table, wanted, training.symbols, training.spelled);
    free(entries);
    free(training.symbols);
    free(training.spelled);
    ndx_names_clear(&all);
    ndx_names_clear(&table);
    free((char *)text.data);
    return 0;
}
