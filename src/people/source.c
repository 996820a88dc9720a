/* People named by the source's own markup. */
#include "people.h"

#include "names.h"

#define SOURCE_PROMINENCE                                                                                    \
    0.5f /* the source names whom the article is about; where in it, it does not say   \
                                */

/* "james-baker" is a code; people read "James Baker". */
static ndx_text display_of_code(ndx_arena *arena, ndx_text key) {
    ndx_text name = ndx_arena_copy(arena, key);
    char *data = (char *)name.data;
    for (size_t i = 0; i < name.len; i++) {
        bool starts = i == 0 || data[i - 1] == ' ';
        size_t word = i;
        while (word < name.len && data[word] != ' ') word++;
        bool particle = i > 0 && (name_word_kinds((ndx_text){data + i, word - i}) & NAME_PARTICLE);
        if (starts && !particle && data[i] >= 'a' && data[i] <= 'z') data[i] = (char)(data[i] - 'a' + 'A');
    }
    return name;
}

static bool has_capital_or_other_script(ndx_text name) {
    for (size_t i = 0; i < name.len; i++)
        if ((name.data[i] >= 'A' && name.data[i] <= 'Z') || (unsigned char)name.data[i] >= 0x80) return true;
    return false;
}

/* As written, but in order of speech: "Doe, John" reads "John Doe". */
static ndx_text display_of_name(ndx_arena *arena, ndx_text name, ndx_text key) {
    if (!has_capital_or_other_script(name)) return display_of_code(arena, key);
    size_t comma = ndx_text_find(name, NDX_TEXT(","));
    if (comma == SIZE_MAX) return ndx_arena_copy(arena, name);
    ndx_text family = ndx_text_trim(ndx_text_slice(name, 0, comma)),
             given = ndx_text_trim(ndx_text_slice(name, comma + 1, name.len));
    ndx_buf straight = {0}, straight_key = {0};
    ndx_buf_addf(&straight, "%.*s %.*s", NDX_ARG(given), NDX_ARG(family));
    ndx_name_key(&straight_key, ndx_buf_text(&straight));
    bool turned = ndx_text_equal(ndx_buf_text(&straight_key), key);
    if (straight.failed || straight_key.failed) arena->failed = true;
    ndx_text display = ndx_arena_copy(arena, turned ? ndx_buf_text(&straight) : name);
    ndx_buf_clear(&straight);
    ndx_buf_clear(&straight_key);
    return display;
}

static bool has_person(const ndx_facts *facts, ndx_text key) {
    for (size_t i = 0; i < facts->person_count; i++)
        if (ndx_text_equal(facts->people[i].key, key)) return true;
    return false;
}

static size_t count_values(ndx_text list) {
    size_t count = 0;
    ndx_text value;
    while (ndx_text_split(&list, '\n', &value)) count++;
    return count < SOURCE_PEOPLE_MAX ? count : SOURCE_PEOPLE_MAX;
}

ndx_status ndx_people_from_source(ndx_article *article, ndx_error *err) {
    ndx_facts *facts = &article->facts;
    facts->people = NULL, facts->person_count = 0;
    facts->mentions = NULL, facts->mention_count = 0;
    ndx_text rest = article->field[NDX_FIELD_PEOPLE], value;
    size_t limit = count_values(rest);
    if (limit == 0) return NDX_OK;
    facts->people = ndx_arena_array(&article->arena, limit, sizeof *facts->people);
    if (!facts->people) return ndx_fail_memory(err);
    ndx_buf key = {0};
    while (!key.failed && facts->person_count < limit && ndx_text_split(&rest, '\n', &value)) {
        ndx_buf_reset(&key);
        ndx_name_key(&key, value);
        if (key.failed) break;
        if (key.len == 0 || has_person(facts, ndx_buf_text(&key))) continue;
        ndx_text own = ndx_arena_copy(&article->arena, ndx_buf_text(&key));
        facts->people[facts->person_count++] = (ndx_person){
            .name = display_of_name(&article->arena, ndx_text_trim(value), own),
            .key = own,
            .prominence = SOURCE_PROMINENCE,
            .from_source = true,
            .surname_only = ndx_text_equal(ndx_name_surname(own), own),
        };
    }
    bool failed = key.failed || article->arena.failed;
    ndx_buf_clear(&key);
    return failed ? ndx_fail_memory(err) : NDX_OK;
}
