/* Gathering changes. */
#include "changes.h"

#include <stdlib.h>
#include <string.h>

#include "lookup.h"
#include "schema.h"
#include "unfinished.h"

#define BUILDER_SHARE                                                                                        \
    2 /* of the memory the builder may take one part in so many; ids, files and terms take of the rest */
#define MEMORY_DEFAULT (256u << 20)

/* Build when more than one article in so many changes. A few hundred that come or go already fall into most blocks of the posting
 * table, which is written anew beside the old one (0.15 s with 85,000 articles of 2.9 KB); so building is not for speed but for
 * what it leaves: a table of half the size, in order of dates. It takes some 60 us for each article that there is. */
#define BUILD_FROM 16
/* And when changes that are applied at once would take more memory than there is: for each byte gathered, and for an article that
 * goes. */
#define APPLY_BYTES 4
#define APPLY_GONE (8u << 10)

/* --- begin and end -------------------------------------------------------------------------------------- */

static ndx_status open_base(ndx_changes *changes, const char *path, const char *dir, ndx_error *err) {
    ndx_status status = ndx_base_open(path, &changes->base, err);
    if (status == NDX_OK)
        status = ndx_settings_get(ndx_changes_database(changes), dir, &changes->settings, err);
    return status == NDX_OK ? ndx_counts_get(ndx_changes_database(changes), &changes->counts, err) : status;
}

ndx_status ndx_changes_new(const char *path, const char *base_path, const char *dir, ndx_settings *settings,
                           size_t memory_bytes, ndx_changes **changes, ndx_error *err) {
    ndx_changes *made = calloc(1, sizeof *made);
    *changes = NULL;
    if (!made) return ndx_fail_memory(err);
    made->settings = *settings;
    made->memory_bytes = memory_bytes ? memory_bytes : MEMORY_DEFAULT;
    ndx_status status = base_path ? open_base(made, base_path, dir, err) : NDX_OK;
    if (status == NDX_OK) status = ndx_bulk_new(path, made->memory_bytes / BUILDER_SHARE, &made->bulk, err);
    if (status == NDX_OK) {
        *settings = made->settings;
        *changes = made;
    } else {
        ndx_changes_free(made);
    }
    return status;
}

void ndx_changes_free(ndx_changes *changes) {
    if (!changes) return;
    ndx_bulk_free(changes->bulk);
    ndx_base_close(changes->base);
    ndx_changed_files_clear(&changes->files);
    ndx_name_table_clear(&changes->names);
    ndx_buf_clear(&changes->data);
    free(changes->notes);
    free(changes);
}

static bool fits(const ndx_changes *changes, uint64_t going) {
    return ndx_bulk_bytes(changes->bulk) * APPLY_BYTES + going * APPLY_GONE <= changes->memory_bytes;
}

ndx_status ndx_changes_way(const ndx_changes *changes, const ndx_naming *naming, ndx_commit_way *way,
                           ndx_error *err) {
    ndx_text rules = {0};
    *way = NDX_COMMIT_BUILD;
    if (!changes->base) return NDX_OK;
    uint64_t coming = ndx_bulk_count(changes->bulk), going = ndx_base_dropped(changes->base);
    uint64_t changed = coming > going ? coming : going; /* a replaced article is both */
    if (changed * BUILD_FROM <= ndx_base_count(changes->base) + going && fits(changes, going))
        *way = NDX_COMMIT_APPLY;
    if (changed + changes->files.paths.count) return NDX_OK;
    ndx_status status = ndx_x_database_metadata(ndx_changes_database(changes), NDX_RULES_KEY, &rules, err);
    if (status == NDX_OK && (!naming || ndx_names_rules_are(rules, naming))) *way = NDX_COMMIT_NOTHING;
    return status;
}

/* --- looking articles up -------------------------------------------------------------------------------- */

/* The record of an article that was put, in changes->data. */
static ndx_status read_record(ndx_changes *changes, uint32_t place, ndx_record *record, ndx_error *err) {
    ndx_buf_reset(&changes->data);
    ndx_status status = ndx_bulk_data(changes->bulk, place, &changes->data, err);
    return status == NDX_OK ? ndx_record_view(record, ndx_buf_text(&changes->data), err) : status;
}

/* Where an article is: at a place of the bulk, or in the base. */
typedef struct whereabouts {
    uint32_t place, docid; /* NDX_BULK_NONE, 0: not there */
} whereabouts;

static ndx_status find(ndx_changes *changes, ndx_text id, whereabouts *where, ndx_error *err) {
    *where = (whereabouts){ndx_bulk_find(changes->bulk, id), 0};
    if (where->place != NDX_BULK_NONE || !changes->base) return NDX_OK;
    return ndx_base_find(changes->base, id, &where->docid, err);
}

static bool is_anywhere(whereabouts where) {
    return where.place != NDX_BULK_NONE || where.docid;
}

static ndx_status record_of(ndx_changes *changes, whereabouts where, ndx_record *record, ndx_error *err) {
    return where.docid ? ndx_lookup_record(ndx_changes_database(changes), where.docid, record, err)
                       : read_record(changes, where.place, record, err);
}

static ndx_status facts_of(ndx_changes *changes, whereabouts where, ndx_arena *arena, ndx_record_facts *facts,
                           ndx_error *err) {
    ndx_record record;
    ndx_status status = record_of(changes, where, &record, err);
    return status == NDX_OK ? ndx_record_facts_get(&record, arena, facts, err) : status;
}

/* The path of an article that was put: a view of what changes->bulk reads. */
static ndx_status put_origin(ndx_changes *changes, uint32_t place, const ndx_record_facts *facts,
                             ndx_text *path, ndx_error *err) {
    ndx_glass_article article = {0};
    *path = facts->origin.path;
    if (path->len) return NDX_OK;
    ndx_status status = ndx_bulk_article(changes->bulk, place, &article, err);
    for (size_t i = 0; status == NDX_OK && i < article.value_count; i++)
        if (article.values[i].slot == NDX_SLOT_PATH) *path = article.values[i].bytes;
    return status;
}

static ndx_status origin_of(ndx_changes *changes, whereabouts where, const ndx_record_facts *facts,
                            ndx_text *path, ndx_error *err) {
    return where.docid ? ndx_lookup_origin(ndx_changes_database(changes), where.docid, facts, path, err)
                       : put_origin(changes, where.place, facts, path, err);
}

ndx_status ndx_changes_known(ndx_changes *changes, ndx_text id, ndx_known *known, bool *found,
                             ndx_error *err) {
    whereabouts where;
    ndx_arena arena = {0};
    ndx_record_facts facts;
    ndx_status status = find(changes, id, &where, err);
    *found = status == NDX_OK && is_anywhere(where);
    if (!*found) return status;
    status = facts_of(changes, where, &arena, &facts, err);
    ndx_text path = {"", 0};
    if (status == NDX_OK) known->hash = facts.origin.hash;
    if (status == NDX_OK && known->path) status = origin_of(changes, where, &facts, &path, err);
    if (status == NDX_OK && known->path) {
        ndx_buf_add_text(known->path, path);
        status = ndx_buf_status(known->path, err);
    }
    ndx_arena_clear(&arena);
    return status;
}

/* --- changing ------------------------------------------------------------------------------------------- */

static ndx_status put_terms(ndx_changes *changes, uint32_t place, ndx_record_terms *terms, ndx_error *err) {
    ndx_glass_article article;
    ndx_status status = ndx_bulk_article(changes->bulk, place, &article, err);
    for (size_t i = 0; status == NDX_OK && i < article.posting_count; i++)
        if (ndx_term_is_general(article.postings[i].term) &&
            !ndx_record_terms_add(terms, article.postings[i].term))
            status = ndx_fail_memory(err);
    return status;
}

static ndx_status terms_of(ndx_changes *changes, whereabouts where, ndx_record_terms *terms, ndx_error *err) {
    ndx_x_terms *list;
    if (!where.docid) return put_terms(changes, where.place, terms, err);
    ndx_status status = ndx_x_database_document_terms(ndx_changes_database(changes), where.docid, &list, err);
    return status == NDX_OK ? ndx_lookup_terms(list, terms, err) : status;
}

/* The people of a record go out of the counts. Its text, which takes its terms, is read only if names stand nowhere else: neither in
 * the record nor in the article's value. */
static ndx_status uncount_people(ndx_changes *changes, whereabouts where, const ndx_record *record,
                                 ndx_error *err) {
    ndx_record_terms terms = {0};
    ndx_text value = {"", 0};
    if (record->section[NDX_SECTION_PEOPLE].len <= 1) return NDX_OK; /* nobody is named */
    ndx_status status =
        where.docid ? ndx_base_value(changes->base, NDX_SLOT_PEOPLE, where.docid, &value, err) : NDX_OK;
    if (status != NDX_OK) return status;
    status =
        value.len ? ndx_name_table_count_skimmed(&changes->names, record, value, -1, err) : NDX_NOT_FOUND;
    if (status != NDX_NOT_FOUND) return status;
    status = terms_of(changes, where, &terms, err);
    if (status == NDX_OK) status = ndx_name_table_count_record(&changes->names, record, &terms, -1, err);
    ndx_record_terms_clear(&terms);
    return status;
}

/* Take an article that is about to go out of the counts. A damaged record may always be replaced or removed. */
static ndx_status uncount(ndx_changes *changes, whereabouts where, ndx_error *err) {
    ndx_record record;
    if (!is_anywhere(where)) return NDX_OK;
    ndx_status status = record_of(changes, where, &record, err);
    if (status == NDX_OK) ndx_counts_take(&changes->counts, &record);
    if (status == NDX_OK) status = uncount_people(changes, where, &record, err);
    return status == NDX_BAD_INPUT ? NDX_OK : status;
}

/* The hash of the path term among the terms, which are in byte order; 0: there is none. */
static uint32_t path_hash_of(const ndx_prepared_view *view) {
    size_t low = 0, high = view->posting_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ndx_text_compare(view->postings[middle].term, NDX_TEXT(NDX_PREFIX_PATH)) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == view->posting_count || !ndx_text_starts(view->postings[low].term, NDX_TEXT(NDX_PREFIX_PATH)))
        return 0;
    return (uint32_t)ndx_hash(view->postings[low].term.data, view->postings[low].term.len, 0);
}

static ndx_status note_room(ndx_changes *changes, uint32_t place, ndx_error *err) {
    if (place < changes->note_capacity) return NDX_OK;
    size_t capacity = (size_t)place * 2 + 256;
    ndx_change_note *grown = realloc(changes->notes, capacity * sizeof *grown);
    if (!grown) return ndx_fail_memory(err);
    changes->notes = grown;
    changes->note_capacity = capacity;
    return NDX_OK;
}

/* What the new article of that id takes the place of goes. */
static ndx_status make_way(ndx_changes *changes, ndx_text id, whereabouts *where, uint32_t *replaces,
                           ndx_error *err) {
    ndx_status status = find(changes, id, where, err);
    if (status == NDX_OK) status = uncount(changes, *where, err);
    bool put_before = where->place != NDX_BULK_NONE;
    *replaces = where->docid ? where->docid : put_before ? changes->notes[where->place].replaces : 0;
    return status;
}

/* It is in the bulk. */
static ndx_status take_in(ndx_changes *changes, ndx_text id, whereabouts before, ndx_change_note note,
                          ndx_error *err) {
    uint32_t place = ndx_bulk_find(changes->bulk, id);
    ndx_status status = note_room(changes, place, err);
    if (status == NDX_OK) changes->notes[place] = note;
    if (status == NDX_OK && before.docid) ndx_base_drop(changes->base, before.docid);
    return status;
}

static ndx_status put_into_bulk(ndx_changes *changes, const ndx_prepared_view *view, ndx_error *err) {
    ndx_glass_value values[NDX_SLOT_COUNT];
    for (size_t i = 0; i < view->value_count; i++)
        values[i] = (ndx_glass_value){view->values[i].slot, view->values[i].value};
    ndx_glass_article article = {view->postings,    view->posting_count, values,
                                 view->value_count, view->record,        true};
    return ndx_bulk_put(changes->bulk, view->id, ndx_article_order(view->date.day, view->date.second),
                        &article, err);
}

static ndx_text people_value(const ndx_prepared_view *view) {
    for (size_t i = 0; i < view->value_count; i++)
        if (view->values[i].slot == NDX_SLOT_PEOPLE) return view->values[i].value;
    return (ndx_text){"", 0};
}

ndx_status ndx_changes_count_people(ndx_changes *changes, ndx_text id, const ndx_change_who *who,
                                    ndx_error *err) {
    uint32_t place = ndx_bulk_find(changes->bulk, id);
    ndx_status status =
        ndx_name_table_count(&changes->names, who->people, who->person_count, who->day, 1, err);
    if (status != NDX_OK || place == NDX_BULK_NONE) return status;
    return ndx_name_table_note(&changes->names, who->value, who->day, &changes->notes[place].party, err);
}

ndx_status ndx_changes_put(ndx_changes *changes, const ndx_prepared_view *view, ndx_error *err) {
    whereabouts where;
    ndx_record record;
    ndx_change_note note = {.path_hash = path_hash_of(view), .party = NDX_NO_NAME};
    const ndx_change_who who = {view->people, view->person_count, view->date.day, people_value(view)};
    ndx_status status = make_way(changes, view->id, &where, &note.replaces, err);
    if (status == NDX_OK) status = ndx_unfinished_note_who(changes, &who, note.path_hash, err);
    if (status == NDX_OK) status = put_into_bulk(changes, view, err);
    if (status == NDX_OK) status = take_in(changes, view->id, where, note, err);
    if (status != NDX_OK) return status;
    if (ndx_record_view(&record, view->record, NULL) == NDX_OK) ndx_counts_add(&changes->counts, &record);
    return ndx_changes_count_people(changes, view->id, &who, err);
}

ndx_status ndx_changes_adopt(ndx_changes *changes, ndx_text id, const ndx_bulk_kept *kept, uint32_t path_hash,
                             ndx_error *err) {
    whereabouts where;
    ndx_record record;
    ndx_change_note note = {.path_hash = path_hash, .party = NDX_NO_NAME};
    ndx_status status = make_way(changes, id, &where, &note.replaces, err);
    if (status == NDX_OK) status = ndx_bulk_adopt(changes->bulk, id, kept, err);
    if (status == NDX_OK) status = take_in(changes, id, where, note, err);
    if (status == NDX_OK) status = read_record(changes, ndx_bulk_find(changes->bulk, id), &record, err);
    if (status == NDX_OK) ndx_counts_add(&changes->counts, &record);
    return status;
}

ndx_status ndx_changes_remove(ndx_changes *changes, ndx_text id, bool *removed, ndx_error *err) {
    whereabouts where;
    ndx_status status = find(changes, id, &where, err);
    if (status == NDX_OK) status = uncount(changes, where, err);
    *removed = status == NDX_OK && is_anywhere(where);
    if (!*removed) return status;
    if (where.docid)
        ndx_base_drop(changes->base, where.docid);
    else
        ndx_bulk_remove(changes->bulk, id);
    return ndx_unfinished_note_removed(changes, id, err);
}

uint64_t ndx_changes_count(const ndx_changes *changes) {
    return ndx_bulk_count(changes->bulk) + (changes->base ? ndx_base_count(changes->base) : 0);
}

/* --- metadata ------------------------------------------------------------------------------------------- */

ndx_status ndx_metadata_each_key(ndx_x_database *database, ndx_text prefix,
                                 bool (*fn)(void *context, ndx_text key), void *context, ndx_error *err) {
    ndx_x_terms *terms;
    ndx_text key;
    ndx_status status = ndx_x_database_metadata_keys(database, prefix, &terms, err);
    if (status != NDX_OK) return status;
    while ((status = ndx_x_terms_next(terms, &key, err)) == NDX_OK && fn(context, key)) continue;
    ndx_x_terms_close(terms);
    return status == NDX_END ? NDX_OK : status;
}

/* --- articles of a file --------------------------------------------------------------------------------- */

static ndx_status add_new_ids(ndx_changes *changes, ndx_text path, ndx_names *ids, ndx_error *err) {
    ndx_buf term = {0};
    ndx_term_of_path(path, &term);
    ndx_status status = ndx_buf_status(&term, err);
    uint32_t hash = status == NDX_OK ? (uint32_t)ndx_hash(term.data, term.len, 0) : 0;
    ndx_buf_clear(&term);
    for (uint32_t at = 0; status == NDX_OK && (at = ndx_bulk_next(changes->bulk, at)) != NDX_BULK_NONE;
         at++) {
        ndx_arena arena = {0};
        ndx_record_facts facts;
        if (changes->notes[at].path_hash != hash) continue;
        ndx_text origin = {"", 0};
        status = facts_of(changes, (whereabouts){at, 0}, &arena, &facts, err);
        if (status == NDX_OK) status = put_origin(changes, at, &facts, &origin, err);
        if (status == NDX_OK && ndx_text_equal(origin, path) &&
            ndx_names_add(ids, ndx_bulk_id(changes->bulk, at)) == NDX_NO_NAME)
            status = ndx_fail_memory(err);
        ndx_arena_clear(&arena);
    }
    return status;
}

/* Those of the base that stay. */
static ndx_status add_old_ids(ndx_changes *changes, ndx_text path, ndx_names *ids, ndx_error *err) {
    ndx_names all = {0};
    uint32_t docid;
    ndx_status status = ndx_lookup_path(ndx_changes_database(changes), path, &all, err);
    for (size_t i = 0; status == NDX_OK && i < all.count; i++) {
        status = ndx_base_find(changes->base, all.names[i], &docid, err);
        if (status == NDX_OK && docid && ndx_names_add(ids, all.names[i]) == NDX_NO_NAME)
            status = ndx_fail_memory(err);
    }
    ndx_names_clear(&all);
    return status;
}

ndx_status ndx_changes_each_article(ndx_changes *changes, ndx_text path, ndx_id_fn *fn, void *context,
                                    ndx_error *err) {
    ndx_names ids = {0};
    ndx_status status = changes->base ? add_old_ids(changes, path, &ids, err) : NDX_OK;
    if (status == NDX_OK) status = add_new_ids(changes, path, &ids, err);
    for (size_t i = 0; status == NDX_OK && i < ids.count; i++)
        if (!fn(context, ids.names[i])) break;
    ndx_names_clear(&ids);
    return status;
}
