/* Who is who depends on what the index holds, not on how it came to hold it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "newsdex/ingest.h"
#include "newsdex/people.h"
#include "newsdex/search.h"

#include "../folder.h"

#define ARTICLES 40
#define STEPS 12

static const char *const names[] = {
    "James Baker",
    "Jim Baker",
    "J. Baker",
    "Baker",
    "Howard Baker",
    "JAMES BAKER",
    "George Bush",
    "George W. Bush",
    "Bush",
    "George H.W. Bush",
    "Muammar Gaddafi",
    "Moamer Kadhafi",
    "Kadhafi",
    "Владимир Путин",
    "Vladimir Putin",
    "Putin",
    "Karol Wojtyła",
    "Karol Wojtyla",
    "Baker Street",
    "Norma Jean",
    "Marilyn Monroe",
    "Jean",
    "van Gogh",
    "Vincent van Gogh",
    "\"Deng Xiaoping\"",
    "Deng",
    "John Smith",
    "Jon Smith",
    "王",
    "O'Neill",
    "Tip O’Neill",
    "Jean-Luc Godard",
};
/* What they may be stated to be; most are not. */
static const char *const roles[] = {"", "", "bishop", "goalkeeper", "treasury secretary", "senator"};
static const char rules[] =
    "same: Marilyn Monroe | Norma Jean\nnever: Baker Street\nsame: Pope John Paul | Karol Wojtyla\n"
    "different: James Baker | Jim Baker\n";

/* An article of the archive as it should be; no people: not there. */
typedef struct paper {
    const char *person[4], *role[4];
    size_t count;
    int year;
} paper;

typedef struct archive {
    paper paper[ARTICLES];
    uint64_t random;
} archive;

static uint32_t draw(archive *a, uint32_t below) {
    a->random = a->random * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(a->random >> 33) % below;
}

/* The desk at which articles are made ready. */
typedef struct desk {
    ndx_analyzer *analyzer;
    ndx_prepared *prepared;
    ndx_article article;
} desk;

static void desk_open(desk *d) {
    ndx_article_init(&d->article);
    assert_int_equal(ndx_analyzer_new("en", &d->analyzer, NULL), NDX_OK);
    assert_int_equal(ndx_prepared_new(&d->prepared, NULL), NDX_OK);
}

static void desk_close(desk *d) {
    ndx_prepared_free(d->prepared);
    ndx_analyzer_free(d->analyzer);
    ndx_article_clear(&d->article);
}

static void put(desk *d, ndx_writer *writer, size_t number, const paper *p) {
    char id[16];
    ndx_error err = {0};
    ndx_article *article = &d->article;
    ndx_article_reset(article);
    snprintf(id, sizeof id, "a%zu", number);
    ndx_article_set(article, NDX_FIELD_ID, ndx_text_of(id), NULL);
    article->text = NDX_TEXT("Somebody spoke");
    article->zone[NDX_ZONE_BODY] = (ndx_range){0, (uint32_t)article->text.len};
    if (p->year) article->date.day = ndx_day_of(p->year, 5, 1), article->date.precision = NDX_PRECISION_DAY;
    for (size_t i = 0; i < p->count; i++)
        ndx_article_set(article, NDX_FIELD_PEOPLE, ndx_text_of(p->person[i]), NULL);
    assert_int_equal(ndx_people_from_source(article, NULL), NDX_OK);
    for (size_t i = 0; i < article->facts.person_count; i++) {
        ndx_person *person = &article->facts.people[i];
        person->role = ndx_text_of(p->role[i]);
        person->role_code = ndx_role_code(person->role);
    }
    assert_int_equal(ndx_analyze(d->analyzer, article, NULL), NDX_OK);
    assert_int_equal(ndx_prepare(d->prepared, article, d->analyzer, &err), NDX_OK);
    assert_int_equal(ndx_writer_put(writer, d->prepared, &err), NDX_OK);
}

static void change_one(archive *a, desk *d, ndx_writer *writer) {
    size_t number = draw(a, ARTICLES);
    paper *p = &a->paper[number];
    bool removed;
    char id[16];
    snprintf(id, sizeof id, "a%zu", number);
    if (p->count && draw(a, 3) == 0) {
        p->count = 0;
        assert_int_equal(ndx_writer_remove(writer, ndx_text_of(id), &removed, NULL), NDX_OK);
        assert_true(removed);
        return;
    }
    p->year = draw(a, 5) ? (int)(1986 + draw(a, 6)) : 0;
    p->count = 1 + draw(a, 4);
    for (size_t i = 0; i < p->count; i++) {
        p->person[i] = draw(a, 3) ? names[draw(a, NDX_COUNT(names))] : "John Smith";
        p->role[i] = roles[draw(a, NDX_COUNT(roles))];
    }
    put(d, writer, number, p);
}

static ndx_writer *open_writer(const char *dir, bool rebuild, const char *conf, ndx_who **who) {
    ndx_writer *writer;
    ndx_writer_options options = {.language = "en", .rebuild = rebuild};
    ndx_error err = {0};
    if (ndx_writer_open(dir, &options, &writer, &err) != NDX_OK) fail_msg("%s", err.message);
    assert_int_equal(ndx_who_new(ndx_text_of(conf), "people.conf", who, &err), NDX_OK);
    ndx_writer_naming(writer, ndx_who_naming(*who));
    return writer;
}

static void close_writer(ndx_writer *writer, ndx_who *who) {
    ndx_writer_close(writer);
    ndx_who_free(who);
}

static void commit(ndx_writer *writer) {
    ndx_error err = {0};
    if (ndx_writer_commit(writer, &err) != NDX_OK) fail_msg("%s", err.message);
}

/* --- what an index says --------------------------------------------------------------------------------- */

/* Aliases so far: persons told apart by roles; whom names mean by roles, by company. */
static size_t namesakes, by_role, by_company;

static void tell_alias(ndx_buf *out, const ndx_alias *alias) {
    ndx_buf_addf(out, " [%.*s=%.*s %d-%d %s%.*s]", NDX_ARG(alias->key), NDX_ARG(alias->person),
                 alias->first_year, alias->last_year, ndx_role_name(alias->role), NDX_ARG(alias->company));
    bool namesake = ndx_text_find(alias->person, NDX_TEXT("(")) != SIZE_MAX;
    namesakes += namesake;
    by_role += !namesake && alias->role;
    by_company += alias->company.len > 0;
}

static bool tell_each(void *out, const ndx_alias *alias) {
    tell_alias(out, alias);
    return true;
}

static void tell_name(ndx_buf *out, const ndx_name *name) {
    ndx_buf_addf(out, "%.*s (%.*s) %llu", NDX_ARG(name->key), NDX_ARG(name->written),
                 (unsigned long long)name->articles);
    for (size_t i = 0; i < name->year_count; i++)
        ndx_buf_addf(out, " %d%s:%u", name->years[i].year, ndx_role_name(name->years[i].role),
                     name->years[i].articles);
    for (size_t i = 0; i < name->spelling_count; i++)
        ndx_buf_addf(out, " %.*s:%llu", NDX_ARG(name->spellings[i].written),
                     (unsigned long long)name->spellings[i].articles);
    for (size_t i = 0; i < name->is_count; i++) tell_alias(out, &name->is[i]);
    for (size_t i = 0; i < name->has_count; i++) tell_alias(out, &name->has[i]);
    ndx_buf_add_char(out, '\n');
}

/* Everything about the groups of all the names there can be. */
static void describe(const char *dir, ndx_buf *out) {
    ndx_index *index;
    ndx_name_list list = {0};
    ndx_names groups = {0};
    ndx_buf text = {0};
    assert_int_equal(ndx_index_open(&dir, 1, &index, NULL), NDX_OK);
    for (size_t i = 0; i <= NDX_COUNT(names); i++) {
        ndx_buf_reset(&text);
        ndx_name_key(&text, ndx_text_of(i < NDX_COUNT(names) ? names[i] : "Pope John Paul"));
        size_t key = text.len;
        ndx_name_group(&text, ndx_text_slice(ndx_buf_text(&text), 0, key));
        ndx_text group = ndx_text_slice(ndx_buf_text(&text), key, text.len);
        if (ndx_names_find(&groups, group) != NDX_NO_NAME) continue;
        ndx_names_add(&groups, group);
        assert_int_equal(ndx_index_names(index, group, &list, NULL), NDX_OK);
        for (size_t k = 0; k < list.count; k++) tell_name(out, &list.names[k]);
    }
    assert_int_equal(ndx_index_each_alias(index, tell_each, out, NULL), NDX_OK);
    ndx_buf_clear(&text);
    ndx_names_clear(&groups);
    ndx_name_list_clear(&list);
    ndx_index_close(index);
}

/* Over the whole archive a facet counts for each person the articles that asking for the person finds. */
static void expect_facets_to_find(const char *dir) {
    ndx_index *index;
    ndx_buckets buckets;
    ndx_expr all = {.kind = NDX_EXPR_ALL};
    assert_int_equal(ndx_index_open(&dir, 1, &index, NULL), NDX_OK);
    assert_int_equal(ndx_search_facet(index, &all, NDX_FIELD_PEOPLE, &buckets, NULL), NDX_OK);
    assert_int_equal(ndx_buckets_name_people(index, &buckets, buckets.count, NULL), NDX_OK);
    for (size_t i = 0; i < buckets.count; i++)
        if (buckets.bucket[i].articles != buckets.bucket[i].of)
            fail_msg("%.*s: %llu of %llu", NDX_ARG(buckets.bucket[i].name),
                     (unsigned long long)buckets.bucket[i].articles,
                     (unsigned long long)buckets.bucket[i].of);
    ndx_buckets_clear(&buckets);
    ndx_index_close(index);
}

/* The same archive built at once, in a folder of its own. */
static void describe_rebuilt(archive *a, desk *d, const char *conf, ndx_buf *out) {
    char *dir = make_folder();
    ndx_who *who;
    ndx_writer *writer = open_writer(dir, true, conf, &who);
    for (size_t i = ARTICLES; i-- > 0;)
        if (a->paper[i].count) put(d, writer, i, &a->paper[i]);
    commit(writer);
    close_writer(writer, who);
    describe(dir, out);
    drop_folder(dir);
}

static size_t told; /* bytes compared so far */

static void compare(archive *a, desk *d, const char *dir, const char *conf) {
    ndx_buf grown = {0}, built = {0};
    describe(dir, &grown);
    expect_facets_to_find(dir);
    describe_rebuilt(a, d, conf, &built);
    assert_string_equal(grown.data ? grown.data : "", built.data ? built.data : "");
    told += grown.len;
    ndx_buf_clear(&grown);
    ndx_buf_clear(&built);
}

static void increments_equal_a_rebuild(void **state) {
    (void)state;
    desk d;
    desk_open(&d);
    for (uint64_t seed = 1; seed <= 3; seed++) {
        archive a = {.random = seed};
        char *dir = make_folder();
        for (size_t step = 0; step < STEPS; step++) {
            const char *conf = step / 4 % 2 ? rules : "";
            ndx_who *who;
            ndx_writer *writer = open_writer(dir, false, conf, &who);
            for (uint32_t changes = draw(&a, 16); changes > 0; changes--) change_one(&a, &d, writer);
            commit(writer);
            if (draw(&a, 2)) change_one(&a, &d, writer), commit(writer);
            close_writer(writer, who);
            compare(&a, &d, dir, conf);
        }
        drop_folder(dir);
    }
    assert_true(told > 20000 && namesakes > 0 && by_role > 0 && by_company > 0);
    desk_close(&d);
}

static void what_is_not_committed_changes_nothing(void **state) {
    (void)state;
    desk d;
    archive a = {.random = 7};
    char *dir = make_folder();
    ndx_who *who;
    desk_open(&d);
    ndx_writer *writer = open_writer(dir, false, rules, &who);
    for (size_t i = 0; i < 60; i++) change_one(&a, &d, writer);
    commit(writer);
    archive kept = a;
    for (size_t i = 0; i < 10; i++) change_one(&a, &d, writer);
    close_writer(writer, who);
    compare(&kept, &d, dir, rules);
    desk_close(&d);
    drop_folder(dir);
}

static void the_index_keeps_the_rules_for_those_who_bring_none(void **state) {
    (void)state;
    desk d;
    archive a = {.random = 8};
    char *dir = make_folder();
    ndx_who *who;
    desk_open(&d);
    ndx_writer *writer = open_writer(dir, false, rules, &who);
    for (size_t i = 0; i < 60; i++) change_one(&a, &d, writer);
    commit(writer);
    close_writer(writer, who);
    ndx_writer_options options = {0};
    assert_int_equal(ndx_writer_open(dir, &options, &writer, NULL), NDX_OK);
    assert_int_equal(ndx_who_of(writer, &who, NULL), NDX_OK);
    ndx_writer_naming(writer, ndx_who_naming(who));
    for (size_t i = 0; i < 10; i++) change_one(&a, &d, writer);
    commit(writer);
    close_writer(writer, who);
    compare(&a, &d, dir, rules);
    desk_close(&d);
    drop_folder(dir);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(increments_equal_a_rebuild),
        cmocka_unit_test(what_is_not_committed_changes_nothing),
        cmocka_unit_test(the_index_keeps_the_rules_for_those_who_bring_none),
    };
    return cmocka_run_group_tests_name("ingest: who", tests, NULL, NULL);
}
