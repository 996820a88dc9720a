/* Spans: stretches of an article's words, and how positional operators combine them.
 *
 * A word that stands at position p is the span p..p. Every operator takes lists of spans and gives one: sorted by first word,
 * none twice. An article matches a positional expression when its list is not empty.
 */
#ifndef NDX_INDEX_SPANS_H
#define NDX_INDEX_SPANS_H

#include "record.h"

typedef struct ndx_span_words {
    uint32_t first, last;
} ndx_span_words; /* both inclusive */
typedef struct ndx_spans {
    ndx_span_words *at;
    size_t count, capacity;
    bool failed;
} ndx_spans; /* failed: out of memory */

void ndx_spans_clear(ndx_spans *spans);
void ndx_spans_add(ndx_spans *spans, uint32_t first, uint32_t last);
/* A span of one word for each place of a list. */
void ndx_spans_add_places(ndx_spans *spans, const ndx_place_list *places);
/* Sort by first, then last, and drop doubles. */
void ndx_spans_order(ndx_spans *spans);

/* Below: `in` are `count` lists of which none is empty; out comes empty. `once`: the caller only wants to
 * know whether there is any. */

/* One span of each list, the i-th beginning offset[i] - offset[0] words after the first. */
void ndx_spans_phrase(const ndx_spans *const *in, const uint32_t *offset, size_t count, bool once,
                      ndx_spans *out);
/* One span of each list, none overlapping another, in any order: at most `gap` words further from beginning to end than two
 * neighbours need... for two words: at most `gap` positions apart; each further word makes the room one larger, as in Xapian. */
void ndx_spans_near(const ndx_spans *const *in, size_t count, uint32_t gap, bool once, ndx_spans *out);
/* The same, in the order of the lists. */
void ndx_spans_ordered(const ndx_spans *const *in, size_t count, uint32_t gap, bool once, ndx_spans *out);
/* One span of each list within one section; sections begin at starts[0], starts[1]... and end at `end`. From the first to the last
 * of them there. */
void ndx_spans_together(const ndx_spans *const *in, size_t count, const ndx_place_list *starts, uint32_t end,
                        bool once, ndx_spans *out);
/* Keep those of `spans` that none of `bad` touches. */
void ndx_spans_without(ndx_spans *spans, const ndx_spans *bad);
/* Keep those whose section (as above) has none of `bad` in it. */
void ndx_spans_without_section(ndx_spans *spans, const ndx_spans *bad, const ndx_place_list *starts);
/* Keep those that have none of `bad` within `gap` words. */
void ndx_spans_far_from(ndx_spans *spans, const ndx_spans *bad, uint32_t gap);

#endif
