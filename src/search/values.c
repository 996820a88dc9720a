/* Dates, lengths, roles and whole values: everything that is looked up as one thing. */
#include "plan.h"

#include <string.h>

/* --- dates ---------------------------------------------------------------------------------------------- */

static ndx_day earliest(void) {
    return ndx_day_of(NDX_YEAR_MIN, 1, 1);
}
static ndx_day latest(void) {
    return ndx_day_of(NDX_YEAR_MAX, 12, 31);
}

/* The side of a period that a bound means: before 2018 ends on 31 December 2017. */
static void apply_bound(ndx_period *period, ndx_bound bound) {
    if (bound == BOUND_WITHIN) return;
    bool from = bound == BOUND_AFTER || bound == BOUND_SINCE;
    if (bound == BOUND_BEFORE) {
        bool midnight = period->first_second == 0;
        period->last = midnight ? period->first - 1 : period->first;
        period->last_second = midnight ? 86399 : period->first_second - 1;
    } else if (bound == BOUND_AFTER) {
        bool midnight = period->last_second == 86399;
        period->first = midnight ? period->last + 1 : period->last;
        period->first_second = midnight ? 0 : period->last_second + 1;
    }
    if (from) {
        period->last = latest();
        period->last_second = 86399;
    } else {
        period->first = earliest();
        period->first_second = 0;
    }
}

/* --- days of one zone --------------------------------------------------------------------------------- */

typedef struct zoned {
    ndx_period period;
    const ndx_timezone *zone;
} zoned;

static bool in_period(const void *context, const ndx_date *date) {
    const zoned *asked = context;
    const ndx_period *p = &asked->period;
    ndx_date local = ndx_timezone_date(asked->zone, date);
    if (local.day == NDX_NO_DAY || local.day < p->first || local.day > p->last) return false;
    int32_t second = local.second < 0 ? 0 : local.second;
    return (local.day > p->first || second >= p->first_second) &&
           (local.day < p->last || second <= p->last_second);
}

/* An article's own day and that of a zone are at most one apart: those days are looked up, then the dates
 * themselves. */
static ndx_expr *zoned_days(ndx_plan *plan, const ndx_period *period) {
    zoned *asked = ndx_arena_alloc(&plan->arena, sizeof *asked);
    ndx_period near = {period->first > earliest() ? period->first - 1 : period->first,
                       period->last < latest() ? period->last + 1 : period->last, 0, 86399};
    ndx_expr *exactly = ndx_expr_new(plan, NDX_EXPR_DATE);
    if (!asked || !exactly) return NULL;
    *asked = (zoned){*period, plan->options.zone};
    exactly->accepts = in_period;
    exactly->context = asked;
    exactly->first = period->first;
    exactly->last = period->last;
    return ndx_expr_pair(plan, NDX_EXPR_AND, ndx_expr_days(plan, NDX_EXPR_DAYS, &near), exactly);
}

static ndx_expr *days_of(ndx_plan *plan, ndx_expr_kind kind, const ndx_period *period) {
    if (period->first > period->last) return ndx_expr_new(plan, NDX_EXPR_NONE);
    bool recount = plan->options.zone && kind == NDX_EXPR_DAYS;
    return recount ? zoned_days(plan, period) : ndx_expr_days(plan, kind, period);
}

/* A period as it was asked for: date:"last week", --since=2018. */
typedef struct asked_period {
    const char *name;
    char mark;                    /* between name and expression */
    ndx_text expression, written; /* without and with its quotes */
    ndx_bound bound;
    ndx_expr_kind kind;
} asked_period;

/* --explain: which days the words meant, and whose days they are. */
static void explain_period(ndx_plan *plan, const asked_period *asked, const ndx_period *period) {
    char days[NDX_PERIOD_LENGTH];
    ndx_period_format(period, days);
    const char *zone = asked->kind == NDX_EXPR_MENTIONED ? "as the articles speak of them, most central first"
                       : plan->options.zone              ? ndx_timezone_name(plan->options.zone)
                                                         : "the articles' own local time";
    ndx_plan_detail(plan, "%s%c%.*s is %s, %s", asked->name, asked->mark, NDX_ARG(asked->written),
                    period->first > period->last ? "no day" : days, zone);
}

static ndx_status period_of(ndx_plan *plan, const asked_period *asked, ndx_expr **expr, ndx_error *err) {
    ndx_period period;
    ndx_status status = ndx_date_expression_ordered(asked->expression, plan->options.now,
                                                    plan->options.date_order, &period, err);
    if (status) return status;
    apply_bound(&period, asked->bound);
    explain_period(plan, asked, &period);
    *expr = days_of(plan, asked->kind, &period);
    return *expr ? NDX_OK : ndx_fail_memory(err);
}

static bool begins_quoted(ndx_text query, size_t at) {
    unsigned char c = at < query.len ? (unsigned char)query.data[at] : 0;
    return c == '"' || c == 0xC2 || c == 0xE2;
}

static ndx_status date_of(ndx_plan *plan, const ndx_node *node, ndx_expr **expr, ndx_error *err) {
    ndx_error own = {0};
    const asked_period asked = {node->name,  ':',
                                node->text,  ndx_text_slice(plan->query, node->start, node->end),
                                node->bound, node->kind == NODE_ABOUT ? NDX_EXPR_MENTIONED : NDX_EXPR_DAYS};
    ndx_status status = period_of(plan, &asked, expr, &own);
    if (!status || !err) return status;
    *err = own;
    /* The column within the expression becomes one within the query. */
    size_t quote = begins_quoted(plan->query, node->start) ? 1 : 0;
    err->column = ndx_query_column(plan->query, node->start) + quote + (own.column ? own.column - 1 : 0);
    return status;
}

ndx_status ndx_plan_bound(ndx_plan *plan, ndx_text expression, ndx_bound bound, const char *option,
                          ndx_expr **expr, ndx_error *err) {
    ndx_error own = {0};
    const asked_period asked = {option, '=', expression, expression, bound, NDX_EXPR_DAYS};
    ndx_status status = period_of(plan, &asked, expr, &own);
    if (status) ndx_fail(err, status, "%s: %s", option, own.message);
    return status;
}

/* --- whole values --------------------------------------------------------------------------------------- */

/* "english" for "en": languages may be written out. */
static ndx_text language_code(ndx_text value) {
    for (size_t i = 0; ndx_language_code(i); i++)
        if (ndx_text_equal_nocase(value, ndx_text_of(ndx_language_name(ndx_language_code(i)))))
            return ndx_text_of(ndx_language_code(i));
    return value;
}

static ndx_status whole_of(ndx_plan *plan, const ndx_node *node, ndx_expr **expr, ndx_error *err) {
    ndx_text value = node->field == NDX_FIELD_LANGUAGE ? language_code(node->text) : node->text;
    ndx_buf term = {0};
    ndx_term_of_value(node->field, value, &term);
    ndx_status status = ndx_buf_status(&term, err);
    *expr = status ? NULL : ndx_expr_term(plan, "", ndx_buf_text(&term));
    ndx_buf_clear(&term);
    if (!status && !*expr) status = ndx_fail_memory(err);
    return status;
}

/* Where a date was taken from and how precise it is are words of small sets: any other is a slip. */
static const char *mark_word(ndx_node_kind kind, int number) {
    return kind == NODE_PRECISION ? ndx_precision_word((ndx_precision)number)
                                  : ndx_date_source_word((ndx_date_source)number);
}

static ndx_status mark_of(ndx_plan *plan, const ndx_node *node, ndx_expr **expr, ndx_error *err) {
    const char *prefix = node->kind == NODE_PRECISION ? NDX_PREFIX_PRECISION : NDX_PREFIX_DATE_SOURCE, *word;
    for (int i = 1; *(word = mark_word(node->kind, i)); i++) {
        if (!ndx_text_equal_nocase(node->text, ndx_text_of(word))) continue;
        ndx_buf term = {0};
        ndx_term_of_mark(prefix, (unsigned)i, &term);
        ndx_status status = ndx_buf_status(&term, err);
        *expr = status ? NULL : ndx_expr_term(plan, "", ndx_buf_text(&term));
        ndx_buf_clear(&term);
        return status || *expr ? status : ndx_fail_memory(err);
    }
    ndx_qualifier qualifier;
    bool known = ndx_qualifier_find(ndx_text_of(node->name), &qualifier);
    ndx_fail(err, NDX_USAGE, "there is no %s '%.*s'; %s: needs %s", node->name, NDX_ARG(node->text),
             node->name, known ? qualifier.needs : "another word");
    if (err) err->column = ndx_query_column(plan->query, node->start);
    return NDX_USAGE;
}

ndx_status ndx_plan_value(ndx_plan *plan, const ndx_node *node, ndx_expr **expr, ndx_error *err) {
    switch (node->kind) {
    case NODE_DATE:
    case NODE_ABOUT:
        return date_of(plan, node, expr, err);
    case NODE_DATE_SOURCE:
    case NODE_PRECISION:
        return mark_of(plan, node, expr, err);
    case NODE_WORDS:
        *expr = ndx_expr_new(plan, NDX_EXPR_WORDS);
        if (!*expr) return ndx_fail_memory(err);
        (*expr)->low = node->low;
        (*expr)->high = node->high;
        return NDX_OK;
    default:
        return whole_of(plan, node, expr, err);
    }
}
