/* Namesakes with one full name: told apart where the roles stated with it are of walks of life that nobody is in at once. */
#include "identity.h"
#include "role_table.h"

#define ARTICLES_LEAST 3 /* that state roles of one walk of life */
#define SHARE_LEAST 20   /* one part in so many of all that state any: less is mistakes */
#define LIFETIME 60      /* years: nobody is in the news before and after as many */

#define BIT(kind) (1u << ROLE_KIND_##kind)

/* Kinds that one person is not of at the same time. Short on purpose: officers and priests go into politics, businessmen collect
 * offices, actors become governors. Said once for each two. */
static const uint32_t excludes[ROLE_KIND_COUNT] = {
    [ROLE_KIND_SPORT] = BIT(POLITICS) | BIT(LAW) | BIT(CLERGY) | BIT(SCIENCE) | BIT(MEDICINE),
    [ROLE_KIND_CLERGY] = BIT(LAW) | BIT(BUSINESS) | BIT(MEDICINE) | BIT(ARTS) | BIT(MILITARY),
    [ROLE_KIND_ARTS] = BIT(LAW) | BIT(MEDICINE) | BIT(SCIENCE) | BIT(MILITARY),
    [ROLE_KIND_CRIME] = BIT(POLITICS) | BIT(LAW) | BIT(CLERGY),
};

static bool kinds_exclude(unsigned a, unsigned b) {
    return (excludes[a] >> b & 1) || (excludes[b] >> a & 1);
}

/* What is known of a person's articles of one kind. */
typedef struct walk {
    uint64_t articles;
    int32_t first, last; /* years; 0: all without a date */
    unsigned of;         /* the least kind of those that may be the same person */
} walk;

typedef struct splitter {
    ndx_identity *identity;
    const uint32_t *member;
    size_t count;
    walk walk[ROLE_KIND_COUNT];
} splitter;

static void add_to_walk(walk *w, ndx_name_year year) {
    w->articles += year.articles;
    if (year.year && (!w->first || year.year < w->first)) w->first = year.year;
    if (year.year > w->last) w->last = year.year;
}

static bool is_of(const splitter *s, size_t member, uint32_t person) {
    return s->identity->name[s->member[member]].person == person;
}

static void find_walks(splitter *s, uint32_t person) {
    const ndx_identity *identity = s->identity;
    for (unsigned kind = 0; kind < ROLE_KIND_COUNT; kind++) s->walk[kind] = (walk){.of = kind};
    for (size_t i = 0; i < s->count; i++) {
        if (!is_of(s, i, person)) continue;
        for (uint32_t k = identity->name[s->member[i]].years; k != NO_NUMBER; k = identity->year[k].next)
            add_to_walk(&s->walk[role_kind_of(identity->year[k].year.role)], identity->year[k].year);
    }
}

/* In the news in the same years, or further apart than a life is long. */
static bool not_one_life(const walk *a, const walk *b) {
    if (!a->first || !b->first) return !a->first && !b->first;
    if (a->first <= b->last && b->first <= a->last) return true;
    return a->first - b->last > LIFETIME || b->first - a->last > LIFETIME;
}

/* Kinds that may be one person's share the least of them. Returns of how many persons they are. */
static size_t join_walks(splitter *s) {
    uint64_t all = 0;
    size_t persons = 0;
    for (unsigned kind = ROLE_KIND_NONE + 1; kind < ROLE_KIND_COUNT; kind++) all += s->walk[kind].articles;
    for (unsigned kind = 0; kind < ROLE_KIND_COUNT; kind++) {
        walk *w = &s->walk[kind];
        if (kind == ROLE_KIND_NONE || w->articles < ARTICLES_LEAST || w->articles * SHARE_LEAST < all)
            w->of = ROLE_KIND_COUNT; /* tells nothing */
    }
    for (unsigned a = 0; a < ROLE_KIND_COUNT; a++)
        for (unsigned b = 0; b < a && s->walk[a].of < ROLE_KIND_COUNT; b++) {
            if (s->walk[b].of == ROLE_KIND_COUNT || s->walk[a].of == s->walk[b].of) continue;
            if (kinds_exclude(a, b) && not_one_life(&s->walk[a], &s->walk[b])) continue;
            unsigned high = s->walk[a].of, low = s->walk[b].of;
            if (high < low) high = s->walk[b].of, low = s->walk[a].of;
            for (unsigned kind = 0; kind < ROLE_KIND_COUNT; kind++)
                if (s->walk[kind].of == high) s->walk[kind].of = low;
        }
    for (unsigned kind = 0; kind < ROLE_KIND_COUNT; kind++) persons += s->walk[kind].of == kind;
    return persons;
}

/* Articles of each role of the walk. */
static void count_roles(const splitter *s, uint32_t person, unsigned of, uint64_t articles[ROLE_END]) {
    const ndx_identity *identity = s->identity;
    for (size_t role = 0; role < ROLE_END; role++) articles[role] = 0;
    for (size_t i = 0; i < s->count; i++) {
        if (!is_of(s, i, person)) continue;
        for (uint32_t k = identity->name[s->member[i]].years; k != NO_NUMBER; k = identity->year[k].next) {
            ndx_name_year year = identity->year[k].year;
            if (year.role < ROLE_END && s->walk[role_kind_of(year.role)].of == of)
                articles[year.role] += year.articles;
        }
    }
}

/* "john smith (bishop)": the role that most articles state tells it from its namesakes. */
static uint32_t namesake(ndx_identity *identity, uint32_t person, const uint64_t articles[ROLE_END]) {
    size_t most = 0;
    ndx_buf key = {0};
    for (size_t role = 1; role < ROLE_END; role++)
        if (articles[role] > articles[most]) most = role;
    ndx_buf_add_text(&key, identity_key(identity, person));
    ndx_buf_addf(&key, " (%s)", ndx_role_name((uint8_t)most));
    uint32_t number = key.failed ? NO_NUMBER : identity_number(identity, ndx_buf_text(&key));
    ndx_buf_clear(&key);
    return number;
}

/* Every name of the person means the namesake where it stands with one of these roles. */
static bool give_roles(splitter *s, uint32_t person, uint32_t given, const uint64_t articles[ROLE_END]) {
    bool enough = true;
    for (size_t i = 0; i < s->count; i++)
        for (uint8_t role = 1; role < ROLE_END && enough && is_of(s, i, person); role++)
            if (articles[role])
                enough = identity_add_period(
                    s->identity, s->member[i],
                    (identity_period){.last = NDX_YEAR_ANY, .role = (uint8_t)role, .person = given});
    return enough;
}

static bool split_person(splitter *s, uint32_t person) {
    uint64_t articles[ROLE_END];
    find_walks(s, person);
    if (join_walks(s) < 2) return true;
    s->identity->name[person].split = true;
    for (unsigned kind = 0; kind < ROLE_KIND_COUNT; kind++) {
        if (s->walk[kind].of != kind) continue;
        count_roles(s, person, kind, articles);
        uint32_t given = namesake(s->identity, person, articles);
        if (given == NO_NUMBER || !give_roles(s, person, given, articles)) return false;
        s->identity->namesakes++;
    }
    return true;
}

/* What the user calls by a name is one person. */
static bool may_be_several(const ndx_identity *identity, uint32_t number) {
    const identity_name *name = &identity->name[number];
    return name->person == number && name->added && !name->chosen && !name->never &&
           identity_weakness(name) == 0;
}

bool identity_split_namesakes(ndx_identity *identity, const uint32_t *member, size_t count) {
    splitter s = {.identity = identity, .member = member, .count = count};
    bool enough = true;
    for (size_t i = 0; i < count && enough; i++)
        if (may_be_several(identity, member[i])) enough = split_person(&s, member[i]);
    return enough;
}
