/* Where each term stands in an article: the part of the record that takes the place of Xapian's position table.
 *
 *   varint   terms n
 *   varint   how many of them stand at one place only: "once"
 *   varint   span: every position is below it
 *   varint   bytes of the clash list
 *   bytes    buckets: an Elias-Fano vector: for each of n buckets a one for every term in it, then a zero. The hash's high half times n
 *            is a number of which the whole part says the bucket, and the part behind the point is seen of the term in its bucket
 *   bytes    fingerprints: of each term the 5 bits behind the point, in order of (bucket, fingerprint)
 *   bytes    marks: of each term a bit, set when it stands once
 *   bytes    the positions of those that stand once, each in as many bits as span needs
 *   samples  for numbers 8, 16, ... of the others: bit offset of its positions; 2 bytes each, 4 when the bits exceed 65,535;
 *            little-endian
 *   bytes    clash list: for each term whose bucket and fingerprint another term has too: varint (its index - that of the one before
 *            in the list) * 2, and a byte, the next 8 bits behind the point; or, when these are another's too, varint (the same)
 *            * 2 + 1, varint length, term
 *   bits     for each that does not stand once: gamma(count - 1), then the rice codes of its gaps (positions_parts.h), first what each of
 *            them has in unary and behind that the low bits of each: who passes by need not look at every gap
 *
 * Bits are numbered from the low one. A term looked up is found among n terms by its hash. A term that the article has is always
 * found, and found as itself: those that could be taken for one another are told apart. A term that the article has not may be taken
 * for another one (once in 30 times or so): who does not know that it is there has to ask the article's term list. Fingerprints of 8
 * bits would take 0.03 of the text more to be wrong eight times less often; of fewer than 5, the clash list would grow as fast.
 * Most terms stand once, and where such a term stands is told without passing others; counting marks says where to look.
 * Elias-Fano: Elias 1974, Fano 1971.
 */
#ifndef NDX_INDEX_POSITIONS_H
#define NDX_INDEX_POSITIONS_H

#include "newsdex/base.h"

/* --- making --------------------------------------------------------------------------------------------- */

/* One term of an article; its positions, ascending and distinct, are positions[first .. first + count - 1]
 * (count >= 1). */
typedef struct ndx_placed_term {
    ndx_text term;
    uint64_t hash; /* ndx_term_hash(term) */
    uint32_t first, count;
} ndx_placed_term;

/* Scratch memory reused between articles. {0} to begin. */
typedef struct ndx_positions_maker {
    ndx_buf bits, clashes;
    uint64_t *order;   /* of the terms: what is seen of its hash, then its number in 24 bits */
    uint32_t *buckets; /* and samples */
    size_t order_capacity, buckets_capacity;
} ndx_positions_maker;
void ndx_positions_maker_clear(ndx_positions_maker *maker);

#define NDX_TERM_HASH_SEED 0x6e647831u /* stored in records through the hash: never to change */
uint64_t ndx_term_hash(ndx_text term); /* ndx_hash with that seed */
/* Append the packed form to out. The same bytes for the same terms whatever their order. NO_MEMORY; USAGE:
 * 2^24 terms or more. */
ndx_status ndx_positions_make(ndx_positions_maker *maker, const ndx_placed_term *terms, size_t count,
                              const uint32_t *positions, ndx_buf *out, ndx_error *err);

/* --- reading -------------------------------------------------------------------------------------------- */

typedef struct ndx_positions { /* a view of packed bytes, none of which is trusted */
    uint32_t terms, once, span;
    unsigned sample_bytes;
    const uint8_t *buckets, *fingerprints, *marks, *places, *samples, *clashes, *bits, *end;
} ndx_positions;
#define NDX_NO_PLACE UINT32_MAX

/* False when the bytes cannot be a packed form. Costs nothing in proportion to their number. */
bool ndx_positions_view(ndx_positions *view, const uint8_t *bytes, size_t len);
/* Index of the term, or NDX_NO_PLACE. hash is ndx_term_hash(term). */
uint32_t ndx_positions_find(const ndx_positions *view, ndx_text term, uint64_t hash);

/* For who looks up most of the terms: the first term of each bucket, and the number of terms behind the last, into
 * as many numbers as there are terms and one more. False: damaged. */
bool ndx_positions_starts(const ndx_positions *view, uint32_t *starts);
/* As ndx_positions_find, with what that has told. */
uint32_t ndx_positions_find_from(const ndx_positions *view, const uint32_t *starts, ndx_text term,
                                 uint64_t hash);

typedef struct ndx_place_list {
    uint32_t *at;
    size_t count, capacity;
} ndx_place_list; /* ascending */
void ndx_place_list_clear(ndx_place_list *list);
/* Room for so many places in all; false: no memory. */
bool ndx_place_list_room(ndx_place_list *list, size_t count);
/* Replace the list by the positions of term number `index`. BAD_INPUT: damaged bytes; NO_MEMORY. */
ndx_status ndx_positions_get(const ndx_positions *view, uint32_t index, ndx_place_list *list, ndx_error *err);
/* The same for one term after the other, quicker than each for itself. */
typedef struct ndx_positions_walk {
    uint32_t index, once; /* of the next term; how many before it stand once */
    uint64_t at;          /* bits passed of the others */
} ndx_positions_walk;     /* {0} to begin */
ndx_status ndx_positions_next(const ndx_positions *view, ndx_positions_walk *walk, ndx_place_list *list,
                              ndx_error *err);
/* How many positions it has; 0 when the bytes are damaged. */
uint32_t ndx_positions_count(const ndx_positions *view, uint32_t index);
/* Walk all terms: BAD_INPUT unless every list decodes. For checking. */
ndx_status ndx_positions_check(const ndx_positions *view, ndx_error *err);

#endif
