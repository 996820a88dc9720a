/* What is known of each name of an archive: how many articles of which year name somebody so, and how they write it. Sums only, so
 * that what an article adds its removal takes away again, to the last byte of a block. */
#ifndef NDX_INDEX_NAMES_TABLE_H
#define NDX_INDEX_NAMES_TABLE_H

#include "newsdex/index.h"
#include "record.h"

#define NDX_NO_TALLY UINT32_MAX

/* Articles of one year, or in one spelling. */
typedef struct ndx_tally {
    int64_t articles;
    int32_t what;  /* year and role, or number of the spelling */
    uint32_t next; /* of the same name */
} ndx_tally;

typedef struct ndx_name_entry {
    uint32_t years, spellings; /* chains of tallies; a spelling that is the key with capitals is not in it */
    uint32_t group, next_in_group;
    uint32_t is, has; /* chains of aliases, while they are decided: whom it means, who means it */
} ndx_name_entry;

typedef struct ndx_name_table {
    ndx_names keys, spellings;
    ndx_name_entry *entry; /* by number of the key */
    size_t entry_capacity;
    ndx_tally *tally;
    size_t tally_count, tally_capacity;
    uint32_t *
        party; /* people of articles that came: year, how many, and of each number and role (ndx_name_table_note) */
    size_t party_count, party_capacity;
} ndx_name_table; /* {0} to begin */
void ndx_name_table_clear(ndx_name_table *table);

/* The key's number, made when it is new; NDX_NO_NAME: no memory. */
uint32_t ndx_name_table_number(ndx_name_table *table, ndx_text key);
/* Add articles (less than none: take away) to a chain. false: no memory. */
bool ndx_name_table_add_year(ndx_name_table *table, uint32_t number, int32_t year, uint8_t role,
                             int64_t articles);
/* A tally of the chain of years as the row it is. */
ndx_name_year ndx_tally_year(const ndx_tally *tally);
bool ndx_name_table_add_spelling(ndx_name_table *table, uint32_t number, ndx_text written, int64_t articles);

#define NDX_PARTY_ROLES 128 /* in `party` a person is the number of the key times this, and the role */
/* Remember who is named by an article that came in, as its value of NDX_SLOT_PEOPLE says: where they stand in `party`, NDX_NO_NAME:
 * nobody is. NO_MEMORY. */
ndx_status ndx_name_table_note(ndx_name_table *table, ndx_text people, ndx_day day, uint32_t *at,
                               ndx_error *err);
/* The next line of that value: key and role. */
bool ndx_people_value_next(ndx_text *rest, ndx_text *key, uint8_t *role);

/* The people of one article come in (1) or go out (-1). */
ndx_status ndx_name_table_count(ndx_name_table *table, const ndx_person *people, size_t count, ndx_day day,
                                int sign, ndx_error *err);
/* As they stand in a record, whose text is packed with the terms. BAD_INPUT: damaged. */
ndx_status ndx_name_table_count_record(ndx_name_table *table, const ndx_record *record,
                                       const ndx_record_terms *terms, int sign, ndx_error *err);
/* The same without the text, with the article's value of NDX_SLOT_PEOPLE in its place. NOT_FOUND, without a sentence: it takes the
 * text, and nothing was counted. */
ndx_status ndx_name_table_count_skimmed(ndx_name_table *table, const ndx_record *record, ndx_text value,
                                        int sign, ndx_error *err);

/* Append the key with capitals: "james baker" is written James Baker. */
void ndx_name_capitals(ndx_text key, ndx_buf *out);
/* Is it written so? */
bool ndx_name_is_capitals(ndx_text key, ndx_text written);

#endif
