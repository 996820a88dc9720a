/* newsdex-query: rank articles by keywords, dates and named people. */
#include "query.h"

#include <string.h>
#include <unistd.h>

#define LIMIT_UNSAID UINT64_MAX
#define LIMIT_DEFAULT 10

static const char examples[] = "  newsdex-query nuclear deal\n"
                               "  newsdex-query 'who:\"James Baker\" date:1987' --sort=newest\n"
                               "  newsdex-query '\"oil price\" NEAR/10 opec' --timeline=week\n"
                               "  newsdex-query 'sanctions -iran' --since='last year' --facet=people\n";

/* --- modes ---------------------------------------------------------------------------------------------- */

static ndx_status choose_mode(query_session *s, ndx_error *err) {
    const query_options *o = &s->options;
    const struct {
        bool given;
        query_mode mode;
        const char *name;
    } modes[] = {
        {o->count, MODE_COUNT, "--count"},
        {o->show.count > 0, MODE_SHOW, "--show"},
        {o->timeline, MODE_TIMELINE, "--timeline"},
        {o->facet, MODE_FACET, "--facet"},
        {o->kwic, MODE_KWIC, "--kwic"},
        {o->explain && !o->timeline, MODE_EXPLAIN, "--explain"},
        {o->fields, MODE_FIELDS, "--fields"},
        {o->complete_people, MODE_COMPLETE, "--complete-people"},
    };
    const char *chosen = NULL;
    s->mode = MODE_LIST;
    for (size_t i = 0; i < NDX_COUNT(modes); i++) {
        if (!modes[i].given) continue;
        if (chosen) return ndx_fail(err, NDX_USAGE, "%s and %s do not go together", chosen, modes[i].name);
        chosen = modes[i].name;
        s->mode = modes[i].mode;
    }
    if ((o->relative || o->plot) && s->mode != MODE_TIMELINE)
        return ndx_fail(err, NDX_USAGE, "%s goes with --timeline", o->relative ? "--relative" : "--plot");
    if (o->relative && strcmp(o->relative, "words") != 0 && strcmp(o->relative, "articles") != 0 &&
        *o->relative)
        return ndx_fail(err, NDX_USAGE, "--relative=%s: there are articles and words", o->relative);
    if (o->since_last && (s->mode != MODE_LIST || o->collapse))
        return ndx_fail(err, NDX_USAGE, "--since-last goes with the ranked list, without --collapse");
    if (o->explain && o->timeline && o->like)
        return ndx_fail(err, NDX_USAGE,
                        "--explain gives the queries of a timeline's bars, and --like has none");
    if (o->earlier && !o->like) return ndx_fail(err, NDX_USAGE, "--earlier goes with --like=ID");
    return NDX_OK;
}

ndx_status query_run_plan(query_session *s, ndx_text label, const ndx_tree *tree, ndx_plan *plan,
                          ndx_error *err) {
    switch (s->mode) {
    case MODE_COUNT:
        return query_count(s, label, plan, err);
    case MODE_FACET:
        return query_facet(s, label, plan, err);
    case MODE_KWIC:
        return query_kwic(s, label, plan, err);
    case MODE_EXPLAIN:
        return query_explain(s, label, tree, plan, err);
    case MODE_SHOW:
        return query_show(s, plan, err);
    default:
        return query_list(s, label, plan, err);
    }
}

static ndx_status run_timeline(query_session *s, ndx_plan *plan, ndx_error *err) {
    query_series series = {.query = s->query};
    ndx_status status = query_timeline(s, plan, &series.buckets, err);
    if (!status) status = query_print_timelines(s, &series, 1, err);
    ndx_buckets_clear(&series.buckets);
    return status;
}

static ndx_status run_query(query_session *s, ndx_text text, ndx_error *err) {
    ndx_tree *tree = NULL;
    ndx_plan *plan = NULL;
    ndx_status status = query_ask(s, text, &tree, &plan, err);
    if (!status)
        status = s->mode == MODE_TIMELINE ? run_timeline(s, plan, err)
                                          : query_run_plan(s, (ndx_text){0}, tree, plan, err);
    if (!status && !s->any_hits && !s->since) query_tell_nothing(s, tree);
    ndx_plan_free(plan);
    ndx_tree_free(tree);
    return status;
}

static ndx_status run_like(query_session *s, ndx_error *err) {
    uint32_t number;
    ndx_plan *plan = NULL;
    ndx_status status = ndx_index_find_id(s->index, ndx_text_of(s->options.like), &number, err);
    if (status == NDX_NOT_FOUND)
        return ndx_fail(err, NDX_NOT_FOUND, "no article has the id '%s'", s->options.like);
    if (!status) status = ndx_search_like(s->index, number, s->options.earlier, &plan, err);
    if (!status)
        status = s->mode == MODE_TIMELINE ? run_timeline(s, plan, err)
                                          : query_run_plan(s, (ndx_text){0}, NULL, plan, err);
    ndx_plan_free(plan);
    return status;
}

/* --- the run -------------------------------------------------------------------------------------------- */

/* Is there enough to go by without a query? Then every article is meant. */
static bool means_all(const query_session *s) {
    const query_options *o = &s->options;
    return o->since || o->until || o->around || o->since_last || o->with.count || s->mode != MODE_LIST ||
           o->sort != NDX_SORT_RELEVANCE;
}

static ndx_status answer(query_session *s, ndx_text query, ndx_error *err) {
    if (s->mode == MODE_FIELDS) return query_fields(s, err);
    ndx_status status = query_open(s, err);
    if (status) return status;
    if (s->mode == MODE_COMPLETE) return query_complete(s, err);
    bool header = s->mode == MODE_LIST;
    if (header) ndx_print_header(&s->out, &s->print);
    if (s->options.batch) return query_batch(s, err);
    if (s->options.like) return run_like(s, err);
    if (s->mode == MODE_SHOW && query.len == 0) return query_show(s, NULL, err);
    return run_query(s, query, err);
}

static ndx_status check_query(const query_session *s, ndx_text query, ndx_error *err) {
    const query_options *o = &s->options;
    query = ndx_text_trim(query);
    if (query.len && (o->batch || o->like))
        return ndx_fail(err, NDX_USAGE, "%s takes the place of a query", o->batch ? "--batch" : "--like");
    if (query.len || o->batch || o->like || means_all(s)) return NDX_OK;
    return ndx_fail(err, NDX_USAGE,
                    "what is asked? give words, a \"phrase\" or FIELD:VALUE; --fields lists what there is");
}

static void join_words(const ndx_arguments *arguments, ndx_buf *query) {
    for (size_t i = 0; i < arguments->count; i++) {
        if (i) ndx_buf_add_char(query, ' ');
        ndx_buf_add_str(query, arguments->items[i]);
    }
}

/* The one table of options: parsing, --help, the man page and completions are made of it. *answered: --help
 * and the like. */
static ndx_status read_arguments(query_session *s, int argc, char **argv, ndx_buf *query, bool *answered,
                                 ndx_error *err) {
    query_options *o = &s->options;
    const ndx_option options[] = {
        {NDX_OPTION_GROUP, NULL, 0, NULL, NULL, "What to print (default: the ranked list)", 0},
        {NDX_OPTION_FLAG, "count", 'c', NULL, &o->count, "the number of matching articles", 0},
        {NDX_OPTION_LIST, "show", 0, "ID", &o->show,
         "the whole article, its tail included, with matches, people and dates marked", 0},
        {NDX_OPTION_OPTIONAL_STRING, "timeline", 0, "PERIOD", &o->timeline,
         "articles by day, week, month (default), quarter or year", 0},
        {NDX_OPTION_OPTIONAL_STRING, "relative", 0, "TO", &o->relative,
         "timeline: shares of all articles (default) or words of the period", 0},
        {NDX_OPTION_STRING, "plot", 0, "FILE.svg", &o->plot, "timeline: also draw a chart", 0},
        {NDX_OPTION_STRING, "facet", 0, "FIELD", &o->facet,
         "most frequent people, source, section, place, language; year, month", 0},
        {NDX_OPTION_OPTIONAL_STRING, "kwic", 0, "WIDTH", &o->kwic, "every match within its line", 0},
        {NDX_OPTION_STRING, "like", 0, "ID", &o->like, "articles on the same matter as this one", 0},
        {NDX_OPTION_FLAG, "earlier", 0, NULL, &o->earlier, "like: only older articles", 0},
        {NDX_OPTION_STRING, "batch", 0, "FILE", &o->batch,
         "answer each line of the file (label TAB query); - is standard input", 0},
        {NDX_OPTION_FLAG, "explain", 0, NULL, &o->explain,
         "how the query was understood; timeline: each bar's query", 0},
        {NDX_OPTION_FLAG, "fields", 0, NULL, &o->fields, "what can be asked for", 0},
        {NDX_OPTION_GROUP, NULL, 0, NULL, NULL, "What to look for", 0},
        {NDX_OPTION_LIST, "db", 'd', "DIR", &o->db,
         "index (repeat for several; tcp:HOST:PORT for a remote one)", 0},
        {NDX_OPTION_STRING, "since", 0, "DATE", &o->since, "published then or later", 0},
        {NDX_OPTION_STRING, "until", 0, "DATE", &o->until, "published then or earlier", 0},
        {NDX_OPTION_STRING, "since-last", 0, "NAME", &o->since_last,
         "only what came into the index since the last run with this name", 0},
        {NDX_OPTION_CHOICE, "date-order", 0, "dmy|mdy|ymd", &o->date_order,
         "how 3/4/2018 is meant; not said, or ymd: an error that shows both ways", 0},
        {NDX_OPTION_LIST, "with", 0, "PERSON", &o->with, "a person who must be named too", 0},
        {NDX_OPTION_FLAG, "any", 0, NULL, &o->any, "best match on any word (default: all words)", 0},
        {NDX_OPTION_FLAG, "expand", 0, NULL, &o->expand,
         "also weigh words that the best articles have in common", 0},
        {NDX_OPTION_STRING, "language", 0, "CODE", &o->language,
         "language of the query's words (default: those of the index)", 0},
        {NDX_OPTION_GROUP, NULL, 0, NULL, NULL, "Order", 0},
        {NDX_OPTION_CHOICE, "sort", 0, "relevance|newest|oldest|source|random", &o->sort,
         "order of the articles", 0},
        {NDX_OPTION_COUNT_, "seed", 0, "N", &o->seed, "of the random order", 0},
        {NDX_OPTION_STRING, "around", 0, "DATE[,DAYS]", &o->around,
         "favour articles near a date; DAYS away they count half (30)", 0},
        {NDX_OPTION_COUNT_, "limit", 'n', "N", &o->limit, "how many (10; 0 is all)", 0},
        {NDX_OPTION_COUNT_, "offset", 0, "N", &o->offset, "how many to leave out first", 0},
        {NDX_OPTION_FLAG, "collapse", 0, NULL, &o->collapse, "list one of several nearly equal articles", 0},
        {NDX_OPTION_GROUP, NULL, 0, NULL, NULL, "Output", 0},
        {NDX_OPTION_CHOICE, "format", 'f', "text|jsonl|csv|tsv|trec|ids", &o->format, "form of the records",
         0},
        {NDX_OPTION_STRING, "tz", 0, "ZONE", &o->tz,
         "count and show days in this zone (Europe/Baku, UTC+04:00)", 0},
        {NDX_OPTION_CHOICE, "color", 0, "auto|always|never", &o->color, "colours", 0},
        {NDX_OPTION_FLAG, "pager", 0, NULL, &o->pager,
         "long answers through $NEWSDEX_PAGER or $PAGER (default on a terminal)", 0},
        {NDX_OPTION_COUNT_, "width", 0, "COLUMNS", &o->width, "of the output", 0},
        {NDX_OPTION_STRING, "complete-people", 0, "PREFIX", &o->complete_people, NULL, 0},
        {.name = NULL},
    };
    const ndx_program program = {.name = "newsdex-query",
                                 .summary =
                                     "Rank the articles of an index by keywords, dates and named people.",
                                 .usage = "newsdex-query [--db=DIR]... [OPTIONS] QUERY...",
                                 .options = options,
                                 .examples = examples,
                                 .people = true,
                                 .dash_words = true};
    ndx_arguments arguments = {0};
    ndx_status status = ndx_cli_parse(&program, argc, argv, &arguments, err);
    if (status) return status;
    *answered = ndx_cli_answer(&program, &arguments, &s->out);
    join_words(&arguments, query);
    ndx_arguments_clear(&arguments);
    return ndx_buf_status(query, err);
}

static ndx_status run(query_session *s, int argc, char **argv, ndx_buf *query, ndx_error *err) {
    bool answered = false;
    query_options *o = &s->options;
    ndx_status status = read_arguments(s, argc, argv, query, &answered, err);
    /* What an alert leaves out it never tells again, so it tells all. */
    if (o->limit == LIMIT_UNSAID) o->limit = o->since_last ? 0 : LIMIT_DEFAULT;
    s->color_errors = ndx_cli_color((ndx_when)o->color, STDERR_FILENO);
    s->any_hits = answered;
    if (!status && !answered) status = choose_mode(s, err);
    if (!status && !answered) status = check_query(s, ndx_buf_text(query), err);
    if (!status && !answered) status = answer(s, ndx_buf_text(query), err);
    ndx_status flushed = query_flush(s, true, status ? NULL : err);
    if (!status && !flushed && s->since) flushed = query_since_keep(s, err);
    return status ? status : flushed;
}

int main(int argc, char **argv) {
    query_session session = {.options = {.limit = LIMIT_UNSAID, .pager = true, .date_order = -1}};
    ndx_buf query = {0};
    ndx_error err = {0};
    ndx_heap_at_once();
    ndx_cli_prepare();
    ndx_status status = run(&session, argc, argv, &query, &err);
    /* A reader that went away, as `| head` does, is an error without a message: nothing to complain about. */
    if (status && !err.message[0]) status = NDX_OK;
    ndx_pager_end(&session.pager);
    if (status) ndx_cli_complain("newsdex-query", &err, session.color_errors);
    if (status == NDX_USAGE && err.column) ndx_cli_point(session.query, err.column);
    int code = query_exit_code(&session, status);
    query_close(&session);
    ndx_buf_clear(&query);
    return code;
}
