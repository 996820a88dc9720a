/* The recogniser: an article in, its people and their mentions out. */
#include <stdlib.h>
#include <string.h>

#include "builtin.h"
#include "doubt.h"
#include "link.h"

#define MODEL_FILE_MAX (16u << 20)

struct ndx_recognizer {
    list_table lists;
    packed_model model;
    void *model_file; /* owned bytes of a model that is not built in */
    token_scan scan;
    evidence_table evidence;
    label_decoder decoder;
    span_list spans;
};

static ndx_status load_model(ndx_recognizer *recognizer, const char *path, ndx_error *err) {
    ndx_buf file = {0};
    ndx_status status = ndx_file_read(path, MODEL_FILE_MAX, &file, err);
    if (status == NDX_OK && file.len > 0) {
        recognizer->model_file = aligned_alloc(64, (file.len + 63) / 64 * 64);
        if (recognizer->model_file) memcpy(recognizer->model_file, file.data, file.len);
        status = recognizer->model_file ? NDX_OK : ndx_fail_memory(err);
    }
    if (status == NDX_OK)
        status = model_open(&recognizer->model, (ndx_text){recognizer->model_file, file.len}, path, err);
    ndx_buf_clear(&file);
    return status;
}

ndx_status ndx_recognizer_new(const char *model_path, ndx_recognizer **out, ndx_error *err) {
    *out = NULL;
    ndx_recognizer *recognizer = calloc(1, sizeof *recognizer);
    if (!recognizer) return ndx_fail_memory(err);
    ndx_status status = lists_open(&recognizer->lists, builtin_lists(), "the built-in word lists", err);
    if (status == NDX_OK && model_path)
        status = load_model(recognizer, model_path, err);
    else if (status == NDX_OK)
        status = model_open(&recognizer->model, builtin_names(), "the built-in model of names", err);
    if (status == NDX_OK && !decoder_open(&recognizer->decoder, &recognizer->model))
        status = ndx_fail_memory(err);
    if (status != NDX_OK)
        ndx_recognizer_free(recognizer);
    else
        *out = recognizer;
    return status;
}

void ndx_recognizer_free(ndx_recognizer *recognizer) {
    if (!recognizer) return;
    scan_clear(&recognizer->scan);
    evidence_clear(&recognizer->evidence);
    decoder_clear(&recognizer->decoder);
    spans_clear(&recognizer->spans);
    lists_close(&recognizer->lists);
    free(recognizer->model_file);
    free(recognizer);
}

/* Headline and body; an article without zones is all body. */
static void scan_article(token_scan *scan, const ndx_article *article) {
    ndx_range headline = article->zone[NDX_ZONE_HEADLINE], body = article->zone[NDX_ZONE_BODY];
    scan_start(scan, article->text.data);
    scan_know(scan, &article->facts);
    if (body.end <= body.start)
        body = (ndx_range){headline.end, (uint32_t)ndx_article_ranked_text(article).len};
    if (headline.end > headline.start) scan_range(scan, headline.start, headline.end, SCAN_HEADLINE);
    if (body.end > body.start) scan_range(scan, body.start, body.end, 0);
    scan_end_sentence(scan);
}

ndx_status ndx_people_find(ndx_recognizer *recognizer, ndx_article *article, ndx_error *err) {
    token_scan *scan = &recognizer->scan;
    scan_article(scan, article);
    if (!scan->failed) evidence_gather(&recognizer->evidence, scan, &recognizer->lists);
    recognizer->decoder.failed = recognizer->spans.failed = false;
    if (!scan->failed && !recognizer->evidence.failed)
        decoder_label(&recognizer->decoder, &recognizer->model, &recognizer->lists, scan,
                      &recognizer->evidence);
    if (scan->failed || recognizer->evidence.failed || recognizer->decoder.failed) {
        recognizer->evidence.failed = false;
        return ndx_fail_memory(err);
    }
    spans_collect(&recognizer->spans, scan, &article->arena);
    if (recognizer->spans.failed) return ndx_fail_memory(err);
    doubt_lone_words(&recognizer->spans, scan, &recognizer->evidence);
    return link_people(&recognizer->spans, scan, &recognizer->lists, article, err);
}
