#include "evidence.h"

#include <stdlib.h>
#include <string.h>

/* --- the table ------------------------------------------------------------------------------------------ */

void evidence_clear(evidence_table *evidence) {
    free(evidence->slot);
    memset(evidence, 0, sizeof *evidence);
}

static evidence_word *find_slot(const evidence_table *evidence, uint32_t lower) {
    size_t at = lower & (evidence->slot_count - 1);
    while (evidence->slot[at].lower != 0 && evidence->slot[at].lower != lower)
        at = (at + 1) & (evidence->slot_count - 1);
    return &evidence->slot[at];
}

/* Empty, with room for `words` distinct words at half load. Only what this article needs is cleared, so that one long
 * article does not make the rest slow. */
static bool evidence_reset(evidence_table *evidence, size_t words) {
    size_t want = 256;
    while (want < words * 2) want *= 2;
    if (want > evidence->held) {
        evidence_word *grown = malloc(want * sizeof *grown);
        if (!grown) {
            evidence->failed = true;
            return false;
        }
        free(evidence->slot);
        evidence->slot = grown;
        evidence->held = want;
    }
    evidence->slot_count = want;
    memset(evidence->slot, 0, want * sizeof *evidence->slot);
    return true;
}

evidence_word *evidence_find(const evidence_table *evidence, uint32_t lower) {
    return find_slot(evidence, lower);
}

static void count_up(uint16_t *count) {
    if (*count < UINT16_MAX) (*count)++;
}

/* --- gathering ------------------------------------------------------------------------------------------ */

void evidence_look_up(scan_token *token, const list_table *lists) {
    token->flags |= SCAN_LISTED;
    if (token->raw >= SHAPE_LOWER) token->lists |= lists_find_kind(lists, token->lower, &token->kind);
}

static bool written_plainly(const scan_token *token) {
    return !(token->flags & (SCAN_ALL_CAPS | SCAN_TITLE_CASE));
}

/* Words written small are looked up only if one with a capital may have their hash. */
#define SEEN_PLACES 4096

static void gather_cases(evidence_table *evidence, token_scan *scan) {
    bool seen[SEEN_PLACES];
    const scan_token *tokens = scan->token;
    memset(seen, 0, sizeof seen);
    for (size_t n = 0; n < scan->name_count; n++) {
        scan_token *token = &scan->token[scan->name[n]];
        if (!SHAPE_IS_NAME(token->raw)) continue;
        evidence_word *word = find_slot(evidence, token->lower);
        word->lower = token->lower;
        seen[token->lower >> 20] = true;
        if (!written_plainly(token)) continue;
        count_up(&word->capital);
        if (!(token->flags & SCAN_SENTENCE)) count_up(&word->capital_inside);
    }
    for (size_t i = 0; i < scan->count; i++) {
        const scan_token *token = &tokens[i];
        if (!seen[token->lower >> 20] || token->raw != SHAPE_LOWER) continue;
        evidence_word *word = find_slot(evidence, token->lower);
        if (word->lower) count_up(&word->small);
    }
}
_Static_assert(SEEN_PLACES == 1 << (32 - 20), "a place for each value of the upper bits");

/* --- capitals ------------------------------------------------------------------------------------------- */

#define NAME_CLASSES (LIST_GIVEN | LIST_GIVEN_TOP | LIST_SURNAME | LIST_SURNAME_TOP | LIST_FAMOUS)
#define FIRST_CLASSES (LIST_GIVEN_TOP | LIST_HONORIFIC | LIST_TITLE)
#define ENTITY_CLASSES                                                                                       \
    (LIST_PLACE | LIST_COUNTRY | LIST_DEMONYM | LIST_COMPANY | LIST_CLUB | LIST_CALENDAR | LIST_HONORIFIC |  \
     LIST_TITLE)

/* How a word of a sentence in capitals would be written in another: by the rest of the article, else by the
 * lists. */
static scan_shape truecase(const evidence_table *evidence, token_scan *scan, size_t i,
                           const list_table *lists) {
    scan_token *token = &scan->token[i];
    const evidence_word *word = find_slot(evidence, token->lower);
    if (word->capital_inside > 0) return SHAPE_CAP;
    if (word->small > 0) return SHAPE_LOWER;
    uint32_t classes = evidence_lists(token, lists);
    if (classes & LIST_FUNCTION) return SHAPE_LOWER;
    bool common = classes & LIST_COMMON;
    if (classes & ENTITY_CLASSES)
        return common && (classes & LIST_TITLE)                                       ? SHAPE_CAP
               : common && !(classes & (LIST_COUNTRY | LIST_DEMONYM | LIST_CALENDAR)) ? SHAPE_LOWER
                                                                                      : SHAPE_CAP;
    if (!common) return (classes & LIST_WORD) && !(classes & NAME_CLASSES) ? SHAPE_LOWER : SHAPE_CAP;
    if (!(classes & NAME_CLASSES)) return SHAPE_LOWER;
    bool follows_name = i > 0 && !(token->flags & SCAN_HARD) &&
                        (scan->token[i - 1].raw == SHAPE_INITIAL ||
                         (evidence_lists(&scan->token[i - 1], lists) & FIRST_CLASSES));
    return follows_name ? SHAPE_CAP : SHAPE_LOWER;
}

static void truecase_all(const evidence_table *evidence, token_scan *scan, const list_table *lists) {
    for (size_t n = 0; n < scan->name_count; n++) {
        size_t i = scan->name[n];
        scan_token *token = &scan->token[i];
        if ((token->flags & SCAN_ALL_CAPS) && (token->raw == SHAPE_CAPS || token->raw == SHAPE_LETTER))
            token->shape = (uint8_t)truecase(evidence, scan, i, lists);
    }
}

/* --- lists ---------------------------------------------------------------------------------------------- */

/* Marks the longest listed phrase that starts at i; returns its words, or 0. */
static size_t mark_phrase(token_scan *scan, size_t i, const list_table *lists) {
    uint32_t hash = scan->token[i].lower, found = 0;
    size_t length = 0;
    for (size_t words = 2; words <= LIST_PHRASE_WORDS && i + words <= scan->count; words++) {
        const scan_token *token = &scan->token[i + words - 1];
        if ((token->flags & SCAN_HARD) || token->raw < SHAPE_POSSESSIVE) break;
        hash = phrase_hash(hash, token->lower);
        uint32_t classes = lists_find(lists, hash);
        if (classes & ~LIST_STARTS)
            found = classes, length = words;
        else if (!classes)
            break; /* no listed phrase goes on like this */
    }
    for (size_t k = 0; k < length; k++) {
        evidence_lists(&scan->token[i + k], lists);
        scan->token[i + k].lists |= found & ~LIST_STARTS;
        scan->token[i + k].kind = lists_kind(scan->token[i + k].lists);
        scan->token[i + k].flags |= SCAN_PHRASE;
    }
    return length;
}

#define NEAR 2  /* words before and behind a name that are looked up too */
#define AHEAD 3 /* names: about as long as memory takes */

static inline size_t first_near(size_t name) {
    return name > NEAR ? name - NEAR : 0;
}
static inline size_t end_near(const token_scan *scan, size_t name) {
    return name + NEAR < scan->count ? name + NEAR + 1 : scan->count;
}

static void look_up(token_scan *scan, const list_table *lists) {
    for (size_t n = 0, phrase_end = 0; n < scan->name_count; n++) {
        size_t i = scan->name[n], ahead = n + AHEAD < scan->name_count ? scan->name[n + AHEAD] : i;
        scan_token *token = &scan->token[i];
        for (size_t k = first_near(ahead); k < end_near(scan, ahead); k++)
            if (!(scan->token[k].flags & SCAN_LISTED)) lists_prefetch(lists, scan->token[k].lower);
        if (ahead + 1 < scan->count) /* a phrase may start there */
            lists_prefetch(lists, phrase_hash(scan->token[ahead].lower, scan->token[ahead + 1].lower));
        if (!SHAPE_IS_NAME(token->shape)) continue;
        for (size_t k = first_near(i); k < end_near(scan, i); k++) evidence_lists(&scan->token[k], lists);
        if (i < phrase_end || !(token->lists & LIST_STARTS)) continue;
        size_t words = mark_phrase(scan, i, lists);
        if (words) phrase_end = i + words;
    }
}

static void gather_neighbours(evidence_table *evidence, token_scan *scan) {
    for (size_t n = 0; n < scan->name_count; n++) {
        size_t i = scan->name[n];
        const scan_token *token = &scan->token[i];
        if (!SHAPE_IS_NAME(token->shape)) continue;
        evidence_word *word = find_slot(evidence, token->lower);
        if (i > 0 && !(token->flags & SCAN_HARD)) {
            const scan_token *before = &scan->token[i - 1];
            if (before->lists & (LIST_HONORIFIC | LIST_TITLE)) count_up(&word->after_title);
            if (SHAPE_IS_NAME(before->shape) && (before->lists & (LIST_GIVEN_TOP | LIST_GIVEN)) &&
                !(before->lists & (LIST_PLACE | LIST_ORGHEAD)))
                count_up(&word->after_given);
            if (before->raw == SHAPE_LOWER && before->end - before->start == 3 &&
                (before->lists & LIST_FUNCTION) && scan->text[before->start] == 't')
                count_up(&word->after_the);
        }
        if (i + 1 < scan->count && !(scan->token[i + 1].flags & SCAN_HARD)) {
            const scan_token *after = &scan->token[i + 1];
            if (after->raw == SHAPE_LOWER && (after->lists & LIST_SPEECH)) count_up(&word->before_speech);
            if (SHAPE_IS_NAME(after->shape) && (after->lists & LIST_ORGHEAD)) count_up(&word->before_orghead);
        }
    }
}

void evidence_gather(evidence_table *evidence, token_scan *scan, const list_table *lists) {
    if (!evidence_reset(evidence, scan->name_count)) return;
    gather_cases(evidence, scan);
    truecase_all(evidence, scan, lists);
    look_up(scan, lists);
    gather_neighbours(evidence, scan);
}

/* --- memory --------------------------------------------------------------------------------------------- */

static void remember(evidence_word *word, uint8_t label) {
    count_up(LABEL_IS_PERSON(label) ? &word->person
             : label == LABEL_ORG   ? &word->org
             : label == LABEL_LOC   ? &word->loc
             : label == LABEL_MISC  ? &word->misc
                                    : &word->none);
    if (label == LABEL_L) count_up(&word->person_last);
    if (label == LABEL_B) count_up(&word->person_first);
}

void evidence_remember(evidence_table *evidence, const token_scan *scan) {
    for (size_t i = 0; i < evidence->slot_count; i++) {
        evidence_word *word = &evidence->slot[i];
        word->person = word->person_last = word->person_first = word->org = word->loc = word->misc =
            word->none = 0;
    }
    for (size_t n = 0; n < scan->name_count; n++) {
        const scan_token *token = &scan->token[scan->name[n]];
        if (SHAPE_IS_NAME(token->shape)) remember(find_slot(evidence, token->lower), token->label);
    }
}
