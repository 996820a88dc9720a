/* stats, inside: what was gathered, and its two looks. */
#ifndef NDX_INDEXER_STATS_H
#define NDX_INDEXER_STATS_H

#include "indexer.h"

typedef struct ndx_gap {
    ndx_day first, last;
} ndx_gap; /* days without an article, inclusive */

typedef struct ndx_source_stats {
    uint64_t articles;
    ndx_day *days; /* with articles; in order and each once when gathered */
    size_t day_count, day_capacity;
    ndx_gap *gaps; /* silences longer than is usual for the source */
    size_t gap_count;
} ndx_source_stats;

typedef struct ndx_stats {
    const char *dir;
    ndx_index *index;
    ndx_index_stats totals;
    uint64_t undated;
    uint64_t *years; /* articles of each year from NDX_YEAR_MIN to NDX_YEAR_MAX */
    ndx_names names; /* of sources; "" for articles that name none */
    ndx_source_stats *sources;
    size_t source_count, source_capacity;
    bool failed;
} ndx_stats;

void stats_print_text(ndx_buf *out, const ndx_stats *stats);
void stats_print_json(ndx_buf *out, const ndx_stats *stats);

#endif
