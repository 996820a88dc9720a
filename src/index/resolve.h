/* An expression made ready for one index: prefixes stand for the words there are, depth and size are bounded.
 */
#ifndef NDX_INDEX_RESOLVE_H
#define NDX_INDEX_RESOLVE_H

#include "newsdex/index.h"
#include "newsdex/xapian-c.h"

/* Copy expr into the arena with each PREFIX replaced by a SYNONYM of its terms: the `number` most frequent (1,000 when 0). USAGE: deeper than
 * 200 levels or more than 100,000 nodes. Texts of terms that were in expr are borrowed. */
ndx_status ndx_expr_resolve(ndx_x_database *database, const ndx_expr *expr, ndx_arena *arena,
                            const ndx_expr **resolved, ndx_error *err);

/* Operators that need the record: whether words stand where they should. */
bool ndx_expr_is_positional(ndx_expr_kind kind);

#endif
