/* Inside ingest: the stages of one article, as the threads of a run use them. */
#ifndef NDX_INGEST_PIPELINE_H
#define NDX_INGEST_PIPELINE_H

#include "newsdex/dates.h"
#include "newsdex/ingest.h"

/* All stages; the result goes into `prepared` (the caller's). *bad_date: the article's own date does not
 * exist. */
ndx_status ndx_pipeline_prepare(ndx_pipeline *pipeline, const ndx_source *source, ndx_article *article,
                                ndx_prepared *prepared, bool *bad_date, ndx_error *err);
/* Keep the words known from article to article below this size. */
void ndx_pipeline_bound(ndx_pipeline *pipeline, size_t lexicon_bytes);

/* Find the day an article was published: its own date, else one in its address, else in its path, else the
 * file's mtime. The mtime never stands for a date of its own that cannot be read: no date is better than a
 * wrong one. `from_markup`: field[DATE_TEXT] was there before cleaning. zone: of times without offset; NULL:
 * unknown. order: of 3/4/2018. False when the article has a date of its own that cannot be read. */
bool ndx_article_find_date(ndx_article *article, bool from_markup, const char *zone, ndx_date_order order);

#endif
