/* Linked words: acronyms become one word, others get a joined form beside their parts. */
#include "tokens.h"

static ndx_text form_of(const ndx_scan *scan, uint32_t word) {
    const ndx_word *entry = ndx_scan_word(scan, word);
    return (ndx_text){entry->form, entry->len};
}

bool ndx_is_single_letter(const ndx_scan *scan, uint32_t start, uint32_t end, uint32_t flags) {
    size_t at = 0;
    if (flags & (NDX_TOKEN_DIGITS | NDX_TOKEN_CJK)) return false;
    ndx_utf8_next((const char *)scan->text + start, end - start, &at);
    return at == end - start;
}

bool ndx_compound_is_dotted(const ndx_scan *scan) {
    if (scan->links == 0 || scan->links >= NDX_PARTS_MAX) return false;
    for (uint32_t i = 0; i <= scan->links; i++) {
        const ndx_token *part = &scan->tokens[scan->first_part + i];
        if (i < scan->links && scan->link[i] != '.') return false;
        if (!ndx_is_single_letter(scan, part->start, part->end, part->flags)) return false;
    }
    return true;
}

/* --- forms under construction --------------------------------------------------------------------------- */

typedef struct sketch {
    char bytes[NDX_FORM_MAX];
    size_t len;
    bool too_long;
} sketch;

static void draw(sketch *form, const char *bytes, size_t len) {
    if (form->len + len > sizeof form->bytes) form->too_long = true;
    if (form->too_long) return;
    memcpy(form->bytes + form->len, bytes, len);
    form->len += len;
}

static uint32_t word_of(ndx_scan *scan, const sketch *form) {
    return ndx_lexicon_form(scan->lexicon, scan->language, (ndx_text){form->bytes, form->len});
}

/* The key of several words as written. The character between them keeps it apart from any single word's key. */
static ndx_key written_key(const ndx_scan *scan, uint32_t start, uint32_t end) {
    const unsigned char *bytes = scan->text + start;
    if (end - start > NDX_KEY_BYTES)
        return ndx_key_hash(NDX_KEY_JOINED, scan->language, (ndx_text){(const char *)bytes, end - start});
    return ndx_key_mark(ndx_key_of(bytes, end - start), NDX_KEY_PLAIN, scan->language);
}

bool ndx_token_extend(ndx_scan *scan, const char *suffix, size_t len, uint32_t end) {
    ndx_token *last = &scan->tokens[scan->count - 1];
    ndx_key key = written_key(scan, last->start, end);
    uint32_t word = ndx_lexicon_find(scan->lexicon, key);
    if (word == UINT32_MAX) {
        ndx_text form = form_of(scan, last->word);
        sketch longer = {.len = 0};
        draw(&longer, form.data, form.len);
        draw(&longer, suffix, len);
        if (longer.too_long) return false;
        word = word_of(scan, &longer);
        ndx_lexicon_keep(scan->lexicon, key, word);
    }
    last->word = word;
    last->end = scan->gap = end;
    last->flags &= ~(uint32_t)NDX_TOKEN_PLAIN;
    return true;
}

/* --- acronyms ------------------------------------------------------------------------------------------- */

uint32_t ndx_acronym_word(ndx_lexicon *lexicon, ndx_language language, ndx_text letters) {
    sketch dotted = {.len = 0};
    for (size_t at = 0; at < letters.len;) {
        size_t from = at;
        ndx_utf8_next(letters.data, letters.len, &at);
        if (from) draw(&dotted, ".", 1);
        draw(&dotted, letters.data + from, at - from);
    }
    return ndx_lexicon_form(lexicon, language, (ndx_text){dotted.bytes, dotted.len});
}

/* U.S. is one word at one position: "un" for U.N., but "u.s" where the letters alone are a function word. */
static void collapse(ndx_scan *scan) {
    ndx_token *first = &scan->tokens[scan->first_part];
    const ndx_token *last = first + scan->links;
    sketch letters = {.len = 0};
    bool capitals = true;
    for (const ndx_token *part = first; part <= last; part++) {
        ndx_text form = form_of(scan, part->word);
        draw(&letters, form.data, form.len);
        capitals &= (part->flags & NDX_TOKEN_CAPITAL) != 0;
    }
    uint32_t word = word_of(scan, &letters);
    if (scan->lexicon->failed) return;
    if (ndx_scan_word(scan, word)->classes & NDX_WORD_FUNCTION)
        word = ndx_acronym_word(scan->lexicon, scan->language, (ndx_text){letters.bytes, letters.len});
    first->word = word;
    first->end = last->end;
    first->flags &= ~(uint32_t)NDX_TOKEN_PLAIN;
    if (capitals) first->flags |= NDX_TOKEN_ALL_CAPS;
    scan->position -= scan->links;
    scan->count = scan->first_part + 1;
    scan->gap = first->end;
    scan->busy |= NDX_BUSY_DOTTED;
}

/* --- joined forms --------------------------------------------------------------------------------------- */

/* Parts first..last of the compound as one form. Hyphens and apostrophes vanish ("e-mail" meets "email", "F-16" "F16"),
 * except between digits ("1987-88") and in addresses, which stay as written. */
static void draw_joined(const ndx_scan *scan, uint32_t first, uint32_t last, sketch *form) {
    bool vanish = true;
    for (uint32_t i = first; i < last; i++) vanish &= scan->link[i] == '-' || scan->link[i] == '\'';
    for (uint32_t i = first; i <= last; i++) {
        ndx_text part = form_of(scan, scan->tokens[scan->first_part + i].word);
        if (i > first) {
            bool digits = form->len && ndx_is_digit((unsigned char)form->bytes[form->len - 1]) && part.len &&
                          ndx_is_digit((unsigned char)part.data[0]);
            if (!vanish || digits) draw(form, &scan->link[i - 1], 1);
        }
        for (size_t at = 0; at < part.len; at++) /* an acronym inside goes by its letters */
            if (part.data[at] != '.') draw(form, part.data + at, 1);
    }
}

/* Word of the joined form of parts first..last; UINT32_MAX: too long. Found by the compound as written when it was met
 * before. */
static uint32_t joined_word(ndx_scan *scan, uint32_t first, uint32_t last) {
    const ndx_token *parts = scan->tokens + scan->first_part;
    if (parts[last].end - parts[first].start > 4 * NDX_FORM_MAX) return UINT32_MAX;
    ndx_key key = written_key(scan, parts[first].start, parts[last].end);
    uint32_t word = ndx_lexicon_find(scan->lexicon, key);
    if (word != UINT32_MAX) return word;
    sketch form = {.len = 0};
    draw_joined(scan, first, last, &form);
    if (form.too_long) return UINT32_MAX;
    word = word_of(scan, &form);
    ndx_lexicon_keep(scan->lexicon, key, word);
    return scan->lexicon->failed ? UINT32_MAX : word;
}

static ndx_token joined_token(const ndx_scan *scan, uint32_t first, uint32_t last, uint32_t word) {
    const ndx_token *parts = scan->tokens + scan->first_part;
    uint32_t any = 0, all = ~0u;
    for (uint32_t i = first; i <= last; i++) any |= parts[i].flags, all &= parts[i].flags;
    return (ndx_token){.start = parts[first].start,
                       .end = parts[last].end,
                       .position = parts[first].position,
                       .word = word,
                       .flags = NDX_TOKEN_JOINED | (parts[first].flags & NDX_TOKEN_CAPITAL) |
                                (any & NDX_TOKEN_DIGITS) | (all & NDX_TOKEN_ALL_CAPS)};
}

static void insert(ndx_scan *scan, size_t at, ndx_token token) {
    if (!ndx_scan_reserve(scan, 1)) return;
    memmove(scan->tokens + at + 1, scan->tokens + at, (scan->count - at) * sizeof token);
    scan->tokens[at] = token;
    scan->tokens[at + 1].flags &= ~(uint32_t)NDX_TOKEN_PLAIN; /* no more alone at its position */
    scan->count++;
}

/* "1.5bn" is looked for as 1.5 too: how many digits its second part begins with; 0 if it is no number with a unit. */
static uint32_t digits_before_unit(const ndx_scan *scan) {
    const ndx_token *first = &scan->tokens[scan->first_part], *last = first + 1;
    if (scan->links != 1 || scan->link[0] != '.' || !(last->flags & first->flags & NDX_TOKEN_DIGITS))
        return 0;
    uint32_t len = last->end - last->start, digits = 0;
    while (digits < len && ndx_is_digit(scan->text[last->start + digits])) digits++;
    return digits < len && ndx_is_digit(scan->text[first->end - 1]) ? digits : 0;
}

/* The number alone, of a number with a unit. */
static void join_number(ndx_scan *scan, uint32_t digits) {
    size_t first = scan->first_part;
    sketch form = {.len = 0};
    ndx_text whole = form_of(scan, scan->tokens[first].word),
             decimals = form_of(scan, scan->tokens[first + 1].word);
    draw(&form, whole.data, whole.len);
    draw(&form, ".", 1);
    draw(&form, decimals.data, digits < decimals.len ? digits : decimals.len);
    if (form.too_long) return;
    ndx_token number = joined_token(scan, 0, 1, word_of(scan, &form));
    number.end = scan->tokens[first + 1].start + digits;
    insert(scan, first, number);
}

/* Outermost last, as each goes before its first part. */
static void join(ndx_scan *scan) {
    size_t first = scan->first_part;
    uint32_t word = joined_word(scan, 0, scan->links), digits = digits_before_unit(scan);
    if (word == UINT32_MAX) return;
    ndx_token outer = joined_token(scan, 0, scan->links, word);
    if (digits)
        join_number(scan, digits);
    else if (scan->links >= 2 && scan->link[0] == '.' &&
             ndx_text_equal(form_of(scan, scan->tokens[first].word), NDX_TEXT("www"))) {
        uint32_t host = joined_word(scan, 1, scan->links);
        if (host != UINT32_MAX) insert(scan, first + 1, joined_token(scan, 1, scan->links, host));
    }
    insert(scan, first, outer);
}

void ndx_compound_close(ndx_scan *scan) {
    if (scan->links == 0) return;
    if (ndx_compound_is_dotted(scan)) {
        collapse(scan);
        if (scan->gap < scan->to && scan->text[scan->gap] == '.')
            scan->gap = ++scan->tokens[scan->count - 1].end;
    } else if (scan->links < NDX_PARTS_MAX)
        join(scan);
    scan->links = 0;
    scan->busy &= ~(uint32_t)NDX_BUSY_LINKED;
}
