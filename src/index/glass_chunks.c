/* Chunks: a list's bytes are already what a chunk holds, so all there is to do is to find where to cut, and to leave out
 * the step across each cut. A chunk ends where the block does, unless there is hardly any room left. */
#include "glass_chunks.h"
#include "glass_lists.h"

#include <stdlib.h>

#define CHUNK 2000 /* bytes: glass_postlist.cc's CHUNKSIZE */
/* The lengths of articles are asked for one by one, for whatever a word is found in, and the chunk is walked through up to there: a
 * short one costs a step in the table more often, a long one costs more with every jump. */
#define LENGTHS_CHUNK 500
#define LEAST_CHUNK 256 /* below this, a new block rather than a chunk that fills this one */
#define HEAD_MAX (1 + 4 * GLASS_UINT_MAX)

/* Chunks of lists that hold one step and wdf again and again - of terms that nearly every article has, of days, which follow
 * each other as articles do - shrink to next to nothing, and are inflated as fast as they are copied. All others stay as they are:
 * inflating them would take queries longer than reading them. */
#define SQUEEZED_PART 3 /* it must shrink to a third */

/* How many of eight bytes are zero. (Hacker's Delight, 6-1.) */
static inline unsigned zeros_of(uint64_t bytes) {
    const uint64_t ones = UINT64_C(0x0101010101010101), low = ones * 0x7f;
    uint64_t zeros = ~(((bytes & low) + low) | bytes | low) >> 7; /* a one for each */
    return (unsigned)(zeros * ones >> 56);
}

/* Do most postings say the same as the one before? Then it is worth trying. */
static bool is_regular(const uint8_t *bytes, size_t len) {
    size_t same = 0, i = 2;
    for (; i + 8 <= len; i += 8) same += zeros_of(ndx_load8(bytes + i) ^ ndx_load8(bytes + i - 2));
    for (; i < len; i++) same += bytes[i] == bytes[i - 2];
    return same * 2 > len;
}

/* Where a list is being cut. */
typedef struct cutter {
    const uint8_t *at, *end;
    uint32_t docid; /* of the posting whose wdf is at `at` */
} cutter;

/* Take postings while their bytes stay within `most` (the first in any case); returns where they end. *last: docid of the last. */
static const uint8_t *take(cutter *cut, size_t most, uint32_t *last) {
    const uint8_t *stop = (size_t)(cut->end - cut->at) <= most ? cut->end : cut->at + most;
    const uint8_t *at = glass_skip_uint(cut->at);
    uint32_t docid = cut->docid;
    while (at < cut->end) {
        uint64_t step;
        const uint8_t *next = glass_skip_uint(glass_get_uint(at, &step));
        if (next > stop) {
            *last = docid;
            cut->docid = docid + (uint32_t)step + 1;
            return at;
        }
        docid += (uint32_t)step + 1;
        at = next;
    }
    *last = docid;
    return at;
}

static size_t chunk_key(const ndx_glass_chunked *list, bool first, uint32_t docid, uint8_t *key) {
    memcpy(key, list->key, list->key_len);
    if (first) return list->key_len;
    uint8_t *at = key + list->key_len;
    if (list->mark_end) *at++ = 0;
    return (size_t)(glass_put_sorted(at, docid) - key);
}

static uint8_t *chunk_head(const ndx_glass_chunked *list, bool first, bool last, uint32_t from, uint32_t to,
                           uint8_t *at) {
    if (first) {
        at = glass_put_uint(at, list->count);
        at = glass_put_uint(at, list->sum);
        at = glass_put_uint(at, list->first - 1);
    }
    *at++ = last ? '1' : '0';
    return glass_put_uint(at, to - from);
}

ndx_status ndx_glass_chunks_write(const ndx_glass_chunked *list, ndx_glass_table *table, ndx_error *err) {
    uint8_t key[GLASS_KEY_MAX + 1 + GLASS_SORTED_MAX], tag[HEAD_MAX + CHUNK + 2 * GLASS_UINT_MAX];
    cutter cut = {list->bytes, list->bytes + list->len, list->first};
    ndx_status status = NDX_OK;
    if (list->sum > UINT32_MAX)
        return ndx_fail(err, NDX_USAGE, "a term occurs more than %u times", UINT32_MAX);
    for (bool first = true; status == NDX_OK && cut.at < cut.end; first = false) {
        uint32_t from = cut.docid, to;
        size_t key_len = chunk_key(list, first, from, key), room = ndx_glass_table_room(table, key_len);
        size_t chunk = list->chunk ? list->chunk : CHUNK;
        size_t head = first ? 1 + 4 * 5 : 1 + 5; /* at most: numbers of 32 bits */
        size_t most = room >= LEAST_CHUNK + head && room < chunk + head ? room - head : chunk;
        const uint8_t *start = cut.at, *end = take(&cut, most, &to);
        uint8_t *body = chunk_head(list, first, end == cut.end, from, to, tag);
        memcpy(body, start, (size_t)(end - start));
        size_t len = (size_t)(body - tag) + (size_t)(end - start);
        status =
            !list->chunk && is_regular(start, (size_t)(end - start))
                ? ndx_glass_table_add_squeezed(table, key, key_len, tag, len, len / SQUEEZED_PART, false, err)
                : ndx_glass_table_add(table, key, key_len, tag, len, false, err);
        cut.at = end < cut.end ? glass_skip_uint(end) : end; /* the step is in the key */
    }
    return status;
}

ndx_status ndx_glass_lengths_write(const uint32_t *lengths, uint32_t count, ndx_glass_table *table,
                                   ndx_error *err) {
    if (!count) return NDX_OK;
    uint8_t *bytes = malloc((size_t)count * (1 + 5)), *at = bytes;
    if (!bytes) return ndx_fail_memory(err);
    for (uint32_t i = 0; i < count; i++) {
        if (i) *at++ = 0;
        at = glass_put_uint(at, lengths[i]);
    }
    ndx_glass_chunked list = {.key = {0x00, 0xe0},
                              .key_len = 2,
                              .first = 1,
                              .bytes = bytes,
                              .len = (size_t)(at - bytes),
                              .chunk = LENGTHS_CHUNK};
    ndx_status status = ndx_glass_chunks_write(&list, table, err);
    free(bytes);
    return status;
}
