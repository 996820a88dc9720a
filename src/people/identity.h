/* Inside the room: identity of names across articles. */
#ifndef NEWSDEX_PEOPLE_IDENTITY_H
#define NEWSDEX_PEOPLE_IDENTITY_H

#include "names.h"

#define NO_NUMBER UINT32_MAX

typedef struct identity_name {
    uint64_t articles;
    uint32_t years;         /* first of its chain in identity.year, or NO_NUMBER */
    uint32_t periods;       /* first of its chain in identity.period, or NO_NUMBER */
    uint32_t told;          /* first of its chain in identity.told, or NO_NUMBER */
    uint32_t next_in_group; /* names of one group, while joining */
    uint32_t person;        /* number of the name that stands for the person; itself at first */
    uint32_t keys_at;       /* of a person: where its keys begin in identity.key */
    uint32_t keys_count;
    name_marks marks;
    bool added, never;
    bool initials;      /* the first word is one letter */
    bool bare_initials; /* and no given name is spelled out */
    bool lone;          /* a surname without more */
    bool ambiguous;     /* fits persons who contradict one another */
    bool chosen;        /* the user's name for the person */
    bool asked;         /* its key is among identity.asked */
    bool split;         /* people of several walks of life have it: periods tell whom it means */
    ndx_text written;   /* by the user, of a chosen name */
} identity_name;

typedef struct identity_pair {
    uint32_t a, b;
} identity_pair;

/* Articles of one name in one year that state one role, or none. */
typedef struct identity_year {
    ndx_name_year year;
    uint32_t next; /* of the same name */
} identity_year;

/* Whom a name means in some years, in articles that state the role; role 0: in those of which no other period tells. */
typedef struct identity_period {
    int32_t first, last; /* years */
    uint8_t role;
    ndx_text company; /* named in the same article, where no other period tells; empty: any */
    uint32_t person;  /* a name of the person */
    uint32_t next;    /* of the same name */
} identity_period;

/* A name that means one of several persons; the names by which these are known more fully. */
typedef struct identity_question {
    uint32_t number;
    size_t first, count; /* in identity.known */
} identity_question;

/* An article that names somebody asked about, and whom else. */
typedef struct identity_told {
    ndx_name_year article;
    size_t first, count; /* in identity.companion */
    uint32_t next;       /* of the same name */
} identity_told;

struct ndx_identity {
    ndx_names names;     /* keys by number */
    identity_name *name; /* by number */
    size_t capacity;
    identity_year *year;
    size_t year_count, year_capacity;
    identity_period *period;
    size_t period_count, period_capacity;
    size_t namesakes; /* persons that have no name of their own, made by splitting */
    identity_pair *same, *different;
    size_t same_count, same_capacity, different_count, different_capacity;
    size_t conf_count; /* the first names are those of the user's file */
    identity_question *question;
    size_t question_count, question_capacity;
    uint32_t *known; /* numbers of names */
    size_t known_count, known_capacity;
    ndx_text *asked; /* keys of questions, each once */
    size_t asked_count, asked_capacity;
    identity_told *told;
    size_t told_count, told_capacity;
    ndx_names companions;
    uint32_t *companion; /* numbers of them */
    size_t companion_count, companion_capacity;
    ndx_arena arena; /* written */
    ndx_text *key;   /* keys of all persons, one person after the other */
    bool joined;
};

/* The number of a key, made when it is new; NO_NUMBER when there is no memory. */
uint32_t identity_number(ndx_identity *identity, ndx_text key);
static inline ndx_text identity_key(const ndx_identity *identity, uint32_t number) {
    return identity->names.names[number];
}
uint32_t identity_person(const ndx_identity *identity, uint32_t number);
bool identity_same_surname(const name_parts *a, const name_parts *b);
/* name_parts_match, but stricter with initials than within one article, where few people are at hand: those of a name without a
 * given name must begin as the other's do ("D. J. Baker" is no James), a given name after an initial must be the other's too, and a
 * surname that only sounds alike ("Bird", "Byrd") needs a given name beside it. */
double identity_match(const name_parts *a, const name_parts *b);
bool identity_said_different(const ndx_identity *identity, uint32_t a, uint32_t b);
void identity_note_initials(identity_name *name, const name_parts *parts);
/* Joins those among the names, all of one group and most articles first, that are one person. false: no memory, as below. */
bool identity_join_group(ndx_identity *identity, const uint32_t *number, size_t count);
/* Once persons are joined: those among these, all of one group, whose articles are of several people with one full name become as many,
 * "john smith (bishop)" and "john smith (goalkeeper)", each found by the roles stated with the name. */
bool identity_split_namesakes(ndx_identity *identity, const uint32_t *member, size_t count);
/* 0: a full name; the less a name says, the later its turn, for what is known by then counts as evidence for it. */
unsigned identity_weakness(const identity_name *name);
bool identity_add_period(ndx_identity *identity, uint32_t number, identity_period period);
/* Then: whom the weak names among these, all of one group, mean in which years. false: no memory. */
bool identity_find_periods(ndx_identity *identity, const uint32_t *member, size_t count);
/* The person a name means in an article that year in that role, as far as year and role tell. */
uint32_t identity_meant_in(const ndx_identity *identity, uint32_t number, int32_t year, uint8_t role);
/* Asks for the company of a name, and of those by which it may be known more fully; not when these have too many articles. false: no
 * memory. */
bool identity_ask(ndx_identity *identity, uint32_t number, const uint32_t *known, size_t count);
/* Reads people.conf into same, different and never. */
ndx_status identity_read_conf(ndx_identity *identity, ndx_text conf, const char *conf_name, ndx_error *err);

#endif
