/* What stands between two words: a link, the end of a sentence or paragraph, or nothing of note. */
#include "tokens.h"

/* What a gap means for the word behind it. */
typedef enum meaning {
    APART,    /* two words */
    LINKED,   /* parts of one compound */
    ABSORBED, /* the word belongs to the token before */
    ENDED     /* two words, and a sentence ends between them although no space follows its stop */
} meaning;

static const ndx_token *last_token(const ndx_scan *scan) {
    return &scan->tokens[scan->count - 1];
}

static unsigned classes_of(const ndx_scan *scan, uint32_t word) {
    return ndx_scan_word(scan, word)->classes;
}

/* --- links ---------------------------------------------------------------------------------------------- */

/* The linking character that makes up the whole gap: '-', '\'', '.', ... or 0. */
static inline char link_char(const unsigned char *gap, size_t len) {
    uint32_t bytes = 0;
    if (len == 0 || len > 3 || gap[0] <= ' ') return 0;
    for (size_t i = 0; i < len; i++) bytes = bytes << 8 | gap[i];
    switch (bytes) {
    case '-':
    case '\'':
    case '.':
    case ',':
    case '&':
    case '@':
    case '_':
    case ':':
        return (char)bytes;
    case 0xE28099:
        return '\''; /* U+2019 */
    case 0xCABC:
        return '\''; /* U+02BC */
    case 0xE28090:   /* U+2010 */
    case 0xE28091:
        return '-'; /* U+2011 */
    default:
        return 0;
    }
}

static bool all_digits(const ndx_scan *scan, uint32_t start, uint32_t end) {
    for (uint32_t i = start; i < end; i++)
        if (!ndx_is_digit(scan->text[i])) return false;
    return end > start;
}

/* The word is one of `suffixes`, each with a space on both sides: " t re ve ". */
static bool is_suffix(const ndx_scan *scan, const ndx_atom *atom, const char *suffixes) {
    char folded[5] = " ";
    uint32_t len = atom->end - atom->start;
    if (len > 2) return false;
    for (uint32_t i = 0; i < len; i++) folded[1 + i] = (char)(scan->text[atom->start + i] | 0x20);
    folded[1 + len] = ' ';
    folded[2 + len] = 0;
    return strstr(suffixes, folded) != NULL;
}

/* "Putin's" is Putin, "don't" one word, "l'accord" two; "O'Brien" two and a joined form. */
static meaning apostrophe(ndx_scan *scan, const ndx_atom *atom) {
    const ndx_token *last = last_token(scan);
    if (is_suffix(scan, atom, " s ") || ((scan->traits & NDX_TRAIT_SUFFIX_AFTER_APOSTROPHE) &&
                                         (last->flags & (NDX_TOKEN_CAPITAL | NDX_TOKEN_DIGITS)))) {
        scan->gap = atom->end;
        return ABSORBED;
    }
    if ((scan->traits & NDX_TRAIT_CONTRACTION) && scan->links == 0 &&
        is_suffix(scan, atom, " t d m re ve ll ")) {
        char suffix[3] = {'\'', 0, 0};
        size_t len = atom->end - atom->start;
        for (size_t i = 0; i < len; i++) suffix[1 + i] = (char)(scan->text[atom->start + i] | 0x20);
        if (ndx_token_extend(scan, suffix, len + 1, atom->end)) return ABSORBED;
    }
    if ((scan->traits & NDX_TRAIT_ELISION) && (classes_of(scan, last->word) & NDX_WORD_FUNCTION))
        return APART;
    return LINKED;
}

/* "J" of "J. Smith": one capital letter. */
static bool is_initial(const ndx_scan *scan, uint32_t start, uint32_t end, uint32_t flags) {
    return (flags & NDX_TOKEN_CAPITAL) && ndx_is_single_letter(scan, start, end, flags);
}

static bool is_capitalised(const ndx_atom *atom) {
    return (atom->flags & NDX_TOKEN_CAPITAL) && (atom->flags & NDX_SURFACE_MIXED);
}

/* A stop without a space: "example.com", "1.5", the U.S.; but "said.The" lacks a space, and "J.Smith" has an initial. */
static meaning full_stop(ndx_scan *scan, const ndx_atom *atom) {
    const ndx_token *last = last_token(scan);
    if (!is_capitalised(atom)) return LINKED;
    if (scan->links &&
        ndx_text_equal_nocase((ndx_text){(const char *)scan->text + scan->tokens[scan->first_part].start, 4},
                              NDX_TEXT("www.")))
        return LINKED;
    if (is_initial(scan, last->start, last->end, last->flags)) return APART;
    return classes_of(scan, last->word) & (NDX_WORD_TITLE | NDX_WORD_SHORT | NDX_WORD_NUMBERED) ? APART
                                                                                                : ENDED;
}

/* "1,000" is one number. */
static meaning comma(ndx_scan *scan, const ndx_atom *atom) {
    const ndx_token *last = last_token(scan);
    uint32_t len = last->end - last->start, group = len < 4 || scan->text[last->end - 4] != ',' ? len : 3;
    if (scan->links || group > 3 || atom->end - atom->start != 3 ||
        !all_digits(scan, atom->start, atom->end) || !all_digits(scan, last->end - group, last->end))
        return APART;
    return ndx_token_extend(scan, (const char *)scan->text + atom->start, 3, atom->end) ? ABSORBED : APART;
}

static meaning link_meaning(ndx_scan *scan, char link, const ndx_atom *atom) {
    const ndx_token *last = last_token(scan);
    bool digits = ndx_is_digit(scan->text[last->end - 1]) && ndx_is_digit(scan->text[atom->start]);
    if ((atom->flags | last->flags) & NDX_TOKEN_CJK) return APART;
    switch (link) {
    case '\'':
        return apostrophe(scan, atom);
    case '.':
        return digits ? LINKED : full_stop(scan, atom);
    case ',':
        return digits ? comma(scan, atom) : APART;
    case ':':
        return digits ? LINKED : APART; /* 10:30 */
    case '-':
    case '&':
    case '@':
    case '_':
        return LINKED;
    default:
        return APART;
    }
}

static void link_up(ndx_scan *scan, char link) {
    if (scan->links == 0) scan->first_part = scan->count - 1;
    if (scan->links < NDX_PARTS_MAX) scan->link[scan->links++] = link;
    scan->busy |= NDX_BUSY_LINKED;
}

/* --- sentences and paragraphs --------------------------------------------------------------------------- */

/* What was seen in a gap that links nothing. */
typedef struct between {
    bool stop;   /* a single full stop right behind the word: perhaps an abbreviation's */
    bool ending; /* what ends a sentence for certain, if anything does: ! ? ... */
    bool space;  /* after the last of those */
    bool blank_line;
    bool
        indented; /* a line begins further in behind a sentence's end: a paragraph. (If none ended, all of it is indented.) */
    unsigned lines;  /* line ends in a row, blanks between them allowed */
    unsigned indent; /* columns at the beginning of the last line */
} between;

/* Something other than blanks, or the next word, ends the run of line ends and blanks. */
static void end_run(between *seen) {
    enum { INDENT_MIN = 2 };
    if (seen->lines == 1 && seen->indent >= INDENT_MIN && (seen->stop || seen->ending)) seen->indented = true;
    seen->lines = 0;
}

static void see_wide(between *seen, uint32_t c) {
    if (c == 0x00A0 || c == 0x3000) {
        seen->space = true;
        return;
    }
    end_run(seen);
    switch (c) {
    case 0x2026: /* … */
    case 0x061F: /* Arabic question mark */
    case 0x06D4: /* Urdu full stop */
    case 0x0589: /* Armenian full stop */
    case 0x0964: /* danda */
    case 0x0965:
        seen->ending = true;
        seen->space = false;
        break;
    case 0x3002: /* CJK stops need no space */
    case 0xFF01:
    case 0xFF0E:
    case 0xFF1F:
    case 0xFF61:
        seen->ending = seen->space = true;
        break;
    case 0x2029:
        seen->blank_line = true;
        break;
    default:
        break;
    }
}

static void see_ascii(between *seen, unsigned char c, bool first, bool alone) {
    switch (c) {
    case '\n':
        if (++seen->lines >= 2) seen->blank_line = true;
        seen->indent = 0;
        seen->space = true;
        return;
    case '\t':
    case ' ':
        seen->indent += c == ' ' ? 1 : 4;
        seen->space = true;
        return;
    case '\r':
        return;
    default:
        break;
    }
    end_run(seen);
    switch (c) {
    case '.':
        if (first && alone)
            seen->stop = true;
        else
            seen->ending = true;
        seen->space = false;
        break;
    case '!':
    case '?':
        seen->ending = true;
        seen->space = false;
        break;
    default:
        break;
    }
}

/* dotted: an acronym before the gap took its stop with it. */
static between look(const ndx_scan *scan, uint32_t from, uint32_t to, bool dotted) {
    between seen = {.stop = dotted};
    if (to - from == 2 && scan->text[from] == '.' &&
        scan->text[from + 1] == ' ') { /* as most sentences end */
        seen.stop = seen.space = true;
        return seen;
    }
    for (uint32_t at = from; at < to;) {
        unsigned char c = scan->text[at];
        if (c < 0x80) {
            see_ascii(&seen, c, at == from, at + 1 >= to || scan->text[at + 1] != '.');
            at++;
        } else {
            size_t after = at;
            see_wide(&seen, ndx_utf8_next((const char *)scan->text, to, &after));
            at = (uint32_t)after;
        }
    }
    end_run(&seen);
    return seen;
}

/* Does the full stop behind the last token end its sentence? Abbreviations say no, or leave it to the next word: a
 * function word with a capital begins a sentence ("He works at Acme Inc. The firm..."), a name need not. */
static bool stop_ends(const ndx_scan *scan, const ndx_atom *next) {
    const ndx_token *last = last_token(scan);
    uint32_t len = last->end - last->start;
    unsigned classes = classes_of(scan, last->word);
    bool begins = (next->flags & NDX_TOKEN_CAPITAL) && (classes_of(scan, next->word) & NDX_WORD_FUNCTION);
    if (next->end < scan->to && scan->text[next->end] == '.' &&
        is_initial(scan, next->start, next->end, next->flags))
        begins = false; /* "J. A. Smith": an initial, no article */
    if (scan->busy & NDX_BUSY_DOTTED) return begins;
    if (is_initial(scan, last->start, last->end, last->flags)) return begins;
    if (classes & NDX_WORD_TITLE) return false;
    if ((classes & NDX_WORD_NUMBERED) && ndx_is_digit(scan->text[next->start])) return false;
    if (classes & NDX_WORD_SHORT) return begins;
    return !((scan->traits & NDX_TRAIT_ORDINAL_DOT) && len <= 2 && all_digits(scan, last->start, last->end));
}

static uint32_t breaks(const ndx_scan *scan, const ndx_atom *next) {
    bool dotted = scan->busy & NDX_BUSY_DOTTED && scan->text[scan->gap - 1] == '.';
    between seen = look(scan, scan->gap, next->start, dotted);
    if (seen.blank_line || seen.indented) return NDX_TOKEN_SENTENCE | NDX_TOKEN_PARAGRAPH;
    if (!seen.space || (next->flags & NDX_SURFACE_SMALL)) return 0;
    return seen.ending || (seen.stop && stop_ends(scan, next)) ? NDX_TOKEN_SENTENCE : 0;
}

/* In a sentence that is not all in capitals, US is a country and WHO an organisation: their words get an acronym's form. */
static void name_acronyms(ndx_scan *scan) {
    for (size_t i = scan->sentence_token; i < scan->count && !scan->lexicon->failed; i++) {
        ndx_token *token = &scan->tokens[i];
        if ((token->flags & (NDX_TOKEN_ALL_CAPS | NDX_TOKEN_JOINED)) != NDX_TOKEN_ALL_CAPS) continue;
        const ndx_word *word = ndx_scan_word(scan, token->word);
        if (word->classes & NDX_WORD_ACRONYM)
            token->word = ndx_acronym_word(scan->lexicon, scan->language, (ndx_text){word->form, word->len});
    }
}

void ndx_sentence_close(ndx_scan *scan) {
    enum {
        CAPITALS_MAX = 2
    }; /* so many capital words alone ("US GDP") are names; more without a small letter are a headline */
    if (scan->acronym && (scan->mixed || scan->capitals <= CAPITALS_MAX)) name_acronyms(scan);
    scan->sentence_token = scan->count;
    scan->capitals = 0;
    scan->mixed = scan->acronym = false;
}

static void settle(ndx_scan *scan, const ndx_atom *atom) {
    uint32_t broken = breaks(scan, atom);
    scan->pending |= broken;
    if (broken & NDX_TOKEN_SENTENCE) ndx_sentence_close(scan);
    scan->busy = 0;
}

bool ndx_gap_before(ndx_scan *scan, const ndx_atom *atom) {
    if (scan->lexicon->failed) return false;
    if (scan->busy & NDX_BUSY_FRESH) {
        scan->busy = 0;
        return true;
    }
    const unsigned char *gap = scan->text + scan->gap;
    size_t len = atom->start - scan->gap;
    char link = link_char(gap, len);
    /* An acronym under way takes its last stop, unless one more letter or the rest of an address follows. */
    if (scan->links && gap[0] == '.' && (link != '.' || is_capitalised(atom)) &&
        ndx_compound_is_dotted(scan)) {
        ndx_compound_close(scan);
        gap = scan->text + scan->gap;
        len = atom->start - scan->gap;
        link = len ? link_char(gap, len) : 0;
    }
    switch (link ? link_meaning(scan, link, atom) : APART) {
    case LINKED:
        /* "U.S.-led": the acronym is one part of a new compound. */
        if (link != '.' && ndx_compound_is_dotted(scan)) ndx_compound_close(scan);
        scan->busy &= ~(uint32_t)NDX_BUSY_DOTTED;
        link_up(scan, link);
        return true;
    case ABSORBED:
        return false;
    case ENDED:
        ndx_compound_close(scan);
        scan->pending |= NDX_TOKEN_SENTENCE;
        ndx_sentence_close(scan);
        scan->busy = 0;
        return true;
    case APART:
        break;
    }
    if (scan->links) ndx_compound_close(scan);
    if (atom->start > scan->gap)
        settle(scan, atom);
    else
        scan->busy = 0;
    return true;
}
