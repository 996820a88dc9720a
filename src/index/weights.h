/* How much a word counts by where it stands. */
#ifndef NDX_INDEX_WEIGHTS_H
#define NDX_INDEX_WEIGHTS_H

#include "newsdex/article.h"

/* One table: ranking is tuned here and nowhere else. */
static const struct {
    ndx_zone zone;
    uint32_t wdf;
} ndx_zone_weights[] = {
    {NDX_ZONE_HEADLINE, 3},
    {NDX_ZONE_LEAD, 2},
};
#define NDX_BODY_WDF 1

/* A lead with nothing behind it leads nothing: it is the whole story, and weighed up would only be a story told twice. */
static inline bool ndx_is_whole_story(const ndx_article *article, ndx_zone zone) {
    return zone == NDX_ZONE_LEAD && article->zone[zone].end >= article->zone[NDX_ZONE_BODY].end;
}

/* The zones that weigh more than the body does, as the article has them. */
typedef struct ndx_weighty {
    struct {
        uint32_t start, bytes, wdf;
    } zone[NDX_COUNT(ndx_zone_weights)];
} ndx_weighty;

static inline ndx_weighty ndx_weighty_zones(const ndx_article *article) {
    ndx_weighty zones = {{{0}}};
    for (size_t i = 0; i < NDX_COUNT(ndx_zone_weights); i++) {
        ndx_range range = article->zone[ndx_zone_weights[i].zone];
        if (ndx_is_whole_story(article, ndx_zone_weights[i].zone) || range.end <= range.start) continue;
        zones.zone[i].start = range.start;
        zones.zone[i].bytes = range.end - range.start;
        zones.zone[i].wdf = ndx_zone_weights[i].wdf;
    }
    return zones;
}

static inline uint32_t ndx_zone_wdf(const ndx_weighty *zones, uint32_t byte) {
    for (size_t i = 0; i < NDX_COUNT(ndx_zone_weights); i++)
        if (byte - zones->zone[i].start < zones->zone[i].bytes) return zones->zone[i].wdf;
    return NDX_BODY_WDF;
}

#endif
