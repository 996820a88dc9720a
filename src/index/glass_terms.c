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
    ndx_glass_term_slot *slot = calloc(count, sizeof *slot);
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
        uint8_t *block = malloc(BLOCK);
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

static bool is_term(const ndx_glass_terms *terms, uint32_t number, ndx_text term) {
    const uint8_t *text = terms->text[number];
    return text[0] == term.len && memcmp(text + 1, term.data, term.len) == 0;
}

uint32_t ndx_glass_terms_add(ndx_glass_terms *terms, ndx_text term, uint64_t hash) {
    if (!make_slots(terms)) return GLASS_NO_TERM;
    size_t mask = terms->slot_count - 1;
    for (size_t i = hash & mask; terms->slot[i].number; i = (i + 1) & mask)
        if (terms->slot[i].hash == (uint32_t)(hash >> 32) && is_term(terms, terms->slot[i].number - 1, term))
            return terms->slot[i].number - 1;
    uint8_t **grown = ndx_grow(terms->text, terms->count, &terms->capacity, sizeof *grown);
    if (!grown || terms->count >= GLASS_NO_TERM - 1) return GLASS_NO_TERM;
    terms->text = grown;
    grown[terms->count] = keep_text(terms, term);
    if (!grown[terms->count]) return GLASS_NO_TERM;
    take_slot(terms, hash, (uint32_t)terms->count);
    return (uint32_t)terms->count++;
}
