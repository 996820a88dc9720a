/* Inside the room: mentions of persons in the text, before it is known who they are. */
#ifndef NEWSDEX_PEOPLE_SPANS_H
#define NEWSDEX_PEOPLE_SPANS_H

#include "decode.h"
#include "newsdex/people.h"

typedef enum span_sex { SEX_UNKNOWN, SEX_FEMALE, SEX_MALE } span_sex;

typedef struct person_span {
    uint32_t first, end; /* tokens */
    ndx_range bytes;     /* in the text, without titles and possessives */
    ndx_range regnal;    /* "Pope" before a lone given name; empty if none */
    ndx_text key;        /* in the article's arena */
    ndx_text role;       /* as stated around this mention; a view into the text, empty if none */
    uint32_t person;
    uint8_t sex; /* span_sex, by title ("Mrs.") */
} person_span;

#define SPANS_MAX 20000

typedef struct span_list {
    person_span *span;
    size_t count, capacity;
    bool failed;
} span_list;

/* Collects the persons that labels say, trimmed to names, with keys; those without a plausible name are left
 * out. */
void spans_collect(span_list *list, const token_scan *scan, ndx_arena *arena);
void spans_clear(span_list *list);

/* The role stated before the span ("Russian President") or after it (", the foreign minister,"); empty if
 * none. */
ndx_text role_around(const token_scan *scan, const person_span *span);

#endif
