#include "lists.h"

#include <string.h>

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
    return NDX_OK;
}

uint32_t lists_find(const list_table *lists, uint32_t hash) {
    uint16_t print = list_print(hash);
    uint32_t at = list_bucket_of(hash, lists->bucket_count);
    for (unsigned tries = 0; tries < 2; tries++) { /* a full bucket overflows into the next */
        const list_bucket *bucket = &lists->bucket[(at + tries) % lists->bucket_count];
        for (unsigned i = 0; i < LIST_SLOTS; i++) {
            if (bucket->print[i] == print && bucket->combo[i] < lists->combo_count)
                return lists->combo[bucket->combo[i]];
            if (bucket->print[i] == 0) return 0;
        }
    }
    return 0;
}
