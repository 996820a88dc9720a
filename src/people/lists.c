#include "lists.h"

#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

uint16_t lists_kind(uint32_t l) {
    if (l == 0) return 0;
    uint32_t given = l & LIST_GIVEN_TOP ? 2 : l & LIST_GIVEN ? 1 : 0;
    uint32_t family = l & (LIST_SURNAME_TOP | LIST_FAMOUS) ? 2 : l & LIST_SURNAME ? 1 : 0;
    uint32_t place = l & LIST_COUNTRY ? 2 : l & LIST_PLACE ? 1 : 0;
    uint32_t common = l & LIST_FUNCTION ? 3 : l & LIST_COMMON ? 2 : l & LIST_WORD ? 1 : 0;
    uint32_t group = l & LIST_DEMONYM                            ? 3
                     : l & (LIST_COMPANY | LIST_CLUB | LIST_ORG) ? 2
                     : l & (LIST_ORGHEAD | LIST_LOCHEAD)         ? 1
                                                                 : 0;
    uint32_t title = l & (LIST_HONORIFIC | LIST_TITLE) ? 1 : 0;
    return (uint16_t)(given | family << 2 | place << 4 | common << 6 | group << 8 | title << 10);
}

static bool note_kinds(list_table *lists) {
    lists->kind = calloc(lists->combo_count, sizeof *lists->kind);
    for (uint32_t i = 0; lists->kind && i < lists->combo_count; i++)
        lists->kind[i] = lists_kind(lists->combo[i]);
    return lists->kind != NULL;
}

void lists_close(list_table *lists) {
    free(lists->kind);
    *lists = (list_table){0};
}

ndx_status lists_open(list_table *lists, ndx_text data, const char *what, ndx_error *err) {
    list_header header;
    if (data.len < sizeof header)
        return ndx_fail(err, NDX_BAD_INPUT, "%s: too short to be word lists; reinstall or rebuild it", what);
    memcpy(&header, data.data, sizeof header);
    if (memcmp(header.magic, LIST_MAGIC, sizeof header.magic) != 0 || header.byte_order != BYTE_ORDER_MARK)
        return ndx_fail(err, NDX_BAD_INPUT,
                        "%s: not word lists of this version and byte order; reinstall or rebuild it", what);
    uint64_t combos = ((uint64_t)header.combo_count * sizeof(uint32_t) + 63) / 64 * 64;
    uint64_t buckets = (uint64_t)header.bucket_count * sizeof(list_bucket);
    if (header.bucket_count < 2 || header.bucket_count > 1u << 20 || header.combo_count == 0 ||
        header.combo_count > UINT16_MAX + 1u || sizeof header + combos + buckets != data.len ||
        ndx_hash(data.data + sizeof header, data.len - sizeof header, 0) != header.checksum)
        return ndx_fail(err, NDX_BAD_INPUT, "%s: damaged word lists; reinstall or rebuild it", what);
    lists->combo = (const uint32_t *)(const void *)(data.data + sizeof header);
    lists->bucket = (const list_bucket *)(const void *)(data.data + sizeof header + combos);
    lists->combo_count = header.combo_count;
    lists->bucket_count = header.bucket_count;
    return note_kinds(lists) ? NDX_OK : ndx_fail_memory(err);
}

/* The first slot of a bucket whose print is `print` or free, LIST_SLOTS if none is. */
#ifdef __SSE2__
static inline unsigned find_slot(const list_bucket *bucket, uint16_t print) {
    const __m128i *prints = (const __m128i *)(const void *)bucket->print;
    __m128i wanted = _mm_set1_epi16((short)print), none = _mm_setzero_si128();
    __m128i low = _mm_load_si128(prints), high = _mm_load_si128(prints + 1);
    __m128i a = _mm_or_si128(_mm_cmpeq_epi16(low, wanted), _mm_cmpeq_epi16(low, none));
    __m128i b = _mm_or_si128(_mm_cmpeq_epi16(high, wanted), _mm_cmpeq_epi16(high, none));
    unsigned found = (unsigned)_mm_movemask_epi8(_mm_packs_epi16(a, b));
    return (unsigned)__builtin_ctz(found | 1u << LIST_SLOTS);
}
#else
static inline unsigned find_slot(const list_bucket *bucket, uint16_t print) {
    unsigned slot = 0;
    while (slot < LIST_SLOTS && bucket->print[slot] != print && bucket->print[slot] != 0) slot++;
    return slot;
}
#endif

/* The combo of a listed word, SIZE_MAX for others. */
static inline size_t find_combo(const list_table *lists, uint32_t hash) {
    uint16_t print = list_print(hash);
    uint32_t at = list_bucket_of(hash, lists->bucket_count);
    for (unsigned tries = 0; tries < 2; tries++) { /* a full bucket overflows into the next */
        const list_bucket *bucket = &lists->bucket[at];
        unsigned slot = find_slot(bucket, print);
        if (slot < LIST_SLOTS) {
            bool listed = bucket->print[slot] == print && bucket->combo[slot] < lists->combo_count;
            return listed ? bucket->combo[slot] : SIZE_MAX;
        }
        if (++at == lists->bucket_count) at = 0;
    }
    return SIZE_MAX;
}

uint32_t lists_find(const list_table *lists, uint32_t hash) {
    size_t combo = find_combo(lists, hash);
    return combo == SIZE_MAX ? 0 : lists->combo[combo];
}

uint32_t lists_find_kind(const list_table *lists, uint32_t hash, uint16_t *kind) {
    size_t combo = find_combo(lists, hash);
    *kind = combo == SIZE_MAX ? 0 : lists->kind[combo];
    return combo == SIZE_MAX ? 0 : lists->combo[combo];
}
