/* Writing: what is committed is there, what is not is not; who writes alone, who reads undisturbed. */
#include "fixture.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static const sample first[] = {
    {"a1", "2016-01-05", "Oil price falls", "The price of crude oil fell on Monday.", "Maria Keller",
     "Business"},
    {"a2", "2016-02-29", "Minister resigns", "The prime minister met nobody.", "Maria Keller", "Politics"},
};
static const sample changed[] = {{"a1", "2016-01-05", "Oil price rises",
                                  "The price of crude oil rose on Monday after all.", "Ivan Petrov",
                                  "Business"}};

static const ndx_writer_options english = {.language = "en"};

static int folder(void **state) {
    return (*state = make_folder()) == NULL;
}
static int no_folder(void **state) {
    drop_folder(*state);
    return 0;
}

static uint64_t articles_with(const char *dir, const char *term) {
    ndx_index *index = open_index(dir);
    uint64_t articles = ndx_index_term_articles(index, ndx_text_of(term));
    ndx_index_close(index);
    return articles;
}

static ndx_writer *open_writer(const char *dir, const ndx_writer_options *options) {
    ndx_writer *writer;
    ndx_error err = {0};
    if (ndx_writer_open(dir, options, &writer, &err) != NDX_OK) fail_msg("%s", err.message);
    return writer;
}

static void an_article_with_a_known_id_replaces_the_one_before(void **state) {
    put_samples(*state, first, 2, &english);
    put_samples(*state, changed, 1, &english);
    assert_int_equal(articles_with(*state, "Srise"), 1);
    assert_int_equal(articles_with(*state, "Sfall"), 0);
    assert_int_equal(articles_with(*state, "crude"), 1);
    assert_int_equal(articles_with(*state, "XPmaria keller"), 1);
    assert_int_equal(articles_with(*state, "XPivan petrov"), 1);
    assert_int_equal(ndx_index_check(*state, true, NULL), NDX_OK);
}

static void what_is_not_committed_never_was(void **state) {
    put_samples(*state, first, 1, &english);
    ndx_writer *writer = open_writer(*state, &english);
    bool removed;
    assert_int_equal(ndx_writer_remove(writer, NDX_TEXT("a1"), &removed, NULL), NDX_OK);
    assert_true(removed);
    assert_int_equal(ndx_writer_count(writer), 0);
    ndx_writer_close(writer);
    assert_int_equal(articles_with(*state, "oil"), 1);
}

static void a_rebuild_given_up_leaves_nothing_behind(void **state) {
    put_samples(*state, first, 2, &english);
    ndx_writer_options rebuild = {.language = "en", .rebuild = true};
    ndx_writer *writer = open_writer(*state, &rebuild);
    ndx_writer_close(writer);
    char path[256];
    struct stat there;
    snprintf(path, sizeof path, "%s/generation-2", (char *)*state);
    assert_int_not_equal(stat(path, &there), 0);
    assert_int_equal(articles_with(*state, "oil"), 1);
}

typedef struct listing {
    char text[512];
} listing;

static bool list_file(void *context, ndx_text path, const ndx_seen_file *file) {
    listing *list = context;
    snprintf(list->text + strlen(list->text), sizeof list->text - strlen(list->text), "%zu:%llu:%.*s;",
             path.len, (unsigned long long)file->size, NDX_ARG(file->note));
    return true;
}

static bool list_id(void *context, ndx_text id) {
    listing *list = context;
    snprintf(list->text + strlen(list->text), sizeof list->text - strlen(list->text), "%.*s;", NDX_ARG(id));
    return true;
}

static void a_build_keeps_the_last_of_two_articles_with_one_id(void **state) {
    static const sample twice[] = {
        {"a1", "2016-01-05", "Oil price falls", "The price of crude oil fell on Monday.", "Maria Keller",
         "Business"},
        {"a0", "2015-01-05", "Ferry stops", "The ferry stopped.", NULL, "Local"},
        {"a1", "2014-01-05", "Oil price rises", "It rose after all.", "Ivan Petrov", "Business"},
    };
    put_samples(*state, twice, 3, &english);
    ndx_index *index = open_index(*state);
    char got[1024];
    ndx_expr all = {.kind = NDX_EXPR_ALL};
    uint32_t number;
    find_ids(index, &all, NDX_SORT_OLDEST, got);
    assert_string_equal(got, "a1 a0");
    assert_int_equal(ndx_index_find_id(index, NDX_TEXT("a0"), &number, NULL), NDX_OK);
    assert_int_equal(number, 2); /* numbers follow dates */
    assert_int_equal(ndx_index_term_articles(index, NDX_TEXT("Sfall")), 0);
    ndx_index_close(index);
    assert_int_equal(ndx_index_check(*state, true, NULL), NDX_OK);
}

static void a_build_knows_what_it_was_given(void **state) {
    ndx_writer *writer = open_writer(*state, &english);
    ndx_analyzer *analyzer;
    ndx_prepared *prepared;
    ndx_article article;
    bool known, removed;
    uint64_t hash;
    listing list = {""};
    ndx_article_init(&article);
    assert_int_equal(ndx_analyzer_new("en", &analyzer, NULL), NDX_OK);
    assert_int_equal(ndx_prepared_new(&prepared, NULL), NDX_OK);
    for (size_t i = 0; i < 2; i++) {
        make_article(&article, analyzer, &first[i]);
        assert_int_equal(ndx_prepare(prepared, &article, analyzer, NULL), NDX_OK);
        assert_int_equal(ndx_writer_put(writer, prepared, NULL), NDX_OK);
    }
    assert_int_equal(ndx_writer_article_hash(writer, NDX_TEXT("a2"), &hash, &known, NULL), NDX_OK);
    assert_true(known && hash == article.origin.hash);
    assert_int_equal(ndx_writer_remove(writer, NDX_TEXT("a1"), &removed, NULL), NDX_OK);
    assert_true(removed);
    assert_int_equal(ndx_writer_article_hash(writer, NDX_TEXT("a1"), &hash, &known, NULL), NDX_OK);
    assert_false(known);
    assert_int_equal(ndx_writer_each_article(writer, article.origin.path, list_id, &list, NULL), NDX_OK);
    assert_string_equal(list.text, "a2;");
    assert_int_equal(ndx_writer_count(writer), 1);
    ndx_seen_file file = {.size = 7, .note = NDX_TEXT("why")};
    assert_int_equal(ndx_writer_file_put(writer, NDX_TEXT("x/y"), &file, NULL), NDX_OK);
    assert_int_equal(ndx_writer_commit(writer, NULL), NDX_OK);
    assert_int_equal(ndx_writer_file_get(writer, NDX_TEXT("x/y"), &file, &known, NULL), NDX_OK);
    assert_true(known && ndx_text_equal(file.note, NDX_TEXT("why")));
    assert_int_equal(ndx_writer_put(writer, prepared, NULL), NDX_OK); /* and goes on as any other writer */
    assert_int_equal(ndx_writer_commit(writer, NULL), NDX_OK);
    assert_int_equal(ndx_writer_count(writer), 1);
    ndx_writer_close(writer);
    ndx_prepared_free(prepared);
    ndx_analyzer_free(analyzer);
    ndx_article_clear(&article);
}

static void a_removed_article_is_gone_and_counted_once(void **state) {
    put_samples(*state, first, 2, &english);
    ndx_writer *writer = open_writer(*state, &english);
    bool removed;
    assert_int_equal(ndx_writer_remove(writer, NDX_TEXT("a1"), &removed, NULL), NDX_OK);
    assert_true(removed);
    assert_int_equal(ndx_writer_remove(writer, NDX_TEXT("a1"), &removed, NULL), NDX_OK);
    assert_false(removed);
    assert_int_equal(ndx_writer_commit(writer, NULL), NDX_OK);
    ndx_writer_close(writer);
    assert_int_equal(articles_with(*state, "oil"), 0);
    assert_int_equal(articles_with(*state, "minist"), 1);
}

static void two_writers_do_not_meet(void **state) {
    ndx_writer *one = open_writer(*state, &english), *two;
    ndx_error err;
    assert_int_equal(ndx_writer_open(*state, &english, &two, &err), NDX_LOCKED);
    assert_null(two);
    assert_non_null(strstr(err.message, "is being written by process "));
    assert_non_null(strstr(err.message, " since 20"));
    ndx_writer_close(one);
    ndx_writer_close(open_writer(*state, &english));
}

static void a_lock_dies_with_its_holder(void **state) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        ndx_writer *writer;
        _exit(ndx_writer_open(*state, &english, &writer, NULL) == NDX_OK ? 0 : 1);
    }
    int how;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_int_equal(how, 0);
    ndx_writer_close(open_writer(*state, &english));
}

static void other_settings_are_refused_with_a_sentence(void **state) {
    put_samples(*state, first, 1, &english);
    static const struct {
        ndx_writer_options options;
        const char *says;
    } cases[] = {
        {{.language = "fr"}, "was made with --language=en; to change that to fr"},
        {{.language = "en", .no_people = true}, "was made without --no-people; leave out it"},
        {{.language = "en", .no_dates = true}, "--no-dates"},
    };
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        ndx_writer *writer;
        ndx_error err;
        assert_int_equal(ndx_writer_open(*state, &cases[i].options, &writer, &err), NDX_SCHEMA);
        if (i != 1) assert_non_null(strstr(err.message, cases[i].says));
        assert_non_null(strstr(err.message, "rebuild"));
    }
    ndx_writer_options same = {0}; /* no language named: the index's own */
    ndx_writer_close(open_writer(*state, &same));
}

static void settings_that_are_not_given_are_the_indexs_own(void **state) {
    ndx_writer_options bare = {.language = "de", .no_people = true, .no_dates = true}, nothing = {0},
                       found = {0};
    put_samples(*state, first, 1, &bare);
    ndx_writer *writer = open_writer(*state, &nothing);
    ndx_writer_settings(writer, &found);
    assert_string_equal(found.language, "de");
    assert_true(found.no_people && found.no_dates);
    ndx_writer_close(writer);
}

static void a_reader_keeps_its_generation_through_a_rebuild(void **state) {
    put_samples(*state, first, 2, &english);
    ndx_index *index = open_index(*state);
    ndx_writer_options rebuild = {.language = "en", .rebuild = true};
    put_samples(*state, changed, 1, &rebuild);
    assert_int_equal(ndx_index_term_articles(index, NDX_TEXT("Sfall")), 1);
    char got[1024];
    ndx_expr all = {.kind = NDX_EXPR_ALL};
    find_ids(index, &all, NDX_SORT_OLDEST, got);
    assert_string_equal(got, "a1 a2");
    assert_int_equal(ndx_index_reopen(index, NULL), NDX_OK);
    find_ids(index, &all, NDX_SORT_OLDEST, got);
    assert_string_equal(got, "a1");
    assert_int_equal(ndx_index_term_articles(index, NDX_TEXT("Srise")), 1);
    ndx_index_close(index);
}

static void an_old_generation_goes_when_its_last_reader_does(void **state) {
    put_samples(*state, first, 2, &english);
    ndx_index *index = open_index(*state);
    char path[256];
    struct stat there;
    ndx_writer_options rebuild = {.language = "en", .rebuild = true};
    put_samples(*state, changed, 1, &rebuild);
    snprintf(path, sizeof path, "%s/generation-1", (char *)*state);
    assert_int_equal(stat(path, &there), 0);
    ndx_index_close(index);
    ndx_writer_close(open_writer(*state, &english));
    assert_int_not_equal(stat(path, &there), 0);
}

static void a_reader_goes_on_through_many_commits(void **state) {
    put_samples(*state, first, 2, &english);
    ndx_index *index = open_index(*state);
    char got[1024];
    ndx_expr all = {.kind = NDX_EXPR_ALL};
    for (int round = 0; round < 12; round++) {
        put_samples(*state, round % 2 ? first : changed, 1, &english);
        find_ids(index, &all, NDX_SORT_OLDEST, got);
        assert_string_equal(got, "a1 a2");
    }
    ndx_index_close(index);
}

/* A file size limit is met like a full disk: the same status, from the same calls. */
static void a_full_disk_leaves_the_old_index_as_it_was(void **state) {
    put_samples(*state, first, 2, &english);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        int wrong = 0;
        for (rlim_t limit = 0; limit <= 24576 && !wrong; limit += 8192) {
            for (int rebuild = 0; rebuild < 2; rebuild++) {
                ndx_writer_options options = {.language = "en", .rebuild = rebuild};
                ndx_writer *writer = NULL;
                ndx_analyzer *analyzer = NULL;
                ndx_prepared *prepared = NULL;
                ndx_article article;
                ndx_article_init(&article);
                ndx_analyzer_new("en", &analyzer, NULL);
                ndx_prepared_new(&prepared, NULL);
                struct rlimit now = {limit, RLIM_INFINITY}, none = {RLIM_INFINITY, RLIM_INFINITY};
                setrlimit(RLIMIT_FSIZE, &now);
                ndx_status status = ndx_writer_open(*state, &options, &writer, NULL);
                for (int i = 0; status == NDX_OK && i < 200; i++) {
                    char id[16];
                    snprintf(id, sizeof id, "n%d", i);
                    sample one = {
                        id,           "2017-01-01",
                        "Filling up", "A long story of many words fills the disk with every line it has.",
                        id,           "Local"};
                    make_article(&article, analyzer, &one);
                    status = ndx_prepare(prepared, &article, analyzer, NULL);
                    if (status == NDX_OK) status = ndx_writer_put(writer, prepared, NULL);
                }
                if (status == NDX_OK) status = ndx_writer_commit(writer, NULL);
                ndx_writer_close(writer);
                setrlimit(RLIMIT_FSIZE, &none);
                if (status != NDX_NO_SPACE) wrong = 1 + (int)status;
                ndx_prepared_free(prepared);
                ndx_analyzer_free(analyzer);
                ndx_article_clear(&article);
            }
        }
        _exit(wrong);
    }
    int how;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_int_equal(how, 0);
    assert_int_equal(ndx_index_check(*state, true, NULL), NDX_OK);
    assert_int_equal(articles_with(*state, "oil"), 1);
    assert_int_equal(articles_with(*state, "disk"), 0);
    put_samples(*state, changed, 1, &english);
    assert_int_equal(articles_with(*state, "Srise"), 1);
}

static void files_seen_are_remembered_with_their_notes(void **state) {
    char longest[4000];
    memset(longest, 'd', sizeof longest);
    memcpy(longest, "archive/", 8);
    ndx_text paths[] = {NDX_TEXT("archive/one\n.txt"), {longest, sizeof longest}, NDX_TEXT("elsewhere")};
    ndx_writer *writer = open_writer(*state, &english);
    for (uint64_t i = 0; i < 3; i++) {
        ndx_seen_file file = {.size = 100 + i,
                              .mtime_ns = -5 - (int64_t)i,
                              .articles = i,
                              .complete = i != 1,
                              .note = ndx_text_of(i == 1 ? "truncated" : "")};
        assert_int_equal(ndx_writer_file_put(writer, paths[i], &file, NULL), NDX_OK);
    }
    assert_int_equal(ndx_writer_commit(writer, NULL), NDX_OK);
    ndx_writer_close(writer);
    writer = open_writer(*state, &english);
    ndx_seen_file file;
    bool known;
    assert_int_equal(ndx_writer_file_get(writer, paths[1], &file, &known, NULL), NDX_OK);
    assert_true(known);
    assert_int_equal(file.mtime_ns, -6);
    assert_false(file.complete);
    assert_true(ndx_text_equal(file.note, NDX_TEXT("truncated")));
    listing list = {""};
    assert_int_equal(ndx_writer_each_file(writer, NDX_TEXT("archive/"), list_file, &list, NULL), NDX_OK);
    assert_string_equal(list.text, "16:100:;4000:101:truncated;");
    assert_int_equal(ndx_writer_file_remove(writer, paths[0], NULL), NDX_OK);
    assert_int_equal(ndx_writer_file_get(writer, paths[0], &file, &known, NULL), NDX_OK);
    assert_false(known);
    ndx_writer_close(writer);
}

static void articles_are_known_by_id_and_by_file(void **state) {
    put_samples(*state, first, 2, &english);
    ndx_writer *writer = open_writer(*state, &english);
    uint64_t hash;
    bool known;
    ndx_buf path = {0};
    listing list = {""};
    assert_int_equal(ndx_writer_article_hash(writer, NDX_TEXT("a2"), &hash, &known, NULL), NDX_OK);
    assert_true(known);
    assert_true(hash == ndx_hash(first[1].body, strlen(first[1].body), 0));
    assert_int_equal(ndx_writer_article_hash(writer, NDX_TEXT("a3"), &hash, &known, NULL), NDX_OK);
    assert_false(known);
    assert_int_equal(ndx_writer_article_path(writer, NDX_TEXT("a1"), &path, &known, NULL), NDX_OK);
    assert_string_equal(path.data, "archive/lantern.jsonl");
    assert_int_equal(ndx_writer_each_article(writer, NDX_TEXT("archive/lantern.jsonl"), list_id, &list, NULL),
                     NDX_OK);
    assert_string_equal(list.text, "a1;a2;");
    ndx_buf_clear(&path);
    ndx_writer_close(writer);
}

static void a_stored_article_is_the_one_that_was_put(void **state) {
    put_samples(*state, first, 2, &english);
    ndx_index *index = open_index(*state);
    ndx_stored *stored;
    ndx_article article;
    uint32_t number;
    ndx_article_init(&article);
    assert_int_equal(ndx_index_find_id(index, NDX_TEXT("a2"), &number, NULL), NDX_OK);
    assert_int_equal(ndx_index_fetch(index, number, &stored, NULL), NDX_OK);
    assert_string_equal(ndx_stored_stemmer(stored), "en");
    assert_int_equal(ndx_stored_date(stored).day, ndx_day_of(2016, 2, 29));
    assert_true(ndx_text_equal(ndx_stored_path(stored), NDX_TEXT("archive/lantern.jsonl")));
    assert_int_equal(ndx_stored_article(stored, &article, NULL), NDX_OK);
    assert_true(ndx_text_equal(article.text, NDX_TEXT("Minister resigns\n\nThe prime minister met nobody.")));
    assert_true(ndx_text_equal(ndx_article_zone(&article, NDX_ZONE_LEAD),
                               NDX_TEXT("The prime minister met nobody.")));
    assert_int_equal(article.facts.person_count, 1);
    assert_true(ndx_text_equal(article.facts.people[0].name, NDX_TEXT("Maria Keller")));
    uint64_t marks = 0;
    assert_true(ndx_article_mark_stem(&article, NDX_TEXT("minist"), &marks, 1));
    assert_int_equal(marks, 1 << 0 | 1 << 4);
    assert_true(ndx_article_mark_stem(&article, NDX_TEXT("nobodi"), &marks, 1));
    assert_int_equal(marks, 1 << 0 | 1 << 4 | 1 << 6);
    ndx_article_reset(&article);
    assert_false(ndx_article_mark_stem(&article, NDX_TEXT("minist"), &marks, 1)); /* not a stored one */
    ndx_stored_free(stored);
    ndx_article_clear(&article);
    ndx_index_close(index);
}

static void stats_add_up(void **state) {
    put_samples(*state, first, 2, &english);
    put_samples(*state, changed, 1, &english);
    ndx_index *index = open_index(*state);
    ndx_index_stats stats;
    assert_int_equal(ndx_index_stats_get(index, &stats, NULL), NDX_OK);
    assert_int_equal(stats.articles, 2);
    assert_int_equal(stats.people, 2);
    assert_int_equal(stats.first, ndx_day_of(2016, 1, 5));
    assert_int_equal(stats.last, ndx_day_of(2016, 2, 29));
    assert_int_equal(stats.bytes_text, strlen(changed[0].headline) + 2 + strlen(changed[0].body) +
                                           strlen(first[1].headline) + 2 + strlen(first[1].body));
    assert_int_equal(stats.words, 3 + 10 + 2 + 5);
    assert_true(stats.bytes_postlist > 0 && stats.bytes_termlist > 0 && stats.bytes_docdata > 0);
    ndx_index_close(index);
}

static void compaction_changes_nothing_but_the_size(void **state) {
    put_samples(*state, first, 2, &english);
    put_samples(*state, changed, 1, &english);
    assert_int_equal(ndx_index_compact(*state, 0, NULL), NDX_OK);
    assert_int_equal(ndx_index_check(*state, true, NULL), NDX_OK);
    ndx_index *index = open_index(*state);
    char got[1024];
    ndx_expr all = {.kind = NDX_EXPR_ALL};
    find_ids(index, &all, NDX_SORT_OLDEST, got);
    assert_string_equal(got, "a1 a2");
    ndx_index_close(index);
    put_samples(*state, first, 1, &english);
    assert_int_equal(articles_with(*state, "Sfall"), 1);
}

static void a_missing_or_foreign_index_is_named(void **state) {
    ndx_index *index;
    ndx_error err;
    const char *dir = *state;
    assert_int_equal(ndx_index_open(&dir, 1, &index, &err), NDX_NO_INDEX);
    assert_null(index);
    assert_non_null(strstr(err.message, "there is no index at"));
    assert_int_equal(ndx_index_check(dir, false, &err), NDX_NO_INDEX);
    assert_int_equal(ndx_index_compact(dir, 0, &err), NDX_NO_INDEX);
    char path[256];
    snprintf(path, sizeof path, "%s/current", dir);
    assert_int_equal(ndx_file_write(path, NDX_TEXT("../../etc\n"), NULL), NDX_OK);
    assert_int_equal(ndx_index_open(&dir, 1, &index, &err), NDX_NO_INDEX);
    assert_non_null(strstr(err.message, "does not name a generation"));
    const char *remote = "tcp:nowhere";
    assert_int_equal(ndx_index_open(&remote, 1, &index, &err), NDX_USAGE);
}

static void damage_is_found_by_a_check(void **state) {
    put_samples(*state, first, 2, &english);
    char path[256];
    snprintf(path, sizeof path, "%s/generation-1/docdata.glass", (char *)*state);
    FILE *table = fopen(path, "r+b");
    assert_non_null(table);
    assert_int_equal(fseek(table, 8000, SEEK_SET), 0);
    for (int i = 0; i < 190; i++) fputc(0xA5, table);
    assert_int_equal(fclose(table), 0);
    ndx_error err;
    assert_int_equal(ndx_index_check(*state, true, &err), NDX_NO_INDEX);
    assert_true(strlen(err.message) > 20);
}

int main(void) {
#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder, no_folder)
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(an_article_with_a_known_id_replaces_the_one_before),
        IN_A_FOLDER(what_is_not_committed_never_was),
        IN_A_FOLDER(a_rebuild_given_up_leaves_nothing_behind),
        IN_A_FOLDER(a_build_keeps_the_last_of_two_articles_with_one_id),
        IN_A_FOLDER(a_build_knows_what_it_was_given),
        IN_A_FOLDER(a_removed_article_is_gone_and_counted_once),
        IN_A_FOLDER(two_writers_do_not_meet),
        IN_A_FOLDER(a_lock_dies_with_its_holder),
        IN_A_FOLDER(other_settings_are_refused_with_a_sentence),
        IN_A_FOLDER(settings_that_are_not_given_are_the_indexs_own),
        IN_A_FOLDER(a_reader_keeps_its_generation_through_a_rebuild),
        IN_A_FOLDER(an_old_generation_goes_when_its_last_reader_does),
        IN_A_FOLDER(a_reader_goes_on_through_many_commits),
        IN_A_FOLDER(a_full_disk_leaves_the_old_index_as_it_was),
        IN_A_FOLDER(files_seen_are_remembered_with_their_notes),
        IN_A_FOLDER(articles_are_known_by_id_and_by_file),
        IN_A_FOLDER(a_stored_article_is_the_one_that_was_put),
        IN_A_FOLDER(stats_add_up),
        IN_A_FOLDER(compaction_changes_nothing_but_the_size),
        IN_A_FOLDER(a_missing_or_foreign_index_is_named),
        IN_A_FOLDER(damage_is_found_by_a_check),
    };
    return cmocka_run_group_tests_name("index: writing", tests, NULL, NULL);
}
