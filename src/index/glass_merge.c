/* Gathering what changes, and putting it in the order of the lists. */
#include "glass_merge.h"

#include <stdlib.h>

#include "glass_merge_list.h"

/* --- gathering ------------------------------------------------------------------------------------------ */

void ndx_glass_merge_clear(ndx_glass_merge *merge) {
    ndx_glass_terms_clear(&merge->terms);
    ndx_arena_clear(&merge->arena);
    free(merge->posted);
    free(merge->length);
    free(merge->valued);
    free(merge->order);
    free(merge->by_term);
    free(merge->end);
    *merge = (ndx_glass_merge){0};
}

static ndx_status add_posted(ndx_glass_posted **array, size_t *count, size_t *capacity,
                             ndx_glass_posted added, ndx_error *err) {
    ndx_glass_posted *grown = ndx_grow(*array, *count, capacity, sizeof *grown);
    if (!grown) return ndx_fail_memory(err);
    *array = grown;
    grown[(*count)++] = added;
    return NDX_OK;
}

ndx_status ndx_glass_merge_term(ndx_glass_merge *merge, ndx_text term, uint32_t docid, uint32_t wdf,
                                ndx_error *err) {
    size_t zeros = 0;
    for (size_t i = 0; i < term.len; i++) zeros += term.data[i] == 0;
    if (!term.len || term.len > GLASS_TERM_MAX || term.len + zeros > GLASS_NAME_MAX)
        return ndx_fail(err, NDX_USAGE, "a term of %zu bytes cannot be indexed: 1 to %d are possible",
                        term.len, GLASS_TERM_MAX);
    uint32_t number = ndx_glass_terms_add(&merge->terms, term, ndx_glass_terms_hash(&merge->terms, term));
    if (number == GLASS_NO_TERM) return ndx_fail_memory(err);
    return add_posted(&merge->posted, &merge->posted_count, &merge->posted_capacity,
                      (ndx_glass_posted){number, docid, wdf}, err);
}

ndx_status ndx_glass_merge_length(ndx_glass_merge *merge, uint32_t docid, uint32_t length, ndx_error *err) {
    return add_posted(&merge->length, &merge->length_count, &merge->length_capacity,
                      (ndx_glass_posted){0, docid, length}, err);
}

/* --- all of them ---------------------------------------------------------------------------------------- */

static int compare_posted(const void *a, const void *b) {
    const ndx_glass_posted *x = a, *y = b;
    if (x->docid != y->docid) return x->docid < y->docid ? -1 : 1;
    return (y->wdf == NDX_GLASS_GONE) - (x->wdf == NDX_GLASS_GONE);
}

static void sort_posted(ndx_glass_posted *at, size_t count) {
    for (size_t i = 1; i < count; i++)
        if (at[i].docid <= at[i - 1].docid) {
            qsort(at, count, sizeof *at, compare_posted);
            return;
        }
}

/* What is posted, term by term; end[i]: where that of term i ends. */
static ndx_glass_posted *by_term(const ndx_glass_merge *merge, size_t *end) {
    ndx_glass_posted *sorted = malloc((merge->posted_count + 1) * sizeof *sorted);
    size_t sum = 0;
    if (!sorted) return NULL;
    for (size_t i = 0; i < merge->posted_count; i++) end[merge->posted[i].term]++;
    for (size_t i = 0; i < merge->terms.count; i++) {
        size_t here = end[i];
        end[i] = sum;
        sum += here;
    }
    for (size_t i = 0; i < merge->posted_count; i++) sorted[end[merge->posted[i].term]++] = merge->posted[i];
    return sorted;
}

ndx_status ndx_glass_merge_order(ndx_glass_merge *merge, ndx_error *err) {
    merge->end = calloc(merge->terms.count + 1, sizeof *merge->end);
    merge->by_term = merge->end ? by_term(merge, merge->end) : NULL;
    merge->order = ndx_glass_terms_order(&merge->terms, NULL, NULL, &merge->order_count);
    return merge->by_term && merge->order ? NDX_OK : ndx_fail_memory(err);
}

ndx_status ndx_glass_merge_lists(const ndx_glass_merge *merge, const ndx_glass_pages *postlist, size_t part,
                                 size_t parts, ndx_glass_edits *edits, ndx_error *err) {
    ndx_glass_list *list;
    ndx_status status = ndx_glass_list_new(postlist, edits, &list, err);
    for (size_t i = merge->order_count * part / parts; i < merge->order_count * (part + 1) / parts; i++) {
        if (status != NDX_OK) break;
        uint32_t number = merge->order[i].number;
        ndx_glass_posted *from = merge->by_term + (number ? merge->end[number - 1] : 0),
                         *to = merge->by_term + merge->end[number];
        sort_posted(from, (size_t)(to - from));
        status = ndx_glass_list_term(list, ndx_glass_terms_text(&merge->terms, number), from, to, err);
    }
    ndx_glass_list_free(list);
    return status;
}

ndx_status ndx_glass_merge_lengths(ndx_glass_merge *merge, const ndx_glass_pages *postlist,
                                   ndx_glass_edits *edits, ndx_error *err) {
    ndx_glass_list *list;
    ndx_status status = ndx_glass_list_new(postlist, edits, &list, err);
    sort_posted(merge->length, merge->length_count);
    if (status == NDX_OK && merge->length_count)
        status = ndx_glass_list_lengths(list, merge->length, merge->length + merge->length_count, err);
    ndx_glass_list_free(list);
    return status;
}
