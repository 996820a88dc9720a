/* From what a rule found to a TIMEX3 value and its days. */
#ifndef NDX_DATES_RESOLVE_H
#define NDX_DATES_RESOLVE_H

#include "rules.h"

#define VALUE_MAX 40

typedef struct resolved {
    const char *type;
    char value[VALUE_MAX];
    ndx_day first, last;
} resolved;

/* What the text spoke of last: "the following day", "that month" and "a year earlier" count from it. */
typedef struct spoken {
    ndx_day day;
    cal_unit unit;
} spoken;

typedef struct resolver {
    const scan *s;
    ndx_date published; /* day NDX_NO_DAY: nothing relative is resolved */
    spoken last;
    ndx_day last_quarter; /* of results: "a year earlier" means the same quarter while one is spoken of;
                             NDX_NO_DAY none */
} resolver;

/* False: on a closer look it is no date. */
bool resolve(resolver *r, const match *m, resolved *found);

/* The days a TIMEX3 value covers: "1998-02-26", "1998-W09", "1987-Q3", "1998-SU", "198", "19",
 * "1998-02-26TMO". False: none. */
bool value_period(const char *value, ndx_period *period, cal_unit *unit);

/* -1 behind, 1 ahead, 0 cannot be told: by the verbs around the match, in its sentence. */
int tense_at(const scan *s, const match *m);

#endif
