/* Any bytes as the record of an article: decoded or refused, never followed out of their bounds. */
#include <stddef.h>
#include <stdint.h>

#include "../../src/index/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const words[] = {"the", "ferri", "reopen", "oil", "minist"};
    ndx_record record;
    ndx_positions view;
    ndx_place_list list = {0};
    ndx_record_terms terms = {0};
    if (ndx_record_view(&record, (ndx_text){(const char *)data, size}, NULL) != NDX_OK) return 0;
    /* As many terms as the record wants, so that its text is read with them. */
    ndx_text packed = record.section[NDX_SECTION_PLACES];
    if (ndx_positions_view(&view, (const uint8_t *)packed.data, packed.len))
        for (size_t i = 0; i < NDX_COUNT(words) && i < view.terms; i++)
            ndx_record_terms_add(&terms, ndx_text_of(words[i]));
    ndx_record_check(&record, &terms, NULL);
    ndx_record_terms_clear(&terms);
    ndx_text places = record.section[NDX_SECTION_PLACES];
    if (ndx_positions_view(&view, (const uint8_t *)places.data, places.len)) {
        for (size_t i = 0; i < NDX_COUNT(words); i++) {
            ndx_text word = ndx_text_of(words[i]);
            uint32_t index = ndx_positions_find(&view, word, ndx_term_hash(word));
            if (index != NDX_NO_PLACE) ndx_positions_get(&view, index, &list, NULL);
        }
    }
    ndx_place_list_clear(&list);
    return 0;
}
