#include "spans.h"

#include <stdlib.h>
#include <string.h>

#include "doubt.h"
#include "names.h"
#include "role_table.h"

#define SPAN_TOKENS_MAX 10 /* longer ones are lists, not names */
#define SPAN_BYTES_MAX 100

/* What kind of word a token is around a name: folded, without its full stop. */
static unsigned token_kinds(const token_scan *scan, size_t i) {
    char lower[SCAN_WORD_MAX];
    size_t len = scan_lower(scan_token_text(scan, i), lower, sizeof lower);
    while (len > 0 && lower[len - 1] == '.') len--;
    return name_word_kinds((ndx_text){lower, len});
}

static span_sex sex_of_title(const token_scan *scan, size_t i) {
    static const char *const female[] = {"mrs",  "mrs.",  "ms",       "ms.",     "miss",
                                         "lady", "queen", "princess", "madame",  "mme",
                                         "mme.", "dame",  "sister",   "empress", "frau"};
    static const char *const male[] = {"mr",   "mr.",  "sir",      "lord",    "king",   "prince",
                                       "pope", "herr", "monsieur", "messrs.", "father", "brother"};
    ndx_text word = scan_token_text(scan, i);
    for (size_t k = 0; k < NDX_COUNT(female); k++)
        if (ndx_text_equal_nocase(word, ndx_text_of(female[k]))) return SEX_FEMALE;
    for (size_t k = 0; k < NDX_COUNT(male); k++)
        if (ndx_text_equal_nocase(word, ndx_text_of(male[k]))) return SEX_MALE;
    return SEX_UNKNOWN;
}

/* --- trimming ------------------------------------------------------------------------------------------- */

static bool is_title(const token_scan *scan, size_t i) {
    if (!(scan->token[i].lists & (LIST_HONORIFIC | LIST_TITLE))) return false;
    unsigned kinds = token_kinds(scan, i);
    return (kinds & (NAME_HONORIFIC | NAME_OFFICE)) ||
           ((kinds & NAME_REGNAL) && (scan->token[i].lists & LIST_TITLE) &&
            !(scan->token[i].lists & LIST_GIVEN_TOP));
}

static bool can_end(const token_scan *scan, size_t i) {
    const scan_token *token = &scan->token[i];
    return SHAPE_IS_NAME(token->shape) || token->shape == SHAPE_LOWER_CAP || token->shape == SHAPE_OTHER;
}

static bool can_begin(const token_scan *scan, size_t i) {
    const scan_token *token = &scan->token[i];
    return can_end(scan, i) || (token->shape == SHAPE_LOWER && (token->lists & LIST_PARTICLE));
}

/* The full stop of a sentence is no part of "Malcolm X." */
static uint32_t end_byte(const token_scan *scan, size_t last) {
    const scan_token *token = &scan->token[last];
    bool sentence_goes_on = last + 1 < scan->count && !(scan->token[last + 1].flags & SCAN_HARD) &&
                            !SHAPE_IS_NAME(scan->token[last + 1].raw);
    if (scan->text[token->end - 1] != '.' || token->raw == SHAPE_ACRONYM || sentence_goes_on)
        return token->end;
    return token_kinds(scan, last) & (NAME_SUFFIX | NAME_LETTERS) ? token->end : token->end - 1;
}

static bool trim(const token_scan *scan, person_span *span) {
    while (span->first < span->end && !can_begin(scan, span->first)) span->first++;
    while (span->end > span->first && !can_end(scan, span->end - 1)) span->end--;
    while (span->first + 1 < span->end &&
           (is_title(scan, span->first) || role_is_abroad(scan_token_text(scan, span->first))))
        span->first++;
    if (span->first == span->end || span->end - span->first > SPAN_TOKENS_MAX) return false;
    span->bytes = (ndx_range){scan->token[span->first].start, end_byte(scan, span->end - 1)};
    return span->bytes.end - span->bytes.start <= SPAN_BYTES_MAX;
}

#define NAME_LISTS                                                                                           \
    (LIST_GIVEN | LIST_GIVEN_TOP | LIST_SURNAME | LIST_SURNAME_TOP | LIST_FAMOUS | LIST_MONONYM)

/* One word that names nobody: a title, a letter, a small word, a month; a country; in a line of capitals any
 * word of the dictionary. */
static bool plausible_word(const token_scan *scan, size_t i) {
    const scan_token *token = &scan->token[i];
    size_t len = token->end - token->start;
    bool known = token->lists & NAME_LISTS,
         titled = i > 0 && (scan->token[i - 1].lists & (LIST_HONORIFIC | LIST_TITLE)) &&
                  !(token->flags & SCAN_HARD);
    if (token->raw == SHAPE_INITIAL || token->raw == SHAPE_LETTER || token->raw == SHAPE_ACRONYM ||
        token->raw == SHAPE_NUMBER)
        return false;
    if ((token->lists & LIST_PARTICLE) && len <= 3) return titled;
    if (token->lists & (LIST_HONORIFIC | LIST_CALENDAR)) return known;
    if (token->lists & (LIST_COUNTRY | LIST_FUNCTION))
        return titled || (token->lists & (LIST_GIVEN_TOP | LIST_SURNAME_TOP));
    return !(token->flags & (SCAN_ALL_CAPS | SCAN_TITLE_CASE)) || known ||
           !(token->lists & (LIST_COMMON | LIST_WORD));
}

/* "Williams Ave.", "Jones Corp.", "N.Z. dlrs": not people after all. */
static bool ends_otherwise(const token_scan *scan, const person_span *span) {
    const scan_token *last = &scan->token[span->end - 1];
    if (last->lists & LIST_SUFFIX) return false;
    if (last->shape == SHAPE_CAP_DOT && (last->lists & (LIST_ORGHEAD | LIST_LOCHEAD))) return true;
    return (last->lists & (LIST_FUNCTION | LIST_CALENDAR)) && !(last->lists & NAME_LISTS);
}

/* A listed company or club of several words ("Smith Barney") that does not begin like a person ("Calvin
 * Klein"). */
static bool is_listed_group(const token_scan *scan, const person_span *span) {
    if (scan->token[span->first].lists & (LIST_GIVEN_TOP | LIST_PERSON)) return false;
    for (size_t i = span->first; i < span->end; i++)
        if (!(scan->token[i].flags & SCAN_PHRASE) ||
            !(scan->token[i].lists & (LIST_COMPANY | LIST_CLUB | LIST_ORG)))
            return false;
    return span->first == 0 || !(scan->token[span->first - 1].lists & (LIST_HONORIFIC | LIST_TITLE));
}

static bool plausible(const token_scan *scan, const person_span *span) {
    if (span->key.len == 0 || ndx_utf8_count(span->key) < 2 || ends_otherwise(scan, span) ||
        is_listed_group(scan, span) || doubt_by_words(scan, span))
        return false;
    return span->end - span->first > 1 || plausible_word(scan, span->first);
}

static void note_title(const token_scan *scan, person_span *span) {
    if (span->first == 0 || (scan->token[span->first].flags & SCAN_HARD)) return;
    size_t before = span->first - 1;
    if (!(scan->token[before].lists & (LIST_HONORIFIC | LIST_TITLE))) return;
    span->sex = (uint8_t)sex_of_title(scan, before);
    bool lone = span->end - span->first == 1 || (token_kinds(scan, span->end - 1) & NAME_SUFFIX);
    if (lone && (token_kinds(scan, before) & NAME_REGNAL) && SHAPE_IS_NAME(scan->token[before].raw) &&
        !LABEL_IS_PERSON(scan->token[before].label))
        span->regnal = (ndx_range){scan->token[before].start, scan->token[before].end};
}

/* --- collecting ----------------------------------------------------------------------------------------- */

void spans_clear(span_list *list) {
    free(list->span);
    memset(list, 0, sizeof *list);
}

static void add_span(span_list *list, const token_scan *scan, ndx_arena *arena, ndx_buf *key,
                     person_span span) {
    if (!trim(scan, &span)) return;
    note_title(scan, &span);
    ndx_buf_reset(key);
    uint32_t from = span.regnal.end > span.regnal.start ? span.regnal.start : span.bytes.start;
    ndx_name_key(key, (ndx_text){scan->text + from, span.bytes.end - from});
    span.key = ndx_buf_text(key);
    list->failed |= key->failed;
    if (list->failed || !plausible(scan, &span)) return;
    span.key = ndx_arena_copy(arena, span.key);
    person_span *grown = ndx_grow(list->span, list->count, &list->capacity, sizeof *grown);
    if (!grown || arena->failed) {
        list->failed = true;
        return;
    }
    list->span = grown;
    list->span[list->count++] = span;
}

/* Where the name that labels begin at i ends; i when none begins there. */
static size_t end_of_labels(const token_scan *scan, size_t i) {
    if (i >= scan->count) return i;
    size_t end = i + 1;
    if (scan->token[i].label == LABEL_U) return end;
    if (scan->token[i].label != LABEL_B) return i;
    while (end < scan->count && scan->token[end].label == LABEL_I) end++;
    return end + (end < scan->count && scan->token[end].label == LABEL_L);
}

/* "al-Sabah", "el-Sayed", "as-Sadr": an Arabic article and a name. */
static bool has_article(const token_scan *scan, size_t i) {
    static const char *const articles[] = {"al-", "el-", "ul-", "ad-", "ar-",
                                           "as-", "at-", "az-", "an-", "ash-"};
    if (scan->token[i].shape != SHAPE_LOWER_CAP) return false;
    for (size_t k = 0; k < NDX_COUNT(articles); k++)
        if (ndx_text_starts(scan_token_text(scan, i), ndx_text_of(articles[k]))) return true;
    return false;
}

/* A name goes on where nothing stands before a particle and a name: "Sheikh Ali al-Khalifa al-Sabah" is one man, "Zine al-Abidine
 * Ben Ali" another, whatever the labels say of what follows Ali. */
static size_t end_of_name(const token_scan *scan, size_t i) {
    size_t end = end_of_labels(scan, i);
    while (end > i && end < scan->count && !(scan->token[end].flags & (SCAN_HARD | SCAN_SENTENCE))) {
        if (has_article(scan, end))
            end = end_of_labels(scan, end) > end ? end_of_labels(scan, end) : end + 1;
        else if ((scan->token[end].lists & LIST_PARTICLE) && end_of_labels(scan, end) > end + 1)
            end = end_of_labels(scan, end);
        else
            break;
    }
    return end;
}

void spans_collect(span_list *list, const token_scan *scan, ndx_arena *arena) {
    ndx_buf key = {0};
    list->count = 0;
    for (size_t i = 0, end; i < scan->count && list->count < SPANS_MAX && !list->failed; i = end) {
        end = i + 1;
        if (!LABEL_IS_PERSON(scan->token[i].label)) continue; /* of most tokens nothing else is asked */
        size_t name_end = end_of_name(scan, i);
        if (name_end == i) continue;
        end = name_end;
        add_span(list, scan, arena, &key, (person_span){.first = (uint32_t)i, .end = (uint32_t)end});
    }
    ndx_buf_clear(&key);
}
