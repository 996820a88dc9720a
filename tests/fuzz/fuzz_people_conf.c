/* Any bytes as people.conf: obeyed, or refused with a place and a reason; what is obeyed joins names soundly. */
#include "newsdex/people.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const keys[] = {"james baker",     "j baker",        "baker",
                                       "muammar gaddafi", "moamer kadhafi", "john smith"};
    ndx_identity *identity;
    ndx_error err = {0};
    ndx_name_year year = {2017, 3, 0};
    ndx_status status =
        ndx_identity_new((ndx_text){(const char *)data, size}, "people.conf", &identity, &err);
    if (status != NDX_OK) {
        if (status != NDX_BAD_INPUT || !err.message[0]) abort();
        return 0;
    }
    for (size_t i = 0; i < NDX_COUNT(keys); i++)
        if (ndx_identity_add(identity, ndx_text_of(keys[i]), &year, 1, &err) != NDX_OK) abort();
    if (ndx_identity_join(identity, &err) != NDX_OK) abort();
    for (size_t i = 0; i < NDX_COUNT(keys); i++) {
        size_t count;
        ndx_text canonical = ndx_identity_canonical(identity, ndx_text_of(keys[i]));
        const ndx_text *all = ndx_identity_keys(identity, ndx_text_of(keys[i]), &count);
        if (count && !ndx_text_equal(all[0], canonical)) abort();
    }
    ndx_identity_free(identity);
    return 0;
}
