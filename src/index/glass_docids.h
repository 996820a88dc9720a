/* Which articles have a term, in a database that is there. */
#ifndef NDX_INDEX_GLASS_DOCIDS_H
#define NDX_INDEX_GLASS_DOCIDS_H

#include "glass_pages.h"

/* false: that is enough. */
typedef bool ndx_glass_docid_fn(void *context, uint32_t docid);
/* Tell fn of each, in order. cursor: over the posting table. NO_INDEX: damaged. */
ndx_status ndx_glass_docids(ndx_page_cursor *cursor, ndx_text term, ndx_glass_docid_fn *fn, void *context,
                            ndx_error *err);

#endif
