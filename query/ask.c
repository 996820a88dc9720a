/* From query text to plan, and what to say when nothing is found. */
#include "query.h"

#include <string.h>

/* --with=NAME: a person who must be named too. */
static void add_companions(const query_session *s, ndx_text text, ndx_buf *out) {
    bool bracket = s->options.with.count && text.len;
    if (bracket) ndx_buf_add_char(out, '(');
    ndx_buf_add_text(out, text);
    if (bracket) ndx_buf_add_char(out, ')');
    for (size_t i = 0; i < s->options.with.count; i++) {
        ndx_buf_add_str(out, out->len ? " who:\"" : "who:\"");
        for (const char *at = s->options.with.items[i]; *at; at++)
            if (*at != '"') ndx_buf_add_char(out, *at);
        ndx_buf_add_char(out, '"');
    }
}

static ndx_status parse(query_session *s, ndx_text text, ndx_tree **tree, ndx_error *err) {
    ndx_buf whole = {0};
    *tree = NULL;
    s->query = text;
    if (ndx_text_trim(text).len == 0 && s->options.with.count == 0) return NDX_OK;
    /* Errors are shown in the query as it was written, so it is parsed alone first. */
    ndx_status status = text.len && s->options.with.count ? ndx_query_parse(text, tree, err) : NDX_OK;
    if (!status && *tree) ndx_tree_free(*tree);
    *tree = NULL;
    if (!status) add_companions(s, text, &whole);
    if (!status) status = ndx_buf_status(&whole, err);
    if (!status) status = ndx_query_parse(ndx_buf_text(&whole), tree, err);
    ndx_buf_clear(&whole);
    return status;
}

ndx_status query_ask(query_session *s, ndx_text text, ndx_tree **tree, ndx_plan **plan, ndx_error *err) {
    const query_options *o = &s->options;
    ndx_plan_options options = {.now = s->now,
                                .any = o->any,
                                .language = o->language,
                                .since = ndx_text_of(o->since),
                                .until = ndx_text_of(o->until),
                                .zone = s->timezone,
                                .date_order = s->date_order};
    *plan = NULL;
    ndx_status status = parse(s, text, tree, err);
    if (!status) status = ndx_query_plan(s->index, *tree, &options, plan, err);
    if (!status && o->expand) status = ndx_plan_feedback(*plan, err);
    const char *notice;
    for (size_t i = 0; !status && (notice = ndx_plan_notice(*plan, i)); i++) query_note(s, "note", notice);
    if (status) {
        ndx_plan_free(*plan);
        ndx_tree_free(*tree);
        *plan = NULL;
        *tree = NULL;
    }
    return status;
}

void query_tell_nothing(query_session *s, const ndx_tree *tree) {
    ndx_buf sentence = {0}, better = {0};
    ndx_buf_add_str(&sentence, "nothing found");
    if (tree && ndx_query_suggest(s->index, tree, &better, NULL) == NDX_OK && better.len)
        ndx_buf_addf(&sentence, "; did you mean: %.*s", NDX_ARG(ndx_buf_text(&better)));
    if (sentence.data) query_note(s, "newsdex-query", sentence.data);
    ndx_buf_clear(&sentence);
    ndx_buf_clear(&better);
}
