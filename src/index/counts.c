/* Sums over all articles: two varints in one metadata entry. */
#include "counts.h"

void ndx_counts_add(ndx_counts *counts, const ndx_record *record) {
    counts->text_bytes += ndx_record_text_length(record);
    counts->words += record->words;
}

void ndx_counts_take(ndx_counts *counts, const ndx_record *record) {
    uint64_t bytes = ndx_record_text_length(record);
    counts->text_bytes -= bytes < counts->text_bytes ? bytes : counts->text_bytes;
    counts->words -= record->words < counts->words ? record->words : counts->words;
}

void ndx_counts_print(const ndx_counts *counts, ndx_buf *out) {
    ndx_buf_add_varint(out, counts->text_bytes);
    ndx_buf_add_varint(out, counts->words);
}

ndx_status ndx_counts_get(ndx_x_database *database, ndx_counts *counts, ndx_error *err) {
    ndx_text value;
    *counts = (ndx_counts){0};
    ndx_status status = ndx_x_database_metadata(database, NDX_COUNTS_KEY, &value, err);
    if (status != NDX_OK || value.len == 0) return status;
    ndx_cursor cursor = ndx_cursor_of(value);
    counts->text_bytes = ndx_cursor_number(&cursor);
    counts->words = ndx_cursor_number(&cursor);
    return NDX_OK;
}
