/* People of an article with their mentions, as bytes.
 *
 * PEOPLE   varint count; for each a byte of flags (0 from the source, 1 surname only, 2 key is the folded name, 3 the name is the
 *          text of the first mention, 4 the role stands near it, 5 a role of the table, whose byte follows, 6 with flag 3: the name is
 *          the key with capitals); a byte of prominence (of 255); varint mentions, for each varint bytes since the start of that
 *          person's mention before, varint length; name unless flag 3, key unless flag 2 (texts); role: a text, or with flag 4 where
 *          it starts (zigzag, since the first mention) and varint length
 * A text is a varint length and its bytes. A name that the article's text and the key do not give alike is written out, though it
 * stands in the text: so all that is counted of people when an article goes is known without unpacking its text. Records made before
 * there was flag 6 have such names in the text only.
 */
#include "names_table.h"

#include <stdlib.h>
#include <string.h>

#include "newsdex/text.h"

enum {
    FROM_SOURCE = 1,
    SURNAME_ONLY = 2,
    KEY_IS_FOLDED = 4,
    NAME_IN_TEXT = 8,
    ROLE_IN_TEXT = 16,
    ROLE_CODE = 32,
    NAME_IS_CAPITALS = 64
};
#define ROLE_REACH 120 /* bytes around the first mention where a role is looked for */

static ndx_status damaged(ndx_error *err) {
    return ndx_fail(err, NDX_BAD_INPUT, "the people of an article's record are damaged; rebuild the index");
}

/* --- writing -------------------------------------------------------------------------------------------- */

static const ndx_mention *first_mention(const ndx_facts *facts, uint32_t person) {
    for (size_t i = 0; i < facts->mention_count; i++)
        if (facts->mentions[i].person == person) return &facts->mentions[i];
    return NULL;
}

/* Where the role stands next to the mention; false: nowhere near. */
static bool find_role(const ndx_article *article, const ndx_mention *mention, ndx_text role, int64_t *at) {
    if (!mention || role.len < 4) return false;
    size_t begin = mention->start > ROLE_REACH ? mention->start - ROLE_REACH : 0;
    ndx_text near = ndx_text_slice(article->text, begin, (size_t)mention->end + ROLE_REACH);
    const char *found = memmem(near.data, near.len, role.data, role.len);
    if (found) *at = (int64_t)begin + (found - near.data) - (int64_t)mention->start;
    return found;
}

static void put_mentions(const ndx_article *article, uint32_t person, ndx_buf *out) {
    const ndx_facts *facts = &article->facts;
    uint64_t count = 0;
    uint32_t start = 0;
    for (size_t i = 0; i < facts->mention_count; i++) count += facts->mentions[i].person == person;
    ndx_buf_add_varint(out, count);
    for (size_t i = 0; i < facts->mention_count && count; i++) {
        const ndx_mention *mention = &facts->mentions[i];
        if (mention->person != person) continue;
        ndx_buf_add_varint(out, mention->start - start);
        ndx_buf_add_varint(out, mention->end - mention->start);
        start = mention->start;
    }
}

static bool is_folded(const ndx_person *person, ndx_buf *scratch) {
    ndx_buf_reset(scratch);
    ndx_fold(scratch, person->name);
    return !scratch->failed && ndx_text_equal(ndx_buf_text(scratch), person->key);
}

static void put_person(const ndx_article *article, uint32_t number, ndx_buf *scratch, ndx_buf *out) {
    const ndx_person *person = &article->facts.people[number];
    const ndx_mention *mention = first_mention(&article->facts, number);
    int64_t role_at = 0;
    bool folded = is_folded(person, scratch), near = find_role(article, mention, person->role, &role_at);
    bool capitals = person->key.len && ndx_name_is_capitals(person->key, person->name),
         named = mention && (capitals || !person->key.len) &&
                 ndx_text_equal(ndx_text_slice(article->text, mention->start, mention->end), person->name);
    ndx_buf_add_char(
        out, (char)((person->from_source ? FROM_SOURCE : 0) | (person->surname_only ? SURNAME_ONLY : 0) |
                    (folded ? KEY_IS_FOLDED : 0) | (named ? NAME_IN_TEXT : 0) | (near ? ROLE_IN_TEXT : 0) |
                    (person->role_code ? ROLE_CODE : 0) | (named && capitals ? NAME_IS_CAPITALS : 0)));
    if (person->role_code) ndx_buf_add_char(out, (char)person->role_code);
    float prominence = person->prominence > 0 ? person->prominence < 1 ? person->prominence : 1 : 0;
    ndx_buf_add_char(out, (char)(uint8_t)(prominence * 255 + 0.5f));
    put_mentions(article, number, out);
    if (!named) ndx_put_text(out, person->name);
    if (!folded) ndx_put_text(out, person->key);
    if (near) {
        ndx_put_signed(out, role_at);
        ndx_buf_add_varint(out, person->role.len);
    } else {
        ndx_put_text(out, person->role);
    }
}

void ndx_facts_put_people(const ndx_article *article, ndx_buf *out) {
    ndx_buf scratch = {0};
    ndx_buf_add_varint(out, article->facts.person_count);
    for (uint32_t i = 0; i < article->facts.person_count; i++) put_person(article, i, &scratch, out);
    ndx_buf_clear(&scratch);
}

/* --- reading -------------------------------------------------------------------------------------------- */

static ndx_text folded_key(ndx_arena *arena, ndx_text name) {
    ndx_buf folded = {0};
    ndx_fold(&folded, name);
    ndx_text key = ndx_arena_copy(arena, ndx_buf_text(&folded));
    if (folded.failed) arena->failed = true;
    ndx_buf_clear(&folded);
    return key;
}

static int by_start(const void *a, const void *b) {
    const ndx_mention *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person);
}

/* What get_people gathers, in memory that grows with what was really there. */
typedef struct people_list {
    ndx_person *people;
    size_t person_count, person_capacity;
    ndx_mention *mentions;
    size_t mention_count, mention_capacity;
} people_list;

static bool get_mentions(ndx_cursor *cursor, uint32_t number, size_t text_len, people_list *list) {
    uint64_t count = ndx_cursor_number(cursor), start = 0;
    list->people[number].mentions = (uint32_t)count;
    for (; count && !cursor->bad; count--) {
        start += ndx_cursor_number_below(cursor, NDX_PACKED_MAX);
        uint64_t end = start + ndx_cursor_number_below(cursor, NDX_PACKED_MAX);
        if (end > text_len) cursor->bad = true;
        if (cursor->bad) break;
        ndx_mention *grown =
            ndx_grow(list->mentions, list->mention_count, &list->mention_capacity, sizeof *grown);
        if (!grown) return false;
        list->mentions = grown;
        list->mentions[list->mention_count++] = (ndx_mention){(uint32_t)start, (uint32_t)end, number};
    }
    return true;
}

/* A piece of the article's text. */
static ndx_text text_at(ndx_cursor *cursor, const ndx_article *article, int64_t start, uint64_t len) {
    if (start < 0 || len > article->text.len || (uint64_t)start > article->text.len - len) cursor->bad = true;
    return cursor->bad ? (ndx_text){"", 0}
                       : ndx_text_slice(article->text, (size_t)start, (size_t)start + (size_t)len);
}

/* Name, key and role, from the section or from where they stand in the text; first: the person's first mention. */
static void get_texts(ndx_cursor *cursor, ndx_article *article, uint8_t flags, const ndx_mention *first,
                      ndx_person *person) {
    if ((flags & (NAME_IN_TEXT | ROLE_IN_TEXT)) && !first) cursor->bad = true;
    if (cursor->bad) return;
    ndx_range named = first ? (ndx_range){first->start, first->end} : (ndx_range){0, 0};
    ndx_text name = flags & NAME_IN_TEXT ? text_at(cursor, article, named.start, named.end - named.start)
                                         : ndx_cursor_text(cursor);
    person->name = ndx_arena_copy(&article->arena, name);
    person->key = flags & KEY_IS_FOLDED ? folded_key(&article->arena, person->name)
                                        : ndx_arena_copy(&article->arena, ndx_cursor_text(cursor));
    ndx_text role = {"", 0};
    if (flags & ROLE_IN_TEXT) {
        int64_t at = ndx_cursor_signed(cursor);
        uint64_t len = ndx_cursor_number(cursor);
        if (at < -ROLE_REACH || at > NDX_PACKED_MAX) cursor->bad = true;
        role = text_at(cursor, article, (int64_t)named.start + (cursor->bad ? 0 : at), len);
    } else {
        role = ndx_cursor_text(cursor);
    }
    person->role = ndx_arena_copy(&article->arena, role);
}

static bool get_person(ndx_cursor *cursor, ndx_article *article, people_list *list) {
    if (cursor->end - cursor->at < 2) {
        cursor->bad = true;
        return true;
    }
    ndx_person *grown = ndx_grow(list->people, list->person_count, &list->person_capacity, sizeof *grown);
    if (!grown) return false;
    list->people = grown;
    uint8_t flags = *cursor->at++, role = flags & ROLE_CODE ? *cursor->at++ : 0;
    if (cursor->at == cursor->end || role > NDX_ROLE_MAX) {
        cursor->bad = true;
        return true;
    }
    uint8_t prominence = *cursor->at++;
    size_t number = list->person_count++, mentions = list->mention_count;
    list->people[number] = (ndx_person){.from_source = flags & FROM_SOURCE,
                                        .surname_only = flags & SURNAME_ONLY,
                                        .role_code = role,
                                        .prominence = (float)prominence / 255};
    if (!get_mentions(cursor, (uint32_t)number, article->text.len, list)) return false;
    get_texts(cursor, article, flags, list->mention_count > mentions ? &list->mentions[mentions] : NULL,
              &list->people[number]);
    return true;
}

ndx_status ndx_facts_get_people(ndx_text section, ndx_article *article, ndx_error *err) {
    ndx_cursor cursor = ndx_cursor_of(section);
    people_list list = {0};
    bool memory = true;
    for (uint64_t count = ndx_cursor_number(&cursor); count && memory && !cursor.bad; count--)
        memory = get_person(&cursor, article, &list);
    if (memory && !cursor.bad) {
        if (list.mention_count) qsort(list.mentions, list.mention_count, sizeof *list.mentions, by_start);
        article->facts.people =
            ndx_facts_into_arena(&article->arena, list.people, list.person_count, sizeof *list.people);
        article->facts.mentions =
            ndx_facts_into_arena(&article->arena, list.mentions, list.mention_count, sizeof *list.mentions);
        article->facts.person_count = article->facts.people ? list.person_count : 0;
        article->facts.mention_count = article->facts.mentions ? list.mention_count : 0;
    }
    free(list.people);
    free(list.mentions);
    if (!memory || article->arena.failed) return ndx_fail_memory(err);
    return cursor.bad ? damaged(err) : NDX_OK;
}

/* --- without the text ----------------------------------------------------------------------------------- */

/* The length of the first mention; 0: there is none. */
static uint64_t skip_mentions(ndx_cursor *cursor) {
    uint64_t count = ndx_cursor_number(cursor), first = 0;
    for (uint64_t i = 0; i < count && !cursor->bad; i++) {
        ndx_cursor_number(cursor);
        uint64_t len = ndx_cursor_number(cursor);
        if (i == 0) first = len;
    }
    return first;
}

static void skip_role(ndx_cursor *cursor, uint8_t flags) {
    if (!(flags & ROLE_IN_TEXT)) {
        ndx_cursor_text(cursor);
        return;
    }
    ndx_cursor_signed(cursor);
    ndx_cursor_number(cursor);
}

/* The next person, with a key from `keys` if the record has none; false: that takes the text, or the section is damaged. */
static bool skim_person(ndx_cursor *cursor, ndx_text *keys, ndx_arena *arena, ndx_person *person) {
    if (cursor->end - cursor->at < 3) return false;
    uint8_t flags = *cursor->at++, role = flags & ROLE_CODE ? *cursor->at++ : 0, letter;
    cursor->at++; /* prominence */
    uint64_t mentioned = skip_mentions(cursor);
    ndx_text name = flags & NAME_IN_TEXT ? (ndx_text){"", 0} : ndx_cursor_text(cursor),
             key = flags & KEY_IS_FOLDED ? (ndx_text){"", 0} : ndx_cursor_text(cursor), listed;
    bool known = !(flags & KEY_IS_FOLDED) || !(flags & NAME_IN_TEXT);
    skip_role(cursor, flags);
    if (cursor->bad || role > NDX_ROLE_MAX) return false;
    if (known && (flags & KEY_IS_FOLDED)) key = folded_key(arena, name);
    *person = (ndx_person){.name = name, .role_code = role};
    if (known && !key.len) return true; /* nobody counts it, and it is not listed */
    if ((flags & NAME_IN_TEXT) && !(flags & NAME_IS_CAPITALS)) return false;
    if (!ndx_people_value_next(keys, &listed, &letter)) return false;
    person->key = listed;
    return known ? ndx_text_equal(listed, key) : listed.len == mentioned;
}

ndx_status ndx_facts_skim_people(ndx_text section, ndx_text keys, ndx_arena *arena, ndx_person **people,
                                 size_t *count, ndx_error *err) {
    ndx_cursor cursor = ndx_cursor_of(section);
    uint64_t all = ndx_cursor_number(&cursor);
    *count = 0;
    *people = NULL;
    if (cursor.bad || all > (size_t)(cursor.end - cursor.at))
        return NDX_NOT_FOUND; /* each takes some bytes */
    ndx_person *made = ndx_arena_array(arena, (size_t)all, sizeof *made);
    bool found = made != NULL;
    for (size_t i = 0; i < all && found; i++) found = skim_person(&cursor, &keys, arena, &made[i]);
    if (arena->failed) return ndx_fail_memory(err);
    if (!found || keys.len) return NDX_NOT_FOUND; /* there were more than the value has room for */
    *people = made;
    *count = (size_t)all;
    return NDX_OK;
}
