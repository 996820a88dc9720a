/* The positional filter; filter.h says what nested operators mean. */
#include "filter_parts.h"
#include "schema.h"

/* --- looking things up in the article at hand ----------------------------------------------------------- */

/* The positions of term number `index` become spans. */
static void add_places(ndx_filter *filter, uint32_t index, ndx_spans *spans) {
    ndx_status status = ndx_positions_get(&filter->at.places, index, &filter->list, filter->at.err);
    if (status != NDX_OK) ndx_candidate_note(&filter->at, status);
    if (status == NDX_OK) ndx_spans_add_places(spans, &filter->list);
}

static uint32_t find(const ndx_filter *filter, const struct node *term) {
    return ndx_positions_find(&filter->at.places, term->expr->term, term->hash);
}

/* Has the article the term of the node? By the posting list, where we read that ourselves. */
static bool has_term(ndx_filter *filter, struct node *node) {
    ndx_candidate *at = &filter->at;
    bool have = false;
    if (!at->database) return ndx_candidate_has_term(at, node->expr->term);
    if (!node->members) node->members = ndx_arena_array(&filter->arena, 1, sizeof *node->members);
    if (!node->members) {
        ndx_candidate_note(at, ndx_fail_memory(at->err));
        return false;
    }
    ndx_status status =
        ndx_members_have(node->members, at->docdata->glass, node->expr->term, at->number, &have, at->err);
    if (status != NDX_OK) ndx_candidate_note(at, status);
    return have;
}

/* --- does the article as a whole match? ----------------------------------------------------------------- */

static bool matches(ndx_filter *filter, struct node *node);
static void find_spans(ndx_filter *filter, struct node *node, bool once);

static bool within_days(ndx_filter *filter, const ndx_expr *expr) {
    ndx_text value = ndx_candidate_value(&filter->at, NDX_SLOT_DAY);
    char low[6], high[6];
    if (value.len == 0) return false;
    if (expr->high == 0) return ndx_value_day(value) >= expr->first && ndx_value_day(value) <= expr->last;
    ndx_text lower = {low, ndx_value_bound(expr->first, (int32_t)expr->low, low)};
    ndx_text upper = {high, ndx_value_bound(expr->last, (int32_t)expr->high, high)};
    return ndx_text_compare(lower, value) <= 0 && ndx_text_compare(value, upper) <= 0;
}

static bool accepts_date(ndx_filter *filter, const ndx_expr *expr) {
    ndx_arena arena = {0};
    ndx_record_facts facts = {0};
    const ndx_record *record = ndx_candidate_record(&filter->at);
    ndx_status status = filter->at.status;
    if (status == NDX_OK) status = ndx_record_facts_get(record, &arena, &facts, filter->at.err);
    bool accepted = status == NDX_OK && expr->accepts && expr->accepts(expr->context, &facts.date);
    if (status != NDX_OK) ndx_candidate_note(&filter->at, status);
    ndx_arena_clear(&arena);
    return accepted;
}

static bool mentions_day(ndx_filter *filter, const ndx_expr *expr) {
    ndx_calendar_piece pieces[NDX_CALENDAR_PIECES_MAX];
    size_t count = ndx_calendar_cover(expr->first, expr->last, pieces);
    for (size_t i = 0; i < count; i++) {
        char term[16];
        size_t len = ndx_calendar_term(NDX_PREFIX_MENTIONED, pieces[i], term);
        if (ndx_candidate_has_term(&filter->at, (ndx_text){term, len})) return true;
    }
    return false;
}

static bool leaf_matches(ndx_filter *filter, struct node *node) {
    const ndx_expr *expr = node->expr;
    switch (expr->kind) {
    case NDX_EXPR_ALL:
        return true;
    case NDX_EXPR_TERM:
        if (ndx_term_is_general(expr->term) && find(filter, node) == NDX_NO_PLACE) return false;
        return has_term(filter, node);
    case NDX_EXPR_DAYS:
        return within_days(filter, expr);
    case NDX_EXPR_DATE:
        return accepts_date(filter, expr);
    case NDX_EXPR_MENTIONED:
        return mentions_day(filter, expr);
    case NDX_EXPR_WORDS:
        return filter->at.record.words >= expr->low && filter->at.record.words <= expr->high;
    default:
        return false;
    }
}

static bool matches(ndx_filter *filter, struct node *node) {
    if (!node->positional && node->sure) return true;
    switch (node->expr->kind) {
    case NDX_EXPR_AND:
    case NDX_EXPR_FILTER:
        for (size_t i = 0; i < node->count; i++)
            if (!matches(filter, node->child[i])) return false;
        return node->count > 0;
    case NDX_EXPR_OR:
    case NDX_EXPR_SYNONYM:
        for (size_t i = 0; i < node->count; i++)
            if (matches(filter, node->child[i])) return true;
        return false;
    case NDX_EXPR_NOT:
        if (node->count == 0 || !matches(filter, node->child[0])) return false;
        for (size_t i = 1; i < node->count; i++) {
            if (node->sure && !node->inside && !node->child[i]->positional)
                continue; /* the superset has left those out */
            if (matches(filter, node->child[i])) return false;
        }
        return true;
    case NDX_EXPR_MAYBE:
    case NDX_EXPR_SCALE:
        return node->count && matches(filter, node->child[0]);
    default:
        break;
    }
    if (!ndx_expr_is_positional(node->expr->kind)) return leaf_matches(filter, node);
    find_spans(filter, node, true);
    return node->spans.count > 0;
}

/* --- where does it match? ------------------------------------------------------------------------------- */

/* A general term; its fingerprint, which is at hand, is looked at first, for hardly any article that has not the term shows it. */
static void term_spans(ndx_filter *filter, struct node *node, bool known) {
    if (!ndx_term_is_general(node->expr->term)) return;
    uint32_t index = find(filter, node);
    if (index != NDX_NO_PLACE && (known || has_term(filter, node))) add_places(filter, index, &node->spans);
}

/* How many children of an OR of terms are found by fingerprint; all of them when not all are terms. */
static size_t candidates(const ndx_filter *filter, const struct node *any) {
    size_t found = 0;
    for (size_t i = 0; i < any->count; i++) {
        if (any->child[i]->expr->kind != NDX_EXPR_TERM) return any->count;
        found += find(filter, any->child[i]) != NDX_NO_PLACE;
    }
    return found;
}

static void join_spans(ndx_filter *filter, struct node *any) {
    /* One of them is there for sure: if only one can be, it is that one, and no list need be asked. */
    bool known = any->sure && any->count > 1 && candidates(filter, any) == 1;
    for (size_t i = 0; i < any->count; i++) {
        struct node *child = any->child[i];
        if (known) {
            child->spans.count = 0;
            term_spans(filter, child, true);
        } else {
            find_spans(filter, child, false);
        }
        for (size_t k = 0; k < child->spans.count; k++)
            ndx_spans_add(&any->spans, child->spans.at[k].first, child->spans.at[k].last);
    }
    ndx_spans_order(&any->spans);
}

/* The children's spans into node->in, those without place checked and left out, those that forbid left out. 0
 * when one has none. */
static size_t gather(ndx_filter *filter, struct node *node) {
    size_t count = 0;
    for (size_t i = 0; i < node->count; i++) {
        struct node *child = node->child[i];
        if (child->placeless && !matches(filter, child)) return 0;
        if (child->placeless || forbids(child)) continue;
        find_spans(filter, child, false);
        if (child->spans.count == 0 || filter->at.status != NDX_OK) return 0;
        node->offset[count] = node->expr->offset ? node->expr->offset[i] : (uint32_t)i;
        node->in[count++] = &child->spans;
    }
    return count;
}

static void apply_forbidden(ndx_filter *filter, struct node *node) {
    for (size_t i = 0; i < node->count; i++) {
        struct node *child = node->child[i];
        for (size_t k = 1; forbids(child) && k < child->count && node->spans.count; k++) {
            find_spans(filter, child->child[k], false);
            const ndx_spans *bad = &child->child[k]->spans;
            if (node->expr->kind == NDX_EXPR_SENTENCE)
                ndx_spans_without_section(&node->spans, bad, &ndx_candidate_bounds(&filter->at)->sentences);
            else if (node->expr->kind == NDX_EXPR_PARAGRAPH)
                ndx_spans_without_section(&node->spans, bad, &ndx_candidate_bounds(&filter->at)->paragraphs);
            else
                ndx_spans_far_from(&node->spans, bad,
                                   node->expr->kind == NDX_EXPR_NEAR ? node->expr->number : 0);
        }
    }
}

static bool any_forbids(const struct node *node) {
    for (size_t i = 0; i < node->count; i++)
        if (forbids(node->child[i])) return true;
    return false;
}

static void combine_spans(ndx_filter *filter, struct node *node, bool once) {
    size_t count = gather(filter, node);
    bool forbidden = any_forbids(node);
    if (count == 0) return;
    once = once && !forbidden;
    switch (node->expr->kind) {
    case NDX_EXPR_PHRASE:
        ndx_spans_phrase(node->in, node->offset, count, once, &node->spans);
        break;
    case NDX_EXPR_NEAR:
        if (node->expr->ordered)
            ndx_spans_ordered(node->in, count, node->expr->number, once, &node->spans);
        else
            ndx_spans_near(node->in, count, node->expr->number, once, &node->spans);
        break;
    case NDX_EXPR_SENTENCE:
        ndx_spans_together(node->in, count, &ndx_candidate_bounds(&filter->at)->sentences,
                           filter->at.record.words, once, &node->spans);
        break;
    case NDX_EXPR_PARAGRAPH:
        ndx_spans_together(node->in, count, &ndx_candidate_bounds(&filter->at)->paragraphs,
                           filter->at.record.words, once, &node->spans);
        break;
    default:
        ndx_spans_near(node->in, count, UINT32_MAX, once, &node->spans);
        break; /* AND */
    }
    if (forbidden) apply_forbidden(filter, node);
}

/* Keep the child's spans that lie in first..last-1. */
static void clip(struct node *node, uint32_t first, uint32_t last) {
    const ndx_spans *in = &node->child[0]->spans;
    for (size_t i = 0; i < in->count; i++)
        if (in->at[i].first >= first && in->at[i].last < last)
            ndx_spans_add(&node->spans, in->at[i].first, in->at[i].last);
}

/* Operators on one child: its spans, fewer of them or none. */
static void narrow_spans(ndx_filter *filter, struct node *node) {
    if (node->count == 0) return;
    find_spans(filter, node->child[0], false);
    ndx_zone_place zone;
    switch (node->expr->kind) {
    case NDX_EXPR_ATLEAST:
        if (node->child[0]->spans.count >= node->expr->number) clip(node, 0, UINT32_MAX);
        break;
    case NDX_EXPR_FIRST:
        clip(node, 0, node->expr->number);
        break;
    case NDX_EXPR_IN_ZONE:
        zone = ndx_candidate_zone(&filter->at, node->expr->zone);
        clip(node, zone.first, zone.last);
        break;
    case NDX_EXPR_NOT:
        clip(node, 0, UINT32_MAX);
        for (size_t i = 1; i < node->count && node->spans.count; i++) {
            find_spans(filter, node->child[i], false);
            ndx_spans_without(&node->spans, &node->child[i]->spans);
        }
        break;
    case NDX_EXPR_FILTER:
        for (size_t i = 1; i < node->count; i++)
            if (!matches(filter, node->child[i])) return;
        clip(node, 0, UINT32_MAX);
        break;
    default:
        clip(node, 0, UINT32_MAX);
        break;
    }
}

static void exact_spans(ndx_filter *filter, struct node *node) {
    ndx_candidate *at = &filter->at;
    if (node->expr->term.len && find(filter, node) == NDX_NO_PLACE)
        return; /* no form of the word at all: nothing to inflate */
    const ndx_record *record = ndx_candidate_record(at);
    const ndx_x_document *document = ndx_candidate_document(at);
    ndx_status status = at->status;
    if (status == NDX_OK && !filter->exact) status = ndx_exact_new(&filter->exact, at->err);
    if (status == NDX_OK && !node->form) status = ndx_exact_form_new(node->expr->form, &node->form, at->err);
    if (status == NDX_OK)
        status = ndx_exact_spans(filter->exact, document, record, node->form, &node->spans, at->err);
    if (status != NDX_OK) ndx_candidate_note(at, status);
}

static void find_spans(ndx_filter *filter, struct node *node, bool once) {
    node->spans.count = 0;
    if (filter->at.status != NDX_OK) return;
    switch (node->expr->kind) {
    case NDX_EXPR_TERM:
        term_spans(filter, node, node->sure);
        break;
    case NDX_EXPR_EXACT:
        exact_spans(filter, node);
        break;
    case NDX_EXPR_OR:
    case NDX_EXPR_SYNONYM:
        join_spans(filter, node);
        break;
    case NDX_EXPR_AND:
    case NDX_EXPR_PHRASE:
    case NDX_EXPR_NEAR:
    case NDX_EXPR_SENTENCE:
    case NDX_EXPR_PARAGRAPH:
        combine_spans(filter, node, once);
        break;
    case NDX_EXPR_ATLEAST:
    case NDX_EXPR_FIRST:
    case NDX_EXPR_IN_ZONE:
    case NDX_EXPR_NOT:
    case NDX_EXPR_FILTER:
    case NDX_EXPR_SCALE:
    case NDX_EXPR_MAYBE:
        narrow_spans(filter, node);
        break;
    default:
        break; /* without place */
    }
    if (node->spans.failed) ndx_candidate_note(&filter->at, ndx_fail_memory(filter->at.err));
}

/* --- deciding ------------------------------------------------------------------------------------------- */

static ndx_status decide(ndx_filter *filter, ndx_status status, bool *keep) {
    if (status != NDX_OK) return status;
    if (filter->exact) ndx_exact_forget(filter->exact);
    *keep = matches(filter, filter->root);
    status = ndx_candidate_leave(&filter->at);
    *keep &= status == NDX_OK;
    return status;
}

ndx_status ndx_filter_decide(void *context, ndx_x_document *document, bool *keep, ndx_error *err) {
    ndx_filter *filter = context;
    *keep = false;
    return decide(filter, ndx_candidate_take(&filter->at, document, err), keep);
}

void ndx_filter_read_from(ndx_filter *filter, ndx_glass *glass, const ndx_x_database *database) {
    ndx_candidate_read_from(&filter->at, glass, database);
}

static ndx_status decide_some(ndx_filter *filter, const uint32_t *numbers, size_t count, bool *keep,
                              ndx_error *err) {
    ndx_status status = ndx_candidate_look_ahead(&filter->at, numbers, count, err);
    for (size_t i = 0; status == NDX_OK && i < count; i++)
        status = decide(filter, ndx_candidate_go(&filter->at, i, numbers[i], err), &keep[i]);
    return status;
}

ndx_status ndx_filter_decide_numbers(ndx_filter *filter, const uint32_t *numbers, size_t count, bool *keep,
                                     ndx_error *err) {
    ndx_status status = NDX_OK;
    for (size_t at = 0; status == NDX_OK && at < count; at += NDX_GLASS_AT_ONCE) {
        size_t some = count - at < NDX_GLASS_AT_ONCE ? count - at : NDX_GLASS_AT_ONCE;
        status = decide_some(filter, numbers + at, some, keep + at, err);
    }
    return status;
}

ndx_status ndx_filter_decide_window(ndx_filter *filter, uint32_t base, uint64_t *bits, ndx_error *err) {
    uint32_t numbers[NDX_WINDOW];
    bool keep[NDX_WINDOW];
    size_t count = ndx_window_numbers(base, bits, numbers);
    ndx_status status = ndx_filter_decide_numbers(filter, numbers, count, keep, err);
    for (size_t i = 0; status == NDX_OK && i < count; i++)
        if (!keep[i]) bits[(numbers[i] - base) / 64] &= ~(1ull << (numbers[i] - base) % 64);
    return status;
}
