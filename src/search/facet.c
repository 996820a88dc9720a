/* Facets: how often each source, section, person ... stands among the matches. People are counted by person: the keys of
 * an article lead to persons by the list of aliases, which is read once. */
#include "persons.h"

#include <stdlib.h>
#include <string.h>

#define NO_ALIAS UINT32_MAX

/* Whom a key means in some years, or in a role, as numbers of values. */
typedef struct meaning {
    uint32_t person; /* NDX_NO_NAME: nobody */
    int32_t first_year, last_year;
    uint8_t role;     /* 0: any that has none of its own */
    uint32_t company; /* the number of its key; NDX_NO_NAME: any */
    uint32_t next;    /* of the same key */
} meaning;

typedef struct tally {
    ndx_index *index;
    ndx_field field;
    ndx_names values;
    struct counted {
        uint64_t articles,
            last; /* last: the match that counted it, for an article may name a person by several keys */
        uint32_t meanings; /* of a key: chain of them, or NO_ALIAS */
    } * counted;           /* by number of the value */
    size_t capacity;
    meaning *meaning;
    size_t meanings, meaning_capacity;
    uint64_t matches, without;
    bool failed;
} tally;

static uint32_t number_of(tally *t, ndx_text value) {
    size_t before = t->values.count;
    struct counted *grown = ndx_grow(t->counted, before, &t->capacity, sizeof *grown);
    if (grown) t->counted = grown;
    uint32_t number = grown ? ndx_names_add(&t->values, value) : NDX_NO_NAME;
    if (number == NDX_NO_NAME)
        t->failed = true;
    else if (t->values.count > before)
        grown[number] = (struct counted){0, 0, NO_ALIAS};
    return number;
}

/* ndx_alias_fn: keys with aliases get the first numbers. */
static bool add_meaning(void *context, const ndx_alias *alias) {
    tally *t = context;
    meaning *grown = ndx_grow(t->meaning, t->meanings, &t->meaning_capacity, sizeof *grown);
    if (grown) t->meaning = grown;
    uint32_t key = number_of(t, alias->key),
             person = alias->person.len ? number_of(t, alias->person) : NDX_NO_NAME,
             company = alias->company.len ? number_of(t, alias->company) : NDX_NO_NAME;
    t->failed |= !grown;
    if (t->failed) return false;
    grown[t->meanings] = (meaning){.person = person,
                                   .first_year = alias->first_year,
                                   .last_year = alias->last_year,
                                   .role = alias->role,
                                   .company = company,
                                   .next = t->counted[key].meanings};
    t->counted[key].meanings = (uint32_t)t->meanings++;
    return true;
}

/* Takes the role off a person's key. */
static uint8_t cut_role(const tally *t, ndx_text *value) {
    if (t->field != NDX_FIELD_PEOPLE || value->len < 2 || value->data[value->len - 2] != '\t') return 0;
    value->len -= 2;
    return ndx_role_of_letter(value->data[value->len + 1]);
}

/* An article, as far as it tells whom its names mean. */
typedef struct setting {
    int32_t year;
    uint8_t role;
    ndx_text people; /* all of them */
} setting;

static bool is_named(const tally *t, ndx_text people, uint32_t number) {
    ndx_text line;
    while (ndx_text_split(&people, '\n', &line)) {
        cut_role(t, &line);
        if (ndx_text_equal(line, t->values.names[number])) return true;
    }
    return false;
}

/* Whom company makes of a key; the key: it says nothing, or speaks for two. */
static uint32_t meant_in_company(const tally *t, uint32_t key, setting in) {
    uint32_t person = key;
    for (uint32_t i = t->counted[key].meanings; i != NO_ALIAS; i = t->meaning[i].next) {
        const meaning *m = &t->meaning[i];
        if (m->company == NDX_NO_NAME || in.year < m->first_year || in.year > m->last_year ||
            !is_named(t, in.people, m->company))
            continue;
        if (person != key && person != m->person) return key;
        person = m->person;
    }
    return person;
}

/* The person a key means in an article: mostly the key itself. */
static uint32_t meant(const tally *t, uint32_t key, setting in) {
    bool told = false, company = false;
    uint32_t person = key;
    for (uint32_t i = t->counted[key].meanings; i != NO_ALIAS; i = t->meaning[i].next) {
        const meaning *m = &t->meaning[i];
        if (in.year < m->first_year || in.year > m->last_year) continue;
        company = company || m->company != NDX_NO_NAME;
        if (m->company != NDX_NO_NAME || (m->role && m->role != in.role)) continue;
        person = m->person;
        told = true;
        if (m->role) break;
    }
    return told || !company ? person : meant_in_company(t, key, in);
}

/* The next value: people's keys stand on lines, sections as their source lists them ("crude, ship"; "Arts; Books"). */
static bool next_value(const tally *t, ndx_text *rest, ndx_text *value) {
    if (t->field != NDX_FIELD_SECTION) return ndx_text_split(rest, '\n', value);
    if (rest->len == 0) return false;
    size_t end = 0;
    while (end < rest->len && rest->data[end] != ';' &&
           !(rest->data[end] == ',' && end + 1 < rest->len && rest->data[end + 1] == ' '))
        end++;
    *value = ndx_text_trim(ndx_text_slice(*rest, 0, end));
    *rest = ndx_text_slice(*rest, end + 1, rest->len);
    return true;
}

static bool count_match(void *context, const ndx_match *match) {
    tally *t = context;
    ndx_text rest = ndx_index_facet(t->index, match->number, t->field), value;
    setting in = {match->day == NDX_NO_DAY ? 0 : ndx_day_civil(match->day).year, 0, rest};
    t->matches++;
    t->without += rest.len == 0;
    while (next_value(t, &rest, &value)) {
        in.role = cut_role(t, &value);
        uint32_t number = value.len ? number_of(t, value) : NDX_NO_NAME;
        if (t->failed) return false;
        if (number != NDX_NO_NAME) number = meant(t, number, in);
        if (number == NDX_NO_NAME || t->counted[number].last == t->matches) continue;
        t->counted[number].last = t->matches;
        t->counted[number].articles++;
    }
    return true;
}

/* --- from counts to buckets --------------------------------------------------------------------------- */

/* How many articles of the whole index have each value, where terms tell and values are few; people are looked up one by one
 * when they are named. */
typedef struct spread {
    const tally *t;
    size_t prefix_len;
    uint64_t *of; /* by number; 0: not known */
} spread;

static bool spread_term(void *context, ndx_text term, uint64_t articles) {
    spread *s = context;
    uint32_t number = ndx_names_find(&s->t->values, ndx_text_slice(term, s->prefix_len, term.len));
    if (number != NDX_NO_NAME) s->of[number] = articles;
    return true;
}

static ndx_status find_spread(const tally *t, uint64_t *of, ndx_error *err) {
    const ndx_field_info *info = ndx_field_get(t->field);
    spread s = {t, strlen(info->prefix), of};
    if (t->field == NDX_FIELD_PEOPLE || (info->kind != NDX_EXACT && info->kind != NDX_LIST)) return NDX_OK;
    return ndx_index_each_term(t->index, ndx_text_of(info->prefix), spread_term, &s, err);
}

typedef struct rank {
    uint64_t articles;
    ndx_text value;
    uint32_t number;
} rank;

static int most_first(const void *a, const void *b) {
    const rank *x = a, *y = b;
    if (x->articles != y->articles) return x->articles < y->articles ? 1 : -1;
    return ndx_text_compare(x->value, y->value);
}

/* Share among the matches over share in the index, each with half an article more, so that rare values do not
 * shout. */
static double over_representation(const ndx_bucket *bucket, uint64_t matches, uint64_t all) {
    if (bucket->of == 0) return 0;
    return ((double)bucket->articles + 0.5) / ((double)matches + 1) /
           (((double)bucket->of + 0.5) / ((double)all + 1));
}

static ndx_status make_buckets(const tally *t, ndx_buckets *buckets, ndx_error *err) {
    size_t room = t->values.count ? t->values.count : 1, count = 0;
    ndx_arena *arena = &buckets->arena;
    uint64_t *of = ndx_arena_array(arena, room, sizeof *of);
    rank *ranks = ndx_arena_array(arena, room, sizeof *ranks);
    buckets->bucket = calloc(room, sizeof *buckets->bucket);
    if (!buckets->bucket || arena->failed) return ndx_fail_memory(err);
    ndx_status status = find_spread(t, of, err);
    if (status) return status;
    for (uint32_t i = 0; i < t->values.count; i++)
        if (t->counted[i].articles) ranks[count++] = (rank){t->counted[i].articles, t->values.names[i], i};
    if (count) qsort(ranks, count, sizeof *ranks, most_first);
    buckets->capacity = room;
    buckets->matches = t->matches;
    buckets->undated = t->without;
    for (size_t i = 0; i < count; i++) {
        ndx_bucket *bucket = &buckets->bucket[buckets->count++];
        *bucket = (ndx_bucket){.name = ndx_arena_copy(arena, ranks[i].value),
                               .articles = ranks[i].articles,
                               .of = of[ranks[i].number],
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
    ndx_status status =
        field == NDX_FIELD_PEOPLE ? ndx_index_each_alias(index, add_meaning, &t, err) : NDX_OK;
    if (!status && !t.failed) status = ndx_index_each(index, expr, count_match, &t, err);
    if (!status && t.failed) status = ndx_fail_memory(err);
    if (!status) status = make_buckets(&t, buckets, err);
    ndx_names_clear(&t.values);
    free(t.counted);
    free(t.meaning);
    if (status) ndx_buckets_clear(buckets);
    return status;
}

ndx_status ndx_buckets_name_people(ndx_index *index, ndx_buckets *buckets, size_t count, ndx_error *err) {
    ndx_persons *persons;
    uint64_t all = ndx_index_count(index);
    ndx_status status = ndx_persons_new(index, &persons, err);
    for (size_t i = 0; i < count && i < buckets->count && !status; i++) {
        ndx_bucket *bucket = &buckets->bucket[i];
        ndx_text written;
        status = ndx_persons_about(persons, bucket->name, &written, &bucket->of, err);
        if (status) break;
        bucket->label = ndx_arena_copy(&buckets->arena, written);
        bucket->score = over_representation(bucket, buckets->matches, all);
    }
    ndx_persons_free(persons);
    return status ? status : buckets->arena.failed ? ndx_fail_memory(err) : NDX_OK;
}

void ndx_buckets_clear(ndx_buckets *buckets) {
    free(buckets->bucket);
    ndx_arena_clear(&buckets->arena);
    *buckets = (ndx_buckets){0};
}
