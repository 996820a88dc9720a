/* An article made ready to be written: what the writers of this room take out of an ndx_prepared. */
#ifndef NDX_INDEX_PREPARED_H
#define NDX_INDEX_PREPARED_H

#include "newsdex/index.h"
#include "schema.h"

typedef struct ndx_prepared_value {
    uint32_t slot;
    ndx_text value;
} ndx_prepared_value;

/* All views are good until the next prepare. */
typedef struct ndx_prepared_view {
    const ndx_posting *postings;
    size_t posting_count; /* by term, of which NDX_SHORT_MAX bytes may be read, whatever its length */
    const ndx_prepared_value *values;
    size_t value_count; /* by slot */
    ndx_text record;
    const ndx_person *people;
    size_t person_count; /* key, name and role_code only */
    ndx_text id, id_term;
    const char *stemmer; /* static */
    ndx_date date;
} ndx_prepared_view;
ndx_prepared_view ndx_prepared_look(const ndx_prepared *prepared);

#endif
