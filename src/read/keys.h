/* read, inside: which field a source's key, column or tag means. */
#ifndef NDX_READ_KEYS_H
#define NDX_READ_KEYS_H

#include "newsdex/article.h"

/* The answer for one key. Of two keys of one article that mean the same field the lower rank wins: what the user mapped, what the
 * format itself knows, the field's own name, then its aliases in their order. */
enum { NDX_RANK_MAPPED, NDX_RANK_FORMAT, NDX_RANK_NAME };
typedef struct ndx_key {
    ndx_field field;
    unsigned rank;
} ndx_key; /* field NDX_FIELD_COUNT: none */

typedef struct ndx_keys {
    const char *const *maps; /* "FIELD=NAME", borrowed; may be NULL */
    ndx_names seen;          /* keys asked for so far... */
    ndx_key *known;          /* ...and the answers, by number */
    size_t known_capacity;
} ndx_keys;

/* USAGE: a map is not FIELD=NAME or its field is unknown. */
ndx_status ndx_keys_init(ndx_keys *keys, const char *const *maps, ndx_error *err);
void ndx_keys_clear(ndx_keys *keys);
/* path: the key's name, with the names of the objects around it before it, dotted ("headline.main"). Aliases count only for
 * names without a dot; maps for any. */
ndx_key ndx_keys_find(ndx_keys *keys, ndx_text path);
/* Whether any map's name begins with path and a dot: worth looking inside. */
bool ndx_keys_maps_inside(const ndx_keys *keys, ndx_text path);

/* Fields of one article by rank. */
typedef struct ndx_ranks {
    unsigned rank[NDX_FIELD_COUNT];
} ndx_ranks;
void ndx_ranks_init(ndx_ranks *ranks); /* nothing set */
/* Whether a value of this key is still wanted: none better came before. Lists take values of equal rank too.
 */
bool ndx_ranks_want(const ndx_ranks *ranks, ndx_key key);
/* Set the field unless a better key did, note the rank; a better key replaces what a worse one set. */
ndx_status ndx_ranks_set(ndx_ranks *ranks, ndx_article *article, ndx_key key, ndx_text value, ndx_error *err);
/* As ndx_ranks_set for a value that may hold markup or character references; value is changed. */
ndx_status ndx_ranks_set_loose(ndx_ranks *ranks, ndx_article *article, ndx_key key, ndx_buf *value,
                               ndx_error *err);

#endif
