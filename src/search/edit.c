#include "edit.h"

#include <string.h>

void ndx_edit_word_set(ndx_edit_word *word, ndx_text text) {
    size_t at = 0;
    word->length = 0;
    while (at < text.len && word->length < NDX_EDIT_WORD_MAX)
        word->letter[word->length++] = ndx_utf8_next(text.data, text.len, &at);
}

static uint32_t least(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

/* One row of the table: row[j] = cost of turning the first i letters of a into the first j of b. */
static uint32_t fill_row(const ndx_edit_word *a, const ndx_edit_word *b, uint32_t i, const uint32_t *before2,
                         const uint32_t *before, uint32_t *row) {
    uint32_t best = row[0] = i;
    for (uint32_t j = 1; j <= b->length; j++) {
        uint32_t same = a->letter[i - 1] == b->letter[j - 1] ? 0 : 1;
        uint32_t cost = least(least(before[j] + 1, row[j - 1] + 1), before[j - 1] + same);
        if (i > 1 && j > 1 && a->letter[i - 1] == b->letter[j - 2] && a->letter[i - 2] == b->letter[j - 1])
            cost = least(cost, before2[j - 2] + 1);
        row[j] = cost;
        best = least(best, cost);
    }
    return best;
}

uint32_t ndx_edit_distance(const ndx_edit_word *a, const ndx_edit_word *b, uint32_t limit) {
    uint32_t rows[3][NDX_EDIT_WORD_MAX + 1];
    uint32_t longer = a->length > b->length ? a->length - b->length : b->length - a->length;
    if (longer > limit) return limit + 1;
    for (uint32_t j = 0; j <= b->length; j++) rows[0][j] = j;
    uint32_t best_before = 0;
    for (uint32_t i = 1; i <= a->length; i++) {
        uint32_t best = fill_row(a, b, i, rows[(i + 1) % 3], rows[(i + 2) % 3], rows[i % 3]);
        /* A swap can reach back two rows, so both must be beyond the limit. */
        if (best > limit && best_before > limit) return limit + 1;
        best_before = best;
    }
    return least(rows[a->length % 3][b->length], limit + 1);
}
