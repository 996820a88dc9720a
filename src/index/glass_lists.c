/* Gathering postings, and spilling them as sorted runs.
 *
 * Each list is a chain of slices in one pool: 16 bytes, then 32, 64... up to 4,096, each beginning with a word that holds the
 * next slice (in units of 16 bytes) and its own size class. A term that comes once, and most do, has no slice at all. */
#include "glass_lists.h"
#include "glass_chunks.h"

#include <stdlib.h>

#define SLICE_UNIT 16u
#define SLICE_CLASSES 9u /* 16 << 8 = 4,096 */
#define SLICE_HEAD 4u
#define CLASS_MASK (SLICE_UNIT - 1)
#define POOL_MIN (64u << 10)
#define POOL_MAX (3ull << 30)
#define RUN_BUFFER_MIN (16u << 10)

/* A list in a run: this, then its bytes. */
typedef struct run_head {
    uint64_t sum, bytes;
    uint32_t number, count, first, last;
} run_head;

ndx_status ndx_glass_lists_init(ndx_glass_lists *lists, const char *dir, size_t memory_bytes,
                                ndx_error *err) {
    *lists = (ndx_glass_lists){0};
    ndx_glass_spill_init(&lists->spill, dir);
    if (memory_bytes < POOL_MIN) memory_bytes = POOL_MIN;
    lists->pool_size = (uint32_t)(memory_bytes < POOL_MAX ? memory_bytes : POOL_MAX) & ~CLASS_MASK;
    lists->pool_used = SLICE_UNIT; /* so that no slice is at 0 */
    lists->pool = ndx_large_block(lists->pool_size);
    return lists->pool ? NDX_OK : ndx_fail_memory(err);
}

void ndx_glass_lists_clear(ndx_glass_lists *lists) {
    for (size_t i = 0; i < lists->run_count; i++) free(lists->run[i].buffer);
    free(lists->run);
    free(lists->list);
    free(lists->pool);
    ndx_glass_terms_clear(&lists->terms);
    ndx_glass_spill_clear(&lists->spill);
}

/* --- terms ---------------------------------------------------------------------------------------------- */

static bool term_is_good(ndx_text term) {
    size_t zeros = 0;
    if (term.len == 0 || term.len > GLASS_TERM_MAX) return false;
    for (size_t i = 0; i < term.len; i++) zeros += term.data[i] == 0;
    return term.len + zeros <= GLASS_NAME_MAX;
}

static ndx_status find_term(ndx_glass_lists *lists, ndx_text term, uint64_t hash, uint32_t *number,
                            ndx_error *err) {
    size_t before = lists->terms.count;
    if (!term_is_good(term))
        return ndx_fail(err, NDX_USAGE, "a term of %zu bytes cannot be indexed: 1 to %d are possible",
                        term.len, GLASS_TERM_MAX);
    ndx_glass_list *grown = ndx_grow(lists->list, before, &lists->list_capacity, sizeof *grown);
    if (!grown) return ndx_fail_memory(err);
    lists->list = grown;
    *number = ndx_glass_terms_add(&lists->terms, term, hash);
    if (*number == GLASS_NO_TERM) return ndx_fail_memory(err);
    if (lists->terms.count > before) lists->list[before] = (ndx_glass_list){0};
    return NDX_OK;
}

/* --- slices --------------------------------------------------------------------------------------------- */

static void put_word(uint8_t *at, uint32_t word) {
    memcpy(at, &word, sizeof word);
}
static uint32_t get_word(const uint8_t *at) {
    uint32_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/* A new last slice for the list; the pool has room for it. */
static void grow_list(ndx_glass_lists *lists, ndx_glass_list *list) {
    uint32_t class = list->head ? (list->end & CLASS_MASK) + 1 : 0;
    if (class == SLICE_CLASSES) class --;
    uint32_t size = SLICE_UNIT << class, start = lists->pool_used;
    lists->pool_used += size;
    put_word(lists->pool + start, class);
    if (list->head) {
        uint32_t old_class = list->end & CLASS_MASK,
                 old = (list->end & ~CLASS_MASK) - (SLICE_UNIT << old_class);
        put_word(lists->pool + old, start | old_class); /* start is a multiple of 16 */
    } else {
        list->head = start;
    }
    list->at = start + SLICE_HEAD;
    list->end = (start + size) | class;
}

static void add_bytes(ndx_glass_lists *lists, ndx_glass_list *list, const uint8_t *bytes, size_t len) {
    if (list->at + len <= (list->end & ~CLASS_MASK)) {
        for (size_t i = 0; i < len; i++) lists->pool[list->at + i] = bytes[i];
        list->at += (uint32_t)len;
        return;
    }
    for (size_t i = 0; i < len; i++) {
        if (list->at == (list->end & ~CLASS_MASK)) grow_list(lists, list);
        lists->pool[list->at++] = bytes[i];
    }
}

/* Enough for any posting: the largest slice, or the first two. Asked before, so that a posting is whole in one run. */
static bool pool_has_room(const ndx_glass_lists *lists) {
    return lists->pool_size - lists->pool_used >= SLICE_UNIT << (SLICE_CLASSES - 1);
}

static ndx_status spill_run(ndx_glass_lists *lists, ndx_error *err);

static void begin_list(ndx_glass_list *list, uint32_t docid, uint32_t wdf) {
    *list = (ndx_glass_list){.sum = wdf, .count = 1, .first = docid, .last = docid};
}

static ndx_status post(ndx_glass_lists *lists, uint32_t number, uint32_t docid, uint32_t wdf,
                       ndx_error *err) {
    ndx_glass_list *list = &lists->list[number];
    uint8_t bytes[3 * GLASS_UINT_MAX], *end = bytes;
    if (list->count == 0) {
        begin_list(list, docid, wdf);
        return NDX_OK;
    }
    if (!pool_has_room(lists)) {
        ndx_status status = spill_run(lists, err);
        begin_list(list, docid, wdf);
        return status;
    }
    uint32_t step = docid - list->last - 1;
    if (list->count == 1) end = glass_put_uint(end, list->sum);
    list->last = docid;
    list->count++;
    list->sum += wdf;
    end = glass_put_uint(end, step);
    end = glass_put_uint(end, wdf);
    add_bytes(lists, list, bytes, (size_t)(end - bytes));
    return NDX_OK;
}

/* --- an article's terms --------------------------------------------------------------------------------- */

/* First step: the hash, its slot on the way. Second step: the number the term most likely has, and its text's and list's
 * places. */
static void look_up(const ndx_glass_lists *lists, const ndx_posting *postings, size_t count, bool padded,
                    ndx_glass_wanted *wanted) {
    for (size_t i = 0; i < count; i++)
        wanted[i].hash = ndx_glass_terms_hash_of(&lists->terms, postings[i].term, padded);
    for (size_t i = 0; i < count; i++) {
        uint32_t number = wanted[i].number = ndx_glass_terms_guess(&lists->terms, wanted[i].hash);
        if (number == GLASS_NO_TERM) continue;
        __builtin_prefetch(&lists->terms.text[number]);
        __builtin_prefetch(&lists->list[number]);
    }
    for (size_t i = count; i < count + NDX_GLASS_AHEAD; i++) wanted[i].number = GLASS_NO_TERM;
}

/* Third step: text and list. */
static inline void reach(const ndx_glass_lists *lists, uint32_t number) {
    if (number == GLASS_NO_TERM) return;
    __builtin_prefetch(lists->terms.text[number]);
    __builtin_prefetch(lists->pool + lists->list[number].at);
}

/* The list goes on by two bytes that it has room for, as most do; false: it asks for more. */
static inline bool post_plain(uint8_t *pool, ndx_glass_list *list, uint32_t docid, uint32_t wdf) {
    uint32_t step = docid - list->last - 1, at = list->at;
    if ((step | wdf) >= 0x80 || list->count < 2 || at + 2 > (list->end & ~CLASS_MASK)) return false;
    list->at = at + 2;
    list->last = docid;
    list->count++;
    list->sum += wdf;
    pool[at] = (uint8_t)step;
    pool[at + 1] = (uint8_t)wdf;
    return true;
}

ndx_status ndx_glass_lists_post(ndx_glass_lists *lists, const ndx_posting *postings, size_t count,
                                bool padded, uint32_t docid, ndx_glass_wanted *wanted, ndx_error *err) {
    ndx_status status = NDX_OK;
    look_up(lists, postings, count, padded, wanted);
    for (size_t i = 0; i < NDX_GLASS_AHEAD; i++) reach(lists, wanted[i].number);
    for (size_t i = 0; i < count && status == NDX_OK; i++) {
        uint32_t number = wanted[i].number, wdf = postings[i].wdf;
        reach(lists, wanted[i + NDX_GLASS_AHEAD].number);
        if (number != GLASS_NO_TERM &&
            ndx_glass_term_is(lists->terms.text[number], postings[i].term, padded)) {
            if (post_plain(lists->pool, &lists->list[number], docid, wdf)) continue;
        } else {
            status = find_term(lists, postings[i].term, wanted[i].hash, &number, err);
        }
        if (status == NDX_OK) status = post(lists, number, docid, wdf, err);
    }
    return status;
}

/* Append the list's bytes to out. */
static void read_slices(const ndx_glass_lists *lists, const ndx_glass_list *list, ndx_buf *out) {
    if (list->count == 1) {
        ndx_buf_add_varint(out, list->sum);
        return;
    }
    for (uint32_t start = list->head; start;) {
        uint32_t word = get_word(lists->pool + start), next = word & ~CLASS_MASK;
        uint32_t end = next ? start + (SLICE_UNIT << (word & CLASS_MASK)) : list->at;
        ndx_buf_add(out, lists->pool + start + SLICE_HEAD, end - start - SLICE_HEAD);
        start = next;
    }
}

/* --- runs ----------------------------------------------------------------------------------------------- */

static bool has_postings(const void *lists, uint32_t number) {
    return ((const ndx_glass_lists *)lists)->list[number].count > 0;
}

static ndx_status write_run(ndx_glass_lists *lists, const ndx_glass_ranked *order, size_t count,
                            ndx_error *err) {
    ndx_buf bytes = {0};
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < count && status == NDX_OK; i++) {
        ndx_glass_list *list = &lists->list[order[i].number];
        ndx_buf_reset(&bytes);
        read_slices(lists, list, &bytes);
        run_head head = {list->sum, bytes.len, order[i].number, list->count, list->first, list->last};
        status = ndx_buf_status(&bytes, err);
        if (status == NDX_OK) status = ndx_glass_spill_append(&lists->spill, &head, sizeof head, err);
        if (status == NDX_OK) status = ndx_glass_spill_append(&lists->spill, bytes.data, bytes.len, err);
        *list = (ndx_glass_list){0};
    }
    ndx_buf_clear(&bytes);
    return status;
}

/* Everything in memory goes to the spill file; the lists begin anew. */
static ndx_status spill_run(ndx_glass_lists *lists, ndx_error *err) {
    size_t count;
    ndx_glass_run *grown = ndx_grow(lists->run, lists->run_count, &lists->run_capacity, sizeof *grown);
    if (!grown) return ndx_fail_memory(err);
    lists->run = grown;
    ndx_glass_ranked *order = ndx_glass_terms_order(&lists->terms, has_postings, lists, &count);
    if (!order) return ndx_fail_memory(err);
    ndx_glass_run *run = &lists->run[lists->run_count++];
    *run = (ndx_glass_run){.at = lists->spill.size};
    ndx_status status = write_run(lists, order, count, err);
    run->end = lists->spill.size;
    free(order);
    lists->pool_used = SLICE_UNIT;
    return status;
}

/* The next `len` bytes of a run, which must be there. */
static ndx_status read_run(const ndx_glass_lists *lists, ndx_glass_run *run, void *data, size_t len,
                           size_t buffer_bytes, ndx_error *err) {
    char *to = data;
    while (len) {
        if (run->from == run->filled) {
            run->filled = run->end - run->at < buffer_bytes ? (size_t)(run->end - run->at) : buffer_bytes;
            run->from = 0;
            if (!run->filled)
                return ndx_fail(err, NDX_IO, "a temporary file in %s is damaged", lists->spill.dir);
            ndx_status status = ndx_glass_spill_read(&lists->spill, run->at, run->buffer, run->filled, err);
            if (status != NDX_OK) return status;
            run->at += run->filled;
        }
        size_t part = run->filled - run->from < len ? run->filled - run->from : len;
        memcpy(to, run->buffer + run->from, part);
        run->from += part;
        to += part;
        len -= part;
    }
    return NDX_OK;
}

/* --- writing -------------------------------------------------------------------------------------------- */

/* The runs being merged: `head[i]` is the next list of run i; number NDX_NO_NAME: it is at its end. */
typedef struct merge {
    ndx_glass_lists *lists;
    run_head *head;
    size_t buffer_bytes;
    ndx_buf bytes; /* of the list being put together */
    ndx_glass_list whole;
} merge;

static ndx_status next_head(merge *merging, size_t i, ndx_error *err) {
    ndx_glass_run *run = &merging->lists->run[i];
    if (run->at == run->end && run->from == run->filled) {
        merging->head[i].number = NDX_NO_NAME;
        return NDX_OK;
    }
    return read_run(merging->lists, run, &merging->head[i], sizeof merging->head[i], merging->buffer_bytes,
                    err);
}

static ndx_status begin_merge(merge *merging, ndx_error *err) {
    ndx_glass_lists *lists = merging->lists;
    merging->head = calloc(lists->run_count + 1, sizeof *merging->head);
    if (!merging->head) return ndx_fail_memory(err);
    merging->buffer_bytes = lists->pool_size / 2 / (lists->run_count + 1);
    if (merging->buffer_bytes < RUN_BUFFER_MIN) merging->buffer_bytes = RUN_BUFFER_MIN;
    ndx_status status = ndx_glass_spill_flush(&lists->spill, err);
    for (size_t i = 0; i < lists->run_count && status == NDX_OK; i++) {
        lists->run[i].buffer = malloc(merging->buffer_bytes);
        if (!lists->run[i].buffer) return ndx_fail_memory(err);
        status = next_head(merging, i, err);
    }
    return status;
}

/* Make room for a part that begins with docid `first`, and the step to it from what stands there. */
static void join_part(merge *merging, const run_head *part) {
    if (merging->whole.count)
        ndx_buf_add_varint(&merging->bytes, part->first - merging->whole.last - 1);
    else
        merging->whole.first = part->first;
    merging->whole.count += part->count;
    merging->whole.sum += part->sum;
    merging->whole.last = part->last;
}

/* Put the term's list together from every run and from memory. */
static ndx_status gather(merge *merging, uint32_t number, ndx_error *err) {
    ndx_glass_lists *lists = merging->lists;
    const ndx_glass_list *list = &lists->list[number];
    ndx_status status = NDX_OK;
    ndx_buf_reset(&merging->bytes);
    merging->whole = (ndx_glass_list){0};
    for (size_t i = 0; i < lists->run_count && status == NDX_OK; i++) {
        run_head *head = &merging->head[i];
        if (head->number != number) continue;
        join_part(merging, head);
        if (!ndx_buf_reserve(&merging->bytes, head->bytes)) return ndx_fail_memory(err);
        status = read_run(lists, &lists->run[i], merging->bytes.data + merging->bytes.len, head->bytes,
                          merging->buffer_bytes, err);
        merging->bytes.len += head->bytes;
        if (status == NDX_OK) status = next_head(merging, i, err);
    }
    if (status == NDX_OK && list->count) {
        join_part(merging, &(run_head){list->sum, 0, number, list->count, list->first, list->last});
        read_slices(lists, list, &merging->bytes);
    }
    return status == NDX_OK ? ndx_buf_status(&merging->bytes, err) : status;
}

static ndx_status write_list(merge *merging, uint32_t number, ndx_glass_table *table, ndx_error *err) {
    ndx_status status = gather(merging, number, err);
    if (status != NDX_OK || !merging->whole.count) return status;
    ndx_text term = ndx_glass_terms_text(&merging->lists->terms, number);
    ndx_glass_chunked list = {.first = merging->whole.first,
                              .count = merging->whole.count,
                              .sum = merging->whole.sum,
                              .bytes = (const uint8_t *)merging->bytes.data,
                              .len = merging->bytes.len};
    list.key_len = (size_t)(glass_put_ordered(list.key, term.data, term.len) - list.key);
    list.mark_end = true;
    return ndx_glass_chunks_write(&list, table, err);
}

ndx_status ndx_glass_lists_write(ndx_glass_lists *lists, ndx_glass_table *table, ndx_error *err) {
    merge merging = {.lists = lists};
    size_t count;
    ndx_glass_ranked *order = ndx_glass_terms_order(&lists->terms, NULL, NULL, &count);
    if (!order) return ndx_fail_memory(err);
    ndx_status status = begin_merge(&merging, err);
    for (size_t i = 0; i < count && status == NDX_OK; i++)
        status = write_list(&merging, order[i].number, table, err);
    free(order);
    free(merging.head);
    ndx_buf_clear(&merging.bytes);
    return status;
}
