/* read, inside: tags and character references of SGML, XML and HTML text, without a tree. Linear, no
 * recursion. */
#ifndef NDX_READ_MARKUP_H
#define NDX_READ_MARKUP_H

#include "newsdex/base.h"

typedef struct ndx_tag {
    ndx_text name, attributes;
    bool closing;
    size_t start, end; /* bytes of the whole tag in the text, half open */
    /* What was found out of the text behind it, so that nothing is looked for to the text's end again and again: */
    bool no_comment_end;
    unsigned unclosed; /* searches of ndx_tag_close that found nothing */
} ndx_tag;             /* {0} before the first one of a text */

/* The next tag at or after *at, which moves past it. A '<' that begins no tag is text; comments and
 * declarations are no tags. */
bool ndx_tag_next(ndx_text text, size_t *at, ndx_tag *tag);
/* Offset of the "</name>" behind the tag that was just read (no nesting of the same name), and of what follows it; false if none, and
 * when too many tags of the text had none. */
bool ndx_tag_close(ndx_text text, ndx_tag *tag, size_t *start, size_t *end);
/* An attribute's value as written, without quotes; empty if it has none. */
ndx_text ndx_tag_attribute(const ndx_tag *tag, ndx_text name);

/* Replace character references in place; returns the new length, never more than len. Named ones are HTML's; unknown ones stay.
 * References to control characters become a blank (news wires use them for transmission), 128-159 mean Windows-1252 as in HTML. */
size_t ndx_markup_decode(char *text, size_t len);
/* Take tags out in place and decode; block tags leave an empty line, <br> a line end; script and style go
 * with their content. */
size_t ndx_markup_strip(char *text, size_t len);
/* Whether the text has tags that only markup has ("</p>", "<br"), so that stripping loses nothing. */
bool ndx_markup_probable(ndx_text text);

#endif
