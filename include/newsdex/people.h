/* people: which people are named here, and which mentions are the same person? */
#ifndef NEWSDEX_PEOPLE_H
#define NEWSDEX_PEOPLE_H

#include "newsdex/article.h"
#include "newsdex/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- recognising ------------------------------------------------------------------------------------------------------ */

typedef struct ndx_recognizer ndx_recognizer; /* model and lists are shared read-only data; scratch memory of one thread */
/* model_path NULL: the model built in. BAD_INPUT: damaged or foreign model file (names it). */
NDX_API ndx_status ndx_recognizer_new(const char *model_path, ndx_recognizer **recognizer, ndx_error *err);
NDX_API void ndx_recognizer_free(ndx_recognizer *recognizer);
/* Fill article.facts people and mentions (arena of the article) from headline and body (not the tail) and from
 * field[PEOPLE] (names given by the source, joined with those recognised). */
NDX_API ndx_status ndx_people_find(ndx_recognizer *recognizer, ndx_article *article, ndx_error *err);
/* Only the source's own names (--no-people): field[PEOPLE] into facts.people, no mentions. */
NDX_API ndx_status ndx_people_from_source(ndx_article *article, ndx_error *err);

/* --- names ------------------------------------------------------------------------------------------------------------ */

/* The key of a name, unit of identity and of index terms: folded, single spaces, reversed "Doe, John" turned, titles and
 * possessives removed; at most 120 bytes. Appends to out; empty when no name is left. */
NDX_API void ndx_name_key(ndx_buf *out, ndx_text name);
/* The surname's part of a key (with particles: "van gogh"); a view into key. */
NDX_API ndx_text ndx_name_surname(ndx_text key);
/* How well two keys may name one person: 0 no, 1 exact. Initials, nicknames, transliterations, diacritics, scripts. Symmetric. */
NDX_API double ndx_name_match(ndx_text key_a, ndx_text key_b);

#ifdef __cplusplus
}
#endif
#endif
