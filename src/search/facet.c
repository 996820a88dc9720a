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

/* --- from counts to buckets --------------------------------------------------------------------------- */

/* Values in the order of their bytes, each with the articles of the whole index that have it, where terms
 * tell. */
typedef struct order {
    const tally *t;
    size_t prefix_len;
    uint32_t *number; /* of the value */
    uint64_t *of;     /* by number; 0: not known */
    bool *placed;     /* by number */
    size_t count;
} order;

static void place(order *o, uint32_t number, uint64_t of) {
    if (o->placed[number]) return;
    o->placed[number] = true;
    o->of[number] = of;
    o->number[o->count++] = number;
}

static bool place_term(void *context, ndx_text term, uint64_t articles) {
    order *o = context;
    uint32_t number = ndx_names_find(&o->t->values, ndx_text_slice(term, o->prefix_len, term.len));
    if (number != NDX_NO_NAME) place(o, number, articles);
    return o->count < o->t->values.count;
}

/* One walk over the field's terms costs less than a look for each value, and gives them sorted. */
static ndx_status place_values(const tally *t, order *o, ndx_error *err) {
    const ndx_field_info *info = ndx_field_get(t->field);
    ndx_status status = NDX_OK;
    o->prefix_len = strlen(info->prefix);
    if (info->kind == NDX_EXACT || info->kind == NDX_LIST)
        status = ndx_index_each_term(t->index, ndx_text_of(info->prefix), place_term, o, err);
    for (uint32_t i = 0; i < t->values.count; i++) place(o, i, 0);
    return status;
}

typedef struct rank {
    uint64_t articles;
    uint32_t number, at; /* at: place in the order of bytes */
} rank;

/* Most articles first, then in the order in which the index has the values. */
static int most_first(const void *a, const void *b) {
    const rank *x = a, *y = b;
    if (x->articles != y->articles) return x->articles < y->articles ? 1 : -1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Share among the matches over share in the index, each with half an article more, so that rare values do not
 * shout. */
static double over_representation(const ndx_bucket *bucket, uint64_t matches, uint64_t all) {
    if (bucket->of == 0) return 0;
    return ((double)bucket->articles + 0.5) / ((double)matches + 1) /
           (((double)bucket->of + 0.5) / ((double)all + 1));
}

static ndx_status make_buckets(const tally *t, ndx_buckets *buckets, ndx_error *err) {
    size_t count = t->values.count, room = count ? count : 1;
    ndx_arena *arena = &buckets->arena;
    order o = {t,
               0,
               ndx_arena_array(arena, room, sizeof(uint32_t)),
               ndx_arena_array(arena, room, sizeof(uint64_t)),
               ndx_arena_array(arena, room, sizeof(bool)),
               0};
    rank *ranks = ndx_arena_array(arena, room, sizeof *ranks);
    buckets->bucket = calloc(room, sizeof *buckets->bucket);
    if (!buckets->bucket || arena->failed) return ndx_fail_memory(err);
    ndx_status status = place_values(t, &o, err);
    if (status) return status;
    for (uint32_t i = 0; i < count; i++) ranks[i] = (rank){t->count[o.number[i]], o.number[i], i};
    if (count) qsort(ranks, count, sizeof *ranks, most_first);
    buckets->capacity = count;
    buckets->matches = t->matches;
    buckets->undated = t->without;
    for (size_t i = 0; i < count; i++) {
        ndx_bucket *bucket = &buckets->bucket[buckets->count++];
        *bucket = (ndx_bucket){.name = ndx_arena_copy(arena, t->values.names[ranks[i].number]),
                               .articles = ranks[i].articles,
                               .of = o.of[ranks[i].number],
                               .first = NDX_NO_DAY,
                               .last = NDX_NO_DAY};
        bucket->score = over_representation(bucket, t->matches, ndx_index_count(t->index));
    }
    return arena->failed ? ndx_fail_memory(err) : NDX_OK;
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
