/* Identity across articles: the same keys give the same persons, whatever their order; the user's file wins.
 */
#include "table.h"

#include <stdlib.h>

#define YEARS_MAX 12

typedef struct counted_key {
    ndx_text key;
    ndx_name_year year[YEARS_MAX];
    size_t years;
} counted_key;

/* "30" articles without a date; "30@1987+4@1988" of years; "4@1988/senator" state that role. */
static void read_years(ndx_text input, counted_key *key) {
    ndx_text piece, role;
    key->years = 0;
    while (ndx_text_split(&input, '+', &role)) {
        uint64_t articles, year = 0;
        assert_true(ndx_text_split(&role, '/', &piece));
        size_t at = ndx_text_find(piece, NDX_TEXT("@"));
        assert_true(key->years < YEARS_MAX);
        assert_true(ndx_text_to_u64(ndx_text_slice(piece, 0, at == SIZE_MAX ? piece.len : at), &articles));
        if (at != SIZE_MAX) assert_true(ndx_text_to_u64(ndx_text_slice(piece, at + 1, piece.len), &year));
        key->year[key->years++] = (ndx_name_year){(int32_t)year, (uint32_t)articles, ndx_role_code(role)};
        assert_true(role.len == 0 || key->year[key->years - 1].role);
    }
}

static size_t read_keys(ndx_text input, counted_key keys[16]) {
    size_t count = 0;
    ndx_text piece;
    while (count < 16 && ndx_text_split(&input, ',', &piece)) {
        piece = ndx_text_trim(piece);
        size_t space = piece.len;
        while (space > 0 &&
               !(piece.data[space - 1] == ' ' && piece.data[space] >= '0' && piece.data[space] <= '9'))
            space--;
        assert_true(space > 0);
        keys[count].key = ndx_text_slice(piece, 0, space - 1);
        read_years(ndx_text_slice(piece, space, piece.len), &keys[count]);
        count++;
    }
    return count;
}

static int compare_keys(const void *a, const void *b) {
    return ndx_text_compare(*(const ndx_text *)a, *(const ndx_text *)b);
}

typedef struct period_list {
    const ndx_text *persons;
    ndx_text asked;
    ndx_buf *out;
} period_list;

/* What a weak name means: " (1987-1988: james baker)", " (always as senator: ...)". */
static bool add_period(void *context, const ndx_alias *alias) {
    period_list *list = context;
    if (!ndx_text_equal(alias->key, list->asked)) return true;
    ndx_buf_add_str(list->out, " (");
    if (alias->last_year == NDX_YEAR_ANY)
        ndx_buf_add_str(list->out, "always");
    else
        ndx_buf_addf(list->out, "%d-%d", alias->first_year, alias->last_year);
    if (alias->role) ndx_buf_addf(list->out, " as %s", ndx_role_name(alias->role));
    ndx_buf_addf(list->out, ": %.*s)", NDX_ARG(alias->person));
    return true;
}

/* "canonical = other | next", persons by canonical key. */
static void describe(const ndx_identity *identity, const counted_key *keys, size_t count, ndx_buf *out) {
    ndx_text person[16];
    size_t persons = 0;
    for (size_t i = 0; i < count; i++)
        if (ndx_text_equal(ndx_identity_canonical(identity, keys[i].key), keys[i].key))
            person[persons++] = keys[i].key;
    qsort(person, persons, sizeof *person, compare_keys);
    period_list periods = {.persons = person, .out = out};
    for (size_t i = 0; i < persons; i++) {
        size_t names;
        const ndx_text *name = ndx_identity_keys(identity, person[i], &names);
        if (i > 0) ndx_buf_add_str(out, " | ");
        for (size_t k = 0; k < names; k++) {
            if (k > 0) ndx_buf_add_str(out, " = ");
            ndx_buf_add_text(out, name[k]);
            assert_true(ndx_text_equal(ndx_identity_canonical(identity, name[k]), person[i]));
        }
        periods.asked = person[i];
        ndx_identity_each_alias(identity, add_period, &periods);
    }
}

static void join_and_describe(const counted_key *keys, size_t count, size_t turn, bool backwards,
                              const char *conf, ndx_buf *out) {
    ndx_identity *identity;
    ndx_error err = {0};
    assert_int_equal(ndx_identity_new(ndx_text_of(conf), "people.conf", &identity, &err), NDX_OK);
    for (size_t i = 0; i < count; i++) {
        const counted_key *key = &keys[backwards ? (2 * count - 1 - i - turn) % count : (i + turn) % count];
        assert_int_equal(ndx_identity_add(identity, key->key, key->year, key->years, &err), NDX_OK);
    }
    assert_int_equal(ndx_identity_join(identity, &err), NDX_OK);
    describe(identity, keys, count, out);
    ndx_identity_free(identity);
}

static void identity_case(ndx_text input, ndx_text expected, size_t line) {
    counted_key keys[16];
    size_t count = read_keys(input, keys);
    for (size_t turn = 0; turn < 2 * count; turn++) {
        ndx_buf got = {0};
        join_and_describe(keys, count, turn % count, turn >= count, "", &got);
        if (!ndx_text_equal(ndx_buf_text(&got), expected))
            fail_msg("people-identity.txt:%zu: order %zu: got %s", line, turn, got.data);
        ndx_buf_clear(&got);
    }
}

static void persons_are_as_the_table_says_in_every_order(void **state) {
    (void)state;
    table_run("tests/tables/people-identity.txt", identity_case);
}

static void check_conf(const char *keys_text, const char *conf, const char *expected) {
    counted_key keys[16];
    size_t count = read_keys(ndx_text_of(keys_text), keys);
    ndx_buf got = {0};
    join_and_describe(keys, count, 0, false, conf, &got);
    assert_string_equal(got.data ? got.data : "", expected);
    ndx_buf_clear(&got);
}

static void the_user_says_who_is_the_same(void **state) {
    (void)state;
    check_conf("norma jean 3, marilyn monroe 9", "# stars\nsame: Norma Jean | Marilyn Monroe # one\n",
               "norma jean = marilyn monroe");
    check_conf("john paul 3, karol wojtyla 9, jp two 1",
               "same: John Paul II | Karol Wojtyla | Pope John Paul\r\n\r\n", "jp two");
}

static void what_the_user_calls_by_one_name_is_one_person(void **state) {
    (void)state;
    const char *both = "john smith 9@1990/bishop+9@1990/boxer+2@1990";
    check_conf(both, "",
               "john smith (always as bishop: john smith (bishop)) (always as boxer: john smith (boxer))");
    check_conf(both, "same: John Smith | John Smith", "john smith");
    check_conf(both, "never: John Smith", "");
}

/* An article told of: "baker 1987 with nicholas brady, robert byrd". */
static void tell(ndx_identity *identity, const char *key, int year, const char *role, const char *others) {
    ndx_text other[4], rest = ndx_text_of(others), piece;
    size_t count = 0;
    while (ndx_text_split(&rest, ',', &piece)) other[count++] = ndx_text_trim(piece);
    ndx_name_year article = {year, 1, ndx_role_code(ndx_text_of(role))};
    assert_int_equal(ndx_identity_tell(identity, ndx_text_of(key), &article, other, count, NULL), NDX_OK);
}

static bool add_company(void *context, const ndx_alias *alias) {
    if (alias->company.len)
        ndx_buf_addf(context, "%.*s with %.*s %d-%d is %.*s; ", NDX_ARG(alias->key), NDX_ARG(alias->company),
                     alias->first_year, alias->last_year, NDX_ARG(alias->person));
    return true;
}

/* Joins, tells and settles; "" where nothing is asked. */
static void check_company(const char *keys_text, void (*tell_all)(ndx_identity *identity),
                          const char *expected) {
    counted_key keys[16];
    ndx_identity *identity;
    ndx_buf got = {0};
    size_t asked, count = read_keys(ndx_text_of(keys_text), keys);
    assert_int_equal(ndx_identity_new(NDX_TEXT(""), "", &identity, NULL), NDX_OK);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(ndx_identity_add(identity, keys[i].key, keys[i].year, keys[i].years, NULL), NDX_OK);
    assert_int_equal(ndx_identity_join(identity, NULL), NDX_OK);
    ndx_identity_questions(identity, &asked);
    if (asked) tell_all(identity);
    assert_int_equal(ndx_identity_settle(identity, NULL), NDX_OK);
    ndx_identity_each_alias(identity, add_company, &got);
    assert_string_equal(got.data ? got.data : "", expected);
    ndx_buf_clear(&got);
    ndx_identity_free(identity);
}

static void tell_bakers(ndx_identity *identity) {
    for (int i = 0; i < 3; i++) {
        tell(identity, "james baker", 1987, "", "nicholas brady, ronald reagan, howard baker");
        tell(identity, "howard baker", 1988, "", "robert byrd, ronald reagan");
    }
    tell(identity, "james baker", 1987, "", "once met");
    tell(identity, "baker", 1987, "", "nicholas brady, ronald reagan");
    tell(identity, "baker", 1988, "", "robert byrd, ronald reagan, once met");
    tell(identity, "baker", 1999, "", "robert byrd");
    tell(identity, "nobody asked", 1987, "", "robert byrd");
}

static void tell_smiths(ndx_identity *identity) {
    for (int i = 0; i < 3; i++) {
        tell(identity, "john smith", 1987, "bishop", "anna holm, carl lund");
        tell(identity, "john smith", 1987, "goalkeeper", "peter berg");
    }
    tell(identity, "john smith", 1987, "", "peter berg, peter berg");
    tell(identity, "john smith", 1987, "bishop", "never decides");
}

static void company_tells_whom_a_name_means(void **state) {
    (void)state;
    check_company("james baker 4@1987, howard baker 3@1988, baker 1@1987+1@1988+1@1999", tell_bakers,
                  "baker with robert byrd 1987-1989 is howard baker; "
                  "baker with nicholas brady 1986-1988 is james baker; ");
    check_company("john smith 4@1987/bishop+3@1987/goalkeeper+1@1987", tell_smiths,
                  "john smith with peter berg 1986-1988 is john smith (goalkeeper); ");
    /* the year tells, or nobody else could be meant */
    check_company("james baker 40@1987, howard baker 3@1980, baker 2@1987", tell_bakers, "");
    check_company("james baker 2@1987, baker 2@1987", tell_bakers, "");
    /* too frequent for a look at every article */
    check_company("james baker 3000@1987, howard baker 3000@1987, baker 1@1987", tell_bakers, "");
}

static void the_user_says_who_is_different(void **state) {
    (void)state;
    check_conf("bob doe 3, robert doe 9", "", "robert doe = bob doe");
    check_conf("bob doe 3, robert doe 9", "different: Bob Doe | Robert Doe", "bob doe | robert doe");
}

static void the_user_says_who_is_nobody(void **state) {
    (void)state;
    check_conf("baker street 3, robert doe 9", "never: Baker Street", "robert doe");
    /* who is nobody is nobody's name either */
    check_conf("j baker 3, robert doe 9",
               "same: J Baker | Robert Doe\nnever: Smith\nsame: Smith | Robert Doe", "j baker = robert doe");
}

static void a_name_only_the_user_knows_can_be_canonical(void **state) {
    (void)state;
    const ndx_name_year once = {1978, 3, 0};
    ndx_identity *identity;
    assert_int_equal(
        ndx_identity_new(NDX_TEXT("same: John Paul II | Karol Wojtyla"), "people.conf", &identity, NULL),
        NDX_OK);
    assert_int_equal(ndx_identity_add(identity, NDX_TEXT("karol wojtyla"), &once, 1, NULL), NDX_OK);
    assert_int_equal(ndx_identity_join(identity, NULL), NDX_OK);
    assert_true(ndx_text_equal(ndx_identity_canonical(identity, NDX_TEXT("karol wojtyla")),
                               NDX_TEXT("john paul ii")));
    assert_true(
        ndx_text_equal(ndx_identity_written(identity, NDX_TEXT("john paul ii")), NDX_TEXT("John Paul II")));
    assert_true(
        ndx_text_equal(ndx_identity_canonical(identity, NDX_TEXT("never heard")), NDX_TEXT("never heard")));
    size_t count;
    ndx_identity_keys(identity, NDX_TEXT("never heard"), &count);
    assert_int_equal(count, 0);
    ndx_identity_free(identity);
}

static void a_damaged_people_conf_is_refused_with_line_and_reason(void **state) {
    (void)state;
    static const char *const bad[][2] = {
        {"same: One Name\n", ":1:6:"}, {"\n# x\n  sam: A B | C D\n", ":3:3:"},
        {"never:\n", ":1:7:"},         {"same: Äö B | ...", ":1:14:"},
        {"different", ":1:1:"},        {"\xff\xfe\x00", ":1:1:"},
    };
    for (size_t i = 0; i < NDX_COUNT(bad); i++) {
        ndx_identity *identity = (ndx_identity *)&identity;
        ndx_error err = {0};
        assert_int_equal(ndx_identity_new(ndx_text_of(bad[i][0]), "people.conf", &identity, &err),
                         NDX_BAD_INPUT);
        assert_null(identity);
        assert_non_null(strstr(err.message, "people.conf"));
        assert_non_null(strstr(err.message, bad[i][1]));
    }
}

static void thousands_of_one_surname_are_joined_in_bounded_time(void **state) {
    (void)state;
    ndx_identity *identity;
    assert_int_equal(ndx_identity_new(NDX_TEXT(""), "", &identity, NULL), NDX_OK);
    for (int i = 0; i < 1500; i++) {
        char key[32];
        ndx_name_year year = {1900 + i % 100, (uint32_t)i, (uint8_t)(i % 7)};
        snprintf(key, sizeof key, "%c%c%c smith", 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676);
        assert_int_equal(ndx_identity_add(identity, ndx_text_of(key), &year, 1, NULL), NDX_OK);
    }
    assert_int_equal(ndx_identity_join(identity, NULL), NDX_OK);
    ndx_identity_free(identity);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(persons_are_as_the_table_says_in_every_order),
        cmocka_unit_test(the_user_says_who_is_the_same),
        cmocka_unit_test(what_the_user_calls_by_one_name_is_one_person),
        cmocka_unit_test(company_tells_whom_a_name_means),
        cmocka_unit_test(the_user_says_who_is_different),
        cmocka_unit_test(the_user_says_who_is_nobody),
        cmocka_unit_test(a_name_only_the_user_knows_can_be_canonical),
        cmocka_unit_test(a_damaged_people_conf_is_refused_with_line_and_reason),
        cmocka_unit_test(thousands_of_one_surname_are_joined_in_bounded_time),
    };
    return cmocka_run_group_tests_name("people: identity", tests, NULL, NULL);
}
