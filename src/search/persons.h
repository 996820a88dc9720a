/* Inside the room: persons of the index by key. */
#ifndef NEWSDEX_SEARCH_PERSONS_H
#define NEWSDEX_SEARCH_PERSONS_H

#include "newsdex/people.h"
#include "newsdex/search.h"

/* How most articles write the person's canonical key (a view good until the next call), and how many articles name the person by any
 * name. */
ndx_status ndx_persons_about(ndx_persons *persons, ndx_text key, ndx_text *written, uint64_t *articles,
                             ndx_error *err);

#endif
