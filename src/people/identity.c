/* Which keys of an archive are one person: a pure function of the keys, their counts and the user's file. */
#include "identity.h"

#include <stdlib.h>
#include <string.h>

#define GROUP_MAX                                                                                            \
    1000 /* names of one surname that are compared; the rarer ones beyond stay for themselves  \
                        */

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
                                                 .told = NO_NUMBER,
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
    free(identity->question);
    free(identity->known);
    free(identity->asked);
    free(identity->told);
    ndx_names_clear(&identity->companions);
    free(identity->companion);
    free(identity);
}

static bool add_year(ndx_identity *identity, identity_name *name, ndx_name_year year) {
    for (uint32_t i = name->years; i != NO_NUMBER; i = identity->year[i].next)
        if (identity->year[i].year.year == year.year && identity->year[i].year.role == year.role) {
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

/* --- all groups ----------------------------------------------------------------------------------------- */

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

/* What is found out once for all names that share a word. */
typedef struct joining {
    ndx_identity *identity;
    ndx_names groups, surnames, givens;
    uint32_t *head;    /* by number of the group: its first name */
    uint32_t *group;   /* by number of the surname */
    name_marks *marks; /* by number of the given name */
    size_t head_capacity, group_capacity, marks_capacity;
    ndx_buf sound;
} joining;

static void joining_clear(joining *j) {
    ndx_names_clear(&j->groups);
    ndx_names_clear(&j->surnames);
    ndx_names_clear(&j->givens);
    free(j->head);
    free(j->group);
    free(j->marks);
    ndx_buf_clear(&j->sound);
}

/* The group's number, NO_NUMBER when there is no memory. */
static uint32_t group_of_parts(joining *j, const name_parts *parts) {
    size_t before = j->surnames.count;
    uint32_t *grown = ndx_grow(j->group, before, &j->group_capacity, sizeof *grown);
    if (!grown) return NO_NUMBER;
    j->group = grown;
    uint32_t surname = ndx_names_add(&j->surnames, parts->surname[0]);
    if (surname == NDX_NO_NAME) return NO_NUMBER;
    if (j->surnames.count == before) return grown[surname];
    ndx_buf_reset(&j->sound);
    name_parts_group(&j->sound, parts);
    size_t groups = j->groups.count;
    uint32_t *head = ndx_grow(j->head, groups, &j->head_capacity, sizeof *head);
    if (head) j->head = head;
    uint32_t number =
        head && !j->sound.failed ? ndx_names_add(&j->groups, ndx_buf_text(&j->sound)) : NDX_NO_NAME;
    if (number == NDX_NO_NAME) return NO_NUMBER;
    if (j->groups.count > groups) head[number] = NO_NUMBER;
    return grown[surname] = number;
}

static bool add_marks(joining *j, name_marks *marks, ndx_text given) {
    size_t before = j->givens.count;
    name_marks *grown = ndx_grow(j->marks, before, &j->marks_capacity, sizeof *grown);
    if (!grown) return false;
    j->marks = grown;
    uint32_t number = ndx_names_add(&j->givens, given);
    if (number == NDX_NO_NAME) return false;
    if (j->givens.count > before) {
        grown[number] = (name_marks){.open = false};
        name_marks_add(&grown[number], given);
    }
    marks->forms[0] |= grown[number].forms[0];
    marks->forms[1] |= grown[number].forms[1];
    marks->initials |= grown[number].initials;
    marks->letters |= grown[number].letters;
    return true;
}

static bool mark_name(joining *j, identity_name *name, const name_parts *parts) {
    identity_note_initials(name, parts);
    name->marks = (name_marks){.open = parts->given_count == 0};
    for (size_t i = 0; i < parts->given_count; i++)
        if (!add_marks(j, &name->marks, parts->given[i])) return false;
    if (parts->given_count > 1) name_marks_add_joined(&name->marks, parts);
    return true;
}

/* Chains the names of each group. false: no memory. */
static bool make_groups(joining *j) {
    ndx_identity *identity = j->identity;
    name_parts parts;
    for (uint32_t i = 0; i < identity->names.count; i++) {
        identity_name *name = &identity->name[i];
        name->person = i;
        name->next_in_group = NO_NUMBER;
        if (!name->added || name->never) continue;
        name_parts_of(&parts, identity_key(identity, i));
        if (parts.surname_count == 0) continue;
        uint32_t group = group_of_parts(j, &parts);
        if (group == NO_NUMBER || !mark_name(j, name, &parts)) return false;
        name->next_in_group = j->head[group];
        j->head[group] = i;
    }
    return true;
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

/* The user's name, then a full name before initials, then most articles, then letters that most can read, then
 * the longer, then bytes. */
static bool is_better_name(const ndx_identity *identity, uint32_t a, uint32_t b) {
    const identity_name *x = &identity->name[a], *y = &identity->name[b];
    if (x->chosen != y->chosen) return x->chosen;
    ndx_text key_x = identity_key(identity, a), key_y = identity_key(identity, b);
    bool initial_x = ndx_text_find(key_x, NDX_TEXT(" ")) == 1,
         initial_y = ndx_text_find(key_y, NDX_TEXT(" ")) == 1;
    if (initial_x != initial_y) return initial_y;
    if (x->articles != y->articles) return x->articles > y->articles;
    bool latin_x = !(key_x.data[0] & 0x80), latin_y = !(key_y.data[0] & 0x80);
    if (latin_x != latin_y) return latin_x;
    if (key_x.len != key_y.len) return key_x.len > key_y.len;
    return ndx_text_compare(key_x, key_y) < 0;
}

static void choose_names(ndx_identity *identity, uint32_t *best) {
    for (uint32_t i = 0; i < identity->names.count; i++) best[i] = NO_NUMBER;
    for (uint32_t i = 0; i < identity->names.count; i++) {
        uint32_t person = identity_person(identity, i);
        const identity_name *name = &identity->name[i];
        if (name->never || (!name->added && !name->chosen)) continue;
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

static int by_bytes(const void *a, const void *b) {
    return ndx_text_compare(*(const ndx_text *)a, *(const ndx_text *)b);
}

/* Is it a name of its person that has articles, or what the person is called? */
static bool is_listed(const ndx_identity *identity, uint32_t number) {
    const identity_name *name = &identity->name[number];
    return !name->never && (name->added || name->person == number);
}

/* Keys of each person side by side, canonical first; those that only the user's file knows are left out. */
static bool list_keys(ndx_identity *identity) {
    uint32_t count = (uint32_t)identity->names.count, at = 0;
    identity->key = calloc((size_t)count + 1, sizeof *identity->key);
    if (!identity->key) return false;
    for (uint32_t i = 0; i < count; i++) identity->name[i].keys_count = 0;
    for (uint32_t i = 0; i < count; i++)
        if (is_listed(identity, i)) identity->name[identity->name[i].person].keys_count++;
    for (uint32_t i = 0; i < count; i++) {
        identity_name *name = &identity->name[i];
        name->keys_at = at;
        at += name->keys_count;
        if (name->keys_count) identity->key[name->keys_at] = identity_key(identity, i), name->keys_count = 1;
    }
    for (uint32_t i = 0; i < count; i++) {
        identity_name *person = &identity->name[identity->name[i].person];
        if (is_listed(identity, i) && identity->name[i].person != i)
            identity->key[person->keys_at + person->keys_count++] = identity_key(identity, i);
    }
    for (uint32_t i = 0; i < count; i++) {
        const identity_name *person = &identity->name[i];
        if (person->keys_count > 2)
            qsort(identity->key + person->keys_at + 1, person->keys_count - 1, sizeof *identity->key,
                  by_bytes);
    }
    return true;
}

ndx_status ndx_identity_join(ndx_identity *identity, ndx_error *err) {
    joining j = {.identity = identity};
    uint32_t *scratch = calloc(identity->names.count + 1, sizeof *scratch);
    bool enough = scratch && make_groups(&j);
    for (size_t i = 0; i < j.groups.count && enough; i++)
        enough = identity_join_group(identity, scratch, gather_group(identity, j.head[i], false, scratch));
    if (enough) {
        obey_user(identity);
        choose_names(identity, scratch);
        free(identity->key);
        enough = list_keys(identity);
    }
    for (size_t i = 0; i < j.groups.count && enough; i++) {
        size_t count = gather_group(identity, j.head[i], true, scratch);
        enough = identity_split_namesakes(identity, scratch, count) &&
                 identity_find_periods(identity, scratch, count);
    }
    identity->joined = enough;
    joining_clear(&j);
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

static bool tell_periods(const ndx_identity *identity, uint32_t number, ndx_alias_fn *fn, void *context) {
    for (uint32_t i = identity->name[number].periods; i != NO_NUMBER; i = identity->period[i].next) {
        const identity_period *period = &identity->period[i];
        ndx_alias alias = {.key = identity_key(identity, number),
                           .person = identity_key(identity, identity->name[period->person].person),
                           .first_year = period->first,
                           .last_year = period->last,
                           .role = period->role,
                           .company = period->company};
        if (!fn(context, &alias)) return false;
    }
    return true;
}

void ndx_identity_each_alias(const ndx_identity *identity, ndx_alias_fn *fn, void *context) {
    for (uint32_t i = 0; identity->joined && i < identity->names.count; i++) {
        const identity_name *name = &identity->name[i];
        ndx_text key = identity_key(identity, i);
        ndx_alias always = {.key = key, .person = {key.data, 0}, .last_year = NDX_YEAR_ANY};
        if (!name->added) continue;
        if (!name->never) always.person = identity_key(identity, name->person);
        if ((name->never || name->person != i) && !fn(context, &always)) return;
        if (!name->never && !tell_periods(identity, i, fn, context)) return;
    }
}

ndx_text ndx_identity_written(const ndx_identity *identity, ndx_text key) {
    uint32_t number = identity->names.count > 0 ? ndx_names_find(&identity->names, key) : NDX_NO_NAME;
    return number == NDX_NO_NAME ? (ndx_text){"", 0} : identity->name[number].written;
}
