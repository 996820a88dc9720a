/* Looking at all of a generation: what Xapian can check of it, and what only we can. */
#include "deep.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "lookup.h"
#include "names_block.h"
#include "pack.h"
#include "schema.h"

#define JOBS_MAX 64
#define CHUNK 512 /* article numbers, looked at by one thread */

ndx_status ndx_deep_tables(const char *generation, ndx_error *err) {
    size_t errors = 0;
    ndx_buf report = {0};
    ndx_status status = ndx_x_check(generation, NDX_X_CHECK_STATS, &errors, &report, err);
    if (status == NDX_OK && errors)
        status = ndx_fail(err, NDX_NO_INDEX,
                          "Xapian finds %zu errors in %s; rebuild the index, or restore it from a backup",
                          errors, generation);
    ndx_buf_clear(&report);
    return status;
}

/* --- one record ----------------------------------------------------------------------------------------- */

/* Scratch memory. */
typedef struct looking {
    ndx_buf data, starts;
    ndx_record_terms terms;
} looking;

/* The words of a record and those of its term list must be the same: each found, and as many. */
static ndx_status compare_terms(looking *at, uint32_t docid, const ndx_record *record, ndx_error *err) {
    ndx_text places = record->section[NDX_SECTION_PLACES];
    const ndx_record_terms *terms = &at->terms;
    ndx_positions view;
    if (!ndx_positions_view(&view, (const uint8_t *)places.data, places.len)) return NDX_BAD_INPUT;
    ndx_buf_reset(&at->starts);
    if (!ndx_buf_reserve(&at->starts, ((size_t)view.terms + 1) * sizeof(uint32_t)))
        return ndx_fail_memory(err);
    uint32_t *starts = (uint32_t *)(void *)at->starts.data;
    if (!ndx_positions_starts(&view, starts)) return NDX_BAD_INPUT;
    for (size_t i = 0; i < terms->count; i++) {
        ndx_text term = {terms->texts.data + terms->at[i].first, terms->at[i].term.len};
        if (ndx_positions_find_from(&view, starts, term, terms->at[i].hash) == NDX_NO_PLACE)
            return ndx_fail(
                err, NDX_NO_INDEX,
                "the record of article number %u does not know its word \"%.*s\"; rebuild the index", docid,
                NDX_ARG(term));
    }
    if (terms->count != view.terms)
        return ndx_fail(
            err, NDX_NO_INDEX,
            "article number %u has %zu words in its term list and %u in its record; rebuild the index", docid,
            terms->count, view.terms);
    return NDX_OK;
}

/* A text packed by forms is whole again only with the same terms, so who unpacks it has compared them. */
static ndx_status check_record(const ndx_record *record, looking *at, uint32_t docid, ndx_error *err) {
    ndx_status status = ndx_record_check(record, &at->terms, err);
    if (status == NDX_OK && ndx_packed_by_forms(record->section[NDX_SECTION_TEXT])) return NDX_OK;
    if (status != NDX_OK && status != NDX_BAD_INPUT) return status;
    ndx_status compared = compare_terms(at, docid, record, err); /* says more */
    return compared == NDX_OK ? status : compared;
}

static ndx_status check_article(ndx_x_database *database, uint32_t docid, looking *at, ndx_error *err) {
    ndx_x_terms *list;
    ndx_text view;
    ndx_record record;
    ndx_status status = ndx_x_database_data(database, docid, &view, err);
    ndx_buf_reset(&at->data);
    if (status != NDX_OK) return status;
    ndx_buf_add_text(&at->data, view);
    if (at->data.failed) return ndx_fail_memory(err);
    status = ndx_record_view(&record, ndx_buf_text(&at->data), err);
    if (status == NDX_OK) status = ndx_x_database_document_terms(database, docid, &list, err);
    if (status == NDX_OK) status = ndx_lookup_terms(list, &at->terms, err);
    if (status == NDX_OK) status = check_record(&record, at, docid, err);
    if (status == NDX_BAD_INPUT)
        return ndx_fail(err, NDX_NO_INDEX, "the record of article number %u is damaged; rebuild the index",
                        docid);
    return status;
}

/* --- all of them ---------------------------------------------------------------------------------------- */

/* What the threads share. */
typedef struct task {
    const char *generation;
    uint64_t last; /* article number */
    atomic_ullong next;
    atomic_bool given_up; /* something is wrong: there is no use in going on */
} task;

typedef struct worker {
    task *shared;
    bool first; /* looks at what is not of articles too */
    pthread_t thread;
    ndx_error error;
} worker;

/* The articles numbered from..to-1. */
static ndx_status check_chunk(ndx_x_database *database, uint32_t from, uint32_t to, looking *at,
                              ndx_error *err) {
    ndx_x_postings *postings;
    uint32_t docid;
    ndx_status status = ndx_x_database_postings(database, (ndx_text){"", 0}, &postings, err);
    if (status != NDX_OK) return status;
    status = ndx_x_postings_skip_to(postings, from, &docid, err);
    while (status == NDX_OK && docid < to && (status = check_article(database, docid, at, err)) == NDX_OK)
        status = ndx_x_postings_next(postings, &docid, err);
    ndx_x_postings_close(postings);
    return status == NDX_END ? NDX_OK : status;
}

static ndx_status check_chunks(task *shared, ndx_x_database *database, ndx_error *err) {
    looking at = {0};
    ndx_status status = NDX_OK;
    while (status == NDX_OK && !atomic_load_explicit(&shared->given_up, memory_order_relaxed)) {
        uint64_t from = atomic_fetch_add(&shared->next, CHUNK), to = from + CHUNK;
        if (from > shared->last) break;
        status = check_chunk(database, (uint32_t)from, to > UINT32_MAX ? UINT32_MAX : (uint32_t)to, &at, err);
    }
    ndx_buf_clear(&at.data);
    ndx_buf_clear(&at.starts);
    ndx_record_terms_clear(&at.terms);
    return status;
}

static void *work(void *context) {
    worker *own = context;
    task *shared = own->shared;
    ndx_x_database *database = NULL;
    ndx_error *err = &own->error;
    ndx_status status = own->first ? ndx_deep_tables(shared->generation, err) : NDX_OK;
    if (status == NDX_OK) status = ndx_x_database_open(shared->generation, NDX_X_GLASS, &database, err);
    if (status == NDX_OK && own->first) status = ndx_names_check(database, err);
    if (status == NDX_OK) status = check_chunks(shared, database, err);
    ndx_x_database_close(database);
    own->error.status = status;
    if (status != NDX_OK) atomic_store(&shared->given_up, true);
    return NULL;
}

static ndx_status last_article(const char *generation, uint64_t *last, ndx_error *err) {
    ndx_x_database *database = NULL;
    ndx_x_database_stats stats = {0};
    ndx_status status = ndx_x_database_open(generation, NDX_X_GLASS, &database, err);
    if (status == NDX_OK) status = ndx_x_database_stats_get(database, &stats, err);
    ndx_x_database_close(database);
    *last = stats.last_docid;
    return status;
}

ndx_status ndx_deep_check(const char *generation, unsigned jobs, ndx_error *err) {
    worker workers[JOBS_MAX] = {0};
    task shared = {.generation = generation, .next = 1};
    unsigned started = 1;
    ndx_status status = last_article(generation, &shared.last, err);
    if (status != NDX_OK) return status;
    workers[0] = (worker){.shared = &shared, .first = true};
    for (; started < jobs && started < JOBS_MAX; started++) {
        workers[started].shared = &shared;
        if (pthread_create(&workers[started].thread, NULL, work, &workers[started]) != 0) break;
    }
    work(&workers[0]);
    for (unsigned i = 1; i < started; i++) pthread_join(workers[i].thread, NULL);
    for (unsigned i = 0; i < started && status == NDX_OK; i++) {
        status = workers[i].error.status;
        if (status != NDX_OK && err) *err = workers[i].error;
    }
    return status;
}
