/* Which keys of an archive are one person: a pure function of the keys, their counts and the user's file. */
#include "identity.h"

#include <stdlib.h>
#include <string.h>

#define GROUP_MAX                                                                                            \
    1000             /* names of one surname that are compared; the rarer ones beyond stay for themselves  \
                        */
#define FEW_TIMES 20 /* a name this many times rarer than another does not make it ambiguous */

/* --- keys ----------------------------------------------------------------------------------------------- */

uint32_t identity_number(ndx_identity *identity, ndx_text key) {
    size_t before = identity->names.count;
    uint32_t number = ndx_names_add(&identity->names, key);
    if (number == NDX_NO_NAME) return NO_NUMBER;
    if (identity->names.count > before) {
        identity_name *grown = ndx_grow(identity->name, before, &identity->capacity, sizeof *grown);
        if (!grown) return NO_NUMBER;
        identity->name = grown;
        identity->name[number] = (identity_name){.years = NO_NUMBER,
                                                 .periods = NO_NUMBER,
                                                 .next_in_group = NO_NUMBER,
                                                 .person = number,
                                                 .lone = ndx_text_equal(ndx_name_surname(key), key)};
    }
    return number;
}

ndx_status ndx_identity_new(ndx_text conf, const char *conf_name, ndx_identity **out, ndx_error *err) {
    *out = NULL;
    ndx_identity *identity = calloc(1, sizeof *identity);
    if (!identity) return ndx_fail_memory(err);
    ndx_status status = identity_read_conf(identity, conf, conf_name, err);
    if (status == NDX_OK)
        *out = identity;
    else
        ndx_identity_free(identity);
    return status;
}

void ndx_identity_free(ndx_identity *identity) {
    if (!identity) return;
    ndx_names_clear(&identity->names);
    free(identity->name);
    free(identity->year);
    free(identity->period);
    ndx_arena_clear(&identity->arena);
    free(identity->same);
    free(identity->different);
    free(identity->key);
    free(identity);
}

static bool add_year(ndx_identity *identity, identity_name *name, ndx_name_year year) {
    for (uint32_t i = name->years; i != NO_NUMBER; i = identity->year[i].next)
        if (identity->year[i].year.year == year.year) {
            identity->year[i].year.articles += year.articles;
            return true;
        }
    identity_year *grown =
        ndx_grow(identity->year, identity->year_count, &identity->year_capacity, sizeof *grown);
    if (!grown) return false;
    identity->year = grown;
    grown[identity->year_count] = (identity_year){year, name->years};
    name->years = (uint32_t)identity->year_count++;
    return true;
}

ndx_status ndx_identity_add(ndx_identity *identity, ndx_text key, const ndx_name_year *years, size_t count,
                            ndx_error *err) {
    if (key.len == 0) return NDX_OK;
    uint32_t number = identity_number(identity, key);
    if (number == NO_NUMBER) return ndx_fail_memory(err);
    identity_name *name = &identity->name[number];
    name->added = true;
    for (size_t i = 0; i < count; i++) {
        if (!add_year(identity, name, years[i])) return ndx_fail_memory(err);
        name->articles += years[i].articles;
    }
    return NDX_OK;
}

/* --- one group of names --------------------------------------------------------------------------------- */

/* Names of one surname, most articles first, then by bytes: an order that does not depend on arrival. */
typedef struct group_member {
    uint32_t number;
    uint32_t cluster; /* index of its cluster's first member; itself when alone */
    bool ambiguous, initials;
    name_parts parts;
} group_member;

typedef struct name_group {
    ndx_identity *identity;
    group_member *member;
    size_t count, capacity;
    uint8_t *match; /* of each two, in percent */
} name_group;

bool identity_said_different(const ndx_identity *identity, uint32_t a, uint32_t b) {
    for (size_t i = 0; i < identity->different_count; i++) {
        const identity_pair *pair = &identity->different[i];
        if ((pair->a == a && pair->b == b) || (pair->a == b && pair->b == a)) return true;
    }
    return false;
}

static unsigned match_of(const name_group *g, size_t i, size_t k) {
    return g->match[i * g->count + k];
}

static bool fits(const name_group *g, size_t i, size_t k) {
    return match_of(g, i, k) >= (unsigned)(NDX_NAME_SAME * 100);
}

static bool fits_possibly(const name_group *g, size_t i, size_t k) {
    return match_of(g, i, k) >= (unsigned)(NDX_NAME_POSSIBLE * 100);
}

bool identity_has_initial(const name_parts *parts) {
    return parts->given_count > 0 && ndx_utf8_count(parts->given[0]) == 1;
}

static bool is_initial(ndx_text given) {
    return ndx_utf8_count(given) == 1;
}

ndx_text identity_spelled_out(const name_parts *parts) {
    for (size_t i = 1; i < parts->given_count; i++)
        if (!is_initial(parts->given[i])) return parts->given[i];
    return (ndx_text){"", 0};
}

/* May the initials of one stand for the given names of the other? */
static bool initials_agree(const name_parts *initials, const name_parts *other) {
    if (!identity_has_initial(initials) || other->given_count == 0) return true;
    ndx_text given = identity_spelled_out(initials);
    for (size_t i = 0; i < other->given_count && given.len > 0; i++)
        if ((i > 0 && is_initial(other->given[i]) && given.data[0] == other->given[i].data[0]) ||
            ndx_text_equal(given, other->given[i]) || name_is_variant(given, other->given[i]) ||
            name_is_nickname(given, other->given[i]))
            return true;
    return given.len == 0 && initials->given[0].data[0] == other->given[0].data[0];
}

double identity_match(const name_parts *a, const name_parts *b) {
    double match = name_parts_match(a, b);
    if (match >= NDX_NAME_SAME || match == 0) return match;
    bool surname =
        ndx_text_equal(a->surname[0], b->surname[0]) || name_is_variant(a->surname[0], b->surname[0]);
    return surname && initials_agree(a, b) && initials_agree(b, a) ? match : 0;
}

static void match_members(name_group *g) {
    for (size_t i = 0; i < g->count; i++) {
        for (size_t k = 0; k < i; k++) {
            double match = identity_match(&g->member[i].parts, &g->member[k].parts);
            if (match > 0 && identity_said_different(g->identity, g->member[i].number, g->member[k].number))
                match = 0;
            g->match[i * g->count + k] = g->match[k * g->count + i] = (uint8_t)(match * 100 + 0.5);
        }
        g->match[i * g->count + i] = 0;
    }
}

static uint64_t articles_of(const name_group *g, size_t i) {
    return g->identity->name[g->member[i].number].articles;
}

/* Fits two names that contradict one another, neither of them negligible beside it. */
static bool is_ambiguous(const name_group *g, size_t i) {
    uint64_t weight = articles_of(g, i);
    for (size_t a = 0; a < g->count; a++) {
        if (!fits(g, i, a) || articles_of(g, a) * FEW_TIMES < weight) continue;
        for (size_t b = 0; b < a; b++)
            if (fits(g, i, b) && articles_of(g, b) * FEW_TIMES >= weight && !fits_possibly(g, a, b))
                return true;
    }
    return false;
}

static bool fits_cluster(const name_group *g, size_t i, size_t cluster, bool possibly) {
    for (size_t k = 0; k < g->count; k++)
        if (g->member[k].cluster == cluster && !g->member[k].initials &&
            !(possibly ? fits_possibly(g, i, k) : fits(g, i, k)))
            return false;
    return true;
}

/* The one cluster among the first `limit` members that member i fits; g->count when none or several. */
static size_t only_cluster(const name_group *g, size_t i, size_t limit, bool possibly) {
    size_t found = g->count;
    for (size_t k = 0; k < limit; k++) {
        if (k == i || g->member[k].cluster != k || g->member[k].ambiguous || g->member[k].initials) continue;
        if (!fits_cluster(g, i, k, possibly)) continue;
        if (found != g->count) return g->count;
        found = k;
    }
    return found;
}

static void cluster_members(name_group *g) {
    match_members(g);
    for (size_t i = 0; i < g->count; i++) {
        group_member *member = &g->member[i];
        member->cluster = (uint32_t)i;
        member->initials = identity_has_initial(&member->parts);
        member->ambiguous = is_ambiguous(g, i);
    }
    for (int pass = 0; pass < 2; pass++) { /* full names first, then initials among them */
        bool initials = pass == 1;
        for (size_t i = 0; i < g->count; i++) {
            group_member *member = &g->member[i];
            if (member->ambiguous || member->initials != initials) continue;
            size_t cluster = only_cluster(g, i, initials ? g->count : i, initials);
            if (cluster < g->count) member->cluster = (uint32_t)cluster;
        }
    }
    for (size_t i = 0; i < g->count; i++) {
        identity_name *name = &g->identity->name[g->member[i].number];
        name->ambiguous = g->member[i].ambiguous;
        if (g->member[i].cluster == i) continue;
        name->person = g->member[g->member[i].cluster].number;
    }
}

static int by_articles(const void *a, const void *b, void *context) {
    const ndx_identity *identity = context;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    uint64_t articles_x = identity->name[x].articles, articles_y = identity->name[y].articles;
    if (articles_x != articles_y) return articles_x < articles_y ? 1 : -1;
    return ndx_text_compare(identity_key(identity, x), identity_key(identity, y));
}

/* The names of a group that are worth comparing, most articles first. */
static size_t gather_group(ndx_identity *identity, uint32_t first, bool lone_too, uint32_t *scratch) {
    size_t count = 0;
    for (uint32_t i = first; i != NO_NUMBER; i = identity->name[i].next_in_group)
        if (lone_too || !identity->name[i].lone) scratch[count++] = i;
    if (count > 1) qsort_r(scratch, count, sizeof *scratch, by_articles, identity);
    return count < GROUP_MAX ? count : GROUP_MAX;
}

static bool join_group(ndx_identity *identity, uint32_t first, uint32_t *scratch) {
    size_t count = gather_group(identity, first, false, scratch);
    if (count < 2) return true;
    name_group g = {.identity = identity,
                    .member = calloc(count, sizeof *g.member),
                    .count = count,
                    .match = calloc(count, count)};
    bool enough = g.member && g.match;
    for (size_t i = 0; i < count && enough; i++) {
        g.member[i].number = scratch[i];
        name_parts_of(&g.member[i].parts, identity_key(identity, scratch[i]));
    }
    if (enough) cluster_members(&g);
    free(g.member);
    free(g.match);
    return enough;
}

/* --- all groups ----------------------------------------------------------------------------------------- */

/* Chains the names of each group. Returns heads by group. */
static bool make_groups(ndx_identity *identity, ndx_names *groups, uint32_t **head) {
    size_t capacity = 0;
    ndx_buf group = {0};
    bool enough = true;
    for (uint32_t i = 0; i < identity->names.count && enough; i++) {
        identity_name *name = &identity->name[i];
        name->person = i;
        name->next_in_group = NO_NUMBER;
        ndx_text key = identity_key(identity, i);
        if (!name->added || name->never) continue;
        ndx_buf_reset(&group);
        ndx_name_group(&group, key);
        size_t before = groups->count;
        uint32_t number = ndx_names_add(groups, ndx_buf_text(&group));
        uint32_t *grown = groups->count > before ? ndx_grow(*head, before, &capacity, sizeof *grown) : *head;
        if (grown) *head = grown; /* what was there may have moved */
        enough = number != NDX_NO_NAME && grown && !group.failed;
        if (!enough) break;
        if (groups->count > before) grown[number] = NO_NUMBER;
        name->next_in_group = grown[number];
        grown[number] = i;
    }
    ndx_buf_clear(&group);
    return enough;
}

uint32_t identity_person(const ndx_identity *identity, uint32_t number) {
    while (identity->name[number].person != number) number = identity->name[number].person;
    return number;
}

static void obey_user(ndx_identity *identity) {
    for (size_t i = 0; i < identity->same_count; i++) {
        uint32_t a = identity_person(identity, identity->same[i].a),
                 b = identity_person(identity, identity->same[i].b);
        if (a != b) identity->name[b].person = a;
    }
}

/* The user's name, then a full name before initials, then most articles, then the longer, then bytes. */
static bool is_better_name(const ndx_identity *identity, uint32_t a, uint32_t b) {
    const identity_name *x = &identity->name[a], *y = &identity->name[b];
    if (x->chosen != y->chosen) return x->chosen;
    ndx_text key_x = identity_key(identity, a), key_y = identity_key(identity, b);
    bool initial_x = ndx_text_find(key_x, NDX_TEXT(" ")) == 1,
         initial_y = ndx_text_find(key_y, NDX_TEXT(" ")) == 1;
    if (initial_x != initial_y) return initial_y;
    if (x->articles != y->articles) return x->articles > y->articles;
    if (key_x.len != key_y.len) return key_x.len > key_y.len;
    return ndx_text_compare(key_x, key_y) < 0;
}

static void choose_names(ndx_identity *identity, uint32_t *best) {
    for (uint32_t i = 0; i < identity->names.count; i++) best[i] = NO_NUMBER;
    for (uint32_t i = 0; i < identity->names.count; i++) {
        uint32_t person = identity_person(identity, i);
        if (!identity->name[i].added && !identity->name[i].chosen) continue;
        if (best[person] == NO_NUMBER || is_better_name(identity, i, best[person])) best[person] = i;
    }
    for (uint32_t i = 0; i < identity->names.count; i++) {
        uint32_t person = identity_person(identity, i);
        if (best[person] == NO_NUMBER) best[person] = person;
    }
    /* flat: every name points at its person's best one */
    uint32_t *root = best;
    for (uint32_t i = 0; i < identity->names.count; i++)
        identity->name[i].keys_at = root[identity_person(identity, i)];
    for (uint32_t i = 0; i < identity->names.count; i++) identity->name[i].person = identity->name[i].keys_at;
}

static int by_person(const void *a, const void *b, void *context) {
    const ndx_identity *identity = context;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    uint32_t person_x = identity->name[x].person, person_y = identity->name[y].person;
    if (person_x != person_y) return person_x < person_y ? -1 : 1;
    if ((x == person_x) != (y == person_y)) return x == person_x ? -1 : 1;
    return ndx_text_compare(identity_key(identity, x), identity_key(identity, y));
}

/* Keys of each person side by side; those that only the user's file knows are left out. */
static bool list_keys(ndx_identity *identity, uint32_t *order) {
    size_t count = 0;
    for (uint32_t i = 0; i < identity->names.count; i++)
        if (!identity->name[i].never && (identity->name[i].added || identity->name[i].person == i))
            order[count++] = i;
    qsort_r(order, count, sizeof *order, by_person, identity);
    identity->key = calloc(count + 1, sizeof *identity->key);
    if (!identity->key) return false;
    for (size_t i = 0; i < count; i++) {
        identity->key[i] = identity_key(identity, order[i]);
        identity_name *person = &identity->name[identity->name[order[i]].person];
        if (order[i] == identity->name[order[i]].person)
            person->keys_at = (uint32_t)i, person->keys_count = 0;
        person->keys_count++;
    }
    return true;
}

ndx_status ndx_identity_join(ndx_identity *identity, ndx_error *err) {
    ndx_names groups = {0};
    uint32_t *head = NULL, *scratch = calloc(identity->names.count + 1, sizeof *scratch);
    bool enough = scratch && make_groups(identity, &groups, &head);
    for (size_t i = 0; i < groups.count && enough; i++) enough = join_group(identity, head[i], scratch);
    if (enough) {
        obey_user(identity);
        choose_names(identity, scratch);
        free(identity->key);
        enough = list_keys(identity, scratch);
    }
    for (size_t i = 0; i < groups.count && enough; i++)
        enough = identity_find_periods(identity, scratch, gather_group(identity, head[i], true, scratch));
    identity->joined = enough;
    ndx_names_clear(&groups);
    free(head);
    free(scratch);
    return enough ? NDX_OK : ndx_fail_memory(err);
}

/* --- answers -------------------------------------------------------------------------------------------- */

ndx_text ndx_identity_canonical(const ndx_identity *identity, ndx_text key) {
    uint32_t number = identity->names.count > 0 ? ndx_names_find(&identity->names, key) : NDX_NO_NAME;
    if (number == NDX_NO_NAME || !identity->joined) return key;
    if (identity->name[number].never) return (ndx_text){key.data, 0};
    return identity_key(identity, identity->name[number].person);
}

const ndx_text *ndx_identity_keys(const ndx_identity *identity, ndx_text key, size_t *count) {
    uint32_t number = identity->names.count > 0 ? ndx_names_find(&identity->names, key) : NDX_NO_NAME;
    *count = 0;
    if (number == NDX_NO_NAME || !identity->joined || identity->name[number].never) return NULL;
    const identity_name *person = &identity->name[identity->name[number].person];
    *count = person->keys_count;
    return identity->key + person->keys_at;
}

const ndx_text *ndx_identity_conf_keys(const ndx_identity *identity, size_t *count) {
    *count = identity->conf_count;
    return identity->names.names;
}

/* A weak name that the user did not make somebody's. */
static bool tell_periods(const ndx_identity *identity, uint32_t number, ndx_alias_fn *fn, void *context) {
    for (uint32_t i = identity->name[number].periods; i != NO_NUMBER; i = identity->period[i].next) {
        const identity_period *period = &identity->period[i];
        ndx_alias alias = {identity_key(identity, number),
                           identity_key(identity, identity->name[period->person].person), period->first,
                           period->last};
        if (!fn(context, &alias)) return false;
    }
    return true;
}

void ndx_identity_each_alias(const ndx_identity *identity, ndx_alias_fn *fn, void *context) {
    for (uint32_t i = 0; identity->joined && i < identity->names.count; i++) {
        const identity_name *name = &identity->name[i];
        ndx_text key = identity_key(identity, i);
        ndx_alias always = {key, {key.data, 0}, 0, NDX_YEAR_ANY};
        if (!name->added) continue;
        if (!name->never) always.person = identity_key(identity, name->person);
        bool goes_on =
            name->never || name->person != i ? fn(context, &always) : tell_periods(identity, i, fn, context);
        if (!goes_on) return;
    }
}

ndx_text ndx_identity_written(const ndx_identity *identity, ndx_text key) {
    uint32_t number = identity->names.count > 0 ? ndx_names_find(&identity->names, key) : NDX_NO_NAME;
    return number == NDX_NO_NAME ? (ndx_text){"", 0} : identity->name[number].written;
}
