/* index: keep an article with its facts; find it again (terms, record, generations, locks, bulk builder).
 *
 * On disk:  DIR/current            one line: the name of the generation in use; replaced by rename
 *           DIR/generation-N/      a Xapian glass database
 *           DIR/unfinished         what an update has gathered and not committed (src/index/unfinished.h)
 *           DIR/lock               locked by the writer (kernel lock), never unlinked; holds pid and start for people
 *           DIR/generation-N/readers  an empty file; who reads the generation holds a shared lock on it (src/index/generation.h)
 * In Xapian a document is an article: its terms (stems of the text without prefix, wdf weighted by zone; words of fields with the
 * prefixes of fields.def; days, months, years, people...: src/index/schema.h), values (what sorting and facets need) and data = the
 * record: where each term stands | sentences, paragraphs, zones | facts | people | dates | packed text (src/index/record.h).
 * Changes are gathered from commit to commit (src/index/changes.h). Few of them go into the generation that is there, in one step
 * (src/index/glass_update.h); with many, as at the beginning, a new generation is built at once, in order of dates, by the
 * glass builder (src/index/glass.h), and takes the place of the one before.
 */
#ifndef NEWSDEX_INDEX_H
#define NEWSDEX_INDEX_H

#include "newsdex/article.h"
#include "newsdex/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Raise when indexes written before can no longer be read. */
#define NDX_SCHEMA_VERSION 6
#define NDX_TERM_MAX 245 /* bytes of a term, Xapian's limit */

/* --- writing -------------------------------------------------------------------------------------------- */

typedef struct ndx_writer ndx_writer;

typedef struct ndx_writer_options {
    const char *language;    /* analysis settings kept in the index: they must not change within one */
    bool no_people, no_dates;
    double wait_seconds;     /* for the lock; 0: not at all, < 0: for ever */
    bool (*stop)(void *context); void *stop_context; /* asked while waiting; true: STOPPED. NULL: never */
    bool rebuild;            /* begin an empty generation beside the current one */
    bool carry_on;           /* take over what a writer so opened had not committed when it was killed, and leave as much if killed */
    size_t memory_bytes;     /* 0: default */
    unsigned jobs;           /* threads that a commit may use, the caller's among them; 0: that one only */
} ndx_writer_options;

/* Analysis settings given must be those the index was made with; those not given (language NULL, no_ false) are the index's. */
/* Make or open the index at dir for writing. LOCKED (who, since when), SCHEMA, NO_INDEX (damaged), NO_SPACE, IO. */
NDX_API ndx_status ndx_writer_open(const char *dir, const ndx_writer_options *options, ndx_writer **writer, ndx_error *err);
/* The settings it was made with, for analysing what is put into it: fills language (borrowed), no_people, no_dates. */
NDX_API void ndx_writer_settings(const ndx_writer *writer, ndx_writer_options *options);
/* An article made ready to be written: the costly part (terms with wdf, record, deflated text), done in any thread without the
 * writer. Reused from article to article; everything is owned by it. */
typedef struct ndx_prepared ndx_prepared;
typedef struct ndx_posting {
    ndx_text term;  /* with prefix */
    uint32_t wdf;   /* 0: boolean, adds nothing to the document's length */
    uint32_t stem;  /* the analyzer's number of the stem when the term is one of general text, else UINT32_MAX */
} ndx_posting;
NDX_API ndx_status ndx_prepared_new(ndx_prepared **prepared, ndx_error *err);
NDX_API void ndx_prepared_free(ndx_prepared *prepared);
NDX_API ndx_status ndx_prepare(ndx_prepared *prepared, const ndx_article *article, ndx_analyzer *analyzer, ndx_error *err);
/* Its terms in byte order, each once: what `dump --stage=terms` shows. Good until the next prepare. */
NDX_API const ndx_posting *ndx_prepared_postings(const ndx_prepared *prepared, size_t *count);
/* Add a prepared article, or replace the one with the same id. Copies what it keeps. */
NDX_API ndx_status ndx_writer_put(ndx_writer *writer, const ndx_prepared *prepared, ndx_error *err);
NDX_API ndx_status ndx_writer_remove(ndx_writer *writer, ndx_text id, bool *removed, ndx_error *err);
/* Make everything so far durable and visible. When a generation was built: verify (each block; when it takes the place of an index in
 * a rebuild, all that a deep check does, by all jobs), switch, drop generations no reader holds. UNSOUND: it is damaged; the one before stays. */
NDX_API ndx_status ndx_writer_commit(ndx_writer *writer, ndx_error *err);
/* To be called now and then while much is put: changes that are to go into the generation that is there are committed, lest the
 * transaction outgrow the memory; those that a generation is built of wait for the commit. */
NDX_API ndx_status ndx_writer_checkpoint(ndx_writer *writer, ndx_error *err);
/* Give up what is not committed; close; release the lock. NULL is fine. */
NDX_API void ndx_writer_close(ndx_writer *writer);

/* What is known of a source file and of each article in it: how `update` finds what changed. Same transaction as the articles. */
typedef struct ndx_seen_file {
    uint64_t size;
    int64_t mtime_ns;
    uint64_t articles;
    bool complete;
    ndx_text note; /* bytes the caller wants kept with it (ingest: what could not be read, and why); on get: good until the next call */
} ndx_seen_file;
NDX_API ndx_status ndx_writer_file_get(ndx_writer *writer, ndx_text path, ndx_seen_file *file, bool *known, ndx_error *err);
NDX_API ndx_status ndx_writer_file_put(ndx_writer *writer, ndx_text path, const ndx_seen_file *file, ndx_error *err);
NDX_API ndx_status ndx_writer_file_remove(ndx_writer *writer, ndx_text path, ndx_error *err);
/* Content hash (ndx_origin.hash) of an indexed article; *known false if it is not there. */
NDX_API ndx_status ndx_writer_article_hash(ndx_writer *writer, ndx_text id, uint64_t *hash, bool *known, ndx_error *err);
/* Path the indexed article came from, appended to `path`: tells a moved article and a duplicate id apart. */
NDX_API ndx_status ndx_writer_article_path(ndx_writer *writer, ndx_text id, ndx_buf *path, bool *known, ndx_error *err);
/* Call fn for every known file whose path starts with `root` (root "" is all); stops when it returns false. */
typedef bool ndx_seen_file_fn(void *context, ndx_text path, const ndx_seen_file *file);
NDX_API ndx_status ndx_writer_each_file(ndx_writer *writer, ndx_text root, ndx_seen_file_fn *fn, void *context, ndx_error *err);
/* Call fn with the id of every article that came from path. */
typedef bool ndx_id_fn(void *context, ndx_text id);
NDX_API ndx_status ndx_writer_each_article(ndx_writer *writer, ndx_text path, ndx_id_fn *fn, void *context, ndx_error *err);
NDX_API uint64_t ndx_writer_count(const ndx_writer *writer); /* articles */
NDX_API bool ndx_writer_is_new(const ndx_writer *writer); /* into a generation of its own, from nothing: nothing to compare with */

/* Before the stems of words of people's roles. */
#define NDX_PREFIX_ROLE "XR"
/* Before the number of an ndx_date_source or ndx_precision of the date of publication; without a date there is neither term. */
#define NDX_PREFIX_DATE_SOURCE "XDS"
#define NDX_PREFIX_PRECISION "XDP"
#define NDX_PREFIX_PERSON_IN_ROLE "XPR"
/* Append the term of articles that name a person by this key and state the role (1..NDX_ROLE_MAX): "XPRjames baker\t3". */
NDX_API void ndx_term_of_person_in_role(ndx_text key, uint8_t role, ndx_buf *out);
/* Append the term of either mark: "XDS1". */
NDX_API void ndx_term_of_mark(const char *prefix, unsigned number, ndx_buf *out);
/* Append the term that a whole value of a field (kind EXACT or LIST) has in the index: "Qid-7", "Len", "XPvladimir putin". */
NDX_API void ndx_term_of_value(ndx_field field, ndx_text value, ndx_buf *out);

/* --- names: who is who ---------------------------------------------------------------------------------- */

/* The index counts every key of a person by year and by spelling, as articles come and go. Which keys are one person is decided at the
 * commit by whoever knows about names, a group of like names after the other, only where something has changed: what is decided
 * depends on nothing but what the index holds then, so it is the same however the index came to hold it. */

typedef struct ndx_spelling { ndx_text written; uint64_t articles; } ndx_spelling;
typedef struct ndx_name {
    ndx_text key;
    ndx_text written;  /* as most articles write it; what the user's file calls the person */
    uint64_t articles;
    ndx_name_year *years; size_t year_count; /* by year, then role */
    ndx_spelling *spellings; size_t spelling_count; /* other than the key with capitals */
    ndx_text called;
    ndx_alias *is; size_t is_count;   /* whom the key means when not a person of its own, by role, then year */
    ndx_alias *has; size_t has_count; /* other keys that mean the person whose canonical key this is, by key */
} ndx_name;

/* An article that names `key`, by year and stated role (articles: 1), and the keys of all others it names. */
typedef ndx_status ndx_company_fn(void *context, ndx_text key, const ndx_name_year *article, const ndx_text *others, size_t count,
                                  ndx_error *err);
/* Who is named together: `read` tells fn of every article of each of the keys, in no order. Costs a look at each of these articles. */
typedef struct ndx_company {
    void *context;
    ndx_status (*read)(void *context, const ndx_text *keys, size_t count, ndx_company_fn *fn, void *fn_context, ndx_error *err);
} ndx_company;

typedef struct ndx_naming {
    void *context;
    uint64_t rules;   /* hash of what decides besides the names: when it is another than last time, all is decided anew */
    ndx_text note;    /* kept in the index: ndx_writer_naming_note */
    const ndx_text *always; size_t always_count; /* keys whose groups are decided together and every time */
    void (*group)(void *context, ndx_text key, ndx_buf *group); /* append the group's name: at most 64 bytes, may be none */
    /* Tell the aliases among these names, which are all of some groups. Only the company of these names may be asked for. */
    ndx_status (*decide)(void *context, const ndx_name *names, size_t count, const ndx_company *company, ndx_alias_fn *fn,
                         void *fn_context, ndx_error *err);
    ndx_text (*called)(void *context, ndx_text key); /* what the user's file calls the person; empty: nothing */
} ndx_naming;
/* Who decides at the commits from now on. Borrowed; until it is told nothing is decided and nobody has names. */
NDX_API void ndx_writer_naming(ndx_writer *writer, const ndx_naming *naming);
/* Append the note of the last commit. */
NDX_API ndx_status ndx_writer_naming_note(ndx_writer *writer, ndx_buf *note, ndx_error *err);

/* --- expressions: what to look for, as plain data ------------------------------------------------------- */

typedef enum ndx_expr_kind {
    NDX_EXPR_ALL,      /* every article */
    NDX_EXPR_NONE,
    NDX_EXPR_TERM,     /* term (with its prefix); has positions when it is a stem of general text */
    NDX_EXPR_EXACT,    /* term = stem to look up, form = folded word that must stand there ('*' and '?' are wildcards) */
    NDX_EXPR_PREFIX,   /* general terms beginning with term, at most `number` of them; *capped told */
    NDX_EXPR_AND, NDX_EXPR_OR,
    NDX_EXPR_SYNONYM,  /* OR counted and weighted as one term */
    NDX_EXPR_NOT,      /* child 0 but not the others */
    NDX_EXPR_MAYBE,    /* child 0; the others only add weight */
    NDX_EXPR_FILTER,   /* child 0 and the others, which add no weight */
    NDX_EXPR_SCALE,    /* child 0, weight times `weight` */
    NDX_EXPR_PHRASE,   /* children at positions offset[i] from the first: words in order, gaps allowed by offsets */
    NDX_EXPR_NEAR,     /* two children at most `number` words apart, any order; `ordered`: in order; each further child widens that by one */
    NDX_EXPR_SENTENCE, /* children in one sentence (WITH) */
    NDX_EXPR_PARAGRAPH,/* children in one paragraph (SAME) */
    NDX_EXPR_ATLEAST,  /* child 0 at least `number` times */
    NDX_EXPR_FIRST,    /* child 0 within the first `number` words */
    NDX_EXPR_IN_ZONE,  /* child 0 within `zone` */
    NDX_EXPR_DAYS,     /* published first..last; high not 0: from second `low` of first to second `high` of last */
    NDX_EXPR_MENTIONED,/* mentions a date within first..last; weight by how central it is */
    NDX_EXPR_WORDS,    /* length in words between low and high */
    NDX_EXPR_DATE      /* `accepts` says yes to its date. Asked of the record of every candidate: stand DAYS beside it */
} ndx_expr_kind;

typedef struct ndx_expr ndx_expr;
struct ndx_expr {
    ndx_expr_kind kind;
    ndx_text term, form;
    double weight;
    uint32_t number;
    bool ordered;
    ndx_zone zone;
    ndx_day first, last;
    uint64_t low, high;
    bool (*accepts)(const void *context, const ndx_date *date);
    const void *context;
    ndx_expr **child; /* child_count of them; borrowed, usually of the plan's arena */
    uint32_t *offset; /* PHRASE: child_count of them */
    size_t child_count;
};

/* --- reading -------------------------------------------------------------------------------------------- */

typedef struct ndx_index ndx_index;
/* Open one or several indexes (or remote ones, "tcp:HOST:PORT") as one. Never locks. NO_INDEX, SCHEMA, NETWORK. */
NDX_API ndx_status ndx_index_open(const char *const *dirs, size_t count, ndx_index **index, ndx_error *err);
NDX_API void ndx_index_close(ndx_index *index);
NDX_API ndx_status ndx_index_reopen(ndx_index *index, ndx_error *err); /* see the newest committed state */
NDX_API uint64_t ndx_index_count(const ndx_index *index); /* articles */
NDX_API const char *ndx_index_language(const ndx_index *index); /* setting it was made with: "auto", "en"... */
/* Languages its articles were analysed in, most articles first; NULL past the end. Static codes. */
NDX_API const char *ndx_index_stemmer(const ndx_index *index, size_t number);
/* An analyzer for the words of queries, in a language of ndx_analyzer_new. What it has learned is kept for the next query: learning the
 * listed words of a language takes longer than finding a rare one. Give it back before the index is closed (NULL is fine). */
NDX_API ndx_status ndx_index_borrow_analyzer(ndx_index *index, const char *language, ndx_analyzer **analyzer, ndx_error *err);
NDX_API void ndx_index_return_analyzer(ndx_index *index, const char *language, ndx_analyzer *analyzer);
NDX_API uint64_t ndx_index_term_articles(ndx_index *index, ndx_text term); /* how many articles have the term; 0 on error */
/* Terms beginning with prefix, in byte order, with their number of articles; stops when fn returns false. */
typedef bool ndx_term_fn(void *context, ndx_text term, uint64_t articles);
NDX_API ndx_status ndx_index_each_term(ndx_index *index, ndx_text prefix, ndx_term_fn *fn, void *context, ndx_error *err);

/* The names of a group, of several indexes one after the other. What the list held is forgotten. */
typedef struct ndx_name_list { ndx_name *names; size_t count, capacity; ndx_arena arena; } ndx_name_list; /* {0} to begin */
NDX_API ndx_status ndx_index_names(ndx_index *index, ndx_text group, ndx_name_list *list, ndx_error *err);
NDX_API void ndx_name_list_clear(ndx_name_list *list);
/* Every alias of the archive, by key; views good during the call. Stops when fn returns false. */
NDX_API ndx_status ndx_index_each_alias(ndx_index *index, ndx_alias_fn *fn, void *context, ndx_error *err);

typedef enum ndx_sort { NDX_SORT_RELEVANCE, NDX_SORT_NEWEST, NDX_SORT_OLDEST, NDX_SORT_SOURCE, NDX_SORT_RANDOM } ndx_sort;
typedef struct ndx_find_options {
    uint64_t offset, limit; /* limit 0: all */
    ndx_sort sort;
    uint64_t seed;          /* RANDOM */
    ndx_day around; double halflife_days; /* around NDX_NO_DAY: not used */
    bool count_exactly;     /* total exact even when it costs a full pass */
    /* As in Xapian: for the total, look at so many at least of the articles that only their texts can decide on (phrases and their like);
     * where there are more, the total is told from those looked at. 0: as many as tell its size. */
    uint32_t check_at_least;
} ndx_find_options;

typedef struct ndx_hit { uint32_t number; double score; } ndx_hit; /* number: the article's, in this index as opened */
typedef struct ndx_hits { ndx_hit *hits; size_t count; uint64_t total; bool total_exact; } ndx_hits;
/* Ranked (or sorted) hits. Retries by itself when the index moves on meanwhile. */
NDX_API ndx_status ndx_index_find(ndx_index *index, const ndx_expr *expr, const ndx_find_options *options, ndx_hits *hits, ndx_error *err);
NDX_API void ndx_hits_clear(ndx_hits *hits);

/* Every match in number order, with what aggregations need; stops when fn returns false. Exact: every match once. */
typedef struct ndx_match { uint32_t number; ndx_day day; uint32_t words; int32_t second; } ndx_match; /* second of the day; -1 unknown */
typedef bool ndx_match_fn(void *context, const ndx_match *match);
NDX_API ndx_status ndx_index_each(ndx_index *index, const ndx_expr *expr, ndx_match_fn *fn, void *context, ndx_error *err);
/* A role as the letter that terms and values have for it, and back: 0 when it is none. */
static inline char ndx_role_letter(uint8_t role) { return (char)(role + ' '); }
static inline uint8_t ndx_role_of_letter(char letter) { return letter > ' ' && letter <= '~' ? (uint8_t)(letter - ' ') : 0; }
/* Facet value(s) of an article: SOURCE, SECTION, PLACE, LANGUAGE, PEOPLE ('\n' separated: key, or key '\t' letter of the role);
 * cheap, from value slots. View good until next call. */
NDX_API ndx_text ndx_index_facet(ndx_index *index, uint32_t number, ndx_field field);

/* A stored article. Its text is unpacked on demand. Everything is owned by it. */
typedef struct ndx_stored ndx_stored;
NDX_API ndx_status ndx_index_fetch(ndx_index *index, uint32_t number, ndx_stored **stored, ndx_error *err);
NDX_API ndx_status ndx_index_find_id(ndx_index *index, ndx_text id, uint32_t *number, ndx_error *err); /* NOT_FOUND */
NDX_API void ndx_stored_free(ndx_stored *stored);
NDX_API ndx_text ndx_stored_field(const ndx_stored *stored, ndx_field field);
NDX_API ndx_text ndx_stored_path(ndx_stored *stored); /* read when first asked for; empty when it is there no longer */
NDX_API ndx_date ndx_stored_date(const ndx_stored *stored);
NDX_API uint32_t ndx_stored_words(const ndx_stored *stored);
NDX_API const char *ndx_stored_stemmer(const ndx_stored *stored);
/* Fill an article (reset first) with text, zones, fields, date, people and mentions, dates. Reads the index, which must still be open. */
NDX_API ndx_status ndx_stored_article(ndx_stored *stored, ndx_article *article, ndx_error *err);
/* Set the bit of each position below 64 * words at which the stem stands in a stored article's headline and body, joined forms included, as its
 * index knows without reading the text: some more may be set, none is left out. False: it is not known. */
NDX_API bool ndx_article_mark_stem(const ndx_article *article, ndx_text stem, uint64_t *marks, size_t words);

/* --- care ----------------------------------------------------------------------------------------------- */

typedef struct ndx_index_stats {
    uint64_t articles, terms, words, people;
    ndx_day first, last;
    uint64_t bytes_postlist, bytes_termlist, bytes_docdata, bytes_other, bytes_text;
} ndx_index_stats;
NDX_API ndx_status ndx_index_stats_get(ndx_index *index, ndx_index_stats *stats, ndx_error *err);
/* Only articles, words and bytes: costs nothing in proportion to them, while the others take a look at every term. */
NDX_API ndx_status ndx_index_sizes_get(ndx_index *index, ndx_index_stats *stats, ndx_error *err);
/* As ndx_writer_each_file, for reports, without the lock. */
NDX_API ndx_status ndx_index_each_file(ndx_index *index, ndx_text root, ndx_seen_file_fn *fn, void *context, ndx_error *err);
/* Verify: tables by Xapian, settings, state; unless deep is 0: decode every record and compare with its terms, by so many threads.
 * NO_INDEX with what is wrong. */
NDX_API ndx_status ndx_index_check(const char *dir, unsigned deep, ndx_error *err);
/* Copy the index, compacted and verified, to the folder `backup`, which then is an index itself (and replaces the backup that
 * was there). Readers go on; a writer is waited for. Restoring is the same the other way round; the backup is only read. */
NDX_API ndx_status ndx_index_backup(const char *dir, const char *backup, double wait_seconds, ndx_error *err);
NDX_API ndx_status ndx_index_restore(const char *dir, const char *backup, double wait_seconds, ndx_error *err);
/* Rewrite compactly into a new generation and switch. */
NDX_API ndx_status ndx_index_compact(const char *dir, double wait_seconds, ndx_error *err);

#ifdef __cplusplus
}
#endif
#endif
