/* The distinct terms. */
#include "glass_terms.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK (1u << 18)
#define SLOTS_MIN 1024

void ndx_glass_terms_clear(ndx_glass_terms *terms) {
    for (size_t i = 0; i < terms->block_count; i++) free(terms->block[i]);
    free(terms->block);
    free(terms->text);
    free(terms->slot);
    *terms = (ndx_glass_terms){0};
}

static void take_slot(ndx_glass_terms *terms, uint64_t hash, uint32_t number) {
    size_t mask = terms->slot_count - 1, i = hash & mask;
    while (terms->slot[i].number) i = (i + 1) & mask;
    terms->slot[i] = (ndx_glass_term_slot){(uint32_t)(hash >> 32), number + 1};
}

static bool make_slots(ndx_glass_terms *terms) {
    if ((terms->count + 1) * 2 <= terms->slot_count) return true;
    size_t count = terms->slot_count ? terms->slot_count * 2 : SLOTS_MIN;
    ndx_glass_term_slot *slot = ndx_large_array(count, sizeof *slot);
    if (!slot) return false;
    free(terms->slot);
    terms->slot = slot;
    terms->slot_count = count;
    for (uint32_t number = 0; number < terms->count; number++)
        take_slot(terms, ndx_hash(terms->text[number] + 1, terms->text[number][0], 0), number);
    return true;
}

static uint8_t *keep_text(ndx_glass_terms *terms, ndx_text term) {
    if (!terms->block_count || BLOCK - terms->block_used < term.len + 1) {
        uint8_t **grown = ndx_grow(terms->block, terms->block_count, &terms->block_capacity, sizeof *grown);
        if (!grown) return NULL;
        terms->block = grown;
        uint8_t *block = malloc(BLOCK + NDX_SHORT_MAX); /* of each term so many bytes may be read */
        if (!block) return NULL;
        terms->block[terms->block_count++] = block;
        terms->block_used = 0;
    }
    uint8_t *text = terms->block[terms->block_count - 1] + terms->block_used;
    text[0] = (uint8_t)term.len;
    memcpy(text + 1, term.data, term.len);
    terms->block_used += term.len + 1;
    return text;
}

uint32_t ndx_glass_terms_add(ndx_glass_terms *terms, ndx_text term, uint64_t hash) {
    if (!make_slots(terms)) return GLASS_NO_TERM;
    size_t mask = terms->slot_count - 1;
    for (size_t i = hash & mask; terms->slot[i].number; i = (i + 1) & mask)
        if (terms->slot[i].hash == (uint32_t)(hash >> 32) &&
            ndx_glass_term_is(terms->text[terms->slot[i].number - 1], term, false))
            return terms->slot[i].number - 1;
    uint8_t **grown = ndx_grow(terms->text, terms->count, &terms->capacity, sizeof *grown);
    if (!grown || terms->count >= GLASS_NO_TERM - 1) return GLASS_NO_TERM;
    terms->text = grown;
    grown[terms->count] = keep_text(terms, term);
    if (!grown[terms->count]) return GLASS_NO_TERM;
    take_slot(terms, hash, (uint32_t)terms->count);
    return (uint32_t)terms->count++;
}

/* --- their order ---------------------------------------------------------------------------------------- */

static int compare_ranked(const void *a, const void *b, void *terms) {
    const ndx_glass_ranked *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    return ndx_text_compare(ndx_glass_terms_text(terms, x->number), ndx_glass_terms_text(terms, y->number));
}

#define DIGITS 8 /* bytes of ndx_glass_ranked.start */

/* By start, digit after digit from the last one, to and fro between the arrays; true: the result is in `other`. Where all have the
 * same digit, as the last ones of short terms, there is nothing to move. */
static bool sort_by_start(ndx_glass_ranked *order, ndx_glass_ranked *other, size_t count) {
    size_t counts[DIGITS][256] = {{0}};
    bool swapped = false;
    for (size_t i = 0; i < count; i++)
        for (unsigned digit = 0; digit < DIGITS; digit++)
            counts[digit][order[i].start >> (8 * digit) & 0xff]++;
    for (unsigned digit = 0; digit < DIGITS; digit++) {
        size_t *next = counts[digit], sum = 0;
        if (count && next[order[0].start >> (8 * digit) & 0xff] == count) continue;
        for (size_t value = 0; value < 256; value++) {
            size_t here = next[value];
            next[value] = sum;
            sum += here;
        }
        for (size_t i = 0; i < count; i++) other[next[order[i].start >> (8 * digit) & 0xff]++] = order[i];
        ndx_glass_ranked *moved = other;
        other = order;
        order = moved;
        swapped = !swapped;
    }
    return swapped;
}

/* Terms that begin with the same eight bytes are few, and compared. */
static void sort_equal_starts(ndx_glass_ranked *order, size_t count, const ndx_glass_terms *terms) {
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && order[to].start == order[from].start;) to++;
        if (to - from > 1) qsort_r(order + from, to - from, sizeof *order, compare_ranked, (void *)terms);
    }
}

ndx_glass_ranked *ndx_glass_terms_order(const ndx_glass_terms *terms, ndx_glass_term_fn *wanted,
                                        const void *context, size_t *count) {
    size_t bytes = (terms->count + 1) * sizeof(ndx_glass_ranked);
    ndx_glass_ranked *order = malloc(bytes), *other = malloc(bytes);
    *count = 0;
    if (!order || !other) {
        free(order);
        free(other);
        return NULL;
    }
    for (uint32_t number = 0; number < terms->count; number++) {
        if (wanted && !wanted(context, number)) continue;
        order[(*count)++] = (ndx_glass_ranked){ndx_text_start(ndx_glass_terms_text(terms, number)), number};
    }
    bool swapped = sort_by_start(order, other, *count);
    ndx_glass_ranked *sorted = swapped ? other : order;
    free(swapped ? order : other);
    sort_equal_starts(sorted, *count, terms);
    return sorted;
}
