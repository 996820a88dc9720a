/* An index whose articles come, change and go at random, and a comparison of all that two indexes say. */
#ifndef NDX_TESTS_INDEX_WORLD_H
#define NDX_TESTS_INDEX_WORLD_H

#include "fixture.h"

enum { ARTICLES = 160, ROUNDS = 14, FILES = 9 };

/* What should be in the index: version 0 is not there. */
typedef struct world {
    unsigned version[ARTICLES], file[FILES];
    uint64_t random;
} world;

static const ndx_writer_options english = {.language = "en"}, anew = {.language = "en", .rebuild = true},
                                carrying_on = {.language = "en", .carry_on = true};

static inline unsigned draw(world *w, unsigned below) {
    w->random = w->random * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(w->random >> 33) % below;
}

/* Article `number` as its version tells it; every version has a day of its own. */
static inline void tell(ndx_article *article, ndx_analyzer *analyzer, unsigned number, unsigned version) {
    static const char *const words[] = {"harbour", "minister", "oil",     "price",
                                        "ferry",   "strike",   "council", "rain"};
    char id[16], date[16], headline[64], body[400] = "";
    unsigned seed = number * 31 + version * 7;
    snprintf(id, sizeof id, "n%u", number);
    snprintf(date, sizeof date, "%u-%02u-%02u", 1990 + version, 1 + number / 28, 1 + number % 28);
    snprintf(headline, sizeof headline, "Story %u told %s", number, words[version % 8]);
    for (unsigned i = 0; i < 5 + seed % 30; i++)
        snprintf(body + strlen(body), sizeof body - strlen(body), "%s ", words[(seed + i * i) % 8]);
    snprintf(body + strlen(body), sizeof body - strlen(body), "only%ux%u.", number, version);
    sample told = {id,
                   date,
                   headline,
                   body,
                   number % 3 == 0   ? NULL
                   : number % 3 == 1 ? "Maria Keller"
                   : version % 2     ? "Ivan Petrov"
                                     : "IVAN PETROV",
                   number % 2 ? "Business" : "Local"};
    make_article(article, analyzer, &told);
}

/* --- who is who: all keys with one last letter are of a group, and one that many articles have means nobody ----- */

static inline void group_by_last(void *context, ndx_text key, ndx_buf *group) {
    (void)context;
    ndx_buf_add_text(group, ndx_text_slice(key, key.len ? key.len - 1 : 0, key.len));
}

static inline ndx_status decide_by_number(void *context, const ndx_name *names, size_t count,
                                          const ndx_company *company, ndx_alias_fn *fn, void *fn_context,
                                          ndx_error *err) {
    (void)context, (void)company, (void)err;
    for (size_t i = 0; i < count; i++)
        if (names[i].articles > 3 &&
            !fn(fn_context, &(ndx_alias){.key = names[i].key, .first_year = 1990, .last_year = 1995}))
            break;
    return NDX_OK;
}

static inline ndx_text call_nobody(void *context, ndx_text key) {
    (void)context, (void)key;
    return (ndx_text){"", 0};
}

static const ndx_naming naming = {.rules = 7,
                                  .note = {"noted", 5},
                                  .group = group_by_last,
                                  .decide = decide_by_number,
                                  .called = call_nobody};

typedef struct teller {
    ndx_writer *writer;
    ndx_analyzer *analyzer;
    ndx_prepared *prepared;
    ndx_article article;
} teller;

static inline void begin(teller *t, const char *dir, const ndx_writer_options *options) {
    ndx_error err = {0};
    ndx_article_init(&t->article);
    assert_int_equal(ndx_analyzer_new("en", &t->analyzer, NULL), NDX_OK);
    assert_int_equal(ndx_prepared_new(&t->prepared, NULL), NDX_OK);
    if (ndx_writer_open(dir, options, &t->writer, &err) != NDX_OK) fail_msg("%s", err.message);
    ndx_writer_naming(t->writer, &naming);
}

static inline void leave(teller *t) {
    ndx_writer_close(t->writer);
    ndx_prepared_free(t->prepared);
    ndx_analyzer_free(t->analyzer);
    ndx_article_clear(&t->article);
}

static inline void end(teller *t) {
    ndx_error err = {0};
    if (ndx_writer_commit(t->writer, &err) != NDX_OK) fail_msg("%s", err.message);
    leave(t);
}

static inline void put(teller *t, unsigned number, unsigned version) {
    ndx_error err = {0};
    tell(&t->article, t->analyzer, number, version);
    assert_int_equal(ndx_prepare(t->prepared, &t->article, t->analyzer, &err), NDX_OK);
    if (ndx_writer_put(t->writer, t->prepared, &err) != NDX_OK) fail_msg("%s", err.message);
}

static inline void put_file(teller *t, unsigned number, unsigned version) {
    char path[32];
    snprintf(path, sizeof path, "archive/%u.txt", number);
    ndx_seen_file file = {
        .size = version, .articles = number, .complete = true, .note = ndx_text_of(version % 2 ? "why" : "")};
    ndx_status status = version ? ndx_writer_file_put(t->writer, ndx_text_of(path), &file, NULL)
                                : ndx_writer_file_remove(t->writer, ndx_text_of(path), NULL);
    assert_int_equal(status, NDX_OK);
}

static inline void remove_article(teller *t, unsigned number, bool there) {
    char id[16];
    bool removed;
    snprintf(id, sizeof id, "n%u", number);
    assert_int_equal(ndx_writer_remove(t->writer, ndx_text_of(id), &removed, NULL), NDX_OK);
    assert_int_equal(removed, there);
}

/* Change `count` articles at random, some of them twice: put anew, replaced, removed. */
static inline void change(teller *t, world *w, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        unsigned number = draw(w, ARTICLES), file = draw(w, FILES);
        bool there = w->version[number] != 0;
        w->version[number] = draw(w, 4) ? 1 + draw(w, 6) : 0;
        if (w->version[number])
            put(t, number, w->version[number]);
        else
            remove_article(t, number, there);
        w->file[file] = draw(w, 3);
        put_file(t, file, w->file[file]);
    }
    uint64_t there = 0;
    for (unsigned i = 0; i < ARTICLES; i++) there += w->version[i] != 0;
    assert_int_equal(ndx_writer_count(t->writer), there);
}

static inline void make_anew(const world *w, const char *dir) {
    teller t;
    begin(&t, dir, &anew);
    for (unsigned i = 0; i < ARTICLES; i++)
        if (w->version[i]) put(&t, i, w->version[i]);
    for (unsigned i = 0; i < FILES; i++)
        if (w->file[i]) put_file(&t, i, w->file[i]);
    end(&t);
}

/* --- comparing ------------------------------------------------------------------------------------------ */

static inline bool add_term(void *context, ndx_text term, uint64_t articles) {
    ndx_buf_addf(context, "%.*s %llu\n", NDX_ARG(term), (unsigned long long)articles);
    return true;
}

static inline bool add_file(void *context, ndx_text path, const ndx_seen_file *file) {
    ndx_buf_addf(context, "%.*s %llu %llu '%.*s'\n", NDX_ARG(path), (unsigned long long)file->size,
                 (unsigned long long)file->articles, NDX_ARG(file->note));
    return true;
}

typedef struct matching {
    ndx_index *index;
    ndx_buf *out;
} matching;

static inline bool add_match(void *context, const ndx_match *match) {
    matching *m = context;
    ndx_stored *stored;
    assert_int_equal(ndx_index_fetch(m->index, match->number, &stored, NULL), NDX_OK);
    ndx_buf_addf(m->out, "%.*s %d %u %d %.*s %.*s\n", NDX_ARG(ndx_stored_field(stored, NDX_FIELD_ID)),
                 (int)match->day, match->words, (int)match->second,
                 NDX_ARG(ndx_index_facet(m->index, match->number, NDX_FIELD_SECTION)),
                 NDX_ARG(ndx_stored_field(stored, NDX_FIELD_HEADLINE)));
    ndx_stored_free(stored);
    return true;
}

static inline int compare_lines(const void *a, const void *b) {
    return ndx_text_compare(*(const ndx_text *)a, *(const ndx_text *)b);
}

/* Lines in byte order: indexes may number their articles differently. */
static inline void sort_lines(ndx_buf *text) {
    static ndx_text lines[ARTICLES * 40];
    ndx_buf sorted = {0};
    size_t count = 0;
    for (size_t at = 0, next; at < text->len; at = next) {
        for (next = at; text->data[next] != '\n'; next++) {
        }
        lines[count++] = (ndx_text){text->data + at, ++next - at};
        assert_true(count < NDX_COUNT(lines));
    }
    qsort(lines, count, sizeof *lines, compare_lines);
    for (size_t i = 0; i < count; i++) ndx_buf_add_text(&sorted, lines[i]);
    assert_false(sorted.failed);
    ndx_buf_clear(text);
    *text = sorted;
}

static const char *const queries[] = {"ALL",
                                      "oil",
                                      "(and minister harbour)",
                                      "(or ferri strike)",
                                      "(phrase oil price)",
                                      "(near 3 council rain)",
                                      "(days 1992-01-01 1993-06-30)",
                                      "(not oil price)"};

static inline void add_hits(ndx_index *index, const ndx_expr *expr, ndx_buf *out) {
    ndx_find_options options = {.around = NDX_NO_DAY, .count_exactly = true};
    ndx_hits hits;
    assert_int_equal(ndx_index_find(index, expr, &options, &hits, NULL), NDX_OK);
    for (size_t i = 0; i < hits.count; i++) {
        ndx_stored *stored;
        assert_int_equal(ndx_index_fetch(index, hits.hits[i].number, &stored, NULL), NDX_OK);
        ndx_buf_addf(out, "%.*s %.9f\n", NDX_ARG(ndx_stored_field(stored, NDX_FIELD_ID)), hits.hits[i].score);
        ndx_stored_free(stored);
    }
    ndx_hits_clear(&hits);
}

static inline bool add_alias(void *context, const ndx_alias *alias) {
    ndx_buf_addf(context, "alias %.*s '%.*s' %d-%d\n", NDX_ARG(alias->key), NDX_ARG(alias->person),
                 (int)alias->first_year, (int)alias->last_year);
    return true;
}

static inline void add_names(ndx_index *index, ndx_buf *out) {
    static const char *const groups[] = {"r", "v"};
    ndx_name_list list = {0};
    for (size_t i = 0; i < NDX_COUNT(groups); i++) {
        assert_int_equal(ndx_index_names(index, ndx_text_of(groups[i]), &list, NULL), NDX_OK);
        for (size_t k = 0; k < list.count; k++) {
            const ndx_name *name = &list.names[k];
            ndx_buf_addf(out, "name %.*s %llu", NDX_ARG(name->key), (unsigned long long)name->articles);
            for (size_t y = 0; y < name->year_count; y++)
                ndx_buf_addf(out, " %d:%u", (int)name->years[y].year, (unsigned)name->years[y].articles);
            for (size_t s = 0; s < name->spelling_count; s++)
                ndx_buf_addf(out, " %.*s:%llu", NDX_ARG(name->spellings[s].written),
                             (unsigned long long)name->spellings[s].articles);
            ndx_buf_add_str(out, "\n");
        }
    }
    ndx_name_list_clear(&list);
    assert_int_equal(ndx_index_each_alias(index, add_alias, out, NULL), NDX_OK);
}

/* All that an index says. */
static inline void describe(const char *dir, ndx_buf *out) {
    ndx_index *index = open_index(dir);
    ndx_index_stats stats;
    assert_int_equal(ndx_index_stats_get(index, &stats, NULL), NDX_OK);
    ndx_buf_addf(out, "articles %llu terms %llu words %llu people %llu text %llu\n",
                 (unsigned long long)stats.articles, (unsigned long long)stats.terms,
                 (unsigned long long)stats.words, (unsigned long long)stats.people,
                 (unsigned long long)stats.bytes_text);
    assert_int_equal(ndx_index_each_term(index, NDX_TEXT(""), add_term, out, NULL), NDX_OK);
    assert_int_equal(ndx_index_each_file(index, NDX_TEXT(""), add_file, out, NULL), NDX_OK);
    add_names(index, out);
    for (size_t i = 0; i < NDX_COUNT(queries); i++) {
        ndx_arena arena = {0};
        ndx_buf found = {0};
        const char *at = queries[i];
        ndx_expr *expr = read_expr(&arena, &at);
        assert_int_equal(ndx_index_each(index, expr, add_match, &(matching){index, &found}, NULL), NDX_OK);
        add_hits(index, expr, &found);
        sort_lines(&found);
        ndx_buf_addf(out, "-- %s\n%.*s", queries[i], NDX_ARG(ndx_buf_text(&found)));
        ndx_buf_clear(&found);
        ndx_arena_clear(&arena);
    }
    ndx_index_close(index);
}

static inline void expect_same(const char *dir, const char *other, unsigned round) {
    ndx_buf a = {0}, b = {0};
    ndx_error err = {0};
    describe(dir, &a);
    describe(other, &b);
    assert_false(a.failed || b.failed);
    size_t at = 0;
    while (at < a.len && at < b.len && a.data[at] == b.data[at]) at++;
    if (a.len != b.len || at < a.len)
        fail_msg("round %u: '%.60s' and '%.60s'", round, a.data + at, b.data + at);
    if (ndx_index_check(dir, true, &err) != NDX_OK) fail_msg("round %u: %s", round, err.message);
    ndx_buf_clear(&a);
    ndx_buf_clear(&b);
}

/* --- two folders ------------------------------------------------------------------------------------------ */

typedef struct places {
    char *index, *other;
} places;

static inline int folders(void **state) {
    static places p;
    p = (places){make_folder(), make_folder()};
    *state = &p;
    return 0;
}
static inline int no_folders(void **state) {
    places *p = *state;
    drop_folder(p->index);
    drop_folder(p->other);
    return 0;
}

static inline bool exists(const char *dir, const char *name) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return access(path, F_OK) == 0;
}

#define IN_FOLDERS(test) cmocka_unit_test_setup_teardown(test, folders, no_folders)

#endif
