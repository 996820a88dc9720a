/* The term list of an article, as the termlist table holds it (glass.h), and back. */
#ifndef NDX_INDEX_GLASS_TERMLIST_H
#define NDX_INDEX_GLASS_TERMLIST_H

#include "glass.h"
#include "glass_pack.h"
#include "newsdex/index.h"

/* Bytes that a list of these postings takes at most, and bytes of their terms written out. */
size_t ndx_glass_termlist_bound(const ndx_posting *postings, size_t count, size_t *text_bytes);
/* Write the article's list where there are so many; *end: where it ends. USAGE: a term too long, terms not in byte order, lengths beyond 32 bits. */
ndx_status ndx_glass_termlist_put(const ndx_glass_article *article, uint8_t *at, uint8_t **end,
                                  ndx_error *err);
/* Back to postings, terms written out one after the other into texts, which has NDX_GLASS_SLACK bytes more than they take; so
 * has the list, which is one of ours. */
#define NDX_GLASS_SLACK 16
size_t ndx_glass_termlist_count(const uint8_t *list, size_t len);
void ndx_glass_termlist_get(const uint8_t *list, size_t len, ndx_posting *postings, char *texts);

/* One term after the other of a list that need not be sound. */
typedef struct ndx_glass_terms_reader {
    const uint8_t *at, *end;
    uint64_t length, left; /* of the article; terms to come */
    ndx_text term;         /* good until the next one */
    uint64_t wdf;
    bool bad;
    char text[255];
} ndx_glass_terms_reader;
void ndx_glass_terms_begin(ndx_glass_terms_reader *reader, ndx_text list);
bool ndx_glass_terms_next(ndx_glass_terms_reader *reader); /* false at the end, or bad */
/* Could it be one of ours, with so many bytes of terms? For lists that may be anybody's. */
bool ndx_glass_termlist_sound(ndx_text list, uint64_t text_bytes);

#endif
