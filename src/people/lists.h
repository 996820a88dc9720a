/* Inside the room: word lists (gazetteers) as one read-only table: hash of a lower-case word -> what it can
 * be. */
#ifndef NEWSDEX_PEOPLE_LISTS_H
#define NEWSDEX_PEOPLE_LISTS_H

#include "newsdex/base.h"

/* X(BIT, class in the list file) in the order of bits; the order is part of the file format and of the
 * model. The layout is by hand: clang-format moves these rows at each run. */
/* clang-format off */
#define LIST_CLASSES(X) \
    X(GIVEN, "given") X(GIVEN_TOP, "given_top") X(SURNAME, "surname") X(SURNAME_TOP, "surname_top") \
    X(PLACE, "place") X(COUNTRY, "country") X(DEMONYM, "demonym") X(ROLE, "role") \
    X(COMMON, "common") X(WORD, "word") X(COMPANY, "company") X(CLUB, "club") X(ORG, "org") \
    X(ORGHEAD, "orghead") X(LOCHEAD, "lochead") X(HONORIFIC, "honorific") X(TITLE, "title") \
    X(SPEECH, "speech") X(KIN, "kin") X(CALENDAR, "calendar") X(PARTICLE, "particle") \
    X(FUNCTION, "function") X(FAMOUS, "famous") X(MONONYM, "mononym") X(PROPER, "proper") \
    X(PROPER_RARE, "proper_rare") X(SUFFIX, "suffix") X(PERSON, "person") X(THING, "thing") \
    X(FEMALE, "female") X(MALE, "male")
/* clang-format on */

enum list_bit {
#define X(bit, name) LIST_BIT_##bit,
    LIST_CLASSES(X)
#undef X
        LIST_BITS,
    LIST_BIT_STARTS = 31 /* a listed phrase of several words begins with this word */
};
#define X(bit, name) LIST_##bit = 1u << LIST_BIT_##bit,
enum list_mask { LIST_CLASSES(X) };
#undef X
#define LIST_STARTS (1u << LIST_BIT_STARTS)
#define LIST_PHRASE_WORDS 5 /* longest phrase */

#define LIST_SLOTS 16
typedef struct list_bucket {    /* one cache line */
    uint16_t print[LIST_SLOTS]; /* 0: free */
    uint16_t combo[LIST_SLOTS];
} list_bucket;

typedef struct list_table {
    const uint32_t *combo; /* the distinct sets of classes */
    const list_bucket *bucket;
    uint32_t combo_count, bucket_count;
    uint16_t *kind; /* of each combo; owned */
} list_table;

#define LIST_MAGIC "NDXLIST1"
#define BYTE_ORDER_MARK 0x01020304u
typedef struct list_header { /* then combos, padding to 64, buckets */
    char magic[8];
    uint32_t byte_order, combo_count, bucket_count, reserved;
    uint64_t checksum; /* ndx_hash of all that follows the header, seed 0 */
    uint8_t pad[32];
} list_header;

/* Where a word lies and what tells it from others there: lower and upper bits of its hash. */
static inline uint32_t list_bucket_of(uint32_t hash, uint32_t bucket_count) {
    return (uint32_t)(((uint64_t)(hash & 0xFFFFFu) * bucket_count) >> 20);
}
static inline uint16_t list_print(uint32_t hash) {
    return (uint16_t)(hash >> 16 ? hash >> 16 : 1);
}

/* Ask for the bucket of a word that will be looked up in a while. */
static inline void lists_prefetch(const list_table *lists, uint32_t hash) {
    __builtin_prefetch(&lists->bucket[list_bucket_of(hash, lists->bucket_count)]);
}

/* BAD_INPUT with a sentence that names `what` when the bytes are not such a table. Borrows data (aligned to
 * 64). */
ndx_status lists_open(list_table *lists, ndx_text data, const char *what, ndx_error *err);
void lists_close(list_table *lists);
uint32_t lists_find(const list_table *lists, uint32_t hash); /* classes, 0 when not listed */
/* Also what the classes come to in a few bits, as lists_kind. */
uint32_t lists_find_kind(const list_table *lists, uint32_t hash, uint16_t *kind);
/* Classes in a few bits: what usually decides. */
uint16_t lists_kind(uint32_t classes);

/* Hashes of words, lower-cased and without Latin diacritics: byte by byte, then finished; phrases word by
 * word. */
#define WORD_HASH_START 0x811C9DC5u
static inline uint32_t word_hash_byte(uint32_t hash, uint8_t byte) {
    return (hash ^ byte) * 0x01000193u;
}
static inline uint32_t word_hash_end(uint32_t hash) {
    hash ^= hash >> 16;
    hash *= 0x85EBCA6Bu;
    hash ^= hash >> 13;
    hash *= 0xC2B2AE35u;
    hash ^= hash >> 16;
    return hash ? hash : 1;
}
static inline uint32_t phrase_hash(uint32_t before, uint32_t word) {
    return word_hash_end(before * 0x9E3779B1u ^ word);
}

#endif
