/* Blocks: the names of one group, as bytes in the index's metadata.
 *
 *   varint   number of names; then for each, in the order of their keys read from the end:
 *   varint   bytes it shares with the end of the key before (the first: of the group); text: the rest
 *   varint   number of years * 16 + bits of ndx_name_parts
 *   years    by year and role: zigzag of (year since the one before (the first: since 2000) * 2 + 1 if in a role), the role's byte
 *            then, varint articles
 *   spellings  other than the key with capitals: varint number; each text, varint articles
 *   called   text: what the user's file calls the person
 *   aliases  of either kind: varint number; each a text, a byte (1 in some years, 2 in a role, 4 in company), the role's byte if
 *            so, the company's text if so, and if so
 *            zigzag first year since 2000, varint years on
 */
#ifndef NDX_INDEX_NAMES_BLOCK_H
#define NDX_INDEX_NAMES_BLOCK_H

#include "names_table.h"
#include "newsdex/xapian-c.h"

enum ndx_name_parts { NDX_NAME_SPELLED = 1, NDX_NAME_CALLED = 2, NDX_NAME_IS = 4, NDX_NAME_HAS = 8 };

#define NDX_NAMES_PREFIX "w:" /* before the group: most are of one name, so each byte counts */
#define NDX_ALIASES_KEY NDX_TEXT("newsdex aliases")
#define NDX_RULES_KEY NDX_TEXT("newsdex names")

/* Put what the group's block says of each name into the table, as names of group `number`. BAD_INPUT: damaged. */
ndx_status ndx_names_block_load(ndx_text block, ndx_text group, ndx_name_table *table, uint32_t number,
                                ndx_error *err);
/* Read it for asking. Appends to the list. */
ndx_status ndx_names_block_read(ndx_text block, ndx_text group, ndx_name_list *list, ndx_error *err);
/* Write the names that somebody has, or means. They are sorted on the way. */
void ndx_names_block_write(ndx_name *names, size_t count, ndx_text group, ndx_buf *out);

/* The aliases of the whole archive, for those who count all of them. Sorted on the way. */
void ndx_aliases_write(ndx_alias *aliases, size_t count, ndx_buf *out);
ndx_status ndx_aliases_each(ndx_text bytes, ndx_alias_fn *fn, void *context, ndx_error *err);

/* Decode everything that a database says of names: BAD_INPUT tells what is wrong. */
ndx_status ndx_names_check(ndx_x_database *database, ndx_error *err);

#endif
