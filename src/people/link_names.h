/* Inside linking: the names of one article while they are joined. */
#ifndef NEWSDEX_PEOPLE_LINK_NAMES_H
#define NEWSDEX_PEOPLE_LINK_NAMES_H

#include "link.h"
#include "names.h"

#define NOBODY UINT32_MAX

/* A distinct key among the mentions, and the person it turns out to be. */
typedef struct link_name {
    ndx_text key, display;
    uint32_t family, given;           /* numbers of its surname's group and its first word */
    uint32_t next_family, next_given; /* chains of full names with that group, that first word */
    uint32_t person;                  /* index of the name that stands for the person; itself at first */
    uint32_t mentions, first_span;
    uint8_t words;
    bool family_only; /* the key is a lone word or "van gogh" */
    bool initials;    /* the first word is one letter */
    bool sexed;       /* a surname that comes with a sex */
    uint8_t sex;
    bool from_source, ambiguous;
    bool torn;     /* a full name that fits two who contradict one another: nobody's but its own */
    double weight; /* how good a canonical form it is */
} link_name;

typedef struct linker {
    link_name *name;
    size_t count, capacity;
    ndx_names keys, families, givens;
    uint32_t *family_head, *given_head;
    size_t family_capacity, given_capacity;
    ndx_buf scratch;
    bool failed;
} linker;

/* The name that stands for the person. */
static inline uint32_t link_root_of(const linker *l, uint32_t i) {
    while (l->name[i].person != i) i = l->name[i].person;
    return i;
}

/* A name or role on one line, as it would stand in running text. */
ndx_text link_readable(ndx_arena *arena, ndx_text written);
/* Fills the article's people and mentions: which name each span is of is told by name_of_span (or NOBODY). */
ndx_status link_fill_facts(const linker *l, const span_list *spans, const token_scan *scan,
                           const uint32_t *name_of_span, ndx_article *article, ndx_error *err);

#endif
