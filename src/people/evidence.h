/* Inside the room: what an article itself says about its words: seen small? seen after a title? taken for a
 * person before? */
#ifndef NEWSDEX_PEOPLE_EVIDENCE_H
#define NEWSDEX_PEOPLE_EVIDENCE_H

#include "scan.h"

/* Labels of a token: persons as Begin, Inside, Last, Unit; the other types without borders. */
enum name_label { LABEL_O, LABEL_B, LABEL_I, LABEL_L, LABEL_U, LABEL_ORG, LABEL_LOC, LABEL_MISC, LABELS };
#define LABEL_IS_PERSON(label) ((label) >= LABEL_B && (label) <= LABEL_U)

/* Persons are well-formed: B I* L or U. */
static inline bool label_may_follow(int from, int to) {
    bool open = from == LABEL_B || from == LABEL_I, continues = to == LABEL_I || to == LABEL_L;
    return open == continues;
}

typedef struct evidence_word {
    uint32_t lower;                   /* hash of the word; 0: free slot */
    uint16_t small;                   /* times seen in small letters */
    uint16_t capital, capital_inside; /* with a capital; not first in its sentence */
    uint16_t after_title, after_given, before_speech, before_orghead, after_the;
    /* labels of the last decoding */
    uint16_t person, person_last, person_first, org, loc, misc, none;
    /* known after decoding */
    bool doubted; /* a lone word that nothing calls a person, taken for one */
    bool thing;   /* what stands beside it somewhere says that it is a town, a company ... */
} evidence_word;

typedef struct evidence_table {
    evidence_word *slot;
    size_t slot_count; /* in use, a power of two */
    size_t held;
    bool failed;
} evidence_table;

void evidence_clear(evidence_table *evidence);
/* Fills `evidence` from all tokens, truecases those in capitals, and looks words near capitals up in the
 * lists. */
void evidence_gather(evidence_table *evidence, token_scan *scan, const list_table *lists);
/* Never NULL; of an unknown word a free slot, which is left as it is. */
evidence_word *evidence_find(const evidence_table *evidence, uint32_t lower);
/* Replaces what is known about labels by the tokens' own; only names (shapes with a capital) count. */
void evidence_remember(evidence_table *evidence, const token_scan *scan);
/* Classes of the token, looked up once. */
void evidence_look_up(scan_token *token, const list_table *lists);
static inline uint32_t evidence_lists(scan_token *token, const list_table *lists) {
    if (!(token->flags & SCAN_LISTED)) evidence_look_up(token, lists);
    return token->lists;
}

#endif
