/* Exact forms in an article's text. */
#include "exact.h"

#include <stdlib.h>
#include <string.h>

#include "lookup.h"

#include "newsdex/text.h"

#define LEXICON_BYTES_MAX (16u << 20) /* then words are forgotten and counted anew */

struct ndx_exact {
    ndx_analyzer *analyzer;
    ndx_article article;
    ndx_record_terms terms;
    const ndx_token *tokens; /* of the analyzer, once tokenized */
    size_t token_count;
    bool tokenized;
    uint32_t generation; /* of the lexicon: verdicts of an older one are void */
};

struct ndx_exact_form {
    ndx_text pattern;
    uint8_t *verdict; /* by word number: 0 not asked yet, 1 no, 2 yes */
    size_t capacity;
    uint32_t generation;
};

ndx_status ndx_exact_new(ndx_exact **exact, ndx_error *err) {
    *exact = calloc(1, sizeof **exact);
    if (!*exact) return ndx_fail_memory(err);
    ndx_article_init(&(*exact)->article);
    ndx_status status = ndx_analyzer_new("auto", &(*exact)->analyzer, err);
    if (status == NDX_OK) return NDX_OK;
    ndx_exact_free(*exact);
    *exact = NULL;
    return status;
}

void ndx_exact_free(ndx_exact *exact) {
    if (!exact) return;
    ndx_analyzer_free(exact->analyzer);
    ndx_article_clear(&exact->article);
    ndx_record_terms_clear(&exact->terms);
    free(exact);
}

void ndx_exact_forget(ndx_exact *exact) {
    exact->tokenized = false;
}

ndx_status ndx_exact_form_new(ndx_text pattern, ndx_exact_form **form, ndx_error *err) {
    *form = calloc(1, sizeof **form);
    if (!*form) return ndx_fail_memory(err);
    (*form)->pattern = pattern;
    return NDX_OK;
}

void ndx_exact_form_free(ndx_exact_form *form) {
    if (form) free(form->verdict);
    free(form);
}

/* Bytes of the character at data[at]. */
static size_t character(ndx_text text, size_t at) {
    size_t next = at;
    ndx_utf8_next(text.data, text.len, &next);
    return next - at;
}

bool ndx_form_matches(ndx_text pattern, ndx_text word) {
    size_t p = 0, w = 0, star = SIZE_MAX, star_word = 0;
    while (w < word.len) {
        if (p < pattern.len && pattern.data[p] == '*') {
            star = p++;
            star_word = w;
        } else if (p < pattern.len && pattern.data[p] == '?') {
            p++;
            w += character(word, w);
        } else if (p < pattern.len && pattern.data[p] == word.data[w]) {
            p++;
            w++;
        } else if (star != SIZE_MAX) { /* let the last star take one character more */
            star_word += character(word, star_word);
            w = star_word;
            p = star + 1;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.data[p] == '*') p++;
    return p == pattern.len;
}

/* In the article's own language, which tells "U.S." from "us"; no word is stemmed. */
static ndx_status cut(ndx_exact *exact, ndx_error *err) {
    const ndx_article *article = &exact->article;
    return ndx_tokenize_words(exact->analyzer, ndx_article_ranked_text(article), article->stemmer,
                              &exact->tokens, &exact->token_count, err);
}

static ndx_status tokenize(ndx_exact *exact, const ndx_x_document *document, const ndx_record *record,
                           ndx_error *err) {
    ndx_x_terms *list;
    if (exact->tokenized) return NDX_OK;
    if (ndx_lexicon_bytes(exact->analyzer) > LEXICON_BYTES_MAX) {
        ndx_lexicon_reset(exact->analyzer);
        exact->generation++;
    }
    ndx_status status = ndx_x_document_terms(document, &list, err);
    if (status == NDX_OK) status = ndx_lookup_terms(list, &exact->terms, err);
    if (status == NDX_OK) status = ndx_record_article(record, &exact->terms, &exact->article, err);
    if (status == NDX_OK) status = cut(exact, err);
    exact->tokenized = status == NDX_OK;
    return status;
}

/* The form's verdict on a word, asked once for each word of the lexicon. */
static bool accepts(ndx_exact_form *form, const ndx_analyzer *analyzer, uint32_t word, bool *failed) {
    if (word >= form->capacity) {
        size_t capacity = (size_t)word * 2 + 1024;
        uint8_t *grown = realloc(form->verdict, capacity);
        if (!grown) {
            *failed = true;
            return false;
        }
        memset(grown + form->capacity, 0, capacity - form->capacity);
        form->verdict = grown;
        form->capacity = capacity;
    }
    if (!form->verdict[word])
        form->verdict[word] = ndx_form_matches(form->pattern, ndx_lexicon_word(analyzer, word)) ? 2 : 1;
    return form->verdict[word] == 2;
}

ndx_status ndx_exact_spans(ndx_exact *exact, const ndx_x_document *document, const ndx_record *record,
                           ndx_exact_form *form, ndx_spans *spans, ndx_error *err) {
    ndx_status status = tokenize(exact, document, record, err);
    if (status != NDX_OK) return status;
    if (form->generation != exact->generation && form->capacity) memset(form->verdict, 0, form->capacity);
    form->generation = exact->generation;
    bool failed = false;
    for (size_t i = 0; i < exact->token_count && !failed; i++)
        if (accepts(form, exact->analyzer, exact->tokens[i].word, &failed))
            ndx_spans_add(spans, exact->tokens[i].position, exact->tokens[i].position);
    return failed || spans->failed ? ndx_fail_memory(err) : NDX_OK;
}
