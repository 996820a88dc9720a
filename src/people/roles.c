/* Roles as the text states them: "Russian President Vladimir Putin", "Lavrov, the foreign minister, ...", "the foreign
 * minister, Sergei Lavrov, ...". */
#include <string.h>

#include "names.h"
#include "role_table.h"
#include "spans.h"

#define ROLE_TOKENS_MAX 8
#define LINK_BYTES_MAX 5
#define OFFICE_TOKENS_MAX 5 /* between a role and the name: "de la Défense nationale" */

/* Without the article of "l'ancien", "dell'Interno". */
static ndx_text after_elision(ndx_text word) {
    static const char *const elided[] = {"l'", "l\xE2\x80\x99", "dell'", "dell\xE2\x80\x99"};
    char first = word.len ? (char)(word.data[0] | 0x20) : 0;
    for (size_t k = 0; k < NDX_COUNT(elided) && (first == 'l' || first == 'd'); k++) {
        size_t len = strlen(elided[k]);
        if (word.len > len && ndx_text_equal_nocase(ndx_text_slice(word, 0, len), ndx_text_of(elided[k])))
            return ndx_text_slice(word, len, word.len);
    }
    return word;
}

static ndx_text bytes_between(const token_scan *scan, size_t first, size_t end) {
    return after_elision((ndx_text){scan->text + scan->token[first].start,
                                    scan->token[end - 1].end - scan->token[first].start});
}

static bool word_is(const token_scan *scan, size_t i, const char *const *words, size_t count) {
    ndx_text word = bytes_between(scan, i, i + 1);
    for (size_t k = 0; k < count; k++)
        if (ndx_text_equal_nocase(word, ndx_text_of(words[k]))) return true;
    return false;
}

/* Words that go before the noun of a role and belong to it. */
static bool qualifies(const token_scan *scan, size_t i) {
    static const char *const words[] = {
        "former",     "late",      "acting",    "deputy",      "vice",     "prime",      "foreign",
        "finance",    "interior",  "defence",   "defense",     "trade",    "senior",     "chief",
        "assistant",  "associate", "general",   "state",       "party",    "opposition", "rebel",
        "interim",    "executive", "managing",  "economy",     "energy",   "oil",        "justice",
        "health",     "education", "transport", "agriculture", "culture",  "sports",     "presidential",
        "opposition", "central",   "bank",      "supreme",     "attorney", "outgoing",   "incoming",
        "first",      "national",  "security",  "media",       "film",     "pop",        "rock",
        "opera",      "team",      "club",      "union",       "press",    "military",   "army",
        "navy",       "naval",     "police",    "ancien",      "ancienne", "premier",    "première",
        "primer",     "primera",   "primo",     "prima",       "primeiro", "primeira",   "ehemaliger",
        "ehemalige",  "früherer",  "frühere"};
    const scan_token *token = &scan->token[i];
    if (token->lists & (LIST_DEMONYM | LIST_COUNTRY)) return true;
    if (word_is(scan, i, words, NDX_COUNT(words))) return true;
    return SHAPE_IS_NAME(token->shape) && (token->label == LABEL_ORG || token->label == LABEL_MISC) &&
           !(token->flags & SCAN_SENTENCE);
}

static bool is_role(const token_scan *scan, size_t i) {
    const scan_token *token = &scan->token[i];
    if (token->lists & LIST_KIN && !(token->lists & LIST_TITLE))
        return word_is(
            scan, i,
            (const char *const[]){"spokesman", "spokeswoman", "lawyer", "attorney", "aide", "adviser"}, 6);
    if (token->lists & (LIST_HONORIFIC | LIST_FUNCTION) || token->shape == SHAPE_PUNCT) return false;
    return (token->lists & (LIST_TITLE | LIST_ROLE)) || role_tells_kind(bytes_between(scan, i, i + 1));
}

/* "to transfer Elian": a verb that could be a noun for persons. */
static bool reads_as_verb(const token_scan *scan, size_t i) {
    static const char *const before[] = {"to",  "will",  "would", "could", "should", "can",
                                         "may", "might", "must",  "not",   "did",    "does",
                                         "do",  "shall", "they",  "we",    "who"};
    return i > 0 && scan->token[i].shape == SHAPE_LOWER && !(scan->token[i].flags & SCAN_HARD) &&
           word_is(scan, i - 1, before, NDX_COUNT(before));
}

static const char *const links[] = {"of", "for", "at",  "in",  "and",   "de",   "du", "des",
                                    "di", "del", "von", "van", "della", "dell", "do", "da"};

/* "ministre de l'Intérieur Jean Martin", "sindaco di Milano Mario Conti": of what stands between the role and the name. */
static ndx_text role_with_office(const token_scan *scan, const person_span *span) {
    size_t end = span->first;
    for (size_t i = end; i > 1 && end - i < OFFICE_TOKENS_MAX && !(scan->token[i].flags & SCAN_HARD); i--) {
        if (scan->token[i - 1].shape == SHAPE_PUNCT || LABEL_IS_PERSON(scan->token[i - 1].label)) break;
        const scan_token *link = &scan->token[i - 1];
        if (link->shape != SHAPE_LOWER || link->end - link->start > LINK_BYTES_MAX) continue;
        if ((link->flags & SCAN_HARD) || !word_is(scan, i - 1, links, NDX_COUNT(links))) continue;
        if (role_is_abroad(bytes_between(scan, i - 2, i - 1))) return bytes_between(scan, i - 2, end);
    }
    return (ndx_text){0};
}

static ndx_text role_before(const token_scan *scan, const person_span *span) {
    size_t end = span->first, first = end;
    if (end == 0 || (scan->token[end].flags & SCAN_HARD)) return (ndx_text){0};
    if (!is_role(scan, end - 1)) return role_with_office(scan, span);
    first--;
    while (first > 0 && end - first < ROLE_TOKENS_MAX && !(scan->token[first].flags & SCAN_HARD) &&
           scan->token[first - 1].shape != SHAPE_PUNCT &&
           (qualifies(scan, first - 1) || is_role(scan, first - 1)))
        first--;
    if (reads_as_verb(scan, first)) return (ndx_text){0};
    return bytes_between(scan, first, end);
}

/* Words an apposition may hold besides names and roles. */
static bool appositional(const token_scan *scan, size_t i) {
    static const char *const words[] = {"of", "for", "at", "and", "the", "in", "to", "on"};
    const scan_token *token = &scan->token[i];
    if (token->shape == SHAPE_POSSESSIVE || SHAPE_IS_NAME(token->shape)) return true;
    if (token->shape != SHAPE_LOWER) return false;
    return word_is(scan, i, words, NDX_COUNT(words)) || !(token->lists & (LIST_FUNCTION | LIST_SPEECH));
}

static bool closes_apposition(const token_scan *scan, size_t i) {
    char mark = scan->text[scan->token[i].start];
    return scan->token[i].shape == SHAPE_PUNCT && (mark == ',' || mark == '.' || mark == ';' || mark == ')');
}

static ndx_text role_after(const token_scan *scan, const person_span *span) {
    static const char *const articles[] = {"the", "a", "an", "der", "die", "le", "la", "el", "il"};
    size_t at = span->end;
    if (at + 2 >= scan->count || scan->token[at].shape != SHAPE_PUNCT ||
        scan->text[scan->token[at].start] != ',')
        return (ndx_text){0};
    size_t first = at + 1;
    if (word_is(scan, first, articles, NDX_COUNT(articles)))
        first++;
    else if (!is_role(scan, first) && !qualifies(scan, first))
        return (ndx_text){0};
    size_t end = first;
    bool role = false;
    while (end < scan->count && end - first < ROLE_TOKENS_MAX &&
           !(scan->token[end].flags & (SCAN_HARD | SCAN_SENTENCE)) && appositional(scan, end)) {
        if (LABEL_IS_PERSON(scan->token[end].label)) return (ndx_text){0};
        role = role || (scan->token[end].shape == SHAPE_LOWER && is_role(scan, end)) ||
               (scan->token[end].lists & LIST_TITLE && end > first);
        end++;
    }
    if (!role || end == first || end >= scan->count || !closes_apposition(scan, end)) return (ndx_text){0};
    return bytes_between(scan, first, end);
}

/* "The bishop of Leeds, John Smith, said": the name is the apposition. Back from the comma to the article, with a role between. */
static ndx_text role_with_name_behind(const token_scan *scan, const person_span *span) {
    static const char *const articles[] = {"the", "a",   "an",  "its", "his", "her", "their", "our",
                                           "der", "die", "das", "le",  "la",  "el",  "il",    "o"};
    size_t end = span->first - 1, first = end;
    if (span->first < 3 || span->end >= scan->count || scan->token[end].shape != SHAPE_PUNCT ||
        scan->text[scan->token[end].start] != ',' || scan->token[span->first].flags & SCAN_HARD ||
        !closes_apposition(scan, span->end))
        return (ndx_text){0};
    bool role = false;
    while (first > 0 && end - first < ROLE_TOKENS_MAX && !(scan->token[first].flags & SCAN_HARD) &&
           !(role && word_is(scan, first - 1, articles, NDX_COUNT(articles)))) {
        if (LABEL_IS_PERSON(scan->token[first - 1].label) || !appositional(scan, first - 1) ||
            scan->token[first - 1].flags & SCAN_SENTENCE)
            return (ndx_text){0};
        first--;
        if (role || scan->token[first].shape != SHAPE_LOWER || !is_role(scan, first)) continue;
        role = first + 1 == end || word_is(scan, first + 1, links, NDX_COUNT(links));
    }
    if (!role || first == 0 || !word_is(scan, first - 1, articles, NDX_COUNT(articles))) return (ndx_text){0};
    return bytes_between(scan, first, end);
}

ndx_text role_around(const token_scan *scan, const person_span *span) {
    ndx_text role = role_before(scan, span);
    if (!role.len) role = role_after(scan, span);
    return role.len ? role : role_with_name_behind(scan, span);
}
