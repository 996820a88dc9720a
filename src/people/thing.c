#include "thing.h"

/* What a word can be beside a name; folded. Of languages that write their nouns small. Sorted by word. */
enum beside {
    PLACE_NOUN = 1,   /* "the village of X", "X is a village" */
    PAPER = 2,        /* "the magazine X", "X magazine" */
    SHIP = 4,         /* "the tanker X" */
    SHARES = 8,       /* "X shares", "X common stock", "the X unit" */
    EPONYMOUS = 16,   /* "the Richter scale" */
    PREPOSITION = 32, /* "in X" */
    TRUST = 64,       /* "faith in X": of a person after all */
    OF = 128,         /* between a place's noun and its name */
    CARRIER = 256     /* "the aircraft carrier X": a ship, as a letter carrier is not */
};

static const struct {
    const char *word;
    unsigned kinds;
} words_beside[] = {
    {"affiliate", SHARES},
    {"aldea", PLACE_NOUN},
    {"aldeia", PLACE_NOUN},
    {"around", PREPOSITION},
    {"banlieue", PLACE_NOUN},
    {"battleship", SHIP},
    {"belief", TRUST},
    {"believe", TRUST},
    {"believed", TRUST},
    {"believes", TRUST},
    {"borough", PLACE_NOUN},
    {"capital", PLACE_NOUN},
    {"carrier", CARRIER},
    {"cidade", PLACE_NOUN},
    {"citta", PLACE_NOUN},
    {"city", PLACE_NOUN},
    {"ciudad", PLACE_NOUN},
    {"common", SHARES},
    {"commune", PLACE_NOUN},
    {"comune", PLACE_NOUN},
    {"confianca", TRUST},
    {"confiance", TRUST},
    {"confianza", TRUST},
    {"confidence", TRUST},
    {"county", PLACE_NOUN},
    {"dagblad", PAPER},
    {"daily", PAPER},
    {"de", OF},
    {"departement", PLACE_NOUN},
    {"destroyer", SHIP},
    {"di", OF},
    {"diario", PAPER},
    {"disease", EPONYMOUS},
    {"district", PLACE_NOUN},
    {"dorp", PLACE_NOUN},
    {"eiland", PLACE_NOUN},
    {"em", PREPOSITION},
    {"en", PREPOSITION},
    {"faith", TRUST},
    {"ferry", SHIP},
    {"fiducia", TRUST},
    {"freighter", SHIP},
    {"frigate", SHIP},
    {"gemeente", PLACE_NOUN},
    {"hamlet", PLACE_NOUN},
    {"hebdomadaire", PAPER},
    {"hope", TRUST},
    {"ile", PLACE_NOUN},
    {"ilha", PLACE_NOUN},
    {"in", PREPOSITION},
    {"inside", PREPOSITION},
    {"interest", TRUST},
    {"isla", PLACE_NOUN},
    {"island", PLACE_NOUN},
    {"isola", PLACE_NOUN},
    {"jornal", PAPER},
    {"lake", PLACE_NOUN},
    {"localidad", PLACE_NOUN},
    {"magazine", PAPER},
    {"minesweeper", SHIP},
    {"municipality", PLACE_NOUN},
    {"municipio", PLACE_NOUN},
    {"nabij", PREPOSITION},
    {"nahe", PREPOSITION},
    {"near", PREPOSITION},
    {"nearby", PREPOSITION},
    {"newspaper", PAPER},
    {"of", OF},
    {"outside", PREPOSITION},
    {"paese", PLACE_NOUN},
    {"peninsula", PLACE_NOUN},
    {"periodico", PAPER},
    {"port", PLACE_NOUN},
    {"province", PLACE_NOUN},
    {"provincia", PLACE_NOUN},
    {"provincie", PLACE_NOUN},
    {"pueblo", PLACE_NOUN},
    {"quotidiano", PAPER},
    {"quotidien", PAPER},
    {"region", PLACE_NOUN},
    {"resort", PLACE_NOUN},
    {"river", PLACE_NOUN},
    {"scale", EPONYMOUS},
    {"semanario", PAPER},
    {"settimanale", PAPER},
    {"settlement", PLACE_NOUN},
    {"shareholders", SHARES},
    {"shares", SHARES},
    {"ship", SHIP},
    {"stad", PLACE_NOUN},
    {"stock", SHARES},
    {"submarine", SHIP},
    {"subsidiary", SHARES},
    {"suburb", PLACE_NOUN},
    {"syndrome", EPONYMOUS},
    {"tanker", SHIP},
    {"throughout", PREPOSITION},
    {"town", PLACE_NOUN},
    {"township", PLACE_NOUN},
    {"trawler", SHIP},
    {"trust", TRUST},
    {"unit", SHARES},
    {"units", SHARES},
    {"valley", PLACE_NOUN},
    {"van", OF},
    {"vertrouwen", TRUST},
    {"vessel", SHIP},
    {"vila", PLACE_NOUN},
    {"village", PLACE_NOUN},
    {"ville", PLACE_NOUN},
    {"von", OF},
    {"warship", SHIP},
    {"weekblad", PAPER},
    {"weekly", PAPER},
    {"yacht", SHIP},
};

#define BESIDE_BYTES_MAX 14

/* Of the word at i, which stands in the same stretch of text as the one before it. */
static unsigned beside(const token_scan *scan, size_t i) {
    char lower[BESIDE_BYTES_MAX + 1];
    size_t low = 0, high = NDX_COUNT(words_beside);
    const scan_token *token = &scan->token[i];
    if (token->raw != SHAPE_LOWER && !(token->raw == SHAPE_CAP && (token->flags & SCAN_SENTENCE))) return 0;
    if (token->end - token->start > BESIDE_BYTES_MAX) return 0;
    ndx_text word = {lower, scan_lower(scan_token_text(scan, i), lower, sizeof lower)};
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = ndx_text_compare(word, ndx_text_of(words_beside[middle].word));
        if (order == 0) return words_beside[middle].kinds;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

static bool follows(const token_scan *scan, size_t i) {
    return i > 0 && !(scan->token[i].flags & (SCAN_HARD | SCAN_SENTENCE));
}
static bool is_name(const token_scan *scan, size_t i) {
    return SHAPE_IS_NAME(scan->token[i].raw);
}

static bool is_labelled(const token_scan *scan, size_t i) {
    return is_name(scan, i) && scan->token[i].label != LABEL_O;
}

static unsigned beside_before(const token_scan *scan, size_t i) {
    return follows(scan, i) ? beside(scan, i - 1) : 0;
}
static unsigned beside_after(const token_scan *scan, size_t i) {
    if (scan_goes_on(scan, i) && scan->token[i].shape == SHAPE_POSSESSIVE)
        return scan_goes_on(scan, i + 1) ? beside(scan, i + 1) & EPONYMOUS : 0;
    return scan_goes_on(scan, i) ? beside(scan, i) : 0;
}

/* --- datelines ------------------------------------------------------------------------------------------ */

static bool is_dash(const token_scan *scan, size_t i) {
    return scan_goes_on(scan, i) && scan->token[i].shape == SHAPE_PUNCT &&
           (scan->text[scan->token[i].start] == '-' || (uint8_t)scan->text[scan->token[i].start] == 0xE2);
}

/* "March 3 -", "(Reuters) -": the end of a dateline at i. */
static bool ends_dateline(const token_scan *scan, size_t i) {
    if (!scan_goes_on(scan, i + 3)) return false;
    if (scan_is_mark(scan, i, '('))
        return is_name(scan, i + 1) && scan_is_mark(scan, i + 2, ')') && is_dash(scan, i + 3);
    if (scan_is_mark(scan, i, ',')) i++;
    return (scan->token[i].lists & LIST_CALENDAR) && scan->token[i + 1].shape == SHAPE_NUMBER &&
           is_dash(scan, i + 2);
}

/* "GLEN COVE, N.Y., March 3 -", "Xville, New Jersey (AP) -". */
static bool is_dateline(const token_scan *scan, size_t first, size_t end) {
    if (!(scan->token[first].flags & SCAN_HARD) || !scan_goes_on(scan, end)) return false;
    if (ends_dateline(scan, end)) return true;
    if (!scan_is_mark(scan, end, ',')) return false;
    for (size_t i = end + 1; i < end + 3 && scan_goes_on(scan, i) && is_name(scan, i); i++)
        if (ends_dateline(scan, i + 1)) return true;
    return false;
}

/* "the tanker X", "the aircraft carrier X". */
static bool after_ship(const token_scan *scan, size_t i) {
    unsigned kinds = beside_before(scan, i);
    if (kinds & SHIP) return true;
    return (kinds & CARRIER) && i > 1 &&
           (ndx_text_equal_nocase(scan_token_text(scan, i - 2), NDX_TEXT("aircraft")) ||
            ndx_text_equal_nocase(scan_token_text(scan, i - 2), NDX_TEXT("bulk")));
}

/* "the magazine X", "X magazine"; though a given name may follow: "told the magazine Tony Harris had left". */
static bool beside_paper(const token_scan *scan, size_t first, size_t end) {
    return ((beside_before(scan, first) | beside_after(scan, end)) & PAPER) &&
           !(scan->token[first].lists & LIST_GIVEN_TOP);
}

bool thing_by_words(const token_scan *scan, size_t first, size_t end) {
    bool lone = end - first == 1;
    return after_ship(scan, first) || is_dateline(scan, first, end) ||
           (lone ? beside_after(scan, end) & EPONYMOUS : beside_paper(scan, first, end));
}

/* --- lone words ----------------------------------------------------------------------------------------- */

#define PERSONAL (LIST_GIVEN_TOP | LIST_SURNAME_TOP | LIST_FAMOUS | LIST_MONONYM)

/* "in Xville", though not "in Xville's favour", "the village of Xville". */
static bool after_place_word(const token_scan *scan, size_t i) {
    if (!follows(scan, i)) return false;
    bool owner = scan_goes_on(scan, i + 1) && scan->token[i + 1].shape == SHAPE_POSSESSIVE;
    unsigned kinds = beside(scan, i - 1);
    if (kinds & PREPOSITION)
        return !owner && !(scan->token[i].lists & PERSONAL) && !(beside_before(scan, i - 1) & TRUST);
    if (kinds & PLACE_NOUN) return true;
    return (kinds & OF) && (beside_before(scan, i - 1) & PLACE_NOUN);
}

/* Not "a city councillor". */
static bool ends_place(const token_scan *scan, size_t i) {
    return scan->token[i].shape == SHAPE_PUNCT || (beside(scan, i) & PREPOSITION) ||
           ndx_text_equal(scan_token_text(scan, i), NDX_TEXT("of")) ||
           ndx_text_equal(scan_token_text(scan, i), NDX_TEXT("on"));
}

/* "Xville is a small village", "Xville, a town". */
static bool before_place_word(const token_scan *scan, size_t i) {
    if (!scan_goes_on(scan, i + 3) ||
        (!scan_is_mark(scan, i + 1, ',') && !ndx_text_equal(scan_token_text(scan, i + 1), NDX_TEXT("is"))))
        return false;
    if (!ndx_text_equal(scan_token_text(scan, i + 2), NDX_TEXT("a")) &&
        !ndx_text_equal(scan_token_text(scan, i + 2), NDX_TEXT("the")))
        return false;
    for (size_t k = i + 3; k < i + 6 && scan_goes_on(scan, k + 1) && scan->token[k].shape != SHAPE_PUNCT; k++)
        if ((beside(scan, k) & PLACE_NOUN) && ends_place(scan, k + 1)) return true;
    return false;
}

/* Names around an ampersand are a firm's, "Ernst & Xville", but for given names: "Kate & Will". */
static bool are_partners(const token_scan *scan, size_t i) {
    return scan_goes_on(scan, i + 1) && scan_is_mark(scan, i, '&') && is_name(scan, i - 1) &&
           is_name(scan, i + 1) &&
           !((scan->token[i - 1].lists & scan->token[i + 1].lists) & (LIST_GIVEN | LIST_GIVEN_TOP));
}

#define ACRONYM_BYTES_MAX 5

/* "Xville, New Jersey, will vote", "of Xville, Brazil." */
static bool before_land(const token_scan *scan, size_t i) {
    if (!scan_goes_on(scan, i + 2) || !scan_is_mark(scan, i + 1, ',')) return false;
    const scan_token *land = &scan->token[i + 2], *after = land + 1;
    bool phrase = (land->flags & SCAN_PHRASE) && (land->lists & LIST_PLACE) && scan_goes_on(scan, i + 3);
    if (!phrase && !(land->lists & LIST_COUNTRY)) return false;
    if (phrase) after++;
    size_t next = (size_t)(after - scan->token);
    return !scan_goes_on(scan, next) || scan_is_mark(scan, next, ',') || scan_is_mark(scan, next, '.');
}

/* "Xville and Sanders Inc". */
static bool begins_firm(const token_scan *scan, size_t i) {
    return scan_goes_on(scan, i + 3) &&
           ndx_text_equal_nocase(scan_token_text(scan, i + 1), NDX_TEXT("and")) && is_name(scan, i + 2) &&
           is_name(scan, i + 3) && (scan->token[i + 3].lists & LIST_ORGHEAD);
}

/* People whom everybody calls by letters. */
static bool is_called_by_letters(const token_scan *scan, size_t i) {
    static const char *const people[] = {"AMLO", "AOC", "BHL", "DSK", "FDR", "JFK", "JR", "LBJ",
                                         "MBS",  "MBZ", "MJ",  "MLK", "RBG", "RFK", "VGE"};
    for (size_t k = 0; k < NDX_COUNT(people); k++)
        if (ndx_text_equal(scan_token_text(scan, i), ndx_text_of(people[k]))) return true;
    return false;
}

/* Capitals among small letters, but for "XVILLE: We came late". */
static bool is_acronym(const token_scan *scan, size_t i) {
    const scan_token *token = &scan->token[i];
    return token->raw == SHAPE_CAPS && !(token->flags & SCAN_ALL_CAPS) && !(token->lists & PERSONAL) &&
           token->end - token->start <= ACRONYM_BYTES_MAX &&
           !(scan_goes_on(scan, i + 1) && scan_is_mark(scan, i + 1, ':')) && !is_called_by_letters(scan, i);
}

bool thing_lone(const token_scan *scan, size_t i) {
    if (!is_name(scan, i)) return false;
    if (is_acronym(scan, i)) return true;
    if (scan_goes_on(scan, i + 1) && are_partners(scan, i + 1)) return true;
    if (i > 1 && follows(scan, i) && scan_goes_on(scan, i - 1) && are_partners(scan, i - 1)) return true;
    if ((scan_goes_on(scan, i + 1) && is_labelled(scan, i + 1)) ||
        (follows(scan, i) && is_labelled(scan, i - 1)))
        return false;
    return beside_paper(scan, i, i + 1) || (beside_after(scan, i + 1) & SHARES) ||
           after_place_word(scan, i) || before_place_word(scan, i) || before_land(scan, i) ||
           begins_firm(scan, i) || is_dateline(scan, i, i + 1);
}
