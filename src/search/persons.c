/* Persons of the index: what they are called, and how many articles name them. */
#include "persons.h"

#include "plan.h"

#include <stdlib.h>
#include <string.h>

#define KNOWN_NAMES_MAX 200000u /* remembered; then all is forgotten */

/* Whom a key means in company. */
typedef struct company {
    uint32_t key, person, other; /* among company_keys */
    int32_t first_year, last_year;
} company;

struct ndx_persons {
    ndx_index *index;
    ndx_name_list group;
    ndx_buf scratch;
    ndx_names keys;   /* asked before: "year role key" */
    ndx_text *called; /* by number: what the person is called; empty: nobody */
    size_t called_capacity;
    ndx_arena arena;
    bool knows_company; /* the next are read */
    ndx_names company_keys;
    struct company *company; /* aliases that depend on it */
    size_t company_count, company_capacity;
    ndx_text *shown; /* answers of the last call */
    size_t shown_capacity;
};

ndx_status ndx_persons_new(ndx_index *index, ndx_persons **persons, ndx_error *err) {
    *persons = calloc(1, sizeof **persons);
    if (!*persons) return ndx_fail_memory(err);
    (*persons)->index = index;
    return NDX_OK;
}

static void forget(ndx_persons *persons) {
    ndx_names_clear(&persons->keys);
    ndx_arena_clear(&persons->arena);
}

void ndx_persons_free(ndx_persons *persons) {
    if (!persons) return;
    forget(persons);
    ndx_name_list_clear(&persons->group);
    ndx_buf_clear(&persons->scratch);
    ndx_names_clear(&persons->company_keys);
    free(persons->company);
    free(persons->called);
    free(persons->shown);
    free(persons);
}

/* --- one name ------------------------------------------------------------------------------------------- */

/* *name is NULL when the index does not know the key; good until the next call. */
static ndx_status find_name(ndx_persons *persons, ndx_text key, const ndx_name **name, ndx_error *err) {
    *name = NULL;
    ndx_buf_reset(&persons->scratch);
    ndx_name_group(&persons->scratch, key);
    ndx_status status = ndx_buf_status(&persons->scratch, err);
    if (!status)
        status = ndx_index_names(persons->index, ndx_buf_text(&persons->scratch), &persons->group, err);
    for (size_t i = 0; i < persons->group.count && !status && !*name; i++)
        if (ndx_text_equal(persons->group.names[i].key, key)) *name = &persons->group.names[i];
    return status;
}

/* The alias that an article of the year and role is found by: one of that role before one of any. */
static const ndx_alias *alias_of(const ndx_name *name, int32_t year, uint8_t role) {
    const ndx_alias *found = NULL;
    for (size_t i = 0; i < name->is_count; i++) {
        const ndx_alias *alias = &name->is[i];
        if (year < alias->first_year || year > alias->last_year || alias->company.len) continue;
        if (alias->role == role && role) return alias;
        if (!alias->role && !found) found = alias;
    }
    return found;
}

ndx_text ndx_name_meant(const ndx_name *name, int32_t year, uint8_t role) {
    const ndx_alias *alias = alias_of(name, year, role);
    return alias ? alias->person : name->key;
}

uint64_t ndx_name_alias_articles(const ndx_name *name, const ndx_alias *alias) {
    uint64_t articles = 0;
    for (size_t i = 0; i < name->year_count; i++) {
        const ndx_alias *found = alias_of(name, name->years[i].year, name->years[i].role);
        bool same = found ? alias && found->first_year == alias->first_year && found->role == alias->role &&
                                !alias->company.len && ndx_text_equal(found->person, alias->person)
                          : !alias;
        if (same) articles += name->years[i].articles;
    }
    return articles;
}

uint64_t ndx_name_own_articles(const ndx_name *name) {
    return ndx_name_alias_articles(name, NULL);
}

/* An article in which a name stands. */
typedef struct standing {
    ndx_text key;
    int32_t year;
    uint8_t role;
} standing;

static ndx_status look_up(ndx_persons *persons, standing asked, ndx_text *called, ndx_error *err) {
    ndx_text key = asked.key;
    const ndx_name *name;
    ndx_status status = find_name(persons, key, &name, err);
    *called = (ndx_text){"", 0};
    if (status) return status;
    if (!name) { /* the key is the caller's, and what is remembered outlives it */
        *called = ndx_arena_copy(&persons->arena, key);
        return persons->arena.failed ? ndx_fail_memory(err) : NDX_OK;
    }
    ndx_text person = ndx_arena_copy(&persons->arena, ndx_name_meant(name, asked.year, asked.role));
    *called = name->written;
    if (person.len == 0) *called = person;
    if (person.len && !ndx_text_equal(person, key)) {
        status = find_name(persons, person, &name, err);
        *called = name ? name->written : person;
    }
    *called = ndx_arena_copy(&persons->arena, *called);
    return !status && persons->arena.failed ? ndx_fail_memory(err) : status;
}

/* As look_up, but what was asked before is not looked up again. */
static ndx_status called_in(ndx_persons *persons, standing in, ndx_text *called, ndx_error *err) {
    ndx_buf asked = {0};
    ndx_status status = NDX_OK;
    *called = (ndx_text){"", 0};
    ndx_buf_addf(&asked, "%d %u %.*s", in.year, in.role, NDX_ARG(in.key));
    size_t before = persons->keys.count;
    ndx_text *grown = ndx_grow(persons->called, before, &persons->called_capacity, sizeof *grown);
    if (grown) persons->called = grown;
    uint32_t number =
        grown && !asked.failed ? ndx_names_add(&persons->keys, ndx_buf_text(&asked)) : NDX_NO_NAME;
    ndx_buf_clear(&asked);
    if (number == NDX_NO_NAME) return ndx_fail_memory(err);
    if (persons->keys.count > before) status = look_up(persons, in, &grown[number], err);
    if (status != NDX_OK)
        forget(persons); /* so that it is asked again */
    else
        *called = grown[number];
    return status;
}

/* --- answers -------------------------------------------------------------------------------------------- */

/* Nothing is forgotten while answers are gathered: they are views of what is remembered. */
static void begin_answers(ndx_persons *persons, size_t *count) {
    if (persons->keys.count >= KNOWN_NAMES_MAX) forget(persons);
    *count = 0;
}

/* What the person of a key is called joins the answers, once. */
static ndx_status answer(ndx_persons *persons, standing asked, size_t *count, ndx_error *err) {
    ndx_text called;
    ndx_text *grown = ndx_grow(persons->shown, *count, &persons->shown_capacity, sizeof *grown);
    if (!grown) return ndx_fail_memory(err);
    persons->shown = grown;
    ndx_status status = called_in(persons, asked, &called, err);
    bool again = called.len == 0;
    for (size_t k = 0; k < *count && !again; k++) again = ndx_text_equal(grown[k], called);
    if (!status && !again) grown[(*count)++] = called;
    return status;
}

/* --- people of an article ------------------------------------------------------------------------------- */

typedef struct company_reading {
    ndx_persons *persons;
    bool failed;
} company_reading;

static bool add_company(void *context, const ndx_alias *alias) {
    company_reading *reading = context;
    ndx_persons *persons = reading->persons;
    if (!alias->company.len || !alias->person.len) return true;
    company *grown =
        ndx_grow(persons->company, persons->company_count, &persons->company_capacity, sizeof *grown);
    reading->failed = !grown;
    if (!grown) return false;
    persons->company = grown;
    company one = {ndx_names_add(&persons->company_keys, alias->key),
                   ndx_names_add(&persons->company_keys, alias->person),
                   ndx_names_add(&persons->company_keys, alias->company), alias->first_year,
                   alias->last_year};
    reading->failed = one.key == NDX_NO_NAME || one.person == NDX_NO_NAME || one.other == NDX_NO_NAME;
    if (reading->failed) return false;
    grown[persons->company_count++] = one;
    return true;
}

static int by_key(const void *a, const void *b) {
    uint32_t x = ((const company *)a)->key, y = ((const company *)b)->key;
    return (x > y) - (x < y);
}

static ndx_status know_company(ndx_persons *persons, ndx_error *err) {
    if (persons->knows_company) return NDX_OK;
    company_reading reading = {persons, false};
    ndx_status status = ndx_index_each_alias(persons->index, add_company, &reading, err);
    if (status == NDX_OK && reading.failed) status = ndx_fail_memory(err);
    persons->knows_company = status == NDX_OK;
    if (persons->company_count)
        qsort(persons->company, persons->company_count, sizeof *persons->company, by_key);
    return status;
}

static bool names_key(const ndx_facts *facts, ndx_text key) {
    for (size_t i = 0; i < facts->person_count; i++)
        if (ndx_text_equal(facts->people[i].key, key)) return true;
    return false;
}

/* Whom the company in an article makes of a name; empty: it says nothing, or speaks for two. */
static ndx_text meant_in_company(const ndx_persons *persons, const ndx_facts *facts, standing asked) {
    ndx_text found = {"", 0};
    uint32_t key = persons->company_count ? ndx_names_find(&persons->company_keys, asked.key) : NDX_NO_NAME;
    size_t low = 0, high = persons->company_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (persons->company[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low; i < persons->company_count && persons->company[i].key == key; i++) {
        const company *c = &persons->company[i];
        ndx_text met = persons->company_keys.names[c->person];
        if (asked.year < c->first_year || asked.year > c->last_year ||
            !names_key(facts, persons->company_keys.names[c->other]))
            continue;
        if (found.len && !ndx_text_equal(found, met)) return (ndx_text){"", 0};
        found = met;
    }
    return found;
}

/* Company is asked only where neither role nor year tells. */
static ndx_status ask_company(ndx_persons *persons, const ndx_facts *facts, standing *asked, ndx_error *err) {
    ndx_text met = meant_in_company(persons, facts, *asked);
    const ndx_name *name = NULL;
    ndx_status status = met.len ? find_name(persons, asked->key, &name, err) : NDX_OK;
    if (name && !alias_of(name, asked->year, asked->role)) *asked = (standing){met, asked->year, 0};
    return status;
}

ndx_status ndx_persons_of(ndx_persons *persons, const ndx_article *article, const ndx_text **names,
                          size_t *count, ndx_error *err) {
    const ndx_facts *facts = &article->facts;
    int32_t year = article->date.day == NDX_NO_DAY ? 0 : ndx_day_civil(article->date.day).year;
    begin_answers(persons, count);
    ndx_status status = know_company(persons, err);
    for (size_t i = 0; i < facts->person_count && !status; i++) {
        standing asked = {facts->people[i].key, year, facts->people[i].role_code};
        status = ask_company(persons, facts, &asked, err);
        if (!status) status = answer(persons, asked, count, err);
    }
    *names = persons->shown;
    return status;
}

/* --- one person ----------------------------------------------------------------------------------------- */

/* Articles that name the person by any of the names, each once. */
static ndx_status count_articles(ndx_persons *persons, ndx_text key, uint64_t *articles, ndx_error *err) {
    ndx_plan *plan;
    ndx_hits hits = {0};
    ndx_expr *expr = NULL;
    ndx_find_options options = {.limit = 1, .count_exactly = true, .around = NDX_NO_DAY};
    static const ndx_plan_options none;
    ndx_status status = ndx_plan_begin(persons->index, &none, &plan, err);
    if (status) return status;
    status = ndx_plan_person(plan, key, &expr, err);
    if (!status) status = ndx_index_find(persons->index, expr, &options, &hits, err);
    *articles = hits.total;
    ndx_hits_clear(&hits);
    ndx_plan_free(plan);
    return status;
}

static bool depends_on_company(const ndx_name *name) {
    for (size_t i = 0; i < name->is_count; i++)
        if (name->is[i].company.len) return true;
    return false;
}

ndx_status ndx_persons_about(ndx_persons *persons, ndx_text key, ndx_text *written, uint64_t *articles,
                             ndx_error *err) {
    const ndx_name *name;
    *written = key;
    *articles = 0;
    ndx_status status = find_name(persons, key, &name, err);
    if (status || !name) return status;
    *written = name->written;
    *articles = ndx_name_own_articles(name);
    bool counted = name->has_count || depends_on_company(name);
    return counted ? count_articles(persons, key, articles, err) : NDX_OK;
}

/* --- completion ----------------------------------------------------------------------------------------- */

typedef struct candidate {
    ndx_text key;
    uint64_t articles;
} candidate;

typedef struct completion {
    ndx_text prefix; /* folded */
    candidate *at;
    size_t count, capacity;
    ndx_arena *arena;
    bool failed;
} completion;

static int most_first(const void *a, const void *b) {
    const candidate *x = a, *y = b;
    if (x->articles != y->articles) return x->articles < y->articles ? 1 : -1;
    return ndx_text_compare(x->key, y->key);
}

static bool consider(void *context, ndx_text term, uint64_t articles) {
    completion *c = context;
    ndx_text key = ndx_text_slice(term, strlen(ndx_field_get(NDX_FIELD_PEOPLE)->prefix), term.len);
    if (key.len == 0 || (key.data[0] >= 'A' && key.data[0] <= 'Z')) return true; /* another kind of term */
    if (!ndx_text_starts(key, c->prefix) && !ndx_text_starts(ndx_name_surname(key), c->prefix)) return true;
    candidate *grown = ndx_grow(c->at, c->count, &c->capacity, sizeof *grown);
    c->failed |= !grown;
    if (c->failed) return false;
    c->at = grown;
    grown[c->count++] = (candidate){ndx_arena_copy(c->arena, key), articles};
    return true;
}

/* Names as the index calls them, each person once, in the order of the candidates. */
static ndx_status call_candidates(ndx_persons *persons, const completion *c, size_t limit, size_t *count,
                                  ndx_error *err) {
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < c->count && *count < limit && !status; i++)
        status = answer(persons, (standing){c->at[i].key, 0, 0}, count, err);
    return status;
}

ndx_status ndx_persons_complete(ndx_persons *persons, ndx_text prefix, size_t limit, const ndx_text **names,
                                size_t *count, ndx_error *err) {
    ndx_buf folded = {0};
    begin_answers(persons, count);
    ndx_fold(&folded, ndx_text_trim(prefix));
    completion c = {.prefix = ndx_buf_text(&folded), .arena = &persons->arena};
    ndx_status status = ndx_buf_status(&folded, err);
    if (!status)
        status = ndx_index_each_term(persons->index, ndx_text_of(ndx_field_get(NDX_FIELD_PEOPLE)->prefix),
                                     consider, &c, err);
    if (!status && (c.failed || persons->arena.failed)) status = ndx_fail_memory(err);
    if (c.count) qsort(c.at, c.count, sizeof *c.at, most_first);
    if (!status) status = call_candidates(persons, &c, limit, count, err);
    *names = persons->shown;
    free(c.at);
    ndx_buf_clear(&folded);
    return status;
}
