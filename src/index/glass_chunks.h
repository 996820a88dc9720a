/* Cutting a posting list into the chunks of the posting table. */
#ifndef NDX_INDEX_GLASS_CHUNKS_H
#define NDX_INDEX_GLASS_CHUNKS_H

#include "glass_table.h"

/* A whole list: its bytes are wdf, then docid step - 1 and wdf for each further posting, all as uint. */
typedef struct ndx_glass_chunked {
    uint8_t key[GLASS_KEY_MAX]; /* of the first chunk; a docid follows it in the others */
    size_t key_len;
    bool mark_end;  /* 00 stands between the key and the docid */
    uint32_t first; /* docid */
    uint32_t count; /* what the first chunk says of the list */
    uint64_t sum;
    const uint8_t *bytes;
    size_t len;
    size_t chunk; /* bytes of a chunk at most; 0: as many as libxapian makes them */
} ndx_glass_chunked;

/* USAGE: the sum of wdfs does not fit into the 32 bits that libxapian reads it into. */
ndx_status ndx_glass_chunks_write(const ndx_glass_chunked *list, ndx_glass_table *table, ndx_error *err);

#endif
