/* Does a sentence speak of what was or what will be? News says "Friday" for both; the verbs near it decide.
 */
#include "resolve.h"

#define REACH 24 /* tokens looked at on each side */

static bool ends_sentence(const scan *s, size_t at) {
    return s->tokens[at].flags & T_BREAK || token_is(s, at, '.') || token_is(s, at, '?') ||
           token_is(s, at, '!');
}

static int table_cue(const scan *s, size_t at) {
    const token *t = &s->tokens[at];
    return t->categories & BIT(S_CUE) ? grammar_value(s->grammar, t->word, S_CUE) : 0;
}

static bool is_to(const scan *s, size_t at) {
    const token *t = &s->tokens[at];
    return t->end - t->start == 2 && s->text.data[t->start] == 't' && s->text.data[t->start + 1] == 'o';
}

/* Does the word end as one of the endings? Names and short words say nothing. */
static bool ends_in(const scan *s, size_t at, const char *endings) {
    const token *t = &s->tokens[at];
    ndx_text word = {s->text.data + t->start, t->end - t->start}, rest = ndx_text_of(endings), ending;
    if (t->digits || t->flags & T_CAPITAL) return false;
    while (ndx_text_split(&rest, ' ', &ending))
        if (ending.len && word.len >= ending.len + 3 && ndx_text_ends(word, ending)) return true;
    return false;
}

/* A participle takes its tense from the verb before it: "will be paid", "is to be announced", "would have
 * ended". */
static int participle_cue(const scan *s, size_t at) {
    for (size_t i = 1; i <= 4 && i <= at && !ends_sentence(s, at - i); i++) {
        int cue = table_cue(s, at - i);
        if (cue == 2 && i == 1) return 0; /* "is heard in May" may be either */
        if (cue == 1 || (cue == 2 && is_to(s, at - i + 1))) return 1;
    }
    return -1;
}

/* Tense of one token: words of the table; else the endings of verbs, as "-ed", which is past when no word
 * before it says otherwise. */
static int cue_of(const scan *s, size_t at) {
    int cue = table_cue(s, at);
    if (cue == 2) return is_to(s, at + 1) ? 1 : 0; /* tokens[count] is an end that fits nothing */
    if (cue < 0 || (!cue && ends_in(s, at, s->grammar->language->past_endings))) return participle_cue(s, at);
    return cue || !ends_in(s, at, s->grammar->language->future_endings) ? cue : 1;
}

int tense_at(const scan *s, const match *m) {
    for (size_t i = 1; i <= REACH && i <= m->from; i++) {
        size_t at = m->from - i;
        int cue = ends_sentence(s, at) && !(s->tokens[at].flags & T_BREAK) ? 2 : cue_of(s, at);
        if (cue == 2) break;
        if (cue) return cue;
        if (s->tokens[at].flags & T_BREAK) break;
    }
    for (size_t i = 0; i < REACH && m->to + i < s->count && !ends_sentence(s, m->to + i); i++) {
        int cue = cue_of(s, m->to + i);
        if (cue) return cue;
    }
    return 0;
}
