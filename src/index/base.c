/* Reading whole articles back out of a database: terms, values and data are what the glass builder takes. */
#include "base.h"

#include <stdlib.h>

#include "glass_column.h"
#include "lookup.h"
#include "schema.h"

#define TERMS_AT_ONCE 1024

struct ndx_base {
    ndx_x_database *database;
    uint32_t count, last;        /* articles; the highest docid */
    uint8_t *dropped, *replaced; /* a bit for each docid */
    uint64_t dropped_count;
    /* the article being read */
    ndx_buf texts;
    ndx_posting *postings;
    size_t posting_capacity;
    char *path;
    ndx_glass_pages postlist; /* opened when something of it is first asked for */
    ndx_page_cursor lists;
    ndx_glass_column column[NDX_SLOT_COUNT];
    ndx_glass_value values[NDX_SLOT_COUNT];
};

ndx_status ndx_base_open(const char *path, ndx_base **base, ndx_error *err) {
    ndx_base *made = calloc(1, sizeof *made);
    ndx_x_database_stats stats = {0};
    *base = NULL;
    if (!made) return ndx_fail_memory(err);
    ndx_status status = ndx_x_database_open(path, NDX_X_GLASS, &made->database, err);
    if (status == NDX_OK) status = ndx_x_database_stats_get(made->database, &stats, err);
    made->path = strdup(path);
    made->postlist.fd = -1;
    if (status == NDX_OK && !made->path) status = ndx_fail_memory(err);
    made->count = stats.documents;
    made->last = stats.last_docid;
    made->dropped = calloc(stats.last_docid / 8 + 1, 1);
    made->replaced = calloc(stats.last_docid / 8 + 1, 1);
    if (status == NDX_OK && (!made->dropped || !made->replaced)) status = ndx_fail_memory(err);
    if (status == NDX_OK)
        *base = made;
    else
        ndx_base_close(made);
    return status;
}

void ndx_base_close(ndx_base *base) {
    if (!base) return;
    for (size_t i = 0; i < NDX_SLOT_COUNT; i++) ndx_glass_column_clear(&base->column[i]);
    ndx_page_cursor_clear(&base->lists);
    ndx_glass_pages_close(&base->postlist);
    ndx_x_database_close(base->database);
    ndx_buf_clear(&base->texts);
    free(base->postings);
    free(base->dropped);
    free(base->replaced);
    free(base->path);
    free(base);
}

ndx_x_database *ndx_base_database(ndx_base *base) {
    return base->database;
}

/* --- lists and values ----------------------------------------------------------------------------------- */

static ndx_status open_postlist(ndx_base *base, ndx_error *err) {
    ndx_glass_version version;
    ndx_status status = ndx_glass_version_read(base->path, &version, err);
    if (status == NDX_OK)
        status = ndx_glass_pages_open(&base->postlist, base->path, "postlist",
                                      &version.table[NDX_GLASS_POSTLIST], err);
    if (status != NDX_OK) ndx_glass_pages_close(&base->postlist);
    for (uint32_t slot = 0; slot < NDX_SLOT_COUNT && status == NDX_OK; slot++)
        base->column[slot] = (ndx_glass_column){.cursor = {.pages = &base->postlist}, .slot = slot};
    base->lists = (ndx_page_cursor){.pages = &base->postlist};
    return status;
}

ndx_status ndx_base_docids(ndx_base *base, ndx_text term, ndx_glass_docid_fn *fn, void *context,
                           ndx_error *err) {
    ndx_status status = base->postlist.bytes ? NDX_OK : open_postlist(base, err);
    return status == NDX_OK ? ndx_glass_docids(&base->lists, term, fn, context, err) : status;
}

static bool take_first(void *first, uint32_t docid) {
    *(uint32_t *)first = docid;
    return false;
}

ndx_status ndx_base_find(ndx_base *base, ndx_text id, uint32_t *docid, ndx_error *err) {
    ndx_buf term = {0};
    *docid = 0;
    ndx_term_of_value(NDX_FIELD_ID, id, &term);
    ndx_status status = ndx_buf_status(&term, err);
    if (status == NDX_OK) status = ndx_base_docids(base, ndx_buf_text(&term), take_first, docid, err);
    if (status != NDX_OK || *docid > base->last || ndx_base_is_dropped(base, *docid)) *docid = 0;
    ndx_buf_clear(&term);
    return status;
}

ndx_status ndx_base_value(ndx_base *base, uint32_t slot, uint32_t docid, ndx_text *value, ndx_error *err) {
    *value = (ndx_text){0};
    ndx_status status = base->postlist.bytes ? NDX_OK : open_postlist(base, err);
    return status == NDX_OK ? ndx_glass_column_get(&base->column[slot], docid, value, err) : status;
}

/* --- what goes ------------------------------------------------------------------------------------------ */

bool ndx_base_is_dropped(const ndx_base *base, uint32_t docid) {
    return docid <= base->last && (base->dropped[docid / 8] >> docid % 8 & 1);
}

void ndx_base_drop(ndx_base *base, uint32_t docid) {
    base->dropped_count += !ndx_base_is_dropped(base, docid);
    base->dropped[docid / 8] |= (uint8_t)(1 << docid % 8);
}

void ndx_base_replace(ndx_base *base, uint32_t docid) {
    base->replaced[docid / 8] |= (uint8_t)(1 << docid % 8);
}

uint64_t ndx_base_dropped(const ndx_base *base) {
    return base->dropped_count;
}

uint64_t ndx_base_count(const ndx_base *base) {
    return base->count - base->dropped_count;
}

uint32_t ndx_base_next_dropped(const ndx_base *base, uint32_t from) {
    for (uint32_t docid = from; docid <= base->last; docid++)
        if (ndx_base_is_dropped(base, docid) && !(base->replaced[docid / 8] >> docid % 8 & 1)) return docid;
    return 0;
}

/* --- whole articles ------------------------------------------------------------------------------------- */

static ndx_status read_values(ndx_base *base, uint32_t docid, ndx_glass_article *article, ndx_error *err) {
    ndx_status status = NDX_OK;
    article->values = base->values;
    article->value_count = 0;
    for (uint32_t slot = 0; status == NDX_OK && slot < NDX_SLOT_COUNT; slot++) {
        ndx_text value;
        status = ndx_base_value(base, slot, docid, &value, err);
        if (value.len) base->values[article->value_count++] = (ndx_glass_value){slot, value};
    }
    return status;
}

static ndx_posting *posting_room(ndx_base *base, size_t count) {
    if (count <= base->posting_capacity) return base->postings;
    ndx_posting *grown = realloc(base->postings, count * 2 * sizeof *grown);
    if (!grown) return NULL;
    base->postings = grown;
    base->posting_capacity = count * 2;
    return grown;
}

static ndx_status take_terms(ndx_base *base, ndx_x_terms *terms, size_t *count, ndx_error *err) {
    uint32_t lengths[TERMS_AT_ONCE], wdfs[TERMS_AT_ONCE];
    size_t more;
    ndx_status status;
    *count = 0;
    ndx_buf_reset(&base->texts);
    while ((status = ndx_x_terms_fetch(terms, &base->texts, lengths, wdfs, TERMS_AT_ONCE, &more, err)) ==
           NDX_OK) {
        ndx_posting *postings = posting_room(base, *count + more);
        if (!postings) return ndx_fail_memory(err);
        for (size_t i = 0; i < more; i++)
            postings[(*count)++] = (ndx_posting){{NULL, lengths[i]}, wdfs[i], UINT32_MAX};
    }
    return status == NDX_END ? ndx_buf_status(&base->texts, err) : status;
}

static ndx_status read_terms(ndx_base *base, uint32_t docid, ndx_glass_article *article, ndx_error *err) {
    ndx_x_terms *terms;
    ndx_status status = ndx_x_database_document_terms(base->database, docid, &terms, err);
    if (status != NDX_OK) return status;
    status = take_terms(base, terms, &article->posting_count, err);
    ndx_x_terms_close(terms);
    const char *at = base->texts.data; /* which stays where it is from here on */
    for (size_t i = 0; status == NDX_OK && i < article->posting_count; at += base->postings[i++].term.len)
        base->postings[i].term.data = at;
    article->postings = base->postings;
    return status;
}

static ndx_status read_article(void *context, uint32_t docid, ndx_glass_article *article, ndx_error *err) {
    ndx_base *base = context;
    *article = (ndx_glass_article){0};
    ndx_status status = read_terms(base, docid, article, err);
    if (status == NDX_OK) status = read_values(base, docid, article, err);
    return status == NDX_OK ? ndx_x_database_data(base->database, docid, &article->data, err) : status;
}

/* --- all that stay -------------------------------------------------------------------------------------- */

static int compare_others(const void *a, const void *b) {
    const ndx_bulk_other *x = a, *y = b;
    if (x->order != y->order) return x->order < y->order ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static ndx_status add_other(ndx_base *base, ndx_bulk_others *others, uint32_t docid, ndx_error *err) {
    ndx_text value;
    if (ndx_base_is_dropped(base, docid)) return NDX_OK;
    ndx_status status = ndx_base_value(base, NDX_SLOT_DAY, docid, &value, err);
    others->at[others->count++] =
        (ndx_bulk_other){ndx_article_order(ndx_value_day(value), ndx_value_second(value)), docid};
    return status;
}

ndx_status ndx_base_others(ndx_base *base, ndx_bulk_others *others, ndx_error *err) {
    ndx_x_postings *every;
    uint32_t docid;
    *others = (ndx_bulk_others){.read = read_article, .context = base};
    others->at = malloc(((size_t)base->count + 1) * sizeof *others->at);
    if (!others->at) return ndx_fail_memory(err);
    ndx_status status = ndx_x_database_postings(base->database, (ndx_text){"", 0}, &every, err);
    if (status != NDX_OK) return status;
    while ((status = ndx_x_postings_next(every, &docid, err)) == NDX_OK) {
        if (others->count == base->count || docid > base->last)
            continue; /* more than it says it has: what the check finds */
        status = add_other(base, others, docid, err);
        if (status != NDX_OK) break;
    }
    ndx_x_postings_close(every);
    if (status != NDX_END) return status;
    qsort(others->at, others->count, sizeof *others->at, compare_others);
    return NDX_OK;
}
