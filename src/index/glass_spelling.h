/* The spelling table of a glass database in the making. */
#ifndef NDX_INDEX_GLASS_SPELLING_H
#define NDX_INDEX_GLASS_SPELLING_H

#include "glass_table.h"

typedef struct ndx_glass_spelling {
    ndx_names words;
    uint32_t *frequency; /* by number of the word */
    size_t capacity;
    uint32_t highest;
} ndx_glass_spelling;

void ndx_glass_spelling_clear(ndx_glass_spelling *spelling);
ndx_status ndx_glass_spelling_add(ndx_glass_spelling *spelling, ndx_text word, uint32_t frequency,
                                  ndx_error *err);
ndx_status ndx_glass_spelling_write(const ndx_glass_spelling *spelling, ndx_glass_table *table,
                                    ndx_error *err);

#endif
