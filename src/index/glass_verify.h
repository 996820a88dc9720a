/* Looking at a table that was just built, as its file has it: before a database is, somebody must have read it. */
#ifndef NDX_INDEX_GLASS_VERIFY_H
#define NDX_INDEX_GLASS_VERIFY_H

#include "glass_table.h"

/* Read the file of a finished table back, every byte of it. Its blocks must be those that were written (their hash), hold items that
 * fill them without gap or overlap, keys in ascending order, pieces without one missing, and as many items as the root says.
 * That is all that Xapian's own check asks of a table's blocks, at an eighth of its work: it inflates each term list and decodes each
 * posting, which says something of who wrote them (our tests do) and nothing of the disk. UNSOUND: it is not so. */
ndx_status ndx_glass_table_verify(const ndx_glass_table *table, ndx_error *err);

#endif
