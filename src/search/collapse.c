/* --collapse: of articles that say nearly the same (a wire story in two papers, a corrected version) only the best one is listed.
 *
 * An article is known by the 128 smallest hashes of its runs of four words (a bottom-k sketch); two are alike when half of the
 * smallest hashes of both together are in both, which estimates the share of common runs. */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#define SKETCH 128u
#define RUN 4u
#define ALIKE 0.5

typedef struct sketch {
    uint64_t hash[SKETCH]; /* ascending */
    size_t count;
} sketch;

static int ascending(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static ndx_status sketch_words(const ndx_token *tokens, size_t count, sketch *out, ndx_error *err) {
    uint64_t *hashes = malloc((count + 1) * sizeof *hashes);
    uint32_t run[RUN] = {0};
    size_t words = 0, hash_count = 0;
    if (!hashes) return ndx_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        if (tokens[i].flags & NDX_TOKEN_JOINED) continue;
        memmove(run, run + 1, sizeof run - sizeof run[0]);
        run[RUN - 1] = tokens[i].word;
        if (++words >= RUN) hashes[hash_count++] = ndx_hash(run, sizeof run, 0);
    }
    if (hash_count) qsort(hashes, hash_count, sizeof *hashes, ascending);
    out->count = 0;
    for (size_t i = 0; i < hash_count && out->count < SKETCH; i++)
        if (out->count == 0 || out->hash[out->count - 1] != hashes[i]) out->hash[out->count++] = hashes[i];
    free(hashes);
    return NDX_OK;
}

static bool alike(const sketch *a, const sketch *b) {
    size_t i = 0, j = 0, both = 0, seen = 0;
    while (seen < SKETCH && i < a->count && j < b->count) {
        if (a->hash[i] == b->hash[j]) {
            both++;
            i++;
            j++;
        } else if (a->hash[i] < b->hash[j])
            i++;
        else
            j++;
        seen++;
    }
    return seen >= 4 && (double)both >= ALIKE * (double)seen;
}

static ndx_status sketch_article(ndx_plan *plan, uint32_t number, ndx_article *article, sketch *out,
                                 ndx_error *err) {
    ndx_stored *stored = NULL;
    const ndx_token *tokens = NULL;
    size_t count = 0;
    ndx_status status = ndx_index_fetch(plan->index, number, &stored, err);
    if (!status) status = ndx_stored_article(stored, article, err);
    if (!status)
        status = ndx_tokenize(plan->analyzer, ndx_article_ranked_text(article), NULL, &tokens, &count, err);
    if (!status) status = sketch_words(tokens, count, out, err);
    ndx_stored_free(stored);
    return status;
}

static size_t kept_alike(const sketch *kept, size_t count, const sketch *asked) {
    for (size_t i = 0; i < count; i++)
        if (alike(&kept[i], asked)) return i;
    return SIZE_MAX;
}

ndx_status ndx_plan_collapse(ndx_plan *plan, ndx_hits *hits, size_t wanted, uint32_t *similar,
                             ndx_error *err) {
    ndx_article article;
    sketch *kept = NULL, one = {.count = 0};
    size_t kept_count = 0, capacity = 0;
    ndx_status status = NDX_OK;
    ndx_article_init(&article);
    for (size_t i = 0; i < hits->count && !status && (wanted == 0 || kept_count < wanted); i++) {
        status = sketch_article(plan, hits->hits[i].number, &article, &one, err);
        size_t same = status ? SIZE_MAX : kept_alike(kept, kept_count, &one);
        if (same != SIZE_MAX) similar[same]++;
        if (status || same != SIZE_MAX) continue;
        void *grown = ndx_grow(kept, kept_count, &capacity, sizeof *kept);
        if (!grown) {
            status = ndx_fail_memory(err);
            continue;
        }
        kept = grown;
        kept[kept_count] = one;
        similar[kept_count] = 0;
        hits->hits[kept_count++] = hits->hits[i];
    }
    if (!status) hits->count = kept_count;
    free(kept);
    ndx_article_clear(&article);
    return status;
}
