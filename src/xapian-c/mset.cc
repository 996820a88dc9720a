// Matches, relevance sets, expansion sets.
#include "wall.h"

using namespace wall;

namespace {
Xapian::MSetIterator match_at(const Xapian::MSet &mset, uint32_t at) {
    if (at >= mset.size()) throw Xapian::InvalidArgumentError("there are not so many matches");
    return mset[at];
}
} // namespace

void ndx_x_mset_free(ndx_x_mset *mset) {
    delete mset;
}

uint32_t ndx_x_mset_size(const ndx_x_mset *mset) {
    return mset->mset.size();
}

ndx_status ndx_x_mset_counts(const ndx_x_mset *mset, ndx_x_match_counts *counts, ndx_error *err) {
    *counts = ndx_x_match_counts{};
    return guard(err, "count matches", [&] {
        const Xapian::MSet &found = mset->mset;
        counts->lower = found.get_matches_lower_bound();
        counts->estimate = found.get_matches_estimated();
        counts->upper = found.get_matches_upper_bound();
        counts->uncollapsed_lower = found.get_uncollapsed_matches_lower_bound();
        counts->uncollapsed_estimate = found.get_uncollapsed_matches_estimated();
        counts->uncollapsed_upper = found.get_uncollapsed_matches_upper_bound();
        counts->weight_possible = found.get_max_possible();
        counts->weight_attained = found.get_max_attained();
    });
}

ndx_status ndx_x_mset_matches(const ndx_x_mset *mset, uint32_t at, ndx_x_match *matches, size_t capacity,
                              size_t *count, ndx_error *err) {
    *count = 0;
    return guard(err, "read matches", [&] {
        uint32_t size = mset->mset.size();
        size_t n = 0;
        if (at >= size) return;
        for (Xapian::MSetIterator each = mset->mset[at]; n < capacity && at + n < size; ++each, n++)
            matches[n] = ndx_x_match{*each, each.get_collapse_count(), each.get_weight()};
        *count = n;
    });
}

ndx_status ndx_x_mset_document(const ndx_x_mset *mset, uint32_t at, ndx_x_document **document,
                               ndx_error *err) {
    return guard_new(err, "read a match's document", document, [&] {
        return new ndx_x_document{match_at(mset->mset, at).get_document(), {}};
    });
}

ndx_status ndx_x_mset_sort_key(ndx_x_mset *mset, uint32_t at, ndx_text *key, ndx_error *err) {
    return guard(err, "read a match's sort key",
                 [&] { *key = keep(mset->text, match_at(mset->mset, at).get_sort_key()); });
}

ndx_status ndx_x_mset_collapse_key(ndx_x_mset *mset, uint32_t at, ndx_text *key, ndx_error *err) {
    return guard(err, "read a match's collapse key",
                 [&] { *key = keep(mset->text, match_at(mset->mset, at).get_collapse_key()); });
}

ndx_status ndx_x_mset_percent(const ndx_x_mset *mset, uint32_t at, int *percent, ndx_error *err) {
    return guard(err, "read a match's percentage",
                 [&] { *percent = match_at(mset->mset, at).get_percent(); });
}

ndx_status ndx_x_mset_term(const ndx_x_mset *mset, ndx_text term, uint32_t *documents, double *weight,
                           ndx_error *err) {
    return guard(err, "read a term's weight", [&] {
        std::string name = string_of(term);
        *documents = mset->mset.get_termfreq(name);
        *weight = mset->mset.get_termweight(name);
    });
}

ndx_status ndx_x_mset_fetch(const ndx_x_mset *mset, ndx_error *err) {
    return guard(err, "fetch matches", [&] {
        // libxapian 1.4.22 reads outside a set that does not begin at rank 0; its documents then come one by one.
        if (mset->mset.get_firstitem() == 0 && !mset->mset.empty()) mset->mset.fetch();
    });
}

// --- relevance sets --------------------------------------------------------------------------------------------------

ndx_status ndx_x_rset_new(ndx_x_rset **rset, ndx_error *err) {
    return guard_new(err, "make a relevance set", rset, [] { return new ndx_x_rset{}; });
}

void ndx_x_rset_free(ndx_x_rset *rset) {
    delete rset;
}

ndx_status ndx_x_rset_add(ndx_x_rset *rset, uint32_t docid, ndx_error *err) {
    return guard(err, "add to a relevance set", [&] { rset->rset.add_document(docid); });
}

ndx_status ndx_x_rset_remove(ndx_x_rset *rset, uint32_t docid, ndx_error *err) {
    return guard(err, "remove from a relevance set", [&] { rset->rset.remove_document(docid); });
}

uint32_t ndx_x_rset_size(const ndx_x_rset *rset) {
    return rset->rset.size();
}

// --- expansion sets --------------------------------------------------------------------------------------------------

void ndx_x_eset_free(ndx_x_eset *eset) {
    delete eset;
}

uint32_t ndx_x_eset_size(const ndx_x_eset *eset) {
    return eset->eset.size();
}

ndx_status ndx_x_eset_term(ndx_x_eset *eset, uint32_t at, ndx_text *term, double *weight, ndx_error *err) {
    return guard(err, "read an expansion term", [&] {
        if (at >= eset->eset.size()) throw Xapian::InvalidArgumentError("there are not so many terms");
        Xapian::ESetIterator found = eset->eset[at];
        *term = keep(eset->text, *found);
        *weight = found.get_weight();
    });
}
