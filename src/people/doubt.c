/* The model knows words and their neighbours; these rules know where no person's name stands: in brackets of codes, in the
 * names of companies, where a town does. */
#include "doubt.h"

#include <string.h>

#include "names.h"
#include "thing.h"

#define COMPANY_TOKENS_MAX 8 /* that the form may stand behind the name */

/* Folded and without its full stop. */
static bool kind_is(const token_scan *scan, size_t i, unsigned kinds) {
    char lower[SCAN_WORD_MAX];
    if (scan->token[i].raw < SHAPE_LOWER_CAP) return false;
    size_t len = scan_lower(scan_token_text(scan, i), lower, sizeof lower);
    while (len > 0 && lower[len - 1] == '.') len--;
    return name_word_kinds((ndx_text){lower, len}) & kinds;
}

static bool is_and(const token_scan *scan, size_t i) {
    return scan_is_mark(scan, i, '&') || ndx_text_equal_nocase(scan_token_text(scan, i), NDX_TEXT("and"));
}

static bool is_titled(const token_scan *scan, const person_span *span) {
    return span->first > 0 && !(scan->token[span->first].flags & SCAN_HARD) &&
           (scan->token[span->first - 1].lists & (LIST_HONORIFIC | LIST_TITLE));
}

/* --- companies ------------------------------------------------------------------------------------------ */

/* Can token i be a word of a company's name that began before it? Where every word has a capital, the model or the word
 * itself must say so. */
static bool goes_on_company(const token_scan *scan, size_t i) {
    const scan_token *token = &scan->token[i];
    if (token->raw < SHAPE_CAP) return false;
    return !(token->flags & (SCAN_ALL_CAPS | SCAN_TITLE_CASE)) || token->label == LABEL_ORG ||
           (token->lists & LIST_ORGHEAD);
}

/* "Corp" in "Tool Corp": the words up to it are of one name. */
static bool runs_into_company(const token_scan *scan, size_t i) {
    for (size_t end = i + COMPANY_TOKENS_MAX; i < end && scan_goes_on(scan, i); i++) {
        if (kind_is(scan, i, NAME_COMPANY)) return true;
        if (!goes_on_company(scan, i)) return false;
    }
    return false;
}

/* "and Co", "and Sons", "and Minor Inc" when Minor was taken for a person too. */
static bool ends_partners(const token_scan *scan, size_t i) {
    if (!scan_goes_on(scan, i) || !is_and(scan, i) || !scan_goes_on(scan, i + 1)) return false;
    return kind_is(scan, i + 1, NAME_COMPANY | NAME_PARTNERS) ||
           (LABEL_IS_PERSON(scan->token[i + 1].label) && runs_into_company(scan, i + 2));
}

/* "Kidder, Peabody and Co": from the word after the first name on. */
static bool lists_partners(const token_scan *scan, size_t i) {
    for (size_t end = i + COMPANY_TOKENS_MAX; i < end; i += 2) {
        if (ends_partners(scan, i)) return true;
        if (!scan_goes_on(scan, i) || !scan_goes_on(scan, i + 1) || !scan_is_mark(scan, i, ',')) return false;
        if (is_and(scan, i + 1)) return ends_partners(scan, i + 1);
        if (!SHAPE_IS_NAME(scan->token[i + 1].shape)) return false;
    }
    return false;
}

/* The code of its shares follows: "Frank Hall <FBH>". */
static bool has_code(const token_scan *scan, size_t i) {
    return scan_goes_on(scan, i) && scan_goes_on(scan, i + 1) && scan_is_mark(scan, i, '<') &&
           scan->token[i + 1].raw >= SHAPE_INITIAL && scan->token[i + 1].raw <= SHAPE_CAPS;
}

/* "Lowe's Cos", "Lowe's <LOW>": what comes after the 's. */
static bool is_shop(const token_scan *scan, size_t i) {
    return has_code(scan, i) || (scan_goes_on(scan, i) && kind_is(scan, i, NAME_COMPANY));
}

static bool is_company(const token_scan *scan, const person_span *span) {
    if (kind_is(scan, span->end - 1, NAME_COMPANY) || kind_is(scan, span->first, NAME_GROUP)) return true;
    size_t after = span->end;
    if (scan_goes_on(scan, after) && scan->token[after].shape == SHAPE_POSSESSIVE)
        return is_shop(scan, after + 1);
    return runs_into_company(scan, after) || has_code(scan, after) || ends_partners(scan, after) ||
           (span->end - span->first == 1 && lists_partners(scan, after));
}

/* --- places and codes ----------------------------------------------------------------------------------- */

static bool before_state(const token_scan *scan, const person_span *span) {
    size_t comma = span->end;
    return scan_goes_on(scan, comma + 1) && scan_is_mark(scan, comma, ',') &&
           kind_is(scan, comma + 1, NAME_STATE) && !is_titled(scan, span) &&
           (span->end - span->first == 1 || !(scan->token[span->first].lists & LIST_GIVEN_TOP));
}

/* Louis in "St. Louis". */
static bool after_saint(const token_scan *scan, size_t i) {
    if (i > 1 && scan_is_mark(scan, i - 1, '.') && (scan->token[i - 1].flags & SCAN_GLUED)) i--;
    return i > 0 && (ndx_text_equal_nocase(scan_token_text(scan, i - 1), NDX_TEXT("st")) ||
                     ndx_text_equal_nocase(scan_token_text(scan, i - 1), NDX_TEXT("st.")));
}

static bool is_place(const token_scan *scan, const person_span *span) {
    size_t first = span->first;
    if (before_state(scan, span)) return true;
    if (span->end - first > 1 || first == 0 || (scan->token[first].flags & SCAN_HARD)) return false;
    return after_saint(scan, first) ||
           (scan_is_mark(scan, first - 1, ',') && kind_is(scan, first, NAME_STATE));
}

/* <BAC>, <Franklin Gold Fund>: codes and companies of wires, remains of mark-up. */
static bool in_angle_brackets(const token_scan *scan, const person_span *span) {
    for (size_t i = span->first, steps = 0; i > 0 && steps < COMPANY_TOKENS_MAX; steps++) {
        if (scan->token[i].flags & SCAN_HARD || scan_is_mark(scan, --i, '>')) return false;
        if (scan_is_mark(scan, i, '<')) return true;
    }
    return false;
}

static bool counts_days(const token_scan *scan, size_t i) {
    return scan->token[i].shape == SHAPE_NUMBER || scan_is_mark(scan, i, '/');
}

/* "Jul 12", "12 May", "Oct/Dec". */
static bool is_date(const token_scan *scan, const person_span *span) {
    for (size_t i = span->first; i < span->end; i++)
        if (scan_is_mark(scan, i, '/')) return true;
    size_t last = span->end - 1;
    bool month = kind_is(scan, last, NAME_MONTH);
    if (month && span->first == last && !(scan->token[last].lists & LIST_GIVEN_TOP)) return true;
    if (!month && !(scan->token[last].lists & LIST_CALENDAR)) return false;
    return (scan_goes_on(scan, last + 1) && counts_days(scan, last + 1)) ||
           (span->first > 0 && scan_goes_on(scan, span->first) && counts_days(scan, span->first - 1));
}

bool doubt_by_words(const token_scan *scan, const person_span *span) {
    return is_company(scan, span) || is_place(scan, span) || in_angle_brackets(scan, span) ||
           is_date(scan, span) || (!is_titled(scan, span) && thing_by_words(scan, span->first, span->end));
}

/* --- lone words ----------------------------------------------------------------------------------------- */

static bool is_called_person(const evidence_word *word) {
    return word->person_first > 0 || word->person_last > 0 || word->after_title > 0 || word->after_given > 0;
}

static bool is_supported(const token_scan *scan, const person_span *span, const evidence_word *word) {
    return is_called_person(word) || role_around(scan, span).len > 0;
}

/* "Sharp price rises", "RICE CROP", "GE": where any word has a capital, what else may it be? */
static bool capital_by_place(const scan_token *token, const evidence_word *word) {
    bool capitals = token->flags & SCAN_ALL_CAPS;
    if (!capitals && !(token->flags & (SCAN_SENTENCE | SCAN_TITLE_CASE))) return false;
    if (word->small > 0) return true;
    return capitals && token->end - token->start <= 3 && word->capital_inside == 0 &&
           !(token->lists & (LIST_GIVEN_TOP | LIST_SURNAME_TOP | LIST_FAMOUS));
}

/* "Cash flow rose", "Sharp price rises" at the start of a sentence: a common word before another. */
static bool begins_phrase(const token_scan *scan, const scan_token *token) {
    size_t next = (size_t)(token - scan->token) + 1;
    if (!(token->flags & SCAN_SENTENCE) || !(token->lists & LIST_COMMON) || !scan_goes_on(scan, next))
        return false;
    const scan_token *after = &scan->token[next];
    return after->raw == SHAPE_LOWER && (after->lists & (LIST_COMMON | LIST_WORD)) &&
           !(after->lists & (LIST_SPEECH | LIST_FUNCTION)) && !(token->lists & LIST_SURNAME_TOP);
}

/* "Qtrly": no list knows it and nobody can say it. */
static bool is_unspeakable(const token_scan *scan, const scan_token *token) {
    if (token->lists || token->end - token->start < 4) return false;
    for (size_t i = token->start; i < token->start + 4; i++)
        if (!strchr("bcdfghjklmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ", scan->text[i])) return false;
    return true;
}

/* "SCOTT'S HOSPITALITY INC", "OWENS AND MINOR INC": in capitals any word that is no verb of a headline may be a part; the
 * first one and the one before the form are none. */
static bool may_be_inside(const token_scan *scan, size_t i, bool before_form) {
    const scan_token *token = &scan->token[i];
    if (token->shape == SHAPE_POSSESSIVE) return true;
    if (!(token->flags & SCAN_ALL_CAPS)) return token->raw >= SHAPE_CAP;
    if (is_and(scan, i)) return true;
    char last = scan->text[token->end - 1];
    return token->raw == SHAPE_CAPS && !(token->lists & LIST_FUNCTION) &&
           (before_form || (token->flags & SCAN_SENTENCE) || (token->lists & LIST_ORGHEAD) ||
            (last != 'S' && last != 'D'));
}

/* The first words of companies' names, "Hughes" of "Hughes Tool Co", are the companies' when they stand alone; towns and the
 * like are what one place in the article calls them. */
static void note_things(const token_scan *scan, evidence_table *evidence) {
    for (size_t n = 0; n < scan->name_count; n++) {
        size_t i = scan->name[n], head = i, end = i > COMPANY_TOKENS_MAX ? i - COMPANY_TOKENS_MAX : 0;
        evidence_word *word = evidence_find(evidence, scan->token[i].lower);
        if (word->doubted && !word->thing && thing_lone(scan, i)) word->thing = true;
        if (!(scan->token[i].lists & LIST_ORGHEAD) || !kind_is(scan, i, NAME_COMPANY)) continue;
        while (head > end && scan_goes_on(scan, head) && may_be_inside(scan, head - 1, head == i)) head--;
        if (head < i) evidence_find(evidence, scan->token[head].lower)->thing = true;
    }
}

/* The word is a thing's, or was taken for (part of) an organisation: more often than for a person, or as the head of "Baker
 * International". */
static bool is_thing(const evidence_word *word) {
    return word->thing ||
           (word->org > 0 && (word->before_orghead > 0 || (word->org > 1 && word->org > word->person)));
}

static bool speaks_against(const token_scan *scan, const scan_token *token, const evidence_word *word) {
    return is_thing(word) || (token->lists & (LIST_COMPANY | LIST_CALENDAR)) ||
           capital_by_place(token, word) || begins_phrase(scan, token) || is_unspeakable(scan, token);
}

void doubt_lone_words(span_list *list, const token_scan *scan, evidence_table *evidence) {
    size_t kept = 0;
    bool any = false;
    for (size_t i = 0; i < list->count; i++) {
        const person_span *span = &list->span[i];
        if (span->end - span->first > 1) continue;
        evidence_word *word = evidence_find(evidence, scan->token[span->first].lower);
        any |= word->doubted = !is_called_person(word);
    }
    if (any) note_things(scan, evidence);
    for (size_t i = 0; i < list->count; i++) {
        const person_span *span = &list->span[i];
        const scan_token *token = &scan->token[span->first];
        bool keep = span->end - span->first > 1;
        if (!keep) {
            const evidence_word *word = evidence_find(evidence, token->lower);
            keep = !speaks_against(scan, token, word) || is_supported(scan, span, word);
        }
        if (keep) list->span[kept++] = *span;
    }
    list->count = kept;
}
