// Databases for writing: opening, transactions, documents, metadata, spellings, synonyms.
#include "wall.h"

#include <memory>

using namespace wall;

namespace {
ndx_x_writable *writable_of(Xapian::WritableDatabase &&db) {
    auto writable = std::make_unique<ndx_x_writable>();
    writable->reader.db = db;
    writable->db = std::move(db);
    return writable.release();
}
} // namespace

ndx_status ndx_x_writable_open(const char *path, unsigned mode, unsigned block_bytes,
                               ndx_x_writable **writable, ndx_error *err) {
    static_assert(NDX_X_CREATE_OR_OPEN == Xapian::DB_CREATE_OR_OPEN && NDX_X_OPEN == Xapian::DB_OPEN &&
                      NDX_X_CREATE == Xapian::DB_CREATE &&
                      NDX_X_CREATE_OR_OVERWRITE == Xapian::DB_CREATE_OR_OVERWRITE,
                  "modes are Xapian's");
    static_assert(NDX_X_NO_SYNC == Xapian::DB_NO_SYNC && NDX_X_FULL_SYNC == Xapian::DB_FULL_SYNC &&
                      NDX_X_DANGEROUS == Xapian::DB_DANGEROUS &&
                      NDX_X_NO_TERMLIST == Xapian::DB_NO_TERMLIST &&
                      NDX_X_RETRY_LOCK == Xapian::DB_RETRY_LOCK,
                  "flags are Xapian's");
    return guard_new(err, "open for writing the database", path, writable, [&] {
        if (mode & ~0x7fu) throw Xapian::InvalidArgumentError("no such mode");
        return writable_of(Xapian::WritableDatabase(path, int(mode), int(block_bytes)));
    });
}

ndx_status ndx_x_writable_open_memory(ndx_x_writable **writable, ndx_error *err) {
    return guard_new(err, "make a database in memory", writable, [&] {
        return writable_of(Xapian::WritableDatabase(std::string(), Xapian::DB_BACKEND_INMEMORY));
    });
}

ndx_status ndx_x_writable_open_tcp(const char *host, unsigned port, double timeout_seconds,
                                   double connect_seconds, ndx_x_writable **writable, ndx_error *err) {
    return guard_new(err, "open for writing the remote database at", host, writable, [&] {
        return writable_of(Xapian::Remote::open_writable(host, port, milliseconds(timeout_seconds),
                                                         milliseconds(connect_seconds)));
    });
}

ndx_status ndx_x_writable_open_program(const char *program, const char *arguments, double timeout_seconds,
                                       ndx_x_writable **writable, ndx_error *err) {
    return guard_new(err, "open for writing the remote database through", program, writable, [&] {
        return writable_of(Xapian::Remote::open_writable(program, arguments, milliseconds(timeout_seconds)));
    });
}

ndx_status ndx_x_writable_add(ndx_x_writable *writable, const ndx_x_writable *shard, ndx_error *err) {
    return guard(err, "add a shard", [&] {
        writable->db.add_database(shard->db);
        writable->reader.db.add_database(shard->db);
    });
}

ndx_status ndx_x_writable_close(ndx_x_writable *writable, ndx_error *err) {
    if (!writable) return NDX_OK;
    ndx_status status = guard(err, "close the database", [&] { writable->db.close(); });
    delete writable;
    return status;
}

ndx_x_database *ndx_x_writable_database(ndx_x_writable *writable) {
    return &writable->reader;
}

// --- transactions ----------------------------------------------------------------------------------------------------

ndx_status ndx_x_writable_commit(ndx_x_writable *writable, ndx_error *err) {
    return guard(err, "commit", [&] { writable->db.commit(); });
}

ndx_status ndx_x_writable_begin(ndx_x_writable *writable, bool durable, ndx_error *err) {
    return guard(err, "begin a transaction", [&] { writable->db.begin_transaction(durable); });
}

ndx_status ndx_x_writable_commit_transaction(ndx_x_writable *writable, ndx_error *err) {
    return guard(err, "commit the transaction", [&] { writable->db.commit_transaction(); });
}

ndx_status ndx_x_writable_cancel_transaction(ndx_x_writable *writable, ndx_error *err) {
    return guard(err, "cancel the transaction", [&] { writable->db.cancel_transaction(); });
}

// --- documents -------------------------------------------------------------------------------------------------------

ndx_status ndx_x_writable_add_document(ndx_x_writable *writable, const ndx_x_document *document,
                                       uint32_t *docid, ndx_error *err) {
    return guard(err, "add a document", [&] {
        Xapian::docid number = writable->db.add_document(document->doc);
        if (docid) *docid = number;
    });
}

ndx_status ndx_x_writable_replace(ndx_x_writable *writable, uint32_t docid, const ndx_x_document *document,
                                  ndx_error *err) {
    return guard(err, "replace a document", [&] { writable->db.replace_document(docid, document->doc); });
}

ndx_status ndx_x_writable_replace_by_term(ndx_x_writable *writable, ndx_text term,
                                          const ndx_x_document *document, uint32_t *docid, ndx_error *err) {
    return guard(err, "replace a document", [&] {
        Xapian::docid number = writable->db.replace_document(string_of(term), document->doc);
        if (docid) *docid = number;
    });
}

ndx_status ndx_x_writable_delete(ndx_x_writable *writable, uint32_t docid, ndx_error *err) {
    return guard(err, "delete a document", [&] { writable->db.delete_document(docid); });
}

ndx_status ndx_x_writable_delete_by_term(ndx_x_writable *writable, ndx_text term, ndx_error *err) {
    return guard(err, "delete documents", [&] { writable->db.delete_document(string_of(term)); });
}

// --- beside documents ------------------------------------------------------------------------------------------------

ndx_status ndx_x_writable_set_metadata(ndx_x_writable *writable, ndx_text key, ndx_text value,
                                       ndx_error *err) {
    return guard(err, "set metadata", [&] { writable->db.set_metadata(string_of(key), string_of(value)); });
}

ndx_status ndx_x_writable_add_spelling(ndx_x_writable *writable, ndx_text word, uint32_t more,
                                       ndx_error *err) {
    return guard(err, "add a spelling", [&] { writable->db.add_spelling(string_of(word), more); });
}

ndx_status ndx_x_writable_remove_spelling(ndx_x_writable *writable, ndx_text word, uint32_t less,
                                          ndx_error *err) {
    return guard(err, "remove a spelling", [&] { writable->db.remove_spelling(string_of(word), less); });
}

ndx_status ndx_x_writable_add_synonym(ndx_x_writable *writable, ndx_text term, ndx_text synonym,
                                      ndx_error *err) {
    return guard(err, "add a synonym",
                 [&] { writable->db.add_synonym(string_of(term), string_of(synonym)); });
}

ndx_status ndx_x_writable_remove_synonym(ndx_x_writable *writable, ndx_text term, ndx_text synonym,
                                         ndx_error *err) {
    return guard(err, "remove a synonym",
                 [&] { writable->db.remove_synonym(string_of(term), string_of(synonym)); });
}

ndx_status ndx_x_writable_clear_synonyms(ndx_x_writable *writable, ndx_text term, ndx_error *err) {
    return guard(err, "clear synonyms", [&] { writable->db.clear_synonyms(string_of(term)); });
}
