/* The reader on small archives: formats and bad input by table, folders and streams by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "newsdex/read.h"

/* --- rendering ------------------------------------------------------------------------------------------ */

/* Each article as "[field=value; ...]" (only fields set, ids only when not a path's) and each event as "!reason@offset"
 * ("?reason@offset" a warning), in their order. Line ends are shown as \n. */
static void show_text(ndx_buf *out, ndx_text value) {
    for (size_t i = 0; i < value.len; i++) {
        if (value.data[i] == '\n')
            ndx_buf_add_str(out, "\\n");
        else if (value.data[i] == '\r')
            ndx_buf_add_str(out, "\\r");
        else if (value.data[i] == '\t')
            ndx_buf_add_str(out, "\\t");
        else
            ndx_buf_add_char(out, value.data[i]);
    }
}

static void show_skip(void *context, const ndx_skip *skip) {
    ndx_buf *out = context;
    ndx_buf_addf(out, "%s%c%s@%llu", out->len ? " " : "", skip->warning ? '?' : '!',
                 ndx_reason_word(skip->reason), (unsigned long long)skip->offset);
}

static void show_article(ndx_buf *out, const ndx_article *article) {
    if (out->len) ndx_buf_add_char(out, ' ');
    ndx_buf_add_char(out, '[');
    const char *between = "";
    for (int field = 0; field < NDX_FIELD_COUNT; field++) {
        ndx_text value = article->field[field];
        /* Ids made from the path hold the temporary folder's name. */
        if (value.len == 0 || (field == NDX_FIELD_ID && ndx_text_starts(value, article->origin.path)))
            continue;
        ndx_buf_addf(out, "%s%s=", between, ndx_field_get((ndx_field)field)->name);
        show_text(out, value);
        between = "; ";
    }
    ndx_buf_add_char(out, ']');
}

static void render_paths(const char *const *paths, size_t count, const ndx_read_options *given,
                         ndx_buf *out) {
    ndx_read_options options = given ? *given : (ndx_read_options){0};
    options.skipped = show_skip;
    options.skipped_context = out;
    ndx_reader *reader;
    ndx_error err = {0};
    ndx_article article;
    ndx_article_init(&article);
    assert_int_equal(ndx_reader_open(paths, count, &options, &reader, &err), NDX_OK);
    ndx_status status;
    while ((status = ndx_reader_next(reader, &article, &err)) == NDX_OK) show_article(out, &article);
    assert_int_equal(status, NDX_END);
    ndx_reader_close(reader);
    ndx_article_clear(&article);
}

static char folder[64];

static const char *write_bytes(const char *name, ndx_text bytes) {
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    if (bytes.len) fwrite(bytes.data, 1, bytes.len, file);
    fclose(file);
    return path;
}

static void render_bytes(const char *name, ndx_text bytes, const ndx_read_options *options, ndx_buf *out) {
    const char *path = write_bytes(name, bytes);
    render_paths(&path, 1, options, out);
    unlink(path);
}

static int hex(char c) {
    return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

/* \n \t \r \\ and \xHH to bytes. */
static void unescape(ndx_text escaped, ndx_buf *out) {
    for (size_t i = 0; i < escaped.len; i++) {
        char c = escaped.data[i];
        if (c != '\\' || i + 1 == escaped.len) {
            ndx_buf_add_char(out, c);
            continue;
        }
        c = escaped.data[++i];
        if (c == 'x' && i + 2 < escaped.len) {
            ndx_buf_add_char(out, (char)(hex(escaped.data[i + 1]) << 4 | hex(escaped.data[i + 2])));
            i += 2;
        } else {
            ndx_buf_add_char(out, c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c);
        }
    }
}

static int make_folder(void **state) {
    (void)state;
    strcpy(folder, "/tmp/newsdex-read-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state) {
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

/* --- by table ------------------------------------------------------------------------------------------- */

static void every_row_of_the_table_reads_as_it_says(void **state) {
    (void)state;
    FILE *table = fopen("tests/tables/read-formats.txt", "r");
    assert_non_null(table);
    char *line = NULL;
    size_t room = 0, number = 0, failures = 0;
    ndx_buf input = {0}, got = {0};
    while (getline(&line, &room, table) > 0) {
        number++;
        char *arrow = strstr(line, " ==> ");
        if (line[0] == '#' || !arrow) continue;
        ndx_buf_reset(&input);
        ndx_buf_reset(&got);
        unescape((ndx_text){line, (size_t)(arrow - line)}, &input);
        char *expected = arrow + 5;
        expected[strcspn(expected, "\n")] = '\0';
        render_bytes("archive", ndx_buf_text(&input), NULL, &got);
        if (strcmp(got.data ? got.data : "", expected) == 0) continue;
        fprintf(stderr, "tests/tables/read-formats.txt:%zu\n  expected %s\n  got      %s\n", number, expected,
                got.data ? got.data : "");
        failures++;
    }
    free(line);
    fclose(table);
    ndx_buf_clear(&input);
    ndx_buf_clear(&got);
    assert_int_equal(failures, 0);
}

/* --- files and folders ---------------------------------------------------------------------------------- */

static void folders_are_read_in_order_of_names(void **state) {
    (void)state;
    write_bytes("b.txt", NDX_TEXT("Second article.\n"));
    write_bytes("a.txt", NDX_TEXT("First article.\n"));
    write_bytes(".hidden", NDX_TEXT("Not an article.\n"));
    ndx_buf got = {0};
    const char *path = folder;
    render_paths(&path, 1, NULL, &got);
    assert_string_equal(got.data, "[body=First article.\\n] [body=Second article.\\n]");
    ndx_buf_clear(&got);
}

static void what_is_no_readable_file_is_named(void **state) {
    (void)state;
    char fifo[128], loop[128];
    snprintf(fifo, sizeof fifo, "%s/pipe", folder);
    snprintf(loop, sizeof loop, "%s/loop", folder);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_int_equal(symlink(folder, loop), 0);
    const char *paths[] = {"/nonexistent/news.txt", folder, fifo, "/dev/null"};
    ndx_buf got = {0};
    render_paths(paths, 4, NULL, &got);
    assert_string_equal(got.data,
                        "!missing@0 !symlink-loop@0 !special-file@0 !special-file@0 !special-file@0");
    ndx_buf_clear(&got);
}

static void gzip_is_read_and_its_truncation_told(void **state) {
    (void)state;
    char path[128];
    snprintf(path, sizeof path, "%s/news.txt.gz", folder);
    gzFile gz = gzopen(path, "wb");
    for (int i = 0; i < 2000; i++) gzprintf(gz, "Sentence number %d of %d.\n", i, i * i);
    gzclose(gz);
    ndx_buf got = {0};
    const char *given = path;
    render_paths(&given, 1, NULL, &got);
    assert_true(strstr(got.data, "[body=Sentence number 0 of 0.") == got.data);
    ndx_buf_reset(&got);
    assert_int_equal(truncate(path, 2000), 0);
    render_paths(&given, 1, NULL, &got);
    assert_non_null(strstr(got.data, "!truncated@"));
    ndx_buf_clear(&got);
}

static bool unchanged(void *context, ndx_text path, uint64_t size, int64_t mtime_ns) {
    (void)size;
    assert_true(mtime_ns > 0);
    *(bool *)context |= ndx_text_ends(path, NDX_TEXT("/same.txt"));
    return ndx_text_ends(path, NDX_TEXT("/same.txt"));
}

static void unchanged_files_are_not_opened(void **state) {
    (void)state;
    write_bytes("new.txt", NDX_TEXT("New.\n"));
    write_bytes("same.txt", NDX_TEXT("Same.\n"));
    ndx_buf got = {0};
    bool asked = false;
    const char *path = folder;
    ndx_read_options options = {.unchanged = unchanged, .unchanged_context = &asked};
    render_paths(&path, 1, &options, &got);
    assert_string_equal(got.data, "[body=New.\\n]");
    assert_true(asked);
    ndx_buf_clear(&got);
}

static void progress_ends_at_the_total(void **state) {
    (void)state;
    write_bytes("a.txt", NDX_TEXT("First article.\n"));
    write_bytes("b.txt", NDX_TEXT("Second.\n"));
    const char *path = folder;
    uint64_t done, total;
    ndx_reader *reader;
    ndx_article article;
    ndx_article_init(&article);
    assert_int_equal(ndx_reader_open(&path, 1, NULL, &reader, NULL), NDX_OK);
    ndx_reader_progress(reader, &done, &total);
    assert_int_equal(done, 0);
    while (ndx_reader_next(reader, &article, NULL) == NDX_OK) {
        ndx_reader_progress(reader, &done, &total);
        assert_true(done <= total);
        assert_int_equal(total, 23);
    }
    ndx_reader_progress(reader, &done, &total);
    assert_int_equal(done, 23);
    ndx_reader_close(reader);
    ndx_article_clear(&article);
}

static void every_format_has_a_name_and_a_description(void **state) {
    (void)state;
    size_t count = 0;
    for (; ndx_input_format_name(count); count++) {
        assert_true(strlen(ndx_input_format_name(count)) > 2);
        assert_true(strlen(ndx_input_format_description(count)) > 4);
    }
    assert_true(count >= 10);
    assert_null(ndx_input_format_description(count));
}

static void an_article_beyond_the_limit_is_skipped_and_the_next_read(void **state) {
    (void)state;
    ndx_buf bytes = {0}, got = {0};
    ndx_buf_add_str(&bytes, "<DOC><DOCNO>1</DOCNO><TEXT>");
    while (bytes.len < 900000) ndx_buf_add_str(&bytes, "words and words and ");
    ndx_buf_add_str(&bytes, "</TEXT></DOC><DOC><DOCNO>2</DOCNO><TEXT>Short.</TEXT></DOC>");
    ndx_read_options options = {.article_limit_bytes = 100000};
    render_bytes("long.sgml", ndx_buf_text(&bytes), &options, &got);
    assert_string_equal(got.data, "!too-long@0 [id=2; body=Short.]");
    ndx_buf_clear(&bytes);
    ndx_buf_clear(&got);
}

/* Lines of JSON, one of them far beyond the limit: only that one is lost, and no more than the limit is held.
 */
static void a_line_beyond_the_limit_is_skipped_and_the_next_read(void **state) {
    (void)state;
    ndx_buf bytes = {0}, got = {0};
    ndx_buf_add_str(&bytes, "{\"title\": \"A\"}\n{\"title\": \"");
    while (bytes.len < 5000000) ndx_buf_add_str(&bytes, "long and longer and ");
    ndx_buf_add_str(&bytes, "\"}\n{\"title\": \"B\"}\n");
    ndx_read_options options = {.article_limit_bytes = 300000};
    render_bytes("long.jsonl", ndx_buf_text(&bytes), &options, &got);
    assert_string_equal(got.data, "[headline=A; body=A] !too-long@15 [headline=B; body=B]");
    ndx_buf_clear(&bytes);
    ndx_buf_clear(&got);
}

static void nesting_without_end_is_refused(void **state) {
    (void)state;
    static const char *const units[] = {"[", "{\"a\":", "[{\"a\":"};
    for (size_t i = 0; i < NDX_COUNT(units); i++) {
        ndx_buf bytes = {0}, got = {0};
        for (int depth = 0; depth < 100000; depth++) ndx_buf_add_str(&bytes, units[i]);
        render_bytes("deep.json", ndx_buf_text(&bytes), NULL, &got);
        assert_non_null(strstr(got.data, "!too-deep@"));
        ndx_buf_clear(&bytes);
        ndx_buf_clear(&got);
    }
}

/* Each would take hours if what is not there were looked for to the end of the file again and again, or for ever if a record that is too
 * long and never shows an end were not left. */
static void nothing_takes_longer_than_in_proportion(void **state) {
    (void)state;
    static const struct {
        const char *name, *before, *unit;
        size_t count;
        const char *after, *expected_end;
        size_t limit;
    } cases[] = {
        {"quotes.csv", "id,title,text\n", "\"a\n", 500000, "z,Rain,It rained.\n",
         "[id=z; headline=Rain; body=It rained.]", 0},
        {"open.json", "[\n", "{\n", 500000, "", "!malformed@32", 0},
        {"tags.sgml", "<DOC><DOCNO>1</DOCNO>", "<TI>", 500000, "<TEXT>Rain.</TEXT></DOC>",
         "[id=1; body=Rain.]", 0},
        {"elements.sgml", "<REUTERS NEWID=\"1\"><TEXT><BODY>Rain.</BODY></TEXT>", "<A>", 500000, "</REUTERS>",
         "[id=1; body=Rain.; source=Reuters]", 0},
        {"scripts.jsonl", "{\"title\": \"A\", \"text\": \"Rain.</p>", "<script>", 500000, "\"}",
         "[headline=A; body=Rain.]", 0},
        {"closings.xml", "<nitf>", "</nitf ", 500000, "", "!truncated@0", 0},
        {"contents.xml", "<NewsML><NewsItem><HeadLine>A</HeadLine>", "<DataContent/>", 200000,
         "<DataContent>Rain.</DataContent></NewsItem></NewsML>", "[headline=A; body=Rain.]", 0},
        {"names.jsonl", "{\"title\": \"A\", \"people\": [\"Ann\"", ", \"Bo\"", 500000, ", \"Cy\"]}",
         "\\nBo\\nCy]", 0},
        {"line.txt", " date 2018-06-27 A\n\n", "word ", 600000, "\n date 2018-06-28 B\n\nRain.\n",
         "!too-long@0 [headline=B; body=\\nRain.\\n; date=2018-06-28]", 300000},
        {"blanks.json", "[{\"title\": \"A\"},\nx\n", " ", 3000000, "\n{\"title\": \"B\"}]",
         "[headline=B; body=B]", 300000},
    };
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        ndx_buf bytes = {0}, got = {0};
        ndx_read_options options = {.article_limit_bytes = cases[i].limit};
        ndx_buf_add_str(&bytes, cases[i].before);
        for (size_t n = 0; n < cases[i].count; n++) ndx_buf_add_str(&bytes, cases[i].unit);
        ndx_buf_add_str(&bytes, cases[i].after);
        alarm(100);
        render_bytes(cases[i].name, ndx_buf_text(&bytes), &options, &got);
        alarm(0);
        if (!ndx_text_ends(ndx_buf_text(&got), ndx_text_of(cases[i].expected_end)))
            fail_msg("%s ends with %s", cases[i].name, got.data + (got.len > 100 ? got.len - 100 : 0));
        ndx_buf_clear(&bytes);
        ndx_buf_clear(&got);
    }
}

/* In the place of the C library's: a folder that cannot be read to its end. */
static int entries_before_failure = -1; /* below 0: all can be read */
struct dirent *readdir(DIR *dir) {
    struct dirent *(*real)(DIR *) = (struct dirent * (*)(DIR *)) dlsym(RTLD_NEXT, "readdir");
    if (entries_before_failure == 0) {
        errno = EIO;
        return NULL;
    }
    if (entries_before_failure > 0) entries_before_failure--;
    return real(dir);
}

static void a_folder_that_cannot_be_read_to_its_end_is_told(void **state) {
    (void)state;
    write_bytes("a.txt", NDX_TEXT("First article.\n"));
    ndx_buf got = {0};
    const char *path = folder;
    entries_before_failure = 3; /* ".", "..", "a.txt" */
    render_paths(&path, 1, NULL, &got);
    entries_before_failure = -1;
    assert_string_equal(got.data, "!unreadable@0 [body=First article.\\n]");
    ndx_buf_clear(&got);
}

static void mapped_names_win_over_known_ones(void **state) {
    (void)state;
    const char *maps[] = {"headline=meta.lines.main", "body=story-text", "people=persons.label", NULL};
    ndx_read_options options = {.maps = maps};
    ndx_buf got = {0};
    render_bytes("mapped.jsonl",
                 NDX_TEXT("{\"title\": \"no\", \"text\": \"no\", \"meta\": {\"lines\": {\"main\": "
                          "\"Rain\"}}, \"Story_Text\": \"It rained.\", "
                          "\"persons\": [{\"label\": \"Ann\"}, {\"label\": \"Bo\"}]}\n"),
                 &options, &got);
    assert_string_equal(got.data, "[headline=Rain; body=It rained.; people=Ann\\nBo]");
    ndx_buf_clear(&got);
}

static void wrong_options_are_usage_errors(void **state) {
    (void)state;
    ndx_reader *reader;
    ndx_error err;
    const char *path = folder;
    const char *bad_map[] = {"headline", NULL}, *bad_field[] = {"nonsense=x", NULL};
    ndx_read_options cases[] = {
        {.format = "nonsense"}, {.encoding = "nonsense"}, {.maps = bad_map}, {.maps = bad_field}};
    for (size_t i = 0; i < NDX_COUNT(cases); i++) {
        assert_int_equal(ndx_reader_open(&path, 1, &cases[i], &reader, &err), NDX_USAGE);
        assert_null(reader);
        assert_true(strlen(err.message) > 10);
    }
}

static void every_article_of_reuters_is_read(void **state) {
    (void)state;
    const char *path = "../shared/data/reuters21578";
    if (access(path, R_OK) != 0) skip();
    ndx_reader *reader;
    ndx_article article;
    ndx_article_init(&article);
    assert_int_equal(ndx_reader_open(&path, 1, NULL, &reader, NULL), NDX_OK);
    size_t count = 0, people = 0;
    while (ndx_reader_next(reader, &article, NULL) == NDX_OK) {
        count++;
        people += article.field[NDX_FIELD_PEOPLE].len > 0;
        assert_true(article.field[NDX_FIELD_BODY].len > 0);
    }
    ndx_reader_close(reader);
    ndx_article_clear(&article);
    assert_int_equal(count, 21578);
    assert_true(people > 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
        TEST(every_row_of_the_table_reads_as_it_says),
        TEST(folders_are_read_in_order_of_names),
        TEST(what_is_no_readable_file_is_named),
        TEST(gzip_is_read_and_its_truncation_told),
        TEST(unchanged_files_are_not_opened),
        TEST(progress_ends_at_the_total),
        TEST(every_format_has_a_name_and_a_description),
        TEST(an_article_beyond_the_limit_is_skipped_and_the_next_read),
        TEST(a_line_beyond_the_limit_is_skipped_and_the_next_read),
        TEST(nesting_without_end_is_refused),
        TEST(nothing_takes_longer_than_in_proportion),
        TEST(a_folder_that_cannot_be_read_to_its_end_is_told),
        TEST(mapped_names_win_over_known_ones),
        TEST(wrong_options_are_usage_errors),
        cmocka_unit_test(every_article_of_reuters_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
