/* who: a person, by any of the names that the index says are the person's.
 *
 * "John Smith (bishop)" is the one of several namesakes of whom that role is stated.
 * A full name that the index has is the person it names; one that it has not is everybody whose name is the same in another spelling,
 * else everybody it fits. A surname alone is everybody of that name. */
#include "persons.h"
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#define GIVEN_NAME_ALONE 0.3 /* ndx_name_match of a given name with a full one */
#define NAMES_SHOWN 6u
#define PROMINENT 0.2 /* of the articles of the most frequent of a surname */

/* A key to look for, in some years, in a role or in company, as an alias says; of the person at place `person`. */
typedef struct named {
    ndx_text key;
    int32_t first_year, last_year;
    uint8_t role;
    ndx_text company;
    size_t person;
    uint64_t articles; /* of the key; 0 for years only */
    const ndx_alias
        *other; /* but not where it means these: other persons, as long as they are not looked for too */
    size_t other_count;
} named;

typedef struct person {
    ndx_text key, written;
    uint64_t articles;
    bool full;
} person;

typedef struct names {
    ndx_plan *plan;
    ndx_text asked; /* key */
    ndx_name_list group;
    named *at;
    size_t count, capacity;
    person *person;
    size_t persons, person_capacity;
    ndx_buf scratch;
    bool failed;
} names;

static bool is_full(ndx_text key) {
    return ndx_text_find(key, NDX_TEXT(" ")) != SIZE_MAX;
}

static ndx_text kept(names *n, ndx_text text) {
    return ndx_arena_copy(&n->plan->arena, text);
}

/* --- the index's words on it ---------------------------------------------------------------------------- */

static ndx_status load_group(names *n, ndx_text key, ndx_error *err) {
    ndx_buf_reset(&n->scratch);
    ndx_name_group(&n->scratch, key);
    ndx_status status = ndx_buf_status(&n->scratch, err);
    return status ? status : ndx_index_names(n->plan->index, ndx_buf_text(&n->scratch), &n->group, err);
}

/* The place of a person, new or old. */
static size_t person_at(names *n, ndx_text key) {
    for (size_t i = 0; i < n->persons; i++)
        if (ndx_text_equal(n->person[i].key, key)) return i;
    void *grown = ndx_grow(n->person, n->persons, &n->person_capacity, sizeof *n->person);
    if (!grown) {
        n->failed = true;
        return SIZE_MAX;
    }
    n->person = grown;
    n->person[n->persons] = (person){.key = kept(n, key), .full = is_full(key)};
    return n->persons++;
}

static void add_named(names *n, named one) {
    for (size_t i = 0; i < n->count; i++)
        if (ndx_text_equal(n->at[i].key, one.key) && n->at[i].first_year == one.first_year &&
            n->at[i].last_year == one.last_year && n->at[i].role == one.role &&
            ndx_text_equal(n->at[i].company, one.company) && n->at[i].person == one.person) {
            n->at[i].articles += one.articles; /* of another index */
            return;
        }
    void *grown = ndx_grow(n->at, n->count, &n->capacity, sizeof *n->at);
    if (!grown) {
        n->failed = true;
        return;
    }
    n->at = grown;
    one.key = kept(n, one.key);
    one.company = kept(n, one.company);
    n->at[n->count++] = one;
}

static const ndx_name *find_name(const names *n, ndx_text key) {
    for (size_t i = 0; i < n->group.count; i++)
        if (ndx_text_equal(n->group.names[i].key, key)) return &n->group.names[i];
    return NULL;
}

/* What is asked first of an article: its role, then its year, then who else is in it; last, the name is its own. */
enum { TURN_ROLE, TURN_YEAR, TURN_COMPANY, TURN_OWN };

static int turn_of(const ndx_alias *alias) {
    return alias->company.len ? TURN_COMPANY : alias->role ? TURN_ROLE : TURN_YEAR;
}

/* Aliases by which a name means others than the person, of those asked before that one, and of company. */
static void keep_others(names *n, const ndx_name *name, int turn, named *one) {
    ndx_alias *others = ndx_arena_array(&n->plan->arena, name->is_count, sizeof *others);
    ndx_text own_key = n->person[one->person].key;
    for (size_t i = 0; others && i < name->is_count; i++) {
        const ndx_alias *alias = &name->is[i];
        bool before = turn_of(alias) < turn || (turn == TURN_COMPANY && turn_of(alias) == turn);
        if (!before || ndx_text_equal(alias->person, own_key)) continue;
        others[one->other_count] = *alias;
        others[one->other_count].key = kept(n, alias->key);
        others[one->other_count].company = kept(n, alias->company);
        others[one->other_count++].person = kept(n, alias->person);
    }
    one->other = others;
}

static void take_alias(names *n, const ndx_alias *alias, size_t at) {
    const ndx_name *name = find_name(n, alias->key);
    uint64_t articles = name ? ndx_name_alias_articles(name, alias) : 0;
    named one = {.key = alias->key,
                 .first_year = alias->first_year,
                 .last_year = alias->last_year,
                 .role = alias->role,
                 .company = alias->company,
                 .person = at,
                 .articles = articles};
    n->person[at].articles += articles;
    if (name) keep_others(n, name, turn_of(alias), &one);
    add_named(n, one);
}

/* The names of one person that the loaded group knows of. */
static void take_names(names *n, size_t at) {
    for (size_t i = 0; i < n->group.count && !n->failed; i++) {
        const ndx_name *name = &n->group.names[i];
        if (!ndx_text_equal(name->key, n->person[at].key)) continue;
        named own = {.key = name->key, .last_year = NDX_YEAR_ANY, .person = at, .articles = name->articles};
        n->person[at].written = kept(n, name->written);
        n->person[at].articles += ndx_name_own_articles(name);
        keep_others(n, name, TURN_OWN, &own);
        if (name->articles) add_named(n, own);
        for (size_t k = 0; k < name->has_count; k++) take_alias(n, &name->has[k], at);
    }
}

/* Persons that a name of the group means; in the years for which nobody is known it is a person by itself. */
static void take_persons(names *n, const ndx_name *name) {
    bool always = false;
    for (size_t i = 0; i < name->is_count; i++) {
        always = always || (name->is[i].last_year == NDX_YEAR_ANY && turn_of(&name->is[i]) == TURN_YEAR);
        if (name->is[i].person.len) person_at(n, name->is[i].person);
    }
    if (!always) person_at(n, name->key);
}

/* Does the name asked for fit two who contradict one another? Then it is nobody's own. */
static bool is_ambiguous(const names *n) {
    const ndx_name *group = n->group.names;
    for (size_t a = 0; a < n->group.count; a++) {
        if (ndx_name_match(n->asked, group[a].key) < NDX_NAME_SAME) continue;
        for (size_t b = 0; b < a; b++)
            if (ndx_name_match(n->asked, group[b].key) >= NDX_NAME_SAME &&
                ndx_name_match(group[a].key, group[b].key) < NDX_NAME_POSSIBLE)
                return true;
    }
    return false;
}

static void choose(names *n) {
    double least = is_full(n->asked) ? NDX_NAME_SAME : NDX_NAME_POSSIBLE, best = 0;
    bool known = is_full(n->asked) && find_name(n, n->asked) && !is_ambiguous(n);
    for (size_t i = 0; i < n->group.count && !known; i++) {
        double match = ndx_name_match(n->asked, n->group.names[i].key);
        if (match > best) best = match;
    }
    if (known) least = 1;
    if (!known && best < least) least = NDX_NAME_POSSIBLE;
    for (size_t i = 0; i < n->group.count && !n->failed; i++)
        if (ndx_name_match(n->asked, n->group.names[i].key) >= least) take_persons(n, &n->group.names[i]);
}

/* All names of the persons chosen; those the user's file joins may stand in another group. */
static ndx_status take_all(names *n, ndx_error *err) {
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < n->persons && !n->failed; i++) take_names(n, i);
    for (size_t i = 0; i < n->persons && !status && !n->failed; i++) {
        if (n->person[i].written.len) continue;
        status = load_group(n, n->person[i].key, err);
        if (!status) take_names(n, i);
    }
    return status;
}

/* --- a given name alone --------------------------------------------------------------------------------- */

static bool look(void *context, ndx_text term, uint64_t articles) {
    names *n = context;
    ndx_text key = ndx_text_slice(term, strlen(ndx_field_get(NDX_FIELD_PEOPLE)->prefix), term.len);
    if (key.len == 0 || (key.data[0] >= 'A' && key.data[0] <= 'Z')) return true; /* another kind of term */
    if (ndx_name_match(n->asked, key) < GIVEN_NAME_ALONE) return true;
    (void)articles;
    return person_at(n, key) != SIZE_MAX;
}

/* "saddam": no group knows given names, so all names are looked at. */
static ndx_status look_everywhere(names *n, ndx_error *err) {
    ndx_text prefix = ndx_text_of(ndx_field_get(NDX_FIELD_PEOPLE)->prefix);
    return ndx_index_each_term(n->plan->index, prefix, look, n, err);
}

/* --- what the asker is told ----------------------------------------------------------------------------- */

static int by_articles(const void *a, const void *b) {
    const person *x = *(const person *const *)a, *y = *(const person *const *)b;
    if (x->articles != y->articles) return x->articles < y->articles ? 1 : -1;
    return ndx_text_compare(x->key, y->key);
}

/* "Vladimir Putin (120), Lyudmila Putina (3) and 2 more"; with `ask` as queries, and only full names that have at least a share of
 * the articles of the first. Returns how many are named. */
static size_t list_people(const person *const *people, size_t count, bool ask, ndx_buf *list) {
    size_t listed = 0, others = 0;
    uint64_t most = 0;
    for (size_t i = 0; i < count; i++) {
        if (people[i]->articles == 0 || (ask && !people[i]->full)) continue;
        if (most == 0) most = people[i]->articles;
        if (ask && (double)people[i]->articles < PROMINENT * (double)most) continue;
        if (listed == NAMES_SHOWN) {
            others++;
            continue;
        }
        ndx_buf_addf(list, ask ? "%swho:\"%.*s\" (%llu)" : "%s%.*s (%llu)", listed++ ? ", " : "",
                     NDX_ARG(people[i]->written), (unsigned long long)people[i]->articles);
    }
    if (others) ndx_buf_addf(list, " and %zu more", others);
    return listed;
}

/* "; by the names putin (40, 1987-1988), владимир путин (5)": other than the canonical ones. */
static void list_aliases(const names *n, ndx_buf *list) {
    size_t listed = 0, others = 0;
    for (size_t i = 0; i < n->count; i++) {
        const named *one = &n->at[i];
        if (ndx_text_equal(one->key, n->person[one->person].key)) continue;
        if (listed == NAMES_SHOWN) {
            others++;
            continue;
        }
        const char *comma = "";
        ndx_buf_addf(list, "%s%.*s (", listed++ ? ", " : "; also by the names ", NDX_ARG(one->key));
        if (one->articles) ndx_buf_addf(list, "%llu", (unsigned long long)one->articles), comma = ", ";
        if (one->last_year != NDX_YEAR_ANY)
            ndx_buf_addf(list, "%s%d-%d", comma, one->first_year, one->last_year), comma = ", ";
        if (one->role) ndx_buf_addf(list, "%s%s", comma, ndx_role_name(one->role)), comma = ", ";
        if (one->company.len) ndx_buf_addf(list, "%swith %.*s", comma, NDX_ARG(one->company));
        ndx_buf_add_char(list, ')');
    }
    if (others) ndx_buf_addf(list, " and %zu more", others);
}

/* --explain says whom a name stands for; the asker is told when a name means several prominent people. */
static void note_people(const names *n, ndx_text shown) {
    ndx_buf all = {0}, prominent = {0};
    const person **people = ndx_arena_array(&n->plan->arena, n->persons, sizeof(void *));
    if (!people) return;
    for (size_t i = 0; i < n->persons; i++) people[i] = &n->person[i];
    if (n->persons) qsort(people, n->persons, sizeof(void *), by_articles);
    if (list_people(people, n->persons, false, &all)) {
        list_aliases(n, &all);
        ndx_plan_detail(n->plan, "who:%.*s stands for %.*s", NDX_ARG(shown), NDX_ARG(ndx_buf_text(&all)));
    }
    if (list_people(people, n->persons, true, &prominent) > 1)
        ndx_plan_note(n->plan, "which %.*s? %.*s", NDX_ARG(shown), NDX_ARG(ndx_buf_text(&prominent)));
    ndx_buf_clear(&all);
    ndx_buf_clear(&prominent);
}

static bool has_given_name(ndx_text key) {
    return is_full(key) && ndx_text_find(key, NDX_TEXT(" ")) > 1;
}

/* A full name that only surnames and initials fit ("Jmaes Baker") may be another's, mistyped. */
static ndx_status note_nearest(const names *n, ndx_text shown, ndx_error *err) {
    if (!has_given_name(n->asked)) return NDX_OK;
    for (size_t i = 0; i < n->persons; i++)
        if (has_given_name(n->person[i].key)) return NDX_OK;
    ndx_buf near = {0};
    ndx_status status = n->persons ? ndx_plan_near_name(n->plan->index, n->asked, &near, err) : NDX_OK;
    if (!status && near.len)
        ndx_plan_note(n->plan, "nobody is called %.*s in full; did you mean: who:%.*s", NDX_ARG(shown),
                      NDX_ARG(ndx_buf_text(&near)));
    ndx_buf_clear(&near);
    return status;
}

/* --- expressions ---------------------------------------------------------------------------------------- */

static ndx_expr *over_person(ndx_plan *plan, ndx_text key) {
    return ndx_expr_term(plan, ndx_field_get(NDX_FIELD_PEOPLE)->prefix, key);
}

static ndx_expr *over_role(ndx_plan *plan, ndx_text key, uint8_t role) {
    ndx_buf text = {0};
    ndx_expr *term = NULL;
    ndx_term_of_person_in_role(key, role, &text);
    if (!text.failed) term = ndx_expr_term(plan, "", ndx_buf_text(&text));
    ndx_buf_clear(&text);
    return term;
}

/* Articles in which the key stands as an alias says. */
static ndx_expr *over_alias(ndx_plan *plan, const ndx_alias *alias) {
    ndx_expr_list list = {0};
    bool in_years = alias->last_year != NDX_YEAR_ANY;
    ndx_expr *term = alias->role ? over_role(plan, alias->key, alias->role) : over_person(plan, alias->key);
    if (!in_years && alias->company.len == 0) return term;
    ndx_expr_list_add(plan, &list, term);
    ndx_expr *days = in_years ? ndx_expr_new(plan, NDX_EXPR_DAYS) : NULL;
    if (days) {
        days->first = ndx_day_of(alias->first_year, 1, 1);
        days->last = ndx_day_of(alias->last_year, 12, 31);
        ndx_expr_list_add(plan, &list, days);
    }
    if (alias->company.len) ndx_expr_list_add(plan, &list, over_person(plan, alias->company));
    return ndx_expr_over(plan, NDX_EXPR_FILTER, &list);
}

static bool is_looked_for(const names *n, ndx_text key) {
    for (size_t i = 0; i < n->persons; i++)
        if (ndx_text_equal(n->person[i].key, key)) return true;
    return false;
}

/* All that an entry finds is found by another: the whole name, whoever is meant. */
static bool is_covered(const names *n, const named *one) {
    if (!one->role && !one->company.len && one->last_year == NDX_YEAR_ANY) return false;
    for (size_t i = 0; i < n->count; i++) {
        const named *other = &n->at[i];
        if (other->role || other->company.len || other->last_year != NDX_YEAR_ANY ||
            !ndx_text_equal(other->key, one->key))
            continue;
        bool whole = true;
        for (size_t k = 0; k < other->other_count && whole; k++)
            whole = is_looked_for(n, other->other[k].person);
        if (whole) return true;
    }
    return false;
}

/* The aliases of company among the others, those of that person or of all but that person. */
static ndx_expr *over_company(const names *n, const named *one, ndx_text person_key, bool of) {
    ndx_expr_list list = {0};
    for (size_t i = 0; i < one->other_count; i++)
        if (one->other[i].company.len && ndx_text_equal(one->other[i].person, person_key) == of)
            ndx_expr_list_add(n->plan, &list, over_alias(n->plan, &one->other[i]));
    return ndx_expr_over(n->plan, NDX_EXPR_OR, &list);
}

/* Those articles of a name that company makes another's: where it speaks for two, it makes them nobody's but the name's own. */
static ndx_expr *over_other(const names *n, const named *one, const ndx_alias *other) {
    if (!other->company.len || one->company.len) return over_alias(n->plan, other);
    return ndx_expr_pair(n->plan, NDX_EXPR_NOT, over_company(n, one, other->person, true),
                         over_company(n, one, other->person, false));
}

static ndx_expr *over_named(const names *n, const named *one) {
    ndx_expr_list list = {0};
    ndx_alias alias = {.key = one->key,
                       .first_year = one->first_year,
                       .last_year = one->last_year,
                       .role = one->role,
                       .company = one->company};
    ndx_expr_list_add(n->plan, &list, over_alias(n->plan, &alias));
    for (size_t i = 0; i < one->other_count; i++)
        if (!is_looked_for(n, one->other[i].person))
            ndx_expr_list_add(n->plan, &list, over_other(n, one, &one->other[i]));
    return list.count == 1 ? list.items[0] : ndx_expr_over(n->plan, NDX_EXPR_NOT, &list);
}

static int by_frequency(const void *a, const void *b) {
    const named *x = a, *y = b;
    if (x->articles != y->articles) return x->articles < y->articles ? 1 : -1;
    int order = ndx_text_compare(x->key, y->key);
    if (order == 0) order = (x->role > y->role) - (x->role < y->role);
    if (order == 0) order = (x->first_year > y->first_year) - (x->first_year < y->first_year);
    return order ? order : ndx_text_compare(x->company, y->company);
}

static ndx_expr *over_all(names *n) {
    ndx_plan *plan = n->plan;
    ndx_expr_list list = {0};
    size_t limit = plan->options.expansion_limit ? plan->options.expansion_limit : NDX_EXPANSION_DEFAULT;
    if (n->count) qsort(n->at, n->count, sizeof *n->at, by_frequency);
    for (size_t i = 0; i < n->count && i < limit; i++)
        if (!is_covered(n, &n->at[i])) ndx_expr_list_add(plan, &list, over_named(n, &n->at[i]));
    return ndx_expr_over(plan, NDX_EXPR_SYNONYM, &list);
}

static ndx_status exact_name(ndx_plan *plan, ndx_text key, ndx_expr **expr, ndx_error *err) {
    *expr = ndx_expr_term(plan, ndx_field_get(NDX_FIELD_PEOPLE)->prefix, key);
    return *expr ? NDX_OK : ndx_fail_memory(err);
}

/* --- one of several namesakes --------------------------------------------------------------------------- */

/* What stands in brackets at the end: "bishop" of "John Smith (Bishop)". */
static ndx_text bracketed(ndx_text text) {
    size_t open = text.len;
    while (open > 0 && text.data[open - 1] != '(') open--;
    bool closed = text.len && text.data[text.len - 1] == ')';
    return closed && open ? ndx_text_slice(text, open, text.len - 1) : (ndx_text){"", 0};
}

/* The one of whom the index says that role, by what it calls that or by any word for it. */
static ndx_status choose_namesake(names *n, ndx_text role, ndx_error *err) {
    ndx_buf key = {0};
    uint8_t code = ndx_role_code(role);
    ndx_buf_addf(&key, "%.*s (", NDX_ARG(n->asked));
    ndx_fold(&key, role);
    ndx_buf_add_char(&key, ')');
    const ndx_name *name = find_name(n, n->asked);
    if (!key.failed && find_name(n, ndx_buf_text(&key))) person_at(n, ndx_buf_text(&key));
    for (size_t i = 0; name && n->persons == 0 && code && i < name->is_count; i++)
        if (name->is[i].role == code && name->is[i].person.len) person_at(n, name->is[i].person);
    ndx_status status = ndx_buf_status(&key, err);
    ndx_buf_clear(&key);
    return status;
}

static void names_clear(names *n) {
    ndx_name_list_clear(&n->group);
    ndx_buf_clear(&n->scratch);
    free(n->at);
    free(n->person);
}

static ndx_status any_name(ndx_plan *plan, const ndx_node *node, ndx_text key, ndx_expr **expr,
                           ndx_error *err) {
    names n = {.plan = plan, .asked = key};
    ndx_text role = bracketed(node->text);
    ndx_status status = load_group(&n, key, err);
    if (!status && role.len) status = choose_namesake(&n, role, err);
    if (!status && node->exact && n.persons == 0) {
        names_clear(&n);
        return exact_name(plan, key, expr, err);
    }
    if (!status && n.persons == 0) choose(&n);
    if (!status && n.persons == 0) status = look_everywhere(&n, err);
    if (!status) status = take_all(&n, err);
    if (!status && !n.failed) {
        note_people(&n, node->text);
        status = note_nearest(&n, node->text, err);
        *expr = over_all(&n);
    }
    if (!status && (n.failed || !*expr)) status = ndx_fail_memory(err);
    names_clear(&n);
    return status;
}

ndx_status ndx_plan_person(ndx_plan *plan, ndx_text key, ndx_expr **expr, ndx_error *err) {
    names n = {.plan = plan, .asked = key};
    ndx_status status = load_group(&n, key, err);
    *expr = NULL;
    if (!status) person_at(&n, key);
    if (!status) status = take_all(&n, err);
    if (!status && !n.failed) *expr = over_all(&n);
    names_clear(&n);
    return !status && !*expr ? ndx_fail_memory(err) : status;
}

ndx_status ndx_plan_who(ndx_plan *plan, const ndx_node *node, ndx_expr **expr, ndx_error *err) {
    ndx_buf key = {0};
    ndx_name_key(&key, node->text);
    ndx_status status = ndx_buf_status(&key, err);
    *expr = NULL;
    if (!status && key.len == 0) {
        ndx_fail(err, NDX_USAGE,
                 "there is no name in '%.*s'; who: needs one, such as putin or \"Vladimir Putin\"",
                 NDX_ARG(node->text));
        if (err) err->column = ndx_query_column(plan->query, node->start);
        status = NDX_USAGE;
    }
    if (!status)
        status = node->exact && bracketed(node->text).len == 0
                     ? exact_name(plan, ndx_buf_text(&key), expr, err)
                     : any_name(plan, node, ndx_buf_text(&key), expr, err);
    ndx_buf_clear(&key);
    return status;
}
