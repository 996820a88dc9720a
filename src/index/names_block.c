#include "names_block.h"

#include <stdlib.h>
#include <string.h>

#define YEAR_BASE 2000
#define PART_BITS 4

/* --- aliases -------------------------------------------------------------------------------------------- */

enum { IN_YEARS = 1, IN_ROLE = 2, IN_COMPANY = 4, CONDITIONS = IN_YEARS | IN_ROLE | IN_COMPANY };

static void put_conditions(const ndx_alias *alias, ndx_buf *out) {
    bool always = alias->first_year == 0 && alias->last_year == NDX_YEAR_ANY;
    ndx_buf_add_char(out, (char)((always ? 0 : IN_YEARS) | (alias->role ? IN_ROLE : 0) |
                                 (alias->company.len ? IN_COMPANY : 0)));
    if (alias->role) ndx_buf_add_char(out, (char)alias->role);
    if (alias->company.len) ndx_put_text(out, alias->company);
    if (always) return;
    ndx_put_signed(out, (int64_t)alias->first_year - YEAR_BASE);
    ndx_buf_add_varint(out, (uint64_t)(alias->last_year - alias->first_year));
}

static uint8_t get_byte(ndx_cursor *cursor, uint8_t most) {
    if (cursor->at == cursor->end || *cursor->at > most) cursor->bad = true;
    return cursor->bad ? 0 : *cursor->at++;
}

static void get_conditions(ndx_cursor *cursor, ndx_alias *alias) {
    uint8_t conditions = get_byte(cursor, CONDITIONS);
    alias->first_year = 0;
    alias->last_year = NDX_YEAR_ANY;
    alias->role = conditions & IN_ROLE ? get_byte(cursor, NDX_ROLE_MAX) : 0;
    alias->company = conditions & IN_COMPANY ? ndx_cursor_text(cursor) : (ndx_text){"", 0};
    if (cursor->bad || !(conditions & IN_YEARS)) return;
    int64_t first = ndx_cursor_signed(cursor);
    if (first < -YEAR_BASE || first > NDX_YEAR_ANY) cursor->bad = true;
    alias->first_year = (int32_t)(cursor->bad ? 0 : first + YEAR_BASE);
    alias->last_year = alias->first_year + (int32_t)ndx_cursor_number_below(cursor, NDX_YEAR_ANY);
}

static int by_key(const void *a, const void *b) {
    const ndx_alias *x = a, *y = b;
    int order = ndx_text_compare(x->key, y->key);
    if (order == 0) order = (x->role > y->role) - (x->role < y->role);
    if (order == 0) order = (x->first_year > y->first_year) - (x->first_year < y->first_year);
    if (order == 0) order = ndx_text_compare(x->person, y->person);
    return order ? order : ndx_text_compare(x->company, y->company);
}

/* Of each the end that the name itself does not tell. */
static void put_aliases(ndx_alias *aliases, size_t count, bool persons, ndx_buf *out) {
    qsort(aliases, count, sizeof *aliases, by_key);
    ndx_buf_add_varint(out, count);
    for (size_t i = 0; i < count; i++) {
        ndx_put_text(out, persons ? aliases[i].person : aliases[i].key);
        put_conditions(&aliases[i], out);
    }
}

/* Room for what may be there: each takes some bytes. */
static void *room(ndx_cursor *cursor, ndx_arena *arena, uint64_t count, size_t each) {
    if (count > (uint64_t)(cursor->end - cursor->at)) cursor->bad = true;
    return cursor->bad ? NULL : ndx_arena_array(arena, (size_t)count, each);
}

static ndx_alias *get_aliases(ndx_cursor *cursor, ndx_arena *arena, ndx_text name, bool persons,
                              size_t *count) {
    uint64_t there = ndx_cursor_number(cursor);
    ndx_alias *aliases = room(cursor, arena, there, sizeof *aliases);
    for (*count = 0; aliases && *count < there && !cursor->bad; ++*count) {
        ndx_alias *alias = &aliases[*count];
        ndx_text other = ndx_arena_copy(arena, ndx_cursor_text(cursor));
        *alias =
            persons ? (ndx_alias){.key = name, .person = other} : (ndx_alias){.key = other, .person = name};
        get_conditions(cursor, alias);
        alias->company = ndx_arena_copy(arena, alias->company);
    }
    return aliases;
}

/* --- names ---------------------------------------------------------------------------------------------- */

static int from_the_end(const void *a, const void *b) {
    ndx_text x = ((const ndx_name *)a)->key, y = ((const ndx_name *)b)->key;
    size_t i = 1;
    while (i <= x.len && i <= y.len && x.data[x.len - i] == y.data[y.len - i]) i++;
    if (i > x.len || i > y.len) return (x.len > y.len) - (x.len < y.len);
    return (unsigned char)x.data[x.len - i] < (unsigned char)y.data[y.len - i] ? -1 : 1;
}

static size_t shared_end(ndx_text a, ndx_text b) {
    size_t i = 0;
    while (i < a.len && i < b.len && a.data[a.len - 1 - i] == b.data[b.len - 1 - i]) i++;
    return i;
}

static int by_year(const void *a, const void *b) {
    const ndx_name_year *x = a, *y = b;
    if (x->year != y->year) return x->year < y->year ? -1 : 1;
    return (x->role > y->role) - (x->role < y->role);
}

static int by_written(const void *a, const void *b) {
    return ndx_text_compare(((const ndx_spelling *)a)->written, ((const ndx_spelling *)b)->written);
}

static void put_name(ndx_name *name, ndx_text before, ndx_buf *out) {
    size_t shared = shared_end(before, name->key);
    unsigned parts = (name->spelling_count ? NDX_NAME_SPELLED : 0) |
                     (name->called.len ? NDX_NAME_CALLED : 0) | (name->is_count ? NDX_NAME_IS : 0) |
                     (name->has_count ? NDX_NAME_HAS : 0);
    int64_t year = YEAR_BASE;
    ndx_buf_add_varint(out, shared);
    ndx_put_text(out, ndx_text_slice(name->key, 0, name->key.len - shared));
    ndx_buf_add_varint(out, (uint64_t)name->year_count << PART_BITS | parts);
    if (name->year_count) qsort(name->years, name->year_count, sizeof *name->years, by_year);
    for (size_t i = 0; i < name->year_count; i++) {
        ndx_put_signed(out, (name->years[i].year - year) * 2 + (name->years[i].role ? 1 : 0));
        if (name->years[i].role) ndx_buf_add_char(out, (char)name->years[i].role);
        ndx_buf_add_varint(out, name->years[i].articles);
        year = name->years[i].year;
    }
    if (name->spelling_count) {
        qsort(name->spellings, name->spelling_count, sizeof *name->spellings, by_written);
        ndx_buf_add_varint(out, name->spelling_count);
        for (size_t i = 0; i < name->spelling_count; i++) {
            ndx_put_text(out, name->spellings[i].written);
            ndx_buf_add_varint(out, name->spellings[i].articles);
        }
    }
    if (name->called.len) ndx_put_text(out, name->called);
    if (name->is_count) put_aliases(name->is, name->is_count, true, out);
    if (name->has_count) put_aliases(name->has, name->has_count, false, out);
}

void ndx_names_block_write(ndx_name *names, size_t count, ndx_text group, ndx_buf *out) {
    ndx_text before = group; /* a surname's sound, and often the surname */
    if (count) qsort(names, count, sizeof *names, from_the_end);
    ndx_buf_add_varint(out, count);
    for (size_t i = 0; i < count; i++) {
        put_name(&names[i], before, out);
        before = names[i].key;
    }
}

static ndx_text get_key(ndx_cursor *cursor, ndx_arena *arena, ndx_text before) {
    uint32_t shared = ndx_cursor_number_below(cursor, (uint64_t)before.len + 1);
    ndx_text rest = ndx_cursor_text(cursor);
    char *key = cursor->bad ? NULL : ndx_arena_alloc(arena, rest.len + shared + 1);
    if (!key) return (ndx_text){"", 0};
    if (rest.len) memcpy(key, rest.data, rest.len);
    if (shared) memcpy(key + rest.len, before.data + before.len - shared, shared);
    return (ndx_text){key, rest.len + shared};
}

static void get_years_of(ndx_cursor *cursor, ndx_arena *arena, uint64_t count, ndx_name *name) {
    int64_t year = YEAR_BASE;
    name->years = room(cursor, arena, count, sizeof *name->years);
    for (; name->years && name->year_count < count && !cursor->bad; name->year_count++) {
        int64_t step = ndx_cursor_signed_within(cursor, (int64_t)2 * NDX_YEAR_ANY);
        bool in_role = step & 1;
        year += (step - in_role) / 2;
        if (year < 0 || year > NDX_YEAR_ANY) cursor->bad = true;
        uint8_t role = in_role ? get_byte(cursor, NDX_ROLE_MAX) : 0;
        uint32_t articles = ndx_cursor_number_below(cursor, UINT32_MAX);
        name->years[name->year_count] = (ndx_name_year){cursor->bad ? 0 : (int32_t)year, articles, role};
        name->articles += articles;
    }
}

static void get_spellings(ndx_cursor *cursor, ndx_arena *arena, ndx_name *name) {
    uint64_t count = ndx_cursor_number(cursor);
    name->spellings = room(cursor, arena, count, sizeof *name->spellings);
    for (; name->spellings && name->spelling_count < count && !cursor->bad; name->spelling_count++) {
        ndx_text written = ndx_arena_copy(arena, ndx_cursor_text(cursor));
        name->spellings[name->spelling_count] = (ndx_spelling){written, ndx_cursor_number(cursor)};
    }
}

/* What the user calls it, else the spelling of most articles; of several the first by bytes. */
static void choose_written(ndx_name *name, ndx_arena *arena) {
    uint64_t plain = name->articles, most = 0;
    for (size_t i = 0; i < name->spelling_count; i++) {
        uint64_t articles = name->spellings[i].articles;
        plain -= articles < plain ? articles : plain;
        if (articles > most) most = articles, name->written = name->spellings[i].written;
    }
    if (name->called.len) name->written = name->called;
    if (name->called.len || (most > 0 && most >= plain)) return;
    ndx_buf capitals = {0};
    ndx_name_capitals(name->key, &capitals);
    name->written = ndx_arena_copy(arena, ndx_buf_text(&capitals));
    arena->failed |= capitals.failed;
    ndx_buf_clear(&capitals);
}

/* "john smith (bishop)" is written as John Smith is, with the role. */
static void write_namesake(ndx_name *name, const ndx_name *names, size_t count, ndx_arena *arena) {
    size_t bracket = ndx_text_find(name->key, NDX_TEXT(" ("));
    if (bracket == SIZE_MAX || name->called.len) return;
    for (size_t i = 0; i < count; i++) {
        if (!ndx_text_equal(names[i].key, ndx_text_slice(name->key, 0, bracket))) continue;
        ndx_buf both = {0};
        ndx_buf_add_text(&both, names[i].written);
        ndx_buf_add_text(&both, ndx_text_slice(name->key, bracket, name->key.len));
        name->written = ndx_arena_copy(arena, ndx_buf_text(&both));
        arena->failed |= both.failed;
        ndx_buf_clear(&both);
    }
}

static void get_name(ndx_cursor *cursor, ndx_arena *arena, ndx_text before, ndx_name *name) {
    *name = (ndx_name){.key = get_key(cursor, arena, before)};
    uint64_t parts = ndx_cursor_number(cursor);
    get_years_of(cursor, arena, parts >> PART_BITS, name);
    if (parts & NDX_NAME_SPELLED) get_spellings(cursor, arena, name);
    if (parts & NDX_NAME_CALLED) name->called = ndx_arena_copy(arena, ndx_cursor_text(cursor));
    if (parts & NDX_NAME_IS) name->is = get_aliases(cursor, arena, name->key, true, &name->is_count);
    if (parts & NDX_NAME_HAS) name->has = get_aliases(cursor, arena, name->key, false, &name->has_count);
    choose_written(name, arena);
}

ndx_status ndx_names_block_read(ndx_text block, ndx_text group, ndx_name_list *list, ndx_error *err) {
    ndx_cursor cursor = ndx_cursor_of(block);
    ndx_text before = group;
    size_t first = list->count;
    for (uint64_t count = block.len ? ndx_cursor_number(&cursor) : 0; count && !cursor.bad; count--) {
        ndx_name *grown = ndx_grow(list->names, list->count, &list->capacity, sizeof *grown);
        if (!grown) return ndx_fail_memory(err);
        list->names = grown;
        get_name(&cursor, &list->arena, before, &grown[list->count]);
        before = grown[list->count].key;
        if (!cursor.bad) list->count++;
    }
    for (size_t i = first; i < list->count; i++)
        write_namesake(&list->names[i], list->names + first, list->count - first, &list->arena);
    if (list->arena.failed) return ndx_fail_memory(err);
    return cursor.bad ? ndx_fail(err, NDX_BAD_INPUT, "a block of names is damaged; rebuild the index")
                      : NDX_OK;
}

void ndx_name_list_clear(ndx_name_list *list) {
    free(list->names);
    ndx_arena_clear(&list->arena);
    *list = (ndx_name_list){0};
}

static bool load_name(const ndx_name *name, ndx_name_table *table, uint32_t group) {
    uint32_t number = ndx_name_table_number(table, name->key);
    if (number == NDX_NO_NAME) return false;
    table->entry[number].group = group;
    bool enough = true;
    for (size_t i = 0; i < name->year_count && enough; i++)
        enough = ndx_name_table_add_year(table, number, name->years[i].year, name->years[i].role,
                                         name->years[i].articles);
    for (size_t i = 0; i < name->spelling_count && enough; i++)
        enough = ndx_name_table_add_spelling(table, number, name->spellings[i].written,
                                             (int64_t)name->spellings[i].articles);
    return enough;
}

ndx_status ndx_names_block_load(ndx_text block, ndx_text group, ndx_name_table *table, uint32_t number,
                                ndx_error *err) {
    ndx_name_list list = {0};
    ndx_status status = ndx_names_block_read(block, group, &list, err);
    for (size_t i = 0; i < list.count && status == NDX_OK; i++)
        if (!load_name(&list.names[i], table, number)) status = ndx_fail_memory(err);
    ndx_name_list_clear(&list);
    return status;
}

/* --- all aliases ---------------------------------------------------------------------------------------- */

void ndx_aliases_write(ndx_alias *aliases, size_t count, ndx_buf *out) {
    if (count) qsort(aliases, count, sizeof *aliases, by_key);
    for (size_t i = 0; i < count; i++) {
        ndx_put_text(out, aliases[i].key);
        ndx_put_text(out, aliases[i].person);
        put_conditions(&aliases[i], out);
    }
}

ndx_status ndx_aliases_each(ndx_text bytes, ndx_alias_fn *fn, void *context, ndx_error *err) {
    ndx_cursor cursor = ndx_cursor_of(bytes);
    while (cursor.at < cursor.end && !cursor.bad) {
        ndx_alias alias = {.key = ndx_cursor_text(&cursor)};
        alias.person = ndx_cursor_text(&cursor);
        get_conditions(&cursor, &alias);
        if (!cursor.bad && !fn(context, &alias)) return NDX_OK;
    }
    return cursor.bad ? ndx_fail(err, NDX_BAD_INPUT, "the list of names is damaged; rebuild the index")
                      : NDX_OK;
}
