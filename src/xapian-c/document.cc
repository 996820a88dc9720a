// Documents: terms, postings, values, data.
#include "wall.h"

using namespace wall;

ndx_status ndx_x_document_new(ndx_x_document **document, ndx_error *err) {
    return guard_new(err, "make a document", document, [] { return new ndx_x_document{}; });
}

void ndx_x_document_free(ndx_x_document *document) {
    delete document;
}

ndx_status ndx_x_document_docid(const ndx_x_document *document, uint32_t *docid, ndx_error *err) {
    return guard(err, "read a document's number", [&] { *docid = document->doc.get_docid(); });
}

ndx_status ndx_x_document_data(ndx_x_document *document, ndx_text *data, ndx_error *err) {
    return guard(err, "read a document", [&] { *data = keep(document->text, document->doc.get_data()); });
}

ndx_status ndx_x_document_set_data(ndx_x_document *document, ndx_text data, ndx_error *err) {
    return guard(err, "set a document's data", [&] { document->doc.set_data(string_of(data)); });
}

// --- values ----------------------------------------------------------------------------------------------------------

ndx_status ndx_x_document_value(ndx_x_document *document, uint32_t slot, ndx_text *value, ndx_error *err) {
    return guard(err, "read a document's value",
                 [&] { *value = keep(document->text, document->doc.get_value(slot)); });
}

ndx_status ndx_x_document_set_value(ndx_x_document *document, uint32_t slot, ndx_text value, ndx_error *err) {
    return guard(err, "set a document's value", [&] { document->doc.add_value(slot, string_of(value)); });
}

ndx_status ndx_x_document_clear_values(ndx_x_document *document, ndx_error *err) {
    return guard(err, "clear a document's values", [&] { document->doc.clear_values(); });
}

ndx_status ndx_x_document_value_count(const ndx_x_document *document, uint32_t *count, ndx_error *err) {
    return guard(err, "count a document's values", [&] { *count = document->doc.values_count(); });
}

// --- terms -----------------------------------------------------------------------------------------------------------

ndx_status ndx_x_document_add_term(ndx_x_document *document, ndx_text term, uint32_t wdf, ndx_error *err) {
    return guard(err, "add a term", [&] { document->doc.add_term(string_of(term), wdf); });
}

ndx_status ndx_x_document_add_terms(ndx_x_document *document, const ndx_x_term *terms, size_t count,
                                    ndx_error *err) {
    return guard(err, "add terms", [&] {
        std::string name; // keeps its memory from term to term
        for (size_t i = 0; i < count; i++) {
            name.assign(terms[i].text.len ? terms[i].text.data : "", terms[i].text.len);
            document->doc.add_term(name, terms[i].wdf);
        }
    });
}

ndx_status ndx_x_document_add_posting(ndx_x_document *document, ndx_text term, uint32_t position,
                                      uint32_t wdf, ndx_error *err) {
    return guard(err, "add a posting", [&] { document->doc.add_posting(string_of(term), position, wdf); });
}

ndx_status ndx_x_document_remove_term(ndx_x_document *document, ndx_text term, ndx_error *err) {
    return guard(err, "remove a term", [&] { document->doc.remove_term(string_of(term)); });
}

ndx_status ndx_x_document_remove_posting(ndx_x_document *document, ndx_text term, uint32_t position,
                                         uint32_t wdf, ndx_error *err) {
    return guard(err, "remove a posting",
                 [&] { document->doc.remove_posting(string_of(term), position, wdf); });
}

ndx_status ndx_x_document_remove_postings(ndx_x_document *document, ndx_text term, uint32_t first,
                                          uint32_t last, uint32_t wdf, uint32_t *removed, ndx_error *err) {
    return guard(err, "remove postings", [&] {
        Xapian::termpos gone = document->doc.remove_postings(string_of(term), first, last, wdf);
        if (removed) *removed = gone;
    });
}

ndx_status ndx_x_document_clear_terms(ndx_x_document *document, ndx_error *err) {
    return guard(err, "clear a document's terms", [&] { document->doc.clear_terms(); });
}

ndx_status ndx_x_document_terms(const ndx_x_document *document, ndx_x_terms **terms, ndx_error *err) {
    return guard_new(err, "list a document's terms", terms,
                     [&] { return terms_of(document->doc.termlist_begin()); });
}

ndx_status ndx_x_document_term_count(const ndx_x_document *document, uint32_t *count, ndx_error *err) {
    return guard(err, "count a document's terms", [&] { *count = document->doc.termlist_count(); });
}

// --- as bytes --------------------------------------------------------------------------------------------------------

ndx_status ndx_x_document_serialise(const ndx_x_document *document, ndx_buf *out, ndx_error *err) {
    return guard(err, "serialise a document", [&] { append(out, document->doc.serialise()); });
}

ndx_status ndx_x_document_unserialise(ndx_text bytes, ndx_x_document **document, ndx_error *err) {
    ndx_status status = guard_new(err, "read a serialised document", document, [&] {
        return new ndx_x_document{Xapian::Document::unserialise(string_of(bytes)), {}};
    });
    if (status != NDX_NETWORK) return status;
    if (err) err->status = NDX_USAGE; // Xapian takes all such bytes to have come from a remote
    return NDX_USAGE;
}
