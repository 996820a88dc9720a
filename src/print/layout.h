/* Inside print: the layout for people, one row of the table of formats. */
#ifndef NDX_PRINT_LAYOUT_H
#define NDX_PRINT_LAYOUT_H

#include "newsdex/print.h"

/* Headline, a line of facts, the snippet wrapped with its matches marked, a blank line. */
void ndx_print_text_record(ndx_buf *out, const ndx_record *record, const ndx_print_options *options);

#endif
