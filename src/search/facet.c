/* Facets: how often each source, section, person ... stands among the matches. */
#include "newsdex/search.h"

#include <stdlib.h>
#include <string.h>

typedef struct tally {
    ndx_index *index;
    ndx_field field;
    ndx_names values;
    uint64_t *count; /* by number of the value */
    size_t capacity;
    uint64_t matches, without;
    bool failed;
} tally;

static bool count_value(tally *t, ndx_text value) {
    uint32_t number = ndx_names_add(&t->values, value);
    if (number == NDX_NO_NAME) return false;
    if (number >= t->capacity) {
        size_t capacity = t->capacity ? 2 * t->capacity : 256;
        uint64_t *grown = realloc(t->count, capacity * sizeof *grown);
        if (!grown) return false;
        memset(grown + t->capacity, 0, (capacity - t->capacity) * sizeof *grown);
        t->count = grown;
        t->capacity = capacity;
    }
    t->count[number]++;
    return true;
}

static bool count_match(void *context, const ndx_match *match) {
    tally *t = context;
    ndx_text rest = ndx_index_facet(t->index, match->number, t->field), value;
    t->matches++;
    t->without += rest.len == 0;
    while (ndx_text_split(&rest, '\n', &value))
        if (value.len && !count_value(t, value)) t->failed = true;
    return !t->failed;
}

static int most_first(const void *a, const void *b) {
    const ndx_bucket *x = a, *y = b;
    if (x->articles != y->articles) return x->articles < y->articles ? 1 : -1;
    return ndx_text_compare(x->name, y->name);
}

/* Articles of the whole index that have the value, where a term says so; 0: not known. */
static uint64_t articles_of(ndx_index *index, ndx_field field, ndx_text value, ndx_buf *term) {
    ndx_field_kind kind = ndx_field_get(field)->kind;
    if (kind != NDX_EXACT && kind != NDX_LIST) return 0;
    ndx_buf_reset(term);
    ndx_term_of_value(field, value, term);
    return ndx_index_term_articles(index, ndx_buf_text(term));
}

/* Share among the matches over share in the index, each with half an article more, so that rare values do not
 * shout. */
static double over_representation(const ndx_bucket *bucket, uint64_t matches, uint64_t all) {
    if (bucket->of == 0) return 0;
    return ((double)bucket->articles + 0.5) / ((double)matches + 1) /
           (((double)bucket->of + 0.5) / ((double)all + 1));
}

static ndx_status make_buckets(const tally *t, ndx_buckets *buckets, ndx_error *err) {
    ndx_buf term = {0};
    size_t count = t->values.count;
    buckets->bucket = calloc(count ? count : 1, sizeof *buckets->bucket);
    if (!buckets->bucket) return ndx_fail_memory(err);
    buckets->capacity = count;
    buckets->matches = t->matches;
    buckets->undated = t->without;
    for (size_t i = 0; i < count; i++) {
        ndx_bucket *bucket = &buckets->bucket[buckets->count++];
        *bucket = (ndx_bucket){.name = ndx_arena_copy(&buckets->arena, t->values.names[i]),
                               .articles = t->count[i],
                               .first = NDX_NO_DAY,
                               .last = NDX_NO_DAY};
        bucket->of = articles_of(t->index, t->field, bucket->name, &term);
        bucket->score = over_representation(bucket, t->matches, ndx_index_count(t->index));
    }
    ndx_status status = ndx_buf_status(&term, err);
    ndx_buf_clear(&term);
    if (count) qsort(buckets->bucket, count, sizeof *buckets->bucket, most_first);
    return buckets->arena.failed ? ndx_fail_memory(err) : status;
}

ndx_status ndx_search_facet(ndx_index *index, const ndx_expr *expr, ndx_field field, ndx_buckets *buckets,
                            ndx_error *err) {
    tally t = {.index = index, .field = field};
    *buckets = (ndx_buckets){0};
    ndx_status status = ndx_index_each(index, expr, count_match, &t, err);
    if (!status && t.failed) status = ndx_fail_memory(err);
    if (!status) status = make_buckets(&t, buckets, err);
    ndx_names_clear(&t.values);
    free(t.count);
    if (status) ndx_buckets_clear(buckets);
    return status;
}

/* The name as it stands in an article that has the person; the key itself if none can be read. */
static ndx_status person_name(ndx_index *index, ndx_article *article, ndx_bucket *bucket, ndx_arena *arena,
                              ndx_error *err) {
    ndx_buf term = {0};
    ndx_hits hits = {0};
    ndx_stored *stored = NULL;
    ndx_term_of_value(NDX_FIELD_PEOPLE, bucket->name, &term);
    ndx_expr expr = {.kind = NDX_EXPR_TERM, .term = ndx_buf_text(&term)};
    ndx_find_options options = {.limit = 1, .around = NDX_NO_DAY};
    ndx_status status = ndx_buf_status(&term, err);
    if (!status) status = ndx_index_find(index, &expr, &options, &hits, err);
    if (!status && hits.count) status = ndx_index_fetch(index, hits.hits[0].number, &stored, err);
    if (!status && stored) status = ndx_stored_article(stored, article, err);
    for (size_t i = 0; !status && stored && i < article->facts.person_count; i++)
        if (ndx_text_equal(article->facts.people[i].key, bucket->name))
            bucket->label = ndx_arena_copy(arena, article->facts.people[i].name);
    ndx_stored_free(stored);
    ndx_hits_clear(&hits);
    ndx_buf_clear(&term);
    return status;
}

ndx_status ndx_buckets_name_people(ndx_index *index, ndx_buckets *buckets, size_t count, ndx_error *err) {
    ndx_article article;
    ndx_status status = NDX_OK;
    ndx_article_init(&article);
    for (size_t i = 0; i < count && i < buckets->count && !status; i++)
        status = person_name(index, &article, &buckets->bucket[i], &buckets->arena, err);
    ndx_article_clear(&article);
    return status;
}

void ndx_buckets_clear(ndx_buckets *buckets) {
    free(buckets->bucket);
    ndx_arena_clear(&buckets->arena);
    *buckets = (ndx_buckets){0};
}
