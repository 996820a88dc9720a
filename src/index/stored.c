/* A stored article: its record copied out of the database, decoded as far as it is asked for. */
#include <stdlib.h>
#include <string.h>

#include "glass_termlist.h"
#include "lookup.h"
#include "reader.h"
#include "schema.h"

struct ndx_stored {
    ndx_index *index;
    uint32_t number;
    ndx_buf data;
    ndx_record_terms terms;
    ndx_arena arena;
    ndx_record record;
    ndx_record_facts facts;
    ndx_text path; /* in the arena; data NULL: not asked for yet */
};

typedef struct fetching {
    uint32_t number;
    ndx_stored *stored;
} fetching;

/* --- by ourselves, where we read the tables ------------------------------------------------------------- */

/* A cursor in a table of the shard that has the article, and its number there; false: libxapian is to be asked. */
static bool own_cursor(ndx_index *index, uint32_t number, ndx_glass_name name, ndx_glass_cursor *cursor,
                       uint32_t *docid) {
    uint32_t shards = (uint32_t)index->shard_count;
    ndx_shard *shard = &index->shards[(number - 1) % shards];
    *docid = (number - 1) / shards + 1;
    *cursor = (ndx_glass_cursor){.glass = &shard->glass, .name = name};
    return number && ndx_shard_is_own(index, shard);
}

/* What a table has of an article; END: nothing. To be checked when it has been used. */
static ndx_status own_tag(ndx_glass_cursor *cursor, uint32_t docid, ndx_buf *scratch, ndx_text *tag,
                          ndx_error *err) {
    bool whole;
    ndx_status status = ndx_glass_find_number(cursor, docid, err);
    return status == NDX_OK ? ndx_glass_tag(cursor, SIZE_MAX, scratch, tag, &whole, err) : status;
}

static ndx_status own_data(ndx_index *index, fetching *fetch, ndx_error *err) {
    ndx_glass_cursor cursor;
    uint32_t docid;
    ndx_text tag;
    if (!own_cursor(index, fetch->number, NDX_GLASS_DOCDATA, &cursor, &docid)) return NDX_END;
    ndx_status status = own_tag(&cursor, docid, &index->scratch, &tag, err);
    if (status != NDX_OK) return status;
    ndx_buf_reset(&fetch->stored->data);
    ndx_buf_add_text(&fetch->stored->data, tag);
    status = ndx_buf_status(&fetch->stored->data, err);
    return status == NDX_OK ? ndx_glass_check(&cursor, err) : status;
}

static ndx_status own_terms(ndx_index *index, fetching *fetch, ndx_error *err) {
    ndx_glass_cursor cursor;
    ndx_glass_terms_reader reader;
    ndx_record_terms *terms = &fetch->stored->terms;
    uint32_t docid;
    ndx_text tag;
    if (!own_cursor(index, fetch->number, NDX_GLASS_TERMLIST, &cursor, &docid)) return NDX_END;
    ndx_status status = own_tag(&cursor, docid, &index->scratch, &tag, err);
    if (status != NDX_OK) return status;
    ndx_record_terms_reset(terms);
    ndx_glass_terms_begin(&reader, tag);
    while (ndx_glass_terms_next(&reader))
        if (ndx_term_is_general(reader.term) && !ndx_record_terms_add(terms, reader.term))
            return ndx_fail_memory(err);
    return reader.bad ? ndx_glass_damaged(&cursor, err) : ndx_glass_check(&cursor, err);
}

/* --- as it may be --------------------------------------------------------------------------------------- */

static ndx_status copy_data(ndx_index *index, void *context, ndx_error *err) {
    fetching *fetch = context;
    ndx_text data;
    ndx_status status = own_data(index, fetch, err);
    if (status != NDX_END) return status;
    status = ndx_x_database_data(index->database, fetch->number, &data, err);
    ndx_buf_reset(&fetch->stored->data);
    if (status == NDX_OK) ndx_buf_add_text(&fetch->stored->data, data);
    return status == NDX_OK ? ndx_buf_status(&fetch->stored->data, err) : status;
}

ndx_status ndx_index_fetch(ndx_index *index, uint32_t number, ndx_stored **stored, ndx_error *err) {
    fetching fetch = {number, calloc(1, sizeof(ndx_stored))};
    *stored = NULL;
    if (!fetch.stored) return ndx_fail_memory(err);
    fetch.stored->index = index;
    fetch.stored->number = number;
    ndx_status status = ndx_index_persist(index, copy_data, &fetch, err);
    if (status == NDX_OK)
        status = ndx_record_view(&fetch.stored->record, ndx_buf_text(&fetch.stored->data), err);
    if (status == NDX_OK)
        status = ndx_record_facts_get(&fetch.stored->record, &fetch.stored->arena, &fetch.stored->facts, err);
    if (status == NDX_OK)
        *stored = fetch.stored;
    else
        ndx_stored_free(fetch.stored);
    return status;
}

void ndx_stored_free(ndx_stored *stored) {
    if (!stored) return;
    ndx_buf_clear(&stored->data);
    ndx_record_terms_clear(&stored->terms);
    ndx_arena_clear(&stored->arena);
    free(stored);
}

ndx_text ndx_stored_field(const ndx_stored *stored, ndx_field field) {
    return stored->facts.field[field];
}

static ndx_status copy_path(ndx_index *index, void *context, ndx_error *err) {
    ndx_stored *stored = context;
    ndx_text path;
    ndx_status status = ndx_lookup_origin(index->database, stored->number, &stored->facts, &path, err);
    if (status == NDX_OK) stored->path = ndx_arena_copy(&stored->arena, path);
    return status;
}

ndx_text ndx_stored_path(ndx_stored *stored) {
    if (!stored->path.data && ndx_index_persist(stored->index, copy_path, stored, NULL) != NDX_OK)
        stored->path = (ndx_text){"", 0};
    return stored->path;
}

ndx_date ndx_stored_date(const ndx_stored *stored) {
    return stored->facts.date;
}
uint32_t ndx_stored_words(const ndx_stored *stored) {
    return stored->record.words;
}
const char *ndx_stored_stemmer(const ndx_stored *stored) {
    return stored->facts.stemmer;
}

/* The text is packed with the words of the term list, so both are read at once: the index may have changed since the record
 * was fetched. */
static ndx_status copy_terms(ndx_index *index, void *context, ndx_error *err) {
    fetching *fetch = context;
    ndx_x_terms *list;
    ndx_status status = copy_data(index, context, err);
    if (status == NDX_OK) status = own_terms(index, fetch, err);
    if (status != NDX_END) return status;
    status = ndx_x_database_document_terms(index->database, fetch->number, &list, err);
    return status == NDX_OK ? ndx_lookup_terms(list, &fetch->stored->terms, err) : status;
}

ndx_status ndx_stored_article(ndx_stored *stored, ndx_article *article, ndx_error *err) {
    fetching fetch = {stored->number, stored};
    ndx_status status = ndx_index_persist(stored->index, copy_terms, &fetch, err);
    if (status == NDX_OK) status = ndx_record_view(&stored->record, ndx_buf_text(&stored->data), err);
    return status == NDX_OK ? ndx_record_article(&stored->record, &stored->terms, article, err) : status;
}

bool ndx_article_mark_stem(const ndx_article *article, ndx_text stem, uint64_t *marks, size_t words) {
    ndx_positions view;
    ndx_place_list list = {0};
    if (!article->places.len ||
        !ndx_positions_view(&view, (const uint8_t *)article->places.data, article->places.len))
        return false;
    uint32_t index = ndx_positions_find(&view, stem, ndx_term_hash(stem));
    if (index == NDX_NO_PLACE) return true;
    bool known = ndx_positions_get(&view, index, &list, NULL) == NDX_OK;
    for (size_t i = 0; known && i < list.count && list.at[i] / 64 < words; i++)
        marks[list.at[i] / 64] |= UINT64_C(1) << list.at[i] % 64;
    ndx_place_list_clear(&list);
    return known;
}

typedef struct id_search {
    ndx_text id;
    uint32_t number;
} id_search;

static ndx_status search_id(ndx_index *index, void *context, ndx_error *err) {
    id_search *search = context;
    return ndx_lookup_id(index->database, search->id, &search->number, err);
}

ndx_status ndx_index_find_id(ndx_index *index, ndx_text id, uint32_t *number, ndx_error *err) {
    id_search search = {id, 0};
    ndx_status status = ndx_index_persist(index, search_id, &search, err);
    *number = search.number;
    if (status == NDX_OK && search.number == 0)
        status = ndx_fail(err, NDX_NOT_FOUND, "no article has the id %.*s", NDX_ARG(id));
    return status;
}
