#include "link_names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"

#define PEOPLE_MAX 4000   /* distinct names of one article that are told apart */
#define CANDIDATES_MAX 64 /* names of one surname that are compared */

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

static bool sexes_agree(const link_name *a, const link_name *b) {
    return a->sex == SEX_UNKNOWN || b->sex == SEX_UNKNOWN || a->sex == b->sex;
}

static void join(linker *l, uint32_t a, uint32_t b) {
    a = link_root_of(l, a), b = link_root_of(l, b);
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
        if (i == self || l->name[i].torn || link_root_of(l, i) == link_root_of(l, self)) continue;
        if (!sexes_agree(&l->name[self], &l->name[link_root_of(l, i)])) continue;
        if (least < NDX_NAME_SAME && !is_weaker(&l->name[self], &l->name[i])) continue;
        if (ndx_name_match(l->name[self].key, l->name[i].key) < least) continue;
        uint32_t root = link_root_of(l, i);
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
        fit = link_root_of(l, k);
    for (span_sex sex = SEX_FEMALE; sex <= SEX_MALE; sex++) {
        uint32_t other = ndx_names_find(&l->keys, key_with_sex(l->name[i].key, sex, sexed));
        if (other != NDX_NO_NAME && other != i && fit != NOBODY && link_root_of(l, other) == other)
            return true;
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
            several = several || (fit != NOBODY && link_root_of(l, k) != fit);
            fit = link_root_of(l, k);
        }
        if (fit != NOBODY && !several) join(l, i, fit);
    }
}

/* The same surname with and without a sex, when no full name told them apart, is one person as far as anybody can tell. */
static void join_same_keys(linker *l) {
    ndx_names keys = {0};
    uint32_t *first = calloc(l->count + 1, sizeof *first);
    for (uint32_t i = 0; first && i < l->count && !l->failed; i++) {
        if (link_root_of(l, i) != i || !l->name[i].family_only) continue;
        size_t before = keys.count;
        uint32_t number = ndx_names_add(&keys, l->name[i].key);
        l->failed |= number == NDX_NO_NAME;
        if (l->failed) break;
        if (keys.count > before)
            first[number] = i;
        else
            join(l, first[number], i), first[number] = link_root_of(l, i);
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
ndx_text link_readable(ndx_arena *arena, ndx_text written) {
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
        name->display = link_readable(arena, name->display);
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

/* --- the whole ------------------------------------------------------------------------------------------- */

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
    status = l.failed ? ndx_fail_memory(err) : link_fill_facts(&l, spans, scan, name_of_span, article, err);
    linker_clear(&l);
    return status;
}
