/* How positional operators combine stretches of words. */
#include "spans.h"

#include <stdlib.h>
#include <string.h>

void ndx_spans_clear(ndx_spans *spans) {
    free(spans->at);
    *spans = (ndx_spans){0};
}

void ndx_spans_add(ndx_spans *spans, uint32_t first, uint32_t last) {
    ndx_span_words *grown = ndx_grow(spans->at, spans->count, &spans->capacity, sizeof *grown);
    if (!grown) {
        spans->failed = true;
        return;
    }
    spans->at = grown;
    spans->at[spans->count++] = (ndx_span_words){first, last};
}

void ndx_spans_add_places(ndx_spans *spans, const ndx_place_list *places) {
    if (spans->count + places->count > spans->capacity) {
        size_t capacity = (spans->count + places->count) * 2;
        ndx_span_words *grown = realloc(spans->at, capacity * sizeof *grown);
        if (!grown) {
            spans->failed = true;
            return;
        }
        spans->at = grown;
        spans->capacity = capacity;
    }
    for (size_t i = 0; i < places->count; i++)
        spans->at[spans->count++] = (ndx_span_words){places->at[i], places->at[i]};
}

static int by_first(const void *a, const void *b) {
    const ndx_span_words *x = a, *y = b;
    if (x->first != y->first) return x->first < y->first ? -1 : 1;
    return (x->last > y->last) - (x->last < y->last);
}

void ndx_spans_order(ndx_spans *spans) {
    size_t kept = 0;
    if (spans->count > 1) qsort(spans->at, spans->count, sizeof *spans->at, by_first);
    for (size_t i = 0; i < spans->count; i++)
        if (kept == 0 || by_first(&spans->at[kept - 1], &spans->at[i])) spans->at[kept++] = spans->at[i];
    spans->count = kept;
}

/* The first span that begins at or after a word. */
static size_t seek(const ndx_spans *spans, uint32_t first) {
    size_t low = 0, high = spans->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (spans->at[middle].first < first)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t fewest(const ndx_spans *const *in, size_t count) {
    size_t best = 0;
    for (size_t i = 1; i < count; i++)
        if (in[i]->count < in[best]->count) best = i;
    return best;
}

void ndx_spans_phrase(const ndx_spans *const *in, const uint32_t *offset, size_t count, bool once,
                      ndx_spans *out) {
    size_t pivot = fewest(in, count);
    for (size_t i = 0; i < in[pivot]->count; i++) {
        uint64_t place = (uint64_t)in[pivot]->at[i].first + offset[0], last = 0;
        if (place < offset[pivot]) continue;
        uint32_t first = (uint32_t)(place - offset[pivot]);
        size_t met = 0;
        for (; met < count; met++) {
            uint32_t wanted = first + (offset[met] - offset[0]);
            size_t found = seek(in[met], wanted);
            if (found == in[met]->count || in[met]->at[found].first != wanted) break;
            if (in[met]->at[found].last > last) last = in[met]->at[found].last;
        }
        if (met < count) continue;
        ndx_spans_add(out, first, (uint32_t)last);
        if (once) return;
    }
    ndx_spans_order(out);
}

/* How much room a window may take: `gap` for two words and one more for each further word, whatever the
 * words' own lengths. */
static bool fits(uint64_t first, uint64_t last, uint64_t own_words, uint32_t gap) {
    return gap == UINT32_MAX || last - first + 2 <= (uint64_t)gap + own_words;
}

/* First word of the span after the one a cursor stands on; beyond all words when there is none. */
static uint64_t next_first(const ndx_spans *list, size_t cursor) {
    return cursor + 1 < list->count ? list->at[cursor + 1].first : UINT64_MAX;
}

/* Where two of the spans that the cursors stand on overlap, the list whose next span comes sooner: it has to
 * move on. `count` when none overlap. */
static size_t overlapping(const ndx_spans *const *in, const size_t *cursor, size_t count) {
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count; k++) {
            ndx_span_words a = in[i]->at[cursor[i]], b = in[k]->at[cursor[k]];
            if (a.first <= b.last && b.first <= a.last)
                return next_first(in[i], cursor[i]) <= next_first(in[k], cursor[k]) ? i : k;
        }
    return count;
}

/* Add the window from the earliest to the latest span stood on, if it fits; the list of the earliest. */
static size_t add_window(const ndx_spans *const *in, const size_t *cursor, size_t count, uint32_t gap,
                         ndx_spans *out) {
    size_t earliest = 0;
    uint64_t last = 0, own = 0;
    for (size_t i = 0; i < count; i++) {
        ndx_span_words span = in[i]->at[cursor[i]];
        if (span.first < in[earliest]->at[cursor[earliest]].first) earliest = i;
        if (span.last > last) last = span.last;
        own += span.last - span.first + 1;
    }
    uint32_t first = in[earliest]->at[cursor[earliest]].first;
    if (fits(first, last, own, gap)) ndx_spans_add(out, first, (uint32_t)last);
    return earliest;
}

/* A search for any window, for words that stand at one place: there the sweep below may pass one over. */
struct search {
    const ndx_spans *const *in;
    size_t *cursor;
    size_t count;
    uint32_t gap;
    unsigned steps; /* left: a search that takes too long is given up */
    ndx_spans *out;
};

static bool overlaps_one_before(const struct search *search, size_t list) {
    ndx_span_words span = search->in[list]->at[search->cursor[list]];
    for (size_t i = 0; i < list; i++) {
        ndx_span_words other = search->in[i]->at[search->cursor[i]];
        if (span.first <= other.last && other.first <= span.last) return true;
    }
    return false;
}

/* Choose a span of each list from `list` on, one after the other. Its depth is the number of lists. */
static bool choose(struct search *search, size_t list) {
    if (list == search->count) {
        add_window(search->in, search->cursor, search->count, search->gap, search->out);
        return search->out->count > 0;
    }
    for (search->cursor[list] = 0; search->cursor[list] < search->in[list]->count; search->cursor[list]++) {
        if (search->steps == 0) return false;
        search->steps--;
        if (!overlaps_one_before(search, list) && choose(search, list + 1)) return true;
    }
    return false;
}

#define SEARCH_LISTS 6
#define SEARCH_STEPS 20000

void ndx_spans_near(const ndx_spans *const *in, size_t count, uint32_t gap, bool once, ndx_spans *out) {
    size_t few[16] = {0}, *cursor = few;
    bool met = false;
    if (count > NDX_COUNT(few) && !(cursor = calloc(count, sizeof *cursor))) {
        out->failed = true;
        return;
    }
    /* Of a window the earliest span moves on, of spans that overlap the one that has less far to go: so every
     * smallest window is seen, but for some of three and more lists where spans overlap. */
    for (;;) {
        size_t moves = overlapping(in, cursor, count);
        met |= moves < count;
        if (moves == count) moves = add_window(in, cursor, count, gap, out);
        if ((once && out->count) || ++cursor[moves] == in[moves]->count) break;
    }
    struct search search = {in, cursor, count, gap, SEARCH_STEPS, out};
    if (met && out->count == 0 && count > 2 && count <= SEARCH_LISTS) choose(&search, 0);
    if (cursor != few) free(cursor);
    ndx_spans_order(out);
}

void ndx_spans_ordered(const ndx_spans *const *in, size_t count, uint32_t gap, bool once, ndx_spans *out) {
    for (size_t i = 0; i < in[0]->count; i++) {
        ndx_span_words span = in[0]->at[i];
        uint64_t own = span.last - span.first + 1;
        uint32_t last = span.last;
        size_t met = 1;
        for (; met < count; met++) {
            size_t next = seek(in[met], last + 1);
            if (next == in[met]->count) break;
            own += in[met]->at[next].last - in[met]->at[next].first + 1;
            last = in[met]->at[next].last;
        }
        if (met < count) break; /* what begins later ends no earlier */
        if (fits(span.first, last, own, gap)) ndx_spans_add(out, span.first, last);
        if (once && out->count) break;
    }
    ndx_spans_order(out);
}

/* Number of the section a word lies in; SIZE_MAX before the first. */
static size_t section_of(const ndx_place_list *starts, uint32_t word) {
    size_t low = 0, high = starts->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (starts->at[middle] <= word)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? low - 1 : SIZE_MAX;
}

void ndx_spans_together(const ndx_spans *const *in, size_t count, const ndx_place_list *starts, uint32_t end,
                        bool once, ndx_spans *out) {
    size_t pivot = fewest(in, count), done = SIZE_MAX;
    for (size_t i = 0; i < in[pivot]->count; i++) {
        size_t section = section_of(starts, in[pivot]->at[i].first);
        if (section == SIZE_MAX || section == done) continue;
        done = section;
        uint32_t low = starts->at[section],
                 high = section + 1 < starts->count ? starts->at[section + 1] : end;
        ndx_span_words whole = {UINT32_MAX, 0};
        size_t met = 0;
        for (; met < count; met++) {
            bool found = false;
            for (size_t k = seek(in[met], low); k < in[met]->count && in[met]->at[k].first < high; k++) {
                ndx_span_words span = in[met]->at[k];
                if (span.last >= high) continue;
                found = true;
                if (span.first < whole.first) whole.first = span.first;
                if (span.last > whole.last) whole.last = span.last;
            }
            if (!found) break;
        }
        if (met < count) continue;
        ndx_spans_add(out, whole.first, whole.last);
        if (once) return;
    }
    ndx_spans_order(out);
}

/* Words of the longest span. */
static uint32_t longest(const ndx_spans *spans) {
    uint32_t most = 0;
    for (size_t i = 0; i < spans->count; i++)
        if (spans->at[i].last - spans->at[i].first > most) most = spans->at[i].last - spans->at[i].first;
    return most;
}

/* Does any of `bad`, none longer than `most`, touch the words first..last? */
static bool any_within(const ndx_spans *bad, uint32_t most, uint32_t first, uint32_t last) {
    for (size_t i = seek(bad, first > most ? first - most : 0); i < bad->count && bad->at[i].first <= last;
         i++)
        if (bad->at[i].last >= first) return true;
    return false;
}

void ndx_spans_without(ndx_spans *spans, const ndx_spans *bad) {
    ndx_spans_far_from(spans, bad, 0);
}

void ndx_spans_far_from(ndx_spans *spans, const ndx_spans *bad, uint32_t gap) {
    size_t kept = 0;
    uint32_t most = longest(bad);
    for (size_t i = 0; i < spans->count; i++) {
        ndx_span_words span = spans->at[i];
        uint32_t first = span.first > gap ? span.first - gap : 0,
                 last = span.last < UINT32_MAX - gap ? span.last + gap : UINT32_MAX;
        if (!any_within(bad, most, first, last)) spans->at[kept++] = span;
    }
    spans->count = kept;
}

void ndx_spans_without_section(ndx_spans *spans, const ndx_spans *bad, const ndx_place_list *starts) {
    size_t kept = 0;
    for (size_t i = 0; i < spans->count; i++) {
        size_t section = section_of(starts, spans->at[i].first), next = section + 1;
        uint32_t low = section == SIZE_MAX ? 0 : starts->at[section];
        uint32_t high = next < starts->count ? starts->at[next] : UINT32_MAX;
        size_t touching = seek(bad, low);
        if (touching == bad->count || bad->at[touching].first >= high) spans->at[kept++] = spans->at[i];
    }
    spans->count = kept;
}
