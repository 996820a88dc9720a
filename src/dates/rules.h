/* The finder's machine: words with categories, rules over them, and the tree both are compiled into. The rules themselves are
 * tables, one file a language (english.c ...), written to be read by someone who knows the language and not the machine. */
#ifndef NDX_DATES_RULES_H
#define NDX_DATES_RULES_H

#include <string.h>

#include "calendar.h"

typedef enum slot {
#define X(name) S_##name,
#include "categories.def"
    S_CATEGORY_COUNT,
    S_BEFORE_MEASURES = S_CATEGORY_COUNT - 1,
#include "measures.def"
#undef X
    S_COUNT_OF_SLOTS
} slot;

#define BIT(slot) (UINT64_C(1) << (slot))

typedef enum operation {
#define X(name) OP_##name,
#include "operations.def"
#undef X
    OP_COUNT
} operation;

/* --- the tables ----------------------------------------------------------------------------------------- */

/* "word=value word=value": a trailing dot means the word may be written with it ("oct."), a capital that the
 * text must have one. */
typedef struct word_row {
    slot category;
    const char *words;
} word_row;

/* pattern: elements separated by blanks. lower case: that word or mark; CAPITALS: a category or measure; a|b: one of them;
 * ( ... ) groups, ( a | b ) alternatives, ? after an element or group: may be left out. {a|b} at the beginning or end: the word
 * before or after must be one of these, {!a|b}: must not; it is not part of what is found.
 * set: "SLOT=value SLOT=value", slots that the words do not give. */
typedef struct rule_row {
    const char *type;
    operation operation;
    const char *pattern;
    const char *set;
} rule_row;

typedef struct language_rules {
    const char *code; /* ISO 639 */
    const word_row *words;
    size_t word_count;
    const rule_row *rules;
    size_t rule_count;
    const char *past_endings,
        *future_endings; /* of verbs, separated by blanks: tense where no word of CUE tells it */
} language_rules;

extern const language_rules rules_english, rules_french, rules_german, rules_spanish, rules_russian;

/* --- words ---------------------------------------------------------------------------------------------- */

#define SENSES_MAX 6
#define VOCABLE_MAX 31 /* bytes */
typedef struct vocable {
    uint32_t hash;
    uint16_t length;
    bool dot, capital;
    uint8_t sense_count;
    struct {
        uint8_t slot;
        int16_t value;
    } sense[SENSES_MAX];
    uint64_t categories;
    char text[VOCABLE_MAX]; /* lower case */
} vocable;

#define NO_WORD 0
#define WORD_BIT(word) ((word) ? UINT64_C(1) << ((word)&63) : 0)

/* --- tokens --------------------------------------------------------------------------------------------- */

enum {
    T_CAPITAL = 1,
    T_GLUED = 2,
    T_BREAK = 4,
    T_ORDINAL = 8,
    T_PLURAL = 16,
    T_AMOUNT = 32,
    T_FRACTION = 64,
    T_GROUPED = 128
};

typedef struct token {
    uint32_t start, end; /* bytes in the article's text */
    uint64_t categories;
    uint16_t word; /* number of the vocable, NO_WORD if it is none */
    uint8_t flags; /* T_BREAK: a paragraph begins; T_GLUED: nothing before it; T_AMOUNT: "$" or "%" make it no
                      date */
    uint8_t digits; /* 0: no number */
    int32_t number; /* its whole part; T_FRACTION: something follows the point; T_GROUPED: written 1,987 */
} token;

/* --- the compiled rules --------------------------------------------------------------------------------- */

/* EDGE_NOTHING takes no token: it brings many alternatives together again, so that long lists of them do not
 * multiply. */
typedef enum edge_kind { EDGE_WORD, EDGE_CATEGORY, EDGE_MEASURE, EDGE_NOTHING } edge_kind;
typedef struct edge {
    uint64_t categories; /* the token must have one of these; words and EDGE_NOTHING: 0 */
    uint8_t kind;
    uint16_t label;    /* vocable or slot */
    uint16_t word;     /* the label of EDGE_WORD; what no token has for others */
    uint32_t to, next; /* next: sibling, 0 none, while the tree is built */
} edge;
#define EDGE_NO_WORD UINT16_MAX
/* What a token must be to go on from here, also through EDGE_NOTHING, so that most are passed over at a glance: one of these
 * categories or, by WORD_BIT, these words. */
typedef struct node {
    uint32_t first_edge, edge_count; /* side by side once the tree is built */
    uint32_t first_accept;
    uint64_t categories, words;
    bool joined; /* there are edges that take no token, */
    bool ends;   /* and one leads to an accept */
    bool noted;
} node;
typedef struct accept {
    uint16_t rule;
    uint32_t next;
} accept;

#define CONTEXT_MAX 24
typedef struct context {
    bool used, negative;
    uint64_t categories;
    uint8_t word_count;
    uint16_t words[CONTEXT_MAX];
} context;

typedef struct rule {
    const char *type;
    operation operation;
    context before, after;
    uint8_t set_count;
    struct {
        uint8_t slot;
        int16_t value;
    } set[4];
} rule;

typedef struct grammar {
    const language_rules *language;
    vocable *words; /* word 0 is unused */
    size_t word_count, word_capacity;
    uint16_t *table;   /* hash -> word */
    size_t table_size; /* power of two */
    /* words of at most eight ASCII letters once more, by their letters as a number */
    uint64_t *short_letters; /* 0: free */
    uint16_t *short_word;
    unsigned short_shift; /* of the product that says where */
    /* lengths, as bits, of the words that begin with these two letters (the second may be none) */
    uint32_t lengths[26][32];
    node *nodes;
    edge *edges; /* edge 0 and accept 0 are unused: 0 means none */
    accept *accepts;
    size_t node_count, node_capacity, edge_count, edge_capacity, accept_count, accept_capacity;
    rule *rules;
    size_t rule_count;
    bool failed;                                /* out of memory while compiling */
    uint64_t first_categories, lone_categories; /* what a rule can begin with; what can be all of one */
    struct first_word {
        uint32_t to; /* where the tree goes on, 0 nowhere */
        bool joined; /* and it can also begin what joined alternatives lead to, */
        bool lone;   /* or be all of it */
        bool begins; /* it can begin anything at all */
    } * first_word;  /* by word */
} grammar;

/* Compile a language. FAILED with the rule in the sentence when a row is not well formed: the tests compile
 * all. */
ndx_status grammar_compile(grammar *g, const language_rules *language, ndx_error *err);
void grammar_free(grammar *g);

static inline uint32_t grammar_hash_step(uint32_t hash, unsigned char byte) {
    return (hash ^ byte) * 0x01000193u;
}
#define GRAMMAR_HASH_START 0x811C9DC5u
uint16_t grammar_find(const grammar *g, const char *lower, size_t len, uint32_t hash);
/* The first `len` (1 to 8) of eight bytes as a number, letters in lower case. */
static inline uint64_t grammar_letters(const char *eight, unsigned len) {
    return (ndx_load8(eight) | UINT64_C(0x2020202020202020)) & ~UINT64_C(0) >> (64 - 8 * len);
}
static inline size_t grammar_short_place(const grammar *g, uint64_t letters) {
    return (size_t)(letters * UINT64_C(0x9E3779B97F4A7C15) >> g->short_shift);
}
static inline uint16_t grammar_find_short(const grammar *g, uint64_t letters) {
    size_t i = grammar_short_place(g, letters), last = ((size_t)1 << (64 - g->short_shift)) - 1;
    while (g->short_letters[i] && g->short_letters[i] != letters) i = (i + 1) & last;
    return g->short_word[i];
}
/* Could such a word, of ASCII letters, be in the tables? */
static inline bool grammar_may_know(const grammar *g, const char *letters, size_t len) {
    unsigned second = len > 1 ? letters[1] & 31 : 0;
    return len < 32 && g->lengths[((unsigned)letters[0] & 31) - 1][second] >> len & 1;
}
/* The value the word has in a category it belongs to. */
int grammar_value(const grammar *g, uint16_t word, slot category);

/* --- matching ------------------------------------------------------------------------------------------- */

typedef struct scan {
    const grammar *grammar;
    ndx_text text;
    token *tokens;
    size_t count, capacity;  /* tokens[count] is an end that fits nothing */
    ndx_known_words known;   /* of the text, from its first byte on */
    ndx_word_notes vocables; /* of words: their vocable's number + 1, a uint16_t each */
} scan;

/* Cut the text from *at into at most `most` tokens, ending at a paragraph if it can; *at moves on. */
bool scan_text(scan *s, size_t *at, size_t most);

typedef struct match {
    const rule *rule;
    size_t from, to; /* tokens, half open */
    uint64_t has;
    int32_t value[S_COUNT_OF_SLOTS];
} match;

/* The longest rule that begins at the token; among equally long ones the first in the table. */
bool match_at(const scan *s, size_t at, match *found);

/* How many tokens the measure takes at `at` (0: it is not there), and its value. */
size_t measure_at(const scan *s, slot measure, size_t at, int32_t *value);
/* Can a measure take just this token? */
bool measure_may_be_lone(const token *t);
/* Can a measure take this token, which is no word of the tables, behind its first? */
bool measure_may_read(const scan *s, const token *t);
/* Categories of which a measure's first token has at least one. */
uint64_t measure_begins(slot measure);
bool token_is(const scan *s, size_t at, char mark);

#endif
