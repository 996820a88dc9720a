/* The positional filter: of the articles that match the boolean superset of an expression, those that match the expression.
 *
 * It reads only the record: the positions of the words that are asked for, sentence and zone boundaries where an operator needs
 * them, the inflated text for exact forms alone. A word that the boolean query guarantees is looked up by fingerprint; one that it
 * does not (under OR, NOT) is believed only after a look into the article's term list (positions.h says why).
 *
 * What nested operators mean: each gives the stretches of words ("spans", spans.h) where it holds.
 *   OR, SYNONYM        those of any child            AND       from the first to the last word of one of each child
 *   NOT a, b           those of a that no span of b overlaps; NOT ALL, b as a child of NEAR, SENTENCE, PARAGRAPH or PHRASE: no b within
 *                      reach, in the sentence, in the paragraph, inside
 *   SCALE, MAYBE       those of child 0              FILTER    the same, if the article matches the others
 * Fields, dates and lengths have no place among the words: as a child of a positional operator they must hold for the article.
 */
#ifndef NDX_INDEX_FILTER_H
#define NDX_INDEX_FILTER_H

#include "postings.h"
#include "resolve.h"

typedef struct ndx_filter ndx_filter;
/* expr must be resolved, and outlive the filter. *filter is NULL when the superset is all that is needed. */
ndx_status ndx_filter_new(const ndx_expr *expr, ndx_filter **filter, ndx_error *err);
void ndx_filter_free(ndx_filter *filter);
/* Does a document of the superset match? In the form of a ndx_x_decide_fn; context is the filter. */
ndx_status ndx_filter_decide(void *filter, ndx_x_document *document, bool *keep, ndx_error *err);
/* The same by articles' numbers, read from the tables; term lists and values from the same state opened by libxapian. Both are
 * borrowed from now on. MODIFIED. */
void ndx_filter_read_from(ndx_filter *filter, ndx_glass *glass, const ndx_x_database *database);
/* keep[i]: numbers[i] matches. Several at once are quicker than one after the other, quickest in ascending order. */
ndx_status ndx_filter_decide_numbers(ndx_filter *filter, const uint32_t *numbers, size_t count, bool *keep,
                                     ndx_error *err);
/* Clear the bits of a window's articles, base and following, that do not match. */
ndx_status ndx_filter_decide_window(ndx_filter *filter, uint32_t base, uint64_t *bits, ndx_error *err);

#endif
