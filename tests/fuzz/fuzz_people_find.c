/* Any bytes as an article give sound mentions: inside the text, in order, of people that are there. */
#include <stdlib.h>

#include "newsdex/people.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
    ndx_article_clear(&article);
    return 0;
}
