/* read, inside: the bytes of one file as the formats see them: byte order mark taken off, UTF-16 and UTF-32 turned to UTF-8 on the
 * way, everything else as it is (8-bit encodings are converted article by article, see charset.h). */
#ifndef NDX_READ_INPUT_H
#define NDX_READ_INPUT_H

#include "newsdex/base.h"

typedef struct ndx_input {
    ndx_stream *stream; /* owned */
    unsigned unit;      /* bytes of a code unit: 1, 2 or 4 */
    bool big_endian;
    bool utf8_marked;     /* a UTF-8 byte order mark said so */
    bool ended, repaired; /* of wide text: all decoded; something was no character */
    ndx_buf decoded;      /* of wide text */
    size_t decoded_at;
    uint64_t wide_offset; /* bytes in the file before decoded_at */
} ndx_input;

/* Takes the stream over. encoding: forced by the user, or NULL. */
ndx_status ndx_input_open(ndx_input *input, ndx_stream *stream, const char *encoding, ndx_error *err);
void ndx_input_close(ndx_input *input);
/* As ndx_stream_peek, _skip and _offset. The offset is in the file's own bytes. */
ndx_status ndx_input_peek(ndx_input *input, size_t want, ndx_text *view, ndx_error *err);
void ndx_input_skip(ndx_input *input, size_t count);
uint64_t ndx_input_offset(const ndx_input *input);

#endif
