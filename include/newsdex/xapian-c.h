/* xapian-c: the C bindings of libxapian 1.4: one dull wall, usable by any C program.
 *
 * Opaque handles in, an ndx_status out, err (may be NULL) last. No exception crosses the wall, std::bad_alloc included.
 *   _open/_new make a handle, _close/_free end it (NULL is fine); the OUT handle is NULL when a function fails.
 *   An argument handle is borrowed for the call; what must live on (a query in an enquire, a shard in a database) is
 *   reference counted by Xapian, so that a caller may free its handle as soon as it does not need it itself.
 *   Texts are bytes, zero bytes included. OUT texts are views owned by the handle they came from, good until the next
 *   call with that handle that says it gives a text, or its end.
 * A handle, and everything made from one database handle, belongs to one thread at a time; separate databases are
 * independent. Document ids ("docid") count from 1; slots from 0.
 *
 * Statuses, wherever nothing else is said (the table is in src/xapian-c/guard.cc):
 *   NO_INDEX   there is no such database, or it cannot be opened, or it is corrupt     SCHEMA  another database format version
 *   MODIFIED   the database moved on under a reader: ndx_x_database_reopen, try again  LOCKED  another writer has it
 *   NOT_FOUND  no such document     NETWORK  a remote did not answer     NO_SPACE  disk, quota or file size limit
 *   USAGE      Xapian refuses the arguments or the moment (bad query, bad flags, commit inside a transaction...)
 *   NO_MEMORY, IO, FAILED (not supported by this backend or build)
 *   and whatever a callback of the caller returned: it ends the call and comes out of it unchanged, with its err.
 */
#ifndef NEWSDEX_XAPIAN_C_H
#define NEWSDEX_XAPIAN_C_H

#include "newsdex/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ndx_x_database ndx_x_database;   /* one or several shards, for reading */
typedef struct ndx_x_writable ndx_x_writable;   /* a database for writing */
typedef struct ndx_x_document ndx_x_document;
typedef struct ndx_x_query ndx_x_query;         /* immutable */
typedef struct ndx_x_enquire ndx_x_enquire;     /* a query with its way of ranking, on one database */
typedef struct ndx_x_mset ndx_x_mset;           /* ranked matches */
typedef struct ndx_x_rset ndx_x_rset;           /* documents judged relevant */
typedef struct ndx_x_eset ndx_x_eset;           /* terms to expand a query with */
typedef struct ndx_x_spy ndx_x_spy;             /* sees every match considered */
typedef struct ndx_x_terms ndx_x_terms;         /* iterators */
typedef struct ndx_x_postings ndx_x_postings;
typedef struct ndx_x_positions ndx_x_positions;
typedef struct ndx_x_values ndx_x_values;

#define NDX_X_TERM_MAX 245       /* bytes of a term in a glass database, each zero byte counted twice */
#define NDX_X_NO_SLOT UINT32_MAX /* not a value slot */

/* libxapian 1.4 fails inside a destructor when a disk fills at certain moments of a commit, which C++ allows nobody to catch: the
 * process ends. Before it does, last_words is called, with what happened; it may end the process itself, and should not return. */
NDX_API void ndx_x_on_terminate(void (*last_words)(const ndx_error *err));

NDX_API const char *ndx_x_version(void); /* of the libxapian at run time, "1.4.22" */

/* --- databases, for reading ----------------------------------------------------------------------------- */

typedef enum ndx_x_backend { NDX_X_ANY, NDX_X_GLASS, NDX_X_STUB } ndx_x_backend;

/* A database folder, single file, or stub file (a line "glass PATH", "remote HOST:PORT" ... for each shard). ANY finds out. */
NDX_API ndx_status ndx_x_database_open(const char *path, ndx_x_backend backend, ndx_x_database **database, ndx_error *err);
/* A single-file database that begins at the descriptor's offset (it may lie inside another file). Takes fd over, also on failure. */
NDX_API ndx_status ndx_x_database_open_fd(int fd, ndx_x_database **database, ndx_error *err);
/* A server: xapian-tcpsrv at host:port, or a program (xapian-progsrv) spoken to through a pipe. Seconds; 0: wait for ever.
 * libxapian makes the process ignore SIGPIPE then. */
NDX_API ndx_status ndx_x_database_open_tcp(const char *host, unsigned port, double timeout_seconds, double connect_seconds,
                                           ndx_x_database **database, ndx_error *err);
NDX_API ndx_status ndx_x_database_open_program(const char *program, const char *arguments, double timeout_seconds,
                                               ndx_x_database **database, ndx_error *err);
/* Without shards: a start for ndx_x_database_add. */
NDX_API ndx_status ndx_x_database_new(ndx_x_database **database, ndx_error *err);
/* Add the shards of `shard`. With n shards, document d of shard s (from 0) is document (d - 1) * n + s + 1 of the whole.
 * Add all shards before anything else is made from the database. */
NDX_API ndx_status ndx_x_database_add(ndx_x_database *database, const ndx_x_database *shard, ndx_error *err);
/* The files close when nothing made from the database is left. */
NDX_API void ndx_x_database_close(ndx_x_database *database);
/* Go on to the newest committed state. *changed (may be NULL): false when it surely was the newest already. */
NDX_API ndx_status ndx_x_database_reopen(ndx_x_database *database, bool *changed, ndx_error *err);
/* Tell remote shards that we are still there. */
NDX_API ndx_status ndx_x_database_keep_alive(ndx_x_database *database, ndx_error *err);

typedef struct ndx_x_database_stats {
    size_t shards;
    uint32_t documents, last_docid;
    uint64_t total_length;             /* sum of the documents' lengths (sums of wdf) */
    double average_length;
    uint32_t length_lower, length_upper; /* bounds; the lower one leaves out documents of length 0 */
    bool has_positions;
} ndx_x_database_stats;
NDX_API ndx_status ndx_x_database_stats_get(const ndx_x_database *database, ndx_x_database_stats *stats, ndx_error *err);
/* Identity that survives updates and changes with compaction; gives a text. */
NDX_API ndx_status ndx_x_database_uuid(ndx_x_database *database, ndx_text *uuid, ndx_error *err);
/* Counts commits; one local shard only (else USAGE or FAILED). */
NDX_API ndx_status ndx_x_database_revision(const ndx_x_database *database, uint64_t *revision, ndx_error *err);
NDX_API ndx_status ndx_x_database_locked(const ndx_x_database *database, bool *locked, ndx_error *err); /* by a writer, now */

typedef struct ndx_x_term_stats { uint32_t documents; uint64_t occurrences; uint32_t wdf_upper; } ndx_x_term_stats;
/* Zeros when no document has the term. The empty term stands for all documents. */
NDX_API ndx_status ndx_x_database_term(const ndx_x_database *database, ndx_text term, ndx_x_term_stats *stats, ndx_error *err);
NDX_API ndx_status ndx_x_database_has_term(const ndx_x_database *database, ndx_text term, bool *has, ndx_error *err);
/* How many documents have a value in the slot, and bounds of the values (gives two texts). */
NDX_API ndx_status ndx_x_database_slot(ndx_x_database *database, uint32_t slot, uint32_t *documents, ndx_text *lower, ndx_text *upper, ndx_error *err);
/* NOT_FOUND: no such document. */
NDX_API ndx_status ndx_x_database_length(const ndx_x_database *database, uint32_t docid, uint32_t *length, ndx_error *err);
NDX_API ndx_status ndx_x_database_unique_terms(const ndx_x_database *database, uint32_t docid, uint32_t *terms, ndx_error *err);
/* assume_exists: skip the look-up that proves it; a wrong docid is then found out later or never. */
NDX_API ndx_status ndx_x_database_document(const ndx_x_database *database, uint32_t docid, bool assume_exists, ndx_x_document **document, ndx_error *err);
/* Data of a document in one call, without a handle of its own; gives a text. NOT_FOUND. */
NDX_API ndx_status ndx_x_database_data(ndx_x_database *database, uint32_t docid, ndx_text *data, ndx_error *err);
/* Value of a document in one call; gives a text, empty when it has none. NOT_FOUND. */
NDX_API ndx_status ndx_x_database_value(ndx_x_database *database, uint32_t docid, uint32_t slot, ndx_text *value, ndx_error *err);
/* Empty when the key has none; first shard only. Gives a text. */
NDX_API ndx_status ndx_x_database_metadata(ndx_x_database *database, ndx_text key, ndx_text *value, ndx_error *err);
/* The best spelling within max_edits (insertion, deletion, transposition, change of a character); empty when none is better. Gives a text. */
NDX_API ndx_status ndx_x_database_suggest(ndx_x_database *database, ndx_text word, unsigned max_edits, ndx_text *suggestion, ndx_error *err);

/* --- iterators ------------------------------------------------------------------------------------------ */

/* An iterator stands before its first entry; _next moves on and gives NDX_OK with the entry or NDX_END after the last (err untouched).
 * The other functions speak of the entry it stands on. It keeps what it reads from alive. */

/* Terms in byte order. */
NDX_API ndx_status ndx_x_database_terms(const ndx_x_database *database, ndx_text prefix, ndx_x_terms **terms, ndx_error *err);
NDX_API ndx_status ndx_x_database_document_terms(const ndx_x_database *database, uint32_t docid, ndx_x_terms **terms, ndx_error *err);
NDX_API ndx_status ndx_x_database_spellings(const ndx_x_database *database, ndx_x_terms **terms, ndx_error *err);
NDX_API ndx_status ndx_x_database_synonyms(const ndx_x_database *database, ndx_text term, ndx_x_terms **terms, ndx_error *err);
NDX_API ndx_status ndx_x_database_synonym_keys(const ndx_x_database *database, ndx_text prefix, ndx_x_terms **terms, ndx_error *err);
NDX_API ndx_status ndx_x_database_metadata_keys(const ndx_x_database *database, ndx_text prefix, ndx_x_terms **terms, ndx_error *err);
NDX_API void ndx_x_terms_close(ndx_x_terms *terms);
NDX_API ndx_status ndx_x_terms_next(ndx_x_terms *terms, ndx_text *term, ndx_error *err); /* gives a text */
/* The first term >= `from`, from here on (never back). Gives a text. */
NDX_API ndx_status ndx_x_terms_skip_to(ndx_x_terms *terms, ndx_text from, ndx_text *term, ndx_error *err);
NDX_API ndx_status ndx_x_terms_wdf(const ndx_x_terms *terms, uint32_t *wdf, ndx_error *err);            /* terms of a document */
NDX_API ndx_status ndx_x_terms_documents(const ndx_x_terms *terms, uint32_t *documents, ndx_error *err); /* term frequency; a spelling's or facet value's count */
NDX_API ndx_status ndx_x_terms_positions(const ndx_x_terms *terms, ndx_x_positions **positions, ndx_error *err); /* terms of a document */
NDX_API ndx_status ndx_x_terms_position_count(const ndx_x_terms *terms, uint32_t *count, ndx_error *err);

/* The next `capacity` terms of a document at once: their texts appended to `texts` one after the other, their lengths and wdfs.
 * END only with *count 0. */
NDX_API ndx_status ndx_x_terms_fetch(ndx_x_terms *terms, ndx_buf *texts, uint32_t *lengths, uint32_t *wdfs, size_t capacity, size_t *count, ndx_error *err);

/* Documents that have the term, by docid; the empty term: every document, with wdf 1. */
NDX_API ndx_status ndx_x_database_postings(const ndx_x_database *database, ndx_text term, ndx_x_postings **postings, ndx_error *err);
NDX_API void ndx_x_postings_close(ndx_x_postings *postings);
NDX_API ndx_status ndx_x_postings_next(ndx_x_postings *postings, uint32_t *docid, ndx_error *err);
NDX_API ndx_status ndx_x_postings_skip_to(ndx_x_postings *postings, uint32_t from, uint32_t *docid, ndx_error *err); /* first docid >= from, never back */
NDX_API ndx_status ndx_x_postings_wdf(const ndx_x_postings *postings, uint32_t *wdf, ndx_error *err);
NDX_API ndx_status ndx_x_postings_length(const ndx_x_postings *postings, uint32_t *length, ndx_error *err); /* of the document */
NDX_API ndx_status ndx_x_postings_unique_terms(const ndx_x_postings *postings, uint32_t *terms, ndx_error *err);
NDX_API ndx_status ndx_x_postings_positions(const ndx_x_postings *postings, ndx_x_positions **positions, ndx_error *err);
/* The next `capacity` entries at once: one call in place of thousands. wdfs may be NULL. END only with *count 0. */
NDX_API ndx_status ndx_x_postings_fetch(ndx_x_postings *postings, uint32_t *docids, uint32_t *wdfs, size_t capacity, size_t *count, ndx_error *err);

/* Positions of a term in a document, ascending. */
NDX_API ndx_status ndx_x_database_positions(const ndx_x_database *database, uint32_t docid, ndx_text term, ndx_x_positions **positions, ndx_error *err);
NDX_API void ndx_x_positions_close(ndx_x_positions *positions);
NDX_API ndx_status ndx_x_positions_next(ndx_x_positions *positions, uint32_t *position, ndx_error *err);
NDX_API ndx_status ndx_x_positions_skip_to(ndx_x_positions *positions, uint32_t from, uint32_t *position, ndx_error *err);

/* Values: a slot over all documents (key: docid), or a document over all its slots (key: slot). */
NDX_API ndx_status ndx_x_database_values(const ndx_x_database *database, uint32_t slot, ndx_x_values **values, ndx_error *err);
NDX_API ndx_status ndx_x_document_values(const ndx_x_document *document, ndx_x_values **values, ndx_error *err);
NDX_API void ndx_x_values_close(ndx_x_values *values);
NDX_API ndx_status ndx_x_values_next(ndx_x_values *values, uint32_t *key, ndx_text *value, ndx_error *err); /* gives a text */
NDX_API ndx_status ndx_x_values_skip_to(ndx_x_values *values, uint32_t from, uint32_t *key, ndx_text *value, ndx_error *err);

/* --- documents ------------------------------------------------------------------------------------------ */

NDX_API ndx_status ndx_x_document_new(ndx_x_document **document, ndx_error *err);
NDX_API void ndx_x_document_free(ndx_x_document *document);
/* 0 for one that was never in a database; while matching over shards, the docid within its shard. */
NDX_API ndx_status ndx_x_document_docid(const ndx_x_document *document, uint32_t *docid, ndx_error *err);
NDX_API ndx_status ndx_x_document_data(ndx_x_document *document, ndx_text *data, ndx_error *err); /* gives a text */
NDX_API ndx_status ndx_x_document_set_data(ndx_x_document *document, ndx_text data, ndx_error *err);
NDX_API ndx_status ndx_x_document_value(ndx_x_document *document, uint32_t slot, ndx_text *value, ndx_error *err); /* gives a text */
NDX_API ndx_status ndx_x_document_set_value(ndx_x_document *document, uint32_t slot, ndx_text value, ndx_error *err); /* empty removes it */
NDX_API ndx_status ndx_x_document_clear_values(ndx_x_document *document, ndx_error *err);
/* Add wdf to the term's (adding the term when it is new; wdf 0 makes a boolean term, which adds nothing to the length). */
NDX_API ndx_status ndx_x_document_add_term(ndx_x_document *document, ndx_text term, uint32_t wdf, ndx_error *err);
typedef struct ndx_x_term { ndx_text text; uint32_t wdf; } ndx_x_term;
NDX_API ndx_status ndx_x_document_add_terms(ndx_x_document *document, const ndx_x_term *terms, size_t count, ndx_error *err); /* many at once */
NDX_API ndx_status ndx_x_document_add_posting(ndx_x_document *document, ndx_text term, uint32_t position, uint32_t wdf, ndx_error *err);
/* USAGE when the term or position is not there. */
NDX_API ndx_status ndx_x_document_remove_term(ndx_x_document *document, ndx_text term, ndx_error *err);
NDX_API ndx_status ndx_x_document_remove_posting(ndx_x_document *document, ndx_text term, uint32_t position, uint32_t wdf, ndx_error *err);
/* Positions first..last; *removed (may be NULL) tells how many. */
NDX_API ndx_status ndx_x_document_remove_postings(ndx_x_document *document, ndx_text term, uint32_t first, uint32_t last, uint32_t wdf, uint32_t *removed, ndx_error *err);
NDX_API ndx_status ndx_x_document_clear_terms(ndx_x_document *document, ndx_error *err);
NDX_API ndx_status ndx_x_document_terms(const ndx_x_document *document, ndx_x_terms **terms, ndx_error *err);
NDX_API ndx_status ndx_x_document_term_count(const ndx_x_document *document, uint32_t *count, ndx_error *err);
NDX_API ndx_status ndx_x_document_value_count(const ndx_x_document *document, uint32_t *count, ndx_error *err);
/* Append the document as bytes, and make one of them. */
NDX_API ndx_status ndx_x_document_serialise(const ndx_x_document *document, ndx_buf *out, ndx_error *err);
NDX_API ndx_status ndx_x_document_unserialise(ndx_text bytes, ndx_x_document **document, ndx_error *err);

/* --- databases, for writing ----------------------------------------------------------------------------- */

typedef enum ndx_x_open_mode {
    NDX_X_CREATE_OR_OPEN, NDX_X_CREATE_OR_OVERWRITE, NDX_X_CREATE, NDX_X_OPEN,
    /* to be or-ed with one of the above: */
    NDX_X_NO_SYNC = 0x04, NDX_X_FULL_SYNC = 0x08, NDX_X_DANGEROUS = 0x10, NDX_X_NO_TERMLIST = 0x20, NDX_X_RETRY_LOCK = 0x40
} ndx_x_open_mode;

/* A glass database at path (or the one a stub file names). Only the last folder of path is made when missing.
 * block_bytes: a power of two, 2048 to 65536; 0: 8192. DANGEROUS is not safe against crashes nor for readers. LOCKED. */
NDX_API ndx_status ndx_x_writable_open(const char *path, unsigned mode, unsigned block_bytes, ndx_x_writable **writable, ndx_error *err);
/* In memory only: for tests and small things. No transactions. */
NDX_API ndx_status ndx_x_writable_open_memory(ndx_x_writable **writable, ndx_error *err);
NDX_API ndx_status ndx_x_writable_open_tcp(const char *host, unsigned port, double timeout_seconds, double connect_seconds, ndx_x_writable **writable, ndx_error *err);
NDX_API ndx_status ndx_x_writable_open_program(const char *program, const char *arguments, double timeout_seconds, ndx_x_writable **writable, ndx_error *err);
/* Add the shards of another; new documents go round them. */
NDX_API ndx_status ndx_x_writable_add(ndx_x_writable *writable, const ndx_x_writable *shard, ndx_error *err);
/* Commit, unless a transaction is open (which is cancelled), and release the lock; always ends the handle. */
NDX_API ndx_status ndx_x_writable_close(ndx_x_writable *writable, ndx_error *err);
/* The same database for reading, what is not yet committed included. Borrowed: ends with the writable. */
NDX_API ndx_x_database *ndx_x_writable_database(ndx_x_writable *writable);

/* Make all changes so far durable. USAGE inside a transaction. */
NDX_API ndx_status ndx_x_writable_commit(ndx_x_writable *writable, ndx_error *err);
/* All that follows up to commit_transaction happens, or nothing. durable: also on disk by then (commits before and after). */
NDX_API ndx_status ndx_x_writable_begin(ndx_x_writable *writable, bool durable, ndx_error *err);
NDX_API ndx_status ndx_x_writable_commit_transaction(ndx_x_writable *writable, ndx_error *err);
NDX_API ndx_status ndx_x_writable_cancel_transaction(ndx_x_writable *writable, ndx_error *err);

NDX_API ndx_status ndx_x_writable_add_document(ndx_x_writable *writable, const ndx_x_document *document, uint32_t *docid, ndx_error *err); /* docid may be NULL */
NDX_API ndx_status ndx_x_writable_replace(ndx_x_writable *writable, uint32_t docid, const ndx_x_document *document, ndx_error *err); /* or add as docid */
/* Replace the first document that has the term and delete the others, or add it. The document should have the term itself. */
NDX_API ndx_status ndx_x_writable_replace_by_term(ndx_x_writable *writable, ndx_text term, const ndx_x_document *document, uint32_t *docid, ndx_error *err);
NDX_API ndx_status ndx_x_writable_delete(ndx_x_writable *writable, uint32_t docid, ndx_error *err); /* NOT_FOUND */
NDX_API ndx_status ndx_x_writable_delete_by_term(ndx_x_writable *writable, ndx_text term, ndx_error *err); /* all that have it; none is fine */

NDX_API ndx_status ndx_x_writable_set_metadata(ndx_x_writable *writable, ndx_text key, ndx_text value, ndx_error *err); /* empty removes it */
NDX_API ndx_status ndx_x_writable_add_spelling(ndx_x_writable *writable, ndx_text word, uint32_t more, ndx_error *err);
NDX_API ndx_status ndx_x_writable_remove_spelling(ndx_x_writable *writable, ndx_text word, uint32_t less, ndx_error *err);
NDX_API ndx_status ndx_x_writable_add_synonym(ndx_x_writable *writable, ndx_text term, ndx_text synonym, ndx_error *err);
NDX_API ndx_status ndx_x_writable_remove_synonym(ndx_x_writable *writable, ndx_text term, ndx_text synonym, ndx_error *err);
NDX_API ndx_status ndx_x_writable_clear_synonyms(ndx_x_writable *writable, ndx_text term, ndx_error *err);

/* --- queries -------------------------------------------------------------------------------------------- */

/* Weight of a match: AND OR XOR AND_MAYBE the sum; AND_NOT FILTER the first's; SYNONYM as of one term; MAX the largest. */
typedef enum ndx_x_op {
    NDX_X_AND, NDX_X_OR, NDX_X_AND_NOT, NDX_X_XOR, NDX_X_AND_MAYBE, NDX_X_FILTER,
    NDX_X_NEAR, NDX_X_PHRASE, /* terms (or ORs of terms) within a window of positions, any order / in order */
    NDX_X_ELITE_SET,          /* OR of the best `parameter` ones */
    NDX_X_SYNONYM, NDX_X_MAX
} ndx_x_op;

NDX_API void ndx_x_query_free(ndx_x_query *query);
NDX_API ndx_status ndx_x_query_all(ndx_x_query **query, ndx_error *err);
NDX_API ndx_status ndx_x_query_none(ndx_x_query **query, ndx_error *err);
/* wqf: how often it is asked for (1). position: in the query, 0 when it does not matter. */
NDX_API ndx_status ndx_x_query_term(ndx_text term, uint32_t wqf, uint32_t position, ndx_x_query **query, ndx_error *err);
/* parameter: window of NEAR and PHRASE (0: count), size of ELITE_SET (0: 10); else ignored. parts are borrowed. No parts: nothing matches. */
NDX_API ndx_status ndx_x_query_combine(ndx_x_op op, ndx_x_query *const *parts, size_t count, uint32_t parameter, ndx_x_query **query, ndx_error *err);
NDX_API ndx_status ndx_x_query_scale(const ndx_x_query *part, double factor, ndx_x_query **query, ndx_error *err); /* factor >= 0 */
/* lower <= value <= upper, bytewise; lower NULL or upper NULL leaves that end open (not both). No weight. */
NDX_API ndx_status ndx_x_query_value_range(uint32_t slot, const ndx_text *lower, const ndx_text *upper, ndx_x_query **query, ndx_error *err);

typedef enum ndx_x_limit { NDX_X_LIMIT_ERROR, NDX_X_LIMIT_FIRST, NDX_X_LIMIT_MOST_FREQUENT } ndx_x_limit;
/* Terms beginning with prefix, combined with SYNONYM, OR or MAX. max_terms 0: no limit. LIMIT_ERROR: USAGE when it is run.
 * (libxapian 1.4 has no other wildcards and no edit distance operator; expand over ndx_x_database_terms instead.) */
NDX_API ndx_status ndx_x_query_wildcard(ndx_text prefix, uint32_t max_terms, ndx_x_limit limit, ndx_x_op combiner, ndx_x_query **query, ndx_error *err);

/* A source of matches and weights of the caller's own. */
typedef struct ndx_x_source_bounds {
    uint32_t matches_lower, matches_estimate, matches_upper; /* of this shard */
    double weight_upper; /* no entry weighs more; 0: none has weight */
} ndx_x_source_bounds;
typedef struct ndx_x_source_entry { uint32_t docid; double weight; } ndx_x_source_entry;
typedef struct ndx_x_source {
    void *context;
    /* Begin at the start of one shard (again, when called again). database is borrowed until the next start or the release. */
    ndx_status (*start)(void *context, ndx_x_database *database, ndx_x_source_bounds *bounds, ndx_error *err);
    /* The first entry with docid >= from (never less than the last one's + 1); END when there is none. Entries that weigh less than
     * weight_lower may be left out. */
    ndx_status (*next)(void *context, uint32_t from, double weight_lower, ndx_x_source_entry *entry, ndx_error *err);
    /* A context for another shard, NULL: out of memory. May be NULL itself: then one shard only (several: USAGE). */
    void *(*clone)(void *context);
    void (*release)(void *context); /* of this and each cloned context, once; may be NULL */
} ndx_x_source;
/* The context passes to the query also on failure (it is then released). */
NDX_API ndx_status ndx_x_query_source(const ndx_x_source *source, ndx_x_query **query, ndx_error *err);
/* Ready-made sources: the value of a slot as weight (sortable numbers), a fixed weight on every document, weights by value. */
NDX_API ndx_status ndx_x_query_value_weight(uint32_t slot, ndx_x_query **query, ndx_error *err);
/* The same where the weight never rises from one docid to the next (one shard), so that matching can stop early. */
NDX_API ndx_status ndx_x_query_decreasing_value_weight(uint32_t slot, ndx_x_query **query, ndx_error *err);
NDX_API ndx_status ndx_x_query_fixed_weight(double weight, ndx_x_query **query, ndx_error *err);
typedef struct ndx_x_weighted_value { ndx_text value; double weight; } ndx_x_weighted_value;
NDX_API ndx_status ndx_x_query_value_map(uint32_t slot, const ndx_x_weighted_value *values, size_t count, double otherwise, ndx_x_query **query, ndx_error *err);

NDX_API bool ndx_x_query_is_none(const ndx_x_query *query);
NDX_API uint32_t ndx_x_query_length(const ndx_x_query *query); /* sum of wqf */
NDX_API ndx_status ndx_x_query_terms(const ndx_x_query *query, bool unique, ndx_x_terms **terms, ndx_error *err); /* unique: byte order; else by position */
NDX_API ndx_status ndx_x_query_describe(const ndx_x_query *query, ndx_buf *out, ndx_error *err); /* for people */
NDX_API ndx_status ndx_x_query_serialise(const ndx_x_query *query, ndx_buf *out, ndx_error *err); /* FAILED with a source of the caller's */
NDX_API ndx_status ndx_x_query_unserialise(ndx_text bytes, ndx_x_query **query, ndx_error *err);

/* Numbers as bytes that sort like the numbers: for values. Returns the bytes written, at most 9. */
NDX_API size_t ndx_x_sortable(double number, char out[9]);
NDX_API double ndx_x_unsortable(ndx_text bytes);

/* --- ranking -------------------------------------------------------------------------------------------- */

/* Weighting schemes and their parameters in order, with Xapian's defaults. */
typedef enum ndx_x_weight_kind {
    NDX_X_BM25,      /* k1 1, k2 0, k3 1, b 0.5, min_normlen 0.5 */
    NDX_X_BM25_PLUS, /* k1 1, k2 0, k3 1, b 0.5, min_normlen 0.5, delta 1 */
    NDX_X_BOOL,      /* none: every match weighs 0 */
    NDX_X_COORD,     /* none: number of terms matched */
    NDX_X_TRAD,      /* k 1 */
    NDX_X_TF_IDF,    /* normalizations: three letters, "ntn" */
    NDX_X_INL2,      /* c 1 */
    NDX_X_IFB2,      /* c 1 */
    NDX_X_INEB2,     /* c 1 */
    NDX_X_BB2,       /* c 1 */
    NDX_X_PL2,       /* c 1 */
    NDX_X_PL2_PLUS,  /* c 1, delta 0.8 */
    NDX_X_DLH,       /* none */
    NDX_X_DPH,       /* none */
    NDX_X_LM,        /* log 0, smoothing 1 two-stage 2 Dirichlet 3 absolute discount 4 Jelinek-Mercer 5 Dirichlet+, its parameters -1, -1 (each its default) */
    NDX_X_WEIGHT_COUNT
} ndx_x_weight_kind;
typedef struct ndx_x_weight {
    ndx_x_weight_kind kind;
    size_t parameter_count;     /* how many of them are given; the rest take their defaults */
    double parameter[6];
    const char *normalizations; /* TF_IDF; NULL: "ntn" */
} ndx_x_weight;

NDX_API ndx_status ndx_x_enquire_new(const ndx_x_database *database, ndx_x_enquire **enquire, ndx_error *err); /* USAGE: no shards */
NDX_API void ndx_x_enquire_free(ndx_x_enquire *enquire);
/* query_length 0: the sum of its terms' wqf. */
NDX_API ndx_status ndx_x_enquire_set_query(ndx_x_enquire *enquire, const ndx_x_query *query, uint32_t query_length, ndx_error *err);
NDX_API ndx_status ndx_x_enquire_set_weight(ndx_x_enquire *enquire, const ndx_x_weight *weight, ndx_error *err);

typedef enum ndx_x_order { NDX_X_RELEVANCE, NDX_X_VALUE, NDX_X_VALUE_RELEVANCE, NDX_X_RELEVANCE_VALUE } ndx_x_order;
/* By relevance, by the value of a slot, or by one and then the other. reverse: highest value first. */
NDX_API ndx_status ndx_x_enquire_sort(ndx_x_enquire *enquire, ndx_x_order order, uint32_t slot, bool reverse, ndx_error *err);
/* The same by several slots one after the other, each with its direction and what stands for no value. */
typedef struct ndx_x_sort_slot { uint32_t slot; bool reverse; ndx_text missing; } ndx_x_sort_slot;
NDX_API ndx_status ndx_x_enquire_sort_by_slots(ndx_x_enquire *enquire, ndx_x_order order, const ndx_x_sort_slot *slots, size_t count, bool reverse, ndx_error *err);
/* The same by a key the caller makes: append it to key (which comes empty). document is borrowed for the call. */
typedef ndx_status ndx_x_key_fn(void *context, ndx_x_document *document, ndx_buf *key, ndx_error *err);
NDX_API ndx_status ndx_x_enquire_sort_by_key(ndx_x_enquire *enquire, ndx_x_order order, ndx_x_key_fn *fn, void *context, bool reverse, ndx_error *err);
typedef enum ndx_x_docid_order { NDX_X_DOCID_DESCENDING, NDX_X_DOCID_ASCENDING, NDX_X_DOCID_ANY } ndx_x_docid_order;
/* Among equals; ASCENDING until set. With BOOL weight, DESCENDING is newest first when docids follow dates. */
NDX_API ndx_status ndx_x_enquire_set_docid_order(ndx_x_enquire *enquire, ndx_x_docid_order order, ndx_error *err);
/* At most `keep` matches with the same value in slot; NDX_X_NO_SLOT: do not collapse. */
NDX_API ndx_status ndx_x_enquire_collapse(ndx_x_enquire *enquire, uint32_t slot, uint32_t keep, ndx_error *err);
NDX_API ndx_status ndx_x_enquire_set_cutoff(ndx_x_enquire *enquire, int percent, double weight, ndx_error *err); /* leave out what is below either */
/* Stop looking beyond check_at_least after so many seconds (then counts are estimates); 0: never. */
NDX_API ndx_status ndx_x_enquire_set_time_limit(ndx_x_enquire *enquire, double seconds, ndx_error *err);
/* "trad" (parameter k, 1) or "bo1". */
NDX_API ndx_status ndx_x_enquire_set_expansion(ndx_x_enquire *enquire, const char *scheme, double parameter, ndx_error *err);
NDX_API ndx_status ndx_x_enquire_add_spy(ndx_x_enquire *enquire, ndx_x_spy *spy, ndx_error *err); /* kept alive by it */
NDX_API ndx_status ndx_x_enquire_clear_spies(ndx_x_enquire *enquire, ndx_error *err);

/* Decides, for a document that matches, whether it stays. Called for candidates only, best ones first is not promised. The document
 * is borrowed for the call; reading its data or values costs only what is read. */
typedef ndx_status ndx_x_decide_fn(void *context, ndx_x_document *document, bool *keep, ndx_error *err);
typedef struct ndx_x_match_options {
    uint32_t first, limit;    /* ranks first .. first + limit - 1, from 0 */
    uint32_t check_at_least;  /* consider at least so many matches: exact counts up to it */
    const ndx_x_rset *rset;   /* may be NULL */
    ndx_x_decide_fn *decide; void *decide_context; /* may be NULL; local shards only */
} ndx_x_match_options;
NDX_API ndx_status ndx_x_enquire_match(ndx_x_enquire *enquire, const ndx_x_match_options *options, ndx_x_mset **mset, ndx_error *err);

/* --- matches -------------------------------------------------------------------------------------------- */

typedef struct ndx_x_match_counts {
    uint32_t lower, estimate, upper;                                  /* matches in all */
    uint32_t uncollapsed_lower, uncollapsed_estimate, uncollapsed_upper;
    double weight_possible, weight_attained;                          /* highest */
} ndx_x_match_counts;
typedef struct ndx_x_match { uint32_t docid, collapsed; double weight; } ndx_x_match; /* collapsed: how many were left out in its favour (at least) */

NDX_API void ndx_x_mset_free(ndx_x_mset *mset);
NDX_API uint32_t ndx_x_mset_size(const ndx_x_mset *mset);
NDX_API ndx_status ndx_x_mset_counts(const ndx_x_mset *mset, ndx_x_match_counts *counts, ndx_error *err);
/* Matches at .. at + *count - 1 (at counts from 0 in this mset), as many as there are up to capacity. */
NDX_API ndx_status ndx_x_mset_matches(const ndx_x_mset *mset, uint32_t at, ndx_x_match *matches, size_t capacity, size_t *count, ndx_error *err);
NDX_API ndx_status ndx_x_mset_document(const ndx_x_mset *mset, uint32_t at, ndx_x_document **document, ndx_error *err); /* USAGE: at too large */
NDX_API ndx_status ndx_x_mset_sort_key(ndx_x_mset *mset, uint32_t at, ndx_text *key, ndx_error *err);     /* gives a text */
NDX_API ndx_status ndx_x_mset_collapse_key(ndx_x_mset *mset, uint32_t at, ndx_text *key, ndx_error *err); /* gives a text */
NDX_API ndx_status ndx_x_mset_percent(const ndx_x_mset *mset, uint32_t at, int *percent, ndx_error *err);
/* Of a term of the query: its frequency as used for weights, and the weight it could give. */
NDX_API ndx_status ndx_x_mset_term(const ndx_x_mset *mset, ndx_text term, uint32_t *documents, double *weight, ndx_error *err);
NDX_API ndx_status ndx_x_mset_fetch(const ndx_x_mset *mset, ndx_error *err); /* get all documents at once: for remote shards */
/* Terms of the query that the document has. */
NDX_API ndx_status ndx_x_enquire_matching_terms(const ndx_x_enquire *enquire, uint32_t docid, ndx_x_terms **terms, ndx_error *err);

NDX_API ndx_status ndx_x_rset_new(ndx_x_rset **rset, ndx_error *err);
NDX_API void ndx_x_rset_free(ndx_x_rset *rset);
NDX_API ndx_status ndx_x_rset_add(ndx_x_rset *rset, uint32_t docid, ndx_error *err);
NDX_API ndx_status ndx_x_rset_remove(ndx_x_rset *rset, uint32_t docid, ndx_error *err);
NDX_API uint32_t ndx_x_rset_size(const ndx_x_rset *rset);

/* May a term be in the eset? */
typedef bool ndx_x_expand_fn(void *context, ndx_text term);
typedef struct ndx_x_expand_options {
    uint32_t limit;          /* terms */
    bool include_query_terms, exact_frequencies;
    double weight_lower;
    ndx_x_expand_fn *may; void *may_context; /* may be NULL */
} ndx_x_expand_options;
NDX_API ndx_status ndx_x_enquire_expand(ndx_x_enquire *enquire, const ndx_x_rset *rset, const ndx_x_expand_options *options, ndx_x_eset **eset, ndx_error *err);
NDX_API void ndx_x_eset_free(ndx_x_eset *eset);
NDX_API uint32_t ndx_x_eset_size(const ndx_x_eset *eset);
NDX_API ndx_status ndx_x_eset_term(ndx_x_eset *eset, uint32_t at, ndx_text *term, double *weight, ndx_error *err); /* best first; gives a text */

/* A spy that counts the values of a slot over the matches considered (all of them with check_at_least = number of documents). */
NDX_API ndx_status ndx_x_spy_count_values(uint32_t slot, ndx_x_spy **spy, ndx_error *err);
/* A spy of the caller's. document is borrowed for the call. */
typedef ndx_status ndx_x_spy_fn(void *context, ndx_x_document *document, double weight, ndx_error *err);
NDX_API ndx_status ndx_x_spy_new(ndx_x_spy_fn *fn, void *context, ndx_x_spy **spy, ndx_error *err);
NDX_API void ndx_x_spy_free(ndx_x_spy *spy);
NDX_API ndx_status ndx_x_spy_total(const ndx_x_spy *spy, uint64_t *total, ndx_error *err); /* documents seen */
/* Values with their counts (ndx_x_terms_documents): in byte order with limit 0, else the `limit` most frequent, most first.
 * USAGE: a spy of the caller's. */
NDX_API ndx_status ndx_x_spy_values(const ndx_x_spy *spy, uint32_t limit, ndx_x_terms **terms, ndx_error *err);

/* --- care ----------------------------------------------------------------------------------------------- */

typedef enum ndx_x_compact_flag {
    NDX_X_COMPACT_FULL = 1, NDX_X_COMPACT_FULLER = 2, /* FULLER is smaller, bad for later updates */
    NDX_X_COMPACT_NO_RENUMBER = 4, NDX_X_COMPACT_MULTIPASS = 8, NDX_X_COMPACT_SINGLE_FILE = 16
} ndx_x_compact_flag;
typedef struct ndx_x_compact_options {
    unsigned flags;
    unsigned block_bytes; /* 0: 8192 */
    /* Told what is done with each table; may be NULL. */
    void (*progress)(void *context, const char *table, const char *status);
    /* One value for a metadata key that several shards have; append to value. NULL: the first shard's. */
    ndx_status (*merge_metadata)(void *context, ndx_text key, const ndx_text *values, size_t count, ndx_buf *value, ndx_error *err);
    void *context;
} ndx_x_compact_options;
/* Write the shards of database as one new database at path. options may be NULL. Documents keep their numbers with one shard
 * only or NO_RENUMBER (ranges must not overlap); else those of each shard follow the last of the one before. When merge_metadata
 * fails, its status comes out at the end; path is then of no use. */
NDX_API ndx_status ndx_x_database_compact(const ndx_x_database *database, const char *path, const ndx_x_compact_options *options, ndx_error *err);

typedef enum ndx_x_check_flag { NDX_X_CHECK_SHORT_TREE = 1, NDX_X_CHECK_FULL_TREE = 2, NDX_X_CHECK_FREELIST = 4, NDX_X_CHECK_STATS = 8, NDX_X_CHECK_FIX = 16 } ndx_x_check_flag;
/* Verify a database or one of its tables. *errors: how many were found. Appends Xapian's report to `report` (may be NULL).
 * NO_INDEX when it cannot even be opened. */
NDX_API ndx_status ndx_x_check(const char *path, unsigned flags, size_t *errors, ndx_buf *report, ndx_error *err);

#ifdef __cplusplus
}
#endif
#endif
