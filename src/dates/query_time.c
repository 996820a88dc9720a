/* Clock times and parts of the day in date expressions of queries. */
#include "query.h"

#include <string.h>

static bool meridiem(query *q, int *hour) {
    const lex_token *at = q->at;
    bool am = lex_is_word(at, "am") || lex_is_word(at, "a"),
         pm = lex_is_word(at, "pm") || lex_is_word(at, "p");
    if (!am && !pm) return true;
    if (at->word.len == 1) {
        if (!lex_is_mark(&at[1], '.') || !lex_is_word(&at[2], "m")) return true;
        at += 2;
        if (lex_is_mark(&at[1], '.') && at[1].glued) at++;
    }
    if (*hour < 1 || *hour > 12) return false;
    *hour = *hour % 12 + (pm ? 12 : 0);
    q->at = at + 1;
    return true;
}

/* What a time would be if it had a zone: refused, since the day it falls on depends on --tz. */
static match no_zone(query *q) {
    int value;
    bool offset = (lex_is_mark(q->at, '+') || lex_is_mark(q->at, '-')) && q->at->glued &&
                  q->at[1].kind == LEX_NUMBER && q->at[1].glued &&
                  (q->at[1].digits == 4 || lex_is_mark(&q->at[2], ':'));
    bool minus_time =
        offset && q->at->mark == '-' && lex_is_mark(&q->at[2], ':'); /* 14:00-16:00 is a range */
    bool z = (lex_is_word(q->at, "z") || lex_is_word(q->at, "utc") || lex_is_word(q->at, "gmt")) &&
             !query_word(q->at, &value);
    if ((offset && !minus_time) || z)
        return query_wrong(q, q->at, "a zone has no place in an expression: use --tz");
    return HIT;
}

match query_time(query *q, int32_t *first, int32_t *last) {
    const lex_token *begin = q->at;
    if (lex_is_word(q->at, "t") && q->at->glued) q->at++;
    const lex_token *at = q->at;
    bool colon = at->kind == LEX_NUMBER && at->digits <= 2 && lex_is_mark(&at[1], ':') &&
                 at[2].kind == LEX_NUMBER && at[2].digits == 2;
    bool hour_only = at->kind == LEX_NUMBER && at->digits <= 2 &&
                     (lex_is_word(&at[1], "am") || lex_is_word(&at[1], "pm") ||
                      ((lex_is_word(&at[1], "a") || lex_is_word(&at[1], "p")) && lex_is_mark(&at[2], '.')));
    bool iso_hour =
        at > begin && at->kind == LEX_NUMBER && (at->digits == 2 || at->digits == 4 || at->digits == 6);
    if (!colon && !hour_only && !iso_hour) {
        q->at = begin;
        return MISS;
    }
    int hour = (int)at->value, minute = 0, second = 0, length = 3600;
    q->at = at + 1;
    if (colon) {
        minute = (int)at[2].value, length = 60;
        q->at = at + 3;
        if (lex_is_mark(q->at, ':') && q->at[1].kind == LEX_NUMBER && q->at[1].digits == 2) {
            second = (int)q->at[1].value, length = 1;
            q->at += 2;
        }
    } else if (!hour_only && at->digits == 4) {
        minute = hour % 100, hour /= 100, length = 60;
    } else if (!hour_only && at->digits == 6) {
        second = hour % 100, minute = hour / 100 % 100, hour /= 10000, length = 1;
    }
    if (!meridiem(q, &hour) || hour > 23 || minute > 59 || second > 59)
        return query_wrong(q, at,
                           "there is no such time of day; times are 00:00 to 23:59, or 12am to 11:59pm");
    *first = hour * 3600 + minute * 60 + second;
    *last = *first + length - 1;
    return no_zone(q);
}
