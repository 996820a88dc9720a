/* Articles on their way to a new database.
 *
 * In the file an article is: uint order, uint length of its id, id; then, read back alone: uint length of its data, data; uint bytes of its terms written out, uint length of its term list,
 * the list as its table will hold it; uint number of values, then for each uint slot, uint length, bytes. The data come first,
 * since they are asked for alone. */
#include "bulk.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "glass_pack.h"
#include "glass_store.h"
#include "glass_termlist.h"

#define KIND_ARTICLE 0 /* of the journal; other kinds are notes */

/* Articles that come in the order of the file, as most do, are read many at a time. */
#define AHEAD_BYTES (128u << 10)
#define NEAR_BYTES 1024 /* what lies between two articles: an id and little else */

/* Where an article stands in the file. */
typedef struct entry {
    uint64_t at, order;
    uint32_t len, id; /* number of the id */
    bool dropped;
} entry;

/* Where an article is read into. */
typedef struct reading {
    ndx_buf bytes;
    uint64_t at;   /* of these in the file */
    uint64_t next; /* where the last article asked for ended */
    ndx_buf texts; /* its terms written out */
    ndx_posting *postings;
    size_t posting_capacity;
    ndx_glass_value *values;
    size_t value_capacity;
} reading;

struct ndx_bulk {
    char *dir;
    ndx_glass_builder *builder;
    ndx_journal journal;
    bool inherits; /* what the journal has is being told */
    entry *entries;
    size_t entry_count, entry_capacity, dropped;
    ndx_names ids;
    uint32_t *latest; /* by number of the id: its entry, or NDX_BULK_NONE */
    size_t latest_capacity;
    ndx_buf bytes; /* the article being written */
    reading in;
};

ndx_status ndx_bulk_new(const char *dir, size_t memory_bytes, ndx_bulk **out, ndx_error *err) {
    ndx_bulk *bulk = *out = NULL;
    bulk = calloc(1, sizeof *bulk);
    if (!bulk) return ndx_fail_memory(err);
    bulk->dir = strdup(dir);
    ndx_journal_init(&bulk->journal, bulk->dir);
    ndx_status status =
        bulk->dir ? ndx_glass_builder_new(dir, memory_bytes, &bulk->builder, err) : ndx_fail_memory(err);
    if (status == NDX_OK)
        *out = bulk;
    else
        ndx_bulk_free(bulk);
    return status;
}

static void clear_reading(reading *in) {
    ndx_buf_clear(&in->bytes);
    ndx_buf_clear(&in->texts);
    free(in->postings);
    free(in->values);
}

void ndx_bulk_free(ndx_bulk *bulk) {
    if (!bulk) return;
    ndx_glass_builder_free(bulk->builder);
    ndx_journal_clear(&bulk->journal);
    ndx_names_clear(&bulk->ids);
    ndx_buf_clear(&bulk->bytes);
    clear_reading(&bulk->in);
    free(bulk->entries);
    free(bulk->latest);
    free(bulk->dir);
    free(bulk);
}

ndx_glass_builder *ndx_bulk_builder(ndx_bulk *bulk) {
    return bulk->builder;
}

/* --- putting -------------------------------------------------------------------------------------------- */

/* The term list is made behind the room for its length, which is known only then. */
static ndx_status write_terms(ndx_buf *out, const ndx_glass_article *article, ndx_error *err) {
    size_t text_bytes,
        bound = ndx_glass_termlist_bound(article->postings, article->posting_count, &text_bytes);
    uint8_t head[GLASS_UINT_MAX], *end;
    ndx_buf_add_varint(out, text_bytes);
    if (!ndx_buf_reserve(out, GLASS_UINT_MAX + bound)) return ndx_fail_memory(err);
    uint8_t *list = (uint8_t *)out->data + out->len + GLASS_UINT_MAX;
    ndx_status status = ndx_glass_termlist_put(article, list, &end, err);
    if (status != NDX_OK) return status;
    size_t len = (size_t)(end - list), head_len = (size_t)(glass_put_uint(head, len) - head);
    memmove((uint8_t *)out->data + out->len + head_len, list, len);
    memcpy(out->data + out->len, head, head_len);
    out->len += head_len + len;
    return NDX_OK;
}

static void write_values(ndx_buf *out, const ndx_glass_value *values, size_t count) {
    ndx_buf_add_varint(out, count);
    for (size_t i = 0; i < count; i++) {
        ndx_buf_add_varint(out, values[i].slot);
        ndx_buf_add_varint(out, values[i].bytes.len);
        ndx_buf_add_text(out, values[i].bytes);
    }
}

/* The record begins with room for the journal's head. */
static void begin_record(ndx_buf *out) {
    static const char head[NDX_JOURNAL_HEAD];
    ndx_buf_reset(out);
    ndx_buf_add(out, head, sizeof head);
}

/* Write an article; what will be read back of it is told in *kept. */
static ndx_status write_article(ndx_bulk *bulk, ndx_text id, const ndx_glass_article *article,
                                ndx_bulk_kept *kept, ndx_error *err) {
    ndx_buf *out = &bulk->bytes;
    begin_record(out);
    ndx_buf_add_varint(out, kept->order);
    ndx_buf_add_varint(out, id.len);
    ndx_buf_add_text(out, id);
    size_t begin = out->len;
    ndx_buf_add_varint(out, article->data.len);
    ndx_buf_add_text(out, article->data);
    ndx_status status = write_terms(out, article, err);
    write_values(out, article->values, article->value_count);
    if (status == NDX_OK) status = ndx_journal_append(&bulk->journal, KIND_ARTICLE, out, &kept->at, err);
    kept->at += begin - NDX_JOURNAL_HEAD;
    kept->len = (uint32_t)(out->len - begin);
    return status;
}

/* Room for one more entry and one more id, made before anything changes. */
static ndx_status reserve(ndx_bulk *bulk, ndx_error *err) {
    entry *entries = ndx_grow(bulk->entries, bulk->entry_count, &bulk->entry_capacity, sizeof *entries);
    if (!entries || bulk->entry_count >= NDX_BULK_NONE - 1) return ndx_fail_memory(err);
    bulk->entries = entries;
    uint32_t *latest = ndx_grow(bulk->latest, bulk->ids.count, &bulk->latest_capacity, sizeof *latest);
    if (!latest) return ndx_fail_memory(err);
    bulk->latest = latest;
    return NDX_OK;
}

/* The article is in the file. */
static ndx_status enter(ndx_bulk *bulk, ndx_text id, const ndx_bulk_kept *kept, ndx_error *err) {
    size_t ids = bulk->ids.count;
    uint32_t number = ndx_names_add(&bulk->ids, id);
    if (number == NDX_NO_NAME) return ndx_fail_memory(err);
    if (bulk->ids.count > ids) bulk->latest[number] = NDX_BULK_NONE;
    ndx_bulk_remove(bulk, id);
    bulk->latest[number] = (uint32_t)bulk->entry_count;
    bulk->entries[bulk->entry_count++] = (entry){kept->at, kept->order, kept->len, number, false};
    return NDX_OK;
}

ndx_status ndx_bulk_put(ndx_bulk *bulk, ndx_text id, uint64_t order, const ndx_glass_article *article,
                        ndx_error *err) {
    ndx_bulk_kept kept = {.order = order};
    ndx_status status = reserve(bulk, err);
    if (status == NDX_OK) status = write_article(bulk, id, article, &kept, err);
    return status == NDX_OK ? enter(bulk, id, &kept, err) : status;
}

uint32_t ndx_bulk_find(const ndx_bulk *bulk, ndx_text id) {
    uint32_t number = ndx_names_find(&bulk->ids, id);
    return number == NDX_NO_NAME ? NDX_BULK_NONE : bulk->latest[number];
}

bool ndx_bulk_remove(ndx_bulk *bulk, ndx_text id) {
    uint32_t place = ndx_bulk_find(bulk, id);
    if (place == NDX_BULK_NONE) return false;
    bulk->entries[place].dropped = true;
    bulk->latest[bulk->entries[place].id] = NDX_BULK_NONE;
    bulk->dropped++;
    return true;
}

uint64_t ndx_bulk_bytes(const ndx_bulk *bulk) {
    return bulk->journal.spill.size;
}

uint64_t ndx_bulk_count(const ndx_bulk *bulk) {
    return bulk->entry_count - bulk->dropped;
}

uint32_t ndx_bulk_next(const ndx_bulk *bulk, uint32_t from) {
    while (from < bulk->entry_count && bulk->entries[from].dropped) from++;
    return from < bulk->entry_count ? from : NDX_BULK_NONE;
}

ndx_text ndx_bulk_id(const ndx_bulk *bulk, uint32_t place) {
    return bulk->ids.names[bulk->entries[place].id];
}

/* --- what outlives the program -------------------------------------------------------------------------- */

/* Cut a length and as many bytes off. */
static bool take_text(const uint8_t **at, const uint8_t *end, ndx_text *text) {
    uint64_t len;
    if (!ndx_varint_get(at, end, &len) || len > (size_t)(end - *at)) return false;
    *text = (ndx_text){(const char *)*at, (size_t)len};
    *at += len;
    return true;
}

/* What is read back later is trusted; this may be anybody's. */
static bool is_sound(const uint8_t *at, const uint8_t *end) {
    ndx_text text;
    uint64_t text_bytes, count, slot, least = 0;
    if (!take_text(&at, end, &text) || !ndx_varint_get(&at, end, &text_bytes) ||
        !take_text(&at, end, &text) || !ndx_glass_termlist_sound(text, text_bytes) ||
        !ndx_varint_get(&at, end, &count))
        return false;
    for (; count; count--, least = slot + 1)
        if (!ndx_varint_get(&at, end, &slot) || slot < least || slot >= UINT32_MAX ||
            !take_text(&at, end, &text))
            return false;
    return at == end;
}

/* ndx_journal_fn: one record of the file. */
static ndx_status hand_down(void *context, uint32_t kind, ndx_text bytes, uint64_t at, ndx_error *err) {
    const ndx_bulk_heir *heir = context;
    if (kind != KIND_ARTICLE) return heir->note(heir->context, kind, bytes, err);
    const uint8_t *from = (const uint8_t *)bytes.data, *end = from + bytes.len, *next = from;
    ndx_bulk_kept kept = {0};
    ndx_text id;
    if (!ndx_varint_get(&next, end, &kept.order) || !take_text(&next, end, &id) || !is_sound(next, end))
        return ndx_fail(err, NDX_BAD_INPUT, "an article that an interrupted run has left is damaged");
    kept.at = at + (size_t)(next - from);
    kept.len = (uint32_t)(end - next);
    return heir->article(heir->context, id, &kept, err);
}

ndx_status ndx_bulk_keep(ndx_bulk *bulk, const char *path, ndx_text heading, const ndx_bulk_heir *heir,
                         bool *found, ndx_error *err) {
    ndx_bulk_heir to = *heir;
    bulk->inherits = true;
    ndx_status status = ndx_journal_open(&bulk->journal, path, heading, hand_down, &to, found, err);
    bulk->inherits = false;
    return status;
}

ndx_status ndx_bulk_adopt(ndx_bulk *bulk, ndx_text id, const ndx_bulk_kept *kept, ndx_error *err) {
    ndx_status status = reserve(bulk, err);
    return status == NDX_OK ? enter(bulk, id, kept, err) : status;
}

ndx_status ndx_bulk_note(ndx_bulk *bulk, uint32_t kind, ndx_text bytes, ndx_error *err) {
    uint64_t ignored;
    if (bulk->journal.heading.len == 0 || bulk->inherits) return NDX_OK;
    begin_record(&bulk->bytes);
    ndx_buf_add_text(&bulk->bytes, bytes);
    return ndx_journal_append(&bulk->journal, kind, &bulk->bytes, &ignored, err);
}

/* --- reading back --------------------------------------------------------------------------------------- */

/* What was put last has been flushed. *bytes: the article's, and NDX_GLASS_SLACK more that mean nothing; good until the next call. */
static ndx_status read_bytes(const ndx_bulk *bulk, uint32_t place, reading *in, const uint8_t **bytes,
                             ndx_error *err) {
    const entry *found = &bulk->entries[place];
    uint64_t end = found->at + found->len, left = bulk->journal.spill.size - found->at;
    bool ahead = found->at - in->next < NEAR_BYTES && found->len < AHEAD_BYTES;
    in->next = end;
    if (found->at < in->at || end > in->at + in->bytes.len) {
        size_t len = !ahead ? found->len : left < AHEAD_BYTES ? (size_t)left : AHEAD_BYTES;
        ndx_buf_reset(&in->bytes);
        if (!ndx_buf_reserve(&in->bytes, len + NDX_GLASS_SLACK)) return ndx_fail_memory(err);
        ndx_status status = ndx_glass_spill_read(&bulk->journal.spill, found->at, in->bytes.data, len, err);
        if (status != NDX_OK) return status;
        in->at = found->at;
        in->bytes.len = len;
    }
    *bytes = (const uint8_t *)in->bytes.data + (found->at - in->at);
    return NDX_OK;
}

/* A length and as many bytes. */
static const uint8_t *read_text(const uint8_t *at, ndx_text *text) {
    uint64_t len;
    at = glass_get_uint(at, &len);
    *text = (ndx_text){(const char *)at, len};
    return at + len;
}

ndx_status ndx_bulk_data(ndx_bulk *bulk, uint32_t place, ndx_buf *data, ndx_error *err) {
    ndx_text text;
    const uint8_t *at;
    ndx_status status = ndx_glass_spill_flush(&bulk->journal.spill, err);
    if (status == NDX_OK) status = read_bytes(bulk, place, &bulk->in, &at, err);
    if (status != NDX_OK) return status;
    read_text(at, &text);
    ndx_buf_add_text(data, text);
    return ndx_buf_status(data, err);
}

static void *make_room(void *array, size_t count, size_t *capacity, size_t each) {
    if (count <= *capacity && array) return array;
    void *grown = realloc(array, (count + count / 2 + 16) * each);
    if (grown) *capacity = count + count / 2 + 16;
    return grown;
}

/* The list's postings. */
static bool read_postings(reading *in, ndx_text list, size_t text_bytes, ndx_glass_article *article) {
    const uint8_t *at = (const uint8_t *)list.data;
    size_t count = ndx_glass_termlist_count(at, list.len);
    ndx_posting *postings = make_room(in->postings, count, &in->posting_capacity, sizeof *postings);
    if (!postings) return false;
    article->postings = in->postings = postings;
    article->posting_count = count;
    ndx_buf_reset(&in->texts);
    if (!ndx_buf_reserve(&in->texts, text_bytes + NDX_GLASS_SLACK)) return false;
    ndx_glass_termlist_get(at, list.len, postings, in->texts.data);
    article->padded = true;
    return true;
}

static bool read_values(reading *in, const uint8_t *at, ndx_glass_article *article) {
    uint64_t count, slot;
    at = glass_get_uint(at, &count);
    ndx_glass_value *values = make_room(in->values, count, &in->value_capacity, sizeof *values);
    if (!values) return false;
    in->values = values;
    for (size_t i = 0; i < count; i++) {
        at = glass_get_uint(at, &slot);
        values[i].slot = (uint32_t)slot;
        at = read_text(at, &values[i].bytes);
    }
    article->values = values;
    article->value_count = count;
    return true;
}

/* The article with its terms as a list, and as postings if they are wanted. */
static ndx_status read_article(const ndx_bulk *bulk, uint32_t place, bool with_postings, reading *in,
                               ndx_glass_article *article, ndx_text *term_list, ndx_error *err) {
    uint64_t text_bytes;
    const uint8_t *at;
    ndx_status status = read_bytes(bulk, place, in, &at, err);
    if (status != NDX_OK) return status;
    *article = (ndx_glass_article){0};
    at = read_text(at, &article->data);
    at = read_text(glass_get_uint(at, &text_bytes), term_list);
    if (with_postings && !read_postings(in, *term_list, text_bytes, article)) return ndx_fail_memory(err);
    return read_values(in, at, article) ? NDX_OK : ndx_fail_memory(err);
}

ndx_status ndx_bulk_article(ndx_bulk *bulk, uint32_t place, ndx_glass_article *article, ndx_error *err) {
    ndx_text term_list;
    ndx_status status = ndx_glass_spill_flush(&bulk->journal.spill, err);
    return status == NDX_OK ? read_article(bulk, place, true, &bulk->in, article, &term_list, err) : status;
}

/* --- in order ------------------------------------------------------------------------------------------- */

static int compare_places(const void *a, const void *b, void *entries) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    const entry *of = entries;
    if (of[x].order != of[y].order) return of[x].order < of[y].order ? -1 : 1;
    return (x > y) - (x < y);
}

/* The places of the articles there are, in order. */
static uint32_t *sort_places(const ndx_bulk *bulk, size_t *count) {
    uint32_t *places = malloc((bulk->entry_count + 1) * sizeof *places);
    *count = 0;
    if (!places) return NULL;
    for (uint32_t place = 0; (place = ndx_bulk_next(bulk, place)) != NDX_BULK_NONE; place++)
        places[(*count)++] = place;
    qsort_r(places, *count, sizeof *places, compare_places, bulk->entries);
    return places;
}

/* A way through all articles in order, for one half of the database or for both. */
typedef struct walk {
    ndx_bulk *bulk;
    const uint32_t *places;
    size_t count;
    const ndx_bulk_others *others; /* NULL: none */
    bool store, gather;
    reading *in;
    atomic_bool *given_up; /* by either walk: there is no use in going on */
    ndx_error error;
} walk;

/* term_list: NULL unless it is at hand. */
static ndx_status hand_on(const walk *way, const ndx_glass_article *article, const ndx_text *term_list,
                          ndx_error *err) {
    ndx_glass_builder *builder = way->bulk->builder;
    ndx_status status = NDX_OK;
    if (way->store) status = ndx_glass_store_add(ndx_glass_builder_store(builder), article, term_list, err);
    if (status != NDX_OK || !way->gather) return status;
    return ndx_glass_builder_gather(builder, article, err);
}

static ndx_status hand_on_own(const walk *way, uint32_t place, ndx_error *err) {
    ndx_glass_article article;
    ndx_text term_list;
    ndx_status status = read_article(way->bulk, place, way->gather, way->in, &article, &term_list, err);
    return status == NDX_OK ? hand_on(way, &article, &term_list, err) : status;
}

static ndx_status hand_on_other(const walk *way, uint32_t number, ndx_error *err) {
    ndx_glass_article article;
    ndx_status status = way->others->read(way->others->context, number, &article, err);
    return status == NDX_OK ? hand_on(way, &article, NULL, err) : status;
}

static ndx_status hand_on_all(const walk *way, ndx_error *err) {
    const entry *entries = way->bulk->entries;
    size_t other = 0, other_count = way->others ? way->others->count : 0;
    ndx_status status = NDX_OK;
    for (size_t i = 0; status == NDX_OK && (i < way->count || other < other_count);) {
        if (atomic_load_explicit(way->given_up, memory_order_relaxed)) break;
        if (other < other_count &&
            (i == way->count || way->others->at[other].order <= entries[way->places[i]].order))
            status = hand_on_other(way, way->others->at[other++].number, err);
        else
            status = hand_on_own(way, way->places[i++], err);
    }
    return status;
}

/* The walk, and what is left to do for its half that needs nothing of the other. */
static void *go(void *context) {
    walk *way = context;
    ndx_glass_builder *builder = way->bulk->builder;
    ndx_status status = hand_on_all(way, &way->error);
    bool whole = status == NDX_OK && !atomic_load(way->given_up);
    if (whole && way->gather) status = ndx_glass_builder_write(builder, &way->error);
    /* What the store has written goes to the disk meanwhile. */
    if (whole && status == NDX_OK && way->store)
        status = ndx_glass_store_finish(ndx_glass_builder_store(builder), &way->error);
    way->error.status = status;
    if (status != NDX_OK) atomic_store(way->given_up, true);
    return NULL;
}

/* Both halves by this thread, or the store by another if there may be one. Articles from elsewhere are read by one thread only. */
static ndx_status go_all(walk *way, unsigned jobs, ndx_error *err) {
    reading in = {0};
    pthread_t thread;
    walk storing = *way;
    storing.in = &in;
    storing.gather = false;
    bool parted =
        jobs > 1 && !(way->others && way->others->count) && pthread_create(&thread, NULL, go, &storing) == 0;
    way->store = !parted;
    go(way);
    if (parted) {
        pthread_join(thread, NULL);
        clear_reading(&in);
    }
    const ndx_error *failed = parted && storing.error.status != NDX_OK ? &storing.error : &way->error;
    if (failed->status != NDX_OK && err) *err = *failed;
    return failed->status;
}

ndx_status ndx_bulk_finish(ndx_bulk *bulk, const ndx_bulk_others *others, unsigned jobs, ndx_error *err) {
    size_t count;
    atomic_bool given_up = false;
    uint32_t *places = sort_places(bulk, &count);
    ndx_status status = places ? ndx_glass_spill_flush(&bulk->journal.spill, err) : ndx_fail_memory(err);
    walk way = {bulk, places, count, others, true, true, &bulk->in, &given_up, {0}};
    if (status == NDX_OK) status = go_all(&way, jobs, err);
    free(places);
    return status == NDX_OK ? ndx_glass_builder_finish(bulk->builder, err) : status;
}
