/* Patterns and near spellings: which words of the index they stand for.
 *
 * The index has stems, and a pattern means written words. "nucle*" takes every stem that begins so. But "election*" must also
 * find "elections", whose stem is "elect", and "trading*" finds "trading", whose stem is "trade": stems that may be left of a word
 * that the pattern means are taken too, with the pattern to be checked on the words that stand in the text (EXACT). So are stems
 * whose words may be spelt otherwise: "trade*" means no "trading". Patterns that do not end in a star are always checked so;
 * "*ization", of which a stemmer may leave nothing, on every article: stems say nothing of it, so it does not rank either. */
#include "edit.h"
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#define PATTERN_LETTERS_MAX 64u
#define PATTERN_STARS_MAX 4u
#define SHORTENED_MAX 8u   /* letters a stemmer may take off the end of a word: "organizations" */
#define LOOKS_MAX 4000000u /* terms looked at for one query */

/* --- patterns ------------------------------------------------------------------------------------------- */

bool ndx_pattern_matches(ndx_text pattern, ndx_text text) {
    size_t p = 0, t = 0, star = SIZE_MAX, retry = 0;
    while (t < text.len) {
        size_t next = t;
        if (p < pattern.len && pattern.data[p] == '*') {
            star = ++p;
            retry = t;
        } else if (p < pattern.len && pattern.data[p] == '?') {
            p++;
            ndx_utf8_next(text.data, text.len, &t);
        } else if (p < pattern.len && pattern.data[p] == text.data[t]) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            next = retry;
            ndx_utf8_next(text.data, text.len, &next);
            p = star;
            t = retry = next;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.data[p] == '*') p++;
    return p == pattern.len;
}

#define NOT_SHORTENED UINT32_MAX

/* What stemmers do to the end of a word besides taking letters off: the words of a stem that ends so may have another end in its
 * place. */
static const struct {
    ndx_text stem, word;
} respelt[] = {
    {{"e", 1}, {"", 0}},      /* trade: trading */
    {{"i", 1}, {"y", 1}},     /* studi: study */
    {{"ie", 2}, {"y", 1}},    /* die: dying */
    {{"sky", 3}, {"ski", 3}}, /* skies */
};

/* The stem with the end that words may have in place of its own; empty: not this stem. */
static ndx_text respell(ndx_text stem, size_t row, char room[NDX_TERM_MAX]) {
    ndx_text end = respelt[row].stem, word = respelt[row].word;
    if (!ndx_text_ends(stem, end) || stem.len > NDX_TERM_MAX) return (ndx_text){0};
    size_t kept = stem.len - end.len;
    memcpy(room, stem.data, kept);
    memcpy(room + kept, word.data, word.len);
    return (ndx_text){room, kept + word.len};
}

/* Does what the pattern says from `at` on begin with the end? */
static bool ends_with(ndx_text pattern, size_t at, ndx_text end) {
    if (pattern.len < at + end.len) return false;
    for (size_t i = 0; i < end.len; i++)
        if (pattern.data[at + i] != end.data[i] && pattern.data[at + i] != '?') return false;
    return true;
}

/* Of two letters a stemmer leaves a word only by its commonest ends ("using", "axes", "ads"), else every "insur*" would look at
 * every article that has "in". */
static bool may_be_left(ndx_text pattern, size_t end) {
    if (end != 2 || pattern.data[1] == '*') return end >= 2;
    bool last = pattern.len == 3 || (pattern.len == 4 && pattern.data[3] == '*');
    return ends_with(pattern, end, NDX_TEXT("ing")) || ends_with(pattern, end, NDX_TEXT("ed")) ||
           ends_with(pattern, end, NDX_TEXT("es")) || (last && ends_with(pattern, end, NDX_TEXT("s")));
}

/* How many letters of the pattern are behind what a word begins with; NOT_SHORTENED: the pattern means none that begins so. */
static uint32_t letters_behind(ndx_text pattern, ndx_text beginning) {
    uint32_t gone = 0;
    for (ndx_text left = pattern; gone <= SHORTENED_MAX;) {
        if (ndx_pattern_matches(left, beginning)) return gone;
        left.len = ndx_utf8_floor(left, left.len - 1);
        if (!may_be_left(pattern, left.len)) break;
        gone += pattern.data[left.len] != '*';
    }
    return NOT_SHORTENED;
}

/* Could `stem` be what a stemmer leaves of a word that the pattern means? Gives how many letters of the pattern it lacks.
 * *surely: every word of the stem matches, as the pattern ends in a star and each of their beginnings does. */
static uint32_t letters_gone(ndx_text pattern, ndx_text stem, bool starred, bool *surely) {
    char room[NDX_TERM_MAX];
    uint32_t least = letters_behind(pattern, stem);
    *surely = starred && least == 0;
    for (size_t i = 0; i < NDX_COUNT(respelt); i++) {
        ndx_text beginning = respell(stem, i, room);
        if (!beginning.len) continue;
        uint32_t gone = letters_behind(pattern, beginning);
        *surely = *surely && gone == 0;
        if (gone < least) least = gone;
    }
    return least;
}

/* --- words of the index --------------------------------------------------------------------------------- */

typedef struct candidate {
    ndx_text word; /* without prefix */
    uint64_t articles;
    uint32_t gone; /* letters of the pattern that it lacks */
    bool checked;  /* only with the written form */
} candidate;

typedef struct search {
    ndx_plan *plan;
    ndx_text pattern; /* patterns */
    ndx_edit_word stem, asked;
    uint32_t distance; /* near spellings; 0: a pattern */
    size_t prefix_len;
    bool starred, in_field;
    candidate *found;
    size_t count, capacity;
    bool failed, tired;
} search;

static void keep(search *s, ndx_text word, uint64_t articles, uint32_t gone, bool checked) {
    void *grown = ndx_grow(s->found, s->count, &s->capacity, sizeof *s->found);
    if (!grown) {
        s->failed = true;
        return;
    }
    s->found = grown;
    s->found[s->count++] = (candidate){ndx_arena_copy(&s->plan->arena, word), articles, gone, checked};
}

static bool is_near(const search *s, ndx_text word) {
    ndx_edit_word term;
    ndx_edit_word_set(&term, word);
    return ndx_edit_distance(&s->stem, &term, s->distance) <= s->distance ||
           ndx_edit_distance(&s->asked, &term, s->distance) <= s->distance;
}

/* Words such as "in" take no ends: "ins*" need not look at every article that has it. */
static bool is_small_word(const search *s, ndx_text word, uint64_t articles) {
    return word.len == 2 && articles > ndx_index_count(s->plan->index) / 8;
}

static bool look(void *context, ndx_text term, uint64_t articles) {
    search *s = context;
    if (++s->plan->expansions_looked > LOOKS_MAX) {
        s->tired = true;
        return false;
    }
    ndx_text word = ndx_text_slice(term, s->prefix_len, term.len);
    bool general = word.len && !(word.data[0] >= 'A' && word.data[0] <= 'Z');
    if (!general) return true;
    if (s->distance) {
        if (is_near(s, word)) keep(s, word, articles, 0, false);
    } else if (s->in_field) { /* there are no written words to check */
        if (ndx_pattern_matches(s->pattern, word)) keep(s, word, articles, 0, false);
    } else {
        bool surely;
        uint32_t gone = letters_gone(s->pattern, word, s->starred, &surely);
        if (gone != NOT_SHORTENED && !(gone && is_small_word(s, word, articles)))
            keep(s, word, articles, gone, !surely);
    }
    return !s->failed;
}

/* Every word of the general text, or of a field, that begins with `begin`. General text shares its space with prefixed terms, which
 * begin with capitals: without a beginning it is walked piece by piece around them. */
static ndx_status walk(search *s, const char *prefix, ndx_text begin, ndx_error *err) {
    char term[NDX_TERM_MAX];
    ndx_text before = ndx_text_of(prefix);
    ndx_status status = NDX_OK;
    s->prefix_len = before.len;
    if (before.len + begin.len > sizeof term) return NDX_OK;
    if (before.len) memcpy(term, before.data, before.len);
    if (begin.len) memcpy(term + before.len, begin.data, begin.len);
    if (before.len || begin.len)
        return ndx_index_each_term(s->plan->index, (ndx_text){term, before.len + begin.len}, look, s, err);
    for (unsigned byte = '0'; byte <= 0xF4 && !status && !s->tired && !s->failed; byte++) {
        bool starts_word = (byte <= '9') || (byte >= 'a' && byte <= 'z') || byte >= 0xC2;
        term[0] = (char)byte;
        if (starts_word) status = ndx_index_each_term(s->plan->index, (ndx_text){term, 1}, look, s, err);
    }
    return status;
}

/* --- results -------------------------------------------------------------------------------------------- */

/* When there are too many, those that lack least of the pattern stay ("*ology": "technolog" before "to"), then the most frequent. */
static int likeliest_first(const void *a, const void *b) {
    const candidate *x = a, *y = b;
    if (x->gone != y->gone) return x->gone < y->gone ? -1 : 1;
    if (x->articles != y->articles) return x->articles < y->articles ? 1 : -1;
    return ndx_text_compare(x->word, y->word);
}

static ndx_expr *over_found(search *s, const char *prefix, ndx_text shown) {
    ndx_plan *plan = s->plan;
    size_t limit = plan->options.expansion_limit ? plan->options.expansion_limit : NDX_EXPANSION_DEFAULT;
    ndx_expr_list list = {0};
    if (s->count) qsort(s->found, s->count, sizeof *s->found, likeliest_first);
    if (s->count > limit)
        ndx_plan_note(plan, "%.*s stands for the %zu most frequent of %zu words", NDX_ARG(shown), limit,
                      s->count);
    for (size_t i = 0; i < s->count && i < limit; i++) {
        const candidate *c = &s->found[i];
        ndx_expr_list_add(plan, &list,
                          c->checked ? ndx_expr_exact(plan, c->word, s->pattern)
                                     : ndx_expr_term(plan, prefix, c->word));
    }
    return ndx_expr_over(plan, NDX_EXPR_SYNONYM, &list);
}

static ndx_status finish(search *s, const char *prefix, ndx_text shown, ndx_status status, ndx_expr **expr,
                         ndx_error *err) {
    if (!status && s->tired)
        status = ndx_fail(err, NDX_USAGE,
                          "the patterns of this query stand for too many words; make '%.*s' longer",
                          NDX_ARG(shown));
    if (!status && (s->failed || s->plan->arena.failed)) status = ndx_fail_memory(err);
    if (!status) *expr = over_found(s, prefix, shown);
    if (!status && !*expr)
        status = ndx_fail(err, NDX_USAGE, "the query stands for too many words; make its patterns longer");
    free(s->found);
    return status;
}

static bool read_pattern(ndx_text pattern, size_t *literal) {
    size_t stars = 0;
    *literal = SIZE_MAX;
    for (size_t i = 0; i < pattern.len; i++) {
        bool wild = pattern.data[i] == '*' || pattern.data[i] == '?';
        if (wild && *literal == SIZE_MAX) *literal = i;
        stars += pattern.data[i] == '*';
    }
    return *literal != SIZE_MAX && stars <= PATTERN_STARS_MAX &&
           ndx_utf8_count(pattern) <= PATTERN_LETTERS_MAX;
}

/* What every stem begins with that may be one of the pattern's words, whose first `literal` bytes are letters. */
static ndx_text sure_beginning(ndx_text pattern, size_t literal) {
    size_t least = literal > 1 && pattern.data[1] == 'y' ? 1 : 2; /* dying: die */
    size_t sure = literal > least + SHORTENED_MAX + 1 ? literal - SHORTENED_MAX - 1
                  : literal < least                   ? literal
                                                      : least;
    return ndx_text_slice(pattern, 0, ndx_utf8_floor(pattern, sure));
}

ndx_status ndx_plan_pattern(ndx_plan *plan, ndx_text pattern, const char *prefix, ndx_text shown,
                            ndx_expr **expr, ndx_error *err) {
    size_t literal;
    if (!read_pattern(pattern, &literal))
        return ndx_fail(err, NDX_USAGE, "'%.*s' is too much of a pattern: at most %u letters and %u stars",
                        NDX_ARG(ndx_text_slice(shown, 0, 80)), PATTERN_LETTERS_MAX, PATTERN_STARS_MAX);
    search s = {.plan = plan,
                .pattern = ndx_arena_copy(&plan->arena, pattern),
                .starred = pattern.data[pattern.len - 1] == '*',
                .in_field = prefix[0] != 0};
    if (pattern.data[0] == '*' && !s.starred && !s.in_field) {
        *expr = ndx_expr_exact(plan, (ndx_text){0}, s.pattern);
        return *expr ? NDX_OK : ndx_fail_memory(err);
    }
    ndx_text beginning = s.in_field ? ndx_text_slice(pattern, 0, literal) : sure_beginning(pattern, literal);
    return finish(&s, prefix, shown, walk(&s, prefix, beginning, err), expr, err);
}

ndx_status ndx_plan_fuzzy(ndx_plan *plan, ndx_text stem, ndx_text word, uint32_t distance, const char *prefix,
                          ndx_text shown, ndx_expr **expr, ndx_error *err) {
    search s = {.plan = plan, .distance = distance, .in_field = prefix[0] != 0};
    ndx_edit_word_set(&s.stem, stem);
    ndx_edit_word_set(&s.asked, word);
    return finish(&s, prefix, shown, walk(&s, prefix, (ndx_text){0}, err), expr, err);
}
