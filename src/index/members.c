/* A window of a posting list at a time. */
#include "members.h"

#include <string.h>

void ndx_members_clear(ndx_members *members) {
    ndx_postings_clear(&members->list);
    members->glass = NULL;
}

static ndx_status begin(ndx_members *members, ndx_glass *glass, ndx_text term, ndx_error *err) {
    ndx_members_clear(members);
    members->list = (ndx_postings){0};
    members->from = NDX_NO_NUMBER;
    ndx_status status = ndx_postings_open(&members->list, glass, term, err);
    if (status == NDX_OK) members->glass = glass;
    return status;
}

static ndx_status read_window(ndx_members *members, uint32_t from, ndx_error *err) {
    memset(members->bits, 0, sizeof members->bits);
    members->from = from;
    ndx_status status = ndx_postings_read(&members->list, from, from + NDX_WINDOW, members->bits, NULL, false, err);
    if (status != NDX_OK) ndx_members_clear(members);
    return status;
}

ndx_status ndx_members_have(ndx_members *members, ndx_glass *glass, ndx_text term, uint32_t number,
                            bool *have, ndx_error *err) {
    uint32_t from = number / NDX_WINDOW * NDX_WINDOW;
    bool again = members->glass != glass || (members->from != NDX_NO_NUMBER && from < members->from);
    ndx_status status = again ? begin(members, glass, term, err) : NDX_OK;
    if (status == NDX_OK && members->from != from) status = read_window(members, from, err);
    *have = status == NDX_OK && (members->bits[number % NDX_WINDOW / 64] >> number % 64 & 1);
    return status;
}
