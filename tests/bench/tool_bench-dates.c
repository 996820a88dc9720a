/* How fast dates are found: build/tools/bench-dates FILE [LANGUAGE]. The file is cut into articles of about 3,000 bytes at line ends and
 * each is searched as if published on 1987-10-19. Prints megabytes of text a second of processor time. */
#include "newsdex/dates.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ARTICLE_BYTES 3000

static ndx_text next_article(ndx_text *rest) {
    size_t end = rest->len > ARTICLE_BYTES ? ARTICLE_BYTES : rest->len;
    while (end < rest->len && rest->data[end] != '\n') end++;
    ndx_text article = ndx_text_slice(*rest, 0, end);
    *rest = ndx_text_slice(*rest, end, rest->len);
    return article;
}

int main(int argc, char **argv) {
    ndx_date_finder *finder;
    ndx_buf file = {0};
    ndx_error err;
    if (argc < 2) {
        fprintf(stderr, "usage: %s FILE [LANGUAGE]\n", argv[0]);
        return 2;
    }
    if (ndx_file_read(argv[1], (size_t)1 << 30, &file, &err) || ndx_date_finder_new(&finder, &err)) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    size_t bytes = 0, articles = 0, dates = 0;
    clock_t begin = clock();
    ndx_article a;
    ndx_article_init(&a);
    do {
        for (ndx_text rest = ndx_buf_text(&file); rest.len; articles++) {
            ndx_article_reset(&a);
            a.text = next_article(&rest);
            a.stemmer = argc > 2 ? argv[2] : "en";
            a.date.day = ndx_day_of(1987, 10, 19);
            if (ndx_dates_find(finder, &a, &err)) return 1;
            bytes += a.text.len;
            dates += a.facts.date_count;
        }
    } while (file.len && bytes < (size_t)64 << 20);
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    printf("dates: %.1f MB/s of processor time, %zu articles, %zu dates\n",
           (double)bytes / 1e6 / (seconds > 0 ? seconds : 1), articles, dates);
    ndx_article_clear(&a);
    ndx_date_finder_free(finder);
    ndx_buf_clear(&file);
    return 0;
}
