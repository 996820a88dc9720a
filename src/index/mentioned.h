/* The dates that an article speaks of, as terms whose wdf says how central each is: "XT19871019" and what contains it. */
#ifndef NDX_INDEX_MENTIONED_H
#define NDX_INDEX_MENTIONED_H

#include "drafts.h"
#include "schema.h"

#define NDX_MENTIONED_ROOM 64

typedef struct ndx_mentioned {
    struct {
        ndx_calendar_piece piece;
        uint32_t gain;
    } at[NDX_MENTIONED_ROOM];
    size_t count;
    uint64_t whole; /* gain of all mentions together */
} ndx_mentioned;

void ndx_mentioned_begin(ndx_mentioned *mentioned); /* an article */
/* One mention; weight: of the zone it stands in. False: out of memory, as below. */
bool ndx_mentioned_add(ndx_mentioned *mentioned, const ndx_date_mention *date, uint32_t weight,
                       ndx_drafts *terms);
/* What is left becomes terms, whose wdf is what they gained; */
bool ndx_mentioned_post(ndx_mentioned *mentioned, ndx_drafts *terms);
/* and once the terms are posted, how central they are: the share of all that the article says of dates. One mention among no others
 * is not all: few say little. */
void ndx_mentioned_rate(const ndx_mentioned *mentioned, ndx_drafts *terms);

#endif
