/* What may stand before a colon in a query: this table, and every field of fields.def. */
#include "edit.h"
#include "tree.h"

#include <string.h>

#define WORDS_NEEDED "a word, a phrase or brackets right after it"
#define DATE_NEEDED "a date right after it, such as 2018, 2018-06, 2018-06-01..2018-06-27 or \"last month\""

static const ndx_qualifier table[] = {
    {.name = "lead", .kind = NODE_ZONE, .zone = NDX_ZONE_LEAD, .needs = WORDS_NEEDED},
    {.name = "body", .kind = NODE_ZONE, .zone = NDX_ZONE_BODY, .needs = WORDS_NEEDED},
    {.name = "headline", .kind = NODE_FIELD, .field = NDX_FIELD_HEADLINE, .needs = WORDS_NEEDED},
    {.name = "atleast", .kind = NODE_ATLEAST, .numbered = true, .needs = WORDS_NEEDED},
    {.name = "first", .kind = NODE_FIRST, .numbered = true, .needs = WORDS_NEEDED},
    {.name = "date", .kind = NODE_DATE, .takes_value = true, .needs = DATE_NEEDED},
    {.name = "on", .kind = NODE_DATE, .takes_value = true, .needs = DATE_NEEDED},
    {.name = "before", .kind = NODE_DATE, .bound = BOUND_BEFORE, .takes_value = true, .needs = DATE_NEEDED},
    {.name = "after", .kind = NODE_DATE, .bound = BOUND_AFTER, .takes_value = true, .needs = DATE_NEEDED},
    {.name = "since", .kind = NODE_DATE, .bound = BOUND_SINCE, .takes_value = true, .needs = DATE_NEEDED},
    {.name = "until", .kind = NODE_DATE, .bound = BOUND_UNTIL, .takes_value = true, .needs = DATE_NEEDED},
    {.name = "about", .kind = NODE_ABOUT, .takes_value = true, .needs = DATE_NEEDED},
    {.name = "date_source",
     .kind = NODE_DATE_SOURCE,
     .takes_value = true,
     .needs = "markup, text, url, filename or mtime right after it"},
    {.name = "precision",
     .kind = NODE_PRECISION,
     .takes_value = true,
     .needs = "year, month, day or time right after it"},
    {.name = "who",
     .kind = NODE_WHO,
     .takes_value = true,
     .needs = "a name right after it, such as putin or \"Vladimir Putin\""},
    {.name = "role",
     .kind = NODE_ROLE,
     .takes_value = true,
     .needs = "a role right after it, such as president or \"foreign minister\""},
    {.name = "words",
     .kind = NODE_WORDS,
     .takes_value = true,
     .needs = "a length right after it: >500, <200, 200..500 or 500"},
};

/* Fields that only fields.def knows follow from their kind there. */
static ndx_qualifier of_field(ndx_field field) {
    const ndx_field_info *info = ndx_field_get(field);
    ndx_qualifier q = {.name = info->name, .kind = NODE_FIELD, .field = field, .needs = WORDS_NEEDED};
    if (info->kind == NDX_EXACT) {
        q.kind = NODE_VALUE;
        q.takes_value = true;
        q.needs = "the whole value right after it, in quotes if it has blanks";
    }
    return q;
}

static const ndx_qualifier *in_table(ndx_text name) {
    for (size_t i = 0; i < NDX_COUNT(table); i++)
        if (ndx_text_equal_nocase(name, ndx_text_of(table[i].name))) return &table[i];
    return NULL;
}

static const char *table_name_of(ndx_field field) {
    switch (field) {
    case NDX_FIELD_DATE_TEXT:
        return "date";
    case NDX_FIELD_PEOPLE:
        return "who";
    case NDX_FIELD_BODY:
        return "body";
    default:
        return ndx_field_get(field)->name;
    }
}

bool ndx_qualifier_find(ndx_text name, ndx_qualifier *qualifier) {
    const ndx_qualifier *row = in_table(name);
    ndx_field field = row ? NDX_FIELD_COUNT : ndx_field_find(name);
    if (!row && field == NDX_FIELD_COUNT) return false;
    if (!row) row = in_table(ndx_text_of(table_name_of(field)));
    *qualifier = row ? *row : of_field(field);
    return true;
}

const char *ndx_qualifier_nearest(ndx_text name) {
    char lower[NDX_EDIT_WORD_MAX];
    size_t len = name.len < sizeof lower ? name.len : sizeof lower;
    for (size_t i = 0; i < len; i++)
        lower[i] = (char)(name.data[i] >= 'A' && name.data[i] <= 'Z' ? name.data[i] + 32 : name.data[i]);
    ndx_edit_word asked, known;
    ndx_edit_word_set(&asked, (ndx_text){lower, len});
    const char *nearest = NULL;
    uint32_t best = 3;
    for (size_t i = 0; i < NDX_COUNT(table) + NDX_FIELD_COUNT; i++) {
        const char *candidate =
            i < NDX_COUNT(table) ? table[i].name : table_name_of((ndx_field)(i - NDX_COUNT(table)));
        ndx_edit_word_set(&known, ndx_text_of(candidate));
        uint32_t distance = ndx_edit_distance(&asked, &known, 2);
        if (distance >= best || distance >= known.length) continue;
        best = distance;
        nearest = candidate;
    }
    return nearest;
}
