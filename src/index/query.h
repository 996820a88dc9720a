/* A boolean superset (superset.h) as a Xapian query. */
#ifndef NDX_INDEX_QUERY_H
#define NDX_INDEX_QUERY_H

#include "superset.h"

ndx_status ndx_query_of(const ndx_expr *superset, ndx_x_query **query, ndx_error *err);

#endif
