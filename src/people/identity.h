/* Inside the room: identity of names across articles. */
#ifndef NEWSDEX_PEOPLE_IDENTITY_H
#define NEWSDEX_PEOPLE_IDENTITY_H

#include "names.h"

#define NO_NUMBER UINT32_MAX

typedef struct identity_name {
    uint64_t articles;
    uint32_t next_in_group; /* names of one group, while joining */
    uint32_t person;        /* number of the name that stands for the person; itself at first */
    uint32_t keys_at;       /* of a person: where its keys begin in identity.key */
    uint32_t keys_count;
    bool added, never;
    bool chosen; /* the user's name for the person */
} identity_name;

typedef struct identity_pair {
    uint32_t a, b;
} identity_pair;

struct ndx_identity {
    ndx_names names;     /* keys by number */
    identity_name *name; /* by number */
    size_t capacity;
    identity_pair *same, *different;
    size_t same_count, same_capacity, different_count, different_capacity;
    ndx_text *key; /* keys of all persons, one person after the other */
    bool joined;
};

/* The number of a key, made when it is new; NO_NUMBER when there is no memory. */
uint32_t identity_number(ndx_identity *identity, ndx_text key);
/* Reads people.conf into same, different and never. */
ndx_status identity_read_conf(ndx_identity *identity, ndx_text conf, const char *conf_name, ndx_error *err);

#endif
