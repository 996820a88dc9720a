/* Finding single articles in a database: by id, by file. For the writer and for the reader. */
#ifndef NDX_INDEX_LOOKUP_H
#define NDX_INDEX_LOOKUP_H

#include "newsdex/index.h"
#include "newsdex/xapian-c.h"
#include "record.h"

/* Document of an article by its id term; 0 if there is none. */
ndx_status ndx_lookup_id(const ndx_x_database *database, ndx_text id, uint32_t *docid, ndx_error *err);
/* The record of a document, viewed in the database's own bytes: good until the next text it gives. */
ndx_status ndx_lookup_record(ndx_x_database *database, uint32_t docid, ndx_record *record, ndx_error *err);
/* The path that a document's article came from, whose facts these are: a view as of a record's. */
ndx_status ndx_lookup_origin(ndx_x_database *database, uint32_t docid, const ndx_record_facts *facts,
                             ndx_text *path, ndx_error *err);
/* Ids of all articles that came from path, one after the other: number of ids in *ids. */
ndx_status ndx_lookup_path(ndx_x_database *database, ndx_text path, ndx_names *ids, ndx_error *err);

/* The general terms of an article's term list, which is read to its end and closed. */
ndx_status ndx_lookup_terms(ndx_x_terms *list, ndx_record_terms *terms, ndx_error *err);

#endif
