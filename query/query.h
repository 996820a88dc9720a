/* newsdex-query: argv in, records out. What the files of the program share. */
#ifndef NEWSDEX_QUERY_H
#define NEWSDEX_QUERY_H

#include "newsdex/cli.h"
#include "newsdex/print.h"
#include "newsdex/search.h"

typedef enum query_mode {
    MODE_LIST,
    MODE_COUNT,
    MODE_SHOW,
    MODE_TIMELINE,
    MODE_FACET,
    MODE_KWIC,
    MODE_EXPLAIN,
    MODE_COMPLETE,
    MODE_FIELDS
} query_mode;

/* What the command line said. */
typedef struct query_options {
    ndx_string_list db, show, with;
    bool count, earlier, explain, fields, any, expand, collapse, pager;
    const char *timeline, *facet, *kwic, *like, *batch, *relative, *plot; /* NULL: not given */
    const char *since, *until, *around, *tz, *language, *since_last;
    int sort, format, color, date_order; /* date_order: of its words; < 0 not given */
    const char *complete_people;         /* for the shells' completions */
    uint64_t limit, offset, seed, width;
} query_options;

/* One run of the program. */
typedef struct query_session {
    query_options options;
    query_mode mode;
    ndx_index *index;
    ndx_now now;
    ndx_date_order date_order;
    ndx_timezone *timezone; /* NULL: dates as articles have them */
    ndx_find_options find;
    ndx_print_options print;
    ndx_pager pager;
    ndx_buf out;
    ndx_article article;                             /* scratch */
    ndx_persons *persons;                            /* made when first asked */
    struct query_since *since;                       /* --since-last; else NULL */
    ndx_text query;                                  /* as asked last, for the mark under an error */
    bool headed;                                     /* a table has its names of columns */
    bool fold;                                       /* long lines between words: for a terminal */
    bool color_errors, any_hits, batch_failed, many; /* many: a batch, so every result carries its label */
} query_session;

/* Exit codes of newsdex-query. */
enum { EXIT_HITS = 0, EXIT_NONE = 1, EXIT_USAGE = 2, EXIT_NO_INDEX = 3, EXIT_SCHEMA = 4 };

/* --- session.c ------------------------------------------------------------------------------------------ */

ndx_status query_open(query_session *s, ndx_error *err);
void query_close(query_session *s);
/* Write out what has gathered, when it is much or `all` is asked for. A reader that went away is no error to
 * speak of. */
ndx_status query_flush(query_session *s, bool all, ndx_error *err);
void query_note(const query_session *s, const char *word, const char *sentence); /* "note: ..." on stderr */
int query_exit_code(const query_session *s, ndx_status status);
/* The article's date as it is to be shown: recounted when --tz was given. */
ndx_date query_date(const query_session *s, ndx_date date);

/* --- ask.c ---------------------------------------------------------------------------------------------- */

/* Parse and plan a query text (empty: every article); tells notices. */
ndx_status query_ask(query_session *s, ndx_text text, ndx_tree **tree, ndx_plan **plan, ndx_error *err);
/* Nothing was found: say so, with a better spelling if there is one. */
void query_tell_nothing(query_session *s, const ndx_tree *tree);

/* --- modes: label is the batch's, empty otherwise ------------------------------------------------------- */

/* What the mode prints of one plan. */
ndx_status query_run_plan(query_session *s, ndx_text label, const ndx_tree *tree, ndx_plan *plan,
                          ndx_error *err);
ndx_status query_batch(query_session *s, ndx_error *err);
ndx_status query_list(query_session *s, ndx_text label, ndx_plan *plan, ndx_error *err);
ndx_status query_kwic(query_session *s, ndx_text label, ndx_plan *plan, ndx_error *err);
ndx_status query_count(query_session *s, ndx_text label, ndx_plan *plan, ndx_error *err);
ndx_status query_facet(query_session *s, ndx_text label, ndx_plan *plan, ndx_error *err);
ndx_status query_explain(query_session *s, ndx_text label, const ndx_tree *tree, ndx_plan *plan,
                         ndx_error *err);
ndx_status query_fields(query_session *s, ndx_error *err);
/* --complete-people: names that begin so, one a line. */
ndx_status query_complete(query_session *s, ndx_error *err);
/* Every ID of --show; plan may be NULL. */
ndx_status query_show(query_session *s, ndx_plan *plan, ndx_error *err);
/* Timelines of several queries stand side by side, so they are gathered first. */
typedef struct query_series {
    ndx_text label, query; /* query: for --explain */
    ndx_buckets buckets;
} query_series;
ndx_status query_timeline(query_session *s, ndx_plan *plan, ndx_buckets *buckets, ndx_error *err);
ndx_status query_print_timelines(query_session *s, query_series *series, size_t count, ndx_error *err);

/* --- since.c: what was in the index when a name last ran ------------------------------------------------ */

ndx_status query_since_open(query_session *s, ndx_error *err);
bool query_since_is_new(const query_session *s, ndx_text id);
ndx_status query_since_keep(query_session *s, ndx_error *err); /* once everything is printed */
void query_since_close(query_session *s);

/* --- charts --------------------------------------------------------------------------------------------- */

/* A bar of value/most of `columns` columns, in eighths of a column. */
void query_bar(ndx_buf *out, double value, double most, size_t columns);
/* A chart of the series as SVG. values: the score instead of the count. */
void query_plot(ndx_buf *out, const query_series *series, size_t count, bool relative);

#endif
