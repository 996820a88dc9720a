/* Expressions against a small archive: what matches and what does not. */
#include "fixture.h"

#include <signal.h>
#include <sys/wait.h>

static const sample archive[] = {
    {"a1", "2016-01-05", "Oil price falls",
     "The price of crude oil fell on Monday. Traders in Harbour City spoke of a glut.\n\nThe prime minister "
     "said nothing. An oil price index followed.",
     "Maria Keller", "Business"},
    {"a2", "2016-02-29", "Minister resigns",
     "The vice president and the prime minister met. The president left early.\n\nElections will follow. The "
     "election is in May.",
     "Maria Keller", "Politics"},
    {"a3", "2017-06-01", "Markets calm",
     "Price controls on oil ended. Oil, said the minister, is cheap. Oil again. Nothing else.", "Ivan Petrov",
     "Business"},
    {"a4", "2018-06-27", "A vice president travels",
     "The vice president travels to Harbour City.\n\nNo president came. Minister and prime number: a puzzle.",
     "José García", "Politics"},
    {"a5", NULL, "Undated note",
     "Electing a chair took the club all evening. The elected chair thanked everyone.", NULL, "Local"},
};

static ndx_index *shared_index;

static int make_archive(void **state) {
    char *dir = make_folder();
    ndx_writer_options options = {.language = "en"};
    put_samples(dir, archive, NDX_COUNT(archive), &options);
    shared_index = open_index(dir);
    *state = dir;
    return 0;
}

static int drop_archive(void **state) {
    ndx_index_close(shared_index);
    drop_folder(*state);
    return 0;
}

/* tests/tables/index-expressions.txt: expression ==> ids in the order of their number. */
static void every_expression_of_the_table_finds_what_it_says(void **state) {
    (void)state;
    FILE *table = fopen("tests/tables/index-expressions.txt", "r");
    assert_non_null(table);
    char line[1024], got[1024];
    int wrong = 0, cases = 0;
    while (fgets(line, sizeof line, table)) {
        char *arrow = strstr(line, " ==>"), *end = line + strcspn(line, "\n");
        if (line[0] == '#' || !arrow) continue;
        *arrow = *end = 0;
        const char *expected = arrow + 4 + strspn(arrow + 4, " "), *at = line;
        ndx_arena arena = {0};
        ndx_expr *expr = read_expr(&arena, &at);
        find_ids(shared_index, expr, NDX_SORT_OLDEST, got);
        if (strcmp(got, expected) && ++wrong)
            fprintf(stderr, "%s\n  expected: %s\n  got:      %s\n", line, expected, got);
        ndx_arena_clear(&arena);
        cases++;
    }
    fclose(table);
    assert_true(cases > 50);
    assert_int_equal(wrong, 0);
}

static bool collect_numbers(void *context, const ndx_match *match) {
    char *out = context;
    char day[11];
    ndx_day_format(match->day, day);
    snprintf(out + strlen(out), 512 - strlen(out), "%s;", day);
    assert_true(match->words > 5);
    return true;
}

static void each_match_is_told_once_with_its_day(void **state) {
    (void)state;
    static const struct {
        const char *expr, *days;
    } cases[] = {
        {"oil", "2016-01-05;2017-06-01;"},
        {"ALL", ";2016-01-05;2016-02-29;2017-06-01;2018-06-27;"} /* built by date, the undated first */,
        {"(or price minist)", "2016-01-05;2016-02-29;2017-06-01;2018-06-27;"},
        {"(phrase vice presid)", "2016-02-29;2018-06-27;"},
        {"NONE", ""},
    };
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        char got[512] = "";
        const char *at = cases[i].expr;
        ndx_arena arena = {0};
        assert_int_equal(ndx_index_each(shared_index, read_expr(&arena, &at), collect_numbers, got, NULL),
                         NDX_OK);
        assert_string_equal(got, cases[i].days);
        ndx_arena_clear(&arena);
    }
}

static void hits_come_in_the_order_asked_for(void **state) {
    (void)state;
    static const struct {
        ndx_sort sort;
        const char *ids;
    } cases[] = {
        {NDX_SORT_NEWEST, "a4 a3 a2 a1 a5"},
        {NDX_SORT_OLDEST, "a1 a2 a3 a4 a5"},
        {NDX_SORT_RELEVANCE, "a5 a1 a2 a3 a4"},
    };
    ndx_expr all = {.kind = NDX_EXPR_ALL};
    char got[1024];
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        find_ids(shared_index, &all, cases[i].sort, got);
        assert_string_equal(got, cases[i].ids);
    }
}

static void the_same_seed_shuffles_the_same_way(void **state) {
    (void)state;
    ndx_expr all = {.kind = NDX_EXPR_ALL};
    uint32_t order[3][5];
    for (size_t round = 0; round < 3; round++) {
        ndx_hits hits;
        ndx_find_options options = {
            .around = NDX_NO_DAY, .sort = NDX_SORT_RANDOM, .seed = round == 2 ? 99 : 7};
        assert_int_equal(ndx_index_find(shared_index, &all, &options, &hits, NULL), NDX_OK);
        assert_int_equal(hits.count, 5);
        for (size_t i = 0; i < 5; i++) order[round][i] = hits.hits[i].number;
        ndx_hits_clear(&hits);
    }
    assert_memory_equal(order[0], order[1], sizeof order[0]);
    assert_memory_not_equal(order[0], order[2], sizeof order[0]);
}

static void a_half_life_brings_articles_near_a_day_to_the_top(void **state) {
    (void)state;
    ndx_hits hits;
    ndx_text minister = NDX_TEXT("minist");
    ndx_expr expr = {.kind = NDX_EXPR_TERM, .term = minister};
    ndx_find_options options = {.around = ndx_day_of(2018, 7, 1), .halflife_days = 10, .limit = 2};
    assert_int_equal(ndx_index_find(shared_index, &expr, &options, &hits, NULL), NDX_OK);
    assert_int_equal(hits.count, 2);
    assert_int_equal(hits.total, 4);
    ndx_stored *stored;
    assert_int_equal(ndx_index_fetch(shared_index, hits.hits[0].number, &stored, NULL), NDX_OK);
    assert_true(ndx_text_equal(ndx_stored_field(stored, NDX_FIELD_ID), NDX_TEXT("a4")));
    assert_true(hits.hits[0].score > 100 * hits.hits[1].score);
    ndx_stored_free(stored);
    ndx_hits_clear(&hits);
}

static void offset_and_limit_cut_a_page_out_of_the_ranking(void **state) {
    (void)state;
    ndx_hits all, page;
    ndx_expr expr = {.kind = NDX_EXPR_TERM, .term = NDX_TEXT("minist")};
    ndx_find_options options = {.around = NDX_NO_DAY, .count_exactly = true};
    assert_int_equal(ndx_index_find(shared_index, &expr, &options, &all, NULL), NDX_OK);
    options.offset = 1;
    options.limit = 2;
    assert_int_equal(ndx_index_find(shared_index, &expr, &options, &page, NULL), NDX_OK);
    assert_int_equal(page.count, 2);
    assert_int_equal(page.total, all.count);
    assert_int_equal(page.hits[0].number, all.hits[1].number);
    options.offset = 100;
    ndx_hits_clear(&page);
    assert_int_equal(ndx_index_find(shared_index, &expr, &options, &page, NULL), NDX_OK);
    assert_int_equal(page.count, 0);
    ndx_hits_clear(&page);
    ndx_hits_clear(&all);
}

/* Headline, lead, body; a story of one paragraph has no lead that could be more than its body. */
static void a_word_counts_by_where_it_stands(void **state) {
    (void)state;
    static const sample birds[] = {
        {"body", "2016-01-05", "Birds again", "It was.\n\nOne kestrel nested.", NULL, ""},
        {"whole", "2016-01-05", "Birds again", "It was. One kestrel nested.", NULL, ""},
        {"lead", "2016-01-05", "Birds again", "One kestrel nested.\n\nIt was.", NULL, ""},
        {"headline", "2016-01-05", "Kestrel again", "It was.\n\nOne bird nested.", NULL, ""},
    };
    char *dir = make_folder();
    ndx_writer_options writing = {.language = "en"};
    put_samples(dir, birds, NDX_COUNT(birds), &writing);
    ndx_index *index = open_index(dir);
    ndx_hits hits;
    ndx_expr expr = {.kind = NDX_EXPR_TERM, .term = NDX_TEXT("kestrel")};
    ndx_find_options options = {.around = NDX_NO_DAY};
    assert_int_equal(ndx_index_find(index, &expr, &options, &hits, NULL), NDX_OK);
    assert_int_equal(hits.count, 4);
    assert_int_equal(hits.hits[0].number, 4);
    assert_int_equal(hits.hits[1].number, 3);
    assert_true(hits.hits[0].score > hits.hits[1].score);
    assert_true(hits.hits[1].score > hits.hits[2].score);
    assert_true(hits.hits[2].score == hits.hits[3].score);
    ndx_hits_clear(&hits);
    ndx_index_close(index);
    drop_folder(dir);
}

static void facets_come_from_values(void **state) {
    (void)state;
    uint32_t number;
    assert_int_equal(ndx_index_find_id(shared_index, NDX_TEXT("a4"), &number, NULL), NDX_OK);
    assert_true(
        ndx_text_equal(ndx_index_facet(shared_index, number, NDX_FIELD_SECTION), NDX_TEXT("Politics")));
    assert_true(
        ndx_text_equal(ndx_index_facet(shared_index, number, NDX_FIELD_PEOPLE), NDX_TEXT("jose garcia")));
    assert_int_equal(ndx_index_find_id(shared_index, NDX_TEXT("a1"), &number, NULL), NDX_OK);
    assert_true(
        ndx_text_equal(ndx_index_facet(shared_index, number, NDX_FIELD_SECTION), NDX_TEXT("Business")));
    assert_int_equal(ndx_index_facet(shared_index, number, NDX_FIELD_PLACE).len, 0);
    ndx_error err;
    assert_int_equal(ndx_index_find_id(shared_index, NDX_TEXT("zz"), &number, &err), NDX_NOT_FOUND);
    assert_string_equal(err.message, "no article has the id zz");
}

static void several_indexes_answer_as_one(void **state) {
    char *more = make_folder();
    static const sample other[] = {
        {"b1", "2015-03-03", "Oil again", "The oil price rose.", NULL, "Business"}};
    ndx_writer_options options = {.language = "en"};
    put_samples(more, other, 1, &options);
    const char *dirs[] = {*state, more};
    ndx_index *both;
    char got[1024], days[512] = "";
    assert_int_equal(ndx_index_open(dirs, 2, &both, NULL), NDX_OK);
    assert_int_equal(ndx_index_count(both), 6);
    const char *at = "(phrase oil price)";
    ndx_arena arena = {0};
    ndx_expr *expr = read_expr(&arena, &at);
    find_ids(both, expr, NDX_SORT_OLDEST, got);
    assert_string_equal(got, "b1 a1");
    assert_int_equal(ndx_index_each(both, expr, collect_numbers, days, NULL), NDX_OK);
    assert_string_equal(days, "2015-03-03;2016-01-05;");
    ndx_arena_clear(&arena);
    ndx_index_close(both);
    drop_folder(more);
}

static void languages_are_told_by_their_number_of_articles(void **state) {
    (void)state;
    assert_string_equal(ndx_index_stemmer(shared_index, 0), "en");
    assert_null(ndx_index_stemmer(shared_index, 1));
    assert_string_equal(ndx_index_language(shared_index), "en");
    assert_int_equal(ndx_index_term_articles(shared_index, NDX_TEXT("oil")), 2);
    assert_int_equal(ndx_index_term_articles(shared_index, NDX_TEXT("zebra")), 0);
}

/* A server of the index on this machine; its port is in *remote. 0: there is no such program here. */
static pid_t serve(const char *dir, char remote[64]) {
    unsigned port = 20000 + (unsigned)getpid() % 20000;
    char generation[256], number[16];
    snprintf(generation, sizeof generation, "%s/generation-1", dir);
    snprintf(number, sizeof number, "--port=%u", port);
    snprintf(remote, 64, "tcp:127.0.0.1:%u", port);
    if (system("command -v xapian-tcpsrv >/dev/null 2>&1") != 0) return 0;
    pid_t server = fork();
    if (server > 0) setpgid(server, server);
    if (server == 0) {
        setpgid(0, 0); /* it ends its whole process group when it is ended */
        if (freopen("/dev/null", "w", stdout))
            execlp("xapian-tcpsrv", "xapian-tcpsrv", "--interface=127.0.0.1", number, generation,
                   (char *)NULL);
        _exit(127);
    }
    return server;
}

static void a_remote_index_answers_like_the_one_it_serves(void **state) {
    static const char *const exprs[] = {"(phrase vice presid)", "(not ALL (phrase vice presid))",
                                        "(or (phrase price oil) resign)", "oil", "(exact elect elect*)"};
    char remote[64], here[1024], there[1024];
    const char *name = remote;
    ndx_index *index = NULL;
    pid_t server = serve(*state, remote);
    if (server <= 0) skip();
    for (int tries = 0; tries < 100 && ndx_index_open(&name, 1, &index, NULL) != NDX_OK; tries++)
        usleep(50000);
    if (index) {
        for (size_t i = 0; i < NDX_COUNT(exprs); i++) {
            const char *at = exprs[i];
            ndx_arena arena = {0};
            ndx_expr *expr = read_expr(&arena, &at);
            find_ids(shared_index, expr, NDX_SORT_RELEVANCE, here);
            find_ids(index, expr, NDX_SORT_RELEVANCE, there);
            ndx_arena_clear(&arena);
            assert_string_equal(here, there);
        }
        ndx_index_close(index);
    }
    kill(server, SIGTERM);
    waitpid(server, NULL, 0);
    if (!index) skip(); /* the port was taken */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_expression_of_the_table_finds_what_it_says),
        cmocka_unit_test(each_match_is_told_once_with_its_day),
        cmocka_unit_test(hits_come_in_the_order_asked_for),
        cmocka_unit_test(the_same_seed_shuffles_the_same_way),
        cmocka_unit_test(a_half_life_brings_articles_near_a_day_to_the_top),
        cmocka_unit_test(offset_and_limit_cut_a_page_out_of_the_ranking),
        cmocka_unit_test(a_word_counts_by_where_it_stands),
        cmocka_unit_test(facets_come_from_values),
        cmocka_unit_test(several_indexes_answer_as_one),
        cmocka_unit_test(a_remote_index_answers_like_the_one_it_serves),
        cmocka_unit_test(languages_are_told_by_their_number_of_articles),
    };
    return cmocka_run_group_tests_name("index: finding", tests, make_archive, drop_archive);
}
