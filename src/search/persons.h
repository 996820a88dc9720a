/* Inside the room: persons of the index by key. */
#ifndef NEWSDEX_SEARCH_PERSONS_H
#define NEWSDEX_SEARCH_PERSONS_H

#include "newsdex/people.h"
#include "newsdex/search.h"

/* Whom a name means in an article of the year that states the role: the key of the person, the name's own when nobody else is meant; empty:
 * nobody. */
ndx_text ndx_name_meant(const ndx_name *name, int32_t year, uint8_t role);
/* Articles of a name that by itself, or by one of its aliases (`is`), mean what that says. */
uint64_t ndx_name_own_articles(const ndx_name *name);
uint64_t ndx_name_alias_articles(const ndx_name *name, const ndx_alias *alias);

/* How most articles write the person's canonical key (a view good until the next call), and how many articles name the person by any
 * name. */
ndx_status ndx_persons_about(ndx_persons *persons, ndx_text key, ndx_text *written, uint64_t *articles,
                             ndx_error *err);

#endif
