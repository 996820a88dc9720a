/* Whom a name that says less than a full one means, year by year and by the roles stated with it. */
#include <stdlib.h>

#include "identity.h"

#define NEAR_YEARS 1 /* before and after, whose articles count as evidence too */
#define ARTICLES_LEAST 3
#define ARTICLES_LEAST_ROLE 2 /* that state the role with a fuller name */
#define NEARLY_ALL 0.9        /* of the articles of all persons the name fits */
#define OWN_MOST 4 /* a full name may not be this many times more frequent than the person's fuller ones, */
#define OWN_MOST_LONE 20 /* nor a surname, which stands alone more often ("President Reagan said") */
#define WELL_KNOWN                                                                                           \
    20 /* articles: beside these one who is met once is a slip of the pen, and both figures above are doubled */

/* Articles of one year that name somebody whom the weak name fits, by a fuller name, and state the role. */
typedef struct sighting {
    int32_t year;
    uint32_t person, articles;
    uint8_t role;
} sighting;

typedef struct period_finder {
    ndx_identity *identity;
    const uint32_t *member;
    size_t count;
    name_parts
        *parts; /* of the members, taken apart when first looked at: a key without bytes has not been */
    sighting *seen;
    size_t seen_count, seen_capacity;
    uint32_t *known; /* names that the weak one may stand for */
    size_t known_count;
    uint64_t *weight; /* by place of the person's name in `person` */
    uint32_t *person;
    size_t persons;
    bool failed;
} period_finder;

unsigned identity_weakness(const identity_name *name) {
    return name->lone ? 3 : name->bare_initials ? 2 : name->ambiguous ? 1 : 0;
}

static const name_parts *parts_of(period_finder *f, size_t member) {
    name_parts *parts = &f->parts[member];
    if (parts->key.len == 0) name_parts_of(parts, identity_key(f->identity, f->member[member]));
    return parts;
}

uint32_t identity_meant_in(const ndx_identity *identity, uint32_t number, int32_t year, uint8_t role) {
    uint32_t person = number;
    for (uint32_t i = identity->name[number].periods; i != NO_NUMBER; i = identity->period[i].next) {
        const identity_period *period = &identity->period[i];
        if (year < period->first || year > period->last || (period->role && period->role != role)) continue;
        if (period->company.len) continue;
        person = period->person;
        if (period->role) break;
    }
    return identity_person(identity, person);
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
    if (x->person != y->person) return x->person < y->person ? -1 : 1;
    return (x->role > y->role) - (x->role < y->role);
}

/* A lone surname says nothing that could fail to fit but itself. */
static bool may_mean(period_finder *f, size_t weak, size_t other) {
    const name_parts *a = parts_of(f, weak), *b = parts_of(f, other);
    return f->identity->name[f->member[weak]].lone ? identity_same_surname(a, b)
                                                   : identity_match(a, b) >= NDX_NAME_POSSIBLE;
}

static void see_all(period_finder *f, uint32_t number) {
    const ndx_identity *identity = f->identity;
    f->known[f->known_count++] = number;
    for (uint32_t k = identity->name[number].years; k != NO_NUMBER; k = identity->year[k].next) {
        ndx_name_year year = identity->year[k].year;
        see(f, (sighting){year.year, identity_meant_in(identity, number, year.year, year.role), year.articles,
                          year.role});
    }
}

/* All sightings of persons by names that say more than member `weak`. */
static void see_fuller_names(period_finder *f, size_t weak) {
    ndx_identity *identity = f->identity;
    const identity_name *asked = &identity->name[f->member[weak]];
    unsigned own = identity_weakness(asked);
    for (size_t i = 0; i < f->count && !f->failed; i++) {
        uint32_t number = f->member[i];
        if (i == weak || identity_weakness(&identity->name[number]) >= own) continue;
        if (!name_marks_meet(&asked->marks, &identity->name[number].marks)) continue;
        if (identity_said_different(identity, f->member[weak], number)) continue;
        if (may_mean(f, weak, i)) see_all(f, number);
    }
}

/* Sightings of namesakes by what was stated of them. */
static void see_namesakes(period_finder *f, uint32_t person) {
    for (size_t i = 0; i < f->count && !f->failed; i++)
        if (f->identity->name[f->member[i]].person == person) see_all(f, f->member[i]);
    size_t kept = 0;
    for (size_t i = 0; i < f->seen_count; i++)
        if (f->seen[i].person != person) f->seen[kept++] = f->seen[i];
    f->seen_count = kept;
}

/* In the order of years. */
static void gather_sightings(period_finder *f, size_t weak) {
    uint32_t number = f->member[weak];
    f->seen_count = f->known_count = 0;
    if (f->identity->name[number].split)
        see_namesakes(f, number);
    else
        see_fuller_names(f, weak);
    if (f->seen_count) qsort(f->seen, f->seen_count, sizeof *f->seen, by_year);
}

static void weigh(period_finder *f, const sighting *seen) {
    size_t i = 0;
    while (i < f->persons && f->person[i] != seen->person) i++;
    if (i == f->persons) f->weight[i] = 0, f->person[f->persons++] = seen->person;
    f->weight[i] += seen->articles;
}

/* The person who has nearly all articles around the year, of those that state the role if there is one; NO_NUMBER when nobody has,
 * or too few to tell. */
static uint32_t person_of_year(period_finder *f, ndx_name_year own, bool lone) {
    uint64_t rivals = 0;
    size_t best = 0;
    f->persons = 0;
    for (size_t i = 0; i < f->seen_count; i++) {
        const sighting *seen = &f->seen[i];
        if (own.year && seen->year < own.year - NEAR_YEARS) continue;
        if (own.year && seen->year > own.year + NEAR_YEARS) break;
        if (!own.role || seen->role == own.role) weigh(f, seen);
    }
    for (size_t i = 1; i < f->persons; i++)
        if (f->weight[i] > f->weight[best]) best = i;
    for (size_t i = 0; i < f->persons; i++)
        if (i != best && (f->weight[i] > 1 || f->weight[best] < WELL_KNOWN)) rivals += f->weight[i];
    uint64_t own_most =
        (lone ? OWN_MOST_LONE : OWN_MOST) * (f->persons && f->weight[best] >= WELL_KNOWN ? UINT64_C(2) : 1);
    bool clear = f->persons && f->weight[best] >= (own.role ? ARTICLES_LEAST_ROLE : ARTICLES_LEAST) &&
                 (double)f->weight[best] >= NEARLY_ALL * (double)(f->weight[best] + rivals) &&
                 f->weight[best] * own_most >= own.articles;
    return clear ? f->person[best] : NO_NUMBER;
}

static int by_own_year(const void *a, const void *b) {
    const ndx_name_year *x = a, *y = b;
    if (x->role != y->role) return x->role < y->role ? -1 : 1;
    return (x->year > y->year) - (x->year < y->year);
}

bool identity_add_period(ndx_identity *identity, uint32_t number, identity_period period) {
    identity_period *grown =
        ndx_grow(identity->period, identity->period_count, &identity->period_capacity, sizeof *grown);
    if (!grown) return false;
    identity->period = grown;
    period.next = identity->name[number].periods;
    grown[identity->period_count] = period;
    identity->name[number].periods = (uint32_t)identity->period_count++;
    return true;
}

/* Years of one person that follow one another, among those that have the name, are one period; all years: always. The role is
 * that of the first. */
static bool keep_periods(ndx_identity *identity, uint32_t number, const ndx_name_year *year,
                         const uint32_t *person, size_t count) {
    bool enough = true, always = count > 0 && person[0] != NO_NUMBER;
    uint8_t role = count ? year[0].role : 0;
    for (size_t i = 1; i < count; i++) always = always && person[i] == person[0];
    if (always)
        return identity_add_period(
            identity, number, (identity_period){.last = NDX_YEAR_ANY, .role = role, .person = person[0]});
    for (size_t end = count; end > 0 && enough;) { /* the chain grows at its head: the last first */
        size_t first = end - 1;
        while (first > 0 && person[first - 1] == person[end - 1] && year[first - 1].year != 0) first--;
        if (person[first] != NO_NUMBER && year[first].year != 0)
            enough = identity_add_period(identity, number,
                                         (identity_period){.first = year[first].year,
                                                           .last = year[end - 1].year,
                                                           .role = role,
                                                           .person = person[first]});
        end = first;
    }
    return enough;
}

/* The name's own articles: by year those that no namesake has by what they state, then those of each role. */
typedef struct own_years {
    ndx_name_year *year;
    uint32_t *person; /* of each, as it is found out */
    size_t count;     /* by year only */
    size_t all;
} own_years;

static bool gather_own(const ndx_identity *identity, uint32_t number, own_years *own) {
    size_t rows = 0;
    const identity_name *name = &identity->name[number];
    for (uint32_t i = name->years; i != NO_NUMBER; i = identity->year[i].next) rows++;
    *own =
        (own_years){calloc(2 * rows + 1, sizeof *own->year), calloc(2 * rows + 1, sizeof *own->person), 0, 0};
    if (!own->year || !own->person) return false;
    for (uint32_t i = name->years; i != NO_NUMBER; i = identity->year[i].next) {
        ndx_name_year year = identity->year[i].year;
        if (year.role) own->year[own->all++] = year;
        year.role = 0;
        if (!name->split ||
            identity_meant_in(identity, number, year.year, identity->year[i].year.role) == number)
            own->year[own->all++] = year;
    }
    if (own->all) qsort(own->year, own->all, sizeof *own->year, by_own_year);
    size_t kept = 0; /* one of each year without a role */
    for (size_t i = 0; i < own->all; i++) {
        if (kept && own->year[i].role == 0 && own->year[kept - 1].year == own->year[i].year)
            own->year[kept - 1].articles += own->year[i].articles;
        else
            own->year[kept++] = own->year[i];
    }
    own->all = kept;
    while (own->count < own->all && own->year[own->count].role == 0) own->count++;
    return true;
}

static uint32_t person_by_year(const own_years *own, int32_t year) {
    for (size_t i = 0; i < own->count; i++)
        if (own->year[i].year == year) return own->person[i];
    return NO_NUMBER;
}

/* A role is worth telling where it says another person than the year does. */
static bool keep_roles(ndx_identity *identity, uint32_t number, const own_years *own) {
    bool enough = true;
    for (size_t first = own->count, end; first < own->all && enough; first = end) {
        bool tells = false;
        for (end = first; end < own->all && own->year[end].role == own->year[first].role; end++)
            tells = tells || (own->person[end] != NO_NUMBER &&
                              own->person[end] != person_by_year(own, own->year[end].year));
        if (tells)
            enough = keep_periods(identity, number, own->year + first, own->person + first, end - first);
    }
    return enough;
}

/* Neither year nor role tells of all its articles which of several persons it means. */
static bool is_question(const period_finder *f, const own_years *own) {
    bool open = false, several = false;
    for (size_t i = 0; i < own->count; i++) open = open || own->person[i] == NO_NUMBER;
    for (size_t i = 1; i < f->seen_count && open; i++)
        several = several || f->seen[i].person != f->seen[0].person;
    return several;
}

static void find_periods_of(period_finder *f, size_t weak) {
    ndx_identity *identity = f->identity;
    uint32_t number = f->member[weak];
    const identity_name name = identity->name[number];
    own_years own;
    f->failed = !gather_own(identity, number, &own) || f->failed;
    if (!f->failed) gather_sightings(f, weak);
    for (size_t i = 0; i < own.all && !f->failed && f->seen_count; i++)
        own.person[i] = person_of_year(f, own.year[i], name.lone);
    if (!f->failed && f->seen_count)
        f->failed = !keep_periods(identity, number, own.year, own.person, own.count) ||
                    (!name.split && !keep_roles(identity, number, &own));
    if (!f->failed && is_question(f, &own))
        f->failed = !identity_ask(identity, number, f->known, f->known_count);
    free(own.year);
    free(own.person);
}

/* Nobody's name as yet, and not what the user calls somebody. */
static bool stands_alone(const identity_name *name, uint32_t number) {
    return name->person == number && name->keys_count <= 1 && !name->chosen;
}

/* Namesakes have the first turn: they are evidence for all others. */
static bool has_turn(const ndx_identity *identity, uint32_t number, unsigned turn) {
    const identity_name *name = &identity->name[number];
    if (turn == 0) return name->split;
    return stands_alone(name, number) && identity_weakness(name) == turn;
}

static bool has_weak(const ndx_identity *identity, const uint32_t *member, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (identity_weakness(&identity->name[member[i]]) || identity->name[member[i]].split) return true;
    return false;
}

bool identity_find_periods(ndx_identity *identity, const uint32_t *member, size_t count) {
    if (!has_weak(identity, member, count)) return true;
    period_finder f = {.identity = identity,
                       .member = member,
                       .count = count,
                       .parts = calloc(count, sizeof *f.parts),
                       .known = calloc(count, sizeof *f.known),
                       .weight = calloc(count + identity->namesakes, sizeof *f.weight),
                       .person = calloc(count + identity->namesakes, sizeof *f.person)};
    f.failed = !f.parts || !f.known || !f.weight || !f.person;
    for (unsigned turn = 0; turn <= 3 && !f.failed; turn++)
        for (size_t i = 0; i < count && !f.failed; i++)
            if (has_turn(identity, member[i], turn)) find_periods_of(&f, i);
    free(f.parts);
    free(f.known);
    free(f.weight);
    free(f.person);
    free(f.seen);
    return !f.failed;
}
