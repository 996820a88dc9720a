/* Any bytes as an article give sound mentions: inside the text, in order, of people that are there; and the same ones where the text's words are
 * known. */
#include <stdlib.h>

#include "newsdex/people.h"
#include "newsdex/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t sum_of(const ndx_facts *facts) {
    uint64_t sum =
        ndx_hash(facts->mentions, facts->mention_count * sizeof *facts->mentions, facts->person_count);
    for (size_t i = 0; i < facts->person_count; i++)
        sum = ndx_hash(facts->people[i].key.data, facts->people[i].key.len, sum);
    return sum;
}

static void tokenize(ndx_article *article) {
    static ndx_analyzer *analyzer;
    if (!analyzer && ndx_analyzer_new("auto", &analyzer, NULL)) abort();
    if (ndx_lexicon_bytes(analyzer) > 16 << 20) ndx_lexicon_reset(analyzer);
    if (ndx_analyze(analyzer, article, NULL)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static ndx_recognizer *recognizer;
    if (!recognizer && ndx_recognizer_new(NULL, &recognizer, NULL) != NDX_OK) abort();
    ndx_article article;
    ndx_article_init(&article);
    article.text = ndx_arena_copy(&article.arena, (ndx_text){(const char *)data, size});
    if (size > 2) article.zone[NDX_ZONE_HEADLINE].end = data[0] % (uint32_t)size;
    if (ndx_people_find(recognizer, &article, NULL) != NDX_OK) abort();
    for (size_t i = 0; i < article.facts.mention_count; i++) {
        const ndx_mention *mention = &article.facts.mentions[i];
        if (mention->start >= mention->end || mention->end > size ||
            mention->person >= article.facts.person_count)
            abort();
        if (i > 0 && article.facts.mentions[i - 1].end > mention->start) abort();
    }
    uint64_t sum = sum_of(&article.facts);
    tokenize(&article);
    if (ndx_people_find(recognizer, &article, NULL) != NDX_OK || sum_of(&article.facts) != sum) abort();
    ndx_article_clear(&article);
    return 0;
}
