/* From a role as stated ("former U.S. Treasury Secretary") to a row of the table of roles. */
#include "role_table.h"

#include <string.h>

#include "newsdex/people.h"

#define PHRASE_WORDS_MAX 12
#define ROLE_WORD_MAX 24 /* bytes; no word of the tables is as long */

typedef struct role_row {
    const char *name;
    role_kind kind;
} role_row;

static const role_row roles[] = {
    {"", ROLE_KIND_NONE},
#define ROLE(id, name, kind) {name, ROLE_KIND_##kind},
#include "roles.def"
#undef ROLE
};
_Static_assert(NDX_COUNT(roles) - 1 <= NDX_ROLE_MAX, "a role is one printable character in an index");

typedef struct role_word {
    const char *word;
    uint8_t role;
} role_word;

#define ROLE_WORD(word, id) {word, ROLE_##id},
static const role_word role_words[] = {
#include "role_words.def"
};
static const role_word role_words_abroad[] = {
#include "role_words_abroad.def"
};
#undef ROLE_WORD

/* A word anywhere in the phrase that makes another role of its head. */
static const struct {
    uint8_t head;
    const char *word;
    uint8_t role;
} qualified[] = {
    {ROLE_MINISTER, "prime", ROLE_PRIME_MINISTER},
    {ROLE_MINISTER, "premier", ROLE_PRIME_MINISTER},
    {ROLE_MINISTER, "première", ROLE_PRIME_MINISTER},
    {ROLE_MINISTER, "primer", ROLE_PRIME_MINISTER},
    {ROLE_MINISTER, "primera", ROLE_PRIME_MINISTER},
    {ROLE_MINISTER, "primo", ROLE_PRIME_MINISTER},
    {ROLE_MINISTER, "prima", ROLE_PRIME_MINISTER},
    {ROLE_MINISTER, "primeiro", ROLE_PRIME_MINISTER},
    {ROLE_MINISTER, "primeira", ROLE_PRIME_MINISTER},
    {ROLE_MINISTER, "foreign", ROLE_FOREIGN_MINISTER},
    {ROLE_MINISTER, "étrangères", ROLE_FOREIGN_MINISTER},
    {ROLE_MINISTER, "exteriores", ROLE_FOREIGN_MINISTER},
    {ROLE_MINISTER, "esteri", ROLE_FOREIGN_MINISTER},
    {ROLE_MINISTER, "estrangeiros", ROLE_FOREIGN_MINISTER},
    {ROLE_MINISTER, "finances", ROLE_FINANCE_MINISTER},
    {ROLE_MINISTER, "finanzas", ROLE_FINANCE_MINISTER},
    {ROLE_MINISTER, "finanze", ROLE_FINANCE_MINISTER},
    {ROLE_MINISTER, "finanças", ROLE_FINANCE_MINISTER},
    {ROLE_MINISTER, "défense", ROLE_DEFENCE_MINISTER},
    {ROLE_MINISTER, "defensa", ROLE_DEFENCE_MINISTER},
    {ROLE_MINISTER, "difesa", ROLE_DEFENCE_MINISTER},
    {ROLE_MINISTER, "defesa", ROLE_DEFENCE_MINISTER},
    {ROLE_MINISTER, "intérieur", ROLE_INTERIOR_MINISTER},
    {ROLE_MINISTER, "interno", ROLE_INTERIOR_MINISTER},
    {ROLE_PRESIDENT, "consiglio", ROLE_PRIME_MINISTER},
    {ROLE_PRESIDENT, "gobierno", ROLE_PRIME_MINISTER},
    {ROLE_MINISTER, "finance", ROLE_FINANCE_MINISTER},
    {ROLE_MINISTER, "defence", ROLE_DEFENCE_MINISTER},
    {ROLE_MINISTER, "defense", ROLE_DEFENCE_MINISTER},
    {ROLE_MINISTER, "interior", ROLE_INTERIOR_MINISTER},
    {ROLE_MINISTER, "trade", ROLE_TRADE_MINISTER},
    {ROLE_MINISTER, "energy", ROLE_ENERGY_MINISTER},
    {ROLE_MINISTER, "oil", ROLE_ENERGY_MINISTER},
    {ROLE_MINISTER, "agriculture", ROLE_FARM_MINISTER},
    {ROLE_SECRETARY, "state", ROLE_SECRETARY_OF_STATE},
    {ROLE_SECRETARY, "treasury", ROLE_TREASURY_SECRETARY},
    {ROLE_SECRETARY, "defence", ROLE_DEFENCE_SECRETARY},
    {ROLE_SECRETARY, "defense", ROLE_DEFENCE_SECRETARY},
    {ROLE_SECRETARY, "commerce", ROLE_COMMERCE_SECRETARY},
    {ROLE_SECRETARY, "agriculture", ROLE_FARM_SECRETARY},
    {ROLE_SECRETARY, "press", ROLE_SPOKESMAN},
    {ROLE_PRESIDENT, "vice", ROLE_VICE_PRESIDENT},
    {ROLE_GENERAL, "attorney", ROLE_ATTORNEY_GENERAL},
    {ROLE_GENERAL, "secretary", ROLE_SECRETARY_GENERAL},
    {ROLE_GENERAL, "director", ROLE_DIRECTOR},
    {ROLE_GENERAL, "consul", ROLE_AMBASSADOR},
    {ROLE_OFFICER, "executive", ROLE_CHIEF_EXECUTIVE},
    {ROLE_EXECUTIVE, "chief", ROLE_CHIEF_EXECUTIVE},
    {ROLE_DIRECTOR, "film", ROLE_FILM_MAKER},
    {ROLE_DIRECTOR, "movie", ROLE_FILM_MAKER},
    {ROLE_SPEAKER, "house", ROLE_CONGRESSMAN},
};

/* "a former senator" is none now, a deputy minister is no minister. */
static const struct {
    const char *word;
    uint8_t role;
} lessened[] = {
    {"former", ROLE_NONE},        {"ex", ROLE_NONE},
    {"retired", ROLE_NONE},       {"late", ROLE_NONE},
    {"onetime", ROLE_NONE},       {"one-time", ROLE_NONE},
    {"ancien", ROLE_NONE},        {"ancienne", ROLE_NONE},
    {"ehemaliger", ROLE_NONE},    {"ehemalige", ROLE_NONE},
    {"früherer", ROLE_NONE},      {"frühere", ROLE_NONE},
    {"voormalig", ROLE_NONE},     {"antiguo", ROLE_NONE},
    {"ousted", ROLE_NONE},        {"deposed", ROLE_NONE},
    {"deputy", ROLE_OFFICIAL},    {"under", ROLE_OFFICIAL},
    {"assistant", ROLE_OFFICIAL}, {"associate", ROLE_OFFICIAL},
};

/* After these the phrase says of what: "president of the company". */
static const char *const links[] = {"of", "for", "at",  "in", "on",  "to",  "and", "with",  "from",
                                    "de", "du",  "des", "di", "del", "von", "van", "della", "do"};

typedef struct phrase {
    char word[PHRASE_WORDS_MAX][ROLE_WORD_MAX];
    size_t count;
} phrase;

static bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           (c & 0x80);
}

/* Lower-case words without full stops. */
static void split_phrase(ndx_text role, phrase *p) {
    p->count = 0;
    for (size_t at = 0; at < role.len && p->count < PHRASE_WORDS_MAX; at++) {
        size_t len = 0;
        char *word = p->word[p->count];
        for (; at < role.len && (is_word_byte(role.data[at]) || role.data[at] == '.'); at++) {
            char c = role.data[at];
            if (c == '.' || len + 1 >= ROLE_WORD_MAX) continue;
            word[len++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        }
        word[len] = 0;
        p->count += len > 0;
    }
}

static uint8_t find_role(const role_word *words, size_t count, const char *word) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(word, words[middle].word);
        if (order == 0) return words[middle].role;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return ROLE_NONE;
}

static uint8_t role_abroad(const char *word) {
    return find_role(role_words_abroad, NDX_COUNT(role_words_abroad), word);
}

static uint8_t role_of_word(const char *word) {
    uint8_t role = find_role(role_words, NDX_COUNT(role_words), word);
    return role == ROLE_NONE ? role_abroad(word) : role;
}

static bool is_link(const char *word) {
    for (size_t i = 0; i < NDX_COUNT(links); i++)
        if (strcmp(word, links[i]) == 0) return true;
    return false;
}

static bool says(const phrase *p, const char *word) {
    for (size_t i = 0; i < p->count; i++)
        if (strcmp(p->word[i], word) == 0) return true;
    return false;
}

/* The last noun of a role before the phrase says of what. */
static uint8_t head_of(const phrase *p) {
    uint8_t head = ROLE_NONE;
    for (size_t i = 0; i < p->count; i++) {
        uint8_t role = role_of_word(p->word[i]);
        if (role != ROLE_NONE) head = role;
        if (head != ROLE_NONE && is_link(p->word[i])) break;
    }
    return head;
}

uint8_t ndx_role_code(ndx_text role) {
    phrase p;
    if (role.len == 0) return ROLE_NONE;
    split_phrase(role, &p);
    uint8_t head = head_of(&p);
    if (head == ROLE_NONE) return head;
    for (size_t i = 0; i < NDX_COUNT(lessened); i++)
        if (says(&p, lessened[i].word)) return lessened[i].role;
    for (size_t i = 0; i < NDX_COUNT(qualified); i++)
        if (qualified[i].head == head && says(&p, qualified[i].word)) return qualified[i].role;
    return head;
}

const char *ndx_role_name(uint8_t code) {
    return code < NDX_COUNT(roles) ? roles[code].name : "";
}

role_kind role_kind_of(uint8_t code) {
    return code < NDX_COUNT(roles) ? roles[code].kind : ROLE_KIND_NONE;
}

/* The word alone, as the tables have it. */
static const char *table_word(ndx_text word, phrase *p) {
    if (word.len >= ROLE_WORD_MAX) return "";
    split_phrase(word, p);
    return p->count == 1 ? p->word[0] : "";
}

bool role_tells_kind(ndx_text word) {
    phrase p;
    const char *written = table_word(word, &p);
    uint8_t role = find_role(role_words, NDX_COUNT(role_words), written);
    return role == ROLE_NONE ? role_abroad(written) != ROLE_NONE : role_kind_of(role) != ROLE_KIND_NONE;
}

bool role_is_abroad(ndx_text word) {
    phrase p;
    return role_abroad(table_word(word, &p)) != ROLE_NONE;
}
