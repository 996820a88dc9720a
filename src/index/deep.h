/* Inside index: looking at all of a generation. */
#ifndef NDX_INDEX_DEEP_H
#define NDX_INDEX_DEEP_H

#include "newsdex/base.h"

/* Tables as Xapian checks them. NO_INDEX says what is wrong. */
ndx_status ndx_deep_tables(const char *generation, ndx_error *err);
/* Tables, every record decoded and compared with its article's term list, and every block of names; by so many threads, the caller's
 * among them (fewer if they cannot be had). NO_INDEX says what is wrong, of several things one of the first. */
ndx_status ndx_deep_check(const char *generation, unsigned jobs, ndx_error *err);

#endif
