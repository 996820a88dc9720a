/* The boolean superset of an expression as a Xapian query: every article that matches the expression matches it, and without
 * positional operators no other does. */
#ifndef NDX_INDEX_QUERY_H
#define NDX_INDEX_QUERY_H

#include "resolve.h"

/* expr must be resolved. */
ndx_status ndx_query_of(const ndx_expr *expr, ndx_x_query **query, ndx_error *err);

#endif
