/* base: how do we hold bytes, text, arenas, streams, and report failure?
 *
 * Three kinds of holder, three types, so that ownership shows in a signature:
 *   ndx_text    a view: borrows, never frees, not NUL-terminated
 *   ndx_buf     an owned growing buffer, always NUL-terminated after its length
 *   ndx_arena   owner of many small things freed together
 * Appending functions are sticky: after the first failure (out of memory) the rest do nothing, and one look at
 * `failed` at the end tells. Lengths are size_t bytes. Nothing here prints, exits or aborts.
 */
#ifndef NEWSDEX_BASE_H
#define NEWSDEX_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Marks what the shared library exports. */
#define NDX_API __attribute__((visibility("default")))
#define NDX_PRINTF(format_at, args_at) __attribute__((format(printf, format_at, args_at)))
#define NDX_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* --- status and error ----------------------------------------------------------------------------------- */

typedef enum ndx_status {
#define X(name, exit_code, word, meaning) NDX_##name,
#include "newsdex/status.def"
#undef X
    NDX_STATUS_COUNT
} ndx_status;

/* The process exit code for a status, its word in logs ("no-space"), and its meaning as a sentence part. Never NULL. */
NDX_API int ndx_status_exit_code(ndx_status status);
NDX_API const char *ndx_status_word(ndx_status status);
NDX_API const char *ndx_status_meaning(ndx_status status);

/* Where a function tells what went wrong: one sentence for the user (what, where, what to do). Owns nothing.
 * Callers pass NULL when they do not care. `column` is 1-based, in characters of a query; 0 when it has no place. */
typedef struct ndx_error {
    ndx_status status;
    size_t column;
    char message[600];
} ndx_error;

/* Fill err (may be NULL) with status and a formatted sentence; returns status, so that `return ndx_fail(...)` reads well.
 * Control characters in the result are replaced by '?', so hostile names cannot reach a terminal through an error. */
NDX_API ndx_status ndx_fail(ndx_error *err, ndx_status status, const char *format, ...) NDX_PRINTF(3, 4);
/* As ndx_fail, for a failed system call: appends ": " and strerror(errno_value), and picks the status from it
 * (ENOSPC, EDQUOT, EFBIG: NO_SPACE; ENOMEM: NO_MEMORY; ENOENT: NOT_FOUND; else IO). */
NDX_API ndx_status ndx_fail_errno(ndx_error *err, int errno_value, const char *format, ...) NDX_PRINTF(3, 4);
/* As ndx_fail(NDX_NO_MEMORY) with the house's sentence. Inline, so that compilers and analysers, which see one file at a
 * time, know that it never returns OK. */
static inline ndx_status ndx_fail_memory(ndx_error *err) {
    ndx_fail(err, NDX_NO_MEMORY, "out of memory; free some or lower --memory");
    return NDX_NO_MEMORY;
}

/* --- views ---------------------------------------------------------------------------------------------- */

typedef struct ndx_text {
    const char *data; /* may be NULL when len is 0 */
    size_t len;       /* bytes */
} ndx_text;

#define NDX_TEXT(literal) ((ndx_text){(literal), sizeof(literal) - 1})
/* For printf("%.*s"). */
#define NDX_ARG(text) (int)(text).len, (text).data ? (text).data : ""

NDX_API ndx_text ndx_text_of(const char *nul_terminated); /* NULL gives the empty text */
NDX_API bool ndx_text_equal(ndx_text a, ndx_text b);
NDX_API bool ndx_text_equal_nocase(ndx_text a, ndx_text b); /* ASCII case only */
NDX_API int ndx_text_compare(ndx_text a, ndx_text b);       /* bytewise, as memcmp then length */
NDX_API bool ndx_text_starts(ndx_text text, ndx_text prefix);
NDX_API bool ndx_text_starts_nocase(ndx_text text, ndx_text prefix);
NDX_API bool ndx_text_ends(ndx_text text, ndx_text suffix);
NDX_API ndx_text ndx_text_trim(ndx_text text);              /* ASCII white space at both ends */
NDX_API ndx_text ndx_text_slice(ndx_text text, size_t from, size_t to); /* clamped to the text */
NDX_API size_t ndx_text_find(ndx_text text, ndx_text needle);           /* offset, or SIZE_MAX */
/* Cut the next piece up to `separator` off *rest; false when nothing is left. "a,b" gives "a" then "b". */
NDX_API bool ndx_text_split(ndx_text *rest, char separator, ndx_text *piece);
/* The next line without its end (LF, CRLF or CR); false when nothing is left. */
NDX_API bool ndx_text_line(ndx_text *rest, ndx_text *line);
/* A whole text that is a decimal number, no sign, no blanks; false if not or if it overflows. */
NDX_API bool ndx_text_to_u64(ndx_text text, uint64_t *value);

/* How many of the sixteen bytes at `at`, from the first on, are ASCII letters; *capitals: which of these are capitals, bit i for
 * letter i. */
static inline unsigned ndx_letters_first(const char *at, unsigned *capitals) {
#ifdef __SSE2__
    typedef unsigned char ndx_sixteen __attribute__((vector_size(16)));
    typedef char ndx_sixteen_signed __attribute__((vector_size(16)));
    ndx_sixteen bytes;
    memcpy(&bytes, at, sizeof bytes);
    unsigned letters = (unsigned)__builtin_ia32_pmovmskb128((ndx_sixteen_signed)(((bytes | 0x20) - 'a') < 26));
    unsigned large = (unsigned)__builtin_ia32_pmovmskb128((ndx_sixteen_signed)((bytes & 0x20) == 0));
    *capitals = large & ((letters ^ (letters + 1)) >> 1);
    return (unsigned)__builtin_ctz(~letters);
#else
    unsigned count = 0;
    for (*capitals = 0; count < 16 && (unsigned char)((at[count] | 0x20) - 'a') < 26; count++)
        *capitals |= (unsigned)!(at[count] & 0x20) << count;
    return count;
#endif
}

/* --- owned buffers -------------------------------------------------------------------------------------- */

typedef struct ndx_buf {
    char *data; /* NUL-terminated once anything was appended; NULL before */
    size_t len;
    size_t capacity;
    bool failed; /* out of memory happened; contents are what fitted before */
} ndx_buf;

NDX_API void ndx_buf_init(ndx_buf *buf); /* or = {0} */
NDX_API void ndx_buf_clear(ndx_buf *buf); /* frees; ready for reuse */
NDX_API void ndx_buf_reset(ndx_buf *buf); /* keeps the memory, forgets contents and failure */
/* Make room for `more` bytes beyond len; false (and failed) if there is none. */
NDX_API bool ndx_buf_reserve(ndx_buf *buf, size_t more);
NDX_API void ndx_buf_add(ndx_buf *buf, const void *data, size_t len);
NDX_API void ndx_buf_add_text(ndx_buf *buf, ndx_text text);
NDX_API void ndx_buf_add_str(ndx_buf *buf, const char *nul_terminated);
NDX_API void ndx_buf_add_char(ndx_buf *buf, char byte);
NDX_API void ndx_buf_add_utf8(ndx_buf *buf, uint32_t codepoint); /* invalid ones become U+FFFD */
NDX_API void ndx_buf_add_varint(ndx_buf *buf, uint64_t value);   /* LEB128, see ndx_varint_get */
NDX_API void ndx_buf_addf(ndx_buf *buf, const char *format, ...) NDX_PRINTF(2, 3);
NDX_API ndx_text ndx_buf_text(const ndx_buf *buf); /* a view, good until the buffer changes */
NDX_API ndx_status ndx_buf_status(const ndx_buf *buf, ndx_error *err); /* OK or NO_MEMORY */

/* LEB128: 7 bits a byte, low first. Reads from *at, which moves on; false when the bytes end early or exceed 64 bits. */
NDX_API bool ndx_varint_get_long(const uint8_t **at, const uint8_t *end, uint64_t *value);
/* The same, quicker for numbers of one byte or two, which most are. */
static inline bool ndx_varint_get(const uint8_t **at, const uint8_t *end, uint64_t *value) {
    const uint8_t *from = *at;
    if (from < end && from[0] < 0x80) {
        *value = from[0];
        *at = from + 1;
        return true;
    }
    if (end - from < 2 || from[1] >= 0x80) return ndx_varint_get_long(at, end, value);
    *value = (from[0] & 0x7Fu) | (uint64_t)from[1] << 7;
    *at = from + 2;
    return true;
}

/* --- arenas --------------------------------------------------------------------------------------------- */

typedef struct ndx_arena_block ndx_arena_block;
typedef struct ndx_arena {
    ndx_arena_block *block; /* newest first */
    char *at, *end;
    size_t used; /* bytes handed out since the last reset */
    bool failed;
} ndx_arena;

NDX_API void ndx_arena_init(ndx_arena *arena); /* or = {0} */
NDX_API void ndx_arena_clear(ndx_arena *arena); /* frees everything */
/* Forget everything handed out; keeps the largest block, so a run over many articles soon allocates no more. */
NDX_API void ndx_arena_reset(ndx_arena *arena);
/* Zeroed, aligned to 16; NULL (and failed) when out of memory. size 0 gives a valid pointer. */
NDX_API void *ndx_arena_alloc(ndx_arena *arena, size_t size);
/* The same, not zeroed: for bytes that are written before they are read. */
NDX_API void *ndx_arena_room(ndx_arena *arena, size_t size);
NDX_API void *ndx_arena_array(ndx_arena *arena, size_t count, size_t size_each); /* overflow checked */
/* A copy, NUL-terminated after its length; the empty text on failure. */
NDX_API ndx_text ndx_arena_copy(ndx_arena *arena, ndx_text text);

/* Growing arrays. Ensures room for count + 1 elements of `each` bytes; returns the (moved) array, or NULL with the old one untouched. */
NDX_API void *ndx_grow(void *array, size_t count, size_t *capacity, size_t each);
/* Zeros for free(), as calloc gives them; NULL: no memory. From 4 MB on in pages of 2 MB, where the system has them and gives them on
 * request (madvise(2)), as growing arrays are too: of memory that is gone about in at random, most reaches wait for the page's address
 * first. For tables: it takes a fourteenth off the time to index 84,000 articles of 2.8 KB, words only. */
NDX_API void *ndx_large_array(size_t count, size_t each);
/* The same, not zeroed: what is never written takes no memory. */
NDX_API void *ndx_large_block(size_t bytes);
/* For a program that is to use much memory for a while, before it has threads: the heap, one for all threads, begins with 128 MB in
 * pages of 2 MB, of which those take memory that are used, and keeps what is given back. Fewer faults, and fewer addresses of pages
 * to be looked up: a seventh off the time to index 16 MB. Advice only, and to glibc's malloc only. */
NDX_API void ndx_heap_in_large_pages(void);
/* For a program that is to end soon: the first megabyte of the heap comes at once, not by 256 faults. Likewise. */
NDX_API void ndx_heap_at_once(void);

/* --- hashing -------------------------------------------------------------------------------------------- */

/* A fast 64-bit hash, the same on every machine and for ever (it is stored in indexes); not for secrets. */
NDX_API uint64_t ndx_hash(const void *data, size_t len, uint64_t seed);

/* A text of at most 16 bytes as two numbers, its first byte lowest, zeros behind. Most words are so short: they are hashed,
 * compared and copied like this without a loop or a call. */
#define NDX_SHORT_MAX 16
typedef struct ndx_short {
    uint64_t low, high;
} ndx_short;
/* Eight bytes, or four, as a number, the first one lowest. */
static inline uint64_t ndx_load8(const void *data) {
    uint64_t value;
    memcpy(&value, data, sizeof value);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}
static inline void ndx_store8(void *data, uint64_t value) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    memcpy(data, &value, sizeof value);
}
static inline uint64_t ndx_load4(const void *data) {
    uint32_t value;
    memcpy(&value, data, sizeof value);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap32(value);
#endif
    return value;
}
static inline ndx_short ndx_short_of(const void *data, size_t len) {
    const unsigned char *at = (const unsigned char *)data;
    ndx_short text = {0, 0};
    if (len >= 8) { /* reads that overlap, and none beyond the text */
        text.low = ndx_load8(at);
        text.high = len > 8 ? ndx_load8(at + len - 8) >> (8 * (16 - len)) : 0;
    } else if (len >= 4) {
        text.low = ndx_load4(at) | ndx_load4(at + len - 4) << (8 * (len - 4));
    } else if (len) {
        text.low = at[0] | (uint64_t)at[len / 2] << (8 * (len / 2)) | (uint64_t)at[len - 1] << (8 * (len - 1));
    }
    return text;
}
/* The same, where all sixteen bytes may be read: without a jump. */
static inline ndx_short ndx_short_of_padded(const void *data, size_t len) {
    uint64_t all = UINT64_MAX, low = ndx_load8(data), high = ndx_load8((const char *)data + 8);
    return (ndx_short){len < 8 ? low & ~(all << (8 * len)) : low,
                       len > 8 ? high & (all >> (8 * (NDX_SHORT_MAX - len))) : 0};
}
/* The first eight bytes of a text as a number that orders as they do. */
static inline uint64_t ndx_text_start(ndx_text text) {
    return __builtin_bswap64(ndx_short_of(text.data, text.len < 8 ? text.len : 8).low);
}
/* All sixteen bytes, zeros too. */
static inline void ndx_short_put(ndx_short text, void *to) {
    ndx_store8(to, text.low);
    ndx_store8((char *)to + 8, text.high);
}
/* The mixing step of wyhash: multiply to 128 bits and fold. Constants are odd with about half their bits set.
 * Source of the idea: Wang Yi, wyhash (public domain); stored in indexes, so it must never change. */
#define NDX_HASH_0 UINT64_C(0xa0761d6478bd642f)
#define NDX_HASH_1 UINT64_C(0xe7037ed1a0b428db)
#define NDX_HASH_2 UINT64_C(0x8ebc6af09c88c6e3)
static inline uint64_t ndx_hash_mix(uint64_t a, uint64_t b) {
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}
/* ndx_hash of a text of `len` bytes; `text` are the last of them, one to sixteen, and state is what came of those before. */
static inline uint64_t ndx_hash_end(ndx_short text, size_t len, uint64_t state) {
    return ndx_hash_mix(NDX_HASH_2 ^ len, ndx_hash_mix(text.low ^ NDX_HASH_1, text.high ^ state));
}
/* ndx_hash of a short text. */
static inline uint64_t ndx_short_hash(ndx_short text, size_t len, uint64_t seed) {
    return ndx_hash_end(text, len, seed ^ NDX_HASH_0);
}

/* A set of byte strings, numbered 0, 1, 2... in the order of arrival. Strings are kept in an arena of the map's own. */
typedef struct ndx_names {
    struct ndx_names_slot *slots;
    size_t slot_count; /* a power of two, or 0 */
    ndx_text *names;   /* by number */
    size_t count, capacity;
    ndx_arena arena;
} ndx_names;
#define NDX_NO_NAME UINT32_MAX
NDX_API void ndx_names_init(ndx_names *names); /* or = {0} */
NDX_API void ndx_names_clear(ndx_names *names);
NDX_API uint32_t ndx_names_find(const ndx_names *names, ndx_text name); /* its number, or NDX_NO_NAME */
NDX_API uint32_t ndx_names_add(ndx_names *names, ndx_text name); /* its number, new or old; NDX_NO_NAME: no memory */

/* --- UTF-8 and Unicode ---------------------------------------------------------------------------------- */

#define NDX_BAD_CODEPOINT 0xFFFFFFFFu
/* Decode the character at data[*at] (at < len) and move *at past it. An invalid sequence gives NDX_BAD_CODEPOINT and
 * moves by one byte (surrogates, overlong forms and values above 10FFFF are invalid). */
NDX_API uint32_t ndx_utf8_next(const char *data, size_t len, size_t *at);
NDX_API size_t ndx_utf8_put(char out[4], uint32_t codepoint); /* bytes written, 1 to 4 */
NDX_API bool ndx_utf8_valid(ndx_text text);
NDX_API size_t ndx_utf8_count(ndx_text text); /* characters; an invalid byte counts as one */
/* Largest offset <= at that does not cut a character. */
NDX_API size_t ndx_utf8_floor(ndx_text text, size_t at);
/* Folded for comparing: lower case, diacritics and compatibility forms removed (NFKD without marks, ß -> ss, ø -> o,
 * ł -> l, æ -> ae). Appends to out. The one folding of the house: index, queries and names all use it. */
NDX_API void ndx_fold(ndx_buf *out, ndx_text text);
/* The same of a short text, without memory: into room, of which it gives a view; empty when text is longer than NDX_FOLD_SHORT. */
#define NDX_FOLD_SHORT 64
#define NDX_FOLD_ROOM (NDX_FOLD_SHORT * 12 + 8) /* one letter of three bytes folds to 33, and none to more for its length */
NDX_API ndx_text ndx_fold_short(ndx_text text, char room[NDX_FOLD_ROOM]);
/* Columns a terminal uses for the text: 0 for marks and controls, 2 for wide East Asian characters and emoji. */
NDX_API size_t ndx_width_columns(ndx_text text);
NDX_API int ndx_codepoint_columns(uint32_t codepoint);
/* True for characters that must not reach a terminal or a one-line record raw: C0, DEL, C1, line and paragraph
 * separators, bidi embeddings, overrides and isolates, zero-width no-break space, tags, lone surrogates. */
NDX_API bool ndx_codepoint_unsafe(uint32_t codepoint);

/* --- input streams -------------------------------------------------------------------------------------- */

/* Bytes from a file, a descriptor or memory, uncompressed on the way when they are gzip (also several members one
 * after the other), read once from start to end with bounded memory. */
typedef struct ndx_stream ndx_stream;

/* path "-" is standard input. Refuses folders, FIFOs, sockets and devices (except through "-") with BAD_INPUT. */
NDX_API ndx_status ndx_stream_open(const char *path, ndx_stream **stream, ndx_error *err);
NDX_API ndx_status ndx_stream_open_fd(int fd, ndx_stream **stream, ndx_error *err); /* takes the descriptor over */
NDX_API ndx_status ndx_stream_open_memory(ndx_text data, ndx_stream **stream, ndx_error *err); /* borrows data */
NDX_API void ndx_stream_close(ndx_stream *stream); /* NULL is fine */
/* The next bytes without consuming them: at least `want` if there are so many before the end (want <= 1 GiB), else what
 * is left. The view is good until the next call. Bytes past `want` may be there too. BAD_INPUT: damaged or truncated gzip
 * (what came before the damage is delivered first), IO, NO_MEMORY. */
NDX_API ndx_status ndx_stream_peek(ndx_stream *stream, size_t want, ndx_text *view, ndx_error *err);
/* True when what the last peek gave is followed by damage, not by the end. */
NDX_API bool ndx_stream_is_damaged(const ndx_stream *stream);
NDX_API void ndx_stream_skip(ndx_stream *stream, size_t count); /* at most what was peeked */
/* The next line without its LF or CRLF, at most `limit` bytes; a longer line is delivered cut, *cut set, its rest skipped.
 * NDX_END after the last. The view is good until the next call. */
NDX_API ndx_status ndx_stream_line(ndx_stream *stream, size_t limit, ndx_text *line, bool *cut, ndx_error *err);
/* Offset in the uncompressed bytes of what comes next; compressed bytes read so far, and their total (0 if unknown),
 * for progress bars. */
NDX_API uint64_t ndx_stream_offset(const ndx_stream *stream);
NDX_API void ndx_stream_progress(const ndx_stream *stream, uint64_t *done, uint64_t *total);

/* Read a whole file, at most `limit` bytes (more: BAD_INPUT). Appends to buf. */
NDX_API ndx_status ndx_file_read(const char *path, size_t limit, ndx_buf *buf, ndx_error *err);
/* Write a file whole or not at all: a temporary beside it, fsync, rename, fsync of the folder. What is there and is no file (a
 * device, a pipe) stays, and is written to. */
NDX_API ndx_status ndx_file_write(const char *path, ndx_text data, ndx_error *err);
/* Bring the folder of a file to the disk, so that a new file or a new name is there after a loss of power. */
NDX_API ndx_status ndx_file_sync_name(const char *path, ndx_error *err);

#ifdef __cplusplus
}
#endif
#endif
