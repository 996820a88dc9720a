/* At a commit: whose names have changed, who is who among those and their like, and the blocks that say so. */
#ifndef NDX_INDEX_NAMES_COMMIT_H
#define NDX_INDEX_NAMES_COMMIT_H

#include "names_block.h"

/* Metadata of the store. get and each_key NULL: there is none yet. Views are good until the next call. */
typedef struct ndx_names_store {
    void *context;
    ndx_status (*get)(void *context, ndx_text key, ndx_text *value, ndx_error *err);
    ndx_status (*each_key)(void *context, ndx_text prefix, bool (*fn)(void *fn_context, ndx_text key),
                           void *fn_context, ndx_error *err);
    ndx_status (*set)(void *context, ndx_text key, ndx_text value, ndx_error *err); /* empty: remove */
    ndx_company company; /* of all articles, as they will be */
} ndx_names_store;

/* The part of the metadata under NDX_RULES_KEY that is the note. */
ndx_text ndx_names_note(ndx_text rules);
/* Was what stands under NDX_RULES_KEY decided by the rules of `naming`? */
bool ndx_names_rules_are(ndx_text rules, const ndx_naming *naming);
/* Add what the table has counted to what the store says, and decide. The table is empty after it. */
ndx_status ndx_names_commit(ndx_name_table *table, const ndx_naming *naming, const ndx_names_store *store,
                            ndx_error *err);

#endif
