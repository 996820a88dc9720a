/* The boolean superset of an expression: every article that matches the expression matches it, and without positional operators
 * no other does. It is an expression itself, of few kinds, weighted as the expression is:
 *   ALL NONE TERM OR SYNONYM AND NOT MAYBE FILTER SCALE, and for what is asked of values, WORDS and DAYS with a time */
#ifndef NDX_INDEX_SUPERSET_H
#define NDX_INDEX_SUPERSET_H

#include "resolve.h"

/* expr must be resolved. The superset lies in the arena, and borrows texts from expr. */
ndx_status ndx_expr_superset(const ndx_expr *expr, ndx_arena *arena, const ndx_expr **superset,
                             ndx_error *err);

#endif
