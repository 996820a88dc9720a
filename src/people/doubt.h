/* Inside the room: spans taken for persons that something else in the article speaks against. */
#ifndef NEWSDEX_PEOPLE_DOUBT_H
#define NEWSDEX_PEOPLE_DOUBT_H

#include "spans.h"

/* What stands in and beside the span says that it is something else: a company ("Smith Tool Co"), a town ("Wayne, N.J."),
 * a code (<BAC>), a month ("Jul 12"). */
bool doubt_by_words(const token_scan *scan, const person_span *span);
/* Leaves out lone words that nothing in the article supports (no full name, title or role) and something speaks against:
 * they begin a company's name elsewhere, are written small, name a month. Wants what the evidence holds after decoding. */
void doubt_lone_words(span_list *list, const token_scan *scan, evidence_table *evidence);

#endif
