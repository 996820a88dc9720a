/* bulk: the articles of a new database in whatever order they come: kept in a file (journal.h), told apart by id, replaced and
 * dropped like in any index, and at last given to the glass builder by date, so that article numbers follow dates. */
#ifndef NDX_INDEX_BULK_H
#define NDX_INDEX_BULK_H

#include "glass.h"
#include "journal.h"

typedef struct ndx_bulk ndx_bulk;
#define NDX_BULK_NONE UINT32_MAX

/* As ndx_glass_builder_new: dir is there and holds no database. */
ndx_status ndx_bulk_new(const char *dir, size_t memory_bytes, ndx_bulk **bulk, ndx_error *err);
void ndx_bulk_free(ndx_bulk *bulk); /* without finish: removes what was written; NULL is fine */
/* For metadata and spellings. Articles go through the bulk. Borrowed. */
ndx_glass_builder *ndx_bulk_builder(ndx_bulk *bulk);

/* --- what outlives the program -------------------------------------------------------------------------- */

/* An article that the file has already. */
typedef struct ndx_bulk_kept {
    uint64_t at, order;
    uint32_t len;
} ndx_bulk_kept;
/* Who is told, in order, what a file has that a bulk was kept in: of each article (to be adopted), and of each note. */
typedef struct ndx_bulk_heir {
    void *context;
    ndx_status (*article)(void *context, ndx_text id, const ndx_bulk_kept *kept, ndx_error *err);
    ndx_status (*note)(void *context, uint32_t kind, ndx_text bytes, ndx_error *err);
} ndx_bulk_heir;
/* Keep everything in the file that path (borrowed) names, behind what it has under that heading. *found: it had something. For a
 * bulk in which nothing was put yet. BAD_INPUT: it has what nobody has put. */
ndx_status ndx_bulk_keep(ndx_bulk *bulk, const char *path, ndx_text heading, const ndx_bulk_heir *heir,
                         bool *found, ndx_error *err);
/* As put, of an article that the file has. */
ndx_status ndx_bulk_adopt(ndx_bulk *bulk, ndx_text id, const ndx_bulk_kept *kept, ndx_error *err);
/* Note something beside the articles, in order with them; kind is not 0. Nothing happens in a bulk that is
 * not kept, nor for what an heir does. */
ndx_status ndx_bulk_note(ndx_bulk *bulk, uint32_t kind, ndx_text bytes, ndx_error *err);

/* --- articles ------------------------------------------------------------------------------------------- */

/* Keep an article; one with the same id that is there already is dropped. Articles are numbered by `order`, and among equals as
 * they came. id is any bytes. Copies what it keeps. Errors as ndx_glass_builder_add, which checks more at the end. */
ndx_status ndx_bulk_put(ndx_bulk *bulk, ndx_text id, uint64_t order, const ndx_glass_article *article,
                        ndx_error *err);
/* Where the article with that id stands, or NDX_BULK_NONE: a handle until the next put or remove. */
uint32_t ndx_bulk_find(const ndx_bulk *bulk, ndx_text id);
bool ndx_bulk_remove(ndx_bulk *bulk, ndx_text id); /* false: it was not there */
uint64_t ndx_bulk_count(const ndx_bulk *bulk);
uint64_t ndx_bulk_bytes(const ndx_bulk *bulk); /* of all that was ever put */
/* Append the data of the article that stands there. IO, NO_MEMORY. */
ndx_status ndx_bulk_data(ndx_bulk *bulk, uint32_t place, ndx_buf *data, ndx_error *err);
/* Places of the articles there are, in order of arrival: the first one from `from` on, or NDX_BULK_NONE. */
uint32_t ndx_bulk_next(const ndx_bulk *bulk, uint32_t from);
ndx_text ndx_bulk_id(const ndx_bulk *bulk, uint32_t place); /* a view, good until the next put */

/* The whole article that stands there: views, good until the next call that reads or puts one. IO, NO_MEMORY. */
ndx_status ndx_bulk_article(ndx_bulk *bulk, uint32_t place, ndx_glass_article *article, ndx_error *err);

/* Articles that are kept elsewhere and go into the same database. */
typedef struct ndx_bulk_other {
    uint64_t order;
    uint32_t number; /* what `read` knows it by */
} ndx_bulk_other;
typedef struct ndx_bulk_others {
    ndx_bulk_other *at; /* in order; among equals by number */
    size_t count;
    /* Fill the article with views that are good until the next call. */
    ndx_status (*read)(void *context, uint32_t number, ndx_glass_article *article, ndx_error *err);
    void *context;
} ndx_bulk_others;

/* Give all articles to the builder in order, those from elsewhere (may be NULL: none) before equal ones of the bulk, and finish
 * the database. With more than one job a second thread takes half of the work, if it can be had; the bytes are the same. */
ndx_status ndx_bulk_finish(ndx_bulk *bulk, const ndx_bulk_others *others, unsigned jobs, ndx_error *err);

#endif
