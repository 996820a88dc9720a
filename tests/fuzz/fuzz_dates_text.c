/* Running text: the first byte chooses language and day of publication, the rest is the article. The same dates are found where the text's
 * words are known. */
#include "newsdex/dates.h"
#include "newsdex/text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t sum_of(const ndx_facts *facts) {
    uint64_t sum = facts->date_count;
    for (size_t i = 0; i < facts->date_count; i++) {
        const ndx_date_mention *m = &facts->dates[i];
        sum = ndx_hash(m->value.data, m->value.len, sum + m->start + (uint64_t)m->end * 65537);
    }
    return sum;
}

static void tokenize(ndx_article *a, const char *language, unsigned number) {
    static ndx_analyzer *analyzers[8];
    ndx_analyzer **analyzer = &analyzers[number];
    bool known = language[0] && language[0] != 'x';
    if (!*analyzer && ndx_analyzer_new(known ? language : "none", analyzer, NULL)) abort();
    if (ndx_lexicon_bytes(*analyzer) > 16 << 20) ndx_lexicon_reset(*analyzer);
    if (ndx_analyze(*analyzer, a, NULL)) abort();
    a->stemmer = language;
}

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
    uint64_t sum = sum_of(&a.facts);
    tokenize(&a, languages[data[0] & 7], data[0] & 7);
    if (ndx_dates_find(finder, &a, NULL) || sum_of(&a.facts) != sum) abort();
    ndx_article_clear(&a);
    return 0;
}
