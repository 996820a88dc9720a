/* Inside the room: which mentions of an article are one person. */
#ifndef NEWSDEX_PEOPLE_LINK_H
#define NEWSDEX_PEOPLE_LINK_H

#include "spans.h"

/* Joins the spans and the names of the source into article->facts.people and mentions (memory from the
 * article's arena). */
ndx_status link_people(const span_list *spans, const token_scan *scan, const list_table *lists,
                       ndx_article *article, ndx_error *err);

#endif
