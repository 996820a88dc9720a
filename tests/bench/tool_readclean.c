/* build/tools/readclean [-c] [-v] PATH...: reads (and with -c cleans) archives and prints counts and nanoseconds of CPU time a byte.
 * -v prints each article. What newsdex-index spends before it looks at words. */
#include "newsdex/clean.h"
#include "newsdex/read.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static void count_skip(void *context, const ndx_skip *skip) {
    unsigned long *counts = context;
    counts[skip->reason]++;
    fprintf(stderr, "%s %.*s:%llu %s %.*s\n", skip->warning ? "warning" : "skipped", NDX_ARG(skip->path),
            (unsigned long long)skip->offset, ndx_reason_word(skip->reason), NDX_ARG(skip->detail));
}

static void show(const ndx_article *article) {
    for (int field = 0; field < NDX_FIELD_COUNT; field++)
        if (article->field[field].len && field != NDX_FIELD_BODY)
            printf("%s: %.*s\n", ndx_field_get((ndx_field)field)->name, NDX_ARG(article->field[field]));
    printf("@%llu+%llu\n", (unsigned long long)article->origin.offset,
           (unsigned long long)article->origin.length);
    if (!article->text.len) printf("[%.*s]\n", NDX_ARG(article->field[NDX_FIELD_BODY]));
    static const char *const zones[] = {"HEADLINE", "BYLINE", "DATELINE", "LEAD", "BODY", "TAIL"};
    for (int zone = 0; article->text.len && zone < NDX_ZONE_COUNT; zone++)
        printf("%s[%.*s]\n", zones[zone], NDX_ARG(ndx_article_zone(article, (ndx_zone)zone)));
    printf("------\n");
}

int main(int argc, char **argv) {
    bool clean = false, verbose = false;
    unsigned long counts[NDX_REASON_COUNT] = {0}, articles = 0, bytes = 0, no_text = 0;
    ndx_read_options options = {.skipped = count_skip, .skipped_context = counts};
    ndx_error err = {0};
    ndx_reader *reader;
    ndx_article article;
    while (argc > 1 && argv[1][0] == '-' && argv[1][1]) {
        clean |= strchr(argv[1], 'c') != NULL;
        verbose |= strchr(argv[1], 'v') != NULL;
        argc--, argv++;
    }
    ndx_article_init(&article);
    ndx_status status =
        ndx_reader_open((const char *const *)argv + 1, (size_t)argc - 1, &options, &reader, &err);
    if (status != NDX_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    clock_t began = clock();
    while ((status = ndx_reader_next(reader, &article, &err)) == NDX_OK) {
        articles++;
        bytes += article.origin.length;
        if (clean && ndx_clean(&article, &err) != NDX_OK) no_text++;
        if (verbose) show(&article);
    }
    double seconds = (double)(clock() - began) / CLOCKS_PER_SEC;
    ndx_reader_close(reader);
    ndx_article_clear(&article);
    if (status != NDX_END) fprintf(stderr, "%s\n", err.message);
    printf("%lu articles, %lu bytes, %lu without words, %.2f ns/byte\n", articles, bytes, no_text,
           seconds * 1e9 / (double)(bytes ? bytes : 1));
    for (int reason = 0; reason < NDX_REASON_COUNT; reason++)
        if (counts[reason]) printf("%lu %s\n", counts[reason], ndx_reason_word((ndx_reason)reason));
    return 0;
}
