/* Which names of one group are one person: spellings and middle names where every two fit, initials where one person does. */
#include <stdlib.h>

#include "identity.h"

#define FEW_TIMES 20 /* a name this many times rarer than another does not make it ambiguous */

/* Names of one surname, most articles first, then by bytes: an order that does not depend on arrival. */
typedef struct group_member {
    uint32_t number;
    uint32_t cluster; /* index of its cluster's first member; itself when alone */
    bool ambiguous, initials;
    name_parts *parts; /* made when it is compared for the first time */
} group_member;

typedef struct name_group {
    ndx_identity *identity;
    group_member *member;
    size_t count, capacity;
    uint8_t *match;  /* of each two, in percent */
    ndx_arena arena; /* parts */
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

static bool is_initial(ndx_text given) {
    return ndx_utf8_count(given) == 1;
}

/* The key's first word is one letter. */
static bool has_initial(const name_parts *parts) {
    return parts->given_count > 0 && is_initial(parts->given[0]);
}

/* The given name that is spelled out after an initial: "hugh" of "j hugh liedtke"; empty if there is none. */
static ndx_text spelled_out(const name_parts *parts) {
    for (size_t i = 1; i < parts->given_count; i++)
        if (!is_initial(parts->given[i])) return parts->given[i];
    return (ndx_text){"", 0};
}

void identity_note_initials(identity_name *name, const name_parts *parts) {
    name->initials = has_initial(parts);
    name->bare_initials = name->initials && spelled_out(parts).len == 0;
}

/* May the initials of one stand for the given names of the other? */
static bool initials_agree(const name_parts *initials, const name_parts *other) {
    if (!has_initial(initials) || other->given_count == 0) return true;
    ndx_text given = spelled_out(initials);
    for (size_t i = 0; i < other->given_count && given.len > 0; i++)
        if ((i > 0 && is_initial(other->given[i]) && given.data[0] == other->given[i].data[0]) ||
            ndx_text_equal(given, other->given[i]) || name_is_variant(given, other->given[i]) ||
            name_is_nickname(given, other->given[i]))
            return true;
    return given.len == 0 && initials->given[0].data[0] == other->given[0].data[0];
}

bool identity_same_surname(const name_parts *a, const name_parts *b) {
    return ndx_text_equal(a->surname[0], b->surname[0]) || name_is_variant(a->surname[0], b->surname[0]);
}

double identity_match(const name_parts *a, const name_parts *b) {
    double match = name_parts_match(a, b);
    if (match >= NDX_NAME_SAME || match == 0) return match;
    return identity_same_surname(a, b) && initials_agree(a, b) && initials_agree(b, a) ? match : 0;
}

static const name_parts *parts_of(name_group *g, size_t i) {
    group_member *member = &g->member[i];
    if (!member->parts) {
        member->parts = ndx_arena_alloc(&g->arena, sizeof *member->parts);
        if (member->parts) name_parts_of(member->parts, identity_key(g->identity, member->number));
    }
    return member->parts;
}

static uint8_t match_two(name_group *g, size_t i, size_t k) {
    uint32_t a = g->member[i].number, b = g->member[k].number;
    if (!name_marks_meet(&g->identity->name[a].marks, &g->identity->name[b].marks)) return 0;
    const name_parts *parts_a = parts_of(g, i), *parts_b = parts_of(g, k);
    if (!parts_a || !parts_b || identity_said_different(g->identity, a, b)) return 0;
    return (uint8_t)(identity_match(parts_a, parts_b) * 100 + 0.5);
}

static void match_members(name_group *g) {
    for (size_t i = 0; i < g->count; i++)
        for (size_t k = 0; k < i; k++)
            g->match[i * g->count + k] = g->match[k * g->count + i] = match_two(g, i, k);
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
        if (!(possibly ? fits_possibly(g, i, k) : fits(g, i, k)) || !fits_cluster(g, i, k, possibly))
            continue;
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
        member->initials = g->identity->name[member->number].initials;
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

bool identity_join_group(ndx_identity *identity, const uint32_t *number, size_t count) {
    if (count < 2) return true;
    name_group g = {.identity = identity,
                    .member = calloc(count, sizeof *g.member),
                    .count = count,
                    .match = calloc(count, count)};
    bool enough = g.member && g.match;
    for (size_t i = 0; i < count && enough; i++) g.member[i].number = number[i];
    if (enough) cluster_members(&g);
    enough = enough && !g.arena.failed;
    ndx_arena_clear(&g.arena);
    free(g.member);
    free(g.match);
    return enough;
}
