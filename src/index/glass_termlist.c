/* Term lists: each term as what it adds to the one before. */
#include "glass_termlist.h"

#define ENTRY_HEAD 2   /* bytes kept, bytes added */
#define PACKED_WDF 127 /* smaller ones may share a byte with the bytes kept */

size_t ndx_glass_termlist_bound(const ndx_posting *postings, size_t count, size_t *text_bytes) {
    size_t total = 0;
    for (size_t i = 0; i < count; i++) total += postings[i].term.len;
    *text_bytes = total;
    return total + count * (ENTRY_HEAD + GLASS_UINT_MAX) + (size_t)2 * GLASS_UINT_MAX + NDX_SHORT_MAX;
}

/* A term and, if it is short, its bytes. */
typedef struct known_term {
    ndx_text text;
    ndx_short bytes;
} known_term;

static inline known_term know(ndx_text term, bool padded) {
    if (term.len > NDX_SHORT_MAX) return (known_term){term, {0, 0}};
    return (known_term){term, padded ? ndx_short_of_padded(term.data, term.len)
                                     : ndx_short_of(term.data, term.len)};
}

/* Bytes that both begin with. */
static inline size_t same_bytes(const known_term *a, const known_term *b) {
    size_t most = a->text.len < b->text.len ? a->text.len : b->text.len, same = 0;
    if (a->text.len <= NDX_SHORT_MAX && b->text.len <= NDX_SHORT_MAX) {
        uint64_t low = a->bytes.low ^ b->bytes.low, high = a->bytes.high ^ b->bytes.high;
        same = low ? (size_t)__builtin_ctzll(low) / 8 : high ? 8 + (size_t)__builtin_ctzll(high) / 8 : most;
        return same < most ? same : most;
    }
    while (same < most && a->text.data[same] == b->text.data[same]) same++;
    return same;
}

/* The term's bytes from `from` on; of a short one more than these, where there is room. */
static inline void put_rest(uint8_t *at, const known_term *term, size_t from) {
    ndx_short rest = term->bytes;
    if (term->text.len > NDX_SHORT_MAX) {
        memcpy(at, term->text.data + from, term->text.len - from);
        return;
    }
    unsigned bits = 8 * (unsigned)from; /* below 128: something is left */
    if (bits < 64) {
        rest.low = rest.low >> bits | rest.high << 1 << (63 - bits);
        rest.high >>= bits;
    } else {
        rest = (ndx_short){rest.high >> (bits - 64), 0};
    }
    ndx_short_put(rest, at);
}

/* One entry; NULL: the term does not come after the one before. */
static inline uint8_t *put_term(uint8_t *at, const known_term *before, const known_term *term, uint32_t wdf) {
    size_t before_len = before->text.len, same = same_bytes(before, term), more = term->text.len - same;
    if (!more || (same < before_len && (uint8_t)term->text.data[same] < (uint8_t)before->text.data[same]))
        return NULL;
    size_t packed = before_len && wdf < PACKED_WDF ? (wdf + 1) * (before_len + 1) + same : 256;
    if (before_len) *at++ = (uint8_t)(packed < 256 ? packed : same);
    *at++ = (uint8_t)more;
    put_rest(at, term, same);
    at += more;
    return packed < 256 ? at : glass_put_uint(at, wdf);
}

ndx_status ndx_glass_termlist_put(const ndx_glass_article *article, uint8_t *at, uint8_t **end,
                                  ndx_error *err) {
    const ndx_posting *postings = article->postings;
    size_t count = article->posting_count;
    uint64_t length = 0;
    known_term before = {{NULL, 0}, {0, 0}};
    *end = at;
    if (!count) return NDX_OK; /* an empty tag */
    for (size_t i = 0; i < count; i++) length += postings[i].wdf;
    if (length > UINT32_MAX || count > UINT32_MAX)
        return ndx_fail(err, NDX_USAGE, "an article is too long to be indexed");
    at = glass_put_uint(glass_put_uint(at, length), count);
    for (size_t i = 0; i < count; i++) {
        ndx_text term = postings[i].term;
        if (term.len > GLASS_TERM_MAX)
            return ndx_fail(err, NDX_USAGE, "a term of %zu bytes cannot be indexed: 1 to %d are possible",
                            term.len, GLASS_TERM_MAX);
        known_term now = know(term, article->padded);
        at = put_term(at, &before, &now, postings[i].wdf);
        if (!at)
            return ndx_fail(err, NDX_USAGE,
                            "the terms of an article are not in byte order, or one comes twice or is empty");
        before = now;
    }
    *end = at;
    return NDX_OK;
}

size_t ndx_glass_termlist_count(const uint8_t *list, size_t len) {
    uint64_t count = 0;
    if (len) glass_get_uint(glass_skip_uint(list), &count);
    return count;
}

/* Sixteen bytes at a time, past the end too: they may reach into where they go, hence by way of a register. */
static inline void copy_over(char *to, const char *from, size_t len) {
    char some[NDX_GLASS_SLACK];
    memcpy(some, from, sizeof some);
    memcpy(to, some, sizeof some);
    for (size_t i = sizeof some; i < len; i += sizeof some) {
        memcpy(some, from + i, sizeof some);
        memcpy(to + i, some, sizeof some);
    }
}

void ndx_glass_termlist_get(const uint8_t *list, size_t len, ndx_posting *postings, char *texts) {
    size_t count = ndx_glass_termlist_count(list, len), before_len = 0;
    const char *before = texts;
    const uint8_t *at = count ? glass_skip_uint(glass_skip_uint(list)) : list;
    for (size_t i = 0; i < count; i++) {
        size_t same = 0, more;
        uint64_t wdf = UINT64_MAX;
        if (before_len && (same = *at++) > before_len) {
            wdf = same / (before_len + 1) - 1;
            same %= before_len + 1;
        }
        more = *at++;
        copy_over(texts, before, same);
        copy_over(texts + same, (const char *)at, more);
        at += more;
        if (wdf == UINT64_MAX) at = glass_get_uint(at, &wdf);
        postings[i] = (ndx_posting){{texts, same + more}, (uint32_t)wdf, UINT32_MAX};
        before = texts;
        before_len = same + more;
        texts += before_len;
    }
}

/* --- lists that need not be sound ----------------------------------------------------------------------- */

void ndx_glass_terms_begin(ndx_glass_terms_reader *reader, ndx_text list) {
    const uint8_t *at = (const uint8_t *)list.data;
    *reader = (ndx_glass_terms_reader){.at = at, .end = at + list.len, .term = {reader->text, 0}};
    if (list.len && (!ndx_varint_get(&reader->at, reader->end, &reader->length) ||
                     !ndx_varint_get(&reader->at, reader->end, &reader->left)))
        reader->bad = true;
}

/* The bytes that a term shares with the one before, of a head that may hold its wdf as well. */
static size_t take_head(ndx_glass_terms_reader *reader, size_t before, bool *packed) {
    size_t same = before ? *reader->at++ : 0;
    *packed = same > before;
    if (!*packed) return same;
    reader->wdf = same / (before + 1) - 1;
    return same % (before + 1);
}

bool ndx_glass_terms_next(ndx_glass_terms_reader *reader) {
    size_t before = reader->term.len;
    bool packed;
    if (reader->bad || !reader->left) return false;
    reader->bad = (size_t)(reader->end - reader->at) < ENTRY_HEAD;
    if (reader->bad) return false;
    size_t same = take_head(reader, before, &packed), more = *reader->at++;
    reader->bad = !more || same + more > sizeof reader->text || more > (size_t)(reader->end - reader->at) ||
                  (same < before && *reader->at <= (uint8_t)reader->text[same]);
    if (reader->bad) return false;
    memcpy(reader->text + same, reader->at, more);
    reader->at += more;
    reader->term.len = same + more;
    reader->left--;
    if (!packed) reader->bad = !ndx_varint_get(&reader->at, reader->end, &reader->wdf);
    return !reader->bad;
}

bool ndx_glass_termlist_sound(ndx_text list, uint64_t text_bytes) {
    ndx_glass_terms_reader reader;
    uint64_t bytes = 0, length = 0;
    ndx_glass_terms_begin(&reader, list);
    if (list.len && !reader.left) return false;
    while (ndx_glass_terms_next(&reader) && reader.term.len <= GLASS_TERM_MAX && reader.wdf <= UINT32_MAX) {
        bytes += reader.term.len;
        length += reader.wdf;
    }
    return !reader.bad && !reader.left && reader.at == reader.end && bytes == text_bytes &&
           length == reader.length && length <= UINT32_MAX;
}
