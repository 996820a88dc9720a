/* Running text: the first byte chooses language and day of publication, the rest is the article. */
#include "newsdex/dates.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const languages[] = {"en", "fr", "de", "es", "ru", "", "xx", "en"};
    static ndx_date_finder *finder;
    if (!finder && ndx_date_finder_new(&finder, NULL)) abort();
    if (!size) return 0;
    ndx_article a;
    ndx_article_init(&a);
    a.text = (ndx_text){(const char *)data + 1, size - 1};
    a.stemmer = languages[data[0] & 7];
    if (data[0] & 8)
        a.date.day = ndx_day_of(data[0] & 16 ? NDX_YEAR_MIN : NDX_YEAR_MAX, 6, 27);
    else if (data[0] & 32)
        a.date.day = ndx_day_of(2018, 6, 27), a.date.second = 3600;
    if (ndx_dates_find(finder, &a, NULL)) abort();
    uint32_t end = 0;
    for (size_t i = 0; i < a.facts.date_count; i++) {
        const ndx_date_mention *m = &a.facts.dates[i];
        if (m->start < end || m->end <= m->start || m->end > a.text.len ||
            (m->first != NDX_NO_DAY && m->first > m->last))
            abort();
        end = m->end;
    }
    ndx_article_clear(&a);
    return 0;
}
