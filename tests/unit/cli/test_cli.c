/* Command lines, what is generated from the table, progress, places, configuration files. */
#include "newsdex/cli.h"

#include "../table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* --- a sample program ----------------------------------------------------------------------------------- */

typedef struct sample {
    const char *db, *stage, *wait;
    bool quiet, verbose, no_people;
    uint64_t jobs, memory;
    double max_delete;
    int color;
    ndx_string_list maps;
    ndx_option options[16];
    ndx_program program;
} sample;

static const ndx_command commands[] = {{"update", "PATH...", "bring the index up to date"},
                                       {"dump", "PATH...", "show what's made of \"articles\""},
                                       {NULL, NULL, NULL}};
enum { UPDATE = 1, DUMP = 2 };

static void sample_init(sample *s) {
    *s = (sample){.color = -1};
    const ndx_option options[] = {
        {NDX_OPTION_GROUP, NULL, 0, NULL, NULL, "Index", 0},
        {NDX_OPTION_STRING, "db", 'd', "DIR", &s->db, "the index", 0},
        {NDX_OPTION_OPTIONAL_STRING, "wait", 0, "SEC", &s->wait, "wait for another run", 0},
        {NDX_OPTION_CHOICE, "color", 0, "auto|always|never", &s->color, "colour", 0},
        {NDX_OPTION_GROUP, NULL, 0, NULL, NULL, "Reading", 0},
        {NDX_OPTION_FLAG, "quiet", 'q', NULL, &s->quiet, "say nothing when all is well", UPDATE},
        {NDX_OPTION_FLAG, "verbose", 'v', NULL, &s->verbose, "say more", 0},
        {NDX_OPTION_FLAG, "no-people", 0, NULL, &s->no_people, "don't look for people", UPDATE},
        {NDX_OPTION_COUNT_, "jobs", 'j', "N", &s->jobs, "threads", UPDATE},
        {NDX_OPTION_SIZE, "memory", 0, "SIZE", &s->memory, "memory to use", UPDATE},
        {NDX_OPTION_REAL, "max-delete", 0, "PERCENT", &s->max_delete, "deletion guard", UPDATE},
        {NDX_OPTION_LIST, "map", 0, "FIELD=NAME", &s->maps,
         "where a field comes from: a long line that has to be wrapped somewhere "
         "because no terminal is as wide as this sentence goes on to be",
         UPDATE},
        {NDX_OPTION_GROUP, NULL, 0, NULL, NULL, "Looking", 0},
        {NDX_OPTION_STRING, "stage", 0, "STAGE", &s->stage, "a stage", DUMP},
        {0},
    };
    memcpy(s->options, options, sizeof options);
    s->program =
        (ndx_program){"sample", "Does things.", "sample COMMAND", commands, s->options, "  sample update x\n",
                      false,    false};
}

static void show_string(ndx_buf *out, const char *name, const char *value) {
    if (value) ndx_buf_addf(out, " %s=%s", name, value);
}

static void show(ndx_buf *out, const sample *s, const ndx_arguments *arguments) {
    ndx_buf_add_str(out, arguments->command < 0 ? "none" : commands[arguments->command].name);
    show_string(out, "db", s->db);
    show_string(out, "stage", s->stage);
    show_string(out, "wait", s->wait);
    if (s->color >= 0) ndx_buf_addf(out, " color=%d", s->color);
    if (s->quiet) ndx_buf_add_str(out, " quiet");
    if (s->verbose) ndx_buf_add_str(out, " verbose");
    if (s->no_people) ndx_buf_add_str(out, " no-people");
    if (s->jobs) ndx_buf_addf(out, " jobs=%llu", (unsigned long long)s->jobs);
    if (s->memory) ndx_buf_addf(out, " memory=%llu", (unsigned long long)s->memory);
    if (s->max_delete > 0) ndx_buf_addf(out, " max-delete=%g", s->max_delete);
    for (size_t i = 0; i < s->maps.count; i++) show_string(out, "map", s->maps.items[i]);
    if (s->maps.count) assert_null(s->maps.items[s->maps.count]);
    if (arguments->help) ndx_buf_add_str(out, " help");
    if (arguments->version) ndx_buf_add_str(out, " version");
    show_string(out, "generate", arguments->generate);
    ndx_buf_add_str(out, " [");
    for (size_t i = 0; i < arguments->count; i++)
        ndx_buf_addf(out, "%s%s", i ? " " : "", arguments->items[i]);
    ndx_buf_add_str(out, "]");
}

static ndx_status parse_line(sample *s, ndx_text line, ndx_buf *words, ndx_arguments *arguments,
                             ndx_error *err) {
    char *argv[32] = {(char *)"sample"};
    int argc = 1;
    ndx_buf_add_text(words, line);
    ndx_buf_add_char(words, ' ');
    for (char *word = strtok(words->data, " "); word && argc < 32; word = strtok(NULL, " "))
        argv[argc++] = word;
    return ndx_cli_parse(&s->program, argc, argv, arguments, err);
}

static void parse_case(void *context, ndx_text input, ndx_text expected, size_t line) {
    sample s;
    ndx_arguments arguments;
    ndx_buf words = {0}, got = {0};
    ndx_error err;
    (void)context;
    sample_init(&s);
    ndx_status status = parse_line(&s, input, &words, &arguments, &err);
    if (status == NDX_OK)
        show(&got, &s, &arguments);
    else
        ndx_buf_add_str(&got, err.message);
    if (status != NDX_OK) assert_int_equal(status, NDX_USAGE);
    if (!ndx_text_equal(ndx_buf_text(&got), expected)) fail_msg("line %zu: got '%s'", line, got.data);
    ndx_arguments_clear(&arguments);
    ndx_string_list_clear(&s.maps);
    ndx_buf_clear(&words);
    ndx_buf_clear(&got);
}

static void command_lines_are_understood_or_explained(void **state) {
    (void)state;
    assert_true(table_each("tests/tables/cli-parse.txt", parse_case, NULL) > 0);
}

static void a_dashed_word_is_an_argument_where_queries_are_expected(void **state) {
    sample s;
    ndx_arguments arguments;
    ndx_buf words = {0};
    ndx_error err;
    (void)state;
    sample_init(&s);
    s.program.commands = NULL;
    s.program.dash_words = true;
    assert_int_equal(parse_line(&s, NDX_TEXT("tunnel -strait -q -x -d y -j3 -j3x"), &words, &arguments, &err),
                     NDX_OK);
    assert_int_equal(arguments.count, 4);
    assert_string_equal(arguments.items[1], "-strait");
    assert_string_equal(arguments.items[2], "-x");
    assert_string_equal(arguments.items[3], "-j3x");
    assert_int_equal(s.jobs, 3);
    assert_true(s.quiet);
    assert_string_equal(s.db, "y");
    ndx_arguments_clear(&arguments);
    ndx_buf_clear(&words);
}

static void an_option_may_be_set_from_a_configuration(void **state) {
    static const struct {
        const char *name, *value;
        ndx_status status;
    } cases[] = {{"quiet", "yes", NDX_OK},   {"verbose", "Off", NDX_OK},    {"people", "no", NDX_OK},
                 {"jobs", "3", NDX_OK},      {"quiet", "maybe", NDX_USAGE}, {"jobs", "many", NDX_USAGE},
                 {"help", "yes", NDX_USAGE}, {"qiet", "yes", NDX_USAGE}};
    sample s;
    ndx_error err;
    (void)state;
    sample_init(&s);
    s.verbose = true;
    for (size_t i = 0; i < NDX_COUNT(cases); i++)
        assert_int_equal(ndx_cli_set(&s.program, cases[i].name, cases[i].value, &err), cases[i].status);
    assert_string_equal(err.message, "there is no option --qiet; did you mean --quiet?");
    assert_true(s.quiet && s.no_people && !s.verbose);
    assert_int_equal(s.jobs, 3);
}

/* --- generated ------------------------------------------------------------------------------------------ */

static void help_lists_commands_and_grouped_options(void **state) {
    sample s;
    ndx_buf out = {0};
    (void)state;
    sample_init(&s);
    ndx_cli_help(&s.program, -1, &out);
    assert_non_null(strstr(out.data, "Usage: sample COMMAND\n\nDoes things.\n"));
    assert_non_null(strstr(out.data, "  update PATH...              bring the index up to date\n"));
    assert_non_null(
        strstr(out.data, "\nReading:\n  -q, --quiet                 say nothing when all is well\n"));
    assert_non_null(strstr(out.data, "      --wait[=SEC]            wait for another run\n"));
    assert_non_null(strstr(out.data, "\nExamples:\n  sample update x\n"));
    assert_null(strstr(out.data, "generate"));
    ndx_text rest = ndx_buf_text(&out), line;
    while (ndx_text_line(&rest, &line)) assert_true(ndx_width_columns(line) <= 80);
    ndx_buf_clear(&out);
}

static void help_of_a_command_shows_only_its_options(void **state) {
    sample s;
    ndx_buf out = {0};
    (void)state;
    sample_init(&s);
    ndx_cli_help(&s.program, 1, &out);
    assert_non_null(strstr(out.data, "Usage: sample dump [OPTIONS] PATH...\n"));
    assert_non_null(strstr(out.data, "--stage=STAGE"));
    assert_non_null(strstr(out.data, "--db=DIR"));
    assert_null(strstr(out.data, "--jobs"));
    ndx_buf_clear(&out);
}

static void every_visible_option_is_in_the_man_page_and_the_completions(void **state) {
    static const char *const kinds[] = {"man", "bash", "zsh", "fish"};
    static const char *const patterns[] = {"\\fB\\-\\-%s\\fR", "--%s", "--%s", "-l %s "};
    (void)state;
    for (size_t k = 0; k < NDX_COUNT(kinds); k++) {
        sample s;
        ndx_buf out = {0};
        ndx_arguments arguments = {.command = -1, .generate = kinds[k]};
        sample_init(&s);
        assert_true(ndx_cli_answer(&s.program, &arguments, &out));
        for (const ndx_option *o = s.options; o->name || o->kind == NDX_OPTION_GROUP; o++) {
            if (!o->name || strchr(o->name, '-'))
                continue; /* roff escapes hyphens: those without tell enough */
            const char *at = strchr(patterns[k], '%');
            ndx_buf expected = {0};
            ndx_buf_add(&expected, patterns[k], (size_t)(at - patterns[k]));
            ndx_buf_add_str(&expected, o->name);
            ndx_buf_add_str(&expected, at + 2);
            if (!strstr(out.data, expected.data)) fail_msg("%s lacks %s", kinds[k], expected.data);
            ndx_buf_clear(&expected);
        }
        assert_null(strstr(out.data, "generate"));
        ndx_buf_clear(&out);
    }
}

static void the_version_is_told(void **state) {
    sample s;
    ndx_buf out = {0};
    ndx_arguments arguments = {.command = -1, .version = true};
    (void)state;
    sample_init(&s);
    assert_true(ndx_cli_answer(&s.program, &arguments, &out));
    assert_string_equal(out.data, "sample " NDX_VERSION "\n");
    arguments.version = false;
    assert_false(ndx_cli_answer(&s.program, &arguments, &out));
    ndx_buf_clear(&out);
}

/* --- terminal ------------------------------------------------------------------------------------------- */

static uint64_t next_number(ndx_text *rest) {
    ndx_text word;
    uint64_t number = 0;
    assert_true(ndx_text_split(rest, ' ', &word));
    assert_true(ndx_text_to_u64(word, &number));
    return number;
}

static void progress_case(void *context, ndx_text input, ndx_text expected, size_t line) {
    ndx_buf out = {0};
    (void)context;
    size_t width = (size_t)next_number(&input);
    double seconds = (double)next_number(&input);
    uint64_t done = next_number(&input), total = next_number(&input), articles = next_number(&input);
    ndx_progress_line(&out, "update", width, seconds, done, total, articles);
    assert_true(out.len <= width);
    if (!ndx_text_equal(ndx_buf_text(&out), expected)) fail_msg("line %zu: got '%s'", line, out.data);
    ndx_buf_clear(&out);
}

static void progress_fits_its_line(void **state) {
    (void)state;
    assert_true(table_each("tests/tables/cli-progress.txt", progress_case, NULL) > 0);
}

static void sizes_and_counts_are_written_for_people(void **state) {
    ndx_buf out = {0};
    static const uint64_t sizes[] = {0, 1, 999, 1000, 1500, 99999, 999999, 12345678, UINT64_MAX};
    (void)state;
    for (size_t i = 0; i < NDX_COUNT(sizes); i++) {
        ndx_cli_add_size(&out, sizes[i]);
        ndx_buf_add_char(&out, '|');
    }
    assert_string_equal(out.data, "0 bytes|1 byte|999 bytes|1.0 kB|1.5 kB|100 kB|1.0 MB|12 MB|18 EB|");
    ndx_buf_reset(&out);
    ndx_cli_add_count(&out, 999);
    ndx_buf_add_char(&out, '|');
    ndx_cli_add_count(&out, 1234567);
    assert_string_equal(out.data, "999|1,234,567");
    ndx_buf_clear(&out);
}

static void colour_is_never_used_on_what_is_no_terminal(void **state) {
    int fds[2];
    (void)state;
    assert_int_equal(pipe(fds), 0);
    setenv("TERM", "xterm", 1);
    assert_false(ndx_cli_color(NDX_AUTO, fds[1]));
    assert_true(ndx_cli_color(NDX_ALWAYS, fds[1]));
    assert_false(ndx_cli_color(NDX_NEVER, fds[1]));
    unsetenv("COLUMNS");
    assert_int_equal(ndx_cli_width_columns(fds[1]), 80);
    setenv("COLUMNS", "132", 1);
    assert_int_equal(ndx_cli_width_columns(fds[1]), 132);
    setenv("COLUMNS", "0", 1);
    assert_int_equal(ndx_cli_width_columns(fds[1]), 80);
    close(fds[0]);
    close(fds[1]);
}

static void a_closed_pipe_fails_without_a_word(void **state) {
    int fds[2];
    ndx_error err;
    (void)state;
    ndx_cli_prepare();
    assert_int_equal(pipe(fds), 0);
    close(fds[0]);
    assert_int_equal(ndx_cli_write(fds[1], NDX_TEXT("x"), &err), NDX_FAILED);
    assert_string_equal(err.message, "");
    close(fds[1]);
    assert_int_equal(ndx_cli_write(fds[1], NDX_TEXT("x"), &err), NDX_IO);
}

/* What fn writes to stderr. */
static void capture_point(ndx_buf *out, const char *query, size_t column) {
    int fds[2], saved = dup(STDERR_FILENO);
    char bytes[512];
    assert_int_equal(pipe(fds), 0);
    dup2(fds[1], STDERR_FILENO);
    ndx_cli_point(ndx_text_of(query), column);
    dup2(saved, STDERR_FILENO);
    close(saved);
    close(fds[1]);
    ssize_t got = read(fds[0], bytes, sizeof bytes);
    close(fds[0]);
    if (got > 0) ndx_buf_add(out, bytes, (size_t)got);
}

static void an_error_points_at_its_column(void **state) {
    ndx_buf out = {0};
    (void)state;
    capture_point(&out, "a \"b", 3);
    assert_string_equal(out.data, "  a \"b\n    ^\n");
    ndx_buf_reset(&out);
    capture_point(&out, "東京\t(x", 4);
    assert_string_equal(out.data, "  東京 (x\n       ^\n");
    ndx_buf_reset(&out);
    capture_point(&out, "ab\033", 99);
    assert_string_equal(out.data, "  ab\xef\xbf\xbd\n     ^\n");
    ndx_buf_clear(&out);
}

/* --- places and configuration --------------------------------------------------------------------------- */

static void the_index_is_found_by_option_then_environment_then_home(void **state) {
    ndx_buf dir = {0};
    ndx_error err;
    (void)state;
    unsetenv("HOME");
    unsetenv("XDG_DATA_HOME");
    unsetenv("NEWSDEX_DB");
    assert_int_equal(ndx_cli_index_dir(NULL, &dir, &err), NDX_USAGE);
    setenv("HOME", "/home/ann", 1);
    assert_int_equal(ndx_cli_index_dir(NULL, &dir, &err), NDX_OK);
    assert_string_equal(dir.data, "/home/ann/.local/share/newsdex/default");
    ndx_buf_reset(&dir);
    setenv("XDG_DATA_HOME", "relative/is/ignored", 1);
    assert_int_equal(ndx_cli_index_dir(NULL, &dir, &err), NDX_OK);
    assert_string_equal(dir.data, "/home/ann/.local/share/newsdex/default");
    ndx_buf_reset(&dir);
    setenv("XDG_DATA_HOME", "/data", 1);
    assert_int_equal(ndx_cli_index_dir(NULL, &dir, &err), NDX_OK);
    assert_string_equal(dir.data, "/data/newsdex/default");
    ndx_buf_reset(&dir);
    setenv("NEWSDEX_DB", "here", 1);
    assert_int_equal(ndx_cli_index_dir(NULL, &dir, &err), NDX_OK);
    assert_string_equal(dir.data, "here");
    ndx_buf_reset(&dir);
    assert_int_equal(ndx_cli_index_dir("there", &dir, &err), NDX_OK);
    assert_string_equal(dir.data, "there");
    assert_int_equal(ndx_cli_index_dir("", &dir, &err), NDX_USAGE);
    ndx_buf_clear(&dir);
}

static ndx_status list_setting(void *context, const ndx_setting *s, ndx_error *err) {
    ndx_buf_addf(context, "%zu:%.*s:%.*s:%.*s=%.*s\n", s->line, NDX_ARG(s->section), NDX_ARG(s->name),
                 NDX_ARG(s->key), NDX_ARG(s->value));
    return ndx_text_equal(s->key, NDX_TEXT("bad")) ? ndx_fail(err, NDX_USAGE, "bad key") : NDX_OK;
}

static void configuration_files_are_sections_of_settings(void **state) {
    ndx_buf out = {0};
    ndx_error err;
    (void)state;
    assert_int_equal(ndx_config_read(NDX_TEXT("\xEF\xBB\xBFtop=1\r\n# no\n[index]\n db = /srv/x = y "
                                              "\n\n[source Northern Post]\npath=\" a \"\n;x\ntz="),
                                     "f", list_setting, &out, &err),
                     NDX_OK);
    assert_string_equal(out.data, "1:::top=1\n3:index::=\n4:index::db=/srv/x = y\n6:source:Northern "
                                  "Post:=\n7:source:Northern Post:path= a \n"
                                  "9:source:Northern Post:tz=\n");
    ndx_buf_clear(&out);
}

static void a_bad_line_of_a_configuration_is_named(void **state) {
    static const struct {
        const char *text, *message;
    } cases[] = {{"\n[x", "f:2: the ']' of a section is missing"},
                 {"[]", "f:1: a section needs a name: [section]"},
                 {"word", "f:1: expected 'key = value' or '[section]'"},
                 {"=1", "f:1: there is no key before '='"},
                 {"bad=1", "bad key"}};
    (void)state;
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        ndx_buf out = {0};
        ndx_error err;
        assert_int_equal(ndx_config_read(ndx_text_of(cases[i].text), "f", list_setting, &out, &err),
                         NDX_USAGE);
        assert_string_equal(err.message, cases[i].message);
        ndx_buf_clear(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(command_lines_are_understood_or_explained),
        cmocka_unit_test(a_dashed_word_is_an_argument_where_queries_are_expected),
        cmocka_unit_test(an_option_may_be_set_from_a_configuration),
        cmocka_unit_test(help_lists_commands_and_grouped_options),
        cmocka_unit_test(help_of_a_command_shows_only_its_options),
        cmocka_unit_test(every_visible_option_is_in_the_man_page_and_the_completions),
        cmocka_unit_test(the_version_is_told),
        cmocka_unit_test(progress_fits_its_line),
        cmocka_unit_test(sizes_and_counts_are_written_for_people),
        cmocka_unit_test(colour_is_never_used_on_what_is_no_terminal),
        cmocka_unit_test(a_closed_pipe_fails_without_a_word),
        cmocka_unit_test(an_error_points_at_its_column),
        cmocka_unit_test(the_index_is_found_by_option_then_environment_then_home),
        cmocka_unit_test(configuration_files_are_sections_of_settings),
        cmocka_unit_test(a_bad_line_of_a_configuration_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
