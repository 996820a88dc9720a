/* read, inside: the encoding of one file, and its articles made UTF-8. */
#ifndef NDX_READ_CHARSET_H
#define NDX_READ_CHARSET_H

#include "newsdex/base.h"

typedef struct ndx_charset {
    char forced[48];   /* --encoding; "" none */
    char declared[48]; /* by the file itself; "" none */
    char detected[48]; /* of the first text that was not UTF-8; "" not yet */
    void *converter;   /* ICU's, of open_name */
    char open_name[48];
} ndx_charset;

void ndx_charset_init(ndx_charset *charset, const char *forced); /* forced may be NULL */
void ndx_charset_clear(ndx_charset *charset);
/* USAGE when there is no encoding of that name (NULL: fine). */
ndx_status ndx_charset_check(const char *name, ndx_error *err);
/* What the file says of itself ("iso-8859-1"). Ignored when longer than any encoding's name. */
void ndx_charset_declare(ndx_charset *charset, ndx_text name);

/* raw as valid UTF-8: itself when it is that already, else converted into the arena. Order: forced, valid UTF-8, declared,
 * detected. *repaired: some bytes were no text in that encoding and became U+FFFD, or it was declared UTF-8 and was not. */
ndx_status ndx_charset_convert(ndx_charset *charset, ndx_arena *arena, ndx_text raw, ndx_text *text,
                               bool *repaired, ndx_error *err);
/* The name of the encoding bytes are most likely in, when they are not UTF-8. Static or ICU's. */
const char *ndx_charset_detect(ndx_text raw);

#endif
