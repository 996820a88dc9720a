/* --explain: how a query was understood. --fields: what can be asked for. */
#include "query.h"

#include <stdio.h>

static void add_heading(query_session *s, const char *heading) {
    ndx_buf_addf(&s->out, "%s%s%s\n", s->print.color ? "\033[1m" : "", heading,
                 s->print.color ? "\033[0m" : "");
}

/* The days a plan asks for are counted somewhere: say where. */
static void add_clock(query_session *s) {
    char day[11];
    ndx_day_format(s->now.day, day);
    ndx_buf_addf(&s->out, "now: %s %02d:%02d:%02d%s%s\n", day, s->now.second / 3600, s->now.second / 60 % 60,
                 s->now.second % 60, s->timezone ? " in " : "", s->timezone ? s->options.tz : "");
    ndx_buf_addf(&s->out, "days: %s\n",
                 s->timezone ? "recounted in the zone above" : "those of the articles' own local time");
    if (s->find.around == NDX_NO_DAY) return;
    ndx_day_format(s->find.around, day);
    ndx_buf_addf(&s->out, "near: %s, counting half for every %g days away\n", day, s->find.halflife_days);
}

ndx_status query_explain(query_session *s, ndx_text label, const ndx_tree *tree, ndx_plan *plan,
                         ndx_error *err) {
    ndx_find_options options = {.limit = 1, .count_exactly = true, .around = NDX_NO_DAY};
    ndx_hits hits = {0};
    ndx_status status = ndx_index_find(s->index, ndx_plan_expression(plan), &options, &hits, err);
    if (status) return status;
    if (label.len) {
        ndx_buf_add_str(&s->out, "== ");
        ndx_print_safe(&s->out, label, true);
        ndx_buf_add_char(&s->out, '\n');
    }
    ndx_buf text = {0};
    add_heading(s, "query");
    ndx_tree_print(tree, &text);
    ndx_print_safe(&s->out, ndx_buf_text(&text), false);
    ndx_buf_reset(&text);
    add_heading(s, "plan");
    ndx_plan_print(plan, &text);
    ndx_print_safe(&s->out, ndx_buf_text(&text), false);
    add_heading(s, "dates");
    add_clock(s);
    ndx_buf_addf(&s->out, "articles: %llu of %llu\n", (unsigned long long)hits.total,
                 (unsigned long long)ndx_index_count(s->index));
    s->any_hits = true; /* an explanation is an answer */
    status = ndx_buf_status(&text, err);
    ndx_buf_clear(&text);
    ndx_hits_clear(&hits);
    return status;
}

/* --- fields --------------------------------------------------------------------------------------------- */

static const struct {
    const char *form, *meaning;
} forms[] = {
    {"nuclear deal", "articles with both words, stemmed; function words are not required"},
    {"\"prime minister\"", "the phrase; \"oil price\"~5 within five words of each other"},
    {"A NEAR/5 B, A w/5 B", "within five words; w/5 in this order"},
    {"A WITH B, A SAME B", "in one sentence, in one paragraph"},
    {"AND OR NOT -word ( )", "boolean; operators in capitals"},
    {"=word nucle* w?rd kremlin~1", "exact form, prefix, wildcard, near spelling"},
    {"headline: lead: body:", "words of that part of the article"},
    {"byline: place: section: source:", "words of that field"},
    {"id: url: language:", "the whole value"},
    {"words:>500", "length: >500, <200, 200..500"},
    {"atleast3:oil first50:oil", "at least three times; within the first fifty words"},
    {"date: before: after: since: until:",
     "published: 2018, 2018-06, 2018-06-01..2018-06-27, \"last month\""},
    {"date_source:mtime precision:day", "where that date was taken from; how precise it is"},
    {"about:", "speaks of a date: about:2016 about:1987-10-19; most central first"},
    {"who:", "names a person: who:putin who:\"Vladimir Putin\" who:=\"George Bush\""},
    {"role:", "a person in a role: role:\"foreign minister\""},
};

#define COMPLETIONS_MAX 20u

ndx_status query_complete(query_session *s, ndx_error *err) {
    const ndx_text *names;
    size_t count;
    ndx_status status = ndx_persons_new(s->index, &s->persons, err);
    if (!status)
        status = ndx_persons_complete(s->persons, ndx_text_of(s->options.complete_people), COMPLETIONS_MAX,
                                      &names, &count, err);
    for (size_t i = 0; !status && i < count; i++) {
        ndx_print_safe(&s->out, names[i], true);
        ndx_buf_add_char(&s->out, '\n');
        s->any_hits = true;
    }
    return status;
}

ndx_status query_fields(query_session *s, ndx_error *err) {
    for (size_t i = 0; i < NDX_COUNT(forms); i++)
        ndx_buf_addf(&s->out, "%-36s %s\n", forms[i].form, forms[i].meaning);
    ndx_buf_add_str(&s->out, "\nFields and their other names:\n");
    for (int i = 0; i < NDX_FIELD_COUNT; i++) {
        const ndx_field_info *info = ndx_field_get((ndx_field)i);
        ndx_buf_addf(&s->out, "  %-10s %s\n", info->name, info->aliases);
    }
    s->any_hits = true;
    return ndx_buf_status(&s->out, err);
}
