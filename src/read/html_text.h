/* read, inside: the story of a web page: which part of its tree is prose, and that part as text. */
#ifndef NDX_READ_HTML_TEXT_H
#define NDX_READ_HTML_TEXT_H

#include "newsdex/base.h"

#include <libxml/tree.h>

/* Append the page's story, paragraphs divided by empty lines. Nothing when no part of it reads like prose. */
ndx_status ndx_html_story(xmlDoc *page, ndx_arena *arena, ndx_buf *out, ndx_error *err);
/* Append all text below an element (white space made single, block elements as paragraphs). */
void ndx_html_text(const xmlNode *element, ndx_buf *out);
/* The next node below root in document order; into: go down into node's children first. NULL at the end. No
 * recursion. */
xmlNode *ndx_html_walk(const xmlNode *root, const xmlNode *node, bool into);
/* The same, telling of each node that is left on the way, innermost first. */
typedef void ndx_html_leave_fn(const xmlNode *node, void *context);
const xmlNode *ndx_html_walk_leaving(const xmlNode *root, const xmlNode *node, bool into,
                                     ndx_html_leave_fn *leave, void *context);
bool ndx_html_is(const xmlNode *node, const char *name);
/* An attribute's value, in the arena; empty if there is none. */
ndx_text ndx_html_attribute(const xmlNode *node, const char *name, ndx_arena *arena);

#endif
