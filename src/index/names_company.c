/* Who is named together: in articles of the base, by their terms and values; in those that came, by what was noted of them. */
#include <stdlib.h>

#include "changes.h"
#include "schema.h"

#define PARTY_MAX 1280 /* people of one article: more than a value has room for */

/* An article of the base that names one of the keys asked for. */
typedef struct naming_article {
    uint32_t docid, key;
} naming_article;

typedef struct asking {
    ndx_changes *changes;
    const ndx_text *keys;
    ndx_company_fn *fn;
    void *fn_context;
    naming_article *at;
    size_t count, capacity;
    uint32_t key; /* the one being asked for */
    bool failed;
    ndx_text others[PARTY_MAX];
} asking;

/* --- articles of the base ------------------------------------------------------------------------------- */

static ndx_status tell_value(asking *a, ndx_text key, int32_t year, ndx_text people, ndx_error *err) {
    ndx_name_year article = {year, 0, 0};
    ndx_text other;
    uint8_t role;
    size_t count = 0;
    while (count < PARTY_MAX && ndx_people_value_next(&people, &other, &role)) {
        if (!ndx_text_equal(other, key))
            a->others[count++] = other;
        else if (!article.articles)
            article.role = role, article.articles = 1;
    }
    if (!article.articles) return NDX_OK; /* so many are named that the value has not room for all */
    return a->fn(a->fn_context, key, &article, a->others, count, err);
}

/* An ndx_glass_docid_fn. */
static bool add_article(void *context, uint32_t docid) {
    asking *a = context;
    if (ndx_base_is_dropped(a->changes->base, docid)) return true;
    naming_article *grown = ndx_grow(a->at, a->count, &a->capacity, sizeof *grown);
    a->failed |= !grown;
    if (!grown) return false;
    a->at = grown;
    grown[a->count++] = (naming_article){docid, a->key};
    return true;
}

static ndx_status find_articles(asking *a, uint32_t key, ndx_error *err) {
    ndx_buf term = {0};
    ndx_term_of_value(NDX_FIELD_PEOPLE, a->keys[key], &term);
    a->key = key;
    ndx_status status = ndx_buf_status(&term, err);
    if (status == NDX_OK)
        status = ndx_base_docids(a->changes->base, ndx_buf_text(&term), add_article, a, err);
    if (status == NDX_OK && a->failed) status = ndx_fail_memory(err);
    ndx_buf_clear(&term);
    return status;
}

static int by_docid(const void *a, const void *b) {
    const naming_article *x = a, *y = b;
    if (x->docid != y->docid) return x->docid < y->docid ? -1 : 1;
    return (x->key > y->key) - (x->key < y->key);
}

/* Values are read in the order in which they lie: one by one, each would cost a search. */
static ndx_status tell_base(asking *a, ndx_error *err) {
    ndx_status status = NDX_OK;
    if (a->count) qsort(a->at, a->count, sizeof *a->at, by_docid);
    for (size_t i = 0; i < a->count && status == NDX_OK; i++) {
        ndx_text people, date;
        status = ndx_base_value(a->changes->base, NDX_SLOT_PEOPLE, a->at[i].docid, &people, err);
        if (status == NDX_OK)
            status = ndx_base_value(a->changes->base, NDX_SLOT_DAY, a->at[i].docid, &date, err);
        if (status != NDX_OK) break;
        ndx_day day = ndx_value_day(date);
        status = tell_value(a, a->keys[a->at[i].key], day == NDX_NO_DAY ? 0 : ndx_day_civil(day).year, people,
                            err);
    }
    return status;
}

/* --- articles that came --------------------------------------------------------------------------------- */

static ndx_status tell_party(asking *a, const uint32_t *party, size_t of, ndx_error *err) {
    const ndx_names *keys = &a->changes->names.keys;
    size_t count = 0;
    for (size_t i = 0; i < party[1] && count < PARTY_MAX; i++)
        if (i != of) a->others[count++] = keys->names[party[2 + i] / NDX_PARTY_ROLES];
    ndx_name_year article = {(int32_t)party[0], 1, (uint8_t)(party[2 + of] % NDX_PARTY_ROLES)};
    return a->fn(a->fn_context, keys->names[party[2 + of] / NDX_PARTY_ROLES], &article, a->others, count,
                 err);
}

/* asked: a mark for each number of a key. */
static ndx_status tell_bulk(asking *a, const uint8_t *asked, ndx_error *err) {
    const ndx_changes *changes = a->changes;
    ndx_status status = NDX_OK;
    for (uint32_t at = 0; status == NDX_OK && (at = ndx_bulk_next(changes->bulk, at)) != NDX_BULK_NONE;
         at++) {
        if (changes->notes[at].party == NDX_NO_NAME) continue;
        const uint32_t *party = changes->names.party + changes->notes[at].party;
        for (size_t i = 0; i < party[1] && status == NDX_OK; i++)
            if (asked[party[2 + i] / NDX_PARTY_ROLES]) status = tell_party(a, party, i, err);
    }
    return status;
}

static ndx_status read_company(void *context, const ndx_text *keys, size_t count, ndx_company_fn *fn,
                               void *fn_context, ndx_error *err) {
    ndx_changes *changes = context;
    asking *a = calloc(1, sizeof *a);
    uint8_t *asked = calloc(changes->names.keys.count + 1, 1);
    ndx_status status = a && asked ? NDX_OK : ndx_fail_memory(err);
    if (status == NDX_OK) a->changes = changes, a->keys = keys, a->fn = fn, a->fn_context = fn_context;
    for (size_t i = 0; i < count && status == NDX_OK; i++) {
        uint32_t number = ndx_names_find(&changes->names.keys, keys[i]);
        if (number != NDX_NO_NAME) asked[number] = 1;
        if (changes->base) status = find_articles(a, (uint32_t)i, err);
    }
    if (status == NDX_OK) status = tell_base(a, err);
    if (status == NDX_OK) status = tell_bulk(a, asked, err);
    if (a) free(a->at);
    free(a);
    free(asked);
    return status;
}

ndx_company ndx_changes_company(ndx_changes *changes) {
    return (ndx_company){changes, read_company};
}
