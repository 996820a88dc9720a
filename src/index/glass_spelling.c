/* Spellings: for each fragment of words, the words that have it; and how often each word comes. */
#include "glass_spelling.h"

#include <stdlib.h>

#define LENGTH_MASK 96 /* prefix_compressed_strings.h: MAGIC_XOR_VALUE */

void ndx_glass_spelling_clear(ndx_glass_spelling *spelling) {
    ndx_names_clear(&spelling->words);
    free(spelling->frequency);
    *spelling = (ndx_glass_spelling){0};
}

ndx_status ndx_glass_spelling_add(ndx_glass_spelling *spelling, ndx_text word, uint32_t frequency,
                                  ndx_error *err) {
    size_t before = spelling->words.count;
    if (word.len > GLASS_TERM_MAX)
        return ndx_fail(err, NDX_USAGE, "a word of %zu bytes is too long for spelling", word.len);
    if (word.len <= 1 || !frequency) return NDX_OK;
    uint32_t *grown = ndx_grow(spelling->frequency, before, &spelling->capacity, sizeof *grown);
    if (!grown) return ndx_fail_memory(err);
    spelling->frequency = grown;
    uint32_t number = ndx_names_add(&spelling->words, word);
    if (number == NDX_NO_NAME) return ndx_fail_memory(err);
    if (spelling->words.count > before) grown[before] = 0;
    grown[number] = frequency > UINT32_MAX - grown[number] ? UINT32_MAX : grown[number] + frequency;
    if (grown[number] > spelling->highest) spelling->highest = grown[number];
    return NDX_OK;
}

/* --- fragments ------------------------------------------------------------------------------------------ */

/* A word (by rank in byte order) that has a fragment (its four bytes as a number). */
typedef struct piece {
    uint32_t fragment, rank;
} piece;
typedef struct pieces {
    piece *piece;
    size_t count, capacity;
    bool failed;
} pieces;

static void add_piece(pieces *all, char kind, char a, char b, char c, uint32_t rank) {
    piece *grown = ndx_grow(all->piece, all->count, &all->capacity, sizeof *grown);
    if (!grown) {
        all->failed = true;
        return;
    }
    all->piece = grown;
    grown[all->count++] = (piece){(uint32_t)(uint8_t)kind << 24 | (uint32_t)(uint8_t)a << 16 |
                                      (uint32_t)(uint8_t)b << 8 | (uint8_t)c,
                                  rank};
}

/* As glass_spelling.cc's toggle_word: head, tail, both ends of short words, and every three bytes in a row. */
static void add_fragments(pieces *all, ndx_text word, uint32_t rank) {
    const char *w = word.data;
    size_t n = word.len;
    add_piece(all, 'H', w[0], w[1], 0, rank);
    add_piece(all, 'T', w[n - 2], w[n - 1], 0, rank);
    if (n <= 4) add_piece(all, 'B', w[0], w[n - 1], 0, rank);
    for (size_t i = 0; i + 3 <= n; i++) add_piece(all, 'M', w[i], w[i + 1], w[i + 2], rank);
}

static int compare_pieces(const void *a, const void *b) {
    const piece *x = a, *y = b;
    if (x->fragment != y->fragment) return x->fragment < y->fragment ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

static void add_word(ndx_buf *tag, ndx_text before, ndx_text word) {
    size_t same = 0;
    while (same < before.len && same < word.len && before.data[same] == word.data[same]) same++;
    if (before.len) ndx_buf_add_char(tag, (char)(same ^ LENGTH_MASK));
    ndx_buf_add_char(tag, (char)((word.len - same) ^ LENGTH_MASK));
    ndx_buf_add(tag, word.data + same, word.len - same);
}

static ndx_status write_fragments(const pieces *all, const ndx_text *order, ndx_glass_table *table,
                                  ndx_error *err) {
    ndx_buf tag = {0};
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < all->count && status == NDX_OK;) {
        uint32_t fragment = all->piece[i].fragment;
        uint8_t key[4] = {(uint8_t)(fragment >> 24), (uint8_t)(fragment >> 16), (uint8_t)(fragment >> 8),
                          (uint8_t)fragment};
        ndx_text before = {0};
        ndx_buf_reset(&tag);
        for (uint32_t last = UINT32_MAX; i < all->count && all->piece[i].fragment == fragment;
             last = all->piece[i++].rank) {
            if (all->piece[i].rank == last) continue; /* three bytes that come twice in one word */
            add_word(&tag, before, order[all->piece[i].rank]);
            before = order[all->piece[i].rank];
        }
        status = ndx_buf_status(&tag, err);
        if (status == NDX_OK)
            status = ndx_glass_table_add(table, key, key[0] == 'M' ? 4 : 3, tag.data, tag.len, true, err);
    }
    ndx_buf_clear(&tag);
    return status;
}

/* --- words ---------------------------------------------------------------------------------------------- */

static int compare_words(const void *a, const void *b) {
    return ndx_text_compare(*(const ndx_text *)a, *(const ndx_text *)b);
}

static ndx_status write_words(const ndx_glass_spelling *spelling, const ndx_text *order,
                              ndx_glass_table *table, ndx_error *err) {
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < spelling->words.count && status == NDX_OK; i++) {
        uint8_t key[1 + GLASS_TERM_MAX] = {'W'}, tag[4];
        memcpy(key + 1, order[i].data, order[i].len);
        uint32_t frequency = spelling->frequency[ndx_names_find(&spelling->words, order[i])];
        status = ndx_glass_table_add(table, key, 1 + order[i].len, tag,
                                     (size_t)(glass_put_last(tag, frequency) - tag), true, err);
    }
    return status;
}

ndx_status ndx_glass_spelling_write(const ndx_glass_spelling *spelling, ndx_glass_table *table,
                                    ndx_error *err) {
    size_t count = spelling->words.count;
    ndx_text *order = calloc(count + 1, sizeof *order);
    pieces all = {0};
    if (!order) return ndx_fail_memory(err);
    for (size_t i = 0; i < count; i++) order[i] = spelling->words.names[i];
    qsort(order, count, sizeof *order, compare_words);
    for (size_t i = 0; i < count; i++) add_fragments(&all, order[i], (uint32_t)i);
    if (all.count) qsort(all.piece, all.count, sizeof *all.piece, compare_pieces);
    ndx_status status = all.failed ? ndx_fail_memory(err) : write_fragments(&all, order, table, err);
    if (status == NDX_OK) status = write_words(spelling, order, table, err);
    free(all.piece);
    free(order);
    return status;
}
