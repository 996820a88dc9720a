/* clean: here is text as archived: headline, dateline, byline, lead, body, tail (boilerplate) as written.
 *
 * Rules are tables (src/clean). No character of the body's words is changed: cleaning only joins fields into one text,
 * drops control characters, normalises line ends and white space between paragraphs, and draws zones.
 *
 * What begins a paragraph: an empty line; an indented line in a text that has flush ones too; a line end in a text whose lines are
 * as long as paragraphs. A line that says only the date of publication ("27 June 2018 22:36 (UTC+04:00)") is metadata: it goes to
 * field[DATE_TEXT] and is not in the text; one of place and date ("Oslo, 2 December 2016") stays there, as DATELINE. The headline once more at the body's
 * beginning is left out. The tail is found from the end backwards, never before the end of the lead, so that a
 * sentence of the story that begins like a rule stays in it. Linear in the length of the text.
 */
#ifndef NEWSDEX_CLEAN_H
#define NEWSDEX_CLEAN_H

#include "newsdex/article.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Fills article.text and article.zone from field[HEADLINE] and field[BODY]; and, where the source's markup did not give them,
 * field[HEADLINE] (a first line that reads like one), field[BYLINE] ("By ..." line, without "By"), field[PLACE] (dateline's place),
 * field[DATE_TEXT] (a date line, or a full date in the dateline; also in place of a day-only date of the same day when the line has the time).
 * field[BYLINE] loses "By" and an agency at its end, field[PLACE] date, agency and dash of a dateline, wherever they came from.
 * In the text paragraphs are separated by one blank line ("\n\n"); lines within a paragraph keep single "\n".
 * BAD_INPUT: no words at all (the caller counts it as no-body). */
NDX_API ndx_status ndx_clean(ndx_article *article, ndx_error *err);

#ifdef __cplusplus
}
#endif
#endif
