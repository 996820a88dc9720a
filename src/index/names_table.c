#include "names_table.h"

#include <stdlib.h>

void ndx_name_table_clear(ndx_name_table *table) {
    ndx_names_clear(&table->keys);
    ndx_names_clear(&table->spellings);
    free(table->entry);
    free(table->tally);
    free(table->party);
    *table = (ndx_name_table){0};
}

uint32_t ndx_name_table_number(ndx_name_table *table, ndx_text key) {
    size_t before = table->keys.count;
    ndx_name_entry *grown = ndx_grow(table->entry, before, &table->entry_capacity, sizeof *grown);
    if (!grown) return NDX_NO_NAME;
    table->entry = grown;
    uint32_t number = ndx_names_add(&table->keys, key);
    if (number != NDX_NO_NAME && table->keys.count > before)
        grown[number] = (ndx_name_entry){NDX_NO_TALLY, NDX_NO_TALLY, NDX_NO_NAME,
                                         NDX_NO_NAME,  NDX_NO_TALLY, NDX_NO_TALLY};
    return number;
}

/* A damaged index may name any number. */
static int64_t sum(int64_t a, int64_t b) {
    int64_t both;
    return __builtin_add_overflow(a, b, &both) ? INT64_MAX : both;
}

static bool add_tally(ndx_name_table *table, uint32_t *chain, int32_t what, int64_t articles) {
    for (uint32_t i = *chain; i != NDX_NO_TALLY; i = table->tally[i].next)
        if (table->tally[i].what == what) {
            table->tally[i].articles = sum(table->tally[i].articles, articles);
            return true;
        }
    ndx_tally *grown = ndx_grow(table->tally, table->tally_count, &table->tally_capacity, sizeof *grown);
    if (!grown) return false;
    table->tally = grown;
    grown[table->tally_count] = (ndx_tally){articles, what, *chain};
    *chain = (uint32_t)table->tally_count++;
    return true;
}

#define ROLES NDX_PARTY_ROLES /* room for them in a tally's number, beside the year */
_Static_assert(NDX_ROLE_MAX < ROLES, "roles run into years");

bool ndx_name_table_add_year(ndx_name_table *table, uint32_t number, int32_t year, uint8_t role,
                             int64_t articles) {
    return add_tally(table, &table->entry[number].years, year * ROLES + role, articles);
}

ndx_name_year ndx_tally_year(const ndx_tally *tally) {
    return (ndx_name_year){tally->what / ROLES, (uint32_t)tally->articles, (uint8_t)(tally->what % ROLES)};
}

bool ndx_name_table_add_spelling(ndx_name_table *table, uint32_t number, ndx_text written, int64_t articles) {
    uint32_t spelling = ndx_names_add(&table->spellings, written);
    return spelling != NDX_NO_NAME &&
           add_tally(table, &table->entry[number].spellings, (int32_t)spelling, articles);
}

/* --- spellings ------------------------------------------------------------------------------------------ */

static char capital(ndx_text key, size_t i) {
    bool first = i == 0 || key.data[i - 1] == ' ';
    char c = key.data[i];
    return first && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

void ndx_name_capitals(ndx_text key, ndx_buf *out) {
    for (size_t i = 0; i < key.len; i++) ndx_buf_add_char(out, capital(key, i));
}

bool ndx_name_is_capitals(ndx_text key, ndx_text written) {
    if (key.len != written.len) return false;
    for (size_t i = 0; i < key.len; i++)
        if (written.data[i] != capital(key, i)) return false;
    return true;
}

/* --- articles ------------------------------------------------------------------------------------------- */

ndx_status ndx_name_table_count(ndx_name_table *table, const ndx_person *people, size_t count, ndx_day day,
                                int sign, ndx_error *err) {
    int32_t year = day == NDX_NO_DAY ? 0 : ndx_day_civil(day).year;
    for (size_t i = 0; i < count; i++) {
        const ndx_person *person = &people[i];
        if (person->key.len == 0) continue;
        uint32_t number = ndx_name_table_number(table, person->key);
        bool plain = person->name.len == 0 || ndx_name_is_capitals(person->key, person->name);
        if (number == NDX_NO_NAME || !ndx_name_table_add_year(table, number, year, person->role_code, sign) ||
            (!plain && !ndx_name_table_add_spelling(table, number, person->name, sign)))
            return ndx_fail_memory(err);
    }
    return NDX_OK;
}

static bool add_to_party(ndx_name_table *table, uint32_t number) {
    uint32_t *grown = ndx_grow(table->party, table->party_count, &table->party_capacity, sizeof *grown);
    if (!grown) return false;
    table->party = grown;
    grown[table->party_count++] = number;
    return true;
}

bool ndx_people_value_next(ndx_text *rest, ndx_text *key, uint8_t *role) {
    if (!ndx_text_split(rest, '\n', key)) return false;
    *role = 0;
    if (key->len < 2 || key->data[key->len - 2] != '\t') return true;
    key->len -= 2;
    *role = ndx_role_of_letter(key->data[key->len + 1]);
    return true;
}

static bool is_in_party(const ndx_name_table *table, size_t begin, uint32_t number) {
    for (size_t i = begin + 2; i < table->party_count; i++)
        if (table->party[i] / NDX_PARTY_ROLES == number) return true;
    return false;
}

ndx_status ndx_name_table_note(ndx_name_table *table, ndx_text people, ndx_day day, uint32_t *at,
                               ndx_error *err) {
    *at = NDX_NO_NAME;
    if (people.len == 0 || table->party_count > UINT32_MAX / 2) return NDX_OK;
    uint32_t begin = (uint32_t)table->party_count;
    bool enough = add_to_party(table, day == NDX_NO_DAY ? 0 : (uint32_t)ndx_day_civil(day).year) &&
                  add_to_party(table, 0);
    ndx_text key;
    uint8_t role;
    while (enough && ndx_people_value_next(&people, &key, &role)) {
        uint32_t number = ndx_name_table_number(table, key);
        enough = number != NDX_NO_NAME;
        if (number >= UINT32_MAX / NDX_PARTY_ROLES || is_in_party(table, begin, number)) continue;
        enough = add_to_party(table, number * NDX_PARTY_ROLES + role);
        if (enough) table->party[begin + 1]++;
    }
    if (!enough) return ndx_fail_memory(err);
    *at = begin;
    return NDX_OK;
}

ndx_status ndx_name_table_count_record(ndx_name_table *table, const ndx_record *record,
                                       const ndx_record_terms *terms, int sign, ndx_error *err) {
    ndx_article article;
    ndx_article_init(&article);
    ndx_status status = ndx_record_article(record, terms, &article, err); /* names stand in the text */
    if (status == NDX_OK)
        status = ndx_name_table_count(table, article.facts.people, article.facts.person_count,
                                      article.date.day, sign, err);
    ndx_article_clear(&article);
    return status;
}

ndx_status ndx_name_table_count_skimmed(ndx_name_table *table, const ndx_record *record, ndx_text value,
                                        int sign, ndx_error *err) {
    ndx_arena arena = {0};
    ndx_person *people;
    size_t count;
    ndx_date date;
    ndx_status status = ndx_record_date(record, &date, err);
    if (status == NDX_OK)
        status =
            ndx_facts_skim_people(record->section[NDX_SECTION_PEOPLE], value, &arena, &people, &count, err);
    if (status == NDX_OK) status = ndx_name_table_count(table, people, count, date.day, sign, err);
    ndx_arena_clear(&arena);
    return status;
}
