/* When memory runs out at any allocation while an archive is read, the run ends with NO_MEMORY or tells what
 * was not read, and what was held is given back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "newsdex/read.h"
#include "../failing.h"

/* One small archive of each format. libxml2 and ICU's detector do not survive running out of memory
 * themselves, so no web page and no other encoding is among them. */
static const char *const archives[] = {
    " date 2018-06-27 A headline\n\nA body.\n\n date 2018-06-28 Another\n\nAnother body.\n",
    "Title: Rain\nAuthor: Ann Lee\n\nIt rained in caf\xC3\xA9s.\n",
    "<REUTERS NEWID=\"7\"><TOPICS><D>grain</D></TOPICS><PEOPLE><D>bo-ray</D></PEOPLE><TEXT><TITLE>T</TITLE>"
    "<DATELINE>PARIS - </DATELINE><BODY>It rained.</BODY></TEXT></REUTERS>",
    "<DOC><DOCNO>AP890101-0001</DOCNO><HEAD>Rain</HEAD><DATELINE>PARIS (AP)</DATELINE><TEXT>It &amp; "
    "rained.</TEXT></DOC>",
    "*TEXT 017 01/04/63 PAGE 020\n\nIT RAINED .\n\n*STOP\n",
    "{\"hits\": {\"hits\": [{\"_source\": {\"title\": \"T\", \"people\": [\"A\", {\"name\": \"B\"}], "
    "\"text\": "
    "[\"x\", \"y\"]}}]}}",
    "title,text\nRain,\"It \"\"rained\"\".\"\n",
    "title\ttext\nRain\tIt rained.\n",
};

/* Read all of it; the status the reader ended with. */
static ndx_status read_all(const char *path, size_t *articles) {
    ndx_reader *reader = NULL;
    ndx_article article;
    ndx_article_init(&article);
    *articles = 0;
    ndx_status status = ndx_reader_open(&path, 1, NULL, &reader, NULL);
    while (status == NDX_OK && (status = ndx_reader_next(reader, &article, NULL)) == NDX_OK) ++*articles;
    ndx_reader_close(reader);
    ndx_article_clear(&article);
    return status;
}

/* One allocation fails and memory is back: the archive is read whole, or the run says why not. */
static void fail_each_alone(const char *path, size_t expected) {
    bool reached = true;
    one_fails = true;
    for (long after = 0; reached; after++) {
        size_t articles;
        long before = held;
        allocations_left = after;
        ndx_status status = read_all(path, &articles);
        reached = allocations_left <= 0;
        allocations_left = -1;
        assert_true(status == NDX_END ? articles == expected : status == NDX_NO_MEMORY);
        assert_int_equal(held, before);
    }
    one_fails = false;
}

static void running_out_of_memory_anywhere_ends_well(void **state) {
    (void)state;
    if (!MAY_FAIL) skip();
    for (size_t i = 0; i < NDX_COUNT(archives); i++) {
        int fd = memfd_create("archive", 0);
        char path[64];
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        assert_int_equal(write(fd, archives[i], strlen(archives[i])), strlen(archives[i]));
        size_t articles, expected;
        assert_int_equal(read_all(path, &expected), NDX_END);
        assert_true(expected > 0);
        ndx_status status = NDX_NO_MEMORY;
        long tries = 0;
        for (; (status != NDX_END || articles < expected) && tries < 2000; tries++) {
            long before = held;
            allocations_left = tries;
            status = read_all(path, &articles);
            allocations_left = -1;
            assert_true(status == NDX_NO_MEMORY || status == NDX_END);
            assert_int_equal(held, before);
        }
        assert_int_equal(status, NDX_END);
        assert_true(tries > 5);
        fail_each_alone(path, expected);
        close(fd);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(running_out_of_memory_anywhere_ends_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
