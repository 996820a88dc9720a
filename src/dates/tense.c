/* Does a sentence speak of what was or what will be? News says "Friday" for both; the verbs near it decide. */
#include "resolve.h"

#define REACH 24 /* tokens looked at on each side */

static bool ends_sentence(const scan *s, size_t at) {
    return s->tokens[at].flags & T_BREAK || token_is(s, at, '.') || token_is(s, at, '?') || token_is(s, at, '!');
}

/* Tense of one token: words of the table; else "-ed", which is past nearly always when no table word says otherwise. */
static int cue_of(const scan *s, size_t at) {
    const token *t = &s->tokens[at];
    if (t->categories & BIT(S_CUE)) return grammar_value(s->grammar, t->word, S_CUE);
    size_t len = t->end - t->start;
    const char *end = s->text.data + t->end;
    bool english = s->grammar->code[0] == 'e' && s->grammar->code[1] == 'n';
    return english && len > 4 && !t->digits && !(t->flags & T_CAPITAL) && end[-1] == 'd' && end[-2] == 'e' ? -1 : 0;
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
