/* What an index was made with, kept in its metadata: an index is read and extended only by those who agree.
 */
#ifndef NDX_INDEX_SETTINGS_H
#define NDX_INDEX_SETTINGS_H

#include "newsdex/index.h"
#include "newsdex/xapian-c.h"

typedef struct ndx_settings {
    uint64_t schema, text; /* NDX_SCHEMA_VERSION, NDX_TEXT_VERSION */
    char language[32];     /* "auto", "en"... */
    bool people, dates;
} ndx_settings;

/* Settings of this program with these options; language NULL: "auto". */
ndx_settings ndx_settings_of(const ndx_writer_options *options);
/* Append them as they stand in the metadata under NDX_SETTINGS_KEY. */
#define NDX_SETTINGS_KEY NDX_TEXT("newsdex settings")
void ndx_settings_print(const ndx_settings *settings, ndx_buf *out);
/* SCHEMA: made by other versions than ours, or not by us at all. `dir` is for the sentence. */
ndx_status ndx_settings_get(ndx_x_database *database, const char *dir, ndx_settings *settings,
                            ndx_error *err);
/* SCHEMA: the index was made with other analysis settings than these options ask for. */
ndx_status ndx_settings_agree(const ndx_settings *settings, const ndx_writer_options *options,
                              const char *dir, ndx_error *err);

#endif
