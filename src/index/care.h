/* Inside index: copying an index whole. */
#ifndef NDX_INDEX_CARE_H
#define NDX_INDEX_CARE_H

#include "newsdex/index.h"

/* Write the generation at `from` compactly to the new folder `to`, and verify what was written. */
ndx_status ndx_compact_into(const char *from, const char *to, ndx_error *err);

#endif
