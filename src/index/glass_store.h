/* The half of a glass database in the making that is written as articles come: the tables of their term lists and data. It shares
 * nothing with the other half, which gathers posting lists and values, so either may have a thread of its own. */
#ifndef NDX_INDEX_GLASS_STORE_H
#define NDX_INDEX_GLASS_STORE_H

#include "glass.h"
#include "glass_table.h"

typedef struct ndx_glass_store {
    ndx_glass_table *termlist, *docdata; /* borrowed */
    uint32_t count;                      /* articles so far */
    bool finished;
    ndx_buf deflated; /* the term list as it is stored */
    ndx_buf slots;    /* and the list of its slots with a value */
    uint8_t *tag;     /* the term list being made */
    size_t tag_capacity;
} ndx_glass_store;

/* The tables are borrowed; finish and clear leave it to their owner to close them. */
void ndx_glass_store_init(ndx_glass_store *store, ndx_glass_table *termlist, ndx_glass_table *docdata);
void ndx_glass_store_clear(ndx_glass_store *store);
/* Add the next article. term_list NULL: it is made of the postings; else these are not looked at. */
ndx_status ndx_glass_store_add(ndx_glass_store *store, const ndx_glass_article *article,
                               const ndx_text *term_list, ndx_error *err);
/* What the table of term lists holds of an article, without adding it: its list, deflated or not, and the list of its slots with a
 * value. Views, good until the next call; the store's tables are not looked at. */
ndx_status ndx_glass_store_lists(ndx_glass_store *store, const ndx_glass_article *article, ndx_text *list,
                                 bool *deflated, ndx_text *slots, ndx_error *err);
/* Complete both tables, sync them and read them back. Nothing when that has been done. */
ndx_status ndx_glass_store_finish(ndx_glass_store *store, ndx_error *err);

#endif
