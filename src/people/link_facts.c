/* From names that are joined to the people and mentions of an article. */
#include <math.h>
#include <stdlib.h>

#include "link_names.h"

static ndx_range lead_zone(const ndx_article *article) {
    ndx_range lead = article->zone[NDX_ZONE_LEAD];
    if (lead.end > lead.start) return lead;
    ndx_range body = article->zone[NDX_ZONE_BODY];
    if (body.end <= body.start) body = (ndx_range){0, (uint32_t)ndx_article_ranked_text(article).len};
    ndx_text text = ndx_text_slice(article->text, body.start, body.end);
    size_t blank = ndx_text_find(text, NDX_TEXT("\n\n"));
    size_t end = blank == SIZE_MAX || blank > 600 ? (text.len < 400 ? text.len : 400) : blank;
    return (ndx_range){body.start, body.start + (uint32_t)end};
}

/* 0..1: headline 0.35, lead 0.2, number of mentions up to 0.3, spread over the article's quarters up to 0.15.
 */
typedef struct prominence {
    bool headline, lead, quarter[4];
} prominence;

static float prominence_value(const prominence *p, uint32_t mentions, bool from_source) {
    unsigned quarters = p->quarter[0] + p->quarter[1] + p->quarter[2] + p->quarter[3];
    double value = (p->headline ? 0.35 : 0) + (p->lead ? 0.2 : 0) + 0.3 * mentions / (mentions + 3.0) +
                   0.15 * quarters / 4;
    if (from_source) value += (1 - value) * 0.35; /* the source says: about this person */
    return (float)value;
}

/* Of equal prominence: full names first, then who came first (see sort_people: mentions holds the old
 * number). */
static int by_prominence(const void *a, const void *b) {
    const ndx_person *x = a, *y = b;
    if (x->prominence != y->prominence) return x->prominence < y->prominence ? 1 : -1;
    if (x->surname_only != y->surname_only) return x->surname_only ? 1 : -1;
    return (x->mentions > y->mentions) - (x->mentions < y->mentions);
}

static uint32_t *number_people(const linker *l, ndx_article *article, size_t *count) {
    uint32_t *person_of = ndx_arena_array(&article->arena, l->count + 1, sizeof *person_of);
    *count = 0;
    if (!person_of) return NULL;
    for (uint32_t i = 0; i < l->count; i++)
        if (link_root_of(l, i) == i) person_of[i] = (uint32_t)(*count)++;
    for (uint32_t i = 0; i < l->count; i++)
        if (link_root_of(l, i) != i) person_of[i] = person_of[link_root_of(l, i)];
    return person_of;
}

static void fill_people(const linker *l, const uint32_t *person_of, ndx_person *people) {
    for (uint32_t i = 0; i < l->count; i++) {
        ndx_person *person = &people[person_of[i]];
        if (link_root_of(l, i) == i) {
            person->name = l->name[i].display;
            person->key = l->name[i].key;
            person->surname_only = l->name[i].family_only;
        }
        if (l->name[i].from_source) person->from_source = true;
    }
}

static void fill_mentions(const span_list *spans, const token_scan *scan, const uint32_t *name_of_span,
                          const uint32_t *person_of, ndx_article *article, prominence *prominent) {
    ndx_facts *facts = &article->facts;
    ndx_range headline = article->zone[NDX_ZONE_HEADLINE], lead = lead_zone(article);
    size_t length = ndx_article_ranked_text(article).len + 1;
    for (size_t i = 0; i < spans->count; i++) {
        const person_span *span = &spans->span[i];
        if (name_of_span[i] == NOBODY) continue;
        uint32_t number = person_of[name_of_span[i]];
        ndx_person *person = &facts->people[number];
        facts->mentions[facts->mention_count++] = (ndx_mention){span->bytes.start, span->bytes.end, number};
        person->mentions++;
        prominence *p = &prominent[number];
        p->headline =
            p->headline || (span->bytes.start >= headline.start && span->bytes.start < headline.end);
        p->lead = p->lead || (span->bytes.start >= lead.start && span->bytes.start < lead.end);
        p->quarter[(size_t)span->bytes.start * 4 / length] = true;
        if (person->role.len == 0) person->role = role_around(scan, span);
    }
}

/* Most prominent first, mentions renumbered. */
static bool sort_people(ndx_article *article, size_t count) {
    ndx_facts *facts = &article->facts;
    ndx_person *sorted = ndx_arena_array(&article->arena, count + 1, sizeof *sorted);
    uint32_t *place = ndx_arena_array(&article->arena, count + 1, sizeof *place);
    if (!sorted || !place) return false;
    for (size_t i = 0; i < count; i++) {
        sorted[i] = facts->people[i];
        sorted[i].mentions = (uint32_t)i; /* the old number travels along */
    }
    qsort(sorted, count, sizeof *sorted, by_prominence);
    for (size_t i = 0; i < count; i++) {
        place[sorted[i].mentions] = (uint32_t)i;
        sorted[i].mentions = facts->people[sorted[i].mentions].mentions;
    }
    for (size_t i = 0; i < facts->mention_count; i++)
        facts->mentions[i].person = place[facts->mentions[i].person];
    facts->people = sorted;
    return true;
}

ndx_status link_fill_facts(const linker *l, const span_list *spans, const token_scan *scan,
                           const uint32_t *name_of_span, ndx_article *article, ndx_error *err) {
    size_t count;
    uint32_t *person_of = number_people(l, article, &count);
    ndx_person *people = ndx_arena_array(&article->arena, count + 1, sizeof *people);
    prominence *prominent = ndx_arena_array(&article->arena, count + 1, sizeof *prominent);
    ndx_mention *mentions = ndx_arena_array(&article->arena, spans->count + 1, sizeof *mentions);
    if (!person_of || !people || !prominent || !mentions) return ndx_fail_memory(err);
    ndx_facts *facts = &article->facts;
    facts->people = people, facts->person_count = count;
    facts->mentions = mentions, facts->mention_count = 0;
    fill_people(l, person_of, people);
    fill_mentions(spans, scan, name_of_span, person_of, article, prominent);
    for (size_t i = 0; i < count; i++) {
        people[i].prominence = prominence_value(&prominent[i], people[i].mentions, people[i].from_source);
        people[i].role = link_readable(&article->arena, people[i].role);
        people[i].role_code = ndx_role_code(people[i].role);
    }
    return sort_people(article, count) && !article->arena.failed ? NDX_OK : ndx_fail_memory(err);
}
