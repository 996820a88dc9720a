/* The article at hand of a positional filter: what it asks for is read when it asks for it. It comes as a document of libxapian, or
 * by its number, and then the part of the record that most questions are answered by is looked at where it lies in the table. */
#ifndef NDX_INDEX_CANDIDATE_H
#define NDX_INDEX_CANDIDATE_H

#include "glass_read.h"
#include "newsdex/xapian-c.h"
#include "record.h"

typedef struct ndx_candidate {
    /* where articles are found by their number; NULL: they come as documents */
    const ndx_x_database *database;
    ndx_glass_cursor ahead[NDX_GLASS_AT_ONCE]; /* those that come next */
    const ndx_glass_cursor *docdata;           /* one of them */
    ndx_buf scratch, bytes;
    /* the one at hand */
    uint32_t number;
    ndx_x_document *document;
    bool owned; /* the document is ours */
    ndx_record record;
    bool has_record; /* all of it; else only its places */
    ndx_positions places;
    bool has_bounds, has_zones;
    ndx_bounds bounds;
    ndx_zone_place zone[NDX_ZONE_COUNT];
    ndx_status status; /* sticky: the first failure */
    ndx_error *err;
} ndx_candidate; /* {0} to begin */

void ndx_candidate_clear(ndx_candidate *candidate);
/* Articles that follow are found by their number in the glass database, and in the same state of it opened by libxapian. Borrowed. */
void ndx_candidate_read_from(ndx_candidate *candidate, ndx_glass *glass, const ndx_x_database *database);
/* Another article. err is kept for what fails later on. */
ndx_status ndx_candidate_take(ndx_candidate *candidate, ndx_x_document *document, ndx_error *err);
/* By number: first tell which come next, up to NDX_GLASS_AT_ONCE, quickest in ascending order; then go to each of them. */
ndx_status ndx_candidate_look_ahead(ndx_candidate *candidate, const uint32_t *numbers, size_t count,
                                    ndx_error *err);
ndx_status ndx_candidate_go(ndx_candidate *candidate, size_t which, uint32_t number, ndx_error *err);
/* All that is to be asked of it was asked: the first failure, or MODIFIED if what was looked at has changed. */
ndx_status ndx_candidate_leave(ndx_candidate *candidate);

/* A failure is noted, and what comes back is empty. */
void ndx_candidate_note(ndx_candidate *candidate, ndx_status status);
bool ndx_candidate_has_term(ndx_candidate *candidate, ndx_text term);
ndx_text ndx_candidate_value(ndx_candidate *candidate, uint32_t slot);
ndx_x_document *ndx_candidate_document(ndx_candidate *candidate); /* NULL after a failure */
const ndx_record *ndx_candidate_record(ndx_candidate *candidate);
const ndx_bounds *ndx_candidate_bounds(ndx_candidate *candidate);
ndx_zone_place ndx_candidate_zone(ndx_candidate *candidate, ndx_zone zone);

#endif
