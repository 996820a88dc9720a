/* Any text as an article: headline up to the first zero byte, then the body. Zones stay inside the text, its
 * words stay. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "newsdex/clean.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *zero = size ? memchr(data, 0, size) : NULL;
    size_t headline = zero ? (size_t)(zero - (const char *)data) : 0, body = zero ? headline + 1 : 0;
    ndx_article article;
    ndx_article_init(&article);
    ndx_article_set(&article, NDX_FIELD_HEADLINE, (ndx_text){(const char *)data, headline}, NULL);
    ndx_article_set(&article, NDX_FIELD_BODY, (ndx_text){(const char *)data + body, size - body}, NULL);
    if (ndx_clean(&article, NULL) == NDX_OK) {
        for (int zone = 0; zone < NDX_ZONE_COUNT; zone++) {
            assert(article.zone[zone].start <= article.zone[zone].end);
            assert(article.zone[zone].end <= article.text.len);
        }
        ndx_range text = article.zone[NDX_ZONE_BODY], lead = article.zone[NDX_ZONE_LEAD];
        assert(lead.start == lead.end || (lead.start >= text.start && lead.end <= text.end));
    }
    ndx_article_clear(&article);
    return 0;
}
