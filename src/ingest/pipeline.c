/* The order of the stages. Reading this is reading the program. */
#include "pipeline.h"

#include "newsdex/clean.h"
#include "newsdex/dates.h"
#include "newsdex/people.h"
#include "newsdex/text.h"

#include <stdlib.h>

#define LEXICON_BYTES_DEFAULT ((size_t)64 << 20)

struct ndx_pipeline {
    ndx_analyzer *analyzer;
    ndx_date_finder *date_finder;
    ndx_recognizer *recognizer; /* NULL: only names given by the source */
    ndx_prepared *prepared;
    size_t lexicon_bytes;
    ndx_token *tokens; /* lent to each article: what is prepared needs them no more */
    size_t token_capacity;
};

/* --- stages --------------------------------------------------------------------------------------------- */

/* What is known of a source stands for what the article does not say. */
static ndx_status apply_source(const ndx_source *source, ndx_article *article, ndx_error *err) {
    ndx_status status = NDX_OK;
    if (!source) return NDX_OK;
    if (article->field[NDX_FIELD_SOURCE].len == 0)
        status = ndx_article_set(article, NDX_FIELD_SOURCE, ndx_text_of(source->name), err);
    if (status == NDX_OK && article->field[NDX_FIELD_LANGUAGE].len == 0)
        status = ndx_article_set(article, NDX_FIELD_LANGUAGE, ndx_text_of(source->language), err);
    return status;
}

static ndx_status clean_and_date(const ndx_source *source, ndx_article *article, bool *bad_date,
                                 ndx_error *err) {
    bool from_markup = article->field[NDX_FIELD_DATE_TEXT].len > 0;
    ndx_date_order order = NDX_ORDER_UNSET;
    if (source && source->date_order) ndx_date_order_find(source->date_order, &order);
    ndx_status status = apply_source(source, article, err);
    if (status == NDX_OK) status = ndx_clean(article, err);
    if (status == NDX_OK)
        *bad_date = !ndx_article_find_date(article, from_markup, source ? source->zone : NULL, order);
    return status;
}

static ndx_status analyze(ndx_pipeline *pipeline, ndx_article *article, ndx_error *err) {
    if (ndx_lexicon_bytes(pipeline->analyzer) > pipeline->lexicon_bytes)
        ndx_lexicon_reset(pipeline->analyzer);
    return ndx_analyze(pipeline->analyzer, article, err);
}

static ndx_status find_dates(ndx_pipeline *pipeline, ndx_article *article, ndx_error *err) {
    return pipeline->date_finder ? ndx_dates_find(pipeline->date_finder, article, err) : NDX_OK;
}

static ndx_status find_people(ndx_pipeline *pipeline, ndx_article *article, ndx_error *err) {
    return pipeline->recognizer ? ndx_people_find(pipeline->recognizer, article, err)
                                : ndx_people_from_source(article, err);
}

static ndx_status run(ndx_pipeline *pipeline, const ndx_source *source, ndx_article *article, ndx_stage last,
                      ndx_prepared *prepared, bool *bad_date, ndx_error *err) {
    bool stored = article->text.len > 0;
    ndx_status status = NDX_OK;
    *bad_date = false;
    if (last >= NDX_STAGE_CLEAN && !stored) status = clean_and_date(source, article, bad_date, err);
    if (status == NDX_OK && last >= NDX_STAGE_TOKENS) status = analyze(pipeline, article, err);
    if (status == NDX_OK && last >= NDX_STAGE_DATES) status = find_dates(pipeline, article, err);
    if (status == NDX_OK && last >= NDX_STAGE_PEOPLE) status = find_people(pipeline, article, err);
    if (status == NDX_OK && last >= NDX_STAGE_TERMS)
        status = ndx_prepare(prepared, article, pipeline->analyzer, err);
    return status;
}

ndx_status ndx_pipeline_run(ndx_pipeline *pipeline, const ndx_source *source, ndx_article *article,
                            ndx_stage last, bool *bad_date, ndx_error *err) {
    bool ignored;
    return run(pipeline, source, article, last, pipeline->prepared, bad_date ? bad_date : &ignored, err);
}

static void exchange_tokens(ndx_pipeline *pipeline, ndx_facts *facts) {
    ndx_token *tokens = facts->tokens;
    size_t capacity = facts->token_capacity;
    facts->tokens = pipeline->tokens;
    facts->token_capacity = pipeline->token_capacity;
    pipeline->tokens = tokens;
    pipeline->token_capacity = capacity;
}

ndx_status ndx_pipeline_prepare(ndx_pipeline *pipeline, const ndx_source *source, ndx_article *article,
                                ndx_prepared *prepared, bool *bad_date, ndx_error *err) {
    ndx_facts *facts = &article->facts;
    exchange_tokens(pipeline, facts);
    ndx_status status = run(pipeline, source, article, NDX_STAGE_TERMS, prepared, bad_date, err);
    facts->token_count = 0;
    exchange_tokens(pipeline, facts);
    return status;
}

/* --- the pipeline --------------------------------------------------------------------------------------- */

ndx_status ndx_pipeline_new(const ndx_ingest_options *options, ndx_pipeline **out, ndx_error *err) {
    *out = NULL;
    ndx_pipeline *pipeline = calloc(1, sizeof *pipeline);
    if (!pipeline) return ndx_fail_memory(err);
    pipeline->lexicon_bytes = LEXICON_BYTES_DEFAULT;
    ndx_status status =
        ndx_analyzer_new(options->language ? options->language : "auto", &pipeline->analyzer, err);
    if (status == NDX_OK && !options->no_dates) status = ndx_date_finder_new(&pipeline->date_finder, err);
    if (status == NDX_OK && !options->no_people)
        status = ndx_recognizer_new(NULL, &pipeline->recognizer, err);
    if (status == NDX_OK) status = ndx_prepared_new(&pipeline->prepared, err);
    if (status == NDX_OK)
        *out = pipeline;
    else
        ndx_pipeline_free(pipeline);
    return status;
}

void ndx_pipeline_free(ndx_pipeline *pipeline) {
    if (!pipeline) return;
    ndx_prepared_free(pipeline->prepared);
    ndx_recognizer_free(pipeline->recognizer);
    ndx_date_finder_free(pipeline->date_finder);
    ndx_analyzer_free(pipeline->analyzer);
    free(pipeline->tokens);
    free(pipeline);
}

void ndx_pipeline_bound(ndx_pipeline *pipeline, size_t lexicon_bytes) {
    pipeline->lexicon_bytes = lexicon_bytes;
}

ndx_analyzer *ndx_pipeline_analyzer(ndx_pipeline *pipeline) {
    return pipeline->analyzer;
}

const ndx_prepared *ndx_pipeline_prepared(const ndx_pipeline *pipeline) {
    return pipeline->prepared;
}

/* --- names of stages ------------------------------------------------------------------------------------ */

static const char *const words[NDX_STAGE_COUNT] = {"read", "clean", "tokens", "dates", "people", "terms"};

ndx_stage ndx_stage_find(ndx_text name) {
    int stage = 0;
    while (stage < NDX_STAGE_COUNT && !ndx_text_equal(name, ndx_text_of(words[stage]))) stage++;
    return (ndx_stage)stage;
}

const char *ndx_stage_word(ndx_stage stage) {
    return (size_t)stage < NDX_STAGE_COUNT ? words[stage] : "";
}
