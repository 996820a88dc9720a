#include "link.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"

#define PEOPLE_MAX 4000   /* distinct names of one article that are told apart */
#define CANDIDATES_MAX 64 /* names of one surname that are compared */
#define NOBODY UINT32_MAX

/* A distinct key among the mentions, and the person it turns out to be. */
typedef struct link_name {
    ndx_text key, display;
    uint32_t family, given;           /* numbers of its surname's group and its first word */
    uint32_t next_family, next_given; /* chains of full names with that group, that first word */
    uint32_t person;                  /* index of the name that stands for the person; itself at first */
    uint32_t mentions, first_span;
    uint8_t words;
    bool family_only; /* the key is a lone word or "van gogh" */
    bool initials;    /* the first word is one letter */
    bool sexed;       /* a surname that comes with a sex */
    uint8_t sex;
    bool from_source, ambiguous;
    bool torn;     /* a full name that fits two who contradict one another: nobody's but its own */
    double weight; /* how good a canonical form it is */
} link_name;

typedef struct linker {
    link_name *name;
    size_t count, capacity;
    ndx_names keys, families, givens;
    uint32_t *family_head, *given_head;
    size_t family_capacity, given_capacity;
    ndx_buf scratch;
    bool failed;
} linker;

static void linker_clear(linker *l) {
    free(l->name);
    free(l->family_head);
    free(l->given_head);
    ndx_names_clear(&l->keys);
    ndx_names_clear(&l->families);
    ndx_names_clear(&l->givens);
    ndx_buf_clear(&l->scratch);
}

/* --- names of the article ------------------------------------------------------------------------------- */

/* A surname that comes with a sex ("Mrs. Dole") is another name than the surname without one: it may fit a person where that fits
 * several. What it is called among the keys is written to `sexed`. */
static ndx_text key_with_sex(ndx_text key, span_sex sex, char sexed[NAME_KEY_MAX + 2]) {
    if (sex == SEX_UNKNOWN || key.len > NAME_KEY_MAX || !ndx_text_equal(ndx_name_surname(key), key))
        return key;
    memcpy(sexed, key.data, key.len);
    sexed[key.len] = '/';
    sexed[key.len + 1] = (char)('0' + sex);
    return (ndx_text){sexed, key.len + 2};
}

static uint32_t name_of_key(linker *l, ndx_text key, span_sex sex) {
    char sexed[NAME_KEY_MAX + 2];
    ndx_text own = key_with_sex(key, sex, sexed);
    uint32_t known = ndx_names_find(&l->keys, own);
    if (known != NDX_NO_NAME) return known;
    if (l->count == PEOPLE_MAX) return NOBODY;
    uint32_t number = ndx_names_add(&l->keys, own);
    link_name *grown = ndx_grow(l->name, l->count, &l->capacity, sizeof *grown);
    if (grown) l->name = grown; /* what was there may have moved */
    if (number == NDX_NO_NAME || !grown) {
        l->failed = true;
        return NOBODY;
    }
    l->name[l->count++] = (link_name){.key = key,
                                      .next_family = NOBODY,
                                      .next_given = NOBODY,
                                      .person = number,
                                      .first_span = NOBODY,
                                      .words = (uint8_t)name_split(key).count,
                                      .family_only = ndx_text_equal(ndx_name_surname(key), key),
                                      .sexed = own.len > key.len,
                                      .initials = ndx_text_find(key, NDX_TEXT(" ")) == 1};
    return number;
}

/* Number of a word among `names`, with an empty chain of its own when it is new. */
static uint32_t chain_of(linker *l, ndx_names *names, uint32_t **head, size_t *capacity, ndx_text word) {
    size_t before = names->count;
    uint32_t number = ndx_names_add(names, word);
    if (number == NDX_NO_NAME) {
        l->failed = true;
        return NOBODY;
    }
    if (names->count > before) {
        uint32_t *grown = ndx_grow(*head, before, capacity, sizeof *grown);
        if (!grown) {
            l->failed = true;
            return NOBODY;
        }
        *head = grown;
        (*head)[number] = NOBODY;
    }
    return number;
}

static ndx_text first_word(ndx_text key) {
    size_t space = ndx_text_find(key, NDX_TEXT(" "));
    return space == SIZE_MAX ? key : ndx_text_slice(key, 0, space);
}

/* Full names can be found by family and by given name. */
static void make_chains(linker *l) {
    for (uint32_t i = 0; i < l->count && !l->failed; i++) {
        link_name *name = &l->name[i];
        ndx_buf_reset(&l->scratch);
        ndx_name_group(&l->scratch, name->key);
        l->failed |= l->scratch.failed;
        name->family =
            chain_of(l, &l->families, &l->family_head, &l->family_capacity, ndx_buf_text(&l->scratch));
        name->given = chain_of(l, &l->givens, &l->given_head, &l->given_capacity, first_word(name->key));
        l->failed |= l->scratch.failed;
        if (l->failed || name->family_only) continue;
        name->next_family = l->family_head[name->family];
        l->family_head[name->family] = i;
        name->next_given = l->given_head[name->given];
        l->given_head[name->given] = i;
    }
}

/* --- joining -------------------------------------------------------------------------------------------- */

static uint32_t root_of(const linker *l, uint32_t i) {
    while (l->name[i].person != i) i = l->name[i].person;
    return i;
}

static bool sexes_agree(const link_name *a, const link_name *b) {
    return a->sex == SEX_UNKNOWN || b->sex == SEX_UNKNOWN || a->sex == b->sex;
}

static void join(linker *l, uint32_t a, uint32_t b) {
    a = root_of(l, a), b = root_of(l, b);
    if (a == b) return;
    double weight_a = l->name[a].weight, weight_b = l->name[b].weight;
    if (weight_a < weight_b || (weight_a == weight_b && a > b)) {
        uint32_t swap = a;
        a = b;
        b = swap;
    }
    l->name[b].person = a;
    if (l->name[a].sex == SEX_UNKNOWN) l->name[a].sex = l->name[b].sex;
}

/* Less than a full name beside another: a lone word, initials, or fewer words. */
static bool is_weaker(const link_name *a, const link_name *b) {
    return a->family_only || a->initials || a->words < b->words;
}

/* The one person among the chain that fits `key` at least as well as `least`; NOBODY when none or several do.
 */
static uint32_t only_fit(const linker *l, uint32_t chain, bool by_family, uint32_t self, double least,
                         bool *several) {
    uint32_t found = NOBODY;
    unsigned tries = 0;
    for (uint32_t i = chain; i != NOBODY && tries++ < CANDIDATES_MAX;
         i = by_family ? l->name[i].next_family : l->name[i].next_given) {
        if (i == self || l->name[i].torn || root_of(l, i) == root_of(l, self)) continue;
        if (!sexes_agree(&l->name[self], &l->name[root_of(l, i)])) continue;
        if (least < NDX_NAME_SAME && !is_weaker(&l->name[self], &l->name[i])) continue;
        if (ndx_name_match(l->name[self].key, l->name[i].key) < least) continue;
        uint32_t root = root_of(l, i);
        if (found != NOBODY && found != root) {
            *several = true;
            return NOBODY;
        }
        found = root;
    }
    return found;
}

/* Does the name fit two of its family who are not the same, as "George Bush" fits "George W." and "George H. W."? */
static bool is_torn(const linker *l, uint32_t self) {
    uint32_t fits[CANDIDATES_MAX];
    size_t count = 0;
    unsigned tries = 0;
    for (uint32_t i = l->family_head[l->name[self].family]; i != NOBODY && tries++ < CANDIDATES_MAX;
         i = l->name[i].next_family)
        if (i != self && ndx_name_match(l->name[self].key, l->name[i].key) >= NDX_NAME_SAME)
            fits[count++] = i;
    for (size_t a = 1; a < count; a++)
        for (size_t b = 0; b < a; b++)
            if (ndx_name_match(l->name[fits[a]].key, l->name[fits[b]].key) < NDX_NAME_POSSIBLE) return true;
    return false;
}

static void find_torn(linker *l) {
    for (uint32_t i = 0; i < l->count; i++) l->name[i].torn = !l->name[i].family_only && is_torn(l, i);
}

/* Full names that are the same in another form; then initials that fit one full name only. */
static void join_full_names(linker *l, double least) {
    for (uint32_t i = 0; i < l->count; i++) {
        if (l->name[i].family_only || l->name[i].torn) continue;
        bool several = false;
        uint32_t fit = only_fit(l, l->family_head[l->name[i].family], true, i, least, &several);
        if (fit != NOBODY) join(l, i, fit);
    }
}

/* A lone word is the one full name with that surname; else the one with that given name ("Saddam"). Several:
 * nobody guesses. */
static void join_lone_name(linker *l, uint32_t i) {
    link_name *name = &l->name[i];
    bool several = false;
    uint32_t fit = only_fit(l, l->family_head[name->family], true, i, NDX_NAME_POSSIBLE, &several);
    if (fit == NOBODY && !several && name->sex == SEX_UNKNOWN)
        fit = only_fit(l, l->given_head[name->given], false, i, 0.2, &several);
    if (fit != NOBODY) join(l, i, fit);
    name->ambiguous = several;
}

/* Beside "Mr. Clinton", who is not Hillary Clinton, "Clinton" may be either. */
static bool is_somebody_else_too(const linker *l, uint32_t i) {
    char sexed[NAME_KEY_MAX + 2];
    uint32_t fit = NOBODY;
    unsigned tries = 0;
    for (uint32_t k = l->family_head[l->name[i].family]; k != NOBODY && tries++ < CANDIDATES_MAX;
         k = l->name[k].next_family)
        fit = root_of(l, k);
    for (span_sex sex = SEX_FEMALE; sex <= SEX_MALE; sex++) {
        uint32_t other = ndx_names_find(&l->keys, key_with_sex(l->name[i].key, sex, sexed));
        if (other != NDX_NO_NAME && other != i && fit != NOBODY && root_of(l, other) == other) return true;
    }
    return false;
}

/* Those that come with a sex first: they say more. */
static void join_lone_names(linker *l) {
    for (uint32_t i = 0; i < l->count; i++)
        if (l->name[i].family_only && l->name[i].sexed) join_lone_name(l, i);
    for (uint32_t i = 0; i < l->count; i++)
        if (l->name[i].family_only && !l->name[i].sexed && !is_somebody_else_too(l, i)) join_lone_name(l, i);
}

/* "Robert M." is the one full name with that given name and a surname that begins so. */
static void join_cut_surnames(linker *l) {
    for (uint32_t i = 0; i < l->count; i++) {
        ndx_text key = l->name[i].key;
        if (l->name[i].words != 2 || l->name[i].initials || key.len < 4 || key.data[key.len - 2] != ' ')
            continue;
        uint32_t fit = NOBODY;
        bool several = false;
        unsigned tries = 0;
        for (uint32_t k = l->given_head[l->name[i].given]; k != NOBODY && tries++ < CANDIDATES_MAX;
             k = l->name[k].next_given) {
            ndx_text surname = ndx_name_surname(l->name[k].key);
            if (surname.len < 2 || surname.data[0] != key.data[key.len - 1]) continue;
            several = several || (fit != NOBODY && root_of(l, k) != fit);
            fit = root_of(l, k);
        }
        if (fit != NOBODY && !several) join(l, i, fit);
    }
}

/* The same surname with and without a sex, when no full name told them apart, is one person as far as anybody can tell. */
static void join_same_keys(linker *l) {
    ndx_names keys = {0};
    uint32_t *first = calloc(l->count + 1, sizeof *first);
    for (uint32_t i = 0; first && i < l->count && !l->failed; i++) {
        if (root_of(l, i) != i || !l->name[i].family_only) continue;
        size_t before = keys.count;
        uint32_t number = ndx_names_add(&keys, l->name[i].key);
        l->failed |= number == NDX_NO_NAME;
        if (l->failed) break;
        if (keys.count > before)
            first[number] = i;
        else
            join(l, first[number], i), first[number] = root_of(l, i);
    }
    l->failed |= !first;
    free(first);
    ndx_names_clear(&keys);
}

/* --- gathering names from spans and source -------------------------------------------------------------- */

static span_sex sex_of_given(const list_table *lists, ndx_text key) {
    ndx_text given = first_word(key);
    if (given.len == key.len) return SEX_UNKNOWN;
    uint32_t classes = lists_find(lists, scan_word_hash(given));
    bool female = classes & LIST_FEMALE, male = classes & LIST_MALE;
    return female == male ? SEX_UNKNOWN : female ? SEX_FEMALE : SEX_MALE;
}

static bool all_capitals(ndx_text text) {
    bool any = false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] >= 'a' && text.data[i] <= 'z') return false;
        if (text.data[i] >= 'A' && text.data[i] <= 'Z') any = true;
    }
    return any && text.len > 4;
}

/* "JOHN DOE" reads "John Doe" when the article has no better form. */
static ndx_text readable(ndx_arena *arena, ndx_text written) {
    ndx_text copy = ndx_arena_copy(arena, written);
    char *data = (char *)copy.data;
    bool capitals = all_capitals(written), inside = false;
    for (size_t i = 0; i < copy.len; i++) {
        bool letter =
            (data[i] >= 'A' && data[i] <= 'Z') || (data[i] >= 'a' && data[i] <= 'z') || (data[i] & 0x80);
        if (capitals && inside && data[i] >= 'A' && data[i] <= 'Z') data[i] = (char)(data[i] + 32);
        if (data[i] == '\n' || data[i] == '\t' || data[i] == '\r') data[i] = ' ';
        inside = letter;
    }
    return copy;
}

static void add_spans(linker *l, const span_list *spans, const token_scan *scan, const list_table *lists,
                      ndx_arena *arena, uint32_t *name_of_span) {
    for (size_t i = 0; i < spans->count && !l->failed; i++) {
        const person_span *span = &spans->span[i];
        uint32_t number = name_of_span[i] = name_of_key(l, span->key, span->sex);
        if (number == NOBODY || !l->name) continue;
        link_name *name = &l->name[number];
        uint32_t from = span->regnal.end > span->regnal.start ? span->regnal.start : span->bytes.start;
        ndx_text written = {scan->text + from, span->bytes.end - from};
        if (name->first_span == NOBODY) {
            name->first_span = (uint32_t)i;
            name->sex = (uint8_t)sex_of_given(lists, span->key);
        }
        if (name->display.len == 0 || (all_capitals(name->display) && !all_capitals(written)))
            name->display = written;
        if (name->sex == SEX_UNKNOWN) name->sex = span->sex;
        name->mentions++;
    }
    for (size_t i = 0; i < l->count; i++) {
        link_name *name = &l->name[i];
        name->display = readable(arena, name->display);
        name->weight = (name->family_only ? 0 : 1000) + name->mentions * 4 + (double)name->key.len / 8;
        if (name->initials) name->weight -= 100; /* initials are a worse form than a given name */
    }
}

static void add_source(linker *l, const ndx_facts *source) {
    for (size_t i = 0; i < source->person_count && !l->failed; i++) {
        const ndx_person *person = &source->people[i];
        uint32_t number = name_of_key(l, person->key, SEX_UNKNOWN);
        if (number == NOBODY || !l->name) continue;
        link_name *name = &l->name[number];
        name->from_source = true;
        if (name->display.len == 0) name->display = person->name;
        if (name->weight == 0) name->weight = name->family_only ? 0 : 500;
    }
}

/* --- facts ---------------------------------------------------------------------------------------------- */

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
        if (root_of(l, i) == i) person_of[i] = (uint32_t)(*count)++;
    for (uint32_t i = 0; i < l->count; i++)
        if (root_of(l, i) != i) person_of[i] = person_of[root_of(l, i)];
    return person_of;
}

static void fill_people(const linker *l, const uint32_t *person_of, ndx_person *people) {
    for (uint32_t i = 0; i < l->count; i++) {
        ndx_person *person = &people[person_of[i]];
        if (root_of(l, i) == i) {
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

static ndx_status fill_facts(const linker *l, const span_list *spans, const token_scan *scan,
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
        people[i].role = readable(&article->arena, people[i].role);
        people[i].role_code = ndx_role_code(people[i].role);
    }
    return sort_people(article, count) && !article->arena.failed ? NDX_OK : ndx_fail_memory(err);
}

ndx_status link_people(const span_list *spans, const token_scan *scan, const list_table *lists,
                       ndx_article *article, ndx_error *err) {
    ndx_status status = ndx_people_from_source(article, err);
    if (status != NDX_OK) return status;
    linker l = {0};
    uint32_t *name_of_span = ndx_arena_array(&article->arena, spans->count + 1, sizeof *name_of_span);
    if (!name_of_span) return ndx_fail_memory(err);
    add_spans(&l, spans, scan, lists, &article->arena, name_of_span);
    add_source(&l, &article->facts);
    if (l.count > 1) make_chains(&l);
    if (!l.failed && l.count > 1) {
        find_torn(&l);
        join_full_names(&l, NDX_NAME_SAME);
        join_full_names(&l, NDX_NAME_POSSIBLE);
        join_cut_surnames(&l);
        join_lone_names(&l);
        join_same_keys(&l);
    }
    status = l.failed ? ndx_fail_memory(err) : fill_facts(&l, spans, scan, name_of_span, article, err);
    linker_clear(&l);
    return status;
}
