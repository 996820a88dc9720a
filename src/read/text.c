/* Plain text files: one file, one article. A block of "Key: value" lines at the top that names fields is read
 * as such. */
#include "archive.h"

#include <string.h>

static int sniff_text(const ndx_sniff *sniff) {
    ndx_text head = ndx_text_trim(sniff->head);
    size_t letters = 0;
    for (size_t i = 0; i < head.len; i++) letters += (unsigned char)head.data[i] > ' ';
    /* Markup nobody else claimed is not prose. */
    return letters && !ndx_text_starts(head, NDX_TEXT("<?xml")) && !ndx_text_starts(head, NDX_TEXT("{\""))
               ? 5
               : 0;
}

/* "Key: value" whose key means a field. */
static bool header_line(ndx_archive *archive, ndx_text line, ndx_key *key, ndx_text *value) {
    const char *colon = memchr(line.data ? line.data : "", ':', line.len < 40 ? line.len : 40);
    if (!colon) return false;
    *key = ndx_keys_find(archive->keys, ndx_text_trim((ndx_text){line.data, (size_t)(colon - line.data)}));
    *value = ndx_text_trim(ndx_text_slice(line, (size_t)(colon - line.data) + 1, line.len));
    return key->field != NDX_FIELD_COUNT && key->field != NDX_FIELD_BODY;
}

/* The header block's fields are set and *text moves past it; untouched when the first lines are no header: at least two keys,
 * headline among them, then an empty line. */
static ndx_status take_header(ndx_archive *archive, ndx_article *article, ndx_text *text, ndx_error *err) {
    ndx_text rest = *text, line, value;
    ndx_key key;
    size_t count = 0;
    bool headline = false, fenced = false;
    while (ndx_text_line(&rest, &line)) {
        if (ndx_text_equal(line, NDX_TEXT("---")) && (count == 0) == !fenced) {
            fenced = true;
            if (count) break;
            continue;
        }
        if (ndx_text_trim(line).len == 0) break;
        if (!header_line(archive, line, &key, &value)) return NDX_OK;
        headline |= key.field == NDX_FIELD_HEADLINE;
        count++;
    }
    if (count < 2 || !headline) return NDX_OK;
    ndx_ranks ranks;
    ndx_ranks_init(&ranks);
    ndx_text header = *text;
    ndx_status status = NDX_OK;
    for (; status == NDX_OK && count && ndx_text_line(&header, &line);)
        if (header_line(archive, line, &key, &value)) {
            status = ndx_ranks_set(&ranks, article, key, value, err);
            count--;
        }
    *text = rest;
    return status;
}

static ndx_status next_text(ndx_archive *archive, ndx_article *article, ndx_error *err) {
    ndx_text record, text;
    ndx_status status = ndx_archive_whole(archive, &record, err);
    if (status != NDX_OK) return status;
    if (memchr(record.data, '\0', record.len))
        return ndx_archive_skip(archive, ndx_archive_offset(archive), NDX_REASON_BINARY, NULL);
    status = ndx_archive_article(archive, article, record, &text, err);
    if (status == NDX_OK) status = take_header(archive, article, &text, err);
    return status == NDX_OK ? ndx_article_set(article, NDX_FIELD_BODY, text, err) : status;
}

const ndx_input_format ndx_format_text = {
    .name = "text",
    .description = "plain text, one article a file",
    .aliases = "txt",
    .one_article = true,
    .sniff = sniff_text,
    .next = next_text,
};
