/* Opening an index: one or several folders or remotes as one; reading on while a writer moves it. */
#include "reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "files.h"
#include "generation.h"
#include "lookup.h"
#include "schema.h"

#define REMOTE "tcp:"
#define REMOTE_SECONDS 30
#define OPEN_TRIES 20
#define MODIFIED_TRIES 200

/* --- shards --------------------------------------------------------------------------------------------- */

static void close_shard(ndx_shard *shard) {
    ndx_lengths_clear(&shard->lengths);
    ndx_glass_clear(&shard->glass);
    ndx_x_database_close(shard->database);
    ndx_lock_drop(shard->readers);
    ndx_buf_clear(&shard->dir);
    ndx_buf_clear(&shard->generation);
}

static ndx_status open_remote(ndx_shard *shard, ndx_error *err) {
    ndx_text rest = ndx_text_slice(ndx_buf_text(&shard->dir), sizeof REMOTE - 1, shard->dir.len);
    size_t colon = rest.len;
    while (colon > 0 && rest.data[colon - 1] != ':') colon--;
    uint64_t port;
    char host[256];
    if (colon < 2 || colon - 1 >= sizeof host ||
        !ndx_text_to_u64(ndx_text_slice(rest, colon, rest.len), &port) || port == 0 || port > 65535)
        return ndx_fail(err, NDX_USAGE, "%s does not name a remote index; write tcp:HOST:PORT",
                        shard->dir.data);
    snprintf(host, sizeof host, "%.*s", (int)(colon - 1), rest.data);
    shard->remote = true;
    return ndx_x_database_open_tcp(host, (unsigned)port, REMOTE_SECONDS, REMOTE_SECONDS, &shard->database,
                                   err);
}

/* The generation in use. When it cannot be opened, perhaps because it has just been replaced, look again. */
static ndx_status open_local(ndx_shard *shard, ndx_error *err) {
    ndx_status status = NDX_NO_INDEX;
    for (int tries = 0; tries < OPEN_TRIES; tries++) {
        ndx_buf again = {0};
        ndx_buf_reset(&shard->generation);
        status = ndx_generation_hold(shard->dir.data, &shard->generation, &shard->readers, err);
        if (status != NDX_OK) return status;
        status = ndx_x_database_open(shard->generation.data, NDX_X_GLASS, &shard->database, err);
        if (status == NDX_OK) return NDX_OK;
        ndx_lock_drop(shard->readers);
        shard->readers = -1;
        bool moved = ndx_generation_current(shard->dir.data, &again, NULL) == NDX_OK &&
                     strcmp(again.data, shard->generation.data) != 0;
        ndx_buf_clear(&again);
        if (status != NDX_MODIFIED && !moved) return status;
    }
    return status;
}

static ndx_status open_shard(const char *dir, ndx_shard *shard, ndx_error *err) {
    shard->readers = -1;
    ndx_buf_add_str(&shard->dir, dir);
    while (shard->dir.len > 1 && shard->dir.data[shard->dir.len - 1] == '/')
        shard->dir.data[--shard->dir.len] = 0;
    if (shard->dir.failed) return ndx_fail_memory(err);
    bool remote = ndx_text_starts(ndx_text_of(dir), NDX_TEXT(REMOTE));
    ndx_status status = remote ? open_remote(shard, err) : open_local(shard, err);
    return status == NDX_OK ? ndx_settings_get(shard->database, shard->dir.data, &shard->settings, err)
                            : status;
}

/* Bring our own reading of the tables to the state that libxapian sees; a writer may move on in between. Where it cannot be done, all
 * goes through libxapian. */
static void settle(ndx_shard *shard) {
    uint64_t revision;
    if (shard->remote) return;
    ndx_lengths_clear(&shard->lengths);
    for (int tries = 0; tries < OPEN_TRIES; tries++) {
        ndx_status status = shard->glass.revision
                                ? ndx_glass_refresh(&shard->glass, NULL)
                                : ndx_glass_open(&shard->glass, shard->generation.data, NULL);
        if (status != NDX_OK || ndx_x_database_revision(shard->database, &revision, NULL) != NDX_OK) break;
        if (shard->glass.revision == revision) return;
        if (ndx_x_database_reopen(shard->database, NULL, NULL) != NDX_OK) break;
    }
    ndx_glass_clear(&shard->glass);
}

/* --- the whole ------------------------------------------------------------------------------------------ */

static void forget_cursors(ndx_index *index) {
    for (size_t i = 0; i < NDX_COUNT(index->cursors); i++) ndx_slot_close(&index->cursors[i]);
}

static void close_shards(ndx_index *index) {
    forget_cursors(index);
    if (index->shard_count != 1) ndx_x_database_close(index->database);
    for (size_t i = 0; i < index->shard_count; i++) close_shard(&index->shards[i]);
    ndx_buf_clear(&index->scratch);
    index->shard_count = 0;
    index->database = NULL;
}

static ndx_status join_shards(ndx_index *index, ndx_error *err) {
    ndx_status status = NDX_OK;
    for (size_t i = 0; i < index->shard_count; i++) settle(&index->shards[i]);
    if (index->shard_count == 1) {
        index->database = index->shards[0].database;
        return NDX_OK;
    }
    status = ndx_x_database_new(&index->database, err);
    for (size_t i = 0; status == NDX_OK && i < index->shard_count; i++)
        status = ndx_x_database_add(index->database, index->shards[i].database, err);
    return status;
}

static ndx_status open_all(ndx_index *index, const char *const *dirs, size_t count, ndx_error *err) {
    ndx_status status = NDX_OK;
    if (count == 0) return ndx_fail(err, NDX_USAGE, "no index is named");
    index->shards = calloc(count, sizeof *index->shards);
    if (!index->shards) return ndx_fail_memory(err);
    for (size_t i = 0; status == NDX_OK && i < count; i++) {
        status = open_shard(dirs[i], &index->shards[i], err);
        index->shard_count++;
        index->remote |= index->shards[i].remote;
    }
    return status == NDX_OK ? join_shards(index, err) : status;
}

ndx_status ndx_index_open(const char *const *dirs, size_t count, ndx_index **index, ndx_error *err) {
    *index = calloc(1, sizeof **index);
    if (!*index) return ndx_fail_memory(err);
    ndx_status status = open_all(*index, dirs, count, err);
    if (status == NDX_OK) return NDX_OK;
    ndx_index_close(*index);
    *index = NULL;
    return status;
}

void ndx_index_close(ndx_index *index) {
    if (!index) return;
    close_shards(index);
    free(index->shards);
    ndx_names_clear(&index->stemmers);
    ndx_analyzer_free(index->analyzer);
    free(index);
}

/* Have all local shards' generations stayed the ones in use? */
static bool generations_moved(const ndx_index *index) {
    bool moved = false;
    for (size_t i = 0; i < index->shard_count && !moved; i++) {
        ndx_buf now = {0};
        const ndx_shard *shard = &index->shards[i];
        moved = !shard->remote && ndx_generation_current(shard->dir.data, &now, NULL) == NDX_OK &&
                strcmp(now.data, shard->generation.data) != 0;
        ndx_buf_clear(&now);
    }
    return moved;
}

/* Open everything anew, then let go of the old: after a failure the index is still what it was. */
static ndx_status open_anew(ndx_index *index, ndx_error *err) {
    const char **dirs = calloc(index->shard_count, sizeof *dirs);
    ndx_index fresh = {0};
    if (!dirs) return ndx_fail_memory(err);
    for (size_t i = 0; i < index->shard_count; i++) dirs[i] = index->shards[i].dir.data;
    ndx_status status = open_all(&fresh, dirs, index->shard_count, err);
    free(dirs);
    ndx_index *loser = status == NDX_OK ? index : &fresh;
    close_shards(loser);
    free(loser->shards);
    if (status == NDX_OK) {
        fresh.stemmers = index->stemmers;
        fresh.analyzer = index->analyzer;
        memcpy(fresh.analyzer_language, index->analyzer_language, sizeof fresh.analyzer_language);
        *index = fresh;
    }
    return status;
}

ndx_status ndx_index_reopen(ndx_index *index, ndx_error *err) {
    ndx_names_clear(&index->stemmers);
    index->stemmers_known = false;
    return generations_moved(index) ? open_anew(index, err) : ndx_index_refresh(index, err);
}

ndx_status ndx_index_refresh(ndx_index *index, ndx_error *err) {
    forget_cursors(index);
    ndx_status status = ndx_x_database_reopen(index->database, NULL, err);
    for (size_t i = 0; status == NDX_OK && index->shard_count > 1 && i < index->shard_count; i++)
        status = ndx_x_database_reopen(index->shards[i].database, NULL, err);
    for (size_t i = 0; status == NDX_OK && i < index->shard_count; i++) settle(&index->shards[i]);
    return status;
}

ndx_status ndx_index_persist(ndx_index *index, ndx_index_work *work, void *context, ndx_error *err) {
    ndx_status status = work(index, context, err);
    for (int tries = 1; status == NDX_MODIFIED && tries < MODIFIED_TRIES; tries++) {
        /* At first at once: a writer commits seldom. A writer that commits all the time gets ahead of less
         * and less. */
        if (tries > 3) nanosleep(&(struct timespec){0, tries * 100000L}, NULL);
        status = ndx_index_refresh(index, err);
        if (status == NDX_OK) status = work(index, context, err);
    }
    return status;
}

/* --- what it says of itself ----------------------------------------------------------------------------- */

uint64_t ndx_index_count(const ndx_index *index) {
    ndx_x_database_stats stats;
    return ndx_x_database_stats_get(index->database, &stats, NULL) == NDX_OK ? stats.documents : 0;
}

const char *ndx_index_language(const ndx_index *index) {
    return index->shards[0].settings.language;
}

typedef struct term_walk {
    ndx_text prefix;
    ndx_term_fn *fn;
    void *context;
    bool told;
} term_walk;

static ndx_status walk_terms(ndx_index *index, void *context, ndx_error *err) {
    term_walk *walk = context;
    ndx_x_terms *terms;
    ndx_text term;
    uint32_t articles;
    ndx_status status = ndx_x_database_terms(index->database, walk->prefix, &terms, err);
    if (status != NDX_OK) return status;
    while ((status = ndx_x_terms_next(terms, &term, err)) == NDX_OK &&
           (status = ndx_x_terms_documents(terms, &articles, err)) == NDX_OK) {
        walk->told = true;
        if (!walk->fn(walk->context, term, articles)) break;
    }
    ndx_x_terms_close(terms);
    /* What was told cannot be taken back, so there is no second try once it began. */
    if (status == NDX_MODIFIED && walk->told)
        return ndx_fail(err, NDX_FAILED, "the index moved on while its terms were listed; try again");
    return status == NDX_END ? NDX_OK : status;
}

ndx_status ndx_index_each_term(ndx_index *index, ndx_text prefix, ndx_term_fn *fn, void *context,
                               ndx_error *err) {
    term_walk walk = {prefix, fn, context, false};
    return ndx_index_persist(index, walk_terms, &walk, err);
}

typedef struct term_count {
    ndx_text term;
    uint64_t articles;
} term_count;

static ndx_status count_term(ndx_index *index, void *context, ndx_error *err) {
    term_count *count = context;
    ndx_x_term_stats stats = {0};
    ndx_status status = ndx_x_database_term(index->database, count->term, &stats, err);
    count->articles = stats.documents;
    return status;
}

uint64_t ndx_index_term_articles(ndx_index *index, ndx_text term) {
    term_count count = {term, 0};
    return ndx_index_persist(index, count_term, &count, NULL) == NDX_OK ? count.articles : 0;
}

/* Codes found under XG, most articles first. */
typedef struct stemmer_list {
    struct {
        const char *code;
        uint64_t articles;
    } at[64];
    size_t count;
} stemmer_list;

static bool add_stemmer(void *context, ndx_text term, uint64_t articles) {
    stemmer_list *list = context;
    ndx_text code = ndx_text_slice(term, sizeof NDX_PREFIX_STEMMER - 1, term.len);
    const char *known;
    for (size_t i = 0; (known = ndx_language_code(i)); i++) {
        if (!ndx_text_equal(code, ndx_text_of(known)) || list->count == NDX_COUNT(list->at)) continue;
        size_t at = list->count++;
        for (; at > 0 && list->at[at - 1].articles < articles; at--) list->at[at] = list->at[at - 1];
        list->at[at].code = known;
        list->at[at].articles = articles;
    }
    return true;
}

const char *ndx_index_stemmer(const ndx_index *index, size_t number) {
    ndx_index *cache = (ndx_index *)index; /* what is learned once; an index belongs to one thread */
    if (!index->stemmers_known) {
        stemmer_list list = {.count = 0};
        ndx_index_each_term(cache, NDX_TEXT(NDX_PREFIX_STEMMER), add_stemmer, &list, NULL);
        for (size_t i = 0; i < list.count; i++) ndx_names_add(&cache->stemmers, ndx_text_of(list.at[i].code));
        cache->stemmers_known = true;
    }
    if (number >= index->stemmers.count) return NULL;
    const char *known;
    for (size_t i = 0; (known = ndx_language_code(i)); i++)
        if (ndx_text_equal(index->stemmers.names[number], ndx_text_of(known))) return known;
    return NULL;
}

/* --- the analyzer of queries ---------------------------------------------------------------------------- */

#define ANALYZER_BYTES_MAX (16u << 20) /* of the words of queries; then they are forgotten and learned anew */

ndx_status ndx_index_borrow_analyzer(ndx_index *index, const char *language, ndx_analyzer **analyzer,
                                     ndx_error *err) {
    if (!index->analyzer || strcmp(index->analyzer_language, language) != 0)
        return ndx_analyzer_new(language, analyzer, err);
    *analyzer = index->analyzer;
    index->analyzer = NULL;
    return NDX_OK;
}

void ndx_index_return_analyzer(ndx_index *index, const char *language, ndx_analyzer *analyzer) {
    if (!analyzer) return;
    const ndx_token *tokens;
    size_t count;
    bool good = ndx_tokenize(analyzer, (ndx_text){"", 0}, "none", &tokens, &count, NULL) ==
                NDX_OK; /* memory never ended */
    if (!good || index->analyzer || strlen(language) >= sizeof index->analyzer_language) {
        ndx_analyzer_free(analyzer);
        return;
    }
    if (ndx_lexicon_bytes(analyzer) > ANALYZER_BYTES_MAX) ndx_lexicon_reset(analyzer);
    memmove(index->analyzer_language, language, strlen(language) + 1);
    index->analyzer = analyzer;
}

/* --- values --------------------------------------------------------------------------------------------- */

void ndx_slot_close(ndx_slot_cursor *cursor) {
    ndx_x_values_close(cursor->values);
    *cursor = (ndx_slot_cursor){0};
}

ndx_status ndx_slot_read(ndx_slot_cursor *cursor, const ndx_x_database *database, uint32_t slot,
                         uint32_t number, ndx_text *value, ndx_error *err) {
    ndx_status status = NDX_OK;
    *value = (ndx_text){"", 0};
    bool ahead = cursor->values && number >= cursor->asked;
    if (ahead && (cursor->ended || number < cursor->number))
        return NDX_OK; /* between two articles that have a value */
    if (!ahead) {
        ndx_slot_close(cursor);
        status = ndx_x_database_values(database, slot, &cursor->values, err);
    }
    if (status == NDX_OK && number > cursor->number) {
        status = ndx_x_values_skip_to(cursor->values, number, &cursor->number, &cursor->value, err);
        cursor->asked = number;
        cursor->ended = status == NDX_END;
        if (status == NDX_END) return NDX_OK;
    }
    if (status == NDX_OK && cursor->number == number) *value = cursor->value;
    if (status != NDX_OK) ndx_slot_close(cursor);
    return status;
}

ndx_status ndx_index_value(ndx_index *index, uint32_t slot, uint32_t number, ndx_text *value,
                           ndx_error *err) {
    return ndx_slot_read(&index->cursors[slot], index->database, slot, number, value, err);
}

ndx_text ndx_index_facet(ndx_index *index, uint32_t number, ndx_field field) {
    ndx_slot slot = ndx_slot_of(field);
    ndx_text value = {"", 0};
    if (slot == NDX_SLOT_COUNT) return value;
    ndx_status status = ndx_index_value(index, slot, number, &value, NULL);
    if (status == NDX_MODIFIED && ndx_index_refresh(index, NULL) == NDX_OK)
        status = ndx_index_value(index, slot, number, &value, NULL);
    return status == NDX_OK ? value : (ndx_text){"", 0};
}

ndx_status ndx_index_each_file(ndx_index *index, ndx_text root, ndx_seen_file_fn *fn, void *context,
                               ndx_error *err) {
    ndx_status status = NDX_OK;
    for (size_t i = 0; status == NDX_OK && i < index->shard_count; i++)
        status = ndx_files_each(index->shards[i].database, root, fn, context, err);
    return status;
}
