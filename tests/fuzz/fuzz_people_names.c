/* Any two names (split by a NUL or in the middle): keys are bounded and their own keys, matching is symmetric and within 0..1,
 * and any bytes are refused or read as people.conf. */
#include <stdlib.h>
#include <string.h>

#include "newsdex/people.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const uint8_t *nul = memchr(data, 0, size);
    size_t cut = nul ? (size_t)(nul - data) : size / 2;
    ndx_buf a = {0}, b = {0}, group = {0};
    ndx_name_key(&a, (ndx_text){(const char *)data, cut});
    ndx_name_key(&b, (ndx_text){(const char *)data + cut, size - cut});
    if (a.len > 120 || b.len > 120) abort();
    double match = ndx_name_match(ndx_buf_text(&a), ndx_buf_text(&b));
    if (!(match >= 0 && match <= 1) || match != ndx_name_match(ndx_buf_text(&b), ndx_buf_text(&a))) abort();
    if (a.len > 0 && ndx_name_match(ndx_buf_text(&a), ndx_buf_text(&a)) != 1) abort();
    ndx_text surname = ndx_name_surname(ndx_buf_text(&a));
    if (surname.len > a.len) abort();
    ndx_name_group(&group, ndx_buf_text(&a));
    ndx_identity *identity = NULL;
    if (ndx_identity_new((ndx_text){(const char *)data, size}, "people.conf", &identity, NULL) == NDX_OK) {
        const uint8_t bishop = ndx_role_code(NDX_TEXT("bishop")), boxer = ndx_role_code(NDX_TEXT("boxer"));
        const ndx_name_year years[] = {{0, 2, 0}, {1987, 3, bishop}, {1987, 4, boxer}, {1987, 1, 0}};
        if (ndx_identity_add(identity, ndx_buf_text(&a), years, size % 5, NULL) != NDX_OK ||
            ndx_identity_add(identity, ndx_buf_text(&b), years, 1, NULL) != NDX_OK)
            abort();
        if (ndx_identity_join(identity, NULL) != NDX_OK) abort();
        for (size_t i = 0; i < 8; i++)
            if (ndx_identity_tell(identity, i % 2 ? ndx_buf_text(&a) : ndx_buf_text(&b), &years[i % 4],
                                  (const ndx_text[]){ndx_buf_text(i % 3 ? &a : &b)}, 1, NULL) != NDX_OK)
                abort();
        if (ndx_identity_settle(identity, NULL) != NDX_OK) abort();
        ndx_identity_canonical(identity, ndx_buf_text(&a));
        ndx_identity_free(identity);
    }
    ndx_buf_clear(&a);
    ndx_buf_clear(&b);
    ndx_buf_clear(&group);
    return 0;
}
