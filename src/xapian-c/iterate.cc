// Iterators: one shape for all (see cursor in wall.h).
#include "wall.h"

using namespace wall;

// --- terms -----------------------------------------------------------------------------------------------------------

ndx_status ndx_x_database_terms(const ndx_x_database *database, ndx_text prefix, ndx_x_terms **terms,
                                ndx_error *err) {
    return guard_new(err, "list terms", terms,
                     [&] { return terms_of(database->db.allterms_begin(string_of(prefix))); });
}

ndx_status ndx_x_database_document_terms(const ndx_x_database *database, uint32_t docid, ndx_x_terms **terms,
                                         ndx_error *err) {
    return guard_new(err, "list a document's terms", terms,
                     [&] { return terms_of(database->db.termlist_begin(docid)); });
}

ndx_status ndx_x_database_spellings(const ndx_x_database *database, ndx_x_terms **terms, ndx_error *err) {
    return guard_new(err, "list spellings", terms, [&] { return terms_of(database->db.spellings_begin()); });
}

ndx_status ndx_x_database_synonyms(const ndx_x_database *database, ndx_text term, ndx_x_terms **terms,
                                   ndx_error *err) {
    return guard_new(err, "list synonyms", terms,
                     [&] { return terms_of(database->db.synonyms_begin(string_of(term))); });
}

ndx_status ndx_x_database_synonym_keys(const ndx_x_database *database, ndx_text prefix, ndx_x_terms **terms,
                                       ndx_error *err) {
    return guard_new(err, "list terms with synonyms", terms,
                     [&] { return terms_of(database->db.synonym_keys_begin(string_of(prefix))); });
}

ndx_status ndx_x_database_metadata_keys(const ndx_x_database *database, ndx_text prefix, ndx_x_terms **terms,
                                        ndx_error *err) {
    return guard_new(err, "list metadata", terms,
                     [&] { return terms_of(database->db.metadata_keys_begin(string_of(prefix))); });
}

void ndx_x_terms_close(ndx_x_terms *terms) {
    delete terms;
}

namespace {
ndx_status show_term(ndx_x_terms *terms, bool there, ndx_text *term) {
    if (!there) return NDX_END;
    *term = keep(terms->text, *terms->cursor.at);
    return NDX_OK;
}
} // namespace

ndx_status ndx_x_terms_next(ndx_x_terms *terms, ndx_text *term, ndx_error *err) {
    return guard(err, "read the next term", [&] { return show_term(terms, terms->cursor.next(), term); });
}

ndx_status ndx_x_terms_skip_to(ndx_x_terms *terms, ndx_text from, ndx_text *term, ndx_error *err) {
    return guard(err, "skip to a term",
                 [&] { return show_term(terms, terms->cursor.skip_to(string_of(from)), term); });
}

ndx_status ndx_x_terms_wdf(const ndx_x_terms *terms, uint32_t *wdf, ndx_error *err) {
    return guard(err, "read a term's wdf", [&] { *wdf = terms->cursor.entry().get_wdf(); });
}

ndx_status ndx_x_terms_documents(const ndx_x_terms *terms, uint32_t *documents, ndx_error *err) {
    return guard(err, "read a term's frequency", [&] { *documents = terms->cursor.entry().get_termfreq(); });
}

ndx_status ndx_x_terms_positions(const ndx_x_terms *terms, ndx_x_positions **positions, ndx_error *err) {
    return guard_new(err, "read a term's positions", positions,
                     [&] { return positions_of(terms->cursor.entry().positionlist_begin()); });
}

ndx_status ndx_x_terms_position_count(const ndx_x_terms *terms, uint32_t *count, ndx_error *err) {
    return guard(err, "count a term's positions",
                 [&] { *count = terms->cursor.entry().positionlist_count(); });
}

ndx_status ndx_x_terms_fetch(ndx_x_terms *terms, ndx_buf *texts, uint32_t *lengths, uint32_t *wdfs,
                             size_t capacity, size_t *count, ndx_error *err) {
    *count = 0;
    return guard(err, "read terms", [&] {
        auto &cursor = terms->cursor;
        size_t n = 0;
        while (n < capacity && cursor.next()) {
            const std::string term = *cursor.at;
            append(texts, term);
            lengths[n] = uint32_t(term.size());
            wdfs[n++] = cursor.at.get_wdf();
        }
        *count = n;
        return n || !capacity ? NDX_OK : NDX_END;
    });
}

// --- postings --------------------------------------------------------------------------------------------------------

ndx_status ndx_x_database_postings(const ndx_x_database *database, ndx_text term, ndx_x_postings **postings,
                                   ndx_error *err) {
    return guard_new(err, "read a posting list", postings, [&] {
        return new ndx_x_postings{
            cursor<Xapian::PostingIterator>(database->db.postlist_begin(string_of(term)))};
    });
}

void ndx_x_postings_close(ndx_x_postings *postings) {
    delete postings;
}

ndx_status ndx_x_postings_next(ndx_x_postings *postings, uint32_t *docid, ndx_error *err) {
    return guard(err, "read the next posting", [&] {
        if (!postings->cursor.next()) return NDX_END;
        *docid = *postings->cursor.at;
        return NDX_OK;
    });
}

ndx_status ndx_x_postings_skip_to(ndx_x_postings *postings, uint32_t from, uint32_t *docid, ndx_error *err) {
    return guard(err, "skip in a posting list", [&] {
        if (!postings->cursor.skip_to(Xapian::docid(from))) return NDX_END;
        *docid = *postings->cursor.at;
        return NDX_OK;
    });
}

ndx_status ndx_x_postings_wdf(const ndx_x_postings *postings, uint32_t *wdf, ndx_error *err) {
    return guard(err, "read a posting's wdf", [&] { *wdf = postings->cursor.entry().get_wdf(); });
}

ndx_status ndx_x_postings_length(const ndx_x_postings *postings, uint32_t *length, ndx_error *err) {
    return guard(err, "read a document's length",
                 [&] { *length = postings->cursor.entry().get_doclength(); });
}

ndx_status ndx_x_postings_unique_terms(const ndx_x_postings *postings, uint32_t *terms, ndx_error *err) {
    return guard(err, "count a document's terms",
                 [&] { *terms = postings->cursor.entry().get_unique_terms(); });
}

ndx_status ndx_x_postings_positions(const ndx_x_postings *postings, ndx_x_positions **positions,
                                    ndx_error *err) {
    return guard_new(err, "read a posting's positions", positions,
                     [&] { return positions_of(postings->cursor.entry().positionlist_begin()); });
}

ndx_status ndx_x_postings_fetch(ndx_x_postings *postings, uint32_t *docids, uint32_t *wdfs, size_t capacity,
                                size_t *count, ndx_error *err) {
    *count = 0;
    return guard(err, "read postings", [&] {
        auto &cursor = postings->cursor;
        size_t n = 0;
        while (n < capacity && cursor.next()) {
            docids[n] = *cursor.at;
            if (wdfs) wdfs[n] = cursor.at.get_wdf();
            n++;
        }
        *count = n;
        return n || !capacity ? NDX_OK : NDX_END;
    });
}

// --- positions -------------------------------------------------------------------------------------------------------

ndx_status ndx_x_database_positions(const ndx_x_database *database, uint32_t docid, ndx_text term,
                                    ndx_x_positions **positions, ndx_error *err) {
    return guard_new(err, "read positions", positions,
                     [&] { return positions_of(database->db.positionlist_begin(docid, string_of(term))); });
}

void ndx_x_positions_close(ndx_x_positions *positions) {
    delete positions;
}

ndx_status ndx_x_positions_next(ndx_x_positions *positions, uint32_t *position, ndx_error *err) {
    return guard(err, "read the next position", [&] {
        if (!positions->cursor.next()) return NDX_END;
        *position = *positions->cursor.at;
        return NDX_OK;
    });
}

ndx_status ndx_x_positions_skip_to(ndx_x_positions *positions, uint32_t from, uint32_t *position,
                                   ndx_error *err) {
    return guard(err, "skip in positions", [&] {
        if (!positions->cursor.skip_to(Xapian::termpos(from))) return NDX_END;
        *position = *positions->cursor.at;
        return NDX_OK;
    });
}

// --- values ----------------------------------------------------------------------------------------------------------

namespace {
ndx_x_values *values_of(Xapian::ValueIterator &&begin, bool by_slot) {
    return new ndx_x_values{cursor<Xapian::ValueIterator>(std::move(begin)), by_slot, {}};
}

ndx_status show_value(ndx_x_values *values, bool there, uint32_t *key, ndx_text *value) {
    if (!there) return NDX_END;
    const Xapian::ValueIterator &at = values->cursor.at;
    *key = values->by_slot ? at.get_valueno() : at.get_docid();
    *value = keep(values->text, *at);
    return NDX_OK;
}
} // namespace

ndx_status ndx_x_database_values(const ndx_x_database *database, uint32_t slot, ndx_x_values **values,
                                 ndx_error *err) {
    return guard_new(err, "read a value slot", values,
                     [&] { return values_of(database->db.valuestream_begin(slot), false); });
}

ndx_status ndx_x_document_values(const ndx_x_document *document, ndx_x_values **values, ndx_error *err) {
    return guard_new(err, "read a document's values", values,
                     [&] { return values_of(document->doc.values_begin(), true); });
}

void ndx_x_values_close(ndx_x_values *values) {
    delete values;
}

ndx_status ndx_x_values_next(ndx_x_values *values, uint32_t *key, ndx_text *value, ndx_error *err) {
    return guard(err, "read the next value",
                 [&] { return show_value(values, values->cursor.next(), key, value); });
}

ndx_status ndx_x_values_skip_to(ndx_x_values *values, uint32_t from, uint32_t *key, ndx_text *value,
                                ndx_error *err) {
    return guard(err, "skip in values",
                 [&] { return show_value(values, values->cursor.skip_to(from), key, value); });
}
