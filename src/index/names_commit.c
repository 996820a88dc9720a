#include "names_commit.h"

#include <stdlib.h>

#define BATCH_NAMES                                                                                          \
    20000 /* decided at once: what that takes of memory is bounded by it, unless a single group is larger */

/* An alias as numbers of keys, in the chains of both. */
typedef struct link {
    uint32_t key, person; /* NDX_NO_NAME: nobody */
    int32_t first_year, last_year;
    uint8_t role;
    uint32_t company; /* among the kept texts, NDX_NO_NAME: any */
    uint32_t next_is, next_has;
} link;

typedef struct names_commit {
    ndx_name_table *table;
    const ndx_naming *naming;
    const ndx_names_store *store;
    ndx_names groups;
    uint32_t *head; /* by number of the group: its first name */
    size_t head_capacity;
    size_t together; /* the first groups, which are decided together */
    link *link;
    size_t link_count, link_capacity;
    ndx_alias *alias; /* of the whole archive */
    size_t alias_count, alias_capacity;
    ndx_names alias_texts; /* of those that stay as they were, and company */
    ndx_arena arena;       /* of a batch */
    ndx_buf scratch;
    bool failed;
} names_commit;

static ndx_text key_of(const names_commit *c, uint32_t number) {
    return number == NDX_NO_NAME ? (ndx_text){"", 0} : c->table->keys.names[number];
}

/* --- groups --------------------------------------------------------------------------------------------- */

static uint32_t group_named(names_commit *c, ndx_text name) {
    size_t before = c->groups.count;
    uint32_t *grown = ndx_grow(c->head, before, &c->head_capacity, sizeof *grown);
    if (grown) c->head = grown;
    uint32_t number = grown ? ndx_names_add(&c->groups, name) : NDX_NO_NAME;
    if (number == NDX_NO_NAME)
        c->failed = true;
    else if (c->groups.count > before)
        c->head[number] = NDX_NO_NAME;
    return number;
}

static uint32_t group_of(names_commit *c, ndx_text key) {
    ndx_buf_reset(&c->scratch);
    c->naming->group(c->naming->context, key, &c->scratch);
    c->failed |= c->scratch.failed;
    return group_named(c, ndx_buf_text(&c->scratch));
}

static ndx_status load_group(names_commit *c, uint32_t group, ndx_error *err) {
    ndx_text block;
    ndx_buf_reset(&c->scratch);
    ndx_buf_add_str(&c->scratch, NDX_NAMES_PREFIX);
    ndx_buf_add_text(&c->scratch, c->groups.names[group]);
    if (c->scratch.failed) return ndx_fail_memory(err);
    ndx_status status = c->store->get(c->store->context, ndx_buf_text(&c->scratch), &block, err);
    return status == NDX_OK ? ndx_names_block_load(block, c->groups.names[group], c->table, group, err)
                            : status;
}

static bool add_group(void *context, ndx_text key) {
    names_commit *c = context;
    group_named(c, ndx_text_slice(key, sizeof NDX_NAMES_PREFIX - 1, key.len));
    return !c->failed;
}

/* The groups of all names that have changed, with all their names. */
static ndx_status gather_groups(names_commit *c, bool everything, ndx_error *err) {
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < c->naming->always_count && !c->failed; i++) group_of(c, c->naming->always[i]);
    c->together = c->groups.count;
    for (uint32_t i = 0; i < c->table->keys.count && !c->failed; i++)
        c->table->entry[i].group = group_of(c, c->table->keys.names[i]);
    if (everything && c->store->each_key)
        status = c->store->each_key(c->store->context, NDX_TEXT(NDX_NAMES_PREFIX), add_group, c, err);
    for (uint32_t i = 0; i < c->groups.count && status == NDX_OK && c->store->get && !c->failed; i++)
        status = load_group(c, i, err);
    for (uint32_t i = 0; i < c->table->keys.count && status == NDX_OK && !c->failed; i++) {
        ndx_name_entry *entry = &c->table->entry[i];
        entry->next_in_group = c->head[entry->group];
        c->head[entry->group] = i;
    }
    return status == NDX_OK && c->failed ? ndx_fail_memory(err) : status;
}

/* --- names as they are decided and written -------------------------------------------------------------- */

/* The chain's tallies that are more than none. */
static size_t count_tallies(const ndx_name_table *table, uint32_t chain) {
    size_t count = 0;
    for (uint32_t i = chain; i != NDX_NO_TALLY; i = table->tally[i].next)
        count += table->tally[i].articles > 0;
    return count;
}

static bool fill_name(names_commit *c, uint32_t number, ndx_name *name) {
    const ndx_name_table *table = c->table;
    const ndx_name_entry *entry = &table->entry[number];
    *name = (ndx_name){.key = key_of(c, number)};
    name->years = ndx_arena_array(&c->arena, count_tallies(table, entry->years), sizeof *name->years);
    name->spellings =
        ndx_arena_array(&c->arena, count_tallies(table, entry->spellings), sizeof *name->spellings);
    if (!name->years || !name->spellings) return false;
    for (uint32_t i = entry->years; i != NDX_NO_TALLY; i = table->tally[i].next) {
        const ndx_tally *tally = &table->tally[i];
        if (tally->articles <= 0) continue;
        name->years[name->year_count++] = ndx_tally_year(tally);
        name->articles += (uint64_t)tally->articles;
    }
    for (uint32_t i = entry->spellings; i != NDX_NO_TALLY; i = table->tally[i].next) {
        const ndx_tally *tally = &table->tally[i];
        if (tally->articles <= 0) continue;
        name->spellings[name->spelling_count++] =
            (ndx_spelling){table->spellings.names[tally->what], (uint64_t)tally->articles};
    }
    return true;
}

static ndx_alias alias_of(const names_commit *c, const link *l) {
    ndx_text company = l->company == NDX_NO_NAME ? (ndx_text){"", 0} : c->alias_texts.names[l->company];
    return (ndx_alias){
        key_of(c, l->key), key_of(c, l->person), l->first_year, l->last_year, l->role, company};
}

static bool fill_aliases(names_commit *c, uint32_t number, ndx_name *name) {
    const ndx_name_entry *entry = &c->table->entry[number];
    size_t is = 0, has = 0;
    for (uint32_t i = entry->is; i != NDX_NO_TALLY; i = c->link[i].next_is) is++;
    for (uint32_t i = entry->has; i != NDX_NO_TALLY; i = c->link[i].next_has) has++;
    name->is = ndx_arena_array(&c->arena, is, sizeof *name->is);
    name->has = ndx_arena_array(&c->arena, has, sizeof *name->has);
    if (!name->is || !name->has) return false;
    for (uint32_t i = entry->is; i != NDX_NO_TALLY; i = c->link[i].next_is)
        name->is[name->is_count++] = alias_of(c, &c->link[i]);
    for (uint32_t i = entry->has; i != NDX_NO_TALLY; i = c->link[i].next_has)
        name->has[name->has_count++] = alias_of(c, &c->link[i]);
    name->called = c->naming->called(c->naming->context, name->key);
    return true;
}

/* --- deciding ------------------------------------------------------------------------------------------- */

/* A person may be called by a name that no article has. */
static uint32_t person_number(names_commit *c, ndx_text key) {
    size_t before = c->table->keys.count;
    uint32_t number = ndx_name_table_number(c->table, key);
    if (number == NDX_NO_NAME || c->table->keys.count == before) return number;
    uint32_t group = group_of(c, key);
    if (group == NDX_NO_NAME) return NDX_NO_NAME;
    c->table->entry[number].group = group;
    c->table->entry[number].next_in_group = c->head[group];
    c->head[group] = number;
    return number;
}

static bool add_link(void *context, const ndx_alias *alias) {
    names_commit *c = context;
    link *grown = ndx_grow(c->link, c->link_count, &c->link_capacity, sizeof *grown);
    ndx_alias *aliases = ndx_grow(c->alias, c->alias_count, &c->alias_capacity, sizeof *aliases);
    if (grown) c->link = grown;
    if (aliases) c->alias = aliases;
    uint32_t key = ndx_names_find(&c->table->keys, alias->key),
             person = alias->person.len ? person_number(c, alias->person) : NDX_NO_NAME;
    uint32_t company = alias->company.len ? ndx_names_add(&c->alias_texts, alias->company) : NDX_NO_NAME;
    c->failed |= !grown || !aliases || (alias->person.len && person == NDX_NO_NAME) ||
                 (alias->company.len && company == NDX_NO_NAME);
    if (c->failed || key == NDX_NO_NAME) return !c->failed;
    ndx_name_entry *name = &c->table->entry[key];
    uint32_t number = (uint32_t)c->link_count++;
    grown[number] = (link){.key = key,
                           .person = person,
                           .first_year = alias->first_year,
                           .last_year = alias->last_year,
                           .role = alias->role,
                           .company = company,
                           .next_is = name->is,
                           .next_has = NDX_NO_TALLY};
    name->is = number;
    if (person != NDX_NO_NAME) {
        grown[number].next_has = c->table->entry[person].has;
        c->table->entry[person].has = number;
    }
    aliases[c->alias_count++] = alias_of(c, &grown[number]);
    return true;
}

/* All names of groups first..end. */
static size_t count_names(const names_commit *c, size_t first, size_t end) {
    size_t count = 0;
    for (size_t group = first; group < end; group++)
        for (uint32_t i = c->head[group]; i != NDX_NO_NAME; i = c->table->entry[i].next_in_group) count++;
    return count;
}

static ndx_status decide(names_commit *c, size_t first, size_t end, ndx_error *err) {
    size_t count = 0;
    ndx_name *names = ndx_arena_array(&c->arena, count_names(c, first, end), sizeof *names);
    if (!names) return ndx_fail_memory(err);
    for (size_t group = first; group < end; group++)
        for (uint32_t i = c->head[group]; i != NDX_NO_NAME; i = c->table->entry[i].next_in_group) {
            if (!fill_name(c, i, &names[count])) return ndx_fail_memory(err);
            count += names[count].articles > 0;
        }
    ndx_status status =
        c->naming->decide(c->naming->context, names, count, &c->store->company, add_link, c, err);
    return status == NDX_OK && c->failed ? ndx_fail_memory(err) : status;
}

static ndx_status write_group(names_commit *c, size_t group, ndx_error *err) {
    size_t count = 0;
    ndx_buf block = {0};
    ndx_name *names = ndx_arena_array(&c->arena, count_names(c, group, group + 1), sizeof *names);
    bool enough = names != NULL;
    for (uint32_t i = c->head[group]; enough && i != NDX_NO_NAME; i = c->table->entry[i].next_in_group) {
        enough = fill_name(c, i, &names[count]) && fill_aliases(c, i, &names[count]);
        count += enough && (names[count].articles > 0 || names[count].has_count > 0);
    }
    if (enough && count) ndx_names_block_write(names, count, c->groups.names[group], &block);
    ndx_buf_reset(&c->scratch);
    ndx_buf_add_str(&c->scratch, NDX_NAMES_PREFIX);
    ndx_buf_add_text(&c->scratch, c->groups.names[group]);
    enough = enough && !block.failed && !c->scratch.failed;
    ndx_status status =
        enough ? c->store->set(c->store->context, ndx_buf_text(&c->scratch), ndx_buf_text(&block), err)
               : ndx_fail_memory(err);
    ndx_buf_clear(&block);
    return status;
}

static ndx_status decide_and_write(names_commit *c, size_t first, size_t end, ndx_error *err) {
    ndx_arena_reset(&c->arena);
    ndx_status status = decide(c, first, end, err);
    for (size_t group = first; group < end && status == NDX_OK; group++) status = write_group(c, group, err);
    return status;
}

static ndx_status decide_all(names_commit *c, ndx_error *err) {
    ndx_status status = c->together ? decide_and_write(c, 0, c->together, err) : NDX_OK;
    for (size_t first = c->together; first < c->groups.count && status == NDX_OK;) {
        size_t end = first, names = 0;
        while (end < c->groups.count && names < BATCH_NAMES) names += count_names(c, end, end + 1), end++;
        status = decide_and_write(c, first, end, err);
        first = end;
    }
    return status;
}

/* --- the list of all aliases, and the rules ------------------------------------------------------------- */

/* An alias of a name that was not decided now stays. */
static bool keep_alias(void *context, const ndx_alias *alias) {
    names_commit *c = context;
    if (ndx_names_find(&c->table->keys, alias->key) != NDX_NO_NAME) return true;
    ndx_alias *grown = ndx_grow(c->alias, c->alias_count, &c->alias_capacity, sizeof *grown);
    if (grown) c->alias = grown;
    uint32_t key = ndx_names_add(&c->alias_texts, alias->key),
             person = ndx_names_add(&c->alias_texts, alias->person),
             company = ndx_names_add(&c->alias_texts, alias->company);
    c->failed |= !grown || key == NDX_NO_NAME || person == NDX_NO_NAME || company == NDX_NO_NAME;
    if (c->failed) return false;
    grown[c->alias_count] = *alias;
    grown[c->alias_count].key = c->alias_texts.names[key];
    grown[c->alias_count].person = c->alias_texts.names[person];
    grown[c->alias_count++].company = c->alias_texts.names[company];
    return true;
}

static ndx_status write_aliases(names_commit *c, ndx_error *err) {
    ndx_text before = {"", 0};
    ndx_status status =
        c->store->get ? c->store->get(c->store->context, NDX_ALIASES_KEY, &before, err) : NDX_OK;
    if (status == NDX_OK) status = ndx_aliases_each(before, keep_alias, c, err);
    if (status != NDX_OK) return status;
    ndx_buf_reset(&c->scratch);
    if (!c->failed) ndx_aliases_write(c->alias, c->alias_count, &c->scratch);
    if (c->failed || c->scratch.failed) return ndx_fail_memory(err);
    return c->store->set(c->store->context, NDX_ALIASES_KEY, ndx_buf_text(&c->scratch), err);
}

static ndx_status write_rules(names_commit *c, ndx_error *err) {
    ndx_buf_reset(&c->scratch);
    ndx_buf_add_varint(&c->scratch, c->naming->rules);
    ndx_buf_add_text(&c->scratch, c->naming->note);
    if (c->scratch.failed) return ndx_fail_memory(err);
    return c->store->set(c->store->context, NDX_RULES_KEY, ndx_buf_text(&c->scratch), err);
}

ndx_text ndx_names_note(ndx_text rules) {
    ndx_cursor cursor = ndx_cursor_of(rules);
    ndx_cursor_number(&cursor);
    return ndx_text_slice(rules, rules.len - (size_t)(cursor.end - cursor.at), rules.len);
}

bool ndx_names_rules_are(ndx_text rules, const ndx_naming *naming) {
    ndx_cursor cursor = ndx_cursor_of(rules);
    return rules.len && ndx_cursor_number(&cursor) == naming->rules;
}

/* Are the rules others than those of the last commit? */
static ndx_status rules_changed(const names_commit *c, bool *changed, ndx_error *err) {
    ndx_text rules = {"", 0};
    ndx_status status = c->store->get ? c->store->get(c->store->context, NDX_RULES_KEY, &rules, err) : NDX_OK;
    *changed = !ndx_names_rules_are(rules, c->naming);
    return status;
}

static void clear(names_commit *c) {
    ndx_names_clear(&c->groups);
    ndx_names_clear(&c->alias_texts);
    ndx_arena_clear(&c->arena);
    ndx_buf_clear(&c->scratch);
    free(c->head);
    free(c->link);
    free(c->alias);
}

ndx_status ndx_names_commit(ndx_name_table *table, const ndx_naming *naming, const ndx_names_store *store,
                            ndx_error *err) {
    names_commit c = {.table = table, .naming = naming, .store = store};
    bool everything = false;
    ndx_status status = rules_changed(&c, &everything, err);
    if (status == NDX_OK && !everything && table->keys.count == 0) return NDX_OK;
    if (status == NDX_OK) status = gather_groups(&c, everything, err);
    if (status == NDX_OK) status = decide_all(&c, err);
    if (status == NDX_OK) status = write_aliases(&c, err);
    if (status == NDX_OK) status = write_rules(&c, err);
    clear(&c);
    if (status == NDX_OK) ndx_name_table_clear(table);
    return status;
}
