// Databases for reading: opening, shards, statistics, single look-ups.
#include "wall.h"

#include <cmath>

using namespace wall;

namespace {

int backend_flag(const ndx_x_backend &backend) {
    switch (number_of(backend)) {
    case NDX_X_ANY:
        return 0;
    case NDX_X_GLASS:
        return Xapian::DB_BACKEND_GLASS;
    case NDX_X_STUB:
        return Xapian::DB_BACKEND_STUB;
    }
    throw Xapian::InvalidArgumentError("no such backend");
}

} // namespace

unsigned wall::milliseconds(double seconds) {
    const double most = 4294967; // what 32 bits of microseconds hold
    if (!(seconds > 0)) return 0;
    return unsigned(std::ceil((seconds < most ? seconds : most) * 1000));
}

ndx_status ndx_x_database_open(const char *path, ndx_x_backend backend, ndx_x_database **database,
                               ndx_error *err) {
    return guard_new(err, "open the database", path, database, [&] {
        return new ndx_x_database{Xapian::Database(path, backend_flag(backend)), {}, {}};
    });
}

ndx_status ndx_x_database_open_fd(int fd, ndx_x_database **database, ndx_error *err) {
    return guard_new(err, "open the single-file database", database, [&] {
        return new ndx_x_database{Xapian::Database(fd), {}, {}};
    });
}

ndx_status ndx_x_database_open_tcp(const char *host, unsigned port, double timeout_seconds,
                                   double connect_seconds, ndx_x_database **database, ndx_error *err) {
    return guard_new(err, "open the remote database at", host, database, [&] {
        return new ndx_x_database{
            Xapian::Remote::open(host, port, milliseconds(timeout_seconds), milliseconds(connect_seconds)),
            {},
            {}};
    });
}

ndx_status ndx_x_database_open_program(const char *program, const char *arguments, double timeout_seconds,
                                       ndx_x_database **database, ndx_error *err) {
    return guard_new(err, "open the remote database through", program, database, [&] {
        return new ndx_x_database{
            Xapian::Remote::open(program, arguments, milliseconds(timeout_seconds)), {}, {}};
    });
}

ndx_status ndx_x_database_new(ndx_x_database **database, ndx_error *err) {
    return guard_new(err, "make a database", database, [&] { return new ndx_x_database{}; });
}

ndx_status ndx_x_database_add(ndx_x_database *database, const ndx_x_database *shard, ndx_error *err) {
    return guard(err, "add a shard", [&] { database->db.add_database(shard->db); });
}

void ndx_x_database_close(ndx_x_database *database) {
    delete database;
}

ndx_status ndx_x_database_reopen(ndx_x_database *database, bool *changed, ndx_error *err) {
    return guard(err, "reopen the database", [&] {
        bool moved = database->db.reopen();
        if (changed) *changed = moved;
    });
}

ndx_status ndx_x_database_keep_alive(ndx_x_database *database, ndx_error *err) {
    return guard(err, "keep the remote database", [&] { database->db.keep_alive(); });
}

// --- facts -----------------------------------------------------------------------------------------------------------

ndx_status ndx_x_database_stats_get(const ndx_x_database *database, ndx_x_database_stats *stats,
                                    ndx_error *err) {
    *stats = ndx_x_database_stats{};
    return guard(err, "read the statistics", [&] {
        const Xapian::Database &db = database->db;
        stats->shards = db.size();
        stats->documents = db.get_doccount();
        stats->last_docid = db.get_lastdocid();
        stats->total_length = db.get_total_length();
        stats->average_length = db.get_average_length();
        stats->length_lower = db.get_doclength_lower_bound();
        stats->length_upper = db.get_doclength_upper_bound();
        stats->has_positions = db.has_positions();
    });
}

ndx_status ndx_x_database_uuid(ndx_x_database *database, ndx_text *uuid, ndx_error *err) {
    return guard(err, "read the identity", [&] { *uuid = keep(database->text, database->db.get_uuid()); });
}

ndx_status ndx_x_database_revision(const ndx_x_database *database, uint64_t *revision, ndx_error *err) {
    return guard(err, "read the revision", [&] { *revision = database->db.get_revision(); });
}

ndx_status ndx_x_database_locked(const ndx_x_database *database, bool *locked, ndx_error *err) {
    return guard(err, "look at the lock", [&] { *locked = database->db.locked(); });
}

ndx_status ndx_x_database_term(const ndx_x_database *database, ndx_text term, ndx_x_term_stats *stats,
                               ndx_error *err) {
    *stats = ndx_x_term_stats{};
    return guard(err, "look up a term", [&] {
        std::string name = string_of(term);
        stats->documents = database->db.get_termfreq(name);
        if (stats->documents == 0) return;
        stats->occurrences = database->db.get_collection_freq(name);
        stats->wdf_upper = database->db.get_wdf_upper_bound(name);
    });
}

ndx_status ndx_x_database_has_term(const ndx_x_database *database, ndx_text term, bool *has, ndx_error *err) {
    return guard(err, "look up a term", [&] { *has = database->db.term_exists(string_of(term)); });
}

ndx_status ndx_x_database_slot(ndx_x_database *database, uint32_t slot, uint32_t *documents, ndx_text *lower,
                               ndx_text *upper, ndx_error *err) {
    return guard(err, "read the statistics of a value slot", [&] {
        *documents = database->db.get_value_freq(slot);
        *lower = keep(database->text, database->db.get_value_lower_bound(slot));
        *upper = keep(database->upper, database->db.get_value_upper_bound(slot));
    });
}

ndx_status ndx_x_database_length(const ndx_x_database *database, uint32_t docid, uint32_t *length,
                                 ndx_error *err) {
    return guard(err, "read a document's length", [&] { *length = database->db.get_doclength(docid); });
}

ndx_status ndx_x_database_unique_terms(const ndx_x_database *database, uint32_t docid, uint32_t *terms,
                                       ndx_error *err) {
    return guard(err, "count a document's terms", [&] { *terms = database->db.get_unique_terms(docid); });
}

// --- contents --------------------------------------------------------------------------------------------------------

ndx_status ndx_x_database_document(const ndx_x_database *database, uint32_t docid, bool assume_exists,
                                   ndx_x_document **document, ndx_error *err) {
    return guard_new(err, "read a document", document, [&] {
        unsigned flags = assume_exists ? Xapian::DOC_ASSUME_VALID : 0;
        return new ndx_x_document{database->db.get_document(docid, flags), {}};
    });
}

ndx_status ndx_x_database_data(ndx_x_database *database, uint32_t docid, ndx_text *data, ndx_error *err) {
    return guard(err, "read a document",
                 [&] { *data = keep(database->text, database->db.get_document(docid).get_data()); });
}

ndx_status ndx_x_database_value(ndx_x_database *database, uint32_t docid, uint32_t slot, ndx_text *value,
                                ndx_error *err) {
    return guard(err, "read a document's value",
                 [&] { *value = keep(database->text, database->db.get_document(docid).get_value(slot)); });
}

ndx_status ndx_x_database_metadata(ndx_x_database *database, ndx_text key, ndx_text *value, ndx_error *err) {
    return guard(err, "read metadata",
                 [&] { *value = keep(database->text, database->db.get_metadata(string_of(key))); });
}

ndx_status ndx_x_database_suggest(ndx_x_database *database, ndx_text word, unsigned max_edits,
                                  ndx_text *suggestion, ndx_error *err) {
    return guard(err, "suggest a spelling", [&] {
        *suggestion = keep(database->text, database->db.get_spelling_suggestion(string_of(word), max_edits));
    });
}
