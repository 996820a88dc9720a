/* Whom a name that says less than a full one means, year by year. */
#include <stdlib.h>

#include "identity.h"

#define NEAR_YEARS 1 /* before and after, whose articles count as evidence too */
#define ARTICLES_LEAST 3
#define NEARLY_ALL 0.9 /* of the articles of all persons the name fits */
#define OWN_MOST 4 /* a full name may not be this many times more frequent than the person's fuller ones, */
#define OWN_MOST_LONE 20 /* nor a surname, which stands alone more often ("President Reagan said") */
#define WELL_KNOWN                                                                                           \
    20 /* articles: beside these one who is met once is a slip of the pen, and both figures above are doubled */

/* Articles of one year that name somebody whom the weak name fits, by a fuller name. */
typedef struct sighting {
    int32_t year;
    uint32_t person, articles;
} sighting;

typedef struct period_finder {
    ndx_identity *identity;
    const uint32_t *member;
    size_t count;
    name_parts
        *parts; /* of the members, taken apart when first looked at: a key without bytes has not been */
    sighting *seen;
    size_t seen_count, seen_capacity;
    uint64_t *weight; /* by place of the person's name in `person` */
    uint32_t *person;
    size_t persons;
    bool failed;
} period_finder;

/* 0: a full name; the less a name says, the later its turn, for what is known by then counts as evidence for it. */
static unsigned weakness(const identity_name *name) {
    return name->lone ? 3 : name->bare_initials ? 2 : name->ambiguous ? 1 : 0;
}

static const name_parts *parts_of(period_finder *f, size_t member) {
    name_parts *parts = &f->parts[member];
    if (parts->key.len == 0) name_parts_of(parts, identity_key(f->identity, f->member[member]));
    return parts;
}

/* The person a name means in a year, as far as that is known by now. */
static uint32_t meant_in(const ndx_identity *identity, uint32_t number, int32_t year) {
    for (uint32_t i = identity->name[number].periods; i != NO_NUMBER; i = identity->period[i].next)
        if (year >= identity->period[i].first && year <= identity->period[i].last)
            return identity_person(identity, identity->period[i].person);
    return identity_person(identity, number);
}

static void see(period_finder *f, sighting seen) {
    void *grown = ndx_grow(f->seen, f->seen_count, &f->seen_capacity, sizeof *f->seen);
    if (!grown) {
        f->failed = true;
        return;
    }
    f->seen = grown;
    f->seen[f->seen_count++] = seen;
}

static int by_year(const void *a, const void *b) {
    const sighting *x = a, *y = b;
    if (x->year != y->year) return x->year < y->year ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person);
}

/* A lone surname says nothing that could fail to fit but itself. */
static bool may_mean(period_finder *f, size_t weak, size_t other) {
    const name_parts *a = parts_of(f, weak), *b = parts_of(f, other);
    return f->identity->name[f->member[weak]].lone ? identity_same_surname(a, b)
                                                   : identity_match(a, b) >= NDX_NAME_POSSIBLE;
}

/* All sightings of persons by names that say more than member `weak`, in the order of years. */
static void gather_sightings(period_finder *f, size_t weak) {
    ndx_identity *identity = f->identity;
    const identity_name *asked = &identity->name[f->member[weak]];
    unsigned own = weakness(asked);
    f->seen_count = 0;
    for (size_t i = 0; i < f->count && !f->failed; i++) {
        uint32_t number = f->member[i];
        if (i == weak || weakness(&identity->name[number]) >= own) continue;
        if (!name_marks_meet(&asked->marks, &identity->name[number].marks)) continue;
        if (identity_said_different(identity, f->member[weak], number)) continue;
        if (!may_mean(f, weak, i)) continue;
        for (uint32_t k = identity->name[number].years; k != NO_NUMBER; k = identity->year[k].next) {
            ndx_name_year year = identity->year[k].year;
            see(f, (sighting){year.year, meant_in(identity, number, year.year), year.articles});
        }
    }
    if (f->seen_count) qsort(f->seen, f->seen_count, sizeof *f->seen, by_year);
}

static void weigh(period_finder *f, const sighting *seen) {
    size_t i = 0;
    while (i < f->persons && f->person[i] != seen->person) i++;
    if (i == f->persons) f->weight[i] = 0, f->person[f->persons++] = seen->person;
    f->weight[i] += seen->articles;
}

/* The person who has nearly all articles around the year; NO_NUMBER when nobody has, or too few to tell. */
static uint32_t person_of_year(period_finder *f, ndx_name_year own, bool lone) {
    uint64_t rivals = 0;
    size_t best = 0;
    f->persons = 0;
    for (size_t i = 0; i < f->seen_count; i++) {
        const sighting *seen = &f->seen[i];
        if (own.year && seen->year < own.year - NEAR_YEARS) continue;
        if (own.year && seen->year > own.year + NEAR_YEARS) break;
        weigh(f, seen);
    }
    for (size_t i = 1; i < f->persons; i++)
        if (f->weight[i] > f->weight[best]) best = i;
    for (size_t i = 0; i < f->persons; i++)
        if (i != best && (f->weight[i] > 1 || f->weight[best] < WELL_KNOWN)) rivals += f->weight[i];
    uint64_t own_most =
        (lone ? OWN_MOST_LONE : OWN_MOST) * (f->persons && f->weight[best] >= WELL_KNOWN ? UINT64_C(2) : 1);
    bool clear = f->persons && f->weight[best] >= ARTICLES_LEAST &&
                 (double)f->weight[best] >= NEARLY_ALL * (double)(f->weight[best] + rivals) &&
                 f->weight[best] * own_most >= own.articles;
    return clear ? f->person[best] : NO_NUMBER;
}

static int by_own_year(const void *a, const void *b) {
    const ndx_name_year *x = a, *y = b;
    return (x->year > y->year) - (x->year < y->year);
}

static bool add_period(ndx_identity *identity, uint32_t number, identity_period period) {
    identity_period *grown =
        ndx_grow(identity->period, identity->period_count, &identity->period_capacity, sizeof *grown);
    if (!grown) return false;
    identity->period = grown;
    period.next = identity->name[number].periods;
    grown[identity->period_count] = period;
    identity->name[number].periods = (uint32_t)identity->period_count++;
    return true;
}

/* Years of one person that follow one another, among those that have the name, are one period; all years: always. */
static bool keep_periods(ndx_identity *identity, uint32_t number, const ndx_name_year *year,
                         const uint32_t *person, size_t count) {
    bool enough = true, always = count > 0 && person[0] != NO_NUMBER;
    for (size_t i = 1; i < count; i++) always = always && person[i] == person[0];
    if (always) return add_period(identity, number, (identity_period){0, NDX_YEAR_ANY, person[0], 0});
    for (size_t end = count; end > 0 && enough;) { /* the chain grows at its head: the last first */
        size_t first = end - 1;
        while (first > 0 && person[first - 1] == person[end - 1] && year[first - 1].year != 0) first--;
        if (person[first] != NO_NUMBER && year[first].year != 0)
            enough = add_period(identity, number,
                                (identity_period){year[first].year, year[end - 1].year, person[first], 0});
        end = first;
    }
    return enough;
}

static void find_periods_of(period_finder *f, size_t weak) {
    ndx_identity *identity = f->identity;
    uint32_t number = f->member[weak];
    size_t count = 0;
    for (uint32_t i = identity->name[number].years; i != NO_NUMBER; i = identity->year[i].next) count++;
    ndx_name_year *years = calloc(count + 1, sizeof *years);
    uint32_t *persons = calloc(count + 1, sizeof *persons);
    f->failed = f->failed || !years || !persons;
    if (!f->failed) gather_sightings(f, weak);
    if (!f->failed && f->seen_count) {
        count = 0;
        for (uint32_t i = identity->name[number].years; i != NO_NUMBER; i = identity->year[i].next)
            years[count++] = identity->year[i].year;
        if (count) qsort(years, count, sizeof *years, by_own_year);
        for (size_t i = 0; i < count; i++)
            persons[i] = person_of_year(f, years[i], identity->name[number].lone);
        f->failed = !keep_periods(identity, number, years, persons, count);
    }
    free(years);
    free(persons);
}

/* Nobody's name as yet, and not what the user calls somebody. */
static bool stands_alone(const identity_name *name, uint32_t number) {
    return name->person == number && name->keys_count <= 1 && !name->chosen;
}

static bool has_weak(const ndx_identity *identity, const uint32_t *member, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (weakness(&identity->name[member[i]])) return true;
    return false;
}

bool identity_find_periods(ndx_identity *identity, const uint32_t *member, size_t count) {
    if (count < 2 || !has_weak(identity, member, count)) return true;
    period_finder f = {.identity = identity,
                       .member = member,
                       .count = count,
                       .parts = calloc(count, sizeof *f.parts),
                       .weight = calloc(count, sizeof *f.weight),
                       .person = calloc(count, sizeof *f.person)};
    f.failed = !f.parts || !f.weight || !f.person;
    for (unsigned turn = 1; turn <= 3 && !f.failed; turn++)
        for (size_t i = 0; i < count && !f.failed; i++)
            if (stands_alone(&identity->name[member[i]], member[i]) &&
                weakness(&identity->name[member[i]]) == turn)
                find_periods_of(&f, i);
    free(f.parts);
    free(f.weight);
    free(f.person);
    free(f.seen);
    return !f.failed;
}
