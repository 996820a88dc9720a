/* Inside the room: words beside a name that say whose it is: a town's, a ship's, a newspaper's, a company's, an illness's. */
#ifndef NEWSDEX_PEOPLE_THING_H
#define NEWSDEX_PEOPLE_THING_H

#include "spans.h"

/* "the tanker Lady Jane", "Le Soir newspaper", "GLEN COVE, N.Y., March 3 -": of the name at tokens first to end, whoever may be
 * called so too. */
bool thing_by_words(const token_scan *scan, size_t first, size_t end);
/* "in Xville", "a town called Xville", "Xville is a village", "Ernst & Xville", "XVLE": of a lone word that nothing in the article
 * calls a person. */
bool thing_lone(const token_scan *scan, size_t i);

#endif
