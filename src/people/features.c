#include "features.h"

#include <stdlib.h>
#include <string.h>

/* Whole templates in the two places that want them: one keeps features, one weights. */
#define INLINE static inline __attribute__((always_inline))

/* --- runs ----------------------------------------------------------------------------------------------- */

#define LINKS_MAX 3 /* small words in a row inside a run: "Bank of the West" */

static bool is_link(const token_scan *scan, const scan_token *token) {
    size_t len = token->end - token->start;
    const char *word = scan->text + token->start;
    if (token->shape == SHAPE_PUNCT) return len == 1 && (*word == '&' || *word == '-' || *word == '/');
    if (token->shape == SHAPE_LOWER_CAP) return true;
    if (token->shape != SHAPE_LOWER) return false;
    if (token->lists & LIST_PARTICLE) return true;
    return (len == 2 && (memcmp(word, "of", 2) == 0 || memcmp(word, "OF", 2) == 0)) ||
           (len == 3 &&
            (memcmp(word, "and", 3) == 0 || memcmp(word, "the", 3) == 0 || memcmp(word, "for", 3) == 0));
}

/* Words that hardly ever begin a name are not worth scoring: small words that a sentence begins with, days and months,
 * countries and peoples, titles. They are still seen as neighbours of what follows. */
static bool is_idle(const token_scan *scan, size_t i) {
    const uint32_t names =
        LIST_GIVEN | LIST_GIVEN_TOP | LIST_SURNAME | LIST_SURNAME_TOP | LIST_FAMOUS | LIST_MONONYM;
    const scan_token *token = &scan->token[i];
    if (token->shape > SHAPE_CAPS) return false;
    if ((token->lists & LIST_FUNCTION) && (token->flags & SCAN_SENTENCE)) return true;
    if (token->lists & LIST_CALENDAR)
        return !(token->lists & (LIST_GIVEN_TOP | LIST_SURNAME_TOP | LIST_FAMOUS));
    return (token->lists & (LIST_COUNTRY | LIST_DEMONYM | LIST_HONORIFIC | LIST_TITLE)) &&
           !(token->lists & names);
}

/* May the run go on with token i? Counts linking words in *links. */
static bool continues_run(const token_scan *scan, size_t i, size_t *links) {
    const scan_token *token = &scan->token[i];
    if (SHAPE_IS_NAME(token->shape)) {
        if ((token->flags & SCAN_SENTENCE) && *links == 0 && scan->token[i - 1].shape < SHAPE_CAP)
            return false;
        *links = 0;
        return true;
    }
    return is_link(scan, token) && ++*links <= LINKS_MAX;
}

/* The number of the first name at or after token `at`. Asked in order, each is looked at once. */
static size_t name_from(const token_scan *scan, size_t at) {
    size_t n = scan->name_next;
    if (n > 0 && scan->name[n - 1] >= at) n = 0;
    while (n < scan->name_count && scan->name[n] < at) n++;
    return n;
}

bool features_next_run(token_scan *scan, const list_table *lists, size_t at, feature_run *run) {
    size_t n = name_from(scan, at);
    for (; n < scan->name_count; n++) {
        uint8_t shape = scan->token[scan->name[n]].shape;
        if (shape == SHAPE_LOWER_CAP || (SHAPE_IS_NAME(shape) && !is_idle(scan, scan->name[n]))) break;
    }
    scan->name_next = n;
    if (n == scan->name_count) return false;
    at = scan->name[n];
    run->first = at;
    run->end = at + 1;
    for (size_t i = at + 1, links = 0;
         i < scan->count && i - at < RUN_TOKENS_MAX && !(scan->token[i].flags & SCAN_HARD); i++) {
        if (scan->token[i].shape == SHAPE_LOWER) evidence_lists(&scan->token[i], lists);
        if (!continues_run(scan, i, &links)) break;
        if (SHAPE_IS_NAME(scan->token[i].shape)) run->end = i + 1;
    }
    return true;
}

/* --- hashing -------------------------------------------------------------------------------------------- */

/* There is always room: all templates, and all classes of all templates over lists, are some 115. */
typedef struct feature_list {
    uint32_t *out;
    size_t count;
    feature_table *table; /* NULL: all features go to `out` */
    label_sums sums;      /* of those in the table */
} feature_list;

/* Template number and up to two values make a feature. */
INLINE uint32_t feature_of(uint32_t template, uint32_t a, uint32_t b) {
    uint64_t x = (a + template * 0x9E3779B97F4A7C15ull) * 0xD6E8FEB86659FD93ull;
    x = ((x ^ (x >> 32)) + b) * 0xCA5A826395121157ull;
    x ^= x >> 29;
    return (uint32_t)(x >> 16);
}

/* Templates whose values are few: the bits that these may have. Row r of a template is of the values whose bits, those of the
 * first value lowest, are r's. */
#define FEW_VALUES(X)                                                                                        \
    X(3, 0, 0, 0)                                                                                            \
    X(21, 0x1F, 0x1F, 10)                                                                                    \
    X(24, 0x1F, 0x2D, 9)                                                                                     \
    X(33, 0x1F, 0, 5)                                                                                        \
    X(34, 0x1F, 0, 5)                                                                                        \
    X(35, 0x1F, 0, 5)                                                                                        \
    X(36, 0x1F, 0, 5)                                                                                        \
    X(38, 1, 0x1F, 6)                                                                                        \
    X(40, 0x177, 0x1F, 12)                                                                                   \
    X(44, 7, 0, 3)                                                                                           \
    X(45, 7, 0, 3)                                                                                           \
    X(46, 7, 1, 4)                                                                                           \
    X(47, 7, 0, 3)                                                                                           \
    X(48, 0x1F, 0, 5)                                                                                        \
    X(49, 0x73, 0x1F, 10)                                                                                    \
    X(50, 0x77, 0x1F, 11)                                                                                    \
    X(61, 0x1F, 0, 5)                                                                                        \
    X(62, 0x1F, 0, 5)                                                                                        \
    X(80, 0x7F, 0, 7)                                                                                        \
    X(81, 0x3F, 3, 8)                                                                                        \
    X(82, 0x3F, 0x33, 10)                                                                                    \
    X(86, 3, 0x333, 8)                                                                                       \
    X(87, 0x3F, 0x21F, 12)                                                                                   \
    X(88, 0x333, 0x33, 10)

enum few_rows { /* where a template's rows begin */
#define X(template, a, b, bits) ROWS_##template, ROWS_END_##template = ROWS_##template + (1 << (bits)) - 1,
                FEW_VALUES(X)
#undef X
                    ROWS
};

static const struct {
    uint32_t template, start, a, b;
} few_values[] = {
#define X(template, a, b, bits) {template, ROWS_##template, a, b},
    FEW_VALUES(X)
#undef X
};

/* The bits of *row, lowest first, at the places of the mask; *row keeps what is left. */
static uint32_t spread(uint32_t *row, uint32_t mask) {
    uint32_t value = 0;
    for (; mask; mask &= mask - 1, *row >>= 1)
        if (*row & 1) value |= mask & -mask;
    return value;
}

/* The features of a word's own letters, as written; those of words met before. */
#define WORD_BYTES 16
#define WORDS_KNOWN 2048
typedef struct word_sums {
    char word[WORD_BYTES]; /* zeros behind it; a word has none */
    label_sums sums;
} word_sums;

struct feature_table {
    const packed_model *model;
    label_sums few[ROWS];
    word_sums word[WORDS_KNOWN];
};

feature_table *feature_table_new(const packed_model *model) {
    feature_table *table = calloc(1, sizeof *table);
    if (!table) return NULL;
    table->model = model;
    for (size_t t = 0, end; t < NDX_COUNT(few_values); t++) {
        end = t + 1 < NDX_COUNT(few_values) ? few_values[t + 1].start : ROWS;
        for (size_t row = few_values[t].start; row < end; row++) {
            uint32_t bits = (uint32_t)(row - few_values[t].start);
            uint32_t a = spread(&bits, few_values[t].a), b = spread(&bits, few_values[t].b);
            uint32_t feature = feature_of(few_values[t].template, a, b);
            table->few[row] = model_sums(model, &feature, 1, (label_sums){0});
        }
    }
    return table;
}

INLINE void put(feature_list *list, uint32_t template, uint32_t a, uint32_t b) {
    uint32_t feature = list->out[list->count++] = feature_of(template, a, b);
    if (list->table) model_prefetch(list->table->model, feature);
}

/* A feature of few values. `row`: the template's, of these values. */
#define PUT_FEW(list, template, a, b, row) put_few(list, template, a, b, ROWS_##template + (row))
INLINE void put_few(feature_list *list, uint32_t template, uint32_t a, uint32_t b, uint32_t row) {
    if (list->table)
        list->sums += list->table->few[row];
    else
        put(list, template, a, b);
}

/* --- what is told of a token ---------------------------------------------------------------------------- */

enum { EDGE_START = 0xE0001, EDGE_END = 0xE0002 };

typedef struct word_view {
    uint32_t word, shape, kind, lists;
    bool edge;
} word_view;

/* What stands `offset` words from token i (-2 to 2), not across a boundary no name crosses. */
static inline word_view view_at(const token_scan *scan, size_t i, int offset) {
    const scan_token *token = &scan->token[i];
    bool edge;
    if (offset < 0) {
        edge = i < (size_t)-offset || (token->flags & SCAN_HARD) ||
               (offset == -2 && (token[-1].flags & SCAN_HARD));
        if (edge) return (word_view){EDGE_START, 30, 0, 0, true};
    } else {
        edge = i + (size_t)offset >= scan->count || (token[1].flags & SCAN_HARD) ||
               (offset == 2 && (token[2].flags & SCAN_HARD));
        if (edge) return (word_view){EDGE_END, 31, 0, 0, true};
    }
    token += offset;
    return (word_view){token->lower, token->shape, token->kind, token->lists, false};
}

static uint32_t bucketed(uint32_t count) {
    return count > 5 ? 4 : count > 2 ? 3 : count;
}

/* --- templates ------------------------------------------------------------------------------------------ */

static void put_affixes(feature_list *list, const token_scan *scan, const scan_token *token) {
    char lower[SCAN_WORD_MAX + 4];
    size_t len =
        scan_lower((ndx_text){scan->text + token->start, token->end - token->start}, lower, SCAN_WORD_MAX);
    uint32_t prefix = WORD_HASH_START, suffix = WORD_HASH_START;
    for (uint32_t k = 0; k < 5 && k + 1 < len; k++) {
        prefix = word_hash_byte(prefix, (uint8_t)lower[k]);
        suffix = word_hash_byte(suffix, (uint8_t)lower[len - 1 - k]);
        if (k >= 1 && k < 4) put(list, 1, prefix, k);
        if (k >= 1) put(list, 2, suffix, k);
    }
}

/* Of put_affixes' features. The same letters make the same, so that most words need not be looked at again. */
static label_sums sums_of_affixes(feature_table *table, const token_scan *scan, const scan_token *token) {
    char written[WORD_BYTES] = {0};
    size_t len = token->end - token->start;
    word_sums *known = &table->word[token->lower % WORDS_KNOWN];
    if (len <= WORD_BYTES) {
        memcpy(written, scan->text + token->start, len);
        if (memcmp(known->word, written, sizeof written) == 0) return known->sums;
    }
    uint32_t out[FEATURES_MAX];
    feature_list list = {.out = out, .table = table};
    put_affixes(&list, scan, token);
    label_sums sums = model_sums(table->model, out, list.count, (label_sums){0});
    if (len <= WORD_BYTES) {
        memcpy(known->word, written, sizeof written);
        known->sums = sums;
    }
    return sums;
}

#define PUT_LISTS(list, template, classes) put_lists(list, template, classes, ROWS_##template)
INLINE void put_lists(feature_list *list, uint32_t template, uint32_t classes, uint32_t rows) {
    for (classes &= ~LIST_STARTS; classes; classes &= classes - 1) {
        uint32_t class = (uint32_t)__builtin_ctz(classes);
        put_few(list, template, class, 0, rows + class);
    }
}

/* Lists of neighbours that say something about a name beside them. */
#define NEIGHBOUR_CLASSES                                                                                    \
    (LIST_GIVEN_TOP | LIST_GIVEN | LIST_SURNAME | LIST_PLACE | LIST_COUNTRY | LIST_DEMONYM | LIST_ROLE |     \
     LIST_ORGHEAD | LIST_LOCHEAD | LIST_HONORIFIC | LIST_TITLE | LIST_SPEECH | LIST_KIN | LIST_CALENDAR |    \
     LIST_FUNCTION | LIST_SUFFIX | LIST_PARTICLE | LIST_COMPANY | LIST_CLUB)

/* What is not said in a short text means less than what is not said in a long one. */
static uint32_t size_of(const token_scan *scan) {
    return scan->count > 250 ? 3 : scan->count > 100 ? 2 : scan->count > 40 ? 1 : 0;
}

INLINE void put_evidence(feature_list *list, const token_scan *scan, const evidence_table *evidence,
                         const feature_run *run, size_t i, uint32_t kind) {
    const scan_token *token = &scan->token[i];
    const evidence_word *word = evidence_find(evidence, token->lower);
    uint32_t sentence = token->flags & SCAN_SENTENCE ? 1 : 0;
    uint32_t small = bucketed(word->small), inside = bucketed(word->capital_inside);
    uint32_t said = bucketed(word->before_speech), headed = bucketed(word->before_orghead),
             the = bucketed(word->after_the), bare = word->capital > word->after_the,
             capital = bucketed(word->capital), size = size_of(scan), lone = run->end - run->first == 1;
    uint32_t after = (word->after_title > 0) | (word->after_given > 0) << 1;
    uint32_t around =
        after | (word->before_speech > 0) << 2 | (word->before_orghead > 0) << 3 | (word->after_the > 0) << 4;
    PUT_FEW(list, 40, small | inside << 4 | sentence << 8, token->shape,
            small | inside << 3 | sentence << 6 | (uint32_t)token->shape << 7);
    put(list, 41, (word->small > 0) | (word->capital_inside > 0) << 1 | sentence << 2, kind);
    put(list, 42, bucketed(word->after_title), kind);
    put(list, 43, bucketed(word->after_given), kind);
    PUT_FEW(list, 44, said, 0, said);
    PUT_FEW(list, 45, headed, 0, headed);
    PUT_FEW(list, 46, the, bare, the | bare << 3);
    PUT_FEW(list, 47, capital, 0, capital);
    PUT_FEW(list, 49, after | size << 4 | lone << 6, token->shape,
            after | size << 2 | lone << 4 | (uint32_t)token->shape << 5);
    PUT_FEW(list, 48, around, 0, around);
}

INLINE void put_run(feature_list *list, const token_scan *scan, const feature_run *run, size_t i,
                    uint32_t kind, uint32_t shape) {
    const scan_token *first = &scan->token[run->first], *last = &scan->token[run->end - 1];
    word_view before = view_at(scan, run->first, -1), before2 = view_at(scan, run->first, -2),
              after = view_at(scan, run->end - 1, 1);
    uint32_t length = (uint32_t)(run->end - run->first), at = (uint32_t)(i - run->first);
    if (length > 6) length = 6;
    if (at > 4) at = 4;
    uint32_t place = at | length << 4;
    PUT_FEW(list, 50, place, shape, at | length << 3 | shape << 6);
    put(list, 51, place, kind);
    put(list, 52, first->lower, i == run->first);
    put(list, 53, last->lower, i + 1 == run->end);
    put(list, 54, before.word, place);
    put(list, 55, after.word, place);
    put(list, 56, first->kind, last->kind);
    put(list, 57,
        before.kind | (before.lists & LIST_ROLE ? 1u << 16 : 0) | (before.lists & LIST_KIN ? 1u << 17 : 0),
        at);
    put(list, 58, after.kind | (after.lists & LIST_SPEECH ? 1u << 16 : 0), place);
    put(list, 59, before2.word, before.word);
    put(list, 60, before.word, after.word);
    PUT_LISTS(list, 61,
              last->lists & (LIST_ORGHEAD | LIST_LOCHEAD | LIST_SURNAME | LIST_FAMOUS | LIST_SURNAME_TOP |
                             LIST_SUFFIX | LIST_CLUB | LIST_COUNTRY | LIST_PLACE));
    PUT_LISTS(list, 62,
              first->lists & (LIST_TITLE | LIST_HONORIFIC | LIST_GIVEN | LIST_GIVEN_TOP | LIST_DEMONYM |
                              LIST_COUNTRY | LIST_PLACE));
}

INLINE void put_all(feature_list *list, const token_scan *scan, const evidence_table *evidence,
                    const feature_run *run, size_t i) {
    const scan_token *token = &scan->token[i];
    word_view p2 = view_at(scan, i, -2), p1 = view_at(scan, i, -1), n1 = view_at(scan, i, 1),
              n2 = view_at(scan, i, 2);
    uint32_t shape = token->shape, kind = token->kind;
    uint32_t sentence = (token->flags & SCAN_SENTENCE) != 0;
    uint32_t style = (token->flags & (SCAN_ALL_CAPS | SCAN_TITLE_CASE | SCAN_HEADLINE)) | sentence;

    PUT_FEW(list, 3, 0, 0, 0);
    put(list, 5, token->lower, sentence + 1);
    put(list, 6, p1.word, 0);
    put(list, 7, n1.word, 0);
    put(list, 8, p2.word, 0);
    put(list, 9, n2.word, 0);
    put(list, 12, p2.word, p1.word);
    put(list, 16, n1.word, shape);
    put(list, 18, n1.word, kind);

    PUT_FEW(list, 21, p1.shape, shape, p1.shape | shape << 5);
    put(list, 23, p1.shape << 8 | shape, n1.shape);
    PUT_FEW(list, 24, shape, style,
            shape | (style & 1) << 5 | (style & 0xC) << 4 | (style & SCAN_HEADLINE) << 3);
    put(list, 26, kind, shape);
    put(list, 27, token->lists, 0);
    put(list, 29, kind, n1.kind);
    put(list, 30, p1.kind | shape << 16, n1.kind | kind << 16);
    PUT_LISTS(list, 33, p1.lists & NEIGHBOUR_CLASSES);
    PUT_LISTS(list, 34, n1.lists & NEIGHBOUR_CLASSES);
    PUT_LISTS(list, 35,
              p2.lists & (LIST_TITLE | LIST_HONORIFIC | LIST_KIN | LIST_ROLE | LIST_GIVEN_TOP | LIST_SPEECH));
    PUT_LISTS(list, 36, n2.lists & (LIST_SPEECH | LIST_ORGHEAD | LIST_SURNAME | LIST_SUFFIX));
    if (token->flags & SCAN_PHRASE)
        put(list, 37,
            token->lists &
                (LIST_PERSON | LIST_PLACE | LIST_COUNTRY | LIST_ORG | LIST_COMPANY | LIST_CLUB | LIST_THING),
            0);
    uint32_t joined = p1.edge ? 1 : (token->flags & SCAN_GLUED) != 0;
    PUT_FEW(list, 38, joined, shape, joined | shape << 1);

    if (list->table)
        list->sums += sums_of_affixes(list->table, scan, token);
    else
        put_affixes(list, scan, token);
    put_evidence(list, scan, evidence, run, i, kind);
    put_run(list, scan, run, i, kind, shape);
}

size_t features_of(const token_scan *scan, const evidence_table *evidence, const feature_run *run, size_t i,
                   uint32_t out[FEATURES_MAX]) {
    feature_list list = {.out = out};
    put_all(&list, scan, evidence, run, i);
    return list.count;
}

void features_gather(feature_table *table, const token_scan *scan, const evidence_table *evidence,
                     const feature_run *run, size_t i, feature_bag *bag) {
    feature_list list = {.out = bag->feature, .table = table};
    __builtin_prefetch(&table->word[scan->token[i].lower % WORDS_KNOWN]);
    put_all(&list, scan, evidence, run, i);
    bag->count = list.count;
    bag->sums = list.sums;
}

label_sums features_sums(const packed_model *model, const feature_bag *bag) {
    return model_sums(model, bag->feature, bag->count, bag->sums);
}

/* --- memory --------------------------------------------------------------------------------------------- */

/* How the article's other mentions of a word were labelled; `label` is this token's own, which must not vouch
 * for itself. */
static uint32_t memory_of(const evidence_table *evidence, const scan_token *token, uint32_t *full) {
    const evidence_word *word = evidence_find(evidence, token->lower);
    uint32_t person = word->person, org = word->org, loc = word->loc, misc = word->misc, none = word->none,
             last = word->person_last, first = word->person_first;
    if (word->lower == token->lower && SHAPE_IS_NAME(token->shape)) {
        uint8_t label = token->label;
        if (LABEL_IS_PERSON(label))
            person -= person > 0;
        else if (label == LABEL_ORG)
            org -= org > 0;
        else if (label == LABEL_LOC)
            loc -= loc > 0;
        else if (label == LABEL_MISC)
            misc -= misc > 0;
        else
            none -= none > 0;
        if (label == LABEL_L) last -= last > 0;
        if (label == LABEL_B) first -= first > 0;
    }
    *full = (last > 0) | (first > 0) << 1;
    uint32_t total = person + org + loc + misc + none;
    if (total == 0) return 0;
    uint32_t top = person, kind = 1;
    if (org > top) top = org, kind = 2;
    if (loc > top) top = loc, kind = 3;
    if (misc > top) top = misc, kind = 4;
    if (none > top) top = none, kind = 5;
    return kind | (top == total ? 8 : top * 3 >= total * 2 ? 16 : 0) | (total > 1 ? 32 : 0);
}

INLINE void put_memory(feature_list *list, const token_scan *scan, const evidence_table *evidence,
                       const feature_run *run, size_t i) {
    const scan_token *token = &scan->token[i];
    uint32_t full, memory = memory_of(evidence, token, &full);
    uint32_t full_before = 0,
             before = i > run->first ? memory_of(evidence, &scan->token[i - 1], &full_before) : 64;
    uint32_t full_after = 0,
             after = i + 1 < run->end ? memory_of(evidence, &scan->token[i + 1], &full_after) : 64;
    uint32_t place = (i == run->first) | (i + 1 == run->end) << 1;
    uint32_t size = size_of(scan), sentence = (token->flags & SCAN_SENTENCE) / SCAN_SENTENCE;
    PUT_FEW(list, 80, memory, 0, memory);
    PUT_FEW(list, 81, memory, place, memory | place << 6);
    PUT_FEW(list, 82, memory, full | place << 4, memory | full << 6 | place << 8);
    put(list, 83, memory, token->kind);
    put(list, 84, before | full_before << 8, memory | full << 8);
    put(list, 85, memory | full << 8, after | full_after << 8);
    PUT_FEW(list, 86, full, full_before | full_after << 4 | place << 8,
            full | full_before << 2 | full_after << 4 | place << 6);
    PUT_FEW(list, 88, full | size << 4 | place << 8, full_before | full_after << 4,
            full | size << 2 | place << 4 | full_before << 6 | full_after << 8);
    PUT_FEW(list, 87, memory, token->shape | sentence << 9,
            memory | (uint32_t)token->shape << 6 | sentence << 11);
}

size_t features_of_memory(const token_scan *scan, const evidence_table *evidence, const feature_run *run,
                          size_t i, uint32_t out[MEMORY_FEATURES_MAX]) {
    feature_list list = {.out = out};
    put_memory(&list, scan, evidence, run, i);
    return list.count;
}

label_sums features_sums_of_memory(feature_table *table, const token_scan *scan,
                                   const evidence_table *evidence, const feature_run *run, size_t i) {
    uint32_t out[MEMORY_FEATURES_MAX];
    feature_list list = {.out = out, .table = table};
    put_memory(&list, scan, evidence, run, i);
    return model_sums(table->model, out, list.count, list.sums);
}
