/* The boolean superset of an expression: every article that matches the expression matches it, and without positional operators
 * no other does. It is an expression itself, of few kinds, weighted as the expression is:
 *   ALL NONE TERM OR SYNONYM AND NOT MAYBE FILTER SCALE, and for what is asked of values, WORDS and DAYS with a time */
#ifndef NDX_INDEX_SUPERSET_H
#define NDX_INDEX_SUPERSET_H

#include "resolve.h"

/* expr must be resolved. The superset lies in the arena, and borrows texts from expr. */
ndx_status ndx_expr_superset(const ndx_expr *expr, ndx_arena *arena, const ndx_expr **superset,
                             ndx_error *err);

/* Which values of which slot WORDS, or DAYS with a time, asks for: both bounds are among them. */
typedef struct ndx_value_range {
    uint32_t slot;
    char low[6], high[6];
    ndx_text lower, upper; /* borrowed of the above */
} ndx_value_range;
void ndx_expr_values(const ndx_expr *expr, ndx_value_range *range);

#endif
