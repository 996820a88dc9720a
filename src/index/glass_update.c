/* Changes of articles as changes of the keys of three tables. */
#include "glass_update.h"

#include <pthread.h>
#include <stdlib.h>

#include "glass_free.h"
#include "glass_relist.h"
#include "glass_store.h"
#include "glass_termlist.h"

#define METADATA_KEY_MAX (GLASS_KEY_MAX - 2)

/* The tables that articles are in. slack as glass.c's: the next change falls into nearly every block of the posting table again. */
static const struct {
    ndx_glass_table_number number;
    const char *name;
    unsigned slack;
} tables[] = {
    {NDX_GLASS_POSTLIST, "postlist", 256},
    {NDX_GLASS_DOCDATA, "docdata", 0},
    {NDX_GLASS_TERMLIST, "termlist", 0},
};

struct ndx_glass_update {
    char *dir;
    ndx_glass_version version; /* as it will be */
    ndx_glass_pages pages[NDX_COUNT(tables)];
    ndx_glass_edits
        edits[NDX_COUNT(tables)]; /* by ndx_glass_table_number; of the posting table only metadata */
    ndx_glass_edits lists;        /* the rest of the posting table's, in order */
    uint32_t *going;              /* docids */
    size_t going_count, going_capacity;
    ndx_glass_merge merge;
    ndx_glass_relist relist; /* the rest of the posting table's edits */
    ndx_page_cursor old;     /* over term lists */
    ndx_glass_store store;   /* makes term lists */
    /* what shares nothing with what is still told, so that a thread of its own may do it */
    pthread_t thread;
    bool started, done;
    ndx_status status; /* how that went */
    ndx_error error;
};

ndx_status ndx_glass_update_new(const char *dir, ndx_glass_update **out, ndx_error *err) {
    ndx_glass_update *update = *out = calloc(1, sizeof *update);
    if (!update) return ndx_fail_memory(err);
    for (size_t i = 0; i < NDX_COUNT(tables); i++) update->pages[i].fd = -1;
    ndx_glass_store_init(&update->store, NULL, NULL);
    ndx_glass_relist_init(&update->relist, &update->merge, &update->pages[NDX_GLASS_POSTLIST]);
    update->dir = strdup(dir);
    update->old.pages = &update->pages[NDX_GLASS_TERMLIST];
    ndx_status status =
        update->dir ? ndx_glass_version_read(dir, &update->version, err) : ndx_fail_memory(err);
    for (size_t i = 0; i < NDX_COUNT(tables) && status == NDX_OK; i++)
        status = ndx_glass_pages_open(&update->pages[i], dir, tables[i].name,
                                      &update->version.table[tables[i].number], err);
    if (status == NDX_OK) return NDX_OK;
    ndx_glass_update_free(update);
    *out = NULL;
    return status;
}

void ndx_glass_update_free(ndx_glass_update *update) {
    if (!update) return;
    if (update->started) pthread_join(update->thread, NULL);
    for (size_t i = 0; i < NDX_COUNT(tables); i++) {
        ndx_glass_edits_clear(&update->edits[i]);
        ndx_glass_pages_close(&update->pages[i]);
    }
    ndx_glass_relist_clear(&update->relist);
    free(update->going);
    ndx_glass_merge_clear(&update->merge);
    ndx_page_cursor_clear(&update->old);
    ndx_glass_store_clear(&update->store);
    free(update->dir);
    free(update);
}

/* --- out ------------------------------------------------------------------------------------------------ */

static ndx_status drop_terms(ndx_glass_update *update, uint32_t docid, ndx_text list, ndx_error *err) {
    ndx_glass_terms_reader reader;
    ndx_status status = NDX_OK;
    ndx_glass_terms_begin(&reader, list);
    while (status == NDX_OK && ndx_glass_terms_next(&reader))
        status = ndx_glass_merge_term(&update->merge, reader.term, docid, NDX_GLASS_GONE, err);
    if (reader.bad || reader.length > update->version.total_length)
        return ndx_glass_pages_damaged(update->old.pages, err);
    update->version.total_length -= reader.length;
    return status;
}

static ndx_status drop_values(ndx_glass_update *update, uint32_t docid, ndx_text slots, ndx_error *err) {
    const uint8_t *at = (const uint8_t *)slots.data, *end = at + slots.len;
    ndx_status status = NDX_OK;
    for (uint64_t slot = 0, step; status == NDX_OK && at < end; slot++) {
        if (!ndx_varint_get(&at, end, &step) || (slot += step) >= UINT32_MAX)
            return ndx_glass_pages_damaged(update->old.pages, err);
        status = ndx_glass_merge_value(&update->merge, (uint32_t)slot, docid, (ndx_text){"", 0}, err);
    }
    return status;
}

/* The tag under a key of the term lists' table; empty when there is none. */
static ndx_status old_tag(ndx_glass_update *update, const uint8_t *key, size_t key_len, bool *there,
                          ndx_text *tag, ndx_error *err) {
    ndx_status status = ndx_page_cursor_find(&update->old, key, key_len, err);
    *tag = (ndx_text){"", 0};
    *there = status == NDX_OK && ndx_page_cursor_is(&update->old, key, key_len);
    return *there ? ndx_page_cursor_tag(&update->old, tag, err) : status;
}

static ndx_status take_out(ndx_glass_update *update, uint32_t docid, ndx_error *err) {
    uint8_t key[GLASS_SORTED_MAX + 1];
    size_t key_len = (size_t)(glass_put_sorted(key, docid) - key);
    bool there;
    ndx_text tag;
    key[key_len] = 0;
    ndx_status status = old_tag(update, key, key_len, &there, &tag, err);
    if (status == NDX_OK && (!there || !update->version.count))
        return ndx_glass_pages_damaged(update->old.pages, err);
    if (status == NDX_OK) status = drop_terms(update, docid, tag, err);
    if (status == NDX_OK) status = old_tag(update, key, key_len + 1, &there, &tag, err);
    if (status == NDX_OK && there) status = drop_values(update, docid, tag, err);
    update->version.count--;
    return status;
}

/* What it says in its lists is looked at when the lists are changed. */
ndx_status ndx_glass_update_remove(ndx_glass_update *update, uint32_t docid, ndx_error *err) {
    uint8_t key[GLASS_SORTED_MAX + 1];
    size_t key_len = (size_t)(glass_put_sorted(key, docid) - key);
    key[key_len] = 0;
    uint32_t *grown = ndx_grow(update->going, update->going_count, &update->going_capacity, sizeof *grown);
    if (!grown) return ndx_fail_memory(err);
    update->going = grown;
    grown[update->going_count++] = docid;
    ndx_status status = ndx_glass_edits_drop(&update->edits[NDX_GLASS_DOCDATA], key, key_len, err);
    if (status == NDX_OK)
        status = ndx_glass_edits_drop(&update->edits[NDX_GLASS_TERMLIST], key, key_len, err);
    return status == NDX_OK ? ndx_glass_edits_drop(&update->edits[NDX_GLASS_TERMLIST], key, key_len + 1, err)
                            : status;
}

/* --- in ------------------------------------------------------------------------------------------------- */

static ndx_status put_terms(ndx_glass_update *update, uint32_t docid, const ndx_glass_article *article,
                            ndx_error *err) {
    ndx_glass_version *version = &update->version;
    uint64_t length = 0;
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < article->posting_count && status == NDX_OK; i++) {
        const ndx_posting *posting = &article->postings[i];
        status = ndx_glass_merge_term(&update->merge, posting->term, docid, posting->wdf, err);
        if (posting->wdf > version->highest_wdf) version->highest_wdf = posting->wdf;
        length += posting->wdf;
    }
    if (status == NDX_OK) status = ndx_glass_merge_length(&update->merge, docid, (uint32_t)length, err);
    version->total_length += length;
    if (length && (!version->shortest || length < version->shortest)) version->shortest = length;
    if (length > version->longest) version->longest = length;
    return status;
}

static ndx_status put_values(ndx_glass_update *update, uint32_t docid, const ndx_glass_article *article,
                             ndx_error *err) {
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < article->value_count && status == NDX_OK; i++)
        if (article->values[i].bytes.len)
            status = ndx_glass_merge_value(&update->merge, article->values[i].slot, docid,
                                           article->values[i].bytes, err);
    return status;
}

/* The article's own entries: its term list, the list of its slots, its data. */
static ndx_status put_entries(ndx_glass_update *update, uint32_t docid, const ndx_glass_article *article,
                              ndx_error *err) {
    uint8_t key[GLASS_SORTED_MAX + 1];
    size_t key_len = (size_t)(glass_put_sorted(key, docid) - key);
    ndx_glass_edits *termlist = &update->edits[NDX_GLASS_TERMLIST],
                    *docdata = &update->edits[NDX_GLASS_DOCDATA];
    ndx_text list, slots;
    bool deflated;
    key[key_len] = 0;
    ndx_status status = ndx_glass_store_lists(&update->store, article, &list, &deflated, &slots, err);
    if (status == NDX_OK) status = ndx_glass_edits_put(termlist, key, key_len, list, deflated, err);
    if (status == NDX_OK)
        status = slots.len ? ndx_glass_edits_put(termlist, key, key_len + 1, slots, false, err)
                           : ndx_glass_edits_drop(termlist, key, key_len + 1, err);
    if (status != NDX_OK) return status;
    return article->data.len ? ndx_glass_edits_put(docdata, key, key_len, article->data, false, err)
                             : ndx_glass_edits_drop(docdata, key, key_len, err);
}

ndx_status ndx_glass_update_put(ndx_glass_update *update, uint32_t docid, const ndx_glass_article *article,
                                ndx_error *err) {
    ndx_glass_version *version = &update->version;
    ndx_status status = docid ? take_out(update, docid, err) : NDX_OK;
    if (!docid && version->last >= UINT32_MAX - 1)
        return ndx_fail(err, NDX_USAGE, "there are too many articles for one database");
    if (!docid) docid = (uint32_t)++version->last;
    version->count++;
    if (status == NDX_OK) status = put_entries(update, docid, article, err);
    if (status == NDX_OK) status = put_terms(update, docid, article, err);
    return status == NDX_OK ? put_values(update, docid, article, err) : status;
}

ndx_status ndx_glass_update_metadata(ndx_glass_update *update, ndx_text key, ndx_text value, ndx_error *err) {
    uint8_t whole[GLASS_KEY_MAX] = {0x00, 0xc0};
    ndx_glass_edits *edits = &update->edits[NDX_GLASS_POSTLIST];
    if (!key.len || key.len > METADATA_KEY_MAX)
        return ndx_fail(err, NDX_USAGE, "a metadata key of %zu bytes: 1 to %d are possible", key.len,
                        METADATA_KEY_MAX);
    memcpy(whole + 2, key.data, key.len);
    return value.len ? ndx_glass_edits_put(edits, whole, 2 + key.len, value, false, err)
                     : ndx_glass_edits_drop(edits, whole, 2 + key.len, err);
}

/* --- commit --------------------------------------------------------------------------------------------- */

static ndx_status write_table(ndx_glass_update *update, size_t i, const ndx_glass_edits_source *source,
                              ndx_error *err) {
    return ndx_glass_edits_apply(&update->edits[i], source, &update->pages[i], tables[i].slack,
                                 update->version.revision + 1, &update->version.table[tables[i].number], err);
}

static ndx_status take_out_all(ndx_glass_update *update, ndx_error *err) {
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < update->going_count && status == NDX_OK; i++) {
        status = take_out(update, update->going[i], err);
        if (status == NDX_OK)
            status = ndx_glass_merge_length(&update->merge, update->going[i], NDX_GLASS_GONE, err);
    }
    return status;
}

static ndx_status change_lists(ndx_glass_update *update, ndx_error *err) {
    ndx_status status = take_out_all(update, err);
    if (status == NDX_OK) status = ndx_glass_relist_prepare(&update->relist, err);
    return status == NDX_OK ? ndx_glass_relist_work(&update->relist, err) : status;
}

/* The articles' own tables first, so that the disk has something to do. */
static ndx_status work(ndx_glass_update *update, ndx_error *err) {
    static const ndx_glass_table_number own[] = {NDX_GLASS_DOCDATA, NDX_GLASS_TERMLIST};
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < NDX_COUNT(own) && status == NDX_OK; i++)
        status = write_table(update, own[i], NULL, err);
    if (status == NDX_OK) status = change_lists(update, err);
    if (status != NDX_OK) ndx_glass_relist_fail(&update->relist, status, err);
    for (size_t i = 0; i < NDX_COUNT(own) && status == NDX_OK; i++)
        if (update->edits[own[i]].count) status = ndx_glass_pages_sync(&update->pages[own[i]], err);
    return status;
}

static void *work_main(void *context) {
    ndx_glass_update *update = context;
    update->status = work(update, &update->error);
    return NULL;
}

void ndx_glass_update_store(ndx_glass_update *update) {
    if (!update->started) update->started = pthread_create(&update->thread, NULL, work_main, update) == 0;
}

static ndx_status finish_work(ndx_glass_update *update, ndx_error *err) {
    if (update->started)
        pthread_join(update->thread, NULL);
    else if (!update->done)
        work_main(update);
    update->started = false;
    update->done = true;
    if (update->status != NDX_OK && err) *err = update->error;
    return update->status;
}

/* Metadata stands before all else. */
static ndx_status write_postlist(ndx_glass_update *update, ndx_error *err) {
    const ndx_glass_edits_source lists = {ndx_glass_relist_next, &update->relist, update->started};
    ndx_status status = write_table(update, NDX_GLASS_POSTLIST, &lists, err);
    return status == NDX_OK ? ndx_glass_pages_sync(&update->pages[NDX_GLASS_POSTLIST], err) : status;
}

ndx_status ndx_glass_update_commit(ndx_glass_update *update, ndx_error *err) {
    ndx_glass_version *version = &update->version;
    if (version->revision >= UINT32_MAX - 1)
        return ndx_fail(err, NDX_NO_SPACE, "%s has been changed too often; compact the index", update->dir);
    ndx_status status = update->started ? NDX_OK : finish_work(update, err);
    if (status == NDX_OK) status = write_postlist(update, err);
    if (status == NDX_OK) status = finish_work(update, err);
    version->revision++;
    if (!version->total_length) version->shortest = version->longest = version->highest_wdf = 0;
    return status == NDX_OK ? ndx_glass_version_write(update->dir, version, err) : status;
}
