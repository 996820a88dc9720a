/* Ranking: weighting schemes, orders, collapsing, limits; deciders, sources, spies and keys from C callbacks. */
#include "shelf.h"

#include <math.h>

/* An enquire for one term ("" is every document) under the given weight. */
static ndx_x_enquire *ask(const char *term, ndx_x_weight_kind kind) {
    ndx_error err = {0};
    ndx_x_enquire *enquire;
    ndx_x_query *query;
    ndx_x_weight weight = {.kind = kind};
    OK(ndx_x_enquire_new(ndx_x_writable_database(library), &enquire, &err));
    OK(ndx_x_query_term(text_of(term), 1, 0, &query, &err));
    OK(ndx_x_enquire_set_query(enquire, query, 0, &err));
    OK(ndx_x_enquire_set_weight(enquire, &weight, &err));
    ndx_x_query_free(query);
    return enquire;
}

static void expect_ranks(ndx_x_enquire *enquire, const ndx_x_match_options *options, const char *expected) {
    static const ndx_x_match_options all = {.limit = 100, .check_at_least = 100};
    ndx_error err = {0};
    ndx_x_mset *mset;
    ndx_x_match matches[16];
    size_t count;
    ndx_buf out = {0};
    OK(ndx_x_enquire_match(enquire, options ? options : &all, &mset, &err));
    OK(ndx_x_mset_matches(mset, 0, matches, NDX_COUNT(matches), &count, &err));
    assert_int_equal(count, ndx_x_mset_size(mset));
    for (size_t i = 0; i < count; i++) ndx_buf_addf(&out, i ? " %u" : "%u", matches[i].docid);
    expect_buf(&out, expected);
    ndx_buf_clear(&out);
    ndx_x_mset_free(mset);
}

/* --- weights -------------------------------------------------------------------------------------------- */

static double weight_of_best(const ndx_x_weight *weight) {
    ndx_error err = {0};
    ndx_x_enquire *enquire = ask("quick", NDX_X_BM25);
    ndx_x_match_options options = {.limit = 1};
    ndx_x_mset *mset;
    ndx_x_match match;
    size_t count;
    OK(ndx_x_enquire_set_weight(enquire, weight, &err));
    OK(ndx_x_enquire_match(enquire, &options, &mset, &err));
    OK(ndx_x_mset_matches(mset, 0, &match, 1, &count, &err));
    assert_int_equal(count, 1);
    ndx_x_mset_free(mset);
    ndx_x_enquire_free(enquire);
    return match.weight;
}

static void every_weighting_scheme_works_with_its_defaults_and_its_own_parameters(void **state) {
    ndx_error err = {0};
    (void)state;
    for (int kind = 0; kind < NDX_X_WEIGHT_COUNT; kind++) {
        ndx_x_weight weight = {.kind = (ndx_x_weight_kind)kind};
        assert_true(isfinite(weight_of_best(&weight)));
    }
    /* With k1 0 a word that is there twice weighs no more than once: document 3 is like the others. */
    ndx_x_enquire *enquire = ask("quick", NDX_X_BM25);
    ndx_x_weight flat = {.kind = NDX_X_BM25, .parameter_count = 1, .parameter = {0}};
    expect_ranks(enquire, NULL, "3 6 5 1");
    OK(ndx_x_enquire_set_weight(enquire, &flat, &err));
    expect_ranks(enquire, NULL, "1 3 5 6");
    ndx_x_enquire_free(enquire);
    ndx_x_weight dirichlet = {.kind = NDX_X_LM, .parameter_count = 4, .parameter = {0, 2, 2000, 0}};
    assert_true(isfinite(weight_of_best(&dirichlet)));
    ndx_x_weight boolean_tf = {.kind = NDX_X_TF_IDF, .normalizations = "bnn"};
    assert_true(fabs(weight_of_best(&boolean_tf) - 1) < 1e-9);
}

static void parameters_that_make_no_sense_are_usage_errors(void **state) {
    static const ndx_x_weight wrong[] = {{.kind = (ndx_x_weight_kind)-1},
                                         {.kind = NDX_X_WEIGHT_COUNT},
                                         {.kind = NDX_X_BOOL, .parameter_count = 1},
                                         {.kind = NDX_X_INL2, .parameter_count = 1, .parameter = {-3}},
                                         {.kind = NDX_X_TF_IDF, .normalizations = "?!x"},
                                         {.kind = NDX_X_LM, .parameter_count = 2, .parameter = {0, 9}}};
    ndx_error err = {0};
    ndx_x_enquire *enquire = ask("quick", NDX_X_BM25);
    (void)state;
    for (size_t i = 0; i < NDX_COUNT(wrong); i++)
        assert_int_equal(ndx_x_enquire_set_weight(enquire, &wrong[i], &err), NDX_USAGE);
    assert_int_equal(ndx_x_enquire_set_expansion(enquire, "nonsense", 1, &err), NDX_USAGE);
    assert_int_equal(ndx_x_enquire_set_cutoff(enquire, 300, 0, &err), NDX_USAGE);
    assert_int_equal(ndx_x_enquire_sort(enquire, (ndx_x_order)9, 0, false, &err), NDX_USAGE);
    assert_int_equal(ndx_x_enquire_set_docid_order(enquire, (ndx_x_docid_order)9, &err), NDX_USAGE);
    ndx_x_enquire_free(enquire);
    ndx_x_enquire_free(NULL);
}

/* --- order, cutoff, collapse, time ---------------------------------------------------------------------- */

static ndx_status key_by_length(void *context, ndx_x_document *document, ndx_buf *key, ndx_error *err) {
    ndx_text data;
    (void)context;
    ndx_status status = ndx_x_document_data(document, &data, err);
    if (status == NDX_OK) ndx_buf_addf(key, "%03zu", data.len);
    return status;
}
static ndx_status key_that_fails(void *context, ndx_x_document *document, ndx_buf *key, ndx_error *err) {
    (void)context, (void)document, (void)key;
    return ndx_fail(err, NDX_BAD_INPUT, "no key to be found");
}

static void matches_come_in_the_order_asked_for(void **state) {
    ndx_error err = {0};
    ndx_x_enquire *enquire = ask("quick", NDX_X_BM25);
    ndx_x_sort_slot slots[] = {{.slot = 1}, {.slot = 0, .reverse = true}};
    ndx_x_match_options options = {.limit = 10};
    ndx_x_mset *mset;
    ndx_text key;
    (void)state;
    expect_ranks(enquire, NULL, "3 6 5 1");                       /* wdf 2 of 4, then 1 of 2, 3, 4 */
    OK(ndx_x_enquire_sort(enquire, NDX_X_VALUE, 0, false, &err)); /* last words: fox fox dog quick */
    expect_ranks(enquire, NULL, "5 1 3 6");
    OK(ndx_x_enquire_sort(enquire, NDX_X_VALUE_RELEVANCE, 0, true, &err));
    expect_ranks(enquire, NULL, "6 3 1 5");
    OK(ndx_x_enquire_sort(enquire, NDX_X_RELEVANCE_VALUE, 0, true, &err));
    expect_ranks(enquire, NULL, "3 6 5 1");
    OK(ndx_x_enquire_sort_by_slots(enquire, NDX_X_VALUE, slots, 2, false,
                                   &err)); /* number of words, then last word backwards */
    expect_ranks(enquire, NULL, "6 5 1 3");
    OK(ndx_x_enquire_sort_by_key(enquire, NDX_X_VALUE_RELEVANCE, key_by_length, NULL, true, &err));
    expect_ranks(enquire, NULL, "3 1 5 6");
    OK(ndx_x_enquire_match(enquire, &options, &mset, &err));
    OK(ndx_x_mset_sort_key(mset, 3, &key, &err));
    expect_view(key, "011");
    ndx_x_mset_free(mset);
    OK(ndx_x_enquire_sort(enquire, NDX_X_RELEVANCE, 0, false, &err));
    expect_ranks(enquire, NULL, "3 6 5 1");
    ndx_x_enquire_free(enquire);

    enquire = ask("", NDX_X_BOOL);
    OK(ndx_x_enquire_set_docid_order(enquire, NDX_X_DOCID_DESCENDING, &err));
    expect_ranks(enquire, NULL, "6 5 4 3 2 1");
    expect_ranks(enquire, &(ndx_x_match_options){.first = 2, .limit = 2}, "4 3");
    ndx_x_enquire_free(enquire);
}

static void a_key_that_cannot_be_made_ends_the_match_with_its_own_words(void **state) {
    ndx_error err = {0};
    ndx_x_enquire *enquire = ask("quick", NDX_X_BM25);
    ndx_x_match_options options = {.limit = 10};
    ndx_x_mset *mset;
    (void)state;
    OK(ndx_x_enquire_sort_by_key(enquire, NDX_X_VALUE, key_that_fails, NULL, false, &err));
    assert_int_equal(ndx_x_enquire_match(enquire, &options, &mset, &err), NDX_BAD_INPUT);
    assert_string_equal(err.message, "no key to be found");
    ndx_x_enquire_free(enquire);
}

static void matches_with_the_same_value_collapse(void **state) {
    ndx_error err = {0};
    ndx_x_enquire *enquire = ask("brown", NDX_X_TRAD);
    ndx_x_match_options options = {.limit = 10};
    ndx_x_mset *mset;
    ndx_x_match matches[4];
    ndx_x_match_counts counts;
    size_t count;
    ndx_text key;
    (void)state;
    OK(ndx_x_enquire_collapse(enquire, 0, 1, &err)); /* fox dog dog quick */
    OK(ndx_x_enquire_match(enquire, &options, &mset, &err));
    OK(ndx_x_mset_matches(mset, 0, matches, 4, &count, &err));
    assert_int_equal(count, 3);
    assert_int_equal(matches[1].docid, 5);
    assert_int_equal(matches[1].collapsed, 1);
    OK(ndx_x_mset_collapse_key(mset, 1, &key, &err));
    expect_view(key, "dog");
    OK(ndx_x_mset_counts(mset, &counts, &err));
    assert_int_equal(counts.lower, 3);
    assert_int_equal(counts.uncollapsed_upper, 4);
    ndx_x_mset_free(mset);
    OK(ndx_x_enquire_collapse(enquire, NDX_X_NO_SLOT, 1, &err));
    expect_ranks(enquire, NULL, "6 5 1 2");
    ndx_x_enquire_free(enquire);
}

static void weak_matches_are_cut_off(void **state) {
    ndx_error err = {0};
    ndx_x_enquire *enquire = ask("quick", NDX_X_BM25);
    ndx_x_match_options options = {.limit = 10};
    ndx_x_mset *mset;
    ndx_x_match_counts counts;
    int percent;
    (void)state;
    OK(ndx_x_enquire_match(enquire, &options, &mset, &err));
    OK(ndx_x_mset_counts(mset, &counts, &err));
    OK(ndx_x_mset_percent(mset, 0, &percent, &err));
    assert_int_equal(percent, 100);
    assert_true(counts.weight_attained > 0 && counts.weight_attained <= counts.weight_possible);
    ndx_x_mset_free(mset);
    OK(ndx_x_enquire_set_cutoff(enquire, 0, counts.weight_attained * 0.999, &err));
    expect_ranks(enquire, NULL, "3");
    OK(ndx_x_enquire_set_cutoff(enquire, 0, 0, &err));
    OK(ndx_x_enquire_set_time_limit(enquire, 60, &err));
    expect_ranks(enquire, NULL, "3 6 5 1");
    ndx_x_enquire_free(enquire);
}

/* --- what an mset tells --------------------------------------------------------------------------------- */

static void matches_give_their_documents_and_terms(void **state) {
    ndx_error err = {0};
    ndx_x_enquire *enquire = ask("lazy", NDX_X_BM25);
    ndx_x_match_options options = {.limit = 10};
    ndx_x_mset *mset;
    ndx_x_document *document;
    ndx_x_terms *terms;
    ndx_buf out = {0};
    ndx_text data;
    uint32_t number;
    double weight;
    (void)state;
    OK(ndx_x_enquire_match(enquire, &options, &mset, &err));
    OK(ndx_x_mset_fetch(mset, &err));
    OK(ndx_x_mset_document(mset, 0, &document, &err));
    OK(ndx_x_document_data(document, &data, &err));
    expect_view(data, "lazy cat");
    OK(ndx_x_document_docid(document, &number, &err));
    assert_int_equal(number, 4);
    ndx_x_document_free(document);
    assert_int_equal(ndx_x_mset_document(mset, 2, &document, &err), NDX_USAGE);
    assert_null(document);
    OK(ndx_x_mset_term(mset, text_of("lazy"), &number, &weight, &err));
    assert_int_equal(number, 2);
    assert_true(weight > 0);
    ndx_x_mset_free(mset);
    ndx_x_mset_free(NULL);
    OK(ndx_x_enquire_matching_terms(enquire, 2, &terms, &err));
    shelf_terms(terms, &out);
    expect_buf(&out, "lazy");
    ndx_buf_clear(&out);
    ndx_x_enquire_free(enquire);
}

static bool no_the(void *context, ndx_text term) {
    ++*(int *)context;
    return !ndx_text_equal(term, text_of("the"));
}

static void relevant_documents_suggest_terms(void **state) {
    ndx_error err = {0};
    ndx_x_enquire *enquire = ask("lazy", NDX_X_BM25);
    ndx_x_rset *rset;
    ndx_x_eset *eset;
    ndx_text term;
    double weight;
    int asked = 0;
    ndx_x_expand_options options = {.limit = 10, .may = no_the, .may_context = &asked};
    bool dog = false;
    (void)state;
    OK(ndx_x_rset_new(&rset, &err));
    OK(ndx_x_rset_add(rset, 2, &err));
    OK(ndx_x_rset_add(rset, 3, &err));
    OK(ndx_x_rset_add(rset, 4, &err));
    OK(ndx_x_rset_remove(rset, 4, &err));
    assert_int_equal(ndx_x_rset_size(rset), 2);
    OK(ndx_x_enquire_expand(enquire, rset, &options, &eset, &err));
    assert_true(asked > 0);
    for (uint32_t at = 0; at < ndx_x_eset_size(eset); at++) {
        OK(ndx_x_eset_term(eset, at, &term, &weight, &err));
        assert_false(ndx_text_equal(term, text_of("the")));
        assert_false(ndx_text_equal(term, text_of("lazy")));
        if (ndx_text_equal(term, text_of("dog"))) dog = true;
    }
    assert_true(dog);
    assert_int_equal(ndx_x_eset_term(eset, 99, &term, &weight, &err), NDX_USAGE);
    ndx_x_eset_free(eset);
    OK(ndx_x_enquire_set_expansion(enquire, "bo1", 1, &err));
    options.include_query_terms = options.exact_frequencies = true;
    OK(ndx_x_enquire_expand(enquire, rset, &options, &eset, &err));
    assert_true(ndx_x_eset_size(eset) > 0);
    ndx_x_eset_free(eset);
    ndx_x_rset_free(rset);
    ndx_x_enquire_free(enquire);
}

/* --- deciders ------------------------------------------------------------------------------------------- */

static ndx_status keep_if_fox(void *context, ndx_x_document *document, bool *keep, ndx_error *err) {
    ndx_text data;
    ++*(int *)context;
    ndx_status status = ndx_x_document_data(document, &data, err);
    *keep = status == NDX_OK && ndx_text_ends(data, text_of("fox"));
    return status;
}
static ndx_status give_up(void *context, ndx_x_document *document, bool *keep, ndx_error *err) {
    (void)context, (void)document, (void)keep;
    return ndx_fail(err, NDX_STOPPED, "that is enough");
}

static void a_decider_chooses_and_its_failure_comes_through(void **state) {
    ndx_x_enquire *enquire = ask("quick", NDX_X_BM25);
    int asked = 0;
    ndx_error err = {0};
    ndx_x_match_options options = {
        .limit = 10, .check_at_least = 10, .decide = keep_if_fox, .decide_context = &asked};
    ndx_x_mset *mset;
    (void)state;
    expect_ranks(enquire, &options, "3 1");
    assert_int_equal(asked, 4);
    options.decide = give_up;
    assert_int_equal(ndx_x_enquire_match(enquire, &options, &mset, &err), NDX_STOPPED);
    assert_null(mset);
    assert_string_equal(err.message, "that is enough");
    assert_int_equal(ndx_x_enquire_match(enquire, &options, &mset, NULL), NDX_STOPPED);
    ndx_x_enquire_free(enquire);
}

/* --- sources -------------------------------------------------------------------------------------------- */

typedef struct even_source {
    uint32_t last;
    int *alive;
    ndx_status fail_with;
    uint32_t step_back;
} even_source;

static ndx_status even_start(void *context, ndx_x_database *database, ndx_x_source_bounds *bounds,
                             ndx_error *err) {
    even_source *source = context;
    ndx_x_database_stats stats;
    ndx_status status = ndx_x_database_stats_get(database, &stats, err);
    source->last = stats.last_docid;
    *bounds = (ndx_x_source_bounds){0, stats.documents / 2, stats.documents, 100};
    return status;
}
static ndx_status even_next(void *context, uint32_t from, double weight_lower, ndx_x_source_entry *entry,
                            ndx_error *err) {
    even_source *source = context;
    (void)weight_lower;
    if (source->fail_with && from > 2) return ndx_fail(err, source->fail_with, "the well is dry");
    from += from & 1;
    if (from > source->last) return NDX_END;
    *entry = (ndx_x_source_entry){source->step_back && from > 2 ? source->step_back : from, from};
    return NDX_OK;
}
static void *even_clone(void *context) {
    even_source *source = context, *copy = malloc(sizeof *copy);
    *copy = *source;
    ++*source->alive;
    return copy;
}
static void even_release(void *context) {
    even_source *source = context;
    --*source->alive;
    free(source);
}

static ndx_x_query *even_query(int *alive, ndx_status fail_with, uint32_t step_back, bool can_clone) {
    ndx_error err = {0};
    even_source first = {.alive = alive, .fail_with = fail_with, .step_back = step_back};
    ndx_x_query *query;
    ndx_x_source source = {even_clone(&first), even_start, even_next, can_clone ? even_clone : NULL,
                           even_release};
    OK(ndx_x_query_source(&source, &query, &err));
    return query;
}

static void a_source_of_ones_own_matches_and_weighs(void **state) {
    ndx_error err = {0};
    int alive = 0;
    ndx_x_enquire *enquire = ask("quick", NDX_X_BM25);
    ndx_x_query *parts[2] = {even_query(&alive, NDX_OK, 0, true)}, *both;
    (void)state;
    OK(ndx_x_enquire_set_query(enquire, parts[0], 0, &err));
    expect_ranks(enquire, NULL, "6 4 2");
    OK(ndx_x_query_term(text_of("brown"), 1, 0, &parts[1], &err));
    OK(ndx_x_query_combine(NDX_X_AND, parts, 2, 0, &both, &err));
    OK(ndx_x_enquire_set_query(enquire, both, 0, &err));
    expect_ranks(enquire, NULL, "6 2");
    ndx_x_query_free(both);
    ndx_x_query_free(parts[0]);
    ndx_x_query_free(parts[1]);
    ndx_x_enquire_free(enquire);
    assert_int_equal(alive, 0);
}

static void a_source_that_fails_or_goes_backwards_ends_the_match(void **state) {
    static const struct {
        ndx_status fail_with;
        uint32_t step_back;
        ndx_status expected;
    } cases[] = {{NDX_IO, 0, NDX_IO}, {NDX_OK, 1, NDX_USAGE}};
    ndx_error err = {0};
    ndx_x_match_options options = {.limit = 10};
    ndx_x_mset *mset;
    (void)state;
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        int alive = 0;
        ndx_x_enquire *enquire = ask("quick", NDX_X_BM25);
        ndx_x_query *query = even_query(&alive, cases[i].fail_with, cases[i].step_back, false);
        OK(ndx_x_enquire_set_query(enquire, query, 0, &err));
        assert_int_equal(ndx_x_enquire_match(enquire, &options, &mset, &err), cases[i].expected);
        ndx_x_query_free(query);
        ndx_x_enquire_free(enquire);
        assert_int_equal(alive, 0);
    }
}

static void sources_run_over_several_shards_when_they_can_be_cloned(void **state) {
    ndx_error err = {0};
    ndx_x_database *whole;
    ndx_x_enquire *enquire;
    ndx_x_match_options options = {.limit = 10};
    ndx_x_mset *mset;
    int alive = 0;
    (void)state;
    OK(ndx_x_database_new(&whole, &err));
    OK(ndx_x_database_add(whole, ndx_x_writable_database(library), &err));
    OK(ndx_x_database_add(whole, ndx_x_writable_database(library), &err));
    OK(ndx_x_enquire_new(whole, &enquire, &err));
    ndx_x_query *query = even_query(&alive, NDX_OK, 0, true);
    OK(ndx_x_enquire_set_query(enquire, query, 0, &err));
    expect_ranks(enquire, NULL, "11 12 7 8 3 4");
    ndx_x_query_free(query);
    query = even_query(&alive, NDX_OK, 0, false);
    OK(ndx_x_enquire_set_query(enquire, query, 0, &err));
    assert_int_equal(ndx_x_enquire_match(enquire, &options, &mset, &err), NDX_USAGE);
    ndx_x_query_free(query);
    ndx_x_enquire_free(enquire);
    ndx_x_database_close(whole);
    assert_int_equal(alive, 0);
}

static void ready_made_sources_weigh_by_value(void **state) {
    ndx_error err = {0};
    ndx_x_weighted_value wanted[] = {{text_of("cat"), 9}, {text_of("quick"), 5}};
    ndx_x_enquire *enquire = ask("", NDX_X_BM25);
    ndx_x_query *query;
    (void)state;
    OK(ndx_x_query_value_weight(1, &query, &err)); /* number of words 4 4 4 2 3 2 */
    OK(ndx_x_enquire_set_query(enquire, query, 0, &err));
    expect_ranks(enquire, NULL, "1 2 3 5 4 6");
    ndx_x_query_free(query);
    OK(ndx_x_query_decreasing_value_weight(1, &query, &err));
    ndx_x_query_free(query);
    OK(ndx_x_query_value_map(0, wanted, 2, 1, &query, &err));
    OK(ndx_x_enquire_set_query(enquire, query, 0, &err));
    expect_ranks(enquire, NULL, "4 6 1 2 3 5");
    ndx_x_query_free(query);
    OK(ndx_x_query_fixed_weight(2.5, &query, &err));
    OK(ndx_x_enquire_set_query(enquire, query, 0, &err));
    expect_ranks(enquire, NULL, "1 2 3 4 5 6");
    ndx_x_query_free(query);
    ndx_x_enquire_free(enquire);
}

/* --- spies ---------------------------------------------------------------------------------------------- */

static ndx_status count_heavy(void *context, ndx_x_document *document, double weight, ndx_error *err) {
    uint32_t docid;
    ndx_status status = ndx_x_document_docid(document, &docid, err);
    if (docid && weight > 0) ++*(int *)context;
    return status;
}

static void spies_see_every_match(void **state) {
    ndx_error err = {0};
    ndx_x_enquire *enquire = ask("brown", NDX_X_BM25);
    ndx_x_spy *values, *own;
    ndx_x_terms *terms;
    ndx_buf out = {0};
    uint64_t total;
    uint32_t count;
    ndx_text term;
    int heavy = 0;
    (void)state;
    OK(ndx_x_spy_count_values(0, &values, &err));
    OK(ndx_x_spy_new(count_heavy, &heavy, &own, &err));
    OK(ndx_x_enquire_add_spy(enquire, values, &err));
    OK(ndx_x_enquire_add_spy(enquire, own, &err));
    expect_ranks(enquire, NULL, "6 5 1 2");
    OK(ndx_x_spy_total(values, &total, &err));
    assert_int_equal(total, 4);
    OK(ndx_x_spy_total(own, &total, &err));
    assert_int_equal(total, 4);
    assert_int_equal(heavy, 4);
    OK(ndx_x_spy_values(values, 0, &terms, &err));
    shelf_terms(terms, &out);
    expect_buf(&out, "dog fox quick");
    OK(ndx_x_spy_values(values, 1, &terms, &err));
    OK(ndx_x_terms_next(terms, &term, &err));
    expect_view(term, "dog");
    OK(ndx_x_terms_documents(terms, &count, &err));
    assert_int_equal(count, 2);
    ndx_x_terms_close(terms);
    assert_int_equal(ndx_x_spy_values(own, 0, &terms, &err), NDX_USAGE);
    ndx_x_spy_free(own); /* the enquire keeps it */
    expect_ranks(enquire, NULL, "6 5 1 2");
    assert_int_equal(heavy, 8);
    OK(ndx_x_enquire_clear_spies(enquire, &err));
    expect_ranks(enquire, NULL, "6 5 1 2");
    assert_int_equal(heavy, 8);
    ndx_x_spy_free(values);
    ndx_x_enquire_free(enquire);
    ndx_buf_clear(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_weighting_scheme_works_with_its_defaults_and_its_own_parameters),
        cmocka_unit_test(parameters_that_make_no_sense_are_usage_errors),
        cmocka_unit_test(matches_come_in_the_order_asked_for),
        cmocka_unit_test(a_key_that_cannot_be_made_ends_the_match_with_its_own_words),
        cmocka_unit_test(matches_with_the_same_value_collapse),
        cmocka_unit_test(weak_matches_are_cut_off),
        cmocka_unit_test(matches_give_their_documents_and_terms),
        cmocka_unit_test(relevant_documents_suggest_terms),
        cmocka_unit_test(a_decider_chooses_and_its_failure_comes_through),
        cmocka_unit_test(a_source_of_ones_own_matches_and_weighs),
        cmocka_unit_test(a_source_that_fails_or_goes_backwards_ends_the_match),
        cmocka_unit_test(sources_run_over_several_shards_when_they_can_be_cloned),
        cmocka_unit_test(ready_made_sources_weigh_by_value),
        cmocka_unit_test(spies_see_every_match),
    };
    return cmocka_run_group_tests(tests, library_setup, library_teardown);
}
