/* The table of packing by forms (forms.h), as its two halves read it. */
#ifndef NDX_INDEX_FORMS_TABLE_H
#define NDX_INDEX_FORMS_TABLE_H

#include "codes.h"
#include "forms.h"

#define NDX_FORMS_SYMBOL_CODES 6 /* state * 2 + whether the next stem has been written before */
#define NDX_FORMS_GAMMA_MAX 24   /* bits of a number, about: what the writer takes at a time */

_Static_assert(sizeof(ndx_forms_entry) == 16, "entries are read out of the table as they are");

typedef struct ndx_forms_code {
    ndx_canonical code;
    const uint8_t *by_rank;
    uint32_t count;
} ndx_forms_code;

typedef struct ndx_forms_table {
    uint32_t between, forms;
    const uint8_t *entries;
    ndx_forms_code symbols[NDX_FORMS_SYMBOL_CODES], of_class[NDX_FORMS_CLASSES];
} ndx_forms_table;
void ndx_forms_table_read(ndx_forms_table *table);

static inline ndx_forms_entry ndx_forms_entry_at(const ndx_forms_table *table, uint32_t number) {
    ndx_forms_entry entry;
    memcpy(&entry, table->entries + 16 * (size_t)number, sizeof entry);
    return entry;
}

/* Number of the term that stands there, or NDX_NO_PLACE. */
static inline uint32_t ndx_forms_term_at(const ndx_forms_guide *guide, uint32_t position) {
    return position < guide->places ? guide->place_at[position] : NDX_NO_PLACE;
}

#endif
