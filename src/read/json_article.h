/* read, inside: one JSON object as an article. */
#ifndef NDX_READ_JSON_ARTICLE_H
#define NDX_READ_JSON_ARTICLE_H

#include "archive.h"
#include "json_scan.h"

/* Reused between articles, so that no article costs allocations. */
typedef struct ndx_json_scratch {
    ndx_buf path, value, joined;
} ndx_json_scratch;
void ndx_json_scratch_clear(ndx_json_scratch *scratch);

/* Set the article's fields from one object's text. BAD_INPUT: not JSON; err says why. */
ndx_status ndx_json_article(ndx_json_scratch *scratch, ndx_keys *keys, ndx_text object, ndx_article *article,
                            ndx_error *err);
/* Whether a key of a top-level object names the list of its articles ("articles", "docs"), or a step to it
 * ("response"). */
bool ndx_json_is_list_key(ndx_text key);
bool ndx_json_is_step_key(ndx_text key);

#endif
