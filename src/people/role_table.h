/* Inside the room: roles by which namesakes are told apart, as numbers (ndx_role_code). */
#ifndef NEWSDEX_PEOPLE_ROLE_TABLE_H
#define NEWSDEX_PEOPLE_ROLE_TABLE_H

#include "newsdex/article.h"

enum role_code {
    ROLE_NONE,
#define ROLE(id, name, kind) ROLE_##id,
#include "roles.def"
#undef ROLE
    ROLE_END
};

/* Walks of life. */
typedef enum role_kind {
    ROLE_KIND_NONE, /* people of any kind can be that */
    ROLE_KIND_POLITICS,
    ROLE_KIND_LAW,
    ROLE_KIND_BUSINESS,
    ROLE_KIND_SPORT,
    ROLE_KIND_CLERGY,
    ROLE_KIND_MILITARY,
    ROLE_KIND_ARTS,
    ROLE_KIND_SCIENCE,
    ROLE_KIND_MEDICINE,
    ROLE_KIND_CRIME,
    ROLE_KIND_COUNT
} role_kind;

bool role_tells_kind(ndx_text word); /* a word for roles of one walk of life: "goalkeeper" */
bool role_is_abroad(ndx_text word); /* a word for a role in another language than English: "Außenminister" */
role_kind role_kind_of(uint8_t code); /* NONE for a number that no role has */

#endif
