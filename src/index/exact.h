/* Exact forms: where a word stands just as it was asked for, found by inflating the text and tokenizing it
 * again. */
#ifndef NDX_INDEX_EXACT_H
#define NDX_INDEX_EXACT_H

#include "newsdex/xapian-c.h"
#include "record.h"
#include "spans.h"

typedef struct ndx_exact ndx_exact; /* the article at hand, tokenized at most once */
ndx_status ndx_exact_new(ndx_exact **exact, ndx_error *err);
void ndx_exact_free(ndx_exact *exact);
void ndx_exact_forget(ndx_exact *exact); /* another article comes */

typedef struct ndx_exact_form ndx_exact_form; /* a folded word, '*' any characters, '?' any one */
ndx_status ndx_exact_form_new(ndx_text pattern, ndx_exact_form **form, ndx_error *err);
void ndx_exact_form_free(ndx_exact_form *form);

/* Add a span for each place of the article's headline and body where a word has the form. */
ndx_status ndx_exact_spans(ndx_exact *exact, const ndx_x_document *document, const ndx_record *record,
                           ndx_exact_form *form, ndx_spans *spans, ndx_error *err);

/* Does a folded word match the pattern? Time is at most their lengths' product. */
bool ndx_form_matches(ndx_text pattern, ndx_text word);

#endif
