/* Any text becomes a record from which it comes back; and the record is the same whether what was seen of words is kept or not. The first byte picks
 * language and headline. */
#include <stdlib.h>

#include "../../src/index/prepared.h"
#include "../../src/index/record.h"
#include "newsdex/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void make_article(ndx_article *article, const uint8_t *data, size_t size) {
    static const char *const languages[] = {"en", "de", "fr", "xx"};
    article->text = ndx_arena_copy(&article->arena, (ndx_text){(const char *)data + 1, size - 1});
    article->field[NDX_FIELD_ID] = NDX_TEXT("id");
    article->field[NDX_FIELD_LANGUAGE] = ndx_text_of(languages[data[0] & 3]);
    uint32_t length = (uint32_t)article->text.len, from = data[0] & 4 ? length / 3 : 0, to = length / 2;
    if (data[0] & 8 && to > from) {
        article->zone[NDX_ZONE_HEADLINE] = (ndx_range){from, to};
        article->field[NDX_FIELD_HEADLINE] = ndx_article_zone(article, NDX_ZONE_HEADLINE);
    }
    if (data[0] & 16) article->zone[NDX_ZONE_TAIL] = (ndx_range){length - length / 4, length};
}

/* The article out of its record and its terms. */
static void come_back(const ndx_prepared_view *view, ndx_text text) {
    ndx_record record;
    ndx_record_terms terms = {0};
    ndx_article article;
    ndx_article_init(&article);
    for (size_t i = 0; i < view->posting_count; i++)
        if (ndx_term_is_general(view->postings[i].term) &&
            !ndx_record_terms_add(&terms, view->postings[i].term))
            abort();
    if (ndx_record_view(&record, view->record, NULL) || ndx_record_article(&record, &terms, &article, NULL) ||
        !ndx_text_equal(article.text, text))
        abort();
    ndx_record_terms_clear(&terms);
    ndx_article_clear(&article);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static ndx_analyzer *analyzer;
    static ndx_prepared *knowing, *looking;
    if (!size) return 0;
    if (!analyzer && (ndx_analyzer_new("auto", &analyzer, NULL) || ndx_prepared_new(&knowing, NULL) ||
                      ndx_prepared_new(&looking, NULL)))
        abort();
    if (ndx_lexicon_bytes(analyzer) > 16 << 20) ndx_lexicon_reset(analyzer);
    ndx_article article;
    ndx_article_init(&article);
    make_article(&article, data, size);
    if (ndx_analyze(analyzer, &article, NULL)) abort();
    for (int again = 0; again < 2; again++) /* now all words have been met */
        if (ndx_prepare(knowing, &article, analyzer, NULL)) abort();
    article.facts.lexicon = (ndx_lexicon_state){0, 0};
    if (ndx_prepare(looking, &article, analyzer, NULL)) abort();
    ndx_prepared_view view = ndx_prepared_look(knowing), other = ndx_prepared_look(looking);
    if (!ndx_text_equal(view.record, other.record)) abort();
    come_back(&view, article.text);
    ndx_article_clear(&article);
    return 0;
}
