/* clean, inside: the steps of ndx_clean, each over text that the step before made.
 *
 *   normalise.c  raw text -> paragraphs divided by one empty line, no control characters
 *   opening.c    the first lines: headline, date line, byline; then the dateline of the lead
 *   tail.c       where the tail begins, by the rules of tail_rules.def
 */
#ifndef NDX_CLEAN_PARTS_H
#define NDX_CLEAN_PARTS_H

#include "newsdex/clean.h"

/* Bytes of room that ndx_normalise needs for a text of len bytes. */
size_t ndx_normalise_room(size_t len);
/* Write the text to out, normalised; returns its length. one_line: line ends become blanks (headlines).
 * Linear. */
size_t ndx_normalise(ndx_text raw, bool one_line, char *out);

/* A piece of a paragraphed text. */
typedef struct ndx_lines {
    ndx_text text;
    size_t at;
} ndx_lines;
/* The line at `at` without its end; at moves to the next line that is not empty. False at the end. */
bool ndx_lines_next(ndx_lines *lines, ndx_text *line);

/* A line that reads like a headline: short, several words, no full stop. */
bool ndx_line_is_headline(ndx_text line);
/* A line such as "By Ann Lee, Reuters". */
bool ndx_line_is_byline(ndx_text line);
/* A line below a byline that says what its writer is: "Associated Press Writer". */
bool ndx_line_is_byline_title(ndx_text line);
/* "By Ann Lee, Reuters" is Ann Lee: without the words before and the agency behind. */
ndx_text ndx_byline_name(ndx_text byline);

/* date_line.c: a date as a line of its own. */
typedef struct ndx_written_date {
    int year, month, day;
    bool time;
    ndx_text text;
} ndx_written_date;
/* The line says a full date and nothing else but words that go with dates ("Published", "UTC"). text: from its first number or
 * name on. */
bool ndx_written_date_read(ndx_text line, ndx_written_date *date);
/* Nothing but a month, numbers, and words that go with dates. */
bool ndx_is_date_words(ndx_text text);
int ndx_month_named(ndx_text folded_word); /* 1 to 12, in the languages of the table; 0: no month */

/* dateline.c: bytes of the dateline (with its dash) that the paragraph begins with; 0 if none. */
size_t ndx_dateline_length(ndx_text paragraph);
/* A line that is a dateline and nothing else: "Baku, Azerbaijan, June 27". */
bool ndx_line_is_dateline(ndx_text line);
/* The full date in a dateline ("LAGOS, 19 January 2017 -"); false when it has none, or not the year. */
bool ndx_dateline_date(ndx_text dateline, ndx_written_date *date);
/* The place in a dateline: "KANSAS CITY, Mo., Feb 26 (AP) -" is "KANSAS CITY, Mo."; empty if it names none.
 */
ndx_text ndx_dateline_place(ndx_text dateline);

/* tail.c: where the tail begins in body (a paragraphed text); its length when there is none. Never before `lead_end`. source: the
 * newspaper's name, may be empty. */
size_t ndx_tail_start(ndx_text body, size_t lead_end, ndx_text source);

#endif
