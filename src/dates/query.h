/* Inside of date expressions in queries: one period (query_period.c, query_number.c) and what joins two of
 * them (expression.c). */
#ifndef NDX_DATES_QUERY_H
#define NDX_DATES_QUERY_H

#include "calendar.h"
#include "lex.h"

typedef enum word_class {
    W_NONE,
    W_WEEKDAY,
    W_UNIT,
    W_SEASON,
    W_WHICH,
    W_PART,
    W_DAY,
    W_NUMBER,
    W_ORDINAL,
    W_DECADE,
    W_DAYPART,
    W_ARTICLE,
    W_OF,
    W_AGO,
    W_HALF,
    W_FROM,
    W_AFTER,
    W_UNTIL,
    W_BEFORE,
    W_BETWEEN,
    W_TO,
    W_AND
} word_class;

/* A form fits here and was read; it does not fit; or it fits and is wrong: the error says why. */
typedef enum match { MISS, HIT, BAD } match;

typedef struct item {
    ndx_period period;
    cal_unit unit;  /* how fine: parts ("early") are thirds of it */
    bool implied;   /* a year or week was left out and taken from "now": a range may choose another */
    bool time_only; /* a time without a day */
} item;

typedef struct query {
    const lex_token *at;
    const lex_token *begin;
    ndx_text text;
    ndx_now now;
    ndx_date_order order;
    ndx_error *err;
} query;

word_class query_word(const lex_token *token, int *value);
bool query_is(const lex_token *token, word_class class);
/* The general sentence, with the column of `token`. */
match query_unreadable(const query *q, const lex_token *token);
/* A particular one; the column is put in front by ndx_error.column only. */
match query_wrong(const query *q, const lex_token *token, const char *format, ...) NDX_PRINTF(3, 4);
size_t query_column(const query *q, size_t byte);

/* One period with whatever belongs to it, at q->at, which moves past it. */
match query_period(query *q, item *found);
/* Its forms that begin with a digit, '@' or an apostrophe. */
match query_number(query *q, item *found);
/* Do "-" or "to" at q->at and a day's number follow: "27-29 June", "june 27 to 29"? */
bool query_joins_days(const query *q);
/* "week 10 1987", "week 10 of 1987", "week 10": ISO 8601's, as 1987-W10. */
match query_week(query *q, item *found);
/* A clock time at q->at: 14:00, 14:00:05, 2pm, 2:30 p.m.; also after "T". */
match query_time(query *q, int32_t *first, int32_t *last);

/* Put a whole unit into *found; BAD with a sentence when it lies outside the years we know. */
match query_span(const query *q, item *found, cal_unit unit, ndx_day day, int64_t count);
match query_day(const query *q, const lex_token *token, item *found, int year, int month, int day);
match query_decade(const query *q, const lex_token *token, item *found, int year);
/* A month of the year that follows, if one does ("2018", ", 2018", "'87", "last year", "of this year"); else
 * the latest one that has begun. */
bool query_year(query *q, int *year);
/* The latest period in which the unit at this place of a year has begun: `in_year` builds it for a given
 * year. */
typedef bool in_year(int value, int year, ndx_period *period);
match query_latest(query *q, item *found, in_year *build, int value, cal_unit unit);

#endif
