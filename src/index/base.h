/* The index that changes are gathered for, as it was last committed: what is in it, which of it goes, and whole articles of it. */
#ifndef NDX_INDEX_BASE_H
#define NDX_INDEX_BASE_H

#include "bulk.h"
#include "glass_docids.h"
#include "newsdex/xapian-c.h"

typedef struct ndx_base ndx_base;

/* Open the database at path for reading. NO_INDEX. */
ndx_status ndx_base_open(const char *path, ndx_base **base, ndx_error *err);
void ndx_base_close(ndx_base *base);               /* NULL is fine */
ndx_x_database *ndx_base_database(ndx_base *base); /* borrowed */

/* The article with that id; 0: there is none, or it goes. */
ndx_status ndx_base_find(ndx_base *base, ndx_text id, uint32_t *docid, ndx_error *err);
/* Mark that an article goes, or that another will have its number. docid is of one that is there. */
void ndx_base_drop(ndx_base *base, uint32_t docid);
void ndx_base_replace(ndx_base *base, uint32_t docid);
bool ndx_base_is_dropped(const ndx_base *base, uint32_t docid);
uint64_t ndx_base_dropped(const ndx_base *base);
uint64_t ndx_base_count(const ndx_base *base); /* articles that stay */
/* The first one that goes, its number too, from `from` on; 0: no more. */
uint32_t ndx_base_next_dropped(const ndx_base *base, uint32_t from);

/* Tell fn of each article with the term, those that go too. */
ndx_status ndx_base_docids(ndx_base *base, ndx_text term, ndx_glass_docid_fn *fn, void *context,
                           ndx_error *err);

/* The value at docid, empty when there is none; good until the slot is asked again. In order it is cheapest. */
ndx_status ndx_base_value(ndx_base *base, uint32_t slot, uint32_t docid, ndx_text *value, ndx_error *err);

/* The articles that stay, in the order they are to be numbered in, to be read one by one; at is the caller's to free. */
ndx_status ndx_base_others(ndx_base *base, ndx_bulk_others *others, ndx_error *err);

#endif
