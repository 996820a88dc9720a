/* glass: write a Xapian database of the glass format straight, in order, without libxapian.
 *
 * A builder takes articles in docid order (1, 2, 3...), writes their term lists and data at once to their tables, gathers
 * postings and values in memory (spilling sorted runs beyond its bound) and writes the posting table at the end. What comes
 * out is what libxapian 1.4.22 accepts as its own: readable, checkable, and open to additions, replacements and deletions.
 * The same articles give the same bytes, whatever the memory bound.
 *
 *
 * THE FORMAT, as far as we write it (glass of version 2016-03-14; sources are files of xapian-core 1.4.22,
 * backends/glass/ where nothing else is said)
 *
 * A database is a folder: iamglass, and a file NAME.glass for each table that has items (postlist.glass and termlist.glass
 * always). We write no positions and no synonyms.
 *
 * Numbers (common/pack.h)
 *   uint        7 bits a byte, low first, 0x80 set on all but the last (LEB128)
 *   sorted      keeps the order as bytes: below 0x8000 two bytes, high first; else a length in unary in the top bits of the
 *               first byte (110..., 1110...; never 0xff), then the number, high first, 7 bits of it less for each byte
 *   last        low byte first, no length, no byte at all for 0: only where it ends a key or tag
 *   string      uint length, bytes
 *   ordered     a string's bytes with each 00 as 00 FF; then 00 unless it ends the key
 *   bool        '0' or '1'
 * Numbers in blocks are big-endian.
 *
 * A table (glass_table.h, glass_table.cc) is a file of blocks of 8,192 bytes: a B-tree from key to tag.
 *   block       0  u32 revision that wrote it       4  u8 level, 0 a leaf         5  u16 largest free gap
 *               7  u16 free bytes in all            9  u16 end of the directory  11  u16 offset of each item, in key order
 *               Items fill the block from its end downwards. Ours have one gap, so both counts are the same; in leaves of
 *               the posting table it is 256 bytes at least, or updates would split them all.
 *   leaf item   u16 size of the item less 3, with flags: 0x8000 tag is raw deflate (our term lists, and chunks that repeat themselves), 0x4000 last piece of its tag,
 *               0x2000 first piece; u8 key length; key; u16 number of the piece, from 1, absent in the first; bytes of the tag
 *               An item has at most 2,043 bytes ((8192 - 11 - 4 * 2) / 4). Longer tags are cut into pieces, anywhere.
 *   branch item u32 block; u8 key length; key; u16 piece number. The key is at most the child's first and above the last
 *               of the child before: we cut it after the first byte that tells them apart. The first of a block has no key.
 *   The first item of the first leaf is a null item (size 3, both flags, key length 0) that is not counted.
 *   Leaves stand in ascending order in the file (the root's `sequential` flag promises it); branches stand among them.
 *
 * iamglass (glass_version.cc)
 *   0F 0D "Xapian Glass", u16 version (year - 2014) << 9 | month << 5 | day, 16 bytes of UUID, uint revision
 *   for postlist, docdata, termlist, position, spelling, synonym, present or not, a root:
 *     uint block, uint level << 2 | sequential << 1 | no-file, uint items, uint block size >> 11, uint compress_min (libxapian
 *     deflates longer tags; 0 never), string free list
 *     (uint revision, uint blocks of the file, four zeros for a list that is empty: glass_freelist.h)
 *   statistics: uint articles, uint highest docid - articles, uint lowest length but 0, uint highest wdf, uint highest
 *     length - highest wdf, uint 0 (oldest changeset), uint sum of lengths, uint highest spelling frequency
 *
 * postlist, in key order
 *   00 C0 key                   user metadata (glass_database.cc): the value
 *   00 D0 slot(last)            value statistics (glass_values.cc): uint articles, string lowest, bytes of the highest unless the same
 *   00 D8 slot(uint) docid(sorted)  a chunk of a slot's values from docid on: string value, then (uint docid step - 1, string
 *                               value) again and again, up to about 2,000 bytes
 *   00 E0 [docid(sorted)]       document lengths: a posting list whose two frequencies are 0 and whose wdfs are the lengths
 *   term(ordered) [docid(sorted)]   a posting list (glass_postlist.cc). The first chunk has no docid in its key and begins with uint
 *                               articles, uint sum of wdf, uint first docid - 1. Every chunk: bool is the last, uint last docid - first,
 *                               uint wdf, then (uint docid step - 1, uint wdf) again and again, up to about 2,000 bytes.
 * termlist (glass_termlisttable.cc, glass_values.cc)
 *   docid(sorted)               uint length, uint number of terms, then each term in byte order: u8 bytes kept of the one before
 *                               (absent in the first), u8 bytes added, these, uint wdf. When (wdf + 1) * (length of the one before + 1) +
 *                               kept < 256, that is the first byte and no wdf follows. No terms: an empty tag.
 *   docid(sorted) 00            used slots: uint step - 1 from the slot before (from -1); absent when there are none
 * docdata (glass_docdata.h)
 *   docid(sorted)               the data; absent when empty
 * spelling (glass_spelling.cc; backends/prefix_compressed_strings.h)
 *   "W" word                    frequency (last)
 *   "H" two bytes               the words that begin so; "T" that end so; "B" first and last byte of words of at most four; "M"
 *                               three bytes, the words that have them in a row. The words in byte order: u8 bytes kept of
 *                               the one before ^ 96 (absent in the first), u8 bytes added ^ 96, these
 */
#ifndef NDX_INDEX_GLASS_H
#define NDX_INDEX_GLASS_H

#include "newsdex/index.h"

typedef struct ndx_glass_builder ndx_glass_builder;
struct ndx_glass_store;

typedef struct ndx_glass_value {
    uint32_t slot;
    ndx_text bytes; /* an empty value is no value */
} ndx_glass_value;

/* Borrowed for the call. Of a posting, `term` and `wdf` are read: wdf 0 makes a boolean term, which adds nothing to the article's
 * length. A term has 1 to 245 bytes, and at most 249 with its zero bytes counted twice. */
typedef struct ndx_glass_article {
    const ndx_posting *postings;
    size_t posting_count; /* in byte order of their terms, each term once */
    const ndx_glass_value *values;
    size_t value_count; /* ascending by slot, each slot once */
    ndx_text data;      /* stored as it is: never deflated by us or by later updates */
    bool padded; /* NDX_SHORT_MAX bytes of each term may be read, whatever its length, which is quicker */
} ndx_glass_article;

/* A builder for a database in dir, which must be there and hold no database. memory_bytes bounds what is gathered before it
 * is spilled to an unlinked file in dir (0: 256 MiB); the distinct terms (some 70 bytes each) and 4 bytes an article
 * come on top. One thread at a time, but for the store (below).
 * The builder is sticky: after a failure every call returns it again. IO, NO_SPACE, NO_MEMORY. */
ndx_status ndx_glass_builder_new(const char *dir, size_t memory_bytes, ndx_glass_builder **builder,
                                 ndx_error *err);
/* Without finish: removes what was written. NULL is fine. */
void ndx_glass_builder_free(ndx_glass_builder *builder);

/* Add the next article. Its length is the sum of its wdfs. *docid (may be NULL): 1 for the first, and so on.
 * USAGE: postings or values out of order, a term or the whole too long. */
ndx_status ndx_glass_builder_add(ndx_glass_builder *builder, const ndx_glass_article *article,
                                 uint32_t *docid, ndx_error *err);

/* Add articles by halves: what is written at once goes to the store (glass_store.h), what is gathered in memory to gather. Each half
 * gets every article, in the same order; since they share nothing, one thread may fill and finish the store while another
 * gathers and writes. The store is the builder's; its failures are not the builder's, but without it there is no finish. */
struct ndx_glass_store *ndx_glass_builder_store(ndx_glass_builder *builder);
ndx_status ndx_glass_builder_gather(ndx_glass_builder *builder, const ndx_glass_article *article,
                                    ndx_error *err);
uint32_t ndx_glass_builder_count(const ndx_glass_builder *builder); /* articles so far */

/* User metadata, at any time; a key set again gets the later value; an empty value unsets it. USAGE: key empty or over 253 bytes. */
ndx_status ndx_glass_builder_metadata(ndx_glass_builder *builder, ndx_text key, ndx_text value,
                                      ndx_error *err);
/* Add to the frequency of a word that spellings are corrected to. Words of one byte are left out, as libxapian does.
 * USAGE: over 245 bytes. */
ndx_status ndx_glass_builder_spelling(ndx_glass_builder *builder, ndx_text word, uint32_t frequency,
                                      ndx_error *err);

/* Write what was gathered - postings, values, lengths, metadata, spellings - sync the tables and read them back (glass_verify.h).
 * Nothing more can be gathered. Part of finish, unless it was done before. */
ndx_status ndx_glass_builder_write(ndx_glass_builder *builder, ndx_error *err);
/* Write the rest, finish the store, then put iamglass in its place by rename and sync the folder. Only then is there a database.
 * The builder is of no further use but to be freed. */
ndx_status ndx_glass_builder_finish(ndx_glass_builder *builder, ndx_error *err);

#endif
